/* Names of the enums, as options, files and JSON spell them; and the lot. See count.h. */
#include "count/count.h"

static const char *const vote_names[COUNT_VOTE_COUNT] = {
    [COUNT_APPROVAL] = "approval",     [COUNT_CHOOSE1] = "choose-1", [COUNT_ORDINAL] = "ordinal",
    [COUNT_CUMULATIVE] = "cumulative", [COUNT_SCORING] = "scoring",  [COUNT_KNAPSACK] = "knapsack",
};

static const char *const rule_names[COUNT_RULE_COUNT] = {
    [COUNT_GREEDY] = "greedy",
    [COUNT_MES] = "mes",
    [COUNT_EES] = "ees",
    [COUNT_PHRAGMEN] = "phragmen",
    [COUNT_PLURALITY] = "plurality",
    [COUNT_MULTI_APPROVAL] = "approval",
    [COUNT_BORDA_COUNT] = "borda",
    [COUNT_SCORES] = "scores",
    [COUNT_TWO_ROUND] = "two-round",
    [COUNT_IRV] = "irv",
    [COUNT_STV] = "stv",
    [COUNT_SCHULZE] = "schulze",
    [COUNT_CONDORCET] = "condorcet",
    [COUNT_KEMENY] = "kemeny",
};

static const char *const sat_names[COUNT_SAT_COUNT] = {
    [COUNT_SAT_COST] = "cost",
    [COUNT_SAT_CARDINALITY] = "cardinality",
    [COUNT_SAT_POINTS] = "points",
    [COUNT_SAT_BORDA] = "borda",
};

static const char *const completion_names[COUNT_COMPLETION_COUNT] = {
    [COUNT_COMPLETION_NONE] = "none",      [COUNT_COMPLETION_ADD1] = "add1",
    [COUNT_COMPLETION_ADD1U] = "add1u",    [COUNT_COMPLETION_GREEDY] = "greedy",
    [COUNT_COMPLETION_ADDOPT] = "add-opt", [COUNT_COMPLETION_ADDOPT_SKIP] = "add-opt-skip",
};

static const char *const fault_names[COUNT_FAULT_COUNT] = {
    [COUNT_FAULT_EMPTY_FILE] = "empty_file",
    [COUNT_FAULT_NO_SECTION] = "no_section",
    [COUNT_FAULT_SECTION_ORDER] = "section_order",
    [COUNT_FAULT_SECTION_TWICE] = "section_twice",
    [COUNT_FAULT_MISSING_HEADER] = "missing_header",
    [COUNT_FAULT_MISSING_KEY] = "missing_key",
    [COUNT_FAULT_KEY_TWICE] = "key_twice",
    [COUNT_FAULT_VOTE_TYPE] = "vote_type",
    [COUNT_FAULT_MONEY_NOT_NUMBER] = "money_not_number",
    [COUNT_FAULT_MONEY_NEGATIVE] = "money_negative",
    [COUNT_FAULT_MONEY_TOO_LARGE] = "money_too_large",
    [COUNT_FAULT_BUDGET_ZERO] = "budget_zero",
    [COUNT_FAULT_NO_PROJECTS] = "no_projects",
    [COUNT_FAULT_NO_VOTES] = "no_votes",
    [COUNT_FAULT_PROJECT_ID_EMPTY] = "project_id_empty",
    [COUNT_FAULT_PROJECT_TWICE] = "project_twice",
    [COUNT_FAULT_UNKNOWN_PROJECT] = "unknown_project",
    [COUNT_FAULT_VOTER_TWICE] = "voter_twice",
    [COUNT_FAULT_TOO_FEW_FIELDS] = "too_few_fields",
    [COUNT_FAULT_TOO_MANY_FIELDS] = "too_many_fields",
    [COUNT_FAULT_NO_COSTS] = "no_costs",
    [COUNT_FAULT_POINTS_NOT_NUMBER] = "points_not_number",
    [COUNT_FAULT_POINTS_MISMATCH] = "points_mismatch",
    [COUNT_FAULT_TOO_MANY_CHOICES] = "too_many_choices",
    [COUNT_FAULT_WEIGHT] = "weight",
    [COUNT_FAULT_RANK] = "rank",
    [COUNT_FAULT_CELL] = "cell",
    [COUNT_FAULT_LINE_TOO_LONG] = "line_too_long",
    [COUNT_FAULT_QUOTE_OPEN] = "quote_open",
    [COUNT_FAULT_NOT_UTF8] = "not_utf8",
    [COUNT_FAULT_NUMBER] = "number",
    [COUNT_FAULT_FORMAT] = "format",
    [COUNT_FAULT_READ] = "read",
    [COUNT_NOTICE_COUNT_DIFFERS] = "count_differs",
    [COUNT_NOTICE_LISTED_TWICE] = "listed_twice",
    [COUNT_NOTICE_VOTER_TWICE] = "voter_counted_twice",
    [COUNT_NOTICE_COST_ZERO] = "cost_zero",
    [COUNT_NOTICE_COST_ABOVE_BUDGET] = "cost_above_budget",
};

static const char *const refusal_names[COUNT_REFUSAL_COUNT] = {
    [COUNT_FITS] = "fits",
    [COUNT_REFUSAL_POINTS_NEEDED] = "points_needed",
    [COUNT_REFUSAL_ORDER_NEEDED] = "order_needed",
    [COUNT_REFUSAL_APPROVAL_NEEDED] = "approval_needed",
    [COUNT_REFUSAL_COMPLETION] = "completion",
    [COUNT_REFUSAL_SAT] = "sat",
    [COUNT_REFUSAL_BUDGET_NEEDED] = "budget_needed",
    [COUNT_REFUSAL_SEATS] = "seats",
    [COUNT_REFUSAL_TOO_MANY] = "too_many",
    [COUNT_REFUSAL_TIES_IN_BALLOT] = "ties_in_ballot",
    [COUNT_REFUSAL_NEGATIVE_POINTS] = "negative_points",
    [COUNT_REFUSAL_PART_FUNDING] = "part_funding",
};

static const char *const event_names[COUNT_EVENT_KIND_COUNT] = {
    [COUNT_EVENT_START] = "start",
    [COUNT_EVENT_ELECTED] = "elected",
    [COUNT_EVENT_SKIPPED] = "skipped",
    [COUNT_EVENT_DROPPED] = "dropped",
    [COUNT_EVENT_TIE] = "tie",
    [COUNT_EVENT_FREE] = "free",
    [COUNT_EVENT_COMPLETION] = "completion",
    [COUNT_EVENT_RAISED] = "raised",
    [COUNT_EVENT_STOPPED] = "stopped",
    [COUNT_EVENT_PART] = "part",
    [COUNT_EVENT_BELOW] = "below",
    [COUNT_EVENT_NO_QUORUM] = "no_quorum",
    [COUNT_EVENT_TALLY] = "tally",
    [COUNT_EVENT_QUOTA] = "quota",
    [COUNT_EVENT_OUT] = "out",
    [COUNT_EVENT_SURPLUS] = "surplus",
    [COUNT_EVENT_TRANSFER] = "transfer",
    [COUNT_EVENT_PAIR] = "pair",
    [COUNT_EVENT_PATH] = "path",
    [COUNT_EVENT_NO_WINNER] = "no_winner",
    [COUNT_EVENT_NEEDED] = "needed",
};

static bool find(const char *const *names, int n, struct str name, int *out)
{
    for (int i = 0; i < n; i++)
        if (str_eq_nocase(name, str_of(names[i]))) {
            *out = i;
            return true;
        }
    return false;
}

const char *count_vote_name(enum count_vote v)
{
    return vote_names[v];
}

const char *count_rule_name(enum count_rule r)
{
    return rule_names[r];
}

const char *count_sat_name(enum count_sat s)
{
    return sat_names[s];
}

const char *count_completion_name(enum count_completion c)
{
    return completion_names[c];
}

const char *count_fault_name(enum count_fault_kind k)
{
    return fault_names[k];
}

const char *count_refusal_name(enum count_refusal r)
{
    return refusal_names[r];
}

const char *count_event_name(enum count_event_kind k)
{
    return event_names[k];
}

bool count_vote_find(struct str name, enum count_vote *out)
{
    int i;
    if (!find(vote_names, COUNT_VOTE_COUNT, name, &i))
        return false;
    *out = (enum count_vote)i;
    return true;
}

bool count_rule_find(struct str name, enum count_rule *out)
{
    int i;
    if (!find(rule_names, COUNT_RULE_COUNT, name, &i))
        return false;
    *out = (enum count_rule)i;
    return true;
}

bool count_sat_find(struct str name, enum count_sat *out)
{
    int i;
    if (!find(sat_names, COUNT_SAT_COUNT, name, &i))
        return false;
    *out = (enum count_sat)i;
    return true;
}

bool count_completion_find(struct str name, enum count_completion *out)
{
    int i;
    if (!find(completion_names, COUNT_COMPLETION_COUNT, name, &i))
        return false;
    *out = (enum count_completion)i;
    return true;
}

bool count_rule_has_seats(enum count_rule r)
{
    return r >= COUNT_PLURALITY;
}

static uint64_t fnv1a(uint64_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001B3u;
    return h;
}

uint64_t count_lot(struct str seed, struct str id)
{
    uint64_t h = fnv1a(0xCBF29CE484222325u, seed);
    h = fnv1a(h, STR("\n"));
    h = fnv1a(h, id);
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBu;
    return h ^ (h >> 31);
}
