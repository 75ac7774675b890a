/* The editor: the page of steps, and the forms of header, issues and sources. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"

static struct page page_of(struct request *rq, enum msg title)
{
    return (struct page){.title = msg_text(rq->arena, rq->lang, title), .section = "plan"};
}

/* -- the page of steps -- */

static enum err load_stages(struct request *rq, struct plan_editor_page *p)
{
    static const enum msg names[STAGE_COUNT] = {MSG_plan_stage_group,    MSG_plan_stage_issues,
                                                MSG_plan_stage_measures, MSG_plan_stage_discussion,
                                                MSG_plan_stage_assembly, MSG_plan_stage_order,
                                                MSG_plan_stage_force};
    bool waiting = false;

    for (int i = 0; i < STAGE_COUNT; i++) {
        struct faults missing;
        struct plan_do p_do = plan_do_of(rq);
        faults_init(&missing, rq->arena);
        p_do.f = &missing;
        TRY(plan_missing(&p_do, &p->page.plan, (enum plan_stage)i));
        struct str *v = arena_array(rq->arena, struct str, missing.n);
        size_t n = 0;
        for (const struct fault *f = missing.first; f; f = f->next)
            v[n++] = fault_text(rq->arena, rq->lang, f);
        p->stages[i] = (struct plan_stage_view){.name = msg_text(rq->arena, rq->lang, names[i]),
                                                .state = n == 0     ? STR("done")
                                                         : !waiting ? STR("now")
                                                                    : STR("wait"),
                                                .missing = v,
                                                .missing_count = n};
        waiting = waiting || n > 0;
    }
    return OK;
}

enum err plan_editor_get(struct request *rq)
{
    struct plan_editor_page p = {0};
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(plan_page_load(rq, id, &p.page));
    TRY(load_stages(rq, &p));
    p.next_count = state_next(&plan_machine, p.page.plan.state, rq->viewer.caps, p.next,
                              sizeof p.next / sizeof *p.next);
    struct page page = page_of(rq, MSG_plan_editor_title);
    return req_page(rq, 200, &page, VIEW(plan_editor), &p);
}

/* -- header -- */

static enum err header_page(struct request *rq, struct plan_header_page *p, int status)
{
    struct plan_groups groups;

    TRY(plan_group_list(rq->db, rq->arena, rq->scope.id, rq->lang, &groups));
    struct choice *v = arena_array(rq->arena, struct choice, groups.n);
    for (size_t i = 0; i < groups.n; i++)
        v[i] = (struct choice){plan_id_text(rq, groups.v[i].id), groups.v[i].name.text};
    p->groups = (struct choices){v, groups.n};
    struct page page = page_of(rq, p->id ? MSG_plan_header_edit : MSG_plan_start);
    return req_page(rq, status, &page, VIEW(plan_header), p);
}

static void header_typed(struct request *rq, struct plan_header_page *p, struct plan_header *h)
{
    *p = (struct plan_header_page){
        .version = plan_version_field(rq),
        .title = {req_field(rq, "title_ky"), req_field(rq, "title_ru"), req_field(rq, "title_en")},
        .goal = {req_field(rq, "goal_ky"), req_field(rq, "goal_ru"), req_field(rq, "goal_en")},
        .from = req_field(rq, "from"),
        .to = req_field(rq, "to"),
        .body = req_field(rq, "body")};
    *h = (struct plan_header){.title = p->title, .goal = p->goal, .from = DAY_NONE, .to = DAY_NONE};
    req_field_day(rq, "from", false, &h->from);
    req_field_day(rq, "to", false, &h->to);
    h->body_id = plan_id_field(rq, "body");
}

enum err plan_new_get(struct request *rq)
{
    struct civil today = day_to_civil(clock_today());
    struct plan_groups groups;
    struct plan_header_page p = {
        .title = {msg_text(rq->arena, LANG_KY, MSG_plan_title_full),
                  msg_text(rq->arena, LANG_RU, MSG_plan_title_full), STR("")},
        .goal = {STR(""), STR(""), STR("")},
        .from = day_iso(rq->arena, clock_today()),
        .to = day_iso(rq->arena, day_from_civil((struct civil){today.year, 12, 31})),
        .body = STR("")};

    TRY(plan_group_list(rq->db, rq->arena, rq->scope.id, rq->lang, &groups));
    if (groups.n == 1)
        p.body = plan_id_text(rq, groups.v[0].id);
    return header_page(rq, &p, 200);
}

enum err plan_new_post(struct request *rq)
{
    struct plan_header_page p;
    struct plan_header h;
    struct plan_do d = plan_do_of(rq);
    int64_t id;

    header_typed(rq, &p, &h);
    enum err e = plan_create(&d, &h, &id);
    if (e == ERR_CONFLICT && rq->faults.n == 0) /* somebody else started one in the same moment */
        fault_add(&rq->faults, STR(""), MSG_plan_fault_already_open,
                  ARG_S("state", plan_state_name(rq->arena, rq->lang, STR("draft"))));
    if (plan_form_status(e))
        return header_page(rq, &p, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_saved);
}

static enum err header_conflict(struct request *rq, int64_t id)
{
    struct plan_get_row now;
    enum { ROWS = 8 };
    struct conflict_row *v = arena_array(rq->arena, struct conflict_row, ROWS);
    size_t n = 0;

    TRY(plan_row_load(rq, id, &now));
    v[n++] = (struct conflict_row){
        STR("title_ky"), msg_text(rq->arena, rq->lang, MSG_plan_field_title_ky), now.title_ky};
    v[n++] = (struct conflict_row){
        STR("title_ru"), msg_text(rq->arena, rq->lang, MSG_plan_field_title_ru), now.title_ru};
    v[n++] = (struct conflict_row){
        STR("title_en"), msg_text(rq->arena, rq->lang, MSG_plan_field_title_en), now.title_en};
    v[n++] = (struct conflict_row){STR("from"), msg_text(rq->arena, rq->lang, MSG_plan_field_from),
                                   day_iso(rq->arena, now.from_day)};
    v[n++] = (struct conflict_row){STR("to"), msg_text(rq->arena, rq->lang, MSG_plan_field_to),
                                   day_iso(rq->arena, now.to_day)};
    v[n++] = (struct conflict_row){STR("body"), msg_text(rq->arena, rq->lang, MSG_plan_group),
                                   plan_id_text(rq, now.body_id.has ? now.body_id.v : 0)};
    v[n++] = (struct conflict_row){
        STR("goal_ky"), msg_text(rq->arena, rq->lang, MSG_plan_field_goal_ky), now.goal_ky};
    v[n++] = (struct conflict_row){
        STR("goal_ru"), msg_text(rq->arena, rq->lang, MSG_plan_field_goal_ru), now.goal_ru};
    return req_conflict(rq, &(struct conflict){.title = PLAN_TEXT(rq->lang, &now, title),
                                               .path = plan_path(rq, id, ""),
                                               .version = now.version,
                                               .n = n,
                                               .rows = v});
}

enum err plan_header_get(struct request *rq)
{
    struct plan_get_row row;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(plan_row_load(rq, id, &row));
    struct plan_header_page p = {.id = id,
                                 .version = row.version,
                                 .title = {row.title_ky, row.title_ru, row.title_en},
                                 .goal = {row.goal_ky, row.goal_ru, row.goal_en},
                                 .from = day_iso(rq->arena, row.from_day),
                                 .to = day_iso(rq->arena, row.to_day),
                                 .body = plan_id_text(rq, row.body_id.has ? row.body_id.v : 0)};
    return header_page(rq, &p, 200);
}

enum err plan_header_post(struct request *rq)
{
    struct plan_header_page p;
    struct plan_header h;
    struct plan_do d = plan_do_of(rq);
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    header_typed(rq, &p, &h);
    p.id = id;
    enum err e = plan_edit_header(&d, id, p.version, &h);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return header_conflict(rq, id);
    if (plan_form_status(e))
        return header_page(rq, &p, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_saved);
}

/* -- issues and sources -- */

static enum err issues_of_plan(struct request *rq, int64_t plan_id, int64_t **ids, size_t *n)
{
    struct plan_issues_rows rows;

    TRY(plan_issues(rq->db, rq->arena, &(struct plan_issues_in){.plan_id = plan_id}, &rows));
    *ids = arena_array(rq->arena, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        (*ids)[i] = rows.v[i].issue_id;
    *n = rows.n;
    return OK;
}

static enum err issues_page(struct request *rq, int64_t id, struct plan_issues_page *p,
                            const int64_t *ids, size_t n, int status)
{
    static const char *const kinds[] = {"sedp",       "sector",    "needs",
                                        "monitoring", "situation", "other"};
    struct plan_names all;
    struct plan_page plan;

    TRY(plan_page_load(rq, id, &plan));
    TRY(plan_issue_list(rq->db, rq->arena, rq->scope.id, rq->lang, &all));
    p->id = id;
    if (p->version == 0)
        p->version = plan.plan.version;
    p->issues = plan_chosen(rq, &all, ids, n);
    p->sources = plan.sources;
    p->kinds = plan_choices(rq, "plan_source", kinds, sizeof kinds / sizeof *kinds);
    struct page page = page_of(rq, MSG_plan_stage_issues);
    return req_page(rq, status, &page, VIEW(plan_issues), p);
}

static const struct plan_issues_page empty_source = {
    .kind = STR_INIT(""), .title_ky = STR_INIT(""), .title_ru = STR_INIT(""), .link = STR_INIT("")};

enum err plan_issues_get(struct request *rq)
{
    struct plan_issues_page p = empty_source;
    int64_t id, *ids;
    size_t n;

    TRY(req_path_id(rq, "id", &id));
    TRY(issues_of_plan(rq, id, &ids, &n));
    return issues_page(rq, id, &p, ids, n, 200);
}

static enum err issues_conflict(struct request *rq, int64_t id)
{
    struct plan_page now;
    struct buf *names = buf_new(rq->arena, 64 * KIB);

    TRY(plan_page_load(rq, id, &now));
    for (size_t i = 0; i < now.issues.n; i++) {
        buf_add(names, now.issues.v[i].name.text);
        buf_lit(names, "\n");
    }
    struct conflict_row row = {STR("issues"), msg_text(rq->arena, rq->lang, MSG_plan_issues),
                               buf_str(names)};
    return req_conflict(rq, &(struct conflict){.title = now.title.text,
                                               .path = plan_path(rq, id, "/issues"),
                                               .version = now.plan.version,
                                               .n = 1,
                                               .rows = &row});
}

enum err plan_issues_post(struct request *rq)
{
    struct plan_issues_page p = empty_source;
    struct plan_do d = plan_do_of(rq);
    int64_t id, *ids;

    TRY(req_path_id(rq, "id", &id));
    size_t n = plan_ticked(rq, "issues", &ids);
    p.version = plan_version_field(rq);
    enum err e = plan_choose_issues(&d, id, p.version, ids, n);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return issues_conflict(rq, id);
    if (plan_form_status(e))
        return issues_page(rq, id, &p, ids, n, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/issues"), MSG_plan_saved);
}

enum err plan_source_post(struct request *rq)
{
    struct plan_issues_page p = {.kind = req_field(rq, "kind"),
                                 .title_ky = req_field(rq, "title_ky"),
                                 .title_ru = req_field(rq, "title_ru"),
                                 .link = req_field(rq, "link")};
    struct plan_do d = plan_do_of(rq);
    int64_t id, *ids;
    size_t n;

    TRY(req_path_id(rq, "id", &id));
    TRY(issues_of_plan(rq, id, &ids, &n));
    enum err e =
        plan_add_source(&d, id,
                        &(struct plan_source_new){.kind = p.kind,
                                                  .title = {p.title_ky, p.title_ru, STR("")},
                                                  .link = p.link,
                                                  .file = plan_upload(rq, "file")});
    if (plan_form_status(e))
        return issues_page(rq, id, &p, ids, n, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/issues"), MSG_plan_saved);
}

enum err plan_source_remove_post(struct request *rq)
{
    struct plan_do d = plan_do_of(rq);
    int64_t id, source_id;

    TRY(req_path_id(rq, "id", &id));
    TRY(req_path_id(rq, "source_id", &source_id));
    TRY(plan_remove_source(&d, id, source_id));
    return req_redirect_saying(rq, plan_path(rq, id, "/issues"), MSG_plan_removed);
}
