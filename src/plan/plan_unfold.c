/* Periodicity to dated tasks: see plan_unfold.h. */
#include "plan/plan_unfold.h"

static const struct {
    struct str name;
    int days, months;
} periods[PERIOD_COUNT] = {
    [PERIOD_ONCE] = {STR_INIT("once"), 0, 0},
    [PERIOD_WEEKLY] = {STR_INIT("weekly"), 7, 0},
    [PERIOD_MONTHLY] = {STR_INIT("monthly"), 0, 1},
    [PERIOD_QUARTERLY] = {STR_INIT("quarterly"), 0, 3},
    [PERIOD_HALF_YEARLY] = {STR_INIT("half_yearly"), 0, 6},
    [PERIOD_YEARLY] = {STR_INIT("yearly"), 0, 12},
    [PERIOD_BY] = {STR_INIT("by"), 0, 0},
    [PERIOD_SPAN] = {STR_INIT("span"), 0, 0},
};

struct str plan_period_name(enum plan_period p)
{
    return periods[p].name;
}

enum err plan_period_of(struct str name, enum plan_period *out)
{
    for (int p = 0; p < PERIOD_COUNT; p++) {
        if (str_eq(periods[p].name, name)) {
            *out = (enum plan_period)p;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

/* The n-th planned day, n from 0. */
static day_t nth_day(enum plan_period p, day_t first, int n)
{
    if (periods[p].months != 0)
        return day_add_months(first, n * periods[p].months);
    return first + n * periods[p].days;
}

static day_t shifted(const struct plan_unfold_in *in, day_t d)
{
    enum { LONGEST_REST = 30 }; /* no calendar rests longer; a broken one must not loop */

    if (in->shift == SHIFT_NONE || !in->rests)
        return d;
    day_t moved = d;
    for (int i = 0; i < LONGEST_REST && in->rests(in->calendar, moved); i++)
        moved += in->shift == SHIFT_NEXT ? 1 : -1;
    return moved;
}

enum err plan_unfold(struct arena *a, const struct plan_unfold_in *in, struct plan_days *out)
{
    bool repeated = in->period > PERIOD_ONCE && in->period < PERIOD_REPEATED;
    day_t last = repeated ? in->last : in->first;
    struct plan_day *v = arena_array(a, struct plan_day, PLAN_TASKS_MAX);
    size_t n = 0;

    /* A deadline or a span of years is one task, on its last day. */
    if (in->period >= PERIOD_REPEATED)
        last = in->last;
    for (int i = 0;; i++) {
        day_t d = in->period >= PERIOD_REPEATED ? in->last : nth_day(in->period, in->first, i);
        if (d > last)
            break;
        if (d >= in->since) {
            if (n == PLAN_TASKS_MAX)
                return ERR_TOO_LARGE;
            v[n++] = (struct plan_day){d, shifted(in, d)};
        }
        if (!repeated)
            break;
    }
    *out = (struct plan_days){v, n};
    return OK;
}
