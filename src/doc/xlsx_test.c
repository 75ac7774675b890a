/* Spreadsheets, opened again as a spreadsheet program would. */
#include "test/check.h"

#include <zip.h>

#include "doc/xlsx.h"

static struct arena arena;
static struct buf out;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    buf_init(&out, 16 * MIB);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_free(&out);
    arena_free(&arena);
    return 0;
}

static const struct xlsx_column columns[] = {{STR_INIT("Айыл аймагы"), XLSX_TEXT, 30},
                                             {STR_INIT("Катышкандар"), XLSX_NUMBER, 0},
                                             {STR_INIT("Аялдар"), XLSX_SHARE, 0},
                                             {STR_INIT("Күнү"), XLSX_DAY, 0}};
static const struct xlsx_cell cells[] = {
    {.text = STR_INIT("Көк-Жар <өңдүү>")},
    {.number = 148},
    {.number = 455},
    {.number = 20778},
    {.text = STR_INIT("=1+1")},
    {.empty = true},
    {.number = 0},
    {.empty = true},
};

static enum err written(struct str sheet, struct buf *b)
{
    const struct xlsx_sheet sheets[] = {{sheet, columns, 4, cells, 2}};
    return xlsx_write(&arena, &(struct xlsx_book){STR("Жыйындар"), 1795000000, sheets, 1}, b);
}

static struct str part(const char *name)
{
    zip_error_t error;
    zip_stat_t about;
    zip_source_t *source = zip_source_buffer_create(out.p, out.n, 0, &error);
    zip_t *z = zip_open_from_source(source, ZIP_RDONLY, &error);

    assert_non_null(z);
    assert_int_equal(zip_stat(z, name, 0, &about), 0);
    char *p = arena_alloc(&arena, about.size);
    zip_file_t *file = zip_fopen(z, name, 0);
    assert_int_equal(zip_fread(file, p, about.size), about.size);
    zip_fclose(file);
    zip_discard(z);
    return (struct str){p, about.size};
}

static bool holds(struct str text, const char *needle)
{
    return str_find(text, str_of(needle), 0) != SIZE_MAX;
}

static void numbers_are_numbers_and_text_is_never_a_formula(void **state)
{
    (void)state;
    assert_int_equal(written(STR("Жыйындар: 2026"), &out), OK);
    struct str sheet = part("xl/worksheets/sheet1.xml"), words = part("xl/sharedStrings.xml");
    assert_true(holds(sheet, "<c r=\"B2\"><v>148</v></c>"));
    assert_true(holds(sheet, "<v>0.455"));
    assert_true(holds(sheet, "<v>46347</v>")); /* 2026-11-21 counted from 1899-12-30 */
    assert_true(holds(sheet, "autoFilter"));
    assert_false(holds(sheet, "<f>"));
    assert_true(holds(words, "Көк-Жар &lt;өңдүү&gt;"));
    assert_true(holds(words, "=1+1"));
    assert_true(holds(part("xl/workbook.xml"), "name=\"Жыйындар  2026\""));
}

static void equal_content_gives_equal_bytes(void **state)
{
    struct buf again;

    (void)state;
    assert_int_equal(written(STR("Жыйындар"), &out), OK);
    buf_init(&again, 16 * MIB);
    enum err e = written(STR("Жыйындар"), &again);
    bool same = str_eq(buf_str(&out), buf_str(&again));
    buf_free(&again);
    assert_int_equal(e, OK);
    assert_true(same);
}

static void a_file_above_its_limit_says_so(void **state)
{
    struct buf small;

    (void)state;
    buf_init(&small, 1000);
    enum err e = written(STR("Жыйындар"), &small);
    buf_free(&small);
    assert_int_equal(e, ERR_TOO_LARGE);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest cases[] = {
        CASE(numbers_are_numbers_and_text_is_never_a_formula),
        CASE(equal_content_gives_equal_bytes),
        CASE(a_file_above_its_limit_says_so),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
