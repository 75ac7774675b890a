/* See meeting_link.h. */
#include "meeting/meeting_link.h"

#include "document/document.h"
#include "i18n/check.h"
#include "issue/issue.h"
#include "meeting/meeting_inside.h"
#include "plan/plan.h"

enum { LINK_TEXT_MAX = 300, ID_DIGITS = 20 };
#define THINGS "issue measure plan document"

static const struct meeting_link_acts *acts_wired;

void meeting_link_wire(const struct meeting_link_acts *acts)
{
    acts_wired = acts;
}

/* An act by its record, not by words. */
static bool is_act(const struct meeting_link *l)
{
    return acts_wired && l->id > 0 && str_eq(l->kind, STR("act"));
}

static bool is_thing(const struct meeting_link *l)
{
    return is_act(l) || meeting_words_have(THINGS, l->kind);
}

static enum err board_of(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                         struct plan_board *out)
{
    enum err e = plan_board(db, a, place_id, lang, out);

    if (e != ERR_NOT_FOUND)
        return e;
    *out = (struct plan_board){.title = {STR(""), lang}};
    return OK;
}

static const struct plan_board_measure *measure_of(const struct plan_board *board, int64_t id)
{
    for (size_t i = 0; i < board->n; i++)
        if (board->v[i].id == id)
            return &board->v[i];
    return NULL;
}

static enum err check_thing(struct db *db, struct arena *a, const struct actor *who, enum lang lang,
                            struct meeting_link *l, struct faults *f)
{
    struct issue issue;
    struct plan_board board;
    enum err e = OK;
    struct document paper;
    struct str title, path;
    bool there = true;

    if (str_eq(l->kind, STR("issue"))) {
        e = issue_find(db, a, who->place_id, l->id, &issue);
        there = e == OK;
    } else if (str_eq(l->kind, STR("document"))) {
        e = document_find(db, a, who->place_id, l->id, &paper);
        there = e == OK && paper.is_public && !paper.withdrawn_at;
    } else if (is_act(l)) {
        e = acts_wired->find(db, a, who->place_id, STR(""), lang, l->id, &title, &path);
        there = e == OK;
    } else if (str_eq(l->kind, STR("plan"))) {
        e = plan_current_id(db, a, who->place_id, &l->id);
        there = e == OK;
    } else {
        TRY(board_of(db, a, who->place_id, lang, &board));
        there = measure_of(&board, l->id) != NULL;
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (!there)
        fault_add(f, STR("link"), MSG_meeting_fault_link);
    return OK;
}

enum err meeting_link_check(struct db *db, struct arena *a, const struct actor *who, enum lang lang,
                            const char *words, struct meeting_link *l, struct faults *f)
{
    struct str text = l->text.p ? l->text : STR("");

    if (!l->kind.n) {
        *l = (struct meeting_link){STR(""), 0, STR("")};
        return OK;
    }
    if (is_thing(l)) {
        l->text = STR("");
        return check_thing(db, a, who, lang, l, f);
    }
    l->id = 0;
    l->text = check_text(f, "link_text", text, 0, LINK_TEXT_MAX);
    if (l->text.n == 0 && !fault_of(f, STR("link_text")))
        fault_add(f, STR("link_text"), MSG_meeting_fault_link_text);
    if (!meeting_words_have(words, l->kind))
        fault_add(f, STR("link"), MSG_meeting_fault_link_kind);
    return OK;
}

struct meeting_link meeting_link_read(struct request *rq)
{
    struct meeting_link l = {STR(""), 0, req_field(rq, "link_text")};
    struct str rest = req_field(rq, "link"), kind;

    if (rest.n && str_cut(&rest, ' ', &kind)) {
        l.kind = kind;
        if (rest.p && (rest.n >= ID_DIGITS || str_to_i64(rest, &l.id) != OK))
            l.id = 0;
    }
    return l;
}

struct str meeting_link_value(struct arena *a, const struct meeting_link *l)
{
    if (!l->kind.n || !is_thing(l))
        return l->kind.p ? l->kind : STR("");
    if (str_eq(l->kind, STR("plan")))
        return STR("plan 0");
    return str_fmt(a, "%.*s %lld", STR_F(l->kind), (long long)l->id);
}

static struct choice named(struct request *rq, const char *kind, int64_t id, enum msg what,
                           struct str title)
{
    struct str name = msg_text(rq->arena, rq->lang, what);
    return (struct choice){str_fmt(rq->arena, "%s %lld", kind, (long long)id),
                           str_fmt(rq->arena, "%.*s: %.*s", STR_F(name), STR_F(title))};
}

/* What may be chosen besides words. */
struct things {
    struct issues issues;
    struct plan_board board;
    struct documents papers;
    struct meeting_link_targets acts;
};

static enum err things_of(struct request *rq, int64_t meeting_id, struct things *t)
{
    *t = (struct things){.papers = {NULL, 0}, .acts = {NULL, 0}};
    TRY(issue_list(rq->db, rq->arena, rq->scope.id,
                   &(struct issue_filter){.state = STR("active"), .today = clock_today()},
                   &t->issues));
    TRY(board_of(rq->db, rq->arena, rq->scope.id, rq->lang, &t->board));
    if (meeting_id)
        TRY(document_of(rq->db, rq->arena, STR("meeting"), meeting_id, true, &t->papers));
    if (acts_wired)
        TRY(acts_wired->list(rq->db, rq->arena, rq->scope.id, rq->lang, &t->acts));
    return OK;
}

enum err meeting_link_choices(struct request *rq, const char *const *words, int64_t meeting_id,
                              struct choices *out)
{
    struct things t;
    size_t n = 0, n_words = 0;

    TRY(things_of(rq, meeting_id, &t));
    while (words[n_words])
        n_words++;
    struct choice *v = arena_array(rq->arena, struct choice,
                                   n_words + 1 + t.issues.n + t.board.n + t.papers.n + t.acts.n);
    for (size_t i = 0; i < n_words; i++)
        v[n++] =
            (struct choice){str_of(words[i]),
                            meeting_word_text(rq->arena, rq->lang, "item_link", str_of(words[i]))};
    if (t.board.plan_id)
        v[n++] = (struct choice){STR("plan 0"), t.board.title.text};
    for (size_t i = 0; i < t.papers.n; i++)
        v[n++] = named(rq, "document", t.papers.v[i].id, MSG_meeting_item_link_document,
                       t.papers.v[i].title);
    for (size_t i = 0; i < t.issues.n; i++)
        v[n++] = named(rq, "issue", t.issues.v[i].id, MSG_meeting_item_link_issue,
                       issue_title(&t.issues.v[i], rq->lang));
    for (size_t i = 0; i < t.board.n; i++)
        v[n++] = named(rq, "measure", t.board.v[i].id, MSG_meeting_item_link_measure,
                       t.board.v[i].title.text);
    for (size_t i = 0; i < t.acts.n; i++)
        v[n++] = named(rq, "act", t.acts.v[i].id, MSG_meeting_item_link_act, t.acts.v[i].title);
    *out = (struct choices){v, n};
    return OK;
}

/* The plan is revised, and a measure then has a row of its own in each version: shown is where it
 * stands now. */
static enum err show_measure(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                             struct str place_code, int64_t id, struct meeting_link_shown *s)
{
    struct plan_measure_named m;
    enum err e = plan_measure_named(db, a, place_id, id, lang, &m);

    s->path = str_fmt(a, "/%.*s/plan", STR_F(place_code));
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    s->path = str_fmt(a, "%.*s/%lld/measures/%lld", STR_F(s->path), (long long)m.plan_id,
                      (long long)m.id);
    s->text = str_fmt(a, "%.*s: %.*s", STR_F(s->text), STR_F(m.title.text));
    return OK;
}

enum err meeting_link_now(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                          struct meeting_link *l)
{
    struct plan_measure_named m;

    if (!str_eq(l->kind, STR("measure")))
        return OK;
    enum err e = plan_measure_named(db, a, place_id, l->id, lang, &m);
    if (e == OK)
        l->id = m.id;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* A paper or an act: title and path, where it is to be seen. */
static enum err show_paper(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                           struct str place_code, const struct meeting_link *l,
                           struct meeting_link_shown *s)
{
    struct document paper;
    struct str title = STR(""), path = STR("");
    enum err e;

    if (is_act(l)) {
        e = acts_wired->find(db, a, place_id, place_code, lang, l->id, &title, &path);
    } else {
        e = document_find(db, a, place_id, l->id, &paper);
        if (e == OK && paper.is_public) {
            title = paper.title;
            path = document_path(a, place_code, l->id);
        }
    }
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (title.n) {
        s->text = str_fmt(a, "%.*s: %.*s", STR_F(s->text), STR_F(title));
        s->path = path;
    }
    return OK;
}

enum err meeting_link_show(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                           struct str place_code, const struct meeting_link *l,
                           struct meeting_link_shown *out)
{
    struct meeting_link_shown s = {STR(""), STR("")};
    struct issue issue;

    if (l->kind.n)
        s.text = meeting_word_text(a, lang, "item_link", l->kind);
    if (str_eq(l->kind, STR("issue"))) {
        enum err e = issue_find(db, a, place_id, l->id, &issue);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == OK) {
            s.text = str_fmt(a, "%.*s: %.*s", STR_F(s.text), STR_F(issue_title(&issue, lang)));
            s.path = issue_path(a, place_code, l->id);
        }
    } else if (is_act(l) || str_eq(l->kind, STR("document"))) {
        TRY(show_paper(db, a, lang, place_id, place_code, l, &s));
    } else if (str_eq(l->kind, STR("measure"))) {
        TRY(show_measure(db, a, lang, place_id, place_code, l->id, &s));
    } else if (str_eq(l->kind, STR("plan"))) {
        s.path = str_fmt(a, "/%.*s/plan", STR_F(place_code));
    } else if (l->text.n) {
        s.text = str_fmt(a, "%.*s: %.*s", STR_F(s.text), STR_F(l->text));
    }
    *out = s;
    return OK;
}
