/* Result and trace as JSON. See count.h. */
#include "base/json.h"
#include "count/inside.h"

static void money(struct json *j, const struct count_election *e, count_money amount)
{
    struct buf b;
    buf_init(&b, KIB);
    count_money_put(&b, amount, e->money_decimals);
    json_str(j, buf_str(&b));
    buf_free(&b);
}

static void winners(struct json *j, const struct count_election *e, const struct count_result *r)
{
    json_key(j, STR("winners"));
    json_array_begin(j);
    for (uint32_t i = 0; i < e->projects; i++)
        for (uint32_t k = 0; k < r->winners; k++)
            if (r->order[k] == e->by_id[i]) {
                json_str(j, e->project[e->by_id[i]].id);
                break;
            }
    json_array_end(j);
    json_key(j, STR("order"));
    json_array_begin(j);
    for (uint32_t k = 0; k < r->winners; k++)
        json_str(j, e->project[r->order[k]].id);
    json_array_end(j);
}

static void ties(struct json *j, const struct count_options *opt)
{
    struct buf b;

    json_key(j, STR("ties"));
    if (opt->ties != COUNT_TIES_LOT) {
        json_str(j, opt->ties == COUNT_TIES_COST ? STR("cost") : STR("id"));
        return;
    }
    buf_init(&b, MIB);
    buf_lit(&b, "lot:");
    buf_add(&b, opt->lot_seed);
    json_str(j, buf_str(&b));
    buf_free(&b);
}

static void raised(struct json *j, const struct count_election *e, const struct count_result *r)
{
    if (!r->increments && r->by_rule == r->winners)
        return;
    json_field_i64(j, "increments", (int64_t)r->increments);
    json_key(j, STR("before_completion"));
    json_array_begin(j);
    for (uint32_t k = 0; k < r->by_rule; k++)
        json_str(j, e->project[r->order[k]].id);
    json_array_end(j);
}

void count_result_json(struct json *j, const struct count_election *e,
                       const struct count_options *opt, const struct count_result *r)
{
    json_field_str(j, "rule", str_of(count_rule_name(opt->rule)));
    json_field_str(j, "sat", str_of(count_sat_name(opt->sat)));
    json_field_str(j, "completion", str_of(count_completion_name(opt->completion)));
    ties(j, opt);
    json_field_i64(j, "voters", (int64_t)e->voters);
    json_field_i64(j, "projects", e->projects);
    json_key(j, STR("budget"));
    if (e->has_budget)
        money(j, e, e->budget);
    else
        json_none(j);
    if (count_rule_has_seats(opt->rule))
        json_field_i64(j, "seats", opt->seats ? opt->seats : 1);
    winners(j, e, r);
    json_key(j, STR("total_cost"));
    money(j, e, r->total);
    json_field_i64(j, "rounds", (int64_t)r->rounds);
    raised(j, e, r);
    if (r->part != NONE) {
        json_key(j, STR("part_funded"));
        json_object_begin(j);
        json_field_str(j, "id", e->project[r->part].id);
        json_key(j, STR("amount"));
        money(j, e, r->part_sum);
        json_object_end(j);
    }
}

static void event(struct json *j, const struct count_election *e, const struct count_event *ev)
{
    json_object_begin(j);
    json_field_str(j, "event", str_of(count_event_name(ev->kind)));
    if (ev->round)
        json_field_i64(j, "round", ev->round);
    if (ev->project != NONE)
        json_field_str(j, "project", e->project[ev->project].id);
    if (ev->other != NONE)
        json_field_str(j, "other", e->project[ev->other].id);
    if (ev->n)
        json_field_i64(j, "n", (int64_t)ev->n);
    if (ev->m)
        json_field_i64(j, "m", (int64_t)ev->m);
    if (ev->measure.p)
        json_field_str(j, "measure", ev->measure);
    if (ev->amount.p)
        json_field_str(j, "amount", ev->amount);
    if (ev->sum.p)
        json_field_str(j, "sum", ev->sum);
    json_object_end(j);
}

void count_trace_json(struct json *j, const struct count_election *e, const struct count_result *r)
{
    json_array_begin(j);
    for (size_t i = 0; i < r->events; i++)
        event(j, e, &r->event[i]);
    json_array_end(j);
}
