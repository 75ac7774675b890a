/* Discussion: comment, answer with a reason, what changed; a hidden comment stays visible as
 * hidden. */
#include "plan/plan_in.h"
#include "plan/plan_notice.h"
#include "plan/plan_peers.h"

enum { REASON_LEAST = 5, GROUND_MAX = 500 };

static bool one_of(struct str s, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_of(names[i])))
            return true;
    return false;
}
#define ONE_OF(s, ...)                                                                             \
    one_of((s), (const char *const[]){__VA_ARGS__},                                                \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static enum err check_target(struct plan_do *p, const struct plan_comment_new *c)
{
    struct plan_measure_get_row m;

    if (c->measure_id != 0) {
        TRY(plan_measure_get(p->db, p->a, &(struct plan_measure_get_in){.id = c->measure_id}, &m));
        if (m.plan_id != c->plan_id)
            return ERR_NOT_FOUND;
    }
    if (str_eq(c->shown, STR("village"))) {
        bool found;
        TRY(plan_village_is(p->db, p->a, p->who->place_id, c->village_id, &found));
        if (!found)
            fault_add(p->f, STR("village"), MSG_common_fault_not_choice);
    } else if (str_eq(c->shown, STR("name"))) {
        plan_need_text(p, "author_name", c->author_name, 2, PLAN_SHORT_MAX);
    } else {
        fault_add(p->f, STR("shown"), MSG_common_fault_not_choice);
    }
    return OK;
}

static struct str comment_json(struct plan_do *p, const struct plan_comment_new *c, bool personal)
{
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    if (personal) {
        json_field_str(&j, "author_name", c->author_name);
        json_field_str(&j, "words", c->words);
    } else {
        json_field_i64(&j, "plan_id", c->plan_id);
        json_field_i64(&j, "measure_id", c->measure_id);
        json_field_str(&j, "channel", c->channel);
        json_field_str(&j, "shown", c->shown);
    }
    json_object_end(&j);
    return buf_str(b);
}

/* Whoever writes with an account signs with its name and no other; a name is kept only where it is
 * to be shown. */
static enum err sign(struct plan_do *p, int64_t author, struct plan_comment_new *c)
{
    struct str name;

    if (!str_eq(c->shown, STR("name"))) {
        c->author_name = STR("");
        return OK;
    }
    TRY(plan_person_name(p->db, p->a, author, &name));
    if (name.n > 0)
        c->author_name = name;
    return OK;
}

enum err plan_comment(struct plan_do *p, const struct plan_comment_new *typed, int64_t *id)
{
    struct plan_comment_new signed_one = *typed, *c = &signed_one;
    struct plan_get_row plan;
    struct plan_comment_insert_row row;
    bool online = str_eq(c->channel, STR("online"));
    int64_t author = p->who->for_person_id ? p->who->for_person_id : online ? p->who->person_id : 0;

    TRY(plan_hold(p, c->plan_id, &plan));
    if (!str_eq(plan.state, STR("discussion"))) {
        fault_add(p->f, STR("state"), MSG_plan_fault_not_discussing,
                  ARG_S("state", plan_state_name(p->a, p->lang, plan.state)));
        return ERR_CONFLICT;
    }
    plan_need_text(p, "words", c->words, REASON_LEAST, PLAN_COMMENT_MAX);
    if (!ONE_OF(c->channel, "online", "paper", "spoken"))
        fault_add(p->f, STR("channel"), MSG_common_fault_not_choice);
    TRY(sign(p, author, c));
    TRY(check_target(p, c));
    TRY(faults_err(p->f));
    TRY(plan_comment_insert(p->db, p->a,
                            &(struct plan_comment_insert_in){
                                .plan_id = c->plan_id,
                                .measure_id = c->measure_id ? SOME(c->measure_id) : NONE_I64,
                                .author_id = author,
                                .entered_by = p->who->person_id,
                                .channel = c->channel,
                                .shown = c->shown,
                                .author_name = c->author_name,
                                .village_id = c->village_id ? SOME(c->village_id) : NONE_I64,
                                .words = c->words,
                                .now = clock_now()},
                            &row));
    TRY(plan_tell(p, "plan.comment", "plan_comment", row.id, STR_NONE, comment_json(p, c, false),
                  comment_json(p, c, true)));
    *id = row.id;
    return OK;
}

/* The comment with its plan held, in this municipality. */
static enum err hold_comment(struct plan_do *p, int64_t id, struct plan_comment_get_row *c,
                             struct plan_get_row *plan)
{
    struct plan_comment_get_row row;

    TRY(plan_comment_get(p->db, p->a, &(struct plan_comment_get_in){.id = id}, &row));
    TRY(plan_hold(p, row.plan_id, plan));
    *c = row;
    return OK;
}

enum err plan_answer(struct plan_do *p, const struct plan_answer_new *n)
{
    struct plan_comment_get_row c;
    struct plan_get_row plan;
    int64_t changed;

    TRY(hold_comment(p, n->comment_id, &c, &plan));
    if (!str_eq(plan.state, STR("discussion")) && !str_eq(plan.state, STR("discussed"))) {
        fault_add(p->f, STR("state"), MSG_plan_fault_answers_closed,
                  ARG_S("state", plan_state_name(p->a, p->lang, plan.state)));
        return ERR_CONFLICT;
    }
    if (!ONE_OF(n->verdict, "accepted", "partly", "rejected"))
        fault_add(p->f, STR("verdict"), MSG_common_fault_not_choice);
    plan_need_text(p, "reason", n->reason, REASON_LEAST, PLAN_TEXT_MAX);
    /* What is taken up must show where. */
    bool taken = ONE_OF(n->verdict, "accepted", "partly");
    plan_need_text(p, "changed", n->changed, taken ? REASON_LEAST : 0, PLAN_TEXT_MAX);
    TRY(faults_err(p->f));
    TRY(plan_comment_answered(p->db, p->a,
                              &(struct plan_comment_answered_in){
                                  .id = c.id, .version = n->version, .answers = c.answers + 1},
                              &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(plan_answer_insert(p->db, p->a,
                           &(struct plan_answer_insert_in){.comment_id = c.id,
                                                           .seq = c.answers + 1,
                                                           .verdict = n->verdict,
                                                           .reason = n->reason,
                                                           .changed = n->changed,
                                                           .person_id = p->who->person_id,
                                                           .now = clock_now()}));
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "verdict", n->verdict);
    json_field_str(&j, "reason", n->reason);
    json_field_str(&j, "changed", n->changed);
    json_field_i64(&j, "seq", c.answers + 1);
    json_object_end(&j);
    TRY(plan_tell(p, "plan.answer", "plan_comment", c.id, STR_NONE, buf_str(b), STR_NONE));
    return plan_notice_answer(p, &c, n);
}

enum err plan_comment_conceal(struct plan_do *p, int64_t comment_id, int64_t version,
                              struct str ground)
{
    struct plan_comment_get_row c;
    struct plan_get_row plan;
    int64_t changed;

    TRY(hold_comment(p, comment_id, &c, &plan));
    plan_need_text(p, "ground", ground, REASON_LEAST, GROUND_MAX);
    TRY(faults_err(p->f));
    TRY(plan_comment_hide(p->db, p->a,
                          &(struct plan_comment_hide_in){.id = comment_id,
                                                         .version = version,
                                                         .ground = ground,
                                                         .now = clock_now(),
                                                         .who = p->who->person_id},
                          &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    struct buf *b = buf_new(p->a, 16 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "ground", ground);
    json_object_end(&j);
    return plan_tell(p, "plan.comment_hide", "plan_comment", comment_id, STR_NONE, buf_str(b),
                     STR_NONE);
}
