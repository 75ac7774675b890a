/* The durable write queue: a write is on disk before it is acknowledged, and many share one flush.
 *
 * SQLite: one writer thread takes whatever waits (no timer: natural batching), runs each job in its own savepoint, commits
 * all with one fsync, then calls every `done`. PostgreSQL: `workers` connections do the same, jobs of one `shard` always
 * on the same worker, so that one municipality's audit chain never contends within the process; a batch that fails to
 * commit (serialization, lost connection) is retried job by job, at most 5 times, on a fresh connection where needed.
 * A job that returns an error is rolled back alone. If the commit fails, every job of the batch is done with ERR_DB.
 * Invariant: done(arg, OK) only after the commit returned. */
#ifndef ASHAR_DB_QUEUE_H
#define ASHAR_DB_QUEUE_H

#include "db/db.h"

struct db_queue;

struct db_job {
    struct db_job *next; /* the queue's */
    enum err (*work)(struct db *db, void *arg); /* on the writer thread; may run more than once (retry) */
    void (*done)(void *arg, enum err result);   /* on the writer thread; must not block */
    void *arg;
    uint32_t shard; /* place id, folded */
};

MUST_USE enum err db_queue_start(const char *url, int workers, struct db_queue **out);
void db_queue_submit(struct db_queue *q, struct db_job *job); /* job lives until done */
/* Submits and waits: for commands, tests and background tasks. */
MUST_USE enum err db_queue_do(struct db_queue *q, uint32_t shard, enum err (*work)(struct db *, void *), void *arg);
void db_queue_stop(struct db_queue *q); /* finishes what waits, then joins */

struct db_queue_figures {
    uint64_t jobs, batches, retries, failed;
    uint32_t waiting;
};
void db_queue_figures(struct db_queue *q, struct db_queue_figures *out);

#endif
