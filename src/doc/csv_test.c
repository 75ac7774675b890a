/* Files as people have them. See csv.h. */
#include "doc/csv.h"

#include "test/check.h"

#include <string.h>

static struct arena a;
static struct faults f;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 256 * MIB);
    faults_init(&f, &a);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static struct csv read_ok(struct str bytes)
{
    struct csv csv;
    assert_int_equal(csv_read(&a, bytes, NULL, &f, &csv), OK);
    assert_int_equal(f.n, 0);
    return csv;
}

static void refused(struct str bytes, enum msg why, int64_t line, int64_t column)
{
    struct csv csv = {.n = 77};
    faults_init(&f, &a);
    assert_int_equal(csv_read(&a, bytes, NULL, &f, &csv), ERR_INVALID);
    assert_int_equal(csv.n, 77); /* untouched */
    assert_non_null(f.first);
    assert_string_equal(msg_name(f.first->msg), msg_name(why));
    assert_int_equal(f.first->line, line);
    assert_int_equal(f.first->column, column);
}

static void separators_are_found(void **state)
{
    (void)state;
    static const char *const files[] = {"code,name\n1,Ак-Суу\n", "code;name\r\n1;Ак-Суу\r\n",
                                        "code\tname\r1\tАк-Суу\r", "sep=;\r\ncode;name\r\n1;Ак-Суу",
                                        "\n\n\"code\",\"name\"\n\"1\",\"Ак-Суу\""};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct csv csv = read_ok(str_of(files[i]));
        assert_int_equal(csv.n, 1);
        assert_int_equal(csv.v[0].n, 2);
        assert_str(csv.header.v[1].text, "name");
        assert_str(csv.v[0].v[1].text, "Ак-Суу");
        assert_int_equal(csv.v[0].v[1].column, 2);
    }
}

static void header_of_one_column_keeps_its_commas(void **state)
{
    (void)state;
    struct csv csv = read_ok(STR("name\n\"Асанов, Бакыт\"\n"));
    assert_str(csv.v[0].v[0].text, "Асанов, Бакыт");
}

static void lines_are_counted_through_quotes(void **state)
{
    (void)state;
    struct csv csv = read_ok(STR("a;b\n\"one\r\ntwo\";x\n\n\"say \"\"hi\"\"\"; y \n"));
    assert_int_equal(csv.n, 2);
    assert_str(csv.v[0].v[0].text, "one\r\ntwo");
    assert_int_equal(csv.v[0].line, 2);
    assert_int_equal(csv.v[0].v[1].line, 3);
    assert_int_equal(csv.v[1].line, 5);
    assert_str(csv.v[1].v[0].text, "say \"hi\"");
    assert_str(csv.v[1].v[1].text, "y");
}

static void encodings_are_found(void **state)
{
    (void)state;
    struct csv csv = read_ok(STR("\xEF\xBB\xBF"
                                 "code;name\n1;Өзгөн\n"));
    assert_int_equal(csv.encoding, CSV_UTF8_BOM);
    assert_str(csv.header.v[0].text, "code");
    assert_str(csv.v[0].v[1].text, "Өзгөн");

    /* "код;имя" and "1;Ак-Суу" in Windows-1251 */
    csv = read_ok(STR("\xea\xee\xe4;\xe8\xec\xff\r\n1;\xc0\xea-\xd1\xf3\xf3\r\n"));
    assert_int_equal(csv.encoding, CSV_WINDOWS_1251);
    assert_str(csv.header.v[0].text, "код");
    assert_str(csv.v[0].v[1].text, "Ак-Суу");

    static const char utf16[] = "\xFF\xFE"
                                "a\0;\0b\0\n\0"
                                "1\0;\0\xE8\x04\n\0"; /* ө is U+04E9, Ө U+04E8 */
    csv = read_ok((struct str){utf16, sizeof utf16 - 1});
    assert_int_equal(csv.encoding, CSV_UTF16LE);
    assert_str(csv.v[0].v[1].text, "Ө");
    static const char utf16be[] = "\xFE\xFF"
                                  "\0a\0;\0b\0\n"
                                  "\0"
                                  "1\0;\x04\xE8\0\n";
    csv = read_ok((struct str){utf16be, sizeof utf16be - 1});
    assert_int_equal(csv.encoding, CSV_UTF16BE);
    assert_str(csv.v[0].v[1].text, "Ө");
}

static void what_is_no_csv_is_refused(void **state)
{
    (void)state;
    refused(STR("PK\x03\x04rest of a spreadsheet"), MSG_csv_is_spreadsheet, 0, 0);
    refused(STR("a;b\n1;\0"), MSG_csv_not_text, 0, 0);
    refused(STR("a;b\n\x80\x90\xa9\xb5\xb6\xa7\xa6;x\n"), MSG_csv_encoding_unknown, 0, 0);
    refused(STR(""), MSG_csv_empty, 0, 0);
    refused(STR(";;;\n\n"), MSG_csv_empty, 0, 0);
    refused(STR("a;b\n;\n"), MSG_csv_header_only, 0, 0);
}

static void faults_name_line_and_column(void **state)
{
    (void)state;
    refused(STR("a;b\n1;\"open\n2;x\n"), MSG_csv_quote_open, 2, 2);
    refused(STR("a;b\n1;2\n\"x\"y;2\n"), MSG_csv_quote_text, 3, 1);
    struct buf *b = buf_new(&a, MIB);
    buf_lit(b, "a;b\n1;");
    for (int i = 0; i < 10001; i++)
        buf_lit(b, "ө");
    refused(buf_str(b), MSG_csv_field_long, 2, 2);
    buf_clear(b);
    buf_lit(b, "a;b\n1;\"");
    for (int i = 0; i < 50000; i++)
        buf_lit(b, "z");
    refused(buf_str(b), MSG_csv_field_long, 2, 2);
    buf_clear(b);
    for (int i = 0; i < 65; i++)
        buf_lit(b, "x;");
    refused(buf_str(b), MSG_csv_fields_many, 1, 65);
}

static void limits_hold(void **state)
{
    (void)state;
    struct csv csv;
    assert_int_equal(csv_read(&a, STR("a\n1\n2\n3\n"), &(struct csv_limits){.rows = 2}, &f, &csv),
                     ERR_INVALID);
    assert_int_equal(f.first->line, 4);
    faults_init(&f, &a);
    assert_int_equal(csv_read(&a, STR("a\n1\n2\n3\n"), &(struct csv_limits){.bytes = 4}, &f, &csv),
                     ERR_INVALID);
    assert_int_equal(f.first->msg, MSG_csv_too_large);
}

/* Ten megabytes without a line end or a separator: refused by the field limit, in bounded memory.
 */
static void ten_megabytes_of_text_are_refused(void **state)
{
    (void)state;
    size_t n = 10 * MIB;
    char *p = arena_alloc(&a, n);
    memset(p, 'x', n);
    refused((struct str){p, n}, MSG_csv_field_long, 1, 1);
    p[0] = '"';
    refused((struct str){p, n}, MSG_csv_field_long, 1, 1);
    memset(p, '"', n);
    refused((struct str){p, n}, MSG_csv_field_long, 1, 1);
}

static const struct csv_column columns[] = {
    {"code", MSG_place_col_code, true},
    {"name_ky", MSG_place_col_name_ky, true},
    {"lat", MSG_place_col_lat, false},
};

static void columns_are_found_by_name(void **state)
{
    (void)state;
    struct csv_map map;
    struct csv csv = read_ok(STR("Name KY;other; КОД \nАк-Суу;-;41702205000000\n"));
    assert_int_equal(csv_map_header(&a, &csv, columns, 3, &f, &map), OK);
    assert_str(csv_get(&csv.v[0], &map, 0).text, "41702205000000");
    assert_str(csv_get(&csv.v[0], &map, 1).text, "Ак-Суу");
    assert_str(csv_get(&csv.v[0], &map, 2).text, "");
    assert_int_equal(csv_get(&csv.v[0], &map, 0).column, 3);
}

static void missing_and_doubled_columns_are_told(void **state)
{
    (void)state;
    struct csv_map map;
    struct csv csv = read_ok(STR("code;код\n1;2\n"));
    assert_int_equal(csv_map_header(&a, &csv, columns, 3, &f, &map), ERR_INVALID);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.first->msg, MSG_csv_column_twice);
    assert_int_equal(f.first->column, 2);
    assert_int_equal(f.first->next->msg, MSG_csv_column_missing);
    assert_str(f.first->next->field, "name_ky");
}

static void mangled_codes_are_told_from_codes(void **state)
{
    (void)state;
    static const char *const bad[] = {"4,17E+13", "4.17022E+13", "4E13", "4,17e+13", "4,17Е+13"};
    static const char *const good[] = {"41702205000000", "4E", "E+13", "", "4.17", "1E+", "A1E+13"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_true(csv_is_mangled_number(str_of(bad[i])));
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_false(csv_is_mangled_number(str_of(good[i])));
    struct str code;
    struct csv_field at = {STR("4,17E+13"), 7, 2};
    assert_int_equal(csv_code(&a, at, "code", &f, &code), ERR_INVALID);
    assert_int_equal(f.first->line, 7);
    struct str told = fault_text(&a, LANG_RU, f.first);
    assert_true(str_find(told, STR("4,17E+13"), 0) != SIZE_MAX);
    assert_true(str_find(told, STR("Текстовый"), 0) != SIZE_MAX);
}

static void codes_lose_what_spreadsheets_add(void **state)
{
    (void)state;
    static const char *const forms[] = {"417 022 05 000000", "'41702205000000",
                                        "=\"41702205000000\"", "41702205000000.0",
                                        ("417\xc2\xa0"
                                         "02205000000")};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct str code;
        struct csv_field at = {str_of(forms[i]), 2, 1};
        assert_int_equal(csv_code(&a, at, "code", &f, &code), OK);
        assert_str(code, "41702205000000");
    }
}

static void days_and_numbers(void **state)
{
    (void)state;
    day_t d = 0, want = day_from_civil((struct civil){2024, 9, 1});
    int64_t n = 5;
    assert_ok(csv_day((struct csv_field){STR("2024-09-01"), 2, 1}, "d", &f, &d));
    assert_int_equal(d, want);
    assert_ok(csv_day((struct csv_field){STR("01.09.2024"), 2, 1}, "d", &f, &d));
    assert_int_equal(d, want);
    assert_ok(csv_day((struct csv_field){STR(""), 2, 1}, "d", &f, &d));
    assert_int_equal(d, DAY_NONE);
    assert_int_equal(csv_day((struct csv_field){STR("31.02.2024"), 2, 1}, "d", &f, &d),
                     ERR_INVALID);
    assert_int_equal(csv_day((struct csv_field){STR("45536"), 2, 1}, "d", &f, &d), ERR_INVALID);
    assert_ok(csv_i64((struct csv_field){STR("1\xc2\xa0"
                                             "234"),
                                         2, 1},
                      "n", 0, 9999, &f, &n));
    assert_int_equal(n, 1234);
    assert_ok(csv_i64((struct csv_field){STR(""), 2, 1}, "n", 0, 9999, &f, &n));
    assert_int_equal(n, 1234);
    assert_int_equal(csv_i64((struct csv_field){STR("-1"), 2, 1}, "n", 0, 9999, &f, &n),
                     ERR_INVALID);
    assert_int_equal(csv_i64((struct csv_field){STR("12.5"), 2, 1}, "n", 0, 9999, &f, &n),
                     ERR_INVALID);
    faults_init(&f, &a);
    assert_int_equal(csv_i64((struct csv_field){STR("4,17E+13"), 2, 1}, "n", 0, 9999, &f, &n),
                     ERR_INVALID);
    assert_int_equal(f.first->msg, MSG_csv_number_mangled);
    assert_int_equal(
        csv_i64((struct csv_field){STR("999999999999999999999999999"), 2, 1}, "n", 0, 9, &f, &n),
        ERR_INVALID);
}

/* Excel saves Өзгөн to Windows-1251 as "?зг?н". */
static void lost_kyrgyz_letters_are_told(void **state)
{
    (void)state;
    struct str text;
    struct csv csv = read_ok(STR("\xea\xee\xe4;\xe8\xec\xff\r\n1;?\xe7\xe3?\xed\r\n"));
    assert_int_equal(csv_text(&csv, csv.v[0].v[1], "name", &f, &text), ERR_INVALID);
    assert_int_equal(f.first->msg, MSG_csv_letters_lost);
    faults_init(&f, &a);
    csv = read_ok(STR("a;b\n1;Канча?\n"));
    assert_int_equal(csv_text(&csv, csv.v[0].v[1], "name", &f, &text), OK);
}

static void written_rows_are_read_back(void **state)
{
    (void)state;
    static const char *const fields[] = {"plain",      "with \"quotes\"",
                                         "two\nlines", "semi;colon",
                                         "=1+1",       "+996 555 000111",
                                         "-x",         "@sum",
                                         "",           "Өзгөн"};
    struct buf *b = buf_new(&a, MIB);
    struct csv_out o;
    csv_out_init(&o, b, ';', true);
    for (int row = 0; row < 2; row++) {
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            csv_put_str(&o, str_of(fields[i]));
        csv_put_i64(&o, -5);
        csv_put_day(&o, day_from_civil((struct civil){2026, 11, 21}));
        csv_end_row(&o);
    }
    assert_true(str_find(buf_str(b), STR(";'=1+1;"), 0) != SIZE_MAX);
    struct csv csv = read_ok(buf_str(b));
    assert_int_equal(csv.encoding, CSV_UTF8_BOM);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        assert_str(csv.v[0].v[i].text, fields[i]);
    assert_str(csv.v[0].v[10].text, "-5");
    assert_str(csv.v[0].v[11].text, "2026-11-21");
}

static void a_fault_is_told_with_its_place(void **state)
{
    (void)state;
    csv_fault(&f, ((struct csv_field){STR("x"), 12, 3}), "day", MSG_csv_day_wrong,
              ARG_S("value", STR("x")));
    struct str told = csv_fault_line(&a, LANG_EN, f.first);
    assert_true(str_starts(told, STR("Line 12, column 3: ")));
    told = csv_fault_line(&a, LANG_KY, f.first);
    assert_true(str_starts(told, STR("12-сап, 3-мамыча: ")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(separators_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(header_of_one_column_keeps_its_commas, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_are_counted_through_quotes, setup, teardown),
        cmocka_unit_test_setup_teardown(encodings_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_csv_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(faults_name_line_and_column, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(ten_megabytes_of_text_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(columns_are_found_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_and_doubled_columns_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(mangled_codes_are_told_from_codes, setup, teardown),
        cmocka_unit_test_setup_teardown(codes_lose_what_spreadsheets_add, setup, teardown),
        cmocka_unit_test_setup_teardown(days_and_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(lost_kyrgyz_letters_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(written_rows_are_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_is_told_with_its_place, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
