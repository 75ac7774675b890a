/* Rules as a table and as JSON. */
#include "charter/charter_list.h"

#include "base/json_values.h"
#include "doc/csv.h"

void charter_put_csv(struct buf *b, struct arena *a, const struct rules_described *all)
{
    static const char *const titles[] = {
        "key",    "title",          "value",           "unit",         "says",       "status",
        "source", "decision_title", "decision_number", "decision_day", "valid_from", "valid_to"};
    struct csv_out o;

    (void)a;
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < all->n; i++) {
        const struct rule_described *d = &all->v[i];

        csv_put_str(&o, d->key);
        csv_put_str(&o, d->title);
        csv_put_str(&o, d->raw);
        csv_put_str(&o, d->unit);
        csv_put_str(&o, d->says);
        csv_put_str(&o, d->status);
        csv_put_str(&o, d->source);
        csv_put_str(&o, d->overridden ? d->decision.title : STR(""));
        csv_put_str(&o, d->overridden ? d->decision.number : STR(""));
        csv_put_day(&o, d->overridden ? d->decision.day : DAY_NONE);
        csv_put_day(&o, d->valid_from);
        csv_put_day(&o, d->valid_to);
        csv_end_row(&o);
    }
}

static void put_rule(struct json *j, struct arena *a, const struct rule_described *d)
{
    json_object_begin(j);
    json_field_str(j, "key", d->key);
    json_field_str(j, "title", d->title);
    json_field_str(j, "value", d->set ? d->raw : STR_NONE);
    json_field_str(j, "text", d->set ? d->value : STR_NONE);
    json_field_str(j, "says", d->says);
    json_field_str(j, "unit", d->unit);
    json_field_str(j, "status", d->status);
    json_field_str(j, "source", d->source);
    json_key(j, STR("decision"));
    if (d->overridden) {
        json_object_begin(j);
        json_field_str(j, "title", d->decision.title);
        json_field_str(j, "number", d->decision.number);
        json_field_day(j, a, "day", d->decision.day);
        json_object_end(j);
    } else {
        json_none(j);
    }
    json_field_day(j, a, "valid_from", d->valid_from);
    json_field_day(j, a, "valid_to", d->valid_to);
    json_object_end(j);
}

void charter_put_json(struct json *j, struct arena *a, struct str place_code,
                      const struct rules_described *all)
{
    json_object_begin(j);
    json_field_str(j, "place", place_code.n ? place_code : STR_NONE);
    json_field_day(j, a, "day", clock_today());
    json_key(j, STR("rules"));
    json_array_begin(j);
    for (size_t i = 0; i < all->n; i++)
        put_rule(j, a, &all->v[i]);
    json_array_end(j);
    json_object_end(j);
}
