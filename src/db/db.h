/* One connection to one database, SQLite or PostgreSQL, behind the same few calls.
 *
 * Purpose: capabilities call the typed functions that tools/sqlc generates from their .sql files; those call db_run.
 * Nobody writes SQL in C. A connection is used by one thread at a time.
 * Invariants: statements are prepared once per connection and always bound; results are copied into the arena;
 * a reader connection cannot write (SQLITE_OPEN_READONLY, PostgreSQL default_transaction_read_only), and a statement of
 * role writer on it is ERR_BUG.
 * Values: i64, f64, text, blob; `bool` is int8 0/1; `day` is int8 days since 1970-01-01, NULL for DAY_NONE.
 * Non-goal: an ORM, dynamic SQL. */
#ifndef ASHAR_DB_DB_H
#define ASHAR_DB_DB_H

#include "base/clock.h"
#include "base/str.h"

struct db;

enum db_engine { DB_SQLITE, DB_POSTGRES };
enum db_role { DB_READER, DB_WRITER };

struct opt_i64 {
    bool has;
    int64_t v;
};
#define SOME(v_) ((struct opt_i64){true, (v_)})
#define NONE_I64 ((struct opt_i64){false, 0})

struct db_value {
    enum { DB_NULL, DB_I64, DB_F64, DB_TEXT, DB_BLOB } kind;
    int64_t i;
    double f;
    struct str s;
};

/* One statement, generated. Parameters are numbered by their order in `-- in:` on both engines. */
struct db_query {
    const char *name;   /* issue_open_in_area */
    const char *sqlite; /* with ?1 ?2 */
    const char *pg;     /* with $1 $2 */
    enum db_role role;
    uint8_t in_count, out_count;
    const char *in_types;  /* a letter each: i f t b */
    const char *out_types; /* and again */
};

struct db_result {
    size_t rows, cols;
    const struct db_value *v; /* v[row * cols + col], in the arena */
    int64_t changed;          /* rows written */
};

/* url: "sqlite:PATH" (":memory:" allowed), or "postgresql://…" / "postgres://…". `role` settles what it may do.
 * Creates a missing SQLite file only for DB_WRITER, mode 0600. SQLite: WAL, synchronous FULL, foreign keys on, busy
 * timeout 5 s. ERR_DB with the reason logged. */
MUST_USE enum err db_open(const char *url, enum db_role role, struct db **out);
void db_close(struct db *db); /* NULL is allowed */
enum db_engine db_engine_of(const struct db *db);

/* Runs one statement. Constraint violations: unique → ERR_CONFLICT, check/foreign key → ERR_INVALID; serialization
 * failure or lock timeout → ERR_BUSY (the queue retries); anything else ERR_DB. */
MUST_USE enum err db_run(struct db *db, struct arena *a, const struct db_query *q, const struct db_value *in,
                         struct db_result *out);

/* Transactions. Writers BEGIN IMMEDIATE on SQLite; READ COMMITTED on PostgreSQL, rows that decide are locked by their
 * statements. Nested through savepoints. db_atomically runs fn inside one and rolls back on any error. */
MUST_USE enum err db_begin(struct db *db);
MUST_USE enum err db_commit(struct db *db);
void db_rollback(struct db *db);
MUST_USE enum err db_savepoint(struct db *db);
MUST_USE enum err db_release(struct db *db);
void db_rollback_to(struct db *db);
MUST_USE enum err db_atomically(struct db *db, enum err (*fn)(struct db *db, void *arg), void *arg);

/* Several statements without parameters (migrations only). */
MUST_USE enum err db_script(struct db *db, const char *sql);

/* Text of the last database error of this connection, English, for logs. Never shown to readers. */
const char *db_error(const struct db *db);

/* Prepares every statement of the registry, so that tests and `ashar doctor` find a broken one: ERR_DB and its name. */
MUST_USE enum err db_prepare_all(struct db *db, const struct db_query *const *queries, size_t n, const char **bad);

/* Test seam: the n-th statement from now on of this thread fails with ERR_DB; 0 turns it off. */
void db_fail_at(long n);
long db_statements(void);

#endif
