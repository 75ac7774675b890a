/* Growing buffer. See buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fmt.h"

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

static void free_deferred(void *b)
{
    buf_free(b);
}

struct buf *buf_new(struct arena *a, size_t max)
{
    struct arena_defer *d = arena_defer_reserve(a);
    struct buf *b = arena_new(a, struct buf);
    buf_init(b, max);
    arena_defer_set(d, free_deferred, b);
    return b;
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}

bool buf_failed(const struct buf *b)
{
    return b->failed;
}

char *buf_reserve(struct buf *b, size_t n)
{
    if (b->failed)
        return NULL;
    if (n > b->max - b->n) {
        b->failed = true;
        return NULL;
    }
    if (b->size - b->n < n) {
        size_t size = b->size ? b->size : 256;
        while (size < b->n + n)
            size *= 2;
        char *p = realloc(b->p, size);
        if (!p) {
            b->failed = true;
            return NULL;
        }
        b->p = p;
        b->size = size;
    }
    return b->p + b->n;
}

void buf_add_slowly(struct buf *b, struct str s)
{
    char *p = s.n ? buf_reserve(b, s.n) : NULL;
    if (p) {
        memcpy(p, s.p, s.n);
        b->n += s.n;
    }
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, (struct str){&c, 1});
}

void buf_add_i64(struct buf *b, int64_t v)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do
        digits[--at] = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        digits[--at] = '-';
    buf_add(b, (struct str){digits + at, sizeof digits - at});
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    char few[256];
    size_t quick;
    va_list ap;
    va_start(ap, fmt);
    bool done = fmt_quick(few, sizeof few, &quick, fmt, ap);
    va_end(ap);
    va_start(ap, fmt);
    int n = done ? (int)quick : vsnprintf(few, sizeof few, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof few) {
        buf_add(b, (struct str){few, (size_t)n});
        return;
    }
    char *p = n < 0 ? NULL : buf_reserve(b, (size_t)n + 1);
    if (!p)
        return;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}
