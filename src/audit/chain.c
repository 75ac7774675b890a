/* What is hashed. See chain.h. */
#include "audit/chain.h"

#include <sodium.h>
#include <string.h>

typedef crypto_hash_sha256_state sha256;

static void add(sha256 *st, const void *p, size_t n)
{
    if (n)
        crypto_hash_sha256_update(st, p, n);
}

static void add_i64(sha256 *st, int64_t v)
{
    unsigned char b[8];

    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
    add(st, b, sizeof b);
}

static void add_bytes(sha256 *st, struct str s)
{
    add_i64(st, s.p ? (int64_t)s.n : -1);
    if (s.p)
        add(st, s.p, s.n);
}

static void start(sha256 *st, struct str domain)
{
    crypto_hash_sha256_init(st);
    add(st, domain.p, domain.n);
}

void chain_record_hash(const struct chain_record *r, const unsigned char *prev,
                       unsigned char out[AUDIT_HASH])
{
    sha256 st;

    start(&st, STR("ashar-audit-1\n"));
    add(&st, prev, AUDIT_HASH);
    add_i64(&st, r->place_id);
    add_i64(&st, r->seq);
    add_i64(&st, r->at);
    add_i64(&st, r->person_id);
    add_i64(&st, r->for_person_id);
    add_bytes(&st, r->action);
    add_bytes(&st, r->subject);
    add_i64(&st, r->subject_id);
    add_bytes(&st, r->before);
    add_bytes(&st, r->after);
    add_bytes(&st, r->personal_digest);
    crypto_hash_sha256_final(&st, out);
}

void chain_personal_digest(struct str salt, struct str json, unsigned char out[AUDIT_HASH])
{
    sha256 st;

    start(&st, STR("ashar-personal-1\n"));
    add_bytes(&st, salt);
    add_bytes(&st, json);
    crypto_hash_sha256_final(&st, out);
}

_Static_assert(sizeof(sha256) <= sizeof(struct chain_day), "chain_day holds the state");

void chain_day_start(struct chain_day *d, day_t day, const unsigned char *prev, int64_t chains)
{
    sha256 st;

    start(&st, STR("ashar-day-1\n"));
    add(&st, prev, AUDIT_HASH);
    add_i64(&st, day);
    add_i64(&st, chains);
    memcpy(d->state, &st, sizeof st);
}

void chain_day_add(struct chain_day *d, int64_t place_id, int64_t seq, const unsigned char *hash)
{
    sha256 st;

    memcpy(&st, d->state, sizeof st);
    add_i64(&st, place_id);
    add_i64(&st, seq);
    add(&st, hash, AUDIT_HASH);
    memcpy(d->state, &st, sizeof st);
}

void chain_day_end(struct chain_day *d, unsigned char out[AUDIT_HASH])
{
    sha256 st;

    memcpy(&st, d->state, sizeof st);
    crypto_hash_sha256_final(&st, out);
}

struct str chain_hex(struct arena *a, struct str hash)
{
    char *hex = arena_alloc(a, hash.n * 2 + 1);

    sodium_bin2hex(hex, hash.n * 2 + 1, (const unsigned char *)hash.p, hash.n);
    return (struct str){hex, hash.n * 2};
}
