/* The roll: who came, corrected, gone, entered by mistake. See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "body/body.h"
#include "text/fold.h"

enum { VILLAGE_MAX = 120, NAME_LEAST = 2 };

static bool asks(const struct meeting_hall *h, const char *what)
{
    return meeting_words_have(h->m.kind->roll, str_of(what));
}

static bool named(const struct meeting_hall *h)
{
    return meeting_is_seated(&h->m);
}

/* -- reading -- */

#define ATTENDEE_OF_ROW(r)                                                                         \
    ((struct meeting_attendee){.id = (r)->id,                                                      \
                               .number = (r)->number,                                              \
                               .version = (r)->version,                                            \
                               .sex = (r)->sex,                                                    \
                               .age_group = (r)->age_group,                                        \
                               .village = (r)->village,                                            \
                               .name = (r)->name,                                                  \
                               .via = (r)->via,                                                    \
                               .member_id = meeting_or_zero((r)->member_id),                       \
                               .delegate_id = meeting_or_zero((r)->delegate_id),                   \
                               .person_id = meeting_or_zero((r)->person_id),                       \
                               .arrived_at = (r)->arrived_at,                                      \
                               .left_at = meeting_or_zero((r)->left_at),                           \
                               .voided = (r)->voided_at.has,                                       \
                               .late = (r)->late,                                                  \
                               .void_reason = (r)->void_reason})

enum err meeting_roll_of(struct db *db, struct arena *a, int64_t meeting_id, int64_t most,
                         struct meeting_roll *out)
{
    struct meeting_attendee_rows_rows rows;

    TRY(meeting_attendee_rows(
        db, a, &(struct meeting_attendee_rows_in){.meeting_id = meeting_id, .most = most}, &rows));
    struct meeting_attendee *v = arena_array(a, struct meeting_attendee, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = ATTENDEE_OF_ROW(&rows.v[i]);
    *out = (struct meeting_roll){v, rows.n};
    return OK;
}

enum err meeting_attendee_find(struct db *db, struct arena *a, int64_t meeting_id, int64_t id,
                               struct meeting_attendee *out)
{
    struct meeting_attendee_row_row row;

    TRY(meeting_attendee_row(
        db, a, &(struct meeting_attendee_row_in){.meeting_id = meeting_id, .id = id}, &row));
    *out = ATTENDEE_OF_ROW(&row);
    return OK;
}

/* -- checking -- */

static enum err check_counted(struct meeting_hall *h, struct meeting_attendee_new *n)
{
    struct meeting_age_groups ages;
    bool known = false;

    if (!asks(h, "sex"))
        n->sex = n->member_id ? n->sex : STR("");
    else if (!str_eq(n->sex, STR("f")) && !str_eq(n->sex, STR("m")))
        fault_add(h->f, STR("sex"), MSG_meeting_hall_fault_sex);
    TRY(meeting_age_groups_now(h->db, h->a, h->m.place_id, h->m.day, &ages));
    for (size_t i = 0; i < ages.n; i++)
        known = known || str_eq(ages.v[i].code, n->age_group);
    if (!asks(h, "age"))
        n->age_group = STR("");
    else if (!known) {
        struct fault *f = fault_add(h->f, STR("age_group"), MSG_meeting_hall_fault_age);
        f->rule_key = MEETING_RULE_AGES;
    }
    n->village =
        asks(h, "village") ? check_text(h->f, "village", n->village, 1, VILLAGE_MAX) : STR("");
    return OK;
}

static void tell_twice(struct meeting_hall *h, const char *field, enum msg msg, struct str name,
                       int64_t number)
{
    fault_add(h->f, str_of(field), msg, ARG_S("name", name), ARG_N("number", number));
}

/* The seat that was picked gives the name; sex of a member is on the body's record. */
static enum err take_seat(struct meeting_hall *h, struct meeting_attendee_new *n)
{
    struct meeting_seats seats;
    int64_t id = n->member_id ? n->member_id : n->delegate_id;

    TRY(meeting_seats_of(h->db, h->a, &h->m, h->lang, &seats));
    for (size_t i = 0; i < seats.n; i++) {
        if (seats.v[i].id != id || seats.delegates != (n->delegate_id != 0))
            continue;
        n->name = seats.v[i].name;
        if (seats.delegates && !n->village.n)
            n->village = seats.v[i].note;
        return OK;
    }
    fault_add(h->f, STR("member"), MSG_meeting_hall_fault_no_seat);
    return OK;
}

static enum err take_sex_of_member(struct meeting_hall *h, struct meeting_attendee_new *n)
{
    struct body_members members;

    n->sex = STR("");
    if (!n->member_id || !h->m.body_id)
        return OK;
    TRY(body_members_of(h->db, h->a, h->m.body_id, false, &members));
    for (size_t i = 0; i < members.n; i++)
        if (members.v[i].id == n->member_id)
            n->sex = members.v[i].sex == COMP_SEX_FEMALE ? STR("f")
                     : members.v[i].sex == COMP_SEX_MALE ? STR("m")
                                                         : STR("");
    return OK;
}

static enum err check_same_name(struct meeting_hall *h, const struct meeting_attendee_new *n,
                                int64_t but)
{
    struct meeting_attendee_named_rows rows;

    if (!n->name.n || n->member_id || n->delegate_id || n->namesake)
        return OK;
    TRY(meeting_attendee_named(h->db, h->a,
                               &(struct meeting_attendee_named_in){.meeting_id = h->m.id}, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].id != but && text_fold_eq(rows.v[i].name, n->name) &&
            text_fold_eq(rows.v[i].village, n->village)) {
            tell_twice(h, "name", MSG_meeting_hall_fault_namesake, n->name, rows.v[i].number);
            break;
        }
    return OK;
}

static enum err check_twice(struct meeting_hall *h, const struct meeting_attendee_new *n)
{
    struct meeting_attendee_same_rows same;

    TRY(meeting_attendee_same(h->db, h->a,
                              &(struct meeting_attendee_same_in){.meeting_id = h->m.id,
                                                                 .member_id = n->member_id,
                                                                 .delegate_id = n->delegate_id,
                                                                 .person_id = n->person_id},
                              &same));
    if (same.n)
        tell_twice(h, n->person_id ? "person" : "member",
                   n->person_id ? MSG_meeting_hall_fault_you_twice : MSG_meeting_hall_fault_twice,
                   n->name, same.v[0].number);
    return check_same_name(h, n, 0);
}

static enum err check_number(struct meeting_hall *h, struct meeting_attendee_new *n)
{
    struct meeting_attendee_numbered_rows taken = {0};
    struct meeting_attendee_next_row next;

    if (n->count < 1 || n->count > (named(h) ? 1 : MEETING_ALIKE_MAX))
        fault_add(h->f, STR("count"), MSG_common_fault_number_range, ARG_N("min", 1),
                  ARG_N("max", named(h) ? 1 : MEETING_ALIKE_MAX));
    if (n->number < 0 || n->number > HALL_NUMBER_MAX)
        fault_add(h->f, STR("number"), MSG_common_fault_number_range, ARG_N("min", 1),
                  ARG_N("max", HALL_NUMBER_MAX));
    for (int64_t i = 0; n->number > 0 && !h->f->n && i < n->count && !taken.n; i++) {
        TRY(meeting_attendee_numbered(
            h->db, h->a,
            &(struct meeting_attendee_numbered_in){.meeting_id = h->m.id, .number = n->number + i},
            &taken));
        if (taken.n)
            fault_add(h->f, STR("number"), MSG_meeting_hall_fault_line_taken,
                      ARG_N("number", n->number + i));
    }
    if (n->number == 0) {
        TRY(meeting_attendee_next(
            h->db, h->a, &(struct meeting_attendee_next_in){.meeting_id = h->m.id}, &next));
        n->number = next.number;
    }
    return OK;
}

static enum err check_new(struct meeting_hall *h, struct meeting_attendee_new *n)
{
    if (n->member_id || n->delegate_id)
        TRY(take_seat(h, n));
    else if (named(h) && n->person_id) /* from afar, without a seat: the quorum is not theirs */
        fault_add(h->f, STR("member"), MSG_meeting_hall_fault_no_seat);
    if (named(h))
        n->name = check_text(h->f, "name", n->name, NAME_LEAST, MEETING_NAME_MAX);
    else
        n->name = STR("");
    if (asks(h, "member"))
        TRY(take_sex_of_member(h, n));
    TRY(check_counted(h, n));
    TRY(check_twice(h, n));
    return check_number(h, n);
}

/* -- writing -- */

static struct str name_json(struct meeting_hall *h, struct str name, int64_t person_id)
{
    struct json j;
    struct buf *b;

    if (!name.n && !person_id)
        return STR_NONE;
    b = meeting_json_begin(h, &j);
    json_field_str(&j, "name", name);
    json_field_i64(&j, "person", person_id);
    json_object_end(&j);
    return buf_str(b);
}

static enum err record_new(struct meeting_hall *h, const struct meeting_attendee_new *n, bool late)
{
    struct json j;
    struct buf *b = meeting_json_begin(h, &j);

    json_field_i64(&j, "number", n->number);
    json_field_i64(&j, "count", n->count);
    json_field_str(&j, "sex", n->sex);
    json_field_str(&j, "age_group", n->age_group);
    json_field_str(&j, "village", n->village);
    json_field_str(&j, "via", n->via);
    json_field_i64(&j, "late", late);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.register", b, name_json(h, n->name, n->person_id));
}

static enum err insert_lines(struct meeting_hall *h, const struct meeting_attendee_new *n,
                             bool late)
{
    struct meeting_attendee_insert_row row;

    for (int64_t i = 0; i < n->count; i++)
        TRY(meeting_attendee_insert(
            h->db, h->a,
            &(struct meeting_attendee_insert_in){.place_id = h->m.place_id,
                                                 .meeting_id = h->m.id,
                                                 .number = n->number + i,
                                                 .sex = n->sex,
                                                 .age_group = n->age_group,
                                                 .village = n->village,
                                                 .name = n->name,
                                                 .member_id = meeting_or_none(n->member_id),
                                                 .delegate_id = meeting_or_none(n->delegate_id),
                                                 .person_id = meeting_or_none(n->person_id),
                                                 .via = n->via,
                                                 .arrived_at = clock_now(),
                                                 .late = late,
                                                 .entered_by = meeting_or_none(h->who->person_id),
                                                 .client_key = i ? STR("") : n->sent.client_key},
            &row));
    return OK;
}

enum err meeting_register(struct meeting_hall *h, const struct meeting_attendee_new *given,
                          int64_t *number)
{
    struct meeting_attendee_new n = *given;
    struct meeting_attendee_keyed_rows sent;
    bool late;

    n.sent.client_key = meeting_hall_key(h, &given->sent);
    TRY(meeting_attendee_keyed(
        h->db, h->a,
        &(struct meeting_attendee_keyed_in){.meeting_id = h->m.id, .client_key = n.sent.client_key},
        &sent));
    if (sent.n) {
        *number = sent.v[0].number;
        return OK;
    }
    TRY(meeting_hall_takes(h, true, &late));
    TRY(check_new(h, &n));
    TRY(faults_err(h->f));
    TRY(insert_lines(h, &n, late));
    TRY(record_new(h, &n, late));
    *number = n.number;
    return OK;
}

/* The line, if it still counts. */
static enum err line_of(struct meeting_hall *h, int64_t id, struct meeting_attendee *out)
{
    struct meeting_attendee line;

    TRY(meeting_attendee_find(h->db, h->a, h->m.id, id, &line));
    if (line.voided) {
        fault_add(h->f, STR(""), MSG_meeting_hall_fault_voided, ARG_N("number", line.number));
        return ERR_CONFLICT;
    }
    *out = line;
    return OK;
}

static enum err keep(struct meeting_hall *h, int64_t id)
{
    return meeting_attendee_keep(
        h->db, h->a,
        &(struct meeting_attendee_keep_in){.id = id, .now = clock_now(), .by = h->who->person_id});
}

static enum err record_line(struct meeting_hall *h, const char *action, int64_t number,
                            const char *field, struct str value)
{
    struct json j;
    struct buf *b = meeting_json_begin(h, &j);

    json_field_i64(&j, "number", number);
    json_key(&j, str_of(field));
    json_str(&j, value);
    json_object_end(&j);
    return meeting_hall_says(h, action, b, STR_NONE);
}

static enum err record_correction(struct meeting_hall *h, int64_t number,
                                  const struct meeting_attendee_new *n)
{
    struct json j;
    struct buf *b = meeting_json_begin(h, &j);

    json_field_i64(&j, "number", number);
    json_field_str(&j, "sex", n->sex);
    json_field_str(&j, "age_group", n->age_group);
    json_field_str(&j, "village", n->village);
    json_object_end(&j);
    return meeting_hall_says(h, "meeting.roll_correct", b, name_json(h, n->name, 0));
}

enum err meeting_attendee_correct(struct meeting_hall *h, const struct meeting_attendee_edit *e)
{
    struct meeting_attendee line;
    int64_t changed;
    bool late;

    TRY(meeting_hall_takes(h, true, &late));
    TRY(line_of(h, e->id, &line));
    if (line.version != e->version)
        return ERR_CONFLICT;
    struct meeting_attendee_new n = {.sex = e->sex,
                                     .age_group = e->age_group,
                                     .village = e->village,
                                     .name = e->name,
                                     .member_id = line.member_id,
                                     .delegate_id = line.delegate_id};
    if (line.member_id || line.delegate_id)
        n.name = line.name;
    if (line.member_id)
        n.sex = line.sex;
    n.name = named(h) ? check_text(h->f, "name", n.name, NAME_LEAST, MEETING_NAME_MAX) : STR("");
    TRY(check_counted(h, &n));
    TRY(check_same_name(h, &n, line.id));
    TRY(faults_err(h->f));
    TRY(keep(h, line.id));
    TRY(meeting_attendee_set(h->db, h->a,
                             &(struct meeting_attendee_set_in){.id = line.id,
                                                               .version = line.version,
                                                               .sex = n.sex,
                                                               .age_group = n.age_group,
                                                               .village = n.village,
                                                               .name = n.name},
                             &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return record_correction(h, line.number, &n);
}

enum err meeting_attendee_leave(struct meeting_hall *h, int64_t id, bool gone)
{
    struct meeting_attendee line;
    int64_t changed;
    bool late;

    TRY(meeting_hall_takes(h, true, &late));
    TRY(line_of(h, id, &line));
    if ((line.left_at != 0) == gone)
        return OK;
    TRY(keep(h, id));
    TRY(meeting_attendee_set_left(h->db, h->a,
                                  &(struct meeting_attendee_set_left_in){
                                      .id = id, .left_at = gone ? SOME(clock_now()) : NONE_I64},
                                  &changed));
    return record_line(h, "meeting.roll_leave", line.number, "to",
                       gone ? STR("gone") : STR("back"));
}

enum err meeting_attendee_void(struct meeting_hall *h, int64_t id, struct str reason)
{
    struct meeting_attendee line;
    int64_t changed;
    bool late;

    TRY(meeting_hall_takes(h, true, &late));
    TRY(line_of(h, id, &line));
    reason = check_text(h->f, "reason", reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(h->f));
    TRY(keep(h, id));
    TRY(meeting_attendee_set_void(
        h->db, h->a,
        &(struct meeting_attendee_set_void_in){.id = id, .now = clock_now(), .reason = reason},
        &changed));
    return record_line(h, "meeting.roll_void", line.number, "reason", reason);
}
