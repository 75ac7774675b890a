/* The router. See router.h.
 *
 * Rows are sorted so that the more literal come first; a request walks those with its number of
 * segments. With some two hundred rows that is a few dozen comparisons, nearly all ended by the
 * first byte: measured below a microsecond, and easier to be sure of than a tree with backtracking.
 */
#include "web/router.h"

#include <stdlib.h>
#include <string.h>

#include "web/form.h"

enum rank { LITERAL, SUFFIXED, DIGITS, ANY };

struct segment {
    struct str text; /* literal, or name of the parameter */
    struct str end;  /* literal end of a SUFFIXED one */
    enum rank rank;
    bool digits;
};

struct row {
    const struct route *route;
    size_t index, n;
    struct segment v[ROUTE_SEGMENTS_MAX];
};

struct router {
    struct row *rows;              /* by langless, n, rank */
    const struct route **in_order; /* as the tables have them */
    size_t n;
    size_t from[2][ROUTE_SEGMENTS_MAX + 2]; /* first row of (langless, segments) */
};

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
}

static bool digits_by_name(struct str name)
{
    return str_eq(name, STR("place")) || str_eq(name, STR("code")) || str_eq(name, STR("id")) ||
           str_ends(name, STR("_id"));
}

static bool parse_segment(struct str s, struct segment *out)
{
    if (s.n == 0)
        return false;
    *out = (struct segment){.text = s, .rank = LITERAL, .end = STR("")};
    if (s.p[0] != ':')
        return memchr(s.p, ':', s.n) == NULL && memchr(s.p, '%', s.n) == NULL;
    size_t n = 1;
    while (n < s.n && name_char(s.p[n]))
        n++;
    out->text = str_sub(s, 1, n - 1);
    out->end = str_sub(s, n, s.n - n);
    out->digits = digits_by_name(out->text);
    out->rank = out->end.n ? SUFFIXED : out->digits ? DIGITS : ANY;
    return out->text.n > 0 && (out->end.n == 0 || out->end.p[0] == '.' || out->end.p[0] == '-');
}

static bool parse_row(const struct route *route, size_t index, struct row *out)
{
    struct str rest = str_of(route->path), part;
    size_t params = 0;

    *out = (struct row){.route = route, .index = index};
    if (!str_starts(rest, STR("/")))
        return false;
    rest = str_sub(rest, 1, rest.n);
    if (rest.n == 0)
        return true;
    while (str_cut(&rest, '/', &part)) {
        if (out->n == ROUTE_SEGMENTS_MAX || !parse_segment(part, &out->v[out->n]))
            return false;
        params += out->v[out->n++].rank != LITERAL;
    }
    return params <= ROUTE_PARAMS_MAX;
}

static int by_rank(const void *pa, const void *pb)
{
    const struct row *a = pa, *b = pb;

    if (a->route->langless != b->route->langless)
        return a->route->langless ? 1 : -1;
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = 0; i < a->n; i++)
        if (a->v[i].rank != b->v[i].rank)
            return a->v[i].rank < b->v[i].rank ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static bool segment_matches(const struct segment *g, struct str s, struct str *value)
{
    if (g->rank == LITERAL)
        return str_eq(g->text, s);
    if (g->rank == SUFFIXED && (s.n <= g->end.n || !str_ends(s, g->end)))
        return false;
    s = str_sub(s, 0, s.n - g->end.n);
    if (g->digits && !all_digits(s))
        return false;
    *value = s;
    return true;
}

/* Could one text match both? Two open parameters with different ends could not, digits and a word
 * could not. */
static bool overlap(const struct segment *a, const struct segment *b)
{
    struct str ignored;

    if (a->rank == LITERAL)
        return segment_matches(b, a->text, &ignored);
    if (b->rank == LITERAL)
        return segment_matches(a, b->text, &ignored);
    if (a->digits && b->digits)
        return str_eq(a->end, b->end);
    if (a->digits)
        return str_ends(a->end, b->end);
    if (b->digits)
        return str_ends(b->end, a->end);
    return str_ends(a->end, b->end) || str_ends(b->end, a->end);
}

/* 0: cannot be confused; 1: the same path twice; 2: each is more literal somewhere. */
static int confusion(const struct row *a, const struct row *b)
{
    bool a_more = false, b_more = false;

    if (a->n != b->n || a->route->langless != b->route->langless ||
        a->route->method != b->route->method)
        return 0;
    for (size_t i = 0; i < a->n; i++) {
        if (!overlap(&a->v[i], &b->v[i]))
            return 0;
        a_more |= a->v[i].rank < b->v[i].rank;
        b_more |= a->v[i].rank > b->v[i].rank;
    }
    return a_more && b_more ? 2 : !a_more && !b_more ? 1 : 0;
}

static struct str method_name(enum method m)
{
    return m == POST ? STR("POST") : STR("GET");
}

static enum err refuse(struct arena *a, const struct route *row, const char *rule, struct str *why)
{
    *why = str_fmt(a, "route %.*s %s: %s", STR_F(method_name(row->method)),
                   row->path ? row->path : "(no path)", rule);
    return ERR_INVALID;
}

static enum err check_row(struct arena *a, const struct route *r, struct row *parsed,
                          struct str *why)
{
    if (!r->path || !parse_row(r, parsed->index, parsed))
        return refuse(a, r, "the path is not well formed", why);
    if (r->method != GET && r->method != POST)
        return refuse(a, r, "unknown method", why);
    if (r->need <= CAP_UNSET || r->need >= CAP_COUNT)
        return refuse(a, r, "no capability (.need) is set", why);
    if (r->method == POST && r->csrf != CSRF_TOKEN && r->csrf != CSRF_EXEMPT)
        return refuse(a, r, "a POST without CSRF policy (.csrf)", why);
    if (r->csrf == CSRF_EXEMPT && !r->doc)
        return refuse(a, r, "CSRF_EXEMPT without the reason in .doc", why);
    if (r->method == POST && r->cache != CACHE_NO)
        return refuse(a, r, "a POST cannot be cached", why);
    if (r->cache != CACHE_NO && r->need != CAP_PUBLIC)
        return refuse(a, r, "only public pages can be cached", why);
    if ((unsigned)r->rate >= RATE_COUNT)
        return refuse(a, r, "unknown rate class", why);
    return OK;
}

static enum err check_pairs(struct arena *a, const struct router *r, struct str *why)
{
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = i + 1; j < r->n; j++) {
            int c = confusion(&r->rows[i], &r->rows[j]);
            if (c == 0)
                continue;
            *why = str_fmt(a, "route %.*s %s: %s %s", STR_F(method_name(r->rows[i].route->method)),
                           r->rows[i].route->path, c == 1 ? "same as" : "ambiguous with",
                           r->rows[j].route->path);
            return ERR_INVALID;
        }
    return OK;
}

enum err router_new(struct arena *a, const struct route *const *tables, size_t n,
                    struct router **out, struct str *why)
{
    struct router *r = arena_new(a, struct router);
    size_t count = 0;

    for (size_t t = 0; t < n; t++)
        for (const struct route *row = tables[t]; row->handle; row++)
            count++;
    r->rows = arena_array(a, struct row, count + 1);
    r->in_order = arena_array(a, const struct route *, count + 1);
    for (size_t t = 0; t < n; t++)
        for (const struct route *row = tables[t]; row->handle; row++) {
            r->rows[r->n].index = r->n;
            r->in_order[r->n] = row;
            TRY(check_row(a, row, &r->rows[r->n], why));
            r->n++;
        }
    if (r->n)
        qsort(r->rows, r->n, sizeof *r->rows, by_rank);
    TRY(check_pairs(a, r, why));
    size_t at = 0;
    for (int langless = 0; langless < 2; langless++)
        for (size_t k = 0; k <= ROUTE_SEGMENTS_MAX + 1; k++) {
            r->from[langless][k] = at;
            while (k <= ROUTE_SEGMENTS_MAX && at < r->n &&
                   r->rows[at].route->langless == (langless == 1) && r->rows[at].n == k)
                at++;
        }
    *out = r;
    return OK;
}

size_t router_count(const struct router *r)
{
    return r->n;
}

const struct route *router_row(const struct router *r, size_t index)
{
    return index < r->n ? r->in_order[index] : NULL;
}

enum err segments_split(struct arena *a, struct str raw, struct segments *out)
{
    struct segments s = {.n = 0};
    struct str part;

    if (!str_starts(raw, STR("/")))
        return ERR_MALFORMED;
    raw = str_sub(raw, 1, raw.n);
    while (raw.n && str_cut(&raw, '/', &part)) {
        struct str decoded;
        TRY(url_decode(a, part, false, &decoded));
        for (size_t i = 0; i < decoded.n; i++)
            if ((unsigned char)decoded.p[i] < ' ' || decoded.p[i] == 0x7f)
                return ERR_MALFORMED;
        if (decoded.n == 0 || str_eq(decoded, STR(".")) || str_eq(decoded, STR("..")) ||
            s.n == ROUTE_SEGMENTS_MAX)
            return ERR_NOT_FOUND;
        s.v[s.n++] = decoded;
    }
    if (raw.p && raw.n == 0 && s.n)
        return ERR_NOT_FOUND; /* ended in a slash */
    *out = s;
    return OK;
}

static bool row_matches(const struct row *row, const struct segments *s, struct match *m)
{
    m->n = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct str value = STR("");
        if (!segment_matches(&row->v[i], s->v[i], &value))
            return false;
        if (row->v[i].rank != LITERAL) {
            m->names[m->n] = row->v[i].text;
            m->values[m->n++] = value;
        }
    }
    m->route = row->route;
    m->index = row->index;
    return true;
}

enum err router_find(const struct router *r, bool langless, enum method method,
                     const struct segments *s, struct match *out, unsigned *allowed)
{
    unsigned methods = 0;

    for (size_t i = r->from[langless][s->n]; i < r->from[langless][s->n + 1]; i++) {
        struct match m;
        if (!row_matches(&r->rows[i], s, &m))
            continue;
        if (m.route->method == method) {
            *out = m;
            return OK;
        }
        methods |= 1u << m.route->method;
    }
    if (allowed)
        *allowed = methods;
    return methods ? ERR_FORBIDDEN : ERR_NOT_FOUND;
}
