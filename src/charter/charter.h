/* The rules of a municipality as it set them itself: overriding a rule parameter by a decision, and
 * the operator's part of the calendar of working days.
 *
 * An override names the decision it rests on (title, number, day) and the days it holds. Several of
 * one key may follow each other; their spans may not overlap. Nothing is deleted: every state is
 * kept (rules_history), and audited. Place 0 is the installation: what the nation settles for all.
 * Non-goal: reading values: rules/rules.h. */
#ifndef ASHAR_CHARTER_CHARTER_H
#define ASHAR_CHARTER_CHARTER_H

#include "base/actor.h"
#include "base/command.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "web/request.h"

struct charter_override {
    int64_t id, version; /* 0, 0: a new one */
    struct str key;
    struct str value; /* as typed; stored in one spelling (rules_value_raw) */
    struct rule_decision decision;
    day_t valid_from, valid_to; /* valid_to DAY_NONE: until changed */
};
/* Of actor->place_id. ERR_NOT_FOUND: no such key, or the id is another place's. ERR_CONFLICT:
 * somebody changed it first. */
MUST_USE enum err charter_save(struct db *db, struct arena *a, const struct actor *who,
                               enum lang lang, const struct charter_override *o, struct faults *f);
/* ERR_NOT_FOUND where the place has no such override. */
MUST_USE enum err charter_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                               struct charter_override *out);
struct charter_overrides {
    const struct charter_override *v;
    size_t n;
};
/* Of one key, the latest span first. */
MUST_USE enum err charter_of_key(struct db *db, struct arena *a, int64_t place_id, struct str key,
                                 struct charter_overrides *out);

/* A movable holiday, a day of rest that was moved, or (working) a day made working, by a decision
 * of the government. */
struct charter_holiday {
    day_t day;
    bool working;
    struct str name[LANG_COUNT]; /* all three: they are shown to everybody */
    struct str decision;         /* title, number, day, in words */
};
MUST_USE enum err charter_holiday_add(struct db *db, struct arena *a, const struct actor *who,
                                      const struct charter_holiday *h, struct faults *f);
MUST_USE enum err charter_holiday_remove(struct db *db, struct arena *a, const struct actor *who,
                                         int64_t id);

/* -- the acts a rule rests on: app wires who knows them -- */
struct charter_basis {
    struct lang_str title;
    struct str point, path; /* point: "article 3" in the reader's language, or ""; path below it */
};
struct charter_bases {
    const struct charter_basis *v;
    size_t n;
};
struct charter_cited {
    int64_t place_id; /* 0: outside of a municipality */
    struct str place_code;
    enum lang lang;
    struct str key;    /* of the rule: acts may be linked to it */
    struct str source; /* as data/rules.tsv has it, or "№ 5, 21.11.2026" of the decision */
};
/* The acts of the register that the source names or that somebody has linked to the rule; none is
 * no fault. */
typedef enum err charter_basis_source(struct db *db, struct arena *a, const struct charter_cited *c,
                                      struct charter_bases *out);
/* Once, before the first request; NULL: sources are shown as words. */
void charter_wire(charter_basis_source *source);

extern const struct route charter_routes[];
extern const struct command charter_commands[]; /* rules list */

#endif
