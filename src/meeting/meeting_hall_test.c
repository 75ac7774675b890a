/* The hall: arithmetic, roll, quorum, votes, opening and closing, on both engines. */
#include "meeting/meeting_hall_fixture.h"
#include "meeting/meeting_hall_inside.h"
#include "test/fault.h"

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
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "key-1", 1));
    assert_int_equal(hall_id, 1);
    assert_ok(hall_come(f, "f", "29-59", "key-1", 1));
    assert_int_equal(hall_id, 1);
    assert_ok(hall_come(f, "m", "60-", "key-2", 3));
    assert_int_equal(hall_id, 2);
    struct meeting_counts c = hall_counted(f, HEARING);
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

    hall_settle(f);
    assert_int_equal(IN_HALL(f, HEARING, meeting_register(&h, &n, &hall_id)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("sex")));
    assert_non_null(fault_of(&hall_faults, STR("age_group")));
    assert_non_null(fault_of(&hall_faults, STR("village")));
    assert_non_null(fault_of(&hall_faults, STR("count")));
    assert_int_equal(hall_counted(f, HEARING).registered, 0);
    n = (struct meeting_attendee_new){.sex = STR("f"),
                                      .age_group = STR("18-28"),
                                      .village = STR("Тепке"),
                                      .name = STR("Бирөө"),
                                      .via = STR("sheet"),
                                      .number = 17,
                                      .count = 1};
    assert_ok(IN_HALL(f, HEARING, meeting_register(&h, &n, &hall_id)));
    assert_int_equal(hall_id, 17);
    assert_int_equal(IN_HALL(f, HEARING, meeting_register(&h, &n, &hall_id)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("number")));
    /* A hearing counts people; it keeps no names, whatever is sent. */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_attendee where name <> ''"), 0);
}

static void a_deputy_sits_once(struct fixture *f)
{
    struct meeting_attendee_new n = {.member_id = 2, .via = STR("hall"), .count = 1};
    struct meeting_seats seats;
    struct meeting m;

    hall_settle(f);
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)));
    assert_int_equal(hall_counted(f, SESSION).female, 1); /* known from the body's record */
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)), ERR_INVALID);
    struct str says = fault_text(f->arena, LANG_KY, fault_of(&hall_faults, STR("member")));
    assert_true(str_find(says, STR("Айгүл Садыкова"), 0) != SIZE_MAX);
    assert_true(str_find(says, STR("№ 1"), 0) != SIZE_MAX);
    n.member_id = 99;
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)), ERR_INVALID);
    assert_ok(meeting_find(f->db, f->arena, PLACE, SESSION, &m));
    assert_ok(meeting_seats_of(f->db, f->arena, &m, LANG_KY, &seats));
    assert_int_equal(seats.n, 3);
    for (size_t i = 0; i < seats.n; i++)
        assert_int_equal(seats.v[i].attendee_id != 0, seats.v[i].id == 2);
}

static void the_same_name_is_asked_about(struct fixture *f)
{
    struct meeting_attendee_new n = {.name = STR("Асан Асанов"), .via = STR("hall"), .count = 1};

    hall_settle(f);
    assert_ok(db_script(f->db, "update meeting set body_id = null where id = 2"));
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)));
    n.name = STR("асан  асанов");
    assert_int_equal(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("name")));
    n.namesake = true;
    assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)));
    assert_int_equal(hall_counted(f, SESSION).registered, 2);
}

static void a_correction_keeps_what_was(struct fixture *f)
{
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "", 1));
    struct meeting_attendee_edit e = {
        .id = 1, .version = 1, .sex = STR("m"), .age_group = STR("60-"), .village = STR("Тепке")};
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_correct(&h, &e)));
    assert_int_equal(hall_counted(f, HEARING).male, 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee_past where sex = "
                                           "'f' and age_group = '29-59' and changed_by = 7"),
                     1);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_correct(&h, &e)), ERR_CONFLICT);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)));
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)));
    assert_int_equal(hall_counted(f, HEARING).present, 0);
    assert_int_equal(hall_counted(f, HEARING).registered, 1);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, false)));
    assert_int_equal(hall_counted(f, HEARING).present, 1);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_void(&h, 1, STR(""))), ERR_INVALID);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_void(&h, 1, STR("жаңылыш басылган"))));
    assert_int_equal(hall_counted(f, HEARING).registered, 0);
    assert_int_equal(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 1, true)), ERR_CONFLICT);
}

/* -- opening -- */

static void too_few_do_not_open(struct fixture *f)
{
    hall_settle(f);
    hall_rule(f, "hearing.quorum", "11");
    assert_ok(hall_come(f, "f", "29-59", "", 10));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, true)), ERR_INVALID);
    assert_int_equal(hall_faults.n, 3); /* quorum, chair, hall_secretary */
    const struct fault *q = fault_of(&hall_faults, STR("present"));
    assert_string_equal(q->rule_key, "hearing.quorum");
    assert_ok(hall_elect(f, HEARING, "chair", 10));
    assert_ok(hall_elect(f, HEARING, "secretary", 10));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, true)), ERR_INVALID);
    assert_ok(hall_come(f, "m", "29-59", "", 1));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 7, true)), ERR_CONFLICT);
    assert_ok(IN_HALL(f, HEARING, meeting_open(&h, 1, false)));
    assert_int_equal(fixture_number(f->db, "select needed from meeting_opening"), 11);
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 2, false)), ERR_CONFLICT);
}

static void without_a_rule_the_chair_confirms(struct fixture *f)
{
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "", 3));
    assert_ok(hall_elect(f, HEARING, "chair", 3));
    assert_ok(hall_elect(f, HEARING, "secretary", 3));
    assert_int_equal(IN_HALL(f, HEARING, meeting_open(&h, 1, false)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("confirmed")));
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

    hall_settle(f);
    hall_rule(f, "hearing.quorum", "1/2");
    hall_rule(f, "session.quorum", "2/3");
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
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "", 10));
    assert_int_equal(hall_elect(f, HEARING, "chair", 5), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("in_favour")));
    assert_int_equal(hall_elect(f, HEARING, "chair", 11), ERR_INVALID);
    assert_int_equal(hall_elect(f, HEARING, "guard", 10), ERR_INVALID);
    assert_ok(hall_elect(f, HEARING, "chair", 6));
    assert_ok(hall_elect(f, HEARING, "chair", 7)); /* another one takes over */
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
    hall_opened(f);
    struct meeting_vote_new n = budget_vote(9, 2, "Жактырылсын");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)), ERR_INVALID);
    struct str says = fault_text(f->arena, LANG_RU, fault_of(&hall_faults, STR("in_favour")));
    assert_true(str_find(says, STR("11"), 0) != SIZE_MAX); /* both numbers are told */
    assert_true(str_find(says, STR("10"), 0) != SIZE_MAX);
    n = budget_vote(6, 4, "");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("decision")));
    n = budget_vote(6, 4, "Жактырылсын");
    n.sent.client_key = STR("v1");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)));
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)));
    n = budget_vote(5, 5, "эмес");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)));
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

/* A vote on an item is told by the item's title in the reader's language, one of its own wording by
 * that. */
static void a_vote_says_what_was_put(struct fixture *f)
{
    const struct meeting_item item = {
        .id = 4, .title = {[LANG_KY] = STR("Суу"), [LANG_RU] = STR("Вода"), [LANG_EN] = STR("")}};
    const struct meeting_items items = {&item, 1};
    struct meeting_vote v = {.item_id = 4, .subject = STR("Суу")};

    (void)f;
    assert_str(meeting_vote_subject(&v, &items, LANG_RU), "Вода");
    v.subject = STR("Кийинкиге калтыруу");
    assert_str(meeting_vote_subject(&v, &items, LANG_RU), "Кийинкиге калтыруу");
    v = (struct meeting_vote){.item_id = 5, .subject = STR("Суу")};
    assert_str(meeting_vote_subject(&v, &items, LANG_RU), "Суу");
}

static void those_who_left_do_not_vote(struct fixture *f)
{
    hall_opened(f);
    for (int64_t i = 1; i <= 3; i++)
        assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, i, true)));
    struct meeting_vote_new n = budget_vote(8, 0, "Жактырылсын");
    assert_int_equal(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)), ERR_INVALID);
    n = budget_vote(4, 3, "Жактырылсын");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)));
    assert_int_equal(fixture_number(f->db, "select present from meeting_vote"), 7);
}

static void an_item_is_added_by_vote(struct fixture *f)
{
    struct meeting_item_added n = {.title = STR("Жол"), .tally = {4, 6, 0}};

    hall_opened(f);
    assert_int_equal(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &hall_id)), ERR_INVALID);
    assert_non_null(fault_of(&hall_faults, STR("reason")));
    n.reason = STR("шашылыш маселе");
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &hall_id)));
    assert_int_equal(hall_id, 0); /* lost: no item, but the vote is kept */
    n.tally = (struct meeting_tally){8, 2, 0};
    n.sent.client_key = STR("i1");
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &hall_id)));
    int64_t first = hall_id;
    assert_true(first > 0);
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &n, &hall_id)));
    assert_int_equal(hall_id, first);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where in_hall = 1"),
                     1);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_vote where kind = 'add_item'"), 2);
}

static void one_item_at_a_time(struct fixture *f)
{
    struct meeting_item_step s = {.id = 1, .version = 1, .to = STR("current")};

    hall_settle(f);
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

    hall_opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &hall_id)));
    int64_t first = hall_id;
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &hall_id)));
    w.kind = STR("proposal");
    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &hall_id)));
    assert_ok(IN_HALL(f, HEARING, meeting_answered_here(&h, first, STR("Жайында"))));
    assert_int_equal(IN_HALL(f, HEARING, meeting_answered_here(&h, hall_id, STR("Жок"))),
                     ERR_NOT_FOUND); /* a proposal is not a question */
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, 1))));
    assert_ok(meeting_find(f->db, f->arena, PLACE, HEARING, &m));
    assert_str(m.state, "held");
    assert_true(m.results_due >= hall_today() + 10);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_word where answer_due is not null"), 2);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from meeting_word where answer = 'answered'"), 1);
}

static void late_entries_are_taken_for_a_while(struct fixture *f)
{
    hall_opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, 1))));
    clock_set(clock_now() + 179 * 60);
    assert_ok(hall_come(f, "f", "29-59", "late-1", 1));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee where late = 1"),
                     1);
    struct meeting_vote_new n = budget_vote(8, 0, "Жактырылсын");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &hall_id)));
    clock_set(clock_now() + 2 * 60);
    assert_int_equal(hall_come(f, "f", "29-59", "late-2", 1), ERR_CONFLICT);
    assert_string_equal(hall_faults.first->rule_key, "meeting.late_entries");
    assert_ok(hall_come(f, "f", "29-59", "late-1", 1)); /* what had arrived is still one */
}

static int64_t closed_when(struct fixture *f, const char *opened, int64_t at)
{
    assert_ok(db_script(f->db, opened));
    clock_set(at);
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, 1))));
    return fixture_number(f->db, "select closed_at from meeting where id = 1");
}

static void a_meeting_that_goes_on_past_midnight_closes_when_it_closes(struct fixture *f)
{
    int64_t at = instant_of_day(hall_today() + 1) + 20 * 60;

    hall_opened(f);
    assert_int_equal(
        closed_when(f, "update meeting set opened_at = starts_at - 300 where id = 1", at), at);
}

static void one_entered_from_paper_ended_when_it_was_to(struct fixture *f)
{
    hall_opened(f);
    int64_t starts = fixture_number(f->db, "select starts_at from meeting where id = 1");
    assert_int_equal(
        closed_when(f, "update meeting set opened_at = starts_at where id = 1", starts + 3 * 86400),
        starts + 120 * 60);
}

static void nothing_is_closed_at_an_hour_still_to_come(struct fixture *f)
{
    int64_t at = instant_of_day(hall_today() + 1) + 10 * 60;

    hall_opened(f);
    /* It was to begin at 23:59 for two hours; somebody enters it at ten past midnight. */
    assert_int_equal(closed_when(f,
                                 "update meeting set starts_at = starts_at + 43140, opened_at = "
                                 "starts_at + 43140 where id = 1",
                                 at),
                     at);
}

static void before_the_day_nothing_is_taken(struct fixture *f)
{
    hall_settle(f);
    clock_set(clock_now() - 24 * 3600);
    assert_int_equal(hall_come(f, "f", "29-59", "", 1), ERR_CONFLICT);
    assert_int_equal(hall_faults.n, 1);
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

    hall_opened(f);
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
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &hall_secretary, .lang = LANG_KY};
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
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &hall_secretary, .lang = LANG_KY};
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
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &hall_secretary, .lang = LANG_KY};
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
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &hall_secretary, .lang = LANG_KY};
    struct faults faults;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return meeting_close(&h, h.m.version);
}

static void writes_are_whole_or_not_at_all(struct fixture *f)
{
    hall_opened(f);
    struct fault_counts n = fault_sweep(f, sweep_register, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_vote, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_add_item, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
    n = fault_sweep(f, sweep_close, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
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
        FIXTURE_TEST(a_vote_says_what_was_put),
        FIXTURE_TEST(those_who_left_do_not_vote),
        FIXTURE_TEST(an_item_is_added_by_vote),
        FIXTURE_TEST(one_item_at_a_time),
        FIXTURE_TEST(closing_sets_the_days),
        FIXTURE_TEST(late_entries_are_taken_for_a_while),
        FIXTURE_TEST(a_meeting_that_goes_on_past_midnight_closes_when_it_closes),
        FIXTURE_TEST(one_entered_from_paper_ended_when_it_was_to),
        FIXTURE_TEST(nothing_is_closed_at_an_hour_still_to_come),
        FIXTURE_TEST(before_the_day_nothing_is_taken),
        FIXTURE_TEST(the_floor_goes_from_one_to_the_next),
        FIXTURE_TEST(writes_are_whole_or_not_at_all),
    };

    return FIXTURE_RUN("meeting_hall", tests);
}
