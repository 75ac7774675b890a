/* Writes of others. See outside.h. */
#include "app/outside.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/clock.h"

/* Transactions become visible after the time they carry: the look reaches back further than the
 * longest of them lasts. */
#define OVERLAP_SECONDS 60
#define LOOK_MEMORY     (4 * MIB)

struct outside {
    pthread_mutex_t lock;
    int64_t looked_at;             /* unix seconds */
    struct audit_generation *seen; /* by place id */
    size_t n, size;
};

enum err outside_new(struct outside **out)
{
    struct outside *o = calloc(1, sizeof *o);
    if (!o)
        return ERR_NOMEM;
    pthread_mutex_init(&o->lock, NULL);
    *out = o;
    return OK;
}

void outside_free(struct outside *o)
{
    if (!o)
        return;
    pthread_mutex_destroy(&o->lock);
    free(o->seen);
    free(o);
}

/* Index of the place, or where it belongs. */
static size_t find(const struct outside *o, int64_t place_id)
{
    size_t from = 0, to = o->n;
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (o->seen[mid].place_id < place_id)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

static bool grew(struct outside *o, const struct audit_generation *g)
{
    size_t at = find(o, g->place_id);
    if (at < o->n && o->seen[at].place_id == g->place_id) {
        bool grown = o->seen[at].generation < g->generation;
        o->seen[at].generation = g->generation;
        return grown;
    }
    if (o->n == o->size) {
        size_t size = o->size ? 2 * o->size : 64;
        struct audit_generation *seen = realloc(o->seen, size * sizeof *seen);
        if (!seen)
            return true; /* not remembered: told again next time */
        o->seen = seen;
        o->size = size;
    }
    memmove(o->seen + at + 1, o->seen + at, (o->n - at) * sizeof *o->seen);
    o->seen[at] = *g;
    o->n++;
    return true;
}

struct look {
    struct db *db;
    int64_t since;
    struct audit_generations g;
};

static enum err look(struct arena *a, void *arg)
{
    struct look *l = arg;

    return audit_generations_since(l->db, a, l->since, &l->g);
}

enum err outside_look(struct outside *o, struct db *db, void (*grown)(void *arg, int64_t place_id),
                      void *arg)
{
    struct look l = {.db = db};
    struct arena a;
    int64_t now = clock_now();

    arena_init(&a, LOOK_MEMORY);
    pthread_mutex_lock(&o->lock);
    l.since = o->looked_at - OVERLAP_SECONDS;
    enum err e = arena_try(&a, look, &l);
    for (size_t i = 0; e == OK && i < l.g.n; i++)
        if (grew(o, &l.g.v[i]))
            grown(arg, l.g.v[i].place_id);
    if (e == OK)
        o->looked_at = now;
    pthread_mutex_unlock(&o->lock);
    arena_free(&a);
    return e;
}
