/* Sequential Phragmen for budgets (Brill et al. 2017; Los, Christoff, Grossi 2022), exact.
 *
 * Definition: loads start at 0; projects dearer than the budget are left out. Each round l(p) =
 * (sum of the loads of the supporters + c(p)) / number of supporters; the least is elected and its
 * supporters' loads become l(p). When any project tied at the least does not fit what is left, the
 * rule stops. Unsupported projects have an infinite l and are reached only when nothing else
 * remains.
 *
 * Loads are doubles, all within `eps` of the truth, relative: sums of terms that are not negative
 * keep that but for their own rounding. Where bounds of l so made overlap, the rounds so far are
 * gone through once more exactly: every load is the l of some round, so a ballot carries only the
 * number of that round, and l = (c + sum over rounds of how many carry it x l(round)) / supporters.
 * Loads never fall, so an l once computed is a lower bound later: only projects whose old l is
 * below the new minimum are computed anew. */
#include "count/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct phragmen {
    struct count_job *job;
    struct profile pro;
    double *load, eps;            /* per ballot */
    double *about;                /* per project: l(p) */
    double *mine_low, *mine_high; /* per project: bounds of l(p); low may be of an earlier round */
    double *mine_eps;             /* relative, of `about` */
    uint32_t *fresh;              /* per project: round of the bounds */
    bool *out;
    uint32_t *elected, rounds; /* per round from 1 */
    /* The exact side, behind by rounds - exact_n rounds. */
    uint32_t *carries; /* per ballot: round whose l it carries, 0: none yet */
    mpq_t *exact;      /* per round: l */
    uint32_t exact_n;
    uint64_t *tally; /* scratch, per round */
};

static double sum_loads(const struct phragmen *f, uint32_t p)
{
    const struct profile *pro = &f->pro;
    double s[4] = {0};
    size_t i = pro->start[p], end = pro->start[p + 1];

    if (pro->weight) {
        for (; i < end; i++)
            s[0] += pro->weight[i] * f->load[pro->ballot[i]];
        return s[0];
    }
    for (; i + 4 <= end; i += 4)
        for (size_t k = 0; k < 4; k++)
            s[k] += f->load[pro->ballot[i + k]];
    for (; i < end; i++)
        s[0] += f->load[pro->ballot[i]];
    return s[0] + s[1] + s[2] + s[3];
}

static void refresh(struct phragmen *f, uint32_t p)
{
    double c = (double)f->job->e->project[p].cost;

    f->mine_eps[p] = f->eps + slack(f->pro.start[p + 1] - f->pro.start[p]);
    f->about[p] = ((f->rounds ? sum_loads(f, p) : 0) + c) / f->pro.voters[p];
    f->mine_low[p] = f->about[p] * (1 - f->mine_eps[p]);
    f->mine_high[p] = f->about[p] * (1 + f->mine_eps[p]);
    f->fresh[p] = f->rounds + 1;
}

/* l(p) after the first exact_n rounds. */
static void load_exact(struct phragmen *f, uint32_t p, mpq_t out)
{
    const struct profile *pro = &f->pro;
    mpq_t t;

    mpq_init(t);
    memset(f->tally, 0, (f->exact_n + 1u) * sizeof *f->tally);
    for (size_t i = pro->start[p]; i < pro->start[p + 1]; i++)
        f->tally[f->carries[pro->ballot[i]]] += pro->weight ? pro->weight[i] : 1;
    money_to_mpz(mpq_numref(out), f->job->e->project[p].cost);
    mpz_set_ui(mpq_denref(out), 1);
    for (uint32_t r = 1; r <= f->exact_n; r++)
        if (f->tally[r]) {
            mpq_set_ui(t, f->tally[r], 1);
            mpq_mul(t, t, f->exact[r]);
            mpq_add(out, out, t);
        }
    mpq_set_d(t, pro->voters[p]);
    mpq_div(out, out, t);
    mpq_clear(t);
}

static void exact_up_to_now(struct phragmen *f)
{
    while (f->exact_n < f->rounds) {
        uint32_t r = f->exact_n + 1, p = f->elected[r];
        load_exact(f, p, f->exact[r]);
        for (size_t i = f->pro.start[p]; i < f->pro.start[p + 1]; i++)
            f->carries[f->pro.ballot[i]] = r;
        f->exact_n = r;
    }
}

/* Of the supported projects the one with the least upper bound, all bounds below it being fresh. */
static uint32_t least(struct phragmen *f, double *limit)
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
        refresh(f, next);
        if (f->mine_high[next] < *limit) {
            *limit = f->mine_high[next];
            best = next;
        }
    }
}

/* What a round comes to. */
struct turn {
    uint32_t winner; /* NONE: the rule stops */
    uint32_t tied;   /* with the winner, best rank of these; NONE: nobody */
    uint32_t dear; /* of those at the least l the first by rank that does not fit; NONE: all fit */
};

static uint32_t ranked_first(const struct phragmen *f, uint32_t a, uint32_t b)
{
    return a == NONE || f->job->tie_rank[b] < f->job->tie_rank[a] ? b : a;
}

/* One more at the least l. */
static void turn_add(const struct phragmen *f, struct turn *t, uint32_t p)
{
    const struct count_job *job = f->job;
    uint32_t first = ranked_first(f, t->winner, p);

    if (t->winner != NONE)
        t->tied = ranked_first(f, t->tied, first == p ? t->winner : p);
    t->winner = first;
    if (job->e->project[p].cost > job->e->budget - job->result.total)
        t->dear = ranked_first(f, t->dear, p);
}

/* Contenders at or below `limit`, by rationals where there are several. */
static struct turn decide(struct phragmen *f, uint32_t best, double limit)
{
    struct count_job *job = f->job;
    const struct turn nobody = {NONE, NONE, NONE};
    struct turn turn = nobody;
    uint32_t contenders = 0;
    mpq_t l, least_l;

    for (uint32_t p = 0; p < f->pro.projects; p++)
        contenders += !f->out[p] && f->fresh[p] == f->rounds + 1 && f->mine_low[p] <= limit;
    if (contenders < 2) {
        turn_add(f, &turn, best);
    } else {
        job->result.exact++;
        exact_up_to_now(f);
        mpq_inits(l, least_l, NULL);
        for (uint32_t p = 0; p < f->pro.projects; p++) {
            if (f->out[p] || f->fresh[p] != f->rounds + 1 || f->mine_low[p] > limit)
                continue;
            load_exact(f, p, l);
            int c = turn.winner == NONE ? -1 : mpq_cmp(l, least_l);
            if (c < 0) {
                mpq_set(least_l, l);
                turn = nobody;
            }
            if (c <= 0)
                turn_add(f, &turn, p);
        }
        mpq_clears(l, least_l, NULL);
    }
    if (turn.dear != NONE)
        turn.winner = NONE;
    return turn;
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
    for (size_t i = f->pro.start[p]; i < f->pro.start[p + 1]; i++)
        f->load[f->pro.ballot[i]] = f->about[p];
    f->eps = f->mine_eps[p];
    f->elected[r] = p;
    f->out[p] = true;
    f->rounds = r;
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
        struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, (uint32_t)job->order.n, best);
        if (ev)
            ev->sum = job_money(job, job->e->budget - job->result.total);
    }
}

/* p comes next and does not fit. */
static void stop_at(struct phragmen *f, uint32_t p)
{
    struct count_job *job = f->job;
    count_money left = job->e->budget - job->result.total;
    struct count_event *ev = job_event(job, COUNT_EVENT_STOPPED, f->rounds + 1, p);

    if (ev)
        ev->sum = job_money(job, left);
    if (!job->opt.part_funding || !left)
        return;
    job->result.part = p;
    job->result.part_sum = left;
    if ((ev = job_event(job, COUNT_EVENT_PART, 0, p)))
        ev->amount = job_money(job, left);
}

static enum err rounds(struct phragmen *f)
{
    double limit;

    for (;;) {
        TRY(job_pause(f->job));
        uint32_t best = least(f, &limit);
        if (best == NONE)
            return unsupported(f);
        struct turn turn = decide(f, best, limit);
        if (turn.winner == NONE) {
            stop_at(f, turn.dear);
            return OK;
        }
        TRY(elect(f, turn.winner, turn.tied));
    }
}

/* Projects dearer than the budget take no part. */
static void leave_out(struct phragmen *f, uint32_t p)
{
    struct count_job *job = f->job;
    f->out[p] = true;
    if (job->barred[p])
        return;
    struct count_event *ev = job_event(job, COUNT_EVENT_SKIPPED, 0, p);
    if (ev) {
        ev->n = job->e->project[p].supporters;
        ev->sum = job_money(job, job->e->budget);
    }
}

static enum err prepare(struct phragmen *f)
{
    const struct count_election *e = f->job->e;
    size_t n = e->projects + 2u;

    TRY(profile_build(&f->pro, e, COUNT_SAT_CARDINALITY));
    f->load = calloc(e->ballots + 1u, sizeof *f->load);
    f->carries = calloc(e->ballots + 1u, sizeof *f->carries);
    f->about = calloc(n, sizeof *f->about);
    f->mine_low = calloc(n, sizeof *f->mine_low);
    f->mine_high = calloc(n, sizeof *f->mine_high);
    f->mine_eps = calloc(n, sizeof *f->mine_eps);
    f->fresh = calloc(n, sizeof *f->fresh);
    f->out = calloc(n, sizeof *f->out);
    f->elected = calloc(n, sizeof *f->elected);
    f->exact = malloc(n * sizeof *f->exact);
    f->tally = calloc(n, sizeof *f->tally);
    for (size_t i = 0; f->exact && i < n; i++)
        mpq_init(f->exact[i]);
    if (!f->load || !f->carries || !f->about || !f->mine_low || !f->mine_high || !f->mine_eps ||
        !f->fresh || !f->out || !f->elected || !f->exact || !f->tally)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < e->projects; p++) {
        if (e->project[p].cost > e->budget || f->job->barred[p])
            leave_out(f, p);
        f->mine_low[p] = (double)e->project[p].cost /
                         (f->pro.voters[p] > 0 ? f->pro.voters[p] : 1) * (1 - 0x1p-50);
    }
    return OK;
}

enum err phragmen_run(struct count_job *job)
{
    if (!job->phragmen) {
        if (!(job->phragmen = calloc(1, sizeof *job->phragmen)))
            return ERR_NOMEM;
        job->phragmen->job = job;
        TRY(prepare(job->phragmen));
    }
    return rounds(job->phragmen);
}

void phragmen_free(struct phragmen *f)
{
    if (!f)
        return;
    for (uint32_t i = 0; f->exact && i < f->job->e->projects + 2u; i++)
        mpq_clear(f->exact[i]);
    profile_free(&f->pro);
    free(f->load);
    free(f->carries);
    free(f->about);
    free(f->mine_low);
    free(f->mine_high);
    free(f->mine_eps);
    free(f->fresh);
    free(f->out);
    free(f->elected);
    free(f->exact);
    free(f->tally);
    free(f);
}
