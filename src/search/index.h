/* What the rebuild needs of the index's keeping. Inner header of src/search. */
#ifndef ASHAR_SEARCH_INDEX_H
#define ASHAR_SEARCH_INDEX_H

#include "search/search.h"

/* The wired sources (search_wire). */
const struct search_source *search_sources(size_t *n);

/* Reads one record of a source and replaces it in the index. */
MUST_USE enum err search_refresh(struct db *db, struct arena *a, const struct search_source *s,
                                 int64_t place_id, int64_t id);

#endif
