/* Minutes drawn up from what was recorded: head, who was there, agenda, item by item what was said,
 * voted and decided. The words are messages; what people said is quoted as it was entered, its
 * signs of markup escaped. Nothing recorded is left out because its item was dropped or it belongs
 * to none: what no item takes stands at the end. See meeting_minutes.h. */
#include <ctype.h>
#include <string.h>

#include "meeting/meeting_hall.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes.h"
#include "text/dates.h"

#define MINUTES_MAX (4 * MIB) /* while drawing: MEETING_MINUTES_CHARS bounds what comes out */

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
    struct meeting_seats seats;
    struct meeting_speakers speakers;
    bool *word_drawn, *vote_drawn;
    size_t quote; /* characters of what somebody said; 0: all */
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
    TRY(meeting_speakers_of(db, a, id, true, &d->speakers));
    if (meeting_words_have(d->m->kind->roll, STR("member")) ||
        meeting_words_have(d->m->kind->roll, STR("delegate")))
        TRY(meeting_seats_of(db, a, d->m, d->lang, &d->seats));
    d->word_drawn = arena_array(a, bool, d->words.n);
    d->vote_drawn = arena_array(a, bool, d->votes.n);
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

static bool is_inside_word(struct str s, size_t at)
{
    return at > 0 && at + 1 < s.n && (isalnum((unsigned char)s.p[at - 1]) || s.p[at - 1] & 0x80) &&
           (isalnum((unsigned char)s.p[at + 1]) || s.p[at + 1] & 0x80);
}

/* What somebody typed: on one line, since a line end would end the list entry, and read as it was
 * typed, not as markup. */
static struct str quoted(struct drawing *d, struct str s)
{
    struct buf *b = buf_new(d->a, MINUTES_MAX);

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n' || c == '\r') {
            buf_add_char(b, ' ');
            continue;
        }
        if (c == '_' ? !is_inside_word(s, i) : memchr("\\`*[]<>~&", c, 10) != NULL)
            buf_add_char(b, '\\');
        buf_add_char(b, c);
    }
    return buf_str(b);
}

/* "- Label: value"; the value is markup already. Nothing where it is empty. */
static void fact_of(struct drawing *d, enum msg label, struct str value)
{
    if (value.n)
        line(d, str_fmt(d->a, "- %.*s: %.*s", STR_F(msg_text(d->a, d->lang, label)), STR_F(value)));
}

static void fact(struct drawing *d, enum msg label, struct str value)
{
    fact_of(d, label, quoted(d, value));
}

/* Those of the body or the delegates who came, or did not. */
static void draw_seats(struct drawing *d, enum msg label, bool came)
{
    struct buf *b = buf_new(d->a, MINUTES_MAX);

    for (size_t i = 0; i < d->seats.n; i++) {
        if ((d->seats.v[i].attendee_id != 0) != came)
            continue;
        if (buf_str(b).n)
            buf_add(b, STR(", "));
        buf_add(b, d->seats.v[i].name);
    }
    fact(d, label, buf_str(b));
}

static void draw_counts(struct drawing *d)
{
    const struct meeting_counts *c = &d->counts;
    struct arena *a = d->a;
    bool asked = c->female + c->male > 0;

    fact(d, MSG_minutes_registered,
         asked ? msg_text(a, d->lang, MSG_minutes_registered_says, ARG_N("n", c->registered),
                          ARG_N("women", c->female), ARG_N("men", c->male))
               : msg_text(a, d->lang, MSG_minutes_registered_n, ARG_N("n", c->registered)));
    if (c->remote)
        fact(d, MSG_minutes_remote,
             msg_text(a, d->lang, MSG_minutes_registered_n, ARG_N("n", c->remote)));
    draw_seats(d, MSG_minutes_came, true);
    draw_seats(d, MSG_minutes_absent, false);
    if (d->opening.verdict.n)
        fact(d, MSG_minutes_quorum,
             d->opening.needed ? msg_text(a, d->lang, MSG_minutes_quorum_rule,
                                          ARG_N("present", d->opening.present),
                                          ARG_N("needed", d->opening.needed))
                               : msg_text(a, d->lang, MSG_minutes_quorum_chair,
                                          ARG_N("present", d->opening.present)));
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
    if (!str_eq(m->mode, STR("hall")))
        fact(d, MSG_meeting_mode, meeting_word_text(a, d->lang, "mode", m->mode));
    fact(d, MSG_meeting_where, meeting_venue(m, d->lang));
    if (m->emergency.n)
        fact(d, MSG_minutes_emergency,
             str_fmt(a, "%.*s (%.*s)", STR_F(meeting_ground_name(d->a, d->lang, m->emergency)),
                     STR_F(m->emergency_act)));
    fact(d, MSG_meeting_caller, meeting_word_text(a, d->lang, "caller", m->caller));
    fact(d, MSG_minutes_chair, meeting_officer_name(&d->officers, STR("chair")));
    fact(d, MSG_minutes_secretary, meeting_officer_name(&d->officers, STR("secretary")));
    draw_counts(d);
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
                        STR_F(msg_text(
                            d->a, d->lang,
                            chair ? MSG_minutes_elected_chair : MSG_minutes_elected_secretary,
                            ARG_S("name", quoted(d, o->name)), ARG_N("for", o->tally.in_favour),
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
        struct str title = quoted(d, meeting_in_lang(it->title, d->lang));
        line(d, str_fmt(d->a, "%lld. %.*s%s%.*s%s", (long long)++number, STR_F(title),
                        it->in_hall ? " (" : "",
                        STR_F(it->in_hall ? msg_text(d->a, d->lang, MSG_minutes_in_hall) : STR("")),
                        it->in_hall ? ")" : ""));
    }
}

static void draw_dropped(struct drawing *d)
{
    for (size_t i = 0; i < d->items.n; i++) {
        const struct meeting_item *it = &d->items.v[i];
        if (!str_eq(it->state, STR("dropped")))
            continue;
        struct str title = quoted(d, meeting_in_lang(it->title, d->lang));
        fact_of(d, MSG_minutes_dropped,
                it->reason.n
                    ? str_fmt(d->a, "%.*s (%.*s)", STR_F(title), STR_F(quoted(d, it->reason)))
                    : title);
    }
}

static void draw_vote(struct drawing *d, size_t at)
{
    const struct meeting_vote *v = &d->votes.v[at];
    bool carried = str_eq(v->outcome, STR("carried"));

    if (v->voided || d->vote_drawn[at])
        return;
    d->vote_drawn[at] = true;
    struct str subject = quoted(d, meeting_vote_subject(v, &d->items, d->lang));
    if (str_eq(v->kind, STR("add_item")))
        subject = msg_text(d->a, d->lang, MSG_minutes_vote_add, ARG_S("title", subject));
    line(d, str_fmt(d->a, "- %.*s",
                    STR_F(msg_text(
                        d->a, d->lang, carried ? MSG_minutes_vote_carried : MSG_minutes_vote_lost,
                        ARG_S("subject", subject), ARG_N("for", v->tally.in_favour),
                        ARG_N("against", v->tally.against), ARG_N("abstained", v->tally.abstained),
                        ARG_N("present", v->present)))));
    if (carried && v->decision.n)
        fact(d, MSG_minutes_decided, v->decision);
}

/* A wish to speak counts once its author had the floor. */
static bool was_said(const struct drawing *d, const struct meeting_word *w)
{
    if (str_eq(w->state, STR("hidden")))
        return false;
    if (!str_eq(w->kind, STR("speech")))
        return true;
    for (size_t i = 0; i < d->speakers.n; i++)
        if (d->speakers.v[i].word_id == w->id)
            return d->speakers.v[i].began_at != 0;
    return false;
}

/* What somebody said, as long as there is room for. */
static struct str said(struct drawing *d, struct str text)
{
    struct str head = d->quote ? str_utf8_head(text, d->quote) : text;

    return quoted(d, head.n < text.n ? str_fmt(d->a, "%.*s…", STR_F(head)) : text);
}

static void draw_word_itself(struct drawing *d, const struct meeting_word *w)
{
    bool question = str_eq(w->kind, STR("question")), gone = str_eq(w->state, STR("withdrawn"));
    enum msg label = question                           ? MSG_minutes_question
                     : str_eq(w->kind, STR("proposal")) ? MSG_minutes_proposal
                                                        : MSG_minutes_speech;
    struct str what = msg_text(d->a, d->lang, label, ARG_N("number", w->number)),
               text = gone ? msg_text(d->a, d->lang, MSG_meeting_word_withdrawn) : said(d, w->text);

    if (!was_said(d, w))
        return;
    line(d, w->author.n && !gone ? str_fmt(d->a, "- %.*s (%.*s): %.*s", STR_F(what),
                                           STR_F(quoted(d, w->author)), STR_F(text))
                                 : str_fmt(d->a, "- %.*s: %.*s", STR_F(what), STR_F(text)));
    if (question && !gone && w->answer_reason.n)
        line(d, str_fmt(d->a, "  - %.*s: %.*s", STR_F(msg_text(d->a, d->lang, MSG_answer_answer)),
                        STR_F(said(d, w->answer_reason))));
}

/* A proposal and, right after it, how it was voted. */
static void draw_word(struct drawing *d, size_t at)
{
    const struct meeting_word *w = &d->words.v[at];

    if (d->word_drawn[at])
        return;
    d->word_drawn[at] = true;
    draw_word_itself(d, w);
    for (size_t i = 0; i < d->votes.n; i++)
        if (d->votes.v[i].word_id == w->id)
            draw_vote(d, i);
}

static void draw_talk(struct drawing *d, int64_t item_id)
{
    for (size_t i = 0; i < d->words.n; i++)
        if (d->words.v[i].item_id == item_id)
            draw_word(d, i);
    for (size_t i = 0; i < d->votes.n; i++)
        if (d->votes.v[i].item_id == item_id)
            draw_vote(d, i);
}

/* What was voted stands there with its vote already: alone, or several decisions one under the
 * other. */
static bool decided_by_vote(const struct drawing *d, const struct meeting_item *it)
{
    struct buf *b = buf_new(d->a, MINUTES_MAX);

    for (size_t i = 0; i < d->votes.n; i++) {
        const struct meeting_vote *v = &d->votes.v[i];
        if (v->voided || v->item_id != it->id || !v->decision.n)
            continue;
        if (buf_str(b).n)
            buf_add_char(b, '\n');
        buf_add(b, v->decision);
    }
    return str_eq(buf_str(b), it->decision);
}

static bool is_left(const struct drawing *d)
{
    for (size_t i = 0; i < d->words.n; i++)
        if (!d->word_drawn[i] && was_said(d, &d->words.v[i]))
            return true;
    for (size_t i = 0; i < d->votes.n; i++)
        if (!d->vote_drawn[i] && !d->votes.v[i].voided)
            return true;
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
                        STR_F(quoted(d, meeting_in_lang(it->title, d->lang)))));
        fact(d, MSG_meeting_speaker, it->speaker);
        draw_talk(d, it->id);
        if (!decided_by_vote(d, it))
            fact(d, MSG_minutes_decided, it->decision);
    }
    if (!is_left(d))
        return;
    heading(d, "##", msg_text(d->a, d->lang, MSG_minutes_part_other));
    for (size_t i = 0; i < d->words.n; i++)
        draw_word(d, i);
    for (size_t i = 0; i < d->votes.n; i++)
        draw_vote(d, i);
}

/* False where it does not fit. */
static bool draw(struct drawing *d, size_t quote)
{
    d->quote = quote;
    buf_clear(d->b);
    memset(d->word_drawn, 0, d->words.n * sizeof *d->word_drawn);
    memset(d->vote_drawn, 0, d->votes.n * sizeof *d->vote_drawn);
    draw_head(d);
    draw_officers(d);
    draw_agenda(d);
    draw_dropped(d);
    draw_items(d);
    return !buf_failed(d->b) && str_utf8_length(buf_str(d->b)) <= MEETING_MINUTES_CHARS;
}

enum err meeting_minutes_draw(struct db *db, struct arena *a, const struct meeting *m,
                              enum lang lang, struct str *out)
{
    static const size_t quotes[] = {0, 500, 100};
    struct drawing d = {.a = a, .lang = lang, .b = buf_new(a, MINUTES_MAX), .m = m};
    size_t i = 0, n = sizeof quotes / sizeof *quotes;

    TRY(gather(db, &d));
    while (i < n && !draw(&d, quotes[i]))
        i++;
    if (i == n)
        return ERR_TOO_LARGE;
    *out = str_trim(buf_str(d.b));
    return OK;
}
