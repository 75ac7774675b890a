/* What of the municipality can be found: how each capability's records become rows of the search
 * index. */
#ifndef ASHAR_APP_SEARCH_SOURCES_H
#define ASHAR_APP_SEARCH_SOURCES_H

#include "audit/audit.h"
#include "search/search.h"

extern const struct search_source app_search_sources[];
extern const size_t app_search_source_count;

/* For audit_wire_after: the index follows every write. */
audit_after app_search_follow;

/* Reads some of the files that wait (their text, outside of any transaction) and puts them into the
 * index, one transaction each. `db`: a writer, not in a transaction. *more: others still wait. For
 * the background tasks and `ashar search rebuild`. */
MUST_USE enum err app_search_read_files(struct db *db, bool *more);

#endif
