/* Rules with a database: overrides win by place and day, pages describe, deadlines count working
 * days. */
#include "test/db_fixture.h"

#include "rules/deadline.h"
#include "rules/rules.h"

static day_t day(int y, int m, int d)
{
    return day_from_civil((struct civil){y, m, d});
}

static void override(struct fixture *f, int64_t place, const char *key, const char *value,
                     day_t from, day_t to)
{
    struct str last = to == DAY_NONE ? STR("null") : str_fmt(f->arena, "%d", to);

    assert_ok(db_script(
        f->db, str_cstr(f->arena,
                        str_fmt(f->arena,
                                "insert into rule_override (place_id, key, value, decision_title, "
                                "decision_number, decision_day, valid_from, valid_to, version) "
                                "values (%lld, '%s', '%s', 't', '1', 1, %d, %.*s, 1)",
                                (long long)place, key, value, from, STR_F(last)))));
}

static void the_place_s_own_value_wins_on_its_days(struct fixture *f)
{
    static const char members[] = "engagement_plan.working_group.min_members";
    struct db *db = f->db;
    struct arena *a = f->arena;
    int64_t n, num, den;
    struct rule_items list;
    struct str choice;

    assert_ok(rules_i64(db, a, members, 5, day(2026, 1, 1), &n));
    assert_int_equal(n, 7);
    override(f, 0, members, "8", day(2026, 2, 1), DAY_NONE);
    override(f, 5, members, "9", day(2026, 3, 1), day(2026, 3, 31));
    assert_ok(rules_i64(db, a, members, 5, day(2026, 1, 31), &n));
    assert_int_equal(n, 7);
    assert_ok(rules_i64(db, a, members, 5, day(2026, 2, 1), &n));
    assert_int_equal(n, 8);
    assert_ok(rules_i64(db, a, members, 5, day(2026, 3, 31), &n));
    assert_int_equal(n, 9);
    assert_ok(rules_i64(db, a, members, 5, day(2026, 4, 1), &n));
    assert_int_equal(n, 8);
    assert_ok(rules_i64(db, a, members, 6, day(2026, 3, 31), &n));
    assert_int_equal(n, 8);
    assert_int_equal(rules_i64(db, a, "hearing.quorum", 5, day(2026, 1, 1), &n), ERR_BUG);
    assert_int_equal(rules_fraction(db, a, "hearing.quorum", 5, day(2026, 1, 1), &num, &den),
                     ERR_NOT_FOUND);
    override(f, 5, "hearing.quorum", "1/2", day(2026, 1, 1), DAY_NONE);
    assert_ok(rules_fraction(db, a, "hearing.quorum", 5, day(2026, 1, 1), &num, &den));
    assert_int_equal(num * 10 + den, 12);
    assert_int_equal(rules_i64(db, a, "no.such", 5, 1, &n), ERR_BUG);
    assert_ok(rules_list(db, a, "issue.freshness.warn_days", 5, day(2026, 1, 1), &list));
    assert_int_equal(list.n, 2);
    assert_int_equal(list.v[0].num, 30);
    assert_ok(rules_list(db, a, "initiative.norm.signatures", 5, day(2026, 1, 1), &list));
    assert_int_equal(list.v[0].num, 300);
    assert_int_equal(list.v[1].from, 6001);
    assert_int_equal(list.v[1].num, 600);
    assert_ok(rules_range(db, a, "assembly.initiative_group", 5, day(2026, 1, 1), &num, &den));
    assert_int_equal(num * 100 + den, 1115);
    assert_ok(rules_choice(db, a, "deadline.holiday_moves_rest", 0, day(2024, 1, 1), &choice));
    assert_str(choice, "yes");
    assert_ok(rules_choice(db, a, "deadline.holiday_moves_rest", 0, day(2026, 1, 1), &choice));
    assert_str(choice, "no");
}

static size_t distinct_keys(void)
{
    size_t n, distinct = 0;
    const struct rule *v = rules_shipped(&n);

    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || !str_eq(str_of(v[i].key),
                                      str_of(v[i - 1].key)); /* rows of a key stand together */
    return distinct;
}

static void every_rule_is_told_with_its_source(struct fixture *f)
{
    struct db *db = f->db;
    struct arena *a = f->arena;
    struct rules_described all;
    struct rule_described d;

    override(f, 5, "engagement_plan.working_group.min_members", "9", day(2026, 3, 1), DAY_NONE);
    assert_ok(rules_describe_all(db, a, LANG_KY, 5, day(2026, 5, 1), &all));
    assert_int_equal(all.n, distinct_keys());
    for (size_t i = 0; i < all.n; i++) {
        assert_true(all.v[i].title.n > 0 && all.v[i].says.n > 0 && all.v[i].status_text.n > 0);
        assert_true(all.v[i].set == (all.v[i].value.n > 0));
    }
    assert_true(all.v[0].overridden_here);
    assert_str(all.v[0].status, "charter");
    assert_str(all.v[0].value, "9 киши");
    assert_ok(rules_describe(db, a, LANG_RU, "engagement_plan.working_group.min_share_each_sex", 5,
                             day(2026, 5, 1), &d));
    assert_false(d.overridden);
    assert_str(d.status, "seed");
    assert_true(str_find(d.source, STR("4.4"), 0) != SIZE_MAX);
    assert_true(str_find(d.says, STR("30"), 0) != SIZE_MAX);
    assert_ok(rules_describe(db, a, LANG_EN, "jme.group_size", 5, day(2026, 5, 1), &d));
    assert_false(d.set);
    assert_str(rules_path(a, STR("41706211805000"), "jme.group_size"),
               "/41706211805000/rules#jme.group_size");
    assert_str(rules_path(a, STR(""), "jme.group_size"), "/rules#jme.group_size");
    assert_int_equal(rules_describe(db, a, LANG_EN, "no.such", 5, 1, &d), ERR_NOT_FOUND);
}

static void deadlines_pass_over_days_of_rest(struct fixture *f)
{
    struct db *db = f->db;
    struct arena *a = f->arena;
    struct holidays h;
    day_t d;

    /* Friday 5 June 2026: the first working day after it is Monday. */
    assert_ok(deadline_working_days(db, a, day(2026, 6, 5), 1, &d));
    assert_int_equal(d, day(2026, 6, 8));
    assert_ok(deadline_working_days(db, a, day(2026, 6, 6), 0, &d));
    assert_int_equal(d, day(2026, 6, 8));
    /* Over the May holidays of 2026: 1 to 9 May rest, 10 May is a Sunday. */
    assert_ok(deadline_working_days(db, a, day(2026, 4, 30), 1, &d));
    assert_int_equal(d, day(2026, 5, 11));
    /* 14 working days from Monday 2 March 2026: 8 and 21 March are weekend days and move nothing
     * since 2025. */
    assert_ok(deadline_working_days(db, a, day(2026, 3, 2), 14, &d));
    assert_int_equal(d, day(2026, 3, 20));
    /* Under the code of 2004: 7 January 2024 was a Sunday, Monday rested. */
    assert_ok(deadline_working_days(db, a, day(2024, 1, 5), 1, &d));
    assert_int_equal(d, day(2024, 1, 9));
    /* Orozo ait set by the operator, and a Saturday made working. */
    assert_ok(db_script(
        db, "insert into holiday (day, working, name_ky, name_ru, name_en, decision) values "
            "(20532, 0, 'o', 'o', 'o', 'd'), (20533, 1, 'w', 'w', 'w', 'd')")); /* Fri 20 and Sat 21
                                                                                   March 2026 */
    assert_ok(deadline_working_days(db, a, day(2026, 3, 19), 1, &d));
    assert_int_equal(d, day(2026, 3, 21));
    assert_ok(deadline_holidays(db, a, LANG_EN, 2026, &h));
    assert_true(h.n > 15);
    assert_ok(deadline_calendar_days(db, a, day(2026, 5, 27), 10, &d)); /* Saturday 6 June */
    assert_int_equal(d, day(2026, 6, 8));
    assert_ok(deadline_calendar_days(db, a, day(2026, 6, 9), -3,
                                     &d)); /* Saturday 6 June: back to Friday */
    assert_int_equal(d, day(2026, 6, 5));
    assert_ok(deadline_months(db, a, day(2025, 8, 31), 6, &d)); /* Saturday 28 February 2026 */
    assert_int_equal(d, day(2026, 3, 2));
    assert_int_equal(deadline_working_days(db, a, day(2026, 6, 5), -1, &d), ERR_INVALID);
    assert_int_equal(deadline_working_days(db, a, day(2026, 6, 5), 1000000, &d), ERR_INVALID);
    assert_int_equal(deadline_working_days(db, a, DAY_NONE, 1, &d), ERR_INVALID);
    assert_ok(deadline_working_days(db, a, day(2026, 6, 5), 3660, &d));
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_place_s_own_value_wins_on_its_days),
        FIXTURE_TEST(every_rule_is_told_with_its_source),
        FIXTURE_TEST(deadlines_pass_over_days_of_rest)};

    return FIXTURE_RUN("rules", tests);
}
