/* What base formats by itself is what the C library would have made of it. */
#include "test/check.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/fmt.h"

static int taken;

static void same(size_t room, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void same(size_t room, const char *fmt, ...)
{
    char ours[512], theirs[512];
    size_t n;
    va_list ap;

    va_start(ap, fmt);
    bool quick = fmt_quick(ours, room, &n, fmt, ap);
    va_end(ap);
    va_start(ap, fmt);
    int length = vsnprintf(theirs, sizeof theirs, fmt, ap);
    va_end(ap);
    if (!quick)
        return;
    taken++;
    assert_int_equal(n, length);
    assert_true(n < room);
    assert_string_equal(ours, theirs);
}

static void common_conversions_are_the_same(void **state)
{
    static const int64_t numbers[] = {0,  1,   -1,        9,         10,        99,       100,
                                      -5, -10, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    const size_t all = 512;
    int before = taken, calls = 0;

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        long long v = numbers[i];
        same(all, "%lld|%llu|%02lld", v, (unsigned long long)v, v);
        same(all, "%d.%02d.%04d", (int)v, (int)v, (int)v);
        same(all, "%u %zu %ld %lu", (unsigned)v, (size_t)v, (long)v, (unsigned long)v);
        same(all, "%020lld", v);
        calls += 4;
    }
    same(all, "plain");
    same(all, "%s", "");
    same(all, "/%.*s/%s%c%%", 3, "abcdef", "сунуш", 'x');
    same(all, "%.*s|%.*s", 0, "abc", 9, "abc");
    calls += 4;
    assert_int_equal(taken - before, calls);
}

static void what_does_not_fit_is_left(void **state)
{
    int before = taken;

    (void)state;
    for (size_t room = 1; room < 12; room++)
        same(room, "%s-%d", "abcdef", 1234);
    assert_int_equal(taken - before, 0);
    same(12, "%s-%d", "abcdef", 1234);
    assert_int_equal(taken - before, 1);
}

static void other_conversions_are_left(void **state)
{
    int before = taken;

    (void)state;
    same(512, "%5d", 3);
    same(512, "%-5s", "a");
    same(512, "%.3s", "abcdef");
    same(512, "%f %g", 1.5, 2.5);
    same(512, "%x %08x", 1u, 2u);
    same(512, "%p", (void *)state);
    same(512, "%*d", 5, 3);
    same(512, "%099d", 3);
    same(512, "%+d", 3);
    same(512, "%hd", (short)3);
    assert_int_equal(taken - before, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_conversions_are_the_same),
        cmocka_unit_test(what_does_not_fit_is_left),
        cmocka_unit_test(other_conversions_are_left),
    };
    return cmocka_run_group_tests_name("fmt", tests, NULL, NULL);
}
