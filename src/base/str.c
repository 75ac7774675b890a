/* Borrowed text. See str.h. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fmt.h"

struct str str_of(const char *cstr)
{
    return cstr ? (struct str){cstr, strlen(cstr)} : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    if (from > s.n)
        return SIZE_MAX;
    if (needle.n == 0)
        return from;
    if (needle.n > s.n - from)
        return SIZE_MAX; /* absent text among them: no arithmetic on its pointer */
    const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){s.p ? s.p + from : s.p, n};
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct str str_trim(struct str s)
{
    for (;;) {
        if (s.n && blank(s.p[0]))
            s = str_sub(s, 1, s.n);
        else if (str_starts(s, STR("\xc2\xa0")))
            s = str_sub(s, 2, s.n);
        else
            break;
    }
    for (;;) {
        if (s.n && blank(s.p[s.n - 1]))
            s.n--;
        else if (str_ends(s, STR("\xc2\xa0")))
            s.n -= 2;
        else
            return s;
    }
}

bool str_cut(struct str *rest, char sep, struct str *part)
{
    if (!rest->p)
        return false;
    const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!hit) {
        *part = *rest;
        *rest = STR_NONE;
        return true;
    }
    size_t n = (size_t)(hit - rest->p);
    *part = (struct str){rest->p, n};
    *rest = (struct str){hit + 1, rest->n - n - 1};
    return true;
}

struct str str_dup(struct arena *a, struct str s)
{
    return s.p ? (struct str){str_cstr(a, s), s.n} : STR_NONE;
}

char *str_cstr(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
    char *p = arena_alloc(a, x.n + y.n + 1);
    if (x.n)
        memcpy(p, x.p, x.n);
    if (y.n)
        memcpy(p + x.n, y.p, y.n);
    p[x.n + y.n] = '\0';
    return (struct str){p, x.n + y.n};
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
    char few[256]; /* nearly every result fits: formatted once, not once for its length and again */
    size_t quick;
    va_list ap;
    va_start(ap, fmt);
    bool done = fmt_quick(few, sizeof few, &quick, fmt, ap);
    va_end(ap);
    va_start(ap, fmt);
    int n = done ? (int)quick : vsnprintf(few, sizeof few, fmt, ap);
    va_end(ap);
    if (n < 0)
        return STR("");
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof few) {
        memcpy(p, few, (size_t)n + 1);
        return (struct str){p, (size_t)n};
    }
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return (struct str){p, (size_t)n};
}

enum err str_to_i64(struct str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus ? 1 : 0;
    int64_t v = 0;

    if (i == s.n)
        return ERR_MALFORMED;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return ERR_MALFORMED;
        int digit = s.p[i] - '0';
        /* Built downwards, since INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
            return ERR_MALFORMED;
    }
    if (!minus && v == INT64_MIN)
        return ERR_MALFORMED;
    *out = minus ? v : -v;
    return OK;
}

/* Length of the well-formed UTF-8 character at p, or 0. Table 3-7 of the Unicode standard. */
static size_t utf8_at(const unsigned char *p, size_t n, uint32_t *cp)
{
    unsigned char c = p[0];

    if (c < 0x80) {
        *cp = c;
        return 1;
    }
    size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || n < len)
        return 0;
    uint32_t v = c & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        v = v << 6 | (p[i] & 0x3Fu);
    }
    if ((len == 3 && v < 0x800) || (len == 4 && (v < 0x10000 || v > 0x10FFFF)) ||
        (v >= 0xD800 && v <= 0xDFFF))
        return 0;
    *cp = v;
    return len;
}

bool str_utf8_valid(struct str s)
{
    uint32_t cp;
    for (size_t i = 0; i < s.n;) {
        size_t len = utf8_at((const unsigned char *)s.p + i, s.n - i, &cp);
        if (!len)
            return false;
        i += len;
    }
    return true;
}

uint32_t str_utf8_next(struct str s, size_t *at)
{
    uint32_t cp = 0;
    size_t len = utf8_at((const unsigned char *)s.p + *at, s.n - *at, &cp);
    if (!len) {
        *at += 1;
        return 0xFFFD;
    }
    *at += len;
    return cp;
}

size_t str_utf8_put(char out[4], uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = 0xFFFD;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (char)((0xF00u >> len & 0xF0u) | cp);
    return len;
}

size_t str_utf8_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; n++)
        str_utf8_next(s, &i);
    return n;
}

struct str str_utf8_head(struct str s, size_t chars)
{
    size_t i = 0;
    while (chars-- && i < s.n)
        str_utf8_next(s, &i);
    return (struct str){s.p, i};
}
