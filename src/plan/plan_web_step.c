/* Steps of a plan: one form, whose fields depend on the step. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"

static struct str step_words(struct arena *a, enum lang lang, struct str to, const char *end)
{
    enum msg key;

    if (!msg_find(str_fmt(a, "plan_step_%.*s%s", STR_F(to), end), &key))
        return to;
    return msg_text(a, lang, key);
}

struct str plan_step_title(const struct out *o, struct str to)
{
    return step_words(o->arena, o->lang, to, "");
}

static enum err step_page(struct request *rq, const struct plan_get_row *plan,
                          struct plan_step_page *p, int status)
{
    p->id = plan->id;
    p->plan_title = PLAN_SAY(rq->lang, plan, title);
    p->title = step_words(rq->arena, rq->lang, p->to, "");
    p->lead = step_words(rq->arena, rq->lang, p->to, "_lead");
    p->wants_order = str_eq(p->to, STR("approved"));
    p->wants_assembly = str_eq(p->to, STR("discussed"));
    p->wants_day = p->wants_order || p->wants_assembly || str_eq(p->to, STR("in_force"));
    p->wants_reason = str_eq(p->to, STR("revised")) || str_eq(p->to, STR("closed")) ||
                      str_eq(p->to, STR("dropped"));
    return req_page(rq, status, &(struct page){.title = p->title, .section = "plan"},
                    VIEW(plan_step), p);
}

static enum err load(struct request *rq, struct plan_get_row *plan, struct str *to)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(plan_row_load(rq, id, plan));
    *to = req_param(rq, "to");
    return state_known(&plan_machine, *to) ? OK : ERR_NOT_FOUND;
}

enum err plan_step_get(struct request *rq)
{
    struct plan_get_row plan;
    const struct state_rule *rule;
    struct plan_step_page p = {
        .number = STR(""), .place = STR(""), .present = STR(""), .reason = STR("")};

    TRY(load(rq, &plan, &p.to));
    p.day = p.in_force_from = day_iso(rq->arena, clock_today());
    /* A step that is not possible now says so at once, not after the form was filled in. */
    enum err e =
        state_check(&plan_machine, plan.state, p.to, rq->viewer.caps, rq->lang, &rq->faults, &rule);
    if (e == ERR_FORBIDDEN)
        return e;
    return step_page(rq, &plan, &p, e == OK ? 200 : 409);
}

static void facts_typed(struct request *rq, struct plan_step_page *p, struct plan_facts *f)
{
    enum { MOST_PRESENT = 100000 };

    p->day = req_field(rq, "day");
    p->number = req_field(rq, "number");
    p->place = req_field(rq, "place");
    p->present = req_field(rq, "present");
    p->reason = req_field(rq, "reason");
    p->in_force_from = req_field(rq, "in_force_from");
    *f = (struct plan_facts){.day = DAY_NONE,
                             .number = p->number,
                             .place = p->place,
                             .reason = p->reason,
                             .in_force_from = DAY_NONE,
                             .file = plan_upload(rq, "file")};
    req_field_day(rq, "day", false, &f->day);
    req_field_day(rq, "in_force_from", false, &f->in_force_from);
    if (p->present.n > 0)
        req_field_i64(rq, "present", 1, MOST_PRESENT, &f->present);
}

static enum err make(struct plan_do *d, int64_t *id, struct str to, const struct plan_facts *f)
{
    if (str_eq(to, STR("discussion")))
        return plan_publish(d, *id);
    if (str_eq(to, STR("discussed")))
        return plan_discussed(d, *id, f);
    if (str_eq(to, STR("approved")))
        return plan_approve(d, *id, f);
    if (str_eq(to, STR("in_force")))
        return plan_put_in_force(d, *id, f->day);
    if (str_eq(to, STR("revised")))
        return plan_revise(d, *id, f->reason, id);
    if (str_eq(to, STR("closed")))
        return plan_close(d, *id, f);
    if (str_eq(to, STR("dropped")))
        return plan_drop(d, *id, f);
    return ERR_NOT_FOUND;
}

enum err plan_step_post(struct request *rq)
{
    struct plan_do d = plan_do_of(rq);
    struct plan_get_row plan;
    struct plan_facts facts;
    struct plan_step_page p = {0};

    TRY(load(rq, &plan, &p.to));
    int64_t id = plan.id;
    facts_typed(rq, &p, &facts);
    enum err e = make(&d, &id, p.to, &facts);
    if (plan_form_status(e))
        return step_page(rq, &plan, &p, plan_form_status(e));
    TRY(e);
    return req_redirect_saying(rq, plan_path(rq, id, "/edit"), MSG_plan_step_done);
}
