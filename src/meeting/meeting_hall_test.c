/* The hall: arithmetic, roll, quorum, votes, opening and closing, pages, on both engines. */
#include "meeting/meeting_hall_inside.h"

#include "meeting/meeting_before.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "test/http_fixture.h"
#include "web/live.h"

enum { PLACE = 1, SECRETARY = 7, RESIDENT = 8, HEARING = 1, SESSION = 2, NOON = 12 * 3600 };

#define SITE "/ky/41706211805000/meetings/1"
#define SIT2 "/ky/41706211805000/meetings/2"

static const struct actor secretary = {.person_id = SECRETARY, .place_id = PLACE};
static const uint64_t officer = CAP_BIT(CAP_DESK) | CAP_BIT(CAP_MEETING);

static day_t today(void)
{
    return day_from_civil((struct civil){2026, 11, 20});
}

/* A hearing and a session of a council of three, both announced for today. */
static void settle(struct fixture *f)
{
    clock_set(instant_of_day(today()) + NOON);
    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, act, "
        "version) values (1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1);"
        "insert into unit (id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id, "
        "is_municipality, act, version) values (3, '41706211805010', 'village', 'Теплоключенка', "
        "'Теплоключенка', '', 1, 1, 0, '', 1), (4, '41706211805020', 'village', 'Тепке', 'Тепке', "
        "'', 1, 1, 0, '', 1);"
        "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, purpose_ru, "
        "purpose_en, state, created_title, created_number, approved_title, approved_number, "
        "version) values (1, 1, 'council', 'Кеңеш', 'Кенеш', '', '', '', '', 'forming', '', '', "
        "'', '', 1);"
        "insert into body_member (id, body_id, name, name_folded, sex, side, minority, disability, "
        "social_group, consent, position, from_day, order_number, version) values "
        "(1, 1, 'Асан Асанов', 'Асан Асанов', 'm', 'deputy', 0, 0, 0, 0, '', 20000, '', 1), "
        "(2, 1, 'Айгүл Садыкова', 'Айгүл Садыкова', 'f', 'deputy', 0, 0, 0, 0, '', 20000, '', 1), "
        "(3, 1, 'Үсөн Үсөнов', 'Үсөн Үсөнов', 'm', 'deputy', 0, 0, 0, 0, '', 20000, '', 1)"));
    static const char *const rows[] = {"1, 'budget_hearing', 'budget_draft', 'Бюджеттик угуу'",
                                       "2, 'council_session', 'other', 'Сессия'"};
    for (int i = 0; i < 2; i++)
        assert_ok(db_script(
            f->db,
            str_cstr(f->arena,
                     str_fmt(f->arena,
                             "insert into meeting (id, kind, topic, title_ky, place_id, title_ru, "
                             "title_en, about_ky, about_ru, about_en, state, caller, call_order, "
                             "body_id, area, mode, emergency, emergency_act, day, starts_at, "
                             "minutes, venue_ky, venue_ru, venue_en, remote_url, invited, "
                             "created_at, created_by, updated_at, version) values "
                             "(%s, 1, '', '', '', '', '', 'announced', 'head', '1', %s, '', '%s', "
                             "'', '', %d, %lld, 120, 'Клуб', '', '', '', null, 0, 7, 0, 1);"
                             "insert into meeting_item (meeting_id, position, title_ky, "
                             "title_ru, title_en, about, speaker, link_kind, link_text, in_hall, "
                             "reason, state, decision, version) values (%d, 1, 'Бюджеттин "
                             "долбоору', '', '', '', '', '', '', 0, '', 'planned', '', 1);"
                             "insert into meeting_notice (meeting_id, number, kind, day, "
                             "starts_at, venue_ky, venue_ru, venue_en, mode, short_by, reason, at, "
                             "by_person) values (%d, 1, 'published', %d, 0, '', '', '', 'hall', 0, "
                             "'', 0, 7)",
                             rows[i], i ? "1" : "null", i ? "hall" : "mixed", (int)today(),
                             (long long)(instant_of_day(today()) + NOON), i + 1, i + 1,
                             (int)today()))));
}

static void rule(struct fixture *f, const char *key, const char *value)
{
    assert_ok(db_script(
        f->db, str_cstr(f->arena,
                        str_fmt(f->arena,
                                "insert into rule_override (place_id, key, value, decision_title, "
                                "decision_number, decision_day, valid_from, version) values (1, "
                                "'%s', '%s', 'Устав', '1', 20000, 20000, 1)",
                                key, value))));
}

static struct meeting_hall hall_in(struct db *db, struct arena *a, int64_t id)
{
    struct faults *faults = arena_new(a, struct faults);
    struct meeting_hall h = {.db = db, .a = a, .who = &secretary, .lang = LANG_KY, .f = faults};

    faults_init(faults, a);
    assert_ok(meeting_hall_begin(&h, id));
    return h;
}

#define IN_HALL(f, id, call)                                                                       \
    ({                                                                                             \
        assert_ok(db_begin((f)->db));                                                              \
        struct meeting_hall h = hall_in((f)->db, (f)->arena, (id));                                \
        enum err result_ = (call);                                                                 \
        if (result_ == OK)                                                                         \
            assert_ok(db_commit((f)->db));                                                         \
        else                                                                                       \
            db_rollback((f)->db);                                                                  \
        last_faults = *h.f;                                                                        \
        result_;                                                                                   \
    })
static struct faults last_faults;
static int64_t out_id;

static enum err come(struct fixture *f, const char *sex, const char *age, const char *key,
                     int64_t count)
{
    struct meeting_attendee_new n = {.sex = str_of(sex),
                                     .age_group = str_of(age),
                                     .village = STR("Тепке"),
                                     .via = STR("hall"),
                                     .count = count,
                                     .sent = {str_of(key)}};

    return IN_HALL(f, HEARING, meeting_register(&h, &n, &out_id));
}

static enum err elect(struct fixture *f, int64_t id, const char *role, int64_t votes)
{
    struct meeting_election e = {
        .role = str_of(role), .name = STR("Бакыт Жумабаев"), .tally = {votes, 0, 0}};

    return IN_HALL(f, id, meeting_elect(&h, &e));
}

static int64_t version_of(struct fixture *f, int64_t id)
{
    return fixture_number(f->db, id == 1 ? "select version from meeting where id = 1"
                                         : "select version from meeting where id = 2");
}

static struct meeting_counts counted(struct fixture *f, int64_t id)
{
    struct meeting_counts c;

    assert_ok(meeting_counts_of(f->db, f->arena, id, &c));
    return c;
}

/* Ten people, chair, secretary, open. */
static void opened(struct fixture *f)
{
    settle(f);
    assert_ok(come(f, "f", "29-59", "", 6));
    assert_ok(come(f, "m", "18-28", "", 4));
    assert_ok(elect(f, HEARING, "chair", 8));
    assert_ok(elect(f, HEARING, "secretary", 10));
    assert_ok(IN_HALL(f, HEARING, meeting_open(&h, version_of(f, 1), true)));
}

/* -- arithmetic -- */

static void a_quorum_is_counted_exactly(struct fixture *f)
{
    (void)f;
    struct meeting_quorum q = meeting_quorum_check(40, 1, 0, 39);
    assert_int_equal(q.verdict, QUORUM_SHORT);
    assert_int_equal(q.needed, 40);
    assert_int_equal(meeting_quorum_check(40, 1, 0, 40).verdict, QUORUM_MET);
    q = meeting_quorum_check(1, 2, 85, 42);
    assert_int_equal(q.needed, 43);
    assert_int_equal(q.verdict, QUORUM_SHORT);
    assert_int_equal(meeting_quorum_check(1, 2, 84, 42).verdict, QUORUM_SHORT); /* more than half */
    assert_int_equal(meeting_quorum_check(1, 2, 84, 43).verdict, QUORUM_MET);
    assert_int_equal(meeting_quorum_check(2, 3, 0, 43).verdict, QUORUM_NO_BASE);
    assert_int_equal(meeting_quorum_check(2, 3, INT64_MAX / 2, 1).verdict, QUORUM_SHORT);
}

static void votes_fit_those_present(struct fixture *f)
{
    struct meeting_majority m;

    (void)f;
    assert_true(meeting_tally_fits(&(struct meeting_tally){5, 3, 2}, 10));
    assert_false(meeting_tally_fits(&(struct meeting_tally){5, 4, 2}, 10));
    assert_false(meeting_tally_fits(&(struct meeting_tally){-1, 0, 0}, 10));
    assert_false(meeting_tally_fits(&(struct meeting_tally){INT64_MAX, INT64_MAX, 2}, 10));
    assert_ok(meeting_majority_of(STR("open_majority_present"), 10, 14, 0, 5, &m));
    assert_false(m.carried);
    assert_int_equal(m.needed, 6);
    assert_ok(meeting_majority_of(STR("open_majority_registered"), 10, 14, 0, 7, &m));
    assert_false(m.carried);
    assert_ok(meeting_majority_of(STR("majority_all_deputies"), 10, 14, 21, 11, &m));
    assert_true(m.carried);
    assert_int_equal(m.base, 21);
    assert_int_equal(meeting_majority_of(STR("majority_all_deputies"), 10, 14, 0, 11, &m),
                     ERR_INVALID);
    assert_int_equal(meeting_majority_of(STR("by lot"), 10, 14, 0, 11, &m), ERR_NOT_FOUND);
}

static void age_groups_come_from_their_bounds(struct fixture *f)
{
    const int64_t bounds[] = {18, 29, 29, 60, 40};
    struct meeting_age_groups g = meeting_age_groups_of(f->arena, bounds, 5);
    int64_t from, to;

    assert_int_equal(g.n, 4);
    assert_str(g.v[0].code, "0-17");
    assert_str(g.v[1].code, "18-28");
    assert_str(g.v[2].code, "29-59");
    assert_str(g.v[3].code, "60-");
    assert_str(meeting_age_group_at(&g, 17), "0-17");
    assert_str(meeting_age_group_at(&g, 29), "29-59");
    assert_str(meeting_age_group_at(&g, 101), "60-");
    assert_true(meeting_age_group_read(STR("60-"), &from, &to));
    assert_int_equal(to, -1);
    assert_false(meeting_age_group_read(STR("x-3"), &from, &to));
    assert_false(meeting_age_group_read(STR("30-3"), &from, &to));
    assert_false(meeting_age_group_read(STR("30"), &from, &to));
    assert_str(meeting_age_group_text(f->arena, LANG_RU, STR("18-28")), "18–28 лет");
}

/* -- roll -- */

static void an_entry_sent_twice_is_one_person(struct fixture *f)
{
    settle(f);
    assert_ok(come(f, "f", "29-59", "key-1", 1));
    assert_int_equal(out_id, 1);
    assert_ok(come(f, "f", "29-59", "key-1", 1));
    assert_int_equal(out_id, 1);
    assert_ok(come(f, "m", "60-", "key-2", 3));
    assert_int_equal(out_id, 2);
    struct meeting_counts c = counted(f, HEARING);
    assert_int_equal(c.registered, 4);
    assert_int_equal(c.female, 1);
    assert_int_equal(c.n, 2);
    assert_str(c.v[0].age_group, "29-59");
    assert_int_equal(c.v[1].male, 3);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where action = "
                                           "'meeting.register'"),
                     2);
}

static void what_the_roll_asks_must_be_there(struct fixture *f)
{
    struct meeting_attendee_new n = {
        .sex = STR("x"), .age_group = STR("18-99"), .village = STR(""), .count = 0};

    settle(f);
    assert_int_equal(IN_HALL(f, HEARING, meeting_register(&h, &n, &out_id)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("sex")));
    assert_non_null(fault_of(&last_faults, STR("age_group")));
    assert_non_null(fault_of(&last_faults, STR("village")));
    assert_non_null(fault_of(&last_faults, STR("count")));
    assert_int_equal(counted(f, HEARING).registered, 0);
    n = (struct meeting_attendee_new){.sex = STR("f"),
                                      .age_group = STR("18-28"),
                                      .village = STR("Тепке"),
                                      .name = STR("Бирөө"),
                                      .via = STR("sheet"),
                                      .number = 17,
                                      .count = 1};
    assert_ok(IN_HALL(f, HEARING, meeting_register(&h, &n, &out_id)));
    assert_int_equal(out_id, 17);
    assert_int_equal(IN_HALL(f, HEARING, meeting_register(&h, &n, &out_id)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("number")));
    /* A hearing counts people; it keeps no names, whatever is sent. */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_attendee where name <> ''"), 0);
}

static void a_deputy_sits_once(struct fixture *f)
{
    struct meeting_attendee_new n = {.member_id = 2, .via = STR("hall"), .count = 1};
    struct meeting_seats seats;
    struct meeting m;

    settle(f);
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)));
    assert_int_equal(counted(f, SESSION).female, 1); /* known from the body's record */
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)), ERR_INVALID);
    struct str says = fault_text(f->arena, LANG_KY, fault_of(&last_faults, STR("member")));
    assert_true(str_find(says, STR("Айгүл Садыкова"), 0) != SIZE_MAX);
    assert_true(str_find(says, STR("№ 1"), 0) != SIZE_MAX);
    n.member_id = 99;
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)), ERR_INVALID);
    assert_ok(meeting_find(f->db, f->arena, PLACE, SESSION, &m));
    assert_ok(meeting_seats_of(f->db, f->arena, &m, LANG_KY, &seats));
    assert_int_equal(seats.n, 3);
    for (size_t i = 0; i < seats.n; i++)
        assert_int_equal(seats.v[i].attendee_id != 0, seats.v[i].id == 2);
}

static void the_same_name_is_asked_about(struct fixture *f)
{
    struct meeting_attendee_new n = {.name = STR("Асан Асанов"), .via = STR("hall"), .count = 1};

    settle(f);
    assert_ok(db_script(f->db, "update meeting set body_id = null where id = 2"));
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)));
    n.name = STR("асан  асанов");
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("name")));
    n.namesake = true;
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &out_id)));
    assert_int_equal(counted(f, SESSION).registered, 2);
}

static void a_correction_keeps_what_was(struct fixture *f)
{
    settle(f);
    assert_ok(come(f, "f", "29-59", "", 1));
    struct meeting_attendee_edit e = {
        .id = 1, .version = 1, .sex = STR("m"), .age_group = STR("60-"), .village = STR("Тепке")};
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_correct(&h, &e)));
    assert_int_equal(counted(f, HEARING).male, 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee_past where sex = "
                                           "'f' and age_group = '29-59' and changed_by = 7"),
                     1);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_correct(&h, &e)), ERR_CONFLICT);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)));
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)));
    assert_int_equal(counted(f, HEARING).present, 0);
    assert_int_equal(counted(f, HEARING).registered, 1);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, false)));
    assert_int_equal(counted(f, HEARING).present, 1);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_void(&h, 1, STR(""))), ERR_INVALID);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_void(&h, 1, STR("жаңылыш басылган"))));
    assert_int_equal(counted(f, HEARING).registered, 0);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)), ERR_CONFLICT);
}

/* -- opening -- */

static void too_few_do_not_open(struct fixture *f)
{
    settle(f);
    rule(f, "hearing.quorum", "11");
    assert_ok(come(f, "f", "29-59", "", 10));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, true)), ERR_INVALID);
    assert_int_equal(last_faults.n, 3); /* quorum, chair, secretary */
    const struct fault *q = fault_of(&last_faults, STR("present"));
    assert_string_equal(q->rule_key, "hearing.quorum");
    assert_ok(elect(f, HEARING, "chair", 10));
    assert_ok(elect(f, HEARING, "secretary", 10));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, true)), ERR_INVALID);
    assert_ok(come(f, "m", "29-59", "", 1));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 7, true)), ERR_CONFLICT);
    assert_ok(IN_HALL(f, HEARING, meeting_open(&h, 1, false)));
    assert_int_equal(fixture_number(f->db, "select needed from meeting_opening"), 11);
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 2, false)), ERR_CONFLICT);
}

static void without_a_rule_the_chair_confirms(struct fixture *f)
{
    settle(f);
    assert_ok(come(f, "f", "29-59", "", 3));
    assert_ok(elect(f, HEARING, "chair", 3));
    assert_ok(elect(f, HEARING, "secretary", 3));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, false)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("confirmed")));
    assert_ok(IN_HALL(f, HEARING, meeting_open(&h, 1, true)));
    struct meeting_opening o;
    assert_ok(meeting_opening_of(f->db, f->arena, HEARING, &o));
    assert_str(o.verdict, "confirmed");
    assert_int_equal(o.present, 3);
}

static void a_share_needs_its_base(struct fixture *f)
{
    struct meeting_quorum q;
    struct meeting m;

    settle(f);
    rule(f, "hearing.quorum", "1/2");
    rule(f, "session.quorum", "2/3");
    assert_ok(meeting_find(f->db, f->arena, PLACE, HEARING, &m));
    assert_ok(meeting_quorum_now(f->db, f->arena, &m, 9, &q));
    assert_int_equal(q.verdict, QUORUM_NO_BASE);
    m.invited = 17;
    assert_ok(meeting_quorum_now(f->db, f->arena, &m, 9, &q));
    assert_int_equal(q.verdict, QUORUM_MET);
    assert_ok(meeting_find(f->db, f->arena, PLACE, SESSION, &m));
    assert_ok(meeting_quorum_now(f->db, f->arena, &m, 2, &q)); /* of three deputies */
    assert_int_equal(q.needed, 3);
    assert_int_equal(q.verdict, QUORUM_SHORT);
}

static void nobody_is_elected_by_a_minority(struct fixture *f)
{
    settle(f);
    assert_ok(come(f, "f", "29-59", "", 10));
    assert_int_equal(elect(f, HEARING, "chair", 5), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("in_favour")));
    assert_int_equal(elect(f, HEARING, "chair", 11), ERR_INVALID);
    assert_int_equal(elect(f, HEARING, "guard", 10), ERR_INVALID);
    assert_ok(elect(f, HEARING, "chair", 6));
    assert_ok(elect(f, HEARING, "chair", 7)); /* another one takes over */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_officer where ended_at is null"), 1);
}

/* -- votes -- */

static struct meeting_vote_new budget_vote(int64_t yes, int64_t no, const char *decision)
{
    return (struct meeting_vote_new){
        .item_id = 1, .tally = {yes, no, 0}, .decision = str_of(decision), .sent = {STR("")}};
}

static void a_vote_is_decided_by_the_rule(struct fixture *f)
{
    opened(f);
    struct meeting_vote_new n = budget_vote(9, 2, "Жактырылсын");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)), ERR_INVALID);
    struct str says = fault_text(f->arena, LANG_RU, fault_of(&last_faults, STR("in_favour")));
    assert_true(str_find(says, STR("11"), 0) != SIZE_MAX); /* both numbers are told */
    assert_true(str_find(says, STR("10"), 0) != SIZE_MAX);
    n = budget_vote(6, 4, "");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("decision")));
    n = budget_vote(6, 4, "Жактырылсын");
    n.sent.client_key = STR("v1");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)));
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)));
    n = budget_vote(5, 5, "эмес");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)));
    struct meeting_votes v;
    assert_ok(meeting_votes_of(f->db, f->arena, HEARING, &v));
    assert_int_equal(v.n, 2);
    assert_str(v.v[0].outcome, "carried");
    assert_str(v.v[0].rule_key, "hearing.decision");
    assert_int_equal(v.v[0].needed, 6);
    assert_str(v.v[1].outcome, "lost");
    assert_str(v.v[1].decision, "");
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where decision = "
                                           "'Жактырылсын'"),
                     1);
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_void(&h, v.v[0].id, STR("x"))), ERR_INVALID);
    assert_ok(IN_HALL(f, HEARING, meeting_vote_void(&h, v.v[0].id, STR("туура эмес саналган"))));
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_void(&h, v.v[0].id, STR("кайра санадык"))),
                     ERR_NOT_FOUND);
}

static void those_who_left_do_not_vote(struct fixture *f)
{
    opened(f);
    for (int64_t i = 1; i <= 3; i++)
        assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, i, true)));
    struct meeting_vote_new n = budget_vote(8, 0, "Жактырылсын");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)), ERR_INVALID);
    n = budget_vote(4, 3, "Жактырылсын");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)));
    assert_int_equal(fixture_number(f->db, "select present from meeting_vote"), 7);
}

static void an_item_is_added_by_vote(struct fixture *f)
{
    struct meeting_item_added n = {.title = STR("Жол"), .tally = {4, 6, 0}};

    opened(f);
    assert_int_equal(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &out_id)), ERR_INVALID);
    assert_non_null(fault_of(&last_faults, STR("reason")));
    n.reason = STR("шашылыш маселе");
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &out_id)));
    assert_int_equal(out_id, 0); /* lost: no item, but the vote is kept */
    n.tally = (struct meeting_tally){8, 2, 0};
    n.sent.client_key = STR("i1");
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &out_id)));
    int64_t first = out_id;
    assert_true(first > 0);
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &out_id)));
    assert_int_equal(out_id, first);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where in_hall = 1"),
                     1);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_vote where kind = 'add_item'"), 2);
}

static void one_item_at_a_time(struct fixture *f)
{
    struct meeting_item_step s = {.id = 1, .version = 1, .to = STR("current")};

    settle(f);
    assert_int_equal(IN_HALL(f, HEARING, meeting_item_step(&h, &s)), ERR_CONFLICT); /* not open */
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where action = "
                                           "'meeting.item_step'"),
                     0);
}

static void closing_sets_the_days(struct fixture *f)
{
    struct meeting_word_new w = {.meeting_id = HEARING,
                                 .kind = STR("question"),
                                 .via = STR("hall"),
                                 .text = STR("Суу качан келет?"),
                                 .author = STR("Гүлнара"),
                                 .lang = LANG_KY};
    struct meeting m;

    opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &out_id)));
    int64_t first = out_id;
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &out_id)));
    w.kind = STR("proposal");
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &out_id)));
    assert_ok(IN_HALL(f, HEARING, meeting_answered_here(&h, first, STR("Жайында"))));
    assert_int_equal(IN_HALL(f, HEARING, meeting_answered_here(&h, out_id, STR("Жок"))),
                     ERR_NOT_FOUND); /* a proposal is not a question */
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, version_of(f, 1))));
    assert_ok(meeting_find(f->db, f->arena, PLACE, HEARING, &m));
    assert_str(m.state, "held");
    assert_true(m.results_due >= today() + 10);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_word where answer_due is not null"), 2);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_word where answer = 'answered'"), 1);
}

static void late_entries_are_taken_for_a_while(struct fixture *f)
{
    opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, version_of(f, 1))));
    clock_set(clock_now() + 179 * 60);
    assert_ok(come(f, "f", "29-59", "late-1", 1));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee where late = 1"),
                     1);
    struct meeting_vote_new n = budget_vote(8, 0, "Жактырылсын");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &out_id)));
    clock_set(clock_now() + 2 * 60);
    assert_int_equal(come(f, "f", "29-59", "late-2", 1), ERR_CONFLICT);
    assert_string_equal(last_faults.first->rule_key, "meeting.late_entries");
    assert_ok(come(f, "f", "29-59", "late-1", 1)); /* what had arrived is still one */
}

static void before_the_day_nothing_is_taken(struct fixture *f)
{
    settle(f);
    clock_set(clock_now() - 24 * 3600);
    assert_int_equal(come(f, "f", "29-59", "", 1), ERR_CONFLICT);
    assert_int_equal(last_faults.n, 1);
}

static void the_floor_goes_from_one_to_the_next(struct fixture *f)
{
    struct meeting_word_new w = {.meeting_id = HEARING,
                                 .kind = STR("speech"),
                                 .via = STR("hall"),
                                 .text = STR("Суу жөнүндө"),
                                 .author = STR("Гүлнара"),
                                 .lang = LANG_KY};
    struct meeting_speakers s;
    int64_t first, second;

    opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &first)));
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &second)));
    assert_ok(IN_HALL(f, HEARING, meeting_floor(&h, first, STR("give"))));
    assert_ok(IN_HALL(f, HEARING, meeting_floor(&h, second, STR("give"))));
    assert_ok(meeting_speakers_of(f->db, f->arena, HEARING, true, &s));
    assert_int_equal(s.n, 2);
    assert_true(s.v[0].ended_at != 0);
    assert_true(s.v[1].began_at != 0 && s.v[1].ended_at == 0);
    assert_str(s.v[0].name, ""); /* not public */
    assert_int_equal(IN_HALL(f, HEARING, meeting_floor(&h, first, STR("sing"))), ERR_INVALID);
}

/* -- nothing half-written -- */

static enum err sweep_register(struct fault_case *c)
{
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &secretary, .lang = LANG_KY};
    struct faults faults;
    int64_t number;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return meeting_register(&h,
                            &(struct meeting_attendee_new){.sex = STR("f"),
                                                           .age_group = STR("29-59"),
                                                           .village = STR("Тепке"),
                                                           .via = STR("hall"),
                                                           .count = 2,
                                                           .sent = {STR("sweep")}},
                            &number);
}

static enum err sweep_vote(struct fault_case *c)
{
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &secretary, .lang = LANG_KY};
    struct meeting_vote_new n = budget_vote(8, 1, "Жактырылсын");
    struct faults faults;
    int64_t id;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return meeting_vote_add(&h, &n, &id);
}

static enum err sweep_add_item(struct fault_case *c)
{
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &secretary, .lang = LANG_KY};
    struct meeting_item_added n = {
        .title = STR("Жол"), .reason = STR("шашылыш маселе"), .tally = {8, 1, 0}};
    struct faults faults;
    int64_t id;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return meeting_item_add(&h, &n, &id);
}

static enum err sweep_close(struct fault_case *c)
{
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &secretary, .lang = LANG_KY};
    struct faults faults;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return meeting_close(&h, h.m.version);
}

static void writes_are_whole_or_not_at_all(struct fixture *f)
{
    opened(f);
    struct fault_counts n = fault_sweep(f, sweep_register, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_vote, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_add_item, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_close, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
}

/* -- pages -- */

static struct http *site(struct fixture *f, uint64_t caps)
{
    struct http *w = http_new(f->db, (const struct route *const[]){meeting_hall_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    if (caps)
        http_sign_in(w, SECRETARY, caps);
    return w;
}

static void the_whole_hall_by_forms(struct fixture *f)
{
    settle(f);
    struct http *w = site(f, officer);

    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 200);
    assert_true(http_shows(w, "name=\"who\" value=\"f 29-59\""));
    assert_true(http_shows(w, "hearing.quorum"));
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            visit(w, POST, SITE "/hall/roll", form(w, "who", "f 29-59", "village", "Тепке", NULL)),
            303);
    assert_true(str_starts(http_header(w, "Location"), STR(SITE "/hall?village=")));
    assert_int_equal(
        visit(w, POST, SITE "/hall/officers",
              form(w, "role", "chair", "name", "Бакыт Жумабаев", "in_favour", "5", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, SITE "/hall/officers",
              form(w, "role", "secretary", "name", "Айгүл Асанова", "in_favour", "9", NULL)),
        422);
    assert_true(http_shows(w, "value=\"Айгүл Асанова\"")); /* what was typed is kept */
    assert_true(http_shows(w, "href=\"#f-in_favour\""));
    assert_int_equal(
        visit(w, POST, SITE "/hall/officers",
              form(w, "role", "secretary", "name", "Айгүл Асанова", "in_favour", "5", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, SITE "/hall/open", form(w, "version", "1", "confirmed", "1", NULL)), 303);
    assert_int_equal(
        visit(w, POST, SITE "/hall/open", form(w, "version", "1", "confirmed", "1", NULL)), 409);
    assert_int_equal(
        visit(w, POST, SITE "/hall/items/1", form(w, "version", "1", "to", "current", NULL)), 303);
    assert_int_equal(visit(w, POST, SITE "/hall/words",
                           form(w, "kind", "proposal", "text", "Көчөгө жарык орнотулсун", "author",
                                "Гүлнара Осмонова", "item", "1", NULL)),
                     303);
    assert_int_equal(visit(w, POST, SITE "/hall/votes",
                           form(w, "word", "1", "in_favour", "4", "against", "1", "abstained", "0",
                                "decision", "Сунуш кабыл алынсын", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 200);
    assert_true(http_shows(w, "Гүлнара Осмонова"));
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/live", NULL), 200);
    assert_true(http_shows(w, "Көчөгө жарык орнотулсун"));
    assert_false(http_shows(w, "Гүлнара Осмонова")); /* did not ask to be named */
    assert_true(http_shows(w, "Бюджеттин долбоору"));
    assert_true(http_shows(w, "hearing.decision"));
    assert_int_equal(visit(w, GET, SITE "/live?view=screen", NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 303); /* to sign in */
    http_sign_in(w, SECRETARY, officer);
    assert_int_equal(visit(w, POST, SITE "/hall/close", form(w, "version", "2", NULL)), 303);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting where state = 'held'"), 1);
    http_free(w);
}

static void two_secretaries_correct_one_line(struct fixture *f)
{
    settle(f);
    struct http *w = site(f, officer);

    assert_int_equal(
        visit(w, POST, SITE "/hall/roll", form(w, "who", "f 29-59", "village", "Тепке", NULL)),
        303);
    assert_int_equal(visit(w, GET, SITE "/hall/roll/1", NULL), 200);
    const char *edit =
        form(w, "sex", "m", "age_group", "29-59", "village", "Тепке", "version", "1", NULL);
    assert_int_equal(visit(w, POST, SITE "/hall/roll/1/correct", edit), 303);
    edit = form(w, "sex", "f", "age_group", "60-", "village", "Тепке", "version", "1", NULL);
    assert_int_equal(visit(w, POST, SITE "/hall/roll/1/correct", edit), 409);
    assert_true(http_shows(w, "60-"));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee where sex = 'm'"),
                     1);
    assert_int_equal(visit(w, GET, SITE "/hall/roll", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/hall/roll/1/void", form(w, "reason", "", NULL)), 422);
    assert_int_equal(
        visit(w, POST, SITE "/hall/roll/1/void", form(w, "reason", "жаңылыш басылган", NULL)), 303);
    assert_int_equal(visit(w, GET, SITE "/hall/roll/1", NULL), 404);
    http_free(w);
}

static void people_take_part_from_afar(struct fixture *f)
{
    opened(f);
    struct http *w = site(f, 0);
    const char *me = form(w, "sex", "f", "age_group", "18-28", "village", "Теплоключенка", NULL);

    http_sign_in(w, RESIDENT, CAP_BIT(CAP_COMMENT));
    http_name(w, STR("Нурлан"));
    assert_int_equal(visit(w, GET, SITE "/live", NULL), 200);
    assert_true(http_shows(w, "/live/join"));
    const char *say = form(w, "kind", "question", "text", "Мектеп качан оңдолот?", NULL);
    assert_int_equal(visit(w, POST, SITE "/live/words", say), 409); /* join first */
    assert_int_equal(visit(w, POST, SITE "/live/join", me), 303);
    assert_int_equal(visit(w, POST, SITE "/live/join", me), 422); /* once */
    assert_int_equal(counted(f, HEARING).remote, 1);
    assert_int_equal(visit(w, POST, SITE "/live/words", say), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/live", NULL), 200);
    assert_false(http_shows(w, "Мектеп качан оңдолот?")); /* waits */
    http_sign_in(w, SECRETARY, officer);
    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 200);
    assert_true(http_shows(w, "Мектеп качан оңдолот?"));
    assert_int_equal(visit(w, POST, SITE "/hall/words/1",
                           form(w, "do", "hide", "version", "1", "reason", "", NULL)),
                     422);
    assert_int_equal(
        visit(w, POST, SITE "/hall/words/1", form(w, "do", "admit", "version", "1", NULL)), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/live", NULL), 200);
    assert_true(http_shows(w, "Мектеп качан оңдолот?"));
    http_sign_in(w, RESIDENT, CAP_BIT(CAP_COMMENT));
    assert_int_equal(visit(w, POST, SITE "/live/away", form(w, NULL)), 303);
    assert_int_equal(counted(f, HEARING).present, 10);
    assert_int_equal(visit(w, POST, SIT2 "/live/join", me), 409); /* a hall alone */
    http_free(w);
}

static void the_sheet_asks_no_more_than_the_roll(struct fixture *f)
{
    settle(f);
    struct http *w = site(f, officer);

    assert_int_equal(visit(w, GET, SITE "/roll.pdf?lines=45", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "application/pdf");
    assert_true(str_starts(http_body(w), STR("%PDF")));
    assert_int_equal(visit(w, GET, SIT2 "/roll.pdf", NULL), 200);
    http_free(w);
}

static void what_is_sent_to_followers_stays_short(struct fixture *f)
{
    opened(f);
    struct str longest = STR("Айыл аймагынын 2027-жылга бюджетинин долбоору жана аны аткаруунун "
                             "жүрүшү, ичинде суу түтүктөрүн оңдоо, жол, мектеп, бала бакча жана "
                             "башка социалдык объекттердин каржыланышы тууралуу маалымат");
    assert_ok(db_script(f->db, str_cstr(f->arena, str_fmt(f->arena,
                                                          "update meeting_item set state = "
                                                          "'current', title_ky = '%.*s'",
                                                          STR_F(longest)))));
    struct http *w = site(f, officer);
    assert_int_equal(visit(w, POST, SITE "/hall/votes",
                           form(w, "item", "1", "in_favour", "9", "decision", "Жактырылсын", NULL)),
                     303);
    static const char *const pages[] = {"/ky/41706211805000/meetings/1/live",
                                        "/ru/41706211805000/meetings/1/live",
                                        "/en/41706211805000/meetings/1/live"};
    for (int i = 0; i < 3; i++) {
        struct str section = STR("id=\"hall-now\"");
        assert_int_equal(visit(w, GET, pages[i], NULL), 200);
        size_t from = str_find(http_body(w), section, 0);
        size_t to = str_find(http_body(w), STR("</section>"), from);
        assert_true(to != SIZE_MAX);
        assert_true(str_find(http_body(w), STR("…"), from) < to); /* the title was cut */
        if (to - from >= LIVE_DATA_MAX)
            fail_msg("%s: %zu bytes", pages[i], to - from);
    }
    assert_int_equal(visit(w, GET, SITE "/events/live", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "text/event-stream");
    http_free(w);
}

static void an_officer_of_nowhere_sees_nothing(struct fixture *f)
{
    settle(f);
    struct http *w = site(f, CAP_BIT(CAP_COMMENT));

    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 403);
    assert_int_equal(visit(w, POST, SITE "/hall/roll", form(w, "who", "f 29-59", NULL)), 403);
    assert_int_equal(visit(w, GET, SITE "/roll.pdf", NULL), 403);
    assert_int_equal(visit(w, GET, "/ky/41706211805000/meetings/77/live", NULL), 404);
    assert_int_equal(counted(f, HEARING).registered, 0);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_quorum_is_counted_exactly),
        FIXTURE_TEST(votes_fit_those_present),
        FIXTURE_TEST(age_groups_come_from_their_bounds),
        FIXTURE_TEST(an_entry_sent_twice_is_one_person),
        FIXTURE_TEST(what_the_roll_asks_must_be_there),
        FIXTURE_TEST(a_deputy_sits_once),
        FIXTURE_TEST(the_same_name_is_asked_about),
        FIXTURE_TEST(a_correction_keeps_what_was),
        FIXTURE_TEST(too_few_do_not_open),
        FIXTURE_TEST(without_a_rule_the_chair_confirms),
        FIXTURE_TEST(a_share_needs_its_base),
        FIXTURE_TEST(nobody_is_elected_by_a_minority),
        FIXTURE_TEST(a_vote_is_decided_by_the_rule),
        FIXTURE_TEST(those_who_left_do_not_vote),
        FIXTURE_TEST(an_item_is_added_by_vote),
        FIXTURE_TEST(one_item_at_a_time),
        FIXTURE_TEST(closing_sets_the_days),
        FIXTURE_TEST(late_entries_are_taken_for_a_while),
        FIXTURE_TEST(before_the_day_nothing_is_taken),
        FIXTURE_TEST(the_floor_goes_from_one_to_the_next),
        FIXTURE_TEST(writes_are_whole_or_not_at_all),
        FIXTURE_TEST(the_whole_hall_by_forms),
        FIXTURE_TEST(two_secretaries_correct_one_line),
        FIXTURE_TEST(people_take_part_from_afar),
        FIXTURE_TEST(the_sheet_asks_no_more_than_the_roll),
        FIXTURE_TEST(what_is_sent_to_followers_stays_short),
        FIXTURE_TEST(an_officer_of_nowhere_sees_nothing),
    };

    return FIXTURE_RUN("meeting_hall", tests);
}
