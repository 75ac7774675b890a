/* The desk: one page that says what is due in a municipality, to whom it may concern.
 *
 * Merges what the sources offer (desk/due.h), sorted by day: overdue, today, this week, later; then
 * what was done lately; then, where nothing presses, what comes next, in the order of the sources:
 * a new municipality needs its issues and its working group before its hearings. */
#ifndef ASHAR_DESK_DESK_H
#define ASHAR_DESK_DESK_H

#include "desk/due.h"
#include "web/request.h"

struct desk {
    struct dues overdue, today, week, later, done, next;
    size_t total; /* overdue + today + week */
};

/* The sources of the program, ended by NULL. Once, before the first request. */
void desk_wire(due_source *const *sources);

/* Asks every source and sorts. ERR of the first source that fails. */
MUST_USE enum err desk_read(struct db *db, struct arena *a, const struct due_query *q,
                            struct desk *out);

#endif
