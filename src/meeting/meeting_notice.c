/* Announcing, cancelling, and telling. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"

#include "audit/audit.h"
#include "i18n/check.h"
#include "notify/notify.h"
#include "place/place.h"
#include "text/dates.h"

struct str meeting_json(struct arena *a, const struct meeting *m)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "kind", str_of(m->kind->code));
    json_field_str(&j, "topic", m->topic);
    json_field_str(&j, "title_ky", m->title[LANG_KY]);
    json_field_str(&j, "title_ru", m->title[LANG_RU]);
    json_field_str(&j, "title_en", m->title[LANG_EN]);
    json_field_str(&j, "about_ky", m->about[LANG_KY]);
    json_field_str(&j, "about_ru", m->about[LANG_RU]);
    json_field_str(&j, "about_en", m->about[LANG_EN]);
    json_field_str(&j, "state", m->state);
    json_field_str(&j, "caller", m->caller);
    json_field_i64(&j, "request", m->request_id);
    json_field_str(&j, "call_order", m->call_order);
    json_field_str(&j, "call_day", day_iso(a, m->call_day));
    json_field_i64(&j, "body", m->body_id);
    json_field_str(&j, "area", m->area);
    json_field_i64(&j, "area_place", m->area_place_id);
    json_field_str(&j, "mode", m->mode);
    json_field_str(&j, "emergency", m->emergency);
    json_field_str(&j, "emergency_act", m->emergency_act);
    json_field_str(&j, "day", day_iso(a, m->day));
    json_field_str(&j, "starts_at", instant_iso(a, m->starts_at));
    json_field_i64(&j, "minutes", m->minutes);
    json_field_str(&j, "venue_ky", m->venue[LANG_KY]);
    json_field_str(&j, "venue_ru", m->venue[LANG_RU]);
    json_field_str(&j, "venue_en", m->venue[LANG_EN]);
    json_field_str(&j, "remote_url", m->remote_url);
    json_field_i64(&j, "invited", m->invited);
    json_field_i64(&j, "base", m->base);
    json_field_i64(&j, "version", m->version);
    json_object_end(&j);
    return buf_str(b);
}

static enum msg subject_of(struct str kind)
{
    if (str_eq(kind, STR("moved")))
        return MSG_meeting_mail_moved;
    if (str_eq(kind, STR("changed")))
        return MSG_meeting_mail_changed;
    if (str_eq(kind, STR("cancelled")))
        return MSG_meeting_mail_cancelled;
    return MSG_meeting_mail_published;
}

/* Each reader's language: of the names of place and meeting and of the hall what stands in it, else
 * in another one (meeting_in_lang). The reason is as it was typed. */
static enum err mail(struct db *db, struct arena *a, const struct meeting *m,
                     const struct meeting_told *t)
{
    struct place place;
    int64_t queued;
    enum msg subject = subject_of(t->kind), body = str_eq(t->kind, STR("published"))
                                                       ? MSG_meeting_mail_body
                                                       : MSG_meeting_mail_body_reason;

    TRY(place_by_id(db, a, m->place_id, &place));
    struct notice_words n = {.place_id = m->place_id,
                             .topic = TOPIC_MEETINGS,
                             .path = meeting_path(a, place.code, m->id)};
    for (int l = 0; l < LANG_COUNT; l++) {
        enum lang lang = (enum lang)l;
        struct str venue = meeting_venue(m, lang);
        struct msg_arg args[] = {
            ARG_S("place", place_name(&place, lang)),
            ARG_S("title", meeting_title(m, lang)),
            ARG_S("when", text_datetime_short(a, lang, m->starts_at)),
            ARG_S("venue", venue.n ? venue : m->remote_url),
            ARG_S("reason", t->reason.n ? t->reason : STR("–")),
        };
        size_t count = sizeof args / sizeof *args;

        n.subject[l] = msg_format(a, lang, subject, args, count);
        n.body[l] = msg_format(a, lang, body, args, count);
    }
    return notify_subscribers_words(db, a, &n, &queued);
}

enum err meeting_tell(struct db *db, struct arena *a, const struct actor *who,
                      const struct meeting *m, const struct meeting_told *t)
{
    struct meeting_notice_insert_row row;

    TRY(meeting_notice_insert(db, a,
                              &(struct meeting_notice_insert_in){.meeting_id = m->id,
                                                                 .kind = t->kind,
                                                                 .short_by = t->short_by,
                                                                 .reason = t->reason,
                                                                 .now = clock_now(),
                                                                 .person_id = who->person_id},
                              &row));
    return mail(db, a, m, t);
}

enum err meeting_notices_of(struct db *db, struct arena *a, int64_t meeting_id,
                            struct meeting_notices *out)
{
    struct meeting_notice_rows_rows rows;

    TRY(meeting_notice_rows(db, a, &(struct meeting_notice_rows_in){.meeting_id = meeting_id},
                            &rows));
    struct meeting_notice *v = arena_array(a, struct meeting_notice, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_notice_rows_row *r = &rows.v[i];

        v[i] = (struct meeting_notice){
            .number = r->number,
            .kind = r->kind,
            .day = r->day,
            .starts_at = r->starts_at,
            .short_by = r->short_by,
            .at = r->at,
            .venue = {[LANG_KY] = r->venue_ky, [LANG_RU] = r->venue_ru, [LANG_EN] = r->venue_en},
            .mode = r->mode,
            .reason = r->reason};
    }
    *out = (struct meeting_notices){v, rows.n};
    return OK;
}

static enum err step_allowed(struct db *db, struct arena *a, const struct actor *who,
                             const struct meeting_step_do *s, struct str to, struct faults *f,
                             struct meeting *m)
{
    const struct state_rule *rule;

    TRY(meeting_find(db, a, who->place_id, s->id, m));
    TRY(state_check(&meeting_machine, m->state, to, s->caps, s->lang, f, &rule));
    return m->version == s->version ? OK : ERR_CONFLICT;
}

static enum err set_state(struct db *db, struct arena *a, const struct meeting *m, struct str to)
{
    int64_t changed;

    TRY(meeting_set_state(db, a,
                          &(struct meeting_set_state_in){
                              .id = m->id, .version = m->version, .state = to, .now = clock_now()},
                          &changed));
    return changed ? OK : ERR_CONFLICT;
}

static enum err settle(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting *before, const char *action,
                       const struct meeting_told *t)
{
    struct meeting after;

    TRY(meeting_find(db, a, who->place_id, before->id, &after));
    if (t)
        TRY(meeting_tell(db, a, who, &after, t));
    return meeting_record(db, a, who, action, after.id, meeting_json(a, before),
                          meeting_json(a, &after), STR_NONE);
}

/* What head and council call rests on their decision. */
static void check_call(const struct meeting *m, struct faults *f)
{
    if (!meeting_words_have("head council", m->caller))
        return;
    if (m->call_order.n == 0)
        fault_add(f, STR("call_order"), MSG_meeting_fault_call_order);
    if (m->call_day == DAY_NONE)
        fault_add(f, STR("call_day"), MSG_meeting_fault_call_order);
}

enum err meeting_announce(struct db *db, struct arena *a, const struct actor *who,
                          const struct meeting_step_do *s, struct faults *f)
{
    struct meeting_told told = {.kind = STR("published"), .reason = STR("")};
    struct meeting_items items;
    struct meeting m;
    int64_t ticked;
    size_t standing = 0;

    TRY(step_allowed(db, a, who, s, STR("announced"), f, &m));
    TRY(meeting_items_of(db, a, m.id, &items));
    for (size_t i = 0; i < items.n; i++)
        standing += !str_eq(items.v[i].state, STR("dropped"));
    if (!standing)
        fault_add(f, STR("agenda"), MSG_meeting_fault_no_agenda);
    check_call(&m, f);
    if (m.starts_at <= clock_now())
        fault_add(f, STR("day"), MSG_meeting_fault_past);
    struct meeting_call call = {m.place_id, m.kind, m.day, m.emergency.n > 0};
    if (!fault_of(f, STR("day")))
        TRY(meeting_check_notice(db, a, &call, f, &told.short_by));
    TRY(faults_err(f));
    TRY(set_state(db, a, &m, STR("announced")));
    TRY(meeting_step_tick_code(db, a,
                               &(struct meeting_step_tick_code_in){.meeting_id = m.id,
                                                                   .code = STR(MEETING_STEP_NOTICE),
                                                                   .done_on = clock_today(),
                                                                   .done_at = clock_now(),
                                                                   .done_by = who->person_id},
                               &ticked));
    return settle(db, a, who, &m, "meeting.announce", &told);
}

enum err meeting_cancel(struct db *db, struct arena *a, const struct actor *who,
                        const struct meeting_step_do *s, struct faults *f)
{
    struct meeting_told told = {.kind = STR("cancelled")};
    struct meeting m;

    TRY(step_allowed(db, a, who, s, STR("cancelled"), f, &m));
    told.reason = check_text(f, "reason", s->reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(f));
    TRY(set_state(db, a, &m, STR("cancelled")));
    return settle(db, a, who, &m, "meeting.cancel",
                  str_eq(m.state, STR("preparing")) ? NULL : &told);
}
