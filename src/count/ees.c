/* Exact Equal Shares, and add-opt (Kraiczy, Robinson, Elkind: Streamlining Equal Shares, arXiv
 * 2502.11797).
 *
 * Definition: each voter gets B/n (plus what add-opt added). For a project let j be the largest
 * number such that j of its supporters have at least c/j each; its value for money is j f/c, f
 * being c for cost satisfaction and 1 for cardinality. The best project is elected (ties by rank);
 * exactly those j supporters pay c/j each. Until nobody can be afforded. With purses in descending
 * order b1 >= b2 >= ..., j is feasible when bj >= c/j. Voters with equal payments so far have equal
 * purses and stand as one group; inside a group feasibility only improves with j, so only group
 * ends count. add-opt: payments do not depend on the share, hence a raise d lifts every purse by d
 * while the outcome (projects and who pays) stays the same. In a round won with value v, project q
 * (or the winner with more payers) wins instead once some j large enough to beat v becomes
 * feasible: d >= c/j - bj. The least d over all rounds, projects and such j is the next share at
 * which the outcome changes; no share between is skipped unseen. The skipping variant looks only at
 * projects that the present outcome leaves out, and so passes over changes of payers. Ends as add1:
 * the last outcome within the budget, or the first that leaves no supported project affordable.
 * Numbers: purses are rationals with a nearest double beside; doubles decide what is clear by NEAR,
 * rationals the rest. */
#include "count/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR 1e-11

struct purse {
    mpq_t exact;
    double about;
    uint64_t tally; /* scratch: weight of the supporters here */
    uint32_t child; /* scratch: where its payers go this round */
};

struct ees {
    struct count_job *job;
    const struct count_election *e;
    struct profile pro;
    uint32_t *node;   /* per ballot */
    struct vec purse; /* struct purse */
    struct vec group; /* uint32_t: purses of a project's supporters, richest first */
    double *most;     /* per project: value for money once computed; never rises */
    bool *elected;
    struct vec order;
    count_money spent;
    mpq_t share, raise; /* raise: least found so far */
    bool raise_found, looking;
    mpq_t t, u;
};

static struct purse *purses(struct ees *s)
{
    return s->purse.p;
}

static enum err purse_new(struct ees *s, uint32_t *out)
{
    TRY(vec_room(&s->purse, 1, sizeof(struct purse)));
    struct purse *p = purses(s) + s->purse.n;
    *p = (struct purse){.tally = 0};
    mpq_init(p->exact);
    *out = (uint32_t)s->purse.n++;
    return OK;
}

static void purses_clear(struct ees *s)
{
    for (size_t i = 0; i < s->purse.n; i++)
        mpq_clear(purses(s)[i].exact);
    s->purse.n = 0;
}

static int compare_purses(const void *pa, const void *pb, void *all)
{
    const struct purse *p = all, *a = p + *(const uint32_t *)pa, *b = p + *(const uint32_t *)pb;
    if (fabs(a->about - b->about) > NEAR * (a->about + b->about))
        return a->about > b->about ? -1 : 1;
    return a == b ? 0 : mpq_cmp(b->exact, a->exact);
}

/* The groups of p's supporters, richest first, with their weights in `tally` (to be cleared by
 * groups_clear). */
static enum err groups_gather(struct ees *s, uint32_t p)
{
    s->group.n = 0;
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t node = s->node[s->pro.ballot[i]];
        if (!purses(s)[node].tally) {
            TRY(vec_room(&s->group, 1, sizeof node));
            ((uint32_t *)s->group.p)[s->group.n++] = node;
        }
        purses(s)[node].tally += s->pro.weight ? s->pro.weight[i] : 1;
    }
    if (s->group.n)
        qsort_r(s->group.p, s->group.n, sizeof(uint32_t), compare_purses, s->purse.p);
    return OK;
}

static void groups_clear(struct ees *s)
{
    for (size_t i = 0; i < s->group.n; i++)
        purses(s)[((uint32_t *)s->group.p)[i]].tally = 0;
}

static void cost_exact(const struct ees *s, uint32_t p, mpq_t out)
{
    mpz_set_ui(mpq_denref(out), 1);
    money_to_mpz(mpq_numref(out), s->e->project[p].cost);
}

/* Do j voters with this purse cover the cost? */
static bool feasible(struct ees *s, uint32_t p, const struct purse *purse, uint64_t j)
{
    double c = (double)s->e->project[p].cost, have = purse->about * (double)j;
    if (fabs(have - c) > NEAR * c)
        return have > c;
    mpq_set_ui(s->t, j, 1);
    mpq_mul(s->t, s->t, purse->exact);
    cost_exact(s, p, s->u);
    return mpq_cmp(s->t, s->u) >= 0;
}

/* The largest feasible number of payers; 0: cannot be afforded. */
static uint64_t payers_of(struct ees *s, uint32_t p)
{
    uint64_t cum = 0, best = 0;
    for (size_t i = 0; i < s->group.n; i++) {
        const struct purse *purse = purses(s) + ((uint32_t *)s->group.p)[i];
        cum += purse->tally;
        if (feasible(s, p, purse, cum))
            best = cum;
    }
    return best;
}

/* Value for money j f/c as a rational. */
static void value_exact(const struct ees *s, uint32_t p, uint64_t j, mpq_t out)
{
    mpq_set_ui(out, j, 1);
    if (s->job->opt.sat != COUNT_SAT_COST)
        money_to_mpz(mpq_denref(out), s->e->project[p].cost);
    mpq_canonicalize(out);
}

static double value(const struct ees *s, uint32_t p, double j)
{
    return s->job->opt.sat == COUNT_SAT_COST ? j : j / (double)s->e->project[p].cost;
}

static int compare_values(struct ees *s, uint32_t p, uint64_t j, uint32_t q, uint64_t k)
{
    double a = value(s, p, (double)j), b = value(s, q, (double)k);
    if (fabs(a - b) > NEAR * (a + b))
        return a > b ? 1 : -1;
    value_exact(s, p, j, s->t);
    value_exact(s, q, k, s->u);
    return mpq_cmp(s->t, s->u);
}

static bool in_race(const struct ees *s, uint32_t p)
{
    return !s->elected[p] && !s->job->barred[p] && s->e->project[p].cost > 0 &&
           s->pro.voters[p] > 0;
}

/* The best project and its payers; NONE. */
static enum err best_of(struct ees *s, uint32_t *best, uint64_t *payers, uint32_t *tied)
{
    *best = *tied = NONE;
    *payers = 0;
    for (uint32_t p = 0; p < s->e->projects; p++) {
        if (!in_race(s, p) ||
            (*best != NONE && s->most[p] < value(s, *best, (double)*payers) * (1 - NEAR)))
            continue;
        TRY(groups_gather(s, p));
        uint64_t j = payers_of(s, p);
        groups_clear(s);
        s->most[p] = value(s, p, (double)j);
        int c = !j ? -1 : *best == NONE ? 1 : compare_values(s, p, j, *best, *payers);
        bool first = c == 0 && s->job->tie_rank[p] < s->job->tie_rank[*best];
        if (c == 0)
            *tied = first ? *best : p;
        if (c > 0)
            *tied = NONE;
        if (c > 0 || first) {
            *best = p;
            *payers = j;
        }
    }
    return OK;
}

/* Would q with j payers win the round that `best` wins with k? */
static bool beats(struct ees *s, uint32_t q, uint64_t j, uint32_t best, uint64_t k)
{
    if (best == NONE)
        return true;
    if (q == best)
        return j > k;
    int c = compare_values(s, q, j, best, k);
    return c > 0 || (c == 0 && s->job->tie_rank[q] < s->job->tie_rank[best]);
}

/* The least raise at which q takes this round. */
static enum err raise_for(struct ees *s, uint32_t q, uint32_t best, uint64_t k)
{
    uint64_t cum = 0;

    TRY(groups_gather(s, q));
    for (size_t i = 0; i < s->group.n; i++) {
        const struct purse *purse = purses(s) + ((uint32_t *)s->group.p)[i];
        cum += purse->tally;
        double c = (double)s->e->project[q].cost, d = c / (double)cum - purse->about;
        if (s->raise_found && d > mpq_get_d(s->raise) + NEAR * (c / (double)cum + purse->about))
            continue;
        if (!beats(s, q, cum, best, k) || feasible(s, q, purse, cum))
            continue;
        cost_exact(s, q, s->t);
        mpq_set_ui(s->u, cum, 1);
        mpq_div(s->t, s->t, s->u);
        mpq_sub(s->t, s->t, purse->exact);
        if (mpq_sgn(s->t) > 0 && (!s->raise_found || mpq_cmp(s->t, s->raise) < 0)) {
            s->raise_found = true;
            mpq_set(s->raise, s->t);
        }
    }
    groups_clear(s);
    return OK;
}

static enum err pay(struct ees *s, uint32_t p, uint64_t payers)
{
    TRY(groups_gather(s, p));
    uint64_t cum = 0;
    for (size_t i = 0; i < s->group.n; i++) {
        uint32_t node = ((uint32_t *)s->group.p)[i], child = node;
        cum += purses(s)[node].tally;
        if (cum <= payers) {
            TRY(purse_new(s, &child));
            struct purse *to = purses(s) + child;
            cost_exact(s, p, s->t);
            mpq_set_ui(s->u, payers, 1);
            mpq_div(s->t, s->t, s->u);
            mpq_sub(to->exact, purses(s)[node].exact, s->t);
            to->about = mpq_get_d(to->exact);
        }
        purses(s)[node].child = child;
    }
    groups_clear(s);
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t *node = &s->node[s->pro.ballot[i]];
        *node = purses(s)[*node].child;
    }
    return OK;
}

static void elected_events(struct ees *s, uint32_t p, uint64_t payers, uint32_t tied)
{
    struct count_job *job = s->job;
    uint32_t round = (uint32_t)s->order.n;
    struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, round, p);

    if (!ev)
        return;
    ev->n = ev->m = payers;
    value_exact(s, p, payers, s->t);
    ev->measure = job_rational(job, s->t);
    cost_exact(s, p, s->t);
    mpq_set_ui(s->u, payers, 1);
    mpq_div(s->t, s->t, s->u);
    ev->amount = job_money_rational(job, s->t);
    if (tied != NONE && (ev = job_event(job, COUNT_EVENT_TIE, round, p)))
        ev->other = tied;
}

static enum err start(struct ees *s)
{
    uint32_t first;

    purses_clear(s);
    TRY(purse_new(s, &first));
    mpq_set(purses(s)[0].exact, s->share);
    purses(s)[0].about = mpq_get_d(s->share);
    memset(s->node, 0, s->e->ballots * sizeof *s->node);
    for (uint32_t p = 0; p < s->e->projects; p++) {
        s->elected[p] = false;
        s->most[p] = INFINITY;
    }
    s->order.n = 0;
    s->spent = 0;
    s->raise_found = false;
    return OK;
}

/* One counting with the present share. */
static enum err count_once(struct ees *s, bool events)
{
    bool skip = s->job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;

    TRY(start(s));
    for (;;) {
        uint32_t best, tied;
        uint64_t payers;
        TRY(best_of(s, &best, &payers, &tied));
        for (uint32_t q = 0; s->looking && !skip && q < s->e->projects; q++)
            if (in_race(s, q))
                TRY(raise_for(s, q, best, payers));
        if (best == NONE)
            return OK;
        TRY(pay(s, best, payers));
        TRY(vec_room(&s->order, 1, sizeof best));
        ((uint32_t *)s->order.p)[s->order.n++] = best;
        s->elected[best] = true;
        s->spent += s->e->project[best].cost;
        if (events)
            elected_events(s, best, payers, tied);
        if (atomic_load(&s->job->cancelled))
            return ERR_GONE;
    }
}

/* The skipping variant replays the outcome and looks at what it left out. */
static enum err raises_of_losers(struct ees *s)
{
    uint32_t n = (uint32_t)s->order.n;
    bool *loser = malloc(s->e->projects + 1u);
    enum err err = loser ? OK : ERR_NOMEM;

    for (uint32_t q = 0; err == OK && q < s->e->projects; q++)
        loser[q] = in_race(s, q);
    if (err == OK)
        err = start(s);
    for (uint32_t i = 0; err == OK && i <= n; i++) {
        uint32_t best, tied;
        uint64_t payers;
        err = best_of(s, &best, &payers, &tied);
        for (uint32_t q = 0; err == OK && q < s->e->projects; q++)
            if (loser[q])
                err = raise_for(s, q, best, payers);
        if (err != OK || best == NONE)
            break;
        err = pay(s, best, payers);
        ((uint32_t *)s->order.p)[s->order.n++] = best;
        s->elected[best] = true;
        s->spent += s->e->project[best].cost;
    }
    free(loser);
    return err;
}

static bool exhaustive(const struct ees *s)
{
    for (uint32_t p = 0; p < s->e->projects; p++)
        if (in_race(s, p) && s->e->project[p].cost <= s->e->budget - s->spent)
            return false;
    return true;
}

/* add-opt: until the outcome is exhaustive or costs too much. The share of the answer is left in
 * s->share. */
static enum err raise_on(struct ees *s)
{
    bool skip = s->job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;
    mpq_t last;
    enum err err;

    mpq_init(last);
    for (;;) {
        err = count_once(s, false);
        s->job->result.runs++;
        if (err != OK)
            break;
        if (s->spent > s->e->budget) {
            mpq_set(s->share, last);
            break;
        }
        if (exhaustive(s))
            break;
        if (skip && (err = raises_of_losers(s)) != OK)
            break;
        if (!s->raise_found)
            break;
        mpq_set(last, s->share);
        mpq_add(s->share, s->share, s->raise);
        s->job->result.increments++;
        s->job->increment++;
    }
    mpq_clear(last);
    return err;
}

static enum err free_first(struct ees *s)
{
    for (uint32_t i = 0; i < s->e->projects && s->job->opt.sat != COUNT_SAT_COST; i++) {
        uint32_t best = NONE;
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (!s->job->won[p] && !s->job->barred[p] && s->e->project[p].cost == 0 &&
                s->pro.voters[p] > 0 &&
                (best == NONE || s->job->tie_rank[p] < s->job->tie_rank[best]))
                best = p;
        if (best == NONE)
            break;
        TRY(job_win(s->job, best));
        job_event(s->job, COUNT_EVENT_FREE, 0, best);
    }
    return OK;
}

static enum err count(struct ees *s)
{
    struct count_job *job = s->job;

    s->looking = job->opt.completion == COUNT_COMPLETION_ADDOPT ||
                 job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;
    TRY(free_first(s));
    if (s->looking)
        TRY(raise_on(s));
    s->looking = false;
    struct count_event *ev = job_event(job, COUNT_EVENT_START, 0, NONE);
    if (ev) {
        ev->n = s->e->voters;
        ev->amount = job_money_rational(job, s->share);
        ev->sum = job_money(job, s->e->budget);
    }
    TRY(count_once(s, true));
    for (uint32_t i = 0; i < s->order.n; i++)
        TRY(job_win(job, ((uint32_t *)s->order.p)[i]));
    job->result.by_rule = (uint32_t)job->order.n;
    job->result.rounds = job->order.n;
    return job->opt.completion == COUNT_COMPLETION_GREEDY ? greedy_run(job, job->opt.sat, true)
                                                          : OK;
}

enum err ees_run(struct count_job *job)
{
    const struct count_election *e = job->e;
    struct ees s = {.job = job, .e = e};

    mpq_inits(s.share, s.raise, s.t, s.u, NULL);
    money_to_mpz(mpq_numref(s.share), e->budget);
    mpq_set_ui(s.t, e->voters, 1);
    mpq_div(s.share, s.share, s.t);
    enum err err = profile_build(&s.pro, e, COUNT_SAT_CARDINALITY);
    s.node = calloc(e->ballots + 1u, sizeof *s.node);
    s.most = calloc(e->projects + 1u, sizeof *s.most);
    s.elected = calloc(e->projects + 1u, sizeof *s.elected);
    if (err == OK && (!s.node || !s.most || !s.elected))
        err = ERR_NOMEM;
    if (err == OK)
        err = count(&s);
    purses_clear(&s);
    vec_free(&s.purse);
    vec_free(&s.group);
    vec_free(&s.order);
    free(s.node);
    free(s.most);
    free(s.elected);
    profile_free(&s.pro);
    mpq_clears(s.share, s.raise, s.t, s.u, NULL);
    return err;
}
