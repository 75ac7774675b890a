/* "Where is this act used?", both ways, through the demonstration, on both engines: what was linked
 * by its number or by the address of its page, what cites the act in its own words, what an agenda
 * names. The act's page and the thing's page say the same. */
#include "app/act_uses.h"

#include "act/act.h"
#include "app/act_grounds.h"
#include "app/demo.h"
#include "app/demo_acts.h"
#include "app/demo_meetings.h"
#include "app/first.h"
#include "app/tables.h"
#include "app/wiring.h"
#include "audit/audit.h"
#include "place/place.h"
#include "search/search.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

#define CODE "41702210895000"
#define BASE "/ky/" CODE
enum { MEMORY_MIB = 512, SECRETARY = 1 };

struct municipality {
    struct fixture *f;
    struct arena a;
    struct node root;
    struct faults faults;
    struct actor secretary;
    struct http *web;
    int64_t act;
};

static enum err make_all(struct db *db, void *arg)
{
    struct municipality *m = arg;
    day_t today = clock_today() - 1; /* midnight passed since: all of it is of one day, this one */

    TRY(first_data(db, &m->a));
    TRY(demo_make(db, &m->a, m->root, today, &m->faults));
    TRY(demo_acts(db, &m->a, today, &m->faults));
    return demo_meetings(db, &m->a, today, &m->faults);
}

static struct municipality *begin(struct fixture *f)
{
    struct municipality *m = arena_new(f->arena, struct municipality);
    struct web_config c = {.routes = app_route_tables,
                           .route_tables = app_route_table_count,
                           .hooks.grounds = app_page_grounds};
    struct place place;

    m->f = f;
    arena_init(&m->a, MEMORY_MIB * MIB);
    faults_init(&m->faults, &m->a);
    app_wire_index();
    assert_ok(demo_data(&m->a, &m->root));
    assert_ok(db_atomically(f->db, make_all, m));
    clock_set(0);
    assert_ok(place_by_code(f->db, &m->a, STR(CODE), &place));
    m->secretary = (struct actor){.person_id = SECRETARY, .place_id = place.id};
    m->act = fixture_number(f->db, "select id from act where number = '3/1' and place_id > 0");
    m->web = http_new_with(f->db, &c);
    http_place(m->web, (struct scope){place.id, STR(CODE), STR("Көк-Жар")});
    return m;
}

static void end(struct municipality *m)
{
    http_free(m->web);
    audit_wire_after(NULL);
    search_wire(NULL, 0);
    clock_set(0);
    arena_free(&m->a);
}

static enum err link_to(struct municipality *m, const char *kind, const char *target)
{
    struct act_link_new l = {m->act, STR(""), str_of(kind), str_of(target), STR("")};

    faults_init(&m->faults, &m->a);
    assert_ok(db_begin(m->f->db));
    enum err e = act_add_link(m->f->db, &m->a, &m->secretary, &l, &m->faults);
    if (e == OK)
        assert_ok(db_commit(m->f->db));
    else
        db_rollback(m->f->db);
    return e;
}

/* Whether the page says, below its own matter, that it rests on the act. */
static bool rests(struct municipality *m, const char *path)
{
    char link[80];

    assert_int_equal(visit(m->web, GET, path, NULL), 200);
    snprintf(link, sizeof link, "href=\"" BASE "/acts/%lld\"", (long long)m->act);
    return http_shows(m->web, "id=\"grounds\"") && http_shows(m->web, link);
}

static bool act_names(struct municipality *m, const char *path)
{
    char page[80], link[160];

    snprintf(page, sizeof page, BASE "/acts/%lld", (long long)m->act);
    assert_int_equal(visit(m->web, GET, page, NULL), 200);
    snprintf(link, sizeof link, "href=\"%s\"", path);
    return http_shows(m->web, link);
}

static void a_page_names_the_act_it_was_linked_to(struct municipality *m)
{
    assert_false(rests(m, BASE "/bodies/1"));
    assert_ok(link_to(m, "page", "https://host.example" BASE "/bodies/1?x=1#y"));
    assert_true(rests(m, BASE "/bodies/1"));
    assert_true(act_names(m, BASE "/bodies/1"));
    assert_int_equal(link_to(m, "body", "1"), ERR_INVALID); /* it is there already */
    assert_non_null(fault_of(&m->faults, STR("target")));
    assert_ok(link_to(m, "meeting", "1"));
    assert_true(rests(m, BASE "/meetings/1"));
    assert_false(rests(m, BASE "/meetings/2"));
    assert_ok(link_to(m, "page", "/" CODE "/meetings"));
    assert_true(rests(m, BASE "/meetings"));
    assert_ok(link_to(m, "page", BASE "/acts/1"));
    assert_true(rests(m, BASE "/acts/1"));
    /* an issue and a rule tell their acts in their own words, not twice */
    assert_ok(link_to(m, "page", "/ru/" CODE "/issues/1"));
    assert_int_equal(link_to(m, "issue", "1"), ERR_INVALID); /* kept as one to the issue */
    assert_false(rests(m, BASE "/issues/1"));
    assert_true(act_names(m, BASE "/issues/1"));
}

static void an_address_that_leads_nowhere_is_no_link(struct municipality *m)
{
    static const char *const wrong[] = {
        BASE "/bodies/999",     "/" CODE "/meetings/999", "/x",
        "/99999999999999/plan", "https://h.example",      "/ky",
        "no address",           "/" CODE "/no-such-page", BASE "/acts/999",
        BASE "/rules/no.such"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(link_to(m, "page", wrong[i]), ERR_INVALID);
        assert_non_null(fault_of(&m->faults, STR("target")));
    }
    assert_int_equal(link_to(m, "meeting", "999"), ERR_INVALID);
    /* a meeting that is only being prepared is nobody's business yet */
    assert_ok(db_script(m->f->db, "update meeting set state = 'preparing' where id = 1"));
    assert_int_equal(link_to(m, "meeting", "1"), ERR_INVALID);
    assert_ok(db_script(m->f->db, "update meeting set state = 'published' where id = 1"));
    /* a body of another municipality is not the one of the same number here */
    assert_ok(link_to(m, "page", "/41702210896000/bodies/1"));
    assert_false(rests(m, BASE "/bodies/1"));
}

static const char *id_text(struct municipality *m, int64_t id)
{
    return str_cstr(&m->a, str_fmt(&m->a, "%lld", (long long)id));
}

/* The next version of the plan with one measure of it, in force. Returns its id. */
static int64_t revise(struct municipality *m, int64_t plan, int64_t measure)
{
    struct str script = str_fmt(
        &m->a,
        "update plan set state = 'revised' where id = %lld;"
        "insert into plan (place_id, kind, series_id, number, previous_id, key, state, title_ky, "
        "title_ru, title_en, goal_ky, goal_ru, goal_en, from_day, to_day, body_id, "
        "revision_reason, source, digest, version, created_at, created_by, updated_at, updated_by) "
        "select place_id, kind, series_id, number + 1, id, null, 'in_force', title_ky, title_ru, "
        "title_en, goal_ky, goal_ru, goal_en, from_day, to_day, body_id, revision_reason, source, "
        "digest, 1, created_at, created_by, updated_at, updated_by from plan where id = %lld;"
        "insert into plan_measure (plan_id, section_id, origin_id, no, position, title_ky, "
        "title_ru, title_en, result_ky, result_ru, result_en, funding_ky, funding_ru, funding_en, "
        "form, form_other, period, from_day, to_day, responsible, version, updated_at, updated_by) "
        "select (select max(id) from plan), section_id, origin_id, '', position, title_ky, "
        "title_ru, title_en, result_ky, result_ru, result_en, funding_ky, funding_ru, funding_en, "
        "form, form_other, period, from_day, to_day, responsible, 1, updated_at, updated_by "
        "from plan_measure where id = %lld",
        (long long)plan, (long long)plan, (long long)measure);

    assert_ok(db_script(m->f->db, str_cstr(&m->a, script)));
    return fixture_number(m->f->db, "select max(id) from plan");
}

/* A plan and a measure have a row in each version: whichever is named, the link is to them all. */
static void a_plan_and_its_measures_are_things_of_their_own(struct municipality *m)
{
    struct str plans =
        str_fmt(&m->a, "select id from plan where state = 'in_force' and place_id = %lld",
                (long long)m->secretary.place_id);
    int64_t plan = fixture_number(m->f->db, str_cstr(&m->a, plans));
    char of_plan[120], of_measure[120];
    struct str measures =
        str_fmt(&m->a, "select min(id) from plan_measure where plan_id = %lld", (long long)plan);
    int64_t measure = fixture_number(m->f->db, str_cstr(&m->a, measures));

    snprintf(of_plan, sizeof of_plan, BASE "/plan/%lld", (long long)plan);
    snprintf(of_measure, sizeof of_measure, BASE "/plan/%lld/measures/%lld", (long long)plan,
             (long long)measure);
    assert_false(rests(m, BASE "/plan"));
    assert_false(rests(m, of_measure));
    assert_ok(link_to(m, "page", "https://host.example" BASE "/plan?x=1"));
    assert_true(rests(m, BASE "/plan"));
    assert_true(rests(m, of_plan));
    assert_true(act_names(m, BASE "/plan"));
    assert_false(rests(m, BASE "/plan/versions"));
    assert_ok(db_script(m->f->db, "update act set title_en = '' where number = '3/1'"));
    assert_int_equal(visit(m->web, GET, "/en/" CODE "/plan", NULL), 200);
    assert_true(http_shows(m->web, "\"><span lang=\"ky\">Айыл базарынын"));
    assert_int_equal(visit(m->web, GET, BASE "/plan", NULL), 200);
    assert_true(http_shows(m->web, "\">Айыл базарынын")); /* in its own language it says nothing */
    assert_int_equal(link_to(m, "plan", id_text(m, plan)), ERR_INVALID); /* it is there already */
    assert_non_null(fault_of(&m->faults, STR("target")));

    assert_ok(link_to(m, "measure", id_text(m, measure)));
    assert_true(rests(m, of_measure));
    assert_true(act_names(m, of_measure));
    assert_int_equal(link_to(m, "page", of_measure), ERR_INVALID);
    assert_int_equal(link_to(m, "measure", "999999"), ERR_INVALID);
    assert_int_equal(link_to(m, "plan", "999999"), ERR_INVALID);
    assert_int_equal(link_to(m, "plan", "0"), ERR_INVALID);
    int64_t next = revise(m, plan, measure);
    int64_t moved = fixture_number(m->f->db, "select max(id) from plan_measure");
    char of_next[120], of_moved[120];
    snprintf(of_next, sizeof of_next, BASE "/plan/%lld", (long long)next);
    snprintf(of_moved, sizeof of_moved, BASE "/plan/%lld/measures/%lld", (long long)next,
             (long long)moved);
    assert_true(rests(m, of_next));
    assert_true(rests(m, of_moved));
    assert_true(rests(m, of_measure)); /* what was is kept */
    assert_true(act_names(m, of_moved));
    assert_false(act_names(m, of_measure)); /* but named is where it stands now */
}

static void what_cites_the_act_is_named_on_both_pages(struct municipality *m)
{
    m->act =
        fixture_number(m->f->db, "select a.id from act a join body b on b.created_number = "
                                 "a.number and b.created_day = a.day and b.place_id = a.place_id "
                                 "where b.id = 1");
    assert_true(rests(m, BASE "/bodies/1"));
    assert_true(act_names(m, BASE "/bodies/1"));
    assert_false(rests(m, BASE "/plan"));
}

static void an_agenda_that_names_the_act_is_on_its_page(struct municipality *m)
{
    struct str set = str_fmt(&m->a,
                             "update meeting_item set link_kind = 'act', link_id = %lld where id = "
                             "(select min(i.id) from meeting_item i where i.meeting_id = 4)",
                             (long long)m->act);

    assert_false(act_names(m, BASE "/meetings/4"));
    assert_ok(db_script(m->f->db, str_cstr(&m->a, set)));
    assert_true(act_names(m, BASE "/meetings/4"));
    assert_ok(
        db_script(m->f->db, "update meeting_item set state = 'dropped' where meeting_id = 4"));
    assert_false(act_names(m, BASE "/meetings/4"));
}

/* One demonstration serves them all: making it is most of the work. */
static void acts_and_what_rests_on_them_name_each_other(struct fixture *f)
{
    struct municipality *m = begin(f);

    an_address_that_leads_nowhere_is_no_link(m);
    a_page_names_the_act_it_was_linked_to(m);
    an_agenda_that_names_the_act_is_on_its_page(m);
    a_plan_and_its_measures_are_things_of_their_own(m);
    what_cites_the_act_is_named_on_both_pages(m);
    end(m);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(acts_and_what_rests_on_them_name_each_other),
    };
    return FIXTURE_RUN("act_uses", tests);
}
