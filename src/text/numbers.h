/* Numbers, money, ordinals and plural categories in three languages.
 *
 * Sources: CLDR 42 (number symbols and cardinal plural rules of ky, ru, en); Kyrgyz spelling rules
 * for ordinals (digits take a hyphen: "5-маселе"). Units: money is int64_t tyiyn, 1/100 of a som;
 * decimals are an integer and the count of its decimal places. Group separator: U+00A0 in Kyrgyz
 * and Russian, comma in English, from 1000 on; decimal comma, in English point. Results live in
 * `a`. */
#ifndef ASHAR_TEXT_NUMBERS_H
#define ASHAR_TEXT_NUMBERS_H

#include "base/lang.h"

enum plural { PLURAL_ONE, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURAL_COUNT };

/* Of a whole number; fractions are PLURAL_OTHER in all three languages. ky and en: ONE or OTHER;
 * ru: ONE, FEW, MANY. Negative numbers count as their absolute value. */
enum plural text_plural(enum lang lang, int64_t n);

struct str text_number(struct arena *a, enum lang lang, int64_t n); /* 1 234 567 */

/* 123456 with 2 places: "1 234,56". places 0..18, all of them shown. */
struct str text_decimal(struct arena *a, enum lang lang, int64_t v, int places);

/* "1 234 567 сом", "1 234 567,50 сом", "1,234,567.50 som": tyiyn are shown only where there are
 * any. */
struct str text_money(struct arena *a, enum lang lang, int64_t tyiyn);

/* 1234 with 1 place: "123,4 %", "123.4%". Kyrgyz and Russian put U+00A0 before the sign. */
struct str text_percent(struct arena *a, enum lang lang, int64_t v, int places);

/* ky "5-" (the noun follows at once), ru "5-й", en "5th". */
struct str text_ordinal(struct arena *a, enum lang lang, int64_t n);

/* "1,4 МБ", "340 КБ", "12 байт"; units of 1024, one place below 10. */
struct str text_bytes(struct arena *a, enum lang lang, int64_t bytes);

#endif
