/* The search page: what it shows, what it refuses, what it never shows. */
#include "search/search.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define PLACE "41706211805000"
#define SUU   "%D1%81%D1%83%D1%83" /* "суу" */

static struct http *browser(struct fixture *f)
{
    struct http *w = http_new(f->db, (const struct route *const[]){search_routes}, 1);

    http_place(w, (struct scope){.id = 1, .code = STR(PLACE), .name = STR("Ак-Суу")});
    assert_ok(db_begin(f->db));
    assert_ok(db_script(f->db, "insert into unit (id, code, kind, name_ky, name_ru, name_en, "
                               "is_municipality, act, version) values "
                               "(1, '" PLACE "', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1)"));
    for (int i = 0; i < 30; i++) {
        struct search_doc d = {
            .place_id = i == 29 ? 0 : 1,
            .kind = i & 1 ? STR("news") : STR("issue"),
            .year = 2020 + i % 3,
            .is_public = i != 7,
            .path = str_fmt(f->arena, "/" PLACE "/x/%d", i),
            .title = {[LANG_KY] = i == 7 ? STR("Жашыруун суу") : STR("Таза суу <b>\"&")},
            .body = {[LANG_RU] = STR("Вода & <script>alert(1)</script>")}};
        assert_ok(search_put(f->db, f->arena, STR("record"), i, &(struct search_docs){&d, 1}));
    }
    assert_ok(db_commit(f->db));
    return w;
}

static void hits_are_shown_escaped_and_marked(struct fixture *f)
{
    struct http *w = browser(f);

    assert_int_equal(visit(w, GET, "/ky/search?q=" SUU, NULL), 200);
    assert_true(http_shows(w, "<mark>суу</mark>"));
    assert_true(http_shows(w, "&lt;b&gt;"));
    assert_true(http_shows(w, "&lt;script&gt;"));
    assert_false(http_shows(w, "<script>alert"));
    assert_true(http_shows(w, "29 жазуу табылды"));
    assert_true(http_shows(w, "page=2"));
    assert_int_equal(http_count(w, "<li><h2>"), 20);
    assert_int_equal(visit(w, GET, "/ky/search?q=" SUU "&page=2", NULL), 200);
    assert_int_equal(http_count(w, "<li><h2>"), 9);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/search?q=" SUU "&kind=news&year=2021", NULL),
                     200);
    assert_true(http_shows(w, "name=\"kind\" value=\"news\""));
    http_free(w);
}

static void the_public_never_sees_what_staff_may(struct fixture *f)
{
    struct http *w = browser(f);

    assert_int_equal(visit(w, GET, "/ky/" PLACE "/search?q=jashyruun", NULL), 200);
    assert_false(http_shows(w, "Жашыруун"));
    http_sign_in(w, 3, CAP_BIT(CAP_DESK));
    assert_int_equal(visit(w, GET, "/ky/search?q=jashyruun", NULL), 200);
    assert_false(http_shows(w, "/x/7"));
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/search?q=jashyruun", NULL), 200);
    assert_true(http_shows(w, "/x/7"));
    http_free(w);
}

static void each_bad_query_gets_its_sentence(struct fixture *f)
{
    struct http *w = browser(f);
    struct buf *b = buf_new(f->arena, 64 * KIB);

    assert_int_equal(visit(w, GET, "/en/search", NULL), 200);
    assert_false(http_shows(w, "Type a word"));
    assert_int_equal(visit(w, GET, "/en/search?q=", NULL), 200);
    assert_true(http_shows(w, "Type a word"));
    assert_int_equal(visit(w, GET, "/en/search?q=a", NULL), 200);
    assert_true(http_shows(w, "two letters"));
    assert_int_equal(visit(w, GET, "/en/search?q=the+and", NULL), 200);
    assert_true(http_shows(w, "nearly every text"));
    assert_int_equal(visit(w, GET, "/en/search?q=%22%28%29%2A", NULL), 200);
    assert_true(http_shows(w, "neither a letter nor a digit"));
    assert_int_equal(visit(w, GET, "/en/search?q=%FF%FE", NULL) / 100 == 5, 0);
    buf_lit(b, "/en/search?q=");
    for (int i = 0; i < 1000; i++)
        buf_add_char(b, 'k');
    assert_int_equal(visit(w, GET, str_cstr(f->arena, buf_str(b)), NULL), 200);
    assert_true(http_shows(w, "at most 200"));
    assert_int_equal(visit(w, GET, "/en/search?q=" SUU "&page=-5&year=x&kind=%27", NULL), 200);
    http_free(w);
}

/* Operators of every engine, markup, broken bytes around a word: the word is found, nothing else is
 * understood. */
static void signs_around_a_word_are_no_operators(struct fixture *f)
{
    static const char *const queries[] = {
        "%22" SUU,
        SUU "%22%22%22",
        "(((" SUU,
        SUU "))",
        SUU "*",
        "%2A" SUU "%2A",
        "-" SUU,
        "%2B" SUU,
        "%5E" SUU,
        "!" SUU "%26%7C",
        "%7B" SUU "%7D",
        "title:" SUU "%3A%2A",
        "%3Cb%3E" SUU "%3C%2Fb%3E",
        "%27%3B--" SUU,
        "%5C" SUU "%5C",
        "%ED%A0%80" SUU "%ED%B0%80",
        "%FF" SUU "%C0%80",
        "%00" SUU "%00",
        "%E2%80%AE" SUU "%EF%BB%BF",
        "%F0%9F%92%A7" SUU,
    };
    struct http *w = browser(f);

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        int status = visit(
            w, GET, str_cstr(f->arena, str_fmt(f->arena, "/ky/search?q=%s", queries[i])), NULL);
        bool refused = status == 400; /* bytes that are no text */
        bool found = status == 200 && http_shows(w, "<mark>суу</mark>");
        bool odd =
            strstr(queries[i], "title:") || strstr(queries[i], "%3Cb%3E"); /* more words than one */
        if (!refused && !found && !(odd && status == 200))
            fail_msg("%s: %d", queries[i], status);
    }
    assert_false(http_shows(w, "<b>"));
    http_free(w);
}

/* As many as an address may hold; of longer ones the server says so before it reads them. */
static void a_thousand_letters_are_told_the_limit(struct fixture *f)
{
    struct http *w = browser(f);
    struct buf *b = buf_new(f->arena, 256 * KIB);

    buf_lit(b, "/ky/search?q=");
    for (int i = 0; i < 1300; i++)
        buf_lit(b, "%D1%83");
    assert_int_equal(visit(w, GET, str_cstr(f->arena, buf_str(b)), NULL), 200);
    assert_true(http_shows(w, "200"));
    assert_int_equal(http_count(w, "<li><h2>"), 0);
    static const char *const stop_words[] = {
        "%D0%B6%D0%B0%D0%BD%D0%B0+%D0%BC%D0%B5%D0%BD%D0%B5%D0%BD", "%D0%B8+%D0%B2", "the+of+and"};
    for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++) {
        assert_int_equal(
            visit(w, GET, str_cstr(f->arena, str_fmt(f->arena, "/ky/search?q=%s", stop_words[i])),
                  NULL),
            200);
        assert_int_equal(http_count(w, "<li><h2>"), 0);
        assert_true(http_count(w, "class=\"notice\"") > 0);
    }
    http_free(w);
}

static void the_api_tells_the_same(struct fixture *f)
{
    struct http *w = browser(f);

    assert_int_equal(visit(w, GET, "/api/v1/search?q=" SUU "&lang=ru", NULL), 200);
    assert_true(http_shows(w, "\"verdict\":\"ok\",\"total\":29"));
    assert_true(http_shows(w, "\"kind_title\":\"Новость\""));
    assert_int_equal(visit(w, GET, "/api/v1/search?q=ta&suggest=1", NULL), 200);
    assert_int_equal(visit(w, GET, "/api/v1/search?q=taz&suggest=1", NULL), 200);
    assert_true(http_shows(w, "Таза суу"));
    assert_int_equal(visit(w, GET, "/api/v1/search?q=taz&place=" PLACE, NULL), 200);
    assert_true(http_shows(w, "\"total\":29"));
    assert_int_equal(visit(w, GET, "/api/v1/search?q=taz&place=99", NULL), 404);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(hits_are_shown_escaped_and_marked),
        FIXTURE_TEST(the_public_never_sees_what_staff_may),
        FIXTURE_TEST(each_bad_query_gets_its_sentence),
        FIXTURE_TEST(signs_around_a_word_are_no_operators),
        FIXTURE_TEST(a_thousand_letters_are_told_the_limit),
        FIXTURE_TEST(the_api_tells_the_same),
    };
    return FIXTURE_RUN("search_web", tests);
}
