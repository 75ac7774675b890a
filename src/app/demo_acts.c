/* data/demo_acts.json, made real. See demo_acts.h. */
#include "app/demo_acts.h"

#include "act/act.h"
#include "app/demo_acts_json.h"
#include "app/demo_data.h"
#include "app/demo_people.h"
#include "issue/issue.h"
#include "place/place.h"

#define MORNING         (5 * 3600) /* eleven o'clock in Bishkek */
#define SECONDS_PER_DAY 86400
#define ACTS_MOST       32

struct making {
    struct db *db;
    struct arena *a;
    struct faults *f;
    day_t today;
    int minute; /* so that records keep their order */
    struct actor secretary, resident;
    struct str code;
    int64_t first_national;
    struct {
        struct str key;
        int64_t id;
    } acts[ACTS_MOST];
    size_t act_count;
};

static void at(struct making *m, day_t day)
{
    clock_set((int64_t)day * SECONDS_PER_DAY + MORNING + ++m->minute % 300 * 60);
}

static day_t adopted(const struct making *m, struct node o)
{
    day_t day;

    if (day_parse(node_str(o, "date"), &day) == OK)
        return day;
    return node_day(o, "day", m->today);
}

static enum err make_act(struct making *m, const struct actor *who, struct node o, int64_t *id)
{
    struct act n = {.kind = node_str(o, "kind"),
                    .number = node_str(o, "number"),
                    .issuer = node_str(o, "issuer"),
                    .code = node_str(o, "code"),
                    .day = adopted(m, o),
                    .title = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
                    .fields = node_str(o, "fields"),
                    .gives_own = node_true(o, "own"),
                    .gives_delegated = node_true(o, "delegated"),
                    .gives_duties = node_true(o, "duties"),
                    .repealed_on =
                        node_i64(o, "repealed") ? node_day(o, "repealed", m->today) : DAY_NONE};

    return act_save(m->db, m->a, who, &n, m->f, id);
}

static enum err make_editions(struct making *m, struct node list, int64_t act)
{
    int64_t id;

    for (size_t i = 0; i < node_count(list); i++) {
        struct node o = node_item(list, i);
        at(m, node_day(o, "day", m->today));
        TRY(act_add_edition(m->db, m->a, &m->secretary,
                            &(struct act_edition_new){.act_id = act,
                                                      .version = (int64_t)i + 1,
                                                      .valid_from = node_day(o, "day", m->today),
                                                      .note = node_str(o, "note"),
                                                      .words = node_str(o, "words")},
                            m->f, &id));
    }
    return OK;
}

/* The n-th issue of the municipality's register rests on the act. */
static enum err link_issue(struct making *m, struct node o, int64_t act)
{
    struct issues all;
    struct issue_filter any = {.state = STR(""), .today = m->today};
    int64_t n = node_i64(o, "issue");

    if (n == 0)
        return OK;
    TRY(issue_list(m->db, m->a, m->secretary.place_id, &any, &all));
    if ((size_t)n > all.n)
        return ERR_BUG;
    return act_add_link(m->db, m->a, &m->secretary,
                        &(struct act_link_new){act, node_str(o, "article"), STR("issue"),
                                               str_fmt(m->a, "%lld", (long long)all.v[n - 1].id),
                                               STR("")},
                        m->f);
}

static enum err make_acts(struct making *m, struct node list)
{
    for (size_t i = 0; i < node_count(list) && m->act_count < ACTS_MOST; i++) {
        struct node o = node_item(list, i);
        int64_t id;
        at(m, node_day(o, "day", m->today));
        TRY(make_act(m, &m->secretary, o, &id));
        TRY(make_editions(m, node_of(o, "editions"), id));
        TRY(link_issue(m, o, id));
        m->acts[m->act_count].key = node_str(o, "key");
        m->acts[m->act_count++].id = id;
    }
    return OK;
}

/* An act of the municipality by its key in the file; without one, the nation's first. */
static int64_t act_named(const struct making *m, struct node o)
{
    struct str key = node_str(o, "act");

    for (size_t i = 0; i < m->act_count; i++)
        if (key.n && str_eq(m->acts[i].key, key))
            return m->acts[i].id;
    return m->first_national;
}

static enum err make_functions(struct making *m, struct node list)
{
    int64_t id;

    at(m, m->today - 50);
    for (size_t i = 0; i < node_count(list); i++) {
        struct node o = node_item(list, i);
        struct act_function n = {.kind = node_str(o, "kind"),
                                 .title = node_str(o, "title"),
                                 .act_id = act_named(m, o),
                                 .article = node_str(o, "article"),
                                 .delegated_by = node_str(o, "by"),
                                 .year = day_to_civil(m->today).year,
                                 .cost = node_i64(o, "cost"),
                                 .received = node_i64(o, "received")};
        TRY(act_function_save(m->db, m->a, &m->secretary, &n, m->f, &id));
    }
    return OK;
}

static enum err make_question(struct making *m, struct node o)
{
    struct act_ask_new ask = {
        .question = node_str(o, "words"), .address = STR(""), .lang = LANG_KY};
    struct act_answering n = {.place_code = m->code};
    int64_t id, asked_by;

    at(m, node_day(o, "day", m->today));
    TRY(act_ask(m->db, m->a, &m->resident, &ask, m->f, &id));
    if (str_eq(node_str(o, "state"), STR("asked")))
        return OK;
    TRY(act_question_find(m->db, m->a, m->secretary.place_id, id, &n.q, &asked_by));
    n.q.state = node_str(o, "state");
    n.q.published = node_str(o, "published");
    n.q.field = node_str(o, "field");
    n.q.answer = node_str(o, "answer");
    n.q.steps = node_str(o, "steps");
    n.q.article = node_str(o, "article");
    n.q.reason = node_str(o, "reason");
    n.q.act_id = str_eq(n.q.state, STR("public")) ? act_named(m, o) : 0;
    n.q.emergency = node_true(o, "emergency");
    n.q.valid_from = node_i64(o, "from") ? node_day(o, "from", m->today) : DAY_NONE;
    n.q.valid_to = node_i64(o, "to") ? node_day(o, "to", m->today) : DAY_NONE;
    at(m, node_day(o, "day", m->today) + 3);
    return act_answer(m->db, m->a, &m->secretary, &n, m->f);
}

/* The shipped standard, judged as it stood on that day. */
static enum err make_verdicts(struct making *m, struct node round)
{
    struct act_standards standards;
    struct act_points points;
    struct node list = node_of(round, "points");

    at(m, node_day(round, "day", m->today));
    TRY(act_standards_of(m->db, m->a, m->secretary.place_id, &standards));
    TRY(act_points_of(m->db, m->a, m->secretary.place_id, standards.v[0].id, &points));
    for (size_t i = 0; i < node_count(list) && i < points.n; i++)
        TRY(act_judge(m->db, m->a, &m->secretary,
                      &(struct act_judging){.standard_id = standards.v[0].id,
                                            .point_id = points.v[i].id,
                                            .verdict = node_item_str(list, i),
                                            .evidence = node_str(round, "evidence")},
                      m->f));
    return OK;
}

static enum err make_municipality(struct making *m, struct node o)
{
    struct place place;
    struct node list;

    m->code = node_str(o, "code");
    m->act_count = 0;
    TRY(place_by_code(m->db, m->a, m->code, &place));
    TRY(demo_person_actor(m->db, m->a, node_str(o, "secretary"), place.id, &m->secretary));
    TRY(demo_person_actor(m->db, m->a, node_str(o, "resident"), place.id, &m->resident));
    TRY(make_acts(m, node_of(o, "acts")));
    TRY(make_functions(m, node_of(o, "functions")));
    list = node_of(o, "questions");
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_question(m, node_item(list, i)));
    list = node_of(o, "verdicts");
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_verdicts(m, node_item(list, i)));
    return OK;
}

static enum err make_all(struct making *m, struct node root)
{
    struct node list = node_of(root, "national");
    struct actor coordinator;
    int64_t id;

    TRY(demo_person_actor(m->db, m->a, node_str(root, "coordinator"), 0, &coordinator));
    for (size_t i = 0; i < node_count(list); i++) {
        at(m, m->today - 800);
        TRY(make_act(m, &coordinator, node_item(list, i), &id));
        m->first_national = i == 0 ? id : m->first_national;
    }
    list = node_of(root, "municipalities");
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_municipality(m, node_item(list, i)));
    return OK;
}

enum err demo_acts(struct db *db, struct arena *a, day_t today, struct faults *f)
{
    struct making m = {.db = db, .a = a, .f = f, .today = today};
    struct node root;

    TRY(demo_data_of(a, demo_acts_json, &root));
    enum err e = make_all(&m, root);
    clock_set(0);
    return e;
}
