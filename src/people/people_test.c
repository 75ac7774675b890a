/* Accounts: contacts, passwords, sessions, links and codes; on both engines. */
#include "people/world_test.h"

#include <string.h>

#include "audit/audit.h"

/* -- contacts and names -- */

static void contacts_have_one_form(struct fixture *f)
{
    static const struct {
        const char *typed, *stored;
    } good[] = {{"Aibek@Mail.KG", "aibek@mail.kg"},     {"0555 12-34-56", "+996555123456"},
                {"+996 (555) 123456", "+996555123456"}, {"555123456", "+996555123456"},
                {"996555123456", "+996555123456"},      {"+79161234567", "+79161234567"}};
    static const char *const bad[] = {"",
                                      "aibek",
                                      "aibek@",
                                      "@mail.kg",
                                      "a b@mail.kg",
                                      "a@@mail.kg",
                                      "a@mail",
                                      "a@mail..kg",
                                      "12345",
                                      "+99655512345678901",
                                      "айбек@mail.kg",
                                      "a@mail.kg\nBcc: b@c.kg"};
    struct str s;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(contact_normal(f->arena, str_of(good[i].typed), &s) != CONTACT_NONE);
        assert_str(s, good[i].stored);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (contact_normal(f->arena, str_of(bad[i]), &s) != CONTACT_NONE)
            fail_msg("%s is taken", bad[i]);
    assert_str(contact_masked(f->arena, STR("aibek@mail.kg")), "a…@mail.kg");
    assert_str(contact_masked(f->arena, STR("+996555123456")), "+996…56");
}

static void names_match_in_any_order(struct fixture *f)
{
    assert_true(
        str_eq(name_key(f->arena, STR("Асанов Бакыт")), name_key(f->arena, STR("бакыт  АСАНОВ"))));
    assert_true(
        str_eq(name_key(f->arena, STR("Өмүров Жеңиш")), name_key(f->arena, STR("Омуров Жениш"))));
    assert_false(
        str_eq(name_key(f->arena, STR("Асанов Бакыт")), name_key(f->arena, STR("Асанова Бакыт"))));
}

static void bad_passwords_say_why(struct fixture *f)
{
    static const struct {
        const char *password;
        enum msg why;
    } cases[] = {{"", MSG_common_fault_required},
                 {"кыска", MSG_people_fault_password_short},
                 {"Бакыт Асанов", MSG_people_fault_password_name},
                 {"bakyt.asanov@mail.kg", MSG_people_fault_password_name},
                 {"Bakyt.Asanov", MSG_people_fault_password_name}};
    struct faults faults;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        faults_init(&faults, f->arena);
        people_password_check(str_of(cases[i].password), STR("Бакыт Асанов"),
                              STR("bakyt.asanov@mail.kg"), "password", &faults);
        assert_non_null(faults.first);
        assert_string_equal(msg_name(faults.first->msg), msg_name(cases[i].why));
    }
    faults_init(&faults, f->arena);
    people_password_check(GOOD, STR("Бакыт Асанов"), STR("b@mail.kg"), "password", &faults);
    assert_int_equal(faults.n, 0);
    char *ten = arena_alloc(f->arena, 10 * MIB);
    memset(ten, 'x', 10 * MIB);
    people_password_check((struct str){ten, 10 * MIB}, STR(""), STR(""), "password", &faults);
    assert_int_equal(faults.first->msg, MSG_people_fault_password_long);
}

/* -- signing in -- */

static void the_right_password_opens_a_session(struct fixture *f)
{
    struct str token, token2;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_int_equal(sign(f, "bakyt@mail.kg", STR("башка сырсөз"), &token), ERR_LOGIN);
    assert_int_equal(sign(f, "nobody@mail.kg", GOOD, &token), ERR_LOGIN);
    assert_int_equal(sign(f, "Bakyt@MAIL.kg", GOOD, &token), OK);
    assert_int_equal(session_person(f, token), id);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token2), OK);
    assert_false(str_eq(token, token2));
    assert_int_equal(session_person(f, STR("made up")), 0);
    /* The database holds no token. */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from session where length(token_hash) = 32"), 2);
}

static void sessions_end_by_idling_and_by_age(struct fixture *f)
{
    struct str token;
    struct viewer v;
    bool touch;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    later(11 * 3600);
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.person_id, id);
    assert_true(touch);
    assert_ok(people_session_touch(f->db, f->arena, token));
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_false(touch);
    later(12 * 3600 - 1);
    assert_int_equal(session_person(f, token), id);
    later(1);
    assert_int_equal(session_person(f, token), 0);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    for (int day = 0; day < 28; day++) {
        later(11 * 3600);
        assert_ok(people_session_touch(f->db, f->arena, token));
    }
    assert_int_equal(session_person(f, token), id);
    for (int day = 0; day < 3; day++) {
        later(11 * 3600);
        assert_ok(people_session_touch(f->db, f->arena, token));
    }
    assert_int_equal(session_person(f, token), 0); /* 14 days, however busy */
    assert_ok(people_sweep(f->db, f->arena));
    assert_int_equal(fixture_number(f->db, "select count(*) from session"), 0);
}

static void guessing_makes_the_contact_wait(struct fixture *f)
{
    struct str token;

    begin(f);
    person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign(f, "bakyt@mail.kg", STR("wrong one"), &token), ERR_LOGIN);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_TOO_MANY); /* even the right one */
    later(59);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_TOO_MANY);
    later(1);
    assert_int_equal(sign(f, "bakyt@mail.kg", STR("wrong one"), &token), ERR_LOGIN);
    later(119);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_TOO_MANY); /* doubled */
    later(1);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), OK);
    /* A contact nobody has waits the same. */
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign(f, "nobody@mail.kg", STR("wrong one"), &token), ERR_LOGIN);
    assert_int_equal(sign(f, "nobody@mail.kg", STR("wrong one"), &token), ERR_TOO_MANY);
}

static void a_clock_that_was_a_year_ahead_leaves_nothing_behind(struct fixture *f)
{
    struct str before, ahead, token;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &before));
    later(365 * 86400);
    assert_int_equal(session_person(f, before), 0);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &ahead));
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign(f, "bakyt@mail.kg", STR("wrong one"), &token), ERR_LOGIN);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_TOO_MANY);
    later(-365 * 86400);
    assert_int_equal(session_person(f, ahead), 0);
    assert_int_equal(session_person(f, before), id);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    later(-86400);
    assert_int_equal(session_person(f, token), id); /* a day back ends no session */
}

static void a_password_changed_meanwhile_does_not_open(struct fixture *f)
{
    struct sign_in s;
    struct str token;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign_prepare(f->db, f->arena, STR("bakyt@mail.kg"), GOOD, &s));
    assert_true(s.right);
    assert_ok(db_begin(f->db));
    assert_ok(
        people_password_set(f->db, f->arena, &program, id, hashed(f, STR("жаңы сырсөз болсун"))));
    assert_int_equal(sign_finish(f->db, f->arena, STR("bakyt@mail.kg"), STR("t"), &s, &token),
                     ERR_LOGIN);
    assert_ok(db_commit(f->db));
}

static void a_new_password_ends_all_sessions(struct fixture *f)
{
    struct str token;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    assert_ok(db_begin(f->db));
    assert_ok(
        people_password_set(f->db, f->arena, &program, id, hashed(f, STR("жаңы сырсөз болсун"))));
    assert_ok(db_commit(f->db));
    assert_int_equal(session_person(f, token), 0);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_LOGIN);
}

static void blocked_people_are_out_at_once(struct fixture *f)
{
    struct str token;
    struct faults faults;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_block(f->db, f->arena, &program, id, true, &faults));
    assert_ok(db_commit(f->db));
    assert_int_equal(session_person(f, token), 0);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &token), ERR_LOGIN);
}

/* -- links and codes -- */

static enum err register_as(struct fixture *f, const char *name, const char *contact)
{
    struct registration r = {.name = str_of(name),
                             .contact = str_of(contact),
                             .lang = LANG_RU,
                             .residence_id = village,
                             .link_base = STR("https://x.kg/ky/enter/")};
    struct faults faults;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = account_register(f->db, f->arena, &r, &faults);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static struct str mailed_token(void)
{
    const char *at = strstr(mail_body, "/enter/");
    assert_non_null(at);
    at += strlen("/enter/");
    return (struct str){at, strcspn(at, "\n ")};
}

static enum err enter(struct fixture *f, struct str token)
{
    struct token_found t;

    assert_ok(db_begin(f->db));
    enum err e = token_of_link(f->db, f->arena, token, &t);
    if (e == OK)
        e = account_enter(f->db, f->arena, &t, hashed(f, GOOD));
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void a_mailed_link_works_once(struct fixture *f)
{
    struct str token, session;

    begin(f);
    assert_ok(register_as(f, "Асанов Бакыт", "bakyt@mail.kg"));
    assert_int_equal(mails, 1);
    assert_string_equal(mail_to, "bakyt@mail.kg");
    assert_non_null(
        strstr(mail_body, "Здравствуйте, Асанов Бакыт!")); /* the language they registered in */
    assert_int_equal(sign(f, "bakyt@mail.kg", STR(""), &session),
                     ERR_LOGIN); /* no password, no way in */
    token = str_dup(f->arena, mailed_token());
    assert_int_equal(enter(f, token), OK);
    assert_int_equal(enter(f, token), ERR_GONE);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &session), OK);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from person where verification = 'contact'"), 1);
}

static void a_link_grows_old(struct fixture *f)
{
    begin(f);
    assert_ok(register_as(f, "Асанов Бакыт", "bakyt@mail.kg"));
    struct str token = str_dup(f->arena, mailed_token());
    later(48 * 3600);
    assert_int_equal(enter(f, token), ERR_GONE);
}

static void nobody_learns_who_has_an_account(struct fixture *f)
{
    begin(f);
    person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(register_as(f, "Башка Адам", "bakyt@mail.kg")); /* same answer as for a new one */
    assert_int_equal(mails, 1);                               /* its owner is told */
    assert_int_equal(fixture_number(f->db, "select count(*) from person"), 1);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from person where name = 'Асанов Бакыт'"), 1);
    assert_ok(account_forgot(f->db, f->arena, STR("nobody@mail.kg"), STR("x")));
    assert_int_equal(mails, 1);
}

static void mail_is_not_sent_without_end(struct fixture *f)
{
    begin(f);
    for (int i = 0; i < 10; i++)
        assert_ok(register_as(f, "Асанов Бакыт", "bakyt@mail.kg"));
    assert_int_equal(mails, 3);
    later(3601);
    assert_ok(register_as(f, "Асанов Бакыт", "bakyt@mail.kg"));
    assert_int_equal(mails, 4);
}

static void wrong_codes_use_a_code_up(struct fixture *f)
{
    struct token_made made;
    struct token_found t;
    struct str wrong;
    bool matched;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "0555123456", village);
    assert_ok(token_make(f->db, f->arena, id, TOKEN_SLIP, STR("+996555123456"), &made));
    wrong = str_eq(made.code, STR("00000000")) ? STR("00000001") : STR("00000000");
    for (int i = 0; i < 4; i++) {
        assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), wrong, &matched, &t));
        assert_false(matched);
    }
    struct str spaced = str_fmt(f->arena, "%.*s %.*s", STR_F(str_sub(made.code, 0, 4)),
                                STR_F(str_sub(made.code, 4, 4)));
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), spaced, &matched, &t));
    assert_true(matched);
    assert_int_equal(t.person_id, id);
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), wrong, &matched, &t));
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), made.code, &matched, &t));
    assert_false(matched); /* five wrong: void */
    assert_ok(token_of_code(f->db, f->arena, STR("+996555999999"), made.code, &matched, &t));
    assert_false(matched); /* a code belongs to its contact */
}

static void every_statement_can_be_prepared(struct fixture *f)
{
    const char *bad = NULL;
    if (db_prepare_all(f->db, people_queries, people_query_count, &bad) != OK)
        fail_msg("%s: %s", bad, db_error(f->db));
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_statement_can_be_prepared),
        FIXTURE_TEST(contacts_have_one_form),
        FIXTURE_TEST(names_match_in_any_order),
        FIXTURE_TEST(bad_passwords_say_why),
        FIXTURE_TEST(the_right_password_opens_a_session),
        FIXTURE_TEST(sessions_end_by_idling_and_by_age),
        FIXTURE_TEST(guessing_makes_the_contact_wait),
        FIXTURE_TEST(a_clock_that_was_a_year_ahead_leaves_nothing_behind),
        FIXTURE_TEST(a_password_changed_meanwhile_does_not_open),
        FIXTURE_TEST(a_new_password_ends_all_sessions),
        FIXTURE_TEST(blocked_people_are_out_at_once),
        FIXTURE_TEST(a_mailed_link_works_once),
        FIXTURE_TEST(a_link_grows_old),
        FIXTURE_TEST(nobody_learns_who_has_an_account),
        FIXTURE_TEST(mail_is_not_sent_without_end),
        FIXTURE_TEST(wrong_codes_use_a_code_up),
    };
    return FIXTURE_RUN("people", tests);
}
