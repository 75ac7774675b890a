/* Headers of an answer: cookies, the tokens they carry, addresses below a language. See request.h
 * and exchange.h. */
#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"

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

struct str exchange_link(struct exchange *x, enum lang lang, struct str path)
{
    static const struct str prefix[LANG_COUNT] = {
        [LANG_KY] = STR_INIT("/ky"), [LANG_RU] = STR_INIT("/ru"), [LANG_EN] = STR_INIT("/en")};
    return str_cat(&x->arena, prefix[lang], path);
}
