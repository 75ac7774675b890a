/* One request from head to answer. See exchange.h.
 *
 * Every step that allocates runs on a landing pad: exhaustion of the request's arena becomes 503,
 * and the page that says so is made with the arena emptied. */
#include "web/exchange.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/csrf.h"

#define ARENA_DEFAULT (8 * MIB)

struct on_pad {
    struct exchange *x;
    enum err (*step)(struct exchange *x, void *arg);
    void *arg;
};

static enum err pad_step(struct arena *a, void *arg)
{
    const struct on_pad *p = arg;

    (void)a;
    return p->step(p->x, p->arg);
}

static enum err on_pad(struct exchange *x, enum err (*step)(struct exchange *x, void *arg),
                       void *arg)
{
    return arena_try(&x->arena, pad_step, &(struct on_pad){x, step, arg});
}

/* An idle one: all zero but the memory that its arena and body kept. NULL: none, and none to be
 * had. */
static struct exchange *take_idle(struct web *w)
{
    struct exchange *x = NULL;

    pthread_mutex_lock(&w->idle_lock);
    if (w->idle_n)
        x = w->idle[--w->idle_n];
    pthread_mutex_unlock(&w->idle_lock);
    return x ? x : calloc(1, sizeof *x);
}

static bool put_idle(struct exchange *x)
{
    struct web *w = x->web;
    struct arena arena;
    struct buf body;
    bool room;

    arena_reset(&x->arena);
    if (x->arena.used > IDLE_MEMORY)
        arena_free(&x->arena);
    if (x->rs.body.size > IDLE_MEMORY)
        buf_free(&x->rs.body);
    arena = x->arena;
    body = x->rs.body;
    buf_clear(&body);
    memset(x, 0, sizeof *x);
    x->arena = arena;
    x->rs.body = body;
    pthread_mutex_lock(&w->idle_lock);
    room = w->idle_n < EXCHANGES_IDLE;
    if (room)
        w->idle[w->idle_n++] = x;
    pthread_mutex_unlock(&w->idle_lock);
    return room;
}

static void destroy(struct exchange *x)
{
    buf_free(&x->rs.body);
    arena_free(&x->arena);
    free(x);
}

void exchange_drop_idle(struct web *w)
{
    while (w->idle_n)
        destroy(w->idle[--w->idle_n]);
}

struct exchange *exchange_new(struct web *w, const struct web_head *head)
{
    struct exchange *x = take_idle(w);

    if (!x)
        return NULL;
    x->web = w;
    x->in = *head;
    x->started_us = clock_monotonic_us();
    x->arena.cap = w->config.arena_bytes ? w->config.arena_bytes : ARENA_DEFAULT;
    x->arena.pad = NULL;
    x->rs.body.max = PAGE_MAX;
    x->rq = (struct request){
        .arena = &x->arena,
        .form = &x->form,
        .response = &x->rs,
        .app = w->config.hooks.app,
        .viewer.name = STR(""),
        .scope = {.code = STR(""), .name = STR("")},
        .path = STR(""),
    };
    faults_init(&x->rq.faults, &x->arena);
    return x;
}

void exchange_free(struct exchange *x)
{
    if (!x)
        return;
    admit_end(x);
    cache_release(x->web->cache, x->hit);
    live_leave(x->follower);
    buf_free(&x->packed);
    if (!put_idle(x))
        destroy(x);
}

/* -- refusing -- */

static enum err error_step(struct exchange *x, void *arg)
{
    enum err e = *(enum err *)arg;

    if (x->allow)
        respond_not_allowed(x);
    else
        respond_error(x, e);
    respond_finish(x);
    return OK;
}

static enum err resend_step(struct exchange *x, void *arg)
{
    (void)arg;
    respond_resend(x);
    respond_finish(x);
    return OK;
}

static enum err finish_step(struct exchange *x, void *arg)
{
    (void)arg;
    respond_finish(x);
    return OK;
}

/* Everything that points into the arena is forgotten, then the arena is emptied. */
static void forget(struct exchange *x)
{
    respond_clear(&x->rs);
    x->form = (struct form){0};
    x->place = (struct web_place){0};
    x->match.n = 0;
    x->new_visitor = x->cacheable = false;
    x->visitor_token = x->once = STR_NONE;
    x->rq.viewer = (struct viewer){.name = STR("")};
    x->rq.scope = (struct scope){.code = STR(""), .name = STR("")};
    x->rq.path = STR("");
    arena_reset(&x->arena);
    faults_init(&x->rq.faults, &x->arena);
}

static void last_resort(struct exchange *x)
{
    x->answer = (struct web_answer){
        .status = 503, .inside = x, .body = STR("503\n"), .head_only = x->head_only};
    x->answer.headers[x->answer.header_count++] =
        (struct web_header){"Content-Type", STR("text/plain")};
    x->answer.headers[x->answer.header_count++] = (struct web_header){"Retry-After", STR("5")};
}

static enum metric_class metric_of(const struct exchange *x)
{
    static const enum metric_class of_rate[RATE_COUNT] = {METRIC_READ, METRIC_WRITE, METRIC_LOGIN,
                                                          METRIC_HEAVY};

    if (!x->match.route)
        return METRIC_REFUSED;
    return of_rate[exchange_rate(x)];
}

static void count(struct exchange *x)
{
    metrics_answer(x->web->metrics, &x->match, x->answer.status,
                   x->is_static ? METRIC_STATIC : metric_of(x),
                   clock_monotonic_us() - x->started_us);
}

static enum stage fail(struct exchange *x, enum err e)
{
    admit_end(x);
    if (err_status(e) >= 500)
        log_line(LOG_ERROR, "request failed", "%s %s: %s", x->rq.method == POST ? "POST" : "GET",
                 x->match.route ? x->match.route->path : "(no route)", err_name(e));
    if (e == ERR_NOMEM)
        forget(x);
    enum err told = on_pad(x, error_step, &e);
    if (told != OK && e != ERR_NOMEM) { /* the page of another refusal did not fit */
        enum err nomem = ERR_NOMEM;
        forget(x);
        told = on_pad(x, error_step, &nomem);
    }
    if (told != OK) {
        forget(x);
        last_resort(x);
    }
    count(x);
    return STAGE_ANSWERED;
}

enum stage exchange_refuse(struct exchange *x, enum err e)
{
    return fail(x, e);
}

static enum stage finish(struct exchange *x)
{
    if (on_pad(x, finish_step, NULL) != OK)
        return fail(x, ERR_NOMEM);
    count(x);
    return STAGE_ANSWERED;
}

/* -- head -- */

static enum err head_step(struct exchange *x, void *answered)
{
    return head_read(x, answered);
}

enum stage exchange_head(struct exchange *x)
{
    bool answered = false;
    enum err e = on_pad(x, head_step, &answered);

    if (e != OK)
        return fail(x, e);
    if (answered)
        return finish(x);
    if (x->hit) {
        respond_hit(x);
        return STAGE_ANSWERED;
    }
    return x->rq.method == POST ? STAGE_BODY : STAGE_RUN;
}

bool exchange_is_heavy(const struct exchange *x)
{
    return x->match.route && x->match.route->rate == RATE_HEAVY;
}

/* -- run -- */

static enum err read_step(struct exchange *x, void *worker)
{
    TRY(admit_reader(x, worker));
    TRY(x->match.route->handle(&x->rq));
    return x->rs.kind == ANSWER_NONE ? ERR_BUG : OK;
}

static enum err form_step(struct exchange *x, void *worker)
{
    TRY(admit_form(x));
    if (x->csrf != CSRF_GOOD && x->cross_site)
        return ERR_FORBIDDEN; /* somebody else's page sent it: nothing of it is offered again */
    return admit_reader(x, worker);
}

static enum stage run_post(struct exchange *x, struct web_worker *k)
{
    enum err e = on_pad(x, form_step, k);

    admit_end(x);
    x->rq.db = NULL;
    if (e != OK)
        return fail(x, e);
    if (x->csrf != CSRF_GOOD) {
        if (on_pad(x, resend_step, NULL) != OK)
            return fail(x, ERR_NOMEM);
        count(x);
        return STAGE_ANSWERED;
    }
    return x->match.route->prepare ? STAGE_PREPARE : STAGE_WRITE;
}

enum stage exchange_run(struct exchange *x, struct web_worker *k)
{
    if (x->rq.method == POST)
        return run_post(x, k);
    enum err e = on_pad(x, read_step, k);
    admit_end(x);
    return e == OK ? finish(x) : fail(x, e);
}

static enum err prepare_step(struct exchange *x, void *worker)
{
    struct web_worker *k = worker;
    const struct web_hooks *h = &x->web->config.hooks;

    if (!k->reader && h->reader_open)
        TRY(h->reader_open(h->app, &k->reader));
    x->rq.db = k->reader;
    enum err e = x->match.route->prepare(&x->rq);
    return e == ERR_INVALID ? OK : e; /* its faults are the handler's to show */
}

enum stage exchange_prepare(struct exchange *x, struct web_worker *k)
{
    enum err e = on_pad(x, prepare_step, k);

    x->rq.db = NULL;
    return e == OK ? STAGE_WRITE : fail(x, e);
}

/* -- write -- */

static enum err once_step(struct exchange *x, bool *fresh)
{
    const struct web_hooks *h = &x->web->config.hooks;
    struct str location = STR("");

    *fresh = true;
    if (!x->once.n || !h->once_take)
        return OK;
    TRY(h->once_take(h->app, x->rq.db, &x->arena, x->once, fresh, &location));
    if (!*fresh)
        respond_redirect(x, 303, location.n ? location : exchange_link(x, x->rq.lang, STR("/")));
    return OK;
}

static enum err write_step(struct exchange *x, void *arg)
{
    const struct web_hooks *h = &x->web->config.hooks;
    bool fresh;

    (void)arg;
    TRY(once_step(x, &fresh));
    if (!fresh)
        return OK;
    TRY(x->match.route->handle(&x->rq));
    if (x->rs.kind == ANSWER_NONE)
        return ERR_BUG;
    x->roll_back = x->rs.status >= 400;
    if (x->roll_back)
        return ERR_INVALID;
    TRY(live_settle(x));
    if (x->once.n && h->once_settle)
        TRY(h->once_settle(h->app, x->rq.db, &x->arena, x->once,
                           x->rs.location.p ? x->rs.location : STR("")));
    return OK;
}

static enum err work(struct db *db, void *arg)
{
    struct exchange *x = arg;

    x->rq = x->saved;
    if (x->rq.faults.last)
        *x->rq.faults.last = NULL;
    respond_clear(&x->rs);
    x->touched_n = 0;
    x->said = NULL;
    x->said_generation = -1;
    x->touched_all = x->roll_back = false;
    x->session_token = x->saved_session;
    x->rq.db = db;
    stale_collect(x);
    enum err e = on_pad(x, write_step, NULL);
    stale_collect(NULL);
    x->rq.db = NULL;
    return e;
}

/* What is committed is told as done, even when memory for the headers has run out. */
static void finish_written(struct exchange *x)
{
    if (on_pad(x, finish_step, NULL) != OK) {
        x->answer = (struct web_answer){.status = 303, .inside = x, .body = STR("")};
        x->answer.headers[x->answer.header_count++] =
            (struct web_header){"Location", x->rs.location};
    }
    count(x);
}

static void done(void *arg, enum err result)
{
    struct exchange *x = arg;
    void (*ready)(void *) = x->ready;
    void *ready_arg = x->ready_arg;

    if (result == OK) {
        stale_raise(x);
        live_committed(x);
    }
    if (result == OK && x->rs.kind == ANSWER_REDIRECT)
        finish_written(x);
    else if (result == OK || (x->roll_back && result == ERR_INVALID))
        finish(x);
    else
        fail(x, result);
    if (ready)
        ready(ready_arg);
}

void exchange_write(struct exchange *x)
{
    const struct web_hooks *h = &x->web->config.hooks;
    int64_t place = x->rq.scope.id;

    x->saved = x->rq;
    x->saved_session = x->session_token;
    x->job = (struct web_job){
        .work = work, .done = done, .arg = x, .shard = (uint32_t)(place ^ place >> 32)};
    enum err e = h->submit ? h->submit(h->app, &x->job) : ERR_BUSY;
    if (e != OK)
        done(x, e);
}

/* -- whole way, for tests and small transports -- */

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool ready;
};

static void wake(void *arg)
{
    struct waiter *w = arg;

    pthread_mutex_lock(&w->lock);
    w->ready = true;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->lock);
}

static void write_and_wait(struct exchange *x)
{
    struct waiter w = {.ready = false};

    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.cond, NULL);
    x->ready = wake;
    x->ready_arg = &w;
    exchange_write(x);
    pthread_mutex_lock(&w.lock);
    while (!w.ready)
        pthread_cond_wait(&w.cond, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_cond_destroy(&w.cond);
    pthread_mutex_destroy(&w.lock);
}

/* A stream has no end: in process its answer holds what is there already. */
static struct str stream_so_far(struct exchange *x)
{
    const size_t most = 64 * KIB;
    ptrdiff_t n;

    x->packed.max = MIB;
    for (char *p;
         (p = buf_reserve(&x->packed, most)) != NULL && (n = live_read(x->follower, p, most)) > 0;)
        x->packed.n += (size_t)n;
    return buf_str(&x->packed);
}

void web_dispatch(struct web *w, struct web_worker *k, const struct web_request *in,
                  struct web_answer *out)
{
    struct exchange *x = exchange_new(w, &in->head);

    if (!x) {
        *out = (struct web_answer){.status = 503};
        return;
    }
    enum stage s = exchange_head(x);
    if (s == STAGE_BODY && in->body.n > x->body_max) {
        s = exchange_refuse(x, ERR_TOO_LARGE);
    } else if (s == STAGE_BODY) {
        x->body = in->body;
        s = STAGE_RUN;
    }
    if (s == STAGE_RUN)
        s = exchange_run(x, k);
    if (s == STAGE_PREPARE)
        s = exchange_prepare(x, k);
    if (s == STAGE_WRITE)
        write_and_wait(x);
    *out = x->answer;
    if (x->follower)
        out->body = stream_so_far(x);
}

void web_answer_free(struct web_answer *a)
{
    exchange_free(a->inside);
    *a = (struct web_answer){0};
}

struct str web_answer_header(const struct web_answer *a, const char *name)
{
    for (size_t i = 0; i < a->header_count; i++)
        if (str_eq_nocase(str_of(a->headers[i].name), str_of(name)))
            return a->headers[i].value;
    return STR_NONE;
}
