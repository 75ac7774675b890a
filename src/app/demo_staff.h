/* The executive bodies of the demonstration's municipalities and who of them answers for which
 * issue of local importance. Called by demo_make between the working group and the refreshing of
 * issues. */
#ifndef ASHAR_APP_DEMO_STAFF_H
#define ASHAR_APP_DEMO_STAFF_H

#include "app/demo_data.h"
#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

struct demo_staff {
    struct db *db;
    struct arena *a;
    struct faults *f;
    const struct actor *head, *secretary;
    day_t today;
};

/* `staff`: {ky, ru, en, order, day, members: [{name, sex, position, issues: [numbers]}]}. */
MUST_USE enum err demo_staff(const struct demo_staff *d, struct node staff);

#endif
