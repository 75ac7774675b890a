/* The routes of web itself: health, figures, description of the API, the way to a language. */
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "web/exchange.h"

static long resident_bytes(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (f && fscanf(f, "%*s %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static void print_one(struct buf *out, const char *name, const char *type, uint64_t value,
                      const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
               (unsigned long long)value);
}

void web_metrics(struct web *w, struct buf *out)
{
    struct cache_figures c;
    struct web_queue_figures q = {0};
    struct live_figures l;
    const struct web_hooks *h = &w->config.hooks;

    metrics_print(w->metrics, w->router, out);
    cache_figures(w->cache, &c);
    print_one(out, "ashar_cache_hits_total", "counter", c.hits,
              "Pages answered from the page cache.");
    print_one(out, "ashar_cache_misses_total", "counter", c.misses,
              "Pages that were not in the page cache.");
    print_one(out, "ashar_cache_stale_total", "counter", c.stale,
              "Cached pages that a write had made old.");
    print_one(out, "ashar_cache_evictions_total", "counter", c.evictions,
              "Pages put out of the cache for want of room.");
    print_one(out, "ashar_cache_bytes", "gauge", c.bytes,
              "Size of the page cache, compressed variants included.");
    print_one(out, "ashar_cache_pages", "gauge", c.entries, "Pages in the cache.");
    if (h->queue_figures)
        h->queue_figures(h->app, &q);
    print_one(out, "ashar_writes_total", "counter", q.jobs, "Writes that went through the queue.");
    print_one(out, "ashar_write_batches_total", "counter", q.batches,
              "Commits, each with its flush to the disk.");
    print_one(out, "ashar_write_retries_total", "counter", q.retries,
              "Writes done again after a conflict.");
    print_one(out, "ashar_writes_failed_total", "counter", q.failed,
              "Writes that the database refused.");
    print_one(out, "ashar_writes_waiting", "gauge", q.waiting, "Writes that wait for the writer.");
    live_figures(w->live, &l);
    print_one(out, "ashar_live_followers", "gauge", (uint64_t)l.followers,
              "Readers who follow a live page now.");
    print_one(out, "ashar_live_topics", "gauge", (uint64_t)l.topics,
              "Live pages that are followed now.");
    print_one(out, "ashar_live_events_total", "counter", l.events,
              "Events published to live pages.");
    print_one(out, "ashar_live_reloads_total", "counter", l.reloads,
              "Followers told to read the page anew.");
    print_one(out, "ashar_live_refused_total", "counter", l.refused,
              "Followers refused for a limit.");
    print_one(out, "process_resident_memory_bytes", "gauge", (uint64_t)resident_bytes(),
              "Resident memory.");
}

static bool from_here(const struct request *rq)
{
    return str_eq(rq->address, STR("unix")) || str_starts(rq->address, STR("127.")) ||
           str_eq(rq->address, STR("::1"));
}

static enum err healthz_get(struct request *rq)
{
    struct exchange *x = exchange_of(rq);
    const struct web_hooks *h = &x->web->config.hooks;
    struct json j;
    int schema = 0;
    enum err e = h->ping ? h->ping(h->app, rq->db, &schema) : OK;

    struct buf *b = buf_new(rq->arena, 4 * KIB);
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "status", e == OK ? STR("ok") : STR("database does not answer"));
    json_field_i64(&j, "schema", schema);
    json_field_str(&j, "version", x->web->config.version);
    json_object_end(&j);
    x->rs.personal = true;
    return req_json(rq, e == OK ? 200 : 503, b);
}

/* Figures tell how busy a municipality is: for the machine itself (a local Prometheus, or the
 * proxy's own allow list). */
static enum err metrics_get(struct request *rq)
{

    if (!from_here(rq))
        return ERR_NOT_FOUND;
    struct buf *b = buf_new(rq->arena, 4 * MIB);
    web_metrics(exchange_of(rq)->web, b);
    exchange_of(rq)->rs.personal = true;
    return req_bytes(rq, "text/plain; version=0.0.4; charset=utf-8", buf_str(b), STR(""));
}

static enum err openapi_get(struct request *rq)
{
    return req_bytes(rq, "application/json", exchange_of(rq)->web->openapi, STR(""));
}

/* "/" chooses the language by cookie, then by Accept-Language, else Kyrgyz. */
static enum err root_get(struct request *rq)
{
    struct exchange *x = exchange_of(rq);

    respond_redirect(x, 302, exchange_link(x, rq->lang, STR("/")));
    add_header(&x->rs, "Vary", STR("Cookie, Accept-Language"));
    return OK;
}

const struct route web_routes[] = {
    {GET, "/", root_get, .need = CAP_PUBLIC, .langless = true, .doc = "To the reader's language"},
    {GET, "/healthz", healthz_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "The database answers and the schema is the program's"},
    {GET, "/metrics", metrics_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "Figures for Prometheus, for loopback only"},
    {GET, "/api/v1/openapi.json", openapi_get, .need = CAP_PUBLIC, .cache = CACHE_NATION,
     .langless = true, .doc = "This description"},
    {0},
};
