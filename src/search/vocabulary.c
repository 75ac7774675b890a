/* The words of the index. See vocabulary.h. */
#include "search/vocabulary.h"

#include <stdlib.h>

#include "base/json.h"
#include "search/search_sql.h"

#define SHOWN_MAX    64          /* bytes of a word that is worth suggesting */
#define RECORD_BYTES (256 * KIB) /* of words of one record; further ones are not suggested */
#define JSON_MAX     (4 * MIB)
#define BULK_FULL    MIB
#define BULK_SIZE                                                                                  \
    ((size_t)1 << 21)            /* 32 MiB; words beyond three quarters are written each time      \
                                  */
#define OWN_SIZE   ((size_t)256) /* of one record, to begin with */
#define WEIGHT_MAX 40
#define GROWN_FROM 2000 /* words with a beginning that are looked at */

/* What is known of a word. Of two words with one hash the second is never suggested. */
struct known {
    uint64_t hash;   /* 0: an empty place */
    uint32_t record; /* of this run, the last one that had it */
    uint8_t weight;  /* 0: not in the table yet */
    bool is_public;
};

struct vocabulary_word {
    struct known known;
    struct str token, shown;
    uint64_t last; /* record that used it last */
    bool news;
};

struct vocabulary_use {
    size_t word;
    uint64_t record;
    bool is_public;
};

static _Thread_local struct {
    bool on;
    struct known *v;
    size_t n, waiting;
    uint32_t records;
    struct buf out;
    struct json json;
} bulk;

static uint64_t hash_of(struct str token)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < token.n; i++)
        h = (h ^ (unsigned char)token.p[i]) * 1099511628211u;
    return h + (h == 0);
}

static uint64_t mixed(uint64_t x) /* the end of splitmix64 */
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* Counts a record in; whether the table must hear of it. */
static bool count_in(struct known *k, uint64_t record, bool is_public)
{
    bool news = k->weight == 0 || (is_public && !k->is_public);
    uint64_t chance = mixed(k->hash ^ record);

    if (k->weight < WEIGHT_MAX && (chance & ((1ULL << k->weight) - 1)) == 0) {
        k->weight++;
        news = true;
    }
    k->is_public = k->is_public || is_public;
    return news;
}

static void put_word(struct json *j, struct arena *a, const struct known *k, struct str token,
                     struct str shown)
{
    json_object_begin(j);
    json_field_str(j, "t", token);
    json_field_str(j, "s", shown);
    json_field_str(j, "k", token_skeleton(a, token));
    json_field_i64(j, "w", k->weight);
    json_field_i64(j, "p", k->is_public);
    json_object_end(j);
}

/* -- in bulk -- */

static void bulk_clear(void)
{
    buf_clear(&bulk.out);
    json_init(&bulk.json, &bulk.out);
    json_array_begin(&bulk.json);
    bulk.waiting = 0;
}

void vocabulary_bulk_begin(void)
{
    bulk.on = true;
    bulk.v = calloc(BULK_SIZE, sizeof *bulk.v); /* NULL: every word is written, only slower */
    bulk.n = bulk.records = 0;
    buf_init(&bulk.out, JSON_MAX);
    bulk_clear();
}

void vocabulary_bulk_end(void)
{
    free(bulk.v);
    buf_free(&bulk.out);
    bulk.v = NULL;
    bulk.on = false;
}

enum err vocabulary_flush(struct db *db, struct arena *a)
{
    int64_t changed;

    if (!bulk.on || bulk.waiting == 0)
        return OK;
    json_array_end(&bulk.json);
    if (buf_failed(&bulk.out))
        return ERR_NOMEM;
    TRY(search_words_put(db, a, &(struct search_words_put_in){buf_str(&bulk.out)}, &changed));
    bulk_clear();
    return OK;
}

static void offer_in_bulk(struct vocabulary *w, struct str token, struct str shown)
{
    uint64_t hash = hash_of(token);
    struct known none = {.hash = hash}, *k = &none;

    if (bulk.v) {
        size_t at = hash & (BULK_SIZE - 1);
        while (bulk.v[at].hash && bulk.v[at].hash != hash)
            at = (at + 1) & (BULK_SIZE - 1);
        if (bulk.v[at].hash || bulk.n < BULK_SIZE / 4 * 3) {
            bulk.n += bulk.v[at].hash == 0;
            k = &bulk.v[at];
            k->hash = hash;
        }
    }
    if (k->record == bulk.records)
        return;
    k->record = bulk.records;
    if (count_in(k, w->record, w->is_public)) {
        put_word(&bulk.json, w->a, k, token, shown);
        bulk.waiting++;
    }
}

/* -- some records -- */

void vocabulary_open(struct vocabulary *w, struct arena *a)
{
    *w = (struct vocabulary){.a = a, .size = OWN_SIZE};
    if (!bulk.on)
        w->places = arena_array(a, struct vocabulary_word *, w->size);
}

void vocabulary_record(struct vocabulary *w, struct str owner, int64_t owner_id, bool is_public)
{
    w->record = mixed(hash_of(owner) ^ (uint64_t)owner_id);
    w->is_public = is_public;
    w->bytes = 0;
    if (bulk.on)
        bulk.records++;
}

static struct vocabulary_word **place_of(const struct vocabulary *w, uint64_t hash)
{
    size_t at = hash & (w->size - 1);

    while (w->places[at] && w->places[at]->known.hash != hash)
        at = (at + 1) & (w->size - 1);
    return &w->places[at];
}

static void enlarge(struct vocabulary *w)
{
    size_t room = w->room ? 2 * w->room : OWN_SIZE / 2;

    w->v = arena_grow(w->a, w->v, w->room * sizeof *w->v, room * sizeof *w->v);
    w->room = room;
    w->size = 2 * room;
    w->places = arena_array(w->a, struct vocabulary_word *, w->size);
    for (size_t i = 0; i < w->n; i++)
        *place_of(w, w->v[i].known.hash) = &w->v[i];
}

static void use(struct vocabulary *w, struct vocabulary_word *x)
{
    if (x->last == w->record)
        return;
    if (w->use_n == w->use_room) {
        size_t room = w->use_room ? 2 * w->use_room : OWN_SIZE;
        w->uses = arena_grow(w->a, w->uses, w->use_room * sizeof *w->uses, room * sizeof *w->uses);
        w->use_room = room;
    }
    x->last = w->record;
    w->bytes += x->token.n + x->shown.n;
    w->uses[w->use_n++] = (struct vocabulary_use){(size_t)(x - w->v), w->record, w->is_public};
}

static void offer_alone(struct vocabulary *w, struct str token, struct str shown)
{
    uint64_t hash = hash_of(token);
    struct vocabulary_word *x = *place_of(w, hash);

    if (w->bytes > RECORD_BYTES)
        return;
    if (!x) {
        if (w->n == w->room)
            enlarge(w);
        w->v[w->n] = (struct vocabulary_word){
            .known = {.hash = hash}, .token = str_dup(w->a, token), .shown = str_dup(w->a, shown)};
        *place_of(w, hash) = x = &w->v[w->n++];
    }
    use(w, x);
}

void vocabulary_offer(struct vocabulary *w, struct str token, struct str shown)
{
    if (shown.n > SHOWN_MAX || (token.p[0] >= '0' && token.p[0] <= '9') ||
        str_utf8_length(token) < 3)
        return;
    if (bulk.on)
        offer_in_bulk(w, token, shown);
    else
        offer_alone(w, token, shown);
}

static enum err look_up(struct db *db, struct vocabulary *w)
{
    struct buf *tokens = buf_new(w->a, JSON_MAX);
    struct search_words_known_rows rows;
    struct json j;

    json_init(&j, tokens);
    json_array_begin(&j);
    for (size_t i = 0; i < w->n; i++)
        json_str(&j, w->v[i].token);
    json_array_end(&j);
    TRY(search_words_known(db, w->a, &(struct search_words_known_in){buf_str(tokens)}, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct vocabulary_word *x = *place_of(w, hash_of(rows.v[i].token));
        if (!x)
            continue;
        x->known.weight = (uint8_t)rows.v[i].weight;
        x->known.is_public = rows.v[i].is_public;
    }
    return OK;
}

enum err vocabulary_keep(struct db *db, struct vocabulary *w)
{
    struct buf *out;
    struct json j;
    int64_t changed;
    bool news = false;

    if (bulk.on)
        return bulk.out.n > BULK_FULL ? vocabulary_flush(db, w->a) : OK;
    if (w->n == 0)
        return OK;
    TRY(look_up(db, w));
    for (size_t i = 0; i < w->use_n; i++) {
        const struct vocabulary_use *u = &w->uses[i];
        struct vocabulary_word *x = &w->v[u->word];
        x->news |= count_in(&x->known, u->record, u->is_public);
    }
    out = buf_new(w->a, JSON_MAX);
    json_init(&j, out);
    json_array_begin(&j);
    for (size_t i = 0; i < w->n; i++) {
        struct vocabulary_word *x = &w->v[i];
        if (x->news)
            put_word(&j, w->a, &x->known, x->token, x->shown);
        news |= x->news;
    }
    json_array_end(&j);
    if (buf_failed(out))
        return ERR_NOMEM;
    return news ? search_words_put(db, w->a, &(struct search_words_put_in){buf_str(out)}, &changed)
                : OK;
}

/* -- beginnings -- */

static enum err is_word(struct db *db, struct arena *a, const struct term *t, bool *found)
{
    struct buf *tokens = buf_new(a, 16 * KIB);
    struct search_words_known_rows rows;
    struct json j;

    json_init(&j, tokens);
    json_array_begin(&j);
    for (size_t i = 0; i < t->n; i++)
        json_str(&j, t->forms[i]);
    json_array_end(&j);
    TRY(search_words_known(db, a, &(struct search_words_known_in){buf_str(tokens)}, &rows));
    *found = false;
    for (size_t i = 0; i < rows.n; i++)
        *found |= rows.v[i].is_public; /* a hidden word must not be told by what is found */
    return OK;
}

static enum err grow(struct db *db, struct arena *a, struct term *t)
{
    struct search_words_begin_rows rows;

    TRY(search_words_begin(
        db, a,
        &(struct search_words_begin_in){.low = t->prefix,
                                        .high = str_cat(a, t->prefix, STR("\xf4\x8f\xbf\xbf")),
                                        .looked_at = GROWN_FROM,
                                        .most = TERM_GROWN},
        &rows));
    t->grown_n = rows.n;
    for (size_t k = 0; k < rows.n; k++)
        t->grown[k] = rows.v[k].token;
    return OK;
}

enum err vocabulary_grow(struct db *db, struct arena *a, bool typing, struct terms *t)
{
    for (size_t i = 0; i < t->n; i++) {
        bool whole = false;
        if (!t->v[i].prefix.n)
            continue;
        if (!typing)
            TRY(is_word(db, a, &t->v[i], &whole));
        if (whole)
            t->v[i].prefix = STR_NONE;
        else
            TRY(grow(db, a, &t->v[i]));
    }
    return OK;
}
