/* The inventory of functions and delegated powers as pages and open data. See act.h. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"

#define EXPORT_MAX   (16 * MIB)
#define MONEY_DIGITS 13

int64_t act_money(struct request *rq, const char *name)
{
    struct str s = req_field(rq, name);
    int64_t som = 0, cents = 0;
    size_t digits = 0, places = 0;
    bool comma = false, bad = false;

    for (size_t at = 0; at < s.n;) {
        uint32_t c = str_utf8_next(s, &at);
        if (c == ' ' || c == 0xA0 || c == 0x202F)
            continue;
        if ((c == ',' || c == '.') && !comma) {
            comma = true;
        } else if (c >= '0' && c <= '9' && (comma ? ++places <= 2 : ++digits <= MONEY_DIGITS)) {
            if (comma)
                cents = 10 * cents + (int64_t)(c - '0');
            else
                som = 10 * som + (int64_t)(c - '0');
        } else {
            bad = true;
            break;
        }
    }
    if (bad || (s.n && digits == 0))
        fault_add(&rq->faults, str_of(name), MSG_common_fault_not_amount);
    return som * 100 + (places == 1 ? 10 * cents : cents);
}

static struct str money_text(struct arena *a, int64_t tyiyn)
{
    return str_fmt(a, "%lld.%02lld", (long long)(tyiyn / 100), (long long)(tyiyn % 100));
}

static enum err fill(struct request *rq, struct act_function_page *v,
                     struct act_function_rows_t *all)
{
    struct str code = rq->scope.code;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, act_query_i64(rq, "year"), all));
    struct act_function_line *lines = arena_array(rq->arena, struct act_function_line, all->n);
    for (size_t i = 0; i < all->n; i++) {
        const struct act_function *f = &all->v[i];
        lines[i] = (struct act_function_line){
            *f, act_word(rq, "act_function", f->kind), act_in_lang(f->act_title, rq->lang),
            act_path(rq->arena, code, f->act_id), f->cost - f->received};
    }
    v->base = act_base(rq);
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
    return v->editing ? req_page(rq, status, &page, VIEW(act_function_form), v)
                      : req_page(rq, status, &page, VIEW(act_functions), v);
}

static const struct act_function none = {.kind = STR_INIT(""),
                                         .title = STR_INIT(""),
                                         .article = STR_INIT(""),
                                         .delegated_by = STR_INIT("")};

enum err act_functions_get(struct request *rq)
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
        v.cost = money_text(rq->arena, v.form.cost);
        v.received = money_text(rq->arena, v.form.received);
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
                                        money_text(rq->arena, f->cost)};
        rows[4] =
            (struct conflict_row){STR("received"), msg_text(rq->arena, rq->lang, MSG_act_received),
                                  money_text(rq->arena, f->received)};
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
    v.form.cost = act_money(rq, "cost");
    v.form.received = act_money(rq, "received");
    enum err e = act_function_save(rq->db, rq->arena, &rq->actor, &v.form, &rq->faults, &id);
    if (e == ERR_INVALID)
        return show(rq, 422, &v);
    if (e == ERR_CONFLICT)
        return conflict(rq, v.form.id);
    TRY(e);
    return req_redirect_saying(rq, str_cat(rq->arena, act_base(rq), STR("/functions")),
                               MSG_common_saved);
}

enum err act_functions_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",   "kind",     "title",        "act_id",
                                       "act",  "article",  "delegated_by", "year",
                                       "cost", "received", "gap"};
    struct act_function_rows_t all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, 0, &all));
    csv_out_init(&o, b, ',', true);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_put_str(&o, str_of(head[i]));
    csv_end_row(&o);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_function *f = &all.v[i];
        csv_put_i64(&o, f->id);
        csv_put_str(&o, f->kind);
        csv_put_str(&o, f->title);
        csv_put_i64(&o, f->act_id);
        csv_put_str(&o, act_in_lang(f->act_title, rq->lang));
        csv_put_str(&o, f->article);
        csv_put_str(&o, f->delegated_by);
        csv_put_i64(&o, f->year);
        csv_put_str(&o, money_text(rq->arena, f->cost));
        csv_put_str(&o, money_text(rq->arena, f->received));
        int64_t gap = f->cost - f->received;
        csv_put_str(&o, gap < 0 ? str_cat(rq->arena, STR("-"), money_text(rq->arena, -gap))
                                : money_text(rq->arena, gap));
        csv_end_row(&o);
    }
    return buf_failed(b)
               ? ERR_NOMEM
               : req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("functions.csv"));
}

enum err act_functions_api_get(struct request *rq)
{
    struct act_function_rows_t all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, 0, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "delegated_cost_tyiyn", all.cost);
    json_field_i64(&j, "delegated_received_tyiyn", all.received);
    json_field_i64(&j, "delegated_gap_tyiyn", all.gap);
    json_key(&j, STR("functions"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_function *f = &all.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", f->id);
        json_field_str(&j, "kind", f->kind);
        json_field_str(&j, "title", f->title);
        json_field_i64(&j, "act_id", f->act_id);
        json_field_str(&j, "article", f->article);
        json_field_str(&j, "delegated_by", f->delegated_by);
        json_field_i64(&j, "year", f->year);
        json_field_i64(&j, "cost_tyiyn", f->cost);
        json_field_i64(&j, "received_tyiyn", f->received);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
