/* Pages of acts, functions, answers and checklists, through the dispatcher on both engines. */
#include "act/act.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define PLACE "41706211805000"
#define BASE  "/ky/" PLACE
#define STAFF (CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_DESK))

/* One issue and one page are there. */
static enum err name_issue(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct str target, struct act_target *out)
{
    (void)db;
    (void)a;
    (void)q;
    if (!str_eq(target, STR("3")))
        return ERR_NOT_FOUND;
    *out = (struct act_target){STR("Таза суу"), STR("/" PLACE "/issues/3")};
    return OK;
}
static const struct act_target_source targets[] = {{"issue", name_issue}};

static struct http *browser(struct fixture *f, uint64_t caps)
{
    struct http *w = http_new(f->db, (const struct route *const[]){act_routes}, 1);

    http_place(w, (struct scope){.id = 1, .code = STR(PLACE), .name = STR("Ак-Суу")});
    assert_ok(db_begin(f->db));
    assert_ok(act_seed(f->db, f->arena));
    assert_ok(db_commit(f->db));
    if (caps)
        http_sign_in(w, 7, caps);
    return w;
}

static int add_act(struct http *w, const char *number)
{
    return visit(w, POST, BASE "/acts/new",
                 form(w, "kind", "resolution", "number", number, "day", "2026-03-05", "issuer",
                      "Айылдык кеңеш", "title_ky", "Бюджет жөнүндө <b>", "field", "finance",
                      "field", "land", "gives_own", "1", "repealed_on", "", NULL));
}

static void an_act_is_added_shown_and_edited(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit(w, GET, BASE "/acts/new", NULL), 200);
    assert_int_equal(add_act(w, ""), 422);
    assert_true(http_shows(w, "Айылдык кеңеш"));
    assert_true(http_shows(w, "id=\"e-number\""));
    assert_int_equal(add_act(w, "12"), 303);
    assert_str(http_header(w, "Location"), BASE "/acts/1");
    assert_int_equal(visit_upload(w, BASE "/acts/1/editions",
                                  form(w, "version", "1", "valid_from", "2026-03-05", "note", "",
                                       "words", "", NULL),
                                  "file", "a.txt",
                                  STR("1-берене. Киреше\nБиринчи <i>\n2-берене. Чыгаша\nЭкинчи")),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, BASE "/acts/1", NULL), 200);
    assert_true(http_shows(w, "id=\"a2\""));
    assert_true(http_shows(w, "href=\"#a1\""));
    assert_true(http_shows(w, "&lt;i&gt;"));
    assert_false(http_shows(w, "<form class=\"form\""));
    assert_int_equal(visit(w, GET, BASE "/acts?field=finance", NULL), 200);
    assert_true(http_shows(w, "Бюджет жөнүндө &lt;b&gt;"));
    assert_int_equal(visit(w, GET, BASE "/acts?field=%27&kind=zzz", NULL), 200);
    assert_int_equal(visit(w, GET, BASE "/acts.csv", NULL), 200);
    assert_true(http_shows(w, "resolution"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/acts", NULL), 200);
    assert_true(http_shows(w, "\"number\":\"12\""));
    assert_int_equal(visit(w, GET, BASE "/acts.atom", NULL), 200);
    assert_true(http_shows(w, "<entry>"));
    assert_int_equal(visit(w, GET, "/ky/acts", NULL), 200);
    assert_false(http_shows(w, "Бюджет жөнүндө"));
    http_free(w);
}

static void two_editors_and_strangers(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(add_act(w, "12"), 303);
    assert_int_equal(visit(w, GET, BASE "/acts/1/edit", NULL), 200);
    const char *change =
        form(w, "version", "1", "kind", "order", "number", "13", "day", "2026-03-05", "issuer",
             "Башчы", "title_ky", "Жаңы", "repealed_on", "", NULL);
    assert_int_equal(visit(w, POST, BASE "/acts/1/edit", change), 303);
    assert_int_equal(visit(w, POST, BASE "/acts/1/edit", change), 409);
    assert_int_equal(visit(w, POST, BASE "/acts/1/links",
                           form(w, "kind", "page", "target", "javascript:alert(1)", "article", "",
                                "note", "", NULL)),
                     422);
    assert_int_equal(
        visit(w, POST, BASE "/acts/1/links",
              form(w, "kind", "issue", "target", "3", "article", "", "note", "x", NULL)),
        303);
    assert_int_equal(visit(w, GET, BASE "/acts/1", NULL), 200);
    assert_true(http_shows(w, "/issues/3"));
    assert_int_equal(visit(w, POST, BASE "/acts/1/unlink", form(w, "link", "1", NULL)), 303);
    assert_int_equal(visit(w, GET, BASE "/acts/99", NULL), 404);
    http_sign_in(w, 9, CAP_BIT(CAP_COMMENT));
    assert_int_equal(add_act(w, "14"), 403);
    assert_int_equal(visit(w, POST, "/ky/acts/new", form(w, "kind", "law", NULL)), 403);
    http_free(w);
}

static void functions_show_the_gap(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(add_act(w, "12"), 303);
    assert_int_equal(visit(w, GET, BASE "/functions", NULL), 200);
    assert_int_equal(visit(w, POST, BASE "/functions",
                           form(w, "title", "Аскердик эсеп", "kind", "delegated", "act", "1",
                                "article", "", "delegated_by", "Министрлик", "year", "2026", "cost",
                                "1 500 000,50", "received", "500000", NULL)),
                     303);
    assert_int_equal(
        visit(w, POST, BASE "/functions",
              form(w, "title", "", "kind", "delegated", "act", "77", "article", "", "delegated_by",
                   "", "year", "x", "cost", "көп", "received", "-5", NULL)),
        422);
    assert_true(http_shows(w, "көп"));
    assert_int_equal(visit(w, GET, BASE "/functions/1/edit", NULL), 200);
    assert_true(http_shows(w, "1500000.50"));
    assert_int_equal(visit(w, GET, BASE "/functions.csv", NULL), 200);
    assert_true(http_shows(w, "1000000.50"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/functions", NULL), 200);
    assert_true(http_shows(w, "\"delegated_gap_tyiyn\":100000050"));
    http_free(w);
}

static void a_question_is_seen_by_who_asked_until_it_is_public(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(add_act(w, "12"), 303);
    http_sign_in(w, 20, CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_COMMENT));
    assert_int_equal(visit(w, POST, BASE "/answers", form(w, "question", "?", NULL)), 422);
    assert_int_equal(
        visit(w, POST, BASE "/answers", form(w, "question", "Жерди кантип ижарага алам?", NULL)),
        303);
    assert_int_equal(visit(w, GET, BASE "/answers/1", NULL), 200);
    assert_int_equal(visit(w, POST, BASE "/answers/1", form(w, "answer", "x", NULL)), 403);
    http_sign_in(w, 21, CAP_BIT(CAP_SIGNED_IN));
    assert_int_equal(visit(w, GET, BASE "/answers/1", NULL), 404);
    http_sign_in(w, 7, STAFF);
    assert_int_equal(visit(w, GET, BASE "/answers", NULL), 200);
    assert_true(http_shows(w, "ижарага"));
    const char *answer =
        form(w, "version", "1", "answer", "Арыз жазыңыз", "steps", "1. Арыз\n2. Жооп", "act", "1",
             "article", "", "valid_from", "2026-01-01", "valid_to", "", "emergency", "1", "state",
             "public", "reason", "", NULL);
    assert_int_equal(
        visit(w, POST, BASE "/answers/1",
              form(w, "version", "1", "answer", "", "steps", "", "act", "", "article", "",
                   "valid_from", "2026-13-01", "valid_to", "", "state", "zzz", "reason", "", NULL)),
        422);
    assert_int_equal(visit(w, POST, BASE "/answers/1", answer), 303);
    assert_int_equal(visit(w, POST, BASE "/answers/1", answer), 409);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, BASE "/answers/1", NULL), 200);
    assert_true(http_shows(w, "Арыз жазыңыз"));
    assert_int_equal(visit(w, GET, BASE "/answers.csv", NULL), 200);
    assert_true(http_shows(w, "ижарага"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/answers", NULL), 200);
    assert_true(http_shows(w, "\"emergency\":true"));
    http_free(w);
}

static void a_checklist_is_judged_with_evidence(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(visit(w, GET, BASE "/checklists", NULL), 200);
    assert_int_equal(visit(w, GET, BASE "/checklists/1", NULL), 200);
    assert_int_equal(http_count(w, "<h2>"), 36);
    assert_int_equal(visit(w, POST, BASE "/checklists/1",
                           form(w, "point", "1", "verdict", "met", "evidence", "", NULL)),
                     422);
    assert_int_equal(
        visit(w, POST, BASE "/checklists/1",
              form(w, "point", "1", "verdict", "met", "evidence", "Мыйзам №123, 1-берене", NULL)),
        303);
    assert_int_equal(visit(w, POST, BASE "/checklists/1",
                           form(w, "point", "999", "verdict", "met", "evidence", "x", NULL)),
                     404);
    assert_int_equal(visit_upload(w, BASE "/checklists",
                                  form(w, "code", "own", "title_ky", "Өзүбүздүкү", NULL), "file",
                                  "a.csv", STR("number,title_ky\n1,Бир\n")),
                     303);
    assert_int_equal(visit_upload(w, BASE "/checklists",
                                  form(w, "code", "own2", "title_ky", "Өзүбүздүкү", NULL), "file",
                                  "a.csv", STR("nothing\n1\n")),
                     422);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, "/en/" PLACE "/checklists/1", NULL), 200);
    assert_true(http_shows(w, "Year by year"));
    assert_true(http_shows(w, "Мыйзам №123, 1-берене"));
    assert_int_equal(visit(w, GET, BASE "/checklists/1/list.csv", NULL), 200);
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/checklists/1", NULL), 200);
    assert_true(http_shows(w, "\"code\":\"charter-lsg\""));
    http_free(w);
}

int main(void)
{
    act_wire(&(struct act_wiring){NULL, targets, 1});
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(an_act_is_added_shown_and_edited),
        FIXTURE_TEST(two_editors_and_strangers),
        FIXTURE_TEST(functions_show_the_gap),
        FIXTURE_TEST(a_question_is_seen_by_who_asked_until_it_is_public),
        FIXTURE_TEST(a_checklist_is_judged_with_evidence),
    };
    return FIXTURE_RUN("act_web", tests);
}
