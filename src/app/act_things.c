/* What may rest on a legal act. See act_things.h. */
#include "app/act_things.h"

#include "app/tables.h"
#include "body/body.h"
#include "issue/issue.h"
#include "meeting/meeting.h"
#include "plan/plan.h"
#include "rules/rules.h"

/* -- issues -- */

static struct act_thing thing_of_issue(struct arena *a, const struct act_use_query *q,
                                       const struct issue *i)
{
    return (struct act_thing){.title = lang_str(i->title, q->lang),
                              .path = issue_path(a, q->place_code, i->id),
                              .key = STR(""),
                              .sources = {i->basis}};
}

static enum err find_issue(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct str target, struct act_thing *out)
{
    struct issue i;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(issue_find(db, a, q->place_id, id, &i));
    *out = thing_of_issue(a, q, &i);
    return OK;
}

static enum err all_issues(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct act_thing_list *out)
{
    struct issues all;

    TRY(issue_list(db, a, q->place_id,
                   &(struct issue_filter){.state = STR(""), .today = clock_today()}, &all));
    struct act_thing *v = arena_array(a, struct act_thing, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = thing_of_issue(a, q, &all.v[i]);
    *out = (struct act_thing_list){v, all.n};
    return OK;
}

/* -- bodies -- */

/* A decision as a citation: "№14, 05.03.2026". */
static struct str order_text(struct arena *a, const struct body_order *o)
{
    if (!o->number.n || o->day == DAY_NONE)
        return STR("");
    struct civil day = day_to_civil(o->day);
    return str_fmt(a, "№%.*s, %02d.%02d.%04d", STR_F(o->number), day.day, day.month, day.year);
}

static struct act_thing thing_of_body(struct arena *a, const struct act_use_query *q,
                                      const struct body *b)
{
    return (struct act_thing){.title = lang_str(b->name, q->lang),
                              .path = body_path(a, q->place_code, b->id),
                              .key = STR(""),
                              .sources = {order_text(a, &b->created), order_text(a, &b->approved)}};
}

static enum err find_body(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct str target, struct act_thing *out)
{
    struct body b;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(body_find(db, a, q->place_id, id, &b));
    *out = thing_of_body(a, q, &b);
    return OK;
}

static enum err all_bodies(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct act_thing_list *out)
{
    struct bodies all;

    TRY(body_list(db, a, q->place_id, true, q->lang, &all));
    struct act_thing *v = arena_array(a, struct act_thing, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = thing_of_body(a, q, &all.v[i]);
    *out = (struct act_thing_list){v, all.n};
    return OK;
}

/* -- plans and measures: a row in each version, one thing through all of them -- */

static struct str id_text(struct arena *a, int64_t id)
{
    return str_fmt(a, "%lld", (long long)id);
}

/* By the id of any version; "": the plan the public sees. */
static enum err find_plan(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct str target, struct act_thing *out)
{
    struct plan_named plan;
    int64_t id = 0;

    if (target.n && (str_to_i64(target, &id) != OK || id <= 0))
        return ERR_NOT_FOUND;
    TRY(plan_named(db, a, q->place_id, id, q->lang, &plan));
    struct str path = str_fmt(a, "/%.*s/plan", STR_F(q->place_code));
    *out = (struct act_thing){
        .title = plan.title,
        .path = plan.current ? path : str_fmt(a, "%.*s/%lld", STR_F(path), (long long)plan.id),
        .key = id_text(a, plan.series_id),
        .sources = {plan.order}};
    return OK;
}

static enum err all_plans(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct act_thing_list *out)
{
    struct act_thing *v = arena_new(a, struct act_thing);
    enum err e = find_plan(db, a, q, STR(""), v);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    *out = (struct act_thing_list){v, 1};
    return OK;
}

static struct act_thing thing_of_measure(struct arena *a, const struct act_use_query *q,
                                         const struct plan_measure_named *m)
{
    return (struct act_thing){.title = m->title,
                              .path =
                                  str_fmt(a, "/%.*s/plan/%lld/measures/%lld", STR_F(q->place_code),
                                          (long long)m->plan_id, (long long)m->id),
                              .key = id_text(a, m->origin_id),
                              .sources = {m->texts}};
}

static enum err find_measure(struct db *db, struct arena *a, const struct act_use_query *q,
                             struct str target, struct act_thing *out)
{
    struct plan_measure_named m;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(plan_measure_named(db, a, q->place_id, id, q->lang, &m));
    *out = thing_of_measure(a, q, &m);
    return OK;
}

static enum err all_measures(struct db *db, struct arena *a, const struct act_use_query *q,
                             struct act_thing_list *out)
{
    struct plan_measures_named all;

    TRY(plan_measures_named(db, a, q->place_id, q->lang, &all));
    struct act_thing *v = arena_array(a, struct act_thing, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = thing_of_measure(a, q, &all.v[i]);
    *out = (struct act_thing_list){v, all.n};
    return OK;
}

/* -- meetings: their agendas name acts by a row of their own, so no text is searched -- */

static enum err find_meeting(struct db *db, struct arena *a, const struct act_use_query *q,
                             struct str target, struct act_thing *out)
{
    struct meeting m;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(meeting_find(db, a, q->place_id, id, &m));
    if (!meeting_is_public(&m))
        return ERR_NOT_FOUND;
    *out = (struct act_thing){
        .title = lang_str(m.title, q->lang),
        .key = STR(""),
        .path = meeting_path(a, q->place_code, id),
    };
    return OK;
}

#define PAGES(...) ((const char *const[]){__VA_ARGS__, NULL})
const struct act_thing_kind act_thing_kinds[] = {
    {"issue", MSG_act_link_issue, PAGES("/:place/issues/:id"), true, find_issue, all_issues},
    {"body", MSG_act_link_body, PAGES("/:place/bodies/:id"), false, find_body, all_bodies},
    {"meeting", MSG_act_link_meeting, PAGES("/:place/meetings/:id"), false, find_meeting, NULL},
    {"rule", MSG_act_link_rule, PAGES("/:place/rules/:key", "/rules/:key"), true, NULL, NULL},
    {"act", MSG_act_link_act, PAGES("/:place/acts/:id", "/acts/:id"), false, NULL, NULL},
    {"plan", MSG_act_link_plan, PAGES("/:place/plan", "/:place/plan/:id"), false, find_plan,
     all_plans},
    {"measure", MSG_act_link_measure, PAGES("/:place/plan/:id/measures/:measure_id"), false,
     find_measure, all_measures},
    {NULL, MSG_web_nav_issues, PAGES("/:place/issues"), false, NULL, NULL},
    {NULL, MSG_web_nav_meetings, PAGES("/:place/meetings"), false, NULL, NULL},
    {NULL, MSG_web_nav_bodies, PAGES("/:place/bodies"), false, NULL, NULL},
    {NULL, MSG_web_nav_acts, PAGES("/:place/acts", "/acts"), false, NULL, NULL},
    {NULL, MSG_act_functions_title, PAGES("/:place/functions"), false, NULL, NULL},
    {NULL, MSG_act_checklists_title, PAGES("/:place/checklists"), false, NULL, NULL},
    {NULL, MSG_web_nav_answers, PAGES("/:place/answers"), false, NULL, NULL},
    {NULL, MSG_web_nav_documents, PAGES("/:place/documents"), false, NULL, NULL},
    {NULL, MSG_web_nav_news, PAGES("/:place/news"), false, NULL, NULL},
    {NULL, MSG_web_nav_rules, PAGES("/:place/rules", "/rules"), false, NULL, NULL},
    {.pages = NULL}};

/* -- addresses -- */

struct str act_thing_path(struct str address)
{
    struct str path = address;
    enum lang lang;
    size_t host = str_find(path, STR("://"), 0);

    if (host != SIZE_MAX) {
        size_t slash = str_find(path, STR("/"), host + 3);
        path = str_sub(path, slash, path.n);
    }
    size_t end = str_find(path, STR("?"), 0), hash = str_find(path, STR("#"), 0);
    path = str_sub(path, 0, end < hash ? end : hash);
    if (path.n > 3 && path.p[0] == '/' && path.p[3] == '/' &&
        lang_of_code(str_sub(path, 1, 2), &lang) == OK)
        path = str_sub(path, 3, path.n);
    return path;
}

static bool is_code(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* Whether a path has the shape of a route: "/41…/plan" of "/:place/plan". *last: what the last
 * parameter stands for, behind :place; "" without one. */
static bool fits(struct str path, struct str pattern, struct str *last)
{
    struct str x, y;

    *last = STR("");
    for (;;) {
        bool more_x = path.n > 0 && str_cut(&path, '/', &x);
        bool more_y = pattern.n > 0 && str_cut(&pattern, '/', &y);
        if (!more_x || !more_y)
            return more_x == more_y;
        bool any = y.n && y.p[0] == ':';
        bool place = any && str_eq(y, STR(":place"));
        if (any ? x.n == 0 || (place && !is_code(x)) : !str_eq(x, y))
            return false;
        if (any && !place)
            *last = x;
    }
}

const struct act_thing_kind *act_thing_of_path(struct str path, struct str *target)
{
    for (const struct act_thing_kind *k = act_thing_kinds; k->pages; k++)
        for (const char *const *page = k->pages; *page; page++)
            if (fits(path, str_of(*page), target))
                return k;
    return NULL;
}

bool act_thing_is_page(struct str path)
{
    struct str last;

    for (size_t t = 0; t < app_route_table_count; t++)
        for (const struct route *r = app_route_tables[t]; r->path; r++)
            if (r->method == GET && !r->langless && fits(path, str_of(r->path), &last))
                return true;
    return false;
}
