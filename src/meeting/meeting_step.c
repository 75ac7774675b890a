/* Preparation unfolded from the rules. See meeting_before.h.
 *
 * A step is due so many days before the day as its rule says; a range gives the earliest day too. A
 * due day that falls on a day of rest moves to the working day before it, so that it is never too
 * late. Days after the meeting move on to the next working day. A rule that nobody has set gives no
 * step: the page names it. */
#include "meeting/meeting_before_inside.h"

#include "i18n/check.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "text/dates.h"

/* The most and the least days of a rule, and whether it counts months. */
struct span {
    int64_t most, least;
    bool months;
};

static enum err span_of(struct db *db, struct arena *a, int64_t place_id, const char *key, day_t on,
                        struct span *out)
{
    const struct rule *rule = rules_find(str_of(key), on);
    struct rule_value v;

    if (!rule)
        return ERR_BUG;
    TRY(rules_value(db, a, key, place_id, on, &v));
    if (v.type != RULE_INTEGER && v.type != RULE_RANGE)
        return ERR_BUG;
    *out = (struct span){.most = v.type == RULE_RANGE ? v.den : v.num,
                         .least = v.num,
                         .months = rule->unit && str_eq(str_of(rule->unit), STR("months"))};
    return OK;
}

static enum err before_day(struct db *db, struct arena *a, day_t day, int64_t n, day_t *out)
{
    return deadline_calendar_days(db, a, day, -n, out);
}

static enum err after_day(struct db *db, struct arena *a, day_t day, const struct span *s,
                          day_t *out)
{
    return s->months ? deadline_months(db, a, day, s->most, out)
                     : deadline_calendar_days(db, a, day, s->most, out);
}

static bool of_set(const struct meeting_step_kind *s, const struct meeting_kind *k)
{
    return str_eq(str_of(s->set), str_of(k->steps));
}

enum err meeting_least_notice(struct db *db, struct arena *a, int64_t place_id,
                              const struct meeting_kind *kind, day_t on, int64_t *days,
                              const char **rule_key)
{
    for (size_t i = 0; i < meeting_steps_count; i++) {
        const struct meeting_step_kind *s = &meeting_steps_table[i];
        struct span span;

        if (!of_set(s, kind) || !str_eq(str_of(s->code), STR(MEETING_STEP_NOTICE)))
            continue;
        TRY(span_of(db, a, place_id, s->rule_key, on, &span));
        *days = span.least;
        *rule_key = s->rule_key;
        return OK;
    }
    return ERR_NOT_FOUND;
}

enum err meeting_check_notice(struct db *db, struct arena *a, const struct meeting_call *m,
                              struct faults *f, int64_t *short_by)
{
    day_t today = clock_today();
    const char *key;
    int64_t days, missed = 0;
    enum err e = meeting_least_notice(db, a, m->place_id, m->kind, today, &days, &key);

    if (e == OK && m->day - today < days)
        missed = days - (m->day - today);
    else if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (missed && !m->emergency)
        fault_add(f, STR("day"), MSG_meeting_fault_too_near, ARG_N("days", days),
                  ARG_S("day", text_date_short(a, LANG_KY, (day_t)(today + days))))
            ->rule_key = key;
    *short_by = missed;
    return OK;
}

enum err meeting_unfold(struct db *db, struct arena *a, const struct meeting *m)
{
    day_t on = clock_today();

    for (size_t i = 0; i < meeting_steps_count; i++) {
        const struct meeting_step_kind *s = &meeting_steps_table[i];
        struct span span;
        day_t due, from = DAY_NONE;
        int64_t changed;

        if (!of_set(s, m->kind) || s->after)
            continue;
        enum err e = span_of(db, a, m->place_id, s->rule_key, on, &span);
        if (e == ERR_NOT_FOUND)
            continue;
        TRY(e);
        TRY(before_day(db, a, m->day, span.least, &due));
        if (span.most != span.least)
            TRY(before_day(db, a, m->day, span.most, &from));
        TRY(meeting_step_insert(db, a,
                                &(struct meeting_step_insert_in){.meeting_id = m->id,
                                                                 .code = str_of(s->code),
                                                                 .from_day = from,
                                                                 .due_on = due,
                                                                 .rule_key = str_of(s->rule_key)},
                                &changed));
    }
    return OK;
}

const struct meeting_step_kind *meeting_step_kind_of(const struct meeting_kind *k, struct str code)
{
    for (size_t i = 0; i < meeting_steps_count; i++)
        if (of_set(&meeting_steps_table[i], k) && str_eq(code, str_of(meeting_steps_table[i].code)))
            return &meeting_steps_table[i];
    return NULL;
}

static struct meeting_prep prep_of(const struct meeting_step_rows_row *r,
                                   const struct meeting_step_kind *k, enum lang lang, day_t today)
{
    struct meeting_prep p = {.id = r->id,
                             .code = r->code,
                             .name = str_of(k->name[lang]),
                             .rule_key = k->rule_key,
                             .from_day = r->from_day,
                             .due_on = r->due_on,
                             .done_on = r->done_on,
                             .note = r->note,
                             .skipped = r->skipped,
                             .document_id = r->document_id.has ? r->document_id.v : 0};

    p.late = p.skipped.n == 0 && (p.done_on == DAY_NONE ? p.due_on < today : p.done_on > p.due_on);
    return p;
}

/* What the rules ask after the day, and what of the time before has no rule set. */
static enum err shown_only(struct db *db, struct arena *a, enum lang lang, const struct meeting *m,
                           const struct meeting_step_kind *k, struct meeting_prep *out)
{
    struct span span;
    struct meeting_prep p = {.code = str_of(k->code),
                             .name = str_of(k->name[lang]),
                             .rule_key = k->rule_key,
                             .from_day = DAY_NONE,
                             .due_on = DAY_NONE,
                             .done_on = DAY_NONE,
                             .note = STR(""),
                             .skipped = STR(""),
                             .after = k->after};
    enum err e = span_of(db, a, m->place_id, k->rule_key, m->day, &span);

    if (e == OK && k->after)
        TRY(after_day(db, a, m->day, &span, &p.due_on));
    else if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = p;
    return OK;
}

enum err meeting_preps_of(struct db *db, struct arena *a, enum lang lang, const struct meeting *m,
                          day_t today, struct meeting_preps *out)
{
    struct meeting_step_rows_rows rows;
    size_t n = 0;

    TRY(meeting_step_rows(db, a, &(struct meeting_step_rows_in){.meeting_id = m->id}, &rows));
    struct meeting_prep *v = arena_array(a, struct meeting_prep, rows.n + meeting_steps_count);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_step_kind *k = meeting_step_kind_of(m->kind, rows.v[i].code);
        if (k) /* one that an older table had is kept in the database, and shown no more */
            v[n++] = prep_of(&rows.v[i], k, lang, today);
    }
    for (size_t i = 0; i < meeting_steps_count; i++) {
        const struct meeting_step_kind *k = &meeting_steps_table[i];
        bool there = false;

        for (size_t r = 0; r < rows.n; r++)
            there = there || str_eq(rows.v[r].code, str_of(k->code));
        if (of_set(k, m->kind) && !there)
            TRY(shown_only(db, a, lang, m, k, &v[n++]));
    }
    *out = (struct meeting_preps){v, n};
    return OK;
}

static struct str tick_json(struct arena *a, const struct meeting_step_rows_row *r,
                            const struct meeting_prep_do *d)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "step", r->code);
    json_field_str(&j, "done_on", day_iso(a, d->done_on));
    json_field_str(&j, "note", d->note);
    json_field_str(&j, "skipped", d->skipped);
    json_field_i64(&j, "document", d->document_id);
    json_object_end(&j);
    return buf_str(b);
}

static enum err step_row(struct db *db, struct arena *a, const struct meeting_prep_do *d,
                         struct meeting_step_rows_row *out)
{
    struct meeting_step_rows_rows rows;

    TRY(meeting_step_rows(db, a, &(struct meeting_step_rows_in){.meeting_id = d->meeting_id},
                          &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].id == d->step_id) {
            *out = rows.v[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

enum err meeting_prep_tick(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_prep_do *d, struct faults *f)
{
    struct meeting_prep_do c = *d;
    struct meeting_step_rows_row row;
    struct meeting m;
    int64_t changed;
    bool done = d->done_on != DAY_NONE;

    TRY(meeting_find(db, a, who->place_id, d->meeting_id, &m));
    TRY(step_row(db, a, d, &row));
    c.note = check_text(f, "note", d->note.p ? d->note : STR(""), 0, MEETING_REASON_MAX);
    c.skipped =
        check_text(f, "skipped", d->skipped.p ? d->skipped : STR(""), 0, MEETING_REASON_MAX);
    if (done)
        check_day(f, "done_on", d->done_on, clock_today());
    if (done && c.skipped.n)
        fault_add(f, STR("skipped"), MSG_meeting_fault_done_and_skipped);
    TRY(faults_err(f));
    TRY(meeting_step_tick(db, a,
                          &(struct meeting_step_tick_in){
                              .meeting_id = m.id,
                              .id = row.id,
                              .done_on = c.done_on,
                              .done_at = done ? SOME(clock_now()) : NONE_I64,
                              .done_by = done ? SOME(who->person_id) : NONE_I64,
                              .note = c.note,
                              .document_id = c.document_id ? SOME(c.document_id) : NONE_I64,
                              .skipped = c.skipped},
                          &changed));
    return meeting_record(db, a, who, "meeting.prepare", m.id, STR_NONE, tick_json(a, &row, &c),
                          STR_NONE);
}
