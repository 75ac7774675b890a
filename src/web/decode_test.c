/* What clients send: queries, forms, multipart, cookies, encodings, the router's table. Mostly what
 * must be refused. */
#include "test/check.h"

#include <string.h>

#include "web/exchange.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* -- forms -- */

static void forms_are_decoded(void **state)
{
    struct fields f = {0};
    (void)state;
    assert_ok(form_decode(&arena, STR("a=1&b=%D2%A3+x&c&=v&&a=2%26"), &f));
    assert_int_equal(f.n, 5);
    assert_str(f.v[0].value, "1");
    assert_str(f.v[1].value, "ң x");
    assert_str(f.v[2].value, "");
    assert_str(f.v[3].name, "");
    assert_str(f.v[4].value, "2&");
    assert_ptr_equal(fields_find(&f, STR("a")), &f.v[0]);
    assert_null(fields_find(&f, STR("z")));
}

static void bad_forms_are_refused(void **state)
{
    static const char *const bad[] = {
        "a=%",   "a=%4",     "a=%G0",       "a=%00",          "%00=a",
        "a=%ff", "a=%C3%28", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%c0%80"};
    struct fields f = {0};
    struct str text;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(form_decode(&arena, str_of(bad[i]), &f), ERR_MALFORMED);
    assert_int_equal(form_decode(&arena, (struct str){"a=\0b", 4}, &f), ERR_MALFORMED);
    assert_int_equal(f.n, 0);
    struct str name = {memset(arena_alloc(&arena, 101), 'n', 101), 101};
    assert_int_equal(form_decode(&arena, name, &f), ERR_TOO_LARGE);
    assert_ok(url_decode(&arena, STR("a+b%20"), false, &text));
    assert_str(text, "a+b ");
}

/* -- multipart -- */

static enum err parts(const char *body, size_t n, struct fields *out)
{
    *out = (struct fields){0};
    return multipart_decode(&arena, (struct str){body, n}, STR("B"), out);
}

#define PARTS(lit, out) parts("" lit, sizeof(lit) - 1, (out))
#define NAMED(name)     "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void multipart_is_decoded(void **state)
{
    struct fields f;
    (void)state;
    assert_ok(
        PARTS("--B\r\n" NAMED(
                  "t") "Суу\r\n--B\r\ncontent-disposition:form-data;name=plain\r\nContent-Type: "
                       "text/plain\r\n\r\n\r\n--B\r\n"
                       "Content-Disposition: form-data; name=\"f\"; "
                       "filename=\"C:\\\\a\\\\б.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                       "%PDF\0\r\n--C\r\n--B--\r\nepilogue",
              &f));
    assert_int_equal(f.n, 3);
    assert_str(f.v[0].value, "Суу");
    assert_str(f.v[1].name, "plain");
    assert_str(f.v[1].value, "");
    assert_true(f.v[2].is_file);
    assert_str(f.v[2].filename, "б.pdf");
    assert_int_equal(f.v[2].value.n, 10);
    assert_ok(
        PARTS("preamble\r\n--B\r\n" NAMED("a%22%0D") "1\r\n--B  \r\n" NAMED("b") "2\r\n--B--", &f));
    assert_str(f.v[0].name, "a\"\r");
    assert_str(f.v[1].value, "2");
    assert_ok(PARTS(
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--B--", &f));
    assert_true(f.v[0].is_file);
    assert_int_equal(f.v[0].filename.n, 0);
    assert_ok(PARTS("--B--\r\n", &f));
    assert_int_equal(f.n, 0);
}

static void file_names_lose_their_folders(void **state)
{
    static const char *const rows[][2] = {{"../../etc/passwd", "passwd"},
                                          {"/etc/", ""},
                                          {"a\\\\b.txt", "b.txt"},
                                          {"..", ".."},
                                          {"x\t.pdf", "x.pdf"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fields f;
        struct str body = str_fmt(
            &arena,
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n\r\nx\r\n--B--",
            rows[i][0]);
        assert_ok(parts(body.p, body.n, &f));
        assert_str(f.v[0].filename, rows[i][1]);
    }
    /* a long name is cut between characters, not inside one */
    struct fields f;
    struct buf *b = buf_new(&arena, 4096);
    buf_lit(b, "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a");
    for (int i = 0; i < 200; i++)
        buf_lit(b, "ө");
    buf_lit(b, "\"\r\n\r\nx\r\n--B--");
    assert_ok(parts(b->p, b->n, &f));
    assert_int_equal(f.v[0].filename.n, 255);
    assert_true(str_utf8_valid(f.v[0].filename));
}

static void bad_multipart_is_refused(void **state)
{
    static const struct {
        const char *p;
        size_t n;
    } bad[] = {
#define BAD(lit) {"" lit, sizeof(lit) - 1}
        BAD(""),
        BAD("--B"),
        BAD("--B\r\n"),
        BAD("--B\r\n" NAMED("a") "1"),
        BAD("--B\r\n" NAMED("a") "1\r\n--B"),
        BAD("--B\r\n" NAMED("a") "1\r\n--B\n"),
        BAD("--BX\r\n" NAMED("a") "1\r\n--BX--"),
        BAD("--B\n" NAMED("a") "1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--B--"),
        BAD("--B\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--"),
        BAD("--B\r\n" NAMED("") "1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
            "name=\"b\"\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
            "base64\r\n\r\nQQ==\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"a\"\r\nX\0: y\r\n\r\n1\r\n--B--"),
        BAD("--B\r\nno colon here\r\n\r\n1\r\n--B--"),
        BAD("--B\r\n" NAMED("a") "\xff\r\n--B--"),
        BAD("--B\r\n" NAMED("a") "x\0y\r\n--B--"),
        BAD("--B\r\n" NAMED("\xff") "x\r\n--B--"),
        BAD("--B\r\nContent-Disposition: form-data; name=\"f\"; "
            "filename=\"\xff\"\r\n\r\nx\r\n--B--"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fields f;
        if (parts(bad[i].p, bad[i].n, &f) != ERR_MALFORMED)
            fail_msg("taken: %zu \"%s\"", i, bad[i].p);
    }
    struct buf *b = buf_new(&arena, MIB);
    struct fields f;
    buf_lit(b, "--B\r\nX: ");
    for (int i = 0; i < 10000; i++)
        buf_lit(b, "x");
    buf_lit(b, "\r\n\r\n1\r\n--B--");
    assert_int_equal(parts(b->p, b->n, &f), ERR_TOO_LARGE);
}

#define TEN "aaaaaaaaaa"

static void boundaries_are_checked(void **state)
{
    static const char over_long[] =
        "multipart/form-data; boundary=" TEN TEN TEN TEN TEN TEN TEN "a";
    static const char *const good[][2] = {
        {"multipart/form-data; boundary=abc", "abc"},
        {"Multipart/Form-Data;charset=x; boundary=\"a b'c\"", "a b'c"}};
    static const char *const bad[] = {"",
                                      "multipart/form-data",
                                      "multipart/form-data; boundary=",
                                      "multipart/form-data; boundary=\"a ",
                                      "multipart/mixed; boundary=a",
                                      "multipart/form-data; boundary=a<b",
                                      "multipart/form-data; boundary=\"a \"",
                                      over_long};
    struct str b;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(multipart_boundary(&arena, str_of(good[i][0]), &b));
        assert_str(b, good[i][1]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(multipart_boundary(&arena, str_of(bad[i]), &b), ERR_MALFORMED);
}

/* -- headers -- */

static void cookies_are_read(void **state)
{
    (void)state;
    assert_str(cookie_value(STR("a=1; b=\"2\"; a=3"), STR("a")), "1");
    assert_str(cookie_value(STR("a=1; b=\"2\""), STR("b")), "2");
    assert_str(cookie_value(STR("a=b=c"), STR("a")), "b=c");
    assert_null(cookie_value(STR("xa=1; a"), STR("a")).p);
    assert_null(cookie_value(STR_NONE, STR("a")).p);
    struct buf *b = buf_new(&arena, 4096);
    for (int i = 0; i < COOKIES_MAX; i++)
        buf_lit(b, "x=1; ");
    buf_lit(b, "late=1");
    assert_null(cookie_value(buf_str(b), STR("late")).p);
}

static void languages_and_encodings_are_weighed(void **state)
{
    (void)state;
    assert_int_equal(preferred_lang(STR_NONE, STR_NONE), LANG_KY);
    assert_int_equal(preferred_lang(STR_NONE, STR("de")), LANG_KY);
    assert_int_equal(preferred_lang(STR_NONE, STR("en-US,en;q=0.9")), LANG_EN);
    assert_int_equal(preferred_lang(STR_NONE, STR("en;q=0.1,ru;q=0.9,ky;q=0.0")), LANG_RU);
    assert_int_equal(preferred_lang(STR("ashar_lang=xx"), STR("ru")), LANG_RU);
    assert_int_equal(encoding_accepted(STR_NONE), ENC_IDENTITY);
    assert_int_equal(encoding_accepted(STR("gzip, deflate, br, zstd")), ENC_BR);
    assert_int_equal(encoding_accepted(STR("GZIP")), ENC_GZIP);
    assert_int_equal(encoding_accepted(STR("br;q=0.2, gzip;q=0.8")), ENC_GZIP);
    assert_int_equal(encoding_accepted(STR("*;q=0")), ENC_IDENTITY);
    assert_int_equal(encoding_accepted(STR("*, br;q=0")), ENC_GZIP);
    assert_int_equal(encoding_accepted(STR("identity")), ENC_IDENTITY);
}

static void urls_that_run_code_are_no_links(void **state)
{
    static const char *const bad[] = {"javascript:alert(1)",
                                      "JAVASCRIPT:x",
                                      " javascript:x",
                                      "java\tscript:x",
                                      "//evil.example",
                                      "/\\evil.example",
                                      "data:text/html,x",
                                      "vbscript:x",
                                      "",
                                      "x",
                                      "http:/x",
                                      "https:x",
                                      "/a\nb",
                                      "mailto:"};
    static const char *const good[] = {
        "/", "/ky/a?b=c#d", "#top", "http://a", "HTTPS://a", "mailto:a@b.kg", "tel:+996555123456"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (url_is_safe(str_of(bad[i])))
            fail_msg("taken: \"%s\"", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!url_is_safe(str_of(good[i])))
            fail_msg("refused: \"%s\"", good[i]);
}

/* -- the router's table -- */

static enum err nothing(struct request *rq)
{
    (void)rq;
    return OK;
}

static struct str refusal_of(const struct route *table)
{
    struct router *r;
    struct str why = STR("");
    return router_new(&arena, &table, 1, &r, &why) == OK ? STR("") : why;
}

#define GETS(path)                                                                                 \
    {                                                                                              \
        GET, path, nothing, .need = CAP_PUBLIC                                                     \
    }

static void dangerous_tables_do_not_start(void **state)
{
    static const struct {
        struct route rows[3];
        const char *says; /* "" : it starts */
    } cases[] = {
        {{{GET, "/a", nothing}}, "route GET /a: no capability"},
        {{{POST, "/a", nothing, .need = CAP_DESK}}, "route POST /a: a POST without CSRF policy"},
        {{{POST, "/a", nothing, .need = CAP_DESK, .csrf = CSRF_EXEMPT}},
         "route POST /a: CSRF_EXEMPT without the reason"},
        {{{GET, "/a", nothing, .need = CAP_DESK, .cache = CACHE_PLACE}},
         "route GET /a: only public pages"},
        {{{GET, "a", nothing, .need = CAP_PUBLIC}}, "route GET a: the path is not well formed"},
        {{{GET, "/a//b", nothing, .need = CAP_PUBLIC}}, "route GET /a//b: the path"},
        {{{GET, "/:", nothing, .need = CAP_PUBLIC}}, "route GET /:: the path"},
        {{{GET, NULL, nothing, .need = CAP_PUBLIC}}, "route GET (no path)"},
        {{GETS("/a"), GETS("/a")}, "route GET /a: same as /a"},
        {{GETS("/:id"), GETS("/:place")}, "same as"},
        {{GETS("/x/:name"), GETS("/:name/y")}, "ambiguous with"},
        {{GETS("/programmes/:id"), GETS("/:place/issues")}, ""},
        {{GETS("/:place/issues/new"), GETS("/:place/issues/:id")}, ""},
        {{GETS("/:place/:id"), GETS("/:place/:id.csv")}, ""},
        {{GETS("/a/:name"), GETS("/a/:name.csv")}, ""},
        {{GETS("/a"), {POST, "/a", nothing, .need = CAP_DESK, .csrf = CSRF_TOKEN}}, ""},
        {{GETS("/a"), {GET, "/a", nothing, .need = CAP_PUBLIC, .langless = true}}, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct route table[4] = {cases[i].rows[0], cases[i].rows[1], cases[i].rows[2], {0}};
        struct str why = refusal_of(table);
        if (cases[i].says[0] ? str_find(why, str_of(cases[i].says), 0) == SIZE_MAX : why.n > 0)
            fail_msg("case %zu: \"%.*s\" is not \"%s\"", i, STR_F(why), cases[i].says);
    }
}

static const char *found(const struct router *r, const char *path, struct match *m)
{
    struct segments s;
    unsigned allowed = 0;
    if (segments_split(&arena, str_of(path), &s) != OK)
        return "malformed";
    enum err e = router_find(r, false, GET, &s, m, &allowed);
    return e == OK ? m->route->path : e == ERR_FORBIDDEN ? "405" : "404";
}

static void the_more_literal_row_wins(void **state)
{
    static const struct route table[] = {
        GETS("/"),
        GETS("/:name"),
        GETS("/find"),
        GETS("/:place"),
        GETS("/:place/x/:id"),
        GETS("/:place/x/new"),
        GETS("/:place/x/:id.csv"),
        GETS("/:place/k/:key"),
        {POST, "/:place/only", nothing, .need = CAP_DESK, .csrf = CSRF_TOKEN},
        {0}};
    const struct route *tables[] = {table};
    struct router *r;
    struct match m;
    struct str why;
    (void)state;
    assert_ok(router_new(&arena, tables, 1, &r, &why));
    assert_string_equal(found(r, "/", &m), "/");
    assert_string_equal(found(r, "/find", &m), "/find");
    assert_string_equal(found(r, "/123", &m), "/:place");
    assert_string_equal(found(r, "/abc", &m), "/:name");
    assert_string_equal(found(r, "/1/x/2", &m), "/:place/x/:id");
    assert_string_equal(found(r, "/1/x/2.csv", &m), "/:place/x/:id.csv");
    assert_str(m.values[1], "2");
    assert_string_equal(found(r, "/1/x/.csv", &m), "404");
    assert_string_equal(found(r, "/1/x/new", &m), "/:place/x/new");
    assert_string_equal(found(r, "/1/x/-2", &m), "404");
    assert_string_equal(found(r, "/1/k/%D2%A3%2F", &m), "/:place/k/:key");
    assert_str(m.values[1], "ң/");
    assert_string_equal(found(r, "/1/only", &m), "405");
    assert_string_equal(found(r, "/1/2/3/4/5/6/7/8/9/10/11", &m), "malformed");
    assert_string_equal(found(r, "/1/", &m), "malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forms_are_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bad_forms_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(multipart_is_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(file_names_lose_their_folders, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bad_multipart_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(boundaries_are_checked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cookies_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(languages_and_encodings_are_weighed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(urls_that_run_code_are_no_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dangerous_tables_do_not_start, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_more_literal_row_wins, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
