/* What measures came from, and which measure a record means that named one: see plan_origin_source
 * and plan_measure_named in plan.h. A measure is a row of each version of
 * its plan; whoever named one of them named all. */
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

enum err plan_measure_named(struct db *db, struct arena *a, int64_t place_id, int64_t measure_id,
                            enum lang lang, struct plan_measure_named *out)
{
    struct plan_measure_get_row m;
    struct plan_get_row plan;
    struct plan_measures_rows rows;
    int64_t current;

    TRY(plan_measure_get(db, a, &(struct plan_measure_get_in){.id = measure_id}, &m));
    TRY(plan_get(db, a, &(struct plan_get_in){.id = m.plan_id}, &plan));
    if (!plan.place_id.has || plan.place_id.v != place_id || str_eq(plan.state, STR("draft")) ||
        str_eq(plan.state, STR("dropped")))
        return ERR_NOT_FOUND;
    TRY(plan_current_id(db, a, place_id, &current));
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = current}, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].origin_id == m.origin_id) {
            *out = (struct plan_measure_named){rows.v[i].id, current,
                                               PLAN_SAY(lang, &rows.v[i], title)};
            return OK;
        }
    *out = (struct plan_measure_named){m.id, m.plan_id, PLAN_SAY(lang, &m, title)};
    return OK;
}
