/* Composition of a group: counting heads against shares. See composition.h for the rounding. */
#include "rules/composition.h"

int64_t comp_share(int64_t n, int64_t num, int64_t den, enum comp_round round)
{
    int64_t whole = n * num / den, rest = n * num % den;

    if (round == COMP_ROUND_UP && rest != 0)
        return whole + 1;
    if (round == COMP_ROUND_NEAREST && 2 * rest >= den)
        return whole + 1;
    return whole;
}

static bool counts(const struct comp_member *m, const struct comp_rule *r)
{
    switch (r->kind) {
    case COMP_MEMBERS:
        return true;
    case COMP_GROUP:
        return m->group == r->which;
    case COMP_SEX:
        return (int)m->sex == r->which;
    case COMP_TRAIT:
        return r->which >= 0 && r->which < 32 && (m->traits >> r->which & 1) != 0;
    }
    return false;
}

static int64_t count(const struct comp_member *members, size_t n, const struct comp_rule *r)
{
    int64_t have = 0;

    for (size_t i = 0; i < n; i++)
        have += counts(&members[i], r);
    return have;
}

/* How many members the group is to have at least: what is there, or what the rules ask for. */
static int64_t base_size(size_t n, const struct comp_rule *rules, size_t rule_count)
{
    int64_t size = (int64_t)n;

    for (size_t i = 0; i < rule_count; i++) {
        if (rules[i].kind == COMP_MEMBERS && rules[i].num > size)
            size = rules[i].num;
    }
    return size;
}

static int64_t needed(const struct comp_rule *r, int64_t size)
{
    switch (r->kind) {
    case COMP_MEMBERS:
    case COMP_TRAIT:
        return r->num;
    case COMP_GROUP:
        return comp_share(size, r->num, r->den, r->round);
    case COMP_SEX:
        return comp_share(size, r->num, r->den, COMP_ROUND_UP);
    }
    return 0;
}

bool comp_check(const struct comp_member *members, size_t n, const struct comp_rule *rules,
                size_t rule_count, struct comp_line *lines)
{
    int64_t size = base_size(n, rules, rule_count);
    bool all = true;

    for (size_t i = 0; i < rule_count; i++) {
        const struct comp_rule *r = &rules[i];
        struct comp_line *l = &lines[i];
        bool sound = r->den > 0 && r->num >= 0;

        *l = (struct comp_line){.rule = r, .have = count(members, n, r)};
        l->needed = sound ? needed(r, size) : 0;
        l->missing = l->needed > l->have ? l->needed - l->have : 0;
        l->per_mille = n ? l->have * 1000 / (int64_t)n : 0;
        l->ok = sound && l->missing == 0;
        all = all && l->ok;
    }
    return all;
}
