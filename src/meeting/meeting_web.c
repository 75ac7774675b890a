/* Public pages of meetings and the table of the routes before the day. See meeting.h. */
#include "meeting/meeting_web.h"

#include "meeting/meeting_inside.h"
#include "meeting/meeting_views.h"

#define SHOWN_PAST 100

struct str meeting_say_here(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
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
        .badge = str_of(badge_of(m->state)),
    };
}

enum err meeting_of_request(struct request *rq, struct meeting *out)
{
    struct meeting m;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(meeting_find(rq->db, rq->arena, rq->scope.id, id, &m));
    if (!meeting_is_public(&m) && !req_may(rq, CAP_MEETING))
        return ERR_NOT_FOUND;
    *out = m;
    return OK;
}

static struct choices kind_choices(struct request *rq)
{
    size_t n;
    const struct meeting_kind *kinds = meeting_kinds(&n);
    struct choice *v = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct choice){str_of(kinds[i].code), meeting_kind_name(&kinds[i], rq->lang)};
    return (struct choices){v, n};
}

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
    struct meeting_list_page v = {.may_edit = req_may(rq, CAP_MEETING), .kinds = kind_choices(rq)};
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
    return req_page(rq, 200,
                    &(struct page){.title = meeting_say_here(rq, MSG_meeting_list_title),
                                   .description = meeting_say_here(rq, MSG_meeting_list_lead),
                                   .section = "meetings"},
                    VIEW(meeting_list), &v);
}

static enum err show_get(struct request *rq)
{
    struct meeting_show_page v = {.may_edit = req_may(rq, CAP_MEETING)};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    v.line = meeting_line_of(rq, &m);
    TRY(meeting_items_of(rq->db, rq->arena, m.id, &v.items));
    TRY(meeting_words_of(
        rq->db, rq->arena,
        &(struct meeting_word_filter){.meeting_id = m.id, .kind = STR(""), .public_only = true},
        &v.words));
    TRY(out_markup(rq->arena, meeting_in_lang(m.about, rq->lang), &v.about));
    return req_page(rq, 200, &(struct page){.title = v.line.title, .section = "meetings"},
                    VIEW(meeting_show), &v);
}

const struct route meeting_routes[] = {
    {GET, "/:place/meetings", list_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "kind"},
    {GET, "/:place/meetings/:id", show_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {0},
};
