/* From what a handler left to the bytes and headers that go out: security headers, caching,
 * validators, compression.
 *
 * Every answer of the program passes here, so that no page can be without its policy. */
#include "web/exchange.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"

/* What people uploaded, and data: nothing in it may run even when a browser opens it in a tab. */
#define BYTES_POLICY "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"

/* A service worker: what it may ask is settled here, not by the page. */
#define WORKER_POLICY "default-src 'none'; script-src 'self'; connect-src 'self'"

static void put(struct web_answer *a, const char *name, struct str value)
{
    if (a->header_count < WEB_HEADERS_MAX)
        a->headers[a->header_count++] = (struct web_header){name, value};
}

static void security_headers(struct exchange *x, struct web_answer *a, bool page)
{
    put(a, "Content-Security-Policy",
        page                 ? STR(PAGE_POLICY)
        : x->is_worker_asset ? STR(WORKER_POLICY)
                             : STR(BYTES_POLICY));
    put(a, "X-Content-Type-Options", STR("nosniff"));
    put(a, "Referrer-Policy", STR("same-origin"));
    put(a, "Permissions-Policy",
        STR("camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"));
    put(a, "Cross-Origin-Opener-Policy", STR("same-origin"));
    put(a, "Cross-Origin-Resource-Policy", x->api ? STR("cross-origin") : STR("same-origin"));
    if (x->secure)
        put(a, "Strict-Transport-Security", STR("max-age=31536000"));
    if (x->api) /* public registers, without cookies: anybody's page may read them */
        put(a, "Access-Control-Allow-Origin", STR("*"));
}

/* If-None-Match: "*" or a list of tags; weak comparison (RFC 9110 13.1.2). */
static bool none_match(struct str header, struct str etag)
{
    struct str item;

    if (str_eq(str_trim(header), STR("*")))
        return true;
    while (str_cut(&header, ',', &item)) {
        item = str_trim(item);
        if (str_starts(item, STR("W/")))
            item = str_sub(item, 2, item.n);
        if (str_eq(item, etag))
            return true;
    }
    return false;
}

static void public_answer(struct exchange *x, struct cache_entry *e)
{
    struct web_answer *a = &x->answer;
    enum encoding enc = encoding_accepted(x->in.accept_encoding);
    struct str type = cache_type(e);

    a->body = cache_body(x->web->cache, e, &enc);
    a->status = none_match(x->in.if_none_match, cache_etag(e, enc)) ? 304 : 200;
    if (a->status == 304)
        a->body = STR("");
    x->answer_encoding = enc;
    put(a, "Content-Type", type);
    if (cache_disposition(e).n)
        put(a, "Content-Disposition", cache_disposition(e));
    if (enc != ENC_IDENTITY)
        put(a, "Content-Encoding", str_of(encoding_name(enc)));
    put(a, "ETag", cache_etag(e, enc));
    put(a, "Cache-Control", STR("no-cache"));
    put(a, "Vary",
        x->match.route && x->match.route->langless ? STR("Accept-Encoding, Accept-Language, Cookie")
                                                   : STR("Accept-Encoding, Cookie"));
    security_headers(x, a, str_starts(type, STR("text/html")));
}

void respond_hit(struct exchange *x)
{
    x->answer = (struct web_answer){.head_only = x->head_only, .inside = x};
    public_answer(x, x->hit);
    metrics_answer(x->web->metrics, &x->match, 200, METRIC_CACHED,
                   clock_monotonic_us() - x->started_us);
}

static bool store(struct exchange *x)
{
    struct response *rs = &x->rs;
    const struct route *r = x->match.route;

    if (!x->cacheable || rs->personal || rs->status != 200 || rs->header_count ||
        rs->kind == ANSWER_REDIRECT)
        return false;
    struct cache_page page = {
        .body = buf_str(&rs->body),
        .content_type = rs->content_type,
        .disposition = rs->disposition,
        .nation = r->cache == CACHE_NATION || x->rq.scope.id == 0,
        .place_id = x->rq.scope.id,
    };
    page.generation =
        page.nation ? x->before : generations_place(x->web->generations, page.place_id);
    if (generations_nation(x->web->generations) != x->before)
        return false; /* somebody wrote while we read: see cache.h */
    x->hit = cache_store(x->web->cache, &x->key, &page);
    return x->hit != NULL;
}

static void compress(struct exchange *x, struct web_answer *a)
{
    enum encoding enc = encoding_accepted(x->in.accept_encoding);

    if (!pack_worthwhile(x->rs.content_type, a->body.n))
        return;
    put(a, "Vary", STR("Accept-Encoding"));
    if (enc == ENC_IDENTITY)
        return;
    x->packed.max = a->body.n;
    if (pack(enc, a->body, false, &x->packed)) {
        a->body = buf_str(&x->packed);
        put(a, "Content-Encoding", str_of(encoding_name(enc)));
    }
}

static void visitor_cookie(struct exchange *x)
{
    if (x->new_visitor && x->visitor_token.n)
        req_cookie(&x->rq, VISITOR_COOKIE, x->visitor_token, 24 * 3600);
}

/* Remembers the language for "/", where the reader looks at a page of another one than before. */
static void language_cookie(struct exchange *x)
{
    if (x->rs.kind == ANSWER_PAGE && x->rs.personal && !x->head_only && x->match.route &&
        !x->match.route->langless &&
        !str_eq(cookie_value(x->in.cookie, STR(LANG_COOKIE)), lang_code(x->rq.lang)))
        req_cookie(&x->rq, LANG_COOKIE, lang_code(x->rq.lang), 365 * 24 * 3600);
}

static void asset_answer(struct exchange *x)
{
    struct web_answer *a = &x->answer;

    a->status = x->rs.status;
    a->body = x->asset_body;
    put(a, "Content-Type", x->rs.content_type);
    for (size_t i = 0; i < x->rs.header_count; i++)
        put(a, x->rs.headers[i].name, x->rs.headers[i].value);
    security_headers(x, a, false);
}

/* A proxy must hand on each event as it comes, and nobody may keep them. */
static void stream_answer(struct exchange *x)
{
    struct web_answer *a = &x->answer;

    a->status = x->rs.status;
    put(a, "Content-Type", x->rs.content_type);
    put(a, "Cache-Control", STR("no-store"));
    put(a, "X-Accel-Buffering", STR("no"));
    for (size_t i = 0; i < x->rs.header_count; i++)
        put(a, x->rs.headers[i].name, x->rs.headers[i].value);
    security_headers(x, a, false);
}

/* A script that sent a form is told in JSON where a browser would be sent, or what is wrong. Sent
 * again with the same `once`, it gets the same. */
static void script_answer(struct exchange *x)
{
    struct response *rs = &x->rs;
    struct json j;

    if (rs->kind == ANSWER_PAGE && rs->status >= 400) {
        respond_problem(x, rs->status);
        return;
    }
    if (rs->kind != ANSWER_REDIRECT)
        return;
    struct buf *b = buf_new(&x->arena, 16 * KIB);
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "location", rs->location);
    json_object_end(&j);
    if (req_json(&x->rq, 200, b) != OK)
        log_line(LOG_WARN, "web", "a script is sent on like a browser: no memory");
}

void respond_finish(struct exchange *x)
{
    struct web_answer *a = &x->answer;
    struct response *rs = &x->rs;

    *a = (struct web_answer){.head_only = x->head_only, .inside = x};
    if (x->script)
        script_answer(x);
    if (rs->kind == ANSWER_ASSET) {
        asset_answer(x);
        return;
    }
    if (rs->kind == ANSWER_STREAM) {
        stream_answer(x);
        return;
    }
    if (store(x)) {
        public_answer(x, x->hit);
        return;
    }
    visitor_cookie(x);
    language_cookie(x);
    a->status = rs->status;
    a->body = buf_str(&rs->body);
    if (rs->kind == ANSWER_REDIRECT)
        put(a, "Location", rs->location);
    else
        put(a, "Content-Type", rs->content_type);
    if (rs->disposition.n)
        put(a, "Content-Disposition", rs->disposition);
    bool open =
        x->match.route && x->match.route->need == CAP_PUBLIC && !rs->personal && rs->status == 200;
    put(a, "Cache-Control", open ? STR("no-cache") : STR("private, no-store"));
    for (size_t i = 0; i < rs->header_count; i++)
        put(a, rs->headers[i].name, rs->headers[i].value);
    security_headers(x, a, rs->kind == ANSWER_PAGE || rs->kind == ANSWER_REDIRECT);
    compress(x, a);
}
