/* See meeting_after_fixture.h. */
#include "meeting/meeting_after_fixture.h"

#include "base/clock.h"
#include "web/cap.h"

struct faults after_faults;

int64_t after_say(struct fixture *f, const char *kind, const char *text, const char *author,
                  bool author_public, int64_t item_id)
{
    struct meeting_word_new w = {.meeting_id = HEARING,
                                 .item_id = item_id,
                                 .kind = str_of(kind),
                                 .via = STR("hall"),
                                 .text = str_of(text),
                                 .author = str_of(author),
                                 .author_public = author_public,
                                 .lang = LANG_KY};
    int64_t id;

    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &id)));
    return id;
}

static int64_t vote(struct fixture *f, int64_t item_id, int64_t word_id, const char *decision)
{
    struct meeting_vote_new n = {.item_id = item_id,
                                 .word_id = word_id,
                                 .subject = STR(""),
                                 .decision = str_of(decision),
                                 .tally = {8, 1, 1}};
    int64_t id;

    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &n, &id)));
    return id;
}

static void talk(struct fixture *f)
{
    assert_int_equal(
        after_say(f, "proposal", "Көчөгө *жарык* орнотулсун <тез>", "Айгүл Осмонова", true, 1),
        SAID_PROPOSAL);
    assert_int_equal(after_say(f, "question", "Мектеп качан оңдолот?", "Жашыруун Адам", false, 0),
                     SAID_QUESTION);
    assert_int_equal(after_say(f, "speech", "Бюджет тууралуу", "Үсөн Үсөнов", true, 1),
                     SAID_SPEECH);
    assert_int_equal(after_say(f, "speech", "Кийинчерээк", "Тынчтык Асанов", true, 1), SAID_WISH);
    assert_int_equal(after_say(f, "proposal", "Алып салам муну", "Кубат Кубатов", true, 1),
                     SAID_WITHDRAWN);
    assert_int_equal(after_say(f, "proposal", "Ашатылган сөз", "Бирөө Адепсиз", true, 1),
                     SAID_HIDDEN);
    assert_int_equal(after_say(f, "question", "Суу берилеби?", "Гүлнара Маматова", true, 1),
                     SAID_ANSWERED);
    assert_ok(db_script(f->db, "update meeting_word set state = 'withdrawn' where id = 5;"
                               "update meeting_word set state = 'hidden', hidden_reason = "
                               "'адепсиз сөз' where id = 6"));
    assert_ok(IN_HALL(f, HEARING, meeting_floor(&h, SAID_SPEECH, STR("give"))));
    assert_ok(IN_HALL(f, HEARING, meeting_answered_here(&h, SAID_ANSWERED, STR("Ооба, жазында"))));
}

static void decide(struct fixture *f)
{
    struct meeting_item_added wanted = {
        .title = STR("Жайыт маселеси"), .reason = STR("шашылыш маселе"), .tally = {2, 7, 1}};
    int64_t id;

    int64_t wrong = vote(f, 1, 0, "Жаңылыш чечим");
    assert_ok(IN_HALL(f, HEARING, meeting_vote_void(&h, wrong, STR("туура эмес саналды"))));
    (void)vote(f, 1, 0, "Бюджет жактырылсын");
    (void)vote(f, 0, SAID_PROPOSAL, "Жарык сметага кошулсун");
    assert_ok(IN_HALL(f, HEARING, meeting_item_add(&h, &wanted, &id)));
    assert_int_equal(id, 0); /* lost */
}

void after_settle(struct fixture *f)
{
    hall_opened(f);
    assert_ok(db_script(
        f->db, "insert into meeting_item (meeting_id, position, title_ky, title_ru, title_en, "
               "about, speaker, link_kind, link_text, in_hall, reason, state, decision, version) "
               "values (1, 2, 'Түшүп калган маселе', 'Снятый вопрос', '', '', '', '', '', 0, "
               "'баяндамачы оорууда', 'dropped', '', 1)"));
    talk(f);
    decide(f);
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, HEARING))));
    faults_init(&after_faults, f->arena);
}

struct meeting after_meeting(struct fixture *f, int64_t id)
{
    struct meeting m;

    assert_ok(meeting_find(f->db, f->arena, PLACE, id, &m));
    return m;
}

struct str after_drawn(struct fixture *f, int64_t id, enum lang lang)
{
    struct meeting m = after_meeting(f, id);
    struct str words;

    assert_ok(meeting_minutes_draw(f->db, f->arena, &m, lang, &words));
    return words;
}

/* -- writing -- */

#define IN_ONE(f, call)                                                                            \
    ({                                                                                             \
        faults_init(&after_faults, (f)->arena);                                                    \
        assert_ok(db_begin((f)->db));                                                              \
        enum err result_ = (call);                                                                 \
        if (result_ == OK)                                                                         \
            assert_ok(db_commit((f)->db));                                                         \
        else                                                                                       \
            db_rollback((f)->db);                                                                  \
        result_;                                                                                   \
    })

enum err after_save(struct fixture *f, const struct meeting_minutes_new *n)
{
    return IN_ONE(f, meeting_minutes_save(f->db, f->arena, &hall_secretary, n, &after_faults));
}

static struct meeting_minutes_do step(enum lang lang, int64_t version)
{
    return (struct meeting_minutes_do){
        .meeting_id = HEARING,
        .version = version,
        .lang = lang,
        .by = {STR("Бакыт Жумабаев"), STR("Айгүл Асанова"), clock_today()}};
}

enum err after_sign(struct fixture *f, enum lang lang, int64_t version)
{
    struct meeting_minutes_do d = step(lang, version);

    return IN_ONE(f, meeting_minutes_sign(f->db, f->arena, &hall_secretary, &d, &after_faults));
}

enum err after_publish(struct fixture *f, enum lang lang, int64_t version)
{
    struct meeting_minutes_do d = step(lang, version);

    return IN_ONE(f, meeting_minutes_publish(f->db, f->arena, &hall_secretary, &d, &after_faults));
}

enum err after_give(struct fixture *f, const struct meeting_results_new *n)
{
    return IN_ONE(f, meeting_results_give(f->db, f->arena, &hall_secretary, n, &after_faults));
}

void after_published(struct fixture *f, enum lang lang)
{
    struct meeting_minutes_new n = {
        .meeting_id = HEARING, .lang = lang, .words = after_drawn(f, HEARING, lang)};

    assert_ok(after_save(f, &n));
    assert_ok(after_sign(f, lang, 1));
    assert_ok(after_publish(f, lang, 2));
}

struct meeting_results_new after_results(struct fixture *f)
{
    return (struct meeting_results_new){
        .meeting_id = HEARING,
        .version = hall_version(f, HEARING),
        .words = {[LANG_KY] = STR("Бюджет жактырылды."), [LANG_RU] = STR("Бюджет одобрен.")}};
}

void after_subscribe(struct fixture *f)
{
    assert_ok(db_script(
        f->db, f->engine == DB_SQLITE
                   ? "insert into subscription (place_id, address, lang, topics, token_hash, "
                     "created_at, confirmed_at) values (1, 'k@example.kg', 'ky', 8, x'01', 1, 1), "
                     "(1, 'r@example.kg', 'ru', 8, x'02', 1, 1)"
                   : "insert into subscription (place_id, address, lang, topics, token_hash, "
                     "created_at, confirmed_at) values (1, 'k@example.kg', 'ky', 8, '\\x01', 1, "
                     "1), (1, 'r@example.kg', 'ru', 8, '\\x02', 1, 1)"));
    assert_ok(db_script(f->db, "update meeting set title_ru = 'Слушания' where id = 1"));
}

struct dues after_owed(struct fixture *f, day_t today)
{
    struct due_query q = {.lang = LANG_KY,
                          .place_id = PLACE,
                          .place_code = STR("41706211805000"),
                          .caps = CAP_BIT(CAP_MEETING),
                          .today = today};
    struct dues dues;

    assert_ok(meeting_minutes_owed(f->db, f->arena, &q, &dues));
    return dues;
}
