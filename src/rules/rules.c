/* Which value holds where and when: the shipped table under the overrides of the installation and
 * of the place. */
#include "rules/rules.h"

#include "rules/overrides.h"
#include "rules/rules_sql.h"
#include "rules/rules_table.h"
#include "rules/value.h"

const struct rule *rules_shipped(size_t *n)
{
    *n = rules_table_count;
    return rules_table;
}

static bool holds(day_t from, day_t to, day_t day)
{
    return (from == DAY_NONE || from <= day) && (to == DAY_NONE || day <= to);
}

const struct rule *rules_find(struct str key, day_t day)
{
    const struct rule *first = NULL;

    for (size_t i = 0; i < rules_table_count; i++) {
        const struct rule *r = &rules_table[i];

        if (!str_eq(str_of(r->key), key))
            continue;
        if (holds(r->from, r->to, day))
            return r;
        if (!first)
            first = r;
    }
    return first;
}

enum err rules_value(struct db *db, struct arena *a, const char *key, int64_t place_id, day_t day,
                     struct rule_value *out)
{
    const struct rule *rule = rules_find(str_of(key), day);
    struct rule_override_of_place_rows rows;
    struct str text;

    if (!rule)
        return ERR_BUG;
    TRY(rule_overrides(db, a, place_id, &rows));
    const struct rule_override_of_place_row *o = rule_override_pick(a, &rows, str_of(key), day);

    text = o ? o->value : str_of(rule->value);
    if (!text.p)
        return ERR_NOT_FOUND;
    /* A stored value passed rules_parse; if it no longer reads, the table of rules has changed
     * under it. */
    return rule_value_read(a, rule, text, out) == OK ? OK : ERR_BUG;
}

static enum err value_of_type(struct db *db, struct arena *a, const char *key, int64_t place_id,
                              day_t day, unsigned types, struct rule_value *out)
{
    const struct rule *rule = rules_find(str_of(key), day);

    if (!rule || (types >> rule->type & 1) == 0)
        return ERR_BUG;
    return rules_value(db, a, key, place_id, day, out);
}

#define TYPE(t) (1u << RULE_##t)

enum err rules_i64(struct db *db, struct arena *a, const char *key, int64_t place_id, day_t day,
                   int64_t *out)
{
    struct rule_value v;

    TRY(value_of_type(db, a, key, place_id, day, TYPE(INTEGER), &v));
    *out = v.num;
    return OK;
}

enum err rules_fraction(struct db *db, struct arena *a, const char *key, int64_t place_id,
                        day_t day, int64_t *num, int64_t *den)
{
    struct rule_value v;

    TRY(value_of_type(db, a, key, place_id, day, TYPE(FRACTION) | TYPE(QUORUM), &v));
    *num = v.num;
    *den = v.den;
    return OK;
}

enum err rules_range(struct db *db, struct arena *a, const char *key, int64_t place_id, day_t day,
                     int64_t *from, int64_t *to)
{
    struct rule_value v;

    TRY(value_of_type(db, a, key, place_id, day, TYPE(RANGE), &v));
    *from = v.num;
    *to = v.den;
    return OK;
}

enum err rules_list(struct db *db, struct arena *a, const char *key, int64_t place_id, day_t day,
                    struct rule_items *out)
{
    struct rule_value v;

    TRY(value_of_type(db, a, key, place_id, day,
                      TYPE(LIST) | TYPE(NUMBERS) | TYPE(MAP) | TYPE(STEPS), &v));
    *out = (struct rule_items){v.items, v.n};
    return OK;
}

enum err rules_choice(struct db *db, struct arena *a, const char *key, int64_t place_id, day_t day,
                      struct str *out)
{
    struct rule_value v;

    TRY(value_of_type(db, a, key, place_id, day, TYPE(CHOICE), &v));
    *out = v.name;
    return OK;
}

enum err rules_overriding_places(struct db *db, struct arena *a, const char *key, day_t day,
                                 struct rule_places *out)
{
    struct rule_override_places_rows rows;

    TRY(rule_override_places(
        db, a, &(struct rule_override_places_in){.key = str_of(key), .day = day}, &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].place_id;
    *out = (struct rule_places){v, rows.n};
    return OK;
}

enum err rules_history(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                       const char *key, struct rule_history *out)
{
    struct rule_override_history_rows rows;

    TRY(rule_override_history(
        db, a, &(struct rule_override_history_in){.key = str_of(key), .place_id = place_id},
        &rows));
    struct rule_history_item *v = arena_array(a, struct rule_history_item, rows.n);

    for (size_t i = 0; i < rows.n; i++) {
        const struct rule_override_history_row *r = &rows.v[i];
        const struct rule *rule = rules_find(str_of(key), r->valid_from);
        struct rule_value value;

        v[i] = (struct rule_history_item){
            .id = r->id,
            .version = r->version,
            .at = r->at,
            .raw = r->value,
            .value = r->value,
            .decision = {r->decision_title, r->decision_number, r->decision_day},
            .valid_from = r->valid_from,
            .valid_to = r->valid_to,
        };
        if (rule && rule_value_read(a, rule, r->value, &value) == OK)
            v[i].value = rules_value_text(a, lang, rule, &value);
    }
    *out = (struct rule_history){v, rows.n};
    return OK;
}
