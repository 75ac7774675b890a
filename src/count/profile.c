/* Supporters of each project, for the shares rules. See mes_state.h. */
#include "count/mes_state.h"

#include <stdlib.h>

#define EXACT_MOST 9007199254740992.0 /* 2^53: integers below are exact in a double */

/* Utility of the i-th item of ballot b; 0: not a supporter. */
static int64_t utility(const struct count_election *e, enum count_sat sat, uint32_t b, size_t i)
{
    switch (sat) {
    case COUNT_SAT_POINTS:
        return e->points[i] > 0 ? e->points[i] : 0;
    case COUNT_SAT_BORDA:
        if (e->level) { /* ties share the score of their worst place */
            size_t j = e->start[b + 1];
            while (j > i + 1 && e->level[j - 1] > e->level[i])
                j--;
            return (int64_t)(e->start[b + 1] - j);
        }
        return (int64_t)(e->start[b + 1] - i - 1);
    default:
        return 1;
    }
}

static enum err room(struct profile *p, const struct count_election *e, size_t entries, bool utils)
{
    p->ballot = malloc((entries + 1) * sizeof *p->ballot);
    memory_expect(p->ballot, entries * sizeof *p->ballot);
    p->total = calloc(e->projects + 1u, sizeof *p->total);
    p->voters = calloc(e->projects + 1u, sizeof *p->voters);
    if (e->weight)
        p->weight = malloc((entries + 1) * sizeof *p->weight);
    if (utils)
        p->util = malloc((entries + 1) * sizeof *p->util);
    return !p->ballot || !p->total || !p->voters || (e->weight && !p->weight) || (utils && !p->util)
               ? ERR_NOMEM
               : OK;
}

static void place(struct profile *p, const struct count_election *e, enum count_sat sat, size_t *at)
{
    for (uint32_t b = 0; b < e->ballots; b++)
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++) {
            int64_t u = utility(e, sat, b, i);
            if (!u)
                continue;
            uint32_t q = e->item[i], w = e->weight ? e->weight[b] : 1;
            size_t k = at[q]++;
            p->ballot[k] = b;
            if (p->weight)
                p->weight[k] = w;
            if (p->util)
                p->util[k] = (double)u;
            p->total[q] += (double)u * w;
            p->voters[q] += w;
        }
}

/* Every listed project once, each voter one: the case of most elections, without asking for
 * utilities. */
static void place_plain(struct profile *p, const struct count_election *e, size_t *at)
{
    for (uint32_t b = 0; b < e->ballots; b++)
        for (size_t i = e->start[b], end = e->start[b + 1]; i < end; i++)
            p->ballot[at[e->item[i]]++] = b;
    for (uint32_t q = 0; q < e->projects; q++)
        p->total[q] = p->voters[q] = (double)e->project[q].supporters;
}

enum err profile_build(struct profile *p, const struct count_election *e, enum count_sat sat)
{
    bool utils = sat == COUNT_SAT_POINTS || sat == COUNT_SAT_BORDA, plain = !utils && !e->weight;
    size_t entries = 0;

    *p = (struct profile){.projects = e->projects, .ballots = e->ballots};
    p->start = calloc(e->projects + 2u, sizeof *p->start);
    if (!p->start)
        return ERR_NOMEM;
    for (uint32_t q = 0; plain && q < e->projects; q++)
        p->start[q + 2] = e->project[q].supporters;
    if (plain)
        entries = e->start[e->ballots];
    for (uint32_t b = 0; !plain && b < e->ballots; b++)
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
            if (utility(e, sat, b, i)) {
                p->start[e->item[i] + 2]++;
                entries++;
            }
    for (uint32_t q = 0; q < e->projects; q++)
        p->start[q + 2] += p->start[q + 1];
    enum err err = room(p, e, entries, utils);
    if (err == OK && plain)
        place_plain(p, e, p->start + 1);
    else if (err == OK)
        place(p, e, sat,
              p->start +
                  1); /* moves start[q + 1] to its end: the layout of start[q] .. start[q + 1] */
    for (uint32_t q = 0; err == OK && q < e->projects; q++)
        if (p->total[q] >= EXACT_MOST)
            err = ERR_TOO_LARGE;
    if (err != OK)
        profile_free(p);
    return err;
}

void profile_free(struct profile *p)
{
    free(p->start);
    free(p->ballot);
    free(p->weight);
    free(p->util);
    free(p->total);
    free(p->voters);
    *p = (struct profile){0};
}
