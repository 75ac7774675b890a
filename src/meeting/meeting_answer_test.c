/* Answers, their past, the ledger: rules, pages and data, on both engines. */
#include "meeting/meeting_answer.h"

#include <stdlib.h>

#include "meeting/meeting_hall_fixture.h"
#include "test/fault.h"
#include "test/http_fixture.h"
#include "web/cap.h"

#define SITE "/ky/41706211805000"
#define FORM SITE "/meetings/1/words"

enum { PROPOSAL = 1, QUESTION, WITHDRAWN, HIDDEN, WAITING, SPEECH, PLAIN };

static struct faults said;

/* A hearing that is over, with one of each kind of word; the proposal's day was yesterday. */
static void settle(struct fixture *f)
{
    static const char *const words[] = {
        "'proposal', 'Жарык орнотуу', 'Айгүл', 1, 8, 'open', ''",
        "'question', 'Суу качан?', 'Бирөө', 0, null, 'open', ''",
        "'proposal', 'Алып салдым', 'Бирөө', 1, null, 'withdrawn', ''",
        "'proposal', 'Ашатуу', 'Бирөө', 1, null, 'hidden', 'адепсиз сөз'",
        "'proposal', 'Күтүп жатам', 'Бирөө', 1, null, 'waiting', ''",
        "'speech', 'Сөз берсеңиз', 'Бирөө', 1, null, 'open', ''",
        "'proposal', 'Жол оңдоо', 'Жашыруун Адам', 0, null, 'open', ''"};

    hall_settle(f);
    assert_ok(db_script(
        f->db,
        "update meeting set state = 'held' where id = 1;"
        "insert into person (id, name, name_key, email, lang, verification, verified_by, state, "
        "created_at, created_by, version) values (8, 'Айгүл', 'айгул', 'aigul@example.kg', 'ru', "
        "'contact', 0, 'active', 0, 0, 1);"
        "insert into issue (id, place_id, number, title_ky, title_ru, title_en, text_ky, text_ru, "
        "text_en, basis, responsible, state, refreshed, version) values (5, 1, 3, 'Жарык', "
        "'Освещение', '', '', '', '', '', '', 'active', 20000, 1)"));
    for (int i = 0; i < PLAIN; i++)
        assert_ok(db_script(
            f->db, str_cstr(f->arena,
                            str_fmt(f->arena,
                                    "insert into meeting_word (place_id, meeting_id, number, kind, "
                                    "text, author, author_public, person_id, state, hidden_reason, "
                                    "via, author_sex, client_key, answer, answer_reason, "
                                    "changed_kind, changed_text, answer_due, said_at, version) "
                                    "values (1, 1, %d, %s, 'hall', '', '', '', '', '', '', %d, "
                                    "1795000000, 1)",
                                    i + 1, words[i], (int)hall_today() + (i == 0 ? -1 : 3)))));
    faults_init(&said, f->arena);
}

static struct meeting_answer_new accepting(int64_t id, int64_t version)
{
    return (struct meeting_answer_new){.meeting_id = HEARING,
                                       .id = id,
                                       .version = version,
                                       .answer = STR("accepted"),
                                       .reason = STR("Бюджетте каражат бар"),
                                       .changed = {STR("budget"), 0, STR("2027-жыл, 3-сап")},
                                       .lang = LANG_KY};
}

static enum err answer(struct fixture *f, const struct meeting_answer_new *n)
{
    faults_init(&said, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = meeting_answer(f->db, f->arena, &hall_secretary, n, &said);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static struct meeting_ledger ledger(struct fixture *f, const char *state)
{
    struct meeting_ledger l;

    assert_ok(meeting_ledger_read(
        f->db, f->arena,
        &(struct meeting_ledger_filter){
            .place_id = PLACE, .state = str_of(state), .most = 100, .today = hall_today()},
        &l));
    return l;
}

/* -- rules -- */

static void an_answer_needs_reason_and_what_changed(struct fixture *f)
{
    settle(f);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    n.changed = (struct meeting_link){STR(""), 0, STR("")};
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&said, STR("link")));
    n = accepting(PROPOSAL, 1);
    n.answer = STR("partly");
    n.changed.text = STR(" ");
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&said, STR("link_text")));
    n = accepting(PROPOSAL, 1);
    n.reason = STR("");
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&said, STR("reason")));
    n = accepting(PROPOSAL, 1);
    n.answer = STR("answered"); /* a question's, not a proposal's */
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&said, STR("answer")));
    n = accepting(PROPOSAL, 1);
    n.changed = (struct meeting_link){STR("issue"), 999, STR("")};
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_non_null(fault_of(&said, STR("link")));
    n.changed = (struct meeting_link){STR("measure"), 1, STR("")}; /* no plan at all */
    assert_int_equal(answer(f, &n), ERR_INVALID);
    n.changed = (struct meeting_link){STR("weather"), 0, STR("жаан")};
    assert_int_equal(answer(f, &n), ERR_INVALID);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 0);
    n = accepting(PROPOSAL, 1);
    n.answer = STR("rejected"); /* what it would have changed is not asked, and not kept */
    assert_ok(answer(f, &n));
    assert_int_equal(fixture_number(f->db,
                                    "select count(*) from meeting_word where answer = "
                                    "'rejected' and changed_kind = '' and changed_text = ''"),
                     1);
}

static void what_takes_no_answer(struct fixture *f)
{
    static const int64_t none[] = {WITHDRAWN, HIDDEN, WAITING, SPEECH};

    settle(f);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct meeting_answer_new n = accepting(none[i], 1);
        assert_int_equal(answer(f, &n), ERR_CONFLICT);
        assert_int_equal(said.n, 1);
    }
    struct meeting_answer_new n = accepting(99, 1);
    assert_int_equal(answer(f, &n), ERR_NOT_FOUND);
    n = accepting(PROPOSAL, 1);
    n.meeting_id = SESSION; /* of another meeting */
    assert_int_equal(answer(f, &n), ERR_NOT_FOUND);
    assert_ok(db_script(f->db, "update meeting set state = 'cancelled' where id = 1"));
    n = accepting(PROPOSAL, 1);
    assert_int_equal(answer(f, &n), ERR_CONFLICT);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 0);
}

static void an_answer_changed_keeps_the_former(struct fixture *f)
{
    struct meeting_answers_were were;

    settle(f);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    assert_ok(answer(f, &n));
    n.answer = STR("partly");
    n.reason = STR("Бир көчөгө гана жетет");
    assert_int_equal(answer(f, &n), ERR_CONFLICT); /* with the version of before */
    assert_int_equal(said.n, 0);
    n.version = 2;
    assert_ok(answer(f, &n));
    n = accepting(PROPOSAL, 3);
    n.answer = STR("rejected");
    assert_ok(answer(f, &n));
    assert_ok(meeting_answers_before(f->db, f->arena, PROPOSAL, &were));
    assert_int_equal(were.n, 2);
    assert_str(were.v[0].answer, "partly");
    assert_str(were.v[0].reason, "Бир көчөгө гана жетет");
    assert_str(were.v[1].answer, "accepted");
    assert_str(were.v[1].changed.text, "2027-жыл, 3-сап");
    assert_int_equal(were.v[1].on, hall_today());
    assert_int_equal(fixture_number(f->db, "select count(*) from audit where action = "
                                           "'meeting.answer' and subject_id = 1"),
                     3);
}

static void the_author_is_told(struct fixture *f)
{
    settle(f);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    assert_ok(answer(f, &n));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from outbox where to_address = 'aigul@example.kg' "
                              "and lang = 'ru' and body like '%Жарык орнотуу%' and body like "
                              "'%Бюджетте каражат бар%' and path = "
                              "'/ru/41706211805000/meetings/1/ledger'"),
        1);
    n = accepting(PLAIN, 1); /* no account: nobody can be told */
    assert_ok(answer(f, &n));
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 1);
}

static void the_ledger_tells_all_but_what_is_private(struct fixture *f)
{
    struct meeting_ledger_totals t;

    settle(f);
    struct meeting_ledger l = ledger(f, "");
    assert_int_equal(l.n, 5); /* neither the waiting one nor the wish to speak */
    assert_int_equal(l.v[0].id, PLAIN);
    assert_str(l.v[0].author, "");
    assert_str(l.v[4].author, "Айгүл");
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].id == HIDDEN || l.v[i].id == WITHDRAWN) {
            assert_str(l.v[i].text, "");
            assert_str(l.v[i].author, "");
        }
    assert_str(l.v[1].hidden_reason, "адепсиз сөз");
    assert_int_equal(ledger(f, "waiting").n, 3);
    assert_int_equal(ledger(f, "withdrawn").n, 1);
    assert_int_equal(ledger(f, "accepted").n, 0);
    assert_int_equal(ledger(f, "late").n, 1);
    assert_true(meeting_ledger_late(&ledger(f, "late").v[0], hall_today()));
    struct meeting_answer_new n = accepting(PROPOSAL, 1), q = accepting(QUESTION, 1);
    q.answer = STR("answered");
    assert_ok(answer(f, &n));
    assert_ok(answer(f, &q));
    assert_int_equal(ledger(f, "accepted").n, 1);
    assert_int_equal(ledger(f, "late").n, 1); /* it came, a day late */
    assert_int_equal(ledger(f, "answered").n, 1);
    assert_ok(meeting_ledger_sum(f->db, f->arena, PLACE, 0, hall_today(), &t));
    assert_int_equal(t.proposals, 3); /* the withdrawn one was made */
    assert_int_equal(t.questions, 1);
    assert_int_equal(t.answered, 2);
    assert_int_equal(t.accepted, 1);
    assert_int_equal(t.waiting, 1);
    assert_int_equal(t.late, 1);
}

static void what_is_due_stands_on_the_desk(struct fixture *f)
{
    struct due_query q = {.lang = LANG_KY,
                          .place_id = PLACE,
                          .place_code = STR("41706211805000"),
                          .caps = CAP_BIT(CAP_ANSWER),
                          .today = hall_today()};
    struct dues dues;

    settle(f);
    hall_rule(f, "meeting.warn_days", "3");
    assert_ok(meeting_answers_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 3);
    assert_false(dues.v[0].warning);
    assert_int_equal(dues.v[0].on, hall_today() - 1);
    assert_str(dues.v[0].path, "/41706211805000/meetings/1/words/1/answer");
    assert_true(dues.v[1].warning);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    assert_ok(answer(f, &n));
    assert_ok(meeting_answers_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 2);
    q.caps = CAP_BIT(CAP_MEETING);
    assert_ok(meeting_answers_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 0);
}

static void an_issue_says_what_it_came_from(struct fixture *f)
{
    struct issue_links links;

    settle(f);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    n.changed = (struct meeting_link){STR("issue"), 5, STR("текст")};
    assert_ok(answer(f, &n));
    assert_ok(meeting_issue_links(f->db, f->arena, LANG_KY, STR("41706211805000"), 5, &links));
    assert_int_equal(links.n, 1);
    assert_str(links.v[0].path, "/41706211805000/meetings/1/ledger#word-1");
    assert_true(str_find(links.v[0].title.text, STR("Бюджеттик угуу"), 0) != SIZE_MAX);
    assert_ok(meeting_issue_links(f->db, f->arena, LANG_KY, STR("41706211805000"), 6, &links));
    assert_int_equal(links.n, 0);
    assert_ok(meeting_measure_links(f->db, f->arena, LANG_KY, STR("41706211805000"), 5, &links));
    assert_int_equal(links.n, 0); /* an issue is no measure */
    assert_ok(db_script(f->db, "update meeting_word set changed_kind = 'measure' where id = 1"));
    assert_ok(meeting_measure_links(f->db, f->arena, LANG_RU, STR("41706211805000"), 5, &links));
    assert_int_equal(links.n, 1);
    assert_str(links.v[0].path, "/41706211805000/meetings/1/ledger#word-1");
}

static enum err answer_under_faults(struct fault_case *c)
{
    struct meeting_answer_new n = accepting(PROPOSAL, 2);
    struct faults faults;

    n.answer = STR("partly");
    faults_init(&faults, c->arena);
    return meeting_answer(c->db, c->arena, &hall_secretary, &n, &faults);
}

static void an_answer_is_whole_or_not_there(struct fixture *f)
{
    settle(f);
    struct meeting_answer_new n = accepting(PROPOSAL, 1);
    assert_ok(answer(f, &n)); /* so that the sweep keeps a former one as well */
    struct fault_counts c = fault_sweep(f, answer_under_faults, NULL);
    assert_true(c.allocations > 0 && c.statements > 5);
}

/* -- pages -- */

static struct http *open_site(struct fixture *f)
{
    settle(f);
    struct http *w =
        http_new(f->db, (const struct route *const[]){meeting_answer_routes, meeting_routes}, 2);
    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    return w;
}

static void answers(struct http *w)
{
    http_sign_in(w, SECRETARY, CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) | CAP_BIT(CAP_ANSWER));
}

static void a_form_answers(struct fixture *f)
{
    struct http *w = open_site(f);

    assert_int_equal(visit(w, GET, FORM "/1/answer", NULL), 303); /* to sign in */
    answers(w);
    assert_int_equal(visit(w, GET, FORM "/1/answer", NULL), 200);
    assert_true(http_shows(w, "value=\"issue 5\""));
    assert_true(http_shows(w, "Жарык орнотуу"));
    assert_int_equal(visit(w, GET, FORM "/2/answer", NULL), 200);
    assert_false(http_shows(w, "value=\"accepted\"")); /* a question is answered */
    assert_int_equal(visit(w, GET, FORM "/5/answer", NULL), 404);
    assert_int_equal(visit(w, GET, FORM "/99/answer", NULL), 404);
    assert_int_equal(visit(w, POST, FORM "/1/answer",
                           form(w, "version", "1", "answer", "accepted", "reason", "Макул", "link",
                                "", "link_text", "", NULL)),
                     422);
    assert_true(http_shows(w, "href=\"#f-link\""));
    assert_true(http_shows(w, "Макул</textarea>")); /* what was typed is kept */
    assert_int_equal(visit(w, POST, FORM "/1/answer",
                           form(w, "version", "1", "answer", "accepted", "reason", "Макул, кошобуз",
                                "link", "issue 5", NULL)),
                     303);
    assert_str(http_header(w, "Location"), SITE "/meetings/1/ledger");
    assert_int_equal(
        visit(w, POST, FORM "/3/answer",
              form(w, "version", "1", "answer", "rejected", "reason", "Болбойт", NULL)),
        409);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "Макул, кошобуз"));
    assert_true(http_shows(w, SITE "/issues/5"));
    assert_true(http_shows(w, "id=\"word-1\""));
    assert_true(http_shows(w, "адепсиз сөз"));
    assert_false(http_shows(w, "Ашатуу"));
    assert_false(http_shows(w, "Күтүп жатам"));
    assert_false(http_shows(w, "Жашыруун Адам"));
    assert_false(http_shows(w, "/answer\""));
    http_free(w);
}

static void two_who_answer_see_each_other(struct fixture *f)
{
    struct http *w = open_site(f);

    answers(w);
    assert_int_equal(
        visit(w, POST, FORM "/1/answer",
              form(w, "version", "1", "answer", "rejected", "reason", "Каражат жетпейт", NULL)),
        303);
    assert_int_equal(visit(w, POST, FORM "/1/answer",
                           form(w, "version", "1", "answer", "partly", "reason", "Бир бөлүгү",
                                "link", "budget", "link_text", "3-сап", NULL)),
                     409);
    assert_true(http_shows(w, "Каражат жетпейт")); /* theirs */
    assert_true(http_shows(w, "Бир бөлүгү"));      /* and yours */
    assert_true(http_shows(w, "name=\"version\" value=\"2\""));
    assert_int_equal(visit(w, POST, FORM "/1/answer",
                           form(w, "version", "2", "answer", "partly", "reason", "Бир бөлүгү",
                                "link", "budget", "link_text", "3-сап", NULL)),
                     303);
    assert_int_equal(visit(w, GET, SITE "/ledger", NULL), 200);
    assert_true(http_shows(w, "Каражат жетпейт")); /* the former one stays */
    assert_true(http_shows(w, "3-сап"));
    assert_true(http_shows(w, "badge-bad")); /* a day late */
    assert_int_equal(visit(w, GET, SITE "/ledger?state=partly", NULL), 200);
    assert_int_equal(http_count(w, "id=\"said-"), 1);
    assert_int_equal(visit(w, GET, SITE "/ledger?state=rejected", NULL), 200);
    assert_int_equal(http_count(w, "id=\"said-"), 0);
    http_free(w);
}

static void the_ledger_as_data(struct fixture *f)
{
    struct http *w = open_site(f);

    answers(w);
    assert_int_equal(visit(w, POST, FORM "/1/answer",
                           form(w, "version", "1", "answer", "accepted", "reason", "Макул болду",
                                "link", "budget", "link_text", "\"3\", сап", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, SITE "/ledger.csv", NULL), 200);
    assert_true(http_shows(w, "\"\"\"3\"\", сап\""));
    assert_true(http_shows(w, "2026-11-20"));
    assert_false(http_shows(w, "Жашыруун Адам"));
    assert_false(http_shows(w, "Ашатуу"));
    assert_int_equal(visit(w, GET, SITE "/ledger.atom", NULL), 200);
    assert_true(http_shows(w, "ledger#word-1"));
    assert_true(http_shows(w, "Макул болду"));
    assert_false(http_shows(w, "Ашатуу"));
    assert_int_equal(visit(w, GET, "/api/v1/places/41706211805000/ledger", NULL), 200);
    assert_true(http_shows(w, "\"answer\":\"accepted\""));
    assert_true(http_shows(w, "\"state\":\"hidden\""));
    assert_false(http_shows(w, "Жашыруун Адам"));
    assert_false(http_shows(w, "Ашатуу"));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(an_answer_needs_reason_and_what_changed),
        FIXTURE_TEST(what_takes_no_answer),
        FIXTURE_TEST(an_answer_changed_keeps_the_former),
        FIXTURE_TEST(the_author_is_told),
        FIXTURE_TEST(the_ledger_tells_all_but_what_is_private),
        FIXTURE_TEST(what_is_due_stands_on_the_desk),
        FIXTURE_TEST(an_issue_says_what_it_came_from),
        FIXTURE_TEST(an_answer_is_whole_or_not_there),
        FIXTURE_TEST(a_form_answers),
        FIXTURE_TEST(two_who_answer_see_each_other),
        FIXTURE_TEST(the_ledger_as_data),
    };
    return FIXTURE_RUN("answer", tests);
}
