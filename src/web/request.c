/* What came in, for handlers. See request.h.
 *
 * Text is made canonical when it is asked for and remembered, so that a search field or a password
 * that nobody reads as text costs nothing and stays as it was typed. */
#include "web/request.h"

#include <string.h>

#include "text/canon.h"
#include "web/exchange.h"

struct exchange *exchange_of(const struct request *rq)
{
    return (struct exchange *)(void *)((char *)(uintptr_t)rq - offsetof(struct exchange, rq));
}

struct str req_param(const struct request *rq, const char *name)
{
    const struct match *m = &exchange_of(rq)->match;

    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->names[i], str_of(name)))
            return m->values[i];
    return STR("");
}

enum err req_path_id(const struct request *rq, const char *name, int64_t *out)
{
    int64_t id;

    if (str_to_i64(req_param(rq, name), &id) != OK || id <= 0)
        return ERR_NOT_FOUND;
    *out = id;
    return OK;
}

/* Line ends as \n, no control characters but \n and \t (they break XML feeds and CSV), canonical
 * Kyrgyz, trimmed. */
static struct str clean(struct arena *a, struct str s)
{
    bool dirty = false;

    for (size_t i = 0; i < s.n && !dirty; i++)
        dirty = ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\t') || s.p[i] == 0x7f;
    if (dirty) {
        char *p = arena_alloc(a, s.n);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] == '\r')
                p[n++] = '\n';
            else if (((unsigned char)s.p[i] >= ' ' || s.p[i] == '\n' || s.p[i] == '\t') &&
                     s.p[i] != 0x7f)
                p[n++] = s.p[i];
            if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
                i++;
        }
        s = (struct str){p, n};
    }
    return str_trim(text_canon(a, s, NULL));
}

static struct str canonical(struct arena *a, struct form_field *f)
{
    if (!f->canonical) {
        f->value = clean(a, f->value);
        f->canonical = true;
    }
    return f->value;
}

/* A cached page may depend only on the query fields its row declares: the others are not in the
 * cache's key. */
static bool readable(const struct request *rq, struct str name)
{
    const struct route *r = exchange_of(rq)->match.route;
    return !r || r->cache == CACHE_NO || !r->query || query_declared(r, name);
}

bool query_declared(const struct route *r, struct str name)
{
    struct str rest = str_of(r->query), word;

    while (str_cut(&rest, ' ', &word))
        if (word.n && str_eq(word, name))
            return true;
    return false;
}

struct str req_query(const struct request *rq, const char *name)
{
    struct form_field *f = fields_find(&rq->form->query, str_of(name));
    return f && readable(rq, str_of(name)) ? canonical(rq->arena, f) : STR_NONE;
}

struct str req_field(const struct request *rq, const char *name)
{
    struct form_field *f = fields_find(&rq->form->body, str_of(name));
    return f && !f->is_file ? canonical(rq->arena, f) : STR("");
}

struct str req_secret(const struct request *rq, const char *name)
{
    struct form_field *f = fields_find(&rq->form->body, str_of(name));
    return f && !f->is_file && !f->canonical ? f->value : STR("");
}

size_t req_fields(const struct request *rq, const char *name, struct str **out)
{
    const struct fields *body = &rq->form->body;
    struct str *v = arena_array(rq->arena, struct str, body->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < body->n; i++)
        if (str_eq(body->v[i].name, str_of(name)) && !body->v[i].is_file)
            v[n++] = canonical(rq->arena, &body->v[i]);
    *out = v;
    return n;
}

bool req_has(const struct request *rq, const char *name)
{
    return fields_find(&rq->form->body, str_of(name)) != NULL;
}

struct req_file req_upload(const struct request *rq, const char *name)
{
    struct form_field *f = fields_find(&rq->form->body, str_of(name));

    if (!f || !f->is_file)
        return (struct req_file){STR(""), STR("")};
    return (struct req_file){f->filename, f->value};
}

size_t req_uploads(const struct request *rq, const char *name, struct req_file **out)
{
    const struct fields *body = &rq->form->body;
    struct req_file *v = arena_array(rq->arena, struct req_file, body->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < body->n; i++)
        if (str_eq(body->v[i].name, str_of(name)) && body->v[i].is_file && body->v[i].filename.n)
            v[n++] = (struct req_file){body->v[i].filename, body->v[i].value};
    *out = v;
    return n;
}

/* -- typed fields -- */

void req_field_i64(struct request *rq, const char *name, int64_t min, int64_t max, int64_t *out)
{
    struct str s = req_field(rq, name);
    int64_t v;

    if (s.n == 0)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_required);
    else if (str_to_i64(s, &v) != OK)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_not_number);
    else if (v < min || v > max)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_number_range,
                  fault_limit(&rq->faults, "min", min), fault_limit(&rq->faults, "max", max));
    else
        *out = v;
}

enum err exchange_day_typed(struct str s, day_t *out)
{
    char iso[10];

    if (s.n != 10 || s.p[2] != '.' || s.p[5] != '.')
        return day_parse(s, out);
    memcpy(iso, s.p + 6, 4);
    iso[4] = iso[7] = '-';
    memcpy(iso + 5, s.p + 3, 2);
    memcpy(iso + 8, s.p, 2);
    return day_parse((struct str){iso, 10}, out);
}

void req_field_day(struct request *rq, const char *name, bool required, day_t *out)
{
    struct str s = req_field(rq, name);
    day_t d;

    if (s.n == 0 && !required)
        *out = DAY_NONE;
    else if (s.n == 0)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_required);
    else if (exchange_day_typed(s, &d) != OK)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_not_day);
    else
        *out = d;
}

void req_field_text(struct request *rq, const char *name, size_t min_chars, size_t max_chars,
                    struct str *out)
{
    struct str s = req_field(rq, name);
    size_t chars = str_utf8_length(s);

    if (chars == 0 && min_chars > 0)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_required);
    else if (chars < min_chars)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_too_short,
                  ARG_N("n", (int64_t)min_chars));
    else if (chars > max_chars)
        fault_add(&rq->faults, str_of(name), MSG_common_fault_too_long,
                  ARG_N("n", (int64_t)max_chars));
    else
        *out = s;
}

bool req_may(const struct request *rq, enum cap cap)
{
    return cap == CAP_PUBLIC ||
           (rq->viewer.person_id != 0 && (cap == CAP_SIGNED_IN || (rq->viewer.caps >> cap & 1)));
}

struct str req_cookie_value(const struct request *rq, const char *name)
{
    return cookie_value(exchange_of(rq)->in.cookie, str_of(name));
}

struct str req_url(const struct request *rq, struct str path)
{
    struct exchange *x = exchange_of(rq);
    struct str base = x->web->config.base_url;

    if (base.n == 0)
        base = str_fmt(rq->arena, "%s://%.*s", x->secure ? "https" : "http", STR_F(x->in.host));
    return str_cat(rq->arena, base, path);
}
