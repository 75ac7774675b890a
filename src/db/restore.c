/* Restoring a backup. See backup.h.
 *
 * Two passes over the file: the hash, then the load. Foreign keys hold at the end, not row by row
 * (a row may come before what it points at): SQLite defers them, on PostgreSQL they are taken off
 * and put on again, which checks them all at once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "db/backup.h"
#include "db/backup_file.h"
#include "db/driver.h"
#include "db/tables.h"

enum { TEXT_MOST = 64 << 20, NAME_MOST = 200 };

struct restoring {
    struct backup_file file;
    struct db *db;
    struct arena *arena; /* as long as the connection */
    struct arena row;    /* reset row by row */
    const struct migration *m;
    size_t n;
    struct db_tables tables;
    struct backup_report *report;
};

static enum err refuse(struct restoring *r, enum backup_fault fault, const char *why)
{
    r->report->fault = fault;
    snprintf(r->report->detail, sizeof r->report->detail, "%s", why);
    return fault == BACKUP_DATABASE ? ERR_DB : fault == BACKUP_CANNOT ? ERR_IO : ERR_INVALID;
}

static enum err database(struct restoring *r, enum err e)
{
    return e == OK ? OK : refuse(r, BACKUP_DATABASE, db_error(r->db));
}

/* -- first pass -- */

static enum err check_hash(struct restoring *r)
{
    unsigned char chunk[65536], tail[crypto_hash_sha256_BYTES], h[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state st;
    FILE *f = r->file.f;
    const size_t magic = strlen(BACKUP_MAGIC);

    if (fread(chunk, 1, magic, f) != magic || memcmp(chunk, BACKUP_MAGIC, magic) != 0)
        return refuse(r, BACKUP_FOREIGN, "it does not begin like one");
    if (fseeko(f, 0, SEEK_END) != 0)
        return refuse(r, BACKUP_CANNOT, strerror(errno));
    off_t left = ftello(f) - (off_t)sizeof tail;
    rewind(f);
    if (left < (off_t)magic + 1)
        return refuse(r, BACKUP_DAMAGED, "it was cut short");
    r->report->bytes = (int64_t)left + (int64_t)sizeof tail;
    crypto_hash_sha256_init(&st);
    while (left > 0) {
        size_t want = left < (off_t)sizeof chunk ? (size_t)left : sizeof chunk;
        size_t got = fread(chunk, 1, want, f);
        if (got == 0)
            return refuse(r, BACKUP_CANNOT, "it cannot be read to its end");
        crypto_hash_sha256_update(&st, chunk, got);
        left -= (off_t)got;
    }
    crypto_hash_sha256_final(&st, h);
    if (fread(tail, 1, sizeof tail, f) != sizeof tail || memcmp(tail, h, sizeof h) != 0)
        return refuse(r, BACKUP_DAMAGED, "its hash does not fit");
    rewind(f);
    return OK;
}

/* -- migrations: those of the backup before the load -- */

static const struct migration *known(const struct restoring *r, uint64_t number, struct str name)
{
    for (size_t i = 0; i < r->n; i++)
        if ((uint64_t)r->m[i].number == number && str_eq(str_of(r->m[i].name), name))
            return &r->m[i];
    return NULL;
}

static enum err migrate_as_then(struct restoring *r)
{
    char magic[sizeof BACKUP_MAGIC - 1];
    int done;

    backup_get(&r->file, magic, sizeof magic);
    if (backup_get_u8(&r->file) != 'H')
        return refuse(r, BACKUP_DAMAGED, "no header");
    (void)backup_get_number(&r->file, 8);
    size_t n = (size_t)backup_get_number(&r->file, 4);
    if (r->file.failed || n > 10000)
        return refuse(r, BACKUP_DAMAGED, "the header");
    struct migration *then = arena_array(r->arena, struct migration, n);
    for (size_t i = 0; i < n; i++) {
        uint64_t number = backup_get_number(&r->file, 4);
        struct str name = backup_get_str(&r->file, r->arena, NAME_MOST);
        const struct migration *m = r->file.failed ? NULL : known(r, number, name);
        if (!m)
            return refuse(r, BACKUP_NEWER, "it has a migration that this program does not know");
        then[i] = *m;
    }
    return database(r, db_migrate(r->db, then, n, &done));
}

/* -- foreign keys and triggers' rows -- */

static const struct db_query keys_query = {
    .name = "restore_keys",
    .sqlite = "",
    .pg = "select c.conrelid::regclass::text, c.conname::text, pg_get_constraintdef(c.oid) from "
          "pg_constraint c"
          " where c.contype = 'f' and c.connamespace = current_schema()::regnamespace and "
          "c.conparentid = 0"
          " order by 1, 2",
    .out_count = 3,
    .in_types = "",
    .out_types = "ttt"};

static enum err keys_off(struct restoring *r, struct db_result *keys)
{
    *keys = (struct db_result){0};
    if (db_engine_of(r->db) == DB_SQLITE)
        return db_script(r->db, "pragma defer_foreign_keys = on");
    TRY(db_run(r->db, r->arena, &keys_query, NULL, keys));
    for (size_t i = 0; i < keys->rows; i++) {
        const struct db_value *k = &keys->v[3 * i];
        TRY(db_script(
            r->db, str_cstr(r->arena, str_fmt(r->arena, "alter table %.*s drop constraint %.*s",
                                              STR_F(k[0].s), STR_F(db_quoted(r->arena, k[1].s))))));
    }
    return OK;
}

static enum err keys_on(struct restoring *r, const struct db_result *keys)
{
    for (size_t i = 0; i < keys->rows; i++) {
        const struct db_value *k = &keys->v[3 * i];
        TRY(db_script(
            r->db, str_cstr(r->arena, str_fmt(r->arena, "alter table %.*s add constraint %.*s %.*s",
                                              STR_F(k[0].s), STR_F(db_quoted(r->arena, k[1].s)),
                                              STR_F(k[2].s)))));
    }
    return OK;
}

/* Migrations may have put rows in; the backup has them too, as they had become. */
static enum err empty_all(struct restoring *r)
{
    for (size_t i = 0; i < r->tables.n; i++)
        TRY(db_script(
            r->db, str_cstr(r->arena, str_fmt(r->arena, "delete from %.*s",
                                              STR_F(db_quoted(r->arena, r->tables.v[i].name))))));
    return OK;
}

/* -- second pass -- */

static bool get_value(struct restoring *r, struct db_value *v)
{
    uint64_t bits;
    unsigned char kind = backup_get_u8(&r->file);

    *v = (struct db_value){.kind = DB_NULL};
    switch (kind) {
    case DB_NULL:
        return !r->file.failed;
    case DB_I64:
        v->kind = DB_I64;
        v->i = (int64_t)backup_get_number(&r->file, 8);
        return !r->file.failed;
    case DB_F64:
        v->kind = DB_F64;
        bits = backup_get_number(&r->file, 8);
        memcpy(&v->f, &bits, 8);
        return !r->file.failed;
    case DB_TEXT:
    case DB_BLOB:
        v->kind = kind == DB_TEXT ? DB_TEXT : DB_BLOB;
        v->s = backup_get_str(&r->file, &r->row, TEXT_MOST);
        return !r->file.failed;
    }
    return false;
}

/* The file's table and the database's must have the same columns of the same types, in the same
 * order (by name). */
static const struct db_table *get_table(struct restoring *r)
{
    struct str name = backup_get_str(&r->file, r->arena, NAME_MOST);
    size_t cols = (size_t)backup_get_number(&r->file, 2);
    const struct db_table *t = NULL;

    for (size_t i = 0; i < r->tables.n && !r->file.failed; i++)
        if (str_eq(r->tables.v[i].name, name))
            t = &r->tables.v[i];
    if (!t || t->column_count != cols)
        return NULL;
    for (size_t i = 0; i < cols; i++) {
        struct str column = backup_get_str(&r->file, r->arena, NAME_MOST);
        char type = (char)backup_get_u8(&r->file);
        if (r->file.failed || !str_eq(t->columns[i].name, column) || t->columns[i].type != type)
            return NULL;
    }
    return t;
}

static enum err load_table(struct restoring *r)
{
    const struct db_query *insert;
    const struct db_table *t = get_table(r);
    struct db_value v[DB_PARAMS_MOST];
    struct db_result result;
    unsigned char tag;
    uint64_t rows = 0;

    if (!t)
        return refuse(r, BACKUP_DAMAGED, "a table that this program's schema does not have");
    TRY(database(r, db_table_insert(r->db, r->arena, t, &insert)));
    while ((tag = backup_get_u8(&r->file)) == 'R') {
        arena_reset(&r->row);
        for (size_t i = 0; i < t->column_count; i++)
            if (!get_value(r, &v[i]))
                return refuse(r, BACKUP_DAMAGED, "a row");
        TRY(database(r, db_run(r->db, &r->row, insert, v, &result)));
        rows++;
    }
    if (tag != 'E' || backup_get_number(&r->file, 8) != rows)
        return refuse(r, BACKUP_DAMAGED, "the end of a table");
    r->report->rows += (int64_t)rows;
    r->report->tables++;
    return OK;
}

/* PostgreSQL numbers on behind the highest number; SQLite does so by itself. */
static enum err set_identities(struct restoring *r)
{
    for (size_t i = 0; i < r->tables.n; i++) {
        const struct db_table *t = &r->tables.v[i];
        struct str name = db_quoted(r->arena, t->name);
        for (size_t c = 0; c < t->column_count; c++) {
            struct str column = t->columns[c].name;
            if (!t->columns[c].identity)
                continue;
            TRY(db_script(
                r->db,
                str_cstr(r->arena,
                         str_fmt(r->arena,
                                 "select setval(pg_get_serial_sequence('%.*s', '%.*s'), "
                                 "coalesce(max(%.*s), 1),"
                                 " max(%.*s) is not null) from %.*s",
                                 STR_F(name), STR_F(column), STR_F(db_quoted(r->arena, column)),
                                 STR_F(db_quoted(r->arena, column)), STR_F(name)))));
        }
    }
    return OK;
}

static enum err load(struct db *db, void *arg)
{
    struct restoring *r = arg;
    struct db_result keys;
    unsigned char tag;
    int done;

    if (db_engine_of(db) == DB_POSTGRES)
        TRY(database(r,
                     db_script(db, "set local statement_timeout = 0; set local lock_timeout = 0")));
    TRY(migrate_as_then(r));
    TRY(database(r, db_tables_of(db, r->arena, &r->tables)));
    TRY(database(r, keys_off(r, &keys)));
    TRY(database(r, empty_all(r)));
    while ((tag = backup_get_u8(&r->file)) == 'T')
        TRY(load_table(r));
    if (tag != 'Z')
        return refuse(r, BACKUP_DAMAGED, "no end");
    TRY(database(r, keys_on(r, &keys)));
    TRY(database(r, set_identities(r)));
    return database(r, db_migrate(db, r->m, r->n, &done));
}

static enum err restore(struct restoring *r, const char *url, const char *path)
{
    struct db_options o = db_defaults_now();
    int version;

    r->file.f = fopen(path, "rbe");
    if (!r->file.f)
        return refuse(r, BACKUP_CANNOT, strerror(errno));
    TRY(check_hash(r));
    o.writer_statement_ms = 0;
    if (db_open_with(url, DB_WRITER, &o, &r->db) != OK)
        return refuse(r, BACKUP_DATABASE, "cannot be opened");
    TRY(database(r, db_tables_of(r->db, r->arena, &r->tables)));
    TRY(database(r, db_schema_version(r->db, &version)));
    if (r->tables.n || version) {
        r->report->fault = BACKUP_NOT_EMPTY;
        return ERR_CONFLICT;
    }
    enum err e = db_atomically(r->db, load, r);
    if (e != OK && r->report->fault == BACKUP_DONE)
        return refuse(r, BACKUP_DATABASE,
                      db_error(r->db)); /* the commit: a foreign key, the disk */
    return e;
}

enum err db_restore(const char *url, const char *path, const struct migration *m, size_t n,
                    struct backup_report *out)
{
    struct arena a;
    struct restoring r = {.arena = &a, .m = m, .n = n, .report = out};

    *out = (struct backup_report){0};
    if (sodium_init() < 0)
        return ERR_BUG;
    arena_init(&a, 64 * MIB);
    arena_init(&r.row, 256 * MIB);
    crypto_hash_sha256_init(&r.file.hash);
    enum err e = restore(&r, url, path);
    if (r.file.f)
        fclose(r.file.f);
    db_close(r.db);
    arena_free(&r.row);
    arena_free(&a);
    return e;
}
