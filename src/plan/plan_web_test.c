/* The plan through the browser's eyes: the whole cycle in Kyrgyz and in Russian, what the public
 * may see, what forms keep. */
#include <stdio.h>
#include <stdlib.h>

#include "plan/plan_fixture.h"
#include "plan/plan_import.h"
#include "plan/plan_web.h"
#include "test/http_fixture.h"

#define STAFF                                                                                      \
    (CAP_BIT(CAP_DESK) | CAP_BIT(CAP_PLAN_DRAFT) | CAP_BIT(CAP_ANSWER) | CAP_BIT(CAP_REPORT) |     \
     CAP_BIT(CAP_ACT_FOR))
#define HEAD (CAP_BIT(CAP_DESK) | CAP_BIT(CAP_APPROVE))

static const char *lang = "ky";

static struct http *start(struct fixture *f)
{
    static const struct route *const tables[] = {plan_routes};
    struct http *w = http_new(f->db, tables, 1);

    http_place(w, (struct scope){.id = PLACE, .code = STR(PLACE_CODE), .name = STR("Ак-Суу")});
    return w;
}

static const char *at(struct http *w, const char *rest)
{
    return str_cstr(http_arena(w), str_fmt(http_arena(w), "/%s/" PLACE_CODE "%s", lang, rest));
}

#define GOT(w, path)         visit((w), GET, at((w), (path)), NULL)
#define POSTED(w, path, ...) visit((w), POST, at((w), (path)), form((w), __VA_ARGS__, NULL))
#define SENT(w, path, fields)                                                                      \
    visit_upload((w), at((w), (path)), (fields), "file", "paper.pdf", plan_paper().bytes)

static struct str text_of(enum msg key)
{
    enum lang l = LANG_KY;

    assert_ok(lang_of_code(str_of(lang), &l));
    return msg_raw(l, key);
}

static bool shows(struct http *w, enum msg key)
{
    return http_shows(w, str_cstr(http_arena(w), text_of(key)));
}

static const char *measure(struct http *w, const char *direction, const char *kind,
                           const char *version)
{
    return form(w, "version", version, "direction", direction, "title_ky", "Элге маалымат берүү",
                "title_ru", "Сообщать людям", "title_en", "", "form", kind, "form_other", "",
                "period", "monthly", "from", "2026-04-30", "to", "2026-09-30", "responsible",
                "жооптуу катчы", "responsible_person", "", "resources_ky", "жергиликтүү бюджет",
                "resources_ru", "", "result_ky", "эл билет", "result_ru", "", "issues", "1", NULL);
}

static void draft(struct http *w)
{
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(GOT(w, "/plan/new"), 200);
    assert_int_equal(POSTED(w, "/plan/new", "version", "0", "title_ky", "Тартуу планы", "title_ru",
                            "План вовлечения", "title_en", "", "from", "2026-03-01", "to",
                            "2026-12-31", "body", "1", "goal_ky", "", "goal_ru", ""),
                     303);
    assert_int_equal(POSTED(w, "/plan/1/issues", "version", "1", "issues", "1"), 303);
    assert_int_equal(
        SENT(w, "/plan/1/sources",
             form(w, "kind", "sedp", "title_ky", "СЭӨП 2025", "title_ru", "", "link", "", NULL)),
        303);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/1/measures/new"), measure(w, "inform", "board", "0")), 303);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/1/measures/new"), measure(w, "engage", "assembly", "0")), 303);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/1/measures/new"), measure(w, "collect", "survey", "0")), 303);
}

static void discuss(struct http *w)
{
    assert_int_equal(SENT(w, "/plan/1/step/discussion", NULL), 303);
    http_sign_in(w, 0, 0);
    assert_int_equal(GOT(w, "/plan"), 200);
    assert_true(
        http_shows(w, strcmp(lang, "ru") == 0 ? ">Рабочая группа</a>" : ">Жумушчу топ</a>"));
    assert_true(shows(w, MSG_plan_under_discussion));
    assert_true(http_shows(w, strcmp(lang, "ru") == 0 ? ">Сообщать людям</a>"
                                                      : ">Элге маалымат берүү</a>"));
    assert_int_equal(visit(w, GET, "/en/" PLACE_CODE "/plan", NULL), 200);
    assert_true(http_shows(w, "<h1><span lang=\"ru\">План вовлечения</span></h1>"));
    assert_true(http_shows(w, "<span lang=\"ru\">Сообщать людям</span></a>"));
    assert_int_equal(POSTED(w, "/plan/1/comments", "words", "Жыйын кечинде болсун", "shown",
                            "village", "village", "3"),
                     401);
    http_sign_in(w, RESIDENT, CAP_BIT(CAP_COMMENT));
    assert_int_equal(GOT(w, "/plan/1/measures/1"), 200);
    assert_true(shows(w, MSG_plan_comment_write));
    assert_int_equal(POSTED(w, "/plan/1/comments", "measure", "1", "here", "1", "words",
                            "Жыйын кечинде болсун", "shown", "village", "village", "3"),
                     303);
    assert_str(http_header(w, "Location"),
               str_cstr(http_arena(w),
                        str_fmt(http_arena(w), "/%s/" PLACE_CODE "/plan/1/measures/1", lang)));
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(POSTED(w, "/plan/1/comments/entered", "channel", "paper", "words",
                            "Тактаны оңдоңуздар", "shown", "name", "author_name", "Бурул Асанова",
                            "village", ""),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(GOT(w, "/plan/1/discussion"), 200);
    assert_true(http_shows(w, "Жыйын кечинде болсун"));
    assert_true(http_shows(w, "Бурул Асанова"));
    assert_true(http_shows(w, "Теплоключенка"));
    assert_int_equal(http_count(w, str_cstr(http_arena(w), text_of(MSG_plan_comment_waiting))),
                     3); /* two, and the tally */
}

static void answer_and_approve(struct http *w)
{
    plan_pass_to(2026, 3, 21);
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(
        SENT(w, "/plan/1/step/discussed",
             form(w, "day", "20.03.2026", "place", "Маданият үйү", "present", "85", NULL)),
        303);
    plan_pass_to(2026, 3, 26);
    http_sign_in(w, 9, HEAD);
    const char *order =
        form(w, "number", "12", "day", "2026-03-25", "in_force_from", "2026-03-26", NULL);
    assert_int_equal(SENT(w, "/plan/1/step/approved", order), 422);
    assert_true(http_shows(w, "value=\"12\"")); /* what was typed is kept */
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(POSTED(w, "/plan/comments/1", "version", "1", "verdict", "accepted", "reason",
                            "Туура айтылган", "changed", ""),
                     422);
    assert_int_equal(POSTED(w, "/plan/comments/1", "version", "1", "verdict", "accepted", "reason",
                            "Туура айтылган", "changed", "Жыйын 18:00дө өтөт"),
                     303);
    assert_int_equal(
        POSTED(w, "/plan/comments/2/hide", "version", "1", "ground", "Планга тиешеси жок"), 303);
    http_sign_in(w, 9, HEAD);
    assert_int_equal(
        SENT(w, "/plan/1/step/approved",
             form(w, "number", "12", "day", "2026-03-25", "in_force_from", "2026-03-26", NULL)),
        303);
    http_sign_in(w, 0, 0);
    assert_int_equal(GOT(w, "/plan/1/discussion"), 200);
    assert_true(http_shows(w, "Жыйын 18:00дө өтөт"));
    assert_true(http_shows(w, "Планга тиешеси жок"));
    assert_false(http_shows(w, "Тактаны оңдоңуздар"));
}

static void carry_out(struct http *w)
{
    plan_pass_to(2026, 5, 5);
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(GOT(w, "/plan/tasks/1"), 200);
    assert_int_equal(SENT(w, "/plan/tasks/1",
                          form(w, "seen", "0", "outcome", "done", "day", "2026-04-30", "words",
                               "Такта жаңыртылды", "link", "", NULL)),
                     303);
    http_sign_in(w, 0, 0);
    assert_int_equal(GOT(w, "/plan"), 200);
    assert_true(shows(w, MSG_plan_task_overdue));
    assert_int_equal(GOT(w, "/plan/tasks/1"), 200);
    assert_true(http_shows(w, "Такта жаңыртылды"));
    assert_false(shows(w, MSG_plan_report_send));
    assert_int_equal(GOT(w, "/plan-tasks.csv"), 200);
    assert_true(http_shows(w, "Такта жаңыртылды"));
    assert_int_equal(GOT(w, "/plan.csv?plan=1"), 200);
    assert_int_equal(GOT(w, "/plan-comments.csv"), 200);
    assert_false(http_shows(w, "Тактаны оңдоңуздар"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE_CODE "/plan", NULL), 200);
    assert_true(http_shows(w, "\"done_on_time\":1"));
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE_CODE "/plan-tasks", NULL), 200);
    assert_int_equal(visit(w, GET, "/api/v1/places/" PLACE_CODE "/plan-comments", NULL), 200);
    assert_false(http_shows(w, "Тактаны оңдоңуздар"));
}

static void revise(struct http *w)
{
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(SENT(w, "/plan/1/step/revised", form(w, "reason", "", NULL)), 422);
    assert_int_equal(
        SENT(w, "/plan/1/step/revised", form(w, "reason", "Артыкчылыктар өзгөрдү", NULL)), 303);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/2/measures/4/edit"), measure(w, "inform", "site", "1")), 303);
    assert_int_equal(GOT(w, "/plan/2/changes"), 200);
    assert_true(shows(w, MSG_plan_changes_changed));
    assert_int_equal(GOT(w, "/plan/versions"), 200);
    http_sign_in(w, 0, 0);
    assert_int_equal(GOT(w, "/plan/2"), 404); /* a draft is nobody's but theirs who prepare it */
    assert_int_equal(GOT(w, "/plan/1"), 200);
    assert_int_equal(GOT(w, "/plan/versions"), 200);
    assert_false(shows(w, MSG_plan_state_draft));
}

static void cycle(struct fixture *f, const char *language)
{
    lang = language;
    plan_settle(f);
    struct http *w = start(f);
    assert_int_equal(GOT(w, "/plan"), 200);
    assert_true(shows(w, MSG_plan_none));
    draft(w);
    assert_int_equal(GOT(w, "/plan/1/edit"), 200);
    assert_int_equal(http_count(w, "data-state=\"done\""), 3);
    discuss(w);
    answer_and_approve(w);
    carry_out(w);
    revise(w);
    http_free(w);
}

static void the_cycle_in_kyrgyz(struct fixture *f)
{
    cycle(f, "ky");
}

static void the_cycle_in_russian(struct fixture *f)
{
    cycle(f, "ru");
}

/* Told of the measure as it stood in the first version of the plan. */
static enum err hearing(struct db *db, struct arena *a, enum lang language, struct str place_code,
                        int64_t measure_id, struct issue_links *out)
{
    static const struct issue_link link = {.title = {STR_INIT("№ 4 сунуш"), LANG_KY},
                                           .path = STR_INIT("/" PLACE_CODE "/meetings/1/ledger")};

    (void)db;
    (void)a;
    (void)language;
    assert_str(place_code, PLACE_CODE);
    *out = measure_id == 1 ? (struct issue_links){&link, 1} : (struct issue_links){0};
    return OK;
}

static void a_measure_says_what_it_came_from(struct fixture *f)
{
    static plan_origin_source *const sources[] = {hearing, NULL}, *const none[] = {NULL};

    lang = "ky";
    plan_settle(f);
    struct http *w = start(f);
    draft(w);
    discuss(w);
    answer_and_approve(w);
    revise(w);
    plan_wire(sources);
    assert_int_equal(GOT(w, "/plan/1/measures/1"), 200);
    assert_true(http_shows(w, "href=\"/ky/" PLACE_CODE "/meetings/1/ledger\">№ 4 сунуш</a>"));
    assert_int_equal(GOT(w, "/plan/1/measures/2"), 200);
    assert_false(http_shows(w, "№ 4 сунуш"));
    http_sign_in(w, SECRETARY, STAFF);
    assert_int_equal(GOT(w, "/plan/2/measures/4"), 200); /* the same, in the next version */
    assert_true(http_shows(w, "№ 4 сунуш"));
    plan_wire(none);
    http_free(w);
}

static void two_editors_see_the_difference(struct fixture *f)
{
    lang = "ky";
    plan_settle(f);
    struct http *w = start(f);
    draft(w);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/1/measures/1/edit"), measure(w, "inform", "site", "1")), 303);
    assert_int_equal(
        visit(w, POST, at(w, "/plan/1/measures/1/edit"), measure(w, "inform", "social", "1")), 409);
    assert_true(http_shows(w, "site"));
    assert_true(http_shows(w, "social"));
    assert_int_equal(fixture_number(f->db, "select version from plan_measure where id = 1"), 2);
    assert_int_equal(POSTED(w, "/plan/1/header", "version", "1", "title_ky", "Меники", "title_ru",
                            "Моё", "from", "2026-03-01", "to", "2026-12-31", "body", "1"),
                     409);
    assert_true(http_shows(w, "Меники"));
    assert_int_equal(POSTED(w, "/plan/1/issues", "version", "1", "issues", "2"), 409);
    http_free(w);
}

static void a_form_that_breaks_a_rule_keeps_what_was_typed(struct fixture *f)
{
    lang = "ru";
    plan_settle(f);
    struct http *w = start(f);
    draft(w);
    assert_int_equal(POSTED(w, "/plan/1/measures/new", "version", "0", "direction", "inform",
                            "title_ky", "Айылда жарыя", "title_ru", "", "form", "kurultai",
                            "period", "daily", "from", "вчера", "responsible", "<b>катчы</b>"),
                     422);
    assert_true(http_shows(w, "Айылда жарыя"));
    assert_true(http_shows(w, "&lt;b&gt;катчы"));
    assert_true(shows(w, MSG_common_fault_required));
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_measure"), 3);
    assert_int_equal(SENT(w, "/plan/1/step/approved", NULL), 409);
    assert_int_equal(SENT(w, "/plan/1/step/nonsense", NULL), 404);
    assert_int_equal(GOT(w, "/plan/1/step/approved"), 409);
    http_sign_in(w, RESIDENT, CAP_BIT(CAP_COMMENT));
    assert_int_equal(GOT(w, "/plan/1/edit"), 403);
    assert_int_equal(SENT(w, "/plan/1/step/discussion", NULL), 403);
    http_free(w);
}

static void every_page_is_there_in_three_languages(struct fixture *f)
{
    static const char *const pages[] = {"/plan",
                                        "/plan/1",
                                        "/plan/versions",
                                        "/plan/1/changes",
                                        "/plan/1/measures/1",
                                        "/plan/1/discussion",
                                        "/plan/1/edit",
                                        "/plan/1/header",
                                        "/plan/1/issues",
                                        "/plan/1/measures/new?direction=engage",
                                        "/plan/1/measures/1/edit",
                                        "/plan/1/step/revised",
                                        "/plan/1/step/closed",
                                        "/plan/tasks/1"};
    static const char *const langs[] = {"ky", "ru", "en"};

    plan_settle(f);
    assert_ok(db_begin(f->db));
    plan_at(f, "in_force");
    assert_ok(db_commit(f->db));
    struct http *w = start(f);
    http_sign_in(w, SECRETARY, UINT64_MAX);
    for (size_t l = 0; l < 3; l++) {
        lang = langs[l];
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
            if (GOT(w, pages[i]) != 200)
                fail_msg("%s %s gives %d", lang, pages[i], http_status(w));
    }
    http_free(w);
}

static void a_page_without_memory_is_refused_whole(struct fixture *f)
{
    static const char *const pages[] = {"/plan/1", "/plan/1/edit", "/plan/1/discussion"};

    lang = "ky";
    plan_settle(f);
    assert_ok(db_begin(f->db));
    plan_at(f, "in_force");
    assert_ok(db_commit(f->db));
    struct http *w = start(f);
    http_sign_in(w, SECRETARY, STAFF);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        long n = 0;
        int status;
        do {
            http_fail_at(w, ++n);
            status = GOT(w, pages[i]);
            if (status != 200 && status != 503)
                fail_msg("%s without allocation %ld gives %d", pages[i], n, status);
        } while (status == 503);
        assert_true(n > 50);
        assert_true(n > http_allocations(w));
    }
    http_free(w);
}

/* -- programmes -- */

static void import_demo(struct fixture *f)
{
    const char *root = getenv("ASHAR_SOURCE");
    FILE *in = fopen(str_cstr(f->arena, str_fmt(f->arena, "%s/data/plan_2018_2023_demo.json",
                                                root ? root : ".")),
                     "rb");
    char *p = arena_alloc(f->arena, PROGRAMME_BYTES_MAX);
    struct plan_import_result done;
    struct faults faults;

    assert_non_null(in);
    size_t n = fread(p, 1, PROGRAMME_BYTES_MAX, in);
    fclose(in);
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(plan_import(f->db, f->arena, &(struct actor){0}, (struct str){p, n}, false, &faults,
                          &done));
    assert_ok(db_commit(f->db));
}

static void a_programme_is_shown_with_its_differences(struct fixture *f)
{
    import_demo(f);
    struct http *w = start(f);
    assert_int_equal(visit(w, GET, "/ky/programmes", NULL), 200);
    assert_int_equal(visit(w, GET, "/ru/programmes/1", NULL), 200);
    assert_int_equal(http_count(w, "<h4>"), 23);
    assert_int_equal(http_count(w, "<h2>Приоритет"), 3);
    assert_true(http_shows(w, "28 июля 2019"));
    assert_true(http_shows(w, "Министерство финансов Кыргызской Республики"));
    assert_true(http_shows(w, "по согласованию"));
    assert_int_equal(visit(w, GET, "/ky/programmes/1", NULL), 200);
    assert_true(http_shows(w, "Жооптуу жамаат"));
    assert_int_equal(visit(w, GET, "/en/programmes/1?executor=3", NULL),
                     200); /* Ministry of Finance */
    size_t mine =
        (size_t)fixture_number(f->db, "select count(*) from plan_executor where office_id = 3");
    assert_true(mine > 0 && mine < 23);
    assert_int_equal(http_count(w, "<h4>"), mine);
    assert_int_equal(visit(w, GET, "/ky/programmes/1/measures.csv", NULL), 200);
    assert_int_equal(visit(w, GET, "/api/v1/programmes", NULL), 200);
    assert_true(http_shows(w, "lsg-2018-2023"));
    assert_int_equal(visit(w, GET, "/api/v1/programmes/1", NULL), 200);
    assert_true(http_shows(w, "\"to_in_russian\":\"2019-07-28\""));
    assert_int_equal(visit(w, GET, "/ky/programmes/99", NULL), 404);
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_cycle_in_kyrgyz),
        FIXTURE_TEST(the_cycle_in_russian),
        FIXTURE_TEST(a_measure_says_what_it_came_from),
        FIXTURE_TEST(two_editors_see_the_difference),
        FIXTURE_TEST(a_form_that_breaks_a_rule_keeps_what_was_typed),
        FIXTURE_TEST(every_page_is_there_in_three_languages),
        FIXTURE_TEST(a_page_without_memory_is_refused_whole),
        FIXTURE_TEST(a_programme_is_shown_with_its_differences),
    };
    return FIXTURE_RUN("plan_web", tests);
}
