/* What is due of meetings, for the desk. See desk/due.h.
 *
 * Steps of preparation by their day, requests that wait for a decision, words that wait to be
 * looked at, and what the year still asks for: as what comes next, and once the day by which
 * reports are to be given draws near, by that day. */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_request_sql.h"

#include "rules/rules.h"
#include "web/cap.h"

enum { MOST = 500, SHOWN_DONE = 7 };

struct list {
    struct due *v;
    size_t n;
};

static void add(struct list *l, struct due d)
{
    if (l->n < MOST)
        l->v[l->n++] = d;
}

/* The longest warning of a rule; none set: on the day. */
static enum err ahead(struct db *db, struct arena *a, const struct due_query *q, const char *key,
                      int64_t *out)
{
    struct rule_items days;
    int64_t most = 0;
    enum err e = rules_list(db, a, key, q->place_id, q->today, &days);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; e == OK && i < days.n; i++)
        most = days.v[i].num > most ? days.v[i].num : most;
    *out = most;
    return OK;
}

static enum err steps(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct meeting_steps_due_rows rows;
    int64_t warn;

    TRY(ahead(db, a, q, MEETING_RULE_WARN, &warn));
    TRY(meeting_steps_due(db, a,
                          &(struct meeting_steps_due_in){.place_id = q->place_id,
                                                         .until = q->today + (day_t)warn,
                                                         .since = q->today - SHOWN_DONE},
                          &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_steps_due_row *r = &rows.v[i];
        const struct str titles[LANG_COUNT] = {
            [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
        const struct meeting_kind *kind = meeting_kind_of(r->kind);
        const struct meeting_step_kind *k = kind ? meeting_step_kind_of(kind, r->code) : NULL;
        bool done = r->done_on != DAY_NONE;

        if (!k || !(q->caps & CAP_BIT(k->duty)))
            continue;
        add(l, (struct due){.on = r->due_on,
                            .title = msg_text(a, q->lang, MSG_meeting_due_step,
                                              ARG_S("step", str_of(k->name[q->lang])),
                                              ARG_S("title", meeting_in_lang(titles, q->lang))),
                            .path = str_fmt(a, "/%.*s/meetings/%lld/steps", STR_F(q->place_code),
                                            (long long)r->meeting_id),
                            .rule_key = k->rule_key,
                            .warning = !done && r->due_on > q->today,
                            .done = done});
    }
    return OK;
}

static enum err requests(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct meeting_requests_due_rows rows;

    TRY(meeting_requests_due(db, a, &(struct meeting_requests_due_in){.place_id = q->place_id},
                             &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_kind *k = meeting_kind_of(rows.v[i].kind);

        if (!k)
            continue;
        add(l, (struct due){.on = rows.v[i].due_on,
                            .title = msg_text(a, q->lang, MSG_meeting_due_request,
                                              ARG_S("subject", rows.v[i].subject)),
                            .path = meeting_request_path(a, q->place_code, rows.v[i].id),
                            .rule_key = meeting_rule_key(a, k, "request_decision"),
                            .warning = rows.v[i].due_on > q->today});
    }
    return OK;
}

static enum err waiting(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct meeting_words_waiting_rows rows;

    TRY(meeting_words_waiting(db, a, &(struct meeting_words_waiting_in){.place_id = q->place_id},
                              &rows));
    for (size_t i = 0; i < rows.n; i++)
        add(l, (struct due){.on = q->today,
                            .title = msg_text(a, q->lang, MSG_meeting_due_words,
                                              ARG_N("n", rows.v[i].waiting)),
                            .path = str_fmt(a, "/%.*s/meetings/%lld/words", STR_F(q->place_code),
                                            (long long)rows.v[i].meeting_id),
                            .rule_key = MEETING_RULE_ACCOUNTS});
    return OK;
}

static struct str call_path(struct arena *a, const struct due_query *q,
                            const struct meeting_duty *d)
{
    return str_fmt(a, "/%.*s/meetings/new?kind=%.*s&topic=%.*s", STR_F(q->place_code),
                   STR_F(d->kind), STR_F(d->topic));
}

/* A report that the year before should have had. */
static struct due missed(struct arena *a, const struct due_query *q, const struct meeting_duty *d)
{
    struct str year = str_fmt(a, "%d", day_to_civil(d->overdue_since).year);

    return (struct due){.on = d->overdue_since,
                        .title = msg_text(a, q->lang, MSG_meeting_due_year_missed,
                                          ARG_S("what", d->what), ARG_S("year", year)),
                        .path = call_path(a, q, d),
                        .rule_key = MEETING_RULE_REPORT_BY};
}

static enum err year(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct meeting_duties duties;
    int64_t warn;

    TRY(ahead(db, a, q, MEETING_RULE_REPORT_WARN, &warn));
    TRY(meeting_year(db, a, q->lang, q->place_id, day_to_civil(q->today).year, &duties));
    for (size_t i = 0; i < duties.n; i++) {
        const struct meeting_duty *d = &duties.v[i];

        if (d->overdue > d->planned) {
            add(l, missed(a, q, d));
            continue;
        }
        if (d->held + d->planned >= d->needed)
            continue;
        bool presses = d->by != DAY_NONE && q->today >= d->by - (day_t)warn;
        add(l, (struct due){.on = presses ? d->by : DAY_NONE,
                            .title =
                                msg_text(a, q->lang, MSG_meeting_due_year, ARG_S("what", d->what)),
                            .path = call_path(a, q, d),
                            .rule_key = presses ? MEETING_RULE_REPORT_BY : d->rule_key,
                            .warning = presses && d->by > q->today,
                            .next_step = !presses});
    }
    return OK;
}

enum err meeting_due(struct db *db, struct arena *a, const struct due_query *q, struct dues *out)
{
    struct list l = {0};

    if (!(q->caps & CAP_BIT(CAP_MEETING))) {
        *out = (struct dues){0};
        return OK;
    }
    l.v = arena_array(a, struct due, MOST);
    TRY(steps(db, a, q, &l));
    TRY(requests(db, a, q, &l));
    TRY(waiting(db, a, q, &l));
    TRY(year(db, a, q, &l));
    *out = (struct dues){l.v, l.n};
    return OK;
}
