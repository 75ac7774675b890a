/* Councils, commissions and TOS of the demonstration, and the rules its municipalities set
 * themselves, by the functions that pages call. Behind demo_people: members may have an account. */
#ifndef ASHAR_APP_DEMO_BODIES_H
#define ASHAR_APP_DEMO_BODIES_H

#include "app/demo_data.h"
#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

enum { DEMO_BODIES_MOST = 8 };

struct demo_bodies {
    struct db *db;
    struct arena *a;
    struct faults *f;
    const struct actor *head, *secretary;
    day_t today;
    struct { /* what was made, by its key in the file */
        struct str key;
        int64_t id;
    } v[DEMO_BODIES_MOST];
    size_t n;
};

/* `list`: [{key, kind, ky, ru, en, order, day, approved_order, approved_day, side, members: [{name,
 * sex, position, login, consent}]}]. ERR_BUG: more than DEMO_BODIES_MOST. */
MUST_USE enum err demo_bodies(struct demo_bodies *d, struct node list);
/* 0: none of that key. */
int64_t demo_body_id(const struct demo_bodies *d, struct str key);
/* `charter`: {title, number, day, rules: [{key, value}], report_in}: report_in is how many days
 * from the day of the demonstration the reports of the year are due. */
MUST_USE enum err demo_charter(const struct demo_bodies *d, struct node charter);

#endif
