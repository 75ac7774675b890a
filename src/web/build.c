/* Building and taking down the web and its workers. See web.h. */
#include "web/web.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

size_t web_route_count(const struct web *w)
{
    return router_count(w->router);
}

const struct route *web_route(const struct web *w, size_t index)
{
    return router_row(w->router, index);
}
