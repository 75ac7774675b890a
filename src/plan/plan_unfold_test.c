/* Periodicity to dated tasks. */
#include "plan/plan_unfold.h"
#include "test/check.h"

static day_t on(int year, int month, int day)
{
    return day_from_civil((struct civil){year, month, day});
}

static struct plan_days unfold(struct arena *a, const struct plan_unfold_in *in)
{
    struct plan_days days = {NULL, 0};

    assert_ok(plan_unfold(a, in, &days));
    return days;
}

static bool weekend(void *arg, day_t d)
{
    (void)arg;
    return day_weekday(d) >= 6;
}

static void once_is_one_day(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    struct plan_days days =
        unfold(&a, &(struct plan_unfold_in){
                       .period = PERIOD_ONCE, .first = on(2026, 3, 5), .last = on(2026, 12, 31)});
    assert_int_equal(days.n, 1);
    assert_int_equal(days.v[0].planned, on(2026, 3, 5));
    assert_int_equal(days.v[0].due, on(2026, 3, 5));
    arena_free(&a);
}

static void months_are_counted_from_the_first_day_and_clipped(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    struct plan_days days = unfold(&a, &(struct plan_unfold_in){.period = PERIOD_MONTHLY,
                                                                .first = on(2028, 1, 31),
                                                                .last = on(2028, 5, 31)});
    const day_t want[] = {on(2028, 1, 31), on(2028, 2, 29), on(2028, 3, 31), on(2028, 4, 30),
                          on(2028, 5, 31)};
    assert_int_equal(days.n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(days.v[i].planned, want[i]);
    arena_free(&a);
}

static void every_period_gives_its_count_in_a_year(void **state)
{
    static const struct {
        enum plan_period period;
        size_t n;
    } cases[] = {{PERIOD_WEEKLY, 53},
                 {PERIOD_MONTHLY, 12},
                 {PERIOD_QUARTERLY, 4},
                 {PERIOD_HALF_YEARLY, 2},
                 {PERIOD_YEARLY, 1}};
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan_days days = unfold(&a, &(struct plan_unfold_in){.period = cases[i].period,
                                                                    .first = on(2026, 1, 1),
                                                                    .last = on(2026, 12, 31)});
        assert_int_equal(days.n, cases[i].n);
        for (size_t k = 1; k < days.n; k++)
            assert_true(days.v[k - 1].planned < days.v[k].planned);
    }
    arena_free(&a);
}

static void days_of_rest_shift_as_the_rule_says(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    /* 21 November 2026 is a Saturday. */
    struct plan_unfold_in in = {.period = PERIOD_ONCE,
                                .first = on(2026, 11, 21),
                                .last = on(2026, 11, 21),
                                .rests = weekend};
    assert_int_equal(unfold(&a, &in).v[0].due, on(2026, 11, 21));
    in.shift = SHIFT_NEXT;
    assert_int_equal(unfold(&a, &in).v[0].due, on(2026, 11, 23));
    in.shift = SHIFT_PREVIOUS;
    assert_int_equal(unfold(&a, &in).v[0].due, on(2026, 11, 20));
    assert_int_equal(unfold(&a, &in).v[0].planned, on(2026, 11, 21));
    arena_free(&a);
}

static bool always(void *arg, day_t d)
{
    (void)arg;
    (void)d;
    return true;
}

static void a_calendar_that_only_rests_does_not_hang(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    struct plan_unfold_in in = {.period = PERIOD_ONCE,
                                .first = on(2026, 1, 1),
                                .last = on(2026, 1, 1),
                                .shift = SHIFT_NEXT,
                                .rests = always};
    assert_int_equal(unfold(&a, &in).n, 1);
    arena_free(&a);
}

static void what_was_before_since_is_left_out(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    struct plan_unfold_in in = {.period = PERIOD_MONTHLY,
                                .first = on(2026, 1, 15),
                                .last = on(2026, 12, 31),
                                .since = on(2026, 6, 16)};
    struct plan_days days = unfold(&a, &in);
    assert_int_equal(days.n, 6);
    assert_int_equal(days.v[0].planned, on(2026, 7, 15));
    arena_free(&a);
}

static void too_many_are_refused(void **state)
{
    struct arena a;
    struct plan_days days = {NULL, 77};
    (void)state;
    arena_init(&a, MIB);
    struct plan_unfold_in in = {
        .period = PERIOD_WEEKLY, .first = on(2000, 1, 1), .last = on(2026, 1, 1)};
    assert_int_equal(plan_unfold(&a, &in, &days), ERR_TOO_LARGE);
    assert_int_equal(days.n, 77);
    arena_free(&a);
}

static void deadlines_and_spans_end_on_their_last_day(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, MIB);
    struct plan_unfold_in in = {
        .period = PERIOD_SPAN, .first = on(2018, 1, 1), .last = on(2023, 12, 31)};
    struct plan_days days = unfold(&a, &in);
    assert_int_equal(days.n, 1);
    assert_int_equal(days.v[0].planned, on(2023, 12, 31));
    arena_free(&a);
}

static void names_are_read_back(void **state)
{
    enum plan_period p;
    (void)state;
    for (int i = 0; i < PERIOD_COUNT; i++) {
        assert_ok(plan_period_of(plan_period_name((enum plan_period)i), &p));
        assert_int_equal(p, i);
    }
    assert_int_equal(plan_period_of(STR("daily"), &p), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(once_is_one_day),
        cmocka_unit_test(months_are_counted_from_the_first_day_and_clipped),
        cmocka_unit_test(every_period_gives_its_count_in_a_year),
        cmocka_unit_test(days_of_rest_shift_as_the_rule_says),
        cmocka_unit_test(a_calendar_that_only_rests_does_not_hang),
        cmocka_unit_test(what_was_before_since_is_left_out),
        cmocka_unit_test(too_many_are_refused),
        cmocka_unit_test(deadlines_and_spans_end_on_their_last_day),
        cmocka_unit_test(names_are_read_back),
    };
    return cmocka_run_group_tests_name("plan_unfold", tests, NULL, NULL);
}
