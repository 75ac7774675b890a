/* The voters and projects of the slow and obvious counting, one by one, and what it comes to. The
 * ground its rules stand on (oracle.c, oracle_ees.c, oracle_seats.c); see oracle.h. */
#ifndef ASHAR_COUNT_ORACLE_WORLD_H
#define ASHAR_COUNT_ORACLE_WORLD_H

#include <gmp.h>

#include "count/count.h"

#define ORACLE_PROJECTS 512

struct oracle_outcome {
    uint32_t order[ORACLE_PROJECTS], n;
    uint64_t increments; /* add-opt: changes of the outcome that were passed; else 0 */
};

struct world {
    const struct count_election *e;
    const struct count_options *opt;
    enum count_sat sat;
    uint32_t n, m; /* voters one by one, projects */
    int64_t *u;    /* n x m utilities; 0: no supporter */
    mpq_t *purse;  /* n */
    mpq_t budget, *cost;
    bool in[ORACLE_PROJECTS];
    struct oracle_outcome *out;
};

void world_init(struct world *w, const struct count_election *e, const struct count_options *opt,
                struct oracle_outcome *out);
void world_free(struct world *w);
void world_take(struct world *w, uint32_t p);
/* a goes before b where they are exactly equal. */
bool oracle_first(const struct count_election *e, const struct count_options *opt, uint32_t a,
                  uint32_t b);
bool world_first_of(const struct world *w, uint32_t a, uint32_t b);
/* Elected, or below the threshold. */
bool world_gone(const struct world *w, uint32_t p);
count_money world_spent(const struct world *w);
uint32_t world_supporters(const struct world *w, uint32_t p);
/* What costs nothing and is supported, before the rounds. */
void world_take_free(struct world *w);
/* No remaining supported project with a cost fits what is left. */
bool world_exhaustive(const struct world *w);

/* ---- oracle_ees.c ---- */
void oracle_ees(struct world *w, enum count_completion completion);

/* ---- oracle_seats.c ---- */
/* Those that fill seats; no more seats than candidates. */
void oracle_seats(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out);

#endif
