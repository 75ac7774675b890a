/* Rules: the shipped table reads, values are exact, overrides win by place and day, deadlines count working days. */
#include "test/check.h"

#include "rules/composition.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "rules/state.h"
#include "test/db_fixture.h"

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

static day_t day(int y, int m, int d)
{
    return day_from_civil((struct civil){y, m, d});
}

/* -- values -- */

static enum err parse(enum rule_type type, const char *text, const char *allowed, struct rule_value *out)
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
    } good[] = {{"1/3", 1, 3},    {"0.3", 3, 10},  {"0,3", 3, 10},   {"30 %", 3, 10},  {"30%", 3, 10},
                {"33.3%", 333, 1000}, {" 2/4 ", 1, 2}, {"0", 0, 1}, {"1", 1, 1}, {"12,5 %", 1, 8}};
    static const char *const bad[] = {"", "4/3", "1/0", "-1/3", "110 %", "0.3.3", "1/3/3", "x", "1e-1", "0x1", "99999999999999999999"};
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
        {RULE_INTEGER, "0", NULL},          {RULE_INTEGER, "1001", NULL},    {RULE_INTEGER, "7.5", NULL},
        {RULE_INTEGER, "жети", NULL},       {RULE_QUORUM, "0", NULL},        {RULE_QUORUM, "100 %", NULL},
        {RULE_RANGE, "28..21", NULL},       {RULE_RANGE, "21", NULL},        {RULE_NUMBERS, "7; 7", NULL},
        {RULE_NUMBERS, "", NULL},           {RULE_LIST, " ; ", NULL},        {RULE_LIST, "x; x", NULL},
        {RULE_LIST, "other", "minority"},   {RULE_CHOICE, "sideways", "up"}, {RULE_MAP, "a=2", NULL},
        {RULE_MAP, "a", NULL},              {RULE_MAP, "z=1/3", "a; b"},     {RULE_STEPS, "5=300", NULL},
        {RULE_STEPS, "0=300; 0=600", NULL}, {RULE_MONTH_DAY, "02-29", NULL}, {RULE_MONTH_DAY, "13-01", NULL},
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
            assert_false(str_eq(rules_title(&a, (enum lang)lang, rules[i].key), str_of(rules[i].key)));
        if (!rules[i].value) {
            assert_int_equal(rules[i].status, RULE_NOT_FOUND);
            continue;
        }
        assert_ok(rules_parse(&a, LANG_EN, &rules[i], str_of(rules[i].value), STR("value"), &f, &v));
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
        if (*p >= '0' && *p <= '9')
            out[n].group = *p - '0';
        else if (*p != ' ')
            out[n++] = (struct comp_member){out[n].group, *p == 'f' || *p == 'F' ? COMP_SEX_FEMALE : COMP_SEX_MALE,
                                            *p == 'F' || *p == 'M'};
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
    assert_int_equal(state_check(&m, STR("draft"), STR("done"), 1 << 3, LANG_EN, &f, &r), ERR_FORBIDDEN);
    assert_int_equal(f.n, 0);
    assert_int_equal(state_check(&m, STR("draft"), STR("gone"), ~0ull, LANG_EN, &f, &r), ERR_CONFLICT);
    assert_int_equal(f.n, 1);
    assert_int_equal(state_next(&m, STR("done"), 1 << 3, next, 4), 1);
    assert_int_equal(state_next(&m, STR("done"), 1 << 9, next, 4), 0);
    assert_true(state_known(&m, STR("done")));
    assert_false(state_known(&m, STR("gone")));
}

/* -- with a database -- */

static void run(struct db *db, const char *sql)
{
    assert_ok(db_script(db, sql));
}

static void override(struct db *db, int64_t place, const char *key, const char *value, day_t from, day_t to)
{
    run(db, str_cstr(&a, str_fmt(&a,
                                 "insert into rule_override (place_id, key, value, decision_title, decision_number, "
                                 "decision_day, valid_from, valid_to, version) values (%lld, '%s', '%s', 't', '1', 1, %d, %s, 1)",
                                 (long long)place, key, value, from,
                                 to == DAY_NONE ? "null" : str_cstr(&a, str_fmt(&a, "%d", to)))));
}

static void lookups_on(enum db_engine engine)
{
    static const char members[] = "engagement_plan.working_group.min_members";
    struct db *db = fixture_db(engine);
    int64_t n, num, den;
    struct rule_items list;
    struct str choice;

    if (!db)
        return;
    assert_ok(rules_i64(db, &a, members, 5, day(2026, 1, 1), &n));
    assert_int_equal(n, 7);
    override(db, 0, members, "8", day(2026, 2, 1), DAY_NONE);
    override(db, 5, members, "9", day(2026, 3, 1), day(2026, 3, 31));
    assert_ok(rules_i64(db, &a, members, 5, day(2026, 1, 31), &n));
    assert_int_equal(n, 7);
    assert_ok(rules_i64(db, &a, members, 5, day(2026, 2, 1), &n));
    assert_int_equal(n, 8);
    assert_ok(rules_i64(db, &a, members, 5, day(2026, 3, 31), &n));
    assert_int_equal(n, 9);
    assert_ok(rules_i64(db, &a, members, 5, day(2026, 4, 1), &n));
    assert_int_equal(n, 8);
    assert_ok(rules_i64(db, &a, members, 6, day(2026, 3, 31), &n));
    assert_int_equal(n, 8);
    assert_int_equal(rules_i64(db, &a, "hearing.quorum", 5, day(2026, 1, 1), &n), ERR_BUG);
    assert_int_equal(rules_fraction(db, &a, "hearing.quorum", 5, day(2026, 1, 1), &num, &den), ERR_NOT_FOUND);
    override(db, 5, "hearing.quorum", "1/2", day(2026, 1, 1), DAY_NONE);
    assert_ok(rules_fraction(db, &a, "hearing.quorum", 5, day(2026, 1, 1), &num, &den));
    assert_int_equal(num * 10 + den, 12);
    assert_int_equal(rules_i64(db, &a, "no.such", 5, 1, &n), ERR_BUG);
    assert_ok(rules_list(db, &a, "issue.freshness.warn_days", 5, day(2026, 1, 1), &list));
    assert_int_equal(list.n, 2);
    assert_int_equal(list.v[0].num, 30);
    assert_ok(rules_step(db, &a, "initiative.norm.signatures", 5, day(2026, 1, 1), 6000, &n));
    assert_int_equal(n, 300);
    assert_ok(rules_step(db, &a, "initiative.norm.signatures", 5, day(2026, 1, 1), 6001, &n));
    assert_int_equal(n, 600);
    assert_ok(rules_range(db, &a, "assembly.initiative_group", 5, day(2026, 1, 1), &num, &den));
    assert_int_equal(num * 100 + den, 1115);
    assert_ok(rules_choice(db, &a, "deadline.holiday_moves_rest", 0, day(2024, 1, 1), &choice));
    assert_str(choice, "yes");
    assert_ok(rules_choice(db, &a, "deadline.holiday_moves_rest", 0, day(2026, 1, 1), &choice));
    assert_str(choice, "no");
}

static void describing_on(enum db_engine engine)
{
    struct db *db = fixture_db(engine);
    struct rules_described all;
    struct rule_described d;

    if (!db)
        return;
    override(db, 5, "engagement_plan.working_group.min_members", "9", day(2026, 3, 1), DAY_NONE);
    assert_ok(rules_describe_all(db, &a, LANG_KY, 5, day(2026, 5, 1), &all));
    assert_int_equal(all.n, 66);
    for (size_t i = 0; i < all.n; i++) {
        assert_true(all.v[i].title.n > 0 && all.v[i].says.n > 0 && all.v[i].status_text.n > 0);
        assert_true(all.v[i].set == (all.v[i].value.n > 0));
    }
    assert_true(all.v[0].overridden_here);
    assert_str(all.v[0].status, "charter");
    assert_str(all.v[0].value, "9 киши");
    assert_ok(rules_describe(db, &a, LANG_RU, "engagement_plan.working_group.min_share_each_sex", 5, day(2026, 5, 1), &d));
    assert_false(d.overridden);
    assert_str(d.status, "seed");
    assert_true(str_find(d.source, STR("4.4"), 0) != SIZE_MAX);
    assert_true(str_find(d.says, STR("30"), 0) != SIZE_MAX);
    assert_ok(rules_describe(db, &a, LANG_EN, "jme.group_size", 5, day(2026, 5, 1), &d));
    assert_false(d.set);
    assert_str(rules_path(&a, STR("41706211805000"), "jme.group_size"), "/41706211805000/rules#jme.group_size");
    assert_str(rules_path(&a, STR(""), "jme.group_size"), "/rules#jme.group_size");
    assert_int_equal(rules_describe(db, &a, LANG_EN, "no.such", 5, 1, &d), ERR_NOT_FOUND);
}

static void deadlines_on(enum db_engine engine)
{
    struct db *db = fixture_db(engine);
    struct holidays h;
    day_t d;
    int64_t n;

    if (!db)
        return;
    /* Friday 5 June 2026: the first working day after it is Monday. */
    assert_ok(deadline_working_days(db, &a, day(2026, 6, 5), 1, &d));
    assert_int_equal(d, day(2026, 6, 8));
    assert_ok(deadline_working_days(db, &a, day(2026, 6, 6), 0, &d));
    assert_int_equal(d, day(2026, 6, 8));
    /* Over the May holidays of 2026: 1 to 9 May rest, 10 May is a Sunday. */
    assert_ok(deadline_working_days(db, &a, day(2026, 4, 30), 1, &d));
    assert_int_equal(d, day(2026, 5, 11));
    /* 14 working days from Monday 2 March 2026: 8 and 21 March are weekend days and move nothing since 2025. */
    assert_ok(deadline_working_days(db, &a, day(2026, 3, 2), 14, &d));
    assert_int_equal(d, day(2026, 3, 20));
    /* Under the code of 2004: 7 January 2024 was a Sunday, Monday rested. */
    assert_ok(deadline_working_days(db, &a, day(2024, 1, 5), 1, &d));
    assert_int_equal(d, day(2024, 1, 9));
    /* Orozo ait set by the operator, and a Saturday made working. */
    run(db, "insert into holiday (day, working, name_ky, name_ru, name_en, decision) values "
            "(20532, 0, 'o', 'o', 'o', 'd'), (20533, 1, 'w', 'w', 'w', 'd')"); /* Fri 20 and Sat 21 March 2026 */
    assert_ok(deadline_working_days(db, &a, day(2026, 3, 19), 1, &d));
    assert_int_equal(d, day(2026, 3, 21));
    assert_ok(deadline_holidays(db, &a, LANG_EN, 2026, &h));
    assert_true(h.n > 15);
    assert_ok(deadline_calendar_days(db, &a, day(2026, 5, 27), 10, &d)); /* Saturday 6 June */
    assert_int_equal(d, day(2026, 6, 8));
    assert_ok(deadline_calendar_days(db, &a, day(2026, 6, 9), -3, &d)); /* Saturday 6 June: back to Friday */
    assert_int_equal(d, day(2026, 6, 5));
    assert_ok(deadline_months(db, &a, day(2025, 8, 31), 6, &d)); /* Saturday 28 February 2026 */
    assert_int_equal(d, day(2026, 3, 2));
    assert_ok(deadline_working_between(db, &a, day(2026, 6, 5), day(2026, 6, 12), &n));
    assert_int_equal(n, 5);
    assert_ok(deadline_working_between(db, &a, day(2026, 6, 12), day(2026, 6, 5), &n));
    assert_int_equal(n, -5);
    assert_int_equal(deadline_working_days(db, &a, day(2026, 6, 5), -1, &d), ERR_INVALID);
    assert_int_equal(deadline_working_days(db, &a, day(2026, 6, 5), 1000000, &d), ERR_INVALID);
    assert_int_equal(deadline_working_days(db, &a, DAY_NONE, 1, &d), ERR_INVALID);
    assert_ok(deadline_working_days(db, &a, day(2026, 6, 5), 3660, &d));
}

#define ON_BOTH(name)                                                                              \
    static void name##_sqlite(void **state)                                                        \
    {                                                                                              \
        (void)state;                                                                               \
        name##_on(DB_SQLITE);                                                                      \
    }                                                                                              \
    static void name##_postgres(void **state)                                                      \
    {                                                                                              \
        (void)state;                                                                               \
        name##_on(DB_POSTGRES);                                                                    \
    }

ON_BOTH(lookups)
ON_BOTH(describing)
ON_BOTH(deadlines)

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
        cmocka_unit_test(lookups_sqlite),
        cmocka_unit_test(lookups_postgres),
        cmocka_unit_test(describing_sqlite),
        cmocka_unit_test(describing_postgres),
        cmocka_unit_test(deadlines_sqlite),
        cmocka_unit_test(deadlines_postgres),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
