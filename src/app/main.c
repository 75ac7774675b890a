/* ashar: finds the subcommand, settles configuration and connection, runs it.
 *
 * The tables of commands come from the capabilities; nothing here knows what they do. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/wiring.h"
#include "base/command.h"
#include "base/lang.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/migrations.h"

#define COMMAND_MEMORY (2048 * MIB) /* imports and restores hold a whole file */
/* A server beside it may be filling its index; nobody stands at a form while a command waits. */
#define COMMAND_BUSY_MS 60000

static const struct command *const tables[] = {
    app_commands,     db_commands,    place_commands, people_commands,
    charter_commands, issue_commands, plan_commands,  audit_commands,
    notify_commands,  tally_commands, text_commands,  search_commands,
};
#define TABLE_COUNT (sizeof tables / sizeof tables[0])

/* Number of argv words that name the command: 1 or 2; 0: not this one. */
static int words_matched(const struct command *c, int argc, char **argv)
{
    struct str name = str_of(c->name), first, second = name;

    str_cut(&second, ' ', &first);
    if (argc < 1 || !str_eq(str_of(argv[0]), first))
        return 0;
    if (!second.p)
        return 1;
    return argc >= 2 && str_eq(str_of(argv[1]), second) ? 2 : 0;
}

static const struct command *command_find(int argc, char **argv, int *words)
{
    for (size_t t = 0; t < TABLE_COUNT; t++)
        for (const struct command *c = tables[t]; c->name; c++)
            if ((*words = words_matched(c, argc, argv)) > 0)
                return c;
    return NULL;
}

static void print_overview(FILE *out)
{
    fputs("ashar — the working tool of a municipality and of the people who live there\n\n"
          "usage: ashar COMMAND [OPTION …] [ARGUMENT …]\n\ncommands:\n",
          out);
    for (size_t t = 0; t < TABLE_COUNT; t++)
        for (const struct command *c = tables[t]; c->name; c++)
            fprintf(out, "  %-20s %s\n", c->name, c->summary);
    fputs("\n`ashar COMMAND --help` tells more. Every command takes --db, --config FILE and --lang "
          "ky|ru|en.\n",
          out);
}

static void print_settings(FILE *out)
{
    fputs("\nsettings (flag, ASHAR_… in the environment, or `name = value` in the file):\n", out);
    for (int s = 0; s < SETTING_COUNT; s++) {
        const struct setting_row *row = &setting_rows[s];
        fprintf(out, "  %-20s %s [%s]\n", row->name, row->meaning,
                row->fallback[0] ? row->fallback : "unset");
    }
}

static void print_usage(FILE *out, const struct command *c)
{
    const char *usage = c->usage ? c->usage : "";
    fprintf(out, "usage: ashar %s%s%s\n", c->name, usage[0] ? " " : "", usage);
}

static void print_help(FILE *out, const struct command *c)
{
    print_usage(out, c);
    fprintf(out, "\n%s\n", c->summary);
    if (c->details)
        fprintf(out, "\n%s\n", c->details);
    if (c->run == serve_run)
        print_settings(out);
    fputs("\nexit status: 0 done, 1 refused, 2 wrong usage, 3 the system failed\n", out);
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* --lang CODE is every command's; taken out of argv. */
static bool take_lang(int *argc, char **argv, enum lang *lang)
{
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        struct str arg = str_of(argv[i]), code = STR_NONE;
        if (str_eq(arg, STR("--lang")) && i + 1 < *argc)
            code = str_of(argv[++i]);
        else if (str_starts(arg, STR("--lang=")))
            code = str_sub(arg, 7, arg.n);
        else
            argv[kept++] = argv[i];
        if (code.p && lang_of_code(code, lang) != OK)
            return false;
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

static int open_and_run(const struct command *c, struct command_ctx *ctx, int argc, char **argv)
{
    struct db *db = NULL;
    int applied = 0;

    if (c->needs_db) {
        if (c->run != init_run && !db_is_there(ctx->db_url)) {
            fprintf(ctx->err, "ashar %s: there is no database at %s; `ashar init` makes one\n",
                    c->name, ctx->db_url);
            return EXIT_SYSTEM;
        }
        struct db_options patient = db_defaults_now();
        patient.busy_ms = COMMAND_BUSY_MS;
        enum err e = db_open_with(ctx->db_url, DB_WRITER, &patient, &db);
        if (e == OK)
            e = db_migrate(db, migrations, migration_count, &applied);
        if (e != OK) {
            fprintf(ctx->err, "ashar %s: %s: %s\n", c->name, err_name(e),
                    db ? db_error(db) : "cannot open the database; see the log line above");
            db_close(db);
            return EXIT_SYSTEM;
        }
        ctx->db = db;
    }
    int status = c->run(ctx, argc, argv);
    db_close(db);
    return status;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct config config;
    struct str why;
    enum lang lang = LANG_KY;
    int words = 0;

    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    arena_init(&arena, COMMAND_MEMORY);
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_overview(argc < 2 ? stderr : stdout);
        return argc < 2 ? EXIT_USAGE : EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("ashar " ASHAR_VERSION);
        return EXIT_DONE;
    }
    if (config_load(&arena, &argc, argv, &config, &why) != OK) {
        fprintf(stderr, "ashar: %.*s\n", STR_F(why));
        return EXIT_USAGE;
    }
    const struct command *c = command_find(argc - 1, argv + 1, &words);
    if (!c) {
        fprintf(stderr, "ashar: no such command: %s\n\n", argc > 1 ? argv[1] : "");
        print_overview(stderr);
        return EXIT_USAGE;
    }
    argc -= 1 + words;
    argv += 1 + words;
    if (wants_help(argc, argv)) {
        print_help(stdout, c);
        return EXIT_DONE;
    }
    if (!take_lang(&argc, argv, &lang)) {
        fputs("ashar: --lang takes ky, ru or en\n", stderr);
        return EXIT_USAGE;
    }
    struct command_ctx ctx = {
        .arena = &arena,
        .db_url = str_cstr(&arena, config.text[SET_DB]),
        .config = &config,
        .lang = lang,
        .out = stdout,
        .err = stderr,
    };
    app_wire_index();
    int status = open_and_run(c, &ctx, argc, argv);
    if (status == EXIT_USAGE) {
        print_usage(stderr, c);
        fprintf(stderr, "`ashar %s --help` tells more\n", c->name);
    }
    if (fflush(stdout) != 0 && status == EXIT_DONE) {
        fprintf(stderr, "ashar: standard output: %m\n");
        status = EXIT_SYSTEM;
    }
    arena_free(&arena);
    return status;
}
