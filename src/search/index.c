/* Keeping the index: one record put, or touched. See search.h. */
#include "search/index.h"

#include "search/search_sql.h"
#include "search/tokens.h"
#include "search/vocabulary.h"

/* Most bytes of tokens of a record: PostgreSQL holds at most 1 MiB of them, and a file of a
 * thousand pages is found by its first hundreds. */
#define TITLE_TOKENS (16 * KIB)
#define BODY_TOKENS  (384 * KIB)
/* Most bytes of a body that are kept for excerpts, in each language. */
#define BODY_KEPT (64 * KIB)
/* Most memory that making one record's tokens takes. */
#define RECORD_MEMORY (16 * MIB)
#define PARTS         1000 /* keeps the parts of a record apart where words are counted */

static const struct search_source *wired;
static size_t wired_n;

void search_wire(const struct search_source *sources, size_t n)
{
    wired = sources;
    wired_n = n;
}

const struct search_source *search_sources(size_t *n)
{
    *n = wired_n;
    return wired;
}

static struct str present(struct str s)
{
    return s.p ? s : STR("");
}

/* -- many records at once: the full-text table is filled once a batch -- */

static _Thread_local struct {
    bool on;
    int64_t first; /* of the rows that the full-text table does not have yet; 0: it has all */
    struct vocabulary *words; /* of all of them; NULL: each record's own */
} bulk;

void search_bulk_begin(void)
{
    vocabulary_bulk_begin();
    bulk.on = true;
    bulk.first = 0;
}

void search_bulk_end(void)
{
    vocabulary_bulk_end();
    bulk.on = false;
    bulk.first = 0;
}

/* FTS5 writes out what it holds at the end of every statement of a transaction: one statement for
 * all rows makes a tree of one piece. */
static enum err fill_matches(struct db *db, struct arena *a)
{
    int64_t changed;

    if (bulk.first && db_engine_of(db) == DB_SQLITE)
        TRY(search_match_fill(db, a, &(struct search_match_fill_in){bulk.first}, &changed));
    bulk.first = 0;
    return OK;
}

enum err search_bulk_flush(struct db *db, struct arena *a)
{
    TRY(fill_matches(db, a));
    return vocabulary_flush(db, a);
}

/* -- one record -- */

/* In a Russian text a word that the stemmer left whole may be a short one it took for Kyrgyz. */
static void put_russian(struct buf *out, struct str word, struct str token)
{
    char stem[TEXT_STEM_MAX], other[TOKEN_MAX];

    if (token.n != word.n || word.n < 6 || (unsigned char)token.p[0] < 0x80)
        return;
    struct str s = {other, token_of((struct str){stem, text_stem_russian(word, stem)}, other)};
    if (!str_eq(s, token)) {
        buf_add(out, s);
        buf_lit(out, " ");
    }
}

/* The tokens of a text, each with a blank behind it. */
static void put_tokens(struct buf *out, size_t max, struct str text, enum lang lang,
                       struct vocabulary *w)
{
    struct token t;

    for (struct tokens it = tokens_of(present(text));
         out->n + 2 * TOKEN_MAX < max && token_next(&it, &t);) {
        struct str word = str_sub(text, t.from, t.to - t.from);
        buf_add(out, t.text);
        buf_lit(out, " ");
        if (t.pair) /* two words are no word to suggest */
            continue;
        vocabulary_offer(w, t.text, word);
        if (lang == LANG_RU)
            put_russian(out, word, t.text);
    }
}

static struct str meta_of(struct arena *a, const struct search_doc *d)
{
    char kind[TOKEN_MAX];
    struct str k = {kind, token_of(d->kind, kind)};
    struct str meta = str_fmt(a, "@p%lld @y%lld @k%.*s @k%.*s@y%lld", (long long)d->place_id,
                              (long long)d->year, STR_F(k), STR_F(k), (long long)d->year);

    return d->is_public ? meta : str_fmt(a, "%.*s @h @s%lld", STR_F(meta), (long long)d->place_id);
}

static enum err put_doc(struct db *db, struct arena *a, struct str owner, int64_t owner_id,
                        const struct search_doc *d)
{
    struct buf *title = buf_new(a, TITLE_TOKENS), *body = buf_new(a, BODY_TOKENS);
    struct vocabulary own, *w = bulk.words;
    struct search_text_put_row row;
    struct str kept[LANG_COUNT];
    int64_t changed;

    if (!w) {
        w = &own;
        vocabulary_open(w, a);
    }
    vocabulary_record(w, owner, owner_id * PARTS + d->part, d->is_public);
    for (int l = 0; l < LANG_COUNT; l++) {
        put_tokens(title, TITLE_TOKENS, d->title[l], (enum lang)l, w);
        put_tokens(body, BODY_TOKENS, d->body[l], (enum lang)l, w);
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
                                                   .is_public = d->is_public}));
    TRY(search_text_put(db, a,
                        &(struct search_text_put_in){.title = buf_str(title),
                                                     .body = buf_str(body),
                                                     .meta = meta_of(a, d),
                                                     .path = d->path,
                                                     .title_ky = present(d->title[LANG_KY]),
                                                     .title_ru = present(d->title[LANG_RU]),
                                                     .title_en = present(d->title[LANG_EN]),
                                                     .body_ky = kept[LANG_KY],
                                                     .body_ru = kept[LANG_RU],
                                                     .body_en = kept[LANG_EN]},
                        &row));
    if (bulk.on && bulk.first == 0)
        bulk.first = row.id;
    if (!bulk.on && db_engine_of(db) == DB_SQLITE)
        TRY(search_match_put(db, a, &(struct search_match_put_in){row.id}, &changed));
    return w == &own ? vocabulary_keep(db, w) : OK;
}

enum err search_put(struct db *db, struct arena *a, struct str owner, int64_t owner_id,
                    const struct search_docs *docs)
{
    struct search_doc_ids_rows old;
    int64_t changed;

    if (!db_in_transaction(db))
        return ERR_BUG;
    /* On PostgreSQL a rebuild, a file just read and a change by hand may meet at one record. */
    TRY(search_record_lock(db, a, &(struct search_record_lock_in){owner, owner_id}));
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

enum err search_refresh(struct db *db, struct arena *a, const struct search_source *s,
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

struct one {
    struct db *db;
    const struct db_owed *owed;
};

static enum err refresh_owed(struct arena *a, void *arg)
{
    const struct one *o = arg;

    return search_refresh(o->db, a, o->owed->what, o->owed->place_id, o->owed->id);
}

struct some {
    struct db *db;
    const struct db_owed *v;
    size_t n;
    struct arena *work; /* of one record */
};

static enum err refresh_some(struct arena *a, void *arg)
{
    const struct some *s = arg;
    struct vocabulary words;

    vocabulary_open(&words, a);
    bulk.words = &words;
    for (size_t i = 0; i < s->n; i++) {
        TRY(arena_try(s->work, refresh_owed, &(struct one){s->db, &s->v[i]}));
        arena_reset(s->work);
    }
    TRY(fill_matches(s->db, a));
    return vocabulary_keep(s->db, &words);
}

/* Before the commit, for all records that the transaction touched. */
static enum err settle(struct db *db, struct arena *a, const struct db_owed *v, size_t n)
{
    struct arena work;
    struct some some = {db, v, n, &work};

    arena_init(&work, RECORD_MEMORY);
    bulk.on = true;
    bulk.first = 0;
    enum err e = arena_try(a, refresh_some, &some);
    bulk.on = false;
    bulk.words = NULL;
    arena_free(&work);
    return e;
}

enum err search_touch(struct db *db, struct str subject, int64_t subject_id, int64_t place_id)
{
    for (size_t i = 0; i < wired_n; i++) {
        int64_t id;
        if (wired[i].concerns(subject, subject_id, place_id, &id))
            TRY(db_settle_later(db, settle, &wired[i], place_id, id));
    }
    return OK;
}
