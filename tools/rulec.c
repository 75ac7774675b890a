/* rulec RULES.tsv HOLIDAYS.tsv OUT.c: the shipped tables of rules as C.
 *
 * Purpose: a row with a misspelt type, status or day fails the build with file and line, not the
 * secretary's page. Non-goal: judging the value of a rule: that is rules_parse, which a test runs
 * over every row. */
#include <stdio.h>

#include "base/clock.h"
#include "tools/table.h"
#include "tools/tool.h"

enum { RULE_CELLS = 11, HOLIDAY_CELLS = 6 };

static const char *const type_names[] = {"INTEGER", "FRACTION", "QUORUM", "RANGE", "NUMBERS",
                                         "LIST",    "CHOICE",   "MAP",    "STEPS", "MONTH_DAY"};
static const char *const status_names[] = {"LAW",      "SEED",    "MODEL",
                                           "REPORTED", "ASSUMED", "NOT_FOUND"};

/* Absent where the cell is empty. */
static void put_string(struct buf *out, struct str s)
{
    if (s.n == 0)
        buf_lit(out, "NULL");
    else
        tool_put_literal(out, s);
}

static void put_name(struct buf *out, const struct table *s, const char *const *names, size_t n,
                     struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(str_of(names[i]), name)) {
            buf_printf(out, "RULE_%s", names[i]);
            return;
        }
    }
    table_fail(s, "no such type or status", name);
}

static void put_day(struct buf *out, const struct table *s, struct str cell)
{
    day_t day;

    if (cell.n == 0)
        buf_lit(out, "DAY_NONE");
    else if (day_parse(cell, &day) == OK)
        buf_printf(out, "%d", day);
    else
        table_fail(s, "not a day", cell);
}

static int64_t number(const struct table *s, struct str cell, int64_t absent)
{
    int64_t v = absent;

    if (cell.n != 0 && str_to_i64(cell, &v) != OK)
        table_fail(s, "not a number", cell);
    return v;
}

static void put_rule(struct buf *out, const struct table *s, const struct str *c)
{
    struct str rest = c[0], group;

    if (!str_cut(&rest, '.', &group) || !rest.p)
        table_fail(s, "a key is GROUP.NAME", c[0]);
    if ((c[2].n == 0) != str_eq(c[8], STR("not_found")))
        table_fail(s, "no value and status not_found go together", c[0]);
    buf_lit(out, "    {");
    put_string(out, c[0]);
    buf_lit(out, ", ");
    put_string(out, group);
    buf_lit(out, ", ");
    put_name(out, s, type_names, sizeof type_names / sizeof *type_names, c[1]);
    buf_lit(out, ", ");
    put_string(out, c[2]);
    buf_lit(out, ", ");
    put_string(out, c[3]);
    buf_lit(out, ", ");
    put_string(out, c[4]);
    buf_printf(out, ", %lldLL, %lldLL, ", (long long)number(s, c[5], 0),
               (long long)number(s, c[6], 1000000000000));
    tool_put_literal(out, c[7]);
    buf_lit(out, ", ");
    put_name(out, s, status_names, sizeof status_names / sizeof *status_names, c[8]);
    buf_lit(out, ", ");
    put_day(out, s, c[9]);
    buf_lit(out, ", ");
    put_day(out, s, c[10]);
    buf_lit(out, "},\n");
}

static void put_holiday(struct buf *out, const struct table *s, const struct str *c)
{
    struct str rest = c[0], month;
    int64_t m, d;

    if (!str_cut(&rest, '-', &month) || str_to_i64(month, &m) != OK || str_to_i64(rest, &d) != OK ||
        m < 1 || m > 12 || d < 1 || d > 31)
        table_fail(s, "not a month and day", c[0]);
    buf_printf(out, "    {%d, %d, ", (int)m, (int)d);
    put_string(out, c[1]);
    buf_lit(out, ", ");
    put_string(out, c[2]);
    buf_lit(out, ", ");
    put_day(out, s, c[4]);
    buf_lit(out, ", ");
    put_day(out, s, c[5]);
    buf_lit(out, "},\n");
}

int main(int argc, char **argv)
{
    struct str cells[RULE_CELLS];

    if (argc != 4) {
        fputs("usage: rulec RULES.tsv HOLIDAYS.tsv OUT.c\n", stderr);
        return 2;
    }
    tool_start("rulec");
    struct table rules = table_open(argv[1]), holidays = table_open(argv[2]);
    struct buf *out = tool_buf();

    buf_lit(out, "/* Written by rulec from data/rules.tsv and data/holidays.tsv. */\n"
                 "#include \"rules/rules_table.h\"\n\nconst struct rule rules_table[] = {\n");
    while (table_row(&rules, cells, RULE_CELLS))
        put_rule(out, &rules, cells);
    buf_lit(out,
            "};\nconst size_t rules_table_count = sizeof rules_table / sizeof *rules_table;\n\n"
            "const struct holiday_rule holidays_table[] = {\n");
    while (table_row(&holidays, cells, HOLIDAY_CELLS))
        put_holiday(out, &holidays, cells);
    buf_lit(out, "};\nconst size_t holidays_table_count = sizeof holidays_table / sizeof "
                 "*holidays_table;\n");
    tool_write_later(argv[3], out);
    return tool_end();
}
