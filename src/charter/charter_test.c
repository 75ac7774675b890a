/* Overriding rules by decisions, days of rest, and their pages, on both engines. */
#include "charter/charter.h"

#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define MEMBERS "engagement_plan.working_group.min_members"

enum { PLACE = 1 };

static const struct actor who = {.person_id = 7, .place_id = PLACE};

static day_t day(int y, int m, int d)
{
    return day_from_civil((struct civil){y, m, d});
}

static void settle(struct fixture *f)
{
    clock_set(1795000000); /* 18 November 2026 */
    assert_ok(db_begin(f->db));
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                               "is_municipality, act, version) values "
                               "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1)"));
}

static struct charter_override nine(void)
{
    return (struct charter_override){
        .key = STR(MEMBERS),
        .value = STR(" 9 "),
        .decision = {STR("Кеңештин токтому"), STR("12"), day(2026, 3, 1)},
        .valid_from = day(2026, 4, 1),
        .valid_to = DAY_NONE,
    };
}

static enum err save(struct fixture *f, const struct charter_override *o, struct faults *faults)
{
    faults_init(faults, f->arena);
    return charter_save(f->db, f->arena, &who, LANG_KY, o, faults);
}

static void an_override_rests_on_a_decision(struct fixture *f)
{
    struct charter_override o = nine();
    struct rule_described d;
    struct faults faults;
    int64_t n;

    settle(f);
    assert_ok(save(f, &o, &faults));
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, day(2026, 3, 31), &n));
    assert_int_equal(n, 7);
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, day(2026, 4, 1), &n));
    assert_int_equal(n, 9);
    assert_ok(rules_describe(f->db, f->arena, LANG_RU, MEMBERS, PLACE, clock_today(), &d));
    assert_str(d.decision.number, "12");
    assert_str(d.raw, "9");
    assert_int_equal(
        fixture_number(f->db, "select count(*) from audit where action = 'charter.override'"), 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from rule_override_version"), 1);
}

static void what_is_wrong_is_told_all_at_once(struct fixture *f)
{
    struct charter_override o = {.key = STR(MEMBERS),
                                 .value = STR("жети"),
                                 .decision = {.day = clock_today() + 400},
                                 .valid_from = DAY_NONE,
                                 .valid_to = DAY_NONE};
    struct faults faults;

    settle(f);
    struct str before = fixture_digest(f->db, f->arena);

    assert_int_equal(save(f, &o, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("value")));
    assert_non_null(fault_of(&faults, STR("decision_title")));
    assert_non_null(fault_of(&faults, STR("decision_number")));
    assert_non_null(fault_of(&faults, STR("decision_day")));
    assert_non_null(fault_of(&faults, STR("valid_from")));
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
    o = nine();
    o.valid_from = day(2026, 2, 1); /* before the decision */
    assert_int_equal(save(f, &o, &faults), ERR_INVALID);
    assert_int_equal(faults.n, 1);
    o.key = STR("no.such.rule");
    assert_int_equal(save(f, &o, &faults), ERR_NOT_FOUND);
}

static void spans_do_not_overlap_and_may_follow_each_other(struct fixture *f)
{
    struct charter_override o = nine(), later = nine();
    struct charter_overrides all;
    struct rule_history past;
    struct faults faults;
    int64_t n;

    settle(f);
    assert_ok(save(f, &o, &faults));
    later.value = STR("11");
    later.valid_from = day(2026, 10, 1);
    assert_int_equal(save(f, &later, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("valid_from")));
    assert_ok(charter_of_key(f->db, f->arena, PLACE, STR(MEMBERS), &all));
    o = all.v[0];
    o.valid_to = day(2026, 9, 30);
    assert_ok(save(f, &o, &faults));
    assert_int_equal(save(f, &o, &faults), ERR_CONFLICT); /* the version of the first editor */
    assert_ok(save(f, &later, &faults));
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, day(2026, 9, 30), &n));
    assert_int_equal(n, 9);
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, day(2026, 10, 1), &n));
    assert_int_equal(n, 11);
    assert_ok(rules_history(f->db, f->arena, LANG_KY, PLACE, MEMBERS, &past));
    assert_int_equal(past.n, 3);
    /* By mistake: ended on the day before it began, it never held, and its days are free again. */
    assert_ok(charter_of_key(f->db, f->arena, PLACE, STR(MEMBERS), &all));
    o = all.v[0];
    o.valid_to = o.valid_from - 1;
    assert_ok(save(f, &o, &faults));
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, day(2026, 10, 1), &n));
    assert_int_equal(n, 7);
}

static void a_place_cannot_change_another_s_or_the_nation_s(struct fixture *f)
{
    const struct actor nation = {.person_id = 1, .place_id = 0};
    struct charter_override o = nine();
    struct charter_overrides all;
    struct faults faults;
    int64_t n;

    settle(f);
    faults_init(&faults, f->arena);
    assert_ok(charter_save(f->db, f->arena, &nation, LANG_KY, &o, &faults));
    assert_ok(charter_of_key(f->db, f->arena, 0, STR(MEMBERS), &all));
    o.id = all.v[0].id;
    o.version = 1;
    assert_int_equal(save(f, &o, &faults), ERR_NOT_FOUND);
    assert_ok(rules_i64(f->db, f->arena, MEMBERS, PLACE, clock_today(), &n));
    assert_int_equal(n, 9);
}

static void days_of_rest_are_added_and_taken_away(struct fixture *f)
{
    const struct actor nation = {.person_id = 1, .place_id = 0};
    struct charter_holiday h = {.day = day(2027, 3, 10),
                                .name = {[LANG_KY] = STR("Орозо айт")},
                                .decision = STR("Буйрук №1")};
    struct faults faults;
    day_t end;

    settle(f);
    faults_init(&faults, f->arena);
    assert_ok(charter_holiday_add(f->db, f->arena, &nation, &h, &faults));
    assert_ok(deadline_working_days(f->db, f->arena, day(2027, 3, 9), 1, &end));
    assert_int_equal(end, day(2027, 3, 11));
    assert_int_equal(charter_holiday_add(f->db, f->arena, &nation, &h, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("day")));
    faults_init(&faults, f->arena);
    h = (struct charter_holiday){.day = DAY_NONE};
    assert_int_equal(charter_holiday_add(f->db, f->arena, &nation, &h, &faults), ERR_INVALID);
    assert_int_equal(faults.n, 3);
    int64_t id = fixture_number(f->db, "select id from holiday");

    assert_ok(charter_holiday_remove(f->db, f->arena, &nation, id));
    assert_int_equal(charter_holiday_remove(f->db, f->arena, &nation, id), ERR_NOT_FOUND);
    assert_ok(deadline_working_days(f->db, f->arena, day(2027, 3, 9), 1, &end));
    assert_int_equal(end, day(2027, 3, 10));
}

/* -- pages -- */

static struct http *open_site(struct fixture *f, uint64_t caps)
{
    settle(f);
    assert_ok(db_commit(f->db));
    struct http *w = http_new(f->db, (const struct route *const[]){charter_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, 7, caps);
    return w;
}

static void every_rule_has_its_place_on_the_page(struct fixture *f)
{
    static const char *const langs[] = {"ky", "ru", "en"};
    struct http *w = open_site(f, 0);
    size_t n;
    const struct rule *rules = rules_shipped(&n);

    for (size_t l = 0; l < 3; l++) {
        assert_int_equal(
            visit(w, GET, str_cstr(f->arena, str_fmt(f->arena, "/%s/rules", langs[l])), NULL), 200);
        for (size_t i = 0; i < n; i++)
            assert_true(
                http_shows(w, str_cstr(f->arena, str_fmt(f->arena, "id=\"%s\"", rules[i].key))));
    }
    assert_false(http_shows(w, "method=\"post\" enctype"));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/rules", NULL), 200);
    assert_int_equal(visit(w, GET, "/ky/41706211805000/rules/" MEMBERS, NULL), 200);
    assert_true(http_shows(w, "7 киши"));
    assert_int_equal(visit(w, GET, "/ky/rules/no.such", NULL), 404);
    assert_int_equal(visit(w, GET, "/ru/rules.csv", NULL), 200);
    assert_true(http_shows(w, MEMBERS));
    assert_int_equal(visit(w, GET, "/api/v1/rules", NULL), 200);
    assert_true(http_shows(w, "\"key\":\"" MEMBERS "\""));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/rules", NULL), 200);
    assert_int_equal(visit(w, GET, "/ky/rules/holidays?year=2026", NULL), 200);
    assert_true(http_shows(w, "Нооруз"));
    http_free(w);
}

static void a_rule_is_found_by_a_word_or_by_what_it_lacks(struct fixture *f)
{
    struct http *w = open_site(f, 0);

    /* "жумушчу топ", in another form, in small letters, on a Russian keyboard */
    assert_int_equal(
        visit(w, GET,
              "/ky/41706211805000/rules?words=%D0%96%D0%A3%D0%9C%D0%A3%D0%A8%D0%A7%D0%A3+"
              "%D1%82%D0%BE%D0%BF%D1%82%D1%83%D0%BD",
              NULL),
        200);
    assert_true(http_shows(w, "id=\"" MEMBERS "\""));
    assert_false(http_shows(w, "id=\"hearing.quorum\""));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/rules?only=unset", NULL), 200);
    assert_true(http_shows(w, "id=\"hearing.quorum\""));
    assert_false(http_shows(w, "id=\"" MEMBERS "\""));
    assert_int_equal(visit(w, GET, "/ru/rules?words=xyzzy", NULL), 200);
    assert_true(http_shows(w, "Найдено 0 правил."));
    assert_true(http_shows(w, "value=\"xyzzy\""));
    assert_true(http_shows(w, "href=\"/ru/rules\""));
    assert_int_equal(visit(w, GET, "/ru/rules", NULL), 200);
    assert_false(http_shows(w, "<details id=\"group-engagement_plan\" open"));
    assert_int_equal(visit(w, GET, "/ru/rules?open=1", NULL), 200);
    assert_true(http_shows(w, "<details id=\"group-engagement_plan\" open"));
    http_free(w);
}

static void a_charter_is_set_through_the_form(struct fixture *f)
{
    struct http *w = open_site(f, CAP_BIT(CAP_DESK) | CAP_BIT(CAP_CHARTER));
    static const char path[] = "/ky/41706211805000/rules/" MEMBERS;

    assert_int_equal(visit(w, GET, path, NULL), 200);
    assert_true(http_shows(w, "name=\"decision_number\""));
    assert_true(http_shows(w, "value=\"7\"")); /* what holds now, as it is typed */
    assert_int_equal(visit(w, POST, path,
                           form(w, "id", "0", "version", "0", "value", "сегиз", "decision_title",
                                "Токтом", NULL)),
                     422);
    assert_true(http_shows(w, "value=\"сегиз\""));
    assert_int_equal(fixture_number(f->db, "select count(*) from rule_override"), 0);
    assert_int_equal(visit(w, POST, path,
                           form(w, "id", "0", "version", "0", "value", "9", "decision_title",
                                "Токтом", "decision_number", "12", "decision_day", "2026-03-01",
                                "valid_from", "01.04.2026", "valid_to", "", NULL)),
                     303);
    assert_int_equal(visit(w, GET, path, NULL), 200);
    assert_true(http_shows(w, "9 киши"));
    assert_true(http_shows(w, "Токтом № 12"));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/rules", NULL), 200);
    assert_true(http_shows(w, "9 киши"));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/rules?only=own", NULL), 200);
    assert_true(http_shows(w, "id=\"" MEMBERS "\""));
    assert_false(http_shows(w, "id=\"hearing.quorum\""));
    http_free(w);
}

static void the_operator_keeps_the_calendar(struct fixture *f)
{
    struct http *w = open_site(f, CAP_BIT(CAP_NATION));

    assert_int_equal(visit(w, POST, "/ru/rules/holidays",
                           form(w, "day", "2027-03-10", "name_ru", "Орозо айт", NULL)),
                     422);
    assert_true(http_shows(w, "value=\"Орозо айт\""));
    assert_int_equal(
        visit(w, POST, "/ru/rules/holidays",
              form(w, "day", "2027-03-10", "name_ru", "Орозо айт", "decision", "Указ №1", NULL)),
        303);
    assert_str(http_header(w, "Location"), "/ru/rules/holidays?year=2027");
    assert_int_equal(visit(w, GET, "/ru/rules/holidays?year=2027", NULL), 200);
    assert_true(http_shows(w, "Орозо айт"));
    http_free(w);
}

static void others_may_not(struct fixture *f)
{
    struct http *w = open_site(f, CAP_BIT(CAP_DESK) | CAP_BIT(CAP_REGISTER));

    assert_int_equal(
        visit(w, POST, "/ky/41706211805000/rules/" MEMBERS, form(w, "value", "9", NULL)), 403);
    assert_int_equal(visit(w, POST, "/ky/rules/" MEMBERS, form(w, "value", "9", NULL)), 403);
    assert_int_equal(visit(w, POST, "/ky/rules/holidays", form(w, "day", "2027-03-10", NULL)), 403);
    assert_int_equal(fixture_number(f->db, "select count(*) from rule_override"), 0);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(an_override_rests_on_a_decision),
        FIXTURE_TEST(what_is_wrong_is_told_all_at_once),
        FIXTURE_TEST(spans_do_not_overlap_and_may_follow_each_other),
        FIXTURE_TEST(a_place_cannot_change_another_s_or_the_nation_s),
        FIXTURE_TEST(days_of_rest_are_added_and_taken_away),
        FIXTURE_TEST(every_rule_has_its_place_on_the_page),
        FIXTURE_TEST(a_rule_is_found_by_a_word_or_by_what_it_lacks),
        FIXTURE_TEST(a_charter_is_set_through_the_form),
        FIXTURE_TEST(the_operator_keeps_the_calendar),
        FIXTURE_TEST(others_may_not),
    };

    return FIXTURE_RUN("charter", tests);
}
