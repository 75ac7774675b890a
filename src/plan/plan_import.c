/* Storing a programme that was read: all of it, in one transaction, under its key. */
#include "plan/plan_import.h"
#include "plan/plan_in.h"

#include "plan/plan_programme_sql.h"

struct store {
    struct db *db;
    struct arena *a;
    const struct actor *who;
    const struct programme *p;
    int64_t plan_id;
    int64_t *sections, *measures, *offices; /* ids by index */
};

/* Settles whether there is something to do: *number of the version to make, *series 0 for a first
 * one; *same the plan that already holds this content. */
static enum err settle(struct store *s, bool new_version, struct faults *f, int64_t *number,
                       int64_t *series, int64_t *same)
{
    struct programme_latest_row last;
    enum err e =
        programme_latest(s->db, s->a, &(struct programme_latest_in){.key = s->p->key}, &last);

    *number = 1;
    *series = *same = 0;
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    if (str_eq(last.digest, s->p->digest)) {
        *same = last.id;
        return OK;
    }
    if (!new_version) {
        fault_add(f, STR("key"), MSG_plan_import_fault_known, ARG_S("key", s->p->key),
                  ARG_N("number", last.number));
        return ERR_CONFLICT;
    }
    *number = last.number + 1;
    *series = last.series_id;
    return OK;
}

static enum err store_plan(struct store *s, int64_t number, int64_t series)
{
    const struct programme *p = s->p;
    struct plan_insert_row row;
    struct plan_step_insert_row step;

    TRY(plan_insert(s->db, s->a,
                    &(struct plan_insert_in){.kind = PLAN_PROGRAMME,
                                             .number = number,
                                             .series_id = series ? SOME(series) : NONE_I64,
                                             .key = p->key,
                                             .state = STR("in_force"),
                                             .title_ky = p->title.ky,
                                             .title_ru = p->title.ru,
                                             .title_en = p->title.en,
                                             .goal_ky = p->goal.ky,
                                             .goal_ru = p->goal.ru,
                                             .goal_en = p->goal.en,
                                             .from_day = p->from,
                                             .to_day = p->to,
                                             .revision_reason = STR(""),
                                             .source = p->source,
                                             .digest = p->digest,
                                             .now = clock_now(),
                                             .who = s->who->person_id},
                    &row));
    s->plan_id = row.id;
    if (series == 0)
        TRY(plan_found_series(s->db, s->a, &(struct plan_found_series_in){.id = row.id}));
    else
        TRY(programme_retire(s->db, s->a,
                             &(struct programme_retire_in){
                                 .series_id = series, .number = number, .now = clock_now()}));
    return plan_step_insert(s->db, s->a,
                            &(struct plan_step_insert_in){.plan_id = row.id,
                                                          .state = STR("in_force"),
                                                          .day = clock_today(),
                                                          .number = STR(""),
                                                          .place = STR(""),
                                                          .reason = STR(""),
                                                          .person_id = s->who->person_id,
                                                          .now = clock_now()},
                            &step);
}

static enum err store_sections(struct store *s)
{
    s->sections = arena_array(s->a, int64_t, (size_t)s->p->section_count);
    for (int i = 0; i < s->p->section_count; i++) {
        const struct programme_section *x = &s->p->sections[i];
        struct plan_section_insert_row row;
        TRY(plan_section_insert(
            s->db, s->a,
            &(struct plan_section_insert_in){
                .plan_id = s->plan_id,
                .parent_id = x->parent < 0 ? NONE_I64 : SOME(s->sections[x->parent]),
                .kind = x->parent < 0 ? STR("priority") : STR("task"),
                .code = x->no,
                .position = i + 1,
                .title_ky = x->title.ky,
                .title_ru = x->title.ru,
                .title_en = x->title.en},
            &row));
        s->sections[i] = row.id;
    }
    return OK;
}

static enum err store_offices(struct store *s)
{
    s->offices = arena_array(s->a, int64_t, (size_t)s->p->office_count);
    for (int i = 0; i < s->p->office_count; i++) {
        const struct programme_office *o = &s->p->offices[i];
        struct programme_office_insert_row row;
        TRY(programme_office_insert(s->db, s->a,
                                    &(struct programme_office_insert_in){.plan_id = s->plan_id,
                                                                         .position = i + 1,
                                                                         .abbr_ky = o->abbr.ky,
                                                                         .abbr_ru = o->abbr.ru,
                                                                         .abbr_en = o->abbr.en,
                                                                         .name_ky = o->name.ky,
                                                                         .name_ru = o->name.ru,
                                                                         .name_en = o->name.en},
                                    &row));
        s->offices[i] = row.id;
    }
    return OK;
}

static enum err store_measure(struct store *s, int i)
{
    const struct programme_measure *m = &s->p->measures[i];
    struct plan_measure_insert_row row;

    TRY(plan_measure_insert(s->db, s->a,
                            &(struct plan_measure_insert_in){.plan_id = s->plan_id,
                                                             .section_id = s->sections[m->section],
                                                             .no = m->no,
                                                             .position = i + 1,
                                                             .title_ky = m->title.ky,
                                                             .title_ru = m->title.ru,
                                                             .title_en = m->title.en,
                                                             .result_ky = m->result.ky,
                                                             .result_ru = m->result.ru,
                                                             .result_en = m->result.en,
                                                             .funding_ky = m->funding.ky,
                                                             .funding_ru = m->funding.ru,
                                                             .funding_en = m->funding.en,
                                                             .form_other = STR(""),
                                                             .period = plan_period_name(m->period),
                                                             .from_day = m->from,
                                                             .to_day = m->to,
                                                             .to_day_ru = m->to_ru,
                                                             .responsible = STR(""),
                                                             .now = clock_now(),
                                                             .who = s->who->person_id},
                            &row));
    s->measures[i] = row.id;
    TRY(plan_measure_found_origin(s->db, s->a,
                                  &(struct plan_measure_found_origin_in){.id = row.id}));
    for (int e = 0; e < m->executor_count; e++)
        TRY(programme_executor_insert(
            s->db, s->a,
            &(struct programme_executor_insert_in){.measure_id = row.id,
                                                   .position = e + 1,
                                                   .office_id = s->offices[m->executors[e].office],
                                                   .by_agreement = m->executors[e].by_agreement}));
    return OK;
}

static enum err store_rest(struct store *s)
{
    const struct programme *p = s->p;

    s->measures = arena_array(s->a, int64_t, (size_t)p->measure_count);
    for (int i = 0; i < p->measure_count; i++)
        TRY(store_measure(s, i));
    for (int i = 0; i < p->note_count; i++) {
        const struct programme_note *n = &p->notes[i];
        TRY(programme_note_insert(
            s->db, s->a,
            &(struct programme_note_insert_in){
                .plan_id = s->plan_id,
                .section_id = n->section < 0 ? NONE_I64 : SOME(s->sections[n->section]),
                .measure_id = n->measure < 0 ? NONE_I64 : SOME(s->measures[n->measure]),
                .kind = str_of(n->kind),
                .text_ky = n->text.ky,
                .text_ru = n->text.ru,
                .text_en = n->text.en}));
    }
    if (!p->has_reporting)
        return OK;
    return programme_reporting_insert(
        s->db, s->a,
        &(struct programme_reporting_insert_in){.plan_id = s->plan_id,
                                                .period = STR("half_year"),
                                                .executors_day = p->executors_day,
                                                .total_day = p->total_day,
                                                .plans_months = p->plans_months,
                                                .words_ky = p->reporting_words.ky,
                                                .words_ru = p->reporting_words.ru,
                                                .words_en = p->reporting_words.en});
}

static enum err tell(struct store *s)
{
    struct plan_do p = {.db = s->db, .a = s->a, .who = s->who};
    struct buf *b = buf_new(s->a, 8 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "key", s->p->key);
    json_field_str(&j, "digest", s->p->digest);
    json_field_i64(&j, "measures", s->p->measure_count);
    json_object_end(&j);
    return plan_tell(&p, "plan.import", "plan", s->plan_id, STR_NONE, buf_str(b), STR_NONE);
}

struct import_job {
    struct store s;
    int64_t number, series;
};

static enum err store_all(struct db *db, void *arg)
{
    struct import_job *job = arg;

    job->s.db = db;
    TRY(store_plan(&job->s, job->number, job->series));
    TRY(store_sections(&job->s));
    TRY(store_offices(&job->s));
    TRY(store_rest(&job->s));
    return tell(&job->s);
}

enum err plan_import(struct db *db, struct arena *a, const struct actor *who, struct str json,
                     bool new_version, struct faults *f, struct plan_import_result *out)
{
    struct programme p;
    int64_t same;

    TRY(programme_read(a, json, f, &p));
    struct import_job job = {.s = {.db = db, .a = a, .who = who, .p = &p}};
    TRY(settle(&job.s, new_version, f, &job.number, &job.series, &same));
    if (same == 0)
        TRY(db_atomically(db, store_all, &job));
    *out = (struct plan_import_result){.id = same ? same : job.s.plan_id,
                                       .fresh = same == 0,
                                       .priorities = p.priority_count,
                                       .tasks = p.section_count - p.priority_count,
                                       .measures = p.measure_count,
                                       .offices = p.office_count};
    return OK;
}
