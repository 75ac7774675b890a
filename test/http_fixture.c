/* In-process requests for tests. See http_fixture.h. */
#include "test/http_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "web/csrf.h"
#include "web/exchange.h"

#define PLACES  8
#define COOKIES 16
#define ONCES   256

static const char session_text[] = "fixture-session-0123456789";
static const char key_text[] = "fixture key of thirty-two bytes!";

struct cookie {
    char name[40], value[200];
};

struct once {
    char token[64], location[512];
};

struct http {
    struct web *web;
    struct web_worker *worker;
    struct db *db;
    struct arena arena;
    struct viewer viewer;
    struct web_place places[PLACES];
    size_t place_n;
    struct cookie jar[COOKIES];
    struct once onces[ONCES];
    size_t once_n, once_before;
    struct web_answer answer;
    const char *language, *encoding, *peer;
    bool borrowed; /* the web is the test's */
    struct http_faults faults;
    long allocations, statements;
};

/* -- hooks -- */

static enum err reader_open(void *app, struct db **out)
{
    *out = ((struct http *)app)->db;
    return OK;
}

static enum err session(void *app, struct db *db, struct arena *a, struct str token,
                        struct viewer *out)
{
    struct http *w = app;
    (void)db;
    (void)a;
    if (str_eq(token, str_of(session_text)))
        *out = w->viewer;
    return OK;
}

static enum err place(void *app, struct db *db, struct arena *a, struct str code, enum lang lang,
                      struct web_place *out)
{
    struct http *w = app;
    (void)db;
    (void)a;
    (void)lang;
    for (size_t i = 0; i < w->place_n; i++)
        if (str_eq(w->places[i].scope.code, code)) {
            *out = w->places[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static enum err caps(void *app, struct db *db, struct arena *a, int64_t place_id, struct viewer *v)
{
    (void)db;
    (void)a;
    (void)place_id;
    v->caps = v->caps_anywhere = ((struct http *)app)->viewer.caps;
    return OK;
}

static enum err once_take(void *app, struct db *db, struct arena *a, struct str token, bool *fresh,
                          struct str *location)
{
    struct http *w = app;
    (void)db;
    for (size_t i = 0; i < w->once_n; i++)
        if (str_eq(str_of(w->onces[i].token), token)) {
            *fresh = false;
            *location = str_dup(a, str_of(w->onces[i].location));
            return OK;
        }
    if (w->once_n == ONCES)
        return ERR_TOO_MANY;
    struct once *o = &w->onces[w->once_n++];
    snprintf(o->token, sizeof o->token, "%.*s", STR_F(token));
    o->location[0] = 0;
    *fresh = true;
    return OK;
}

static enum err once_settle(void *app, struct db *db, struct arena *a, struct str token,
                            struct str location)
{
    struct http *w = app;
    (void)db;
    (void)a;
    (void)token;
    snprintf(w->onces[w->once_n - 1].location, sizeof w->onces[0].location, "%.*s",
             STR_F(location));
    return OK;
}

static enum err run_job(struct db *db, void *arg)
{
    struct web_job *job = arg;
    return job->work(db, job->arg);
}

static enum err submit(void *app, struct web_job *job)
{
    struct http *w = app;
    size_t before = w->once_n;
    enum err e = w->db ? db_atomically(w->db, run_job, job) : run_job(NULL, job);

    if (e != OK)
        w->once_n = before; /* rolled back with the rest */
    job->done(job->arg, e);
    return OK;
}

/* -- the world -- */

static struct http *empty(void)
{
    struct http *w = calloc(1, sizeof *w);

    assert_non_null(w);
    arena_init(&w->arena, 64 * MIB);
    w->viewer = (struct viewer){.name = STR("Айгүл"), .session = STR("1")};
    w->peer = "127.0.0.1";
    return w;
}

struct http *http_over(struct web *web)
{
    struct http *w = empty();

    w->web = web;
    w->borrowed = true;
    w->worker = web_worker_new(web);
    assert_non_null(w->worker);
    return w;
}

struct http *http_new_with(struct db *db, const struct web_config *given)
{
    struct http *w = empty();
    struct web_config c = *given;
    char why[256] = "";

    w->db = db;
    c.key = str_of(key_text);
    if (!c.base_url.n)
        c.base_url = STR("http://localhost");
    c.hooks.app = w;
    if (!c.hooks.reader_open)
        c.hooks.reader_open = reader_open;
    if (!c.hooks.session)
        c.hooks.session = session;
    if (!c.hooks.place)
        c.hooks.place = place;
    if (!c.hooks.caps)
        c.hooks.caps = caps;
    if (!c.hooks.once_take)
        c.hooks.once_take = once_take;
    if (!c.hooks.once_settle)
        c.hooks.once_settle = once_settle;
    if (!c.hooks.submit)
        c.hooks.submit = submit;
    if (web_new(&c, &w->web, why) != OK)
        fail_msg("the routes are refused: %s", why);
    w->worker = web_worker_new(w->web);
    assert_non_null(w->worker);
    return w;
}

struct http *http_new(struct db *db, const struct route *const *tables, size_t n)
{
    return http_new_with(
        db, &(struct web_config){.routes = tables, .route_tables = n, .cache_bytes = 4 * MIB});
}

void http_free(struct http *w)
{
    if (!w)
        return;
    web_answer_free(&w->answer);
    web_worker_free(w->worker);
    if (!w->borrowed)
        web_free(w->web);
    arena_free(&w->arena);
    free(w);
}

struct web *http_web(struct http *w)
{
    return w->web;
}

struct arena *http_arena(struct http *w)
{
    return &w->arena;
}

void http_place(struct http *w, struct scope scope)
{
    assert_true(w->place_n < PLACES);
    w->places[w->place_n++] = (struct web_place){.scope = scope};
}

void http_merged(struct http *w, struct scope scope, struct str successor_code,
                 struct str successor)
{
    http_place(w, scope);
    w->places[w->place_n - 1].gone = true;
    w->places[w->place_n - 1].successor_code = successor_code;
    w->places[w->place_n - 1].successor = successor;
}

void http_sign_in(struct http *w, int64_t person_id, uint64_t duties)
{
    w->viewer.person_id = person_id;
    w->viewer.caps = duties;
    http_cookie(w, SESSION_COOKIE, person_id ? session_text : NULL);
}

void http_name(struct http *w, struct str name)
{
    w->viewer.name = name;
}

void http_acting_for(struct http *w, int64_t person_id, struct str name)
{
    w->viewer.acting_for = person_id;
    w->viewer.acting_name = name;
}

void http_language(struct http *w, const char *accept_language)
{
    w->language = accept_language;
}

void http_encoding(struct http *w, const char *accept_encoding)
{
    w->encoding = accept_encoding;
}

void http_address(struct http *w, const char *peer)
{
    w->peer = peer;
}

/* -- cookies -- */

static struct cookie *cookie_of(struct http *w, const char *name)
{
    for (size_t i = 0; i < COOKIES; i++)
        if (strcmp(w->jar[i].name, name) == 0)
            return &w->jar[i];
    return NULL;
}

void http_cookie(struct http *w, const char *name, const char *value)
{
    struct cookie *c = cookie_of(w, name);

    if (!c)
        c = cookie_of(w, "");
    assert_non_null(c);
    *c = (struct cookie){0};
    if (!value || !*value)
        return;
    snprintf(c->name, sizeof c->name, "%s", name);
    snprintf(c->value, sizeof c->value, "%s", value);
}

const char *http_cookie_of(struct http *w, const char *name)
{
    struct cookie *c = cookie_of(w, name);
    return c ? c->value : NULL;
}

struct str http_cookies(struct http *w)
{
    struct str s = STR("");

    for (size_t i = 0; i < COOKIES; i++)
        if (w->jar[i].name[0])
            s = str_fmt(&w->arena, "%.*s%s%s=%s", STR_F(s), s.n ? "; " : "", w->jar[i].name,
                        w->jar[i].value);
    return s.n ? s : STR_NONE;
}

static void keep_cookies(struct http *w)
{
    for (size_t i = 0; i < w->answer.header_count; i++) {
        struct str value = w->answer.headers[i].value, pair, name;
        if (strcmp(w->answer.headers[i].name, "Set-Cookie") != 0)
            continue;
        bool ends = str_find(value, STR("Max-Age=0"), 0) != SIZE_MAX;
        if (!str_cut(&value, ';', &pair) || !str_cut(&pair, '=', &name))
            continue;
        http_cookie(w, str_cstr(&w->arena, name), ends ? NULL : str_cstr(&w->arena, pair));
    }
}

/* -- visiting -- */

static void arm(const struct http_faults *f)
{
    if (f->watch)
        arena_watch(f->watch);
    else if (f->allocations_from)
        arena_fail_from(f->allocations_from);
    else
        arena_fail_at(f->allocation);
    db_watch(f->watch_statements);
    if (!f->watch_statements)
        db_fail_at(f->statement);
}

int visit_raw(struct http *w, const struct web_request *given)
{
    struct web_request r = *given;

    if (!r.head.method.p)
        r.head.method = STR("GET");
    if (!r.head.host.p)
        r.head.host = STR("localhost");
    if (!r.head.peer.p)
        r.head.peer = str_of(w->peer);
    if (!r.head.cookie.p)
        r.head.cookie = http_cookies(w);
    if (!r.head.accept_language.p)
        r.head.accept_language = str_of(w->language);
    if (!r.head.accept_encoding.p)
        r.head.accept_encoding = str_of(w->encoding);
    web_answer_free(&w->answer);
    arm(&w->faults);
    web_dispatch(w->web, w->worker, &r, &w->answer);
    w->allocations = arena_allocations();
    w->statements = db_statements();
    w->faults = (struct http_faults){0};
    arm(&w->faults);
    keep_cookies(w);
    return w->answer.status;
}

const char *http_token(struct http *w)
{
    struct csrf_keys keys = {.now = w->web->config.key};
    struct str session_token = str_of(http_cookie_of(w, SESSION_COOKIE));

    if (!session_token.n && !http_cookie_of(w, VISITOR_COOKIE))
        http_cookie(w, VISITOR_COOKIE, "fixture-visitor-0123456789");
    return str_cstr(&w->arena, csrf_token(&w->arena, &keys, session_token,
                                          str_of(http_cookie_of(w, VISITOR_COOKIE)), clock_now()));
}

const char *http_once(struct http *w)
{
    return str_cstr(&w->arena, random_token(&w->arena));
}

static struct str with_tokens(struct http *w, const char *body)
{
    return str_fmt(&w->arena, "csrf=%s&once=%s%s%s", http_token(w), http_once(w),
                   body && *body ? "&" : "", body ? body : "");
}

int visit(struct http *w, enum method m, const char *path, const char *body)
{
    struct web_request r = {
        .head = {.method = m == POST ? STR("POST") : STR("GET"), .target = str_of(path)}};

    if (m == POST) {
        r.head.content_type = STR("application/x-www-form-urlencoded");
        r.body = with_tokens(w, body);
    }
    return visit_raw(w, &r);
}

const char *form(struct http *w, ...)
{
    struct buf b;
    va_list ap;

    buf_init(&b, 64 * MIB);
    va_start(ap, w);
    for (const char *name; (name = va_arg(ap, const char *));) {
        const char *value = va_arg(ap, const char *);
        if (b.n)
            buf_add_char(&b, '&');
        url_encode(&b, str_of(name));
        buf_add_char(&b, '=');
        url_encode(&b, str_of(value ? value : ""));
    }
    va_end(ap);
    const char *text = str_cstr(&w->arena, buf_str(&b));
    buf_free(&b);
    return text;
}

int visit_upload(struct http *w, const char *path, const char *fields, const char *file_field,
                 const char *filename, struct str bytes)
{
    struct fields all = {0};
    struct buf b;

    buf_init(&b, 64 * MIB);
    assert_int_equal(form_decode(&w->arena, with_tokens(w, fields), &all), OK);
    for (size_t i = 0; i < all.n; i++)
        buf_printf(
            &b,
            "--fixture-boundary\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
            STR_F(all.v[i].name), STR_F(all.v[i].value));
    buf_printf(
        &b,
        "--fixture-boundary\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n",
        file_field, filename);
    buf_add(&b, bytes);
    buf_lit(&b, "\r\n--fixture-boundary--\r\n");
    struct web_request r = {
        .head = {.method = STR("POST"),
                 .target = str_of(path),
                 .content_type = STR("multipart/form-data; boundary=fixture-boundary")},
        .body = buf_str(&b),
    };
    int status = visit_raw(w, &r);
    buf_free(&b);
    return status;
}

void http_faults(struct http *w, const struct http_faults *f)
{
    w->faults = *f;
}

void http_fail_at(struct http *w, long n)
{
    w->faults = (struct http_faults){.allocation = n};
}

long http_allocations(const struct http *w)
{
    return w->allocations;
}

long http_statements(const struct http *w)
{
    return w->statements;
}

struct db *http_reader(const struct http *w)
{
    return w->worker->reader;
}

void http_look_outside(struct http *w, bool now)
{
    w->worker->asked_outside_us = now ? 0 : INT64_MAX / 2;
}

/* -- the last answer -- */

int http_status(const struct http *w)
{
    return w->answer.status;
}

struct str http_body(const struct http *w)
{
    return w->answer.body;
}

struct str http_header(const struct http *w, const char *name)
{
    return web_answer_header(&w->answer, name);
}

size_t http_count(const struct http *w, const char *text)
{
    size_t n = 0, at = 0;

    while ((at = str_find(w->answer.body, str_of(text), at)) != SIZE_MAX) {
        n++;
        at += strlen(text);
    }
    return n;
}

bool http_shows(const struct http *w, const char *text)
{
    return http_count(w, text) > 0;
}
