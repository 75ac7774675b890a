/* One connection to one database, SQLite or PostgreSQL, behind the same few calls.
 *
 * Purpose: capabilities call the typed functions that tools/sqlc generates from their .sql files;
 * those call db_run. Nobody writes SQL in C. A connection is used by one thread at a time.
 * Invariants: statements are prepared once per connection and always bound; results are copied into
 * the arena; a reader connection cannot write (SQLITE_OPEN_READONLY, PostgreSQL
 * default_transaction_read_only), and a statement of role writer on it is ERR_BUG. One statement a
 * call: after a failed statement inside a PostgreSQL transaction nothing but a rollback works, so
 * who means to go on after ERR_CONFLICT takes a savepoint first (db_atomically nests). Text in and
 * out is UTF-8 without NUL on both engines; anything else is ERR_INVALID before it reaches the
 * engine. Arena exhaustion inside db_run resets the statement first and then jumps on to the
 * landing pad: nothing stays open. Values: i64, f64, text, blob; `bool` is int8 0/1; `day` is int8
 * days since 1970-01-01, NULL for DAY_NONE. Non-goal: an ORM, dynamic SQL. */
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

/* One statement, generated; lives at least as long as every connection it ran on (it is the key of
 * their caches). Parameters are numbered by their order in `-- in:` on both engines. */
struct db_query {
    const char *name;   /* issue_open_in_area */
    const char *sqlite; /* with ?1 ?2 */
    const char *pg;     /* with $1 $2 */
    enum db_role role;
    uint8_t in_count, out_count;
    const char *in_types;  /* a letter each: i f t b */
    const char *out_types; /* and again */
    int8_t later; /* nobody needs its result: PostgreSQL sends it with what comes next, at the
                     latest with the release of the savepoint or the commit, which then fails where
                     it did. Rows it must change (else ERR_BUG); -1: any number; 0: run at once */
};

struct db_result {
    size_t rows, cols;
    const struct db_value *v; /* v[row * cols + col], in the arena */
    int64_t changed;          /* rows written */
};

/* What a connection may take. Process-wide defaults, set once before the first db_open
 * (db_defaults), are the configuration's. */
struct db_options {
    int busy_ms;             /* SQLite: wait for the writer of another process. Default 5000 */
    int lock_ms;             /* PostgreSQL lock_timeout. Default 5000 */
    int reader_statement_ms; /* longest a reader's statement may run, both engines. Default 10000;
                                0: no limit */
    int writer_statement_ms; /* the same for writers. Default 30000 */
    int reader_cache_kib;    /* SQLite page cache of a reader: 2 to 4 of them stand idle in 64 MB.
                                Default 4096 */
    int writer_cache_kib;    /* Default 8192 */
};
void db_defaults(const struct db_options *o); /* NULL: the values above again */
struct db_options db_defaults_now(void);

/* url: "sqlite:PATH" (":memory:" allowed), or "postgresql://…" / "postgres://…". `role` settles
 * what it may do. Creates a missing SQLite file only for DB_WRITER, mode 0600. SQLite: WAL,
 * synchronous FULL, foreign keys on, busy timeout 5 s. ERR_DB with the reason logged. */
MUST_USE enum err db_open(const char *url, enum db_role role, struct db **out);
MUST_USE enum err db_open_with(const char *url, enum db_role role, const struct db_options *o,
                               struct db **out);
void db_close(struct db *db); /* NULL is allowed */
enum db_engine db_engine_of(const struct db *db);
enum db_role db_role_of(const struct db *db);
/* False only where the URL names an SQLite file that does not exist: what a mistyped path is. */
bool db_is_there(const char *url);
/* "sqlite" or "postgresql" of a URL; ERR_MALFORMED where it is neither. */
MUST_USE enum err db_url_engine(const char *url, enum db_engine *out);
/* The URL for people to read: a PostgreSQL password (in the authority or as a parameter) is left
 * out. */
struct str db_url_shown(struct arena *a, const char *url);

/* Runs one statement. Constraint violations: unique → ERR_CONFLICT, check/foreign key →
 * ERR_INVALID; serialization failure or lock timeout → ERR_BUSY (the queue retries); no room on
 * the disk → ERR_FULL; anything else ERR_DB. */
MUST_USE enum err db_run(struct db *db, struct arena *a, const struct db_query *q,
                         const struct db_value *in, struct db_result *out);

/* Hands the rows to `row` one by one, so that memory stays bounded whatever the result's size. `v`
 * (out_count values) lives until the function returns; it must not use db, nor jump. Its first
 * result that is not OK ends the statement and is returned. */
typedef enum err db_row(void *arg, const struct db_value *v);
MUST_USE enum err db_each(struct db *db, const struct db_query *q, const struct db_value *in,
                          db_row *row, void *arg);

/* Transactions. A reader's is one snapshot (PostgreSQL: repeatable read). A commit that fails
 * leaves the transaction to be rolled back. db_rollback outside a transaction does nothing.
 * db_rollback_to undoes and closes the innermost savepoint. Where the engine or a lost connection
 * ended the transaction by itself, everything fails until db_rollback. Writers BEGIN IMMEDIATE on
 * SQLite; READ COMMITTED on PostgreSQL, rows that decide are locked by their statements. Nested
 * through savepoints. db_atomically runs fn inside one and rolls back on any error. */
MUST_USE enum err db_begin(struct db *db);
MUST_USE enum err db_commit(struct db *db);
void db_rollback(struct db *db);
MUST_USE enum err db_savepoint(struct db *db);
MUST_USE enum err db_release(struct db *db);
void db_rollback_to(struct db *db);
MUST_USE enum err db_atomically(struct db *db, enum err (*fn)(struct db *db, void *arg), void *arg);

bool db_in_transaction(const struct db *db);

/* A number that changes where a transaction begins or ends and where a savepoint is undone: what a
 * module remembers of rows that it locked or wrote itself holds as long as the number. 0: no
 * transaction. */
uint64_t db_epoch(const struct db *db);

/* What is owed for all that a transaction wrote and is made once, just before its commit: rows
 * derived from others. Each (fn, what, place_id, id) is owed once; undone savepoints take nothing
 * back, so that `fn` looks at what stands. db_commit settles by itself; whoever wants to know
 * whether that was what failed calls db_settle before. `fn` gets what is owed to it in the order of
 * asking; `a` is emptied behind it. ERR_BUG outside a transaction, ERR_NOMEM. */
struct db_owed;
typedef enum err db_settling(struct db *db, struct arena *a, const struct db_owed *v, size_t n);
struct db_owed {
    db_settling *fn;
    const void *what; /* the asker's, by address */
    int64_t place_id, id;
};
MUST_USE enum err db_settle_later(struct db *db, db_settling *fn, const void *what,
                                  int64_t place_id, int64_t id);
MUST_USE enum err db_settle(struct db *db);

/* Notes: what a module read, for the rest of a reader's snapshot, in which it cannot change.
 * db_notes: memory that lasts as long as the snapshot (exhaustion lands where a's does), or NULL
 * where nothing may be remembered: a writer (but while it settles), outside a transaction, or
 * where much is remembered already. One
 * note per key (the address of an object of the module); db_note: NULL where there is none. */
struct arena *db_notes(struct db *db, const struct arena *a);
void *db_note(const struct db *db, const void *key);
void db_note_set(struct db *db, const void *key, void *note); /* dropped where there are too many */
/* The last failure was a lost connection: nothing is known about a commit it interrupted. SQLite:
 * never. */
bool db_lost(const struct db *db);

/* Several statements without parameters (migrations only). */
MUST_USE enum err db_script(struct db *db, const char *sql);

/* Text of the last database error of this connection, English, for logs. Never shown to readers. */
const char *db_error(const struct db *db);

/* Prepares every statement of the registry, so that tests and `ashar doctor` find a broken one:
 * ERR_DB and its name. */
MUST_USE enum err db_prepare_all(struct db *db, const struct db_query *const *queries, size_t n,
                                 const char **bad);

/* Test seam: the n-th statement from now on of this thread fails with ERR_DB; 0 turns it off. */
void db_fail_at(long n);
/* `fn` is called at each statement from now on of this thread, until db_watch(NULL). None fails but
 * the commit at the end, so that what was looked at is not written. */
void db_watch(void (*fn)(void));
long db_statements(void);
const char *db_failed(void); /* name of the statement that failed last as asked; "" */

#endif
