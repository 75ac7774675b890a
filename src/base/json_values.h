/* JSON of what Ashar's records are made of: days, and texts in the three languages.
 *
 * Purpose: the API says the same things in the same form everywhere. Units as in json.h, which it
 * stands on. Non-goal: records themselves: each module writes its own. */
#ifndef ASHAR_BASE_JSON_VALUES_H
#define ASHAR_BASE_JSON_VALUES_H

#include "base/clock.h"
#include "base/json.h"
#include "base/lang.h"

/* "name": "2026-11-21"; null for DAY_NONE. */
void json_field_day(struct json *j, struct arena *a, const char *name, day_t d);
/* "name": {"ky": …, "ru": …, "en": …}; null where nothing was written in that language. */
void json_field_langs(struct json *j, const char *name, const struct str texts[LANG_COUNT]);

#endif
