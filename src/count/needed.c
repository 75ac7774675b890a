/* How much more support a loser would have needed: the least number of further voters, supporting
 * only it, with whom it wins while everything else stays (singleton-add of Boehmer et al. 2023).
 *
 * Found by doubling and halving over whole countings of the election with those voters added: the
 * answer is a number with which it wins and one less with which it does not. Rules are not monotone
 * everywhere, so a smaller number that also wins may exist in odd cases; what is said (n wins, n -
 * 1 does not) is true always. The budget stays, the voters' share falls as there are more of them.
 * Each counting is of a copy that shares nothing with the job's. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>

#define LOSERS_MOST 100
#define VOTERS_MOST ((uint64_t)1 << 31)

/* The election with `more` voters for p alone. Shares projects' texts with e. */
static enum err with_more(const struct count_election *e, uint32_t p, uint64_t more,
                          struct count_election *out)
{
    int64_t points = 1;

    for (size_t i = 0; e->points && i < e->start[e->ballots]; i++)
        points = e->points[i] > points ? e->points[i] : points;
    count_build_start(out, e->vote, e->money_decimals);
    out->point_decimals = e->point_decimals;
    for (uint32_t q = 0; q < e->projects; q++)
        TRY(count_build_project(out, e->project[q].id, STR_NONE, e->project[q].cost));
    for (uint32_t b = 0; b < e->ballots; b++)
        TRY(count_build_ballot(out, e->item + e->start[b],
                               e->points ? e->points + e->start[b] : NULL,
                               e->start[b + 1] - e->start[b], e->weight ? e->weight[b] : 1));
    if (more)
        TRY(count_build_ballot(out, &p, e->points ? &points : NULL, 1, (uint32_t)more));
    return count_build_finish(out, e->budget);
}

static enum err wins_with(struct count_job *job, uint32_t p, uint64_t more, bool *wins)
{
    struct count_election e;
    struct count_job *trial = NULL;
    struct count_options opt = job->opt;
    bool done;

    opt.trace = opt.needed = false;
    opt.seats = count_rule_has_seats(opt.rule) ? opt.seats : 0;
    opt.resume_at = 0;
    enum err err = with_more(job->e, p, more, &e);
    if (err == OK)
        err = count_job_new(&e, &opt, &trial);
    if (err == OK)
        err = count_job_step(trial, 0, &done);
    if (err == OK)
        *wins = trial->won[p];
    count_job_free(trial);
    count_election_free(&e);
    return err == OK && atomic_load(&job->cancelled) ? ERR_GONE : err;
}

static enum err needed_by(struct count_job *job, uint32_t p)
{
    uint64_t low = 0, high = 1, most = job->e->voters * 4 + 16;
    bool wins = false;

    if (most > VOTERS_MOST)
        most = VOTERS_MOST;
    for (;; high *= 2) {
        if (job->needed_until_ns && job_clock() >= job->needed_until_ns)
            break;
        TRY(wins_with(job, p, high, &wins));
        if (!wins)
            low = high;
        if (wins || high >= most)
            break;
    }
    while (wins && high - low > 1) {
        uint64_t mid = low + (high - low) / 2;
        bool w;
        TRY(wins_with(job, p, mid, &w));
        if (w)
            high = mid;
        else
            low = mid;
    }
    struct count_event *ev = job_event(job, COUNT_EVENT_NEEDED, 0, p);
    if (ev) {
        ev->n = wins ? high : low;
        ev->m = !wins;
    }
    return OK;
}

enum err needed_run(struct count_job *job)
{
    uint32_t asked = 0;

    job->needed_until_ns = job->opt.needed_us ? job_clock() + job->opt.needed_us * 1000 : 0;
    for (uint32_t i = 0; i < job->e->projects && asked < LOSERS_MOST; i++) {
        uint32_t p = job->e->by_id[i];
        bool dear = job->e->has_budget && !count_rule_has_seats(job->opt.rule) &&
                    job->e->project[p].cost > job->e->budget;
        if (job->won[p] || job->barred[p] || dear)
            continue;
        asked++;
        TRY(needed_by(job, p));
    }
    return OK;
}
