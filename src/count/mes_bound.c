/* Proved bounds of r(p), for one share and for a range of shares at once.
 *
 * A counting follows every share from b (theta 0) to b + span (theta 1) together. Each purse lies between two
 * linear functions of theta, lo and up; each r(p) has linear lower bounds and, where it is needed, an upper one.
 *
 * Lower bound. For any split of the supporters into X and the rest, sum w min(b, r u) <= sum_X w b + r sum_rest w u.
 * So r >= (c - sum_X w b) / sum_rest w u, for every theta, and with `up` for b the right side is linear in theta.
 * The split made with the last bound (X: b <= r u) is Newton's step on a concave function from below: it rises and
 * ends after few steps. Purses only shrink from round to round, so a bound once proved stays true in later rounds.
 * Upper bound. g(theta, r) = sum w min(lo, r u) is concave in (theta, r) together. If g >= c at both ends for r0
 * and r1, then it is on the straight line between, so the line is an upper bound of r.
 * Paying. A new purse is max(0, b - r u). Above: a convex function of a linear one, hence at most its chord.
 * Below: the linear function itself, or 0, both of which max(0, .) exceeds.
 * These hold for the process in which the projects elected so far are elected, at every theta in [0, 1]; mes.c
 * keeps the largest theta up to which that process is the rule's.
 *
 * Rounding. Doubles, round to nearest. Sums of n products of non-negative terms are off by at most (n + 1) 2^-53
 * of their value; slack(n) is more than twice that. Sums of weights are exact integers (profile_build checks).
 * Every bound is moved outwards by its slack before it is used. */
#include "count/mes.h"

#include <math.h>
#include <string.h>

#define STEPS_MOST 200
#define EDGE       0x1p-50 /* relative, covers a handful of roundings */

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

#define WALK(HAS_WEIGHT, HAS_UTIL, MONEY)                                                          \
    for (size_t i = 0; i < s.n; i++) {                                                             \
        const struct line b = purse[s.ballot[i]];                                                  \
        const double w = (HAS_WEIGHT) ? s.weight[i] : 1.0;                                         \
        const double wu = (HAS_UTIL) ? w * s.util[i] : w;                                          \
        const double cap = (HAS_UTIL) ? tau * s.util[i] : tau;                                     \
        const bool in = (MONEY) <= cap;                                                            \
        s0 += in ? w * b.at0 : 0;                                                                  \
        s1 += in ? w * b.at1 : 0;                                                                  \
        n += in ? 0 : wu;                                                                          \
    }

/* Splits the supporters by whether what they have at one end covers tau u. */
static struct sums walk(struct side s, const struct line *purse, double tau, bool end)
{
    double s0 = 0, s1 = 0, n = 0;

    if (!s.weight && !s.util) {
        if (end)
            WALK(false, false, b.at1)
        else
            WALK(false, false, b.at0)
    } else if (!s.util) {
        if (end)
            WALK(true, false, b.at1)
        else
            WALK(true, false, b.at0)
    } else if (!s.weight) {
        if (end)
            WALK(false, true, b.at1)
        else
            WALK(false, true, b.at0)
    } else {
        if (end)
            WALK(true, true, b.at1)
        else
            WALK(true, true, b.at0)
    }
    return (struct sums){s0, s1, n, s.n};
}

/* As walk at theta 0, for one share only: half the memory traffic is not needed, but the layout is shared. */
static struct sums walk_point(struct side s, const struct line *purse, double tau)
{
    double s0 = 0, s1 = 0, n = 0, t0 = 0, t1 = 0;
    size_t i = 0;

    if (s.weight || s.util)
        return walk(s, purse, tau, false);
    for (; i + 1 < s.n; i += 2) {
        double a = purse[s.ballot[i]].at0, b = purse[s.ballot[i + 1]].at0;
        s0 += a <= tau ? a : 0;
        t0 += b <= tau ? b : 0;
        n += a <= tau ? 0 : 1;
        t1 += b <= tau ? 0 : 1;
    }
    if (i < s.n) {
        double a = purse[s.ballot[i]].at0;
        s0 += a <= tau ? a : 0;
        n += a <= tau ? 0 : 1;
    }
    s1 = s0 + t0;
    return (struct sums){s1, s1, n + t1, s.n};
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

void bound_low(struct mes *m, uint32_t p, double enough, bool *doubtful)
{
    struct bound *b = &m->bound[p];
    double c = cost_down(m, p), tau = b->low.at0;

    if (m->list_round[p] != m->round && m->elected)
        compact(m, p);
    struct side side = side_of(m, p);
    double up = 1 + slack(side.n);
    for (int step = 0; step < STEPS_MOST; step++) {
        struct sums s = m->ranged ? walk(side, m->up, tau, false) : walk_point(side, m->up, tau);
        if (s.n == 0) {
            never(m, p, &s, doubtful);
            return;
        }
        double at0 = (c - s.s0 * up) / s.n * (1 - EDGE), at1 = (c - s.s1 * up) / s.n;
        b->payers = s.s0 == 0 && s.s1 == 0 ? s.n : 0;
        b->low = (struct line){at0, at1 - fabs(at1) * EDGE};
        if (!(at0 > tau * (1 + 16 * EDGE)))
            break;
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
        if (!(at1 > tau * (1 + 16 * EDGE)))
            break;
        tau = at1;
    }
    b->end_round = m->round;
}

/* Lower lines may end below 0 at theta 1; their sum is then off by a share of the sizes, not of the sum. */
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
    }
    *payers = 0;
    return INFINITY;
}

void bound_high(struct mes *m, uint32_t p)
{
    struct bound *b = &m->bound[p];
    double payers0, payers1;

    b->high.at0 = reach(m, p, false, b->low.at0, &payers0);
    payers1 = payers0;
    b->high.at1 = b->high.at0;
    if (m->ranged && isfinite(b->high.at0))
        b->high.at1 = reach(m, p, true, fmax(b->low.at1, 0), &payers1);
    b->constant = b->payers > 0 && payers0 == b->payers && payers1 == b->payers;
    b->high_round = m->round;
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
