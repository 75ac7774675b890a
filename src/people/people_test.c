/* Accounts, signing in, roles, verification, lists of residents; on both engines, rules and pages. */
#include "people/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "doc/csv.h"
#include "people/people_inside.h"
#include "people/people_web.h"
#include "place/place.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "test/http_fixture.h"

/* -- a small country -- */

static struct people_mail last_mail;
static char mail_body[4096], mail_to[256];
static int mails;

static enum err keep_mail(struct db *db, struct arena *a, const struct people_mail *m)
{
    (void)db;
    (void)a;
    last_mail = *m;
    snprintf(mail_body, sizeof mail_body, "%.*s", STR_F(m->body));
    snprintf(mail_to, sizeof mail_to, "%.*s", STR_F(m->to));
    mails++;
    return OK;
}

static const struct actor program = {0};
static int64_t aimak, other_aimak, village, other_village;

static int64_t unit(struct fixture *f, const char *code)
{
    struct place p = {0};
    assert_int_equal(place_by_code(f->db, f->arena, str_of(code), &p), OK);
    return p.id;
}

static void begin(struct fixture *f)
{
    struct people_settings s = people_settings_default();
    struct place_import in = {.bytes = STR("code,name_ky,name_ru\n"
                                           "41702205805000,Ак-Булуң айыл аймагы,Ак-Булунский айылный аймак\n"
                                           "41702205805010,Ак-Булуң,Ак-Булун\n41702205805020,Ак-Булак,Ак-Булак\n"
                                           "41702205807000,Бөрү-Баш айыл аймагы,Берю-Башский айылный аймак\n"
                                           "41702205807030,Черик,Черик\n"),
                              .source = STR("t")};
    struct place_import_report r;
    struct faults faults;
    int64_t n;

    s.argon_passes = 1; /* tests are not to wait */
    s.argon_kib = 8;
    s.send_mail = keep_mail;
    people_configure(&s);
    mails = 0;
    clock_set((int64_t)day_from_civil((struct civil){2026, 11, 21}) * 86400);
    faults_init(&faults, f->arena);
    assert_ok(place_seed(f->db, f->arena, &n));
    assert_ok(place_import_file(f->db, f->arena, &program, &in, &faults, &r));
    aimak = unit(f, "41702205805000");
    village = unit(f, "41702205805010");
    other_aimak = unit(f, "41702205807000");
    other_village = unit(f, "41702205807030");
}

static void later(int64_t seconds)
{
    clock_set(clock_now() + seconds);
}

#define GOOD STR("узун сөз айкашы")

static struct str hashed(struct fixture *f, struct str password)
{
    struct str h;
    assert_ok(people_password_hash(f->arena, password, &h));
    return h;
}

static int64_t person(struct fixture *f, const char *name, const char *contact, int64_t lives_in)
{
    struct person_new p = {.name = str_of(name),
                           .contact = str_of(contact),
                           .residence_id = lives_in,
                           .password_hash = contact[0] ? hashed(f, GOOD) : STR_NONE};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_int_equal(people_add(f->db, f->arena, &program, &p, &faults, &id), OK);
    assert_ok(db_commit(f->db));
    return id;
}

static enum err grant(struct fixture *f, int64_t by, int64_t to, int64_t place, enum role role, struct faults *faults)
{
    const struct actor who = {.person_id = by, .place_id = place};
    struct role_grant g = {.person_id = to, .place_id = place, .role = role, .from = DAY_NONE, .to = DAY_NONE, .order_number = STR("12")};
    int64_t id;

    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = people_grant(f->db, f->arena, &who, &g, faults, &id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void granted(struct fixture *f, int64_t to, int64_t place, enum role role)
{
    struct faults faults;
    assert_int_equal(grant(f, 0, to, place, role, &faults), OK);
}

static struct viewer caps(struct fixture *f, int64_t person_id, int64_t place)
{
    struct viewer v = {.person_id = person_id};
    assert_ok(people_caps(f->db, f->arena, place, &v));
    return v;
}

static bool has(uint64_t set, enum cap c)
{
    return (set & CAP_BIT(c)) != 0;
}

/* One attempt as the page makes it: the slow part, then the transaction. */
static enum err sign(struct fixture *f, const char *contact, struct str password, struct str *token)
{
    struct sign_in s;

    assert_ok(sign_prepare(f->db, f->arena, str_of(contact), password, &s));
    if (s.wait > 0)
        return ERR_TOO_MANY;
    assert_ok(db_begin(f->db));
    enum err e = sign_finish(f->db, f->arena, str_of(contact), STR("test"), &s, token);
    assert_ok(db_commit(f->db));
    return e;
}

static int64_t session_person(struct fixture *f, struct str token)
{
    struct viewer v;
    bool touch;
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    return v.person_id;
}

/* -- contacts and names -- */

static void contacts_have_one_form(struct fixture *f)
{
    static const struct {
        const char *typed, *stored;
    } good[] = {{"Aibek@Mail.KG", "aibek@mail.kg"},     {"0555 12-34-56", "+996555123456"},
                {"+996 (555) 123456", "+996555123456"}, {"555123456", "+996555123456"},
                {"996555123456", "+996555123456"},      {"+79161234567", "+79161234567"}};
    static const char *const bad[] = {"", "aibek", "aibek@", "@mail.kg", "a b@mail.kg", "a@@mail.kg", "a@mail", "a@mail..kg",
                                      "12345", "+99655512345678901", "айбек@mail.kg", "a@mail.kg\nBcc: b@c.kg"};
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
    assert_true(str_eq(name_key(f->arena, STR("Асанов Бакыт")), name_key(f->arena, STR("бакыт  АСАНОВ"))));
    assert_true(str_eq(name_key(f->arena, STR("Өмүров Жеңиш")), name_key(f->arena, STR("Омуров Жениш"))));
    assert_false(str_eq(name_key(f->arena, STR("Асанов Бакыт")), name_key(f->arena, STR("Асанова Бакыт"))));
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
        people_password_check(str_of(cases[i].password), STR("Бакыт Асанов"), STR("bakyt.asanov@mail.kg"), "password", &faults);
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
    assert_int_equal(fixture_number(f->db, "select count(*) from session where length(token_hash) = 32"), 2);
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

static void a_password_changed_meanwhile_does_not_open(struct fixture *f)
{
    struct sign_in s;
    struct str token;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign_prepare(f->db, f->arena, STR("bakyt@mail.kg"), GOOD, &s));
    assert_true(s.right);
    assert_ok(db_begin(f->db));
    assert_ok(people_password_set(f->db, f->arena, &program, id, hashed(f, STR("жаңы сырсөз болсун"))));
    assert_int_equal(sign_finish(f->db, f->arena, STR("bakyt@mail.kg"), STR("t"), &s, &token), ERR_LOGIN);
    assert_ok(db_commit(f->db));
}

static void a_new_password_ends_all_sessions(struct fixture *f)
{
    struct str token;

    begin(f);
    int64_t id = person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(sign(f, "bakyt@mail.kg", GOOD, &token));
    assert_ok(db_begin(f->db));
    assert_ok(people_password_set(f->db, f->arena, &program, id, hashed(f, STR("жаңы сырсөз болсун"))));
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
    struct registration r = {.name = str_of(name), .contact = str_of(contact), .lang = LANG_RU, .residence_id = village,
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
    assert_non_null(strstr(mail_body, "Здравствуйте, Асанов Бакыт!")); /* the language they registered in */
    assert_int_equal(sign(f, "bakyt@mail.kg", STR(""), &session), ERR_LOGIN); /* no password, no way in */
    token = str_dup(f->arena, mailed_token());
    assert_int_equal(enter(f, token), OK);
    assert_int_equal(enter(f, token), ERR_NOT_FOUND);
    assert_int_equal(sign(f, "bakyt@mail.kg", GOOD, &session), OK);
    assert_int_equal(fixture_number(f->db, "select count(*) from person where verification = 'contact'"), 1);
}

static void a_link_grows_old(struct fixture *f)
{
    begin(f);
    assert_ok(register_as(f, "Асанов Бакыт", "bakyt@mail.kg"));
    struct str token = str_dup(f->arena, mailed_token());
    later(48 * 3600);
    assert_int_equal(enter(f, token), ERR_NOT_FOUND);
}

static void nobody_learns_who_has_an_account(struct fixture *f)
{
    begin(f);
    person(f, "Асанов Бакыт", "bakyt@mail.kg", village);
    assert_ok(register_as(f, "Башка Адам", "bakyt@mail.kg")); /* same answer as for a new one */
    assert_int_equal(mails, 1);                               /* its owner is told */
    assert_int_equal(fixture_number(f->db, "select count(*) from person"), 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from person where name = 'Асанов Бакыт'"), 1);
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
    struct str spaced = str_fmt(f->arena, "%.*s %.*s", STR_F(str_sub(made.code, 0, 4)), STR_F(str_sub(made.code, 4, 4)));
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), spaced, &matched, &t));
    assert_true(matched);
    assert_int_equal(t.person_id, id);
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), wrong, &matched, &t));
    assert_ok(token_of_code(f->db, f->arena, STR("+996555123456"), made.code, &matched, &t));
    assert_false(matched); /* five wrong: void */
    assert_ok(token_of_code(f->db, f->arena, STR("+996555999999"), made.code, &matched, &t));
    assert_false(matched); /* a code belongs to its contact */
}

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
    int64_t head = person(f, "Башчы", "b@mail.kg", village), secretary = person(f, "Катчы", "k@mail.kg", village);
    int64_t new = person(f, "Жаңы", "j@mail.kg", village);
    granted(f, head, aimak, ROLE_HEAD);
    granted(f, secretary, aimak, ROLE_SECRETARY);
    assert_int_equal(grant(f, head, new, aimak, ROLE_DEPUTY, &faults), OK);
    assert_int_equal(grant(f, head, new, aimak, ROLE_AUDITOR, &faults), ERR_INVALID);
    assert_string_equal(msg_name(faults.first->msg), "people_fault_role_above");
    assert_int_equal(grant(f, head, new, 0, ROLE_ADMINISTRATOR, &faults), ERR_INVALID);
    assert_int_equal(grant(f, head, new, other_aimak, ROLE_DEPUTY, &faults), ERR_INVALID); /* not their municipality */
    assert_int_equal(grant(f, secretary, secretary, aimak, ROLE_HEAD, &faults), ERR_INVALID);
    assert_int_equal(grant(f, secretary, new, aimak, ROLE_MEMBER, &faults), ERR_INVALID); /* no duty to appoint */
    assert_int_equal(grant(f, 0, new, aimak, ROLE_COORDINATOR, &faults), ERR_INVALID);    /* national only */
    assert_int_equal(grant(f, 0, new, 0, ROLE_HEAD, &faults), ERR_INVALID);
    assert_int_equal(grant(f, head, new, aimak, ROLE_DEPUTY, &faults), ERR_INVALID); /* has it */
    assert_int_equal(grant(f, head, 9999, aimak, ROLE_DEPUTY, &faults), ERR_INVALID);
}

static void the_last_administrator_stays(struct fixture *f)
{
    struct faults faults;
    struct person_new p = {.name = STR("Администратор"), .contact = STR("admin@mail.kg"), .password_hash = hashed(f, GOOD)};
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
    assert_int_equal(people_create_first_admin(f->db, f->arena, &p, &faults, &second), ERR_CONFLICT);
    db_rollback(f->db);
    assert_ok(people_roles(f->db, f->arena, first, &roles));
    assert_int_equal(people_take(f->db, f->arena, &(struct actor){.person_id = first}, roles.v[0].id, &faults), ERR_INVALID);
    assert_string_equal(msg_name(faults.first->msg), "people_fault_last_admin");
    faults_init(&faults, f->arena);
    assert_int_equal(people_block(f->db, f->arena, &program, first, true, &faults), ERR_INVALID);
    second = person(f, "Экинчи", "two@mail.kg", 0);
    granted(f, second, 0, ROLE_ADMINISTRATOR);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_take(f->db, f->arena, &(struct actor){.person_id = second}, roles.v[0].id, &faults));
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
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village), here = person(f, "Тургун Бир", "", village);
    int64_t elsewhere = person(f, "Тургун Эки", "", other_village);
    const struct actor who = {.person_id = secretary, .place_id = aimak};
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_in_person(f->db, f->arena, &who, here, &faults));
    assert_int_equal(verify_in_person(f->db, f->arena, &who, elsewhere, &faults), ERR_NOT_FOUND);
    assert_int_equal(verify_in_person(f->db, f->arena, &who, secretary, &faults), ERR_INVALID); /* not themself */
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f->db, "select count(*) from person where verification = 'in_person'"), 1);
}

static void acting_for_somebody_is_narrow_and_ends(struct fixture *f)
{
    struct faults faults;
    struct str token;
    struct viewer v;
    bool touch;

    begin(f);
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village), granny = person(f, "Апа Уулжан", "", village);
    granted(f, secretary, aimak, ROLE_SECRETARY);
    assert_ok(sign(f, "k@mail.kg", GOOD, &token));
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    int64_t session;
    assert_ok(str_to_i64(v.session, &session));
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_act_for(f->db, f->arena, &(struct actor){.person_id = secretary, .place_id = aimak}, session, granny,
                             &faults));
    assert_ok(db_commit(f->db));
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, granny);
    assert_str(v.acting_name, "Апа Уулжан");
    assert_ok(people_caps(f->db, f->arena, aimak, &v));
    assert_true(has(v.caps, CAP_COMMENT));
    assert_true(has(v.caps, CAP_ACT_FOR));
    assert_false(has(v.caps, CAP_REGISTER)); /* an officer does not approve as a resident, nor the other way round */
    later(29 * 60);
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, granny);
    later(60);
    assert_ok(people_session_load(f->db, f->arena, token, &v, &touch));
    assert_int_equal(v.acting_for, 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where action = 'person.act_begin' and for_person_id > 0"), 1);
}

/* -- the list of residents -- */

static enum err residents(struct fixture *f, const char *csv, struct residents_report *r, struct faults *faults)
{
    faults_init(faults, f->arena);
    return people_import_residents(f->db, f->arena, &program, aimak, str_of(csv), faults, r);
}

static int64_t born(struct fixture *f, const char *name, const char *contact, int64_t lives_in, int64_t year)
{
    struct person_new p = {.name = str_of(name), .contact = str_of(contact), .residence_id = lives_in, .birth_year = year,
                           .password_hash = hashed(f, GOOD)};
    struct faults faults;
    int64_t id;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(people_add(f->db, f->arena, &program, &p, &faults, &id));
    assert_ok(db_commit(f->db));
    return id;
}

static enum verification level(struct fixture *f, int64_t id)
{
    struct person p = {0};
    assert_ok(people_by_id(f->db, f->arena, id, &p));
    return p.verification;
}

static void people_on_the_list_are_found(struct fixture *f)
{
    struct residents_report r;
    struct faults faults;

    begin(f);
    int64_t one = born(f, "Асанов Бакыт", "a@mail.kg", village, 1980), twin = born(f, "Экиев Эки", "b@mail.kg", village, 1990);
    int64_t other_year = born(f, "Жылдызова Айгүл", "c@mail.kg", village, 1970);
    int64_t elsewhere = born(f, "Алыскы Адам", "d@mail.kg", other_village, 1960);
    assert_ok(residents(f, "Аты-жөнү;Туулган жылы;Айылы;Дареги\n"
                           "БАКЫТ АСАНОВ;1980;Ак-Булуң;Ленин 5\n"
                           "Экиев Эки;1990;;\nЭкиев Эки;1990;;\n"
                           "Жылдызова Айгүл;1971;Ак-Булак;\n"
                           "Алыскы Адам;1960;;\n", &r, &faults));
    assert_int_equal(r.rows, 5);
    assert_int_equal(r.matched, 1);
    assert_int_equal(level(f, one), VERIFIED_LIST);
    assert_int_equal(level(f, twin), VERIFIED_CONTACT); /* two rows: an officer decides */
    assert_int_equal(level(f, other_year), VERIFIED_CONTACT);
    assert_int_equal(level(f, elsewhere), VERIFIED_CONTACT);
    assert_ok(residents(f, "name;birth_year\nКимдир Бирөө;1950\n", &r, &faults)); /* the new list replaces the old */
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
    assert_int_equal(fixture_number(f->db, "select count(*) from resident where length(document_hash) = 64"), 1);
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
    assert_int_equal(fixture_number(f->db, "select count(*) from resident where document_hash is not null"), 0);
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
                             &(struct account_change){.version = p.version, .name = STR("Сырдуу Адам Уулу"), .residence_id = village},
                             &faults));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where coalesce(before_json, '') || coalesce(after_json, '') "
                                           "like '%secret%'"), 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where coalesce(before_json, '') || coalesce(after_json, '') "
                                           "like '%Сырдуу%'"), 0);
    assert_true(fixture_number(f->db, "select count(*) from audit_personal where json like '%secret@mail.kg%'") > 0);
    assert_ok(audit_verify(f->db, f->arena, &verdict));
    assert_true(verdict.whole);
}

static void another_name_loses_what_was_confirmed(struct fixture *f)
{
    struct faults faults;
    struct person p;

    begin(f);
    int64_t secretary = person(f, "Катчы", "k@mail.kg", village), id = person(f, "Тургун Бир", "t@mail.kg", village);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(verify_in_person(f->db, f->arena, &(struct actor){.person_id = secretary, .place_id = aimak}, id, &faults));
    assert_ok(people_by_id(f->db, f->arena, id, &p));
    struct account_change same = {.version = p.version, .name = STR("ТУРГУН Бир"), .residence_id = village};
    assert_ok(account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &same, &faults));
    assert_int_equal(level(f, id), VERIFIED_IN_PERSON);
    struct account_change other = {.version = p.version + 1, .name = STR("Башка Бирөө"), .residence_id = village};
    assert_ok(account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &other, &faults));
    assert_int_equal(level(f, id), VERIFIED_CONTACT);
    assert_int_equal(account_update(f->db, f->arena, &(struct actor){.person_id = id}, id, &same, &faults), ERR_CONFLICT);
    assert_ok(db_commit(f->db));
}

/* -- when memory or the database fails -- */

static enum err register_case(struct fault_case *c)
{
    struct registration r = {.name = STR("Асанов Бакыт"), .contact = STR("bakyt@mail.kg"), .lang = LANG_KY,
                             .residence_id = village, .link_base = STR("x/")};
    struct faults faults;

    faults_init(&faults, c->arena);
    return account_register(c->db, c->arena, &r, &faults);
}

static enum err residents_case(struct fault_case *c)
{
    struct residents_report r;
    struct faults faults;

    faults_init(&faults, c->arena);
    return people_import_residents(c->db, c->arena, &program, aimak, STR("name;birth_year\nАсанов Бакыт;1980\n"), &faults, &r);
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
        FIXTURE_TEST(a_password_changed_meanwhile_does_not_open),
        FIXTURE_TEST(a_new_password_ends_all_sessions),
        FIXTURE_TEST(blocked_people_are_out_at_once),
        FIXTURE_TEST(a_mailed_link_works_once),
        FIXTURE_TEST(a_link_grows_old),
        FIXTURE_TEST(nobody_learns_who_has_an_account),
        FIXTURE_TEST(mail_is_not_sent_without_end),
        FIXTURE_TEST(wrong_codes_use_a_code_up),
        FIXTURE_TEST(roles_give_their_duties_where_they_hold),
        FIXTURE_TEST(every_duty_belongs_to_some_role),
        FIXTURE_TEST(nobody_grants_above_their_own),
        FIXTURE_TEST(the_last_administrator_stays),
        FIXTURE_TEST(roles_hold_from_day_to_day),
        FIXTURE_TEST(officers_see_only_their_own_people),
        FIXTURE_TEST(acting_for_somebody_is_narrow_and_ends),
        FIXTURE_TEST(people_on_the_list_are_found),
        FIXTURE_TEST(documents_are_kept_keyed_or_not_at_all),
        FIXTURE_TEST(a_faulty_list_changes_nothing),
        FIXTURE_TEST(the_log_keeps_personal_data_apart),
        FIXTURE_TEST(another_name_loses_what_was_confirmed),
        FIXTURE_TEST(failures_leave_nothing_behind),
    };
    return FIXTURE_RUN("people", tests);
}
