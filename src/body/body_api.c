/* Bodies as open data. Members: names only where everybody may read them; sex and groups never. */
#include "body/body_web.h"

#include "base/json_values.h"
#include "doc/csv.h"

enum { OUT_MAX = 8 * 1024 * 1024 };

static void put_row(struct csv_out *o, const struct body *b, struct str url)
{
    csv_put_i64(o, b->id);
    csv_put_str(o, str_of(body_kind_word(b->kind)));
    for (int l = 0; l < LANG_COUNT; l++)
        csv_put_str(o, b->name[l]);
    csv_put_str(o, b->state);
    csv_put_i64(o, b->members);
    csv_put_str(o, b->created.number);
    csv_put_day(o, b->created.day);
    csv_put_str(o, b->approved.number);
    csv_put_day(o, b->approved.day);
    csv_put_day(o, b->ended);
    csv_put_str(o, url);
    csv_end_row(o);
}

static struct str url_of(struct request *rq, int64_t id)
{
    return req_url(rq,
                   str_fmt(rq->arena, "/ky%.*s", STR_F(body_path(rq->arena, rq->scope.code, id))));
}

enum err body_csv_get(struct request *rq)
{
    static const char *const titles[] = {
        "id",      "kind",           "name_ky",     "name_ru",         "name_en",      "state",
        "members", "created_number", "created_day", "approved_number", "approved_day", "ended",
        "url"};
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct bodies all;
    struct csv_out o;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, true, LANG_KY, &all));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < all.n; i++)
        put_row(&o, &all.v[i], url_of(rq, all.v[i].id));
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("bodies.csv"));
}

/* -- members -- */

static struct str public_name(const struct body_member *m)
{
    return body_member_public(m) ? m->name : STR("");
}

static void put_member_row(struct csv_out *o, enum lang lang, const struct body *b,
                           const struct body_member *m)
{
    csv_put_i64(o, b->id);
    csv_put_str(o, str_of(body_kind_word(b->kind)));
    csv_put_str(o, body_name(b, lang));
    csv_put_i64(o, m->id);
    csv_put_str(o, public_name(m));
    csv_put_str(o, str_of(body_side_word(m->side)));
    csv_put_str(o, m->position);
    csv_put_day(o, m->from);
    csv_put_day(o, m->to);
    csv_put_str(o, m->order_number);
    csv_end_row(o);
}

enum err body_members_csv_get(struct request *rq)
{
    static const char *const titles[] = {"body_id", "body_kind",   "body_name", "member_id",
                                         "name",    "side",        "position",  "from",
                                         "to",      "order_number"};
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct bodies all;
    struct csv_out o;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, true, LANG_KY, &all));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < all.n; i++) {
        struct body_members members;
        TRY(body_members_of(rq->db, rq->arena, all.v[i].id, true, &members));
        for (size_t k = 0; k < members.n; k++)
            put_member_row(&o, rq->lang, &all.v[i], &members.v[k]);
    }
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("members.csv"));
}

static void put_order(struct json *j, struct arena *a, struct str name, const struct body_order *o)
{
    json_key(j, name);
    if (o->number.n == 0) {
        json_none(j);
        return;
    }
    json_object_begin(j);
    json_field_str(j, "title", o->title);
    json_field_str(j, "number", o->number);
    json_field_day(j, a, "day", o->day);
    json_object_end(j);
}

/* Sex and groups are never told, a name only where it may be read on the page. */
static void put_member(struct request *rq, struct json *j, const struct body *of,
                       const struct body_member *m)
{
    json_object_begin(j);
    if (of) {
        json_field_i64(j, "body_id", of->id);
        json_field_str(j, "body", body_name(of, rq->lang));
        json_field_i64(j, "member_id", m->id);
    }
    json_field_str(j, "name", body_member_public(m) ? m->name : STR_NONE);
    json_field_str(j, "side", str_of(body_side_word(m->side)));
    json_field_str(j, "position", m->position);
    json_field_day(j, rq->arena, "from", m->from);
    if (of)
        json_field_day(j, rq->arena, "to", m->to);
    json_object_end(j);
}

static enum err put_members(struct request *rq, struct json *j, int64_t id)
{
    struct body_members all;

    TRY(body_members_of(rq->db, rq->arena, id, false, &all));
    json_key(j, STR("members"));
    json_array_begin(j);
    for (size_t i = 0; i < all.n; i++)
        put_member(rq, j, NULL, &all.v[i]);
    json_array_end(j);
    return OK;
}

enum err body_api_members_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct bodies all;
    struct json j;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, true, LANG_KY, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_key(&j, STR("members"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++) {
        struct body_members members;
        TRY(body_members_of(rq->db, rq->arena, all.v[i].id, true, &members));
        for (size_t k = 0; k < members.n; k++)
            put_member(rq, &j, &all.v[i], &members.v[k]);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static enum err put_body(struct request *rq, struct json *j, const struct body *b)
{
    json_object_begin(j);
    json_field_i64(j, "id", b->id);
    json_field_str(j, "kind", str_of(body_kind_word(b->kind)));
    json_field_langs(j, "name", b->name);
    json_field_str(j, "state", b->state);
    put_order(j, rq->arena, STR("created"), &b->created);
    put_order(j, rq->arena, STR("approved"), &b->approved);
    json_field_day(j, rq->arena, "ended", b->ended);
    json_field_i64(j, "member_count", b->members);
    TRY(put_members(rq, j, b->id));
    json_field_str(j, "url", url_of(rq, b->id));
    json_object_end(j);
    return OK;
}

enum err body_api_list_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct bodies all;
    struct json j;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, true, LANG_KY, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_key(&j, STR("bodies"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++)
        TRY(put_body(rq, &j, &all.v[i]));
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
