/* Rules of the time before a meeting, on both engines. */
#include "meeting/meeting_before.h"

#include "db/db.h"
#include "rules/rules.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "web/cap.h"

enum { PLACE = 1, VILLAGE = 2, OTHER = 3, OFFICER = 7 };

#define NOW 1795000000 /* 18 November 2026, Wednesday, 15:06 in Bishkek */

static const struct actor officer = {.person_id = OFFICER, .place_id = PLACE};
static const uint64_t keeps = CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_MEETING);

static day_t today(void)
{
    return clock_today();
}

static void begin(struct fixture *f)
{
    clock_set(NOW);
    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, parent_id, municipality_id, name_ky, name_ru, name_en, "
        "is_municipality, population, act, version) values "
        "(1, '41706211805000', 'aimak', null, 1, 'Ак-Суу', 'Ак-Суу', '', 1, 5200, '', 1), "
        "(2, '41706211805010', 'village', 1, 1, 'Тилек', 'Тилек', '', 0, 2050, '', 1), "
        "(3, '41706211806000', 'aimak', null, 3, 'Теплоключенка', '', '', 1, 100, '', 1);"));
}

static struct meeting_new hearing_on(day_t day)
{
    return (struct meeting_new){
        .kind = STR("budget_hearing"),
        .topic = STR("budget_draft"),
        .caller = STR("head"),
        .mode = STR("hall"),
        .title = {[LANG_KY] = STR("2027-жылдын бюджети"), [LANG_RU] = STR("Бюджет 2027 года")},
        .venue = {[LANG_KY] = STR("Маданият үйү")},
        .call_order = STR("12"),
        .call_day = today(),
        .day = day,
        .at = 600,
        .minutes = 120,
        .lang = LANG_RU};
}

static enum err save(struct fixture *f, const struct meeting_new *n, struct faults *faults,
                     int64_t *id)
{
    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = meeting_save(f->db, f->arena, &officer, n, faults, id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static int64_t saved(struct fixture *f, const struct meeting_new *n)
{
    struct faults faults;
    int64_t id = 0;
    enum err e = save(f, n, &faults, &id);
    if (e != OK)
        fail_msg("%s: %.*s", err_name(e),
                 STR_F(faults.n ? fault_text(f->arena, LANG_EN, faults.first) : STR("no fault")));
    return id;
}

static struct meeting read_back(struct fixture *f, int64_t id)
{
    struct meeting m;
    assert_ok(meeting_find(f->db, f->arena, PLACE, id, &m));
    return m;
}

static void refused(struct fixture *f, const struct meeting_new *n, const char *field,
                    const char *msg)
{
    struct faults faults;
    int64_t id = -1;

    assert_int_equal(save(f, n, &faults, &id), ERR_INVALID);
    assert_int_equal(id, -1);
    const struct fault *fault = fault_of(&faults, str_of(field));
    if (!fault)
        fail_msg("no fault on %s but on %.*s", field, STR_F(faults.first->field));
    assert_string_equal(msg_name(fault->msg), msg);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting"), 0);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 0);
}

static int64_t item(struct fixture *f, int64_t meeting, const char *title, const char *reason)
{
    struct faults faults;
    int64_t id = 0;

    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(meeting_item_save(f->db, f->arena, &officer,
                                &(struct meeting_item_new){.meeting_id = meeting,
                                                           .title = {[LANG_KY] = str_of(title)},
                                                           .reason = str_of(reason)},
                                &faults, &id));
    assert_ok(db_commit(f->db));
    return id;
}

static enum err step(struct fixture *f, int64_t id, bool cancel, const char *reason,
                     struct faults *faults)
{
    struct meeting m = read_back(f, id);
    struct meeting_step_do s = {
        .id = id, .version = m.version, .caps = keeps, .reason = str_of(reason), .lang = LANG_EN};

    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = cancel ? meeting_cancel(f->db, f->arena, &officer, &s, faults)
                        : meeting_announce(f->db, f->arena, &officer, &s, faults);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static int64_t announced(struct fixture *f, day_t day)
{
    struct meeting_new n = hearing_on(day);
    struct faults faults;
    int64_t id = saved(f, &n);

    item(f, id, "Бюджеттин долбоору", "");
    assert_ok(step(f, id, false, "", &faults));
    return id;
}

/* -- kinds -- */

static void every_kind_has_its_rules_and_steps(struct fixture *f)
{
    static const char *const names[] = {"quorum",        "decision", "results_after",
                                        "minutes_after", "remote",   "unanswered_questions"};
    size_t n;
    const struct meeting_kind *k = meeting_kinds(&n);

    assert_true(n >= 13);
    for (size_t i = 0; i < n; i++) {
        struct meeting m = {.place_id = PLACE, .kind = &k[i], .day = today()};
        struct meeting_preps preps;
        struct rule_described d;

        for (size_t r = 0; r < sizeof names / sizeof *names; r++) {
            char *key = str_cstr(f->arena, str_fmt(f->arena, "%s.%s", k[i].rules, names[r]));
            if (!rules_find(str_of(key), today()))
                fail_msg("%s: no rule %s", k[i].code, key);
        }
        assert_ok(meeting_preps_of(f->db, f->arena, LANG_KY, &m, today(), &preps));
        assert_true(preps.n >= 2);
        for (size_t s = 0; s < preps.n; s++)
            assert_ok(
                rules_describe(f->db, f->arena, LANG_KY, preps.v[s].rule_key, PLACE, today(), &d));
        assert_ptr_equal(meeting_kind_of(str_of(k[i].code)), &k[i]);
    }
    assert_null(meeting_kind_of(STR("wedding")));
}

/* -- calling -- */

static void a_hearing_unfolds_backwards_over_days_of_rest(struct fixture *f)
{
    struct meeting_preps preps;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40); /* 28 December 2026 */
    int64_t id = saved(f, &n);
    struct meeting m = read_back(f, id);
    assert_str(m.state, "preparing");
    assert_int_equal(m.starts_at, instant_of_day(m.day) + 600 * 60);
    assert_ok(meeting_preps_of(f->db, f->arena, LANG_RU, &m, today(), &preps));
    assert_str(preps.v[0].code, "set_place");
    assert_int_equal(preps.v[0].due_on, m.day - 21); /* Monday 7 December */
    assert_int_equal(preps.v[0].from_day, m.day - 28);
    const struct meeting_prep *forms = NULL, *check = NULL, *results = NULL;
    for (size_t i = 0; i < preps.n; i++) {
        if (str_eq(preps.v[i].code, STR("forms")))
            forms = &preps.v[i];
        if (str_eq(preps.v[i].code, STR("check")))
            check = &preps.v[i];
        if (preps.v[i].after)
            results = &preps.v[i];
    }
    assert_non_null(forms);
    assert_int_equal(forms->due_on, m.day - 3); /* Friday */
    assert_non_null(check);
    assert_int_equal(check->due_on, m.day - 3); /* a day before is Sunday: Friday before it */
    assert_non_null(results);
    assert_int_equal(results->id, 0);
    assert_true(results->due_on >= m.day + 10);
    assert_int_equal(fixture_number(f->db, "select count(*) from audit"), 1);
}

static void what_the_kind_does_not_allow_is_refused(struct fixture *f)
{
    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    n.kind = STR("wedding");
    refused(f, &n, "kind", "meeting_fault_kind");
    n = hearing_on(today() + 40);
    n.topic = STR("tariff");
    refused(f, &n, "topic", "meeting_fault_topic");
    n.topic = STR("nonsense");
    refused(f, &n, "topic", "meeting_fault_topic");
    n = hearing_on(today() + 40);
    n.caller = STR("tos");
    refused(f, &n, "caller", "meeting_fault_caller");
    n = hearing_on(today() + 40);
    n.caller = STR("initiative_group");
    refused(f, &n, "request_id", "meeting_fault_request");
    n = hearing_on(today() + 40);
    n.kind = STR("council_session");
    n.topic = STR("other");
    n.caller = STR("chair");
    refused(f, &n, "body_id", "meeting_fault_body");
    n = hearing_on(today() + 40);
    n.area_place_id = OTHER;
    refused(f, &n, "area_place_id", "meeting_fault_village");
    n = hearing_on(today() + 40);
    n.title[LANG_KY] = n.title[LANG_RU] = STR(" ");
    refused(f, &n, "title_ky", "common_fault_required");
    n = hearing_on(today() + 40);
    n.minutes = 2;
    refused(f, &n, "minutes", "common_fault_number_range");
    n = hearing_on(today() - 1);
    refused(f, &n, "day", "meeting_fault_past");
    n = hearing_on(DAY_NONE);
    refused(f, &n, "day", "common_fault_required");
}

static void a_day_too_near_needs_ground_and_decision(struct fixture *f)
{
    begin(f);
    struct meeting_new n = hearing_on(today() + 6); /* the rule: 7..14 */
    refused(f, &n, "day", "meeting_fault_too_near");
    n.emergency = STR("quarantine");
    refused(f, &n, "emergency_act", "meeting_fault_emergency_act");
    n.emergency = STR("laziness");
    n.emergency_act = STR("№ 3");
    refused(f, &n, "emergency", "meeting_fault_ground");
    n.emergency = STR("");
    refused(f, &n, "emergency", "meeting_fault_act_without_ground");
    n.emergency = STR("quarantine");
    int64_t id = saved(f, &n);
    item(f, id, "Бюджет", "");
    struct faults faults;
    assert_ok(step(f, id, false, "", &faults));
    struct meeting_notices told;
    assert_ok(meeting_notices_of(f->db, f->arena, id, &told));
    assert_int_equal(told.n, 1);
    assert_int_equal(told.v[0].short_by, 1);
}

static void the_least_notice_is_enough(struct fixture *f)
{
    begin(f);
    int64_t id = announced(f, today() + 7);
    struct meeting_notices told;
    assert_ok(meeting_notices_of(f->db, f->arena, id, &told));
    assert_int_equal(told.v[0].short_by, 0);
}

static void from_afar_only_where_the_rule_allows(struct fixture *f)
{
    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    n.mode = STR("remote");
    refused(f, &n, "remote_url", "meeting_fault_url");
    n.remote_url = STR("javascript:alert(1)");
    refused(f, &n, "remote_url", "meeting_fault_url");
    n.remote_url = STR("https://example.kg/hall");
    n.kind = STR("assembly");
    n.topic = STR("other");
    refused(f, &n, "mode", "meeting_fault_remote");
    n.emergency = STR("emergency_situation");
    n.emergency_act = STR("№ 5");
    assert_true(saved(f, &n) > 0);
}

static void announcing_needs_agenda_and_decision(struct fixture *f)
{
    struct faults faults;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    n.call_order = STR("");
    n.call_day = DAY_NONE;
    int64_t id = saved(f, &n);
    assert_int_equal(step(f, id, false, "", &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("agenda")));
    assert_non_null(fault_of(&faults, STR("call_order")));
    assert_non_null(fault_of(&faults, STR("call_day")));
    assert_str(read_back(f, id).state, "preparing");
    /* It waits too long: the day of the hearing comes too near. */
    item(f, id, "Бюджет", "");
    clock_set(NOW + 36 * 86400);
    assert_int_equal(step(f, id, false, "", &faults), ERR_INVALID);
    assert_string_equal(msg_name(fault_of(&faults, STR("day"))->msg), "meeting_fault_too_near");
    clock_set(NOW);
}

static void what_was_told_is_kept_when_it_moves(struct fixture *f)
{
    struct meeting_notices told;
    struct faults faults;
    int64_t id, again;

    begin(f);
    assert_ok(db_script(f->db, "insert into subscription (place_id, address, lang, topics, "
                               "token_hash, created_at, confirmed_at) values "
                               "(1, 's@mail.kg', 'ru', 8, '1', 0, 1), (1, 'p@mail.kg', 'ky', 2, "
                               "'2', 0, 1);"));
    id = announced(f, today() + 20);
    struct meeting m = read_back(f, id);
    struct meeting_new n = hearing_on(today() + 27);
    n.id = id;
    n.version = m.version;
    n.call_day = m.call_day;
    assert_int_equal(save(f, &n, &faults, &again), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("reason")));
    n.reason = STR("Жол жабылды");
    assert_ok(save(f, &n, &faults, &again));
    assert_ok(meeting_notices_of(f->db, f->arena, id, &told));
    assert_int_equal(told.n, 2);
    assert_str(told.v[0].kind, "published");
    assert_int_equal(told.v[0].day, today() + 20);
    assert_str(told.v[1].kind, "moved");
    assert_int_equal(told.v[1].day, today() + 27);
    assert_str(told.v[1].reason, "Жол жабылды");
    /* Who follows meetings was told twice; who follows the plan alone was not. */
    assert_int_equal(fixture_number(f->db, "select count(*) from outbox"), 2);
    assert_int_equal(
        fixture_number(f->db, "select count(*) from outbox where body like '%Жол жабылды%'"), 1);
    /* Two secretaries: the second comes with the version of before. */
    assert_int_equal(save(f, &n, &faults, &again), ERR_CONFLICT);
    n.version = read_back(f, id).version;
    n.topic = STR("budget_execution");
    assert_int_equal(save(f, &n, &faults, &again), ERR_INVALID);
    assert_string_equal(msg_name(fault_of(&faults, STR("topic"))->msg), "meeting_fault_told");
    /* A new hall the day before: what was told of the day is not judged again. */
    clock_set(NOW + 26 * 86400);
    n.topic = STR("budget_draft");
    n.venue[LANG_KY] = STR("Мектеп");
    n.reason = STR("Залда жылуу жок");
    assert_ok(save(f, &n, &faults, &again));
    assert_ok(meeting_notices_of(f->db, f->arena, id, &told));
    assert_str(told.v[2].kind, "changed");
    clock_set(NOW);
}

static void a_move_to_a_day_too_near_is_refused(struct fixture *f)
{
    struct faults faults;
    int64_t again;

    begin(f);
    int64_t id = announced(f, today() + 20);
    struct meeting_new n = hearing_on(today() + 3);
    n.id = id;
    n.version = read_back(f, id).version;
    n.reason = STR("Шашылыш");
    assert_int_equal(save(f, &n, &faults, &again), ERR_INVALID);
    assert_string_equal(msg_name(fault_of(&faults, STR("day"))->msg), "meeting_fault_too_near");
}

static void weather_cancels_with_a_reason(struct fixture *f)
{
    struct meeting_notices told;
    struct meetings list;
    struct faults faults;

    begin(f);
    int64_t id = announced(f, today() + 20);
    assert_int_equal(step(f, id, true, "", &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("reason")));
    assert_ok(step(f, id, true, "Кар көчкү жолду жапты", &faults));
    assert_str(read_back(f, id).state, "cancelled");
    assert_ok(meeting_notices_of(f->db, f->arena, id, &told));
    assert_str(told.v[1].kind, "cancelled");
    assert_int_equal(step(f, id, true, "дагы бир жолу", &faults), ERR_CONFLICT);
    struct meeting_filter filter = {
        .place_id = PLACE, .upcoming = true, .kind = STR(""), .today = today()};
    assert_ok(meeting_list(f->db, f->arena, &filter, &list));
    assert_int_equal(list.n, 1); /* everybody sees that it will not be */
    /* One that was never told is nobody's to see. */
    struct meeting_new n = hearing_on(today() + 30);
    int64_t quiet = saved(f, &n);
    assert_ok(step(f, quiet, true, "Кийинкиге калтырылды", &faults));
    assert_ok(meeting_list(f->db, f->arena, &filter, &list));
    assert_int_equal(list.n, 1);
}

/* -- agenda -- */

static void late_items_say_why(struct fixture *f)
{
    struct meeting_items items;
    struct faults faults;
    int64_t id, made;

    begin(f);
    id = announced(f, today() + 20);
    faults_init(&faults, f->arena);
    struct meeting_item_new n = {.meeting_id = id, .title = {[LANG_KY] = STR("Тариф")}};
    assert_int_equal(meeting_item_save(f->db, f->arena, &officer, &n, &faults, &made), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("reason")));
    made = item(f, id, "Тариф", "Жаңы сунуш келди");
    assert_ok(meeting_items_of(f->db, f->arena, id, &items));
    assert_int_equal(items.n, 2);
    faults_init(&faults, f->arena);
    struct meeting_item_do d = {id, made, items.v[1].version, STR("Даяр эмес")};
    assert_ok(db_begin(f->db));
    assert_ok(meeting_item_raise(f->db, f->arena, &officer, &d, &faults));
    assert_ok(meeting_items_of(f->db, f->arena, id, &items));
    assert_int_equal(items.v[0].id, made);
    d.version = items.v[0].version;
    assert_ok(meeting_item_drop(f->db, f->arena, &officer, &d, &faults));
    assert_ok(db_commit(f->db));
    assert_ok(meeting_items_of(f->db, f->arena, id, &items));
    assert_str(items.v[0].state, "dropped");
    assert_str(items.v[0].reason, "Даяр эмес");
    assert_int_equal(items.n, 2); /* kept */
}

static void an_item_links_to_what_is_there(struct fixture *f)
{
    struct faults faults;
    int64_t made;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    int64_t id = saved(f, &n);
    struct meeting_item_new i = {.meeting_id = id,
                                 .title = {[LANG_KY] = STR("Суу")},
                                 .link_kind = STR("issue"),
                                 .link_id = 99};
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_item_save(f->db, f->arena, &officer, &i, &faults, &made), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("link")));
    i.link_kind = STR("budget");
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_item_save(f->db, f->arena, &officer, &i, &faults, &made), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("link_text")));
}

/* -- the year and the desk -- */

static const struct meeting_duty *duty(const struct meeting_duties *all, const char *topic)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].topic, str_of(topic)))
            return &all->v[i];
    fail_msg("no duty on %s", topic);
    return NULL;
}

static void the_year_tells_what_is_missing(struct fixture *f)
{
    struct meeting_duties all;

    begin(f);
    announced(f, today() + 20);
    assert_ok(meeting_year(f->db, f->arena, LANG_KY, PLACE, 2026, &all));
    assert_int_equal(duty(&all, "budget_draft")->planned, 1);
    assert_int_equal(duty(&all, "budget_draft")->held, 0);
    assert_int_equal(duty(&all, "budget_execution")->planned, 0);
    assert_int_equal(duty(&all, "report_head")->needed, 1);
    assert_int_equal(duty(&all, "other")->needed, 2); /* assemblies */
    assert_ok(meeting_year(f->db, f->arena, LANG_KY, PLACE, 2025, &all));
    assert_int_equal(duty(&all, "budget_draft")->planned, 0);
}

static void the_desk_reminds(struct fixture *f)
{
    struct due_query q = {.place_id = PLACE,
                          .place_code = STR("41706211805000"),
                          .person_id = OFFICER,
                          .caps = keeps,
                          .lang = LANG_KY};
    struct dues dues;
    size_t steps = 0, next = 0;

    begin(f);
    q.today = today();
    announced(f, today() + 8);
    assert_ok(meeting_due(f->db, f->arena, &q, &dues));
    for (size_t i = 0; i < dues.n; i++) {
        steps += !dues.v[i].next_step && !dues.v[i].done;
        next += dues.v[i].next_step;
    }
    assert_true(steps >= 3); /* overdue ones: the hearing was called late */
    assert_true(next >= 3);
    q.caps = CAP_BIT(CAP_SIGNED_IN);
    assert_ok(meeting_due(f->db, f->arena, &q, &dues));
    assert_int_equal(dues.n, 0);
}

/* What the desk says on a day of a report of that kind; NULL: nothing. */
static const struct due *report_due(struct fixture *f, const char *kind, struct civil on)
{
    struct due_query q = {.place_id = PLACE,
                          .place_code = STR("41706211805000"),
                          .person_id = OFFICER,
                          .caps = keeps,
                          .lang = LANG_KY};
    struct dues dues;
    struct str path = str_fmt(f->arena, "kind=%s&", kind);

    clock_set(instant_of_day(day_from_civil(on)));
    q.today = today();
    assert_ok(meeting_due(f->db, f->arena, &q, &dues));
    for (size_t i = 0; i < dues.n; i++)
        if (str_find(dues.v[i].path, path, 0) != SIZE_MAX)
            return &dues.v[i];
    return NULL;
}

static void reports_press_before_their_day_until_one_is_held(struct fixture *f)
{
    const struct civil last = {2026, 12, 31}, early = {2026, 10, 31}, warned = {2026, 11, 1},
                       spring = {2026, 3, 1};
    const struct due *d;

    begin(f);
    d = report_due(f, "report_head", early);
    assert_true(d && d->next_step && d->on == DAY_NONE);
    d = report_due(f, "report_head", warned); /* sixty days before */
    assert_true(d && !d->next_step && d->warning);
    assert_int_equal(d->on, day_from_civil(last));
    assert_string_equal(d->rule_key, "accountability.report_by");
    d = report_due(f, "report_deputies", last);
    assert_true(d && !d->next_step && !d->warning); /* today */
    assert_null(report_due(f, "report_tos", last)); /* there is no TOS here */
    assert_ok(db_script(
        f->db, "insert into rule_override (place_id, key, value, decision_title, decision_number, "
               "decision_day, valid_from, version) values (1, 'accountability.report_by', '03-01', "
               "'Устав', '1', 20000, 20000, 1);"
               "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, "
               "purpose_ru, purpose_en, state, created_title, created_number, approved_title, "
               "approved_number, version) values (1, 1, 'tos', 'АКӨБ', '', '', '', '', '', "
               "'forming', '', '', '', '', 1)"));
    d = report_due(f, "report_tos", (struct civil){2026, 3, 2});
    assert_true(d && !d->warning); /* late by the charter's own day */
    assert_int_equal(d->on, day_from_civil(spring));
    struct meeting_new n = hearing_on(today() + 20);
    n.kind = n.topic = STR("report_head");
    int64_t id = saved(f, &n);
    assert_null(report_due(f, "report_head", spring)); /* called: its own steps press now */
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting where id = 1"), 1);
    assert_int_equal(id, 1);
    assert_ok(db_script(f->db, "update meeting set state = 'cancelled' where id = 1"));
    assert_non_null(report_due(f, "report_head", spring));
    assert_ok(db_script(f->db, "update meeting set state = 'held' where id = 1"));
    assert_null(report_due(f, "report_head", last));
    d = report_due(f, "report_head", (struct civil){2027, 1, 1}); /* a new year asks anew */
    assert_true(d && !d->next_step);
    assert_non_null(report_due(f, "report_deputies", last));
}

static const struct meeting_duty *head_report(struct fixture *f, int year)
{
    struct meeting_duties all;

    assert_ok(meeting_year(f->db, f->arena, LANG_KY, PLACE, year, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].kind, STR("report_head")))
            return &all.v[i];
    return NULL;
}

static void a_report_missed_last_year_is_overdue_until_one_is_held(struct fixture *f)
{
    const struct civil winter = {2027, 1, 15};
    const day_t due = day_from_civil((struct civil){2026, 12, 31});
    const struct due *d;

    begin(f);
    clock_set(instant_of_day(day_from_civil(winter)));
    assert_int_equal(head_report(f, 2027)->overdue, 0); /* no meeting was kept here in 2026 */
    clock_set(instant_of_day(day_from_civil((struct civil){2026, 3, 1})));
    struct meeting_new n = hearing_on(today() + 20);
    int64_t id = saved(f, &n);
    assert_int_equal(id, 1);
    assert_int_equal(head_report(f, 2026)->overdue, 0);
    d = report_due(f, "report_head", winter);
    assert_true(d && !d->next_step && !d->warning && !d->done);
    assert_int_equal(d->on, due);
    assert_string_equal(d->rule_key, "accountability.report_by");
    assert_true(str_find(d->title, STR("2026"), 0) != SIZE_MAX);
    assert_null(report_due(f, "report_tos", winter)); /* there is no TOS here */
    assert_int_equal(head_report(f, 2027)->overdue, 1);
    assert_int_equal(head_report(f, 2027)->overdue_since, due);

    /* Called, it leaves the desk to its own steps; the public page names it until it was held. */
    n = hearing_on(day_from_civil((struct civil){2027, 2, 20}));
    n.kind = n.topic = STR("report_head");
    id = saved(f, &n);
    assert_null(report_due(f, "report_head", winter));
    assert_int_equal(head_report(f, 2027)->overdue, 1);
    assert_ok(db_script(f->db, "update meeting set state = 'cancelled' where id = 2"));
    assert_non_null(report_due(f, "report_head", winter));
    assert_ok(db_script(f->db, "update meeting set state = 'held' where id = 2"));
    assert_null(report_due(f, "report_head", (struct civil){2027, 12, 31}));
    assert_int_equal(head_report(f, 2027)->overdue, 0);
    assert_int_equal(head_report(f, 2027)->overdue_since, DAY_NONE);

    /* The charter asks for none: nothing is owed. */
    assert_ok(db_script(f->db, "update meeting set state = 'cancelled' where id = 2;"
                               "insert into body (id, place_id, kind, name_ky, name_ru, name_en, "
                               "purpose_ky, purpose_ru, purpose_en, state, created_title, "
                               "created_number, created_day, approved_title, approved_number, "
                               "version) values (1, 1, 'tos', 'АКӨБ', '', '', '', '', '', "
                               "'forming', '', '7', 20600, '', '', 1)"));
    d = report_due(f, "report_tos", winter); /* 20600: in May 2026 */
    assert_true(d && d->on == due);
    assert_ok(db_script(
        f->db, "insert into rule_override (place_id, key, value, decision_title, decision_number, "
               "decision_day, valid_from, version) values (1, "
               "'accountability.tos_reports_per_year', '0', 'Устав', '1', 20000, 20000, 1)"));
    assert_null(report_due(f, "report_tos", winter));
}

static void a_step_is_ticked_or_does_not_apply(struct fixture *f)
{
    struct meeting_preps preps;
    struct faults faults;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    int64_t id = saved(f, &n);
    struct meeting m = read_back(f, id);
    assert_ok(meeting_preps_of(f->db, f->arena, LANG_KY, &m, today(), &preps));
    struct meeting_prep_do d = {.meeting_id = id,
                                .step_id = preps.v[0].id,
                                .done_on = today() + 1,
                                .skipped = STR("керек эмес")};
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_prep_tick(f->db, f->arena, &officer, &d, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("done_on"))); /* tomorrow */
    assert_non_null(fault_of(&faults, STR("skipped")));
    d = (struct meeting_prep_do){
        .meeting_id = id, .step_id = preps.v[0].id, .done_on = today(), .note = STR("клуб")};
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(meeting_prep_tick(f->db, f->arena, &officer, &d, &faults));
    assert_ok(db_commit(f->db));
    /* Moving the day moves what is due, and keeps what is done. */
    n = hearing_on(today() + 50);
    n.id = id;
    n.version = m.version;
    saved(f, &n);
    m = read_back(f, id);
    assert_ok(meeting_preps_of(f->db, f->arena, LANG_KY, &m, today(), &preps));
    assert_int_equal(preps.v[0].done_on, today());
    assert_true(preps.v[0].due_on > m.day - 25);
    d.step_id = 4711;
    assert_int_equal(meeting_prep_tick(f->db, f->arena, &officer, &d, &faults), ERR_NOT_FOUND);
}

/* -- kurultai -- */

static void delegates_are_counted_against_the_norm(struct fixture *f)
{
    struct meeting_delegate_norms norms;
    struct meeting_delegates all;
    struct faults faults;
    int64_t made;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    n.kind = STR("kurultai");
    n.topic = STR("other");
    n.caller = STR("council");
    int64_t id = saved(f, &n);
    struct meeting m = read_back(f, id);
    assert_ok(meeting_delegate_norms_of(f->db, f->arena, LANG_KY, &m, &norms));
    assert_int_equal(norms.norm, 0); /* nobody has set it, nothing is guessed */
    assert_int_equal(norms.needed, 0);
    assert_ok(db_script(
        f->db, "insert into rule_override (place_id, key, value, decision_title, decision_number, "
               "decision_day, valid_from, version) values "
               "(1, 'kurultai.delegate_norm', '1000', 'Токтом', '1', 20000, 20000, 1);"));
    assert_ok(meeting_delegate_norms_of(f->db, f->arena, LANG_KY, &m, &norms));
    assert_int_equal(norms.n, 1);
    assert_int_equal(norms.needed, 3); /* 2,050 residents, rounded up */
    struct meeting_delegate_new d = {
        .meeting_id = id, .unit_id = VILLAGE, .name = STR("Бакыт Асанов"), .elected_on = today()};
    assert_ok(db_begin(f->db));
    faults_init(&faults, f->arena);
    assert_ok(meeting_delegate_add(f->db, f->arena, &officer, &d, &faults, &made));
    assert_int_equal(meeting_delegate_add(f->db, f->arena, &officer, &d, &faults, &made),
                     ERR_INVALID); /* the same twice */
    d.name = STR("Гүлнара Осмонова");
    faults_init(&faults, f->arena);
    assert_ok(meeting_delegate_add(f->db, f->arena, &officer, &d, &faults, &made));
    d.name = STR("Нурлан Токтосунов");
    assert_ok(meeting_delegate_add(f->db, f->arena, &officer, &d, &faults, &made));
    d.name = STR("Төртүнчү Делегат");
    assert_int_equal(meeting_delegate_add(f->db, f->arena, &officer, &d, &faults, &made),
                     ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("unit_id")));
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_delegate_recall(f->db, f->arena, &officer, id, made, STR(""), &faults),
                     ERR_INVALID);
    faults_init(&faults, f->arena);
    assert_ok(
        meeting_delegate_recall(f->db, f->arena, &officer, id, made, STR("Көчүп кетти"), &faults));
    assert_ok(db_commit(f->db));
    assert_ok(meeting_delegates_of(f->db, f->arena, LANG_KY, id, &all));
    assert_int_equal(all.n, 2);
}

/* -- faults of the machine -- */

static enum err sweep_save(struct fault_case *c)
{
    struct meeting_new n = hearing_on(today() + 40);
    struct faults faults;
    int64_t id;

    faults_init(&faults, c->arena);
    return meeting_save(c->db, c->arena, &officer, &n, &faults, &id);
}

static enum err sweep_announce(struct fault_case *c)
{
    struct meeting_step_do s = {.id = *(int64_t *)c->arg, .version = 1, .caps = keeps};
    struct faults faults;

    faults_init(&faults, c->arena);
    return meeting_announce(c->db, c->arena, &officer, &s, &faults);
}

static void nothing_is_half_written(struct fixture *f)
{
    begin(f);
    struct fault_counts n = fault_sweep(f, sweep_save, NULL);
    assert_true(n.allocations > 0 && n.statements > 5);
    struct meeting_new m = hearing_on(today() + 40);
    int64_t id = saved(f, &m);
    item(f, id, "Бюджет", "");
    n = fault_sweep(f, sweep_announce, &id);
    assert_true(n.allocations > 0 && n.statements > 4);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_kind_has_its_rules_and_steps),
        FIXTURE_TEST(a_hearing_unfolds_backwards_over_days_of_rest),
        FIXTURE_TEST(what_the_kind_does_not_allow_is_refused),
        FIXTURE_TEST(a_day_too_near_needs_ground_and_decision),
        FIXTURE_TEST(the_least_notice_is_enough),
        FIXTURE_TEST(from_afar_only_where_the_rule_allows),
        FIXTURE_TEST(announcing_needs_agenda_and_decision),
        FIXTURE_TEST(what_was_told_is_kept_when_it_moves),
        FIXTURE_TEST(a_move_to_a_day_too_near_is_refused),
        FIXTURE_TEST(weather_cancels_with_a_reason),
        FIXTURE_TEST(late_items_say_why),
        FIXTURE_TEST(an_item_links_to_what_is_there),
        FIXTURE_TEST(the_year_tells_what_is_missing),
        FIXTURE_TEST(the_desk_reminds),
        FIXTURE_TEST(reports_press_before_their_day_until_one_is_held),
        FIXTURE_TEST(a_report_missed_last_year_is_overdue_until_one_is_held),
        FIXTURE_TEST(a_step_is_ticked_or_does_not_apply),
        FIXTURE_TEST(delegates_are_counted_against_the_norm),
        FIXTURE_TEST(nothing_is_half_written),
    };
    return FIXTURE_RUN("meeting", tests);
}
