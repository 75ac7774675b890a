/* Proved bounds of r(p), for one share and for a range of shares at once.
 *
 * A counting follows every share from b (theta 0) to b + span (theta 1) together. Each purse lies
 * between two linear functions of theta, lo and up; each r(p) has linear lower bounds and, where it
 * is needed, an upper one.
 *
 * Lower bound. For any split of the supporters into X and the rest,
 *     sum w min(b, r u) <= sum over X of w b + r (sum over the rest of w u).
 * So r >= (c - sum_X w b) / sum_rest w u, for every theta, and with `up` for b the right side is
 * linear in theta. The split made with the last bound (X: b <= r u) is Newton's step on a concave
 * function from below: it rises and ends after few steps. Purses only shrink from round to round,
 * so a bound once proved stays true in later rounds.
 *
 * Upper bound. g(theta, r) = sum w min(lo, r u) is concave in (theta, r) together. If g >= c at
 * both ends for r0 and r1, then it is on the straight line between, so the line is an upper bound.
 *
 * Paying. A new purse is max(0, b - r u). Above: a convex function of a linear one, hence at most
 * its chord. Below: the linear function itself, or 0, both of which max(0, .) exceeds.
 *
 * These hold for the process in which the projects elected so far are elected, at every theta in
 * [0, 1]; mes.c keeps the largest theta up to which that process is the rule's.
 *
 * Rounding. Doubles, round to nearest. Sums of n products of non-negative terms are off by at most
 * (n + 1) 2^-53 of their value; slack(n) is more than twice that. Sums of weights are exact
 * integers (profile_build checks). Every bound is moved outwards by its slack before it is used. */
#include "count/mes_state.h"

#include <float.h>
#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define STEPS_MOST    200
#define COMPACT_AFTER 4       /* looks at a project */
#define EDGE          0x1p-50 /* relative, covers a handful of roundings */

struct side { /* one list of supporters, ready to be walked */
    const uint32_t *ballot, *weight;
    const double *util;
    size_t n;
};

static struct side side_of(const struct mes *m, uint32_t p)
{
    const struct profile *pro = &m->pro;
    size_t at = pro->start[p];
    if (!m->list_round[p])
        return (struct side){pro->ballot + at, pro->weight ? pro->weight + at : NULL,
                             pro->util ? pro->util + at : NULL, pro->start[p + 1] - at};
    return (struct side){m->list + at, pro->weight ? m->list_weight + at : NULL,
                         pro->util ? m->list_util + at : NULL, m->list_n[p]};
}

/* Drops the supporters who have nothing left at any theta. */
static void compact(struct mes *m, uint32_t p)
{
    struct side s = side_of(m, p);
    size_t at = m->pro.start[p], n = 0;

    for (size_t i = 0; i < s.n; i++) {
        uint32_t b = s.ballot[i];
        m->list[at + n] = b;
        if (s.weight)
            m->list_weight[at + n] = s.weight[i];
        if (s.util)
            m->list_util[at + n] = s.util[i];
        n += m->up[b].at0 > 0 || m->up[b].at1 > 0;
    }
    m->list_n[p] = n;
    m->list_round[p] = m->round;
}

/* Both ends of a purse side by side, as one register of the baseline x86-64 and of arm64. */
typedef double pair __attribute__((vector_size(16)));
typedef int64_t mask __attribute__((vector_size(16)));
_Static_assert(sizeof(struct line) == sizeof(pair), "a line is two doubles");

static inline pair pair_of(const struct line *l)
{
    pair v;
    memcpy(&v, l, sizeof v);
    return v;
}

struct sorted { /* what a walk gathers */
    pair money, units, most, least;
};

static inline pair pick(mask m, pair yes, pair no)
{
    return (pair)(((mask)yes & m) | ((mask)no & ~m));
}

#ifdef __SSE2__ /* one instruction, which compilers do not find behind the general form */
static inline pair larger(pair a, pair b)
{
    return (pair)_mm_max_pd((__m128d)a, (__m128d)b);
}

static inline pair smaller(pair a, pair b)
{
    return (pair)_mm_min_pd((__m128d)a, (__m128d)b);
}
#else
static inline pair larger(pair a, pair b)
{
    return pick(a > b, a, b);
}

static inline pair smaller(pair a, pair b)
{
    return pick(a < b, a, b);
}
#endif

/* One supporter: money when it is at most cap, else units. */
static inline __attribute__((always_inline)) void step(pair b, double cap, double w, double units,
                                                       bool end, bool edges, struct sorted *s)
{
    double k = end ? b[1] : b[0];
    const pair zero = {0, 0}, most = {DBL_MAX, DBL_MAX};
    pair key = {k, k};
    mask in = key <= (pair){cap, cap};
    s->money += pick(in, b * (pair){w, w}, zero);
    s->units += pick(in, zero, (pair){units, units});
    if (edges) {
        pair x = pick(in, key, zero), y = pick(in, most, key);
        s->most = larger(x, s->most);
        s->least = smaller(y, s->least);
    }
}

/* Two at a time, since each chain of additions waits for its last. The flags are constants where it
 * is inlined. */
static inline __attribute__((always_inline)) struct sums walk_with(struct side s,
                                                                   const struct line *purse,
                                                                   double tau, bool end,
                                                                   bool has_weight, bool has_util)
{
    struct sorted x = {.least = {DBL_MAX, DBL_MAX}}, y = x;
    size_t i = 0;

    for (; i + 1 < s.n; i += 2) {
        double w = has_weight ? s.weight[i] : 1, v = has_weight ? s.weight[i + 1] : 1;
        double u = has_util ? s.util[i] : 1, t = has_util ? s.util[i + 1] : 1;
        step(pair_of(&purse[s.ballot[i]]), tau * u, w, w * u, end, !has_util, &x);
        step(pair_of(&purse[s.ballot[i + 1]]), tau * t, v, v * t, end, !has_util, &y);
    }
    if (i < s.n) {
        double w = has_weight ? s.weight[i] : 1, u = has_util ? s.util[i] : 1;
        step(pair_of(&purse[s.ballot[i]]), tau * u, w, w * u, end, !has_util, &x);
    }
    x.money += y.money;
    x.units += y.units;
    struct sums sums = {x.money[0], x.money[1], x.units[0], INFINITY, 0, s.n};
    if (!has_util) {
        sums.most = fmax(x.most[0], y.most[0]);
        sums.least = fmin(x.least[0], y.least[0]);
    }
    return sums;
}

/* Splits the supporters by whether what they have at one end covers tau u. */
static struct sums walk(struct side s, const struct line *purse, double tau, bool end)
{
    if (s.util)
        return s.weight ? walk_with(s, purse, tau, end, true, true)
                        : walk_with(s, purse, tau, end, false, true);
    if (s.weight)
        return end ? walk_with(s, purse, tau, true, true, false)
                   : walk_with(s, purse, tau, false, true, false);
    return end ? walk_with(s, purse, tau, true, false, false)
               : walk_with(s, purse, tau, false, false, false);
}

static double cost_down(const struct mes *m, uint32_t p)
{
    return m->cost[p] * (1 - EDGE);
}

/* Nobody could pay more than tau u, and all of them together may hold too little. */
static void never(struct mes *m, uint32_t p, const struct sums *s, bool *doubtful)
{
    struct bound *b = &m->bound[p];
    double up = 1 + slack(s->entries), c = cost_down(m, p);
    double h0 = s->s0 * up, h1 = s->s1 * up;

    if (h0 >= c) {
        *doubtful = true;
        return;
    }
    b->low = (struct line){INFINITY, INFINITY};
    b->low_round = m->round;
    b->never_until = 2;
    if (!m->ranged || h1 < c)
        b->out = true;
    else
        b->never_until = (c - h0) / (h1 - h0) * (1 - 1e-12);
}

/* Any split gives a bound; one made where r probably is gives a good one. */
static struct hint *hint_of(const struct mes *m, uint32_t p)
{
    return m->hint ? m->hint + (size_t)(m->round - 1) * m->e->projects + p : NULL;
}

static double hinted(const struct mes *m, const struct hint *h)
{
    return h && h->rate > 0 ? h->rate + h->slope * (double)(m->increment - h->increment) : 0;
}

static void hint_keep(const struct mes *m, struct hint *h, const struct bound *b)
{
    if (!h || !(b->low.at0 > 0))
        return;
    bool moving = m->ranged && m->increments_ahead && isfinite(b->low.at1);
    *h = (struct hint){b->low.at0,
                       moving ? (b->low.at1 - b->low.at0) / (double)m->increments_ahead : h->slope,
                       m->increment};
}

/* Before anybody has paid all purses are equal: r = c/total wherever the share covers it. */
static bool untouched(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    double r = m->cost[p] / m->pro.total[p] * (1 + EDGE);

    if (m->elected || m->pro.util || !(r < m->share_low))
        return false;
    b->low = (struct line){r * (1 - 3 * EDGE), r * (1 - 3 * EDGE)};
    b->units = b->payers = m->pro.total[p];
    b->low_round = m->round;
    return true;
}

void bound_low(struct mes *m, uint32_t p, double enough, bool *doubtful)
{
    if (untouched(m, p))
        return;
    struct bound *b = &m->bound[p];
    double c = cost_down(m, p), tau = b->low.at0;
    struct hint *hint = hint_of(m, p);
    double guess = hinted(m, hint);
    bool guessed = guess > tau && isfinite(tau);

    if (++b->looks > COMPACT_AFTER) {
        b->looks = 0;
        compact(m, p);
    }
    struct side side = side_of(m, p);
    double up = 1 + slack(side.n);
    if (guessed)
        tau = guess;
    for (int step = 0; step < STEPS_MOST; step++) {
        struct sums s = walk(side, m->up, tau, false);
        if (s.n == 0 && guessed) {
            guessed = false;
            tau = b->low.at0;
            continue;
        }
        if (s.n == 0) {
            never(m, p, &s, doubtful);
            return;
        }
        double at0 = (c - s.s0 * up) / s.n * (1 - EDGE), at1 = (c - s.s1 * up) / s.n;
        b->units = s.n;
        b->payers = s.s0 == 0 && s.s1 == 0 ? s.n : 0;
        if (guessed && at0 < b->low.at0) { /* the guess was far off */
            guessed = false;
            tau = b->low.at0;
            continue;
        }
        b->low = (struct line){at0, at1 - fabs(at1) * EDGE};
        hint_keep(m, hint, b);
        if (s.most <= at0 && s.least > at0)
            break; /* the split at at0 is this one */
        if (!(at0 > tau * (1 + 16 * EDGE)) && (!guessed || at0 >= tau * (1 - 16 * EDGE)))
            break;
        guessed = false;
        tau = at0;
        if (at0 > enough * m->factor[p] * (1 + 8 * EDGE))
            return; /* not converged, and need not be */
    }
    b->low_round = m->round;
}

void bound_end(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    struct side side = side_of(m, p);
    double c = cost_down(m, p), up = 1 + slack(side.n);
    double tau = fmax(0, fmax(b->low_end.at1, isfinite(b->low.at1) ? b->low.at1 : 0));

    for (int step = 0; step < STEPS_MOST; step++) {
        struct sums s = walk(side, m->up, tau, true);
        if (s.n == 0)
            break;
        double at0 = (c - s.s0 * up) / s.n, at1 = (c - s.s1 * up) / s.n * (1 - EDGE);
        b->low_end = (struct line){at0 - fabs(at0) * EDGE, at1};
        if (!(at1 > tau * (1 + 16 * EDGE)) || (s.most <= at1 && s.least > at1))
            break;
        tau = at1;
    }
    b->end_round = m->round;
}

/* Lower lines may end below 0 at theta 1; their sum is then off by a share of the sizes, not of the
 * sum. */
static double below_zero(const struct mes *m, struct side s)
{
    double sum = 0;
    for (size_t i = 0; i < s.n; i++) {
        double x = m->lo[s.ballot[i]].at1;
        sum += x < 0 ? -x * (s.weight ? s.weight[i] : 1) : 0;
    }
    return sum;
}

/* Least proved r with sum w min(lo, r u) >= c at one end, or infinity. *payers: weight x utility of
 * those who are not exhausted there. */
static double reach(const struct mes *m, uint32_t p, bool end, double tau, double *payers)
{
    struct side side = side_of(m, p);
    double aim = m->cost[p] * (1 + EDGE + 2 * slack(side.n));
    double debt = end ? below_zero(m, side) : 0;

    for (int step = 0; step < STEPS_MOST; step++) {
        struct sums s = walk(side, m->lo, tau, end);
        double money = end ? s.s1 : s.s0;
        double off = (fabs(money) + 2 * debt) * slack(side.n);
        double have = (money + s.n * tau) * (1 - EDGE) - off;
        if (have >= m->cost[p] * (1 + EDGE)) {
            *payers = s.n;
            return tau;
        }
        if (s.n == 0)
            break;
        double next = (aim - money + off) / s.n * (1 + EDGE);
        if (!(next > tau))
            next = tau * (1 + 64 * EDGE);
        tau = next;
        if (s.most <= tau && s.least > tau &&
            (money + s.n * tau) * (1 - EDGE) - off >= m->cost[p] * (1 + EDGE)) {
            *payers = s.n;
            return tau;
        }
    }
    *payers = 0;
    return INFINITY;
}

void bound_high(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    double room = m->cost[p] * 4 * slack(m->pro.start[p + 1] - m->pro.start[p]) / b->units;

    if (b->low_round == m->round && untouched(m, p)) {
        b->high = (struct line){b->low.at0 * (1 + 8 * EDGE), b->low.at1 * (1 + 8 * EDGE)};
        b->high_payers = b->payers;
        b->high_round = m->round;
        b->constant = true;
        return;
    }
    b->high.at0 = reach(m, p, false, b->low.at0 * (1 + 16 * EDGE) + room, &b->high_payers);
    b->high.at1 = INFINITY;
    b->high_round = m->round;
    b->constant = !m->ranged && b->payers > 0 && b->high_payers == b->payers;
}

void bound_high_end(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    double payers;

    if (isinf(b->high.at0) || (b->constant && isfinite(b->high.at1)))
        return;
    b->high.at1 = reach(m, p, true, fmax(b->low.at1, 0) * (1 + 16 * EDGE), &payers);
    b->constant = b->payers > 0 && b->high_payers == b->payers && payers == b->payers;
}

void purses_pay(struct mes *m, uint32_t p)
{
    const struct line low = m->bound[p].low, high = m->bound[p].high;
    struct side s = side_of(m, p);

    for (size_t i = 0; i < s.n; i++) {
        struct line *up = &m->up[s.ballot[i]], *lo = &m->lo[s.ballot[i]];
        double u = s.util ? s.util[i] : 1;
        double u0 = up->at0 - low.at0 * u + up->at0 * EDGE;
        double l0 = lo->at0 - high.at0 * u - lo->at0 * EDGE;
        struct line new_up = {u0 > 0 ? u0 : 0, u0 > 0 ? u0 : 0}, new_lo = {l0, l0};
        if (m->ranged) {
            double u1 = up->at1 - low.at1 * u + (up->at1 + fabs(low.at1 * u)) * EDGE;
            new_up.at1 = u1 > 0 ? u1 : 0;
            new_lo.at1 = lo->at1 - high.at1 * u - (fabs(lo->at1) + high.at1 * u) * EDGE;
        }
        if (l0 <= 0)
            new_lo = (struct line){0, 0};
        *up = new_up;
        *lo = new_lo;
    }
}
