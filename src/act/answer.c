/* Residents ask, an officer answers, good answers become public. See act.h. */
#include "act/act_sql.h"
#include "act/inside.h"
#include "i18n/check.h"

enum {
    QUESTION_MIN = 10,
    QUESTION_MAX = 2000,
    ANSWER_MAX = 3000,
    STEPS_MAX = 5000,
    REASON_MAX = 500
};

#define QUESTION_OF(r)                                                                             \
    {                                                                                              \
        .id = (r)->id, .version = (r)->version, .asked_at = (r)->asked_at,                         \
        .answered_at = (r)->answered_at.has ? (r)->answered_at.v : 0,                              \
        .act_id = (r)->act_id.has ? (r)->act_id.v : 0, .state = (r)->state,                        \
        .question = (r)->question, .answer = (r)->answer, .steps = (r)->steps,                     \
        .article = (r)->article, .reason = (r)->reason,                                            \
        .act_title = {(r)->act_ky, (r)->act_ru, (r)->act_en}, .valid_from = (r)->valid_from,       \
        .valid_to = (r)->valid_to, .emergency = (r)->emergency                                     \
    }

enum err act_questions_of(struct db *db, struct arena *a, int64_t place_id, struct str state,
                          int64_t before, int64_t most, struct act_questions *out)
{
    struct act_question_rows_rows rows;

    TRY(act_question_rows(db, a, &(struct act_question_rows_in){place_id, state, before, most},
                          &rows));
    struct act_question *v = arena_array(a, struct act_question, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct act_question)QUESTION_OF(&rows.v[i]);
    *out = (struct act_questions){v, rows.n};
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

enum err act_ask(struct db *db, struct arena *a, const struct actor *who, struct str question,
                 struct faults *f, int64_t *id)
{
    struct act_question_insert_row row;
    int64_t asker = who->for_person_id ? who->for_person_id : who->person_id;

    question = check_text(f, "question", question, QUESTION_MIN, QUESTION_MAX);
    if (question.n == 0)
        fault_add(f, STR("question"), MSG_common_fault_required);
    TRY(faults_err(f));
    TRY(act_question_insert(
        db, a, &(struct act_question_insert_in){who->place_id, question, asker, clock_now()},
        &row));
    *id = row.id;
    return act_record(db, a, who, "act_question.ask", "act_question", row.id, STR_NONE,
                      as_json(a, "state", STR("asked")));
}

static void check(struct faults *f, struct act_question *q)
{
    bool declined = str_eq(q->state, STR("declined"));

    if (!declined && !str_eq(q->state, STR("answered")) && !str_eq(q->state, STR("public")))
        fault_add(f, STR("state"), MSG_common_fault_not_choice);
    q->answer = check_text(f, "answer", q->answer, declined ? 0 : 1, ANSWER_MAX);
    q->steps = check_text(f, "steps", q->steps, 0, STEPS_MAX);
    q->reason = check_text(f, "reason", q->reason, declined ? 1 : 0, REASON_MAX);
    if (str_eq(q->state, STR("public")) && q->act_id == 0)
        fault_add(f, STR("act"), MSG_act_fault_basis);
    if (q->valid_from != DAY_NONE && q->valid_to != DAY_NONE && q->valid_to < q->valid_from)
        fault_add(f, STR("valid_to"), MSG_act_fault_valid_to);
}

enum err act_answer(struct db *db, struct arena *a, const struct actor *who,
                    const struct act_question *given, struct faults *f)
{
    struct act_question q = *given;
    struct act_question_row_row was;
    int64_t changed;

    check(f, &q);
    if (q.act_id)
        TRY(act_check_article(db, a, who->place_id, q.act_id, q.article, f));
    TRY(faults_err(f));
    TRY(act_question_row(db, a, &(struct act_question_row_in){q.id, who->place_id}, &was));
    TRY(act_question_answer(
        db, a,
        &(struct act_question_answer_in){.id = q.id,
                                         .place_id = who->place_id,
                                         .version = q.version,
                                         .state = q.state,
                                         .answer = q.answer,
                                         .steps = q.steps,
                                         .act_id = q.act_id ? SOME(q.act_id) : NONE_I64,
                                         .article = q.act_id ? q.article : STR(""),
                                         .valid_from = q.valid_from,
                                         .valid_to = q.valid_to,
                                         .emergency = q.emergency,
                                         .reason = q.reason,
                                         .now = clock_now()},
        &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    struct str before = as_json(a, "state", was.state);
    return act_record(db, a, who, "act_question.answer", "act_question", q.id, before,
                      as_json(a, "state", q.state));
}
