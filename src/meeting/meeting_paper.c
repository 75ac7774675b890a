/* What hangs on the board and is handed out: the poster, the invitation, slips for proposals.
 *
 * Each carries a code that leads to its page. The language of the paper is that of the address. */
#include "body/body.h"
#include "doc/pdf.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_web.h"
#include "place/place.h"
#include "text/dates.h"

#define PAPER_BYTES_MAX (16 * MIB)
#define SLIPS           2 /* on a sheet, with room to write */
#define WRITTEN         6 /* lines of a slip */

static struct str url_of(struct request *rq, const struct meeting *m, const char *rest)
{
    return req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)),
                               STR_F(meeting_below(rq, m->id, rest))));
}

static struct pdf *paper_of(struct request *rq, const struct meeting *m, enum paper paper,
                            struct str title, enum msg caption, const char *rest, struct buf *out)
{
    struct pdf_setup setup = {
        .paper = paper,
        .large = paper == PAPER_A3,
        .lang = rq->lang,
        .title = title,
        .issuer = rq->scope.name,
        .footer = msg_text(rq->arena, rq->lang, MSG_meeting_paper_as_of,
                           ARG_S("day", text_date(rq->arena, rq->lang, clock_today()))),
        .page_of = msg_raw(rq->lang, MSG_meeting_paper_page_of),
        .qr_url = url_of(rq, m, rest),
        .qr_caption = meeting_say_here(rq, caption),
    };
    return pdf_new(rq->arena, &setup, out);
}

static enum err deliver(struct request *rq, struct pdf *p, const struct buf *out)
{
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(out), STR(""));
}

static void fact(struct request *rq, struct pdf *p, enum msg label, struct str value)
{
    if (value.n)
        pdf_paragraph(
            p, str_fmt(rq->arena, "%.*s: %.*s", STR_F(meeting_say_here(rq, label)), STR_F(value)));
}

/* When and where first and large: that is what is read from across the street. */
static void facts(struct request *rq, struct pdf *p, const struct meeting *m)
{
    struct str venue = meeting_venue(m, rq->lang);
    struct str topic = str_eq(m->topic, STR("other"))
                           ? STR("")
                           : meeting_word_text(rq->arena, rq->lang, "topic", m->topic);

    pdf_heading(p, 2,
                msg_text(rq->arena, rq->lang, MSG_meeting_paper_when,
                         ARG_S("when", text_date_weekday(rq->arena, rq->lang, m->day)),
                         ARG_S("time", text_time(rq->arena, m->starts_at))));
    if (venue.n)
        pdf_heading(p, 2, venue);
    fact(rq, p, MSG_meeting_kind, meeting_kind_name(m->kind, rq->lang));
    fact(rq, p, MSG_meeting_topic, topic);
    fact(rq, p, MSG_meeting_link_remote, m->remote_url);
    fact(rq, p, MSG_meeting_caller, meeting_word_text(rq->arena, rq->lang, "caller", m->caller));
    if (m->call_order.n && m->call_day != DAY_NONE)
        pdf_paragraph(p, msg_text(rq->arena, rq->lang, MSG_meeting_by_order,
                                  ARG_S("number", m->call_order),
                                  ARG_S("day", text_date(rq->arena, rq->lang, m->call_day))));
}

static enum err agenda(struct request *rq, struct pdf *p, const struct meeting *m)
{
    struct meeting_items items;
    int64_t number = 0;

    TRY(meeting_items_of(rq->db, rq->arena, m->id, &items));
    if (items.n)
        pdf_heading(p, 2, meeting_say_here(rq, MSG_meeting_agenda));
    for (size_t i = 0; i < items.n; i++) {
        const struct meeting_item *it = &items.v[i];
        struct str title = meeting_in_lang(it->title, rq->lang);

        if (str_eq(it->state, STR("dropped")))
            continue;
        number++;
        pdf_paragraph(p, it->speaker.n
                             ? str_fmt(rq->arena, "%lld. %.*s (%.*s)", (long long)number,
                                       STR_F(title), STR_F(it->speaker))
                             : str_fmt(rq->arena, "%lld. %.*s", (long long)number, STR_F(title)));
    }
    return OK;
}

/* The last notice: why it moved, that it was cancelled, by how much it was short. */
static enum err news(struct request *rq, struct pdf *p, const struct meeting *m)
{
    struct meeting_notices told;

    TRY(meeting_notices_of(rq->db, rq->arena, m->id, &told));
    if (told.n == 0)
        return OK;
    const struct meeting_notice *last = &told.v[told.n - 1];
    bool cancelled = str_eq(m->state, STR("cancelled"));
    if (cancelled)
        pdf_heading(p, 2, meeting_say_here(rq, MSG_meeting_paper_cancelled));
    if (told.n > 1)
        pdf_paragraph(p, msg_text(rq->arena, rq->lang,
                                  cancelled ? MSG_meeting_cancelled_says : MSG_meeting_moved_says,
                                  ARG_S("reason", last->reason)));
    if (!cancelled && last->short_by > 0)
        pdf_paragraph(
            p, msg_text(rq->arena, rq->lang, MSG_meeting_notice_short, ARG_N("n", last->short_by),
                        ARG_S("ground", meeting_ground_name(rq->arena, rq->lang, m->emergency)),
                        ARG_S("act", m->emergency_act)));
    return OK;
}

/* Who calls it signs. A group of residents calls through the head, who answered its request and
 * whose office prepares the meeting. */
static enum err signature(struct request *rq, struct pdf *p, const struct meeting *m)
{
    struct body body;

    if (str_eq(m->caller, STR("head")) || str_eq(m->caller, STR("initiative_group"))) {
        pdf_signature(p, meeting_say_here(rq, MSG_meeting_paper_head));
        return OK;
    }
    if (m->body_id) {
        TRY(body_find(rq->db, rq->arena, rq->scope.id, m->body_id, &body));
        pdf_paragraph(p, body_name(&body, rq->lang));
    }
    pdf_signature(p, meeting_word_text(rq->arena, rq->lang, "caller", m->caller));
    return OK;
}

static enum err notice_paper(struct request *rq, enum paper paper, bool invitation)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    bool cancelled = str_eq(m.state, STR("cancelled"));
    struct pdf *p =
        paper_of(rq, &m, paper, meeting_title(&m, rq->lang), MSG_meeting_paper_qr, "", out);
    TRY(news(rq, p, &m));
    if (!cancelled)
        pdf_paragraph(p, meeting_say_here(rq, MSG_meeting_paper_invites));
    facts(rq, p, &m);
    TRY(agenda(rq, p, &m));
    if (!cancelled)
        pdf_paragraph(p, meeting_say_here(rq, MSG_meeting_paper_words));
    if (invitation)
        TRY(signature(rq, p, &m));
    return deliver(rq, p, out);
}

enum err meeting_poster_get(struct request *rq)
{
    return notice_paper(rq, PAPER_A3, false);
}

enum err meeting_invitation_get(struct request *rq)
{
    return notice_paper(rq, PAPER_A4, true);
}

/* Slips to cut apart; the officer who types one in comes to the form by the code. */
enum err meeting_slips_get(struct request *rq)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    struct pdf *p = paper_of(rq, &m, PAPER_A4, meeting_title(&m, rq->lang),
                             MSG_meeting_paper_slip_qr, "/say", out);
    for (int i = 0; i < SLIPS; i++) {
        pdf_heading(p, 3, meeting_say_here(rq, MSG_meeting_paper_slip));
        pdf_paragraph(p,
                      str_fmt(rq->arena, "%.*s · %.*s", STR_F(meeting_kind_name(m.kind, rq->lang)),
                              STR_F(text_datetime(rq->arena, rq->lang, m.starts_at))));
        pdf_paragraph(p, meeting_say_here(rq, MSG_meeting_paper_slip_kind));
        pdf_write_lines(p, STR(""), WRITTEN);
        pdf_write_lines(p, meeting_say_here(rq, MSG_meeting_paper_slip_name), 1);
        pdf_paragraph(p, meeting_say_here(rq, MSG_meeting_paper_slip_public));
    }
    return deliver(rq, p, out);
}
