/* Is a group of people composed as the rules ask? Pure arithmetic: no database, no language.
 *
 * Purpose: the checklist of a working group, jury or commission: each rule with what is needed,
 * what is there, how many are missing. Rounding, because "one third each" of seven people cannot be
 * exact: a group's share asks for at least the share of n members rounded as `round` says (floor by
 * default: 2 of 7, so that 2 + 2 + 2 leave one seat free). A share of each sex is exact: have / n
 * >= num / den, so the number needed is rounded up (30 % of 7 is 3). n is the number of members,
 * but at least the least number the rules ask for: so that five members are told what seven need.
 * Non-goals: who may be a member; approving. */
#ifndef ASHAR_RULES_COMPOSITION_H
#define ASHAR_RULES_COMPOSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum comp_sex { COMP_SEX_UNKNOWN, COMP_SEX_FEMALE, COMP_SEX_MALE };

struct comp_member {
    int group; /* side: the caller's numbering, from 1; 0: none */
    enum comp_sex sex;
    uint32_t traits; /* bits of the caller: minority, disability … */
};

enum comp_kind {
    COMP_MEMBERS, /* at least num members */
    COMP_GROUP,   /* group `which`: at least num/den of n, rounded as `round` */
    COMP_SEX,     /* sex `which`: at least num/den of n */
    COMP_TRAIT    /* bit `which`: at least num members */
};
enum comp_round { COMP_ROUND_DOWN, COMP_ROUND_NEAREST, COMP_ROUND_UP };

struct comp_rule {
    enum comp_kind kind;
    int which; /* group number, enum comp_sex, or bit number */
    int64_t num, den;
    enum comp_round round;
    const char *rule_key;
};

struct comp_line {
    const struct comp_rule *rule;
    int64_t needed, have, missing; /* persons */
    int64_t per_mille; /* of the members there are, `have` in thousandths, rounded down; 0 for no
                          members */
    bool ok;
};

/* Checks all rules; lines[i] tells of rules[i] (lines has room for them all). Returns true when
 * every line is ok. A rule with den <= 0 or num < 0 is never ok. */
bool comp_check(const struct comp_member *members, size_t n, const struct comp_rule *rules,
                size_t rule_count, struct comp_line *lines);

/* Rounded share of n, n >= 0: comp_share(7, 1, 3, DOWN) = 2. */
int64_t comp_share(int64_t n, int64_t num, int64_t den, enum comp_round round);

#endif
