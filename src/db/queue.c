/* The durable write queue. See queue.h.
 *
 * Each worker owns a connection and a list of waiting jobs; it takes all that waits (up to a
 * batch), runs it in one transaction, and only then looks at the list again: while the disk flushes
 * one batch the next one gathers. */
#include "db/queue.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "db/driver.h"

/* PostgreSQL keeps 64 subtransactions of a transaction in shared memory; beyond that every snapshot
 * gets slower. */
#define BATCH_SQLITE 512
#define BATCH_PG     48
#define ATTEMPTS     5
#define WORKERS_MOST 64

struct worker {
    struct db_queue *q;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct db_job *first, **last;
    bool stop;
    struct db_queue_figures figures; /* under the lock */
    struct db *db;                   /* the thread's alone */
    struct arena arena;              /* the mark's statements */
    char mark[48];
    int64_t token;
    bool down; /* the database could not be reached in this batch: the rest of it is not made to
                  wait as well */
};

struct db_queue {
    enum db_engine engine;
    size_t batch;
    bool here; /* no threads: jobs run where they are submitted */
    int workers;
    struct worker w[];
};

/* -- the mark that tells whether an interrupted commit took place (PostgreSQL) -- */

static const struct db_query mark_query = {
    .name = "write_mark",
    .sqlite = "",
    .pg = "insert into write_mark (writer, token, at) values ($1, $2, $3)"
          " on conflict (writer) do update set token = excluded.token, at = excluded.at",
    .role = DB_WRITER,
    .in_count = 3,
    .in_types = "tii",
    .out_types = ""};
/* Writing, not reading: it waits for the row lock of the interrupted transaction, if the server
 * still holds that. */
static const struct db_query seen_query = {
    .name = "write_mark_seen",
    .sqlite = "",
    .pg = "insert into write_mark (writer, token, at) values ($1, 0, $2)"
          " on conflict (writer) do update set at = excluded.at returning token",
    .role = DB_WRITER,
    .in_count = 2,
    .out_count = 1,
    .in_types = "ti",
    .out_types = "i"};
static const struct db_query forget_query = {
    .name = "write_mark_forget",
    .sqlite = "",
    .pg = "delete from write_mark where writer = $1 or at < $2",
    .role = DB_WRITER,
    .in_count = 2,
    .in_types = "ti",
    .out_types = ""};

/* A mark is of no use once its writer is gone; after a month nobody waits for it any more. */
#define MARK_KEPT_SECONDS ((int64_t)30 * 24 * 3600)

/* Exhausted memory fails the batch, not the program. */
struct marking {
    struct worker *w;
    const struct db_query *q;
    const struct db_value *in;
    int64_t number; /* out: of a statement that returns one */
};

static enum err marking_step(struct arena *a, void *arg)
{
    struct marking *m = arg;
    struct db_result r;

    TRY(db_run(m->w->db, a, m->q, m->in, &r));
    m->number = r.rows ? r.v[0].i : 0;
    return OK;
}

static enum err run_marking(struct marking *m)
{
    enum err e = arena_try(&m->w->arena, marking_step, m);

    arena_reset(&m->w->arena);
    return e;
}

static enum err mark(struct worker *w)
{
    if (w->q->engine == DB_SQLITE)
        return OK;
    struct db_value in[] = {{.kind = DB_TEXT, .s = str_of(w->mark)},
                            {.kind = DB_I64, .i = w->token + 1},
                            {.kind = DB_I64, .i = clock_now()}};
    return run_marking(&(struct marking){.w = w, .q = &mark_query, .in = in});
}

static enum err mark_seen(struct worker *w, int64_t *token)
{
    struct db_value in[] = {{.kind = DB_TEXT, .s = str_of(w->mark)},
                            {.kind = DB_I64, .i = clock_now()}};
    struct marking m = {.w = w, .q = &seen_query, .in = in};

    TRY(db_begin(w->db));
    enum err e = run_marking(&m);
    if (e == OK)
        e = db_commit(w->db);
    if (e != OK)
        db_rollback(w->db);
    else
        *token = m.number;
    return e;
}

static void mark_forget(struct worker *w)
{
    struct db_value in[] = {{.kind = DB_TEXT, .s = str_of(w->mark)},
                            {.kind = DB_I64, .i = clock_now() - MARK_KEPT_SECONDS}};
    struct marking m = {.w = w, .q = &forget_query, .in = in};

    if (w->q->engine == DB_POSTGRES && run_marking(&m) != OK)
        log_line(LOG_WARN, "db.queue", "the write mark stays: %s", db_error(w->db));
}

/* -- one transaction -- */

static void pause_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* Runs one job and leaves the transaction at the depth it found. */
static enum err run_job(struct worker *w, struct db_job *job, bool alone)
{
    int depth = w->db->depth;

    if (!alone)
        TRY(db_savepoint(w->db));
    int inside = w->db->depth;
    enum err e = job->work(w->db, job->arg);
    if (e == OK && w->db->depth != inside) {
        db_set_error(w->db, "a job left a savepoint open");
        log_line(LOG_ERROR, "db.queue", "%s", db_error(w->db));
        e = ERR_BUG;
    }
    if (e == OK && !alone)
        e = db_release(w->db);
    if (e != OK)
        db_unwind(w->db, depth);
    return e;
}

enum outcome {
    COMMITTED, /* results hold */
    RETRY,     /* nothing was written; trying again may help */
    FAILED,    /* nothing was written, or nobody knows; trying again would not help */
};

/* The connection went while the commit was under way: did it take place? */
static enum outcome resolve(struct worker *w)
{
    int64_t token;

    for (int i = 0; i < ATTEMPTS; i++) {
        if (mark_seen(w, &token) == OK)
            return token == w->token + 1 ? COMMITTED : RETRY;
        pause_ms(50L << i);
    }
    log_line(LOG_ERROR, "db.queue", "outcome of a commit unknown: %s", db_error(w->db));
    return FAILED;
}

static enum outcome outcome_of(const struct worker *w, enum err e)
{
    return e == ERR_BUSY || db_lost(w->db) ? RETRY : FAILED;
}

/* SQLite has waited its busy timeout already; a lost server is given a second and a half to come
 * back. */
static enum err begin_patiently(struct worker *w)
{
    enum err e = db_begin(w->db);

    for (int i = 0; i < ATTEMPTS && e != OK && db_lost(w->db); i++) {
        pause_ms(50L << i);
        e = db_begin(w->db);
    }
    w->down = e != OK;
    return e;
}

/* One transaction over n jobs. results[i] is what job i's work returned. *why: reason where not
 * COMMITTED. */
static enum outcome transact(struct worker *w, struct db_job *const *jobs, size_t n,
                             enum err *results, enum err *why)
{
    bool alone = n == 1;
    bool committing = false, settling = false;
    enum err e = begin_patiently(w);

    for (size_t i = 0; e == OK && i < n; i++) {
        results[i] = run_job(w, jobs[i], alone);
        if (w->db->ended || w->db->lost)
            e = results[i] == OK ? ERR_DB : results[i];
    }
    if (e == OK && alone && results[0] != OK) {
        db_rollback(w->db); /* nothing to commit */
        return COMMITTED;
    }
    if (e == OK) {
        e = db_settle(w->db);
        settling = e != OK;
    }
    if (e == OK)
        e = mark(w);
    if (e == OK) {
        committing = true;
        e = db_commit(w->db);
    }
    if (e == OK) {
        w->token++;
        return COMMITTED;
    }
    *why = e;
    enum outcome o = w->down ? FAILED : outcome_of(w, e);
    if (settling && n > 1)
        o = RETRY; /* what is owed for one job cannot be made: the others need not suffer */
    bool unsure = committing && db_lost(w->db);
    if (o == FAILED || n > 1)
        log_line(LOG_WARN, "db.queue", "a transaction of %zu failed: %s: %s", n, err_name(e),
                 db_error(w->db));
    db_rollback(w->db);
    if (unsure) {
        o = resolve(w);
        if (o == COMMITTED)
            w->token++;
    }
    return o;
}

static void count(struct worker *w, uint64_t retries, uint64_t failed)
{
    pthread_mutex_lock(&w->lock);
    w->figures.retries += retries;
    w->figures.failed += failed;
    pthread_mutex_unlock(&w->lock);
}

/* What the submitter is told: try again, no memory, the disk is full, or the database failed. */
static enum err told(enum err why)
{
    return why == ERR_BUSY || why == ERR_FULL || why == ERR_NOMEM ? why : ERR_DB;
}

/* A job by itself, again and again while that may help. */
static enum err run_alone(struct worker *w, struct db_job *job)
{
    enum err result = ERR_DB, why = ERR_DB;

    for (int i = 0; i < ATTEMPTS; i++) {
        count(w, 1, 0);
        enum outcome o = transact(w, &job, 1, &result, &why);
        if (o == FAILED)
            break;
        if (o == COMMITTED && result != ERR_BUSY)
            return result;
        if (o == COMMITTED)
            why = ERR_BUSY;
        pause_ms(db_lost(w->db) ? 50L << i : 1L << i);
    }
    return told(why);
}

static void finish(struct worker *w, struct db_job *job, enum err result)
{
    if (result != OK)
        count(w, 0, 1);
    job->done(job->arg, result); /* the job may be gone from here on */
}

static void run_batch(struct worker *w, struct db_job **jobs, size_t n)
{
    enum err results[BATCH_SQLITE] = {OK}, why = ERR_DB;
    enum outcome o = transact(w, jobs, n, results, &why);

    for (size_t i = 0; i < n; i++) {
        enum err e = results[i];
        if (o == FAILED || (w->down && o == RETRY))
            e = told(why);
        else if (o == RETRY || e == ERR_BUSY)
            e = run_alone(w, jobs[i]);
        finish(w, jobs[i], e);
    }
}

/* -- threads -- */

/* Waits for work and takes at most a batch. 0: stopped and empty. */
static size_t take(struct worker *w, struct db_job **jobs)
{
    size_t n = 0;

    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stop)
        pthread_cond_wait(&w->some, &w->lock);
    while (w->first && n < w->q->batch) {
        jobs[n] = w->first;
        w->first = jobs[n++]->next;
    }
    if (!w->first)
        w->last = &w->first;
    w->figures.waiting -= (uint32_t)n;
    w->figures.jobs += n;
    w->figures.batches += n > 0;
    pthread_mutex_unlock(&w->lock);
    return n;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct db_job *jobs[BATCH_SQLITE];
    size_t n;

    while ((n = take(w, jobs)) > 0)
        run_batch(w, jobs, n);
    mark_forget(w);
    return NULL;
}

static void worker_free(struct worker *w)
{
    db_close(w->db);
    arena_free(&w->arena);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->some);
}

static enum err worker_open(struct worker *w, const char *url)
{
    unsigned char random[12];
    int64_t token;

    TRY(db_open(url, DB_WRITER, &w->db));
    if (w->q->engine == DB_SQLITE)
        return OK;
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(w->mark, sizeof w->mark, random, sizeof random);
    TRY(mark_seen(w, &token));
    w->token = token;
    return OK;
}

static enum err worker_start(struct worker *w, const char *url)
{
    sigset_t all, old;

    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->some, NULL);
    arena_init(&w->arena, MIB);
    w->last = &w->first;
    enum err e = worker_open(w, url);
    if (e != OK) {
        worker_free(w);
        return e;
    }
    if (w->q->here)
        return OK;
    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&w->thread, NULL, work, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        worker_free(w);
        return ERR_NOMEM;
    }
    return OK;
}

static enum err start(const char *url, int workers, bool here, struct db_queue **out)
{
    enum db_engine engine;

    TRY(db_url_engine(url, &engine));
    if (sodium_init() < 0)
        return ERR_BUG;
    if (engine == DB_SQLITE || workers < 1)
        workers = 1;
    if (workers > WORKERS_MOST)
        workers = WORKERS_MOST;
    struct db_queue *q = calloc(1, sizeof *q + (size_t)workers * sizeof *q->w);
    if (!q)
        return ERR_NOMEM;
    q->engine = engine;
    q->batch = engine == DB_SQLITE ? BATCH_SQLITE : BATCH_PG;
    q->here = here;
    for (; q->workers < workers; q->workers++) {
        q->w[q->workers].q = q;
        enum err e = worker_start(&q->w[q->workers], url);
        if (e != OK) {
            db_queue_stop(q);
            return e;
        }
    }
    *out = q;
    return OK;
}

enum err db_queue_start(const char *url, int workers, struct db_queue **out)
{
    return start(url, workers, false, out);
}

enum err db_queue_start_here(const char *url, struct db_queue **out)
{
    return start(url, 1, true, out);
}

void db_queue_submit(struct db_queue *q, struct db_job *job)
{
    struct worker *w = &q->w[(job->shard * 2654435761u >> 16) % (uint32_t)q->workers];

    if (q->here) {
        w->figures.jobs++;
        w->figures.batches++;
        run_batch(w, &job, 1);
        return;
    }
    pthread_mutex_lock(&w->lock);
    bool stop = w->stop, wake = !stop && !w->first; /* it waits only where there is nothing */
    if (!stop) {
        job->next = NULL;
        *w->last = job;
        w->last = &job->next;
        w->figures.waiting++;
    }
    if (wake)
        pthread_cond_signal(&w->some);
    pthread_mutex_unlock(&w->lock);
    if (stop)
        job->done(job->arg, ERR_BUSY);
}

struct waiting {
    struct db_job job;
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool is_over;
    enum err result;
    enum err (*work)(struct db *, void *);
    void *arg;
};

static enum err waiting_work(struct db *db, void *arg)
{
    struct waiting *t = arg;

    return t->work(db, t->arg);
}

static void waiting_done(void *arg, enum err result)
{
    struct waiting *t = arg;

    pthread_mutex_lock(&t->lock);
    t->result = result;
    t->is_over = true;
    pthread_cond_signal(&t->over);
    pthread_mutex_unlock(&t->lock);
}

enum err db_queue_do(struct db_queue *q, uint32_t shard, enum err (*fn)(struct db *, void *),
                     void *arg)
{
    struct waiting t = {.job = {.work = waiting_work, .done = waiting_done, .shard = shard},
                        .work = fn,
                        .arg = arg};

    t.job.arg = &t;
    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.over, NULL);
    db_queue_submit(q, &t.job);
    pthread_mutex_lock(&t.lock);
    while (!t.is_over)
        pthread_cond_wait(&t.over, &t.lock);
    pthread_mutex_unlock(&t.lock);
    pthread_mutex_destroy(&t.lock);
    pthread_cond_destroy(&t.over);
    return t.result;
}

void db_queue_stop(struct db_queue *q)
{
    if (!q)
        return;
    for (int i = 0; i < q->workers; i++) {
        pthread_mutex_lock(&q->w[i].lock);
        q->w[i].stop = true;
        pthread_cond_signal(&q->w[i].some);
        pthread_mutex_unlock(&q->w[i].lock);
    }
    for (int i = 0; i < q->workers; i++) {
        if (q->here)
            mark_forget(&q->w[i]);
        else
            pthread_join(q->w[i].thread, NULL);
        worker_free(&q->w[i]);
    }
    free(q);
}

void db_queue_figures(struct db_queue *q, struct db_queue_figures *out)
{
    struct db_queue_figures sum = {0};

    for (int i = 0; i < q->workers; i++) {
        pthread_mutex_lock(&q->w[i].lock);
        sum.jobs += q->w[i].figures.jobs;
        sum.batches += q->w[i].figures.batches;
        sum.retries += q->w[i].figures.retries;
        sum.failed += q->w[i].figures.failed;
        sum.waiting += q->w[i].figures.waiting;
        pthread_mutex_unlock(&q->w[i].lock);
    }
    *out = sum;
}
