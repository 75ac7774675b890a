/* How much a folded word looks Russian rather than Kyrgyz. Inner header of src/text: stem.c decides
 * by it which of the two grammars a word goes to.
 *
 * Letters (model.h), and endings that Kyrgyz harmony does not allow. In bits times MODEL_SCALE;
 * words are looked at up to 128 letters. */
#ifndef ASHAR_TEXT_RUSSIAN_H
#define ASHAR_TEXT_RUSSIAN_H

#include "base/str.h"

/* Above 0: more Russian than Kyrgyz. `folded` as fold.h gives it. */
int text_russian_margin(struct str folded);

/* What the endings behind `root` cost in Russian: much where Russian has no such endings. */
int text_russian_cost(struct str folded, struct str root);

#endif
