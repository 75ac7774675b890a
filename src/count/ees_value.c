/* Exact Equal Shares: which project is worth more, with how many payers. See ees_state.h.
 *
 * Values are compared as integers of 128 bits (costs below 10^28, voters below 2^33). */
#include "count/ees_state.h"

uint64_t ees_beats_from(const struct ees *s, uint32_t q, uint32_t best, uint64_t k)
{
    if (best == NONE)
        return 1;
    if (q == best)
        return k + 1;
    bool first = s->job->tie_rank[q] < s->job->tie_rank[best];
    if (s->job->opt.sat == COUNT_SAT_COST)
        return first ? k : k + 1;
    count_money have = s->e->project[best].cost, want = s->e->project[q].cost * (count_money)k;
    count_money j = want >> 63 ? want / have : (int64_t)want / (int64_t)have;
    if (j > (count_money)EES_VOTERS_MOST)
        return EES_VOTERS_MOST + 1;
    bool tie = j * have == want;
    return (uint64_t)j + (tie && first ? 0 : 1);
}
