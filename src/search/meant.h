/* "Did you mean": spellings of a query that find something. Inner header of src/search. */
#ifndef ASHAR_SEARCH_MEANT_H
#define ASHAR_SEARCH_MEANT_H

#include "search/term.h"

/* The query with its unknown words replaced by near ones; "" where none finds anything for this
 * reader. */
MUST_USE enum err meant(struct db *db, struct arena *a, const struct search_query *q,
                        const struct terms *t, struct str *out);

#endif
