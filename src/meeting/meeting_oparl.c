/* Addresses, filters and pages of OParl. See meeting_oparl.h. */
#include "meeting/meeting_oparl.h"

#include "i18n/check.h"

enum { PER_PAGE = 25, PER_PAGE_MAX = 100 };

static const struct {
    const char *segment, *type;
} kinds[OPARL_KIND_COUNT] = {
    [OPARL_ORGANIZATION] = {"organizations", "Organization"},
    [OPARL_PERSON] = {"people", "Person"},
    [OPARL_MEMBERSHIP] = {"memberships", "Membership"},
    [OPARL_MEETING] = {"meetings", "Meeting"},
    [OPARL_ITEM] = {"agendaitems", "AgendaItem"},
    [OPARL_PAPER] = {"papers", "Paper"},
    [OPARL_FILE] = {"files", "File"},
    [OPARL_CONSULTATION] = {"consultations", "Consultation"},
    [OPARL_LOCATION] = {"locations", "Location"},
    [OPARL_TERM] = {"legislativeterms", "LegislativeTerm"},
};

const char *oparl_segment(enum oparl_kind k)
{
    return kinds[k].segment;
}

const char *oparl_type(enum oparl_kind k)
{
    return kinds[k].type;
}

struct str oparl_body_url(struct request *rq, struct str place_code)
{
    return req_url(rq, str_fmt(rq->arena, OPARL_ROOT "/bodies/%.*s", STR_F(place_code)));
}

struct str oparl_url(const struct oparl_world *w, enum oparl_kind k, struct str key)
{
    return str_fmt(w->rq->arena, "%.*s/%s/%.*s", STR_F(w->base), kinds[k].segment, STR_F(key));
}

struct str oparl_url_id(const struct oparl_world *w, enum oparl_kind k, int64_t id)
{
    return oparl_url(w, k, str_fmt(w->rq->arena, "%lld", (long long)id));
}

/* -- filters -- */

static void instant_asked(struct request *rq, const char *name, int64_t *out, struct str *kept)
{
    struct str asked = req_query(rq, name);

    if (!asked.p || !asked.n)
        return;
    if (!oparl_instant_read(asked, out)) {
        fault_add(&rq->faults, str_of(name), MSG_oparl_fault_instant);
        return;
    }
    struct str z = instant_iso(rq->arena, *out); /* needs no escape in an address */
    *kept = str_fmt(rq->arena, "%.*s&%s=%.*s", STR_F(*kept), name, STR_F(z));
}

static void number_asked(struct request *rq, const char *name, int64_t most, int64_t *out)
{
    struct str asked = req_query(rq, name);
    int64_t v;

    if (!asked.p || !asked.n)
        return;
    if (str_to_i64(asked, &v) != OK || v < 1 || v > most) {
        fault_add(&rq->faults, str_of(name), MSG_common_fault_number_range, ARG_N("min", 1),
                  ARG_N("max", most));
        return;
    }
    *out = v;
}

enum err oparl_filter_read(struct request *rq, struct oparl_filter *out)
{
    struct oparl_filter f = {INT64_MIN,        INT64_MAX,      INT64_MIN,
                             INT64_MAX,        .page = 1,      .per_page = PER_PAGE,
                             .after = STR(""), .kept = STR("")};

    instant_asked(rq, "created_since", &f.created_since, &f.kept);
    instant_asked(rq, "created_until", &f.created_until, &f.kept);
    instant_asked(rq, "modified_since", &f.modified_since, &f.kept);
    instant_asked(rq, "modified_until", &f.modified_until, &f.kept);
    number_asked(rq, "page", INT32_MAX, &f.page);
    number_asked(rq, "limit", PER_PAGE_MAX, &f.per_page);
    struct str after = req_query(rq, "after");
    f.after = after.p ? after : STR("");
    if (rq->faults.n)
        return ERR_MALFORMED;
    if (f.per_page != PER_PAGE)
        f.kept = str_fmt(rq->arena, "%.*s&limit=%lld", STR_F(f.kept), (long long)f.per_page);
    f.with_deleted = f.modified_since != INT64_MIN;
    *out = f;
    return OK;
}

static bool lets_through(const struct oparl_filter *f, const struct oparl_stamp *x)
{
    return x->created >= f->created_since && x->created <= f->created_until &&
           x->modified >= f->modified_since && x->modified <= f->modified_until &&
           (f->with_deleted || !x->deleted);
}

/* The key is looked for among all, since what the last page ended with may be gone by now. */
enum err oparl_page_of(const struct oparl_filter *f, struct oparl_stamps *s, struct oparl_page *out)
{
    struct oparl_page p = {.last = STR("")};
    size_t n = 0, behind = SIZE_MAX;

    for (size_t i = 0; i < s->n; i++) {
        bool end = f->after.n && str_eq(s->v[i].key, f->after);
        if (lets_through(f, &s->v[i]))
            s->v[n++] = s->v[i];
        if (end)
            behind = n;
    }
    s->n = n;
    p.total = (int64_t)n;
    p.pages = (p.total + f->per_page - 1) / f->per_page;
    if (f->after.n ? behind == SIZE_MAX : f->page > 1 && f->page > p.pages)
        return ERR_NOT_FOUND;
    p.from = f->after.n ? behind : (size_t)((f->page - 1) * f->per_page);
    p.to = p.from + (size_t)f->per_page < n ? p.from + (size_t)f->per_page : n;
    if (p.to > p.from)
        p.last = s->v[p.to - 1].key;
    *out = p;
    return OK;
}

static void link_to(struct request *rq, struct json *j, const char *name, struct str path,
                    const struct oparl_filter *f, int64_t page, struct str after)
{
    struct str behind = after.n ? str_cat(rq->arena, STR("&after="), after) : STR("");

    json_key(j, str_of(name));
    json_str(j, str_fmt(rq->arena, "%.*s?page=%lld%.*s%.*s", STR_F(req_url(rq, path)),
                        (long long)page, STR_F(f->kept), STR_F(behind)));
}

void oparl_put_paging(struct request *rq, struct json *j, struct str path,
                      const struct oparl_filter *f, const struct oparl_page *p)
{
    int64_t last = p->pages ? p->pages : 1;

    json_key(j, STR("pagination"));
    json_object_begin(j);
    json_field_i64(j, "totalElements", p->total);
    json_field_i64(j, "elementsPerPage", f->per_page);
    json_field_i64(j, "currentPage", f->page);
    json_field_i64(j, "totalPages", p->pages);
    json_object_end(j);
    json_key(j, STR("links"));
    json_object_begin(j);
    link_to(rq, j, "first", path, f, 1, STR(""));
    if (f->page > 1)
        link_to(rq, j, "prev", path, f, f->page - 1, STR(""));
    link_to(rq, j, "self", path, f, f->page, f->after);
    if (p->to < (size_t)p->total)
        link_to(rq, j, "next", path, f, f->page + 1, p->last);
    link_to(rq, j, "last", path, f, last, STR(""));
    json_object_end(j);
}
