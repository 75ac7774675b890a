/* The rules of the engagement plan on both engines: what each step needs, what it refuses, what it
 * leaves behind. */
#include "plan/plan_fixture.h"

#include "audit/audit.h"
#include "people/people.h"
#include "plan/plan_web.h"
#include "test/fault.h"

static void begin(struct fixture *f)
{
    plan_settle(f);
    assert_ok(db_begin(f->db));
}

static bool has(const struct plan_do *p, const char *field, enum msg msg)
{
    for (const struct fault *x = p->f->first; x; x = x->next)
        if (str_eq(x->field, str_of(field)) && x->msg == msg)
            return true;
    return false;
}

static int64_t state_is(struct fixture *f, int64_t id, const char *state)
{
    struct plan_get_row row;

    assert_ok(plan_get(f->db, f->arena, &(struct plan_get_in){.id = id}, &row));
    return str_eq(row.state, str_of(state));
}

static void publishing_says_all_that_is_missing(struct fixture *f)
{
    begin(f);
    struct plan_do p = plan_as(f);
    struct plan_header h = plan_good_header();
    int64_t id;

    h.body_id = 0;
    assert_ok(plan_create(&p, &h, &id));
    assert_int_equal(plan_publish(&p, id), ERR_INVALID);
    assert_true(has(&p, "body", MSG_plan_fault_no_group));
    assert_true(has(&p, "issues", MSG_plan_fault_no_issues));
    assert_true(has(&p, "sources", MSG_plan_fault_no_sources));
    assert_int_equal(p.f->n, 6); /* and each of the three directions */
    assert_true(state_is(f, id, "draft"));
}

static void an_unapproved_group_publishes_nothing(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f);
    struct plan_do p = plan_as(f);

    assert_ok(db_script(f->db, "update body set state = 'changed'"));
    assert_int_equal(plan_publish(&p, id), ERR_INVALID);
    assert_true(has(&p, "body", MSG_plan_fault_group_unapproved));
    assert_int_equal(p.f->n, 1);
}

static void one_plan_is_prepared_at_a_time(struct fixture *f)
{
    begin(f);
    struct plan_header h = plan_good_header();
    int64_t id;

    plan_made(f);
    struct plan_do p = plan_as(f);
    assert_int_equal(plan_create(&p, &h, &id), ERR_CONFLICT);
    assert_true(has(&p, "", MSG_plan_fault_already_open));
}

static void a_header_collects_every_fault(struct fixture *f)
{
    begin(f);
    struct plan_do p = plan_as(f);
    struct plan_header h = {.title = {STR("ж"), STR(""), STR("")},
                            .goal = {STR(""), STR(""), STR("")},
                            .from = plan_on(2026, 3, 1),
                            .to = plan_on(2025, 3, 1),
                            .body_id = 99};
    int64_t id = -1;

    assert_int_equal(plan_create(&p, &h, &id), ERR_INVALID);
    assert_true(has(&p, "title_ky", MSG_common_fault_too_short));
    assert_true(has(&p, "title_ru", MSG_common_fault_required));
    assert_true(has(&p, "to", MSG_common_fault_day_order));
    assert_true(has(&p, "to", MSG_common_fault_day_past));
    assert_true(has(&p, "body", MSG_plan_fault_no_such_group));
    assert_int_equal(id, -1);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan"), 0);
}

static void a_measure_collects_every_fault(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f), measure;
    struct plan_do p = plan_as(f);
    struct plan_measure_form m = plan_good_measure("inform");
    const int64_t foreign = 2;

    m.title.ru = STR("");
    m.form = STR("kurultai");
    m.responsible = STR("");
    m.from = plan_on(2026, 2, 1);
    m.to = plan_on(2026, 2, 20);
    m.issues = &foreign;
    m.issue_count = 1;
    m.responsible_person = 4711;
    assert_int_equal(plan_measure_save(&p, id, 0, 0, &m, &measure), ERR_INVALID);
    assert_true(has(&p, "title_ru", MSG_common_fault_required));
    assert_true(has(&p, "form", MSG_plan_fault_form_direction));
    assert_true(has(&p, "responsible", MSG_common_fault_required));
    assert_true(has(&p, "from", MSG_plan_fault_outside));
    assert_true(has(&p, "to", MSG_common_fault_day_past));
    assert_true(has(&p, "issues", MSG_plan_fault_issue_not_chosen));
    assert_true(has(&p, "responsible_person", MSG_common_fault_not_choice));
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_measure"), 3);
}

static void the_second_editor_of_a_measure_changes_nothing(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f), measure;
    struct plan_do p = plan_as(f);
    struct plan_measure_form mine = plan_good_measure("inform"),
                             theirs = plan_good_measure("inform");

    theirs.title.ky = STR("Алардыкы");
    mine.title.ky = STR("Меники");
    assert_ok(plan_measure_save(&p, id, 1, 1, &theirs, &measure));
    assert_int_equal(plan_measure_save(&p, id, 1, 1, &mine, &measure), ERR_CONFLICT);
    assert_int_equal(p.f->n, 0);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_measure where title_ky = 'Алардыкы'"), 1);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_measure where title_ky = 'Меники'"), 0);
}

static void what_was_public_is_kept(struct fixture *f)
{
    begin(f);
    int64_t id = plan_at(f, "discussion"), measure;
    struct plan_do p = plan_as(f);
    struct plan_measure_form m = plan_good_measure("inform");

    m.title.ky = STR("Башкача иш-чара");
    assert_ok(plan_measure_save(&p, id, 1, 1, &m, &measure));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_measure_past where title_ky = 'Иш-чара'"),
        1);
    assert_ok(plan_measure_remove(&p, id, 1, 2));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_measure_past where removed = 1"), 1);
}

/* -- discussion -- */

static struct plan_comment_new a_comment(int64_t plan_id)
{
    return (struct plan_comment_new){.plan_id = plan_id,
                                     .measure_id = 1,
                                     .channel = STR("online"),
                                     .shown = STR("village"),
                                     .author_name = STR(""),
                                     .village_id = VILLAGE,
                                     .words = STR("Жыйынды кечинде өткөрүңүздөр")};
}

static void comments_are_taken_while_the_plan_is_discussed(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f), comment;
    struct plan_do p = plan_as(f);
    struct plan_comment_new c = a_comment(id);

    assert_int_equal(plan_comment(&p, &c, &comment), ERR_CONFLICT);
    assert_true(has(&p, "state", MSG_plan_fault_not_discussing));
    p = plan_as(f);
    assert_ok(plan_publish(&p, id));
    assert_ok(plan_comment(&p, &c, &comment));
    c.village_id = FAR_VILLAGE;
    assert_int_equal(plan_comment(&p, &c, &comment), ERR_INVALID);
    assert_true(has(&p, "village", MSG_common_fault_not_choice));
    p = plan_as(f);
    c.measure_id = 99;
    assert_int_equal(plan_comment(&p, &c, &comment), ERR_NOT_FOUND);
    /* A name that was not chosen to be shown is not kept at all. */
    c = a_comment(id);
    c.author_name = STR("Асан Асанов");
    assert_ok(plan_comment(&p, &c, &comment));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_comment where author_name <> ''"), 0);
}

static void a_comment_is_signed_with_the_account_s_name(struct fixture *f)
{
    struct plan_do p;
    int64_t person, comment;

    begin(f);
    int64_t id = plan_at(f, "discussion");
    p = plan_as(f);
    assert_ok(people_add(
        f->db, f->arena, p.who,
        &(struct person_new){.name = STR("Асан Асанов"), .contact = STR("asan@example.kg")}, p.f,
        &person));
    struct actor asan = {.person_id = person, .place_id = PLACE};
    struct plan_comment_new c = a_comment(id);
    c.shown = STR("name");
    c.author_name = STR("Айыл өкмөтүнүн башчысы");
    p.who = &asan;
    assert_ok(plan_comment(&p, &c, &comment));
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from plan_comment where author_name = 'Асан Асанов'"),
        1);
    /* Brought on paper by somebody without account: as the officer reads it. */
    c.channel = STR("paper");
    assert_ok(plan_comment(&p, &c, &comment));
    assert_int_equal(fixture_number(f->db,
                                    "select count(*) from plan_comment where author_id = 0 and "
                                    "author_name = 'Айыл өкмөтүнүн башчысы'"),
                     1);
    /* What people write is theirs: not in the open part of the log. */
    assert_int_equal(fixture_number(f->db,
                                    "select count(*) from audit where action = 'plan.comment' and "
                                    "after_json like '%кечинде%'"),
                     0);
}

static void who_asked_to_be_told_is_told(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f);
    struct plan_do p = plan_as(f);

    assert_ok(db_script(
        f->db,
        f->engine == DB_SQLITE
            ? "insert into subscription (place_id, address, lang, topics, token_hash, created_at, "
              "confirmed_at) values (1, 'a@b.kg', 'ky', 2, x'00', 1, 2)"
            : "insert into subscription (place_id, address, lang, topics, token_hash, created_at, "
              "confirmed_at) values (1, 'a@b.kg', 'ky', 2, '\\x00', 1, 2)"));
    assert_ok(plan_publish(&p, id));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from outbox where to_address = 'a@b.kg'"), 1);
}

static void a_draft_that_is_given_up_stays_unseen(struct fixture *f)
{
    struct plan_nation_figures_list nation;
    int64_t seen;

    begin(f);
    int64_t id = plan_made(f);
    struct plan_do p = plan_as(f);
    assert_int_equal(plan_drop(&p, id, &(struct plan_facts){.reason = STR("")}), ERR_INVALID);
    p = plan_as(f);
    assert_ok(plan_drop(&p, id, &(struct plan_facts){.reason = STR("Кереги жок болду")}));
    assert_int_equal(plan_current_id(f->db, f->arena, PLACE, &seen), ERR_NOT_FOUND);
    assert_ok(plan_nation_figures(f->db, f->arena, clock_today(), &nation));
    assert_int_equal(nation.n, 0);
    plan_made(f); /* and the next one may be started */
}

static void approval_waits_for_every_answer(struct fixture *f)
{
    begin(f);
    int64_t id = plan_at(f, "discussion"), first, second;
    struct plan_do p = plan_as(f);
    struct plan_comment_new c = a_comment(id);
    struct plan_facts assembly = plan_assembly(), order = plan_order();

    assert_ok(plan_comment(&p, &c, &first));
    assert_ok(plan_comment(&p, &c, &second));
    plan_pass_to(2026, 3, 26);
    assert_ok(plan_discussed(&p, id, &assembly));
    assert_int_equal(plan_approve(&p, id, &order), ERR_INVALID);
    assert_true(has(&p, "comments", MSG_plan_fault_unanswered));
    p = plan_as(f);
    struct plan_answer_new n = {.comment_id = first,
                                .version = 1,
                                .verdict = STR("accepted"),
                                .reason = STR("Туура сунуш"),
                                .changed = STR("")};
    assert_int_equal(plan_answer(&p, &n), ERR_INVALID); /* accepted must say what changed */
    assert_true(has(&p, "changed", MSG_common_fault_required));
    p = plan_as(f);
    n.changed = STR("Жыйын саат 18де");
    assert_ok(plan_answer(&p, &n));
    assert_int_equal(plan_answer(&p, &n), ERR_CONFLICT); /* somebody answered meanwhile */
    n.version = 2;
    n.reason = STR("Такталды: туура сунуш");
    assert_ok(plan_answer(&p, &n));
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_answer"), 2);
    assert_int_equal(plan_comment_conceal(&p, second, 1, STR("")), ERR_INVALID);
    p = plan_as(f);
    assert_ok(plan_comment_conceal(&p, second, 1, STR("Кемсинткен сөздөр")));
    assert_ok(plan_approve(&p, id, &order));
}

/* -- steps -- */

static void an_assembly_needs_time_place_people_and_minutes(struct fixture *f)
{
    begin(f);
    int64_t id = plan_at(f, "discussion");
    struct plan_do p = plan_as(f);
    struct plan_facts facts = {
        .day = plan_on(2026, 3, 5), .place = STR(""), .number = STR(""), .reason = STR("")};

    /* No source says how long a discussion lasts: a charter may. */
    assert_ok(db_script(
        f->db,
        "insert into rule_override (place_id, key, value, decision_title, decision_number, "
        "decision_day, valid_from, version) values (0, 'engagement_plan.discussion.min_days', "
        "'14', 'Charter', '1', 0, 0, 1)"));
    plan_pass_to(2026, 3, 6);
    assert_int_equal(plan_discussed(&p, id, &facts), ERR_INVALID);
    assert_true(has(&p, "day", MSG_plan_fault_too_soon));
    assert_true(has(&p, "place", MSG_common_fault_required));
    assert_true(has(&p, "present", MSG_plan_fault_present));
    assert_true(has(&p, "file", MSG_plan_fault_no_minutes));
    p = plan_as(f);
    facts.day = plan_on(2026, 2, 1);
    assert_int_equal(plan_discussed(&p, id, &facts), ERR_INVALID);
    assert_true(has(&p, "day", MSG_plan_fault_before_published));
    p = plan_as(f);
    facts.day = plan_on(2026, 5, 1);
    assert_int_equal(plan_discussed(&p, id, &facts), ERR_INVALID);
    assert_true(has(&p, "day", MSG_common_fault_day_future));
}

static void an_order_needs_number_day_and_scan(struct fixture *f)
{
    begin(f);
    int64_t id = plan_at(f, "discussed");
    struct plan_do p = plan_as(f);
    struct plan_facts facts = {
        .day = plan_on(2026, 3, 19), .number = STR(""), .in_force_from = DAY_NONE};

    assert_int_equal(plan_approve(&p, id, &facts), ERR_INVALID);
    assert_true(has(&p, "number", MSG_plan_fault_no_number));
    assert_true(has(&p, "day", MSG_plan_fault_before_discussed));
    assert_true(has(&p, "file", MSG_plan_fault_no_scan));
    assert_true(state_is(f, id, "discussed"));
    p = plan_as(f);
    p.caps = CAP_BIT(CAP_PLAN_DRAFT); /* a secretary prepares, the head approves */
    facts = plan_order();
    facts.day = plan_on(2026, 3, 21);
    assert_int_equal(plan_approve(&p, id, &facts), ERR_FORBIDDEN);
}

static void no_step_is_skipped(struct fixture *f)
{
    begin(f);
    int64_t id = plan_made(f), copy;
    struct plan_do p = plan_as(f);
    struct plan_facts order = plan_order();

    assert_int_equal(plan_approve(&p, id, &order), ERR_CONFLICT);
    p = plan_as(f);
    assert_int_equal(plan_put_in_force(&p, id, clock_today()), ERR_CONFLICT);
    p = plan_as(f);
    assert_int_equal(plan_revise(&p, id, STR("Артыкчылыктар өзгөрдү"), &copy), ERR_CONFLICT);
    assert_true(p.f->n > 0);
}

static void in_force_the_measures_become_tasks(struct fixture *f)
{
    begin(f);
    int64_t id = plan_at(f, "discussed");
    struct plan_do p = plan_as(f);
    struct plan_facts order = plan_order();

    plan_pass_to(2026, 3, 26);
    order.in_force_from = plan_on(2026, 3, 26); /* the same order puts it in force */
    assert_ok(plan_approve(&p, id, &order));
    assert_true(state_is(f, id, "in_force"));
    /* Three measures, 30 April to 30 September, monthly: six each. */
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_task"), 18);
    /* 30 May is a Saturday: Monday then. 30 August is a Sunday and the 31st Independence Day: 1
     * September then. */
    assert_int_equal(
        fixture_number(f->db, "select count(*) from plan_task where planned_on <> due_on"), 6);
    int64_t first =
        fixture_number(f->db, "select min(due_on) from plan_task where planned_on <> due_on");
    int64_t second =
        fixture_number(f->db, "select max(due_on) from plan_task where planned_on <> due_on");
    assert_int_equal(first, plan_on(2026, 6, 1));
    assert_int_equal(second, plan_on(2026, 9, 1));
}

static void a_task_is_reported_and_corrected(struct fixture *f)
{
    begin(f);
    plan_at(f, "in_force");
    struct plan_do p = plan_as(f);
    struct plan_report_new r = {.task_id = 1,
                                .seen = 0,
                                .outcome = STR("done"),
                                .day = plan_on(2026, 5, 4),
                                .words = STR("Такта жаңыртылды"),
                                .link = STR(""),
                                .correction = STR(""),
                                .file = plan_paper()};

    plan_pass_to(2026, 5, 3);
    assert_int_equal(plan_report(&p, &r), ERR_INVALID);
    assert_true(has(&p, "day", MSG_common_fault_day_future));
    plan_pass_to(2026, 5, 5);
    p = plan_as(f);
    assert_ok(plan_report(&p, &r));
    assert_int_equal(plan_report(&p, &r), ERR_INVALID); /* a correction says why */
    p = plan_as(f);
    r.correction = STR("Күнү жаңылыш жазылган");
    assert_int_equal(plan_report(&p, &r), ERR_CONFLICT); /* not seen: 0 */
    assert_int_equal(p.f->n, 0);
    r.seen = 1;
    r.day = plan_on(2026, 4, 30);
    assert_ok(plan_report(&p, &r));
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_report"), 2);
    assert_int_equal(fixture_number(f->db, "select reports from plan_task where id = 1"), 2);
    r.task_id = 2;
    r.seen = 0;
    r.link = STR("javascript:alert(1)");
    assert_int_equal(plan_report(&p, &r), ERR_INVALID);
    assert_true(has(&p, "link", MSG_common_fault_not_url));
}

static void progress_tells_late_from_done(struct fixture *f)
{
    struct plan_brief brief;
    struct plan_events events;
    struct plan_nation_figures_list nation;

    begin(f);
    plan_at(f, "in_force");
    struct plan_do p = plan_as(f);
    struct plan_report_new r = {
        .outcome = STR("done"), .words = STR("Аткарылды"), .link = STR(""), .correction = STR("")};
    plan_pass_to(2026, 6, 20);
    r.task_id = 1;
    r.day = plan_on(2026, 4, 30);
    assert_ok(plan_report(&p, &r));
    r.task_id = 2;
    r.day = plan_on(2026, 6, 10);
    assert_ok(plan_report(&p, &r));
    r.task_id = 3;
    r.outcome = STR("not_done");
    assert_ok(plan_report(&p, &r));
    assert_ok(plan_brief(f->db, f->arena, PLACE, LANG_RU, &brief));
    assert_int_equal(brief.count.on_time, 1);
    assert_int_equal(brief.count.late, 1);
    assert_int_equal(brief.count.not_done, 1);
    assert_int_equal(brief.count.overdue, 4); /* May and April of the other two measures */
    assert_int_equal(brief.count.upcoming, 11);
    assert_int_equal(brief.count.total, 18);
    assert_ok(plan_calendar(f->db, f->arena, PLACE, LANG_KY, &events));
    assert_int_equal(events.n, 18);
    assert_true(events.v[0].on <= events.v[17].on);
    assert_ok(plan_nation_figures(f->db, f->arena, clock_today(), &nation));
    assert_int_equal(nation.n, 1);
    assert_str(nation.v[0].state, "in_force");
    assert_int_equal(nation.v[0].due, 6);
    assert_int_equal(nation.v[0].on_time, 1);
    assert_int_equal(nation.v[0].overdue, 4);
}

static void a_revision_takes_over_what_is_to_come(struct fixture *f)
{
    struct plan_changes changes;
    int64_t copy, measure, third;

    begin(f);
    int64_t id = plan_at(f, "in_force");
    struct plan_do p = plan_as(f);
    assert_int_equal(plan_revise(&p, id, STR(""), &copy), ERR_INVALID);
    p = plan_as(f);
    assert_ok(plan_revise(&p, id, STR("Артыкчылыктар өзгөрдү"), &copy));
    assert_true(state_is(f, id, "in_force")); /* until the new one is */
    assert_true(state_is(f, copy, "draft"));
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_measure"), 6);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_measure_issue"), 6);
    struct plan_measure_form m = plan_good_measure("engage");
    m.title.ky = STR("Жаңы жыйын");
    assert_ok(plan_measure_save(&p, copy, 0, 0, &m, &measure));
    m = plan_good_measure("inform");
    m.period = STR("weekly");
    assert_ok(plan_measure_save(&p, copy, 4, 1, &m, &measure));
    assert_ok(plan_diff(f->db, f->arena, LANG_KY, id, copy, &changes));
    assert_int_equal(changes.n, 2);
    plan_pass_to(2026, 6, 1);
    assert_ok(plan_publish(&p, copy));
    plan_pass_to(2026, 6, 20);
    struct plan_facts assembly = plan_assembly(), order = plan_order();
    assembly.day = plan_on(2026, 6, 19);
    order.day = order.in_force_from = plan_on(2026, 6, 20);
    assert_ok(plan_discussed(&p, copy, &assembly));
    assert_ok(plan_approve(&p, copy, &order));
    assert_true(state_is(f, id, "revised"));
    assert_true(state_is(f, copy, "in_force"));
    /* What was due before stays with the old version, open; what was to come is the new one's. */
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from plan_task where plan_id = 1 and state = 'open'"),
        6);
    assert_int_equal(
        fixture_number(f->db,
                       "select count(*) from plan_task where plan_id = 1 and state = 'replaced'"),
        12);
    assert_int_equal(fixture_number(f->db, "select count(*) from plan_task t join plan p on p.id = "
                                           "t.plan_id where p.number = 2 and "
                                           "t.due_on < (select max(day) from plan_step where "
                                           "plan_id = p.id and state = 'in_force')"),
                     0);
    p = plan_as(f);
    assert_int_equal(plan_revise(&p, copy, STR("Дагы бир себеп"), &third), ERR_INVALID);
    assert_true(has(&p, "state", MSG_plan_fault_revised_already));
    plan_pass_to(2027, 1, 11);
    p = plan_as(f);
    assert_ok(plan_revise(&p, copy, STR("Дагы бир себеп"), &third));
}

static void a_revision_that_was_given_up_does_not_count(struct fixture *f)
{
    int64_t copy, again;

    begin(f);
    int64_t id = plan_at(f, "in_force");
    struct plan_do p = plan_as(f);
    assert_ok(plan_revise(&p, id, STR("Артыкчылыктар өзгөрдү"), &copy));
    assert_ok(plan_drop(&p, copy, &(struct plan_facts){.reason = STR("Кереги жок болуп калды")}));
    assert_ok(plan_revise(&p, id, STR("Артыкчылыктар өзгөрдү"), &again));
}

static void another_municipality_sees_nothing(struct fixture *f)
{
    static const struct actor stranger = {.person_id = 9, .place_id = 2};
    struct plan_header h = plan_good_header();

    begin(f);
    int64_t id = plan_made(f);
    struct plan_do p = plan_as(f);
    p.who = &stranger;
    assert_int_equal(plan_publish(&p, id), ERR_NOT_FOUND);
    assert_int_equal(plan_edit_header(&p, id, 1, &h), ERR_NOT_FOUND);
    assert_int_equal(plan_measure_remove(&p, id, 1, 1), ERR_NOT_FOUND);
}

static void the_desk_offers_tasks_answers_and_the_head_s_step(struct fixture *f)
{
    struct dues dues;
    int64_t comment;

    begin(f);
    int64_t id = plan_at(f, "discussion");
    struct plan_do p = plan_as(f);
    struct plan_comment_new c = a_comment(id);
    struct due_query q = {.place_id = PLACE,
                          .place_code = STR(PLACE_CODE),
                          .person_id = SECRETARY,
                          .caps = CAP_BIT(CAP_ANSWER) | CAP_BIT(CAP_PLAN_DRAFT),
                          .today = clock_today(),
                          .lang = LANG_KY};
    assert_ok(plan_comment(&p, &c, &comment));
    assert_ok(plan_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 1);
    assert_str(dues.v[0].path, "/" PLACE_CODE "/plan/1/discussion");
    struct plan_facts assembly = plan_assembly();
    plan_pass_to(2026, 3, 21);
    assert_ok(plan_discussed(&p, id, &assembly));
    assert_ok(plan_comment_conceal(&p, comment, 1, STR("Кайталанган пикир")));
    q.caps = CAP_BIT(CAP_APPROVE);
    assert_ok(plan_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 1);
    struct plan_facts order = plan_order();
    plan_pass_to(2026, 3, 26);
    order.in_force_from = order.day;
    assert_ok(plan_approve(&p, id, &order));
    q.today = plan_on(2026, 5, 2);
    q.caps = CAP_BIT(CAP_PLAN_DRAFT) | CAP_BIT(CAP_REPORT);
    assert_ok(plan_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 3);  /* April's, overdue */
    q.caps = CAP_BIT(CAP_REPORT); /* only what one is responsible for */
    assert_ok(plan_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 0);
}

/* The path of the only next step offered to these capabilities; "" where none is. */
static struct str next_step_for(struct fixture *f, uint64_t caps)
{
    struct dues dues;
    struct str path = STR("");
    struct due_query q = {.place_id = PLACE,
                          .place_code = STR(PLACE_CODE),
                          .person_id = SECRETARY,
                          .caps = caps,
                          .today = clock_today(),
                          .lang = LANG_KY};

    assert_ok(plan_due(f->db, f->arena, &q, &dues));
    for (size_t i = 0; i < dues.n; i++)
        if (dues.v[i].next_step) {
            assert_int_equal(path.n, 0);
            assert_int_equal(dues.v[i].on, DAY_NONE);
            path = dues.v[i].path;
        }
    return path;
}

static void a_quiet_desk_says_what_comes_next(struct fixture *f)
{
    const uint64_t secretary =
        CAP_BIT(CAP_PLAN_DRAFT) | CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_ANSWER);

    begin(f);
    assert_true(next_step_for(f, secretary).n > 0);
    assert_int_equal(next_step_for(f, CAP_BIT(CAP_REPORT)).n, 0);
    plan_made(f);
    assert_str(next_step_for(f, secretary), "/" PLACE_CODE "/plan/1/edit");
}

static void an_open_plan_s_next_step_follows_its_state(struct fixture *f)
{
    struct plan_do p;
    struct plan_facts assembly;

    begin(f);
    int64_t id = plan_at(f, "discussion");
    assert_str(next_step_for(f, CAP_BIT(CAP_PLAN_DRAFT)), "/" PLACE_CODE "/plan/1/edit");
    assert_int_equal(next_step_for(f, CAP_BIT(CAP_COMMENT)).n, 0);
    p = plan_as(f);
    assembly = plan_assembly();
    plan_pass_to(2026, 3, 21);
    assert_ok(plan_discussed(&p, id, &assembly));
    assert_str(next_step_for(f, CAP_BIT(CAP_PLAN_DRAFT)), "/" PLACE_CODE "/plan/1/edit");
    assert_int_equal(next_step_for(f, CAP_BIT(CAP_PLAN_DRAFT) | CAP_BIT(CAP_APPROVE)).n, 0);
}

static void a_municipality_with_a_plan_in_force_is_not_told_to_begin(struct fixture *f)
{
    begin(f);
    plan_at(f, "in_force");
    assert_int_equal(next_step_for(f, CAP_BIT(CAP_PLAN_DRAFT) | CAP_BIT(CAP_REGISTER)).n, 0);
}

static void the_board_shows_the_plan_in_the_reader_s_language(struct fixture *f)
{
    struct plan_board b;

    begin(f);
    assert_int_equal(plan_board(f->db, f->arena, PLACE, LANG_RU, &b), ERR_NOT_FOUND);
    plan_at(f, "in_force");
    assert_ok(plan_board(f->db, f->arena, PLACE, LANG_RU, &b));
    assert_int_equal(b.n, 3);
    assert_str(b.v[0].title.text, "Мероприятие");
    assert_int_equal(b.v[0].title.lang, LANG_RU);
    assert_str(b.v[0].form, "информационная доска");
    assert_true(b.order.n > 0);
    assert_int_equal(b.total.total, 18);
}

static void the_log_of_a_whole_cycle_is_unbroken(struct fixture *f)
{
    struct audit_verdict v;

    begin(f);
    plan_at(f, "in_force");
    assert_ok(db_commit(f->db));
    assert_ok(audit_verify(f->db, f->arena, &v));
    assert_true(v.whole);
    assert_true(v.checked > 10);
}

/* -- every failure leaves nothing half-written -- */

static enum err sweep_measure(struct fault_case *c)
{
    struct plan_do p = plan_as_in(c->db, c->arena);
    struct plan_measure_form m = plan_good_measure("engage");
    int64_t id;

    return plan_measure_save(&p, 1, 1, 1, &m, &id);
}

static enum err sweep_comment(struct fault_case *c)
{
    struct plan_do p = plan_as_in(c->db, c->arena);
    struct plan_comment_new n = a_comment(1);
    int64_t id;

    return plan_comment(&p, &n, &id);
}

static enum err sweep_approve(struct fault_case *c)
{
    struct plan_do p = plan_as_in(c->db, c->arena);
    struct plan_facts order = plan_order();

    order.in_force_from = order.day;
    return plan_approve(&p, 1, &order);
}

static enum err sweep_revise(struct fault_case *c)
{
    struct plan_do p = plan_as_in(c->db, c->arena);
    int64_t id;

    return plan_revise(&p, 1, STR("Артыкчылыктар өзгөрдү"), &id);
}

static enum err sweep_report(struct fault_case *c)
{
    struct plan_do p = plan_as_in(c->db, c->arena);

    return plan_report(&p, &(struct plan_report_new){.task_id = 1,
                                                     .outcome = STR("done"),
                                                     .day = clock_today(),
                                                     .words = STR("Аткарылды"),
                                                     .link = STR(""),
                                                     .correction = STR(""),
                                                     .file = plan_paper()});
}

static void swept(struct fixture *f, enum err (*fn)(struct fault_case *), const char *state)
{
    begin(f);
    plan_at(f, state);
    if (str_eq(str_of(state), STR("discussed")))
        plan_pass_to(2026, 3, 26);
    assert_ok(db_commit(f->db));
    struct fault_counts n = fault_sweep(f, fn, NULL);
    assert_true(n.allocations > 0 && n.statements > 0);
}

static void a_failing_measure_leaves_nothing(struct fixture *f)
{
    swept(f, sweep_measure, "discussion");
}
static void a_failing_comment_leaves_nothing(struct fixture *f)
{
    swept(f, sweep_comment, "discussion");
}
static void a_failing_approval_leaves_nothing(struct fixture *f)
{
    swept(f, sweep_approve, "discussed");
}
static void a_failing_revision_leaves_nothing(struct fixture *f)
{
    swept(f, sweep_revise, "in_force");
}
static void a_failing_report_leaves_nothing(struct fixture *f)
{
    swept(f, sweep_report, "in_force");
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(publishing_says_all_that_is_missing),
        FIXTURE_TEST(an_unapproved_group_publishes_nothing),
        FIXTURE_TEST(one_plan_is_prepared_at_a_time),
        FIXTURE_TEST(a_header_collects_every_fault),
        FIXTURE_TEST(a_measure_collects_every_fault),
        FIXTURE_TEST(the_second_editor_of_a_measure_changes_nothing),
        FIXTURE_TEST(what_was_public_is_kept),
        FIXTURE_TEST(comments_are_taken_while_the_plan_is_discussed),
        FIXTURE_TEST(a_comment_is_signed_with_the_account_s_name),
        FIXTURE_TEST(who_asked_to_be_told_is_told),
        FIXTURE_TEST(a_draft_that_is_given_up_stays_unseen),
        FIXTURE_TEST(approval_waits_for_every_answer),
        FIXTURE_TEST(an_assembly_needs_time_place_people_and_minutes),
        FIXTURE_TEST(an_order_needs_number_day_and_scan),
        FIXTURE_TEST(no_step_is_skipped),
        FIXTURE_TEST(in_force_the_measures_become_tasks),
        FIXTURE_TEST(a_task_is_reported_and_corrected),
        FIXTURE_TEST(progress_tells_late_from_done),
        FIXTURE_TEST(a_revision_takes_over_what_is_to_come),
        FIXTURE_TEST(a_revision_that_was_given_up_does_not_count),
        FIXTURE_TEST(another_municipality_sees_nothing),
        FIXTURE_TEST(the_desk_offers_tasks_answers_and_the_head_s_step),
        FIXTURE_TEST(a_quiet_desk_says_what_comes_next),
        FIXTURE_TEST(an_open_plan_s_next_step_follows_its_state),
        FIXTURE_TEST(a_municipality_with_a_plan_in_force_is_not_told_to_begin),
        FIXTURE_TEST(the_board_shows_the_plan_in_the_reader_s_language),
        FIXTURE_TEST(the_log_of_a_whole_cycle_is_unbroken),
        FIXTURE_TEST(a_failing_measure_leaves_nothing),
        FIXTURE_TEST(a_failing_comment_leaves_nothing),
        FIXTURE_TEST(a_failing_approval_leaves_nothing),
        FIXTURE_TEST(a_failing_revision_leaves_nothing),
        FIXTURE_TEST(a_failing_report_leaves_nothing),
    };
    return FIXTURE_RUN("plan", tests);
}
