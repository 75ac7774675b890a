/* See json_values.h. */
#include "base/json_values.h"

void json_field_day(struct json *j, struct arena *a, const char *name, day_t d)
{
    json_key(j, str_of(name));
    json_str(j, d == DAY_NONE ? STR_NONE : day_iso(a, d));
}

void json_field_langs(struct json *j, const char *name, const struct str texts[LANG_COUNT])
{
    json_key(j, str_of(name));
    json_object_begin(j);
    for (int l = 0; l < LANG_COUNT; l++) {
        json_key(j, lang_code((enum lang)l));
        json_str(j, texts[l].n ? texts[l] : STR_NONE);
    }
    json_object_end(j);
}
