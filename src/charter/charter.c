/* Overriding rules by decisions. */
#include "charter/charter.h"

#include "audit/audit.h"
#include "charter/charter_sql.h"
#include "i18n/check.h"
#include "i18n/i18n.h"

enum { JSON_MAX = 32 * 1024, NAME_MAX = 120, DECISION_MAX = 300 };

static struct str record(struct arena *a, const struct charter_override *o)
{
    struct buf *b = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "key", o->key);
    json_field_str(&j, "value", o->value);
    json_field_str(&j, "decision_title", o->decision.title);
    json_field_str(&j, "decision_number", o->decision.number);
    json_field_str(&j, "decision_day", day_iso(a, o->decision.day));
    json_field_str(&j, "valid_from", day_iso(a, o->valid_from));
    json_field_str(&j, "valid_to", day_iso(a, o->valid_to));
    json_field_i64(&j, "version", o->version);
    json_object_end(&j);
    return buf_str(b);
}

#define OVERRIDE_OF_ROW(r)                                                                         \
    ((struct charter_override){                                                                    \
        .id = (r)->id,                                                                             \
        .version = (r)->version,                                                                   \
        .key = (r)->key,                                                                           \
        .value = (r)->value,                                                                       \
        .decision = {(r)->decision_title, (r)->decision_number, (r)->decision_day},                \
        .valid_from = (r)->valid_from,                                                             \
        .valid_to = (r)->valid_to,                                                                 \
    })

enum err charter_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                      struct charter_override *out)
{
    struct charter_override_by_id_row row;

    TRY(charter_override_by_id(
        db, a, &(struct charter_override_by_id_in){.id = id, .place_id = place_id}, &row));
    *out = OVERRIDE_OF_ROW(&row);
    return OK;
}

enum err charter_of_key(struct db *db, struct arena *a, int64_t place_id, struct str key,
                        struct charter_overrides *out)
{
    struct charter_overrides_of_key_rows rows;

    TRY(charter_overrides_of_key(
        db, a, &(struct charter_overrides_of_key_in){.place_id = place_id, .key = key}, &rows));
    struct charter_override *v = arena_array(a, struct charter_override, rows.n);

    for (size_t i = 0; i < rows.n; i++)
        v[i] = OVERRIDE_OF_ROW(&rows.v[i]);
    *out = (struct charter_overrides){v, rows.n};
    return OK;
}

static bool overlap(const struct charter_override *x, const struct charter_override *y)
{
    if (x->valid_to != DAY_NONE && x->valid_to < x->valid_from)
        return false; /* entered by mistake: never held */
    return (x->valid_to == DAY_NONE || y->valid_from <= x->valid_to) &&
           (y->valid_to == DAY_NONE || x->valid_from <= y->valid_to);
}

/* No two spans of one key at a time. One that is open and began earlier is told apart: it must be
 * ended first. */
static enum err check_spans(struct db *db, struct arena *a, int64_t place_id,
                            const struct charter_override *o, struct faults *f)
{
    struct charter_overrides all;

    TRY(charter_of_key(db, a, place_id, o->key, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id != o->id && overlap(&all.v[i], o)) {
            fault_add(f, STR("valid_from"), MSG_charter_spans_overlap,
                      ARG_S("from", day_iso(a, all.v[i].valid_from)),
                      ARG_S("number", all.v[i].decision.number));
            return OK;
        }
    }
    return OK;
}

static struct charter_override cleaned(const struct charter_override *o, enum lang lang,
                                       struct faults *f, const struct rule *rule)
{
    struct check_order order = {o->decision.title, o->decision.number, o->decision.day};
    struct charter_override c = *o;
    struct rule_value v;

    if (rules_parse(f->arena, lang, rule, o->value, STR("value"), f, &v) == OK)
        c.value = rules_value_raw(f->arena, &v);
    order = check_order(f, "decision", &order, true, clock_today());
    c.decision = (struct rule_decision){order.title, order.number, order.day};
    if (order.title.n == 0)
        fault_add(f, STR("decision_title"), MSG_common_fault_required);
    check_day(f, "valid_from", o->valid_from, DAY_NONE);
    if (o->valid_to != DAY_NONE && o->valid_from != DAY_NONE &&
        o->valid_to < o->valid_from - (o->id != 0))
        fault_add(f, STR("valid_to"), MSG_common_fault_day_order);
    if (o->valid_from != DAY_NONE && order.day != DAY_NONE && o->valid_from < order.day)
        fault_add(f, STR("valid_from"), MSG_charter_before_decision);
    return c;
}

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct charter_override *c, int64_t *id)
{
    struct charter_override_insert_row row;

    TRY(charter_override_insert(db, a,
                                &(struct charter_override_insert_in){
                                    .place_id = who->place_id,
                                    .key = c->key,
                                    .value = c->value,
                                    .decision_title = c->decision.title,
                                    .decision_number = c->decision.number,
                                    .decision_day = c->decision.day,
                                    .valid_from = c->valid_from,
                                    .valid_to = c->valid_to,
                                },
                                &row));
    *id = row.id;
    return OK;
}

static enum err update(struct db *db, struct arena *a, const struct charter_override *c)
{
    int64_t changed;

    TRY(charter_override_update(db, a,
                                &(struct charter_override_update_in){
                                    .id = c->id,
                                    .version = c->version,
                                    .value = c->value,
                                    .decision_title = c->decision.title,
                                    .decision_number = c->decision.number,
                                    .decision_day = c->decision.day,
                                    .valid_from = c->valid_from,
                                    .valid_to = c->valid_to,
                                },
                                &changed));
    return changed ? OK : ERR_CONFLICT;
}

enum err charter_save(struct db *db, struct arena *a, const struct actor *who, enum lang lang,
                      const struct charter_override *o, struct faults *f)
{
    const struct rule *rule =
        rules_find(o->key, o->valid_from == DAY_NONE ? clock_today() : o->valid_from);
    struct charter_override before, after;
    int64_t id = o->id;

    if (!rule)
        return ERR_NOT_FOUND;
    if (id != 0)
        TRY(charter_find(db, a, who->place_id, id, &before));
    struct charter_override c = cleaned(o, lang, f, rule);

    if (c.valid_from != DAY_NONE)
        TRY(check_spans(db, a, who->place_id, &c, f));
    TRY(faults_err(f));
    if (id == 0)
        TRY(insert(db, a, who, &c, &id));
    else
        TRY(update(db, a, &c));
    TRY(charter_override_keep(db, a,
                              &(struct charter_override_keep_in){.id = id, .at = clock_now()}));
    TRY(charter_find(db, a, who->place_id, id, &after));
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = o->id == 0 ? STR("charter.override") : STR("charter.change"),
                            .subject = STR("rule_override"),
                            .subject_id = id,
                            .before = o->id == 0 ? STR_NONE : record(a, &before),
                            .after = record(a, &after),
                        });
}

/* -- days of rest -- */

static struct str holiday_record(struct arena *a, day_t day, bool working,
                                 const struct str name[LANG_COUNT], struct str decision)
{
    struct buf *b = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "day", day_iso(a, day));
    json_field_bool(&j, "working", working);
    json_field_str(&j, "name_ky", name[LANG_KY]);
    json_field_str(&j, "name_ru", name[LANG_RU]);
    json_field_str(&j, "name_en", name[LANG_EN]);
    json_field_str(&j, "decision", decision);
    json_object_end(&j);
    return buf_str(b);
}

static bool taken(const struct holidays *all, day_t day)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->v[i].day == day && all->v[i].id != 0)
            return true;
    }
    return false;
}

enum err charter_holiday_add(struct db *db, struct arena *a, const struct actor *who,
                             const struct charter_holiday *h, struct faults *f)
{
    struct charter_holiday_insert_row row;
    struct holidays known = {0};
    struct str name[LANG_COUNT], decision = check_text(f, "decision", h->decision, 3, DECISION_MAX);

    check_words(f, "name", h->name, true, NAME_MAX, name);
    check_day(f, "day", h->day, DAY_NONE);
    for (int l = 0; l < LANG_COUNT; l++) {
        if (name[l].n == 0)
            name[l] = name[LANG_KY].n   ? name[LANG_KY]
                      : name[LANG_RU].n ? name[LANG_RU]
                                        : name[LANG_EN];
    }
    TRY(faults_err(f));
    TRY(deadline_holidays(db, a, LANG_KY, day_to_civil(h->day).year, &known));
    if (taken(&known, h->day))
        fault_add(f, STR("day"), MSG_common_fault_taken);
    TRY(faults_err(f));
    TRY(charter_holiday_insert(db, a,
                               &(struct charter_holiday_insert_in){
                                   .day = h->day,
                                   .working = h->working,
                                   .name_ky = name[LANG_KY],
                                   .name_ru = name[LANG_RU],
                                   .name_en = name[LANG_EN],
                                   .decision = decision,
                               },
                               &row));
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = STR("charter.holiday_add"),
                            .subject = STR("holiday"),
                            .subject_id = row.id,
                            .after = holiday_record(a, h->day, h->working, name, decision),
                        });
}

enum err charter_holiday_remove(struct db *db, struct arena *a, const struct actor *who, int64_t id)
{
    struct charter_holiday_by_id_row row;
    int64_t changed;

    TRY(charter_holiday_by_id(db, a, &(struct charter_holiday_by_id_in){.id = id}, &row));
    TRY(charter_holiday_delete(db, a, &(struct charter_holiday_delete_in){.id = id}, &changed));
    const struct str name[LANG_COUNT] = {
        [LANG_KY] = row.name_ky, [LANG_RU] = row.name_ru, [LANG_EN] = row.name_en};

    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = STR("charter.holiday_remove"),
                            .subject = STR("holiday"),
                            .subject_id = id,
                            .before = holiday_record(a, row.day, row.working, name, row.decision),
                        });
}
