/* The head of a request: address, language, route, rate, cache. Nothing here touches the database.
 * See exchange.h. */
#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"

static bool loopback(struct str peer)
{
    return str_eq(peer, STR("unix")) || str_starts(peer, STR("127.")) || str_eq(peer, STR("::1")) ||
           str_starts(peer, STR("::ffff:127."));
}

/* The address that is limited and logged: the last hop that our own proxy added, never what a
 * client claims further left. */
static void origin(struct exchange *x)
{
    bool trusted = x->web->config.trust_proxy && loopback(x->in.peer);
    struct str rest = x->in.forwarded_for, part, last = STR_NONE;

    x->secure = x->web->config.secure;
    x->rq.address = x->in.peer;
    if (!trusted)
        return;
    while (str_cut(&rest, ',', &part))
        last = str_trim(part);
    if (last.n && last.n <= 45)
        x->rq.address = last;
    if (str_eq_nocase(str_trim(x->in.forwarded_proto), STR("https")))
        x->secure = true;
}

static enum err split_target(struct exchange *x)
{
    struct str t = x->in.target;

    if (!str_starts(t, STR("/")) || str_starts(t, STR("//")) || t.n > 8 * KIB)
        return ERR_MALFORMED;
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= ' ' || t.p[i] == 0x7f || t.p[i] == '#' || t.p[i] == '\\')
            return ERR_MALFORMED;
    x->path_and_query = t;
    size_t q = str_find(t, STR("?"), 0);
    x->raw_path = q == SIZE_MAX ? t : str_sub(t, 0, q);
    x->rq.query = q == SIZE_MAX ? STR_NONE : str_sub(t, q + 1, t.n);
    return OK;
}

enum lang preferred_lang(struct str cookie, struct str accept)
{
    enum lang best = LANG_KY, lang;
    struct str item, name;
    int best_weight = 0;

    if (lang_of_code(cookie_value(cookie, STR(LANG_COOKIE)), &lang) == OK)
        return lang;
    for (int i = 0; i < 16 && str_cut(&accept, ',', &item); i++) {
        struct str rest = item;
        int weight = 1000;
        if (!str_cut(&rest, ';', &name) || lang_of_code(str_trim(name), &lang) != OK)
            continue;
        size_t q = rest.p ? str_find(rest, STR("q="), 0) : SIZE_MAX;
        if (q != SIZE_MAX) { /* q=0.8: the first decimal is enough to order three languages */
            struct str v = str_sub(rest, q + 2, 5);
            weight = v.n && v.p[0] == '1'                        ? 1000
                     : v.n > 2 && v.p[2] >= '0' && v.p[2] <= '9' ? (v.p[2] - '0') * 100
                                                                 : 0;
        }
        if (weight > best_weight) {
            best = lang;
            best_weight = weight;
        }
    }
    return best;
}

/* "/ky" → language; the path without it. A code in capitals or a tag is no prefix. */
static bool cut_language(struct exchange *x, struct str *rest)
{
    struct str p = x->raw_path, code = str_sub(p, 1, 2);
    enum lang lang;

    if (p.n < 3 || (p.n > 3 && p.p[3] != '/') || lang_of_code(code, &lang) != OK ||
        !str_eq(code, lang_code(lang)))
        return false;
    x->rq.lang = lang;
    *rest = p.n == 3 ? STR("") : str_sub(p, 3, p.n);
    return true;
}

static struct str join(struct arena *a, const struct segments *s)
{
    size_t n = 1;
    for (size_t i = 0; i < s->n; i++)
        n += s->v[i].n + 1;
    char *p = arena_alloc(a, n), *at = p;
    for (size_t i = 0; i < s->n; i++) {
        *at++ = '/';
        memcpy(at, s->v[i].p, s->v[i].n);
        at += s->v[i].n;
    }
    if (s->n == 0)
        *at++ = '/';
    return (struct str){p, (size_t)(at - p)};
}

static struct str with_query(struct exchange *x, struct str path)
{
    return x->rq.query.p ? str_fmt(&x->arena, "%.*s?%.*s", STR_F(path), STR_F(x->rq.query)) : path;
}

/* 301 for what may be asked again, 308 where the form has to go along. */
static enum stage move(struct exchange *x, struct str path)
{
    respond_redirect(x, x->rq.method == GET ? 301 : 308, with_query(x, path));
    return STAGE_ANSWERED;
}

static enum err wrong_method(struct exchange *x, unsigned methods)
{
    x->allow =
        methods & (1u << GET) ? methods & (1u << POST) ? "GET, HEAD, POST" : "GET, HEAD" : "POST";
    return ERR_NOT_FOUND;
}

static enum err find_route(struct exchange *x, struct str path, bool langless)
{
    struct segments s;
    unsigned methods;

    TRY(segments_split(&x->arena, path.n ? path : STR("/"), &s));
    x->rq.path = join(&x->arena, &s);
    enum err e = router_find(x->web->router, langless, x->rq.method, &s, &x->match, &methods);
    return e == ERR_FORBIDDEN ? wrong_method(x, methods) : e;
}

static bool slash_at_end(struct str path)
{
    return path.n > 1 && path.p[path.n - 1] == '/';
}

static struct str without_slashes(struct str path)
{
    while (slash_at_end(path))
        path = str_sub(path, 0, path.n - 1);
    return path;
}

/* A path without language that exists below one: sent to the reader's. */
static enum stage add_language(struct exchange *x)
{
    struct segments s;
    struct match m;
    struct str path = without_slashes(x->raw_path);

    if (x->rq.method != GET || segments_split(&x->arena, path, &s) != OK ||
        router_find(x->web->router, false, GET, &s, &m, NULL) != OK)
        return STAGE_RUN;
    respond_redirect(x, 302, with_query(x, exchange_link(x, x->rq.lang, path)));
    add_header(&x->rs, "Vary", STR("Cookie, Accept-Language"));
    return STAGE_ANSWERED;
}

enum rate exchange_rate(const struct exchange *x)
{
    const struct route *r = x->match.route;

    if (r && r->rate != RATE_READ)
        return r->rate;
    return x->rq.method == POST ? RATE_WRITE : RATE_READ;
}

/* Key: path, the declared query fields in the row's order, and whatever else a page may print or
 * depend on: the day too, since "stale" and "overdue" begin at midnight without any write. */
static void cache_lookup(struct exchange *x)
{
    const struct route *r = x->match.route;
    struct str names = str_of(r->query), name;

    if (r->cache == CACHE_NO || x->rq.method != GET || x->web->config.cache_bytes == 0 ||
        x->session_token.n || cookie_value(x->in.cookie, STR(FLASH_COOKIE)).n ||
        (!r->query && x->form.query.n))
        return;
    struct buf *b = buf_new(&x->arena, 2 * KIB);
    /* The day, since pages tell what is due, fresh or over: none of them outlives midnight. */
    buf_printf(b, "%d%d%d%.*s", (int)x->rq.lang, x->secure, (int)clock_today(), STR_F(x->rq.path));
    if (x->web->config.base_url.n == 0) {
        buf_add_char(b, 0);
        buf_add(b, x->in.host);
    }
    while (str_cut(&names, ' ', &name)) {
        struct form_field *f = name.n ? fields_find(&x->form.query, name) : NULL;
        if (!f)
            continue;
        buf_add_char(b, 0);
        buf_add(b, name);
        buf_add_char(b, '=');
        buf_add(b, f->value);
    }
    if (buf_failed(b))
        return;
    x->cacheable = true;
    x->key = cache_key(x->web->cache, str_dup(&x->arena, buf_str(b)));
    x->hit = cache_find(x->web->cache, &x->key);
}

static enum err method_of(struct exchange *x)
{
    struct str m = x->in.method;

    x->head_only = str_eq(m, STR("HEAD"));
    x->rq.method = str_eq(m, STR("POST")) ? POST : GET;
    if (x->head_only || str_eq(m, STR("GET")) || str_eq(m, STR("POST")))
        return OK;
    x->allow = "GET, HEAD, POST";
    return ERR_NOT_FOUND;
}

/* ERR with *answered false: refuse with it. *answered true: x->rs holds the answer. */
static enum err route(struct exchange *x, bool *answered)
{
    struct str rest = x->raw_path;
    bool has_language = cut_language(x, &rest);

    if (!has_language)
        x->rq.lang = preferred_lang(x->in.cookie, x->in.accept_language);
    x->api = str_starts(x->raw_path, STR("/api/"));
    *answered = true;
    if (static_paths(x, x->raw_path))
        return OK;
    if (has_language && rest.n == 0)
        return move(x, str_cat(&x->arena, x->raw_path, STR("/"))), OK;
    if (slash_at_end(rest) && !(has_language && rest.n == 1)) {
        struct str bare = without_slashes(rest);
        struct str path = has_language ? exchange_link(x, x->rq.lang, bare) : bare;
        return move(x, path), OK;
    }
    if (!has_language && add_language(x) == STAGE_ANSWERED)
        return OK;
    *answered = false;
    enum err found = find_route(x, rest, !has_language);
    x->retry_after =
        limiter_take_address(x->web->limiter, exchange_rate(x), x->rq.address, x->started_us);
    return x->retry_after ? ERR_TOO_MANY : found;
}

enum err head_read(struct exchange *x, bool *answered)
{
    struct str session = cookie_value(x->in.cookie, STR(SESSION_COOKIE));
    struct str visitor = cookie_value(x->in.cookie, STR(VISITOR_COOKIE));

    *answered = false;
    x->session_token = token_plausible(session) ? session : STR_NONE;
    x->visitor_token = token_plausible(visitor) ? visitor : STR_NONE;
    x->script = str_eq(x->in.method, STR("POST")) && x->in.accept.p &&
                str_find(x->in.accept, STR("application/json"), 0) != SIZE_MAX;
    x->cross_site = str_eq_nocase(x->in.fetch_site, STR("cross-site"));
    origin(x);
    enum err method = method_of(x);
    TRY(split_target(x));
    x->rq.lang = preferred_lang(x->in.cookie, x->in.accept_language);
    TRY(method);
    TRY(route(x, answered));
    if (*answered)
        return OK;
    const struct route *r = x->match.route;
    if (x->rq.query.n)
        TRY(form_decode(&x->arena, x->rq.query, &x->form.query));
    if (r->method == POST) {
        x->body_max = r->body_max ? r->body_max : ROUTE_BODY_MAX;
        x->arena.cap += 4 * x->body_max;
    }
    cache_lookup(x);
    return OK;
}
