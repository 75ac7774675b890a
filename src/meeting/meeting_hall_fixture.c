/* See meeting_hall_fixture.h. */
#include "meeting/meeting_hall_fixture.h"

#include "base/clock.h"

enum { NOON = 12 * 3600 };

const struct actor hall_secretary = {.person_id = SECRETARY, .place_id = PLACE};
struct faults hall_faults;
int64_t hall_id;

day_t hall_today(void)
{
    return day_from_civil((struct civil){2026, 11, 20});
}

void hall_settle(struct fixture *f)
{
    clock_set(instant_of_day(hall_today()) + NOON);
    assert_ok(db_script(
        f->db,
        "insert into unit (id, code, kind, name_ky, name_ru, name_en, is_municipality, act, "
        "version) values (1, '41706211805000', 'aimak', 'Ак-Суу', 'Ак-Суу', '', 1, '', 1);"
        "insert into unit (id, code, kind, name_ky, name_ru, name_en, parent_id, municipality_id, "
        "is_municipality, act, version) values (3, '41706211805010', 'village', 'Теплоключенка', "
        "'Теплоключенка', '', 1, 1, 0, '', 1), (4, '41706211805020', 'village', 'Тепке', 'Тёпке', "
        "'', 1, 1, 0, '', 1);"
        "insert into body (id, place_id, kind, name_ky, name_ru, name_en, purpose_ky, purpose_ru, "
        "purpose_en, state, created_title, created_number, approved_title, approved_number, "
        "version) values (1, 1, 'council', 'Кеңеш', 'Кенеш', '', '', '', '', 'forming', '', '', "
        "'', '', 1);"
        "insert into body_member (id, body_id, name, name_folded, sex, side, minority, disability, "
        "social_group, consent, position, from_day, order_number, version) values "
        "(1, 1, 'Асан Асанов', 'Асан Асанов', 'm', 'deputy', 0, 0, 0, 0, '', 20000, '', 1), "
        "(2, 1, 'Айгүл Садыкова', 'Айгүл Садыкова', 'f', 'deputy', 0, 0, 0, 0, '', 20000, '', 1), "
        "(3, 1, 'Үсөн Үсөнов', 'Үсөн Үсөнов', 'm', 'deputy', 0, 0, 0, 0, '', 20000, '', 1)"));
    static const char *const rows[] = {"1, 'budget_hearing', 'budget_draft', 'Бюджеттик угуу'",
                                       "2, 'council_session', 'other', 'Сессия'"};
    for (int i = 0; i < 2; i++)
        assert_ok(db_script(
            f->db,
            str_cstr(f->arena,
                     str_fmt(f->arena,
                             "insert into meeting (id, kind, topic, title_ky, place_id, title_ru, "
                             "title_en, about_ky, about_ru, about_en, state, caller, call_order, "
                             "body_id, area, mode, emergency, emergency_act, day, starts_at, "
                             "minutes, venue_ky, venue_ru, venue_en, remote_url, invited, "
                             "created_at, created_by, updated_at, version) values "
                             "(%s, 1, '', '', '', '', '', 'announced', 'head', '1', %s, '', '%s', "
                             "'', '', %d, %lld, 120, 'Клуб', '', '', '', null, 0, 7, 0, 1);"
                             "insert into meeting_item (meeting_id, position, title_ky, "
                             "title_ru, title_en, about, speaker, link_kind, link_text, in_hall, "
                             "reason, state, decision, version) values (%d, 1, 'Бюджеттин "
                             "долбоору', '', '', '', '', '', '', 0, '', 'planned', '', 1);"
                             "insert into meeting_notice (meeting_id, number, kind, day, "
                             "starts_at, venue_ky, venue_ru, venue_en, mode, short_by, reason, at, "
                             "by_person) values (%d, 1, 'published', %d, 0, '', '', '', 'hall', 0, "
                             "'', 0, 7)",
                             rows[i], i ? "1" : "null", i ? "hall" : "mixed", (int)hall_today(),
                             (long long)(instant_of_day(hall_today()) + NOON), i + 1, i + 1,
                             (int)hall_today()))));
}

void hall_rule(struct fixture *f, const char *key, const char *value)
{
    assert_ok(db_script(
        f->db, str_cstr(f->arena,
                        str_fmt(f->arena,
                                "insert into rule_override (place_id, key, value, decision_title, "
                                "decision_number, decision_day, valid_from, version) values (1, "
                                "'%s', '%s', 'Устав', '1', 20000, 20000, 1)",
                                key, value))));
}

struct meeting_hall hall_in(struct db *db, struct arena *a, int64_t id)
{
    struct faults *faults = arena_new(a, struct faults);
    struct meeting_hall h = {
        .db = db, .a = a, .who = &hall_secretary, .lang = LANG_KY, .f = faults};

    faults_init(faults, a);
    assert_ok(meeting_hall_begin(&h, id));
    return h;
}

enum err hall_come(struct fixture *f, const char *sex, const char *age, const char *key,
                   int64_t count)
{
    struct meeting_attendee_new n = {.sex = str_of(sex),
                                     .age_group = str_of(age),
                                     .village = STR("Тепке"),
                                     .via = STR("hall"),
                                     .count = count,
                                     .sent = {str_of(key)}};

    return IN_HALL(f, HEARING, meeting_register(&h, &n, &hall_id));
}

enum err hall_elect(struct fixture *f, int64_t id, const char *role, int64_t votes)
{
    struct meeting_election e = {
        .role = str_of(role), .name = STR("Бакыт Жумабаев"), .tally = {votes, 0, 0}};

    return IN_HALL(f, id, meeting_elect(&h, &e));
}

int64_t hall_version(struct fixture *f, int64_t id)
{
    return fixture_number(f->db, id == 1 ? "select version from meeting where id = 1"
                                         : "select version from meeting where id = 2");
}

struct meeting_counts hall_counted(struct fixture *f, int64_t id)
{
    struct meeting_counts c;

    assert_ok(meeting_counts_of(f->db, f->arena, id, &c));
    return c;
}

/* Ten people, chair, hall_secretary, open. */
void hall_opened(struct fixture *f)
{
    hall_settle(f);
    assert_ok(hall_come(f, "f", "29-59", "", 6));
    assert_ok(hall_come(f, "m", "18-28", "", 4));
    assert_ok(hall_elect(f, HEARING, "chair", 8));
    assert_ok(hall_elect(f, HEARING, "secretary", 10));
    assert_ok(IN_HALL(f, HEARING, meeting_open(&h, hall_version(f, 1), true)));
}
