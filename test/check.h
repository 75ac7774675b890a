/* cmocka with the headers it wants, for every *_test.c. */
#ifndef ASHAR_TEST_CHECK_H
#define ASHAR_TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* Compares borrowed text and prints both sides on failure. */
#define assert_str(got, want)                                                                      \
    do {                                                                                           \
        struct str got_ = (got), want_ = str_of(want);                                             \
        if (!str_eq(got_, want_))                                                                  \
            fail_msg("\"%.*s\" is not \"%.*s\"", STR_F(got_), STR_F(want_));                       \
    } while (0)

#define assert_ok(call) assert_int_equal((call), OK)

#endif
