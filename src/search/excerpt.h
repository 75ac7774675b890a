/* The piece of a text that shows why it was found, cut into found words and the rest. Inner header
 * of src/search. */
#ifndef ASHAR_SEARCH_EXCERPT_H
#define ASHAR_SEARCH_EXCERPT_H

#include "search/terms.h"

/* All of a short text. */
struct search_segments excerpt_whole(struct arena *a, const struct terms *t, struct str text);
/* Some 200 characters around the words found, from the preferred language's text, or from another
 * where only that one has them. */
struct search_segments excerpt_of(struct arena *a, const struct terms *t,
                                  const struct str texts[LANG_COUNT], enum lang first);

#endif
