/* Routes of OParl. See meeting_oparl.h. The kind of a list or an object is a part of its address,
 * so that two handlers serve all of them. */
#include "meeting/meeting_oparl.h"

#define OUT_MAX (16 * MIB)

static struct buf *out_begin(struct request *rq, struct json *j)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);

    json_init(j, b);
    return b;
}

static enum err out_end(struct request *rq, const struct buf *b)
{
    return buf_failed(b) ? ERR_TOO_LARGE : req_json(rq, 200, b);
}

static enum err system_get(struct request *rq)
{
    struct json j;
    struct buf *b = out_begin(rq, &j);

    json_object_begin(&j);
    json_field_str(&j, "id", req_url(rq, STR(OPARL_ROOT "/system")));
    json_field_str(&j, "type", STR("https://schema.oparl.org/1.1/System"));
    json_field_str(&j, "oparlVersion", STR("https://schema.oparl.org/1.1/"));
    json_field_str(&j, "body", req_url(rq, STR(OPARL_ROOT "/bodies")));
    json_field_str(&j, "name", msg_text(rq->arena, rq->lang, MSG_oparl_system));
    struct str site = req_url(rq, str_fmt(rq->arena, "/%.*s", STR_F(lang_code(rq->lang))));
    json_field_str(&j, "website", site);
    json_field_str(&j, "web", site);
    json_object_end(&j);
    return out_end(rq, b);
}

/* -- municipalities -- */

static enum err put_municipality(struct request *rq, struct json *j, const struct oparl_nation *n,
                                 const struct oparl_stamp *s)
{
    struct oparl_world w;
    struct oparl_out o = {&w, j, false};

    TRY(oparl_nation_world(rq, n, s->id, &w));
    return oparl_put_body(&o, s->created, s->modified);
}

static enum err bodies_get(struct request *rq)
{
    struct oparl_filter f;
    struct oparl_nation n;
    struct oparl_page p;
    struct json j;
    struct buf *b = out_begin(rq, &j);

    TRY(oparl_filter_read(rq, &f));
    TRY(oparl_nation_read(rq, &n));
    TRY(oparl_page_of(&f, &n.stamps, &p));
    json_object_begin(&j);
    json_key(&j, STR("data"));
    json_array_begin(&j);
    for (size_t i = p.from; i < p.to; i++)
        TRY(put_municipality(rq, &j, &n, &n.stamps.v[i]));
    json_array_end(&j);
    oparl_put_paging(rq, &j, STR(OPARL_ROOT "/bodies"), &f, &p);
    json_object_end(&j);
    return out_end(rq, b);
}

static enum err body_get(struct request *rq)
{
    struct oparl_nation n;
    struct json j;
    struct buf *b = out_begin(rq, &j);

    TRY(oparl_nation_read(rq, &n));
    for (size_t i = 0; i < n.stamps.n; i++)
        if (n.stamps.v[i].id == rq->scope.id) {
            TRY(put_municipality(rq, &j, &n, &n.stamps.v[i]));
            return out_end(rq, b);
        }
    return ERR_NOT_FOUND;
}

/* -- what a municipality has -- */

/* The part of the path behind the municipality: "/api/oparl/v1/bodies/41…/PART/…". */
static enum err kind_asked(const struct request *rq, enum oparl_kind *out)
{
    enum { PARTS_BEFORE = 6 }; /* "", api, oparl, v1, bodies, 41… */
    struct str rest = rq->path, part = STR("");

    for (int i = 0; i <= PARTS_BEFORE; i++)
        if (!str_cut(&rest, '/', &part))
            return ERR_BUG;
    for (int k = 0; k < OPARL_KIND_COUNT; k++)
        if (str_eq(part, str_of(oparl_segment((enum oparl_kind)k)))) {
            *out = (enum oparl_kind)k;
            return OK;
        }
    return ERR_BUG;
}

static enum err list_answer(struct oparl_world *w, enum oparl_kind k, struct oparl_stamps *s,
                            struct str path)
{
    struct request *rq = w->rq;
    struct oparl_filter f;
    struct oparl_page p;
    struct json j;
    struct buf *b = out_begin(rq, &j);
    struct oparl_out o = {w, &j, false};

    TRY(oparl_filter_read(rq, &f));
    TRY(oparl_page_of(&f, s, &p));
    json_object_begin(&j);
    json_key(&j, STR("data"));
    json_array_begin(&j);
    for (size_t i = p.from; i < p.to; i++)
        TRY(oparl_put(&o, k, &s->v[i]));
    json_array_end(&j);
    oparl_put_paging(rq, &j, path, &f, &p);
    json_object_end(&j);
    return out_end(rq, b);
}

static enum err list_get(struct request *rq)
{
    struct oparl_world w;
    struct oparl_stamps s;
    enum oparl_kind k;

    TRY(kind_asked(rq, &k));
    TRY(oparl_world_read(rq, &w));
    TRY(oparl_stamps_of(&w, k, &s));
    return list_answer(&w, k, &s, rq->path);
}

static const struct oparl_stamp *with_key(const struct oparl_stamps *s, struct str key)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->v[i].key, key))
            return &s->v[i];
    return NULL;
}

static enum err object_get(struct request *rq)
{
    struct oparl_world w;
    struct oparl_stamps s;
    enum oparl_kind k;
    struct json j;
    struct buf *b = out_begin(rq, &j);
    struct oparl_out o = {&w, &j, false};

    TRY(kind_asked(rq, &k));
    TRY(oparl_world_read(rq, &w));
    TRY(oparl_stamps_of(&w, k, &s));
    const struct oparl_stamp *one = with_key(&s, req_param(rq, "key"));
    if (!one)
        return ERR_NOT_FOUND;
    TRY(oparl_put(&o, k, one));
    return out_end(rq, b);
}

/* Of one body: those of its meetings that are public. */
static enum err organization_meetings_get(struct request *rq)
{
    struct oparl_world w;
    struct oparl_stamps bodies, s;
    size_t n = 0;

    TRY(oparl_world_read(rq, &w));
    TRY(oparl_stamps_of(&w, OPARL_ORGANIZATION, &bodies));
    const struct oparl_stamp *body = with_key(&bodies, req_param(rq, "key"));
    if (!body)
        return ERR_NOT_FOUND;
    TRY(oparl_stamps_of(&w, OPARL_MEETING, &s));
    for (size_t i = 0; i < s.n; i++) {
        const struct oparl_meeting *m = oparl_meeting_of(&w, s.v[i].id);
        if (m && m->body_id == body->id)
            s.v[n++] = s.v[i];
    }
    s.n = n;
    return list_answer(&w, OPARL_MEETING, &s, rq->path);
}

#define LISTS   "page limit after created_since created_until modified_since modified_until"
#define PUBLIC  .need = CAP_PUBLIC, .langless = true, .merged_too = true
#define A_PLACE OPARL_ROOT "/bodies/:place"
#define KIND(segment, what)                                                                        \
    {GET, A_PLACE "/" segment, list_get, PUBLIC, .query = LISTS, .doc = "OParl 1.1: list, " what}, \
    {                                                                                              \
        GET, A_PLACE "/" segment "/:key", object_get, PUBLIC, .doc = "OParl 1.1: " what            \
    }

const struct route meeting_oparl_routes[] = {
    {GET, OPARL_ROOT "/system", system_get, PUBLIC, .doc = "OParl 1.1: where a client begins"},
    {GET, OPARL_ROOT "/bodies", bodies_get, PUBLIC, .query = LISTS, .rate = RATE_HEAVY,
     .doc = "OParl 1.1: list of municipalities"},
    {GET, A_PLACE, body_get, PUBLIC, .doc = "OParl 1.1: a municipality"},
    KIND("organizations", "a body of the municipality"),
    {GET, A_PLACE "/organizations/:key/meetings", organization_meetings_get, PUBLIC, .query = LISTS,
     .doc = "OParl 1.1: list of a body's meetings"},
    KIND("people", "a person who is public by office"),
    KIND("memberships", "a seat in a body"),
    KIND("meetings", "a meeting"),
    KIND("agendaitems", "an item of an agenda"),
    KIND("papers", "a paper of a meeting"),
    KIND("files", "a file of a meeting"),
    KIND("consultations", "a paper in a meeting"),
    KIND("locations", "where a meeting is held"),
    KIND("legislativeterms", "a term of the council"),
    {0},
};
