/* Threads for work that must not hold up an event loop. First in, first out; bounded by what the
 * connections can hand in. */
#ifndef ASHAR_WEB_POOL_H
#define ASHAR_WEB_POOL_H

#include "web/web.h"

struct pool;
struct pool_job {
    struct pool_job *next;
    void (*run)(struct pool_job *job, struct web_worker *k);
};

struct pool *pool_start(struct web *w, int threads); /* NULL: no memory or threads */
void pool_submit(struct pool *p, struct pool_job *job);
void pool_stop(struct pool *p); /* finishes what waits; NULL is allowed */

#endif
