/* Alphabetical order in a language, by ICU (CLDR collation).
 *
 * Purpose: lists as readers expect them: ё after е, ң after н, ө after о, ү after у; numbers inside
 * text by their value
 * ("2-айыл" before "10-айыл"); letter case decides last.
 * Invariant: a total order: texts ICU holds equal are ordered by their bytes. Invalid bytes compare
 * as U+FFFD. Safe from any thread; collators are opened once and live as long as the program. */
#ifndef ASHAR_TEXT_COLLATE_H
#define ASHAR_TEXT_COLLATE_H

#include "base/lang.h"

/* <0, 0, >0. Absent text comes before empty text. */
int text_collate(enum lang lang, struct str x, struct str y);

/* Bytes in `a` whose str_cmp order is text_collate's order (up to ties), to store and index; text
 * above 64 KiB is keyed by its beginning. Keys of different ICU versions must not be mixed:
 * text_collate_version. */
struct str text_collate_key(struct arena *a, enum lang lang, struct str s);

/* Sorts in place. */
void text_collate_sort(enum lang lang, struct str *items, size_t n);

/* E.g. "153.120": changes whenever stored keys must be made anew. */
struct str text_collate_version(struct arena *a, enum lang lang);

#endif
