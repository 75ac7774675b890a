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

/* What a file holds may be anything, but a terminal obeys control characters. */
static struct str printable(struct arena *a, struct str s)
{
    struct buf *b = buf_new(a, s.n * 3 + 1);
    bool text = str_utf8_valid(s);

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool control = c < 0x20 || c == 0x7F || (!text && c >= 0x80) ||
                       (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0);
        if (!control)
            buf_add_char(b, s.p[i]);
        else
            buf_lit(b, "\xEF\xBF\xBD"); /* U+FFFD */
        i += control && text && c == 0xC2;
    }
    return buf_str(b);
}

void tally_text_fault(FILE *out, enum lang lang, struct str file, const struct count_fault *f)
{
    struct arena a;

    arena_init(&a, MIB);
    enum msg k = key(&a, "count_fault_", count_fault_name(f->kind), MSG_count_fault_format);
    struct str text = msg_text(&a, lang, k, ARG_S("value", printable(&a, f->value)));
    fprintf(out, "%.*s:", STR_F(file));
    if (f->line)
        fprintf(out, "%llu:", (unsigned long long)f->line);
    if (f->field.n)
        fprintf(out, " %.*s:", STR_F(printable(&a, f->field)));
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
    struct str id = printable(a, e->project[p].id), name = printable(a, e->project[p].name);
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

/* A winner, by what the rule says of one. */
static enum msg elected_key(const struct count_options *opt, const struct count_event *ev)
{
    bool alike = ev->n == ev->m,
         units = opt->sat == COUNT_SAT_POINTS || opt->sat == COUNT_SAT_BORDA;

    switch (opt->rule) {
    case COUNT_GREEDY:
        return ev->measure.p ? MSG_count_event_elected_greedy : MSG_count_event_elected_greedy_free;
    case COUNT_PHRAGMEN:
        return ev->measure.p ? MSG_count_event_elected_phragmen
                             : MSG_count_event_elected_unsupported;
    case COUNT_EES:
        return MSG_count_event_elected_ees;
    case COUNT_KEMENY:
        return MSG_count_event_elected_kemeny;
    case COUNT_MES:
        break;
    default:
        return MSG_count_event_elected_seat;
    }
    if (units)
        return alike ? MSG_count_event_elected_units_alike : MSG_count_event_elected_units;
    return alike ? MSG_count_event_elected_shares_alike : MSG_count_event_elected_shares;
}

static enum msg event_key(struct arena *a, const struct count_options *opt,
                          const struct count_event *ev)
{
    switch (ev->kind) {
    case COUNT_EVENT_ELECTED:
        return elected_key(opt, ev);
    case COUNT_EVENT_DROPPED:
        return ev->sum.p ? MSG_count_event_dropped : MSG_count_event_dropped_ees;
    case COUNT_EVENT_TRANSFER:
        return ev->other == UINT32_MAX ? MSG_count_event_transfer_nobody : MSG_count_event_transfer;
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
    if (p->losers)
        return msg_text(a, lang, MSG_count_progress_needed, ARG_N("n", (int64_t)p->asked),
                        ARG_N("m", (int64_t)p->losers));
    return msg_text(a, lang, MSG_count_progress, ARG_N("round", (int64_t)p->round),
                    ARG_N("n", (int64_t)p->increment), ARG_S("spent", money(a, e, p->spent)),
                    ARG_S("budget", money(a, e, e->budget)));
}

static void line_add(struct buf *out, struct str text)
{
    buf_add(out, text);
    buf_add_char(out, '\n');
}

/* What was counted and how: of seats there is neither satisfaction nor money. */
static void head(struct buf *out, struct arena *a, enum lang lang, struct str file,
                 const struct count_election *e, const struct count_options *opt)
{
    struct str rule = str_of(count_rule_name(opt->rule)), ties = printable(a, ties_name(a, opt));

    if (count_rule_has_seats(opt->rule)) {
        line_add(out, msg_text(a, lang, MSG_count_result_head_seats, ARG_S("file", file),
                               ARG_S("rule", rule), ARG_N("seats", opt->seats ? opt->seats : 1),
                               ARG_S("ties", ties)));
        line_add(out,
                 msg_text(a, lang, MSG_count_result_size_seats, ARG_N("voters", (int64_t)e->voters),
                          ARG_N("candidates", e->projects)));
        return;
    }
    line_add(out, msg_text(a, lang, MSG_count_result_head, ARG_S("file", file), ARG_S("rule", rule),
                           ARG_S("sat", str_of(count_sat_name(opt->sat))),
                           ARG_S("completion", str_of(count_completion_name(opt->completion))),
                           ARG_S("ties", ties)));
    line_add(out,
             msg_text(a, lang, MSG_count_result_size, ARG_N("voters", (int64_t)e->voters),
                      ARG_N("projects", e->projects), ARG_S("budget", money(a, e, e->budget))));
}

static void winners(struct buf *out, struct arena *a, enum lang lang,
                    const struct count_election *e, const struct count_options *opt,
                    const struct count_result *r)
{
    bool seats = count_rule_has_seats(opt->rule);

    if (!r->winners)
        line_add(out, msg_text(a, lang, MSG_count_result_none));
    else if (seats)
        line_add(out, msg_text(a, lang, MSG_count_result_winners_seats, ARG_N("n", r->winners)));
    else
        line_add(out, msg_text(a, lang, MSG_count_result_winners, ARG_N("n", r->winners),
                               ARG_S("cost", money(a, e, r->total))));
    for (uint32_t i = 0; i < r->winners; i++) {
        buf_printf(out, "%4u. %.*s", i + 1, STR_F(project(a, e, r->order[i])));
        if (!seats)
            buf_printf(out, ", %.*s", STR_F(money(a, e, e->project[r->order[i]].cost)));
        buf_add_char(out, '\n');
    }
    if (r->part != UINT32_MAX)
        line_add(out,
                 msg_text(a, lang, MSG_count_result_part, ARG_S("project", project(a, e, r->part)),
                          ARG_S("amount", money(a, e, r->part_sum)),
                          ARG_S("cost", money(a, e, e->project[r->part].cost))));
}

void tally_text_result(struct buf *out, struct arena *a, enum lang lang, struct str file,
                       const struct count_election *e, const struct count_options *opt,
                       const struct count_result *r)
{
    head(out, a, lang, file, e, opt);
    for (size_t i = 0; i < r->events; i++)
        line_add(out, tally_text_event(a, lang, e, opt, &r->event[i]));
    winners(out, a, lang, e, opt, r);
}
