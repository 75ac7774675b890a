/* Programmes of the nation: the list, the tree with executors and differences of the language
 * versions, CSV and JSON. */
#include "plan/plan_web.h"

#include "doc/csv.h"
#include "plan/plan_programme_sql.h"
#include "plan/plan_views.h"

#define DATA_MAX (4 * MIB)

/* Everything of one programme, as it stands in the database. */
struct programme_rows {
    struct plan_get_row plan;
    struct plan_sections_rows sections;
    struct plan_measures_rows measures;
    struct programme_offices_rows offices;
    struct programme_executors_rows executors;
    struct programme_notes_rows notes;
};

static enum err load(struct request *rq, int64_t id, struct programme_rows *r)
{
    struct db *db = rq->db;
    struct arena *a = rq->arena;

    TRY(plan_get(db, a, &(struct plan_get_in){.id = id}, &r->plan));
    if (!str_eq(r->plan.kind, PLAN_PROGRAMME))
        return ERR_NOT_FOUND;
    TRY(plan_sections(db, a, &(struct plan_sections_in){.plan_id = id}, &r->sections));
    TRY(plan_measures(db, a, &(struct plan_measures_in){.plan_id = id}, &r->measures));
    TRY(programme_offices(db, a, &(struct programme_offices_in){.plan_id = id}, &r->offices));
    TRY(programme_executors(db, a, &(struct programme_executors_in){.plan_id = id}, &r->executors));
    return programme_notes(db, a, &(struct programme_notes_in){.plan_id = id}, &r->notes);
}

static struct str years_of(struct request *rq, day_t from, day_t to)
{
    return msg_text(rq->arena, rq->lang, MSG_programme_years,
                    ARG_S("first", str_fmt(rq->arena, "%d", day_to_civil(from).year)),
                    ARG_S("last", str_fmt(rq->arena, "%d", day_to_civil(to).year)));
}

enum err programmes_get(struct request *rq)
{
    struct programme_list_rows rows;

    TRY(programme_list(rq->db, rq->arena, &rows));
    struct programme_line *v = arena_array(rq->arena, struct programme_line, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct programme_line){.id = rows.v[i].id,
                                       .number = rows.v[i].number,
                                       .measures = rows.v[i].measures,
                                       .title = PLAN_SAY(rq->lang, &rows.v[i], title),
                                       .years = years_of(rq, rows.v[i].from_day, rows.v[i].to_day),
                                       .over = rows.v[i].to_day < clock_today(),
                                       .old = str_eq(rows.v[i].state, STR("revised"))};
    struct programme_lines model = {v, rows.n};
    return req_page(
        rq, 200, &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_programme_list_title)},
        VIEW(programme_list), &model);
}

/* Notes of one kind that hang on a section, a measure, or (both 0) on the whole. */
static struct programme_texts notes_of(struct request *rq, const struct programme_rows *r,
                                       const char *kind, int64_t section_id, int64_t measure_id)
{
    struct lang_str *v = arena_array(rq->arena, struct lang_str, r->notes.n);
    size_t n = 0;

    for (size_t i = 0; i < r->notes.n; i++) {
        const struct programme_notes_row *x = &r->notes.v[i];
        int64_t section = x->section_id.has ? x->section_id.v : 0,
                measure = x->measure_id.has ? x->measure_id.v : 0;
        if (section == section_id && measure == measure_id && str_eq(x->kind, str_of(kind)))
            v[n++] = PLAN_SAY(rq->lang, x, text);
    }
    return (struct programme_texts){v, n};
}

static bool executes(const struct programme_rows *r, int64_t measure_id, int64_t office_id)
{
    for (size_t i = 0; i < r->executors.n; i++)
        if (r->executors.v[i].measure_id == measure_id && r->executors.v[i].office_id == office_id)
            return true;
    return false;
}

static struct programme_executors_view
executors_of(struct request *rq, const struct programme_rows *r, int64_t measure_id)
{
    struct programme_executor_view *v =
        arena_array(rq->arena, struct programme_executor_view, r->executors.n);
    size_t n = 0;

    for (size_t i = 0; i < r->executors.n; i++)
        if (r->executors.v[i].measure_id == measure_id)
            v[n++] = (struct programme_executor_view){
                .abbr = PLAN_SAY(rq->lang, &r->executors.v[i], abbr),
                .name = PLAN_SAY(rq->lang, &r->executors.v[i], name),
                .by_agreement = r->executors.v[i].by_agreement};
    return (struct programme_executors_view){v, n};
}

static struct programme_measure_view
measure_view(struct request *rq, const struct programme_rows *r, const struct plan_measures_row *m)
{
    struct programme_measure_view v = {
        .id = m->id,
        .no = m->no,
        .title = PLAN_SAY(rq->lang, m, title),
        .deadline = plan_period_text(rq->arena, rq->lang, m->period, m->from_day, m->to_day),
        .result = PLAN_SAY(rq->lang, m, result),
        .funding = PLAN_SAY(rq->lang, m, funding),
        .other_day = STR(""),
        .executors = executors_of(rq, r, m->id),
        .discrepancies = notes_of(rq, r, "discrepancy", 0, m->id),
        .notes = notes_of(rq, r, "note", 0, m->id)};

    if (m->to_day_ru != DAY_NONE)
        v.other_day = msg_text(rq->arena, rq->lang, MSG_programme_discrepancy_day,
                               ARG_S("ky", text_date(rq->arena, rq->lang, m->to_day)),
                               ARG_S("ru", text_date(rq->arena, rq->lang, m->to_day_ru)));
    return v;
}

static bool has_below(const struct programme_rows *r, int64_t section_id, const bool *shown)
{
    for (size_t i = 0; i < r->sections.n; i++)
        if (r->sections.v[i].parent_id.has && r->sections.v[i].parent_id.v == section_id &&
            shown[i])
            return true;
    return false;
}

/* Priorities and tasks that have something to show under the filter. */
static void build_tree(struct request *rq, const struct programme_rows *r, struct programme_page *p)
{
    struct programme_node *all = arena_array(rq->arena, struct programme_node, r->sections.n);
    struct programme_node *v = arena_array(rq->arena, struct programme_node, r->sections.n);
    bool *shown = arena_array(rq->arena, bool, r->sections.n);

    for (size_t i = 0; i < r->sections.n; i++) {
        const struct plan_sections_row *s = &r->sections.v[i];
        struct programme_measure_view *m =
            arena_array(rq->arena, struct programme_measure_view, (size_t)s->measures);
        size_t n = 0;
        for (size_t k = 0; k < r->measures.n; k++)
            if (r->measures.v[k].section_id == s->id &&
                (p->office_id == 0 || executes(r, r->measures.v[k].id, p->office_id)))
                m[n++] = measure_view(rq, r, &r->measures.v[k]);
        all[i] = (struct programme_node){.priority = !s->parent_id.has,
                                         .no = s->code,
                                         .title = PLAN_SAY(rq->lang, s, title),
                                         .discrepancies = notes_of(rq, r, "discrepancy", s->id, 0),
                                         .wordings = notes_of(rq, r, "wording", s->id, 0),
                                         .v = m,
                                         .n = n};
        shown[i] = n > 0;
        p->shown += (int64_t)n;
    }
    for (size_t i = 0; i < r->sections.n; i++)
        if (shown[i] || (all[i].priority && has_below(r, r->sections.v[i].id, shown)))
            v[p->node_count++] = all[i];
    p->nodes = v;
}

static int64_t office_asked(struct request *rq, const struct programme_rows *r)
{
    struct str asked = req_query(rq, "executor");

    for (size_t i = 0; i < r->offices.n && asked.n > 0; i++)
        if (str_eq(asked, plan_id_text(rq, r->offices.v[i].id)))
            return r->offices.v[i].id;
    return 0;
}

static void build_offices(struct request *rq, const struct programme_rows *r,
                          struct programme_page *p)
{
    struct programme_office_option *v =
        arena_array(rq->arena, struct programme_office_option, r->offices.n);

    for (size_t i = 0; i < r->offices.n; i++)
        v[i] = (struct programme_office_option){.id = r->offices.v[i].id,
                                                .measures = r->offices.v[i].measures,
                                                .abbr = PLAN_SAY(rq->lang, &r->offices.v[i], abbr),
                                                .name = PLAN_SAY(rq->lang, &r->offices.v[i], name),
                                                .chosen = r->offices.v[i].id == p->office_id};
    p->offices = v;
    p->office_count = r->offices.n;
}

enum err programme_get(struct request *rq)
{
    struct programme_page p = {0};
    struct programme_rows r;
    struct programme_reporting_row reporting;

    TRY(req_path_id(rq, "id", &p.id));
    TRY(load(rq, p.id, &r));
    p.number = r.plan.number;
    p.title = PLAN_SAY(rq->lang, &r.plan, title);
    p.goal = PLAN_SAY(rq->lang, &r.plan, goal);
    p.years = years_of(rq, r.plan.from_day, r.plan.to_day);
    p.source = r.plan.source;
    p.over = r.plan.to_day < clock_today();
    p.office_id = office_asked(rq, &r);
    build_tree(rq, &r, &p);
    build_offices(rq, &r, &p);
    p.discrepancies = notes_of(rq, &r, "discrepancy", 0, 0);
    p.notes = notes_of(rq, &r, "note", 0, 0);
    p.risks = notes_of(rq, &r, "risk", 0, 0);
    enum err e = programme_reporting(rq->db, rq->arena,
                                     &(struct programme_reporting_in){.plan_id = p.id}, &reporting);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK) {
        p.has_reporting = true;
        p.executors_day = reporting.executors_day;
        p.total_day = reporting.total_day;
        p.reporting_words = PLAN_SAY(rq->lang, &reporting, words);
    }
    return req_page(rq, 200, &(struct page){.title = p.title.text, .wide = true}, VIEW(programme),
                    &p);
}

/* -- data -- */

static struct str executors_line(struct request *rq, const struct programme_rows *r,
                                 int64_t measure_id)
{
    struct buf *b = buf_new(rq->arena, 64 * KIB);

    for (size_t i = 0; i < r->executors.n; i++) {
        if (r->executors.v[i].measure_id != measure_id)
            continue;
        if (b->n > 0)
            buf_lit(b, "; ");
        buf_add(b, PLAN_TEXT(rq->lang, &r->executors.v[i], abbr));
        if (r->executors.v[i].by_agreement)
            buf_lit(b, " *");
    }
    return buf_str(b);
}

enum err programme_csv_get(struct request *rq)
{
    static const char *const names[] = {
        "no",         "title_ky",   "title_ru",      "title_en",           "period",
        "from",       "to",         "to_in_russian", "expected_result_ky", "expected_result_ru",
        "funding_ky", "funding_ru", "executors"};
    struct programme_rows r;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct csv_out o;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(load(rq, id, &r));
    int64_t office = office_asked(rq, &r);
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < r.measures.n; i++) {
        const struct plan_measures_row *m = &r.measures.v[i];
        if (office != 0 && !executes(&r, m->id, office))
            continue;
        csv_put_str(&o, m->no);
        csv_put_str(&o, m->title_ky);
        csv_put_str(&o, m->title_ru);
        csv_put_str(&o, m->title_en);
        csv_put_str(&o, m->period);
        csv_put_day(&o, m->from_day);
        csv_put_day(&o, m->to_day);
        csv_put_day(&o, m->to_day_ru);
        csv_put_str(&o, m->result_ky);
        csv_put_str(&o, m->result_ru);
        csv_put_str(&o, m->funding_ky);
        csv_put_str(&o, m->funding_ru);
        csv_put_str(&o, executors_line(rq, &r, m->id));
        csv_end_row(&o);
    }
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("programme.csv"));
}

enum err programmes_api_get(struct request *rq)
{
    struct programme_list_rows rows;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct json j;

    TRY(programme_list(rq->db, rq->arena, &rows));
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < rows.n; i++) {
        json_object_begin(&j);
        json_field_i64(&j, "id", rows.v[i].id);
        json_field_str(&j, "key", rows.v[i].key);
        json_field_i64(&j, "version", rows.v[i].number);
        json_field_str(&j, "state", rows.v[i].state);
        json_field_str(&j, "title_ky", rows.v[i].title_ky);
        json_field_str(&j, "title_ru", rows.v[i].title_ru);
        json_field_str(&j, "title_en", rows.v[i].title_en);
        json_field_i64(&j, "measures", rows.v[i].measures);
        json_object_end(&j);
    }
    json_array_end(&j);
    return req_json(rq, 200, b);
}

static void put_words(struct json *j, const char *name, struct plan_words w)
{
    json_key(j, str_of(name));
    json_object_begin(j);
    json_field_str(j, "ky", w.ky);
    json_field_str(j, "ru", w.ru);
    json_field_str(j, "en", w.en);
    json_object_end(j);
}
#define PUT_WORDS(j, name, row, what)                                                              \
    put_words((j), (name),                                                                         \
              (struct plan_words){(row)->what##_ky, (row)->what##_ru, (row)->what##_en})

static void put_notes(struct json *j, const struct programme_rows *r, int64_t section_id,
                      int64_t measure_id)
{
    json_key(j, STR("remarks"));
    json_array_begin(j);
    for (size_t i = 0; i < r->notes.n; i++) {
        const struct programme_notes_row *x = &r->notes.v[i];
        if ((x->section_id.has ? x->section_id.v : 0) != section_id ||
            (x->measure_id.has ? x->measure_id.v : 0) != measure_id)
            continue;
        json_object_begin(j);
        json_field_str(j, "kind", x->kind);
        PUT_WORDS(j, "text", x, text);
        json_object_end(j);
    }
    json_array_end(j);
}

static void put_measure(struct json *j, struct arena *a, const struct programme_rows *r,
                        const struct plan_measures_row *m)
{
    json_object_begin(j);
    json_field_str(j, "no", m->no);
    PUT_WORDS(j, "title", m, title);
    json_field_str(j, "period", m->period);
    json_field_str(j, "from", day_iso(a, m->from_day));
    json_field_str(j, "to", day_iso(a, m->to_day));
    if (m->to_day_ru != DAY_NONE)
        json_field_str(j, "to_in_russian", day_iso(a, m->to_day_ru));
    PUT_WORDS(j, "expected_result", m, result);
    PUT_WORDS(j, "funding", m, funding);
    json_key(j, STR("executors"));
    json_array_begin(j);
    for (size_t i = 0; i < r->executors.n; i++) {
        const struct programme_executors_row *e = &r->executors.v[i];
        if (e->measure_id != m->id)
            continue;
        json_object_begin(j);
        json_field_i64(j, "office", e->office_id);
        PUT_WORDS(j, "abbreviation", e, abbr);
        PUT_WORDS(j, "name", e, name);
        json_field_bool(j, "by_agreement", e->by_agreement);
        json_object_end(j);
    }
    json_array_end(j);
    put_notes(j, r, 0, m->id);
    json_object_end(j);
}

enum err programme_api_get(struct request *rq)
{
    struct programme_rows r;
    struct buf *b = buf_new(rq->arena, DATA_MAX);
    struct json j;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(load(rq, id, &r));
    int64_t office = office_asked(rq, &r);
    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "id", id);
    json_field_str(&j, "key", r.plan.key);
    json_field_i64(&j, "version", r.plan.number);
    json_field_str(&j, "state", r.plan.state);
    PUT_WORDS(&j, "title", &r.plan, title);
    PUT_WORDS(&j, "goal", &r.plan, goal);
    json_field_str(&j, "from", day_iso(rq->arena, r.plan.from_day));
    json_field_str(&j, "to", day_iso(rq->arena, r.plan.to_day));
    json_field_str(&j, "source", r.plan.source);
    put_notes(&j, &r, 0, 0);
    json_key(&j, STR("sections"));
    json_array_begin(&j);
    for (size_t i = 0; i < r.sections.n; i++) {
        const struct plan_sections_row *s = &r.sections.v[i];
        json_object_begin(&j);
        json_field_str(&j, "kind", s->kind);
        json_field_str(&j, "no", s->code);
        PUT_WORDS(&j, "title", s, title);
        put_notes(&j, &r, s->id, 0);
        json_key(&j, STR("measures"));
        json_array_begin(&j);
        for (size_t k = 0; k < r.measures.n; k++)
            if (r.measures.v[k].section_id == s->id &&
                (office == 0 || executes(&r, r.measures.v[k].id, office)))
                put_measure(&j, rq->arena, &r, &r.measures.v[k]);
        json_array_end(&j);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
