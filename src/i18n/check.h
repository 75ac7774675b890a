/* Checks that rules of the matter make on what was given, the same for forms, imports and the API.
 *
 * Each cleans a text (blanks at both ends, canonical letters: text/canon.h) and adds the common
 * faults of i18n/common.po to its field. The cleaned text is returned also where it is faulty, so
 * that a form can show it again. Non-goals: decoding (web/request.h), rules of a capability. */
#ifndef ASHAR_I18N_CHECK_H
#define ASHAR_I18N_CHECK_H

#include "base/clock.h"
#include "i18n/fault.h"

/* Lengths in characters. min 0: may be empty. */
struct str check_text(struct faults *f, const char *field, struct str s, size_t min, size_t max);
/* One text in three languages: fields FIELD_ky, FIELD_ru, FIELD_en; with `required` at least one
 * must not be empty, and the fault is on FIELD_ky. */
void check_words(struct faults *f, const char *field, const struct str in[LANG_COUNT],
                 bool required, size_t max, struct str out[LANG_COUNT]);
/* A day that must be given, must not be after `today` where that is not DAY_NONE, and must be a day
 * of this age: 1991 to 2199. */
void check_day(struct faults *f, const char *field, day_t d, day_t today);

/* A decision that a step rests on: title, number, day; fields PREFIX_title, PREFIX_number,
 * PREFIX_day. All three empty: allowed unless `required`. Else number and day must be there, and
 * the day not after today. */
struct check_order {
    struct str title, number;
    day_t day;
};
struct check_order check_order(struct faults *f, const char *prefix, const struct check_order *in,
                               bool required, day_t today);

#endif
