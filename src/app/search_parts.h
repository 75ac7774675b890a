/* What the sources of search share, and those that stand in files of their own, for the table in
 * search_sources.c. */
#ifndef ASHAR_APP_SEARCH_PARTS_H
#define ASHAR_APP_SEARCH_PARTS_H

#include "search/search.h"

/* What of a source the table needs: NAME_concerns, NAME_read, NAME_each (search.h, search_source).
 */
#define SEARCH_PART(name)                                                                          \
    bool name##_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id);   \
    enum err name##_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,             \
                         struct search_docs *out);                                                 \
    enum err name##_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,    \
                         void *arg)

SEARCH_PART(search_programme); /* the nation's programmes and their measures */
SEARCH_PART(search_comment);   /* comments on plans, with the answers they got */
SEARCH_PART(search_meeting);   /* meetings, and what was proposed and asked at them */
SEARCH_PART(search_rule);      /* rules: the nation's, and what a municipality set for itself */

/* The municipality's code; "" where there is no such unit. */
MUST_USE enum err search_code_of(struct db *db, struct arena *a, int64_t place_id,
                                 struct str *code);
/* The year of a day; 0 for none. */
int64_t search_year_of(day_t d);
/* What people wrote with marks, as plain text; a text too large for markup is taken as it is. */
struct str search_plain(struct arena *a, struct str source);
/* A list of one. */
MUST_USE enum err search_one(struct arena *a, const struct search_doc *d, struct search_docs *out);
/* Whether the subject of a write is of that word; *id: its own. */
bool search_same(struct str subject, const char *word, int64_t subject_id, int64_t *id);

#endif
