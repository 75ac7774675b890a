/* data/demo_meetings.json, made real. See demo_meetings.h. */
#include "app/demo_meetings.h"

#include "app/demo_after.h"
#include "app/demo_data.h"
#include "app/demo_meetings_json.h"
#include "app/demo_people.h"
#include "meeting/meeting_before.h"
#include "meeting/meeting_hall.h"
#include "place/place.h"
#include "rules/rules.h"

#define MORNING         (3 * 3600) /* nine o'clock in Bishkek */
#define SECONDS_PER_DAY 86400
#define EVERY_DUTY      (~(uint64_t)0)

struct making {
    struct db *db;
    struct arena *a;
    struct faults *f;
    day_t today;
    int minute; /* so that records keep their order */
    struct actor secretary, resident;
    struct issues issues;
};

static void at(struct making *m, day_t day)
{
    clock_set((int64_t)day * SECONDS_PER_DAY + MORNING + ++m->minute % 300 * 60);
}

static enum err make_item(struct making *m, int64_t meeting, struct node o)
{
    size_t issue = (size_t)node_i64(o, "issue");
    struct meeting_item_new n = {
        .meeting_id = meeting,
        .title = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
        .about = STR(""),
        .speaker = node_str(o, "speaker"),
        .link_kind = node_str(o, "link"),
        .link_text = node_str(o, "link_text"),
        .reason = STR(""),
        .lang = LANG_KY,
    };
    int64_t id;

    if (str_eq(n.link_kind, STR("issue")) && issue < m->issues.n)
        n.link_id = m->issues.v[issue].id;
    return meeting_item_save(m->db, m->a, &m->secretary, &n, m->f, &id);
}

static enum err make_word(struct making *m, int64_t meeting, const struct meeting_items *items,
                          struct node o)
{
    size_t item = (size_t)node_i64(o, "item");
    struct meeting_word_new w = {.meeting_id = meeting,
                                 .item_id = item < items->n ? items->v[item].id : 0,
                                 .kind = node_str(o, "kind"),
                                 .via = STR("slip"),
                                 .text = node_str(o, "text"),
                                 .author = node_str(o, "author"),
                                 .client_key = STR(""),
                                 .author_public = node_true(o, "public"),
                                 .lang = LANG_KY};
    int64_t id;

    at(m, node_day(o, "day", m->today));
    return meeting_say(m->db, m->a, &m->secretary, &w, m->f, &id);
}

static struct meeting_step_do step_of(int64_t id, int64_t version)
{
    return (struct meeting_step_do){
        .id = id, .version = version, .reason = STR(""), .caps = EVERY_DUTY, .lang = LANG_KY};
}

static enum err call(struct making *m, struct node o, int64_t *id)
{
    struct meeting_new n = {
        .kind = node_str(o, "kind"),
        .topic = node_str(o, "topic"),
        .caller = node_str(o, "caller"),
        .mode = STR("hall"),
        .title = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
        .about = {node_str(o, "about_ky"), node_str(o, "about_ru"), STR("")},
        .venue = {node_str(o, "venue_ky"), node_str(o, "venue_ru"), node_str(o, "venue_en")},
        .call_order = node_str(o, "order"),
        .call_day = node_day(o, "ordered", m->today),
        .day = node_day(o, "day", m->today),
        .at = node_i64(o, "at"),
        .minutes = node_i64(o, "minutes"),
        .lang = LANG_KY,
    };
    struct node items = node_of(o, "items");

    at(m, node_day(o, "made", m->today));
    TRY(meeting_save(m->db, m->a, &m->secretary, &n, m->f, id));
    for (size_t i = 0; i < node_count(items); i++)
        TRY(make_item(m, *id, node_item(items, i)));
    return OK;
}

/* -- what happened in the hall -- */

static struct meeting_hall in_hall(struct making *m)
{
    return (struct meeting_hall){
        .db = m->db, .a = m->a, .who = &m->secretary, .lang = LANG_KY, .f = m->f};
}

static enum err elect(struct making *m, int64_t id, const char *role, struct str name,
                      struct node votes)
{
    struct meeting_hall h = in_hall(m);
    struct meeting_election e = {.role = str_of(role),
                                 .name = name,
                                 .tally = {.in_favour = node_item_i64(votes, 0),
                                           .against = node_item_i64(votes, 1),
                                           .abstained = node_item_i64(votes, 2)},
                                 .sent = {STR("")}};

    TRY(meeting_hall_begin(&h, id));
    return meeting_elect(&h, &e);
}

static enum err age_groups(struct making *m, struct meeting_age_groups *out)
{
    struct rule_items bounds;

    TRY(rules_list(m->db, m->a, "meeting.age_groups", m->secretary.place_id, clock_today(),
                   &bounds));
    int64_t *v = arena_array(m->a, int64_t, bounds.n);
    for (size_t i = 0; i < bounds.n; i++)
        v[i] = bounds.v[i].num;
    *out = meeting_age_groups_of(m->a, v, bounds.n);
    return OK;
}

static enum err register_all(struct making *m, int64_t id, struct node roll)
{
    struct meeting_age_groups groups;

    TRY(age_groups(m, &groups));
    for (size_t i = 0; i < node_count(roll); i++) {
        struct meeting_hall h = in_hall(m);
        struct node o = node_item(roll, i);
        struct meeting_attendee_new n = {.sex = node_str(o, "sex"),
                                         .age_group =
                                             meeting_age_group_at(&groups, node_i64(o, "age")),
                                         .village = node_str(o, "village"),
                                         .name = STR(""),
                                         .via = STR("sheet"),
                                         .count = node_i64(o, "n"),
                                         .sent = {STR("")}};
        int64_t number;
        TRY(meeting_hall_begin(&h, id));
        TRY(meeting_register(&h, &n, &number));
    }
    return OK;
}

static enum err decide(struct making *m, int64_t id, struct node o)
{
    struct meeting_hall h = in_hall(m);
    size_t item = (size_t)node_i64(o, "item");
    struct meeting_items items;
    int64_t vote;

    TRY(meeting_items_of(m->db, m->a, id, &items));
    if (item >= items.n)
        return ERR_BUG;
    TRY(meeting_hall_begin(&h, id));
    TRY(meeting_item_step(&h, &(struct meeting_item_step){.id = items.v[item].id,
                                                          .version = items.v[item].version,
                                                          .to = STR("current"),
                                                          .decision = STR("")}));
    TRY(meeting_hall_begin(&h, id));
    return meeting_vote_add(
        &h,
        &(struct meeting_vote_new){.item_id = items.v[item].id,
                                   .subject = STR(""),
                                   .decision = node_str(o, "text"),
                                   .tally = {.in_favour = node_i64(o, "for"),
                                             .against = node_i64(o, "against"),
                                             .abstained = node_i64(o, "abstained")},
                                   .carried = true,
                                   .sent = {STR("")}},
        &vote);
}

static enum err hold(struct making *m, int64_t id, struct node o)
{
    struct meeting_hall h = in_hall(m);
    struct node decisions = node_of(o, "decisions"), votes = node_of(o, "votes");

    TRY(register_all(m, id, node_of(o, "roll")));
    TRY(elect(m, id, "chair", node_str(o, "chair"), votes));
    TRY(elect(m, id, "secretary", node_str(o, "secretary"), votes));
    TRY(meeting_hall_begin(&h, id));
    TRY(meeting_open(&h, h.m.version, true));
    for (size_t i = 0; i < node_count(decisions); i++)
        TRY(decide(m, id, node_item(decisions, i)));
    TRY(meeting_hall_begin(&h, id));
    clock_set(h.m.starts_at + h.m.minutes * 60);
    return meeting_close(&h, h.m.version);
}

/* -- one meeting from the call to what is known of it today -- */

static enum err make_meeting(struct making *m, struct node o)
{
    struct node words = node_of(o, "words"), hall = node_of(o, "hall");
    struct meeting_items items;
    int64_t id;

    TRY(call(m, o, &id));
    if (node_i64(o, "announced") == 0)
        return OK;
    at(m, node_day(o, "announced", m->today));
    struct meeting_step_do s = step_of(id, 1);
    TRY(meeting_announce(m->db, m->a, &m->secretary, &s, m->f));
    TRY(meeting_items_of(m->db, m->a, id, &items));
    for (size_t i = 0; i < node_count(words); i++)
        TRY(make_word(m, id, &items, node_item(words, i)));
    if (!hall.json)
        return OK;
    clock_set(instant_of_day(node_day(o, "day", m->today)) + node_i64(o, "at") * 60);
    TRY(hold(m, id, hall));
    return demo_after(&(struct demo_after){m->db, m->a, m->f, &m->secretary, id, m->today}, o);
}

static enum err make_request(struct making *m, struct node o)
{
    struct node names = node_of(o, "names");
    struct buf *b = buf_new(m->a, 64 * KIB);
    struct meeting_request_new n = {.kind = node_str(o, "kind"),
                                    .subject = node_str(o, "subject"),
                                    .grounds = node_str(o, "grounds"),
                                    .area = node_str(o, "area"),
                                    .contact = node_str(o, "contact"),
                                    .received_on = node_day(o, "day", m->today),
                                    .entered = true,
                                    .lang = LANG_KY};
    int64_t id;

    for (size_t i = 0; i < node_count(names); i++) {
        buf_add(b, node_item_str(names, i));
        buf_add_char(b, '\n');
    }
    n.names = buf_str(b);
    at(m, n.received_on);
    return meeting_request_add(m->db, m->a, &m->secretary, &n, m->f, &id);
}

static enum err make_municipality(struct making *m, struct node o)
{
    struct node list = node_of(o, "meetings");
    struct place place;

    TRY(place_by_code(m->db, m->a, node_str(o, "code"), &place));
    TRY(demo_person_actor(m->db, m->a, node_str(o, "secretary"), place.id, &m->secretary));
    TRY(issue_list(m->db, m->a, place.id,
                   &(struct issue_filter){.state = STR(""), .today = m->today}, &m->issues));
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_meeting(m, node_item(list, i)));
    list = node_of(o, "requests");
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_request(m, node_item(list, i)));
    return OK;
}

enum err demo_meetings(struct db *db, struct arena *a, struct faults *f)
{
    struct making m = {.db = db, .a = a, .f = f, .today = clock_today()};
    struct node root, list;
    enum err e = OK;

    TRY(demo_data_of(a, demo_meetings_json, &root));
    list = node_of(root, "municipalities");
    for (size_t i = 0; e == OK && i < node_count(list); i++)
        e = make_municipality(&m, node_item(list, i));
    clock_set(0);
    return e;
}
