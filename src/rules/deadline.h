/* Deadlines: days, months and working days.
 *
 * Purpose: the one calendar of working days. Saturday and Sunday rest; public holidays of fixed
 * date come from data/holidays.tsv, each with its dates of validity (the Labour Code of 2025
 * changed the list); movable ones (Orozo ait, Kurman ait), days of rest the government moves, and
 * days it makes working are set by the operator in table holiday (charter). A holiday that falls on
 * a Saturday or Sunday moves the day of rest to the next working day where rule
 * deadline.holiday_moves_rest says so: it did under the Labour Code of 2004, and does not since
 * 2025. Counting: the day of the event is not counted; the n-th day after it is the last day (the
 * day after receipt is the first). A period in calendar days or months that ends on a day of rest
 * ends on the next working day where rule deadline.moves_to_working_day says so. Non-goal: hours.
 */
#ifndef ASHAR_RULES_DEADLINE_H
#define ASHAR_RULES_DEADLINE_H

#include "base/clock.h"
#include "base/lang.h"
#include "db/db.h"

/* n >= 0; 0: the first working day on or after `from`. n above 3660 is ERR_INVALID. */
MUST_USE enum err deadline_working_days(struct db *db, struct arena *a, day_t from, int64_t n,
                                        day_t *out);
/* n may be negative (so many days before): then a day of rest moves to the working day before it.
 */
MUST_USE enum err deadline_calendar_days(struct db *db, struct arena *a, day_t from, int64_t n,
                                         day_t *out);
MUST_USE enum err deadline_months(struct db *db, struct arena *a, day_t from, int64_t n,
                                  day_t *out);

struct holiday {
    day_t day;
    int64_t id;        /* 0: of fixed date, shipped; else row of table holiday */
    struct str name;   /* in the reader's language */
    bool working;      /* a Saturday, Sunday or holiday that was made working */
    bool moved_rest;   /* day of rest moved here because a holiday fell on a Saturday or Sunday */
    struct str source; /* citation or decision */
};
struct holidays {
    const struct holiday *v;
    size_t n;
};
/* All of a civil year, by day. */
MUST_USE enum err deadline_holidays(struct db *db, struct arena *a, enum lang lang, int year,
                                    struct holidays *out);

#endif
