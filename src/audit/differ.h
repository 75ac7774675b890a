/* What changed between two JSON objects, for people. Inside of src/audit; apart from audit.h, since
 * jansson's names and those of base/json.h do not fit into one file. */
#ifndef ASHAR_AUDIT_DIFFER_H
#define ASHAR_AUDIT_DIFFER_H

#include "base/str.h"

/* One member of before and after that differs. */
struct audit_difference {
    struct str name, before, after; /* absent: not there */
};
struct audit_differences {
    const struct audit_difference *v;
    size_t n;
};
/* Of two JSON objects, either absent: members that differ, in the order of `after`, then those that
 * went. Text that is no object gives one difference without name. */
struct audit_differences audit_differ(struct arena *a, struct str before, struct str after);

#endif
