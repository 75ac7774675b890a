/* Rules without a database: the shipped table reads, values are exact, composition and states. */
#include "test/check.h"

#include "rules/composition.h"
#include "rules/rules.h"
#include "rules/state.h"

static struct arena a;

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 64 * MIB);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* -- values -- */

static enum err parse(enum rule_type type, const char *text, const char *allowed,
                      struct rule_value *out)
{
    struct rule r = {.key = "a.b", .type = type, .allowed = allowed, .min = 1, .max = 1000};
    struct faults f;
    enum err e;

    faults_init(&f, &a);
    e = rules_parse(&a, LANG_KY, &r, str_of(text), STR("value"), &f, out);
    assert_int_equal(f.n, e == OK ? 0 : 1);
    if (e != OK) {
        assert_str(f.first->field, "value");
        assert_true(fault_text(&a, LANG_KY, f.first).n > 0);
    }
    return e;
}

static void shares_are_exact_however_typed(void **state)
{
    static const struct {
        const char *text;
        int64_t num, den;
    } good[] = {{"1/3", 1, 3},  {"0.3", 3, 10},       {"0,3", 3, 10},  {"30 %", 3, 10},
                {"30%", 3, 10}, {"33.3%", 333, 1000}, {" 2/4 ", 1, 2}, {"0", 0, 1},
                {"1", 1, 1},    {"12,5 %", 1, 8}};
    static const char *const bad[] = {"",
                                      "4/3",
                                      "1/0",
                                      "-1/3",
                                      "110 %",
                                      "0.3.3",
                                      "1/3/3",
                                      "x",
                                      "1e-1",
                                      "0x1",
                                      "99999999999999999999"};
    struct rule_value v;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(parse(RULE_FRACTION, good[i].text, NULL, &v));
        assert_int_equal(v.num, good[i].num);
        assert_int_equal(v.den, good[i].den);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse(RULE_FRACTION, bad[i], NULL, &v), ERR_INVALID);
}

static void each_type_reads_and_is_written_in_one_spelling(void **state)
{
    static const struct {
        enum rule_type type;
        const char *text, *allowed, *raw;
    } good[] = {
        {RULE_INTEGER, " 7 ", NULL, "7"},
        {RULE_QUORUM, "40", NULL, "40"},
        {RULE_QUORUM, "50 %", NULL, "1/2"},
        {RULE_RANGE, "21–28", NULL, "21..28"},
        {RULE_RANGE, "21 - 28", NULL, "21..28"},
        {RULE_RANGE, "7..7", NULL, "7..7"},
        {RULE_NUMBERS, "30;7", NULL, "30; 7"},
        {RULE_LIST, "жол; суу;", NULL, "жол; суу"},
        {RULE_LIST, "minority", "minority; disability", "minority"},
        {RULE_CHOICE, "down", "down; up", "down"},
        {RULE_MAP, "executive = 1/3; deputy=30%", NULL, "executive=1/3; deputy=3/10"},
        {RULE_STEPS, "0=300; 601 = 600", NULL, "0=300; 601=600"},
        {RULE_MONTH_DAY, "06-01", NULL, "06-01"},
    };
    static const struct {
        enum rule_type type;
        const char *text, *allowed;
    } bad[] = {
        {RULE_INTEGER, "0", NULL},
        {RULE_INTEGER, "1001", NULL},
        {RULE_INTEGER, "7.5", NULL},
        {RULE_INTEGER, "жети", NULL},
        {RULE_QUORUM, "0", NULL},
        {RULE_QUORUM, "100 %", NULL},
        {RULE_RANGE, "28..21", NULL},
        {RULE_RANGE, "21", NULL},
        {RULE_NUMBERS, "7; 7", NULL},
        {RULE_NUMBERS, "", NULL},
        {RULE_LIST, " ; ", NULL},
        {RULE_LIST, "x; x", NULL},
        {RULE_LIST, "other", "minority"},
        {RULE_CHOICE, "sideways", "up"},
        {RULE_MAP, "a=2", NULL},
        {RULE_MAP, "a", NULL},
        {RULE_MAP, "z=1/3", "a; b"},
        {RULE_STEPS, "5=300", NULL},
        {RULE_STEPS, "0=300; 0=600", NULL},
        {RULE_MONTH_DAY, "02-29", NULL},
        {RULE_MONTH_DAY, "13-01", NULL},
        {RULE_MONTH_DAY, "6-1", NULL},
    };
    struct rule_value v;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(parse(good[i].type, good[i].text, good[i].allowed, &v));
        assert_str(rules_value_raw(&a, &v), good[i].raw);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse(bad[i].type, bad[i].text, bad[i].allowed, &v), ERR_INVALID);
}

static void every_shipped_rule_reads_and_speaks_three_languages(void **state)
{
    size_t n;
    const struct rule *rules = rules_shipped(&n);
    struct faults f;
    struct rule_value v;

    (void)state;
    assert_true(n >= 56);
    faults_init(&f, &a);
    for (size_t i = 0; i < n; i++) {
        for (int lang = 0; lang < LANG_COUNT; lang++)
            assert_false(
                str_eq(rules_title(&a, (enum lang)lang, rules[i].key), str_of(rules[i].key)));
        if (!rules[i].value) {
            assert_int_equal(rules[i].status, RULE_NOT_FOUND);
            continue;
        }
        assert_ok(
            rules_parse(&a, LANG_EN, &rules[i], str_of(rules[i].value), STR("value"), &f, &v));
        assert_str(rules_value_raw(&a, &v), rules[i].value);
        assert_true(rules_value_text(&a, LANG_KY, &rules[i], &v).n > 0);
    }
}

/* -- composition -- */

static const struct comp_rule plan_group[] = {
    {COMP_MEMBERS, 0, 7, 1, COMP_ROUND_DOWN, "m"},
    {COMP_GROUP, 1, 1, 3, COMP_ROUND_DOWN, "s"},
    {COMP_GROUP, 2, 1, 3, COMP_ROUND_DOWN, "s"},
    {COMP_GROUP, 3, 1, 3, COMP_ROUND_DOWN, "s"},
    {COMP_SEX, COMP_SEX_FEMALE, 3, 10, COMP_ROUND_UP, "x"},
    {COMP_SEX, COMP_SEX_MALE, 3, 10, COMP_ROUND_UP, "x"},
    {COMP_TRAIT, 0, 1, 1, COMP_ROUND_DOWN, "t"},
};
enum { LINES = sizeof plan_group / sizeof *plan_group };

/* "1f 2m 3F": side and sex, a capital letter belongs to a minority. */
static size_t people(const char *spec, struct comp_member *out)
{
    size_t n = 0;

    for (const char *p = spec; *p; p++) {
        if (*p >= '0' && *p <= '9') {
            out[n].group = *p - '0';
        } else if (*p != ' ') {
            out[n].sex = *p == 'f' || *p == 'F' ? COMP_SEX_FEMALE : COMP_SEX_MALE;
            out[n].traits = *p == 'F' || *p == 'M';
            n++;
        }
    }
    return n;
}

static bool check(const char *spec, struct comp_line *lines)
{
    struct comp_member m[200] = {{0}};
    size_t n = people(spec, m);

    return comp_check(m, n, plan_group, LINES, lines);
}

static void a_group_of_seven_in_thirds_is_whole(void **state)
{
    struct comp_line l[LINES];

    (void)state;
    assert_true(check("1f 1m 2f 2m 3F 3m 1m", l));
    assert_int_equal(l[1].needed, 2);
    assert_int_equal(l[1].have, 3);
    assert_int_equal(l[4].needed, 3);
    assert_int_equal(l[4].per_mille, 428);
}

static void six_are_told_what_seven_need(void **state)
{
    struct comp_line l[LINES];

    (void)state;
    assert_false(check("1f 1m 2f 2m 3F 3m", l));
    assert_false(l[0].ok);
    assert_int_equal(l[0].missing, 1);
    for (size_t i = 1; i < LINES; i++)
        assert_true(l[i].ok);
}

static void the_issue_s_own_example(void **state)
{
    struct comp_line l[LINES];

    (void)state; /* 5 of 7 members; no deputies yet; women 20 %, at least 30 % needed */
    assert_false(check("1f 1m 3m 3m 3m", l));
    assert_int_equal(l[0].missing, 2);
    assert_int_equal(l[2].have, 0);
    assert_int_equal(l[2].missing, 2);
    assert_int_equal(l[4].per_mille, 200);
    assert_int_equal(l[4].missing, 2);
    assert_false(l[6].ok);
}

static void twenty_nine_percent_is_not_thirty(void **state)
{
    struct comp_line l[LINES];

    (void)state; /* 2 women of 7 are 28.6 %; 3 of 10 are exactly 30 % */
    assert_false(check("1f 1m 2M 2m 3f 3m 1m", l));
    assert_false(l[4].ok);
    assert_int_equal(l[4].missing, 1);
    assert_true(check("1f 1m 2M 2m 3f 3m 1f 1m 2m 3m", l));
    /* 29 of 100 */
    char spec[1024] = "";
    size_t at = 0;

    for (int i = 0; i < 100; i++) {
        spec[at++] = (char)('1' + i % 3);
        spec[at++] = i < 29 ? 'f' : 'M';
    }
    assert_false(check(spec, l));
    assert_int_equal(l[4].per_mille, 290);
    assert_int_equal(l[4].missing, 1);
}

static void wrong_thirds_fail(void **state)
{
    struct comp_line l[LINES];

    (void)state;
    assert_false(check("1f 1m 1f 1m 2f 3F 3m", l));
    assert_int_equal(l[2].missing, 1);
    assert_true(l[1].ok && l[3].ok);
}

static void shares_round_as_asked_and_nonsense_never_holds(void **state)
{
    struct comp_rule wrong = {COMP_GROUP, 1, 1, 0, COMP_ROUND_DOWN, "s"};
    struct comp_line l;

    (void)state;
    assert_int_equal(comp_share(7, 1, 3, COMP_ROUND_DOWN), 2);
    assert_int_equal(comp_share(7, 1, 3, COMP_ROUND_UP), 3);
    assert_int_equal(comp_share(8, 1, 3, COMP_ROUND_NEAREST), 3);
    assert_int_equal(comp_share(9, 1, 3, COMP_ROUND_UP), 3);
    assert_false(comp_check(NULL, 0, &wrong, 1, &l));
    assert_true(comp_check(NULL, 0, NULL, 0, &l));
}

/* -- states -- */

static void a_step_needs_a_row_and_a_duty(void **state)
{
    static const struct state_rule rows[] = {{.from = "draft", .to = "done", .need = 9},
                                             {.from = "done", .to = "draft", .need = 3}};
    static const struct state_machine m = {"nothing", rows, 2};
    const struct state_rule *r, *next[4];
    struct faults f;

    (void)state;
    faults_init(&f, &a);
    assert_ok(state_check(&m, STR("draft"), STR("done"), 1 << 9, LANG_EN, &f, &r));
    assert_ptr_equal(r, &rows[0]);
    assert_int_equal(state_check(&m, STR("draft"), STR("done"), 1 << 3, LANG_EN, &f, &r),
                     ERR_FORBIDDEN);
    assert_int_equal(f.n, 0);
    assert_int_equal(state_check(&m, STR("draft"), STR("gone"), ~0ull, LANG_EN, &f, &r),
                     ERR_CONFLICT);
    assert_int_equal(f.n, 1);
    assert_str(fault_text(&a, LANG_EN, f.first),
               "There is no step from “draft” to “gone”. What may follow it: done.");
    assert_int_equal(state_check(&m, STR("gone"), STR("done"), ~0ull, LANG_EN, &f, &r),
                     ERR_CONFLICT);
    assert_str(fault_text(&a, LANG_EN, f.first->next),
               "“gone” is a last state: there is no step from it to “done”.");
    assert_int_equal(state_next(&m, STR("done"), 1 << 3, next, 4), 1);
    assert_int_equal(state_next(&m, STR("done"), 1 << 9, next, 4), 0);
    assert_true(state_known(&m, STR("done")));
    assert_false(state_known(&m, STR("gone")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_exact_however_typed),
        cmocka_unit_test(each_type_reads_and_is_written_in_one_spelling),
        cmocka_unit_test(every_shipped_rule_reads_and_speaks_three_languages),
        cmocka_unit_test(a_group_of_seven_in_thirds_is_whole),
        cmocka_unit_test(six_are_told_what_seven_need),
        cmocka_unit_test(the_issue_s_own_example),
        cmocka_unit_test(twenty_nine_percent_is_not_thirty),
        cmocka_unit_test(wrong_thirds_fail),
        cmocka_unit_test(shares_round_as_asked_and_nonsense_never_holds),
        cmocka_unit_test(a_step_needs_a_row_and_a_duty),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
