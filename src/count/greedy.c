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
            else if (i + 1 < end)
                worst = worst > i ? worst : i;
            mpz_add_ui(sum[e->item[i]], sum[e->item[i]], w * (end - 1 - worst));
        }
    }
}

/* -1: a first. */
static int compare(const void *pa, const void *pb)
{
    const struct density *a = pa, *b = pb;
    bool inf_a = !mpz_sgn(a->cost) && mpz_sgn(a->utility) > 0;
    bool inf_b = !mpz_sgn(b->cost) && mpz_sgn(b->utility) > 0;
    int c = (int)inf_b - (int)inf_a;

    if (!inf_a && !inf_b) {
        mpz_t x, y;
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
        c = mpz_cmp(y, x);
        mpz_clears(x, y, NULL);
    }
    if (c)
        return c;
    return a->rank < b->rank ? -1 : 1;
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

static void event_of(struct count_job *job, const struct density *d, bool taken, bool completing,
                     count_money left)
{
    struct count_event *ev = job_event(
        job,
        taken ? completing ? COUNT_EVENT_COMPLETION : COUNT_EVENT_ELECTED : COUNT_EVENT_SKIPPED,
        taken ? (uint32_t)job->order.n : 0, d->project);
    if (!ev)
        return;
    ev->n = job->e->project[d->project].supporters;
    ev->sum = job_money(job, left);
    if (!mpz_sgn(d->cost))
        return;
    mpq_t q;
    mpq_init(q);
    mpz_set(mpq_numref(q), d->utility);
    mpz_set(mpq_denref(q), d->cost);
    mpq_canonicalize(q);
    ev->measure = job_rational(job, q);
    mpq_clear(q);
}

enum err greedy_run(struct count_job *job, enum count_sat sat, bool completing)
{
    const struct count_election *e = job->e;
    struct density *d = malloc((e->projects + 1u) * sizeof *d);
    count_money left = e->budget - job->result.total;
    enum err err = OK;

    if (!d)
        return ERR_NOMEM;
    densities(job, sat, d);
    qsort(d, e->projects, sizeof *d, compare);
    for (uint32_t i = 0; err == OK && i < e->projects; i++) {
        uint32_t p = d[i].project;
        if (job->won[p] || job->barred[p])
            continue;
        bool fits = e->project[p].cost <= left;
        if (fits) {
            err = job_win(job, p);
            left -= e->project[p].cost;
        }
        event_of(job, &d[i], fits, completing, left);
        if (!fits && job->opt.part_funding && job->result.part == NONE && left > 0) {
            job->result.part = p;
            job->result.part_sum = left;
            struct count_event *ev = job_event(job, COUNT_EVENT_PART, 0, p);
            if (ev)
                ev->amount = job_money(job, left);
            break;
        }
    }
    for (uint32_t p = 0; p < e->projects; p++)
        mpz_clears(d[p].utility, d[p].cost, NULL);
    free(d);
    return err;
}
