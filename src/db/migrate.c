/* Migrations. See migrate.h. The only SQL written in C beside queue.c's mark and the backup: these
 * tables exist before any .sql file can speak of them. */
#include "db/migrate.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "db/driver.h"

/* Any number would do: "ashar" read as base 36. All programs on one database must agree on it. */
#define ADVISORY_KEY "18124371"

#define TABLE_SQL                                                                                  \
    "create table if not exists schema_migration ("                                                \
    " number int8 primary key, name text not null, sha256 text not null, applied_at int8 not "     \
    "null)"

static const struct db_query exists_query = {
    .name = "schema_migration_exists",
    .sqlite =
        "select count(*) from sqlite_schema where type = 'table' and name = 'schema_migration'",
    .pg = "select count(*) from pg_class where oid = to_regclass('schema_migration')",
    .out_count = 1,
    .in_types = "",
    .out_types = "i"};
static const struct db_query version_query = {
    .name = "schema_version",
    .sqlite = "select coalesce(max(number), 0) from schema_migration",
    .pg = "select coalesce(max(number), 0) from schema_migration",
    .out_count = 1,
    .in_types = "",
    .out_types = "i"};
static const struct db_query applied_query = {
    .name = "schema_migration_applied",
    .sqlite = "select sha256 from schema_migration where number = ?1",
    .pg = "select sha256 from schema_migration where number = $1",
    .in_count = 1,
    .out_count = 1,
    .in_types = "i",
    .out_types = "t"};
static const struct db_query record_query = {
    .name = "schema_migration_record",
    .sqlite =
        "insert into schema_migration (number, name, sha256, applied_at) values (?1, ?2, ?3, ?4)",
    .pg = "insert into schema_migration (number, name, sha256, applied_at) values ($1, $2, $3, $4)",
    .role = DB_WRITER,
    .in_count = 4,
    .in_types = "itti",
    .out_types = ""};

static struct str hash_of(const char *text, char hex[crypto_hash_sha256_BYTES * 2 + 1])
{
    unsigned char h[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(h, (const unsigned char *)text, strlen(text));
    sodium_bin2hex(hex, crypto_hash_sha256_BYTES * 2 + 1, h, sizeof h);
    return str_of(hex);
}

static enum err version_in(struct db *db, struct arena *a, int *out)
{
    struct db_result r;

    TRY(db_run(db, a, &exists_query, NULL, &r));
    if (r.v[0].i == 0) {
        *out = 0;
        return OK;
    }
    TRY(db_run(db, a, &version_query, NULL, &r));
    *out = (int)r.v[0].i;
    return OK;
}

enum err db_schema_version(struct db *db, int *out)
{
    struct arena a;

    arena_init(&a, MIB);
    enum err e = version_in(db, &a, out);
    arena_free(&a);
    return e;
}

struct step {
    struct arena *arena;
    const struct migration *m;
    bool did;
};

/* Inside its transaction: whoever comes second waits for the lock and then finds the work done. */
static enum err apply(struct db *db, void *arg)
{
    struct step *s = arg;
    const struct migration *m = s->m;
    bool pg = db_engine_of(db) == DB_POSTGRES;
    const char *text = pg ? m->pg : m->sqlite;
    char hex[crypto_hash_sha256_BYTES * 2 + 1];
    struct str hash = hash_of(text, hex);
    struct db_result r;

    if (pg)
        TRY(db_script(db, "set local statement_timeout = 0; set local lock_timeout = 0;"
                          "select pg_advisory_xact_lock(" ADVISORY_KEY ")"));
    TRY(db_script(db, TABLE_SQL));
    if (pg)
        TRY(db_script(db, "create table if not exists write_mark ("
                          " writer text primary key, token int8 not null, at int8 not null)"));
    TRY(db_run(db, s->arena, &applied_query, &(struct db_value){.kind = DB_I64, .i = m->number},
               &r));
    if (r.rows == 1) {
        if (str_eq(r.v[0].s, hash))
            return OK;
        db_set_error(db, "migration %03d_%s was changed after it was applied", m->number, m->name);
        return ERR_CONFLICT;
    }
    TRY(db_script(db, text));
    struct db_value in[] = {{.kind = DB_I64, .i = m->number},
                            {.kind = DB_TEXT, .s = str_of(m->name)},
                            {.kind = DB_TEXT, .s = hash},
                            {.kind = DB_I64, .i = clock_now()}};
    TRY(db_run(db, s->arena, &record_query, in, &r));
    s->did = true;
    return OK;
}

static enum err migrate(struct db *db, struct arena *a, const struct migration *m, size_t n,
                        int *applied)
{
    int version, done = 0;

    TRY(version_in(db, a, &version));
    for (size_t i = 1; i < n; i++) {
        if (m[i].number <= m[i - 1].number) {
            db_set_error(db, "migration %03d comes after %03d", m[i].number, m[i - 1].number);
            return ERR_BUG;
        }
    }
    if (n ? version > m[n - 1].number : version > 0) {
        db_set_error(db, "the database has migration %03d; this program knows up to %03d", version,
                     n ? m[n - 1].number : 0);
        return ERR_CONFLICT;
    }
    for (size_t i = 0; i < n; i++) {
        struct step s = {.arena = a, .m = &m[i]};
        TRY(db_atomically(db, apply, &s));
        done += s.did;
    }
    *applied = done;
    return OK;
}

enum err db_migrate(struct db *db, const struct migration *m, size_t n, int *applied)
{
    struct arena a;

    if (sodium_init() < 0)
        return ERR_BUG;
    arena_init(&a, 4 * MIB);
    enum err e = migrate(db, &a, m, n, applied);
    arena_free(&a);
    return e;
}
