/* The slow and obvious counting that the fast one is held against. Tests only.
 *
 * Written from the definitions, one voter at a time, rationals throughout, nothing merged, nothing
 * remembered from one round to the next. Shares no code with the rules. */
#ifndef ASHAR_COUNT_ORACLE_H
#define ASHAR_COUNT_ORACLE_H

#include "count/count.h"

#define ORACLE_PROJECTS 512

struct oracle_outcome {
    uint32_t order[ORACLE_PROJECTS], n;
    uint64_t increments; /* add-opt: changes of the outcome that were passed; else 0 */
};

/* Every rule: add-opt and its skipping variant with whole money and few voters, Schulze and Kemeny
 * with few candidates; thresholds in rules of budgets alone. */
void oracle_count(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out);
/* a goes before b where they are exactly equal. */
bool oracle_first(const struct count_election *e, const struct count_options *opt, uint32_t a,
                  uint32_t b);
/* oracle_seats.c: those that fill seats; no more seats than candidates. */
void oracle_seats(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out);

#endif
