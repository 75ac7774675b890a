/* Papers for the information board: the list of issues, the plan, its progress, on A4 and A3. See
 * publish.h.
 *
 * Source: Standard Plan 2.2 (2): the list of issues hangs on the information boards. Each paper
 * carries a code that leads to its page, and the day it was printed. The language of the paper is
 * the language of the address. */
#include "publish/publish_web.h"

#include "base/clock.h"
#include "doc/pdf.h"
#include "publish/publish_views.h"
#include "text/dates.h"

#define PAPER_BYTES_MAX (16 * MIB)

enum err board_get(struct request *rq)
{
    int64_t plan_id;
    enum err e = plan_current_id(rq->db, rq->arena, rq->scope.id, &plan_id);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    struct board_page model = {.has_plan = e == OK};
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_publish_board_title),
                                   .section = "home"},
                    VIEW(board), &model);
}

static struct str page_url(struct request *rq, struct str path)
{
    return req_url(rq, str_fmt(rq->arena, "/%.*s/%.*s%.*s", STR_F(lang_code(rq->lang)),
                               STR_F(rq->scope.code), STR_F(path)));
}

static struct pdf *paper(struct request *rq, struct str title, struct str path, bool landscape,
                         struct buf *out)
{
    struct str wanted = req_query(rq, "paper");
    struct pdf_setup setup = {
        .paper = wanted.p && str_eq_nocase(wanted, STR("a3")) ? PAPER_A3 : PAPER_A4,
        .landscape = landscape,
        .lang = rq->lang,
        .title = title,
        .issuer = rq->scope.name,
        .footer = msg_text(rq->arena, rq->lang, MSG_publish_as_of,
                           ARG_S("day", text_date(rq->arena, rq->lang, clock_today()))),
        .page_of = msg_raw(rq->lang, MSG_publish_page_of),
        .qr_url = page_url(rq, path),
        .qr_caption = msg_text(rq->arena, rq->lang, MSG_publish_qr_caption),
    };
    return pdf_new(rq->arena, &setup, out);
}

static enum err deliver(struct request *rq, struct pdf *p, const struct buf *out)
{
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(out), STR(""));
}

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

enum err board_issues_get(struct request *rq)
{
    struct issue_filter filter = {.state = STR("active"), .today = clock_today()};
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct issues issues;

    TRY(issue_list(rq->db, rq->arena, rq->scope.id, &filter, &issues));
    struct pdf *p = paper(rq, say(rq, MSG_publish_paper_issues), STR("/issues"), false, out);
    struct pdf_column columns[] = {
        {say(rq, MSG_publish_col_number), 1, true},
        {say(rq, MSG_publish_col_issue), 9, false},
        {say(rq, MSG_publish_col_responsible), 4, false},
        {say(rq, MSG_publish_col_refreshed), 2.6, false},
    };
    struct str *cells = arena_array(rq->arena, struct str, issues.n * 4);
    for (size_t i = 0; i < issues.n; i++) {
        const struct issue *issue = &issues.v[i];
        cells[4 * i] = str_fmt(rq->arena, "%lld", (long long)issue->number);
        cells[4 * i + 1] = issue_title(issue, rq->lang);
        cells[4 * i + 2] = issue->responsible;
        cells[4 * i + 3] = issue->refreshed == DAY_NONE
                               ? STR("—")
                               : text_date_short(rq->arena, rq->lang, issue->refreshed);
    }
    pdf_paragraph(p, say(rq, MSG_publish_paper_issues_lead));
    if (issues.n)
        pdf_table(p, columns, 4, cells, issues.n);
    else
        pdf_paragraph(p, say(rq, MSG_publish_paper_no_issues));
    pdf_paragraph(p, say(rq, MSG_publish_paper_tell_us));
    return deliver(rq, p, out);
}

/* The rows of one direction; n 0 where it has none. */
static struct str *measure_cells(struct request *rq, const struct plan_board *board,
                                 enum plan_direction d, bool progress, size_t *n)
{
    struct str *cells = arena_array(rq->arena, struct str, board->n * 5);
    size_t rows = 0;

    for (size_t i = 0; i < board->n; i++) {
        const struct plan_board_measure *m = &board->v[i];
        struct str *row = cells + (progress ? 4 : 5) * rows;
        if (m->direction != d)
            continue;
        row[0] = m->title.text;
        row[1] = progress ? m->responsible : m->form;
        row[2] = m->when;
        if (progress) {
            row[3] = m->tasks ? str_fmt(rq->arena, "%lld / %lld", (long long)m->done,
                                        (long long)m->tasks)
                              : STR("—");
        } else {
            row[3] = m->responsible;
            row[4] = m->result.text;
        }
        rows++;
    }
    *n = rows;
    return cells;
}

static enum err read_board(struct request *rq, struct plan_board *board)
{
    return plan_board(rq->db, rq->arena, rq->scope.id, rq->lang, board);
}

enum err board_plan_get(struct request *rq)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct plan_board board;

    TRY(read_board(rq, &board));
    struct pdf *p = paper(rq, board.title.text, STR("/plan"), true, out);
    struct pdf_column columns[] = {
        {say(rq, MSG_publish_col_measure), 6, false},
        {say(rq, MSG_publish_col_form), 3, false},
        {say(rq, MSG_publish_col_when), 3, false},
        {say(rq, MSG_publish_col_responsible), 3, false},
        {say(rq, MSG_publish_col_result), 4, false},
    };
    pdf_paragraph(p, board.order.n ? str_fmt(rq->arena, "%.*s. %.*s", STR_F(board.state_name),
                                             STR_F(board.order))
                                   : board.state_name);
    for (int d = 0; d < PLAN_DIRECTIONS; d++) {
        size_t n;
        struct str *cells = measure_cells(rq, &board, (enum plan_direction)d, false, &n);
        if (n == 0)
            continue;
        pdf_heading(p, 2, board.direction_name[d]);
        pdf_table(p, columns, 5, cells, n);
    }
    pdf_signature(p, say(rq, MSG_publish_paper_head));
    return deliver(rq, p, out);
}

static void progress_bar(struct request *rq, struct pdf *p, const struct plan_count *c)
{
    double share = c->total > 0 ? (double)c->done / (double)c->total : 0;
    pdf_progress(p, share,
                 msg_text(rq->arena, rq->lang, MSG_publish_progress_says, ARG_N("n", c->done),
                          ARG_N("total", c->total), ARG_N("overdue", c->overdue)));
}

enum err board_progress_get(struct request *rq)
{
    struct buf *out = buf_new(rq->arena, PAPER_BYTES_MAX);
    struct plan_board board;

    TRY(read_board(rq, &board));
    struct pdf *p = paper(
        rq,
        msg_text(rq->arena, rq->lang, MSG_publish_paper_progress, ARG_S("plan", board.title.text)),
        STR("/plan"), false, out);
    struct pdf_column columns[] = {
        {say(rq, MSG_publish_col_measure), 7, false},
        {say(rq, MSG_publish_col_responsible), 3.4, false},
        {say(rq, MSG_publish_col_when), 3.4, false},
        {say(rq, MSG_publish_col_done), 2, true},
    };
    progress_bar(rq, p, &board.total);
    for (int d = 0; d < PLAN_DIRECTIONS; d++) {
        size_t n;
        struct str *cells = measure_cells(rq, &board, (enum plan_direction)d, true, &n);
        if (n == 0)
            continue;
        pdf_heading(p, 2, board.direction_name[d]);
        progress_bar(rq, p, &board.by[d]);
        pdf_table(p, columns, 4, cells, n);
    }
    return deliver(rq, p, out);
}
