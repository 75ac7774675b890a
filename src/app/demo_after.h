/* What followed a meeting of the demonstration: minutes, answers, results, by the functions that
 * pages call, each on its own day. */
#ifndef ASHAR_APP_DEMO_AFTER_H
#define ASHAR_APP_DEMO_AFTER_H

#include "app/demo_data.h"
#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

struct demo_after {
    struct db *db;
    struct arena *a;
    struct faults *f;
    const struct actor *who;
    int64_t meeting_id;
    day_t today;
};
/* `o`: "protocol", "answers", "results" of the meeting in data/demo_meetings.json; those missing
 * did not happen. */
MUST_USE enum err demo_after(const struct demo_after *d, struct node o);

#endif
