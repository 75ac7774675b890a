/* Readers: every quirk of real files is read, every fault is named with its line and field; writing
 * is byte-stable. */
#include "test/check.h"

#include <stdlib.h>
#include <string.h>

#include "count/count.h"

#define HEAD     "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\n"
#define PROJECTS HEAD "a;10\nb;20\n"
#define VOTES    PROJECTS "VOTES\nvoter_id;vote\n"

static enum err read_with(struct count_election *e, const char *bytes,
                          struct count_read_options opt)
{
    struct str s = str_of(bytes);
    return count_election_read(e, count_source_str(&s), &opt);
}

static void faulty(const char *bytes, enum count_fault_kind kind, uint64_t line, const char *field)
{
    struct count_election e;
    assert_int_equal(
        read_with(&e, bytes, (struct count_read_options){.format = COUNT_FORMAT_GUESS}),
        ERR_INVALID);
    assert_true(e.faults > 0);
    assert_string_equal(count_fault_name(e.fault[0].kind), count_fault_name(kind));
    assert_int_equal(e.fault[0].line, line);
    assert_str(e.fault[0].field, field);
    count_election_free(&e);
}

static void every_fault_has_line_and_field(void **unused)
{
    (void)unused;
    faulty("", COUNT_FAULT_EMPTY_FILE, 1, "");
    faulty("\n \n\n", COUNT_FAULT_EMPTY_FILE, 1, "");
    faulty(PROJECTS "VOTES\nvoter_id;vote\n", COUNT_FAULT_NO_VOTES, 10, "VOTES");
    faulty("META\nkey;value\nbudget;0\nvote_type;approval\n", COUNT_FAULT_BUDGET_ZERO, 3, "budget");
    faulty("META\nkey;value\nbudget;-5\n", COUNT_FAULT_MONEY_NEGATIVE, 3, "budget");
    faulty("META\nkey;value\nbudget;ten\n", COUNT_FAULT_MONEY_NOT_NUMBER, 3, "budget");
    faulty("META\nkey;value\nbudget;100000000000000000000\n", COUNT_FAULT_MONEY_TOO_LARGE, 3,
           "budget");
    faulty("META\nkey;value\nvote_type;guessing\n", COUNT_FAULT_VOTE_TYPE, 3, "vote_type");
    faulty("META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvote\na\n",
           COUNT_FAULT_MISSING_KEY, 4, "budget");
    faulty(HEAD "a;-3\n", COUNT_FAULT_MONEY_NEGATIVE, 7, "cost");
    faulty(HEAD "a;1e3\n", COUNT_FAULT_MONEY_NOT_NUMBER, 7, "cost");
    faulty(HEAD "a;\n", COUNT_FAULT_MONEY_NOT_NUMBER, 7, "cost");
    faulty(HEAD "a;1\na;2\n", COUNT_FAULT_PROJECT_TWICE, 8, "project_id");
    faulty(HEAD ";1\n", COUNT_FAULT_PROJECT_ID_EMPTY, 7, "project_id");
    faulty(HEAD "a\n", COUNT_FAULT_TOO_FEW_FIELDS, 7, "cost");
    faulty(HEAD "VOTES\nvoter_id;vote\n1;\n", COUNT_FAULT_NO_PROJECTS, 7, "PROJECTS");
    faulty(VOTES "1;a\n2;a,zz\n", COUNT_FAULT_UNKNOWN_PROJECT, 12, "vote");
    faulty(VOTES "1;a\n1;b\n", COUNT_FAULT_VOTER_TWICE, 12, "voter_id");
    faulty(VOTES "x;a\ny;b\nx;b\n", COUNT_FAULT_VOTER_TWICE, 13, "voter_id");
    faulty(VOTES "2;a\n1;b\n2;b\n", COUNT_FAULT_VOTER_TWICE, 13, "voter_id");
    faulty(VOTES "1\n", COUNT_FAULT_TOO_FEW_FIELDS, 11, "vote");
    faulty(VOTES "1;\"a\n2;b\n", COUNT_FAULT_QUOTE_OPEN, 11, "");
    faulty(PROJECTS "VOTES\nvoter;ballot\n1;a\n", COUNT_FAULT_MISSING_HEADER, 10, "vote");
    faulty(PROJECTS "VOTES\n", COUNT_FAULT_MISSING_HEADER, 9, "VOTES");
    faulty("META\nbudget;100\n", COUNT_FAULT_MISSING_HEADER, 2, "key");
    faulty("META\nkey;value\nVOTES\nvoter_id;vote\n", COUNT_FAULT_SECTION_ORDER, 3, "VOTES");
    faulty("PROJECTS\nproject_id;cost\n", COUNT_FAULT_SECTION_ORDER, 1, "PROJECTS");
    faulty("META\nkey;value\nMETA\n", COUNT_FAULT_SECTION_TWICE, 3, "META");
    faulty(PROJECTS, COUNT_FAULT_NO_SECTION, 8, "VOTES");
    faulty("hello\nworld\n", COUNT_FAULT_NO_SECTION, 1, "META");
    faulty("META\nkey;value\nbudget;1\nvote_type;choose-1\nPROJECTS\nproject_id;cost\na;1\nb;"
           "1\nVOTES\nvote\na,b\n",
           COUNT_FAULT_TOO_MANY_CHOICES, 11, "vote");
    faulty("META\nkey;value\nbudget;1\nvote_type;scoring\nPROJECTS\nproject_id;cost\na;"
           "1\nVOTES\nvote\na\n",
           COUNT_FAULT_MISSING_HEADER, 9, "points");
    faulty("META\nkey;value\nbudget;1\nvote_type;scoring\nPROJECTS\nproject_id;cost\na;"
           "1\nVOTES\nvote;points\na;1,2\n",
           COUNT_FAULT_POINTS_MISMATCH, 10, "points");
    faulty("META\nkey;value\nbudget;1\nvote_type;scoring\nPROJECTS\nproject_id;cost\na;"
           "1\nVOTES\nvote;points\na;many\n",
           COUNT_FAULT_POINTS_NOT_NUMBER, 10, "points");
    faulty("META\nkey;value\nbudget;5\nbudget;6\n", COUNT_FAULT_KEY_TWICE, 4, "budget");
    faulty("META\nkey;value\nvote_type;approval\nvote_type;ordinal\n", COUNT_FAULT_KEY_TWICE, 4,
           "vote_type");
    faulty("\xFF\xFEM\x01", COUNT_FAULT_NOT_UTF8, 1, "");
    faulty("a,b\n1,maybe\n", COUNT_FAULT_CELL, 2, "b");
    faulty("a,b\n1,0,1\n", COUNT_FAULT_TOO_MANY_FIELDS, 2, "");
    faulty("a,b\n1\n", COUNT_FAULT_TOO_FEW_FIELDS, 2, "");
    faulty("a,a\n1,0\n", COUNT_FAULT_PROJECT_TWICE, 1, "header");
    faulty("voter_id,weight,a\n1,0,1\n", COUNT_FAULT_WEIGHT, 2, "weight");
    faulty("voter_id,a\n1,1\n1,0\n", COUNT_FAULT_VOTER_TWICE, 3, "voter_id");
    faulty("# NUMBER ALTERNATIVES: 2\n1: 1,3\n", COUNT_FAULT_NUMBER, 2, "order");
    faulty("# NUMBER ALTERNATIVES: 2\n0: 1,2\n", COUNT_FAULT_NUMBER, 2, "count");
    faulty("# NUMBER ALTERNATIVES: 2\n1: 1,1\n", COUNT_FAULT_PROJECT_TWICE, 2, "order");
    faulty("# NUMBER ALTERNATIVES: 2\n1: {1,2\n", COUNT_FAULT_RANK, 2, "order");
    faulty("# TITLE: x\n1: 1,2\n", COUNT_FAULT_MISSING_HEADER, 2, "NUMBER ALTERNATIVES");
}

static void options_that_fit_no_column_are_faults(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_int_equal(read_with(&e, "voter_id,a\n1,1\n",
                               (struct count_read_options){.budget_set = true, .budget = STR("5")}),
                     ERR_INVALID);
    assert_int_equal(e.fault[0].kind, COUNT_FAULT_NO_COSTS);
    count_election_free(&e);
    assert_int_equal(read_with(&e, "voter_id,a\n1,1\n",
                               (struct count_read_options){.weight_column = STR("share")}),
                     ERR_INVALID);
    assert_int_equal(e.fault[0].kind, COUNT_FAULT_MISSING_HEADER);
    assert_str(e.fault[0].field, "share");
    count_election_free(&e);
}

static void quirks_are_read(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_ok(read_with(&e,
                        "\xEF\xBB\xBFMETA\r\nkey; value\r\n\r\nbudget; 1234,56\r\nvote_type; "
                        "approval\r\ncomment;\"two\nlines; "
                        "and \"\"quotes\"\"\"\r\nPROJECTS\r\nname;project_id;cost;extra\r\n\"Park; "
                        "etap\"; p1 ;75000.0;x\r\n"
                        "\"koniec \"\"\";p2;0;y\r\nVOTES\r\nvoter_id;age;vote\r\n1;20; p1 , "
                        "p2,p1\r\n2;;\r\n\r\n3;;p2",
                        (struct count_read_options){.format = COUNT_FORMAT_PB}));
    assert_int_equal(e.voters, 3);
    assert_int_equal(e.projects, 2);
    assert_int_equal(e.money_decimals, 2);
    assert_true(e.budget == 123456 && e.project[0].cost == 7500000);
    assert_str(e.project[0].id, "p1");
    assert_str(e.project[0].name, "Park; etap");
    assert_str(e.project[1].name, "koniec \"");
    assert_int_equal(e.project[0].supporters, 1);
    assert_int_equal(e.project[1].supporters, 2);
    assert_int_equal(e.start[2] - e.start[1], 0);
    assert_int_equal(e.notices, 3); /* above the budget, costs nothing, listed twice */
    assert_int_equal(e.notice[2].line, 14);
    count_election_free(&e);
}

static void large_and_small_money(void **unused)
{
    struct count_election e;
    struct buf b;

    (void)unused;
    assert_ok(read_with(&e,
                        "META\nkey;value\nbudget;1000000000000000000\nvote_type;"
                        "approval\nPROJECTS\nproject_id;cost\n"
                        "a;999999999999999999.999999999\nb;0.000000001\nVOTES\nvote\na,b\n",
                        (struct count_read_options){.format = COUNT_FORMAT_PB}));
    struct count_options opt = {.rule = COUNT_MES, .sat = COUNT_SAT_COST};
    struct count_job *job;
    bool done;
    assert_ok(count_job_new(&e, &opt, &job));
    assert_ok(count_job_step(job, 0, &done));
    assert_int_equal(count_job_result(job)->winners, 2); /* together exactly the budget */
    buf_init(&b, KIB);
    count_money_put(&b, count_job_result(job)->total, e.money_decimals);
    assert_str(buf_str(&b), "1000000000000000000");
    buf_free(&b);
    count_job_free(job);
    count_election_free(&e);
}

static void second_ballots_count_when_asked(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_ok(read_with(&e, VOTES "7;a\n7;b\n",
                        (struct count_read_options){.duplicates = COUNT_DUPLICATES_COUNT}));
    assert_int_equal(e.voters, 2);
    assert_int_equal(e.notice[e.notices - 1].kind, COUNT_NOTICE_VOTER_TWICE);
    count_election_free(&e);
}

struct endless {
    size_t given;
};

static ptrdiff_t endless_read(void *from, char *p, size_t n)
{
    struct endless *x = from;
    memset(p, 'x', n);
    x->given += n;
    return (ptrdiff_t)n;
}

static void endless_line_is_refused_early(void **unused)
{
    struct count_election e;
    struct endless x = {0};

    (void)unused;
    assert_int_equal(count_election_read(&e, (struct count_source){endless_read, &x},
                                         &(struct count_read_options){.line_max = MIB}),
                     ERR_INVALID);
    assert_int_equal(e.fault[0].kind, COUNT_FAULT_LINE_TOO_LONG);
    assert_int_equal(e.fault[0].line, 1);
    assert_true(x.given <= 4 * MIB);
    count_election_free(&e);
}

static void writing_returns_the_same_bytes(void **unused)
{
    static const char bytes[] =
        "\xEF\xBB\xBFMETA\r\nkey; "
        "value\r\nbudget;100,00\r\nvote_type;approval\r\nPROJECTS\r\nproject_id;cost;odd\r\n"
        "a;10.0;\"x;\"\"\"\r\n\r\nVOTES\r\nvoter_id;vote;age\r\n1; a ;30";
    struct count_election e;
    struct buf out;

    (void)unused;
    assert_ok(read_with(&e, bytes, (struct count_read_options){.keep_raw = true}));
    buf_init(&out, MIB);
    count_election_write(&e, &out);
    assert_str(buf_str(&out), bytes);
    buf_free(&out);
    count_election_free(&e);
}

static void own_form_reads_back(void **unused)
{
    static const char csv[] =
        "voter_id;a;\"b;c\"\ncost;10,5;20\nname;One;\"T\"\"wo\"\n1;1;0\n2;x;yes\n3;;\n";
    struct count_election e, again;
    struct buf out;

    (void)unused;
    assert_ok(
        read_with(&e, csv, (struct count_read_options){.budget_set = true, .budget = STR("25")}));
    assert_int_equal(e.voters, 3);
    assert_int_equal(e.project[0].supporters, 2);
    buf_init(&out, MIB);
    count_election_write(&e, &out);
    struct str text = buf_str(&out);
    assert_ok(count_election_read(&again, count_source_str(&text),
                                  &(struct count_read_options){.keep_raw = false}));
    assert_int_equal(again.projects, 2);
    assert_true(again.budget == e.budget && again.project[0].cost == 105);
    assert_str(again.project[1].name, "T\"wo");
    assert_int_equal(again.project[1].supporters, 1);
    buf_free(&out);
    count_election_free(&e);
    count_election_free(&again);
}

static void csv_ballots_of_each_type(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_ok(read_with(&e, "a,b,c\n1,2,\n2,2,1\n",
                        (struct count_read_options){.vote_set = true, .vote = COUNT_ORDINAL}));
    assert_int_equal(e.start[1], 2);
    assert_int_equal(e.item[2], 2);
    static const uint32_t levels[] = {0, 1, 0, 1, 1}; /* in the second: c, then a and b tied */
    assert_memory_equal(e.level, levels, sizeof levels);
    count_election_free(&e);
    assert_ok(read_with(&e, "weight,a,b\n3,1.5,0\n2,4,1\n",
                        (struct count_read_options){.vote_set = true, .vote = COUNT_SCORING}));
    assert_int_equal(e.voters, 5);
    assert_int_equal(e.project[0].points, 3 * 15 + 2 * 40);
    assert_int_equal(e.project[1].supporters, 2);
    count_election_free(&e);
}

/* Points of a .pb with more decimals than those before: all are kept in the finer unit. A header
 * with separators behind it, as spreadsheets write it, is one all the same. */
static void points_grow_finer(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_ok(read_with(&e,
                        "META;;\nkey;value\nbudget;1\nvote_type;scoring\nPROJECTS\n"
                        "project_id;cost\na;1\nb;1\nVOTES\nvoter_id;vote;points\n1;a,b;2,1\n"
                        "2;a,b;1.5,0.25\n",
                        (struct count_read_options){.format = COUNT_FORMAT_GUESS}));
    assert_true(e.has_budget); /* the least there is */
    assert_int_equal(e.point_decimals, 2);
    assert_int_equal(e.project[0].points, 350);
    assert_int_equal(e.project[1].points, 125);
    count_election_free(&e);
}

static void preflib_orders_of_both_forms(void **unused)
{
    struct count_election e;

    (void)unused;
    assert_ok(read_with(
        &e,
        "# FILE NAME: x.toc\n# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Ann\n"
        "# ALTERNATIVE NAME 2: Bob: the second\n# NUMBER VOTERS: 5\n3: 1,{2,3}\n2: 3,2,1\n",
        (struct count_read_options){.format = COUNT_FORMAT_GUESS}));
    assert_int_equal(e.voters, 5);
    assert_str(e.project[1].name, "Bob: the second");
    assert_int_equal(e.level[1], 1);
    assert_int_equal(e.level[2], 1);
    count_election_free(&e);
    assert_ok(read_with(&e, "# NUMBER ALTERNATIVES: 2\n# NUMBER VOTERS: 4\n3: 1,2\n",
                        (struct count_read_options){.format = COUNT_FORMAT_PREFLIB}));
    assert_int_equal(e.notices, 1);
    assert_int_equal(e.notice[0].line, 2);
    assert_str(e.notice[0].field, "NUMBER VOTERS");
    count_election_free(&e);
    assert_ok(read_with(&e, "2\n1,Ann\n2,Bob\n4,4,2\n3,1,2\n1,2,1\n",
                        (struct count_read_options){.keep_raw = false}));
    assert_int_equal(e.voters, 4);
    assert_null(e.level);
    assert_str(e.project[0].name, "Ann");
    count_election_free(&e);
}

static void money_text(void **unused)
{
    static const struct {
        const char *in, *out;
    } cases[] = {{"0", "0"},    {"007", "7"},  {"1.50", "1.5"},      {"0.05", "0.05"},
                 {".5", "0.5"}, {"12,", "12"}, {"75000.0", "75000"}, {"+3", "3"},
                 {"-0", "0"},   {" 8 ", "8"},  {"0.120", "0.12"}};
    static const char *const bad[] = {"", ".", "1 000", "1.2.3", "12a", "--1", "1.0000000001"};
    count_money v;
    unsigned d;

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b;
        buf_init(&b, KIB);
        assert_ok(count_money_parse(str_of(cases[i].in), &v, &d));
        count_money_put(&b, v, d);
        assert_str(buf_str(&b), cases[i].out);
        buf_free(&b);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_not_equal(count_money_parse(str_of(bad[i]), &v, &d), OK);
}

static void rationals_in_words(void **unused)
{
    static const struct {
        const char *in, *out;
    } cases[] = {{"1/3", "\xE2\x89\x88"
                         "0.3333"},
                 {"2/3", "\xE2\x89\x88"
                         "0.6667"},
                 {"5/4", "1.25"},
                 {"7", "7"},
                 {"1/20000", "\xE2\x89\x88"
                             "0.0001"},
                 {"12.50", "12.50"},
                 {"100", "100"},
                 {"1/100", "0.01"}};
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b;
        buf_init(&b, KIB);
        count_rational_put(&b, str_of(cases[i].in), 4);
        assert_str(buf_str(&b), cases[i].out);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_has_line_and_field),
        cmocka_unit_test(options_that_fit_no_column_are_faults),
        cmocka_unit_test(quirks_are_read),
        cmocka_unit_test(large_and_small_money),
        cmocka_unit_test(second_ballots_count_when_asked),
        cmocka_unit_test(endless_line_is_refused_early),
        cmocka_unit_test(writing_returns_the_same_bytes),
        cmocka_unit_test(own_form_reads_back),
        cmocka_unit_test(csv_ballots_of_each_type),
        cmocka_unit_test(points_grow_finer),
        cmocka_unit_test(preflib_orders_of_both_forms),
        cmocka_unit_test(money_text),
        cmocka_unit_test(rationals_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
