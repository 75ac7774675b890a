/* Small random elections for tests: every ballot type, money with and without decimals, weights,
 * ties within ballots; small enough to be made smaller by hand and counted by the oracle.
 *
 * The same seed gives the same elections everywhere. */
#ifndef ASHAR_COUNT_SMALL_TEST_H
#define ASHAR_COUNT_SMALL_TEST_H

#include "count/count.h"

#define SMALL_VOTERS   9
#define SMALL_PROJECTS 7

struct small {
    enum count_vote vote;
    uint32_t n, m, name[SMALL_PROJECTS]; /* ids 5 8 11 14: bytewise not numerically ordered */
    unsigned money_decimals;
    count_money budget, cost[SMALL_PROJECTS];
    uint32_t len[SMALL_VOTERS], item[SMALL_VOTERS][SMALL_PROJECTS];
    int64_t points[SMALL_VOTERS][SMALL_PROJECTS];
    bool tied[SMALL_VOTERS][SMALL_PROJECTS]; /* with the one before */
    uint32_t extra, extra_for;               /* so many voters more, for one project alone */
    struct count_options opt;
};

/* A seed of its own per ballot type; COUNT_SEED in the environment: another run. */
void small_seed(enum count_vote vote);
/* From 0, below `below`. */
uint32_t small_roll(uint32_t below);
bool small_pointed(enum count_vote v);
bool small_adds_opt(const struct count_options *opt);
/* For this rule: what it cannot count may come out as well. */
void small_make(struct small *s, enum count_vote vote, const struct count_options *opt);
/* Voters and projects in another order, where given. The caller frees the election. */
struct count_election small_build(const struct small *s, const uint32_t *voters,
                                  const uint32_t *projects);
struct small small_without_voter(const struct small *s, uint32_t v);
struct small small_without_item(const struct small *s, uint32_t v, uint32_t k);
struct small small_without_project(const struct small *s, uint32_t p);

#endif
