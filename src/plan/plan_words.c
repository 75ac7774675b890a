/* How a plan is said: texts in the reader's language, and the names of the codes that are data. */
#include "plan/plan_in.h"

#include "text/dates.h"

struct lang_str plan_say(enum lang lang, struct plan_words w)
{
    static const enum lang order[LANG_COUNT][LANG_COUNT] = {
        [LANG_KY] = {LANG_KY, LANG_RU, LANG_EN},
        [LANG_RU] = {LANG_RU, LANG_KY, LANG_EN},
        [LANG_EN] = {LANG_EN, LANG_RU, LANG_KY}};
    const struct str said[LANG_COUNT] = {w.ky, w.ru, w.en};

    for (int i = 0; i < LANG_COUNT; i++)
        if (said[order[lang][i]].n > 0)
            return (struct lang_str){said[order[lang][i]], order[lang][i]};
    return (struct lang_str){STR(""), lang};
}

const struct str plan_direction_code[PLAN_DIRECTIONS] = {STR_INIT("inform"), STR_INIT("engage"),
                                                         STR_INIT("collect")};

/* Name of a code that is data: message PREFIX_CODE, the code itself where there is none. */
static struct str named(struct arena *a, enum lang lang, const char *prefix, struct str code)
{
    enum msg key;

    if (!msg_find(str_fmt(a, "%s_%.*s", prefix, STR_F(code)), &key))
        return code;
    return msg_text(a, lang, key);
}

struct str plan_direction_name(struct arena *a, enum lang lang, struct str code)
{
    return named(a, lang, "plan_direction", code);
}

enum plan_direction plan_direction_of(struct str code)
{
    int d = 0;

    while (d < PLAN_DIRECTIONS && !str_eq(plan_direction_code[d], code))
        d++;
    return (enum plan_direction)d;
}

struct str plan_source_kind_name(struct arena *a, enum lang lang, struct str kind)
{
    return named(a, lang, "plan_source", kind);
}

struct str plan_period_text(struct arena *a, enum lang lang, struct str period, day_t from,
                            day_t to)
{
    enum plan_period p;
    enum msg key;

    if (plan_period_of(period, &p) != OK ||
        !msg_find(str_fmt(a, "plan_when_%.*s", STR_F(period)), &key))
        return period;
    if (p == PERIOD_ONCE)
        return text_date(a, lang, from);
    if (p == PERIOD_BY)
        return msg_text(a, lang, key, ARG_S("day", text_date(a, lang, to)));
    if (p == PERIOD_SPAN)
        return msg_text(a, lang, key, ARG_S("first", str_fmt(a, "%d", day_to_civil(from).year)),
                        ARG_S("last", str_fmt(a, "%d", day_to_civil(to).year)));
    return msg_text(a, lang, key, ARG_S("span", text_date_range(a, lang, from, to)));
}

struct str plan_form_text(enum lang lang, struct plan_words form, struct str other)
{
    return other.n > 0 ? other : plan_say(lang, form).text;
}

struct str plan_task_status(struct str state, day_t due, day_t done, day_t today)
{
    if (str_eq(state, STR("done")))
        return done > due ? STR("late") : STR("done");
    if (str_eq(state, STR("open")))
        return due < today ? STR("overdue") : STR("upcoming");
    return state;
}
