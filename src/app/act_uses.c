/* Uses and targets of legal acts. See act_uses.h. */
#include "app/act_uses.h"

#include "act/act.h"
#include "app/act_grounds.h"
#include "app/act_things.h"
#include "meeting/meeting_answer.h"
#include "meeting/meeting_link.h"
#include "place/place.h"

/* -- what rests on an act -- */

/* Things that cite it in their own words. */
static enum err cited_in(struct db *db, struct arena *a, const struct act_use_query *q,
                         const struct act_thing_kind *k, struct act_use_list *out)
{
    struct act_thing_list all = {NULL, 0};
    struct str point;
    size_t n = 0;

    TRY(k->all(db, a, q, &all));
    struct act_use *v = arena_array(a, struct act_use, all.n);
    for (size_t i = 0; i < all.n; i++) {
        bool cites = false;
        for (int s = 0; s < ACT_THING_SOURCES && !cites; s++)
            cites = all.v[i].sources[s].n && act_cites(a, q->act, all.v[i].sources[s], &point);
        if (cites)
            v[n++] = (struct act_use){msg_text(a, q->lang, k->name), all.v[i].title, all.v[i].path,
                                      act_anchor_of(a, q->words, point)};
    }
    *out = (struct act_use_list){v, n};
    return OK;
}

static enum err thing_uses(struct db *db, struct arena *a, const struct act_use_query *q,
                           struct act_use_list *out)
{
    struct act_use_list some = {NULL, 0};

    if (q->place_id == 0)
        return OK;
    for (const struct act_thing_kind *k = act_thing_kinds; k->pages; k++)
        if (k->all) {
            struct act_use_list more = {NULL, 0};
            TRY(cited_in(db, a, q, k, &more));
            struct act_use *v = arena_array(a, struct act_use, some.n + more.n);
            for (size_t i = 0; i < some.n + more.n; i++)
                v[i] = i < some.n ? some.v[i] : more.v[i - some.n];
            some = (struct act_use_list){v, some.n + more.n};
        }
    *out = some;
    return OK;
}

/* Meetings with an item about the act, and proposals made at them that changed it. */
static enum err told_by_meetings(struct db *db, struct arena *a, const struct act_use_query *q,
                                 struct act_use_list *out)
{
    struct meeting_link act = {STR("act"), q->act->id, STR("")};
    struct issue_links agendas, answers;

    if (q->place_id == 0)
        return OK;
    TRY(meeting_agendas_about(db, a, q->lang, q->place_code, &act, &agendas));
    TRY(meeting_answers_about(db, a, q->lang, q->place_code, &act, &answers));
    struct act_use *v = arena_array(a, struct act_use, agendas.n + answers.n);
    for (size_t i = 0; i < agendas.n + answers.n; i++) {
        const struct issue_link *l = i < agendas.n ? &agendas.v[i] : &answers.v[i - agendas.n];
        v[i] = (struct act_use){l->kind, l->title, l->path, STR("")};
    }
    *out = (struct act_use_list){v, agendas.n + answers.n};
    return OK;
}

static act_use_source *const uses[] = {thing_uses, told_by_meetings, NULL};

/* -- what a link leads to -- */

static enum err name_thing(struct db *db, struct arena *a, const struct act_use_query *q,
                           const struct act_link *l, struct act_target *out)
{
    for (const struct act_thing_kind *k = act_thing_kinds; k->pages; k++)
        if (k->kind && k->find && str_eq(l->kind, str_of(k->kind))) {
            struct act_thing thing;
            TRY(k->find(db, a, q, l->target, &thing));
            *out = (struct act_target){.title = thing.title, .path = thing.path};
            if (thing.key.n) {
                out->kind = l->kind;
                out->target = thing.key;
            }
            return OK;
        }
    return ERR_NOT_FOUND;
}

/* Whether the path lies in the municipality that asks, or outside of any: only there is a number in
 * it one of its own things. ERR_NOT_FOUND: in a place that is not. */
static enum err is_own(struct db *db, struct arena *a, int64_t place_id, struct str path, bool *own)
{
    struct str rest = str_sub(path, 1, path.n), code;
    struct place place;

    *own = str_cut(&rest, '/', &code) && (code.n == 0 || code.p[0] < '0' || code.p[0] > '9');
    if (*own || place_id == 0)
        return OK;
    TRY(place_by_code(db, a, code, &place));
    *own = place.id == place_id;
    return OK;
}

/* Whether a path of the kind names one thing of it: by number, a rule by its key; the plan that the
 * public sees is named by nothing. */
static bool is_one(const struct act_thing_kind *k, struct str name)
{
    int64_t id;

    return str_eq(str_of(k->kind), STR("rule")) || str_to_i64(name, &id) == OK ||
           (name.n == 0 && k->all);
}

/* Title and path of the thing that *t names so far; as it is where there is none such. */
static enum err name_found(struct db *db, struct arena *a, const struct act_use_query *q,
                           const struct act_thing_kind *k, struct act_target *t)
{
    struct act_thing thing;
    enum err e = k->find ? k->find(db, a, q, t->target, &thing) : ERR_NOT_FOUND;

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    t->title = thing.title;
    t->path = thing.path;
    t->target = thing.key.n ? thing.key : t->target;
    return OK;
}

/* A page of the program, as copied from the address bar. The page of an issue, a body, a rule is
 * that thing, whichever way it was named. */
static enum err name_page(struct db *db, struct arena *a, const struct act_use_query *q,
                          const struct act_link *l, struct act_target *out)
{
    struct act_target t = {.path = act_thing_path(l->target), .kind = l->kind};
    struct str name;
    bool own;

    if (t.path.n < 2 || t.path.p[0] != '/' || !act_thing_is_page(t.path))
        return ERR_NOT_FOUND;
    t.target = t.path;
    t.title = (struct lang_str){t.path, q->lang};
    TRY(is_own(db, a, q->place_id, t.path, &own));
    const struct act_thing_kind *k = own ? act_thing_of_path(t.path, &name) : NULL;
    if (k && k->kind && is_one(k, name)) {
        t.kind = str_of(k->kind);
        t.target = name;
        TRY(name_found(db, a, q, k, &t));
    } else if (k && !k->kind) {
        t.title.text = msg_text(a, q->lang, k->name);
    }
    *out = t;
    return OK;
}

static const struct act_target_source targets[] = {{"issue", name_thing},   {"body", name_thing},
                                                   {"meeting", name_thing}, {"plan", name_thing},
                                                   {"measure", name_thing}, {"page", name_page}};

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
    app_wire_grounds();
}
