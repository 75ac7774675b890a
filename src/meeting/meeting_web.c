/* What the pages of meetings share: the meeting a request names, its line, its agenda, choices. */
#include "meeting/meeting_web.h"

#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_link.h"
#include "text/dates.h"

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
        .title = lang_str(m->title, rq->lang),
        .kind = meeting_kind_name(m->kind, rq->lang),
        .state = meeting_state_name(rq->arena, rq->lang, m->state),
        .venue = lang_str(m->venue, rq->lang),
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
                                          .title = lang_str(items.v[i].title, rq->lang),
                                          .outcome = outcome_of(rq, &votes, items.v[i].id),
                                          .dropped = str_eq(items.v[i].state, STR("dropped"))};
        TRY(link_of(rq, &v[i]));
    }
    *out = (struct meeting_item_lines){v, items.n};
    return OK;
}
