/* Bad input and bad days of meetings, through the real dispatcher, on both engines: what the person
 * reads, what stays of what they typed, and that nothing was half-written. */
#include "meeting/meeting_before.h"
#include "meeting/meeting_figures.h"
#include "meeting/meeting_hall_fixture.h"
#include "meeting/meeting_minutes.h"
#include "test/http_fixture.h"

#define PLACES "/41706211805000/meetings"
#define SITE   "/ky" PLACES "/1" /* a hearing of today */
#define RU     "/ru" PLACES "/1"
#define SIT2   "/ky" PLACES "/2" /* a session of today */

static const uint64_t officer = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) | CAP_BIT(CAP_COMMENT) |
                                CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_MEETING);
static const uint64_t citizen = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_COMMENT);

static struct http *site(struct fixture *f)
{
    static const struct route *const tables[] = {meeting_routes, meeting_hall_routes,
                                                 meeting_minutes_routes, meeting_figures_routes};
    struct http *w = http_new(f->db, tables, sizeof tables / sizeof *tables);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    http_sign_in(w, SECRETARY, officer);
    return w;
}

static void subscribe(struct fixture *f)
{
    assert_ok(db_script(f->db, "insert into subscription (place_id, address, lang, topics, "
                               "token_hash, created_at, confirmed_at) values "
                               "(1, 's@mail.kg', 'ru', 8, '1', 0, 1), "
                               "(1, 'k@mail.kg', 'ky', 8, '2', 0, 1)"));
}

static const char *called(struct http *w, const char *day, const char *version, const char *reason)
{
    return form(w, "version", version, "kind", "budget_hearing", "topic", "budget_draft",
                "title_ky", "Бюджет 2027", "day", day, "at", "10:30", "minutes", "90", "venue_ky",
                "Маданият үйү", "caller", "head", "call_order", "12", "call_day", "2026-11-10",
                "mode", "hall", "reason", reason, NULL);
}

/* 20 November, a municipality without meetings. */
static struct http *bare(struct fixture *f)
{
    clock_set(instant_of_day(hall_today()) + 12 * 3600);
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, municipality_id, name_ky, "
                               "name_ru, name_en, is_municipality, act, version) values "
                               "(1, '41706211805000', 'aimak', 1, 'Ак-Суу', 'Ак-Суу', '', 1, '', "
                               "1)"));
    return site(f);
}

/* A hearing of 20 December, announced: the first. */
static void call(struct http *w)
{
    assert_int_equal(visit(w, POST, "/ky" PLACES "/new", called(w, "2026-12-20", "0", "")), 303);
    assert_int_equal(
        visit(w, POST, SITE "/agenda", form(w, "title_ky", "Бюджеттин долбоору", NULL)), 303);
    assert_int_equal(visit(w, POST, SITE "/announce", form(w, "version", "1", NULL)), 303);
}

static int64_t number(struct fixture *f, const char *sql)
{
    return fixture_number(f->db, sql);
}

/* -- in the hall -- */

static void more_votes_than_present(struct fixture *f)
{
    hall_opened(f); /* ten people */
    struct http *w = site(f);
    const char *votes = form(w, "item", "1", "in_favour", "9", "against", "2", "abstained", "1",
                             "decision", "Жактырылсын", NULL);

    assert_int_equal(visit(w, POST, SITE "/hall/votes", votes), 422);
    assert_true(http_shows(w, "Добуштар 12, ал эми катышкандар 10"));
    assert_true(http_shows(w, "href=\"#f-in_favour\""));
    assert_true(http_shows(w, "value=\"9\"") && http_shows(w, "Жактырылсын"));
    assert_int_equal(visit(w, POST, RU "/hall/votes", votes), 422);
    assert_true(http_shows(w, "Голосов 12, а присутствуют 10"));
    assert_int_equal(number(f, "select count(*) from meeting_vote"), 0);
    http_free(w);
}

static void opening_before_anybody_is_elected(struct fixture *f)
{
    hall_settle(f);
    struct http *w = site(f);

    assert_ok(hall_come(f, "f", "29-59", "", 5));
    assert_int_equal(
        visit(w, POST, SITE "/hall/open", form(w, "version", "1", "confirmed", "1", NULL)), 422);
    assert_true(http_shows(w, "Алгач төраганы шайлаңыз."));
    assert_true(http_shows(w, "href=\"#f-officers\"") && http_shows(w, "id=\"f-officers\""));
    assert_true(http_shows(w, SITE "/hall#officers")); /* where it is put right */
    assert_int_equal(number(f, "select count(*) from meeting where state = 'open'"), 0);
    http_free(w);
}

static void the_same_person_twice(struct fixture *f)
{
    hall_settle(f);
    struct http *w = site(f);
    const char *line = form(w, "who", "f 29-59", "village", "Тепке", "number", "3", NULL);

    assert_int_equal(visit(w, POST, SIT2 "/hall/roll", form(w, "member", "1", NULL)), 303);
    assert_int_equal(visit(w, POST, SIT2 "/hall/roll", form(w, "member", "1", NULL)), 422);
    assert_true(http_shows(w, "Асан Асанов катталган: № 1. Бир адам бир гана жолу катталат."));
    assert_int_equal(visit(w, POST, SITE "/hall/roll", line), 303);
    assert_int_equal(visit(w, POST, SITE "/hall/roll", line), 422); /* one line, one person */
    assert_true(http_shows(w, "№ 3 катар толтурулган."));
    assert_true(http_shows(w, "value=\"Тепке\""));
    assert_int_equal(number(f, "select count(*) from meeting_attendee"), 2);
    http_free(w);
}

static void two_secretaries_decide_one_item(struct fixture *f)
{
    hall_opened(f);
    struct http *w = site(f);

    assert_int_equal(
        visit(w, POST, SITE "/hall/items/1", form(w, "version", "1", "to", "current", NULL)), 303);
    assert_int_equal(visit(w, POST, SITE "/hall/items/1",
                           form(w, "version", "2", "to", "done", "decision", "Жактырылсын", NULL)),
                     303);
    const char *mine = form(w, "version", "2", "to", "done", "decision", "Кайра каралсын", NULL);
    assert_int_equal(visit(w, POST, SITE "/hall/items/1", mine), 409);
    assert_true(http_shows(w, "башка катчы өзгөрттү. Азыр мындай: Жактырылсын"));
    assert_true(http_shows(w, "Кайра каралсын")); /* what was typed */
    assert_int_equal(number(f, "select count(*) from meeting_item where decision = 'Жактырылсын'"),
                     1);
    assert_true(http_shows(w, "name=\"version\" value=\"3\"")); /* saved again, knowingly */
    assert_int_equal(
        visit(w, POST, SITE "/hall/items/1",
              form(w, "version", "3", "to", "done", "decision", "Кайра каралсын", NULL)),
        303);
    http_free(w);
}

static void two_secretaries_call_one_meeting(struct fixture *f)
{
    struct http *w = bare(f);

    call(w);
    assert_int_equal(visit(w, POST, SITE "/edit", called(w, "2026-12-27", "2", "Жол жабылды")),
                     303);
    assert_int_equal(visit(w, POST, SITE "/edit", called(w, "2026-12-28", "2", "Клуб бош эмес")),
                     409);
    assert_true(http_shows(w, "2026-жылдын 27-декабры")); /* a day as people read it */
    assert_true(http_shows(w, "2026-жылдын 28-декабры"));
    assert_true(http_shows(w, "Клуб бош эмес"));
    http_free(w);
}

static void an_item_added_in_the_hall(struct fixture *f)
{
    hall_opened(f);
    struct http *w = site(f);

    assert_int_equal(
        visit(w, POST, SITE "/hall/items", form(w, "title", "Суу", "in_favour", "9", NULL)), 422);
    assert_true(http_shows(w, "href=\"#f-reason\"") && http_shows(w, "value=\"Суу\""));
    assert_int_equal(visit(w, POST, SITE "/hall/items",
                           form(w, "title", "Жайыт", "reason", "Мал айдоо", "in_favour", "3",
                                "against", "7", NULL)),
                     303); /* lost: the vote stands, the item does not */
    assert_int_equal(visit(w, POST, SITE "/hall/items",
                           form(w, "title", "Суу", "reason", "Үч күндөн бери жок", "in_favour", "9",
                                "against", "1", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_true(http_shows(w, "залда кошулду") && http_shows(w, "Үч күндөн бери жок"));
    assert_false(http_shows(w, "Жайыт"));
    assert_int_equal(visit(w, GET, SITE "/live", NULL), 200);
    assert_true(http_shows(w, "Жайыт")); /* that it was refused is told */
    http_free(w);
}

/* As the queue of the officer's device sends it: an entry, its key, and an answer in JSON. */
static int resend(struct http *w, const char *key, const char *who)
{
    struct web_request r = {.head = {.method = STR("POST"),
                                     .target = STR(SITE "/hall/roll"),
                                     .accept = STR("application/json"),
                                     .fetch_site = STR("same-origin"),
                                     .content_type = STR("application/x-www-form-urlencoded")},
                            .body = str_fmt(http_arena(w), "csrf=%s&once=%s&client_key=%s&%s",
                                            http_token(w), http_once(w), key,
                                            form(w, "who", who, "village", "Тепке", NULL))};

    return visit_raw(w, &r);
}

static void entries_that_come_after_closing(struct fixture *f)
{
    hall_opened(f);
    struct http *w = site(f);

    assert_int_equal(visit(w, POST, SITE "/hall/close",
                           form(w, "version", hall_version(f, HEARING) == 2 ? "2" : "3", NULL)),
                     303);
    clock_set(clock_now() + 179 * 60); /* meeting.late_entries: 180 minutes */
    assert_int_equal(resend(w, "kept-on-the-device-1", "f 29-59"), 200);
    assert_int_equal(number(f, "select count(*) from meeting_attendee where late = 1"), 1);
    clock_set(clock_now() + 2 * 60);
    assert_int_equal(resend(w, "kept-on-the-device-1", "f 29-59"), 200); /* is one person still */
    assert_int_equal(resend(w, "kept-on-the-device-2", "m 29-59"), 409);
    assert_true(http_shows(w, "Жыйын жабылганына 180 мүнөттөн ашты."));
    assert_int_equal(
        visit(w, POST, SITE "/hall/roll", form(w, "who", "m 29-59", "village", "Тепке", NULL)),
        409);
    assert_true(http_shows(w, "аны протоколго киргизиңиз"));
    assert_true(http_shows(w, "value=\"Тепке\"")); /* what was typed */
    assert_int_equal(number(f, "select count(*) from meeting_attendee"), 11);
    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, POST, SITE "/live/join",
                           form(w, "sex", "m", "age_group", "29-59", "village", "Тепке", NULL)),
                     409);
    assert_true(http_shows(w, "Бул жыйынга азыр аралыктан катышууга болбойт"));
    http_free(w);
}

/* -- before -- */

static void a_meeting_moved_after_notice(struct fixture *f)
{
    struct http *w = bare(f);

    subscribe(f);
    call(w);
    assert_int_equal(number(f, "select count(*) from outbox"), 2);
    assert_int_equal(visit(w, POST, SITE "/edit", called(w, "2026-12-27", "2", "")), 422);
    assert_true(http_shows(w, "href=\"#f-reason\""));
    assert_int_equal(number(f, "select count(*) from outbox"), 2);
    assert_int_equal(visit(w, POST, SITE "/edit", called(w, "2026-12-27", "2", "Жол жабылды")),
                     303);
    assert_int_equal(number(f, "select count(*) from outbox where body like '%Жол жабылды%' and "
                               "body like '%27.12.2026%'"),
                     2); /* everybody who was told is told again */
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_true(http_shows(w, "Жыйындын убактысы же жери өзгөрдү. Себеби: Жол жабылды"));
    assert_int_equal(http_count(w, "<del>"), 1); /* the old notice is there, and marked */
    assert_true(http_shows(w, "<del>2026-жылдын 20-декабры"));
    assert_true(http_shows(w, "кийин өзгөрдү"));
    http_free(w);
}

static void a_hearing_cancelled_by_weather(struct fixture *f)
{
    hall_settle(f);
    struct http *w = site(f);

    subscribe(f);
    assert_int_equal(visit(w, POST, SITE "/cancel", form(w, "version", "1", "reason", "", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-reason\""));
    assert_int_equal(
        visit(w, POST, SITE "/cancel",
              form(w, "version", "1", "reason", "Кар көчкү: жол жабык, өзгөчө кырдаал", NULL)),
        303);
    assert_int_equal(number(f, "select count(*) from outbox where body like '%Кар көчкү%'"), 2);
    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 200); /* says why nothing is taken */
    assert_int_equal(visit(w, POST, SITE "/hall/roll", form(w, "who", "f 29-59", NULL)), 409);
    assert_true(http_shows(w, "Азыр залдагы жазуулар кабыл алынбайт"));
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_true(http_shows(w, "Бул жыйын жокко чыгарылды. Себеби: Кар көчкү"));
    assert_true(http_shows(w, "/poster.pdf")); /* the board is told too */
    assert_false(http_shows(w, "/slips.pdf"));
    assert_int_equal(
        visit(w, GET, "/api/v1/places/41706211805000/meetings/figures?year=2026", NULL), 200);
    assert_true(http_shows(w, "\"rows\":[]")); /* nothing took place */
    http_free(w);
}

static void a_timeline_shortened_without_ground(struct fixture *f)
{
    struct http *w = bare(f);

    assert_int_equal(visit(w, POST, "/ky" PLACES "/new", called(w, "2026-11-25", "0", "")), 422);
    assert_true(http_shows(w, "кеминде 7 күн болушу керек: эң эрте күн 27.11.2026"));
    assert_true(http_shows(w, "hearing.days_before.publish_and_notify"));
    assert_true(http_shows(w, "value=\"Бюджет 2027\""));
    const char *no_act =
        form(w, "kind", "budget_hearing", "topic", "budget_draft", "title_ky", "Бюджет 2027", "day",
             "2026-11-25", "at", "10:30", "minutes", "90", "venue_ky", "Маданият үйү", "caller",
             "head", "call_order", "12", "call_day", "2026-11-10", "mode", "hall", "emergency",
             "emergency_situation", "emergency_act", "", NULL);
    assert_int_equal(visit(w, POST, "/ky" PLACES "/new", no_act), 422);
    assert_true(http_shows(w, "Негиз көрсөтүлсө, анын чечими да көрсөтүлөт."));
    assert_int_equal(number(f, "select count(*) from meeting"), 0);
    http_free(w);
}

static void a_meeting_in_the_past(struct fixture *f)
{
    struct http *w = bare(f);

    assert_int_equal(visit(w, POST, "/ky" PLACES "/new", called(w, "2026-11-19", "0", "")), 422);
    assert_true(http_shows(w, "Бул күн жана убакыт өтүп кеткен."));
    assert_true(http_shows(w, "value=\"2026-11-19\""));
    assert_int_equal(visit(w, POST, "/ru" PLACES "/new", called(w, "2026-11-19", "0", "")), 422);
    assert_true(http_shows(w, "Этот день и час уже прошли."));
    assert_int_equal(number(f, "select count(*) from meeting"), 0);
    http_free(w);
}

static void a_group_too_small(struct fixture *f)
{
    struct http *w = bare(f);
    const char *two = form(w, "kind", "budget_hearing", "subject", "Суу жөнүндө", "grounds",
                           "Эки айдан бери суу жок", "contact", "0555 123456", "names",
                           "Асан Асанов\nБакыт Бакытов", NULL);

    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, POST, "/ky" PLACES "/requests/new", two), 422);
    assert_true(http_shows(w, "Демилгелүү топто 11–15 киши болушу керек, жазылганы: 2."));
    assert_true(http_shows(w, "hearing.initiative_group"));
    assert_true(http_shows(w, "Бакыт Бакытов") && http_shows(w, "Суу жөнүндө"));
    assert_int_equal(visit(w, POST, "/ru" PLACES "/requests/new", two), 422);
    assert_true(http_shows(w, "должно быть 11–15 человек, указано: 2."));
    assert_int_equal(number(f, "select count(*) from meeting_request"), 0);
    http_free(w);
}

/* -- words -- */

static void a_proposal_withdrawn(struct fixture *f)
{
    hall_settle(f);
    struct http *w = site(f);

    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, POST, SITE "/words",
                           form(w, "kind", "proposal", "text", "Көчөгө жарык", "author", "Айгүл",
                                "author_public", "1", NULL)),
                     303);
    assert_int_equal(
        visit(w, POST, SITE "/words/1/withdraw", form(w, "version", "1", "reason", "", NULL)), 303);
    assert_int_equal(
        visit(w, POST, SITE "/words/1/withdraw", form(w, "version", "2", "reason", "", NULL)), 409);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_true(http_shows(w, "автору кайтарып алды")); /* that there was one stays */
    assert_false(http_shows(w, "Көчөгө жарык"));
    assert_ok(db_script(f->db, "update meeting set state = 'held' where id = 1"));
    assert_int_equal(
        visit(w, GET, "/api/v1/places/41706211805000/meetings/figures?year=2026", NULL), 200);
    assert_true(http_shows(w, "\"proposals\":1") && http_shows(w, "\"withdrawn\":1"));
    http_free(w);
}

/* -- after -- */

static void minutes_after_the_deadline(struct fixture *f)
{
    hall_opened(f);
    struct http *w = site(f);

    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, HEARING))));
    clock_set(clock_now() + 11 * 86400); /* hearing.minutes_after: 10 days */
    assert_int_equal(
        visit(w, POST, SITE "/minutes/edit",
              form(w, "version", "0", "of", "ky", "words", "Угуу болду, бюджет жактырылды.", NULL)),
        303);
    assert_int_equal(visit(w, POST, SITE "/minutes/sign",
                           form(w, "version", "1", "of", "ky", "chair", "Бакыт Жумабаев",
                                "secretary", "Айгүл Асанова", "signed_on", "2026-12-01", NULL)),
                     303);
    assert_int_equal(
        visit(w, POST, SITE "/minutes/publish", form(w, "version", "2", "of", "ky", NULL)), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/minutes", NULL), 200); /* late, for everybody to see */
    assert_true(http_shows(w, "Мөөнөтү өттү: 2026-жылдын 30-ноябры"));
    assert_true(http_shows(w, "Угуу болду, бюджет жактырылды."));
    assert_int_equal(visit(w, GET, RU "/results", NULL), 200);
    assert_true(http_shows(w, "30 ноября 2026"));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(more_votes_than_present),
        FIXTURE_TEST(opening_before_anybody_is_elected),
        FIXTURE_TEST(the_same_person_twice),
        FIXTURE_TEST(two_secretaries_decide_one_item),
        FIXTURE_TEST(two_secretaries_call_one_meeting),
        FIXTURE_TEST(an_item_added_in_the_hall),
        FIXTURE_TEST(entries_that_come_after_closing),
        FIXTURE_TEST(a_meeting_moved_after_notice),
        FIXTURE_TEST(a_hearing_cancelled_by_weather),
        FIXTURE_TEST(a_timeline_shortened_without_ground),
        FIXTURE_TEST(a_meeting_in_the_past),
        FIXTURE_TEST(a_group_too_small),
        FIXTURE_TEST(a_proposal_withdrawn),
        FIXTURE_TEST(minutes_after_the_deadline),
    };

    return FIXTURE_RUN("meeting_bad_input", tests);
}
