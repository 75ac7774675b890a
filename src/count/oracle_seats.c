/* The slow and obvious counting of rules that fill seats. See oracle.h. */
#include "count/oracle_world.h"

#include <stdlib.h>
#include <string.h>

#define CENT 100000 /* values of STV have five decimals */

struct hall {
    const struct count_election *e;
    const struct count_options *opt;
    uint32_t m, seats;
    bool in[ORACLE_PROJECTS], gone[ORACLE_PROJECTS];
    struct oracle_outcome *out;
};

static uint32_t weight(const struct hall *h, uint32_t b)
{
    return h->e->weight ? h->e->weight[b] : 1;
}

/* Place of c on ballot b, from 0; -1: not ranked. */
static int place(const struct hall *h, uint32_t b, uint32_t c)
{
    const struct count_election *e = h->e;
    for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
        if (e->item[i] == c)
            return (int)(e->level ? e->level[i] : i - e->start[b]);
    return -1;
}

/* Ranked higher: before, or ranked where the other is not. */
static bool above(const struct hall *h, uint32_t b, uint32_t x, uint32_t y)
{
    int px = place(h, b, x), py = place(h, b, y);
    return px >= 0 && (py < 0 || px < py);
}

static int64_t prefer(const struct hall *h, uint32_t x, uint32_t y)
{
    int64_t n = 0;
    for (uint32_t b = 0; b < h->e->ballots; b++)
        n += above(h, b, x, y) ? weight(h, b) : 0;
    return n;
}

static bool first_of(const struct hall *h, uint32_t x, uint32_t y)
{
    return oracle_first(h->e, h->opt, x, y);
}

static void take(struct hall *h, uint32_t c)
{
    h->in[c] = true;
    h->out->order[h->out->n++] = c;
}

/* The highest score of those not yet in or gone, first by the tie rule among equals; m: nobody. */
static uint32_t highest(const struct hall *h, const int64_t *score)
{
    uint32_t best = h->m;
    for (uint32_t c = 0; c < h->m; c++)
        if (!h->in[c] && !h->gone[c] &&
            (best == h->m || score[c] > score[best] ||
             (score[c] == score[best] && first_of(h, c, best))))
            best = c;
    return best;
}

/* ---- by one number ---- */

/* Twice the Borda points of c on b: the mean of its tied places. */
static int64_t borda(const struct hall *h, uint32_t b, uint32_t c)
{
    int64_t better = 0, equal = 0;
    int mine = place(h, b, c);

    if (mine < 0)
        return 0;
    for (uint32_t x = 0; x < h->m; x++) {
        int other = place(h, b, x);
        better += other >= 0 && other < mine;
        equal += other == mine;
    }
    return (h->m - 1 - better) + (h->m - better - equal);
}

static int64_t points(const struct hall *h, uint32_t b, uint32_t c)
{
    const struct count_election *e = h->e;
    for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
        if (e->item[i] == c)
            return e->points[i];
    return 0;
}

static void scores_of(const struct hall *h, enum count_rule rule, int64_t *score)
{
    for (uint32_t c = 0; c < h->m; c++) {
        score[c] = 0;
        for (uint32_t b = 0; b < h->e->ballots; b++) {
            int64_t one = rule == COUNT_BORDA_COUNT      ? borda(h, b, c)
                          : rule == COUNT_SCORES         ? points(h, b, c)
                          : rule == COUNT_MULTI_APPROVAL ? place(h, b, c) >= 0
                                                         : place(h, b, c) == 0;
            score[c] += one * weight(h, b);
        }
    }
}

static void by_score(struct hall *h, enum count_rule rule)
{
    int64_t score[ORACLE_PROJECTS];

    scores_of(h, rule, score);
    for (uint32_t k = 0; k < h->seats; k++)
        take(h, highest(h, score));
}

static void two_round(struct hall *h)
{
    int64_t score[ORACLE_PROJECTS], all = 0;

    scores_of(h, COUNT_TWO_ROUND, score);
    for (uint32_t c = 0; c < h->m; c++)
        all += score[c];
    uint32_t first = highest(h, score);
    h->gone[first] = true;
    uint32_t second = highest(h, score);
    if (score[first] * 2 > all || second == h->m) {
        take(h, first);
    } else if (h->e->vote == COUNT_ORDINAL) {
        int64_t x = prefer(h, first, second), y = prefer(h, second, first);
        take(h, x > y || (x == y && first_of(h, first, second)) ? first : second);
    }
}

/* ---- transfers ---- */

/* The candidate a ballot counts for: its first that is neither in nor gone. */
static uint32_t counts_for(const struct hall *h, uint32_t b)
{
    const struct count_election *e = h->e;
    for (size_t i = e->start[b]; i < e->start[b + 1]; i++)
        if (!h->in[e->item[i]] && !h->gone[e->item[i]])
            return e->item[i];
    return h->m;
}

/* Earlier stages, latest first, say who stood lower; then the tie rule. */
static bool lower(const struct hall *h, int64_t stage[][ORACLE_PROJECTS], uint32_t stages,
                  uint32_t x, uint32_t y)
{
    for (uint32_t k = stages; k-- > 0;)
        if (stage[k][x] != stage[k][y])
            return stage[k][x] < stage[k][y];
    return first_of(h, y, x);
}

static void irv(struct hall *h)
{
    static int64_t stage[2 * ORACLE_PROJECTS][ORACLE_PROJECTS];

    for (uint32_t k = 0; k < h->m; k++) {
        int64_t all = 0;
        uint32_t last = h->m, left = 0;
        memset(stage[k], 0, sizeof stage[k]);
        for (uint32_t b = 0; b < h->e->ballots; b++) {
            uint32_t c = counts_for(h, b);
            if (c < h->m)
                stage[k][c] += weight(h, b);
            all += c < h->m ? weight(h, b) : 0;
        }
        for (uint32_t c = 0; c < h->m; c++) {
            if (h->gone[c])
                continue;
            left++;
            if (stage[k][c] * 2 > all) {
                take(h, c);
                return;
            }
            if (last == h->m || lower(h, stage, k + 1, c, last))
                last = c;
        }
        if (left == 1) {
            take(h, last);
            return;
        }
        h->gone[last] = true;
    }
}

struct paper { /* a ballot of STV */
    uint32_t holder;
    int64_t value;
};

static void pass_on(struct hall *h, struct paper *paper, uint32_t from, int64_t part, int64_t whole)
{
    for (uint32_t b = 0; b < h->e->ballots; b++)
        if (paper[b].holder == from) {
            paper[b].value = part * paper[b].value / whole;
            paper[b].holder = counts_for(h, b);
        }
}

static void stv(struct hall *h)
{
    static int64_t stage[2 * ORACLE_PROJECTS][ORACLE_PROJECTS];
    struct paper *paper = calloc(h->e->ballots + 1, sizeof *paper);
    bool due[ORACLE_PROJECTS] = {false};
    int64_t quota = 0;

    for (uint32_t b = 0; b < h->e->ballots; b++)
        paper[b] = (struct paper){counts_for(h, b), CENT};
    for (uint32_t k = 0; h->out->n < h->seats; k++) {
        uint32_t left = 0, best = h->m, last = h->m;
        memset(stage[k], 0, sizeof stage[k]);
        for (uint32_t b = 0; b < h->e->ballots; b++)
            if (paper[b].holder < h->m)
                stage[k][paper[b].holder] += paper[b].value * weight(h, b);
        for (uint32_t c = 0; !k && c < h->m; c++)
            quota += stage[0][c];
        if (!k)
            quota = (quota / CENT / (h->seats + 1) + 1) * CENT;
        do { /* all who reach the quota, highest first */
            best = h->m;
            for (uint32_t c = 0; c < h->m; c++)
                if (!h->in[c] && !h->gone[c] && stage[k][c] >= quota &&
                    (best == h->m || lower(h, stage, k + 1, best, c)))
                    best = c;
            if (best < h->m && h->out->n < h->seats) {
                take(h, best);
                due[best] = stage[k][best] > quota;
            }
        } while (best < h->m && h->out->n < h->seats);
        for (uint32_t c = 0; c < h->m; c++)
            left += !h->in[c] && !h->gone[c];
        if (left <= h->seats - h->out->n) {
            while (left--) {
                best = h->m;
                for (uint32_t c = 0; c < h->m; c++)
                    if (!h->in[c] && !h->gone[c] &&
                        (best == h->m || lower(h, stage, k + 1, best, c)))
                        best = c;
                take(h, best);
            }
            break;
        }
        best = h->m;
        for (uint32_t c = 0; c < h->m; c++) {
            if (due[c] && (best == h->m || lower(h, stage, k + 1, best, c)))
                best = c;
            if (!h->in[c] && !h->gone[c] && (last == h->m || lower(h, stage, k + 1, c, last)))
                last = c;
        }
        if (best < h->m) {
            due[best] = false;
            pass_on(h, paper, best, stage[k][best] - quota, stage[k][best]);
        } else {
            h->gone[last] = true;
            pass_on(h, paper, last, 1, 1);
        }
    }
    free(paper);
}

/* ---- pairs ---- */

static void condorcet(struct hall *h)
{
    for (uint32_t a = 0; a < h->m; a++) {
        bool all = true;
        for (uint32_t b = 0; b < h->m; b++)
            all = all && (a == b || prefer(h, a, b) > prefer(h, b, a));
        if (all)
            take(h, a);
    }
}

/* Strength of the strongest path from `from` to `to` over candidates not yet `used`. */
static int64_t path(const struct hall *h, int64_t d[][ORACLE_PROJECTS], uint32_t from, uint32_t to,
                    uint32_t used)
{
    int64_t best = d[from][to] > d[to][from] ? d[from][to] : 0;
    for (uint32_t c = 0; c < h->m; c++) {
        if (used >> c & 1 || c == from || c == to || d[from][c] <= d[c][from])
            continue;
        int64_t rest = path(h, d, c, to, used | 1u << from);
        rest = rest < d[from][c] ? rest : d[from][c];
        best = rest > best ? rest : best;
    }
    return best;
}

static void schulze(struct hall *h)
{
    static int64_t d[ORACLE_PROJECTS][ORACLE_PROJECTS], p[ORACLE_PROJECTS][ORACLE_PROJECTS];

    for (uint32_t a = 0; a < h->m; a++)
        for (uint32_t b = 0; b < h->m; b++)
            d[a][b] = a == b ? 0 : prefer(h, a, b);
    for (uint32_t a = 0; a < h->m; a++)
        for (uint32_t b = 0; b < h->m; b++)
            p[a][b] = a == b ? 0 : path(h, d, a, b, 0);
    for (uint32_t k = 0; k < h->seats; k++) {
        uint32_t best = h->m;
        for (uint32_t a = 0; a < h->m; a++) {
            bool beaten = h->in[a];
            for (uint32_t b = 0; b < h->m; b++)
                beaten = beaten || (!h->in[b] && p[b][a] > p[a][b]);
            if (!beaten && (best == h->m || first_of(h, a, best)))
                best = a;
        }
        take(h, best);
    }
}

struct search {
    uint32_t ranked[ORACLE_PROJECTS]; /* candidates in the order of the tie rule */
    uint32_t order[ORACLE_PROJECTS], kept[ORACLE_PROJECTS];
    int64_t best; /* -1: none yet */
};

/* Every order of all candidates, in the order of the tie rule; the first best one is kept. */
static void kemeny_orders(const struct hall *h, struct search *s, uint32_t k, int64_t cost)
{
    if (k == h->m) {
        if (s->best < 0 || cost < s->best) {
            s->best = cost;
            memcpy(s->kept, s->order, h->m * sizeof *s->order);
        }
        return;
    }
    for (uint32_t i = 0; i < h->m; i++) {
        uint32_t c = s->ranked[i];
        bool used = false;
        int64_t more = 0;
        for (uint32_t j = 0; j < k; j++) {
            used = used || s->order[j] == c;
            more += prefer(h, c, s->order[j]);
        }
        if (used)
            continue;
        s->order[k] = c;
        kemeny_orders(h, s, k + 1, cost + more);
    }
}

static void kemeny(struct hall *h)
{
    struct search s = {.best = -1};

    for (uint32_t c = 0; c < h->m; c++) {
        uint32_t before = 0;
        for (uint32_t x = 0; x < h->m; x++)
            before += x != c && first_of(h, x, c);
        s.ranked[before] = c;
    }
    kemeny_orders(h, &s, 0, 0);
    for (uint32_t i = 0; i < h->seats; i++)
        take(h, s.kept[i]);
}

void oracle_seats(const struct count_election *e, const struct count_options *opt,
                  struct oracle_outcome *out)
{
    struct hall h = {
        .e = e, .opt = opt, .m = e->projects, .seats = opt->seats ? opt->seats : 1, .out = out};

    out->n = 0;
    out->increments = 0;
    switch (opt->rule) {
    case COUNT_TWO_ROUND:
        two_round(&h);
        break;
    case COUNT_IRV:
        irv(&h);
        break;
    case COUNT_STV:
        stv(&h);
        break;
    case COUNT_SCHULZE:
        schulze(&h);
        break;
    case COUNT_CONDORCET:
        condorcet(&h);
        break;
    case COUNT_KEMENY:
        kemeny(&h);
        break;
    default:
        by_score(&h, opt->rule);
    }
}
