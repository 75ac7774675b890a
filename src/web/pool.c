/* Thread pool. See pool.h. */
#include "web/pool.h"

#include <pthread.h>
#include <stdlib.h>

#define THREADS_MAX 64

struct pool {
    struct web *web;
    pthread_mutex_t lock;
    pthread_cond_t cond;
    struct pool_job *first, **last;
    bool stopping;
    int n;
    pthread_t threads[THREADS_MAX];
};

static void *thread(void *arg)
{
    struct pool *p = arg;
    struct web_worker *k = web_worker_new(p->web);

    for (;;) {
        pthread_mutex_lock(&p->lock);
        while (!p->first && !p->stopping)
            pthread_cond_wait(&p->cond, &p->lock);
        struct pool_job *job = p->first;
        if (job) {
            p->first = job->next;
            if (!p->first)
                p->last = &p->first;
        }
        pthread_mutex_unlock(&p->lock);
        if (!job)
            break;
        job->run(job, k);
    }
    web_worker_free(k);
    return NULL;
}

struct pool *pool_start(struct web *w, int threads)
{
    struct pool *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->web = w;
    p->last = &p->first;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->cond, NULL);
    while (p->n < threads && p->n < THREADS_MAX &&
           pthread_create(&p->threads[p->n], NULL, thread, p) == 0)
        p->n++;
    if (p->n == 0) {
        pool_stop(p);
        return NULL;
    }
    return p;
}

void pool_submit(struct pool *p, struct pool_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&p->lock);
    *p->last = job;
    p->last = &job->next;
    pthread_cond_signal(&p->cond);
    pthread_mutex_unlock(&p->lock);
}

void pool_stop(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->cond);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->n; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->cond);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
