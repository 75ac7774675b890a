/* The plan's own row: header, chosen issues, sources. See plan.h; what every write shares is
 * plan_hold.c, steps are plan_state.c, measures plan_measure.c. */
#include "plan/plan_in.h"

#include "plan/plan_peers.h"

static const struct str source_kinds[] = {STR_INIT("sedp"),      STR_INIT("sector"),
                                          STR_INIT("needs"),     STR_INIT("monitoring"),
                                          STR_INIT("situation"), STR_INIT("other")};
static const size_t source_kind_count = sizeof source_kinds / sizeof *source_kinds;

enum { LONGEST_PLAN_YEARS = 10, MONTHS_A_YEAR = 12 };

static struct str header_json(struct plan_do *p, const struct plan_header *h)
{
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "title_ky", h->title.ky);
    json_field_str(&j, "title_ru", h->title.ru);
    json_field_str(&j, "title_en", h->title.en);
    json_field_str(&j, "goal_ky", h->goal.ky);
    json_field_str(&j, "goal_ru", h->goal.ru);
    json_field_str(&j, "goal_en", h->goal.en);
    json_field_str(&j, "from", day_iso(p->a, h->from));
    json_field_str(&j, "to", day_iso(p->a, h->to));
    json_field_i64(&j, "body_id", h->body_id);
    json_object_end(&j);
    return buf_str(b);
}

static struct str row_json(struct plan_do *p, const struct plan_get_row *r)
{
    return header_json(p, &(struct plan_header){.title = {r->title_ky, r->title_ru, r->title_en},
                                                .goal = {r->goal_ky, r->goal_ru, r->goal_en},
                                                .from = r->from_day,
                                                .to = r->to_day,
                                                .body_id = r->body_id.has ? r->body_id.v : 0});
}

static enum err check_header(struct plan_do *p, const struct plan_header *h)
{
    plan_need_text(p, "title_ky", h->title.ky, 3, PLAN_TITLE_MAX);
    plan_need_text(p, "title_ru", h->title.ru, 3, PLAN_TITLE_MAX);
    plan_need_text(p, "title_en", h->title.en, 0, PLAN_TITLE_MAX);
    plan_need_text(p, "goal_ky", h->goal.ky, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "goal_ru", h->goal.ru, 0, PLAN_TEXT_MAX);
    plan_need_text(p, "goal_en", h->goal.en, 0, PLAN_TEXT_MAX);
    if (h->from == DAY_NONE)
        fault_add(p->f, STR("from"), MSG_common_fault_required);
    if (h->to == DAY_NONE)
        fault_add(p->f, STR("to"), MSG_common_fault_required);
    if (h->from != DAY_NONE && h->to != DAY_NONE) {
        if (h->to < h->from)
            fault_add(p->f, STR("to"), MSG_common_fault_day_order);
        else if (h->to > day_add_months(h->from, LONGEST_PLAN_YEARS * MONTHS_A_YEAR))
            fault_add(p->f, STR("to"), MSG_plan_fault_too_long, ARG_N("years", LONGEST_PLAN_YEARS));
        if (h->to < clock_today())
            fault_add(p->f, STR("to"), MSG_common_fault_day_past);
    }
    if (h->body_id != 0) {
        struct plan_group g;
        enum err e = plan_group_get(p->db, p->a, p->who->place_id, h->body_id, LANG_KY, &g);
        if (e == ERR_NOT_FOUND)
            fault_add(p->f, STR("body"), MSG_plan_fault_no_such_group);
        else
            TRY(e);
    }
    return faults_err(p->f);
}

static enum err add_directions(struct plan_do *p, int64_t id)
{
    for (int d = 0; d < PLAN_DIRECTIONS; d++) {
        struct plan_section_insert_row row;
        TRY(plan_section_insert(p->db, p->a,
                                &(struct plan_section_insert_in){.plan_id = id,
                                                                 .kind = STR("direction"),
                                                                 .code = plan_direction_code[d],
                                                                 .position = d + 1,
                                                                 .title_ky = STR(""),
                                                                 .title_ru = STR(""),
                                                                 .title_en = STR("")},
                                &row));
    }
    return OK;
}

static enum err refuse_second(struct plan_do *p)
{
    struct plan_open_row open;
    enum err e = plan_open(
        p->db, p->a, &(struct plan_open_in){.place_id = p->who->place_id, .kind = PLAN_ENGAGEMENT},
        &open);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    fault_add(p->f, STR(""), MSG_plan_fault_already_open,
              ARG_S("state", plan_state_name(p->a, p->lang, open.state)));
    return ERR_CONFLICT;
}

enum err plan_create(struct plan_do *p, const struct plan_header *h, int64_t *id)
{
    struct plan_insert_row row;
    struct plan_step_insert_row step;

    TRY(refuse_second(p));
    TRY(check_header(p, h));
    TRY(plan_insert(p->db, p->a,
                    &(struct plan_insert_in){.place_id = SOME(p->who->place_id),
                                             .kind = PLAN_ENGAGEMENT,
                                             .number = 1,
                                             .state = STR("draft"),
                                             .title_ky = h->title.ky,
                                             .title_ru = h->title.ru,
                                             .title_en = h->title.en,
                                             .goal_ky = h->goal.ky,
                                             .goal_ru = h->goal.ru,
                                             .goal_en = h->goal.en,
                                             .from_day = h->from,
                                             .to_day = h->to,
                                             .body_id = h->body_id ? SOME(h->body_id) : NONE_I64,
                                             .revision_reason = STR(""),
                                             .source = STR(""),
                                             .digest = STR(""),
                                             .now = clock_now(),
                                             .who = p->who->person_id},
                    &row));
    TRY(plan_found_series(p->db, p->a, &(struct plan_found_series_in){.id = row.id}));
    TRY(add_directions(p, row.id));
    TRY(plan_step_insert(p->db, p->a,
                         &(struct plan_step_insert_in){.plan_id = row.id,
                                                       .state = STR("draft"),
                                                       .day = clock_today(),
                                                       .number = STR(""),
                                                       .place = STR(""),
                                                       .reason = STR(""),
                                                       .person_id = p->who->person_id,
                                                       .now = clock_now()},
                         &step));
    TRY(plan_tell(p, "plan.create", "plan", row.id, STR_NONE, header_json(p, h), STR_NONE));
    *id = row.id;
    return OK;
}

enum err plan_edit_header(struct plan_do *p, int64_t id, int64_t version,
                          const struct plan_header *h)
{
    struct plan_get_row row;
    int64_t changed;

    TRY(plan_hold_editable(p, id, &row));
    TRY(check_header(p, h));
    TRY(plan_update_header(
        p->db, p->a,
        &(struct plan_update_header_in){.id = id,
                                        .version = version,
                                        .title_ky = h->title.ky,
                                        .title_ru = h->title.ru,
                                        .title_en = h->title.en,
                                        .goal_ky = h->goal.ky,
                                        .goal_ru = h->goal.ru,
                                        .goal_en = h->goal.en,
                                        .from_day = h->from,
                                        .to_day = h->to,
                                        .body_id = h->body_id ? SOME(h->body_id) : NONE_I64,
                                        .now = clock_now(),
                                        .who = p->who->person_id},
        &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return plan_tell(p, "plan.edit", "plan", id, row_json(p, &row), header_json(p, h), STR_NONE);
}

static struct str ids_json(struct plan_do *p, const char *name, const int64_t *ids, size_t n)
{
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, str_of(name));
    json_array_begin(&j);
    for (size_t i = 0; i < n; i++)
        json_i64(&j, ids[i]);
    json_array_end(&j);
    json_object_end(&j);
    return buf_str(b);
}

static bool among(int64_t id, const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static enum err check_issues(struct plan_do *p, const int64_t *issues, size_t n)
{
    struct plan_names known;

    if (n > PLAN_ISSUES_MAX)
        fault_add(p->f, STR("issues"), MSG_plan_fault_too_many, ARG_N("most", PLAN_ISSUES_MAX));
    TRY(plan_issue_list(p->db, p->a, p->who->place_id, p->lang, &known));
    for (size_t i = 0; i < n && i < PLAN_ISSUES_MAX; i++) {
        bool found = false;
        for (size_t k = 0; k < known.n && !found; k++)
            found = known.v[k].id == issues[i];
        if (!found)
            fault_add(p->f, STR("issues"), MSG_plan_fault_no_such_issue, ARG_N("issue", issues[i]));
    }
    return faults_err(p->f);
}

enum err plan_choose_issues(struct plan_do *p, int64_t id, int64_t version, const int64_t *issues,
                            size_t n)
{
    struct plan_get_row row;
    struct plan_issues_rows before;
    int64_t changed;

    TRY(plan_hold_editable(p, id, &row));
    TRY(check_issues(p, issues, n));
    TRY(plan_touch(p->db, p->a,
                   &(struct plan_touch_in){
                       .id = id, .version = version, .now = clock_now(), .who = p->who->person_id},
                   &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(plan_issues(p->db, p->a, &(struct plan_issues_in){.plan_id = id}, &before));
    TRY(plan_issues_clear(p->db, p->a, &(struct plan_issues_clear_in){.plan_id = id}));
    for (size_t i = 0; i < n; i++)
        if (!among(issues[i], issues, i))
            TRY(plan_issue_insert(
                p->db, p->a, &(struct plan_issue_insert_in){.plan_id = id, .issue_id = issues[i]}));
    TRY(plan_issues_orphaned(p->db, p->a, &(struct plan_issues_orphaned_in){.plan_id = id}));
    int64_t *old = arena_array(p->a, int64_t, before.n);
    for (size_t i = 0; i < before.n; i++)
        old[i] = before.v[i].issue_id;
    return plan_tell(p, "plan.issues", "plan", id, ids_json(p, "issues", old, before.n),
                     ids_json(p, "issues", issues, n), STR_NONE);
}

static bool is_source_kind(struct str kind)
{
    for (size_t i = 0; i < source_kind_count; i++)
        if (str_eq(source_kinds[i], kind))
            return true;
    return false;
}

static bool is_link(struct str s)
{
    return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}

enum err plan_add_source(struct plan_do *p, int64_t id, const struct plan_source_new *s)
{
    enum { LINK_MAX = 500 };
    struct plan_get_row plan;
    struct plan_source_insert_row row;
    int64_t document_id = 0;

    TRY(plan_hold_editable(p, id, &plan));
    if (!is_source_kind(s->kind))
        fault_add(p->f, STR("kind"), MSG_common_fault_not_choice);
    plan_need_text(p, "title_ky", s->title.ky, 3, PLAN_TITLE_MAX);
    plan_need_text(p, "title_ru", s->title.ru, 0, PLAN_TITLE_MAX);
    plan_need_text(p, "link", s->link, 0, LINK_MAX);
    if (s->link.n > 0 && !is_link(s->link))
        fault_add(p->f, STR("link"), MSG_common_fault_not_url);
    TRY(faults_err(p->f));
    TRY(plan_source_insert(p->db, p->a,
                           &(struct plan_source_insert_in){.plan_id = id,
                                                           .kind = s->kind,
                                                           .title_ky = s->title.ky,
                                                           .title_ru = s->title.ru,
                                                           .title_en = s->title.en,
                                                           .link = s->link},
                           &row));
    TRY(plan_attach(p, id, STR("file"), s->title.ky, s->file, &document_id));
    if (document_id != 0)
        TRY(plan_source_set_document(
            p->db, p->a,
            &(struct plan_source_set_document_in){.id = row.id, .document_id = document_id}));
    struct buf *b = buf_new(p->a, 64 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "kind", s->kind);
    json_field_str(&j, "title_ky", s->title.ky);
    json_field_str(&j, "title_ru", s->title.ru);
    json_field_str(&j, "link", s->link);
    json_field_i64(&j, "document_id", document_id);
    json_object_end(&j);
    return plan_tell(p, "plan.source_add", "plan", id, STR_NONE, buf_str(b), STR_NONE);
}

enum err plan_remove_source(struct plan_do *p, int64_t id, int64_t source_id)
{
    struct plan_get_row plan;
    int64_t changed;

    TRY(plan_hold_editable(p, id, &plan));
    TRY(plan_source_delete(
        p->db, p->a, &(struct plan_source_delete_in){.id = source_id, .plan_id = id}, &changed));
    if (changed == 0)
        return ERR_NOT_FOUND;
    return plan_tell(p, "plan.source_remove", "plan", id, ids_json(p, "sources", &source_id, 1),
                     STR_NONE, STR_NONE);
}
