/* Acts, functions, answers and checklists of the demonstration, made by the functions that pages
 * call, each on its own day. Behind demo_make: it needs the territory, the people and the issues.
 */
#ifndef ASHAR_APP_DEMO_ACTS_H
#define ASHAR_APP_DEMO_ACTS_H

#include "db/db.h"
#include "i18n/fault.h"

/* Inside the caller's transaction; `today` as demo_make has it. *f says what a rule refused. */
MUST_USE enum err demo_acts(struct db *db, struct arena *a, day_t today, struct faults *f);

#endif
