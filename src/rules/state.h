/* State machines as tables: which step leads from which state to which, and whose duty it is.
 *
 * Purpose: one reading of such tables by all capabilities. States are stored as short English words
 * ("draft"); their names for readers are messages PREFIX_STATE (prefix "issue_state" and state
 * "active": issue_state_active). Non-goal: the conditions of a step, which the capability checks
 * itself. */
#ifndef ASHAR_RULES_STATE_H
#define ASHAR_RULES_STATE_H

#include "i18n/fault.h"

struct state_rule {
    const char *from, *to;
    int need;             /* enum cap of web/cap.h, as a number: this layer does not know web */
    bool reason;          /* a reason must be given */
    bool order;           /* a decision with number and day must be given */
    const char *rule_key; /* rule it rests on, or NULL */
};

struct state_machine {
    const char *prefix; /* of the messages that name the states */
    const struct state_rule *v;
    size_t n;
};

/* Fills `out` (room for `max`) with the steps from a state that `caps` (bits 1 << cap) allow;
 * returns how many. */
size_t state_next(const struct state_machine *m, struct str from, uint64_t caps,
                  const struct state_rule **out, size_t max);
/* OK; ERR_CONFLICT with a fault on "state" that names both states where there is no such step, and
 * the states that may come first;
 * ERR_FORBIDDEN where `caps` lack the duty. lang: of the names of the states inside the fault. */
MUST_USE enum err state_check(const struct state_machine *m, struct str from, struct str to,
                              uint64_t caps, enum lang lang, struct faults *f,
                              const struct state_rule **out);
/* Name of a state in a language; the word itself where there is no message. */
struct str state_name(struct arena *a, enum lang lang, const struct state_machine *m,
                      struct str state);
bool state_known(const struct state_machine *m, struct str state);

#endif
