/* Changing the register. Every change keeps the whole record as a version and is audited, in one
 * transaction. */
#include "issue/issue.h"

#include "audit/audit.h"
#include "body/body.h"
#include "i18n/check.h"
#include "i18n/i18n.h"
#include "issue/issue_inside.h"
#include "web/cap.h"

enum { JSON_MAX = 512 * 1024, REASON_MIN = 3 };

static const struct state_rule steps[] = {
    {.from = "active", .to = "suspended", .need = CAP_REGISTER, .reason = true},
    {.from = "active", .to = "transferred", .need = CAP_REGISTER, .reason = true},
    {.from = "active", .to = "excluded", .need = CAP_REGISTER, .reason = true},
    {.from = "suspended", .to = "active", .need = CAP_REGISTER, .reason = true},
    {.from = "suspended", .to = "transferred", .need = CAP_REGISTER, .reason = true},
    {.from = "suspended", .to = "excluded", .need = CAP_REGISTER, .reason = true},
    {.from = "transferred", .to = "active", .need = CAP_REGISTER, .reason = true},
    {.from = "excluded", .to = "active", .need = CAP_REGISTER, .reason = true},
};
const struct state_machine issue_states = {"issue_state", steps, sizeof steps / sizeof *steps};

static const struct {
    struct str what, action;
} changes[ISSUE_WHAT_COUNT] = {
    [ISSUE_CREATED] = {STR_INIT("created"), STR_INIT("issue.create")},
    [ISSUE_IMPORTED] = {STR_INIT("imported"), STR_INIT("issue.import")},
    [ISSUE_CHARTER_SET] = {STR_INIT("charter_set"), STR_INIT("issue.import")},
    [ISSUE_EDITED] = {STR_INIT("edited"), STR_INIT("issue.edit")},
    [ISSUE_REFRESHED] = {STR_INIT("refreshed"), STR_INIT("issue.refresh")},
    [ISSUE_STATE] = {STR_INIT("state"), STR_INIT("issue.state")},
};

static struct str record(struct arena *a, const struct issue *i)
{
    struct buf *buf = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, buf);
    json_object_begin(&j);
    json_field_i64(&j, "number", i->number);
    json_field_str(&j, "title_ky", i->title[LANG_KY]);
    json_field_str(&j, "title_ru", i->title[LANG_RU]);
    json_field_str(&j, "title_en", i->title[LANG_EN]);
    json_field_str(&j, "text_ky", i->text[LANG_KY]);
    json_field_str(&j, "text_ru", i->text[LANG_RU]);
    json_field_str(&j, "text_en", i->text[LANG_EN]);
    json_field_str(&j, "basis", i->basis);
    json_field_i64(&j, "responsible_id", i->responsible_id);
    json_field_str(&j, "responsible", i->responsible);
    json_field_str(&j, "state", i->state);
    json_field_str(&j, "refreshed", day_iso(a, i->refreshed));
    json_field_i64(&j, "version", i->version);
    json_object_end(&j);
    return buf_str(buf);
}

/* Writes the version row and the audit record of a change that the table already holds. before:
 * NULL for a new issue. */
static enum err settle(struct db *db, struct arena *a, const struct actor *who,
                       enum issue_what what, struct str note, const struct issue *before,
                       int64_t id)
{
    struct issue after;
    struct str office;

    TRY(body_office_of(db, a, who->place_id, who->person_id, &office));
    TRY(issue_version_insert(db, a,
                             &(struct issue_version_insert_in){
                                 .issue_id = id,
                                 .at = clock_now(),
                                 .what = changes[what].what,
                                 .office = office,
                                 .note = note,
                             }));
    TRY(issue_find(db, a, who->place_id, id, &after));
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = changes[what].action,
                            .subject = STR("issue"),
                            .subject_id = id,
                            .before = before ? record(a, before) : STR_NONE,
                            .after = record(a, &after),
                        });
}

struct issue_new issue_cleaned(const struct issue_new *n, struct faults *f)
{
    struct issue_new c = *n;

    if (n->number < 0 || n->number > ISSUE_NUMBER_MAX)
        fault_add(f, STR("number"), MSG_common_fault_number_range, ARG_N("min", 1),
                  ARG_N("max", ISSUE_NUMBER_MAX));
    check_words(f, "title", n->title, true, ISSUE_TITLE_MAX, c.title);
    check_words(f, "text", n->text, false, ISSUE_TEXT_MAX, c.text);
    c.basis = check_text(f, "basis", n->basis, 0, ISSUE_BASIS_MAX);
    c.responsible = check_text(f, "responsible", n->responsible, 0, ISSUE_OFFICE_MAX);
    c.note = check_text(f, "note", n->note, 0, ISSUE_NOTE_MAX);
    return c;
}

enum err issue_next_number(struct db *db, struct arena *a, int64_t place_id, int64_t *out)
{
    struct issue_last_number_row row;

    TRY(issue_last_number(db, a, &(struct issue_last_number_in){.place_id = place_id}, &row));
    *out = row.number + 1;
    return OK;
}

static enum err check_number(struct db *db, struct arena *a, int64_t place_id, int64_t number,
                             int64_t own_id, struct faults *f)
{
    struct issue_number_taken_rows rows;

    TRY(issue_number_taken(
        db, a, &(struct issue_number_taken_in){.place_id = place_id, .number = number}, &rows));
    if (rows.n > 0 && rows.v[0].id != own_id)
        fault_add(f, STR("number"), MSG_issue_number_taken, ARG_N("number", number));
    return OK;
}

static enum err check_title(struct db *db, struct arena *a, int64_t place_id,
                            const struct issue_new *c, struct faults *f)
{
    const struct issue *twin;
    struct issues known;

    TRY(issue_list(db, a, place_id, &(struct issue_filter){.state = STR("")}, &known));
    twin = issue_with_title(a, &known, c);
    if (twin)
        fault_add(f, STR("title_ky"), MSG_issue_title_taken, ARG_N("number", twin->number));
    return OK;
}

/* An official of this municipality, whose office is taken over where none was typed. */
static enum err check_responsible(struct db *db, struct arena *a, int64_t place_id,
                                  struct issue_new *c, struct faults *f)
{
    struct body_officials all;

    if (c->responsible_id == 0)
        return OK;
    TRY(body_officials_of(db, a, place_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id != c->responsible_id)
            continue;
        if (c->responsible.n == 0)
            c->responsible = all.v[i].position;
        return OK;
    }
    fault_add(f, STR("responsible_id"), MSG_issue_responsible_unknown);
    return OK;
}

enum err issue_put(struct db *db, struct arena *a, const struct actor *who, enum issue_what what,
                   const struct issue_new *c, int64_t *id)
{
    struct issue_insert_row row;

    TRY(issue_insert(db, a,
                     &(struct issue_insert_in){
                         .place_id = who->place_id,
                         .number = c->number,
                         .title_ky = c->title[LANG_KY],
                         .title_ru = c->title[LANG_RU],
                         .title_en = c->title[LANG_EN],
                         .text_ky = c->text[LANG_KY],
                         .text_ru = c->text[LANG_RU],
                         .text_en = c->text[LANG_EN],
                         .basis = c->basis,
                         .responsible_id = c->responsible_id ? SOME(c->responsible_id) : NONE_I64,
                         .responsible = c->responsible,
                         .refreshed = clock_today(),
                     },
                     &row));
    TRY(settle(db, a, who, what, c->note, NULL, row.id));
    *id = row.id;
    return OK;
}

/* Writes `c` over `before`; state and day of freshness are given apart, as each kind of change has
 * its own. */
static enum err overwrite(struct db *db, struct arena *a, const struct issue_new *c,
                          struct str state, day_t refreshed)
{
    int64_t changed;

    TRY(issue_update(db, a,
                     &(struct issue_update_in){
                         .id = c->id,
                         .version = c->version,
                         .number = c->number,
                         .title_ky = c->title[LANG_KY],
                         .title_ru = c->title[LANG_RU],
                         .title_en = c->title[LANG_EN],
                         .text_ky = c->text[LANG_KY],
                         .text_ru = c->text[LANG_RU],
                         .text_en = c->text[LANG_EN],
                         .basis = c->basis,
                         .responsible_id = c->responsible_id ? SOME(c->responsible_id) : NONE_I64,
                         .responsible = c->responsible,
                         .state = state,
                         .refreshed = refreshed,
                     },
                     &changed));
    return changed ? OK : ERR_CONFLICT;
}

enum err issue_save(struct db *db, struct arena *a, const struct actor *who,
                    const struct issue_new *n, struct faults *f, int64_t *id)
{
    struct issue_new c = issue_cleaned(n, f);
    struct issue before;

    if (n->id != 0)
        TRY(issue_find(db, a, who->place_id, n->id, &before));
    if (c.number == 0 && n->id != 0)
        c.number = before.number;
    else if (c.number == 0)
        TRY(issue_next_number(db, a, who->place_id, &c.number));
    TRY(check_number(db, a, who->place_id, c.number, n->id, f));
    TRY(check_title(db, a, who->place_id, &c, f));
    /* Whoever was named before stays allowed, also after leaving office: naming anew asks for an
     * official of today. */
    if (n->id == 0 || c.responsible_id != before.responsible_id)
        TRY(check_responsible(db, a, who->place_id, &c, f));
    TRY(faults_err(f));
    if (n->id == 0)
        return issue_put(db, a, who, ISSUE_CREATED, &c, id);
    /* What was written today was checked today. */
    TRY(overwrite(db, a, &c, before.state, clock_today()));
    TRY(settle(db, a, who, ISSUE_EDITED, c.note, &before, n->id));
    *id = n->id;
    return OK;
}

static struct issue_new as_it_is(const struct issue *i, int64_t version)
{
    struct issue_new c = {
        .id = i->id,
        .version = version,
        .number = i->number,
        .basis = i->basis,
        .responsible = i->responsible,
        .responsible_id = i->responsible_id,
    };

    for (int l = 0; l < LANG_COUNT; l++) {
        c.title[l] = i->title[l];
        c.text[l] = i->text[l];
    }
    return c;
}

enum err issue_refresh(struct db *db, struct arena *a, const struct actor *who,
                       const struct issue_step *s, struct faults *f)
{
    struct str note = check_text(f, "note", s->note, 0, ISSUE_NOTE_MAX);
    struct issue before;

    TRY(issue_find(db, a, who->place_id, s->id, &before));
    if (!str_eq(before.state, STR("active"))) {
        fault_add(f, STR(""), MSG_issue_refresh_not_active);
        return ERR_CONFLICT;
    }
    TRY(faults_err(f));
    struct issue_new c = as_it_is(&before, s->version);

    TRY(overwrite(db, a, &c, before.state, clock_today()));
    return settle(db, a, who, ISSUE_REFRESHED, note, &before, s->id);
}

enum err issue_change_state(struct db *db, struct arena *a, const struct actor *who,
                            const struct issue_step *s, struct faults *f)
{
    const struct state_rule *step;
    struct issue before;

    TRY(issue_find(db, a, who->place_id, s->id, &before));
    TRY(state_check(&issue_states, before.state, s->to, s->caps, s->lang, f, &step));
    struct str reason =
        check_text(f, "note", s->note, step->reason ? REASON_MIN : 0, ISSUE_NOTE_MAX);

    TRY(faults_err(f));
    struct issue_new c = as_it_is(&before, s->version);
    /* Back in force counts as checked: the register would else call it stale on its first day. */
    day_t refreshed = str_eq(s->to, STR("active")) ? clock_today() : before.refreshed;

    TRY(overwrite(db, a, &c, s->to, refreshed));
    return settle(db, a, who, ISSUE_STATE, reason, &before, s->id);
}
