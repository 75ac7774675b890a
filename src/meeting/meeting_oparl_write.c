/* Bodies, people and places of OParl as JSON; and any object. See meeting_oparl.h. */
#include "meeting/meeting_inside.h"
#include "meeting/meeting_oparl_json.h"

/* -- bodies and people -- */

/* The council that sits today. */
static const struct body *council_of(const struct oparl_world *w)
{
    for (size_t i = 0; i < w->bodies.n; i++)
        if (w->bodies.v[i].kind == BODY_COUNCIL && w->bodies.v[i].ended == DAY_NONE)
            return &w->bodies.v[i];
    return NULL;
}

/* Bodies that decide by vote: each of their members has one. The executive does not. */
static bool is_gremium(enum body_kind kind)
{
    return kind != BODY_EXECUTIVE && kind != BODY_INITIATIVE_GROUP;
}

static enum err put_organization(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct oparl_world *w = o->w;
    const struct body *b = oparl_body_row(w, s->id), *council = council_of(w);
    struct str url = oparl_url(w, OPARL_ORGANIZATION, s->key);

    if (!b)
        return ERR_NOT_FOUND;
    oparl_head(o, "Organization", url);
    oparl_text(o, "body", w->base);
    oparl_text(o, "name", body_name(b, w->rq->lang));
    oparl_list_begin(o, "membership");
    for (size_t i = 0; i < w->seats_n; i++)
        if (w->seats[i].body->id == b->id)
            json_str(o->j, oparl_url_id(w, OPARL_MEMBERSHIP, w->seats[i].m.id));
    json_array_end(o->j);
    oparl_text(o, "meeting", str_cat(w->rq->arena, url, STR("/meetings")));
    if (b->kind == BODY_COMMISSION && council)
        oparl_text(o, "subOrganizationOf", oparl_url_id(w, OPARL_ORGANIZATION, council->id));
    /* The words the specification proposes. */
    oparl_text(o, "organizationType",
               b->kind == BODY_EXECUTIVE ? STR("Verwaltungsbereich")
               : is_gremium(b->kind)     ? STR("Gremium")
                                         : STR("Sonstiges"));
    oparl_text(o, "classification", oparl_say(o, "body_kind", str_of(body_kind_word(b->kind))));
    oparl_day(o, "startDate", b->created.day);
    oparl_day(o, "endDate", b->ended);
    oparl_whole(o, "memberCount", b->members);
    if (is_gremium(b->kind))
        oparl_whole(o, "votingMemberCount", b->members);
    oparl_text(o, "web",
               oparl_page_url(o, w->rq->lang, body_path(w->rq->arena, w->place.code, b->id)));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

static const struct body *executive_of(const struct oparl_world *w)
{
    for (size_t i = 0; i < w->bodies.n; i++)
        if (w->bodies.v[i].kind == BODY_EXECUTIVE && w->bodies.v[i].ended == DAY_NONE)
            return &w->bodies.v[i];
    return NULL;
}

/* A deputy sits in a commission or a working group for the council, an official for the executive;
 * who is of the community speaks for no organization. */
static void put_on_behalf(struct oparl_out *o, const struct oparl_seat *seat)
{
    const struct body *of = seat->m.side == BODY_SIDE_DEPUTY      ? council_of(o->w)
                            : seat->m.side == BODY_SIDE_EXECUTIVE ? executive_of(o->w)
                                                                  : NULL;

    if (of && of->id != seat->body->id)
        oparl_text(o, "onBehalfOf", oparl_url_id(o->w, OPARL_ORGANIZATION, of->id));
}

static enum err put_membership(struct oparl_out *o, const struct oparl_stamp *s)
{
    const struct oparl_seat *seat = oparl_seat_of(o->w, s->id);

    if (!seat)
        return ERR_NOT_FOUND;
    oparl_head(o, "Membership", oparl_url(o->w, OPARL_MEMBERSHIP, s->key));
    if (!o->inside)
        oparl_text(o, "person", oparl_url_id(o->w, OPARL_PERSON, seat->person));
    oparl_text(o, "organization", oparl_url_id(o->w, OPARL_ORGANIZATION, seat->body->id));
    oparl_text(o, "role", seat->m.position);
    if (is_gremium(seat->body->kind))
        oparl_flag(o, "votingRight", true);
    oparl_day(o, "startDate", seat->m.from);
    oparl_day(o, "endDate", seat->m.to);
    put_on_behalf(o, seat);
    oparl_tail(o, s->created, s->modified);
    return OK;
}

static enum err put_person(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct oparl_world *w = o->w;
    const struct oparl_seat *latest = oparl_seat_of(w, s->id);

    if (!latest)
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < w->seats_n; i++)
        if (w->seats[i].person == s->id)
            latest = &w->seats[i];
    oparl_head(o, "Person", oparl_url(w, OPARL_PERSON, s->key));
    oparl_text(o, "body", w->base);
    oparl_text(o, "name", latest->m.name);
    oparl_list_begin(o, "membership");
    for (size_t i = 0; i < w->seats_n; i++)
        if (w->seats[i].person == s->id) {
            struct oparl_stamp m = {.key =
                                        str_fmt(w->rq->arena, "%lld", (long long)w->seats[i].m.id),
                                    .id = w->seats[i].m.id,
                                    .created = w->seats[i].created,
                                    .modified = w->seats[i].modified};
            TRY(oparl_inside(o, put_membership, &m));
        }
    json_array_end(o->j);
    oparl_tail(o, s->created, s->modified);
    return OK;
}

static enum err put_term(struct oparl_out *o, const struct oparl_stamp *s)
{
    const struct body *b = oparl_body_row(o->w, s->id);

    if (!b)
        return ERR_NOT_FOUND;
    oparl_head(o, "LegislativeTerm", oparl_url(o->w, OPARL_TERM, s->key));
    if (!o->inside)
        oparl_text(o, "body", o->w->base);
    oparl_text(o, "name", body_name(b, o->w->rq->lang));
    oparl_day(o, "startDate", b->created.day);
    oparl_day(o, "endDate", b->ended);
    oparl_tail(o, s->created, s->modified);
    return OK;
}

/* -- any -- */

enum err oparl_put(struct oparl_out *o, enum oparl_kind k, const struct oparl_stamp *s)
{
    static oparl_writer *const writers[OPARL_KIND_COUNT] = {
        [OPARL_ORGANIZATION] = put_organization, [OPARL_PERSON] = put_person,
        [OPARL_MEMBERSHIP] = put_membership,     [OPARL_MEETING] = oparl_put_meeting,
        [OPARL_ITEM] = oparl_put_item,           [OPARL_PAPER] = oparl_put_paper,
        [OPARL_FILE] = oparl_put_file,           [OPARL_CONSULTATION] = oparl_put_consultation,
        [OPARL_LOCATION] = oparl_put_location,   [OPARL_TERM] = put_term,
    };

    if (!s->deleted)
        return writers[k](o, s);
    oparl_head(o, oparl_type(k), oparl_url(o->w, k, s->key));
    oparl_flag(o, "deleted", true);
    oparl_tail(o, s->created, s->modified);
    return OK;
}

static enum err put_terms(struct oparl_out *o)
{
    struct oparl_stamps terms;

    TRY(oparl_stamps_of(o->w, OPARL_TERM, &terms));
    oparl_list_begin(o, "legislativeTerm");
    for (size_t i = 0; i < terms.n; i++)
        TRY(oparl_inside(o, put_term, &terms.v[i]));
    json_array_end(o->j);
    return OK;
}

/* Gone by a merger: what the specification keeps of it, and, beyond it, who followed. */
static void put_merged(struct oparl_out *o, int64_t created, int64_t modified)
{
    struct oparl_world *w = o->w;

    oparl_head(o, "Body", w->base);
    oparl_flag(o, "deleted", true);
    oparl_list_begin(o, "ashar:successor");
    for (size_t i = 0; i < w->successors.n; i++)
        json_str(o->j, oparl_body_url(w->rq, w->successors.v[i]));
    json_array_end(o->j);
    oparl_tail(o, created, modified);
}

enum err oparl_put_body(struct oparl_out *o, int64_t created, int64_t modified)
{
    static const struct {
        const char *name;
        enum oparl_kind kind;
    } lists[] = {{"organization", OPARL_ORGANIZATION},
                 {"person", OPARL_PERSON},
                 {"meeting", OPARL_MEETING},
                 {"paper", OPARL_PAPER},
                 {"agendaItem", OPARL_ITEM},
                 {"consultation", OPARL_CONSULTATION},
                 {"file", OPARL_FILE},
                 {"locationList", OPARL_LOCATION},
                 {"legislativeTermList", OPARL_TERM},
                 {"membership", OPARL_MEMBERSHIP}};
    struct oparl_world *w = o->w;
    struct arena *a = w->rq->arena;
    const struct body *council = council_of(w);
    struct oparl_stamp place = {.key = STR("body"), .of = OPARL_PLACE, .id = w->place.id};
    struct str site = oparl_page_url(o, w->rq->lang, str_fmt(a, "/%.*s", STR_F(w->place.code)));

    if (w->ended_at) {
        put_merged(o, created, modified);
        return OK;
    }
    oparl_head(o, "Body", w->base);
    oparl_text(o, "system", req_url(w->rq, STR(OPARL_ROOT "/system")));
    oparl_text(o, "name", place_name(&w->place, w->rq->lang));
    oparl_text(o, "classification", place_kind_title(a, w->rq->lang, w->place.kind));
    oparl_text(o, "website", site);
    oparl_text(o, "web", site);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        oparl_text(o, lists[i].name,
                   str_fmt(a, "%.*s/%s", STR_F(w->base), oparl_segment(lists[i].kind)));
    TRY(put_terms(o));
    json_key(o->j, STR("location"));
    TRY(oparl_inside(o, oparl_put_location, &place));
    if (council)
        oparl_text(o, "mainOrganization", oparl_url_id(w, OPARL_ORGANIZATION, council->id));
    oparl_tail(o, created, modified);
    return OK;
}
