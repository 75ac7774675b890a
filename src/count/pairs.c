/* Rules of pairwise comparison: Condorcet, Schulze, Kemeny share the table of who beats whom.
 *
 * d(a,b): voters who rank a above b; ranked stands above unranked, equal ranks and two unranked
 * count for neither. Condorcet: elected is who beats every other, if there is one. Schulze (2011,
 * winning votes): a path is as strong as its weakest victory d(a,b) > d(b,a); a stands above b when
 * the strongest path from a to b is stronger than that back. Seats go down this order; ties by the
 * tie rule. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>

enum err pairs_table(const struct count_job *job, uint64_t **out)
{
    const struct count_election *e = job->e;
    uint32_t m = e->projects;
    uint64_t *d = calloc((size_t)m * m + 1, sizeof *d);
    uint32_t *place = malloc((m + 1u) * sizeof *place);

    if (!d || !place) {
        free(d);
        free(place);
        return ERR_NOMEM;
    }
    enum err err = OK;
    for (uint32_t b = 0; err == OK && b < e->ballots; b++) {
        uint64_t w = e->weight ? e->weight[b] : 1;
        memset(place, 0xFF, m * sizeof *place);
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
            place[e->item[i]] = e->level ? e->level[i] : (uint32_t)(i - e->start[b]);
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
            for (uint32_t q = 0; q < m; q++)
                if (place[q] > place[e->item[i]])
                    d[(size_t)e->item[i] * m + q] += w;
        if (b % 64 == 63 && atomic_load(&job->cancelled))
            err = ERR_GONE;
    }
    free(place);
    if (err == OK)
        *out = d;
    else
        free(d);
    return err;
}

static void pair_event(struct count_job *job, const uint64_t *d, uint32_t a, uint32_t b)
{
    bool path = job->opt.rule == COUNT_SCHULZE; /* d is of paths then */
    struct count_event *ev = job_event(job, path ? COUNT_EVENT_PATH : COUNT_EVENT_PAIR, 0, a);
    if (ev) {
        ev->other = b;
        ev->n = d[(size_t)a * job->e->projects + b];
        ev->m = d[(size_t)b * job->e->projects + a];
    }
}

/* Of each candidate somebody it does not beat. */
static void no_winner(struct count_job *job, const uint64_t *d)
{
    uint32_t m = job->e->projects;

    for (uint32_t i = 0; i < m; i++) {
        uint32_t a = job->e->by_id[i], b = 0;
        while (b < m && (b == a || job->barred[b] || job->barred[a] ||
                         d[(size_t)a * m + b] > d[(size_t)b * m + a]))
            b++;
        if (b < m)
            pair_event(job, d, b, a);
    }
    job_event(job, COUNT_EVENT_NO_WINNER, 0, NONE);
}

static enum err condorcet(struct count_job *job, const uint64_t *d)
{
    uint32_t m = job->e->projects;

    for (uint32_t a = 0; a < m; a++) {
        bool all = !job->barred[a];
        for (uint32_t b = 0; all && b < m; b++)
            all = b == a || job->barred[b] || d[(size_t)a * m + b] > d[(size_t)b * m + a];
        if (!all)
            continue;
        for (uint32_t b = 0; b < m; b++)
            if (b != a && !job->barred[b])
                pair_event(job, d, a, b);
        TRY(job_win(job, a));
        job_event(job, COUNT_EVENT_ELECTED, 1, a);
        return OK;
    }
    no_winner(job, d);
    return OK;
}

/* Strongest paths, in place of d. */
static enum err paths(const struct count_job *job, uint64_t *d)
{
    uint32_t m = job->e->projects;

    for (uint32_t a = 0; a < m; a++)
        for (uint32_t b = a + 1; b < m; b++) {
            uint64_t *x = &d[(size_t)a * m + b], *y = &d[(size_t)b * m + a];
            uint64_t won = *x > *y ? *x : 0, lost = *y > *x ? *y : 0;
            *x = won;
            *y = lost;
        }
    for (uint32_t k = 0; k < m; k++) {
        for (uint32_t a = 0; a < m; a++)
            for (uint32_t b = 0; b < m && !job->barred[k]; b++) {
                uint64_t ak = d[(size_t)a * m + k], kb = d[(size_t)k * m + b],
                         via = ak < kb ? ak : kb;
                if (a != b && via > d[(size_t)a * m + b])
                    d[(size_t)a * m + b] = via;
            }
        if (atomic_load(&job->cancelled))
            return ERR_GONE;
    }
    return OK;
}

/* Not beaten by anyone left, best rank first. */
static uint32_t unbeaten(const struct count_job *job, const uint64_t *d, uint32_t *tied)
{
    uint32_t m = job->e->projects, best = NONE;

    *tied = NONE;
    for (uint32_t i = 0; i < m; i++) {
        bool beaten = job->won[i] || job->barred[i];
        for (uint32_t b = 0; !beaten && b < m; b++)
            beaten = !job->won[b] && !job->barred[b] && d[(size_t)b * m + i] > d[(size_t)i * m + b];
        if (beaten)
            continue;
        if (best != NONE)
            *tied = job->tie_rank[i] < job->tie_rank[best] ? best : i;
        if (best == NONE || job->tie_rank[i] < job->tie_rank[best])
            best = i;
    }
    return best;
}

static enum err schulze(struct count_job *job, uint64_t *d)
{
    uint32_t tied;

    TRY(paths(job, d));
    while (job->order.n < job->opt.seats) {
        uint32_t best = unbeaten(job, d, &tied);
        if (best == NONE)
            break;
        TRY(job_win(job, best));
        job_event(job, COUNT_EVENT_ELECTED, (uint32_t)job->order.n, best);
        for (uint32_t b = 0; b < job->e->projects; b++)
            if (!job->won[b] && !job->barred[b] && b != tied)
                pair_event(job, d, best, b);
        struct count_event *ev =
            tied != NONE ? job_event(job, COUNT_EVENT_TIE, (uint32_t)job->order.n, best) : NULL;
        if (ev)
            ev->other = tied;
    }
    return OK;
}

enum err pairs_run(struct count_job *job)
{
    uint64_t *d;

    TRY(pairs_table(job, &d));
    enum err err = job->opt.rule == COUNT_CONDORCET ? condorcet(job, d) : schulze(job, d);
    job->result.rounds = 1;
    free(d);
    return err;
}
