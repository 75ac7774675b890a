/* Connecting to PostgreSQL. See pg_connection.h. */
#include "db/pg_connection.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

static enum err err_of_state(const char *state)
{
    static const struct {
        const char *state;
        enum err e;
    } table[] = {
        {"23505", ERR_CONFLICT}, {"23P01", ERR_CONFLICT}, {"40001", ERR_BUSY},
        {"40P01", ERR_BUSY},     {"55P03", ERR_BUSY},     {"57014", ERR_BUSY},
        {"53300", ERR_BUSY},     {"57P03", ERR_BUSY},     {"0A000", ERR_BUSY},
        {"P0001", ERR_INVALID},  {"22021", ERR_INVALID},  {"53100", ERR_FULL},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].state, state) == 0)
            return table[i].e;
    return strncmp(state, "23", 2) == 0 ? ERR_INVALID : ERR_DB;
}

enum err pg_failed(struct pg_db *g, const PGresult *r, const char *what)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    if (PQstatus(g->c) == CONNECTION_BAD) {
        g->base.lost = true;
        db_set_error(&g->base, "%s: connection lost: %s", what, PQerrorMessage(g->c));
        return ERR_DB;
    }
    db_set_error(&g->base, "%s: %s (%s)", what, text ? text : PQerrorMessage(g->c),
                 state ? state : "no state");
    if (!state)
        return ERR_DB;
    if (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0) {
        g->stale = true;
        return ERR_BUSY;
    }
    return err_of_state(state);
}

enum err pg_session(struct pg_db *g)
{
    const struct db_options *o = &g->base.options;
    bool reader = g->base.role == DB_READER;
    char sql[640];

    snprintf(sql, sizeof sql,
             "set client_encoding='UTF8'; set timezone='UTC'; set statement_timeout=%d;"
             "set lock_timeout=%d; set idle_in_transaction_session_timeout=60000;"
             "set default_transaction_read_only=%s; set standard_conforming_strings=on;"
             "select set_config('synchronous_commit','on',false)"
             " where current_setting('synchronous_commit')='off'",
             reader ? o->reader_statement_ms : o->writer_statement_ms, o->lock_ms,
             reader ? "on" : "off");
    PGresult *r = PQexec(g->c, sql);
    enum err e = PQresultStatus(r) == PGRES_TUPLES_OK ? OK : pg_failed(g, r, "session");
    PQclear(r);
    const char *encoding = PQparameterStatus(g->c, "server_encoding");
    if (e == OK && (!encoding || strcmp(encoding, "UTF8") != 0)) {
        db_set_error(&g->base, "the database is encoded in %s; UTF8 is needed",
                     encoding ? encoding : "?");
        return ERR_DB;
    }
    if (e == OK && PQserverVersion(g->c) < 150000) {
        db_set_error(&g->base, "PostgreSQL %d is too old; 15 is needed",
                     PQserverVersion(g->c) / 10000);
        return ERR_DB;
    }
    return e;
}

static void forget_prepared(struct pg_db *g)
{
    g->pending_n = g->later_n = 0;
    db_slots_forget(&g->base);
    g->prepared = 0;
    g->stale = false;
}

enum err pg_connect_again(struct pg_db *g)
{
    forget_prepared(g);
    PQreset(g->c);
    if (PQstatus(g->c) != CONNECTION_OK) {
        g->base.lost = true;
        db_set_error(&g->base, "connect: %s", PQerrorMessage(g->c));
        return ERR_DB;
    }
    return pg_session(g);
}

enum err pg_usable(struct pg_db *g)
{
    if (PQstatus(g->c) == CONNECTION_OK && !g->stale)
        return OK;
    if (g->base.depth) {
        if (PQstatus(g->c) == CONNECTION_OK)
            return OK;
        g->base.lost = true;
        db_set_error(&g->base, "connection lost inside a transaction");
        return ERR_DB;
    }
    if (PQstatus(g->c) == CONNECTION_OK) {
        PQclear(PQexec(g->c, "deallocate all"));
        forget_prepared(g);
        return OK;
    }
    return pg_connect_again(g);
}

/* Ours come before the URL's own parameters, which therefore win. A writer asks for the primary of
 * several hosts. */
PGconn *db_pg_connect(const char *url, enum db_role role)
{
    const char *keys[] = {"fallback_application_name", "connect_timeout",  "keepalives_idle",
                          "keepalives_interval",       "keepalives_count", "tcp_user_timeout",
                          "target_session_attrs",      "dbname",           NULL};
    const char *values[] = {
        "ashar", "5", "15", "5", "3", "15000", role == DB_WRITER ? "read-write" : "any", url, NULL};

    return PQconnectdbParams(keys, values, 1);
}
