/* The form of a meeting, announcing and cancelling. See meeting_before.h. */
#include "body/body.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"
#include "place/place.h"

enum { USUAL_HOUR = 600, USUAL_LENGTH = 120, MINUTES_A_DAY = 24 * 60 };

/* "10:00", "9.30" or "9" to minutes after midnight; else a fault. */
static void read_hour(struct request *rq, struct str text, int64_t *out)
{
    struct str rest = text, hours, tail = STR("0");
    int64_t h, m;
    char sep = str_find(text, STR("."), 0) != SIZE_MAX ? '.' : ':';

    *out = -1;
    if (!str_cut(&rest, sep, &hours))
        return;
    if (rest.p)
        tail = rest;
    if (str_to_i64(hours, &h) == OK && str_to_i64(tail, &m) == OK && h >= 0 && h < 24 && m >= 0 &&
        m < 60)
        *out = h * 60 + m;
    else
        fault_add(&rq->faults, STR("at"), MSG_meeting_fault_hour);
}

static struct str hour_text(struct request *rq, int64_t minutes)
{
    return str_fmt(rq->arena, "%02d:%02d", (int)(minutes / 60 % 24), (int)(minutes % 60));
}

/* A whole number that may be left empty. */
static void read_number(struct request *rq, const char *name, int64_t max, struct str *text,
                        int64_t *out)
{
    *text = req_field(rq, name);
    *out = 0;
    if (text->n)
        req_field_i64(rq, name, 0, max, out);
}

static void read_texts(struct request *rq, const char *name, struct str out[LANG_COUNT])
{
    for (int l = 0; l < LANG_COUNT; l++)
        out[l] = req_field(rq, str_cstr(rq->arena, str_fmt(rq->arena, "%s_%.*s", name,
                                                           STR_F(lang_code((enum lang)l)))));
}

static void read_form(struct request *rq, struct meeting_form_page *v)
{
    struct meeting_new *n = &v->n;

    n->kind = req_field(rq, "kind");
    n->topic = req_field(rq, "topic");
    n->caller = req_field(rq, "caller");
    n->mode = req_field(rq, "mode");
    n->emergency = req_field(rq, "emergency");
    n->emergency_act = req_field(rq, "emergency_act");
    n->area = req_field(rq, "area");
    n->remote_url = req_field(rq, "remote_url");
    n->call_order = req_field(rq, "call_order");
    n->reason = req_field(rq, "reason");
    n->lang = rq->lang;
    read_texts(rq, "title", n->title);
    read_texts(rq, "about", n->about);
    read_texts(rq, "venue", n->venue);
    n->request_id = meeting_field_number(rq, "request_id");
    n->body_id = meeting_field_number(rq, "body_id");
    n->area_place_id = meeting_field_number(rq, "area_place_id");
    v->day = req_field(rq, "day");
    v->call_day = req_field(rq, "call_day");
    v->at = req_field(rq, "at");
    n->day = DAY_NONE;
    n->call_day = DAY_NONE;
    req_field_day(rq, "day", false, &n->day); /* meeting_save says that it is needed */
    req_field_day(rq, "call_day", false, &n->call_day);
    read_hour(rq, v->at, &n->at);
    read_number(rq, "minutes", MINUTES_A_DAY, &v->minutes, &n->minutes);
    read_number(rq, "invited", INT32_MAX, &v->invited, &n->invited);
    read_number(rq, "base", INT32_MAX, &v->base, &n->base);
    n->version = meeting_field_number(rq, "version");
}

/* -- what can be chosen -- */

static struct choice choice_of(struct request *rq, int64_t id, struct str label)
{
    return (struct choice){str_fmt(rq->arena, "%lld", (long long)id), label};
}

static enum err request_choices(struct request *rq, const struct meeting_new *n,
                                struct choices *out)
{
    struct meeting_requests all;
    size_t k = 0;

    TRY(meeting_requests_of(rq->db, rq->arena, rq->scope.id, &all));
    struct choice *v = arena_array(rq->arena, struct choice, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].state, STR("accepted")) &&
            (all.v[i].meeting_id == 0 || all.v[i].id == n->request_id))
            v[k++] = choice_of(rq, all.v[i].id, all.v[i].subject);
    *out = (struct choices){v, k};
    return OK;
}

static enum err body_choices(struct request *rq, struct choices *out)
{
    struct bodies all;
    size_t k = 0;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, false, rq->lang, &all));
    struct choice *v = arena_array(rq->arena, struct choice, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (meeting_words_have("council commission tos", str_of(body_kind_word(all.v[i].kind))))
            v[k++] = choice_of(rq, all.v[i].id, body_name(&all.v[i], rq->lang));
    *out = (struct choices){v, k};
    return OK;
}

static enum err village_choices(struct request *rq, struct choices *out)
{
    struct places all;
    size_t k = 0;

    TRY(place_children(rq->db, rq->arena, rq->scope.id, rq->lang, &all));
    struct choice *v = arena_array(rq->arena, struct choice, all.n);
    for (size_t i = 0; i < all.n; i++)
        if (place_is_open(&all.v[i], clock_today()))
            v[k++] = choice_of(rq, all.v[i].id, place_name(&all.v[i], rq->lang));
    *out = (struct choices){v, k};
    return OK;
}

static enum err ground_choices(struct request *rq, struct choices *out)
{
    struct rule_items items;
    enum err e =
        rules_list(rq->db, rq->arena, MEETING_RULE_GROUNDS, rq->scope.id, clock_today(), &items);

    if (e == ERR_NOT_FOUND) {
        *out = (struct choices){0};
        return OK;
    }
    TRY(e);
    struct choice *v = arena_array(rq->arena, struct choice, items.n);
    for (size_t i = 0; i < items.n; i++) {
        struct str name = items.v[i].name;
        v[i] = (struct choice){name, meeting_ground_name(rq->arena, rq->lang, name)};
    }
    *out = (struct choices){v, items.n};
    return OK;
}

static enum err form_answer(struct request *rq, int status, struct meeting_form_page *v)
{
    static const char *const modes[] = {"hall", "mixed", "remote", NULL};

    v->kinds = meeting_kind_choices(rq);
    v->topics = meeting_choices(rq, "topic", meeting_topics(rq->arena));
    v->callers = meeting_choices(rq, "caller", meeting_callers(rq->arena));
    v->modes = meeting_choices(rq, "mode", modes);
    v->request = meeting_number_text(rq, v->n.request_id);
    v->body = meeting_number_text(rq, v->n.body_id);
    v->village = meeting_number_text(rq, v->n.area_place_id);
    TRY(request_choices(rq, &v->n, &v->requests));
    TRY(body_choices(rq, &v->bodies));
    TRY(village_choices(rq, &v->villages));
    TRY(ground_choices(rq, &v->grounds));
    v->action = v->n.id ? meeting_below(rq, v->n.id, "/edit")
                        : str_fmt(rq->arena, "/%.*s/meetings/new", STR_F(rq->scope.code));
    v->heading = meeting_say_here(rq, v->n.id ? MSG_meeting_edit : MSG_meeting_new);
    return req_page(rq, status, &(struct page){.title = v->heading, .section = "meetings"},
                    VIEW(meeting_form), v);
}

/* -- a new one -- */

static struct str query_or_empty(struct request *rq, const char *name)
{
    struct str s = req_query(rq, name);
    return s.p ? s : STR("");
}

/* From an accepted request: what it asked for stands in the form already. */
static enum err from_request(struct request *rq, struct meeting_form_page *v)
{
    struct meeting_request r;
    int64_t id = 0;

    if (str_to_i64(query_or_empty(rq, "request"), &id) != OK)
        return OK;
    enum err e = meeting_request_find(rq->db, rq->arena, rq->scope.id, id, &r);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    v->n.request_id = id;
    v->n.caller = STR("initiative_group");
    v->n.kind = str_of(r.kind->code);
    v->n.title[rq->lang] = r.subject;
    v->n.area = r.area;
    return OK;
}

/* Where a kind is about one thing only, there is nothing to choose. */
static void the_only_topic(struct meeting_new *n)
{
    const struct meeting_kind *k = meeting_kind_of(n->kind);
    struct str topics = str_of(k ? k->topics : "*");

    if (!n->topic.n && !str_eq(topics, STR("*")) && str_find(topics, STR(" "), 0) == SIZE_MAX)
        n->topic = topics;
}

enum err meeting_new_get(struct request *rq)
{
    struct meeting_form_page v = {
        .day = STR(""), .call_day = STR(""), .invited = STR(""), .base = STR("")};

    v.n = (struct meeting_new){.kind = query_or_empty(rq, "kind"),
                               .topic = query_or_empty(rq, "topic"),
                               .caller = STR("head"),
                               .mode = STR("hall"),
                               .emergency = STR(""),
                               .emergency_act = STR(""),
                               .area = STR(""),
                               .remote_url = STR(""),
                               .call_order = STR(""),
                               .reason = STR("")};
    v.at = hour_text(rq, USUAL_HOUR);
    v.minutes = meeting_number_text(rq, USUAL_LENGTH);
    TRY(from_request(rq, &v));
    the_only_topic(&v.n);
    return form_answer(rq, 200, &v);
}

enum err meeting_new_post(struct request *rq)
{
    struct meeting_form_page v = {0};
    int64_t id;

    read_form(rq, &v);
    v.n.version = 0;
    enum err e = meeting_save(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return form_answer(rq, 422, &v);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, id, "/agenda"), MSG_meeting_saved);
}

/* -- changing -- */

static struct meeting_new as_it_is(const struct meeting *m)
{
    struct meeting_new n = {.id = m->id,
                            .version = m->version,
                            .kind = str_of(m->kind->code),
                            .topic = m->topic,
                            .caller = m->caller,
                            .mode = m->mode,
                            .emergency = m->emergency,
                            .emergency_act = m->emergency_act,
                            .area = m->area,
                            .remote_url = m->remote_url,
                            .call_order = m->call_order,
                            .request_id = m->request_id,
                            .body_id = m->body_id,
                            .area_place_id = m->area_place_id,
                            .call_day = m->call_day,
                            .day = m->day,
                            .at = (m->starts_at - instant_of_day(m->day)) / 60,
                            .minutes = m->minutes,
                            .invited = m->invited,
                            .base = m->base,
                            .reason = STR("")};

    for (int l = 0; l < LANG_COUNT; l++) {
        n.title[l] = m->title[l];
        n.about[l] = m->about[l];
        n.venue[l] = m->venue[l];
    }
    return n;
}

enum err meeting_edit_get(struct request *rq)
{
    struct meeting_form_page v = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    v.n = as_it_is(&m);
    v.told = !str_eq(m.state, STR("preparing"));
    v.day = day_iso(rq->arena, m.day);
    v.call_day = day_iso(rq->arena, m.call_day);
    v.at = hour_text(rq, v.n.at);
    v.minutes = meeting_number_text(rq, m.minutes);
    v.invited = meeting_number_text(rq, m.invited);
    v.base = meeting_number_text(rq, m.base);
    return form_answer(rq, 200, &v);
}

/* Theirs beside yours. */
static enum err conflict(struct request *rq, int64_t id)
{
    struct meeting m;

    TRY(meeting_find(rq->db, rq->arena, rq->scope.id, id, &m));
    struct meeting_new n = as_it_is(&m);
    const struct conflict_row rows[] = {
        {STR("title_ky"), meeting_say_here(rq, MSG_meeting_title_ky), n.title[LANG_KY]},
        {STR("title_ru"), meeting_say_here(rq, MSG_meeting_title_ru), n.title[LANG_RU]},
        {STR("title_en"), meeting_say_here(rq, MSG_meeting_title_en), n.title[LANG_EN]},
        {STR("day"), meeting_say_here(rq, MSG_meeting_day), day_iso(rq->arena, n.day)},
        {STR("at"), meeting_say_here(rq, MSG_meeting_at), hour_text(rq, n.at)},
        {STR("minutes"), meeting_say_here(rq, MSG_meeting_minutes),
         meeting_number_text(rq, n.minutes)},
        {STR("venue_ky"), meeting_say_here(rq, MSG_meeting_venue_ky), n.venue[LANG_KY]},
        {STR("venue_ru"), meeting_say_here(rq, MSG_meeting_venue_ru), n.venue[LANG_RU]},
        {STR("venue_en"), meeting_say_here(rq, MSG_meeting_venue_en), n.venue[LANG_EN]},
        {STR("about_ky"), meeting_say_here(rq, MSG_meeting_about_ky), n.about[LANG_KY]},
        {STR("about_ru"), meeting_say_here(rq, MSG_meeting_about_ru), n.about[LANG_RU]},
        {STR("about_en"), meeting_say_here(rq, MSG_meeting_about_en), n.about[LANG_EN]},
        {STR("call_order"), meeting_say_here(rq, MSG_meeting_call_order), n.call_order},
        {STR("call_day"), meeting_say_here(rq, MSG_meeting_call_day),
         day_iso(rq->arena, n.call_day)},
        {STR("area"), meeting_say_here(rq, MSG_meeting_area), n.area},
        {STR("remote_url"), meeting_say_here(rq, MSG_meeting_remote_url), n.remote_url},
        {STR("emergency_act"), meeting_say_here(rq, MSG_meeting_emergency_act), n.emergency_act},
        {STR("invited"), meeting_say_here(rq, MSG_meeting_invited),
         meeting_number_text(rq, n.invited)},
        {STR("base"), meeting_say_here(rq, MSG_meeting_base), meeting_number_text(rq, n.base)},
    };

    return req_conflict(rq, &(struct conflict){.title = meeting_title(&m, rq->lang),
                                               .path = meeting_below(rq, id, ""),
                                               .version = m.version,
                                               .n = sizeof rows / sizeof *rows,
                                               .rows = rows});
}

enum err meeting_edit_post(struct request *rq)
{
    struct meeting_form_page v = {0};
    struct meeting m;
    struct meeting_notices before, after;
    int64_t id;

    TRY(meeting_of_request(rq, &m));
    read_form(rq, &v);
    v.n.id = m.id;
    v.told = !str_eq(m.state, STR("preparing"));
    TRY(meeting_notices_of(rq->db, rq->arena, m.id, &before));
    enum err e = meeting_save(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return form_answer(rq, 422, &v);
    if (e == ERR_CONFLICT)
        return rq->faults.n ? form_answer(rq, 409, &v) : conflict(rq, m.id);
    TRY(e);
    TRY(meeting_notices_of(rq->db, rq->arena, m.id, &after));
    return req_redirect_saying(rq, meeting_below(rq, id, ""),
                               after.n > before.n ? MSG_meeting_saved_told : MSG_meeting_saved);
}

/* -- announcing, cancelling -- */

typedef enum err step_fn(struct db *db, struct arena *a, const struct actor *who,
                         const struct meeting_step_do *s, struct faults *f);

static enum err step(struct request *rq, step_fn *fn, enum msg done)
{
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    struct meeting_step_do s = {.id = m.id,
                                .version = meeting_field_number(rq, "version"),
                                .reason = req_field(rq, "reason"),
                                .caps = rq->viewer.caps,
                                .lang = rq->lang};
    enum err e = fn(rq->db, rq->arena, &rq->actor, &s, &rq->faults);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return meeting_show_again(rq, e == ERR_INVALID ? 422 : 409, &m);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, ""), done);
}

enum err meeting_announce_post(struct request *rq)
{
    return step(rq, meeting_announce, MSG_meeting_announced_now);
}

enum err meeting_cancel_post(struct request *rq)
{
    return step(rq, meeting_cancel, MSG_meeting_cancelled_now);
}
