/* The register of acts as open data. See act.h. */
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"

#define EXPORT_MOST 5000
#define EXPORT_MAX  (16 * MIB)

static enum err all_acts(struct request *rq, struct acts *out)
{
    return act_list(
        rq->db, rq->arena,
        &(struct act_filter){
            .place_id = rq->scope.id, .most = EXPORT_MOST, .field = STR(""), .kind = STR("")},
        out);
}

enum err acts_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",           "national",   "kind",      "number",
                                       "day",          "issuer",     "title_ky",  "title_ru",
                                       "title_en",     "fields",     "gives_own", "gives_delegated",
                                       "gives_duties", "repealed_on"};
    struct acts acts;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(all_acts(rq, &acts));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < acts.n; i++) {
        const struct act *a = &acts.v[i];
        csv_put_i64(&o, a->id);
        csv_put_i64(&o, a->place_id == 0);
        csv_put_str(&o, a->kind);
        csv_put_str(&o, a->number);
        csv_put_day(&o, a->day);
        csv_put_str(&o, a->issuer);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, a->title[l]);
        csv_put_str(&o, str_trim(a->fields));
        csv_put_i64(&o, a->gives_own);
        csv_put_i64(&o, a->gives_delegated);
        csv_put_i64(&o, a->gives_duties);
        csv_put_day(&o, a->repealed_on);
        csv_end_row(&o);
    }
    return buf_failed(b) ? ERR_NOMEM
                         : req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("acts.csv"));
}

static void put_act(struct json *j, struct arena *arena, const struct act *a)
{
    json_field_i64(j, "id", a->id);
    json_field_bool(j, "national", a->place_id == 0);
    json_field_str(j, "kind", a->kind);
    json_field_str(j, "number", a->number);
    json_field_str(j, "day", day_iso(arena, a->day));
    json_field_str(j, "issuer", a->issuer);
    json_field_str(j, "code", a->code);
    json_field_str(j, "title_ky", a->title[LANG_KY]);
    json_field_str(j, "title_ru", a->title[LANG_RU]);
    json_field_str(j, "title_en", a->title[LANG_EN]);
    json_field_str(j, "fields", str_trim(a->fields));
    json_field_bool(j, "gives_own", a->gives_own);
    json_field_bool(j, "gives_delegated", a->gives_delegated);
    json_field_bool(j, "gives_duties", a->gives_duties);
    json_field_str(j, "repealed_on", day_iso(arena, a->repealed_on));
}

enum err acts_api_get(struct request *rq)
{
    struct acts acts;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(all_acts(rq, &acts));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("acts"));
    json_array_begin(&j);
    for (size_t i = 0; i < acts.n; i++) {
        json_object_begin(&j);
        put_act(&j, rq->arena, &acts.v[i]);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

/* One act with its editions and the articles of the text that holds today. */
enum err act_api_get(struct request *rq)
{
    struct act act;
    struct act_editions editions;
    struct act_articles units;
    struct str words;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(act_of(rq, &act));
    TRY(act_editions_of(rq->db, rq->arena, act.id, &editions));
    TRY(act_text_on(rq->db, rq->arena, act.id, clock_today(), &words));
    act_articles_of(rq->arena, words, &units);
    json_init(&j, b);
    json_object_begin(&j);
    put_act(&j, rq->arena, &act);
    json_key(&j, STR("editions"));
    json_array_begin(&j);
    for (size_t i = 0; i < editions.n; i++) {
        json_object_begin(&j);
        json_field_i64(&j, "number", editions.v[i].number);
        json_field_str(&j, "valid_from", day_iso(rq->arena, editions.v[i].valid_from));
        json_field_str(&j, "note", editions.v[i].note);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_key(&j, STR("articles"));
    json_array_begin(&j);
    for (size_t i = 0; i < units.n; i++) {
        json_object_begin(&j);
        json_field_str(&j, "anchor", units.v[i].anchor);
        json_field_str(&j, "heading", units.v[i].heading);
        json_field_str(&j, "text", units.v[i].words);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
