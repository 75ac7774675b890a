/* The slow and obvious counting that the fast one is held against. Tests only.
 *
 * Written from the definitions, one voter at a time, rationals throughout, nothing merged, nothing
 * remembered from one round to the next. Shares no code with the rules. */
#ifndef ASHAR_COUNT_ORACLE_H
#define ASHAR_COUNT_ORACLE_H

#include "count/oracle_world.h"

/* Every rule: add-opt and its skipping variant with whole money where voters are few, Schulze and
 * Kemeny with few candidates; thresholds in rules of budgets alone. */
void oracle_count(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out);

#endif
