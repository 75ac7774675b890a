/* Sessions: a random token in a cookie, its hash here. See people.h. */
#include "people/people_inside.h"
#include "web/request.h"

/* seen_at is written at most this often: it only decides about hours. */
static int64_t touch_every(void)
{
    int64_t idle = (int64_t)people_settings()->session_idle_hours * 3600;
    return idle / 8 < 600 ? idle / 8 : 600;
}

/* A session begun further ahead than one lasts was begun by a clock that was wrong: left alone it
 * would hold until that day. */
static bool is_over(int64_t created_at, int64_t seen_at, int64_t now)
{
    const struct people_settings *s = people_settings();
    int64_t longest = (int64_t)s->session_max_days * 86400;

    return now - seen_at >= (int64_t)s->session_idle_hours * 3600 || now - created_at >= longest ||
           created_at - now >= longest;
}

enum err session_start(struct db *db, struct arena *a, int64_t person_id, struct str device,
                       struct str *token)
{
    struct session_insert_row row;
    struct str made = secret_token(a);

    TRY(session_insert(db, a,
                       &(struct session_insert_in){.token_hash = secret_hash(a, made),
                                                   .person_id = person_id,
                                                   .now = clock_now(),
                                                   .device = str_utf8_head(device, 120)},
                       &row));
    *token = made;
    return OK;
}

enum err people_session_load(struct db *db, struct arena *a, struct str token, struct viewer *v,
                             bool *touch)
{
    struct session_of_token_row r;
    int64_t now = clock_now();

    *v = (struct viewer){.name = STR(""), .session = STR(""), .acting_name = STR("")};
    *touch = false;
    if (token.n == 0 || token.n > 100)
        return OK;
    enum err e = session_of_token(db, a, &(struct session_of_token_in){secret_hash(a, token)}, &r);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    if (is_over(r.created_at, r.seen_at, now) || !str_eq(r.state, STR("active")))
        return OK;
    v->person_id = r.person_id;
    v->name = r.name;
    v->session = str_fmt(a, "%lld", (long long)r.id);
    int64_t acting_left = r.acting_for.has ? r.acting_until.v - now : 0;
    if (acting_left > 0 && acting_left <= (int64_t)people_settings()->acting_minutes * 60) {
        v->acting_for = r.acting_for.v;
        v->acting_name = r.acting_name;
    }
    *touch = now - r.seen_at >= touch_every();
    return OK;
}

enum err people_session_touch(struct db *db, struct arena *a, struct str token)
{
    int64_t n;
    return session_touch(db, a, &(struct session_touch_in){secret_hash(a, token), clock_now()}, &n);
}

enum err people_sweep(struct db *db, struct arena *a)
{
    const struct people_settings *s = people_settings();
    int64_t n, now = clock_now();

    TRY(session_delete_old(
        db, a,
        &(struct session_delete_old_in){now - (int64_t)s->session_idle_hours * 3600,
                                        now - (int64_t)s->session_max_days * 86400},
        &n));
    return token_delete_old(db, a, &(struct token_delete_old_in){now - 86400}, &n);
}
