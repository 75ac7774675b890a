/* Exact Equal Shares: payments. See ees_state.h.
 *
 * What a voter has paid does not depend on the share, so paid sums are kept and purses are share -
 * paid. They are doubles within `eps` of the truth, relative to share + c/j; what that leaves open
 * is decided by rationals. A ballot carries one bit per round: it paid or not; the sum over the
 * rounds paid in is its exact payment, remembered for the histories asked for last. Bits of rounds
 * not yet counted again are those of the counting before: who paid less since the last jump, and
 * who no longer pays, is what ees_next.c builds on.
 *
 * Largest feasible j: f(j) = supporters with paid <= share - c/j never falls with j, so from any
 * upper bound j the steps j = f(j) come down to it without sorting anybody. */
#include "count/ees_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t *history(const struct ees *s, uint32_t b)
{
    return s->paid_in + (size_t)b * s->words;
}

enum err ees_paid_init(struct ees *s)
{
    size_t ballots = s->merged.ballots + 1u;

    s->words = s->e->projects / 64 + 1;
    s->about = calloc(ballots, sizeof *s->about);
    s->paid_in = calloc(ballots * s->words, sizeof *s->paid_in);
    s->going = calloc(s->e->projects + 1u, sizeof *s->going);
    s->memo = calloc(EES_MEMO, sizeof *s->memo);
    s->memo_of = calloc(EES_MEMO * s->words, sizeof *s->memo_of);
    for (size_t i = 0; s->memo && i < EES_MEMO; i++)
        mpq_init(s->memo[i].exact);
    /* as many additions as there are projects, and the roundings of each term */
    s->eps = ((double)s->e->projects + 18) * 0x1p-52;
    return s->about && s->paid_in && s->going && s->memo && s->memo_of ? OK : ERR_NOMEM;
}

void ees_paid_free(struct ees *s)
{
    for (size_t i = 0; s->memo && i < EES_MEMO; i++)
        mpq_clear(s->memo[i].exact);
    free(s->about);
    free(s->paid_in);
    free(s->going);
    free(s->memo);
    free(s->memo_of);
    vec_free(&s->undo);
}

void ees_part(const struct ees *s, uint32_t p, uint64_t j, mpq_t out)
{
    money_to_mpz(mpq_numref(out), s->e->project[p].cost);
    mpz_set_ui(mpq_denref(out), j);
    mpq_canonicalize(out);
}

/* Word i of the rounds counted so far. */
static uint64_t word(const struct ees *s, uint32_t b, size_t i)
{
    uint64_t x = history(s, b)[i];
    if (s->turns / 64 == i)
        return x & ~(UINT64_MAX << s->turns % 64);
    return s->turns / 64 < i ? 0 : x;
}

static struct ees_sum *memo_place(struct ees *s, uint32_t b, bool *same)
{
    uint64_t h = 0;
    for (size_t i = 0; i < s->words; i++)
        h = (h ^ word(s, b, i)) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(h >> 32) % EES_MEMO;
    uint64_t *of = s->memo_of + at * s->words;
    *same = s->memo[at].known;
    for (size_t i = 0; i < s->words; i++) {
        *same = *same && of[i] == word(s, b, i);
        of[i] = word(s, b, i);
    }
    return &s->memo[at];
}

struct ees_sum *ees_paid(struct ees *s, uint32_t b)
{
    bool same;
    struct ees_sum *x = memo_place(s, b, &same);

    if (same)
        return x;
    mpq_set_ui(x->exact, 0, 1);
    for (uint32_t r = 0; r < s->turns; r++)
        if (history(s, b)[r / 64] >> r % 64 & 1) {
            ees_part(s, s->turn[r].project, s->turn[r].payers, s->u);
            mpq_add(x->exact, x->exact, s->u);
        }
    x->known = true;
    x->asked = 0;
    return x;
}

int ees_compare_paid(struct ees *s, uint32_t a, uint32_t b)
{
    double x = s->about[a], y = s->about[b];
    size_t same = 0;

    if (fabs(x - y) > s->eps * (x + y))
        return x < y ? -1 : 1;
    while (same < s->words && word(s, a, same) == word(s, b, same))
        same++;
    if (same == s->words)
        return 0;
    mpq_set(s->t, ees_paid(s, a)->exact);
    return mpq_cmp(s->t, ees_paid(s, b)->exact);
}

/* ---- feasibility ---- */

/* Did b pay at most s->t? Once per pass and history. */
static bool covers(struct ees *s, uint32_t b)
{
    struct ees_sum *x = ees_paid(s, b);
    if (x->asked != s->pass) {
        x->asked = s->pass;
        x->covers = mpq_cmp(x->exact, s->t) <= 0;
    }
    return x->covers;
}

/* s->t: what those who can pay c/j have paid at most. */
static void pass_begin(struct ees *s, uint32_t p, uint64_t j)
{
    s->pass++;
    ees_part(s, p, j, s->t);
    mpq_sub(s->t, s->share, s->t);
}

static uint64_t count_open(struct ees *s, uint32_t p, uint64_t j, double lo, double hi)
{
    uint64_t n = 0;

    pass_begin(s, p, j);
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t b = s->pro.ballot[i];
        if (s->about[b] >= lo && s->about[b] <= hi && covers(s, b))
            n += s->pro.weight[i];
    }
    return n;
}

uint64_t ees_count(const struct ees *s, uint32_t p, double lo, double hi, uint64_t *open)
{
    uint64_t below = 0, upto = 0;
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        double a = s->about[s->pro.ballot[i]];
        uint64_t w = s->pro.weight[i];
        below += a < lo ? w : 0;
        upto += a <= hi ? w : 0;
    }
    *open = upto - below;
    return below;
}

bool ees_settle(struct ees *s, uint32_t p, uint64_t need)
{
    double c = (double)s->e->project[p].cost;

    while (s->cap[p] >= need && s->cap[p]) {
        uint64_t j = s->cap[p], open = 0;
        double part = c / (double)j, slack = s->eps * (s->near + part);
        double lo = s->near - part - slack, hi = s->near - part + slack;
        uint64_t n = hi < 0 ? 0 : ees_count(s, p, lo, hi, &open);
        if (open && n < j)
            n += count_open(s, p, j, lo, hi);
        if (n >= j)
            return true;
        s->cap[p] = n;
    }
    return false;
}

/* ---- forth and back ---- */

/* p takes this round again, with so many payers: less may be paid in it. */
static void turn_replaced(struct ees *s, uint32_t p, uint64_t payers)
{
    double c = (double)s->e->project[p].cost,
           less = c / (double)s->turn[s->turns].payers - c / (double)payers;
    if (less > 0)
        s->drifting += less * (1 + EES_LOOSE);
}

/* Voters of ballot b paid in this round at the last counting, and do not now. */
static void lost(struct ees *s, uint32_t b, uint64_t weight)
{
    for (size_t i = s->merged.start[b]; i < s->merged.start[b + 1]; i++)
        s->going[s->merged.item[i]] += weight;
}

enum err ees_pay(struct ees *s, uint32_t p)
{
    uint32_t r = s->turns;
    uint64_t payers = s->cap[p], bit = (uint64_t)1 << r % 64;
    double part = (double)s->e->project[p].cost / (double)payers, slack = s->eps * (s->near + part);
    double lo = s->near - part - slack, hi = s->near - part + slack;
    bool before = r < s->old; /* bits tell of the same project */

    TRY(vec_room(&s->undo, s->pro.start[p + 1] - s->pro.start[p], sizeof(struct ees_undo)));
    struct ees_undo *undo = (struct ees_undo *)s->undo.p + s->undo.n;
    if (before)
        turn_replaced(s, p, payers);
    s->turn[r] = (struct ees_turn){p, payers, s->undo.n};
    pass_begin(s, p, payers);
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t b = s->pro.ballot[i];
        double a = s->about[b];
        uint64_t *w = &history(s, b)[r / 64];
        if (a > hi || (a >= lo && !covers(s, b))) {
            if (before && *w & bit)
                lost(s, b, s->pro.weight[i]);
            *w &= ~bit;
            continue;
        }
        *undo++ = (struct ees_undo){b, a};
        s->about[b] = a + part;
        *w |= bit;
    }
    s->undo.n = (size_t)(undo - (struct ees_undo *)s->undo.p);
    s->elected[p] = true;
    s->spent += s->e->project[p].cost;
    s->turns++;
    return OK;
}

void ees_back(struct ees *s, uint32_t r)
{
    struct ees_undo *undo = s->undo.p;

    while (s->turns > r) {
        const struct ees_turn *turn = &s->turn[--s->turns];
        for (; s->undo.n > turn->first; s->undo.n--)
            s->about[undo[s->undo.n - 1].ballot] = undo[s->undo.n - 1].about;
        s->elected[turn->project] = false;
        s->spent -= s->e->project[turn->project].cost;
    }
    for (size_t i = 0; i < EES_MEMO; i++)
        s->memo[i].known = false;
    s->near = mpq_get_d(s->share);
}
