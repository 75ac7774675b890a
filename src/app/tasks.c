/* Background tasks. See tasks.h. Each is a job of the write queue of its own, so that one that
 * fails hinders no other. */
#include "app/tasks.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "act/act.h"
#include "app/search_sources.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "base/log.h"
#include "people/people.h"

#define LOOK_SECONDS 10
#define TASK_ROUNDS  30 /* the other tasks: every five minutes */
#define TASK_MEMORY  (16 * MIB)

struct tasks {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    _Atomic bool stop;
    struct app *app;
};

static enum err seal(struct db *db, struct arena *a)
{
    bool sealed;
    return audit_seal(db, a, clock_today(), &sealed);
}

static enum err legal_news(struct db *db, struct arena *a)
{
    int64_t mails;
    return act_digest_due(db, a, &mails);
}

static const struct row {
    const char *name;
    enum err (*work)(struct db *db, struct arena *a);
} rows[] = {{"seal", seal},
            {"sessions", people_sweep},
            {"forms", app_forget_forms},
            {"legal news", legal_news}};

/* A task that runs out of memory fails; the server goes on. */
struct running {
    const struct row *row;
    struct arena *arena;
    struct db *db;
};

static enum err run_step(struct arena *a, void *arg)
{
    const struct running *r = arg;
    return r->row->work(r->db, a);
}

static enum err run_job(struct db *db, void *arg)
{
    struct running *r = arg;
    r->db = db;
    return arena_try(r->arena, run_step, r);
}

static void run_all(struct tasks *t, struct arena *a)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct running r = {.row = &rows[i], .arena = a};
        enum err e = db_queue_do(t->app->queue, 0, run_job, &r);
        if (e != OK)
            log_line(LOG_WARN, "task", "%s: %s", rows[i].name, err_name(e));
        arena_reset(a);
    }
}

/* After an update that reads words differently, and in a database that was never served: readers
 * find what is done so far meanwhile. */
static void complete_index(struct tasks *t)
{
    struct db *db = NULL;
    struct arena a;
    enum err e = db_open(t->app->db_url, DB_WRITER, &db);

    arena_init(&a, TASK_MEMORY);
    if (e == OK)
        e = search_complete(db, &a, NULL, NULL);
    if (e != OK)
        log_line(LOG_WARN, "task", "the search index: %s", err_name(e));
    arena_free(&a);
    db_close(db);
}

/* Files come one by one, when somebody attaches them, and other programs write when they like:
 * looked for oftener than the rest is done. */
static void look_around(struct tasks *t)
{
    struct db *db = NULL;
    bool more = false;
    enum err e = db_open(t->app->db_url, DB_WRITER, &db);
    enum err heard = e == OK ? app_hear_outside(t->app, db) : OK;

    if (heard != OK)
        log_line(LOG_WARN, "task", "what other programs wrote: %s", err_name(heard));
    while (e == OK && !t->stop && (e = app_search_read_files(db, &more)) == OK && more) {
    }
    if (e != OK)
        log_line(LOG_WARN, "task", "texts of files: %s", err_name(e));
    db_close(db);
}

static bool pause_or_stop(struct tasks *t, int seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&t->lock);
    while (!t->stop && pthread_cond_timedwait(&t->wake, &t->lock, &until) == 0) {
    }
    bool stop = t->stop;
    pthread_mutex_unlock(&t->lock);
    return stop;
}

static void *tasks_main(void *arg)
{
    struct tasks *t = arg;
    struct arena a;

    arena_init(&a, TASK_MEMORY);
    complete_index(t);
    for (int round = 0;; round++) {
        if (round % TASK_ROUNDS == 0)
            run_all(t, &a);
        look_around(t);
        if (pause_or_stop(t, LOOK_SECONDS))
            break;
    }
    arena_free(&a);
    return NULL;
}

enum err tasks_start(struct app *app, struct tasks **out)
{
    struct tasks *t = calloc(1, sizeof *t);
    if (!t)
        return ERR_NOMEM;
    t->app = app;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->wake, NULL);
    if (pthread_create(&t->thread, NULL, tasks_main, t) != 0) {
        free(t);
        return ERR_IO;
    }
    *out = t;
    return OK;
}

void tasks_stop(struct tasks *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
