/* Proposals, questions and wishes to speak: the form, the list, moderation. See meeting_before.h.
 */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"

#define SECONDS_AN_HOUR 3600

bool meeting_takes_words(const struct meeting *m)
{
    return meeting_words_have("announced open", m->state);
}

static struct str item_title(struct request *rq, const struct meeting_items *items, int64_t id)
{
    for (size_t i = 0; i < items->n; i++)
        if (items->v[i].id == id)
            return meeting_in_lang(items->v[i].title, rq->lang);
    return STR("");
}

enum err meeting_word_lines_of(struct request *rq, int64_t meeting_id, bool officer,
                               struct meeting_word_lines *out)
{
    struct meeting_words words;
    struct meeting_items items;
    int64_t person = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;

    /* Read whole, so that authors find what they may withdraw; what is not for this reader is taken
     * out below. */
    TRY(meeting_words_of(rq->db, rq->arena,
                         &(struct meeting_word_filter){.meeting_id = meeting_id, .kind = STR("")},
                         &words));
    TRY(meeting_items_of(rq->db, rq->arena, meeting_id, &items));
    struct meeting_word_line *v = arena_array(rq->arena, struct meeting_word_line, words.n);
    size_t n = 0;
    for (size_t i = 0; i < words.n; i++) {
        struct meeting_word w = words.v[i];
        bool own = person && w.person_id == person;
        bool waits = str_eq(w.state, STR("waiting")), hidden = str_eq(w.state, STR("hidden"));
        bool withdrawn = str_eq(w.state, STR("withdrawn"));

        if (waits && !own && !officer)
            continue;
        if ((hidden || withdrawn) && !own && !officer)
            w.text = STR("");
        if (!w.author_public && !own && !officer)
            w.author = STR("");
        v[n++] = (struct meeting_word_line){
            .w = w,
            .kind = meeting_word_text(rq->arena, rq->lang, "word", w.kind),
            .via = meeting_word_text(rq->arena, rq->lang, "via", w.via),
            .item = item_title(rq, &items, w.item_id),
            .hidden = hidden,
            .withdrawn = withdrawn,
            .waiting = waits,
            .may_withdraw = (own || (officer && meeting_words_have("slip hall", w.via))) &&
                            meeting_words_have("waiting open", w.state) &&
                            w.answered_on == DAY_NONE};
    }
    *out = (struct meeting_word_lines){v, n};
    return OK;
}

/* -- the form -- */

static enum err item_choices(struct request *rq, int64_t meeting_id, struct choices *out)
{
    struct meeting_items items;
    size_t n = 0;

    TRY(meeting_items_of(rq->db, rq->arena, meeting_id, &items));
    struct choice *v = arena_array(rq->arena, struct choice, items.n);
    for (size_t i = 0; i < items.n; i++)
        if (!str_eq(items.v[i].state, STR("dropped")))
            v[n++] = (struct choice){str_fmt(rq->arena, "%lld", (long long)items.v[i].id),
                                     meeting_in_lang(items.v[i].title, rq->lang)};
    *out = (struct choices){v, n};
    return OK;
}

static enum err say_answer(struct request *rq, int status, const struct meeting *m,
                           struct meeting_say_page *v)
{
    static const char *const kinds[] = {"proposal", "question", "speech", NULL};
    bool all;

    TRY(meeting_words_open_to_all(rq->db, rq->arena, rq->scope.id, &all));
    v->line = meeting_line_of(rq, m);
    v->kinds = meeting_choices(rq, "word", kinds);
    v->officer = req_may(rq, CAP_MEETING);
    v->signed_in = rq->viewer.person_id != 0;
    v->moderated = !v->signed_in && all;
    v->takes = meeting_takes_words(m) || (v->officer && str_eq(m->state, STR("held")));
    TRY(item_choices(rq, m->id, &v->items));
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_say_title), .section = "meetings"},
        VIEW(meeting_say_form), v);
}

enum err meeting_say_get(struct request *rq)
{
    struct meeting_say_page v = {.kind = STR("proposal"), .item = STR(""), .text = STR("")};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    /* An officer enters slips: their own name is not the author's. */
    v.author = req_may(rq, CAP_MEETING) && !rq->viewer.acting_for ? STR("")
               : rq->viewer.acting_for                            ? rq->viewer.acting_name
               : rq->viewer.name.p                                ? rq->viewer.name
                                                                  : STR("");
    return say_answer(rq, 200, &m, &v);
}

/* Somebody who writes faster than a hall could listen is asked to wait. */
static enum err check_pace(struct request *rq, int64_t meeting_id)
{
    struct meeting_words_lately_row lately;
    int64_t most;

    if (!rq->viewer.person_id)
        return OK; /* by address: the rate of writes */
    enum err e =
        rules_i64(rq->db, rq->arena, MEETING_RULE_PACE, rq->scope.id, clock_today(), &most);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(meeting_words_lately(
        rq->db, rq->arena,
        &(struct meeting_words_lately_in){.meeting_id = meeting_id,
                                          .person_id = rq->viewer.acting_for ? rq->viewer.acting_for
                                                                             : rq->viewer.person_id,
                                          .since = clock_now() - SECONDS_AN_HOUR},
        &lately));
    if (lately.n < most)
        return OK;
    fault_add(&rq->faults, STR(""), MSG_meeting_fault_too_many_words, ARG_N("n", most))->rule_key =
        MEETING_RULE_PACE;
    return ERR_TOO_MANY;
}

static enum err may_speak(struct request *rq)
{
    bool all;

    if (rq->viewer.person_id)
        return OK;
    TRY(meeting_words_open_to_all(rq->db, rq->arena, rq->scope.id, &all));
    return all ? OK : ERR_LOGIN;
}

static int status_of(enum err e)
{
    return e == ERR_INVALID ? 422 : e == ERR_CONFLICT ? 409 : e == ERR_TOO_MANY ? 429 : 0;
}

enum err meeting_words_post(struct request *rq)
{
    struct meeting_say_page v = {0};
    struct meeting m;
    int64_t id;

    TRY(may_speak(rq));
    TRY(meeting_of_request(rq, &m));
    v.kind = req_field(rq, "kind");
    v.item = req_field(rq, "item");
    v.text = req_field(rq, "text");
    v.author = req_field(rq, "author");
    v.author_public = req_has(rq, "author_public");
    bool slip = req_may(rq, CAP_MEETING) && !rq->viewer.acting_for;
    struct meeting_word_new w = {.meeting_id = m.id,
                                 .item_id = meeting_field_number(rq, "item"),
                                 .kind = v.kind,
                                 .via = slip ? STR("slip") : STR("online"),
                                 .text = v.text,
                                 .author = v.author,
                                 .client_key = STR(""),
                                 .author_public = v.author_public,
                                 .lang = rq->lang};
    enum err e = slip ? OK : check_pace(rq, m.id);
    if (e == OK)
        e = meeting_say(rq->db, rq->arena, &rq->actor, &w, &rq->faults, &id);
    if (status_of(e))
        return say_answer(rq, status_of(e), &m, &v);
    TRY(e);
    if (slip) /* the next slip */
        return req_redirect_saying(rq, meeting_below(rq, m.id, "/say"), MSG_meeting_said_slip);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/words"),
                               rq->viewer.person_id ? MSG_meeting_said : MSG_meeting_said_waiting);
}

/* -- the list, and what waits -- */

static enum err words_answer(struct request *rq, int status, const struct meeting *m,
                             struct meeting_words_page *v)
{
    struct meeting_word_lines all;

    v->line = meeting_line_of(rq, m);
    v->officer = req_may(rq, CAP_MEETING);
    v->takes = meeting_takes_words(m);
    TRY(meeting_word_lines_of(rq, m->id, v->officer, &all));
    struct meeting_word_line *waiting = arena_array(rq->arena, struct meeting_word_line, all.n);
    struct meeting_word_line *rest = arena_array(rq->arena, struct meeting_word_line, all.n);
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].waiting && v->officer)
            waiting[v->waiting.n++] = all.v[i];
        else
            rest[v->all.n++] = all.v[i];
    }
    v->waiting.v = waiting;
    v->all.v = rest;
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_words), .section = "meetings"},
        VIEW(meeting_words), v);
}

enum err meeting_words_get(struct request *rq)
{
    struct meeting_words_page v = {.reason = STR("")};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return words_answer(rq, 200, &m, &v);
}

static enum err word_done(struct request *rq, const struct meeting *m,
                          const struct meeting_word_do *d, enum err e, enum msg done)
{
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (status_of(e)) {
        struct meeting_words_page v = {.open_id = d->id, .reason = d->reason};
        return words_answer(rq, status_of(e), m, &v);
    }
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m->id, "/words"), done);
}

static enum err read_word(struct request *rq, struct meeting *m, struct meeting_word_do *d)
{
    TRY(meeting_of_request(rq, m));
    TRY(req_path_id(rq, "word_id", &d->id));
    d->meeting_id = m->id;
    d->version = meeting_field_number(rq, "version");
    d->reason = req_field(rq, "reason");
    return OK;
}

enum err meeting_word_withdraw_post(struct request *rq)
{
    struct meeting_word_do d;
    struct meeting m;

    TRY(read_word(rq, &m, &d));
    enum err e = meeting_word_withdraw(rq->db, rq->arena, &rq->actor, &d, req_may(rq, CAP_MEETING),
                                       &rq->faults);
    return word_done(rq, &m, &d, e, MSG_meeting_word_withdrawn_now);
}

enum err meeting_word_show_post(struct request *rq)
{
    struct meeting_word_do d;
    struct meeting m;

    TRY(read_word(rq, &m, &d));
    return word_done(rq, &m, &d, meeting_word_show(rq->db, rq->arena, &rq->actor, &d, &rq->faults),
                     MSG_meeting_word_shown_now);
}

enum err meeting_word_hide_post(struct request *rq)
{
    struct meeting_word_do d;
    struct meeting m;

    TRY(read_word(rq, &m, &d));
    return word_done(rq, &m, &d, meeting_word_hide(rq->db, rq->arena, &rq->actor, &d, &rq->faults),
                     MSG_meeting_word_hidden_now);
}
