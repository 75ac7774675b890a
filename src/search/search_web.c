/* The search page and its JSON. See search.h. */
#include "search/search_web.h"

#include "base/json.h"
#include "place/place.h"
#include "search/search_views.h"

#define API_MAX MIB

static struct str or_empty(struct str s)
{
    return s.p ? str_trim(s) : STR("");
}

static int64_t number(struct str s)
{
    int64_t v = 0;
    return s.p && str_to_i64(s, &v) == OK && v > 0 ? v : 0;
}

/* Who works in the municipality of the page may see what is not public there. Elsewhere everybody
 * is a reader. */
static enum err read_query(struct request *rq, struct search_query *out)
{
    struct str code = or_empty(req_query(rq, "place"));
    struct place place;

    *out = (struct search_query){
        .words = or_empty(req_query(rq, "q")),
        .lang = rq->lang,
        .place_id = rq->scope.id,
        .kind = or_empty(req_query(rq, "kind")),
        .year = number(req_query(rq, "year")),
        .page = number(req_query(rq, "page")),
        .staff_place = rq->scope.id && req_may(rq, CAP_DESK) ? rq->scope.id : -1,
    };
    if (!str_utf8_valid(out->words))
        out->words = STR("");
    if (out->page > 100)
        out->page = 100;
    if (rq->scope.id || !code.n)
        return OK;
    enum err e = place_by_code(rq->db, rq->arena, code, &place);
    if (e == OK)
        out->place_id = place.id;
    return e;
}

static struct str kind_title(struct request *rq, struct str kind)
{
    enum msg key;
    if (msg_find(str_cat(rq->arena, STR("search_kind_"), kind), &key))
        return msg_text(rq->arena, rq->lang, key);
    return kind;
}

static enum err place_title(struct request *rq, int64_t id, struct place *place, struct str *out)
{
    enum err e = id ? place_by_id(rq->db, rq->arena, id, place) : ERR_NOT_FOUND;

    *out = e == OK ? place_name(place, rq->lang) : STR("");
    return e == ERR_NOT_FOUND ? OK : e;
}

/* -- addresses of neighbouring pages -- */

struct target {
    struct str words, kind, place; /* place: a code, "" everywhere */
    int64_t year, page;
};

static struct str address(struct request *rq, const struct target *t)
{
    struct buf *b = buf_new(rq->arena, 16 * KIB);

    buf_lit(b, "?q=");
    url_encode(b, t->words);
    if (t->kind.n) {
        buf_lit(b, "&kind=");
        url_encode(b, t->kind);
    }
    if (t->year)
        buf_printf(b, "&year=%lld", (long long)t->year);
    if (t->page > 1)
        buf_printf(b, "&page=%lld", (long long)t->page);
    if (t->place.n)
        return str_fmt(rq->arena, "/%.*s/search%.*s", STR_F(t->place), STR_F(buf_str(b)));
    return str_cat(rq->arena, STR("/search"), buf_str(b));
}

static enum err lines(struct request *rq, const struct search_page *p, struct search_lines *out)
{
    struct search_line *v = arena_array(rq->arena, struct search_line, p->n);
    struct place place;

    for (size_t i = 0; i < p->n; i++) {
        v[i] = (struct search_line){.hit = &p->v[i], .kind = kind_title(rq, p->v[i].kind)};
        TRY(place_title(rq, p->v[i].place_id, &place, &v[i].place));
    }
    *out = (struct search_lines){v, p->n};
    return OK;
}

static struct search_choices kinds(struct request *rq, const struct search_page *p,
                                   const struct search_query *q, struct target t)
{
    struct search_choice *v = arena_array(rq->arena, struct search_choice, p->kinds.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < p->kinds.n && !q->kind.n; i++) {
        t.kind = p->kinds.v[i].kind;
        v[n++] = (struct search_choice){kind_title(rq, t.kind), address(rq, &t),
                                        p->kinds.v[i].count, false};
    }
    if (q->kind.n) {
        t.kind = STR("");
        v[n++] = (struct search_choice){kind_title(rq, q->kind), address(rq, &t), 0, true};
    }
    return (struct search_choices){v, n};
}

static struct search_choices years(struct request *rq, const struct search_page *p,
                                   const struct search_query *q, struct target t)
{
    struct search_choice *v = arena_array(rq->arena, struct search_choice, p->years.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < p->years.n && !q->year; i++) {
        t.year = p->years.v[i].number;
        v[n++] = (struct search_choice){str_fmt(rq->arena, "%lld", (long long)t.year),
                                        address(rq, &t), p->years.v[i].count, false};
    }
    if (q->year) {
        t.year = 0;
        v[n++] = (struct search_choice){str_fmt(rq->arena, "%lld", (long long)q->year),
                                        address(rq, &t), 0, true};
    }
    return (struct search_choices){v, n};
}

static enum err places(struct request *rq, const struct search_page *p, struct target t,
                       struct search_choices *out)
{
    struct search_choice *v = arena_array(rq->arena, struct search_choice, p->places.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < p->places.n && !rq->scope.id; i++) {
        struct place place;
        struct str title;
        TRY(place_title(rq, p->places.v[i].number, &place, &title));
        if (!title.n)
            continue;
        t.place = place.code;
        v[n++] = (struct search_choice){title, address(rq, &t), p->places.v[i].count, false};
    }
    *out = (struct search_choices){v, n};
    return OK;
}

static struct str refusal(struct request *rq, enum search_verdict verdict, bool asked)
{
    switch (verdict) {
    case SEARCH_EMPTY:
        return asked ? msg_text(rq->arena, rq->lang, MSG_search_says_empty) : STR("");
    case SEARCH_SHORT:
        return msg_text(rq->arena, rq->lang, MSG_search_says_short);
    case SEARCH_COMMON:
        return msg_text(rq->arena, rq->lang, MSG_search_says_common);
    case SEARCH_NO_WORDS:
        return msg_text(rq->arena, rq->lang, MSG_search_says_no_words);
    case SEARCH_TOO_LONG:
        return msg_text(rq->arena, rq->lang, MSG_search_says_too_long, ARG_N("max", SEARCH_CHARS));
    case SEARCH_OK:
        break;
    }
    return STR("");
}

static enum err search_get(struct request *rq)
{
    struct search_query q;
    struct search_view v = {0};

    TRY(read_query(rq, &q));
    TRY(search_run(rq->db, rq->arena, &q, &v.page));
    struct target t = {.words = q.words,
                       .kind = q.kind,
                       .place = rq->scope.id ? rq->scope.code : STR(""),
                       .year = q.year};
    v.words = str_utf8_head(q.words, SEARCH_CHARS);
    v.says = refusal(rq, v.page.verdict, req_query(rq, "q").p != NULL);
    v.action =
        rq->scope.id ? str_fmt(rq->arena, "/%.*s/search", STR_F(rq->scope.code)) : STR("/search");
    v.kind = q.kind;
    v.year = q.year ? str_fmt(rq->arena, "%lld", (long long)q.year) : STR("");
    if (v.page.verdict == SEARCH_OK) {
        TRY(lines(rq, &v.page, &v.lines));
        v.kinds = kinds(rq, &v.page, &q, t);
        v.years = years(rq, &v.page, &q, t);
        TRY(places(rq, &v.page, t, &v.places));
        struct target other = t;
        other.words = v.page.meant;
        v.meant_href = v.page.meant.n ? address(rq, &other) : STR("");
        other = t;
        other.page = v.page.page + 1;
        v.older_href = v.page.page < v.page.pages ? address(rq, &other) : STR("");
        other.page = v.page.page - 1;
        v.newer_href = v.page.page > 1 ? address(rq, &other) : STR("");
        other = t;
        other.place = STR("");
        v.everywhere_href = rq->scope.id ? address(rq, &other) : STR("");
    }
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_search_title), .wide = true},
        VIEW(search_show), &v);
}

/* -- JSON -- */

static void put_pieces(struct json *j, struct arena *a, struct search_segments s)
{
    struct buf *b = buf_new(a, 64 * KIB);

    for (size_t i = 0; i < s.n; i++)
        buf_add(b, s.v[i].text);
    json_str(j, buf_str(b));
}

static const char *verdict_name(enum search_verdict v)
{
    static const char *const names[] = {
        [SEARCH_OK] = "ok",         [SEARCH_EMPTY] = "empty",       [SEARCH_SHORT] = "short",
        [SEARCH_COMMON] = "common", [SEARCH_NO_WORDS] = "no_words", [SEARCH_TOO_LONG] = "too_long"};
    return names[v];
}

static void put_hit(struct request *rq, struct json *j, const struct search_hit *h)
{
    json_object_begin(j);
    json_field_str(j, "kind", h->kind);
    json_field_str(j, "kind_title", kind_title(rq, h->kind));
    json_key(j, STR("title"));
    put_pieces(j, rq->arena, h->title);
    json_key(j, STR("excerpt"));
    put_pieces(j, rq->arena, h->excerpt);
    json_field_i64(j, "year", h->year);
    json_field_str(j, "path",
                   str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)), STR_F(h->path)));
    json_object_end(j);
}

static enum err search_api_get(struct request *rq)
{
    struct search_query q;
    struct search_page p;
    struct buf *b = buf_new(rq->arena, API_MAX);
    struct json j;
    enum lang lang;

    TRY(read_query(rq, &q));
    struct str code = or_empty(req_query(rq, "lang"));
    if (code.n && lang_of_code(code, &lang) == OK)
        q.lang = rq->lang = lang;
    bool suggest = or_empty(req_query(rq, "suggest")).n > 0;
    TRY(suggest ? search_suggest(rq->db, rq->arena, &q, &p)
                : search_run(rq->db, rq->arena, &q, &p));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "verdict", str_of(verdict_name(p.verdict)));
    json_field_i64(&j, "total", p.total);
    json_field_bool(&j, "more", p.more);
    json_field_i64(&j, "page", p.page);
    json_field_i64(&j, "pages", p.pages);
    json_field_str(&j, "meant", p.meant);
    json_key(&j, STR("hits"));
    json_array_begin(&j);
    for (size_t i = 0; i < p.n; i++)
        put_hit(rq, &j, &p.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

const struct route search_routes[] = {
    {.method = GET,
     .path = "/search",
     .handle = search_get,
     .need = CAP_PUBLIC,
     .rate = RATE_HEAVY,
     .query = "q kind year page place",
     .doc = "search everything public"},
    {.method = GET,
     .path = "/:place/search",
     .handle = search_get,
     .need = CAP_PUBLIC,
     .rate = RATE_HEAVY,
     .query = "q kind year page",
     .doc = "search a municipality's records and the nation's"},
    {.method = GET,
     .path = "/api/v1/search",
     .handle = search_api_get,
     .need = CAP_PUBLIC,
     .langless = true,
     .query = "q kind year page place lang suggest",
     .doc = "search as JSON; suggest=1: titles while typing"},
    {0},
};
