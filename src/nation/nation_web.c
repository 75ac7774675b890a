/* Front page, finding one's municipality, the coordinator's table. See nation.h. */
#include "nation/nation_web.h"

#include "base/json.h"
#include "doc/csv.h"
#include "nation/nation_views.h"
#include "place/place.h"
#include "text/collate.h"
#include "web/request.h"

#define HITS_MOST  50
#define EXPORT_MAX (8 * MIB)

static enum err read_all(struct request *rq, enum nation_sort sort, struct str oblast,
                         struct nation_rows *rows, struct nation_totals *totals)
{
    struct nation_query q = {
        .lang = rq->lang,
        .today = clock_today(),
        .oblast_code = oblast.p ? oblast : STR(""),
        .sort = sort,
    };
    return nation_list(rq->db, rq->arena, &q, rows, totals);
}

/* Rows come sorted by name; groups keep that order and appear in the order of the oblasts' names.
 */
static struct nation_groups grouped(struct arena *a, enum lang lang, const struct nation_rows *rows)
{
    struct nation_group *v = arena_array(a, struct nation_group, rows->n + 1);
    struct str *names = arena_array(a, struct str, rows->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        size_t k = 0;
        while (k < n && !str_eq(names[k], rows->v[i].oblast))
            k++;
        if (k == n)
            names[n++] = rows->v[i].oblast;
    }
    text_collate_sort(lang, names, n);
    for (size_t k = 0; k < n; k++) {
        struct nation_row *mine = arena_array(a, struct nation_row, rows->n);
        size_t count = 0;
        for (size_t i = 0; i < rows->n; i++)
            if (str_eq(rows->v[i].oblast, names[k]))
                mine[count++] = rows->v[i];
        v[k] = (struct nation_group){names[k], {mine, count}};
    }
    return (struct nation_groups){v, n};
}

static enum err front_get(struct request *rq)
{
    struct nation_front model = {0};
    struct nation_rows rows;

    TRY(read_all(rq, NATION_BY_NAME, STR(""), &rows, &model.totals));
    struct nation_row *present = arena_array(rq->arena, struct nation_row, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].present)
            present[model.present.n++] = rows.v[i];
    model.present.v = present;
    model.groups = grouped(rq->arena, rq->lang, &rows);
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_nation_title),
                                   .description = msg_text(rq->arena, rq->lang, MSG_nation_lead),
                                   .wide = true},
                    VIEW(nation_front), &model);
}

static enum err found_of(struct request *rq, const struct place_hit *hit, struct nation_found *out)
{
    struct place municipality;
    struct str name = place_name(&hit->place, rq->lang);
    enum err e = place_municipality_of(rq->db, rq->arena, hit->place.id, &municipality);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = (struct nation_found){
        .name = name,
        .kind = place_kind_title(rq->arena, rq->lang, hit->place.kind),
        .above = hit->above,
        .municipality = e == OK && municipality.id == hit->place.id,
        .path = e == OK ? str_cat(rq->arena, STR("/"), municipality.code)
                        : str_cat(rq->arena, STR("/territory/"), hit->place.code),
    };
    if (e == OK && !out->municipality)
        out->above = place_name(&municipality, rq->lang);
    return OK;
}

static enum err find_get(struct request *rq)
{
    struct str q = req_query(rq, "q");
    struct nation_find model = {.q = q.p ? str_trim(q) : STR(""), .asked = q.p != NULL};
    struct place_hits hits = {0};

    if (model.q.n)
        TRY(place_search(rq->db, rq->arena, rq->lang, model.q, HITS_MOST, &hits));
    struct nation_found *v = arena_array(rq->arena, struct nation_found, hits.n);
    for (size_t i = 0; i < hits.n; i++)
        TRY(found_of(rq, &hits.v[i], &v[i]));
    model.hits.v = v;
    model.hits.n = hits.n;
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_nation_find_title)},
                    VIEW(nation_find), &model);
}

static enum err table_get(struct request *rq)
{
    struct str oblast = req_query(rq, "oblast"), sort = req_query(rq, "sort");
    struct nation_table model = {.sort = nation_sort_of(sort),
                                 .oblast_code = oblast.p ? oblast : STR("")};
    struct places oblasts;

    TRY(read_all(rq, model.sort, oblast, &model.rows, &model.totals));
    TRY(place_children(rq->db, rq->arena, 0, rq->lang, &oblasts));
    struct nation_option *v = arena_array(rq->arena, struct nation_option, oblasts.n);
    for (size_t i = 0; i < oblasts.n; i++)
        v[i] = (struct nation_option){oblasts.v[i].code, place_name(&oblasts.v[i], rq->lang),
                                      str_eq(oblasts.v[i].code, model.oblast_code)};
    model.oblasts.v = v;
    model.oblasts.n = oblasts.n;
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_nation_table_title),
                                   .wide = true},
                    VIEW(nation_table), &model);
}

static void csv_row(struct csv_out *o, const struct nation_row *r)
{
    int64_t percent = nation_on_time_percent(r);
    csv_put_str(o, r->code);
    csv_put_str(o, r->name);
    csv_put_str(o, r->district);
    csv_put_str(o, r->oblast);
    csv_put_i64(o, r->issues);
    csv_put_i64(o, r->stale);
    csv_put_day(o, r->refreshed);
    csv_put_str(o, r->plan_state);
    csv_put_i64(o, r->due);
    csv_put_i64(o, r->on_time);
    csv_put_i64(o, r->overdue);
    if (percent < 0)
        csv_put_str(o, STR(""));
    else
        csv_put_i64(o, percent);
    csv_end_row(o);
}

static enum err table_csv_get(struct request *rq)
{
    static const char *const head[] = {"code",   "name",    "district",  "oblast",
                                       "issues", "stale",   "refreshed", "plan_state",
                                       "due",    "on_time", "overdue",   "on_time_percent"};
    struct nation_rows rows;
    struct nation_totals totals;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(read_all(rq, nation_sort_of(req_query(rq, "sort")), req_query(rq, "oblast"), &rows,
                 &totals));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < rows.n; i++)
        csv_row(&o, &rows.v[i]);
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("municipalities.csv"));
}

static void json_row(struct json *j, struct arena *a, const struct nation_row *r)
{
    json_object_begin(j);
    json_field_str(j, "code", r->code);
    json_field_str(j, "name", r->name);
    json_field_str(j, "district", r->district);
    json_field_str(j, "oblast", r->oblast);
    json_field_i64(j, "issues", r->issues);
    json_field_i64(j, "stale", r->stale);
    json_field_str(j, "refreshed", r->refreshed == DAY_NONE ? STR_NONE : day_iso(a, r->refreshed));
    json_field_str(j, "plan_state", r->plan_state.n ? r->plan_state : STR_NONE);
    json_field_i64(j, "due", r->due);
    json_field_i64(j, "on_time", r->on_time);
    json_field_i64(j, "overdue", r->overdue);
    json_object_end(j);
}

static enum err api_get(struct request *rq)
{
    struct nation_rows rows;
    struct nation_totals t;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(read_all(rq, NATION_BY_NAME, STR(""), &rows, &t));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "municipalities", t.municipalities);
    json_field_i64(&j, "present", t.present);
    json_field_i64(&j, "fresh", t.fresh);
    json_field_i64(&j, "stale", t.stale);
    json_field_i64(&j, "plans_in_force", t.in_force);
    json_key(&j, STR("rows"));
    json_array_begin(&j);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].present)
            json_row(&j, rq->arena, &rows.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

const struct route nation_routes[] = {
    {GET, "/", front_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {GET, "/find", find_get, .need = CAP_PUBLIC},
    {GET, "/nation/table", table_get, .need = CAP_NATION},
    {GET, "/nation/table.csv", table_csv_get, .need = CAP_NATION, .rate = RATE_HEAVY},
    {GET, "/api/v1/nation", api_get, .need = CAP_PUBLIC, .cache = CACHE_NATION, .langless = true,
     .doc = "Municipalities that publish here: freshness of their issues, state of the plan, "
            "measures on time"},
    {0},
};
