/* The fault suite through whole requests: every route of the program, with the n-th allocation
 * failing, with the n-th statement failing, with memory that stays exhausted.
 *
 * For each example (request_examples_test.c; a route without one fails the test) the request goes
 * through the real dispatcher, the real hooks and the real write queue, whose transaction, mark and
 * commit are among the statements. After each failure: a clean refusal of status 503 in the
 * reader's language and nothing else, nothing committed (fixture_version, and at the end of a write
 * the digest of all tables), no transaction left open; and the request that follows works, which
 * the next n and the untouched request at the end show. An answer that is no refusal must be the
 * answer of the untouched request: a failure may be survived, not swallowed. What fails behind the
 * commit is told as done, and is.
 *
 * Which n: each statement on SQLite; of the allocations (SQLite), and of the statements on
 * PostgreSQL, the first and the last of every distinct call path that leads there, or with
 * ASHAR_FAULTS=every all of them, which takes some minutes. A failing statement is one that is not
 * sent: what the engine itself refuses half-way (full disk, lost server) is test/cli/hurt.sh's.
 * Leaks are for the sanitizer to find. */
#include "app/fault_world_test.h"

#include <execinfo.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web/exchange.h"

enum {
    MOST = 50000, /* allocations of one request */
    PATHS = 1 << 15,
    FRAMES = 48,
    COMPLAINTS = 40,
    STICKY_EVERY = 16,
    DIGEST_EVERY = 32
};

struct sweep {
    const struct world *original;
    struct world *maker; /* the request's texts are its */
    struct world *s; /* where it is sent: of a writing a copy, thrown away once it is written to */
    const struct request_example *e;
    struct web_request rq;
    int status; /* of the untouched request, and what it answered */
    struct str location;
    struct str body;
    long allocations, statements;
    int64_t version; /* of the database before */
    const char *seam;
    long n;
};

static struct {
    long requests, refused, survived, done; /* done: failed behind the commit, and told so */
} total;
static int complaints;

static void complain(const struct sweep *w, const char *what)
{
    if (++complaints > COMPLAINTS)
        fail_msg("more than %d complaints", COMPLAINTS);
    print_error("%s %s: %s %ld %s: %s (%d)\n", w->e->method == POST ? "POST" : "GET", w->e->route,
                w->seam, w->n, strcmp(w->seam, "statement") == 0 ? db_failed() : "", what,
                http_status(w->s->w));
}

/* -- which allocations or statements: the first and the last of each call path -- */

static struct {
    uint64_t hash;
    long first, last;
} paths[PATHS];
static long watched;

static void watch(void)
{
    void *frame[FRAMES];
    int depth = backtrace(frame, FRAMES);
    uint64_t h = 14695981039346656037u;

    watched++;
    for (int i = 0; i < depth; i++)
        h = (h ^ (uintptr_t)frame[i]) * 1099511628211u;
    size_t at = h % PATHS;
    while (paths[at].hash && paths[at].hash != h)
        at = (at + 1) % PATHS;
    if (!paths[at].hash)
        paths[at].first = watched;
    paths[at].hash = h;
    paths[at].last = watched;
}

static bool every(void)
{
    const char *how = getenv("ASHAR_FAULTS");

    return how && strcmp(how, "every") == 0;
}

/* Which of the n that were watched are to fail. The caller's to free. */
static bool *choose(long n)
{
    bool *wanted = calloc((size_t)n + 1, sizeof *wanted);

    assert_non_null(wanted);
    for (long i = 1; i <= n && every(); i++)
        wanted[i] = true;
    for (size_t i = 0; i < PATHS; i++)
        if (paths[i].hash)
            wanted[paths[i].first] = wanted[paths[i].last] = true;
    return wanted;
}

/* -- what an answer must be -- */

/* The body without the tokens of its forms, which differ at each rendering. */
static struct str without_tokens(struct arena *a, struct str body)
{
    static const char *const marks[] = {"name=\"csrf\" value=\"", "name=\"once\" value=\""};
    struct str s = str_dup(a, body);
    char *p = (char *)(uintptr_t)s.p; /* our own copy */

    for (size_t m = 0; m < 2; m++)
        for (size_t at = 0; (at = str_find(s, str_of(marks[m]), at)) != SIZE_MAX;)
            for (at += strlen(marks[m]); at < s.n && p[at] != '"'; at++)
                p[at] = '.';
    return s;
}

static bool is_api(const struct sweep *w)
{
    return strncmp(w->e->path, "/api/", 5) == 0;
}

static enum lang lang_of(const struct sweep *w)
{
    enum lang l = LANG_KY;
    struct str path = str_of(w->e->path);

    if (path.n >= 3)
        (void)(lang_of_code(str_sub(path, 1, 2), &l) == OK);
    return l;
}

static bool is_problem(struct str body, enum lang lang, enum msg title)
{
    json_t *j = json_loadb(body.p, body.n, 0, NULL);
    const char *t = json_string_value(json_object_get(j, "title"));
    bool good = j && t && str_eq(str_of(t), msg_raw(lang, title)) &&
                json_integer_value(json_object_get(j, "status")) == 503;

    json_decref(j);
    return good;
}

static bool is_page(struct str body, enum lang lang, enum msg title)
{
    struct str end = STR("</html>"), first = STR_NONE, code = lang_code(lang);
    size_t at = str_find(body, end, 0), head = str_find(body, STR("<html lang=\""), 0);

    if (head != SIZE_MAX)
        first = str_sub(body, head + strlen("<html lang=\""), 2);
    return str_starts(body, STR("<!doctype html>")) && str_eq(first, code) && at != SIZE_MAX &&
           str_find(body, STR("<!doctype"), 1) == SIZE_MAX &&
           str_trim(str_sub(body, at + end.n, SIZE_MAX)).n == 0 &&
           str_find(body, msg_raw(lang, title), 0) != SIZE_MAX;
}

/* The page or problem object that says `title`, with when to come back and nothing of the answer
 * that failed. */
static bool is_clean_refusal(const struct sweep *w, enum msg title)
{
    struct http *h = w->s->w;
    struct str cookie = http_header(h, "Set-Cookie");
    if (w->e->refusal && http_shows(h, w->e->refusal))
        return true;
    bool good = is_api(w) ? is_problem(http_body(h), lang_of(w), title)
                          : is_page(http_body(h), lang_of(w), title);

    return good && http_header(h, "Retry-After").n && !http_header(h, "Location").n &&
           !http_header(h, "Content-Disposition").n &&
           !str_starts(cookie, STR(SESSION_COOKIE "=")) &&
           str_find(http_header(h, "Cache-Control"), STR("no-store"), 0) != SIZE_MAX;
}

/* As the untouched request was answered, as far as that was looked at. */
static bool is_same_answer(const struct sweep *w)
{
    struct http *h = w->s->w;

    if (http_status(h) != w->status)
        return false;
    if (w->e->method == POST && w->status == 303)
        return !w->location.p || str_eq(http_header(h, "Location"), w->location);
    if (w->e->varies || !w->body.p)
        return true;
    struct arena a;
    arena_init(&a, 64 * MIB);
    bool same = str_eq(without_tokens(&a, http_body(h)), w->body);
    arena_free(&a);
    return same;
}

/* -- one request -- */

static void send(struct sweep *w, const struct http_faults *f)
{
    struct http *h = w->s->w;

    web_raise_all(w->s->app.web); /* no page comes out of the cache */
    http_look_outside(h, w->e->method == GET);
    http_faults(h, f);
    (void)visit_raw(h, &w->rq);
    total.requests++;
    struct db *reader = http_reader(h);
    if (reader && db_in_transaction(reader))
        complain(w, "the reader's transaction is still open");
}

static bool committed(const struct sweep *w)
{
    return fixture_version(w->s->observer) != w->version;
}

static void start_over(struct sweep *w)
{
    if (w->e->method == GET) {
        w->version = fixture_version(w->s->observer);
        return;
    }
    world_free(w->s);
    w->s = world_copy(w->original);
    if (w->e->first) { /* the request holds for every copy; what had to happen before does not */
        struct web_request again;
        world_request(w->s, w->e, &again);
    }
    w->version = fixture_version(w->s->observer);
}

/* After a failure that the request reached. */
static void judge(struct sweep *w, enum msg title, bool may_be_done)
{
    if (committed(w)) {
        if (!may_be_done)
            complain(w, "something is committed");
        else if (!is_same_answer(w))
            complain(w, "it is committed, and not told as done");
        total.done++;
        start_over(w);
    } else if (http_status(w->s->w) == 503) {
        if (!is_clean_refusal(w, title))
            complain(w, "no clean refusal");
        total.refused++;
    } else {
        if (w->e->method == POST || !is_same_answer(w))
            complain(w, "the failure was swallowed");
        total.survived++;
    }
}

/* -- sweeps -- */

static void sweep_allocations(struct sweep *w)
{
    bool *wanted = choose(w->allocations);

    w->seam = "allocation";
    for (w->n = 1; w->n <= w->allocations; w->n++) {
        if (!wanted[w->n])
            continue;
        send(w, &(struct http_faults){.allocation = w->n});
        if (http_allocations(w->s->w) >= w->n)
            judge(w, MSG_common_err_nomem_title, true);
    }
    free(wanted);
}

/* Memory stays exhausted: the page that says so cannot be made either. */
static void sweep_exhaustion(struct sweep *w)
{
    w->seam = "allocations from";
    for (w->n = 1; w->n <= w->allocations;
         w->n += every() ? 1 : 1 + w->allocations / STICKY_EVERY) {
        send(w, &(struct http_faults){.allocations_from = w->n});
        if (http_status(w->s->w) == 503 && !committed(w) &&
            !str_eq(http_body(w->s->w), STR("503\n")) &&
            !is_clean_refusal(w, MSG_common_err_nomem_title))
            complain(w, "neither the page nor the last resort");
        if (committed(w)) {
            if (!is_same_answer(w))
                complain(w, "it is committed, and not told as done");
            start_over(w);
        } else if (http_status(w->s->w) != 503 && !is_same_answer(w)) {
            complain(w, "the failure was swallowed");
        }
    }
}

/* On a connection of its own, which knows statements of this arena. */
static struct str digest(struct sweep *w)
{
    struct arena a;
    struct db *db;

    arena_init(&a, 16 * MIB);
    assert_int_equal(db_open(w->s->url, DB_READER, &db), OK);
    struct str d = str_dup(&w->maker->arena, fixture_digest_of(db, &a));
    db_close(db);
    arena_free(&a);
    return d;
}

static void sweep_statements(struct sweep *w)
{
    bool writes = w->e->method == POST;
    bool *wanted = choose(w->statements);
    struct str before = writes ? digest(w) : STR("");

    w->seam = "statement";
    for (w->n = 1; w->n <= w->statements; w->n++) {
        if (!wanted[w->n] && w->original->engine == DB_POSTGRES)
            continue;
        send(w, &(struct http_faults){.statement = w->n});
        if (http_statements(w->s->w) >= w->n)
            judge(w, MSG_common_err_db_title, false);
        else if (committed(w)) { /* it took fewer this time: some depend on a number it was given */
            start_over(w);
            before = digest(w);
        }
    }
    if (writes && !str_eq(digest(w), before))
        complain(w, "the tables are not as before");
    free(wanted);
}

static void ends_well(struct sweep *w)
{
    w->seam = "nothing fails";
    w->n = 0;
    if (!committed(w)) /* else the sweep's last request went through */
        send(w, &(struct http_faults){0});
    if (!is_same_answer(w))
        complain(w, "the untouched request is answered otherwise");
    if ((w->e->method == POST) != committed(w))
        complain(w, "a write has an effect, a reading none");
}

/* What the request asks for. Of a writing the commit is refused (db_watch), so that the copy serves
 * again; what it answers is then seen at the end. */
static void look_at_statements(struct sweep *w)
{
    for (int tries = 0; tries < 2; tries++) {
        memset(paths, 0, sizeof paths);
        watched = 0;
        send(w, &(struct http_faults){.watch_statements = watch});
        if (w->e->method == GET || http_status(w->s->w) == 503)
            break;
        if (tries)
            fail_msg("%s: %d", w->e->route, http_status(w->s->w));
        start_over(w); /* what an example before it wrote is in the way */
    }
    w->statements = http_statements(w->s->w);
}

/* The untouched request: what it answers, what it asks for. */
static void look_at_allocations(struct sweep *w)
{
    memset(paths, 0, sizeof paths);
    watched = 0;
    send(w, &(struct http_faults){.watch = watch});
    if (http_status(w->s->w) != w->status)
        fail_msg("%s: %d, not %d", w->e->route, http_status(w->s->w), w->status);
    w->location = str_dup(&w->maker->arena, http_header(w->s->w, "Location"));
    w->body = without_tokens(&w->maker->arena, http_body(w->s->w));
    w->allocations = http_allocations(w->s->w);
    assert_true(w->allocations > 0 && w->allocations < MOST);
    start_over(w);
}

/* -- every example -- */

static struct world *worlds[2];  /* of SQLite and of PostgreSQL, made when first asked for */
static struct world *reading[2]; /* copies that nothing is written to */

/* Copies cost PostgreSQL a checkpoint each: there an example goes on where the one before it ended,
 * as long as its request is still in place. */
static struct world *left;

static void hurt(const struct request_example *e, enum db_engine engine,
                 void (*sweep)(struct sweep *w))
{
    struct sweep w = {.original = worlds[engine], .e = e, .seam = "first"};
    bool own = e->first != NULL; /* its request cannot be made where nothing may be written */
    bool goes_on = engine == DB_POSTGRES && e->method == POST && !own;

    w.status = e->status ? e->status : e->method == POST ? 303 : 200;
    w.maker = own ? world_copy(w.original) : reading[engine];
    w.s = e->method == GET ? reading[engine] : goes_on ? left : NULL;
    world_request(w.maker, e, &w.rq);
    if (w.s && goes_on)
        w.version = fixture_version(w.s->observer);
    else
        start_over(&w);
    if (e->method == GET || sweep != sweep_statements)
        look_at_allocations(&w);
    if (sweep == sweep_statements)
        look_at_statements(&w);
    sweep(&w);
    ends_well(&w);
    if (goes_on)
        left = w.s;
    else if (e->method == POST)
        world_free(w.s);
    if (own)
        world_free(w.maker);
}

static void hurt_all(enum db_engine engine, enum method method, void (*sweep)(struct sweep *w))
{
    const char *only = getenv("ASHAR_FAULT_ROUTE"); /* while one is being mended */
    int before = complaints;

    if (!fixture_has(engine)) {
        print_message("skipped: ASHAR_TEST_PG is not set\n");
        skip();
    }
    if (!worlds[engine]) {
        worlds[engine] = world_new(engine);
        reading[engine] = world_copy(worlds[engine]);
    }
    memset(&total, 0, sizeof total);
    int64_t started = clock_monotonic_us();
    for (size_t i = 0; i < request_example_count; i++)
        if (request_examples[i].method == method &&
            (!only || strcmp(only, request_examples[i].route) == 0))
            hurt(&request_examples[i], engine, sweep);
    print_message(
        "%ld requests: %ld refused, %ld survived, %ld failed behind the commit; %lld ms\n",
        total.requests, total.refused, total.survived, total.done,
        (long long)(clock_monotonic_us() - started) / 1000);
    assert_int_equal(complaints, before);
}

static void allocations_while_reading(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, GET, sweep_allocations);
}

static void allocations_while_writing(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, POST, sweep_allocations);
}

static void exhaustion_while_reading(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, GET, sweep_exhaustion);
}

static void exhaustion_while_writing(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, POST, sweep_exhaustion);
}

static void statements_while_reading_sqlite(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, GET, sweep_statements);
}

static void statements_while_writing_sqlite(void **state)
{
    (void)state;
    hurt_all(DB_SQLITE, POST, sweep_statements);
}

static void statements_while_reading_postgresql(void **state)
{
    (void)state;
    hurt_all(DB_POSTGRES, GET, sweep_statements);
}

static void statements_while_writing_postgresql(void **state)
{
    (void)state;
    hurt_all(DB_POSTGRES, POST, sweep_statements);
}

/* The route as the table of `ashar routes` shows it. */
static struct str shown(struct arena *a, const struct route *r)
{
    return r->langless ? str_of(r->path) : str_fmt(a, "/:lang%s", r->path);
}

static void every_route_has_an_example_and_every_example_a_route(void **state)
{
    struct world *s = world_new(DB_SQLITE), *open = world_copy(s);
    bool *used = arena_array(&open->arena, bool, request_example_count);
    int missing = 0;

    (void)state;
    for (size_t i = 0; i < web_route_count(open->app.web); i++) {
        const struct route *r = web_route(open->app.web, i);
        struct str path = shown(&open->arena, r);
        bool found = false;
        for (size_t k = 0; k < request_example_count; k++)
            if (request_examples[k].method == r->method &&
                str_eq(path, str_of(request_examples[k].route)))
                found = used[k] = true;
        if (!found) {
            print_error("no example in request_examples_test.c: %s %.*s\n",
                        r->method == POST ? "POST" : "GET", STR_F(path));
            missing++;
        }
    }
    for (size_t k = 0; k < request_example_count; k++)
        if (!used[k]) {
            print_error("no route: %s\n", request_examples[k].route);
            missing++;
        }
    worlds[DB_SQLITE] = s;
    reading[DB_SQLITE] = open;
    assert_int_equal(missing, 0);
}

static int forget_worlds(void **state)
{
    (void)state;
    world_free(left);
    for (int e = 0; e < 2; e++) {
        world_free(reading[e]);
        world_free(worlds[e]);
    }
    clock_set(0);
    return 0;
}

int main(void)
{
    /* What is asked here is not whether it survives a power cut. */
    if (!getenv("TMPDIR") && access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_an_example_and_every_example_a_route),
        cmocka_unit_test(statements_while_reading_sqlite),
        cmocka_unit_test(statements_while_writing_sqlite),
        cmocka_unit_test(statements_while_reading_postgresql),
        cmocka_unit_test(statements_while_writing_postgresql),
        cmocka_unit_test(allocations_while_reading),
        cmocka_unit_test(allocations_while_writing),
        cmocka_unit_test(exhaustion_while_reading),
        cmocka_unit_test(exhaustion_while_writing),
    };
    return cmocka_run_group_tests_name("request_fault", tests, NULL, forget_worlds);
}
