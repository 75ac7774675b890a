/* The Method of Equal Shares: the fast engine and the exact one behind it. Private to count.
 *
 * Notation: b_i money of ballot i (each of its w_i voters has it), u_i(p) its utility of p, r(p)
 * the least r with sum w_i min(b_i, r u_i(p)) >= c(p). Cost satisfaction counts as u = 1 and
 * compares r/c, cardinality u = 1 and r. */
#ifndef ASHAR_COUNT_MES_STATE_H
#define ASHAR_COUNT_MES_STATE_H

#include "count/inside.h"

struct profile { /* supporters of each project: entries start[p] .. start[p+1] */
    uint32_t projects, ballots;
    size_t *start;
    uint32_t *ballot;
    uint32_t *weight; /* NULL: 1 each */
    double *util;     /* exact integers; NULL: 1 each */
    double *total;    /* per project: sum of weight x utility, exact integer */
    double *voters;   /* per project: sum of weights of the supporters */
};
/* Supporters of positive utility. ERR_TOO_LARGE: sums would leave the exact integers of a double.
 */
MUST_USE enum err profile_build(struct profile *p, const struct count_election *e,
                                enum count_sat sat);
void profile_free(struct profile *p);

/* ---- mes_exact.c: purses as rationals; merges voters of equal (payments so far) ---- */
struct exact {
    const struct count_election *e;
    const struct profile *pro;
    uint32_t *node;   /* per ballot */
    struct vec purse; /* mpq_t per node; 0: full share, 1: empty */
    size_t nodes;     /* initialised ones */
    struct vec group; /* scratch */
    uint32_t *slot;   /* scratch hash of groups */
    size_t mask;
};
struct exact_payment { /* what an election cost its supporters */
    mpq_t rate;        /* r */
    uint64_t full,
        rest; /* voters who paid r u; voters who gave all they had left, which was less */
};
MUST_USE enum err exact_init(struct exact *x, const struct count_election *e,
                             const struct profile *pro);
void exact_free(struct exact *x);
void exact_begin(struct exact *x, const mpq_t share);
/* r(p) with the purses as they are; false: its supporters cannot afford it, *held is what they
 * have. */
MUST_USE enum err exact_rate(struct exact *x, uint32_t p, mpq_t rate, mpq_t held, bool *affordable);
/* Elects p: its supporters pay. pay may be NULL. */
MUST_USE enum err exact_elect(struct exact *x, uint32_t p, struct exact_payment *pay);

/* ---- mes_bound.c ---- */
struct line { /* a function of theta in [0, 1], by its values at the ends; linear in between */
    double at0, at1;
};
struct hint { /* where r of a project lay in a round of an earlier counting, and how it moved: a
                 place to look first */
    double rate, slope; /* per increment */
    uint64_t increment;
};
struct bound {                /* what is proved about r(p) */
    struct line low, low_end; /* two lower bounds, from partitions made at theta 0 and at theta 1 */
    double never_until;       /* r is infinite for theta below this; 0: nothing known */
    struct line high;         /* upper bound, only in the round `high_round` */
    uint32_t low_round, end_round, high_round;
    uint32_t looks; /* since the list was compacted */
    double payers;  /* weight x utility of the supporters with money, when the others have exactly
                       none; else 0 */
    double units;   /* weight x utility of those who were not exhausted at the last lower bound */
    double high_payers; /* the same at the upper bound */
    bool constant;      /* in high_round: all of these pay alike, so r = c/payers at every theta */
    bool out;           /* unaffordable for good, at every theta */
    bool elected;
};

struct mes {
    const struct count_election *e;
    struct profile pro;
    enum count_sat sat;
    const uint32_t *tie_rank; /* per project, lower wins */
    const bool *barred;       /* per project: below the threshold */
    double *cost;             /* nearest double of c */
    double *factor;           /* divides r for comparing: c or 1 */
    mpq_t share;              /* B/n + increment, in money units */
    double share_low;         /* below the share, at every theta */
    struct line *up, *lo;     /* per ballot: the purse is between them for every theta */
    uint32_t *list;           /* per project: supporters that may still have money; layout of pro */
    uint32_t *list_weight;
    double *list_util;
    size_t *list_n;
    uint32_t *list_round; /* round of the last compaction; 0: still the profile's own */
    struct bound *bound;
    uint32_t *order;
    struct hint *hint; /* per round and project; NULL: too many projects, or the first counting */
    uint64_t increment, increments_ahead; /* of this counting; its span */
    uint32_t *predicted; /* winners of the last counting, the likely ones of this */
    uint32_t predictions;
    uint32_t elected, round;
    count_money spent;
    double theta; /* decisions so far are the same for all theta below or at this */
    bool ranged;  /* theta > 0 is being followed */
    double span;  /* theta 1 = share + span */
    struct exact exact;
    bool exact_ready;
    uint32_t exact_rounds;
    uint64_t exact_uses;
    uint32_t tied_with; /* the last round's winner won a tie against this; NONE */
};

struct sums {
    double s0, s1; /* money of the exhausted at both ends */
    double n;      /* weight x utility of the others, exact */
    double most,
        least; /* purse of the richest exhausted and of the poorest other, where all utilities are
                * 1; else infinite and 0: the split would be the same for any tau between them */
    size_t entries;
};
/* Relative slack that covers the rounding of a sum of n products. */
static inline double slack(size_t n)
{
    return ((double)n + 16) * 0x1p-52;
}
/* Tightens the lower bound at theta 0 until it is converged or exceeds `enough` (in compared
 * units). */
void bound_low(struct mes *m, uint32_t p, double enough, bool *doubtful);
void bound_end(struct mes *m, uint32_t p);
/* Upper bound at theta 0, infinite where none could be proved; then the one at theta 1. */
void bound_high(struct mes *m, uint32_t p);
void bound_high_end(struct mes *m, uint32_t p);
/* Everybody pays for p, whose bounds are tight. */
void purses_pay(struct mes *m, uint32_t p);

/* ---- mes.c ---- */
MUST_USE enum err mes_init(struct mes *m, const struct count_election *e, enum count_sat sat,
                           const uint32_t *tie_rank, const bool *barred);
void mes_free(struct mes *m);
/* What each voter holds: B/n + increment (currency units), in money units. */
void mes_share(const struct count_election *e, uint64_t increment, mpq_t out);
/* Starts a counting with share B/n + increment (currency units), following `span` further
 * increments. */
void mes_begin(struct mes *m, uint64_t increment, uint64_t span);
/* One project more, or *more false: nobody else can be afforded. */
MUST_USE enum err mes_round(struct mes *m, bool *more);
/* So many of the following increments elect the same projects in the same order. */
uint64_t mes_covered(const struct mes *m, uint64_t span);

#endif
