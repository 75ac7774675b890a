/* What the files of meeting/ share. */
#ifndef ASHAR_MEETING_INSIDE_H
#define ASHAR_MEETING_INSIDE_H

#include "base/json.h"
#include "meeting/meeting.h"
#include "meeting/meeting_kinds.h"
#include "meeting/meeting_sql.h"
#include "rules/state.h"

enum {
    MEETING_TITLE_MAX = 300,
    MEETING_ABOUT_MAX = 10000,
    MEETING_VENUE_MAX = 300,
    MEETING_AREA_MAX = 200,
    MEETING_NAME_MAX = 200,
    MEETING_WORD_MAX = 3000,
    MEETING_REASON_MAX = 1000,
    MEETING_REASON_MIN = 5,
    MEETING_ORDER_MAX = 60,
    MEETING_URL_MAX = 500,
    MEETING_JSON_MAX = 256 * 1024,
    MEETING_LIST_MOST = 1000
};

extern const struct state_machine meeting_machine;

/* Key of a rule of the kind: "hearing.quorum". */
const char *meeting_rule_key(struct arena *a, const struct meeting_kind *k, const char *name);
/* A word of a list of words separated by blanks; "*" has all. */
bool meeting_words_have(const char *words, struct str word);
/* Of three texts the one in that language, else the first there is. */
struct str meeting_in_lang(const struct str texts[LANG_COUNT], enum lang lang);
/* Name of a kind, a topic, a caller … */
struct str meeting_kind_name(const struct meeting_kind *k, enum lang lang);
/* The ground of an emergency in words: rules names the items of its lists. */
struct str meeting_ground_name(struct arena *a, enum lang lang, struct str ground);
/* Message meeting_PREFIX_WORD; the word itself where there is none. */
struct str meeting_word_text(struct arena *a, enum lang lang, const char *prefix, struct str word);
/* The day by which the rule KIND.name ("minutes_after") wants something after the meeting, by the
 * rule valid on the meeting's day; DAY_NONE where none is set. */
MUST_USE enum err meeting_day_after(struct db *db, struct arena *a, const struct meeting *m,
                                    const char *name, day_t *out);
/* Every open question and proposal of a meeting that is over gets the day by which its answer is
 * owed (KIND.unanswered_questions, KIND.results_after), unless it has one. */
MUST_USE enum err meeting_words_owe(struct db *db, struct arena *a, const struct meeting *m);
/* One record of the log. subject "meeting"; `after` is a whole JSON object, before and personal may
 * be absent. */
MUST_USE enum err meeting_record(struct db *db, struct arena *a, const struct actor *who,
                                 const char *action, int64_t meeting_id, struct str before,
                                 struct str after, struct str personal);

#endif
