/* Spreadsheets (.xlsx, ECMA-376) of tables that people go on calculating with, through
 * libxlsxwriter.
 *
 * Numbers are numbers and days are days there, which CSV cannot promise; text is never a formula.
 * Invariants: equal content gives equal bytes (`made_at` is the file's time). Non-goals: reading
 * (imports are CSV), charts and formulas inside the file, sheets beyond what a request may build.
 */
#ifndef ASHAR_DOC_XLSX_H
#define ASHAR_DOC_XLSX_H

#include "base/buf.h"
#include "base/clock.h"

enum xlsx_type { XLSX_TEXT, XLSX_NUMBER, XLSX_SHARE, XLSX_DAY };

struct xlsx_column {
    struct str title;
    enum xlsx_type type;
    int width; /* characters; 0: 14 */
};

struct xlsx_cell {
    struct str text; /* of XLSX_TEXT; a longer one than Excel's 32,767 characters is cut */
    int64_t number;  /* of XLSX_NUMBER; thousandths of XLSX_SHARE (450: 45 %); day_t of XLSX_DAY */
    bool empty;
};

struct xlsx_sheet {
    struct str name; /* cut to Excel's 31 characters; []:*?/\ become blanks */
    const struct xlsx_column *columns;
    size_t width;
    const struct xlsx_cell *cells; /* row after row, `width` cells each */
    size_t rows;
};

struct xlsx_book {
    struct str title;
    int64_t made_at; /* unix seconds */
    const struct xlsx_sheet *sheets;
    size_t n;
};

/* Appends the file. The first row of each sheet is its titles: bold, frozen, with a filter.
 * ERR_TOO_LARGE beyond out's limit; ERR_IO where the library could not write its temporary parts.
 */
MUST_USE enum err xlsx_write(struct arena *a, const struct xlsx_book *book, struct buf *out);

#endif
