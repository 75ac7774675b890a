/* A connection to PostgreSQL: made, made again, and what its errors mean. Inside of src/db.
 *
 * Invariants: a connection that was lost outside a transaction is made again. The server's text of
 * an error goes to db_error; it can quote values, so callers log it only with the statement's name
 * at debug level. */
#ifndef ASHAR_DB_PG_CONNECTION_H
#define ASHAR_DB_PG_CONNECTION_H

#include "db/pg_value.h"

#define PG_LATER_MOST 16

struct pg_db {
    struct db base;
    struct pg_conn *c;
    uintptr_t prepared;     /* how many statements have been named on this connection */
    bool stale;             /* a table changed under a prepared statement: prepare all again */
    const char *pending[4]; /* savepoints and releases that travel with the next statement, sparing
                               a round trip each */
    int pending_n;
    const struct db_query *later[PG_LATER_MOST]; /* sent in a pipeline that is open; NULL: a
                                                    command */
    int later_n;
    char begin[80];
};

/* The error of a result (NULL: of the connection), with `what` in db_error. */
enum err pg_failed(struct pg_db *g, const struct pg_result *r, const char *what);
/* Settings of a fresh connection; what this program does not run on is an error. */
enum err pg_session(struct pg_db *g);
/* A lost connection made again; what was prepared on it is forgotten. */
enum err pg_connect_again(struct pg_db *g);
/* Before a statement outside a transaction: a connection known to be lost is made again. */
enum err pg_usable(struct pg_db *g);

#endif
