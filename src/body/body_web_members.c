/* Pages of members: adding, editing, ending; and the checklist that counts in what stands in the
 * form. */
#include "body/body_web.h"

#include "body/body_inside.h"
#include "body/body_views.h"
#include "people/people.h"

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static enum err member_of_request(struct request *rq, const struct body *b, struct body_member *out)
{
    struct body_members all;
    int64_t id;

    TRY(req_path_id(rq, "member_id", &id));
    TRY(body_members_of(rq->db, rq->arena, b->id, true, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].id == id) {
            *out = all.v[i];
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static struct str id_text(struct request *rq, int64_t id)
{
    return id ? str_fmt(rq->arena, "%lld", (long long)id) : STR("");
}

/* Accounts that hold a role in this municipality; each person once. Who is linked already stays
 * among them. */
static enum err account_choices(struct request *rq, int64_t linked, struct choices *out)
{
    struct held_roles staff;
    size_t n = 0;

    TRY(people_staff(rq->db, rq->arena, rq->scope.id, &staff));
    struct choice *v = arena_array(rq->arena, struct choice, staff.n + 1);

    for (size_t i = 0; i < staff.n; i++) {
        struct str id = id_text(rq, staff.v[i].person_id);
        bool there = false;

        for (size_t k = 0; k < n; k++)
            there = there || str_eq(v[k].value, id);
        if (!there)
            v[n++] = (struct choice){id, staff.v[i].person};
        linked = linked == staff.v[i].person_id ? 0 : linked;
    }
    if (linked != 0)
        v[n++] = (struct choice){id_text(rq, linked), id_text(rq, linked)};
    *out = (struct choices){v, n};
    return OK;
}

static enum err form_answer(struct request *rq, int status, struct body_member_page *v)
{
    static const char *const sides[] = {"executive", "deputy", "community"};
    static const char *const sexes[] = {"f", "m"};
    struct str members =
        str_fmt(rq->arena, "%.*s/members", STR_F(body_path(rq->arena, rq->scope.code, v->body.id)));

    v->body_name = body_name(&v->body, rq->lang);
    v->heading = say(rq, v->m.id ? MSG_body_member_edit : MSG_body_member_new);
    v->action =
        v->m.id ? str_fmt(rq->arena, "%.*s/%lld", STR_F(members), (long long)v->m.id) : members;
    v->refresh = str_fmt(rq->arena, "/%.*s%.*s/checklist", STR_F(lang_code(rq->lang)),
                         STR_F(body_path(rq->arena, rq->scope.code, v->body.id)));
    v->sides = body_word_choices(rq, "body_side_one_", sides, 3);
    v->sexes = body_word_choices(rq, "body_sex_", sexes, 2);
    v->person = id_text(rq, v->m.person_id);
    TRY(account_choices(rq, v->m.person_id, &v->accounts));
    if (v->body.kind == BODY_PLAN_GROUP)
        TRY(body_checklist_with(rq->db, rq->arena, rq->lang, &v->body, &v->m, &v->list));
    return req_page(rq, status, &(struct page){.title = v->heading, .section = "bodies"},
                    VIEW(body_member_form), v);
}

static void show_member(struct request *rq, struct body_member_page *v)
{
    v->side = str_of(body_side_word(v->m.side));
    v->sex = str_of(body_sex_word(v->m.sex));
    v->from = day_iso(rq->arena, v->m.from);
    v->order_day = day_iso(rq->arena, v->m.order_day);
}

enum err body_member_new_get(struct request *rq)
{
    struct body_member_page v = {
        .m = {.from = clock_today(), .to = DAY_NONE, .order_day = DAY_NONE}};

    TRY(body_of_request(rq, &v.body));
    show_member(rq, &v);
    return form_answer(rq, 200, &v);
}

enum err body_member_edit_get(struct request *rq)
{
    struct body_member_page v = {0};

    TRY(body_of_request(rq, &v.body));
    TRY(member_of_request(rq, &v.body, &v.m));
    show_member(rq, &v);
    return form_answer(rq, 200, &v);
}

/* The account: one of those offered, or the one linked before. */
static enum err read_account(struct request *rq, struct body_member_page *v)
{
    struct str typed = req_field(rq, "person_id");
    struct choices accounts;
    int64_t id = 0;

    TRY(account_choices(rq, v->m.person_id, &accounts));
    v->m.person_id = typed.n ? v->m.person_id : 0;
    for (size_t i = 0; typed.n && i < accounts.n; i++) {
        if (str_eq(accounts.v[i].value, typed) && str_to_i64(typed, &id) == OK)
            v->m.person_id = id;
    }
    if (typed.n && id == 0)
        fault_add(&rq->faults, STR("person_id"), MSG_common_fault_not_choice);
    return OK;
}

/* What stands in the form, over what the member was; the end is not in it. */
static void read_member(struct request *rq, struct body_member_page *v)
{
    v->m.body_id = v->body.id;
    v->m.name = req_field(rq, "name");
    v->m.position = req_field(rq, "position");
    v->side = req_field(rq, "side");
    v->sex = req_field(rq, "sex");
    v->m.side = BODY_SIDE_NONE;
    if (body_side_of(v->side, &v->m.side) != OK)
        fault_add(&rq->faults, STR("side"), MSG_common_fault_not_choice);
    v->m.sex = body_sex_of(v->sex);
    v->m.minority = req_has(rq, "minority");
    v->m.disability = req_has(rq, "disability");
    v->m.social_group = req_has(rq, "social_group");
    v->m.consent = req_has(rq, "consent");
    v->m.order_number = req_field(rq, "order_number");
    v->from = req_field(rq, "from");
    v->order_day = req_field(rq, "order_day");
    v->m.from = v->m.order_day = DAY_NONE;
    req_field_day(rq, "from", false, &v->m.from);
    req_field_day(rq, "order_day", false, &v->m.order_day);
}

static struct str label_of(struct choices list, struct str value)
{
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.v[i].value, value))
            return list.v[i].label;
    return STR("");
}

static struct str yes_no(struct request *rq, bool v)
{
    return say(rq, v ? MSG_common_yes : MSG_common_no);
}

/* Two editors of one member: theirs and yours side by side, choices and marks in words. */
static enum err conflict_answer(struct request *rq, const struct body_member_page *v)
{
    static const char *const sides[] = {"executive", "deputy", "community"};
    static const char *const sexes[] = {"f", "m"};
    struct arena *a = rq->arena;
    struct choices side = body_word_choices(rq, "body_side_one_", sides, 3), accounts;
    struct choices sex = body_word_choices(rq, "body_sex_", sexes, 2);
    const struct body_member *m = &v->m;
    struct body_member t;

    TRY(member_of_request(rq, &v->body, &t));
    TRY(account_choices(rq, t.person_id, &accounts));
#define ROW(field, key, ...)                                                                       \
    {                                                                                              \
        STR(field), say(rq, MSG_body_##key), __VA_ARGS__                                           \
    }
    const struct conflict_row rows[] = {
        ROW("name", member_name, t.name, m->name),
        ROW("side", member_side, label_of(side, str_of(body_side_word(t.side))),
            label_of(side, v->side)),
        ROW("position", member_position, t.position, m->position),
        ROW("sex", member_sex, label_of(sex, str_of(body_sex_word(t.sex))), label_of(sex, v->sex)),
        ROW("minority", trait_minority, yes_no(rq, t.minority), yes_no(rq, m->minority)),
        ROW("disability", trait_disability, yes_no(rq, t.disability), yes_no(rq, m->disability)),
        ROW("social_group", trait_social_group, yes_no(rq, t.social_group),
            yes_no(rq, m->social_group)),
        ROW("consent", member_consent, yes_no(rq, t.consent), yes_no(rq, m->consent)),
        ROW("from", member_from, day_iso(a, t.from), v->from),
        ROW("person_id", member_account, label_of(accounts, id_text(rq, t.person_id)),
            label_of(accounts, id_text(rq, m->person_id))),
        ROW("order_number", member_order_number, t.order_number, m->order_number),
        ROW("order_day", member_order_day, day_iso(a, t.order_day), v->order_day),
    };
#undef ROW
    return req_conflict(
        rq,
        &(struct conflict){
            .title = str_fmt(a, "%.*s: %.*s", STR_F(body_name(&v->body, rq->lang)), STR_F(t.name)),
            .path = body_path(a, rq->scope.code, v->body.id),
            .version = t.version,
            .n = sizeof rows / sizeof rows[0],
            .rows = rows});
}

static enum err save(struct request *rq, struct body_member_page *v)
{
    int64_t id;
    enum err e = body_member_save(rq->db, rq->arena, &rq->actor, &v->m, &rq->faults, &id);

    if (e == ERR_CONFLICT && rq->faults.n == 0 && v->m.id)
        return conflict_answer(rq, v);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return form_answer(rq, e == ERR_INVALID ? 422 : 409, v);
    TRY(e);
    return body_done(rq, v->body.id, MSG_body_member_saved);
}

enum err body_member_new_post(struct request *rq)
{
    struct body_member_page v = {.m = {.to = DAY_NONE}};

    TRY(body_of_request(rq, &v.body));
    read_member(rq, &v);
    TRY(read_account(rq, &v));
    return save(rq, &v);
}

enum err body_member_edit_post(struct request *rq)
{
    struct body_member_page v = {0};

    TRY(body_of_request(rq, &v.body));
    TRY(member_of_request(rq, &v.body, &v.m));
    read_member(rq, &v);
    TRY(read_account(rq, &v));
    if (str_to_i64(req_field(rq, "version"), &v.m.version) != OK)
        v.m.version = 0;
    return save(rq, &v);
}

static enum err ending_answer(struct request *rq, int status, struct body_ending_page *v)
{
    v->heading = msg_text(rq->arena, rq->lang, MSG_body_member_end_title, ARG_S("name", v->m.name));
    v->action =
        str_fmt(rq->arena, "%.*s/members/%lld/end",
                STR_F(body_path(rq->arena, rq->scope.code, v->body.id)), (long long)v->m.id);
    return req_page(rq, status, &(struct page){.title = v->heading, .section = "bodies"},
                    VIEW(body_ending_form), v);
}

enum err body_member_end_get(struct request *rq)
{
    struct body_ending_page v = {.day = day_iso(rq->arena, clock_today())};

    TRY(body_of_request(rq, &v.body));
    TRY(member_of_request(rq, &v.body, &v.m));
    return ending_answer(rq, 200, &v);
}

enum err body_member_end_post(struct request *rq)
{
    struct body_ending_page v = {.day = req_field(rq, "to")};
    struct body_ending end = {.last_day = DAY_NONE};

    TRY(body_of_request(rq, &v.body));
    TRY(member_of_request(rq, &v.body, &v.m));
    end.body_id = v.body.id;
    end.id = v.m.id;
    if (str_to_i64(req_field(rq, "version"), &end.version) != OK)
        end.version = 0;
    req_field_day(rq, "to", false, &end.last_day);
    enum err e = body_member_end(rq->db, rq->arena, &rq->actor, &end, &rq->faults);

    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return ending_answer(rq, e == ERR_INVALID ? 422 : 409, &v);
    TRY(e);
    return body_done(rq, v.body.id, MSG_body_member_ended);
}

/* The member of the query (member, side, sex, groups, from) in the place of the one on record:
 * asked by the page while the form is being filled in. */
enum err body_checklist_get(struct request *rq)
{
    struct body_member_page v = {.m = {.to = DAY_NONE, .from = clock_today()}};
    bool typed = req_query(rq, "side").p != NULL;

    TRY(body_of_request(rq, &v.body));
    v.body_name = body_name(&v.body, rq->lang);
    if (str_to_i64(req_query(rq, "member"), &v.m.id) != OK)
        v.m.id = 0;
    if (body_side_of(typed ? req_query(rq, "side") : STR(""), &v.m.side) != OK)
        v.m.side = BODY_SIDE_NONE;
    v.m.sex = body_sex_of(req_query(rq, "sex"));
    v.m.minority = req_query(rq, "minority").n > 0;
    v.m.disability = req_query(rq, "disability").n > 0;
    v.m.social_group = req_query(rq, "social_group").n > 0;
    if (req_query(rq, "from").n && day_parse(req_query(rq, "from"), &v.m.from) != OK)
        v.m.from = clock_today();
    TRY(body_checklist_with(rq->db, rq->arena, rq->lang, &v.body, typed ? &v.m : NULL, &v.list));
    return req_page(rq, 200,
                    &(struct page){.title = say(rq, MSG_body_checklist), .section = "bodies"},
                    VIEW(body_checklist_page), &v);
}
