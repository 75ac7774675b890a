/* sqlc's inside: what a file of statements is after reading. sqlc.c reads, sqlc_put.c writes C. */
#ifndef ASHAR_TOOLS_SQLC_H
#define ASHAR_TOOLS_SQLC_H

#include "tools/tool.h"

enum { MAX_FIELDS = 60, MAX_QUERIES = 400 };

enum rows { ROWS_NONE, ROWS_ONE, ROWS_MANY, ROWS_COUNT };

struct type {
    const char *name, *c, *function; /* bind_… and take_… of db/bind.h */
    char letter;                     /* of db_query.in_types */
};

struct field {
    struct str name;
    const struct type *type;
    bool used; /* parameters: by the statement being read */
};

struct fields {
    struct field v[MAX_FIELDS];
    size_t n;
};

struct query {
    int line;
    struct str name;
    bool has_rows, has_role, writer;
    enum rows rows;
    int later; /* rows it must change, seen to at the end of the job; -1: any; 0: at once */
    struct fields in, out;
    struct buf *why;         /* free comment, for the header */
    struct buf *sqlite, *pg; /* numbered statements; pg NULL: the same text with $ */
    struct buf *text;        /* statement as written, while it is read */
    int text_line;
};

struct file {
    const char *path;
    bool pg;
    struct query *v[MAX_QUERIES];
    size_t n;
};

void sqlc_put_header(struct buf *b, const struct file *f, struct str module);
void sqlc_put_source(struct buf *b, const struct file *f, const char *header, struct str module);

#endif
