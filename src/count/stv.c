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
    unsigned __int128 *moved;  /* of a transfer, per candidate; behind them: to nobody */
    unsigned __int128 quota;
    uint32_t stages, elected, hopefuls;
    bool single;
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
 * rank (*tie). */
static bool higher(const struct stv *s, uint32_t a, uint32_t b, bool *tie)
{
    *tie = false;
    for (uint32_t k = s->stages; k-- > 0;)
        if (s->stage[k][a] != s->stage[k][b])
            return s->stage[k][a] > s->stage[k][b];
    *tie = true;
    return s->job->tie_rank[a] < s->job->tie_rank[b];
}

/* Who of many stands highest (or lowest), and against whom only the tie rule decided. */
struct pick {
    uint32_t found, tied; /* NONE: nobody */
};

static void pick_among(const struct stv *s, struct pick *x, uint32_t p, bool highest)
{
    bool tie = false, better = x->found == NONE || higher(s, p, x->found, &tie) == highest;
    uint32_t other = better ? x->found : p;

    if (better && !tie)
        x->tied = NONE;
    if (tie)
        x->tied = other;
    if (better)
        x->found = p;
}

static void tie_event(struct stv *s, struct pick x, uint32_t stood, uint32_t fell)
{
    struct count_event *ev =
        x.tied != NONE ? job_event(s->job, COUNT_EVENT_TIE, s->stages, stood) : NULL;
    if (ev)
        ev->other = fell;
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
static enum err elect_quota(struct stv *s)
{
    for (;;) {
        struct pick best = {NONE, NONE};
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (s->standing[p] == HOPEFUL && totals(s)[p] >= s->quota)
                pick_among(s, &best, p, true);
        if (best.found == NONE || s->elected == s->job->opt.seats)
            return OK;
        TRY(elect(s, best.found, totals(s)[best.found] > s->quota));
        tie_event(s, best, best.found, best.tied);
    }
}

/* Where the votes of `from` went, in the order of ids; what is left of them went to nobody. */
static void transfer_events(struct stv *s, uint32_t from)
{
    for (uint32_t i = 0; i <= s->e->projects; i++) {
        uint32_t to = i < s->e->projects ? s->e->by_id[i] : s->e->projects;
        struct count_event *ev =
            s->moved[to] ? job_event(s->job, COUNT_EVENT_TRANSFER, s->stages, from) : NULL;
        if (!ev)
            continue;
        ev->other = to < s->e->projects ? to : NONE;
        ev->amount = amount(s, s->moved[to]);
    }
}

static void transfer(struct stv *s, uint32_t from, unsigned __int128 surplus,
                     unsigned __int128 total)
{
    memset(s->moved, 0, (s->e->projects + 1u) * sizeof *s->moved);
    for (uint32_t b = 0; b < s->e->ballots; b++) {
        size_t end = s->e->start[b + 1];
        if (s->at[b] >= end || s->e->item[s->at[b]] != from)
            continue;
        if (surplus != total)
            s->value[b] = (uint64_t)(surplus * s->value[b] / total);
        advance(s, b);
        s->moved[s->at[b] < end ? s->e->item[s->at[b]] : s->e->projects] +=
            (unsigned __int128)s->value[b] * (s->e->weight ? s->e->weight[b] : 1);
    }
    transfer_events(s, from);
}

static bool transfer_surplus(struct stv *s)
{
    struct pick best = {NONE, NONE};

    for (uint32_t p = 0; p < s->e->projects; p++)
        if (s->surplus_due[p])
            pick_among(s, &best, p, true);
    if (best.found == NONE)
        return false;
    unsigned __int128 total = totals(s)[best.found];
    s->surplus_due[best.found] = false;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_SURPLUS, s->stages, best.found);
    if (ev)
        ev->amount = amount(s, total - s->quota);
    tie_event(s, best, best.found, best.tied);
    transfer(s, best.found, total - s->quota, total);
    return true;
}

static void exclude_lowest(struct stv *s)
{
    struct pick worst = {NONE, NONE};

    for (uint32_t p = 0; p < s->e->projects; p++)
        if (s->standing[p] == HOPEFUL)
            pick_among(s, &worst, p, false);
    s->standing[worst.found] = EXCLUDED;
    s->hopefuls--;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_OUT, s->stages, worst.found);
    if (ev)
        ev->amount = amount(s, totals(s)[worst.found]);
    tie_event(s, worst, worst.tied, worst.found);
    transfer(s, worst.found, 1, 1);
}

static enum err elect_rest(struct stv *s)
{
    while (s->hopefuls && s->elected < s->job->opt.seats) {
        struct pick best = {NONE, NONE};
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (s->standing[p] == HOPEFUL)
                pick_among(s, &best, p, true);
        TRY(elect(s, best.found, false));
    }
    return OK;
}

/* Of the votes counting in the first stage; for a single seat of those counting now. */
static void quota_set(struct stv *s)
{
    unsigned __int128 all = 0;

    for (uint32_t p = 0; p < s->e->projects; p++)
        all += s->standing[p] == HOPEFUL ? totals(s)[p] : 0;
    s->quota = (all / UNIT / (s->job->opt.seats + 1) + 1) * UNIT;
    struct count_event *ev = job_event(s->job, COUNT_EVENT_QUOTA, s->stages, NONE);
    if (ev)
        ev->amount = amount(s, s->quota);
}

static enum err stages(struct stv *s)
{
    while (s->elected < s->job->opt.seats && s->hopefuls) {
        TRY(job_pause(s->job));
        TRY(stage_new(s));
        if (s->single || !s->quota)
            quota_set(s);
        TRY(elect_quota(s));
        if (s->elected == s->job->opt.seats)
            break;
        if (s->hopefuls <= s->job->opt.seats - s->elected) {
            TRY(elect_rest(s));
            break;
        }
        if (s->single || !transfer_surplus(s))
            exclude_lowest(s);
    }
    s->job->result.rounds = s->stages;
    return OK;
}

static enum err stv_new(struct count_job *job, bool single)
{
    const struct count_election *e = job->e;
    struct stv *s = calloc(1, sizeof *s);

    if (!s)
        return ERR_NOMEM;
    job->stv = s;
    s->job = job;
    s->e = e;
    s->single = single;
    s->standing = calloc(e->projects + 1u, sizeof *s->standing);
    s->surplus_due = calloc(e->projects + 1u, sizeof *s->surplus_due);
    s->moved = calloc(e->projects + 1u, sizeof *s->moved);
    s->at = malloc((e->ballots + 1u) * sizeof *s->at);
    s->value = malloc((e->ballots + 1u) * sizeof *s->value);
    s->stage = calloc(2u * e->projects + 3u, sizeof *s->stage);
    if (!s->standing || !s->surplus_due || !s->moved || !s->at || !s->value || !s->stage)
        return ERR_NOMEM;
    for (uint32_t p = 0; p < e->projects; p++) {
        s->standing[p] = job->barred[p] ? EXCLUDED : HOPEFUL;
        s->hopefuls += !job->barred[p];
    }
    for (uint32_t b = 0; b < e->ballots; b++) {
        s->value[b] = UNIT;
        s->at[b] = e->start[b];
        if (s->at[b] < e->start[b + 1] && s->standing[e->item[s->at[b]]] != HOPEFUL)
            advance(s, b);
    }
    return OK;
}

enum err stv_run(struct count_job *job, bool single)
{
    if (!job->stv)
        TRY(stv_new(job, single));
    return stages(job->stv);
}

void stv_free(struct stv *s)
{
    if (!s)
        return;
    for (uint32_t i = 0; s->stage && i < s->stages; i++)
        free(s->stage[i]);
    free(s->standing);
    free(s->surplus_due);
    free(s->moved);
    free(s->at);
    free(s->value);
    free(s->stage);
    free(s);
}
