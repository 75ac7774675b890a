/* What the files of the time before a meeting share. */
#ifndef ASHAR_MEETING_BEFORE_INSIDE_H
#define ASHAR_MEETING_BEFORE_INSIDE_H

#include "meeting/meeting_before.h"
#include "meeting/meeting_inside.h"

#define MEETING_RULE_GROUNDS     "meeting.emergency_grounds"
#define MEETING_RULE_WARN        "meeting.warn_days"
#define MEETING_RULE_ACCOUNTS    "meeting.words_without_account"
#define MEETING_RULE_PACE        "meeting.words_per_hour"
#define MEETING_RULE_TOPICS      "hearing.mandatory_topics"
#define MEETING_RULE_REPORT_BY   "accountability.report_by"
#define MEETING_RULE_REPORT_WARN "accountability.warn_days"
#define MEETING_STEP_NOTICE      "notice"

/* Every topic (caller) that some kind names, once, in the order of the table, "other" last. Ended
 * by NULL. */
const char *const *meeting_topics(struct arena *a);
const char *const *meeting_callers(struct arena *a);
/* A topic that some kind names, or "other". */
bool meeting_topic_known(struct str topic);

/* A call as the rule of notice sees it. */
struct meeting_call {
    int64_t place_id;
    const struct meeting_kind *kind;
    day_t day;
    bool emergency;
};
/* *short_by: days by which the least notice is missed from today; a fault on "day" where there is
 * no emergency ground for that. */
MUST_USE enum err meeting_check_notice(struct db *db, struct arena *a, const struct meeting_call *m,
                                       struct faults *f, int64_t *short_by);

/* The row of data/meeting_steps.tsv of that code in the kind's set; NULL: none. */
const struct meeting_step_kind *meeting_step_kind_of(const struct meeting_kind *k, struct str code);
/* Writes the steps of preparation of the meeting's day; what is done stays done. */
MUST_USE enum err meeting_unfold(struct db *db, struct arena *a, const struct meeting *m);

/* Keeps a notice and mails it to who follows the municipality's meetings. */
struct meeting_told {
    struct str kind, reason; /* published moved changed cancelled */
    int64_t short_by;
};
MUST_USE enum err meeting_tell(struct db *db, struct arena *a, const struct actor *who,
                               const struct meeting *m, const struct meeting_told *t);

/* The record as the log keeps it. */
struct str meeting_json(struct arena *a, const struct meeting *m);

#endif
