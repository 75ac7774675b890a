/* ashar rules list: what the program applies, for the operator and for scripts. */
#include "charter/charter.h"

#include "charter/charter_list.h"
#include "place/place.h"

enum { OUT_MAX = 4 * 1024 * 1024 };

static void print_text(struct command_ctx *c, const struct rules_described *all)
{
    const char *group = "";

    for (size_t i = 0; i < all->n; i++) {
        const struct rule_described *d = &all->v[i];

        if (!str_eq(str_of(group), str_of(d->rule->group))) {
            group = d->rule->group;
            fprintf(c->out, "%s%s\n", i ? "\n" : "", group);
        }
        fprintf(c->out, "  %.*s = %.*s [%.*s]\n      %.*s\n", STR_F(d->key), STR_F(d->raw),
                STR_F(d->status), STR_F(d->says));
        if (d->overridden)
            fprintf(c->out, "      %.*s № %.*s, %.*s\n", STR_F(d->decision.title),
                    STR_F(d->decision.number), STR_F(day_iso(c->arena, d->decision.day)));
        else if (d->source.n)
            fprintf(c->out, "      %.*s\n", STR_F(d->source));
    }
}

static int list(struct command_ctx *c, int argc, char **argv)
{
    struct rules_described all;
    bool json = false;
    struct place p = {.code = STR("")};
    struct str code = STR_NONE;

    for (int i = 0; i < argc; i++) {
        if (str_eq(str_of(argv[i]), STR("--json")))
            json = true;
        else if (str_eq(str_of(argv[i]), STR("--place")) && i + 1 < argc)
            code = str_of(argv[++i]);
        else
            return EXIT_USAGE;
    }
    int status = code.p ? place_of_command(c, code, &p) : EXIT_DONE;
    if (status != EXIT_DONE)
        return status;
    enum err e = rules_describe_all(c->db, c->arena, c->lang, p.id, clock_today(), &all);
    if (e != OK) {
        fprintf(c->err, "rules list: %s\n", err_name(e));
        return EXIT_SYSTEM;
    }
    if (json) {
        struct buf *b = buf_new(c->arena, OUT_MAX);
        struct json j;

        json_init(&j, b);
        charter_put_json(&j, c->arena, p.code, &all);
        fprintf(c->out, "%.*s\n", STR_F(buf_str(b)));
    } else {
        print_text(c, &all);
    }
    return EXIT_DONE;
}

const struct command charter_commands[] = {
    {"rules list", "[--json] [--place CODE]",
     "List the rule parameters with value, source and status",
     "  --json         the same as JSON\n"
     "  --place CODE   as they hold in this municipality\n",
     true, list},
    {0},
};
