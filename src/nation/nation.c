/* Bringing the municipalities' figures together. See nation.h. A dozen queries whatever the number
 * of municipalities. */
#include "nation/nation.h"

#include <stdlib.h>

#include "issue/issue.h"
#include "place/place.h"
#include "plan/plan.h"
#include "text/collate.h"

enum nation_freshness nation_freshness_of(const struct nation_row *r)
{
    if (r->issues == 0)
        return NATION_NONE;
    return r->stale ? NATION_STALE : NATION_FRESH;
}

int64_t nation_on_time_percent(const struct nation_row *r)
{
    return r->due > 0 ? r->on_time * 100 / r->due : -1;
}

static const char *const sort_words[NATION_SORTS] = {"name", "fresh", "plan", "on_time", "overdue"};

const char *nation_sort_word(enum nation_sort s)
{
    return sort_words[s];
}

enum nation_sort nation_sort_of(struct str word)
{
    for (int s = 0; s < NATION_SORTS; s++)
        if (str_eq(word, str_of(sort_words[s])))
            return (enum nation_sort)s;
    return NATION_BY_NAME;
}

/* -- where each municipality lies -- */

struct above {
    int64_t id; /* of the district, or of the oblast itself */
    struct str district, oblast, oblast_code;
};

struct aboves {
    struct above *v;
    size_t n;
};

static enum err read_aboves(struct db *db, struct arena *a, enum lang lang, struct aboves *out)
{
    struct places oblasts, districts;

    TRY(place_children(db, a, 0, lang, &oblasts));
    for (size_t i = 0; i < oblasts.n; i++) {
        const struct place *o = &oblasts.v[i];
        struct str name = place_name(o, lang);
        TRY(place_children(db, a, o->id, lang, &districts));
        out->v = arena_grow(a, out->v, out->n * sizeof *out->v,
                            (out->n + districts.n + 1) * sizeof *out->v);
        out->v[out->n++] = (struct above){o->id, STR(""), name, o->code};
        for (size_t k = 0; k < districts.n; k++)
            out->v[out->n++] =
                (struct above){districts.v[k].id, place_name(&districts.v[k], lang), name, o->code};
    }
    return OK;
}

static const struct above *above_of(const struct aboves *all, const struct place *p)
{
    static const struct above none = {0, STR_INIT(""), STR_INIT(""), STR_INIT("")};
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].id == p->parent_id || (p->parent_id == 0 && all->v[i].id == p->id))
            return &all->v[i];
    return &none;
}

/* Both lists of figures are sorted by place id, the first member of their rows. */
static int by_place(const void *key, const void *row)
{
    const int64_t *id = key, *place_id = row;
    return (*id > *place_id) - (*id < *place_id);
}

static const void *find(const int64_t *place_id, const void *rows, size_t n, size_t size)
{
    return n ? bsearch(place_id, rows, n, size, by_place) : NULL;
}

/* -- order -- */

struct ordering {
    enum nation_sort sort;
    enum lang lang;
};

static int64_t key_of(const struct nation_row *r, enum nation_sort sort)
{
    switch (sort) {
    case NATION_BY_FRESH: /* never published first, then the longest stale */
        return r->issues == 0 ? INT64_MIN
               : r->stale     ? r->refreshed
                              : (int64_t)INT32_MAX + r->refreshed;
    case NATION_BY_PLAN:
        return r->plan_state.n == 0 ? 0 : str_eq(r->plan_state, STR("in_force")) ? 2 : 1;
    case NATION_BY_ON_TIME:
        return nation_on_time_percent(r);
    case NATION_BY_OVERDUE:
        return -r->overdue;
    default:
        return 0;
    }
}

static int compare(const void *x, const void *y, void *arg)
{
    const struct nation_row *a = x, *b = y;
    const struct ordering *o = arg;
    int64_t ka = key_of(a, o->sort), kb = key_of(b, o->sort);

    if (ka != kb)
        return ka < kb ? -1 : 1;
    int names = text_collate(o->lang, a->name, b->name);
    return names ? names : str_cmp(a->code, b->code);
}

static void count(struct nation_totals *t, const struct nation_row *r)
{
    t->municipalities++;
    t->present += r->present;
    t->fresh += nation_freshness_of(r) == NATION_FRESH;
    t->stale += nation_freshness_of(r) == NATION_STALE;
    t->in_force += str_eq(r->plan_state, STR("in_force"));
    t->due += r->due;
    t->on_time += r->on_time;
    t->overdue += r->overdue;
}

static struct nation_row row_of(struct arena *a, const struct nation_query *q,
                                const struct place *p, const struct above *above,
                                const struct issue_freshness *fresh,
                                const struct plan_nation_figure *plan)
{
    struct nation_row r = {
        .code = p->code,
        .name = place_name(p, q->lang),
        .district = above->district,
        .oblast = above->oblast,
        .oblast_code = above->oblast_code,
        .refreshed = DAY_NONE,
        .plan_state = STR(""),
        .plan_state_name = STR(""),
        .present = fresh || plan,
    };
    if (fresh) {
        r.issues = fresh->active;
        r.stale = fresh->stale;
        r.refreshed = fresh->last_refreshed;
    }
    if (plan) {
        r.plan_state = plan->state;
        r.plan_state_name = plan_state_name(a, q->lang, plan->state);
        r.due = plan->due;
        r.on_time = plan->on_time;
        r.overdue = plan->overdue;
    }
    return r;
}

enum err nation_list(struct db *db, struct arena *a, const struct nation_query *q,
                     struct nation_rows *out, struct nation_totals *totals)
{
    struct places municipalities;
    struct aboves aboves = {0};
    struct issue_freshness_rows fresh;
    struct plan_nation_figures_list plans;
    struct nation_totals t = {0};
    size_t n = 0;

    TRY(place_municipalities(db, a, q->lang, &municipalities));
    TRY(read_aboves(db, a, q->lang, &aboves));
    TRY(issue_freshness_all(db, a, q->today, &fresh));
    TRY(plan_nation_figures(db, a, q->today, &plans));
    struct nation_row *v = arena_array(a, struct nation_row, municipalities.n);
    for (size_t i = 0; i < municipalities.n; i++) {
        const struct place *p = &municipalities.v[i];
        const struct above *above = above_of(&aboves, p);
        if (q->oblast_code.n && !str_eq(q->oblast_code, above->oblast_code))
            continue;
        v[n] = row_of(a, q, p, above, find(&p->id, fresh.v, fresh.n, sizeof *fresh.v),
                      find(&p->id, plans.v, plans.n, sizeof *plans.v));
        count(&t, &v[n++]);
    }
    struct ordering ordering = {q->sort, q->lang};
    if (n)
        qsort_r(v, n, sizeof *v, compare, &ordering);
    *out = (struct nation_rows){v, n};
    *totals = t;
    return OK;
}
