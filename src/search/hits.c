/* The expression of a search, and the records it finds. See hits.h. */
#include "search/hits.h"

static struct str filters(struct arena *a, const struct search_query *q)
{
    struct buf *b = buf_new(a, KIB);
    char kind[TOKEN_MAX];

    if (q->place_id)
        buf_printf(b, "@p%lld|@p0", (long long)q->place_id);
    const char *blank = b->n ? " " : "";
    struct str k = {kind, q->kind.n ? token_of(q->kind, kind) : 0};
    if (q->kind.n && q->year) /* one list of both is far shorter than each */
        buf_printf(b, "%s@k%.*s@y%lld", blank, STR_F(k), (long long)q->year);
    else if (q->kind.n)
        buf_printf(b, "%s@k%.*s", blank, STR_F(k));
    else if (q->year)
        buf_printf(b, "%s@y%lld", blank, (long long)q->year);
    return buf_str(b);
}

struct str search_expression(const struct db *db, struct arena *a, const struct search_query *q,
                             const struct terms *t, bool title)
{
    return terms_match(a, db_engine_of(db), t,
                       &(struct match_filter){
                           .meta = filters(a, q), .staff_place = q->staff_place, .title = title});
}

enum err search_matches(struct db *db, struct arena *a, const struct search_query *q,
                        const struct terms *t, int64_t most, struct search_hits_rows *out)
{
    struct str expr = search_expression(db, a, q, t, false);
    return search_hits(db, a, &(struct search_hits_in){expr, q->staff_place, most}, out);
}

enum err search_exists(struct db *db, struct arena *a, const struct search_query *q,
                       const struct terms *t, bool *found)
{
    struct search_hits_rows rows;

    TRY(search_matches(db, a, q, t, 1, &rows));
    *found = rows.n > 0;
    return OK;
}
