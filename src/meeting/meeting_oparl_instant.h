/* Instants as OParl writes and asks for them. Pure; fuzzed. */
#ifndef ASHAR_MEETING_OPARL_INSTANT_H
#define ASHAR_MEETING_OPARL_INSTANT_H

#include "base/clock.h"

/* "2026-11-21T10:04:05+06:00" */
struct str oparl_instant(struct arena *a, int64_t unix_seconds);
/* What a filter may say: a day, or a day and a time with "Z" or an offset (a "+" that came as a
 * blank is taken as one). False: neither. */
bool oparl_instant_read(struct str s, int64_t *out);

#endif
