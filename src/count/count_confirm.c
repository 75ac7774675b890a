/* Confirms add1 on a real election by rationals alone: a program for the developer, not run by the
 * tests (minutes to hours).
 *
 * count_confirm FILE.pb [all [FIRST]]
 *
 * The fast engine claims ranges of increments with one outcome. That each increment of a range has
 * it needs no counting: mes.c bounds every r(p) by lines over the whole range at once, and ends the
 * range where the winner's upper line is no longer proved to be below the lower lines of all
 * others; between two points where one line is above the other it is above as well, so nothing can
 * happen inside that its ends do not show (a missed crossing would be a fault of the program, not
 * of the method). What is left to doubt is the program, and this one counts the first, the last and
 * a middle increment of every range (`all`: each increment, from FIRST on, which takes a city's
 * add1 ten minutes of processor time or more) by a second implementation that knows no bounds and
 * no ranges, and compares projects and order. It shares the reader with the fast engine, nothing
 * else: voters stand in groups of equal past payments, purses are rationals, r is found by sorting
 * the groups by purse. Only this is remembered between rounds: that r never falls, so a project is
 * looked at again only while its last r is below the best of the round. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "count/mes_state.h"

struct group {
    mpq_t purse;
    double about; /* of the purse, for sorting what is far apart */
    uint64_t tally;
    uint32_t child;
};

struct slow {
    const struct count_election *e;
    size_t *start; /* supporters per project */
    uint32_t *ballot, *group_of;
    struct group *group;
    size_t groups, room;
    uint32_t *touched, touched_n;
    mpq_t *rate; /* last known r/c per project */
    bool *in, *out;
    uint32_t *order, n;
    const uint32_t *rank;
};

static uint32_t group_new(struct slow *s)
{
    if (s->groups == s->room) {
        s->room = s->room * 2 + 64;
        s->group = realloc(s->group, s->room * sizeof *s->group);
        s->touched = realloc(s->touched, s->room * sizeof *s->touched);
        if (!s->group || !s->touched)
            abort();
    }
    s->group[s->groups].tally = 0;
    mpq_init(s->group[s->groups].purse);
    return (uint32_t)s->groups++;
}

static int by_purse(const void *pa, const void *pb, void *groups)
{
    const struct group *g = groups, *a = g + *(const uint32_t *)pa, *b = g + *(const uint32_t *)pb;
    double far = 1e-9 * (a->about + b->about);
    if (a->about < b->about - far)
        return -1;
    return a->about > b->about + far ? 1 : mpq_cmp(a->purse, b->purse);
}

/* The groups of p's supporters by purse, poorest first, tallies filled in. */
static void gather(struct slow *s, uint32_t p)
{
    s->touched_n = 0;
    for (size_t i = s->start[p]; i < s->start[p + 1]; i++) {
        uint32_t b = s->ballot[i], g = s->group_of[b];
        if (!s->group[g].tally)
            s->touched[s->touched_n++] = g;
        s->group[g].tally += s->e->weight ? s->e->weight[b] : 1;
    }
    qsort_r(s->touched, s->touched_n, sizeof *s->touched, by_purse, s->group);
}

/* The payment t with sum min(purse, t) = c; false: they hold less. */
static bool payment(struct slow *s, uint32_t p, mpq_t t)
{
    mpq_t left, q;
    uint64_t voters = 0;
    bool found = false;

    mpq_inits(left, q, NULL);
    money_to_mpz(mpq_numref(left), s->e->project[p].cost);
    for (uint32_t i = 0; i < s->touched_n; i++)
        voters += s->group[s->touched[i]].tally;
    for (uint32_t i = 0; i < s->touched_n && !found; i++) {
        struct group *g = &s->group[s->touched[i]];
        mpq_set_ui(q, voters, 1);
        mpq_div(t, left, q); /* if all from here on can pay alike, this is it */
        found = mpq_cmp(t, g->purse) <= 0;
        mpq_set_ui(q, g->tally, 1);
        mpq_mul(q, q, g->purse);
        mpq_sub(left, left, q);
        voters -= g->tally;
    }
    mpq_clears(left, q, NULL);
    return found;
}

static void forget(struct slow *s)
{
    for (uint32_t i = 0; i < s->touched_n; i++)
        s->group[s->touched[i]].tally = 0;
}

static void pay(struct slow *s, uint32_t p)
{
    mpq_t t;

    mpq_init(t);
    gather(s, p);
    payment(s, p, t);
    for (uint32_t i = 0; i < s->touched_n; i++) {
        uint32_t g = s->touched[i], child = group_new(s);
        if (mpq_cmp(s->group[g].purse, t) > 0)
            mpq_sub(s->group[child].purse, s->group[g].purse, t);
        s->group[child].about = mpq_get_d(s->group[child].purse);
        s->group[g].child = child;
    }
    forget(s);
    for (size_t i = s->start[p]; i < s->start[p + 1]; i++)
        s->group_of[s->ballot[i]] = s->group[s->group_of[s->ballot[i]]].child;
    mpq_clear(t);
}

/* The next winner, or NONE. */
static uint32_t next(struct slow *s)
{
    uint32_t best = NONE;
    mpq_t t, c, least;

    mpq_inits(t, c, least, NULL);
    for (;;) { /* always the one with the least known rate that was not looked at in this round */
        uint32_t p = NONE;
        for (uint32_t q = 0; q < s->e->projects; q++)
            if (!s->in[q] && !s->out[q] && (p == NONE || mpq_cmp(s->rate[q], s->rate[p]) < 0))
                p = q;
        if (p == NONE || (best != NONE && mpq_cmp(s->rate[p], least) > 0))
            break;
        gather(s, p);
        bool affordable = payment(s, p, t);
        forget(s);
        s->in[p] = true; /* looked at; undone below */
        if (!affordable) {
            s->out[p] = true;
            continue;
        }
        money_to_mpz(mpq_numref(c), s->e->project[p].cost);
        mpq_div(s->rate[p], t, c);
        int cmp = best == NONE ? -1 : mpq_cmp(s->rate[p], least);
        if (cmp < 0 || (cmp == 0 && s->rank[p] < s->rank[best])) {
            best = p;
            mpq_set(least, s->rate[p]);
        }
    }
    memset(s->in, 0, s->e->projects * sizeof *s->in);
    for (uint32_t i = 0; i < s->n; i++)
        s->in[s->order[i]] = true;
    mpq_clears(t, c, least, NULL);
    return best;
}

static void count_slowly(struct slow *s, const mpq_t share)
{
    for (size_t g = 0; g < s->groups; g++)
        mpq_clear(s->group[g].purse);
    s->groups = s->n = 0;
    uint32_t first = group_new(s);
    mpq_set(s->group[first].purse, share);
    s->group[first].about = mpq_get_d(share);
    memset(s->group_of, 0, s->e->ballots * sizeof *s->group_of);
    for (uint32_t p = 0; p < s->e->projects; p++) {
        s->in[p] = false;
        s->out[p] = s->start[p] == s->start[p + 1] || s->e->project[p].cost == 0;
        mpq_set_ui(s->rate[p], 0, 1);
    }
    for (uint32_t p; (p = next(s)) != NONE;) {
        pay(s, p);
        s->in[p] = true;
        s->order[s->n++] = p;
    }
}

static void slow_init(struct slow *s, const struct count_election *e, const uint32_t *rank)
{
    *s = (struct slow){.e = e, .rank = rank};
    s->start = calloc(e->projects + 2u, sizeof *s->start);
    s->ballot = malloc((e->start[e->ballots] + 1) * sizeof *s->ballot);
    s->group_of = calloc(e->ballots + 1u, sizeof *s->group_of);
    s->rate = malloc((e->projects + 1u) * sizeof *s->rate);
    s->in = calloc(e->projects + 1u, 1);
    s->out = calloc(e->projects + 1u, 1);
    s->order = calloc(e->projects + 1u, sizeof *s->order);
    if (!s->start || !s->ballot || !s->group_of || !s->rate || !s->in || !s->out || !s->order)
        abort();
    for (size_t i = 0; i < e->start[e->ballots]; i++)
        s->start[e->item[i] + 2]++;
    for (uint32_t p = 0; p < e->projects; p++) {
        s->start[p + 2] += s->start[p + 1];
        mpq_init(s->rate[p]);
    }
    for (uint32_t b = 0; b < e->ballots; b++)
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
            s->ballot[s->start[e->item[i] + 1]++] = b;
}

static bool same(struct slow *s, const struct mes *m, uint64_t increment)
{
    mpq_t share, unit;
    mpz_t raise;

    mpq_inits(share, unit, NULL);
    mpz_init_set_ui(raise, increment);
    money_to_mpz(mpq_numref(unit), money_pow10(s->e->money_decimals));
    mpz_mul(mpq_numref(unit), mpq_numref(unit), raise);
    money_to_mpz(mpq_numref(share), s->e->budget);
    mpz_set_ui(mpq_denref(share), s->e->voters);
    mpq_canonicalize(share);
    mpq_add(share, share, unit);
    count_slowly(s, share);
    mpz_clear(raise);
    mpq_clears(share, unit, NULL);
    return s->n == m->elected && memcmp(s->order, m->order, s->n * sizeof *s->order) == 0;
}

static bool exhaustive(const struct mes *m)
{
    for (uint32_t p = 0; p < m->e->projects; p++)
        if (!m->bound[p].elected && m->e->project[p].cost > 0 && m->pro.total[p] > 0 &&
            m->e->project[p].cost <= m->e->budget - m->spent)
            return false;
    return true;
}

static uint64_t confirm(struct slow *s, struct mes *m, bool all, uint64_t first)
{
    uint64_t checked = 0, span = 0, ranges = 0;

    for (uint64_t k = 0;; ranges++) {
        bool more = true;
        mes_begin(m, k, span);
        while (more && mes_round(m, &more) == OK)
            ;
        uint64_t covered = mes_covered(m, span), last = k + covered,
                 step = all || covered < 2 ? 1 : covered / 2;
        for (uint64_t i = k; i <= last; i = i == last         ? last + 1
                                            : i + step > last ? last
                                                              : i + step,
                      checked += i >= first)
            if (i >= first && !same(s, m, i)) {
                printf("DIFFERS at increment %llu of the range %llu to %llu\n",
                       (unsigned long long)i, (unsigned long long)k, (unsigned long long)last);
                exit(1);
            }
        if (m->spent > m->e->budget || exhaustive(m)) {
            printf("%llu ranges, %llu increments counted by rationals alone, all equal; ends at "
                   "increment %llu\n",
                   (unsigned long long)ranges + 1, (unsigned long long)checked,
                   (unsigned long long)k);
            return checked;
        }
        k = last + 1;
        span = covered == span ? (covered ? covered * 4 : 8) : covered * 2 + 1;
    }
}

int main(int argc, char **argv)
{
    struct count_election e;
    struct mes m;
    struct slow s;
    int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;

    if (fd < 0 ||
        count_election_read(&e, count_source_fd(&fd),
                            &(struct count_read_options){.keep_raw = false}) != OK ||
        count_election_merge(&e) != OK)
        return 2;
    uint32_t *rank = malloc((e.projects + 1u) * sizeof *rank);
    bool *barred = calloc(e.projects + 1u, 1);
    if (!rank || !barred)
        return 2;
    for (uint32_t i = 0; i < e.projects; i++)
        rank[e.by_id[i]] = i;
    if (mes_init(&m, &e, COUNT_SAT_COST, rank, barred) != OK)
        return 2;
    slow_init(&s, &e, rank);
    printf("%s: ", argv[1]);
    confirm(&s, &m, argc > 2 && strcmp(argv[2], "all") == 0,
            argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
    return 0;
}
