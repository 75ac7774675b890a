/* Uses and targets of legal acts. See act_uses.h. */
#include "app/act_uses.h"

#include "act/act.h"
#include "app/wiring.h"
#include "body/body.h"
#include "charter/charter.h"
#include "issue/issue.h"
#include "meeting/meeting_link.h"
#include "place/place.h"
#include "plan/plan.h"

/* -- what rests on an act -- */

static bool cites(struct arena *a, const struct act_use_query *q, struct str source,
                  struct str *article)
{
    struct str point;

    if (!source.n || !act_cites(a, q->act, source, &point))
        return false;
    *article = act_anchor_of(a, q->words, point);
    return true;
}

static enum err issue_uses(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct act_use_list *out)
{
    struct issues all;
    struct str article;
    size_t n = 0;

    if (q->place_id == 0)
        return OK;
    TRY(issue_list(db, a, q->place_id,
                   &(struct issue_filter){.state = STR(""), .today = clock_today()}, &all));
    struct act_use *v = arena_array(a, struct act_use, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (cites(a, q, all.v[i].basis, &article))
            v[n++] = (struct act_use){msg_text(a, q->lang, MSG_act_link_issue),
                                      issue_title(&all.v[i], q->lang),
                                      issue_path(a, q->place_code, all.v[i].id), article};
    *out = (struct act_use_list){v, n};
    return OK;
}

/* A decision as a citation: "№14, 05.03.2026". */
static struct str order_text(struct arena *a, const struct body_order *o)
{
    if (!o->number.n || o->day == DAY_NONE)
        return STR("");
    struct civil day = day_to_civil(o->day);
    return str_fmt(a, "№%.*s, %02d.%02d.%04d", STR_F(o->number), day.day, day.month, day.year);
}

static enum err body_uses(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct act_use_list *out)
{
    struct bodies all;
    struct str article;
    size_t n = 0;

    if (q->place_id == 0)
        return OK;
    TRY(body_list(db, a, q->place_id, true, q->lang, &all));
    struct act_use *v = arena_array(a, struct act_use, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (cites(a, q, order_text(a, &all.v[i].created), &article) ||
            cites(a, q, order_text(a, &all.v[i].approved), &article))
            v[n++] = (struct act_use){msg_text(a, q->lang, MSG_act_link_body),
                                      body_name(&all.v[i], q->lang),
                                      body_path(a, q->place_code, all.v[i].id), article};
    *out = (struct act_use_list){v, n};
    return OK;
}

static enum err plan_uses(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct act_use_list *out)
{
    struct plan_board board;
    struct str article;

    if (q->place_id == 0)
        return OK;
    enum err e = plan_board(db, a, q->place_id, q->lang, &board);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    if (!cites(a, q, board.order, &article))
        return OK;
    struct act_use *v = arena_new(a, struct act_use);
    *v = (struct act_use){msg_text(a, q->lang, MSG_act_link_plan), board.title,
                          str_fmt(a, "/%.*s/plan", STR_F(q->place_code)), article};
    *out = (struct act_use_list){v, 1};
    return OK;
}

static act_use_source *const uses[] = {issue_uses, body_uses, plan_uses, NULL};

/* -- what a link leads to -- */

static enum err name_issue(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct str target, struct act_target *out)
{
    struct issue i;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(issue_find(db, a, q->place_id, id, &i));
    *out = (struct act_target){issue_title(&i, q->lang), issue_path(a, q->place_code, id)};
    return OK;
}

static enum err name_body(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct str target, struct act_target *out)
{
    struct body b;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(body_find(db, a, q->place_id, id, &b));
    *out = (struct act_target){body_name(&b, q->lang), body_path(a, q->place_code, id)};
    return OK;
}

/* Whether a path has the shape of a route: "/41…/plan" of "/:place/plan". */
static bool fits(struct str path, struct str pattern)
{
    struct str x, y;
    bool more_x, more_y;

    for (;;) {
        more_x = path.n > 0 && str_cut(&path, '/', &x);
        more_y = pattern.n > 0 && str_cut(&pattern, '/', &y);
        if (!more_x || !more_y)
            return more_x == more_y;
        if (y.n && y.p[0] == ':' ? x.n == 0 : !str_eq(x, y))
            return false;
    }
}

static bool is_page(struct str path)
{
    size_t end = str_find(path, STR("?"), 0), hash = str_find(path, STR("#"), 0);
    struct str bare = str_sub(path, 0, end < hash ? end : hash);

    for (size_t t = 0; t < app_route_table_count; t++)
        for (const struct route *r = app_route_tables[t]; r->path; r++)
            if (r->method == GET && !r->langless && fits(bare, str_of(r->path)))
                return true;
    return false;
}

/* A page of the program, below the language; what people copy from the address bar has it in
 * front. */
static enum err name_page(struct db *db, struct arena *a, const struct act_use_query *q,
                          struct str target, struct act_target *out)
{
    struct str path = target;
    enum lang lang;

    (void)db;
    (void)a;
    (void)q;
    if (path.n > 3 && path.p[0] == '/' && path.p[3] == '/' &&
        lang_of_code(str_sub(path, 1, 2), &lang) == OK)
        path = str_sub(path, 3, path.n);
    if (path.n < 2 || path.p[0] != '/' || !is_page(path))
        return ERR_NOT_FOUND;
    *out = (struct act_target){path, path};
    return OK;
}

static const struct act_target_source targets[] = {
    {"issue", name_issue}, {"body", name_body}, {"page", name_page}};

/* -- the other way: the acts that an issue, a rule rests on -- */

static struct str use_title(struct arena *a, enum lang lang, const struct act_used *u)
{
    struct act act = {.title = {u->title[0], u->title[1], u->title[2]}};
    struct str title = act_title(&act, lang), article = act_anchor_text(a, lang, u->article);

    return article.n ? str_fmt(a, "%.*s, %.*s", STR_F(title), STR_F(article)) : title;
}

static struct str use_path(struct arena *a, struct str place_code, const struct act_used *u)
{
    struct str path = act_path(a, place_code, u->act_id);
    return u->article.n ? str_fmt(a, "%.*s#%.*s", STR_F(path), STR_F(u->article)) : path;
}

/* What somebody linked, then what the words cite, each once. */
struct rests {
    struct str title, path;
};

static size_t rests_of(struct arena *a, enum lang lang, struct str place_code,
                       const struct act_uses *linked, const struct act_uses *cited,
                       struct rests **out)
{
    struct rests *v = arena_array(a, struct rests, linked->n + cited->n);
    size_t n = 0;

    for (size_t i = 0; i < linked->n + cited->n; i++) {
        const struct act_used *u = i < linked->n ? &linked->v[i] : &cited->v[i - linked->n];
        struct str path = use_path(a, place_code, u);
        bool told = false;
        for (size_t k = 0; k < n; k++)
            told |= str_eq(v[k].path, path);
        if (!told)
            v[n++] = (struct rests){use_title(a, lang, u), path};
    }
    *out = v;
    return n;
}

static enum err issue_basis(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                            const struct issue *issue, struct issue_links *out)
{
    struct act_uses linked, cited;
    struct rests *rests;

    TRY(act_links_to(db, a, issue->place_id, STR("issue"), str_fmt(a, "%lld", (long long)issue->id),
                     &linked));
    TRY(act_cited(db, a, issue->place_id, issue->basis, &cited));
    size_t n = rests_of(a, lang, place_code, &linked, &cited, &rests);
    struct issue_link *v = arena_array(a, struct issue_link, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct issue_link){.title = rests[i].title, .path = rests[i].path, .kind = STR("")};
    *out = (struct issue_links){v, n};
    return OK;
}

static enum err rule_basis(struct db *db, struct arena *a, const struct charter_cited *c,
                           struct charter_bases *out)
{
    struct act_uses linked, cited;
    struct rests *rests;

    TRY(act_links_to(db, a, c->place_id, STR("rule"), c->key, &linked));
    TRY(act_cited(db, a, c->place_id, c->source, &cited));
    size_t n = rests_of(a, c->lang, c->place_code, &linked, &cited, &rests);
    struct charter_basis *v = arena_array(a, struct charter_basis, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct charter_basis){rests[i].title, rests[i].path};
    *out = (struct charter_bases){v, n};
    return OK;
}

/* -- acts that an item of an agenda, or an answer, may name -- */

enum { ACTS_OFFERED = 200 };

static enum err agenda_acts(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                            struct meeting_link_targets *out)
{
    struct acts all;

    TRY(act_list(db, a,
                 &(struct act_filter){
                     .place_id = place_id, .most = ACTS_OFFERED, .field = STR(""), .kind = STR("")},
                 &all));
    struct meeting_link_target *v = arena_array(a, struct meeting_link_target, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct meeting_link_target){all.v[i].id, act_title(&all.v[i], lang)};
    *out = (struct meeting_link_targets){v, all.n};
    return OK;
}

static enum err agenda_act(struct db *db, struct arena *a, int64_t place_id, struct str place_code,
                           enum lang lang, int64_t id, struct str *title, struct str *path)
{
    struct act act;

    TRY(act_find(db, a, place_id, id, &act));
    *title = act_title(&act, lang);
    *path = act_path(a, place_code, id);
    return OK;
}

void app_wire_acts(void)
{
    static const struct meeting_link_acts acts = {agenda_acts, agenda_act};

    meeting_link_wire(&acts);
    act_wire(&(struct act_wiring){uses, targets, sizeof targets / sizeof *targets});
    issue_wire_basis(issue_basis);
    charter_wire(rule_basis);
}
