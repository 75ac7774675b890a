/* See small_test.h. */
#include "count/small_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/check.h"

static uint64_t state = 1;

void small_seed(enum count_vote vote)
{
    const char *seed = getenv("COUNT_SEED");
    state = (seed ? (uint64_t)strtol(seed, NULL, 10) : 20261121u) * 977 + (uint64_t)vote;
}

uint32_t small_roll(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

bool small_pointed(enum count_vote v)
{
    return v == COUNT_CUMULATIVE || v == COUNT_SCORING;
}

bool small_adds_opt(const struct count_options *opt)
{
    return opt->completion == COUNT_COMPLETION_ADDOPT ||
           opt->completion == COUNT_COMPLETION_ADDOPT_SKIP;
}

/* Ties by another rule than id, and a threshold, now and then. */
static void options(struct small *s)
{
    static const char *const seeds[] = {"1", "ashar", "2026-11-21"};
    uint32_t ties = small_roll(8), least = small_roll(16);

    if (ties < 2)
        s->opt.ties = COUNT_TIES_COST;
    if (ties >= 2 && ties < 4) {
        s->opt.ties = COUNT_TIES_LOT;
        s->opt.lot_seed = str_of(seeds[small_roll(3)]);
    }
    if (least < 3 && s->opt.rule != COUNT_BORDA_COUNT) /* its points count those who cannot win */
        s->opt.min_support = least + 1;
}

void small_make(struct small *s, enum count_vote vote, const struct count_options *opt)
{
    static const count_money scales[] = {1, 3, 10, 100, 7};
    count_money scale = scales[small_roll(5)], total = 0;

    bool ties = vote == COUNT_ORDINAL && !small_roll(3),
         below = vote == COUNT_SCORING && !small_roll(4);

    *s = (struct small){.vote = vote,
                        .n = 1 + small_roll(SMALL_VOTERS),
                        .m = 1 + small_roll(SMALL_PROJECTS),
                        .opt = *opt};
    if (small_adds_opt(opt)) { /* the oracle walks a grid of shares */
        scale = 1;
        s->n = 1 + small_roll(6);
    } else if (!small_roll(3)) {
        s->money_decimals = 1 + small_roll(2);
    }
    options(s);
    for (uint32_t p = 0; p < s->m; p++) {
        s->cost[p] = small_roll(12) ? (count_money)(1 + small_roll(9)) * scale : 0;
        total += s->cost[p];
        s->name[p] = p * 3 + 5;
    }
    s->budget = 1 + (count_money)small_roll((uint32_t)total + 3);
    for (uint32_t v = 0; v < s->n; v++) {
        uint32_t left[SMALL_PROJECTS], k = s->m, most = vote == COUNT_CHOOSE1 ? 1 : s->m;
        for (uint32_t p = 0; p < s->m; p++)
            left[p] = p;
        s->len[v] = small_roll(most + 1);
        for (uint32_t i = 0; i < s->len[v]; i++) {
            uint32_t at = small_roll(k);
            s->item[v][i] = left[at];
            left[at] = left[--k];
            s->points[v][i] = (int64_t)small_roll(4) - below;
            s->tied[v][i] = ties && i && !small_roll(3);
        }
    }
}

/* Ties within ballots, which only files have. */
static void levels(const struct small *s, const uint32_t *voters, struct count_election *e)
{
    bool any = false;

    for (uint32_t v = 0; v < s->n; v++)
        for (uint32_t k = 0; k < s->len[v]; k++)
            any = any || s->tied[v][k];
    if (!any)
        return;
    e->level = calloc(e->start[e->ballots], sizeof *e->level);
    assert_non_null(e->level);
    for (uint32_t i = 0; i < s->n; i++)
        for (uint32_t v = voters ? voters[i] : i, k = 1; k < s->len[v]; k++) {
            uint32_t *l = &e->level[e->start[i] + k];
            *l = l[-1] + !s->tied[v][k];
        }
}

/* Voters for one project alone, with the most points anybody gave. */
static void more(const struct small *s, const uint32_t *projects, struct count_election *e)
{
    int64_t most = 1;
    uint32_t at = s->extra_for;

    for (uint32_t v = 0; v < s->n; v++)
        for (uint32_t k = 0; k < s->len[v]; k++)
            most = s->points[v][k] > most ? s->points[v][k] : most;
    for (uint32_t p = 0; projects && p < s->m; p++)
        at = projects[p] == s->extra_for ? p : at;
    assert_ok(count_build_ballot(e, &at, small_pointed(s->vote) ? &most : NULL, 1, s->extra));
}

struct count_election small_build(const struct small *s, const uint32_t *voters,
                                  const uint32_t *projects)
{
    struct count_election e;
    char id[16];

    count_build_start(&e, s->vote, s->money_decimals);
    for (uint32_t p = 0; p < s->m; p++) {
        uint32_t q = projects ? projects[p] : p;
        snprintf(id, sizeof id, "%u", s->name[q]);
        assert_ok(count_build_project(&e, str_of(id), STR_NONE, s->cost[q]));
    }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t v = voters ? voters[i] : i, item[SMALL_PROJECTS];
        for (uint32_t k = 0; k < s->len[v]; k++)
            for (uint32_t p = 0; p < s->m; p++)
                if ((projects ? projects[p] : p) == s->item[v][k])
                    item[k] = p;
        assert_ok(count_build_ballot(&e, item, small_pointed(s->vote) ? s->points[v] : NULL,
                                     s->len[v], 1));
    }
    if (s->extra)
        more(s, projects, &e);
    assert_ok(count_build_finish(&e, s->budget));
    levels(s, voters, &e);
    return e;
}

struct small small_without_voter(const struct small *s, uint32_t v)
{
    struct small t = *s;
    t.n--;
    for (uint32_t i = v; i < t.n; i++) {
        t.len[i] = s->len[i + 1];
        memcpy(t.item[i], s->item[i + 1], sizeof t.item[i]);
        memcpy(t.points[i], s->points[i + 1], sizeof t.points[i]);
        memcpy(t.tied[i], s->tied[i + 1], sizeof t.tied[i]);
    }
    return t;
}

struct small small_without_item(const struct small *s, uint32_t v, uint32_t k)
{
    struct small t = *s;
    t.len[v]--;
    for (uint32_t i = k; i < t.len[v]; i++) {
        t.item[v][i] = s->item[v][i + 1];
        t.points[v][i] = s->points[v][i + 1];
        t.tied[v][i] = i && s->tied[v][i + 1] && (i > k || s->tied[v][i]);
    }
    return t;
}

struct small small_without_project(const struct small *s, uint32_t p)
{
    struct small t = *s;
    for (uint32_t v = 0; v < t.n; v++)
        for (uint32_t k = t.len[v]; k-- > 0;)
            if (t.item[v][k] == p)
                t = small_without_item(&t, v, k);
            else if (t.item[v][k] > p)
                t.item[v][k]--;
    t.m--;
    for (uint32_t q = p; q < t.m; q++) {
        t.cost[q] = s->cost[q + 1];
        t.name[q] = s->name[q + 1];
    }
    return t;
}
