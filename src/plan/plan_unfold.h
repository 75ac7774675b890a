/* Periodicity to dated tasks. Pure: no database, no language.
 *
 * A measure is done once on a day, or repeatedly between two days: on the first, and then each
 * week, month, quarter, half-year or year counted from the first day (not from the day before it),
 * so that "monthly from 31 January" falls on 31 January, 28 February, 31 March. A day of rest is
 * then shifted as the rule says. Invariant: equal input gives equal output; planned days rise
 * strictly and lie within first..last. */
#ifndef ASHAR_PLAN_UNFOLD_H
#define ASHAR_PLAN_UNFOLD_H

#include "base/clock.h"

enum plan_period {
    PERIOD_ONCE,
    PERIOD_WEEKLY,
    PERIOD_MONTHLY,
    PERIOD_QUARTERLY,
    PERIOD_HALF_YEARLY,
    PERIOD_YEARLY,
    PERIOD_REPEATED,             /* count of the above */
    PERIOD_BY = PERIOD_REPEATED, /* programmes: until a day */
    PERIOD_SPAN,                 /* programmes: during years */
    PERIOD_COUNT
};
/* "once" "weekly" … as stored. */
struct str plan_period_name(enum plan_period p);
MUST_USE enum err plan_period_of(struct str name, enum plan_period *out);

enum plan_shift { SHIFT_NONE, SHIFT_NEXT, SHIFT_PREVIOUS };

struct plan_days {
    struct plan_day {
        day_t planned, due;
    } * v;
    size_t n;
};
enum { PLAN_TASKS_MAX = 600 }; /* of one measure: eleven years of weeks */

/* Days from max(first, since) to last. `rests` tells days of rest. More than PLAN_TASKS_MAX:
 * ERR_TOO_LARGE. */
struct plan_unfold_in {
    enum plan_period period;
    day_t first, last, since;
    enum plan_shift shift;
    bool (*rests)(void *calendar, day_t d); /* NULL: no day rests */
    void *calendar;
};
MUST_USE enum err plan_unfold(struct arena *a, const struct plan_unfold_in *in,
                              struct plan_days *out);

#endif
