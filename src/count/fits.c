/* Which rule takes which ballots, completion, satisfaction, seats. See count.h. */
#include "count/inside.h"

enum count_refusal count_options_check(const struct count_options *opt)
{
    bool shares = opt->rule == COUNT_MES;
    switch (opt->completion) {
    case COUNT_COMPLETION_NONE:
        break;
    case COUNT_COMPLETION_GREEDY:
        if (opt->rule != COUNT_MES && opt->rule != COUNT_EES)
            return COUNT_REFUSAL_COMPLETION;
        break;
    case COUNT_COMPLETION_ADD1:
    case COUNT_COMPLETION_ADD1U:
        if (!shares)
            return COUNT_REFUSAL_COMPLETION;
        break;
    default:
        if (opt->rule != COUNT_EES)
            return COUNT_REFUSAL_COMPLETION;
    }
    bool by_number = opt->sat == COUNT_SAT_POINTS || opt->sat == COUNT_SAT_BORDA;
    if (by_number && opt->rule != COUNT_GREEDY && opt->rule != COUNT_MES)
        return opt->rule == COUNT_PHRAGMEN ? COUNT_REFUSAL_APPROVAL_NEEDED : COUNT_REFUSAL_SAT;
    bool single =
        opt->rule == COUNT_TWO_ROUND || opt->rule == COUNT_IRV || opt->rule == COUNT_CONDORCET;
    if (single && opt->seats > 1)
        return COUNT_REFUSAL_SEATS;
    if (!count_rule_has_seats(opt->rule) && opt->seats)
        return COUNT_REFUSAL_SEATS;
    if (opt->part_funding &&
        (count_rule_has_seats(opt->rule) ||
         ((opt->rule == COUNT_MES || opt->rule == COUNT_EES) &&
          opt->completion != COUNT_COMPLETION_ADD1U && opt->completion != COUNT_COMPLETION_GREEDY)))
        return COUNT_REFUSAL_PART_FUNDING;
    return COUNT_FITS;
}

static bool negative_points(const struct count_election *e)
{
    for (size_t i = 0; e->points && i < e->start[e->ballots]; i++)
        if (e->points[i] < 0)
            return true;
    return false;
}

static enum count_refusal sat_check(const struct count_election *e, const struct count_options *opt)
{
    if (opt->sat == COUNT_SAT_POINTS && !e->points)
        return COUNT_REFUSAL_POINTS_NEEDED;
    if (opt->sat == COUNT_SAT_BORDA && e->vote != COUNT_ORDINAL)
        return COUNT_REFUSAL_ORDER_NEEDED;
    if (opt->sat == COUNT_SAT_POINTS && opt->rule == COUNT_MES && negative_points(e))
        return COUNT_REFUSAL_NEGATIVE_POINTS;
    return COUNT_FITS;
}

static enum count_refusal seats_check(const struct count_election *e,
                                      const struct count_options *opt)
{
    bool ordinal = e->vote == COUNT_ORDINAL;

    if (opt->seats > e->projects)
        return COUNT_REFUSAL_SEATS;
    switch (opt->rule) {
    case COUNT_SCORES:
        return e->points ? COUNT_FITS : COUNT_REFUSAL_POINTS_NEEDED;
    case COUNT_MULTI_APPROVAL:
        return ordinal || e->points ? COUNT_REFUSAL_APPROVAL_NEEDED : COUNT_FITS;
    case COUNT_PLURALITY:
    case COUNT_TWO_ROUND:
        if (ordinal && e->level) /* two first choices are no choice */
            return COUNT_REFUSAL_TIES_IN_BALLOT;
        return ordinal || e->vote == COUNT_CHOOSE1 ? COUNT_FITS : COUNT_REFUSAL_ORDER_NEEDED;
    case COUNT_IRV:
    case COUNT_STV:
        if (ordinal && e->level)
            return COUNT_REFUSAL_TIES_IN_BALLOT;
        break;
    case COUNT_KEMENY:
        if (ordinal && e->projects > COUNT_KEMENY_MAX)
            return COUNT_REFUSAL_TOO_MANY;
        break;
    default:
        break;
    }
    return ordinal ? COUNT_FITS : COUNT_REFUSAL_ORDER_NEEDED;
}

enum count_refusal count_election_check(const struct count_election *e,
                                        const struct count_options *opt)
{
    enum count_refusal r = count_options_check(opt);

    if (r != COUNT_FITS)
        return r;
    if (count_rule_has_seats(opt->rule))
        return seats_check(e, opt);
    if (!e->has_budget)
        return COUNT_REFUSAL_BUDGET_NEEDED;
    if (opt->rule == COUNT_PHRAGMEN &&
        (e->vote == COUNT_ORDINAL || e->vote == COUNT_CUMULATIVE || e->vote == COUNT_SCORING))
        return COUNT_REFUSAL_APPROVAL_NEEDED;
    return sat_check(e, opt);
}
