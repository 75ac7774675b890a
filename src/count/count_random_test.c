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
#include "count/small_test.h"

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
    do /* every second one in the smallest slices there are: a round each */
        assert_ok(count_job_step(job, small_adds_opt(opt) || e->voters % 2 ? 1 : 0, &done));
    while (!done);
    const struct count_result *r = count_job_result(job);
    for (uint32_t i = 0; i < r->winners; i++) {
        buf_add(out, e->project[r->order[i]].id);
        buf_add_char(out, '\n');
        spent += e->project[r->order[i]].cost;
    }
    assert_true(count_rule_has_seats(opt->rule) || spent <= e->budget);
    assert_true(spent == r->total);
    if (small_adds_opt(opt))
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
    if (small_adds_opt(opt))
        buf_printf(out, "%llu changes\n", (unsigned long long)o.increments);
}

/* The oracle's outcome. Of rules for seats it knows no threshold: who is below it cannot win, which
 * is what not standing at all comes to. false: nothing to compare. */
static bool expected(const struct small *s, const struct count_election *e, struct buf *out)
{
    struct small t = *s;

    if (!count_rule_has_seats(s->opt.rule) || !s->opt.min_support) {
        slow(e, &s->opt, out);
        return true;
    }
    for (uint32_t p = s->m; p-- > 0;)
        if (e->project[p].supporters < s->opt.min_support)
            t = small_without_project(&t, p);
    t.opt.min_support = 0;
    if (!t.m || t.m < t.opt.seats)
        return false;
    struct count_election without = small_build(&t, NULL, NULL);
    slow(&without, &t.opt, out);
    count_election_free(&without);
    return true;
}

/* Does the fast outcome differ from the oracle's, or break a property? */
static bool differs(const struct small *s, bool *refused)
{
    struct buf a, b;
    uint32_t voters[SMALL_VOTERS], projects[SMALL_PROJECTS];
    bool bad = false;

    buf_init(&a, KIB);
    buf_init(&b, KIB);
    struct count_election e = small_build(s, NULL, NULL);
    *refused = count_election_check(&e, &s->opt) != COUNT_FITS;
    if (fast(&e, &s->opt, &a)) {
        bad = expected(s, &e, &b) && !str_eq(buf_str(&a), buf_str(&b));
        assert_ok(count_election_merge(&e));
        fast(&e, &s->opt, &b);
        bad = bad || !str_eq(buf_str(&a), buf_str(&b));
        for (uint32_t i = 0; i < s->n; i++)
            voters[i] = s->n - 1 - i;
        for (uint32_t p = 0; p < s->m; p++)
            projects[p] = s->m - 1 - p;
        struct count_election turned =
            small_build(s, voters, projects); /* ties are by a rule: not even they may change */
        fast(&turned, &s->opt, &b);
        bad = bad || !str_eq(buf_str(&a), buf_str(&b));
        count_election_free(&turned);
    }
    count_election_free(&e);
    buf_free(&a);
    buf_free(&b);
    return bad;
}

static bool shrink_once(struct small *s)
{
    bool refused;

    for (uint32_t v = 0; s->n > 1 && v < s->n; v++) {
        struct small t = small_without_voter(s, v);
        if (differs(&t, &refused)) {
            *s = t;
            return true;
        }
    }
    for (uint32_t v = 0; v < s->n; v++)
        for (uint32_t k = 0; k < s->len[v]; k++) {
            struct small t = small_without_item(s, v, k);
            if (differs(&t, &refused)) {
                *s = t;
                return true;
            }
        }
    for (uint32_t p = 0; s->m > 1 && p < s->m; p++) {
        struct small t = small_without_project(s, p);
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
    struct count_election e = small_build(s, NULL, NULL);
    count_election_write(&e, &out);
    fast(&e, &s->opt, &a);
    expected(s, &e, &b);
    print_error("%s %s %s, ties %d, threshold %d\n%.*s\nfast:\n%.*soracle:\n%.*s",
                count_rule_name(s->opt.rule), count_sat_name(s->opt.sat),
                count_completion_name(s->opt.completion), s->opt.ties, (int)s->opt.min_support,
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
    const char *asked = getenv("COUNT_RANDOM");
    long n = asked ? strtol(asked, NULL, 10) : 20000, counted = 0;

    small_seed(vote);
    for (long i = 0; counted < n; i++) {
        struct small s;
        bool refused;
        small_make(&s, vote, &combinations[(size_t)i % COMBINATIONS]);
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

/* Voters enough for payers to come and go between one change and the next, which is what proofs of
 * the jump build on. Ballots of four kinds, so that many are alike. */
static void build_crowd(struct count_election *e)
{
    uint32_t m = 3 + small_roll(7), n = 7 + small_roll(24), leaning[4];
    count_money total = 0;

    count_build_start(e, COUNT_APPROVAL, 0);
    for (uint32_t p = 0; p < m; p++) {
        char id[3] = {(char)('a' + p), 0, 0};
        count_money cost = small_roll(20) ? 1 + small_roll(60) : 0;
        total += cost;
        assert_ok(count_build_project(e, str_of(id), STR_NONE, cost));
    }
    for (uint32_t k = 0; k < 4; k++)
        leaning[k] = small_roll(1u << m);
    for (uint32_t v = 0; v < n; v++) {
        uint32_t item[10], k = 0, likes = leaning[small_roll(4)] ^ (1u << small_roll(m));
        for (uint32_t p = 0; p < m; p++)
            if (likes >> p & 1)
                item[k++] = p;
        assert_ok(count_build_ballot(e, item, NULL, k, 1 + !small_roll(5)));
    }
    assert_ok(count_build_finish(e, 1 + total / 4 + small_roll((uint32_t)total / 2 + 1)));
}

static void add_opt_of_a_crowd_as_oracle(void **unused)
{
    const char *asked = getenv("COUNT_RANDOM");
    long n = (asked ? strtol(asked, NULL, 10) : 20000) / 100;
    struct count_options opt = {.rule = COUNT_EES};
    struct buf a, b, file;

    (void)unused;
    small_seed(COUNT_APPROVAL);
    buf_init(&a, KIB);
    buf_init(&b, KIB);
    buf_init(&file, MIB);
    for (long i = 0; i < n; i++) {
        struct count_election e;
        opt.sat = i % 2 ? COUNT_SAT_CARDINALITY : COUNT_SAT_COST;
        opt.completion = i % 4 < 2 ? COUNT_COMPLETION_ADDOPT : COUNT_COMPLETION_ADDOPT_SKIP;
        build_crowd(&e);
        assert_true(fast(&e, &opt, &a));
        slow(&e, &opt, &b);
        if (!str_eq(buf_str(&a), buf_str(&b))) {
            count_election_write(&e, &file);
            fail_msg("%s %s\n%.*s\nfast:\n%.*soracle:\n%.*s", count_sat_name(opt.sat),
                     count_completion_name(opt.completion), STR_F(buf_str(&file)),
                     STR_F(buf_str(&a)), STR_F(buf_str(&b)));
        }
        count_election_free(&e);
    }
    buf_free(&a);
    buf_free(&b);
    buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(approval_as_oracle),
        cmocka_unit_test(choose1_as_oracle),
        cmocka_unit_test(ordinal_as_oracle),
        cmocka_unit_test(cumulative_as_oracle),
        cmocka_unit_test(scoring_as_oracle),
        cmocka_unit_test(knapsack_as_oracle),
        cmocka_unit_test(add_opt_of_a_crowd_as_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
