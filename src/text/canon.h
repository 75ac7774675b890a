/* The canonical form in which text is stored.
 *
 * Purpose: one spelling per word in the database, whatever keyboard, font or web page it came from.
 * What it does, and nothing else:
 *   1. invalid bytes become U+FFFD (forms refuse them before; files may hold them);
 *   2. Unicode normalization form C (UAX #15), by ICU;
 *   3. code-point variants of Kyrgyz letters, which form C does not merge: ӊ (U+04CA) to ң, ѳ
 * (U+0473) to ө, and inside a Cyrillic word Greek γ to ү, Latin ɵ and Greek θ to ө, with their
 * capitals;
 *   4. Latin and Greek look-alikes inside a Cyrillic word: a c e o p x y, A B C E H K M O P T X Y,
 * ë. A word counts as Cyrillic when every letter in it is Cyrillic or such a variant, and at least
 * one letter is Cyrillic and no look-alike itself, or most of them are Cyrillic. "COVIDдин", "PDF",
 * "см²" stay as they are. Capital Latin Y is the very glyph of Ү: it becomes Ү (ү among small
 * letters), but У in a word with back vowels (а о у ы), which vowel harmony keeps away from ү.
 * Invariants: idempotent; spaces, punctuation, digits, letter case are untouched; the result is
 * valid UTF-8. Non-goals: guessing (repair.h), folding (fold.h). */
#ifndef ASHAR_TEXT_CANON_H
#define ASHAR_TEXT_CANON_H

#include "base/str.h"

struct text_canon_report {
    size_t invalid;    /* bytes that were no UTF-8 */
    size_t variants;   /* code-point variants of Cyrillic letters replaced */
    size_t lookalikes; /* Latin or Greek look-alikes replaced */
    bool composed;     /* normalization changed something */
};

/* Borrowed: `s` itself where nothing changed, else in `a`. STR_NONE stays absent. `report` may be
 * NULL. Texts above 256 MiB come back unchanged. */
struct str text_canon(struct arena *a, struct str s, struct text_canon_report *report);

bool text_canon_is(struct str s); /* s is canonical already */

#endif
