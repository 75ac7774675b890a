/* ashar plan import FILE.json, ashar plan programmes. */
#include <errno.h>
#include <string.h>

#include "plan/plan_import.h"
#include "plan/plan_programme_sql.h"

/* The whole file, at most one byte more than the limit, so that too large a one is told from a full
 * one. */
static enum err read_file(struct arena *a, const char *path, struct str *out)
{
    FILE *in = fopen(path, "rb");
    char *p = arena_alloc(a, PROGRAMME_BYTES_MAX + 1);

    if (!in)
        return ERR_IO;
    size_t n = fread(p, 1, PROGRAMME_BYTES_MAX + 1, in);
    bool broken = ferror(in) != 0;
    fclose(in);
    if (broken)
        return ERR_IO;
    *out = (struct str){p, n};
    return OK;
}

static void print(FILE *to, struct str s)
{
    fprintf(to, "%.*s\n", STR_F(s));
}

static void print_faults(struct command_ctx *c, const struct faults *f)
{
    for (const struct fault *x = f->first; x; x = x->next)
        fprintf(c->err, "%.*s: %.*s\n", STR_F(x->field), STR_F(fault_text(c->arena, c->lang, x)));
    if (f->n > f->max)
        print(c->err, msg_text(c->arena, c->lang, MSG_common_more_faults,
                               ARG_N("n", (int64_t)(f->n - f->max))));
}

static int run_import(struct command_ctx *c, int argc, char **argv)
{
    struct plan_import_result done;
    struct faults f;
    struct str json;
    const char *path = NULL;
    bool new_version = false;

    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--new-version") == 0)
            new_version = true;
        else if (argv[i][0] == '-' || path)
            return EXIT_USAGE;
        else
            path = argv[i];
    }
    if (!path)
        return EXIT_USAGE;
    if (read_file(c->arena, path, &json) != OK) {
        print(c->err, msg_text(c->arena, c->lang, MSG_plan_import_unreadable,
                               ARG_S("path", str_of(path)), ARG_S("why", str_of(strerror(errno)))));
        return EXIT_SYSTEM;
    }
    faults_init(&f, c->arena);
    enum err e = plan_import(c->db, c->arena, &(struct actor){0}, json, new_version, &f, &done);
    if (f.n > 0) {
        print_faults(c, &f);
        return EXIT_REFUSED;
    }
    if (e != OK) {
        fprintf(c->err, "%s\n", err_name(e));
        return EXIT_SYSTEM;
    }
    print(c->out,
          msg_text(c->arena, c->lang, done.fresh ? MSG_plan_import_done : MSG_plan_import_same,
                   ARG_N("priorities", done.priorities), ARG_N("tasks", done.tasks),
                   ARG_N("measures", done.measures), ARG_N("offices", done.offices)));
    return EXIT_DONE;
}

static int run_list(struct command_ctx *c, int argc, char **argv)
{
    struct programme_list_rows rows;

    (void)argv;
    if (argc > 0)
        return EXIT_USAGE;
    enum err e = programme_list(c->db, c->arena, &rows);
    if (e != OK) {
        fprintf(c->err, "%s\n", err_name(e));
        return EXIT_SYSTEM;
    }
    for (size_t i = 0; i < rows.n; i++)
        fprintf(c->out, "%.*s\t%lld\t%.*s\t%lld\t%.*s\n", STR_F(rows.v[i].key),
                (long long)rows.v[i].number, STR_F(rows.v[i].state), (long long)rows.v[i].measures,
                STR_F(PLAN_TEXT(c->lang, &rows.v[i], title)));
    return EXIT_DONE;
}

const struct command plan_commands[] = {
    {.name = "plan import",
     .usage = "[--new-version] FILE.json",
     .summary = "store a programme of the nation, all or nothing",
     .details = "  --new-version  the programme is known and the file differs: keep it as the next "
                "version\n"
                "The form of the file: docs/programme-json.md. Equal content is stored once.",
     .needs_db = true,
     .run = run_import},
    {.name = "plan programmes",
     .usage = "",
     .summary = "list the programmes: key, version, state, measures, title",
     .needs_db = true,
     .run = run_list},
    {0},
};
