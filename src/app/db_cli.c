/* `ashar migrate`, `ashar backup`, `ashar restore`: the database as the operator handles it. */
#include "app/commands.h"

#include "app/first.h"
#include "base/command.h"
#include "db/backup.h"
#include "db/migrations.h"
#include "i18n/i18n.h"
#include "search/search.h"
#include "text/numbers.h"

static void print(FILE *to, struct str s)
{
    fprintf(to, "%.*s\n", STR_F(s));
}

static int failed(struct command_ctx *c, const char *path, const struct backup_report *r)
{
    static const enum msg faults[] = {
        [BACKUP_EXISTS] = MSG_db_fault_exists,     [BACKUP_CANNOT] = MSG_db_fault_cannot,
        [BACKUP_FOREIGN] = MSG_db_fault_foreign,   [BACKUP_DAMAGED] = MSG_db_fault_damaged,
        [BACKUP_NEWER] = MSG_db_fault_newer,       [BACKUP_NOT_EMPTY] = MSG_db_fault_not_empty,
        [BACKUP_DATABASE] = MSG_db_fault_database,
    };
    enum backup_fault fault = r->fault == BACKUP_DONE ? BACKUP_DATABASE : r->fault;
    struct str what = msg_raw(c->lang, faults[fault]);
    bool system = fault == BACKUP_DATABASE || fault == BACKUP_CANNOT;

    print(c->err,
          msg_text(c->arena, c->lang, r->detail[0] ? MSG_db_cli_failed_why : MSG_db_cli_failed,
                   ARG_S("file", str_of(path)), ARG_S("fault", what),
                   ARG_S("why", str_of(r->detail))));
    return system ? EXIT_SYSTEM : EXIT_REFUSED;
}

static enum err fill(struct db *db, void *arg)
{
    return first_data(db, arg);
}

/* The schema, then what every installation holds, so that an empty database is one to work with:
 * what init, demo and serve would add. */
static enum err bring_up(struct command_ctx *c, struct db *db, int *applied)
{
    TRY(db_migrate(db, migrations, migration_count, applied));
    TRY(db_atomically(db, fill, c->arena));
    return search_complete(db, c->arena, NULL, NULL);
}

static int migrate_run(struct command_ctx *c, int argc, char **argv)
{
    struct db *db;
    int applied = 0;

    (void)argv;
    if (argc != 0)
        return EXIT_USAGE;
    if (db_open(c->db_url, DB_WRITER, &db) != OK)
        return EXIT_SYSTEM;
    enum err e = bring_up(c, db, &applied);
    if (e != OK)
        fprintf(c->err, "ashar migrate: %s: %s\n", err_name(e), db_error(db));
    db_close(db);
    if (e != OK)
        return e == ERR_CONFLICT ? EXIT_REFUSED : EXIT_SYSTEM;
    print(c->out, applied ? msg_text(c->arena, c->lang, MSG_db_cli_migrated, ARG_N("n", applied))
                          : msg_raw(c->lang, MSG_db_cli_current));
    return EXIT_DONE;
}

static int backup_run(struct command_ctx *c, int argc, char **argv)
{
    struct backup_report r;

    if (argc != 1)
        return EXIT_USAGE;
    if (db_backup(c->db_url, argv[0], &r) != OK)
        return failed(c, argv[0], &r);
    struct str size = text_bytes(c->arena, c->lang, r.bytes);
    print(c->out, msg_text(c->arena, c->lang, MSG_db_cli_backed_up, ARG_S("file", str_of(argv[0])),
                           ARG_N("tables", r.tables), ARG_N("rows", r.rows), ARG_S("size", size)));
    return EXIT_DONE;
}

/* What a backup does not hold of the search index. */
static enum err make_index(struct command_ctx *c)
{
    struct db *db;

    TRY(db_open(c->db_url, DB_WRITER, &db));
    enum err e = search_restored(db, c->arena, NULL, NULL);
    if (e != OK)
        fprintf(c->err, "ashar restore: the search index: %s: %s\n", err_name(e), db_error(db));
    db_close(db);
    return e;
}

static int restore_run(struct command_ctx *c, int argc, char **argv)
{
    struct backup_report r;

    if (argc != 1)
        return EXIT_USAGE;
    if (db_restore(c->db_url, argv[0], migrations, migration_count, &r) != OK)
        return failed(c, argv[0], &r);
    if (make_index(c) != OK)
        return EXIT_SYSTEM;
    print(c->out, msg_text(c->arena, c->lang, MSG_db_cli_restored, ARG_N("tables", r.tables),
                           ARG_N("rows", r.rows)));
    return EXIT_DONE;
}

const struct command db_commands[] = {
    {.name = "migrate",
     .usage = "",
     .summary = "bring the database up to this version of the program",
     .details = "Makes the tables that are missing and adds the territory and the standards that "
                "ship; what is there stays.\n"
                "An empty database then needs its first administrator: ashar init.",
     .run = migrate_run},
    {.name = "backup",
     .usage = "FILE",
     .summary = "write everything into one file, while the server runs",
     .details = "The file is of one snapshot, carries its own SHA-256, and restores into SQLite "
                "and PostgreSQL alike.\n"
                "An existing file is never overwritten. It holds personal data and secrets: keep "
                "it as you keep the database.",
     .run = backup_run},
    {.name = "restore",
     .usage = "FILE",
     .summary = "put a backup into an empty database, of either kind",
     .details =
         "All or nothing. A backup of an older version of the program is brought up to this one. "
         "The search index is made at the end.",
     .run = restore_run},
    {0},
};
