/* Commands of the operator about people. Passwords come from the terminal or the first line of
 * standard input, never from the command line, which every user of the machine can read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/command.h"
#include "base/log.h"
#include "doc/csv.h"
#include "people/people_inside.h"
#include "place/place.h"

extern const struct command people_commands[];

#define LIST_BYTES_MAX (16 * MIB)

static int told(struct command_ctx *c, enum err e, const struct faults *f)
{
    if (f->n == 0) {
        fprintf(c->err, "ashar: %s\n", e == ERR_NOT_FOUND ? "not found" : err_name(e));
        if (e == ERR_DB)
            log_line(LOG_ERROR, "people", "%s", db_error(c->db));
        return e == ERR_NOT_FOUND || e == ERR_CONFLICT ? EXIT_REFUSED : EXIT_SYSTEM;
    }
    for (const struct fault *x = f->first; x; x = x->next) {
        struct str line = csv_fault_line(c->arena, c->lang, x);
        fprintf(c->err, "%.*s\n", STR_F(line));
    }
    if (f->n > f->max)
        fprintf(c->err, "… +%zu\n", f->n - f->max);
    return EXIT_REFUSED;
}

/* Value of "--name VALUE" or absent; what is taken is marked NULL in argv. */
static struct str option(int argc, char **argv, const char *name)
{
    for (int i = 0; i + 1 < argc; i++)
        if (argv[i] && argv[i + 1] && strcmp(argv[i], name) == 0) {
            struct str v = str_of(argv[i + 1]);
            argv[i] = argv[i + 1] = NULL;
            return v;
        }
    return STR_NONE;
}

/* The n-th argument that is no option, absent where there is none; more than `most` of them: false.
 */
static bool arguments(int argc, char **argv, struct str *out, int most)
{
    int n = 0;
    for (int i = 0; i < argc; i++) {
        if (!argv[i])
            continue;
        if (n == most || (argv[i][0] == '-' && argv[i][1] == '-'))
            return false;
        out[n++] = str_of(argv[i]);
    }
    return n == most;
}

static int read_password(struct command_ctx *c, struct str name, struct str contact,
                         struct str *hash)
{
    struct termios was, quiet;
    struct faults f;
    char *line = arena_zalloc(c->arena, 1, 2048);
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;

    if (terminal) {
        quiet = was;
        quiet.c_lflag &= (tcflag_t)~ECHO;
        fprintf(c->err, "%.*s: ", STR_F(msg_text(c->arena, c->lang, MSG_people_password)));
        fflush(c->err);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(line, 2048, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        fputc('\n', c->err);
    }
    struct str password = str_of(line);
    while (password.n && (password.p[password.n - 1] == '\n' || password.p[password.n - 1] == '\r'))
        password.n--;
    faults_init(&f, c->arena);
    people_password_check(got ? password : STR(""), name, contact, "password", &f);
    if (f.n)
        return told(c, ERR_INVALID, &f);
    enum err e = people_password_hash(c->arena, password, hash);
    return e == OK ? EXIT_DONE : told(c, e, &f);
}

struct deed {
    struct command_ctx *c;
    struct person_new person;
    struct role_grant grant;
    struct faults *f;
    struct str hash;
    int64_t id;
};

static enum err add_in_tx(struct db *db, void *arg)
{
    struct deed *d = arg;
    return people_add(db, d->c->arena, &(struct actor){0}, &d->person, d->f, &d->id);
}

static int add_run(struct command_ctx *c, int argc, char **argv)
{
    struct faults f;
    struct str args[2];
    struct deed d = {.c = c, .f = &f};

    faults_init(&f, c->arena);
    d.person.lang = c->lang;
    if (!arguments(argc, argv, args, 2))
        return EXIT_USAGE;
    d.person.contact = args[0];
    d.person.name = args[1];
    int status = read_password(c, args[1], args[0], &d.person.password_hash);
    if (status != EXIT_DONE)
        return status;
    enum err e = db_atomically(c->db, add_in_tx, &d);
    if (e != OK)
        return told(c, e, &f);
    fprintf(c->out, "%lld\n", (long long)d.id);
    return EXIT_DONE;
}

static enum err grant_in_tx(struct db *db, void *arg)
{
    struct deed *d = arg;
    return people_grant(db, d->c->arena, &(struct actor){0}, &d->grant, d->f, &d->id);
}

static int role_run(struct command_ctx *c, int argc, char **argv)
{
    struct str order = option(argc, argv, "--order"), to = option(argc, argv, "--to"),
               place = option(argc, argv, "--place");
    struct faults f;
    struct str args[2];
    struct person p;
    struct deed d = {
        .c = c,
        .f = &f,
        .grant = {.from = DAY_NONE, .to = DAY_NONE, .order_number = order.p ? order : STR("")}};

    faults_init(&f, c->arena);
    if (!arguments(argc, argv, args, 2))
        return EXIT_USAGE;
    if (role_of(args[1], &d.grant.role) != OK || (to.p && day_parse(to, &d.grant.to) != OK))
        return EXIT_USAGE;
    enum err e = people_by_contact(c->db, c->arena, args[0], &p);
    if (e != OK) {
        if (e == ERR_NOT_FOUND)
            fault_add(&f, STR("person"), MSG_people_fault_no_such);
        return told(c, e, &f);
    }
    d.grant.person_id = p.id;
    if (place.p) {
        struct place unit;
        int status = place_of_command(c, place, &unit);
        if (status != EXIT_DONE)
            return status;
        d.grant.place_id = unit.id;
    }
    e = db_atomically(c->db, grant_in_tx, &d);
    return e == OK ? EXIT_DONE : told(c, e, &f);
}

static enum err password_in_tx(struct db *db, void *arg)
{
    struct deed *d = arg;
    return people_password_set(db, d->c->arena, &(struct actor){0}, d->id, d->hash);
}

static int password_run(struct command_ctx *c, int argc, char **argv)
{
    struct faults f;
    struct str args[1];
    struct person p;
    struct deed d = {.c = c, .f = &f};

    faults_init(&f, c->arena);
    if (!arguments(argc, argv, args, 1))
        return EXIT_USAGE;
    enum err e = people_by_contact(c->db, c->arena, args[0], &p);
    if (e != OK) {
        if (e == ERR_NOT_FOUND)
            fault_add(&f, STR("person"), MSG_people_fault_no_such);
        return told(c, e, &f);
    }
    int status = read_password(c, p.name, args[0], &d.hash);
    if (status != EXIT_DONE)
        return status;
    d.id = p.id;
    e = db_atomically(c->db, password_in_tx, &d);
    return e == OK ? EXIT_DONE : told(c, e, &f);
}

static int read_whole(struct command_ctx *c, const char *path, struct str *out)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        fprintf(c->err, "ashar: %s: %s\n", path, strerror(errno));
        return EXIT_USAGE;
    }
    size_t room = 256 * KIB, n = 0;
    char *p = arena_alloc(c->arena, room);
    for (;;) {
        n += fread(p + n, 1, room - n, file);
        if (n < room || room > LIST_BYTES_MAX)
            break;
        p = arena_grow(c->arena, p, room, room * 2);
        room *= 2;
    }
    fclose(file);
    *out = (struct str){p, n};
    return EXIT_DONE;
}

static int residents_run(struct command_ctx *c, int argc, char **argv)
{
    struct str code = option(argc, argv, "--place"), args[1], bytes;
    struct residents_report r;
    struct place place;
    struct faults f;

    faults_init(&f, c->arena);
    if (!code.p || !arguments(argc, argv, args, 1))
        return EXIT_USAGE;
    int status = place_of_command(c, code, &place);
    if (status == EXIT_DONE)
        status = read_whole(c, args[0].p, &bytes);
    if (status != EXIT_DONE)
        return status;
    enum err e =
        people_import_residents(c->db, c->arena, &(struct actor){0}, place.id, bytes, &f, &r);
    if (e != OK)
        return told(c, e, &f);
    fprintf(c->out, "%.*s\n",
            STR_F(msg_text(c->arena, c->lang, MSG_people_residents_done, ARG_N("rows", r.rows),
                           ARG_N("matched", r.matched))));
    if (r.documents_dropped)
        fprintf(c->out, "%.*s\n", STR_F(msg_text(c->arena, c->lang, MSG_people_residents_dropped)));
    return EXIT_DONE;
}

const struct command people_commands[] = {
    {.name = "people add",
     .usage = "CONTACT NAME",
     .summary = "make an account; the password is read from the terminal or standard input",
     .details =
         "CONTACT is an e-mail address or a telephone number. Prints the number of the account.\n",
     .needs_db = true,
     .run = add_run},
    {.name = "people role",
     .usage = "CONTACT ROLE [--place CODE] [--order NUMBER] [--to DAY]",
     .summary = "give somebody a role in a municipality, or a national one",
     .details = "ROLE: resident member monitor deputy finance secretary chair head auditor, with "
                "--place;\n"
                "      coordinator administrator auditor, without it.\n"
                "  --order NUMBER   of the order of appointment\n"
                "  --to DAY         last day, 2026-12-31\n",
     .needs_db = true,
     .run = role_run},
    {.name = "people password",
     .usage = "CONTACT",
     .summary = "set a new password and end all sessions of the account",
     .needs_db = true,
     .run = password_run},
    {.name = "residents import",
     .usage = "FILE.csv --place CODE",
     .summary = "take in a municipality's list of residents; all or nothing",
     .details =
         "Columns: name, birth_year; and may have village (name or code), address, document.\n"
         "Titles in Kyrgyz and Russian are understood. The list replaces the former one; people "
         "who match exactly\n"
         "one row are marked as being on the list. Numbers of documents are kept as keyed hashes "
         "only, and only\n"
         "where the installation has a key for them.\n",
     .needs_db = true,
     .run = residents_run},
    {0},
};
