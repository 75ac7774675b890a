/* The territory's pages, API and CSV, as a browser meets them; on both engines. */
#include <string.h>

#include "doc/csv.h"
#include "place/place_web.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define ADMIN (CAP_BIT(CAP_PUBLIC) | CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_ADMIN))

static struct http *start(struct fixture *f)
{
    struct place_import in = {
        .bytes = STR("code,name_ky,name_ru\n"
                     "41702205805000,Ак-Булуң айыл аймагы,Ак-Булунский айылный аймак\n"
                     "41702205805010,Ак-Булуң,Ак-Булун\n"
                     "41702205807000,,Берю-Башский айылный аймак\n41702205807030,Черик,Черик\n"),
        .source = STR("t")};
    struct place_import merge = {
        .bytes = STR("old_code,new_code,from\n41702205807000,41702205805000,2024-09-01\n"),
        .source = STR("t")};
    struct place_import_report r;
    struct faults faults;
    const struct actor nobody = {0};
    int64_t n;

    faults_init(&faults, f->arena);
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_ok(place_import_file(f->db, f->arena, &nobody, &in, &faults, &r));
    assert_ok(place_import_file(f->db, f->arena, &nobody, &merge, &faults, &r));
    return http_new(f->db, (const struct route *const[]){place_routes}, 1);
}

static void the_tree_is_browsed(struct fixture *f)
{
    struct http *w = start(f);

    assert_int_equal(visit(w, GET, "/ky/territory", NULL), 200);
    assert_true(http_shows(w, "Ысык-Көл облусу"));
    assert_true(http_shows(w, "/ky/territory/41702000000000"));
    assert_int_equal(visit(w, GET, "/ru/territory/41702000000000", NULL), 200);
    assert_true(http_shows(w, "город Каракол"));
    assert_int_equal(visit(w, GET, "/ky/territory/41702205805010", NULL), 200);
    assert_true(http_shows(w, "Ак-Булуң айыл аймагы"));
    assert_true(http_shows(w, "href=\"/ky/41702205805000\"")); /* its municipality's own pages */
    assert_int_equal(visit(w, GET, "/en/territory/41702000000000", NULL), 200);
    assert_true(http_shows(w, "Issyk-Kul Region"));
    http_free(w);
}

static void a_merged_aimak_says_its_successor(struct fixture *f)
{
    struct http *w = start(f);

    assert_int_equal(visit(w, GET, "/ky/territory/41702205807000", NULL), 200);
    assert_true(http_shows(w, "2024-жылдын 31-августу"));
    assert_true(http_shows(w, "/ky/territory/41702205805000"));
    assert_true(http_shows(w, "<h1 lang=\"ru\">")); /* it has no Kyrgyz name: said */
    assert_true(http_shows(w, "Бул тилде аталышы жок"));
    assert_int_equal(visit(w, GET, "/ky/territory/41702205805000", NULL), 200);
    assert_true(http_shows(w, "/ky/territory/41702205807000"));
    assert_true(http_shows(w, "(ru)"));
    http_free(w);
}

static void an_unknown_unit_is_404_with_suggestions(struct fixture *f)
{
    struct http *w = start(f);

    assert_int_equal(visit(w, GET, "/ru/territory/41702205805999", NULL), 404);
    assert_true(http_shows(w, "/ru/territory/41702205805000"));
    assert_int_equal(visit(w, GET, "/ru/territory/1", NULL), 404);
    assert_int_equal(visit(w, GET, "/ru/territory/karakol", NULL), 404);
    assert_int_equal(visit(w, GET, "/api/v1/places/41702205805999", NULL), 404);
    http_free(w);
}

static void names_are_searched_and_escaped(struct fixture *f)
{
    struct http *w = start(f);

    assert_int_equal(visit(w, GET, "/ky/territory?q=%D0%BE%D0%B7%D0%B3%D0%BE%D0%BD", NULL),
                     200); /* озгон */
    assert_true(http_shows(w, "Өзгөн району"));
    assert_int_equal(visit(w, GET, "/ky/territory?q=%3Cscript%3E", NULL), 200);
    assert_false(http_shows(w, "<script>"));
    assert_true(http_shows(w, "&lt;script&gt;"));
    http_free(w);
}

static void only_the_administrator_corrects_names(struct fixture *f)
{
    struct http *w = start(f);
    const char *path = "/ky/territory/41708400000000/edit";
    const char *good = form(w, "version", "1", "name_ky", "Токмок шаары", "name_ru", "город Токмак",
                            "name_en", "Tokmok", "population", "53000", NULL);

    assert_int_equal(visit(w, GET, path, NULL), 303); /* to sign in */
    assert_int_equal(visit(w, POST, path, good), 401);
    http_sign_in(w, 5, CAP_BIT(CAP_PUBLIC) | CAP_BIT(CAP_SIGNED_IN));
    assert_int_equal(visit(w, POST, path, good), 403);
    http_sign_in(w, 5, ADMIN);
    assert_int_equal(visit(w, GET, path, NULL), 200);
    assert_int_equal(visit(w, POST, path, good), 303);
    assert_int_equal(
        fixture_number(f->db, "select population from unit where code = '41708400000000'"), 53000);
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from audit where action = 'place.edit' and person_id = 5"),
        1);
    http_free(w);
}

static void two_editors_and_bad_names_are_told(struct fixture *f)
{
    struct http *w = start(f);
    const char *path = "/ky/territory/41708400000000/edit";

    http_sign_in(w, 5, ADMIN);
    assert_int_equal(visit(w, POST, path,
                           form(w, "version", "1", "name_ky", "Tokmok шаары", "name_ru", "",
                                "name_en", "", NULL)),
                     422);
    assert_true(http_shows(w, "Tokmok шаары")); /* what was typed is kept */
    assert_int_equal(
        visit(w, POST, path,
              form(w, "version", "1", "name_ky", "Токмок шаары", "population", "көп", NULL)),
        422);
    assert_int_equal(visit(w, POST, path,
                           form(w, "version", "1", "name_ky", "Токмок", "name_ru", "Токмок",
                                "name_en", "", NULL)),
                     303);
    assert_int_equal(visit(w, POST, path,
                           form(w, "version", "1", "name_ky", "Токмак", "name_ru", "Токмак",
                                "name_en", "", NULL)),
                     409);
    assert_true(http_shows(w, "Токмак"));
    assert_true(http_shows(w, "Токмок"));
    assert_int_equal(fixture_number(f->db, "select count(*) from unit where name_ky = 'Токмок'"),
                     1);
    http_free(w);
}

static void the_tree_is_open_data(struct fixture *f)
{
    struct http *w = start(f);
    struct csv csv;
    struct faults faults;

    assert_int_equal(visit(w, GET, "/api/v1/places", NULL), 200);
    assert_true(http_shows(w, "\"code\":\"41702000000000\""));
    assert_int_equal(visit(w, GET, "/api/v1/places?parent=41702205805000", NULL), 200);
    assert_true(http_shows(w, "Ак-Булуң"));
    assert_int_equal(visit(w, GET, "/api/v1/places?municipalities=1", NULL), 200);
    assert_int_equal(http_count(w, "\"municipality\":true"), 32);
    assert_int_equal(visit(w, GET, "/api/v1/places/41702205807000", NULL), 200);
    assert_true(http_shows(w, "\"valid_to\":\"2024-08-31\""));
    assert_int_equal(visit(w, GET, "/ky/territory.csv", NULL), 200);
    faults_init(&faults, f->arena);
    assert_ok(csv_read(f->arena, http_body(w), NULL, &faults, &csv));
    assert_int_equal(csv.n, 86);
    http_free(w);
}

/* What the program writes, it reads: its own CSV imported again changes nothing. */
static void its_own_csv_is_taken_back(struct fixture *f)
{
    struct http *w = start(f);
    struct place_import_report r;
    struct faults faults;

    assert_int_equal(visit(w, GET, "/ky/territory.csv", NULL), 200);
    faults_init(&faults, f->arena);
    struct place_import in = {.bytes = http_body(w), .source = STR("t")};
    enum err e = place_import_file(f->db, f->arena, &(struct actor){0}, &in, &faults, &r);
    if (faults.first)
        fail_msg("%.*s", STR_F(csv_fault_line(f->arena, LANG_EN, faults.first)));
    assert_int_equal(e, OK);
    assert_int_equal(r.inserted + r.updated, 0);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_tree_is_browsed),
        FIXTURE_TEST(a_merged_aimak_says_its_successor),
        FIXTURE_TEST(an_unknown_unit_is_404_with_suggestions),
        FIXTURE_TEST(names_are_searched_and_escaped),
        FIXTURE_TEST(only_the_administrator_corrects_names),
        FIXTURE_TEST(two_editors_and_bad_names_are_told),
        FIXTURE_TEST(the_tree_is_open_data),
        FIXTURE_TEST(its_own_csv_is_taken_back),
    };
    return FIXTURE_RUN("place pages", tests);
}
