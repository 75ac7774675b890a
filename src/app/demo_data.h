/* data/demo.json, read: the invented municipalities that `ashar demo` makes.
 *
 * A node is any value of the document and lives as long as it. A member that is missing is "", 0,
 * false or an empty node, since the file ships with the program and its tests read all of it. */
#ifndef ASHAR_APP_DEMO_DATA_H
#define ASHAR_APP_DEMO_DATA_H

#include "base/clock.h"
#include "base/str.h"

struct node {
    const void *json;
};

/* The whole shipped document, freed with the arena. ERR_BUG where it is no JSON. */
MUST_USE enum err demo_data(struct arena *a, struct node *out);
/* Another document that ships with the program. */
MUST_USE enum err demo_data_of(struct arena *a, struct str text, struct node *out);
struct node node_of(struct node n, const char *member);
struct str node_str(struct node n, const char *member);
int64_t node_i64(struct node n, const char *member);
bool node_true(struct node n, const char *member);
/* "day": -30 is thirty days before `today`. */
day_t node_day(struct node n, const char *member, day_t today);
size_t node_count(struct node list);
struct node node_item(struct node list, size_t i);
struct str node_item_str(struct node list, size_t i);
int64_t node_item_i64(struct node list, size_t i);

#endif
