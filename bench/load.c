/* Many browsers at once, one thread: each sends a form, waits for the whole answer, sends the next.
 * See site.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/site.h"

enum { BROWSERS_MOST = 256, ANSWER_MOST = 65536 };

struct browser {
    int fd;
    int64_t number; /* of the comment under way */
    int64_t sent_us;
    size_t got;
    char answer[ANSWER_MOST];
};

struct run {
    struct load *l;
    struct browser *b;
    int epoll;
    int open;
    double *latency_ms;
    size_t latencies, latency_size;
};

static void drop(struct run *r, struct browser *b)
{
    if (b->fd >= 0) {
        close(b->fd);
        r->open--;
    }
    b->fd = -1;
}

static bool dial(struct run *r, struct browser *b)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)r->l->site->port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = b};

    b->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (b->fd < 0 || connect(b->fd, (struct sockaddr *)&a, sizeof a) != 0) {
        if (b->fd >= 0)
            close(b->fd);
        b->fd = -1;
        return false;
    }
    fcntl(b->fd, F_SETFL, O_NONBLOCK);
    epoll_ctl(r->epoll, EPOLL_CTL_ADD, b->fd, &e);
    r->open++;
    return true;
}

/* A once token is any 22 letters: here the number, so that each form is another one. */
static bool send_next(struct run *r, struct browser *b)
{
    struct load *l = r->l;
    const struct site *s = l->site;
    char body[1024], request[2048];

    if (b->fd < 0 && !dial(r, b))
        return false;
    b->number = l->first + l->sent++;
    int n = snprintf(body, sizeof body,
                     "csrf=%s&once=%022lld&measure=&words=Сунуш+№%lld:+жыйын+кечки+саат+алтыда+"
                     "болсун,+биз+күндүз+"
                     "талаада+иштейбиз.&shown=village&village=%lld",
                     s->token, (long long)b->number, (long long)b->number, (long long)s->village);
    n = snprintf(request, sizeof request,
                 "POST /ky/%s/plan/%lld/comments HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: "
                 "%s\r\nContent-Type: "
                 "application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                 s->place, (long long)s->plan, s->port, s->cookie, n, body);
    b->got = 0;
    b->sent_us = bench_now_us();
    if (send(b->fd, request, (size_t)n, MSG_NOSIGNAL) == n)
        return true;
    drop(r, b);
    l->failed++;
    return false;
}

/* Whether the whole answer is there. A redirect has a short body or none. */
static bool complete(const struct browser *b)
{
    const char *end = memmem(b->answer, b->got, "\r\n\r\n", 4);
    const char *length = memmem(b->answer, b->got, "Content-Length: ", 16);

    if (!end)
        return false;
    size_t body = length && length < end ? (size_t)atoll(length + 16) : 0;
    return (size_t)(end + 4 - b->answer) + body <= b->got;
}

static void note(struct run *r, const struct browser *b)
{
    struct load *l = r->l;

    if (strncmp(b->answer, "HTTP/1.1 303", 12) != 0) {
        if (l->failed++ == 0)
            fprintf(stderr, "bench: first refusal: %.60s\n", b->answer);
        return;
    }
    l->done++;
    if (l->acknowledged && b->number < l->room)
        l->acknowledged[b->number] = true;
    if (r->latencies == r->latency_size) {
        r->latency_size = r->latency_size ? r->latency_size * 2 : 4096;
        r->latency_ms = realloc(r->latency_ms, r->latency_size * sizeof *r->latency_ms);
        if (!r->latency_ms)
            bench_die("no memory");
    }
    r->latency_ms[r->latencies++] = (double)(bench_now_us() - b->sent_us) / 1000;
}

static bool over(const struct load *l)
{
    return (l->requests && l->sent >= l->requests) ||
           (l->seconds > 0 && (double)(bench_now_us() - l->started_us) / 1e6 >= l->seconds);
}

static void readable(struct run *r, struct browser *b)
{
    ssize_t n = recv(b->fd, b->answer + b->got, sizeof b->answer - 1 - b->got, 0);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        drop(r, b); /* cut off: nobody knows whether it was written, so nobody was told so */
        r->l->failed++;
        return;
    }
    b->got += (size_t)n;
    b->answer[b->got] = 0;
    if (!complete(b))
        return;
    note(r, b);
    if (over(r->l))
        drop(r, b);
    else
        (void)send_next(r, b);
}

static int by_size(const void *x, const void *y)
{
    const double *a = x, *b = y;

    return *a < *b ? -1 : *a > *b;
}

void load_run(struct load *l)
{
    struct run r = {.l = l, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    struct epoll_event events[64];

    r.b = calloc(BROWSERS_MOST, sizeof *r.b);
    if (!r.b || r.epoll < 0)
        bench_die("no memory");
    l->done = l->failed = l->sent = 0;
    l->started_us = bench_now_us();
    for (int i = 0; i < l->browsers && i < BROWSERS_MOST; i++) {
        r.b[i].fd = -1;
        (void)send_next(&r, &r.b[i]);
    }
    while (r.open > 0) {
        int n = epoll_wait(r.epoll, events, 64, 10);
        for (int i = 0; i < n; i++)
            readable(&r, events[i].data.ptr);
        if (l->watch && l->watch(l))
            break;
    }
    l->took = (double)(bench_now_us() - l->started_us) / 1e6;
    for (int i = 0; i < l->browsers && i < BROWSERS_MOST; i++)
        if (r.b[i].fd >= 0)
            drop(&r, &r.b[i]);
    if (r.latencies) {
        qsort(r.latency_ms, r.latencies, sizeof *r.latency_ms, by_size);
        l->p50_ms = r.latency_ms[r.latencies / 2];
        l->p99_ms = r.latency_ms[r.latencies * 99 / 100];
    }
    free(r.latency_ms);
    free(r.b);
    close(r.epoll);
}
