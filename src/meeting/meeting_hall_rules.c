/* See meeting_hall_rules.h. */
#include "meeting/meeting_hall_rules.h"

/* Least whole number that is more than num/den of base. */
static int64_t more_than(int64_t num, int64_t den, int64_t base)
{
    return (int64_t)((__int128)base * num / den) + 1;
}

struct meeting_quorum meeting_quorum_check(int64_t num, int64_t den, int64_t base, int64_t present)
{
    struct meeting_quorum q = {.present = present, .num = num, .den = den};

    if (den > 1 && base <= 0) {
        q.verdict = QUORUM_NO_BASE;
        return q;
    }
    q.needed = den > 1 ? more_than(num, den, base) : num;
    q.base = den > 1 ? base : 0;
    q.verdict = present >= q.needed ? QUORUM_MET : QUORUM_SHORT;
    return q;
}

bool meeting_tally_fits(const struct meeting_tally *t, int64_t present)
{
    if (t->in_favour < 0 || t->against < 0 || t->abstained < 0)
        return false;
    return (__int128)t->in_favour + t->against + t->abstained <= present;
}

enum err meeting_majority_of(struct str method, int64_t present, int64_t registered, int64_t all,
                             int64_t in_favour, struct meeting_majority *out)
{
    int64_t base;

    if (str_eq(method, STR("open_majority_present")) ||
        str_eq(method, STR("secret_majority_present")))
        base = present;
    else if (str_eq(method, STR("open_majority_registered")))
        base = registered;
    else if (str_eq(method, STR("majority_all_deputies")))
        base = all;
    else
        return ERR_NOT_FOUND;
    if (base <= 0)
        return ERR_INVALID;
    /* A majority is more than half: that is the word's meaning, not a rule to be set. */
    int64_t needed = more_than(1, 2, base);
    *out = (struct meeting_majority){base, needed, in_favour >= needed};
    return OK;
}

struct meeting_age_groups meeting_age_groups_of(struct arena *a, const int64_t *bounds, size_t n)
{
    struct meeting_age_group *v = arena_array(a, struct meeting_age_group, n + 1);
    int64_t from = 0;
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (bounds[i] <= from)
            continue;
        v[k++] = (struct meeting_age_group){
            str_fmt(a, "%lld-%lld", (long long)from, (long long)bounds[i] - 1), from,
            bounds[i] - 1};
        from = bounds[i];
    }
    v[k++] = (struct meeting_age_group){str_fmt(a, "%lld-", (long long)from), from, -1};
    return (struct meeting_age_groups){v, k};
}

bool meeting_age_group_read(struct str code, int64_t *from, int64_t *to)
{
    struct str rest = code, first;
    int64_t low, high = -1;

    if (!str_cut(&rest, '-', &first) || !rest.p || str_to_i64(first, &low) != OK || low < 0)
        return false;
    if (rest.n && (str_to_i64(rest, &high) != OK || high < low))
        return false;
    *from = low;
    *to = high;
    return true;
}

struct str meeting_age_group_at(const struct meeting_age_groups *g, int64_t years)
{
    for (size_t i = 0; i < g->n; i++)
        if (years >= g->v[i].from && (g->v[i].to < 0 || years <= g->v[i].to))
            return g->v[i].code;
    return STR_NONE;
}
