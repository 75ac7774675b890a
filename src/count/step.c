/* A job in slices: its counting, then how much more support each loser would have needed. See
 * count.h. */
#include "count/rules.h"

static void finish(struct count_job *job)
{
    struct count_result *r = &job->result;

    r->winners = (uint32_t)job->order.n;
    r->order = job->order.p;
    if (!r->by_rule)
        r->by_rule = r->winners;
    if (!r->rounds)
        r->rounds = r->winners;
    r->event = job->event.p;
    r->events = job->event.n;
    job->done = true;
}

enum err count_job_step(struct count_job *job, uint64_t slice_us, bool *done)
{
    enum err err = OK;

    if (atomic_load(&job->cancelled))
        return ERR_GONE;
    job->deadline_ns = slice_us ? job_clock() + slice_us * 1000 : 0;
    if (!job->counted) {
        err = job_count(job);
        job->counted = err == OK;
    }
    bool asked = job->opt.trace && job->opt.needed && job->e->voters >= job->opt.quorum;
    if (err == OK && !job->done && asked)
        err = needed_run(job);
    if (err == ERR_BUSY) {
        *done = false;
        return OK;
    }
    if (err != OK)
        return err;
    finish(job);
    *done = true;
    return OK;
}

struct count_progress count_job_progress(const struct count_job *job)
{
    bool many = job->mes_ready || job->ees;
    struct count_progress p = {.round = many ? job->at_round : job->order.n,
                               .rounds_most = job->e->projects,
                               .increment = job->increment,
                               .spent = many ? job->reached : job->result.total};

    if (job->counted && !job->done)
        needed_progress(job, &p.asked, &p.losers);
    return p;
}

void count_job_free(struct count_job *job)
{
    if (job)
        needed_free(job->needed);
    job_drop(job);
}
