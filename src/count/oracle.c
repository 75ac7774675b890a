/* See oracle.h. */
#include "count/oracle.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

/* ---- greedy ---- */

/* Total utility over cost; *infinite. */
static void density(const struct world *w, uint32_t p, mpq_t q, bool *infinite)
{
    const struct count_project *x = &w->e->project[p];
    *infinite = false;
    mpq_set_si(q, w->sat == COUNT_SAT_POINTS ? x->points : (long)x->supporters, 1);
    if (w->sat == COUNT_SAT_BORDA) {
        mpq_set_si(q, 0, 1);
        for (uint32_t i = 0; i < w->n; i++)
            mpz_add_ui(mpq_numref(q), mpq_numref(q), (unsigned long)w->u[(size_t)i * w->m + p]);
    }
    if (w->sat == COUNT_SAT_COST) {
        mpq_mul(q, q, w->cost[p]);
        if (mpq_sgn(w->cost[p]))
            mpq_div(q, q, w->cost[p]);
        return;
    }
    if (mpq_sgn(w->cost[p]))
        mpq_div(q, q, w->cost[p]);
    else
        *infinite = mpq_sgn(q) > 0;
}

static void greedy(struct world *w)
{
    bool seen[ORACLE_PROJECTS] = {false};
    mpq_t a, b;

    for (uint32_t p = 0; p < w->m; p++)
        seen[p] = world_gone(w, p);
    mpq_inits(a, b, NULL);
    for (;;) {
        uint32_t best = UINT32_MAX;
        bool best_infinite = false;
        for (uint32_t p = 0; p < w->m; p++) {
            bool infinite;
            if (seen[p])
                continue;
            density(w, p, a, &infinite);
            int c = best == UINT32_MAX          ? 1
                    : infinite != best_infinite ? (int)infinite - (int)best_infinite
                    : infinite                  ? 0
                                                : mpq_cmp(a, b);
            if (c > 0 || (c == 0 && world_first_of(w, p, best))) {
                best = p;
                best_infinite = infinite;
                mpq_set(b, a);
            }
        }
        if (best == UINT32_MAX)
            break;
        seen[best] = true;
        if (w->e->project[best].cost <= w->e->budget - world_spent(w))
            world_take(w, best);
    }
    mpq_clears(a, b, NULL);
}

/* ---- equal shares ---- */

/* Least r with sum min(b, r u) >= c: try each supporter as the last one who is exhausted. */
static bool rate(const struct world *w, uint32_t p, mpq_t r)
{
    mpq_t sum, t, limit, units;
    bool found = false;

    mpq_inits(sum, t, limit, units, NULL);
    for (uint32_t i = 0; i < w->n; i++)
        if (w->u[(size_t)i * w->m + p] > 0)
            mpq_add(sum, sum, w->purse[i]);
    if (mpq_cmp(sum, w->cost[p]) >= 0 && world_supporters(w, p)) {
        /* candidates: r = (c - sum of those with b/u <= limit) / sum u of the others, limit over
         * all b/u and 0 */
        for (uint32_t k = 0; k <= w->n; k++) {
            if (k < w->n && w->u[(size_t)k * w->m + p] <= 0)
                continue;
            mpq_set_ui(limit, 0, 1);
            if (k < w->n) {
                mpq_set_si(t, w->u[(size_t)k * w->m + p], 1);
                mpq_div(limit, w->purse[k], t);
            }
            mpq_set(sum, w->cost[p]);
            mpq_set_ui(units, 0, 1);
            for (uint32_t i = 0; i < w->n; i++) {
                int64_t u = w->u[(size_t)i * w->m + p];
                if (u <= 0)
                    continue;
                mpq_set_si(t, u, 1);
                mpq_mul(t, t, limit);
                if (mpq_cmp(w->purse[i], t) <= 0)
                    mpq_sub(sum, sum, w->purse[i]);
                else
                    mpz_add_ui(mpq_numref(units), mpq_numref(units), (unsigned long)u);
            }
            if (!mpq_sgn(units)) {
                if (mpq_sgn(sum) == 0 && (!found || mpq_cmp(limit, r) < 0)) {
                    mpq_set(r, limit);
                    found = true;
                }
                continue;
            }
            mpq_div(t, sum, units);
            /* is it the solution? those beyond the limit must afford it, and it must be at or above
             * the limit */
            mpq_set(sum, t);
            mpq_set_ui(units, 0, 1);
            for (uint32_t i = 0; i < w->n; i++) {
                int64_t u = w->u[(size_t)i * w->m + p];
                if (u <= 0)
                    continue;
                mpq_set_si(t, u, 1);
                mpq_mul(t, t, sum);
                mpq_add(units, units, mpq_cmp(w->purse[i], t) < 0 ? w->purse[i] : t);
            }
            if (mpq_cmp(units, w->cost[p]) == 0 && (!found || mpq_cmp(sum, r) < 0)) {
                mpq_set(r, sum);
                found = true;
            }
        }
    }
    mpq_clears(sum, t, limit, units, NULL);
    return found;
}

static void mes_once(struct world *w, const mpq_t share)
{
    mpq_t r, best_r, key, best_key;

    mpq_inits(r, best_r, key, best_key, NULL);
    memset(w->in, 0, sizeof w->in);
    w->out->n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        mpq_set(w->purse[i], share);
    world_take_free(w);
    for (;;) {
        uint32_t best = UINT32_MAX;
        for (uint32_t p = 0; p < w->m; p++) {
            if (world_gone(w, p) || !mpq_sgn(w->cost[p]) || !rate(w, p, r))
                continue;
            mpq_set(key, r);
            if (w->sat == COUNT_SAT_COST)
                mpq_div(key, key, w->cost[p]);
            int c = best == UINT32_MAX ? -1 : mpq_cmp(key, best_key);
            if (c < 0 || (c == 0 && world_first_of(w, p, best))) {
                best = p;
                mpq_set(best_r, r);
                mpq_set(best_key, key);
            }
        }
        if (best == UINT32_MAX)
            break;
        for (uint32_t i = 0; i < w->n; i++) {
            int64_t u = w->u[(size_t)i * w->m + best];
            if (u <= 0)
                continue;
            mpq_set_si(key, u, 1);
            mpq_mul(key, key, best_r);
            if (mpq_cmp(w->purse[i], key) <= 0)
                mpq_set_ui(w->purse[i], 0, 1);
            else
                mpq_sub(w->purse[i], w->purse[i], key);
        }
        world_take(w, best);
    }
    mpq_clears(r, best_r, key, best_key, NULL);
}

static void set_out(struct world *w, const struct oracle_outcome *o)
{
    *w->out = *o;
    memset(w->in, 0, sizeof w->in);
    for (uint32_t i = 0; i < o->n; i++)
        w->in[o->order[i]] = true;
}

static void mes(struct world *w, enum count_completion completion)
{
    mpq_t share, unit;
    struct oracle_outcome before = {.n = 0};

    mpq_inits(share, unit, NULL);
    mpq_set_ui(unit, w->n, 1);
    mpq_div(share, w->budget, unit);
    mpz_ui_pow_ui(mpq_numref(unit), 10, w->e->money_decimals);
    mes_once(w, share);
    if (completion == COUNT_COMPLETION_ADD1 || completion == COUNT_COMPLETION_ADD1U)
        while (!world_exhaustive(w)) {
            before = *w->out;
            mpq_add(share, share, unit);
            mes_once(w, share);
            if (world_spent(w) > w->e->budget) {
                set_out(w, &before);
                break;
            }
        }
    mpq_clears(share, unit, NULL);
    if (completion == COUNT_COMPLETION_ADD1U)
        w->sat = COUNT_SAT_COST;
    if (completion == COUNT_COMPLETION_ADD1U || completion == COUNT_COMPLETION_GREEDY)
        greedy(w);
}

/* ---- Phragmen ---- */

static bool load_of(const struct world *w, uint32_t p, mpq_t l)
{
    mpq_t n;
    uint32_t k = world_supporters(w, p);

    mpq_set(l, w->cost[p]);
    for (uint32_t i = 0; i < w->n; i++)
        if (w->u[(size_t)i * w->m + p] > 0)
            mpq_add(l, l, w->purse[i]); /* here the purse is the load */
    if (!k)
        return false;
    mpq_init(n);
    mpq_set_ui(n, k, 1);
    mpq_div(l, l, n);
    mpq_clear(n);
    return true;
}

static void phragmen(struct world *w)
{
    mpq_t l, least;

    mpq_inits(l, least, NULL);
    for (;;) {
        uint32_t best = UINT32_MAX;
        bool best_finite = false, dear = false;
        for (uint32_t p = 0; p < w->m; p++) {
            if (world_gone(w, p) || w->e->project[p].cost > w->e->budget)
                continue;
            bool finite = load_of(w, p, l),
                 fits = w->e->project[p].cost <= w->e->budget - world_spent(w);
            int c = best == UINT32_MAX      ? -1
                    : finite != best_finite ? (finite ? -1 : 1)
                    : finite                ? mpq_cmp(l, least)
                                            : 0;
            if (c < 0)
                dear = false;
            if (c <= 0)
                dear = dear || !fits;
            if (c < 0 || (c == 0 && world_first_of(w, p, best))) {
                best = p;
                best_finite = finite;
                mpq_set(least, l);
            }
        }
        if (best == UINT32_MAX || dear)
            break;
        for (uint32_t i = 0; i < w->n; i++)
            if (w->u[(size_t)i * w->m + best] > 0)
                mpq_set(w->purse[i], least);
        world_take(w, best);
    }
    mpq_clears(l, least, NULL);
}

void oracle_count(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out)
{
    struct world w;
    if (count_rule_has_seats(opt->rule)) {
        oracle_seats(e, opt, out);
        return;
    }
    out->n = 0;
    out->increments = 0;
    world_init(&w, e, opt, out);
    switch (opt->rule) {
    case COUNT_GREEDY:
        greedy(&w);
        break;
    case COUNT_MES:
        mes(&w, opt->completion);
        break;
    case COUNT_EES:
        oracle_ees(&w, opt->completion);
        if (opt->completion == COUNT_COMPLETION_GREEDY)
            greedy(&w);
        break;
    case COUNT_PHRAGMEN:
        phragmen(&w);
        break;
    default:
        abort();
    }
    world_free(&w);
}
