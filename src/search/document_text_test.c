/* Text out of files: real ones, broken ones, hostile ones. */
#include "search/document_text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include "base/buf.h"
#include "test/check.h"

#define DOCX STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
#define ODT  STR("application/vnd.oasis.opendocument.text")
#define PDF  STR("application/pdf")

static struct arena arena;

static int fresh(void **state)
{
    (void)state;
    arena_init(&arena, 512 * MIB);
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* A deflated archive of one entry. */
static struct str zipped(const char *name, struct str content)
{
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(memory, ZIP_TRUNCATE, NULL);
    zip_stat_t st;

    assert_non_null(z);
    zip_source_keep(memory);
    assert_true(zip_file_add(z, name, zip_source_buffer(z, content.p, content.n, 0), 0) >= 0);
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_stat(memory, &st), 0);
    char *bytes = arena_alloc(&arena, st.size);
    assert_int_equal(zip_source_open(memory), 0);
    assert_int_equal(zip_source_read(memory, bytes, st.size), (int64_t)st.size);
    zip_source_close(memory);
    zip_source_free(memory);
    return (struct str){bytes, st.size};
}

static void paragraphs_of_office_files_are_read(void **state)
{
    struct str text;

    (void)state;
    assert_ok(document_text(
        &arena,
        zipped("word/document.xml",
               STR("<w:document "
                   "xmlns:w='w'><w:body><w:p><w:r><w:t>Таза</w:t></w:r><w:tab/><w:r><w:t>суу &amp; "
                   "жол</w:t></w:r></w:p><w:p><w:t>Экинчи</w:t></w:p></w:body></w:document>")),
        DOCX, &text));
    assert_str(text, "Таза суу & жол\nЭкинчи\n");
    assert_ok(document_text(
        &arena,
        zipped("content.xml",
               STR("<o:d xmlns:o='o' xmlns:t='t'><t:h>Баш</t:h><t:p>Текст</t:p></o:d>")),
        ODT, &text));
    assert_str(text, "Баш\nТекст\n");
}

/* Of this thread: whoever else wants the processor does not count. */
static double seconds_worked(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void a_zip_bomb_stops_early(void **state)
{
    struct buf *b = buf_new(&arena, 300 * MIB);
    struct str text = STR("untouched");

    (void)state;
    buf_lit(b, "<d>");
    for (size_t i = 0; i < 3; i++) { /* 100 MB of an attribute's spaces: no text to stop at */
        char *room = buf_reserve(b, 34 * MIB);
        assert_non_null(room);
        memset(room, ' ', 34 * MIB);
        room[0] = '<', room[1] = 'a', room[34 * MIB - 2] = '/', room[34 * MIB - 1] = '>';
        b->n += 34 * MIB;
    }
    buf_lit(b, "</d>");
    struct str bomb = zipped("word/document.xml", buf_str(b));
    double before = seconds_worked();
    assert_int_equal(document_text(&arena, bomb, DOCX, &text), ERR_TOO_LARGE);
    assert_true(seconds_worked() - before < 60);
    assert_str(text, "untouched");
}

static void entities_and_depth_are_refused(void **state)
{
    struct str text;
    struct buf *deep = buf_new(&arena, MIB);

    (void)state;
    assert_int_equal(
        document_text(&arena,
                      zipped("content.xml",
                             STR("<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><d>&b;</d>")),
                      ODT, &text),
        ERR_MALFORMED);
    assert_int_equal(
        document_text(&arena,
                      zipped("content.xml", STR("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>")),
                      ODT, &text),
        ERR_MALFORMED);
    for (int i = 0; i < 5000; i++)
        buf_lit(deep, "<a>");
    assert_int_equal(document_text(&arena, zipped("content.xml", buf_str(deep)), ODT, &text),
                     ERR_MALFORMED);
}

static void broken_files_are_told_apart_from_those_without_text(void **state)
{
    struct str text, good = zipped("word/document.xml", STR("<d>x</d>"));

    (void)state;
    assert_int_equal(document_text(&arena, STR("PK\3\4 nothing"), DOCX, &text), ERR_MALFORMED);
    assert_int_equal(document_text(&arena, STR(""), DOCX, &text), ERR_MALFORMED);
    assert_int_equal(document_text(&arena, str_sub(good, 0, good.n / 2), DOCX, &text),
                     ERR_MALFORMED);
    assert_int_equal(document_text(&arena, zipped("other.xml", STR("<d/>")), DOCX, &text),
                     ERR_MALFORMED);
    assert_int_equal(document_text(&arena, zipped("content.xml", STR("<d><e></d>")), ODT, &text),
                     ERR_MALFORMED);
    assert_int_equal(document_text(&arena, STR("\x89PNG"), STR("image/png"), &text), ERR_NOT_FOUND);
    assert_ok(document_text(&arena, STR("a\0b\xff\x01 c"), STR("text/plain"), &text));
    assert_str(text, "ab\xef\xbf\xbd c");
}

static struct str made_pdf(void)
{
    static const char head[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 "
        "R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 "
        "R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 43>>stream\nBT /F1 18 Tf 10 50 Td (Drinking water) Tj ET\nendstream "
        "endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 "
        "R>>\n%%EOF\n";
    return (struct str){head, sizeof head - 1};
}

static bool has_pdftotext(void)
{
    if (access("/usr/bin/pdftotext", X_OK) == 0)
        return true;
    print_message("skipped: pdftotext is not installed (poppler-utils)\n");
    return false;
}

static void a_pdf_is_read_in_its_child_and_a_corrupt_one_refused(void **state)
{
    struct str text, pdf = made_pdf();
    char *noise = arena_alloc(&arena, 100000);

    (void)state;
    if (!has_pdftotext())
        skip();
    assert_ok(document_text(&arena, pdf, PDF, &text));
    assert_true(str_find(text, STR("Drinking water"), 0) != SIZE_MAX);
    assert_int_equal(document_text(&arena, STR("%PDF-1.7\ngarbage"), PDF, &text), ERR_MALFORMED);
    assert_int_equal(document_text(&arena, STR(""), PDF, &text), ERR_MALFORMED);
    for (int i = 0; i < 100000; i++)
        noise[i] = (char)(i * 7919 >> 3);
    memcpy(noise, "%PDF-1.4\n", 9);
    assert_int_equal(document_text(&arena, (struct str){noise, 100000}, PDF, &text), ERR_MALFORMED);
}

/* In a process of its own, since the helper stays for good. */
static void a_helper_reads_for_a_process_that_may_not(void **state)
{
    (void)state;
    if (!has_pdftotext())
        skip();
    pid_t pid = fork();
    if (pid == 0) {
        struct str text;
        bool good = document_text_helper() == OK;
        for (int i = 0; good && i < 3; i++)
            good = document_text(&arena, made_pdf(), PDF, &text) == OK &&
                   str_find(text, STR("Drinking"), 0) != SIZE_MAX &&
                   document_text(&arena, STR("%PDF-broken"), PDF, &text) == ERR_MALFORMED;
        _exit(good ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paragraphs_of_office_files_are_read, fresh, done),
        cmocka_unit_test_setup_teardown(a_zip_bomb_stops_early, fresh, done),
        cmocka_unit_test_setup_teardown(entities_and_depth_are_refused, fresh, done),
        cmocka_unit_test_setup_teardown(broken_files_are_told_apart_from_those_without_text, fresh,
                                        done),
        cmocka_unit_test_setup_teardown(a_pdf_is_read_in_its_child_and_a_corrupt_one_refused, fresh,
                                        done),
        cmocka_unit_test_setup_teardown(a_helper_reads_for_a_process_that_may_not, fresh, done),
    };
    return cmocka_run_group_tests_name("document_text", tests, NULL, NULL);
}
