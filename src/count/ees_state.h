/* Exact Equal Shares: what its files share. Private to count; the definition is at ees.c.
 *
 * ees_value.c: which project is worth more. ees_paid.c: who paid for what, how many can pay, paying
 * and taking back. ees_next.c: at which share the outcome changes next; stands on these two. ees.c:
 * the rounds, add-opt, the job; stands on all. */
#ifndef ASHAR_COUNT_EES_STATE_H
#define ASHAR_COUNT_EES_STATE_H

#include "count/rules.h"

#define EES_MEMO        1024 /* sums of payments kept */
#define EES_VOTERS_MOST ((uint64_t)1 << 33)
#define EES_LOOSE       1e-9 /* relative, for sums of drifts: ten million additions of doubles */

struct ees_turn { /* a round that was counted */
    uint32_t project;
    uint64_t payers;
    size_t first; /* in ees.undo */
};

struct ees_undo { /* what a ballot had paid before */
    uint32_t ballot;
    double about;
};

struct ees_sum { /* what voters of one history have paid */
    mpq_t exact;
    bool known, covers; /* covers: the answer of the pass `asked` */
    uint64_t asked;
};

struct ees_proof { /* see ees_next.c */
    double least, drift;
    uint64_t from, gone; /* from 0: nothing is proved */
};

struct ees {
    struct count_job *job;
    const struct count_election *e;
    struct count_election merged; /* the ballots, equal ones once */
    struct profile pro;
    uint32_t turns;        /* rounds counted */
    struct ees_turn *turn; /* those behind `turns`, up to `old`, are of the counting before */
    uint32_t old;
    count_money spent;
    bool *elected, *done;
    uint64_t *cap; /* per project: no more payers than this are feasible now */
    mpq_t share, t, u;
    double near, first; /* of the share, and of that without any raise */
    /* ees_paid.c */
    double *about, eps; /* per ballot: what it paid; relative error */
    uint64_t *paid_in;  /* per ballot `words` words: bit i: paid in round i */
    size_t words;
    struct vec undo;
    struct ees_sum *memo;
    uint64_t *memo_of, pass; /* histories of the memo */
    double drifting;         /* of the rounds gone through since the last jump: see ees_next.c */
    uint64_t *going;         /* per project; the same */
    /* ees_next.c */
    bool *watched;
    mpq_t *next;      /* per round: the least share at which it or one before changes */
    bool *change;     /* per round: next is set */
    struct vec proof; /* struct ees_proof per round and project */
    uint32_t proofs;  /* rounds of them that are of the present winners */
    double *drift;    /* per round */
    struct vec gone;  /* uint64_t per round and project */
    struct vec window;
    /* ees.c: where the job stands */
    enum { EES_RAISE, EES_LOOK, EES_TELL } stage;
    bool started, telling;
    mpq_t last; /* the share before */
};

static inline bool ees_in_race(const struct ees *s, uint32_t p)
{
    return !s->elected[p] && !s->job->barred[p] && s->e->project[p].cost > 0 &&
           s->pro.voters[p] > 0;
}
/* ---- ees_value.c ---- */
/* The least number of payers with which q takes the round that `best` (NONE: nobody) wins with k.
 */
uint64_t ees_beats_from(const struct ees *s, uint32_t q, uint32_t best, uint64_t k);

/* ---- ees_paid.c ---- */
MUST_USE enum err ees_paid_init(struct ees *s);
void ees_paid_free(struct ees *s);
void ees_part(const struct ees *s, uint32_t p, uint64_t j, mpq_t out); /* c/j */
/* What the voters of ballot b paid in the rounds so far. Valid until the next call. Uses s->u. */
struct ees_sum *ees_paid(struct ees *s, uint32_t b);
/* Orders ballots by what they paid, exactly. Uses s->t. */
int ees_compare_paid(struct ees *s, uint32_t a, uint32_t b);
/* Weight of p's supporters who paid less than lo; *open: of those from lo to hi. */
uint64_t ees_count(const struct ees *s, uint32_t p, double lo, double hi, uint64_t *open);
/* Brings cap[p] down until it is feasible (true) or below `need`. */
bool ees_settle(struct ees *s, uint32_t p, uint64_t need);
/* p's supporters pay, as many as cap[p] says, which is feasible. */
MUST_USE enum err ees_pay(struct ees *s, uint32_t p);
/* Back to the start of round r, with the present share. */
void ees_back(struct ees *s, uint32_t r);

/* ---- ees_next.c ---- */
MUST_USE enum err ees_next_init(struct ees *s);
void ees_next_free(struct ees *s);
/* The start of round s->turns is reached: proofs about it are brought up to date. */
MUST_USE enum err ees_arrive(struct ees *s);
/* Proved: with `from` or more payers q takes this round at no share up to `share`. */
bool ees_proved(const struct ees *s, uint32_t q, uint64_t from, double share);
/* This round is won by `best` with k payers (NONE: by nobody): finds next[turns]. */
MUST_USE enum err ees_look(struct ees *s, uint32_t best, uint64_t k);

#endif
