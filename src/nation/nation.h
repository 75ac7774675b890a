/* All municipalities side by side: the front page of the installation, finding one's own, the
 * coordinator's table.
 *
 * Purpose: a resident finds the municipality by the name of it or of a village; the national
 * coordinator sees who is fresh or stale, who has a plan and keeps its days. What is read here
 * comes from the capabilities that own it; nothing is stored. Non-goals: ranking people or places;
 * what a single municipality publishes (publish). */
#ifndef ASHAR_NATION_NATION_H
#define ASHAR_NATION_NATION_H

#include "base/clock.h"
#include "db/db.h"
#include "i18n/i18n.h"

struct nation_row {
    struct str code, name, district, oblast, oblast_code;
    int64_t issues, stale; /* active issues, and those whose information is not fresh */
    day_t refreshed;       /* latest; DAY_NONE: never */
    struct str plan_state, plan_state_name; /* "" where there is no plan */
    int64_t due, on_time, overdue;          /* dated tasks of the plan in force */
    bool present;                           /* has a register or a plan */
};

enum nation_freshness { NATION_NONE, NATION_FRESH, NATION_STALE };
enum nation_freshness nation_freshness_of(const struct nation_row *r);
/* Percent of what was due that was done on time, 0..100, rounded down; -1 where nothing was due. */
int64_t nation_on_time_percent(const struct nation_row *r);

struct nation_rows {
    const struct nation_row *v;
    size_t n;
};

enum nation_sort {
    NATION_BY_NAME,
    NATION_BY_FRESH,
    NATION_BY_PLAN,
    NATION_BY_ON_TIME,
    NATION_BY_OVERDUE,
    NATION_SORTS
};
const char *nation_sort_word(enum nation_sort s); /* "name" "fresh" "plan" "on_time" "overdue" */
enum nation_sort nation_sort_of(struct str word); /* unknown: by name */

struct nation_query {
    enum lang lang;
    day_t today;
    struct str oblast_code; /* "" all */
    enum nation_sort sort;  /* worst first, names in the order of the language */
};

struct nation_totals {
    int64_t municipalities, present, fresh, stale, in_force, due, on_time, overdue;
};

/* Every open municipality, also those that have published nothing yet. */
MUST_USE enum err nation_list(struct db *db, struct arena *a, const struct nation_query *q,
                              struct nation_rows *out, struct nation_totals *totals);

#endif
