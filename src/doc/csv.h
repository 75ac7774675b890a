/* Comma-separated files as people really have them: the one reader of every import, and the one
 * writer.
 *
 * Reading: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1251 (Excel in a Russian or Kyrgyz
 * Windows); separators ; , and tab, found from the header; RFC 4180 quotes, line ends CRLF, LF or
 * CR, line ends inside quotes; "sep=;" as Excel writes it. Every field knows its line and column,
 * since an import that refuses a file says where. Invariants: all or nothing: a file with a fault
 * gives ERR_INVALID, the faults name line and column, *out is untouched. Fields are valid UTF-8,
 * without NUL, trimmed; wholly empty lines are skipped. Why not libcsv: it streams fields without
 * any position, knows no encodings and no separators, so that nearly all of this would stand around
 * it anyway. Encodings are ICU's work. Non-goals: numbers and dates of the columns (their owners
 * know them), spreadsheets (.xlsx is refused with advice). */
#ifndef ASHAR_DOC_CSV_H
#define ASHAR_DOC_CSV_H

#include "base/buf.h"
#include "base/clock.h"
#include "i18n/fault.h"

enum csv_encoding { CSV_UTF8, CSV_UTF8_BOM, CSV_UTF16LE, CSV_UTF16BE, CSV_WINDOWS_1251 };

struct csv_field {
    struct str text; /* trimmed; an apostrophe that guards a formula (csv_put_str) is taken off */
    int32_t line;    /* 1-based line of the file where it begins */
    int32_t column;  /* 1-based position in its row */
};

struct csv_row {
    const struct csv_field *v;
    size_t n;
    int32_t line;
};

struct csv {
    struct csv_row header;
    const struct csv_row *v; /* without the header */
    size_t n;
    enum csv_encoding encoding;
    char separator;
};

struct csv_limits {
    size_t bytes;  /* of the file; 0: 16 MiB */
    size_t rows;   /* 0: 200 000 */
    size_t fields; /* in a row; 0: 64 */
    size_t chars;  /* in a field; 0: 10 000 */
};

/* Borrows `bytes` (UTF-8 fields without inner quotes point into it). `limits` may be NULL.
 * ERR_INVALID with faults: too large, not text (spreadsheet, picture), unknown encoding, a quote
 * never closed, text behind a closing quote, too many rows or fields, field too long, no header,
 * header only. */
MUST_USE enum err csv_read(struct arena *a, struct str bytes, const struct csv_limits *limits,
                           struct faults *f, struct csv *out);

/* -- columns by name -- */
/* `name`: stable English name, always accepted, and the field of faults. `titles`: message whose
 * text is the alternatives in that language, split by '|'; the first is the one shown. All three
 * languages are accepted whatever the reader's. Letter case, blanks, '_' and hyphens do not matter.
 */
struct csv_column {
    const char *name;
    enum msg titles;
    bool required;
};

#define CSV_COLUMNS_MAX 32

struct csv_map {
    int at[CSV_COLUMNS_MAX]; /* index in a row, -1: the file has no such column */
};

/* Finds each column in the header. Faults: a required one is missing (told with its titles), one
 * stands there twice. */
MUST_USE enum err csv_map_header(struct arena *a, const struct csv *csv,
                                 const struct csv_column *columns, size_t n, struct faults *f,
                                 struct csv_map *out);

/* Field of column k; where the file or the row has none: empty text, with the row's line and column
 * 0. */
struct csv_field csv_get(const struct csv_row *row, const struct csv_map *map, size_t k);

/* -- fields -- */
/* Adds a fault at the field's line and column. */
struct fault *csv_fault_args(struct faults *f, struct csv_field at, const char *column,
                             enum msg msg, const struct msg_arg *args, size_t n);
#define csv_fault(f, at, column, msg, ...)                                                         \
    csv_fault_args((f), (at), (column), (msg), (const struct msg_arg[]){{0}, ##__VA_ARGS__} + 1,   \
                   sizeof((const struct msg_arg[]){{0}, ##__VA_ARGS__}) / sizeof(struct msg_arg) - \
                       1)

/* "4,17E+13", "4.17022E+13": what a spreadsheet makes of a long code; its tail is lost. */
bool csv_is_mangled_number(struct str s);

/* A code as text: inner blanks, a leading apostrophe, ="…" and a trailing .0 taken off; letters
 * stay for the caller to refuse. Mangled: a fault with the advice to format the column as text, and
 * ERR_INVALID. */
MUST_USE enum err csv_code(struct arena *a, struct csv_field at, const char *column,
                           struct faults *f, struct str *out);

/* "2026-11-21", "21.11.2026", "21/11/2026". Empty: DAY_NONE. Else a fault. */
MUST_USE enum err csv_day(struct csv_field at, const char *column, struct faults *f, day_t *out);

/* Whole number within min..max, group blanks allowed ("1 234"). Empty: *out untouched, OK. Else a
 * fault. */
MUST_USE enum err csv_i64(struct csv_field at, const char *column, int64_t min, int64_t max,
                          struct faults *f, int64_t *out);

/* Text for people. Windows-1251 has no ң ө ү: a question mark between letters of such a file tells
 * that they were lost, and is a fault. */
MUST_USE enum err csv_text(const struct csv *csv, struct csv_field at, const char *column,
                           struct faults *f, struct str *out);

/* "line 12, column 3 (code): " in front of a fault's sentence where it has a place, for commands
 * and pages. */
struct str csv_fault_line(struct arena *a, enum lang lang, const struct fault *fault);

/* -- writing -- */
struct csv_out {
    struct buf *b;
    char separator;
    bool inside; /* a field was written in this row */
};

/* `bom`: for Excel, which else takes UTF-8 for the machine's code page. separator ';' or ',' . */
void csv_out_init(struct csv_out *o, struct buf *b, char separator, bool bom);
/* Quoted where needed. Text that a spreadsheet would run as a formula (= + - @ tab or CR in front)
 * gets an apostrophe. */
void csv_put_str(struct csv_out *o, struct str s);
void csv_put_i64(struct csv_out *o, int64_t v);
void csv_put_day(struct csv_out *o, day_t d); /* ISO; DAY_NONE: empty */
void csv_end_row(struct csv_out *o);
/* The first row: the names of the columns. */
void csv_put_head(struct csv_out *o, const char *const *names, size_t n);

#endif
