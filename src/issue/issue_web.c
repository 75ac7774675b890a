/* Pages and forms of the register of issues. Rules: issue.h. */
#include "issue/issue_web.h"

#include "body/body.h"
#include "doc/csv.h"
#include "issue/issue_inside.h"
#include "issue/issue_views.h"

#define IMPORT_BODY_MAX ((size_t)ISSUE_IMPORT_FILE_MAX + 64 * 1024)

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static struct str register_path(struct request *rq)
{
    return str_fmt(rq->arena, "/%.*s/issues", STR_F(rq->scope.code));
}

static enum err read_rule(struct request *rq, struct rule_described *out)
{
    return rules_describe(rq->db, rq->arena, rq->lang, ISSUE_REFRESH_RULE, rq->scope.id,
                          clock_today(), out);
}

/* -- the list -- */

static struct choices state_choices(struct request *rq)
{
    static const char *const states[] = {"active", "suspended", "transferred", "excluded"};
    enum { N = sizeof states / sizeof *states };
    struct choice *v = arena_array(rq->arena, struct choice, N);

    for (size_t i = 0; i < N; i++)
        v[i] = (struct choice){str_of(states[i]),
                               state_name(rq->arena, rq->lang, &issue_states, str_of(states[i]))};
    return (struct choices){v, N};
}

static enum err list_get(struct request *rq)
{
    struct issue_list_page v = {
        .place_name = rq->scope.name, .today = clock_today(), .states = state_choices(rq)};

    v.state = req_query(rq, "state");
    if (!v.state.p || !state_known(&issue_states, v.state))
        v.state = STR("");
    v.stale_only = req_query(rq, "stale").n > 0;
    v.filtered = v.state.n > 0 || v.stale_only;
    struct issues all;
    TRY(issue_headings(rq->db, rq->arena, rq->scope.id, &all));
    v.fresh = issue_freshness_in(&all, v.today);
    v.issues = issue_filtered(
        rq->arena, &all,
        &(struct issue_filter){.state = v.state, .stale_only = v.stale_only, .today = v.today});
    TRY(read_rule(rq, &v.rule));
    return req_page(rq, 200,
                    &(struct page){.title = say(rq, MSG_issue_list_title),
                                   .description = say(rq, MSG_issue_list_lead),
                                   .section = "issues",
                                   .wide = true},
                    VIEW(issue_list), &v);
}

/* -- one issue -- */

static enum err official_name(struct request *rq, int64_t member_id, struct str *out)
{
    struct body_officials all = {0};
    struct str name = STR("");

    if (member_id != 0)
        TRY(body_officials_of(rq->db, rq->arena, rq->scope.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id == member_id)
            name = all.v[i].name;
    }
    *out = name;
    return OK;
}

static struct choices step_choices(struct request *rq, struct str from)
{
    enum { MOST = 8 };
    const struct state_rule *steps[MOST];
    size_t n = state_next(&issue_states, from, rq->viewer.caps, steps, MOST);
    struct choice *v = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++) {
        enum msg key;
        struct str to = str_of(steps[i]->to);

        v[i] = (struct choice){to, msg_find(str_fmt(rq->arena, "issue_step_%s", steps[i]->to), &key)
                                       ? say(rq, key)
                                       : to};
    }
    return (struct choices){v, n};
}

static enum err issue_answer(struct request *rq, int status, int64_t id)
{
    struct issue_page v = {.note = STR(""), .to = STR(""), .document_title = STR("")};

    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &v.issue));
    v.title = issue_title(&v.issue, rq->lang);
    v.state_text = state_name(rq->arena, rq->lang, &issue_states, v.issue.state);
    v.fresh = issue_is_fresh(&v.issue, clock_today());
    TRY(out_markup(rq->arena, issue_text(&v.issue, rq->lang), &v.text));
    TRY(official_name(rq, v.issue.responsible_id, &v.responsible_name));
    TRY(read_rule(rq, &v.rule));
    TRY(document_of(rq->db, rq->arena, STR("issue"), id, !req_may(rq, CAP_REGISTER), &v.documents));
    TRY(issue_links_of(rq->db, rq->arena, rq->lang, rq->scope.code, id, &v.links));
    TRY(issue_basis_of(rq->db, rq->arena, rq->lang, rq->scope.code, &v.issue, &v.basis));
    if (req_may(rq, CAP_REGISTER))
        v.steps = step_choices(rq, v.issue.state);
    if (status != 200) {
        v.note = req_has(rq, "reason") ? req_field(rq, "reason") : req_field(rq, "note");
        v.to = req_field(rq, "state");
        v.document_title = req_field(rq, "document_title");
    }
    return req_page(rq, status, &(struct page){.title = v.title, .section = "issues"}, VIEW(issue),
                    &v);
}

static enum err issue_get(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return issue_answer(rq, 200, id);
}

static enum err history_get(struct request *rq)
{
    struct issue_history_page v;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &v.issue));
    TRY(issue_history(rq->db, rq->arena, rq->lang, id, &v.versions));
    v.title = issue_title(&v.issue, rq->lang);
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_issue_history_title,
                                                     ARG_N("number", v.issue.number)),
                                   .section = "issues"},
                    VIEW(issue_past), &v);
}

/* -- the form -- */

static enum err officials(struct request *rq, const struct issue_form_page *page,
                          struct choices *out)
{
    struct body_officials all;
    bool there = page->n.responsible_id == 0;
    size_t n = 0;

    TRY(body_officials_of(rq->db, rq->arena, rq->scope.id, &all));
    struct choice *v = arena_array(rq->arena, struct choice, all.n + 1);

    for (size_t i = 0; i < all.n; i++) {
        const struct body_official *o = &all.v[i];

        there = there || o->id == page->n.responsible_id;
        v[n++] = (struct choice){
            str_fmt(rq->arena, "%lld", (long long)o->id),
            o->position.n ? str_fmt(rq->arena, "%.*s (%.*s)", STR_F(o->name), STR_F(o->position))
                          : o->name};
    }
    /* Who left office stays chosen until another is. */
    if (!there)
        v[n++] = (struct choice){page->responsible_id, page->n.responsible};
    *out = (struct choices){v, n};
    return OK;
}

static enum err form_answer(struct request *rq, int status, struct issue_form_page *v, int64_t id)
{
    v->is_new = id == 0;
    v->action = id == 0 ? register_path(rq) : issue_path(rq->arena, rq->scope.code, id);
    v->heading =
        id == 0 ? say(rq, MSG_issue_new)
                : msg_text(rq->arena, rq->lang, MSG_issue_edit_title, ARG_N("number", v->n.number));
    v->responsible_id =
        v->n.responsible_id ? str_fmt(rq->arena, "%lld", (long long)v->n.responsible_id) : STR("");
    TRY(officials(rq, v, &v->officials));
    return req_page(rq, status, &(struct page){.title = v->heading, .section = "issues"},
                    VIEW(issue_form), v);
}

static enum err new_get(struct request *rq)
{
    struct issue_form_page v = {.number = STR("")};

    return form_answer(rq, 200, &v, 0);
}

static enum err edit_get(struct request *rq)
{
    struct issue_form_page v = {0};
    struct issue s;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &s));
    v.version = s.version;
    v.number = str_fmt(rq->arena, "%lld", (long long)s.number);
    v.n = (struct issue_new){.number = s.number,
                             .basis = s.basis,
                             .responsible = s.responsible,
                             .responsible_id = s.responsible_id};
    for (int l = 0; l < LANG_COUNT; l++) {
        v.n.title[l] = s.title[l];
        v.n.text[l] = s.text[l];
    }
    return form_answer(rq, 200, &v, id);
}

static void read_form(struct request *rq, struct issue_form_page *v)
{
    int64_t id = 0;

    v->number = req_field(rq, "number");
    if (v->number.n)
        req_field_i64(rq, "number", 1, ISSUE_NUMBER_MAX, &v->n.number);
    if (str_to_i64(req_field(rq, "version"), &v->version) != OK)
        v->version = 0;
    v->n.title[LANG_KY] = req_field(rq, "title_ky");
    v->n.title[LANG_RU] = req_field(rq, "title_ru");
    v->n.title[LANG_EN] = req_field(rq, "title_en");
    v->n.text[LANG_KY] = req_field(rq, "text_ky");
    v->n.text[LANG_RU] = req_field(rq, "text_ru");
    v->n.text[LANG_EN] = req_field(rq, "text_en");
    v->n.basis = req_field(rq, "basis");
    v->n.responsible = req_field(rq, "responsible");
    v->n.note = req_field(rq, "note");
    if (str_to_i64(req_field(rq, "responsible_id"), &id) == OK)
        v->n.responsible_id = id;
    v->n.version = v->version;
}

/* Theirs beside yours. */
static enum err conflict_answer(struct request *rq, int64_t id)
{
    struct issue s;

    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &s));
    const struct conflict_row rows[] = {
        {STR("number"), say(rq, MSG_issue_number), str_fmt(rq->arena, "%lld", (long long)s.number)},
        {STR("title_ky"), say(rq, MSG_issue_title_ky), s.title[LANG_KY]},
        {STR("title_ru"), say(rq, MSG_issue_title_ru), s.title[LANG_RU]},
        {STR("title_en"), say(rq, MSG_issue_title_en), s.title[LANG_EN]},
        {STR("text_ky"), say(rq, MSG_issue_text_ky), s.text[LANG_KY]},
        {STR("text_ru"), say(rq, MSG_issue_text_ru), s.text[LANG_RU]},
        {STR("text_en"), say(rq, MSG_issue_text_en), s.text[LANG_EN]},
        {STR("basis"), say(rq, MSG_issue_basis), s.basis},
        {STR("responsible"), say(rq, MSG_issue_responsible), s.responsible},
    };

    return req_conflict(rq, &(struct conflict){.title = issue_title(&s, rq->lang),
                                               .path = issue_path(rq->arena, rq->scope.code, id),
                                               .version = s.version,
                                               .n = sizeof rows / sizeof *rows,
                                               .rows = rows});
}

static enum err save(struct request *rq, int64_t id)
{
    struct issue_form_page v = {.n = {.id = id}};
    int64_t saved;

    read_form(rq, &v);
    enum err e = issue_save(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &saved);

    if (e == ERR_INVALID)
        return form_answer(rq, 422, &v, id);
    if (e == ERR_CONFLICT && id != 0)
        return conflict_answer(rq, id);
    TRY(e);
    return req_redirect_saying(rq, issue_path(rq->arena, rq->scope.code, saved), MSG_issue_saved);
}

static enum err new_post(struct request *rq)
{
    return save(rq, 0);
}

static enum err edit_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return save(rq, id);
}

/* -- steps -- */

static struct issue_step read_step(struct request *rq, int64_t id)
{
    struct issue_step s = {.id = id, .caps = rq->viewer.caps, .lang = rq->lang};

    if (str_to_i64(req_field(rq, "version"), &s.version) != OK)
        s.version = 0;
    return s;
}

/* Refused: the page again, with what was typed. A newer version: the page says that it changed. */
static enum err step_answer(struct request *rq, enum err e, int64_t id, enum msg done)
{
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return issue_answer(rq, e == ERR_INVALID ? 422 : 409, id);
    TRY(e);
    return req_redirect_saying(rq, issue_path(rq->arena, rq->scope.code, id), done);
}

static enum err refresh_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    struct issue_step s = read_step(rq, id);

    s.note = req_field(rq, "note");
    return step_answer(rq, issue_refresh(rq->db, rq->arena, &rq->actor, &s, &rq->faults), id,
                       MSG_issue_refreshed_now);
}

static enum err state_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    struct issue_step s = read_step(rq, id);

    s.note = req_field(rq, "reason");
    s.to = req_field(rq, "state");
    return step_answer(rq, issue_change_state(rq->db, rq->arena, &rq->actor, &s, &rq->faults), id,
                       MSG_issue_state_changed);
}

static enum err document_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct issue s;
    int64_t id, document;

    TRY(req_path_id(rq, "id", &id));
    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &s));
    enum err e = document_add(rq->db, rq->arena, &rq->actor,
                              &(struct document_new){.owner_kind = STR("issue"),
                                                     .owner_id = id,
                                                     .title = req_field(rq, "document_title"),
                                                     .upload = {file.filename, file.bytes},
                                                     .is_public = true,
                                                     .field = STR("file")},
                              &rq->faults, &document);

    if (e == ERR_NOT_FOUND) {
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
        e = ERR_INVALID;
    }
    return step_answer(rq, e, id, MSG_issue_document_added);
}

/* -- import -- */

static enum err import_answer(struct request *rq, int status)
{
    struct issue_import_page v = {
        .columns = STR(
            "number, title_ky, title_ru, title_en, text_ky, text_ru, text_en, basis, responsible")};

    return req_page(rq, status,
                    &(struct page){.title = say(rq, MSG_issue_import_title), .section = "issues"},
                    VIEW(issue_import_form), &v);
}

static enum err import_get(struct request *rq)
{
    return import_answer(rq, 200);
}

static enum err import_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct issue_imported done;

    if (file.filename.n == 0 && file.bytes.n == 0) {
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
        return import_answer(rq, 422);
    }
    enum err e = issue_import(rq->db, rq->arena, &rq->actor, file.bytes, &rq->faults, &done);

    if (e == ERR_INVALID)
        return import_answer(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, register_path(rq),
                               done.repaired ? MSG_issue_imported_repaired : MSG_issue_imported);
}

static enum err charter_post(struct request *rq)
{
    int64_t added;
    enum err e = issue_add_charter_set(rq->db, rq->arena, &rq->actor, &rq->faults, &added);

    if (e == ERR_INVALID)
        return import_answer(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, register_path(rq), MSG_issue_charter_added);
}

const struct route issue_routes[] = {
    {GET, "/:place/issues", list_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "state stale", .doc = "register of issues of local importance"},
    {GET, "/:place/issues.csv", issue_csv_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "", .doc = "the register as CSV"},
    {GET, "/:place/issues/new", new_get, .need = CAP_REGISTER, .doc = "form for a new issue"},
    {GET, "/:place/issues/import", import_get, .need = CAP_REGISTER,
     .doc = "form to load issues from a table"},
    {GET, "/:place/issues/:id", issue_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "",
     .doc = "one issue"},
    {GET, "/:place/issues/:id/edit", edit_get, .need = CAP_REGISTER,
     .doc = "form to edit an issue"},
    {GET, "/:place/issues/:id/history", history_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "", .doc = "every version of an issue, field by field"},
    {POST, "/:place/issues", new_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .doc = "add an issue"},
    {POST, "/:place/issues/import", import_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = IMPORT_BODY_MAX, .doc = "load issues from a table, all or nothing"},
    {POST, "/:place/issues/charter", charter_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .doc = "add the Model Charter's issues"},
    {POST, "/:place/issues/:id", edit_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .doc = "save an issue"},
    {POST, "/:place/issues/:id/refresh", refresh_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .doc = "the information was checked and is current"},
    {POST, "/:place/issues/:id/state", state_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .doc = "change the state of an issue"},
    {POST, "/:place/issues/:id/documents", document_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = DOCUMENT_BODY_MAX, .doc = "attach a document to an issue"},
    {GET, "/api/v1/places/:place/issues", issue_api_list_get, .need = CAP_PUBLIC,
     .cache = CACHE_PLACE, .langless = true, .query = "",
     .doc = "register of issues of local importance"},
    {GET, "/api/v1/places/:place/issues/:id", issue_api_item_get, .need = CAP_PUBLIC,
     .cache = CACHE_PLACE, .langless = true, .query = "", .doc = "one issue with its history"},
    {0},
};
