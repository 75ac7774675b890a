/* Exact Equal Shares, and add-opt (Kraiczy, Robinson, Elkind: Streamlining Equal Shares, arXiv
 * 2502.11797).
 *
 * Definition: each voter gets B/n (plus what add-opt added). For a project let j be the largest
 * number such that j of its supporters have at least c/j each; its value for money is j f/c, f
 * being c for cost satisfaction and 1 for cardinality. The best project is elected (ties by rank);
 * exactly those j supporters pay c/j each. Until nobody can be afforded.
 *
 * What a voter has paid does not depend on the share, so paid sums are kept and purses are share -
 * paid. With paid sums in ascending order a1 <= a2 <= ..., j payers are feasible when share >= c/j
 * + aj. add-opt: in a round won by w with k payers, (q, j) wins instead from the share c/j + aj on,
 * for every j that beats (w, k); the least such share over all rounds is where the outcome changes
 * next, and none between is skipped unseen. The order (value, rank) of the winners falls from round
 * to round while paid sums only grow, hence in a round only those j need a look that did not beat
 * the winner of the round before. Rounds before the one that changes stay as they are: counting
 * goes on from there. The skipping variant looks only at projects that the present outcome leaves
 * out, and so passes over changes of payers; it counts each outcome afresh. Ends as add1: the last
 * outcome within the budget, or the first that leaves no supported project affordable.
 *
 * Largest feasible j: f(j) = supporters with paid <= share - c/j never falls with j, so from any
 * upper bound j the steps j = f(j) come down to it without sorting anybody.
 *
 * Numbers: values are compared as integers of 128 bits (costs below 10^28, voters below 2^33).
 * Paid sums are doubles within `eps` of the truth, relative to share + c/j; what that leaves open
 * is decided by rationals, one per paid history. */
#include "count/rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VOTERS_MOST ((uint64_t)1 << 33)

struct paid { /* a history of payments; 0: none yet */
    mpq_t exact;
    bool known;  /* exact is set */
    bool covers; /* the answer of the pass `asked` */
    double about;
    uint64_t asked;
    uint64_t tally; /* scratch: weight of the supporters here */
    uint32_t parent, round;
    uint32_t child; /* scratch: where its payers go this round; NONE: not asked yet */
};

struct turn {                /* a round that was counted */
    uint32_t project, first; /* first of the histories it made */
    uint64_t payers;
};

struct ees {
    struct count_job *job;
    const struct count_election *e;
    struct count_election merged; /* the ballots, equal ones once */
    struct profile pro;
    uint32_t *node;  /* per ballot */
    double *about;   /* per ballot: what it paid */
    struct vec paid; /* struct paid */
    struct vec group;
    struct turn *turn;
    mpq_t *next;       /* per round: the least share at which it or one before changes */
    bool *change;      /* per round: next is set */
    uint64_t *cap;     /* per project: no more payers than this are feasible now */
    uint64_t *reach;   /* per project: no more payers than this fail to beat the last winner */
    struct vec within; /* uint64_t per round and project: see changes_of */
    bool *elected, *watched;
    uint32_t turns;
    count_money spent;
    double eps, near; /* near: of the share */
    uint64_t pass;
    mpq_t share, t, u;
};

static struct paid *histories(struct ees *s)
{
    return s->paid.p;
}

static enum err paid_new(struct ees *s, uint32_t parent, uint32_t round, double about,
                         uint32_t *out)
{
    TRY(vec_room(&s->paid, 1, sizeof(struct paid)));
    struct paid *p = histories(s) + s->paid.n;
    *p = (struct paid){.parent = parent, .round = round, .about = about, .child = NONE};
    mpq_init(p->exact);
    p->known = s->paid.n == 0;
    *out = (uint32_t)s->paid.n++;
    return OK;
}

static void paid_cut(struct ees *s, uint32_t n)
{
    while (s->paid.n > n)
        mpq_clear(histories(s)[--s->paid.n].exact);
}

/* c/j */
static void part_exact(const struct ees *s, uint32_t p, uint64_t j, mpq_t out)
{
    money_to_mpz(mpq_numref(out), s->e->project[p].cost);
    mpz_set_ui(mpq_denref(out), j);
    mpq_canonicalize(out);
}

/* What the voters of this history paid. Uses s->u. */
static struct paid *paid_exact(struct ees *s, uint32_t node)
{
    struct paid *all = histories(s), *x = all + node;
    while (!x->known) { /* from the nearest known one down */
        struct paid *y = x;
        while (!all[y->parent].known)
            y = all + y->parent;
        part_exact(s, s->turn[y->round].project, s->turn[y->round].payers, s->u);
        mpq_add(y->exact, all[y->parent].exact, s->u);
        y->known = true;
    }
    return x;
}

/* ---- values for money ---- */

/* The least number of payers with which q takes the round that `best` wins with k. */
static uint64_t beats_from(const struct ees *s, uint32_t q, uint32_t best, uint64_t k)
{
    if (best == NONE)
        return 1;
    if (q == best)
        return k + 1;
    bool first = s->job->tie_rank[q] < s->job->tie_rank[best];
    if (s->job->opt.sat == COUNT_SAT_COST)
        return first ? k : k + 1;
    count_money have = s->e->project[best].cost, want = s->e->project[q].cost * (count_money)k;
    count_money j = want / have;
    bool tie = j * have == want;
    if (j > (count_money)VOTERS_MOST)
        return VOTERS_MOST + 1;
    return (uint64_t)j + (tie && first ? 0 : 1);
}

static bool in_race(const struct ees *s, uint32_t p)
{
    return !s->elected[p] && !s->job->barred[p] && s->e->project[p].cost > 0 &&
           s->pro.voters[p] > 0;
}

/* ---- feasibility ---- */

/* Doubtful ones of a pass: those between lo and hi, by rationals. */
static uint64_t count_doubtful(struct ees *s, uint32_t p, uint64_t j, double lo, double hi)
{
    uint64_t n = 0;

    s->pass++;
    part_exact(s, p, j, s->t);
    mpq_sub(s->t, s->share, s->t);
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t b = s->pro.ballot[i];
        if (s->about[b] < lo || s->about[b] > hi)
            continue;
        struct paid *x = histories(s) + s->node[b];
        if (x->asked != s->pass) {
            x->asked = s->pass;
            x->covers = mpq_cmp(paid_exact(s, s->node[b])->exact, s->t) <= 0;
        }
        n += x->covers ? s->pro.weight[i] : 0;
    }
    return n;
}

/* Supporters with paid <= at most hi; *doubt: of them not below lo. */
static uint64_t count_below(const struct ees *s, uint32_t p, double lo, double hi, uint64_t *doubt)
{
    uint64_t sure = 0, open = 0;
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        double a = s->about[s->pro.ballot[i]];
        uint64_t w = s->pro.weight[i];
        sure += a < lo ? w : 0;
        open += a >= lo && a <= hi ? w : 0;
    }
    *doubt = open;
    return sure;
}

/* Brings cap[p] down until it is feasible (true) or below `need`. */
static bool settle(struct ees *s, uint32_t p, uint64_t need)
{
    double c = (double)s->e->project[p].cost;

    while (s->cap[p] >= need && s->cap[p]) {
        uint64_t j = s->cap[p], open;
        double part = c / (double)j, slack = s->eps * (s->near + part);
        double lo = s->near - part - slack, hi = s->near - part + slack;
        uint64_t n = hi < 0 ? 0 : count_below(s, p, lo, hi, &open);
        if (hi >= 0 && open && n < j)
            n += count_doubtful(s, p, j, lo, hi);
        if (n >= j)
            return true;
        s->cap[p] = n;
    }
    return false;
}

/* The project that could be best by its cap alone; NONE. */
static uint32_t most_promising(const struct ees *s, const bool *done)
{
    uint32_t best = NONE;
    for (uint32_t p = 0; p < s->e->projects; p++)
        if (!done[p] && in_race(s, p) && s->cap[p] &&
            (best == NONE || s->cap[p] >= beats_from(s, p, best, s->cap[best])))
            best = p;
    return best;
}

/* The best project and its payers; NONE. `done` is scratch. */
static void best_of(struct ees *s, bool *done, uint32_t *best, uint64_t *payers)
{
    uint32_t p;

    *best = NONE;
    *payers = 0;
    memset(done, 0, s->e->projects);
    while ((p = most_promising(s, done)) != NONE) {
        done[p] = true;
        uint64_t need = beats_from(s, p, *best, *payers);
        if (s->cap[p] < need)
            return; /* and so are all others */
        if (!settle(s, p, need))
            continue;
        *best = p;
        *payers = s->cap[p];
    }
}

/* Another project of the same value, for the trace; NONE. */
static uint32_t tied_with(struct ees *s, uint32_t best, uint64_t payers)
{
    for (uint32_t k = 0; k < s->e->projects; k++) {
        uint32_t q = s->e->by_id[k];
        if (q == best || !in_race(s, q))
            continue;
        uint64_t j = beats_from(s, q, best, payers); /* ranked behind: one above the tie */
        count_money cq = s->e->project[q].cost, cb = s->e->project[best].cost;
        bool same = s->job->opt.sat == COUNT_SAT_COST
                        ? j == payers + 1
                        : (count_money)(j - 1) * cb == (count_money)payers * cq;
        if (j > 1 && same && s->cap[q] >= j - 1 && settle(s, q, j - 1))
            return q;
    }
    return NONE;
}

/* ---- the next change ---- */

static int compare_paid(const void *pa, const void *pb, void *all)
{
    struct ees *s = all;
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    double x = histories(s)[a].about, y = histories(s)[b].about;
    if (fabs(x - y) > s->eps * (x + y))
        return x < y ? -1 : 1;
    return a == b ? 0 : mpq_cmp(paid_exact(s, a)->exact, paid_exact(s, b)->exact);
}

/* Histories of p's supporters, who paid least first, with their weights in `tally` (0 again after
 * group_clear). */
static enum err group_gather(struct ees *s, uint32_t p)
{
    s->group.n = 0;
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t node = s->node[s->pro.ballot[i]];
        if (!histories(s)[node].tally) {
            TRY(vec_room(&s->group, 1, sizeof node));
            ((uint32_t *)s->group.p)[s->group.n++] = node;
        }
        histories(s)[node].tally += s->pro.weight[i];
    }
    if (s->group.n)
        qsort_r(s->group.p, s->group.n, sizeof(uint32_t), compare_paid, s);
    return OK;
}

static uint64_t *within(const struct ees *s, uint32_t r)
{
    return (uint64_t *)s->within.p + (size_t)r * s->e->projects;
}

/* Brings *most down to the payers that q may have at the share `limit`, or below `from` (false). */
static bool may_change(const struct ees *s, uint32_t q, uint64_t from, uint64_t *most, double limit)
{
    double c = (double)s->e->project[q].cost;

    while (*most >= from && *most) {
        uint64_t open;
        double part = c / (double)*most, hi = limit - part + s->eps * (limit + part);
        uint64_t n = hi < 0 ? 0 : count_below(s, q, -1, hi, &open) + open;
        if (n >= *most)
            return true;
        *most = n;
    }
    return false;
}

/* Lowers next[r] to the share at which q takes the round with `from` or more payers. */
static enum err change_for(struct ees *s, uint32_t r, uint32_t q, uint64_t from)
{
    uint64_t cum = 0;
    double c = (double)s->e->project[q].cost, limit = s->change[r] ? mpq_get_d(s->next[r]) : 0;

    uint64_t *most = &within(s, r)[q];

    if (from > *most || (s->change[r] && !may_change(s, q, from, most, limit)))
        return OK;
    TRY(group_gather(s, q));
    for (size_t i = 0; i < s->group.n; i++) {
        uint32_t node = ((uint32_t *)s->group.p)[i];
        cum += histories(s)[node].tally;
        histories(s)[node].tally = 0;
        double part = c / (double)cum, at = part + histories(s)[node].about;
        if (cum < from || (s->change[r] && at > limit + s->eps * (at + limit)))
            continue;
        struct paid *x = paid_exact(s, node);
        part_exact(s, q, cum, s->t);
        mpq_add(s->t, s->t, x->exact);
        if (!s->change[r] || mpq_cmp(s->t, s->next[r]) < 0) {
            s->change[r] = true;
            mpq_set(s->next[r], s->t);
            limit = mpq_get_d(s->t);
        }
    }
    return OK;
}

/* After `best` was found with k payers (NONE: nobody), before they pay. within(r)[q]: no more
 * payers than this are feasible at the share next[r] in round r. Paid sums rise and next falls from
 * round to round, so it holds in later rounds too, and most projects need no look there. */
static enum err changes_of(struct ees *s, uint32_t best, uint64_t k)
{
    uint32_t r = s->turns, m = s->e->projects;

    s->change[r] = r && s->change[r - 1];
    if (s->change[r])
        mpq_set(s->next[r], s->next[r - 1]);
    s->within.n = (size_t)r * m;
    TRY(vec_room(&s->within, m, sizeof(uint64_t)));
    for (uint32_t q = 0; q < m; q++) {
        uint64_t before = r ? within(s, r - 1)[q] : s->reach[q];
        within(s, r)[q] = before < s->reach[q] ? before : s->reach[q];
    }
    for (uint32_t q = 0; q < m; q++)
        if (in_race(s, q) && s->watched[q])
            TRY(change_for(s, r, q, beats_from(s, q, best, k)));
    return OK;
}

/* ---- rounds, forth and back ---- */

/* Who did not beat the winner of the last round has fewer payers than that takes. */
static void bounds_set(struct ees *s)
{
    const struct turn *last = s->turns ? &s->turn[s->turns - 1] : NULL;
    for (uint32_t q = 0; q < s->e->projects; q++) {
        uint64_t all = (uint64_t)s->pro.voters[q],
                 below = last ? beats_from(s, q, last->project, last->payers) - 1 : all;
        s->reach[q] = below < all ? below : all;
    }
}

static enum err pay(struct ees *s, uint32_t p, uint64_t payers)
{
    struct turn *turn = &s->turn[s->turns];
    double part = (double)s->e->project[p].cost / (double)payers, slack = s->eps * (s->near + part);
    double lo = s->near - part - slack, hi = s->near - part + slack;

    *turn = (struct turn){.project = p, .payers = payers, .first = (uint32_t)s->paid.n};
    count_doubtful(s, p, payers, lo, hi); /* answers stand in `covers` */
    for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
        uint32_t b = s->pro.ballot[i], node = s->node[b], child;
        struct paid *x = histories(s) + node;
        if (x->about > hi || (x->about >= lo && !x->covers))
            continue;
        if (x->child == NONE) {
            TRY(paid_new(s, node, s->turns, x->about + part, &child));
            histories(s)[node].child = child;
        }
        s->node[b] = histories(s)[node].child;
        s->about[b] = histories(s)[s->node[b]].about;
    }
    for (uint32_t i = turn->first; i < s->paid.n; i++)
        histories(s)[histories(s)[i].parent].child = NONE;
    s->elected[p] = true;
    s->spent += s->e->project[p].cost;
    s->turns++;
    bounds_set(s);
    for (uint32_t q = 0; q < s->e->projects; q++)
        s->cap[q] = s->cap[q] < s->reach[q] ? s->cap[q] : s->reach[q];
    return OK;
}

/* Back to the start of round r, with the present share. */
static void back_to(struct ees *s, uint32_t r)
{
    while (s->turns > r) {
        const struct turn *turn = &s->turn[--s->turns];
        uint32_t p = turn->project;
        for (size_t i = s->pro.start[p]; i < s->pro.start[p + 1]; i++) {
            uint32_t b = s->pro.ballot[i];
            if (s->node[b] < turn->first)
                continue;
            s->node[b] = histories(s)[s->node[b]].parent;
            s->about[b] = histories(s)[s->node[b]].about;
        }
        paid_cut(s, turn->first);
        s->elected[p] = false;
        s->spent -= s->e->project[p].cost;
    }
    bounds_set(s);
    memcpy(s->cap, s->reach, s->e->projects * sizeof *s->cap);
    s->near = mpq_get_d(s->share);
}

static void elected_events(struct ees *s, uint32_t p, uint64_t payers, uint32_t tied)
{
    struct count_job *job = s->job;
    struct count_event *ev = job_event(job, COUNT_EVENT_ELECTED, s->turns + 1, p);

    if (!ev)
        return;
    ev->n = ev->m = payers;
    mpq_set_ui(s->t, payers, 1);
    if (job->opt.sat != COUNT_SAT_COST)
        money_to_mpz(mpq_denref(s->t), s->e->project[p].cost);
    mpq_canonicalize(s->t);
    ev->measure = job_rational(job, s->t);
    part_exact(s, p, payers, s->t);
    ev->amount = job_money_rational(job, s->t);
    if (tied != NONE && (ev = job_event(job, COUNT_EVENT_TIE, s->turns + 1, p)))
        ev->other = tied;
}

/* Counts on from round s->turns to the end, or until it costs more than the budget. */
static enum err count_on(struct ees *s, bool looking, bool events)
{
    bool *done = malloc(s->e->projects + 1u);
    enum err err = done ? OK : ERR_NOMEM;

    while (err == OK && s->spent <= s->e->budget) {
        uint32_t best;
        uint64_t payers;
        best_of(s, done, &best, &payers);
        if (looking)
            err = changes_of(s, best, payers);
        if (best == NONE || err != OK)
            break;
        if (events && s->job->opt.trace)
            elected_events(s, best, payers, tied_with(s, best, payers));
        err = pay(s, best, payers);
        if (err == OK && atomic_load(&s->job->cancelled))
            err = ERR_GONE;
    }
    free(done);
    return err;
}

/* The skipping variant goes through the rounds of the outcome once more and looks at what it left
 * out. */
static enum err changes_of_losers(struct ees *s)
{
    uint32_t n = s->turns;
    struct turn *kept = malloc((n + 1u) * sizeof *kept);
    enum err err = kept ? OK : ERR_NOMEM;

    if (err == OK)
        memcpy(kept, s->turn, n * sizeof *kept);
    for (uint32_t q = 0; q < s->e->projects; q++)
        s->watched[q] = !s->elected[q];
    if (err == OK)
        back_to(s, 0);
    for (uint32_t i = 0; err == OK && i < n; i++) {
        err = changes_of(s, kept[i].project, kept[i].payers);
        if (err == OK)
            err = pay(s, kept[i].project, kept[i].payers);
    }
    free(kept);
    return err == OK ? changes_of(s, NONE, 0) : err;
}

static bool exhaustive(const struct ees *s)
{
    for (uint32_t p = 0; p < s->e->projects; p++)
        if (in_race(s, p) && s->e->project[p].cost <= s->e->budget - s->spent)
            return false;
    return true;
}

/* The round that changes first; its share becomes the present one. */
static uint32_t jump(struct ees *s)
{
    uint32_t r = s->turns;
    while (r && s->change[r - 1] && mpq_equal(s->next[r - 1], s->next[s->turns]))
        r--;
    mpq_set(s->share, s->next[s->turns]);
    return r;
}

/* add-opt: until the outcome is exhaustive or costs too much. The share of the answer is left in
 * s->share. */
static enum err raise_on(struct ees *s)
{
    bool skip = s->job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;
    mpq_t last;
    enum err err;

    mpq_init(last);
    for (;;) {
        err = count_on(s, !skip, false);
        s->job->result.runs++;
        if (err != OK)
            break;
        if (s->spent > s->e->budget && s->job->result.increments) {
            mpq_set(s->share, last);
            break;
        }
        if (exhaustive(s))
            break;
        if (skip && (err = changes_of_losers(s)) != OK)
            break;
        if (!s->change[s->turns])
            break;
        mpq_set(last, s->share);
        uint32_t r = jump(s);
        back_to(s, skip ? 0 : r);
        for (uint32_t q = 0; !skip && q < s->e->projects; q++) /* the share is next[r] */
            s->cap[q] = s->cap[q] < within(s, r)[q] ? s->cap[q] : within(s, r)[q];
        s->job->result.increments++;
        s->job->increment++;
    }
    mpq_clear(last);
    return err;
}

static enum err free_first(struct ees *s)
{
    for (uint32_t i = 0; i < s->e->projects && s->job->opt.sat != COUNT_SAT_COST; i++) {
        uint32_t best = NONE;
        for (uint32_t p = 0; p < s->e->projects; p++)
            if (!s->job->won[p] && !s->job->barred[p] && s->e->project[p].cost == 0 &&
                s->pro.voters[p] > 0 &&
                (best == NONE || s->job->tie_rank[p] < s->job->tie_rank[best]))
                best = p;
        if (best == NONE)
            break;
        TRY(job_win(s->job, best));
        job_event(s->job, COUNT_EVENT_FREE, 0, best);
    }
    return OK;
}

static enum err count(struct ees *s)
{
    struct count_job *job = s->job;
    bool raising = job->opt.completion == COUNT_COMPLETION_ADDOPT ||
                   job->opt.completion == COUNT_COMPLETION_ADDOPT_SKIP;

    TRY(free_first(s));
    back_to(s, 0);
    if (raising)
        TRY(raise_on(s));
    back_to(s, 0);
    struct count_event *ev = job_event(job, COUNT_EVENT_START, 0, NONE);
    if (ev) {
        ev->n = s->e->voters;
        ev->amount = job_money_rational(job, s->share);
        ev->sum = job_money(job, s->e->budget);
    }
    TRY(count_on(s, false, true));
    for (uint32_t i = 0; i < s->turns; i++)
        TRY(job_win(job, s->turn[i].project));
    job->result.by_rule = (uint32_t)job->order.n;
    job->result.rounds = job->order.n;
    return job->opt.completion == COUNT_COMPLETION_GREEDY ? greedy_run(job, job->opt.sat, true)
                                                          : OK;
}

/* Equal sets of projects become one ballot, whatever order or points they carry. */
static enum err merge(struct ees *s)
{
    const struct count_election *e = s->e;
    struct count_election *m = &s->merged;
    size_t n = e->start[e->ballots];

    m->projects = e->projects;
    m->project = e->project;
    m->voters = e->voters;
    m->ballots = e->ballots;
    m->vote = COUNT_APPROVAL;
    m->start = malloc((e->ballots + 1u) * sizeof *m->start);
    m->item = malloc((n + 1) * sizeof *m->item);
    m->weight = e->weight ? malloc((e->ballots + 1u) * sizeof *m->weight) : NULL;
    if (!m->start || !m->item || (e->weight && !m->weight))
        return ERR_NOMEM;
    memcpy(m->start, e->start, (e->ballots + 1u) * sizeof *m->start);
    if (n)
        memcpy(m->item, e->item, n * sizeof *m->item);
    if (e->weight && e->ballots)
        memcpy(m->weight, e->weight, e->ballots * sizeof *m->weight);
    return count_election_merge(m);
}

static enum err ready(struct ees *s)
{
    size_t n = s->e->projects + 2u, ballots;
    uint32_t first;

    if (s->e->voters >= VOTERS_MOST)
        return ERR_TOO_LARGE;
    TRY(merge(s));
    TRY(profile_build(&s->pro, &s->merged, COUNT_SAT_CARDINALITY));
    ballots = s->merged.ballots + 1u;
    s->node = calloc(ballots, sizeof *s->node);
    s->about = calloc(ballots, sizeof *s->about);
    s->turn = calloc(n, sizeof *s->turn);
    s->next = calloc(n, sizeof *s->next);
    s->change = calloc(n, sizeof *s->change);
    s->cap = calloc(n, sizeof *s->cap);
    s->reach = calloc(n, sizeof *s->reach);
    s->elected = calloc(n, sizeof *s->elected);
    s->watched = malloc(n * sizeof *s->watched);
    for (size_t i = 0; s->next && i < n; i++)
        mpq_init(s->next[i]);
    if (!s->node || !s->about || !s->turn || !s->next || !s->change || !s->cap || !s->reach ||
        !s->elected || !s->watched)
        return ERR_NOMEM;
    memset(s->watched, true, n * sizeof *s->watched);
    s->eps = ((double)n + 16) * 0x1p-52; /* as many additions, and the roundings of each term */
    return paid_new(s, 0, 0, 0, &first);
}

enum err ees_run(struct count_job *job)
{
    const struct count_election *e = job->e;
    struct ees s = {.job = job, .e = e};

    mpq_inits(s.share, s.t, s.u, NULL);
    money_to_mpz(mpq_numref(s.share), e->budget);
    mpq_set_ui(s.t, e->voters, 1);
    mpq_div(s.share, s.share, s.t);
    enum err err = ready(&s);
    if (err == OK)
        err = count(&s);
    paid_cut(&s, 0);
    for (size_t i = 0; s.next && i < e->projects + 2u; i++)
        mpq_clear(s.next[i]);
    vec_free(&s.paid);
    vec_free(&s.group);
    vec_free(&s.within);
    free(s.node);
    free(s.about);
    free(s.turn);
    free(s.next);
    free(s.change);
    free(s.cap);
    free(s.reach);
    free(s.elected);
    free(s.watched);
    free(s.merged.start);
    free(s.merged.item);
    free(s.merged.weight);
    profile_free(&s.pro);
    mpq_clears(s.share, s.t, s.u, NULL);
    return err;
}
