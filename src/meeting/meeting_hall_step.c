/* Chair and secretary, opening and closing, and where the agenda stands. See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "web/cap.h"

enum { MINUTE = 60, NAME_LEAST = 2 };

/* -- officers -- */

enum err meeting_officers_of(struct db *db, struct arena *a, int64_t meeting_id,
                             struct meeting_officers *out)
{
    struct meeting_officer_rows_rows rows;

    TRY(meeting_officer_rows(db, a, &(struct meeting_officer_rows_in){.meeting_id = meeting_id},
                             &rows));
    struct meeting_officer *v = arena_array(a, struct meeting_officer, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct meeting_officer){
            .id = rows.v[i].id,
            .role = rows.v[i].role,
            .name = rows.v[i].name,
            .tally = {rows.v[i].in_favour, rows.v[i].against, rows.v[i].abstained},
            .present = rows.v[i].present,
            .elected_at = rows.v[i].elected_at,
            .ended_at = meeting_or_zero(rows.v[i].ended_at)};
    *out = (struct meeting_officers){v, rows.n};
    return OK;
}

struct str meeting_officer_name(const struct meeting_officers *o, struct str role)
{
    for (size_t i = 0; i < o->n; i++)
        if (!o->v[i].ended_at && str_eq(o->v[i].role, role))
            return o->v[i].name;
    return STR("");
}

static enum err insert_officer(struct meeting_hall *h, const struct meeting_election *e,
                               int64_t present)
{
    struct meeting_officer_insert_row row;
    struct json j;

    TRY(meeting_officer_end(h->db, h->a,
                            &(struct meeting_officer_end_in){
                                .meeting_id = h->m.id, .role = e->role, .now = clock_now()}));
    TRY(meeting_officer_insert(
        h->db, h->a,
        &(struct meeting_officer_insert_in){.meeting_id = h->m.id,
                                            .role = e->role,
                                            .name = e->name,
                                            .in_favour = e->tally.in_favour,
                                            .against = e->tally.against,
                                            .abstained = e->tally.abstained,
                                            .present = present,
                                            .elected_at = clock_now(),
                                            .entered_by = h->who->person_id,
                                            .client_key = e->sent.client_key},
        &row));
    struct buf *b = meeting_json_begin(h, &j);
    json_field_str(&j, "role", e->role);
    json_field_str(&j, "name", e->name);
    meeting_hall_tally_json(&j, &e->tally);
    json_field_i64(&j, "present", present);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.elect", b, STR_NONE);
}

enum err meeting_elect(struct meeting_hall *h, const struct meeting_election *given)
{
    struct meeting_election e = *given;
    struct meeting_officer_keyed_rows sent;
    struct meeting_counts counts;
    struct meeting_decided decided;
    bool late;

    e.sent.client_key = meeting_hall_key(h, &given->sent);
    TRY(meeting_officer_keyed(
        h->db, h->a,
        &(struct meeting_officer_keyed_in){.meeting_id = h->m.id, .client_key = e.sent.client_key},
        &sent));
    if (sent.n)
        return OK;
    TRY(meeting_hall_takes(h, true, &late));
    if (!str_eq(e.role, STR("chair")) && !str_eq(e.role, STR("secretary")))
        fault_add(h->f, STR("role"), MSG_common_fault_not_choice);
    e.name = check_text(h->f, "name", e.name, NAME_LEAST, MEETING_NAME_MAX);
    TRY(meeting_counts_of(h->db, h->a, h->m.id, &counts));
    meeting_hall_check_tally(h, &e.tally, counts.present);
    TRY(meeting_hall_majority(h, &counts, e.tally.in_favour, &decided));
    if (decided.by_rule && !decided.majority.carried) {
        struct fault *f = fault_add(h->f, STR("in_favour"), MSG_meeting_hall_fault_not_elected,
                                    ARG_N("needed", decided.majority.needed));
        f->rule_key = decided.rule_key;
    }
    TRY(faults_err(h->f));
    return insert_officer(h, &e, counts.present);
}

/* -- opening -- */

enum err meeting_opening_of(struct db *db, struct arena *a, int64_t meeting_id,
                            struct meeting_opening *out)
{
    struct meeting_opening_rows_rows rows;

    TRY(meeting_opening_rows(db, a, &(struct meeting_opening_rows_in){.meeting_id = meeting_id},
                             &rows));
    *out = rows.n ? (struct meeting_opening){.present = rows.v[0].present,
                                             .needed = rows.v[0].needed,
                                             .base = rows.v[0].base,
                                             .opened_at = rows.v[0].opened_at,
                                             .verdict = rows.v[0].verdict,
                                             .rule_key = rows.v[0].rule_key,
                                             .rule_value = rows.v[0].rule_value}
                  : (struct meeting_opening){.verdict = STR("")};
    return OK;
}

/* Entered from paper on a later day, it took place when it was to. */
static int64_t opening_time(const struct meeting *m)
{
    return clock_today() == m->day ? clock_now() : m->starts_at;
}

/* One that was opened at an hour of its own, a little early or late, is held as it is entered, past
 * midnight, too. One entered from paper ended when it was to, but not in what is still to come. */
static int64_t closing_time(const struct meeting *m)
{
    int64_t now = clock_now(), planned = m->starts_at + m->minutes * MINUTE;

    if (clock_today() == m->day || m->opened_at != m->starts_at)
        return now;
    return planned < now ? planned : now;
}

/* The state machine asks for the duty too, which the route has settled. */
static enum err check_step(struct meeting_hall *h, int64_t version, const char *to)
{
    const struct state_rule *rule;

    if (h->m.version != version)
        return ERR_CONFLICT;
    return state_check(&meeting_machine, h->m.state, str_of(to), CAP_BIT(CAP_MEETING), h->lang,
                       h->f, &rule);
}

static void check_quorum(struct meeting_hall *h, const struct meeting_quorum *q, bool confirmed)
{
    struct fault *f;

    if (q->verdict == QUORUM_SHORT)
        f = fault_add(h->f, STR("present"), MSG_meeting_hall_fault_quorum,
                      ARG_N("present", q->present), ARG_N("needed", q->needed));
    else if (q->present == 0)
        f = fault_add(h->f, STR("present"), MSG_meeting_hall_fault_nobody);
    else if (q->verdict != QUORUM_MET && !confirmed)
        f = fault_add(h->f, STR("confirmed"),
                      q->verdict == QUORUM_UNSET ? MSG_meeting_hall_fault_confirm_unset
                                                 : MSG_meeting_hall_fault_confirm_base,
                      ARG_N("present", q->present));
    else
        return;
    f->rule_key = q->rule_key;
}

static enum err check_officers(struct meeting_hall *h)
{
    struct meeting_officers officers;

    TRY(meeting_officers_of(h->db, h->a, h->m.id, &officers));
    if (!meeting_officer_name(&officers, STR("chair")).n)
        fault_add(h->f, STR("officers"), MSG_meeting_hall_fault_no_chair);
    if (!meeting_officer_name(&officers, STR("secretary")).n)
        fault_add(h->f, STR("officers"), MSG_meeting_hall_fault_no_secretary);
    return OK;
}

static struct str quorum_value(struct arena *a, const struct meeting_quorum *q)
{
    if (!q->den)
        return STR("");
    return q->den == 1 ? str_fmt(a, "%lld", (long long)q->num)
                       : str_fmt(a, "%lld/%lld", (long long)q->num, (long long)q->den);
}

static enum err write_opening(struct meeting_hall *h, const struct meeting_quorum *q)
{
    struct str value = quorum_value(h->a, q);
    const char *verdict = q->verdict == QUORUM_MET ? "met" : "confirmed";
    int64_t at = opening_time(&h->m);
    struct json j;

    TRY(meeting_opening_insert(
        h->db, h->a,
        &(struct meeting_opening_insert_in){.meeting_id = h->m.id,
                                            .present = q->present,
                                            .verdict = str_of(verdict),
                                            .needed = q->needed,
                                            .base = q->base,
                                            .rule_key = str_of(q->rule_key),
                                            .rule_value = value,
                                            .opened_at = at,
                                            .opened_by = h->who->person_id}));
    struct buf *b = meeting_json_begin(h, &j);
    json_field_str(&j, "state", STR("open"));
    json_field_i64(&j, "present", q->present);
    json_field_str(&j, "quorum", str_of(verdict));
    json_field_i64(&j, "needed", q->needed);
    json_field_str(&j, "rule", str_of(q->rule_key));
    json_field_str(&j, "value", value);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.open", b, STR_NONE);
}

enum err meeting_open(struct meeting_hall *h, int64_t version, bool confirmed)
{
    struct meeting_counts counts;
    struct meeting_quorum q;
    int64_t changed;
    bool late;

    TRY(check_step(h, version, "open"));
    TRY(meeting_hall_takes(h, true, &late));
    TRY(meeting_counts_of(h->db, h->a, h->m.id, &counts));
    TRY(meeting_quorum_now(h->db, h->a, &h->m, counts.present, &q));
    TRY(check_officers(h));
    check_quorum(h, &q, confirmed);
    TRY(faults_err(h->f));
    TRY(meeting_hall_open(h->db, h->a,
                          &(struct meeting_hall_open_in){.id = h->m.id,
                                                         .version = version,
                                                         .opened_at = opening_time(&h->m),
                                                         .now = clock_now()},
                          &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return write_opening(h, &q);
}

/* -- closing -- */

static enum err end_what_runs(struct meeting_hall *h)
{
    TRY(meeting_hall_items_end(
        h->db, h->a,
        &(struct meeting_hall_items_end_in){.meeting_id = h->m.id, .but = 0, .now = clock_now()}));
    return meeting_floor_end(
        h->db, h->a, &(struct meeting_floor_end_in){.meeting_id = h->m.id, .now = clock_now()});
}

enum err meeting_close(struct meeting_hall *h, int64_t version)
{
    int64_t changed, at = closing_time(&h->m);
    struct json j;
    day_t results;

    TRY(check_step(h, version, "held"));
    TRY(meeting_day_after(h->db, h->a, &h->m, "results_after", &results));
    TRY(meeting_hall_close(h->db, h->a,
                           &(struct meeting_hall_close_in){.id = h->m.id,
                                                           .version = version,
                                                           .closed_at = at,
                                                           .results_due = results,
                                                           .now = clock_now()},
                           &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    TRY(end_what_runs(h));
    TRY(meeting_words_owe(h->db, h->a, &h->m));
    struct buf *b = meeting_json_begin(h, &j);
    json_field_str(&j, "state", STR("held"));
    json_field_str(&j, "results_due", day_iso(h->a, results));
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.close", b, STR_NONE);
}

/* -- agenda -- */

static enum err find_item(struct meeting_hall *h, int64_t id, struct meeting_item *out)
{
    struct meeting_items items;

    TRY(meeting_items_of(h->db, h->a, h->m.id, &items));
    for (size_t i = 0; i < items.n; i++)
        if (items.v[i].id == id) {
            *out = items.v[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static enum err item_current(struct meeting_hall *h, const struct meeting_item_step *s,
                             int64_t *changed)
{
    TRY(meeting_hall_items_end(h->db, h->a,
                               &(struct meeting_hall_items_end_in){
                                   .meeting_id = h->m.id, .but = s->id, .now = clock_now()}));
    return meeting_hall_item_begin(h->db, h->a,
                                   &(struct meeting_hall_item_begin_in){
                                       .id = s->id, .version = s->version, .now = clock_now()},
                                   changed);
}

enum err meeting_item_step(struct meeting_hall *h, const struct meeting_item_step *s)
{
    struct str decision;
    struct meeting_item item;
    int64_t changed = 0;
    struct json j;
    bool late, done = str_eq(s->to, STR("done"));

    TRY(find_item(h, s->id, &item));
    TRY(meeting_hall_takes(h, false, &late));
    decision = check_text(h->f, "decision", s->decision, 0, HALL_DECISION_MAX);
    if (!done && !str_eq(s->to, STR("current")))
        fault_add(h->f, STR("to"), MSG_common_fault_not_choice);
    if (str_eq(item.state, STR("dropped")))
        fault_add(h->f, STR("item"), MSG_meeting_fault_item_dropped);
    TRY(faults_err(h->f));
    if (!done && str_eq(item.state, STR("current")))
        return OK;
    if (done)
        TRY(meeting_hall_item_done(
            h->db, h->a,
            &(struct meeting_hall_item_done_in){
                .id = s->id, .version = s->version, .now = clock_now(), .decision = decision},
            &changed));
    else
        TRY(item_current(h, s, &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    struct buf *b = meeting_json_begin(h, &j);
    json_field_i64(&j, "item", s->id);
    json_field_str(&j, "state", s->to);
    json_field_str(&j, "decision", decision);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.item_step", b, STR_NONE);
}
