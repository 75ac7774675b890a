/* Kemeny (1959): the order that disagrees least with the ballots, summed over pairs and voters.
 *
 * Exact, by dynamic programming over sets: the best order of a set is some first candidate, who
 * disagrees with every voter ranking another of the set above it, followed by the best order of the
 * rest. 2^m m steps: refused above COUNT_KEMENY_MAX candidates, since the problem is NP-hard and an
 * approximate answer would be no answer. Among equally good orders the one whose first difference
 * has the better tie rank. */
#include "count/rules.h"

#include <stdlib.h>

static uint64_t first_cost(const uint64_t *d, uint32_t m, uint32_t set, uint32_t c)
{
    uint64_t cost = 0;
    for (uint32_t b = 0; b < m; b++)
        if (set >> b & 1 && b != c)
            cost += d[(size_t)b * m + c];
    return cost;
}

/* *tied: the first of another best order of the set, NONE where there is only one. */
static uint32_t best_first(const struct count_job *job, const uint64_t *d, const uint64_t *least,
                           uint32_t set, uint64_t *cost, uint32_t *tied)
{
    uint32_t m = job->e->projects, best = NONE;

    *cost = UINT64_MAX;
    *tied = NONE;
    for (uint32_t c = 0; c < m; c++) {
        if (!(set >> c & 1))
            continue;
        uint64_t x = first_cost(d, m, set, c) + least[set & ~(1u << c)];
        if (x > *cost)
            continue;
        bool better = best == NONE || x < *cost || job->tie_rank[c] < job->tie_rank[best];
        if (x == *cost)
            *tied = better ? best : c;
        else
            *tied = NONE;
        *cost = x;
        best = better ? c : best;
    }
    return best;
}

static void place_events(struct count_job *job, uint32_t c, uint64_t against, uint32_t tied)
{
    uint32_t place = (uint32_t)job->order.n;
    struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, place, c);

    if (ev)
        ev->n = against;
    if (tied != NONE && (ev = job_event(job, COUNT_EVENT_TIE, place, c)))
        ev->other = tied;
}

static enum err orders(struct count_job *job, const uint64_t *d, uint64_t *least)
{
    uint32_t m = job->e->projects, all = 0, tied;
    uint64_t cost;

    for (uint32_t p = 0; p < m; p++)
        all |= job->barred[p] ? 0 : 1u << p;
    for (uint32_t set = 1; set >> m == 0; set++) {
        if ((set & ~all) == 0)
            best_first(job, d, least, set, &least[set], &tied);
        if (!(set % 1024) && atomic_load(&job->cancelled))
            return ERR_GONE;
    }
    for (uint32_t set = all; set && job->order.n < job->opt.seats;) {
        uint32_t c = best_first(job, d, least, set, &cost, &tied);
        TRY(job_win(job, c));
        place_events(job, c, first_cost(d, m, set, c), tied);
        set &= ~(1u << c);
    }
    job->result.rounds = 1;
    return OK;
}

enum err kemeny_run(struct count_job *job)
{
    uint64_t *d, *least;

    TRY(pairs_table(job, &d));
    least = calloc((size_t)1 << job->e->projects, sizeof *least);
    enum err err = least ? orders(job, d, least) : ERR_NOMEM;
    free(least);
    free(d);
    return err;
}
