/* Keeping the index: one record put, touched, all of them rebuilt. See search.h. */
#include <stdlib.h>

#include "base/json.h"
#include "place/place.h"
#include "search/search_sql.h"
#include "search/tokens.h"

/* Most bytes of tokens of a record: PostgreSQL holds at most 1 MiB of them, and a file of a
 * thousand pages is found by its first hundreds. */
#define TITLE_TOKENS (16 * KIB)
#define BODY_TOKENS  (384 * KIB)
/* Most bytes of a body that are kept for excerpts, in each language. */
#define BODY_KEPT     (64 * KIB)
#define NEW_WORDS     (256 * KIB)
#define SHOWN_MAX     64 /* bytes of a word that is worth suggesting */
#define REBUILD_BATCH 500
#define PLACE_MEMORY  (64 * MIB)

static const struct search_source *wired;
static size_t wired_n;

void search_wire(const struct search_source *sources, size_t n)
{
    wired = sources;
    wired_n = n;
}

static struct str present(struct str s)
{
    return s.p ? s : STR("");
}

/* -- words the table of suggestions holds already, while many records are put by one thread -- */

enum { KNOWN_SIZE = 1 << 20 }; /* places for hashes: 8 MiB; three quarters are filled at most */

struct known {
    uint64_t *v;
    size_t n;
    bool on;
    int64_t
        first; /* the first of the rows that the full-text table does not have yet; 0: it has all */
};
static _Thread_local struct known bulk;

void search_bulk_begin(void)
{
    bulk = (struct known){.v = calloc(KNOWN_SIZE, sizeof *bulk.v),
                          .on = true}; /* v NULL: every word is offered, only slower */
}

void search_bulk_end(void)
{
    free(bulk.v);
    bulk = (struct known){0};
}

/* FTS5 writes out what it holds at the end of every statement of a transaction: one statement for
 * all rows makes a tree of one piece. */
enum err search_bulk_flush(struct db *db, struct arena *a)
{
    int64_t changed;

    if (bulk.first && db_engine_of(db) == DB_SQLITE)
        TRY(search_match_fill(db, a, &(struct search_match_fill_in){bulk.first}, &changed));
    bulk.first = 0;
    return OK;
}

/* Whether it was offered before; from now on it was. */
static bool known_already(struct str token)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a; of two words with one hash the second is never
                                           suggested */

    if (!bulk.v)
        return false;
    for (size_t i = 0; i < token.n; i++)
        h = (h ^ (unsigned char)token.p[i]) * 1099511628211u;
    h += h == 0;
    size_t at = h & (KNOWN_SIZE - 1);
    while (bulk.v[at] && bulk.v[at] != h)
        at = (at + 1) & (KNOWN_SIZE - 1);
    if (bulk.v[at] == h)
        return true;
    if (bulk.n < KNOWN_SIZE / 4 * 3) {
        bulk.v[at] = h;
        bulk.n++;
    }
    return false;
}

/* -- tokens of a text; each ends with a blank -- */

struct words { /* new words for suggestions, as JSON */
    struct buf *out;
    struct json json;
    size_t n;
};

static void offer(struct arena *a, struct words *w, struct str token, struct str word)
{
    if (!w || w->out->n > NEW_WORDS || word.n > SHOWN_MAX || str_utf8_length(token) < 3 ||
        (token.p[0] >= '0' && token.p[0] <= '9') || known_already(token))
        return;
    json_object_begin(&w->json);
    json_field_str(&w->json, "t", token);
    json_field_str(&w->json, "s", word);
    json_field_str(&w->json, "k", token_skeleton(a, token));
    json_object_end(&w->json);
    w->n++;
}

static void put_tokens(struct arena *a, struct buf *out, size_t max, struct str text,
                       struct words *w)
{
    struct text_term t;
    char token[TOKEN_MAX];

    for (struct text_terms it = text_terms_of(present(text));
         out->n + TOKEN_MAX < max && text_term_next(&it, &t);) {
        size_t n = token_of(t.stem, token);
        if (n == 0)
            continue;
        buf_add(out, (struct str){token, n});
        buf_lit(out, " ");
        offer(a, w, (struct str){token, n}, str_sub(text, t.from, t.to - t.from));
    }
}

static enum err keep_words(struct db *db, struct arena *a, struct words *w)
{
    int64_t changed;

    json_array_end(&w->json);
    if (w->n == 0)
        return OK;
    return buf_failed(w->out)
               ? ERR_NOMEM
               : search_words_put(db, a, &(struct search_words_put_in){buf_str(w->out)}, &changed);
}

static struct str meta_of(struct arena *a, const struct search_doc *d)
{
    char kind[TOKEN_MAX];
    size_t n = token_of(d->kind, kind);

    return str_fmt(a, "@p%lld @y%lld @k%.*s", (long long)d->place_id, (long long)d->year, (int)n,
                   kind);
}

static enum err put_doc(struct db *db, struct arena *a, struct str owner, int64_t owner_id,
                        const struct search_doc *d)
{
    struct buf *title = buf_new(a, TITLE_TOKENS), *body = buf_new(a, BODY_TOKENS);
    struct words w = {.out = buf_new(a, NEW_WORDS + 64 * KIB)};
    struct search_doc_put_row row;
    struct str kept[LANG_COUNT];
    int64_t changed;

    json_init(&w.json, w.out);
    json_array_begin(&w.json);
    for (int l = 0; l < LANG_COUNT; l++) {
        put_tokens(a, title, TITLE_TOKENS, d->title[l], d->is_public ? &w : NULL);
        put_tokens(a, body, BODY_TOKENS, d->body[l], d->is_public ? &w : NULL);
        kept[l] = str_utf8_head(str_sub(present(d->body[l]), 0, BODY_KEPT), BODY_KEPT / 4);
    }
    if (buf_failed(title) || buf_failed(body))
        return ERR_NOMEM;
    TRY(search_doc_put(db, a,
                       &(struct search_doc_put_in){.owner = owner,
                                                   .owner_id = owner_id,
                                                   .part = d->part,
                                                   .place_id = d->place_id,
                                                   .kind = d->kind,
                                                   .year = d->year,
                                                   .is_public = d->is_public},
                       &row));
    TRY(search_text_put(db, a,
                        &(struct search_text_put_in){.id = row.id,
                                                     .title = buf_str(title),
                                                     .body = buf_str(body),
                                                     .meta = meta_of(a, d),
                                                     .path = d->path,
                                                     .title_ky = present(d->title[LANG_KY]),
                                                     .title_ru = present(d->title[LANG_RU]),
                                                     .title_en = present(d->title[LANG_EN]),
                                                     .body_ky = kept[LANG_KY],
                                                     .body_ru = kept[LANG_RU],
                                                     .body_en = kept[LANG_EN]}));
    if (bulk.on && bulk.first == 0)
        bulk.first = row.id;
    if (!bulk.on && db_engine_of(db) == DB_SQLITE)
        TRY(search_match_put(db, a, &(struct search_match_put_in){row.id}, &changed));
    return keep_words(db, a, &w);
}

enum err search_put(struct db *db, struct arena *a, struct str owner, int64_t owner_id,
                    const struct search_docs *docs)
{
    struct search_doc_ids_rows old;
    int64_t changed;

    if (!db_in_transaction(db))
        return ERR_BUG;
    TRY(search_doc_ids(db, a, &(struct search_doc_ids_in){owner, owner_id}, &old));
    for (size_t i = 0; i < old.n; i++) {
        if (db_engine_of(db) == DB_SQLITE && !(bulk.first && old.v[i].id >= bulk.first))
            TRY(search_match_gone(db, a, &(struct search_match_gone_in){old.v[i].id}, &changed));
        TRY(search_text_gone(db, a, &(struct search_text_gone_in){old.v[i].id}, &changed));
        TRY(search_doc_gone(db, a, &(struct search_doc_gone_in){old.v[i].id}, &changed));
    }
    for (size_t i = 0; i < docs->n; i++)
        TRY(put_doc(db, a, owner, owner_id, &docs->v[i]));
    return OK;
}

/* -- following the records -- */

static enum err refresh(struct db *db, struct arena *a, const struct search_source *s,
                        int64_t place_id, int64_t id)
{
    struct search_docs docs = {NULL, 0};
    enum err e = s->read(db, a, place_id, id, &docs);

    if (e == ERR_NOT_FOUND || e == ERR_GONE)
        docs.n = 0;
    else if (e != OK)
        return e;
    return search_put(db, a, s->owner, id, &docs);
}

enum err search_touch(struct db *db, struct arena *a, struct str subject, int64_t subject_id,
                      int64_t place_id)
{
    for (size_t i = 0; i < wired_n; i++) {
        int64_t id;
        if (wired[i].concerns(subject, subject_id, place_id, &id))
            TRY(refresh(db, a, &wired[i], place_id, id));
    }
    return OK;
}

/* -- rebuilding -- */

struct rebuild {
    struct db *db;
    struct arena *work; /* of one record */
    const struct search_source *source;
    int64_t place_id, in_batch;
    struct search_progress progress;
    search_tell *tell;
    void *arg;
};

static enum err next_batch(struct rebuild *r)
{
    r->in_batch = 0;
    TRY(search_bulk_flush(r->db, r->work));
    arena_reset(r->work);
    TRY(db_commit(r->db));
    if (r->tell)
        r->tell(r->arg, &r->progress);
    return db_begin(r->db);
}

struct ids {
    struct arena *a;
    int64_t *v;
    size_t n, room;
};

static enum err note_id(void *arg, int64_t id)
{
    struct ids *l = arg;

    if (l->n == l->room) {
        size_t room = l->room ? 2 * l->room : 256;
        l->v = arena_grow(l->a, l->v, l->room * sizeof *l->v, room * sizeof *l->v);
        l->room = room;
    }
    l->v[l->n++] = id;
    return OK;
}

static enum err rebuild_source(struct rebuild *r)
{
    struct arena list;
    struct ids ids = {.a = &list};

    arena_init(&list, PLACE_MEMORY);
    enum err e = r->source->each(r->db, &list, r->place_id, note_id, &ids);
    for (size_t i = 0; e == OK && i < ids.n; i++) {
        e = refresh(r->db, r->work, r->source, r->place_id, ids.v[i]);
        arena_reset(r->work);
        r->progress.docs++;
        if (e == OK && ++r->in_batch >= REBUILD_BATCH)
            e = next_batch(r);
    }
    arena_free(&list);
    return e;
}

static enum err rebuild_place(struct rebuild *r, int64_t place_id)
{
    r->place_id = place_id;
    for (size_t i = 0; i < wired_n; i++) {
        r->source = &wired[i];
        TRY(rebuild_source(r));
    }
    r->progress.places_done++;
    return next_batch(r);
}

static enum err empty_index(struct db *db, struct arena *a)
{
    int64_t changed;

    TRY(search_match_clear(db, a, &changed));
    do {
        TRY(search_texts_clear(db, a, &(struct search_texts_clear_in){10000}, &changed));
    } while (changed);
    TRY(search_docs_clear(db, a, &changed));
    return search_words_clear(db, a, &changed);
}

static enum err rebuild_all(struct rebuild *r, struct arena *a)
{
    struct places places;

    TRY(empty_index(r->db, a));
    TRY(place_municipalities(r->db, a, LANG_KY, &places));
    r->progress.places = (int64_t)places.n + 1;
    TRY(rebuild_place(r, 0));
    for (size_t i = 0; i < places.n; i++)
        TRY(rebuild_place(r, places.v[i].id));
    return OK;
}

enum err search_rebuild(struct db *db, struct arena *a, search_tell *tell, void *arg)
{
    struct arena work;
    struct rebuild r = {.db = db, .work = &work, .tell = tell, .arg = arg};

    TRY(db_begin(db));
    search_bulk_begin();
    arena_init(&work, PLACE_MEMORY);
    enum err e = rebuild_all(&r, a);
    arena_free(&work);
    search_bulk_end();
    if (e == OK)
        e = db_commit(db);
    if (e != OK)
        db_rollback(db);
    return e;
}

enum err search_size(struct db *db, struct arena *a, int64_t *docs)
{
    struct search_count_row row;

    TRY(search_count(db, a, &row));
    *docs = row.n;
    return OK;
}
