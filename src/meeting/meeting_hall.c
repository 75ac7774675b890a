/* What every write of the hall begins and ends with: the meeting held, whether it takes anything
 * now, what a device sent, the line of the log. See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "rules/rules.h"

enum { MINUTE = 60 };

enum err meeting_hall_begin(struct meeting_hall *h, int64_t meeting_id)
{
    int64_t there;

    TRY(meeting_hall_lock(
        h->db, h->a, &(struct meeting_hall_lock_in){.place_id = h->who->place_id, .id = meeting_id},
        &there));
    return meeting_find(h->db, h->a, h->who->place_id, meeting_id, &h->m);
}

enum err meeting_hall_says(struct meeting_hall *h, const char *action, struct buf *after,
                           struct str personal)
{
    if (buf_failed(after))
        return ERR_NOMEM;
    return meeting_record(h->db, h->a, h->who, action, h->m.id, STR_NONE, buf_str(after), personal);
}

/* Minutes after the closing in which a device may still hand in what it kept; 0: none. */
static enum err late_minutes(struct meeting_hall *h, int64_t *out)
{
    enum err e = rules_i64(h->db, h->a, MEETING_RULE_LATE, h->who->place_id, clock_today(), out);

    if (e == ERR_NOT_FOUND) {
        *out = 0;
        return OK;
    }
    return e;
}

static enum err refuse_state(struct meeting_hall *h)
{
    fault_add(h->f, STR(""), MSG_meeting_hall_fault_state,
              ARG_S("state", meeting_state_name(h->a, h->lang, h->m.state)));
    return ERR_CONFLICT;
}

enum err meeting_hall_takes(struct meeting_hall *h, bool before_opening, bool *late)
{
    int64_t minutes;

    if (str_eq(h->m.state, STR("open"))) {
        *late = false;
        return OK;
    }
    if (before_opening && str_eq(h->m.state, STR("announced"))) {
        if (clock_today() < h->m.day) {
            fault_add(h->f, STR(""), MSG_meeting_hall_fault_before_day,
                      ARG_S("day", text_date(h->a, h->lang, h->m.day)));
            return ERR_CONFLICT;
        }
        *late = false;
        return OK;
    }
    if (!str_eq(h->m.state, STR("held")))
        return refuse_state(h);
    TRY(late_minutes(h, &minutes));
    if (clock_now() > h->m.closed_at + minutes * MINUTE) {
        struct fault *f =
            fault_add(h->f, STR(""), MSG_meeting_hall_fault_too_late, ARG_N("minutes", minutes));
        f->rule_key = MEETING_RULE_LATE;
        return ERR_CONFLICT;
    }
    *late = true;
    return OK;
}

bool meeting_joinable(const struct meeting *m, day_t today)
{
    return !str_eq(m->mode, STR("hall")) && m->day <= today &&
           (str_eq(m->state, STR("announced")) || str_eq(m->state, STR("open")));
}

struct str meeting_hall_key(struct meeting_hall *h, const struct meeting_sent *s)
{
    return check_text(h->f, "client_key", s->client_key.p ? s->client_key : STR(""), 0,
                      HALL_KEY_MAX);
}
