/* What every installation holds from the first day: the territory and the standards that ship, the
 * secrets. */
#ifndef ASHAR_APP_FIRST_H
#define ASHAR_APP_FIRST_H

#include "db/db.h"

/* Adds what is missing; what is there stays. Inside a transaction. */
MUST_USE enum err first_data(struct db *db, struct arena *a);

#endif
