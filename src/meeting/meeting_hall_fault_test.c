/* Every write of the hall under faults: a statement or an allocation that fails leaves nothing
 * behind. Registering, voting, adding an item and closing are in meeting_hall_test.c. On both
 * engines. */
#include "meeting/meeting_before.h"
#include "meeting/meeting_hall_fixture.h"
#include "test/fault.h"

typedef enum err hall_write(struct meeting_hall *h);

static enum err in_hall(struct fault_case *c)
{
    struct meeting_hall h = {.db = c->db, .a = c->arena, .who = &hall_secretary, .lang = LANG_KY};
    hall_write *const *write = c->arg;
    struct faults faults;

    faults_init(&faults, c->arena);
    h.f = &faults;
    TRY(meeting_hall_begin(&h, HEARING));
    return (*write)(&h);
}

/* `least`: statements that the write cannot do without: the meeting's row, the change, the log. */
static void swept(struct fixture *f, hall_write *write, long least)
{
    struct fault_counts n = fault_sweep(f, in_hall, &write);

    assert_true(n.allocations > 0);
    assert_true(n.statements >= least);
}

static int64_t say(struct fixture *f, const char *kind, const char *text)
{
    struct meeting_word_new w = {.meeting_id = HEARING,
                                 .kind = str_of(kind),
                                 .via = STR("hall"),
                                 .text = str_of(text),
                                 .author = STR("Гүлнара Осмонова"),
                                 .lang = LANG_KY};
    int64_t id;

    assert_ok(IN_HALL(f, HEARING, meeting_say(h.db, h.a, h.who, &w, h.f, &id)));
    return id;
}

/* -- chair, secretary, opening -- */

static enum err elect(struct meeting_hall *h, const char *role)
{
    struct meeting_election e = {.role = str_of(role),
                                 .name = STR("Асан Үсөнов"),
                                 .tally = {7, 2, 1},
                                 .sent = {str_of(role)}};

    return meeting_elect(h, &e);
}

static enum err elect_chair(struct meeting_hall *h)
{
    return elect(h, "chair");
}

static enum err elect_secretary(struct meeting_hall *h)
{
    return elect(h, "secretary");
}

static enum err open_it(struct meeting_hall *h)
{
    return meeting_open(h, h->m.version, true);
}

static void elections_and_opening(struct fixture *f)
{
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "", 10));
    swept(f, elect_chair, 4); /* the first */
    swept(f, elect_secretary, 4);
    assert_ok(hall_elect(f, HEARING, "chair", 8));
    assert_ok(hall_elect(f, HEARING, "secretary", 10));
    swept(f, elect_chair, 4); /* another one: the first steps down with it, or stays */
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_officer where ended_at is "
                                           "null"),
                     2);
    swept(f, open_it, 5);
    hall_rule(f, "hearing.quorum", "5");
    swept(f, open_it, 5);
    assert_ok(IN_HALL(f, HEARING, open_it(&h)));
    swept(f, elect_chair, 4); /* in a hall that is open */
}

/* -- the roll -- */

static enum err correct(struct meeting_hall *h)
{
    return meeting_attendee_correct(h, &(struct meeting_attendee_edit){.id = 1,
                                                                       .version = 1,
                                                                       .sex = STR("m"),
                                                                       .age_group = STR("60-"),
                                                                       .village = STR("Тепке")});
}

static enum err leave(struct meeting_hall *h)
{
    return meeting_attendee_leave(h, 1, true);
}

static enum err come_back(struct meeting_hall *h)
{
    return meeting_attendee_leave(h, 2, false);
}

static enum err strike(struct meeting_hall *h)
{
    return meeting_attendee_void(h, 1, STR("эки жолу жазылган"));
}

static void corrections_of_the_roll(struct fixture *f)
{
    hall_opened(f);
    assert_ok(IN_HALL(f, HEARING, meeting_attendee_leave(&h, 2, true)));
    swept(f, correct, 4);
    swept(f, leave, 4);
    swept(f, come_back, 4);
    swept(f, strike, 4);
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_attendee_past"), 1);
}

/* -- the floor, words -- */

static int64_t speech, question, waiting;

static enum err give_floor(struct meeting_hall *h)
{
    return meeting_floor(h, speech, STR("give"));
}

static enum err end_floor(struct meeting_hall *h)
{
    return meeting_floor(h, speech, STR("end"));
}

static enum err answer_here(struct meeting_hall *h)
{
    return meeting_answered_here(h, question, STR("Жазында оңдолот"));
}

static enum err slip(struct meeting_hall *h)
{
    int64_t id;

    return meeting_say(h->db, h->a, h->who,
                       &(struct meeting_word_new){.meeting_id = HEARING,
                                                  .item_id = 1,
                                                  .kind = STR("proposal"),
                                                  .via = STR("slip"),
                                                  .text = STR("Көчөгө жарык орнотулсун"),
                                                  .author = STR("Бирөө"),
                                                  .client_key = STR("k1"),
                                                  .lang = LANG_KY},
                       h->f, &id);
}

static void the_floor_and_words(struct fixture *f)
{
    hall_opened(f);
    int64_t before = say(f, "speech", "Биринчи сөз");
    speech = say(f, "speech", "Экинчи сөз");
    question = say(f, "question", "Мектеп качан оңдолот?");
    assert_ok(IN_HALL(f, HEARING, meeting_floor(&h, before, STR("give"))));
    swept(f, give_floor, 4); /* the one before ends with it, or goes on */
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_floor where ended_at is "
                                           "null"),
                     1);
    assert_ok(IN_HALL(f, HEARING, give_floor(&h)));
    swept(f, end_floor, 4);
    swept(f, answer_here, 4);
    swept(f, slip, 4);
    assert_ok(IN_HALL(f, HEARING, meeting_close(&h, hall_version(f, HEARING))));
    swept(f, slip, 5); /* entered after the hall was left: with the day of its answer */
}

/* -- items, votes -- */

static enum err item_current(struct meeting_hall *h)
{
    return meeting_item_step(
        h, &(struct meeting_item_step){.id = 1, .version = 1, .to = STR("current")});
}

static enum err item_done(struct meeting_hall *h)
{
    return meeting_item_step(
        h, &(struct meeting_item_step){
               .id = 1, .version = 2, .to = STR("done"), .decision = STR("Жактырылсын")});
}

static enum err void_vote(struct meeting_hall *h)
{
    return meeting_vote_void(h, 1, STR("туура эмес саналды"));
}

static void items_and_voided_votes(struct fixture *f)
{
    struct meeting_vote_new v = {
        .item_id = 1, .subject = STR(""), .decision = STR("Жактырылсын"), .tally = {8, 1, 1}};
    int64_t id;

    hall_opened(f);
    swept(f, item_current, 5);
    assert_ok(IN_HALL(f, HEARING, item_current(&h)));
    swept(f, item_done, 4);
    assert_ok(IN_HALL(f, HEARING, meeting_vote_add(&h, &v, &id)));
    assert_int_equal(id, 1);
    swept(f, void_vote, 6); /* with the decision that it takes away */
    assert_int_equal(fixture_number(f->db, "select count(*) from meeting_item where decision = "
                                           "'Жактырылсын'"),
                     1);
}

/* -- from afar -- */

static const struct actor resident = {.person_id = RESIDENT, .place_id = PLACE};

static enum err join(struct meeting_hall *h)
{
    int64_t number;

    h->who = &resident;
    return meeting_register(h,
                            &(struct meeting_attendee_new){.sex = STR("f"),
                                                           .age_group = STR("18-28"),
                                                           .village = STR("Тепке"),
                                                           .person_id = RESIDENT,
                                                           .via = STR("remote"),
                                                           .count = 1},
                            &number);
}

static enum err ask(struct meeting_hall *h)
{
    int64_t id;

    h->who = &resident;
    return meeting_say(h->db, h->a, h->who,
                       &(struct meeting_word_new){.meeting_id = HEARING,
                                                  .kind = STR("question"),
                                                  .via = STR("remote"),
                                                  .text = STR("Суу качан берилет?"),
                                                  .author = STR("Нурлан Асанов"),
                                                  .lang = LANG_KY},
                       h->f, &id);
}

static enum err let_through(struct meeting_hall *h)
{
    return meeting_word_show(
        h->db, h->a, h->who,
        &(struct meeting_word_do){.meeting_id = HEARING, .id = waiting, .version = 1}, h->f);
}

static enum err keep_back(struct meeting_hall *h)
{
    return meeting_word_hide(
        h->db, h->a, h->who,
        &(struct meeting_word_do){
            .meeting_id = HEARING, .id = waiting, .version = 1, .reason = STR("адепсиз сөз")},
        h->f);
}

static void taking_part_from_afar(struct fixture *f)
{
    hall_opened(f);
    swept(f, join, 5);
    assert_ok(IN_HALL(f, HEARING, join(&h)));
    swept(f, ask, 4);
    assert_ok(IN_HALL(f, HEARING, ask(&h)));
    waiting = fixture_number(f->db, "select id from meeting_word where state = 'waiting'");
    assert_true(waiting > 0);
    swept(f, let_through, 4);
    swept(f, keep_back, 4);
}

int main(void)
{
    static const struct fixture_test tests[] = {
        FIXTURE_TEST(elections_and_opening), FIXTURE_TEST(corrections_of_the_roll),
        FIXTURE_TEST(the_floor_and_words),   FIXTURE_TEST(items_and_voided_votes),
        FIXTURE_TEST(taking_part_from_afar),
    };

    return FIXTURE_RUN("meeting_hall_fault", tests);
}
