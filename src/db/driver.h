/* What an engine offers to db.c, and what both engines share. Inside of src/db: nobody else
 * includes it.
 *
 * Invariants: db.c has checked role, parameter kinds and text before `run`; the driver sets
 * db->error on every failure. A driver never leaves a statement open, also when the arena jumps
 * (see db_catch). */
#ifndef ASHAR_DB_DRIVER_H
#define ASHAR_DB_DRIVER_H

#include "db/db.h"

#define DB_PARAMS_MOST 64
#define DB_NOTES_MOST  8

struct db_driver {
    enum err (*run)(struct db *db, struct arena *a, const struct db_query *q,
                    const struct db_value *in, struct db_result *out);
    /* The same where its result can wait (db_query.later); NULL: it cannot. *out is as if it had
     * gone well. */
    enum err (*later)(struct db *db, struct arena *a, const struct db_query *q,
                      const struct db_value *in, struct db_result *out);
    enum err (*each)(struct db *db, const struct db_query *q, const struct db_value *in,
                     db_row *row, void *arg);
    enum err (*prepare)(struct db *db, const struct db_query *q);
    enum err (*exec)(struct db *db, const char *sql); /* no parameters, no result */
    enum err (*command)(struct db *db,
                        const struct db_query *q); /* the same, prepared where that is worth it */
    bool (*in_transaction)(struct db *db);         /* as the engine sees it */
    const char *(*begin_sql)(const struct db *db);
    void (*close)(struct db *db);
};

struct db_slot {
    const struct db_query *q;
    void *stmt; /* sqlite3_stmt *, or the number in a PostgreSQL statement's name */
};

struct db {
    const struct db_driver *driver;
    enum db_engine engine;
    enum db_role role;
    int depth;  /* 0 outside, 1 in a transaction, more: savepoints */
    bool ended; /* the engine ended the transaction by itself; db_rollback clears it */
    bool lost;
    struct db_slot *slots; /* open addressing by query pointer */
    size_t slot_count, slot_size;
    struct db_value *scratch; /* rows under collection, before they go to the arena in one piece */
    size_t scratch_used, scratch_size;
    int64_t deadline_us; /* SQLite: end of the running statement's time; 0: none */
    struct arena notes;  /* of a reader's snapshot */
    struct {
        const void *key;
        void *note;
    } note[DB_NOTES_MOST];
    size_t note_n;
    struct db_owed *owed; /* in the order of asking */
    size_t owed_n, owed_room;
    struct arena settling;
    bool is_settling;
    uint64_t epoch;
    struct db_options options;
    char error[512];
};

enum err db_sqlite_open(const char *path, enum db_role role, const struct db_options *o,
                        struct db **out);
enum err db_pg_open(const char *url, enum db_role role, const struct db_options *o,
                    struct db **out);

/* Slot of q, made when absent (stmt NULL). NULL: heap exhausted. */
struct db_slot *db_slot_of(struct db *db, const struct db_query *q);
bool db_slot_is_prepared(const struct db *db, const struct db_query *q);
void db_slots_forget(struct db *db); /* all, without closing statements */
void db_base_free(struct db *db);    /* slots and scratch */

/* Before a call of the driver, and with its result behind it. */
enum err db_ready(struct db *db, const char *name);
enum err db_after(struct db *db, enum err e);
bool db_watched(void); /* nothing is to be committed: see db_watch */

/* Undoes savepoints until the depth is `depth` (1: none left open). */
void db_unwind(struct db *db, int depth);

void db_set_error(struct db *db, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Nobody needs what it returns (a lock). */
static inline bool db_leaves_columns(const struct db_query *q)
{
    return q->later != 0 && q->out_count == 0;
}

/* Whether a statement changed as many rows as it must. */
enum err db_check_later(struct db *db, const struct db_query *q, int64_t changed);

/* Room for one more row of `cols` values in scratch. NULL: heap exhausted. */
struct db_value *db_scratch_row(struct db *db, size_t cols);
/* Moves the collected rows into the arena and fills *out. */
void db_scratch_take(struct db *db, struct arena *a, size_t cols, int64_t changed,
                     struct db_result *out);

/* PostgreSQL's binary numeric as integer or double. False: not an integer, out of range, or
 * malformed. */
bool db_pg_numeric_i64(const unsigned char *p, size_t n, int64_t *out);
bool db_pg_numeric_f64(const unsigned char *p, size_t n, double *out);

#endif
