/* Faults, results and traces of a counting in words. See tally.h; the sentences are
 * i18n/LANG/count.po. */
#include "app/tally.h"
#include "i18n/i18n.h"

#define DIGITS 6 /* decimals of a rational in words; the JSON has it exact */

static enum msg key(struct arena *a, const char *prefix, const char *name, enum msg fallback)
{
    enum msg found;
    return msg_find(str_fmt(a, "%s%s", prefix, name), &found) ? found : fallback;
}

void tally_text_fault(FILE *out, enum lang lang, struct str file, const struct count_fault *f)
{
    struct arena a;

    arena_init(&a, MIB);
    enum msg k = key(&a, "count_fault_", count_fault_name(f->kind), MSG_count_fault_format);
    struct str text = msg_text(&a, lang, k, ARG_S("value", f->value));
    fprintf(out, "%.*s:", STR_F(file));
    if (f->line)
        fprintf(out, "%llu:", (unsigned long long)f->line);
    if (f->field.n)
        fprintf(out, " %.*s:", STR_F(f->field));
    fprintf(out, " %.*s\n", STR_F(text));
    arena_free(&a);
}

struct str tally_text_refusal(struct arena *a, enum lang lang, enum count_refusal why)
{
    return msg_text(a, lang,
                    key(a, "count_refusal_", count_refusal_name(why), MSG_count_refusal_sat));
}

static struct str money(struct arena *a, const struct count_election *e, count_money amount)
{
    struct buf *b = buf_new(a, KIB);
    count_money_put(b, amount, e->money_decimals);
    return buf_str(b);
}

/* "id" or "id (name)". */
static struct str project(struct arena *a, const struct count_election *e, uint32_t p)
{
    if (p == UINT32_MAX)
        return STR("");
    struct str id = e->project[p].id, name = e->project[p].name;
    return name.n ? str_fmt(a, "%.*s (%.*s)", STR_F(id), STR_F(name)) : id;
}

static struct str rational(struct arena *a, struct str exact)
{
    if (!exact.p)
        return STR("");
    struct buf *b = buf_new(a, 64 * KIB);
    count_rational_put(b, exact, DIGITS);
    return buf_str(b);
}

static struct str ties_name(struct arena *a, const struct count_options *opt)
{
    if (opt->ties == COUNT_TIES_LOT)
        return str_fmt(a, "lot:%.*s", STR_F(opt->lot_seed));
    return opt->ties == COUNT_TIES_COST ? STR("cost") : STR("id");
}

static enum msg event_key(struct arena *a, const struct count_options *opt,
                          const struct count_event *ev)
{
    switch (ev->kind) {
    case COUNT_EVENT_ELECTED:
        if (count_rule_has_seats(opt->rule))
            return MSG_count_event_elected_seat;
        if (opt->rule == COUNT_GREEDY)
            return MSG_count_event_elected_greedy;
        if (opt->sat == COUNT_SAT_POINTS || opt->sat == COUNT_SAT_BORDA)
            return MSG_count_event_elected_units;
        if (opt->rule == COUNT_PHRAGMEN)
            return MSG_count_event_elected_phragmen;
        if (opt->rule == COUNT_EES)
            return MSG_count_event_elected_ees;
        return ev->n == ev->m ? MSG_count_event_elected_shares_alike
                              : MSG_count_event_elected_shares;
    case COUNT_EVENT_STOPPED:
        return opt->rule == COUNT_TWO_ROUND ? MSG_count_event_second_round
                                            : MSG_count_event_stopped;
    case COUNT_EVENT_NEEDED:
        if (ev->m)
            return ev->n ? MSG_count_event_needed_more : MSG_count_event_needed_unknown;
        return MSG_count_event_needed;
    default:
        return key(a, "count_event_", count_event_name(ev->kind), MSG_count_event_tally);
    }
}

struct str tally_text_event(struct arena *a, enum lang lang, const struct count_election *e,
                            const struct count_options *opt, const struct count_event *ev)
{
    return msg_text(
        a, lang, event_key(a, opt, ev), ARG_S("project", project(a, e, ev->project)),
        ARG_S("other", project(a, e, ev->other)), ARG_N("round", ev->round),
        ARG_N("n", (int64_t)ev->n), ARG_N("m", (int64_t)ev->m),
        ARG_S("measure", rational(a, ev->measure)), ARG_S("amount", rational(a, ev->amount)),
        ARG_S("sum", rational(a, ev->sum)), ARG_S("ties", ties_name(a, opt)),
        ARG_S("cost",
              ev->project == UINT32_MAX ? STR("") : money(a, e, e->project[ev->project].cost)));
}

struct str tally_text_progress(struct arena *a, enum lang lang, const struct count_election *e,
                               const struct count_progress *p)
{
    return msg_text(a, lang, MSG_count_progress, ARG_N("round", (int64_t)p->round),
                    ARG_N("n", (int64_t)p->increment), ARG_S("spent", money(a, e, p->spent)),
                    ARG_S("budget", money(a, e, e->budget)));
}

void tally_text_result(struct buf *out, struct arena *a, enum lang lang, struct str file,
                       const struct count_election *e, const struct count_options *opt,
                       const struct count_result *r)
{
    buf_add(out, msg_text(a, lang, MSG_count_result_head, ARG_S("file", file),
                          ARG_S("rule", str_of(count_rule_name(opt->rule))),
                          ARG_S("sat", str_of(count_sat_name(opt->sat))),
                          ARG_S("completion", str_of(count_completion_name(opt->completion))),
                          ARG_S("ties", ties_name(a, opt))));
    buf_add_char(out, '\n');
    buf_add(out, msg_text(a, lang, MSG_count_result_size, ARG_N("voters", (int64_t)e->voters),
                          ARG_N("projects", e->projects),
                          ARG_S("budget", e->has_budget ? money(a, e, e->budget) : STR("-"))));
    buf_add_char(out, '\n');
    for (size_t i = 0; i < r->events; i++) {
        buf_add(out, tally_text_event(a, lang, e, opt, &r->event[i]));
        buf_add_char(out, '\n');
    }
    if (r->winners)
        buf_add(out, msg_text(a, lang, MSG_count_result_winners, ARG_N("n", r->winners),
                              ARG_S("cost", money(a, e, r->total))));
    else
        buf_add(out, msg_text(a, lang, MSG_count_result_none));
    buf_add_char(out, '\n');
    for (uint32_t i = 0; i < r->winners; i++) {
        struct str name = project(a, e, r->order[i]),
                   cost = money(a, e, e->project[r->order[i]].cost);
        buf_printf(out, "%4u. %.*s", i + 1, STR_F(name));
        if (e->has_budget)
            buf_printf(out, ", %.*s", STR_F(cost));
        buf_add_char(out, '\n');
    }
}
