/* libmicrohttpd behind web/server.h: the one file that knows it.
 *
 * A struct call lives from the request line to NOTIFY_COMPLETED and owns the exchange, so answers
 * borrow their bytes. An answer from the cache is queued as one shared MHD_Response per page and
 * encoding: no headers are built for it. A call that waits (pool, write queue) is suspended before
 * the work is handed over and resumed by whoever finishes it. */
#include "web/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "web/exchange.h"
#include "web/guard_pages.h"
#include "web/listen.h"
#include "web/pool.h"

#define LOOPS_MAX    8
#define STREAM_BLOCK 1024 /* for HTTP/1.0; with 1.1 the connection's own buffer is filled */
#define CONNECTIONS  2000 /* beside those that follow live pages */
#define DESCRIPTORS  256  /* for files, the database, pipes */
#define SWALLOW_MAX                                                                                \
    (64 *                                                                                          \
     MIB) /* of a body that is too large: read and dropped, so that the browser shows our page */

struct loop {
    struct web_server *server;
    struct web_worker *worker;
    struct MHD_Daemon *daemon;
    MHD_socket quiet; /* its listening socket, handed back by the library at the end */
};

struct web_server {
    struct web_server_config config;
    struct guard_limits limits;
    struct listening listening;
    struct loop loops[LOOPS_MAX];
    int loop_n;
    struct pool *pool;
    _Atomic uint64_t connections, requests;
    _Atomic int open, active,
        running; /* connections; requests begun and not completed; of these on other threads */
    _Atomic bool stopping;
};

struct call {
    struct pool_job job;
    struct loop *loop;
    struct MHD_Connection *connection;
    struct exchange *x;
    enum stage stage;
    struct buf body;
    bool begun, too_large, counted;
    char peer[INET6_ADDRSTRLEN];
    char target[];
};

/* -- head -- */

static void *call_new(void *cls, const char *uri, struct MHD_Connection *connection)
{
    size_t n = strlen(uri) + 1;
    struct call *c = calloc(1, sizeof *c + n);

    if (!c)
        return NULL;
    c->loop = cls;
    c->connection = connection;
    atomic_fetch_add(&c->loop->server->active, 1);
    memcpy(c->target, uri, n);
    return c;
}

static enum MHD_Result each_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct web_head *h = cls;
    static const struct {
        const char *name;
        size_t at;
    } rows[] = {
        {"Host", offsetof(struct web_head, host)},
        {"Cookie", offsetof(struct web_head, cookie)},
        {"Content-Type", offsetof(struct web_head, content_type)},
        {"Accept", offsetof(struct web_head, accept)},
        {"Accept-Language", offsetof(struct web_head, accept_language)},
        {"Accept-Encoding", offsetof(struct web_head, accept_encoding)},
        {"If-None-Match", offsetof(struct web_head, if_none_match)},
        {"X-Forwarded-For", offsetof(struct web_head, forwarded_for)},
        {"X-Forwarded-Proto", offsetof(struct web_head, forwarded_proto)},
        {"Sec-Fetch-Site", offsetof(struct web_head, fetch_site)},
        {"Last-Event-ID", offsetof(struct web_head, last_event_id)},
    };

    (void)kind;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((name[0] | 32) == (rows[i].name[0] | 32) && strcasecmp(name, rows[i].name) == 0) {
            *(struct str *)(void *)((char *)h + rows[i].at) = str_of(value ? value : "");
            break;
        }
    return MHD_YES;
}

static struct str peer_of(struct call *c)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *a = i ? i->client_addr : NULL;

    if (a && a->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)a)->sin_addr, c->peer,
                  sizeof c->peer);
    else if (a && a->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr, c->peer,
                  sizeof c->peer);
    else
        return STR("unix");
    return str_of(c->peer);
}

static uint64_t content_length(struct MHD_Connection *connection)
{
    const char *s = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    return s ? strtoull(s, NULL, 10) : 0; /* the guard has let through digits only */
}

/* -- answer -- */

static void destroy_response(void *response)
{
    MHD_destroy_response(response);
}

static struct MHD_Response *with_headers(struct MHD_Response *r, const struct web_answer *a)
{
    for (size_t i = 0; r && i < a->header_count; i++) {
        char value[4096];
        struct str v = a->headers[i].value;
        if (v.n >= sizeof value)
            continue; /* no header of ours is that long; a Location that were is refused by the
                         router before */
        memcpy(value, v.p ? v.p : "", v.n);
        value[v.n] = 0;
        if (MHD_add_response_header(r, a->headers[i].name, value) != MHD_YES)
            log_line(LOG_WARN, "header refused", "%s", a->headers[i].name);
    }
    return r;
}

static struct MHD_Response *make_response(const struct web_answer *a)
{
    return with_headers(MHD_create_response_from_buffer(a->body.n, (void *)(uintptr_t)a->body.p,
                                                        MHD_RESPMEM_PERSISTENT),
                        a);
}

/* -- a stream: the connection sleeps suspended between events -- */

static void stream_sleep(void *connection)
{
    MHD_suspend_connection(connection);
}

static void stream_wake(void *connection)
{
    MHD_resume_connection(connection);
}

static ssize_t stream_read(void *follower, uint64_t at, char *out, size_t n)
{
    ptrdiff_t got = live_read(follower, out, n);

    (void)at;
    return got < 0 ? MHD_CONTENT_READER_END_OF_STREAM : got;
}

static void stream_free(void *follower)
{
    live_leave(follower);
}

/* From here on the answer owns the follower, and nothing the exchange: thousands stay open. */
static enum MHD_Result queue_stream(struct call *c)
{
    struct exchange *x = c->x;
    struct live_follower *f = x->follower;

    live_attach(f, stream_sleep, stream_wake, c->connection);
    struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK,
                                                               stream_read, f, stream_free);
    if (!r)
        return MHD_NO;
    x->follower = NULL;
    (void)with_headers(r, &x->answer);
    enum MHD_Result result = MHD_queue_response(c->connection, 200, r);
    MHD_destroy_response(r);
    exchange_free(x);
    c->x = NULL;
    return result;
}

static enum MHD_Result queue_cached(struct call *c)
{
    struct exchange *x = c->x;
    enum encoding enc = x->answer_encoding;
    struct MHD_Response *r = cache_attached(x->hit, enc);

    if (!r) {
        r = make_response(&x->answer);
        if (r && !cache_attach(x->hit, enc, r, destroy_response)) {
            MHD_destroy_response(r);
            r = cache_attached(x->hit, enc);
        }
    }
    return r ? MHD_queue_response(c->connection, 200, r) : MHD_NO;
}

static enum MHD_Result answer(struct call *c)
{
    struct exchange *x = c->x;

    if (x->follower)
        return queue_stream(c);
    if (x->hit && x->answer.status == 200 && !atomic_load(&c->loop->server->stopping))
        return queue_cached(c);
    struct MHD_Response *r = make_response(&x->answer);
    if (!r)
        return MHD_NO;
    if (atomic_load(&c->loop->server->stopping))
        MHD_add_response_header(r, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(c->connection, (unsigned)x->answer.status, r);
    MHD_destroy_response(r);
    return result;
}

/* -- work away from the loop -- */

static void resume(void *arg)
{
    struct call *c = arg;
    struct web_server *s = c->loop->server;

    c->stage = STAGE_ANSWERED;
    MHD_resume_connection(c->connection);
    atomic_fetch_sub(&s->running, 1);
}

static void pool_run(struct pool_job *job, struct web_worker *k)
{
    struct call *c = (struct call *)(void *)((char *)job - offsetof(struct call, job));

    if (c->stage == STAGE_RUN)
        c->stage = exchange_run(c->x, k);
    if (c->stage == STAGE_PREPARE)
        c->stage = exchange_prepare(c->x, k);
    if (c->stage == STAGE_WRITE)
        exchange_write(c->x); /* resumes through x->ready */
    else
        resume(c);
}

/* From here on the call belongs to another thread until it resumes. */
static enum MHD_Result away(struct call *c)
{
    atomic_fetch_add(&c->loop->server->running, 1);
    c->x->ready = resume;
    c->x->ready_arg = c;
    MHD_suspend_connection(c->connection);
    if (c->stage == STAGE_WRITE) {
        exchange_write(c->x);
    } else {
        c->job.run = pool_run;
        pool_submit(c->loop->server->pool, &c->job);
    }
    return MHD_YES;
}

static enum MHD_Result proceed(struct call *c)
{
    struct web_server *s = c->loop->server;

    if (c->stage == STAGE_RUN &&
        !(c->x->rq.method == GET && (s->config.pool_reads || exchange_is_heavy(c->x))))
        c->stage = exchange_run(c->x, c->loop->worker);
    return c->stage == STAGE_ANSWERED ? answer(c) : away(c);
}

/* -- the library's calls -- */

static enum MHD_Result begin(struct call *c, const char *method)
{
    struct web_head head = {
        .method = str_of(method), .target = str_of(c->target), .peer = peer_of(c)};

    atomic_fetch_add_explicit(&c->loop->server->requests, 1, memory_order_relaxed);
    MHD_get_connection_values(c->connection, MHD_HEADER_KIND, each_header, &head);
    c->x = exchange_new(c->loop->server->config.web, &head);
    if (!c->x)
        return MHD_NO;
    c->stage = exchange_head(c->x);
    if (c->stage != STAGE_BODY)
        return MHD_YES; /* answering in this first call would make the library close the connection
                         */
    uint64_t length = content_length(c->connection);
    buf_init(&c->body, c->x->body_max);
    c->too_large = length > c->x->body_max;
    if (length > SWALLOW_MAX && c->too_large) {
        c->stage = exchange_refuse(c->x, ERR_TOO_LARGE);
        return answer(c);
    }
    return MHD_YES;
}

static enum MHD_Result body_complete(struct call *c)
{
    if (c->stage != STAGE_BODY)
        return proceed(c);
    if (c->too_large || buf_failed(&c->body)) {
        c->stage = exchange_refuse(c->x, c->too_large ? ERR_TOO_LARGE : ERR_NOMEM);
        return answer(c);
    }
    c->x->body = buf_str(&c->body);
    c->stage = STAGE_RUN;
    return proceed(c);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_n, void **state)
{
    struct call *c = *state;

    (void)cls;
    (void)connection;
    (void)url;
    (void)version;
    if (!c)
        return MHD_NO;
    if (!c->begun) {
        c->begun = true;
        return begin(c, method);
    }
    if (*data_n) {
        if (c->stage == STAGE_BODY && !c->too_large)
            buf_add(&c->body, (struct str){data, *data_n});
        *data_n = 0;
        return MHD_YES;
    }
    return body_complete(c);
}

static int descriptor(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return i ? i->connect_fd : -1;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct call *c = *state;

    (void)cls;
    (void)code;
    guard_answered(descriptor(connection));
    if (!c)
        return;
    exchange_free(c->x);
    buf_free(&c->body);
    atomic_fetch_sub(&c->loop->server->active, 1);
    free(c);
    *state = NULL;
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    struct web_server *s = cls;
    int fd = descriptor(connection);

    (void)state;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        atomic_fetch_add(&s->open, 1);
        atomic_fetch_add_explicit(&s->connections, 1, memory_order_relaxed);
        if (!guard_attach(fd, &s->limits))
            shutdown(fd, SHUT_RDWR); /* never unguarded */
    } else {
        atomic_fetch_sub(&s->open, 1);
        guard_detach(fd);
    }
}

static void on_log(void *cls, const char *fmt, va_list ap)
{
    char text[300];

    (void)cls;
    vsnprintf(text, sizeof text, fmt, ap);
    text[strcspn(text, "\n")] = 0;
    log_line(LOG_DEBUG, "libmicrohttpd", "%s", text); /* what clients did wrong, mostly */
}

static size_t leave_escapes(void *cls, struct MHD_Connection *connection, char *s)
{
    (void)cls;
    (void)connection;
    return strlen(s); /* the router decodes segment by segment */
}

/* -- start and stop -- */

static int most_connections(const struct web_server *s)
{
    return s->config.connections + s->config.web->config.live_followers;
}

static struct MHD_Daemon *start_daemon(struct web_server *s, struct loop *l, int fd)
{
    const struct web_server_config *c = &s->config;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, most_connections(s) / s->loop_n + 1, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, c->connections_per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, c->idle_seconds ? c->idle_seconds : 30, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, 32 * 1024, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, l},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, s},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)call_new, l},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escapes, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                                MHD_USE_ERROR_LOG | MHD_USE_TURBO,
                            0, NULL, NULL, on_request, l, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
                            MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

static enum err start_loops(struct web_server *s, char why[static 256])
{
    for (int i = 0; i < s->loop_n; i++) {
        struct loop *l = &s->loops[i];
        l->server = s;
        l->worker = web_worker_new(s->config.web);
        int fd = s->listening.fd[i < s->listening.n ? i : 0];
        if (i >=
            s->listening.n) /* loops that share a Unix socket: each closes its own descriptor */
            fd = dup(fd);
        l->daemon = l->worker && fd >= 0 ? start_daemon(s, l, fd) : NULL;
        if (!l->daemon) {
            snprintf(why, 256, "cannot start the HTTP threads");
            return ERR_IO;
        }
    }
    return OK;
}

static void defaults(struct web_server *s)
{
    struct web_server_config *c = &s->config;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int most = cores < 1 ? 1 : cores > LOOPS_MAX ? LOOPS_MAX : (int)cores;

    s->loop_n = c->threads > 0 && c->threads <= LOOPS_MAX ? c->threads : most;
    if (c->pool <= 0)
        c->pool = s->loop_n < 2 ? 2 : s->loop_n;
    if (c->connections <= 0)
        c->connections = CONNECTIONS;
    s->limits = c->limits ? *c->limits : guard_defaults;
    s->limits.body_max =
        UINT64_C(1) << 30; /* what a route does not take is refused with a page: see SWALLOW_MAX */
    if (c->limits)
        s->limits.body_max = c->limits->body_max;
}

enum err web_server_start(const struct web_server_config *c, struct web_server **out,
                          char why[static 256])
{
    struct web_server *s = calloc(1, sizeof *s);

    if (!s)
        return ERR_NOMEM;
    s->config = *c;
    defaults(s);
    listen_descriptors(most_connections(s) + DESCRIPTORS);
    if (!guard_install()) {
        snprintf(why, 256,
                 "the guard is not in place: recv of this program is not the one the HTTP library "
                 "would call");
        free(s);
        return ERR_BUG;
    }
    guard_pages_install(c->web, &s->limits);
    if (!listen_open(c->listen, s->loop_n, &s->listening, why)) {
        free(s);
        return ERR_INVALID;
    }
    if (!s->listening.loopback)
        log_line(LOG_WARN, "listening beyond this machine",
                 "%s: put the proxy of packaging/nginx in front", s->listening.address);
    s->pool = pool_start(c->web, s->config.pool);
    enum err e = s->pool ? start_loops(s, why) : ERR_NOMEM;
    if (e != OK) {
        web_server_stop(s, 0);
        return e;
    }
    log_line(LOG_INFO, "serving", "%s, %d threads", s->listening.address, s->loop_n);
    *out = s;
    return OK;
}

#define ANSWER_US 2000000 /* to send the answer of a write that came late */

static void wait_until_idle(struct web_server *s, int seconds)
{
    const struct timespec step = {.tv_nsec = 10000000};
    int64_t until = clock_monotonic_us() + (int64_t)seconds * 1000000;

    /* What other threads hold is always waited for: the library may not be stopped while a call is
     * suspended. Who had to be waited for hears the answer, too. */
    for (;;) {
        int64_t now = clock_monotonic_us();
        if (atomic_load(&s->running) > 0)
            until = now + ANSWER_US > until ? now + ANSWER_US : until;
        else if (atomic_load(&s->active) == 0 || now >= until)
            return;
        nanosleep(&step, NULL);
    }
}

void web_server_stop(struct web_server *s, int seconds)
{
    if (!s)
        return;
    atomic_store(&s->stopping, true);
    for (int i = 0; i < s->loop_n; i++)
        if (s->loops[i].daemon)
            s->loops[i].quiet = MHD_quiesce_daemon(s->loops[i].daemon);
    listen_refuse(&s->listening);
    live_stop(s->config.web->live); /* the library may not be stopped while a stream sleeps */
    wait_until_idle(s, seconds);
    for (int i = 0; i < s->loop_n; i++) {
        if (s->loops[i].daemon)
            MHD_stop_daemon(s->loops[i].daemon);
        if (s->loops[i].daemon && s->loops[i].quiet >= 0 && i >= s->listening.n)
            close(s->loops[i].quiet);
        web_worker_free(s->loops[i].worker);
    }
    listen_close(&s->listening); /* the library's threads may touch a socket until they end */
    pool_stop(s->pool);
    free(s);
}

const char *web_server_address(const struct web_server *s)
{
    return s->listening.address;
}

void web_server_figures(const struct web_server *s, struct web_server_figures *out)
{
    *out = (struct web_server_figures){
        .connections = atomic_load(&s->connections),
        .requests = atomic_load(&s->requests),
        .cut = guard_cut_count(),
        .open = atomic_load(&s->open),
        .running = atomic_load(&s->running),
    };
}

/* -- signals -- */

static void stop_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

void web_signals_block(void)
{
    sigset_t set;

    stop_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int web_signal_wait(void)
{
    sigset_t set;
    int got = SIGTERM;

    stop_signals(&set);
    sigwait(&set, &got);
    return got;
}
