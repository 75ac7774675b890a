/* Exact Equal Shares: at which share the outcome changes next. See ees_state.h.
 *
 * With paid sums in ascending order a1 <= a2 <= ..., j payers are feasible when share >= T(j) = c/j
 * + aj. In a round won by w with k payers, (q, j) wins instead from the share T(j) on, for every j
 * that beats (w, k); the least such share over all rounds is where the outcome changes next, and
 * none between is skipped unseen.
 *
 * Most projects are far from taking a round, counting after counting. So what was proved once is
 * kept: "with `from` or more payers q takes round r at no share below `least`". Countings again
 * change what was paid in the rounds before r, as long as those elect the same projects, only so:
 * where k payers became k', each who pays in both paid less by c/k - c/k' at most (`drift` adds
 * these up), and few paid then and do not now (`gone` counts those among q's supporters). If no
 * paid sum fell by more than d but those of e supporters, then at most e more than before lie below
 * x - d, so that aj now is at least a(j-e) before, less d; hence for j >= from + e
 *     T(j) >= c/(j-e) + a(j-e) - c e/(j (j-e)) - d >= least - c e/(j (j-e)) - d.
 * `gone` only grows while a sum may also have risen again: that makes the proof weaker, not wrong.
 * Where another project takes a round, proofs of the rounds behind it are void.
 *
 * What is not proved is looked at: passes over q's supporters without sorting bring the payers down
 * that it may have at a share beyond the limit; then only supporters at the edge are sorted, and
 * rationals compare what doubles leave open. */
#include "count/ees_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEW 32 /* payers more: so few supporters are sorted */

struct edge {
    double about;
    uint32_t ballot, weight;
};

enum err ees_next_init(struct ees *s)
{
    size_t n = s->e->projects + 2u;

    s->next = calloc(n, sizeof *s->next);
    s->change = calloc(n, sizeof *s->change);
    s->drift = calloc(n, sizeof *s->drift);
    s->watched = malloc(n * sizeof *s->watched);
    for (size_t i = 0; s->next && i < n; i++)
        mpq_init(s->next[i]);
    if (!s->next || !s->change || !s->drift || !s->watched)
        return ERR_NOMEM;
    memset(s->watched, true, n * sizeof *s->watched);
    return OK;
}

void ees_next_free(struct ees *s)
{
    for (size_t i = 0; s->next && i < s->e->projects + 2u; i++)
        mpq_clear(s->next[i]);
    free(s->next);
    free(s->change);
    free(s->drift);
    free(s->watched);
    vec_free(&s->proof);
    vec_free(&s->gone);
    vec_free(&s->window);
}

/* ---- what is proved ---- */

static struct ees_proof *proof_of(const struct ees *s, uint32_t q)
{
    return (struct ees_proof *)s->proof.p + (size_t)s->turns * s->e->projects + q;
}

static uint64_t *gone_of(const struct ees *s, uint32_t q)
{
    return (uint64_t *)s->gone.p + (size_t)s->turns * s->e->projects + q;
}

enum err ees_arrive(struct ees *s)
{
    uint32_t r = s->turns, m = s->e->projects;

    if (r < s->proofs) {
        s->drift[r] += s->drifting;
        for (uint32_t q = 0; q < m; q++)
            *gone_of(s, q) += s->going[q];
        return OK;
    }
    s->proof.n = s->gone.n = (size_t)r * m;
    TRY(vec_room(&s->proof, m, sizeof(struct ees_proof)));
    TRY(vec_room(&s->gone, m, sizeof(uint64_t)));
    memset(proof_of(s, 0), 0, m * sizeof(struct ees_proof));
    memset(gone_of(s, 0), 0, m * sizeof(uint64_t));
    s->drift[r] = 0;
    s->proofs = r + 1;
    return OK;
}

/* The share up to which that is proved; negative: none. */
static double proved_until(const struct ees *s, uint32_t q, uint64_t from)
{
    const struct ees_proof *x = proof_of(s, q);
    uint64_t gone = *gone_of(s, q) - x->gone;
    double c = (double)s->e->project[q].cost, least = x->least;

    if (!x->from || x->from + gone > from)
        return -1;
    if (gone)
        least -= c * (double)gone / ((double)from * (double)(from - gone)) * (1 + EES_LOOSE);
    return least - (s->drift[s->turns] - x->drift) - s->drift[s->turns] * EES_LOOSE -
           s->eps * x->least;
}

bool ees_proved(const struct ees *s, uint32_t q, uint64_t from, double share)
{
    return proved_until(s, q, from) > share * (1 + s->eps);
}

static void prove(struct ees *s, uint32_t q, uint64_t from, double least)
{
    *proof_of(s, q) = (struct ees_proof){least, s->drift[s->turns], from, *gone_of(s, q)};
}

/* ---- looking ---- */

static uint64_t paid_upto(const struct ees *s, uint32_t q, double most)
{
    uint64_t n = 0;
    for (size_t i = s->pro.start[q]; i < s->pro.start[q + 1]; i++) {
        uint64_t in = s->about[s->pro.ballot[i]] <= most; /* no branch: it would be a guess */
        n += s->pro.weight[i] & -in;
    }
    return n;
}

/* So many payers, `most` or fewer, q may have at the share; fewer than `from`: 0. */
static uint64_t most_at(const struct ees *s, uint32_t q, uint64_t from, uint64_t most, double share)
{
    double c = (double)s->e->project[q].cost;

    while (most >= from && most) {
        double part = c / (double)most, hi = share - part + s->eps * (share + part);
        uint64_t n = hi < 0 ? 0 : paid_upto(s, q, hi);
        if (n >= most)
            return most;
        most = n;
    }
    return 0;
}

static int compare_edges(const void *pa, const void *pb, void *s)
{
    const struct edge *a = pa, *b = pb;
    double far = 1e-9 * (a->about + b->about); /* beyond any error */
    if (a->about < b->about - far)
        return -1;
    return a->about > b->about + far ? 1 : ees_compare_paid(s, a->ballot, b->ballot);
}

/* Supporters who paid from lo to hi, in order; *below: weight of those who paid less. */
static enum err window(struct ees *s, uint32_t q, double lo, double hi, uint64_t *below)
{
    struct edge *x;

    *below = 0;
    s->window.n = 0;
    TRY(vec_room(&s->window, s->pro.start[q + 1] - s->pro.start[q] + 1, sizeof *x));
    x = s->window.p;
    for (size_t i = s->pro.start[q]; i < s->pro.start[q + 1]; i++) {
        uint32_t b = s->pro.ballot[i];
        double a = s->about[b];
        *below += a < lo ? s->pro.weight[i] : 0;
        x[s->window.n] = (struct edge){a, b, s->pro.weight[i]};
        s->window.n += a >= lo && a <= hi;
    }
    if (s->window.n > 1)
        qsort_r(x, s->window.n, sizeof *x, compare_edges, s);
    return OK;
}

static void next_lower(struct ees *s, uint32_t q, uint32_t b, uint64_t payers)
{
    uint32_t r = s->turns;

    ees_part(s, q, payers, s->t);
    mpq_add(s->t, s->t, ees_paid(s, b)->exact);
    if (s->change[r] && mpq_cmp(s->t, s->next[r]) >= 0)
        return;
    s->change[r] = true;
    mpq_set(s->next[r], s->t);
}

/* The least T(j) with j >= from, where that is at most `share`, at which q has at most `most`
 * payers: proved, and next[turns] lowered to it. *found: there is one. */
static enum err edge_look(struct ees *s, uint32_t q, uint64_t from, uint64_t most, double share,
                          bool *found)
{
    double c = (double)s->e->project[q].cost, first = c / (double)from, last = c / (double)most;
    double least = share;
    uint64_t below, cum;

    *found = false;
    /* the payers from `from` on cannot pay at the present share: they paid more than share - c/from
     */
    TRY(window(s, q, s->near - first - 2 * s->eps * (s->near + first),
               share - last + s->eps * (share + last), &below));
    const struct edge *x = s->window.p;
    cum = below;
    for (size_t i = 0; i < s->window.n; i++) {
        cum += x[i].weight;
        double at = c / (double)cum + x[i].about;
        if (cum >= from && at <= least) {
            least = at;
            *found = true;
        }
    }
    double sure = 2 * s->eps * (least + first);
    bool low = *found && (!s->change[s->turns] || least <= mpq_get_d(s->next[s->turns]) + 2 * sure);
    cum = below;
    for (size_t i = 0; low && i < s->window.n; i++) {
        cum += x[i].weight;
        if (cum >= from && c / (double)cum + x[i].about <= least + sure)
            next_lower(s, q, x[i].ballot, cum);
    }
    prove(s, q, from, least - sure);
    return OK;
}

/* No limit is known yet: a share at which q takes the round, found by growing steps. */
static enum err look_far(struct ees *s, uint32_t q, uint64_t from)
{
    bool found = false;

    for (double step = s->near * 0x1p-20 + 0x1p-20; !found; step *= 8) {
        uint64_t most = most_at(s, q, from, (uint64_t)s->pro.voters[q], s->near + step);
        if (most)
            TRY(edge_look(s, q, from, most, s->near + step, &found));
    }
    return OK;
}

/* What a jump is, or the mean of those so far where that is more. */
static double usual_step(const struct ees *s, double limit)
{
    double jumps = (double)s->job->result.increments, mean = (s->near - s->first) / (jumps + 1);
    return fmax(limit - s->near, mean);
}

static enum err look_at(struct ees *s, uint32_t q, uint64_t from)
{
    static const double steps[] = {1024, 64, 8, 0.25};
    bool found;

    if (!s->change[s->turns])
        return look_far(s, q, from);
    double limit = mpq_get_d(s->next[s->turns]), step = usual_step(s, limit);
    uint64_t margin = from / 16 + 4, early = from > margin ? from - margin : 1;
    uint64_t most = most_at(s, q, early, (uint64_t)s->pro.voters[q], limit + steps[0] * step);

    if (!most) {
        prove(s, q, early, limit + steps[0] * step);
        return OK;
    }
    size_t i = 0;
    for (; i < sizeof steps / sizeof steps[0]; i++) { /* payers fall with the share */
        if (!(most = most_at(s, q, from, most, limit + steps[i] * step))) {
            prove(s, q, from, limit + steps[i] * step);
            return OK;
        }
        if (most - from < FEW || i + 1 == sizeof steps / sizeof steps[0])
            break;
    }
    return edge_look(s, q, from, most, limit + steps[i] * step, &found);
}

enum err ees_look(struct ees *s, uint32_t best, uint64_t k)
{
    uint32_t r = s->turns, m = s->e->projects, nearest = NONE;
    double until = INFINITY;

    s->change[r] = r && s->change[r - 1];
    if (s->change[r])
        mpq_set(s->next[r], s->next[r - 1]);
    for (uint32_t q = 0; !s->change[r] && q < m; q++) { /* a good limit to begin with */
        uint64_t from = ees_beats_from(s, q, best, k);
        double u = proved_until(s, q, from);
        if (ees_in_race(s, q) && s->watched[q] && from <= (uint64_t)s->pro.voters[q] &&
            (nearest == NONE || u < until)) {
            nearest = q;
            until = u;
        }
    }
    if (nearest != NONE)
        TRY(look_at(s, nearest, ees_beats_from(s, nearest, best, k)));
    double limit = s->change[r] ? mpq_get_d(s->next[r]) : 0;
    for (uint32_t q = 0; q < m; q++) {
        if (!ees_in_race(s, q) || !s->watched[q] || q == nearest)
            continue;
        uint64_t from = ees_beats_from(s, q, best, k);
        if (from > (uint64_t)s->pro.voters[q] || ees_proved(s, q, from, limit))
            continue;
        TRY(look_at(s, q, from));
        limit = mpq_get_d(s->next[r]);
    }
    return OK;
}
