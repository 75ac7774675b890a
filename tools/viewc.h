/* viewc's inside: what its three files share.
 *
 * viewc.c reads files and writes C; viewc_html.c follows the markup, so that the context of each
 * expression is known; viewc_directive.c reads what stands in braces. */
#ifndef ASHAR_TOOLS_VIEWC_H
#define ASHAR_TOOLS_VIEWC_H

#include "tools/tool.h"

enum { MAX_DEPTH = 64, MAX_KEY_ARGS = 12, MAX_INCLUDES = 16, MAX_ATTRIBUTES = 32 };

/* Where in the markup the next byte stands. */
enum where {
    IN_TEXT,
    IN_RCDATA, /* inside <textarea> or <title>: text without tags */
    IN_TAG,    /* between attributes */
    IN_VALUE   /* inside a quoted attribute value */
};

enum value {
    VALUE_TEXT,
    VALUE_URL,      /* a URL of which nothing is written yet: an expression is the whole of it */
    VALUE_URL_NAME, /* begun with letters: a scheme, or a file beside this one */
    VALUE_URL_REST, /* behind its beginning: an expression is a path segment or a query value */
    VALUE_FIXED     /* takes no expression: method, type, rel … */
};

/* All that must be equal where branches meet. */
struct state {
    enum where where;
    char quote;
    enum value value;
    size_t depth; /* open elements */
};

struct element {
    struct str name; /* small letters */
    int line;
    bool post;     /* a form with method="post" */
    bool has_csrf; /* … that holds {csrf} */
};

/* The tag being read. */
struct tag {
    struct str name;
    int line;
    bool closing, selfclosing;
    bool has_alt, post, asset_src;
    struct str attribute;
    size_t value_from; /* offset of the value's first byte */
    bool value_dynamic;
    struct {
        struct str name;
        int branch; /* it was written in */
    } written[MAX_ATTRIBUTES];
    size_t written_count;
};

enum block_kind { BLOCK_IF, BLOCK_ELSE, BLOCK_FOR };

struct block {
    enum block_kind kind;
    int line;
    int branch;          /* number of the branch being read, no two alike in a run; 0 is none */
    struct state before; /* at its begin */
    struct state after;  /* of the branches so far */
    char last_before, last_after;
    bool branched; /* `after` is set */
};

struct key {
    struct str name;
    bool plural;
    struct str arg[MAX_KEY_ARGS];
    size_t arg_count;
};

struct keys {
    struct key *v;
    size_t n;
};

struct compiler {
    const char *path;
    struct str text;
    size_t at;
    int line;
    bool layout; /* of the file layout.html, which alone may hold <script src> */
    bool in_view;
    int view_line;
    struct state s;
    struct element open[MAX_DEPTH];
    struct tag tag;
    struct block block[MAX_DEPTH];
    size_t block_count;
    int branches;
    char last;           /* last byte of text written, where blanks are folded; 0: unknown */
    struct buf *pending; /* markup not yet written as a literal */
    struct buf *code, *declarations;
    struct keys keys;
    struct str include[MAX_INCLUDES];
    size_t include_count;
    bool uses_assets;
};

/* viewc.c */
void view_flush(struct compiler *c); /* pending markup → out_raw(…) */
void view_code(struct compiler *c, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void view_fault(const struct compiler *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* viewc_html.c: takes at least one byte of markup from c->at. */
void view_markup(struct compiler *c);
void view_markup_end(struct compiler *c);    /* of a view: everything closed */
void view_value_dynamic(struct compiler *c); /* an expression was printed */

/* viewc_directive.c: c->at is at the brace. */
void view_directive(struct compiler *c);

#endif
