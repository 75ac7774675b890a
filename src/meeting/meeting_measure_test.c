/* A proposal and the measure of the plan that it changed lead to each other, also after the plan
 * was revised; a line of the budget or a decision is told in words. On both engines. */
#include "meeting/meeting_answer.h"
#include "meeting/meeting_hall_fixture.h"
#include "plan/plan.h"
#include "test/http_fixture.h"
#include "web/cap.h"

#define SITE "/ky/41706211805000"

enum { PROPOSAL = 1, MEASURE = 11, NEXT = 21 };

static void plan(struct fixture *f, int id, const char *state, int measure)
{
    assert_ok(db_script(
        f->db,
        str_cstr(
            f->arena,
            str_fmt(
                f->arena,
                "insert into plan (id, place_id, kind, series_id, number, state, title_ky, "
                "title_ru, title_en, goal_ky, goal_ru, goal_en, from_day, to_day, "
                "revision_reason, source, digest, version, created_at, created_by, updated_at, "
                "updated_by) values (%d, 1, 'engagement', 1, %d, '%s', 'Типтүү план', '', '', "
                "'', '', '', 20000, 30000, '', '', '', 1, 0, 7, 0, 7);"
                "insert into plan_section (id, plan_id, kind, code, position, title_ky, title_ru, "
                "title_en) values (%d, %d, 'direction', 'inform', 1, '', '', '')",
                id, id, state, id, id))));
    if (measure)
        assert_ok(db_script(
            f->db, str_cstr(f->arena,
                            str_fmt(f->arena,
                                    "insert into plan_measure (id, plan_id, section_id, origin_id, "
                                    "no, position, title_ky, title_ru, title_en, result_ky, "
                                    "result_ru, result_en, funding_ky, funding_ru, funding_en, "
                                    "form_other, period, from_day, to_day, responsible, version, "
                                    "updated_at, updated_by) values (%d, %d, %d, 11, '', 1, "
                                    "'Жарык орнотуу', 'Освещение улиц', '', '', '', '', '', '', "
                                    "'', 'башка', 'once', 20000, 20100, '', 1, 0, 7)",
                                    measure, id, id))));
}

static struct http *settled(struct fixture *f)
{
    hall_settle(f);
    assert_ok(db_script(
        f->db, "update meeting set state = 'held' where id = 1;"
               "insert into meeting_word (place_id, meeting_id, number, kind, text, author, "
               "author_public, state, hidden_reason, via, author_sex, client_key, answer, "
               "answer_reason, changed_kind, changed_text, said_at, version) values (1, 1, 1, "
               "'proposal', 'Көчөгө жарык керек', '', 0, 'open', '', 'hall', '', '', '', '', '', "
               "'', 0, 1)"));
    plan(f, 1, "in_force", MEASURE);
    struct http *w = http_new(
        f->db, (const struct route *const[]){meeting_answer_routes, meeting_routes, plan_routes},
        3);
    http_place(w,
               (struct scope){.id = PLACE, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
    http_sign_in(w, SECRETARY, CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_DESK) | CAP_BIT(CAP_ANSWER));
    return w;
}

static int accept(struct http *w, const char *version, const char *link, const char *text)
{
    return visit(w, POST, SITE "/meetings/1/words/1/answer",
                 form(w, "version", version, "answer", "accepted", "reason", "Планга киргизилди",
                      "link", link, "link_text", text, NULL));
}

static void a_measure_and_its_proposal_lead_to_each_other(struct fixture *f)
{
    static plan_origin_source *const sources[] = {meeting_measure_links, NULL}, *const none[] = {
                                                                                    NULL};
    struct http *w = settled(f);

    plan_wire(sources);
    assert_int_equal(visit(w, GET, SITE "/meetings/1/words/1/answer", NULL), 200);
    assert_true(http_shows(w, "value=\"measure 11\""));
    assert_true(http_shows(w, "кабыл алынса же жарым-жартылай")); /* said before one is refused */
    assert_int_equal(accept(w, "1", "", ""), 422);
    assert_true(http_shows(w, "href=\"#f-link\""));
    assert_int_equal(accept(w, "1", "measure 999", ""), 422);
    assert_int_equal(accept(w, "1", "measure 11", ""), 303);
    assert_int_equal(visit(w, GET, SITE "/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "href=\"" SITE "/plan/1/measures/11\""));
    assert_int_equal(visit(w, GET, SITE "/plan/1/measures/11", NULL), 200);
    assert_true(http_shows(w, "href=\"" SITE "/meetings/1/ledger#word-1\""));
    assert_int_equal(visit(w, GET, "/ru/41706211805000/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "Освещение улиц"));
    plan_wire(none);
    http_free(w);
}

static void a_revised_plan_keeps_both_ways(struct fixture *f)
{
    static plan_origin_source *const sources[] = {meeting_measure_links, NULL}, *const none[] = {
                                                                                    NULL};
    struct http *w = settled(f);

    plan_wire(sources);
    assert_int_equal(accept(w, "1", "measure 11", ""), 303);
    assert_ok(db_script(f->db, "update plan set state = 'revised' where id = 1"));
    plan(f, 2, "in_force", NEXT);
    assert_int_equal(visit(w, GET, SITE "/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "href=\"" SITE "/plan/2/measures/21\""));
    assert_int_equal(visit(w, GET, SITE "/plan/2/measures/21", NULL), 200);
    assert_true(http_shows(w, "href=\"" SITE "/meetings/1/ledger#word-1\""));
    assert_int_equal(visit(w, GET, SITE "/meetings/1/words/1/answer", NULL), 200);
    assert_true(http_shows(w, "value=\"measure 21\" selected"));
    assert_ok(db_script(f->db, "update plan set state = 'revised' where id = 2"));
    plan(f, 3, "in_force", 0); /* taken out: where it was named */
    assert_int_equal(visit(w, GET, SITE "/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "href=\"" SITE "/plan/1/measures/11\""));
    plan_wire(none);
    http_free(w);
}

static void what_is_not_in_the_program_is_told_in_words(struct fixture *f)
{
    static const char *const kinds[] = {"budget", "decision", "act", "other"};
    struct http *w = settled(f);

    for (int i = 0; i < 4; i++) {
        struct str version = str_fmt(f->arena, "%d", i + 1);
        assert_int_equal(accept(w, version.p, kinds[i], ""), 422);
        assert_true(http_shows(w, "href=\"#f-link_text\""));
        assert_int_equal(accept(w, version.p, kinds[i], "2027-жыл, 3-сап"), 303);
    }
    assert_int_equal(visit(w, GET, SITE "/meetings/1/ledger", NULL), 200);
    assert_true(http_shows(w, "2027-жыл, 3-сап"));
    assert_false(http_shows(w, "/plan/1/measures"));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_answer_past"), 3);
    http_free(w);
}

static void a_measure_of_elsewhere_is_not_named(struct fixture *f)
{
    struct plan_measure_named m;
    struct http *w = settled(f);

    assert_ok(plan_measure_named(f->db, f->arena, PLACE, MEASURE, LANG_RU, &m));
    assert_str(m.title.text, "Освещение улиц");
    assert_int_equal(m.plan_id, 1);
    assert_int_equal(plan_measure_named(f->db, f->arena, 2, MEASURE, LANG_RU, &m), ERR_NOT_FOUND);
    assert_int_equal(plan_measure_named(f->db, f->arena, PLACE, 99, LANG_RU, &m), ERR_NOT_FOUND);
    assert_ok(db_script(f->db, "update plan set state = 'draft' where id = 1"));
    assert_int_equal(plan_measure_named(f->db, f->arena, PLACE, MEASURE, LANG_RU, &m),
                     ERR_NOT_FOUND); /* nobody may see it yet */
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(a_measure_and_its_proposal_lead_to_each_other),
        FIXTURE_TEST(a_revised_plan_keeps_both_ways),
        FIXTURE_TEST(what_is_not_in_the_program_is_told_in_words),
        FIXTURE_TEST(a_measure_of_elsewhere_is_not_named),
    };

    return FIXTURE_RUN("meeting_measure", tests);
}
