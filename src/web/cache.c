/* The page cache. See cache.h. 16 shards, each a chained hash table with its own lock and list of
 * recent use. */
#include "web/cache.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- generations ---- */

#define SLOTS 4096

struct generations {
    _Atomic uint64_t any, all;
    _Atomic uint64_t slot[SLOTS];
};

struct generations *generations_new(void)
{
    return calloc(1, sizeof(struct generations));
}

void generations_free(struct generations *g)
{
    free(g);
}

static size_t slot_of(int64_t place_id)
{
    return (size_t)(((uint64_t)place_id * 0x9E3779B97F4A7C15u) >> 52) % SLOTS;
}

void generations_raise(struct generations *g, int64_t place_id)
{
    atomic_fetch_add(&g->slot[slot_of(place_id)], 1);
    atomic_fetch_add(&g->any, 1);
}

void generations_raise_all(struct generations *g)
{
    atomic_fetch_add(&g->all, 1);
    atomic_fetch_add(&g->any, 1);
}

uint64_t generations_place(const struct generations *g, int64_t place_id)
{
    return atomic_load(&g->all) + atomic_load(&g->slot[slot_of(place_id)]);
}

uint64_t generations_nation(const struct generations *g)
{
    return atomic_load(&g->any);
}

/* ---- entries ---- */

#define SHARDS      16
#define HEADS       1024 /* chains of a shard */
#define ENTRY_SHARE 8    /* one entry may take 1/8 of its shard */

struct cache_entry {
    struct cache_entry *next;          /* in its chain */
    struct cache_entry *newer, *older; /* in the list of use */
    _Atomic int held;                  /* the table holds one */
    uint64_t hash;
    struct str key, type;
    struct cache_page page;
    size_t bytes; /* counted for the limit; under the shard's lock */
    bool listed;
    pthread_mutex_t making; /* of the encodings */
    _Atomic(char *) packed[ENC_COUNT];
    size_t packed_n[ENC_COUNT];
    bool useless[ENC_COUNT];
    char etag[ENC_COUNT][24];
    _Atomic(void *) thing[ENC_COUNT];
    void (*thing_free[ENC_COUNT])(void *);
    char text[]; /* key, type, body */
};

struct shard {
    pthread_mutex_t lock;
    struct cache_entry *heads[HEADS];
    struct cache_entry *newest, *oldest;
    size_t bytes, entries;
    uint64_t hits, misses, stores, evictions, stale;
};

struct cache {
    struct generations *generations;
    size_t shard_bytes;
    unsigned char hash_key[crypto_shorthash_KEYBYTES];
    struct shard shards[SHARDS];
};

struct cache *cache_new(size_t bytes, struct generations *g)
{
    struct cache *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->generations = g;
    c->shard_bytes = bytes / SHARDS;
    randombytes_buf(c->hash_key, sizeof c->hash_key);
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_init(&c->shards[i].lock, NULL);
    return c;
}

static void entry_free(struct cache_entry *e)
{
    for (int i = 0; i < ENC_COUNT; i++) {
        free(atomic_load(&e->packed[i]));
        void *thing = atomic_load(&e->thing[i]);
        if (thing)
            e->thing_free[i](thing);
    }
    pthread_mutex_destroy(&e->making);
    free(e);
}

void cache_release(struct cache *c, struct cache_entry *e)
{
    (void)c;
    if (e && atomic_fetch_sub(&e->held, 1) == 1)
        entry_free(e);
}

static void unlist(struct shard *s, struct cache_entry *e)
{
    struct cache_entry **at = &s->heads[e->hash / SHARDS % HEADS];

    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    if (e->newer)
        e->newer->older = e->older;
    else
        s->newest = e->older;
    if (e->older)
        e->older->newer = e->newer;
    else
        s->oldest = e->newer;
    s->bytes -= e->bytes;
    s->entries--;
    e->listed = false;
}

static void to_front(struct shard *s, struct cache_entry *e)
{
    if (s->newest == e)
        return;
    if (e->newer) { /* it is listed already */
        e->newer->older = e->older;
        if (e->older)
            e->older->newer = e->newer;
        else
            s->oldest = e->newer;
    }
    e->newer = NULL;
    e->older = s->newest;
    if (s->newest)
        s->newest->newer = e;
    s->newest = e;
    if (!s->oldest)
        s->oldest = e;
}

void cache_free(struct cache *c)
{
    if (!c)
        return;
    for (int i = 0; i < SHARDS; i++) {
        struct shard *s = &c->shards[i];
        while (s->newest) {
            struct cache_entry *e = s->newest;
            unlist(s, e);
            cache_release(c, e);
        }
        pthread_mutex_destroy(&s->lock);
    }
    free(c);
}

struct cache_key cache_key(const struct cache *c, struct str text)
{
    struct cache_key k = {.text = text};
    crypto_shorthash((unsigned char *)&k.hash, (const unsigned char *)text.p, text.n, c->hash_key);
    return k;
}

static bool alive(const struct cache *c, const struct cache_page *p)
{
    return p->generation == (p->nation ? generations_nation(c->generations)
                                       : generations_place(c->generations, p->place_id));
}

static struct cache_entry *chain_find(struct shard *s, const struct cache_key *k)
{
    struct cache_entry *e = s->heads[k->hash / SHARDS % HEADS];

    while (e && !(e->hash == k->hash && str_eq(e->key, k->text)))
        e = e->next;
    return e;
}

struct cache_entry *cache_find(struct cache *c, const struct cache_key *k)
{
    struct shard *s = &c->shards[k->hash % SHARDS];
    struct cache_entry *dead = NULL;

    pthread_mutex_lock(&s->lock);
    struct cache_entry *e = chain_find(s, k);
    if (e && !alive(c, &e->page)) {
        unlist(s, e);
        s->stale++;
        dead = e;
        e = NULL;
    }
    if (e) {
        to_front(s, e);
        atomic_fetch_add(&e->held, 1);
        s->hits++;
    } else {
        s->misses++;
    }
    pthread_mutex_unlock(&s->lock);
    cache_release(c, dead);
    return e;
}

static void make_etags(struct cache_entry *e)
{
    unsigned char digest[crypto_generichash_BYTES_MIN];
    char hex[2 * 8 + 1];

    crypto_generichash(digest, sizeof digest, (const unsigned char *)e->page.body.p, e->page.body.n,
                       NULL, 0);
    sodium_bin2hex(hex, sizeof hex, digest, 8);
    for (int i = 0; i < ENC_COUNT; i++) {
        char *t = e->etag[i];
        t[0] = '"';
        memcpy(t + 1, hex, 16);
        t[17] = '-';
        t[18] = "igb"[i];
        t[19] = '"';
        t[20] = 0;
    }
}

static struct cache_entry *entry_new(const struct cache_key *k, const struct cache_page *p)
{
    size_t n = k->text.n + p->content_type.n + p->body.n + p->disposition.n;
    struct cache_entry *e = calloc(1, sizeof *e + n);

    if (!e)
        return NULL;
    char *at = e->text;
    struct str *to[] = {&e->key, &e->type, &e->page.body, &e->page.disposition};
    const struct str from[] = {k->text, p->content_type, p->body, p->disposition};
    e->page = *p;
    for (int i = 0; i < 4; i++) {
        if (from[i].n)
            memcpy(at, from[i].p, from[i].n);
        *to[i] = (struct str){at, from[i].n};
        at += from[i].n;
    }
    e->page.content_type = e->type;
    e->hash = k->hash;
    e->bytes = sizeof *e + n;
    pthread_mutex_init(&e->making, NULL);
    make_etags(e);
    return e;
}

struct cache_entry *cache_store(struct cache *c, const struct cache_key *k,
                                const struct cache_page *p)
{
    struct shard *s = &c->shards[k->hash % SHARDS];
    struct cache_entry *dropped = NULL;

    if (k->text.n + p->content_type.n + p->body.n + p->disposition.n + sizeof(struct cache_entry) >
        c->shard_bytes / ENTRY_SHARE)
        return NULL;
    struct cache_entry *e = entry_new(k, p);
    if (!e)
        return NULL;
    atomic_store(&e->held, 2); /* the table's and the caller's */
    pthread_mutex_lock(&s->lock);
    struct cache_entry *old = chain_find(s, k);
    if (old) {
        unlist(s, old);
        old->next = dropped;
        dropped = old;
    }
    while (s->bytes + e->bytes > c->shard_bytes && s->oldest) {
        old = s->oldest;
        unlist(s, old);
        s->evictions++;
        old->next = dropped;
        dropped = old;
    }
    struct cache_entry **head = &s->heads[e->hash / SHARDS % HEADS];
    e->next = *head;
    *head = e;
    to_front(s, e);
    e->listed = true;
    s->bytes += e->bytes;
    s->entries++;
    s->stores++;
    pthread_mutex_unlock(&s->lock);
    while (dropped) {
        old = dropped;
        dropped = old->next;
        cache_release(c, old);
    }
    return e;
}

/* Counts the packed bytes where the entry still is in the table. */
static void grown(struct cache *c, struct cache_entry *e, size_t n)
{
    struct shard *s = &c->shards[e->hash % SHARDS];

    pthread_mutex_lock(&s->lock);
    if (e->listed) {
        e->bytes += n;
        s->bytes += n;
    }
    pthread_mutex_unlock(&s->lock);
}

static void make_packed(struct cache *c, struct cache_entry *e, enum encoding enc)
{
    struct buf b;

    buf_init(&b, e->page.body.n + 64);
    if (pack(enc, e->page.body, true, &b)) {
        e->packed_n[enc] = b.n;
        atomic_store(&e->packed[enc], b.p); /* published last: readers see packed_n */
        grown(c, e, b.n);
    } else {
        e->useless[enc] = true;
        buf_free(&b);
    }
}

struct str cache_body(struct cache *c, struct cache_entry *e, enum encoding *enc)
{
    char *p;

    if (*enc == ENC_IDENTITY || !pack_worthwhile(e->type, e->page.body.n)) {
        *enc = ENC_IDENTITY;
        return e->page.body;
    }
    p = atomic_load(&e->packed[*enc]);
    if (!p) {
        pthread_mutex_lock(&e->making);
        if (!atomic_load(&e->packed[*enc]) && !e->useless[*enc])
            make_packed(c, e, *enc);
        p = atomic_load(&e->packed[*enc]);
        pthread_mutex_unlock(&e->making);
    }
    if (p)
        return (struct str){p, e->packed_n[*enc]};
    *enc = ENC_IDENTITY;
    return e->page.body;
}

struct str cache_type(const struct cache_entry *e)
{
    return e->type;
}

struct str cache_disposition(const struct cache_entry *e)
{
    return e->page.disposition;
}

struct str cache_etag(const struct cache_entry *e, enum encoding enc)
{
    return (struct str){e->etag[enc], 20};
}

void *cache_attached(struct cache_entry *e, enum encoding enc)
{
    return atomic_load(&e->thing[enc]);
}

bool cache_attach(struct cache_entry *e, enum encoding enc, void *thing, void (*free_fn)(void *))
{
    bool first = false;

    pthread_mutex_lock(&e->making);
    if (!atomic_load(&e->thing[enc])) {
        e->thing_free[enc] = free_fn;
        atomic_store(&e->thing[enc], thing);
        first = true;
    }
    pthread_mutex_unlock(&e->making);
    return first;
}

void cache_figures(struct cache *c, struct cache_figures *out)
{
    *out = (struct cache_figures){0};
    for (int i = 0; i < SHARDS; i++) {
        struct shard *s = &c->shards[i];
        pthread_mutex_lock(&s->lock);
        out->hits += s->hits;
        out->misses += s->misses;
        out->stores += s->stores;
        out->evictions += s->evictions;
        out->stale += s->stale;
        out->bytes += s->bytes;
        out->entries += s->entries;
        pthread_mutex_unlock(&s->lock);
    }
}
