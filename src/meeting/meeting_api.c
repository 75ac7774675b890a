/* Meetings as JSON. Everything here is public on the pages as well; a name is given only where its
 * owner wants it shown. */
#include "base/json_values.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_web.h"

#define OUT_MAX (16 * MIB)

static void put_meeting(struct json *j, struct request *rq, const struct meeting *m)
{
    json_field_i64(j, "id", m->id);
    json_field_str(j, "kind", str_of(m->kind->code));
    json_field_str(j, "topic", m->topic);
    json_field_str(j, "state", m->state);
    json_field_str(j, "caller", m->caller);
    json_field_langs(j, "title", m->title);
    json_field_langs(j, "about", m->about);
    json_field_langs(j, "venue", m->venue);
    json_field_str(j, "mode", m->mode);
    json_field_str(j, "area", m->area);
    json_field_day(j, rq->arena, "day", m->day);
    json_field_str(j, "starts_at", instant_iso(rq->arena, m->starts_at));
    json_field_i64(j, "minutes", m->minutes);
    json_field_str(j, "emergency", m->emergency);
    json_field_str(j, "emergency_act", m->emergency_act);
    json_field_day(j, rq->arena, "results_due", m->results_due);
    json_field_i64(j, "version", m->version);
    json_field_str(j, "url",
                   req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)),
                                       STR_F(meeting_below(rq, m->id, "")))));
}

enum err meetings_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct meetings all;
    struct json j;

    TRY(meeting_list(rq->db, rq->arena,
                     &(struct meeting_filter){.place_id = rq->scope.id,
                                              .upcoming = true,
                                              .past = true,
                                              .kind = STR(""),
                                              .today = clock_today()},
                     &all));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_key(&j, STR("meetings"));
    json_array_begin(&j);
    for (size_t i = 0; i < all.n; i++) {
        json_object_begin(&j);
        put_meeting(&j, rq, &all.v[i]);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static enum err put_notices(struct json *j, struct request *rq, int64_t id)
{
    struct meeting_notices all;

    TRY(meeting_notices_of(rq->db, rq->arena, id, &all));
    json_key(j, STR("notices"));
    json_array_begin(j);
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting_notice *n = &all.v[i];

        json_object_begin(j);
        json_field_i64(j, "number", n->number);
        json_field_str(j, "kind", n->kind);
        json_field_str(j, "starts_at", instant_iso(rq->arena, n->starts_at));
        json_field_langs(j, "venue", n->venue);
        json_field_str(j, "mode", n->mode);
        json_field_i64(j, "short_by_days", n->short_by);
        json_field_str(j, "reason", n->reason);
        json_field_str(j, "at", instant_iso(rq->arena, n->at));
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}

static enum err put_items(struct json *j, struct request *rq, int64_t id)
{
    struct meeting_items all;

    TRY(meeting_items_of(rq->db, rq->arena, id, &all));
    json_key(j, STR("agenda"));
    json_array_begin(j);
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting_item *it = &all.v[i];

        json_object_begin(j);
        json_field_i64(j, "id", it->id);
        json_field_i64(j, "position", it->position);
        json_field_langs(j, "title", it->title);
        json_field_str(j, "about", it->about);
        json_field_str(j, "speaker", it->speaker);
        json_field_str(j, "link_kind", it->link_kind);
        json_field_i64(j, "link_id", it->link_id);
        json_field_str(j, "link_text", it->link_text);
        json_field_bool(j, "in_hall", it->in_hall);
        json_field_str(j, "state", it->state);
        json_field_str(j, "reason", it->reason);
        json_field_str(j, "decision", it->decision);
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}

static enum err put_said(struct json *j, struct request *rq, int64_t id)
{
    struct meeting_words all;

    TRY(meeting_words_of(
        rq->db, rq->arena,
        &(struct meeting_word_filter){.meeting_id = id, .kind = STR(""), .public_only = true},
        &all));
    json_key(j, STR("words"));
    json_array_begin(j);
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting_word *w = &all.v[i];

        json_object_begin(j);
        json_field_i64(j, "number", w->number);
        json_field_str(j, "kind", w->kind);
        json_field_str(j, "via", w->via);
        json_field_str(j, "state", w->state);
        json_field_str(j, "text", w->text);
        json_field_str(j, "author", w->author);
        json_field_str(j, "hidden_reason", w->hidden_reason);
        json_field_i64(j, "item", w->item_id);
        json_field_str(j, "answer", w->answer);
        json_field_str(j, "answer_reason", w->answer_reason);
        json_field_day(j, rq->arena, "answered_on", w->answered_on);
        json_field_str(j, "said_at", instant_iso(rq->arena, w->said_at));
        json_object_end(j);
    }
    json_array_end(j);
    return OK;
}

enum err meeting_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct meeting m;
    struct json j;

    TRY(meeting_of_request(rq, &m));
    json_init(&j, b);
    json_object_begin(&j);
    put_meeting(&j, rq, &m);
    TRY(put_notices(&j, rq, m.id));
    TRY(put_items(&j, rq, m.id));
    TRY(put_said(&j, rq, m.id));
    json_object_end(&j);
    return req_json(rq, 200, b);
}
