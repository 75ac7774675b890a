/* The Method of Equal Shares with its completions. See count.h.
 *
 * add1: count with B/n, B/n + 1, B/n + 2, ... per voter until an outcome costs more than B (the one
 * before is the answer) or no remaining supported project with a cost fits what is left (it is the
 * answer). One counting proves the outcome of a whole range of increments (mes.c); the range asked
 * for grows while it holds and shrinks when not. The checkpoint is the increment whose outcome was
 * the last within the budget: counting again from there gives the same answer, because each
 * increment is counted from its own share alone. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>

#define SPAN_MOST ((uint64_t)1 << 62)

static bool raising(const struct count_job *job)
{
    return job->opt.completion == COUNT_COMPLETION_ADD1 ||
           job->opt.completion == COUNT_COMPLETION_ADD1U;
}

/* Supported projects that cost nothing are elected up front, in the order of the tie rule. With
 * cost satisfaction they are worth nothing to anybody, so nobody supports them. */
static enum err elect_free(struct count_job *job)
{
    const struct count_election *e = job->e;
    if (job->opt.sat == COUNT_SAT_COST)
        return OK;
    for (;;) {
        uint32_t best = NONE;
        for (uint32_t p = 0; p < e->projects; p++)
            if (!job->won[p] && !job->barred[p] && e->project[p].cost == 0 &&
                job->mes.pro.total[p] > 0 &&
                (best == NONE || job->tie_rank[p] < job->tie_rank[best]))
                best = p;
        if (best == NONE)
            break;
        TRY(job_win(job, best));
        job_event(job, COUNT_EVENT_FREE, 0, best);
    }
    job->free_first = (uint32_t)job->order.n;
    return OK;
}

/* No remaining supported project with a cost fits what is left. */
static bool exhaustive(const struct count_job *job)
{
    const struct count_election *e = job->e;
    for (uint32_t p = 0; p < e->projects; p++)
        if (!job->mes.bound[p].elected && e->project[p].cost > 0 && job->mes.pro.total[p] > 0 &&
            !job->barred[p] && e->project[p].cost <= e->budget - job->mes.spent)
            return false;
    return true;
}

static enum err keep_outcome(struct count_job *job)
{
    job->before.n = 0;
    TRY(vec_room(&job->before, job->mes.elected + 1u, sizeof(uint32_t)));
    memcpy(job->before.p, job->mes.order, job->mes.elected * sizeof(uint32_t));
    job->before.n = job->mes.elected;
    job->reached = job->mes.spent;
    return OK;
}

/* Counts with the present increment to the end, or until it costs more than the budget. */
static enum err count_once(struct count_job *job)
{
    bool more = true;

    if (!job->running)
        mes_begin(&job->mes, job->increment, job->span);
    job->running = true;
    while (more && job->mes.spent <= job->e->budget) {
        TRY(job_pause(job));
        job->at_round = job->mes.elected;
        TRY(mes_round(&job->mes, &more));
        job->result.exact += job->mes.exact_uses;
        job->mes.exact_uses = 0;
    }
    job->running = false;
    job->result.runs++;
    return OK;
}

static void span_next(struct count_job *job, uint64_t covered)
{
    if (covered == job->span)
        job->span = covered ? covered * 4 : 8;
    else
        job->span = covered * 2 + 1;
    if (job->span > SPAN_MOST - job->increment)
        job->span = 0;
}

/* All increments; job->before is the outcome at the end. */
static enum err count_raising(struct count_job *job)
{
    for (;;) {
        TRY(count_once(job));
        if (job->mes.spent > job->e->budget)
            return OK;
        uint64_t covered = mes_covered(&job->mes, job->span);
        TRY(keep_outcome(job));
        job->before_increment = job->increment;
        if (exhaustive(job))
            return OK;
        job->increment += covered + 1;
        span_next(job, covered);
        job->before_increment = job->increment - 1;
    }
}

enum err shares_run(struct count_job *job)
{
    if (!job->mes_ready) {
        job->mes_ready = true;
        TRY(mes_init(&job->mes, job->e, job->opt.sat, job->tie_rank, job->barred));
        TRY(elect_free(job));
    }
    if (raising(job)) {
        TRY(count_raising(job));
    } else {
        TRY(count_once(job));
        TRY(keep_outcome(job));
    }
    job_unwin(job, job->free_first);
    for (size_t i = 0; i < job->before.n; i++)
        TRY(job_win(job, ((uint32_t *)job->before.p)[i]));
    job->result.by_rule = (uint32_t)job->order.n;
    job->result.rounds = job->order.n;
    job->result.increments = job->before_increment;
    TRY(shares_explain(job));
    if (job->opt.completion == COUNT_COMPLETION_ADD1U)
        return greedy_run(job, COUNT_SAT_COST, true);
    if (job->opt.completion == COUNT_COMPLETION_GREEDY)
        return greedy_run(job, job->opt.sat, true);
    return OK;
}
