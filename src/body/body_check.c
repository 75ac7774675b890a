/* The composition of the plan's working group against its rules (Standard Plan 4.3, 4.4), told line
 * by line. */
#include "body/body.h"

#include "i18n/i18n.h"
#include "rules/rules.h"
#include "text/numbers.h"

#define GROUP "engagement_plan.working_group."

enum { MAX_LINES = 16, TRAITS = 3 };

static const char *const trait_words[TRAITS] = {"minority", "disability", "social_group"};

struct rule_set {
    struct comp_rule v[MAX_LINES];
    size_t n;
};

struct source {
    struct db *db;
    struct arena *a;
    int64_t place_id;
    day_t day;
};

static void add(struct rule_set *s, struct comp_rule r)
{
    if (s->n < MAX_LINES)
        s->v[s->n++] = r;
}

static enum comp_round rounding_of(struct str word)
{
    return str_eq(word, STR("up"))        ? COMP_ROUND_UP
           : str_eq(word, STR("nearest")) ? COMP_ROUND_NEAREST
                                          : COMP_ROUND_DOWN;
}

static enum err add_sides(const struct source *s, struct rule_set *out)
{
    struct rule_items shares;
    struct str rounding;

    TRY(rules_list(s->db, s->a, GROUP "shares", s->place_id, s->day, &shares));
    TRY(rules_choice(s->db, s->a, GROUP "share_rounding", s->place_id, s->day, &rounding));
    for (size_t i = 0; i < shares.n; i++) {
        enum body_side side;

        if (body_side_of(shares.v[i].name, &side) == OK && side != BODY_SIDE_NONE)
            add(out, (struct comp_rule){COMP_GROUP, (int)side, shares.v[i].num, shares.v[i].den,
                                        rounding_of(rounding), GROUP "shares"});
    }
    return OK;
}

static enum err add_traits(const struct source *s, struct rule_set *out)
{
    struct rule_items groups;
    int64_t least;

    TRY(rules_list(s->db, s->a, GROUP "represented", s->place_id, s->day, &groups));
    TRY(rules_i64(s->db, s->a, GROUP "min_represented", s->place_id, s->day, &least));
    for (size_t i = 0; i < groups.n; i++) {
        for (int t = 0; t < TRAITS; t++) {
            if (str_eq(groups.v[i].name, str_of(trait_words[t])))
                add(out, (struct comp_rule){COMP_TRAIT, t, least, 1, COMP_ROUND_DOWN,
                                            GROUP "represented"});
        }
    }
    return OK;
}

static enum err rules_of(const struct source *s, struct rule_set *out)
{
    int64_t least, num, den;

    TRY(rules_i64(s->db, s->a, GROUP "min_members", s->place_id, s->day, &least));
    add(out, (struct comp_rule){COMP_MEMBERS, 0, least, 1, COMP_ROUND_DOWN, GROUP "min_members"});
    TRY(add_sides(s, out));
    TRY(rules_fraction(s->db, s->a, GROUP "min_share_each_sex", s->place_id, s->day, &num, &den));
    add(out, (struct comp_rule){COMP_SEX, COMP_SEX_FEMALE, num, den, COMP_ROUND_UP,
                                GROUP "min_share_each_sex"});
    add(out, (struct comp_rule){COMP_SEX, COMP_SEX_MALE, num, den, COMP_ROUND_UP,
                                GROUP "min_share_each_sex"});
    return add_traits(s, out);
}

static struct comp_member counted(const struct body_member *m)
{
    return (struct comp_member){
        .group = (int)m->side,
        .sex = m->sex,
        .traits =
            (uint32_t)m->minority | (uint32_t)m->disability << 1 | (uint32_t)m->social_group << 2,
    };
}

static struct str word_text(struct arena *a, enum lang lang, const char *prefix, const char *word)
{
    enum msg key;

    return msg_find(str_fmt(a, "%s%s", prefix, word), &key) ? msg_text(a, lang, key) : str_of(word);
}

static struct str what_text(struct arena *a, enum lang lang, const struct comp_rule *r)
{
    switch (r->kind) {
    case COMP_MEMBERS:
        return msg_text(a, lang, MSG_body_members);
    case COMP_GROUP:
        return word_text(a, lang, "body_side_", body_side_word((enum body_side)r->which));
    case COMP_SEX:
        return msg_text(a, lang, r->which == COMP_SEX_FEMALE ? MSG_body_women : MSG_body_men);
    case COMP_TRAIT:
        return word_text(a, lang, "body_trait_", trait_words[r->which]);
    }
    return STR("");
}

static struct str share_of(struct arena *a, enum lang lang, int64_t per_mille)
{
    return per_mille % 10 == 0 ? text_percent(a, lang, per_mille / 10, 0)
                               : text_percent(a, lang, per_mille, 1);
}

static struct str says_text(struct arena *a, enum lang lang, struct str what,
                            const struct comp_line *l)
{
    if (l->rule->kind != COMP_SEX)
        return msg_text(a, lang, l->ok ? MSG_body_check_enough : MSG_body_check_missing,
                        ARG_S("what", what), ARG_N("have", l->have), ARG_N("needed", l->needed),
                        ARG_N("n", l->missing));
    return msg_text(a, lang, l->ok ? MSG_body_check_share_enough : MSG_body_check_share_missing,
                    ARG_S("what", what), ARG_N("have", l->have),
                    ARG_S("share", share_of(a, lang, l->per_mille)),
                    ARG_S("least", share_of(a, lang, l->rule->num * 1000 / l->rule->den)),
                    ARG_N("needed", l->needed), ARG_N("n", l->missing));
}

/* The members that count on the day; `with` stands in for the one of its id, or is one more. */
static enum err count_members(const struct source *s, int64_t body_id,
                              const struct body_member *with, struct comp_member **counts,
                              struct body_checklist *list)
{
    struct body_members members;
    bool placed = with == NULL;
    size_t n = 0;

    TRY(body_members_of(s->db, s->a, body_id, false, &members));
    struct comp_member *v = arena_array(s->a, struct comp_member, members.n + 1);

    for (size_t i = 0; i < members.n; i++) {
        const struct body_member *m =
            with && with->id != 0 && members.v[i].id == with->id ? with : &members.v[i];

        placed = placed || m == with;
        if (m->from != DAY_NONE && m->from > s->day)
            continue;
        v[n++] = counted(m);
        list->sex_unknown += m->sex == COMP_SEX_UNKNOWN;
    }
    if (!placed) {
        v[n++] = counted(with);
        list->sex_unknown += with->sex == COMP_SEX_UNKNOWN;
    }
    list->members = (int64_t)n;
    *counts = v;
    return OK;
}

static enum err checklist(const struct source *source, enum lang lang, const struct body *b,
                          const struct body_member *with, struct body_checklist *out)
{
    struct arena *a = source->a;
    struct rule_set *set = arena_new(a, struct rule_set);
    struct body_checklist list = {.ok = true};
    struct comp_member *counts;

    TRY(count_members(source, b->id, with, &counts, &list));
    if (b->kind == BODY_PLAN_GROUP)
        TRY(rules_of(source, set));
    struct body_check_line *v = arena_array(a, struct body_check_line, set->n);
    struct comp_line *lines = arena_array(a, struct comp_line, set->n);

    list.ok = comp_check(counts, (size_t)list.members, set->v, set->n, lines);
    for (size_t i = 0; i < set->n; i++) {
        struct str what = what_text(a, lang, lines[i].rule);

        v[i] = (struct body_check_line){lines[i], lines[i].rule->rule_key, what,
                                        says_text(a, lang, what, &lines[i])};
    }
    list.v = v;
    list.n = set->n;
    *out = list;
    return OK;
}

enum err body_checklist_of(struct db *db, struct arena *a, enum lang lang, const struct body *b,
                           day_t today, struct body_checklist *out)
{
    return checklist(&(struct source){db, a, b->place_id, today}, lang, b, NULL, out);
}

enum err body_checklist_with(struct db *db, struct arena *a, enum lang lang, const struct body *b,
                             const struct body_member *with, struct body_checklist *out)
{
    return checklist(&(struct source){db, a, b->place_id, clock_today()}, lang, b, with, out);
}
