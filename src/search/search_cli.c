/* `ashar search rebuild`: the index made anew from the records. */
#include <unistd.h>

#include "search/search.h"

struct told {
    FILE *err;
    bool terminal;
    int64_t percent;
};

/* A bar on a terminal, a line for each tenth elsewhere (journals). */
static void tell(void *arg, const struct search_progress *p)
{
    struct told *t = arg;
    int64_t percent = p->places ? 100 * p->places_done / p->places : 0;

    if (t->terminal) {
        fprintf(t->err, "\r[%-25.*s] %3lld %%  %lld records", (int)(percent / 4),
                "=========================", (long long)percent, (long long)p->docs);
        fflush(t->err);
    } else if (percent / 10 > t->percent / 10) {
        fprintf(t->err, "%lld %%, %lld records\n", (long long)percent, (long long)p->docs);
    }
    t->percent = percent;
}

static int rebuild_run(struct command_ctx *c, int argc, char **argv)
{
    struct told t = {.err = c->err, .terminal = isatty(STDERR_FILENO) == 1};
    int64_t docs = 0;

    (void)argv;
    if (argc != 0)
        return EXIT_USAGE;
    enum err e = search_rebuild(c->db, c->arena, tell, &t);
    if (t.terminal)
        fputc('\n', c->err);
    if (e == OK)
        e = search_size(c->db, c->arena, &docs);
    if (e != OK) {
        fprintf(c->err, "ashar: search rebuild: %s: %s\n", err_name(e), db_error(c->db));
        return EXIT_SYSTEM;
    }
    fprintf(c->out, "%.*s\n",
            STR_F(msg_text(c->arena, c->lang, MSG_search_cli_rebuilt, ARG_N("n", docs))));
    return EXIT_DONE;
}

const struct command search_commands[] = {
    {.name = "search rebuild",
     .summary =
         "make the search index anew from the records; readers find what is done so far meanwhile",
     .details = "  The server does so by itself after an update that reads words differently, and "
                "a restore "
                "at its end.\n",
     .needs_db = true,
     .run = rebuild_run},
    {0},
};
