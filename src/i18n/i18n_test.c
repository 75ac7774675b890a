/* Messages and faults: filling, plural forms, lookup, limits. */
#include "test/check.h"

#include "i18n/fault.h"
#include "i18n/table.h"

static struct arena a;

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 16 * MIB);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static void text_and_placeholders(void **state)
{
    (void)state;
    assert_str(msg_text(&a, LANG_KY, MSG_common_save), "Сактоо");
    assert_str(msg_text(&a, LANG_RU, MSG_common_save), "Сохранить");
    assert_str(
        msg_text(&a, LANG_EN, MSG_common_fault_number_range, ARG_N("min", 1), ARG_N("max", 12500)),
        "The number must be between 1 and 12,500.");
    assert_str(msg_text(&a, LANG_EN, MSG_common_field_fault, ARG_S("fault", STR("a {field}")),
                        ARG_S("field", STR("b"))),
               "b: a {field}"); /* what an argument holds is never filled again */
    assert_str(msg_text(&a, LANG_EN, MSG_common_updated, ARG_S("day", STR_NONE), ARG_N("other", 1)),
               "Updated: ");
}

static void plural_forms(void **state)
{
    static const struct {
        int64_t n;
        const char *ky, *ru, *en;
    } cases[] = {
        {0, "0 күн", "0 дней", "0 days"},     {1, "1 күн", "1 день", "1 day"},
        {2, "2 күн", "2 дня", "2 days"},      {5, "5 күн", "5 дней", "5 days"},
        {11, "11 күн", "11 дней", "11 days"}, {21, "21 күн", "21 день", "21 days"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(msg_text(&a, LANG_KY, MSG_common_days, ARG_N("n", cases[i].n)), cases[i].ky);
        assert_str(msg_text(&a, LANG_RU, MSG_common_days, ARG_N("n", cases[i].n)), cases[i].ru);
        assert_str(msg_text(&a, LANG_EN, MSG_common_days, ARG_N("n", cases[i].n)), cases[i].en);
    }
}

static void every_key_is_found_by_its_name(void **state)
{
    enum msg got = MSG_COUNT;
    (void)state;
    for (int i = 0; i < MSG_COUNT; i++) {
        assert_true(msg_find(str_of(msg_name((enum msg)i)), &got));
        assert_int_equal(got, i);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            assert_true(msg_raw((enum lang)lang, (enum msg)i).n > 0);
    }
    got = MSG_common_save;
    assert_false(msg_find(STR("common_sav"), &got));
    assert_false(msg_find(STR(""), &got));
    assert_false(msg_find(STR("zzzz"), &got));
    assert_int_equal(got, MSG_common_save);
}

static void a_text_is_read_in_the_language_asked_for_or_another(void **state)
{
    const struct str both[LANG_COUNT] = {[LANG_RU] = STR("суу"), [LANG_EN] = STR("water")};
    const struct str none[LANG_COUNT] = {STR_NONE};

    (void)state;
    assert_str(lang_text(both, LANG_EN), "water");
    assert_str(lang_text(both, LANG_KY), "суу");
    assert_int_equal(lang_with(both, LANG_KY), LANG_RU);
    assert_int_equal(lang_with(none, LANG_EN), LANG_EN);
    assert_str(lang_text(none, LANG_EN), "");
}

static void every_error_has_its_sentence(void **state)
{
    (void)state;
    for (int e = OK + 1; e < ERR_COUNT; e++) {
        assert_true(e == ERR_BUG || err_msg((enum err)e) != MSG_common_err_bug);
        assert_true(err_msg((enum err)e) != err_msg_title((enum err)e));
    }
    assert_int_equal(err_msg(OK), MSG_common_err_bug);
    assert_int_equal(err_msg(ERR_CONFLICT), MSG_common_err_conflict);
}

static void faults_are_kept_in_order_and_counted(void **state)
{
    struct faults f;
    char typed[] = "Ош";
    (void)state;
    faults_init(&f, &a);
    assert_ok(faults_err(&f));
    assert_null(fault_of(&f, STR("title")));
    fault_add(&f, STR("title"), MSG_common_fault_required);
    struct fault *second =
        fault_add(&f, STR("name"), MSG_common_updated, ARG_S("day", str_of(typed)));
    second->rule_key = "issue.refresh";
    fault_add(&f, STR("name"), MSG_common_fault_taken);
    typed[0] = '?'; /* what it borrowed may change */
    assert_int_equal(faults_err(&f), ERR_INVALID);
    assert_int_equal(f.n, 3);
    assert_ptr_equal(fault_of(&f, STR("name")), second);
    assert_str(fault_text(&a, LANG_EN, second), "Updated: Ош");
    assert_ptr_equal(f.first->next, second);
}

static void what_is_no_date_is_not_also_missing(void **state)
{
    struct faults f;

    (void)state;
    faults_init(&f, &a);
    fault_add(&f, STR("from"), MSG_common_fault_not_day);
    assert_non_null(fault_add(&f, STR("from"), MSG_common_fault_required));
    fault_add(&f, STR("to"), MSG_common_fault_required);
    assert_int_equal(f.n, 2);
    assert_int_equal(fault_of(&f, STR("from"))->msg, MSG_common_fault_not_day);
    /* Of a file, each line has its own. */
    fault_add(&f, STR("day"), MSG_common_fault_not_day)->line = 2;
    fault_add(&f, STR("day"), MSG_common_fault_required)->line = 3;
    assert_int_equal(f.n, 4);
}

static void a_million_faults_stay_readable(void **state)
{
    struct faults f;
    size_t kept = 0;
    (void)state;
    faults_init(&f, &a);
    for (int i = 0; i < 5000; i++)
        fault_add(&f, STR("x"), MSG_common_fault_required)->line = i + 1;
    for (const struct fault *x = f.first; x; x = x->next)
        kept++;
    assert_int_equal(kept, 100);
    assert_int_equal(f.n, 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_and_placeholders, fresh, gone),
        cmocka_unit_test_setup_teardown(plural_forms, fresh, gone),
        cmocka_unit_test_setup_teardown(every_key_is_found_by_its_name, fresh, gone),
        cmocka_unit_test_setup_teardown(a_text_is_read_in_the_language_asked_for_or_another, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(every_error_has_its_sentence, fresh, gone),
        cmocka_unit_test_setup_teardown(faults_are_kept_in_order_and_counted, fresh, gone),
        cmocka_unit_test_setup_teardown(what_is_no_date_is_not_also_missing, fresh, gone),
        cmocka_unit_test_setup_teardown(a_million_faults_stay_readable, fresh, gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
