/* Models of the nation's pages. */
#ifndef ASHAR_NATION_NATION_WEB_H
#define ASHAR_NATION_NATION_WEB_H

#include "nation/nation.h"
#include "web/out.h"
#include "web/request.h"

extern const struct route nation_routes[];

struct nation_group { /* an oblast and its municipalities, for the list */
    struct str name;
    struct nation_rows rows;
};
struct nation_groups {
    const struct nation_group *v;
    size_t n;
};

struct nation_front {
    struct nation_totals totals;
    struct nation_rows present; /* those that publish here */
    struct nation_groups groups;
};

struct nation_found {
    struct str name, kind, above, path; /* path below the language */
    bool municipality;
};
struct nation_find {
    struct str q;
    bool asked;
    struct {
        const struct nation_found *v;
        size_t n;
    } hits;
};

struct nation_option {
    struct str code, name;
    bool chosen;
};
struct nation_table {
    struct nation_rows rows;
    struct nation_totals totals;
    enum nation_sort sort;
    struct str oblast_code;
    struct {
        const struct nation_option *v;
        size_t n;
    } oblasts;
};

#endif
