/* The guard below libmicrohttpd: recv of this program. See guard.h.
 *
 * The library reads every connection with recv(2) and offers no hook there. A program's own
 * definition of a function takes precedence over the C library's for the shared libraries it loads
 * too (ELF symbol lookup), so this file defines recv; sockets that are not attached (database,
 * mail) pass through untouched. guard_install asks the dynamic linker whether it came out that way,
 * and web/server.c refuses to serve where it did not. Rejected: a proxy thread before the library
 * (each byte copied twice, half the throughput), a patched library (no security updates from
 * Debian). */
#include "web/guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/clock.h"

struct watched {
    struct guard guard;
    uint32_t answered; /* answers the library has completed */
    bool cut;
};

static _Atomic(struct watched *) *table;
static size_t table_n;
static _Atomic uint64_t cuts;
static struct str answers[GUARD_VERDICTS][LANG_COUNT];

ssize_t guarded_recv(int fd, void *buf, size_t n, int flags) __asm__("recv");

/* Descriptors never reach past the soft limit, so a table of that size covers all of them. */
static bool make_table(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return false;
    rlim_t most = (rlim_t)1 << 20;
    if (r.rlim_cur == RLIM_INFINITY || r.rlim_cur > most) {
        r.rlim_cur = most;
        if (setrlimit(RLIMIT_NOFILE, &r) != 0)
            return false;
    }
    table = calloc(r.rlim_cur, sizeof *table);
    table_n = r.rlim_cur;
    return table != NULL;
}

bool guard_install(void)
{
    if (!table && !make_table())
        return false;
    return dlsym(RTLD_DEFAULT, "recv") == (void *)(uintptr_t)guarded_recv;
}

void guard_answer(enum guard_verdict v, enum lang lang, struct str answer)
{
    answers[v][lang] = answer;
}

bool guard_attach(int fd, const struct guard_limits *limits)
{
    if (fd < 0 || (size_t)fd >= table_n)
        return false;
    struct watched *w = calloc(1, sizeof *w);
    if (!w)
        return false;
    guard_init(&w->guard, limits);
    free(atomic_exchange(&table[fd], w));
    return true;
}

void guard_detach(int fd)
{
    if (fd >= 0 && (size_t)fd < table_n)
        free(atomic_exchange(&table[fd], NULL));
}

void guard_answered(int fd)
{
    struct watched *w = fd >= 0 && (size_t)fd < table_n ? atomic_load(&table[fd]) : NULL;
    if (w)
        w->answered++;
}

uint64_t guard_cut_count(void)
{
    return atomic_load(&cuts);
}

static struct str plain_answer(enum guard_verdict v, char text[static 256])
{
    static const char *const reason[] = {[GUARD_MALFORMED] = "Bad Request",
                                         [GUARD_LONG_TARGET] = "URI Too Long",
                                         [GUARD_LARGE_HEAD] = "Request Header Fields Too Large",
                                         [GUARD_LENGTH_REQUIRED] = "Length Required",
                                         [GUARD_TOO_LARGE] = "Content Too Large",
                                         [GUARD_SLOW] = "Request Timeout"};
    int n = snprintf(
        text, 256,
        "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\n%s\n",
        guard_status(v), reason[v], strlen(reason[v]) + 1, reason[v]);
    return (struct str){text, (size_t)n};
}

/* Says why, where no answer of the library is under way, and reads what is there already, since
 * closing a socket with unread bytes would destroy the answer on its way. */
static void cut(int fd, struct watched *w, enum guard_verdict v)
{
    char text[256], rest[4096];
    enum lang lang;

    atomic_fetch_add(&cuts, 1);
    w->cut = true;
    if (w->answered != w->guard.heads)
        return;
    struct str answer = guard_reader(&w->guard, &lang) && answers[v][lang].n
                            ? answers[v][lang]
                            : plain_answer(v, text);
    if (send(fd, answer.p, answer.n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return;
    shutdown(fd, SHUT_WR);
    for (int i = 0; i < 32 && recvfrom(fd, rest, sizeof rest, MSG_DONTWAIT, NULL, NULL) > 0;)
        i++;
}

ssize_t guarded_recv(int fd, void *buf, size_t n, int flags)
{
    struct watched *w = fd >= 0 && (size_t)fd < table_n ? atomic_load(&table[fd]) : NULL;

    if (w && w->cut) {
        errno = ECONNRESET;
        return -1;
    }
    ssize_t got = recvfrom(fd, buf, n, flags, NULL, NULL);
    if (!w || got <= 0 || (flags & MSG_PEEK))
        return got;
    enum guard_verdict v = guard_feed(&w->guard, buf, (size_t)got, clock_monotonic_us());
    if (v == GUARD_PASS)
        return got;
    cut(fd, w, v);
    errno = ECONNRESET;
    return -1;
}
