/* The inventory of functions and delegated powers as tables, JSON and paper. See act.h. */
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"
#include "doc/pdf.h"
#include "text/numbers.h"

#define EXPORT_MAX (16 * MIB)
enum { COLUMNS = 7 };

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
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_function *f = &all.v[i];
        csv_put_i64(&o, f->id);
        csv_put_str(&o, f->kind);
        csv_put_str(&o, f->title);
        csv_put_i64(&o, f->act_id);
        csv_put_str(&o, lang_text(f->act_title, rq->lang));
        csv_put_str(&o, f->article);
        csv_put_str(&o, f->delegated_by);
        csv_put_i64(&o, f->year);
        csv_put_str(&o, act_money_text(rq->arena, f->cost));
        csv_put_str(&o, act_money_text(rq->arena, f->received));
        csv_put_str(&o, act_money_text(rq->arena, f->cost - f->received));
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

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static void put_table(struct request *rq, struct pdf *p, const struct act_function_rows_t *all)
{
    const struct pdf_column heads[COLUMNS] = {
        {say(rq, MSG_act_function), 6, false}, {say(rq, MSG_act_function_kind), 2, false},
        {say(rq, MSG_act_basis), 5, false},    {say(rq, MSG_act_delegated_by), 3, false},
        {say(rq, MSG_act_year), 1.2, true},    {say(rq, MSG_act_cost), 2.4, true},
        {say(rq, MSG_act_received), 2.4, true}};
    /* Drawn at the end: what is given must live until then. */
    struct pdf_column *columns = arena_array(rq->arena, struct pdf_column, COLUMNS);
    struct str *cells = arena_array(rq->arena, struct str, all->n * COLUMNS);

    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = heads[i];
    for (size_t i = 0; i < all->n; i++) {
        const struct act_function *f = &all->v[i];
        struct str *row = cells + i * COLUMNS;
        row[0] = f->title;
        row[1] = act_word(rq, "act_function", f->kind);
        row[2] = str_fmt(rq->arena, "%.*s %.*s", STR_F(lang_text(f->act_title, rq->lang)),
                         STR_F(act_anchor_text(rq->arena, rq->lang, f->article)));
        row[3] = f->delegated_by;
        row[4] = str_fmt(rq->arena, "%lld", (long long)f->year);
        row[5] = text_money(rq->arena, rq->lang, f->cost);
        row[6] = text_money(rq->arena, rq->lang, f->received);
    }
    pdf_table(p, columns, COLUMNS, cells, all->n);
}

static void put_sum(struct request *rq, struct pdf *p, enum msg key, int64_t tyiyn)
{
    pdf_paragraph(p, str_fmt(rq->arena, "%.*s: %.*s", STR_F(say(rq, key)),
                             STR_F(text_money(rq->arena, rq->lang, tyiyn))));
}

enum err act_functions_pdf_get(struct request *rq)
{
    struct act_function_rows_t all;
    struct buf *out = buf_new(rq->arena, EXPORT_MAX);

    TRY(act_functions_of(rq->db, rq->arena, rq->scope.id, act_query_i64(rq, "year"), &all));
    struct pdf *p =
        pdf_new(rq->arena,
                &(struct pdf_setup){
                    .paper = PAPER_A4,
                    .landscape = true,
                    .lang = rq->lang,
                    .title = say(rq, MSG_act_functions_title),
                    .issuer = rq->scope.name,
                    .footer = msg_text(rq->arena, rq->lang, MSG_publish_as_of,
                                       ARG_S("day", text_date(rq->arena, rq->lang, clock_today()))),
                    .page_of = msg_raw(rq->lang, MSG_publish_page_of),
                    .qr_url = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s/functions",
                                                  STR_F(lang_code(rq->lang)), STR_F(act_base(rq)))),
                    .qr_caption = say(rq, MSG_publish_qr_caption)},
                out);
    if (all.n == 0) {
        pdf_paragraph(p, say(rq, MSG_act_functions_none));
    } else {
        put_table(rq, p, &all);
        put_sum(rq, p, MSG_act_cost_total, all.cost);
        put_sum(rq, p, MSG_act_received_total, all.received);
        put_sum(rq, p, MSG_act_gap_total, all.gap);
    }
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(out), STR(""));
}
