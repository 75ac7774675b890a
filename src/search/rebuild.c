/* The whole index made anew. See search.h. */
#include "base/log.h"
#include "place/place.h"
#include "search/index.h"
#include "search/search_sql.h"

/* A batch is one transaction: others who write wait for it, and a flush to the disk is paid once a
 * batch. */
#define REBUILD_BATCH 1000
#define FILL_BATCH    20000 /* rows of the full-text table, made from rows that stand */
#define CLEAR_BATCH   10000
#define PLACE_MEMORY  (64 * MIB)

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

struct one {
    struct rebuild *r;
    int64_t id;
};

static enum err refresh_one(struct arena *a, void *arg)
{
    const struct one *o = arg;
    return search_refresh(o->r->db, a, o->r->source, o->r->place_id, o->id);
}

/* A record that does not fit into memory is left out; the others are worth finding. */
static enum err refresh_or_skip(struct rebuild *r, int64_t id)
{
    struct one one = {r, id};
    enum err e = arena_try(r->work, refresh_one, &one);

    if (e == ERR_NOMEM) {
        log_line(LOG_WARN, "search", "%.*s %lld is too large for the index",
                 STR_F(r->source->owner), (long long)id);
        e = OK;
    }
    arena_reset(r->work);
    return e;
}

static enum err rebuild_source(struct rebuild *r)
{
    struct arena list;
    struct ids ids = {.a = &list};

    arena_init(&list, PLACE_MEMORY);
    enum err e = r->source->each(r->db, &list, r->place_id, note_id, &ids);
    for (size_t i = 0; e == OK && i < ids.n; i++) {
        e = refresh_or_skip(r, ids.v[i]);
        r->progress.docs++;
        if (e == OK && ++r->in_batch >= REBUILD_BATCH)
            e = next_batch(r);
    }
    arena_free(&list);
    return e;
}

static enum err rebuild_place(struct rebuild *r, int64_t place_id)
{
    size_t n;
    const struct search_source *sources = search_sources(&n);

    r->place_id = place_id;
    for (size_t i = 0; i < n; i++) {
        r->source = &sources[i];
        TRY(rebuild_source(r));
    }
    r->progress.places_done++;
    return next_batch(r);
}

static enum err empty_index(struct db *db, struct arena *a)
{
    int64_t changed;

    TRY(search_state_clear(db, a, &changed));
    TRY(search_match_clear(db, a, &changed));
    do {
        TRY(search_texts_clear(db, a, &(struct search_texts_clear_in){CLEAR_BATCH}, &changed));
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
    return search_state_put(r->db, a, &(struct search_state_put_in){SEARCH_TOKENS_VERSION});
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

enum err search_is_whole(struct db *db, struct arena *a, bool *whole)
{
    struct search_state_of_row row;

    TRY(search_state_of(db, a, &row));
    *whole = row.version == SEARCH_TOKENS_VERSION;
    return OK;
}

enum err search_complete(struct db *db, struct arena *a, search_tell *tell, void *arg)
{
    bool whole;

    TRY(search_is_whole(db, a, &whole));
    return whole ? OK : search_rebuild(db, a, tell, arg);
}

/* -- after a restore -- */

static enum err fill(struct db *db, struct arena *a, search_tell *tell, void *arg)
{
    struct search_progress progress = {.places = 1};
    struct search_range_row range;
    int64_t changed;

    TRY(search_range(db, a, &range));
    TRY(db_begin(db));
    TRY(search_match_clear(db, a, &changed));
    for (int64_t from = range.low; from <= range.high; from += FILL_BATCH) {
        TRY(search_match_some(db, a, &(struct search_match_some_in){from, from + FILL_BATCH},
                              &changed));
        TRY(db_commit(db));
        progress.docs += changed;
        if (tell)
            tell(arg, &progress);
        TRY(db_begin(db));
    }
    return db_commit(db);
}

enum err search_restored(struct db *db, struct arena *a, search_tell *tell, void *arg)
{
    bool whole;

    TRY(search_is_whole(db, a, &whole));
    if (!whole)
        return search_rebuild(db, a, tell, arg);
    if (db_engine_of(db) != DB_SQLITE)
        return OK; /* its full-text columns are made by the engine */
    enum err e = fill(db, a, tell, arg);
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
