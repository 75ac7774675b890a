/* The tables of data/ as the programs read them that make C of them: cells between tabs, one row a
 * line; a line that is empty or begins with '#' is none.
 *
 * Invariant: a fault ends the program at once, with file and line; nothing has been written then
 * (tool_write_later). Non-goals: quoting, cells with tabs or line ends. */
#ifndef ASHAR_TOOLS_TABLE_H
#define ASHAR_TOOLS_TABLE_H

#include "base/str.h"

struct table {
    const char *path;
    struct str text; /* what is not read yet */
    int line;        /* of the row last given, from 1 */
};

/* The whole file, in the tool's arena (tool_start before, tool_end after). */
struct table table_open(const char *path);
/* The next row, cut into exactly `want` cells, which may be empty; false at the end. */
bool table_row(struct table *t, struct str *cells, size_t want);
/* "PATH:LINE: error: WHY: "WHAT"", then exit 1. */
_Noreturn void table_fail(const struct table *t, const char *why, struct str what);

#endif
