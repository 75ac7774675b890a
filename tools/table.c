/* See table.h. */
#include "tools/table.h"

#include <stdlib.h>

#include "tools/tool.h"

struct table table_open(const char *path)
{
    return (struct table){path, tool_read(path), 0};
}

void table_fail(const struct table *t, const char *why, struct str what)
{
    tool_fault(t->path, t->line, "%s: \"%.*s\"", why, STR_F(what));
    exit(1);
}

bool table_row(struct table *t, struct str *cells, size_t want)
{
    struct str line;

    while (str_cut(&t->text, '\n', &line)) {
        size_t n = 0;
        struct str cell, rest = line;

        t->line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        while (n < want && str_cut(&rest, '\t', &cell))
            cells[n++] = cell;
        if (n != want || rest.p)
            table_fail(t, "not the number of columns the heading names", line);
        return true;
    }
    return false;
}
