/* Folding: the form in which texts are compared and searched, for query and index alike.
 *
 * Purpose: a word finds itself however it was typed: capital or small, on a Kyrgyz or a Russian
 * keyboard, with or without its hyphen. Folding loses letters (өз and оз become one) and is never
 * shown or stored as the text itself. What it does: canonical form (canon.h) · small letters · ө to
 * о, ү to у, ң to н, ё to е · accents off Latin letters · soft hyphens dropped · a hyphen between
 * two letters dropped, with the line end behind it if there is one ("муниципал-⏎дык", "үй-бүлө") ·
 * other hyphens and dashes to "-", with blanks where a dash parts two letters · runs of blanks to
 * one space, none at the ends · curly and angle quotes and apostrophes to " and '. Russian goes
 * through the same table: й stays й, since и and й are different letters in both languages.
 * Invariants: idempotent; valid UTF-8 out for any bytes in; never longer than three times the
 * input. Non-goal: word endings (stem.h). */
#ifndef ASHAR_TEXT_FOLD_H
#define ASHAR_TEXT_FOLD_H

#include "base/buf.h"

/* The folded copy, in `a`. STR_NONE stays absent. */
struct str text_fold(struct arena *a, struct str s);

/* Folding of equal texts is equal: for matching names and titles. */
bool text_fold_eq(struct str x, struct str y);

/* One letter: its folded letter; 0 for the soft hyphen and for combining marks. */
uint32_t text_fold_letter(uint32_t cp);

/* Where a word goes on behind the hyphen or soft hyphen at `at` (the byte behind the word's last
 * letter), over a line end too; 0: it ends here. */
size_t text_fold_join(struct str s, size_t at);

#endif
