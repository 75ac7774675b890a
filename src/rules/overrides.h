/* What the installation and a place have set instead of the shipped values. Inside of src/rules.
 *
 * A page asks for a rule or two per line it prints: a reader remembers a place's overrides for the
 * rest of its snapshot (db_notes), a writer reads them anew each time. */
#ifndef ASHAR_RULES_OVERRIDES_H
#define ASHAR_RULES_OVERRIDES_H

#include "rules/rules_sql.h"

/* Of one key the place's own come first, later spans first. Rows live as long as `a`, or as the
 * snapshot. */
MUST_USE enum err rule_overrides(struct db *db, struct arena *a, int64_t place_id,
                                 struct rule_override_of_place_rows *out);
/* A copy, in the arena, of the first that holds; NULL: none, the shipped value does. */
const struct rule_override_of_place_row *
rule_override_pick(struct arena *a, const struct rule_override_of_place_rows *rows, struct str key,
                   day_t day);

#endif
