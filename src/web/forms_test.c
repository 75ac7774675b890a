/* Duties, CSRF, once, kept forms, uploads: what guards a form and what keeps its text. */
#include "web/world_test.h"

#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"

/* -- duties -- */

WORLD(duties_are_asked)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/me?x=1", NULL), 303);
    assert_str(http_header(w, "Location"), "/ky/login?next=%2Fky%2Fme%3Fx%3D1");
    http_sign_in(w, 3, 0);
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(str_find(http_header(w, "Cache-Control"), STR("no-store"), 0) != SIZE_MAX);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Таза суу", NULL)),
                     403);
    assert_int_equal(written, 0);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Таза суу", NULL)),
                     303);
    assert_int_equal(written, 1);
    http_free(w);
}

WORLD(acting_for_somebody_is_shown)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, 0);
    http_acting_for(w, 4, STR("Бакыт уулу Эрмек"));
    assert_int_equal(visit(w, GET, "/ky/me", NULL), 200);
    assert_true(http_shows(w, "Бакыт уулу Эрмек"));
    http_free(w);
}

/* -- CSRF -- */

static int post_with(struct http *w, const char *csrf, const char *rest)
{
    struct web_request r = {
        .head = {.method = STR("POST"),
                 .target = STR("/ky/" PLACE "/issues"),
                 .content_type = STR("application/x-www-form-urlencoded")},
        .body = str_fmt(http_arena(w), "%s%s&%s", csrf ? "csrf=" : "", csrf ? csrf : "", rest)};
    return visit_raw(w, &r);
}

WORLD(forged_absent_and_expired_tokens_write_nothing_and_keep_the_text)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(post_with(w, NULL, "title=%22%3Cb%3E&password=hidden-one"), 403);
    assert_true(http_shows(w, "value=\"&quot;&lt;b&gt;\""));
    assert_false(http_shows(w, "hidden-one"));
    assert_true(http_shows(w, "name=\"csrf\""));
    assert_int_equal(post_with(w, "AAAAAAAAAAAAAAAAAAAAAAAA", "title=abcd"), 403);
    char *token = str_cstr(http_arena(w), str_of(http_token(w)));
    token[20] = token[20] == 'A' ? 'B' : 'A';
    assert_int_equal(post_with(w, token, "title=abcd"), 403);
    token = str_cstr(http_arena(w), str_of(http_token(w)));
    clock_set(clock_now() + 25 * 3600);
    assert_int_equal(post_with(w, token, "title=abcd"), 403);
    assert_true(http_shows(w, "value=\"abcd\""));
    clock_set(0);
    assert_int_equal(post_with(w, token, "title=abcd"), 303);
    assert_int_equal(written, 1);
    http_free(w);
}

WORLD(a_visitors_token_does_not_count_after_sign_in)
{
    struct http *w = world();
    const char *token = http_token(w);
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(post_with(w, token, "title=abcd"), 403);
    assert_int_equal(written, 0);
    http_free(w);
}

WORLD(a_cross_site_form_is_not_offered_again)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    struct web_request r = {.head = {.method = STR("POST"),
                                     .target = STR("/ky/" PLACE "/issues"),
                                     .fetch_site = STR("cross-site"),
                                     .content_type = STR("application/x-www-form-urlencoded")},
                            .body = STR("title=evil-text")};
    assert_int_equal(visit_raw(w, &r), 403);
    assert_false(http_shows(w, "evil-text"));
    http_free(w);
}

WORLD(the_second_submit_has_no_second_effect)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    struct str rest = str_fmt(http_arena(w), "once=%s&title=abcd", http_once(w));
    const char *body = str_cstr(http_arena(w), rest);
    assert_int_equal(post_with(w, http_token(w), body), 303);
    assert_str(http_header(w, "Location"), "/ky/" PLACE "/issues/1");
    assert_int_equal(post_with(w, http_token(w), body), 303);
    assert_str(http_header(w, "Location"), "/ky/" PLACE "/issues/1");
    assert_int_equal(written, 1);
    http_free(w);
}

WORLD(a_refused_form_can_be_sent_again_with_its_once_token)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    const char *once = http_once(w);
    assert_int_equal(
        post_with(w, http_token(w),
                  str_cstr(http_arena(w), str_fmt(http_arena(w), "once=%s&title=a&n=77", once))),
        422);
    assert_true(http_shows(w, "href=\"#f-title\""));
    assert_true(http_shows(w, "href=\"#f-n\""));
    assert_true(http_shows(w, "role=\"alert\""));
    assert_int_equal(
        post_with(w, http_token(w),
                  str_cstr(http_arena(w), str_fmt(http_arena(w), "once=%s&title=abcd", once))),
        303);
    assert_int_equal(written, 1);
    http_free(w);
}

/* -- a script that sends forms: an offline queue -- */

static int script_post(struct http *w, const char *csrf, struct str rest)
{
    struct web_request r = {.head = {.method = STR("POST"),
                                     .target = STR("/ky/" PLACE "/issues"),
                                     .accept = STR("application/json"),
                                     .fetch_site = STR("same-origin"),
                                     .content_type = STR("application/x-www-form-urlencoded")},
                            .body = str_fmt(http_arena(w), "csrf=%s&%.*s", csrf, STR_F(rest))};
    int status = visit_raw(w, &r);

    assert_str(http_header(w, "Content-Type"),
               status < 400 ? "application/json" : "application/problem+json");
    return status;
}

WORLD(a_script_gets_the_same_answer_as_often_as_it_sends)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    struct str rest = str_fmt(http_arena(w), "once=%s&title=abcd", http_once(w));
    const char *token = http_token(w);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(script_post(w, token, rest), 200);
        assert_str(http_body(w), "{\"location\":\"/ky/" PLACE "/issues/1\"}");
    }
    assert_int_equal(written, 1);
    assert_int_equal(script_post(w, token, STR("title=a&n=77")), 422);
    assert_true(http_shows(w, "\"field\":\"title\""));
    assert_true(http_shows(w, "\"field\":\"n\""));
    assert_false(http_shows(w, "\"csrf\""));
    http_free(w);
}

WORLD(a_script_with_an_old_token_gets_a_fresh_one)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    struct str rest = str_fmt(http_arena(w), "once=%s&title=abcd", http_once(w));
    const char *token = http_token(w);
    clock_set(clock_now() + 26 * 3600);
    assert_int_equal(script_post(w, token, rest), 403);
    struct str body = http_body(w);
    size_t at = str_find(body, STR("\"csrf\":\""), 0);
    assert_true(at != SIZE_MAX);
    body = str_sub(body, at + 8, body.n);
    struct str fresh;
    assert_true(str_cut(&body, '"', &fresh));
    assert_int_equal(script_post(w, str_cstr(http_arena(w), fresh), rest), 200);
    assert_int_equal(written, 1);
    clock_set(0);
    http_sign_in(w, 3, 0);
    assert_int_equal(script_post(w, http_token(w), STR("title=abcd")),
                     403); /* the duty: no token helps */
    assert_false(http_shows(w, "\"csrf\""));
    http_sign_in(w, 0, 0);
    assert_int_equal(script_post(w, http_token(w), STR("title=abcd")), 401);
    assert_int_equal(written, 1);
    http_free(w);
}

/* -- kept forms -- */

WORLD(a_form_sent_after_the_session_ended_is_kept)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Узун <текст>", NULL)),
                     401);
    assert_true(http_shows(w, "name=\"kept.title\" value=\"Узун &lt;текст&gt;\""));
    assert_true(http_shows(w, "name=\"kept_target\" value=\"/ky/" PLACE "/issues\""));
    assert_int_equal(written, 0);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    http_cookie(w, SESSION_COOKIE, NULL);
    assert_int_equal(visit(w, POST, "/ky/login",
                           form(w, "login", "x", "password", "y", "kept_target",
                                "/ky/" PLACE "/issues", "kept.title", "Узун <текст>", NULL)),
                     200);
    assert_true(http_shows(w, "name=\"title\" value=\"Узун &lt;текст&gt;\""));
    assert_true(http_shows(w, "action=\"/ky/" PLACE "/issues\""));
    /* the token in that page belongs to the new session: sending it works */
    size_t at = str_find(http_body(w), STR("name=\"csrf\" value=\""),
                         str_find(http_body(w), STR("name=\"title\""), 0) - 400);
    assert_int_not_equal(at, SIZE_MAX);
    struct str token = str_sub(http_body(w), at + 19, 64);
    assert_int_equal(
        post_with(w, str_cstr(http_arena(w), str_sub(token, 0, str_find(token, STR("\""), 0))),
                  "title=abcd"),
        303);
    assert_int_equal(written, 1);
    http_free(w);
}

WORLD(a_kept_form_leads_nowhere_else)
{
    struct http *w = world();
    (void)state;
    static const char *const targets[] = {"https://evil.example/", "//evil.example",
                                          "javascript:alert(1)", ""};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(
            visit(w, POST, "/ky/login",
                  form(w, "login", "x", "kept_target", targets[i], "kept.title", "t", NULL)),
            303);
        http_cookie(w, SESSION_COOKIE, NULL);
    }
    http_free(w);
}

WORLD(two_editors_see_both_versions)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues/1",
                           form(w, "title", "mine", "text", "same", "version", "8", NULL)),
                     409);
    assert_true(http_shows(w, "theirs &lt;b&gt;"));
    assert_true(http_shows(w, "name=\"title\" value=\"mine\""));
    assert_true(http_shows(w, "name=\"version\" value=\"9\""));
    assert_int_equal(http_count(w, "badge-warn"), 1);
    http_free(w);
}

WORLD(slow_work_is_done_before_the_write)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, POST, "/ky/slow", form(w, "password", " short ", NULL)), 422);
    assert_int_equal(seen_prepare, 7); /* as typed, blanks and all */
    assert_int_equal(visit(w, POST, "/ky/slow", form(w, "password", " longer one ", NULL)), 303);
    http_free(w);
}

WORLD(uploads_arrive)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit_upload(w, "/ky/" PLACE "/files", NULL, "scan", "C:\\docs\\a.pdf",
                                  STR("\0\1\2--fixture")),
                     303);
    assert_str(http_header(w, "Location"), "/ky/got-a.pdf-12");
    http_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(duties_are_asked),
        cmocka_unit_test(acting_for_somebody_is_shown),
        cmocka_unit_test(forged_absent_and_expired_tokens_write_nothing_and_keep_the_text),
        cmocka_unit_test(a_visitors_token_does_not_count_after_sign_in),
        cmocka_unit_test(a_cross_site_form_is_not_offered_again),
        cmocka_unit_test(the_second_submit_has_no_second_effect),
        cmocka_unit_test(a_refused_form_can_be_sent_again_with_its_once_token),
        cmocka_unit_test(a_script_gets_the_same_answer_as_often_as_it_sends),
        cmocka_unit_test(a_script_with_an_old_token_gets_a_fresh_one),
        cmocka_unit_test(a_form_sent_after_the_session_ended_is_kept),
        cmocka_unit_test(a_kept_form_leads_nowhere_else),
        cmocka_unit_test(two_editors_see_both_versions),
        cmocka_unit_test(slow_work_is_done_before_the_write),
        cmocka_unit_test(uploads_arrive),
    };
    return cmocka_run_group_tests_name("forms", tests, NULL, NULL);
}
