/* Commands of the operator about the territory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/log.h"
#include "doc/csv.h"
#include "place/place.h"

#define FILE_MAX (8 * MIB)

extern const struct command place_commands[];

static void print_list(struct command_ctx *c, FILE *to, const struct faults *list)
{
    for (const struct fault *f = list->first; f; f = f->next) {
        struct str line = csv_fault_line(c->arena, c->lang, f);
        fprintf(to, "  %.*s\n", STR_F(line));
    }
    if (list->n > list->max)
        fprintf(to, "  … +%zu\n", list->n - list->max);
}

static void print_line(struct command_ctx *c, FILE *to, struct str s)
{
    (void)c;
    fprintf(to, "%.*s\n", STR_F(s));
}

int place_of_command(struct command_ctx *c, struct str code, struct place *out)
{
    struct place_answer found;
    struct str say;

    if (place_resolve(c->db, c->arena, code, c->lang, clock_today(), &found) != OK) {
        fprintf(c->err, "ashar: %s\n", db_error(c->db));
        return EXIT_SYSTEM;
    }
    if (found.verdict == PLACE_FOUND && found.place.is_municipality) {
        *out = found.place;
        return EXIT_DONE;
    }
    struct str name = place_name(&found.place, c->lang);
    if (found.verdict == PLACE_GONE && found.successors.n) {
        const struct place *next = &found.successors.v[0];
        say = msg_text(c->arena, c->lang, MSG_place_cli_merged, ARG_S("code", code),
                       ARG_S("name", name), ARG_S("next", place_name(next, c->lang)),
                       ARG_S("next_code", next->code));
    } else if (found.verdict == PLACE_GONE) {
        say = msg_text(c->arena, c->lang, MSG_place_cli_ended, ARG_S("code", code),
                       ARG_S("name", name));
    } else {
        say = msg_text(c->arena, c->lang, MSG_place_cli_none, ARG_S("code", code));
    }
    print_line(c, c->err, say);
    return EXIT_REFUSED;
}

/* Whole file into the arena; one byte above the limit is read so that the reader can say it is too
 * large. */
static int read_whole(struct command_ctx *c, const char *path, struct str *out)
{
    FILE *f = fopen(path, "re");
    if (!f) {
        fprintf(c->err, "ashar: %s: %s\n", path, strerror(errno));
        return EXIT_USAGE;
    }
    size_t room = 64 * KIB, n = 0;
    char *p = arena_alloc(c->arena, room);
    for (;;) {
        n += fread(p + n, 1, room - n, f);
        if (n < room || room > FILE_MAX)
            break;
        p = arena_grow(c->arena, p, room, room * 2);
        room *= 2;
    }
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed) {
        fprintf(c->err, "ashar: %s: cannot be read\n", path);
        return EXIT_SYSTEM;
    }
    *out = (struct str){p, n};
    return EXIT_DONE;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int report(struct command_ctx *c, const struct place_import *import,
                  const struct place_import_report *r)
{
    if (r->notes.n) {
        print_line(c, c->out, msg_text(c->arena, c->lang, MSG_place_import_notes));
        print_list(c, c->out, &r->notes);
    }
    print_line(c, c->out,
               msg_text(c->arena, c->lang,
                        import->dry_run ? MSG_place_import_dry : MSG_place_import_done,
                        ARG_N("inserted", r->inserted), ARG_N("updated", r->updated),
                        ARG_N("closed", r->closed), ARG_N("unchanged", r->unchanged)));
    return EXIT_DONE;
}

static int import_run(struct command_ctx *c, int argc, char **argv)
{
    struct place_import import = {0};
    struct place_import_report r;
    struct faults f;
    const char *path = NULL;

    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--dry-run") == 0)
            import.dry_run = true;
        else if (argv[i][0] == '-' || path)
            return EXIT_USAGE;
        else
            path = argv[i];
    }
    if (!path)
        return EXIT_USAGE;
    int status = read_whole(c, path, &import.bytes);
    if (status != EXIT_DONE)
        return status;
    import.source = str_of(base_name(path));
    faults_init(&f, c->arena);
    enum err e = place_import_file(c->db, c->arena, &(struct actor){0}, &import, &f, &r);
    if (e == OK)
        return report(c, &import, &r);
    if (f.n == 0) {
        log_line(LOG_ERROR, "territory import", "%s: %s", err_name(e), db_error(c->db));
        return EXIT_SYSTEM;
    }
    print_line(c, c->err,
               msg_text(c->arena, c->lang, MSG_place_import_refused, ARG_N("n", (int64_t)f.n)));
    print_list(c, c->err, &f);
    return EXIT_REFUSED;
}

const struct command place_commands[] = {
    {.name = "territory import",
     .usage = "FILE.csv [--dry-run]",
     .summary = "take in the classifier of territorial units, or a list of mergers; all or nothing",
     .details = "  --dry-run   check the file and say what would change; write nothing\n"
                "\n"
                "A classifier has the columns code and name_ky, name_ru or name_en; and may have "
                "parent_code, kind,\n"
                "population, lat, lon, valid_from, valid_to, municipality (1 or 0), act.\n"
                "A list of mergers has old_code, new_code, from; and may have name_ky, name_ru, "
                "name_en, act,\n"
                "parent_code, villages (codes with blanks between, where one unit is divided).\n"
                "Titles in Kyrgyz and Russian are understood; UTF-8, UTF-16 or Windows-1251; "
                "separated by ; , or tab.\n"
                "Codes of 14 digits must be text: format the column as text before exporting it "
                "from a spreadsheet.\n",
     .needs_db = true,
     .run = import_run},
    {0},
};
