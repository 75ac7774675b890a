/* The fault suite: the n-th allocation and the n-th statement fail, for every n that the function
 * reaches.
 *
 *     static enum err support(struct fault_case *c) { return issue_support(c->db, c->arena, ...); }
 *     fault_sweep(f, support, NULL);
 *
 * For n = 1, 2, … the function runs inside a transaction with the n-th arena allocation treated as
 * exhausted, until a run passes untouched; then the same with the n-th statement failing
 * (savepoints count as statements). After each failure the transaction is rolled back, the digest
 * of the whole database must equal the one before, and the connection must still be of use. The
 * untouched run is rolled back too: every run starts from the same state, and so do the assertions
 * that follow. */
#ifndef ASHAR_TEST_FAULT_H
#define ASHAR_TEST_FAULT_H

#include "test/db_fixture.h"

struct fault_case {
    struct db *db;       /* in a transaction */
    struct arena *arena; /* with a landing pad */
    void *arg;
};

struct fault_counts {
    long allocations, statements; /* how many of each failed: assert that they are not 0 */
};

/* fn's result in the untouched run must be OK; in a failing run it must not be: a failure swallowed
 * is a failed test. The connection must be outside a transaction. */
struct fault_counts fault_sweep(struct fixture *f, enum err (*fn)(struct fault_case *c), void *arg);

#endif
