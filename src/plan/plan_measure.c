/* Measures of a plan: what is done, how, when, by whom, with what, to which end (Standard
 * Plan 4.8). */
#include "plan/plan_in.h"
#include "plan/plan_peers.h"

#include "text/dates.h"

static struct str measure_json(struct plan_do *p, const struct plan_measure_form *m)
{
    struct buf *b = buf_new(p->a, 128 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "direction", m->direction);
    json_field_str(&j, "title_ky", m->title.ky);
    json_field_str(&j, "title_ru", m->title.ru);
    json_field_str(&j, "title_en", m->title.en);
    json_field_str(&j, "result_ky", m->result.ky);
    json_field_str(&j, "result_ru", m->result.ru);
    json_field_str(&j, "result_en", m->result.en);
    json_field_str(&j, "resources_ky", m->funding.ky);
    json_field_str(&j, "resources_ru", m->funding.ru);
    json_field_str(&j, "resources_en", m->funding.en);
    json_field_str(&j, "form", m->form);
    json_field_str(&j, "form_other", m->form_other);
    json_field_str(&j, "period", m->period);
    json_field_str(&j, "from", day_iso(p->a, m->from));
    json_field_str(&j, "to", day_iso(p->a, m->to));
    json_field_str(&j, "responsible", m->responsible);
    json_field_i64(&j, "responsible_body", m->responsible_body);
    json_field_i64(&j, "responsible_person", m->responsible_person);
    json_key(&j, STR("issues"));
    json_array_begin(&j);
    for (size_t i = 0; i < m->issue_count; i++)
        json_i64(&j, m->issues[i]);
    json_array_end(&j);
    json_object_end(&j);
    return buf_str(b);
}

static struct str row_json(struct plan_do *p, const struct plan_measure_get_row *r)
{
    return measure_json(
        p, &(struct plan_measure_form){
               .title = {r->title_ky, r->title_ru, r->title_en},
               .result = {r->result_ky, r->result_ru, r->result_en},
               .funding = {r->funding_ky, r->funding_ru, r->funding_en},
               .direction = r->section,
               .form = r->form,
               .form_other = r->form_other,
               .period = r->period,
               .responsible = r->responsible,
               .from = r->from_day,
               .to = r->to_day,
               .responsible_body = r->responsible_body.has ? r->responsible_body.v : 0,
               .responsible_person = r->responsible_person.has ? r->responsible_person.v : 0});
}

static void check_words(struct plan_do *p, const struct plan_measure_form *m)
{
    plan_need_text(p, "title_ky", m->title.ky, 3, PLAN_TITLE_MAX);
    plan_need_text(p, "title_ru", m->title.ru, 3, PLAN_TITLE_MAX);
    plan_need_text(p, "title_en", m->title.en, 0, PLAN_TITLE_MAX);
    plan_need_text(p, "result_ky", m->result.ky, 3, PLAN_TEXT_MAX);
    plan_need_text(p, "result_ru", m->result.ru, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "result_en", m->result.en, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "resources_ky", m->funding.ky, 2, PLAN_TEXT_MAX);
    plan_need_text(p, "resources_ru", m->funding.ru, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "resources_en", m->funding.en, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "responsible", m->responsible, 2, PLAN_SHORT_MAX);
}

/* The vocabulary's word must be of the measure's direction; "other" is told in words. */
static enum err check_form(struct plan_do *p, const struct plan_measure_form *m)
{
    struct plan_forms_rows forms;
    bool known = str_eq(m->form, STR("other"));

    if (known)
        plan_need_text(p, "form_other", m->form_other, 2, PLAN_SHORT_MAX);
    TRY(plan_forms(p->db, p->a, &forms));
    for (size_t i = 0; i < forms.n && !known; i++) {
        known = str_eq(forms.v[i].code, m->form);
        if (known && !str_eq(forms.v[i].direction, m->direction))
            fault_add(p->f, STR("form"), MSG_plan_fault_form_direction,
                      ARG_S("form", PLAN_TEXT(p->lang, &forms.v[i], name)),
                      ARG_S("direction", plan_direction_name(p->a, p->lang, forms.v[i].direction)));
    }
    if (!known)
        fault_add(p->f, STR("form"), MSG_common_fault_not_choice);
    return OK;
}

static bool same_days(const struct plan_measure_get_row *old, const struct plan_measure_form *m,
                      day_t to)
{
    return old && old->from_day == m->from && old->to_day == to;
}

/* `to` of a measure done once is its day. Days that are over are refused unless an earlier version
 * already had them. */
static void check_days(struct plan_do *p, const struct plan_get_row *plan,
                       const struct plan_measure_form *m, const struct plan_measure_get_row *old,
                       day_t *to)
{
    enum plan_period period;
    struct plan_days days;

    if (plan_period_of(m->period, &period) != OK || period >= PERIOD_REPEATED) {
        fault_add(p->f, STR("period"), MSG_common_fault_not_choice);
        return;
    }
    *to = period == PERIOD_ONCE ? m->from : m->to;
    if (m->from == DAY_NONE)
        fault_add(p->f, STR("from"), MSG_common_fault_required);
    if (m->from == DAY_NONE || *to == DAY_NONE) {
        if (*to == DAY_NONE && m->from != DAY_NONE)
            fault_add(p->f, STR("to"), MSG_common_fault_required);
        return;
    }
    const char *last = period == PERIOD_ONCE ? "from" : "to";
    if (*to < m->from)
        fault_add(p->f, STR("to"), MSG_common_fault_day_order);
    if (m->from < plan->from_day || *to > plan->to_day)
        fault_add(p->f, m->from < plan->from_day ? STR("from") : str_of(last),
                  MSG_plan_fault_outside,
                  ARG_S("span", text_date_range(p->a, p->lang, plan->from_day, plan->to_day)));
    if (*to < clock_today() && !(same_days(old, m, *to) && old->origin_id != old->id))
        fault_add(p->f, str_of(last), MSG_common_fault_day_past);
    if (plan_unfold(p->a,
                    &(struct plan_unfold_in){
                        .period = period, .first = m->from, .last = *to, .since = m->from},
                    &days) == ERR_TOO_LARGE)
        fault_add(p->f, STR("period"), MSG_plan_fault_too_often, ARG_N("most", PLAN_TASKS_MAX));
}

static enum err check_links(struct plan_do *p, const struct plan_get_row *plan,
                            const struct plan_measure_form *m)
{
    struct plan_issues_rows chosen;

    TRY(plan_issues(p->db, p->a, &(struct plan_issues_in){.plan_id = plan->id}, &chosen));
    for (size_t i = 0; i < m->issue_count && i < PLAN_ISSUES_MAX; i++) {
        bool found = false;
        for (size_t k = 0; k < chosen.n && !found; k++)
            found = chosen.v[k].issue_id == m->issues[i];
        if (!found)
            fault_add(p->f, STR("issues"), MSG_plan_fault_issue_not_chosen,
                      ARG_N("issue", m->issues[i]));
    }
    if (m->responsible_body != 0) {
        struct plan_names bodies;
        bool found = false;
        TRY(plan_body_list(p->db, p->a, p->who->place_id, p->lang, &bodies));
        for (size_t i = 0; i < bodies.n && !found; i++)
            found = bodies.v[i].id == m->responsible_body;
        if (!found)
            fault_add(p->f, STR("responsible_body"), MSG_common_fault_not_choice);
    }
    if (m->responsible_person != 0) {
        struct plan_names people;
        bool found = false;
        TRY(plan_people_list(p->db, p->a, p->who->place_id, p->lang, &people));
        for (size_t i = 0; i < people.n && !found; i++)
            found = people.v[i].id == m->responsible_person;
        if (!found)
            fault_add(p->f, STR("responsible_person"), MSG_common_fault_not_choice);
    }
    return OK;
}

static enum err section_of(struct plan_do *p, int64_t plan_id, struct str direction, int64_t *out)
{
    struct plan_sections_rows sections;

    TRY(plan_sections(p->db, p->a, &(struct plan_sections_in){.plan_id = plan_id}, &sections));
    for (size_t i = 0; i < sections.n; i++) {
        if (str_eq(sections.v[i].code, direction)) {
            *out = sections.v[i].id;
            return OK;
        }
    }
    fault_add(p->f, STR("direction"), MSG_common_fault_not_choice);
    return OK;
}

/* What inserting a measure and updating one write alike. */
#define MEASURE_COLUMNS(p, section, m, to)                                                         \
    .section_id = section, .title_ky = m->title.ky, .title_ru = m->title.ru,                       \
    .title_en = m->title.en, .result_ky = m->result.ky, .result_ru = m->result.ru,                 \
    .result_en = m->result.en, .funding_ky = m->funding.ky, .funding_ru = m->funding.ru,           \
    .funding_en = m->funding.en, .form = str_eq(m->form, STR("other")) ? STR_NONE : m->form,       \
    .form_other = str_eq(m->form, STR("other")) ? m->form_other : STR(""), .period = m->period,    \
    .from_day = m->from, .to_day = to,                                                             \
    .responsible_body = m->responsible_body ? SOME(m->responsible_body) : NONE_I64,                \
    .responsible_person = m->responsible_person ? SOME(m->responsible_person) : NONE_I64,          \
    .responsible = m->responsible, .now = clock_now(), .who = p->who->person_id

static enum err insert(struct plan_do *p, int64_t plan_id, int64_t section_id,
                       const struct plan_measure_form *m, day_t to, int64_t *id)
{
    struct plan_measure_position_row next;
    struct plan_measure_insert_row row;

    TRY(plan_measure_position(p->db, p->a, &(struct plan_measure_position_in){.plan_id = plan_id},
                              &next));
    TRY(plan_measure_insert(p->db, p->a,
                            &(struct plan_measure_insert_in){.plan_id = plan_id,
                                                             .no = STR(""),
                                                             .position = next.next,
                                                             .to_day_ru = DAY_NONE,
                                                             MEASURE_COLUMNS(p, section_id, m, to)},
                            &row));
    TRY(plan_measure_found_origin(p->db, p->a,
                                  &(struct plan_measure_found_origin_in){.id = row.id}));
    *id = row.id;
    return OK;
}

static enum err update(struct plan_do *p, const struct plan_get_row *plan,
                       const struct plan_measure_get_row *old, int64_t version, int64_t section_id,
                       const struct plan_measure_form *m, day_t to)
{
    int64_t changed;

    if (plan_public(plan->state) && old->version == version)
        TRY(plan_measure_keep_past(
            p->db, p->a,
            &(struct plan_measure_keep_past_in){
                .id = old->id, .removed = false, .now = clock_now(), .who = p->who->person_id}));
    TRY(plan_measure_update(p->db, p->a,
                            &(struct plan_measure_update_in){.id = old->id,
                                                             .version = version,
                                                             MEASURE_COLUMNS(p, section_id, m, to)},
                            &changed));
    return changed == 0 ? ERR_CONFLICT : OK;
}

static enum err link_issues(struct plan_do *p, int64_t id, const struct plan_measure_form *m)
{
    TRY(plan_measure_issues_clear(p->db, p->a,
                                  &(struct plan_measure_issues_clear_in){.measure_id = id}));
    for (size_t i = 0; i < m->issue_count; i++) {
        bool twice = false;
        for (size_t k = 0; k < i && !twice; k++)
            twice = m->issues[k] == m->issues[i];
        if (!twice)
            TRY(plan_measure_issue_insert(p->db, p->a,
                                          &(struct plan_measure_issue_insert_in){
                                              .measure_id = id, .issue_id = m->issues[i]}));
    }
    return OK;
}

static enum err get_of_plan(struct plan_do *p, int64_t plan_id, int64_t id,
                            struct plan_measure_get_row *out)
{
    struct plan_measure_get_row row;

    TRY(plan_measure_get(p->db, p->a, &(struct plan_measure_get_in){.id = id}, &row));
    if (row.plan_id != plan_id)
        return ERR_NOT_FOUND;
    *out = row;
    return OK;
}

enum err plan_measure_save(struct plan_do *p, int64_t plan_id, int64_t id, int64_t version,
                           const struct plan_measure_form *m, int64_t *out)
{
    struct plan_get_row plan;
    struct plan_measure_get_row old;
    int64_t section_id = 0;
    day_t to = DAY_NONE;

    TRY(plan_hold_editable(p, plan_id, &plan));
    if (id != 0)
        TRY(get_of_plan(p, plan_id, id, &old));
    TRY(section_of(p, plan_id, m->direction, &section_id));
    check_words(p, m);
    TRY(check_form(p, m));
    check_days(p, &plan, m, id ? &old : NULL, &to);
    TRY(check_links(p, &plan, m));
    TRY(faults_err(p->f));
    struct plan_measure_form saved = *m;
    saved.to = to;
    if (id == 0)
        TRY(insert(p, plan_id, section_id, m, to, &id));
    else
        TRY(update(p, &plan, &old, version, section_id, m, to));
    TRY(link_issues(p, id, m));
    TRY(plan_tell(p, version == 0 ? "plan.measure_add" : "plan.measure_edit", "plan_measure", id,
                  version == 0 ? STR_NONE : row_json(p, &old), measure_json(p, &saved), STR_NONE));
    *out = id;
    return OK;
}

enum err plan_measure_remove(struct plan_do *p, int64_t plan_id, int64_t id, int64_t version)
{
    struct plan_get_row plan;
    struct plan_measure_get_row old;
    int64_t changed;

    TRY(plan_hold_editable(p, plan_id, &plan));
    TRY(get_of_plan(p, plan_id, id, &old));
    if (plan_public(plan.state))
        TRY(plan_measure_keep_past(
            p->db, p->a,
            &(struct plan_measure_keep_past_in){
                .id = id, .removed = true, .now = clock_now(), .who = p->who->person_id}));
    TRY(plan_comments_detach(p->db, p->a, &(struct plan_comments_detach_in){.measure_id = id}));
    TRY(plan_measure_issues_clear(p->db, p->a,
                                  &(struct plan_measure_issues_clear_in){.measure_id = id}));
    TRY(plan_measure_delete(
        p->db, p->a, &(struct plan_measure_delete_in){.id = id, .version = version}, &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return plan_tell(p, "plan.measure_remove", "plan_measure", id, row_json(p, &old), STR_NONE,
                     STR_NONE);
}
