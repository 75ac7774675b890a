/* What measures came from, and which measure a record means that named one: see plan_origin_source
 * plan_named, plan_measure_named in plan.h. A plan and a measure of it are a row of each version;
 * whoever named one of them named all. */
#include "plan/plan_sql.h"
#include "plan/plan_web.h"

static plan_origin_source *const *origin_sources = (plan_origin_source *const[]){NULL};

void plan_wire(plan_origin_source *const *sources)
{
    origin_sources = sources;
}

static enum err of_one(struct request *rq, plan_origin_source *source, int64_t measure_id,
                       struct issue_links *all)
{
    struct issue_links some = {0};

    TRY(source(rq->db, rq->arena, rq->lang, rq->scope.code, measure_id, &some));
    if (some.n == 0)
        return OK;
    struct issue_link *v = arena_array(rq->arena, struct issue_link, all->n + some.n);
    for (size_t i = 0; i < all->n; i++)
        v[i] = all->v[i];
    for (size_t i = 0; i < some.n; i++)
        v[all->n + i] = some.v[i];
    *all = (struct issue_links){v, all->n + some.n};
    return OK;
}

enum err plan_origins_of(struct request *rq, int64_t origin_id, struct issue_links *out)
{
    struct plan_measure_lineage_rows rows;
    struct issue_links all = {0};

    TRY(plan_measure_lineage(rq->db, rq->arena, &(struct plan_measure_lineage_in){origin_id},
                             &rows));
    for (size_t s = 0; origin_sources[s]; s++)
        for (size_t i = 0; i < rows.n; i++)
            TRY(of_one(rq, origin_sources[s], rows.v[i].id, &all));
    *out = all;
    return OK;
}

static struct plan_measure_named measure_named(struct arena *a, enum lang lang, int64_t plan_id,
                                               const struct plan_measures_row *m)
{
    return (struct plan_measure_named){
        .id = m->id,
        .plan_id = plan_id,
        .origin_id = m->origin_id,
        .title = PLAN_SAY(lang, m, title),
        .texts = str_fmt(a, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s", STR_F(m->result_ky),
                         STR_F(m->result_ru), STR_F(m->result_en), STR_F(m->funding_ky),
                         STR_F(m->funding_ru), STR_F(m->funding_en))};
}

static bool was_public(const struct plan_get_row *plan, int64_t place_id)
{
    return plan->place_id.has && plan->place_id.v == place_id &&
           str_eq(plan->kind, PLAN_ENGAGEMENT) && plan_public(plan->state);
}

static enum err find_by_origin(struct db *db, struct arena *a, enum lang lang, int64_t plan_id,
                               int64_t origin_id, struct plan_measure_named *out)
{
    struct plan_measures_rows rows;

    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = plan_id}, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].origin_id == origin_id) {
            *out = measure_named(a, lang, plan_id, &rows.v[i]);
            return OK;
        }
    return ERR_NOT_FOUND;
}

enum err plan_measure_named(struct db *db, struct arena *a, int64_t place_id, int64_t measure_id,
                            enum lang lang, struct plan_measure_named *out)
{
    struct plan_measure_get_row m;
    struct plan_get_row plan;
    int64_t current;

    TRY(plan_measure_get(db, a, &(struct plan_measure_get_in){.id = measure_id}, &m));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = m.plan_id}, &plan));
    if (!was_public(&plan, place_id))
        return ERR_NOT_FOUND;
    TRY(plan_current_id(db, a, place_id, &current));
    enum err e = find_by_origin(db, a, lang, current, m.origin_id, out);
    if (e != ERR_NOT_FOUND)
        return e;
    return find_by_origin(db, a, lang, m.plan_id, m.origin_id, out);
}

enum err plan_measures_named(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                             struct plan_measures_named *out)
{
    struct plan_measures_rows rows;
    int64_t current;
    enum err e = plan_current_id(db, a, place_id, &current);

    if (e == ERR_NOT_FOUND) {
        *out = (struct plan_measures_named){NULL, 0};
        return OK;
    }
    TRY(e);
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = current}, &rows));
    struct plan_measure_named *v = arena_array(a, struct plan_measure_named, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = measure_named(a, lang, current, &rows.v[i]);
    *out = (struct plan_measures_named){v, rows.n};
    return OK;
}

/* Of the versions of a series that were ever public, the one the public sees, else the last. */
static enum err version_shown(struct db *db, struct arena *a, int64_t place_id, int64_t series_id,
                              int64_t current, int64_t *id)
{
    struct plan_versions_rows rows;

    *id = 0;
    TRY(plan_versions(
        db, a, &(struct plan_versions_in){.place_id = place_id, .kind = PLAN_ENGAGEMENT}, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].series_id == series_id && (*id == 0 || rows.v[i].id == current))
            *id = rows.v[i].id;
    return *id ? OK : ERR_NOT_FOUND;
}

enum err plan_named(struct db *db, struct arena *a, int64_t place_id, int64_t plan_id,
                    enum lang lang, struct plan_named *out)
{
    struct plan_get_row plan;
    struct plan_named n = {.order = STR("")};
    int64_t current;

    TRY(plan_current_id(db, a, place_id, &current));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = plan_id ? plan_id : current}, &plan));
    if (!was_public(&plan, place_id))
        return ERR_NOT_FOUND;
    TRY(version_shown(db, a, place_id, plan.series_id, current, &n.id));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = n.id}, &plan));
    n.series_id = plan.series_id;
    n.current = n.id == current;
    n.title = PLAN_SAY(lang, &plan, title);
    TRY(plan_order_line(db, a, n.id, lang, &n.order));
    *out = n;
    return OK;
}
