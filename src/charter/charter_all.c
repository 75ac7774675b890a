/* The page of all rules: by subject, each unfolded on demand, found by a word.
 *
 * Purpose: more than a hundred rules that can be read on a phone. What the municipality itself
 * decided stands on top; subjects and rules are `details`, so the page is one screen of subjects
 * without a script; ?open=1 is the same page unfolded, to print. Invariants: every rule stands on
 * the unfiltered page, once, under its own id, which other pages link to. Non-goals: one rule's
 * form and history (charter_web.c). */
#include "charter/charter_views.h"
#include "charter/charter_web.h"
#include "text/fold.h"
#include "text/stem.h"

#define WORDS_MOST     8     /* of what was typed; more narrow nothing */
#define RULE_TEXT_MOST 32768 /* bytes of one rule that are looked through */

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

/* -- which rules -- */

struct rule_wanted {
    struct str words[WORDS_MOST], stems[WORDS_MOST];
    size_t n;
    enum rules_only only;
};

static const char *const only_names[RULES_ONLY_COUNT] = {
    [RULES_ALL] = "", [RULES_OWN] = "own", [RULES_UNSET] = "unset", [RULES_UNSURE] = "unsure"};

static void read_wanted(struct request *rq, struct rules_page *v, struct rule_wanted *w)
{
    struct str rest, word;

    *w = (struct rule_wanted){0};
    v->words = str_trim(req_query(rq, "words"));
    rest = text_fold(rq->arena, v->words);
    while (w->n < WORDS_MOST && str_cut(&rest, ' ', &word)) {
        if (!word.n)
            continue;
        w->words[w->n] = word;
        w->stems[w->n++] = text_stem(rq->arena, word);
    }
    for (enum rules_only k = RULES_OWN; k < RULES_ONLY_COUNT; k++)
        if (str_eq(req_query(rq, "only"), str_of(only_names[k])))
            w->only = k;
    v->only = str_of(only_names[w->only]);
    v->filtered = w->n > 0 || w->only != RULES_ALL;
}

static bool is_own(const struct request *rq, const struct rule_described *d)
{
    return rq->scope.id ? d->overridden_here : d->overridden;
}

static bool is_unsure(const struct rule_described *d)
{
    return d->set && (str_eq(d->status, STR("assumed")) || str_eq(d->status, STR("reported")));
}

static bool stands_in(struct str text, struct str word)
{
    return word.n > 0 && str_find(text, word, 0) != SIZE_MAX;
}

/* Every word stands in the rule, as typed or in another form of it. */
static bool has_words(struct request *rq, const struct rule_wanted *w,
                      const struct rule_described *d, struct str group)
{
    struct buf *text = buf_new(rq->arena, RULE_TEXT_MOST);
    struct buf *stems = buf_new(rq->arena, RULE_TEXT_MOST);
    const struct str parts[] = {group, d->title, d->value, d->says, d->source, d->key};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add(text, text_fold(rq->arena, parts[i]));
        buf_add_char(text, ' ');
        text_stem_text(stems, parts[i]);
        buf_add_char(stems, ' ');
    }
    for (size_t i = 0; i < w->n; i++)
        if (!stands_in(buf_str(text), w->words[i]) && !stands_in(buf_str(stems), w->stems[i]))
            return false;
    return true;
}

static bool wanted(struct request *rq, const struct rule_wanted *w, const struct rule_described *d,
                   struct str group)
{
    switch (w->only) {
    case RULES_OWN:
        if (!is_own(rq, d))
            return false;
        break;
    case RULES_UNSET:
        if (d->set)
            return false;
        break;
    case RULES_UNSURE:
        if (!is_unsure(d))
            return false;
        break;
    case RULES_ALL:
    case RULES_ONLY_COUNT:
        break;
    }
    return w->n == 0 || has_words(rq, w, d, group);
}

/* -- by subject -- */

static struct str group_name(struct request *rq, const struct rule *rule)
{
    enum msg msg;

    return msg_find(str_fmt(rq->arena, "rule_group_%s", rule->group), &msg) ? say(rq, msg)
                                                                            : str_of(rule->group);
}

static bool same_decision(const struct rule_decision *a, const struct rule_decision *b)
{
    return a->day == b->day && str_eq(a->number, b->number) && str_eq(a->title, b->title);
}

/* What was decided here, together by decision where one decision set several. */
static void collect_own(struct request *rq, const struct rules_described *all, struct rules_page *v)
{
    struct rule_row *own = arena_array(rq->arena, struct rule_row, all->n);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        if (!is_own(rq, &all->v[i]))
            continue;
        size_t at = n++;
        while (at > 0 && own[at - 1].rule->decision.day < all->v[i].decision.day) {
            own[at] = own[at - 1]; /* the newest decision first, its rules in their own order */
            at--;
        }
        own[at] = (struct rule_row){.rule = &all->v[i]};
    }
    for (size_t i = 1; i < n; i++)
        own[i].same_decision = same_decision(&own[i].rule->decision, &own[i - 1].rule->decision);
    v->own = (struct rule_rows){own, n};
}

static enum err take(struct request *rq, const struct rule_wanted *w,
                     const struct rules_described *all, struct rules_page *v)
{
    struct rule_group *groups = arena_array(rq->arena, struct rule_group, all->n);
    struct rule_row *rows = arena_array(rq->arena, struct rule_row, all->n);
    size_t n = 0, taken = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct rule_described *d = &all->v[i];
        struct str key = str_of(d->rule->group), name = group_name(rq, d->rule);

        v->total++;
        v->unset += !d->set;
        if (!wanted(rq, w, d, name))
            continue;
        if (n == 0 || !str_eq(groups[n - 1].key, key))
            groups[n++] = (struct rule_group){.key = key, .name = name, .v = rows + taken};
        rows[taken].rule = d;
        TRY(charter_bases_of(rq, d, &rows[taken].bases));
        taken++;
        groups[n - 1].n++;
        groups[n - 1].unset += !d->set;
    }
    v->groups = (struct rule_groups){groups, n};
    v->found = (int64_t)taken;
    return OK;
}

static struct choices only_choices(struct request *rq)
{
    static const enum msg labels[RULES_ONLY_COUNT] = {[RULES_ALL] = MSG_charter_only_all,
                                                      [RULES_OWN] = MSG_charter_only_own,
                                                      [RULES_UNSET] = MSG_charter_only_unset,
                                                      [RULES_UNSURE] = MSG_charter_only_unsure};
    struct choice *c = arena_array(rq->arena, struct choice, RULES_ONLY_COUNT);

    for (size_t i = 0; i < RULES_ONLY_COUNT; i++)
        c[i] = (struct choice){str_of(only_names[i]), say(rq, labels[i])};
    if (!rq->scope.id)
        c[RULES_OWN].label = say(rq, MSG_charter_only_national);
    return (struct choices){c, RULES_ONLY_COUNT};
}

enum err charter_all_get(struct request *rq)
{
    struct rules_page v = {.place_name = rq->scope.id ? rq->scope.name : STR(""),
                           .base = charter_base_path(rq),
                           .may_set = charter_may_set(rq),
                           .choices = only_choices(rq)};
    struct rules_described all;
    struct rule_wanted w;

    TRY(rules_describe_all(rq->db, rq->arena, rq->lang, rq->scope.id, clock_today(), &all));
    read_wanted(rq, &v, &w);
    collect_own(rq, &all, &v);
    TRY(take(rq, &w, &all, &v));
    v.open = str_eq(req_query(rq, "open"), STR("1"));
    v.api = rq->scope.id ? str_fmt(rq->arena, "/api/v1/places/%.*s/rules", STR_F(rq->scope.code))
                         : STR("/api/v1/rules");
    return req_page(
        rq, 200,
        &(struct page){.title = say(rq, rq->scope.id ? MSG_charter_title_place : MSG_charter_title),
                       .description = say(rq, MSG_charter_lead),
                       .section = "rules"},
        VIEW(rules), &v);
}
