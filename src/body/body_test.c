/* Bodies: who may be approved, what an order needs, what a change undoes, on both engines. */
#include "body/body.h"

#include "test/db_fixture.h"

enum { PLACE = 1, OTHER_PLACE = 2 };

static const struct actor who = {.person_id = 7, .place_id = PLACE};

static day_t day(int y, int m, int d)
{
    return day_from_civil((struct civil){y, m, d});
}

static void settle_places(struct fixture *f)
{
    clock_set(1795000000);      /* 18 November 2026 */
    assert_ok(db_begin(f->db)); /* as a request has it; audit asks for one */
    assert_ok(db_script(f->db,
                        "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                        "is_municipality, act, version) values "
                        "(1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1), "
                        "(2, '41706211806000', 'aimak', 'Көк-Суу', 'Кок-Суу', '', 1, '', 1)"));
}

static struct faults fresh_faults(struct fixture *f)
{
    struct faults faults;

    faults_init(&faults, f->arena);
    return faults;
}

static int64_t new_body(struct fixture *f, enum body_kind kind)
{
    struct faults faults;
    int64_t id = 0;
    struct body_new n = {
        .kind = kind, .name = {[LANG_KY] = STR("Жумушчу топ")}, .created = {.day = DAY_NONE}};

    faults_init(&faults, f->arena);
    assert_ok(body_save(f->db, f->arena, &who, &n, &faults, &id));
    return id;
}

/* "e f", "d m", "c F": side and sex; a capital letter stands for somebody of all three groups. */
static int64_t add(struct fixture *f, int64_t body, const char *name, const char *spec)
{
    struct faults faults;
    int64_t id = 0;
    struct body_member m = {
        .body_id = body,
        .name = str_of(name),
        .side = spec[0] == 'e'   ? BODY_SIDE_EXECUTIVE
                : spec[0] == 'd' ? BODY_SIDE_DEPUTY
                                 : BODY_SIDE_COMMUNITY,
        .sex = spec[2] == 'f' || spec[2] == 'F' ? COMP_SEX_FEMALE : COMP_SEX_MALE,
        .minority = spec[2] < 'a',
        .disability = spec[2] < 'a',
        .social_group = spec[2] < 'a',
        .from = day(2026, 1, 1),
        .to = DAY_NONE,
        .order_day = DAY_NONE,
    };

    faults_init(&faults, f->arena);
    assert_ok(body_member_save(f->db, f->arena, &who, &m, &faults, &id));
    return id;
}

static const char *const names[] = {"Асан Асанов",     "Үсөн Үсөнов",    "Айгүл Садыкова",
                                    "Нургүл Токтоева", "Бакыт Жумабаев", "Гүлнара Осмонова",
                                    "Эркин Мамытов"};
static const char *const whole[] = {"e m", "e f", "d m", "d f", "c F", "c m", "c f"};

static int64_t group_of(struct fixture *f, size_t n)
{
    int64_t id = new_body(f, BODY_PLAN_GROUP);

    for (size_t i = 0; i < n; i++)
        add(f, id, names[i], whole[i]);
    return id;
}

static struct body get(struct fixture *f, int64_t id)
{
    struct body b;

    assert_ok(body_find(f->db, f->arena, PLACE, id, &b));
    return b;
}

static enum err approve(struct fixture *f, int64_t id, struct body_order order,
                        struct faults *faults)
{
    struct body_step s = {.id = id, .version = get(f, id).version, .order = order, .lang = LANG_KY};

    return body_approve(f->db, f->arena, &who, &s, faults);
}

static const struct body_order good_order = {STR_INIT("Буйрук"), STR_INIT("12"), 20000};

static void seven_in_thirds_are_approved(struct fixture *f)
{
    struct body_checklist list;
    struct body_approvals past;

    settle_places(f);
    int64_t id = group_of(f, 7);
    struct faults faults = fresh_faults(f);
    struct body b = get(f, id);

    assert_ok(body_checklist_of(f->db, f->arena, LANG_RU, &b, clock_today(), &list));
    assert_true(list.ok);
    assert_int_equal(list.n, 9);
    assert_ok(approve(f, id, good_order, &faults));
    assert_str(get(f, id).state, "approved");
    assert_str(get(f, id).approved.number, "12");
    assert_ok(body_approvals_of(f->db, f->arena, id, &past));
    assert_int_equal(past.n, 1);
    assert_int_equal(past.v[0].members, 7);
    assert_int_equal(past.v[0].women, 4);
    assert_true(fixture_number(f->db, "select count(*) from audit where action = 'body.approve'") ==
                1);
}

static void a_group_of_six_is_not_approved(struct fixture *f)
{
    settle_places(f);
    int64_t id = group_of(f, 6);
    struct faults faults = fresh_faults(f);
    struct str before = fixture_digest(f->db, f->arena);

    assert_int_equal(approve(f, id, good_order, &faults), ERR_INVALID);
    assert_int_equal(faults.n, 1);
    assert_str(faults.first->field, "composition");
    assert_str(str_of(faults.first->rule_key), "engagement_plan.working_group.min_members");
    assert_str(fault_text(f->arena, LANG_KY, faults.first),
               "Мүчөлөр: 6 киши. Кеминде 7 керек, дагы 1 киши жетпейт.");
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
}

static void the_checklist_says_what_is_missing_and_by_how_many(struct fixture *f)
{
    static const char *const five[] = {"e f", "e m", "c m", "c m", "c m"};
    struct body_checklist list;

    settle_places(f);
    int64_t id = new_body(f, BODY_PLAN_GROUP);

    for (size_t i = 0; i < 5; i++)
        add(f, id, names[i], five[i]);
    struct body b = get(f, id);

    assert_ok(body_checklist_of(f->db, f->arena, LANG_EN, &b, clock_today(), &list));
    assert_false(list.ok);
    assert_str(list.v[0].says, "Members: 5. At least 7 needed, 2 people are missing.");
    assert_str(list.v[2].says, "Local councillors: 0. At least 2 needed, 2 people are missing.");
    assert_str(list.v[4].says,
               "Women: 1 (20%). At least 30% needed, that is 3; 2 people are missing.");
    assert_true(list.v[5].line.ok);
    assert_false(list.v[6].line.ok);
}

static void wrong_thirds_and_too_few_women_are_told_apart(struct fixture *f)
{
    static const char *const members[] = {"e m", "e m", "e m", "e f", "d m", "c F", "c m"};

    settle_places(f);
    int64_t id = new_body(f, BODY_PLAN_GROUP);

    for (size_t i = 0; i < 7; i++)
        add(f, id, names[i], members[i]);
    struct faults faults = fresh_faults(f);

    assert_int_equal(approve(f, id, good_order, &faults), ERR_INVALID);
    assert_int_equal(faults.n, 2); /* one councillor of two; 2 women of 7 are 28.5 % */
    assert_str(str_of(faults.first->rule_key), "engagement_plan.working_group.shares");
    assert_str(str_of(faults.first->next->rule_key),
               "engagement_plan.working_group.min_share_each_sex");
}

static void a_charter_may_ask_for_more(struct fixture *f)
{
    settle_places(f);
    int64_t id = group_of(f, 7);
    struct faults faults = fresh_faults(f);

    assert_ok(db_script(f->db,
                        "insert into rule_override (place_id, key, value, decision_title, "
                        "decision_number, decision_day, "
                        "valid_from, version) values (1, "
                        "'engagement_plan.working_group.min_members', '9', 'u', '1', 1, 1, 1)"));
    assert_int_equal(approve(f, id, good_order, &faults), ERR_INVALID);
    assert_true(faults.n >= 1);
}

static void an_order_needs_number_and_a_day_that_was(struct fixture *f)
{
    settle_places(f);
    int64_t id = group_of(f, 7);
    struct faults faults = fresh_faults(f);

    assert_int_equal(approve(f, id, (struct body_order){STR("Буйрук"), STR(""), DAY_NONE}, &faults),
                     ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("order_number")));
    assert_non_null(fault_of(&faults, STR("order_day")));
    faults = fresh_faults(f);
    assert_int_equal(
        approve(f, id, (struct body_order){STR(""), STR("5"), clock_today() + 1}, &faults),
        ERR_INVALID);
    assert_int_equal(faults.n, 1);
    faults = fresh_faults(f);
    assert_int_equal(
        approve(f, id, (struct body_order){STR(""), STR("5"), day(1970, 1, 1)}, &faults),
        ERR_INVALID);
    faults = fresh_faults(f);
    assert_ok(approve(f, id, good_order, &faults));
    add(f, id, "Жаңы Мүчө", "c f");
    assert_int_equal(
        approve(f, id, (struct body_order){STR(""), STR("13"), good_order.day - 1}, &faults),
        ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("order_day")));
}

static void a_change_of_members_asks_for_a_new_order(struct fixture *f)
{
    struct body_members all;

    settle_places(f);
    int64_t id = group_of(f, 7);
    struct faults faults = fresh_faults(f);

    assert_ok(approve(f, id, good_order, &faults));
    assert_int_equal(approve(f, id, good_order, &faults), ERR_CONFLICT); /* approved already */
    faults = fresh_faults(f);
    assert_ok(body_members_of(f->db, f->arena, id, false, &all));
    struct body_ending end = {.body_id = id,
                              .id = all.v[0].id,
                              .version = all.v[0].version,
                              .last_day = clock_today() - 1};

    assert_ok(body_member_end(f->db, f->arena, &who, &end, &faults));
    assert_str(get(f, id).state, "changed");
    assert_int_equal(get(f, id).members, 6);
    assert_int_equal(
        approve(f, id, (struct body_order){STR(""), STR("13"), clock_today()}, &faults),
        ERR_INVALID);
    add(f, id, "Жаңы Мүчө", "e m");
    faults = fresh_faults(f);
    assert_ok(approve(f, id, (struct body_order){STR(""), STR("13"), clock_today()}, &faults));
    assert_ok(body_members_of(f->db, f->arena, id, true, &all));
    assert_int_equal(all.n, 8);
}

static void members_are_checked_all_at_once(struct fixture *f)
{
    int64_t out;

    settle_places(f);
    int64_t id = group_of(f, 1);
    struct faults faults = fresh_faults(f);
    struct body_member m = {.body_id = id,
                            .name = STR("А"),
                            .from = DAY_NONE,
                            .to = DAY_NONE,
                            .order_number = STR(""),
                            .order_day = clock_today() + 3};

    assert_int_equal(body_member_save(f->db, f->arena, &who, &m, &faults, &out), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("name")));
    assert_non_null(fault_of(&faults, STR("from")));
    assert_non_null(fault_of(&faults, STR("side")));
    assert_non_null(fault_of(&faults, STR("order_day")));
    assert_non_null(fault_of(&faults, STR("order_number")));
    /* The same person, written with a Latin A and small letters. */
    faults = fresh_faults(f);
    m = (struct body_member){.body_id = id,
                             .name = STR("aсан асанов"),
                             .side = BODY_SIDE_DEPUTY,
                             .from = day(2026, 1, 1),
                             .to = DAY_NONE,
                             .order_day = DAY_NONE};
    assert_int_equal(body_member_save(f->db, f->arena, &who, &m, &faults, &out), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("name")));
    m.name = STR("Башка Киши");
    m.to = day(2025, 12, 31);
    faults = fresh_faults(f);
    assert_int_equal(body_member_save(f->db, f->arena, &who, &m, &faults, &out), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("to")));
}

static void two_editors_and_strangers(struct fixture *f)
{
    const struct actor stranger = {.person_id = 8, .place_id = OTHER_PLACE};
    struct faults faults = fresh_faults(f);
    int64_t out;

    settle_places(f);
    int64_t id = new_body(f, BODY_COMMISSION);
    struct body_new n = {.id = id,
                         .version = 1,
                         .name = {[LANG_RU] = STR("Комиссия")},
                         .created = {.day = DAY_NONE}};

    assert_ok(body_save(f->db, f->arena, &who, &n, &faults, &out));
    assert_int_equal(body_save(f->db, f->arena, &who, &n, &faults, &out), ERR_CONFLICT);
    n.version = 2;
    assert_int_equal(body_save(f->db, f->arena, &stranger, &n, &faults, &out), ERR_NOT_FOUND);
    n = (struct body_new){.kind = BODY_COUNCIL, .created = {.number = STR("3"), .day = DAY_NONE}};
    assert_int_equal(body_save(f->db, f->arena, &who, &n, &faults, &out), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("name_ky")));
    assert_non_null(fault_of(&faults, STR("created_day")));
}

static void one_group_of_the_plan_at_a_time(struct fixture *f)
{
    struct body_new n = {.kind = BODY_PLAN_GROUP,
                         .name = {[LANG_KY] = STR("Экинчи топ")},
                         .created = {.day = DAY_NONE}};
    int64_t out;

    settle_places(f);
    int64_t id = group_of(f, 2);
    struct faults faults = fresh_faults(f);

    assert_int_equal(body_save(f->db, f->arena, &who, &n, &faults, &out), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("kind")));
    faults = fresh_faults(f);
    struct body_step s = {
        .id = id, .version = get(f, id).version, .order = good_order, .lang = LANG_KY};

    assert_ok(body_dissolve(f->db, f->arena, &who, &s, &faults));
    assert_ok(body_save(f->db, f->arena, &who, &n, &faults, &out));
    struct body_member m = {.body_id = id,
                            .name = STR("Кеч Калган"),
                            .side = BODY_SIDE_DEPUTY,
                            .from = day(2026, 1, 1),
                            .to = DAY_NONE,
                            .order_day = DAY_NONE};

    assert_int_equal(body_member_save(f->db, f->arena, &who, &m, &faults, &out), ERR_CONFLICT);
}

static void membership_and_names(struct fixture *f)
{
    struct faults faults = fresh_faults(f);
    struct body_officials officials;
    struct str office;
    int64_t id, out;

    settle_places(f);
    id = new_body(f, BODY_EXECUTIVE);
    struct body_member m = {.body_id = id,
                            .person_id = 41,
                            .name = STR("Айгүл Садыкова"),
                            .position = STR("социалдык адис"),
                            .side = BODY_SIDE_EXECUTIVE,
                            .from = day(2026, 1, 1),
                            .to = DAY_NONE,
                            .order_day = DAY_NONE};

    assert_ok(body_member_save(f->db, f->arena, &who, &m, &faults, &out));
    assert_ok(body_officials_of(f->db, f->arena, PLACE, &officials));
    assert_int_equal(officials.n, 1);
    assert_ok(body_office_of(f->db, f->arena, PLACE, 41, &office));
    assert_str(office, "социалдык адис");
    assert_ok(body_office_of(f->db, f->arena, PLACE, 42, &office));
    assert_str(office, "");
    assert_str(body_office_text(f->arena, LANG_KY, STR("социалдык адис")), "социалдык адис");
    assert_false(
        str_starts(body_office_text(f->arena, LANG_KY, STR("role:secretary")), STR("role:")));
    assert_true(body_member_public(&m));
    m.side = BODY_SIDE_COMMUNITY;
    assert_false(body_member_public(&m));
    m.consent = true;
    assert_true(body_member_public(&m));
    /* The log's open part holds no name. */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from audit where after_json like '%Айгүл%'"), 0);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(seven_in_thirds_are_approved),
        FIXTURE_TEST(a_group_of_six_is_not_approved),
        FIXTURE_TEST(the_checklist_says_what_is_missing_and_by_how_many),
        FIXTURE_TEST(wrong_thirds_and_too_few_women_are_told_apart),
        FIXTURE_TEST(a_charter_may_ask_for_more),
        FIXTURE_TEST(an_order_needs_number_and_a_day_that_was),
        FIXTURE_TEST(a_change_of_members_asks_for_a_new_order),
        FIXTURE_TEST(members_are_checked_all_at_once),
        FIXTURE_TEST(two_editors_and_strangers),
        FIXTURE_TEST(one_group_of_the_plan_at_a_time),
        FIXTURE_TEST(membership_and_names),
    };

    return FIXTURE_RUN("body", tests);
}
