/* The exact engine: purses as rationals, voters with equal payments merged into nodes. See
 * mes_state.h.
 *
 * All supporters of one project who are not exhausted pay r u; hence two ballots that have paid for
 * the same projects at the same utilities, and were never exhausted, hold the same rational. A node
 * stands for such a history; node 1 is "nothing left". Per round only the groups (node, utility)
 * among the supporters matter. r is found from below: r0 = c / sum w u; those with b <= r u give
 * all they have, the others share the rest, which raises r; the set grows until it is stable. No
 * bound is lost: every r so found is at most the true one, since sum w min(b, r u) <= sum over any
 * set X of w b + sum over the others of w r u. */
#include "count/mes_state.h"

#include <stdlib.h>
#include <string.h>

#define FULL  0
#define EMPTY 1

struct group {
    uint32_t node, child;
    double util;
    uint64_t weight;
    bool exhausted;
};

static mpq_t *purse_of(const struct exact *x, uint32_t node)
{
    return (mpq_t *)x->purse.p + node;
}

enum err exact_init(struct exact *x, const struct count_election *e, const struct profile *pro)
{
    *x = (struct exact){.e = e, .pro = pro, .mask = 1023};
    x->node = calloc(e->ballots + 1u, sizeof *x->node);
    x->slot = malloc((x->mask + 1) * sizeof *x->slot);
    if (!x->node || !x->slot)
        return ERR_NOMEM;
    TRY(vec_room(&x->purse, 64, sizeof(mpq_t)));
    return OK;
}

static void purses_clear(struct exact *x)
{
    while (x->nodes)
        mpq_clear(*purse_of(x, (uint32_t)--x->nodes));
    x->purse.n = 0;
}

void exact_free(struct exact *x)
{
    purses_clear(x);
    vec_free(&x->purse);
    vec_free(&x->group);
    free(x->node);
    free(x->slot);
    *x = (struct exact){0};
}

static mpq_t *node_new(struct exact *x)
{
    mpq_t *q = purse_of(x, (uint32_t)x->nodes++);
    mpq_init(*q);
    x->purse.n = x->nodes;
    return q;
}

void exact_begin(struct exact *x, const mpq_t share)
{
    purses_clear(x);
    mpq_set(*node_new(x), share);
    node_new(x);
    memset(x->node, 0, x->e->ballots * sizeof *x->node);
}

static size_t group_hash(uint32_t node, double util)
{
    uint64_t h = (node + 1u) * 0x9E3779B97F4A7C15u;
    h = (h ^ (uint64_t)util) * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)(h >> 20);
}

static struct group *group_of(struct exact *x, uint32_t node, double util)
{
    for (size_t at = group_hash(node, util) & x->mask;; at = (at + 1) & x->mask) {
        if (x->slot[at] == NONE)
            return NULL;
        struct group *g = (struct group *)x->group.p + x->slot[at];
        if (g->node == node && g->util == util)
            return g;
    }
}

static enum err slots_room(struct exact *x)
{
    if (x->group.n * 2 < x->mask)
        return OK;
    size_t size = (x->mask + 1) * 4;
    uint32_t *slot = realloc(x->slot, size * sizeof *slot);
    if (!slot)
        return ERR_NOMEM;
    x->slot = slot;
    x->mask = size - 1;
    memset(slot, 0xFF, size * sizeof *slot);
    for (uint32_t i = 0; i < x->group.n; i++) {
        struct group *g = (struct group *)x->group.p + i;
        size_t at = group_hash(g->node, g->util) & x->mask;
        while (slot[at] != NONE)
            at = (at + 1) & x->mask;
        slot[at] = i;
    }
    return OK;
}

static enum err group_add(struct exact *x, uint32_t node, double util, uint32_t weight)
{
    struct group *g = group_of(x, node, util);
    if (!g) {
        TRY(vec_room(&x->group, 1, sizeof *g));
        g = (struct group *)x->group.p + x->group.n;
        *g = (struct group){.node = node, .util = util};
        size_t at = group_hash(node, util) & x->mask;
        while (x->slot[at] != NONE)
            at = (at + 1) & x->mask;
        x->slot[at] = (uint32_t)x->group.n++;
        g->weight = weight;
        return slots_room(x);
    }
    g->weight += weight;
    return OK;
}

static enum err groups_gather(struct exact *x, uint32_t p)
{
    const struct profile *pro = x->pro;
    memset(x->slot, 0xFF, (x->mask + 1) * sizeof *x->slot);
    x->group.n = 0;
    for (size_t i = pro->start[p]; i < pro->start[p + 1]; i++) {
        uint32_t node = x->node[pro->ballot[i]];
        if (node != EMPTY)
            TRY(group_add(x, node, pro->util ? pro->util[i] : 1, pro->weight ? pro->weight[i] : 1));
    }
    return OK;
}

static void mpq_set_u64(mpq_t q, uint64_t v)
{
    mpz_import(mpq_numref(q), 1, -1, sizeof v, 0, 0, &v);
    mpz_set_ui(mpq_denref(q), 1);
}

/* r from below; groups get their `exhausted` marks. Precondition: the groups hold at least `cost`.
 */
static void rate_solve(struct exact *x, const mpq_t cost, mpq_t rate)
{
    struct group *g = x->group.p;
    mpq_t left, share, t;
    uint64_t units = 0;
    bool grew = true;

    mpq_inits(left, share, t, NULL);
    mpq_set(left, cost);
    for (size_t i = 0; i < x->group.n; i++) {
        g[i].exhausted = false;
        units += g[i].weight * (uint64_t)g[i].util;
    }
    while (grew && units) {
        grew = false;
        mpq_set_u64(share, units);
        mpq_div(rate, left, share);
        for (size_t i = 0; i < x->group.n; i++) {
            if (g[i].exhausted)
                continue;
            mpq_t *purse = purse_of(x, g[i].node);
            mpq_set_u64(t, (uint64_t)g[i].util);
            mpq_mul(t, t, rate);
            if (mpq_cmp(*purse, t) > 0)
                continue;
            g[i].exhausted = grew = true;
            units -= g[i].weight * (uint64_t)g[i].util;
            mpq_set_u64(t, g[i].weight);
            mpq_mul(t, t, *purse);
            mpq_sub(left, left, t);
        }
    }
    mpq_clears(left, share, t, NULL);
}

enum err exact_rate(struct exact *x, uint32_t p, mpq_t rate, mpq_t held, bool *affordable)
{
    mpq_t t, cost;

    TRY(groups_gather(x, p));
    mpq_inits(t, cost, NULL);
    mpq_set_ui(held, 0, 1);
    for (size_t i = 0; i < x->group.n; i++) {
        struct group *g = (struct group *)x->group.p + i;
        mpq_set_u64(t, g->weight);
        mpq_mul(t, t, *purse_of(x, g->node));
        mpq_add(held, held, t);
    }
    money_to_mpz(mpq_numref(cost), x->e->project[p].cost);
    *affordable = mpq_cmp(held, cost) >= 0 && x->group.n;
    if (*affordable)
        rate_solve(x, cost, rate);
    mpq_clears(t, cost, NULL);
    return OK;
}

enum err exact_elect(struct exact *x, uint32_t p, struct exact_payment *pay)
{
    const struct profile *pro = x->pro;
    mpq_t rate, held, t;
    bool affordable;
    enum err err;

    mpq_inits(rate, held, t, NULL);
    err = exact_rate(x, p, rate, held, &affordable);
    if (err == OK && !affordable)
        err = ERR_BUG;
    if (err == OK)
        err = vec_room(&x->purse, x->group.n, sizeof(mpq_t));
    for (size_t i = 0; err == OK && i < x->group.n; i++) {
        struct group *g = (struct group *)x->group.p + i;
        g->child = EMPTY;
        mpq_set_u64(t, (uint64_t)g->util);
        mpq_mul(t, t, rate);
        if (pay && mpq_cmp(*purse_of(x, g->node), t) < 0)
            pay->rest += g->weight;
        else if (pay)
            pay->full += g->weight;
        if (g->exhausted)
            continue;
        g->child = (uint32_t)x->nodes;
        mpq_t *child = node_new(x);
        mpq_sub(*child, *purse_of(x, g->node), t);
    }
    for (size_t i = pro->start[p]; err == OK && i < pro->start[p + 1]; i++) {
        uint32_t *node = &x->node[pro->ballot[i]];
        if (*node != EMPTY)
            *node = group_of(x, *node, pro->util ? pro->util[i] : 1)->child;
    }
    if (err == OK && pay)
        mpq_set(pay->rate, rate);
    mpq_clears(rate, held, t, NULL);
    return err;
}
