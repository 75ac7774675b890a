/* From a path to a row of the route tables.
 *
 * Purpose: match, tell 404 from 405, and refuse at start what would surprise at run time.
 * A path is a row of segments. A segment is literal ("issues"), a parameter (":name"), or a
 * parameter with a literal end
 * (":id.csv"). Parameters called place, code, id or ending in _id match decimal digits only, others
 * any text. Where two rows match, the one that is more literal at the leftmost differing segment
 * wins. Invariant: a table accepted by router_new has no two rows that could be confused: same
 * method and shape twice, or two rows of which each is more literal somewhere while some path
 * matches both. */
#ifndef ASHAR_WEB_ROUTER_H
#define ASHAR_WEB_ROUTER_H

#include "web/request.h"

#define ROUTE_SEGMENTS_MAX 10
#define ROUTE_PARAMS_MAX   6

struct router;

struct match {
    const struct route *route;
    size_t index; /* of the row, over all tables in order */
    size_t n;
    struct str names[ROUTE_PARAMS_MAX], values[ROUTE_PARAMS_MAX];
};

/* Tables ended by a row with handle == NULL. Lives in `a`. ERR_INVALID: *why names the row and the
 * rule it breaks. */
MUST_USE enum err router_new(struct arena *a, const struct route *const *tables, size_t n,
                             struct router **out, struct str *why);
size_t router_count(const struct router *r);
const struct route *router_row(const struct router *r, size_t index);

struct segments {
    struct str v[ROUTE_SEGMENTS_MAX];
    size_t n;
};
/* Splits "/a/b" and decodes each segment. ERR_MALFORMED: broken escapes, control characters.
 * ERR_NOT_FOUND: empty segments, "." and "..", more than ROUTE_SEGMENTS_MAX. "/" gives none; a
 * slash at the end must be gone already. */
MUST_USE enum err segments_split(struct arena *a, struct str raw_path, struct segments *out);

/* ERR_NOT_FOUND: no row has the path; *allowed (if not NULL) is then 0. Where rows have the path
 * but not the method: ERR_FORBIDDEN, and *allowed holds bits 1 << method. */
MUST_USE enum err router_find(const struct router *r, bool langless, enum method m,
                              const struct segments *s, struct match *out, unsigned *allowed);

#endif
