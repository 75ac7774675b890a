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

    TRY(first_data(db, &m->a));
    TRY(demo_make(db, &m->a, m->root, &m->faults));
    TRY(demo_acts(db, &m->a, &m->faults));
    return demo_meetings(db, &m->a, &m->faults);
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
