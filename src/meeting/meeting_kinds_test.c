/* Every kind of the table through its whole life, on both engines: asked for where a group may ask,
 * called by each who may, prepared, announced, opened with the roll and the quorum of its own,
 * voted, closed, put into minutes in two languages, answered, its results given.
 *
 * The program is linked with tables that hold two kinds more than are shipped
 * (test/fixtures/meeting_kinds_more.tsv and its neighbours): with topics, callers, steps, rules and
 * a body no shipped kind has. That they pass as the others do is the proof that a kind is data. */
#include "body/body.h"
#include "meeting/meeting_answer.h"
#include "meeting/meeting_before.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_figures.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_minutes.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "test/db_fixture.h"
#include "web/cap.h"

enum { PLACE = 1, OFFICER = 7, MEMBERS = 5, GUESTS = 9 };

#define NOW   1795000000 /* 18 November 2026 */
#define KEEPS (CAP_BIT(CAP_SIGNED_IN) | CAP_BIT(CAP_MEETING) | CAP_BIT(CAP_APPROVE))

static const struct actor officer = {.person_id = OFFICER, .place_id = PLACE};

/* One kind on its way. */
struct life {
    struct fixture *f;
    struct db *db;
    struct arena *a;
    const struct meeting_kind *k;
    struct faults faults;
    int64_t body, id;
    day_t called, day;
};

static void told(const struct life *l, const char *what, enum err e)
{
    const struct fault *x = l->faults.first;

    if (e == OK)
        return;
    fail_msg("%s: %s: %s %.*s: %.*s", l->k->code, what, err_name(e), STR_F(x ? x->field : STR("")),
             STR_F(x ? fault_text(l->a, LANG_EN, x) : STR("no fault")));
}

/* One write in a transaction of its own. */
#define WRITE(l, call)                                                                             \
    ({                                                                                             \
        faults_init(&(l)->faults, (l)->a);                                                         \
        assert_ok(db_begin((l)->db));                                                              \
        enum err result_ = (call);                                                                 \
        if (result_ == OK)                                                                         \
            assert_ok(db_commit((l)->db));                                                         \
        else                                                                                       \
            db_rollback((l)->db);                                                                  \
        result_;                                                                                   \
    })
#define DONE(l, call) told((l), #call, WRITE((l), (call)))

/* The same of the hall, where every write begins by reading its meeting. */
static enum err in_hall(struct life *l, struct meeting_hall *h)
{
    *h = (struct meeting_hall){
        .db = l->db, .a = l->a, .who = &officer, .lang = LANG_KY, .f = &l->faults};
    return meeting_hall_begin(h, l->id);
}
#define HALL(l, call)                                                                              \
    WRITE((l), ({                                                                                  \
              struct meeting_hall h;                                                               \
              enum err begun_ = in_hall((l), &h);                                                  \
              begun_ == OK ? (call) : begun_;                                                      \
          }))
#define HALL_DONE(l, call) told((l), #call, HALL((l), (call)))

static struct meeting now_is(const struct life *l)
{
    struct meeting m;

    assert_ok(meeting_find(l->db, l->a, PLACE, l->id, &m));
    return m;
}

static bool asks(const struct life *l, const char *what)
{
    return meeting_words_have(l->k->roll, str_of(what));
}

static void settle(struct fixture *f)
{
    clock_set(NOW);
    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, parent_id, municipality_id, name_ky, name_ru, name_en, "
        "is_municipality, population, act, version) values "
        "(1, '41706211805000', 'aimak', null, 1, 'Ак-Суу', 'Ак-Суу', '', 1, 2600, '', 1), "
        "(2, '41706211805010', 'village', 1, 1, 'Тилек', 'Тилек', '', 0, 1600, '', 1), "
        "(3, '41706211805020', 'village', 1, 1, 'Тепке', 'Тепке', '', 0, 1000, '', 1)"));
}

/* A body of the kind's sort with members of its side. */
static void found_body(struct life *l)
{
    struct body_new n = {.name = {STR("Курам"), STR("Состав"), STR("")},
                         .purpose = {STR(""), STR(""), STR("")},
                         .created = {STR(""), STR("3"), l->called - 30}};

    l->body = 0;
    if (!*l->k->body)
        return;
    assert_ok(body_kind_of(str_of(l->k->body), &n.kind));
    DONE(l, body_save(l->db, l->a, &officer, &n, &l->faults, &l->body));
    for (int i = 0; i < MEMBERS; i++) {
        int64_t id;
        struct body_member m = {.body_id = l->body,
                                .name = str_fmt(l->a, "Мүчө %s %d", l->k->code, i + 1),
                                .sex = i % 2 ? COMP_SEX_FEMALE : COMP_SEX_MALE,
                                .side = BODY_SIDE_DEPUTY,
                                .position = i ? STR("мүчө") : STR("төрага"),
                                .from = l->called - 20,
                                .to = DAY_NONE,
                                .order_number = STR(""),
                                .order_day = DAY_NONE};
        DONE(l, body_member_save(l->db, l->a, &officer, &m, &l->faults, &id));
    }
}

/* -- before -- */

/* A request of the least group the kind's rule allows; one fewer is refused by that rule. */
static int64_t asked_for(struct life *l)
{
    const char *key = meeting_rule_key(l->a, l->k, "initiative_group");
    struct buf *names = buf_new(l->a, 64 * KIB);
    struct meeting_request r;
    int64_t least, most, days, id = 0;
    day_t due;

    assert_ok(rules_range(l->db, l->a, key, PLACE, l->called, &least, &most));
    struct meeting_request_new n = {.kind = str_of(l->k->code),
                                    .subject = STR("Жыйын өткөрүү"),
                                    .grounds = STR("Маселени чогуу талкуулоо зарыл"),
                                    .area = STR(""),
                                    .contact = STR("0700 00 00 01"),
                                    .received_on = DAY_NONE,
                                    .lang = LANG_EN};
    for (int64_t i = 0; i < least; i++) {
        if (i == least - 1) {
            n.names = buf_str(names);
            assert_int_equal(
                WRITE(l, meeting_request_add(l->db, l->a, &officer, &n, &l->faults, &id)),
                ERR_INVALID);
            assert_string_equal(fault_of(&l->faults, STR("names"))->rule_key, key);
        }
        buf_add(names, str_fmt(l->a, "Адам Атасы %lld\n", (long long)i));
    }
    n.names = buf_str(names);
    DONE(l, meeting_request_add(l->db, l->a, &officer, &n, &l->faults, &id));
    assert_ok(meeting_request_find(l->db, l->a, PLACE, id, &r));
    assert_ok(rules_i64(l->db, l->a, meeting_rule_key(l->a, l->k, "request_decision"), PLACE,
                        l->called, &days));
    assert_ok(deadline_calendar_days(l->db, l->a, l->called, days, &due));
    assert_int_equal(r.due_on, due);
    struct meeting_request_do d = {.id = id,
                                   .version = r.version,
                                   .to = STR("accepted"),
                                   .reason = STR(""),
                                   .caps = KEEPS,
                                   .lang = LANG_EN};
    DONE(l, meeting_request_decide(l->db, l->a, &officer, &d, &l->faults));
    return id;
}

static struct meeting_new call_of(struct life *l, struct str caller)
{
    struct str rest = str_of(l->k->topics), topic;

    if (!str_cut(&rest, ' ', &topic) || str_eq(topic, STR("*")))
        topic = STR("other");
    return (struct meeting_new){.kind = str_of(l->k->code),
                                .topic = topic,
                                .caller = caller,
                                .mode = STR("hall"),
                                .title = {[LANG_KY] = STR("Жыйын"), [LANG_RU] = STR("Собрание")},
                                .venue = {[LANG_KY] = STR("Маданият үйү")},
                                .call_order = STR("12"),
                                .call_day = l->called,
                                .body_id = l->body,
                                .day = l->day,
                                .at = 600,
                                .minutes = 90,
                                .lang = LANG_EN};
}

static void refused(struct life *l, const struct meeting_new *n, const char *field)
{
    int64_t id;

    assert_int_equal(WRITE(l, meeting_save(l->db, l->a, &officer, n, &l->faults, &id)),
                     ERR_INVALID);
    if (!fault_of(&l->faults, str_of(field)))
        fail_msg("%s: no fault on %s", l->k->code, field);
}

/* By each who may; by nobody else; about nothing else; not nearer than its rule; without its body
 * where it has one. The last call is the one that is held. */
static void call(struct life *l)
{
    struct str rest = str_of(l->k->callers), caller;
    const char *key;
    int64_t least;

    assert_ok(meeting_least_notice(l->db, l->a, PLACE, l->k, l->called, &least, &key));
    l->day = l->called + (day_t)least + 30;
    while (str_cut(&rest, ' ', &caller)) {
        struct meeting_new n = call_of(l, caller);
        if (str_eq(caller, STR("initiative_group")))
            n.request_id = asked_for(l);
        DONE(l, meeting_save(l->db, l->a, &officer, &n, &l->faults, &l->id));
    }
    struct meeting_new wrong = call_of(l, STR("nobody"));
    refused(l, &wrong, "caller");
    wrong = call_of(l, STR("head"));
    wrong.topic = STR("weather");
    refused(l, &wrong, "topic");
    wrong = call_of(l, STR("head"));
    wrong.day = l->called + (day_t)least - 1;
    if (least > 1) {
        refused(l, &wrong, "day");
        assert_string_equal(fault_of(&l->faults, STR("day"))->rule_key, key);
    }
    wrong = call_of(l, STR("head"));
    wrong.body_id = 0;
    if (*l->k->body)
        refused(l, &wrong, "body_id");
    assert_str(now_is(l).state, "preparing");
}

static void prepare(struct life *l)
{
    struct meeting m = now_is(l);
    struct meeting_preps preps;
    size_t ticked = 0;
    int64_t id;

    struct meeting_item_new item = {.meeting_id = l->id,
                                    .title = {[LANG_KY] = STR("Биринчи маселе")},
                                    .about = STR(""),
                                    .speaker = STR(""),
                                    .link_kind = STR(""),
                                    .link_text = STR(""),
                                    .reason = STR(""),
                                    .lang = LANG_EN};
    DONE(l, meeting_item_save(l->db, l->a, &officer, &item, &l->faults, &id));
    assert_ok(meeting_preps_of(l->db, l->a, LANG_RU, &m, l->called, &preps));
    for (size_t i = 0; i < preps.n; i++) {
        if (preps.v[i].after)
            continue;
        assert_true(preps.v[i].due_on < l->day); /* unfolded backwards from the day */
        struct meeting_prep_do d = {.meeting_id = l->id,
                                    .step_id = preps.v[i].id,
                                    .done_on = l->called,
                                    .note = STR(""),
                                    .skipped = STR("")};
        DONE(l, meeting_prep_tick(l->db, l->a, &officer, &d, &l->faults));
        ticked++;
    }
    assert_true(ticked > 0);
    struct meeting_step_do s = {
        .id = l->id, .version = m.version, .reason = STR(""), .caps = KEEPS, .lang = LANG_EN};
    DONE(l, meeting_announce(l->db, l->a, &officer, &s, &l->faults));
    m = now_is(l);
    assert_str(m.state, "announced");
    assert_true(meeting_is_public(&m));
}

/* As many of each village as the norm gives it, and no more. */
static void elect_delegates(struct life *l)
{
    struct meeting_delegate_norms norms;
    struct meeting m = now_is(l);
    int64_t id;

    if (!asks(l, "delegate"))
        return;
    assert_ok(meeting_delegate_norms_of(l->db, l->a, LANG_KY, &m, &norms));
    assert_int_equal(norms.needed, 4 + 2); /* 1600 and 1000 by 500, rounded up */
    for (size_t u = 0; u < norms.n; u++)
        for (int64_t i = 0; i <= norms.v[u].needed; i++) {
            struct meeting_delegate_new d = {
                .meeting_id = l->id,
                .unit_id = norms.v[u].unit_id,
                .name = str_fmt(l->a, "Делегат Шайланган %lld", (long long)i),
                .elected_on = l->called};
            enum err e = WRITE(l, meeting_delegate_add(l->db, l->a, &officer, &d, &l->faults, &id));
            assert_int_equal(e, i < norms.v[u].needed ? OK : ERR_INVALID);
        }
}

static void say(struct life *l, const char *kind, const char *text)
{
    int64_t id;
    struct meeting_word_new w = {.meeting_id = l->id,
                                 .kind = str_of(kind),
                                 .via = STR("slip"),
                                 .text = str_of(text),
                                 .author = STR("Асан Асанов"),
                                 .client_key = STR(""),
                                 .lang = LANG_EN};
    DONE(l, meeting_say(l->db, l->a, &officer, &w, &l->faults, &id));
}

/* -- in the hall -- */

static void comes(struct life *l, struct meeting_attendee_new n)
{
    int64_t number;

    n.name = n.name.p ? n.name : STR("");
    n.village = asks(l, "village") ? STR("Тилек") : STR("");
    n.sex = asks(l, "sex") ? STR("f") : STR("");
    n.age_group = asks(l, "age") ? STR("29-59") : STR("");
    n.via = STR("hall");
    n.sent.client_key = STR("");
    HALL_DONE(l, meeting_register(&h, &n, &number));
}

/* Those of the roll: members, delegates, or whoever came. How many. */
static int64_t everybody_comes(struct life *l)
{
    struct meeting m = now_is(l);
    struct meeting_seats seats;

    assert_ok(meeting_seats_of(l->db, l->a, &m, LANG_KY, &seats));
    assert_int_equal(seats.n > 0, asks(l, "member") || asks(l, "delegate"));
    for (size_t i = 0; i < seats.n; i++)
        comes(l, (struct meeting_attendee_new){.member_id = seats.delegates ? 0 : seats.v[i].id,
                                               .delegate_id = seats.delegates ? seats.v[i].id : 0,
                                               .count = 1});
    if (seats.n)
        return (int64_t)seats.n;
    comes(l, (struct meeting_attendee_new){.count = GUESTS});
    return GUESTS;
}

/* A quorum of the kind's own: nobody opens below it. */
static void set_quorum(struct life *l, const char *value)
{
    const char *key = meeting_rule_key(l->a, l->k, "quorum");

    assert_ok(db_script(
        l->db, str_cstr(l->a, str_fmt(l->a,
                                      "delete from rule_override where key = '%s';"
                                      "insert into rule_override (place_id, key, value, "
                                      "decision_title, decision_number, decision_day, valid_from, "
                                      "version) values (1, '%s', '%s', 'Устав', '1', 20000, 20000, "
                                      "1)",
                                      key, key, value))));
}

static void officers(struct life *l, int64_t votes)
{
    static const char *const roles[] = {"chair", "secretary"};

    for (int i = 0; i < 2; i++) {
        struct meeting_election e = {.role = str_of(roles[i]),
                                     .name = STR("Бакыт Жумабаев"),
                                     .tally = {votes, 0, 0},
                                     .sent = {STR("")}};
        HALL_DONE(l, meeting_elect(&h, &e));
    }
}

static void hold(struct life *l)
{
    struct meeting_items items;
    int64_t came, vote;

    clock_set(now_is(l).starts_at);
    came = everybody_comes(l);
    officers(l, came);
    set_quorum(l, str_cstr(l->a, str_fmt(l->a, "%lld", (long long)came + 1)));
    assert_int_equal(HALL(l, meeting_open(&h, h.m.version, true)), ERR_INVALID);
    assert_string_equal(fault_of(&l->faults, STR("present"))->rule_key,
                        meeting_rule_key(l->a, l->k, "quorum"));
    set_quorum(l, str_cstr(l->a, str_fmt(l->a, "%lld", (long long)came)));
    HALL_DONE(l, meeting_open(&h, h.m.version, false));
    assert_ok(meeting_items_of(l->db, l->a, l->id, &items));
    struct meeting_item_step s = {.id = items.v[0].id,
                                  .version = items.v[0].version,
                                  .to = STR("current"),
                                  .decision = STR("")};
    HALL_DONE(l, meeting_item_step(&h, &s));
    struct meeting_vote_new v = {.item_id = items.v[0].id,
                                 .subject = STR(""),
                                 .decision = STR("Кабыл алынсын"),
                                 .tally = {came - 1, 1, 1},
                                 .sent = {STR("")}};
    assert_int_equal(HALL(l, meeting_vote_add(&h, &v, &vote)), ERR_INVALID); /* one too many */
    assert_non_null(fault_of(&l->faults, STR("in_favour")));
    v.tally.abstained = 0;
    HALL_DONE(l, meeting_vote_add(&h, &v, &vote));
    clock_set(clock_now() + 3600);
    HALL_DONE(l, meeting_close(&h, h.m.version));
    assert_str(now_is(l).state, "held");
}

/* -- after -- */

/* What the kind's own rule says, counted from the day of the meeting. */
static day_t day_by(struct life *l, const char *rule)
{
    int64_t days;
    day_t day;

    assert_ok(rules_i64(l->db, l->a, meeting_rule_key(l->a, l->k, rule), PLACE, l->day, &days));
    assert_ok(deadline_calendar_days(l->db, l->a, l->day, days, &day));
    return day;
}

static void same_day(const struct life *l, const char *what, day_t got, day_t want)
{
    if (got != want)
        fail_msg("%s: %s by %.*s, not %.*s", l->k->code, what, STR_F(day_iso(l->a, got)),
                 STR_F(day_iso(l->a, want)));
}

static void put_into_minutes(struct life *l, enum lang lang)
{
    struct meeting m = now_is(l);
    struct meeting_minutes x;
    struct meeting_minutes_new n = {
        .meeting_id = l->id, .lang = lang, .number = STR(""), .reason = STR("")};
    struct meeting_minutes_do d = {.meeting_id = l->id,
                                   .version = 1,
                                   .lang = lang,
                                   .by = {STR("Бакыт Жумабаев"), STR("Бакыт Жумабаев"), l->day}};

    assert_ok(meeting_minutes_draw(l->db, l->a, &m, lang, &n.words));
    assert_true(str_find(n.words, STR("Кабыл алынсын"), 0) != SIZE_MAX);
    DONE(l, meeting_minutes_save(l->db, l->a, &officer, &n, &l->faults));
    DONE(l, meeting_minutes_sign(l->db, l->a, &officer, &d, &l->faults));
    d.version = 2;
    DONE(l, meeting_minutes_publish(l->db, l->a, &officer, &d, &l->faults));
    assert_ok(meeting_minutes_find(l->db, l->a, l->id, lang, &x));
    assert_str(x.state, "published");
    assert_int_equal(x.number.n > 0, l->k->minutes_numbered);
    same_day(l, "minutes", x.due_on, day_by(l, "minutes_after"));
}

static void answer_all(struct life *l)
{
    struct meeting_words words;

    assert_ok(meeting_words_of(
        l->db, l->a, &(struct meeting_word_filter){.meeting_id = l->id, .kind = STR("")}, &words));
    assert_int_equal(words.n, 2);
    for (size_t i = 0; i < words.n; i++) {
        bool question = str_eq(words.v[i].kind, STR("question"));
        struct meeting_answer_new n = {
            .meeting_id = l->id,
            .id = words.v[i].id,
            .version = words.v[i].version,
            .answer = question ? STR("answered") : STR("accepted"),
            .reason = STR("Токтомго киргизилди"),
            .changed = {question ? STR("") : STR("decision"), 0, question ? STR("") : STR("12")},
            .lang = LANG_EN};
        same_day(l, "answer", words.v[i].answer_due,
                 day_by(l, question ? "unanswered_questions" : "results_after"));
        DONE(l, meeting_answer(l->db, l->a, &officer, &n, &l->faults));
    }
}

static void give_results(struct life *l)
{
    struct meeting m = now_is(l);
    struct meeting_results_new n = {
        .meeting_id = l->id,
        .version = m.version,
        .words = {
            [LANG_KY] = STR("Токтом кабыл алынды"), [LANG_RU] = STR(""), [LANG_EN] = STR("")}};

    same_day(l, "results", m.results_due, day_by(l, "results_after"));
    DONE(l, meeting_results_give(l->db, l->a, &officer, &n, &l->faults));
    m = now_is(l);
    assert_str(m.state, "published");
    assert_false(meeting_results_late(&m, l->day));
}

static void live(struct life *l)
{
    clock_set(NOW);
    l->called = clock_today();
    found_body(l);
    call(l);
    prepare(l);
    elect_delegates(l);
    say(l, "proposal", "Жолду оңдоо керек");
    say(l, "question", "Качан башталат?");
    hold(l);
    put_into_minutes(l, LANG_KY);
    put_into_minutes(l, LANG_RU);
    answer_all(l);
    give_results(l);
}

static void every_kind_lives_from_its_call_to_its_results(struct fixture *f)
{
    struct meeting_figures figures;
    size_t n;
    const struct meeting_kind *k = meeting_kinds(&n);

    settle(f);
    assert_ok(db_script(f->db, "insert into rule_override (place_id, key, value, decision_title, "
                               "decision_number, decision_day, valid_from, version) values (1, "
                               "'kurultai.delegate_norm', '500', 'Устав', '1', 20000, 20000, 1)"));
    for (size_t i = 0; i < n; i++) {
        struct arena a;
        arena_init(&a, 64 * MIB);
        struct life l = {.f = f, .db = f->db, .a = &a, .k = &k[i]};
        live(&l);
        arena_free(&a);
    }
    assert_ok(meeting_figures_read(
        f->db, f->arena,
        &(struct meeting_figures_query){
            .from_year = 2026, .to_year = 2027, .group = STR(""), .today = clock_today()},
        &figures));
    assert_int_equal(figures.total.meetings, n);
    assert_int_equal(figures.total.accepted, n);
}

/* What the two kinds of the test alone have, and no line of the program knows. */
static void a_kind_of_the_tables_alone_has_rules_of_its_own(struct fixture *f)
{
    const struct meeting_kind *k = meeting_kind_of(STR("youth_forum"));
    const char *const *topics = meeting_topics(f->arena);
    const char *const *callers = meeting_callers(f->arena);
    size_t n = 0, topic = 0, caller = 0;
    const char *key;
    int64_t days;

    assert_non_null(k);
    assert_true(meeting_topic_known(STR("youth_programme")));
    for (n = 0; topics[n]; n++)
        topic += strcmp(topics[n], "youth_programme") == 0;
    assert_int_equal(topic, 1);
    assert_string_equal(topics[n - 1], "other");
    for (n = 0; callers[n]; n++)
        caller += strcmp(callers[n], "youth_council") == 0;
    assert_int_equal(caller, 1);
    assert_ok(meeting_least_notice(f->db, f->arena, PLACE, k, clock_today(), &days, &key));
    assert_int_equal(days, 9);
    assert_string_equal(key, "youth.notice");
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(every_kind_lives_from_its_call_to_its_results),
        FIXTURE_TEST(a_kind_of_the_tables_alone_has_rules_of_its_own),
    };
    return FIXTURE_RUN("kinds", tests);
}
