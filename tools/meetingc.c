/* meetingc KINDS.tsv STEPS.tsv OUT.c: the kinds of meetings and the steps of their preparation as
 * C.
 *
 * Purpose: a row with a missing name, an unknown group or a set of steps that nobody defines fails
 * the build with file and line. Non-goal: judging the rule keys: a test asks rules for each. */
#include <stdio.h>

#include "tools/table.h"
#include "tools/tool.h"

enum { KIND_CELLS = 12, STEP_CELLS = 8, SETS_MOST = 64 };

/* A row without an empty cell. */
static bool full_row(struct table *t, struct str *cells, size_t want)
{
    if (!table_row(t, cells, want))
        return false;
    for (size_t i = 0; i < want; i++)
        if (cells[i].n == 0)
            table_fail(t, "an empty cell", cells[0]);
    return true;
}

static void put(struct buf *out, struct str s)
{
    tool_put_literal(out, s);
    buf_lit(out, ", ");
}

static const char *group_of(const struct table *s, struct str name)
{
    static const char *const names[][2] = {{"assembly", "MEETING_ASSEMBLY"},
                                           {"hearing", "MEETING_HEARING"},
                                           {"kurultai", "MEETING_KURULTAI"},
                                           {"session", "MEETING_SESSION"},
                                           {"report", "MEETING_REPORT"}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i][0])))
            return names[i][1];
    table_fail(s, "no such group", name);
}

static void put_names(struct buf *out, const struct str names[3])
{
    buf_lit(out, "{[LANG_KY] = ");
    put(out, names[0]);
    buf_lit(out, "[LANG_RU] = ");
    put(out, names[1]);
    buf_lit(out, "[LANG_EN] = ");
    put(out, names[2]);
    buf_lit(out, "}, ");
}

struct sets {
    struct str v[SETS_MOST];
    size_t n;
};

static bool has(const struct sets *s, struct str name)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->v[i], name))
            return true;
    return false;
}

static void put_steps(struct buf *out, struct table *s, struct sets *sets)
{
    struct str c[STEP_CELLS];

    buf_lit(out, "const struct meeting_step_kind meeting_steps_table[] = {\n");
    while (full_row(s, c, STEP_CELLS)) {
        bool after = str_eq(c[3], STR("after"));

        if (!after && !str_eq(c[3], STR("before")))
            table_fail(s, "neither before nor after", c[3]);
        if (!str_eq(c[4], STR("meeting")) && !str_eq(c[4], STR("approve")))
            table_fail(s, "no such duty", c[4]);
        if (!has(sets, c[0])) {
            if (sets->n == SETS_MOST)
                table_fail(s, "too many sets", c[0]);
            sets->v[sets->n++] = c[0];
        }
        buf_lit(out, "    {");
        for (int i = 0; i < 3; i++)
            put(out, c[i]);
        put_names(out, c + 5);
        buf_printf(out, "%s, %s},\n", after ? "true" : "false",
                   str_eq(c[4], STR("meeting")) ? "CAP_MEETING" : "CAP_APPROVE");
    }
    buf_lit(out, "};\nconst size_t meeting_steps_count = sizeof meeting_steps_table / sizeof "
                 "*meeting_steps_table;\n\n");
}

static void put_kinds(struct buf *out, struct table *s, const struct sets *sets)
{
    struct str c[KIND_CELLS];

    buf_lit(out, "const struct meeting_kind meeting_kinds_table[] = {\n");
    while (full_row(s, c, KIND_CELLS)) {
        if (!has(sets, c[3]))
            table_fail(s, "no such set of steps", c[3]);
        if (!str_eq(c[8], STR("yes")) && !str_eq(c[8], STR("no")))
            table_fail(s, "neither yes nor no", c[8]);
        buf_lit(out, "    {");
        put(out, c[0]);
        put_names(out, c + 9);
        buf_printf(out, "%s, ", group_of(s, c[1]));
        for (int i = 2; i < 7; i++)
            put(out, c[i]);
        put(out, str_eq(c[7], STR("-")) ? STR("") : c[7]);
        buf_printf(out, "%s},\n", str_eq(c[8], STR("yes")) ? "true" : "false");
    }
    buf_lit(out, "};\nconst size_t meeting_kinds_count = sizeof meeting_kinds_table / sizeof "
                 "*meeting_kinds_table;\n");
}

int main(int argc, char **argv)
{
    struct sets sets = {.n = 0};

    if (argc != 4) {
        fputs("usage: meetingc KINDS.tsv STEPS.tsv OUT.c\n", stderr);
        return 2;
    }
    tool_start("meetingc");
    struct table kinds = table_open(argv[1]), steps = table_open(argv[2]);
    struct buf *out = tool_buf();

    buf_lit(out, "#include \"meeting/meeting_kinds.h\"\n\n");
    put_steps(out, &steps, &sets);
    put_kinds(out, &kinds, &sets);
    tool_write_later(argv[3], out);
    return tool_end();
}
