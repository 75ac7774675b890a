/* Figures of meetings: the table that the sources report of 2019 comes out of records, exactly;
 * late ones; pages and files. On both engines. */
#include "meeting/meeting_figures.h"

#include <stdlib.h>
#include <zip.h>

#include "test/db_fixture.h"
#include "test/http_fixture.h"

/* What the sources say of 2019: so many municipalities held hearings, so many people came, so many
 * proposals were made. */
enum { HELD = 330, CAME = 28000, PROPOSED = 3000, MUNICIPALITIES = 484 };

static struct meeting_figures figures(struct fixture *f, int64_t place, const char *group)
{
    struct meeting_figures r;

    assert_ok(meeting_figures_read(f->db, f->arena,
                                   &(struct meeting_figures_query){.place_id = place,
                                                                   .from_year = 2019,
                                                                   .to_year = 2019,
                                                                   .group = str_of(group),
                                                                   .today = clock_today()},
                                   &r));
    return r;
}

/* A hearing in each of 330 of 484 municipalities in 2019; the remainder of people and proposals
 * falls to the first ones. Records of other years and states that must not count lie beside. */
static void year_2019(struct fixture *f)
{
    day_t day = day_from_civil((struct civil){2019, 10, 1});
    struct buf *b = buf_new(f->arena, 16 * MIB);

    clock_set(instant_of_day(day_from_civil((struct civil){2026, 11, 20})) + 3600);
    for (int i = 1; i <= MUNICIPALITIES; i++)
        buf_printf(b,
                   "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, "
                   "act, version) values (%d, '4170621%07d', 'aimak', 'Аймак %d', '', '', 1, '', "
                   "1);",
                   i, i * 1000, i);
    for (int i = 1; i <= HELD + 2; i++)
        buf_printf(
            b,
            "insert into meeting (id, place_id, kind, topic, title_ky, title_ru, title_en, "
            "about_ky, about_ru, about_en, state, caller, call_order, area, mode, emergency, "
            "emergency_act, day, starts_at, minutes, venue_ky, venue_ru, venue_en, "
            "remote_url, created_at, created_by, updated_at, version) values (%d, %d, "
            "'budget_hearing', 'budget_draft', 'Угуу', '', '', '', '', '', '%s', 'head', '', "
            "'', 'hall', '', '', %d, %lld, 60, '', '', '', '', 0, 7, 0, 1);",
            i, i, i <= HELD ? i % 2 ? "held" : "published" : "cancelled",
            (int)(i == HELD + 1 ? day + 400 : day + i % 60), (long long)instant_of_day(day));
    assert_false(buf_failed(b));
    assert_ok(db_script(f->db, str_cstr(f->arena, buf_str(b))));
    buf_clear(b);
    for (int i = 0; i < CAME + 3; i++)
        buf_printf(b, "%s(1, %d, %d, '%s', '%s', '', '', 'sheet', 0, %s, '', 0, '', 1)",
                   i % 500 ? ","
                           : (i ? ";insert into meeting_attendee (place_id, meeting_id, number, "
                                  "sex, age_group, village, name, via, arrived_at, voided_at, "
                                  "void_reason, late, client_key, version) values "
                                : "insert into meeting_attendee (place_id, meeting_id, number, "
                                  "sex, age_group, village, name, via, arrived_at, voided_at, "
                                  "void_reason, late, client_key, version) values "),
                   i % HELD + 1, i / HELD + 1, i % 5 < 2 ? "f" : "m", i % 4 ? "29-59" : "18-28",
                   i < CAME ? "null" : "1");
    assert_false(buf_failed(b));
    assert_ok(db_script(f->db, str_cstr(f->arena, buf_str(b))));
    buf_clear(b);
    for (int i = 0; i < PROPOSED + 10; i++) {
        const char *state = i >= PROPOSED   ? "hidden"
                            : i % 100 == 99 ? "withdrawn"
                            : i % 3         ? "answered"
                                            : "open";
        const char *answer = state[0] != 'a' ? ""
                             : i % 3 == 1    ? i % 2 ? "accepted" : "partly"
                                             : "rejected";
        buf_printf(b,
                   "insert into meeting_word (place_id, meeting_id, number, kind, via, text, "
                   "author, author_public, author_sex, state, hidden_reason, client_key, answer, "
                   "answer_reason, answered_on, answer_due, changed_kind, changed_text, said_at, "
                   "version) values (%d, %d, %d, '%s', 'hall', 'т', '', 0, '', '%s', '', '', "
                   "'%s', '', %s, %d, '', '', 0, 1);",
                   i % HELD + 1, i % HELD + 1, i / HELD + 1, "proposal", state, answer,
                   answer[0] ? "18200" : "null", answer[0] && i % 2 ? 18199 : 18200);
    }
    buf_printf(b, "insert into meeting_word (place_id, meeting_id, number, kind, via, text, "
                  "author, author_public, author_sex, state, hidden_reason, client_key, answer, "
                  "answer_reason, changed_kind, changed_text, said_at, version) values (1, 1, 900, "
                  "'question', 'hall', 'т', '', 0, '', 'open', '', '', '', '', '', '', 0, 1)");
    assert_false(buf_failed(b));
    assert_ok(db_script(f->db, str_cstr(f->arena, buf_str(b))));
}

static void the_table_of_2019_comes_out(struct fixture *f)
{
    year_2019(f);
    struct meeting_figures r = figures(f, 0, "");
    assert_int_equal(r.places, HELD);
    assert_int_equal(r.total.meetings, HELD);
    assert_int_equal(r.total.participants, CAME);
    assert_int_equal(r.total.women, CAME * 2 / 5);
    assert_int_equal(r.total.women + r.total.men, CAME);
    assert_int_equal(r.total.proposals, PROPOSED);
    assert_int_equal(r.total.withdrawn, PROPOSED / 100);
    assert_int_equal(r.total.accepted + r.total.partly + r.total.rejected, r.total.answered);
    assert_int_equal(r.total.answered,
                     fixture_number(f->db, "select count(*) from meeting_word where answer <> ''"));
    assert_int_equal(r.total.late,
                     fixture_number(f->db,
                                    "select count(*) from meeting_word where state in ('open', "
                                    "'answered') and kind = 'proposal' and (answered_on is null or "
                                    "answered_on > answer_due)"));
    assert_true(r.total.late > 0 && r.total.late < PROPOSED);
    assert_int_equal(r.lines.n, HELD);
    int64_t people = 0, proposals = 0;
    for (size_t i = 0; i < r.lines.n; i++) {
        people += r.lines.v[i].f.participants;
        proposals += r.lines.v[i].f.proposals;
        assert_int_equal(r.lines.v[i].place_id, i + 1);
    }
    assert_int_equal(people, CAME);
    assert_int_equal(proposals, PROPOSED);
    assert_int_equal(r.ages.n, 2);
    assert_str(r.ages.v[0].group, "18-28");
    assert_int_equal(r.ages.v[0].women + r.ages.v[0].men, CAME / 4);
    assert_int_equal(figures(f, 0, "hearing").total.participants, CAME);
    assert_int_equal(figures(f, 0, "kurultai").places, 0);
    r = figures(f, 1, "");
    assert_int_equal(r.lines.n, 1);
    assert_int_equal(r.lines.v[0].year, 2019);
    assert_int_equal(r.total.participants, 85); /* 28,000 = 84 * 330 + 280 */
}

static void results_that_come_late_are_counted(struct fixture *f)
{
    year_2019(f);
    assert_ok(db_script(f->db,
                        "update meeting set results_due = day + 10, published_at = (day + 10) * "
                        "86400 where id between 1 and 5;"
                        "update meeting set results_due = day + 10, published_at = (day + 11) * "
                        "86400 where id between 6 and 8;"
                        "update meeting set results_due = day + 10, published_at = null where id "
                        "= 9"));
    assert_int_equal(figures(f, 0, "").total.results_late, 4);
}

/* -- pages and files -- */

static struct http *open_site(struct fixture *f)
{
    year_2019(f);
    clock_set(instant_of_day(day_from_civil((struct civil){2020, 2, 1})));
    struct http *w = http_new(f->db, (const struct route *const[]){meeting_figures_routes}, 1);
    http_place(w, (struct scope){.id = 1, .code = STR("41706210001000"), .name = STR("Аймак 1")});
    return w;
}

static void pages_show_the_same(struct fixture *f)
{
    struct http *w = open_site(f);

    assert_int_equal(visit(w, GET, "/ky/meetings/figures?year=2019", NULL), 200);
    assert_true(http_shows(w, "<b>330</b>"));
    assert_true(http_shows(w, "28\xc2\xa0"
                              "000"));
    assert_true(http_shows(w, "3000") || http_shows(w, "3\xc2\xa0"
                                                       "000"));
    assert_true(http_shows(w, "<svg"));
    assert_false(http_shows(w, " style=")); /* strict CSP */
    assert_int_equal(visit(w, GET, "/ky/meetings/figures?year=2018", NULL), 200);
    assert_true(http_shows(w, "class=\"empty\""));
    assert_int_equal(visit(w, GET, "/ru/41706210001000/meetings/figures", NULL), 200);
    assert_true(http_shows(w, ">2019</th>"));
    assert_true(http_shows(w, "<b>85</b>"));
    assert_int_equal(visit(w, GET, "/ru/41706210001000/meetings/figures?group=kurultai", NULL),
                     200);
    assert_true(http_shows(w, "class=\"empty\""));
    assert_int_equal(visit(w, GET, "/ru/41706210001000/meetings/figures?group=%3Cb%3E", NULL), 200);
    assert_true(http_shows(w, ">2019</th>")); /* what there is no group of asks for all */
    http_free(w);
}

/* A part of the file that a spreadsheet program would read. */
static struct str part(struct http *w, const char *name)
{
    zip_error_t error;
    zip_stat_t about;
    struct str body = http_body(w);
    zip_source_t *source = zip_source_buffer_create(body.p, body.n, 0, &error);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;

    assert_non_null(z);
    assert_int_equal(zip_stat(z, name, 0, &about), 0);
    char *p = arena_alloc(http_arena(w), about.size);
    zip_file_t *file = zip_fopen(z, name, 0);
    assert_int_equal(zip_fread(file, p, about.size), about.size);
    zip_fclose(file);
    zip_discard(z);
    return (struct str){p, about.size};
}

static void files_hold_the_same(struct fixture *f)
{
    struct http *w = open_site(f);

    assert_int_equal(visit(w, GET, "/ky/meetings/figures.csv?year=2019", NULL), 200);
    assert_int_equal(http_count(w, "\n"), HELD + 1);
    assert_true(http_shows(w, "\nАймак 1,1,85,"));
    assert_int_equal(visit(w, GET, "/ky/meetings/figures.xlsx?year=2019", NULL), 200);
    assert_true(str_find(part(w, "xl/workbook.xml"), STR("<sheet "), 0) != SIZE_MAX);
    struct str sheet = part(w, "xl/worksheets/sheet1.xml");
    size_t rows = 0, at = 0;
    while ((at = str_find(sheet, STR("<row "), at)) != SIZE_MAX) {
        rows++;
        at++;
    }
    assert_int_equal(rows, HELD + 1);
    assert_true(str_find(sheet, STR("<v>85</v>"), 0) != SIZE_MAX); /* a number, not a text */
    assert_int_equal(visit(w, GET, "/ky/41706210001000/meetings/figures.xlsx", NULL), 200);
    assert_true(str_find(part(w, "xl/worksheets/sheet2.xml"), STR("<v>"), 0) != SIZE_MAX);
    assert_int_equal(visit(w, GET, "/ky/41706210001000/meetings/figures.csv", NULL), 200);
    assert_true(http_shows(w, "\n2019,1,85,"));
    assert_int_equal(visit(w, GET, "/api/v1/meetings/figures?year=2019", NULL), 200);
    assert_int_equal(http_count(w, "\"place\":"), HELD);
    assert_int_equal(visit(w, GET, "/api/v1/places/41706210001000/meetings/figures", NULL), 200);
    assert_true(http_shows(w, "\"year\":2019,\"meetings\":1,\"participants\":85"));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_table_of_2019_comes_out),
        FIXTURE_TEST(results_that_come_late_are_counted),
        FIXTURE_TEST(pages_show_the_same),
        FIXTURE_TEST(files_hold_the_same),
    };
    return FIXTURE_RUN("figures", tests);
}
