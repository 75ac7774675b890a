/* The pages of the register, through the real dispatcher, on both engines. */
#include "issue/issue.h"

#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define SITE "/ky/41706211805000/issues"

enum { PLACE = 1 };

static const uint64_t secretary = CAP_BIT(CAP_DESK) | CAP_BIT(CAP_REGISTER);

static struct http *open_site(struct fixture *f, uint64_t caps)
{
    clock_set(1795000000); /* 18 November 2026 */
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                               "is_municipality, act, version) values "
                               "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1)"));
    struct http *w = http_new(f->db, (const struct route *const[]){issue_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, 7, caps);
    return w;
}

static int64_t count(struct fixture *f)
{
    return fixture_number(f->db, "select count(*) from issue");
}

static void a_secretary_keeps_the_register(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/new", NULL), 200);
    assert_int_equal(visit(w, POST, SITE,
                           form(w, "version", "0", "title_ky", "Таза суу", "text_ky",
                                "**Суу** түтүктөрү", NULL)),
                     303);
    assert_str(http_header(w, "Location"), SITE "/1");
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Таза суу"));
    assert_true(http_shows(w, "<strong>Суу</strong>"));
    assert_int_equal(
        visit(w, POST, SITE "/1/refresh", form(w, "version", "1", "note", "текшерилди", NULL)),
        303);
    assert_int_equal(visit(w, GET, SITE "/1/edit", NULL), 200);
    assert_true(http_shows(w, "name=\"version\" value=\"2\""));
    assert_int_equal(
        visit(w, POST, SITE "/1",
              form(w, "version", "2", "number", "4", "title_ky", "Таза ичүүчү суу", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, SITE "/1/state",
              form(w, "version", "3", "state", "suspended", "reason", "Токтом №5", NULL)),
        303);
    assert_int_equal(visit(w, GET, SITE "/1/history", NULL), 200);
    assert_true(http_shows(w, "Токтом №5"));
    assert_true(http_shows(w, "<ins>Таза ичүүчү суу</ins>"));
    assert_int_equal(visit(w, GET, SITE "?state=active", NULL), 200);
    assert_false(http_shows(w, "Таза ичүүчү суу"));
    http_free(w);
}

static void what_was_typed_is_kept(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, POST, SITE,
                           form(w, "version", "0", "number", "0", "text_ky", "Узун баяндама",
                                "basis", "27-берене", NULL)),
                     422);
    assert_true(http_shows(w, "Узун баяндама"));
    assert_true(http_shows(w, "value=\"27-берене\""));
    assert_true(http_shows(w, "href=\"#f-title_ky\""));
    assert_int_equal(count(f), 0);
    http_free(w);
}

static void two_editors_see_the_difference(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, POST, SITE, form(w, "version", "0", "title_ky", "Таза суу", NULL)),
                     303);
    assert_int_equal(
        visit(w, POST, SITE "/1", form(w, "version", "1", "title_ky", "Биринчи", NULL)), 303);
    assert_int_equal(visit(w, POST, SITE "/1", form(w, "version", "1", "title_ky", "Экинчи", NULL)),
                     409);
    assert_true(http_shows(w, "Биринчи"));
    assert_true(http_shows(w, "Экинчи"));
    assert_int_equal(visit(w, POST, SITE "/1/refresh", form(w, "version", "1", NULL)), 409);
    http_free(w);
}

static void readers_see_plainly_what_is_stale(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, POST, SITE, form(w, "version", "0", "title_ky", "Таза суу", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_false(http_shows(w, "notice-warn"));
    assert_false(http_shows(w, "<form class=\"form\""));
    clock_set(1795000000 + 190LL * 86400);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "notice-warn"));
    assert_true(http_shows(w, "engagement_plan.info.refresh_months"));
    assert_int_equal(visit(w, GET, SITE "?stale=1", NULL), 200);
    assert_true(http_shows(w, "Таза суу"));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/issues", NULL), 200);
    assert_true(http_shows(w, "\"fresh\":false"));
    assert_int_equal(visit(w, GET, SITE ".csv", NULL), 200);
    assert_true(http_shows(w, "Таза суу"));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/issues/1", NULL), 200);
    assert_true(http_shows(w, "\"what\":\"created\""));
    assert_int_equal(visit(w, GET, SITE "/99", NULL), 404);
    http_free(w);
}

static void residents_cannot_write(struct fixture *f)
{
    struct http *w = open_site(f, CAP_BIT(CAP_COMMENT));

    assert_int_equal(visit(w, POST, SITE, form(w, "title_ky", "Таза суу", NULL)), 403);
    assert_int_equal(visit(w, POST, SITE "/charter", form(w, NULL)), 403);
    assert_int_equal(visit(w, GET, SITE "/import", NULL), 403);
    assert_int_equal(count(f), 0);
    http_free(w);
}

static void the_starting_set_and_a_table_come_in(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, POST, SITE "/charter", form(w, NULL)), 303);
    assert_int_equal(count(f), 12);
    assert_int_equal(visit(w, POST, SITE "/charter", form(w, NULL)), 422);
    assert_int_equal(
        visit_upload(w, SITE "/import", NULL, "file", "m.csv", STR("title_ky;number\nКөпүрө;12\n")),
        422);
    assert_true(http_shows(w, "faults"));
    assert_int_equal(
        visit_upload(w, SITE "/import", NULL, "file", "m.csv", STR("title_ky;number\nКөпүрө;20\n")),
        303);
    assert_int_equal(count(f), 13);
    assert_int_equal(visit_upload(w, SITE "/import", NULL, "file", "", STR("")), 422);
    http_free(w);
}

static void ten_megabytes_of_text_are_refused(struct fixture *f)
{
    struct http *w = open_site(f, secretary);
    size_t n = 10 * MIB;
    char *big = arena_alloc(f->arena, n + 1);

    for (size_t i = 0; i < n; i++)
        big[i] = 'a';
    big[n] = 0;
    assert_int_equal(visit(w, POST, SITE, form(w, "title_ky", "Суу", "text_ky", big, NULL)), 413);
    big[30000] = 0; /* below the limit of a form, above that of a description */
    assert_int_equal(visit(w, POST, SITE, form(w, "title_ky", "Суу", "text_ky", big, NULL)), 422);
    assert_true(http_shows(w, "value=\"Суу\""));
    assert_int_equal(count(f), 0);
    http_free(w);
}

static void markup_of_people_stays_harmless(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    assert_int_equal(visit(w, POST, SITE,
                           form(w, "title_ky", "<script>alert(1)</script>", "text_ky",
                                "<b onclick=x>y</b> [l](javascript:x)", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_false(http_shows(w, "<script>alert"));
    assert_false(http_shows(w, "<b onclick"));
    assert_false(http_shows(w, "javascript:"));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_secretary_keeps_the_register),
        FIXTURE_TEST(what_was_typed_is_kept),
        FIXTURE_TEST(two_editors_see_the_difference),
        FIXTURE_TEST(readers_see_plainly_what_is_stale),
        FIXTURE_TEST(residents_cannot_write),
        FIXTURE_TEST(the_starting_set_and_a_table_come_in),
        FIXTURE_TEST(ten_megabytes_of_text_are_refused),
        FIXTURE_TEST(markup_of_people_stays_harmless),
    };

    return FIXTURE_RUN("issue_web", tests);
}
