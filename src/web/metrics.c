/* Figures. See metrics.h. */
#include "web/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>

static const char *const class_names[METRIC_CLASSES] = {"read",  "cached", "write",  "login",
                                                        "heavy", "static", "refused"};
/* Upper bounds in microseconds: from a cached page to what a person notices. */
static const int64_t bounds[] = {100,   250,   500,    1000,   2500,    5000,   10000,
                                 25000, 50000, 100000, 250000, 1000000, 5000000};

#define BOUNDS (sizeof bounds / sizeof *bounds)

struct histogram {
    _Atomic uint64_t count[BOUNDS + 1], sum_us;
};

struct metrics {
    size_t routes;
    struct histogram durations[METRIC_CLASSES];
    _Atomic uint64_t answers[][5]; /* [route, then one for none][status / 100 - 1] */
};

struct metrics *metrics_new(size_t routes)
{
    struct metrics *m = calloc(1, sizeof *m + (routes + 1) * sizeof m->answers[0]);
    if (m)
        m->routes = routes;
    return m;
}

void metrics_free(struct metrics *m)
{
    free(m);
}

void metrics_answer(struct metrics *m, const struct match *match, int status,
                    enum metric_class class, int64_t us)
{
    size_t row = match->route && match->index < m->routes ? match->index : m->routes, b = 0;

    if (status < 100 || status > 599)
        status = 500;
    while (b < BOUNDS && us > bounds[b])
        b++;
    atomic_fetch_add_explicit(&m->answers[row][status / 100 - 1], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->durations[class].count[b], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->durations[class].sum_us, (uint64_t)(us < 0 ? 0 : us),
                              memory_order_relaxed);
}

static void print_answers(const struct metrics *m, const struct router *r, struct buf *out)
{
    buf_lit(out, "# HELP ashar_requests_total Answers by route and class of status.\n# TYPE "
                 "ashar_requests_total counter\n");
    for (size_t i = 0; i <= m->routes; i++)
        for (int s = 0; s < 5; s++) {
            uint64_t n = atomic_load_explicit(&m->answers[i][s], memory_order_relaxed);
            const struct route *row = router_row(r, i);
            if (n)
                buf_printf(
                    out, "ashar_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %llu\n",
                    row ? row->method == POST ? "POST" : "GET" : "", row ? row->path : "none",
                    s + 1, (unsigned long long)n);
        }
}

void metrics_print(const struct metrics *m, const struct router *r, struct buf *out)
{
    print_answers(m, r, out);
    buf_lit(out, "# HELP ashar_request_seconds Time from the head to the answer, by class.\n"
                 "# TYPE ashar_request_seconds histogram\n");
    for (int c = 0; c < METRIC_CLASSES; c++) {
        const struct histogram *h = &m->durations[c];
        uint64_t sum = 0;
        for (size_t b = 0; b <= BOUNDS; b++) {
            sum += atomic_load_explicit(&h->count[b], memory_order_relaxed);
            if (b < BOUNDS)
                buf_printf(out, "ashar_request_seconds_bucket{class=\"%s\",le=\"%g\"} %llu\n",
                           class_names[c], (double)bounds[b] / 1e6, (unsigned long long)sum);
        }
        buf_printf(out, "ashar_request_seconds_bucket{class=\"%s\",le=\"+Inf\"} %llu\n",
                   class_names[c], (unsigned long long)sum);
        uint64_t us = atomic_load_explicit(&h->sum_us, memory_order_relaxed);
        buf_printf(out, "ashar_request_seconds_sum{class=\"%s\"} %llu.%06llu\n", class_names[c],
                   (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000));
        buf_printf(out, "ashar_request_seconds_count{class=\"%s\"} %llu\n", class_names[c],
                   (unsigned long long)sum);
    }
}
