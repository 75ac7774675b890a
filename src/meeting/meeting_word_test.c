/* Words in advance and requests that a meeting be called, on both engines. */
#include "meeting/meeting_before.h"

#include "db/db.h"
#include "test/db_fixture.h"
#include "test/fault.h"
#include "web/cap.h"

enum { PLACE = 1, OFFICER = 7, RESIDENT = 8 };

#define NOW 1795000000 /* 18 November 2026, Wednesday, 15:06 in Bishkek */

static const struct actor officer = {.person_id = OFFICER, .place_id = PLACE};
static const struct actor resident = {.person_id = RESIDENT, .place_id = PLACE};
static const struct actor nobody = {.place_id = PLACE};
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

/* -- words -- */

static enum err say(struct fixture *f, const struct actor *who, int64_t meeting, const char *via,
                    const char *text, const char *key, struct faults *faults, int64_t *id)
{
    struct meeting_word_new w = {.meeting_id = meeting,
                                 .kind = STR("proposal"),
                                 .via = str_of(via),
                                 .text = str_of(text),
                                 .author = STR("Асан Үсөнов"),
                                 .client_key = str_of(key)};
    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = meeting_say(f->db, f->arena, who, &w, faults, id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void the_same_entry_is_said_once(struct fixture *f)
{
    struct faults faults;
    int64_t one, two;

    begin(f);
    int64_t id = announced(f, today() + 20);
    assert_ok(say(f, &officer, id, "slip", "Көчөнү жарыктандыруу", "k-1", &faults, &one));
    assert_ok(say(f, &officer, id, "slip", "Көчөнү жарыктандыруу", "k-1", &faults, &two));
    assert_int_equal(one, two);
    assert_ok(say(f, &officer, id, "slip", "Көчөнү жарыктандыруу", "", &faults, &two));
    assert_int_not_equal(one, two); /* without a key each is its own */
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_word"), 2);
    assert_int_equal(fixture_number(f->db, "select max(number) from meeting_word"), 2);
}

static void without_account_it_waits_and_names_are_kept_back(struct fixture *f)
{
    struct meeting_words words;
    struct faults faults;
    int64_t id, word;

    begin(f);
    id = announced(f, today() + 20);
    assert_ok(say(f, &nobody, id, "online", "Мектепти оңдоо керек", "", &faults, &word));
    struct meeting_word_filter filter = {.meeting_id = id, .kind = STR(""), .public_only = true};
    assert_ok(meeting_words_of(f->db, f->arena, &filter, &words));
    assert_int_equal(words.n, 0);
    struct meeting_word_do d = {id, word, 1, STR("")};
    assert_ok(db_begin(f->db));
    assert_ok(meeting_word_show(f->db, f->arena, &officer, &d, &faults));
    assert_ok(meeting_words_of(f->db, f->arena, &filter, &words));
    assert_int_equal(words.n, 1);
    assert_str(words.v[0].text, "Мектепти оңдоо керек");
    assert_str(words.v[0].author, ""); /* did not ask to be named */
    d.version = 2;
    assert_int_equal(meeting_word_hide(f->db, f->arena, &officer, &d, &faults), ERR_INVALID);
    d.reason = STR("Адеп бузулган");
    faults_init(&faults, f->arena);
    assert_ok(meeting_word_hide(f->db, f->arena, &officer, &d, &faults));
    assert_ok(db_commit(f->db));
    assert_ok(meeting_words_of(f->db, f->arena, &filter, &words));
    assert_str(words.v[0].text, "");
    assert_str(words.v[0].hidden_reason, "Адеп бузулган");
}

static void only_its_author_withdraws_a_proposal(struct fixture *f)
{
    struct meeting_words words;
    struct faults faults;
    int64_t id, word;

    begin(f);
    id = announced(f, today() + 20);
    assert_ok(say(f, &resident, id, "online", "Көпүрө салуу керек", "", &faults, &word));
    struct meeting_word_do d = {id, word, 1, STR("")};
    assert_int_equal(meeting_word_withdraw(f->db, f->arena, &nobody, &d, false, &faults),
                     ERR_FORBIDDEN);
    assert_int_equal(meeting_word_withdraw(f->db, f->arena, &officer, &d, true, &faults),
                     ERR_FORBIDDEN); /* it was not a slip */
    assert_ok(db_begin(f->db));
    assert_ok(meeting_word_withdraw(f->db, f->arena, &resident, &d, false, &faults));
    assert_ok(db_commit(f->db));
    assert_int_equal(meeting_word_withdraw(f->db, f->arena, &resident, &d, false, &faults),
                     ERR_CONFLICT);
    struct meeting_word_filter filter = {.meeting_id = id, .kind = STR(""), .public_only = true};
    assert_ok(meeting_words_of(f->db, f->arena, &filter, &words));
    assert_str(words.v[0].state, "withdrawn");
    assert_str(words.v[0].text, "");
}

static void words_come_while_it_takes_them(struct fixture *f)
{
    struct faults faults;
    int64_t word;

    begin(f);
    struct meeting_new n = hearing_on(today() + 40);
    int64_t id = saved(f, &n);
    assert_int_equal(say(f, &resident, id, "online", "Сунушум бар", "", &faults, &word),
                     ERR_CONFLICT);
    assert_string_equal(msg_name(faults.first->msg), "meeting_fault_no_words");
    id = announced(f, today() + 20);
    assert_int_equal(say(f, &resident, id, "online", " ", "", &faults, &word), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("text")));
}

/* -- requests -- */

static struct meeting_request_new request_of(struct fixture *f, int members)
{
    struct buf *b = buf_new(f->arena, 64 * KIB);

    for (int i = 0; i < members; i++)
        buf_printf(b, "%d. Асан Үсөнов %d-уулу\n", i + 1, i + 1);
    return (struct meeting_request_new){.kind = STR("assembly"),
                                        .subject = STR("Айылдын суусу жөнүндө"),
                                        .grounds = STR("Эки айдан бери суу келбейт"),
                                        .contact = STR("0555 123456"),
                                        .names = buf_str(b),
                                        .received_on = DAY_NONE,
                                        .lang = LANG_EN};
}

static enum err ask(struct fixture *f, const struct meeting_request_new *n, struct faults *faults,
                    int64_t *id)
{
    faults_init(faults, f->arena);
    assert_ok(db_begin(f->db));
    enum err e = meeting_request_add(f->db, f->arena, &resident, n, faults, id);
    if (e == OK)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return e;
}

static void a_group_too_small_is_refused(struct fixture *f)
{
    struct faults faults;
    int64_t id = -1;

    begin(f);
    struct meeting_request_new n = request_of(f, 10);
    assert_int_equal(ask(f, &n, &faults, &id), ERR_INVALID);
    const struct fault *fault = fault_of(&faults, STR("names"));
    assert_non_null(fault);
    assert_string_equal(fault->rule_key, "assembly.initiative_group");
    n = request_of(f, 16);
    assert_int_equal(ask(f, &n, &faults, &id), ERR_INVALID);
    n = request_of(f, 11);
    n.names = str_cat(f->arena, n.names, STR("Асан Үсөнов 1-уулу\n"));
    assert_int_equal(ask(f, &n, &faults, &id), ERR_INVALID);
    assert_string_equal(msg_name(fault_of(&faults, STR("names"))->msg), "meeting_fault_name_twice");
    n = request_of(f, 11);
    n.kind = STR("council_session");
    assert_int_equal(ask(f, &n, &faults, &id), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("kind")));
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_request"), 0);
}

static void a_request_is_decided_once_and_called(struct fixture *f)
{
    struct meeting_request r;
    struct faults faults;
    int64_t id, meeting;

    begin(f);
    struct meeting_request_new n = request_of(f, 11);
    assert_ok(ask(f, &n, &faults, &id));
    assert_ok(meeting_request_find(f->db, f->arena, PLACE, id, &r));
    assert_int_equal(r.members, 11);
    assert_int_equal(r.due_on, today() + 14); /* Wednesday 2 December */
    struct meeting_request_do d = {
        .id = id, .version = 1, .to = STR("refused"), .caps = keeps, .lang = LANG_EN};
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_request_decide(f->db, f->arena, &officer, &d, &faults), ERR_INVALID);
    assert_non_null(fault_of(&faults, STR("reason")));
    d.caps = CAP_BIT(CAP_SIGNED_IN);
    d.reason = STR("Жетиштүү негиз жок");
    assert_int_equal(meeting_request_decide(f->db, f->arena, &resident, &d, &faults),
                     ERR_FORBIDDEN);
    d.caps = keeps;
    d.to = STR("accepted");
    faults_init(&faults, f->arena);
    assert_ok(db_begin(f->db));
    assert_ok(meeting_request_decide(f->db, f->arena, &officer, &d, &faults));
    assert_ok(db_commit(f->db));
    faults_init(&faults, f->arena);
    assert_int_equal(meeting_request_decide(f->db, f->arena, &officer, &d, &faults), ERR_CONFLICT);
    struct meeting_new m = hearing_on(today() + 20);
    m.kind = STR("assembly");
    m.topic = STR("other");
    m.caller = STR("initiative_group");
    m.request_id = id;
    meeting = saved(f, &m);
    assert_ok(meeting_request_find(f->db, f->arena, PLACE, id, &r));
    assert_int_equal(r.meeting_id, meeting);
    assert_int_equal(save(f, &m, &faults, &meeting), ERR_INVALID); /* not twice */
    assert_string_equal(msg_name(fault_of(&faults, STR("request_id"))->msg),
                        "meeting_fault_request_used");
}

static void names_of_a_group_stay_out_of_the_open_log(struct fixture *f)
{
    struct faults faults;
    int64_t id;

    begin(f);
    struct meeting_request_new n = request_of(f, 11);
    assert_ok(ask(f, &n, &faults, &id));
    assert_int_equal(
        fixture_number(f->db, "select count(*) from audit where after_json like '%Үсөнов%'"), 0);
}

/* -- faults of the machine -- */

static enum err sweep_request(struct fault_case *c)
{
    struct meeting_request_new *n = c->arg;
    struct faults faults;
    int64_t id;

    faults_init(&faults, c->arena);
    return meeting_request_add(c->db, c->arena, &resident, n, &faults, &id);
}

static enum err sweep_say(struct fault_case *c)
{
    struct meeting_word_new w = {.meeting_id = *(int64_t *)c->arg,
                                 .kind = STR("proposal"),
                                 .via = STR("online"),
                                 .text = STR("Көпүрө салынсын"),
                                 .author = STR("Асан Үсөнов"),
                                 .client_key = STR("k")};
    struct faults faults;
    int64_t id;

    faults_init(&faults, c->arena);
    return meeting_say(c->db, c->arena, &resident, &w, &faults, &id);
}

static void nothing_is_half_written(struct fixture *f)
{
    begin(f);
    struct meeting_request_new r = request_of(f, 11);
    struct fault_counts n = fault_sweep(f, sweep_request, &r);
    assert_true(n.allocations > 0 && n.statements > 11);
    int64_t id = announced(f, today() + 20);
    n = fault_sweep(f, sweep_say, &id);
    assert_true(n.allocations > 0 && n.statements > 3);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(the_same_entry_is_said_once),
        FIXTURE_TEST(without_account_it_waits_and_names_are_kept_back),
        FIXTURE_TEST(only_its_author_withdraws_a_proposal),
        FIXTURE_TEST(words_come_while_it_takes_them),
        FIXTURE_TEST(a_group_too_small_is_refused),
        FIXTURE_TEST(a_request_is_decided_once_and_called),
        FIXTURE_TEST(names_of_a_group_stay_out_of_the_open_log),
        FIXTURE_TEST(nothing_is_half_written),
    };
    return FIXTURE_RUN("meeting_word", tests);
}
