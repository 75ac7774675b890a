/* The year's duties, and the delegates of a kurultai. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"

enum { YEAR_FIRST = 1992, YEAR_LAST = 2198 };

enum err meeting_year_get(struct request *rq)
{
    struct meeting_year_page v = {.may_edit = req_may(rq, CAP_MEETING)};
    struct str asked = req_query(rq, "year");

    v.year = day_to_civil(clock_today()).year;
    if (asked.n && (str_to_i64(asked, &v.year) != OK || v.year < YEAR_FIRST || v.year > YEAR_LAST))
        return ERR_NOT_FOUND;
    TRY(meeting_year(rq->db, rq->arena, rq->lang, rq->scope.id, (int)v.year, &v.duties));
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_meeting_year_title,
                                         ARG_S("year", str_fmt(rq->arena, "%d", (int)v.year))),
                       .section = "meetings"},
        VIEW(meeting_year_page), &v);
}

/* -- delegates -- */

static enum err assembly_choices(struct request *rq, struct choices *out)
{
    struct meetings all;
    size_t n = 0;

    TRY(meeting_list(
        rq->db, rq->arena,
        &(struct meeting_filter){
            .place_id = rq->scope.id, .past = true, .kind = STR(""), .today = clock_today() + 1},
        &all));
    struct choice *v = arena_array(rq->arena, struct choice, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].kind->group == MEETING_ASSEMBLY && !str_eq(all.v[i].state, STR("cancelled")))
            v[n++] = (struct choice){meeting_number_text(rq, all.v[i].id),
                                     meeting_title(&all.v[i], rq->lang)};
    *out = (struct choices){v, n};
    return OK;
}

static enum err kurultai_of(struct request *rq, struct meeting *m)
{
    TRY(meeting_of_request(rq, m));
    return m->kind->group == MEETING_KURULTAI ? OK : ERR_NOT_FOUND;
}

static enum err answer(struct request *rq, int status, const struct meeting *m,
                       struct meeting_delegates_page *v)
{
    v->line = meeting_line_of(rq, m);
    v->may_edit = req_may(rq, CAP_MEETING) && meeting_words_have("preparing announced", m->state);
    TRY(meeting_delegate_norms_of(rq->db, rq->arena, rq->lang, m, &v->norms));
    TRY(meeting_delegates_of(rq->db, rq->arena, rq->lang, m->id, &v->delegates));
    TRY(assembly_choices(rq, &v->assemblies));
    struct choice *units = arena_array(rq->arena, struct choice, v->norms.n);
    for (size_t i = 0; i < v->norms.n; i++)
        units[i] =
            (struct choice){meeting_number_text(rq, v->norms.v[i].unit_id), v->norms.v[i].unit};
    v->units = (struct choices){units, v->norms.n};
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_delegates), .section = "meetings"},
        VIEW(meeting_delegates), v);
}

enum err meeting_delegates_get(struct request *rq)
{
    struct meeting_delegates_page v = {.unit = STR(""), .assembly = STR(""), .reason = STR("")};
    struct meeting m;

    TRY(kurultai_of(rq, &m));
    v.form.name = STR("");
    v.elected_on = day_iso(rq->arena, clock_today());
    return answer(rq, 200, &m, &v);
}

enum err meeting_delegates_post(struct request *rq)
{
    struct meeting_delegates_page v = {.reason = STR("")};
    struct meeting m;
    int64_t id;

    TRY(kurultai_of(rq, &m));
    v.unit = req_field(rq, "unit_id");
    v.assembly = req_field(rq, "assembly_id");
    v.elected_on = req_field(rq, "elected_on");
    v.form = (struct meeting_delegate_new){.meeting_id = m.id,
                                           .unit_id = meeting_field_number(rq, "unit_id"),
                                           .assembly_id = meeting_field_number(rq, "assembly_id"),
                                           .name = req_field(rq, "name"),
                                           .elected_on = DAY_NONE};
    req_field_day(rq, "elected_on", false, &v.form.elected_on);
    enum err e = meeting_delegate_add(rq->db, rq->arena, &rq->actor, &v.form, &rq->faults, &id);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return answer(rq, e == ERR_INVALID ? 422 : 409, &m, &v);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/delegates"),
                               MSG_meeting_delegate_added);
}

enum err meeting_delegate_recall_post(struct request *rq)
{
    struct meeting_delegates_page v = {.unit = STR(""), .assembly = STR("")};
    struct meeting m;

    TRY(kurultai_of(rq, &m));
    TRY(req_path_id(rq, "delegate_id", &v.open_id));
    v.form.name = STR("");
    v.elected_on = day_iso(rq->arena, clock_today());
    v.reason = req_field(rq, "reason");
    enum err e = meeting_delegate_recall(rq->db, rq->arena, &rq->actor, m.id, v.open_id, v.reason,
                                         &rq->faults);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return answer(rq, e == ERR_INVALID ? 422 : 409, &m, &v);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/delegates"),
                               MSG_meeting_delegate_recalled);
}
