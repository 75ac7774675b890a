/* Which role may do what, and who may give it. See people.h.
 *
 * The table is the whole policy. `rank` orders roles for granting: nobody grants a role above the
 * highest of their own. An administrator runs the installation and appoints, but neither approves
 * plans nor reads personal data of the log: least privilege for the most attacked account. */
#include "audit/audit.h"
#include "people/people_inside.h"
#include "web/request.h"

#define C(x)      CAP_BIT(CAP_##x)
#define EVERYBODY (C(PUBLIC))
#define ACCOUNT   (EVERYBODY | C(SIGNED_IN) | C(COMMENT))

static const struct role_row {
    struct str name;
    enum msg title;
    int rank;
    bool national;
    uint64_t caps;
} rows[ROLE_COUNT] = {
    [ROLE_RESIDENT] = {STR_INIT("resident"), MSG_people_role_resident, 10, false, ACCOUNT},
    [ROLE_MEMBER] = {STR_INIT("member"), MSG_people_role_member, 20, false,
                     ACCOUNT | C(DESK) | C(PLAN_DRAFT)},
    [ROLE_MONITOR] = {STR_INIT("monitor"), MSG_people_role_monitor, 20, false,
                      ACCOUNT | C(DESK) | C(MONITOR)},
    [ROLE_DEPUTY] = {STR_INIT("deputy"), MSG_people_role_deputy, 30, false, ACCOUNT | C(DESK)},
    [ROLE_FINANCE] = {STR_INIT("finance"), MSG_people_role_finance, 30, false,
                      ACCOUNT | C(DESK) | C(ANSWER) | C(REPORT)},
    [ROLE_SECRETARY] = {STR_INIT("secretary"), MSG_people_role_secretary, 40, false,
                        ACCOUNT | C(DESK) | C(REGISTER) | C(MEETING) | C(PLAN_DRAFT) | C(ANSWER) |
                            C(REPORT) | C(VERIFY) | C(ACT_FOR)},
    [ROLE_CHAIR] = {STR_INIT("chair"), MSG_people_role_chair, 50, false,
                    ACCOUNT | C(DESK) | C(MEETING) | C(CHARTER)},
    [ROLE_HEAD] = {STR_INIT("head"), MSG_people_role_head, 60, false,
                   ACCOUNT | C(DESK) | C(REGISTER) | C(MEETING) | C(PLAN_DRAFT) | C(ANSWER) |
                       C(REPORT) | C(APPROVE) | C(VERIFY) | C(CHARTER) | C(PEOPLE)},
    [ROLE_AUDITOR] = {STR_INIT("auditor"), MSG_people_role_auditor, 70, false, ACCOUNT | C(AUDIT)},
    [ROLE_COORDINATOR] = {STR_INIT("coordinator"), MSG_people_role_coordinator, 80, true,
                          ACCOUNT | C(NATION)},
    [ROLE_ADMINISTRATOR] = {STR_INIT("administrator"), MSG_people_role_administrator, 100, true,
                            ACCOUNT | C(ADMIN) | C(PEOPLE) | C(NATION)},
};

struct str role_name(enum role r)
{
    return rows[r].name;
}

enum err role_of(struct str name, enum role *out)
{
    for (int r = 0; r < ROLE_COUNT; r++)
        if (str_eq(name, rows[r].name)) {
            *out = (enum role)r;
            return OK;
        }
    return ERR_NOT_FOUND;
}

struct str role_title(struct arena *a, enum lang lang, enum role r)
{
    return msg_text(a, lang, rows[r].title);
}

uint64_t role_caps(enum role r)
{
    return rows[r].caps;
}

bool role_is_national(enum role r)
{
    return rows[r].national;
}

/* A role that an older or newer program stored and this one does not know gives nothing. */
static bool role_stored(struct str name, enum role *out)
{
    return role_of(name, out) == OK;
}

enum err people_roles(struct db *db, struct arena *a, int64_t person_id, struct held_roles *out)
{
    struct role_rows_of_person_rows list;
    size_t n = 0;

    TRY(role_rows_of_person(db, a, &(struct role_rows_of_person_in){person_id, clock_today()},
                            &list));
    struct held_role *v = arena_array(a, struct held_role, list.n + 1);
    for (size_t i = 0; i < list.n; i++) {
        const struct role_rows_of_person_row *r = &list.v[i];
        enum role role;
        if (!role_stored(r->role, &role))
            continue;
        v[n++] = (struct held_role){.id = r->id,
                                    .person_id = person_id,
                                    .place_id = r->place_id,
                                    .person = STR(""),
                                    .place_code = r->place_code.p ? r->place_code : STR(""),
                                    .place_name = {r->name_ky, r->name_ru, r->name_en},
                                    .role = role,
                                    .from = r->from_day,
                                    .to = r->to_day,
                                    .order_number = r->order_number};
    }
    *out = (struct held_roles){v, n};
    return OK;
}

enum err people_staff(struct db *db, struct arena *a, int64_t place_id, struct held_roles *out)
{
    struct role_rows_of_place_rows list;
    size_t n = 0;

    TRY(role_rows_of_place(db, a, &(struct role_rows_of_place_in){place_id, clock_today()}, &list));
    struct held_role *v = arena_array(a, struct held_role, list.n + 1);
    for (int rank = 200; rank >= 0; rank -= 10)
        for (size_t i = 0; i < list.n; i++) {
            const struct role_rows_of_place_row *r = &list.v[i];
            enum role role;
            if (!role_stored(r->role, &role) || rows[role].rank != rank)
                continue;
            v[n++] = (struct held_role){.id = r->id,
                                        .person_id = r->person_id,
                                        .place_id = place_id,
                                        .person = r->name,
                                        .place_code = STR(""),
                                        .role = role,
                                        .from = r->from_day,
                                        .to = r->to_day,
                                        .order_number = r->order_number};
        }
    *out = (struct held_roles){v, n};
    return OK;
}

enum err people_caps(struct db *db, struct arena *a, int64_t place_id, struct viewer *v)
{
    struct role_names_of_person_rows held;
    uint64_t here = EVERYBODY, anywhere = EVERYBODY;
    enum role role;

    if (v->person_id && v->acting_for) {
        here = anywhere = ACCOUNT | C(ACT_FOR);
    } else if (v->person_id) {
        here = anywhere = ACCOUNT;
        TRY(role_names_of_person(
            db, a, &(struct role_names_of_person_in){v->person_id, clock_today()}, &held));
        for (size_t i = 0; i < held.n; i++) {
            if (!role_stored(held.v[i].role, &role))
                continue;
            anywhere |= rows[role].caps;
            if (held.v[i].place_id == 0 || held.v[i].place_id == place_id)
                here |= rows[role].caps;
        }
    }
    v->caps = here;
    v->caps_anywhere = anywhere;
    return OK;
}

/* The highest rank that the granter has in the place, national ones included. */
static enum err rank_of(struct db *db, struct arena *a, int64_t person_id, int64_t place_id,
                        int *out)
{
    struct held_roles held;
    int rank = 0;

    TRY(people_roles(db, a, person_id, &held));
    for (size_t i = 0; i < held.n; i++) {
        const struct role_row *r = &rows[held.v[i].role];
        bool here = held.v[i].place_id == 0 || held.v[i].place_id == place_id;
        if (here && (r->caps & C(PEOPLE)) && r->rank > rank)
            rank = r->rank;
    }
    *out = rank;
    return OK;
}

static struct str role_json(struct arena *a, const struct role_grant *g)
{
    struct buf *b = buf_new(a, 4 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "person_id", g->person_id);
    json_field_i64(&j, "place_id", g->place_id);
    json_field_str(&j, "role", rows[g->role].name);
    json_field_str(&j, "from", day_iso(a, g->from));
    json_field_str(&j, "to", g->to == DAY_NONE ? STR_NONE : day_iso(a, g->to));
    json_field_str(&j, "order_number", g->order_number);
    json_object_end(&j);
    return buf_str(b);
}

static enum err check_grant(struct db *db, struct arena *a, const struct actor *who,
                            const struct role_grant *g, struct faults *f)
{
    struct role_rows_of_place_rows list;
    int rank = 1000;

    if (who->person_id)
        TRY(rank_of(db, a, who->person_id, g->place_id, &rank));
    if (rows[g->role].rank > rank)
        fault_add(f, STR("role"), MSG_people_fault_role_above);
    if (rows[g->role].national != (g->place_id == 0) && g->role != ROLE_AUDITOR)
        fault_add(f, STR("role"),
                  g->place_id ? MSG_people_fault_role_national : MSG_people_fault_role_local);
    if (g->to != DAY_NONE && g->to < g->from)
        fault_add(f, STR("to"), MSG_people_fault_role_days);
    if (str_utf8_length(g->order_number) > 60)
        fault_add(f, STR("order_number"), MSG_common_fault_too_long, ARG_N("n", 60));
    TRY(role_rows_of_place(db, a, &(struct role_rows_of_place_in){g->place_id, clock_today()},
                           &list));
    for (size_t i = 0; i < list.n; i++)
        if (list.v[i].person_id == g->person_id && str_eq(list.v[i].role, rows[g->role].name))
            fault_add(f, STR("role"), MSG_people_fault_role_has);
    return faults_err(f);
}

enum err people_grant(struct db *db, struct arena *a, const struct actor *who,
                      const struct role_grant *given, struct faults *f, int64_t *id)
{
    struct role_grant g = *given;
    struct role_insert_row row;
    struct actor by = *who;
    struct person p;
    enum err e = people_by_id(db, a, g.person_id, &p);

    if (e == ERR_NOT_FOUND || (e == OK && p.blocked)) {
        fault_add(f, STR("person"), MSG_people_fault_no_such);
        return ERR_INVALID;
    }
    TRY(e);
    if (g.from == DAY_NONE)
        g.from = clock_today();
    TRY(check_grant(db, a, who, &g, f));
    TRY(role_insert(
        db, a,
        &(struct role_insert_in){.person_id = g.person_id,
                                 .place_id = g.place_id,
                                 .role = rows[g.role].name,
                                 .from_day = g.from,
                                 .to_day = g.to,
                                 .order_number = g.order_number.p ? g.order_number : STR(""),
                                 .granted_by = who->person_id,
                                 .granted_at = clock_now()},
        &row));
    by.place_id = g.place_id;
    TRY(audit_append(db, a, &by,
                     &(struct audit_entry){.action = STR("role.grant"),
                                           .subject = STR("role"),
                                           .subject_id = row.id,
                                           .after = role_json(a, &g)}));
    *id = row.id;
    return OK;
}

enum err people_take(struct db *db, struct arena *a, const struct actor *who, int64_t role_id,
                     struct faults *f)
{
    struct role_count_other_admins_row others;
    struct role_by_id_row r;
    struct actor by = *who;
    enum role role = ROLE_RESIDENT;
    int rank = 1000;
    int64_t n;

    TRY(role_by_id(db, a, &(struct role_by_id_in){role_id}, &r));
    if (!role_stored(r.role, &role))
        return ERR_NOT_FOUND;
    if (who->person_id)
        TRY(rank_of(db, a, who->person_id, r.place_id, &rank));
    if (rows[role].rank > rank)
        fault_add(f, STR("role"), MSG_people_fault_role_above);
    TRY(role_count_other_admins(
        db, a, &(struct role_count_other_admins_in){r.person_id, clock_today()}, &others));
    if (role == ROLE_ADMINISTRATOR && others.people == 0)
        fault_add(f, STR("role"), MSG_people_fault_last_admin);
    TRY(faults_err(f));
    /* Yesterday was the last day: what is taken is gone at once. */
    TRY(role_end(
        db, a, &(struct role_end_in){role_id, clock_today() - 1, who->person_id, clock_now()}, &n));
    if (n == 0)
        return ERR_CONFLICT;
    struct role_grant g = {r.person_id, r.place_id, role, r.from_day, r.to_day, r.order_number};
    by.place_id = r.place_id;
    return audit_append(db, a, &by,
                        &(struct audit_entry){.action = STR("role.take"),
                                              .subject = STR("role"),
                                              .subject_id = role_id,
                                              .before = role_json(a, &g)});
}

/* -- there is always an administrator -- */

enum err people_create_first_admin(struct db *db, struct arena *a, const struct person_new *p,
                                   struct faults *f, int64_t *id)
{
    const struct actor program = {0};
    struct role_count_admins_row admins;
    int64_t person, role;

    TRY(role_count_admins(db, a, &admins));
    if (admins.people)
        return ERR_CONFLICT;
    if (!p->password_hash.n)
        return ERR_BUG;
    TRY(people_add(db, a, &program, p, f, &person));
    TRY(people_grant(db, a, &program,
                     &(struct role_grant){.person_id = person,
                                          .role = ROLE_ADMINISTRATOR,
                                          .from = DAY_NONE,
                                          .to = DAY_NONE,
                                          .order_number = STR("")},
                     f, &role));
    *id = person;
    return OK;
}

enum err people_block(struct db *db, struct arena *a, const struct actor *who, int64_t person_id,
                      bool blocked, struct faults *f)
{
    struct role_count_other_admins_row others;
    struct held_roles roles;
    struct person p;
    bool admin = false;
    int64_t n;

    TRY(people_by_id(db, a, person_id, &p));
    TRY(people_roles(db, a, person_id, &roles));
    for (size_t i = 0; i < roles.n; i++)
        admin = admin || roles.v[i].role == ROLE_ADMINISTRATOR;
    TRY(role_count_other_admins(
        db, a, &(struct role_count_other_admins_in){person_id, clock_today()}, &others));
    if (blocked && admin && others.people == 0)
        fault_add(f, STR(""), MSG_people_fault_last_admin);
    if (blocked && who->person_id == person_id)
        fault_add(f, STR(""), MSG_people_fault_block_self);
    TRY(faults_err(f));
    TRY(person_set_state(
        db, a, &(struct person_set_state_in){person_id, blocked ? STR("blocked") : STR("active")},
        &n));
    if (blocked)
        TRY(session_delete_all(db, a, &(struct session_delete_all_in){person_id, 0}, &n));
    return audit_append(
        db, a, who,
        &(struct audit_entry){.action = blocked ? STR("person.block") : STR("person.unblock"),
                              .subject = STR("person"),
                              .subject_id = person_id});
}
