/* Queries, form bodies and cookies. See form.h. */
#include "web/form.h"

#include <string.h>

struct form_field *fields_find(const struct fields *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].name, name))
            return &f->v[i];
    return NULL;
}

enum err fields_add(struct arena *a, struct fields *f, struct form_field field)
{
    if (f->n >= FORM_FIELDS_MAX || field.name.n > FORM_NAME_MAX)
        return ERR_TOO_LARGE;
    if (f->n == f->size) {
        size_t size = f->size ? f->size * 2 : 16;
        f->v = arena_grow(a, f->v, f->size * sizeof *f->v, size * sizeof *f->v);
        f->size = size;
    }
    f->v[f->n++] = field;
    return OK;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum err url_decode(struct arena *a, struct str s, bool plus, struct str *out)
{
    struct str got = {s.p ? s.p : "", s.n};

    if (s.n && (memchr(s.p, '%', s.n) || (plus && memchr(s.p, '+', s.n)))) {
        char *p = arena_alloc(a, s.n);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] == '%') {
                int hi = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
                int lo = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
                if (hi < 0 || lo < 0)
                    return ERR_MALFORMED;
                p[n++] = (char)(hi << 4 | lo);
                i += 2;
            } else {
                p[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
            }
        }
        got = (struct str){p, n};
    }
    if ((got.n && memchr(got.p, 0, got.n)) || !str_utf8_valid(got))
        return ERR_MALFORMED;
    *out = got;
    return OK;
}

enum err form_decode(struct arena *a, struct str s, struct fields *out)
{
    struct str piece;

    while (str_cut(&s, '&', &piece)) {
        struct form_field f = {.value = STR("")};
        struct str name, value = piece;

        if (piece.n == 0)
            continue;
        if (!str_cut(&value, '=', &name))
            continue;
        TRY(url_decode(a, name, true, &f.name));
        if (value.p)
            TRY(url_decode(a, value, true, &f.value));
        TRY(fields_add(a, out, f));
    }
    return OK;
}

struct str cookie_value(struct str header, struct str name)
{
    struct str piece, key;

    for (int i = 0; i < COOKIES_MAX && str_cut(&header, ';', &piece); i++) {
        struct str value = str_trim(piece);
        if (!str_cut(&value, '=', &key) || !value.p || !str_eq(key, name))
            continue;
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_sub(value, 1, value.n - 2);
        return value;
    }
    return STR_NONE;
}
