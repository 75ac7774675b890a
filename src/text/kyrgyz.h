/* The suffix grammar of Kyrgyz over folded letters. Inner header of src/text: others use stem.h.
 *
 * Letters are small numbers, а = 1 .. я = 32 in alphabet order without ё; ө ү ң have been folded,
 * and я ю after a vowel are written йа йу, as they are pronounced, so that "коюу" shows its -уу. */
#ifndef ASHAR_TEXT_KYRGYZ_H
#define ASHAR_TEXT_KYRGYZ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define KY_LETTERS_MAX 56
#define KY_STEPS_MAX   8

struct ky_word {
    uint8_t w[KY_LETTERS_MAX];
    int n;
};

struct ky_chain {
    int score;
    uint8_t cut[KY_STEPS_MAX];    /* letters left after step i */
    uint8_t suffix[KY_STEPS_MAX]; /* stripped in step i, outermost first; for ky_suffix_name */
    int steps;
    int n;         /* letters of the stem */
    bool softened; /* the last letter is г or б for к or п */
    bool restored; /* a low vowel was lost in -оо */
    bool verb;
};

/* False: a letter outside а..я, or too long. `folded` has no ё ө ү ң. */
bool ky_word_of(struct str folded, struct ky_word *out);

/* The same from letters as they are spelt; ky_letters gives them back, KY_LETTERS_MAX at most. */
bool ky_word_of_letters(const uint8_t *letters, int n, struct ky_word *out);
int ky_letters(const struct ky_word *word, uint8_t *out);

/* Beginnings of a word with at least so many letters show that it is a loan: letters, and places of
 * letters, that native words do not have. More than KY_LETTERS_MAX: none does. */
int ky_foreign_from(const struct ky_word *word);

/* The chain with most evidence; steps 0 where none is better than the bare word. With `only` > 0
 * the chain must leave that many letters, which are then taken for a root; steps 0: no chain does.
 */
struct ky_chain ky_strip(const struct ky_word *word, int only);

/* The English grammatical term: "plural". */
const char *ky_suffix_name(uint8_t suffix);

/* What the chain leaves: к п put back for г б, the low vowel for -оо. It may be stripped again:
 * stem.c repeats until nothing changes, so that a form and its dictionary form end alike wherever
 * the chain passed through it. */
struct ky_word ky_rest(const struct ky_word *word, const struct ky_chain *chain);

/* A final г or б that a vowel behind it has softened becomes к or п again, unless it is one of a
 * loan. True: it did. */
bool ky_harden(struct ky_word *word);

/* The end of all stems: no soft sign, no final low vowel in long ones ("башта", "башт"). */
void ky_level(struct ky_word *word);

/* Does the last vowel agree with the one before it? Where no suffix was found either, the word is
 * hardly Kyrgyz. */
bool ky_is_harmonic(const struct ky_word *word);

/* UTF-8 again, йа to я. Returns the length; `out` holds 2 bytes per letter. */
size_t ky_utf8(const struct ky_word *word, char *out);
size_t ky_utf8_of_letters(const uint8_t *letters, int n, char *out);

#endif
