/* The table that tools/msgc makes: inside of i18n, nobody else includes it. Sorted by name, indexed
 * by enum msg. Names and texts lie one behind the other in msg_texts, each ended by a NUL, and are
 * told by offset: a table of pointers would have to be relocated at each start of the program,
 * which costs more than a short count and gives every process a copy of its own. */
#ifndef ASHAR_I18N_TABLE_H
#define ASHAR_I18N_TABLE_H

#include "i18n/i18n.h"

enum { MSG_FORMS = 3 };

struct msg_piece {
    uint32_t at, n; /* bytes of msg_texts */
};

struct msg_entry {
    uint32_t name; /* offset */
    bool plural;
    struct msg_piece text[LANG_COUNT][MSG_FORMS]; /* plural: ky one other; ru one few many; en one
                                                     other. Else the first only */
};

extern const char msg_texts[];
extern const struct msg_entry msg_table[MSG_COUNT];

#endif
