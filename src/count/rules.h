/* What the rules share: the job they write their result into. Private to count. */
#ifndef ASHAR_COUNT_RULES_H
#define ASHAR_COUNT_RULES_H

#include "count/mes_state.h"

struct count_job {
    const struct count_election *e;
    struct count_options opt;
    struct arena arena; /* texts of events */
    uint32_t *tie_rank; /* per project: lower wins */
    bool *barred;       /* per project: below the threshold */
    bool *won;          /* per project */
    struct vec order;   /* uint32_t */
    struct vec event;   /* struct count_event */
    struct count_result result;
    atomic_bool cancelled;
    bool counted, done;
    uint64_t deadline_ns;  /* processor time of the thread; 0: none */
    struct needed *needed; /* the question under way; NULL: none */
    /* Shares with increments: one counting after the other. */
    struct mes mes;
    bool mes_ready, running;
    uint64_t increment, span;
    struct vec before; /* uint32_t: the last outcome within the budget */
    uint64_t before_increment;
    uint32_t free_first;       /* of order: elected because they cost nothing */
    struct ees *ees;           /* Exact Equal Shares under way */
    struct phragmen *phragmen; /* the same */
    struct stv *stv;           /* the same */
    uint32_t at_round;         /* of the counting under way */
    count_money reached;       /* cost of its last finished outcome */
};

static inline uint32_t *job_order(const struct count_job *job)
{
    return job->order.p;
}
MUST_USE enum err job_win(struct count_job *job, uint32_t p);
/* Back to `n` winners. */
void job_unwin(struct count_job *job, uint32_t n);
/* A zeroed event to fill in; NULL: no trace is wanted or memory is exhausted (the step then returns
 * ERR_NOMEM). */
struct count_event *job_event(struct count_job *job, enum count_event_kind kind, uint32_t round,
                              uint32_t project);
struct str job_rational(struct count_job *job, const mpq_t q); /* "p/q" or "p", in the arena */
struct str job_money(struct count_job *job, count_money amount);
/* A rational amount of money units, given as currency: divided by 10^decimals. */
struct str job_money_rational(struct count_job *job, const mpq_t units);
uint64_t job_clock(void); /* processor time of the thread, nanoseconds */
/* ERR_GONE when cancelled, ERR_BUSY when the slice is used up. */
MUST_USE enum err job_pause(struct count_job *job);

MUST_USE enum err greedy_run(struct count_job *job, enum count_sat sat, bool completing);
MUST_USE enum err phragmen_run(struct count_job *job);
void phragmen_free(struct phragmen *f); /* as all that end so: NULL is allowed */
MUST_USE enum err ees_run(struct count_job *job);
void ees_free(struct ees *s);
MUST_USE enum err seats_run(struct count_job *job);
MUST_USE enum err stv_run(struct count_job *job, bool single);
void stv_free(struct stv *s);
MUST_USE enum err pairs_run(struct count_job *job); /* Schulze, Condorcet */
/* m x m: voters who rank the row above the column. The caller frees it. */
MUST_USE enum err pairs_table(const struct count_job *job, uint64_t **out);
MUST_USE enum err kemeny_run(struct count_job *job);
MUST_USE enum err shares_run(struct count_job *job);
MUST_USE enum err
shares_explain(struct count_job *job); /* events of the last mes counting, by rationals */
/* What each voter holds, and that it was raised to `share`, where it was. */
void share_events(struct count_job *job, const mpq_t share);
void job_drop(struct count_job *job); /* frees all but the question under way; NULL is allowed */
/* The counting alone, from where it paused. */
MUST_USE enum err job_count(struct count_job *job);
/* Events of what each loser would have needed, from where it paused. Takes the question with it at
 * its end, or where it fails. */
MUST_USE enum err needed_run(struct count_job *job);
/* How many losers were asked about, of how many at most; 0 asked: not begun. */
void needed_progress(const struct count_job *job, uint64_t *asked, uint64_t *losers);
void needed_free(struct needed *n); /* NULL is allowed */

#endif
