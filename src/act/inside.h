/* What the files of src/act share. */
#ifndef ASHAR_ACT_INSIDE_H
#define ASHAR_ACT_INSIDE_H

#include "act/act.h"
#include "base/json.h"

bool act_word_known(const char *const *words, struct str word);
/* In a language, or in another where that one is empty. */
struct str act_in_lang(const struct str texts[LANG_COUNT], enum lang lang);
/* One record of the log; `after` from act_json_begin/…_end. */
MUST_USE enum err act_record(struct db *db, struct arena *a, const struct actor *who,
                             const char *action, const char *subject, int64_t id, struct str before,
                             struct str after);
/* Faults where the act is not there or has no such article (an act without text has every article).
 * `article` is an anchor or "". */
MUST_USE enum err act_check_article(struct db *db, struct arena *a, int64_t place_id,
                                    int64_t act_id, struct str article, struct faults *f);

#endif
