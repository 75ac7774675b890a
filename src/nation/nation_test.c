/* Side by side: who is fresh, who is stale, in which order, and who may see the table. */
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#include "base/clock.h"
#include "issue/issue.h"
#include "nation/nation.h"
#include "nation/nation_web.h"
#include "place/place.h"

#define FRESH           "41702210895000"
#define STALE           "41702210896000"
#define SECONDS_PER_DAY 86400

static void publish_issues(struct fixture *f, const char *code, day_t on)
{
    struct place place;
    struct faults faults;
    int64_t added;

    assert_ok(place_by_code(f->db, f->arena, str_of(code), &place));
    struct actor who = {.person_id = 5, .place_id = place.id};
    faults_init(&faults, f->arena);
    clock_set((int64_t)on * SECONDS_PER_DAY);
    assert_ok(issue_add_charter_set(f->db, f->arena, &who, &faults, &added));
    clock_set(0);
}

static void found_nation(struct fixture *f)
{
    struct actor nobody = {0};
    struct place_import_report report;
    struct faults faults;
    int64_t inserted;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(place_seed(f->db, f->arena, &inserted));
    assert_ok(place_import_file(
        f->db, f->arena, &nobody,
        &(struct place_import){.bytes = STR("code,kind,parent_code,name_ky,name_ru\n" FRESH
                                            ",aimak,41702210000000,Өрүктү,Оруктуу\n" STALE
                                            ",aimak,41702210000000,Ак-Булуң,Ак-Булун\n"),
                               .source = STR("test")},
        &faults, &report));
    publish_issues(f, FRESH, clock_today());
    publish_issues(f, STALE, clock_today() - 300);
    assert_ok(db_commit(f->db));
}

static const struct nation_row *row_of(const struct nation_rows *rows, const char *code)
{
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(rows->v[i].code, str_of(code)))
            return &rows->v[i];
    fail_msg("no row of %s", code);
    return NULL;
}

static struct nation_rows list(struct fixture *f, enum nation_sort sort, const char *oblast,
                               struct nation_totals *t)
{
    struct nation_rows rows;
    struct nation_query q = {
        .lang = LANG_KY, .today = clock_today(), .oblast_code = str_of(oblast), .sort = sort};
    assert_ok(nation_list(f->db, f->arena, &q, &rows, t));
    return rows;
}

static void fresh_stale_and_silent_are_told_apart(struct fixture *f)
{
    struct nation_totals t;

    found_nation(f);
    struct nation_rows rows = list(f, NATION_BY_NAME, "", &t);
    assert_int_equal(nation_freshness_of(row_of(&rows, FRESH)), NATION_FRESH);
    assert_int_equal(nation_freshness_of(row_of(&rows, STALE)), NATION_STALE);
    assert_int_equal(nation_freshness_of(row_of(&rows, "41711000000000")), NATION_NONE);
    assert_int_equal(t.fresh, 1);
    assert_int_equal(t.stale, 1);
    assert_int_equal(t.present, 2);
    assert_int_equal(t.municipalities, (int64_t)rows.n);
    assert_str(row_of(&rows, FRESH)->oblast_code, "41702000000000");
    assert_int_equal(nation_on_time_percent(row_of(&rows, FRESH)), -1);
}

static void the_worst_come_first_and_an_oblast_can_be_chosen(struct fixture *f)
{
    struct nation_totals t;
    size_t stale_at = 0, fresh_at = 0;

    found_nation(f);
    struct nation_rows rows = list(f, NATION_BY_FRESH, "41702000000000", &t);
    for (size_t i = 0; i < rows.n; i++) {
        assert_str(rows.v[i].oblast_code, "41702000000000");
        if (str_eq(rows.v[i].code, STR(STALE)))
            stale_at = i;
        if (str_eq(rows.v[i].code, STR(FRESH)))
            fresh_at = i;
    }
    assert_true(stale_at < fresh_at);
    assert_int_equal(fresh_at, rows.n - 1);
}

static struct http *open_site(struct fixture *f)
{
    static const struct route *const tables[] = {nation_routes};
    found_nation(f);
    return http_new(f->db, tables, 1);
}

static void the_front_page_finds_a_place_however_it_is_typed(struct fixture *f)
{
    struct http *w = open_site(f);
    assert_int_equal(visit(w, GET, "/ky/", NULL), 200);
    assert_true(http_shows(w, "Ак-Булуң"));
    assert_int_equal(visit(w, GET, "/ky/find?q=%D0%BE%D1%80%D1%83%D0%BA%D1%82%D1%83", NULL),
                     200); /* орукту */
    assert_true(http_shows(w, "/ky/" FRESH));
    assert_int_equal(visit(w, GET, "/ky/find?q=%3Cscript%3E", NULL), 200);
    assert_false(http_shows(w, "<script>"));
    http_free(w);
}

static void the_table_is_the_coordinators_and_can_be_taken_away(struct fixture *f)
{
    struct http *w = open_site(f);
    assert_int_equal(visit(w, GET, "/ky/nation/table", NULL), 303); /* to sign in */
    http_sign_in(w, 3, CAP_BIT(CAP_DESK));
    assert_int_equal(visit(w, GET, "/ky/nation/table", NULL), 403);
    http_sign_in(w, 3, CAP_BIT(CAP_NATION));
    assert_int_equal(visit(w, GET, "/ky/nation/table?sort=fresh&oblast=41702000000000", NULL), 200);
    assert_true(http_shows(w, "aria-sort"));
    assert_int_equal(visit(w, GET, "/ky/nation/table.csv", NULL), 200);
    assert_true(http_shows(w, FRESH));
    assert_int_equal(visit(w, GET, "/api/v1/nation", NULL), 200);
    assert_true(http_shows(w, "\"stale\":1"));
    http_free(w);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(fresh_stale_and_silent_are_told_apart),
        FIXTURE_TEST(the_worst_come_first_and_an_oblast_can_be_chosen),
        FIXTURE_TEST(the_front_page_finds_a_place_however_it_is_typed),
        FIXTURE_TEST(the_table_is_the_coordinators_and_can_be_taken_away),
    };
    return FIXTURE_RUN("nation", tests);
}
