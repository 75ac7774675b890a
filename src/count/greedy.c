/* Greedy by utility per cost. See count.h and COUNT_GREEDY there.
 *
 * Definition: projects in the order of (sum of utilities) / cost, highest first, ties by rank; each
 * is taken when its cost fits what is left, else skipped. Cost utility: the quotient is the number
 * of supporters, and 0 for a project that costs nothing. Other utilities: a project that costs
 * nothing and is supported comes first. Unsupported projects come last and are still taken when
 * they fit. */
#include "count/rules.h"

#include <stdlib.h>

struct density {
    mpz_t utility, cost; /* cost 0: infinite when the utility is above 0 */
    uint32_t project, rank;
};

static void borda_totals(const struct count_election *e, mpz_t *sum)
{
    for (uint32_t b = 0; b < e->ballots; b++) {
        uint64_t w = e->weight ? e->weight[b] : 1;
        size_t end = e->start[b + 1], worst = end;
        for (size_t i = end; i-- > e->start[b];) {
            if (!e->level || i + 1 == end || e->level[i] != e->level[i + 1])
                worst = i;
            mpz_add_ui(sum[e->item[i]], sum[e->item[i]], w * (end - 1 - worst));
        }
    }
}

/* -1: a has the higher quotient, 0: they are equal. */
static int compare_quotients(const struct density *a, const struct density *b)
{
    bool inf_a = !mpz_sgn(a->cost) && mpz_sgn(a->utility) > 0;
    bool inf_b = !mpz_sgn(b->cost) && mpz_sgn(b->utility) > 0;
    mpz_t x, y;

    if (inf_a || inf_b)
        return (int)inf_b - (int)inf_a;
    mpz_inits(x, y, NULL);
    /* a cost of 0 has utility 0 here: any cost stands for it */
    if (mpz_sgn(b->cost))
        mpz_mul(x, a->utility, b->cost);
    else
        mpz_set(x, a->utility);
    if (mpz_sgn(a->cost))
        mpz_mul(y, b->utility, a->cost);
    else
        mpz_set(y, b->utility);
    int c = mpz_cmp(y, x);
    mpz_clears(x, y, NULL);
    return c;
}

static int compare(const void *pa, const void *pb)
{
    const struct density *a = pa, *b = pb;
    int c = compare_quotients(a, b);
    return c ? c : a->rank < b->rank ? -1 : 1;
}

static void densities(const struct count_job *job, enum count_sat sat, struct density *d)
{
    const struct count_election *e = job->e;
    mpz_t *borda = NULL;

    if (sat == COUNT_SAT_BORDA && (borda = malloc((e->projects + 1u) * sizeof *borda))) {
        for (uint32_t p = 0; p < e->projects; p++)
            mpz_init(borda[p]);
        borda_totals(e, borda);
    }
    for (uint32_t p = 0; p < e->projects; p++) {
        d[p].project = p;
        d[p].rank = job->tie_rank[p];
        mpz_inits(d[p].utility, d[p].cost, NULL);
        if (sat == COUNT_SAT_POINTS)
            mpz_set_si(d[p].utility, e->project[p].points);
        else if (borda)
            mpz_set(d[p].utility, borda[p]);
        else
            mpz_set_ui(d[p].utility, e->project[p].supporters);
        if (sat != COUNT_SAT_COST)
            money_to_mpz(d[p].cost, e->project[p].cost);
        else if (e->project[p].cost)
            mpz_set_ui(d[p].cost, 1);
        else
            mpz_set_ui(d[p].utility, 0), mpz_set_ui(d[p].cost, 1);
        if (borda)
            mpz_clear(borda[p]);
    }
    free(borda);
}

static struct str quotient(struct count_job *job, enum count_sat sat, const struct density *d)
{
    mpq_t q;

    mpq_init(q);
    mpz_set(mpq_numref(q), d->utility);
    mpz_set(mpq_denref(q), d->cost);
    mpq_canonicalize(q);
    if (sat != COUNT_SAT_COST) /* per unit of the currency, not of its smallest part */
        money_scale(q, job->e->money_decimals,
                    sat == COUNT_SAT_POINTS ? job->e->point_decimals : 0);
    struct str s = job_rational(job, q);
    mpq_clear(q);
    return s;
}

struct greedy {
    struct count_job *job;
    enum count_sat sat;
    bool completing;
    struct density *d; /* best first */
    count_money left;
};

static void passed_over(struct greedy *g, const struct density *d)
{
    struct count_event *ev = job_event(g->job, COUNT_EVENT_SKIPPED, 0, d->project);
    if (!ev)
        return;
    ev->n = g->job->e->project[d->project].supporters;
    ev->sum = job_money(g->job, g->left);
    if (mpz_sgn(d->cost))
        ev->measure = quotient(g->job, g->sat, d);
}

/* `rival`: the next in the order that was not in before; NULL: none. */
static void taken(struct greedy *g, const struct density *d, const struct density *rival)
{
    struct count_job *job = g->job;
    uint32_t round = (uint32_t)job->order.n;
    struct count_event *ev = job_event(
        job, g->completing ? COUNT_EVENT_COMPLETION : COUNT_EVENT_ELECTED, round, d->project);
    if (!ev)
        return;
    ev->n = job->e->project[d->project].supporters;
    ev->sum = job_money(job, g->left);
    if (mpz_sgn(d->cost))
        ev->measure = quotient(job, g->sat, d);
    if (rival && compare_quotients(d, rival) == 0 &&
        (ev = job_event(job, COUNT_EVENT_TIE, round, d->project)))
        ev->other = rival->project;
}

static bool passes(const struct count_job *job, const struct density *d)
{
    return job->won[d->project] || job->barred[d->project];
}

/* The first that no longer fits gets what is left, and the rule ends. */
static void part_give(struct greedy *g, const struct density *d)
{
    struct count_job *job = g->job;
    job->result.part = d->project;
    job->result.part_sum = g->left;
    struct count_event *ev = job_event(job, COUNT_EVENT_PART, 0, d->project);
    if (ev)
        ev->amount = job_money(job, g->left);
}

static enum err go_through(struct greedy *g)
{
    struct count_job *job = g->job;
    const struct count_election *e = job->e;

    for (uint32_t i = 0; i < e->projects; i++) {
        const struct density *d = &g->d[i];
        if (passes(job, d))
            continue;
        if (e->project[d->project].cost <= g->left) {
            uint32_t k = i + 1;
            while (k < e->projects && passes(job, &g->d[k]))
                k++;
            g->left -= e->project[d->project].cost;
            TRY(job_win(job, d->project));
            taken(g, d, k < e->projects ? &g->d[k] : NULL);
        } else if (job->opt.part_funding && g->left > 0) {
            part_give(g, d);
            break;
        } else {
            passed_over(g, d);
        }
    }
    return OK;
}

enum err greedy_run(struct count_job *job, enum count_sat sat, bool completing)
{
    uint32_t m = job->e->projects;
    struct greedy g = {.job = job,
                       .sat = sat,
                       .completing = completing,
                       .d = malloc((m + 1u) * sizeof *g.d),
                       .left = job->e->budget - job->result.total};

    if (!g.d)
        return ERR_NOMEM;
    densities(job, sat, g.d);
    qsort(g.d, m, sizeof *g.d, compare);
    enum err err = go_through(&g);
    for (uint32_t p = 0; p < m; p++)
        mpz_clears(g.d[p].utility, g.d[p].cost, NULL);
    free(g.d);
    return err;
}
