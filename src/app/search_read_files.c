/* The text inside documents, put into the index after their titles: some of the files that wait at
 * a time, one transaction each. See search_sources.h. */
#include "app/search_sources.h"

#include "base/log.h"
#include "document/document.h"
#include "search/document_text.h"

#define FILES_AT_ONCE 8
#define FILE_MEMORY   (192 * MIB)

static enum err store(struct db *db, struct arena *a, const struct search_waiting *w,
                      struct str sha, struct str state, struct str text)
{
    TRY(db_begin(db));
    enum err e = sha.n ? search_file_keep(db, a, sha, state, text) : OK;
    if (e == OK)
        e = search_waited(db, a, w);
    if (e == OK)
        e = search_touch(db, w->owner, w->owner_id, w->place_id);
    if (e == OK)
        e = db_commit(db);
    if (e != OK)
        db_rollback(db);
    return e;
}

static enum err read_file(struct db *db, struct arena *a, const struct search_waiting *w)
{
    struct document d;
    struct buf *bytes;
    struct str text = STR("");
    enum err e = document_find(db, a, w->place_id, w->owner_id, &d);

    if (e == ERR_NOT_FOUND)
        return store(db, a, w, STR(""), STR(""), STR(""));
    TRY(e);
    TRY(document_bytes(db, a, &d, &bytes));
    e = document_text(a, buf_str(bytes), d.media_type, &text);
    struct str state = e == OK              ? (text.n ? STR("done") : STR("empty"))
                       : e == ERR_NOT_FOUND ? STR("unread")
                                            : STR("failed");
    if (e != OK && e != ERR_NOT_FOUND)
        log_line(LOG_WARN, "a document's text could not be read", "document %lld: %s",
                 (long long)w->owner_id, err_name(e));
    return store(db, a, w, d.sha256_hex, state, text);
}

struct file_step {
    struct db *db;
    const struct search_waiting *w;
};

static enum err read_step(struct arena *a, void *arg)
{
    const struct file_step *s = arg;
    return read_file(s->db, a, s->w);
}

/* A file whose text does not fit into memory is not tried again and again. */
static enum err give_up_step(struct arena *a, void *arg)
{
    const struct file_step *s = arg;
    struct document d;

    TRY(document_find(s->db, a, s->w->place_id, s->w->owner_id, &d));
    return store(s->db, a, s->w, d.sha256_hex, STR("failed"), STR(""));
}

static enum err read_or_give_up(struct db *db, struct arena *a, const struct search_waiting *w)
{
    struct file_step step = {db, w};
    enum err e = arena_try(a, read_step, &step);

    if (e != ERR_NOMEM)
        return e;
    db_rollback(db);
    arena_reset(a);
    log_line(LOG_WARN, "a document's text could not be read", "document %lld: %s",
             (long long)w->owner_id, err_name(e));
    e = arena_try(a, give_up_step, &step);
    db_rollback(db);
    return e;
}

enum err app_search_read_files(struct db *db, bool *more)
{
    struct arena list, work;
    struct search_waitings waiting;

    arena_init(&list, MIB);
    arena_init(&work, FILE_MEMORY);
    enum err e = search_waiting_of(db, &list, FILES_AT_ONCE, &waiting);
    for (size_t i = 0; e == OK && i < waiting.n; i++) {
        e = read_or_give_up(db, &work, &waiting.v[i]);
        arena_reset(&work);
    }
    if (e == OK)
        *more = waiting.n == FILES_AT_ONCE;
    arena_free(&work);
    arena_free(&list);
    return e;
}
