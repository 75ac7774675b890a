/* The Method of Equal Shares (Peters, Pierczynski, Skowron 2021), exact, in doubles that prove
 * their own answers.
 *
 * Each round looks at projects in the order of their proved lower bounds of r/f (f: cost for cost
 * satisfaction, else 1) and tightens the least until one's upper bound is below all other lower
 * bounds: that one is elected. Where bounds overlap, r is computed as a rational (mes_exact.c) and
 * equal rationals are ties.
 *
 * Ranges (for add1). Theta runs over the shares b .. b + span. The winner of a round is the rule's
 * for every theta at which its upper bound is below the lower bounds of all others; bounds are
 * lines, so the first theta at which that is no longer proved is a crossing of two lines. `theta`
 * is the least of these; up to it the whole outcome and its order are proved to be the same. Beyond
 * it nothing is claimed. Exact decisions hold for theta 0 only and end the range, but for ties
 * between projects each of whose supporters has either nothing at all or enough to pay like the
 * others: there r = c / sum w u over the latter is the same for every theta.
 *
 * Invariant: bounds of projects are true at theta 0 whatever happens to the range. */
#include "count/mes_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN     1e-11 /* relative, for values of lines between their ends */
#define EDGE       0x1p-50
#define HINTS_MOST 1024 /* projects */

enum err mes_init(struct mes *m, const struct count_election *e, enum count_sat sat,
                  const uint32_t *tie_rank, const bool *barred)
{
    size_t n = e->projects + 1u;

    *m =
        (struct mes){.e = e, .sat = sat, .tie_rank = tie_rank, .barred = barred, .tied_with = NONE};
    mpq_init(m->share);
    TRY(profile_build(&m->pro, e, sat));
    size_t entries = m->pro.start[e->projects];
    m->cost = malloc(n * sizeof *m->cost);
    m->factor = malloc(n * sizeof *m->factor);
    m->bound = malloc(n * sizeof *m->bound);
    m->order = malloc(n * sizeof *m->order);
    m->predicted = malloc(n * sizeof *m->predicted);
    m->list_n = malloc(n * sizeof *m->list_n);
    m->list_round = malloc(n * sizeof *m->list_round);
    m->up = malloc((e->ballots + 1u) * sizeof *m->up);
    m->lo = malloc((e->ballots + 1u) * sizeof *m->lo);
    m->list = malloc((entries + 1) * sizeof *m->list);
    m->list_weight = malloc(m->pro.weight ? (entries + 1) * sizeof *m->list_weight : 1);
    m->list_util = malloc(m->pro.util ? (entries + 1) * sizeof *m->list_util : 1);
    if (!m->cost || !m->factor || !m->bound || !m->order || !m->predicted || !m->list_n ||
        !m->list_round || !m->up || !m->lo || !m->list || !m->list_weight || !m->list_util)
        return ERR_NOMEM;
    memory_expect(m->up, e->ballots * sizeof *m->up);
    memory_expect(m->lo, e->ballots * sizeof *m->lo);
    for (uint32_t p = 0; p < e->projects; p++) {
        m->cost[p] = (double)e->project[p].cost;
        m->factor[p] = sat == COUNT_SAT_COST ? m->cost[p] : 1;
    }
    return OK;
}

void mes_free(struct mes *m)
{
    mpq_clear(m->share);
    profile_free(&m->pro);
    if (m->exact_ready)
        exact_free(&m->exact);
    free(m->cost);
    free(m->factor);
    free(m->bound);
    free(m->order);
    free(m->predicted);
    free(m->hint);
    free(m->list_n);
    free(m->list_round);
    free(m->up);
    free(m->lo);
    free(m->list);
    free(m->list_weight);
    free(m->list_util);
    *m = (struct mes){0};
}

void mes_share(const struct count_election *e, uint64_t increment, mpq_t out)
{
    mpz_t raise, unit;

    mpz_inits(raise, unit, NULL);
    money_to_mpz(mpq_numref(out), e->budget);
    mpz_import(mpq_denref(out), 1, -1, sizeof e->voters, 0, 0, &e->voters);
    mpq_canonicalize(out);
    money_to_mpz(unit, money_pow10(e->money_decimals));
    mpz_import(raise, 1, -1, sizeof increment, 0, 0, &increment);
    mpz_mul(raise, raise, unit);
    mpz_addmul(mpq_numref(out), raise, mpq_denref(out));
    mpz_clears(raise, unit, NULL);
}

void mes_begin(struct mes *m, uint64_t increment, uint64_t span)
{
    const struct count_election *e = m->e;

    mes_share(e, increment, m->share);
    m->increment = increment;
    m->increments_ahead = span;
    if (increment && !m->hint && e->projects < HINTS_MOST) /* without them it is only slower */
        m->hint = calloc((size_t)e->projects * (e->projects + 1u), sizeof *m->hint);
    double share = mpq_get_d(m->share);
    m->ranged = span > 0;
    m->theta = m->ranged ? 1 : 0;
    m->span = (double)span * (double)money_pow10(e->money_decimals);
    double end = share + m->span;
    struct line up = {share * (1 + EDGE), end * (1 + EDGE)},
                lo = {share * (1 - EDGE), end * (1 - EDGE)};
    m->share_low = lo.at0;
    for (uint32_t b = 0; b < e->ballots; b++) {
        m->up[b] = up;
        m->lo[b] = lo;
    }
    for (uint32_t p = 0; p < e->projects; p++) {
        double least = m->pro.total[p] > 0 ? m->cost[p] / m->pro.total[p] * (1 - EDGE) : INFINITY;
        m->bound[p] = (struct bound){.low = {least, least}, .low_end = {least, least}};
        m->bound[p].out = !(m->pro.total[p] > 0) || e->project[p].cost <= 0 || m->barred[p];
        m->list_round[p] = 0;
    }
    memcpy(m->predicted, m->order, m->elected * sizeof *m->order);
    m->predictions = m->elected;
    m->elected = m->round = 0;
    m->spent = 0;
    m->exact_rounds = NONE;
}

uint64_t mes_covered(const struct mes *m, uint64_t span)
{
    if (!m->ranged)
        return 0;
    if (m->theta >= 1)
        return span;
    double k = floor(m->theta * (double)span * (1 - 1e-9));
    return k <= 0 ? 0 : (uint64_t)k;
}

static void range_end(struct mes *m)
{
    m->ranged = false;
    m->theta = 0;
}

/* The exact purses of this moment, at theta 0. */
static enum err exact_now(struct mes *m)
{
    m->exact_uses++;
    range_end(m);
    if (!m->exact_ready) {
        m->exact_ready = true;
        TRY(exact_init(&m->exact, m->e, &m->pro));
    }
    if (m->exact_rounds == NONE) {
        exact_begin(&m->exact, m->share);
        m->exact_rounds = 0;
    }
    for (; m->exact_rounds < m->elected; m->exact_rounds++)
        TRY(exact_elect(&m->exact, m->order[m->exact_rounds], NULL));
    return OK;
}

/* Bounds cannot tell whether p is affordable: rationals can. */
static enum err settle(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    mpq_t rate, held;
    bool affordable;

    mpq_inits(rate, held, NULL);
    enum err err = exact_now(m);
    if (err == OK)
        err = exact_rate(&m->exact, p, rate, held, &affordable);
    if (err == OK && !affordable)
        b->out = true;
    if (err == OK && affordable) {
        double r = mpq_get_d(rate);
        b->low = (struct line){r * (1 - EDGE), r * (1 - EDGE)};
        b->high = (struct line){r * (1 + EDGE), r * (1 + EDGE)};
        b->low_round = b->high_round = m->round;
        b->constant = false;
    }
    mpq_clears(rate, held, NULL);
    return err;
}

static bool alive(const struct mes *m, uint32_t p)
{
    return !m->bound[p].elected && !m->bound[p].out;
}

static double key(const struct mes *m, uint32_t p)
{
    return m->bound[p].low.at0 / m->factor[p] * (1 - EDGE);
}

static double ceiling(const struct mes *m, uint32_t p)
{
    return m->bound[p].high.at0 / m->factor[p] * (1 + EDGE);
}

/* The least key that is not tight yet and could still be the minimum; NONE: all that could are
 * tight. */
static uint32_t next_to_tighten(const struct mes *m, double limit)
{
    uint32_t best = NONE;
    double least = limit;

    for (uint32_t p = 0; p < m->e->projects; p++) {
        const struct bound *b = &m->bound[p];
        if (!alive(m, p) || b->low_round == m->round)
            continue;
        double k = key(m, p);
        if (k <= least && k < INFINITY) {
            least = k;
            best = p;
        }
    }
    return best;
}

static enum err tighten(struct mes *m, uint32_t p, double limit)
{
    bool doubtful = false;

    bound_low(m, p, limit, &doubtful);
    if (doubtful)
        return settle(m, p);
    struct bound *b = &m->bound[p];
    if (b->out || b->low_round != m->round || !(key(m, p) <= limit) || isinf(b->low.at0))
        return OK;
    bound_high(m, p);
    return isinf(b->high.at0) ? settle(m, p) : OK;
}

/* *best: of the tight projects the one with the least upper bound; NONE: nobody can be afforded. */
static enum err find_best(struct mes *m, uint32_t *best, double *limit)
{
    *best = NONE;
    *limit = INFINITY;
    uint32_t p = m->elected < m->predictions ? m->predicted[m->elected] : NONE;
    if (p == NONE || !alive(m, p))
        p = next_to_tighten(m, *limit);
    for (; p != NONE; p = next_to_tighten(m, *limit)) {
        TRY(tighten(m, p, *limit));
        const struct bound *b = &m->bound[p];
        if (!b->out && b->low_round == m->round && b->high_round == m->round &&
            ceiling(m, p) < *limit) {
            *limit = ceiling(m, p);
            *best = p;
        }
    }
    return OK;
}

static bool contends(const struct mes *m, uint32_t p, double limit)
{
    return alive(m, p) && m->bound[p].low_round == m->round && isfinite(m->bound[p].low.at0) &&
           key(m, p) <= limit;
}

/* r/f of a project each of whose supporters has nothing at all or enough: c / (payers f), f being c
 * or 1. */
static void rate_constant(const struct mes *m, uint32_t p, mpq_t out)
{
    money_to_mpz(mpq_numref(out), m->sat == COUNT_SAT_COST ? 1 : m->e->project[p].cost);
    mpz_set_d(mpq_denref(out), m->bound[p].payers);
    mpq_canonicalize(out);
}

static enum err rate_exact(struct mes *m, uint32_t p, bool constants, mpq_t out)
{
    bool affordable = true;

    if (constants) {
        rate_constant(m, p, out);
        return OK;
    }
    mpq_t t;
    mpq_init(t);
    enum err err = exact_now(m);
    if (err == OK)
        err = exact_rate(&m->exact, p, out, t, &affordable);
    if (err == OK && m->sat == COUNT_SAT_COST && affordable) {
        mpz_set_ui(mpq_denref(t), 1);
        money_to_mpz(mpq_numref(t), m->e->project[p].cost);
        mpq_div(out, out, t);
    }
    mpq_clear(t);
    return err == OK && !affordable ? ERR_BUG : err;
}

/* Several projects' bounds overlap: rationals decide, ties by rank. */
static enum err decide(struct mes *m, double limit, uint32_t *best)
{
    bool constants = true;
    uint32_t contenders = 0;
    enum err err = OK;
    mpq_t least, rate;

    for (uint32_t p = 0; p < m->e->projects; p++)
        contenders += contends(m, p, limit);
    if (contenders < 2)
        return OK;
    for (uint32_t p = 0; p < m->e->projects; p++)
        if (contends(m, p, limit)) {
            if (m->bound[p].high_round != m->round)
                bound_high(m, p);
            if (m->ranged)
                bound_high_end(m, p);
            constants = constants && m->bound[p].constant;
        }
    mpq_inits(least, rate, NULL);
    *best = NONE;
    for (uint32_t p = 0; err == OK && p < m->e->projects; p++) {
        if (!contends(m, p, limit))
            continue;
        err = rate_exact(m, p, constants, rate);
        int c = *best == NONE ? -1 : mpq_cmp(rate, least);
        bool by_rank = c == 0 && m->tie_rank[p] < m->tie_rank[*best];
        if (c == 0)
            m->tied_with = by_rank ? *best : p;
        if (c < 0)
            m->tied_with = NONE;
        if (c < 0 || by_rank) {
            *best = p;
            mpq_set(least, rate);
        }
    }
    mpq_clears(least, rate, NULL);
    return err;
}

/* ---- the range ---- */

static double at(struct line l, double theta)
{
    return l.at0 + (l.at1 - l.at0) * theta;
}

/* The lower line is above the upper one at theta, rounding included. */
static bool above(struct line low, struct line high, double theta)
{
    double size = fabs(low.at0) + fabs(low.at1) + fabs(high.at0) + fabs(high.at1);
    return at(low, theta) - at(high, theta) > MARGIN * size;
}

/* The largest theta (below m->theta) up to which `low` is above `high`, given that it is at 0. */
static double crossing(const struct mes *m, struct line low, struct line high)
{
    double d0 = low.at0 - high.at0, d1 = low.at1 - high.at1;
    double t = d1 >= d0 ? m->theta : d0 / (d0 - d1);
    t = t < m->theta ? t : m->theta;
    for (int i = 0; i < 60 && t > 0 && !above(low, high, t); i++)
        t = i < 8 ? t * (1 - 1e-9 * (1 << (2 * i))) : t / 2;
    return t > 0 && above(low, high, t) ? t : 0;
}

static struct line scaled(struct line l, double factor)
{
    return (struct line){l.at0 / factor, l.at1 / factor};
}

/* Up to which theta is q proved to be behind `high`? */
static double behind_until(struct mes *m, uint32_t q, struct line high)
{
    struct bound *b = &m->bound[q];
    bool doubtful = false;

    for (int attempt = 0; attempt < 3; attempt++) {
        if (isinf(b->low.at0)) {
            double until = b->never_until < m->theta ? b->never_until : m->theta;
            struct line end = scaled(b->low_end, m->factor[q]);
            if (until >= m->theta ||
                (until > 0 && above(end, high, until) && above(end, high, m->theta)))
                return m->theta;
            if (attempt == 2)
                return until;
        } else {
            struct line low = scaled(b->low, m->factor[q]), end = scaled(b->low_end, m->factor[q]);
            double until = above(low, high, 0) ? crossing(m, low, high) : 0;
            if (until >= m->theta || (above(end, high, until) && above(end, high, m->theta)))
                return m->theta;
            if (attempt == 2)
                return until;
        }
        if (b->low_round != m->round)
            bound_low(m, q, INFINITY, &doubtful);
        else
            attempt = 1;
        if (doubtful || b->out)
            return b->out ? m->theta : 0;
        if (attempt == 1 && b->end_round != m->round)
            bound_end(m, q);
    }
    return 0;
}

static void range_narrow(struct mes *m, uint32_t winner, double limit)
{
    struct line high = scaled(m->bound[winner].high, m->factor[winner]);

    for (uint32_t q = 0; m->ranged && q < m->e->projects; q++) {
        if (!alive(m, q) || q == winner || (contends(m, q, limit) && m->bound[q].constant))
            continue;
        double until = behind_until(m, q, high);
        if (until < m->theta)
            m->theta = until;
        if (m->theta * m->span < (double)money_pow10(m->e->money_decimals))
            range_end(m);
    }
}

/* Nobody can be afforded at theta 0: up to where does that last? */
static void range_last(struct mes *m)
{
    for (uint32_t q = 0; m->ranged && q < m->e->projects; q++) {
        bool doubtful = false;
        if (!alive(m, q))
            continue;
        if (m->bound[q].never_until < m->theta)
            bound_low(m, q, INFINITY, &doubtful);
        if (!m->bound[q].out && m->bound[q].never_until < m->theta)
            m->theta = m->bound[q].never_until * (1 - 1e-9);
    }
}

enum err mes_round(struct mes *m, bool *more)
{
    uint32_t best;
    double limit;

    m->round++;
    m->tied_with = NONE;
    TRY(find_best(m, &best, &limit));
    *more = best != NONE;
    if (!*more) {
        range_last(m);
        return OK;
    }
    TRY(decide(m, limit, &best));
    if (m->ranged && isinf(m->bound[best].high.at1))
        bound_high_end(m, best);
    if (!isfinite(m->bound[best].high.at1) || m->bound[best].high_round != m->round)
        range_end(m);
    range_narrow(m, best, limit);
    purses_pay(m, best);
    m->bound[best].elected = true;
    m->order[m->elected++] = best;
    m->spent += m->e->project[best].cost;
    return OK;
}
