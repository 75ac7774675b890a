/* How much more support a loser would have needed: the least number of further voters, supporting
 * only it, with whom it wins while everything else stays (singleton-add of Boehmer et al. 2023).
 *
 * Found by doubling and halving over whole countings of the election with those voters added: the
 * answer is a number with which it wins and one less with which it does not. Rules are not monotone
 * everywhere, so a smaller number that also wins may exist in odd cases; what is said (n wins, n -
 * 1 does not) is true always. The budget stays, the voters' share falls as there are more of them.
 * Each counting is a job of its own over a copy that shares nothing with the asking one; it is
 * stepped in the asker's slices, so that a long question neither starves others nor outlives a
 * cancellation. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>

#define LOSERS_MOST    100
#define VOTERS_MOST    ((uint64_t)1 << 31)
#define TRIAL_LEAST_NS 50000
#define TRIAL_SLICE_NS 20000000 /* after so much a cancellation is looked for */

/* Ties within ballots, which building by hand does not know; the ballot added last has none. */
static enum err levels_copy(const struct count_election *e, struct count_election *out)
{
    if (!e->level)
        return OK;
    out->level = calloc(out->start[out->ballots] + 1, sizeof *out->level);
    if (!out->level)
        return ERR_NOMEM;
    memcpy(out->level, e->level, e->start[e->ballots] * sizeof *out->level);
    return OK;
}

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
    TRY(count_build_finish(out, e->budget));
    return levels_copy(e, out);
}

struct needed {
    uint32_t at, asked; /* next project, in order of ids, and how many were asked about */
    bool asking;        /* about p: it loses with `low` more voters, and wins with `high` if wins */
    uint32_t p;
    bool wins;
    uint64_t low, high, most;
    struct count_election e; /* of the trial */
    struct count_job *trial; /* NULL: none is under way */
    uint64_t spent_ns;       /* of opt.needed_us, in slices before this one */
};

static void trial_end(struct needed *n)
{
    if (!n->trial)
        return;
    job_drop(n->trial);
    count_election_free(&n->e);
    n->trial = NULL;
}

void needed_free(struct needed *n)
{
    if (!n)
        return;
    trial_end(n);
    free(n);
}

static enum err trial_begin(struct count_job *job, struct needed *n, uint64_t more)
{
    struct count_options opt = job->opt;

    opt.trace = opt.needed = false;
    opt.seats = count_rule_has_seats(opt.rule) ? opt.seats : 0;
    opt.resume_at = 0;
    enum err err = with_more(job->e, n->p, more, &n->e);
    if (err == OK)
        err = count_job_new(&n->e, &opt, &n->trial);
    if (err != OK)
        count_election_free(&n->e);
    return err;
}

/* The asker's, but never so near that the trial could not take a step. */
static uint64_t trial_deadline(const struct count_job *job)
{
    uint64_t now = job_clock(), least = now + TRIAL_LEAST_NS, most = now + TRIAL_SLICE_NS;

    if (!job->deadline_ns || job->deadline_ns > most)
        return most;
    return job->deadline_ns > least ? job->deadline_ns : least;
}

/* Does p win with so many more voters? Asked again with the same number after ERR_BUSY. */
static enum err wins_with(struct count_job *job, struct needed *n, uint64_t more, bool *wins)
{
    enum err err;

    if (!n->trial)
        TRY(trial_begin(job, n, more));
    do {
        n->trial->deadline_ns = trial_deadline(job);
        err = job_count(n->trial);
        TRY(job_pause(job) == ERR_GONE ? ERR_GONE : OK);
    } while (err == ERR_BUSY && job_pause(job) == OK);
    if (err == ERR_BUSY)
        return ERR_BUSY;
    if (err == OK)
        *wins = n->trial->won[n->p];
    trial_end(n);
    return err;
}

static bool out_of_time(const struct count_job *job, const struct needed *n, uint64_t began)
{
    return job->opt.needed_us && n->spent_ns + (job_clock() - began) >= job->opt.needed_us * 1000;
}

/* Doubling until it wins, then halving. */
static enum err needed_by(struct count_job *job, struct needed *n, uint64_t began)
{
    while (n->wins ? n->high - n->low > 1 : n->low < n->most) {
        uint64_t more = n->wins ? n->low + (n->high - n->low) / 2 : n->high;
        bool w;
        if (!n->wins && !n->trial && out_of_time(job, n, began))
            break;
        TRY(wins_with(job, n, more, &w));
        if (w) {
            n->high = more;
            n->wins = true;
        } else {
            n->low = more;
            if (!n->wins)
                n->high = more * 2;
        }
        TRY(job_pause(job)); /* what is known is kept: the next slice asks on from here */
    }
    struct count_event *ev = job_event(job, COUNT_EVENT_NEEDED, 0, n->p);
    if (ev) {
        ev->n = n->wins ? n->high : n->low;
        ev->m = !n->wins;
    }
    return OK;
}

/* The next loser that more support could have helped; false: none is left. */
static bool next_loser(const struct count_job *job, struct needed *n)
{
    bool seats = count_rule_has_seats(job->opt.rule);

    while (n->at < job->e->projects && n->asked < LOSERS_MOST) {
        uint32_t p = job->e->by_id[n->at++];
        bool dear = job->e->has_budget && !seats && job->e->project[p].cost > job->e->budget;
        if (job->won[p] || dear) /* one below the threshold could have passed it */
            continue;
        uint64_t most = job->e->voters * 4 + 16;
        n->asked++;
        n->asking = true;
        n->p = p;
        n->wins = false;
        n->low = 0;
        n->high = 1;
        n->most = most > VOTERS_MOST ? VOTERS_MOST : most;
        return true;
    }
    return false;
}

void needed_progress(const struct count_job *job, uint64_t *asked, uint64_t *losers)
{
    uint64_t left = job->e->projects - job->order.n;

    *asked = job->needed ? job->needed->asked : 0;
    *losers = left < LOSERS_MOST ? left : LOSERS_MOST;
}

enum err needed_run(struct count_job *job)
{
    uint64_t began = job_clock();
    enum err err = OK;

    if (!job->needed && !(job->needed = calloc(1, sizeof *job->needed)))
        return ERR_NOMEM;
    struct needed *n = job->needed;
    while (err == OK && (n->asking || next_loser(job, n))) {
        err = needed_by(job, n, began);
        n->asking = err != OK;
    }
    n->spent_ns += job_clock() - began;
    if (err != ERR_BUSY) {
        needed_free(n);
        job->needed = NULL;
    }
    return err;
}
