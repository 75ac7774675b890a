/* The three languages every page, form and message exists in.
 *
 * Purpose: one enum to index tables by. Codes are ISO 639-1.
 * Non-goal: guessing the language of a text (text/stem.h does it per word), plural rules
 * (text/numbers.h). */
#ifndef ASHAR_BASE_LANG_H
#define ASHAR_BASE_LANG_H

#include "base/str.h"

enum lang { LANG_KY, LANG_RU, LANG_EN, LANG_COUNT };

struct str lang_code(enum lang lang); /* "ky", "ru", "en" */

/* Exactly one of the codes, letter case ignored, or a tag that begins with one ("ru-KG", "en_GB").
 * Else ERR_NOT_FOUND. */
MUST_USE enum err lang_of_code(struct str code, enum lang *out);

/* Of a text that was written in some of the three: the language asked for where it is there, else
 * the first of ky, ru, en that is; the one asked for where none is. */
enum lang lang_with(const struct str texts[LANG_COUNT], enum lang asked);
/* That text; "" where there is none in any. */
struct str lang_text(const struct str texts[LANG_COUNT], enum lang asked);

/* The same with the language it is in. Views print it as such (web/out.h): where that is not the
 * page's own language, a screen reader is told which voice to use (WCAG 2.1, 3.1.2). */
struct lang_str {
    struct str text;
    enum lang lang;
};
struct lang_str lang_str(const struct str texts[LANG_COUNT], enum lang asked);

#endif
