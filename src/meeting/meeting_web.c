/* Public pages of meetings and the table of the routes before the day. See meeting.h. */
#include "meeting/meeting_web.h"

#include "body/body.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_link.h"
#include "meeting/meeting_views.h"
#include "place/place.h"
#include "text/dates.h"

#define SHOWN_PAST    100
#define FORM_BODY_MAX (1024 * KIB) /* three descriptions of 10 000 characters, percent-encoded */

struct str meeting_say_here(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

struct str meeting_below(struct request *rq, int64_t id, const char *rest)
{
    return str_fmt(rq->arena, "/%.*s/meetings/%lld%s", STR_F(rq->scope.code), (long long)id, rest);
}

struct str meeting_number_text(struct request *rq, int64_t v)
{
    return v ? str_fmt(rq->arena, "%lld", (long long)v) : STR("");
}

int64_t meeting_field_number(struct request *rq, const char *name)
{
    int64_t v = 0;

    return str_to_i64(req_field(rq, name), &v) == OK && v > 0 ? v : 0;
}

static const char *badge_of(struct str state)
{
    static const char *const rows[][2] = {{"preparing", "badge-mute"}, {"announced", "badge-info"},
                                          {"open", "badge-ok"},        {"held", "badge-warn"},
                                          {"published", "badge-ok"},   {"cancelled", "badge-bad"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(state, str_of(rows[i][0])))
            return rows[i][1];
    return "badge-mute";
}

struct meeting_line meeting_line_of(struct request *rq, const struct meeting *m)
{
    return (struct meeting_line){
        .m = *m,
        .title = meeting_title(m, rq->lang),
        .kind = meeting_kind_name(m->kind, rq->lang),
        .state = meeting_state_name(rq->arena, rq->lang, m->state),
        .venue = meeting_venue(m, rq->lang),
        .path = meeting_path(rq->arena, rq->scope.code, m->id),
        .day = text_date_weekday(rq->arena, rq->lang, m->day),
        .time = text_time(rq->arena, m->starts_at),
        .badge = str_of(badge_of(m->state)),
    };
}

enum err meeting_of_request(struct request *rq, struct meeting *out)
{
    struct meeting m;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(meeting_find(rq->db, rq->arena, rq->scope.id, id, &m));
    if (!req_may(rq, CAP_MEETING)) {
        struct meeting_notices told;

        if (!meeting_is_public(&m))
            return ERR_NOT_FOUND;
        /* One cancelled while it was being prepared was never told to anybody. */
        TRY(meeting_notices_of(rq->db, rq->arena, m.id, &told));
        if (told.n == 0)
            return ERR_NOT_FOUND;
    }
    *out = m;
    return OK;
}

struct choices meeting_kind_choices(struct request *rq)
{
    size_t n;
    const struct meeting_kind *kinds = meeting_kinds(&n);
    struct choice *v = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct choice){str_of(kinds[i].code), meeting_kind_name(&kinds[i], rq->lang)};
    return (struct choices){v, n};
}

struct choices meeting_choices(struct request *rq, const char *prefix, const char *const *words)
{
    size_t n = 0;

    while (words[n])
        n++;
    struct choice *v = arena_array(rq->arena, struct choice, n);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct choice){str_of(words[i]),
                               meeting_word_text(rq->arena, rq->lang, prefix, str_of(words[i]))};
    return (struct choices){v, n};
}

/* -- the list -- */

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

static enum err list_get(struct request *rq)
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

/* -- one -- */

static enum err link_of(struct request *rq, struct meeting_item_line *l)
{
    const struct meeting_link link = {l->i.link_kind, l->i.link_id, l->i.link_text};
    struct meeting_link_shown shown;

    TRY(meeting_link_show(rq->db, rq->arena, rq->lang, rq->scope.id, rq->scope.code, &link,
                          &shown));
    l->link = shown.text;
    l->href = shown.path;
    return OK;
}

static struct str outcome_of(struct request *rq, const struct meeting_votes *votes, int64_t item_id)
{
    const struct meeting_vote *last = NULL;

    for (size_t i = 0; i < votes->n; i++)
        if (votes->v[i].item_id == item_id && !votes->v[i].word_id && !votes->v[i].voided)
            last = &votes->v[i];
    if (!last)
        return STR("");
    return msg_text(
        rq->arena, rq->lang,
        str_eq(last->outcome, STR("carried")) ? MSG_meeting_vote_carried : MSG_meeting_vote_lost,
        ARG_N("in_favour", last->tally.in_favour), ARG_N("against", last->tally.against),
        ARG_N("abstained", last->tally.abstained));
}

enum err meeting_item_lines_of(struct request *rq, int64_t meeting_id,
                               struct meeting_item_lines *out)
{
    struct meeting_items items;
    struct meeting_votes votes;

    TRY(meeting_items_of(rq->db, rq->arena, meeting_id, &items));
    TRY(meeting_votes_of(rq->db, rq->arena, meeting_id, &votes));
    struct meeting_item_line *v = arena_array(rq->arena, struct meeting_item_line, items.n);
    for (size_t i = 0; i < items.n; i++) {
        v[i] = (struct meeting_item_line){.i = items.v[i],
                                          .title = meeting_in_lang(items.v[i].title, rq->lang),
                                          .outcome = outcome_of(rq, &votes, items.v[i].id),
                                          .dropped = str_eq(items.v[i].state, STR("dropped"))};
        TRY(link_of(rq, &v[i]));
    }
    *out = (struct meeting_item_lines){v, items.n};
    return OK;
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

/* The ground in the reader's words: rules names its items. */
static struct str ground_of(struct request *rq, struct str ground)
{
    enum msg key;

    if (ground.n && msg_find(str_fmt(rq->arena, "rule_item_%.*s", STR_F(ground)), &key))
        return meeting_say_here(rq, key);
    return ground;
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
    v.ground = ground_of(rq, m->emergency);
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
    return req_page(rq, status, &(struct page){.title = v.line.title, .section = "meetings"},
                    VIEW(meeting_show), &v);
}

static enum err show_get(struct request *rq)
{
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return meeting_show_again(rq, 200, &m);
}

static enum err document_post(struct request *rq)
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

#define OFFICER  .need = CAP_MEETING
#define POSTED   .need = CAP_MEETING, .csrf = CSRF_TOKEN
#define READABLE .need = CAP_PUBLIC, .cache = CACHE_PLACE

const struct route meeting_routes[] = {
    {GET, "/:place/meetings", list_get, READABLE, .query = "kind"},
    {GET, "/:place/meetings/new", meeting_new_get, OFFICER, .query = "kind topic request"},
    {POST, "/:place/meetings/new", meeting_new_post, POSTED, .body_max = FORM_BODY_MAX},
    {GET, "/:place/meetings/year", meeting_year_get, READABLE, .query = "year"},
    {GET, "/:place/meetings/requests", meeting_requests_get, READABLE},
    {GET, "/:place/meetings/requests/new", meeting_request_form_get, .need = CAP_COMMENT},
    {POST, "/:place/meetings/requests/new", meeting_request_form_post, .need = CAP_COMMENT,
     .csrf = CSRF_TOKEN, .body_max = 12 * MIB},
    {GET, "/:place/meetings/requests/:id", meeting_request_get, READABLE},
    {POST, "/:place/meetings/requests/:id", meeting_request_post, .need = CAP_SIGNED_IN,
     .csrf = CSRF_TOKEN},
    {GET, "/:place/meetings/:id", show_get, READABLE},
    {GET, "/:place/meetings/:id/edit", meeting_edit_get, OFFICER},
    {POST, "/:place/meetings/:id/edit", meeting_edit_post, POSTED, .body_max = FORM_BODY_MAX},
    {POST, "/:place/meetings/:id/announce", meeting_announce_post, POSTED},
    {POST, "/:place/meetings/:id/cancel", meeting_cancel_post, POSTED},
    {POST, "/:place/meetings/:id/documents", document_post, POSTED, .body_max = 26 * MIB},
    {GET, "/:place/meetings/:id/agenda", meeting_agenda_get, OFFICER},
    {POST, "/:place/meetings/:id/agenda", meeting_agenda_post, POSTED},
    {GET, "/:place/meetings/:id/agenda/:item_id", meeting_agenda_item_get, OFFICER},
    {POST, "/:place/meetings/:id/agenda/:item_id", meeting_agenda_item_post, POSTED},
    {POST, "/:place/meetings/:id/agenda/:item_id/drop", meeting_item_drop_post, POSTED},
    {POST, "/:place/meetings/:id/agenda/:item_id/raise", meeting_item_raise_post, POSTED},
    {GET, "/:place/meetings/:id/steps", meeting_steps_get, READABLE},
    {POST, "/:place/meetings/:id/steps/:step_id", meeting_step_post, POSTED, .body_max = 26 * MIB},
    {GET, "/:place/meetings/:id/say", meeting_say_get, .need = CAP_PUBLIC},
    {GET, "/:place/meetings/:id/words", meeting_words_get, READABLE},
    {POST, "/:place/meetings/:id/words", meeting_words_post, .need = CAP_PUBLIC,
     .csrf = CSRF_TOKEN},
    {POST, "/:place/meetings/:id/words/:word_id/withdraw", meeting_word_withdraw_post,
     .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN},
    {POST, "/:place/meetings/:id/words/:word_id/show", meeting_word_show_post, POSTED},
    {POST, "/:place/meetings/:id/words/:word_id/hide", meeting_word_hide_post, POSTED},
    {GET, "/:place/meetings/:id/delegates", meeting_delegates_get, READABLE},
    {POST, "/:place/meetings/:id/delegates", meeting_delegates_post, POSTED},
    {POST, "/:place/meetings/:id/delegates/:delegate_id/recall", meeting_delegate_recall_post,
     POSTED},
    {GET, "/:place/meetings/:id/poster.pdf", meeting_poster_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {GET, "/:place/meetings/:id/invitation.pdf", meeting_invitation_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {GET, "/:place/meetings/:id/slips.pdf", meeting_slips_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {GET, "/:place/meetings/:id/notice.ics", meeting_ics_get, READABLE},
    {GET, "/:place/meetings.ics", meetings_ics_get, READABLE},
    {GET, "/:place/meetings.csv", meetings_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/:place/meetings.atom", meetings_atom_get, READABLE},
    {GET, "/api/v1/places/:place/meetings", meetings_api_get, READABLE, .langless = true,
     .doc = "Meetings of a municipality: coming ones by day, past ones latest first"},
    {GET, "/api/v1/places/:place/meetings/:id", meeting_api_get, READABLE, .langless = true,
     .doc = "One meeting: notices, agenda, and what was proposed and asked"},
    {0},
};
