/* The slow and obvious Exact Equal Shares and add-opt. See oracle.h.
 *
 * add-opt twice: with few voters every share is tried on a grid, which takes nothing for granted;
 * with more of them the changes are found by rationals, one voter at a time. */
#include "count/oracle_world.h"

#include <stdlib.h>
#include <string.h>

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

/* What a counting went through: who won each round with how many payers, and what each voter held
 * at its start. */
struct history {
    uint32_t n, order[ORACLE_PROJECTS], payers[ORACLE_PROJECTS];
    mpq_t *held; /* (rounds + 1) x voters */
};

static void history_note(const struct world *w, struct history *h, uint32_t winner, uint32_t payers)
{
    for (uint32_t i = 0; i < w->n; i++)
        mpq_set(h->held[(size_t)h->n * w->n + i], w->purse[i]);
    if (winner == UINT32_MAX)
        return;
    h->order[h->n] = winner;
    h->payers[h->n++] = payers;
}

/* h: NULL where nobody asks. */
static void ees_once(struct world *w, const mpq_t share, struct history *h)
{
    mpq_t value, best_value, part;

    mpq_inits(value, best_value, part, NULL);
    memset(w->in, 0, sizeof w->in);
    w->out->n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        mpq_set(w->purse[i], share);
    world_take_free(w);
    for (;;) {
        uint32_t best = UINT32_MAX, best_j = 0;
        for (uint32_t p = 0; p < w->m; p++) {
            uint32_t j = world_gone(w, p) || !mpq_sgn(w->cost[p]) ? 0 : payers(w, p);
            if (!j)
                continue;
            mpq_set_ui(value, j, 1);
            if (w->sat != COUNT_SAT_COST)
                mpq_div(value, value, w->cost[p]);
            int c = best == UINT32_MAX ? 1 : mpq_cmp(value, best_value);
            if (c > 0 || (c == 0 && world_first_of(w, p, best))) {
                best = p;
                best_j = j;
                mpq_set(best_value, value);
            }
        }
        if (h)
            history_note(w, h, best, best_j);
        if (best == UINT32_MAX)
            break;
        mpq_set_ui(value, best_j, 1);
        mpq_div(part, w->cost[best], value);
        for (uint32_t i = 0; i < w->n; i++)
            if (w->u[(size_t)i * w->m + best] > 0 && mpq_cmp(w->purse[i], part) >= 0)
                mpq_sub(w->purse[i], w->purse[i], part);
        world_take(w, best);
    }
    mpq_clears(value, best_value, part, NULL);
}

/* ---- add-opt from change to change ---- */

/* p with j payers goes before q with k. */
static bool goes_before(const struct world *w, uint32_t p, uint32_t j, uint32_t q, uint32_t k)
{
    count_money a = j, b = k;

    if (w->sat != COUNT_SAT_COST) {
        a *= w->e->project[q].cost;
        b *= w->e->project[p].cost;
    }
    return a > b || (a == b && world_first_of(w, p, q));
}

/* The least share with which j supporters of p could pay equal parts in round r of h, where all
 * rounds before stay as they were: what the j-th richest lacks, on top of the share. */
static void share_for(const struct world *w, const struct history *h, uint32_t r, uint32_t p,
                      uint32_t j, const mpq_t share, mpq_t out)
{
    const mpq_t *held = (const mpq_t *)h->held + (size_t)r * w->n;
    mpq_t part, k;

    mpq_inits(part, k, NULL);
    mpq_set_ui(k, j, 1);
    mpq_div(part, w->cost[p], k);
    mpq_set_si(out, -1, 1);
    for (uint32_t i = 0; i < w->n; i++) { /* is i the j-th richest, or as rich? */
        uint32_t richer = 0, as_rich = 0;
        if (!w->u[(size_t)i * w->m + p])
            continue;
        for (uint32_t o = 0; o < w->n; o++)
            if (w->u[(size_t)o * w->m + p]) {
                richer += mpq_cmp(held[o], held[i]) > 0;
                as_rich += mpq_cmp(held[o], held[i]) >= 0;
            }
        if (richer < j && as_rich >= j) {
            mpq_sub(out, share, held[i]);
            mpq_add(out, out, part);
            break;
        }
    }
    mpq_clears(part, k, NULL);
}

/* The least share above the present one at which a round goes to another, or (unless `skip`) to the
 * same with more payers. false: there is none. */
static bool next_share(const struct world *w, const struct history *h, bool skip, const mpq_t share,
                       mpq_t out)
{
    bool found = false, before[ORACLE_PROJECTS] = {0};
    mpq_t t;

    mpq_init(t);
    for (uint32_t r = 0; r <= h->n; r++) {
        for (uint32_t p = 0; p < w->m; p++) {
            bool elected = w->in[p] && (skip || before[p]);
            if (elected || !w->e->project[p].cost ||
                w->e->project[p].supporters < w->opt->min_support)
                continue;
            for (uint32_t j = 1; j <= world_supporters(w, p); j++) {
                bool more = r == h->n ||
                            (p == h->order[r] ? j > h->payers[r]
                                              : goes_before(w, p, j, h->order[r], h->payers[r]));
                if (!more)
                    continue;
                share_for(w, h, r, p, j, share, t);
                if (!found || mpq_cmp(t, out) < 0)
                    mpq_set(out, t);
                found = true;
            }
        }
        if (r < h->n)
            before[h->order[r]] = true;
    }
    mpq_clear(t);
    return found;
}

static void add_opt_by_changes(struct world *w, bool skip, const mpq_t first)
{
    struct history h = {.n = 0};
    struct oracle_outcome before;
    size_t held = ((size_t)w->m + 1) * w->n;
    uint64_t increments = 0;
    mpq_t share, next;

    mpq_inits(share, next, NULL);
    mpq_set(share, first);
    h.held = malloc((held + 1) * sizeof *h.held);
    for (size_t i = 0; i < held; i++)
        mpq_init(h.held[i]);
    ees_once(w, share, &h);
    while (!world_exhaustive(w) && next_share(w, &h, skip, share, next)) {
        before = *w->out;
        mpq_set(share, next);
        h.n = 0;
        increments++;
        ees_once(w, share, &h);
        if (world_spent(w) > w->e->budget) {
            *w->out = before;
            break;
        }
    }
    w->out->increments = increments;
    for (size_t i = 0; i < held; i++)
        mpq_clear(h.held[i]);
    free(h.held);
    mpq_clears(share, next, NULL);
}

/* add-opt without any thought: with n voters and whole costs every purse, part and share at which
 * anything changes is a multiple of 1/lcm(1..n), so all shares on that grid are counted one after
 * the other. For n <= 6 and small costs. */
#define GRID_VOTERS 16
#define GRID_WALKED 6
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
            uint32_t j =
                world_gone(w, p) || !w->e->project[p].cost ? 0 : grid_payers(g, p, g->purse, 0);
            if (j && (best == UINT32_MAX || goes_before(w, p, j, best, best_j))) {
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
            uint32_t j = world_gone(w, q) || !w->e->project[q].cost
                             ? 0
                             : grid_payers(g, q, g->start[r], more);
            if (j && (r == g->n || goes_before(w, q, j, g->order[r], g->payers[r])))
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
    while (!world_exhaustive(w)) {
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
        if (world_spent(w) > w->e->budget) {
            g = before;
            break;
        }
    }
    memset(w->in, 0, sizeof w->in);
    out->n = 0;
    world_take_free(w);
    for (uint32_t i = 0; i < g.n; i++)
        world_take(w, g.order[i]);
}

void oracle_ees(struct world *w, enum count_completion completion)
{
    bool skip = completion == COUNT_COMPLETION_ADDOPT_SKIP;
    bool raising = skip || completion == COUNT_COMPLETION_ADDOPT;
    mpq_t share, n;

    if (raising && w->n <= GRID_WALKED) {
        add_opt(w, skip);
        return;
    }
    mpq_inits(share, n, NULL);
    mpq_set_ui(n, w->n, 1);
    mpq_div(share, w->budget, n);
    if (raising)
        add_opt_by_changes(w, skip, share);
    else
        ees_once(w, share, NULL);
    mpq_clears(share, n, NULL);
}
