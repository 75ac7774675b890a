/* What a trace says: amounts per unit of the currency and per whole point, the share before and
 * after it was raised, who was tied, where votes went, what was dropped and why. */
#include "test/check.h"

#include "base/json.h"
#include "count/elects_test.h"

/* The n-th event of that kind, from 0. */
static const struct count_event *nth(const struct count_job *job, enum count_event_kind kind,
                                     size_t n)
{
    const struct count_result *r = count_job_result(job);
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == kind && !n--)
            return &r->event[i];
    fail_msg("no such event: %s", count_event_name(kind));
    return NULL;
}

static void about(const struct count_election *e, const struct count_event *ev, const char *project,
                  const char *other)
{
    assert_str(e->project[ev->project].id, project);
    if (other)
        assert_str(e->project[ev->other].id, other);
    else
        assert_int_equal(ev->other, UINT32_MAX);
}

static void trace_tells_rates_and_payments(void **unused)
{
    struct count_election e;
    struct count_job *job;
    struct buf b;
    struct json j;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e,
           (struct count_options){.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY, .trace = true},
           "b", &job);
    buf_init(&b, 64 * KIB);
    json_init(&j, &b);
    count_trace_json(&j, &e, count_job_result(job));
    assert_true(str_find(buf_str(&b),
                         STR("{\"event\":\"elected\",\"round\":1,\"project\":\"b\",\"n\":2,\"m\":2,"
                             "\"measure\":\"15\","
                             "\"amount\":\"15\"}"),
                         0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b),
                         STR("\"event\":\"tie\",\"round\":1,\"project\":\"b\",\"other\":\"c\""),
                         0) != SIZE_MAX);
    buf_free(&b);
    count_job_free(job);
    count_election_free(&e);
}

/* 30.5 and 20.25: kept as 3050 and 2025, told in the currency. */
static void amounts_are_of_the_currency(void **unused)
{
    static const struct {
        enum count_rule rule;
        const char *measure;
    } cases[] = {{COUNT_GREEDY, "6/61"}, {COUNT_MES, "61/6"}, {COUNT_EES, "6/61"}};
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;30.5;20.25\n1;1;1\n2;1;0\n3;1;0\n",
                  (struct count_read_options){.budget_set = true, .budget = STR("60.75")});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        elects(&e,
               (struct count_options){
                   .rule = cases[i].rule, .sat = COUNT_SAT_CARDINALITY, .trace = true},
               cases[i].rule == COUNT_GREEDY ? "a b" : "a", &job);
        assert_str(nth(job, COUNT_EVENT_ELECTED, 0)->measure, cases[i].measure);
        if (cases[i].rule != COUNT_GREEDY) {
            assert_str(nth(job, COUNT_EVENT_ELECTED, 0)->amount, "61/6");
            assert_str(nth(job, COUNT_EVENT_START, 0)->amount, "81/4");
            about(&e, nth(job, COUNT_EVENT_DROPPED, 0), "b", NULL);
        }
        if (cases[i].rule == COUNT_MES)
            assert_str(nth(job, COUNT_EVENT_DROPPED, 0)->sum, "121/12");
        if (cases[i].rule == COUNT_EES)
            assert_null(nth(job, COUNT_EVENT_DROPPED, 0)->sum.p);
        count_job_free(job);
    }
    count_election_free(&e);
}

/* Points 1.5, 0.5 and 2: kept as 15, 5 and 20, told per whole point. */
static void prices_are_of_whole_points(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(
        &e, "voter_id;a;b\ncost;30;20\n1;1.5;0\n2;0.5;2\n",
        (struct count_read_options){
            .budget_set = true, .budget = STR("50"), .vote_set = true, .vote = COUNT_SCORING});
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS, .trace = true},
           "b a", &job);
    assert_str(nth(job, COUNT_EVENT_ELECTED, 0)->measure, "1/10");
    assert_str(nth(job, COUNT_EVENT_ELECTED, 1)->measure, "1/15");
    count_job_free(job);
    elects(&e, (struct count_options){.rule = COUNT_MES, .sat = COUNT_SAT_POINTS, .trace = true},
           "b a", &job);
    assert_str(nth(job, COUNT_EVENT_ELECTED, 0)->measure, "10");
    const struct count_event *a = nth(job, COUNT_EVENT_ELECTED, 1);
    assert_str(a->measure, "50/3");
    assert_str(a->amount, "50/3");
    assert_int_equal(a->n, 2);
    assert_int_equal(a->m, 1);
    count_job_free(job);
    count_election_free(&e);
}

/* What costs nothing is elected before the rounds, which begin with 1 all the same. */
static void rounds_begin_with_one(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;0;20\n1;1;1\n", elects_with_60);
    elects(&e,
           (struct count_options){.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY, .trace = true},
           "a b", &job);
    about(&e, nth(job, COUNT_EVENT_FREE, 0), "a", NULL);
    assert_int_equal(nth(job, COUNT_EVENT_ELECTED, 0)->round, 1);
    count_job_free(job);
    count_election_free(&e);
}

static void the_share_before_and_after(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e,
           (struct count_options){
               .rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1, .trace = true},
           "a d", &job);
    assert_str(nth(job, COUNT_EVENT_START, 0)->amount, "15");
    assert_str(nth(job, COUNT_EVENT_RAISED, 0)->amount, "20");
    assert_int_equal(nth(job, COUNT_EVENT_RAISED, 0)->n, 5);
    count_job_free(job);
    elects(&e, (struct count_options){.rule = COUNT_MES, .trace = true}, "b", &job);
    assert_null(event_of(job, COUNT_EVENT_RAISED));
    count_job_free(job);
    count_election_free(&e);
}

static void greedy_names_who_was_tied(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .trace = true}, "a d", &job);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "a", "b");
    about(&e, nth(job, COUNT_EVENT_SKIPPED, 0), "b", NULL);
    count_job_free(job);
    count_election_free(&e);
}

/* a and b bear the same least load, a would fit, b does not: the rule stops, and b is the one that
 * no longer fits, whichever rounding puts first. */
static void phragmen_stops_at_who_does_not_fit(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e,
                  "voter_id;a;b;y;z\ncost;5;10;11;2\n1;1;0;0;0\n2;0;1;0;0\n3;0;0;1;1\n4;0;1;0;0\n",
                  (struct count_read_options){.budget_set = true, .budget = STR("10")});
    elects(&e, (struct count_options){.rule = COUNT_PHRAGMEN, .part_funding = true, .trace = true},
           "z", &job);
    about(&e, nth(job, COUNT_EVENT_SKIPPED, 0), "y", NULL);
    about(&e, nth(job, COUNT_EVENT_STOPPED, 0), "b", NULL);
    assert_str(nth(job, COUNT_EVENT_PART, 0)->amount, "8");
    assert_str(e.project[count_job_result(job)->part].id, "b");
    count_job_free(job);
    count_election_free(&e);
    read_election(&e, "voter_id;a;b\ncost;5;5\n1;1;0\n",
                  (struct count_read_options){.budget_set = true, .budget = STR("12")});
    elects(&e, (struct count_options){.rule = COUNT_PHRAGMEN, .part_funding = true, .trace = true},
           "a b", &job);
    assert_null(nth(job, COUNT_EVENT_ELECTED, 1)->measure.p);
    assert_str(nth(job, COUNT_EVENT_ELECTED, 1)->sum, "2");
    assert_int_equal(count_job_result(job)->part, UINT32_MAX);
    count_job_free(job);
    count_election_free(&e);
}

/* c, below the threshold, stands between the tied a and d in the order: it is no rival. */
static void who_cannot_win_is_no_rival(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;c;d\ncost;20;10;20\n1;1;1;0\n2;1;0;1\n3;0;0;1\n", elects_with_60);
    elects(&e,
           (struct count_options){
               .rule = COUNT_GREEDY, .sat = COUNT_SAT_CARDINALITY, .min_support = 2, .trace = true},
           "a d", &job);
    about(&e, nth(job, COUNT_EVENT_BELOW, 0), "c", NULL);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "a", "d");
    count_job_free(job);
    elects(&e, (struct count_options){.rule = COUNT_EES, .min_support = 2, .trace = true}, "a d",
           &job);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "a", "d");
    assert_int_equal(nth(job, COUNT_EVENT_TIE, 0)->round, 1);
    count_job_free(job);
    count_election_free(&e);
}

static void seats_tell_scores_and_winners(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n3: 2,1\n2: 1,2\n2: 3\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_PLURALITY, .seats = 2, .trace = true}, "2 1",
           &job);
    assert_str(nth(job, COUNT_EVENT_TALLY, 0)->amount, "3");
    about(&e, nth(job, COUNT_EVENT_ELECTED, 0), "2", NULL);
    about(&e, nth(job, COUNT_EVENT_ELECTED, 1), "1", NULL);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "1", "3");
    assert_int_equal(count_job_result(job)->rounds, 1);
    count_job_free(job);
    elects(&e, (struct count_options){.rule = COUNT_CONDORCET, .trace = true}, "2", &job);
    about(&e, nth(job, COUNT_EVENT_PAIR, 0), "2", "1");
    assert_int_equal(nth(job, COUNT_EVENT_PAIR, 0)->n, 3);
    assert_int_equal(nth(job, COUNT_EVENT_PAIR, 0)->m, 2);
    about(&e, nth(job, COUNT_EVENT_PAIR, 1), "2", "3");
    assert_int_equal(nth(job, COUNT_EVENT_PAIR, 1)->n, 5);
    count_job_free(job);
    count_election_free(&e);
}

/* All members of a result, and their order. */
static void results_as_json(void **unused)
{
    struct count_options opt = {
        .rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U, .part_funding = true};
    struct count_election e;
    struct count_job *job;
    struct json j;
    struct buf b;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e, opt, "a d", &job);
    buf_init(&b, 64 * KIB);
    json_init(&j, &b);
    json_object_begin(&j);
    count_result_json(&j, &e, &opt, count_job_result(job));
    json_object_end(&j);
    assert_str(buf_str(&b),
               "{\"rule\":\"mes\",\"sat\":\"cost\",\"completion\":\"add1u\",\"ties\":\"id\","
               "\"voters\":4,\"projects\":4,\"budget\":\"60\",\"winners\":[\"a\",\"d\"],"
               "\"order\":[\"a\",\"d\"],\"total_cost\":\"60\",\"rounds\":2,\"increments\":5,"
               "\"before_completion\":[\"a\",\"d\"]}");
    buf_free(&b);
    count_job_free(job);
    count_election_free(&e);
}

static void transfers_say_to_whom(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "# NUMBER ALTERNATIVES: 4\n6: 2,3\n2: 2,1,3\n2: 2\n1: 1\n1: 3\n1: 4\n",
                  (struct count_read_options){.keep_raw = false});
    /* quota 5, surplus 5 of 10: half a vote each */
    elects(&e, (struct count_options){.rule = COUNT_STV, .seats = 2, .trace = true}, "2 3", &job);
    assert_str(nth(job, COUNT_EVENT_SURPLUS, 0)->amount, "5");
    about(&e, nth(job, COUNT_EVENT_TRANSFER, 0), "2", "1");
    assert_str(nth(job, COUNT_EVENT_TRANSFER, 0)->amount, "1");
    about(&e, nth(job, COUNT_EVENT_TRANSFER, 1), "2", "3");
    assert_str(nth(job, COUNT_EVENT_TRANSFER, 1)->amount, "3");
    about(&e, nth(job, COUNT_EVENT_TRANSFER, 2), "2", NULL);
    assert_str(nth(job, COUNT_EVENT_TRANSFER, 2)->amount, "1");
    count_job_free(job);
    count_election_free(&e);
    /* quota 6, surplus 1 of 7: 0.14285 each, the rest of the fraction is ignored */
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n7: 1,2\n5: 3\n3: 2\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_STV, .seats = 2, .trace = true}, "1 3", &job);
    assert_str(nth(job, COUNT_EVENT_SURPLUS, 0)->amount, "1");
    about(&e, nth(job, COUNT_EVENT_TRANSFER, 0), "1", "2");
    assert_str(nth(job, COUNT_EVENT_TRANSFER, 0)->amount, "0.99995");
    count_job_free(job);
    count_election_free(&e);
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n1: 1\n1: 2\n2: 3\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_IRV, .trace = true}, "3", &job);
    about(&e, nth(job, COUNT_EVENT_OUT, 0), "2", NULL);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "1", "2");
    count_job_free(job);
    count_election_free(&e);
}

static void pairs_paths_and_places(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n3: 1,2,3\n2: 2,3,1\n2: 3,1,2\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_CONDORCET, .trace = true}, "", &job);
    about(&e, nth(job, COUNT_EVENT_PAIR, 0), "3", "1");
    assert_int_equal(nth(job, COUNT_EVENT_PAIR, 0)->n, 4);
    assert_int_equal(nth(job, COUNT_EVENT_PAIR, 0)->m, 3);
    assert_non_null(event_of(job, COUNT_EVENT_NO_WINNER));
    count_job_free(job);
    elects(&e, (struct count_options){.rule = COUNT_SCHULZE, .trace = true}, "1", &job);
    assert_null(event_of(job, COUNT_EVENT_PAIR));
    about(&e, nth(job, COUNT_EVENT_PATH, 0), "1", "2");
    assert_int_equal(nth(job, COUNT_EVENT_PATH, 0)->n, 5);
    assert_int_equal(nth(job, COUNT_EVENT_PATH, 0)->m, 4);
    assert_int_equal(nth(job, COUNT_EVENT_PATH, 0)->round, 0);
    count_job_free(job);
    count_election_free(&e);
    read_election(&e, "# NUMBER ALTERNATIVES: 2\n1: 1,2\n1: 2,1\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_KEMENY, .seats = 2, .trace = true}, "1 2",
           &job);
    about(&e, nth(job, COUNT_EVENT_TIE, 0), "1", "2");
    assert_int_equal(nth(job, COUNT_EVENT_ELECTED, 0)->n, 1);
    count_job_free(job);
    count_election_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_tells_rates_and_payments),
        cmocka_unit_test(amounts_are_of_the_currency),
        cmocka_unit_test(prices_are_of_whole_points),
        cmocka_unit_test(rounds_begin_with_one),
        cmocka_unit_test(the_share_before_and_after),
        cmocka_unit_test(greedy_names_who_was_tied),
        cmocka_unit_test(phragmen_stops_at_who_does_not_fit),
        cmocka_unit_test(who_cannot_win_is_no_rival),
        cmocka_unit_test(seats_tell_scores_and_winners),
        cmocka_unit_test(results_as_json),
        cmocka_unit_test(transfers_say_to_whom),
        cmocka_unit_test(pairs_paths_and_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
