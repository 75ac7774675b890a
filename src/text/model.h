/* How much a row of letters looks like Kyrgyz or like Russian. Inner header of src/text.
 *
 * Letter trigrams, smoothed by bigrams and single letters (interpolated as Witten and Bell do),
 * from counts in model_ky.inc and model_ru.inc. The counts were taken by tools/text_model.c from
 * running text of official papers of Kyrgyzstan: a leaflet on citizens' participation, the journal
 * of municipalities (10/2020), the Standard Plan of engaging the community, a report on the
 * challenges of self-government (Kyrgyz); the programme of self-government 2018-2023 and its plan
 * (Russian); and a list of common words written by hand (data/ky/words.txt). For Kyrgyz there is a
 * second model of vowels alone, which sees harmony across consonants. Scores are bits, times
 * MODEL_SCALE: 0 is certain, larger is less likely. */
#ifndef ASHAR_TEXT_MODEL_H
#define ASHAR_TEXT_MODEL_H

#include <stdint.h>

#include "base/str.h"

/* Letters: 0 word boundary, 1..32 а..я, then ё ө ү ң. */
#define MODEL_LETTERS 37
#define MODEL_O       15
#define MODEL_U       20
#define MODEL_YO      33
#define MODEL_OE      34
#define MODEL_UE      35
#define MODEL_NG      36
#define MODEL_SCALE   12

enum model { MODEL_KYRGYZ, MODEL_FOLDED_KYRGYZ, MODEL_RUSSIAN, MODEL_COUNT };

/* Either case; 0 for what is no such letter. model_character gives the small letter, '_' for 0. */
uint8_t model_letter(uint32_t cp);
uint32_t model_character(uint8_t letter);

/* Bits of letter c after a b. */
int model_bits(enum model m, uint8_t a, uint8_t b, uint8_t c);
/* Bits of vowel v after the vowel u of the syllable before (0: none), in Kyrgyz. */
int model_vowel_bits(uint8_t u, uint8_t v);
bool model_is_vowel(uint8_t letter);

/* Bits of a Kyrgyz word that begins with these letters (`whole`: that is exactly these), by the
 * words counted; MODEL_UNKNOWN where none of them does. A third of the probability is kept for
 * words never seen. */
#define MODEL_UNKNOWN 100000
int model_beginning_bits(const uint8_t *letters, int n, bool whole);

/* The whole word with its boundaries. */
int model_word_bits(enum model m, const uint8_t *letters, int n);

/* Bits of a whole folded word as Kyrgyz less those as Russian: letters 0..32 only. */
int model_russian_margin(const uint8_t *letters, int n);

#endif
