/* The public pages of meetings: the list of them, and one as a reader sees it. See meeting.h. */
#include "meeting/meeting_web.h"

#include "body/body.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_views.h"
#include "place/place.h"
#include "text/dates.h"

#define SHOWN_PAST 100

static enum err lines(struct request *rq, const struct meeting_filter *f, struct meeting_lines *out)
{
    struct meetings all;

    TRY(meeting_list(rq->db, rq->arena, f, &all));
    struct meeting_line *v = arena_array(rq->arena, struct meeting_line, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = meeting_line_of(rq, &all.v[i]);
    *out = (struct meeting_lines){v, all.n};
    return OK;
}

enum err meetings_page_get(struct request *rq)
{
    struct meeting_list_page v = {.may_edit = req_may(rq, CAP_MEETING),
                                  .kinds = meeting_kind_choices(rq)};
    struct meeting_filter f = {.place_id = rq->scope.id,
                               .with_preparing = v.may_edit,
                               .today = clock_today(),
                               .most = SHOWN_PAST};

    v.kind = req_query(rq, "kind");
    if (!v.kind.p || !meeting_kind_of(v.kind))
        v.kind = STR("");
    f.kind = v.kind;
    f.upcoming = true;
    TRY(lines(rq, &f, &v.upcoming));
    f.upcoming = false;
    f.past = true;
    TRY(lines(rq, &f, &v.past));
    return req_page(
        rq, 200,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_list_title),
                       .description = meeting_say_here(rq, MSG_meeting_list_lead),
                       .section = "meetings",
                       .feed = str_fmt(rq->arena, "/%.*s/meetings.atom", STR_F(rq->scope.code))},
        VIEW(meeting_list), &v);
}

static enum err notice_lines(struct request *rq, int64_t id, struct meeting_notice_lines *out)
{
    struct meeting_notices all;

    TRY(meeting_notices_of(rq->db, rq->arena, id, &all));
    struct meeting_notice_line *v = arena_array(rq->arena, struct meeting_notice_line, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct meeting_notice_line){
            .n = all.v[i],
            .kind = meeting_word_text(rq->arena, rq->lang, "notice", all.v[i].kind),
            .venue = meeting_in_lang(all.v[i].venue, rq->lang),
            .when = text_datetime(rq->arena, rq->lang, all.v[i].starts_at),
            .replaced = i + 1 < all.n};
    *out = (struct meeting_notice_lines){v, all.n};
    return OK;
}

/* What the rules named say here, those without a value too. keys ended by NULL. */
static enum err rule_lines_of(struct request *rq, const char *const *keys,
                              struct meeting_rule_lines *out)
{
    size_t n = 0;

    while (keys[n])
        n++;
    struct rule_described *v = arena_array(rq->arena, struct rule_described, n);
    for (size_t i = 0; i < n; i++)
        TRY(rules_describe(rq->db, rq->arena, rq->lang, keys[i], rq->scope.id, clock_today(),
                           &v[i]));
    *out = (struct meeting_rule_lines){v, n};
    return OK;
}

static enum err rules_used(struct request *rq, const struct meeting *m,
                           struct meeting_rule_lines *out)
{
    const char *keys[4] = {NULL};
    size_t n = 0;
    int64_t days;
    enum err e = meeting_least_notice(rq->db, rq->arena, rq->scope.id, m->kind, clock_today(),
                                      &days, &keys[0]);

    if (e == OK)
        n = 1;
    else if (e != ERR_NOT_FOUND)
        return e;
    keys[n++] = meeting_rule_key(rq->arena, m->kind, "quorum");
    keys[n++] = meeting_rule_key(rq->arena, m->kind, "decision");
    keys[n] = NULL;
    return rule_lines_of(rq, keys, out);
}

static enum err area_of(struct request *rq, const struct meeting *m, struct str *out)
{
    struct place unit;
    struct str area = m->area;

    if (m->area_place_id) {
        enum err e = place_by_id(rq->db, rq->arena, m->area_place_id, &unit);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == OK)
            area = m->area.n ? str_fmt(rq->arena, "%.*s, %.*s", STR_F(place_name(&unit, rq->lang)),
                                       STR_F(m->area))
                             : place_name(&unit, rq->lang);
    }
    *out = area;
    return OK;
}

static enum err body_of(struct request *rq, const struct meeting *m, struct str *out)
{
    struct body body;
    enum err e =
        m->body_id ? body_find(rq->db, rq->arena, rq->scope.id, m->body_id, &body) : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? body_name(&body, rq->lang) : STR("");
    return OK;
}

static void words_of(struct request *rq, const struct meeting *m, struct meeting_show_page *v)
{
    v->topic = str_eq(m->topic, STR("other"))
                   ? STR("")
                   : meeting_word_text(rq->arena, rq->lang, "topic", m->topic);
    v->caller = meeting_word_text(rq->arena, rq->lang, "caller", m->caller);
    v->mode = meeting_word_text(rq->arena, rq->lang, "mode", m->mode);
    v->request_path =
        m->request_id ? meeting_request_path(rq->arena, rq->scope.code, m->request_id) : STR("");
    v->preparing = str_eq(m->state, STR("preparing"));
    v->cancelled = str_eq(m->state, STR("cancelled"));
    v->over = meeting_words_have("held published", m->state);
    v->live = str_eq(m->state, STR("open")) ||
              (str_eq(m->state, STR("announced")) && m->day <= clock_today());
    v->takes_words = meeting_takes_words(m);
    v->is_kurultai = m->kind->group == MEETING_KURULTAI;
}

static void last_notice(struct meeting_show_page *v)
{
    v->reason = STR("");
    v->told = v->notices.n > 0;
    if (v->notices.n > 1) {
        v->reason = v->notices.v[v->notices.n - 1].n.reason;
        v->changed = !v->cancelled && !v->over;
    }
}

enum err meeting_show_again(struct request *rq, int status, const struct meeting *m)
{
    struct meeting_show_page v = {.may_edit = req_may(rq, CAP_MEETING)};

    v.line = meeting_line_of(rq, m);
    words_of(rq, m, &v);
    v.ground = meeting_ground_name(rq->arena, rq->lang, m->emergency);
    TRY(area_of(rq, m, &v.area));
    TRY(body_of(rq, m, &v.body));
    TRY(meeting_item_lines_of(rq, m->id, &v.items));
    TRY(notice_lines(rq, m->id, &v.notices));
    last_notice(&v);
    TRY(meeting_word_lines_of(rq, m->id, false, &v.words));
    TRY(document_of(rq->db, rq->arena, STR("meeting"), m->id, !v.may_edit, &v.documents));
    TRY(rules_used(rq, m, &v.rules));
    TRY(out_markup(rq->arena, meeting_in_lang(m->about, rq->lang), &v.about));
    v.cancel_reason = status == 200 ? STR("") : req_field(rq, "reason");
    v.document_title = status == 200 ? STR("") : req_field(rq, "document_title");
    return req_page(rq, status, &(struct page){.title = v.line.title.text, .section = "meetings"},
                    VIEW(meeting_show), &v);
}

enum err meeting_page_get(struct request *rq)
{
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return meeting_show_again(rq, 200, &m);
}

enum err meeting_document_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct meeting m;
    int64_t document;

    TRY(meeting_of_request(rq, &m));
    enum err e = document_add(rq->db, rq->arena, &rq->actor,
                              &(struct document_new){.owner_kind = STR("meeting"),
                                                     .owner_id = m.id,
                                                     .title = req_field(rq, "document_title"),
                                                     .upload = {file.filename, file.bytes},
                                                     .is_public = true,
                                                     .field = STR("file")},
                              &rq->faults, &document);
    if (e == ERR_NOT_FOUND) {
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
        e = ERR_INVALID;
    }
    if (e == ERR_INVALID)
        return meeting_show_again(rq, 422, &m);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, ""), MSG_meeting_document_added);
}
