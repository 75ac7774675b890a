/* What goes out, for handlers: pages, redirects, bytes, JSON, headers, cookies. See request.h.
 *
 * Everything is built in x->rs first and turned into the answer once (finish.c), so that a write
 * that fails after its handler has answered can still become an error page. */
#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form_model.h"
#include "web/pages.h"

void respond_clear(struct response *rs)
{
    struct buf body = rs->body; /* its memory serves again */

    buf_clear(&body);
    body.max = PAGE_MAX;
    *rs = (struct response){.body = body, .content_type = STR_NONE};
}

/* A new answer in place of one that was begun; cookies and headers set before stay. */
static void restart(struct response *rs)
{
    buf_clear(&rs->body);
    rs->body.max = PAGE_MAX;
    rs->kind = ANSWER_NONE;
    rs->disposition = rs->location = STR_NONE;
}

void add_header(struct response *rs, const char *name, struct str value)
{
    if (rs->header_count < WEB_HEADERS_MAX)
        rs->headers[rs->header_count++] = (struct web_header){name, value};
}

/* A value with a line end would be a second header: nothing of ours has one, so it is refused
 * whole. */
void req_header(struct request *rq, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f)
            return;
    exchange_of(rq)->rs.personal = true; /* the cache keeps bodies, not headers of a handler */
    add_header(&exchange_of(rq)->rs, name, str_dup(rq->arena, value));
}

static bool cookie_safe(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f ||
            strchr("\",;\\", s.p[i]))
            return false;
    return true;
}

void req_cookie(struct request *rq, const char *name, struct str value, int max_age)
{
    struct exchange *x = exchange_of(rq);

    if (!cookie_safe(value))
        return;
    x->rs.personal = true;
    add_header(&x->rs, "Set-Cookie",
               str_fmt(rq->arena, "%s=%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", name,
                       STR_F(value), max_age, x->secure ? "; Secure" : ""));
}

void req_sign_in(struct request *rq, struct str token, int max_age)
{
    struct exchange *x = exchange_of(rq);

    req_cookie(rq, SESSION_COOKIE, token, max_age);
    x->session_token = str_dup(rq->arena, token);
    if (x->visitor_token.n)
        req_cookie(rq, VISITOR_COOKIE, STR(""), 0);
    x->visitor_token = STR_NONE;
    x->new_visitor = false;
}

void req_sign_out(struct request *rq)
{
    struct exchange *x = exchange_of(rq);

    req_cookie(rq, SESSION_COOKIE, STR(""), 0);
    x->session_token = STR_NONE;
    rq->viewer = (struct viewer){.name = STR("")};
}

struct str exchange_token(struct exchange *x)
{
    struct csrf_keys keys = {.now = x->web->config.key, .before = x->web->config.key_before};

    if (!x->session_token.n && !x->visitor_token.n) {
        x->visitor_token = random_token(&x->arena);
        x->new_visitor = true;
    }
    return csrf_token(&x->arena, &keys, x->session_token, x->visitor_token, clock_now());
}

/* {csrf}: the token once a page, a new once for each form. */
static void mint(struct out *o)
{
    if (!o->csrf.n)
        o->csrf = exchange_token(o->mint_arg);
    o->once = random_token(o->arena);
}

void out_start(struct out *o, struct request *rq, struct buf *b)
{
    *o = (struct out){
        .b = b,
        .arena = rq->arena,
        .lang = rq->lang,
        .place = rq->scope.code.p ? rq->scope.code : STR(""),
        .caps = rq->viewer.caps,
        .faults = &rq->faults,
        .mint = mint,
        .mint_arg = exchange_of(rq),
    };
}

/* The page with the list of faults put in where it was wanted, now that the fields' labels are
 * known. */
static struct buf *with_fault_list(struct out *o)
{
    struct buf *printed = o->b, *whole = buf_new(o->arena, PAGE_MAX);

    buf_reserve(whole, printed->n + 4 * KIB);
    buf_add(whole, str_sub(buf_str(printed), 0, o->labels->at));
    o->b = whole;
    fault_rows_view(o);
    buf_add(whole, str_sub(buf_str(printed), o->labels->at, printed->n));
    o->b = printed;
    bool failed = buf_failed(printed);
    buf_free(printed);
    return failed ? printed : whole;
}

enum err req_page(struct request *rq, int status, const struct page *page,
                  void (*view)(struct out *, const void *), const void *model)
{
    struct exchange *x = exchange_of(rq);
    struct buf *main;
    struct out o;

    restart(&x->rs);
    main = buf_new(rq->arena, PAGE_MAX);
    buf_reserve(main, PAGE_USUAL); /* grown once instead of by doubling; PAGE_MAX is far above */
    out_start(&o, rq, main);
    if (rq->faults.n)
        o.labels = arena_new(rq->arena, struct fault_labels);
    view(&o, model);
    if (o.labels && o.labels->wanted)
        main = with_fault_list(&o);
    if (buf_failed(main))
        return ERR_NOMEM;
    TRY(respond_layout(rq, status, page, buf_str(main), &o));
    buf_free(main); /* the arena lives on with the answer; the copy need not */
    return OK;
}

struct str exchange_link(struct exchange *x, enum lang lang, struct str path)
{
    static const struct str prefix[LANG_COUNT] = {
        [LANG_KY] = STR_INIT("/ky"), [LANG_RU] = STR_INIT("/ru"), [LANG_EN] = STR_INIT("/en")};
    return str_cat(&x->arena, prefix[lang], path);
}

enum err req_redirect(struct request *rq, struct str path)
{
    struct exchange *x = exchange_of(rq);

    if (!str_starts(path, STR("/")) || !url_is_safe(path))
        return ERR_BUG;
    restart(&x->rs);
    x->rs.kind = ANSWER_REDIRECT;
    x->rs.status = 303;
    x->rs.personal = true;
    x->rs.location = exchange_link(x, rq->lang, path);
    return OK;
}

enum err req_redirect_saying(struct request *rq, struct str path, enum msg flash)
{
    TRY(req_redirect(rq, path));
    if (flash != MSG_COUNT)
        req_cookie(rq, FLASH_COOKIE, str_of(msg_name(flash)), 60);
    return OK;
}

/* RFC 6266: an ASCII name for old programs and the real one percent-encoded. */
static struct str disposition(struct arena *a, struct str filename)
{
    struct buf *b = buf_new(a, 4 * KIB);
    buf_lit(b, "attachment; filename=\"");
    for (size_t i = 0; i < filename.n; i++) {
        unsigned char c = (unsigned char)filename.p[i];
        buf_add_char(b, c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '%' ? (char)c : '_');
    }
    buf_lit(b, "\"; filename*=UTF-8''");
    url_encode(b, filename);
    struct str s = str_dup(a, buf_str(b));
    buf_free(b);
    return s;
}

enum err req_bytes(struct request *rq, const char *content_type, struct str bytes,
                   struct str filename)
{
    struct exchange *x = exchange_of(rq);
    struct response *rs = &x->rs;

    restart(rs);
    rs->body.max = bytes.n + 1;
    buf_add(&rs->body, bytes);
    if (buf_failed(&rs->body))
        return ERR_NOMEM;
    rs->kind = ANSWER_BYTES;
    rs->status = 200;
    rs->content_type = str_of(content_type);
    rs->disposition = filename.n ? disposition(rq->arena, filename) : STR_NONE;
    return OK;
}

enum err req_json(struct request *rq, int status, const struct buf *json)
{
    struct exchange *x = exchange_of(rq);

    if (buf_failed(json))
        return ERR_NOMEM;
    restart(&x->rs);
    x->rs.body.max = json->n + 1;
    buf_add(&x->rs.body, buf_str(json));
    if (buf_failed(&x->rs.body))
        return ERR_NOMEM;
    x->rs.kind = ANSWER_JSON;
    x->rs.status = status;
    x->rs.content_type = status >= 400 ? STR("application/problem+json") : STR("application/json");
    return OK;
}
