/* Jobs: slices, cancelling and resuming at any step, and the question how much more support a loser
 * would have needed, checked by adding just so many voters and one fewer. */
#include "test/check.h"

#include <stdlib.h>
#include <string.h>

#include "count/elects_test.h"
#include "count/small_test.h"

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

/* Needed support: with n more voters for it alone a loser wins, with n - 1 it does not. */
static void needed_support_is_least(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, elects_money, elects_with_60);
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

/* A loser that costs the whole budget is asked about like any other, one dearer than that is not:
 * no support could help it. */
static void needed_support_of_who_costs_the_whole_budget(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b;c\ncost;60;30;61\n1;1;1;0\n2;0;1;1\n", elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_GREEDY, .trace = true, .needed = true}, "b",
           &job);
    const struct count_result *r = count_job_result(job);
    size_t asked = 0;
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == COUNT_EVENT_NEEDED) {
            assert_str(e.project[r->event[i].project].id, "a");
            assert_int_equal(r->event[i].n, 1);
            assert_int_equal(r->event[i].m, 0);
            asked++;
        }
    assert_int_equal(asked, 1);
    count_job_free(job);
    count_election_free(&e);
}

/* All others keep a part of the budget to themselves: its supporters never hold the whole of it,
 * however many they are. Tried: the first power of two that is 4 times the voters and 16 more. */
static void needed_support_that_no_number_gives(void **unused)
{
    struct count_election e;
    struct count_job *job;

    (void)unused;
    read_election(&e, "voter_id;a;b\ncost;60;30\n1;1;1\n2;0;1\n", elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_MES, .trace = true, .needed = true}, "b", &job);
    const struct count_event *ev = event_of(job, COUNT_EVENT_NEEDED);
    assert_non_null(ev);
    assert_str(e.project[ev->project].id, "a");
    assert_int_equal(ev->n, 32);
    assert_int_equal(ev->m, 1);
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
    read_election(&e, elects_money, elects_with_60);
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

static void needed_support_tells_how_far_it_is(void **unused)
{
    struct count_options opt = {.rule = COUNT_MES, .trace = true, .needed = true};
    struct count_election e;
    struct count_job *job;
    uint64_t most = 0;
    bool done = false;

    (void)unused;
    build_large(&e);
    assert_ok(count_job_new(&e, &opt, &job));
    while (!done) {
        assert_ok(count_job_step(job, 1, &done));
        struct count_progress p = count_job_progress(job);
        assert_true(done || p.asked >= most);
        assert_true(p.asked <= p.losers);
        most = p.asked > most ? p.asked : most;
    }
    assert_true(most > 1);
    assert_true(most + count_job_result(job)->winners <= e.projects);
    count_job_free(job);
    count_election_free(&e);
}

/* Rules that go in slices, and those that ask about losers in the most ways. */
static const struct count_options rules[] = {
    {.rule = COUNT_MES, .completion = COUNT_COMPLETION_ADD1U},
    {.rule = COUNT_MES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_ADD1},
    {.rule = COUNT_MES, .sat = COUNT_SAT_BORDA, .completion = COUNT_COMPLETION_GREEDY},
    {.rule = COUNT_EES, .completion = COUNT_COMPLETION_ADDOPT},
    {.rule = COUNT_EES, .sat = COUNT_SAT_CARDINALITY, .completion = COUNT_COMPLETION_ADDOPT_SKIP},
    {.rule = COUNT_PHRAGMEN},
    {.rule = COUNT_GREEDY},
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_POINTS},
    {.rule = COUNT_GREEDY, .sat = COUNT_SAT_BORDA},
    {.rule = COUNT_STV, .seats = 2},
    {.rule = COUNT_IRV},
    {.rule = COUNT_TWO_ROUND},
    {.rule = COUNT_SCHULZE, .seats = 2},
    {.rule = COUNT_KEMENY},
    {.rule = COUNT_BORDA_COUNT, .seats = 2},
    {.rule = COUNT_SCORES},
};

static bool wins_with(const struct small *s, uint32_t p, uint64_t more)
{
    struct count_options opt = s->opt;
    struct small t = *s;
    struct count_job *job;
    bool done, won = false;

    t.extra_for = p;
    t.extra = (uint32_t)more;
    opt.trace = opt.needed = false;
    struct count_election e = small_build(&t, NULL, NULL);
    assert_ok(count_job_new(&e, &opt, &job));
    assert_ok(count_job_step(job, 0, &done));
    const struct count_result *r = count_job_result(job);
    for (uint32_t i = 0; i < r->winners; i++)
        won = won || r->order[i] == p;
    count_job_free(job);
    count_election_free(&e);
    return won;
}

/* How many losers were asked about. */
static size_t needed_of(const struct small *s)
{
    struct count_election e = small_build(s, NULL, NULL);
    struct count_job *job;
    size_t asked = 0;
    bool done;

    if (count_election_check(&e, &s->opt) == COUNT_FITS) {
        assert_ok(count_job_new(&e, &s->opt, &job));
        assert_ok(count_job_step(job, 0, &done));
        const struct count_result *r = count_job_result(job);
        for (size_t i = 0; i < r->events; i++) {
            const struct count_event *ev = &r->event[i];
            if (ev->kind != COUNT_EVENT_NEEDED)
                continue;
            asked++;
            assert_int_equal(wins_with(s, ev->project, ev->n), ev->m == 0);
            if (!ev->m)
                assert_false(wins_with(s, ev->project, ev->n - 1));
        }
        count_job_free(job);
    }
    count_election_free(&e);
    return asked;
}

static void as_many_more_voters_elect_a_loser(void **unused)
{
    size_t asked = 0;

    (void)unused;
    for (enum count_vote vote = 0; vote < COUNT_VOTE_COUNT; vote++) {
        small_seed(vote);
        for (size_t i = 0; i < 40 * (sizeof rules / sizeof rules[0]); i++) {
            struct small s;
            small_make(&s, vote, &rules[i % (sizeof rules / sizeof rules[0])]);
            s.opt.trace = s.opt.needed = true;
            if (s.opt.seats <= s.m)
                asked += needed_of(&s);
        }
    }
    print_message("%zu losers asked about\n", asked);
    assert_true(asked > 2000);
}

static void same_result(const struct count_job *a, const struct count_job *b)
{
    const struct count_result *x = count_job_result(a), *y = count_job_result(b);
    assert_int_equal(x->winners, y->winners);
    assert_int_equal(x->increments, y->increments);
    assert_true(x->total == y->total);
    if (x->winners)
        assert_memory_equal(x->order, y->order, x->winners * sizeof *x->order);
}

/* Steps a job `steps` times or to its end; *steps: those it took. */
static struct count_job *stepped(const struct count_election *e, const struct count_options *opt,
                                 uint64_t most, uint64_t *steps)
{
    struct count_job *job;
    bool done = false;

    assert_ok(count_job_new(e, opt, &job));
    for (*steps = 0; !done && *steps < most; ++*steps)
        assert_ok(count_job_step(job, 1, &done));
    return job;
}

static void cancelled_and_resumed_at_any_step(void **unused)
{
    struct count_election e;
    uint64_t all, some, none;
    size_t cancelled = 0;

    (void)unused;
    build_large(&e);
    small_seed(COUNT_APPROVAL);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct count_options opt = rules[i];
        bool done;
        if (count_election_check(&e, &opt) != COUNT_FITS)
            continue;
        struct count_job *whole = stepped(&e, &opt, UINT64_MAX, &all);
        for (int times = 0; times < 8 && all > 1; times++) {
            struct count_job *stopped = stepped(&e, &opt, small_roll((uint32_t)all), &some);
            bool early = !count_job_result(stopped); /* a step may be more than one round */
            opt.resume_at = count_job_checkpoint(stopped);
            count_job_cancel(stopped);
            assert_int_equal(count_job_step(stopped, 1, &done), ERR_GONE);
            assert_int_equal(count_job_result(stopped) == NULL, early);
            count_job_free(stopped);
            cancelled += early;
            struct count_job *resumed = stepped(&e, &opt, UINT64_MAX, &none);
            same_result(whole, resumed);
            count_job_free(resumed);
            opt.resume_at = 0;
        }
        count_job_free(whole);
    }
    assert_true(cancelled > 20);
    count_election_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_cancel_and_resume),
        cmocka_unit_test(add_opt_in_slices),
        cmocka_unit_test(cancelled_and_resumed_at_any_step),
        cmocka_unit_test(needed_support_is_least),
        cmocka_unit_test(needed_support_of_who_costs_the_whole_budget),
        cmocka_unit_test(needed_support_that_no_number_gives),
        cmocka_unit_test(needed_support_pauses_and_is_cancelled),
        cmocka_unit_test(needed_support_tells_how_far_it_is),
        cmocka_unit_test(as_many_more_voters_elect_a_loser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
