/* Opening a database of either engine, checks before a statement, fault seam. See db.h;
 * transactions are in transaction.c, what the engines stand on in db_base.c. */
#include "db/db.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/driver.h"

static const struct db_options stock = {.busy_ms = 5000,
                                        .lock_ms = 5000,
                                        .reader_statement_ms = 10000,
                                        .writer_statement_ms = 30000,
                                        .reader_cache_kib = 4096,
                                        .writer_cache_kib = 8192};
static struct db_options defaults = {5000, 5000, 10000, 30000, 4096, 8192};

static _Thread_local long fail_at, statements;
static _Thread_local void (*watch)(void);
static _Thread_local const char *failed_name = "";

void db_defaults(const struct db_options *o)
{
    defaults = o ? *o : stock;
}

struct db_options db_defaults_now(void)
{
    return defaults;
}

void db_fail_at(long n)
{
    fail_at = n;
    statements = 0;
}

long db_statements(void)
{
    return statements;
}

void db_watch(void (*fn)(void))
{
    watch = fn;
    db_fail_at(fn ? 1 : 0);
}

const char *db_failed(void)
{
    return failed_name;
}

bool db_watched(void)
{
    return watch != NULL;
}

static enum err count_statement(struct db *db, const char *name)
{
    if (++statements == fail_at && watch) {
        fail_at++;
        watch();
    } else if (statements == fail_at) {
        failed_name = name;
        db_set_error(db, "statement %ld (%s) failed as asked", statements, name);
        return ERR_DB;
    }
    return OK;
}

/* -- URLs -- */

bool db_is_there(const char *url)
{
    struct str u = str_of(url);

    if (!str_starts(u, STR("sqlite:")) || str_eq(u, STR("sqlite::memory:")))
        return true;
    return access(url + strlen("sqlite:"), F_OK) == 0 || errno != ENOENT;
}

enum err db_url_engine(const char *url, enum db_engine *out)
{
    struct str u = str_of(url);

    if (str_starts(u, STR("sqlite:")) && u.n > 7)
        *out = DB_SQLITE;
    else if (str_starts(u, STR("postgresql://")) || str_starts(u, STR("postgres://")))
        *out = DB_POSTGRES;
    else
        return ERR_MALFORMED;
    return OK;
}

/* The value of every parameter whose name contains "password" is cut, so that sslpassword goes too.
 */
static struct str without_password_parameters(struct arena *a, struct str query)
{
    struct str kept = STR(""), part;

    while (str_cut(&query, '&', &part)) {
        struct str value = part, name;
        if (!str_cut(&value, '=', &name) || str_find(name, STR("password"), 0) != SIZE_MAX)
            continue;
        kept = str_fmt(a, "%.*s%s%.*s", STR_F(kept), kept.n ? "&" : "?", STR_F(part));
    }
    return kept;
}

struct str db_url_shown(struct arena *a, const char *url)
{
    enum db_engine engine;
    struct str u = str_of(url);

    if (db_url_engine(url, &engine) != OK)
        return STR("(not a database URL)");
    if (engine == DB_SQLITE)
        return str_dup(a, u);
    size_t host = str_find(u, STR("://"), 0) + 3;
    size_t mark = str_find(u, STR("?"), host);
    struct str query = mark == SIZE_MAX ? STR_NONE : str_sub(u, mark + 1, SIZE_MAX);
    struct str body = str_sub(u, host, mark == SIZE_MAX ? SIZE_MAX : mark - host);
    /* A password may hold a '/' or '@' that should have been escaped: everything up to the last '@'
     * is the authority. */
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < body.n; i++)
        if (body.p[i] == '@')
            at = i;
    struct str rest = at == SIZE_MAX ? body : str_sub(body, at, SIZE_MAX);
    struct str user = at == SIZE_MAX ? STR("") : str_sub(body, 0, at);
    struct str name = STR("");
    (void)str_cut(&user, ':', &name);
    struct str kept = without_password_parameters(a, query);
    return str_fmt(a, "%.*s%.*s%.*s%.*s", STR_F(str_sub(u, 0, host)), STR_F(name), STR_F(rest),
                   STR_F(kept));
}

enum err db_open(const char *url, enum db_role role, struct db **out)
{
    return db_open_with(url, role, &defaults, out);
}

enum err db_open_with(const char *url, enum db_role role, const struct db_options *o,
                      struct db **out)
{
    enum db_engine engine;

    if (db_url_engine(url, &engine) != OK) {
        log_line(LOG_ERROR, "db.open", "the URL is neither sqlite:PATH nor postgresql://…");
        return ERR_MALFORMED;
    }
    return engine == DB_SQLITE ? db_sqlite_open(url + strlen("sqlite:"), role, o, out)
                               : db_pg_open(url, role, o, out);
}

void db_close(struct db *db)
{
    if (db)
        db->driver->close(db);
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->engine;
}

enum db_role db_role_of(const struct db *db)
{
    return db->role;
}

const char *db_error(const struct db *db)
{
    return db->error;
}

bool db_lost(const struct db *db)
{
    return db->lost;
}

bool db_in_transaction(const struct db *db)
{
    return db->depth > 0;
}

/* -- one statement -- */

static bool text_ok(struct str s)
{
    return memchr(s.p, 0, s.n) == NULL && str_utf8_valid(s);
}

static enum err check_value(struct db *db, const struct db_query *q, size_t i,
                            const struct db_value *v)
{
    char t = q->in_types[i];
    bool fits = v->kind == DB_NULL || (v->kind == DB_I64 && t == 'i') ||
                (v->kind == DB_F64 && t == 'f') || (v->kind == DB_TEXT && t == 't') ||
                (v->kind == DB_BLOB && t == 'b');

    if (!fits) {
        db_set_error(db, "%s: parameter %zu is not of type %c", q->name, i + 1, t);
        return ERR_BUG;
    }
    if ((v->kind == DB_TEXT || v->kind == DB_BLOB) && !v->s.p) {
        db_set_error(db, "%s: parameter %zu has no bytes", q->name, i + 1);
        return ERR_BUG;
    }
    if (v->kind == DB_TEXT && !text_ok(v->s)) {
        db_set_error(db, "%s: parameter %zu is not UTF-8 text", q->name, i + 1);
        return ERR_INVALID;
    }
    return OK;
}

enum err db_ready(struct db *db, const char *name)
{
    db->lost = false;
    if (db->ended) {
        db_set_error(db, "the transaction was ended by the database");
        return ERR_DB;
    }
    return count_statement(db, name);
}

enum err db_after(struct db *db, enum err e)
{
    if (e != OK && db->depth > 0 && !db->driver->in_transaction(db))
        db->ended = true;
    return e;
}

static enum err check_call(struct db *db, const struct db_query *q, const struct db_value *in)
{
    TRY(db_ready(db, q->name));
    if (q->role == DB_WRITER && db->role == DB_READER) {
        db_set_error(db, "%s writes, on a connection that reads", q->name);
        return ERR_BUG;
    }
    if (q->in_count > DB_PARAMS_MOST) {
        db_set_error(db, "%s: more than %d parameters", q->name, DB_PARAMS_MOST);
        return ERR_BUG;
    }
    for (size_t i = 0; i < q->in_count; i++)
        TRY(check_value(db, q, i, &in[i]));
    return OK;
}

enum err db_run(struct db *db, struct arena *a, const struct db_query *q, const struct db_value *in,
                struct db_result *out)
{
    TRY(check_call(db, q, in));
    if (q->later && db->depth > 0 && db->driver->later) {
        *out = (struct db_result){.changed = q->later};
        return db_after(db, db->driver->later(db, a, q, in, out));
    }
    TRY(db_after(db, db->driver->run(db, a, q, in, out)));
    return db_check_later(db, q, out->changed);
}

enum err db_each(struct db *db, const struct db_query *q, const struct db_value *in, db_row *row,
                 void *arg)
{
    TRY(check_call(db, q, in));
    return db_after(db, db->driver->each(db, q, in, row, arg));
}

enum err db_script(struct db *db, const char *sql)
{
    TRY(db_ready(db, "script"));
    return db_after(db, db->driver->exec(db, sql));
}

enum err db_prepare_all(struct db *db, const struct db_query *const *queries, size_t n,
                        const char **bad)
{
    for (size_t i = 0; i < n; i++) {
        if (db->driver->prepare(db, queries[i]) != OK) {
            *bad = queries[i]->name;
            return ERR_DB;
        }
    }
    return OK;
}
