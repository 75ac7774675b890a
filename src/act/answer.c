/* Residents ask, an officer answers, good answers become public. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "i18n/check.h"
#include "notify/notify.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "web/cap.h"

enum {
    QUESTION_MIN = 10,
    QUESTION_MAX = 2000,
    ANSWER_MAX = 3000,
    STEPS_MAX = 5000,
    REASON_MAX = 500,
    DUE_MOST = 100
};

#define QUESTION_OF(r)                                                                             \
    {                                                                                              \
        .id = (r)->id, .version = (r)->version, .asked_at = (r)->asked_at,                         \
        .answered_at = (r)->answered_at.has ? (r)->answered_at.v : 0,                              \
        .act_id = (r)->act_id.has ? (r)->act_id.v : 0, .state = (r)->state,                        \
        .question = (r)->question, .published = (r)->published, .field = (r)->field,               \
        .answer = (r)->answer, .steps = (r)->steps, .article = (r)->article,                       \
        .reason = (r)->reason, .has_address = (r)->address.n > 0,                                  \
        .act_title = {(r)->act_ky, (r)->act_ru, (r)->act_en}, .valid_from = (r)->valid_from,       \
        .valid_to = (r)->valid_to, .emergency = (r)->emergency                                     \
    }

static enum err read_rows(struct db *db, struct arena *a, const struct act_question_filter *f,
                          int64_t emergency, struct act_question_rows_rows *out)
{
    return act_question_rows(db, a,
                             &(struct act_question_rows_in){.place_id = f->place_id,
                                                            .state = f->state,
                                                            .field = f->field,
                                                            .person_id = f->person_id,
                                                            .emergency = emergency,
                                                            .before = f->before,
                                                            .most = f->most},
                             out);
}

enum err act_questions_of(struct db *db, struct arena *a, const struct act_question_filter *f,
                          struct act_questions *out)
{
    struct act_question_rows_rows urgent = {NULL, 0}, rows;

    /* What is an emergency stands before everything else, on the first page. */
    if (f->emergency_first && f->before == 0)
        TRY(read_rows(db, a, f, 1, &urgent));
    TRY(read_rows(db, a, f, f->emergency_first ? 0 : -1, &rows));
    struct act_question *v = arena_array(a, struct act_question, urgent.n + rows.n);
    for (size_t i = 0; i < urgent.n; i++)
        v[i] = (struct act_question)QUESTION_OF(&urgent.v[i]);
    for (size_t i = 0; i < rows.n; i++)
        v[urgent.n + i] = (struct act_question)QUESTION_OF(&rows.v[i]);
    *out = (struct act_questions){v, urgent.n + rows.n};
    return OK;
}

enum err act_question_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                           struct act_question *out, int64_t *asked_by)
{
    struct act_question_row_row r;

    TRY(act_question_row(db, a, &(struct act_question_row_in){id, place_id}, &r));
    *out = (struct act_question)QUESTION_OF(&r);
    *asked_by = r.person_id;
    return OK;
}

struct str act_question_text(const struct act_question *q)
{
    return q->published.n ? q->published : q->question;
}

bool act_answer_holds(const struct act_question *q, day_t day)
{
    return (q->valid_from == DAY_NONE || q->valid_from <= day) &&
           (q->valid_to == DAY_NONE || q->valid_to >= day);
}

/* The words of a question may tell of its asker: they lie in the personal part of the log until an
 * officer makes them public. */
static struct str as_json(struct arena *a, const char *name, struct str value)
{
    struct buf *b = buf_new(a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, str_of(name));
    json_str(&j, value);
    json_object_end(&j);
    return buf_str(b);
}

/* -- asking -- */

static void refused_by_rule(struct faults *f, enum msg msg, const char *key, int64_t most)
{
    struct fault *fault = fault_add(f, STR("question"), msg, ARG_N("most", most));
    if (fault)
        fault->rule_key = key;
}

/* Nobody fills the desk: one person with so many a day, those without account together with so many
 * that wait. */
static enum err check_number(struct db *db, struct arena *a, const struct actor *who, int64_t asker,
                             struct faults *f)
{
    const char *key = asker ? "act.ask_per_day" : "act.ask_waiting";
    struct act_question_counts_row row;
    int64_t most;

    TRY(rules_i64(db, a, key, who->place_id, clock_today(), &most));
    TRY(act_question_counts(
        db, a,
        &(struct act_question_counts_in){who->place_id, asker, instant_of_day(clock_today())},
        &row));
    if ((asker ? row.asked : row.waiting) >= most)
        refused_by_rule(f, asker ? MSG_act_fault_per_day : MSG_act_fault_waiting, key, most);
    return OK;
}

enum err act_ask(struct db *db, struct arena *a, const struct actor *who,
                 const struct act_ask_new *n, struct faults *f, int64_t *id)
{
    struct act_question_insert_row row;
    int64_t asker = who->for_person_id ? who->for_person_id : who->person_id;
    struct str allowed,
        question = check_text(f, "question", n->question, QUESTION_MIN, QUESTION_MAX);

    if (question.n == 0)
        fault_add(f, STR("question"), MSG_common_fault_required);
    if (n->address.n && !notify_address_ok(n->address))
        fault_add(f, STR("address"), MSG_common_fault_not_email);
    TRY(rules_choice(db, a, "act.ask_without_account", who->place_id, clock_today(), &allowed));
    if (asker == 0 && !str_eq(allowed, STR("yes")))
        refused_by_rule(f, MSG_act_fault_no_account, "act.ask_without_account", 0);
    TRY(check_number(db, a, who, asker, f));
    TRY(faults_err(f));
    TRY(act_question_insert(db, a,
                            &(struct act_question_insert_in){who->place_id, question, asker,
                                                             n->address.n ? n->address : STR(""),
                                                             lang_code(n->lang), clock_now()},
                            &row));
    *id = row.id;
    return act_record(db, a, who, "act_question.ask", "act_question", row.id, STR_NONE,
                      as_json(a, "state", STR("asked")));
}

/* -- answering -- */

static void check(struct faults *f, struct act_question *q)
{
    bool declined = str_eq(q->state, STR("declined")), open = str_eq(q->state, STR("public"));

    if (!declined && !str_eq(q->state, STR("answered")) && !open)
        fault_add(f, STR("state"), MSG_common_fault_not_choice);
    q->published = check_text(f, "published", q->published, 0, QUESTION_MAX);
    q->answer = check_text(f, "answer", q->answer, declined ? 0 : 1, ANSWER_MAX);
    q->steps = check_text(f, "steps", q->steps, 0, STEPS_MAX);
    q->reason = check_text(f, "reason", q->reason, declined ? 1 : 0, REASON_MAX);
    if (q->field.n && !act_word_known(act_fields, q->field))
        fault_add(f, STR("field"), MSG_common_fault_not_choice);
    if (open && q->act_id == 0)
        fault_add(f, STR("act"), MSG_act_fault_basis);
    if (q->valid_from != DAY_NONE && q->valid_to != DAY_NONE && q->valid_to < q->valid_from)
        fault_add(f, STR("valid_to"), MSG_act_fault_valid_to);
}

static enum err mail_answer(struct db *db, struct arena *a, int64_t place_id,
                            const struct act_answering *n, const struct act_question *q,
                            const struct act_question_row_row *was)
{
    enum lang lang = LANG_KY;
    bool declined = str_eq(q->state, STR("declined")), open = str_eq(q->state, STR("public"));

    if (was->address.n == 0)
        return OK;
    if (lang_of_code(was->lang, &lang) != OK)
        lang = LANG_KY;
    struct str body = declined
                          ? msg_text(a, lang, MSG_act_mail_declined,
                                     ARG_S("question", was->question), ARG_S("reason", q->reason))
                          : msg_text(a, lang, MSG_act_mail_answer, ARG_S("question", was->question),
                                     ARG_S("answer", q->answer), ARG_S("steps", q->steps));
    struct str path = open ? str_fmt(a, "/%.*s/%.*s/answers/%lld", STR_F(lang_code(lang)),
                                     STR_F(n->place_code), (long long)q->id)
                           : STR_NONE;
    return notify_mail(db, a,
                       &(struct mail_new){.place_id = place_id,
                                          .to = was->address,
                                          .lang = lang,
                                          .subject = msg_text(a, lang, MSG_act_mail_subject),
                                          .body = body,
                                          .path = path});
}

static enum err write_answer(struct db *db, struct arena *a, const struct actor *who,
                             const struct act_question *q)
{
    int64_t changed;

    TRY(act_question_answer(
        db, a,
        &(struct act_question_answer_in){.id = q->id,
                                         .place_id = who->place_id,
                                         .version = q->version,
                                         .state = q->state,
                                         .published = q->published,
                                         .field = q->field,
                                         .answer = q->answer,
                                         .steps = q->steps,
                                         .act_id = q->act_id ? SOME(q->act_id) : NONE_I64,
                                         .article = q->act_id ? q->article : STR(""),
                                         .valid_from = q->valid_from,
                                         .valid_to = q->valid_to,
                                         .emergency = q->emergency,
                                         .reason = q->reason,
                                         .now = clock_now()},
        &changed));
    return changed ? OK : ERR_CONFLICT;
}

enum err act_answer(struct db *db, struct arena *a, const struct actor *who,
                    const struct act_answering *n, struct faults *f)
{
    struct act_question q = n->q;
    struct act_question_row_row was;

    check(f, &q);
    if (q.act_id)
        TRY(act_check_article(db, a, who->place_id, q.act_id, &q.article, f));
    TRY(faults_err(f));
    TRY(act_question_row(db, a, &(struct act_question_row_in){q.id, who->place_id}, &was));
    TRY(write_answer(db, a, who, &q));
    TRY(mail_answer(db, a, who->place_id, n, &q, &was));
    if (str_eq(q.state, STR("public")) && !str_eq(was.state, STR("public")))
        TRY(act_tell(
            db, a, who,
            &(struct act_news){.kind = STR("answer"), .question_id = q.id, .day = q.valid_from}));
    struct str before = as_json(a, "state", was.state);
    return act_record(db, a, who, "act_question.answer", "act_question", q.id, before,
                      as_json(a, "state", q.state));
}

/* -- the desk -- */

enum err act_due(struct db *db, struct arena *a, const struct due_query *q, struct dues *out)
{
    struct act_question_filter f = {.place_id = q->place_id, .most = DUE_MOST, .field = STR("")};
    struct act_questions waiting, open;
    int64_t days;
    size_t n = 0;

    if ((q->caps >> CAP_REGISTER & 1) == 0) {
        *out = (struct dues){0};
        return OK;
    }
    TRY(rules_i64(db, a, "act.answer", q->place_id, q->today, &days));
    f.state = STR("asked");
    TRY(act_questions_of(db, a, &f, &waiting));
    f.state = STR("public");
    TRY(act_questions_of(db, a, &f, &open));
    struct due *v = arena_array(a, struct due, waiting.n + open.n);
    for (size_t i = 0; i < waiting.n + open.n; i++) {
        bool asked = i < waiting.n;
        const struct act_question *one = asked ? &waiting.v[i] : &open.v[i - waiting.n];
        day_t on = one->valid_to;
        if (asked)
            TRY(deadline_working_days(db, a, day_of_instant(one->asked_at), days, &on));
        else if (on == DAY_NONE || on >= q->today)
            continue; /* it still holds */
        v[n++] = (struct due){
            .on = on,
            .title = msg_text(a, q->lang, asked ? MSG_act_due_answer : MSG_act_due_review,
                              ARG_S("question", str_utf8_head(act_question_text(one), 80))),
            .path = str_fmt(a, "/%.*s/answers/%lld", STR_F(q->place_code), (long long)one->id),
            .rule_key = asked ? "act.answer" : NULL,
            .warning = on >= q->today};
    }
    *out = (struct dues){v, n};
    return OK;
}
