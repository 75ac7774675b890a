/* A fresh migrated database for each test, the same tests on both engines.
 *
 *     static void twice_counts_once(struct fixture *f) { ... f->db, f->arena ... }
 *     int main(void)
 *     {
 *         static const struct fixture_test tests[] = {FIXTURE_TEST(twice_counts_once), ...};
 *         return FIXTURE_RUN("issue", tests);
 *     }
 *
 * SQLite: a file in a directory of its own below $TMPDIR. PostgreSQL: a database of its own on the
 * server of ASHAR_TEST_PG (script/pg-start); where the variable is unset its cases are reported as
 * skipped. All is removed at the end. */
#ifndef ASHAR_TEST_DB_FIXTURE_H
#define ASHAR_TEST_DB_FIXTURE_H

#include "db/db.h"
#include "db/migrate.h"
#include "test/check.h"

/* True where the engine can be had. */
bool fixture_has(enum db_engine engine);

/* A writer on a fresh migrated database. NULL only where fixture_has is false; any other failure
 * fails the test. */
struct db *fixture_db(enum db_engine engine);
/* URL of that database, for queues, readers, commands. */
const char *fixture_url(const struct db *db);
/* One more connection to it; the caller closes it with db_close. */
struct db *fixture_open(const struct db *db, enum db_role role);
/* Closes and removes the database. Every other connection to it must be closed before. */
void fixture_free(struct db *db);

/* URL of a fresh database without any table; fixture_remove takes it away. NULL where the engine
 * cannot be had. */
char *fixture_empty(enum db_engine engine);
void fixture_remove(char *url);
/* URL of a copy of a database that no connection is open to; fixture_remove takes it away. */
char *fixture_copy(const char *url);

/* What fixture_db applies. The program's own migrations, unless a test of db itself sets others
 * first. */
void fixture_migrations(const struct migration *m, size_t n);

struct fixture {
    enum db_engine engine;
    struct db *db;
    const char *url;
    struct arena *arena; /* 64 MiB, fresh for each test */
};
struct fixture_test {
    const char *name;
    void (*run)(struct fixture *f);
    bool postgres_only;
};
/* clang-format off: it takes the stringising sign for a directive */
#define FIXTURE_TEST(fn)                                                                           \
    {                                                                                              \
#fn, fn, false                                                                             \
    }
#define FIXTURE_TEST_PG(fn)                                                                        \
    {                                                                                              \
#fn, fn, true                                                                              \
    } /* about what only PostgreSQL has */
/* clang-format on */
/* Runs every test on every engine; returns cmocka's count of failures. */
int fixture_run(const char *group, const struct fixture_test *tests, size_t n);
#define FIXTURE_RUN(group, tests) fixture_run((group), (tests), sizeof(tests) / sizeof *(tests))

/* One number out of one statement, for asserting what a table holds: fixture_number(db, "select
 * count(*) from issue"). */
int64_t fixture_number(struct db *db, const char *sql);
/* A number that a commit changes, at a fraction of the digest's cost: SQLite: of any other
 * connection; PostgreSQL: of a write queue (db/queue.h, the mark). Outside a transaction. */
int64_t fixture_version(struct db *db);
/* A digest of every row of every table: equal before and after means that nothing was written. */
struct str fixture_digest(struct db *db, struct arena *a);
/* The same of any connection, which must be closed before `a` is freed. */
struct str fixture_digest_of(struct db *db, struct arena *a);

#endif
