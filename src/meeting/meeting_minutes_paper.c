/* Minutes and results as papers to print, sign and hang up. See meeting_minutes.h.
 *
 * The marked-up text is set line by line: "# " and "## " are headings, "- " an entry, what is left
 * a paragraph; other marks are taken out. */
#include "doc/pdf.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes_pages.h"
#include "meeting/meeting_web.h"
#include "text/dates.h"
#include "text/markup.h"

#define PAPER_BYTES_MAX (16 * MIB)

enum { PARAGRAPH_CHARS = 20000 };

static struct pdf *paper_new(struct request *rq, const struct meeting *m, enum paper paper,
                             struct str title, enum lang lang, bool results, struct buf *out)
{
    const char *rest = results ? "/results" : "/minutes";
    struct pdf_setup setup = {
        .paper = paper,
        .lang = lang,
        .title = title,
        .issuer = rq->scope.name,
        .footer = msg_text(rq->arena, lang, MSG_meeting_paper_as_of,
                           ARG_S("day", text_date(rq->arena, lang, clock_today()))),
        .page_of = msg_raw(lang, MSG_meeting_paper_page_of),
        .qr_url = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(lang)),
                                      STR_F(meeting_below(rq, m->id, rest)))),
        .qr_caption =
            msg_text(rq->arena, lang, results ? MSG_results_paper_code : MSG_minutes_paper_code)};
    return pdf_new(rq->arena, &setup, out);
}

static enum err set_line(struct request *rq, struct pdf *p, struct str line)
{
    struct str plain;
    bool entry = str_starts(line, STR("- "));

    if (!line.n)
        return OK;
    TRY(text_markup_plain(rq->arena, line, PARAGRAPH_CHARS, &plain));
    if (str_starts(line, STR("# ")))
        pdf_heading(p, 2, plain);
    else if (str_starts(line, STR("## ")))
        pdf_heading(p, 3, plain);
    else
        pdf_paragraph(p, entry ? str_cat(rq->arena, STR("– "), plain) : plain);
    return OK;
}

/* Length of "1. " at the beginning of a numbered line; 0: it is none. The number is kept, which the
 * plain text of a list would lose. */
static size_t numbered(struct str line)
{
    size_t i = 0;

    while (i < line.n && line.p[i] >= '0' && line.p[i] <= '9')
        i++;
    return i > 0 && i < line.n && line.p[i] == '.' ? i + 1 : 0;
}

static enum err set_numbered(struct request *rq, struct pdf *p, struct str line, size_t number)
{
    struct str plain, rest = {line.p + number, line.n - number};

    TRY(text_markup_plain(rq->arena, str_trim(rest), PARAGRAPH_CHARS, &plain));
    pdf_paragraph(p, str_fmt(rq->arena, "%.*s %.*s", (int)number, line.p, STR_F(plain)));
    return OK;
}

static enum err set_words(struct request *rq, struct pdf *p, struct str words)
{
    struct str rest = words, line;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        size_t number = numbered(line);
        TRY(number ? set_numbered(rq, p, line, number) : set_line(rq, p, line));
    }
    return OK;
}

static void set_signatures(struct request *rq, struct pdf *p, const struct meeting_minutes *m)
{
    struct str names[] = {m->chair, m->secretary};
    static const enum msg labels[] = {MSG_minutes_chair, MSG_minutes_secretary};

    for (size_t i = 0; i < 2; i++) {
        struct str label = msg_text(rq->arena, m->lang, labels[i]);
        pdf_signature(p, names[i].n
                             ? str_fmt(rq->arena, "%.*s: %.*s", STR_F(label), STR_F(names[i]))
                             : label);
    }
    if (m->signed_on != DAY_NONE)
        pdf_paragraph(p, str_fmt(rq->arena, "%.*s: %.*s",
                                 STR_F(msg_text(rq->arena, m->lang, MSG_minutes_signed_on)),
                                 STR_F(text_date(rq->arena, m->lang, m->signed_on))));
}

static void set_attachments(struct request *rq, struct pdf *p, enum lang lang,
                            const struct documents *docs)
{
    if (!docs->n)
        return;
    pdf_heading(p, 2, msg_text(rq->arena, lang, MSG_minutes_attachments));
    for (size_t i = 0; i < docs->n; i++)
        pdf_paragraph(p, str_fmt(rq->arena, "%zu. %.*s", i + 1, STR_F(docs->v[i].title)));
}

enum err meeting_minutes_pdf(struct request *rq, const struct meeting *m,
                             const struct meeting_minutes *minutes, const struct documents *docs)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct str title = minutes->number.n
                           ? msg_text(rq->arena, minutes->lang, MSG_minutes_paper_title_numbered,
                                      ARG_S("number", minutes->number),
                                      ARG_S("meeting", meeting_title(m, minutes->lang)))
                           : msg_text(rq->arena, minutes->lang, MSG_minutes_paper_title,
                                      ARG_S("meeting", meeting_title(m, minutes->lang)));
    if (minutes->edition > 1)
        title = str_fmt(rq->arena, "%.*s, %.*s", STR_F(title),
                        STR_F(msg_text(rq->arena, minutes->lang, MSG_minutes_edition,
                                       ARG_N("n", minutes->edition))));
    struct pdf *p = paper_new(rq, m, PAPER_A4, title, minutes->lang, false, out);

    if (str_eq(minutes->state, STR("draft")))
        pdf_paragraph(p, msg_text(rq->arena, minutes->lang, MSG_minutes_paper_draft));
    TRY(set_words(rq, p, minutes->words));
    set_attachments(rq, p, minutes->lang, docs);
    set_signatures(rq, p, minutes);
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(out), STR(""));
}

enum err meeting_results_pdf(struct request *rq, const struct meeting *m, enum paper paper,
                             const struct meeting_results_page *v, struct str words)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct str title = msg_text(rq->arena, rq->lang, MSG_results_paper_title,
                                ARG_S("meeting", meeting_title(m, rq->lang)));
    struct pdf *p = paper_new(rq, m, paper, title, rq->lang, true, out);

    pdf_paragraph(p, str_fmt(rq->arena, "%.*s. %.*s",
                             STR_F(text_datetime(rq->arena, rq->lang, m->starts_at)),
                             STR_F(meeting_venue(m, rq->lang))));
    pdf_paragraph(p, msg_text(rq->arena, rq->lang, MSG_minutes_registered_says,
                              ARG_N("n", v->registered), ARG_N("women", v->women),
                              ARG_N("men", v->men)));
    TRY(set_words(rq, p, words));
    if (v->decisions.n)
        pdf_heading(p, 2, msg_text(rq->arena, rq->lang, MSG_results_decisions));
    for (size_t i = 0; i < v->decisions.n; i++)
        pdf_paragraph(p, str_fmt(rq->arena, "%zu. %.*s. %.*s", i + 1,
                                 STR_F(v->decisions.v[i].title.text),
                                 STR_F(v->decisions.v[i].decision)));
    pdf_heading(p, 2, msg_text(rq->arena, rq->lang, MSG_ledger_title));
    pdf_paragraph(p, msg_text(rq->arena, rq->lang, MSG_figures_proposals_says,
                              ARG_N("n", v->proposals), ARG_N("answered", v->answered),
                              ARG_N("accepted", v->accepted)));
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(out), STR(""));
}
