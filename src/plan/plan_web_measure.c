/* Forms of a measure: new, edit, remove, two editors at once. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"

static enum err form_choices(struct request *rq, struct choices *out)
{
    struct plan_forms_rows rows;

    TRY(plan_forms(rq->db, rq->arena, &rows));
    struct choice *v = arena_array(rq->arena, struct choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct choice){
            rows.v[i].code,
            str_fmt(rq->arena, "%.*s (%.*s)", STR_F(PLAN_TEXT(rq->lang, &rows.v[i], name)),
                    STR_F(plan_direction_name(rq->arena, rq->lang, rows.v[i].direction)))};
    v[rows.n] = (struct choice){STR("other"), msg_text(rq->arena, rq->lang, MSG_plan_form_other)};
    *out = (struct choices){v, rows.n + 1};
    return OK;
}

static enum err measure_page(struct request *rq, struct plan_measure_form_page *p,
                             const int64_t *ids, size_t n, int status)
{
    struct plan_names all, people, bodies;
    struct plan_page plan;

    TRY(plan_page_load(rq, p->plan_id, &plan));
    TRY(plan_people_list(rq->db, rq->arena, rq->scope.id, rq->lang, &people));
    TRY(form_choices(rq, &p->forms));
    all = plan.issues;
    p->issues = plan_chosen(rq, &all, ids, n);
    p->people = plan_name_choices(rq, &people);
    TRY(plan_body_list(rq->db, rq->arena, rq->scope.id, rq->lang, &bodies));
    p->bodies = plan_name_choices(rq, &bodies);
    p->directions = PLAN_CHOICES(rq, "plan_direction", "inform", "engage", "collect");
    p->periods = PLAN_CHOICES(rq, "plan_period", "once", "weekly", "monthly", "quarterly",
                              "half_yearly", "yearly");
    struct page page = {.title = msg_text(rq->arena, rq->lang,
                                          p->id ? MSG_plan_measure_edit : MSG_plan_measure_add),
                        .section = "plan"};
    return req_page(rq, status, &page, VIEW(plan_measure_form), p);
}

static const struct plan_words no_words = {STR_INIT(""), STR_INIT(""), STR_INIT("")};

enum err plan_measure_new_get(struct request *rq)
{
    struct str direction = req_query(rq, "direction");
    struct plan_measure_form_page p = {.title = no_words,
                                       .result = no_words,
                                       .funding = no_words,
                                       .direction = direction.n ? direction : STR("inform"),
                                       .form = STR(""),
                                       .form_other = STR(""),
                                       .period = STR("once"),
                                       .responsible = STR(""),
                                       .from = STR(""),
                                       .to = STR(""),
                                       .person = STR(""),
                                       .body = STR("")};

    TRY(req_path_id(rq, "id", &p.plan_id));
    return measure_page(rq, &p, NULL, 0, 200);
}

static void measure_typed(struct request *rq, struct plan_measure_form_page *p,
                          struct plan_measure_form *m)
{
    *p = (struct plan_measure_form_page){
        .version = plan_version_field(rq),
        .title = {req_field(rq, "title_ky"), req_field(rq, "title_ru"), req_field(rq, "title_en")},
        .result = {req_field(rq, "result_ky"), req_field(rq, "result_ru"),
                   req_field(rq, "result_en")},
        .funding = {req_field(rq, "resources_ky"), req_field(rq, "resources_ru"),
                    req_field(rq, "resources_en")},
        .direction = req_field(rq, "direction"),
        .form = req_field(rq, "form"),
        .form_other = req_field(rq, "form_other"),
        .period = req_field(rq, "period"),
        .responsible = req_field(rq, "responsible"),
        .from = req_field(rq, "from"),
        .to = req_field(rq, "to"),
        .person = req_field(rq, "responsible_person"),
        .body = req_field(rq, "responsible_body")};
    int64_t *ids;
    size_t n = plan_ticked(rq, "issues", &ids);
    *m = (struct plan_measure_form){.title = p->title,
                                    .result = p->result,
                                    .funding = p->funding,
                                    .direction = p->direction,
                                    .form = p->form,
                                    .form_other = p->form_other,
                                    .period = p->period,
                                    .responsible = p->responsible,
                                    .from = DAY_NONE,
                                    .to = DAY_NONE,
                                    .responsible_person = plan_id_field(rq, "responsible_person"),
                                    .responsible_body = plan_id_field(rq, "responsible_body"),
                                    .issues = ids,
                                    .issue_count = n};
    req_field_day(rq, "from", false, &m->from);
    req_field_day(rq, "to", false, &m->to);
}

enum err plan_measure_new_post(struct request *rq)
{
    struct plan_measure_form_page p;
    struct plan_measure_form m;
    struct plan_do d = plan_do_of(rq);
    int64_t id, measure_id;

    TRY(req_path_id(rq, "id", &id));
    measure_typed(rq, &p, &m);
    p.plan_id = id;
    enum err e = plan_measure_save(&d, id, 0, 0, &m, &measure_id);
    if (plan_form_status(e))
        return measure_page(rq, &p, m.issues, m.issue_count, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_saved);
}

static enum err measure_of(struct request *rq, int64_t *id, struct plan_measure_get_row *m)
{
    int64_t measure_id;
    struct plan_get_row plan;

    TRY(req_path_id(rq, "id", id));
    TRY(req_path_id(rq, "measure_id", &measure_id));
    TRY(plan_row_load(rq, *id, &plan));
    TRY(plan_measure_get(rq->db, rq->arena, &(struct plan_measure_get_in){.id = measure_id}, m));
    return m->plan_id == *id ? OK : ERR_NOT_FOUND;
}

static enum err issues_of_measure(struct request *rq, int64_t plan_id, int64_t measure_id,
                                  int64_t **ids, size_t *n)
{
    struct plan_measure_issues_rows rows;

    TRY(plan_measure_issues(rq->db, rq->arena, &(struct plan_measure_issues_in){.plan_id = plan_id},
                            &rows));
    *ids = arena_array(rq->arena, int64_t, rows.n);
    *n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].measure_id == measure_id)
            (*ids)[(*n)++] = rows.v[i].issue_id;
    return OK;
}

enum err plan_measure_edit_get(struct request *rq)
{
    struct plan_measure_get_row m;
    int64_t id, *ids;
    size_t n;

    TRY(measure_of(rq, &id, &m));
    TRY(issues_of_measure(rq, id, m.id, &ids, &n));
    bool once = str_eq(m.period, STR("once"));
    struct plan_measure_form_page p = {
        .plan_id = id,
        .id = m.id,
        .version = m.version,
        .title = {m.title_ky, m.title_ru, m.title_en},
        .result = {m.result_ky, m.result_ru, m.result_en},
        .funding = {m.funding_ky, m.funding_ru, m.funding_en},
        .direction = m.section,
        .form = m.form.p ? m.form : STR("other"),
        .form_other = m.form_other,
        .period = m.period,
        .responsible = m.responsible,
        .from = day_iso(rq->arena, m.from_day),
        .to = once ? STR("") : day_iso(rq->arena, m.to_day),
        .person = plan_id_text(rq, m.responsible_person.has ? m.responsible_person.v : 0),
        .body = plan_id_text(rq, m.responsible_body.has ? m.responsible_body.v : 0)};
    return measure_page(rq, &p, ids, n, 200);
}

static enum err measure_conflict(struct request *rq, int64_t id, int64_t measure_id)
{
    struct plan_measure_get_row m;
    enum { ROWS = 20 };
    struct conflict_row *v = arena_array(rq->arena, struct conflict_row, ROWS);
    size_t n = 0;

    TRY(plan_measure_get(rq->db, rq->arena, &(struct plan_measure_get_in){.id = measure_id}, &m));
#define THEIRS(name_, key_, value_)                                                                \
    v[n++] = (struct conflict_row){STR(name_), msg_text(rq->arena, rq->lang, key_), value_}
    THEIRS("direction", MSG_plan_direction, m.section);
    THEIRS("title_ky", MSG_plan_field_title_ky, m.title_ky);
    THEIRS("title_ru", MSG_plan_field_title_ru, m.title_ru);
    THEIRS("title_en", MSG_plan_field_title_en, m.title_en);
    THEIRS("form", MSG_plan_form, m.form.p ? m.form : STR("other"));
    THEIRS("form_other", MSG_plan_form_other, m.form_other);
    THEIRS("period", MSG_plan_period, m.period);
    THEIRS("from", MSG_plan_field_from, day_iso(rq->arena, m.from_day));
    THEIRS("to", MSG_plan_field_to, day_iso(rq->arena, m.to_day));
    THEIRS("responsible", MSG_plan_responsible, m.responsible);
    THEIRS("responsible_person", MSG_plan_field_person,
           plan_id_text(rq, m.responsible_person.has ? m.responsible_person.v : 0));
    THEIRS("responsible_body", MSG_plan_field_body,
           plan_id_text(rq, m.responsible_body.has ? m.responsible_body.v : 0));
    THEIRS("resources_ky", MSG_plan_field_resources_ky, m.funding_ky);
    THEIRS("resources_ru", MSG_plan_field_resources_ru, m.funding_ru);
    THEIRS("result_ky", MSG_plan_field_result_ky, m.result_ky);
    THEIRS("result_ru", MSG_plan_field_result_ru, m.result_ru);
#undef THEIRS
    return req_conflict(
        rq, &(struct conflict){.title = PLAN_TEXT(rq->lang, &m, title),
                               .path = str_fmt(rq->arena, "%.*s/measures/%lld",
                                               STR_F(plan_path(rq, id, "")), (long long)measure_id),
                               .version = m.version,
                               .n = n,
                               .rows = v});
}

enum err plan_measure_edit_post(struct request *rq)
{
    struct plan_measure_form_page p;
    struct plan_measure_get_row old;
    struct plan_measure_form m;
    struct plan_do d = plan_do_of(rq);
    int64_t id, measure_id;

    TRY(measure_of(rq, &id, &old));
    measure_typed(rq, &p, &m);
    p.plan_id = id;
    p.id = old.id;
    enum err e = plan_measure_save(&d, id, old.id, p.version, &m, &measure_id);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return measure_conflict(rq, id, old.id);
    if (plan_form_status(e))
        return measure_page(rq, &p, m.issues, m.issue_count, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_saved);
}

enum err plan_measure_remove_post(struct request *rq)
{
    struct plan_measure_get_row m;
    struct plan_do d = plan_do_of(rq);
    int64_t id;

    TRY(measure_of(rq, &id, &m));
    enum err e = plan_measure_remove(&d, id, m.id, plan_version_field(rq));
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return measure_conflict(rq, id, m.id);
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_removed);
}
