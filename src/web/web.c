/* Building and taking down the web; workers; generations; the routes web itself offers. See web.h.
 */
#include "web/web.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "web/exchange.h"

static const char *const rate_names[RATE_COUNT] = {"read", "write", "login", "heavy"};

const char *web_rate_name(enum rate r)
{
    return (unsigned)r < RATE_COUNT ? rate_names[r] : "?";
}

static enum err complain(char why[static 256], struct str text)
{
    snprintf(why, 256, "%.*s", STR_F(text));
    return ERR_INVALID;
}

static void live_defaults(struct web_config *c)
{
    c->live_followers = c->live_followers ? c->live_followers : LIVE_FOLLOWERS;
    c->live_heartbeat_s = c->live_heartbeat_s ? c->live_heartbeat_s : LIVE_HEARTBEAT_S;
    c->live_poll_s = c->live_poll_s ? c->live_poll_s : LIVE_POLL_S;
}

static enum err build(struct web *w, char why[static 256])
{
    struct web_config *c = &w->config;
    const size_t room = sizeof w->tables / sizeof *w->tables;
    struct str text;

    if (c->route_tables + 1 > room)
        return complain(why, STR("too many route tables"));
    if (c->key.n < 32)
        return complain(why, STR("the key for form tokens must have 32 bytes"));
    w->tables[0] = web_routes;
    for (size_t i = 0; i < c->route_tables; i++)
        w->tables[i + 1] = c->routes[i];
    if (router_new(&w->arena, w->tables, c->route_tables + 1, &w->router, &text) != OK)
        return complain(why, text);
    w->generations = generations_new();
    w->cache = w->generations ? cache_new(c->cache_bytes, w->generations) : NULL;
    w->limiter = limiter_new(c->rates, c->rate_percent);
    w->metrics = metrics_new(router_count(w->router));
    w->live = live_new(&(struct live_limits){
        .followers = c->live_followers,
        .per_address = c->live_per_address,
        .heartbeat_s = c->live_heartbeat_s,
    });
    if (!w->cache || !w->limiter || !w->metrics || !w->live) {
        (void)complain(why, STR("out of memory"));
        return ERR_NOMEM;
    }
    struct buf b;
    buf_init(&b, 4 * MIB);
    openapi_write(w, &b);
    w->openapi = str_dup(&w->arena, buf_str(&b));
    buf_free(&b);
    return OK;
}

enum err web_new(const struct web_config *c, struct web **out, char why[static 256])
{
    if (sodium_init() < 0)
        return complain(why, STR("libsodium does not start"));
    struct web *w = calloc(1, sizeof *w);
    if (!w)
        return ERR_NOMEM;
    w->config = *c;
    live_defaults(&w->config);
    pthread_mutex_init(&w->idle_lock, NULL);
    arena_init(&w->arena, 16 * MIB);
    enum err e = build(w, why);
    if (e != OK) {
        web_free(w);
        return e;
    }
    *out = w;
    return OK;
}

void web_free(struct web *w)
{
    if (!w)
        return;
    exchange_drop_idle(w);
    pthread_mutex_destroy(&w->idle_lock);
    cache_free(w->cache);
    generations_free(w->generations);
    limiter_free(w->limiter);
    metrics_free(w->metrics);
    live_free(w->live);
    arena_free(&w->arena);
    free(w);
}

struct web_worker *web_worker_new(struct web *w)
{
    struct web_worker *k = calloc(1, sizeof *k);
    if (k)
        k->web = w;
    return k;
}

void web_worker_free(struct web_worker *k)
{
    if (!k)
        return;
    const struct web_hooks *h = &k->web->config.hooks;
    if (k->reader && h->reader_close)
        h->reader_close(h->app, k->reader);
    free(k);
}

/* What is written for the whole installation (a rule, names of the territory) shows on pages of
 * every municipality. */
void web_raise(struct web *w, int64_t place_id)
{
    if (place_id == 0)
        generations_raise_all(w->generations);
    else
        generations_raise(w->generations, place_id);
}

void web_raise_all(struct web *w)
{
    generations_raise_all(w->generations);
}

size_t web_route_count(const struct web *w)
{
    return router_count(w->router);
}

const struct route *web_route(const struct web *w, size_t index)
{
    return router_row(w->router, index);
}

/* -- figures -- */

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

/* -- the routes of web itself -- */

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
