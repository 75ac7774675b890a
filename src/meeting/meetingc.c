/* meetingc KINDS.tsv STEPS.tsv OUT.c: the kinds of meetings and the steps of their preparation as
 * C.
 *
 * Purpose: a row with a missing name, an unknown group or a set of steps that nobody defines fails
 * the build with file and line. Non-goal: judging the rule keys: a test asks rules for each. */
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

enum { KIND_CELLS = 12, STEP_CELLS = 8, SETS_MOST = 64 };

struct source {
    const char *path;
    struct str text;
    int line;
};

static _Noreturn void fail(const struct source *s, const char *why, struct str what)
{
    fprintf(stderr, "%s:%d: error: %s: \"%.*s\"\n", s->path, s->line, why, STR_F(what));
    exit(1);
}

static struct str slurp(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *p = arena_alloc(a, MIB);
    size_t n = f ? fread(p, 1, MIB, f) : MIB;

    if (!f || n == MIB || ferror(f)) {
        fprintf(stderr, "%s: cannot be read, or is above 1 MiB\n", path);
        exit(1);
    }
    fclose(f);
    return (struct str){p, n};
}

/* The next line that is no comment, cut into exactly `want` cells, none of them empty. */
static bool next_row(struct source *s, struct str *cells, size_t want)
{
    struct str line;

    while (str_cut(&s->text, '\n', &line)) {
        size_t n = 0;
        struct str cell, rest = line;

        s->line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        while (n < want && str_cut(&rest, '\t', &cell)) {
            if (cell.n == 0)
                fail(s, "an empty cell", line);
            cells[n++] = cell;
        }
        if (n != want || rest.p)
            fail(s, "not the number of columns the heading names", line);
        return true;
    }
    return false;
}

static void put(FILE *out, struct str s)
{
    fputc('"', out);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            fputc('\\', out);
        fputc(s.p[i], out);
    }
    fputs("\", ", out);
}

static const char *group_of(const struct source *s, struct str name)
{
    static const char *const names[][2] = {{"assembly", "MEETING_ASSEMBLY"},
                                           {"hearing", "MEETING_HEARING"},
                                           {"kurultai", "MEETING_KURULTAI"},
                                           {"session", "MEETING_SESSION"},
                                           {"report", "MEETING_REPORT"}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i][0])))
            return names[i][1];
    fail(s, "no such group", name);
}

static void put_names(FILE *out, const struct str names[3])
{
    fputs("{[LANG_KY] = ", out);
    put(out, names[0]);
    fputs("[LANG_RU] = ", out);
    put(out, names[1]);
    fputs("[LANG_EN] = ", out);
    put(out, names[2]);
    fputs("}, ", out);
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

static void put_steps(FILE *out, struct source *s, struct sets *sets)
{
    struct str c[STEP_CELLS];

    fputs("const struct meeting_step_kind meeting_steps_table[] = {\n", out);
    while (next_row(s, c, STEP_CELLS)) {
        bool after = str_eq(c[3], STR("after"));

        if (!after && !str_eq(c[3], STR("before")))
            fail(s, "neither before nor after", c[3]);
        if (!str_eq(c[4], STR("meeting")) && !str_eq(c[4], STR("approve")))
            fail(s, "no such duty", c[4]);
        if (!has(sets, c[0])) {
            if (sets->n == SETS_MOST)
                fail(s, "too many sets", c[0]);
            sets->v[sets->n++] = c[0];
        }
        fputs("    {", out);
        for (int i = 0; i < 3; i++)
            put(out, c[i]);
        put_names(out, c + 5);
        fprintf(out, "%s, %s},\n", after ? "true" : "false",
                str_eq(c[4], STR("meeting")) ? "CAP_MEETING" : "CAP_APPROVE");
    }
    fputs("};\nconst size_t meeting_steps_count = sizeof meeting_steps_table / sizeof "
          "*meeting_steps_table;\n\n",
          out);
}

static void put_kinds(FILE *out, struct source *s, const struct sets *sets)
{
    struct str c[KIND_CELLS];

    fputs("const struct meeting_kind meeting_kinds_table[] = {\n", out);
    while (next_row(s, c, KIND_CELLS)) {
        if (!has(sets, c[3]))
            fail(s, "no such set of steps", c[3]);
        if (!str_eq(c[8], STR("yes")) && !str_eq(c[8], STR("no")))
            fail(s, "neither yes nor no", c[8]);
        fputs("    {", out);
        put(out, c[0]);
        put_names(out, c + 9);
        fprintf(out, "%s, ", group_of(s, c[1]));
        for (int i = 2; i < 7; i++)
            put(out, c[i]);
        put(out, str_eq(c[7], STR("-")) ? STR("") : c[7]);
        fprintf(out, "%s},\n", str_eq(c[8], STR("yes")) ? "true" : "false");
    }
    fputs("};\nconst size_t meeting_kinds_count = sizeof meeting_kinds_table / sizeof "
          "*meeting_kinds_table;\n",
          out);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct sets sets = {.n = 0};

    if (argc != 4) {
        fputs("usage: meetingc KINDS.tsv STEPS.tsv OUT.c\n", stderr);
        return 2;
    }
    arena_init(&a, 4 * MIB);
    struct source kinds = {argv[1], slurp(&a, argv[1]), 0};
    struct source steps = {argv[2], slurp(&a, argv[2]), 0};
    FILE *out = fopen(argv[3], "w");

    if (!out) {
        fprintf(stderr, "%s: cannot be written\n", argv[3]);
        return 1;
    }
    fputs("#include \"meeting/meeting_kinds.h\"\n\n", out);
    put_steps(out, &steps, &sets);
    put_kinds(out, &kinds, &sets);
    int failed = fclose(out);
    arena_free(&a);
    return failed ? 1 : 0;
}
