/* Who holds which role in a municipality, and giving and taking roles; the same for national roles.
 * Rules: roles.c. */
#include "people/people_views.h"
#include "people/people_web.h"

static struct str base_path(struct request *rq)
{
    return rq->scope.id ? str_fmt(rq->arena, "/%.*s/people", STR_F(rq->scope.code))
                        : STR("/people");
}

static struct choices role_choices(struct request *rq)
{
    struct choice *list = arena_array(rq->arena, struct choice, ROLE_COUNT);
    size_t n = 0;

    for (int r = 0; r < ROLE_COUNT; r++)
        if (role_is_national((enum role)r) == (rq->scope.id == 0) || r == ROLE_AUDITOR)
            list[n++] = (struct choice){role_name((enum role)r),
                                        role_title(rq->arena, rq->lang, (enum role)r)};
    return (struct choices){list, n};
}

static void grant_form(struct request *rq, struct staff_page *v)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 5);

    fields[0] = (struct field){.name = STR("person"),
                               .label = msg_text(a, rq->lang, MSG_people_contact),
                               .hint = msg_text(a, rq->lang, MSG_people_grant_hint),
                               .value = req_field(rq, "person"),
                               .max_chars = CONTACT_CHARS_MAX,
                               .required = true};
    fields[1] = (struct field){.name = STR("role"),
                               .label = msg_text(a, rq->lang, MSG_people_role),
                               .value = req_field(rq, "role"),
                               .choices = role_choices(rq),
                               .placeholder_choice = msg_text(a, rq->lang, MSG_common_choose),
                               .required = true};
    fields[2] = (struct field){.name = STR("order_number"),
                               .label = msg_text(a, rq->lang, MSG_people_order_number),
                               .value = req_field(rq, "order_number"),
                               .max_chars = 60};
    fields[3] = (struct field){.name = STR("from"),
                               .label = msg_text(a, rq->lang, MSG_people_from),
                               .value = req_has(rq, "from") ? req_field(rq, "from")
                                                            : day_iso(a, clock_today()),
                               .type = STR("date"),
                               .required = true};
    fields[4] = (struct field){.name = STR("to"),
                               .label = msg_text(a, rq->lang, MSG_people_to),
                               .hint = msg_text(a, rq->lang, MSG_people_to_hint),
                               .value = req_field(rq, "to"),
                               .type = STR("date")};
    v->grant = (struct simple_form){.title = msg_text(a, rq->lang, MSG_people_grant),
                                    .lead = STR(""),
                                    .action = str_cat(a, v->action, STR("/roles")),
                                    .button = msg_text(a, rq->lang, MSG_people_grant),
                                    .fields = {fields, 5},
                                    .version = STR("")};
}

static void block_form(struct request *rq, struct staff_page *v)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 2);
    struct choice *deeds = arena_array(a, struct choice, 2);

    deeds[0] = (struct choice){STR("block"), msg_text(a, rq->lang, MSG_people_block)};
    deeds[1] = (struct choice){STR("unblock"), msg_text(a, rq->lang, MSG_people_unblock)};
    fields[0] = (struct field){.name = STR("contact"),
                               .label = msg_text(a, rq->lang, MSG_people_contact),
                               .value = req_field(rq, "contact"),
                               .max_chars = CONTACT_CHARS_MAX,
                               .required = true};
    fields[1] = (struct field){.name = STR("deed"),
                               .label = msg_text(a, rq->lang, MSG_people_block_deed),
                               .value = req_field(rq, "deed"),
                               .choices = {deeds, 2},
                               .placeholder_choice = msg_text(a, rq->lang, MSG_common_choose),
                               .required = true};
    v->block = (struct simple_form){.title = msg_text(a, rq->lang, MSG_people_block_title),
                                    .lead = STR(""),
                                    .action = STR("/people/block"),
                                    .button = msg_text(a, rq->lang, MSG_common_confirm),
                                    .fields = {fields, 2},
                                    .version = STR("")};
}

static enum err staff_page(struct request *rq, int status)
{
    struct staff_page v = {.national = rq->scope.id == 0, .action = base_path(rq)};
    struct str title =
        msg_text(rq->arena, rq->lang, v.national ? MSG_people_staff_national : MSG_people_staff);

    v.may_change = req_may(rq, v.national ? CAP_ADMIN : CAP_PEOPLE);
    TRY(people_staff(rq->db, rq->arena, rq->scope.id, &v.roles));
    grant_form(rq, &v);
    block_form(rq, &v);
    return req_page(rq, status, &(struct page){.title = title, .section = "people"},
                    VIEW(staff_page), &v);
}

static enum err staff_get(struct request *rq)
{
    return staff_page(rq, 200);
}

/* Those who work in the municipality, and who appoints them: an administrator has no desk here. */
static enum err staff_here_get(struct request *rq)
{
    if (!req_may(rq, CAP_DESK) && !req_may(rq, CAP_PEOPLE))
        return ERR_FORBIDDEN;
    return staff_page(rq, 200);
}

static enum err grant_post(struct request *rq)
{
    struct role_grant g = {.place_id = rq->scope.id,
                           .from = DAY_NONE,
                           .to = DAY_NONE,
                           .order_number = req_field(rq, "order_number")};
    struct person p = {0};
    int64_t id;

    if (role_of(req_field(rq, "role"), &g.role) != OK)
        fault_add(&rq->faults, STR("role"), MSG_common_fault_required);
    req_field_day(rq, "from", true, &g.from);
    req_field_day(rq, "to", false, &g.to);
    enum err e = people_by_contact(rq->db, rq->arena, req_field(rq, "person"), &p);
    if (e == ERR_NOT_FOUND)
        fault_add(&rq->faults, STR("person"), MSG_people_fault_no_such);
    else
        TRY(e);
    g.person_id = p.id;
    if (rq->faults.n)
        return staff_page(rq, 422);
    e = people_grant(rq->db, rq->arena, &rq->actor, &g, &rq->faults, &id);
    if (e == ERR_INVALID)
        return staff_page(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, base_path(rq), MSG_people_granted);
}

static enum err take_post(struct request *rq)
{
    struct role_by_id_row r;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(role_by_id(rq->db, rq->arena, &(struct role_by_id_in){id}, &r));
    if (r.place_id != rq->scope.id)
        return ERR_NOT_FOUND;
    enum err e = people_take(rq->db, rq->arena, &rq->actor, id, &rq->faults);
    if (e == ERR_INVALID)
        return staff_page(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, base_path(rq), MSG_people_taken);
}

static enum err block_post(struct request *rq)
{
    struct str deed = req_field(rq, "deed");
    struct person p = {0};
    enum err e = people_by_contact(rq->db, rq->arena, req_field(rq, "contact"), &p);

    if (e == ERR_NOT_FOUND)
        fault_add(&rq->faults, STR("contact"), MSG_people_fault_no_such);
    else
        TRY(e);
    if (!str_eq(deed, STR("block")) && !str_eq(deed, STR("unblock")))
        fault_add(&rq->faults, STR("deed"), MSG_common_fault_required);
    if (rq->faults.n)
        return staff_page(rq, 422);
    bool blocks = str_eq(deed, STR("block"));
    e = people_block(rq->db, rq->arena, &rq->actor, p.id, blocks, &rq->faults);
    if (e == ERR_INVALID)
        return staff_page(rq, 422);
    TRY(e);
    return req_redirect_saying(rq, base_path(rq),
                               blocks ? MSG_people_blocked : MSG_people_unblocked);
}

const struct route people_staff_routes[] = {
    {GET, "/:place/people", staff_here_get, .need = CAP_SIGNED_IN,
     .doc = "roles held in the municipality; for its desk and for who appoints"},
    {POST, "/:place/people/roles", grant_post, .need = CAP_PEOPLE, .csrf = CSRF_TOKEN,
     .doc = "give a role"},
    {POST, "/:place/people/roles/:id/take", take_post, .need = CAP_PEOPLE, .csrf = CSRF_TOKEN,
     .doc = "take a role"},
    {GET, "/people", staff_get, .need = CAP_ADMIN, .doc = "national roles"},
    {POST, "/people/roles", grant_post, .need = CAP_ADMIN, .csrf = CSRF_TOKEN,
     .doc = "give a national role"},
    {POST, "/people/roles/:id/take", take_post, .need = CAP_ADMIN, .csrf = CSRF_TOKEN,
     .doc = "take a national role"},
    {POST, "/people/block", block_post, .need = CAP_ADMIN, .csrf = CSRF_TOKEN,
     .doc = "block or unblock an account"},
    {0},
};
