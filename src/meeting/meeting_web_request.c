/* Pages of requests that a meeting be called. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"

#define RULE_GROUP    "assembly.initiative_group"
#define RULE_DECISION "assembly.request_decision"

static struct meeting_request_line line_of(struct request *rq, const struct meeting_request *r)
{
    static const char *const badges[][2] = {{"received", "badge-info"},
                                            {"accepted", "badge-ok"},
                                            {"refused", "badge-bad"},
                                            {"withdrawn", "badge-mute"}};
    struct meeting_request_line l = {
        .r = *r,
        .kind = meeting_kind_name(r->kind, rq->lang),
        .state = meeting_word_text(rq->arena, rq->lang, "request_state", r->state),
        .path = meeting_request_path(rq->arena, rq->scope.code, r->id),
        .badge = STR("badge-mute")};
    day_t end = r->decided_on == DAY_NONE ? clock_today() : r->decided_on;

    l.late = end > r->due_on && !str_eq(r->state, STR("withdrawn"));
    for (size_t i = 0; i < sizeof badges / sizeof *badges; i++)
        if (str_eq(r->state, str_of(badges[i][0])))
            l.badge = str_of(badges[i][1]);
    return l;
}

static enum err describe(struct request *rq, const char *key, struct rule_described *out)
{
    return rules_describe(rq->db, rq->arena, rq->lang, key, rq->scope.id, clock_today(), out);
}

enum err meeting_requests_get(struct request *rq)
{
    struct meeting_requests_page v = {.officer = req_may(rq, CAP_MEETING)};
    struct meeting_requests all;

    v.may_ask = v.officer || req_may(rq, CAP_COMMENT);
    TRY(meeting_requests_of(rq->db, rq->arena, rq->scope.id, &all));
    struct meeting_request_line *lines = arena_array(rq->arena, struct meeting_request_line, all.n);
    for (size_t i = 0; i < all.n; i++)
        lines[i] = line_of(rq, &all.v[i]);
    v.lines = (struct meeting_request_lines){lines, all.n};
    TRY(describe(rq, RULE_DECISION, &v.rule));
    return req_page(
        rq, 200,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_requests), .section = "meetings"},
        VIEW(meeting_requests), &v);
}

/* -- asking -- */

static enum err form_answer(struct request *rq, int status, struct meeting_request_form *v)
{
    struct rule_described rule;
    size_t n, k = 0;
    const struct meeting_kind *kinds = meeting_kinds(&n);
    struct choice *c = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++)
        if (meeting_words_have(kinds[i].callers, STR("initiative_group")))
            c[k++] = (struct choice){str_of(kinds[i].code), meeting_kind_name(&kinds[i], rq->lang)};
    v->kinds = (struct choices){c, k};
    v->officer = req_may(rq, CAP_MEETING) && !rq->viewer.acting_for;
    TRY(describe(rq, RULE_GROUP, &rule));
    v->names_hint =
        msg_text(rq->arena, rq->lang, MSG_meeting_request_names_hint, ARG_S("rule", rule.value));
    return req_page(rq, status,
                    &(struct page){.title = meeting_say_here(rq, MSG_meeting_request_new),
                                   .section = "meetings"},
                    VIEW(meeting_request_new), v);
}

enum err meeting_request_form_get(struct request *rq)
{
    struct meeting_request_form v = {.received = day_iso(rq->arena, clock_today())};

    v.n = (struct meeting_request_new){.kind = STR("assembly"),
                                       .subject = STR(""),
                                       .grounds = STR(""),
                                       .area = STR(""),
                                       .contact = STR(""),
                                       .names = STR("")};
    return form_answer(rq, 200, &v);
}

/* The scan is personal: it has names and signatures. It is attached once the request has a number.
 */
static enum err scan(struct request *rq, int64_t id)
{
    struct req_file file = req_upload(rq, "file");
    int64_t document;
    enum err e = document_add(rq->db, rq->arena, &rq->actor,
                              &(struct document_new){.owner_kind = STR("meeting_request"),
                                                     .owner_id = id,
                                                     .title = STR(""),
                                                     .upload = {file.filename, file.bytes},
                                                     .is_public = false,
                                                     .field = STR("file")},
                              &rq->faults, &document);

    return e == ERR_NOT_FOUND ? OK : e;
}

enum err meeting_request_form_post(struct request *rq)
{
    struct meeting_request_form v = {.received = req_field(rq, "received_on")};
    int64_t id = 0;

    v.officer = req_may(rq, CAP_MEETING) && !rq->viewer.acting_for;
    v.n = (struct meeting_request_new){.kind = req_field(rq, "kind"),
                                       .subject = req_field(rq, "subject"),
                                       .grounds = req_field(rq, "grounds"),
                                       .area = req_field(rq, "area"),
                                       .contact = req_field(rq, "contact"),
                                       .names = req_field(rq, "names"),
                                       .received_on = DAY_NONE,
                                       .entered = v.officer,
                                       .lang = rq->lang};
    if (v.officer)
        req_field_day(rq, "received_on", true, &v.n.received_on);
    enum err e = meeting_request_add(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &id);
    if (e == OK)
        e = scan(rq, id);
    if (e == ERR_INVALID)
        return form_answer(rq, 422, &v);
    TRY(e);
    return req_redirect_saying(rq, meeting_request_path(rq->arena, rq->scope.code, id),
                               MSG_meeting_request_sent);
}

/* -- one -- */

static enum err request_of(struct request *rq, struct meeting_request *out)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return meeting_request_find(rq->db, rq->arena, rq->scope.id, id, out);
}

static enum err answer(struct request *rq, int status, const struct meeting_request *r)
{
    struct meeting_request_page v = {.officer = req_may(rq, CAP_MEETING), .reason = STR("")};
    int64_t person = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;
    struct documents scans;

    v.line = line_of(rq, r);
    v.own = person && person == r->person_id && !r->entered;
    v.open = str_eq(r->state, STR("received"));
    TRY(describe(rq, meeting_rule_key(rq->arena, r->kind, "request_decision"), &v.rule));
    v.meeting_path = STR("");
    v.document_path = STR("");
    if (r->meeting_id) {
        struct meeting m;
        TRY(meeting_find(rq->db, rq->arena, rq->scope.id, r->meeting_id, &m));
        if (meeting_is_public(&m) || v.officer)
            v.meeting_path = meeting_path(rq->arena, rq->scope.code, r->meeting_id);
    }
    if (v.officer || v.own) {
        TRY(meeting_request_names(rq->db, rq->arena, r->id, &v.names));
        TRY(document_of(rq->db, rq->arena, STR("meeting_request"), r->id, false, &scans));
        if (scans.n && v.officer)
            v.document_path = document_path(rq->arena, rq->scope.code, scans.v[0].id);
    } else {
        v.line.r.contact = v.line.r.grounds = STR("");
    }
    if (status != 200)
        v.reason = req_field(rq, "reason");
    return req_page(rq, status, &(struct page){.title = r->subject, .section = "meetings"},
                    VIEW(meeting_request_show), &v);
}

enum err meeting_request_get(struct request *rq)
{
    struct meeting_request r;

    TRY(request_of(rq, &r));
    return answer(rq, 200, &r);
}

enum err meeting_request_post(struct request *rq)
{
    struct meeting_request r;

    TRY(request_of(rq, &r));
    struct meeting_request_do d = {.id = r.id,
                                   .version = meeting_field_number(rq, "version"),
                                   .to = req_field(rq, "to"),
                                   .reason = req_field(rq, "reason"),
                                   .caps = rq->viewer.caps,
                                   .lang = rq->lang};
    enum err e = meeting_request_decide(rq->db, rq->arena, &rq->actor, &d, &rq->faults);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return answer(rq, e == ERR_INVALID ? 422 : 409, &r);
    TRY(e);
    return req_redirect_saying(rq, meeting_request_path(rq->arena, rq->scope.code, r.id),
                               MSG_meeting_request_decided);
}
