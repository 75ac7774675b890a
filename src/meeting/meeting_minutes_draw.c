/* Minutes drawn up from what was recorded: head, who was there, agenda, item by item what was said,
 * voted and decided. The words are messages; what people said is quoted as it was entered. See
 * meeting_minutes.h. */
#include "meeting/meeting_hall.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes.h"
#include "text/dates.h"

#define MINUTES_MAX (256 * KIB)

struct drawing {
    struct arena *a;
    enum lang lang;
    struct buf *b;
    const struct meeting *m;
    struct meeting_items items;
    struct meeting_words words;
    struct meeting_votes votes;
    struct meeting_officers officers;
    struct meeting_counts counts;
    struct meeting_opening opening;
};

static enum err gather(struct db *db, struct drawing *d)
{
    struct arena *a = d->a;
    int64_t id = d->m->id;

    TRY(meeting_items_of(db, a, id, &d->items));
    TRY(meeting_words_of(
        db, a,
        &(struct meeting_word_filter){.meeting_id = id, .kind = STR(""), .public_only = true},
        &d->words));
    TRY(meeting_votes_of(db, a, id, &d->votes));
    TRY(meeting_officers_of(db, a, id, &d->officers));
    TRY(meeting_counts_of(db, a, id, &d->counts));
    enum err e = meeting_opening_of(db, a, id, &d->opening);
    return e == ERR_NOT_FOUND ? OK : e;
}

static void line(struct drawing *d, struct str s)
{
    buf_add(d->b, s);
    buf_add_char(d->b, '\n');
}

static void heading(struct drawing *d, const char *mark, struct str s)
{
    buf_add_char(d->b, '\n');
    buf_add(d->b, str_of(mark));
    buf_add_char(d->b, ' ');
    line(d, s);
    buf_add_char(d->b, '\n');
}

/* What somebody typed, on one line: a line end would end the list entry. */
static struct str one_line(struct drawing *d, struct str s)
{
    char *p = str_cstr(d->a, s);

    for (char *c = p; *c; c++)
        if (*c == '\n')
            *c = ' ';
    return str_of(p);
}

static void fact(struct drawing *d, enum msg label, struct str value)
{
    if (!value.n)
        return;
    line(d, str_fmt(d->a, "- %.*s: %.*s", STR_F(msg_text(d->a, d->lang, label)),
                    STR_F(one_line(d, value))));
}

static void draw_head(struct drawing *d)
{
    const struct meeting *m = d->m;
    struct arena *a = d->a;

    heading(d, "#", msg_text(a, d->lang, MSG_minutes_part_facts));
    fact(d, MSG_meeting_kind, meeting_kind_name(m->kind, d->lang));
    fact(d, MSG_meeting_when,
         text_datetime(a, d->lang, m->opened_at ? m->opened_at : m->starts_at));
    if (m->closed_at)
        fact(d, MSG_minutes_closed, text_datetime(a, d->lang, m->closed_at));
    fact(d, MSG_meeting_where, meeting_venue(m, d->lang));
    fact(d, MSG_meeting_caller, meeting_word_text(a, d->lang, "caller", m->caller));
    fact(d, MSG_minutes_chair, meeting_officer_name(&d->officers, STR("chair")));
    fact(d, MSG_minutes_secretary, meeting_officer_name(&d->officers, STR("secretary")));
    fact(d, MSG_minutes_registered,
         msg_text(a, d->lang, MSG_minutes_registered_says, ARG_N("n", d->counts.registered),
                  ARG_N("women", d->counts.female), ARG_N("men", d->counts.male)));
    if (d->opening.verdict.n)
        fact(d, MSG_minutes_quorum,
             d->opening.needed ? msg_text(a, d->lang, MSG_minutes_quorum_rule,
                                          ARG_N("present", d->opening.present),
                                          ARG_N("needed", d->opening.needed))
                               : msg_text(a, d->lang, MSG_minutes_quorum_chair,
                                          ARG_N("present", d->opening.present)));
}

static void draw_officers(struct drawing *d)
{
    if (!d->officers.n)
        return;
    heading(d, "#", msg_text(d->a, d->lang, MSG_minutes_part_officers));
    for (size_t i = 0; i < d->officers.n; i++) {
        const struct meeting_officer *o = &d->officers.v[i];
        bool chair = str_eq(o->role, STR("chair"));
        line(d, str_fmt(d->a, "- %.*s",
                        STR_F(msg_text(d->a, d->lang,
                                       chair ? MSG_minutes_elected_chair
                                             : MSG_minutes_elected_secretary,
                                       ARG_S("name", o->name), ARG_N("for", o->tally.in_favour),
                                       ARG_N("against", o->tally.against),
                                       ARG_N("abstained", o->tally.abstained)))));
    }
}

static void draw_agenda(struct drawing *d)
{
    int64_t number = 0;

    heading(d, "#", msg_text(d->a, d->lang, MSG_meeting_agenda));
    for (size_t i = 0; i < d->items.n; i++) {
        const struct meeting_item *it = &d->items.v[i];
        if (str_eq(it->state, STR("dropped")))
            continue;
        struct str title = one_line(d, meeting_in_lang(it->title, d->lang));
        line(d, str_fmt(d->a, "%lld. %.*s%s%.*s%s", (long long)++number, STR_F(title),
                        it->in_hall ? " (" : "",
                        STR_F(it->in_hall ? msg_text(d->a, d->lang, MSG_minutes_in_hall) : STR("")),
                        it->in_hall ? ")" : ""));
    }
}

static void draw_vote(struct drawing *d, const struct meeting_vote *v)
{
    bool carried = str_eq(v->outcome, STR("carried"));

    if (v->voided)
        return;
    line(d, str_fmt(d->a, "- %.*s",
                    STR_F(msg_text(
                        d->a, d->lang, carried ? MSG_minutes_vote_carried : MSG_minutes_vote_lost,
                        ARG_S("subject", one_line(d, v->subject)), ARG_N("for", v->tally.in_favour),
                        ARG_N("against", v->tally.against), ARG_N("abstained", v->tally.abstained),
                        ARG_N("present", v->present)))));
    if (carried && v->decision.n)
        line(d, str_fmt(d->a, "- %.*s: %.*s", STR_F(msg_text(d->a, d->lang, MSG_minutes_decided)),
                        STR_F(one_line(d, v->decision))));
}

static void draw_word(struct drawing *d, const struct meeting_word *w)
{
    bool proposal = str_eq(w->kind, STR("proposal"));

    if (str_eq(w->kind, STR("speech")) || str_eq(w->state, STR("hidden")))
        return;
    struct str what =
        msg_text(d->a, d->lang, proposal ? MSG_minutes_proposal : MSG_minutes_question,
                 ARG_N("number", w->number));
    struct str text = str_eq(w->state, STR("withdrawn"))
                          ? msg_text(d->a, d->lang, MSG_meeting_word_withdrawn)
                          : one_line(d, w->text);
    line(d, w->author.n ? str_fmt(d->a, "- %.*s (%.*s): %.*s", STR_F(what),
                                  STR_F(one_line(d, w->author)), STR_F(text))
                        : str_fmt(d->a, "- %.*s: %.*s", STR_F(what), STR_F(text)));
    if (!proposal && w->answer_reason.n)
        line(d, str_fmt(d->a, "  - %.*s: %.*s", STR_F(msg_text(d->a, d->lang, MSG_answer_answer)),
                        STR_F(one_line(d, w->answer_reason))));
}

static bool of_item(const struct drawing *d, int64_t item_id)
{
    for (size_t i = 0; i < d->words.n; i++)
        if (d->words.v[i].item_id == item_id && !str_eq(d->words.v[i].kind, STR("speech")))
            return true;
    return false;
}

static void draw_talk(struct drawing *d, int64_t item_id)
{
    for (size_t i = 0; i < d->words.n; i++)
        if (d->words.v[i].item_id == item_id)
            draw_word(d, &d->words.v[i]);
    for (size_t i = 0; i < d->votes.n; i++)
        if (d->votes.v[i].item_id == item_id)
            draw_vote(d, &d->votes.v[i]);
}

/* What was voted stands there with its vote already. */
static bool decided_by_vote(const struct drawing *d, const struct meeting_item *it)
{
    for (size_t i = 0; i < d->votes.n; i++) {
        const struct meeting_vote *v = &d->votes.v[i];
        if (!v->voided && v->item_id == it->id && str_eq(v->decision, it->decision))
            return true;
    }
    return false;
}

static void draw_items(struct drawing *d)
{
    int64_t number = 0;

    heading(d, "#", msg_text(d->a, d->lang, MSG_minutes_part_items));
    for (size_t i = 0; i < d->items.n; i++) {
        const struct meeting_item *it = &d->items.v[i];
        if (str_eq(it->state, STR("dropped")))
            continue;
        heading(d, "##",
                str_fmt(d->a, "%lld. %.*s", (long long)++number,
                        STR_F(one_line(d, meeting_in_lang(it->title, d->lang)))));
        fact(d, MSG_meeting_speaker, it->speaker);
        draw_talk(d, it->id);
        if (!decided_by_vote(d, it))
            fact(d, MSG_minutes_decided, it->decision);
    }
    if (!of_item(d, 0))
        return;
    heading(d, "##", msg_text(d->a, d->lang, MSG_minutes_part_other));
    draw_talk(d, 0);
}

enum err meeting_minutes_draw(struct db *db, struct arena *a, const struct meeting *m,
                              enum lang lang, struct str *out)
{
    struct drawing d = {.a = a, .lang = lang, .b = buf_new(a, MINUTES_MAX), .m = m};

    TRY(gather(db, &d));
    draw_head(&d);
    draw_officers(&d);
    draw_agenda(&d);
    draw_items(&d);
    if (buf_failed(d.b))
        return ERR_TOO_LARGE;
    *out = str_trim(buf_str(d.b));
    return OK;
}
