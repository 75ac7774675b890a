/* What each stage of an engagement plan still lacks before the next step. Standard Plan 4.1 to
 * 4.11. */
#include "plan/plan_in.h"
#include "plan/plan_peers.h"

#include "text/dates.h"

enum err plan_stepped_on(struct plan_do *p, int64_t plan_id, const char *state, day_t *out)
{
    struct plan_step_day_row row;

    TRY(plan_step_day(
        p->db, p->a, &(struct plan_step_day_in){.plan_id = plan_id, .state = str_of(state)}, &row));
    *out = row.day;
    return OK;
}

static enum err missing_group(struct plan_do *p, const struct plan_get_row *plan)
{
    struct plan_group g;

    if (!plan->body_id.has) {
        fault_add(p->f, STR("body"), MSG_plan_fault_no_group);
        return OK;
    }
    enum err e = plan_group_get(p->db, p->a, plan->place_id.v, plan->body_id.v, LANG_KY, &g);
    if (e == ERR_NOT_FOUND) {
        fault_add(p->f, STR("body"), MSG_plan_fault_no_such_group);
        return OK;
    }
    TRY(e);
    if (!g.approved)
        fault_add(p->f, STR("body"), MSG_plan_fault_group_unapproved, ARG_S("group", g.name.text));
    return OK;
}

static enum err missing_issues(struct plan_do *p, const struct plan_get_row *plan)
{
    struct plan_issues_rows issues;
    struct plan_sources_rows sources;

    TRY(plan_issues(p->db, p->a, &(struct plan_issues_in){.plan_id = plan->id}, &issues));
    TRY(plan_sources(p->db, p->a, &(struct plan_sources_in){.plan_id = plan->id}, &sources));
    if (issues.n == 0)
        fault_add(p->f, STR("issues"), MSG_plan_fault_no_issues);
    if (sources.n == 0)
        fault_add(p->f, STR("sources"), MSG_plan_fault_no_sources);
    return OK;
}

static enum err missing_measures(struct plan_do *p, const struct plan_get_row *plan)
{
    struct plan_measures_rows m;
    int64_t in[PLAN_DIRECTIONS + 1] = {0};

    TRY(plan_measures(p->db, p->a, &(struct plan_measures_in){.plan_id = plan->id}, &m));
    for (size_t i = 0; i < m.n; i++)
        in[plan_direction_of(m.v[i].section)]++;
    for (int d = 0; d < PLAN_DIRECTIONS; d++)
        if (in[d] == 0)
            fault_add(
                p->f, STR("measures"), MSG_plan_fault_no_measures,
                ARG_S("direction", plan_direction_name(p->a, p->lang, plan_direction_code[d])));
    for (size_t i = 0; i < m.n; i++) {
        /* What an earlier version already carried out stays in the plan as it was. */
        bool carried = m.v[i].origin_id != m.v[i].id;
        if (m.v[i].to_day < clock_today() && !carried && plan_editable(plan->state))
            fault_add(p->f, STR("measures"), MSG_plan_fault_measure_past,
                      ARG_S("measure", PLAN_TEXT(p->lang, &m.v[i], title)),
                      ARG_S("day", text_date(p->a, p->lang, m.v[i].to_day)));
        if (m.v[i].from_day < plan->from_day || m.v[i].to_day > plan->to_day)
            fault_add(p->f, STR("measures"), MSG_plan_fault_measure_outside,
                      ARG_S("measure", PLAN_TEXT(p->lang, &m.v[i], title)));
    }
    return OK;
}

static enum err missing_discussion(struct plan_do *p, const struct plan_get_row *plan)
{
    struct plan_comments_unanswered_row open;

    if (str_eq(plan->state, STR("draft"))) {
        fault_add(p->f, STR("state"), MSG_plan_fault_not_published);
        return OK;
    }
    TRY(plan_comments_unanswered(
        p->db, p->a, &(struct plan_comments_unanswered_in){.plan_id = plan->id}, &open));
    if (open.n > 0)
        fault_add(p->f, STR("comments"), MSG_plan_fault_unanswered, ARG_N("n", open.n));
    return OK;
}

static enum err missing_step(struct plan_do *p, const struct plan_get_row *plan, const char *state,
                             enum msg msg)
{
    day_t day;
    enum err e = plan_stepped_on(p, plan->id, state, &day);

    if (e == ERR_NOT_FOUND) {
        fault_add(p->f, STR("state"), msg);
        return OK;
    }
    return e;
}

enum err plan_missing(struct plan_do *p, const struct plan_get_row *plan, enum plan_stage stage)
{
    switch (stage) {
    case STAGE_GROUP:
        return missing_group(p, plan);
    case STAGE_ISSUES:
        return missing_issues(p, plan);
    case STAGE_MEASURES:
        return missing_measures(p, plan);
    case STAGE_DISCUSSION:
        return missing_discussion(p, plan);
    case STAGE_ASSEMBLY:
        return missing_step(p, plan, "discussed", MSG_plan_fault_not_discussed);
    case STAGE_ORDER:
        return missing_step(p, plan, "approved", MSG_plan_fault_not_approved);
    case STAGE_FORCE:
        return missing_step(p, plan, "in_force", MSG_plan_fault_not_in_force);
    case STAGE_COUNT:
        break;
    }
    return ERR_BUG;
}
