/* See xlsx.h. The library writes its parts to unlinked temporary files and the archive to a name:
 * that of a file in memory. */
#include "doc/xlsx.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    SHEET_NAME_MAX = 31,
    CELL_MAX = 32767,
    WIDTH_USUAL = 14,
    TITLE_MAX = 200,
    READ_AT_ONCE = 64 * 1024
};

struct formats {
    lxw_format *head, *share, *day, *text;
};

struct pending { /* what an exhausted arena must let go of */
    lxw_workbook *book;
    int fd;
    char path[40];
};

static void let_go(void *arg)
{
    struct pending *p = arg;

    if (p->book)
        lxw_workbook_free(p->book);
    if (p->fd >= 0)
        close(p->fd);
}

static char *terminated(struct arena *a, struct str s, size_t characters)
{
    struct str head = str_utf8_head(s, characters);
    return str_cstr(a, head);
}

static struct str sheet_name(struct arena *a, struct str given)
{
    char *z = terminated(a, given, SHEET_NAME_MAX);
    for (char *p = z; *p; p++)
        if (strchr("[]:*?/\\", *p))
            *p = ' ';
    return str_of(z);
}

static void put_cell(struct arena *a, lxw_worksheet *w, const struct formats *f, lxw_row_t row,
                     lxw_col_t col, enum xlsx_type type, const struct xlsx_cell *c)
{
    struct tm t = {0};
    time_t seconds;

    if (c->empty)
        return;
    switch (type) {
    case XLSX_TEXT:
        worksheet_write_string(w, row, col, terminated(a, c->text, CELL_MAX), f->text);
        break;
    case XLSX_NUMBER:
        worksheet_write_number(w, row, col, (double)c->number, NULL);
        break;
    case XLSX_SHARE:
        worksheet_write_number(w, row, col, (double)c->number / 1000, f->share);
        break;
    case XLSX_DAY:
        seconds = (time_t)c->number * 86400;
        gmtime_r(&seconds, &t);
        worksheet_write_datetime(
            w, row, col,
            &(lxw_datetime){.year = t.tm_year + 1900, .month = t.tm_mon + 1, .day = t.tm_mday},
            f->day);
        break;
    }
}

static enum err put_sheet(struct arena *a, lxw_workbook *book, const struct formats *f,
                          const struct xlsx_sheet *s)
{
    lxw_worksheet *w = workbook_add_worksheet(book, sheet_name(a, s->name).p);

    if (!w)
        return ERR_BUG; /* two sheets of one name, or a name Excel keeps for itself */
    for (size_t c = 0; c < s->width; c++) {
        const struct xlsx_column *column = &s->columns[c];
        worksheet_set_column(w, (lxw_col_t)c, (lxw_col_t)c,
                             column->width ? column->width : WIDTH_USUAL, NULL);
        worksheet_write_string(w, 0, (lxw_col_t)c, terminated(a, column->title, CELL_MAX), f->head);
    }
    for (size_t r = 0; r < s->rows; r++)
        for (size_t c = 0; c < s->width; c++)
            put_cell(a, w, f, (lxw_row_t)(r + 1), (lxw_col_t)c, s->columns[c].type,
                     &s->cells[r * s->width + c]);
    worksheet_freeze_panes(w, 1, 0);
    if (s->width)
        worksheet_autofilter(w, 0, 0, (lxw_row_t)s->rows, (lxw_col_t)(s->width - 1));
    return OK;
}

static struct formats formats_of(lxw_workbook *book)
{
    struct formats f = {workbook_add_format(book), workbook_add_format(book),
                        workbook_add_format(book), workbook_add_format(book)};

    format_set_bold(f.head);
    format_set_text_wrap(f.head);
    format_set_align(f.head, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(f.share, "0.0%");
    format_set_num_format(f.day, "yyyy-mm-dd");
    format_set_text_wrap(f.text);
    format_set_align(f.text, LXW_ALIGN_VERTICAL_TOP);
    return f;
}

static enum err close_book(struct pending *p)
{
    lxw_workbook *book = p->book;
    lxw_error failed;

    p->book = NULL; /* closing frees it, whatever comes of it */
    failed = workbook_close(book);
    if (failed == LXW_NO_ERROR)
        return OK;
    return failed == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_NOMEM : ERR_IO;
}

static enum err take_file(int fd, struct buf *out)
{
    ssize_t got = 0;

    do {
        char *room = buf_reserve(out, READ_AT_ONCE);
        if (!room)
            return ERR_TOO_LARGE;
        got = read(fd, room, READ_AT_ONCE);
        if (got < 0)
            return ERR_IO;
        out->n += (size_t)got;
    } while (got > 0);
    return OK;
}

enum err xlsx_write(struct arena *a, const struct xlsx_book *book, struct buf *out)
{
    struct pending *p = arena_new(a, struct pending);
    struct arena_defer *d = arena_defer_reserve(a);
    char *title = terminated(a, book->title, TITLE_MAX);

    p->fd = -1;
    arena_defer_set(d, let_go, p);
    p->fd = memfd_create("table", MFD_CLOEXEC);
    if (p->fd < 0)
        return ERR_IO;
    snprintf(p->path, sizeof p->path, "/proc/self/fd/%d", p->fd);
    p->book = workbook_new(p->path);
    if (!p->book)
        return ERR_NOMEM;
    workbook_set_properties(
        p->book, &(lxw_doc_properties){.title = title, .created = (time_t)book->made_at});
    struct formats f = formats_of(p->book);
    for (size_t i = 0; i < book->n; i++)
        TRY(put_sheet(a, p->book, &f, &book->sheets[i]));
    TRY(close_book(p));
    return take_file(p->fd, out);
}
