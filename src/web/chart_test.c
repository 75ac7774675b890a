/* Bars: their parts add up, nothing that is there vanishes, the table says the same. */
#include "test/check.h"

#include "web/chart.h"
#include "web/web_views.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 4 * MIB);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static const struct str series[] = {STR_INIT("Аялдар"), STR_INIT("Эркектер")};
static const struct chart_bar bars[] = {
    {STR_INIT("2024 <a>"), {150, 150}}, {STR_INIT("2025"), {1, 0}}, {STR_INIT("2026"), {0, 0}}};
static const struct chart years = {.id = STR_INIT("years"),
                                   .title = STR_INIT("Катышкандар"),
                                   .says = STR_INIT("2024: 300"),
                                   .what = STR_INIT("Жыл"),
                                   .series = series,
                                   .series_n = 2,
                                   .bars = bars,
                                   .n = 3};

static void parts_of_a_bar_touch_and_what_is_little_is_seen(void **state)
{
    (void)state;
    struct chart_drawn d = chart_draw(&arena, &years);
    const struct chart_row *longest = &d.rows.v[0], *least = &d.rows.v[1], *none = &d.rows.v[2];

    assert_int_equal(d.rows.n, 3);
    assert_int_equal(longest->parts.n, 2);
    assert_int_equal(longest->parts.v[0].x + longest->parts.v[0].width, longest->parts.v[1].x);
    assert_int_equal(longest->parts.v[0].width, longest->parts.v[1].width);
    assert_int_equal(least->parts.n, 1);
    assert_true(least->parts.v[0].width > 0);
    assert_int_equal(none->parts.n, 0);
    assert_int_equal(none->values.n, 2);
    assert_true(longest->total_x < 320);
    assert_int_equal(longest->total, 300);
}

static void all_zero_draws_no_bar(void **state)
{
    struct chart c = years;

    (void)state;
    c.bars = bars + 2;
    c.n = 1;
    assert_int_equal(chart_draw(&arena, &c).rows.v[0].parts.n, 0);
}

static void the_page_has_picture_and_table(void **state)
{
    struct out o = {.b = buf_new(&arena, MIB), .arena = &arena, .lang = LANG_KY};

    (void)state;
    chart_view(&o, &years);
    struct str page = buf_str(o.b);
    assert_true(str_find(page, STR("<svg viewBox=\"0 0 320 "), 0) != SIZE_MAX);
    assert_true(str_find(page, STR("2024 &lt;a&gt;"), 0) != SIZE_MAX);
    assert_true(str_find(page, STR("<td class=\"num\">150</td>"), 0) != SIZE_MAX);
    assert_true(str_find(page, STR(" style="), 0) == SIZE_MAX);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest cases[] = {
        CASE(parts_of_a_bar_touch_and_what_is_little_is_seen),
        CASE(all_zero_draws_no_bar),
        CASE(the_page_has_picture_and_table),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
