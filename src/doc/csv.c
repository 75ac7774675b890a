/* Rows and fields of a comma-separated file. See csv.h. */
#include "doc/csv.h"

#include <string.h>

#include "doc/csv_encoding.h"

static const struct csv_limits limits_default = {16 * MIB, 200000, 64, 10000};

struct reader {
    struct arena *a;
    struct faults *f;
    const struct csv_limits *max;
    struct str s;
    size_t at;
    int32_t line;
    char separator;
    struct csv_field row[CSV_COLUMNS_MAX * 32];
    size_t n;
};

static size_t or_default(size_t given, size_t fallback)
{
    return given ? given : fallback;
}

static bool at_line_end(const struct reader *r)
{
    return r->at < r->s.n && (r->s.p[r->at] == '\n' || r->s.p[r->at] == '\r');
}

/* CRLF, LF and CR all end a line once. */
static void pass_line_end(struct reader *r)
{
    if (r->s.p[r->at] == '\r' && r->at + 1 < r->s.n && r->s.p[r->at + 1] == '\n')
        r->at++;
    r->at++;
    r->line++;
}

/* Our own writer's guard against formulas, and the one that people type. */
static struct str without_guard(struct str s)
{
    if (s.n >= 2 && s.p[0] == '\'' && strchr("=+-@", s.p[1]))
        return str_sub(s, 1, s.n);
    return s;
}

/* Text between quotes with each doubled quote made one. */
static struct str undoubled(struct arena *a, struct str s, size_t doubled)
{
    if (!doubled)
        return s;
    char *p = arena_alloc(a, s.n - doubled + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        p[n++] = s.p[i];
        i += s.p[i] == '"';
    }
    return (struct str){p, n};
}

/* Finds the closing quote first, so that the copy is made once and to size. A quote never closed is
 * given up at the limit of a field, not at the end of the file. */
static enum err read_quoted(struct reader *r, struct csv_field *out)
{
    struct csv_field field = {.line = r->line, .column = (int32_t)r->n + 1};
    size_t from = ++r->at, doubled = 0, most = 4 * r->max->chars;

    for (; r->at < r->s.n && r->at - from <= most; r->at++) {
        char c = r->s.p[r->at];
        char next = r->at + 1 < r->s.n ? r->s.p[r->at + 1] : '\0';
        if (c == '"' && next != '"')
            break;
        if (c == '"') {
            r->at++;
            doubled++;
        }
        r->line += c == '\n' || (c == '\r' && next != '\n');
    }
    if (r->at >= r->s.n) {
        csv_fault(r->f, field, "", MSG_csv_quote_open);
        return ERR_INVALID;
    }
    if (r->at - from > most) {
        csv_fault(r->f, field, "", MSG_csv_field_long, ARG_N("max", (int64_t)r->max->chars));
        return ERR_INVALID;
    }
    field.text = undoubled(r->a, str_sub(r->s, from, r->at - from), doubled);
    r->at++;
    while (r->at < r->s.n && r->s.p[r->at] == ' ')
        r->at++;
    if (r->at < r->s.n && !at_line_end(r) && r->s.p[r->at] != r->separator) {
        csv_fault(r->f, field, "", MSG_csv_quote_text);
        return ERR_INVALID;
    }
    *out = field;
    return OK;
}

static enum err read_field(struct reader *r, struct csv_field *out)
{
    size_t from;

    for (from = r->at; from < r->s.n && r->s.p[from] == ' '; from++)
        ;
    if (from < r->s.n && r->s.p[from] == '"') {
        r->at = from;
        TRY(read_quoted(r, out));
    } else {
        from = r->at;
        while (r->at < r->s.n && !at_line_end(r) && r->s.p[r->at] != r->separator)
            r->at++;
        *out = (struct csv_field){str_sub(r->s, from, r->at - from), r->line, (int32_t)r->n + 1};
    }
    out->text = without_guard(str_trim(out->text));
    if (out->text.n > r->max->chars && str_utf8_length(out->text) > r->max->chars) {
        csv_fault(r->f, *out, "", MSG_csv_field_long, ARG_N("max", (int64_t)r->max->chars));
        return ERR_INVALID;
    }
    return OK;
}

/* One record into r->row; the line end behind it is passed. */
static enum err read_row(struct reader *r, int32_t *line)
{
    r->n = 0;
    *line = r->line;
    for (;;) {
        struct csv_field field;
        TRY(read_field(r, &field));
        if (r->n == r->max->fields) {
            csv_fault(r->f, field, "", MSG_csv_fields_many, ARG_N("max", (int64_t)r->max->fields));
            return ERR_INVALID;
        }
        r->row[r->n++] = field;
        if (r->at >= r->s.n)
            return OK;
        if (at_line_end(r)) {
            pass_line_end(r);
            return OK;
        }
        r->at++; /* the separator; one at the very end of the file opens an empty field */
    }
}

static bool row_is_empty(const struct reader *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].text.n)
            return false;
    return true;
}

static struct csv_row keep_row(struct reader *r, int32_t line)
{
    struct csv_field *v = arena_array(r->a, struct csv_field, r->n);
    memcpy(v, r->row, r->n * sizeof *v);
    return (struct csv_row){v, r->n, line};
}

/* The sign that the header holds most often outside quotes; a file of one column has none: then
 * ';'. */
static char find_separator(struct str s)
{
    size_t count[3] = {0};
    static const char signs[] = ";\t,";
    bool quoted = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"')
            quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) {
            if (count[0] + count[1] + count[2])
                break;
            continue;
        }
        for (int k = 0; !quoted && k < 3; k++)
            count[k] += c == signs[k];
    }
    int best = 0;
    for (int k = 1; k < 3; k++)
        if (count[k] > count[best])
            best = k;
    return signs[best];
}

/* Excel's own first line "sep=;" settles the separator. */
static void take_sep_line(struct reader *r)
{
    if (r->s.n >= 5 && str_eq_nocase(str_sub(r->s, 0, 4), STR("sep=")) &&
        strchr(";,\t", r->s.p[4])) {
        r->separator = r->s.p[4];
        r->at = 5;
        if (at_line_end(r))
            pass_line_end(r);
        return;
    }
    r->separator = find_separator(r->s);
}

static enum err read_rows(struct reader *r, struct csv *csv)
{
    size_t room = 256;
    struct csv_row *rows = arena_array(r->a, struct csv_row, room);
    bool have_header = false;

    while (r->at < r->s.n) {
        int32_t line;
        TRY(read_row(r, &line));
        if (row_is_empty(r))
            continue;
        if (!have_header) {
            csv->header = keep_row(r, line);
            have_header = true;
            continue;
        }
        if (csv->n == r->max->rows) {
            csv_fault(r->f, r->row[0], "", MSG_csv_rows_many, ARG_N("max", (int64_t)r->max->rows));
            return ERR_INVALID;
        }
        if (csv->n == room) {
            rows = arena_grow(r->a, rows, room * sizeof *rows, 2 * room * sizeof *rows);
            room *= 2;
        }
        rows[csv->n++] = keep_row(r, line);
    }
    csv->v = rows;
    if (!have_header || csv->n == 0) {
        fault_add(r->f, STR(""), have_header ? MSG_csv_header_only : MSG_csv_empty);
        return ERR_INVALID;
    }
    return OK;
}

enum err csv_read(struct arena *a, struct str bytes, const struct csv_limits *limits,
                  struct faults *f, struct csv *out)
{
    struct csv_limits max = limits ? *limits : limits_default;
    struct csv csv = {0};
    struct reader *r = arena_new(a, struct reader);

    max.bytes = or_default(max.bytes, limits_default.bytes);
    max.rows = or_default(max.rows, limits_default.rows);
    max.fields = or_default(max.fields, limits_default.fields);
    max.chars = or_default(max.chars, limits_default.chars);
    if (max.fields > sizeof r->row / sizeof r->row[0])
        max.fields = sizeof r->row / sizeof r->row[0];
    if (bytes.n > max.bytes) {
        fault_add(f, STR(""), MSG_csv_too_large, ARG_N("max", (int64_t)(max.bytes / MIB)));
        return ERR_INVALID;
    }
    *r = (struct reader){.a = a, .f = f, .max = &max, .line = 1};
    TRY(csv_decode(a, bytes, f, &r->s, &csv.encoding));
    take_sep_line(r);
    csv.separator = r->separator;
    TRY(read_rows(r, &csv));
    *out = csv;
    return OK;
}
