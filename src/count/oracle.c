/* See oracle.h. */
#include "count/oracle.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

struct world {
    const struct count_election *e;
    enum count_sat sat;
    uint32_t n, m; /* voters one by one, projects */
    int64_t *u;    /* n x m utilities; 0: no supporter */
    mpq_t *purse;  /* n */
    mpq_t budget, *cost;
    bool in[ORACLE_PROJECTS];
    struct oracle_outcome *out;
};

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

static void world_init(struct world *w, const struct count_election *e, enum count_sat sat,
                       struct oracle_outcome *out)
{
    *w = (struct world){.e = e, .sat = sat, .n = (uint32_t)e->voters, .m = e->projects, .out = out};
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

static void world_free(struct world *w)
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

static void take(struct world *w, uint32_t p)
{
    w->in[p] = true;
    w->out->order[w->out->n++] = p;
}

static bool id_before(const struct world *w, uint32_t a, uint32_t b)
{
    return str_cmp(w->e->project[a].id, w->e->project[b].id) < 0;
}

static count_money spent(const struct world *w)
{
    count_money sum = 0;
    for (uint32_t p = 0; p < w->m; p++)
        sum += w->in[p] ? w->e->project[p].cost : 0;
    return sum;
}

static uint32_t supporters(const struct world *w, uint32_t p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        n += w->u[(size_t)i * w->m + p] > 0;
    return n;
}

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

    memcpy(seen, w->in, sizeof seen);
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
            if (c > 0 || (c == 0 && id_before(w, p, best))) {
                best = p;
                best_infinite = infinite;
                mpq_set(b, a);
            }
        }
        if (best == UINT32_MAX)
            break;
        seen[best] = true;
        if (w->e->project[best].cost <= w->e->budget - spent(w))
            take(w, best);
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
    if (mpq_cmp(sum, w->cost[p]) >= 0 && supporters(w, p)) {
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
    for (bool more = w->sat != COUNT_SAT_COST; more;) {
        uint32_t free_one = UINT32_MAX;
        for (uint32_t p = 0; p < w->m; p++)
            if (!w->in[p] && !mpq_sgn(w->cost[p]) && supporters(w, p) &&
                (free_one == UINT32_MAX || id_before(w, p, free_one)))
                free_one = p;
        more = free_one != UINT32_MAX;
        if (more)
            take(w, free_one);
    }
    for (;;) {
        uint32_t best = UINT32_MAX;
        for (uint32_t p = 0; p < w->m; p++) {
            if (w->in[p] || !mpq_sgn(w->cost[p]) || !rate(w, p, r))
                continue;
            mpq_set(key, r);
            if (w->sat == COUNT_SAT_COST)
                mpq_div(key, key, w->cost[p]);
            int c = best == UINT32_MAX ? -1 : mpq_cmp(key, best_key);
            if (c < 0 || (c == 0 && id_before(w, p, best))) {
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
        take(w, best);
    }
    mpq_clears(r, best_r, key, best_key, NULL);
}

static bool exhaustive(const struct world *w)
{
    for (uint32_t p = 0; p < w->m; p++)
        if (!w->in[p] && w->e->project[p].cost > 0 && supporters(w, p) &&
            w->e->project[p].cost <= w->e->budget - spent(w))
            return false;
    return true;
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
        while (!exhaustive(w)) {
            before = *w->out;
            mpq_add(share, share, unit);
            mes_once(w, share);
            if (spent(w) > w->e->budget) {
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

/* ---- exact equal shares ---- */

/* Largest j such that j supporters have c/j each. */
static uint32_t payers(const struct world *w, uint32_t p)
{
    mpq_t part, j;
    uint32_t best = 0;

    mpq_inits(part, j, NULL);
    for (uint32_t k = 1; k <= w->n; k++) {
        uint32_t can = 0;
        mpq_set_ui(j, k, 1);
        mpq_div(part, w->cost[p], j);
        for (uint32_t i = 0; i < w->n; i++)
            can += w->u[(size_t)i * w->m + p] > 0 && mpq_cmp(w->purse[i], part) >= 0;
        if (can >= k)
            best = k;
    }
    mpq_clears(part, j, NULL);
    return best;
}

static void ees_once(struct world *w, const mpq_t share)
{
    mpq_t value, best_value, part;

    mpq_inits(value, best_value, part, NULL);
    memset(w->in, 0, sizeof w->in);
    w->out->n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        mpq_set(w->purse[i], share);
    for (uint32_t k = 0; k < w->m && w->sat != COUNT_SAT_COST; k++) {
        uint32_t p = w->e->by_id[k];
        if (!mpq_sgn(w->cost[p]) && supporters(w, p))
            take(w, p);
    }
    for (;;) {
        uint32_t best = UINT32_MAX, best_j = 0;
        for (uint32_t p = 0; p < w->m; p++) {
            uint32_t j = w->in[p] || !mpq_sgn(w->cost[p]) ? 0 : payers(w, p);
            if (!j)
                continue;
            mpq_set_ui(value, j, 1);
            if (w->sat != COUNT_SAT_COST)
                mpq_div(value, value, w->cost[p]);
            int c = best == UINT32_MAX ? 1 : mpq_cmp(value, best_value);
            if (c > 0 || (c == 0 && id_before(w, p, best))) {
                best = p;
                best_j = j;
                mpq_set(best_value, value);
            }
        }
        if (best == UINT32_MAX)
            break;
        mpq_set_ui(value, best_j, 1);
        mpq_div(part, w->cost[best], value);
        for (uint32_t i = 0; i < w->n; i++)
            if (w->u[(size_t)i * w->m + best] > 0 && mpq_cmp(w->purse[i], part) >= 0)
                mpq_sub(w->purse[i], w->purse[i], part);
        take(w, best);
    }
    mpq_clears(value, best_value, part, NULL);
}

/* add-opt without any thought: with n voters and whole costs every purse, part and share at which
 * anything changes is a multiple of 1/lcm(1..n), so all shares on that grid are counted one after
 * the other. For n <= 6 and small costs. */
#define GRID_VOTERS 16
struct grid {
    const struct world *w;
    int64_t unit, purse[GRID_VOTERS];
    int64_t start[ORACLE_PROJECTS][GRID_VOTERS]; /* purses at the start of each round */
    uint32_t order[ORACLE_PROJECTS], payers[ORACLE_PROJECTS], n;
};

/* Largest j such that j supporters hold c/j, purses raised by `more`. */
static uint32_t grid_payers(const struct grid *g, uint32_t p, const int64_t *purse, int64_t more)
{
    int64_t cost = (int64_t)g->w->e->project[p].cost * g->unit;
    uint32_t best = 0;
    for (uint32_t j = 1; j <= g->w->n; j++) {
        uint32_t can = 0;
        for (uint32_t i = 0; i < g->w->n; i++)
            can += g->w->u[(size_t)i * g->w->m + p] > 0 && (purse[i] + more) * j >= cost;
        if (can >= j)
            best = j;
    }
    return best;
}

/* p with j payers goes before q with k. */
static bool grid_before(const struct grid *g, uint32_t p, uint32_t j, uint32_t q, uint32_t k)
{
    int64_t cp = (int64_t)g->w->e->project[p].cost, cq = (int64_t)g->w->e->project[q].cost;
    int64_t a = g->w->sat == COUNT_SAT_COST ? j : j * cq,
            b = g->w->sat == COUNT_SAT_COST ? k : k * cp;
    return a > b || (a == b && id_before(g->w, p, q));
}

static void grid_once(struct grid *g, struct world *w, int64_t share)
{
    memset(w->in, 0, sizeof w->in);
    g->n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        g->purse[i] = share;
    for (;; g->n++) {
        uint32_t best = UINT32_MAX, best_j = 0;
        memcpy(g->start[g->n], g->purse, sizeof g->purse);
        for (uint32_t p = 0; p < w->m; p++) {
            uint32_t j = w->in[p] || !w->e->project[p].cost ? 0 : grid_payers(g, p, g->purse, 0);
            if (j && (best == UINT32_MAX || grid_before(g, p, j, best, best_j))) {
                best = p;
                best_j = j;
            }
        }
        if (best == UINT32_MAX)
            return;
        int64_t part = (int64_t)w->e->project[best].cost * g->unit / best_j;
        for (uint32_t i = 0; i < w->n; i++)
            if (w->u[(size_t)i * w->m + best] > 0 && g->purse[i] >= part)
                g->purse[i] -= part;
        w->in[best] = true;
        g->order[g->n] = best;
        g->payers[g->n] = best_j;
    }
}

/* Skipping: would anyone left out take one of the rounds, purses raised by `more`? */
static bool grid_loser_rises(const struct grid *g, const struct world *w, int64_t more)
{
    for (uint32_t r = 0; r <= g->n; r++)
        for (uint32_t q = 0; q < w->m; q++) {
            uint32_t j =
                w->in[q] || !w->e->project[q].cost ? 0 : grid_payers(g, q, g->start[r], more);
            if (j && (r == g->n || grid_before(g, q, j, g->order[r], g->payers[r])))
                return true;
        }
    return false;
}

static bool same_outcome(const struct grid *a, const struct grid *b)
{
    return a->n == b->n && memcmp(a->order, b->order, a->n * sizeof *a->order) == 0 &&
           memcmp(a->payers, b->payers, a->n * sizeof *a->payers) == 0;
}

static void add_opt(struct world *w, bool skip)
{
    static struct grid g, before;
    int64_t share, more;
    struct oracle_outcome *out = w->out;

    g.w = w;
    g.unit = 1;
    for (uint32_t j = 2; j <= w->n; j++) {
        int64_t a = g.unit, b = j;
        for (int64_t rest; b; b = rest) {
            rest = a % b;
            a = b;
        }
        g.unit = g.unit / a * j;
    }
    share = (int64_t)w->e->budget * g.unit / w->n;
    grid_once(&g, w, share);
    out->increments = 0;
    while (!exhaustive(w)) {
        before = g;
        more = 1;
        if (skip) {
            while (!grid_loser_rises(&before, w, more))
                more++;
            grid_once(&g, w, share + more);
        } else {
            for (; same_outcome(&g, &before); more++)
                grid_once(&g, w, share + more);
            more--;
        }
        share += more;
        out->increments++;
        if (spent(w) > w->e->budget) {
            g = before;
            break;
        }
    }
    memset(w->in, 0, sizeof w->in);
    out->n = 0;
    for (uint32_t k = 0; k < w->m && w->sat != COUNT_SAT_COST; k++) {
        uint32_t p = w->e->by_id[k];
        if (!w->e->project[p].cost && supporters(w, p))
            take(w, p);
    }
    for (uint32_t i = 0; i < g.n; i++)
        take(w, g.order[i]);
}

/* ---- Phragmen ---- */

static bool load_of(const struct world *w, uint32_t p, mpq_t l)
{
    mpq_t n;
    uint32_t k = supporters(w, p);

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
            if (w->in[p] || w->e->project[p].cost > w->e->budget)
                continue;
            bool finite = load_of(w, p, l), fits = w->e->project[p].cost <= w->e->budget - spent(w);
            int c = best == UINT32_MAX      ? -1
                    : finite != best_finite ? (finite ? -1 : 1)
                    : finite                ? mpq_cmp(l, least)
                                            : 0;
            if (c < 0)
                dear = false;
            if (c <= 0)
                dear = dear || !fits;
            if (c < 0 || (c == 0 && id_before(w, p, best))) {
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
        take(w, best);
    }
    mpq_clears(l, least, NULL);
}

void oracle_count(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out)
{
    struct world w;
    mpq_t share, n;

    if (count_rule_has_seats(opt->rule)) {
        oracle_seats(e, opt, out);
        return;
    }
    out->n = 0;
    out->increments = 0;
    world_init(&w, e, opt->sat, out);
    mpq_inits(share, n, NULL);
    switch (opt->rule) {
    case COUNT_GREEDY:
        greedy(&w);
        break;
    case COUNT_MES:
        mes(&w, opt->completion);
        break;
    case COUNT_EES:
        if (opt->completion == COUNT_COMPLETION_ADDOPT ||
            opt->completion == COUNT_COMPLETION_ADDOPT_SKIP) {
            add_opt(&w, opt->completion == COUNT_COMPLETION_ADDOPT_SKIP);
            break;
        }
        mpq_set_ui(n, w.n, 1);
        mpq_div(share, w.budget, n);
        ees_once(&w, share);
        if (opt->completion == COUNT_COMPLETION_GREEDY)
            greedy(&w);
        break;
    case COUNT_PHRAGMEN:
        phragmen(&w);
        break;
    default:
        abort();
    }
    mpq_clears(share, n, NULL);
    world_free(&w);
}
