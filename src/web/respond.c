/* What goes out, for handlers: pages, redirects, bytes, JSON. See request.h; headers and cookies
 * are header.c.
 *
 * Everything is built in x->rs first and turned into the answer once (finish.c), so that a write
 * that fails after its handler has answered can still become an error page. */
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
