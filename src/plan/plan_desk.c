/* The desk: tasks of the plan in force for whoever carries them out, unanswered comments, and the
 * next step of a plan. */
#include "plan/plan_in.h"

#include "plan/plan_peers.h"
#include "rules/rules.h"
#include "web/cap.h"

enum { SHOWN_DONE = 7, MOST = 600 };

struct list {
    struct due *v;
    size_t n;
};

static void add(struct list *l, struct due d)
{
    if (l->n < MOST)
        l->v[l->n++] = d;
}

/* The longest warning of rule engagement_plan.task.warn_days; none set: on the day. */
static enum err ahead(struct db *db, struct arena *a, const struct due_query *q, int64_t *out)
{
    struct rule_items days;
    enum err e = rules_list(db, a, PLAN_RULE_WARN, q->place_id, q->today, &days);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    int64_t most = 0;
    for (size_t i = 0; e == OK && i < days.n; i++)
        most = days.v[i].num > most ? days.v[i].num : most;
    *out = most;
    return OK;
}

static enum err tasks(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct plan_tasks_due_rows rows;
    int64_t warn;
    /* Who keeps the plan sees every task; others those they are responsible for. */
    bool all = (q->caps & CAP_BIT(CAP_PLAN_DRAFT)) != 0;

    if (!(q->caps & CAP_BIT(CAP_REPORT)))
        return OK;
    TRY(ahead(db, a, q, &warn));
    TRY(plan_tasks_due(db, a,
                       &(struct plan_tasks_due_in){.place_id = q->place_id,
                                                   .since = q->today - SHOWN_DONE,
                                                   .until = q->today + (day_t)warn,
                                                   .person_id = all ? 0 : q->person_id},
                       &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_tasks_due_row *t = &rows.v[i];
        bool done = str_eq(t->state, STR("done"));
        add(l, (struct due){.on = t->due_on,
                            .title = msg_text(a, q->lang, MSG_plan_due_task,
                                              ARG_S("measure", PLAN_TEXT(q->lang, t, title))),
                            .path = str_fmt(a, "/%.*s/plan/tasks/%lld", STR_F(q->place_code),
                                            (long long)t->id),
                            .rule_key = PLAN_RULE_WARN,
                            .warning = !done && t->due_on > q->today,
                            .done = done});
    }
    return OK;
}

static void add_next(struct list *l, struct str title, struct str path)
{
    add(l, (struct due){.on = DAY_NONE, .title = title, .path = path, .next_step = true});
}

/* No plan is being prepared. Where none is in force either, the cycle begins: the working group,
 * its approval by order, the draft. */
static enum err first_step(struct db *db, struct arena *a, const struct due_query *q,
                           struct list *l)
{
    struct plan_in_force_row in_force;
    struct plan_groups groups;
    enum err e = plan_in_force(
        db, a, &(struct plan_in_force_in){.place_id = q->place_id, .kind = PLAN_ENGAGEMENT},
        &in_force);

    if (e != ERR_NOT_FOUND)
        return e;
    TRY(plan_group_list(db, a, q->place_id, q->lang, &groups));
    if (groups.n == 0) {
        if (q->caps & CAP_BIT(CAP_REGISTER))
            add_next(l, msg_text(a, q->lang, MSG_plan_next_group),
                     str_fmt(a, "/%.*s/bodies/new", STR_F(q->place_code)));
    } else if (!groups.v[0].approved) {
        if (q->caps & (CAP_BIT(CAP_REGISTER) | CAP_BIT(CAP_APPROVE)))
            add_next(
                l, msg_text(a, q->lang, MSG_plan_next_approve_group),
                str_fmt(a, "/%.*s/bodies/%lld", STR_F(q->place_code), (long long)groups.v[0].id));
    } else if (q->caps & CAP_BIT(CAP_PLAN_DRAFT)) {
        add_next(l, msg_text(a, q->lang, MSG_plan_next_draft),
                 str_fmt(a, "/%.*s/plan/new", STR_F(q->place_code)));
    }
    return OK;
}

/* What those who keep the plan do next with the one being prepared, when no answer is owed. */
static void next_of_open(struct arena *a, const struct due_query *q, const struct plan_open_row *p,
                         struct list *l)
{
    struct str edit = str_fmt(a, "/%.*s/plan/%lld/edit", STR_F(q->place_code), (long long)p->id);

    if (!(q->caps & CAP_BIT(CAP_PLAN_DRAFT)))
        return;
    if (str_eq(p->state, STR("draft")))
        add_next(l, msg_text(a, q->lang, MSG_plan_next_publish), edit);
    else if (str_eq(p->state, STR("discussion")))
        add_next(l, msg_text(a, q->lang, MSG_plan_next_assembly), edit);
    else if (str_eq(p->state, STR("discussed")) && !(q->caps & CAP_BIT(CAP_APPROVE)))
        add_next(l, msg_text(a, q->lang, MSG_plan_next_head), edit);
}

static enum err open_plan(struct db *db, struct arena *a, const struct due_query *q, struct list *l)
{
    struct plan_comments_unanswered_row waiting;
    struct plan_open_row open;
    enum err e = plan_open(
        db, a, &(struct plan_open_in){.place_id = q->place_id, .kind = PLAN_ENGAGEMENT}, &open);

    if (e == ERR_NOT_FOUND)
        return first_step(db, a, q, l);
    TRY(e);
    TRY(plan_comments_unanswered(db, a, &(struct plan_comments_unanswered_in){.plan_id = open.id},
                                 &waiting));
    if (waiting.n > 0 && (q->caps & CAP_BIT(CAP_ANSWER)))
        add(l,
            (struct due){.on = q->today,
                         .title = msg_text(a, q->lang, MSG_plan_due_answers, ARG_N("n", waiting.n)),
                         .path = str_fmt(a, "/%.*s/plan/%lld/discussion", STR_F(q->place_code),
                                         (long long)open.id)});
    if (waiting.n == 0)
        next_of_open(a, q, &open, l);
    /* The head's step; the secretary's own steps stand in the editor. */
    if (str_eq(open.state, STR("discussed")) && waiting.n == 0 && (q->caps & CAP_BIT(CAP_APPROVE)))
        add(l, (struct due){.on = q->today,
                            .title = msg_text(a, q->lang, MSG_plan_due_approve),
                            .path = str_fmt(a, "/%.*s/plan/%lld/edit", STR_F(q->place_code),
                                            (long long)open.id)});
    if (str_eq(open.state, STR("approved")) && (q->caps & CAP_BIT(CAP_PLAN_DRAFT)))
        add(l, (struct due){.on = q->today,
                            .title = msg_text(a, q->lang, MSG_plan_due_in_force),
                            .path = str_fmt(a, "/%.*s/plan/%lld/edit", STR_F(q->place_code),
                                            (long long)open.id)});
    return OK;
}

enum err plan_due(struct db *db, struct arena *a, const struct due_query *q, struct dues *out)
{
    struct list l = {arena_array(a, struct due, MOST), 0};

    TRY(tasks(db, a, q, &l));
    TRY(open_plan(db, a, q, &l));
    *out = (struct dues){l.v, l.n};
    return OK;
}
