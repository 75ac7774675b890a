/* Asking the index: matches, ranking, facets, spellings. See search.h. */
#include <stdlib.h>
#include <string.h>

#include "search/excerpt.h"
#include "search/hits.h"
#include "search/meant.h"
#include "search/vocabulary.h"

#define TOKENS_LOOKED_AT 3000  /* characters of a body's tokens that the ranking reads */
#define BODY_LOOKED_AT   20000 /* characters of a body that an excerpt is sought in */
#define FACETS_MOST      12
#define PREFIX_MOST      8

struct candidate {
    int64_t id, score;
};

/* -- ranking: whole numbers, so that every machine and engine agrees -- */

/* 1000 times the share of a field that a word has, saturating: the fifth occurrence adds little. */
static int64_t share(int64_t weight, int64_t length)
{
    return weight == 0 ? 0 : 1000 * weight / (weight + 2 + length / 8);
}

static int64_t field_score(const struct terms *t, struct str tokens)
{
    int64_t weight[SEARCH_TERMS] = {0}, length = 0, score = 0;
    struct str token;

    for (struct str rest = tokens; rest.n && str_cut(&rest, ' ', &token);) {
        if (!token.n)
            continue;
        length++;
        for (size_t i = 0; i < t->n; i++)
            weight[i] += term_fits(&t->v[i], token);
    }
    for (size_t i = 0; i < t->n; i++)
        score += share(weight[i], length);
    return score;
}

/* Whether the title begins with one of the words, as what people look for often does. */
static bool begins(const struct terms *t, struct str title)
{
    struct str token;

    if (!str_cut(&title, ' ', &token))
        return false;
    for (size_t i = 0; i < t->n; i++)
        if (term_fits(&t->v[i], token))
            return true;
    return false;
}

static int best_first(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;

    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    return (a->id < b->id) - (a->id > b->id);
}

static int by_id(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

static size_t once(struct candidate *v, size_t n)
{
    size_t kept = 0;

    if (n)
        qsort(v, n, sizeof *v, by_id);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || v[kept - 1].id != v[i].id)
            v[kept++] = v[i];
    return kept;
}

static enum err rank(struct db *db, struct arena *a, const struct terms *t, struct candidate *v,
                     size_t *n)
{
    struct search_tokens_of_rows rows;
    struct buf *ids = buf_new(a, 64 * KIB);

    *n = once(v, *n);
    for (size_t i = 0; i < *n; i++)
        buf_printf(ids, "%s%lld", i ? "," : "[", (long long)v[i].id);
    buf_add(ids, *n ? STR("]") : STR("[]"));
    TRY(search_tokens_of(db, a, &(struct search_tokens_of_in){buf_str(ids), TOKENS_LOOKED_AT},
                         &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct candidate key = {.id = rows.v[i].id};
        struct candidate *c = bsearch(&key, v, *n, sizeof *v, by_id);
        if (c)
            c->score = SEARCH_TITLE_WEIGHT * field_score(t, rows.v[i].title) +
                       field_score(t, rows.v[i].body) +
                       (begins(t, rows.v[i].title) ? SEARCH_TITLE_BEGINS : 0);
    }
    if (*n)
        qsort(v, *n, sizeof *v, best_first);
    return OK;
}

/* -- facets -- */

static void count_in(struct search_facet *v, size_t *n, size_t room, struct str kind,
                     int64_t number)
{
    for (size_t i = 0; i < *n; i++) {
        if (v[i].number == number && str_eq(v[i].kind, kind)) {
            v[i].count++;
            return;
        }
    }
    if (*n < room)
        v[(*n)++] = (struct search_facet){kind, number, 1};
}

static int most_first(const void *x, const void *y)
{
    const struct search_facet *a = x, *b = y;

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    int k = str_cmp(a->kind, b->kind);
    return k ? k : (a->number > b->number) - (a->number < b->number);
}

static struct search_facets facets(struct search_facet *v, size_t n)
{
    if (n)
        qsort(v, n, sizeof *v, most_first);
    return (struct search_facets){v, n < FACETS_MOST ? n : FACETS_MOST};
}

static void count_facets(struct arena *a, const struct search_hits_rows *hits, size_t n,
                         struct search_page *out)
{
    enum { ROOM = SEARCH_COUNTED };
    struct search_facet *kinds = arena_array(a, struct search_facet, ROOM),
                        *places = arena_array(a, struct search_facet, ROOM),
                        *years = arena_array(a, struct search_facet, ROOM);
    size_t k = 0, p = 0, y = 0;

    for (size_t i = 0; i < n; i++) {
        count_in(kinds, &k, ROOM, hits->v[i].kind, 0);
        count_in(places, &p, ROOM, STR(""), hits->v[i].place_id);
        if (hits->v[i].year)
            count_in(years, &y, ROOM, STR(""), hits->v[i].year);
    }
    out->kinds = facets(kinds, k);
    out->places = facets(places, p);
    out->years = facets(years, y);
}

/* -- a page of hits -- */

static enum err show(struct db *db, struct arena *a, const struct terms *t, enum lang lang,
                     const struct candidate *c, struct search_hit *out)
{
    struct search_shown_row r;

    TRY(search_shown(db, a, &(struct search_shown_in){c->id, BODY_LOOKED_AT}, &r));
    const struct str titles[LANG_COUNT] = {r.title_ky, r.title_ru, r.title_en};
    const struct str bodies[LANG_COUNT] = {r.body_ky, r.body_ru, r.body_en};
    *out = (struct search_hit){.id = r.id,
                               .place_id = r.place_id,
                               .year = r.year,
                               .score = c->score,
                               .owner = r.owner,
                               .kind = r.kind,
                               .path = r.path,
                               .owner_id = r.owner_id};
    out->title_lang = lang_with(titles, lang);
    out->title = excerpt_whole(a, t, titles[out->title_lang]);
    out->excerpt = excerpt_of(a, t, bodies, lang_with(bodies, lang));
    return OK;
}

static enum err show_page(struct db *db, struct arena *a, const struct search_query *q,
                          const struct terms *t, const struct candidate *v, size_t n,
                          struct search_page *out)
{
    int64_t pages = ((int64_t)n + SEARCH_PAGE - 1) / SEARCH_PAGE, page = q->page < 1 ? 1 : q->page;

    if (page > pages)
        page = pages ? pages : 1;
    size_t from = (size_t)(page - 1) * SEARCH_PAGE,
           count = n - from < SEARCH_PAGE ? n - from : SEARCH_PAGE;
    struct search_hit *hits = arena_array(a, struct search_hit, count);
    for (size_t i = 0; i < count; i++)
        TRY(show(db, a, t, q->lang, &v[from + i], &hits[i]));
    out->page = page;
    out->pages = pages;
    out->v = hits;
    out->n = count;
    return OK;
}

static enum err ranked(struct db *db, struct arena *a, const struct search_query *q,
                       const struct terms *t, const struct search_hits_rows *any,
                       struct candidate **out, size_t *n)
{
    struct search_title_hits_rows titled = {NULL, 0};
    struct candidate *v = arena_array(a, struct candidate, SEARCH_RANKED + SEARCH_TITLE_MOST);
    size_t count = 0;

    if (any->n > SEARCH_RANKED) { /* else all of them are ranked anyway */
        struct str expr = search_expression(db, a, q, t, true);
        TRY(search_title_hits(
            db, a, &(struct search_title_hits_in){expr, q->staff_place, SEARCH_TITLE_MOST},
            &titled));
    }
    for (size_t i = 0; i < titled.n; i++)
        v[count++].id = titled.v[i].id;
    for (size_t i = 0; i < any->n && i < SEARCH_RANKED; i++)
        v[count++].id = any->v[i].id;
    TRY(rank(db, a, t, v, &count));
    *out = v;
    *n = count;
    return OK;
}

enum err search_run(struct db *db, struct arena *a, const struct search_query *q,
                    struct search_page *out)
{
    struct terms t;
    struct search_hits_rows any;
    struct candidate *v;
    size_t n;
    struct search_page page = {.meant = STR(""), .page = 1};

    terms_read(a, q->words, true, &t);
    TRY(vocabulary_grow(db, a, false, &t));
    page.verdict = t.verdict;
    page.cut = t.cut;
    if (t.verdict != SEARCH_OK) {
        *out = page;
        return OK;
    }
    TRY(search_matches(db, a, q, &t, SEARCH_COUNTED + 1, &any));
    page.more = any.n > SEARCH_COUNTED;
    size_t counted = page.more ? SEARCH_COUNTED : any.n;
    page.total = (int64_t)counted;
    count_facets(a, &any, counted, &page);
    TRY(ranked(db, a, q, &t, &any, &v, &n));
    TRY(show_page(db, a, q, &t, v, n, &page));
    if (page.total == 0)
        TRY(meant(db, a, q, &t, &page.meant));
    *out = page;
    return OK;
}

enum err search_suggest(struct db *db, struct arena *a, const struct search_query *q,
                        struct search_page *out)
{
    struct terms t;
    struct search_title_hits_rows titled;
    struct search_page page = {.meant = STR(""), .page = 1, .pages = 1};

    terms_read(a, q->words, true, &t);
    TRY(vocabulary_grow(db, a, true, &t));
    page.verdict = t.verdict;
    page.cut = t.cut;
    if (t.verdict == SEARCH_OK) {
        struct str expr = search_expression(db, a, q, &t, true);
        TRY(search_title_hits(
            db, a, &(struct search_title_hits_in){expr, q->staff_place, SEARCH_TITLE_MOST},
            &titled));
        struct candidate *v = arena_array(a, struct candidate, titled.n + 1);
        size_t n = titled.n;
        for (size_t i = 0; i < n; i++)
            v[i].id = titled.v[i].id;
        TRY(rank(db, a, &t, v, &n));
        TRY(show_page(db, a, q, &t, v, n < PREFIX_MOST ? n : PREFIX_MOST, &page));
        page.total = (int64_t)page.n;
    }
    *out = page;
    return OK;
}
