/* Reads what answers of one municipality are made of, and lists what is public of each kind. See
 * meeting_oparl.h. */
#include <stdlib.h>

#include "meeting/meeting_inside.h"
#include "meeting/meeting_oparl.h"
#include "text/fold.h"

static int64_t known(struct opt_i64 v)
{
    return v.has ? v.v : 0;
}

static int64_t later(int64_t x, int64_t y)
{
    return x > y ? x : y;
}

/* -- reading -- */

static int by_seat(const void *x, const void *y)
{
    int64_t a = ((const struct oparl_seat *)x)->m.id, b = ((const struct oparl_seat *)y)->m.id;
    return (a > b) - (a < b);
}

static bool same_person(const struct oparl_seat *x, const struct oparl_seat *y)
{
    if (x->m.person_id && y->m.person_id)
        return x->m.person_id == y->m.person_id;
    return text_fold_eq(x->m.name, y->m.name);
}

/* The same person sits in many bodies: known by the account, else by the name. Nothing is deleted,
 * so that the first seat stays. */
static void name_people(struct oparl_world *w)
{
    for (size_t i = 0; i < w->seats_n; i++) {
        struct oparl_seat *s = &w->seats[i];
        s->person = s->m.id;
        for (size_t k = 0; k < i && s->person == s->m.id; k++)
            if (same_person(s, &w->seats[k]))
                s->person = w->seats[k].person;
    }
}

static const struct oparl_seats_row *stamp_of(const struct oparl_seats_rows *rows, int64_t id)
{
    size_t from = 0, to = rows->n;

    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (rows->v[mid].id == id)
            return &rows->v[mid];
        *(rows->v[mid].id < id ? &from : &to) = rows->v[mid].id < id ? mid + 1 : mid;
    }
    return NULL;
}

static void take_seat(struct oparl_world *w, const struct body *body, const struct body_member *m,
                      const struct oparl_seats_row *stamp)
{
    struct oparl_seat s = {.m = *m,
                           .body = body,
                           .person = m->id,
                           .created = known(stamp->created),
                           .modified = known(stamp->modified)};

    if (body_member_public(m))
        w->seats[w->seats_n++] = s;
    else if (stamp->told)
        w->gone[w->gone_n++] = s;
}

static enum err read_seats(struct oparl_world *w)
{
    struct request *rq = w->rq;
    struct oparl_seats_rows stamps;

    TRY(oparl_seats(rq->db, rq->arena, &(struct oparl_seats_in){w->place.id}, &stamps));
    w->seats = arena_array(rq->arena, struct oparl_seat, stamps.n);
    w->gone = arena_array(rq->arena, struct oparl_seat, stamps.n);
    for (size_t i = 0; i < w->bodies.n; i++) {
        struct body_members members;
        TRY(body_members_of(rq->db, rq->arena, w->bodies.v[i].id, true, &members));
        for (size_t k = 0; k < members.n; k++) {
            const struct oparl_seats_row *stamp = stamp_of(&stamps, members.v[k].id);
            if (stamp)
                take_seat(w, &w->bodies.v[i], &members.v[k], stamp);
        }
    }
    qsort(w->seats, w->seats_n, sizeof *w->seats, by_seat);
    qsort(w->gone, w->gone_n, sizeof *w->gone, by_seat);
    name_people(w);
    return OK;
}

static enum err open(struct request *rq, int64_t place_id, struct oparl_world *w)
{
    struct oparl_world r = {.rq = rq};

    TRY(place_by_id(rq->db, rq->arena, place_id, &r.place));
    if (!r.place.is_municipality)
        return ERR_NOT_FOUND;
    if (r.place.valid_to != DAY_NONE && r.place.valid_to < clock_today())
        r.ended_at = instant_of_day(r.place.valid_to + 1);
    r.base = oparl_body_url(rq, r.place.code);
    TRY(body_list(rq->db, rq->arena, r.place.id, true, rq->lang, &r.bodies));
    TRY(oparl_bodies(rq->db, rq->arena, &(struct oparl_bodies_in){r.place.id}, &r.body_stamps));
    *w = r;
    return OK;
}

static int64_t changed(const struct oparl_meetings_row *m)
{
    int64_t v = later(m->updated, known(m->recorded));

    v = later(v, known(m->attached));
    v = later(v, known(m->withdrawn));
    return later(v, known(m->published));
}

/* A kind that this program does not know cannot be shown: it is left out, as in meeting_list. */
static enum err read_meetings(struct oparl_world *w)
{
    struct request *rq = w->rq;
    struct oparl_meetings_rows rows;

    TRY(oparl_meetings(rq->db, rq->arena, &(struct oparl_meetings_in){w->place.id}, &rows));
    struct oparl_meeting *v = arena_array(rq->arena, struct oparl_meeting, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct oparl_meetings_row *r = &rows.v[i];
        struct oparl_meeting m = {
            .id = r->id,
            .body_id = known(r->body_id),
            .area_place_id = known(r->area_place_id),
            .kind = meeting_kind_of(r->kind),
            .state = r->state,
            .title = {[LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en},
            .venue = {[LANG_KY] = r->venue_ky, [LANG_RU] = r->venue_ru, [LANG_EN] = r->venue_en},
            .starts_at = r->starts_at,
            .minutes = r->minutes,
            .opened_at = known(r->opened_at),
            .closed_at = known(r->closed_at),
            .created = r->told.has ? r->told.v : r->created,
            .modified = changed(r)};
        if (m.kind)
            v[w->meetings_n++] = m;
    }
    w->meetings = v;
    return OK;
}

enum err oparl_world_read(struct request *rq, struct oparl_world *w)
{
    struct oparl_world r;
    struct db *db = rq->db;
    struct arena *a = rq->arena;

    TRY(open(rq, rq->scope.id, &r));
    TRY(read_meetings(&r));
    TRY(oparl_items(db, a, &(struct oparl_items_in){r.place.id}, &r.items));
    TRY(oparl_outcomes(db, a, &(struct oparl_outcomes_in){r.place.id}, &r.outcomes));
    TRY(oparl_present(db, a, &(struct oparl_present_in){r.place.id}, &r.present));
    TRY(oparl_papers(db, a, &(struct oparl_papers_in){r.place.id}, &r.papers));
    TRY(oparl_minutes(db, a, &(struct oparl_minutes_in){r.place.id}, &r.minutes));
    TRY(place_children(db, a, r.place.id, rq->lang, &r.villages));
    TRY(read_seats(&r));
    *w = r;
    return OK;
}

const struct oparl_meeting *oparl_meeting_of(const struct oparl_world *w, int64_t id)
{
    size_t from = 0, to = w->meetings_n;

    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (w->meetings[mid].id == id)
            return &w->meetings[mid];
        *(w->meetings[mid].id < id ? &from : &to) = w->meetings[mid].id < id ? mid + 1 : mid;
    }
    return NULL;
}

const struct oparl_papers_row *oparl_paper_of(const struct oparl_world *w, int64_t id)
{
    for (size_t i = 0; i < w->papers.n; i++)
        if (w->papers.v[i].id == id)
            return &w->papers.v[i];
    return NULL;
}

const struct oparl_seat *oparl_seat_of(const struct oparl_world *w, int64_t member_id)
{
    struct oparl_seat key = {.m.id = member_id};

    return bsearch(&key, w->seats, w->seats_n, sizeof key, by_seat);
}

/* -- lists -- */

struct list {
    struct oparl_world *w;
    struct oparl_stamps s;
    size_t room;
};

static void add(struct list *l, struct oparl_stamp s)
{
    if (l->s.n == l->room) {
        size_t room = l->room ? 2 * l->room : 32;
        struct oparl_stamp *v = arena_array(l->w->rq->arena, struct oparl_stamp, room);
        for (size_t i = 0; i < l->s.n; i++)
            v[i] = l->s.v[i];
        l->s.v = v;
        l->room = room;
    }
    l->s.v[l->s.n++] = s;
}

static struct str key_of(struct list *l, const char *prefix, int64_t id)
{
    return str_fmt(l->w->rq->arena, "%s%lld", prefix, (long long)id);
}

/* A body changes with its members. */
static void organizations(struct list *l)
{
    const struct oparl_world *w = l->w;

    for (size_t i = 0; i < w->body_stamps.n; i++) {
        const struct oparl_bodies_row *b = &w->body_stamps.v[i];
        struct oparl_stamp s = {.key = key_of(l, "", b->id),
                                .id = b->id,
                                .created = known(b->created),
                                .modified = known(b->modified)};
        for (size_t k = 0; k < w->seats_n; k++)
            if (w->seats[k].body->id == b->id)
                s.modified = later(s.modified, w->seats[k].modified);
        for (size_t k = 0; k < w->gone_n; k++)
            if (w->gone[k].body->id == b->id)
                s.modified = later(s.modified, w->gone[k].modified);
        add(l, s);
    }
}

static void terms(struct list *l)
{
    const struct oparl_world *w = l->w;

    for (size_t i = 0; i < w->body_stamps.n; i++)
        for (size_t k = 0; k < w->bodies.n; k++) {
            const struct oparl_bodies_row *b = &w->body_stamps.v[i];
            if (w->bodies.v[k].id == b->id && w->bodies.v[k].kind == BODY_COUNCIL &&
                w->bodies.v[k].created.day != DAY_NONE)
                add(l, (struct oparl_stamp){.key = key_of(l, "", b->id),
                                            .id = b->id,
                                            .created = known(b->created),
                                            .modified = known(b->modified)});
        }
}

/* What the specification keeps of something that is not public any more. */
static struct oparl_stamp gone(struct list *l, const struct oparl_seat *s)
{
    return (struct oparl_stamp){.key = key_of(l, "", s->m.id),
                                .id = s->m.id,
                                .created = s->created,
                                .modified = s->modified,
                                .deleted = true};
}

static void memberships(struct list *l)
{
    for (size_t i = 0; i < l->w->seats_n; i++) {
        const struct oparl_seat *s = &l->w->seats[i];
        add(l, (struct oparl_stamp){.key = key_of(l, "", s->m.id),
                                    .id = s->m.id,
                                    .created = s->created,
                                    .modified = s->modified});
    }
    for (size_t i = 0; i < l->w->gone_n; i++)
        add(l, gone(l, &l->w->gone[i]));
}

/* Whether an earlier seat of the same person names them, so that this one never did. */
static bool named_before(const struct oparl_world *w, const struct oparl_seat *s)
{
    for (size_t i = 0; i < w->seats_n; i++)
        if (w->seats[i].m.id < s->m.id && same_person(&w->seats[i], s))
            return true;
    for (size_t i = 0; i < w->gone_n && w->gone[i].m.id < s->m.id; i++)
        if (same_person(&w->gone[i], s))
            return true;
    return false;
}

static void people(struct list *l)
{
    const struct oparl_world *w = l->w;

    for (size_t i = 0; i < w->seats_n; i++) {
        if (w->seats[i].person != w->seats[i].m.id)
            continue;
        struct oparl_stamp s = {.key = key_of(l, "", w->seats[i].person),
                                .id = w->seats[i].person,
                                .created = w->seats[i].created};
        for (size_t k = i; k < w->seats_n; k++)
            if (w->seats[k].person == s.id)
                s.modified = later(s.modified, w->seats[k].modified);
        add(l, s);
    }
    for (size_t i = 0; i < w->gone_n; i++)
        if (!named_before(w, &w->gone[i]))
            add(l, gone(l, &w->gone[i]));
}

static struct oparl_stamp of_meeting(const struct oparl_meeting *m)
{
    return (struct oparl_stamp){
        .id = m->id, .meeting_id = m->id, .created = m->created, .modified = m->modified};
}

static void meetings(struct list *l)
{
    for (size_t i = 0; i < l->w->meetings_n; i++) {
        struct oparl_stamp s = of_meeting(&l->w->meetings[i]);
        s.key = key_of(l, "", s.id);
        add(l, s);
    }
}

/* An item has its meeting's instants: the log tells of both as one. */
static void items(struct list *l)
{
    for (size_t i = 0; i < l->w->items.n; i++) {
        const struct oparl_items_row *r = &l->w->items.v[i];
        const struct oparl_meeting *m = oparl_meeting_of(l->w, r->meeting_id);
        if (!m)
            continue;
        struct oparl_stamp s = of_meeting(m);
        s.id = r->id;
        s.key = key_of(l, "", s.id);
        s.deleted = r->dropped;
        add(l, s);
    }
}

static struct oparl_stamp of_document(struct list *l, const struct oparl_papers_row *p)
{
    return (struct oparl_stamp){.key = key_of(l, "", p->id),
                                .of = OPARL_DOCUMENT,
                                .id = p->id,
                                .meeting_id = p->meeting_id,
                                .created = p->added_at,
                                .modified = later(p->added_at, known(p->withdrawn_at)),
                                .deleted = p->withdrawn_at.has};
}

static struct oparl_stamp of_minutes(struct list *l, const struct oparl_minutes_row *x)
{
    return (struct oparl_stamp){.key = key_of(l, "minutes-", x->id),
                                .of = OPARL_MINUTES,
                                .id = x->id,
                                .meeting_id = x->meeting_id,
                                .created = known(x->published_at),
                                .modified = later(x->updated_at, known(x->published_at))};
}

/* Documents once, though they belong to many meetings; then minutes. */
static void papers(struct list *l)
{
    const struct oparl_world *w = l->w;

    for (size_t i = 0; i < w->papers.n; i++)
        if (oparl_meeting_of(w, w->papers.v[i].meeting_id) &&
            (l->s.n == 0 || l->s.v[l->s.n - 1].id != w->papers.v[i].id))
            add(l, of_document(l, &w->papers.v[i]));
    for (size_t i = 0; i < w->minutes.n; i++)
        if (oparl_meeting_of(w, w->minutes.v[i].meeting_id))
            add(l, of_minutes(l, &w->minutes.v[i]));
}

static void files(struct list *l)
{
    papers(l);
    for (size_t i = 0; i < l->w->meetings_n; i++) {
        struct oparl_stamp s = of_meeting(&l->w->meetings[i]);
        s.of = OPARL_INVITATION;
        s.key = key_of(l, "invitation-", s.id);
        add(l, s);
    }
}

static void consultations(struct list *l)
{
    const struct oparl_world *w = l->w;

    for (size_t i = 0; i < w->papers.n + w->minutes.n; i++) {
        struct oparl_stamp s = i < w->papers.n ? of_document(l, &w->papers.v[i])
                                               : of_minutes(l, &w->minutes.v[i - w->papers.n]);
        if (!oparl_meeting_of(w, s.meeting_id))
            continue;
        s.key = str_fmt(w->rq->arena, "%.*s-%lld", STR_F(s.key), (long long)s.meeting_id);
        add(l, s);
    }
}

static void locations(struct list *l)
{
    add(l, (struct oparl_stamp){.key = STR("body"), .of = OPARL_PLACE, .id = l->w->place.id});
    for (size_t i = 0; i < l->w->meetings_n; i++) {
        struct oparl_stamp s = of_meeting(&l->w->meetings[i]);
        s.of = OPARL_INVITATION; /* where one is invited to */
        s.key = key_of(l, "meeting-", s.id);
        if (meeting_in_lang(l->w->meetings[i].venue, LANG_KY).n)
            add(l, s);
    }
}

enum err oparl_stamps_of(struct oparl_world *w, enum oparl_kind k, struct oparl_stamps *out)
{
    static void (*const lists[OPARL_KIND_COUNT])(struct list *) = {
        [OPARL_ORGANIZATION] = organizations,
        [OPARL_PERSON] = people,
        [OPARL_MEMBERSHIP] = memberships,
        [OPARL_MEETING] = meetings,
        [OPARL_ITEM] = items,
        [OPARL_PAPER] = papers,
        [OPARL_FILE] = files,
        [OPARL_CONSULTATION] = consultations,
        [OPARL_LOCATION] = locations,
        [OPARL_TERM] = terms,
    };
    struct list l = {.w = w};

    lists[k](&l);
    for (size_t i = 0; w->ended_at && i < l.s.n; i++) { /* all went with the municipality */
        l.s.v[i].deleted = true;
        l.s.v[i].modified = later(l.s.v[i].modified, w->ended_at);
    }
    *out = l.s;
    return OK;
}
