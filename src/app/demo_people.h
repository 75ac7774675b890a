/* Accounts of the demonstration. */
#ifndef ASHAR_APP_DEMO_PEOPLE_H
#define ASHAR_APP_DEMO_PEOPLE_H

#include "app/demo_data.h"
#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

/* Everyone in the file, with the role and the one password it names. */
MUST_USE enum err demo_people(struct db *db, struct arena *a, struct node root, struct faults *f);
/* That account as a writer in a municipality. */
MUST_USE enum err demo_person_actor(struct db *db, struct arena *a, struct str login,
                                    int64_t place_id, struct actor *out);

#endif
