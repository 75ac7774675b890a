/* Borrowed text: a pointer and a length, not terminated, not owned.
 *
 * Purpose: pass text without copying and without strlen. Contents are UTF-8 wherever they came
 * through a form, a file reader or the database; str_utf8_valid says so for anything else.
 * Invariant: {NULL,0} means "absent" (SQL NULL); an empty but present text has a non-NULL p.
 * Non-goal: Kyrgyz: that is src/text. */
#ifndef ASHAR_BASE_STR_H
#define ASHAR_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct str {
    const char *p;
    size_t n;
};

#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
#define STR_INIT(lit)                                                                              \
    {                                                                                              \
        "" lit, sizeof(lit) - 1                                                                    \
    }
#define STR_NONE ((struct str){NULL, 0})
/* For printf: printf("%.*s", STR_F(s)). */
#define STR_F(s) (int)(s).n, (s).p ? (s).p : ""

struct str str_of(const char *cstr); /* NULL gives STR_NONE */
bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a,
                   struct str b);        /* ASCII letters only: header names, file extensions */
int str_cmp(struct str a, struct str b); /* bytewise, as memcmp, shorter first */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
struct str str_sub(struct str s, size_t from, size_t n); /* clipped to s */
struct str str_trim(struct str s);                       /* ASCII blanks and U+00A0 at both ends */
/* Cuts the part before the first `sep` off *rest and returns it; all of it where there is none.
 * False: *rest was absent, i.e. the parts are used up. "a,b," gives "a", "b", "". */
bool str_cut(struct str *rest, char sep, struct str *part);

struct str str_dup(struct arena *a, struct str s);
char *str_cstr(struct arena *a,
               struct str s); /* terminated copy; an inner NUL ends it for C readers */
struct str str_cat(struct arena *a, struct str x, struct str y);
struct str str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Whole of s is a decimal integer (optional '-'), within int64. Else ERR_MALFORMED. */
MUST_USE enum err str_to_i64(struct str s, int64_t *out);

bool str_utf8_valid(struct str s); /* no surrogates, no overlong forms, <= U+10FFFF */
/* Decodes the character at *at and moves *at behind it; an invalid byte yields U+FFFD and one step.
 * Precondition: *at < s.n. */
uint32_t str_utf8_next(struct str s, size_t *at);
/* Writes 1..4 bytes; returns how many. Surrogates and > U+10FFFF are written as U+FFFD. */
size_t str_utf8_put(char out[4], uint32_t cp);
size_t str_utf8_length(struct str s); /* characters (code points) */
/* At most `chars` code points, cut at a character boundary. */
struct str str_utf8_head(struct str s, size_t chars);

#endif
