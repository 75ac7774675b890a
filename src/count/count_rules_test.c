/* Seats, ties, thresholds, part funding, traces, jobs: small elections whose outcome is known from
 * the definitions or from published examples. The budgeting rules themselves are held against the
 * oracle in count_random_test.c. */
#include "test/check.h"

#include <string.h>

#include "base/json.h"
#include "count/count.h"

static void read_election(struct count_election *e, const char *bytes,
                          struct count_read_options opt)
{
    struct str s = str_of(bytes);
    assert_ok(count_election_read(e, count_source_str(&s), &opt));
}

/* Winners in order as "a b c"; keeps the job for a closer look when `keep` is given. */
static void elects(const struct count_election *e, struct count_options opt, const char *want,
                   struct count_job **keep)
{
    struct count_job *job;
    struct buf b;
    bool done;

    assert_int_equal(count_election_check(e, &opt), COUNT_FITS);
    assert_ok(count_job_new(e, &opt, &job));
    assert_ok(count_job_step(job, 0, &done));
    assert_true(done);
    const struct count_result *r = count_job_result(job);
    buf_init(&b, KIB);
    for (uint32_t i = 0; i < r->winners; i++) {
        if (i)
            buf_add_char(&b, ' ');
        buf_add(&b, e->project[r->order[i]].id);
    }
    assert_str(buf_str(&b), want);
    buf_free(&b);
    if (keep)
        *keep = job;
    else
        count_job_free(job);
}

static const struct count_event *event_of(const struct count_job *job, enum count_event_kind kind)
{
    const struct count_result *r = count_job_result(job);
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == kind)
            return &r->event[i];
    return NULL;
}

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

static const char money[] =
    "voter_id;a;b;c;d\ncost;40;30;30;20\n1;1;1;0;0\n2;1;0;1;0\n3;0;1;1;0\n4;0;0;0;1\n";
static const struct count_read_options with_60 = {.budget_set = true, .budget = STR_INIT("60")};

static void ties_by_id_cost_and_lot(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, money, with_60);
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
    read_election(&e, money, with_60);
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
    count_election_free(&e);
}

static void weights_stand_for_equal_ballots(void **unused)
{
    struct count_election e, once;

    (void)unused;
    read_election(&e, "voter_id;weight;a;b\ncost;;30;30\n1;3;1;0\n2;2;0;1\n", with_60);
    read_election(&once, "voter_id;a;b\ncost;30;30\n1;1;0\n2;1;0\n3;1;0\n4;0;1\n5;0;1\n", with_60);
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

/* Needed support: with n more voters for it alone a loser wins, with n - 1 it does not. */
static void needed_support_is_least(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, money, with_60);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .trace = true, .needed = true}, "a d",
           &job);
    const struct count_event *ev = event_of(job, COUNT_EVENT_NEEDED);
    assert_non_null(ev);
    assert_str(e.project[ev->project].id, "b");
    assert_int_equal(ev->n, 1);
    assert_int_equal(ev->m, 0);
    count_job_free(job);
    count_election_free(&e);
}

/* The question is part of the job: asked in slices it gives the same, and a cancelled one ends. */
static void needed_support_pauses_and_is_cancelled(void **unused)
{
    struct count_options opt = {
        .rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U, .trace = true, .needed = true};
    struct count_election e;
    struct count_job *whole, *sliced, *stopped;
    bool done = false;
    int slices = 0;

    (void)unused;
    read_election(&e, money, with_60);
    assert_int_equal(count_job_new(&e, &opt, &whole), OK);
    assert_int_equal(count_job_step(whole, 0, &done), OK);
    assert_true(done);
    assert_int_equal(count_job_new(&e, &opt, &sliced), OK);
    for (done = false; !done; slices++)
        assert_int_equal(count_job_step(sliced, 1, &done), OK);
    assert_true(slices > 1);
    const struct count_event *x = event_of(whole, COUNT_EVENT_NEEDED),
                             *y = event_of(sliced, COUNT_EVENT_NEEDED);
    assert_non_null(x);
    assert_non_null(y);
    assert_int_equal(x->project, y->project);
    assert_int_equal(x->n, y->n);
    assert_int_equal(x->m, y->m);
    assert_int_equal(count_job_new(&e, &opt, &stopped), OK);
    assert_int_equal(count_job_step(stopped, 1, &done), OK);
    count_job_cancel(stopped);
    assert_int_equal(count_job_step(stopped, 1, &done), ERR_GONE);
    count_job_free(whole);
    count_job_free(sliced);
    count_job_free(stopped);
    count_election_free(&e);
}

/* add-opt: two voters share 60; each could pay 30. b (both, 50) costs 25 each, then a (voter 1, 10)
 * needs 10 of the 5 left: the next share is 35, at which the outcome changes. */
static void add_opt_jumps_to_the_next_change(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;10;50\n1;1;1\n2;0;1\n", with_60);
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
    read_election(&e, money, with_60);
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

/* 400 voters, 30 projects: enough rounds to be interrupted. */
static void build_large(struct count_election *e)
{
    uint64_t x = 42;

    count_build_start(e, COUNT_APPROVAL, 0);
    for (uint32_t p = 0; p < 30; p++) {
        char id[3] = {(char)('a' + p / 10), (char)('0' + p % 10), 0};
        assert_ok(count_build_project(e, str_of(id), STR_NONE, 3000 + 997 * p));
    }
    for (uint32_t v = 0; v < 400; v++) {
        uint32_t item[6], n = 0;
        for (uint32_t p = 0; p < 30 && n < 6; p++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            if ((x >> 40) % 8 == 0)
                item[n++] = p;
        }
        assert_ok(count_build_ballot(e, item, NULL, n, 1));
    }
    assert_ok(count_build_finish(e, 200000));
}

static void slices_cancel_and_resume(void **unused)
{
    struct count_election e;
    struct count_job *whole, *sliced, *resumed, *stopped;
    struct count_options opt = {.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U};
    bool done = false;
    uint64_t checkpoint = 0, steps = 0;

    (void)unused;
    build_large(&e);
    assert_ok(count_job_new(&e, &opt, &whole));
    assert_ok(count_job_step(whole, 0, &done));
    const struct count_result *want = count_job_result(whole);
    assert_true(want->increments > 10);
    assert_ok(count_job_new(&e, &opt, &sliced));
    for (done = false; !done; steps++) {
        assert_null(count_job_result(sliced));
        assert_ok(count_job_step(sliced, 1, &done));
        if (!done && count_job_checkpoint(sliced) > checkpoint && checkpoint < want->increments / 2)
            checkpoint = count_job_checkpoint(sliced);
        assert_true(count_job_progress(sliced).increment <= want->increments + 1);
    }
    assert_true(steps > 10);
    assert_true(checkpoint > 0);
    opt.resume_at = checkpoint;
    assert_ok(count_job_new(&e, &opt, &resumed));
    assert_ok(count_job_step(resumed, 0, &done));
    const struct count_job *others[] = {sliced, resumed};
    for (size_t i = 0; i < 2; i++) {
        const struct count_result *got = count_job_result(others[i]);
        assert_int_equal(got->winners, want->winners);
        assert_int_equal(got->increments, want->increments);
        assert_memory_equal(got->order, want->order, want->winners * sizeof *want->order);
    }
    opt.resume_at = 0;
    assert_ok(count_job_new(&e, &opt, &stopped));
    assert_ok(count_job_step(stopped, 1, &done));
    assert_false(done);
    count_job_cancel(stopped);
    assert_int_equal(count_job_step(stopped, 0, &done), ERR_GONE);
    assert_null(count_job_result(stopped));
    count_job_free(whole);
    count_job_free(sliced);
    count_job_free(resumed);
    count_job_free(stopped);
    count_election_free(&e);
}

/* add-opt and its skipping variant yield, tell how far they are, give up when told to. */
static void add_opt_in_slices(void **unused)
{
    struct count_options opt = {.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT};
    struct count_election e;

    (void)unused;
    build_large(&e);
    for (int variant = 0; variant < 2; variant++) {
        struct count_job *whole, *sliced, *stopped;
        uint64_t steps = 0, far = 0;
        bool done;

        opt.completion = variant ? COUNT_COMPLETION_ADDOPT_SKIP : COUNT_COMPLETION_ADDOPT;
        assert_ok(count_job_new(&e, &opt, &whole));
        assert_ok(count_job_step(whole, 0, &done));
        const struct count_result *want = count_job_result(whole);
        assert_true(want->increments > 3);
        assert_ok(count_job_new(&e, &opt, &sliced));
        for (done = false; !done; steps++) {
            assert_ok(count_job_step(sliced, 1, &done));
            assert_true(count_job_progress(sliced).increment >= far);
            far = count_job_progress(sliced).increment;
        }
        assert_true(steps > want->increments);
        assert_int_equal(far, want->increments);
        const struct count_result *got = count_job_result(sliced);
        assert_int_equal(got->winners, want->winners);
        assert_memory_equal(got->order, want->order, want->winners * sizeof *want->order);
        assert_ok(count_job_new(&e, &opt, &stopped));
        assert_ok(count_job_step(stopped, 1, &done));
        assert_false(done);
        count_job_cancel(stopped);
        assert_int_equal(count_job_step(stopped, 0, &done), ERR_GONE);
        count_job_free(whole);
        count_job_free(sliced);
        count_job_free(stopped);
    }
    count_election_free(&e);
}

static void trace_tells_rates_and_payments(void **unused)
{
    struct count_election e;
    struct count_job *job;
    struct buf b;
    struct json j;

    (void)unused;
    read_election(&e, money, with_60);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_for_one_seat_on_tennessee),
        cmocka_unit_test(schulze_on_his_own_example),
        cmocka_unit_test(stv_transfers_surplus),
        cmocka_unit_test(ties_by_id_cost_and_lot),
        cmocka_unit_test(threshold_quorum_and_part_funding),
        cmocka_unit_test(weights_stand_for_equal_ballots),
        cmocka_unit_test(needed_support_is_least),
        cmocka_unit_test(needed_support_pauses_and_is_cancelled),
        cmocka_unit_test(add_opt_jumps_to_the_next_change),
        cmocka_unit_test(combinations_without_sense_are_refused),
        cmocka_unit_test(slices_cancel_and_resume),
        cmocka_unit_test(add_opt_in_slices),
        cmocka_unit_test(trace_tells_rates_and_payments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
