/* Any bytes as an imported file: reading never fails but by a fault, and what was read can be
 * written and read again. */
#include <stdlib.h>

#include "doc/csv.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_fields(struct arena *a, const struct csv *csv, struct faults *f)
{
    for (size_t i = 0; i < csv->n; i++)
        for (size_t k = 0; k < csv->v[i].n; k++) {
            struct csv_field at = csv->v[i].v[k];
            struct str text;
            day_t d;
            int64_t n;
            must(str_utf8_valid(at.text) && at.line >= csv->v[i].line &&
                 at.column == (int32_t)k + 1);
            if (csv_code(a, at, "code", f, &text) == OK)
                must(text.n <= at.text.n);
            if (csv_day(at, "day", f, &d) == OK)
                must(d == DAY_NONE || at.text.n == 10);
            if (csv_i64(at, "n", 0, 99, f, &n) == OK && at.text.n)
                must(n >= 0 && n <= 99);
        }
}

static void check_again(struct arena *a, const struct csv *csv)
{
    struct buf *b = buf_new(a, 4 * MIB);
    struct csv_out o;
    struct csv again;
    struct faults f;

    if (str_eq_nocase(str_sub(csv->header.v[0].text, 0, 4), STR("sep=")))
        return; /* a title that reads as Excel's own first line */
    faults_init(&f, a);
    csv_out_init(&o, b, csv->separator, true);
    for (size_t i = 0; i < csv->n + 1; i++) {
        const struct csv_row *row = i ? &csv->v[i - 1] : &csv->header;
        for (size_t k = 0; k < row->n; k++)
            csv_put_str(&o, row->v[k].text);
        csv_end_row(&o);
    }
    must(!buf_failed(b));
    if (csv_read(a, buf_str(b), NULL, &f, &again) != OK)
        return; /* a header without the separator is told apart by its first line only */
    if (again.separator != csv->separator)
        return;
    must(again.n == csv->n);
    for (size_t i = 0; i < csv->n; i++)
        must(again.v[i].n == csv->v[i].n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct faults f;
    struct csv csv;

    arena_init(&a, 256 * MIB);
    faults_init(&f, &a);
    if (csv_read(&a, (struct str){(const char *)data, size}, &(struct csv_limits){.chars = 1000},
                 &f, &csv) == OK) {
        must(f.n == 0);
        check_fields(&a, &csv, &f);
        check_again(&a, &csv);
    } else {
        must(f.n > 0);
    }
    arena_free(&a);
    return 0;
}
