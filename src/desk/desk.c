/* Sorting what is due. See desk.h. */
#include "desk/desk.h"

#include <stdlib.h>

#define WEEK_DAYS 7

static due_source *const *due_sources;

void desk_wire(due_source *const *sources)
{
    due_sources = sources;
}

static int by_day(const void *x, const void *y)
{
    const struct due *a = x, *b = y;
    return a->on != b->on ? (a->on > b->on) - (a->on < b->on) : str_cmp(a->title, b->title);
}

static struct dues *pile_of(struct desk *d, const struct due *due, day_t today)
{
    if (due->next_step)
        return &d->next;
    if (due->done)
        return &d->done;
    if (due->on < today)
        return &d->overdue;
    if (due->on == today)
        return &d->today;
    return due->on < today + WEEK_DAYS && !due->warning ? &d->week : &d->later;
}

static void append(struct arena *a, struct dues *to, const struct due *due)
{
    /* Piles grow by doubling: room exists up to the next power of two. */
    struct due *v = (struct due *)to->v;
    if ((to->n & (to->n - 1)) == 0) {
        v = arena_grow(a, v, to->n * sizeof *v, (to->n ? to->n * 2 : 1) * sizeof *v);
        to->v = v;
    }
    v[to->n++] = *due;
}

enum err desk_read(struct db *db, struct arena *a, const struct due_query *q, struct desk *out)
{
    struct desk d = {0};

    for (due_source *const *source = due_sources; source && *source; source++) {
        struct dues dues = {0};
        TRY((*source)(db, a, q, &dues));
        for (size_t i = 0; i < dues.n; i++)
            append(a, pile_of(&d, &dues.v[i], q->today), &dues.v[i]);
    }
    /* What comes next has no day: it stays in the order of the sources, which is the cycle's. */
    struct dues *piles[] = {&d.overdue, &d.today, &d.week, &d.later, &d.done};
    for (size_t i = 0; i < sizeof piles / sizeof piles[0]; i++)
        if (piles[i]->n)
            qsort((void *)piles[i]->v, piles[i]->n, sizeof(struct due), by_day);
    d.total = d.overdue.n + d.today.n + d.week.n;
    *out = d;
    return OK;
}
