/* Dated tasks: made when the plan comes in force, reported with evidence, corrected by a further
 * report. */
#include "plan/plan_in.h"
#include "plan/plan_peers.h"

#include "rules/deadline.h"
#include "rules/rules.h"

/* -- days of rest, one query a year -- */

struct calendar {
    struct plan_do *p;
    int year; /* of `days`; 0: none read yet */
    struct holidays days;
    enum err err; /* of a year that could not be read; then no day rests and the caller gives up */
};

static bool rests(void *arg, day_t d)
{
    enum { SATURDAY = 6 };
    struct calendar *c = arg;
    struct civil day = day_to_civil(d);

    if (c->err != OK)
        return false;
    if (c->year != day.year) {
        c->err = deadline_holidays(c->p->db, c->p->a, c->p->lang, day.year, &c->days);
        if (c->err != OK)
            return false;
        c->year = day.year;
    }
    bool rest = day_weekday(d) >= SATURDAY;
    for (size_t i = 0; i < c->days.n; i++) {
        if (c->days.v[i].day != d)
            continue;
        if (c->days.v[i].working)
            return false;
        rest = true;
    }
    return rest;
}

static enum err shift_rule(struct plan_do *p, enum plan_shift *out)
{
    struct str name;
    enum err e = rules_choice(p->db, p->a, PLAN_RULE_SHIFT, p->who->place_id, clock_today(), &name);

    if (e == ERR_NOT_FOUND) {
        *out = SHIFT_NONE;
        return OK;
    }
    TRY(e);
    *out = str_eq(name, STR("next"))       ? SHIFT_NEXT
           : str_eq(name, STR("previous")) ? SHIFT_PREVIOUS
                                           : SHIFT_NONE;
    return OK;
}

enum err plan_unfold_tasks(struct plan_do *p, const struct plan_get_row *plan, day_t since)
{
    struct calendar calendar = {.p = p};
    struct plan_measures_rows m;
    enum plan_shift shift;
    int64_t made = 0;

    TRY(shift_rule(p, &shift));
    TRY(plan_measures(p->db, p->a, &(struct plan_measures_in){.plan_id = plan->id}, &m));
    for (size_t i = 0; i < m.n; i++) {
        enum plan_period period;
        struct plan_days days;
        if (plan_period_of(m.v[i].period, &period) != OK)
            return ERR_BUG;
        TRY(plan_unfold(p->a,
                        &(struct plan_unfold_in){.period = period,
                                                 .first = m.v[i].from_day,
                                                 .last = m.v[i].to_day,
                                                 .since = since,
                                                 .shift = shift,
                                                 .rests = rests,
                                                 .calendar = &calendar},
                        &days));
        TRY(calendar.err);
        for (size_t d = 0; d < days.n; d++)
            TRY(plan_task_insert(p->db, p->a,
                                 &(struct plan_task_insert_in){.plan_id = plan->id,
                                                               .measure_id = m.v[i].id,
                                                               .planned_on = days.v[d].planned,
                                                               .due_on = days.v[d].due}));
        made += (int64_t)days.n;
    }
    return plan_tell(p, "plan.unfold", "plan", plan->id, STR_NONE,
                     str_fmt(p->a, "{\"tasks\":%lld}", (long long)made), STR_NONE);
}

/* -- reports -- */

static enum err check_report(struct plan_do *p, const struct plan_task_get_row *t,
                             const struct plan_report_new *r)
{
    enum { LEAST_WORDS = 5, LINK_MAX = 500 };
    struct plan_step_day_row start;
    bool done = str_eq(r->outcome, STR("done"));

    if (!done && !str_eq(r->outcome, STR("not_done")))
        fault_add(p->f, STR("outcome"), MSG_common_fault_not_choice);
    TRY(plan_step_day(p->db, p->a,
                      &(struct plan_step_day_in){.plan_id = t->plan_id, .state = STR("in_force")},
                      &start));
    if (r->day == DAY_NONE)
        fault_add(p->f, STR("day"), MSG_common_fault_required);
    else if (r->day > clock_today())
        fault_add(p->f, STR("day"), MSG_common_fault_day_future);
    else if (r->day < start.day)
        fault_add(p->f, STR("day"), MSG_plan_fault_before_force);
    plan_need_text(p, "words", r->words, LEAST_WORDS, PLAN_TEXT_MAX);
    plan_need_text(p, "link", r->link, 0, LINK_MAX);
    if (r->link.n > 0 && !str_starts(r->link, STR("https://")) &&
        !str_starts(r->link, STR("http://")))
        fault_add(p->f, STR("link"), MSG_common_fault_not_url);
    if (t->reports > 0)
        plan_need_text(p, "correction", r->correction, LEAST_WORDS, PLAN_TEXT_MAX);
    return faults_err(p->f);
}

static struct str report_json(struct plan_do *p, const struct plan_report_new *r, int64_t seq,
                              int64_t document_id)
{
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "seq", seq);
    json_field_str(&j, "outcome", r->outcome);
    json_field_str(&j, "day", day_iso(p->a, r->day));
    json_field_str(&j, "words", r->words);
    json_field_str(&j, "link", r->link);
    json_field_str(&j, "correction", r->correction);
    json_field_i64(&j, "document_id", document_id);
    json_object_end(&j);
    return buf_str(b);
}

static struct str some(struct str s)
{
    return s.p ? s : STR("");
}

enum err plan_report(struct plan_do *p, const struct plan_report_new *r)
{
    struct plan_task_get_row t;
    struct plan_report_insert_row row;
    int64_t changed, document_id = 0;

    TRY(plan_task_get(p->db, p->a, &(struct plan_task_get_in){.id = r->task_id}, &t));
    if (!t.place_id.has || t.place_id.v != p->who->place_id)
        return ERR_NOT_FOUND;
    if (str_eq(t.state, STR("replaced"))) {
        fault_add(p->f, STR("state"), MSG_plan_fault_task_replaced);
        return ERR_CONFLICT;
    }
    TRY(check_report(p, &t, r));
    bool done = str_eq(r->outcome, STR("done"));
    TRY(plan_task_set(p->db, p->a,
                      &(struct plan_task_set_in){.id = t.id,
                                                 .seen = r->seen,
                                                 .state = r->outcome,
                                                 .done_on = done ? r->day : DAY_NONE,
                                                 .reports = r->seen + 1},
                      &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(plan_report_insert(p->db, p->a,
                           &(struct plan_report_insert_in){.task_id = t.id,
                                                           .seq = r->seen + 1,
                                                           .outcome = r->outcome,
                                                           .day = r->day,
                                                           .words = r->words,
                                                           .link = some(r->link),
                                                           .correction = some(r->correction),
                                                           .person_id = p->who->person_id,
                                                           .now = clock_now()},
                           &row));
    TRY(plan_attach(p, t.plan_id, STR("file"), PLAN_TEXT(LANG_KY, &t, title), r->file,
                    &document_id));
    TRY(faults_err(p->f));
    if (document_id != 0)
        TRY(plan_report_set_document(
            p->db, p->a,
            &(struct plan_report_set_document_in){.id = row.id, .document_id = document_id}));
    return plan_tell(p, done ? "plan.task_done" : "plan.task_not_done", "plan_task", t.id, STR_NONE,
                     report_json(p, r, r->seen + 1, document_id), STR_NONE);
}

/* -- counting -- */

static void count_add(struct plan_count *c, const struct plan_progress_row *r)
{
    c->on_time += r->on_time;
    c->late += r->late;
    c->not_done += r->not_done;
    c->overdue += r->overdue;
    c->upcoming += r->upcoming;
    c->done = c->on_time + c->late;
    c->total = c->done + c->not_done + c->overdue + c->upcoming;
}

enum err plan_count_tasks(struct db *db, struct arena *a, const struct plan_get_row *plan,
                          day_t today, struct plan_count *total,
                          struct plan_count by[PLAN_DIRECTIONS])
{
    struct plan_progress_rows rows;
    struct plan_count all = {0};

    TRY(plan_progress(db, a,
                      &(struct plan_progress_in){
                          .series_id = plan->series_id, .number = plan->number, .today = today},
                      &rows));
    for (int d = 0; d < PLAN_DIRECTIONS; d++)
        by[d] = (struct plan_count){0};
    for (size_t i = 0; i < rows.n; i++) {
        enum plan_direction d = plan_direction_of(rows.v[i].section);
        count_add(&all, &rows.v[i]);
        if (d < PLAN_DIRECTIONS)
            count_add(&by[d], &rows.v[i]);
    }
    *total = all;
    return OK;
}
