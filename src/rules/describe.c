/* Rules told to people: title, sentence, value, source, status, decision. */
#include "rules/rules.h"

#include "rules/overrides.h"
#include "rules/rules_sql.h"
#include "rules/rules_table.h"
#include "rules/value.h"

static const char *const status_words[RULE_STATUS_COUNT] = {
    [RULE_LAW] = "law",           [RULE_SEED] = "seed",       [RULE_MODEL] = "model",
    [RULE_REPORTED] = "reported", [RULE_ASSUMED] = "assumed", [RULE_NOT_FOUND] = "not_found",
};

/* Messages are named by the key, whose dots a C name cannot have. */
static bool key_message(struct arena *a, const char *key, const char *suffix, enum msg *out)
{
    char *name = str_cstr(a, str_fmt(a, "rule_%s%s", key, suffix));

    for (char *p = name; *p; p++) {
        if (*p == '.')
            *p = '_';
    }
    return msg_find(str_of(name), out);
}

struct str rules_title(struct arena *a, enum lang lang, const char *key)
{
    enum msg msg;

    return key_message(a, key, "", &msg) ? msg_text(a, lang, msg) : str_of(key);
}

struct str rules_path(struct arena *a, struct str place_code, const char *key)
{
    return str_fmt(a, "%s%.*s/rules#%s", place_code.n ? "/" : "", STR_F(place_code), key);
}

void rules_fault_unset(struct faults *f, enum lang lang, struct str field, const char *key)
{
    struct fault *added =
        fault_add(f, field, MSG_rules_unset, ARG_S("rule", rules_title(f->arena, lang, key)));

    if (added)
        added->rule_key = key;
}

static int64_t plural_number(const struct rule_value *v)
{
    return v->type == RULE_RANGE ? v->den : v->num;
}

static void describe_value(struct arena *a, enum lang lang, struct str text,
                           struct rule_described *d)
{
    struct rule_value v;
    enum msg msg;

    d->value = d->raw = STR("");
    d->says = msg_text(a, lang, MSG_rules_says_unset);
    if (!text.p || rule_value_read(a, d->rule, text, &v) != OK)
        return;
    d->set = true;
    d->raw = text;
    d->value = rules_value_text(a, lang, d->rule, &v);
    d->says = key_message(a, d->rule->key, "_says", &msg)
                  ? msg_text(a, lang, msg, ARG_S("value", d->value), ARG_N("n", plural_number(&v)))
                  : d->value;
}

static struct rule_described describe(struct arena *a, enum lang lang, const struct rule *rule,
                                      int64_t place_id, const struct rule_override_of_place_row *o)
{
    struct rule_described d = {
        .rule = rule,
        .key = str_of(rule->key),
        .title = rules_title(a, lang, rule->key),
        .unit = str_of(rule->unit),
        .source = rule_source_text(a, lang, str_of(rule->source)),
        .status = str_of(status_words[rule->status]),
        .valid_from = rule->from,
        .valid_to = rule->to,
    };

    if (o) {
        d.overridden = true;
        d.overridden_here = o->place_id == place_id;
        d.override_id = o->id;
        d.version = o->version;
        d.decision = (struct rule_decision){o->decision_title, o->decision_number, o->decision_day};
        d.valid_from = o->valid_from;
        d.valid_to = o->valid_to;
        d.status = o->place_id == 0 ? STR("national") : STR("charter");
    }
    d.status_text = rule_word(a, lang, "rule_status_", d.status);
    describe_value(a, lang, o ? o->value : str_of(rule->value), &d);
    return d;
}

enum err rules_describe_all(struct db *db, struct arena *a, enum lang lang, int64_t place_id,
                            day_t day, struct rules_described *out)
{
    struct rule_override_of_place_rows rows;
    size_t n = 0;

    TRY(rule_overrides(db, a, place_id, &rows));
    struct rule_described *v = arena_array(a, struct rule_described, rules_table_count);

    for (size_t i = 0; i < rules_table_count; i++) {
        const struct rule *rule = &rules_table[i];

        /* A key with several rows over time is shown once, as it holds on the day. */
        if (rules_find(str_of(rule->key), day) == rule)
            v[n++] = describe(a, lang, rule, place_id,
                              rule_override_pick(a, &rows, str_of(rule->key), day));
    }
    *out = (struct rules_described){v, n};
    return OK;
}

enum err rules_describe(struct db *db, struct arena *a, enum lang lang, const char *key,
                        int64_t place_id, day_t day, struct rule_described *out)
{
    const struct rule *rule = rules_find(str_of(key), day);
    struct rule_override_of_place_rows rows;

    if (!rule)
        return ERR_NOT_FOUND;
    TRY(rule_overrides(db, a, place_id, &rows));
    *out = describe(a, lang, rule, place_id, rule_override_pick(a, &rows, str_of(key), day));
    return OK;
}
