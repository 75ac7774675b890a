/* Exact Equal Shares, and add-opt (Kraiczy, Robinson, Elkind: Streamlining Equal Shares, arXiv
 * 2502.11797).
 *
 * Definition: each voter gets B/n (plus what add-opt added). For a project let j be the largest
 * number such that j of its supporters have at least c/j each; its value for money is j f/c, f
 * being c for cost satisfaction and 1 for cardinality. The best project is elected (ties by rank);
 * exactly those j supporters pay c/j each. Until nobody can be afforded.
 *
 * add-opt: the share is raised to where the outcome changes next (ees_next.c). Rounds before the
 * one that changes stay as they are: counting goes on from there. The skipping variant looks only
 * at projects that the present outcome leaves out, and so passes over changes of payers; it counts
 * each outcome afresh, and looks when it goes through its rounds once more. Ends as add1: the last
 * outcome within the budget, or the first that leaves no supported project affordable.
 *
 * The order (value, rank) of the winners falls from round to round, since paid sums only grow:
 * who did not beat the winner of a round has fewer payers than that takes, in later rounds too.
 * Counting again, the winner of the last time is asked first, and most others are proved not to
 * beat it without a look at their supporters.
 */
#include "count/ees_state.h"

#include <stdlib.h>
#include <string.h>

static bool raising(const struct ees *s)
{
    return s->job->opt.completion == COUNT_COMPLETION_ADDOPT ||
           s->job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;
}

/* ---- one round ---- */

/* The project that could be best by its cap alone; NONE. */
static uint32_t most_promising(const struct ees *s)
{
    uint32_t best = NONE;
    for (uint32_t p = 0; p < s->e->projects; p++)
        if (!s->done[p] && ees_in_race(s, p) && s->cap[p] &&
            (best == NONE || s->cap[p] >= ees_beats_from(s, p, best, s->cap[best])))
            best = p;
    return best;
}

/* Of this round, counted for the first time. */
static void best_afresh(struct ees *s, uint32_t *best, uint64_t *payers)
{
    uint32_t p;

    memset(s->done, 0, s->e->projects);
    while ((p = most_promising(s)) != NONE) {
        s->done[p] = true;
        uint64_t need = ees_beats_from(s, p, *best, *payers);
        if (s->cap[p] < need)
            return; /* and so are all others */
        if (!ees_settle(s, p, need))
            continue;
        *best = p;
        *payers = s->cap[p];
    }
}

/* Of this round, which `best` won the last time. */
static void best_again(struct ees *s, uint32_t *best, uint64_t *payers)
{
    uint32_t p = *best;
    uint64_t k = s->turn[s->turns].payers;

    if (s->cap[p] > k && ees_proved(s, p, k + 1, s->near))
        s->cap[p] = k;
    *best = NONE;
    if (ees_settle(s, p, 1)) {
        *best = p;
        *payers = s->cap[p];
    }
    for (uint32_t q = 0; q < s->e->projects; q++) {
        if (q == p || !ees_in_race(s, q))
            continue;
        uint64_t need = ees_beats_from(s, q, *best, *payers);
        if (s->cap[q] < need)
            continue;
        if (ees_proved(s, q, need, s->near)) {
            s->cap[q] = need - 1;
        } else if (ees_settle(s, q, need)) {
            *best = q;
            *payers = s->cap[q];
        }
    }
}

static void best_of(struct ees *s, uint32_t *best, uint64_t *payers)
{
    *best = s->turns < s->old ? s->turn[s->turns].project : NONE;
    *payers = 0;
    if (*best != NONE && s->turns < s->proofs)
        best_again(s, best, payers);
    else
        best_afresh(s, (*best = NONE, best), payers);
}

/* Another project of the same value, for the trace; NONE. */
static uint32_t tied_with(struct ees *s, uint32_t best, uint64_t payers)
{
    for (uint32_t k = 0; k < s->e->projects; k++) {
        uint32_t q = s->e->by_id[k];
        if (q == best || !ees_in_race(s, q))
            continue;
        uint64_t j = ees_beats_from(s, q, best, payers); /* ranked behind: one above the tie */
        count_money cq = s->e->project[q].cost, cb = s->e->project[best].cost;
        bool same = s->job->opt.sat == COUNT_SAT_COST
                        ? j == payers + 1
                        : (count_money)(j - 1) * cb == (count_money)payers * cq;
        if (j > 1 && same && s->cap[q] >= j - 1 && ees_settle(s, q, j - 1))
            return q;
    }
    return NONE;
}

/* Rounds from r on were counted otherwise, or not at all: what is known of them is void. */
static void forget_from(struct ees *s, uint32_t r)
{
    for (uint32_t i = r; i < s->old; i++) {
        uint32_t p = s->turn[i].project;
        for (size_t k = s->pro.start[p]; k < s->pro.start[p + 1]; k++)
            s->paid_in[s->pro.ballot[k] * s->words + i / 64] &= ~((uint64_t)1 << i % 64);
    }
    s->old = s->old < r ? s->old : r;
    s->proofs = s->proofs < r + 1 ? s->proofs : r + 1;
}

/* Who did not beat the winner of the last round has fewer payers than that takes. */
static void caps_bound(struct ees *s)
{
    const struct ees_turn *last = s->turns ? &s->turn[s->turns - 1] : NULL;
    for (uint32_t q = 0; last && q < s->e->projects; q++) {
        uint64_t most = ees_beats_from(s, q, last->project, last->payers) - 1;
        s->cap[q] = s->cap[q] < most ? s->cap[q] : most;
    }
}

static void back_to(struct ees *s, uint32_t r)
{
    ees_back(s, r);
    for (uint32_t q = 0; q < s->e->projects; q++)
        s->cap[q] = (uint64_t)s->pro.voters[q];
    caps_bound(s);
    s->drifting = 0;
    memset(s->going, 0, s->e->projects * sizeof *s->going);
}

static void elected_events(struct ees *s, uint32_t p, uint64_t payers, uint32_t tied)
{
    struct count_job *job = s->job;
    struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, s->turns + 1, p);

    if (!ev)
        return;
    ev->n = ev->m = payers;
    mpq_set_ui(s->t, payers, 1);
    if (job->opt.sat != COUNT_SAT_COST) { /* per unit of the currency */
        money_to_mpz(mpq_denref(s->t), s->e->project[p].cost);
        mpq_canonicalize(s->t);
        money_scale(s->t, s->e->money_decimals, 0);
    }
    ev->measure = job_rational(job, s->t);
    ees_part(s, p, payers, s->t);
    ev->amount = job_money_rational(job, s->t);
    if (tied != NONE && (ev = job_event(job, COUNT_EVENT_TIE, s->turns + 1, p)))
        ev->other = tied;
}

static enum err elect(struct ees *s, uint32_t p)
{
    if (s->turns < s->old && s->turn[s->turns].project != p)
        forget_from(s, s->turns);
    TRY(ees_pay(s, p));
    caps_bound(s);
    return OK;
}

/* Counts on from round s->turns to the end, or until it costs more than the budget. ERR_BUSY: call
 * it again. */
static enum err count_on(struct ees *s, bool looking, bool events)
{
    while (s->spent <= s->e->budget) {
        uint32_t best;
        uint64_t payers;
        TRY(job_pause(s->job));
        s->job->at_round = s->turns;
        if (raising(s))
            TRY(ees_arrive(s));
        best_of(s, &best, &payers);
        if (looking)
            TRY(ees_look(s, best, payers));
        if (best == NONE)
            break;
        if (events && s->job->opt.trace)
            elected_events(s, best, payers, tied_with(s, best, payers));
        TRY(elect(s, best));
    }
    forget_from(s, s->turns);
    s->old = s->turns;
    if (s->spent > s->e->budget) /* the round behind the last was not reached */
        s->proofs = s->proofs < s->turns ? s->proofs : s->turns;
    return OK;
}

/* The skipping variant goes through the rounds of the outcome once more and looks at what it left
 * out. */
static enum err look_again(struct ees *s)
{
    for (;;) {
        bool last = s->turns == s->old;
        const struct ees_turn *turn = &s->turn[s->turns];
        TRY(job_pause(s->job));
        TRY(ees_arrive(s));
        TRY(ees_look(s, last ? NONE : turn->project, last ? 0 : turn->payers));
        if (last)
            return OK;
        s->cap[turn->project] = turn->payers;
        TRY(ees_pay(s, turn->project));
    }
}

static bool exhaustive(const struct ees *s)
{
    for (uint32_t p = 0; p < s->e->projects; p++)
        if (ees_in_race(s, p) && s->e->project[p].cost <= s->e->budget - s->spent)
            return false;
    return true;
}

/* The round that changes first; its share becomes the present one. */
static uint32_t jump(struct ees *s)
{
    uint32_t r = s->turns;
    while (r && s->change[r - 1] && mpq_equal(s->next[r - 1], s->next[s->turns]))
        r--;
    mpq_set(s->last, s->share);
    mpq_set(s->share, s->next[s->turns]);
    s->job->result.increments++;
    s->job->increment++;
    return r;
}

/* add-opt: until the outcome is exhaustive or costs too much. The share of the answer is left in
 * s->share. */
static enum err raise_on(struct ees *s)
{
    bool skip = s->job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;

    for (;;) {
        if (s->stage == EES_RAISE) {
            TRY(count_on(s, !skip, false));
            s->job->result.runs++;
            s->job->reached = s->spent;
            if (s->spent > s->e->budget && s->job->result.increments) {
                mpq_set(s->share, s->last);
                return OK;
            }
            if (exhaustive(s))
                return OK;
            for (uint32_t q = 0; skip && q < s->e->projects; q++)
                s->watched[q] = !s->elected[q];
            if (skip)
                back_to(s, 0);
            s->stage = EES_LOOK;
        }
        if (skip)
            TRY(look_again(s));
        if (!s->change[s->turns])
            return OK;
        uint32_t r = jump(s);
        back_to(s, skip ? 0 : r);
        s->stage = EES_RAISE;
    }
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

/* Equal sets of projects become one ballot, whatever order or points they carry. */
static enum err merge(struct ees *s)
{
    const struct count_election *e = s->e;
    struct count_election *m = &s->merged;
    size_t n = e->start[e->ballots];

    m->projects = e->projects;
    m->project = e->project;
    m->voters = e->voters;
    m->ballots = e->ballots;
    m->vote = COUNT_APPROVAL;
    m->start = malloc((e->ballots + 1u) * sizeof *m->start);
    m->item = malloc((n + 1) * sizeof *m->item);
    m->weight = e->weight ? malloc((e->ballots + 1u) * sizeof *m->weight) : NULL;
    if (!m->start || !m->item || (e->weight && !m->weight))
        return ERR_NOMEM;
    memcpy(m->start, e->start, (e->ballots + 1u) * sizeof *m->start);
    if (n)
        memcpy(m->item, e->item, n * sizeof *m->item);
    if (e->weight && e->ballots)
        memcpy(m->weight, e->weight, e->ballots * sizeof *m->weight);
    return count_election_merge(m);
}

static enum err ready(struct ees *s)
{
    size_t n = s->e->projects + 2u;

    if (s->e->voters >= EES_VOTERS_MOST)
        return ERR_TOO_LARGE;
    TRY(merge(s));
    TRY(profile_build(&s->pro, &s->merged, COUNT_SAT_CARDINALITY));
    s->turn = calloc(n, sizeof *s->turn);
    s->cap = calloc(n, sizeof *s->cap);
    s->elected = calloc(n, sizeof *s->elected);
    s->done = calloc(n, sizeof *s->done);
    if (!s->turn || !s->cap || !s->elected || !s->done)
        return ERR_NOMEM;
    TRY(ees_paid_init(s));
    TRY(ees_next_init(s));
    TRY(free_first(s));
    back_to(s, 0);
    s->first = s->near;
    s->stage = raising(s) ? EES_RAISE : EES_TELL;
    s->started = true;
    return OK;
}

/* Supported losers: no number of their supporters can pay equal parts of the cost. */
static void dropped_events(struct ees *s)
{
    for (uint32_t i = 0; i < s->e->projects; i++) {
        uint32_t p = s->e->by_id[i];
        struct count_event *ev =
            ees_in_race(s, p) ? job_event(s->job, COUNT_EVENT_DROPPED, 0, p) : NULL;
        if (ev)
            ev->n = s->e->project[p].supporters;
    }
}

/* The share is settled: counts with it from the beginning. */
static enum err tell(struct ees *s)
{
    struct count_job *job = s->job;

    TRY(count_on(s, false, true));
    dropped_events(s);
    for (uint32_t i = 0; i < s->turns; i++)
        TRY(job_win(job, s->turn[i].project));
    job->result.by_rule = (uint32_t)job->order.n;
    job->result.rounds = job->order.n;
    return job->opt.completion == COUNT_COMPLETION_GREEDY ? greedy_run(job, job->opt.sat, true)
                                                          : OK;
}

static struct ees *ees_new(struct count_job *job)
{
    struct ees *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->job = job;
    s->e = job->e;
    mpq_inits(s->share, s->last, s->t, s->u, NULL);
    mes_share(job->e, 0, s->share);
    return s;
}

enum err ees_run(struct count_job *job)
{
    if (!job->ees && !(job->ees = ees_new(job)))
        return ERR_NOMEM;
    struct ees *s = job->ees;
    if (!s->started)
        TRY(ready(s));
    if (s->stage != EES_TELL) {
        TRY(raise_on(s));
        s->stage = EES_TELL;
        s->telling = false;
    }
    if (!s->telling) {
        s->telling = true;
        back_to(s, 0);
        share_events(job, s->share);
    }
    return tell(s);
}

void ees_free(struct ees *s)
{
    if (!s)
        return;
    ees_paid_free(s);
    ees_next_free(s);
    free(s->turn);
    free(s->cap);
    free(s->elected);
    free(s->done);
    free(s->merged.start);
    free(s->merged.item);
    free(s->merged.weight);
    profile_free(&s->pro);
    mpq_clears(s->share, s->last, s->t, s->u, NULL);
    free(s);
}
