/* Refusals: one table from enum err to status and page; forms that could not be taken are kept and
 * offered again.
 *
 * A page says what happened and what to do next, in the reader's language; the API gets the same as
 * a problem object (RFC 9457). Passwords are never kept in a page. */
#include <string.h>

#include "base/json.h"
#include "text/dates.h"
#include "text/numbers.h"
#include "web/csrf.h"
#include "web/exchange.h"
#include "web/pages.h"

struct refusal_row {
    int status;
    enum msg title, what;
};

static const struct refusal_row rows[ERR_COUNT] = {
    [OK] = {200, MSG_common_err_bug_title, MSG_common_err_bug},
    [ERR_INVALID] = {422, MSG_common_err_invalid_title, MSG_common_err_invalid},
    [ERR_NOT_FOUND] = {404, MSG_common_err_not_found_title, MSG_common_err_not_found},
    [ERR_GONE] = {410, MSG_common_err_gone_title, MSG_common_err_gone},
    [ERR_FORBIDDEN] = {403, MSG_common_err_forbidden_title, MSG_common_err_forbidden},
    [ERR_LOGIN] = {401, MSG_common_err_login_title, MSG_common_err_login},
    [ERR_CONFLICT] = {409, MSG_common_err_conflict_title, MSG_common_err_conflict},
    [ERR_TOO_LARGE] = {413, MSG_common_err_too_large_title, MSG_common_err_too_large},
    [ERR_TOO_MANY] = {429, MSG_common_err_too_many_title, MSG_common_err_too_many},
    [ERR_MALFORMED] = {400, MSG_common_err_malformed_title, MSG_common_err_malformed},
    [ERR_BUSY] = {503, MSG_common_err_busy_title, MSG_common_err_busy},
    [ERR_DB] = {503, MSG_common_err_db_title, MSG_common_err_db},
    [ERR_IO] = {503, MSG_common_err_io_title, MSG_common_err_io},
    [ERR_FULL] = {507, MSG_common_err_full_title, MSG_common_err_full},
    [ERR_NOMEM] = {503, MSG_common_err_nomem_title, MSG_common_err_nomem},
    [ERR_BUG] = {500, MSG_common_err_bug_title, MSG_common_err_bug},
};

int err_status(enum err e)
{
    return (unsigned)e < ERR_COUNT ? rows[e].status : 500;
}

void respond_redirect(struct exchange *x, int status, struct str location)
{
    respond_clear(&x->rs);
    x->rs.kind = ANSWER_REDIRECT;
    x->rs.status = status;
    x->rs.location = location;
    x->rs.personal = true;
}

/* Shows a page of web's own; where even that does not fit into memory, fifteen words that always
 * do. */
static void show(struct exchange *x, int status, struct str title,
                 void (*view)(struct out *, const void *), const void *model)
{
    if (req_page(&x->rq, status, &(struct page){.title = title}, view, model) == OK)
        return;
    respond_clear(&x->rs);
    x->rs.kind = ANSWER_BYTES;
    x->rs.status = status;
    x->rs.content_type = STR("text/plain; charset=utf-8");
    x->rs.personal = true;
    buf_add(&x->rs.body, title);
}

static void problem(struct exchange *x, int status, struct str title, struct str detail)
{
    struct json j;

    struct buf *b = buf_new(&x->arena, MIB);
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "type", STR("about:blank"));
    json_field_str(&j, "title", title);
    json_field_i64(&j, "status", status);
    json_field_str(&j, "detail", detail);
    json_field_str(&j, "instance", x->raw_path);
    if (x->rq.faults.n) {
        json_key(&j, STR("errors"));
        json_array_begin(&j);
        for (const struct fault *f = x->rq.faults.first; f; f = f->next) {
            json_object_begin(&j);
            json_field_str(&j, "field", f->field);
            json_field_str(&j, "detail", fault_text(&x->arena, x->rq.lang, f));
            json_object_end(&j);
        }
        json_array_end(&j);
    }
    if (x->script && x->csrf != CSRF_GOOD && !x->cross_site)
        json_field_str(&j, "csrf", exchange_token(x)); /* to send it again with */
    json_object_end(&j);
    if (req_json(&x->rq, status, b) != OK)
        x->rs.status = status;
}

void respond_problem(struct exchange *x, int status)
{
    size_t row = ERR_BUG;

    for (size_t i = 0; i < ERR_COUNT; i++)
        if (rows[i].status == status)
            row = i;
    problem(x, status, msg_text(&x->arena, x->rq.lang, rows[row].title),
            msg_text(&x->arena, x->rq.lang, rows[row].what));
}

/* -- kept forms -- */

static bool secret_name(struct str name)
{
    return str_find(name, STR("password"), 0) != SIZE_MAX ||
           str_find(name, STR("secret"), 0) != SIZE_MAX ||
           str_find(name, STR("token"), 0) != SIZE_MAX;
}

static bool own_name(struct str name)
{
    return str_eq(name, STR("csrf")) || str_eq(name, STR("once"));
}

static struct kept_form keep(struct exchange *x, bool secrets)
{
    const struct fields *body = &x->form.body;
    struct kept_field *v = arena_array(&x->arena, struct kept_field, body->n + 1);
    struct kept_form k = {.target = x->path_and_query, .v = v};
    size_t bytes = 0;

    for (size_t i = 0; i < body->n; i++) {
        const struct form_field *f = &body->v[i];
        if (f->is_file) {
            k.lost_files |= f->filename.n != 0;
            continue;
        }
        if (own_name(f->name) || (!secrets && secret_name(f->name)))
            continue;
        bytes += f->name.n + f->value.n;
        v[k.n++] = (struct kept_field){f->name, f->value};
    }
    if (bytes >
        KEPT_BODY_MAX / 3) { /* percent-encoded again it must still fit through the sign-in */
        k.n = 0;
        k.lost_text = true;
    }
    return k;
}

bool kept_typed(const struct kept_field *f)
{
    day_t day;

    for (size_t i = 0; i < f->value.n; i++)
        if ((unsigned char)f->value.p[i] >= 0x80 || f->value.p[i] == ' ' || f->value.p[i] == '@')
            return true;
    return day_parse(f->value, &day) == OK;
}

int64_t kept_choices(const struct kept_form *k)
{
    int64_t n = 0;

    for (size_t i = 0; i < k->n; i++)
        n += k->v[i].value.n && !kept_typed(&k->v[i]) && !str_eq(k->v[i].name, STR("version"));
    return n;
}

static struct str lost_text(struct exchange *x, const struct kept_form *k)
{
    if (k->lost_text)
        return msg_text(&x->arena, x->rq.lang, MSG_web_kept_lost_text);
    return k->lost_files ? msg_text(&x->arena, x->rq.lang, MSG_web_kept_lost_files) : STR("");
}

void respond_resend(struct exchange *x)
{
    struct request *rq = &x->rq;
    enum msg what = x->csrf == CSRF_EXPIRED ? MSG_web_csrf_expired : MSG_web_csrf_forged;
    struct resend v = {
        .title = msg_text(rq->arena, rq->lang, MSG_web_csrf_title),
        .what = msg_text(rq->arena, rq->lang, what),
        .form = keep(x, false),
    };

    v.shown = v.form;
    v.lost = v.form.lost_files || v.form.lost_text;
    v.lost_text = lost_text(x, &v.form);
    respond_clear(&x->rs);
    if (x->api)
        problem(x, 403, v.title, v.what);
    else
        show(x, 403, v.title, VIEW(resend), &v);
}

static void login_needed(struct exchange *x)
{
    struct request *rq = &x->rq;
    struct kept_form *kept = arena_new(rq->arena, struct kept_form);
    struct login_needed v = {
        .title = msg_text(rq->arena, rq->lang, MSG_common_err_login_title),
        .what = msg_text(rq->arena, rq->lang, MSG_web_login_kept),
        .kept = kept,
    };
    struct out o;
    struct buf *form = buf_new(rq->arena, PAGE_MAX);

    *kept = keep(x, false);
    if (x->web->config.hooks.sign_in_view) {
        out_start(&o, rq, form);
        x->web->config.hooks.sign_in_view(&o, kept);
        x->rs.personal = true;
    }
    v.form.markup = buf_str(form);
    show(x, 401, v.title, VIEW(login_needed), &v);
}

bool req_kept_form(const struct request *rq, struct kept_form *out)
{
    struct exchange *x = exchange_of(rq);
    const struct fields *body = &x->form.body;
    struct str target = req_field(rq, "kept_target");
    struct kept_field *v = arena_array(rq->arena, struct kept_field, body->n + 1);
    size_t n = 0;

    if (!str_starts(target, STR("/")) || !url_is_safe(target))
        return false;
    for (size_t i = 0; i < body->n; i++)
        if (!body->v[i].is_file && str_starts(body->v[i].name, STR("kept.")))
            v[n++] =
                (struct kept_field){str_sub(body->v[i].name, 5, FORM_NAME_MAX), body->v[i].value};
    *out = (struct kept_form){.target = target, .n = n, .v = v};
    return true;
}

enum err req_kept_page(struct request *rq, const struct kept_form *kept)
{
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_web_kept_title)},
                    VIEW(kept_page), kept);
}

/* -- two editors -- */

static bool is_conflict_field(const struct conflict *c, struct str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->rows[i].name, name))
            return true;
    return false;
}

/* A day as people read it, however it was typed; any other value as it is. */
static struct str shown(struct request *rq, struct str value)
{
    day_t d;

    return exchange_day_typed(value, &d) == OK ? text_date(rq->arena, rq->lang, d) : value;
}

enum err req_conflict(struct request *rq, const struct conflict *c)
{
    struct exchange *x = exchange_of(rq);
    struct conflict_line *v = arena_array(rq->arena, struct conflict_line, c->n + 1);
    struct kept_form yours = keep(x, false);
    struct kept_field *fields = arena_array(rq->arena, struct kept_field, yours.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        struct str mine = c->rows[i].yours.p ? c->rows[i].yours
                                             : req_field(rq, str_cstr(rq->arena, c->rows[i].name));
        v[i] = (struct conflict_line){.label = c->rows[i].label,
                                      .theirs = shown(rq, c->rows[i].theirs),
                                      .yours = shown(rq, mine)};
        v[i].differs = !str_eq(v[i].yours, v[i].theirs) && is_conflict_field(c, c->rows[i].name);
    }
    for (size_t i = 0; i < yours.n; i++)
        if (!str_eq(yours.v[i].name, STR("version")))
            fields[n++] = yours.v[i];
    fields[n++] =
        (struct kept_field){STR("version"), str_fmt(rq->arena, "%lld", (long long)c->version)};
    yours.v = fields;
    yours.n = n;
    struct conflict_page page = {
        .title = c->title,
        .theirs_url = exchange_link(x, rq->lang, c->path),
        .target = x->path_and_query,
        .lines = {v, c->n},
        .yours = yours,
    };
    return req_page(rq, 409, &(struct page){.title = c->title}, VIEW(conflict_page), &page);
}

/* -- the table's pages -- */

/* The code in the address stands for nothing: said instead of "no such page". */
static bool unknown_place(struct exchange *x, enum err e)
{
    return e == ERR_NOT_FOUND && x->match.route && !x->rq.scope.id && req_param(&x->rq, "place").n;
}

static struct nav links_for(struct exchange *x, enum err e)
{
    struct request *rq = &x->rq;
    struct nav_item *v = arena_array(rq->arena, struct nav_item, 3);
    size_t n = 0;

    if (unknown_place(x, e))
        v[n++] = (struct nav_item){.href = exchange_link(x, rq->lang, STR("/territory")),
                                   .label = msg_text(rq->arena, rq->lang, MSG_web_to_territory)};

    if (e == ERR_GONE && x->place.successor_code.n)
        v[n++] = (struct nav_item){
            .href =
                exchange_link(x, rq->lang, str_cat(rq->arena, STR("/"), x->place.successor_code)),
            .label = x->place.successor,
        };
    else if (rq->scope.id)
        v[n++] = (struct nav_item){
            .href = exchange_link(x, rq->lang, str_cat(rq->arena, STR("/"), rq->scope.code)),
            .label = rq->scope.name,
        };
    v[n++] = (struct nav_item){.href = exchange_link(x, rq->lang, STR("/")),
                               .label = msg_text(rq->arena, rq->lang, MSG_web_to_front)};
    return (struct nav){v, n};
}

/* A form that could not be taken just now is still in the browser: its sender is told how to get at
 * it. */
static bool keeps_typed(const struct request *rq, enum err e)
{
    return rq->method == POST && (e == ERR_BUSY || e == ERR_DB || e == ERR_IO ||
                                  e == ERR_TOO_MANY || e == ERR_BUG || e == ERR_NOMEM);
}

static struct refusal describe(struct exchange *x, enum err e)
{
    struct request *rq = &x->rq;
    const struct refusal_row *row = &rows[(unsigned)e < ERR_COUNT ? e : ERR_BUG];
    struct refusal v = {
        .title = msg_text(rq->arena, rq->lang, row->title),
        .what = msg_text(rq->arena, rq->lang, row->what),
        .next = STR(""),
        .back = STR(""),
        .has_faults = rq->faults.n > 0,
    };

    if (e == ERR_GONE && x->place.gone) {
        v.title =
            msg_text(rq->arena, rq->lang, MSG_web_merged_title, ARG_S("name", x->place.scope.name));
        v.what = x->place.successor_code.n ? msg_text(rq->arena, rq->lang, MSG_web_merged_into,
                                                      ARG_S("name", x->place.scope.name),
                                                      ARG_S("successor", x->place.successor))
                                           : msg_text(rq->arena, rq->lang, MSG_web_merged_away,
                                                      ARG_S("name", x->place.scope.name));
    } else if (unknown_place(x, e)) {
        v.title = msg_text(rq->arena, rq->lang, MSG_web_no_place_title);
        v.what =
            msg_text(rq->arena, rq->lang, MSG_web_no_place, ARG_S("code", req_param(rq, "place")));
    } else if (e == ERR_TOO_MANY) {
        v.next = msg_text(rq->arena, rq->lang, MSG_web_wait_seconds, ARG_N("n", x->retry_after));
    } else if (e == ERR_TOO_LARGE && x->body_max) {
        v.next = msg_text(rq->arena, rq->lang, MSG_web_body_limit,
                          ARG_S("limit", text_bytes(rq->arena, rq->lang, (int64_t)x->body_max)));
        v.back = msg_text(rq->arena, rq->lang, MSG_web_body_back);
    } else if (e == ERR_FORBIDDEN && rq->viewer.person_id) {
        v.next =
            msg_text(rq->arena, rq->lang, MSG_web_forbidden_next, ARG_S("name", rq->viewer.name));
    }
    if (keeps_typed(rq, e))
        v.back = msg_text(rq->arena, rq->lang, MSG_web_body_back);
    v.links = links_for(x, e);
    return v;
}

static struct str login_url(struct exchange *x)
{
    struct buf *b = buf_new(&x->arena, 64 * KIB);
    buf_printf(b, "/%.*s/login?next=", STR_F(lang_code(x->rq.lang)));
    url_encode(b, x->path_and_query);
    return str_dup(&x->arena, buf_str(b));
}

void respond_error(struct exchange *x, enum err e)
{
    int status = err_status(e);

    respond_clear(&x->rs);
    if (e == ERR_LOGIN && !x->api) {
        if (x->rq.method == GET)
            respond_redirect(x, 303, login_url(x));
        else
            login_needed(x);
        return;
    }
    struct refusal v = describe(x, e);
    if (x->api)
        problem(x, status, v.title, v.what);
    else
        show(x, status, v.title, VIEW(refusal), &v);
    x->rs.personal = true;
    if (e == ERR_TOO_MANY || status == 503 || status == 507)
        add_header(
            &x->rs, "Retry-After",
            str_fmt(&x->arena, "%d", e == ERR_TOO_MANY && x->retry_after > 0 ? x->retry_after : 5));
    if (e == ERR_LOGIN)
        add_header(&x->rs, "WWW-Authenticate", STR("Session"));
}

void respond_not_allowed(struct exchange *x)
{
    struct request *rq = &x->rq;
    struct refusal v = {
        .title = msg_text(rq->arena, rq->lang, MSG_web_method_title),
        .what = msg_text(rq->arena, rq->lang, MSG_web_method),
        .next = STR(""),
        .back = STR(""),
        .links = links_for(x, ERR_NOT_FOUND),
    };

    respond_clear(&x->rs);
    if (x->api)
        problem(x, 405, v.title, v.what);
    else
        show(x, 405, v.title, VIEW(refusal), &v);
    x->rs.personal = true;
    add_header(&x->rs, "Allow", str_of(x->allow));
}
