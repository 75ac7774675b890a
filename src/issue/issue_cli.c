/* ashar issues import FILE.csv --place CODE, or --sample instead of a file. */
#include "issue/issue.h"

#include "base/command.h"
#include "doc/csv.h"
#include "place/place.h"

enum { FILE_MAX = 8 * 1024 * 1024 };

struct job {
    struct command_ctx *c;
    struct actor who;
    struct str csv; /* absent: the sample */
    struct faults faults;
    struct issue_imported done;
};

static enum err work(struct db *db, void *arg)
{
    struct job *j = arg;

    if (!j->csv.p)
        return issue_add_charter_set(db, j->c->arena, &j->who, &j->faults, &j->done.added);
    return issue_import(db, j->c->arena, &j->who, j->csv, &j->faults, &j->done);
}

static void say(struct command_ctx *c, FILE *to, struct str s)
{
    (void)c;
    fprintf(to, "%.*s\n", STR_F(s));
}

static enum err slurp(struct arena *a, const char *path, struct str *out)
{
    char *p = arena_alloc(a, FILE_MAX);
    FILE *f = fopen(path, "rb");

    if (!f)
        return ERR_IO;
    size_t n = fread(p, 1, FILE_MAX, f);
    bool bad = ferror(f) != 0;

    fclose(f);
    if (bad)
        return ERR_IO;
    if (n == FILE_MAX)
        return ERR_TOO_LARGE;
    *out = (struct str){p, n};
    return OK;
}

static int finish(struct job *j, enum err e)
{
    struct command_ctx *c = j->c;

    for (const struct fault *f = j->faults.first; f; f = f->next)
        say(c, c->err, csv_fault_line(c->arena, c->lang, f));
    if (e == ERR_INVALID)
        return EXIT_REFUSED;
    if (e != OK) {
        fprintf(c->err, "issues import: %s\n", err_name(e));
        return EXIT_SYSTEM;
    }
    say(c, c->out, msg_text(c->arena, c->lang, MSG_issue_cli_imported, ARG_N("n", j->done.added)));
    if (j->done.repaired)
        say(c, c->out,
            msg_text(c->arena, c->lang, MSG_issue_cli_repaired, ARG_N("n", j->done.repaired)));
    return EXIT_DONE;
}

static int run(struct command_ctx *c, int argc, char **argv)
{
    const char *file = NULL, *code = NULL;
    bool sample = false;
    struct job j = {.c = c};
    struct place p;

    for (int i = 0; i < argc; i++) {
        struct str arg = str_of(argv[i]);

        if (str_eq(arg, STR("--place")) && i + 1 < argc)
            code = argv[++i];
        else if (str_eq(arg, STR("--sample")))
            sample = true;
        else if (!file && !str_starts(arg, STR("-")))
            file = argv[i];
        else
            return EXIT_USAGE;
    }
    if (!code || sample == (file != NULL))
        return EXIT_USAGE;
    faults_init(&j.faults, c->arena);
    int status = place_of_command(c, str_of(code), &p);
    if (status != EXIT_DONE)
        return status;
    enum err e = OK;
    if (file && (e = slurp(c->arena, file, &j.csv)) != OK) {
        fprintf(c->err, "%s: %s\n", file, err_name(e));
        return EXIT_REFUSED;
    }
    j.who.place_id = p.id;
    return finish(&j, e == OK ? db_atomically(c->db, work, &j) : e);
}

const struct command issue_commands[] = {
    {"issues import", "FILE.csv --place CODE | --sample --place CODE",
     "Load issues of local importance from a table",
     "  --place CODE   14-digit code of the municipality\n"
     "  --sample       the twelve issues of the Model Charter instead of a file\n",
     true, run},
    {0},
};
