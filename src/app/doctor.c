/* `ashar doctor`: what is wrong with this installation, a line each, and what to do about it. */
#include <stdarg.h>
#include <string.h>
#include <sys/statvfs.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/tables.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "db/migrate.h"
#include "db/migrations.h"
#include "notify/mail_send.h"

#define DISK_LEAST_BYTES ((uint64_t)1 << 30)
#define RELEASED_IN      2026 /* a clock before this year is wrong */

struct examination {
    struct command_ctx *c;
    int faults;
};

__attribute__((format(printf, 4, 5))) static void found(struct examination *x, bool ok,
                                                        const char *what, const char *fmt, ...)
{
    va_list ap;

    fprintf(x->c->out, "%-4s %-14s ", ok ? "ok" : "BAD", what);
    va_start(ap, fmt);
    vfprintf(x->c->out, fmt, ap);
    va_end(ap);
    fputc('\n', x->c->out);
    x->faults += !ok;
}

static void examine_settings(struct examination *x)
{
    const struct config *config = x->c->config;

    found(x, true, "configuration", "%s",
          config->file.n ? str_cstr(x->c->arena, config->file)
                         : "no file; flags, environment, defaults");
    for (int s = 0; s < SETTING_COUNT; s++)
        if (strcmp(config->origin[s], "default") != 0)
            fprintf(x->c->out, "     %-14s %.*s (%s)\n", setting_rows[s].name,
                    STR_F(config_shown(x->c->arena, config, (enum setting)s)), config->origin[s]);
}

static void examine_disk(struct examination *x)
{
    struct str url = x->c->config->text[SET_DB], path;
    struct statvfs fs;

    if (!str_starts(url, STR("sqlite:")))
        return;
    path = str_sub(url, 7, url.n);
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/')
        slash--;
    const char *dir = slash ? str_cstr(x->c->arena, str_sub(path, 0, slash)) : ".";
    if (statvfs(dir, &fs) != 0) {
        found(x, false, "disk", "%s: %m", dir);
        return;
    }
    uint64_t free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    found(x, free_bytes >= DISK_LEAST_BYTES, "disk", "%llu MB free in %s%s",
          (unsigned long long)(free_bytes >> 20), dir,
          free_bytes >= DISK_LEAST_BYTES ? "" : ": less than 1 GB; make room");
}

static void examine_time(struct examination *x)
{
    struct civil today = day_to_civil(clock_today());
    bool ok = today.year >= RELEASED_IN;
    found(x, ok, "time", "%.*s in UTC%s", STR_F(instant_iso(x->c->arena, clock_now())),
          ok ? "" : ": the clock is wrong; deadlines would be too");
}

static void examine_statements(struct examination *x, struct db *db)
{
    size_t n = 0;
    for (size_t t = 0; t < app_query_table_count; t++) {
        const struct query_table *table = &app_query_tables[t];
        const char *bad = NULL;
        n += *table->count;
        if (db_prepare_all(db, table->queries, *table->count, &bad) != OK)
            found(x, false, "statements", "%s: %s", bad ? bad : table->module, db_error(db));
    }
    found(x, true, "statements", "%zu prepared", n);
}

static void examine_database(struct examination *x)
{
    struct db *db = NULL;
    int version = 0;

    if (!db_is_there(x->c->db_url)) { /* to open it would make it */
        found(x, false, "database", "there is none; `ashar init` makes one");
        return;
    }
    if (db_open(x->c->db_url, DB_WRITER, &db) != OK) {
        found(x, false, "database", "cannot be opened; see the log line above");
        return;
    }
    enum err e = db_schema_version(db, &version);
    int newest = migration_count ? migrations[migration_count - 1].number : 0;
    if (e != OK)
        found(x, false, "database", "%s", db_error(db));
    else
        found(x, version == newest, "database", "%s, schema %d of %d%s",
              db_engine_of(db) == DB_SQLITE ? "SQLite" : "PostgreSQL", version, newest,
              version == newest ? "" : ": run ashar migrate");
    if (e == OK && version == newest)
        examine_statements(x, db);
    db_close(db);
}

static void examine_mail(struct examination *x)
{
    const struct config *config = x->c->config;
    struct mail_settings s = {
        .smtp_url = config->text[SET_SMTP_URL],
        .smtp_user = config->text[SET_SMTP_USER],
        .smtp_password = config->text[SET_SMTP_PASSWORD],
        .from = config->text[SET_MAIL_FROM],
        .base_url = config->text[SET_BASE_URL],
    };
    struct str why;

    if (!s.smtp_url.n) {
        found(x, true, "mail", "no server set: mails stay queued (smtp_url)");
        return;
    }
    enum err e = mail_check(x->c->arena, &s, &why);
    found(x, e == OK, "mail", "%.*s: %.*s", STR_F(config_shown(x->c->arena, config, SET_SMTP_URL)),
          STR_F(why));
}

int doctor_run(struct command_ctx *c, int argc, char **argv)
{
    struct examination x = {.c = c};

    (void)argv;
    if (argc > 0)
        return EXIT_USAGE;
    examine_settings(&x);
    examine_time(&x);
    examine_disk(&x);
    examine_database(&x);
    examine_mail(&x);
    return x.faults ? EXIT_REFUSED : EXIT_DONE;
}
