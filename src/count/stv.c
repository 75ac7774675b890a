/* Instant run-off, and the single transferable vote as counted in Scotland.
 *
 * STV: Scottish Local Government Elections Order 2007 (SSI 2007/42, schedule 1, rules 45 to 52).
 * Quota: valid ballots / (seats + 1), fraction ignored, plus 1. A surplus goes to the next
 * preferences of all ballots credited to its candidate; each ballot's value becomes surplus x value
 * / total of the candidate, to five decimals, the rest ignored. Largest surplus first. No surplus:
 * the lowest is excluded and its ballots pass on at their value. When as many remain as seats, all
 * are elected. Ties: the earliest counting stage at which they differed decides for surpluses and
 * exclusions alike going back stage by stage from the last, then the tie rule (worst rank is
 * excluded). IRV: the candidate with more than half of the ballots still counting wins; else the
 * lowest is excluded; ballots pass on whole. Ties as above. Values are integers of 10^-5 votes. */
#include "count/rules.h"

#include <stdlib.h>
#include <string.h>

#define UNIT 100000u

enum standing { HOPEFUL, ELECTED, EXCLUDED };

struct stv {
    struct count_job *job;
    const struct count_election *e;
    enum standing *standing;
    bool *surplus_due;
    size_t *at;                /* per ballot: the preference it is credited to, or the end */
    uint64_t *value;           /* per ballot, in UNITs, of each of its voters */
    unsigned __int128 **stage; /* totals per stage */
    uint32_t stages, elected, hopefuls;
};

static unsigned __int128 *totals(const struct stv *s)
{
    return s->stage[s->stages - 1];
}

static struct str amount(struct stv *s, unsigned __int128 v)
{
    struct buf b;
    buf_init(&b, KIB);
    count_money_put(&b, (count_money)v, 5);
    struct str text = str_dup(&s->job->arena, buf_str(&b));
    buf_free(&b);
    return text;
}

static enum err stage_new(struct stv *s)
{
    s->stage[s->stages] = calloc(s->e->projects + 1u, sizeof **s->stage);
    if (!s->stage[s->stages])
        return ERR_NOMEM;
    s->stages++;
    for (uint32_t b = 0; b < s->e->ballots; b++)
        if (s->at[b] < s->e->start[b + 1])
            totals(s)[s->e->item[s->at[b]]] +=
                (unsigned __int128)s->value[b] * (s->e->weight ? s->e->weight[b] : 1);
    for (uint32_t i = 0; i < s->e->projects; i++) {
        uint32_t p = s->e->by_id[i];
        if (s->standing[p] == EXCLUDED || (s->standing[p] == ELECTED && !s->surplus_due[p]))
            continue;
        struct count_event *ev = job_event(s->job, COUNT_EVENT_TALLY, s->stages, p);
        if (ev)
            ev->amount = amount(s, totals(s)[p]);
    }
    return OK;
}

/* Moves the ballot to its next preference still in the race. */
static void advance(struct stv *s, uint32_t b)
{
    do
        s->at[b]++;
    while (s->at[b] < s->e->start[b + 1] && s->standing[s->e->item[s->at[b]]] != HOPEFUL);
}

/* a stands higher than b: now, else at the latest earlier stage that tells them apart, else by
 * rank. */
static bool higher(const struct stv *s, uint32_t a, uint32_t b, bool *tie)
{
    for (uint32_t k = s->stages; k-- > 0;)
        if (s->stage[k][a] != s->stage[k][b])
            return s->stage[k][a] > s->stage[k][b];
    *tie = true;
    return s->job->tie_rank[a] < s->job->tie_rank[b];
}

static enum err elect(struct stv *s, uint32_t p, bool surplus)
{
    s->standing[p] = ELECTED;
    s->surplus_due[p] = surplus;
    s->elected++;
    s->hopefuls--;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_ELECTED, s->stages, p);
    if (ev)
        ev->amount = amount(s, totals(s)[p]);
    return job_win(s->job, p);
}

/* All who reach the quota, highest first. */
static enum err elect_quota(struct stv *s, unsigned __int128 quota)
{
    for (;;) {
        uint32_t best = NONE;
        bool tie = false;
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (s->standing[p] == HOPEFUL && totals(s)[p] >= quota &&
                (best == NONE || higher(s, p, best, &tie)))
                best = p;
        if (best == NONE || s->elected == s->job->opt.seats)
            return OK;
        TRY(elect(s, best, totals(s)[best] > quota));
    }
}

static void transfer(struct stv *s, uint32_t from, unsigned __int128 surplus,
                     unsigned __int128 total)
{
    for (uint32_t b = 0; b < s->e->ballots; b++) {
        if (s->at[b] >= s->e->start[b + 1] || s->e->item[s->at[b]] != from)
            continue;
        if (surplus != total)
            s->value[b] = (uint64_t)(surplus * s->value[b] / total);
        advance(s, b);
    }
}

static bool transfer_surplus(struct stv *s, unsigned __int128 quota)
{
    uint32_t best = NONE;
    bool tie = false;

    for (uint32_t p = 0; p < s->e->projects; p++)
        if (s->surplus_due[p] && (best == NONE || higher(s, p, best, &tie)))
            best = p;
    if (best == NONE)
        return false;
    unsigned __int128 total = totals(s)[best];
    s->surplus_due[best] = false;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_TRANSFER, s->stages, best);
    if (ev)
        ev->amount = amount(s, total - quota);
    transfer(s, best, total - quota, total);
    return true;
}

static void exclude_lowest(struct stv *s)
{
    uint32_t worst = NONE;
    bool tie = false;

    for (uint32_t p = 0; p < s->e->projects; p++) {
        bool here = false;
        if (s->standing[p] == HOPEFUL && (worst == NONE || !higher(s, p, worst, &here))) {
            tie = here;
            worst = p;
        } else if (here) {
            tie = true;
        }
    }
    s->standing[worst] = EXCLUDED;
    s->hopefuls--;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_OUT, s->stages, worst);
    if (ev) {
        ev->amount = amount(s, totals(s)[worst]);
        ev->n = tie;
    }
    transfer(s, worst, 1, 1);
}

static enum err elect_rest(struct stv *s)
{
    while (s->hopefuls && s->elected < s->job->opt.seats) {
        uint32_t best = NONE;
        bool tie = false;
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (s->standing[p] == HOPEFUL && (best == NONE || higher(s, p, best, &tie)))
                best = p;
        TRY(elect(s, best, false));
    }
    return OK;
}

static enum err stages(struct stv *s, bool single)
{
    unsigned __int128 quota = 0;

    while (s->elected < s->job->opt.seats && s->hopefuls) {
        TRY(stage_new(s));
        if (single || !quota) {
            unsigned __int128 all = 0;
            for (uint32_t p = 0; p < s->e->projects; p++)
                all += s->standing[p] == HOPEFUL ? totals(s)[p] : 0;
            quota = (all / UNIT / (s->job->opt.seats + 1) + 1) * UNIT;
            struct count_event *ev = job_event(s->job, COUNT_EVENT_QUOTA, s->stages, NONE);
            if (ev)
                ev->amount = amount(s, quota);
        }
        TRY(elect_quota(s, quota));
        if (s->elected == s->job->opt.seats)
            break;
        if (s->hopefuls <= s->job->opt.seats - s->elected) {
            TRY(elect_rest(s));
            break;
        }
        if (single || !transfer_surplus(s, quota))
            exclude_lowest(s);
        TRY(atomic_load(&s->job->cancelled) ? ERR_GONE : OK);
    }
    s->job->result.rounds = s->stages;
    return OK;
}

enum err stv_run(struct count_job *job, bool single)
{
    const struct count_election *e = job->e;
    struct stv s = {.job = job, .e = e};
    size_t stages_most = 2u * e->projects + 3u;
    enum err err = ERR_NOMEM;

    s.standing = calloc(e->projects + 1u, sizeof *s.standing);
    s.surplus_due = calloc(e->projects + 1u, sizeof *s.surplus_due);
    s.at = malloc((e->ballots + 1u) * sizeof *s.at);
    s.value = malloc((e->ballots + 1u) * sizeof *s.value);
    s.stage = calloc(stages_most, sizeof *s.stage);
    if (s.standing && s.surplus_due && s.at && s.value && s.stage) {
        for (uint32_t p = 0; p < e->projects; p++) {
            s.standing[p] = job->barred[p] ? EXCLUDED : HOPEFUL;
            s.hopefuls += !job->barred[p];
        }
        for (uint32_t b = 0; b < e->ballots; b++) {
            s.value[b] = UNIT;
            s.at[b] = e->start[b];
            if (s.at[b] < e->start[b + 1] && s.standing[e->item[s.at[b]]] != HOPEFUL)
                advance(&s, b);
        }
        err = stages(&s, single);
    }
    for (size_t i = 0; s.stage && i < stages_most; i++)
        free(s.stage[i]);
    free(s.standing);
    free(s.surplus_due);
    free(s.at);
    free(s.value);
    free(s.stage);
    return err;
}
