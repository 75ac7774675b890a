/* What the program says to people: messages in Kyrgyz, Russian and English.
 *
 * Catalogues are i18n/LANG/MODULE.po, msgid = a stable English identifier (issue_list_title),
 * msgstr = text with {name} placeholders. tools/msgc compiles them to `enum msg`
 * (MSG_issue_list_title) and tables; a missing key, an empty text, a placeholder that differs
 * between languages or a wrong number of plural forms fails the build. Plural entries carry
 * msgid_plural and forms in CLDR order: ky one, other; ru one, few, many; en one, other; the number
 * that chooses is the argument named n. Invariant: texts are plain text, never markup: whoever
 * prints them escapes the whole. Non-goal: logs, which stay English. */
#ifndef ASHAR_I18N_I18N_H
#define ASHAR_I18N_I18N_H

#include "base/buf.h"
#include "base/lang.h"
#include "i18n/msg.h" /* generated: enum msg, MSG_COUNT */

struct msg_arg {
    const char *name; /* as in the placeholder, without braces */
    bool is_number;
    struct str s;
    int64_t n; /* printed with the language's group separators */
};

#define ARG_S(name_, str_) ((struct msg_arg){.name = (name_), .s = (str_)})
#define ARG_N(name_, n_)   ((struct msg_arg){.name = (name_), .is_number = true, .n = (n_)})

/* The text with its placeholders filled, in the arena; an argument that the text does not name is
 * ignored, a placeholder without argument prints nothing (and asserts in debug builds). */
struct str msg_format(struct arena *a, enum lang lang, enum msg key, const struct msg_arg *args,
                      size_t n);

/* msg_text(a, lang, MSG_k)  or  msg_text(a, lang, MSG_k, ARG_S("name", x), ARG_N("n", 3)) */
#define msg_text(a, lang, key, ...)                                                                \
    msg_format((a), (lang), (key), (const struct msg_arg[]){{0}, ##__VA_ARGS__} + 1,               \
               sizeof((const struct msg_arg[]){{0}, ##__VA_ARGS__}) / sizeof(struct msg_arg) - 1)

/* The untouched text of a key, for tests and for offering all messages to translators. */
struct str msg_raw(enum lang lang, enum msg key);
/* "issue_list_title" → MSG_issue_list_title; false where there is none. For keys that are data
 * (states, roles). */
bool msg_find(struct str name, enum msg *out);
const char *msg_name(enum msg key);

#endif
