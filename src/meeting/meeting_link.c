/* See meeting_link.h. */
#include "meeting/meeting_link.h"

#include "i18n/check.h"
#include "issue/issue.h"
#include "meeting/meeting_inside.h"
#include "plan/plan.h"

enum { LINK_TEXT_MAX = 300, ID_DIGITS = 20 };

static enum err board_of(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                         struct plan_board *out)
{
    enum err e = plan_board(db, a, place_id, lang, out);

    if (e != ERR_NOT_FOUND)
        return e;
    *out = (struct plan_board){.title = STR("")};
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
    bool there = true;

    if (str_eq(l->kind, STR("issue"))) {
        e = issue_find(db, a, who->place_id, l->id, &issue);
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
    if (meeting_words_have("issue measure plan", l->kind)) {
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
    if (!l->kind.n || !meeting_words_have("issue measure plan", l->kind))
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

enum err meeting_link_choices(struct request *rq, const char *const *words, struct choices *out)
{
    struct issues issues;
    struct plan_board board;
    size_t n = 0, n_words = 0;

    TRY(issue_list(rq->db, rq->arena, rq->scope.id,
                   &(struct issue_filter){.state = STR("active"), .today = clock_today()},
                   &issues));
    TRY(board_of(rq->db, rq->arena, rq->scope.id, rq->lang, &board));
    while (words[n_words])
        n_words++;
    struct choice *v = arena_array(rq->arena, struct choice, n_words + 1 + issues.n + board.n);
    for (size_t i = 0; i < n_words; i++)
        v[n++] =
            (struct choice){str_of(words[i]),
                            meeting_word_text(rq->arena, rq->lang, "item_link", str_of(words[i]))};
    if (board.plan_id)
        v[n++] = (struct choice){STR("plan 0"), board.title};
    for (size_t i = 0; i < issues.n; i++)
        v[n++] = named(rq, "issue", issues.v[i].id, MSG_meeting_item_link_issue,
                       issue_title(&issues.v[i], rq->lang));
    for (size_t i = 0; i < board.n; i++)
        v[n++] =
            named(rq, "measure", board.v[i].id, MSG_meeting_item_link_measure, board.v[i].title);
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
    s->text = str_fmt(a, "%.*s: %.*s", STR_F(s->text), STR_F(m.title));
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
