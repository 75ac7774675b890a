/* What the build-time programs share: reading and writing files, faults with file and line, C
 * literals.
 *
 * Invariants: a tool that met a fault writes nothing and exits with 1, so that ninja never sees
 * half an output. Outputs are rewritten only where their bytes differ: an edit that changes nothing
 * rebuilds nothing behind it. Memory lives until tool_end. Exhausted memory or an unreadable file
 * ends the tool at once, with the reason. */
#ifndef ASHAR_TOOLS_TOOL_H
#define ASHAR_TOOLS_TOOL_H

#include "base/buf.h"

extern struct arena tool_arena;

void tool_start(const char *name);

/* Prints "file:line: error: …". Line 0: the file as a whole. */
void tool_fault(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int tool_faults(void);

/* The whole file; unreadable: prints why and exits. */
struct str tool_read(const char *path);

/* A buffer freed by tool_end. */
struct buf *tool_buf(void);

/* Keeps the output back until tool_end. `path` and `b` must live until then. */
void tool_write_later(const char *path, const struct buf *b);

/* Make's format: "target: input input". The inputs may be directories: ninja sees a file added to
 * them. */
void tool_depfile(const char *path, const char *target, char *const *inputs, size_t n);

/* Writes what is kept back when no fault was met; frees everything. The exit status. */
int tool_end(void);

/* Appends s as a C string literal in quotes. */
void tool_put_literal(struct buf *b, struct str s);

/* Names of the files in a directory that end so, sorted, in the arena; "" ends: all. Hidden files
 * are left out. */
struct str *tool_list(const char *dir, struct str ending, size_t *n);

/* "src/issue/issue.sql" → "issue.sql"; its folder's name "issue"; its name without ending "issue".
 */
struct str tool_base_name(const char *path);
struct str tool_folder_name(const char *path);
struct str tool_stem(const char *path);

bool tool_is_name(struct str s);      /* [A-Za-z_][A-Za-z0-9_]* */
bool tool_is_c_keyword(struct str s); /* may not name a struct member */

/* Lines of a text, one after another; \r before \n is dropped. */
struct lines {
    struct str rest;
    int number; /* of the line last given, from 1 */
};
bool lines_next(struct lines *l, struct str *line);

#endif
