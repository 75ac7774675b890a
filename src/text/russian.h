/* How much a folded word looks Russian rather than Kyrgyz. Inner header of src/text: stem.c decides
 * by it which of the two grammars a word goes to.
 *
 * Letters (model.h), and endings that Kyrgyz harmony does not allow. In bits times MODEL_SCALE.
 * Words are given as folded letters 1..32, n of them. */
#ifndef ASHAR_TEXT_RUSSIAN_H
#define ASHAR_TEXT_RUSSIAN_H

#include <stdint.h>

/* Above 0: more Russian than Kyrgyz. */
int text_russian_margin(const uint8_t *letters, int n);

/* How unlikely the word is in Russian. */
int text_russian_bits(const uint8_t *letters, int n);

#endif
