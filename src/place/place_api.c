/* The territory as data: JSON and CSV. */
#include "base/json_values.h"
#include "place/place_inside.h"
#include "place/place_web.h"

#define FOUND_MOST 50

static void put_degrees(struct arena *a, struct json *j, const char *key, int64_t e6)
{
    int64_t whole = e6 < 0 ? -e6 : e6;
    json_key(j, str_of(key));
    json_raw(j, str_fmt(a, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(whole / 1000000),
                        (long long)(whole % 1000000)));
}

/* One unit as an object with names, kind, days, codes of parent and municipality. */
static void put_json(struct arena *a, struct json *j, const struct place *p)
{
    json_object_begin(j);
    json_field_str(j, "code", p->code);
    json_field_str(j, "kind", place_kind_name(p->kind));
    json_field_langs(j, "name", p->name);
    json_field_bool(j, "municipality", p->is_municipality);
    json_key(j, STR("population"));
    if (p->population >= 0)
        json_i64(j, p->population);
    else
        json_none(j);
    json_field_day(j, a, "valid_from", p->valid_from);
    json_field_day(j, a, "valid_to", p->valid_to);
    if (p->has_position) {
        put_degrees(a, j, "lat", p->lat_e6);
        put_degrees(a, j, "lon", p->lon_e6);
    }
    json_object_end(j);
}

static void put_list(struct arena *a, struct json *j, const char *key, const struct places *list)
{
    json_key(j, str_of(key));
    json_array_begin(j);
    for (size_t i = 0; i < list->n; i++)
        put_json(a, j, &list->v[i]);
    json_array_end(j);
}

static struct places of_hits(struct arena *a, const struct place_hits *hits)
{
    struct place *v = arena_array(a, struct place, hits->n + 1);
    for (size_t i = 0; i < hits->n; i++)
        v[i] = hits->v[i].place;
    return (struct places){v, hits->n};
}

enum err place_list_get(struct request *rq)
{
    struct str query = req_query(rq, "q"), parent = req_query(rq, "parent"),
               own = req_query(rq, "municipalities");
    enum lang lang = LANG_KY;
    struct buf *b = buf_new(rq->arena, 4 * MIB);
    struct places list;
    struct place_hits hits;
    struct place above = {0};
    struct json j;

    (void)!lang_of_code(req_query(rq, "lang"), &lang);
    if (query.n) {
        TRY(place_search(rq->db, rq->arena, lang, query, FOUND_MOST, &hits));
        list = of_hits(rq->arena, &hits);
    } else if (str_eq(own, STR("1"))) {
        TRY(place_municipalities(rq->db, rq->arena, lang, &list));
    } else {
        if (parent.n)
            TRY(place_by_code(rq->db, rq->arena, parent, &above));
        TRY(place_children(rq->db, rq->arena, above.id, lang, &list));
    }
    json_init(&j, b);
    json_object_begin(&j);
    put_list(rq->arena, &j, "places", &list);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

enum err place_item_get(struct request *rq)
{
    struct arena *a = rq->arena;
    struct buf *b = buf_new(a, MIB);
    struct place p, municipality;
    struct places path, below, next;
    struct json j;

    TRY(place_by_code(rq->db, a, req_param(rq, "unit"), &p));
    TRY(place_path(rq->db, a, p.id, &path));
    TRY(place_children(rq->db, a, p.id, LANG_KY, &below));
    TRY(place_successors(rq->db, a, p.id, &next));
    enum err e = place_municipality_of(rq->db, a, p.id, &municipality);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("place"));
    put_json(a, &j, &p);
    json_key(&j, STR("municipality_code"));
    json_str(&j, e == OK ? municipality.code : STR_NONE);
    put_list(a, &j, "path", &path);
    put_list(a, &j, "below", &below);
    put_list(a, &j, "successors", &next);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

/* Not guarded as text is: a minus in front of degrees is no formula. */
static void csv_put_degrees(struct csv_out *o, bool has, int64_t e6)
{
    int64_t whole = e6 < 0 ? -e6 : e6;
    csv_put_str(o, STR(""));
    if (has)
        buf_printf(o->b, "%s%lld.%06lld", e6 < 0 ? "-" : "", (long long)(whole / 1000000),
                   (long long)(whole % 1000000));
}

enum err place_csv_get(struct request *rq)
{
    static const char *const titles[] = {
        "code", "kind", "parent_code", "name_ky",  "name_ru",      "name_en", "population",
        "lat",  "lon",  "valid_from",  "valid_to", "municipality", "act"};
    struct place_rows_all_rows rows;
    struct buf *b = buf_new(rq->arena, 8 * MIB);
    struct csv_out o;

    TRY(place_rows_all(rq->db, rq->arena, &rows));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < rows.n; i++) {
        const struct place_rows_all_row *r = &rows.v[i];
        csv_put_str(&o, r->code);
        csv_put_str(&o, r->kind);
        csv_put_str(&o, r->parent_code.p ? r->parent_code : STR(""));
        csv_put_str(&o, r->name_ky);
        csv_put_str(&o, r->name_ru);
        csv_put_str(&o, r->name_en);
        csv_put_str(&o, r->population.has ? str_fmt(rq->arena, "%lld", (long long)r->population.v)
                                          : STR(""));
        csv_put_degrees(&o, r->lat_e6.has, r->lat_e6.v);
        csv_put_degrees(&o, r->lon_e6.has, r->lon_e6.v);
        csv_put_day(&o, r->valid_from);
        csv_put_day(&o, r->valid_to);
        csv_put_i64(&o, r->is_municipality);
        csv_put_str(&o, r->act);
        csv_end_row(&o);
    }
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("territory.csv"));
}
