/* sqlc: SQL files to typed C functions.
 *
 * Usage: sqlc HEADER.h SOURCE.c MODULE.sql [MODULE.pg.sql]
 * The form of the files is told in tools/README.md. Parameters are numbered by their order in `--
 * in:` on both engines, since PostgreSQL and SQLite number `:name` differently when left to
 * themselves. Non-goal: understanding SQL. Only strings, quoted names, comments, `;` and `:name`
 * are told apart; that a statement is right on both engines is proved by preparing the registry on
 * both in the tests. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tools/sqlc.h"

static const struct type types[] = {
    {"i64", "int64_t", "i64", 'i'},      {"i64?", "struct opt_i64", "opt_i64", 'i'},
    {"text", "struct str", "text", 't'}, {"blob", "struct str", "blob", 'b'},
    {"f64", "double", "f64", 'f'},       {"bool", "bool", "bool", 'i'},
    {"day", "day_t", "day", 'i'},
};

/* -- the comment lines -- */

static bool word_next(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    if (rest->n == 0)
        return false;
    size_t n = 0;
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
        n++;
    *word = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return true;
}

static const struct type *type_of(struct str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq(name, str_of(types[i].name)))
            return &types[i];
    return NULL;
}

static struct field *field_of(struct fields *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].name, name))
            return &f->v[i];
    return NULL;
}

static void read_fields(const char *path, int line, struct str rest, struct fields *out)
{
    struct str part, name, type, more;

    while (str_cut(&rest, ',', &part)) {
        if (!word_next(&part, &name)) {
            if (rest.p || out->n == 0)
                tool_fault(path, line, "a name and a type are missing between commas");
            continue; /* a comma at the end continues on the next line of the same kind */
        }
        if (!word_next(&part, &type) || word_next(&part, &more)) {
            tool_fault(path, line, "\"%.*s\" needs one type behind it", STR_F(name));
            continue;
        }
        if (!type_of(type))
            tool_fault(path, line, "unknown type \"%.*s\" of %.*s: i64 i64? text blob f64 bool day",
                       STR_F(type), STR_F(name));
        else if (!tool_is_name(name) || tool_is_c_keyword(name))
            tool_fault(path, line, "\"%.*s\" cannot name a struct member", STR_F(name));
        else if (field_of(out, name))
            tool_fault(path, line, "%.*s is declared twice", STR_F(name));
        else if (out->n == MAX_FIELDS)
            tool_fault(path, line, "more than %d fields", MAX_FIELDS);
        else
            out->v[out->n++] = (struct field){.name = name, .type = type_of(type)};
    }
}

static void read_rows(const char *path, int line, struct query *q, struct str word)
{
    static const char *const names[] = {"none", "one", "many", "count"};
    for (size_t i = 0; i < 4; i++) {
        if (str_eq(word, str_of(names[i]))) {
            q->rows = (enum rows)i;
            q->has_rows = true;
            return;
        }
    }
    tool_fault(path, line, "rows: is many, one, none or count, not \"%.*s\"", STR_F(word));
}

static struct query *query_of(const struct file *f, struct str name)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i]->name, name))
            return f->v[i];
    return NULL;
}

/* Rows the statement must change, or any number. */
static void read_later(const char *path, int line, struct query *q, struct str value)
{
    int64_t n;

    if (str_eq(value, STR("any")))
        q->later = -1;
    else if (str_to_i64(value, &n) == OK && n > 0 && n < 100)
        q->later = (int)n;
    else
        tool_fault(path, line, "later: is any or a number of rows, not \"%.*s\"", STR_F(value));
}

static struct query *start_query(struct file *f, int line, struct str rest)
{
    struct query *q = arena_new(&tool_arena, struct query);
    struct str word;

    *q = (struct query){.line = line, .why = tool_buf(), .text = tool_buf()};
    if (!word_next(&rest, &q->name) || !tool_is_name(q->name))
        tool_fault(f->path, line, "-- query: needs a name");
    else if (query_of(f, q->name))
        tool_fault(f->path, line, "duplicate query %.*s", STR_F(q->name));
    while (word_next(&rest, &word)) {
        struct str value = STR_NONE;
        if (!word_next(&rest, &value)) {
            tool_fault(f->path, line, "\"%.*s\" has no value", STR_F(word));
        } else if (str_eq(word, STR("rows:"))) {
            read_rows(f->path, line, q, value);
        } else if (str_eq(word, STR("role:"))) {
            q->has_role = true;
            q->writer = str_eq(value, STR("writer"));
            if (!q->writer && !str_eq(value, STR("reader")))
                tool_fault(f->path, line, "role: is reader or writer, not \"%.*s\"", STR_F(value));
        } else if (str_eq(word, STR("later:"))) {
            read_later(f->path, line, q, value);
        } else {
            tool_fault(f->path, line,
                       "\"%.*s\" is neither rows: nor role: nor later:", STR_F(word));
        }
    }
    if (f->n == MAX_QUERIES)
        tool_fault(f->path, line, "more than %d queries", MAX_QUERIES);
    else
        f->v[f->n++] = q;
    return q;
}

/* -- the statement -- */

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* End of the string, quoted name or comment that starts at `at`; `at` itself where none does. */
static size_t skip_quoted(struct str s, size_t at)
{
    char c = s.p[at], next = at + 1 < s.n ? s.p[at + 1] : '\0';
    size_t end;

    if (c == '\'' || c == '"') {
        for (end = at + 1; end < s.n; end++) {
            if (s.p[end] != c)
                continue;
            if (end + 1 < s.n && s.p[end + 1] == c)
                end++;
            else
                return end + 1;
        }
        return s.n + 1; /* never closed */
    }
    if (c == '-' && next == '-') {
        end = str_find(s, STR("\n"), at);
        return end == SIZE_MAX ? s.n : end;
    }
    if (c == '/' && next == '*') {
        end = str_find(s, STR("*/"), at + 2);
        return end == SIZE_MAX ? s.n + 1 : end + 2;
    }
    return at;
}

static int line_at(const struct query *q, struct str s, size_t at)
{
    int line = q->text_line;
    for (size_t i = 0; i < at && i < s.n; i++)
        line += s.p[i] == '\n';
    return line;
}

/* Appends the numbered statement: comments dropped, runs of blanks made one, :name made ?N or $N.
 */
struct numbering {
    const struct file *file;
    struct query *q;         /* whose text */
    struct fields *in;       /* declared by the shared block */
    struct buf *sqlite, *pg; /* either may be NULL */
};

static void put(const struct numbering *n, struct str s)
{
    if (n->sqlite)
        buf_add(n->sqlite, s);
    if (n->pg)
        buf_add(n->pg, s);
}

static size_t put_parameter(const struct numbering *n, struct str s, size_t at)
{
    size_t end = at + 1;
    while (end < s.n && name_char(s.p[end]))
        end++;
    struct str name = str_sub(s, at + 1, end - at - 1);
    struct field *f = field_of(n->in, name);
    if (!f) {
        tool_fault(n->file->path, line_at(n->q, s, at), "unknown parameter :%.*s in %.*s",
                   STR_F(name), STR_F(n->q->name));
        return end;
    }
    f->used = true;
    int number = (int)(f - n->in->v) + 1;
    if (n->sqlite)
        buf_printf(n->sqlite, "?%d", number);
    if (n->pg)
        buf_printf(n->pg, "$%d", number);
    return end;
}

static bool starts_word(struct str s, size_t at, struct str word)
{
    return (at == 0 || !name_char(s.p[at - 1])) && str_eq_nocase(str_sub(s, at, word.n), word) &&
           (at + word.n >= s.n || !name_char(s.p[at + word.n]));
}

/* What one of the engines does not know, in a statement meant for both. */
static void check_portable(const struct numbering *n, struct str s, size_t at)
{
    static const char *const words[] = {"ifnull",        "datetime",
                                        "strftime",      "julianday",
                                        "glob",          "rowid",
                                        "autoincrement", "ilike",
                                        "now",           "true",
                                        "false",         "group_concat",
                                        "string_agg",    "last_insert_rowid"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_word(s, at, str_of(words[i])))
            tool_fault(
                n->file->path, line_at(n->q, s, at),
                "%s is not the same on both engines: write it otherwise, or add a block in .pg.sql",
                words[i]);
}

/* One character or quoted piece of the statement; its end. */
static size_t put_piece(const struct numbering *n, struct str s, size_t at)
{
    char c = s.p[at], next = at + 1 < s.n ? s.p[at + 1] : '\0';
    int line = line_at(n->q, s, at);

    if (c == ':' && next == ':') {
        if (!n->file->pg)
            tool_fault(n->file->path, line, ":: is PostgreSQL's: write cast(… as …)");
        put(n, STR("::"));
        return at + 2;
    }
    if (c == ':' && (name_char(next)) && !(next >= '0' && next <= '9'))
        return put_parameter(n, s, at);
    if (c == '?' && !n->file->pg)
        tool_fault(n->file->path, line, "write :name, not ?");
    if (c == '$')
        tool_fault(n->file->path, line, "write :name, not $");
    if (n->sqlite && n->pg && name_char(c))
        check_portable(n, s, at);
    put(n, str_sub(s, at, 1));
    return at + 1;
}

static void number_statement(const struct numbering *n)
{
    struct str s = str_trim(buf_str(n->q->text));
    bool blank = false, any = false;

    for (size_t i = 0; i < n->in->n; i++)
        n->in->v[i].used = false;
    for (size_t at = 0; at < s.n;) {
        size_t end = skip_quoted(s, at);
        if (end > s.n) {
            tool_fault(n->file->path, line_at(n->q, s, at), "string or comment is never closed");
            return;
        }
        if ((s.p[at] == '-' || s.p[at] == '/') && end > at) {
            blank = true;
            at = end;
        } else if (strchr(" \t\n\r", s.p[at])) {
            blank = true;
            at++;
        } else {
            if (blank && any)
                put(n, STR(" "));
            blank = false;
            any = true;
            if (end > at)
                put(n, str_sub(s, at, end - at));
            at = end > at ? end : put_piece(n, s, at);
        }
    }
    for (size_t i = 0; i < n->in->n; i++)
        if (!n->in->v[i].used)
            tool_fault(n->file->path, n->q->line, "unused parameter %.*s of %.*s",
                       STR_F(n->in->v[i].name), STR_F(n->q->name));
}

/* -- a file -- */

/* Offset of the semicolon that ends the statement, or SIZE_MAX. */
static size_t statement_end(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = skip_quoted(s, at);
        if (end == at && s.p[at] == ';')
            return at;
        at = end > at ? end : at + 1;
    }
    return SIZE_MAX;
}

static void finish_query(const struct file *f, struct query *q)
{
    struct str text = buf_str(q->text);
    size_t end = statement_end(text);

    if (str_trim(text).n == 0) {
        tool_fault(f->path, q->line, "query %.*s has no statement", STR_F(q->name));
        return;
    }
    if (end == SIZE_MAX) {
        tool_fault(f->path, q->line, "missing semicolon at the end of %.*s", STR_F(q->name));
        return;
    }
    struct str more = str_sub(text, end + 1, text.n);
    for (size_t at = 0; at < more.n; at++) {
        size_t skip = skip_quoted(more, at);
        if (skip > at && (more.p[at] == '-' || more.p[at] == '/'))
            at = skip - 1;
        else if (!strchr(" \t\n\r", more.p[at])) {
            tool_fault(
                f->path, line_at(q, text, end + 1 + at),
                "a second statement behind %.*s: it needs its own -- query:", STR_F(q->name));
            break;
        }
    }
    q->text->n = end;
}

static void check_head(const struct file *f, const struct query *q)
{
    struct str head = str_trim(buf_str(q->text));
    bool select = starts_word(head, 0, STR("select")) || starts_word(head, 0, STR("with")) ||
                  starts_word(head, 0, STR("values"));
    bool returns = q->rows == ROWS_ONE || q->rows == ROWS_MANY;

    if (!q->has_rows)
        tool_fault(f->path, q->line, "missing rows: of %.*s", STR_F(q->name));
    else if (returns && q->out.n == 0)
        tool_fault(f->path, q->line, "%.*s returns rows but has no -- out:", STR_F(q->name));
    else if (!returns && q->out.n > 0)
        tool_fault(f->path, q->line, "%.*s has -- out: but returns no rows", STR_F(q->name));
    if (!q->has_role)
        tool_fault(f->path, q->line, "missing role: of %.*s", STR_F(q->name));
    else if (!q->writer && !select)
        tool_fault(f->path, q->line, "%.*s has role reader but is no select", STR_F(q->name));
    if (q->later && (!q->writer || q->rows != ROWS_NONE))
        tool_fault(f->path, q->line, "later: of %.*s needs rows: none and role: writer",
                   STR_F(q->name));
}

static void read_comment(const struct file *f, int line, struct query *q, struct str comment)
{
    if (str_starts(comment, STR("in:")) || str_starts(comment, STR("out:"))) {
        bool in = comment.p[0] == 'i';
        struct str rest = str_sub(comment, in ? 3 : 4, comment.n);
        if (f->pg)
            tool_fault(f->path, line, "in: and out: stand in the shared file only");
        else
            read_fields(f->path, line, rest, in ? &q->in : &q->out);
        return;
    }
    buf_add(q->why, comment);
    buf_add_char(q->why, '\n');
}

static void read_sql(struct file *f)
{
    struct lines l = {.rest = tool_read(f->path)};
    struct query *q = NULL;
    struct str line;

    if (!str_utf8_valid(l.rest))
        tool_fault(f->path, 0, "not UTF-8");
    while (lines_next(&l, &line)) {
        struct str trimmed = str_trim(line);
        bool comment = str_starts(trimmed, STR("--"));
        struct str text = comment ? str_trim(str_sub(trimmed, 2, trimmed.n)) : STR("");
        if (comment && str_starts(text, STR("query:"))) {
            if (q)
                finish_query(f, q);
            q = start_query(f, l.number, str_sub(text, 6, text.n));
        } else if (q && comment && q->text->n == 0) {
            read_comment(f, l.number, q, text);
        } else if (q && (trimmed.n || q->text->n)) {
            if (q->text->n == 0)
                q->text_line = l.number;
            buf_add(q->text, line);
            buf_add_char(q->text, '\n');
        } else if (!q && trimmed.n && !comment) {
            tool_fault(f->path, l.number, "statement without a -- query: line before it");
            return;
        }
    }
    if (q)
        finish_query(f, q);
    if (f->n == 0)
        tool_fault(f->path, 0, "no query in it");
}

static void number_all(struct file *shared, struct file *pg)
{
    for (size_t i = 0; i < shared->n; i++) {
        struct query *q = shared->v[i];
        bool own = query_of(pg, q->name) != NULL;
        check_head(shared, q);
        q->sqlite = tool_buf();
        q->pg = tool_buf();
        number_statement(&(struct numbering){shared, q, &q->in, q->sqlite, own ? NULL : q->pg});
    }
    for (size_t i = 0; i < pg->n; i++) {
        struct query *q = query_of(shared, pg->v[i]->name);
        if (!q) {
            tool_fault(pg->path, pg->v[i]->line, "%.*s has no block of that name in %s",
                       STR_F(pg->v[i]->name), shared->path);
            continue;
        }
        if ((pg->v[i]->has_rows && pg->v[i]->rows != q->rows) ||
            (pg->v[i]->has_role && pg->v[i]->writer != q->writer))
            tool_fault(pg->path, pg->v[i]->line,
                       "rows: or role: differ from the shared block of %.*s", STR_F(q->name));
        number_statement(&(struct numbering){pg, pg->v[i], &q->in, NULL, q->pg});
    }
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: sqlc HEADER.h SOURCE.c MODULE.sql [MODULE.pg.sql]\n");
        return 2;
    }
    tool_start("sqlc");
    struct file shared = {.path = argv[3]}, pg = {.path = argc == 5 ? argv[4] : "", .pg = true};
    read_sql(&shared);
    if (argc == 5)
        read_sql(&pg);
    number_all(&shared, &pg);
    if (tool_faults() == 0) {
        struct buf *h = tool_buf(), *c = tool_buf();
        sqlc_put_header(h, &shared, tool_stem(argv[3]));
        sqlc_put_source(c, &shared, argv[1], tool_stem(argv[3]));
        tool_write_later(argv[1], h);
        tool_write_later(argv[2], c);
    }
    return tool_end();
}
