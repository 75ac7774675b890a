/* Jobs: what one is made of, and which rule counts it. Slices are step.c. See count.h. */
#include "count/rules.h"

#include <stdlib.h>

/* ---- ties and thresholds ---- */

struct ranked {
    uint32_t project;
    const struct count_job *job;
};

static int compare_ties(const void *pa, const void *pb)
{
    const struct ranked *a = pa, *b = pb;
    const struct count_job *job = a->job;
    const struct count_project *x = &job->e->project[a->project], *y = &job->e->project[b->project];

    if (job->opt.ties == COUNT_TIES_COST && x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (job->opt.ties == COUNT_TIES_LOT) {
        uint64_t lx = count_lot(job->opt.lot_seed, x->id), ly = count_lot(job->opt.lot_seed, y->id);
        if (lx != ly)
            return lx < ly ? -1 : 1;
    }
    return str_cmp(x->id, y->id);
}

static enum err ranks(struct count_job *job)
{
    uint32_t n = job->e->projects;
    struct ranked *r = malloc((n + 1u) * sizeof *r);

    if (!r)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < n; p++)
        r[p] = (struct ranked){job->e->by_id[p], job};
    qsort(r, n, sizeof *r, compare_ties);
    for (uint32_t i = 0; i < n; i++)
        job->tie_rank[r[i].project] = i;
    free(r);
    return OK;
}

static void bars(struct count_job *job)
{
    for (uint32_t p = 0; p < job->e->projects; p++) {
        job->barred[p] = job->e->project[p].supporters < job->opt.min_support;
        struct count_event *ev = job->barred[p] ? job_event(job, COUNT_EVENT_BELOW, 0, p) : NULL;
        if (ev)
            ev->n = job->e->project[p].supporters;
    }
}

/* ---- the job ---- */

enum err count_job_new(const struct count_election *e, const struct count_options *opt,
                       struct count_job **out)
{
    if (count_election_check(e, opt) != COUNT_FITS)
        return ERR_INVALID;
    struct count_job *job = calloc(1, sizeof *job);
    if (!job)
        return ERR_NOMEM;
    arena_init(&job->arena, (size_t)1 << 32);
    job->e = e;
    job->opt = *opt;
    if (!job->opt.seats)
        job->opt.seats = 1;
    job->opt.lot_seed = str_dup(&job->arena, opt->lot_seed);
    job->increment = opt->resume_at;
    job->result.part = NONE;
    job->tie_rank = calloc(e->projects + 1u, sizeof *job->tie_rank);
    job->barred = calloc(e->projects + 1u, sizeof *job->barred);
    job->won = calloc(e->projects + 1u, sizeof *job->won);
    enum err err = job->tie_rank && job->barred && job->won ? ranks(job) : ERR_NOMEM;
    if (err != OK) {
        job_drop(job);
        return err;
    }
    bars(job);
    *out = job;
    return OK;
}

static enum err run(struct count_job *job)
{
    switch (job->opt.rule) {
    case COUNT_GREEDY:
        return greedy_run(job, job->opt.sat, false);
    case COUNT_MES:
        return shares_run(job);
    case COUNT_EES:
        return ees_run(job);
    case COUNT_PHRAGMEN:
        return phragmen_run(job);
    case COUNT_IRV:
        return stv_run(job, true);
    case COUNT_STV:
        return stv_run(job, false);
    case COUNT_SCHULZE:
    case COUNT_CONDORCET:
        return pairs_run(job);
    case COUNT_KEMENY:
        return kemeny_run(job);
    default:
        return seats_run(job);
    }
}

enum err job_count(struct count_job *job)
{
    if (job->e->voters < job->opt.quorum) {
        struct count_event *ev = job_event(job, COUNT_EVENT_NO_QUORUM, 0, NONE);
        if (ev) {
            ev->n = job->e->voters;
            ev->m = job->opt.quorum;
        }
        return OK;
    }
    return run(job);
}

void count_job_cancel(struct count_job *job)
{
    atomic_store(&job->cancelled, true);
}

uint64_t count_job_checkpoint(const struct count_job *job)
{
    bool raising = job->opt.completion == COUNT_COMPLETION_ADD1 ||
                   job->opt.completion == COUNT_COMPLETION_ADD1U;
    return raising && job->before.n ? job->before_increment : 0;
}

const struct count_result *count_job_result(const struct count_job *job)
{
    return job->done ? &job->result : NULL;
}

void job_drop(struct count_job *job)
{
    if (!job)
        return;
    if (job->mes_ready)
        mes_free(&job->mes);
    ees_free(job->ees);
    phragmen_free(job->phragmen);
    stv_free(job->stv);
    vec_free(&job->order);
    vec_free(&job->event);
    vec_free(&job->before);
    free(job->tie_rank);
    free(job->barred);
    free(job->won);
    arena_free(&job->arena);
    free(job);
}
