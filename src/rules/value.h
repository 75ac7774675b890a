/* Values of rules: reading, writing, showing. Inside of rules/ only. */
#ifndef ASHAR_RULES_VALUE_H
#define ASHAR_RULES_VALUE_H

#include "rules/rules.h"

/* Reads a stored or shipped value; no faults are told: ERR_MALFORMED. */
MUST_USE enum err rule_value_read(struct arena *a, const struct rule *rule, struct str text,
                                  struct rule_value *out);
/* The text of a rule_item_NAME or rule_PREFIX message, else the name itself. */
struct str rule_word(struct arena *a, enum lang lang, const char *prefix, struct str name);
/* A citation in the reader's language. */
struct str rule_source_text(struct arena *a, enum lang lang, struct str source);

#endif
