/* The demonstration: two invented municipalities in the middle of their cycle, made by the same
 * functions that pages call.
 *
 * The clock is set back and every step happens on its own day, so that registers, deadlines and the
 * audit log look as they would after a year of work. Into an empty database only.
 *
 * `today` is the day it is made for, asked once by the caller: parts made on both sides of a
 * midnight would not fit together (an act and what cites it by its day). */
#ifndef ASHAR_APP_DEMO_H
#define ASHAR_APP_DEMO_H

#include "app/demo_data.h"
#include "db/db.h"
#include "i18n/fault.h"

/* Inside one transaction of the caller. *f says what a rule refused, naming the step. */
MUST_USE enum err demo_make(struct db *db, struct arena *a, struct node root, day_t today,
                            struct faults *f);

#endif
