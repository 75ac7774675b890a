/* The durable write queue: a write is on disk before it is acknowledged, and many share one flush.
 *
 * SQLite: one writer thread takes whatever waits (no timer: natural batching), runs each job in its
 * own savepoint, commits all with one fsync, then calls every `done`. PostgreSQL: `workers`
 * connections do the same, jobs of one `shard` always on the same worker, so that one
 * municipality's audit chain never contends within the process; a batch that fails to commit
 * (serialization, lost connection) is retried job by job, at most 5 times, on a fresh connection
 * where needed. A job that returns an error is rolled back alone. If the commit fails, every job of
 * the batch is done with ERR_DB. A commit whose answer a lost connection swallowed is not guessed
 * at: each batch leaves a token in write_mark in its own transaction, which is looked up (behind
 * the lock of the interrupted transaction) before anything is repeated. What cannot be found out is
 * ERR_DB. Invariants: done(arg, OK) only after the commit returned; done is called exactly once per
 * job, in the order of submission within a shard as far as no retry is needed. A job leaves
 * transactions as it found them; savepoints it left open count as its failure. Non-goal: a limit on
 * what waits. Who accepts jobs from outside looks at `waiting` and refuses (503). */
#ifndef ASHAR_DB_QUEUE_H
#define ASHAR_DB_QUEUE_H

#include "db/db.h"

struct db_queue;

struct db_job {
    struct db_job *next; /* the queue's */
    enum err (*work)(struct db *db,
                     void *arg); /* on the writer thread; may run more than once (retry) */
    void (*done)(void *arg, enum err result); /* on the writer thread; must not block */
    void *arg;
    uint32_t shard; /* place id, folded */
};

/* workers: 1 is used for SQLite whatever is asked; PostgreSQL 1..64. The database is migrated
 * already. ERR_DB where a connection fails. */
MUST_USE enum err db_queue_start(const char *url, int workers, struct db_queue **out);
void db_queue_submit(struct db_queue *q,
                     struct db_job *job); /* job lives until done; after db_queue_stop
                                                began, done is called at once with ERR_BUSY */
/* Submits and waits: for commands, tests and background tasks. */
MUST_USE enum err db_queue_do(struct db_queue *q, uint32_t shard,
                              enum err (*work)(struct db *, void *), void *arg);
/* Test seam: the same queue without threads. A job runs where it is submitted, before
 * db_queue_submit returns, in a transaction of its own: retries, mark and commit as above. For one
 * thread only. */
MUST_USE enum err db_queue_start_here(const char *url, struct db_queue **out);
void db_queue_stop(
    struct db_queue *q); /* finishes what waits, then joins and frees; NULL is allowed */

struct db_queue_figures {
    uint64_t jobs, batches, retries, failed;
    uint32_t waiting;
};
void db_queue_figures(struct db_queue *q, struct db_queue_figures *out);

#endif
