/* Seats, ties, thresholds, part funding: small elections whose outcome is known from the
 * definitions or from published examples. The budgeting rules themselves are held against the
 * oracle in count_random_test.c. */
#include "test/check.h"

#include <string.h>

#include "count/elects_test.h"

/* Tennessee: Memphis, Nashville, Chattanooga, Knoxville. */
static const char tennessee[] =
    "# NUMBER ALTERNATIVES: 4\n42: 1,2,3,4\n26: 2,3,4,1\n15: 3,4,2,1\n17: 4,3,2,1\n";

static void rules_for_one_seat_on_tennessee(void **unused)
{
    struct count_election e;

    (void)unused;
    read_election(&e, tennessee, (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_PLURALITY}, "1", NULL);
    elects(&e, (struct count_options){.rule = COUNT_TWO_ROUND}, "2", NULL);
    elects(&e, (struct count_options){.rule = COUNT_IRV}, "4", NULL);
    elects(&e, (struct count_options){.rule = COUNT_BORDA_COUNT}, "2", NULL);
    elects(&e, (struct count_options){.rule = COUNT_CONDORCET}, "2", NULL);
    elects(&e, (struct count_options){.rule = COUNT_SCHULZE, .seats = 4}, "2 3 4 1", NULL);
    elects(&e, (struct count_options){.rule = COUNT_KEMENY, .seats = 4}, "2 3 4 1", NULL);
    count_election_free(&e);
}

/* Schulze (2011), example 1: 45 voters, order E A C B D. */
static void schulze_on_his_own_example(void **unused)
{
    struct count_election e;

    (void)unused;
    read_election(&e,
                  "# NUMBER ALTERNATIVES: 5\n5: 1,3,2,5,4\n5: 1,4,5,3,2\n8: 2,5,4,1,3\n3: "
                  "3,1,2,5,4\n7: 3,1,5,2,4\n"
                  "2: 3,2,1,4,5\n7: 4,3,5,2,1\n8: 5,2,1,4,3\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_SCHULZE, .seats = 5}, "5 1 3 2 4", NULL);
    elects(&e, (struct count_options){.rule = COUNT_CONDORCET}, "", NULL);
    count_election_free(&e);
}

/* The food election: 23 guests, 3 seats, quota 6; oranges and pears and strawberries. */
static void stv_transfers_surplus(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(
        &e, "# NUMBER ALTERNATIVES: 7\n3: 1,2\n8: 2,3,4\n1: 4,2,5\n3: 5,3\n1: 3\n4: 6,7\n3: 7,6\n",
        (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_STV, .seats = 3, .trace = true}, "2 6 5", &job);
    const struct count_event *quota = event_of(job, COUNT_EVENT_QUOTA);
    assert_non_null(quota);
    assert_str(quota->amount, "6");
    const struct count_event *moved = event_of(job, COUNT_EVENT_TRANSFER);
    assert_non_null(moved);
    assert_str(moved->amount, "2");
    count_job_free(job);
    count_election_free(&e);
}

static void ties_by_id_cost_and_lot(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY}, "a d", NULL);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .ties = COUNT_TIES_COST}, "b c", NULL);
    bool differ = false;
    for (char c = '0'; c <= '9'; c++) {
        struct count_options opt = {
            .rule = COUNT_GREEDY, .ties = COUNT_TIES_LOT, .lot_seed = {&c, 1}};
        bool done;
        assert_ok(count_job_new(&e, &opt, &job));
        assert_ok(count_job_step(job, 0, &done));
        uint32_t first = count_job_result(job)->order[0];
        for (uint32_t p = 0; p < 3; p++)
            assert_true(count_lot(opt.lot_seed, e.project[first].id) <=
                        count_lot(opt.lot_seed, e.project[p].id));
        differ = differ || first != 0;
        count_job_free(job);
    }
    assert_true(differ);
    assert_true(count_lot(STR("2026"), STR("a")) == 5078755892907026084u);
    count_election_free(&e);
}

static void threshold_quorum_and_part_funding(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .min_support = 2}, "a", NULL);
    elects(&e, (struct count_options){.rule = COUNT_MES, .min_support = 3}, "", NULL);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .quorum = 5, .trace = true}, "", &job);
    assert_non_null(event_of(job, COUNT_EVENT_NO_QUORUM));
    count_job_free(job);
    elects(&e,
           (struct count_options){
               .rule = COUNT_GREEDY, .quorum = 4, .part_funding = true, .trace = true},
           "a", &job);
    assert_str(e.project[count_job_result(job)->part].id, "b");
    assert_true(count_job_result(job)->part_sum == 20);
    count_job_free(job);
    e.budget = 40; /* nothing is left to give */
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .part_funding = true}, "a", &job);
    assert_int_equal(count_job_result(job)->part, UINT32_MAX);
    count_job_free(job);
    count_election_free(&e);
}

/* Whoever is below the threshold gets no seat, though one stays empty. */
static void a_threshold_holds_for_every_seat(void **unused)
{
    static const enum count_rule rules[] = {COUNT_KEMENY, COUNT_SCHULZE, COUNT_STV};
    struct count_election e;

    (void)unused;
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n5: 1,2\n1: 3\n",
                  (struct count_read_options){.keep_raw = false});
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        elects(&e, (struct count_options){.rule = rules[i], .seats = 3, .min_support = 2}, "1 2",
               NULL);
    count_election_free(&e);
}

/* 1 and 2 are level, 3 votes each. 3 loses to 2 and beats 1, which would put 2 above 1; but 3 is
 * below the threshold, and no path leads through who does not stand. */
static void no_path_leads_through_who_cannot_win(void **unused)
{
    struct count_election e;

    (void)unused;
    read_election(&e, "# NUMBER ALTERNATIVES: 3\n2: 3,1\n1: 1\n3: 2\n",
                  (struct count_read_options){.keep_raw = false});
    elects(&e, (struct count_options){.rule = COUNT_SCHULZE, .seats = 2}, "2 3", NULL);
    elects(&e, (struct count_options){.rule = COUNT_SCHULZE, .seats = 2, .min_support = 3}, "1 2",
           NULL);
    count_election_free(&e);
}

/* What costs exactly the money left still fits: the share is raised until its supporters can pay
 * (add1, add-opt), greedy takes it, Phragmen does not stop at it. */
static void who_costs_exactly_what_is_left_still_fits(void **unused)
{
    static const struct count_options options[] = {
        {.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1},
        {.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U},
        {.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT},
        {.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT_SKIP},
        {.rule = COUNT_GREEDY},
        {.rule = COUNT_PHRAGMEN},
    };
    struct count_election e;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;24;36\n1;1;0\n2;0;1\n", elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_MES}, "a", NULL);
    elects(&e, (struct count_options){.rule = COUNT_EES}, "a", NULL);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        elects(&e, options[i], "a b", NULL);
    count_election_free(&e);
}

static void weights_stand_for_equal_ballots(void **unused)
{
    struct count_election e, once;

    (void)unused;
    read_election(&e, "voter_id;weight;a;b\ncost;;30;30\n1;3;1;0\n2;2;0;1\n", elects_with_60);
    read_election(&once, "voter_id;a;b\ncost;30;30\n1;1;0\n2;1;0\n3;1;0\n4;0;1\n5;0;1\n",
                  elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U},
           "a b", NULL);
    elects(&once, (struct count_options){.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U},
           "a b", NULL);
    assert_ok(count_election_merge(&once));
    assert_int_equal(once.ballots, 2);
    assert_int_equal(once.voters, 5);
    elects(&once, (struct count_options){.rule = COUNT_PHRAGMEN}, "a b", NULL);
    count_election_free(&e);
    count_election_free(&once);
}

/* add-opt: two voters share 60; each could pay 30. b (both, 50) costs 25 each, then a (voter 1, 10)
 * needs 10 of the 5 left: the next share is 35, at which the outcome changes. */
static void add_opt_jumps_to_the_next_change(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;10;50\n1;1;1\n2;0;1\n", elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_EES}, "b", NULL);
    elects(&e,
           (struct count_options){
               .rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT, .trace = true},
           "b a", &job);
    assert_int_equal(count_job_result(job)->increments, 1);
    assert_str(event_of(job, COUNT_EVENT_START)->amount, "30");
    assert_str(event_of(job, COUNT_EVENT_RAISED)->amount, "35");
    count_job_free(job);
    elects(&e,
           (struct count_options){.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT_SKIP},
           "b a", NULL);
    count_election_free(&e);
}

static void combinations_without_sense_are_refused(void **unused)
{
    struct count_election e;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
    struct count_options points = {.rule = COUNT_MES, .sat = COUNT_SAT_POINTS};
    assert_int_equal(count_election_check(&e, &points), COUNT_REFUSAL_POINTS_NEEDED);
    struct count_options borda = {.rule = COUNT_GREEDY, .sat = COUNT_SAT_BORDA};
    assert_int_equal(count_election_check(&e, &borda), COUNT_REFUSAL_ORDER_NEEDED);
    struct count_options irv = {.rule = COUNT_IRV};
    assert_int_equal(count_election_check(&e, &irv), COUNT_REFUSAL_ORDER_NEEDED);
    struct count_options phragmen = {.rule = COUNT_PHRAGMEN, .sat = COUNT_SAT_POINTS};
    assert_int_equal(count_options_check(&phragmen), COUNT_REFUSAL_APPROVAL_NEEDED);
    struct count_options add1 = {.rule = COUNT_GREEDY, .completion = COUNT_COMPLETION_ADD1};
    assert_int_equal(count_options_check(&add1), COUNT_REFUSAL_COMPLETION);
    struct count_options many = {.rule = COUNT_IRV, .seats = 2};
    assert_int_equal(count_options_check(&many), COUNT_REFUSAL_SEATS);
    count_election_free(&e);
    read_election(&e, "# NUMBER ALTERNATIVES: 17\n1: 1,2,3\n",
                  (struct count_read_options){.keep_raw = false});
    struct count_options kemeny = {.rule = COUNT_KEMENY};
    assert_int_equal(count_election_check(&e, &kemeny), COUNT_REFUSAL_TOO_MANY);
    struct count_options greedy = {.rule = COUNT_GREEDY};
    assert_int_equal(count_election_check(&e, &greedy), COUNT_REFUSAL_BUDGET_NEEDED);
    count_election_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_for_one_seat_on_tennessee),
        cmocka_unit_test(schulze_on_his_own_example),
        cmocka_unit_test(stv_transfers_surplus),
        cmocka_unit_test(ties_by_id_cost_and_lot),
        cmocka_unit_test(threshold_quorum_and_part_funding),
        cmocka_unit_test(a_threshold_holds_for_every_seat),
        cmocka_unit_test(no_path_leads_through_who_cannot_win),
        cmocka_unit_test(who_costs_exactly_what_is_left_still_fits),
        cmocka_unit_test(weights_stand_for_equal_ballots),
        cmocka_unit_test(add_opt_jumps_to_the_next_change),
        cmocka_unit_test(combinations_without_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
