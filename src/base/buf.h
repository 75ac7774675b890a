/* A byte buffer that grows, on the heap, up to a stated limit.
 *
 * Purpose: output is built here before it is sent or stored. Failure is sticky: after the limit or
 * an exhausted heap, further adds do nothing and buf_failed is true, so that callers check once, at
 * the end. Ownership: whoever called buf_init calls buf_free, or takes one that lives in an arena
 * with buf_new. */
#ifndef ASHAR_BASE_BUF_H
#define ASHAR_BASE_BUF_H

#include <string.h>

#include "base/str.h"

struct buf {
    char *p;
    size_t n, size, max;
    bool failed;
};

void buf_init(struct buf *b,
              size_t max); /* `max` bytes of content at most; allocates nothing yet */
/* A buffer that lives in the arena and is freed with it: never a local one, which would be gone by
 * then. */
struct buf *buf_new(struct arena *a, size_t max) __attribute__((returns_nonnull));
void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory, forgets content and failure */
bool buf_failed(const struct buf *b);

void buf_add_slowly(struct buf *b, struct str s); /* what buf_add does when there is no room yet */
/* In the header since a page is a few hundred of these. */
static inline void buf_add(struct buf *b, struct str s)
{
    if (s.n && !b->failed && s.n <= b->size - b->n && s.n <= b->max - b->n) {
        memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
    } else {
        buf_add_slowly(b, s);
    }
}
void buf_add_char(struct buf *b, char c);
void buf_add_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes, to be written by the caller, who then adds what was used to b->n. NULL:
 * failed. */
char *buf_reserve(struct buf *b, size_t n);

static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}

#define buf_lit(b, lit) buf_add((b), STR(lit))

#endif
