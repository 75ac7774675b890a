/* Figures of the running server for Prometheus: requests by route and status, durations by class,
 * cache, queue, memory.
 *
 * Counters only; routes are named by their pattern, so that no personal path is told. Threads: any
 * (relaxed atomics: a figure read while it is counted may lag by one). */
#ifndef ASHAR_WEB_METRICS_H
#define ASHAR_WEB_METRICS_H

#include "base/buf.h"
#include "web/router.h"

enum metric_class {
    METRIC_READ,
    METRIC_CACHED,
    METRIC_WRITE,
    METRIC_LOGIN,
    METRIC_HEAVY,
    METRIC_STATIC,
    METRIC_REFUSED,
    METRIC_CLASSES
};

struct metrics;

struct metrics *metrics_new(size_t routes); /* NULL: no memory */
void metrics_free(struct metrics *m);
/* m->route NULL: no route matched. */
void metrics_answer(struct metrics *m, const struct match *match, int status,
                    enum metric_class class, int64_t us);
void metrics_print(const struct metrics *m, const struct router *r, struct buf *out);

#endif
