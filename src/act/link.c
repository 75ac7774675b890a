/* Links: what rests on an act, and what an act is used for. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "i18n/check.h"
#include "rules/rules.h"

enum { NOTE_MAX = 500, TARGET_MAX = 200, ARTICLE_MAX = 40, USES_MOST = 2000 };

static struct act_wiring wired;

void act_wire(const struct act_wiring *w)
{
    wired = *w;
}

enum err act_links_of(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                      struct act_links *out)
{
    struct act_link_rows_rows rows;

    TRY(act_link_rows(db, a, &(struct act_link_rows_in){act_id, place_id}, &rows));
    struct act_link *v = arena_array(a, struct act_link, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_link){rows.v[i].id, rows.v[i].article, rows.v[i].kind, rows.v[i].target,
                                 rows.v[i].note};
    *out = (struct act_links){v, rows.n};
    return OK;
}

enum err act_links_to(struct db *db, struct arena *a, int64_t place_id, struct str kind,
                      struct str target, struct act_uses *out)
{
    struct act_link_backs_rows rows;

    TRY(act_link_backs(db, a, &(struct act_link_backs_in){kind, target, place_id}, &rows));
    struct act_used *v = arena_array(a, struct act_used, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_used){rows.v[i].act_id,
                                 rows.v[i].article,
                                 STR(""),
                                 {rows.v[i].title_ky, rows.v[i].title_ru, rows.v[i].title_en}};
    *out = (struct act_uses){v, rows.n};
    return OK;
}

enum err act_check_article(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                           struct str *article, struct faults *f)
{
    struct act act;
    struct act_editions editions;
    struct str words, anchor, typed = str_trim(*article);
    enum err e = act_find(db, a, place_id, act_id, &act);

    if (e == ERR_NOT_FOUND) {
        fault_add(f, STR("act"), MSG_act_fault_no_act);
        return OK;
    }
    TRY(e);
    TRY(act_editions_of(db, a, act_id, &editions));
    if (!typed.n) {
        *article = STR("");
        return OK;
    }
    if (typed.n > ARTICLE_MAX) {
        fault_add(f, STR("article"), MSG_act_fault_no_article);
        return OK;
    }
    if (editions.n == 0) {
        if (typed.p[0] >= '0' && typed.p[0] <= '9')
            *article = str_cat(a, STR("a"), typed);
        return OK;
    }
    TRY(act_edition_words(db, a, editions.v[0].id, &words));
    anchor = act_has_anchor(a, words, typed) ? typed : act_anchor_of(a, words, typed);
    if (!anchor.n)
        anchor = act_anchor_of(a, words, act_point_named(a, typed));
    if (anchor.n)
        *article = anchor;
    else
        fault_add(f, STR("article"), MSG_act_fault_no_article);
    return OK;
}

/* -- what a link leads to -- */

static enum err name_act(struct db *db, struct arena *a, const struct act_use_query *q,
                         struct str target, struct act_target *out)
{
    struct act other;
    int64_t id;

    if (str_to_i64(target, &id) != OK)
        return ERR_NOT_FOUND;
    TRY(act_find(db, a, q->place_id, id, &other));
    *out = (struct act_target){.title = lang_str(other.title, q->lang),
                               .path = act_path(a, q->place_code, id)};
    return OK;
}

static enum err name_rule(struct arena *a, const struct act_use_query *q, struct str target,
                          struct act_target *out)
{
    const struct rule *rule = rules_find(target, clock_today());

    if (!rule)
        return ERR_NOT_FOUND;
    *out = (struct act_target){.title = {rules_title(a, q->lang, rule->key), q->lang},
                               .path = rules_path(a, q->place_code, rule->key)};
    return OK;
}

enum err act_name_target(struct db *db, struct arena *a, const struct act_use_query *q,
                         const struct act_link *l, struct act_target *out)
{
    if (str_eq(l->kind, STR("act")))
        return name_act(db, a, q, l->target, out);
    if (str_eq(l->kind, STR("rule")))
        return name_rule(a, q, l->target, out);
    for (size_t i = 0; i < wired.target_count; i++)
        if (str_eq(l->kind, str_of(wired.targets[i].kind)))
            return wired.targets[i].name(db, a, q, l, out);
    return ERR_INVALID;
}

/* The link's kind and target become those it is kept by. */
static enum err check_target(struct db *db, struct arena *a, const struct actor *who,
                             struct act_link_new *l, struct faults *f)
{
    struct act_use_query q = {.place_id = who->place_id, .place_code = STR(""), .lang = LANG_KY};
    struct act_link link = {.kind = l->kind, .target = l->target};
    struct act_target target = {.kind = STR("")};
    enum err e = act_name_target(db, a, &q, &link, &target);

    if (e == ERR_INVALID) {
        fault_add(f, STR("kind"), MSG_common_fault_not_choice);
        return OK;
    }
    bool other = e == OK && target.kind.n && !str_eq(link.kind, target.kind);
    if (e == OK && target.kind.n) {
        link.kind = l->kind = target.kind;
        link.target = l->target = target.target;
    }
    if (other) /* there must be such a thing, too */
        e = act_name_target(db, a, &q, &link, &target);
    int64_t id;
    bool itself =
        str_eq(l->kind, STR("act")) && str_to_i64(l->target, &id) == OK && id == l->act_id;
    if (e == ERR_NOT_FOUND || itself) {
        fault_add(f, STR("target"), MSG_act_fault_target);
        return OK;
    }
    return e;
}

enum err act_add_link(struct db *db, struct arena *a, const struct actor *who,
                      const struct act_link_new *given, struct faults *f)
{
    struct act_link_new l = *given;
    struct act_link_insert_row row;
    struct act_links there;

    l.target = check_text(f, "target", l.target, 1, TARGET_MAX);
    l.note = check_text(f, "note", l.note, 0, NOTE_MAX);
    TRY(act_check_article(db, a, who->place_id, l.act_id, &l.article, f));
    if (l.target.n)
        TRY(check_target(db, a, who, &l, f));
    TRY(faults_err(f));
    TRY(act_links_of(db, a, who->place_id, l.act_id, &there));
    for (size_t i = 0; i < there.n; i++)
        if (str_eq(there.v[i].kind, l.kind) && str_eq(there.v[i].target, l.target) &&
            str_eq(there.v[i].article, l.article))
            fault_add(f, STR("target"), MSG_act_fault_link_there);
    TRY(faults_err(f));
    TRY(act_link_insert(
        db, a,
        &(struct act_link_insert_in){l.act_id, l.article, l.kind, l.target, who->place_id, l.note},
        &row));
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "article", l.article);
    json_field_str(&j, "kind", l.kind);
    json_field_str(&j, "target", l.target);
    json_object_end(&j);
    return act_record(db, a, who, "act.link", "act", l.act_id, STR_NONE, buf_str(b));
}

enum err act_drop_link(struct db *db, struct arena *a, const struct actor *who, int64_t act_id,
                       int64_t link_id)
{
    int64_t changed;

    TRY(act_link_remove(db, a,
                        &(struct act_link_remove_in){link_id, act_id, who->place_id, clock_now()},
                        &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    return act_record(db, a, who, "act.unlink", "act", act_id,
                      str_fmt(a, "{\"link\":%lld}", (long long)link_id), STR_NONE);
}

/* -- where an act is used -- */

struct gathering {
    struct arena *a;
    struct act_use *v;
    size_t n, room;
};

static void gather(struct gathering *g, struct act_use use)
{
    if (g->n == USES_MOST)
        return;
    if (g->n == g->room) {
        g->v = arena_grow(g->a, g->v, g->room * sizeof *g->v, 2 * g->room * sizeof *g->v);
        g->room *= 2;
    }
    g->v[g->n++] = use;
}

static void gather_rules(struct gathering *g, const struct act_use_query *q)
{
    size_t n;
    const struct rule *rules = rules_shipped(&n);
    struct str point, kind = msg_text(g->a, q->lang, MSG_act_link_rule);

    for (size_t i = 0; i < n; i++) {
        if (!rules[i].source || (i > 0 && str_eq(str_of(rules[i].key), str_of(rules[i - 1].key))) ||
            !act_cites(g->a, q->act, str_of(rules[i].source), &point))
            continue;
        gather(g, (struct act_use){kind,
                                   {rules_title(g->a, q->lang, rules[i].key), q->lang},
                                   rules_path(g->a, q->place_code, rules[i].key),
                                   act_anchor_of(g->a, q->words, point)});
    }
}

static enum err gather_functions(struct db *db, struct gathering *g, const struct act_use_query *q)
{
    struct act_functions_of_act_rows rows;

    TRY(act_functions_of_act(db, g->a, &(struct act_functions_of_act_in){q->act->id, q->place_id},
                             &rows));
    for (size_t i = 0; i < rows.n; i++)
        gather(g, (struct act_use){msg_text(g->a, q->lang, MSG_act_function),
                                   {rows.v[i].title, q->lang},
                                   str_fmt(g->a, "/%.*s/functions", STR_F(q->place_code)),
                                   rows.v[i].article});
    return OK;
}

static enum err gather_answers(struct db *db, struct gathering *g, const struct act_use_query *q)
{
    struct act_answers_of_act_rows rows;

    TRY(act_answers_of_act(db, g->a, &(struct act_answers_of_act_in){q->act->id, q->place_id},
                           &rows));
    for (size_t i = 0; i < rows.n; i++)
        gather(g, (struct act_use){
                      msg_text(g->a, q->lang, MSG_act_question_one),
                      {rows.v[i].published.n ? rows.v[i].published : rows.v[i].question, q->lang},
                      str_fmt(g->a, "/%.*s/answers/%lld", STR_F(q->place_code),
                              (long long)rows.v[i].id),
                      rows.v[i].article});
    return OK;
}

enum err act_uses_of(struct db *db, struct arena *a, const struct act_use_query *q,
                     struct act_use_list *out)
{
    struct gathering g = {a, arena_array(a, struct act_use, 32), 0, 32};

    gather_rules(&g, q);
    if (q->place_id) {
        TRY(gather_functions(db, &g, q));
        TRY(gather_answers(db, &g, q));
    }
    for (size_t i = 0; wired.uses && wired.uses[i]; i++) {
        struct act_use_list some = {NULL, 0};
        TRY(wired.uses[i](db, a, q, &some));
        for (size_t k = 0; k < some.n; k++)
            gather(&g, some.v[k]);
    }
    *out = (struct act_use_list){g.v, g.n};
    return OK;
}
