/* The bytes that are hashed. Inside of src/audit; told to everybody in docs/audit-format.md, which
 * must say the same.
 *
 * Numbers are 8 bytes, big-endian, two's complement. Text and blobs are their length as such a
 * number, then their bytes; absent is the length -1 and nothing. So no two different records have
 * the same bytes. */
#ifndef ASHAR_AUDIT_CHAIN_H
#define ASHAR_AUDIT_CHAIN_H

#include "audit/audit.h"

struct chain_record {
    int64_t place_id, seq, at, person_id, for_person_id;
    struct str action, subject;
    int64_t subject_id;
    struct str before, after, personal_digest; /* absent: p NULL */
};

/* hash of a record; prev: AUDIT_HASH bytes, all zero for the first. */
void chain_record_hash(const struct chain_record *r, const unsigned char *prev,
                       unsigned char out[AUDIT_HASH]);
/* digest of a personal part under its salt. */
void chain_personal_digest(struct str salt, struct str json, unsigned char out[AUDIT_HASH]);

/* hash of a sealed day, head by head in the order of place ids. */
struct chain_day {
    unsigned char state[256]; /* of SHA-256; a size that chain.c checks */
};
void chain_day_start(struct chain_day *d, day_t day, const unsigned char *prev, int64_t chains);
void chain_day_add(struct chain_day *d, int64_t place_id, int64_t seq, const unsigned char *hash);
void chain_day_end(struct chain_day *d, unsigned char out[AUDIT_HASH]);

struct str chain_hex(struct arena *a, struct str hash); /* lower case */

#endif
