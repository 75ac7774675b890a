/* The pages before a meeting, through the real dispatcher, on both engines. */
#include "meeting/meeting_before.h"

#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define SITE "/ky/41706211805000/meetings"
#define RU   "/ru/41706211805000/meetings"

enum { PLACE = 1, OFFICER = 7, RESIDENT = 8 };

static const uint64_t secretary = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) |
                                  CAP_BIT(CAP_COMMENT) | CAP_BIT(CAP_REGISTER) |
                                  CAP_BIT(CAP_MEETING);
static const uint64_t citizen = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_COMMENT);

static struct http *open_site(struct fixture *f)
{
    clock_set(1795000000); /* 18 November 2026 */
    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, parent_id, municipality_id, name_ky, name_ru, name_en, "
        "is_municipality, population, act, version) values "
        "(1, '41706211805000', 'aimak', null, 1, 'Ак-Суу', 'Ак-Суу', '', 1, 5200, '', 1), "
        "(2, '41706211805010', 'village', 1, 1, 'Тилек', 'Тилек', '', 0, 2050, '', 1);"));
    struct http *w = http_new(f->db, (const struct route *const[]){meeting_routes}, 1);

    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    return w;
}

static const char *hearing(struct http *w, const char *version, const char *day, const char *title,
                           const char *reason)
{
    return form(w, "version", version, "kind", "budget_hearing", "topic", "budget_draft",
                "title_ky", title, "title_ru", "Бюджет 2027", "day", day, "at", "10:30", "minutes",
                "90", "venue_ky", "Маданият үйү", "caller", "head", "call_order", "12", "call_day",
                "2026-11-10", "mode", "hall", "reason", reason, NULL);
}

/* A hearing of 20 December, announced: number 1. */
static void announce(struct http *w)
{
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, POST, SITE "/new", hearing(w, "0", "2026-12-20", "Бюджет 2027", "")),
                     303);
    assert_str(http_header(w, "Location"), SITE "/1/agenda");
    assert_int_equal(visit(w, POST, SITE "/1/agenda",
                           form(w, "title_ky", "Бюджеттин долбоору", "speaker", "Башчы", "link",
                                "budget", "link_text", "2027", NULL)),
                     303);
    assert_int_equal(visit(w, POST, SITE "/1/announce", form(w, "version", "1", NULL)), 303);
}

static void a_hearing_is_called_and_announced(struct fixture *f)
{
    struct http *w = open_site(f);

    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, GET, SITE "/new", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/new", hearing(w, "0", "2026-12-20", "Бюджет 2027", "")),
                     303);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 404); /* nobody is told yet */
    assert_int_equal(visit(w, GET, SITE, NULL), 200);
    assert_false(http_shows(w, "Бюджет 2027"));
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, POST, SITE "/1/announce", form(w, "version", "1", NULL)), 422);
    assert_int_equal(visit(w, GET, SITE "/1/agenda", NULL), 200);
    assert_int_equal(
        visit(w, POST, SITE "/1/agenda", form(w, "title_ky", "Бюджеттин долбоору", NULL)), 303);
    assert_int_equal(visit(w, GET, SITE "/1/agenda/1", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/1/announce", form(w, "version", "1", NULL)), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Маданият үйү"));
    assert_true(http_shows(w, "10:30"));
    assert_true(http_shows(w, "Бюджеттин долбоору"));
    assert_true(http_shows(w, "rules#hearing.quorum")); /* every rule is named with its link */
    assert_int_equal(visit(w, GET, RU "/1", NULL), 200);
    assert_true(http_shows(w, "<span lang=\"ky\">Бюджеттин долбоору</span>")); /* no Russian */
    assert_true(http_shows(w, "Бюджет 2027"));
    assert_int_equal(visit(w, GET, SITE "/1/steps", NULL), 200);
    assert_true(http_shows(w, "hearing.days_before.draft_ready"));
    assert_int_equal(visit(w, GET, SITE "/1/edit", NULL), 303); /* to sign in */
    http_free(w);
}

static void what_was_typed_is_kept(struct fixture *f)
{
    struct http *w = open_site(f);

    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, POST, SITE "/new", hearing(w, "0", "2026-11-20", "Бюджет 2027", "")),
                     422);
    assert_true(http_shows(w, "value=\"Бюджет 2027\""));
    assert_true(http_shows(w, "value=\"2026-11-20\""));
    assert_true(http_shows(w, "href=\"#f-day\""));
    assert_true(http_shows(w, "25.11.2026")); /* the earliest day there may be */
    assert_true(http_shows(w, "hearing.days_before.publish_and_notify"));
    assert_int_equal(visit(w, POST, SITE "/new",
                           form(w, "kind", "budget_hearing", "at", "25:99", "day", "кечээ", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-at\""));
    assert_true(http_shows(w, "href=\"#f-day\""));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting"), 0);
    http_free(w);
}

static void a_moved_hearing_tells_why(struct fixture *f)
{
    struct http *w = open_site(f);

    announce(w);
    assert_int_equal(visit(w, GET, SITE "/1/edit", NULL), 200);
    assert_int_equal(
        visit(w, POST, SITE "/1/edit", hearing(w, "2", "2026-12-27", "Бюджет 2027", "")), 422);
    assert_int_equal(
        visit(w, POST, SITE "/1/edit", hearing(w, "2", "2026-12-27", "Бюджет 2027", "Жол жабылды")),
        303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Жол жабылды"));
    assert_true(http_shows(w, "20-декабры")); /* the old notice stays to be read */
    assert_true(http_shows(w, "27-декабры"));
    assert_int_equal(visit(w, GET, SITE "/1/notice.ics", NULL), 200);
    assert_true(http_shows(w, "DTSTART;TZID=Asia/Bishkek:20261227T103000"));
    assert_true(http_shows(w, "SEQUENCE:1"));
    /* Two secretaries: the second sees both versions. */
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, POST, SITE "/1/edit",
                           hearing(w, "2", "2026-12-28", "Башка аталыш", "Башка себеп")),
                     409);
    assert_true(http_shows(w, "Башка аталыш"));
    assert_int_equal(visit(w, POST, SITE "/1/cancel", form(w, "version", "3", "reason", "", NULL)),
                     422);
    assert_int_equal(
        visit(w, POST, SITE "/1/cancel", form(w, "version", "3", "reason", "Кар көчкү", NULL)),
        303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1/notice.ics", NULL), 200);
    assert_true(http_shows(w, "STATUS:CANCELLED"));
    assert_true(http_shows(w, "SEQUENCE:2"));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/meetings.ics", NULL), 200);
    assert_true(http_shows(w, "STATUS:CANCELLED"));
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Кар көчкү"));
    assert_false(http_shows(w, SITE "/1/say"));
    http_free(w);
}

static void a_resident_proposes_and_withdraws(struct fixture *f)
{
    struct http *w = open_site(f);

    announce(w);
    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, GET, SITE "/1/say", NULL), 200);
    const char *said = form(w, "kind", "proposal", "text", "Көчөнү жарыктандыруу керек", "author",
                            "Айгүл Асанова", NULL);
    assert_int_equal(visit(w, POST, SITE "/1/words", said), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_true(http_shows(w, "Көчөнү жарыктандыруу керек"));
    assert_false(http_shows(w, "Айгүл Асанова")); /* the name was not to be shown */
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/meetings/1", NULL), 200);
    assert_true(http_shows(w, "Көчөнү жарыктандыруу керек"));
    assert_false(http_shows(w, "Айгүл Асанова"));
    assert_int_equal(visit(w, POST, SITE "/1/words/1/withdraw", form(w, "version", "1", NULL)),
                     401);
    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, POST, SITE "/1/words/1/withdraw", form(w, "version", "1", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    assert_false(http_shows(w, "Көчөнү жарыктандыруу керек"));
    http_free(w);
}

static void words_without_account_are_looked_at_first(struct fixture *f)
{
    struct http *w = open_site(f);

    announce(w);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, POST, SITE "/1/words",
                           form(w, "kind", "question", "text", "Мектеп качан бүтөт?", "author",
                                "Бакыт", "author_public", "1", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/1/words", NULL), 200);
    assert_false(http_shows(w, "Мектеп качан бүтөт?"));
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, GET, SITE "/1/words", NULL), 200);
    assert_true(http_shows(w, "Мектеп качан бүтөт?"));
    assert_int_equal(visit(w, POST, SITE "/1/words/1/show", form(w, "version", "1", NULL)), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1/words", NULL), 200);
    assert_true(http_shows(w, "Мектеп качан бүтөт?"));
    assert_true(http_shows(w, "Бакыт"));
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(
        visit(w, POST, SITE "/1/words/1/hide", form(w, "version", "2", "reason", "", NULL)), 422);
    assert_int_equal(visit(w, POST, SITE "/1/words/1/hide",
                           form(w, "version", "2", "reason", "Темага тиешеси жок", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1/words", NULL), 200);
    assert_false(http_shows(w, "Мектеп качан бүтөт?"));
    assert_true(http_shows(w, "Темага тиешеси жок"));
    http_free(w);
}

static void nobody_floods_a_meeting(struct fixture *f)
{
    struct http *w = open_site(f);
    int status = 0, sent = 0;

    announce(w);
    http_sign_in(w, RESIDENT, citizen);
    for (; sent < 25; sent++) {
        status =
            visit(w, POST, SITE "/1/words",
                  form(w, "kind", "question", "text", "Дагы бир суроо", "author", "Айгүл", NULL));
        if (status != 303)
            break;
    }
    assert_int_equal(status, 429);
    assert_int_equal(sent, 20); /* meeting.words_per_hour */
    http_free(w);
}

static const char *eleven(struct http *w, const char *extra)
{
    return form(w, "kind", "assembly", "subject", "Суу жөнүндө", "grounds",
                "Эки айдан бери суу жок", "contact", "0555 123456", "names", extra, "received_on",
                "2026-11-16", NULL);
}

#define ELEVEN                                                                                                                                          \
    "Асан Асанов\nБакыт Бакытов\nГүлнара Осмонова\nДамира Токтогулова\nЭркин Эсенов\n" \
    "Жылдыз Маматова\nЗамира Исакова\nИляс Керимов\nКанат Садыков\nЛира Абдыева\nМирлан Орозов"

static void a_group_asks_and_is_answered(struct fixture *f)
{
    struct http *w = open_site(f);

    http_sign_in(w, RESIDENT, citizen);
    assert_int_equal(visit(w, GET, SITE "/requests/new", NULL), 200);
    assert_int_equal(visit(w, POST, SITE "/requests/new", eleven(w, "Асан Асанов\nБакыт Бакытов")),
                     422);
    assert_true(http_shows(w, "Бакыт Бакытов"));
    assert_true(http_shows(w, "assembly.initiative_group"));
    assert_int_equal(visit(w, POST, SITE "/requests/new", eleven(w, ELEVEN)), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/requests/1", NULL), 200);
    assert_true(http_shows(w, "Суу жөнүндө"));
    assert_false(http_shows(w, "Асанов")); /* names stay with the officers */
    assert_false(http_shows(w, "0555"));
    clock_set(1795000000 + 20 * 86400);
    assert_int_equal(visit(w, GET, SITE "/requests", NULL), 200);
    assert_true(http_shows(w, "badge-bad")); /* late, for everybody to see */
    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, GET, SITE "/requests/1", NULL), 200);
    assert_true(http_shows(w, "Асанов"));
    assert_int_equal(visit(w, POST, SITE "/requests/1",
                           form(w, "version", "1", "to", "refused", "reason", "", NULL)),
                     422);
    assert_int_equal(
        visit(w, POST, SITE "/requests/1", form(w, "version", "1", "to", "accepted", NULL)), 303);
    assert_int_equal(visit(w, GET, SITE "/new?request=1", NULL), 200);
    assert_true(http_shows(w, "value=\"Суу жөнүндө\""));
    assert_int_equal(visit(w, GET, SITE "/new?kind=tariff_hearing", NULL), 200);
    assert_true(http_shows(w, "value=\"tariff\" selected")); /* there is no other */
    assert_int_equal(visit(w, GET, SITE "/new?kind=budget_hearing", NULL), 200);
    assert_false(http_shows(w, "value=\"budget_draft\" selected"));
    clock_set(1795000000);
    http_free(w);
}

static void a_paper_request_keeps_the_day_it_came(struct fixture *f)
{
    struct http *w = open_site(f);

    http_sign_in(w, OFFICER, secretary);
    assert_int_equal(visit(w, POST, SITE "/requests/new", eleven(w, ELEVEN)), 303);
    assert_int_equal(fixture_number(f->db, "select due_on - received_on from meeting_request"), 14);
    assert_int_equal(fixture_number(f->db, "select entered_by from meeting_request"), OFFICER);
    http_free(w);
}

static void steps_are_ticked(struct fixture *f)
{
    struct http *w = open_site(f);

    announce(w);
    assert_int_equal(visit(w, POST, SITE "/1/steps/1",
                           form(w, "done_on", "2026-11-18", "note", "Клуб бошотулду", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/1/steps", NULL), 200);
    assert_true(http_shows(w, "Клуб бошотулду"));
    assert_int_equal(visit(w, POST, SITE "/1/steps/1", form(w, "done_on", "2026-11-18", NULL)),
                     401);
    http_free(w);
}

/* The page numbers items as papers and minutes do: one taken off stands below, with its reason. */
static void what_was_taken_off_has_no_number(struct fixture *f)
{
    struct http *w = open_site(f);

    announce(w);
    assert_int_equal(visit(w, POST, SITE "/1/agenda",
                           form(w, "title_ky", "Суу түтүгү", "reason", "Суу жок", NULL)),
                     303);
    assert_int_equal(visit(w, POST, SITE "/1/agenda/1/drop",
                           form(w, "version", "1", "reason", "Долбоор даяр эмес", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/1", NULL), 200);
    size_t list = str_find(http_body(w), STR("<li><b>Суу түтүгү</b>"), 0);
    assert_true(list != SIZE_MAX);
    size_t end = str_find(http_body(w), STR("</ol>"), list);
    assert_true(str_find(http_body(w), STR("<del>Бюджеттин долбоору</del>"), end) != SIZE_MAX);
    assert_true(http_shows(w, "Долбоор даяр эмес"));
    http_free(w);
}

static void papers_and_lists_are_made(struct fixture *f)
{
    static const char *const papers[] = {"/poster.pdf", "/invitation.pdf", "/slips.pdf"};
    struct http *w = open_site(f);

    announce(w);
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        assert_int_equal(
            visit(w, GET, str_cstr(http_arena(w), str_fmt(http_arena(w), SITE "/1%s", papers[i])),
                  NULL),
            200);
        assert_true(str_starts(http_body(w), STR("%PDF")));
    }
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, "/ky/41706211805000/meetings.csv", NULL), 200);
    assert_true(http_shows(w, "budget_hearing"));
    assert_int_equal(visit(w, GET, "/ky/41706211805000/meetings.atom", NULL), 200);
    assert_true(http_shows(w, "<entry>"));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/meetings", NULL), 200);
    assert_true(http_shows(w, "\"budget_hearing\""));
    assert_int_equal(visit(w, GET, SITE "/year", NULL), 200);
    assert_int_equal(visit(w, GET, SITE "/year?year=12", NULL), 404);
    assert_int_equal(visit(w, GET, SITE "/1/delegates", NULL), 404); /* no kurultai */
    http_free(w);
}

static void others_change_nothing(struct fixture *f)
{
    static const char *const posts[] = {"/new",       "/1/edit",         "/1/announce",
                                        "/1/cancel",  "/1/agenda",       "/1/agenda/1/drop",
                                        "/1/steps/1", "/1/words/1/hide", "/1/delegates"};
    struct http *w = open_site(f);

    announce(w);
    http_sign_in(w, RESIDENT, citizen);
    int64_t before = fixture_number(f->db, "select count(*) from audit");
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++)
        assert_int_equal(visit(w, POST,
                               str_cstr(http_arena(w), str_fmt(http_arena(w), SITE "%s", posts[i])),
                               form(w, "version", "1", NULL)),
                         403);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), before);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_hearing_is_called_and_announced),
        FIXTURE_TEST(what_was_typed_is_kept),
        FIXTURE_TEST(a_moved_hearing_tells_why),
        FIXTURE_TEST(a_resident_proposes_and_withdraws),
        FIXTURE_TEST(words_without_account_are_looked_at_first),
        FIXTURE_TEST(nobody_floods_a_meeting),
        FIXTURE_TEST(a_group_asks_and_is_answered),
        FIXTURE_TEST(a_paper_request_keeps_the_day_it_came),
        FIXTURE_TEST(steps_are_ticked),
        FIXTURE_TEST(what_was_taken_off_has_no_number),
        FIXTURE_TEST(papers_and_lists_are_made),
        FIXTURE_TEST(others_change_nothing),
    };
    return FIXTURE_RUN("meeting_web", tests);
}
