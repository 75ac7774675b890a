/* Papers, codes, calendars and feeds: the bytes other programs will read. */
#include "test/check.h"

#include <libical/ical.h>

#include "base/clock.h"
#include "doc/atom.h"
#include "doc/calendar.h"
#include "doc/pdf.h"
#include "doc/qr.h"
#include "doc/xml.h"

static struct arena arena;
static struct buf out;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    buf_init(&out, 16 * MIB);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buf_free(&out);
    arena_free(&arena);
    return 0;
}

static bool holds(struct str needle)
{
    return str_find(buf_str(&out), needle, 0) != SIZE_MAX;
}

static size_t times(struct str needle)
{
    size_t n = 0, at = 0;
    while ((at = str_find(buf_str(&out), needle, at)) != SIZE_MAX) {
        n++;
        at += needle.n;
    }
    return n;
}

static struct pdf_setup board(enum paper paper)
{
    return (struct pdf_setup){
        .paper = paper,
        .lang = LANG_KY,
        .title = STR("Жергиликтүү маанидеги маселелер"),
        .issuer = STR("Көк-Жар айыл аймагы"),
        .footer = STR("2026-жылдын 21-ноябрына карата"),
        .page_of = STR("{page}/{pages}"),
        .qr_url = STR("https://example.kg/ky/41706211805000/issues"),
        .qr_caption = STR("Толук маалымат"),
    };
}

static void a_long_table_runs_over_pages_of_the_right_size(void **state)
{
    (void)state;
    enum { ROWS = 120 };
    struct pdf_setup s = board(PAPER_A4);
    struct pdf_column columns[] = {{STR("№"), 1, true}, {STR("Маселе"), 9, false}};
    struct str *cells = arena_array(&arena, struct str, ROWS * 2);
    for (int i = 0; i < ROWS; i++) {
        cells[2 * i] = str_fmt(&arena, "%d", i + 1);
        cells[2 * i + 1] = STR("Ичүүчү суу, көчөлөр жана көпүрөлөр");
    }
    struct pdf *p = pdf_new(&arena, &s, &out);
    pdf_heading(p, 2, STR("Тизме"));
    pdf_table(p, columns, 2, cells, ROWS);
    pdf_progress(p, 0.5, STR("жарымы аткарылды"));
    pdf_signature(p, STR("Башчысы"));
    assert_ok(pdf_finish(p));
    assert_true(str_starts(buf_str(&out), STR("%PDF-1.")));
    assert_true(times(STR("/Type /Page %")) >= 4);
    assert_true(holds(STR("/MediaBox [ 0 0 595.2"))); /* 210 × 297 mm */
    assert_true(holds(STR("StructTreeRoot")));        /* tagged */
}

static void a_wall_sheet_is_a3(void **state)
{
    (void)state;
    struct pdf_setup s = board(PAPER_A3);
    struct pdf *p = pdf_new(&arena, &s, &out);
    pdf_paragraph(p, STR("Айылдын чогулушу"));
    assert_ok(pdf_finish(p));
    assert_true(holds(STR("/MediaBox [ 0 0 841.8")));
}

static void a_paper_above_its_limit_is_refused_whole(void **state)
{
    (void)state;
    struct buf small;
    struct pdf_setup s = board(PAPER_A4);
    buf_init(&small, 1000);
    struct pdf *p = pdf_new(&arena, &s, &small);
    pdf_paragraph(p, STR("Текст"));
    assert_int_equal(pdf_finish(p), ERR_NOMEM);
    buf_free(&small);
}

static void a_row_taller_than_a_page_does_not_loop(void **state)
{
    (void)state;
    struct pdf_setup s = board(PAPER_A4);
    struct pdf_column c = {STR("Текст"), 1, false};
    struct buf *text = buf_new(&arena, MIB);
    for (int i = 0; i < 2000; i++)
        buf_lit(text, "өтө узун сөз ");
    struct str cell = buf_str(text);
    struct pdf *p = pdf_new(&arena, &s, &out);
    pdf_table(p, &c, 1, &cell, 1);
    pdf_paragraph(p, cell); /* paragraphs do break */
    assert_ok(pdf_finish(p));
}

static void a_code_is_square_with_its_three_corners(void **state)
{
    (void)state;
    struct qr qr;
    assert_ok(qr_encode(&arena, STR("https://example.kg/"), &qr));
    assert_int_equal((qr.side - 21) % 4, 0);
    assert_true(qr.dark[0] && qr.dark[6] && qr.dark[qr.side - 1] &&
                qr.dark[(qr.side - 1) * qr.side]);
    assert_false(qr.dark[qr.side * qr.side - 1] &&
                 qr.dark[qr.side + 1]); /* ring of the finder is light */
}

static void a_text_too_long_for_a_code_says_so(void **state)
{
    (void)state;
    struct qr qr = {.side = 7};
    char *big = arena_zalloc(&arena, 1, 4000);
    assert_int_equal(qr_encode(&arena, (struct str){big, 4000}, &qr), ERR_TOO_LARGE);
    assert_int_equal(qr.side, 7);
}

static void a_calendar_is_read_back_by_libical(void **state)
{
    (void)state;
    struct calendar_event e[2] = {
        {.uid = STR("task-1@example.kg"),
         .title = STR("Жыйын; отчёт, экинчи\nсап"),
         .url = STR("https://example.kg/ky/1"),
         .day = day_from_civil((struct civil){2026, 12, 31}),
         .changed = 1795219200},
        {.uid = STR("m-2@example.kg"),
         .title = STR("Угуу"),
         .day = DAY_NONE,
         .starts = 1795219200, /* 21 November 2026, 6 o'clock in Bishkek */
         .minutes = 90,
         .changed = 1795219200,
         .sequence = 2,
         .cancelled = true},
    };
    assert_ok(calendar_write(&arena, &out, STR("Көк-Жар"), LANG_KY, e, 2));
    icalcomponent *c = icalparser_parse_string(str_cstr(&arena, buf_str(&out)));
    assert_non_null(c);
    assert_int_equal(icalcomponent_count_errors(c), 0);
    assert_int_equal(icalcomponent_count_components(c, ICAL_VEVENT_COMPONENT), 2);
    icalcomponent *first = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_summary(first), "Жыйын; отчёт, экинчи\nсап");
    struct icaltimetype end = icalcomponent_get_dtend(first);
    assert_int_equal(end.year, 2027); /* the day after, exclusive */
    assert_true(end.is_date);
    /* The hour is the one on the wall, and leads back to the same instant through the zone told. */
    icalcomponent *second = icalcomponent_get_next_component(c, ICAL_VEVENT_COMPONENT);
    struct icaltimetype starts = icalcomponent_get_dtstart(second);
    assert_int_equal(starts.hour, 6);
    assert_non_null(starts.zone);
    assert_int_equal(icaltime_as_timet_with_zone(starts, starts.zone), 1795219200);
    assert_int_equal(icalcomponent_get_sequence(second), 2);
    assert_int_equal(icalcomponent_get_status(second), ICAL_STATUS_CANCELLED);
    assert_true(holds(STR("DTSTART;TZID=Asia/Bishkek:20261121T060000")));
    assert_true(holds(STR("BEGIN:VTIMEZONE")));
    icalcomponent_free(c);
}

static void a_feed_escapes_what_people_write(void **state)
{
    (void)state;
    struct atom_head h = {STR("https://e.kg/f"),
                          STR("https://e.kg/"),
                          STR("A & B <c>"),
                          STR("Айыл өкмөтү"),
                          0,
                          LANG_KY};
    struct atom_entry e = {STR("tag:e.kg,2026:1"),
                           STR("https://e.kg/1?a=1&b=2"),
                           STR("\x01\"Суу\""),
                           STR("'сөз'"),
                           60,
                           0};
    atom_begin(&arena, &out, &h);
    atom_add(&arena, &out, &e);
    atom_end(&out);
    assert_true(holds(STR("<title>A &amp; B &lt;c&gt;</title>")));
    assert_true(holds(STR("href=\"https://e.kg/1?a=1&amp;b=2\"")));
    assert_true(holds(STR("<updated>1970-01-01T00:01:00Z</updated>")));
    assert_false(holds(STR("\x01")));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest cases[] = {
        CASE(a_long_table_runs_over_pages_of_the_right_size),
        CASE(a_wall_sheet_is_a3),
        CASE(a_paper_above_its_limit_is_refused_whole),
        CASE(a_row_taller_than_a_page_does_not_loop),
        CASE(a_code_is_square_with_its_three_corners),
        CASE(a_text_too_long_for_a_code_says_so),
        CASE(a_calendar_is_read_back_by_libical),
        CASE(a_feed_escapes_what_people_write),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
