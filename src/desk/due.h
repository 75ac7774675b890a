/* The desk's due list: what capabilities offer to it, wired by app.
 *
 * Each capability that makes people do things by a day offers one `due_source`; the desk merges,
 * sorts and shows. */
#ifndef ASHAR_DESK_DUE_H
#define ASHAR_DESK_DUE_H

#include "base/clock.h"
#include "db/db.h"
#include "i18n/i18n.h"

struct due {
    day_t on;             /* the day it must be done by */
    struct str title;     /* already in the reader's language: "Issue 3: refresh the information" */
    struct str path;      /* below the language: where to do it */
    const char *rule_key; /* rule it rests on, or NULL */
    bool warning;         /* not due yet, told ahead */
    bool done;            /* done in the last days: shown struck, then gone */
    bool next_step;       /* nothing presses, but this is what comes next: `on` is DAY_NONE */
};

struct dues {
    const struct due *v;
    size_t n;
};

struct due_query {
    int64_t place_id;
    struct str place_code;
    int64_t person_id; /* the reader */
    uint64_t caps;     /* what they may do there: offer only what is their duty */
    day_t today;
    enum lang lang;
};

/* Offers what the reader's duty is. Sources may append in any order,
 * but next steps in the order in which they are to be taken. */
typedef enum err due_source(struct db *db, struct arena *a, const struct due_query *q,
                            struct dues *out);

#endif
