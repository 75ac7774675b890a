/* Sockets for the web: libmicrohttpd, and nothing of it outside server.c.
 *
 * One epoll thread per core, each with its own listening socket (SO_REUSEPORT) and reader
 * connection; a small pool for slow work (preparing writes, heavy pages, and every read where
 * `pool_reads` says the database is a network away); writes go to the queue of the hooks. The guard
 * (guard.h) follows every byte before the library sees it. Order in app: web_signals_block();
 * web_new(); web_server_start(); sandbox; web_signal_wait(); web_server_stop(); web_free(). */
#ifndef ASHAR_WEB_SERVER_H
#define ASHAR_WEB_SERVER_H

#include "web/guard.h"
#include "web/web.h"

struct web_server;

struct web_server_config {
    struct web *web;
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/ashar/http.sock"; port 0: any
                           free one */
    int threads;        /* event loops; 0: one per core, at most 8 */
    int pool;           /* threads for slow work; 0: as many as event loops, at least 2 */
    bool pool_reads;    /* run reads on the pool too: PostgreSQL */
    int connections;    /* at most, over all threads; 0: 2000 */
    int connections_per_address; /* 0: no limit (behind the proxy every connection has one address)
                                  */
    int idle_seconds;            /* a silent connection is closed; 0: 30 */
    const struct guard_limits
        *limits; /* NULL: guard_defaults, with body_max the largest of any route */
};

/* ERR_INVALID (the address), ERR_IO (socket, threads): *why in English. */
MUST_USE enum err web_server_start(const struct web_server_config *c, struct web_server **out,
                                   char why[static 256]);
/* Accepts nothing more, lets what runs finish (at most `seconds`; a write that is queued is always
 * waited for), then closes. */
void web_server_stop(struct web_server *s, int seconds);
/* "http://127.0.0.1:43121" or "unix:PATH"; lives as long as the server. */
const char *web_server_address(const struct web_server *s);

struct web_server_figures {
    uint64_t connections, requests, cut; /* cut: by the guard */
    int open, running;
};
void web_server_figures(const struct web_server *s, struct web_server_figures *out);

/* Blocks SIGTERM and SIGINT (and ignores SIGPIPE) in this thread and those it will start: first
 * thing of `serve`. */
void web_signals_block(void);
int web_signal_wait(void); /* until one of them comes; which */

#endif
