/* Rules as a table and as JSON: the same for the pages' downloads, the API and the command. Inside
 * of charter/. */
#ifndef ASHAR_CHARTER_LIST_H
#define ASHAR_CHARTER_LIST_H

#include "base/json.h"
#include "rules/rules.h"

void charter_put_csv(struct buf *b, struct arena *a, const struct rules_described *all);
/* {"place": CODE or null, "day": …, "rules": [ … ]} */
void charter_put_json(struct json *j, struct arena *a, struct str place_code,
                      const struct rules_described *all);

#endif
