/* Heads that somebody kept outside of the database, and the file they lie in: what
 * /api/v1/places/CODE/audit/heads or /api/v1/audit/days/DAY gave. Part of audit.h; a file of its
 * own, since jansson's names and those of base/json.h do not fit into one. */
#ifndef ASHAR_AUDIT_KNOWN_H
#define ASHAR_AUDIT_KNOWN_H

#include "base/str.h"

enum { AUDIT_HASH = 32 }; /* bytes of SHA-256 */

struct audit_known {
    int64_t place_id, seq;
    unsigned char hash[AUDIT_HASH];
};
struct audit_known_list {
    const struct audit_known *v;
    size_t n;
};
/* Anything in the JSON with "seq" and "hash" is a head; "place_id" is its own or that of what it
 * lies in. ERR_MALFORMED: no JSON, or no head in it. ERR_IO: it cannot be read. */
MUST_USE enum err audit_known_read(struct arena *a, const char *path, struct audit_known_list *out);

#endif
