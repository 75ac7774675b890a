/* Time and calendar. See clock.h. The civil conversions count days from 1 March of an era of 400
 * years, so that the leap day comes last and month lengths follow one linear formula. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#define SECONDS_PER_DAY 86400
#define BISHKEK_OFFSET  (6 * 3600)
#define DAYS_PER_ERA    146097
#define EPOCH_SHIFT     719468 /* days from 0000-03-01 to 1970-01-01 */

static _Atomic int64_t set_time;

int64_t clock_now(void)
{
    int64_t t = atomic_load(&set_time);
    return t ? t : (int64_t)time(NULL);
}

void clock_set(int64_t unix_seconds)
{
    atomic_store(&set_time, unix_seconds);
}

int64_t clock_monotonic_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

day_t day_of_instant(int64_t unix_seconds)
{
    int64_t t = unix_seconds + BISHKEK_OFFSET;
    return (day_t)((t >= 0 ? t : t - (SECONDS_PER_DAY - 1)) / SECONDS_PER_DAY);
}

int64_t instant_of_day(day_t d)
{
    return (int64_t)d * SECONDS_PER_DAY - BISHKEK_OFFSET;
}

day_t clock_today(void)
{
    return day_of_instant(clock_now());
}

day_t day_from_civil(struct civil c)
{
    int y = c.month <= 2 ? c.year - 1 : c.year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int month_from_march = (c.month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + c.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

struct civil day_to_civil(day_t d)
{
    int z = d + EPOCH_SHIFT;
    int era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int doe = z - era * DAYS_PER_ERA;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    struct civil c = {.month = mp < 10 ? mp + 3 : mp - 9, .day = doy - (153 * mp + 2) / 5 + 1};
    c.year = yoe + era * 400 + (c.month <= 2);
    return c;
}

int day_weekday(day_t d)
{
    int w = (d + 3) % 7; /* 1970-01-01 was a Thursday */
    return (w < 0 ? w + 7 : w) + 1;
}

static int month_length(int year, int month)
{
    struct civil next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};
    return (int)(day_from_civil(next) - day_from_civil((struct civil){year, month, 1}));
}

day_t day_add_months(day_t d, int n)
{
    struct civil c = day_to_civil(d);
    int months = c.year * 12 + (c.month - 1) + n;
    c.year = months / 12;
    c.month = months % 12 + 1;
    int last = month_length(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return day_from_civil(c);
}

enum err day_parse(struct str s, day_t *out)
{
    int64_t y, m, d;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return ERR_MALFORMED;
    TRY(str_to_i64(str_sub(s, 0, 4), &y));
    TRY(str_to_i64(str_sub(s, 5, 2), &m));
    TRY(str_to_i64(str_sub(s, 8, 2), &d));
    if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > month_length((int)y, (int)m))
        return ERR_MALFORMED;
    *out = day_from_civil((struct civil){(int)y, (int)m, (int)d});
    return OK;
}

struct str day_iso(struct arena *a, day_t d)
{
    if (d == DAY_NONE)
        return STR("");
    struct civil c = day_to_civil(d);
    return str_fmt(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void instant_iso_put(char out[static INSTANT_ROOM], int64_t t)
{
    day_t d = day_of_instant(t - BISHKEK_OFFSET);
    int s = (int)(t - (int64_t)d * SECONDS_PER_DAY);
    struct civil c = day_to_civil(d);
    snprintf(out, INSTANT_ROOM, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, s / 3600,
             s / 60 % 60, s % 60);
}

struct str instant_iso(struct arena *a, int64_t t)
{
    char text[INSTANT_ROOM];

    instant_iso_put(text, t);
    return str_dup(a, str_of(text));
}
