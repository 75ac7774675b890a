/* The plan as data: CSV and JSON of measures, tasks and comments. Hidden comments come without
 * their text, people by name only where they chose so. */
#include "plan/plan_web.h"

#include "doc/csv.h"

#define DATA_MAX (4 * MIB)

/* ?plan=ID, else the one the public sees; drafts are not data. */
static enum err plan_asked(struct request *rq, struct plan_get_row *out)
{
    struct str asked = req_query(rq, "plan");
    int64_t id = 0;

    if (asked.n > 0) {
        enum { DIGITS = 18 };
        for (size_t i = 0; i < asked.n; i++) {
            if (i >= DIGITS || asked.p[i] < '0' || asked.p[i] > '9')
                return ERR_NOT_FOUND;
            id = id * 10 + (asked.p[i] - '0');
        }
    } else {
        TRY(plan_current_id(rq->db, rq->arena, rq->scope.id, &id));
    }
    struct plan_get_row row;
    TRY(plan_row_load(rq, id, &row));
    if (!plan_public(row.state))
        return ERR_NOT_FOUND;
    *out = row;
    return OK;
}

#define CSV_HEAD(o, ...)                                                                           \
    csv_put_head((o), (const char *const[]){__VA_ARGS__},                                          \
                 sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static enum err send_csv(struct request *rq, struct buf *b, struct str name)
{
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), name);
}

enum err plan_csv_get(struct request *rq)
{
    struct plan_measures_rows rows;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct csv_out o;

    TRY(plan_asked(rq, &plan));
    TRY(plan_measures(rq->db, rq->arena, &(struct plan_measures_in){.plan_id = plan.id}, &rows));
    csv_out_init(&o, b, ',', true);
    CSV_HEAD(&o, "id", "direction", "title_ky", "title_ru", "title_en", "form_ky", "form_ru",
             "form_other", "period", "from", "to", "responsible", "resources_ky", "resources_ru",
             "result_ky", "result_ru", "tasks", "done", "comments");
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_measures_row *m = &rows.v[i];
        const struct str text[] = {m->section, m->title_ky, m->title_ru,   m->title_en,
                                   m->form_ky, m->form_ru,  m->form_other, m->period};
        const struct str tail[] = {m->responsible, m->funding_ky, m->funding_ru, m->result_ky,
                                   m->result_ru};
        csv_put_i64(&o, m->id);
        for (size_t k = 0; k < sizeof text / sizeof *text; k++)
            csv_put_str(&o, text[k]);
        csv_put_day(&o, m->from_day);
        csv_put_day(&o, m->to_day);
        for (size_t k = 0; k < sizeof tail / sizeof *tail; k++)
            csv_put_str(&o, tail[k]);
        csv_put_i64(&o, m->tasks);
        csv_put_i64(&o, m->done);
        csv_put_i64(&o, m->comments);
        csv_end_row(&o);
    }
    return send_csv(rq, b, STR("plan.csv"));
}

static enum err tasks_of(struct request *rq, struct plan_get_row *plan,
                         struct plan_tasks_rows *rows)
{
    TRY(plan_asked(rq, plan));
    return plan_tasks(rq->db, rq->arena,
                      &(struct plan_tasks_in){.series_id = plan->series_id, .number = plan->number},
                      rows);
}

enum err plan_tasks_csv_get(struct request *rq)
{
    struct plan_tasks_rows rows;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct csv_out o;

    TRY(tasks_of(rq, &plan, &rows));
    csv_out_init(&o, b, ',', true);
    CSV_HEAD(&o, "id", "measure_id", "direction", "title_ky", "title_ru", "responsible", "planned",
             "due", "status", "done", "report", "link");
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_tasks_row *t = &rows.v[i];
        csv_put_i64(&o, t->id);
        csv_put_i64(&o, t->measure_id);
        csv_put_str(&o, t->section);
        csv_put_str(&o, t->title_ky);
        csv_put_str(&o, t->title_ru);
        csv_put_str(&o, t->responsible);
        csv_put_day(&o, t->planned_on);
        csv_put_day(&o, t->due_on);
        csv_put_str(&o, plan_task_status(t->state, t->due_on, t->done_on, clock_today()));
        csv_put_day(&o, t->done_on);
        csv_put_str(&o, t->words.p ? t->words : STR(""));
        csv_put_str(&o, t->link.p ? t->link : STR(""));
        csv_end_row(&o);
    }
    return send_csv(rq, b, STR("plan-tasks.csv"));
}

enum err plan_comments_csv_get(struct request *rq)
{
    struct plan_comments_view list;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct csv_out o;

    TRY(plan_asked(rq, &plan));
    TRY(plan_comments_load(rq, plan.id, 0, &list));
    csv_out_init(&o, b, ',', true);
    CSV_HEAD(&o, "id", "measure_id", "author", "at", "comment", "hidden", "verdict", "reason",
             "changed");
    for (size_t i = 0; i < list.n; i++) {
        const struct plan_comment_view *c = &list.v[i];
        csv_put_i64(&o, c->id);
        csv_put_i64(&o, c->measure_id);
        csv_put_str(&o, c->author);
        csv_put_str(&o, instant_iso(rq->arena, c->at));
        csv_put_str(&o, c->words);
        csv_put_str(&o, c->hidden ? c->ground : STR(""));
        csv_put_str(&o, c->verdict.p ? c->verdict : STR(""));
        csv_put_str(&o, c->reason);
        csv_put_str(&o, c->changed);
        csv_end_row(&o);
    }
    return send_csv(rq, b, STR("plan-comments.csv"));
}

/* -- JSON -- */

static void put_words(struct json *j, const char *name, struct plan_words w)
{
    json_key(j, str_of(name));
    json_object_begin(j);
    json_field_str(j, "ky", w.ky);
    json_field_str(j, "ru", w.ru);
    json_field_str(j, "en", w.en);
    json_object_end(j);
}

static void put_day(struct json *j, const char *name, struct arena *a, day_t d)
{
    json_key(j, str_of(name));
    if (d == DAY_NONE)
        json_none(j);
    else
        json_str(j, day_iso(a, d));
}

static void put_count(struct json *j, const char *name, const struct plan_count *c)
{
    json_key(j, str_of(name));
    json_object_begin(j);
    json_field_i64(j, "total", c->total);
    json_field_i64(j, "done_on_time", c->on_time);
    json_field_i64(j, "done_late", c->late);
    json_field_i64(j, "not_done", c->not_done);
    json_field_i64(j, "overdue", c->overdue);
    json_field_i64(j, "upcoming", c->upcoming);
    json_object_end(j);
}

static void put_measure(struct json *j, struct arena *a, const struct plan_measures_row *m)
{
    json_object_begin(j);
    json_field_i64(j, "id", m->id);
    json_field_str(j, "direction", m->section);
    put_words(j, "title", (struct plan_words){m->title_ky, m->title_ru, m->title_en});
    json_field_str(j, "form", m->form.p ? m->form : STR("other"));
    json_field_str(j, "form_other", m->form_other);
    json_field_str(j, "period", m->period);
    put_day(j, "from", a, m->from_day);
    put_day(j, "to", a, m->to_day);
    json_field_str(j, "responsible", m->responsible);
    put_words(j, "resources", (struct plan_words){m->funding_ky, m->funding_ru, m->funding_en});
    put_words(j, "expected_result", (struct plan_words){m->result_ky, m->result_ru, m->result_en});
    json_field_i64(j, "tasks", m->tasks);
    json_field_i64(j, "done", m->done);
    json_object_end(j);
}

static enum err put_steps(struct request *rq, struct json *j, int64_t plan_id)
{
    struct plan_steps_rows rows;

    TRY(plan_steps(rq->db, rq->arena, &(struct plan_steps_in){.plan_id = plan_id}, &rows));
    json_key(j, STR("steps"));
    json_array_begin(j);
    for (size_t i = 0; i < rows.n; i++) {
        json_object_begin(j);
        json_field_str(j, "state", rows.v[i].state);
        put_day(j, "day", rq->arena, rows.v[i].day);
        json_field_str(j, "number", rows.v[i].number);
        json_field_str(j, "place", rows.v[i].place);
        json_field_str(j, "reason", rows.v[i].reason);
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}

enum err plan_api_get(struct request *rq)
{
    struct plan_count total, by[PLAN_DIRECTIONS];
    struct plan_measures_rows rows;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct json j;

    TRY(plan_asked(rq, &plan));
    TRY(plan_measures(rq->db, rq->arena, &(struct plan_measures_in){.plan_id = plan.id}, &rows));
    TRY(plan_count_tasks(rq->db, rq->arena, &plan, clock_today(), &total, by));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "id", plan.id);
    json_field_i64(&j, "number", plan.number);
    json_field_str(&j, "state", plan.state);
    put_words(&j, "title", (struct plan_words){plan.title_ky, plan.title_ru, plan.title_en});
    put_words(&j, "goal", (struct plan_words){plan.goal_ky, plan.goal_ru, plan.goal_en});
    put_day(&j, "from", rq->arena, plan.from_day);
    put_day(&j, "to", rq->arena, plan.to_day);
    put_count(&j, "progress", &total);
    for (int d = 0; d < PLAN_DIRECTIONS; d++)
        put_count(
            &j,
            str_cstr(rq->arena, str_fmt(rq->arena, "progress_%.*s", STR_F(plan_direction_code[d]))),
            &by[d]);
    TRY(put_steps(rq, &j, plan.id));
    json_key(&j, STR("measures"));
    json_array_begin(&j);
    for (size_t i = 0; i < rows.n; i++)
        put_measure(&j, rq->arena, &rows.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

enum err plan_tasks_api_get(struct request *rq)
{
    struct plan_tasks_rows rows;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct json j;

    TRY(tasks_of(rq, &plan, &rows));
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_tasks_row *t = &rows.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", t->id);
        json_field_i64(&j, "measure_id", t->measure_id);
        json_field_str(&j, "direction", t->section);
        put_words(&j, "measure", (struct plan_words){t->title_ky, t->title_ru, t->title_en});
        json_field_str(&j, "responsible", t->responsible);
        put_day(&j, "planned", rq->arena, t->planned_on);
        put_day(&j, "due", rq->arena, t->due_on);
        json_field_str(&j, "status",
                       plan_task_status(t->state, t->due_on, t->done_on, clock_today()));
        put_day(&j, "done", rq->arena, t->done_on);
        json_field_str(&j, "report", t->words);
        json_field_str(&j, "link", t->link);
        json_object_end(&j);
    }
    json_array_end(&j);
    return req_json(rq, 200, b);
}

enum err plan_comments_api_get(struct request *rq)
{
    struct plan_comments_view list;
    struct plan_get_row plan;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct json j;

    TRY(plan_asked(rq, &plan));
    TRY(plan_comments_load(rq, plan.id, 0, &list));
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < list.n; i++) {
        const struct plan_comment_view *c = &list.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", c->id);
        json_field_i64(&j, "measure_id", c->measure_id);
        json_field_str(&j, "author", c->author);
        json_field_str(&j, "at", instant_iso(rq->arena, c->at));
        json_field_str(&j, "comment", c->hidden ? STR_NONE : c->words);
        json_field_bool(&j, "hidden", c->hidden);
        json_field_str(&j, "ground", c->ground);
        json_field_str(&j, "verdict", c->verdict);
        json_field_str(&j, "reason", c->reason);
        json_field_str(&j, "changed", c->changed);
        json_object_end(&j);
    }
    json_array_end(&j);
    return req_json(rq, 200, b);
}
