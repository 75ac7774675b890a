/* Pages of acts, functions, answers and checklists, through the dispatcher on both engines. */
#include "act/act.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define PLACE "41706211805000"
#define BASE  "/ky/" PLACE
#define STAFF (CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_DESK))

/* One issue and one page are there. */
static enum err name_issue(struct db *db, struct arena *a, const struct act_use_query *q,
                           const struct act_link *l, struct act_target *out)
{
    (void)db;
    (void)a;
    (void)q;
    if (!str_eq(l->target, STR("3")))
        return ERR_NOT_FOUND;
    *out = (struct act_target){.title = STR("Таза суу"), .path = STR("/" PLACE "/issues/3")};
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
    assert_false(http_shows(w, "lang=\"ky\">Бюджет"));
    assert_int_equal(visit(w, GET, "/ru/" PLACE "/acts/1", NULL), 200); /* there is no Russian */
    assert_true(http_shows(w, "<h1><span lang=\"ky\">Бюджет жөнүндө &lt;b&gt;</span></h1>"));
    assert_int_equal(visit(w, GET, "/en/" PLACE "/acts", NULL), 200);
    assert_true(http_shows(w, "<span lang=\"ky\">Бюджет жөнүндө &lt;b&gt;</span></a>"));
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

static int edition(struct http *w, const char *version, const char *from, const char *words,
                   const char *filename, struct str file)
{
    return visit_upload(
        w, BASE "/acts/1/editions",
        form(w, "version", version, "valid_from", from, "note", "себеби", "words", words, NULL),
        "file", filename, file);
}

static void editions_are_shown_by_day_compared_and_kept(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    assert_int_equal(add_act(w, "12"), 303);
    assert_int_equal(edition(w, "1", "2026-03-05", "", "a.html",
                             STR("<html><body><p>1-берене. Суу күнүгө берилет</p><p>Эрте "
                                 "менен</p></body></html>")),
                     303);
    assert_int_equal(
        edition(w, "2", "2026-06-01", "1-берене. Суу күнүгө берилет\nКечинде", "a.txt", STR("")),
        303);
    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, BASE "/acts/1?day=2026-04-01", NULL), 200);
    assert_true(http_shows(w, "Эрте менен"));
    assert_false(http_shows(w, "Кечинде"));
    assert_int_equal(visit(w, GET, BASE "/acts/1?day=2020-01-01", NULL), 200);
    assert_false(http_shows(w, "Эрте менен"));
    assert_int_equal(visit(w, GET, BASE "/acts/1?day=%27x", NULL), 200);
    assert_int_equal(visit(w, GET, BASE "/acts/1/compare?from=2&to=1", NULL), 200);
    assert_true(http_shows(w, "<del>Эрте менен</del>"));
    assert_true(http_shows(w, "<ins>Кечинде</ins>"));
    assert_int_equal(visit(w, GET, BASE "/acts/1/compare?from=1&to=9", NULL), 404);
    assert_int_equal(visit(w, GET, BASE "/acts/1/history", NULL), 200);
    assert_int_equal(visit(w, GET, BASE "/acts/1/original/1", NULL), 200);
    assert_true(str_starts(http_header(w, "Content-Type"), STR("text/plain")));
    assert_true(str_find(http_header(w, "Content-Disposition"), STR("attachment"), 0) != SIZE_MAX);
    assert_int_equal(visit(w, GET, BASE "/acts/1/original/2", NULL), 404);
    assert_int_equal(visit(w, GET, BASE "/acts/news", NULL), 200);
    assert_int_equal(http_count(w, "<li><a href=\"" BASE "/acts/1\""), 3);
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/acts/1", NULL), 200);
    assert_true(http_shows(w, "\"anchor\":\"a1\""));
    http_free(w);
}

/* Every refusal says why, keeps what was typed, and stores nothing. */
static void a_text_that_cannot_be_taken_is_refused(struct fixture *f)
{
    struct http *w = browser(f, STAFF);
    struct buf *paste = buf_new(f->arena, 11 * MIB);

    assert_int_equal(add_act(w, "12"), 303);
    struct str before = fixture_digest(f->db, f->arena);
    assert_int_equal(edition(w, "1", "2026-03-05", "", "a.pdf", STR("%PDF-1.4 broken")), 422);
    assert_true(http_shows(w, "id=\"e-file\""));
    assert_true(http_shows(w, "себеби"));
    assert_int_equal(edition(w, "1", "2026-03-05", "", "a.docx", STR("PK\x03\x04 broken")), 422);
    assert_int_equal(edition(w, "1", "", "1-берене. Суу", "a.txt", STR("")), 422);
    assert_true(http_shows(w, "1-берене. Суу"));
    assert_true(http_shows(w, "id=\"e-valid_from\""));
    assert_int_equal(edition(w, "1", "2026-02-30", "1-берене. Суу", "a.txt", STR("")), 422);
    assert_int_equal(edition(w, "1", "2020-01-01", "1-берене. Суу", "a.txt", STR("")), 422);
    assert_int_equal(edition(w, "9", "2026-03-05", "1-берене. Суу", "a.txt", STR("")), 409);
    assert_true(http_shows(w, "1-берене. Суу"));
    while (paste->n < 10 * MIB)
        buf_lit(paste, "waterroadschool");
    buf_add_char(paste, '\0');
    assert_int_equal(edition(w, "1", "2026-03-05", buf_str(paste).p, "a.txt", STR("")), 422);
    assert_true(http_shows(w, "id=\"e-words\""));
    assert_true(http_body(w).n > 10 * MIB);
    assert_str(fixture_digest(f->db, f->arena), before.p);
    http_free(w);
}

static void a_question_without_account_is_answered_by_mail(struct fixture *f)
{
    struct http *w = browser(f, STAFF);

    http_sign_in(w, 0, 0);
    assert_int_equal(visit(w, GET, BASE "/answers", NULL), 200);
    assert_true(http_shows(w, "name=\"address\""));
    assert_int_equal(visit(w, POST, BASE "/answers",
                           form(w, "question", "Мектепке качан жазылам?", "address", "x@y", NULL)),
                     422);
    assert_true(http_shows(w, "Мектепке качан жазылам?"));
    assert_true(http_shows(w, "x@y"));
    assert_int_equal(
        visit(w, POST, BASE "/answers",
              form(w, "question", "Мектепке качан жазылам?", "address", "a@b.kg", NULL)),
        303);
    assert_str(http_header(w, "Location"), BASE "/answers");
    assert_int_equal(visit(w, GET, BASE "/answers/1", NULL), 404); /* not public yet */
    assert_int_equal(fixture_number(f->db,
                                    "select count(*) from audit where coalesce(after_json, '') "
                                    "like '%a@b.kg%'"),
                     0);
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
    assert_int_equal(visit(w, GET, BASE "/functions.pdf", NULL), 200);
    assert_true(str_starts(http_body(w), STR("%PDF")));
    assert_int_equal(
        visit_upload(w, BASE "/functions/import", NULL, "file", "a.csv",
                     STR("title;kind;act_number;act_day;year\nЭсеп;own;99;2026-03-05;2026")),
        422);
    assert_true(http_shows(w, "act_number"));
    assert_int_equal(
        visit_upload(w, BASE "/functions/import", NULL, "file", "a.csv",
                     STR("title;kind;act_number;act_day;year\nЭсеп;own;12;2026-03-05;2026")),
        303);
    assert_int_equal(visit(w, POST, BASE "/functions/2/end", form(w, "version", "1", NULL)), 303);
    assert_int_equal(visit(w, POST, BASE "/functions/2/end", form(w, "version", "1", NULL)), 404);
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
    assert_true(http_shows(w, "href=\"#f-evidence\"")); /* the list leads to the field … */
    assert_true(http_shows(w, "id=\"f-evidence\""));    /* … of the point that was refused */
    assert_true(http_shows(w, "id=\"e-evidence\""));
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
        FIXTURE_TEST(editions_are_shown_by_day_compared_and_kept),
        FIXTURE_TEST(a_text_that_cannot_be_taken_is_refused),
        FIXTURE_TEST(a_question_without_account_is_answered_by_mail),
        FIXTURE_TEST(functions_show_the_gap),
        FIXTURE_TEST(a_question_is_seen_by_who_asked_until_it_is_public),
        FIXTURE_TEST(a_checklist_is_judged_with_evidence),
    };
    return FIXTURE_RUN("act_web", tests);
}
