/* The register as it is read: issues, and how fresh they are. */
#include "issue/issue.h"

#include "issue/issue_inside.h"
#include "rules/rules.h"
#include "text/fold.h"

static issue_link_source *const no_sources[] = {NULL};
static issue_link_source *const *link_sources = no_sources;

void issue_wire(issue_link_source *const *sources)
{
    link_sources = sources;
}

struct str issue_title(const struct issue *i, enum lang lang)
{
    return lang_text(i->title, lang);
}

struct str issue_text(const struct issue *i, enum lang lang)
{
    return lang_text(i->text, lang);
}

struct str issue_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/issues/%lld", STR_F(place_code), (long long)id);
}

bool issue_is_fresh(const struct issue *i, day_t today)
{
    return i->fresh_until == DAY_NONE || i->fresh_until >= today;
}

static day_t fresh_until(struct str state, day_t refreshed, int64_t months)
{
    return str_eq(state, STR("active")) ? day_add_months(refreshed, (int)months) : DAY_NONE;
}

/* Two queries give the same columns; each has its own generated type. */
#define ISSUE_OF_ROW(row, months)                                                                  \
    ((struct issue){                                                                               \
        .id = (row)->id,                                                                           \
        .place_id = (row)->place_id,                                                               \
        .number = (row)->number,                                                                   \
        .version = (row)->version,                                                                 \
        .title = {[LANG_KY] = (row)->title_ky,                                                     \
                  [LANG_RU] = (row)->title_ru,                                                     \
                  [LANG_EN] = (row)->title_en},                                                    \
        .text =                                                                                    \
            {[LANG_KY] = (row)->text_ky, [LANG_RU] = (row)->text_ru, [LANG_EN] = (row)->text_en},  \
        .basis = (row)->basis,                                                                     \
        .responsible_id = (row)->responsible_id.has ? (row)->responsible_id.v : 0,                 \
        .responsible = (row)->responsible,                                                         \
        .state = (row)->state,                                                                     \
        .refreshed = (row)->refreshed,                                                             \
        .fresh_until = fresh_until((row)->state, (row)->refreshed, (months)),                      \
    })

static enum err refresh_months(struct db *db, struct arena *a, int64_t place_id, int64_t *out)
{
    return rules_i64(db, a, ISSUE_REFRESH_RULE, place_id, clock_today(), out);
}

enum err issue_find(struct db *db, struct arena *a, int64_t place_id, int64_t id, struct issue *out)
{
    struct issue_row_of_place_row row;
    int64_t months;

    TRY(issue_row_of_place(db, a, &(struct issue_row_of_place_in){.place_id = place_id, .id = id},
                           &row));
    TRY(refresh_months(db, a, place_id, &months));
    *out = ISSUE_OF_ROW(&row, months);
    return OK;
}

struct issues issue_filtered(struct arena *a, const struct issues *all,
                             const struct issue_filter *filter)
{
    struct issue *v = arena_array(a, struct issue, all->n);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct issue *x = &all->v[i];
        if ((!filter->state.n || str_eq(x->state, filter->state)) &&
            (!filter->stale_only || !issue_is_fresh(x, filter->today)))
            v[n++] = *x;
    }
    return (struct issues){v, n};
}

enum err issue_list(struct db *db, struct arena *a, int64_t place_id,
                    const struct issue_filter *filter, struct issues *out)
{
    struct issue_rows_of_place_rows rows;
    int64_t months;

    TRY(refresh_months(db, a, place_id, &months));
    TRY(issue_rows_of_place(db, a, &(struct issue_rows_of_place_in){.place_id = place_id}, &rows));
    struct issue *v = arena_array(a, struct issue, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = ISSUE_OF_ROW(&rows.v[i], months);
    *out = issue_filtered(a, &(struct issues){v, rows.n}, filter);
    return OK;
}

enum err issue_headings(struct db *db, struct arena *a, int64_t place_id, struct issues *out)
{
    struct issue_headings_of_place_rows rows;
    int64_t months;

    TRY(refresh_months(db, a, place_id, &months));
    TRY(issue_headings_of_place(db, a, &(struct issue_headings_of_place_in){.place_id = place_id},
                                &rows));
    struct issue *v = arena_array(a, struct issue, rows.n);

    for (size_t i = 0; i < rows.n; i++) {
        const struct issue_headings_of_place_row *r = &rows.v[i];
        v[i] = (struct issue){
            .id = r->id,
            .place_id = place_id,
            .number = r->number,
            .title = {[LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en},
            .text = {STR(""), STR(""), STR("")},
            .basis = STR(""),
            .responsible = r->responsible,
            .state = r->state,
            .refreshed = r->refreshed,
            .fresh_until = fresh_until(r->state, r->refreshed, months),
        };
    }
    *out = (struct issues){v, rows.n};
    return OK;
}

/* The first day whose information is still fresh today: what was refreshed before it is stale.
 * Months are clipped to their length, so it is looked for around the same day `months` ago. */
static day_t first_fresh(day_t today, int64_t months)
{
    day_t d = day_add_months(today, -(int)months);

    while (day_add_months(d - 1, (int)months) >= today)
        d--;
    while (day_add_months(d, (int)months) < today)
        d++;
    return d;
}

struct issue_freshness issue_freshness_in(const struct issues *all, day_t today)
{
    struct issue_freshness f = {.last_refreshed = DAY_NONE};

    for (size_t i = 0; i < all->n; i++) {
        const struct issue *x = &all->v[i];
        f.place_id = x->place_id;
        if (x->fresh_until == DAY_NONE)
            continue;
        f.active++;
        f.stale += !issue_is_fresh(x, today);
        if (f.last_refreshed == DAY_NONE || f.last_refreshed < x->refreshed)
            f.last_refreshed = x->refreshed;
    }
    return f;
}

enum err issue_freshness_of(struct db *db, struct arena *a, int64_t place_id, day_t today,
                            struct issue_freshness *out)
{
    struct issue_freshness_count_rows rows;
    int64_t months;

    TRY(rules_i64(db, a, ISSUE_REFRESH_RULE, place_id, today, &months));
    TRY(issue_freshness_count(
        db, a,
        &(struct issue_freshness_count_in){.place_id = place_id,
                                           .refreshed_before = first_fresh(today, months)},
        &rows));
    struct issue_freshness f = {.place_id = place_id, .last_refreshed = DAY_NONE};

    if (rows.n > 0) {
        f.active = rows.v[0].active;
        f.stale = rows.v[0].stale;
        f.last_refreshed = rows.v[0].last_refreshed;
    }
    *out = f;
    return OK;
}

enum err issue_freshness_all(struct db *db, struct arena *a, day_t today,
                             struct issue_freshness_rows *out)
{
    struct issue_freshness_counts_rows rows;
    struct rule_places apart;
    int64_t months;
    size_t k = 0;

    TRY(rules_i64(db, a, ISSUE_REFRESH_RULE, 0, today, &months));
    TRY(rules_overriding_places(db, a, ISSUE_REFRESH_RULE, today, &apart));
    TRY(issue_freshness_counts(
        db, a, &(struct issue_freshness_counts_in){.refreshed_before = first_fresh(today, months)},
        &rows));
    struct issue_freshness *v = arena_array(a, struct issue_freshness, rows.n);

    for (size_t i = 0; i < rows.n; i++) {
        v[i] = (struct issue_freshness){rows.v[i].place_id, rows.v[i].active, rows.v[i].stale,
                                        rows.v[i].last_refreshed};
        while (k < apart.n && apart.v[k] < v[i].place_id)
            k++;
        if (k < apart.n && apart.v[k] == v[i].place_id)
            TRY(issue_freshness_of(db, a, v[i].place_id, today, &v[i]));
    }
    *out = (struct issue_freshness_rows){v, rows.n};
    return OK;
}

static issue_basis_source *basis_source;

void issue_wire_basis(issue_basis_source *source)
{
    basis_source = source;
}

enum err issue_basis_of(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                        const struct issue *issue, struct issue_links *out)
{
    *out = (struct issue_links){0};
    return basis_source ? basis_source(db, a, lang, place_code, issue, out) : OK;
}

enum err issue_links_of(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                        int64_t issue_id, struct issue_links *out)
{
    struct issue_links all = {0};

    for (size_t s = 0; link_sources[s]; s++) {
        struct issue_links some = {0};

        TRY(link_sources[s](db, a, lang, place_code, issue_id, &some));
        struct issue_link *v = arena_array(a, struct issue_link, all.n + some.n);

        for (size_t i = 0; i < all.n; i++)
            v[i] = all.v[i];
        for (size_t i = 0; i < some.n; i++)
            v[all.n + i] = some.v[i];
        all = (struct issue_links){v, all.n + some.n};
    }
    *out = all;
    return OK;
}

bool issue_same_title(struct arena *a, const struct str x[LANG_COUNT],
                      const struct str y[LANG_COUNT])
{
    for (int l = 0; l < LANG_COUNT; l++) {
        if (x[l].n > 0 && y[l].n > 0 && str_eq(text_fold(a, x[l]), text_fold(a, y[l])))
            return true;
    }
    return false;
}

const struct issue *issue_with_title(struct arena *a, const struct issues *all,
                                     const struct issue_new *n)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->v[i].id != n->id && issue_same_title(a, all->v[i].title, n->title))
            return &all->v[i];
    }
    return NULL;
}
