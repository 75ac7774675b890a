/* Delegates of a kurultai. See meeting_before.h.
 *
 * The council sets how many residents a delegate speaks for (kurultai.delegate_norm); a settlement
 * elects its population divided by that, rounded as kurultai.delegate_rounding says, and at least
 * one, so that none is without a voice. */
#include "meeting/meeting_before_inside.h"

#include "i18n/check.h"
#include "place/place.h"
#include "rules/rules.h"

#define RULE_NORM     "kurultai.delegate_norm"
#define RULE_ROUNDING "kurultai.delegate_rounding"

enum { NAME_MIN = 4 };

/* "" where there is no such unit. */
static enum err unit_name(struct db *db, struct arena *a, enum lang lang, int64_t unit_id,
                          struct str *out)
{
    struct place unit;
    enum err e = place_by_id(db, a, unit_id, &unit);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? place_name(&unit, lang) : STR("");
    return OK;
}

enum err meeting_delegates_of(struct db *db, struct arena *a, enum lang lang, int64_t meeting_id,
                              struct meeting_delegates *out)
{
    struct meeting_delegate_rows_rows rows;

    TRY(meeting_delegate_rows(db, a, &(struct meeting_delegate_rows_in){.meeting_id = meeting_id},
                              &rows));
    struct meeting_delegate *v = arena_array(a, struct meeting_delegate, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_delegate_rows_row *r = &rows.v[i];

        v[i] = (struct meeting_delegate){.id = r->id,
                                         .unit_id = r->unit_id,
                                         .assembly_id = r->assembly_id.has ? r->assembly_id.v : 0,
                                         .name = r->name,
                                         .elected_on = r->elected_on};
        if (i && v[i - 1].unit_id == r->unit_id)
            v[i].unit = v[i - 1].unit;
        else
            TRY(unit_name(db, a, lang, r->unit_id, &v[i].unit));
    }
    *out = (struct meeting_delegates){v, rows.n};
    return OK;
}

static int64_t share_of(int64_t population, int64_t norm, struct str rounding)
{
    int64_t n = population / norm, rest = population % norm;

    if (str_eq(rounding, STR("up")))
        n += rest > 0;
    else if (str_eq(rounding, STR("nearest")))
        n += rest >= norm - rest;
    return n > 0 ? n : 1;
}

enum err meeting_delegate_norms_of(struct db *db, struct arena *a, enum lang lang,
                                   const struct meeting *m, struct meeting_delegate_norms *out)
{
    struct meeting_delegate_norms all = {0};
    struct meeting_delegates delegates;
    struct str rounding;
    struct places units;

    enum err e = rules_i64(db, a, RULE_NORM, m->place_id, clock_today(), &all.norm);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    TRY(rules_choice(db, a, RULE_ROUNDING, m->place_id, clock_today(), &rounding));
    TRY(meeting_delegates_of(db, a, lang, m->id, &delegates));
    TRY(place_children(db, a, m->place_id, lang, &units));
    struct meeting_delegate_norm *v = arena_array(a, struct meeting_delegate_norm, units.n);
    for (size_t i = 0; i < units.n; i++) {
        const struct place *u = &units.v[i];
        struct meeting_delegate_norm n = {
            .unit_id = u->id, .population = u->population, .unit = place_name(u, lang)};

        if (!place_is_open(u, clock_today()))
            continue;
        if (all.norm > 0 && u->population > 0)
            n.needed = share_of(u->population, all.norm, rounding);
        for (size_t d = 0; d < delegates.n; d++)
            n.elected += delegates.v[d].unit_id == u->id;
        all.needed += n.needed;
        all.elected += n.elected;
        v[all.n++] = n;
    }
    all.v = v;
    *out = all;
    return OK;
}

static struct str delegate_json(struct arena *a, int64_t id, const struct meeting_delegate_new *n,
                                struct str reason)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "delegate", id);
    json_field_str(&j, "name", n->name);
    json_field_i64(&j, "unit", n->unit_id);
    json_field_i64(&j, "assembly", n->assembly_id);
    json_field_str(&j, "elected_on", day_iso(a, n->elected_on));
    json_field_str(&j, "recall_reason", reason);
    json_object_end(&j);
    return buf_str(b);
}

/* A kurultai that is not over yet. */
static enum err kurultai_of(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                            struct faults *f, struct meeting *m)
{
    TRY(meeting_find(db, a, who->place_id, id, m));
    if (m->kind->group != MEETING_KURULTAI)
        return ERR_NOT_FOUND;
    if (meeting_words_have("preparing announced", m->state))
        return OK;
    fault_add(f, STR(""), MSG_meeting_fault_delegates_closed);
    return ERR_CONFLICT;
}

static enum err check_assembly(struct db *db, struct arena *a, const struct actor *who,
                               const struct meeting_delegate_new *n, struct faults *f)
{
    struct meeting assembly;

    if (!n->assembly_id)
        return OK;
    enum err e = meeting_find(db, a, who->place_id, n->assembly_id, &assembly);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e != OK || assembly.kind->group != MEETING_ASSEMBLY)
        fault_add(f, STR("assembly_id"), MSG_meeting_fault_assembly);
    return OK;
}

static enum err check_seat(struct db *db, struct arena *a, const struct meeting *m,
                           const struct meeting_delegate_new *c, struct faults *f)
{
    const struct meeting_delegate_norm *unit = NULL;
    struct meeting_delegate_norms norms;
    struct meeting_delegates delegates;

    TRY(meeting_delegate_norms_of(db, a, LANG_KY, m, &norms));
    TRY(meeting_delegates_of(db, a, LANG_KY, m->id, &delegates));
    for (size_t i = 0; i < norms.n; i++)
        if (norms.v[i].unit_id == c->unit_id)
            unit = &norms.v[i];
    if (!unit)
        fault_add(f, STR("unit_id"), MSG_meeting_fault_village);
    else if (unit->needed && unit->elected >= unit->needed)
        fault_add(f, STR("unit_id"), MSG_meeting_fault_delegates_full, ARG_N("n", unit->needed))
            ->rule_key = RULE_NORM;
    for (size_t i = 0; i < delegates.n; i++)
        if (delegates.v[i].unit_id == c->unit_id && str_eq(delegates.v[i].name, c->name))
            fault_add(f, STR("name"), MSG_meeting_fault_name_twice, ARG_S("name", c->name));
    return OK;
}

enum err meeting_delegate_add(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_delegate_new *n, struct faults *f, int64_t *id)
{
    struct meeting_delegate_new c = *n;
    struct meeting_delegate_insert_row row;
    struct meeting m;

    TRY(kurultai_of(db, a, who, n->meeting_id, f, &m));
    c.name = check_text(f, "name", n->name, NAME_MIN, MEETING_NAME_MAX);
    check_day(f, "elected_on", n->elected_on, clock_today());
    TRY(check_assembly(db, a, who, n, f));
    TRY(check_seat(db, a, &m, &c, f));
    TRY(faults_err(f));
    TRY(meeting_delegate_insert(db, a,
                                &(struct meeting_delegate_insert_in){
                                    .meeting_id = m.id,
                                    .unit_id = c.unit_id,
                                    .assembly_id = c.assembly_id ? SOME(c.assembly_id) : NONE_I64,
                                    .name = c.name,
                                    .elected_on = c.elected_on},
                                &row));
    TRY(meeting_record(db, a, who, "meeting.delegate_add", m.id, STR_NONE,
                       delegate_json(a, row.id, &c, STR("")), STR_NONE));
    *id = row.id;
    return OK;
}

enum err meeting_delegate_recall(struct db *db, struct arena *a, const struct actor *who,
                                 int64_t meeting_id, int64_t id, struct str reason,
                                 struct faults *f)
{
    struct meeting m;
    int64_t changed;

    TRY(kurultai_of(db, a, who, meeting_id, f, &m));
    struct str why = check_text(f, "reason", reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(f));
    TRY(meeting_delegate_set_recalled(
        db, a,
        &(struct meeting_delegate_set_recalled_in){
            .meeting_id = m.id, .id = id, .now = clock_now(), .reason = why},
        &changed));
    if (!changed)
        return ERR_NOT_FOUND;
    struct meeting_delegate_new gone = {.name = STR(""), .elected_on = DAY_NONE};
    return meeting_record(db, a, who, "meeting.delegate_recall", m.id, STR_NONE,
                          delegate_json(a, id, &gone, why), STR_NONE);
}
