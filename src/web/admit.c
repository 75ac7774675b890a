/* What a route row asks for, settled before its handler runs: who, where, which duty, and a form
 * that is ours. */
#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"

static enum err reader(struct exchange *x, struct web_worker *k)
{
    const struct web_hooks *h = &x->web->config.hooks;

    if (!k->reader && h->reader_open)
        TRY(h->reader_open(h->app, &k->reader));
    x->rq.db = k->reader;
    return OK;
}

/* Another process may write to the same database: asked at most once a second. */
static void look_outside(struct exchange *x, struct web_worker *k)
{
    const struct web_hooks *h = &x->web->config.hooks;

    if (!h->changed_outside || x->started_us - k->asked_outside_us < 1000000)
        return;
    k->asked_outside_us = x->started_us;
    if (h->changed_outside(h->app, k->reader))
        web_raise_all(x->web);
}

static enum err load_place(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;
    struct str code = req_param(&x->rq, "place");

    if (!code.n)
        code = req_param(&x->rq, "code");
    if (!code.n || !h->place)
        return OK;
    TRY(h->place(h->app, x->rq.db, &x->arena, code, x->rq.lang, &x->place));
    if (x->place.gone && !x->match.route->merged_too)
        return ERR_GONE;
    x->rq.scope = x->place.scope;
    return OK;
}

static enum err load_viewer(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;
    struct request *rq = &x->rq;

    if (x->session_token.n && h->session)
        TRY(h->session(h->app, rq->db, &x->arena, x->session_token, &rq->viewer));
    if (rq->viewer.person_id && h->caps)
        TRY(h->caps(h->app, rq->db, &x->arena, rq->scope.id, &rq->viewer));
    return OK;
}

static enum err allowed(const struct exchange *x)
{
    enum cap need = x->match.route->need;

    if (need == CAP_PUBLIC || req_may(&x->rq, need))
        return OK;
    return x->rq.viewer.person_id ? ERR_FORBIDDEN : ERR_LOGIN;
}

enum err admit_reader(struct exchange *x, struct web_worker *k)
{
    struct request *rq = &x->rq;

    TRY(reader(x, k));
    look_outside(x, k);
    x->before = generations_nation(x->web->generations);
    const struct web_hooks *h = &x->web->config.hooks;
    if (h->read_begin)
        TRY(h->read_begin(h->app, rq->db));
    x->reading = true;
    enum err where = load_place(x);
    if (where != OK && where != ERR_NOT_FOUND && where != ERR_GONE)
        return where;
    TRY(load_viewer(x)); /* also for the page that says "merged": it shows who is signed in */
    TRY(where);
    rq->actor = (struct actor){rq->viewer.person_id, rq->viewer.acting_for, rq->scope.id};
    if (rq->viewer.person_id) {
        x->retry_after = limiter_take_account(x->web->limiter, exchange_rate(x),
                                              rq->viewer.person_id, x->started_us);
        if (x->retry_after)
            return ERR_TOO_MANY;
    }
    return allowed(x);
}

void admit_end(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;

    if (x->reading && h->read_end)
        h->read_end(h->app, x->rq.db);
    x->reading = false;
}

/* -- the form -- */

static enum err decode(struct exchange *x)
{
    struct str type = x->in.content_type, kind, rest = type;

    if (x->body.n == 0)
        return OK;
    kind = rest.p && str_cut(&rest, ';', &kind) ? str_trim(kind) : STR("");
    if (str_eq_nocase(kind, STR("application/x-www-form-urlencoded")))
        return form_decode(&x->arena, x->body, &x->form.body);
    if (str_eq_nocase(kind, STR("multipart/form-data"))) {
        struct str boundary;
        TRY(multipart_boundary(&x->arena, type, &boundary));
        return multipart_decode(&x->arena, x->body, boundary, &x->form.body);
    }
    return ERR_MALFORMED;
}

static struct str secret_field(const struct exchange *x, const char *name)
{
    struct form_field *f = fields_find(&x->form.body, str_of(name));
    return f && !f->is_file ? f->value : STR("");
}

enum err admit_form(struct exchange *x)
{
    const struct web_config *c = &x->web->config;
    struct csrf_keys keys = {c->key, c->key_before,
                             (int64_t)(c->csrf_hours ? c->csrf_hours : 24) * 3600};

    TRY(decode(x));
    x->once = secret_field(x, "once");
    if (!token_plausible(x->once))
        x->once = STR("");
    if (x->match.route->csrf != CSRF_EXEMPT)
        x->csrf = (int)csrf_check(&keys, x->session_token, x->visitor_token,
                                  secret_field(x, "csrf"), clock_now());
    return OK;
}
