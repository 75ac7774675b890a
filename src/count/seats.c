/* Rules that order candidates by one number, and the two-round system. See count.h.
 *
 * plurality: first choices. approval: supporters. scores: sums of points. borda: with m candidates
 * the one at place k (from 0) gets m - 1 - k, tied ones the average of their places, unranked ones
 * 0. The highest win the seats. two-round: who has more than half of the ballots that name anybody
 * wins; else the two with most first choices go into a second round, which rankings already contain
 * (who of the two stands higher). Choose-1 ballots do not: nobody is elected yet and the trace
 * names the two. All numbers are integers (Borda doubled for halves), compared exactly. */
#include "count/rules.h"

#include <stdlib.h>

struct placed {
    mpz_t score;
    uint32_t project, rank;
};

static int compare(const void *pa, const void *pb)
{
    const struct placed *a = pa, *b = pb;
    int c = mpz_cmp(b->score, a->score);
    return c ? c : (a->rank > b->rank) - (a->rank < b->rank);
}

static void add(mpz_t sum, uint64_t a, uint64_t b)
{
    mpz_t t;
    mpz_init_set_ui(t, a);
    mpz_mul_ui(t, t, b);
    mpz_add(sum, sum, t);
    mpz_clear(t);
}

/* Twice the Borda scores of a ballot. */
static void borda_ballot(const struct count_election *e, uint32_t b, uint64_t w, struct placed *c)
{
    size_t from = e->start[b], end = e->start[b + 1];
    for (size_t i = from; i < end;) {
        size_t j = i + 1;
        while (e->level && j < end && e->level[j] == e->level[i])
            j++;
        uint64_t best = e->projects - 1 - (i - from), worst = e->projects - 1 - (j - 1 - from);
        for (; i < j; i++)
            add(c[e->item[i]].score, best + worst, w);
    }
}

static void scores(const struct count_job *job, struct placed *c)
{
    const struct count_election *e = job->e;
    bool firsts = job->opt.rule == COUNT_PLURALITY || job->opt.rule == COUNT_TWO_ROUND;

    for (uint32_t p = 0; p < e->projects; p++)
        if (job->opt.rule == COUNT_SCORES)
            mpz_set_si(c[p].score, e->project[p].points);
        else if (job->opt.rule == COUNT_MULTI_APPROVAL)
            mpz_set_ui(c[p].score, e->project[p].supporters);
    for (uint32_t b = 0; b < e->ballots; b++) {
        uint64_t w = e->weight ? e->weight[b] : 1;
        if (job->opt.rule == COUNT_BORDA_COUNT)
            borda_ballot(e, b, w, c);
        for (size_t i = e->start[b]; firsts && i < e->start[b + 1]; i++)
            if (!job->barred[e->item[i]]) {
                add(c[e->item[i]].score, w, 1);
                break;
            }
    }
}

static void tally_events(struct count_job *job, const struct placed *c, uint32_t n, uint32_t round)
{
    mpq_t q;

    mpq_init(q);
    for (uint32_t i = 0; i < n; i++) {
        struct count_event *ev = job_event(job, COUNT_EVENT_TALLY, round, c[i].project);
        if (!ev)
            break;
        mpz_set(mpq_numref(q), c[i].score);
        mpz_set_ui(mpq_denref(q), job->opt.rule == COUNT_BORDA_COUNT ? 2 : 1);
        if (job->opt.rule == COUNT_SCORES)
            mpz_ui_pow_ui(mpq_denref(q), 10, job->e->point_decimals);
        mpq_canonicalize(q);
        ev->amount = job_rational(job, q);
    }
    mpq_clear(q);
}

static enum err win(struct count_job *job, const struct placed *c, uint32_t i, uint32_t n,
                    uint32_t round)
{
    TRY(job_win(job, c[i].project));
    job_event(job, COUNT_EVENT_ELECTED, round, c[i].project);
    if (i + 1 < n && mpz_cmp(c[i].score, c[i + 1].score) == 0) {
        struct count_event *ev = job_event(job, COUNT_EVENT_TIE, round, c[i].project);
        if (ev)
            ev->other = c[i + 1].project;
    }
    return OK;
}

/* Voters who rank a above b: by place, ranked before unranked. */
static int prefers(const struct count_election *e, uint32_t ballot, uint32_t a, uint32_t b)
{
    for (size_t i = e->start[ballot]; i < e->start[ballot + 1]; i++) {
        if (e->item[i] == a)
            return 1;
        if (e->item[i] == b)
            return -1;
    }
    return 0;
}

static enum err second_round(struct count_job *job, struct placed *c)
{
    const struct count_election *e = job->e;
    struct placed two[2] = {c[0], c[1]};

    mpz_init_set_ui(two[0].score, 0);
    mpz_init_set_ui(two[1].score, 0);
    for (uint32_t b = 0; b < e->ballots; b++) {
        int side = prefers(e, b, two[0].project, two[1].project);
        if (side)
            add(two[side < 0].score, e->weight ? e->weight[b] : 1, 1);
    }
    if (two[1].rank < two[0].rank ? mpz_cmp(two[1].score, two[0].score) >= 0
                                  : mpz_cmp(two[1].score, two[0].score) > 0) {
        struct placed t = two[0];
        two[0] = two[1];
        two[1] = t;
    }
    tally_events(job, two, 2, 2);
    job->result.rounds = 2;
    enum err err = win(job, two, 0, 2, 2);
    mpz_clears(two[0].score, two[1].score, NULL);
    return err;
}

static enum err two_round(struct count_job *job, struct placed *c, uint32_t n)
{
    mpz_t all, twice;

    mpz_inits(all, twice, NULL);
    for (uint32_t i = 0; i < n; i++)
        mpz_add(all, all, c[i].score);
    mpz_mul_ui(twice, c[0].score, 2);
    bool majority = mpz_cmp(twice, all) > 0 || n == 1;
    mpz_clears(all, twice, NULL);
    if (majority)
        return win(job, c, 0, n, 1);
    if (job->e->vote == COUNT_ORDINAL)
        return second_round(job, c);
    for (uint32_t i = 0; i < 2; i++)
        job_event(job, COUNT_EVENT_STOPPED, 1, c[i].project);
    return OK;
}

enum err seats_run(struct count_job *job)
{
    const struct count_election *e = job->e;
    struct placed *c = malloc((e->projects + 1u) * sizeof *c);
    enum err err = OK;
    uint32_t n = 0;

    if (!c)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < e->projects; p++) {
        c[p] = (struct placed){.project = p, .rank = job->tie_rank[p]};
        mpz_init(c[p].score);
    }
    scores(job, c);
    for (uint32_t p = 0; p < e->projects;
         p++) { /* barred ones to the end, so that all stay to be cleared */
        if (job->barred[p])
            continue;
        struct placed t = c[n];
        c[n++] = c[p];
        c[p] = t;
    }
    qsort(c, n, sizeof *c, compare);
    tally_events(job, c, n, 1);
    job->result.rounds = 1;
    if (job->opt.rule == COUNT_TWO_ROUND && n)
        err = two_round(job, c, n);
    else
        for (uint32_t i = 0; err == OK && i < n && i < job->opt.seats; i++)
            err = win(job, c, i, n, 1);
    for (uint32_t p = 0; p < e->projects; p++)
        mpz_clear(c[p].score);
    free(c);
    return err;
}
