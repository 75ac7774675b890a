/* The server on real sockets: framing that has one reading only, limits, suspended writes, a
 * graceful end. */
#include "test/check.h"
#include "test/free_port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "web/csrf.h"
#include "web/exchange.h"
#include "web/server.h"

static _Atomic int handled, written;
static sem_t may_write;
static _Atomic bool writes_wait;

static void text_view(struct out *o, const void *model)
{
    const struct str *s = model;
    out_text(o, *s);
}

static enum err page_get(struct request *rq)
{
    struct str what = STR("hello from the server");
    handled++;
    return req_page(rq, 200, &(struct page){.title = STR("t")}, text_view, &what);
}

static enum err big_get(struct request *rq)
{
    char *p = arena_alloc(rq->arena, MIB);
    memset(p, 'x', MIB);
    return req_bytes(rq, "application/octet-stream", (struct str){p, MIB}, STR("big.bin"));
}

static enum err write_post(struct request *rq)
{
    struct str title = STR("");
    handled++;
    if (atomic_load(&writes_wait))
        sem_wait(&may_write);
    req_field_text(rq, "title", 1, 100000, &title);
    if (rq->faults.n)
        return ERR_INVALID;
    written++;
    return req_redirect(rq, str_fmt(rq->arena, "/done/%zu", title.n));
}

static enum err prepare(struct request *rq)
{
    return rq->form->body.n ? OK : ERR_INVALID;
}

static const struct route routes[] = {
    {GET, "/", page_get, .need = CAP_PUBLIC},
    {GET, "/kept", page_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {GET, "/heavy", page_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/big", big_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {POST, "/write", write_post, .need = CAP_PUBLIC, .csrf = CSRF_EXEMPT, .body_max = 200000,
     .doc = "test: no browser here"},
    {POST, "/prepared", write_post, .need = CAP_PUBLIC, .csrf = CSRF_EXEMPT, .prepare = prepare,
     .doc = "test"},
    {0},
};

/* A writer thread per job: the answer comes from elsewhere, as with the queue. */
static void *run_job(void *arg)
{
    struct web_job *job = arg;
    void (*done)(void *, enum err) = job->done;
    void *done_arg = job->arg;
    enum err e = job->work(NULL, job->arg);
    done(done_arg, e);
    return NULL;
}

static enum err submit(void *app, struct web_job *job)
{
    pthread_t t;
    (void)app;
    if (pthread_create(&t, NULL, run_job, job) != 0)
        return ERR_BUSY;
    pthread_detach(t);
    return OK;
}

static struct guard_limits limits;
static struct web *web;
static struct web_server *server;
static int port;

static void start(const char *where, int threads)
{
    struct web_config c = {.routes = (const struct route *const[]){routes},
                           .route_tables = 1,
                           .cache_bytes = 4 * MIB,
                           .key = STR("0123456789abcdef0123456789abcdef"),
                           .hooks.submit = submit};
    char why[256] = "";

    handled = written = 0;
    assert_ok(web_new(&c, &web, why));
    enum err e = web_server_start(
        &(struct web_server_config){
            .web = web, .listen = where, .threads = threads, .limits = &limits},
        &server, why);
    if (e != OK)
        fail_msg("%s", why);
    const char *colon = strrchr(web_server_address(server), ':');
    port = (int)strtol(colon + 1, NULL, 10);
}

static void stop(void)
{
    web_server_stop(server, 20); /* at most; it ends when nothing runs */
    web_free(web);
    server = NULL;
}

static int set_up(void **state)
{
    (void)state;
    limits = guard_defaults;
    start("127.0.0.1:0", 2);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    stop();
    return 0;
}

static int dial(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    assert_true(fd >= 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    struct timeval t = {.tv_sec = 300};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    return fd;
}

static void put(int fd, const char *s, size_t n)
{
    while (n) {
        ssize_t k = send(fd, s, n, MSG_NOSIGNAL);
        if (k <= 0)
            return; /* cut already: the answer tells */
        s += k;
        n -= (size_t)k;
    }
}

/* Everything until the other side closes, or one answer with its Content-Length where `one`, with
 * the 100 before it. */
static char *take(int fd, bool one)
{
    static char text[3 * 1024 * 1024];
    size_t n = 0;

    for (;;) {
        text[n] = 0;
        char *from = text, *end = strstr(text, "\r\n\r\n");
        if (end && strncmp(text, "HTTP/1.1 100", 12) == 0) {
            from = end + 4;
            end = strstr(from, "\r\n\r\n");
        }
        if (one && end) {
            char *len = strcasestr(from, "\r\nContent-Length:");
            bool empty = strncmp(from, "HTTP/1.1 304", 12) == 0;
            if (empty ||
                (len && len < end && n >= (size_t)(end + 4 - text) + strtoul(len + 17, NULL, 10)))
                return text;
        }
        ssize_t k = recvfrom(fd, text + n, sizeof text - 1 - n, 0, NULL, NULL);
        if (k <= 0)
            return text;
        n += (size_t)k;
    }
}

static int status_of(const char *text)
{
    return strncmp(text, "HTTP/1.1 ", 9) == 0 ? (int)strtol(text + 9, NULL, 10) : 0;
}

static int ask(const char *s, size_t n)
{
    int fd = dial();
    put(fd, s, n);
    int status = status_of(take(fd, true));
    close(fd);
    return status;
}

#define ASK(lit) ask("" lit, sizeof(lit) - 1)

#define EXPECTING                                                                                  \
    "POST /ky/write HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: "                 \
    "application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\ntitle=abc"

static void good_requests_are_answered(void **state)
{
    (void)state;
    assert_int_equal(ASK("GET /ky/ HTTP/1.1\r\nHost: localhost\r\n\r\n"), 200);
    assert_int_equal(ASK("GET /ky/ HTTP/1.0\r\n\r\n"), 200);
    assert_int_equal(ASK("GET /ky/ HTTP/1.1\r\nHost: [::1]:8080\r\nX-A:\r\nX-B: \t b \r\n\r\n"),
                     200);
    assert_int_equal(ASK("HEAD /ky/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 200);
    assert_int_equal(ASK("GET /ky/heavy HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
    assert_int_equal(ASK("GET /ky/nothing HTTP/1.1\r\nHost: a\r\n\r\n"), 404);
    assert_int_equal(ASK("BREW /ky/ HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
    assert_int_equal(ASK("POST /ky/write HTTP/1.1\r\nHost: a\r\nContent-Type: "
                         "application/x-www-form-urlencoded\r\n"
                         "Content-Length: 9\r\n\r\ntitle=abc"),
                     303);
    assert_int_equal(ASK("POST /ky/prepared HTTP/1.1\r\nHost: a\r\nContent-Type: "
                         "application/x-www-form-urlencoded\r\n"
                         "Content-Length: 9\r\n\r\ntitle=abc"),
                     303);
    assert_int_equal(ASK("POST /ky/write HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"), 422);
    int fd = dial();
    put(fd, EXPECTING, sizeof(EXPECTING) - 1);
    char *text = take(fd, true);
    assert_int_equal(status_of(text), 100);
    assert_non_null(strstr(text, "\r\n\r\nHTTP/1.1 303"));
    close(fd);
}

static void one_connection_carries_many(void **state)
{
    static const char two[] = "GET /ky/kept HTTP/1.1\r\nHost: a\r\n\r\nGET /ky/kept "
                              "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    int fd = dial();
    (void)state;
    for (int i = 0; i < 5; i++) {
        put(fd, "GET /ky/kept HTTP/1.1\r\nHost: a\r\n\r\n", 34);
        assert_int_equal(status_of(take(fd, true)), 200);
    }
    put(fd, two, sizeof two - 1);
    char *text = take(fd, false);
    assert_int_equal(status_of(text), 200);
    assert_non_null(strstr(text + 20, "HTTP/1.1 200"));
    close(fd);
    assert_int_equal(handled, 1);
}

static void requests_in_single_bytes_are_whole(void **state)
{
    static const char r[] =
        "POST /ky/write HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 9\r\n\r\ntitle=abc";
    int fd = dial();
    (void)state;
    for (size_t i = 0; i < sizeof r - 1; i++)
        put(fd, r + i, 1);
    assert_int_equal(status_of(take(fd, true)), 303);
    close(fd);
    assert_int_equal(written, 1);
}

#define H "GET /ky/ HTTP/1.1\r\nHost: a\r\n"
#define P                                                                                          \
    "POST /ky/write HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
#define BAD(status, lit)                                                                           \
    {                                                                                              \
        status, "" lit, sizeof(lit) - 1                                                            \
    }

static void doubtful_requests_are_cut(void **state)
{
    static const struct {
        int status;
        const char *text;
        size_t n;
    } bad[] = {
        BAD(400, P "Content-Length: 9\r\nContent-Length: 9\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: 9\r\nContent-Length: 10\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: 9, 9\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: +9\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: 0x9\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: -1\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: 9 9\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length:\r\n\r\ntitle=abc"),
        BAD(400, P "Content-Length: 99999999999999999999\r\n\r\ntitle=abc"),
        BAD(411, P "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        BAD(411, P "Transfer-Encoding: chunked\r\n\r\n9\r\ntitle=abc\r\n0\r\n\r\n"),
        BAD(411, P "Transfer-Encoding: xchunked\r\n\r\n"),
        BAD(400, P "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        BAD(411, H "tRANSFER-eNCODING:chunked\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\nHost: a\n\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\nHost: a\n\r\n"),
        BAD(400, H "X: a\rY: b\r\n\r\n"),
        BAD(400, H "X: a\r\n b\r\n\r\n"),
        BAD(400, H "X: a\r\n\tb\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\n Host: a\r\n\r\n"),
        BAD(400, H "X: a\0b\r\n\r\n"),
        BAD(400, H "X\0Y: b\r\n\r\n"),
        BAD(400, "GET /ky/\0x HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, H "X: \x01\r\n\r\n"),
        BAD(400, H "X Y: b\r\n\r\n"),
        BAD(400, H "X : b\r\n\r\n"),
        BAD(400, H ": b\r\n\r\n"),
        BAD(400, H "nocolon\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\n\r\n"),
        BAD(400, H "Host: b\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\nHost: a b\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1\r\nHost:\r\n\r\n"),
        BAD(400, "GET /ky/  HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, "GET  /ky/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/2.0\r\nHost: a\r\n\r\n"),
        BAD(400, "GET /ky/ HTTP/1.1 \r\nHost: a\r\n\r\n"),
        BAD(400, "GET /ky/\r\n\r\n"),
        BAD(400, "GET /ky/\xd2\xa3 HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, "get /ky/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, "\r\nGET /ky/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        BAD(400, "\x16\x03\x01\x02\x00\x01"),
        BAD(400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        BAD(413, P "Content-Length: 999999999999\r\n\r\ntitle=abc"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int fd = dial();
        put(fd, bad[i].text, bad[i].n);
        char *text = take(fd, false); /* until it is closed: the connection is over */
        if (status_of(text) != bad[i].status || strstr(text + 12, "HTTP/1.1"))
            fail_msg("request %zu (%s): %.60s", i, bad[i].text, text);
        close(fd);
    }
    assert_int_equal(handled, 0);
    assert_int_equal(written, 0);
}

static void a_second_request_in_doubt_leaves_the_first(void **state)
{
    int fd = dial();
    (void)state;
    put(fd, H "\r\n", sizeof(H "\r\n") - 1);
    assert_int_equal(status_of(take(fd, true)), 200);
    put(fd, "GET /ky/ HTTP/1.1\nHost: a\n\n", 27);
    assert_int_equal(status_of(take(fd, false)), 400);
    close(fd);
    assert_int_equal(handled, 1);
}

static void large_heads_are_refused(void **state)
{
    char *s = malloc(40000);
    (void)state;
    assert_non_null(s);
    int n = snprintf(s, 40000, "GET /%09000d HTTP/1.1\r\nHost: a\r\n\r\n", 1);
    assert_int_equal(ask(s, (size_t)n), 414);
    n = snprintf(s, 40000, H "X: %020000d\r\n\r\n", 1);
    assert_int_equal(ask(s, (size_t)n), 431);
    n = snprintf(s, 40000, H);
    for (int i = 0; i < 100; i++)
        n += snprintf(s + n, 40000 - (size_t)n, "X%d: a\r\n", i);
    n += snprintf(s + n, 40000 - (size_t)n, "\r\n");
    assert_int_equal(ask(s, (size_t)n), 431);
    free(s);
    assert_int_equal(handled, 0);
}

/* A person who pasted a page into the search box reads the house's page in the language they were
 * reading; a program reads a line. */
static void an_address_too_long_is_refused_with_a_page(void **state)
{
    static const struct {
        const char *target, *lang, *says;
    } rows[] = {
        {"/ky/search?q=", "lang=\"ky\"", "Дарек өтө узун"},
        {"/ru/search?q=", "lang=\"ru\"", "Адрес слишком длинный"},
        {"/en/", "lang=\"en\"", "The address is too long"},
        {"/", "lang=\"ky\"", "Дарек өтө узун"},
        {"/api/v1/search?q=", NULL, "URI Too Long"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *s = malloc(40000);
        assert_non_null(s);
        int n = snprintf(s, 40000, "GET %s%010000d HTTP/1.1\r\nHost: a\r\n\r\n", rows[i].target, 1);
        int fd = dial();
        put(fd, s, (size_t)n);
        char *text = take(fd, false);
        assert_int_equal(status_of(text), 414);
        if (!strstr(text, rows[i].says) || (rows[i].lang && !strstr(text, rows[i].lang)))
            fail_msg("%s: %.1500s", rows[i].target, text);
        assert_true(!rows[i].lang == !strstr(text, "text/html"));
        assert_true(!rows[i].lang == !strstr(text, "Content-Security-Policy: default-src 'none'"));
        assert_non_null(strstr(text, "nosniff"));
        close(fd);
        free(s);
    }
    assert_int_equal(handled, 0);
}

static void a_body_above_the_limit_is_told_so(void **state)
{
    const size_t n = 300000;
    char *s = malloc(n + 500);
    (void)state;
    assert_non_null(s);
    int at = snprintf(s, 500, P "Content-Length: %zu\r\n\r\n", n);
    memset(s + at, 'a', n);
    int fd = dial();
    put(fd, s, (size_t)at + n);
    char *text = take(fd, true);
    assert_int_equal(status_of(text), 413);
    assert_non_null(strstr(text, "text/html"));
    close(fd);
    memcpy(s, P "Content-Length: 150000\r\n\r\ntitle=",
           sizeof(P "Content-Length: 150000\r\n\r\ntitle=") - 1);
    size_t head = strlen(P "Content-Length: 150000\r\n\r\n");
    memset(s + head + 6, 'b', 150000 - 6);
    fd = dial();
    put(fd, s, head + 150000);
    assert_int_equal(status_of(take(fd, true)),
                     422); /* title above its own limit: it arrived whole */
    close(fd);
    free(s);
    assert_int_equal(written, 0);
}

static void large_answers_arrive_whole(void **state)
{
    int fd = dial();
    (void)state;
    put(fd, "GET /ky/big HTTP/1.1\r\nHost: a\r\n\r\n", 33);
    char *text = take(fd, true);
    assert_int_equal(status_of(text), 200);
    char *body = strstr(text, "\r\n\r\n") + 4;
    assert_int_equal(strspn(body, "x"), MIB);
    close(fd);
}

static void tricklers_are_cut(void **state)
{
    (void)state;
    stop();
    limits.head_us = 300000;
    start("127.0.0.1:0", 1);
    int fd = dial();
    put(fd, H, sizeof H - 1);
    int64_t began = clock_monotonic_us();
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (poll(&p, 1, 50) == 0) { /* a byte now and then, until the server has enough of it */
        put(fd, "X", 1);
        assert_true(clock_monotonic_us() - began < 300000000);
    }
    assert_int_equal(status_of(take(fd, false)), 408);
    close(fd);
    assert_int_equal(handled, 0);
}

static void a_unix_socket_serves_and_is_removed(void **state)
{
    char dir[] = "/tmp/ashar-socket-XXXXXX", path[64], where[80], why[256] = "";
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/http", dir);
    snprintf(where, sizeof where, "unix:%s", path);
    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    stop();
    start(where, 2);
    struct web_server *second;
    assert_int_equal(
        web_server_start(&(struct web_server_config){.web = web, .listen = where}, &second, why),
        ERR_INVALID);
    assert_non_null(strstr(why, "another server"));
    for (int i = 0; i < 4; i++) {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
        put(fd, H "\r\n", sizeof(H "\r\n") - 1);
        assert_int_equal(status_of(take(fd, true)), 200);
        close(fd);
    }
    stop();
    assert_int_equal(access(path, F_OK), -1);
    rmdir(dir);
    start("127.0.0.1:0", 1);
}

static void addresses_are_checked(void **state)
{
    static const char *const bad[] = {
        "",      "8080",    "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "example.org:80",
        "unix:", "[::1:80", "1.2.3.4:8x"};
    char why[256];
    struct web_server *s;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        why[0] = 0;
        assert_int_equal(
            web_server_start(&(struct web_server_config){.web = web, .listen = bad[i]}, &s, why),
            ERR_INVALID);
        assert_true(why[0] != 0);
    }
}

static void a_second_server_on_the_same_port_is_refused(void **state)
{
    char where[32], why[256] = "";
    struct web_server *second;
    (void)state;
    stop();
    snprintf(where, sizeof where, "127.0.0.1:%d", free_port());
    start(where, 2);
    assert_int_equal(
        web_server_start(&(struct web_server_config){.web = web, .listen = where}, &second, why),
        ERR_INVALID);
    assert_non_null(strstr(why, where));
    stop();
    start(where, 2); /* at once, though connections of the first may linger */
}

static bool is_refused(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    bool refused = connect(fd, (struct sockaddr *)&a, sizeof a) != 0 && errno == ECONNREFUSED;
    close(fd);
    return refused;
}

static void a_running_write_is_finished_before_the_end(void **state)
{
    int fd = dial();
    pthread_t stopper;
    (void)state;
    atomic_store(&writes_wait, true);
    put(fd, P "Content-Length: 9\r\n\r\ntitle=abc",
        sizeof(P "Content-Length: 9\r\n\r\ntitle=abc") - 1);
    while (atomic_load(&handled) == 0)
        sched_yield();
    assert_int_equal(pthread_create(&stopper, NULL, (void *(*)(void *))(void (*)(void))stop, NULL),
                     0);
    while (!is_refused()) /* who comes now must go to the server that follows, not wait here */
        sched_yield();
    sem_post(&may_write);
    assert_int_equal(status_of(take(fd, true)), 303);
    close(fd);
    pthread_join(stopper, NULL);
    atomic_store(&writes_wait, false);
    assert_int_equal(written, 1);
    start("127.0.0.1:0", 1);
}

/* -- many at once: what ThreadSanitizer looks at -- */

static void *busy(void *arg)
{
    static const char *const requests[] = {
        H "\r\n", "GET /ky/kept HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
        "GET /ky/kept HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\n\r\n",
        "GET /ky/heavy HTTP/1.1\r\nHost: a\r\n\r\n", P "Content-Length: 9\r\n\r\ntitle=abc"};
    int *good = arg;
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char text[65536];

    if (connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        return NULL;
    for (int i = 0; i < 100; i++) {
        const char *r = requests[i % 5];
        size_t n = 0, want = 0;
        put(fd, r, strlen(r));
        while (!want || n < want) {
            ssize_t k = recvfrom(fd, text + n, sizeof text - 1 - n, 0, NULL, NULL);
            if (k <= 0)
                goto out;
            n += (size_t)k;
            text[n] = 0;
            char *end = strstr(text, "\r\n\r\n"), *len = strcasestr(text, "\r\nContent-Length:");
            if (end && len)
                want = (size_t)(end + 4 - text) + strtoul(len + 17, NULL, 10);
        }
        *good += status_of(text) == 200 || status_of(text) == 303;
        if (i % 10 == 0)
            web_raise(web, i);
    }
out:
    close(fd);
    return NULL;
}

static void many_at_once(void **state)
{
    pthread_t t[8];
    int good[8] = {0};
    (void)state;
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&t[i], NULL, busy, &good[i]), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(t[i], NULL);
        assert_int_equal(good[i], 100);
    }
    assert_int_equal(written, 160);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ONE(good_requests_are_answered),
        ONE(one_connection_carries_many),
        ONE(requests_in_single_bytes_are_whole),
        ONE(doubtful_requests_are_cut),
        ONE(a_second_request_in_doubt_leaves_the_first),
        ONE(large_heads_are_refused),
        ONE(an_address_too_long_is_refused_with_a_page),
        ONE(a_body_above_the_limit_is_told_so),
        ONE(large_answers_arrive_whole),
        ONE(tricklers_are_cut),
        ONE(a_unix_socket_serves_and_is_removed),
        ONE(a_second_server_on_the_same_port_is_refused),
        ONE(addresses_are_checked),
        ONE(a_running_write_is_finished_before_the_end),
        ONE(many_at_once),
    };
    sem_init(&may_write, 0, 0);
    web_signals_block();
    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
