/* Rate limits: token buckets per address and per account, one per rate class.
 *
 * Purpose: one careless or hostile client cannot take the program from everybody else; an honest
 * one is told how long to wait. IPv6 addresses count by their /64 (one customer), IPv4 whole; many
 * villagers share one address (CGNAT), so address limits are wide and account limits narrow.
 * Memory: a fixed table (256 KiB); where a set is full the bucket that is nearest to full again
 * gives way, i.e. the one whose loss forgives least. Invariant: a bucket never refuses an address
 * that stayed within the limit; two addresses share a bucket only where a 64-bit keyed hash
 * collides. Threads: any. Non-goal: floods that saturate the line (nginx limits connections and
 * requests before us). */
#ifndef ASHAR_WEB_LIMIT_H
#define ASHAR_WEB_LIMIT_H

#include "web/web.h"

struct limiter;

extern const struct web_rate limit_defaults[2][RATE_COUNT]; /* [0] per address, [1] per account */

/* rates NULL: the defaults. percent scales both; 0: nothing is limited. NULL: no memory. */
struct limiter *limiter_new(const struct web_rate (*rates)[RATE_COUNT], int percent);
void limiter_free(struct limiter *l);

/* Takes one of the class. 0: go on; else whole seconds after which one is there again. now_us from
 * clock_monotonic_us. */
int limiter_take_address(struct limiter *l, enum rate class, struct str address, int64_t now_us);
int limiter_take_account(struct limiter *l, enum rate class, int64_t person_id, int64_t now_us);

/* A keyed hash of what an address counts by: equal for equal addresses, the same until the limiter
 * ends. */
uint64_t limiter_address_hash(const struct limiter *l, struct str address);

/* The text by which an address counts: IPv6 cut to /64, "::ffff:1.2.3.4" as IPv4. Not an address:
 * itself. */
struct str limit_address(struct arena *a, struct str address);

#endif
