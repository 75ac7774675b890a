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

/* -- a small world, reckoned by hand -- */

/* Two municipalities, three meetings that count. 1: a hearing of 2019 with 2 women and 1 man, one
 * of them struck; an assembly of 2020 with 1 of unknown sex. 2: a hearing of 2019 with 1 man.
 * Proposals of the first hearing: accepted in time, accepted late, partly, rejected, open and
 * overdue, withdrawn, hidden, waiting; beside them an answered question. */
static void small_world(struct fixture *f)
{
    static const char *const meetings[] = {"1, 1, 'budget_hearing', 'published', 18000, 18010",
                                           "2, 1, 'assembly', 'held', 18300, null",
                                           "3, 2, 'public_hearing', 'published', 18001, 18011",
                                           "4, 2, 'public_hearing', 'announced', 18002, null"};
    static const char *const people[] = {"1, 1, 'f', '18-28', null", "1, 2, 'f', '60-', null",
                                         "1, 3, 'm', '60-', null",   "1, 4, 'm', '18-28', 1",
                                         "2, 1, '', '', null",       "3, 1, 'm', '29-59', null",
                                         "4, 1, 'm', '29-59', null"};
    static const char *const said[] = {"1, 'proposal', 'answered', 'accepted', 18005",
                                       "2, 'proposal', 'answered', 'accepted', "
                                       "18020",
                                       "3, 'proposal', 'answered', 'partly', 18010",
                                       "4, 'proposal', 'answered', 'rejected', "
                                       "18001",
                                       "5, 'proposal', 'open', '', null",
                                       "6, 'proposal', 'withdrawn', '', null",
                                       "7, 'proposal', 'hidden', '', null",
                                       "8, 'proposal', 'waiting', '', null",
                                       "9, 'question', 'answered', 'answered', 18003"};

    clock_set(instant_of_day(day_from_civil((struct civil){2020, 6, 1})) + 3600);
    struct buf *b = buf_new(f->arena, MIB);
    for (int i = 1; i <= 2; i++)
        buf_printf(b,
                   "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, "
                   "act, version) values (%d, '4170621%07d', 'aimak', 'Аймак %d', '', '', 1, '', "
                   "1);",
                   i, i * 1000, i);
    for (size_t i = 0; i < sizeof meetings / sizeof *meetings; i++)
        buf_printf(b,
                   "insert into meeting (id, place_id, kind, state, day, results_due, topic, "
                   "title_ky, title_ru, title_en, about_ky, about_ru, about_en, caller, "
                   "call_order, area, mode, emergency, emergency_act, starts_at, minutes, "
                   "venue_ky, venue_ru, venue_en, remote_url, created_at, created_by, updated_at, "
                   "version) values (%s, '', 'Жыйын', '', '', '', '', '', 'head', '', '', 'hall', "
                   "'', '', 0, 60, '', '', '', '', 0, 7, 0, 1);",
                   meetings[i]);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        buf_printf(b,
                   "insert into meeting_attendee (meeting_id, number, sex, age_group, voided_at, "
                   "place_id, village, name, via, arrived_at, void_reason, late, client_key, "
                   "version) values (%s, 1, '', '', 'sheet', 0, '', 0, '', 1);",
                   people[i]);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        buf_printf(b,
                   "insert into meeting_word (number, kind, state, answer, answered_on, place_id, "
                   "meeting_id, via, text, author, author_public, author_sex, hidden_reason, "
                   "client_key, answer_reason, answer_due, changed_kind, changed_text, said_at, "
                   "version) values (%s, 1, 1, 'hall', 'т', '', 0, '', '', '', '', 18010, '', '', "
                   "0, 1);",
                   said[i]);
    assert_false(buf_failed(b));
    assert_ok(db_script(f->db, str_cstr(f->arena, buf_str(b))));
    assert_ok(db_script(f->db, "update meeting set published_at = 18010 * 86400 + 43200 where id = "
                               "1;"
                               "update meeting set published_at = 18012 * 86400 where id = 3"));
}

static struct meeting_figures span(struct fixture *f, int64_t place, int from, int to)
{
    struct meeting_figures r;

    assert_ok(meeting_figures_read(f->db, f->arena,
                                   &(struct meeting_figures_query){.place_id = place,
                                                                   .from_year = from,
                                                                   .to_year = to,
                                                                   .group = STR(""),
                                                                   .today = clock_today()},
                                   &r));
    return r;
}

static void a_small_world_is_as_reckoned_by_hand(struct fixture *f)
{
    small_world(f);
    struct meeting_figures r = span(f, 1, 2018, 2020);
    assert_int_equal(r.lines.n, 2);
    struct meeting_figure y = r.lines.v[0].f;
    assert_int_equal(r.lines.v[0].year, 2019);
    const int64_t got[] = {y.meetings,  y.participants, y.women,        y.men,
                           y.proposals, y.answered,     y.accepted,     y.partly,
                           y.rejected,  y.late,         y.results_late, y.withdrawn},
                  want[] = {1, 3, 2, 1, 6, 4, 2, 1, 1, 2, 0, 1};
    assert_memory_equal(got, want, sizeof got);
    y = r.lines.v[1].f; /* 2020: one person, not asked whether woman or man; nothing proposed */
    assert_int_equal(y.participants, 1);
    assert_int_equal(y.women + y.men, 0);
    assert_int_equal(y.proposals, 0);
    assert_int_equal(r.total.meetings, 2);
    assert_int_equal(r.ages.n, 3);
    assert_str(r.ages.v[0].group, "18-28");
    assert_int_equal(r.ages.v[0].women, 1);
    assert_int_equal(r.ages.v[0].men, 0); /* the man was struck from the roll */
    assert_str(r.ages.v[1].group, "60-");
    assert_int_equal(r.ages.v[1].women, 1);
    assert_int_equal(r.ages.v[1].men, 1);
    assert_str(r.ages.v[2].group, "");
    assert_int_equal(r.ages.v[2].unknown, 1);
    r = span(f, 0, 2019, 2019); /* the nation */
    assert_int_equal(r.places, 2);
    assert_int_equal(r.total.meetings, 2);
    assert_int_equal(r.total.participants, 4);
    assert_int_equal(r.total.proposals, 6);
    assert_int_equal(r.total.results_late, 1); /* a day after the 18011th */
    assert_int_equal(span(f, 0, 2018, 2018).places, 0);
}

static struct str part(struct http *w, const char *name);

static void small_files_are_as_reckoned_by_hand(struct fixture *f)
{
    static const int64_t row[] = {1, 3, 2, 1, 6, 4, 2, 1, 1, 1, 2, 0};
    small_world(f);
    struct http *w = http_new(f->db, (const struct route *const[]){meeting_figures_routes}, 1);
    http_place(w, (struct scope){.id = 1, .code = STR("41706210001000"), .name = STR("Аймак 1")});
    assert_int_equal(visit(w, GET, "/ky/41706210001000/meetings/figures.csv", NULL), 200);
    assert_true(http_shows(w, "\n2019,1,3,2,1,6,4,2,1,1,1,2,0"));
    assert_true(http_shows(w, "\n2020,1,1,0,0,0,0,0,0,0,0,0,0"));
    assert_int_equal(visit(w, GET, "/ky/41706210001000/meetings/figures.xlsx", NULL), 200);
    struct str sheet = part(w, "xl/worksheets/sheet1.xml");
    size_t at = str_find(sheet, STR("<row r=\"2\""), 0);
    assert_true(at != SIZE_MAX);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) { /* B2 … M2, numbers */
        struct str cell = str_fmt(f->arena, "<c r=\"%c2\"", (int)('B' + i));
        at = str_find(sheet, cell, at);
        assert_true(at != SIZE_MAX);
        size_t value = str_find(sheet, STR("<v>"), at);
        struct str want = str_fmt(f->arena, "<v>%lld</v>", (long long)row[i]);
        assert_true(str_starts((struct str){sheet.p + value, sheet.n - value}, want));
    }
    assert_int_equal(visit(w, GET, "/api/v1/places/41706210001000/meetings/figures", NULL), 200);
    assert_true(http_shows(w, "\"accepted\":2,\"partly\":1,\"rejected\":1,\"withdrawn\":1,"
                              "\"late\":2"));
    assert_true(http_shows(w, "{\"group\":\"60-\",\"women\":1,\"men\":1,\"not_asked\":0}"));
    http_free(w);
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

/* 330 municipalities with 28,000 people and 3,000 proposals, and none at all. */
static void a_full_year_takes_as_many_statements_as_an_empty_one(struct fixture *f)
{
    static const char *const pages[] = {"/ky/meetings/figures", "/ky/meetings/figures.csv",
                                        "/api/v1/meetings/figures"};
    struct http *w = open_site(f);

    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char url[100];
        snprintf(url, sizeof url, "%s?year=2020", pages[i]);
        assert_int_equal(visit(w, GET, url, NULL), 200);
        long empty = http_statements(w);
        snprintf(url, sizeof url, "%s?year=2019", pages[i]);
        assert_int_equal(visit(w, GET, url, NULL), 200);
        if (http_statements(w) != empty)
            fail_msg("%s: %ld statements, %ld for a year without meetings", url, http_statements(w),
                     empty);
    }
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_table_of_2019_comes_out),
        FIXTURE_TEST(results_that_come_late_are_counted),
        FIXTURE_TEST(a_small_world_is_as_reckoned_by_hand),
        FIXTURE_TEST(small_files_are_as_reckoned_by_hand),
        FIXTURE_TEST(pages_show_the_same),
        FIXTURE_TEST(files_hold_the_same),
        FIXTURE_TEST(a_full_year_takes_as_many_statements_as_an_empty_one),
    };
    return FIXTURE_RUN("figures", tests);
}
