/* The words that stand in the index, for beginnings and for "did you mean". Inner header of
 * src/search.
 *
 * A table of its own beside the full-text index, since that is asked word by word: a beginning is
 * first replaced by the words it stands for, the frequent ones first, so that what is asked of the
 * engines stays bounded and is the same on both. How frequent a word is is kept as the logarithm of
 * its records (R. Morris, Counting large numbers of events in small registers, 1978): it is written
 * a few times in a word's life, not at each record; what would be chance there comes from the
 * record's number here, so that both engines count alike. Words are kept until the next rebuild. */
#ifndef ASHAR_SEARCH_VOCABULARY_H
#define ASHAR_SEARCH_VOCABULARY_H

#include "search/terms.h"

struct vocabulary_word;
struct vocabulary_use;
/* The words of some records, collected while their tokens are made. */
struct vocabulary {
    struct arena *a; /* lasts as long as this; words are copied into it */
    uint64_t record; /* under collection: what stands for chance */
    bool is_public;
    size_t bytes;                    /* of its words */
    struct vocabulary_word **places; /* hash table of `v`, not used in bulk */
    struct vocabulary_word *v;       /* the words, once each */
    size_t size, n, room;
    struct vocabulary_use *uses; /* a word in a record, once each */
    size_t use_n, use_room;
};
void vocabulary_open(struct vocabulary *w, struct arena *a);
/* From here on words of that record are offered. */
void vocabulary_record(struct vocabulary *w, struct str owner, int64_t owner_id, bool is_public);
void vocabulary_offer(struct vocabulary *w, struct str token, struct str shown);
/* Writes what is new of all of them. */
MUST_USE enum err vocabulary_keep(struct db *db, struct vocabulary *w);

/* Around many records put by this thread: what is known of words is remembered, and written once a
 * batch (vocabulary_flush). Only where a failure ends the whole (a rebuild). */
void vocabulary_bulk_begin(void);
MUST_USE enum err vocabulary_flush(struct db *db, struct arena *a);
void vocabulary_bulk_end(void);

/* Fills in what the terms' beginnings stand for. `typing`: the last word goes on; else a word that
 * stands in something public is whole, and is no longer read as a beginning. */
MUST_USE enum err vocabulary_grow(struct db *db, struct arena *a, bool typing, struct terms *t);

#endif
