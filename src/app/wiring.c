/* Due lists, links, hooks. See wiring.h. */
#include "app/wiring.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "act/act.h"
#include "app/act_grounds.h"
#include "app/act_uses.h"
#include "app/app_sql.h"
#include "app/search_sources.h"
#include "app/tables.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "db/migrate.h"
#include "desk/desk.h"
#include "meeting/meeting.h"
#include "meeting/meeting_answer.h"
#include "meeting/meeting_figures.h"
#include "meeting/meeting_minutes.h"
#include "notify/notify_web.h"
#include "people/people_web.h"
#include "plan/plan.h"
#include "search/search.h"
#include "web/assets.h"
#include "web/live.h"

#define SECRET_BYTES 32
#define WAITING_MOST 10000 /* writes that may wait before further ones are told to come back */
#define FORM_HOURS   24
/* A form that waits in a phone without a line may come that late, and twice. */
#define ONCE_DAYS 31

/* -- what capabilities know of each other -- */

static issue_link_source *const issue_sources[] = {plan_issue_links, meeting_agenda_links,
                                                   meeting_issue_links, NULL};

static plan_origin_source *const measure_sources[] = {meeting_measure_links, NULL};

/* In the order of the cycle: next steps are shown so. */
static due_source *const due_sources[] = {
    issue_due, plan_due, meeting_due, meeting_answers_due, meeting_minutes_owed, act_due, NULL};

static enum err send_mail(struct db *db, struct arena *a, const struct people_mail *m)
{
    return notify_mail(
        db, a,
        &(struct mail_new){.to = m->to, .lang = m->lang, .subject = m->subject, .body = m->body});
}

void app_wire_index(void)
{
    search_wire(app_search_sources, app_search_source_count);
    audit_wire_after(app_search_follow);
    app_wire_acts();
}

void app_wire(const struct config *config, struct str document_key)
{
    struct people_settings people = people_settings_default();

    people.session_idle_hours = (int)config->number[SET_SESSION_IDLE_HOURS];
    people.session_max_days = (int)config->number[SET_SESSION_MAX_DAYS];
    people.document_key = document_key;
    people.send_mail = send_mail;
    people_configure(&people);
    issue_wire(issue_sources);
    plan_wire(measure_sources);
    desk_wire(due_sources);
    app_wire_index();
    audit_wire(people_name);
}

/* -- hooks of web -- */

static enum err reader_open(void *app, struct db **out)
{
    const struct app *self = app;
    return db_open(self->db_url, DB_READER, out);
}

static void reader_close(void *app, struct db *db)
{
    (void)app;
    db_close(db);
}

static enum err read_begin(void *app, struct db *db)
{
    (void)app;
    return db_begin(db);
}

static void read_end(void *app, struct db *db)
{
    (void)app;
    db_rollback(db); /* nothing was written */
}

/* That a session was used is written behind the request's back: losing it costs nothing. */
struct touch {
    struct db_job job;
    struct db *db; /* of the writer, while the job runs */
    char token[];
};

static enum err touch_session(struct arena *a, void *arg)
{
    const struct touch *t = arg;

    return people_session_touch(t->db, a, str_of(t->token));
}

static enum err touch_work(struct db *db, void *arg)
{
    struct touch *t = arg;
    struct arena a;

    t->db = db;
    arena_init(&a, 256 * KIB);
    enum err e = arena_try(&a, touch_session, t);
    arena_free(&a);
    return e;
}

static void touch_done(void *arg, enum err result)
{
    (void)result;
    free(arg);
}

static void touch_soon(struct app *app, struct str token)
{
    struct touch *t = calloc(1, sizeof *t + token.n + 1);
    if (!t)
        return;
    memcpy(t->token, token.p, token.n);
    t->job = (struct db_job){.work = touch_work, .done = touch_done, .arg = t};
    db_queue_submit(app->queue, &t->job);
}

static enum err session(void *app, struct db *db, struct arena *a, struct str token,
                        struct viewer *out)
{
    bool touch = false;

    TRY(people_session_load(db, a, token, out, &touch));
    if (touch)
        touch_soon(app, token);
    return OK;
}

static enum err caps(void *app, struct db *db, struct arena *a, int64_t place_id, struct viewer *v)
{
    (void)app;
    return people_caps(db, a, place_id, v);
}

static enum err place(void *app, struct db *db, struct arena *a, struct str code, enum lang lang,
                      struct web_place *out)
{
    struct place_answer answer;

    (void)app;
    TRY(place_resolve(db, a, code, lang, clock_today(), &answer));
    if (answer.verdict == PLACE_UNKNOWN)
        return ERR_NOT_FOUND;
    struct web_place p = {
        .scope = {answer.place.id, answer.place.code, place_name(&answer.place, lang)},
        .gone = answer.verdict == PLACE_GONE,
        .successor_code = STR(""),
        .successor = STR(""),
    };
    if (p.gone && answer.successors.n) {
        p.successor_code = answer.successors.v[0].code;
        p.successor = place_name(&answer.successors.v[0], lang);
    }
    *out = p;
    return OK;
}

static enum err once_take(void *app, struct db *db, struct arena *a, struct str token, bool *fresh,
                          struct str *location)
{
    struct form_once_location_row row;
    int64_t changed;

    (void)app;
    TRY(form_once_insert(db, a, &(struct form_once_insert_in){.token = token, .now = clock_now()},
                         &changed));
    *fresh = changed > 0;
    if (*fresh)
        return OK;
    TRY(form_once_location(db, a, &(struct form_once_location_in){.token = token}, &row));
    *location = row.location;
    return OK;
}

static enum err once_settle(void *app, struct db *db, struct arena *a, struct str token,
                            struct str location)
{
    (void)app;
    return form_once_settle(db, a,
                            &(struct form_once_settle_in){.token = token, .location = location});
}

enum err app_forget_forms(struct db *db, struct arena *a)
{
    int64_t changed;
    return form_once_forget(
        db, a,
        &(struct form_once_forget_in){.before = clock_now() - (int64_t)ONCE_DAYS * 24 * 3600},
        &changed);
}

static enum err submit(void *app, struct web_job *job)
{
    struct app *self = app;
    struct db_queue_figures figures;
    struct db_job *own = (struct db_job *)job->room;

    _Static_assert(sizeof(struct db_job) <= sizeof job->room,
                   "a queue's job fits the room web reserves");
    db_queue_figures(self->queue, &figures);
    if (figures.waiting > WAITING_MOST)
        return ERR_BUSY;
    *own =
        (struct db_job){.work = job->work, .done = job->done, .arg = job->arg, .shard = job->shard};
    db_queue_submit(self->queue, own);
    return OK;
}

static enum err ping_hook(void *app, struct db *db, int *schema)
{
    (void)app;
    return db_schema_version(db, schema);
}

static void queue_figures(void *app, struct web_queue_figures *out)
{
    struct app *self = app;
    struct db_queue_figures f;
    db_queue_figures(self->queue, &f);
    *out = (struct web_queue_figures){f.jobs, f.batches, f.retries, f.failed, f.waiting};
}

static void grown(void *web, int64_t place_id)
{
    web_raise(web, place_id);
}

enum err app_hear_outside(struct app *app, struct db *db)
{
    return outside_look(app->outside, db, grown, app->web);
}

static bool changed_outside(void *app, struct db *db)
{
    return app_hear_outside(app, db) != OK;
}

/* -- live pages -- */

#define LIVE_CHANNEL "ashar_live"

static enum err generation(void *app, struct db *db, struct arena *a, int64_t place_id,
                           int64_t *out)
{
    (void)app;
    return audit_generation(db, a, place_id, out);
}

static enum err announce(void *app, struct db *db, struct arena *a, struct str payload)
{
    (void)app;
    return db_announce(db, a, LIVE_CHANNEL, payload);
}

static void heard(void *app, struct str payload)
{
    const struct app *self = app;
    web_announced(self->web, payload);
}

static void missed(void *app)
{
    const struct app *self = app;
    web_announcements_lost(self->web);
}

enum err app_listen(struct app *app)
{
    return db_listener_start(app->db_url, LIVE_CHANNEL,
                             &(struct db_listener_calls){heard, missed, app}, &app->listener);
}

/* -- the web of this app -- */

enum err app_secret(struct db *db, struct arena *a, struct str name, struct str *out)
{
    struct secret_get_row row;
    enum err e = secret_get(db, a, &(struct secret_get_in){.name = name}, &row);

    if (e == ERR_NOT_FOUND) {
        unsigned char fresh[SECRET_BYTES];
        randombytes_buf(fresh, sizeof fresh);
        TRY(secret_put(db, a,
                       &(struct secret_put_in){.name = name,
                                               .secret = {(const char *)fresh, sizeof fresh},
                                               .now = clock_now()}));
        e = secret_get(db, a, &(struct secret_get_in){.name = name}, &row);
        sodium_memzero(fresh, sizeof fresh);
    }
    TRY(e);
    *out = row.secret;
    return OK;
}

void app_web_free(struct app *app)
{
    db_listener_stop(app->listener); /* it calls into the web */
    app->listener = NULL;
    web_free(app->web);
    outside_free(app->outside);
    app->web = NULL;
    app->outside = NULL;
}

enum err app_web(struct app *app, char why[static 256])
{
    bool postgres = !str_starts(str_of(app->db_url), STR("sqlite:"));
    struct web_config c = {
        .routes = app_route_tables,
        .route_tables = app_route_table_count,
        .hooks =
            {
                .app = app,
                .reader_open = reader_open,
                .reader_close = reader_close,
                .read_begin = read_begin,
                .read_end = read_end,
                .session = session,
                .place = place,
                .caps = caps,
                .once_take = once_take,
                .once_settle = once_settle,
                .submit = submit,
                .sign_in_view = people_sign_in_form,
                .grounds = app_page_grounds,
                .ping = ping_hook,
                .queue_figures = queue_figures,
                .changed_outside = changed_outside,
                .generation = generation,
                .announce = postgres ? announce : NULL,
            },
        .base_url = app->config->text[SET_BASE_URL],
        .version = STR(ASHAR_VERSION),
        .key = app->key,
        .trust_proxy = app->config->number[SET_TRUST_PROXY] != 0,
        .secure = str_starts(app->config->text[SET_BASE_URL], STR("https://")),
        .cache_bytes = (size_t)app->config->number[SET_CACHE_MB] * MIB,
        .live_followers = (int)app->config->number[SET_LIVE_FOLLOWERS],
        .live_per_address = (int)(app->config->number[SET_LIVE_PER_ADDRESS] *
                                  app->config->number[SET_RATE_FACTOR] / 100),
        .live_heartbeat_s = (int)app->config->number[SET_LIVE_HEARTBEAT],
        .live_poll_s = (int)app->config->number[SET_LIVE_POLL],
        .rate_percent = (int)app->config->number[SET_RATE_FACTOR],
        .csrf_hours = FORM_HOURS,
        .assets = assets,
        .asset_count = asset_count,
    };
    TRY(outside_new(&app->outside));
    return web_new(&c, &app->web, why);
}
