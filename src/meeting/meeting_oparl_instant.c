/* See meeting_oparl_instant.h. */
#include "meeting/meeting_oparl_instant.h"

enum { DAY_SECONDS = 24 * 3600, OFFSET = 6 * 3600 };

struct str oparl_instant(struct arena *a, int64_t unix_seconds)
{
    struct str z = instant_iso(a, unix_seconds + OFFSET);
    return str_fmt(a, "%.*s+06:00", (int)(z.n - 1), z.p);
}

/* Two digits at `at`, up to `max`. */
static bool two(struct str s, size_t at, int max, int *out)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return false;
    *out = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
    return *out <= max;
}

/* "", "Z", "+06:00", "+0600" behind the time. */
static bool offset_read(struct str s, int *seconds)
{
    int h, m = 0;

    if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *seconds = 0;
        return true;
    }
    if ((s.n != 5 && s.n != 6) || (s.p[0] != '+' && s.p[0] != '-' && s.p[0] != ' ') ||
        (s.n == 6 && s.p[3] != ':') || !two(s, 1, 23, &h) || !two(s, s.n - 2, 59, &m))
        return false;
    *seconds = (h * 60 + m) * 60 * (s.p[0] == '-' ? -1 : 1);
    return true;
}

bool oparl_instant_read(struct str s, int64_t *out)
{
    enum { DATE = 10, TIME = 19 }; /* characters of "2026-11-21" and of "2026-11-21T10:04:05" */
    int h, m, sec, off;
    size_t at = TIME;
    day_t day;

    if (day_parse(str_sub(s, 0, DATE), &day) != OK)
        return false;
    if (s.n == DATE) {
        *out = instant_of_day(day);
        return true;
    }
    if (s.n < TIME || (s.p[DATE] != 'T' && s.p[DATE] != 't') || s.p[13] != ':' || s.p[16] != ':' ||
        !two(s, 11, 23, &h) || !two(s, 14, 59, &m) || !two(s, 17, 60, &sec))
        return false;
    if (at < s.n && s.p[at] == '.') /* parts of a second do not matter here */
        for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9';)
            at++;
    if (!offset_read(str_sub(s, at, s.n), &off))
        return false;
    *out = (int64_t)day * DAY_SECONDS + h * 3600 + m * 60 + sec - off;
    return true;
}
