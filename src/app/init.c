/* `ashar init`: the first administrator of an installation. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/first.h"
#include "people/people.h"
#include "search/search.h"

#define PASSWORD_BYTES_MAX 1024

struct init {
    struct command_ctx *c;
    struct person_new person;
    struct faults faults;
    int64_t id;
};

static enum err make(struct db *db, void *arg)
{
    struct init *i = arg;

    TRY(first_data(db, i->c->arena));
    return people_create_first_admin(db, i->c->arena, &i->person, &i->faults, &i->id);
}

/* One line without its end; the terminal does not show it. */
static enum err read_password(struct command_ctx *c, const char *file, struct str *out)
{
    struct termios shown, hidden;
    char *line = arena_alloc(c->arena, PASSWORD_BYTES_MAX);
    FILE *in = file ? fopen(file, "re") : stdin;
    bool terminal = in && !file && tcgetattr(STDIN_FILENO, &shown) == 0;

    if (!in)
        return ERR_IO;
    if (terminal) {
        fputs("Password of the administrator: ", c->err);
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    char *got = fgets(line, PASSWORD_BYTES_MAX, in);
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', c->err);
    }
    if (file)
        fclose(in);
    if (!got)
        return ERR_IO;
    struct str s = str_of(line);
    while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
        s.n--;
    *out = s;
    return OK;
}

static int refused(struct command_ctx *c, const struct faults *f)
{
    for (const struct fault *x = f->first; x; x = x->next)
        fprintf(c->err, "ashar init: %.*s: %.*s\n", STR_F(x->field),
                STR_F(fault_text(c->arena, c->lang, x)));
    return EXIT_REFUSED;
}

int init_run(struct command_ctx *c, int argc, char **argv)
{
    struct init i = {.c = c, .person = {.name = STR(""), .contact = STR(""), .lang = c->lang}};
    const char *password_file = NULL;
    struct str password;

    for (int k = 0; k < argc; k++) {
        struct str option = str_of(argv[k]);
        if (k + 1 >= argc)
            return EXIT_USAGE;
        if (str_eq(option, STR("--name")))
            i.person.name = str_of(argv[++k]);
        else if (str_eq(option, STR("--login")))
            i.person.contact = str_of(argv[++k]);
        else if (str_eq(option, STR("--password-file")))
            password_file = argv[++k];
        else
            return EXIT_USAGE;
    }
    if (!i.person.name.n || !i.person.contact.n) {
        fputs("ashar init: --name NAME and --login E-MAIL are needed\n", c->err);
        return EXIT_USAGE;
    }
    if (read_password(c, password_file, &password) != OK) {
        fprintf(c->err, "ashar init: cannot read the password: %m\n");
        return EXIT_SYSTEM;
    }
    faults_init(&i.faults, c->arena);
    people_password_check(password, i.person.name, i.person.contact, "password", &i.faults);
    if (i.faults.n)
        return refused(c, &i.faults);
    enum err e = people_password_hash(c->arena, password, &i.person.password_hash);
    if (e == OK)
        e = db_atomically(c->db, make, &i);
    if (e == OK)
        e = search_complete(c->db, c->arena, NULL, NULL);
    if (e == ERR_CONFLICT) {
        fputs("ashar init: there is an administrator already; nothing was changed\n", c->err);
        return EXIT_REFUSED;
    }
    if (e == ERR_INVALID)
        return refused(c, &i.faults);
    if (e != OK) {
        fprintf(c->err, "ashar init: %s: %s\n", err_name(e), db_error(c->db));
        return EXIT_SYSTEM;
    }
    fprintf(c->out, "ready: sign in as %.*s\n", STR_F(i.person.contact));
    return EXIT_DONE;
}
