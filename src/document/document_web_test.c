/* Pages of documents: adding, refusing, serving, withdrawing; what is not public stays hidden. */
#include "document/document.h"
#include "document/samples.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define PLACE "41706211805000"

static struct http *browser(struct fixture *f, uint64_t caps)
{
    struct http *w = http_new(f->db, (const struct route *const[]){document_routes}, 1);

    http_place(w, (struct scope){.id = 12, .code = STR(PLACE), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, 7, caps);
    return w;
}

#define STAFF (CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_DESK))

static void a_document_is_added_and_served(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/new", NULL), 200);
    assert_true(http_shows(w, "multipart/form-data"));
    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents",
                                  form(w, "title", "Өнүгүү программасы", "kind", "programme",
                                       "public", "1", NULL),
                                  "file", "программа.pdf", SAMPLE_PDF),
                     303);
    assert_str(http_header(w, "Location"), "/ky/" PLACE "/documents/1");
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents", NULL), 200);
    assert_true(http_shows(w, "Өнүгүү программасы"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents?kind=report", NULL), 200);
    assert_false(http_shows(w, "Өнүгүү программасы"));
    assert_int_equal(visit(w, GET, "/ru/" PLACE "/documents/1", NULL), 200);
    assert_true(http_shows(w, "/ru/" PLACE "/documents/1/file"));
    assert_int_equal(visit(w, GET, "/ru/" PLACE "/documents/1/file", NULL), 200);
    assert_true(str_eq(http_body(w), SAMPLE_PDF));
    assert_str(http_header(w, "Content-Type"), "application/pdf");
    assert_str(http_header(w, "X-Content-Type-Options"), "nosniff");
    assert_true(str_find(http_header(w, "Content-Security-Policy"), STR("sandbox"), 0) != SIZE_MAX);
    assert_true(str_starts(http_header(w, "Content-Disposition"), STR("attachment")));
    assert_true(http_header(w, "ETag").n > 0);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents.csv", NULL), 200);
    assert_true(http_shows(w, "Өнүгүү программасы"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/documents", NULL), 200);
    assert_true(http_shows(w, "\"type\":\"application/pdf\""));
    http_free(w);
}

static void pictures_are_shown_text_has_its_charset(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents",
                                  form(w, "title", "", "kind", "other", "public", "1", NULL),
                                  "file", "a.png", SAMPLE_PNG),
                     303);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1/file", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "image/png");
    assert_int_equal(http_header(w, "Content-Disposition").n, 0);
    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents",
                                  form(w, "title", "", "kind", "other", "public", "1", NULL),
                                  "file", "a.csv",
                                  STR("\xcc\xe0\xf1\xe5\xeb\xe5;\xf1\xf3\xf3\r\n")),
                     303);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/2/file", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "text/csv; charset=windows-1251");
    http_free(w);
}

static void a_file_that_lies_is_told_and_the_form_kept(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit_upload(w, "/ru/" PLACE "/documents",
                                  form(w, "title", "Мой документ", "kind", "report", NULL), "file",
                                  "order.pdf", STR("<html><script>alert(1)</script></html>")),
                     422);
    assert_true(http_shows(w, "PDF"));
    assert_true(http_shows(w, "HTML"));
    assert_true(http_shows(w, "Мой документ"));
    assert_int_equal(visit_upload(w, "/ru/" PLACE "/documents",
                                  form(w, "title", "x", "kind", "report", NULL), "file", "",
                                  STR("")),
                     422);
    assert_int_equal(visit_upload(w, "/ru/" PLACE "/documents",
                                  form(w, "title", "x", "kind", "<b>", NULL), "file", "a.pdf",
                                  SAMPLE_PDF),
                     422);
    assert_int_equal(fixture_number(f->db, "select count(*) from document"), 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from document_content"), 0);
    http_free(w);
}

static void only_those_with_the_duty_may_add(struct fixture *f)
{
    struct http *w = browser(f, CAP_BIT(CAP_COMMENT));

    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/new", NULL), 403);
    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents", form(w, "title", "x", NULL), "file",
                                  "a.pdf", SAMPLE_PDF),
                     403);
    assert_int_equal(fixture_number(f->db, "select count(*) from document"), 0);
    http_free(w);
}

static void what_is_not_public_does_not_exist_for_others(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents",
                                  form(w, "title", "Жашыруун тизме", "kind", "other", NULL), "file",
                                  "a.pdf", SAMPLE_PDF),
                     303);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1/file", NULL), 200);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1/file", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents", NULL), 200);
    assert_false(http_shows(w, "Жашыруун"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents.csv", NULL), 200);
    assert_false(http_shows(w, "Жашыруун"));
    http_free(w);
}

static void a_withdrawn_document_says_why(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit_upload(w, "/ky/" PLACE "/documents",
                                  form(w, "title", "Буйрук", "kind", "order", "public", "1", NULL),
                                  "file", "a.pdf", SAMPLE_PDF),
                     303);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/documents/1/withdraw",
                           form(w, "version", "1", "reason", "", NULL)),
                     422);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/documents/1/withdraw",
                           form(w, "version", "9", "reason", "Ката кетти", NULL)),
                     409);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/documents/1/withdraw",
                           form(w, "version", "1", "reason", "Ката кетти", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1", NULL), 410);
    assert_true(http_shows(w, "Ката кетти"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/documents/1/file", NULL), 410);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_document_is_added_and_served),
        FIXTURE_TEST(pictures_are_shown_text_has_its_charset),
        FIXTURE_TEST(a_file_that_lies_is_told_and_the_form_kept),
        FIXTURE_TEST(only_those_with_the_duty_may_add),
        FIXTURE_TEST(what_is_not_public_does_not_exist_for_others),
        FIXTURE_TEST(a_withdrawn_document_says_why),
    };
    return FIXTURE_RUN("document pages", tests);
}
