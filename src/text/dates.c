/* Dates. See dates.h. */
#include "text/dates.h"

#define DASH "–"

static const struct str months[LANG_COUNT][12] = {
    {STR_INIT("январь"), STR_INIT("февраль"), STR_INIT("март"), STR_INIT("апрель"), STR_INIT("май"),
     STR_INIT("июнь"), STR_INIT("июль"), STR_INIT("август"), STR_INIT("сентябрь"),
     STR_INIT("октябрь"), STR_INIT("ноябрь"), STR_INIT("декабрь")},
    {STR_INIT("январь"), STR_INIT("февраль"), STR_INIT("март"), STR_INIT("апрель"), STR_INIT("май"),
     STR_INIT("июнь"), STR_INIT("июль"), STR_INIT("август"), STR_INIT("сентябрь"),
     STR_INIT("октябрь"), STR_INIT("ноябрь"), STR_INIT("декабрь")},
    {STR_INIT("January"), STR_INIT("February"), STR_INIT("March"), STR_INIT("April"),
     STR_INIT("May"), STR_INIT("June"), STR_INIT("July"), STR_INIT("August"), STR_INIT("September"),
     STR_INIT("October"), STR_INIT("November"), STR_INIT("December")},
};

/* In Kyrgyz the month after "of the year N" takes the possessive, in Russian after a day the
 * genitive. */
static const char *const bound_months[LANG_COUNT][12] = {
    {"январы", "февралы", "марты", "апрели", "майы", "июну", "июлу", "августу", "сентябры",
     "октябры", "ноябры", "декабры"},
    {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
     "октября", "ноября", "декабря"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
};

static const struct str weekdays[LANG_COUNT][7] = {
    {STR_INIT("дүйшөмбү"), STR_INIT("шейшемби"), STR_INIT("шаршемби"), STR_INIT("бейшемби"),
     STR_INIT("жума"), STR_INIT("ишемби"), STR_INIT("жекшемби")},
    {STR_INIT("понедельник"), STR_INIT("вторник"), STR_INIT("среда"), STR_INIT("четверг"),
     STR_INIT("пятница"), STR_INIT("суббота"), STR_INIT("воскресенье")},
    {STR_INIT("Monday"), STR_INIT("Tuesday"), STR_INIT("Wednesday"), STR_INIT("Thursday"),
     STR_INIT("Friday"), STR_INIT("Saturday"), STR_INIT("Sunday")},
};

static const struct str weekdays_short[LANG_COUNT][7] = {
    {STR_INIT("дш"), STR_INIT("шш"), STR_INIT("шр"), STR_INIT("бш"), STR_INIT("жм"), STR_INIT("иш"),
     STR_INIT("жш")},
    {STR_INIT("пн"), STR_INIT("вт"), STR_INIT("ср"), STR_INIT("чт"), STR_INIT("пт"), STR_INIT("сб"),
     STR_INIT("вс")},
    {STR_INIT("Mon"), STR_INIT("Tue"), STR_INIT("Wed"), STR_INIT("Thu"), STR_INIT("Fri"),
     STR_INIT("Sat"), STR_INIT("Sun")},
};

struct str text_month(enum lang lang, int month)
{
    return month >= 1 && month <= 12 ? months[lang][month - 1] : STR("");
}

struct str text_weekday(enum lang lang, int weekday)
{
    return weekday >= 1 && weekday <= 7 ? weekdays[lang][weekday - 1] : STR("");
}

struct str text_weekday_short(enum lang lang, int weekday)
{
    return weekday >= 1 && weekday <= 7 ? weekdays_short[lang][weekday - 1] : STR("");
}

static bool civil(day_t d, struct civil *c)
{
    if (d == DAY_NONE || d < -719162 || d > 2932896) /* years 1..9999 */
        return false;
    *c = day_to_civil(d);
    return true;
}

struct str text_date(struct arena *a, enum lang lang, day_t d)
{
    struct civil c;

    if (!civil(d, &c))
        return STR("");
    const char *month = bound_months[lang][c.month - 1];
    if (lang == LANG_KY)
        return str_fmt(a, "%d-жылдын %d-%s", c.year, c.day, month);
    return str_fmt(a, lang == LANG_RU ? "%d %s %d г." : "%d %s %d", c.day, month, c.year);
}

struct str text_date_short(struct arena *a, enum lang lang, day_t d)
{
    struct civil c;

    (void)lang; /* one form in all three: what the country's papers use */
    if (!civil(d, &c))
        return STR("");
    return str_fmt(a, "%02d.%02d.%04d", c.day, c.month, c.year);
}

struct str text_date_day(struct arena *a, enum lang lang, day_t d)
{
    struct civil c;

    if (!civil(d, &c))
        return STR("");
    if (lang == LANG_KY)
        return str_fmt(a, "%d-%.*s", c.day, STR_F(text_month(lang, c.month)));
    return str_fmt(a, "%d %s", c.day, bound_months[lang][c.month - 1]);
}

struct str text_date_weekday(struct arena *a, enum lang lang, day_t d)
{
    struct str date = text_date(a, lang, d);

    if (!date.n)
        return date;
    return str_fmt(a, "%.*s, %.*s", STR_F(text_weekday(lang, day_weekday(d))), STR_F(date));
}

struct str text_date_on(struct arena *a, enum lang lang, day_t d)
{
    /* Locative of the possessive, with the vowel the month's last one asks for. */
    static const char *const endings[12] = {"нда", "нда", "нда", "нде", "нда", "нда",
                                            "нда", "нда", "нда", "нда", "нда", "нда"};
    struct str date = text_date(a, lang, d);

    if (!date.n || lang == LANG_RU)
        return date;
    if (lang == LANG_EN)
        return str_fmt(a, "on %.*s", STR_F(date));
    return str_fmt(a, "%.*s%s", STR_F(date), endings[day_to_civil(d).month - 1]);
}

struct str text_date_range(struct arena *a, enum lang lang, day_t from, day_t to)
{
    struct civil f, t;

    if (!civil(from, &f) || !civil(to, &t))
        return STR("");
    if (from == to)
        return text_date(a, lang, from);
    const char *fm = bound_months[lang][f.month - 1], *tm = bound_months[lang][t.month - 1];
    if (f.year != t.year)
        return str_fmt(a, "%.*s " DASH " %.*s", STR_F(text_date(a, lang, from)),
                       STR_F(text_date(a, lang, to)));
    if (lang == LANG_KY)
        return f.month == t.month
                   ? str_fmt(a, "%d-жылдын %d" DASH "%d-%s", f.year, f.day, t.day, tm)
                   : str_fmt(a, "%d-жылдын %d-%s " DASH " %d-%s", f.year, f.day, fm, t.day, tm);
    const char *year = lang == LANG_RU ? " г." : "";
    return f.month == t.month
               ? str_fmt(a, "%d" DASH "%d %s %d%s", f.day, t.day, tm, t.year, year)
               : str_fmt(a, "%d %s " DASH " %d %s %d%s", f.day, fm, t.day, tm, t.year, year);
}

struct str text_month_year(struct arena *a, enum lang lang, day_t d)
{
    struct civil c;

    if (!civil(d, &c))
        return STR("");
    if (lang == LANG_KY)
        return str_fmt(a, "%d-жылдын %s", c.year, bound_months[lang][c.month - 1]);
    return str_fmt(a, lang == LANG_RU ? "%.*s %d г." : "%.*s %d", STR_F(text_month(lang, c.month)),
                   c.year);
}

struct str text_time(struct arena *a, int64_t instant)
{
    int64_t local = instant + 6 * 3600; /* clock.h: UTC+6 all year */
    int64_t second = ((local % 86400) + 86400) % 86400;
    return str_fmt(a, "%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
}

struct str text_datetime(struct arena *a, enum lang lang, int64_t instant)
{
    struct str date = text_date(a, lang, day_of_instant(instant));
    return str_fmt(a, "%.*s, %.*s", STR_F(date), STR_F(text_time(a, instant)));
}

struct str text_datetime_short(struct arena *a, enum lang lang, int64_t instant)
{
    struct str date = text_date_short(a, lang, day_of_instant(instant));
    return str_fmt(a, "%.*s %.*s", STR_F(date), STR_F(text_time(a, instant)));
}
