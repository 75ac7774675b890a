/* Making and changing bodies and their members. Every write is audited in its transaction; what
 * tells of a person (name, sex, groups) goes into the personal part of the record. */
#include "body/body.h"

#include "audit/audit.h"
#include "body/body_inside.h"
#include "i18n/check.h"
#include "i18n/i18n.h"
#include "text/fold.h"
#include "web/cap.h"

enum {
    NAME_MAX = 200,
    PURPOSE_MAX = 4000,
    PERSON_MAX = 120,
    POSITION_MAX = 160,
    NUMBER_MAX = 40,
    JSON_MAX = 64 * 1024
};

static const struct state_rule steps[] = {
    {.from = "forming", .to = "approved", .need = CAP_APPROVE, .order = true},
    {.from = "changed", .to = "approved", .need = CAP_APPROVE, .order = true},
    {.from = "approved", .to = "changed", .need = CAP_REGISTER},
    {.from = "forming", .to = "dissolved", .need = CAP_APPROVE, .order = true},
    {.from = "approved", .to = "dissolved", .need = CAP_APPROVE, .order = true},
    {.from = "changed", .to = "dissolved", .need = CAP_APPROVE, .order = true},
};
const struct state_machine body_states = {"body_state", steps, sizeof steps / sizeof *steps};

/* Of a place's body that may be written to: ERR_NOT_FOUND; a dissolved one is ERR_CONFLICT with a
 * fault. */
static enum err open_for_change(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                struct faults *f, struct body *out)
{
    struct body b;

    TRY(body_find(db, a, place_id, id, &b));
    if (b.ended != DAY_NONE) {
        fault_add(f, STR(""), MSG_body_is_dissolved);
        return ERR_CONFLICT;
    }
    *out = b;
    return OK;
}

static void add_order(struct json *j, const char *name, const struct body_order *o, struct arena *a)
{
    json_key(j, str_of(name));
    json_object_begin(j);
    json_field_str(j, "title", o->title);
    json_field_str(j, "number", o->number);
    json_field_str(j, "day", day_iso(a, o->day));
    json_object_end(j);
}

static struct str body_record(struct arena *a, const struct body *b)
{
    struct buf *buf = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, buf);
    json_object_begin(&j);
    json_field_str(&j, "kind", str_of(body_kind_word(b->kind)));
    json_field_str(&j, "name_ky", b->name[LANG_KY]);
    json_field_str(&j, "name_ru", b->name[LANG_RU]);
    json_field_str(&j, "name_en", b->name[LANG_EN]);
    json_field_str(&j, "purpose_ky", b->purpose[LANG_KY]);
    json_field_str(&j, "purpose_ru", b->purpose[LANG_RU]);
    json_field_str(&j, "purpose_en", b->purpose[LANG_EN]);
    json_field_str(&j, "state", b->state);
    add_order(&j, "created", &b->created, a);
    add_order(&j, "approved", &b->approved, a);
    json_field_str(&j, "ended", day_iso(a, b->ended));
    json_field_i64(&j, "version", b->version);
    json_object_end(&j);
    return buf_str(buf);
}

static enum err audit_body(struct db *db, struct arena *a, const struct actor *who,
                           struct str action, const struct body *before, const struct body *after)
{
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = action,
                            .subject = STR("body"),
                            .subject_id = after->id,
                            .before = before ? body_record(a, before) : STR_NONE,
                            .after = body_record(a, after),
                        });
}

/* -- a body -- */

static struct body_new cleaned(const struct body_new *n, struct faults *f)
{
    struct body_new c = *n;
    struct check_order in = {n->created.title, n->created.number, n->created.day};

    check_words(f, "name", n->name, true, NAME_MAX, c.name);
    check_words(f, "purpose", n->purpose, false, PURPOSE_MAX, c.purpose);
    in = check_order(f, "created", &in, false, clock_today());
    c.created = (struct body_order){in.title, in.number, in.day};
    return c;
}

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct body_new *c, struct faults *f, int64_t *id)
{
    struct body_insert_row row;
    struct body_plan_group_row other;
    struct body after;

    if (c->kind == BODY_PLAN_GROUP) {
        enum err e =
            body_plan_group(db, a, &(struct body_plan_group_in){.place_id = who->place_id}, &other);

        if (e == OK)
            fault_add(f, STR("kind"), MSG_body_one_plan_group);
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    TRY(faults_err(f));
    TRY(body_insert(db, a,
                    &(struct body_insert_in){
                        .place_id = who->place_id,
                        .kind = str_of(body_kind_word(c->kind)),
                        .name_ky = c->name[LANG_KY],
                        .name_ru = c->name[LANG_RU],
                        .name_en = c->name[LANG_EN],
                        .purpose_ky = c->purpose[LANG_KY],
                        .purpose_ru = c->purpose[LANG_RU],
                        .purpose_en = c->purpose[LANG_EN],
                        .created_title = c->created.title,
                        .created_number = c->created.number,
                        .created_day = c->created.day,
                    },
                    &row));
    TRY(body_find(db, a, who->place_id, row.id, &after));
    TRY(audit_body(db, a, who, STR("body.create"), NULL, &after));
    *id = row.id;
    return OK;
}

static enum err update(struct db *db, struct arena *a, const struct actor *who,
                       const struct body_new *c, struct faults *f)
{
    struct body before, after;
    int64_t changed;

    TRY(open_for_change(db, a, who->place_id, c->id, f, &before));
    TRY(faults_err(f));
    TRY(body_update(db, a,
                    &(struct body_update_in){
                        .id = c->id,
                        .version = c->version,
                        .name_ky = c->name[LANG_KY],
                        .name_ru = c->name[LANG_RU],
                        .name_en = c->name[LANG_EN],
                        .purpose_ky = c->purpose[LANG_KY],
                        .purpose_ru = c->purpose[LANG_RU],
                        .purpose_en = c->purpose[LANG_EN],
                        .created_title = c->created.title,
                        .created_number = c->created.number,
                        .created_day = c->created.day,
                    },
                    &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(body_find(db, a, who->place_id, c->id, &after));
    return audit_body(db, a, who, STR("body.edit"), &before, &after);
}

enum err body_save(struct db *db, struct arena *a, const struct actor *who,
                   const struct body_new *n, struct faults *f, int64_t *id)
{
    struct body_new c = cleaned(n, f);

    if (n->id == 0)
        return insert(db, a, who, &c, f, id);
    TRY(update(db, a, who, &c, f));
    *id = n->id;
    return OK;
}

/* -- members -- */

/* What the log may show to everybody: the seat, not the person. */
static struct str seat_record(struct arena *a, const struct body_member *m)
{
    struct buf *buf = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, buf);
    json_object_begin(&j);
    json_field_i64(&j, "body", m->body_id);
    json_field_str(&j, "side", str_of(body_side_word(m->side)));
    json_field_str(&j, "position", m->position);
    json_field_str(&j, "from", day_iso(a, m->from));
    json_field_str(&j, "to", day_iso(a, m->to));
    json_field_str(&j, "order_number", m->order_number);
    json_field_str(&j, "order_day", day_iso(a, m->order_day));
    json_object_end(&j);
    return buf_str(buf);
}

static void person_record(struct json *j, const struct body_member *m)
{
    json_object_begin(j);
    json_field_str(j, "name", m->name);
    json_field_i64(j, "person", m->person_id);
    json_field_str(j, "sex", str_of(body_sex_word(m->sex)));
    json_field_bool(j, "minority", m->minority);
    json_field_bool(j, "disability", m->disability);
    json_field_bool(j, "social_group", m->social_group);
    json_field_bool(j, "consent", m->consent);
    json_object_end(j);
}

static enum err audit_member(struct db *db, struct arena *a, const struct actor *who,
                             struct str action, const struct body_member *before,
                             const struct body_member *after)
{
    struct buf *buf = buf_new(a, JSON_MAX);
    struct json j;

    json_init(&j, buf);
    json_object_begin(&j);
    if (before) {
        json_key(&j, STR("before"));
        person_record(&j, before);
    }
    json_key(&j, STR("after"));
    person_record(&j, after);
    json_object_end(&j);
    return audit_append(db, a, who,
                        &(struct audit_entry){
                            .action = action,
                            .subject = STR("body_member"),
                            .subject_id = after->id,
                            .before = before ? seat_record(a, before) : STR_NONE,
                            .after = seat_record(a, after),
                            .personal = buf_str(buf),
                        });
}

static struct body_member cleaned_member(const struct body_member *m, const struct body *b,
                                         struct faults *f)
{
    struct body_member c = *m;

    c.body_id = b->id;
    c.name = check_text(f, "name", m->name, 2, PERSON_MAX);
    c.position = check_text(f, "position", m->position, 0, POSITION_MAX);
    c.order_number = check_text(f, "order_number", m->order_number, 0, NUMBER_MAX);
    check_day(f, "from", m->from, DAY_NONE);
    if (m->to != DAY_NONE && m->from != DAY_NONE && m->to < m->from)
        fault_add(f, STR("to"), MSG_common_fault_day_order);
    if (m->order_day != DAY_NONE)
        check_day(f, "order_day", m->order_day, clock_today());
    if (m->order_day != DAY_NONE && c.order_number.n == 0)
        fault_add(f, STR("order_number"), MSG_check_order_without_number);
    if (c.order_number.n > 0 && m->order_day == DAY_NONE)
        fault_add(f, STR("order_day"), MSG_check_order_without_day);
    if (b->kind == BODY_PLAN_GROUP && m->side == BODY_SIDE_NONE)
        fault_add(f, STR("side"), MSG_common_fault_required);
    return c;
}

static const struct body_member *member_in(const struct body_members *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->v[i].id == id)
            return &all->v[i];
    }
    return NULL;
}

/* Nobody sits twice in one body. */
static void check_once(struct arena *a, const struct body_members *all, const struct body_member *c,
                       struct faults *f)
{
    struct str folded = text_fold(a, c->name);

    for (size_t i = 0; c->to == DAY_NONE && i < all->n; i++) {
        const struct body_member *m = &all->v[i];

        if (m->id != c->id && m->to == DAY_NONE && str_eq(text_fold(a, m->name), folded))
            fault_add(f, STR("name"), MSG_body_member_twice);
    }
}

/* What inserting a member and updating one write alike. */
#define MEMBER_COLUMNS(a, c)                                                                       \
    .body_id = c->body_id, .person_id = c->person_id ? SOME(c->person_id) : NONE_I64,              \
    .name = c->name, .name_folded = text_fold(a, c->name), .sex = str_of(body_sex_word(c->sex)),   \
    .side = str_of(body_side_word(c->side)), .minority = c->minority, .disability = c->disability, \
    .social_group = c->social_group, .consent = c->consent, .position = c->position,               \
    .from_day = c->from, .to_day = c->to, .order_number = c->order_number,                         \
    .order_day = c->order_day

static enum err member_insert(struct db *db, struct arena *a, const struct body_member *c,
                              int64_t *id)
{
    struct body_member_insert_row row;

    TRY(body_member_insert(db, a, &(struct body_member_insert_in){MEMBER_COLUMNS(a, c)}, &row));
    *id = row.id;
    return OK;
}

static enum err member_update(struct db *db, struct arena *a, const struct body_member *c)
{
    int64_t changed;

    TRY(body_member_update(
        db, a,
        &(struct body_member_update_in){.id = c->id, .version = c->version, MEMBER_COLUMNS(a, c)},
        &changed));
    return changed ? OK : ERR_CONFLICT;
}

/* Writes a cleaned member, marks the body as changed, audits. */
static enum err member_store(struct db *db, struct arena *a, const struct actor *who,
                             struct str action, const struct body_member *before,
                             struct body_member *c)
{
    int64_t touched;

    if (c->id == 0)
        TRY(member_insert(db, a, c, &c->id));
    else
        TRY(member_update(db, a, c));
    TRY(body_touch(db, a, &(struct body_touch_in){.id = c->body_id}, &touched));
    return audit_member(db, a, who, action, before, c);
}

enum err body_member_save(struct db *db, struct arena *a, const struct actor *who,
                          const struct body_member *m, struct faults *f, int64_t *id)
{
    const struct body_member *before = NULL;
    struct body_members all;
    struct body b;

    TRY(open_for_change(db, a, who->place_id, m->body_id, f, &b));
    TRY(body_members_of(db, a, b.id, true, &all));
    struct body_member c = cleaned_member(m, &b, f);

    if (m->id != 0 && !(before = member_in(&all, m->id)))
        return ERR_NOT_FOUND;
    check_once(a, &all, &c, f);
    TRY(faults_err(f));
    TRY(member_store(db, a, who, before ? STR("body.member_edit") : STR("body.member_add"), before,
                     &c));
    *id = c.id;
    return OK;
}

enum err body_member_end(struct db *db, struct arena *a, const struct actor *who,
                         const struct body_ending *e, struct faults *f)
{
    const struct body_member *before;
    struct body_members all;
    struct body b;

    TRY(open_for_change(db, a, who->place_id, e->body_id, f, &b));
    TRY(body_members_of(db, a, b.id, true, &all));
    before = member_in(&all, e->id);
    if (!before)
        return ERR_NOT_FOUND;
    struct body_member c = *before;

    check_day(f, "to", e->last_day, DAY_NONE);
    if (e->last_day != DAY_NONE && e->last_day < before->from)
        fault_add(f, STR("to"), MSG_common_fault_day_order);
    TRY(faults_err(f));
    c.to = e->last_day;
    c.version = e->version;
    return member_store(db, a, who, STR("body.member_end"), before, &c);
}

/* -- orders -- */

static enum err count_people(struct db *db, struct arena *a, const struct body *b,
                             struct body_approval_insert_in *out)
{
    struct body_members all;
    day_t today = clock_today();

    TRY(body_members_of(db, a, b->id, false, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].from > today)
            continue;
        out->members++;
        out->women += all.v[i].sex == COMP_SEX_FEMALE;
        out->men += all.v[i].sex == COMP_SEX_MALE;
    }
    return OK;
}

static struct body_order checked_order(const struct body *b, const struct body_order *order,
                                       struct faults *f)
{
    struct check_order o = {order->title, order->number, order->day};

    o = check_order(f, "order", &o, true, clock_today());
    if (o.day != DAY_NONE && b->approved.day != DAY_NONE && o.day < b->approved.day)
        fault_add(f, STR("order_day"), MSG_body_order_before_last);
    if (o.day != DAY_NONE && b->created.day != DAY_NONE && o.day < b->created.day)
        fault_add(f, STR("order_day"), MSG_body_order_before_created);
    return (struct body_order){o.title, o.number, o.day};
}

/* The step itself: row, trace, audit. */
static enum err settle(struct db *db, struct arena *a, const struct actor *who,
                       const struct body *before, const struct body_step *s, bool ends)
{
    const struct body_order *approved = ends ? &before->approved : &s->order;
    struct str state = ends ? STR("dissolved") : STR("approved");
    struct body_approval_insert_in trace = {
        .body_id = before->id,
        .step = state,
        .order_title = s->order.title,
        .order_number = s->order.number,
        .order_day = s->order.day,
        .at = clock_now(),
    };
    struct body after;
    int64_t changed;

    TRY(count_people(db, a, before, &trace));
    TRY(body_update_state(db, a,
                          &(struct body_update_state_in){
                              .id = before->id,
                              .version = s->version,
                              .state = state,
                              .approved_title = approved->title,
                              .approved_number = approved->number,
                              .approved_day = approved->day,
                              .ended_day = ends ? s->order.day : DAY_NONE,
                          },
                          &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(body_approval_insert(db, a, &trace));
    TRY(body_find(db, a, who->place_id, before->id, &after));
    return audit_body(db, a, who, ends ? STR("body.dissolve") : STR("body.approve"), before,
                      &after);
}

/* What the rules ask and is not there, as faults. */
static enum err check_composition(struct db *db, struct arena *a, enum lang lang,
                                  const struct body *b, struct faults *f)
{
    struct body_checklist list;

    TRY(body_checklist_of(db, a, lang, b, clock_today(), &list));
    for (size_t i = 0; i < list.n; i++) {
        if (list.v[i].line.ok)
            continue;
        struct fault *fault =
            fault_add(f, STR("composition"), MSG_body_composition, ARG_S("says", list.v[i].says));

        if (fault)
            fault->rule_key = list.v[i].rule_key;
    }
    if (list.members == 0)
        fault_add(f, STR("composition"), MSG_body_nobody);
    return OK;
}

enum err body_approve(struct db *db, struct arena *a, const struct actor *who,
                      const struct body_step *s, struct faults *f)
{
    const struct state_rule *step;
    struct body_step c = *s;
    struct body b;

    TRY(open_for_change(db, a, who->place_id, s->id, f, &b));
    TRY(state_check(&body_states, b.state, STR("approved"), CAP_BIT(CAP_APPROVE), s->lang, f,
                    &step));
    c.order = checked_order(&b, &s->order, f);
    TRY(check_composition(db, a, s->lang, &b, f));
    TRY(faults_err(f));
    return settle(db, a, who, &b, &c, false);
}

enum err body_dissolve(struct db *db, struct arena *a, const struct actor *who,
                       const struct body_step *s, struct faults *f)
{
    const struct state_rule *step;
    struct body_step c = *s;
    struct body b;

    TRY(open_for_change(db, a, who->place_id, s->id, f, &b));
    TRY(state_check(&body_states, b.state, STR("dissolved"), CAP_BIT(CAP_APPROVE), s->lang, f,
                    &step));
    c.order = checked_order(&b, &s->order, f);
    TRY(faults_err(f));
    return settle(db, a, who, &b, &c, true);
}
