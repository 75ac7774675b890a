/* See oracle_world.h. */
#include "count/oracle_world.h"

#include <stdlib.h>
#include <string.h>

static void set_amount(mpq_t q, count_money v)
{
    mpz_t high;
    mpz_init(high);
    mpz_set_ui(mpq_denref(q), 1);
    mpz_set_ui(mpq_numref(q), (unsigned long)(uint64_t)v);
    mpz_set_ui(high, (unsigned long)(uint64_t)(v >> 64));
    mpz_mul_2exp(high, high, 64);
    mpz_add(mpq_numref(q), mpq_numref(q), high);
    mpz_clear(high);
}

static int64_t utility_of(const struct world *w, uint32_t b, size_t i)
{
    const struct count_election *e = w->e;
    if (w->sat == COUNT_SAT_POINTS)
        return e->points[i] > 0 ? e->points[i] : 0;
    if (w->sat == COUNT_SAT_BORDA) { /* tied ones: the worst of their places */
        while (e->level && i + 1 < e->start[b + 1] && e->level[i + 1] == e->level[i])
            i++;
        return (int64_t)(e->start[b + 1] - i) - 1;
    }
    return 1;
}

void world_init(struct world *w, const struct count_election *e, const struct count_options *opt,
                struct oracle_outcome *out)
{
    *w = (struct world){.e = e,
                        .opt = opt,
                        .sat = opt->sat,
                        .n = (uint32_t)e->voters,
                        .m = e->projects,
                        .out = out};
    w->u = calloc((size_t)w->n * w->m + 1, sizeof *w->u);
    w->purse = malloc((w->n + 1u) * sizeof *w->purse);
    w->cost = malloc((w->m + 1u) * sizeof *w->cost);
    mpq_init(w->budget);
    set_amount(w->budget, e->budget);
    for (uint32_t i = 0; i < w->n; i++)
        mpq_init(w->purse[i]);
    for (uint32_t p = 0; p < w->m; p++) {
        mpq_init(w->cost[p]);
        set_amount(w->cost[p], e->project[p].cost);
    }
    uint32_t voter = 0;
    for (uint32_t b = 0; b < e->ballots; b++)
        for (uint32_t k = e->weight ? e->weight[b] : 1; k; k--, voter++)
            for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
                w->u[(size_t)voter * w->m + e->item[i]] = utility_of(w, b, i);
}

void world_free(struct world *w)
{
    for (uint32_t i = 0; i < w->n; i++)
        mpq_clear(w->purse[i]);
    for (uint32_t p = 0; p < w->m; p++)
        mpq_clear(w->cost[p]);
    mpq_clear(w->budget);
    free(w->u);
    free(w->purse);
    free(w->cost);
}

void world_take(struct world *w, uint32_t p)
{
    w->in[p] = true;
    w->out->order[w->out->n++] = p;
}

bool oracle_first(const struct count_election *e, const struct count_options *opt, uint32_t a,
                  uint32_t b)
{
    const struct count_project *x = &e->project[a], *y = &e->project[b];

    if (opt->ties == COUNT_TIES_COST && x->cost != y->cost)
        return x->cost < y->cost;
    if (opt->ties == COUNT_TIES_LOT &&
        count_lot(opt->lot_seed, x->id) != count_lot(opt->lot_seed, y->id))
        return count_lot(opt->lot_seed, x->id) < count_lot(opt->lot_seed, y->id);
    return str_cmp(x->id, y->id) < 0;
}

bool world_first_of(const struct world *w, uint32_t a, uint32_t b)
{
    return oracle_first(w->e, w->opt, a, b);
}

bool world_gone(const struct world *w, uint32_t p)
{
    return w->in[p] || w->e->project[p].supporters < w->opt->min_support;
}

count_money world_spent(const struct world *w)
{
    count_money sum = 0;
    for (uint32_t p = 0; p < w->m; p++)
        sum += w->in[p] ? w->e->project[p].cost : 0;
    return sum;
}

uint32_t world_supporters(const struct world *w, uint32_t p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        n += w->u[(size_t)i * w->m + p] > 0;
    return n;
}

void world_take_free(struct world *w)
{
    for (bool more = w->sat != COUNT_SAT_COST; more;) {
        uint32_t free_one = UINT32_MAX;
        for (uint32_t p = 0; p < w->m; p++)
            if (!world_gone(w, p) && !mpq_sgn(w->cost[p]) && world_supporters(w, p) &&
                (free_one == UINT32_MAX || world_first_of(w, p, free_one)))
                free_one = p;
        more = free_one != UINT32_MAX;
        if (more)
            world_take(w, free_one);
    }
}

bool world_exhaustive(const struct world *w)
{
    for (uint32_t p = 0; p < w->m; p++)
        if (!world_gone(w, p) && w->e->project[p].cost > 0 && world_supporters(w, p) &&
            w->e->project[p].cost <= w->e->budget - world_spent(w))
            return false;
    return true;
}
