/* The pages of the hall and the live page through the real dispatcher, on both engines. */
#include "meeting/meeting_hall_fixture.h"
#include "test/http_fixture.h"
#include "web/live.h"

#define SITE "/ky/41706211805000/meetings/1"
#define SIT2 "/ky/41706211805000/meetings/2"

static const uint64_t officer = CAP_BIT(CAP_DESK) | CAP_BIT(CAP_MEETING);

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
    hall_settle(f);
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
    assert_true(http_shows(w, "Тепке: 5"));
    assert_int_equal(visit(w, GET, "/ru/41706211805000/meetings/1/live", NULL), 200);
    assert_true(http_shows(w, "Тёпке: 5")); /* the reader's name of it, whoever registered */
    assert_int_equal(visit(w, GET, SITE "/live?view=screen", NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 303); /* to sign in */
    http_sign_in(w, SECRETARY, officer);
    assert_int_equal(visit(w, POST, SITE "/hall/close", form(w, "version", "2", NULL)), 303);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting where state = 'held'"), 1);
    http_free(w);
}

static void two_secretaries_correct_one_line(struct fixture *f)
{
    hall_settle(f);
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
    hall_opened(f);
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
    assert_int_equal(hall_counted(f, HEARING).remote, 1);
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
    assert_int_equal(hall_counted(f, HEARING).present, 10);
    assert_int_equal(visit(w, POST, SIT2 "/live/join", me), 409); /* a hall alone */
    http_free(w);
}

/* A resident beside the deputies asks, but is not counted: the quorum is theirs. */
static void nobody_takes_a_deputys_seat_from_afar(struct fixture *f)
{
    hall_settle(f);
    assert_ok(db_script(
        f->db, "update meeting set mode = 'mixed', remote_url = 'https://meet.example.kg/1' "
               "where id = 2"));
    struct http *w = site(f, 0);

    http_sign_in(w, RESIDENT, CAP_BIT(CAP_COMMENT));
    http_name(w, STR("Нурлан"));
    assert_int_equal(visit(w, GET, SIT2 "/live", NULL), 200);
    assert_false(http_shows(w, "/live/join"));
    assert_true(http_shows(w, "/live/words"));
    assert_int_equal(visit(w, POST, SIT2 "/live/join",
                           form(w, "sex", "m", "age_group", "29-59", "village", "Тепке", NULL)),
                     409);
    assert_true(http_shows(w, "мүчөлөр же делегаттар гана катталат"));
    assert_int_equal(hall_counted(f, SESSION).registered, 0);
    assert_int_equal(visit(w, POST, SIT2 "/live/words",
                           form(w, "kind", "question", "text", "Мектеп качан оңдолот?", NULL)),
                     303);
    http_sign_in(w, SECRETARY, officer);
    assert_int_equal(visit(w, GET, SIT2 "/hall", NULL), 200);
    assert_true(http_shows(w, "Мектеп качан оңдолот?"));
    http_free(w);
}

/* Where a rule says how many are needed, the refusal offers nobody to confirm otherwise. */
static void a_quorum_by_rule_is_not_confirmed_away(struct fixture *f)
{
    hall_settle(f);
    hall_rule(f, "hearing.quorum", "10");
    struct http *w = site(f, officer);

    assert_int_equal(visit(w, POST, SITE "/hall/open", form(w, "version", "1", NULL)), 422);
    assert_true(http_shows(w, "кворум үчүн 10 керек"));
    assert_false(http_shows(w, "name=\"confirmed\""));
    http_free(w);
}

static void the_sheet_asks_no_more_than_the_roll(struct fixture *f)
{
    hall_settle(f);
    struct http *w = site(f, officer);

    assert_int_equal(visit(w, GET, SITE "/roll.pdf?lines=45", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "application/pdf");
    assert_true(str_starts(http_body(w), STR("%PDF")));
    assert_int_equal(visit(w, GET, SIT2 "/roll.pdf", NULL), 200);
    http_free(w);
}

static void what_is_sent_to_followers_stays_short(struct fixture *f)
{
    hall_opened(f);
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
    hall_settle(f);
    struct http *w = site(f, CAP_BIT(CAP_COMMENT));

    assert_int_equal(visit(w, GET, SITE "/hall", NULL), 403);
    assert_int_equal(visit(w, POST, SITE "/hall/roll", form(w, "who", "f 29-59", NULL)), 403);
    assert_int_equal(visit(w, GET, SITE "/roll.pdf", NULL), 403);
    assert_int_equal(visit(w, GET, "/ky/41706211805000/meetings/77/live", NULL), 404);
    assert_int_equal(hall_counted(f, HEARING).registered, 0);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_whole_hall_by_forms),
        FIXTURE_TEST(two_secretaries_correct_one_line),
        FIXTURE_TEST(people_take_part_from_afar),
        FIXTURE_TEST(nobody_takes_a_deputys_seat_from_afar),
        FIXTURE_TEST(a_quorum_by_rule_is_not_confirmed_away),
        FIXTURE_TEST(the_sheet_asks_no_more_than_the_roll),
        FIXTURE_TEST(what_is_sent_to_followers_stays_short),
        FIXTURE_TEST(an_officer_of_nowhere_sees_nothing),
    };

    return FIXTURE_RUN("meeting_hall_web", tests);
}
