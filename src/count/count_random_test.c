/* The rules against the oracle on random small elections of every ballot type, with shrinking of a
 * failing case, and the properties that hold whatever the outcome.
 *
 * COUNT_RANDOM: elections counted per ballot type, default 20000 (120000 in all); COUNT_SEED:
 * another run. A failing case is made smaller as long as it fails and printed as a .pb file (ties
 * within ballots, which that format lacks, are not seen there). */
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "count/oracle.h"

#define VOTERS   9
#define PROJECTS 7

struct small {
    enum count_vote vote;
    uint32_t n, m;
    count_money budget, cost[PROJECTS];
    uint32_t len[VOTERS], item[VOTERS][PROJECTS];
    int64_t points[VOTERS][PROJECTS];
    bool tied[VOTERS][PROJECTS]; /* with the one before */
    struct count_options opt;
};

static uint64_t state = 1;

static uint32_t roll(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

static bool pointed(enum count_vote v)
{
    return v == COUNT_CUMULATIVE || v == COUNT_SCORING;
}

static bool adds_opt(const struct count_options *opt)
{
    return opt->completion == COUNT_COMPLETION_ADDOPT ||
           opt->completion == COUNT_COMPLETION_ADDOPT_SKIP;
}

static void make(struct small *s, enum count_vote vote, const struct count_options *opt)
{
    static const count_money scales[] = {1, 3, 10, 100, 7};
    count_money scale = scales[roll(5)], total = 0;

    bool ties = vote == COUNT_ORDINAL && !roll(3);

    *s = (struct small){.vote = vote, .n = 1 + roll(VOTERS), .m = 1 + roll(PROJECTS), .opt = *opt};
    if (adds_opt(opt)) { /* the oracle walks a grid of shares */
        scale = 1;
        s->n = 1 + roll(6);
    }
    for (uint32_t p = 0; p < s->m; p++) {
        s->cost[p] = roll(12) ? (count_money)(1 + roll(9)) * scale : 0;
        total += s->cost[p];
    }
    s->budget = 1 + (count_money)roll((uint32_t)total + 3);
    for (uint32_t v = 0; v < s->n; v++) {
        uint32_t left[PROJECTS], k = s->m, most = vote == COUNT_CHOOSE1 ? 1 : s->m;
        for (uint32_t p = 0; p < s->m; p++)
            left[p] = p;
        s->len[v] = roll(most + 1);
        for (uint32_t i = 0; i < s->len[v]; i++) {
            uint32_t at = roll(k);
            s->item[v][i] = left[at];
            left[at] = left[--k];
            s->points[v][i] = roll(4);
            s->tied[v][i] = ties && i && !roll(3);
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

static struct count_election build(const struct small *s, const uint32_t *voters,
                                   const uint32_t *projects)
{
    struct count_election e;
    char id[16];

    count_build_start(&e, s->vote, 0);
    for (uint32_t p = 0; p < s->m; p++) {
        uint32_t q = projects ? projects[p] : p;
        snprintf(id, sizeof id, "%u", q * 3 + 5); /* 5 8 11 14: bytewise not numerically ordered */
        assert_ok(count_build_project(&e, str_of(id), STR_NONE, s->cost[q]));
    }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t v = voters ? voters[i] : i, item[PROJECTS];
        for (uint32_t k = 0; k < s->len[v]; k++)
            for (uint32_t p = 0; p < s->m; p++)
                if ((projects ? projects[p] : p) == s->item[v][k])
                    item[k] = p;
        assert_ok(
            count_build_ballot(&e, item, pointed(s->vote) ? s->points[v] : NULL, s->len[v], 1));
    }
    assert_ok(count_build_finish(&e, s->budget));
    levels(s, voters, &e);
    return e;
}

/* Winners in order, as ids, one a line; false: the rule refuses. */
static bool fast(const struct count_election *e, const struct count_options *opt, struct buf *out)
{
    struct count_job *job;
    bool done;
    count_money spent = 0;

    buf_clear(out);
    if (count_election_check(e, opt) != COUNT_FITS)
        return false;
    assert_ok(count_job_new(e, opt, &job));
    do /* add-opt in the smallest slices there are: a round each */
        assert_ok(count_job_step(job, adds_opt(opt) ? 1 : 0, &done));
    while (!done);
    const struct count_result *r = count_job_result(job);
    for (uint32_t i = 0; i < r->winners; i++) {
        buf_add(out, e->project[r->order[i]].id);
        buf_add_char(out, '\n');
        spent += e->project[r->order[i]].cost;
    }
    assert_true(count_rule_has_seats(opt->rule) || spent <= e->budget);
    assert_true(spent == r->total);
    if (adds_opt(opt))
        buf_printf(out, "%llu changes\n", (unsigned long long)r->increments);
    count_job_free(job);
    return true;
}

static void slow(const struct count_election *e, const struct count_options *opt, struct buf *out)
{
    struct oracle_outcome o;

    buf_clear(out);
    oracle_count(e, opt, &o);
    for (uint32_t i = 0; i < o.n; i++) {
        buf_add(out, e->project[o.order[i]].id);
        buf_add_char(out, '\n');
    }
    if (adds_opt(opt))
        buf_printf(out, "%llu changes\n", (unsigned long long)o.increments);
}

static int compare_lines(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void sort_lines(struct buf *b)
{
    struct str rest = buf_str(b), line, lines[PROJECTS + 2];
    struct buf sorted;
    size_t n = 0;

    buf_init(&sorted, KIB);
    while (str_cut(&rest, '\n', &line) && n < PROJECTS + 2)
        if (line.n)
            lines[n++] = line;
    qsort(lines, n, sizeof *lines, compare_lines);
    for (size_t i = 0; i < n; i++) {
        buf_add(&sorted, lines[i]);
        buf_add_char(&sorted, '\n');
    }
    buf_free(b);
    *b = sorted;
}

/* Does the fast outcome differ from the oracle's, or break a property? */
static bool differs(const struct small *s, bool *refused)
{
    struct buf a, b;
    uint32_t voters[VOTERS], projects[PROJECTS];
    bool bad = false;

    buf_init(&a, KIB);
    buf_init(&b, KIB);
    struct count_election e = build(s, NULL, NULL);
    *refused = count_election_check(&e, &s->opt) != COUNT_FITS;
    if (fast(&e, &s->opt, &a)) {
        slow(&e, &s->opt, &b);
        bad = !str_eq(buf_str(&a), buf_str(&b));
        assert_ok(count_election_merge(&e));
        fast(&e, &s->opt, &b);
        bad = bad || !str_eq(buf_str(&a), buf_str(&b));
        for (uint32_t i = 0; i < s->n; i++)
            voters[i] = s->n - 1 - i;
        for (uint32_t p = 0; p < s->m; p++)
            projects[p] = s->m - 1 - p;
        struct count_election turned =
            build(s, voters, projects); /* ties are by id, so not even they may change */
        fast(&turned, &s->opt, &b);
        sort_lines(&a);
        sort_lines(&b);
        bad = bad || !str_eq(buf_str(&a), buf_str(&b));
        count_election_free(&turned);
    }
    count_election_free(&e);
    buf_free(&a);
    buf_free(&b);
    return bad;
}

static struct small without_voter(const struct small *s, uint32_t v)
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

static struct small without_item(const struct small *s, uint32_t v, uint32_t k)
{
    struct small t = *s;
    t.len[v]--;
    for (uint32_t i = k; i < t.len[v]; i++) {
        t.item[v][i] = s->item[v][i + 1];
        t.points[v][i] = s->points[v][i + 1];
        t.tied[v][i] = i && s->tied[v][i + 1];
    }
    return t;
}

static bool shrink_once(struct small *s)
{
    bool refused;

    for (uint32_t v = 0; s->n > 1 && v < s->n; v++) {
        struct small t = without_voter(s, v);
        if (differs(&t, &refused)) {
            *s = t;
            return true;
        }
    }
    for (uint32_t v = 0; v < s->n; v++)
        for (uint32_t k = 0; k < s->len[v]; k++) {
            struct small t = without_item(s, v, k);
            if (differs(&t, &refused)) {
                *s = t;
                return true;
            }
        }
    for (uint32_t p = 0; p < s->m; p++) {
        struct small t = *s;
        if (t.cost[p] > 1 && (t.cost[p]--, differs(&t, &refused))) {
            *s = t;
            return true;
        }
    }
    return false;
}

static void report(struct small *s)
{
    struct buf out, a, b;

    while (shrink_once(s))
        ;
    buf_init(&out, MIB);
    buf_init(&a, KIB);
    buf_init(&b, KIB);
    struct count_election e = build(s, NULL, NULL);
    count_election_write(&e, &out);
    fast(&e, &s->opt, &a);
    slow(&e, &s->opt, &b);
    print_error("%s %s %s\n%.*s\nfast:\n%.*soracle:\n%.*s", count_rule_name(s->opt.rule),
                count_sat_name(s->opt.sat), count_completion_name(s->opt.completion),
                STR_F(buf_str(&out)), STR_F(buf_str(&a)), STR_F(buf_str(&b)));
    fail();
}

static const struct count_options combinations[] = {
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_COST},
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_CARDINALITY},
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS},
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_BORDA},
    {.rule = COUNT_MES, .sat = COUNT_SAT_COST},
    {.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY},
    {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS},
    {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA},
    {.rule = COUNT_MES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADD1},
    {.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_ADD1},
    {.rule = COUNT_MES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADD1U},
    {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS, .completion = COUNT_COMPLETION_ADD1U},
    {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA, .completion = COUNT_COMPLETION_ADD1U},
    {.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_GREEDY},
    {.rule = COUNT_EES, .sat = COUNT_SAT_COST},
    {.rule = COUNT_EES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_GREEDY},
    {.rule = COUNT_EES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADDOPT},
    {.rule = COUNT_EES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_ADDOPT},
    {.rule = COUNT_EES, .sat = COUNT_SAT_COST, .completion = COUNT_COMPLETION_ADDOPT_SKIP},
    {.rule = COUNT_EES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_ADDOPT_SKIP},
    {.rule = COUNT_PHRAGMEN, .sat = COUNT_SAT_COST},
    {.rule = COUNT_CONDORCET, .seats = 1},
    {.rule = COUNT_KEMENY, .seats = 1},
    {.rule = COUNT_PLURALITY, .seats = 2},
    {.rule = COUNT_MULTI_APPROVAL, .seats = 3},
    {.rule = COUNT_BORDA_COUNT, .seats = 2},
    {.rule = COUNT_SCORES, .seats = 2},
    {.rule = COUNT_TWO_ROUND, .seats = 1},
    {.rule = COUNT_IRV, .seats = 1},
    {.rule = COUNT_STV, .seats = 1},
    {.rule = COUNT_STV, .seats = 3},
    {.rule = COUNT_SCHULZE, .seats = 1},
    {.rule = COUNT_SCHULZE, .seats = 3},
};
#define COMBINATIONS (sizeof combinations / sizeof combinations[0])

static void against_oracle(enum count_vote vote)
{
    const char *asked = getenv("COUNT_RANDOM"), *seed = getenv("COUNT_SEED");
    long n = asked ? strtol(asked, NULL, 10) : 20000, counted = 0;

    state = (seed ? (uint64_t)strtol(seed, NULL, 10) : 20261121u) * 977 + (uint64_t)vote;
    for (long i = 0; counted < n; i++) {
        struct small s;
        bool refused;
        make(&s, vote, &combinations[(size_t)i % COMBINATIONS]);
        if (s.opt.rule == COUNT_KEMENY && s.m > 5)
            s.opt.rule = COUNT_CONDORCET;
        if (s.opt.seats > s.m)
            continue;
        if (differs(&s, &refused))
            report(&s);
        counted += !refused;
    }
    print_message("%ld random elections, type %s\n", counted, count_vote_name(vote));
}

static void approval_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_APPROVAL);
}

static void choose1_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_CHOOSE1);
}

static void ordinal_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_ORDINAL);
}

static void cumulative_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_CUMULATIVE);
}

static void scoring_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_SCORING);
}

static void knapsack_as_oracle(void **unused)
{
    (void)unused;
    against_oracle(COUNT_KNAPSACK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(approval_as_oracle), cmocka_unit_test(choose1_as_oracle),
        cmocka_unit_test(ordinal_as_oracle),  cmocka_unit_test(cumulative_as_oracle),
        cmocka_unit_test(scoring_as_oracle),  cmocka_unit_test(knapsack_as_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
