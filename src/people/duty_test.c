/* Duties and verification: roles, officers, lists of residents, the log; on both engines. */
#include "people/world_test.h"

#include <string.h>

#include "audit/audit.h"

/* -- roles -- */

static void roles_give_their_duties_where_they_hold(struct fixture *f)
{
    begin(f);
    int64_t id = person(f, "Катчы", "k@mail.kg", village);
    assert_false(has(caps(f, id, aimak).caps, CAP_DESK));
    assert_true(has(caps(f, id, aimak).caps, CAP_COMMENT));
    assert_false(has(caps(f, 0, aimak).caps, CAP_SIGNED_IN));
    assert_true(has(caps(f, 0, aimak).caps, CAP_PUBLIC));
    granted(f, id, aimak, ROLE_SECRETARY);
    assert_true(has(caps(f, id, aimak).caps, CAP_REGISTER));
    assert_false(has(caps(f, id, aimak).caps, CAP_APPROVE));
    assert_false(has(caps(f, id, other_aimak).caps, CAP_REGISTER));
    assert_true(has(caps(f, id, other_aimak).caps_anywhere, CAP_REGISTER));
    int64_t nation = person(f, "Координатор", "n@mail.kg", 0);
    granted(f, nation, 0, ROLE_COORDINATOR);
    assert_true(has(caps(f, nation, other_aimak).caps, CAP_NATION));
}

static void every_duty_belongs_to_some_role(struct fixture *f)
{
    (void)f;
    uint64_t all = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        all |= role_caps((enum role)r);
    for (int c = CAP_PUBLIC; c < CAP_COUNT; c++)
        if (!has(all, (enum cap)c))
            fail_msg("nobody can have %s", cap_name((enum cap)c));
    assert_false(has(role_caps(ROLE_ADMINISTRATOR), CAP_AUDIT));
    assert_false(has(role_caps(ROLE_ADMINISTRATOR), CAP_APPROVE));
}

static void nobody_grants_above_their_own(struct fixture *f)
{
    struct faults faults;

    begin(f);
    int64_t head = person(f, "Башчы", "b@mail.kg", village),
            secretary = person(f, "Катчы", "k@mail.kg", village);
    int64_t new = person(f, "Жаңы", "j@mail.kg", village);
    granted(f, head, aimak, ROLE_HEAD);
    granted(f, secretary, aimak, ROLE_SECRETARY);
    assert_int_equal(grant(f, head, new, aimak, ROLE_DEPUTY, &faults), OK);
    assert_int_equal(grant(f, head, new, aimak, ROLE_AUDITOR, &faults), ERR_INVALID);
    assert_string_equal(msg_name(faults.first->msg), "people_fault_role_above");
    assert_int_equal(grant(f, head, new, 0, ROLE_ADMINISTRATOR, &faults), ERR_INVALID);
    assert_int_equal(grant(f, head, new, other_aimak, ROLE_DEPUTY, &faults),
                     ERR_INVALID); /* not their municipality */
    assert_int_equal(grant(f, secretary, secretary, aimak, ROLE_HEAD, &faults), ERR_INVALID);
    assert_int_equal(grant(f, secretary, new, aimak, ROLE_MEMBER, &faults),
                     ERR_INVALID); /* no duty to appoint */
    assert_int_equal(grant(f, 0, new, aimak, ROLE_COORDINATOR, &faults),
                     ERR_INVALID); /* national only */
    assert_int_equal(grant(f, 0, new, 0, ROLE_HEAD, &faults), ERR_INVALID);
    assert_int_equal(grant(f, head, new, aimak, ROLE_DEPUTY, &faults), ERR_INVALID); /* has it */
    assert_int_equal(grant(f, head, 9999, aimak, ROLE_DEPUTY, &faults), ERR_INVALID);
}

static void the_last_administrator_stays(struct fixture *f)
{
    struct faults faults;
    struct person_new p = {.name = STR("Администратор"),
                           .contact = STR("admin@mail.kg"),
                           .password_hash = hashed(f, GOOD)};
    struct held_roles roles;
    int64_t first, second;

    begin(f);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_create_first_admin(f->db, f->arena, &p, &faults, &first));
    assert_ok(db_commit(f->db));
    assert_true(has(caps(f, first, aimak).caps, CAP_ADMIN));
    p.contact = STR("admin2@mail.kg");
    assert_ok(db_begin(f->db));
    assert_int_equal(people_create_first_admin(f->db, f->arena, &p, &faults, &second),
                     ERR_CONFLICT);
    db_rollback(f->db);
    assert_ok(people_roles(f->db, f->arena, first, &roles));
    assert_int_equal(
        people_take(f->db, f->arena, &(struct actor){.person_id = first}, roles.v[0].id, &faults),
        ERR_INVALID);
    assert_string_equal(msg_name(faults.first->msg), "people_fault_last_admin");
    faults_init(&faults, f->arena);
    assert_int_equal(people_block(f->db, f->arena, &program, first, true, &faults), ERR_INVALID);
    second = person(f, "Экинчи", "two@mail.kg", 0);
    granted(f, second, 0, ROLE_ADMINISTRATOR);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(
        people_take(f->db, f->arena, &(struct actor){.person_id = second}, roles.v[0].id, &faults));
    assert_ok(db_commit(f->db));
    assert_false(has(caps(f, first, aimak).caps, CAP_ADMIN));
}

static void roles_hold_from_day_to_day(struct fixture *f)
{
    struct faults faults;
    struct role_grant g;
    int64_t id;

    begin(f);
    int64_t p = person(f, "Депутат", "d@mail.kg", village);
    g = (struct role_grant){p, aimak, ROLE_DEPUTY, clock_today() + 2, clock_today() + 3, STR("")};
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_grant(f->db, f->arena, &program, &g, &faults, &id));
    assert_ok(db_commit(f->db));
    assert_false(has(caps(f, p, aimak).caps, CAP_DESK));
    later(2 * 86400);
    assert_true(has(caps(f, p, aimak).caps, CAP_DESK));
    later(2 * 86400);
    assert_false(has(caps(f, p, aimak).caps, CAP_DESK));
}

/* -- officers -- */

static void officers_see_only_their_own_people(struct fixture *f)
{
    struct faults faults;

    begin(f);
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village),
            here = person(f, "Тургун Бир", "", village);
    int64_t elsewhere = person(f, "Тургун Эки", "", other_village);
    const struct actor who = {.person_id = secretary, .place_id = aimak};
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_in_person(f->db, f->arena, &who, here, &faults));
    assert_int_equal(verify_in_person(f->db, f->arena, &who, elsewhere, &faults), ERR_NOT_FOUND);
    assert_int_equal(verify_in_person(f->db, f->arena, &who, secretary, &faults),
                     ERR_INVALID); /* not themself */
    assert_ok(db_commit(f->db));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from person where verification = 'in_person'"), 1);
}

static void acting_for_somebody_is_narrow_and_ends(struct fixture *f)
{
    struct faults faults;
    struct str token;
    struct viewer v;
    bool touch;

    begin(f);
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village),
            granny = person(f, "Апа Уулжан", "", village);
    granted(f, secretary, aimak, ROLE_SECRETARY);
    assert_ok(sign(f, "k@mail.kg", GOOD, &token));
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    int64_t session;
    assert_ok(str_to_i64(v.session, &session));
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_act_for(f->db, f->arena,
                             &(struct actor){.person_id = secretary, .place_id = aimak}, session,
                             granny, &faults));
    assert_ok(db_commit(f->db));
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, granny);
    assert_str(v.acting_name, "Апа Уулжан");
    assert_ok(people_caps(f->db, f->arena, aimak, &v));
    assert_true(has(v.caps, CAP_COMMENT));
    assert_true(has(v.caps, CAP_ACT_FOR));
    assert_false(
        has(v.caps,
            CAP_REGISTER)); /* an officer does not approve as a resident, nor the other way round */
    later(29 * 60);
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, granny);
    later(60);
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, 0);
    assert_int_equal(
        fixture_number(
            f->db,
            "select count(*) from audit where action = 'person.act_begin' and for_person_id > 0"),
        1);
}

/* -- the list of residents -- */

static enum err residents(struct fixture *f, const char *csv, struct residents_report *r,
                          struct faults *faults)
{
    faults_init(faults, f->arena);
    return people_import_residents(f->db, f->arena, &program, aimak, str_of(csv), faults, r);
}

static void people_on_the_list_are_found(struct fixture *f)
{
    struct residents_report r;
    struct faults faults;

    begin(f);
    int64_t one = born(f, "Асанов Бакыт", "a@mail.kg", village, 1980),
            twin = born(f, "Экиев Эки", "b@mail.kg", village, 1990);
    int64_t other_year = born(f, "Жылдызова Айгүл", "c@mail.kg", village, 1970);
    int64_t elsewhere = born(f, "Алыскы Адам", "d@mail.kg", other_village, 1960);
    assert_ok(residents(f,
                        "Аты-жөнү;Туулган жылы;Айылы;Дареги\n"
                        "БАКЫТ АСАНОВ;1980;Ак-Булуң;Ленин 5\n"
                        "Экиев Эки;1990;;\nЭкиев Эки;1990;;\n"
                        "Жылдызова Айгүл;1971;Ак-Булак;\n"
                        "Алыскы Адам;1960;;\n",
                        &r, &faults));
    assert_int_equal(r.rows, 5);
    assert_int_equal(r.matched, 1);
    assert_int_equal(level(f, one), VERIFIED_LIST);
    assert_int_equal(level(f, twin), VERIFIED_CONTACT); /* two rows: an officer decides */
    assert_int_equal(level(f, other_year), VERIFIED_CONTACT);
    assert_int_equal(level(f, elsewhere), VERIFIED_CONTACT);
    assert_ok(residents(f, "name;birth_year\nКимдир Бирөө;1950\n", &r,
                        &faults)); /* the new list replaces the old */
    assert_int_equal(fixture_number(f->db, "select count(*) from resident"), 1);
}

static void documents_are_kept_keyed_or_not_at_all(struct fixture *f)
{
    static const char list[] = "name;birth_year;document\nАсанов Бакыт;1980;AN 1234567\n";
    struct people_settings s;
    struct residents_report r;
    struct faults faults;
    bool matched;

    begin(f);
    int64_t id = born(f, "Асанов Бакыт", "a@mail.kg", village, 1980);
    s = *people_settings();
    s.document_key = STR("sixteen bytes at least, secret");
    people_configure(&s);
    assert_ok(residents(f, list, &r, &faults));
    assert_int_equal(r.matched, 0); /* the list has a document, the person has told none */
    assert_false(r.documents_dropped);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from resident where length(document_hash) = 64"), 1);
    assert_ok(db_begin(f->db));
    assert_ok(residents_match(f->db, f->arena, &program, id, STR("AN7654321"), &matched));
    assert_false(matched);
    assert_ok(residents_match(f->db, f->arena, &program, id, STR("an1234567"), &matched));
    assert_true(matched);
    assert_ok(db_commit(f->db));
    s.document_key = STR("");
    people_configure(&s);
    assert_ok(residents(f, list, &r, &faults));
    assert_true(r.documents_dropped);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from resident where document_hash is not null"), 0);
}

static void a_village_is_found_by_its_bare_name(struct fixture *f)
{
    struct residents_report r;
    struct faults faults;
    struct place v;
    struct str name;

    begin(f);
    assert_ok(place_by_id(f->db, f->arena, village, &v));
    assert_true(str_cut(&v.name[LANG_KY], ' ', &name)); /* without "айылы" */
    assert_ok(residents(
        f,
        str_cstr(f->arena, str_fmt(f->arena, "name;birth_year;village\nАсанов Бакыт;1980;%.*s\n",
                                   STR_F(name))),
        &r, &faults));
    assert_int_equal(fixture_number(f->db, "select max(village_id) from resident"), village);
}

static void a_faulty_list_changes_nothing(struct fixture *f)
{
    static const struct {
        const char *csv;
        enum msg why;
        int64_t line, column;
    } cases[] = {
        {"name;birth_year\nАсанов Бакыт;1980\nА;1980\n", MSG_people_fault_name, 3, 1},
        {"name;birth_year\nАсанов Бакыт;\n", MSG_common_fault_required, 2, 2},
        {"name;birth_year\nАсанов Бакыт;1380\n", MSG_csv_number_range, 2, 2},
        {"name;birth_year\nАсанов Бакыт;сексен\n", MSG_csv_number_wrong, 2, 2},
        {"name;birth_year;village\nАсанов Бакыт;1980;Черик\n", MSG_people_fault_village, 2, 3},
        {"name;birth_year;document\nАсанов Бакыт;1980;2,21E+13\n", MSG_csv_code_mangled, 2, 3},
        {"name;birth_year;village\nАсанов Бакыт;1980;4,17E+13\n", MSG_csv_code_mangled, 2, 3},
        {"name\nАсанов Бакыт\n", MSG_csv_column_missing, 1, 0},
    };
    struct residents_report r;
    struct faults faults;

    begin(f);
    assert_ok(residents(f, "name;birth_year\nКимдир Бирөө;1950\n", &r, &faults));
    struct str before = fixture_digest(f->db, f->arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(residents(f, cases[i].csv, &r, &faults), ERR_INVALID);
        assert_string_equal(msg_name(faults.first->msg), msg_name(cases[i].why));
        assert_int_equal(faults.first->line, cases[i].line);
        assert_int_equal(faults.first->column, cases[i].column);
    }
    assert_true(str_eq(before, fixture_digest(f->db, f->arena)));
}

/* -- the log -- */

static void the_log_keeps_personal_data_apart(struct fixture *f)
{
    struct audit_verdict verdict;
    struct faults faults;

    begin(f);
    int64_t id = person(f, "Сырдуу Адам", "secret@mail.kg", village);
    granted(f, id, aimak, ROLE_DEPUTY);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    struct person p;
    assert_ok(people_by_id(f->db, f->arena, id, &p));
    assert_ok(account_update(f->db, f->arena, &(struct actor){.person_id = id}, id,
                             &(struct account_change){.version = p.version,
                                                      .name = STR("Сырдуу Адам Уулу"),
                                                      .residence_id = village},
                             &faults));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where coalesce(before_json, "
                                           "'') || coalesce(after_json, '') "
                                           "like '%secret%'"),
                     0);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where coalesce(before_json, "
                                           "'') || coalesce(after_json, '') "
                                           "like '%Сырдуу%'"),
                     0);
    assert_true(
        fixture_number(
            f->db, "select count(*) from audit_personal where json like '%secret@mail.kg%'") > 0);
    assert_ok(audit_verify(f->db, f->arena, &verdict));
    assert_true(verdict.whole);
}

static void another_name_loses_what_was_confirmed(struct fixture *f)
{
    struct faults faults;
    struct person p;

    begin(f);
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village),
            id = person(f, "Тургун Бир", "t@mail.kg", village);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_in_person(
        f->db, f->arena, &(struct actor){.person_id = secretary, .place_id = aimak}, id, &faults));
    assert_ok(people_by_id(f->db, f->arena, id, &p));
    struct account_change same = {
        .version = p.version, .name = STR("ТУРГУН Бир"), .residence_id = village};
    assert_ok(
        account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &same, &faults));
    assert_int_equal(level(f, id), VERIFIED_IN_PERSON);
    struct account_change other = {
        .version = p.version + 1, .name = STR("Башка Бирөө"), .residence_id = village};
    assert_ok(
        account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &other, &faults));
    assert_int_equal(level(f, id), VERIFIED_CONTACT);
    assert_int_equal(
        account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &same, &faults),
        ERR_CONFLICT);
    assert_ok(db_commit(f->db));
}

/* -- when memory or the database fails -- */

static enum err register_case(struct fault_case *c)
{
    struct registration r = {.name = STR("Асанов Бакыт"),
                             .contact = STR("bakyt@mail.kg"),
                             .lang = LANG_KY,
                             .residence_id = village,
                             .link_base = STR("x/")};
    struct faults faults;

    faults_init(&faults, c->arena);
    return account_register(c->db, c->arena, &r, &faults);
}

static enum err residents_case(struct fault_case *c)
{
    struct residents_report r;
    struct faults faults;

    faults_init(&faults, c->arena);
    return people_import_residents(c->db, c->arena, &program, aimak,
                                   STR("name;birth_year\nАсанов Бакыт;1980\n"), &faults, &r);
}

static void failures_leave_nothing_behind(struct fixture *f)
{
    begin(f);
    born(f, "Асанов Бакыт", "a@mail.kg", village, 1980);
    struct fault_counts n = fault_sweep(f, register_case, NULL);
    assert_true(n.allocations > 5 && n.statements > 3);
    n = fault_sweep(f, residents_case, NULL);
    assert_true(n.allocations > 5 && n.statements > 3);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(roles_give_their_duties_where_they_hold),
        FIXTURE_TEST(every_duty_belongs_to_some_role),
        FIXTURE_TEST(nobody_grants_above_their_own),
        FIXTURE_TEST(the_last_administrator_stays),
        FIXTURE_TEST(roles_hold_from_day_to_day),
        FIXTURE_TEST(officers_see_only_their_own_people),
        FIXTURE_TEST(acting_for_somebody_is_narrow_and_ends),
        FIXTURE_TEST(people_on_the_list_are_found),
        FIXTURE_TEST(documents_are_kept_keyed_or_not_at_all),
        FIXTURE_TEST(a_village_is_found_by_its_bare_name),
        FIXTURE_TEST(a_faulty_list_changes_nothing),
        FIXTURE_TEST(the_log_keeps_personal_data_apart),
        FIXTURE_TEST(another_name_loses_what_was_confirmed),
        FIXTURE_TEST(failures_leave_nothing_behind),
    };
    return FIXTURE_RUN("people", tests);
}
