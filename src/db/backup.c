/* Taking a backup. See backup.h. */
#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/backup_file.h"
#include "db/driver.h"
#include "db/tables.h"

static const struct db_query migrations_query = {
    .name = "backup_migrations",
    .sqlite = "select number, name from schema_migration order by number",
    .pg = "select number, name from schema_migration order by number",
    .out_count = 2,
    .in_types = "",
    .out_types = "it"};

struct taking {
    struct backup_file file;
    struct db *db;
    struct arena *arena;
    size_t cols; /* of the table under way */
    int64_t rows;
    struct backup_report *report;
};

static enum err cannot(struct backup_report *r, enum backup_fault fault, enum err e,
                       const char *why)
{
    r->fault = fault;
    snprintf(r->detail, sizeof r->detail, "%s", why);
    return e;
}

static void put_value(struct backup_file *f, const struct db_value *v)
{
    uint64_t bits;

    backup_put_u8(f, (unsigned char)v->kind);
    switch (v->kind) {
    case DB_NULL:
        return;
    case DB_I64:
        backup_put_number(f, (uint64_t)v->i, 8);
        return;
    case DB_F64:
        memcpy(&bits, &v->f, 8);
        backup_put_number(f, bits, 8);
        return;
    case DB_TEXT:
    case DB_BLOB:
        backup_put_str(f, v->s);
        return;
    }
}

static enum err put_row(void *arg, const struct db_value *v)
{
    struct taking *t = arg;

    backup_put_u8(&t->file, 'R');
    for (size_t i = 0; i < t->cols; i++)
        put_value(&t->file, &v[i]);
    t->rows++;
    return t->file.failed ? ERR_IO : OK;
}

static enum err put_table(struct taking *t, const struct db_table *table)
{
    const struct db_query *q;

    TRY(db_table_select(t->db, t->arena, table, &q));
    backup_put_u8(&t->file, 'T');
    backup_put_str(&t->file, table->name);
    backup_put_number(&t->file, table->column_count, 2);
    for (size_t i = 0; i < table->column_count; i++) {
        backup_put_str(&t->file, table->columns[i].name);
        backup_put_u8(&t->file, (unsigned char)table->columns[i].type);
    }
    t->cols = table->column_count;
    t->rows = 0;
    TRY(db_each(t->db, q, NULL, put_row, t));
    backup_put_u8(&t->file, 'E');
    backup_put_number(&t->file, (uint64_t)t->rows, 8);
    t->report->rows += t->rows;
    t->report->tables++;
    return t->file.failed ? ERR_IO : OK;
}

static enum err put_all(struct taking *t)
{
    struct db_result m;
    struct db_tables tables;

    TRY(db_run(t->db, t->arena, &migrations_query, NULL, &m));
    backup_put(&t->file, BACKUP_MAGIC, strlen(BACKUP_MAGIC));
    backup_put_u8(&t->file, 'H');
    backup_put_number(&t->file, (uint64_t)clock_now(), 8);
    backup_put_number(&t->file, m.rows, 4);
    for (size_t i = 0; i < m.rows; i++) {
        backup_put_number(&t->file, (uint64_t)m.v[2 * i].i, 4);
        backup_put_str(&t->file, m.v[2 * i + 1].s);
    }
    TRY(db_tables_of(t->db, t->arena, &tables));
    for (size_t i = 0; i < tables.n; i++)
        TRY(put_table(t, &tables.v[i]));
    backup_put_u8(&t->file, 'Z');
    backup_put_hash(&t->file);
    t->report->bytes = t->file.bytes;
    return t->file.failed ? ERR_IO : OK;
}

/* On disk before it has its name: a backup that exists is whole. */
static enum err settle(struct taking *t, const char *partial, const char *path)
{
    if (fflush(t->file.f) != 0 || fsync(fileno(t->file.f)) != 0)
        return cannot(t->report, BACKUP_CANNOT, ERR_IO, strerror(errno));
    if (link(partial, path) != 0)
        return cannot(t->report, errno == EEXIST ? BACKUP_EXISTS : BACKUP_CANNOT,
                      errno == EEXIST ? ERR_CONFLICT : ERR_IO,
                      errno == EEXIST ? "" : strerror(errno));
    char *dir = str_cstr(t->arena, str_of(path));
    char *slash = strrchr(dir, '/');
    if (slash)
        slash[slash == dir] = 0;
    int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); /* a file system that cannot flush a directory flushes it by itself */
        close(fd);
    }
    return OK;
}

static enum err take(struct taking *t, const char *url, const char *path)
{
    struct db_options o = db_defaults_now();
    char *partial = str_cstr(t->arena, str_fmt(t->arena, "%s.part-%ld", path, (long)getpid()));

    if (access(path, F_OK) == 0)
        return cannot(t->report, BACKUP_EXISTS, ERR_CONFLICT, "");
    o.reader_statement_ms = 0;
    if (db_open_with(url, DB_READER, &o, &t->db) != OK)
        return cannot(t->report, BACKUP_DATABASE, ERR_DB, "cannot be opened");
    int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return cannot(t->report, BACKUP_CANNOT, ERR_IO, strerror(errno));
    t->file.f = fdopen(fd, "wb");
    if (!t->file.f) {
        close(fd);
        unlink(partial);
        return ERR_NOMEM;
    }
    enum err e = db_begin(t->db);
    if (e == OK)
        e = put_all(t);
    if (e == ERR_IO && t->file.failed)
        e = cannot(t->report, BACKUP_CANNOT, ERR_IO, strerror(errno));
    else if (e != OK)
        e = cannot(t->report, BACKUP_DATABASE, e, db_error(t->db));
    if (e == OK)
        e = settle(t, partial, path);
    unlink(partial);
    return e;
}

enum err db_backup(const char *url, const char *path, struct backup_report *out)
{
    struct arena a;
    struct taking t = {.arena = &a, .report = out};

    *out = (struct backup_report){0};
    if (sodium_init() < 0)
        return ERR_BUG;
    crypto_hash_sha256_init(&t.file.hash);
    arena_init(&a, 16 * MIB);
    enum err e = take(&t, url, path);
    if (t.file.f)
        fclose(t.file.f); /* flushed and checked already where it matters */
    db_close(t.db);       /* before the arena: its statements live there */
    arena_free(&a);
    return e;
}
