/* News, the front page, feeds and papers, on both engines and through the dispatcher. */
#include "test/db_fixture.h"
#include "test/fault.h"
#include "test/http_fixture.h"

#include <libical/ical.h>

#include "base/clock.h"
#include "issue/issue.h"
#include "notify/notify.h"
#include "place/place.h"
#include "publish/publish.h"
#include "publish/publish_web.h"

#define CODE "41702210895000"
#define PAGE "/ky/" CODE

static int64_t place_id; /* of the municipality in this test's database */

static struct actor secretary(void)
{
    return (struct actor){.person_id = 5, .place_id = place_id};
}

static void found_municipality(struct fixture *f)
{
    struct actor nobody = {0};
    struct place_import_report report;
    struct faults faults;
    struct place place;
    int64_t inserted;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(place_seed(f->db, f->arena, &inserted));
    assert_ok(place_import_file(
        f->db, f->arena, &nobody,
        &(struct place_import){
            .bytes =
                STR("code,kind,parent_code,name_ky,name_ru,population\n" CODE
                    ",aimak,41702210000000,Көк-Жар айыл аймагы,Кок-Жарский айылный аймак,8420\n"),
            .source = STR("test")},
        &faults, &report));
    assert_ok(db_commit(f->db));
    assert_ok(place_by_code(f->db, f->arena, STR(CODE), &place));
    place_id = place.id;
}

static struct news_new item(const char *title, const char *body)
{
    struct news_new n = {.place_code = STR(CODE)};
    for (int l = 0; l < LANG_COUNT; l++)
        n.title[l] = n.body[l] = STR("");
    n.title[LANG_KY] = str_of(title);
    n.body[LANG_KY] = str_of(body);
    return n;
}

static enum err save(struct fixture *f, const struct news_new *n, struct faults *faults,
                     int64_t *id)
{
    struct actor who = secretary();
    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = news_save(f->db, f->arena, &who, n, faults, id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void an_item_needs_title_and_text_in_one_language(struct fixture *f)
{
    struct faults faults;
    struct news_new n = item("", "");
    int64_t id = -1;

    found_municipality(f);
    assert_int_equal(save(f, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("title_ky")));
    n = item("Суу", "");
    assert_int_equal(save(f, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("body_ky")));
    n = item("", "");
    n.title[LANG_EN] = n.body[LANG_EN] = STR("English alone");
    assert_int_equal(save(f, &n, &faults, &id), ERR_INVALID);
    assert_int_equal(id, -1);
    assert_int_equal(fixture_number(f->db, "select count(*) from news"), 0);
}

static void the_second_of_two_editors_is_told_and_nothing_is_lost(struct fixture *f)
{
    struct faults faults;
    struct news_new n = item("Суу", "Түтүк тартылды");
    int64_t id = 0;
    struct news now;

    found_municipality(f);
    assert_ok(save(f, &n, &faults, &id));
    n.id = id;
    n.version = 1;
    n.body[LANG_KY] = STR("Түтүк оңдолду");
    assert_ok(save(f, &n, &faults, &id));
    n.body[LANG_KY] = STR("Башкача");
    assert_int_equal(save(f, &n, &faults, &id), ERR_CONFLICT);
    assert_ok(news_find(f->db, f->arena, place_id, id, &now));
    assert_str(now.body[LANG_KY], "Түтүк оңдолду");
    assert_int_equal(now.version, 2);
    assert_int_equal(fixture_number(f->db, "select count(*) from news_version"), 1);
}

static void what_was_published_is_withdrawn_with_a_reason_and_stays_readable(struct fixture *f)
{
    struct faults faults;
    struct news_new n = item("Суу", "Түтүк");
    struct actor who;
    struct news now;
    int64_t id = 0;

    found_municipality(f);
    who = secretary();
    assert_ok(save(f, &n, &faults, &id));
    faults_init(&faults, f->arena);
    assert_int_equal(news_withdraw(f->db, f->arena, &who, id, 1, STR("  "), &faults), ERR_INVALID);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(news_withdraw(f->db, f->arena, &who, id, 1, STR("Ката маалымат"), &faults));
    assert_ok(db_commit(f->db));
    assert_ok(news_find(f->db, f->arena, place_id, id, &now));
    assert_true(now.withdrawn);
    assert_str(now.withdrawn_reason, "Ката маалымат");
    n.id = id;
    n.version = now.version;
    assert_int_equal(save(f, &n, &faults, &id), ERR_CONFLICT);
}

static void subscribers_of_news_are_told_in_the_same_transaction(struct fixture *f)
{
    struct faults faults;
    struct news_new n = item("Суу", "Түтүк **тартылды**");
    int64_t id = 0;

    found_municipality(f);
    assert_ok(db_script(
        f->db, f->engine == DB_SQLITE
                   ? "insert into subscription (place_id, address, lang, topics, token_hash, "
                     "created_at, confirmed_at) "
                     "select id, 'a@b.kg', 'ru', 4, x'00', 1, 2 from unit where code = '" CODE "'"
                   : "insert into subscription (place_id, address, lang, topics, token_hash, "
                     "created_at, confirmed_at) "
                     "select id, 'a@b.kg', 'ru', 4, '\\x00', 1, 2 from unit where code = '" CODE
                     "'"));
    assert_ok(save(f, &n, &faults, &id));
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from outbox where lang = 'ru' and to_address = 'a@b.kg'"),
        1);
    n.title[LANG_KY] = STR("");
    assert_int_equal(save(f, &n, &faults, &id), ERR_INVALID);
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 1);
}

static enum err save_case(struct fault_case *c)
{
    struct news_new n = item("Суу", "Түтүк тартылды");
    struct actor who = secretary();
    struct faults faults;
    int64_t id;
    faults_init(&faults, c->arena);
    return news_save(c->db, c->arena, &who, &n, &faults, &id);
}

static void a_failure_anywhere_publishes_nothing(struct fixture *f)
{
    found_municipality(f);
    struct fault_counts n = fault_sweep(f, save_case, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
}

/* -- through the dispatcher -- */

static struct http *open_site(struct fixture *f)
{
    static const struct route *const tables[] = {publish_routes};
    found_municipality(f);
    struct http *w = http_new(f->db, tables, 1);
    http_place(w, (struct scope){place_id, STR(CODE), STR("Көк-Жар айыл аймагы")});
    return w;
}

static void a_form_that_breaks_a_rule_keeps_what_was_typed(struct fixture *f)
{
    struct http *w = open_site(f);
    http_sign_in(w, 5, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, PAGE "/news/new",
                           form(w, "title_ky", "", "body_ky", "Өзөндө суу \"көп\" <b>", NULL)),
                     422);
    assert_true(http_shows(w, "Өзөндө суу &quot;көп&quot; &lt;b&gt;"));
    assert_int_equal(fixture_number(f->db, "select count(*) from news"), 0);
    assert_int_equal(
        visit(w, POST, PAGE "/news/new", form(w, "title_ky", "Суу", "body_ky", "Өзөндө", NULL)),
        303);
    assert_str(http_header(w, "Location"), PAGE "/news/1");
    http_free(w);
}

static void only_who_keeps_the_registers_may_write(struct fixture *f)
{
    struct http *w = open_site(f);
    http_sign_in(w, 6, CAP_BIT(CAP_COMMENT));
    assert_int_equal(
        visit(w, POST, PAGE "/news/new", form(w, "title_ky", "Суу", "body_ky", "Өзөндө", NULL)),
        403);
    http_sign_in(w, 0, 0);
    assert_int_equal(
        visit(w, POST, PAGE "/news/new", form(w, "title_ky", "Суу", "body_ky", "Өзөндө", NULL)),
        401);
    assert_int_equal(fixture_number(f->db, "select count(*) from news"), 0);
    http_free(w);
}

static void text_people_wrote_is_markup_without_scripts(struct fixture *f)
{
    struct http *w = open_site(f);
    struct faults faults;
    struct news_new n =
        item("<script>", "**калың** <script>alert(1)</script> [x](javascript:alert(1))");
    int64_t id = 0;
    assert_ok(save(f, &n, &faults, &id));
    assert_int_equal(visit(w, GET, PAGE "/news/1", NULL), 200);
    assert_true(http_shows(w, "<strong>калың</strong>"));
    assert_true(http_shows(w, "&lt;script&gt;"));
    assert_false(http_shows(w, "<script>"));
    assert_false(http_shows(w, "javascript:"));
    http_free(w);
}

static void the_front_page_says_what_is_stale_and_what_is_missing(struct fixture *f)
{
    struct http *w = open_site(f);
    struct actor who = secretary();
    struct faults faults;
    int64_t added;

    assert_int_equal(visit(w, GET, PAGE, NULL), 200);
    faults_init(&faults, f->arena);
    clock_set((int64_t)(clock_today() - 300) * 86400);
    assert_ok(db_begin(f->db));
    assert_ok(issue_add_charter_set(f->db, f->arena, &who, &faults, &added));
    assert_ok(db_commit(f->db));
    clock_set(0);
    web_raise_all(http_web(w));
    assert_int_equal(visit(w, GET, PAGE, NULL), 200);
    assert_true(http_shows(w, "notice-warn"));
    http_free(w);
}

static void the_feed_and_the_calendar_are_what_their_readers_expect(struct fixture *f)
{
    struct http *w = open_site(f);
    struct faults faults;
    struct news_new n = item("Суу & жол", "Текст");
    int64_t id = 0;

    assert_ok(save(f, &n, &faults, &id));
    assert_int_equal(visit(w, GET, PAGE "/feed.atom", NULL), 200);
    assert_true(http_shows(w, "<title>Суу &amp; жол</title>"));
    assert_true(str_starts(http_header(w, "Content-Type"), STR("application/atom+xml")));
    assert_int_equal(visit(w, GET, PAGE "/calendar.ics", NULL), 200);
    icalcomponent *c = icalparser_parse_string(str_cstr(f->arena, http_body(w)));
    assert_non_null(c);
    icalcomponent_free(c);
    http_free(w);
}

static void the_board_prints_in_both_sizes(struct fixture *f)
{
    struct http *w = open_site(f);

    assert_int_equal(visit(w, GET, PAGE "/board", NULL), 200);
    assert_true(http_shows(w, "/board/issues.pdf"));
    assert_false(http_shows(w, "/board/plan.pdf")); /* nothing leads to a paper that is not there */
    assert_false(http_shows(w, "/board/progress.pdf"));
    assert_int_equal(visit(w, GET, PAGE "/board/issues.pdf?paper=a3", NULL), 200);
    assert_true(str_starts(http_body(w), STR("%PDF-")));
    assert_true(http_shows(w, "/MediaBox [ 0 0 841.8"));
    assert_int_equal(visit(w, GET, "/ru/" CODE "/board/issues.pdf", NULL), 200);
    assert_int_equal(visit(w, GET, PAGE "/board/plan.pdf", NULL), 404); /* no plan yet */
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(an_item_needs_title_and_text_in_one_language),
        FIXTURE_TEST(the_second_of_two_editors_is_told_and_nothing_is_lost),
        FIXTURE_TEST(what_was_published_is_withdrawn_with_a_reason_and_stays_readable),
        FIXTURE_TEST(subscribers_of_news_are_told_in_the_same_transaction),
        FIXTURE_TEST(a_failure_anywhere_publishes_nothing),
        FIXTURE_TEST(a_form_that_breaks_a_rule_keeps_what_was_typed),
        FIXTURE_TEST(only_who_keeps_the_registers_may_write),
        FIXTURE_TEST(text_people_wrote_is_markup_without_scripts),
        FIXTURE_TEST(the_front_page_says_what_is_stale_and_what_is_missing),
        FIXTURE_TEST(the_feed_and_the_calendar_are_what_their_readers_expect),
        FIXTURE_TEST(the_board_prints_in_both_sizes),
    };
    return FIXTURE_RUN("publish", tests);
}
