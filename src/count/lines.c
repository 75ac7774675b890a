/* Lines of a source. See inside.h.
 *
 * One buffer that holds at least a line; it grows up to line_max and no further, so that a line of
 * a gigabyte is refused after line_max bytes. Quotes: a quoted field may hold line ends, as CSV
 * allows; whether a buffer holds any quote at all is asked once per filling, so that files without
 * quotes pay nothing for them. */
#include "count/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_SIZE (64 * KIB)

static ptrdiff_t read_fd(void *from, char *p, size_t n)
{
    ssize_t got;
    do
        got = read(*(int *)from, p, n);
    while (got < 0 && errno == EINTR);
    return got;
}

static ptrdiff_t read_str(void *from, char *p, size_t n)
{
    struct str *s = from;
    size_t take = n < s->n ? n : s->n;
    if (take)
        memcpy(p, s->p, take);
    s->p += take;
    s->n -= take;
    return (ptrdiff_t)take;
}

struct count_source count_source_fd(int *fd)
{
    return (struct count_source){read_fd, fd};
}

struct count_source count_source_str(struct str *bytes)
{
    return (struct count_source){read_str, bytes};
}

void lines_init(struct lines *l, struct count_source src, size_t line_max, struct buf *raw)
{
    *l = (struct lines){.src = src,
                        .line_max = line_max ? line_max : 16 * MIB,
                        .raw = raw,
                        .next = 1,
                        .quote = SIZE_MAX};
}

void lines_free(struct lines *l)
{
    free(l->buf);
    l->buf = NULL;
}

static size_t find_quote(const struct lines *l, size_t from)
{
    const char *q = from < l->end ? memchr(l->buf + from, '"', l->end - from) : NULL;
    return q ? (size_t)(q - l->buf) : SIZE_MAX;
}

/* More bytes behind what is unread. */
static enum err fill(struct lines *l)
{
    if (l->at) {
        memmove(l->buf, l->buf + l->at, l->end - l->at);
        l->end -= l->at;
        if (l->quote != SIZE_MAX)
            l->quote = l->quote >= l->at ? l->quote - l->at : find_quote(l, 0);
        l->at = 0;
    }
    if (l->end == l->size) {
        if (l->size > l->line_max)
            return ERR_TOO_LARGE;
        size_t size = l->size ? l->size * 2 : FIRST_SIZE;
        char *p = realloc(l->buf, size + LINES_PADDING);
        if (!p)
            return ERR_NOMEM;
        l->buf = p;
        l->size = size;
        memset(l->buf + size, 0, LINES_PADDING);
    }
    ptrdiff_t got = l->src.read(l->src.from, l->buf + l->end, l->size - l->end);
    if (got < 0)
        return ERR_IO;
    if (got == 0) {
        l->eof = true;
        return OK;
    }
    if (l->raw) {
        buf_add(l->raw, (struct str){l->buf + l->end, (size_t)got});
        if (buf_failed(l->raw))
            return ERR_NOMEM;
    }
    size_t old_end = l->end;
    l->end += (size_t)got;
    if (l->quote == SIZE_MAX)
        l->quote = find_quote(l, old_end);
    return OK;
}

/* Offset of the line end at or after `from`, `end` at the end of the file; fills as needed. `from`
 * is relative to l->at, since filling moves the buffer. */
static enum err line_end(struct lines *l, size_t from, size_t *out)
{
    for (;;) {
        size_t begin = l->at + from;
        const char *nl = begin < l->end ? memchr(l->buf + begin, '\n', l->end - begin) : NULL;
        if (nl) {
            *out = (size_t)(nl - l->buf) - l->at;
            return *out > l->line_max ? ERR_TOO_LARGE : OK;
        }
        from = l->end - l->at;
        if (from > l->line_max)
            return ERR_TOO_LARGE;
        if (l->eof) {
            *out = from;
            return OK;
        }
        TRY(fill(l));
    }
}

static size_t count_quotes(const char *p, size_t n)
{
    size_t quotes = 0;
    for (const char *q = p; (q = memchr(q, '"', n - (size_t)(q - p))) != NULL; q++)
        quotes++;
    return quotes;
}

enum err lines_next(struct lines *l, struct str *out, bool *quoted)
{
    size_t n;
    uint64_t extra = 0;

    if (l->at == l->end && !l->eof)
        TRY(fill(l));
    if (l->at == l->end && l->eof)
        return ERR_NOT_FOUND; /* `line` stays that of the last line */
    l->line = l->next;
    TRY(line_end(l, 0, &n));
    bool has_quote = false;
    if (l->quote != SIZE_MAX) {
        if (l->quote < l->at)
            l->quote = find_quote(l, l->at);
        has_quote = l->quote != SIZE_MAX && l->quote < l->at + n;
    }
    while (has_quote && count_quotes(l->buf + l->at, n) % 2) {
        if (l->at + n >= l->end && l->eof)
            return ERR_MALFORMED;
        extra++;
        TRY(line_end(l, n + 1, &n));
    }
    *out = (struct str){l->buf + l->at, n};
    *quoted = has_quote;
    l->at += n;
    if (l->at < l->end)
        l->at++; /* the line end itself */
    l->next = l->line + extra + 1;
    if (out->n && out->p[out->n - 1] == '\r')
        out->n--;
    return OK;
}

void lines_back(struct lines *l, struct str last)
{
    l->at = (size_t)(last.p - l->buf);
    if (l->quote != SIZE_MAX)
        l->quote = find_quote(l, l->at);
    l->next = l->line;
}

/* A quoted field: *at is behind the opening quote; ends behind the closing one. */
static struct str unquote(struct arena *a, struct str line, size_t *at)
{
    char *out = arena_alloc(a, line.n - *at + LINES_PADDING);
    size_t n = 0;
    while (*at < line.n) {
        char c = line.p[(*at)++];
        if (c == '"') {
            if (*at < line.n && line.p[*at] == '"')
                (*at)++;
            else
                break;
        }
        out[n++] = c;
    }
    memset(out + n, 0, LINES_PADDING);
    return (struct str){out, n};
}

size_t fields_split(struct arena *a, struct str line, char sep, struct str *field, size_t max)
{
    size_t count = 0, at = 0;
    for (;;) {
        size_t begin = at;
        while (begin < line.n && (line.p[begin] == ' ' || line.p[begin] == '\t') &&
               line.p[begin] != sep)
            begin++;
        struct str f;
        if (begin < line.n && line.p[begin] == '"') {
            at = begin + 1;
            f = unquote(a, line, &at);
            const char *stop = at < line.n ? memchr(line.p + at, sep, line.n - at) : NULL;
            at = stop ? (size_t)(stop - line.p) : line.n;
        } else {
            const char *stop = at < line.n ? memchr(line.p + at, sep, line.n - at) : NULL;
            size_t end = stop ? (size_t)(stop - line.p) : line.n;
            f = (struct str){line.p + at, end - at};
            at = end;
        }
        if (count < max)
            field[count] = blanks_off(f);
        count++;
        if (at >= line.n)
            return count;
        at++;
    }
}
