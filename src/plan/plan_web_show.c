/* The public pages of plans: the plan, its versions and what changed, a measure. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"
#include "text/dates.h"

/* -- reading a plan for its page -- */

static struct plan_measure_view measure_view(struct request *rq, const struct plan_measures_row *m)
{
    return (struct plan_measure_view){
        .id = m->id,
        .version = m->version,
        .origin_id = m->origin_id,
        .title = PLAN_SAY(rq->lang, m, title),
        .form = plan_form_text(rq->lang, (struct plan_words){m->form_ky, m->form_ru, m->form_en},
                               m->form_other),
        .when = plan_period_text(rq->arena, rq->lang, m->period, m->from_day, m->to_day),
        .responsible = m->responsible,
        .resources = PLAN_SAY(rq->lang, m, funding),
        .result = PLAN_SAY(rq->lang, m, result),
        .tasks = m->tasks,
        .done = m->done,
        .comments = m->comments};
}

static enum err load_parts(struct request *rq, struct plan_page *p)
{
    struct plan_measures_rows rows;
    struct plan_count by[PLAN_DIRECTIONS];

    TRY(plan_measures(rq->db, rq->arena, &(struct plan_measures_in){.plan_id = p->plan.id}, &rows));
    TRY(plan_count_tasks(rq->db, rq->arena, &p->plan, clock_today(), &p->total, by));
    for (int d = 0; d < PLAN_DIRECTIONS; d++) {
        struct plan_measure_view *v = arena_array(rq->arena, struct plan_measure_view, rows.n);
        size_t n = 0;
        for (size_t i = 0; i < rows.n; i++)
            if (plan_direction_of(rows.v[i].section) == (enum plan_direction)d)
                v[n++] = measure_view(rq, &rows.v[i]);
        p->parts[d] = (struct plan_part){
            .code = plan_direction_code[d],
            .name = plan_direction_name(rq->arena, rq->lang, plan_direction_code[d]),
            .v = v,
            .n = n,
            .count = by[d]};
    }
    return OK;
}

static enum err load_sources(struct request *rq, int64_t id, struct plan_sources_view *out)
{
    struct plan_sources_rows rows;

    TRY(plan_sources(rq->db, rq->arena, &(struct plan_sources_in){.plan_id = id}, &rows));
    struct plan_source_view *v = arena_array(rq->arena, struct plan_source_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct plan_source_view){
            .id = rows.v[i].id,
            .kind = plan_source_kind_name(rq->arena, rq->lang, rows.v[i].kind),
            .title = PLAN_SAY(rq->lang, &rows.v[i], title),
            .link = rows.v[i].link,
            .document = plan_document_path(rq, rows.v[i].document_id)};
    *out = (struct plan_sources_view){v, rows.n};
    return OK;
}

static struct plan_step_view step_view(struct request *rq, const struct plan_steps_row *s)
{
    struct plan_step_view v = {.state = s->state,
                               .name = plan_state_name(rq->arena, rq->lang, s->state),
                               .order = STR(""),
                               .assembly = STR(""),
                               .reason = s->reason,
                               .document = plan_document_path(rq, s->document_id),
                               .day = s->day};

    if (str_eq(s->state, STR("approved")))
        v.order = msg_text(rq->arena, rq->lang, MSG_plan_order_line, ARG_S("number", s->number),
                           ARG_S("day", text_date(rq->arena, rq->lang, s->day)));
    if (str_eq(s->state, STR("discussed")))
        v.assembly = msg_text(rq->arena, rq->lang, MSG_plan_assembly_line, ARG_S("place", s->place),
                              ARG_N("present", s->present.v));
    if (str_eq(s->state, STR("closed")) && s->reason.n == 0)
        v.reason = msg_text(rq->arena, rq->lang, MSG_plan_succeeded);
    return v;
}

static enum err load_steps(struct request *rq, struct plan_page *p)
{
    struct plan_steps_rows rows;

    TRY(plan_steps(rq->db, rq->arena, &(struct plan_steps_in){.plan_id = p->plan.id}, &rows));
    struct plan_step_view *v = arena_array(rq->arena, struct plan_step_view, rows.n);
    p->order = STR("");
    for (size_t i = 0; i < rows.n; i++) {
        v[i] = step_view(rq, &rows.v[i]);
        if (v[i].order.n > 0)
            p->order = v[i].order;
    }
    p->steps = (struct plan_steps_view){v, rows.n};
    return OK;
}

static enum err load_issues(struct request *rq, int64_t plan_id, struct plan_names *out)
{
    struct plan_issues_rows rows;

    TRY(plan_issues(rq->db, rq->arena, &(struct plan_issues_in){.plan_id = plan_id}, &rows));
    int64_t *ids = arena_array(rq->arena, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        ids[i] = rows.v[i].issue_id;
    return plan_issue_names(rq->db, rq->arena, rq->scope.id, rq->lang, ids, rows.n, out);
}

static enum err id_or_none(enum err e, int64_t found, int64_t *out)
{
    *out = e == OK ? found : 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err plan_page_load(struct request *rq, int64_t id, struct plan_page *out)
{
    struct plan_page p = {0};
    struct plan_open_row open = {0};
    struct plan_group group;

    TRY(plan_row_load(rq, id, &p.plan));
    TRY(load_parts(rq, &p));
    TRY(load_sources(rq, id, &p.sources));
    TRY(load_steps(rq, &p));
    TRY(load_issues(rq, id, &p.issues));
    TRY(plan_comment_tally(rq->db, rq->arena, &(struct plan_comment_tally_in){.plan_id = id},
                           &p.comments));
    TRY(id_or_none(plan_current_id(rq->db, rq->arena, rq->scope.id, &p.current_id), p.current_id,
                   &p.current_id));
    enum err e =
        plan_open(rq->db, rq->arena,
                  &(struct plan_open_in){.place_id = rq->scope.id, .kind = PLAN_ENGAGEMENT}, &open);
    TRY(id_or_none(e, open.id, &p.open_id));
    e = p.plan.body_id.has
            ? plan_group_get(rq->db, rq->arena, rq->scope.id, p.plan.body_id.v, rq->lang, &group)
            : ERR_NOT_FOUND;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p.group = e == OK ? group.name : (struct lang_str){STR(""), rq->lang};
    p.title = PLAN_SAY(rq->lang, &p.plan, title);
    p.goal = PLAN_SAY(rq->lang, &p.plan, goal);
    p.state = plan_state_name(rq->arena, rq->lang, p.plan.state);
    p.current = p.current_id == id;
    p.discussing = str_eq(p.plan.state, STR("discussion"));
    p.editable = plan_editable(p.plan.state);
    p.other_open = p.open_id != 0 && p.open_id != id;
    *out = p;
    return OK;
}

/* -- the plan -- */

static enum err show(struct request *rq, int64_t id)
{
    struct plan_page p;

    TRY(plan_page_load(rq, id, &p));
    return req_page(rq, 200, &(struct page){.title = p.title.text, .section = "plan", .wide = true},
                    VIEW(plan_show), &p);
}

enum err plan_current_get(struct request *rq)
{
    struct plan_empty empty = {.may_start = req_may(rq, CAP_PLAN_DRAFT)};
    struct plan_open_row open = {0};
    int64_t id;
    enum err e = plan_current_id(rq->db, rq->arena, rq->scope.id, &id);

    if (e == OK)
        return show(rq, id);
    if (e != ERR_NOT_FOUND)
        return e;
    if (empty.may_start) {
        e = plan_open(rq->db, rq->arena,
                      &(struct plan_open_in){.place_id = rq->scope.id, .kind = PLAN_ENGAGEMENT},
                      &open);
        TRY(id_or_none(e, open.id, &empty.open_id));
    }
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_title), .section = "plan"},
        VIEW(plan_empty), &empty);
}

enum err plan_show_get(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return show(rq, id);
}

enum err plan_versions_get(struct request *rq)
{
    struct plan_versions_rows rows;
    bool drafts = req_may(rq, CAP_PLAN_DRAFT) || req_may(rq, CAP_DESK);

    TRY(plan_versions(rq->db, rq->arena,
                      &(struct plan_versions_in){
                          .place_id = rq->scope.id, .kind = PLAN_ENGAGEMENT, .drafts = drafts},
                      &rows));
    struct plan_version_view *v = arena_array(rq->arena, struct plan_version_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_versions_row *r = &rows.v[i];
        v[i] =
            (struct plan_version_view){.id = r->id,
                                       .number = r->number,
                                       .has_previous = r->previous_id.has,
                                       .title = PLAN_SAY(rq->lang, r, title),
                                       .state = r->state,
                                       .state_name = plan_state_name(rq->arena, rq->lang, r->state),
                                       .order = STR(""),
                                       .reason = r->revision_reason,
                                       .from = r->from_day,
                                       .to = r->to_day,
                                       .measures = r->measures};
        if (r->order_day != DAY_NONE)
            v[i].order =
                msg_text(rq->arena, rq->lang, MSG_plan_order_line, ARG_S("number", r->order_number),
                         ARG_S("day", text_date(rq->arena, rq->lang, r->order_day)));
    }
    struct plan_versions_view model = {v, rows.n};
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_versions),
                                   .section = "plan"},
                    VIEW(plan_versions), &model);
}

enum err plan_changes_get(struct request *rq)
{
    struct plan_get_row plan;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(plan_row_load(rq, id, &plan));
    struct plan_changes_page page = {.id = id,
                                     .number = plan.number,
                                     .first = !plan.previous_id.has,
                                     .reason = plan.revision_reason};
    if (!page.first)
        TRY(plan_diff(rq->db, rq->arena, rq->lang, plan.previous_id.v, id, &page.list));
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_changes_title,
                                                     ARG_N("number", plan.number)),
                                   .section = "plan"},
                    VIEW(plan_changes), &page);
}

/* -- a measure -- */

static enum err load_tasks(struct request *rq, const struct plan_get_row *plan, int64_t origin_id,
                           struct plan_tasks_view *out)
{
    struct plan_tasks_rows rows;

    TRY(plan_tasks(rq->db, rq->arena,
                   &(struct plan_tasks_in){.series_id = plan->series_id,
                                           .number = plan->number,
                                           .origin_id = origin_id},
                   &rows));
    struct plan_task_view *v = arena_array(rq->arena, struct plan_task_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_tasks_row *t = &rows.v[i];
        v[i] = (struct plan_task_view){.id = t->id,
                                       .due = t->due_on,
                                       .done = t->done_on,
                                       .words = t->words.p ? t->words : STR(""),
                                       .link = t->link.p ? t->link : STR(""),
                                       .document = plan_document_path(rq, t->document_id)};
        plan_task_status_view(rq, t->state, t->due_on, t->done_on, &v[i]);
    }
    *out = (struct plan_tasks_view){v, rows.n};
    return OK;
}

static enum err load_pasts(struct request *rq, int64_t measure_id, struct plan_pasts_view *out)
{
    struct plan_measure_pasts_rows rows;

    TRY(plan_measure_pasts(rq->db, rq->arena,
                           &(struct plan_measure_pasts_in){.measure_id = measure_id}, &rows));
    struct plan_past_view *v = arena_array(rq->arena, struct plan_past_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_measure_pasts_row *r = &rows.v[i];
        v[i] = (struct plan_past_view){
            .title = PLAN_SAY(rq->lang, r, title),
            .form = plan_form_text(
                rq->lang, (struct plan_words){r->form_ky, r->form_ru, r->form_en}, r->form_other),
            .when = plan_period_text(rq->arena, rq->lang, r->period, r->from_day, r->to_day),
            .responsible = r->responsible,
            .resources = PLAN_SAY(rq->lang, r, funding),
            .result = PLAN_SAY(rq->lang, r, result),
            .until = r->changed_at};
    }
    *out = (struct plan_pasts_view){v, rows.n};
    return OK;
}

static enum err load_measure_issues(struct request *rq, int64_t plan_id, int64_t measure_id,
                                    struct plan_names *out)
{
    struct plan_measure_issues_rows rows;
    size_t n = 0;

    TRY(plan_measure_issues(rq->db, rq->arena, &(struct plan_measure_issues_in){.plan_id = plan_id},
                            &rows));
    int64_t *ids = arena_array(rq->arena, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].measure_id == measure_id)
            ids[n++] = rows.v[i].issue_id;
    return plan_issue_names(rq->db, rq->arena, rq->scope.id, rq->lang, ids, n, out);
}

static enum err load_body(struct request *rq, struct opt_i64 id, struct lang_str *out)
{
    struct plan_names bodies;

    *out = (struct lang_str){STR(""), rq->lang};
    if (!id.has)
        return OK;
    TRY(plan_body_list(rq->db, rq->arena, rq->scope.id, rq->lang, &bodies));
    for (size_t i = 0; i < bodies.n; i++)
        if (bodies.v[i].id == id.v)
            *out = bodies.v[i].name;
    return OK;
}

enum err plan_measure_page_get(struct request *rq)
{
    struct plan_measure_page p = {0};
    struct plan_measure_get_row m;
    struct plan_get_row plan;
    int64_t id, measure_id;

    TRY(req_path_id(rq, "id", &id));
    TRY(req_path_id(rq, "measure_id", &measure_id));
    TRY(plan_row_load(rq, id, &plan));
    TRY(plan_measure_get(rq->db, rq->arena, &(struct plan_measure_get_in){.id = measure_id}, &m));
    if (m.plan_id != id)
        return ERR_NOT_FOUND;
    p.plan_id = id;
    p.plan_title = PLAN_SAY(rq->lang, &plan, title);
    p.direction = plan_direction_name(rq->arena, rq->lang, m.section);
    p.discussing = str_eq(plan.state, STR("discussion"));
    p.editable = plan_editable(plan.state) && req_may(rq, CAP_PLAN_DRAFT);
    p.m = (struct plan_measure_view){
        .id = m.id,
        .version = m.version,
        .origin_id = m.origin_id,
        .title = PLAN_SAY(rq->lang, &m, title),
        .form = plan_form_text(rq->lang, (struct plan_words){m.form_ky, m.form_ru, m.form_en},
                               m.form_other),
        .when = plan_period_text(rq->arena, rq->lang, m.period, m.from_day, m.to_day),
        .responsible = m.responsible,
        .resources = PLAN_SAY(rq->lang, &m, funding),
        .result = PLAN_SAY(rq->lang, &m, result)};
    TRY(load_measure_issues(rq, id, measure_id, &p.issues));
    TRY(plan_origins_of(rq, m.origin_id, &p.origins));
    TRY(load_body(rq, m.responsible_body, &p.body));
    p.body_id = m.responsible_body.has ? m.responsible_body.v : 0;
    TRY(load_tasks(rq, &plan, m.origin_id, &p.tasks));
    TRY(load_pasts(rq, measure_id, &p.pasts));
    TRY(plan_comments_load(rq, id, measure_id, &p.comments));
    TRY(plan_comment_form_load(rq, id, measure_id, &p.form));
    return req_page(rq, 200, &(struct page){.title = p.m.title.text, .section = "plan"},
                    VIEW(plan_measure), &p);
}
