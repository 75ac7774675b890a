/* What the files of src/act share. */
#ifndef ASHAR_ACT_INSIDE_H
#define ASHAR_ACT_INSIDE_H

#include "act/act.h"
#include "base/json.h"

bool act_word_known(const char *const *words, struct str word);
/* One record of the log; `after` from act_json_begin/…_end. */
MUST_USE enum err act_record(struct db *db, struct arena *a, const struct actor *who,
                             const char *action, const char *subject, int64_t id, struct str before,
                             struct str after);
/* A line of the legal news, of the actor's place; `day`, act, question as far as they apply. */
MUST_USE enum err act_tell(struct db *db, struct arena *a, const struct actor *who,
                           const struct act_news *n);
/* The act itself, for a change: only whoever keeps it may (ERR_FORBIDDEN); ERR_CONFLICT: another
 * version. */
MUST_USE enum err act_hold(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                           int64_t version, struct act *out);
/* Whether a word of a text is one of those that head articles, points …: alternatives of a message,
 * of any language, folded. */
bool act_heads_word(struct arena *a, enum msg heads, struct str word);
/* "1 234,50" in som to tyiyn; "" is 0. False: no amount. */
bool act_read_money(struct str s, int64_t *tyiyn);
/* What a link leads to; ERR_NOT_FOUND: nothing; ERR_INVALID: an unknown kind. */
MUST_USE enum err act_name_target(struct db *db, struct arena *a, const struct act_use_query *q,
                                  const struct act_link *l, struct act_target *out);
#define ACT_NUMBER_BYTES 24
/* Faults where the act is not there or its latest text has no such article (an act without text has
 * every article). `article`: an anchor or what people type ("12", "12-берене", "4.3"); made an
 * anchor, or "". */
MUST_USE enum err act_check_article(struct db *db, struct arena *a, int64_t place_id,
                                    int64_t act_id, struct str *article, struct faults *f);
/* "27" of "27-берене", "статья 27", "пункт 4.3"; "" where a text names none. */
struct str act_point_named(struct arena *a, struct str s);

#endif
