/* Kyrgyz and Russian in Latin letters.
 *
 * Sources: BGN/PCGN romanization of Kyrgyz (1979) and of Russian (1947), accents and signs left
 * out: Kyrgyz ж j, ң ng, ө o, ү u; Russian ж zh; both й y, х kh, ц ts, ч ch, ш sh, щ shch, ъ and ь
 * nothing, ы y, э e, ю yu, я ya. Invariant: text_slug gives only a-z 0-9 and single inner hyphens.
 * Non-goal: the way back. */
#ifndef ASHAR_TEXT_TRANSLIT_H
#define ASHAR_TEXT_TRANSLIT_H

#include "base/lang.h"

/* For reading: "Жеңишбек Өмүров" gives "Jengishbek Omurov". LANG_KY and LANG_EN use the Kyrgyz
 * table, LANG_RU the Russian one. Characters that are not Cyrillic stay. */
struct str text_translit(struct arena *a, enum lang lang, struct str s);

/* For addresses and file names: "Ысык-Көл: суу 2026!" gives "ysyk-kol-suu-2026". Cut at a hyphen
 * where there is one to at most `max` bytes (0: 80). "" where no letter or digit is left: the
 * caller then uses the number of the record. */
struct str text_slug(struct arena *a, enum lang lang, struct str s, size_t max);

#endif
