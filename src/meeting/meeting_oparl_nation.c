/* The municipalities of OParl: the list of Bodies without a statement for each. See
 * meeting_oparl.h.
 */
#include "meeting/meeting_oparl.h"

static int64_t known(struct opt_i64 v)
{
    return v.has ? v.v : 0;
}

static int64_t merged_at(const struct oparl_municipalities_row *r, day_t today)
{
    return r->valid_to != DAY_NONE && r->valid_to < today ? instant_of_day(r->valid_to + 1) : 0;
}

enum err oparl_nation_read(struct request *rq, struct oparl_nation *out)
{
    struct oparl_nation n = {.stamps = {NULL, 0}};
    day_t today = clock_today();

    TRY(oparl_municipalities(rq->db, rq->arena, &n.rows));
    TRY(oparl_councils(rq->db, rq->arena, &n.councils));
    TRY(oparl_successors(rq->db, rq->arena, &n.successors));
    TRY(place_municipalities(rq->db, rq->arena, rq->lang, &n.open));
    n.stamps.n = n.rows.n;
    n.stamps.v = arena_array(rq->arena, struct oparl_stamp, n.rows.n);
    for (size_t i = 0; i < n.rows.n; i++) {
        const struct oparl_municipalities_row *r = &n.rows.v[i];
        int64_t gone = merged_at(r, today), changed = known(r->modified);
        n.stamps.v[i] = (struct oparl_stamp){.key = str_fmt(rq->arena, "%lld", (long long)r->id),
                                             .id = r->id,
                                             .created = known(r->created),
                                             .modified = changed > gone ? changed : gone,
                                             .deleted = gone != 0};
    }
    *out = n;
    return OK;
}

static void take_councils(struct request *rq, const struct oparl_councils_rows *all,
                          struct oparl_world *w)
{
    struct body *bodies = arena_array(rq->arena, struct body, all->n);
    struct oparl_bodies_row *stamps = arena_array(rq->arena, struct oparl_bodies_row, all->n);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct oparl_councils_row *r = &all->v[i];
        if (r->place_id != w->place.id)
            continue;
        bodies[n] = (struct body){.id = r->id,
                                  .place_id = r->place_id,
                                  .kind = BODY_COUNCIL,
                                  .name = {r->name_ky, r->name_ru, r->name_en},
                                  .created = {.day = r->created_day},
                                  .ended = r->ended_day};
        stamps[n++] = (struct oparl_bodies_row){r->id, r->created, r->modified};
    }
    w->bodies = (struct bodies){bodies, n};
    w->body_stamps.v = stamps;
    w->body_stamps.n = n;
}

static void take_successors(struct request *rq, const struct oparl_successors_rows *all,
                            struct oparl_world *w)
{
    w->successors.v = arena_array(rq->arena, struct str, all->n);
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].old_id == w->place.id)
            w->successors.v[w->successors.n++] = all->v[i].code;
}

/* Of a merged one only what is told of it: its place stays empty but for the code. */
enum err oparl_nation_world(struct request *rq, const struct oparl_nation *n, int64_t id,
                            struct oparl_world *w)
{
    struct oparl_world r = {.rq = rq};

    for (size_t i = 0; i < n->rows.n; i++)
        if (n->rows.v[i].id == id) {
            r.place.id = id;
            r.place.code = n->rows.v[i].code;
            r.ended_at = merged_at(&n->rows.v[i], clock_today());
        }
    for (size_t i = 0; i < n->open.n; i++)
        if (n->open.v[i].id == id)
            r.place = n->open.v[i];
    if (!r.place.id)
        return ERR_NOT_FOUND;
    r.base = oparl_body_url(rq, r.place.code);
    take_councils(rq, &n->councils, &r);
    take_successors(rq, &n->successors, &r);
    *w = r;
    return OK;
}
