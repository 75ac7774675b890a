/* Checklists as pages and open data. See act.h. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/csv.h"

#define EXPORT_MAX (4 * MIB)

static enum err standards(struct request *rq, int status, struct act_standards_page *v)
{
    struct act_standards all;

    TRY(act_standards_of(rq->db, rq->arena, rq->scope.id, &all));
    struct act_standard_line *lines = arena_array(rq->arena, struct act_standard_line, all.n);
    for (size_t i = 0; i < all.n; i++) {
        struct act_points points;
        TRY(act_points_of(rq->db, rq->arena, rq->scope.id, all.v[i].id, &points));
        lines[i] = (struct act_standard_line){all.v[i], lang_text(all.v[i].title, rq->lang),
                                              points.percent, points.judged};
    }
    v->base = act_base(rq);
    v->lines = (struct act_standard_lines){lines, all.n};
    v->may_edit = act_may_edit(rq);
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_checklists_title),
                                   .section = "acts"},
                    VIEW(act_standards), v);
}

enum err act_standards_get(struct request *rq)
{
    struct act_standards_page v = {.code = STR(""), .title = {STR(""), STR(""), STR("")}};
    return standards(rq, 200, &v);
}

enum err act_standards_post(struct request *rq)
{
    struct act_standards_page v = {
        .code = req_field(rq, "code"),
        .title = {req_field(rq, "title_ky"), req_field(rq, "title_ru"), req_field(rq, "title_en")}};
    struct req_file file = req_upload(rq, "file");
    struct act_standard_new n = {
        .code = v.code, .title = {v.title[0], v.title[1], v.title[2]}, .csv = file.bytes};
    int64_t id = 0;

    if (file.bytes.n == 0)
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
    enum err e = act_standard_import(rq->db, rq->arena, &rq->actor, &n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return standards(rq, 422, &v);
    TRY(e);
    return req_redirect_saying(
        rq, str_fmt(rq->arena, "%.*s/checklists/%lld", STR_F(act_base(rq)), (long long)id),
        MSG_common_saved);
}

static enum err standard_of(struct request *rq, struct act_standard *out)
{
    struct act_standards all;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(act_standards_of(rq->db, rq->arena, rq->scope.id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id == id) {
            *out = all.v[i];
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static enum err point_line(struct request *rq, const struct act_point *p,
                           struct act_point_line *out)
{
    struct act_verdict_list past = {NULL, 0};

    if (p->at)
        TRY(act_verdicts_of(rq->db, rq->arena, rq->scope.id, p->id, &past));
    size_t n = past.n ? past.n - 1 : 0;
    struct act_past *v = arena_array(rq->arena, struct act_past, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct act_past){past.v[i + 1].at, past.v[i + 1].document_id,
                                 act_word(rq, "act_verdict", past.v[i + 1].verdict),
                                 past.v[i + 1].evidence};
    *out = (struct act_point_line){*p,
                                   lang_text(p->title, rq->lang),
                                   act_word(rq, "act_verdict", p->verdict),
                                   {v, n},
                                   p->verdict,
                                   p->evidence,
                                   false};
    return OK;
}

/* `typed`: the point whose form was refused, with what was typed; 0: none. */
static enum err show(struct request *rq, int status, const struct act_standard *s, int64_t typed)
{
    struct act_checklist_page v = {.base = act_base(rq),
                                   .title = lang_text(s->title, rq->lang),
                                   .id = s->id,
                                   .may_edit = act_may_edit(rq),
                                   .verdicts = act_choices(rq, "act_verdict", act_verdicts)};

    TRY(act_points_of(rq->db, rq->arena, rq->scope.id, s->id, &v.points));
    struct act_point_line *lines = arena_array(rq->arena, struct act_point_line, v.points.n);
    for (size_t i = 0; i < v.points.n; i++) {
        TRY(point_line(rq, &v.points.v[i], &lines[i]));
        if (typed && v.points.v[i].id == typed) {
            lines[i].typed_verdict = req_field(rq, "verdict");
            lines[i].typed_evidence = req_field(rq, "evidence");
            lines[i].open = true;
        }
    }
    v.lines = (struct act_point_lines){lines, v.points.n};
    TRY(act_years_of(rq->db, rq->arena, rq->scope.id, s->id, &v.years));
    return req_page(rq, status, &(struct page){.title = v.title, .section = "acts"},
                    VIEW(act_checklist), &v);
}

enum err act_checklist_get(struct request *rq)
{
    struct act_standard s;

    TRY(standard_of(rq, &s));
    return show(rq, 200, &s, 0);
}

enum err act_checklist_post(struct request *rq)
{
    struct act_standard s;
    struct act_judging j = {.verdict = req_field(rq, "verdict"),
                            .evidence = req_field(rq, "evidence")};

    struct req_file file = req_upload(rq, "file");
    j.file = file.bytes;
    j.filename = file.filename;
    TRY(standard_of(rq, &s));
    j.standard_id = s.id;
    if (str_to_i64(req_field(rq, "point"), &j.point_id) != OK)
        return ERR_NOT_FOUND;
    enum err e = act_judge(rq->db, rq->arena, &rq->actor, &j, &rq->faults);
    if (e == ERR_INVALID)
        return show(rq, 422, &s, j.point_id);
    TRY(e);
    return req_redirect_saying(
        rq, str_fmt(rq->arena, "%.*s/checklists/%lld", STR_F(act_base(rq)), (long long)s.id),
        MSG_common_saved);
}

enum err act_checklist_csv_get(struct request *rq)
{
    static const char *const head[] = {"number",  "title_ky", "title_ru", "title_en",
                                       "verdict", "evidence", "at",       "document_id"};
    struct act_standard s;
    struct act_points points;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(standard_of(rq, &s));
    TRY(act_points_of(rq->db, rq->arena, rq->scope.id, s.id, &points));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < points.n; i++) {
        csv_put_str(&o, points.v[i].number);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, points.v[i].title[l]);
        csv_put_str(&o, points.v[i].verdict);
        csv_put_str(&o, points.v[i].evidence);
        csv_put_str(&o, points.v[i].at ? instant_iso(rq->arena, points.v[i].at) : STR(""));
        csv_put_i64(&o, points.v[i].document_id);
        csv_end_row(&o);
    }
    return buf_failed(b)
               ? ERR_NOMEM
               : req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("checklist.csv"));
}

enum err act_checklist_api_get(struct request *rq)
{
    struct act_standard s;
    struct act_points points;
    struct act_years years;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(standard_of(rq, &s));
    TRY(act_points_of(rq->db, rq->arena, rq->scope.id, s.id, &points));
    TRY(act_years_of(rq->db, rq->arena, rq->scope.id, s.id, &years));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "code", s.code);
    json_field_i64(&j, "percent", points.percent);
    json_key(&j, STR("points"));
    json_array_begin(&j);
    for (size_t i = 0; i < points.n; i++) {
        json_object_begin(&j);
        json_field_str(&j, "number", points.v[i].number);
        json_field_str(&j, "title", lang_text(points.v[i].title, rq->lang));
        json_field_str(&j, "verdict", points.v[i].verdict);
        json_field_str(&j, "evidence", points.v[i].evidence);
        json_field_i64(&j, "document_id", points.v[i].document_id);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_key(&j, STR("years"));
    json_array_begin(&j);
    for (size_t i = 0; i < years.n; i++) {
        json_object_begin(&j);
        json_field_i64(&j, "year", years.v[i].year);
        json_field_i64(&j, "percent", years.v[i].percent);
        json_field_i64(&j, "judged", years.v[i].judged);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

enum err act_standards_api_get(struct request *rq)
{
    struct act_standards all;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(act_standards_of(rq->db, rq->arena, rq->scope.id, &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("checklists"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++) {
        struct act_points points;
        TRY(act_points_of(rq->db, rq->arena, rq->scope.id, all.v[i].id, &points));
        json_object_begin(&j);
        json_field_i64(&j, "id", all.v[i].id);
        json_field_str(&j, "code", all.v[i].code);
        json_field_str(&j, "title", lang_text(all.v[i].title, rq->lang));
        json_field_i64(&j, "points", all.v[i].points);
        json_field_i64(&j, "judged", points.judged);
        json_field_i64(&j, "percent", points.percent);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
