/* What measures came from: see plan_origin_source in plan.h. A measure is a row of each version of
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
