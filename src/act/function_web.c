/* The inventory of functions and delegated powers: pages and forms. See act.h. Open data and paper:
 * function_open.c. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"

#define YEARS_MOST 40

/* A fault on the field where it is no amount. */
static int64_t money_of(struct request *rq, const char *name)
{
    int64_t tyiyn = 0;

    if (!act_read_money(req_field(rq, name), &tyiyn))
        fault_add(&rq->faults, str_of(name), MSG_common_fault_not_amount);
    return tyiyn;
}

struct str act_money_text(struct arena *a, int64_t tyiyn)
{
    if (tyiyn < 0)
        return str_cat(a, STR("-"), act_money_text(a, -tyiyn));
    return str_fmt(a, "%lld.%02lld", (long long)(tyiyn / 100), (long long)(tyiyn % 100));
}

/* "Law No. 123": titles of laws would fill the table. */
static struct str act_short(struct request *rq, const struct act_function *f)
{
    return str_fmt(rq->arena, "%.*s № %.*s", STR_F(act_word(rq, "act_kind", f->act_kind)),
                   STR_F(f->act_number));
}

/* The years there are, newest first: for the filter. */
static enum err years_of(struct request *rq, struct choices *out)
{
    struct act_function_rows_t all;
    size_t n = 0;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, 0, &all));
    struct choice *v = arena_array(rq->arena, struct choice, YEARS_MOST);
    for (size_t i = 0; i < all.n && n < YEARS_MOST; i++) {
        struct str year = str_fmt(rq->arena, "%lld", (long long)all.v[i].year);
        if (n == 0 || !str_eq(v[n - 1].value, year))
            v[n++] = (struct choice){year, year};
    }
    *out = (struct choices){v, n};
    return OK;
}

static enum err fill(struct request *rq, struct act_function_page *v,
                     struct act_function_rows_t *all)
{
    struct str code = rq->scope.code;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, act_query_i64(rq, "year"), all));
    struct act_function_line *lines = arena_array(rq->arena, struct act_function_line, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct act_function *f = &all->v[i];
        lines[i] = (struct act_function_line){*f,
                                              act_word(rq, "act_function", f->kind),
                                              act_short(rq, f),
                                              lang_text(f->act_title, rq->lang),
                                              act_path(rq->arena, code, f->act_id),
                                              act_anchor_text(rq->arena, rq->lang, f->article),
                                              f->cost - f->received};
    }
    v->base = act_base(rq);
    v->year = act_query_i64(rq, "year")
                  ? str_fmt(rq->arena, "%lld", (long long)act_query_i64(rq, "year"))
                  : STR("");
    TRY(years_of(rq, &v->years));
    v->lines = (struct act_function_lines){lines, all->n};
    v->total_cost = all->cost;
    v->total_received = all->received;
    v->total_gap = all->gap;
    v->kinds = act_choices(rq, "act_function", act_functions);
    v->may_edit = act_may_edit(rq);
    return act_act_choices(rq, &v->acts);
}

static enum err show(struct request *rq, int status, struct act_function_page *v)
{
    struct act_function_rows_t all;

    TRY(fill(rq, v, &all));
    v->action = v->editing ? str_fmt(rq->arena, "%.*s/functions/%lld/edit", STR_F(v->base),
                                     (long long)v->form.id)
                           : str_cat(rq->arena, v->base, STR("/functions"));
    struct page page = {.title = msg_text(rq->arena, rq->lang, MSG_act_functions_title),
                        .section = "acts",
                        .wide = true};
    return v->list ? req_page(rq, status, &page, VIEW(act_functions), v)
                   : req_page(rq, status, &page, VIEW(act_function_page), v);
}

static const struct act_function none = {.kind = STR_INIT(""),
                                         .title = STR_INIT(""),
                                         .article = STR_INIT(""),
                                         .delegated_by = STR_INIT("")};

enum err act_functions_get(struct request *rq)
{
    struct act_function_page v = {.list = true, .form = none};
    return show(rq, 200, &v);
}

enum err act_function_new_get(struct request *rq)
{
    struct act_function_page v = {.form = none,
                                  .cost = STR(""),
                                  .received = STR(""),
                                  .act_id = STR(""),
                                  .form_year = STR("")};
    return show(rq, 200, &v);
}

enum err act_function_form_get(struct request *rq)
{
    struct act_function_page v = {.editing = true};
    struct act_function_rows_t all;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, 0, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id != id)
            continue;
        v.form = all.v[i];
        v.cost = act_money_text(rq->arena, v.form.cost);
        v.received = act_money_text(rq->arena, v.form.received);
        v.act_id = str_fmt(rq->arena, "%lld", (long long)v.form.act_id);
        v.form_year = str_fmt(rq->arena, "%lld", (long long)v.form.year);
        return show(rq, 200, &v);
    }
    return ERR_NOT_FOUND;
}

static enum err conflict(struct request *rq, int64_t id)
{
    struct act_function_rows_t all;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, 0, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct act_function *f = &all.v[i];
        if (f->id != id)
            continue;
        struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 5);
        rows[0] = (struct conflict_row){STR("title"),
                                        msg_text(rq->arena, rq->lang, MSG_act_function), f->title};
        rows[1] = (struct conflict_row){
            STR("kind"), msg_text(rq->arena, rq->lang, MSG_act_function_kind), f->kind};
        rows[2] = (struct conflict_row){STR("delegated_by"),
                                        msg_text(rq->arena, rq->lang, MSG_act_delegated_by),
                                        f->delegated_by};
        rows[3] = (struct conflict_row){STR("cost"), msg_text(rq->arena, rq->lang, MSG_act_cost),
                                        act_money_text(rq->arena, f->cost)};
        rows[4] =
            (struct conflict_row){STR("received"), msg_text(rq->arena, rq->lang, MSG_act_received),
                                  act_money_text(rq->arena, f->received)};
        return req_conflict(
            rq, &(struct conflict){.title = f->title,
                                   .path = str_cat(rq->arena, act_base(rq), STR("/functions")),
                                   .version = f->version,
                                   .n = 5,
                                   .rows = rows});
    }
    return ERR_NOT_FOUND;
}

enum err act_function_post(struct request *rq)
{
    struct act_function_page v = {.editing = req_param(rq, "id").n > 0};
    int64_t id = 0;

    v.form = (struct act_function){.kind = req_field(rq, "kind"),
                                   .title = req_field(rq, "title"),
                                   .article = req_field(rq, "article"),
                                   .delegated_by = req_field(rq, "delegated_by")};
    if (v.editing) {
        TRY(req_path_id(rq, "id", &v.form.id));
        req_field_i64(rq, "version", 1, INT64_MAX, &v.form.version);
    }
    v.cost = req_field(rq, "cost");
    v.received = req_field(rq, "received");
    v.act_id = req_field(rq, "act");
    v.form_year = req_field(rq, "year");
    req_field_i64(rq, "act", 1, INT64_MAX, &v.form.act_id);
    if (str_to_i64(v.form_year, &v.form.year) != OK)
        v.form.year = 0; /* told as out of range */
    v.form.cost = money_of(rq, "cost");
    v.form.received = money_of(rq, "received");
    enum err e = act_function_save(rq->db, rq->arena, &rq->actor, &v.form, &rq->faults, &id);
    if (e == ERR_INVALID)
        return show(rq, 422, &v);
    if (e == ERR_CONFLICT)
        return conflict(rq, v.form.id);
    TRY(e);
    return req_redirect_saying(rq, str_cat(rq->arena, act_base(rq), STR("/functions")),
                               MSG_common_saved);
}

enum err act_function_end_post(struct request *rq)
{
    int64_t id, version = 0;

    TRY(req_path_id(rq, "id", &id));
    req_field_i64(rq, "version", 1, INT64_MAX, &version);
    enum err e = act_function_end(rq->db, rq->arena, &rq->actor, id, version);
    if (e == ERR_CONFLICT)
        return conflict(rq, id); /* 404 where it is gone already */
    TRY(e);
    return req_redirect_saying(rq, str_cat(rq->arena, act_base(rq), STR("/functions")),
                               MSG_act_function_ended);
}

static enum err import_page(struct request *rq, int status)
{
    struct str base = act_base(rq);
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_function_import),
                                   .section = "acts"},
                    VIEW(act_function_import), &base);
}

enum err act_functions_import_get(struct request *rq)
{
    return import_page(rq, 200);
}

enum err act_functions_import_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    int64_t added;

    if (file.bytes.n == 0)
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
    enum err e = rq->faults.n ? ERR_INVALID
                              : act_function_import(rq->db, rq->arena, &rq->actor, file.bytes,
                                                    &rq->faults, &added);
    if (e == ERR_INVALID)
        return import_page(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, str_cat(rq->arena, act_base(rq), STR("/functions")),
                               MSG_common_saved);
}
