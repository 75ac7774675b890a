/* A dated task: what was reported, and the form that reports. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"

static enum err load(struct request *rq, int64_t id, struct plan_task_page *p)
{
    struct plan_reports_rows rows;

    TRY(plan_task_get(rq->db, rq->arena, &(struct plan_task_get_in){.id = id}, &p->t));
    if (!p->t.place_id.has || p->t.place_id.v != rq->scope.id)
        return ERR_NOT_FOUND;
    TRY(plan_reports(rq->db, rq->arena, &(struct plan_reports_in){.task_id = id}, &rows));
    struct plan_report_view *v = arena_array(rq->arena, struct plan_report_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] =
            (struct plan_report_view){.outcome = msg_text(rq->arena, rq->lang,
                                                          str_eq(rows.v[i].outcome, STR("done"))
                                                              ? MSG_plan_report_outcome_done
                                                              : MSG_plan_report_outcome_not_done),
                                      .words = rows.v[i].words,
                                      .link = rows.v[i].link,
                                      .document = plan_document_path(rq, rows.v[i].document_id),
                                      .correction = rows.v[i].correction,
                                      .day = rows.v[i].day,
                                      .at = rows.v[i].at};
    p->reports = (struct plan_reports_view){v, rows.n};
    p->planned = p->t.planned_on;
    p->outcomes = PLAN_CHOICES(rq, "plan_report_outcome", "done", "not_done");
    p->reportable = req_may(rq, CAP_REPORT) && !str_eq(p->t.state, STR("replaced"));
    plan_task_status_view(rq, p->t.state, p->t.due_on, p->t.done_on, &p->view);
    return OK;
}

static enum err page(struct request *rq, struct plan_task_page *p, int status)
{
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_task), .section = "plan"},
        VIEW(plan_task_page), p);
}

enum err plan_task_page_get(struct request *rq)
{
    struct plan_task_page p = {.outcome = STR("done"),
                               .day = day_iso(rq->arena, clock_today()),
                               .words = STR(""),
                               .link = STR(""),
                               .correction = STR("")};
    int64_t id;

    TRY(req_path_id(rq, "task_id", &id));
    TRY(load(rq, id, &p));
    return page(rq, &p, 200);
}

static enum err conflict(struct request *rq, int64_t id)
{
    struct plan_task_page now = {0};

    TRY(load(rq, id, &now));
    struct str theirs = now.reports.n ? now.reports.v[0].words : STR("");
    const struct conflict_row row = {STR("words"),
                                     msg_text(rq->arena, rq->lang, MSG_plan_report_words), theirs};
    return req_conflict(rq,
                        &(struct conflict){.title = PLAN_TEXT(rq->lang, &now.t, title),
                                           .path = str_fmt(rq->arena, "/%.*s/plan/tasks/%lld",
                                                           STR_F(rq->scope.code), (long long)id),
                                           .version = now.t.reports,
                                           .n = 1,
                                           .rows = &row});
}

enum err plan_task_post(struct request *rq)
{
    struct plan_task_page p = {.outcome = req_field(rq, "outcome"),
                               .day = req_field(rq, "day"),
                               .words = req_field(rq, "words"),
                               .link = req_field(rq, "link"),
                               .correction = req_field(rq, "correction")};
    struct plan_do d = plan_do_of(rq);
    struct plan_report_new r = {.outcome = p.outcome,
                                .day = DAY_NONE,
                                .words = p.words,
                                .link = p.link,
                                .correction = p.correction,
                                .file = plan_upload(rq, "file")};

    TRY(req_path_id(rq, "task_id", &r.task_id));
    req_field_day(rq, "day", false, &r.day);
    /* The conflict page sends the number of reports it showed as `version`. */
    req_field_i64(rq, req_has(rq, "version") ? "version" : "seen", 0, INT32_MAX, &r.seen);
    enum err e = plan_report(&d, &r);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return conflict(rq, r.task_id);
    if (plan_form_status(e)) {
        TRY(load(rq, r.task_id, &p));
        return page(rq, &p, plan_form_status(e));
    }
    TRY(e);
    return req_redirect_saying(
        rq,
        str_fmt(rq->arena, "/%.*s/plan/tasks/%lld", STR_F(rq->scope.code), (long long)r.task_id),
        MSG_plan_report_saved);
}
