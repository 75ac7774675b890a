/* The whole program, as requests meet it. See fault_world_test.h. */
#include "app/fault_world_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "audit/audit.h"
#include "base/command.h"
#include "test/form_fill.h"
#include "web/exchange.h"

/* The story calls meetings of this day's evening. */
enum { TEN_IN_THE_MORNING = 10 * 3600 };

/* -- making and opening -- */

/* As `ashar demo` does. */
static void make_database(struct world *s)
{
    struct arena a;
    struct command_ctx c = {
        .arena = &a, .db_url = s->url = fixture_empty(s->engine), .out = stdout, .err = stderr};

    arena_init(&a, 512 * MIB);
    app_wire_index();
    assert_int_equal(demo_run(&c, 0, NULL), EXIT_DONE);
    arena_free(&a);
}

static void configure(struct world *s)
{
    char *argv[] = {"ashar", "--rate-factor=0", "--base-url=http://localhost", NULL};
    int argc = 3;
    struct str why = STR("");

    if (config_load(&s->arena, &argc, argv, &s->config, &why) != OK)
        fail_msg("configuration: %.*s", STR_F(why));
}

static void open_app(struct world *s)
{
    struct str documents;
    struct db *db;
    char why[256] = "";

    assert_int_equal(db_open(s->url, DB_READER, &db), OK);
    assert_int_equal(app_secret(db, &s->arena, STR("forms"), &s->app.key), OK);
    assert_int_equal(app_secret(db, &s->arena, STR("documents"), &documents), OK);
    s->observer = db;
    s->app.config = &s->config;
    s->app.db_url = s->url;
    app_wire(&s->config, documents);
    assert_int_equal(db_queue_start_here(s->url, &s->app.queue), OK);
    if (app_web(&s->app, why) != OK)
        fail_msg("the web: %s", why);
    s->w = http_over(s->app.web);
    http_look_outside(s->w, false);
}

static void close_app(struct world *s)
{
    http_free(s->w);
    app_web_free(&s->app);
    db_close(s->observer);
    db_queue_stop(s->app.queue); /* last: a reader cannot take the write-ahead log in */
    s->w = NULL;
    s->app.queue = NULL;
    s->observer = NULL;
}

static enum err seal_yesterday(struct db *db, void *arg)
{
    bool sealed;

    return audit_seal(db, arg, clock_today(), &sealed);
}

struct world *world_new(enum db_engine engine)
{
    if (!fixture_has(engine))
        return NULL;
    struct world *s = calloc(1, sizeof *s);

    assert_non_null(s);
    s->engine = engine;
    arena_init(&s->arena, 64 * MIB);
    make_database(s);
    configure(s);
    open_app(s);
    clock_set(instant_of_day(clock_today()) + TEN_IN_THE_MORNING);
    for (size_t i = 0; i < request_story_count; i++)
        (void)world_send(s, &request_story[i]);
    assert_int_equal(db_queue_do(s->app.queue, 0, seal_yesterday, &s->arena), OK);
    close_app(s);
    return s;
}

struct world *world_copy(const struct world *original)
{
    struct world *s = calloc(1, sizeof *s);

    assert_non_null(s);
    *s = *original;
    arena_init(&s->arena, 64 * MIB);
    s->url = fixture_copy(original->url);
    configure(s);
    open_app(s);
    return s;
}

void world_free(struct world *s)
{
    if (!s)
        return;
    if (s->w)
        close_app(s);
    fixture_remove(s->url);
    arena_free(&s->arena);
    free(s);
}

/* -- readers -- */

/* The session of an account; signs it in the first time, which happens in the story. */
static struct str session_of(struct world *s, const char *login)
{
    struct http *w = s->w;

    for (size_t i = 0; i < s->login_n; i++)
        if (strcmp(s->logins[i].login, login) == 0)
            return s->logins[i].token;
    assert_true(s->login_n < WORLD_LOGINS);
    int status =
        visit(w, POST, "/ky/login", form(w, "login", login, "password", "ashar-demo", NULL));
    if (status != 303)
        fail_msg("%s cannot sign in: %d", login, status);
    struct str token = str_dup(&s->arena, str_of(http_cookie_of(w, SESSION_COOKIE)));
    s->logins[s->login_n++] = (struct world_login){login, token};
    return token;
}

static void become(struct world *s, const char *login)
{
    http_cookie(s->w, SESSION_COOKIE, NULL);
    http_cookie(s->w, FLASH_COOKIE, NULL);
    if (login) {
        struct str token = session_of(s, login);
        http_cookie(s->w, SESSION_COOKIE, str_cstr(&s->arena, token));
    }
}

/* -- texts with {name} -- */

static struct str up_to_end_of_word(struct str s)
{
    size_t n = 0;

    while (n < s.n && (s.p[n] == '-' || s.p[n] == '_' || (s.p[n] >= '0' && s.p[n] <= '9') ||
                       ((s.p[n] | 0x20) >= 'a' && (s.p[n] | 0x20) <= 'z')))
        n++;
    return str_sub(s, 0, n);
}

/* What follows the mark: in a page up to the next tag, in a mail to the end of the word. */
static struct str behind(struct str text, const char *mark)
{
    size_t at = str_find(text, str_of(mark), 0);

    if (at == SIZE_MAX)
        fail_msg("\"%s\" is not in: %.*s", mark, STR_F(text));
    struct str rest = str_sub(text, at + strlen(mark), SIZE_MAX);
    bool page = str_starts(text, STR("<"));
    return page ? str_sub(rest, 0, str_find(rest, STR("<"), 0)) : up_to_end_of_word(rest);
}

static struct str ask(struct world *s, const struct request_lookup *l)
{
    struct db_query q = {.name = l->name,
                         .sqlite = l->sql,
                         .pg = l->sql,
                         .out_count = 1,
                         .in_types = "",
                         .out_types = "t"};
    struct db_query *kept = arena_new(&s->arena, struct db_query);
    struct db_result r;

    *kept = q; /* connections know statements by their address */
    if (db_run(s->observer, &s->arena, kept, NULL, &r) != OK)
        fail_msg("{%s}: %s", l->name, db_error(s->observer));
    if (r.rows != 1 || r.v[0].kind != DB_TEXT)
        fail_msg("{%s}: there is none", l->name);
    return l->behind ? behind(r.v[0].s, l->behind) : r.v[0].s;
}

/* {day}, {day-3}, {day+30} */
static struct str day_named(struct world *s, struct str name)
{
    int64_t days = 0;
    struct str n = str_sub(name, 3, 9);

    if (str_starts(n, STR("+")))
        n = str_sub(n, 1, 9);
    if (n.n && str_to_i64(n, &days) != OK)
        fail_msg("{%.*s}: no number of days", STR_F(name));
    return day_iso(&s->arena, clock_today() + (day_t)days);
}

static struct str value_of(struct world *s, struct str name)
{
    for (size_t i = 0; i < s->kept_n; i++)
        if (str_eq(name, str_of(s->kept[i].name)))
            return s->kept[i].value;
    if (str_starts(name, STR("day")))
        return day_named(s, name);
    for (size_t i = 0; i < request_lookup_count; i++)
        if (str_eq(name, str_of(request_lookups[i].name)))
            return ask(s, &request_lookups[i]);
    fail_msg("{%.*s} is not in request_lookups", STR_F(name));
    return STR("");
}

static const char *filled(struct world *s, const char *text)
{
    struct str rest = str_of(text), done = STR("");
    size_t from;

    while ((from = str_find(rest, STR("{"), 0)) != SIZE_MAX) {
        size_t to = str_find(rest, STR("}"), from);
        assert_true(to != SIZE_MAX);
        struct str value = value_of(s, str_sub(rest, from + 1, to - from - 1));
        done = str_fmt(&s->arena, "%.*s%.*s%.*s", STR_F(done), (int)from, rest.p, STR_F(value));
        rest = str_sub(rest, to + 1, SIZE_MAX);
    }
    return str_cstr(&s->arena, str_cat(&s->arena, done, rest));
}

/* As a browser puts it on the wire. */
static const char *address(struct world *s, const char *path)
{
    struct str text = str_of(filled(s, path));
    struct buf b;

    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80)
            buf_printf(&b, "%%%02X", (unsigned char)text.p[i]);
        else
            buf_add_char(&b, text.p[i]);
    const char *out = str_cstr(&s->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* -- requests -- */

static void see_page(struct world *s, const char *path)
{
    int status = visit(s->w, GET, path, NULL);

    if (status != 200)
        fail_msg("the page of the form, %s: %d", path, status);
}

/* "a=b&c=d", as people type it: percent-encoded. */
static const char *typed(struct world *s, const char *fields)
{
    struct str rest = str_of(filled(s, fields ? fields : "")), pair;
    struct buf b;

    buf_init(&b, MIB);
    while (rest.n && str_cut(&rest, '&', &pair)) {
        struct str value = pair, name;
        assert_true(str_cut(&value, '=', &name));
        if (b.n)
            buf_add_char(&b, '&');
        url_encode(&b, name);
        buf_add_char(&b, '=');
        url_encode(&b, value);
    }
    const char *text = str_cstr(&s->arena, buf_str(&b));
    buf_free(&b);
    return text;
}

static struct str text_body(struct world *s, const char *fields)
{
    return str_fmt(&s->arena, "csrf=%s&once=%s%s%s", http_token(s->w), http_once(s->w),
                   *fields ? "&" : "", fields);
}

static struct str upload_body(struct world *s, const struct request_example *e, const char *fields)
{
    struct fields all = {0};
    struct buf b;

    buf_init(&b, 4 * MIB);
    assert_int_equal(form_decode(&s->arena, text_body(s, fields), &all), OK);
    for (size_t i = 0; i < all.n; i++)
        buf_printf(&b, "--edge\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
                   STR_F(all.v[i].name), STR_F(all.v[i].value));
    buf_printf(&b,
               "--edge\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
               "Content-Type: application/octet-stream\r\n\r\n%s\r\n--edge--\r\n",
               e->file, e->filename, e->bytes);
    struct str body = str_dup(&s->arena, buf_str(&b));
    buf_free(&b);
    return body;
}

static void happen_first(struct world *s, const char *route)
{
    for (size_t i = 0; i < request_example_count; i++)
        if (request_examples[i].method == POST && strcmp(request_examples[i].route, route) == 0) {
            (void)world_send(s, &request_examples[i]);
            return;
        }
    fail_msg("no POST example of %s", route);
}

static void form_request(struct world *s, const struct request_example *e, const char *path,
                         struct web_request *out)
{
    const char *fields = typed(s, e->fields);

    if (!e->page || strcmp(e->page, "-") != 0) {
        see_page(s, e->page ? address(s, e->page) : path);
        fields = form_fill(s->w, path, fields);
    }
    out->head.method = STR("POST");
    out->head.content_type = e->file ? STR("multipart/form-data; boundary=edge")
                                     : STR("application/x-www-form-urlencoded");
    out->body = e->file ? upload_body(s, e, fields) : text_body(s, fields);
}

void world_request(struct world *s, const struct request_example *e, struct web_request *out)
{
    *out = (struct web_request){0};
    if (e->first)
        happen_first(s, e->first);
    become(s, e->who);
    const char *path = address(s, e->path);
    if (e->method == POST)
        form_request(s, e, path, out);
    out->head.target = str_of(path);
    out->head.cookie = str_dup(&s->arena, http_cookies(s->w));
}

/* What the page says is wrong, as far as a line of the test's log holds it. */
static struct str refusal(struct str body)
{
    size_t at = str_find(body, STR("role=\"alert\""), 0);

    if (at == SIZE_MAX)
        at = str_find(body, STR("<main"), 0);
    return at == SIZE_MAX ? str_sub(body, 0, 300) : str_sub(body, at, 600);
}

int world_send(struct world *s, const struct request_example *e)
{
    struct web_request r;
    int expected = e->status ? e->status : e->method == POST ? 303 : 200;

    world_request(s, e, &r);
    int status = visit_raw(s->w, &r);
    if (status != expected)
        fail_msg("%s %.*s: %d, not %d: %.*s", e->method == POST ? "POST" : "GET",
                 STR_F(r.head.target), status, expected, STR_F(refusal(http_body(s->w))));
    if (e->keep) {
        assert_true(s->kept_n < WORLD_KEPT);
        s->kept[s->kept_n++] = (struct world_kept){
            e->keep, str_dup(&s->arena, behind(http_body(s->w), e->keep_behind))};
    }
    return status;
}
