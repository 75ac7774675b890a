/* The text of files, kept by content, and who waits for it. See search.h. */
#include "search/search.h"
#include "search/search_sql.h"

enum err search_file_text(struct db *db, struct arena *a, struct str sha256_hex, struct str *text)
{
    struct search_file_get_rows rows;

    TRY(search_file_get(db, a, &(struct search_file_get_in){sha256_hex}, &rows));
    if (rows.n == 0)
        return ERR_NOT_FOUND;
    *text = rows.v[0].text;
    return OK;
}

enum err search_file_keep(struct db *db, struct arena *a, struct str sha256_hex, struct str state,
                          struct str text)
{
    return search_file_put(db, a,
                           &(struct search_file_put_in){sha256_hex, state, text, clock_now()});
}

enum err search_wait(struct db *db, struct arena *a, const struct search_waiting *w)
{
    int64_t changed;
    return search_waiting_put(
        db, a, &(struct search_waiting_put_in){w->owner, w->owner_id, w->place_id}, &changed);
}

enum err search_waited(struct db *db, struct arena *a, const struct search_waiting *w)
{
    int64_t changed;
    return search_waiting_gone(db, a, &(struct search_waiting_gone_in){w->owner, w->owner_id},
                               &changed);
}

enum err search_waiting_of(struct db *db, struct arena *a, int64_t most,
                           struct search_waitings *out)
{
    struct search_waiting_rows_rows rows;

    TRY(search_waiting_rows(db, a, &(struct search_waiting_rows_in){most}, &rows));
    struct search_waiting *v = arena_array(a, struct search_waiting, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct search_waiting){rows.v[i].owner, rows.v[i].owner_id, rows.v[i].place_id};
    *out = (struct search_waitings){v, rows.n};
    return OK;
}
