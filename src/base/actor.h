/* Who writes: handed to every function that changes a record, and from there into the audit log.
 *
 * An officer who acts for a person without internet is `person_id`, the person is `for_person_id`;
 * both are kept. Non-goal: permission. The route row has settled it before a capability is called.
 */
#ifndef ASHAR_BASE_ACTOR_H
#define ASHAR_BASE_ACTOR_H

#include <stdint.h>

struct actor {
    int64_t person_id;     /* 0: the program itself, or nobody signed in */
    int64_t for_person_id; /* 0: for themself */
    int64_t place_id;      /* the municipality written to; 0: the installation */
};

#endif
