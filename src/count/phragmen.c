/* Sequential Phragmen for budgets (Brill et al. 2017; Los, Christoff, Grossi 2022), exact.
 *
 * Definition: loads start at 0; projects dearer than the budget are left out. Each round l(p) =
 * (sum of the loads of the supporters + c(p)) / number of supporters; the least is elected and its
 * supporters' loads become l(p). When any project tied at the least does not fit what is left, the
 * rule stops. Unsupported projects have an infinite l and are reached only when nothing else
 * remains.
 *
 * Every load is the l of some round, so a ballot carries only the number of that round, and sum of
 * loads = sum over rounds of (how many carry it) x l(round). Bounds of l(round) in doubles (all
 * terms positive: the relative error grows by a few units in the last place a round) decide unless
 * they overlap; then the counts per round, which are integers, give l as a rational. Loads never
 * fall, so an l once computed is a lower bound later: only projects whose old l is below the new
 * minimum are computed anew. */
#include "count/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct phragmen {
    struct count_job *job;
    struct profile pro;
    uint32_t *load;               /* per ballot: round, 0: none yet */
    double *low, *high;           /* per round: bounds of l */
    double *mine_low, *mine_high; /* per project: bounds of l(p); low may be of an earlier round */
    uint32_t *fresh;              /* per project: round of the bounds */
    bool *out;
    mpq_t *exact; /* per round, the first exact_n are known */
    uint32_t exact_n, rounds;
    uint64_t *
        *carried;      /* per round: how many supporters of its project carried each earlier load */
    uint32_t *elected; /* per round */
};

static void count_carried(const struct phragmen *f, uint32_t p, uint64_t *carried)
{
    memset(carried, 0, (f->rounds + 1u) * sizeof *carried);
    for (size_t i = f->pro.start[p]; i < f->pro.start[p + 1]; i++)
        carried[f->load[f->pro.ballot[i]]] += f->pro.weight ? f->pro.weight[i] : 1;
}

static void refresh(struct phragmen *f, uint32_t p, uint64_t *carried)
{
    double low = (double)f->job->e->project[p].cost, high = low;
    double edge = ((double)f->rounds + 16) * 0x1p-52;

    count_carried(f, p, carried);
    for (uint32_t r = 1; r <= f->rounds; r++)
        if (carried[r]) {
            low += (double)carried[r] * f->low[r];
            high += (double)carried[r] * f->high[r];
        }
    f->mine_low[p] = low / f->pro.voters[p] * (1 - edge);
    f->mine_high[p] = high / f->pro.voters[p] * (1 + edge);
    f->fresh[p] = f->rounds + 1;
}

static void load_exact(struct phragmen *f, uint32_t p, const uint64_t *carried, uint32_t rounds,
                       mpq_t out)
{
    mpq_t t;

    mpq_init(t);
    money_to_mpz(mpq_numref(out), f->job->e->project[p].cost);
    mpz_set_ui(mpq_denref(out), 1);
    for (uint32_t r = 1; r <= rounds; r++)
        if (carried[r]) {
            mpq_set_ui(t, carried[r], 1);
            mpq_mul(t, t, f->exact[r]);
            mpq_add(out, out, t);
        }
    mpq_set_d(t, f->pro.voters[p]);
    mpq_div(out, out, t);
    mpq_clear(t);
}

static void exact_up_to_now(struct phragmen *f)
{
    for (; f->exact_n < f->rounds; f->exact_n++)
        load_exact(f, f->elected[f->exact_n + 1], f->carried[f->exact_n + 1], f->exact_n,
                   f->exact[f->exact_n + 1]);
}

/* Of the supported projects the one with the least upper bound, all bounds below it being fresh. */
static uint32_t least(struct phragmen *f, uint64_t *scratch, double *limit)
{
    uint32_t best = NONE;
    *limit = INFINITY;
    for (;;) {
        uint32_t next = NONE;
        double low = *limit;
        for (uint32_t p = 0; p < f->pro.projects; p++)
            if (!f->out[p] && f->pro.voters[p] > 0 && f->fresh[p] != f->rounds + 1 &&
                f->mine_low[p] <= low) {
                next = p;
                low = f->mine_low[p];
            }
        if (next == NONE)
            return best;
        refresh(f, next, scratch);
        if (f->mine_high[next] < *limit) {
            *limit = f->mine_high[next];
            best = next;
        }
    }
}

/* Contenders at or below `limit`: the best by rationals and rank; *tied_dear: one tied with it does
 * not fit. */
static uint32_t decide(struct phragmen *f, uint32_t best, double limit, uint64_t *scratch,
                       uint32_t *tied)
{
    struct count_job *job = f->job;
    count_money left = job->e->budget - job->result.total;
    uint32_t contenders = 0;
    mpq_t l, least_l;

    *tied = NONE;
    for (uint32_t p = 0; p < f->pro.projects; p++)
        contenders += !f->out[p] && f->fresh[p] == f->rounds + 1 && f->mine_low[p] <= limit;
    if (contenders < 2)
        return job->e->project[best].cost <= left ? best : NONE;
    job->result.exact++;
    exact_up_to_now(f);
    mpq_inits(l, least_l, NULL);
    bool dear = false;
    best = NONE;
    for (uint32_t p = 0; p < f->pro.projects; p++) {
        if (f->out[p] || f->fresh[p] != f->rounds + 1 || f->mine_low[p] > limit)
            continue;
        count_carried(f, p, scratch);
        load_exact(f, p, scratch, f->rounds, l);
        int c = best == NONE ? -1 : mpq_cmp(l, least_l);
        bool fits = job->e->project[p].cost <= left;
        if (c < 0) {
            mpq_set(least_l, l);
            best = p;
            dear = !fits;
            *tied = NONE;
        } else if (c == 0) {
            dear = dear || !fits;
            *tied = job->tie_rank[p] < job->tie_rank[best] ? best : p;
            best = job->tie_rank[p] < job->tie_rank[best] ? p : best;
        }
    }
    mpq_clears(l, least_l, NULL);
    return dear ? NONE : best;
}

static void trace_round(struct phragmen *f, uint32_t p, uint32_t tied)
{
    struct count_job *job = f->job;
    if (!job->opt.trace)
        return;
    exact_up_to_now(f);
    struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, f->rounds, p);
    if (ev) {
        ev->n = job->e->project[p].supporters;
        ev->measure = job_money_rational(job, f->exact[f->rounds]);
        ev->sum = job_money(job, job->e->budget - job->result.total);
    }
    if (tied != NONE && (ev = job_event(job, COUNT_EVENT_TIE, f->rounds, p)))
        ev->other = tied;
}

static enum err elect(struct phragmen *f, uint32_t p, uint32_t tied)
{
    uint32_t r = f->rounds + 1;

    TRY(job_win(f->job, p));
    f->carried[r] = malloc((r + 1u) * sizeof **f->carried);
    if (!f->carried[r])
        return ERR_NOMEM;
    count_carried(f, p, f->carried[r]);
    f->low[r] = f->mine_low[p];
    f->high[r] = f->mine_high[p];
    f->elected[r] = p;
    f->out[p] = true;
    f->rounds = r;
    for (size_t i = f->pro.start[p]; i < f->pro.start[p + 1]; i++)
        f->load[f->pro.ballot[i]] = r;
    trace_round(f, p, tied);
    return OK;
}

/* Nothing supported remains: unsupported ones, while all that remain would fit. */
static enum err unsupported(struct phragmen *f)
{
    struct count_job *job = f->job;
    for (;;) {
        uint32_t best = NONE;
        for (uint32_t p = 0; p < f->pro.projects; p++) {
            if (f->out[p])
                continue;
            if (job->e->project[p].cost > job->e->budget - job->result.total)
                return OK;
            if (best == NONE || job->tie_rank[p] < job->tie_rank[best])
                best = p;
        }
        if (best == NONE)
            return OK;
        TRY(job_win(job, best));
        f->out[best] = true;
        job_event(job, COUNT_EVENT_ELECTED, f->rounds + 1, best);
    }
}

static enum err rounds(struct phragmen *f, uint64_t *scratch)
{
    struct count_job *job = f->job;
    double limit;
    uint32_t tied;

    for (;;) {
        uint32_t best = least(f, scratch, &limit);
        if (best == NONE)
            return unsupported(f);
        uint32_t winner = decide(f, best, limit, scratch, &tied);
        if (winner == NONE) {
            struct count_event *ev = job_event(job, COUNT_EVENT_STOPPED, f->rounds + 1, best);
            if (ev)
                ev->sum = job_money(job, job->e->budget - job->result.total);
            if (job->opt.part_funding && job->e->budget > job->result.total) {
                job->result.part = best;
                job->result.part_sum = job->e->budget - job->result.total;
            }
            return OK;
        }
        TRY(elect(f, winner, tied));
        if (atomic_load(&job->cancelled))
            return ERR_GONE;
    }
}

static enum err prepare(struct phragmen *f, uint64_t **scratch)
{
    const struct count_election *e = f->job->e;
    size_t n = e->projects + 2u;

    TRY(profile_build(&f->pro, e, COUNT_SAT_CARDINALITY));
    f->load = calloc(e->ballots + 1u, sizeof *f->load);
    f->low = calloc(n, sizeof *f->low);
    f->high = calloc(n, sizeof *f->high);
    f->mine_low = calloc(n, sizeof *f->mine_low);
    f->mine_high = calloc(n, sizeof *f->mine_high);
    f->fresh = calloc(n, sizeof *f->fresh);
    f->out = calloc(n, sizeof *f->out);
    f->exact = malloc(n * sizeof *f->exact);
    f->carried = calloc(n, sizeof *f->carried);
    f->elected = calloc(n, sizeof *f->elected);
    *scratch = calloc(n, sizeof **scratch);
    for (size_t i = 0; f->exact && i < n; i++)
        mpq_init(f->exact[i]);
    if (!f->load || !f->low || !f->high || !f->mine_low || !f->mine_high || !f->fresh || !f->out ||
        !f->exact || !f->carried || !f->elected || !*scratch)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < e->projects; p++) {
        f->out[p] = e->project[p].cost > e->budget || f->job->barred[p];
        f->mine_low[p] = (double)e->project[p].cost /
                         (f->pro.voters[p] > 0 ? f->pro.voters[p] : 1) * (1 - 0x1p-50);
    }
    return OK;
}

enum err phragmen_run(struct count_job *job)
{
    struct phragmen f = {.job = job};
    uint64_t *scratch = NULL;
    enum err err = prepare(&f, &scratch);

    if (err == OK)
        err = rounds(&f, scratch);
    for (uint32_t i = 0; f.exact && i < job->e->projects + 2u; i++)
        mpq_clear(f.exact[i]);
    for (uint32_t i = 0; f.carried && i < job->e->projects + 2u; i++)
        free(f.carried[i]);
    profile_free(&f.pro);
    free(f.load);
    free(f.low);
    free(f.high);
    free(f.mine_low);
    free(f.mine_high);
    free(f.fresh);
    free(f.out);
    free(f.exact);
    free(f.carried);
    free(f.elected);
    free(scratch);
    return err;
}
