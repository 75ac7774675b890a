/* iCalendar files (RFC 5545) of days with something due, through libical, which knows folding and
 * escaping. */
#ifndef ASHAR_DOC_CALENDAR_H
#define ASHAR_DOC_CALENDAR_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"

struct calendar_event {
    struct str uid; /* permanent: "plan-task-12@host" */
    struct str title, description, url, location;
    day_t day;       /* whole-day event; DAY_NONE: `starts` counts */
    int64_t starts;  /* unix seconds, for an event with an hour */
    int64_t minutes; /* its length */
    int64_t changed; /* unix seconds */
    bool cancelled;
};

/* Appends the whole calendar. `name` is shown by calendar programs. */
MUST_USE enum err calendar_write(struct arena *a, struct buf *out, struct str name, enum lang lang,
                                 const struct calendar_event *v, size_t n);

#endif
