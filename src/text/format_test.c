/* Dates, numbers, money, plural categories, markup. */
#include "test/check.h"

#include <string.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#include "text/dates.h"
#include "text/markup.h"
#include "text/numbers.h"

static struct arena a;

static day_t day(int y, int m, int d)
{
    return day_from_civil((struct civil){y, m, d});
}

static void dates_long_and_short(void **state)
{
    (void)state;
    day_t d = day(2026, 11, 21);
    assert_str(text_date(&a, LANG_KY, d), "2026-жылдын 21-ноябры");
    assert_str(text_date(&a, LANG_RU, d), "21 ноября 2026 г.");
    assert_str(text_date(&a, LANG_EN, d), "21 November 2026");
    assert_str(text_date_short(&a, LANG_KY, day(2026, 1, 5)), "05.01.2026");
    assert_str(text_date_weekday(&a, LANG_KY, d), "ишемби, 2026-жылдын 21-ноябры");
    assert_str(text_date_weekday(&a, LANG_EN, d), "Saturday, 21 November 2026");
    assert_str(text_date_on(&a, LANG_KY, day(2024, 4, 1)), "2024-жылдын 1-апрелинде");
    assert_str(text_date_on(&a, LANG_KY, day(2024, 6, 20)), "2024-жылдын 20-июнунда");
    assert_str(text_date_day(&a, LANG_KY, d), "21-ноябрь");
    assert_str(text_month_year(&a, LANG_RU, d), "ноябрь 2026 г.");
    assert_str(text_date(&a, LANG_KY, DAY_NONE), "");
    assert_str(text_date(&a, LANG_KY, INT32_MAX), "");
    assert_str(text_month(LANG_KY, 13), "");
}

static void ranges_say_the_common_part_once(void **state)
{
    (void)state;
    assert_str(text_date_range(&a, LANG_KY, day(2026, 11, 1), day(2026, 11, 15)),
               "2026-жылдын 1–15-ноябры");
    assert_str(text_date_range(&a, LANG_RU, day(2026, 2, 28), day(2026, 3, 3)),
               "28 февраля – 3 марта 2026 г.");
    assert_str(text_date_range(&a, LANG_EN, day(2026, 12, 31), day(2027, 1, 2)),
               "31 December 2026 – 2 January 2027");
    assert_str(text_date_range(&a, LANG_EN, day(2026, 1, 2), day(2026, 1, 2)), "2 January 2026");
}

static void instants_show_bishkek_time(void **state)
{
    (void)state;
    int64_t t = (int64_t)day(2026, 11, 21) * 86400 + 20 * 3600 + 5 * 60; /* 02:05 next day there */
    assert_str(text_datetime(&a, LANG_KY, t), "2026-жылдын 22-ноябры, 02:05");
    assert_str(text_datetime_short(&a, LANG_RU, t), "22.11.2026 02:05");
    assert_str(text_time(&a, -1), "05:59");
}

static void numbers_group(void **state)
{
    (void)state;
    assert_str(text_number(&a, LANG_KY, 1234567), "1\u00a0234\u00a0567");
    assert_str(text_number(&a, LANG_EN, -999), "-999");
    assert_str(text_number(&a, LANG_EN, INT64_MIN), "-9,223,372,036,854,775,808");
    assert_str(text_decimal(&a, LANG_RU, -5, 2), "-0,05");
    assert_str(text_decimal(&a, LANG_EN, 123456, 2), "1,234.56");
    assert_str(text_money(&a, LANG_KY, 123456700), "1\u00a0234\u00a0567\u00a0сом");
    assert_str(text_money(&a, LANG_EN, 123456750), "1,234,567.50\u00a0som");
    assert_str(text_percent(&a, LANG_RU, 1234, 1), "123,4\u00a0%");
    assert_str(text_ordinal(&a, LANG_KY, 5), "5-");
    assert_str(text_ordinal(&a, LANG_RU, 5), "5-й");
    assert_str(text_ordinal(&a, LANG_EN, 111), "111th");
    assert_str(text_ordinal(&a, LANG_EN, 22), "22nd");
    assert_str(text_bytes(&a, LANG_KY, 1468006), "1,4\u00a0МБ");
    assert_str(text_bytes(&a, LANG_EN, 12), "12\u00a0bytes");
    assert_str(text_bytes(&a, LANG_RU, 348160), "340\u00a0КБ");
}

static void grouping_is_icu_grouping(void **state)
{
    (void)state;
    static const char *const names[] = {"ky", "ru", "en"};
    static const int64_t values[] = {0, 7, 999, 1000, 12345, 1234567, -1000000};
    for (int l = 0; l < LANG_COUNT; l++) {
        UErrorCode e = U_ZERO_ERROR;
        UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, names[l], NULL, &e);
        assert_true(U_SUCCESS(e));
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            UChar wide[64];
            char narrow[128];
            unum_formatInt64(f, values[i], wide, 64, NULL, &e);
            u_strToUTF8(narrow, sizeof narrow, NULL, wide, -1, &e);
            assert_true(U_SUCCESS(e));
            assert_str(text_number(&a, (enum lang)l, values[i]), narrow);
        }
        unum_close(f);
    }
}

static void plurals_are_cldr_plurals(void **state)
{
    (void)state;
    static const char *const names[] = {"ky", "ru", "en"};
    static const char *const categories[PLURAL_COUNT] = {"one", "few", "many", "other"};
    for (int l = 0; l < LANG_COUNT; l++) {
        UErrorCode e = U_ZERO_ERROR;
        UPluralRules *rules = uplrules_openForType(names[l], UPLURAL_TYPE_CARDINAL, &e);
        assert_true(U_SUCCESS(e));
        for (int n = 0; n <= 1200; n++) {
            UChar wide[16];
            char narrow[32];
            uplrules_select(rules, n, wide, 16, &e);
            u_strToUTF8(narrow, sizeof narrow, NULL, wide, -1, &e);
            wide[0] = 0;
            if (U_FAILURE(e))
                fail_msg("ICU refused %d", n);
            assert_string_equal(categories[text_plural((enum lang)l, n)],
                                str_cstr(&a, str_of(narrow)));
        }
        uplrules_close(rules);
    }
    assert_int_equal(text_plural(LANG_RU, INT64_MIN), PLURAL_MANY);
}

static struct str html(const char *source)
{
    struct str out = STR_NONE;
    assert_ok(text_markup_html(&a, str_of(source), &out));
    return out;
}

static void markup_gives_html(void **state)
{
    (void)state;
    assert_str(html("# Суу\n\n*бар* **жок** ~~эски~~\n"),
               "<h3>Суу</h3>\n<p><em>бар</em> <strong>жок</strong> <del>эски</del></p>\n");
    assert_str(html("###### x"), "<h6>x</h6>\n");
    assert_str(html("[а](https://b.kg/?a=1&b=2)"),
               "<p><a rel=\"nofollow ugc noopener\" "
               "href=\"https://b.kg/?a=1&amp;b=2\">а</a></p>\n");
    assert_non_null(strstr(str_cstr(&a, html("| а | б |\n|---|---|\n| 1 | 2 |\n")), "<td>1</td>"));
    assert_non_null(
        strstr(str_cstr(&a, html("Кара: www.example.kg эле")), "href=\"http://www.example.kg\""));
    assert_str(html("a <3 <b>b</b>"), "<p>a &lt;3 &lt;b&gt;b&lt;/b&gt;</p>\n");
    assert_str(html("<div>\nx"), "<p>&lt;div&gt;\nx\n</p>\n");
    assert_str(html(""), "");
}

static void markup_refuses_tricks(void **state)
{
    (void)state;
    static const char *const tricks[] = {
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](java\\script:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:a)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x]: javascript:alert(1)\n\n[x]",
        "<img src=x onerror=alert(1)>",
        "<!-- --><iframe src=//e>",
        "| <script> |\n|---|\n| <iframe> |\n",
    };
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        const char *out = str_cstr(&a, html(tricks[i]));
        static const char *const never[] = {"<script",     "href=\"java", "href=\"JaVa",
                                            "href=\"data", "href=\"vb",   "<img",
                                            "<iframe",     "<b "};
        for (size_t k = 0; k < sizeof never / sizeof never[0]; k++)
            if (strstr(out, never[k]))
                fail_msg("%s gave %s", tricks[i], out);
    }
}

static void markup_turns_images_into_links(void **state)
{
    (void)state;
    assert_str(html("![сүрөт](https://a.kg/x.png)"),
               "<p><a rel=\"nofollow ugc noopener\" href=\"https://a.kg/x.png\">сүрөт</a></p>\n");
    assert_str(html("[![сүрөт](https://a.kg/x.png)](/y)"),
               "<p><a rel=\"nofollow ugc noopener\" href=\"/y\">сүрөт</a></p>\n");
    assert_str(html("![](/x.png)"),
               "<p><a rel=\"nofollow ugc noopener\" href=\"/x.png\">/x.png</a></p>\n");
}

static void markup_is_bounded(void **state)
{
    (void)state;
    size_t n = TEXT_MARKUP_MAX + 1;
    char *big = arena_alloc(&a, n);
    struct str out = STR_NONE;
    memset(big, '[', n);
    assert_int_equal(text_markup_html(&a, (struct str){big, n}, &out), ERR_TOO_LARGE);
    assert_null(out.p);
    assert_ok(text_markup_html(&a, (struct str){big, n - 1}, &out));
    memset(big, '>', n);
    assert_ok(text_markup_html(&a, (struct str){big, 20000}, &out));
}

static void markup_plain_text(void **state)
{
    (void)state;
    struct str out = STR_NONE;
    assert_ok(
        text_markup_plain(&a, STR("# Суу\n\n*Көчөдө*   суу\nжок. [Сүрөт](http://x)"), 100, &out));
    assert_str(out, "Суу Көчөдө суу жок. Сүрөт");
    assert_ok(text_markup_plain(&a, STR("# Суу\n\n*Көчөдө* суу"), 6, &out));
    assert_str(out, "Суу Кө…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_long_and_short),
        cmocka_unit_test(ranges_say_the_common_part_once),
        cmocka_unit_test(instants_show_bishkek_time),
        cmocka_unit_test(numbers_group),
        cmocka_unit_test(grouping_is_icu_grouping),
        cmocka_unit_test(plurals_are_cldr_plurals),
        cmocka_unit_test(markup_gives_html),
        cmocka_unit_test(markup_refuses_tricks),
        cmocka_unit_test(markup_turns_images_into_links),
        cmocka_unit_test(markup_is_bounded),
        cmocka_unit_test(markup_plain_text),
    };
    arena_init(&a, 256 * MIB);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
