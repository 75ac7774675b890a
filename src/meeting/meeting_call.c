/* Calling a meeting and changing what was called. See meeting_before.h.
 *
 * Checks are split: what the words are (check_words_of), what the kind allows (check_kind), when
 * and how it is (check_time, check_mode). The law's part is asked of rules. */
#include "meeting/meeting_before_inside.h"

#include "body/body.h"
#include "i18n/check.h"
#include "place/place.h"
#include "rules/rules.h"

enum { MINUTES_LEAST = 10, MINUTES_MOST = 24 * 60, HEADS_MOST = 1000000, URL_HTTPS = 8 };

static struct str or_empty(struct str s)
{
    return s.p ? s : STR("");
}

/* The texts, trimmed and canonical. */
static void check_words_of(struct meeting_new *c, struct faults *f)
{
    check_words(f, "title", c->title, true, MEETING_TITLE_MAX, c->title);
    check_words(f, "about", c->about, false, MEETING_ABOUT_MAX, c->about);
    check_words(f, "venue", c->venue, !str_eq(c->mode, STR("remote")), MEETING_VENUE_MAX, c->venue);
    c->area = check_text(f, "area", or_empty(c->area), 0, MEETING_AREA_MAX);
    c->call_order = check_text(f, "call_order", or_empty(c->call_order), 0, MEETING_ORDER_MAX);
    c->remote_url = check_text(f, "remote_url", or_empty(c->remote_url), 0, MEETING_URL_MAX);
    c->emergency = or_empty(c->emergency);
    c->emergency_act =
        check_text(f, "emergency_act", or_empty(c->emergency_act), 0, MEETING_NAME_MAX);
    c->reason = check_text(f, "reason", or_empty(c->reason), 0, MEETING_REASON_MAX);
}

static enum err check_body(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_kind *k, struct meeting_new *c, struct faults *f)
{
    struct body body;

    if (!*k->body) {
        c->body_id = 0;
        return OK;
    }
    enum err e = c->body_id ? body_find(db, a, who->place_id, c->body_id, &body) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND ||
        (e == OK &&
         (!str_eq(str_of(body_kind_word(body.kind)), str_of(k->body)) || body.ended != DAY_NONE))) {
        fault_add(f, STR("body_id"), MSG_meeting_fault_body,
                  ARG_S("kind", meeting_kind_name(k, c->lang)));
        return OK;
    }
    TRY(e);
    if (c->base == 0)
        c->base = body.members;
    return OK;
}

static enum err check_request(struct db *db, struct arena *a, const struct actor *who,
                              struct meeting_new *c, struct faults *f)
{
    struct meeting_request r;

    if (!str_eq(c->caller, STR("initiative_group"))) {
        c->request_id = 0;
        return OK;
    }
    enum err e = c->request_id ? meeting_request_find(db, a, who->place_id, c->request_id, &r)
                               : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND || (e == OK && !str_eq(r.state, STR("accepted")))) {
        fault_add(f, STR("request_id"), MSG_meeting_fault_request);
        return OK;
    }
    TRY(e);
    if (r.meeting_id && r.meeting_id != c->id)
        fault_add(f, STR("request_id"), MSG_meeting_fault_request_used);
    return OK;
}

static enum err check_kind(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_kind *k, struct meeting_new *c, struct faults *f)
{
    struct str name = meeting_kind_name(k, c->lang);

    if (!meeting_topic_known(c->topic) || !meeting_words_have(k->topics, c->topic))
        fault_add(f, STR("topic"), MSG_meeting_fault_topic, ARG_S("kind", name));
    if (!meeting_words_have(k->callers, c->caller))
        fault_add(f, STR("caller"), MSG_meeting_fault_caller, ARG_S("kind", name));
    TRY(check_body(db, a, who, k, c, f));
    return check_request(db, a, who, c, f);
}

static enum err check_area(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_new *c, struct faults *f)
{
    struct place unit, of;

    if (c->area_place_id == 0)
        return OK;
    enum err e = place_by_id(db, a, c->area_place_id, &unit);
    if (e == OK)
        e = place_municipality_of(db, a, unit.id, &of);
    if (e == ERR_NOT_FOUND || (e == OK && of.id != who->place_id)) {
        fault_add(f, STR("area_place_id"), MSG_meeting_fault_village);
        return OK;
    }
    return e;
}

static enum err check_emergency(struct db *db, struct arena *a, const struct actor *who,
                                const struct meeting_new *c, struct faults *f)
{
    struct rule_items grounds;
    bool known = false;

    if (c->emergency.n == 0) {
        if (c->emergency_act.n)
            fault_add(f, STR("emergency"), MSG_meeting_fault_act_without_ground);
        return OK;
    }
    TRY(rules_list(db, a, MEETING_RULE_GROUNDS, who->place_id, clock_today(), &grounds));
    for (size_t i = 0; i < grounds.n; i++)
        known = known || str_eq(grounds.v[i].name, c->emergency);
    if (!known)
        fault_add(f, STR("emergency"), MSG_meeting_fault_ground)->rule_key = MEETING_RULE_GROUNDS;
    if (c->emergency_act.n == 0)
        fault_add(f, STR("emergency_act"), MSG_meeting_fault_emergency_act);
    return OK;
}

static enum err check_mode(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_kind *k, const struct meeting_new *c,
                           struct faults *f)
{
    const char *key = meeting_rule_key(a, k, "remote");
    struct str allowed;
    bool remote = !str_eq(c->mode, STR("hall"));

    if (!meeting_words_have("hall mixed remote", c->mode)) {
        fault_add(f, STR("mode"), MSG_meeting_fault_mode);
        return OK;
    }
    if (!remote)
        return OK;
    enum err e = rules_choice(db, a, key, who->place_id, clock_today(), &allowed);
    if (e == ERR_NOT_FOUND) {
        rules_fault_unset(f, c->lang, STR("mode"), key);
        return OK;
    }
    TRY(e);
    if (str_eq(allowed, STR("forbidden")) ||
        (str_eq(allowed, STR("emergency_only")) && c->emergency.n == 0))
        fault_add(f, STR("mode"), MSG_meeting_fault_remote)->rule_key = key;
    if (!str_starts(c->remote_url, STR("https://")) || c->remote_url.n == URL_HTTPS)
        fault_add(f, STR("remote_url"), MSG_meeting_fault_url);
    return OK;
}

static void check_numbers(const struct meeting_new *c, struct faults *f)
{
    if (c->minutes < MINUTES_LEAST || c->minutes > MINUTES_MOST)
        fault_add(f, STR("minutes"), MSG_common_fault_number_range, ARG_N("min", MINUTES_LEAST),
                  ARG_N("max", MINUTES_MOST));
    if (c->invited < 0 || c->invited > HEADS_MOST)
        fault_add(f, STR("invited"), MSG_common_fault_number_range, ARG_N("min", 0),
                  ARG_N("max", HEADS_MOST));
    if (c->base < 0 || c->base > HEADS_MOST)
        fault_add(f, STR("base"), MSG_common_fault_number_range, ARG_N("min", 0),
                  ARG_N("max", HEADS_MOST));
}

/* `before`: NULL for a new one. What was told and does not move is not judged again: the hall of a
 * meeting of tomorrow may still change. */
static enum err check_time(struct db *db, struct arena *a, int64_t place_id,
                           const struct meeting_kind *k, const struct meeting_new *c,
                           const struct meeting *before, struct faults *f, int64_t *short_by)
{
    bool at_fine = c->at >= 0 && c->at < MINUTES_MOST;
    int64_t starts = instant_of_day(c->day) + c->at * 60;

    *short_by = 0;
    if (!at_fine)
        fault_add(f, STR("at"), MSG_meeting_fault_hour);
    check_numbers(c, f);
    check_day(f, "day", c->day, DAY_NONE);
    if (fault_of(f, STR("day")) || !at_fine)
        return OK;
    if (before && !str_eq(before->state, STR("preparing")) && before->starts_at == starts)
        return OK;
    if (starts <= clock_now()) {
        fault_add(f, STR("day"), MSG_meeting_fault_past);
        return OK;
    }
    struct meeting_call call = {place_id, k, c->day, c->emergency.n > 0};
    return meeting_check_notice(db, a, &call, f, short_by);
}

static struct opt_i64 opt(int64_t v)
{
    return v ? SOME(v) : NONE_I64;
}

/* What inserting a meeting and updating one write alike. */
#define MEETING_COLUMNS(c)                                                                         \
    .kind = c->kind, .topic = c->topic, .title_ky = c->title[LANG_KY],                             \
    .title_ru = c->title[LANG_RU], .title_en = c->title[LANG_EN], .about_ky = c->about[LANG_KY],   \
    .about_ru = c->about[LANG_RU], .about_en = c->about[LANG_EN], .caller = c->caller,             \
    .request_id = opt(c->request_id), .call_order = c->call_order, .call_day = c->call_day,        \
    .body_id = opt(c->body_id), .area = c->area, .area_place_id = opt(c->area_place_id),           \
    .mode = c->mode, .emergency = c->emergency, .emergency_act = c->emergency_act, .day = c->day,  \
    .starts_at = instant_of_day(c->day) + c->at * 60, .minutes = c->minutes,                       \
    .venue_ky = c->venue[LANG_KY], .venue_ru = c->venue[LANG_RU], .venue_en = c->venue[LANG_EN],   \
    .remote_url = c->remote_url, .invited = opt(c->invited), .base = opt(c->base),                 \
    .now = clock_now()

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting_new *c, int64_t *id)
{
    struct meeting_insert_row row;

    TRY(meeting_insert(db, a,
                       &(struct meeting_insert_in){.place_id = who->place_id,
                                                   .person_id = who->person_id,
                                                   MEETING_COLUMNS(c)},
                       &row));
    *id = row.id;
    return OK;
}

static enum err update(struct db *db, struct arena *a, const struct meeting_new *c)
{
    int64_t changed;

    TRY(meeting_update(
        db, a, &(struct meeting_update_in){.id = c->id, .version = c->version, MEETING_COLUMNS(c)},
        &changed));
    return changed ? OK : ERR_CONFLICT;
}

static bool same_texts(const struct str x[LANG_COUNT], const struct str y[LANG_COUNT])
{
    for (int l = 0; l < LANG_COUNT; l++)
        if (!str_eq(x[l], y[l]))
            return false;
    return true;
}

/* What a change of an announced meeting is: "moved", "changed", or nothing that has to be told. */
static struct str change_of(const struct meeting *before, const struct meeting_new *c)
{
    if (before->day != c->day || before->starts_at != instant_of_day(c->day) + c->at * 60)
        return STR("moved");
    if (!same_texts(before->venue, c->venue) || !same_texts(before->title, c->title) ||
        !str_eq(before->mode, c->mode) || !str_eq(before->remote_url, c->remote_url))
        return STR("changed");
    return STR("");
}

/* Faults and the kind of notice a change needs. */
static enum err check_change(const struct meeting *before, const struct meeting_new *c,
                             struct faults *f, struct str *notice)
{
    *notice = STR("");
    if (str_eq(before->state, STR("preparing")))
        return OK;
    if (!str_eq(before->state, STR("announced"))) {
        fault_add(f, STR(""), MSG_meeting_fault_over,
                  ARG_S("state", meeting_state_name(f->arena, c->lang, before->state)));
        return ERR_CONFLICT;
    }
    if (!str_eq(c->kind, str_of(before->kind->code)))
        fault_add(f, STR("kind"), MSG_meeting_fault_told);
    if (!str_eq(c->topic, before->topic))
        fault_add(f, STR("topic"), MSG_meeting_fault_told);
    *notice = change_of(before, c);
    if (notice->n && str_utf8_length(c->reason) < MEETING_REASON_MIN)
        fault_add(f, STR("reason"), MSG_meeting_fault_reason);
    return OK;
}

static enum err save_checked(struct db *db, struct arena *a, const struct actor *who,
                             const struct meeting_new *c, const struct meeting *before,
                             const struct meeting_told *told, int64_t *id)
{
    struct meeting after;

    if (before)
        TRY(update(db, a, c));
    else
        TRY(insert(db, a, who, c, id));
    TRY(meeting_find(db, a, who->place_id, before ? c->id : *id, &after));
    TRY(meeting_unfold(db, a, &after));
    if (told->kind.n)
        TRY(meeting_tell(db, a, who, &after, told));
    TRY(meeting_record(db, a, who, before ? "meeting.edit" : "meeting.create", after.id,
                       before ? meeting_json(a, before) : STR_NONE, meeting_json(a, &after),
                       STR_NONE));
    *id = after.id;
    return OK;
}

enum err meeting_save(struct db *db, struct arena *a, const struct actor *who,
                      const struct meeting_new *n, struct faults *f, int64_t *id)
{
    struct meeting_new c = *n;
    const struct meeting_kind *k = meeting_kind_of(or_empty(n->kind));
    struct meeting_told told = {.kind = STR("")};
    struct meeting before;
    int64_t made = 0;

    if (n->id)
        TRY(meeting_find(db, a, who->place_id, n->id, &before));
    if (n->id && before.version != n->version)
        return ERR_CONFLICT;
    check_words_of(&c, f);
    TRY(check_emergency(db, a, who, &c, f));
    TRY(check_area(db, a, who, &c, f));
    if (k) {
        TRY(check_kind(db, a, who, k, &c, f));
        TRY(check_mode(db, a, who, k, &c, f));
        TRY(check_time(db, a, who->place_id, k, &c, n->id ? &before : NULL, f, &told.short_by));
    } else {
        fault_add(f, STR("kind"), MSG_meeting_fault_kind);
    }
    if (c.call_day != DAY_NONE)
        check_day(f, "call_day", c.call_day, clock_today());
    if (n->id)
        TRY(check_change(&before, &c, f, &told.kind));
    TRY(faults_err(f));
    told.reason = c.reason;
    TRY(save_checked(db, a, who, &c, n->id ? &before : NULL, &told, &made));
    *id = made;
    return OK;
}
