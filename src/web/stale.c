/* What a write makes stale: collected while its job runs on the writer's thread, told to the caches
 * after the commit. See web.h. */
#include "web/exchange.h"

static _Thread_local struct exchange *writing;

void stale_collect(struct exchange *x)
{
    writing = x;
}

void web_touch(int64_t place_id, int64_t generation)
{
    struct exchange *x = writing;

    if (!x)
        return;
    if (place_id == x->rq.scope.id)
        x->said_generation = generation;
    for (size_t i = 0; i < x->touched_n; i++)
        if (x->touched[i] == place_id)
            return;
    if (x->touched_n < sizeof x->touched / sizeof *x->touched)
        x->touched[x->touched_n++] = place_id;
    else
        x->touched_all = true;
}

/* The municipality a form was sent to is raised even where its log says nothing; the whole
 * installation only where its log does: somebody who signs in, or reads what was sent to them,
 * changes no page of anybody else, and must not cost every municipality all of its pages. */
void stale_raise(struct exchange *x)
{
    if (x->touched_all)
        web_raise_all(x->web);
    if (x->rq.scope.id)
        web_raise(x->web, x->rq.scope.id);
    for (size_t i = 0; i < x->touched_n; i++)
        if (x->touched[i] == 0 || x->touched[i] != x->rq.scope.id)
            web_raise(x->web, x->touched[i]);
}

/* What is written for the whole installation (a rule, names of the territory) shows on pages of
 * every municipality. */
void web_raise(struct web *w, int64_t place_id)
{
    if (place_id == 0)
        generations_raise_all(w->generations);
    else
        generations_raise(w->generations, place_id);
}

void web_raise_all(struct web *w)
{
    generations_raise_all(w->generations);
}
