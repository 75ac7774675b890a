/* The calendar of working days and counting in it. */
#include "rules/deadline.h"

#include "i18n/i18n.h"
#include "rules/rules_sql.h"
#include "rules/rules_table.h"
#include "rules/value.h"

enum { MAX_DAYS = 3660, MARGIN = 60, SATURDAY = 6 };

/* A window of days, each marked as a day of rest or not. */
struct calendar {
    day_t from;
    size_t n;
    struct {
        bool rest, moved;
    } * v;
};

static bool weekend(day_t d)
{
    return day_weekday(d) >= SATURDAY;
}

static const struct holiday_rule *fixed_holiday(day_t d)
{
    struct civil c = day_to_civil(d);

    for (size_t i = 0; i < holidays_table_count; i++) {
        const struct holiday_rule *h = &holidays_table[i];

        if (h->month == c.month && h->day == c.day && (h->from == DAY_NONE || h->from <= d) &&
            (h->to == DAY_NONE || d <= h->to))
            return h;
    }
    return NULL;
}

static enum err rule_is_yes(struct db *db, struct arena *a, const char *key, day_t day, bool *out)
{
    struct str choice;

    TRY(rules_choice(db, a, key, 0, day, &choice));
    *out = str_eq(choice, STR("yes"));
    return OK;
}

/* Where a holiday falls on a weekend, the first working day behind it rests too. Settled in order,
 * so that two such holidays move to two days. The rule is asked once for each year of the window.
 */
static enum err move_rest(struct db *db, struct arena *a, struct calendar *c, const bool *holiday)
{
    bool moves = false;
    int year = 0;

    for (size_t i = 0; i < c->n; i++) {
        day_t d = c->from + (day_t)i;
        size_t at = i + 1;

        if (!holiday[i] || !weekend(d))
            continue;
        if (year != day_to_civil(d).year) {
            year = day_to_civil(d).year;
            TRY(rule_is_yes(db, a, "deadline.holiday_moves_rest", d, &moves));
        }
        if (!moves || !c->v[i].rest)
            continue;
        while (at < c->n && c->v[at].rest)
            at++;
        if (at < c->n)
            c->v[at].rest = c->v[at].moved = true;
    }
    return OK;
}

/* The days from `from` to `to` with a margin before, so that a rest moved into the window is seen.
 */
static enum err calendar_load(struct db *db, struct arena *a, day_t from, day_t to,
                              struct calendar *out)
{
    struct calendar c = {.from = from - MARGIN, .n = (size_t)(to - from + 2 * MARGIN + 1)};
    struct holiday_between_rows rows;
    bool *holiday = arena_array(a, bool, c.n);

    c.v = arena_zalloc(a, c.n, sizeof *c.v);
    for (size_t i = 0; i < c.n; i++) {
        holiday[i] = fixed_holiday(c.from + (day_t)i) != NULL;
        c.v[i].rest = holiday[i] || weekend(c.from + (day_t)i);
    }
    TRY(holiday_between(
        db, a, &(struct holiday_between_in){.from_day = c.from, .to_day = c.from + (day_t)c.n - 1},
        &rows));
    for (size_t i = 0; i < rows.n; i++) {
        size_t at = (size_t)(rows.v[i].day - c.from);

        holiday[at] = !rows.v[i].working;
        c.v[at].rest = !rows.v[i].working;
    }
    TRY(move_rest(db, a, &c, holiday));
    *out = c;
    return OK;
}

static bool rests(const struct calendar *c, day_t d)
{
    return c->v[d - c->from].rest;
}

enum err deadline_working_days(struct db *db, struct arena *a, day_t from, int64_t n, day_t *out)
{
    struct calendar c;
    day_t d = from;

    if (from == DAY_NONE || n < 0 || n > MAX_DAYS)
        return ERR_INVALID;
    /* Two calendar days for each working day, and three weeks for a run of holidays. */
    TRY(calendar_load(db, a, from, from + (day_t)n * 2 + 21, &c));
    day_t last = c.from + (day_t)c.n - 1;

    while (n == 0 && d < last && rests(&c, d))
        d++;
    while (n > 0 && d < last) {
        d++;
        n -= !rests(&c, d);
    }
    if (d >= last)
        return ERR_INVALID;
    *out = d;
    return OK;
}

/* Off a day of rest, forwards or backwards, where the rule says so. */
static enum err settle(struct db *db, struct arena *a, day_t d, int step, day_t *out)
{
    struct calendar c;
    bool moves;

    TRY(rule_is_yes(db, a, "deadline.moves_to_working_day", d, &moves));
    if (moves) {
        TRY(calendar_load(db, a, d, d, &c));
        while (d > c.from && d < c.from + (day_t)c.n - 1 && rests(&c, d))
            d += step;
    }
    *out = d;
    return OK;
}

enum err deadline_calendar_days(struct db *db, struct arena *a, day_t from, int64_t n, day_t *out)
{
    if (from == DAY_NONE || n < -MAX_DAYS || n > MAX_DAYS)
        return ERR_INVALID;
    return settle(db, a, from + (day_t)n, n < 0 ? -1 : 1, out);
}

enum err deadline_months(struct db *db, struct arena *a, day_t from, int64_t n, day_t *out)
{
    if (from == DAY_NONE || n < -MAX_DAYS || n > MAX_DAYS)
        return ERR_INVALID;
    return settle(db, a, day_add_months(from, (int)n), n < 0 ? -1 : 1, out);
}

static const struct holiday_between_row *row_of(const struct holiday_between_rows *rows, day_t d)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->v[i].day == d)
            return &rows->v[i];
    }
    return NULL;
}

static struct str name_in(enum lang lang, const struct holiday_between_row *r)
{
    return lang == LANG_KY ? r->name_ky : lang == LANG_RU ? r->name_ru : r->name_en;
}

enum err deadline_holidays(struct db *db, struct arena *a, enum lang lang, int year,
                           struct holidays *out)
{
    day_t first = day_from_civil((struct civil){year, 1, 1}),
          last = day_from_civil((struct civil){year, 12, 31});
    struct holiday *v = arena_array(a, struct holiday, 400);
    struct holiday_between_rows rows;
    struct calendar c;
    size_t n = 0;

    if (year < 1991 || year > 2199)
        return ERR_INVALID;
    TRY(holiday_between(db, a, &(struct holiday_between_in){.from_day = first, .to_day = last},
                        &rows));
    TRY(calendar_load(db, a, first, last, &c));
    for (day_t d = first; d <= last; d++) {
        const struct holiday_between_row *r = row_of(&rows, d);
        const struct holiday_rule *h = fixed_holiday(d);

        if (r)
            v[n++] = (struct holiday){.day = d,
                                      .id = r->id,
                                      .name = name_in(lang, r),
                                      .working = r->working,
                                      .source = r->decision};
        else if (h)
            v[n++] = (struct holiday){.day = d,
                                      .name = rule_word(a, lang, "rule_holiday_", str_of(h->name)),
                                      .source = rule_source_text(a, lang, str_of(h->source))};
        else if (c.v[d - c.from].moved)
            v[n++] =
                (struct holiday){.day = d,
                                 .name = msg_text(a, lang, MSG_rules_moved_rest),
                                 .moved_rest = true,
                                 .source = rules_title(a, lang, "deadline.holiday_moves_rest")};
    }
    *out = (struct holidays){v, n};
    return OK;
}
