/* Arithmetic of the hall: is there a quorum, do the votes fit, is it carried, which age group.
 *
 * Pure: no database, no language. Shares are exact (128-bit products): "more than 1/2 of 85" needs
 * 43. Non-goal: which rule applies; that is meeting_hall.h. */
#ifndef ASHAR_MEETING_HALL_RULES_H
#define ASHAR_MEETING_HALL_RULES_H

#include "base/str.h"

enum meeting_quorum_verdict {
    QUORUM_UNSET,   /* the municipality has not set the rule */
    QUORUM_NO_BASE, /* a share, but it is not known of how many */
    QUORUM_SHORT,
    QUORUM_MET
};
struct meeting_quorum {
    enum meeting_quorum_verdict verdict;
    int64_t present;
    int64_t needed; /* persons; 0 where it cannot be said */
    int64_t base;   /* of a share; 0: a number of persons */
    int64_t num, den;
    const char *rule_key;
};
/* den 1: at least num persons; else more than num/den of base (0: not known). */
struct meeting_quorum meeting_quorum_check(int64_t num, int64_t den, int64_t base, int64_t present);

struct meeting_tally {
    int64_t in_favour, against, abstained;
};
/* None negative, and together no more than are present. */
bool meeting_tally_fits(const struct meeting_tally *t, int64_t present);

struct meeting_majority {
    int64_t base;   /* of whom */
    int64_t needed; /* least votes in favour */
    bool carried;
};
/* `method`: value of a rule KIND.decision. Of those present, of the registered, of all members
 * (`all`, 0: not known). ERR_NOT_FOUND: no such method; ERR_INVALID: the base is not known. */
MUST_USE enum err meeting_majority_of(struct str method, int64_t present, int64_t registered,
                                      int64_t all, int64_t in_favour, struct meeting_majority *out);

/* Age groups from the first years of each but the youngest: 18, 29, 60 give "0-17" "18-28" "29-59"
 * "60-". */
struct meeting_age_group {
    struct str code;
    int64_t from, to; /* years, both included; to -1: and older */
};
struct meeting_age_groups {
    const struct meeting_age_group *v;
    size_t n;
};
/* Bounds out of order or doubled are left out. */
struct meeting_age_groups meeting_age_groups_of(struct arena *a, const int64_t *bounds, size_t n);
/* "18-28" of a stored record, of whatever rule it then was: false where it is none. */
bool meeting_age_group_read(struct str code, int64_t *from, int64_t *to);
/* The group of an age; absent where there is none. */
struct str meeting_age_group_at(const struct meeting_age_groups *g, int64_t years);

#endif
