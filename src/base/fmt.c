/* See fmt.h. */
#include "base/fmt.h"

#include <stdint.h>
#include <string.h>

struct spec {
    int width;    /* zero-padded to it; 0: as it is */
    bool counted; /* %.*s */
    int longs;    /* l, ll or z */
    char kind;
};

/* After the '%'. Where the conversion ends; NULL: one that is left to the C library. */
static const char *read_spec(const char *f, struct spec *s)
{
    *s = (struct spec){0};
    if (*f == '0')
        for (f++; *f >= '0' && *f <= '9' && s->width < 20; f++)
            s->width = s->width * 10 + (*f - '0');
    if (f[0] == '.' && f[1] == '*' && f[2] == 's') {
        s->counted = true;
        f += 2;
    }
    if (*f == 'z') {
        s->longs = 1;
        f++;
    }
    for (; *f == 'l' && s->longs < 2; f++)
        s->longs++;
    s->kind = *f;
    switch (s->kind) {
    case 'd':
    case 'u':
        return s->width > 20 ? NULL : f + 1;
    case 's':
    case 'c':
    case '%':
        return s->longs || s->width ? NULL : f + 1;
    default:
        return NULL;
    }
}

static bool add(char *out, size_t room, size_t *n, const char *p, size_t k)
{
    if (k >= room - *n) /* the terminator's place stays */
        return false;
    memcpy(out + *n, p, k);
    *n += k;
    return true;
}

static bool add_number(char *out, size_t room, size_t *n, uint64_t v, bool minus, int width)
{
    char digits[44];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v || (int)(sizeof digits - at) + minus < width);
    if (minus)
        digits[--at] = '-';
    return add(out, room, n, digits + at, sizeof digits - at);
}

bool fmt_quick(char *out, size_t room, size_t *n, const char *fmt, va_list ap)
{
    size_t used = 0;
    struct spec s;

    while (*fmt) {
        if (*fmt != '%') { /* a few bytes between two values, seldom more */
            if (used + 1 >= room)
                return false;
            out[used++] = *fmt++;
            continue;
        }
        fmt = read_spec(fmt + 1, &s);
        if (!fmt)
            return false;
        bool good;
        if (s.kind == 'd') {
            int64_t v = s.longs ? va_arg(ap, long long) : va_arg(ap, int);
            good =
                add_number(out, room, &used, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0, s.width);
        } else if (s.kind == 'u') {
            uint64_t v = s.longs ? va_arg(ap, unsigned long long) : va_arg(ap, unsigned);
            good = add_number(out, room, &used, v, false, s.width);
        } else if (s.kind == 's') {
            int most = s.counted ? va_arg(ap, int) : -1;
            const char *p = va_arg(ap, const char *);
            if (!p)
                return false;
            good = add(out, room, &used, p, most < 0 ? strlen(p) : strnlen(p, (size_t)most));
        } else {
            char c = s.kind == 'c' ? (char)va_arg(ap, int) : '%';
            good = add(out, room, &used, &c, 1);
        }
        if (!good)
            return false;
    }
    out[used] = 0;
    *n = used;
    return true;
}
