/* `ashar demo`: fills an empty database with the demonstration, or prints its logins. See demo.h.
 */
#include "app/demo.h"

#include <string.h>

#include "app/commands.h"
#include "app/demo_acts.h"
#include "app/demo_meetings.h"
#include "app/first.h"
#include "app/programme_json.h"
#include "base/command.h"
#include "db/migrate.h"
#include "db/migrations.h"
#include "people/people.h"
#include "place/place.h"
#include "plan/plan.h"
#include "search/search.h"

struct making {
    struct command_ctx *c;
    struct node root;
    day_t today;
    struct faults faults;
};

static enum err make_all(struct db *db, void *arg)
{
    struct making *m = arg;
    struct arena *a = m->c->arena;
    struct plan_import_result programme;
    struct actor nobody = {0};

    TRY(first_data(db, a));
    TRY(demo_make(db, a, m->root, m->today, &m->faults));
    TRY(demo_acts(db, a, m->today, &m->faults));
    TRY(demo_meetings(db, a, m->today, &m->faults));
    return plan_import(db, a, &nobody, programme_json, false, &m->faults, &programme);
}

static void print_logins(struct command_ctx *c, struct node root)
{
    struct node list = node_of(root, "people");

    fprintf(c->out,
            "Demonstration logins (http://127.0.0.1:8080/ky/login), password for all: %.*s\n",
            STR_F(node_str(root, "password")));
    for (size_t i = 0; i < node_count(list); i++) {
        struct node o = node_item(list, i);
        enum role role = ROLE_RESIDENT;
        struct str title = node_str(o, "role");
        if (role_of(title, &role) == OK)
            title = role_title(c->arena, c->lang, role);
        fprintf(c->out, "  %-26.*s %.*s %.*s\n", STR_F(node_str(o, "login")), STR_F(title),
                STR_F(node_str(o, "place")));
    }
}

static bool is_empty(struct command_ctx *c)
{
    struct person p;
    return people_by_id(c->db, c->arena, 1, &p) == ERR_NOT_FOUND;
}

static void print_faults(struct command_ctx *c, const struct faults *f)
{
    for (const struct fault *x = f->first; x; x = x->next)
        fprintf(c->err, "  %.*s: %.*s\n", STR_F(x->field), STR_F(fault_text(c->arena, c->lang, x)));
}

static int make_demo(struct making *m)
{
    struct command_ctx *c = m->c;

    if (!is_empty(c)) {
        fputs(
            "ashar demo: this database is in use; the demonstration goes into an empty one only\n",
            c->err);
        return EXIT_REFUSED;
    }
    faults_init(&m->faults, c->arena);
    enum err e = db_atomically(c->db, make_all, m);
    if (e == OK)
        e = search_complete(c->db, c->arena, NULL, NULL);
    if (e != OK) {
        fprintf(c->err, "ashar demo: %s: %s\n", err_name(e), db_error(c->db));
        print_faults(c, &m->faults);
        return EXIT_SYSTEM;
    }
    return EXIT_DONE;
}

int demo_run(struct command_ctx *c, int argc, char **argv)
{
    struct making m = {.c = c, .today = clock_today()};
    int applied;

    if (argc > 1 || (argc == 1 && strcmp(argv[0], "--logins") != 0))
        return EXIT_USAGE;
    if (demo_data(c->arena, &m.root) != OK)
        return EXIT_SYSTEM;
    if (argc == 1) { /* opens no database: none would be there yet */
        print_logins(c, m.root);
        return EXIT_DONE;
    }
    enum err e = db_open(c->db_url, DB_WRITER, &c->db);
    if (e == OK)
        e = db_migrate(c->db, migrations, migration_count, &applied);
    int status = e == OK ? make_demo(&m) : EXIT_SYSTEM;
    if (e != OK)
        fprintf(c->err, "ashar demo: %s: %s\n", err_name(e),
                c->db ? db_error(c->db) : "the database cannot be opened");
    db_close(c->db);
    return status;
}
