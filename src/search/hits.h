/* The records that match a query, as the engine finds them: unranked. Inner header of src/search.
 */
#ifndef ASHAR_SEARCH_HITS_H
#define ASHAR_SEARCH_HITS_H

#include "search/search_sql.h"
#include "search/terms.h"

/* What the engine is asked: all words and the filters of the query. `title`: words in titles only.
 */
struct str search_expression(const struct db *db, struct arena *a, const struct search_query *q,
                             const struct terms *t, bool title);

/* At most `most` of them. */
MUST_USE enum err search_matches(struct db *db, struct arena *a, const struct search_query *q,
                                 const struct terms *t, int64_t most, struct search_hits_rows *out);

/* Whether anything matches for this reader. */
MUST_USE enum err search_exists(struct db *db, struct arena *a, const struct search_query *q,
                                const struct terms *t, bool *found);

#endif
