/* Whole public pages, kept until something of their municipality changes.
 *
 * Key: path and query as the route reads it (the language is in the path). An entry remembers the
 * generation of its municipality (or of the nation, i.e. of any write) at the time its data were
 * read; once that has been raised the entry is dead. So a write costs one addition, whatever the
 * number of its pages. Order that makes this right: writers raise *after* their commit; readers
 * take `before` *before* their first query and give up storing where it does not hold any more. A
 * page read from an older state can then never carry a newer generation. Memory: bounded; the least
 * recently used go first; entries that an answer still borrows are freed by its release. Threads:
 * any. Municipalities share generation slots where their hashes meet: that costs a page, never
 * truth. */
#ifndef ASHAR_WEB_CACHE_H
#define ASHAR_WEB_CACHE_H

#include "web/pack.h"

/* ---- generations ---- */
struct generations;
struct generations *generations_new(void);
void generations_free(struct generations *g);
void generations_raise(struct generations *g, int64_t place_id); /* and the nation's */
void generations_raise_all(struct generations *g);
uint64_t generations_place(const struct generations *g, int64_t place_id);
uint64_t generations_nation(const struct generations *g); /* changes with every raise */

/* ---- pages ---- */
struct cache;

struct cache_key {
    struct str text;
    uint64_t hash;
};

struct cache_page { /* what is stored: copied */
    struct str body, content_type;
    struct str disposition; /* Content-Disposition, or absent */
    bool nation;            /* depends on any write */
    int64_t place_id;       /* else on this municipality's */
    uint64_t generation;
};

struct cache_entry;

struct cache *cache_new(size_t bytes, struct generations *g); /* 0 bytes: stores nothing */
void cache_free(struct cache *c);
struct cache_key cache_key(const struct cache *c, struct str text);

/* A living entry, held until cache_release; NULL: none. */
struct cache_entry *cache_find(struct cache *c, const struct cache_key *k);
/* Stores a page; the entry is held for the caller. NULL: not stored (no room, too large, no
 * memory). */
struct cache_entry *cache_store(struct cache *c, const struct cache_key *k,
                                const struct cache_page *p);
void cache_release(struct cache *c, struct cache_entry *e);

/* The body in an encoding, made at the first call; *e becomes identity where compressing does not
 * pay. */
struct str cache_body(struct cache *c, struct cache_entry *entry, enum encoding *e);
struct str cache_type(const struct cache_entry *entry);
struct str cache_disposition(const struct cache_entry *entry);
struct str cache_etag(const struct cache_entry *entry,
                      enum encoding e); /* quoted, differs by encoding */
/* A slot for the transport to hang a ready-made answer on (one per encoding), freed with the entry.
 */
void *cache_attached(struct cache_entry *entry, enum encoding e);
bool cache_attach(struct cache_entry *entry, enum encoding e, void *thing,
                  void (*free_fn)(void *)); /* false: somebody was first */

struct cache_figures {
    uint64_t hits, misses, stores, evictions, stale;
    size_t bytes, entries;
};
void cache_figures(struct cache *c, struct cache_figures *out);

#endif
