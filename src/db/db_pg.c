/* Statements of PostgreSQL through libpq. See db.h and driver.h; connections are
 * pg_connection.h.
 *
 * Invariants: values travel in binary form, parameter types are stated, so that no statement means
 * something else here than on SQLite; a connection that was lost outside a transaction is made
 * again and the statement repeated only where that cannot write twice (a reader's, or BEGIN). The
 * server's text of an error goes to db_error; it can quote values, so callers log it only with the
 * statement's name at debug level. */
#include <libpq-fe.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/pg_connection.h"

static struct pg_db *of(struct db *db)
{
    return (struct pg_db *)db;
}

static void quiet(void *arg, const char *message)
{
    (void)arg;
    (void)message; /* notices: nothing an operator needs */
}

/* -- statements -- */

static void statement_name(const struct db_query *q, uintptr_t number, char out[80])
{
    snprintf(out, 80, "%.60s.%u", q->name, (unsigned)number);
}

static enum err prepared(struct pg_db *g, const struct db_query *q, char name[80])
{
    Oid types[DB_PARAMS_MOST];
    struct db_slot *slot = db_slot_of(&g->base, q);

    if (!slot) {
        db_set_error(&g->base, "%s: no memory", q->name);
        return ERR_NOMEM;
    }
    if (slot->stmt) {
        statement_name(q, (uintptr_t)slot->stmt, name);
        return OK;
    }
    for (int i = 0; i < q->in_count; i++)
        types[i] = db_pg_type(q->in_types[i]);
    statement_name(q, g->prepared + 1, name);
    PGresult *r = PQprepare(g->c, name, q->pg, q->in_count, types);
    enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_failed(g, r, q->name);
    PQclear(r);
    if (e == OK)
        slot->stmt =
            (void *)++g->prepared; /* NOLINT: a number, kept where SQLite keeps a pointer */
    return e;
}

static enum err check_columns(struct pg_db *g, const struct db_query *q, const PGresult *r)
{
    if (PQnfields(r) == q->out_count || db_leaves_columns(q))
        return OK;
    db_set_error(&g->base, "%s: declares %d columns, the statement has %d", q->name, q->out_count,
                 PQnfields(r));
    return ERR_BUG;
}

static enum err take_row(struct pg_db *g, struct arena *a, const struct db_query *q,
                         const PGresult *r, int row, struct db_value *v)
{
    for (int i = 0; i < q->out_count; i++) {
        if (!db_pg_column(a, r, row, i, q->out_types[i], &v[i])) {
            db_set_error(&g->base, "%s: column %d (%s) is not of type %c", q->name, i + 1,
                         PQfname(r, i), q->out_types[i]);
            return ERR_BUG;
        }
    }
    return OK;
}

static enum err collect(struct pg_db *g, struct arena *a, const struct db_query *q,
                        const PGresult *r)
{
    TRY(check_columns(g, q, r));
    for (int row = 0; q->out_count && row < PQntuples(r); row++) {
        struct db_value *v = db_scratch_row(&g->base, q->out_count);
        if (!v) {
            db_set_error(&g->base, "%s: no memory", q->name);
            return ERR_NOMEM;
        }
        TRY(take_row(g, a, q, r, row, v));
    }
    return OK;
}

/* What is pending, as a piece of SQL in front of another. */
static void take_pending(struct pg_db *g, char *sql, size_t size)
{
    size_t n = 0;

    sql[0] = 0;
    for (int i = 0; i < g->pending_n && n < size; i++)
        n += (size_t)snprintf(sql + n, size - n, "%s; ", g->pending[i]);
    g->pending_n = 0;
}

/* -- pipelines -- */

/* The result of one statement of a pipeline; the NULL behind it is taken too. */
static PGresult *next_of_pipeline(PGconn *c)
{
    PGresult *r = PQgetResult(c), *end;

    while (r && (end = PQgetResult(c)) != NULL)
        PQclear(end);
    return r;
}

/* Opens a pipeline unless one is open, and sends what is pending into it. */
static bool open_pipeline(struct pg_db *g)
{
    bool sent = PQpipelineStatus(g->c) != PQ_PIPELINE_OFF || PQenterPipelineMode(g->c) == 1;

    for (int i = 0; i < g->pending_n; i++) {
        sent = sent && PQsendQueryParams(g->c, g->pending[i], 0, NULL, NULL, NULL, NULL, 0);
        g->later[g->later_n++] = NULL;
    }
    g->pending_n = 0;
    return sent;
}

static bool good_result(const PGresult *r)
{
    ExecStatusType st = PQresultStatus(r);

    return st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK;
}

/* Results of what was sent before, in its order. The first failure: its error, and its result,
 * else OK. */
static enum err take_later(struct pg_db *g)
{
    enum err e = OK;

    for (int i = 0; i < g->later_n; i++) {
        const struct db_query *q = g->later[i];
        PGresult *r = next_of_pipeline(g->c);
        if (e == OK && !good_result(r))
            e = pg_failed(g, r, q ? q->name : "savepoint");
        else if (e == OK && q)
            e = db_check_later(&g->base, q, strtoll(PQcmdTuples(r), NULL, 10));
        PQclear(r);
    }
    g->later_n = 0;
    return e;
}

/* Out of step with the server: only a new connection helps. */
static void close_pipeline(struct pg_db *g)
{
    PQclear(PQgetResult(g->c)); /* the end of the pipeline */
    if (PQexitPipelineMode(g->c) || PQstatus(g->c) != CONNECTION_OK)
        return;
    (void)pg_connect_again(g);
    g->base.lost = true;
}

/* Sends what waits and the statement (name NULL: none) at once. *out: the statement's result. */
static enum err pipelined(struct pg_db *g, const char *name, int n, const struct pg_parameters *p,
                          PGresult **out)
{
    bool sent = open_pipeline(g);

    if (name)
        sent = sent && PQsendQueryPrepared(g->c, name, n, p->value, p->length, p->format, 1);
    sent = sent && PQpipelineSync(g->c);
    if (!sent) {
        enum err e = pg_failed(g, NULL, "pipeline");
        g->later_n = 0;
        (void)pg_connect_again(g);
        g->base.lost = true;
        return e;
    }
    enum err e = take_later(g);
    PGresult *r = name ? next_of_pipeline(g->c) : NULL;
    close_pipeline(g);
    if (e != OK) {
        PQclear(r);
        return e;
    }
    if (out)
        *out = r;
    return OK;
}

static enum err flush_pending(struct pg_db *g)
{
    char sql[256];

    if (g->later_n)
        return pipelined(g, NULL, 0, NULL, NULL);
    if (g->pending_n == 0)
        return OK;
    take_pending(g, sql, sizeof sql);
    PGresult *r = PQexec(g->c, sql);
    enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_failed(g, r, "savepoint");
    PQclear(r);
    return e;
}

static enum err execute(struct pg_db *g, const struct db_query *q, const struct db_value *in,
                        PGresult **out)
{
    struct pg_parameters p;
    char name[80];

    TRY(pg_usable(g));
    if ((g->pending_n || g->later_n) && !db_slot_is_prepared(&g->base, q))
        TRY(flush_pending(
            g)); /* a statement that cannot be prepared must fail behind its savepoint */
    TRY(prepared(g, q, name));
    for (int i = 0; i < q->in_count; i++)
        db_pg_set(&p, i, &in[i]);
    PGresult *r = NULL;
    if (g->pending_n || g->later_n)
        TRY(pipelined(g, name, q->in_count, &p, &r));
    else
        r = PQexecPrepared(g->c, name, q->in_count, p.value, p.length, p.format, 1);
    ExecStatusType st = PQresultStatus(r);
    if (st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK) {
        enum err e = pg_failed(g, r, q->name);
        PQclear(r);
        return e;
    }
    *out = r;
    return OK;
}

static enum err run(struct db *db, struct arena *a, const struct db_query *q,
                    const struct db_value *in, struct db_result *out)
{
    struct pg_db *g = of(db);
    PGresult *r = NULL;
    jmp_buf pad;
    jmp_buf *outer = a->pad;

    enum err e = execute(g, q, in, &r);
    if (e != OK && db->depth == 0 && (db->lost || g->stale) && db->role == DB_READER) {
        db->lost = false;
        e = execute(g, q, in, &r); /* reading twice does no harm */
    }
    if (e != OK)
        return e;
    db->scratch_used = 0;
    PGresult *volatile result = r;
    if (setjmp(pad)) { /* the arena is exhausted: give the result back, then land where the caller
                          wanted */
        PQclear(result);
        a->pad = outer;
        (void)arena_alloc(a, SIZE_MAX);
    }
    a->pad = &pad;
    e = collect(g, a, q, result);
    if (e == OK)
        db_scratch_take(db, a, q->out_count, strtoll(PQcmdTuples(result), NULL, 10), out);
    PQclear(result);
    a->pad = outer;
    return e;
}

/* Into libpq's buffer, from which it goes with the next statement that somebody waits for. */
static enum err later(struct db *db, struct arena *a, const struct db_query *q,
                      const struct db_value *in, struct db_result *out)
{
    struct pg_db *g = of(db);
    struct pg_parameters p;
    char name[80];

    TRY(pg_usable(g));
    if (!db_slot_is_prepared(db, q) || g->later_n + g->pending_n >= PG_LATER_MOST) {
        TRY(run(db, a, q, in, out));
        return db_check_later(db, q, out->changed);
    }
    TRY(prepared(g, q, name));
    for (int i = 0; i < q->in_count; i++)
        db_pg_set(&p, i, &in[i]);
    if (!open_pipeline(g) ||
        !PQsendQueryPrepared(g->c, name, q->in_count, p.value, p.length, p.format, 1)) {
        enum err e = pg_failed(g, NULL, q->name);
        (void)pg_connect_again(g);
        db->lost = true;
        return e;
    }
    g->later[g->later_n++] = q;
    return OK;
}

/* One result of single-row mode. */
static enum err each_result(struct pg_db *g, const struct db_query *q, const PGresult *r,
                            db_row *row, void *arg)
{
    struct db_value v[UINT8_MAX];

    switch (PQresultStatus(r)) {
    case PGRES_SINGLE_TUPLE:
        TRY(check_columns(g, q, r));
        TRY(take_row(g, NULL, q, r, 0, v));
        return row(arg, v);
    case PGRES_TUPLES_OK:
        return OK;
    default:
        return pg_failed(g, r, q->name);
    }
}

/* Nobody wants the rest. */
static void cancel(struct pg_db *g)
{
    PGcancel *stop = PQgetCancel(g->c);
    char why[64];

    if (stop)
        (void)PQcancel(stop, why, sizeof why);
    PQfreeCancel(stop);
}

static void drain(struct pg_db *g)
{
    PGresult *r;

    cancel(g);
    while ((r = PQgetResult(g->c)) != NULL)
        PQclear(r);
}

/* *held is what a jump out of `row` leaves to be cleared. */
static enum err each_rows(struct pg_db *g, const struct db_query *q, db_row *row, void *arg,
                          PGresult *volatile *held)
{
    enum err e = OK;

    while ((*held = PQgetResult(g->c)) != NULL) {
        if (e == OK) {
            e = each_result(g, q, *held, row, arg);
            if (e != OK && PQresultStatus(*held) == PGRES_SINGLE_TUPLE)
                cancel(g);
        }
        PQclear(*held);
    }
    return e;
}

static enum err each(struct db *db, const struct db_query *q, const struct db_value *in,
                     db_row *row, void *arg)
{
    struct pg_db *g = of(db);
    struct pg_parameters p;
    char name[80];
    PGresult *volatile held = NULL;
    jmp_buf pad;
    jmp_buf *outer;

    TRY(pg_usable(g));
    TRY(flush_pending(g));
    TRY(prepared(g, q, name));
    for (int i = 0; i < q->in_count; i++)
        db_pg_set(&p, i, &in[i]);
    if (!PQsendQueryPrepared(g->c, name, q->in_count, p.value, p.length, p.format, 1) ||
        !PQsetSingleRowMode(g->c))
        return pg_failed(g, NULL, q->name);
    outer = arena_landing(&pad);
    if (setjmp(pad)) { /* `row` ran out of memory */
        PQclear(held);
        drain(g);
        arena_landing(outer);
        arena_jump();
    }
    enum err e = each_rows(g, q, row, arg, &held);
    arena_landing(outer);
    return e;
}

static enum err prepare(struct db *db, const struct db_query *q)
{
    struct pg_db *g = of(db);
    char name[80];

    TRY(pg_usable(g));
    TRY(flush_pending(g));
    TRY(prepared(g, q, name));
    PGresult *r = PQdescribePrepared(g->c, name);
    enum err e =
        PQresultStatus(r) == PGRES_COMMAND_OK ? check_columns(g, q, r) : pg_failed(g, r, q->name);
    PQclear(r);
    return e;
}

static enum err exec_once(struct pg_db *g, const char *sql)
{
    TRY(pg_usable(g));
    PGresult *r = PQexec(g->c, sql);
    ExecStatusType st = PQresultStatus(r);
    enum err e = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK || st == PGRES_EMPTY_QUERY
                     ? OK
                     : pg_failed(g, r, "script");
    PQclear(r);
    return e;
}

static enum err exec(struct db *db, const char *sql)
{
    struct pg_db *g = of(db);
    char joined[512];

    if (strncmp(sql, "rollback", 8) == 0) {
        if (strlen(sql) == 8)
            g->pending_n = 0;
        if (g->later_n)
            (void)pipelined(g, NULL, 0, NULL, NULL); /* failed or not, it is undone */
    }
    if (g->pending_n && !g->later_n && strlen(sql) < 200) {
        take_pending(g, joined, sizeof joined - 200);
        memcpy(joined + strlen(joined), sql, strlen(sql) + 1);
        return exec_once(g, joined);
    }
    TRY(flush_pending(g));

    if (strcmp(sql, "commit") == 0 && PQtransactionStatus(g->c) == PQTRANS_INERROR) {
        db_set_error(db, "commit after a failed statement"); /* the server would answer "ROLLBACK",
                                                                without error */
        return ERR_DB;
    }
    enum err e = exec_once(g, sql);
    if (e != OK && db->lost && db->depth == 0 && sql == g->begin) {
        db->lost = false;
        e = exec_once(g, sql);
    }
    return e;
}

/* Savepoints cannot fail in a sound transaction: they are sent with what comes next. In a failed
 * one they fail at once. */
static enum err command(struct db *db, const struct db_query *q)
{
    struct pg_db *g = of(db);

    if (g->later_n) /* what fails, fails while its own savepoint is open, and no other */
        TRY(flush_pending(g));
    if (PQstatus(g->c) != CONNECTION_OK || PQtransactionStatus(g->c) != PQTRANS_INTRANS)
        return exec(db, q->pg);
    if (g->pending_n == sizeof g->pending / sizeof *g->pending)
        TRY(flush_pending(g));
    g->pending[g->pending_n++] = q->pg;
    return OK;
}

static bool in_transaction(struct db *db)
{
    PGTransactionStatusType st = PQtransactionStatus(of(db)->c);

    return st == PQTRANS_INTRANS || st == PQTRANS_INERROR || st == PQTRANS_ACTIVE;
}

static const char *begin_sql(const struct db *db)
{
    return ((const struct pg_db *)db)->begin;
}

static void close_connection(struct db *db)
{
    PQfinish(of(db)->c);
    db_base_free(db);
    free(db);
}

static const struct db_driver driver = {.run = run,
                                        .later = later,
                                        .each = each,
                                        .prepare = prepare,
                                        .exec = exec,
                                        .command = command,
                                        .in_transaction = in_transaction,
                                        .begin_sql = begin_sql,
                                        .close = close_connection};

enum err db_pg_open(const char *url, enum db_role role, const struct db_options *o, struct db **out)
{
    struct pg_db *g = calloc(1, sizeof *g);
    char *why = NULL;

    if (!g)
        return ERR_NOMEM;
    g->base = (struct db){.driver = &driver, .engine = DB_POSTGRES, .role = role, .options = *o};
    snprintf(g->begin, sizeof g->begin, "%s",
             role == DB_WRITER ? "begin isolation level read committed read write"
                               : "begin isolation level repeatable read read only");
    PQconninfoOption *parsed = PQconninfoParse(url, &why);
    PQconninfoFree(parsed);
    PQfreemem(why);
    if (!parsed) { /* libpq's own sentence can quote the password */
        log_line(LOG_ERROR, "db.open", "the PostgreSQL URL cannot be read");
        free(g);
        return ERR_MALFORMED;
    }
    g->c = db_pg_connect(url, role);
    enum err e = ERR_DB;
    if (!g->c) {
        free(g);
        return ERR_NOMEM;
    }
    PQsetNoticeProcessor(g->c, quiet, NULL);
    if (PQstatus(g->c) == CONNECTION_OK)
        e = pg_session(g);
    else
        db_set_error(&g->base, "%s", PQerrorMessage(g->c));
    if (e != OK) {
        log_line(LOG_ERROR, "db.open", "PostgreSQL: %s", g->base.error);
        close_connection(&g->base);
        return e;
    }
    *out = &g->base;
    return OK;
}
