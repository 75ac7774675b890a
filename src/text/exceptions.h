/* The words of roots.inc: those that stay whole, and forms no rule reaches. Inner header of
 * src/text.
 *
 * Looked up by all beginnings of a word at once: two letters say which lengths are worth a look. */
#ifndef ASHAR_TEXT_EXCEPTIONS_H
#define ASHAR_TEXT_EXCEPTIONS_H

#include "text/kyrgyz.h"

struct exception {
    const char *form, *base; /* base NULL: stays whole */
    bool verb;               /* only where a verb's suffixes have come off */
    struct ky_word key;
};

/* NULL: not listed. */
const struct exception *exception_of(const struct ky_word *word);

/* The longest beginning of at least three letters, shorter than `below`, that is listed as whole
 * (and not for verbs alone) or is a form that takes endings itself ("балдар"), with a softened last
 * letter hardened; its length, 0: none. */
int exception_beginning(const struct ky_word *word, int below);

#endif
