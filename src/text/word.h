/* Words and letters: what the other parts of src/text agree to call a word.
 *
 * Purpose: one cut of a text into words, so that canonical form, folding, stemming and repair never
 * disagree. A word is a longest run of letters, digits and combining marks; inside a word one
 * hyphen, soft hyphen or apostrophe between two letters does NOT continue it: "онлайн-добуш" is two
 * words here (fold.h joins them). Invariant: works on any bytes; an invalid byte is a separator.
 * Nothing is allocated. Non-goal: scripts without spaces between words. */
#ifndef ASHAR_TEXT_WORD_H
#define ASHAR_TEXT_WORD_H

#include "base/str.h"

enum text_class {
    CLASS_OTHER,    /* blanks, punctuation, symbols, invalid bytes */
    CLASS_CYRILLIC, /* U+0400..U+052F letters */
    CLASS_LATIN,    /* ASCII and accented Latin letters */
    CLASS_DIGIT,    /* decimal digits */
    CLASS_MARK,     /* combining marks: belong to the letter before them */
    CLASS_LETTER    /* letters of other scripts, Greek among them */
};

enum text_class text_class_of(uint32_t cp);

/* The next word at or after *at, which moves behind it; false: no more words. */
bool text_word_next(struct str s, size_t *at, struct str *word);

#endif
