/* Questions and answers as pages and open data. See act.h. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"

#define PAGE        30
#define EXPORT_MOST 5000
#define EXPORT_MAX  (16 * MIB)

static const char *const states[] = {"answered", "public", "declined", NULL};

static struct act_question_line line_of(struct request *rq, const struct act_question *q)
{
    return (struct act_question_line){
        *q, act_word(rq, "act_state", q->state), act_in_lang(q->act_title, rq->lang),
        act_path(rq->arena, rq->scope.code, q->act_id),
        str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)), (long long)q->id)};
}

static enum err list(struct request *rq, int status, struct str typed)
{
    struct act_question_page v = {.base = act_base(rq),
                                  .next = STR(""),
                                  .typed = typed,
                                  .may_answer = act_may_edit(rq),
                                  .may_ask = rq->viewer.person_id != 0};
    struct act_questions all;

    TRY(act_questions_of(rq->db, rq->arena, rq->scope.id, v.may_answer ? STR("") : STR("public"),
                         act_query_i64(rq, "before"), PAGE + 1, &all));
    if (all.n > PAGE) {
        all.n = PAGE;
        v.next = str_fmt(rq->arena, "%.*s/answers?before=%lld", STR_F(v.base),
                         (long long)all.v[PAGE - 1].id);
    }
    struct act_question_line *lines = arena_array(rq->arena, struct act_question_line, all.n);
    size_t n = 0;
    for (int urgent = 1; urgent >= 0; urgent--)
        for (size_t i = 0; i < all.n; i++)
            if (all.v[i].emergency == (urgent == 1))
                lines[n++] = line_of(rq, &all.v[i]);
    v.lines = (struct act_question_lines){lines, n};
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_answers_title),
                                   .section = "acts"},
                    VIEW(act_questions), &v);
}

enum err act_questions_get(struct request *rq)
{
    return list(rq, 200, STR(""));
}

enum err act_question_post(struct request *rq)
{
    int64_t id = 0;
    enum err e =
        act_ask(rq->db, rq->arena, &rq->actor, req_field(rq, "question"), &rq->faults, &id);

    if (e == ERR_INVALID)
        return list(rq, 422, req_field(rq, "question"));
    TRY(e);
    return req_redirect_saying(
        rq, str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)), (long long)id),
        MSG_act_asked);
}

/* What is not public yet exists for the officers and for who asked alone. */
static enum err question_of(struct request *rq, struct act_question *out)
{
    int64_t id, asked_by;

    TRY(req_path_id(rq, "id", &id));
    TRY(act_question_find(rq->db, rq->arena, rq->scope.id, id, out, &asked_by));
    int64_t reader = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;
    if (str_eq(out->state, STR("public")) || act_may_edit(rq) ||
        (reader != 0 && reader == asked_by))
        return OK;
    return ERR_NOT_FOUND;
}

static enum err show(struct request *rq, int status, const struct act_question *q,
                     struct act_question_show *v)
{
    v->base = act_base(rq);
    v->line = line_of(rq, q);
    v->answered = q->answer.n > 0;
    v->may_answer = act_may_edit(rq);
    v->states = act_choices(rq, "act_state", states);
    TRY(act_act_choices(rq, &v->acts));
    if (v->answered)
        TRY(out_markup(rq->arena, q->answer, &v->answer));
    if (q->steps.n)
        TRY(out_markup(rq->arena, q->steps, &v->steps));
    return req_page(rq, status,
                    &(struct page){.title = str_utf8_head(q->question, 80), .section = "acts"},
                    VIEW(act_question_show), v);
}

enum err act_question_get(struct request *rq)
{
    struct act_question q;
    struct act_question_show v = {0};

    TRY(question_of(rq, &q));
    v.form = q;
    v.valid_from = day_iso(rq->arena, q.valid_from);
    v.valid_to = day_iso(rq->arena, q.valid_to);
    v.act_id = q.act_id ? str_fmt(rq->arena, "%lld", (long long)q.act_id) : STR("");
    return show(rq, 200, &q, &v);
}

static enum err conflict(struct request *rq, const struct act_question *now)
{
    struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 3);

    rows[0] = (struct conflict_row){
        STR("answer"), msg_text(rq->arena, rq->lang, MSG_act_answer_short), now->answer};
    rows[1] = (struct conflict_row){STR("steps"), msg_text(rq->arena, rq->lang, MSG_act_steps),
                                    now->steps};
    rows[2] = (struct conflict_row){STR("state"), msg_text(rq->arena, rq->lang, MSG_act_state),
                                    now->state};
    return req_conflict(
        rq, &(struct conflict){.title = str_utf8_head(now->question, 80),
                               .version = now->version,
                               .n = 3,
                               .rows = rows,
                               .path = str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)),
                                               (long long)now->id)});
}

enum err act_answer_post(struct request *rq)
{
    struct act_question now;
    struct act_question_show v = {0};

    TRY(question_of(rq, &now));
    v.form = (struct act_question){.id = now.id,
                                   .answer = req_field(rq, "answer"),
                                   .steps = req_field(rq, "steps"),
                                   .article = req_field(rq, "article"),
                                   .state = req_field(rq, "state"),
                                   .reason = req_field(rq, "reason"),
                                   .valid_from = DAY_NONE,
                                   .valid_to = DAY_NONE,
                                   .emergency = req_has(rq, "emergency")};
    v.act_id = req_field(rq, "act");
    v.valid_from = req_field(rq, "valid_from");
    v.valid_to = req_field(rq, "valid_to");
    req_field_i64(rq, "version", 1, INT64_MAX, &v.form.version);
    if (v.act_id.n)
        req_field_i64(rq, "act", 1, INT64_MAX, &v.form.act_id);
    req_field_day(rq, "valid_from", false, &v.form.valid_from);
    req_field_day(rq, "valid_to", false, &v.form.valid_to);
    enum err e = act_answer(rq->db, rq->arena, &rq->actor, &v.form, &rq->faults);
    if (e == ERR_INVALID)
        return show(rq, 422, &now, &v);
    if (e == ERR_CONFLICT)
        return conflict(rq, &now);
    TRY(e);
    return req_redirect_saying(
        rq, str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)), (long long)now.id),
        MSG_common_saved);
}

static enum err all_public(struct request *rq, struct act_questions *out)
{
    return act_questions_of(rq->db, rq->arena, rq->scope.id, STR("public"), 0, EXPORT_MOST, out);
}

enum err act_questions_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",        "question", "answer",     "steps",
                                       "act_id",    "article",  "valid_from", "valid_to",
                                       "emergency", "answered"};
    struct act_questions all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(all_public(rq, &all));
    csv_out_init(&o, b, ',', true);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_put_str(&o, str_of(head[i]));
    csv_end_row(&o);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_question *q = &all.v[i];
        csv_put_i64(&o, q->id);
        csv_put_str(&o, q->question);
        csv_put_str(&o, q->answer);
        csv_put_str(&o, q->steps);
        csv_put_i64(&o, q->act_id);
        csv_put_str(&o, q->article);
        csv_put_day(&o, q->valid_from);
        csv_put_day(&o, q->valid_to);
        csv_put_i64(&o, q->emergency);
        csv_put_str(&o, instant_iso(rq->arena, q->answered_at));
        csv_end_row(&o);
    }
    return buf_failed(b) ? ERR_NOMEM
                         : req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("answers.csv"));
}

enum err act_questions_api_get(struct request *rq)
{
    struct act_questions all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(all_public(rq, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("answers"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_question *q = &all.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", q->id);
        json_field_str(&j, "question", q->question);
        json_field_str(&j, "answer", q->answer);
        json_field_str(&j, "steps", q->steps);
        json_field_i64(&j, "act_id", q->act_id);
        json_field_str(&j, "article", q->article);
        json_field_str(&j, "valid_from", day_iso(rq->arena, q->valid_from));
        json_field_str(&j, "valid_to", day_iso(rq->arena, q->valid_to));
        json_field_bool(&j, "emergency", q->emergency);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
