/* The pages of bodies, through the real dispatcher, on both engines. */
#include "body/body.h"

#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define SITE "/ky/41706211805000/bodies"

enum { PLACE = 1 };

static const uint64_t secretary = CAP_BIT(CAP_DESK) | CAP_BIT(CAP_REGISTER);
static const uint64_t head = CAP_BIT(CAP_DESK) | CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_APPROVE);

static struct http *open_site(struct fixture *f, uint64_t caps)
{
    clock_set(1795000000); /* 18 November 2026 */
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                               "is_municipality, act, version) values "
                               "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1)"));
    struct http *w = http_new(f->db, (const struct route *const[]){body_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, 7, caps);
    return w;
}

struct person {
    const char *name, *side, *sex, *group;
};

static const struct person seven[] = {
    {"Асан Асанов", "executive", "m", "none"},
    {"Айгүл Садыкова", "executive", "f", "none"},
    {"Үсөн Үсөнов", "deputy", "m", "none"},
    {"Нургүл Токтоева", "deputy", "f", "none"},
    {"Гүлнара Осмонова", "community", "f", "minority"},
    {"Эркин Мамытов", "community", "m", "disability"},
    {"Бакыт Жумабаев", "community", "m", "social_group"},
};

static void add_people(struct http *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(visit(w, POST, SITE "/1/members",
                               form(w, "name", seven[i].name, "side", seven[i].side, "sex",
                                    seven[i].sex, seven[i].group, "1", "from", "2026-01-10", NULL)),
                         303);
}

static void found_group(struct http *w)
{
    assert_int_equal(
        visit(w, POST, SITE, form(w, "kind", "plan_group", "name_ky", "Жумушчу топ", NULL)), 303);
    assert_str(http_header(w, "Location"), SITE "/1");
}

static void a_group_grows_until_it_may_be_approved(struct fixture *f)
{
    struct http *w = open_site(f, head);

    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/new", NULL), 200);
    found_group(w);
    add_people(w, 6);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "data-ok=\"0\""));
    assert_true(http_shows(w, "дагы 1 киши жетпейт"));
    assert_int_equal(
        visit_upload(w, SITE "/1/approve",
                     form(w, "version", "7", "order_number", "12", "order_day", "2026-02-01", NULL),
                     "scan", "", STR("")),
        422);
    assert_true(http_shows(w, "value=\"12\""));
    assert_true(http_shows(w, "engagement_plan.working_group.min_members"));
    assert_int_equal(fixture_number(f->db, "select count(*) from body_approval"), 0);
    assert_int_equal(visit(w, GET, SITE "/1/members/new", NULL), 200);
    assert_true(http_shows(w, "data-refresh=\"/ky/41706211805000/bodies/1/checklist\""));
    /* As the page asks while the form is being filled in: one more man of the community would do.
     */
    assert_int_equal(
        visit(w, GET,
              SITE "/1/checklist?member=0&side=community&sex=m&social_group=1&from=2026-01-10",
              NULL),
        200);
    assert_false(http_shows(w, "data-ok=\"0\""));
    assert_true(http_shows(w, "id=\"checklist\""));
    assert_int_equal(visit(w, GET, SITE "/1/checklist", NULL), 200);
    assert_true(http_shows(w, "data-ok=\"0\""));
    assert_int_equal(visit(w, POST, SITE "/1/members",
                           form(w, "name", seven[6].name, "side", "community", "sex", "m",
                                "social_group", "1", "from", "2026-01-10", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/1/approve", NULL), 200);
    assert_int_equal(
        visit(w, POST, SITE "/1/approve",
              form(w, "version", "8", "order_number", "", "order_day", "2026-02-01", NULL)),
        422);
    assert_true(http_shows(w, "href=\"#f-order_number\""));
    assert_int_equal(
        visit(w, POST, SITE "/1/approve",
              form(w, "version", "8", "order_number", "12", "order_day", "2026-02-01", NULL)),
        303);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "badge-ok"));
    http_free(w);
}

static void the_public_sees_officials_and_numbers(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    found_group(w);
    add_people(w, 7);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Эркин Мамытов"));
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Асан Асанов"));
    assert_false(http_shows(w, "Эркин Мамытов"));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/bodies", NULL), 200);
    assert_true(http_shows(w, "Асан Асанов"));
    assert_false(http_shows(w, "Эркин Мамытов"));
    assert_false(http_shows(w, "disability"));
    assert_false(http_shows(w, "sex"));
    assert_int_equal(visit(w, GET, SITE ".csv", NULL), 200);
    static const char *const registers[] = {"/ky/41706211805000/members.csv",
                                            "/api/v1/places/41706211805000/members"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(visit(w, GET, registers[i], NULL), 200);
        assert_true(http_shows(w, "Асан Асанов"));
        assert_false(http_shows(w, "Эркин Мамытов"));
        assert_false(http_shows(w, "disability"));
    }
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/1/checklist", NULL), 303); /* to sign in */
    http_free(w);
}

static void a_membership_ends_and_a_body_too(struct fixture *f)
{
    struct http *w = open_site(f, head);

    found_group(w);
    add_people(w, 2);
    assert_int_equal(visit(w, GET, SITE "/1/members/1/edit", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/1/members/1",
                           form(w, "version", "1", "name", "Асан Асанов", "side", "executive",
                                "from", "2026-01-10", "position", "башчы", NULL)),
                     303);
    assert_int_equal(
        visit(w, POST, SITE "/1/members/1",
              form(w, "version", "1", "name", "Асан Асанов", "side", "executive", "from",
                   "2026-01-10", "position", "орун басар", "consent", "1", NULL)),
        409);
    assert_true(http_shows(w, ">башчы</td>")); /* theirs, beside ours */
    assert_true(http_shows(w, ">орун басар</td>"));
    assert_true(http_shows(w, ">Ооба</td>"));
    assert_true(http_shows(w, "name=\"version\" value=\"2\""));
    assert_int_equal(visit(w, GET, SITE "/1/members/1/end", NULL), 200);
    assert_int_equal(
        visit(w, POST, SITE "/1/members/1/end", form(w, "version", "2", "to", "2025-01-01", NULL)),
        422);
    assert_int_equal(
        visit(w, POST, SITE "/1/members/1/end", form(w, "version", "2", "to", "2026-11-01", NULL)),
        303);
    assert_int_equal(visit(w, GET, SITE "/1/members/99/edit", NULL), 404);
    assert_int_equal(visit(w, GET, SITE "/1/edit", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/1", form(w, "version", "1", "name_ky", "Башка", NULL)),
                     409);
    assert_true(http_shows(w, "Жумушчу топ"));
    assert_true(http_shows(w, "Башка"));
    assert_int_equal(visit(w, GET, SITE "/1/dissolve", NULL), 200);
    assert_int_equal(
        visit(w, POST, SITE "/1/dissolve",
              form(w, "version", "5", "order_number", "15", "order_day", "2026-11-10", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, SITE "/1/members",
              form(w, "name", "Кеч Калган", "side", "deputy", "from", "2026-01-10", NULL)),
        409);
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_false(http_shows(w, "Жумушчу топ"));
    assert_int_equal(visit(w, GET, SITE "?dissolved=1", NULL), 200);
    assert_true(http_shows(w, "Жумушчу топ"));
    http_free(w);
}

static void only_the_head_approves(struct fixture *f)
{
    struct http *w = open_site(f, secretary);

    found_group(w);
    assert_int_equal(visit(w, GET, SITE "/1/approve", NULL), 403);
    assert_int_equal(
        visit(w, POST, SITE "/1/approve",
              form(w, "version", "1", "order_number", "1", "order_day", "2026-02-01", NULL)),
        403);
    assert_int_equal(visit(w, POST, SITE "/1/members",
                           form(w, "name", "Асан Асанов", "side", "deputy", "from", "2026-01-10",
                                "person_id", "99", NULL)),
                     422); /* no account of this municipality */
    assert_true(http_shows(w, "value=\"Асан Асанов\""));
    assert_int_equal(visit(w, POST, SITE, form(w, "kind", "senate", "name_ky", "Сенат", NULL)),
                     422);
    assert_true(http_shows(w, "value=\"Сенат\""));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_group_grows_until_it_may_be_approved),
        FIXTURE_TEST(the_public_sees_officials_and_numbers),
        FIXTURE_TEST(a_membership_ends_and_a_body_too),
        FIXTURE_TEST(only_the_head_approves),
    };

    return FIXTURE_RUN("body_web", tests);
}
