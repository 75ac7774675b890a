/* Requests that a meeting be called. See meeting_before.h.
 *
 * The names and the contact are personal: they go into the log's personal part, and the public sees
 * how many they are. */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_request_sql.h"

#include "audit/audit.h"
#include "i18n/check.h"
#include "rules/deadline.h"
#include "rules/rules.h"
#include "web/cap.h"

enum {
    SUBJECT_MIN = 5,
    GROUNDS_MIN = 10,
    GROUNDS_MAX = 5000,
    CONTACT_MIN = 5,
    CONTACT_MAX = 300,
    NAME_MIN = 4,
    NAMES_MOST = 1000
};

static const struct state_rule rows[] = {
    {.from = "received", .to = "accepted", .need = CAP_MEETING},
    {.from = "received", .to = "refused", .need = CAP_MEETING, .reason = true},
    {.from = "received", .to = "withdrawn", .need = CAP_SIGNED_IN},
};
static const struct state_machine machine = {"meeting_request_state", rows,
                                             sizeof rows / sizeof *rows};

#define REQUEST_OF_ROW(r)                                                                          \
    ((struct meeting_request){.id = (r)->id,                                                       \
                              .place_id = (r)->place_id,                                           \
                              .version = (r)->version,                                             \
                              .members = (r)->members,                                             \
                              .document_id = (r)->document_id.has ? (r)->document_id.v : 0,        \
                              .person_id = (r)->person_id,                                         \
                              .meeting_id = (r)->meeting_id,                                       \
                              .kind = meeting_kind_of((r)->kind),                                  \
                              .caller = (r)->caller,                                               \
                              .subject = (r)->subject,                                             \
                              .grounds = (r)->grounds,                                             \
                              .area = (r)->area,                                                   \
                              .contact = (r)->contact,                                             \
                              .state = (r)->state,                                                 \
                              .reason = (r)->reason,                                               \
                              .received_on = (r)->received_on,                                     \
                              .due_on = (r)->due_on,                                               \
                              .decided_on = (r)->decided_on,                                       \
                              .entered = (r)->entered_by != 0})

enum err meeting_requests_of(struct db *db, struct arena *a, int64_t place_id,
                             struct meeting_requests *out)
{
    struct meeting_request_rows_rows all;
    size_t n = 0;

    TRY(meeting_request_rows(db, a, &(struct meeting_request_rows_in){.place_id = place_id}, &all));
    struct meeting_request *v = arena_array(a, struct meeting_request, all.n);
    for (size_t i = 0; i < all.n; i++) {
        v[n] = REQUEST_OF_ROW(&all.v[i]);
        if (v[n].kind)
            n++;
    }
    *out = (struct meeting_requests){v, n};
    return OK;
}

enum err meeting_request_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                              struct meeting_request *out)
{
    struct meeting_request_row_row row;

    TRY(meeting_request_row(db, a, &(struct meeting_request_row_in){.place_id = place_id, .id = id},
                            &row));
    struct meeting_request r = REQUEST_OF_ROW(&row);
    if (!r.kind)
        return ERR_NOT_FOUND;
    *out = r;
    return OK;
}

struct str meeting_request_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/meetings/requests/%lld", STR_F(place_code), (long long)id);
}

enum err meeting_request_names(struct db *db, struct arena *a, int64_t id,
                               struct meeting_names *out)
{
    struct meeting_request_members_rows all;

    TRY(meeting_request_members(db, a, &(struct meeting_request_members_in){.request_id = id},
                                &all));
    struct str *v = arena_array(a, struct str, all.n);
    for (size_t i = 0; i < all.n; i++)
        v[i] = all.v[i].name;
    *out = (struct meeting_names){v, all.n};
    return OK;
}

/* A line each; empty lines and "3." before a name are dropped. */
static struct meeting_names names_of(struct arena *a, struct str text, struct faults *f)
{
    struct str *v = arena_array(a, struct str, NAMES_MOST);
    struct str rest = text, line;
    size_t n = 0;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        size_t at = 0;

        line = str_trim(line);
        while (at < line.n &&
               ((line.p[at] >= '0' && line.p[at] <= '9') || line.p[at] == '.' || line.p[at] == ')'))
            at++;
        line = str_trim(str_sub(line, at, line.n));
        if (line.n == 0)
            continue;
        if (n == NAMES_MOST || str_utf8_length(line) > MEETING_NAME_MAX) {
            fault_add(f, STR("names"), MSG_common_fault_too_long,
                      ARG_N("max", n == NAMES_MOST ? NAMES_MOST : MEETING_NAME_MAX));
            break;
        }
        if (str_utf8_length(line) < NAME_MIN)
            fault_add(f, STR("names"), MSG_meeting_fault_name_short, ARG_S("name", line));
        for (size_t i = 0; i < n; i++)
            if (str_eq(v[i], line))
                fault_add(f, STR("names"), MSG_meeting_fault_name_twice, ARG_S("name", line));
        v[n++] = line;
    }
    return (struct meeting_names){v, n};
}

static enum err check_group(struct db *db, struct arena *a, const struct actor *who,
                            const struct meeting_kind *k, const struct meeting_request_new *n,
                            const struct meeting_names *names, struct faults *f)
{
    const char *key = meeting_rule_key(a, k, "initiative_group");
    int64_t least, most;
    enum err e = rules_range(db, a, key, who->place_id, n->received_on, &least, &most);

    if (e == ERR_NOT_FOUND) {
        rules_fault_unset(f, n->lang, STR("names"), key);
        return OK;
    }
    TRY(e);
    if ((int64_t)names->n < least || (int64_t)names->n > most)
        fault_add(f, STR("names"), MSG_meeting_fault_group, ARG_N("n", (int64_t)names->n),
                  ARG_N("min", least), ARG_N("max", most))
            ->rule_key = key;
    return OK;
}

static struct str request_json(struct arena *a, const struct meeting_request *r)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "kind", str_of(r->kind->code));
    json_field_str(&j, "subject", r->subject);
    json_field_str(&j, "area", r->area);
    json_field_i64(&j, "members", r->members);
    json_field_str(&j, "received_on", day_iso(a, r->received_on));
    json_field_str(&j, "due_on", day_iso(a, r->due_on));
    json_field_str(&j, "state", r->state);
    json_field_str(&j, "reason", r->reason);
    json_object_end(&j);
    return buf_str(b);
}

static struct str personal_json(struct arena *a, const struct meeting_names *names,
                                const struct meeting_request_new *n)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX), *list = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    for (size_t i = 0; i < names->n; i++) {
        if (i)
            buf_lit(list, "; ");
        buf_add(list, names->v[i]);
    }
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "names", buf_str(list));
    json_field_str(&j, "contact", n->contact);
    json_field_str(&j, "grounds", n->grounds);
    json_object_end(&j);
    return buf_str(b);
}

static enum err record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                       int64_t id, const struct meeting_request *before, struct str personal)
{
    struct meeting_request after;

    TRY(meeting_request_find(db, a, who->place_id, id, &after));
    return audit_append(db, a, who,
                        &(struct audit_entry){.action = str_of(action),
                                              .subject = STR("meeting_request"),
                                              .subject_id = id,
                                              .before = before ? request_json(a, before) : STR_NONE,
                                              .after = request_json(a, &after),
                                              .personal = personal});
}

/* The request and its group, as checked; `due` is the last day for the decision. */
static enum err put(struct db *db, struct arena *a, const struct actor *who,
                    const struct meeting_request_new *n, const struct meeting_names *names,
                    day_t due, int64_t *id)
{
    struct meeting_request_insert_row row;

    TRY(meeting_request_insert(
        db, a,
        &(struct meeting_request_insert_in){
            .place_id = who->place_id,
            .kind = n->kind,
            .caller = STR("initiative_group"),
            .subject = n->subject,
            .grounds = n->grounds,
            .area = n->area,
            .contact = n->contact,
            .received_on = n->received_on,
            .due_on = due,
            .document_id = n->document_id ? SOME(n->document_id) : NONE_I64,
            .person_id = who->for_person_id ? who->for_person_id : who->person_id,
            .entered_by = n->entered || who->for_person_id ? who->person_id : 0,
            .now = clock_now()},
        &row));
    for (size_t i = 0; i < names->n; i++)
        TRY(meeting_request_member_insert(
            db, a,
            &(struct meeting_request_member_insert_in){
                .request_id = row.id, .position = (int64_t)i + 1, .name = names->v[i]}));
    *id = row.id;
    return OK;
}

enum err meeting_request_add(struct db *db, struct arena *a, const struct actor *who,
                             const struct meeting_request_new *n, struct faults *f, int64_t *id)
{
    struct meeting_request_new c = *n;
    const struct meeting_kind *k = meeting_kind_of(n->kind);
    const char *key;
    int64_t days, made;
    day_t due;

    c.received_on = n->received_on == DAY_NONE ? clock_today() : n->received_on;
    c.subject = check_text(f, "subject", n->subject, SUBJECT_MIN, MEETING_TITLE_MAX);
    c.grounds = check_text(f, "grounds", n->grounds, GROUNDS_MIN, GROUNDS_MAX);
    c.area = check_text(f, "area", n->area.p ? n->area : STR(""), 0, MEETING_AREA_MAX);
    c.contact = check_text(f, "contact", n->contact, CONTACT_MIN, CONTACT_MAX);
    check_day(f, "received_on", c.received_on, clock_today());
    struct meeting_names names = names_of(a, n->names, f);
    if (!k || !meeting_words_have(k->callers, STR("initiative_group"))) {
        fault_add(f, STR("kind"), MSG_meeting_fault_request_kind);
        return ERR_INVALID;
    }
    if (!fault_of(f, STR("received_on")))
        TRY(check_group(db, a, who, k, &c, &names, f));
    TRY(faults_err(f));
    key = meeting_rule_key(a, k, "request_decision");
    enum err e = rules_i64(db, a, key, who->place_id, c.received_on, &days);
    if (e == ERR_NOT_FOUND) {
        rules_fault_unset(f, n->lang, STR(""), key);
        return ERR_INVALID;
    }
    TRY(e);
    TRY(deadline_calendar_days(db, a, c.received_on, days, &due));
    TRY(put(db, a, who, &c, &names, due, &made));
    TRY(record(db, a, who, "meeting.request", made, NULL, personal_json(a, &names, &c)));
    *id = made;
    return OK;
}

/* Withdrawing is for who sent it; an officer does it on their word, with a reason. */
static enum err may_withdraw(const struct actor *who, const struct meeting_request *r,
                             const struct meeting_request_do *d, bool *reason)
{
    int64_t person = who->for_person_id ? who->for_person_id : who->person_id;
    bool own = person && person == r->person_id && !r->entered;

    *reason = !own;
    return own || (d->caps & CAP_BIT(CAP_MEETING)) ? OK : ERR_FORBIDDEN;
}

enum err meeting_request_decide(struct db *db, struct arena *a, const struct actor *who,
                                const struct meeting_request_do *d, struct faults *f)
{
    const struct state_rule *rule;
    struct meeting_request r;
    int64_t changed;

    TRY(meeting_request_find(db, a, who->place_id, d->id, &r));
    TRY(state_check(&machine, r.state, d->to, d->caps, d->lang, f, &rule));
    bool reason = rule->reason;
    if (str_eq(d->to, STR("withdrawn")))
        TRY(may_withdraw(who, &r, d, &reason));
    struct str why = check_text(f, "reason", d->reason.p ? d->reason : STR(""),
                                reason ? MEETING_REASON_MIN : 0, MEETING_REASON_MAX);
    TRY(faults_err(f));
    TRY(meeting_request_set(db, a,
                            &(struct meeting_request_set_in){.id = r.id,
                                                             .version = d->version,
                                                             .state = d->to,
                                                             .decided_on = clock_today(),
                                                             .reason = why},
                            &changed));
    if (!changed)
        return ERR_CONFLICT;
    return record(db, a, who, "meeting.request_decide", r.id, &r, STR_NONE);
}
