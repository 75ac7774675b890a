/* Words typed in Latin letters: what Cyrillic word may be meant. Inner header of src/search.
 *
 * Two ways of writing: by sound ("mektep", "shkola"), and on a keyboard left on Latin ("vtrntg").
 */
#ifndef ASHAR_SEARCH_LATIN_H
#define ASHAR_SEARCH_LATIN_H

#include "search/tokens.h"

#define LATIN_READINGS 8

/* Small Latin letters alone, two at least. */
bool latin_word(struct str folded);

/* The word by sound, already folded (ө is о, ү у, ң н); its length, 0: not readable so. `reading`
 * below LATIN_READINGS: bit 0: "ng" is two letters (manga); bit 1: an "e" that begins the word is
 * э; bit 2: "ts" and "shch" are two (detskiy, jumushchu). */
size_t latin_by_sound(struct str folded, int reading, char out[TEXT_STEM_MAX]);

/* The text as the same keys give it on the Russian and Kyrgyz layout; characters that are on no
 * letter's key stay. */
struct str latin_by_keys(struct arena *a, struct str text);

#endif
