/* Transactions and savepoints, and what lasts as long as they do: notes of a snapshot, what is owed
 * before the commit. See db.h. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/driver.h"

/* -- notes -- */

#define NOTES_MEMORY MIB

struct arena *db_notes(struct db *db, const struct arena *a)
{
    if ((db->role != DB_READER && !db->is_settling) || db->depth == 0 ||
        db->notes.used > NOTES_MEMORY / 2)
        return NULL;
    db->notes.cap = NOTES_MEMORY;
    db->notes.pad = a->pad;
    return &db->notes;
}

void *db_note(const struct db *db, const void *key)
{
    for (size_t i = 0; i < db->note_n; i++)
        if (db->note[i].key == key)
            return db->note[i].note;
    return NULL;
}

void db_note_set(struct db *db, const void *key, void *note)
{
    for (size_t i = 0; i < db->note_n; i++)
        if (db->note[i].key == key) {
            db->note[i].note = note;
            return;
        }
    if (db->note_n < DB_NOTES_MOST) {
        db->note[db->note_n].key = key;
        db->note[db->note_n++].note = note;
    }
}

static void forget_notes(struct db *db)
{
    if (db->note_n || db->notes.head)
        arena_reset(&db->notes);
    db->note_n = 0;
}

/* -- what is owed before the commit -- */

#define SETTLING_MEMORY (64 * MIB)

enum err db_settle_later(struct db *db, db_settling *fn, const void *what, int64_t place_id,
                         int64_t id)
{
    const struct db_owed owed = {fn, what, place_id, id};

    if (db->depth == 0 || db->is_settling)
        return ERR_BUG;
    for (size_t i = db->owed_n; i-- > 0;)
        if (db->owed[i].id == id && db->owed[i].place_id == place_id && db->owed[i].what == what &&
            db->owed[i].fn == fn)
            return OK;
    if (db->owed_n == db->owed_room) {
        size_t room = db->owed_room ? 2 * db->owed_room : 64;
        struct db_owed *p = realloc(db->owed, room * sizeof *p);
        if (!p)
            return ERR_NOMEM;
        db->owed = p;
        db->owed_room = room;
    }
    db->owed[db->owed_n++] = owed;
    return OK;
}

struct settling {
    struct db *db;
    size_t from, n;
};

static enum err settle_step(struct arena *a, void *arg)
{
    const struct settling *s = arg;
    const struct db_owed *first = &s->db->owed[s->from];

    return first->fn(s->db, a, first, s->n);
}

enum err db_settle(struct db *db)
{
    enum err e = OK;

    if (db->owed_n == 0)
        return OK;
    if (db->depth != 1)
        return ERR_BUG;
    db->settling.cap = SETTLING_MEMORY;
    db->is_settling = true;
    for (struct settling s = {.db = db}; e == OK && s.from < db->owed_n; s.from += s.n) {
        for (s.n = 1;
             s.from + s.n < db->owed_n && db->owed[s.from + s.n].fn == db->owed[s.from].fn;)
            s.n++;
        e = arena_try(&db->settling, settle_step, &s);
        arena_reset(&db->settling);
    }
    db->is_settling = false;
    forget_notes(db);
    if (e == OK)
        db->owed_n = 0;
    return e;
}

/* -- transactions -- */

/* Of the whole process, so that no two connections ever have the same. */
static void new_epoch(struct db *db)
{
    static atomic_uint_fast64_t last;

    db->epoch = atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

uint64_t db_epoch(const struct db *db)
{
    return db->depth ? db->epoch : 0;
}

static void forget_transaction(struct db *db)
{
    forget_notes(db);
    db->owed_n = 0;
    new_epoch(db);
}

enum err db_begin(struct db *db)
{
    if (db->depth) {
        db_set_error(db, "a transaction is open already");
        return ERR_BUG;
    }
    TRY(db_ready(db, "begin"));
    TRY(db->driver->exec(db, db->driver->begin_sql(db)));
    db->depth = 1;
    forget_transaction(db);
    return OK;
}

enum err db_commit(struct db *db)
{
    if (db->depth != 1) {
        db_set_error(db, "commit at depth %d", db->depth);
        return ERR_BUG;
    }
    TRY(db_settle(db));
    TRY(db_ready(db, "commit"));
    if (db_watched()) {
        db_set_error(db, "not committed: only watched");
        return ERR_DB;
    }
    TRY(db_after(db, db->driver->exec(db, "commit")));
    db->depth = 0;
    forget_transaction(db);
    return OK;
}

void db_rollback(struct db *db)
{
    char kept[sizeof db->error];
    bool lost = db->lost;

    if (!db->depth)
        return;
    memcpy(kept, db->error, sizeof kept); /* the reason matters, not what the rollback says */
    if (!db->ended)
        (void)db->driver->exec(db, "rollback");
    memcpy(db->error, kept, sizeof kept);
    db->lost = lost;
    db->depth = 0;
    db->ended = false;
    forget_transaction(db);
}

#define COMMAND(text)                                                                              \
    {                                                                                              \
        .name = text, .sqlite = text, .pg = text, .role = DB_READER, .in_types = "",               \
        .out_types = ""                                                                            \
    }

/* Savepoints are named by depth, so that the innermost is always known. Each job of the write queue
 * needs one: those of the usual depths are prepared. */
static const struct db_query savepoints[] = {
    COMMAND("savepoint level_1"), COMMAND("savepoint level_2"), COMMAND("savepoint level_3")};
static const struct db_query releases[] = {COMMAND("release savepoint level_1"),
                                           COMMAND("release savepoint level_2"),
                                           COMMAND("release savepoint level_3")};
enum { PREPARED_LEVELS = sizeof savepoints / sizeof *savepoints };

static enum err savepoint_exec(struct db *db, bool release, int depth)
{
    char sql[96];

    if (depth <= PREPARED_LEVELS)
        return db->driver->command(db, release ? &releases[depth - 1] : &savepoints[depth - 1]);
    snprintf(sql, sizeof sql, "%s level_%d", release ? "release savepoint" : "savepoint", depth);
    return db->driver->exec(db, sql);
}

enum err db_savepoint(struct db *db)
{
    if (!db->depth) {
        db_set_error(db, "a savepoint needs a transaction");
        return ERR_BUG;
    }
    TRY(db_ready(db, "savepoint"));
    TRY(db_after(db, savepoint_exec(db, false, db->depth)));
    db->depth++;
    return OK;
}

enum err db_release(struct db *db)
{
    if (db->depth < 2) {
        db_set_error(db, "no savepoint to release");
        return ERR_BUG;
    }
    TRY(db_ready(db, "release"));
    TRY(db_after(db, savepoint_exec(db, true, db->depth - 1)));
    db->depth--;
    return OK;
}

void db_rollback_to(struct db *db)
{
    char kept[sizeof db->error];
    bool lost = db->lost;

    if (db->depth < 2)
        return;
    db->depth--;
    new_epoch(db);
    if (db->ended)
        return;
    memcpy(kept, db->error, sizeof kept);
    char sql[128];
    snprintf(sql, sizeof sql, "rollback to savepoint level_%d; release savepoint level_%d",
             db->depth, db->depth);
    enum err e = db->driver->exec(db, sql);
    if (e != OK)
        db->ended = true; /* what was to be undone is not: only the whole can go now */
    memcpy(db->error, kept, sizeof kept);
    db->lost = db->lost || lost;
}

void db_unwind(struct db *db, int depth)
{
    while (db->depth > depth && db->depth > 1)
        db_rollback_to(db);
}

enum err db_atomically(struct db *db, enum err (*fn)(struct db *db, void *arg), void *arg)
{
    bool outer = db->depth == 0;

    TRY(outer ? db_begin(db) : db_savepoint(db));
    enum err e = fn(db, arg);
    if (e == OK)
        e = outer ? db_commit(db) : db_release(db);
    if (e != OK) {
        if (outer)
            db_rollback(db);
        else
            db_rollback_to(db);
    }
    return e;
}
