/* What peers read of plans: calendar, board, front page, the nation's table, an issue's page, the
 * desk. */
#include "plan/plan_in.h"

#include "text/dates.h"
#include "web/cap.h"

enum err plan_current_id(struct db *db, struct arena *a, int64_t place_id, int64_t *id)
{
    struct plan_current_row row;

    TRY(plan_current(
        db, a, &(struct plan_current_in){.place_id = place_id, .kind = PLAN_ENGAGEMENT}, &row));
    *id = row.id;
    return OK;
}

enum err plan_calendar(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                       struct plan_events *out)
{
    struct plan_in_force_row plan;
    struct plan_tasks_rows rows;
    day_t today = clock_today();
    enum err e = plan_in_force(
        db, a, &(struct plan_in_force_in){.place_id = place_id, .kind = PLAN_ENGAGEMENT}, &plan);

    if (e == ERR_NOT_FOUND) {
        *out = (struct plan_events){NULL, 0};
        return OK;
    }
    TRY(e);
    TRY(plan_tasks(
        db, a, &(struct plan_tasks_in){.series_id = plan.series_id, .number = plan.number}, &rows));
    struct plan_event *v = arena_array(a, struct plan_event, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_tasks_row *t = &rows.v[i];
        v[i] =
            (struct plan_event){.task_id = t->id,
                                .measure_id = t->measure_id,
                                .on = t->due_on,
                                .title = PLAN_SAY(lang, t, title),
                                .direction = plan_direction_name(a, lang, t->section),
                                .responsible = t->responsible,
                                .state = plan_task_status(t->state, t->due_on, t->done_on, today)};
    }
    *out = (struct plan_events){v, rows.n};
    return OK;
}

enum err plan_order_line(struct db *db, struct arena *a, int64_t plan_id, enum lang lang,
                         struct str *out)
{
    struct plan_step_day_row row;
    enum err e = plan_step_day(
        db, a, &(struct plan_step_day_in){.plan_id = plan_id, .state = STR("approved")}, &row);

    *out = STR("");
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    *out = msg_text(a, lang, MSG_plan_order_line, ARG_S("number", row.number),
                    ARG_S("day", text_date(a, lang, row.day)));
    return OK;
}

enum err plan_board(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                    struct plan_board *out)
{
    struct plan_board b = {0};
    struct plan_get_row plan;
    struct plan_measures_rows rows;

    TRY(plan_current_id(db, a, place_id, &b.plan_id));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = b.plan_id}, &plan));
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = b.plan_id}, &rows));
    TRY(plan_count_tasks(db, a, &plan, clock_today(), &b.total, b.by));
    TRY(plan_order_line(db, a, b.plan_id, lang, &b.order));
    b.title = PLAN_SAY(lang, &plan, title);
    b.state_name = plan_state_name(a, lang, plan.state);
    for (int d = 0; d < PLAN_DIRECTIONS; d++)
        b.direction_name[d] = plan_direction_name(a, lang, plan_direction_code[d]);
    struct plan_board_measure *v = arena_array(a, struct plan_board_measure, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_measures_row *m = &rows.v[i];
        v[i] = (struct plan_board_measure){
            .id = m->id,
            .direction = plan_direction_of(m->section),
            .title = PLAN_SAY(lang, m, title),
            .form = plan_form_text(lang, (struct plan_words){m->form_ky, m->form_ru, m->form_en},
                                   m->form_other),
            .when = plan_period_text(a, lang, m->period, m->from_day, m->to_day),
            .responsible = m->responsible,
            .result = PLAN_SAY(lang, m, result),
            .resources = PLAN_SAY(lang, m, funding),
            .tasks = m->tasks,
            .done = m->done};
    }
    b.v = v;
    b.n = rows.n;
    *out = b;
    return OK;
}

enum err plan_brief(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                    struct plan_brief *out)
{
    struct plan_brief b = {0};
    struct plan_count by[PLAN_DIRECTIONS];
    struct plan_comments_unanswered_row open;
    struct plan_get_row plan;

    TRY(plan_current_id(db, a, place_id, &b.plan_id));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = b.plan_id}, &plan));
    TRY(plan_count_tasks(db, a, &plan, clock_today(), &b.count, by));
    TRY(plan_comments_unanswered(db, a, &(struct plan_comments_unanswered_in){.plan_id = b.plan_id},
                                 &open));
    b.title = PLAN_SAY(lang, &plan, title);
    b.state = plan.state;
    b.state_name = plan_state_name(a, lang, plan.state);
    b.comments_waiting = open.n;
    *out = b;
    return OK;
}

enum err plan_nation_figures(struct db *db, struct arena *a, day_t today,
                             struct plan_nation_figures_list *out)
{
    /* Numbers of the stages in query plan_nation. */
    static const struct str stages[] = {
        STR_INIT(""),          STR_INIT("closed"),   STR_INIT("draft"),   STR_INIT("discussion"),
        STR_INIT("discussed"), STR_INIT("approved"), STR_INIT("in_force")};
    struct plan_nation_rows rows;
    size_t n = 0;

    TRY(plan_nation(db, a, &(struct plan_nation_in){.today = today}, &rows));
    struct plan_nation_figure *v = arena_array(a, struct plan_nation_figure, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_nation_row *r = &rows.v[i];
        if (r->stage < 0 || (size_t)r->stage >= sizeof stages / sizeof *stages)
            return ERR_BUG;
        if (r->stage == 0) /* only drafts that were given up */
            continue;
        v[n++] = (struct plan_nation_figure){.place_id = r->place_id,
                                             .state = stages[r->stage],
                                             .due = r->due,
                                             .on_time = r->on_time,
                                             .overdue = r->overdue};
    }
    *out = (struct plan_nation_figures_list){v, n};
    return OK;
}

enum err plan_issue_links(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                          int64_t issue_id, struct issue_links *out)
{
    struct plan_of_issue_rows rows;

    TRY(plan_of_issue(db, a, &(struct plan_of_issue_in){.issue_id = issue_id}, &rows));
    struct issue_link *v = arena_array(a, struct issue_link, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct issue_link){.title = PLAN_SAY(lang, &rows.v[i], title),
                                   .path = str_fmt(a, "/%.*s/plan/%lld/measures/%lld",
                                                   STR_F(place_code), (long long)rows.v[i].plan_id,
                                                   (long long)rows.v[i].measure_id),
                                   .kind = msg_text(a, lang, MSG_plan_measure)};
    *out = (struct issue_links){v, rows.n};
    return OK;
}
