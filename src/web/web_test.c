/* The dispatcher in process: routing, language, errors, CSRF, once, kept forms, cache, headers. */
#include "test/http_fixture.h"

#include <string.h>

#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form_model.h"
#include "web/pages.h"

static int written, reads;
static size_t seen_prepare;

static void hello_view(struct out *o, const void *model)
{
    const struct str *s = model;
    buf_lit(o->b, "<h1>");
    out_text(o, *s);
    buf_lit(o->b, "</h1>");
}

static void form_page_view(struct out *o, const void *model)
{
    (void)model;
    fault_list_view(o);
    buf_lit(o->b, "<form>");
    out_csrf(o);
    buf_lit(o->b, "</form>");
}

static enum err say(struct request *rq, struct str what)
{
    reads++;
    return req_page(rq, 200, &(struct page){.title = what, .section = "issues"}, hello_view, &what);
}

static enum err home_get(struct request *rq)
{
    return say(rq, STR("front <page>"));
}

static enum err place_get(struct request *rq)
{
    return say(rq, rq->scope.name);
}

static enum err issue_get(struct request *rq)
{
    int64_t id;
    TRY(req_path_id(rq, "id", &id));
    return id == 404 ? ERR_NOT_FOUND : say(rq, str_fmt(rq->arena, "issue %lld q=%.*s", (long long)id, STR_F(req_query(rq, "q"))));
}

static enum err new_get(struct request *rq)
{
    return req_page(rq, 200, &(struct page){.title = STR("new")}, form_page_view, NULL);
}

static enum err issue_post(struct request *rq)
{
    struct str title = STR("");
    int64_t n = 0;

    req_field_text(rq, "title", 3, 20, &title);
    if (req_has(rq, "n"))
        req_field_i64(rq, "n", 1, 10, &n);
    if (rq->faults.n)
        return req_page(rq, 422, &(struct page){.title = STR("new")}, form_page_view, NULL);
    written++;
    return req_redirect_saying(rq, str_fmt(rq->arena, "/41706211805000/issues/%d", written), MSG_common_saved);
}

static enum err edit_post(struct request *rq)
{
    const struct conflict_row rows[] = {{STR("title"), STR("Title"), STR("theirs <b>")}, {STR("text"), STR("Text"), STR("same")}};
    return req_conflict(rq, &(struct conflict){.title = STR("Edit"), .path = STR("/41706211805000/issues/1"), .version = 9, .n = 2, .rows = rows});
}

static enum err boom_get(struct request *rq)
{
    (void)rq;
    return ERR_DB;
}

static enum err greedy_get(struct request *rq)
{
    arena_alloc(rq->arena, 512 * MIB);
    return OK;
}

static enum err silent_get(struct request *rq)
{
    (void)rq;
    return OK;
}

static enum err json_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, KIB);
    buf_lit(b, "[1]");
    return req_json(rq, 200, b);
}

static enum err file_get(struct request *rq)
{
    return req_bytes(rq, "text/csv; charset=utf-8", STR("a,b\n1,2\n"), STR("тизме \"1\".csv"));
}

static enum err login_post(struct request *rq)
{
    struct kept_form kept;
    req_sign_in(rq, STR("fixture-session-0123456789"), 3600);
    rq->viewer.person_id = 3;
    rq->viewer.name = STR("Айгүл");
    if (req_kept_form(rq, &kept))
        return req_kept_page(rq, &kept);
    return req_redirect(rq, STR("/"));
}

static enum err slow_prepare(struct request *rq)
{
    seen_prepare = req_secret(rq, "password").n;
    if (seen_prepare < 8)
        fault_add(&rq->faults, STR("password"), MSG_common_fault_too_short, ARG_N("n", 8));
    return faults_err(&rq->faults);
}

static enum err slow_post(struct request *rq)
{
    if (rq->faults.n)
        return req_page(rq, 422, &(struct page){.title = STR("new")}, form_page_view, NULL);
    return req_redirect(rq, STR("/"));
}

static enum err upload_post(struct request *rq)
{
    struct req_file f = req_upload(rq, "scan");
    return req_redirect(rq, str_fmt(rq->arena, "/got-%.*s-%zu", STR_F(f.filename), f.bytes.n));
}

static const struct route routes[] = {
    {GET, "/", home_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {GET, "/boom", boom_get, .need = CAP_PUBLIC},
    {GET, "/greedy", greedy_get, .need = CAP_PUBLIC},
    {GET, "/silent", silent_get, .need = CAP_PUBLIC},
    {GET, "/me", home_get, .need = CAP_SIGNED_IN},
    {POST, "/login", login_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN, .body_max = KEPT_BODY_MAX},
    {POST, "/slow", slow_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .prepare = slow_prepare},
    {GET, "/:place", place_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues", place_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues/new", new_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues/:id", issue_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "q"},
    {POST, "/:place/issues", issue_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/issues/:id", edit_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/files", upload_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN, .body_max = 4096},
    {GET, "/:place/issues.csv", file_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/api/v1/places/:code/issues", json_get, .need = CAP_PUBLIC, .langless = true, .query = "page", .doc = "Issues"},
    {0},
};

#define PLACE "41706211805000"

static struct http *world(void)
{
    struct http *w = http_new(NULL, (const struct route *const[]){routes}, 1);

    http_place(w, (struct scope){.id = 7, .code = STR(PLACE), .name = STR("Ак-Суу")});
    http_place(w, (struct scope){.id = 8, .code = STR("41706211806000"), .name = STR("Көк-Жар")});
    http_merged(w, (struct scope){.id = 9, .code = STR("41706211807000"), .name = STR("Эски")}, STR(PLACE), STR("Ак-Суу"));
    written = reads = 0;
    return w;
}

#define WORLD(name) static void name(void **state)

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
    static const char *const paths[] = {"/ky/", "/ky/nothing", "/", "/ky/boom", "/ky/" PLACE "/issues.csv", "/api/v1/places/1/x", "/robots.txt"};
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
    assert_int_equal(visit_raw(w, &(struct web_request){.head = {.method = STR("DELETE"), .target = STR("/ky/")}}), 405);
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
    assert_int_equal(visit_raw(w, &(struct web_request){.head = {.method = STR("HEAD"), .target = STR("/ky/" PLACE)}}), 200);
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
        struct web_request r = {.head = {.method = STR("POST"), .target = STR("/ky/" PLACE "/issues"),
                                         .content_type = STR("application/x-www-form-urlencoded"),
                                         .cookie = STR("ashar_session=fixture-session-0123456789")}, .body = sent};
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
    char *big = arena_alloc(http_arena(w), 70000);
    memset(big, 'a', 69999);
    big[69999] = 0;
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", big, NULL)), 413);
    struct buf b;
    buf_init(&b, MIB);
    for (int i = 0; i < FORM_FIELDS_MAX + 1; i++)
        buf_lit(&b, "a=1&");
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", str_cstr(http_arena(w), buf_str(&b))), 413);
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
    struct web_request r = {.head = {.method = STR("POST"), .target = STR("/ky/" PLACE "/issues"), .content_type = STR("text/plain")},
                            .body = STR("title=x")};
    assert_int_equal(visit_raw(w, &r), 400);
    assert_int_equal(visit(w, GET, "/ky/" PLACE "/issues/3?q=%C3%28", NULL), 400);
    assert_int_equal(written, 0);
    http_free(w);
}

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
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Таза суу", NULL)), 403);
    assert_int_equal(written, 0);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Таза суу", NULL)), 303);
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
    struct web_request r = {.head = {.method = STR("POST"), .target = STR("/ky/" PLACE "/issues"),
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
    struct web_request r = {.head = {.method = STR("POST"), .target = STR("/ky/" PLACE "/issues"), .fetch_site = STR("cross-site"),
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
    assert_int_equal(post_with(w, http_token(w), str_cstr(http_arena(w), str_fmt(http_arena(w), "once=%s&title=a&n=77", once))), 422);
    assert_true(http_shows(w, "href=\"#f-title\""));
    assert_true(http_shows(w, "href=\"#f-n\""));
    assert_true(http_shows(w, "role=\"alert\""));
    assert_int_equal(post_with(w, http_token(w), str_cstr(http_arena(w), str_fmt(http_arena(w), "once=%s&title=abcd", once))), 303);
    assert_int_equal(written, 1);
    http_free(w);
}

/* -- kept forms -- */

WORLD(a_form_sent_after_the_session_ended_is_kept)
{
    struct http *w = world();
    (void)state;
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues", form(w, "title", "Узун <текст>", NULL)), 401);
    assert_true(http_shows(w, "name=\"kept.title\" value=\"Узун &lt;текст&gt;\""));
    assert_true(http_shows(w, "name=\"kept_target\" value=\"/ky/" PLACE "/issues\""));
    assert_int_equal(written, 0);
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    http_cookie(w, SESSION_COOKIE, NULL);
    assert_int_equal(visit(w, POST, "/ky/login", form(w, "login", "x", "password", "y", "kept_target", "/ky/" PLACE "/issues",
                                                       "kept.title", "Узун <текст>", NULL)), 200);
    assert_true(http_shows(w, "name=\"title\" value=\"Узун &lt;текст&gt;\""));
    assert_true(http_shows(w, "action=\"/ky/" PLACE "/issues\""));
    /* the token in that page belongs to the new session: sending it works */
    size_t at = str_find(http_body(w), STR("name=\"csrf\" value=\""), str_find(http_body(w), STR("name=\"title\""), 0) - 400);
    assert_int_not_equal(at, SIZE_MAX);
    struct str token = str_sub(http_body(w), at + 19, 64);
    assert_int_equal(post_with(w, str_cstr(http_arena(w), str_sub(token, 0, str_find(token, STR("\""), 0))), "title=abcd"), 303);
    assert_int_equal(written, 1);
    http_free(w);
}

WORLD(a_kept_form_leads_nowhere_else)
{
    struct http *w = world();
    (void)state;
    static const char *const targets[] = {"https://evil.example/", "//evil.example", "javascript:alert(1)", ""};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(visit(w, POST, "/ky/login", form(w, "login", "x", "kept_target", targets[i], "kept.title", "t", NULL)), 303);
        http_cookie(w, SESSION_COOKIE, NULL);
    }
    http_free(w);
}

WORLD(two_editors_see_both_versions)
{
    struct http *w = world();
    (void)state;
    http_sign_in(w, 3, CAP_BIT(CAP_REGISTER));
    assert_int_equal(visit(w, POST, "/ky/" PLACE "/issues/1", form(w, "title", "mine", "text", "same", "version", "8", NULL)), 409);
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
    assert_int_equal(visit_upload(w, "/ky/" PLACE "/files", NULL, "scan", "C:\\docs\\a.pdf", STR("\0\1\2--fixture")), 303);
    assert_str(http_header(w, "Location"), "/ky/got-a.pdf-12");
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
    assert_int_equal(visit(w, GET, "/ru/" PLACE "/issues", NULL), 200); /* another language is another page */
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
    static const struct web_rate rates[2][RATE_COUNT] = {{{60, 3}, {60, 3}, {60, 3}, {60, 3}}, {{600, 100}, {60, 2}, {60, 9}, {60, 9}}};
    struct http *w = http_new_with(NULL, &(struct web_config){.routes = (const struct route *const[]){routes}, .route_tables = 1, .rate_percent = 100, .rates = rates});
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
    static const struct web_rate rates[2][RATE_COUNT] = {{{60, 1}, {60, 1}, {60, 1}, {60, 1}}, {{60, 1}, {60, 1}, {60, 1}, {60, 1}}};
    struct web_config c = {.routes = (const struct route *const[]){routes}, .route_tables = 1, .rate_percent = 100, .rates = rates, .trust_proxy = true};
    struct http *w = http_new_with(NULL, &c);
    (void)state;
    struct web_request r = {.head = {.target = STR("/ky/"), .forwarded_for = STR("6.6.6.6, 10.0.0.1"), .forwarded_proto = STR("https")}};
    assert_int_equal(visit_raw(w, &r), 200);
    assert_true(http_header(w, "Strict-Transport-Security").n > 0);
    assert_int_equal(visit_raw(w, &r), 429);
    r.head.forwarded_for = STR("6.6.6.6, 10.0.0.2"); /* what the proxy saw counts, not what the client claims */
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
    assert_true(http_shows(w, "ashar_requests_total{method=\"GET\",route=\"/:place\",status=\"2xx\"} 1"));
    assert_false(http_shows(w, PLACE));
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
        cmocka_unit_test(duties_are_asked),
        cmocka_unit_test(acting_for_somebody_is_shown),
        cmocka_unit_test(forged_absent_and_expired_tokens_write_nothing_and_keep_the_text),
        cmocka_unit_test(a_visitors_token_does_not_count_after_sign_in),
        cmocka_unit_test(a_cross_site_form_is_not_offered_again),
        cmocka_unit_test(the_second_submit_has_no_second_effect),
        cmocka_unit_test(a_refused_form_can_be_sent_again_with_its_once_token),
        cmocka_unit_test(a_form_sent_after_the_session_ended_is_kept),
        cmocka_unit_test(a_kept_form_leads_nowhere_else),
        cmocka_unit_test(two_editors_see_both_versions),
        cmocka_unit_test(slow_work_is_done_before_the_write),
        cmocka_unit_test(uploads_arrive),
        cmocka_unit_test(public_pages_are_kept_until_their_place_changes),
        cmocka_unit_test(a_write_makes_the_nations_pages_stale),
        cmocka_unit_test(a_refused_write_leaves_the_cache),
        cmocka_unit_test(pages_with_forms_or_readers_are_not_kept),
        cmocka_unit_test(only_declared_query_fields_make_pages),
        cmocka_unit_test(flash_is_said_once),
        cmocka_unit_test(compression_is_what_the_client_takes),
        cmocka_unit_test(files_come_as_attachments),
        cmocka_unit_test(too_many_requests_are_told_when_to_come_back),
        cmocka_unit_test(only_the_own_proxy_is_believed),
        cmocka_unit_test(health_figures_and_description),
    };
    return cmocka_run_group_tests_name("web", tests, NULL, NULL);
}
