/* printf's common conversions, without the C library's machinery. Inside of base: str_fmt and
 * buf_printf try it first.
 *
 * Purpose: a page formats some hundred short texts, and vsnprintf costs ten times what they need.
 * Knows %% %c %s %.*s %d %u %lld %llu %ld %lu %zu and zero-padded widths (%02d). Anything else, and
 * what does not fit, is left to vsnprintf: the result is the same. Non-goal: floating point. */
#ifndef ASHAR_BASE_FMT_H
#define ASHAR_BASE_FMT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* True: out holds *n bytes and a terminator. False: nothing is known about out; ap is used up. */
bool fmt_quick(char *out, size_t room, size_t *n, const char *fmt, va_list ap)
    __attribute__((format(printf, 4, 0)));

#endif
