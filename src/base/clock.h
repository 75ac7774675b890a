/* Time and calendar days.
 *
 * Purpose: the one place that reads the clock, so that tests can set it; civil dates without libc's
 * time zones. Units: instants are unix seconds (int64_t, UTC); calendar days are `day_t`, days
 * since 1970-01-01 in the proleptic Gregorian calendar. Kyrgyzstan is UTC+6 all year (no summer
 * time since 2005): clock_today is the day there. Non-goal: working days and holidays: that is
 * rules/. */
#ifndef ASHAR_BASE_CLOCK_H
#define ASHAR_BASE_CLOCK_H

#include "base/str.h"

typedef int32_t day_t;
#define DAY_NONE INT32_MIN

struct civil {
    int year, month, day; /* month 1..12, day 1..31 */
};

int64_t clock_now(void);              /* unix seconds; the set time where one is set */
day_t clock_today(void);              /* the day in Bishkek */
int64_t clock_monotonic_us(void);     /* microseconds, for durations only */
void clock_set(int64_t unix_seconds); /* tests and `ashar demo`; 0 returns to the real clock */

day_t day_from_civil(struct civil c);
struct civil day_to_civil(day_t d);
day_t day_of_instant(int64_t unix_seconds); /* the day in Bishkek */
int64_t instant_of_day(day_t d);            /* its first second in Bishkek */
int day_weekday(day_t d);                   /* 1 Monday .. 7 Sunday, ISO 8601 */
/* The same day n months on, clipped to the month's length: 31 Aug + 6 = 28 or 29 Feb. n may be
 * negative. */
day_t day_add_months(day_t d, int n);
/* "2026-11-21" exactly, a real date, years 1900..2199; else ERR_MALFORMED. */
MUST_USE enum err day_parse(struct str s, day_t *out);
struct str day_iso(struct arena *a, day_t d);                  /* "2026-11-21"; "" for DAY_NONE */
struct str instant_iso(struct arena *a, int64_t unix_seconds); /* "2026-11-21T04:05:06Z" */
#define INSTANT_ROOM 80
/* The same where no memory may be asked for. */
void instant_iso_put(char out[static INSTANT_ROOM], int64_t unix_seconds);

#endif
