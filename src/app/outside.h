/* Hearing of writes that other programs made: commands on the same file, further copies of the
 * server on the same PostgreSQL.
 *
 * Each municipality's chain head is the generation of its cached pages. Those that have grown since
 * they were last seen are told; what this program wrote itself is told once more, which only costs
 * one page made again. Thread-safe. */
#ifndef ASHAR_APP_OUTSIDE_H
#define ASHAR_APP_OUTSIDE_H

#include "db/db.h"

struct outside;
MUST_USE enum err outside_new(struct outside **out);
void outside_free(struct outside *o);
/* Calls `grown` for each place that was written to since the last call. */
MUST_USE enum err outside_look(struct outside *o, struct db *db,
                               void (*grown)(void *arg, int64_t place_id), void *arg);

#endif
