/* The shipped tables, as meetingc wrote them from data/meeting_kinds.tsv and
 * data/meeting_steps.tsv. Inside of meeting/ only. */
#ifndef ASHAR_MEETING_KINDS_H
#define ASHAR_MEETING_KINDS_H

#include "meeting/meeting.h"

extern const struct meeting_kind meeting_kinds_table[];
extern const size_t meeting_kinds_count;

struct meeting_step_kind {
    const char *set, *code;
    const char *rule_key; /* days before or after the day of the meeting */
    const char *name[LANG_COUNT];
    bool after;
    enum cap duty;
};
extern const struct meeting_step_kind meeting_steps_table[];
extern const size_t meeting_steps_count;

#endif
