/* What the files of the hall share. */
#ifndef ASHAR_MEETING_HALL_INSIDE_H
#define ASHAR_MEETING_HALL_INSIDE_H

#include <stdlib.h>

#include "i18n/check.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_hall_sql.h"
#include "meeting/meeting_inside.h"
#include "text/dates.h"

#define MEETING_RULE_LATE "meeting.late_entries"
#define MEETING_RULE_AGES "meeting.age_groups"

enum {
    HALL_KEY_MAX = 80,
    HALL_DECISION_MAX = 3000,
    HALL_VOTES_MAX = 10000000,
    HALL_NUMBER_MAX = 100000
};

/* Appends to the log and checks that `after` was written whole. */
MUST_USE enum err meeting_hall_says(struct meeting_hall *h, const char *action, struct buf *after,
                                    struct str personal);

/* How a vote ends by the rule KIND.decision. */
struct meeting_decided {
    bool by_rule; /* false: none is set, or its base is not known: the chair says how it ended */
    struct str method;
    const char *rule_key; /* "" none */
    struct meeting_majority majority;
};
MUST_USE enum err meeting_hall_majority(struct meeting_hall *h, const struct meeting_counts *c,
                                        int64_t in_favour, struct meeting_decided *out);

/* The votes of a form against those present: a fault on in_favour that names both numbers. */
void meeting_hall_check_tally(struct meeting_hall *h, const struct meeting_tally *t,
                              int64_t present);
void meeting_hall_tally_json(struct json *j, const struct meeting_tally *t);
/* The client_key, checked; "" where there is none. */
struct str meeting_hall_key(struct meeting_hall *h, const struct meeting_sent *s);

/* A body sits, or delegates do: its roll is of names, and the quorum is theirs alone. */
bool meeting_is_seated(const struct meeting *m);
MUST_USE enum err meeting_age_groups_now(struct db *db, struct arena *a, int64_t place_id,
                                         day_t day, struct meeting_age_groups *out);
struct str meeting_age_group_text(struct arena *a, enum lang lang, struct str code);

static inline int64_t meeting_or_zero(struct opt_i64 v)
{
    return v.has ? v.v : 0;
}

static inline struct opt_i64 meeting_or_none(int64_t v)
{
    return v ? SOME(v) : NONE_I64;
}

/* A JSON object of the log being written. */
static inline struct buf *meeting_json_begin(struct meeting_hall *h, struct json *j)
{
    struct buf *b = buf_new(h->a, MEETING_JSON_MAX);

    json_init(j, b);
    json_object_begin(j);
    return b;
}

#endif
