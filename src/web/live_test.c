/* Live pages: the hub by itself, handlers behind the dispatcher, and streams on real sockets. */
#include "test/check.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/exchange.h"
#include "web/live_hub.h"
#include "web/server.h"

/* -- a site of four routes; each write raises the generation, as the log would -- */

static _Atomic int64_t generation;
static char announced[4][8192];
static int announced_n;
static pthread_mutex_t announcing = PTHREAD_MUTEX_INITIALIZER;

static void shout_view(struct out *o, const struct str *s)
{
    out_raw(o, "<b>", 3);
    out_text_str(o, *s);
    out_raw(o, "</b>", 4);
}

static void form_view(struct out *o, const struct str *s)
{
    (void)s;
    out_csrf(o);
}

static enum err say_post(struct request *rq)
{
    struct live_event e = {.name = req_field(rq, "name")};
    struct str said = req_field(rq, "say");

    generation++;
    web_touch(0, generation);
    for (int i = 0; said.n && i < LANG_COUNT; i++)
        TRY(live_html(rq, (enum lang)i, VIEW(shout), &said, &e.data[i]));
    TRY(req_publish(rq, STR("meeting/12"), &e));
    if (req_has(rq, "twice"))
        TRY(req_publish(rq, STR("meeting/12"), &(struct live_event){.name = STR("second")}));
    if (req_has(rq, "fail"))
        return ERR_CONFLICT;
    return req_redirect(rq, STR("/"));
}

static enum err wrong_post(struct request *rq)
{
    struct str html;

    assert_int_equal(req_publish(rq, STR("a b"), &(struct live_event){0}), ERR_BUG);
    assert_int_equal(req_publish(rq, STR(""), &(struct live_event){0}), ERR_BUG);
    assert_int_equal(req_publish(rq, STR("a"), &(struct live_event){.name = STR("reload")}),
                     ERR_BUG);
    assert_int_equal(req_publish(rq, STR("a"), &(struct live_event){.name = STR("a\nb")}), ERR_BUG);
    for (int i = 0; i < LIVE_PER_WRITE; i++)
        assert_ok(req_publish(rq, STR("a"), &(struct live_event){0}));
    assert_int_equal(req_publish(rq, STR("a"), &(struct live_event){0}), ERR_BUG);
    assert_int_equal(live_html(rq, LANG_KY, VIEW(form), &html, &html), ERR_BUG);
    return req_redirect(rq, STR("/"));
}

static enum err live_get(struct request *rq)
{
    return req_live(rq, STR("meeting/12"));
}

static enum err page_get(struct request *rq)
{
    int64_t since;

    assert_int_equal(req_publish(rq, STR("a"), &(struct live_event){0}), ERR_BUG);
    TRY(req_live_version(rq, &since));
    return req_bytes(rq, "text/plain", str_fmt(rq->arena, "%lld", (long long)since), STR(""));
}

static const struct route routes[] = {
    {GET, "/", page_get, .need = CAP_PUBLIC},
    {GET, "/live", live_get, .need = CAP_PUBLIC},
    {GET, "/kept", live_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {POST, "/say", say_post, .need = CAP_PUBLIC, .csrf = CSRF_EXEMPT, .doc = "test"},
    {POST, "/wrong", wrong_post, .need = CAP_PUBLIC, .csrf = CSRF_EXEMPT, .doc = "test"},
    {0},
};

static enum err generation_of(void *app, struct db *db, struct arena *a, int64_t place,
                              int64_t *out)
{
    (void)app;
    (void)db;
    (void)a;
    (void)place;
    *out = generation;
    return OK;
}

static enum err announce(void *app, struct db *db, struct arena *a, struct str payload)
{
    (void)app;
    (void)db;
    (void)a;
    assert_true(payload.n < 8000);
    pthread_mutex_lock(&announcing);
    assert_true(announced_n < 4);
    snprintf(announced[announced_n++], sizeof announced[0], "%.*s", STR_F(payload));
    pthread_mutex_unlock(&announcing);
    return OK;
}

static enum err submit(void *app, struct web_job *job)
{
    (void)app;
    job->done(job->arg, job->work(NULL, job->arg));
    return OK;
}

static struct web *web;
static struct web_server *server;
static int port;

static void start(int followers, int per_address, bool others)
{
    struct web_config c = {.routes = (const struct route *const[]){routes},
                           .route_tables = 1,
                           .key = STR("0123456789abcdef0123456789abcdef"),
                           .live_followers = followers,
                           .live_per_address = per_address,
                           .hooks = {.submit = submit,
                                     .generation = generation_of,
                                     .announce = others ? announce : NULL}};
    char why[256] = "";

    generation = 10;
    announced_n = 0;
    assert_ok(web_new(&c, &web, why));
    assert_ok(web_server_start(
        &(struct web_server_config){.web = web, .listen = "127.0.0.1:0", .threads = 2}, &server,
        why));
    port = (int)strtol(strrchr(web_server_address(server), ':') + 1, NULL, 10);
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
    start(100, 0, false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (server)
        stop();
    return 0;
}

/* -- browsers -- */

/* What arrives, as a browser has it: the parts of the answer ("chunks", RFC 9112 section 7.1) are
 * put together, since one may end in the middle of an event. */
struct stream {
    int fd;
    char *text; /* head and body */
    size_t n, size;
    size_t body, left; /* where the body starts, 0 in the head; bytes that the part still has */
    char line[32];     /* of a part: its size */
    size_t line_n;
    bool parts, ended; /* comes in parts; the last one came */
};

static struct stream ask(const char *method, const char *path, const char *more, int window)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 300};
    struct stream s = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .size = 1 << 16};
    char head[512];

    s.text = calloc(1, s.size);
    assert_non_null(s.text);
    if (window)
        setsockopt(s.fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    setsockopt(s.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(s.fd, (struct sockaddr *)&a, sizeof a), 0);
    int n = snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n", method, path, more);
    assert_int_equal(send(s.fd, head, (size_t)n, MSG_NOSIGNAL), n);
    return s;
}

static void keep(struct stream *s, char c)
{
    if (s->n + 2 > s->size) {
        s->size *= 2;
        s->text = realloc(s->text, s->size);
        assert_non_null(s->text);
    }
    s->text[s->n++] = c;
    s->text[s->n] = 0;
}

static void take_byte(struct stream *s, char c)
{
    if (s->body == 0 || !s->parts || s->left > 0) {
        keep(s, c);
        s->left -= s->left > 0;
        if (s->body == 0 && s->n >= 4 && strcmp(s->text + s->n - 4, "\r\n\r\n") == 0) {
            s->body = s->n;
            s->parts = strcasestr(s->text, "\r\nTransfer-Encoding: chunked\r\n") != NULL;
        }
        return;
    }
    if (c != '\n') {
        assert_true(s->line_n + 1 < sizeof s->line);
        s->line[s->line_n++] = c;
        return;
    }
    s->line[s->line_n] = 0;
    if (s->line_n > 1) { /* not the line's end that follows a part */
        s->left = strtoul(s->line, NULL, 16);
        s->ended = s->left == 0;
    }
    s->line_n = 0;
}

/* Reads once; false: nothing comes any more (or minutes went by). */
static bool read_more(struct stream *s)
{
    char bytes[16384];
    ssize_t k = recvfrom(s->fd, bytes, sizeof bytes, 0, NULL, NULL);

    for (ssize_t i = 0; i < k; i++)
        take_byte(s, bytes[i]);
    return k > 0;
}

/* Until the text is there; false: the stream ended first. */
static bool wait_for(struct stream *s, const char *what)
{
    size_t n = strlen(what);

    for (size_t from = 0; !strstr(s->text + from, what);) {
        from = s->n > n ? s->n - n : 0;
        if (!read_more(s))
            return false;
    }
    return true;
}

static bool wait_for_end(struct stream *s)
{
    while (!s->ended && read_more(s))
        ;
    return s->ended;
}

static void hang_up(struct stream *s)
{
    close(s->fd);
    free(s->text);
}

static struct stream follow(const char *path, const char *more)
{
    struct stream s = ask("GET", path, more, 0);

    assert_true(wait_for(&s, "retry: "));
    return s;
}

static int post(const char *path, const char *body)
{
    char more[256];

    snprintf(more, sizeof more,
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
             "Connection: close\r\n",
             strlen(body));
    struct stream s = ask("POST", path, more, 0);
    assert_int_equal(send(s.fd, body, strlen(body), MSG_NOSIGNAL), (ssize_t)strlen(body));
    assert_true(wait_for(&s, "\r\n\r\n"));
    int status = (int)strtol(s.text + 9, NULL, 10);
    hang_up(&s);
    return status;
}

static void wait_for_followers(int n)
{
    struct live_figures f;
    struct stream end;

    /* Leaving is seen when the connection is: each turn of this loop asks the server for a page. */
    for (int i = 0; i < 2000; i++) {
        live_figures(web->live, &f);
        if (f.followers == n)
            return;
        end = ask("GET", "/ky/", "Connection: close\r\n", 0);
        assert_true(wait_for(&end, "\r\n\r\n"));
        hang_up(&end);
        web_announcements_lost(web); /* something to send: dead ones are found by it */
    }
    assert_int_equal(f.followers, n);
}

/* -- tests -- */

static void a_committed_write_reaches_followers(void **state)
{
    (void)state;
    struct stream ky = follow("/ky/live", ""), ru = follow("/ru/live", "");

    assert_non_null(strstr(ky.text, "HTTP/1.1 200"));
    assert_non_null(strstr(ky.text, "Content-Type: text/event-stream\r\n"));
    assert_non_null(strstr(ky.text, "Cache-Control: no-store\r\n"));
    assert_non_null(strstr(ky.text, "X-Accel-Buffering: no\r\n"));
    assert_int_equal(post("/ky/say", "say=a<b"), 303);
    assert_true(wait_for(&ky, "data: <b>a&lt;b</b>\nid: 88\n\n"));
    assert_true(wait_for(&ru, "id: 88\n\n"));
    assert_null(strstr(ky.text, "event: "));
    assert_int_equal(post("/ky/say", "say=x&name=tally&twice=1"), 303);
    assert_true(wait_for(&ky, "event: tally\ndata: <b>x</b>\nid: 96\n\n"));
    assert_true(wait_for(&ky, "event: reload\ndata: {}\nid: 97\n\n"));
    hang_up(&ky);
    hang_up(&ru);
}

static void a_refused_write_tells_nobody(void **state)
{
    (void)state;
    struct stream s = follow("/ky/live", "");

    assert_int_equal(post("/ky/say", "say=never&fail=1"), 409);
    assert_int_equal(post("/ky/say", "say=after"), 303);
    assert_true(wait_for(&s, "after"));
    assert_null(strstr(s.text, "never"));
    hang_up(&s);
}

static void who_comes_back_gets_what_was_missed(void **state)
{
    (void)state;
    assert_int_equal(post("/ky/say", "say=one"), 303);
    assert_int_equal(post("/ky/say", "say=two"), 303);
    assert_int_equal(post("/ky/say", "say=three"), 303);
    struct stream s = follow("/ky/live", "Last-Event-ID: 88\r\n");
    assert_true(wait_for(&s, "three"));
    assert_non_null(strstr(s.text, "<b>two</b>"));
    assert_null(strstr(s.text, "<b>one</b>"));
    assert_null(strstr(s.text, "reload"));
    hang_up(&s);

    s = follow("/ky/live?since=96", ""); /* the page was read after the second */
    assert_true(wait_for(&s, "three"));
    assert_null(strstr(s.text, "<b>two</b>"));
    hang_up(&s);

    s = follow("/ky/live", "Last-Event-ID: 3\r\n"); /* before anything this process knows */
    assert_true(wait_for(&s, "event: reload"));
    assert_null(strstr(s.text, "<b>"));
    hang_up(&s);
    s = follow("/ky/live?since=111", "Last-Event-ID: nonsense\r\n");
    assert_int_equal(post("/ky/say", "say=four"), 303);
    assert_true(wait_for(&s, "<b>four</b>"));
    assert_null(strstr(s.text, "three"));
    hang_up(&s);
}

static void limits_are_kept_and_told(void **state)
{
    (void)state;
    stop();
    start(3, 2, false);
    struct stream a = follow("/ky/live", ""), b = follow("/ky/live", "");
    struct stream c = ask("GET", "/ky/live", "", 0);
    assert_true(wait_for(&c, "\r\n\r\n"));
    assert_non_null(strstr(c.text, "HTTP/1.1 503"));
    assert_non_null(strstr(c.text, "Retry-After: "));
    hang_up(&c);
    hang_up(&b);
    wait_for_followers(1);
    b = follow("/ky/live", "");
    hang_up(&a);
    hang_up(&b);
}

static void a_slow_follower_is_told_to_reload(void **state)
{
    enum { EVENTS = 6000 };
    static char data[LIVE_DATA_MAX];
    char last[64];

    (void)state;
    struct stream slow = ask("GET", "/ky/live", "", 4096), quick = follow("/ky/live", "");
    assert_true(wait_for(&slow, "retry: "));
    memset(data, 'x', sizeof data);
    for (int i = 1; i <= EVENTS; i++)
        web_publish(web, 0, 10 + i, STR("meeting/12"),
                    &(struct live_event){.data[LANG_KY] = {data, sizeof data}});
    snprintf(last, sizeof last, "id: %d\n\n", (10 + EVENTS) * LIVE_PER_WRITE);
    assert_true(wait_for(&quick, last));
    assert_true(wait_for(&slow, last));
    assert_non_null(strstr(slow.text, "event: reload"));
    hang_up(&slow);
    hang_up(&quick);
}

static void data_that_is_too_long_becomes_reload(void **state)
{
    static char body[LIVE_DATA_MAX + 16] = "say=";

    (void)state;
    struct stream s = follow("/ky/live", "");
    memset(body + 4, 'y', LIVE_DATA_MAX);
    assert_int_equal(post("/ky/say", body), 303);
    assert_true(wait_for(&s, "event: reload\ndata: {}\nid: 88\n\n"));
    assert_null(strstr(s.text, "yyy"));
    hang_up(&s);
}

static void the_end_ends_every_stream(void **state)
{
    (void)state;
    struct stream s[20];
    for (int i = 0; i < 20; i++)
        s[i] = follow("/ky/live", "");
    stop();
    for (int i = 0; i < 20; i++) {
        assert_true(wait_for_end(&s[i]));
        hang_up(&s[i]);
    }
}

static void silent_streams_have_a_heartbeat(void **state)
{
    struct live_limits limits = {.followers = 2, .heartbeat_s = 0};
    struct live *l = live_new(&limits);
    struct live_follower *f;
    char text[256];

    (void)state;
    assert_non_null(l);
    assert_ok(live_join(l, &(struct live_wish){.topic = STR("a"), .since = -1}, &f));
    ptrdiff_t n = live_read(f, text, sizeof text);
    assert_true(n > 0);
    n = live_read(f, text, sizeof text);
    assert_int_equal(n, 3);
    assert_memory_equal(text, ":\n\n", 3);
    live_leave(f);
    live_free(l);
}

static void a_stream_of_single_bytes_is_the_same(void **state)
{
    struct live_limits limits = {.followers = 2, .heartbeat_s = 60};
    struct live *l = live_new(&limits);
    struct live_follower *f;
    char text[512];
    size_t n = 0;

    (void)state;
    assert_ok(live_join(l, &(struct live_wish){.topic = STR("a"), .since = 7, .now = 7}, &f));
    live_deliver(l, 0, 8, STR("a"), &(struct live_event){.data[0] = STR("one\r\ntwo")});
    live_deliver(l, 0, 8, STR("a"), &(struct live_event){.data[0] = STR("again")}); /* not new */
    live_deliver(l, 1, 9, STR("a"), &(struct live_event){.data[0] = STR("elsewhere")});
    while (n < sizeof text - 1 && live_read(f, text + n, 1) == 1)
        n++;
    text[n] = 0;
    assert_non_null(strstr(text, "data: one\ndata: two\nid: 8\n\n"));
    assert_null(strstr(text, "again"));
    assert_null(strstr(text, "elsewhere"));
    live_lose_all(l);
    n = (size_t)live_read(f, text, sizeof text - 1);
    text[n] = 0;
    assert_string_equal(text, "event: reload\ndata: {}\nid: 8\n\n");
    live_leave(f);
    live_free(l);
}

static void topics_nobody_follows_make_room(void **state)
{
    struct live_limits limits = {.followers = 2, .heartbeat_s = 60};
    struct live *l = live_new(&limits);
    struct live_figures figures;
    struct live_follower *f;
    char name[32];

    (void)state;
    assert_ok(live_join(l, &(struct live_wish){.topic = STR("followed"), .since = -1}, &f));
    for (int i = 0; i < 2 * LIVE_TOPICS_MAX; i++) {
        int n = snprintf(name, sizeof name, "t/%d", i);
        live_deliver(l, 0, 1, (struct str){name, (size_t)n},
                     &(struct live_event){.data[0] = STR("x")});
    }
    live_figures(l, &figures);
    assert_int_equal(figures.topics, LIVE_TOPICS_MAX);
    assert_int_equal(figures.followers, 1);
    live_leave(f);
    live_free(l);
}

static void copies_tell_each_other(void **state)
{
    (void)state;
    stop();
    start(10, 0, true);
    struct stream s = follow("/ky/live", "");

    assert_int_equal(post("/ky/say", "say=x&name=tally&twice=1"), 303);
    pthread_mutex_lock(&announcing); /* the answer came by a socket, which orders nothing */
    assert_int_equal(announced_n, 2);
    pthread_mutex_unlock(&announcing);
    assert_string_equal(announced[0], "1 0 88 meeting/12 tally 8 8 8\n<b>x</b><b>x</b><b>x</b>");
    assert_string_equal(announced[1], "1 0 89 meeting/12 second -1 -1 -1\n");
    web_announced(web, STR("2 something newer"));
    web_announced(web, STR(""));
    web_announced(web, str_of(announced[0]));
    assert_true(wait_for(&s, "event: tally\ndata: <b>x</b>\nid: 88\n\n"));
    web_announced(web, str_of(announced[1]));
    assert_true(wait_for(&s, "event: reload\ndata: {}\nid: 89\n\n"));
    web_announcements_lost(web);
    hang_up(&s);
}

static void payloads_of_other_forms_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "1",
        "1 0 88 a b -1 -1 -1",
        "1 0 88 a b 1 -1 -1\n",
        "1 0 88 a b -1 -1 -1\nx",
        "1 0 88 a b -2 -1 -1\n",
        "1 0 88 a b 1 -1 -1 -1\nx",
        "1 0 88 a reload -1 -1 -1\n",
        "1 0 x a b -1 -1 -1\n",
        "1 -1 88 a b -1 -1 -1\n",
        "1 0 88 a\tb b -1 -1 -1\n",
        "1 0 88 a b 99999999999999999999 -1 -1\n",
        "1 0 88 a b 1 -1 -1\n\xff",
    };
    struct live_payload p;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (live_payload_read(str_of(bad[i]), &p) != ERR_MALFORMED)
            fail_msg("taken: %s", bad[i]);
    assert_ok(live_payload_read(STR("1 87 809 meeting/12 message 2 -1 0\nab"), &p));
    assert_int_equal(p.place_id, 87);
    assert_int_equal(p.version, 809);
    assert_int_equal(p.event.data[LANG_KY].n, 2);
    assert_null(p.event.data[LANG_RU].p);
    assert_non_null(p.event.data[LANG_EN].p);
}

static void misuse_is_refused(void **state)
{
    (void)state;
    assert_int_equal(post("/ky/wrong", "a=b"), 303);
    struct stream s = ask("GET", "/ky/kept", "Connection: close\r\n", 0);
    assert_true(wait_for(&s, "HTTP/1.1 500"));
    hang_up(&s);
    s = ask("HEAD", "/ky/live", "Connection: close\r\n", 0);
    assert_true(wait_for(&s, "text/event-stream"));
    hang_up(&s);
    s = ask("GET", "/ky/", "Connection: close\r\n", 0);
    assert_true(wait_for(&s, "\r\n\r\n87"));
    hang_up(&s);
}

static _Atomic int following;

enum { LAST = 1000000 }; /* a version beyond those of the writes before */

static void *follower_thread(void *arg)
{
    int *seen = arg;
    struct stream s = follow("/ky/live", "");
    char last[32];

    snprintf(last, sizeof last, "id: %d\n\n", LAST * LIVE_PER_WRITE);
    following++;
    *seen =
        wait_for(&s, last); /* the event, or `reload` with its number where the ring ran ahead */
    hang_up(&s);
    return NULL;
}

/* For ThreadSanitizer: writers, followers that come and go, and the announcer at once. */
static void many_at_once(void **state)
{
    pthread_t t[16];
    int seen[16] = {0};

    (void)state;
    following = 0;
    for (int i = 0; i < 16; i++)
        assert_int_equal(pthread_create(&t[i], NULL, follower_thread, &seen[i]), 0);
    for (int i = 0; i < 40; i++) {
        struct stream brief = follow("/ky/live", "");
        assert_int_equal(post("/ky/say", "say=some"), 303);
        hang_up(&brief);
    }
    while (following < 16) /* everybody is there when the last one is said */
        assert_int_equal(post("/ky/say", "say=some"), 303);
    web_publish(web, 0, LAST, STR("meeting/12"),
                &(struct live_event){.data[LANG_KY] = STR("last")});
    for (int i = 0; i < 16; i++) {
        pthread_join(t[i], NULL);
        assert_true(seen[i]);
    }
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ONE(a_committed_write_reaches_followers),
        ONE(a_refused_write_tells_nobody),
        ONE(who_comes_back_gets_what_was_missed),
        ONE(limits_are_kept_and_told),
        ONE(a_slow_follower_is_told_to_reload),
        ONE(data_that_is_too_long_becomes_reload),
        ONE(the_end_ends_every_stream),
        cmocka_unit_test(silent_streams_have_a_heartbeat),
        cmocka_unit_test(a_stream_of_single_bytes_is_the_same),
        cmocka_unit_test(topics_nobody_follows_make_room),
        ONE(copies_tell_each_other),
        cmocka_unit_test(payloads_of_other_forms_are_refused),
        ONE(misuse_is_refused),
        ONE(many_at_once),
    };
    web_signals_block();
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
