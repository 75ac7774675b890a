/* The table that tools/msgc makes: inside of i18n, nobody else includes it. Sorted by name, indexed
 * by enum msg. */
#ifndef ASHAR_I18N_TABLE_H
#define ASHAR_I18N_TABLE_H

#include "i18n/i18n.h"

enum { MSG_FORMS = 3 };

struct msg_entry {
    const char *name;
    bool plural;
    struct str text[LANG_COUNT][MSG_FORMS]; /* plural: ky one other; ru one few many; en one other.
                                               Else the first only */
};

extern const struct msg_entry msg_table[MSG_COUNT];

#endif
