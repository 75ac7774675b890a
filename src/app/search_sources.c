/* Records for the index, through the public headers of their capabilities. See search_sources.h.
 *
 * Only what everybody may read on the record's own page is given as public. The text inside a
 * document is put in as soon as a background task has read it; its title at once. */
#include "app/search_sources.h"

#include "act/act.h"
#include "app/search_parts.h"
#include "base/clock.h"
#include "body/body.h"
#include "document/document.h"
#include "issue/issue.h"
#include "place/place.h"
#include "plan/plan.h"
#include "publish/publish.h"

#define PAGE 500

/* -- issues -- */

static bool issue_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "issue", subject_id, id);
}

static enum err issue_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                           struct search_docs *out)
{
    struct issue i;
    struct search_doc d = {.place_id = place_id, .kind = STR("issue"), .is_public = true};

    TRY(issue_find(db, a, place_id, id, &i));
    d.year = search_year_of(i.refreshed);
    for (int l = 0; l < LANG_COUNT; l++) {
        d.title[l] = i.title[l];
        d.body[l] = search_plain(a, i.text[l]);
    }
    d.body[LANG_KY] = str_fmt(a, "%.*s\n%.*s\n%.*s", STR_F(d.body[LANG_KY]), STR_F(i.basis),
                              STR_F(i.responsible));
    struct str code;
    TRY(search_code_of(db, a, place_id, &code));
    d.path = issue_path(a, code, id);
    return search_one(a, &d, out);
}

static enum err issue_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                           void *arg)
{
    struct issues all;

    TRY(issue_list(db, a, place_id,
                   &(struct issue_filter){.state = STR(""), .today = clock_today()}, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(visit(arg, all.v[i].id));
    return OK;
}

/* -- the plan the public sees: itself and its measures, one owner a municipality -- */

static bool plan_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)subject_id;
    *id = place_id;
    /* Comments, answers and reports are not part of what is found of a plan. */
    return place_id > 0 && (str_eq(subject, STR("plan")) || str_eq(subject, STR("plan_measure")));
}

static void plan_words_of(struct arena *a, const struct plan_board *b, enum lang lang,
                          struct search_doc *v)
{
    v[0].title[b->title.lang] = b->title.text;
    v[0].body[lang] = b->order;
    for (size_t i = 0; i < b->n; i++) {
        const struct plan_board_measure *m = &b->v[i];
        v[i + 1].title[m->title.lang] = m->title.text;
        v[i + 1].body[lang] =
            str_fmt(a, "%.*s. %.*s. %.*s. %.*s. %.*s", STR_F(m->form), STR_F(m->when),
                    STR_F(m->responsible), STR_F(m->result.text), STR_F(m->resources.text));
    }
}

static enum err plan_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                          struct search_docs *out)
{
    struct plan_board b;
    struct search_doc *v = NULL;
    struct str code;
    size_t n = 0;

    (void)id;
    TRY(search_code_of(db, a, place_id, &code));
    for (int l = 0; l < LANG_COUNT; l++) {
        TRY(plan_board(db, a, place_id, (enum lang)l, &b));
        if (!v) {
            n = b.n + 1;
            v = arena_array(a, struct search_doc, n);
        }
        plan_words_of(a, &b, (enum lang)l, v);
    }
    for (size_t i = 0; i < n; i++) {
        v[i].part = (int64_t)i;
        v[i].place_id = place_id;
        v[i].kind = i ? STR("measure") : STR("plan");
        v[i].is_public = true;
        v[i].path = i ? str_fmt(a, "/%.*s/plan/%lld/measures/%lld", STR_F(code),
                                (long long)b.plan_id, (long long)b.v[i - 1].id)
                      : str_fmt(a, "/%.*s/plan", STR_F(code));
    }
    *out = (struct search_docs){v, n};
    return OK;
}

/* -- news -- */

static bool news_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "news", subject_id, id);
}

static enum err news_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                          struct search_docs *out)
{
    struct news n;
    struct search_doc d = {.place_id = place_id, .kind = STR("news"), .is_public = true};

    TRY(news_find(db, a, place_id, id, &n));
    if (n.withdrawn)
        return ERR_NOT_FOUND;
    d.year = search_year_of(day_of_instant(n.published_at));
    for (int l = 0; l < LANG_COUNT; l++) {
        d.title[l] = n.title[l];
        d.body[l] = search_plain(a, n.body[l]);
    }
    struct str code;
    TRY(search_code_of(db, a, place_id, &code));
    d.path = str_fmt(a, "/%.*s/news/%lld", STR_F(code), (long long)id);
    return search_one(a, &d, out);
}

static enum err news_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                          void *arg)
{
    struct news_items page;
    int64_t at = INT64_MAX, id = INT64_MAX;

    do {
        TRY(news_list(db, a, place_id, at, id, PAGE, &page));
        for (size_t i = 0; i < page.n; i++) {
            at = page.v[i].published_at;
            id = page.v[i].id;
            TRY(visit(arg, id));
        }
    } while (page.n == PAGE);
    return OK;
}

/* -- bodies and the people in office in them: one owner a municipality, since the log names a
 * member by its own number -- */

static bool body_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)subject_id;
    *id = place_id;
    return place_id > 0 && str_starts(subject, STR("body"));
}

static void add_body(const struct body *b, struct str path, struct search_doc *d)
{
    *d = (struct search_doc){
        .place_id = b->place_id, .kind = STR("body"), .is_public = true, .path = path};
    for (int l = 0; l < LANG_COUNT; l++) {
        d->title[l] = b->name[l];
        d->body[l] = b->purpose[l];
    }
}

static void add_member(struct arena *a, const struct body *b, const struct body_member *m,
                       struct str path, struct search_doc *d)
{
    *d = (struct search_doc){.place_id = b->place_id,
                             .kind = STR("person"),
                             .is_public = true,
                             .path = path,
                             .year = search_year_of(m->from)};
    d->title[LANG_KY] = m->name;
    d->body[LANG_KY] = str_fmt(a, "%.*s. %.*s", STR_F(m->position), STR_F(body_name(b, LANG_KY)));
    d->body[LANG_RU] = b->name[LANG_RU];
}

static enum err body_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                          struct search_docs *out)
{
    struct bodies all;
    struct str code;
    size_t n = 0, room = 0;
    struct search_doc *v = NULL;

    (void)id;
    TRY(search_code_of(db, a, place_id, &code));
    TRY(body_list(db, a, place_id, false, LANG_KY, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct body_members members;
        TRY(body_members_of(db, a, all.v[i].id, false, &members));
        v = arena_grow(a, v, room * sizeof *v, (room + members.n + 1) * sizeof *v);
        room += members.n + 1;
        struct str path = body_path(a, code, all.v[i].id);
        add_body(&all.v[i], path, &v[n++]);
        for (size_t k = 0; k < members.n; k++)
            if (body_member_public(&members.v[k])) /* a name without consent is nobody's to find */
                add_member(a, &all.v[i], &members.v[k], path, &v[n++]);
    }
    for (size_t i = 0; i < n; i++)
        v[i].part = (int64_t)i;
    *out = (struct search_docs){v, n};
    return OK;
}

/* One reading gives all of a municipality. */
static enum err once_a_place(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                             void *arg)
{
    (void)db, (void)a;
    return place_id ? visit(arg, place_id) : OK;
}

/* -- documents -- */

static bool document_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "document", subject_id, id);
}

static enum err document_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                              struct search_docs *out)
{
    struct document d;
    struct str text = STR("");

    TRY(document_find(db, a, place_id, id, &d));
    if (d.withdrawn_at)
        return ERR_NOT_FOUND;
    enum err e = search_file_text(db, a, d.sha256_hex, &text);
    if (e == ERR_NOT_FOUND)
        e = search_wait(db, a, &(struct search_waiting){STR("document"), id, place_id});
    TRY(e);
    struct str code;
    TRY(search_code_of(db, a, place_id, &code));
    struct search_doc doc = {.place_id = place_id,
                             .kind = STR("document"),
                             .is_public = d.is_public,
                             .year = search_year_of(day_of_instant(d.added_at)),
                             .path = document_path(a, code, id)};
    doc.title[LANG_KY] = d.title;
    doc.body[LANG_KY] = text.n ? text : d.filename;
    return search_one(a, &doc, out);
}

static enum err document_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                              void *arg)
{
    struct document_ids page;
    int64_t before = 0;

    do {
        TRY(document_ids(db, a, place_id, before, PAGE, &page));
        for (size_t i = 0; i < page.n; i++) {
            before = page.v[i];
            TRY(visit(arg, before));
        }
    } while (page.n == PAGE);
    return OK;
}

/* -- territory -- */

static bool place_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "place", subject_id, id);
}

static enum err place_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                           struct search_docs *out)
{
    struct place p;
    struct search_doc d = {.kind = STR("place"), .is_public = true};

    (void)place_id;
    TRY(place_by_id(db, a, id, &p));
    if (!place_is_open(&p, clock_today()))
        return ERR_NOT_FOUND;
    d.place_id = p.municipality_id;
    for (int l = 0; l < LANG_COUNT; l++) {
        d.title[l] = p.name[l];
        d.body[l] = place_kind_title(a, (enum lang)l, p.kind);
    }
    struct str code = p.code;
    if (p.municipality_id)
        TRY(search_code_of(db, a, p.municipality_id, &code));
    d.path = p.municipality_id ? str_cat(a, STR("/"), code) : str_cat(a, STR("/places/"), code);
    return search_one(a, &d, out);
}

static enum err place_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                           void *arg)
{
    struct places below;

    if (!place_id)
        return OK;
    TRY(visit(arg, place_id));
    TRY(place_children(db, a, place_id, LANG_KY, &below));
    for (size_t i = 0; i < below.n; i++)
        TRY(visit(arg, below.v[i].id));
    return OK;
}

/* -- acts and answers -- */

static bool act_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "act", subject_id, id);
}

static enum err act_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                         struct search_docs *out)
{
    struct act act;
    struct str words;
    struct search_doc d = {.kind = STR("act"), .is_public = true};

    TRY(act_find(db, a, place_id, id, &act));
    TRY(act_text_on(db, a, id, clock_today(), &words));
    d.place_id = act.place_id;
    d.year = search_year_of(act.day);
    for (int l = 0; l < LANG_COUNT; l++)
        d.title[l] = act.title[l];
    d.body[LANG_KY] =
        str_fmt(a, "%.*s %.*s\n%.*s", STR_F(act.number), STR_F(act.issuer), STR_F(words));
    struct str code = STR("");
    if (act.place_id)
        TRY(search_code_of(db, a, act.place_id, &code));
    d.path = act_path(a, code, id);
    return search_one(a, &d, out);
}

static enum err act_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                         void *arg)
{
    struct act_ids ids;

    TRY(act_own(db, a, place_id, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(visit(arg, ids.v[i]));
    return OK;
}

static bool answer_concerns(struct str subject, int64_t subject_id, int64_t place_id, int64_t *id)
{
    (void)place_id;
    return search_same(subject, "act_question", subject_id, id);
}

static enum err answer_read(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                            struct search_docs *out)
{
    struct act_question q;
    struct search_doc d = {.place_id = place_id, .kind = STR("answer"), .is_public = true};
    int64_t asked_by;

    TRY(act_question_find(db, a, place_id, id, &q, &asked_by));
    if (!str_eq(q.state, STR("public")))
        return ERR_NOT_FOUND;
    d.year = search_year_of(day_of_instant(q.answered_at));
    d.title[LANG_KY] = act_question_text(&q);
    d.body[LANG_KY] = str_fmt(a, "%.*s\n%.*s", STR_F(q.answer), STR_F(q.steps));
    struct str code;
    TRY(search_code_of(db, a, place_id, &code));
    d.path = str_fmt(a, "/%.*s/answers/%lld", STR_F(code), (long long)id);
    return search_one(a, &d, out);
}

static enum err answer_each(struct db *db, struct arena *a, int64_t place_id, search_visit *visit,
                            void *arg)
{
    struct act_questions page;
    struct act_question_filter f = {
        .place_id = place_id, .state = STR("public"), .field = STR(""), .most = PAGE};

    do {
        TRY(act_questions_of(db, a, &f, &page));
        for (size_t i = 0; i < page.n; i++) {
            f.before = page.v[i].id;
            TRY(visit(arg, f.before));
        }
    } while (page.n == PAGE);
    return OK;
}

const struct search_source app_search_sources[] = {
    {STR_INIT("issue"), issue_concerns, issue_read, issue_each},
    {STR_INIT("plan"), plan_concerns, plan_read, once_a_place},
    {STR_INIT("news"), news_concerns, news_read, news_each},
    {STR_INIT("body"), body_concerns, body_read, once_a_place},
    {STR_INIT("document"), document_concerns, document_read, document_each},
    {STR_INIT("place"), place_concerns, place_read, place_each},
    {STR_INIT("act"), act_concerns, act_read, act_each},
    {STR_INIT("answer"), answer_concerns, answer_read, answer_each},
    {STR_INIT("programme"), search_programme_concerns, search_programme_read,
     search_programme_each},
    {STR_INIT("comment"), search_comment_concerns, search_comment_read, search_comment_each},
    {STR_INIT("meeting"), search_meeting_concerns, search_meeting_read, search_meeting_each},
    {STR_INIT("rule"), search_rule_concerns, search_rule_read, search_rule_each},
};
const size_t app_search_source_count = sizeof app_search_sources / sizeof app_search_sources[0];

enum err app_search_follow(struct db *db, struct arena *a, const struct actor *who,
                           const struct audit_entry *e)
{
    (void)a;
    return search_touch(db, e->subject, e->subject_id, who->place_id);
}
