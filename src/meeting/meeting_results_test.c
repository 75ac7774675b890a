/* Results of a meeting: given once, told to subscribers in their language, late in public,
 * corrected with the former words kept; on both engines. */
#include "meeting/meeting_after_fixture.h"

static void results_are_given_once_minutes_are_there(struct fixture *f)
{
    struct meeting_results r;

    after_settle(f);
    after_subscribe(f);
    struct meeting_results_new n = after_results(f);
    assert_int_equal(after_give(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR(""))); /* minutes first */
    after_published(f, LANG_KY);
    n.words[LANG_KY] = STR("  ");
    n.words[LANG_RU] = STR("");
    assert_int_equal(after_give(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR("words_ky")));
    n = after_results(f);
    n.version++;
    assert_int_equal(after_give(f, &n), ERR_CONFLICT);
    assert_int_equal(after_faults.n, 0);
    n = after_results(f);
    n.meeting_id = SESSION;
    n.version = 1;
    assert_int_equal(after_give(f, &n), ERR_CONFLICT);
    assert_int_equal(after_faults.n, 1);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 0);
    n = after_results(f);
    assert_ok(after_give(f, &n));
    assert_int_equal(after_give(f, &n), ERR_CONFLICT); /* the same form again */
    assert_ok(meeting_results_find(f->db, f->arena, HEARING, &r));
    assert_str(r.words[LANG_RU], "Бюджет одобрен.");
    struct meeting m = after_meeting(f, HEARING);
    assert_str(m.state, "published");
    assert_false(meeting_results_late(&m, clock_today()));
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 2);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox where lang = 'ru' and body "
                                           "like '%«Слушания»%'"),
                     1); /* each in their own language, the title too */
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox where lang = 'ky' and body "
                                           "like '%Бюджеттик угуу%'"),
                     1);
    assert_int_equal(after_owed(f, clock_today()).n, 0);
}

static void late_results_are_called_late_for_ever(struct fixture *f)
{
    after_settle(f);
    after_published(f, LANG_KY);
    struct meeting m = after_meeting(f, HEARING);
    assert_int_equal(m.results_due, hall_today() + 10);
    clock_set(instant_of_day(m.results_due + 2));
    assert_true(meeting_results_late(&m, clock_today()));
    struct meeting_results_new n = after_results(f);
    assert_ok(after_give(f, &n));
    m = after_meeting(f, HEARING);
    assert_true(meeting_results_late(&m, m.results_due));
}

static void corrected_results_keep_the_former(struct fixture *f)
{
    struct meeting_results_past past;
    struct meeting_results r;

    after_settle(f);
    after_subscribe(f);
    after_published(f, LANG_KY);
    struct meeting_results_new n = after_results(f);
    assert_ok(after_give(f, &n));
    int64_t first = after_meeting(f, HEARING).published_at;
    clock_set(clock_now() + 3600);
    n = after_results(f);
    n.words[LANG_KY] = STR("Бюджет толуктоо менен жактырылды.");
    assert_int_equal(after_give(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR("reason")));
    n.reason = STR("толуктоо жазылбай калган");
    assert_ok(after_give(f, &n));
    assert_int_equal(after_meeting(f, HEARING).published_at, first);
    assert_ok(meeting_results_find(f->db, f->arena, HEARING, &r));
    assert_str(r.words[LANG_KY], "Бюджет толуктоо менен жактырылды.");
    assert_ok(meeting_results_before(f->db, f->arena, HEARING, &past));
    assert_int_equal(past.n, 1);
    assert_str(past.v[0].words[LANG_KY], "Бюджет жактырылды.");
    assert_str(past.v[0].reason, "толуктоо жазылбай калган");
    assert_int_equal(past.v[0].published_at, first);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 2); /* told once */
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where action = "
                                           "'meeting.results_correct'"),
                     1);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(results_are_given_once_minutes_are_there),
        FIXTURE_TEST(late_results_are_called_late_for_ever),
        FIXTURE_TEST(corrected_results_keep_the_former),
    };

    return FIXTURE_RUN("meeting_results", tests);
}
