/* Names of fields and of codes in the log, as the forms say them. Inside of src/audit.
 *
 * The log keeps names of columns, which no reader has to know. A capability's messages follow one
 * rule (common_FIELD or SUBJECT_FIELD for the label, SUBJECT_FIELD_CODE for a code that is data),
 * so nobody needs a second list. Non-goal: translating what was typed. */
#ifndef ASHAR_AUDIT_WORDS_H
#define ASHAR_AUDIT_WORDS_H

#include "base/lang.h"

/* "issue", "title_ru" → "Title (ru)". False, *out as it was: no form has such a label. */
bool audit_field_words(struct arena *a, enum lang lang, struct str subject, struct str field,
                       struct str *out);
/* "issue", "state", "active" → "active" in the reader's language; what is no code stays as it is.
 * Absent stays absent. */
struct str audit_value_words(struct arena *a, enum lang lang, struct str subject, struct str field,
                             struct str value);

#endif
