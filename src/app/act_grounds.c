/* The acts that a thing rests on: those linked to it, and those its words cite. See act_grounds.h.
 */
#include "app/act_grounds.h"

#include "app/act_things.h"
#include "charter/charter.h"
#include "issue/issue.h"

static struct str use_path(struct arena *a, struct str place_code, const struct act_used *u)
{
    struct str path = act_path(a, place_code, u->act_id);
    return u->article.n ? str_fmt(a, "%.*s#%.*s", STR_F(path), STR_F(u->article)) : path;
}

/* What somebody linked, then what the words cite, each once. */
static size_t rests_of(struct arena *a, enum lang lang, struct str place_code,
                       const struct act_uses *linked, const struct act_uses *cited,
                       struct web_ground **out)
{
    struct web_ground *v = arena_array(a, struct web_ground, linked->n + cited->n);
    size_t n = 0;

    for (size_t i = 0; i < linked->n + cited->n; i++) {
        const struct act_used *u = i < linked->n ? &linked->v[i] : &cited->v[i - linked->n];
        struct str path = use_path(a, place_code, u);
        bool told = false;
        for (size_t k = 0; k < n; k++)
            told |= str_eq(v[k].path, path);
        if (!told)
            v[n++] = (struct web_ground){.title = lang_str(u->title, lang),
                                         .point = act_anchor_text(a, lang, u->article),
                                         .path = path};
    }
    *out = v;
    return n;
}

static enum err issue_basis(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                            const struct issue *issue, struct issue_links *out)
{
    struct act_uses linked, cited;
    struct web_ground *rests;

    TRY(act_links_to(db, a, issue->place_id, STR("issue"), str_fmt(a, "%lld", (long long)issue->id),
                     &linked));
    TRY(act_cited(db, a, issue->place_id, issue->basis, &cited));
    size_t n = rests_of(a, lang, place_code, &linked, &cited, &rests);
    struct issue_link *v = arena_array(a, struct issue_link, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct issue_link){
            .title = rests[i].title, .path = rests[i].path, .kind = rests[i].point};
    *out = (struct issue_links){v, n};
    return OK;
}

static enum err rule_basis(struct db *db, struct arena *a, const struct charter_cited *c,
                           struct charter_bases *out)
{
    struct act_uses linked, cited;
    struct web_ground *rests;

    TRY(act_links_to(db, a, c->place_id, STR("rule"), c->key, &linked));
    TRY(act_cited(db, a, c->place_id, c->source, &cited));
    size_t n = rests_of(a, c->lang, c->place_code, &linked, &cited, &rests);
    struct charter_basis *v = arena_array(a, struct charter_basis, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct charter_basis){rests[i].title, rests[i].point, rests[i].path};
    *out = (struct charter_bases){v, n};
    return OK;
}

void app_wire_grounds(void)
{
    issue_wire_basis(issue_basis);
    charter_wire(rule_basis);
}

/* -- any page -- */

struct grounds {
    struct act_uses linked, cited;
};

static void add_all(struct arena *a, struct act_uses *all, const struct act_uses *more)
{
    struct act_used *v = arena_array(a, struct act_used, all->n + more->n);

    for (size_t i = 0; i < all->n + more->n; i++)
        v[i] = i < all->n ? all->v[i] : more->v[i - all->n];
    *all = (struct act_uses){v, all->n + more->n};
}

/* What the thing was linked to, and what it cites itself. A thing that is not there, or not public,
 * cites nothing: its page has said so already. */
static enum err grounds_of(struct db *db, struct arena *a, const struct act_use_query *q,
                           const struct act_thing_kind *k, struct str target, struct grounds *g)
{
    struct act_thing thing = {.key = STR("")};
    struct act_uses some;
    enum err e = k->find ? k->find(db, a, q, target, &thing) : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (k->kind) {
        struct str key = thing.key.n ? thing.key : target;
        TRY(act_links_to(db, a, q->place_id, str_of(k->kind), key, &some));
        add_all(a, &g->linked, &some);
    }
    for (int s = 0; k->all && s < ACT_THING_SOURCES; s++)
        if (thing.sources[s].n) {
            TRY(act_cited(db, a, q->place_id, thing.sources[s], &some));
            add_all(a, &g->cited, &some);
        }
    return OK;
}

enum err app_page_grounds(void *app, const struct request *rq, struct web_grounds *out)
{
    struct act_use_query q = {.place_id = rq->scope.id,
                              .place_code = rq->scope.id ? rq->scope.code : STR(""),
                              .lang = rq->lang};
    struct str path = act_thing_path(rq->path), target = STR("");
    const struct act_thing_kind *k = act_thing_of_path(path, &target);
    struct grounds g = {{NULL, 0}, {NULL, 0}};
    struct web_ground *v;

    (void)app;
    if (k && k->tells)
        return OK;
    TRY(act_links_to(rq->db, rq->arena, q.place_id, STR("page"), path, &g.linked));
    if (k)
        TRY(grounds_of(rq->db, rq->arena, &q, k, target, &g));
    size_t n = rests_of(rq->arena, rq->lang, q.place_code, &g.linked, &g.cited, &v);
    *out = (struct web_grounds){v, n};
    return OK;
}
