/* Steps of the engagement plan: what each is made with and what it does. Standard Plan 4.1 to
 * 4.11. The table of steps is plan_machine.c, what a stage lacks plan_stage.c. */
#include "plan/plan_in.h"
#include "plan/plan_notice.h"
#include "plan/plan_peers.h"

#include "rules/deadline.h"
#include "rules/rules.h"
#include "text/dates.h"

/* -- making a step -- */

static struct str facts_json(struct plan_do *p, const char *state, const struct plan_facts *facts,
                             int64_t document_id)
{
    struct buf *b = buf_new(p->a, 32 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "state", str_of(state));
    json_field_str(&j, "day", day_iso(p->a, facts->day));
    json_field_str(&j, "number", facts->number);
    json_field_str(&j, "place", facts->place);
    json_field_i64(&j, "present", facts->present);
    json_field_str(&j, "reason", facts->reason);
    json_field_i64(&j, "document_id", document_id);
    json_object_end(&j);
    return buf_str(b);
}

static struct str some(struct str s)
{
    return s.p ? s : STR("");
}

/* Writes state, timeline and audit record. Faults are settled before. A row that left `before`
 * meanwhile: ERR_CONFLICT. */
static enum err step(struct plan_do *p, const struct plan_get_row *plan, const char *to,
                     const struct plan_facts *facts, struct str title)
{
    struct plan_step_insert_row row;
    int64_t changed, document_id = 0;

    TRY(plan_attach(p, plan->id, STR("file"), title, facts->file, &document_id));
    TRY(faults_err(p->f));
    TRY(plan_set_state(p->db, p->a,
                       &(struct plan_set_state_in){.id = plan->id,
                                                   .before = plan->state,
                                                   .after = str_of(to),
                                                   .now = clock_now(),
                                                   .who = p->who->person_id},
                       &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(plan_step_insert(
        p->db, p->a,
        &(struct plan_step_insert_in){.plan_id = plan->id,
                                      .state = str_of(to),
                                      .day = facts->day,
                                      .number = some(facts->number),
                                      .place = some(facts->place),
                                      .present = facts->present ? SOME(facts->present) : NONE_I64,
                                      .reason = some(facts->reason),
                                      .document_id = document_id ? SOME(document_id) : NONE_I64,
                                      .person_id = p->who->person_id,
                                      .now = clock_now()},
        &row));
    struct str before = str_fmt(p->a, "{\"state\":\"%.*s\"}", STR_F(plan->state));
    return plan_tell(p, str_cstr(p->a, str_cat(p->a, STR("plan."), str_of(to))), "plan", plan->id,
                     before, facts_json(p, to, facts, document_id), STR_NONE);
}

static enum err hold_for(struct plan_do *p, int64_t id, const char *to, struct plan_get_row *plan)
{
    const struct state_rule *rule;

    TRY(plan_hold(p, id, plan));
    return state_check(&plan_machine, plan->state, str_of(to), p->caps, p->lang, p->f, &rule);
}

enum err plan_publish(struct plan_do *p, int64_t id)
{
    struct plan_get_row plan;

    TRY(hold_for(p, id, "discussion", &plan));
    TRY(plan_missing(p, &plan, STAGE_GROUP));
    TRY(plan_missing(p, &plan, STAGE_ISSUES));
    TRY(plan_missing(p, &plan, STAGE_MEASURES));
    TRY(faults_err(p->f));
    TRY(step(p, &plan, "discussion", &(struct plan_facts){.day = clock_today()}, STR("")));
    return plan_notice_discussion(p, &plan);
}

/* A day in a paper lies not before what it rests on and not in the future. */
static void check_day(struct plan_do *p, const char *field, day_t day, day_t least,
                      enum msg too_early)
{
    if (day == DAY_NONE)
        fault_add(p->f, str_of(field), MSG_common_fault_required);
    else if (day > clock_today())
        fault_add(p->f, str_of(field), MSG_common_fault_day_future);
    else if (least != DAY_NONE && day < least)
        fault_add(p->f, str_of(field), too_early, ARG_S("day", text_date(p->a, p->lang, least)));
}

/* The community needs time to read: setting engagement_plan.discussion.min_days, and the assembly's
 * quorum where a charter sets one. */
static enum err check_discussion_rules(struct plan_do *p, const struct plan_facts *facts,
                                       day_t published)
{
    struct rule_value quorum;
    int64_t days;
    enum err e =
        rules_i64(p->db, p->a, PLAN_RULE_DISCUSSION, p->who->place_id, clock_today(), &days);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK && facts->day != DAY_NONE && facts->day >= published &&
        facts->day < published + days) {
        struct fault *fault = fault_add(p->f, STR("day"), MSG_plan_fault_too_soon, ARG_N("n", days),
                                        ARG_S("day", text_date_on(p->a, p->lang, published)));
        if (fault)
            fault->rule_key = PLAN_RULE_DISCUSSION;
    }
    e = rules_value(p->db, p->a, "assembly.quorum", p->who->place_id, clock_today(), &quorum);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    if (quorum.den == 1 && facts->present > 0 && facts->present < quorum.num) {
        struct fault *fault = fault_add(p->f, STR("present"), MSG_plan_fault_quorum,
                                        ARG_N("least", quorum.num), ARG_N("have", facts->present));
        if (fault)
            fault->rule_key = "assembly.quorum";
    }
    return OK;
}

enum err plan_discussed(struct plan_do *p, int64_t id, const struct plan_facts *facts)
{
    enum { MOST_PRESENT = 100000 };
    struct plan_get_row plan;
    day_t published = DAY_NONE;

    TRY(hold_for(p, id, "discussed", &plan));
    TRY(plan_stepped_on(p, id, "discussion", &published));
    check_day(p, "day", facts->day, published, MSG_plan_fault_before_published);
    plan_need_text(p, "place", facts->place, 2, PLAN_SHORT_MAX);
    if (facts->present < 1 || facts->present > MOST_PRESENT)
        fault_add(p->f, STR("present"), MSG_plan_fault_present);
    if (facts->file.bytes.n == 0)
        fault_add(p->f, STR("file"), MSG_plan_fault_no_minutes);
    TRY(check_discussion_rules(p, facts, published));
    TRY(faults_err(p->f));
    return step(p, &plan, "discussed", facts, msg_text(p->a, p->lang, MSG_plan_paper_minutes));
}

/* The plan that was in force makes room: an older version of the same plan is revised, another plan
 * is closed. */
static enum err retire_predecessor(struct plan_do *p, const struct plan_get_row *plan, day_t day)
{
    struct plan_in_force_row old;
    struct plan_get_row row;
    int64_t changed;
    enum err e = plan_in_force(
        p->db, p->a, &(struct plan_in_force_in){.place_id = plan->place_id.v, .kind = plan->kind},
        &old);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(plan_hold(p, old.id, &row));
    bool same = old.series_id == plan->series_id;
    if (same)
        TRY(plan_tasks_replace(p->db, p->a,
                               &(struct plan_tasks_replace_in){.plan_id = old.id, .since = day},
                               &changed));
    /* A closed plan without a reason is one that another replaced: the page says so in the reader's
     * language. */
    struct str why = same ? plan->revision_reason : STR("");
    return step(p, &row, same ? "revised" : "closed",
                &(struct plan_facts){.day = day, .reason = why}, STR(""));
}

/* The duty is settled: by the order that names the day, or by the step of its own. */
static enum err come_in_force(struct plan_do *p, const struct plan_get_row *plan, day_t day)
{
    TRY(retire_predecessor(p, plan, day));
    TRY(step(p, plan, "in_force", &(struct plan_facts){.day = day}, STR("")));
    TRY(plan_unfold_tasks(p, plan, day));
    return plan_notice_in_force(p, plan);
}

enum err plan_approve(struct plan_do *p, int64_t id, const struct plan_facts *facts)
{
    struct plan_get_row plan;
    day_t discussed = DAY_NONE;

    TRY(hold_for(p, id, "approved", &plan));
    TRY(plan_stepped_on(p, id, "discussed", &discussed));
    TRY(plan_missing(p, &plan, STAGE_GROUP));
    TRY(plan_missing(p, &plan, STAGE_MEASURES));
    TRY(plan_missing(p, &plan, STAGE_DISCUSSION));
    if (facts->number.n == 0)
        fault_add(p->f, STR("number"), MSG_plan_fault_no_number);
    else
        plan_need_text(p, "number", facts->number, 1, PLAN_SHORT_MAX);
    check_day(p, "day", facts->day, discussed, MSG_plan_fault_before_discussed);
    if (facts->file.bytes.n == 0)
        fault_add(p->f, STR("file"), MSG_plan_fault_no_scan);
    if (facts->in_force_from != DAY_NONE && facts->day != DAY_NONE &&
        facts->in_force_from < facts->day)
        fault_add(p->f, STR("in_force_from"), MSG_plan_fault_before_order,
                  ARG_S("day", text_date(p->a, p->lang, facts->day)));
    TRY(faults_err(p->f));
    TRY(step(p, &plan, "approved", facts,
             msg_text(p->a, p->lang, MSG_plan_paper_order, ARG_S("number", facts->number))));
    if (facts->in_force_from == DAY_NONE || facts->in_force_from > clock_today())
        return OK;
    TRY(plan_hold(p, id, &plan));
    return come_in_force(p, &plan, facts->in_force_from);
}

enum err plan_put_in_force(struct plan_do *p, int64_t id, day_t day)
{
    struct plan_get_row plan;
    day_t ordered = DAY_NONE;

    TRY(hold_for(p, id, "in_force", &plan));
    TRY(plan_stepped_on(p, id, "approved", &ordered));
    check_day(p, "day", day, ordered, MSG_plan_fault_before_order);
    TRY(faults_err(p->f));
    return come_in_force(p, &plan, day);
}

/* -- revising and closing -- */

static enum err check_revisions(struct plan_do *p, const struct plan_get_row *plan)
{
    enum { HOUR = 3600, BISHKEK = 6 * HOUR, A_DAY = 24 * HOUR };
    struct plan_revisions_in_row made;
    struct civil today = day_to_civil(clock_today());
    int64_t most;

    enum err e =
        rules_i64(p->db, p->a, PLAN_RULE_REVISIONS, plan->place_id.v, clock_today(), &most);
    if (e == ERR_NOT_FOUND) {
        rules_fault_unset(p->f, p->lang, STR("state"), PLAN_RULE_REVISIONS);
        return OK;
    }
    TRY(e);
    int64_t since = (int64_t)day_from_civil((struct civil){today.year, 1, 1}) * A_DAY - BISHKEK;
    int64_t until = (int64_t)day_from_civil((struct civil){today.year + 1, 1, 1}) * A_DAY - BISHKEK;
    TRY(plan_revisions_in(
        p->db, p->a,
        &(struct plan_revisions_in_in){
            .place_id = plan->place_id.v, .kind = plan->kind, .since = since, .until = until},
        &made));
    if (made.n >= most) {
        struct fault *fault =
            fault_add(p->f, STR("state"), MSG_plan_fault_revised_already, ARG_N("n", most),
                      ARG_S("year", str_fmt(p->a, "%d", today.year)));
        if (fault)
            fault->rule_key = PLAN_RULE_REVISIONS;
    }
    return OK;
}

static enum err copy_version(struct plan_do *p, const struct plan_get_row *plan, struct str reason,
                             int64_t *id)
{
    struct plan_last_number_row last;
    struct plan_insert_row row;
    int64_t now = clock_now(), who = p->who->person_id;

    TRY(plan_last_number(p->db, p->a, &(struct plan_last_number_in){.series_id = plan->series_id},
                         &last));
    TRY(plan_insert(p->db, p->a,
                    &(struct plan_insert_in){.place_id = plan->place_id,
                                             .kind = plan->kind,
                                             .number = last.number + 1,
                                             .previous_id = SOME(plan->id),
                                             .series_id = SOME(plan->series_id),
                                             .state = STR("draft"),
                                             .title_ky = plan->title_ky,
                                             .title_ru = plan->title_ru,
                                             .title_en = plan->title_en,
                                             .goal_ky = plan->goal_ky,
                                             .goal_ru = plan->goal_ru,
                                             .goal_en = plan->goal_en,
                                             .from_day = plan->from_day,
                                             .to_day = plan->to_day,
                                             .body_id = plan->body_id,
                                             .revision_reason = reason,
                                             .source = STR(""),
                                             .digest = STR(""),
                                             .now = now,
                                             .who = who},
                    &row));
    TRY(plan_copy_sections(p->db, p->a,
                           &(struct plan_copy_sections_in){.old_id = plan->id, .new_id = row.id}));
    TRY(plan_copy_measures(p->db, p->a,
                           &(struct plan_copy_measures_in){
                               .old_id = plan->id, .new_id = row.id, .now = now, .who = who}));
    TRY(plan_copy_measure_issues(
        p->db, p->a, &(struct plan_copy_measure_issues_in){.old_id = plan->id, .new_id = row.id}));
    TRY(plan_copy_issues(p->db, p->a,
                         &(struct plan_copy_issues_in){.old_id = plan->id, .new_id = row.id}));
    TRY(plan_copy_sources(p->db, p->a,
                          &(struct plan_copy_sources_in){.old_id = plan->id, .new_id = row.id}));
    *id = row.id;
    return OK;
}

static enum err refuse_open(struct plan_do *p, const struct plan_get_row *plan)
{
    struct plan_open_row open;
    enum err e =
        plan_open(p->db, p->a,
                  &(struct plan_open_in){.place_id = plan->place_id.v, .kind = plan->kind}, &open);

    if (e == OK)
        fault_add(p->f, STR("state"), MSG_plan_fault_already_open,
                  ARG_S("state", plan_state_name(p->a, p->lang, open.state)));
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err plan_revise(struct plan_do *p, int64_t id, struct str reason, int64_t *new_id)
{
    struct plan_get_row plan;
    struct plan_step_insert_row first;
    int64_t copy;

    TRY(hold_for(p, id, "revised", &plan));
    plan_need_text(p, "reason", reason, 5, PLAN_TEXT_MAX);
    TRY(refuse_open(p, &plan));
    TRY(check_revisions(p, &plan));
    TRY(faults_err(p->f));
    TRY(copy_version(p, &plan, reason, &copy));
    TRY(plan_step_insert(p->db, p->a,
                         &(struct plan_step_insert_in){.plan_id = copy,
                                                       .state = STR("draft"),
                                                       .day = clock_today(),
                                                       .number = STR(""),
                                                       .place = STR(""),
                                                       .reason = reason,
                                                       .person_id = p->who->person_id,
                                                       .now = clock_now()},
                         &first));
    TRY(plan_tell(
        p, "plan.revise", "plan", copy, STR_NONE,
        facts_json(p, "draft", &(struct plan_facts){.day = clock_today(), .reason = reason}, 0),
        STR_NONE));
    *new_id = copy;
    return OK;
}

static enum err end(struct plan_do *p, int64_t id, const char *to, const struct plan_facts *facts)
{
    struct plan_get_row plan;

    TRY(hold_for(p, id, to, &plan));
    plan_need_text(p, "reason", facts->reason, 5, PLAN_TEXT_MAX);
    TRY(faults_err(p->f));
    struct plan_facts made = *facts;
    made.day = clock_today();
    return step(p, &plan, to, &made, STR(""));
}

enum err plan_close(struct plan_do *p, int64_t id, const struct plan_facts *facts)
{
    return end(p, id, "closed", facts);
}

enum err plan_drop(struct plan_do *p, int64_t id, const struct plan_facts *facts)
{
    return end(p, id, "dropped", facts);
}
