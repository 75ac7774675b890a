/* Elections in memory: growing, finishing, merging equal ballots, building by hand. See count.h,
 * inside.h. */
#include "count/inside.h"

#include <stdlib.h>
#include <string.h>

#define RAW_MOST    ((size_t)1 << 40)
#define ARENA_MOST  ((size_t)1 << 34)
#define VALUE_BYTES 80

void fault_note(struct count_election *e, enum count_fault_kind kind, uint64_t line,
                struct str field, struct str value)
{
    bool notice = kind >= COUNT_NOTICE_FIRST;
    size_t at = notice ? e->notices++ : e->faults++;
    if (at >= COUNT_FAULTS_MAX)
        return;
    size_t n = value.n;
    if (n > VALUE_BYTES)
        for (n = VALUE_BYTES; n && ((unsigned char)value.p[n] & 0xC0) == 0x80;)
            n--;
    (notice ? e->notice : e->fault)[at] = (struct count_fault){
        kind, line, str_dup(&e->arena, field), str_dup(&e->arena, str_sub(value, 0, n))};
}

void election_init(struct count_election *e)
{
    *e = (struct count_election){0};
    arena_init(&e->arena, ARENA_MOST);
    buf_init(&e->raw, RAW_MOST);
}

void count_election_free(struct count_election *e)
{
    free(e->project);
    free(e->by_id);
    free(e->start);
    free(e->item);
    free(e->points);
    free(e->level);
    free(e->weight);
    buf_free(&e->raw);
    arena_free(&e->arena);
    *e = (struct count_election){0};
}

/* ---- ids ---- */

static size_t id_at(struct str id, size_t mask)
{
    uint64_t h = 0;
    for (size_t i = 0; i < id.n; i++)
        h = (h ^ (unsigned char)id.p[i]) * 0x9E3779B97F4A7C15u;
    return (size_t)(h >> 32) & mask;
}

uint32_t ids_find(const struct ids *t, struct str id)
{
    if (!t->slot)
        return NONE;
    for (size_t at = id_at(id, t->mask);; at = (at + 1) & t->mask)
        if (t->slot[at] == NONE || str_eq(t->project[t->slot[at]].id, id))
            return t->slot[at];
}

static void ids_put(struct ids *t, uint32_t i)
{
    struct str id = t->project[i].id;
    size_t at = id_at(id, t->mask);

    while (t->slot[at] != NONE)
        at = (at + 1) & t->mask;
    t->slot[at] = i;
}

static enum err ids_room(struct growing *g)
{
    struct ids *t = &g->ids;
    t->project = g->project.p;
    if (t->slot && g->project.n * 2 <= t->mask)
        return OK;
    size_t size = t->slot ? (t->mask + 1) * 4 : 256;
    uint32_t *slot = malloc(size * sizeof *slot);
    if (!slot)
        return ERR_NOMEM;
    memset(slot, 0xFF, size * sizeof *slot);
    free(t->slot);
    t->slot = slot;
    t->mask = size - 1;
    for (uint32_t i = 0; i < g->project.n; i++)
        ids_put(t, i);
    return OK;
}

enum err growing_project(struct count_election *e, struct growing *g, struct str id,
                         struct str name, count_money cost, bool *twice)
{
    *twice = ids_find(&g->ids, id) != NONE;
    if (*twice)
        return OK;
    if (g->project.n >= NONE - 1)
        return ERR_TOO_LARGE;
    TRY(vec_room(&g->project, 1, sizeof(struct count_project)));
    struct count_project *p = (struct count_project *)g->project.p + g->project.n;
    *p = (struct count_project){.id = str_dup(&e->arena, id), .cost = cost};
    if (name.p)
        p->name = str_dup(&e->arena, name);
    TRY(ids_room(g));
    ids_put(&g->ids, (uint32_t)g->project.n++);
    return OK;
}

void growing_free(struct growing *g)
{
    vec_free(&g->project);
    vec_free(&g->start);
    vec_free(&g->item);
    vec_free(&g->points);
    vec_free(&g->level);
    vec_free(&g->weight);
    free(g->ids.slot);
    *g = (struct growing){0};
}

/* ---- finishing ---- */

static int compare_ids(const void *a, const void *b, void *projects)
{
    const struct count_project *p = projects;
    return str_cmp(p[*(const uint32_t *)a].id, p[*(const uint32_t *)b].id);
}

static void total_up(struct count_election *e)
{
    for (uint32_t b = 0; b < e->ballots; b++) {
        uint32_t w = e->weight ? e->weight[b] : 1;
        e->voters += w;
        for (size_t i = e->start[b]; i < e->start[b + 1]; i++) {
            struct count_project *p = &e->project[e->item[i]];
            p->supporters += w;
            if (e->points)
                p->points += e->points[i] * w;
        }
    }
}

enum err growing_finish(struct count_election *e, struct growing *g)
{
    e->projects = (uint32_t)g->project.n;
    e->ballots = (uint32_t)g->start.n;
    TRY(vec_room(&g->start, 1, sizeof(size_t)));
    TRY(vec_room(&g->item, 1, sizeof(uint32_t))); /* never NULL, even where all ballots are empty */
    ((size_t *)g->start.p)[g->start.n] = g->item.n;
    e->project = g->project.p;
    e->start = g->start.p;
    e->item = g->item.p;
    e->points = g->points.p;
    e->level = g->level.p;
    e->weight = g->weight.p;
    bool counted = g->counted;
    g->project.p = g->start.p = g->item.p = g->points.p = g->level.p = g->weight.p = NULL;
    growing_free(g);
    e->by_id = malloc((e->projects + 1) * sizeof *e->by_id);
    if (!e->by_id)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < e->projects; i++)
        e->by_id[i] = i;
    if (e->projects)
        qsort_r(e->by_id, e->projects, sizeof *e->by_id, compare_ids, e->project);
    if (counted)
        e->voters = e->ballots;
    else
        total_up(e);
    return OK;
}

/* ---- building by hand ---- */

void count_build_start(struct count_election *e, enum count_vote vote, unsigned money_decimals)
{
    election_init(e);
    e->vote = vote;
    e->money_decimals = money_decimals;
}

/* While building, the arrays grow by doubling at powers of two, so that no capacity need be kept.
 */
static enum err grow_to(void **p, size_t n, size_t more, size_t width)
{
    size_t want = n + more;
    size_t cap = 16;
    while (cap < n)
        cap *= 2;
    if (*p && want <= cap)
        return OK;
    while (cap < want)
        cap *= 2;
    void *q = realloc(*p, cap * width);
    if (!q)
        return ERR_NOMEM;
    *p = q;
    return OK;
}

enum err count_build_project(struct count_election *e, struct str id, struct str name,
                             count_money cost)
{
    if (!id.n || cost < 0)
        return ERR_INVALID;
    TRY(grow_to((void **)&e->project, e->projects, 1, sizeof *e->project));
    struct count_project *p = &e->project[e->projects++];
    *p = (struct count_project){.id = str_dup(&e->arena, id), .cost = cost};
    if (name.p)
        p->name = str_dup(&e->arena, name);
    return OK;
}

enum err count_build_ballot(struct count_election *e, const uint32_t *item, const int64_t *points,
                            size_t n, uint32_t weight)
{
    size_t used = e->start ? e->start[e->ballots] : 0;

    if (!weight)
        return ERR_INVALID;
    for (size_t i = 0; i < n; i++)
        if (item[i] >= e->projects)
            return ERR_INVALID;
    TRY(grow_to((void **)&e->start, e->ballots + 1, 1, sizeof *e->start));
    TRY(grow_to((void **)&e->weight, e->ballots, 1, sizeof *e->weight));
    TRY(grow_to((void **)&e->item, used, n, sizeof *e->item));
    if (points)
        TRY(grow_to((void **)&e->points, used, n, sizeof *e->points));
    if (n)
        memcpy(e->item + used, item, n * sizeof *item);
    if (points && n)
        memcpy(e->points + used, points, n * sizeof *points);
    e->start[0] = 0;
    e->weight[e->ballots++] = weight;
    e->start[e->ballots] = used + n;
    return OK;
}

enum err count_build_finish(struct count_election *e, count_money budget)
{
    e->has_budget = budget > 0;
    e->budget = budget;
    if (!e->start && !(e->start = calloc(2, sizeof *e->start)))
        return ERR_NOMEM;
    if (!e->item && !(e->item = calloc(1, sizeof *e->item)))
        return ERR_NOMEM;
    bool pointed = e->vote == COUNT_CUMULATIVE || e->vote == COUNT_SCORING;
    if (pointed && !e->points && !(e->points = calloc(1, sizeof *e->points)))
        return ERR_NOMEM;
    e->by_id = malloc((e->projects + 1) * sizeof *e->by_id);
    if (!e->by_id)
        return ERR_NOMEM;
    for (uint32_t i = 0; i < e->projects; i++)
        e->by_id[i] = i;
    if (e->projects)
        qsort_r(e->by_id, e->projects, sizeof *e->by_id, compare_ids, e->project);
    for (uint32_t i = 1; i < e->projects; i++)
        if (str_eq(e->project[e->by_id[i]].id, e->project[e->by_id[i - 1]].id))
            return ERR_INVALID;
    total_up(e);
    return OK;
}

/* ---- merging ---- */

/* The order of a ballot that ranks nothing means nothing: one order for all makes equal ballots
 * equal. */
static void sort_items(uint32_t *item, int64_t *points, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t x = item[i];
        int64_t v = points ? points[i] : 0;
        size_t j = i;
        for (; j && item[j - 1] > x; j--) {
            item[j] = item[j - 1];
            if (points)
                points[j] = points[j - 1];
        }
        item[j] = x;
        if (points)
            points[j] = v;
    }
}

static uint64_t ballot_hash(const struct count_election *e, size_t from, size_t to)
{
    uint64_t h = to - from;
    for (size_t i = from; i < to; i++) {
        h = (h ^ e->item[i]) * 0x9E3779B97F4A7C15u;
        if (e->points)
            h = (h ^ (uint64_t)e->points[i]) * 0xC2B2AE3D27D4EB4Fu;
        if (e->level)
            h = (h ^ e->level[i]) * 0x165667B19E3779F9u;
        h ^= h >> 29;
    }
    return h ^ (h >> 32);
}

static bool same_ballot(const struct count_election *e, size_t a, size_t b, size_t n)
{
    return memcmp(e->item + a, e->item + b, n * sizeof *e->item) == 0 &&
           (!e->points || memcmp(e->points + a, e->points + b, n * sizeof *e->points) == 0) &&
           (!e->level || memcmp(e->level + a, e->level + b, n * sizeof *e->level) == 0);
}

static void move_ballot(struct count_election *e, size_t to, size_t from, size_t n)
{
    if (to == from || !n)
        return;
    memmove(e->item + to, e->item + from, n * sizeof *e->item);
    if (e->points)
        memmove(e->points + to, e->points + from, n * sizeof *e->points);
    if (e->level)
        memmove(e->level + to, e->level + from, n * sizeof *e->level);
}

enum err count_election_merge(struct count_election *e)
{
    size_t size = 1024;
    while (size < (size_t)e->ballots * 2)
        size *= 2;
    uint64_t *slot = calloc(size, sizeof *slot); /* hash bits above, ballot + 1 below */
    uint32_t *weight = malloc((e->ballots + 1) * sizeof *weight);
    if (!slot || !weight) {
        free(slot);
        free(weight);
        return ERR_NOMEM;
    }
    uint32_t kept = 0;
    size_t used = 0;
    for (uint32_t b = 0; b < e->ballots; b++) {
        size_t from = e->start[b], n = e->start[b + 1] - from;
        uint32_t w = e->weight ? e->weight[b] : 1;
        if (e->vote != COUNT_ORDINAL)
            sort_items(e->item + from, e->points ? e->points + from : NULL, n);
        uint64_t h = ballot_hash(e, from, from + n);
        size_t at = (size_t)h & (size - 1);
        for (;; at = (at + 1) & (size - 1)) {
            uint32_t i = (uint32_t)slot[at];
            if (!i || ((slot[at] ^ h) >> 32 == 0 && e->start[i] - e->start[i - 1] == n &&
                       weight[i - 1] <= UINT32_MAX - w && same_ballot(e, e->start[i - 1], from, n)))
                break;
        }
        if ((uint32_t)slot[at]) {
            weight[(uint32_t)slot[at] - 1] += w;
            continue;
        }
        move_ballot(e, used, from, n);
        weight[kept] = w;
        used += n;
        e->start[++kept] =
            used; /* kept <= b + 1, whose old value this equals when nothing was merged yet */
        slot[at] = (h & 0xFFFFFFFF00000000u) | kept;
    }
    e->ballots = kept;
    free(e->weight);
    e->weight = weight;
    free(slot);
    return OK;
}
