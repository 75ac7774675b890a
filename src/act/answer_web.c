/* Questions and answers as pages and open data. See act.h. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"
#include "rules/rules.h"

#define PAGE        30
#define EXPORT_MOST 5000
#define EXPORT_MAX  (16 * MIB)

static const char *const states[] = {"answered", "public", "declined", NULL};

static struct act_question_line line_of(struct request *rq, const struct act_question *q)
{
    return (struct act_question_line){
        *q,
        act_question_text(q),
        act_word(rq, "act_state", q->state),
        act_word(rq, "act_field", q->field),
        lang_text(q->act_title, rq->lang),
        act_path(rq->arena, rq->scope.code, q->act_id),
        str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)), (long long)q->id),
        act_anchor_text(rq->arena, rq->lang, q->article),
        act_answer_holds(q, clock_today())};
}

/* Who asks: the person an officer acts for, else the reader. */
static int64_t reader_of(const struct request *rq)
{
    return rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;
}

static struct act_question_filter filter_of(struct request *rq, const struct act_question_page *v)
{
    struct act_question_filter f = {.place_id = rq->scope.id,
                                    .before = act_query_i64(rq, "before"),
                                    .most = PAGE + 1,
                                    .state = v->may_answer || v->mine ? STR("") : STR("public"),
                                    .field = v->field};

    f.person_id = v->mine ? reader_of(rq) : 0;
    f.emergency_first = !v->mine && !v->may_answer;
    return f;
}

/* Older ones, by the same filter. */
static struct str next_of(struct request *rq, const struct act_question_page *v, int64_t last)
{
    return str_fmt(rq->arena, "%.*s/answers?before=%lld&field=%.*s%s", STR_F(v->base),
                   (long long)last, STR_F(v->field), v->mine ? "&mine=1" : "");
}

static enum err list(struct request *rq, int status, struct str typed, struct str address)
{
    struct act_question_page v = {.base = act_base(rq),
                                  .next = STR(""),
                                  .typed = typed,
                                  .address = address,
                                  .may_answer = act_may_edit(rq),
                                  .signed_in = rq->viewer.person_id != 0};
    struct str field = req_query(rq, "field"), allowed;
    struct rule_described rule;
    struct act_questions all;
    size_t urgent = 0;

    v.field = field.p && act_word_known(act_fields, field) ? field : STR("");
    v.mine = v.signed_in && req_query(rq, "mine").n > 0;
    v.fields = act_choices(rq, "act_field", act_fields);
    TRY(rules_choice(rq->db, rq->arena, "act.ask_without_account", rq->scope.id, clock_today(),
                     &allowed));
    TRY(rules_describe(rq->db, rq->arena, rq->lang, "act.answer", rq->scope.id, clock_today(),
                       &rule));
    v.rule = rule.says;
    v.may_ask = v.signed_in || str_eq(allowed, STR("yes"));
    struct act_question_filter f = filter_of(rq, &v);
    TRY(act_questions_of(rq->db, rq->arena, &f, &all));
    while (f.emergency_first && f.before == 0 && urgent < all.n && all.v[urgent].emergency)
        urgent++;
    if (all.n - urgent > PAGE) {
        all.n = urgent + PAGE;
        v.next = next_of(rq, &v, all.v[all.n - 1].id);
    }
    struct act_question_line *lines = arena_array(rq->arena, struct act_question_line, all.n);
    for (size_t i = 0; i < all.n; i++)
        lines[i] = line_of(rq, &all.v[i]);
    v.lines = (struct act_question_lines){lines, all.n};
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_answers_title),
                                   .section = "answers"},
                    VIEW(act_questions), &v);
}

enum err act_questions_get(struct request *rq)
{
    return list(rq, 200, STR(""), STR(""));
}

enum err act_question_post(struct request *rq)
{
    int64_t id = 0;
    struct act_ask_new n = {.question = req_field(rq, "question"),
                            .address = req_field(rq, "address"),
                            .lang = rq->lang};
    enum err e = act_ask(rq->db, rq->arena, &rq->actor, &n, &rq->faults, &id);

    if (e == ERR_INVALID)
        return list(rq, 422, n.question, n.address);
    TRY(e);
    /* Without an account nobody can be shown their own question: it may tell of its asker. */
    struct str path =
        reader_of(rq) ? str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)), (long long)id)
                      : str_cat(rq->arena, act_base(rq), STR("/answers"));
    return req_redirect_saying(rq, path, MSG_act_asked);
}

/* What is not public yet exists for the officers and for who asked alone. */
static enum err question_of(struct request *rq, struct act_question *out)
{
    int64_t id, asked_by;

    TRY(req_path_id(rq, "id", &id));
    TRY(act_question_find(rq->db, rq->arena, rq->scope.id, id, out, &asked_by));
    if (str_eq(out->state, STR("public")) || act_may_edit(rq) ||
        (reader_of(rq) != 0 && reader_of(rq) == asked_by))
        return OK;
    return ERR_NOT_FOUND;
}

static enum err show(struct request *rq, int status, const struct act_question *q,
                     struct act_question_show *v)
{
    v->base = act_base(rq);
    v->line = line_of(rq, q);
    v->answered = q->answer.n > 0;
    v->fields = act_choices(rq, "act_field", act_fields);
    v->may_answer = act_may_edit(rq);
    v->states = act_choices(rq, "act_state", states);
    TRY(act_act_choices(rq, &v->acts));
    if (v->answered)
        TRY(out_markup(rq->arena, q->answer, &v->answer));
    if (q->steps.n)
        TRY(out_markup(rq->arena, q->steps, &v->steps));
    return req_page(
        rq, status,
        &(struct page){.title = str_utf8_head(act_question_text(q), 80), .section = "answers"},
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
    struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 4);

    rows[0] = (struct conflict_row){
        STR("answer"), msg_text(rq->arena, rq->lang, MSG_act_answer_short), now->answer};
    rows[1] = (struct conflict_row){STR("steps"), msg_text(rq->arena, rq->lang, MSG_act_steps),
                                    now->steps};
    rows[2] = (struct conflict_row){STR("state"), msg_text(rq->arena, rq->lang, MSG_act_state),
                                    now->state};
    rows[3] = (struct conflict_row){
        STR("published"), msg_text(rq->arena, rq->lang, MSG_act_published), now->published};
    return req_conflict(
        rq, &(struct conflict){.title = str_utf8_head(now->question, 80),
                               .version = now->version,
                               .n = 4,
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
                                   .published = req_field(rq, "published"),
                                   .field = req_field(rq, "field"),
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
    struct act_answering n = {v.form, rq->scope.code};
    enum err e = act_answer(rq->db, rq->arena, &rq->actor, &n, &rq->faults);
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
    return act_questions_of(rq->db, rq->arena,
                            &(struct act_question_filter){.place_id = rq->scope.id,
                                                          .state = STR("public"),
                                                          .field = STR(""),
                                                          .most = EXPORT_MOST},
                            out);
}

enum err act_questions_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",       "question",  "field",   "answer",
                                       "steps",    "act_id",    "article", "valid_from",
                                       "valid_to", "emergency", "answered"};
    struct act_questions all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(all_public(rq, &all));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < all.n; i++) {
        const struct act_question *q = &all.v[i];
        csv_put_i64(&o, q->id);
        csv_put_str(&o, act_question_text(q));
        csv_put_str(&o, q->field);
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
        json_field_str(&j, "question", act_question_text(q));
        json_field_str(&j, "field", q->field);
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
