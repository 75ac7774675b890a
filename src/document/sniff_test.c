/* Types by content: each accepted one, each refused one, and files cut at every length. */
#include <stdlib.h>

#include "document/samples.h"
#include "document/sniff.h"
#include "test/check.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 8 * MIB);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void accepted_types_are_found(void **state)
{
    (void)state;
    assert_int_equal(sniff(SAMPLE_PDF), FILE_PDF);
    assert_int_equal(sniff(SAMPLE_PNG), FILE_PNG);
    assert_int_equal(sniff(SAMPLE_JPEG), FILE_JPEG);
    assert_int_equal(sniff(SAMPLE_WEBP), FILE_WEBP);
    assert_int_equal(sniff(sample_docx(&arena)), FILE_DOCX);
    assert_int_equal(sniff(sample_xlsx(&arena)), FILE_XLSX);
    assert_int_equal(sniff(sample_odf(&arena, "application/vnd.oasis.opendocument.text")),
                     FILE_ODT);
    assert_int_equal(sniff(sample_odf(&arena, "application/vnd.oasis.opendocument.spreadsheet")),
                     FILE_ODS);
    assert_int_equal(sniff(STR("№;маселе\n1;Суу түтүгү\n")), FILE_TXT);
    assert_int_equal(sniff(STR("\xef\xbb\xbf"
                               "a;b\r\n")),
                     FILE_TXT);
    assert_int_equal(sniff(STR("\xcc\xe0\xf1\xe5\xeb\xe5;\xf1\xf3\xf3\r\n")),
                     FILE_TXT); /* Windows-1251 */
}

static void what_could_run_is_named(void **state)
{
    static const char *const html[] = {
        "<!DOCTYPE html><p>x", "  \n<html>",     "<script>alert(1)</script>",
        "<SVG/><p>",           "<IFRAME src=x>", "\xef\xbb\xbf<!doctype HTML>"};
    static const char *const macro[] = {"[Content_Types].xml", "word/document.xml",
                                        "word/vbaProject.bin"};
    static const char *const basic[] = {"mimetype", "Basic/Standard/Module1.xml"};

    (void)state;
    for (size_t i = 0; i < sizeof html / sizeof *html; i++)
        assert_true(sniff(str_of(html[i])) == FILE_HTML || sniff(str_of(html[i])) == FILE_XML);
    assert_int_equal(sniff(STR("<?xml version=\"1.0\"?><svg onload=\"x\"/>")), FILE_XML);
    assert_int_equal(sniff(STR("MZ\x90\0")), FILE_PROGRAM);
    assert_int_equal(sniff(STR("\x7f"
                               "ELF\2\1\1")),
                     FILE_PROGRAM);
    assert_int_equal(sniff(STR("#!/bin/sh\necho\n")), FILE_PROGRAM);
    assert_int_equal(sniff(sample_zip(&arena, macro, 3, STR("<Types/>"))), FILE_MACROS);
    assert_int_equal(
        sniff(sample_zip(&arena, basic, 2, STR("application/vnd.oasis.opendocument.text"))),
        FILE_MACROS);
}

static void other_files_are_named(void **state)
{
    static const char *const plain[] = {"a.txt", "b.txt"};
    static const char *const both[] = {"[Content_Types].xml", "word/document.xml",
                                       "xl/workbook.xml"};

    (void)state;
    assert_int_equal(sniff(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....")), FILE_OLE);
    assert_int_equal(sniff(STR("GIF89a")), FILE_GIF);
    assert_int_equal(sniff(STR("Rar!\x1a\7\0")), FILE_RAR);
    assert_int_equal(sniff(STR("\0\0\0\x18"
                               "ftypheic")),
                     FILE_HEIC);
    assert_int_equal(sniff(STR("\0\0\0\x18"
                               "ftypisom")),
                     FILE_VIDEO);
    assert_int_equal(sniff(STR("{\\rtf1}")), FILE_RTF);
    assert_int_equal(sniff(sample_zip(&arena, plain, 2, STR("x"))), FILE_ZIP);
    assert_int_equal(sniff(sample_zip(&arena, both, 3, STR("x"))), FILE_ZIP);
    assert_int_equal(sniff(STR("\x89PNG\r\n\x1a\n")),
                     FILE_UNKNOWN); /* a signature without its header */
    assert_int_equal(sniff(STR("abc\0def")), FILE_UNKNOWN);
    assert_int_equal(sniff(STR("\x80\x81\x82\x83\x84\x85")), FILE_UNKNOWN);
    assert_int_equal(sniff(STR("\xff\xfe\x41\0\x42\0")), FILE_UNKNOWN);
    assert_int_equal(sniff(STR("")), FILE_UNKNOWN);
}

/* Cut at every length, and with every byte changed, in memory of exactly that size: the sanitizer
 * sees a step outside. */
static void cut_and_changed_files_stay_within_their_bytes(void **state)
{
    struct str s = sample_docx(&arena);

    (void)state;
    for (size_t n = 0; n <= s.n; n++) {
        char *p = malloc(n ? n : 1);
        assert_non_null(p);
        memcpy(p, s.p, n);
        enum file_type t = sniff((struct str){p, n});
        assert_true(n == s.n ? t == FILE_DOCX
                             : t == FILE_ZIP || t == FILE_UNKNOWN || t == FILE_TXT);
        free(p);
    }
    for (size_t i = 0; i < s.n; i++) {
        char *p = malloc(s.n);
        assert_non_null(p);
        memcpy(p, s.p, s.n);
        p[i] = (char)~p[i];
        assert_true(sniff((struct str){p, s.n}) < FILE_TYPE_COUNT);
        free(p);
    }
}

static void names_claim_types(void **state)
{
    bool has;

    (void)state;
    assert_int_equal(file_type_of_name(STR("Буйрук №5.PDF"), &has), FILE_PDF);
    assert_true(has);
    assert_int_equal(file_type_of_name(STR("a.b.jpeg"), &has), FILE_JPEG);
    assert_int_equal(file_type_of_name(STR("a.exe"), &has), FILE_UNKNOWN);
    assert_true(has);
    assert_int_equal(file_type_of_name(STR("протокол"), &has), FILE_UNKNOWN);
    assert_false(has);
    assert_int_equal(file_type_of_name(STR("г. Ош"), &has), FILE_UNKNOWN);
    assert_false(has);
    assert_int_equal(file_type_of_name(STR(".pdf"), &has), FILE_UNKNOWN);
    assert_false(has);
    for (int t = 0; t < FILE_ACCEPTED_COUNT; t++)
        assert_int_equal(file_type_of_media(str_of(file_type_media((enum file_type)t))), t);
    assert_int_equal(file_type_of_media(STR("text/html")), FILE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_types_are_found),
        cmocka_unit_test(what_could_run_is_named),
        cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(cut_and_changed_files_stay_within_their_bytes),
        cmocka_unit_test(names_claim_types),
    };
    return cmocka_run_group_tests_name("sniff", tests, begin, end);
}
