/* LISTEN on a connection of its own. See listener.h. */
#include "db/listener.h"

#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "db/pg_value.h"

#define CHANNEL_MAX  32
#define PAUSE_MS     500 /* before connecting again; doubled up to PAUSE_MAX_MS */
#define PAUSE_MAX_MS 8000

struct db_listener {
    struct db_listener_calls calls;
    pthread_t thread;
    PGconn *c;
    int stop; /* eventfd */
    char channel[CHANNEL_MAX + 1];
    char url[];
};

static const struct db_query announce_query = {.name = "announce",
                                               .sqlite = "",
                                               .pg = "select pg_notify($1, $2)::text",
                                               .role = DB_WRITER,
                                               .in_count = 2,
                                               .out_count = 1,
                                               .in_types = "tt",
                                               .out_types = "t",
                                               .later = -1};

enum err db_announce(struct db *db, struct arena *a, const char *channel, struct str payload)
{
    struct db_result r;
    struct db_value in[] = {{.kind = DB_TEXT, .s = str_of(channel)},
                            {.kind = DB_TEXT, .s = payload}};

    if (db_engine_of(db) != DB_POSTGRES || !db_in_transaction(db))
        return ERR_BUG;
    if (payload.n > DB_ANNOUNCE_MAX)
        return ERR_TOO_LARGE;
    return db_run(db, a, &announce_query, in, &r);
}

static bool listen_on(struct db_listener *l)
{
    char sql[CHANNEL_MAX + 16];

    l->c = db_pg_connect(l->url, DB_WRITER);
    if (PQstatus(l->c) != CONNECTION_OK)
        return false;
    snprintf(sql, sizeof sql, "listen %s", l->channel);
    PGresult *r = PQexec(l->c, sql);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return good;
}

/* Until there is something to read, `ms` have gone by (-1: for ever), or it is over (false). */
static bool wait_for(struct db_listener *l, int socket, int ms)
{
    struct pollfd p[] = {{.fd = l->stop, .events = POLLIN}, {.fd = socket, .events = POLLIN}};

    (void)poll(p, socket < 0 ? 1 : 2, ms);
    return (p[0].revents & POLLIN) == 0;
}

static bool connect_again(struct db_listener *l)
{
    int pause = PAUSE_MS;

    log_line(LOG_WARN, "db.listener", "connection lost: live pages of other copies wait");
    for (;;) {
        PQfinish(l->c);
        l->c = NULL;
        if (!wait_for(l, -1, pause))
            return false;
        if (listen_on(l)) {
            l->calls.lost(l->calls.arg);
            return true;
        }
        pause = pause * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause * 2;
    }
}

static void hear(struct db_listener *l)
{
    for (PGnotify *n; (n = PQnotifies(l->c)) != NULL; PQfreemem(n))
        l->calls.heard(l->calls.arg, str_of(n->extra ? n->extra : ""));
}

static void *run(void *arg)
{
    struct db_listener *l = arg;

    hear(l); /* what came together with the answer to LISTEN */
    while (wait_for(l, PQsocket(l->c), -1)) {
        if (!PQconsumeInput(l->c) || PQstatus(l->c) != CONNECTION_OK) {
            if (!connect_again(l))
                break;
        }
        hear(l);
    }
    return NULL;
}

static void destroy(struct db_listener *l)
{
    PQfinish(l->c);
    if (l->stop >= 0)
        close(l->stop);
    free(l);
}

static bool start_thread(struct db_listener *l)
{
    sigset_t all, old;

    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool started = pthread_create(&l->thread, NULL, run, l) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

enum err db_listener_start(const char *url, const char *channel,
                           const struct db_listener_calls *calls, struct db_listener **out)
{
    enum db_engine engine;
    size_t n = strlen(url) + 1;

    TRY(db_url_engine(url, &engine));
    if (engine == DB_SQLITE) {
        *out = NULL;
        return OK;
    }
    if (strlen(channel) > CHANNEL_MAX ||
        strspn(channel, "abcdefghijklmnopqrstuvwxyz_") != strlen(channel))
        return ERR_BUG;
    struct db_listener *l = calloc(1, sizeof *l + n);
    if (!l)
        return ERR_NOMEM;
    l->calls = *calls;
    memcpy(l->url, url, n);
    memcpy(l->channel, channel, strlen(channel));
    l->stop = eventfd(0, EFD_CLOEXEC);
    enum err e = l->stop < 0 ? ERR_IO : listen_on(l) ? OK : ERR_DB;
    if (e == OK && !start_thread(l))
        e = ERR_NOMEM;
    if (e != OK) {
        log_line(LOG_ERROR, "db.listener", "cannot listen: %s", err_name(e));
        destroy(l);
        return e;
    }
    *out = l;
    return OK;
}

void db_listener_stop(struct db_listener *l)
{
    if (!l)
        return;
    if (eventfd_write(l->stop, 1) != 0)
        log_line(LOG_ERROR, "db.listener", "cannot be stopped");
    pthread_join(l->thread, NULL);
    destroy(l);
}
