/* The embedded engine. See db.h and driver.h.
 *
 * Invariants: WAL with synchronous FULL, so that a commit that returned survives kill -9 and power
 * loss; no memory map (each connection's map would count in the resident size, and an I/O error
 * under a map is a signal instead of an error); schema text is not trusted and cannot be edited
 * through SQL. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/driver.h"
#include "db/sqlite_handle.h"

struct sqlite_db {
    struct db base;
    sqlite3 *c;
};

static struct sqlite_db *of(struct db *db)
{
    return (struct sqlite_db *)db;
}

sqlite3 *db_sqlite_handle(struct db *db)
{
    return db->engine == DB_SQLITE ? of(db)->c : NULL;
}

static enum err err_of(int rc)
{
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return ERR_CONFLICT;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    }
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_CONSTRAINT:
        return ERR_INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
        return ERR_BUSY;
    }
    return ERR_DB;
}

static enum err failed(struct sqlite_db *s, int rc, const char *what)
{
    db_set_error(&s->base, "%s: %s (%d)", what, sqlite3_errmsg(s->c), rc);
    return err_of(rc);
}

/* -- statements -- */

static enum err prepared(struct sqlite_db *s, const struct db_query *q, sqlite3_stmt **out)
{
    struct db_slot *slot = db_slot_of(&s->base, q);
    const char *tail = NULL;
    sqlite3_stmt *stmt = NULL;

    if (!slot) {
        db_set_error(&s->base, "%s: no memory", q->name);
        return ERR_NOMEM;
    }
    if (slot->stmt) {
        *out = slot->stmt;
        return OK;
    }
    int rc = sqlite3_prepare_v3(s->c, q->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &stmt, &tail);
    if (rc != SQLITE_OK)
        return failed(s, rc, q->name);
    if (!stmt || sqlite3_bind_parameter_count(stmt) > q->in_count ||
        (sqlite3_column_count(stmt) != q->out_count && !db_leaves_columns(q))) {
        db_set_error(&s->base, "%s: declares %d in, %d out; the statement has %d, %d", q->name,
                     q->in_count, q->out_count, sqlite3_bind_parameter_count(stmt),
                     sqlite3_column_count(stmt));
        sqlite3_finalize(stmt);
        return ERR_BUG;
    }
    slot->stmt = stmt;
    *out = stmt;
    return OK;
}

/* The bytes stay the caller's: they live until the statement has been stepped and reset. */
static int bind(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
    switch (v->kind) {
    case DB_I64:
        return sqlite3_bind_int64(stmt, at, v->i);
    case DB_F64:
        return sqlite3_bind_double(stmt, at, v->f);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, at, v->s.p, v->s.n, SQLITE_STATIC);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, at);
}

/* Without an arena the bytes stay the statement's, for db_each. */
static struct str taken(struct arena *a, const void *p, int n)
{
    size_t size = n > 0 ? (size_t)n : 0;

    if (!a)
        return (struct str){p ? p : "", size};
    char *to = arena_alloc(a, size + 1);

    if (size)
        memcpy(to, p, size);
    to[size] = 0;
    return (struct str){to, size};
}

/* The declared type and the stored one must agree: SQLite would convert silently and PostgreSQL
 * would not. The value is looked up once, and asked without the engine's lock: a connection is in
 * one thread's hands while a statement runs (NOMUTEX), and nothing is converted here. */
static bool column(struct arena *a, sqlite3_stmt *stmt, int at, char type, struct db_value *v)
{
    sqlite3_value *held = sqlite3_column_value(stmt, at);
    int stored = sqlite3_value_type(held);

    *v = (struct db_value){.kind = DB_NULL};
    if (stored == SQLITE_NULL)
        return true;
    if (type == 'i' && stored == SQLITE_INTEGER) {
        v->kind = DB_I64;
        v->i = sqlite3_value_int64(held);
    } else if (type == 'f' && (stored == SQLITE_FLOAT || stored == SQLITE_INTEGER)) {
        v->kind = DB_F64;
        v->f = sqlite3_value_double(held);
    } else if (type == 't' && stored == SQLITE_TEXT) {
        int n = sqlite3_value_bytes(held); /* first: it makes UTF-8 of what is not */
        v->kind = DB_TEXT;
        v->s = taken(a, sqlite3_value_blob(held), n); /* as text it would be copied to end in 0 */
    } else if (type == 'b' && stored == SQLITE_BLOB) {
        const void *p = sqlite3_value_blob(held);
        v->kind = DB_BLOB;
        v->s = taken(a, p, sqlite3_value_bytes(held));
    } else {
        return false;
    }
    return true;
}

static enum err take_row(struct sqlite_db *s, struct arena *a, const struct db_query *q,
                         sqlite3_stmt *stmt, struct db_value *row)
{
    for (int i = 0; i < q->out_count; i++) {
        if (!column(a, stmt, i, q->out_types[i], &row[i])) {
            db_set_error(&s->base, "%s: column %d (%s) is not of type %c", q->name, i + 1,
                         sqlite3_column_name(stmt, i), q->out_types[i]);
            return ERR_BUG;
        }
    }
    return OK;
}

static enum err step_all(struct sqlite_db *s, struct arena *a, const struct db_query *q,
                         sqlite3_stmt *stmt)
{
    int rc;

    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (q->out_count == 0)
            continue;
        struct db_value *row = db_scratch_row(&s->base, q->out_count);
        if (!row) {
            db_set_error(&s->base, "%s: no memory", q->name);
            return ERR_NOMEM;
        }
        TRY(take_row(s, a, q, stmt, row));
    }
    return rc == SQLITE_DONE ? OK : failed(s, rc, q->name);
}

static void set_deadline(struct sqlite_db *s)
{
    int ms = s->base.role == DB_READER ? s->base.options.reader_statement_ms
                                       : s->base.options.writer_statement_ms;

    s->base.deadline_us = ms ? clock_monotonic_us() + (int64_t)ms * 1000 : 0;
}

static enum err bind_all(struct sqlite_db *s, const struct db_query *q, const struct db_value *in,
                         sqlite3_stmt *stmt)
{
    for (int i = 0; i < q->in_count; i++) {
        int rc = bind(stmt, i + 1, &in[i]);
        if (rc != SQLITE_OK &&
            rc != SQLITE_RANGE) { /* a declared parameter may go unused on one engine */
            enum err e = failed(s, rc, q->name);
            sqlite3_clear_bindings(stmt);
            return e;
        }
    }
    set_deadline(s);
    return OK;
}

static enum err run(struct db *db, struct arena *a, const struct db_query *q,
                    const struct db_value *in, struct db_result *out)
{
    struct sqlite_db *s = of(db);
    sqlite3_stmt *stmt;
    jmp_buf pad;
    jmp_buf *outer = a->pad;

    TRY(prepared(s, q, &stmt));
    TRY(bind_all(s, q, in, stmt));
    db->scratch_used = 0;
    if (setjmp(pad)) { /* the arena is exhausted: close the statement, then land where the caller
                          wanted */
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        a->pad = outer;
        (void)arena_alloc(a, SIZE_MAX);
    }
    a->pad = &pad;
    enum err e = step_all(s, a, q, stmt);
    int64_t changed = e == OK && !sqlite3_stmt_readonly(stmt) ? sqlite3_changes64(s->c) : 0;
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    if (e == OK)
        db_scratch_take(db, a, q->out_count, changed, out);
    a->pad = outer;
    return e;
}

static enum err hand_rows(struct sqlite_db *s, const struct db_query *q, sqlite3_stmt *stmt,
                          db_row *row, void *arg)
{
    struct db_value v[UINT8_MAX];
    int rc;

    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        TRY(take_row(s, NULL, q, stmt, v));
        TRY(row(arg, v));
    }
    return rc == SQLITE_DONE ? OK : failed(s, rc, q->name);
}

static enum err each(struct db *db, const struct db_query *q, const struct db_value *in,
                     db_row *row, void *arg)
{
    struct sqlite_db *s = of(db);
    sqlite3_stmt *stmt;
    jmp_buf pad;
    jmp_buf *outer;

    TRY(prepared(s, q, &stmt));
    TRY(bind_all(s, q, in, stmt));
    outer = arena_landing(&pad);
    if (setjmp(pad)) { /* `row` ran out of memory */
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        arena_landing(outer);
        arena_jump();
    }
    enum err e = hand_rows(s, q, stmt, row, arg);
    arena_landing(outer);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return e;
}

static enum err prepare(struct db *db, const struct db_query *q)
{
    sqlite3_stmt *stmt;

    return prepared(of(db), q, &stmt);
}

static enum err command(struct db *db, const struct db_query *q)
{
    struct sqlite_db *s = of(db);
    sqlite3_stmt *stmt = NULL;

    db->deadline_us = 0;
    TRY(prepared(s, q, &stmt));
    int rc = sqlite3_step(stmt);
    enum err e = rc == SQLITE_DONE ? OK : failed(s, rc, q->name);
    sqlite3_reset(stmt);
    return e;
}

/* Said around every request: prepared once instead of parsed each time. */
#define EVERY_TIME(text)                                                                           \
    {                                                                                              \
        .name = text, .sqlite = text, .pg = text, .role = DB_READER, .in_types = "",               \
        .out_types = ""                                                                            \
    }
static const struct db_query every_time[] = {EVERY_TIME("begin"), EVERY_TIME("begin immediate"),
                                             EVERY_TIME("commit"), EVERY_TIME("rollback")};

static enum err exec(struct db *db, const char *sql)
{
    struct sqlite_db *s = of(db);

    for (size_t i = 0; i < sizeof every_time / sizeof *every_time; i++)
        if (strcmp(sql, every_time[i].sqlite) == 0)
            return command(db, &every_time[i]);
    db->deadline_us = 0; /* commits and migrations take the time they take */
    int rc = sqlite3_exec(s->c, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : failed(s, rc, "script");
}

static bool in_transaction(struct db *db)
{
    return !sqlite3_get_autocommit(of(db)->c);
}

static const char *begin_sql(const struct db *db)
{
    return db->role == DB_WRITER ? "begin immediate" : "begin";
}

static void close_connection(struct db *db)
{
    struct sqlite_db *s = of(db);

    for (size_t i = 0; i < db->slot_size; i++)
        sqlite3_finalize(db->slots[i].stmt);
    sqlite3_close_v2(s->c);
    db_base_free(db);
    free(s);
}

static const struct db_driver driver = {.run = run,
                                        .each = each,
                                        .prepare = prepare,
                                        .exec = exec,
                                        .command = command,
                                        .in_transaction = in_transaction,
                                        .begin_sql = begin_sql,
                                        .close = close_connection};

/* -- opening -- */

static int past_deadline(void *arg)
{
    const struct db *db = arg;

    return db->deadline_us && clock_monotonic_us() > db->deadline_us;
}

/* The database holds personal data: it is made readable to its owner only, and SQLite gives -wal
 * and -shm the same mode. Only a missing file is opened here: closing any descriptor of a file
 * drops every lock that this process holds on it, and another process could then take the database
 * for unused while our other connections work on it. */
static enum err make_file(const char *path)
{
    if (access(path, F_OK) == 0)
        return OK;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 && errno == EEXIST)
        return OK; /* somebody else made it meanwhile */
    if (fd < 0) {
        log_line(LOG_ERROR, "db.open", "%s: %s", path, strerror(errno));
        return ERR_DB;
    }
    close(fd);
    return OK;
}

static void harden(sqlite3 *c)
{
    sqlite3_db_config(c, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(c, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(c, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(c, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(c, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(c, SQLITE_LIMIT_LENGTH, 64 << 20);
    sqlite3_limit(c, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
    sqlite3_limit(c, SQLITE_LIMIT_VARIABLE_NUMBER, DB_PARAMS_MOST);
    sqlite3_limit(c, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
    sqlite3_limit(c, SQLITE_LIMIT_TRIGGER_DEPTH, 8);
}

static enum err configure(struct sqlite_db *s)
{
    const struct db_options *o = &s->base.options;
    bool writer = s->base.role == DB_WRITER;
    char sql[512];

    harden(s->c);
    sqlite3_extended_result_codes(s->c, 1);
    sqlite3_busy_timeout(s->c, o->busy_ms);
    snprintf(sql, sizeof sql,
             "%s pragma synchronous=full; pragma foreign_keys=on; pragma cell_size_check=on;"
             "pragma mmap_size=0; pragma temp_store=memory; pragma cache_size=-%d;"
             "pragma journal_size_limit=67108864; pragma query_only=%d;",
             writer ? "pragma journal_mode=wal;" : "",
             writer ? o->writer_cache_kib : o->reader_cache_kib, writer ? 0 : 1);
    int rc = sqlite3_exec(s->c, sql, NULL, NULL, NULL);
    if (rc == SQLITE_OK) /* reads the header, so that a file that is no database is refused here */
        rc = sqlite3_exec(s->c, "select count(*) from sqlite_schema", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return failed(s, rc, "open");
    sqlite3_progress_handler(s->c, 20000, past_deadline, &s->base);
    return OK;
}

/* Nobody asks the engine how much memory it uses; counting it takes a lock of the whole process at
 * each allocation. */
static void configure_process(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err db_sqlite_open(const char *path, enum db_role role, const struct db_options *o,
                        struct db **out)
{
    bool memory = strcmp(path, ":memory:") == 0;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (role == DB_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_process);
    if (role == DB_WRITER && !memory)
        TRY(make_file(path));
    struct sqlite_db *s = calloc(1, sizeof *s);
    if (!s)
        return ERR_NOMEM;
    s->base = (struct db){.driver = &driver, .engine = DB_SQLITE, .role = role, .options = *o};
    int rc = sqlite3_open_v2(path, &s->c, flags, NULL);
    enum err e = rc == SQLITE_OK ? configure(s) : failed(s, rc, "open");
    if (e != OK) {
        log_line(LOG_ERROR, "db.open", "%s: %s", path, s->base.error);
        close_connection(&s->base);
        return ERR_DB;
    }
    *out = &s->base;
    return OK;
}
