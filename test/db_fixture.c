/* Databases for tests. See db_fixture.h. */
#include "test/db_fixture.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/driver.h"
#include "db/migrations.h"
#include "db/tables.h"

/* What fixture_db applies: the program's own, unless fixture_migrations set others. */
static const struct migration *schema = migrations;
static size_t schema_count = SIZE_MAX; /* the program's count is no constant expression */

struct selects;

/* What belongs to a connection of fixture_db. The statements of the digest live as long as the
 * connection, which remembers them. */
static struct known {
    struct known *next;
    const struct db *db;
    char *url;
    struct arena arena;
    struct selects *selects; /* NULL until the first digest */
} * known;

static const char *server(void)
{
    const char *url = getenv("ASHAR_TEST_PG");

    return url && *url ? url : NULL;
}

bool fixture_has(enum db_engine engine)
{
    return engine == DB_SQLITE || server() != NULL;
}

static size_t schema_size(void)
{
    return schema_count == SIZE_MAX ? migration_count : schema_count;
}

void fixture_migrations(const struct migration *m, size_t n)
{
    schema = m;
    schema_count = n;
}

/* -- PostgreSQL: a database each, copied from a migrated template -- */

/* The server's URL with another database name. */
static char *url_of(const char *database)
{
    struct str u = str_of(server());
    struct arena a;
    size_t mark = str_find(u, STR("?"), 0);
    size_t end = mark == SIZE_MAX ? u.n : mark;
    size_t slash = end;

    while (slash && u.p[slash - 1] != '/')
        slash--;
    arena_init(&a, 64 * KIB);
    char *url = strdup(str_cstr(
        &a, str_fmt(&a, "%.*s%s%.*s", (int)slash, u.p, database, STR_F(str_sub(u, end, u.n)))));
    arena_free(&a);
    return url;
}

static struct db *maintenance(void)
{
    struct db *db;

    assert_int_equal(db_open(server(), DB_WRITER, &db), OK);
    return db;
}

static void script(struct db *db, const char *fmt, const char *name, const char *other)
{
    char sql[512];

    snprintf(sql, sizeof sql, fmt, name, other);
    if (db_script(db, sql) != OK)
        fail_msg("%s: %s", sql, db_error(db));
}

static void unique_name(char out[64])
{
    unsigned char random[6];
    char hex[sizeof random * 2 + 1];

    randombytes_buf(random, sizeof random);
    sodium_bin2hex(hex, sizeof hex, random, sizeof random);
    snprintf(out, 64, "ashar_test_%ld_%s", (long)getpid(), hex);
}

static void template_name(char out[64])
{
    unsigned char h[crypto_hash_sha256_BYTES];
    char hex[17];
    crypto_hash_sha256_state st;

    crypto_hash_sha256_init(&st);
    for (size_t i = 0; i < schema_size(); i++)
        crypto_hash_sha256_update(&st, (const unsigned char *)schema[i].pg,
                                  strlen(schema[i].pg) + 1);
    crypto_hash_sha256_final(&st, h);
    sodium_bin2hex(hex, sizeof hex, h, 8);
    snprintf(out, 64, "ashar_template_%s", hex);
}

static void migrate_or_fail(struct db *db)
{
    int applied;

    if (db_migrate(db, schema, schema_size(), &applied) != OK)
        fail_msg("migrate: %s", db_error(db));
}

/* Test programs run side by side: the first makes the template, the others wait for it. */
static void ensure_template(struct db *m, const char *name)
{
    char sql[256];
    struct db *db;

    script(m, "set lock_timeout=0; set statement_timeout=0; select pg_advisory_lock(%s)%s", "51",
           "");
    snprintf(sql, sizeof sql,
             "select count(*) from pg_database where datname = '%s' and datistemplate", name);
    if (fixture_number(m, sql) == 0) {
        script(m, "drop database if exists %s%s", name, "");
        script(m, "create database %s template template0%s", name, "");
        char *url = url_of(name);
        assert_int_equal(db_open(url, DB_WRITER, &db), OK);
        migrate_or_fail(db);
        db_close(db);
        free(url);
        script(m, "alter database %s is_template true%s", name, "");
    }
    script(m, "select pg_advisory_unlock(%s)%s", "51", "");
}

static char *pg_database(bool migrated)
{
    char name[64], template[64] = "template0";
    struct db *m = maintenance();

    unique_name(name);
    if (migrated) {
        template_name(template);
        ensure_template(m, template);
    }
    script(m, "create database %s template %s", name, template);
    db_close(m);
    return url_of(name);
}

/* -- SQLite: a file in a directory of its own -- */

static char *sqlite_database(void)
{
    const char *tmp = getenv("TMPDIR");
    char dir[400], url[440];

    snprintf(dir, sizeof dir, "%s/ashar-test.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(dir));
    snprintf(url, sizeof url, "sqlite:%s/test.db", dir);
    return strdup(url);
}

char *fixture_empty(enum db_engine engine)
{
    assert_true(sodium_init() >= 0);
    if (!fixture_has(engine))
        return NULL;
    return engine == DB_SQLITE ? sqlite_database() : pg_database(false);
}

void fixture_remove(char *url)
{
    enum db_engine engine;

    if (!url)
        return;
    assert_int_equal(db_url_engine(url, &engine), OK);
    if (engine == DB_SQLITE) {
        char path[512];
        static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
        for (size_t i = 0; i < 4; i++) {
            snprintf(path, sizeof path, "%s%s", url + strlen("sqlite:"), endings[i]);
            unlink(path);
        }
        snprintf(path, sizeof path, "%s", url + strlen("sqlite:"));
        *strrchr(path, '/') = 0;
        rmdir(path);
    } else {
        struct db *m = maintenance();
        script(m, "drop database %s with (force)%s", strrchr(url, '/') + 1, "");
        db_close(m);
    }
    free(url);
}

static void copy_bytes(const char *from, const char *to)
{
    static char room[1 << 16];
    FILE *in = fopen(from, "rbe"), *out = fopen(to, "wbe");
    size_t n;

    assert_true(in && out);
    while ((n = fread(room, 1, sizeof room, in)) > 0)
        assert_int_equal(fwrite(room, 1, n, out), n);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

char *fixture_copy(const char *url)
{
    enum db_engine engine;
    char name[64];

    assert_int_equal(db_url_engine(url, &engine), OK);
    if (engine == DB_SQLITE) { /* the last connection took the write-ahead log in when it closed */
        char *copy = sqlite_database();
        copy_bytes(url + strlen("sqlite:"), copy + strlen("sqlite:"));
        return copy;
    }
    struct db *m = maintenance();
    unique_name(name);
    script(m, "create database %s template %s", name, strrchr(url, '/') + 1);
    db_close(m);
    return url_of(name);
}

/* -- connections -- */

struct db *fixture_db(enum db_engine engine)
{
    struct db *db;

    assert_true(sodium_init() >= 0);
    if (!fixture_has(engine))
        return NULL;
    char *url = engine == DB_SQLITE ? sqlite_database() : pg_database(true);
    assert_int_equal(db_open(url, DB_WRITER, &db), OK);
    if (engine == DB_SQLITE) {
        /* Tests ask what is written, not whether it survives a power cut. */
        assert_int_equal(db_script(db, "pragma synchronous=off"), OK);
        migrate_or_fail(db);
    }
    struct known *k = malloc(sizeof *k);
    assert_non_null(k);
    *k = (struct known){.next = known, .db = db, .url = url};
    arena_init(&k->arena, 16 * MIB);
    known = k;
    return db;
}

static struct known *known_of(const struct db *db)
{
    struct known *k = known;

    while (k && k->db != db)
        k = k->next;
    if (!k)
        fail_msg("not a database of fixture_db");
    return k;
}

const char *fixture_url(const struct db *db)
{
    return known_of(db)->url;
}

struct db *fixture_open(const struct db *db, enum db_role role)
{
    struct db *other;

    assert_int_equal(db_open(fixture_url(db), role, &other), OK);
    return other;
}

void fixture_free(struct db *db)
{
    if (!db)
        return;
    struct known *k = known_of(db), **at = &known;
    while (*at != k)
        at = &(*at)->next;
    *at = k->next;
    db_close(db);
    fixture_remove(k->url);
    arena_free(&k->arena);
    free(k);
}

/* -- running the same tests on both engines -- */

struct bound {
    const struct fixture_test *test;
    enum db_engine engine;
};

static void run_bound(void **state)
{
    const struct bound *b = *state;
    struct arena a;

    if (!fixture_has(b->engine)) {
        print_message("skipped: ASHAR_TEST_PG is not set\n");
        skip();
    }
    arena_init(&a, 64 * MIB);
    struct fixture f = {.engine = b->engine, .arena = &a, .db = fixture_db(b->engine)};
    f.url = fixture_url(f.db);
    b->test->run(&f);
    clock_set(0);
    arena_free(&a);
    fixture_free(f.db);
}

int fixture_run(const char *group, const struct fixture_test *tests, size_t n)
{
    struct arena a;

    arena_init(&a, MIB);
    struct CMUnitTest *units = arena_array(&a, struct CMUnitTest, 2 * n);
    struct bound *bound = arena_array(&a, struct bound, 2 * n);
    size_t count = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        if (i % 2 == 0 && tests[i / 2].postgres_only)
            continue;
        bound[i] = (struct bound){&tests[i / 2], i % 2 ? DB_POSTGRES : DB_SQLITE};
        units[count++] =
            (struct CMUnitTest){.name = str_cstr(&a, str_fmt(&a, "%s/%s", tests[i / 2].name,
                                                             i % 2 ? "postgresql" : "sqlite")),
                                .test_func = run_bound,
                                .initial_state = &bound[i]};
    }
    int failures = _cmocka_run_group_tests(group, units, count, NULL, NULL);
    arena_free(&a);
    return failures;
}

/* -- looking at what is there -- */

/* Statements of fixture_number, kept until the process ends: connections remember them. */
static struct asked {
    struct asked *next;
    struct db_query q;
    char sql[];
} * asked;

static const struct db_query *asking(const char *sql)
{
    for (struct asked *s = asked; s; s = s->next)
        if (strcmp(s->sql, sql) == 0)
            return &s->q;
    struct asked *s = calloc(1, sizeof *s + strlen(sql) + 1);
    assert_non_null(s);
    memcpy(s->sql, sql, strlen(sql));
    s->q = (struct db_query){.name = "fixture_number",
                             .sqlite = s->sql,
                             .pg = s->sql,
                             .out_count = 1,
                             .in_types = "",
                             .out_types = "i"};
    s->next = asked;
    asked = s;
    return &s->q;
}

int64_t fixture_number(struct db *db, const char *sql)
{
    const struct db_query *q = asking(sql);
    struct arena a;
    struct db_result r;

    arena_init(&a, MIB);
    if (db_run(db, &a, q, NULL, &r) != OK)
        fail_msg("%s: %s", sql, db_error(db));
    if (r.rows != 1)
        fail_msg("%s: %zu rows", sql, r.rows);
    int64_t v = r.v[0].i;
    arena_free(&a);
    return v;
}

int64_t fixture_version(struct db *db)
{
    return fixture_number(db, db_engine_of(db) == DB_SQLITE
                                  ? "pragma data_version"
                                  : "select cast(coalesce(sum(token), 0) as int8) from write_mark");
}

struct digesting {
    crypto_hash_sha256_state st;
    size_t cols;
};

static enum err digest_row(void *arg, const struct db_value *v)
{
    struct digesting *d = arg;

    for (size_t i = 0; i < d->cols; i++) {
        int64_t head[3] = {v[i].kind, v[i].i, (int64_t)v[i].s.n};
        crypto_hash_sha256_update(&d->st, (const unsigned char *)head, sizeof head);
        crypto_hash_sha256_update(&d->st, (const unsigned char *)&v[i].f, sizeof v[i].f);
        if (v[i].s.n)
            crypto_hash_sha256_update(&d->st, (const unsigned char *)v[i].s.p, v[i].s.n);
    }
    return OK;
}

struct selects {
    struct db_tables tables;
    const struct db_query **v; /* one a table */
};

static void know_tables(struct db *db, struct arena *a, struct selects *out)
{
    if (db_tables_of(db, a, &out->tables) != OK)
        fail_msg("tables: %s", db_error(db));
    out->v = arena_array(a, const struct db_query *, out->tables.n);
    for (size_t i = 0; i < out->tables.n; i++)
        assert_int_equal(db_table_select(db, a, &out->tables.v[i], &out->v[i]), OK);
}

static struct str digest(struct db *db, struct arena *a, const struct selects *s)
{
    struct digesting d;
    unsigned char h[crypto_hash_sha256_BYTES];
    char hex[sizeof h * 2 + 1];

    crypto_hash_sha256_init(&d.st);
    for (size_t i = 0; i < s->tables.n; i++) {
        d.cols = s->tables.v[i].column_count;
        if (db_each(db, s->v[i], NULL, digest_row, &d) != OK)
            fail_msg("%s: %s", s->v[i]->name, db_error(db));
    }
    crypto_hash_sha256_final(&d.st, h);
    sodium_bin2hex(hex, sizeof hex, h, sizeof h);
    return str_dup(a, str_of(hex));
}

struct str fixture_digest(struct db *db, struct arena *a)
{
    struct known *k = known_of(db);

    if (!k->selects) {
        k->selects = arena_new(&k->arena, struct selects);
        know_tables(db, &k->arena, k->selects);
    }
    return digest(db, a, k->selects);
}

struct str fixture_digest_of(struct db *db, struct arena *a)
{
    struct selects s;

    know_tables(db, a, &s);
    return digest(db, a, &s);
}
