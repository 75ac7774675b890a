/* Minutes: drawn from the record, edited, signed, published, corrected; their days; faults through
 * them and through results (meeting_results_test.c); on both engines. */
#include "meeting/meeting_after_fixture.h"

#include <string.h>

#include "meeting/meeting_answer.h"
#include "meeting/meeting_before.h"
#include "test/fault.h"
#include "web/cap.h"

static bool has(struct str words, const char *part)
{
    return str_find(words, str_of(part), 0) != SIZE_MAX;
}

static size_t times(struct str words, const char *part)
{
    size_t n = 0, at = 0;

    while ((at = str_find(words, str_of(part), at)) != SIZE_MAX) {
        n++;
        at++;
    }
    return n;
}

static bool is_after(struct str words, const char *later, const char *earlier)
{
    return str_find(words, str_of(later), 0) > str_find(words, str_of(earlier), 0);
}

/* -- drawing -- */

static void minutes_hold_all_that_was_recorded(struct fixture *f)
{
    after_settle(f);
    struct str w = after_drawn(f, HEARING, LANG_KY);
    assert_true(has(w, "Клуб"));
    assert_true(has(w, "Бакыт Жумабаев"));
    assert_true(has(w, "10 киши: аялдар 6, эркектер 4"));
    assert_true(has(w, "1. Бюджеттин долбоору"));
    assert_true(has(w, "Түшүп калган маселе (баяндамачы оорууда)"));
    assert_int_equal(times(w, "Түшүп калган маселе"), 1); /* neither on the agenda nor an item */
    assert_true(has(w, "(Айгүл Осмонова): Көчөгө \\*жарык\\* орнотулсун \\<тез\\>"));
    assert_true(has(w, "(Үсөн Үсөнов): Бюджет тууралуу"));
    assert_true(has(w, "Мектеп качан оңдолот?"));
    assert_true(has(w, "Ооба, жазында"));
    assert_int_equal(times(w, "Бюджет жактырылсын"), 1); /* said with its vote, not again */
    assert_int_equal(times(w, "Жарык сметага кошулсун"), 1);
    assert_true(is_after(w, "Жарык сметага кошулсун", "Айгүл Осмонова"));
    assert_true(has(w, "Жайыт маселеси")); /* voted down, and told */
    assert_true(is_after(w, "Жайыт маселеси", "Мектеп качан"));
    assert_int_equal(times(w, str_cstr(f->arena, msg_text(f->arena, LANG_KY, MSG_minutes_decided))),
                     2);
    w = after_drawn(f, HEARING, LANG_RU);
    assert_true(has(w, "Повестка"));
    assert_true(has(w, "Снятый вопрос (баяндамачы оорууда)"));
    assert_int_equal(times(w, "За 8, против 1, воздержались 1; присутствовало 10. Принято."), 2);
    assert_int_equal(times(w, "Бакыт Жумабаев: за 8, против 0"), 1);
    assert_int_equal(times(w, "Бакыт Жумабаев: за 10, против 0"), 1);
    assert_true(has(w, "Голосование: включить в повестку – Жайыт маселеси. За 2, против 7"));
    assert_true(has(w, "женщин 6, мужчин 4"));
    assert_true(has(w, "Жарык сметага кошулсун")); /* what was entered stands as it was */
    assert_false(has(w, "Чечим:"));
}

static void what_is_private_or_void_stays_out(struct fixture *f)
{
    static const char *const out[] = {"Жашыруун Адам", "Кийинчерээк", "Тынчтык", "Алып салам",
                                      "Кубат Кубатов", "Ашатылган",   "Адепсиз", "Жаңылыш чечим",
                                      "29-59",         "Тепке"};
    after_settle(f);
    for (int l = LANG_KY; l <= LANG_RU; l++) {
        struct str w = after_drawn(f, HEARING, (enum lang)l);
        for (size_t i = 0; i < sizeof out / sizeof *out; i++)
            assert_false(has(w, out[i]));
        /* That one was withdrawn stands there, under its number. */
        assert_true(has(
            w, str_cstr(f->arena, msg_text(f->arena, (enum lang)l, MSG_meeting_word_withdrawn))));
    }
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where decision like "
                                           "'%Жаңылыш%'"),
                     0); /* the voided vote took its decision with it */
}

static void a_decision_in_other_words_outlives_its_vote(struct fixture *f)
{
    after_settle(f);
    assert_ok(db_script(f->db, "update meeting_item set decision = 'Башкача айтылды' where id = "
                               "1"));
    int64_t vote = fixture_number(f->db, "select id from meeting_vote where decision = 'Бюджет "
                                         "жактырылсын'");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_void(&h, vote, STR("туура эмес саналды"))));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where decision = "
                                           "'Башкача айтылды'"),
                     1);
    struct str w = after_drawn(f, HEARING, LANG_KY);
    assert_true(has(w, "Башкача айтылды"));
    assert_false(has(w, "Бюджет жактырылсын"));
}

static void members_are_named_residents_counted(struct fixture *f)
{
    hall_settle(f);
    for (int64_t i = 1; i <= 2; i++) {
        struct meeting_attendee_new n = {.member_id = i, .via = STR("hall"), .count = 1};
        assert_ok(IN_HALL(f, SESSION, meeting_register(&h, &n, &hall_id)));
    }
    struct str w = after_drawn(f, SESSION, LANG_RU);
    assert_true(has(w, "Присутствовали: Айгүл Садыкова, Асан Асанов") ||
                has(w, "Присутствовали: Асан Асанов, Айгүл Садыкова"));
    assert_true(has(w, "Отсутствовали: Үсөн Үсөнов"));
    assert_true(has(w, "2 чел."));
}

static void an_emergency_and_who_came_from_afar_are_told(struct fixture *f)
{
    after_settle(f);
    assert_ok(db_script(f->db, "update meeting set mode = 'remote', emergency = 'quarantine', "
                               "emergency_act = '№ 12 буйрук' where id = 1;"
                               "update meeting_attendee set via = 'remote' where number <= 3"));
    struct str w = after_drawn(f, HEARING, LANG_RU);
    assert_true(has(w, "Из них дистанционно: 3 чел."));
    assert_true(has(w, "(№ 12 буйрук)"));
    assert_false(has(w, "quarantine"));
}

static void a_long_meeting_fits_quoted_by_beginnings(struct fixture *f)
{
    char *text = arena_alloc(f->arena, 2901);

    hall_opened(f);
    memset(text, 'x', 2900);
    text[2900] = 0;
    memcpy(text, "begin", 5);
    for (int i = 0; i < 60; i++) /* 174,000 characters were said */
        (void)after_say(f, "proposal", text, "Айгүл Осмонова", true, 1);
    struct str w = after_drawn(f, HEARING, LANG_KY);
    assert_true(str_utf8_length(w) <= MEETING_MINUTES_CHARS);
    assert_int_equal(times(w, "begin"), 60); /* each of them is there */
    assert_int_equal(times(w, "…"), 60);
    assert_true(has(w, "№ 60 сунуш"));
}

/* -- drafting, signing, publishing -- */

static struct meeting_minutes_new words(enum lang lang, int64_t version, const char *text)
{
    return (struct meeting_minutes_new){
        .meeting_id = HEARING, .version = version, .lang = lang, .words = str_of(text)};
}

#define TEXT  "# Жалпы маалымат\n- Жыйын өттү, бюджет жактырылды."
#define TEXT2 "# Жалпы маалымат\n- Жыйын өттү, бюджет жактырылган жок."

static int64_t logged(struct fixture *f, const char *action)
{
    return fixture_number(f->db,
                          str_cstr(f->arena, str_fmt(f->arena,
                                                     "select count(*) from audit where action = "
                                                     "'meeting.minutes_%s' and subject_id = 1",
                                                     action)));
}

static void a_draft_is_signed_then_published(struct fixture *f)
{
    struct meeting_minutes m;
    struct meeting_minutes_new n = words(LANG_KY, 0, TEXT);

    after_settle(f);
    assert_ok(after_save(f, &n));
    assert_int_equal(after_save(f, &n), ERR_CONFLICT); /* the same form twice is one draft */
    assert_int_equal(after_faults.n, 0);
    n = words(LANG_KY, 1, TEXT2);
    assert_ok(after_save(f, &n));
    n = words(LANG_KY, 1, TEXT); /* a second secretary, who read version 1 */
    assert_int_equal(after_save(f, &n), ERR_CONFLICT);
    assert_int_equal(meeting_minutes_public(f->db, f->arena, HEARING, LANG_KY, &m), ERR_NOT_FOUND);
    assert_int_equal(after_publish(f, LANG_KY, 2), ERR_CONFLICT);
    assert_int_equal(after_faults.n, 1); /* says that it must be signed first */
    assert_int_equal(after_sign(f, LANG_KY, 1), ERR_CONFLICT);
    assert_ok(after_sign(f, LANG_KY, 2));
    assert_int_equal(after_sign(f, LANG_KY, 3), ERR_CONFLICT);
    assert_int_equal(meeting_minutes_public(f->db, f->arena, HEARING, LANG_KY, &m), ERR_NOT_FOUND);
    assert_ok(after_publish(f, LANG_KY, 3));
    assert_int_equal(after_publish(f, LANG_KY, 4), ERR_CONFLICT);
    assert_ok(meeting_minutes_public(f->db, f->arena, HEARING, LANG_RU, &m)); /* falls back */
    assert_int_equal(m.lang, LANG_KY);
    assert_str(m.words, TEXT2);
    assert_str(m.number, "1");
    assert_str(m.chair, "Бакыт Жумабаев");
    assert_int_equal(m.signed_on, hall_today());
    assert_int_equal(m.edition, 1);
    assert_int_equal(
        logged(f, "draw") + logged(f, "edit") + logged(f, "sign") + logged(f, "publish"), 4);
}

static void minutes_say_what_is_wrong(struct fixture *f)
{
    struct meeting_minutes_do d = {.meeting_id = HEARING, .version = 1, .lang = LANG_KY};
    struct meeting_minutes_new n = words(LANG_EN, 0, "кыска");

    after_settle(f);
    n.number = str_of("0123456789012345678901234567890123456789");
    assert_int_equal(after_save(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR("lang")));
    assert_non_null(fault_of(&after_faults, STR("words")));
    assert_non_null(fault_of(&after_faults, STR("number")));
    n = words(LANG_KY, 0, TEXT);
    n.meeting_id = SESSION; /* announced, not held */
    assert_int_equal(after_save(f, &n), ERR_CONFLICT);
    assert_int_equal(after_faults.n, 1);
    n.meeting_id = 99;
    assert_int_equal(after_save(f, &n), ERR_NOT_FOUND);
    n = words(LANG_KY, 3, TEXT); /* of a draft that is not there */
    assert_int_equal(after_save(f, &n), ERR_CONFLICT);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_minutes"), 0);
    n = words(LANG_KY, 0, TEXT);
    assert_ok(after_save(f, &n));
    static const int shifts[] = {-1, 1};
    for (int i = 0; i < 2; i++) { /* before the meeting, tomorrow */
        d.by = (struct meeting_signing){STR("А"), STR(""), hall_today() + shifts[i]};
        faults_init(&after_faults, f->arena);
        assert_int_equal(meeting_minutes_sign(f->db, f->arena, &hall_secretary, &d, &after_faults),
                         ERR_INVALID);
        assert_int_equal(after_faults.n, 3);
        assert_true(has(fault_text(f->arena, LANG_RU, fault_of(&after_faults, STR("signed_on"))),
                        "20.11.2026")); /* names the day from which */
    }
    d.by.signed_on = DAY_NONE;
    faults_init(&after_faults, f->arena);
    assert_int_equal(meeting_minutes_sign(f->db, f->arena, &hall_secretary, &d, &after_faults),
                     ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR("signed_on")));
    assert_int_equal(logged(f, "sign"), 0);
}

static struct str number_of(struct fixture *f, int64_t meeting_id, enum lang lang)
{
    struct meeting_minutes m;

    assert_ok(meeting_minutes_find(f->db, f->arena, meeting_id, lang, &m));
    return m.number;
}

static void one_number_in_both_languages_and_of_one_meeting(struct fixture *f)
{
    struct meeting_minutes_new n = words(LANG_KY, 0, TEXT);

    after_settle(f);
    n.number = STR("2");
    assert_ok(after_save(f, &n));
    n = words(LANG_RU, 0, TEXT); /* without a number: that of the other */
    assert_ok(after_save(f, &n));
    assert_str(number_of(f, HEARING, LANG_RU), "2");
    n = words(LANG_RU, 1, TEXT);
    n.number = STR("7"); /* the draft in Kyrgyz follows */
    assert_ok(after_save(f, &n));
    assert_str(number_of(f, HEARING, LANG_KY), "7");
    assert_ok(after_sign(f, LANG_KY, 2));
    n = words(LANG_RU, 2, TEXT);
    n.number = STR("8"); /* now it is signed: both bear one */
    assert_int_equal(after_save(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&after_faults, STR("number")));
    assert_str(number_of(f, HEARING, LANG_KY), "7");
    assert_ok(db_script(f->db, "update meeting set kind = 'budget_hearing', state = 'held' where "
                               "id = 2"));
    n = words(LANG_KY, 0, TEXT);
    n.meeting_id = SESSION;
    n.number = STR("7");
    assert_int_equal(after_save(f, &n), ERR_INVALID);
    assert_true(has(fault_text(f->arena, LANG_KY, fault_of(&after_faults, STR("number"))),
                    "Бюджеттик угуу"));
    n.number = STR("");
    assert_ok(db_script(f->db, "update meeting_minutes set number = '2'"));
    assert_ok(after_save(f, &n)); /* the second of the year, but 2 is taken */
    assert_str(number_of(f, SESSION, LANG_KY), "3");
}

static struct meeting_minutes_new correction(int64_t version)
{
    struct meeting_minutes_new n = words(LANG_KY, version, TEXT2);

    n.reason = STR("Добуштар туура эмес жазылган");
    n.by = (struct meeting_signing){STR("Асан Усенов"), STR("Айгүл Асанова"), clock_today()};
    return n;
}

static void a_correction_is_a_new_edition(struct fixture *f)
{
    struct meeting_minutes_past past;
    struct meeting_minutes m;

    after_settle(f);
    after_published(f, LANG_KY);
    int64_t at = clock_now();
    clock_set(at + 86400);
    struct meeting_minutes_new n = words(LANG_KY, 3, TEXT2);
    assert_int_equal(after_save(f, &n), ERR_INVALID);
    static const char *const fields[] = {"reason", "chair", "secretary", "signed_on"};
    for (size_t i = 0; i < 4; i++)
        assert_non_null(fault_of(&after_faults, str_of(fields[i])));
    n = correction(3);
    n.by.signed_on = hall_today() - 1; /* before the minutes it corrects */
    assert_int_equal(after_save(f, &n), ERR_INVALID);
    n = correction(3);
    assert_ok(after_save(f, &n));
    assert_int_equal(after_save(f, &n), ERR_CONFLICT);
    assert_ok(meeting_minutes_public(f->db, f->arena, HEARING, LANG_KY, &m));
    assert_int_equal(m.edition, 2);
    assert_str(m.words, TEXT2);
    assert_str(m.chair, "Асан Усенов");
    assert_str(m.number, "1");
    assert_int_equal(m.published_at, at); /* of the first: lateness cannot be made or unmade */
    assert_ok(meeting_minutes_before(f->db, f->arena, m.id, &past));
    assert_int_equal(past.n, 1);
    assert_int_equal(past.v[0].edition, 1);
    assert_true(has(past.v[0].words, "Бюджет жактырылсын"));
    assert_str(past.v[0].reason, "Добуштар туура эмес жазылган");
    assert_str(past.v[0].chair, "Бакыт Жумабаев");
    assert_int_equal(past.v[0].signed_on, hall_today());
    n = correction(4);
    assert_ok(after_save(f, &n));
    assert_ok(meeting_minutes_before(f->db, f->arena, m.id, &past));
    assert_int_equal(past.n, 2);
    assert_int_equal(past.v[0].edition, 2);
    assert_int_equal(logged(f, "correct"), 2);
}

/* -- days -- */

static void minutes_after_their_day_are_taken_and_called_late(struct fixture *f)
{
    struct meeting_minutes m;
    day_t due;

    after_settle(f);
    struct meeting meeting = after_meeting(f, HEARING);
    assert_ok(meeting_minutes_due(f->db, f->arena, &meeting, &due));
    assert_int_equal(due, hall_today() + 10); /* hearing.minutes_after */
    struct dues dues = after_owed(f, due - 1);
    assert_int_equal(dues.n, 2); /* minutes and results */
    assert_true(dues.v[0].warning);
    dues = after_owed(f, due + 1);
    assert_false(dues.v[0].warning);
    assert_int_equal(dues.v[0].on, due);
    assert_str(dues.v[0].path, "/41706211805000/meetings/1/minutes");
    assert_string_equal(dues.v[0].rule_key, "hearing.minutes_after");
    clock_set(instant_of_day(due + 3));
    after_published(f, LANG_RU);
    assert_ok(meeting_minutes_find(f->db, f->arena, HEARING, LANG_RU, &m));
    assert_int_equal(m.due_on, due);
    assert_true(meeting_minutes_late(&m, clock_today()));
    assert_true(meeting_minutes_late(&m, due)); /* whoever asks, whenever */
    dues = after_owed(f, due + 3);
    assert_int_equal(dues.n, 1); /* the results are owed still, and late */
    assert_str(dues.v[0].path, "/41706211805000/meetings/1/results");
    assert_false(dues.v[0].warning);
    m.published_at = instant_of_day(due) + 86399;
    assert_false(meeting_minutes_late(&m, due + 9)); /* on its day is in time */
}

static void the_day_is_the_rules(struct fixture *f)
{
    day_t due;

    after_settle(f);
    struct meeting m = after_meeting(f, HEARING);
    hall_rule(f, "hearing.minutes_after", "2"); /* Sunday the 22nd: Monday */
    assert_ok(meeting_minutes_due(f->db, f->arena, &m, &due));
    assert_int_equal(due, hall_today() + 3);
    assert_int_equal(after_owed(f, hall_today()).v[0].on, due); /* the desk says the same day */
    m = after_meeting(f, SESSION);
    assert_ok(meeting_minutes_due(f->db, f->arena, &m, &due));
    assert_int_equal(due, DAY_NONE); /* it has not taken place */
}

static void what_comes_in_after_the_hall_is_owed_an_answer_too(struct fixture *f)
{
    after_settle(f);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_word where answer_due is "
                                           "not null"),
                     2); /* the proposal and the open question */
    int64_t slip = after_say(f, "question", "Кагаздагы суроо", "Бирөө", false, 0);
    int64_t due = fixture_number(
        f->db,
        str_cstr(f->arena, str_fmt(f->arena, "select answer_due from meeting_word where id = %lld",
                                   (long long)slip)));
    assert_int_equal(due, hall_today() + 10); /* hearing.unanswered_questions */
    assert_ok(db_begin(f->db));
    faults_init(&after_faults, f->arena);
    struct meeting_word_do show = {.meeting_id = HEARING, .id = SAID_HIDDEN, .version = 1};
    assert_ok(meeting_word_show(f->db, f->arena, &hall_secretary, &show, &after_faults));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f->db, "select answer_due from meeting_word where id = 6"),
                     hall_today() + 10);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_word where state = "
                                           "'withdrawn' and answer_due is not null"),
                     0);
}

/* -- whole or not at all -- */

struct sweep {
    struct meeting_minutes_new minutes;
    struct meeting_minutes_do step;
    struct meeting_results_new results;
    char what; /* d(raft) s(ign) p(ublish) r(esults) */
};

static enum err sweep_one(struct fault_case *c)
{
    struct sweep *s = c->arg;
    struct faults faults;

    faults_init(&faults, c->arena);
    switch (s->what) {
    case 'd':
        return meeting_minutes_save(c->db, c->arena, &hall_secretary, &s->minutes, &faults);
    case 's':
        return meeting_minutes_sign(c->db, c->arena, &hall_secretary, &s->step, &faults);
    case 'p':
        return meeting_minutes_publish(c->db, c->arena, &hall_secretary, &s->step, &faults);
    default:
        return meeting_results_give(c->db, c->arena, &hall_secretary, &s->results, &faults);
    }
}

static void swept(struct fixture *f, struct sweep *s, char what, int64_t version)
{
    s->what = what;
    s->minutes.version = s->step.version = version;
    struct fault_counts n = fault_sweep(f, sweep_one, s);
    assert_true(n.allocations > 0 && n.statements > 2);
}

static void writes_are_whole_or_not_at_all(struct fixture *f)
{
    struct sweep s = {.minutes = words(LANG_KY, 0, TEXT),
                      .step = {.meeting_id = HEARING,
                               .lang = LANG_KY,
                               .by = {STR("Бакыт Жумабаев"), STR("Айгүл Асанова"), hall_today()}}};

    after_settle(f);
    after_subscribe(f);
    struct meeting_minutes_new ru = words(LANG_RU, 0, TEXT);
    assert_ok(after_save(f, &ru));
    s.minutes.number = STR("9"); /* so that the draft in Russian is renumbered with it */
    swept(f, &s, 'd', 0);
    assert_ok(after_save(f, &s.minutes));
    swept(f, &s, 'd', 1);
    swept(f, &s, 's', 1);
    assert_ok(after_sign(f, LANG_KY, 1));
    swept(f, &s, 'p', 2);
    assert_ok(after_publish(f, LANG_KY, 2));
    s.minutes = correction(3);
    swept(f, &s, 'd', 3);
    s.results = after_results(f);
    swept(f, &s, 'r', 0);
    assert_ok(after_give(f, &s.results));
    s.results = after_results(f);
    s.results.reason = STR("толуктоо жазылбай калган");
    swept(f, &s, 'r', 0);
}

static enum err sweep_draw(struct fault_case *c)
{
    struct meeting m;
    struct str text;

    TRY(meeting_find(c->db, c->arena, PLACE, HEARING, &m));
    return meeting_minutes_draw(c->db, c->arena, &m, LANG_KY, &text);
}

static void drawing_under_faults_fails_cleanly(struct fixture *f)
{
    after_settle(f);
    struct fault_counts n = fault_sweep(f, sweep_draw, NULL);
    assert_true(n.allocations > 10 && n.statements > 5);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(minutes_hold_all_that_was_recorded),
        FIXTURE_TEST(what_is_private_or_void_stays_out),
        FIXTURE_TEST(a_decision_in_other_words_outlives_its_vote),
        FIXTURE_TEST(members_are_named_residents_counted),
        FIXTURE_TEST(an_emergency_and_who_came_from_afar_are_told),
        FIXTURE_TEST(a_long_meeting_fits_quoted_by_beginnings),
        FIXTURE_TEST(a_draft_is_signed_then_published),
        FIXTURE_TEST(minutes_say_what_is_wrong),
        FIXTURE_TEST(one_number_in_both_languages_and_of_one_meeting),
        FIXTURE_TEST(a_correction_is_a_new_edition),
        FIXTURE_TEST(minutes_after_their_day_are_taken_and_called_late),
        FIXTURE_TEST(the_day_is_the_rules),
        FIXTURE_TEST(what_comes_in_after_the_hall_is_owed_an_answer_too),
        FIXTURE_TEST(writes_are_whole_or_not_at_all),
        FIXTURE_TEST(drawing_under_faults_fails_cleanly),
    };

    return FIXTURE_RUN("meeting_minutes", tests);
}
