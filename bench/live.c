/* Live pages with many followers: how long after a write does the last of them know?
 *
 *     bench_live [--json] [--followers N] [ASHAR]    default: 2,000 followers, build/ashar
 *
 * Ours: `ashar serve` on the demonstration; followers of the discussion's stream; a resident posts
 * comments one after the other, each through the form's own route, durable before it is answered.
 * Then the same of a meeting: followers of its live page, while the secretary at the door counts
 * people in, so that each event carries the hall's new figures.
 * Latency of an update: from sending the form to the arrival at each follower. Peer: a raw epoll
 * broadcaster in a process of its own, which appends each update to a file, flushes it with
 * fdatasync and writes it to as many sockets: what the machine can do at best. Lines:
 * live_followers_p50, _p99, live_meeting_p50, _p99 (milliseconds), live_memory,
 * live_meeting_memory (KiB resident of the server, all followers connected). Followers are read by
 * this process on the same two cores, both times. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/site.h"

enum { FOLLOWERS = 2000, UPDATES = 50, PAUSE_US = 100000, PATIENCE_US = 10000000 };

struct crowd {
    int n, epoll;
    int *fd;
    int64_t sent_us; /* of the update under way */
    int heard;       /* followers that have it */
    double *latency_ms;
    size_t latencies;
};

static int dial(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        bench_die("connecting: %s", strerror(errno));
    return fd;
}

/* Everybody connects, asks, and has the first line of the stream. */
static void gather(struct crowd *c, int port, const char *request, const char *first)
{
    char text[4096];

    c->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < c->n; i++) {
        size_t got = 0;
        c->fd[i] = dial(port);
        if (send(c->fd[i], request, strlen(request), MSG_NOSIGNAL) < 0)
            bench_die("asking: %s", strerror(errno));
        for (text[0] = 0; !strstr(text, first);) {
            ssize_t k = recv(c->fd[i], text + got, sizeof text - 1 - got, 0);
            if (k <= 0)
                bench_die("follower %d was not let in: %.100s", i, text);
            got += (size_t)k;
            text[got] = 0;
        }
        struct epoll_event e = {.events = EPOLLIN, .data.fd = c->fd[i]};
        fcntl(c->fd[i], F_SETFL, O_NONBLOCK);
        epoll_ctl(c->epoll, EPOLL_CTL_ADD, c->fd[i], &e);
    }
}

static void scatter(struct crowd *c)
{
    for (int i = 0; i < c->n; i++)
        close(c->fd[i]);
    close(c->epoll);
}

/* Until everybody has the update, or patience ends. An update is in one piece: an event is far
 * smaller than a segment. */
static void hear(struct crowd *c, const char *mark)
{
    struct epoll_event events[256];
    static char text[1 << 16];

    while (c->heard < c->n && bench_now_us() - c->sent_us < PATIENCE_US) {
        int n = epoll_wait(c->epoll, events, 256, 100);
        int64_t now = bench_now_us();
        for (int i = 0; i < n; i++) {
            ssize_t k = recv(events[i].data.fd, text, sizeof text - 1, 0);
            if (k == 0)
                bench_die("a follower was dropped");
            text[k > 0 ? k : 0] = 0;
            for (const char *at = text; (at = strstr(at, mark)) != NULL; at += strlen(mark)) {
                c->latency_ms[c->latencies++] = (double)(now - c->sent_us) / 1000;
                c->heard++;
            }
        }
    }
    if (c->heard != c->n)
        bench_die("%d of %d followers heard of the update", c->heard, c->n);
}

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;

    return *a < *b ? -1 : *a > *b;
}

static double percentile(struct crowd *c, size_t of_100)
{
    qsort(c->latency_ms, c->latencies, sizeof *c->latency_ms, by_size);
    return c->latency_ms[c->latencies * of_100 / 100];
}

static double resident_kib(pid_t pid)
{
    char path[64], line[256];
    double kib = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = atof(line + 6);
    if (f)
        fclose(f);
    return kib;
}

/* -- ours -- */

struct page {
    struct site site;
    char stream[256]; /* path of what is followed */
    const char *mark; /* stands once in each event */
    void (*write)(struct page *p, int64_t number);
    char post[256], fields[512]; /* of the meeting */
};

static void post_comment(struct page *p, int64_t number)
{
    struct load one = {.site = &p->site, .browsers = 1, .first = number, .requests = 1};

    load_run(&one);
    if (one.done != 1)
        bench_die("a comment was refused");
}

static void count_in(struct page *p, int64_t number)
{
    char fields[1024];

    snprintf(fields, sizeof fields, "once=%022lld&%s", (long long)number, p->fields);
    int status = site_post(&p->site, p->post, fields);
    if (status != 303)
        bench_die("the roll answered %d", status);
}

/* The writer is a process of its own, so that this one reads the followers meanwhile. */
static void update_page(struct page *p, struct crowd *c, int64_t number)
{
    int status;

    c->heard = 0;
    c->sent_us = bench_now_us();
    pid_t writer = fork();
    if (writer == 0) {
        p->write(p, number);
        _exit(0);
    }
    hear(c, p->mark);
    if (writer < 0 || waitpid(writer, &status, 0) != writer || status != 0)
        bench_die("the writer failed");
    usleep(PAUSE_US);
}

/* The server runs; memory of it with everybody there. */
static double follow(struct page *p, struct crowd *c)
{
    char request[512];

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", p->stream,
             p->site.port);
    gather(c, p->site.port, request, "\nid: ");
    update_page(p, c, 1); /* warm */
    c->latencies = 0;
    for (int i = 0; i < UPDATES; i++)
        update_page(p, c, 10 + i);
    double kib = resident_kib(p->site.pid);
    scatter(c);
    site_free(&p->site);
    return kib;
}

static double follow_plan(const char *program, struct crowd *c)
{
    struct page p = {.mark = "event: reload", .write = post_comment};

    site_make(&p.site, program, NULL);
    site_start(&p.site);
    site_sign_in(&p.site);
    snprintf(p.stream, sizeof p.stream, "/ky/%s/plan/%lld/live", p.site.place,
             (long long)p.site.plan);
    return follow(&p, c);
}

/* An assembly of the demonstration is announced for a day to come: it is held today. */
static int64_t hold_today(struct site *s)
{
    enum { BISHKEK = 6 * 3600, DAY = 24 * 3600 };
    static const char *const find =
        "update meeting set day = ?1 where id = (select min(id) from "
        "meeting where kind = 'assembly' and state = 'announced' and "
        "place_id = (select id from unit where code = ?2)) returning id";
    sqlite3 *db;
    sqlite3_stmt *st;

    if (sqlite3_open(s->url + strlen("sqlite:"), &db) != SQLITE_OK ||
        sqlite3_prepare_v2(db, find, -1, &st, NULL) != SQLITE_OK)
        bench_die("%s: %s", s->url, sqlite3_errmsg(db));
    sqlite3_bind_int64(st, 1, (time(NULL) + BISHKEK) / DAY);
    sqlite3_bind_text(st, 2, s->place, -1, SQLITE_STATIC);
    if (sqlite3_step(st) != SQLITE_ROW)
        bench_die("no assembly is announced: %s", sqlite3_errmsg(db));
    int64_t id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return id;
}

static double follow_meeting(const char *program, struct crowd *c)
{
    struct page p = {.mark = "\nid: ", .write = count_in};
    char hall[128], village[128], who[32];
    struct site *s = &p.site;

    site_make(s, program, NULL);
    snprintf(s->place, sizeof s->place, "41702210895000");
    long long id = (long long)hold_today(s);
    site_start(s);
    site_sign_in_as(s, "katchy%40kok-jar.example");
    snprintf(hall, sizeof hall, "/ky/%s/meetings/%lld/hall", s->place, id);
    snprintf(p.post, sizeof p.post, "%s/roll", hall);
    snprintf(p.stream, sizeof p.stream, "/ky/%s/meetings/%lld/events/live", s->place, id);
    if (!site_find(s, hall, "name=\"csrf\" value=\"", '"', s->token, sizeof s->token) ||
        !site_find(s, hall, "<option value=\"", '"', village, sizeof village) ||
        !site_find(s, hall, "name=\"who\" value=\"", '"', who, sizeof who))
        bench_die("no roll at the door of %s", hall);
    snprintf(p.fields, sizeof p.fields, "village=%s&who=%s", village, who);
    return follow(&p, c);
}

/* -- the peer -- */

static const char frame[] = "23\r\nevent: reload\ndata: {}\nid: 1234567\n\n\r\n";

/* Accepts n followers and one that says when: each byte of it is an update. */
static void broadcast(int listener, int n, const char *path)
{
    int *fd = calloc((size_t)n, sizeof *fd), file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    char text[512];

    if (!fd || file < 0)
        _exit(1);
    for (int i = 0; i < n; i++) {
        fd[i] = accept(listener, NULL, NULL);
        if (recv(fd[i], text, sizeof text, 0) <= 0 ||
            send(fd[i], "HTTP/1.1 200 OK\r\n\r\nid: 1\n\n", 26, MSG_NOSIGNAL) < 0)
            _exit(1);
    }
    int writer = accept(listener, NULL, NULL);
    while (recv(writer, text, 1, 0) == 1) {
        if (write(file, frame, sizeof frame) < 0 || fdatasync(file) != 0)
            _exit(1);
        for (int i = 0; i < n; i++)
            if (send(fd[i], frame, sizeof frame - 1, MSG_NOSIGNAL) < 0)
                _exit(1);
    }
    _exit(0);
}

static double peer(const char *program, struct crowd *c)
{
    (void)program;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    char path[] = "/tmp/ashar-bench-live.XXXXXX";
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), file = mkstemp(path);

    if (file < 0 || bind(listener, (struct sockaddr *)&a, n) != 0 || listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&a, &n) != 0)
        bench_die("peer: %s", strerror(errno));
    close(file);
    pid_t pid = fork();
    if (pid == 0)
        broadcast(listener, c->n, path);
    c->latencies = 0;
    gather(c, ntohs(a.sin_port), "GET / HTTP/1.1\r\n\r\n", "\nid: ");
    int writer = dial(ntohs(a.sin_port));
    for (int i = 0; i < UPDATES; i++) {
        c->heard = 0;
        c->sent_us = bench_now_us();
        if (send(writer, "x", 1, MSG_NOSIGNAL) != 1)
            bench_die("peer: %s", strerror(errno));
        hear(c, "event: reload");
        usleep(PAUSE_US);
    }
    double kib = resident_kib(pid);
    close(writer);
    waitpid(pid, NULL, 0);
    scatter(c);
    close(listener);
    unlink(path);
    return kib;
}

struct figures {
    double kib, p50, p99;
};

static struct figures figures_of(double (*run)(const char *program, struct crowd *c),
                                 const char *program, struct crowd *c)
{
    double kib = run(program, c);

    return (struct figures){kib, percentile(c, 50), percentile(c, 99)};
}

static void report(bool json, const char *what, const char *memory, const struct figures *ours,
                   const struct figures *raw)
{
    char name[64];

    snprintf(name, sizeof name, "%s_p50", what);
    bench_report(json, name, ours->p50, raw->p50, "ms");
    snprintf(name, sizeof name, "%s_p99", what);
    bench_report(json, name, ours->p99, raw->p99, "ms");
    bench_report(json, memory, ours->kib, raw->kib, "KiB");
}

int main(int argc, char **argv)
{
    const char *program = getenv("ASHAR") ? getenv("ASHAR") : "build/ashar";
    struct rlimit files;
    struct crowd c = {.n = FOLLOWERS};
    bool json = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--followers") == 0 && i + 1 < argc)
            c.n = atoi(argv[++i]);
        else
            program = argv[i];
    }
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (c.n < 1 || files.rlim_cur < (rlim_t)c.n + 64)
        bench_die("%d followers need as many file descriptors, and 64 more", c.n);
    c.fd = calloc((size_t)c.n, sizeof *c.fd);
    c.latency_ms = calloc((size_t)c.n * (UPDATES + 2), sizeof *c.latency_ms);
    if (!c.fd || !c.latency_ms)
        bench_die("no memory");
    struct figures plan = figures_of(follow_plan, program, &c),
                   meeting = figures_of(follow_meeting, program, &c),
                   raw = figures_of(peer, NULL, &c);
    report(json, "live_followers", "live_memory", &plan, &raw);
    report(json, "live_meeting", "live_meeting_memory", &meeting, &raw);
    free(c.fd);
    free(c.latency_ms);
    return 0;
}
