/* The register as open data: CSV and JSON. Everything here is public on the pages as well. */
#include "issue/issue_web.h"

#include "base/json_values.h"
#include "doc/csv.h"

enum { OUT_MAX = 16 * 1024 * 1024 };

static enum err all_of(struct request *rq, struct issues *out)
{
    return issue_list(rq->db, rq->arena, rq->scope.id,
                      &(struct issue_filter){.state = STR(""), .today = clock_today()}, out);
}

enum err issue_csv_get(struct request *rq)
{
    static const char *const titles[] = {
        "number", "title_ky",    "title_ru", "title_en",  "text_ky",     "text_ru", "text_en",
        "basis",  "responsible", "state",    "refreshed", "fresh_until", "fresh",   "version"};
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct issues all;
    struct csv_out o;

    TRY(all_of(rq, &all));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < all.n; i++) {
        const struct issue *s = &all.v[i];

        csv_put_i64(&o, s->number);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, s->title[l]);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, s->text[l]);
        csv_put_str(&o, s->basis);
        csv_put_str(&o, s->responsible);
        csv_put_str(&o, s->state);
        csv_put_day(&o, s->refreshed);
        csv_put_day(&o, s->fresh_until);
        csv_put_i64(&o, issue_is_fresh(s, clock_today()));
        csv_put_i64(&o, s->version);
        csv_end_row(&o);
    }
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("issues.csv"));
}

static void put_issue(struct json *j, struct request *rq, const struct issue *s)
{
    json_object_begin(j);
    json_field_i64(j, "id", s->id);
    json_field_i64(j, "number", s->number);
    json_field_langs(j, "title", s->title);
    json_field_langs(j, "text", s->text);
    json_field_str(j, "basis", s->basis);
    json_field_str(j, "responsible", s->responsible);
    json_field_str(j, "state", s->state);
    json_field_day(j, rq->arena, "refreshed", s->refreshed);
    json_field_day(j, rq->arena, "fresh_until", s->fresh_until);
    json_field_bool(j, "fresh", issue_is_fresh(s, clock_today()));
    json_field_i64(j, "version", s->version);
    json_field_str(j, "url",
                   req_url(rq, str_fmt(rq->arena, "/ky%.*s",
                                       STR_F(issue_path(rq->arena, rq->scope.code, s->id)))));
    json_object_end(j);
}

enum err issue_api_list_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct issues all;
    struct json j;

    TRY(all_of(rq, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_key(&j, STR("issues"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++)
        put_issue(&j, rq, &all.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static void put_version(struct json *j, struct arena *a, const struct issue_version *v)
{
    json_object_begin(j);
    json_field_i64(j, "version", v->version);
    json_field_str(j, "at", instant_iso(a, v->at));
    json_field_str(j, "what", v->what);
    json_field_str(j, "office", v->office);
    json_field_str(j, "note", v->note);
    json_key(j, STR("changes"));
    json_array_begin(j);
    for (size_t i = 0; i < v->changes.n; i++) {
        json_object_begin(j);
        json_field_str(j, "field", v->changes.v[i].field);
        json_field_str(j, "before", v->changes.v[i].before);
        json_field_str(j, "after", v->changes.v[i].after);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

enum err issue_api_item_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct issue_versions past;
    struct issue s;
    struct json j;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(issue_find(rq->db, rq->arena, rq->scope.id, id, &s));
    TRY(issue_history(rq->db, rq->arena, rq->lang, id, &past));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("issue"));
    put_issue(&j, rq, &s);
    json_key(&j, STR("history"));
    json_array_begin(&j);
    for (size_t i = 0; i < past.n; i++)
        put_version(&j, rq->arena, &past.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
