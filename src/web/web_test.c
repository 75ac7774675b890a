/* The dispatcher in process: routing, language, failures, cache, headers, limits. */
#include "web/world_test.h"

#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"

WORLD(root_goes_to_the_readers_language)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/", NULL), 302);
    assert_str(http_header(w, "Location"), "/ky/");
    http_language(w, "de, en;q=0.5, ru;q=0.9");
    assert_int_equal(visit(w, GET, "/", NULL), 302);
    assert_str(http_header(w, "Location"), "/ru/");
    http_cookie(w, LANG_COOKIE, "en");
    assert_int_equal(visit(w, GET, "/", NULL), 302);
    assert_str(http_header(w, "Location"), "/en/");
    assert_int_equal(visit(w, GET, "/" PLACE "/issues?x=1", NULL), 302);
    assert_str(http_header(w, "Location"), "/en/" PLACE "/issues?x=1");
    http_free(w);
}

WORLD(paths_have_one_spelling)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky", NULL), 301);
    assert_str(http_header(w, "Location"), "/ky/");
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/?q=1", NULL), 301);
    assert_str(http_header(w, "Location"), "/ky/" PLACE "/issues?q=1");
    assert_int_equal(visit(w, GET, "/ky//" PLACE, NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/../etc", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/%2e%2e/etc", NULL), 404);
    assert_int_equal(visit(w, GET, "/KY/" PLACE, NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/%00", NULL), 400);
    assert_int_equal(visit(w, GET, "/ky/%ff", NULL), 400);
    assert_int_equal(visit(w, GET, "/ky/%zz", NULL), 400);
    assert_int_equal(visit(w, GET, "//evil.example/x", NULL), 400);
    assert_int_equal(visit(w, GET, "http://evil.example/", NULL), 400);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/3%2F4", NULL), 404);
    http_free(w);
}

WORLD(pages_have_layout_language_and_escapes)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_true(http_shows(w, "<!doctype html>"));
    assert_true(http_shows(w, "<html lang=\"ky\">"));
    assert_true(http_shows(w, "front &lt;page&gt;"));
    assert_false(http_shows(w, "front <page>"));
    assert_int_equal(visit(w, GET, "/ru/" PLACE, NULL), 200);
    assert_true(http_shows(w, "Ак-Суу"));
    assert_true(http_shows(w, "href=\"/en/" PLACE "\""));
    assert_true(http_shows(w, "href=\"/ru/" PLACE "/issues\""));
    http_free(w);
}

WORLD(every_answer_has_its_policy)
{
    struct http *w = world();
    static const char *const paths[] = {"/ky/",
                                        "/ky/nothing",
                                        "/",
                                        "/ky/boom",
                                        "/ky/" PLACE "/issues.csv",
                                        "/api/v1/places/1/x",
                                        "/robots.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        for (int again = 0; again < 2; again++) { /* the second from the cache, where cached */
            visit(w, GET, paths[i], NULL);
            struct str csp = http_header(w, "Content-Security-Policy");
            assert_true(str_starts(csp, STR("default-src 'none'")));
            assert_int_equal(str_find(csp, STR("unsafe"), 0), SIZE_MAX);
            assert_true(str_find(csp, STR("frame-ancestors 'none'"), 0) != SIZE_MAX);
            assert_str(http_header(w, "X-Content-Type-Options"), "nosniff");
            assert_true(http_header(w, "Referrer-Policy").n > 0);
        }
    http_free(w);
}

WORLD(unknown_things_are_404_and_wrong_methods_405)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/nothing", NULL), 404);
    assert_true(http_shows(w, "href=\"/ky/\""));
    assert_int_equal(visit(w, GET, "/ky/99999999999999", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/404", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/abc", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/99999999999999999999", NULL), 404);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/files", NULL), 405);
    assert_str(http_header(w, "Allow"), "POST");
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues/new", ""), 405);
    assert_str(http_header(w, "Allow"), "GET, HEAD");
    assert_int_equal(visit_raw(w, &(struct web_request){.head = {.method = STR("DELETE"),
                                                                 .target = STR("/ky/")}}),
                     405);
    assert_int_equal(visit(w, GET, "/api/v1/places/1/nothing", NULL), 404);
    assert_str(http_header(w, "Content-Type"), "application/problem+json");
    assert_true(http_shows(w, "\"status\":404"));
    http_free(w);
}

WORLD(a_merged_place_names_its_successor)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/en/41706211807000/issues", NULL), 410);
    assert_true(http_shows(w, "href=\"/en/" PLACE "\""));
    assert_true(http_shows(w, "is part of Ак-Суу now"));
    http_free(w);
}

WORLD(head_is_get_without_body)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/" PLACE, NULL), 200);
    size_t n = http_body(w).n;
    assert_int_equal(visit_raw(w, &(struct web_request){.head = {.method = STR("HEAD"),
                                                                 .target = STR("/ky/" PLACE)}}),
                     200);
    assert_int_equal(http_body(w).n, n);
    http_free(w);
}

/* -- failures -- */

WORLD(failures_become_honest_pages)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/en/boom", NULL), 503);
    assert_str(http_header(w, "Retry-After"), "5");
    const char *back = str_cstr(http_arena(w), msg_text(http_arena(w), LANG_EN, MSG_web_body_back));
    assert_false(http_shows(w, back)); /* nothing was typed */
    assert_int_equal(visit(w, POST, "/en/boom", form(w, "title", "Таза суу", NULL)), 503);
    assert_true(http_shows(w, back));
    assert_int_equal(visit(w, GET, "/ky/greedy", NULL), 503);
    assert_true(http_shows(w, "<html lang=\"ky\">"));
    assert_int_equal(visit(w, GET, "/ky/silent", NULL), 500);
    http_free(w);
}

WORLD(the_nth_allocation_fails_and_nothing_breaks)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    for (long n = 1; n < 400; n++) {
        const char *body = form(w, "title", "Таза суу", NULL);
        const char *token = http_token(w), *once = http_once(w);
        struct str sent = str_fmt(http_arena(w), "csrf=%s&once=%s&%s", token, once, body);
        struct web_request r = {.head = {.method = STR("POST"),
                                         .target = STR("/ky/" PLACE "/issues"),
                                         .content_type = STR("application/x-www-form-urlencoded"),
                                         .cookie = STR("ashar_session=fixture-session-0123456789")},
                                .body = sent};
        int before = written;
        http_fail_at(w, n);
        int status = visit_raw(w, &r);
        assert_true(status == 303 || status == 503);
        assert_true(status == 503 || written == before + 1);
        if (http_allocations(w) < n)
            break;
        assert_int_not_equal(n, 399); /* the loop reached every allocation */
    }
    http_free(w);
}

WORLD(too_much_is_413)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    char *big = arena_alloc(http_arena(w), ROUTE_BODY_MAX + 1);
    memset(big, 'a', ROUTE_BODY_MAX);
    big[ROUTE_BODY_MAX] = 0;
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", big, NULL)), 413);
    assert_true(str_find(http_body(w), msg_text(http_arena(w), LANG_KY, MSG_web_body_back), 0) !=
                SIZE_MAX);
    assert_true(str_find(http_body(w), STR("/ky/login"), 0) ==
                SIZE_MAX);       /* who it is was not read */
    big[ROUTE_BODY_MAX / 2] = 0; /* far beyond the field, within the body: the form comes back */
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", big, NULL)), 422);
    struct buf b;
    buf_init(&b, MIB);
    for (int i = 0; i < FORM_FIELDS_MAX + 1; i++)
        buf_lit(&b, "a=1&");
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", str_cstr(http_arena(w), buf_str(&b))),
                     413);
    buf_free(&b);
    assert_int_equal(written, 0);
    http_free(w);
}

WORLD(bytes_that_are_no_text_are_400)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", "title=%ff%fe"), 400);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", "title=a%00b"), 400);
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", "title=%4"), 400);
    struct web_request r = {.head = {.method = STR("POST"),
                                     .target = STR("/ky/" PLACE "/issues"),
                                     .content_type = STR("text/plain")},
                            .body = STR("title=x")};
    assert_int_equal(visit_raw(w, &r), 400);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/3?q=%C3%28", NULL), 400);
    assert_int_equal(written, 0);
    http_free(w);
}

/* -- the cache -- */

WORLD(public_pages_are_kept_until_their_place_changes)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues", NULL), 200);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues", NULL), 200);
    assert_int_equal(reads, 1);
    struct str etag = str_dup(http_arena(w), http_header(w, "ETag"));
    assert_true(etag.n > 2);
    struct web_request r = {.head = {.target = STR("/ky/" PLACE "/issues"), .if_none_match = etag}};
    assert_int_equal(visit_raw(w, &r), 304);
    assert_int_equal(http_body(w).n, 0);
    assert_int_equal(visit(w, GET, "/ru/" PLACE "/issues", NULL),
                     200); /* another language is another page */
    assert_int_equal(reads, 2);
    web_raise(http_web(w), 8); /* another place */
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_int_equal(reads, 2);
    web_raise(http_web(w), 7);
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_int_equal(reads, 3);
    http_free(w);
}

WORLD(a_write_makes_the_nations_pages_stale)
{
    struct http *w = world();
    (void)state;
    visit(w, GET, "/ky/", NULL);
    visit(w, GET, "/ky/", NULL);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(reads, 2);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "abcd", NULL)), 303);
    http_sign_in(w, 0, 0);
    http_cookie(w, FLASH_COOKIE, NULL);
    visit(w, GET, "/ky/", NULL);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(reads, 4);
    http_free(w);
}

/* Pages of a municipality show what the nation settled: its rules, the acts it linked. */
WORLD(what_the_nation_writes_makes_every_page_stale_at_once)
{
    struct http *w = world();
    (void)state;
    visit(w, GET, "/ky/" PLACE, NULL);
    visit(w, GET, "/ky/41706211806000", NULL);
    visit(w, GET, "/ky/", NULL);
    assert_int_equal(reads, 3);
    assert_int_equal(visit(w, POST, "/ky/nation", form(w, "x", "1", NULL)), 303);
    visit(w, GET, "/ky/" PLACE, NULL);
    visit(w, GET, "/ky/41706211806000", NULL);
    visit(w, GET, "/ky/", NULL);
    assert_int_equal(reads, 6);
    http_free(w);
}

/* Who signs in writes a session, and nothing that anybody else reads. */
WORLD(signing_in_leaves_everybodys_pages)
{
    struct http *w = world();
    (void)state;
    visit(w, GET, "/ky/" PLACE, NULL);
    visit(w, GET, "/ky/", NULL);
    assert_int_equal(visit(w, POST, "/ky/login", form(w, "login", "a", NULL)), 303);
    http_sign_in(w, 0, 0);
    visit(w, GET, "/ky/" PLACE, NULL);
    visit(w, GET, "/ky/", NULL);
    assert_int_equal(reads, 2);
    http_free(w);
}

WORLD(pages_of_yesterday_are_not_shown)
{
    struct http *w = world();
    (void)state;
    clock_set(1795000000);
    visit(w, GET, "/ky/" PLACE, NULL);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(reads, 1);
    clock_set(1795000000 + 24 * 3600);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(reads, 2);
    clock_set(0);
    http_free(w);
}

WORLD(a_refused_write_leaves_the_cache)
{
    struct http *w = world();
    (void)state;
    visit(w, GET, "/ky/" PLACE, NULL);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "a", NULL)), 422);
    http_sign_in(w, 0, 0);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(reads, 1);
    http_free(w);
}

WORLD(pages_with_forms_or_readers_are_not_kept)
{
    struct http *w = world();
    struct cache_figures f;
    (void)state;
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/new", NULL), 200);
    assert_str(http_header(w, "Cache-Control"), "private, no-store");
    assert_non_null(http_cookie_of(w, VISITOR_COOKIE));
    http_sign_in(w, 3, 0);
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_true(http_shows(w, "Айгүл"));
    assert_int_equal(web_answer_header(&(struct web_answer){0}, "x").n, 0);
    http_sign_in(w, 0, 0);
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_false(http_shows(w, "Айгүл"));
    cache_figures(((struct web *)http_web(w))->cache, &f);
    assert_int_equal(f.stores, 1);
    http_free(w);
}

WORLD(only_declared_query_fields_make_pages)
{
    struct http *w = world();
    (void)state;
    visit(w, GET, "/ky/" PLACE "/issues/3?q=a", NULL);
    assert_true(http_shows(w, "issue 3 q=a"));
    visit(w, GET, "/ky/" PLACE "/issues/3?utm=z&q=a", NULL);
    visit(w, GET, "/ky/" PLACE "/issues/3?q=a&evil=%3Cscript%3E", NULL);
    assert_int_equal(reads, 1);
    assert_false(http_shows(w, "evil"));
    visit(w, GET, "/ky/" PLACE "/issues/3?q=b", NULL);
    assert_int_equal(reads, 2);
    visit(w, GET, "/ky/" PLACE "/issues?x=1", NULL); /* no fields declared: not kept */
    visit(w, GET, "/ky/" PLACE "/issues?x=1", NULL);
    assert_int_equal(reads, 4);
    http_free(w);
}

WORLD(a_service_worker_may_answer_for_the_whole_site)
{
    static const struct web_asset assets[] = {{"hall-worker.js",
                                               "/static/hall-worker.1f2e3d.js",
                                               "text/javascript",
                                               STR_INIT("self"),
                                               {NULL, 0},
                                               {NULL, 0}}};
    struct http *w = http_new_with(
        NULL, &(struct web_config){.routes = (const struct route *const[]){world_routes},
                                   .route_tables = 1,
                                   .assets = assets,
                                   .asset_count = 1});
    (void)state;
    assert_int_equal(visit(w, GET, "/static/hall-worker.js", NULL), 200);
    assert_str(http_header(w, "Service-Worker-Allowed"), "/");
    assert_str(http_header(w, "Cache-Control"), "no-cache");
    assert_str(http_header(w, "Content-Security-Policy"),
               "default-src 'none'; script-src 'self'; connect-src 'self'");
    assert_int_equal(visit(w, GET, "/static/hall-worker.1f2e3d.js", NULL), 200);
    assert_null(http_header(w, "Service-Worker-Allowed").p);
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_true(str_find(http_header(w, "Content-Security-Policy"), STR("worker-src 'self'"), 0) !=
                SIZE_MAX);
    http_free(w);
}

WORLD(flash_is_said_once)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "abcd", NULL)), 303);
    http_sign_in(w, 0, 0);
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_true(http_shows(w, "notice-ok"));
    visit(w, GET, "/ky/" PLACE "/issues", NULL);
    assert_false(http_shows(w, "notice-ok"));
    http_free(w);
}

WORLD(compression_is_what_the_client_takes)
{
    struct http *w = world();
    (void)state;
    http_encoding(w, "gzip, br");
    assert_int_equal(visit(w, GET, "/ky/" PLACE, NULL), 200);
    assert_str(http_header(w, "Content-Encoding"), "br");
    struct str br = str_dup(http_arena(w), http_header(w, "ETag"));
    http_encoding(w, "gzip;q=1, br;q=0");
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_str(http_header(w, "Content-Encoding"), "gzip");
    assert_false(str_eq(br, http_header(w, "ETag")));
    http_encoding(w, NULL);
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(http_header(w, "Content-Encoding").n, 0);
    assert_true(str_find(http_header(w, "Vary"), STR("Accept-Encoding"), 0) != SIZE_MAX);
    http_free(w);
}

WORLD(files_come_as_attachments)
{
    struct http *w = world();
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues.csv", NULL), 200);
        struct str d = http_header(w, "Content-Disposition");
        assert_true(str_starts(d, STR("attachment; filename=\"")));
        assert_true(str_find(d, STR("filename*=UTF-8''%D1%82"), 0) != SIZE_MAX);
        assert_true(str_ends(http_header(w, "Content-Security-Policy"), STR("sandbox")));
    }
    http_free(w);
}

/* -- limits -- */

WORLD(too_many_requests_are_told_when_to_come_back)
{
    static const struct web_rate rates[2][RATE_COUNT] = {{{60, 3}, {60, 3}, {60, 3}, {60, 3}},
                                                         {{600, 100}, {60, 2}, {60, 9}, {60, 9}}};
    struct http *w = http_new_with(
        NULL, &(struct web_config){.routes = (const struct route *const[]){world_routes},
                                   .route_tables = 1,
                                   .rate_percent = 100,
                                   .rates = rates});
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_int_equal(visit(w, GET, "/en/", NULL), 429);
    int64_t wait;
    assert_ok(str_to_i64(http_header(w, "Retry-After"), &wait));
    assert_true(wait >= 1 && wait <= 60);
    assert_true(http_shows(w, "Please wait"));
    http_address(w, "2001:db8:1:2::1");
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    http_address(w, "2001:db8:1:2:ffff::9"); /* the same /64 */
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_int_equal(visit(w, GET, "/ky/", NULL), 429);
    assert_int_equal(visit(w, GET, "/robots.txt", NULL), 200);
    http_free(w);
}

WORLD(only_the_own_proxy_is_believed)
{
    static const struct web_rate rates[2][RATE_COUNT] = {{{60, 1}, {60, 1}, {60, 1}, {60, 1}},
                                                         {{60, 1}, {60, 1}, {60, 1}, {60, 1}}};
    struct web_config c = {.routes = (const struct route *const[]){world_routes},
                           .route_tables = 1,
                           .rate_percent = 100,
                           .rates = rates,
                           .trust_proxy = true};
    struct http *w = http_new_with(NULL, &c);
    (void)state;
    struct web_request r = {.head = {.target = STR("/ky/"),
                                     .forwarded_for = STR("6.6.6.6, 10.0.0.1"),
                                     .forwarded_proto = STR("https")}};
    assert_int_equal(visit_raw(w, &r), 200);
    assert_true(http_header(w, "Strict-Transport-Security").n > 0);
    assert_int_equal(visit_raw(w, &r), 429);
    r.head.forwarded_for =
        STR("6.6.6.6, 10.0.0.2"); /* what the proxy saw counts, not what the client claims */
    assert_int_equal(visit_raw(w, &r), 200);
    r.head.peer = STR("198.51.100.7"); /* not the proxy: the header is ignored */
    assert_int_equal(visit_raw(w, &r), 200);
    assert_int_equal(http_header(w, "Strict-Transport-Security").n, 0);
    r.head.forwarded_for = STR("10.0.0.3");
    assert_int_equal(visit_raw(w, &r), 429);
    http_free(w);
}

/* -- web's own routes -- */

WORLD(health_figures_and_description)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, GET, "/healthz", NULL), 200);
    assert_true(http_shows(w, "\"status\":\"ok\""));
    visit(w, GET, "/ky/" PLACE, NULL);
    assert_int_equal(visit(w, GET, "/metrics", NULL), 200);
    assert_true(
        http_shows(w, "ashar_requests_total{method=\"GET\",route=\"/:place\",status=\"2xx\"} 1"));
    assert_false(http_shows(w, PLACE));
    size_t types = 0, helps = 0;
    for (struct str all = http_body(w), line; str_cut(&all, '\n', &line);) {
        types += str_starts(line, STR("# TYPE "));
        helps += str_starts(line, STR("# HELP "));
    }
    assert_true(types > 2);
    assert_int_equal(helps, types); /* each figure says what it is */
    http_address(w, "198.51.100.7");
    assert_int_equal(visit(w, GET, "/metrics", NULL), 404);
    assert_int_equal(visit(w, GET, "/api/v1/openapi.json", NULL), 200);
    assert_true(http_shows(w, "\"/api/v1/places/{code}/issues\""));
    assert_true(http_shows(w, "\"in\":\"query\""));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE "/issues", NULL), 200);
    assert_str(http_header(w, "Content-Type"), "application/json");
    http_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_goes_to_the_readers_language),
        cmocka_unit_test(paths_have_one_spelling),
        cmocka_unit_test(pages_have_layout_language_and_escapes),
        cmocka_unit_test(every_answer_has_its_policy),
        cmocka_unit_test(unknown_things_are_404_and_wrong_methods_405),
        cmocka_unit_test(a_merged_place_names_its_successor),
        cmocka_unit_test(head_is_get_without_body),
        cmocka_unit_test(failures_become_honest_pages),
        cmocka_unit_test(the_nth_allocation_fails_and_nothing_breaks),
        cmocka_unit_test(too_much_is_413),
        cmocka_unit_test(bytes_that_are_no_text_are_400),
        cmocka_unit_test(public_pages_are_kept_until_their_place_changes),
        cmocka_unit_test(a_write_makes_the_nations_pages_stale),
        cmocka_unit_test(pages_of_yesterday_are_not_shown),
        cmocka_unit_test(what_the_nation_writes_makes_every_page_stale_at_once),
        cmocka_unit_test(signing_in_leaves_everybodys_pages),
        cmocka_unit_test(a_refused_write_leaves_the_cache),
        cmocka_unit_test(pages_with_forms_or_readers_are_not_kept),
        cmocka_unit_test(only_declared_query_fields_make_pages),
        cmocka_unit_test(a_service_worker_may_answer_for_the_whole_site),
        cmocka_unit_test(flash_is_said_once),
        cmocka_unit_test(compression_is_what_the_client_takes),
        cmocka_unit_test(files_come_as_attachments),
        cmocka_unit_test(too_many_requests_are_told_when_to_come_back),
        cmocka_unit_test(only_the_own_proxy_is_believed),
        cmocka_unit_test(health_figures_and_description),
    };
    return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
