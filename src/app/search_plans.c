/* Programmes, comments and rules for the index. See search_parts.h. */
#include "app/search_parts.h"

#include "base/clock.h"
#include "plan/plan.h"
#include "rules/rules.h"

static void put_words(struct str to[LANG_COUNT], struct plan_words w)
{
    to[LANG_KY] = w.ky;
    to[LANG_RU] = w.ru;
    to[LANG_EN] = w.en;
}

/* -- programmes of the nation -- */

bool search_programme_concerns(struct str subject, int64_t subject_id, int64_t place_id,
                               int64_t *id)
{
    *id = subject_id;
    return place_id == 0 && subject_id > 0 && str_eq(subject, STR("plan"));
}

enum err search_programme_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                               struct search_docs *out)
{
    struct plan_founds found;

    (void)place_id;
    TRY(plan_programme_found(db, a, id, &found));
    struct search_doc *v = arena_array(a, struct search_doc, found.n);
    for (size_t i = 0; i < found.n; i++) {
        const struct plan_found *x = &found.v[i];
        v[i] = (struct search_doc){.part = (int64_t)i,
                                   .kind = i ? STR("measure") : STR("programme"),
                                   .year = search_year_of(x->on),
                                   .is_public = true};
        put_words(v[i].title, x->title);
        put_words(v[i].body, x->body);
        v[i].path = i ? str_fmt(a, "/programmes/%lld#m%.*s", (long long)id, STR_F(x->no))
                      : str_fmt(a, "/programmes/%lld", (long long)id);
    }
    *out = (struct search_docs){v, found.n};
    return OK;
}

enum err search_programme_each(struct db *db, struct arena *a, int64_t place_id,
                               search_visit *visit, void *arg)
{
    struct plan_ids ids;

    if (place_id)
        return OK;
    TRY(plan_programme_ids(db, a, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(visit(arg, ids.v[i]));
    return OK;
}

/* -- comments on plans -- */

bool search_comment_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    *id = subject_id;
    return place_id > 0 && subject_id > 0 && str_eq(subject, STR("plan_comment"));
}

enum err search_comment_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                             struct search_docs *out)
{
    struct plan_found found;
    struct str code;

    TRY(plan_comment_found(db, a, place_id, id, &found));
    TRY(search_code_of(db, a, place_id, &code));
    struct search_doc *v = arena_new(a, struct search_doc);
    *v = (struct search_doc){.place_id = place_id,
                             .kind = STR("comment"),
                             .year = search_year_of(found.on),
                             .is_public = true};
    put_words(v->title, found.title);
    put_words(v->body, found.body);
    v->path = str_fmt(a, "/%.*s/plan/%lld/discussion#comment-%lld", STR_F(code),
                      (long long)found.plan_id, (long long)id);
    *out = (struct search_docs){v, 1};
    return OK;
}

enum err search_comment_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                             void *arg)
{
    struct plan_ids ids;

    if (!place_id)
        return OK;
    TRY(plan_comment_ids(db, a, place_id, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(visit(arg, ids.v[i]));
    return OK;
}

/* -- rules: one owner a place, since the log names an override by its own number -- */

bool search_rule_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)subject_id;
    *id = place_id;
    return str_eq(subject, STR("rule_override"));
}

/* A municipality's page of rules has all of them: only what it set itself is found as its own. */
static bool own(const struct rule_described *r, int64_t place_id)
{
    return place_id == 0 || r->overridden_here;
}

enum err search_rule_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                          struct search_docs *out)
{
    struct rules_described rules;
    struct search_doc *v = NULL;
    struct str code = STR("");
    size_t n = 0;

    (void)id;
    if (place_id)
        TRY(search_code_of(db, a, place_id, &code));
    for (int l = 0; l < LANG_COUNT; l++) {
        TRY(rules_describe_all(db, a, (enum lang)l, place_id, clock_today(), &rules));
        if (!v)
            v = arena_array(a, struct search_doc, rules.n);
        n = 0;
        for (size_t i = 0; i < rules.n; i++) {
            const struct rule_described *r = &rules.v[i];
            if (!own(r, place_id))
                continue;
            v[n].part = (int64_t)n;
            v[n].place_id = place_id;
            v[n].kind = STR("rule");
            v[n].is_public = true;
            v[n].path = rules_path(a, code, r->rule->key);
            v[n].title[l] = r->title;
            v[n++].body[l] = str_fmt(a, "%.*s %.*s", STR_F(r->says), STR_F(r->source));
        }
    }
    *out = (struct search_docs){v, n};
    return OK;
}

enum err search_rule_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                          void *arg)
{
    (void)db, (void)a;
    return visit(arg, place_id);
}
