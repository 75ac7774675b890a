/* Views compiled by viewc, filled with hostile values: nothing gets out of the context it was
 * printed in. */
#include "test/check.h"

#include <string.h>

#include "test/hostile_views.h"

static struct arena a;

static struct str render(void (*view)(struct out *, const struct hostile *), struct str value)
{
    struct out o = {
        .b = buf_new(&a, 4 * MIB), .arena = &a, .lang = LANG_EN, .place = STR("41706211805000")};
    struct str *rows = arena_array(&a, struct str, 2);

    rows[0] = rows[1] = value;
    view(&o, &(struct hostile){.v = value, .n = -1234567, .rows = {rows, 2}});
    assert_false(buf_failed(o.b));
    return buf_str(o.b);
}

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 64 * MIB);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static void text_and_values_are_escaped(void **state)
{
    const struct str v = STR("\"><script>alert('x')</script>&amp;");
    const char *escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;";
    (void)state;
    assert_str(render(hostile_text_view, v), str_fmt(&a, "<p>%s</p>", escaped).p);
    assert_str(render(hostile_attr_view, v), str_fmt(&a, "<p title=\"%s\">1</p>", escaped).p);
    assert_str(render(hostile_single_view, v), str_fmt(&a, "<p title='%s'>1</p>", escaped).p);
    assert_str(render(hostile_rcdata_view, v), str_fmt(&a, "<textarea>\n%s</textarea>", escaped).p);
    assert_str(render(hostile_msg_view, v), str_fmt(&a, "<p>%s: %s</p>", escaped, escaped).p);
    assert_str(render(hostile_msg_attr_view, v),
               str_fmt(&a, "<p title=\"Updated: %s\">-1,234,567</p>", escaped).p);
}

/* The escaper looks at sixteen bytes at a time: each sign at each place of texts around that
 * length, and every other byte as it is. */
static void a_sign_is_escaped_wherever_it_stands(void **state)
{
    char text[50];

    (void)state;
    for (size_t n = 1; n <= sizeof text; n++)
        for (size_t at = 0; at < n; at++) {
            memset(text, '=', n);
            text[at] = "<>&\"'"[(n + at) % 5];
            if (n > 20)
                text[n - 1 - at] = '<'; /* perhaps the same place */
            struct str expected = STR("<p>");
            for (size_t i = 0; i < n; i++)
                expected = str_cat(&a, expected,
                                   text[i] == '<'    ? STR("&lt;")
                                   : text[i] == '>'  ? STR("&gt;")
                                   : text[i] == '&'  ? STR("&amp;")
                                   : text[i] == '"'  ? STR("&quot;")
                                   : text[i] == '\'' ? STR("&#39;")
                                                     : STR("="));
            struct str got = render(hostile_text_view, (struct str){text, n});
            assert_true(str_eq(got, str_cat(&a, expected, STR("</p>"))));
            arena_reset(&a);
        }
    for (int c = 1; c < 256; c++) {
        memset(text, c, 17);
        if (!strchr("<>&\"'", c))
            assert_true(str_eq(str_sub(render(hostile_text_view, (struct str){text, 17}), 3, 17),
                               (struct str){text, 17}));
        arena_reset(&a);
    }
}

static void urls_keep_their_shape(void **state)
{
    (void)state;
    assert_str(render(hostile_segment_view, STR("a/../b?c#d\"<")),
               "<a href=\"/a/a%2F..%2Fb%3Fc%23d%22%3C/b\">1</a>");
    assert_str(render(hostile_query_view, STR("a&n=2 'Ө")),
               "<a href=\"/a?q=a%26n%3D2%20%27%D3%A8&amp;n=-1234567\">1</a>");
    assert_str(render(hostile_fragment_view, STR("\">")), "<a href=\"#%22%3E\">1</a>");
    assert_str(render(hostile_path_view, STR("/1/b?c=d&e=\" <")),
               "<a href=\"/a/1/b?c=d&amp;e=%22%20%3C\">1</a>");
    assert_str(render(hostile_mail_view, STR("a@b.kg?bcc=c@d.kg")),
               "<a href=\"mailto:a%40b.kg%3Fbcc%3Dc%40d.kg\">1</a>");
    assert_str(render(hostile_name_view, STR("javascript:x")), "<a href=\"ajavascript%3Ax\">1</a>");
}

/* The page is English: what is in another language says so, where the markup has a place for it. */
static void a_text_says_that_it_is_not_in_the_language_of_its_page(void **state)
{
    (void)state;
    assert_str(render(hostile_lang_view, STR("Вода <b>")),
               "<p title=\"Вода &lt;b&gt;\"><span lang=\"ru\">Вода &lt;b&gt;</span></p>");
    assert_str(render(hostile_lang_view, STR("")), "<p title=\"\"></p>");
    assert_str(render(hostile_own_view, STR("Water")), "<p>Water</p><textarea>\nWater</textarea>");
}

static void only_known_schemes_begin_a_url(void **state)
{
    static const char *const refused[] = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "",
        "file:///etc/passwd",
        "https:",
        "evil.example",
    };
    static const char *const allowed[] = {"/ky/",
                                          "#top",
                                          "https://example.kg/a?b=c",
                                          "http://example.kg/",
                                          "mailto:a@b.kg",
                                          "tel:+996555123456"};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_str(render(hostile_href_view, str_of(refused[i])), "<a href=\"#\">1</a>");
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        assert_str(render(hostile_href_view, str_of(allowed[i])),
                   str_fmt(&a, "<a href=\"%s\">1</a>", allowed[i]).p);
    assert_str(render(hostile_href_view, STR("/a?b=\"><script>&c")),
               "<a href=\"/a?b=&quot;&gt;&lt;script&gt;&amp;c\">1</a>");
}

static size_t count(struct str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

/* Whatever the value: as many tags, quotes and attributes as with a harmless one. */
static void the_markup_around_never_changes(void **state)
{
    static const struct str values[] = {
        STR_INIT("\"><script>alert(1)</script>"),
        STR_INIT("'><img src=x onerror=alert(1)>"),
        STR_INIT("javascript:alert(1)"),
        STR_INIT("</textarea><script>"),
        STR_INIT("</title><!--"),
        STR_INIT("&lt;script&gt;&#60;"),
        STR_INIT("\xc3\"><b>"), /* a lead byte that would swallow the quote in a careless decoder */
        STR_INIT("\xf0\x80\x80<"),
        STR_INIT("\xff\xfe<\0>"),
        STR_INIT("+ADw-script+AD4-"), /* UTF-7 */
        STR_INIT("{{v}} ${v} `v`"),
        STR_INIT(" onmouseover=x "),
        STR_INIT("\n\r\t\x0b\x0c"),
    };
    struct str plain = render(hostile_all_view, STR("x"));
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct str got = render(hostile_all_view, values[i]);
        for (const char *c = "<>\"'"; *c; c++)
            assert_int_equal(count(got, *c), count(plain, *c));
    }
}

static void a_reader_s_first_line_end_is_kept(void **state)
{
    (void)state;
    assert_str(render(hostile_rcdata_view, STR("\nx")), "<textarea>\n\nx</textarea>");
    assert_str(render(hostile_rows_view, STR_NONE),
               "<ul><li data-v=\"\">0 </li><li data-v=\"\">1 </li></ul>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_and_values_are_escaped, fresh, gone),
        cmocka_unit_test_setup_teardown(a_sign_is_escaped_wherever_it_stands, fresh, gone),
        cmocka_unit_test_setup_teardown(a_text_says_that_it_is_not_in_the_language_of_its_page,
                                        fresh, gone),
        cmocka_unit_test_setup_teardown(urls_keep_their_shape, fresh, gone),
        cmocka_unit_test_setup_teardown(only_known_schemes_begin_a_url, fresh, gone),
        cmocka_unit_test_setup_teardown(the_markup_around_never_changes, fresh, gone),
        cmocka_unit_test_setup_teardown(a_reader_s_first_line_end_is_kept, fresh, gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
