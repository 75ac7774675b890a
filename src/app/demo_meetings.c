/* data/demo_meetings.json, made real. See demo_meetings.h. */
#include "app/demo_meetings.h"

#include "act/act.h"
#include "app/demo_bodies.h"
#include "app/demo_hall.h"
#include "app/demo_meetings_json.h"
#include "app/demo_paper.h"
#include "app/demo_people.h"
#include "meeting/meeting_before.h"
#include "place/place.h"

#define MORNING         (3 * 3600) /* nine o'clock in Bishkek */
#define SECONDS_PER_DAY 86400
#define EVERY_DUTY      (~(uint64_t)0)

struct making {
    struct db *db;
    struct arena *a;
    struct faults *f;
    day_t today;
    int minute; /* so that records keep their order */
    struct actor head, secretary;
    struct demo_bodies bodies;
    struct issues issues;
};

static void at(struct making *m, day_t day)
{
    clock_set((int64_t)day * SECONDS_PER_DAY + MORNING + ++m->minute % 300 * 60);
}

/* The n-th act of the municipality itself, from 1. */
static enum err act_of(struct making *m, int64_t n, int64_t *id)
{
    struct act_ids own;

    TRY(act_own(m->db, m->a, m->secretary.place_id, &own));
    if ((size_t)n > own.n)
        return ERR_BUG;
    *id = own.v[n - 1];
    return OK;
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
    if (str_eq(n.link_kind, STR("act")) && node_i64(o, "act"))
        TRY(act_of(m, node_i64(o, "act"), &n.link_id));
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

static struct meeting_new call_of(struct making *m, struct node o)
{
    return (struct meeting_new){
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
        .invited = node_i64(o, "invited"),
        .base = node_i64(o, "base"),
        .body_id = demo_body_id(&m->bodies, node_str(o, "body")),
        .lang = LANG_KY,
    };
}

static enum err call(struct making *m, struct node o, int64_t *id)
{
    struct meeting_new n = call_of(m, o);
    struct node items = node_of(o, "items");

    at(m, node_day(o, "made", m->today));
    TRY(meeting_save(m->db, m->a, &m->secretary, &n, m->f, id));
    for (size_t i = 0; i < node_count(items); i++)
        TRY(make_item(m, *id, node_item(items, i)));
    return OK;
}

/* -- what follows the call -- */

/* As many of each settlement as the file names. */
static enum err elect_delegates(struct making *m, int64_t id, struct node o)
{
    struct node units = node_of(o, "units");
    struct place unit;
    int64_t delegate;

    at(m, node_day(o, "day", m->today));
    for (size_t u = 0; u < node_count(units); u++) {
        struct node names = node_of(node_item(units, u), "names");
        TRY(place_by_code(m->db, m->a, node_str(node_item(units, u), "code"), &unit));
        for (size_t i = 0; i < node_count(names); i++)
            TRY(meeting_delegate_add(
                m->db, m->a, &m->secretary,
                &(struct meeting_delegate_new){.meeting_id = id,
                                               .unit_id = unit.id,
                                               .name = node_item_str(names, i),
                                               .elected_on = node_day(o, "day", m->today)},
                m->f, &delegate));
    }
    return OK;
}

static enum err attach(struct making *m, int64_t id, struct node o)
{
    struct document_new n = {.owner_kind = STR("meeting"),
                             .owner_id = id,
                             .title = node_str(o, "title"),
                             .is_public = true,
                             .field = STR("file")};
    int64_t document;

    TRY(demo_paper(m->a, MSG_demo_order_title, &n.upload));
    at(m, node_day(o, "day", m->today));
    return document_add(m->db, m->a, &m->secretary, &n, m->f, &document);
}

/* Told again for another day. */
static enum err move(struct making *m, struct meeting_new n, int64_t id, struct node o)
{
    struct meeting told;
    int64_t same;

    TRY(meeting_find(m->db, m->a, m->secretary.place_id, id, &told));
    n.id = id;
    n.version = told.version;
    n.day = node_day(o, "to", m->today);
    n.reason = node_str(o, "reason");
    at(m, node_day(o, "day", m->today));
    return meeting_save(m->db, m->a, &m->secretary, &n, m->f, &same);
}

static enum err cancel(struct making *m, int64_t id, struct node o)
{
    struct meeting told;

    TRY(meeting_find(m->db, m->a, m->secretary.place_id, id, &told));
    struct meeting_step_do s = step_of(id, told.version);
    s.reason = node_str(o, "reason");
    at(m, node_day(o, "day", m->today));
    return meeting_cancel(m->db, m->a, &m->secretary, &s, m->f);
}

/* -- one meeting from the call to what is known of it today -- */

static enum err tell(struct making *m, int64_t id, struct node o)
{
    struct node words = node_of(o, "words");
    struct meeting_items items;
    struct meeting_step_do s = step_of(id, 1);

    at(m, node_day(o, "announced", m->today));
    TRY(meeting_announce(m->db, m->a, &m->secretary, &s, m->f));
    TRY(meeting_items_of(m->db, m->a, id, &items));
    for (size_t i = 0; i < node_count(words); i++)
        TRY(make_word(m, id, &items, node_item(words, i)));
    return OK;
}

static enum err make_meeting(struct making *m, struct node o)
{
    struct node hall = node_of(o, "hall"), papers = node_of(o, "papers");
    struct demo_after d = {m->db, m->a, m->f, &m->secretary, 0, m->today};

    TRY(call(m, o, &d.meeting_id));
    if (node_i64(o, "announced") == 0)
        return OK;
    TRY(tell(m, d.meeting_id, o));
    for (size_t i = 0; i < node_count(papers); i++)
        TRY(attach(m, d.meeting_id, node_item(papers, i)));
    if (node_of(o, "delegates").json)
        TRY(elect_delegates(m, d.meeting_id, node_of(o, "delegates")));
    if (node_of(o, "moved").json)
        TRY(move(m, call_of(m, o), d.meeting_id, node_of(o, "moved")));
    if (node_of(o, "cancelled").json)
        return cancel(m, d.meeting_id, node_of(o, "cancelled"));
    if (!hall.json)
        return OK;
    clock_set(instant_of_day(node_day(o, "day", m->today)) + node_i64(o, "at") * 60);
    TRY(demo_hall(&d, hall));
    return demo_after(&d, o);
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
    if (node_str(o, "head").n)
        TRY(demo_person_actor(m->db, m->a, node_str(o, "head"), place.id, &m->head));
    m->bodies = (struct demo_bodies){m->db, m->a, m->f, &m->head, &m->secretary, m->today};
    TRY(demo_charter(&m->bodies, node_of(o, "charter")));
    TRY(demo_bodies(&m->bodies, node_of(o, "bodies")));
    TRY(issue_list(m->db, m->a, place.id,
                   &(struct issue_filter){.state = STR(""), .today = m->today}, &m->issues));
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_meeting(m, node_item(list, i)));
    list = node_of(o, "requests");
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_request(m, node_item(list, i)));
    return OK;
}

enum err demo_meetings(struct db *db, struct arena *a, day_t today, struct faults *f)
{
    struct making m = {.db = db, .a = a, .f = f, .today = today};
    struct node root, list;
    enum err e = OK;

    TRY(demo_data_of(a, demo_meetings_json, &root));
    list = node_of(root, "municipalities");
    for (size_t i = 0; e == OK && i < node_count(list); i++)
        e = make_municipality(&m, node_item(list, i));
    clock_set(0);
    return e;
}
