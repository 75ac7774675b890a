/* rulec RULES.tsv HOLIDAYS.tsv OUT.c: the shipped tables of rules as C.
 *
 * Purpose: a row with a misspelt type, status or day fails the build with file and line, not the
 * secretary's page. Non-goal: judging the value of a rule: that is rules_parse, which a test runs
 * over every row. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"

static const char *const type_names[] = {"INTEGER", "FRACTION", "QUORUM", "RANGE", "NUMBERS",
                                         "LIST",    "CHOICE",   "MAP",    "STEPS", "MONTH_DAY"};
static const char *const status_names[] = {"LAW",      "SEED",    "MODEL",
                                           "REPORTED", "ASSUMED", "NOT_FOUND"};

struct source {
    const char *path;
    struct str text;
    int line;
};

static _Noreturn void fail(const struct source *s, const char *why, struct str what)
{
    fprintf(stderr, "%s:%d: %s: \"%.*s\"\n", s->path, s->line, why, STR_F(what));
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

/* The next line that is no comment, cut into exactly `want` cells. */
static bool next_row(struct source *s, struct str *cells, size_t want)
{
    struct str line;

    while (str_cut(&s->text, '\n', &line)) {
        size_t n = 0;
        struct str cell, rest = line;

        s->line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        while (n < want && str_cut(&rest, '\t', &cell))
            cells[n++] = cell;
        if (n != want || rest.p)
            fail(s, "not the number of columns the heading names", line);
        return true;
    }
    return false;
}

static void put_string(FILE *out, struct str s)
{
    if (s.n == 0) {
        fputs("NULL", out);
        return;
    }
    fputc('"', out);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            fputc('\\', out);
        fputc(s.p[i], out);
    }
    fputc('"', out);
}

static void put_name(FILE *out, const struct source *s, const char *const *names, size_t n,
                     struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(str_of(names[i]), name)) {
            fprintf(out, "RULE_%s", names[i]);
            return;
        }
    }
    fail(s, "no such type or status", name);
}

static void put_day(FILE *out, const struct source *s, struct str cell)
{
    day_t day;

    if (cell.n == 0)
        fputs("DAY_NONE", out);
    else if (day_parse(cell, &day) == OK)
        fprintf(out, "%d", day);
    else
        fail(s, "not a day", cell);
}

static int64_t number(const struct source *s, struct str cell, int64_t absent)
{
    int64_t v = absent;

    if (cell.n != 0 && str_to_i64(cell, &v) != OK)
        fail(s, "not a number", cell);
    return v;
}

static void put_rule(FILE *out, const struct source *s, const struct str *c)
{
    struct str rest = c[0], group;

    if (!str_cut(&rest, '.', &group) || !rest.p)
        fail(s, "a key is GROUP.NAME", c[0]);
    if ((c[2].n == 0) != str_eq(c[8], STR("not_found")))
        fail(s, "no value and status not_found go together", c[0]);
    fputs("    {", out);
    put_string(out, c[0]);
    fputs(", ", out);
    put_string(out, group);
    fputs(", ", out);
    put_name(out, s, type_names, sizeof type_names / sizeof *type_names, c[1]);
    fputs(", ", out);
    put_string(out, c[2]);
    fputs(", ", out);
    put_string(out, c[3]);
    fputs(", ", out);
    put_string(out, c[4]);
    fprintf(out, ", %lldLL, %lldLL, ", (long long)number(s, c[5], 0),
            (long long)number(s, c[6], 1000000000000));
    if (c[7].n == 0)
        fputs("\"\"", out);
    else
        put_string(out, c[7]);
    fputs(", ", out);
    put_name(out, s, status_names, sizeof status_names / sizeof *status_names, c[8]);
    fputs(", ", out);
    put_day(out, s, c[9]);
    fputs(", ", out);
    put_day(out, s, c[10]);
    fputs("},\n", out);
}

static void put_holiday(FILE *out, const struct source *s, const struct str *c)
{
    struct str rest = c[0], month;
    int64_t m, d;

    if (!str_cut(&rest, '-', &month) || str_to_i64(month, &m) != OK || str_to_i64(rest, &d) != OK ||
        m < 1 || m > 12 || d < 1 || d > 31)
        fail(s, "not a month and day", c[0]);
    fprintf(out, "    {%d, %d, ", (int)m, (int)d);
    put_string(out, c[1]);
    fputs(", ", out);
    put_string(out, c[2]);
    fputs(", ", out);
    put_day(out, s, c[4]);
    fputs(", ", out);
    put_day(out, s, c[5]);
    fputs("},\n", out);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct str cells[11];
    FILE *out;

    if (argc != 4) {
        fputs("usage: rulec RULES.tsv HOLIDAYS.tsv OUT.c\n", stderr);
        return 2;
    }
    arena_init(&a, 4 * MIB);
    struct source rules = {argv[1], slurp(&a, argv[1]), 0};
    struct source holidays = {argv[2], slurp(&a, argv[2]), 0};

    out = fopen(argv[3], "wb");
    if (!out) {
        perror(argv[3]);
        return 1;
    }
    fputs("/* Written by rulec from data/rules.tsv and data/holidays.tsv. */\n"
          "#include \"rules/rules_table.h\"\n\nconst struct rule rules_table[] = {\n",
          out);
    while (next_row(&rules, cells, 11))
        put_rule(out, &rules, cells);
    fputs("};\nconst size_t rules_table_count = sizeof rules_table / sizeof *rules_table;\n\n"
          "const struct holiday_rule holidays_table[] = {\n",
          out);
    while (next_row(&holidays, cells, 6))
        put_holiday(out, &holidays, cells);
    fputs(
        "};\nconst size_t holidays_table_count = sizeof holidays_table / sizeof *holidays_table;\n",
        out);
    arena_free(&a);
    return fclose(out) == 0 ? 0 : 1;
}
