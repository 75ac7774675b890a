/* The states of a plan: the table of steps, their names, and what each state allows. Standard Plan
 * 4.1 to 4.11. What a step needs and does: plan_state.c. */
#include "plan/plan_in.h"

#include "web/cap.h"

static const struct state_rule rows[] = {
    {"draft", "discussion", CAP_PLAN_DRAFT, .rule_key = NULL},
    {"draft", "dropped", CAP_PLAN_DRAFT, .reason = true},
    {"discussion", "discussed", CAP_PLAN_DRAFT},
    {"discussion", "closed", CAP_APPROVE, .reason = true},
    {"discussed", "approved", CAP_APPROVE, .order = true},
    {"discussed", "closed", CAP_APPROVE, .reason = true},
    {"approved", "in_force", CAP_PLAN_DRAFT},
    {"approved", "closed", CAP_APPROVE, .reason = true},
    {"in_force", "revised", CAP_PLAN_DRAFT, .reason = true, .rule_key = PLAN_RULE_REVISIONS},
    {"in_force", "closed", CAP_APPROVE, .reason = true},
};
const struct state_machine plan_machine = {"plan_state", rows, sizeof rows / sizeof *rows};

struct str plan_state_name(struct arena *a, enum lang lang, struct str state)
{
    return state_name(a, lang, &plan_machine, state);
}

bool plan_editable(struct str state)
{
    return str_eq(state, STR("draft")) || str_eq(state, STR("discussion")) ||
           str_eq(state, STR("discussed"));
}

bool plan_public(struct str state)
{
    return !str_eq(state, STR("draft")) && !str_eq(state, STR("dropped"));
}
