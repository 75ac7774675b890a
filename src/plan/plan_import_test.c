/* Reading a programme's JSON and storing it. The demonstration file is the project's own; the full
 * public file is read where the reference material is at hand, and said to be skipped where it is
 * not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan_import.h"
#include "test/db_fixture.h"

static struct str read_whole(struct arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    char *p = arena_alloc(a, PROGRAMME_BYTES_MAX);

    if (!in)
        return STR_NONE;
    size_t n = fread(p, 1, PROGRAMME_BYTES_MAX, in);
    fclose(in);
    return (struct str){p, n};
}

static struct str source_file(struct arena *a, const char *variable, const char *otherwise,
                              const char *name)
{
    const char *root = getenv(variable);

    return read_whole(a, str_cstr(a, str_fmt(a, "%s/%s", root ? root : otherwise, name)));
}

static struct str demo(struct arena *a)
{
    struct str s = source_file(a, "ASHAR_SOURCE", ".", "data/plan_2018_2023_demo.json");

    assert_non_null(s.p);
    return s;
}

static void the_demonstration_is_stored_once(struct fixture *f)
{
    struct actor nobody = {0};
    struct plan_import_result first, second;
    struct faults faults;

    faults_init(&faults, f->arena);
    assert_ok(plan_import(f->db, f->arena, &nobody, demo(f->arena), false, &faults, &first));
    assert_true(first.fresh);
    assert_int_equal(first.priorities, 3);
    assert_int_equal(first.tasks, 9);
    assert_int_equal(first.measures, 23);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_measure"), 23);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_section"), 12);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_executor"), 92);
    assert_int_equal(fixture_number(f->db, "select executors_day from plan_reporting"), 15);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_measure where to_day_ru is not null"), 1);
    assert_ok(plan_import(f->db, f->arena, &nobody, demo(f->arena), false, &faults, &second));
    assert_false(second.fresh);
    assert_int_equal(second.id, first.id);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan"), 1);
}

/* The demonstration with its first title changed: same key, other content. */
static struct str changed_demo(struct arena *a)
{
    struct str s = demo(a), word = STR("\"title_en\": \"");
    size_t at = str_find(s, word, 0);
    assert_true(at != SIZE_MAX);
    at += word.n;
    return str_cat(a, str_cat(a, str_sub(s, 0, at), STR("New: ")), str_sub(s, at, s.n));
}

static void other_content_is_refused_or_a_new_version(struct fixture *f)
{
    struct actor nobody = {0};
    struct plan_import_result r;
    struct faults faults;

    faults_init(&faults, f->arena);
    assert_ok(plan_import(f->db, f->arena, &nobody, demo(f->arena), false, &faults, &r));
    struct str before = fixture_digest(f->db, f->arena);
    assert_int_equal(
        plan_import(f->db, f->arena, &nobody, changed_demo(f->arena), false, &faults, &r),
        ERR_CONFLICT);
    assert_int_equal(faults.n, 1);
    assert_str(faults.first->field, "key");
    assert_str(fixture_digest(f->db, f->arena), str_cstr(f->arena, before));
    faults_init(&faults, f->arena);
    assert_ok(plan_import(f->db, f->arena, &nobody, changed_demo(f->arena), true, &faults, &r));
    assert_true(r.fresh);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan where state = 'revised' and number = 1"),
        1);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan where state = 'in_force' and number = 2"),
        1);
}

static void the_full_public_file_imports(struct fixture *f)
{
    struct actor nobody = {0};
    struct plan_import_result r;
    struct faults faults;
    const char *root = getenv("ASHAR_SOURCE");
    const char *shared = str_cstr(f->arena, str_fmt(f->arena, "%s/../shared", root ? root : "."));
    struct str s = source_file(f->arena, "ASHAR_SHARED", shared, "data/plan_2018_2023.json");

    if (!s.p) {
        print_message(
            "skipped: the reference file plan_2018_2023.json is not here (ASHAR_SHARED)\n");
        return;
    }
    faults_init(&faults, f->arena);
    enum err e = plan_import(f->db, f->arena, &nobody, s, false, &faults, &r);
    for (const struct fault *x = faults.first; x; x = x->next)
        print_message("%.*s: %.*s\n", STR_F(x->field), STR_F(fault_text(f->arena, LANG_EN, x)));
    assert_ok(e);
    assert_int_equal(r.priorities, 3);
    assert_int_equal(r.tasks, 9);
    assert_int_equal(r.measures, 23);
    assert_int_equal(r.offices,
                     22); /* 21 of the list, and "ministries and agencies" that one measure names */
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_note where kind = 'wording'"),
                     3);
}

/* -- refusals: each names the place in the file -- */

#define OFFICES                                                                                    \
    "\"abbreviations\":[{\"abbr_ky\":\"A\",\"abbr_ru\":\"A\",\"name_ky\":\"Aa\",\"name_ru\":"      \
    "\"Aa\"}]"
#define MEASURE(no, deadline)                                                                      \
    "{\"no\":\"" no "\",\"title_ky\":\"T\",\"title_ru\":\"T\",\"deadline\":" deadline              \
    ",\"expected_result_ky\":\"R\",\"expected_result_ru\":\"R\",\"funding\":{\"ky\":\"F\",\"ru\":" \
    "\"F\"},"                                                                                      \
    "\"executors\":[{\"abbr_ky\":\"A\",\"abbr_ru\":\"A\",\"by_agreement\":true}]}"
#define PROGRAMME(key, measures)                                                                   \
    "{" key                                                                                        \
    "\"title_ky\":\"T\",\"title_ru\":\"T\",\"period\":{\"from\":2018,\"to\":2023}," OFFICES        \
    ",\"priorities\":[{\"no\":\"1\",\"title_ky\":\"P\",\"title_ru\":\"P\",\"tasks\":[{\"no\":\"1." \
    "1\","                                                                                         \
    "\"title_ky\":\"S\",\"title_ru\":\"S\",\"measures\":[" measures "]}]}]}"
#define GOOD_DAY "{\"type\":\"date\",\"date\":\"2019-03-29\"}"

static void each_fault_names_its_place(void **state)
{
    static const struct {
        const char *json, *field;
        enum msg msg;
    } cases[] = {
        {"", "file", MSG_plan_import_fault_json},
        {"{\"a\":", "file", MSG_plan_import_fault_json},
        {"[]", "file", MSG_plan_import_fault_object},
        {"{\"title_ky\":1,\"title_ky\":2}", "file", MSG_plan_import_fault_json},
        {PROGRAMME("\"key\":\"No Blanks\",", MEASURE("1.1.1", GOOD_DAY)), "key",
         MSG_plan_import_fault_key},
        {PROGRAMME("", MEASURE("1.1.1", "{\"type\":\"date\",\"date\":\"2019-02-30\"}")),
         "priorities[0].tasks[0].measures[0].deadline.date", MSG_plan_import_fault_day},
        {PROGRAMME("", MEASURE("1.1.1", "{\"type\":\"soon\"}")),
         "priorities[0].tasks[0].measures[0].deadline.type", MSG_plan_import_fault_deadline},
        {PROGRAMME("", MEASURE("1.1.1", "{\"type\":\"years\",\"from\":2020,\"to\":2019}")),
         "priorities[0].tasks[0].measures[0].deadline.to", MSG_common_fault_day_order},
        {PROGRAMME("",
                   MEASURE("1.1.1", "{\"type\":\"years\",\"from\":99999999999999999,\"to\":2019}")),
         "priorities[0].tasks[0].measures[0].deadline.from", MSG_plan_import_fault_number},
        {PROGRAMME("", MEASURE("1.1.1", GOOD_DAY) "," MEASURE("1.1.1", GOOD_DAY)),
         "priorities[0].tasks[0].measures[1].no", MSG_plan_import_fault_twice},
        {PROGRAMME("", ""), "priorities[0].tasks[0].measures", MSG_plan_import_fault_empty},
        {PROGRAMME("", "7"), "priorities[0].tasks[0].measures[0]", MSG_plan_import_fault_object},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a;
        struct faults f;
        struct programme p = {.measure_count = -5};
        arena_init(&a, 64 * MIB);
        faults_init(&f, &a);
        assert_int_equal(programme_read(&a, str_of(cases[i].json), &f, &p), ERR_INVALID);
        assert_int_equal(p.measure_count, -5);
        const struct fault *found = fault_of(&f, str_of(cases[i].field));
        if (!found)
            fail_msg("case %zu: no fault on %s, but on %.*s", i, cases[i].field,
                     STR_F(f.first->field));
        assert_int_equal(found->msg, cases[i].msg);
        for (int l = 0; l < LANG_COUNT; l++)
            assert_true(fault_text(&a, (enum lang)l, found).n > 0);
        arena_free(&a);
    }
}

static void a_good_file_is_read(void **state)
{
    struct arena a;
    struct faults f;
    struct programme p;
    (void)state;
    arena_init(&a, 64 * MIB);
    faults_init(&f, &a);
    assert_ok(
        programme_read(&a, STR("\xEF\xBB\xBF" PROGRAMME("", MEASURE("1.1.1", GOOD_DAY))), &f, &p));
    assert_str(p.key, "programme-2018-2023");
    assert_int_equal(p.measure_count, 1);
    assert_int_equal(p.measures[0].executor_count, 1);
    assert_true(p.measures[0].executors[0].by_agreement);
    assert_int_equal(p.digest.n, 64);
    arena_free(&a);
}

static void a_file_that_is_too_large_is_refused_unread(void **state)
{
    struct arena a;
    struct faults f;
    struct programme p;
    (void)state;
    arena_init(&a, 64 * MIB);
    faults_init(&f, &a);
    char *big = arena_alloc(&a, PROGRAMME_BYTES_MAX + 1);
    memset(big, ' ', PROGRAMME_BYTES_MAX + 1);
    assert_int_equal(programme_read(&a, (struct str){big, PROGRAMME_BYTES_MAX + 1}, &f, &p),
                     ERR_INVALID);
    assert_int_equal(f.first->msg, MSG_plan_import_fault_large);
    arena_free(&a);
}

int main(void)
{
    static const struct fixture_test stored[] = {
        FIXTURE_TEST(the_demonstration_is_stored_once),
        FIXTURE_TEST(other_content_is_refused_or_a_new_version),
        FIXTURE_TEST(the_full_public_file_imports),
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(each_fault_names_its_place),
        cmocka_unit_test(a_file_that_is_too_large_is_refused_unread),
    };
    return cmocka_run_group_tests_name("plan_json", tests, NULL, NULL) +
           FIXTURE_RUN("plan_import", stored);
}
