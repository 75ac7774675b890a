/* What reaches libmicrohttpd is HTTP/1.1 that has one reading only.
 *
 * Purpose: the library (0.9.75, strict mode) still takes bare LF, folded headers, NUL, two lengths
 * that differ in form, and never cuts a client that trickles (design/TECH.md 3). Two readings of
 * one request by two programs in a row are how requests are smuggled; so the guard follows every
 * byte of a connection, with a reading of its own, and cuts it at the first doubt. Rules (RFC 9112
 * without its leniencies): CRLF line ends; a request line of method, target in visible ASCII,
 * HTTP/1.0 or 1.1; header names of token characters directly followed by ':'; no folded lines; no
 * control characters in values but tab; exactly one Host with 1.1; at most one Content-Length of 1
 * to 15 digits; no Transfer-Encoding at all (browsers never send one, nginx turns it into a
 * length); limits on target, head, number of headers; a time within which a head and a body must
 * have come. What a person can meet (an address or cookies too long) is refused with a page, the
 * rest in plain text. The state machine is pure (tests, fuzz/fuzz_guard); guard_socket.c puts it
 * below the library. Non-goals: the meaning of headers; chunked bodies; HTTP/2 (nginx). */
#ifndef ASHAR_WEB_GUARD_H
#define ASHAR_WEB_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lang.h"

enum guard_verdict {
    GUARD_PASS,
    GUARD_MALFORMED,
    GUARD_LONG_TARGET,
    GUARD_LARGE_HEAD,
    GUARD_LENGTH_REQUIRED,
    GUARD_TOO_LARGE,
    GUARD_SLOW,
    GUARD_VERDICTS
};

struct guard_limits {
    uint32_t target_max, head_max, headers_max; /* bytes, bytes, lines */
    uint64_t body_max; /* the largest of any route: more is 413 before it is read */
    int64_t head_us;   /* from a head's first byte to its last */
    int64_t body_us;   /* for a body, and one second more for each body_rate bytes */
    uint64_t body_rate;
};
extern const struct guard_limits guard_defaults;

struct guard {
    const struct guard_limits *limits;
    uint8_t state, matched, name_n; /* of the machine */
    bool http_1_0, has_length, has_host, in_known_value, digit_end;
    uint8_t known; /* header whose value is read */
    char name[20],
        first[4]; /* of a header; the target's first bytes: in which language to refuse */
    uint32_t line_n, head_n, header_n;
    uint64_t length, body_left;
    int64_t began_us, body_total;
    uint32_t heads; /* complete ones so far */
};

void guard_init(struct guard *g, const struct guard_limits *limits);
/* The next n bytes of the connection, at monotonic time now_us. After anything but GUARD_PASS the
 * connection is over. */
enum guard_verdict guard_feed(struct guard *g, const char *p, size_t n, int64_t now_us);
/* 400 414 431 411 413 408 */
int guard_status(enum guard_verdict v);
/* Whether a person reads the refusal, who asked for a page, and in which language: the target's
 * (Kyrgyz where it names none). False: a program, which asked for /api. */
bool guard_reader(const struct guard *g, enum lang *out);

/* ---- below the library (guard_socket.c) ---- */

/* Once, before the first daemon. False: recv of the process is not ours (linked wrongly), or no
 * memory: do not serve. */
bool guard_install(void);
/* The whole answer, status line and all, with which readers of that language are refused for this
 * reason (web/guard_pages.c); the bytes outlive all connections. Before the first daemon; without
 * it a line of plain text says why. */
void guard_answer(enum guard_verdict v, enum lang lang, struct str answer);
/* A new connection; `limits` outlive it. False: no memory, close it. */
bool guard_attach(int fd, const struct guard_limits *limits);
void guard_detach(int fd);
void guard_answered(int fd); /* an answer of the library was complete: only between answers the
                                guard may send one itself */
uint64_t guard_cut_count(void);

#endif
