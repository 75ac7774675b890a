/* iCalendar files (RFC 5545) of days with something due and of meetings, through libical, which
 * knows folding and escaping.
 *
 * An event with an hour is written in the time of Bishkek with its own VTIMEZONE, so that a
 * calendar program shows the hour of the notice whatever zone it runs in and whatever it knows of
 * the zone's past. Kyrgyzstan keeps +06 all year since 2005 (base/clock.h); earlier hours are not
 * written. */
#ifndef ASHAR_DOC_CALENDAR_H
#define ASHAR_DOC_CALENDAR_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"

struct calendar_event {
    struct str uid; /* permanent: "plan-task-12@host" */
    struct str title, description, url, location;
    day_t day;        /* whole-day event; DAY_NONE: `starts` counts */
    int64_t starts;   /* unix seconds, for an event with an hour */
    int64_t minutes;  /* its length */
    int64_t changed;  /* unix seconds */
    int64_t sequence; /* SEQUENCE: +1 each time it was moved or cancelled after it was told */
    bool cancelled;
};

/* Appends the whole calendar. `name` is shown by calendar programs. */
MUST_USE enum err calendar_write(struct arena *a, struct buf *out, struct str name, enum lang lang,
                                 const struct calendar_event *v, size_t n);

#endif
