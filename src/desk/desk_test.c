/* Sorting into piles, and nothing lost on the way. */
#include "test/check.h"

#include "desk/desk.h"

#define TODAY 20000

static struct due offered[64];
static size_t offered_count;
static enum err source_result;

static enum err offer(struct db *db, struct arena *a, const struct due_query *q, struct dues *out)
{
    (void)db;
    (void)a;
    (void)q;
    *out = (struct dues){offered, offered_count};
    return source_result;
}

static due_source *const due_sources[] = {offer, NULL};

static struct desk sort(struct arena *a)
{
    struct desk d = {0};
    arena_init(a, MIB);
    desk_wire(due_sources);
    assert_ok(desk_read(NULL, a, &(struct due_query){.today = TODAY}, &d));
    return d;
}

static void each_goes_to_the_pile_of_its_day(void **state)
{
    (void)state;
    struct arena a;
    const struct due all[] = {
        {.on = TODAY - 1, .title = STR("late")},
        {.on = TODAY, .title = STR("now")},
        {.on = TODAY + 6, .title = STR("soon")},
        {.on = TODAY + 7, .title = STR("next week")},
        {.on = TODAY + 3, .title = STR("warned"), .warning = true},
        {.on = TODAY - 9, .title = STR("done"), .done = true},
        {.on = DAY_NONE, .title = STR("next"), .next_step = true},
    };
    offered_count = sizeof all / sizeof all[0];
    for (size_t i = 0; i < offered_count; i++)
        offered[i] = all[i];
    struct desk d = sort(&a);
    assert_int_equal(d.overdue.n, 1);
    assert_int_equal(d.today.n, 1);
    assert_int_equal(d.week.n, 1);
    assert_int_equal(d.later.n, 2);
    assert_int_equal(d.done.n, 1);
    assert_int_equal(d.next.n, 1);
    assert_int_equal(d.total, 3);
    assert_str(d.overdue.v[0].title, "late");
    arena_free(&a);
}

static void a_long_pile_is_sorted_by_day(void **state)
{
    (void)state;
    struct arena a;
    offered_count = 64;
    for (size_t i = 0; i < 64; i++)
        offered[i] = (struct due){.on = TODAY - 1 - (day_t)(i * 37 % 64), .title = STR("x")};
    struct desk d = sort(&a);
    assert_int_equal(d.overdue.n, 64);
    for (size_t i = 1; i < 64; i++)
        assert_int_equal(d.overdue.v[i].on, d.overdue.v[i - 1].on + 1);
    arena_free(&a);
}

static void next_steps_keep_the_order_of_the_cycle(void **state)
{
    (void)state;
    struct arena a;
    offered_count = 3;
    offered[0] = (struct due){.on = DAY_NONE, .title = STR("issues"), .next_step = true};
    offered[1] = (struct due){.on = DAY_NONE, .title = STR("group"), .next_step = true};
    offered[2] = (struct due){.on = DAY_NONE, .title = STR("assembly"), .next_step = true};
    struct desk d = sort(&a);
    assert_int_equal(d.next.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_str(d.next.v[i].title, offered[i].title.p);
    arena_free(&a);
}

static void a_failing_source_is_not_shown_as_an_empty_desk(void **state)
{
    (void)state;
    struct arena a;
    struct desk d = {.total = 99};
    arena_init(&a, MIB);
    source_result = ERR_DB;
    desk_wire(due_sources);
    assert_int_equal(desk_read(NULL, &a, &(struct due_query){.today = TODAY}, &d), ERR_DB);
    assert_int_equal(d.total, 99);
    source_result = OK;
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(each_goes_to_the_pile_of_its_day),
        cmocka_unit_test(a_long_pile_is_sorted_by_day),
        cmocka_unit_test(next_steps_keep_the_order_of_the_cycle),
        cmocka_unit_test(a_failing_source_is_not_shown_as_an_empty_desk),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
