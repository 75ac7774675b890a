/* Where doubles are off by more than a hair, or two quotients are equal that doubles tell apart:
 * rationals must decide. Elections made for the bounds of the fast arithmetic; what merely differs
 * from rule to rule is in count_rules_test.c. */
#include "test/check.h"

#include "count/elects_test.h"

/* a and b both bear (1/6 + 5/9 + 1/5 + 3)/3. Added up in the order of their ballots, as doubles,
 * a's comes out higher by one unit in the last place; the smaller id wins all the same. */
static void equal_loads_added_in_another_order(void **unused)
{
    struct count_election e;

    (void)unused;
    read_election(&e,
                  "voter_id;weight;g1;g2;g3;a;b\ncost;;1;5;1;3;3\n1;1;1;0;0;1;0\n2;1;0;1;0;1;0\n"
                  "3;1;0;0;1;1;0\n4;1;0;0;1;0;1\n5;1;0;1;0;0;1\n6;1;1;0;0;0;1\n7;4;1;0;0;0;0\n"
                  "8;7;0;1;0;0;0\n9;3;0;0;1;0;0\n",
                  elects_with_60);
    elects(&e, (struct count_options){.rule = COUNT_PHRAGMEN}, "g1 g3 g2 a b", NULL);
    count_election_free(&e);
}

#define CROWD 16412

/* A crowd pays for g (1851/11 each), then as much for h: adding so many equal loads leaves the
 * double of their 3702/11 some 160 units in the last place below the truth. Eleven others pay
 * 3702/11 each for i, to the last bit. One of the crowd wants `left`, one of the eleven `right`, at
 * the same cost: a tie. */
static void an_error_is_handed_on(const char *left, const char *right)
{
    const uint32_t crowd[] = {0, 1, 3}, few[] = {2, 4};
    struct count_election e;

    count_build_start(&e, COUNT_APPROVAL, 0);
    assert_ok(count_build_project(&e, STR("g"), STR_NONE, CROWD / 11 * 1851));
    assert_ok(count_build_project(&e, STR("h"), STR_NONE, CROWD / 11 * 1851));
    assert_ok(count_build_project(&e, STR("i"), STR_NONE, 3702));
    assert_ok(count_build_project(&e, str_of(left), STR_NONE, 337));
    assert_ok(count_build_project(&e, str_of(right), STR_NONE, 337));
    for (uint32_t v = 0; v < CROWD; v++)
        assert_ok(count_build_ballot(&e, crowd, NULL, v ? 2 : 3, 1));
    for (uint32_t v = 0; v < 11; v++)
        assert_ok(count_build_ballot(&e, few, NULL, v ? 1 : 2, 1));
    assert_ok(count_build_finish(&e, 6000000));
    elects(&e, (struct count_options){.rule = COUNT_PHRAGMEN}, "g h i x y", NULL);
    count_election_free(&e);
}

static void a_load_carries_the_error_of_those_it_was_made_of(void **unused)
{
    (void)unused;
    assert_int_equal(CROWD % 11, 0);
    an_error_is_handed_on("x", "y");
    an_error_is_handed_on("y", "x");
}

/* From 60 to 61 each the six u and a can pay for a together, 31 each: u has nothing left for b, of
 * which w is then the only payer, and v keeps the 18 it paid for b before; the a save 6.2. So c and
 * d, of which it was known that they need 78 and 67.2, are elected at 61, and at once: v has 21,
 * one of the a 30. What is known of a share at which somebody rises holds only as long as nobody
 * gets money back. Each is asked about alone: the one that takes the round makes all that is known
 * of later ones void. */
static void money_comes_back(const char *cost_of_c, const char *cost_of_d, const char *want)
{
    static const enum count_completion variants[] = {COUNT_COMPLETION_ADDOPT,
                                                     COUNT_COMPLETION_ADDOPT_SKIP};
    struct count_election e;
    struct count_job *job;
    struct buf file;

    buf_init(&file, KIB);
    buf_printf(&file,
               "voter_id;weight;z;y;a;b;c;d;g;l\ncost;;240;280;186;54;%s;%s;10;61\n"
               "u;1;1;0;1;1;0;0;0;0\nto z;7;1;0;0;0;0;0;0;0\nv;1;0;1;0;1;1;0;0;0\n"
               "to y;6;0;1;0;0;0;0;0;0\na;4;0;0;1;0;0;0;0;0\na and d;1;0;0;1;0;0;1;0;0\n"
               "w;1;0;0;0;1;0;0;0;0\ng;1;0;0;0;0;0;0;1;0\nl;1;0;0;0;0;0;0;0;1\n",
               cost_of_c, cost_of_d);
    buf_add_char(&file, 0);
    read_election(&e, buf_str(&file).p,
                  (struct count_read_options){.budget_set = true, .budget = STR("1380")});
    elects(&e, (struct count_options){.rule = COUNT_EES}, "z y a b g", NULL);
    for (size_t i = 0; i < 2; i++) {
        elects(&e, (struct count_options){.rule = COUNT_EES, .completion = variants[i]}, want,
               &job);
        assert_int_equal(count_job_result(job)->increments, 1);
        count_job_free(job);
    }
    count_election_free(&e);
    buf_free(&file);
}

static void money_that_comes_back_is_spent_at_once(void **unused)
{
    (void)unused;
    money_comes_back("20", "30", "z y a b c d g l");
    money_comes_back("20", "1000", "z y a b c g l");
    money_comes_back("1000", "30", "z y a b d g l");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_loads_added_in_another_order),
        cmocka_unit_test(a_load_carries_the_error_of_those_it_was_made_of),
        cmocka_unit_test(money_that_comes_back_is_spent_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
