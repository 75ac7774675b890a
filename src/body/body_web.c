/* Pages of bodies: the list, one body, its form, approving and dissolving by order. Rules: body.h.
 */
#include "body/body_web.h"

#include "body/body_inside.h"
#include "body/body_views.h"

struct str body_state_text(const struct out *o, struct str state)
{
    return state_name(o->arena, o->lang, &body_states, state);
}

struct str body_order_text(const struct out *o, const struct body_order *order)
{
    struct str day = text_date(o->arena, o->lang, order->day);

    if (order->title.n == 0)
        return msg_text(o->arena, o->lang, MSG_body_order_says_short,
                        ARG_S("number", order->number), ARG_S("day", day));
    return msg_text(o->arena, o->lang, MSG_body_order_says, ARG_S("title", order->title),
                    ARG_S("number", order->number), ARG_S("day", day));
}

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static struct str word_of(struct request *rq, const char *prefix, const char *word)
{
    enum msg key;

    return msg_find(str_fmt(rq->arena, "%s%s", prefix, word), &key) ? say(rq, key) : STR("");
}

struct choices body_word_choices(struct request *rq, const char *prefix, const char *const *words,
                                 size_t n)
{
    struct choice *v = arena_array(rq->arena, struct choice, n);

    for (size_t i = 0; i < n; i++)
        v[i] = (struct choice){str_of(words[i]), word_of(rq, prefix, words[i])};
    return (struct choices){v, n};
}

enum err body_of_request(struct request *rq, struct body *out)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return body_find(rq->db, rq->arena, rq->scope.id, id, out);
}

enum err body_done(struct request *rq, int64_t id, enum msg flash)
{
    return req_redirect_saying(rq, body_path(rq->arena, rq->scope.code, id), flash);
}

/* -- the list -- */

enum err body_list_get(struct request *rq)
{
    struct body_list_page v = {.place_name = rq->scope.name,
                               .with_dissolved = req_query(rq, "dissolved").n > 0};
    struct body_kind_group *groups =
        arena_array(rq->arena, struct body_kind_group, 2 * BODY_KIND_COUNT);
    struct bodies all;

    TRY(body_list(rq->db, rq->arena, rq->scope.id, v.with_dissolved, rq->lang, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct body *b = &all.v[i];
        bool fresh = i == 0 || b->kind != all.v[i - 1].kind ||
                     (b->ended == DAY_NONE) != (all.v[i - 1].ended == DAY_NONE);

        if (fresh)
            groups[v.groups.n++] =
                (struct body_kind_group){word_of(rq, "body_kind_", body_kind_word(b->kind)), b, 0};
        groups[v.groups.n - 1].n++;
    }
    v.groups.v = groups;
    return req_page(rq, 200,
                    &(struct page){.title = say(rq, MSG_body_list_title),
                                   .description = say(rq, MSG_body_list_lead),
                                   .section = "bodies",
                                   .wide = true},
                    VIEW(body_list), &v);
}

/* -- one body -- */

static struct str term_of(struct request *rq, const struct body_member *m)
{
    if (m->to == DAY_NONE)
        return msg_text(rq->arena, rq->lang, MSG_body_member_since,
                        ARG_S("day", text_date(rq->arena, rq->lang, m->from)));
    return msg_text(rq->arena, rq->lang, MSG_body_member_span,
                    ARG_S("from", text_date_short(rq->arena, rq->lang, m->from)),
                    ARG_S("to", text_date_short(rq->arena, rq->lang, m->to)));
}

static void count_member(struct body_page *v, const struct body_member *m)
{
    v->women += m->sex == COMP_SEX_FEMALE;
    v->men += m->sex == COMP_SEX_MALE;
    v->unknown += m->sex == COMP_SEX_UNKNOWN;
    v->minority += m->minority;
    v->disability += m->disability;
    v->social_group += m->social_group;
}

static enum err read_seats(struct request *rq, struct body_page *v)
{
    struct body_members all;
    day_t today = clock_today();

    TRY(body_members_of(rq->db, rq->arena, v->body.id, true, &all));
    struct body_seat *now = arena_array(rq->arena, struct body_seat, all.n);
    struct body_seat *past = arena_array(rq->arena, struct body_seat, all.n);

    for (size_t i = 0; i < all.n; i++) {
        const struct body_member *m = &all.v[i];
        bool ended = m->to != DAY_NONE && m->to < today;
        struct body_seat seat = {
            .m = m,
            .name = v->officer || body_member_public(m) ? m->name : STR(""),
            .side = word_of(rq, "body_side_one_", body_side_word(m->side)),
            .term = term_of(rq, m),
        };

        if (ended)
            past[v->past.n++] = seat;
        else
            now[v->seats.n++] = seat;
        if (!ended && m->from <= today)
            count_member(v, m);
    }
    v->seats.v = now;
    v->past.v = past;
    return OK;
}

enum err body_show_get(struct request *rq)
{
    struct body_page v = {.officer = req_may(rq, CAP_REGISTER)};

    TRY(body_of_request(rq, &v.body));
    v.name = body_name(&v.body, rq->lang);
    v.purpose = body_purpose(&v.body, rq->lang);
    v.kind = word_of(rq, "body_kind_", body_kind_word(v.body.kind));
    TRY(read_seats(rq, &v));
    if (v.body.ended == DAY_NONE)
        TRY(body_checklist_of(rq->db, rq->arena, rq->lang, &v.body, clock_today(), &v.list));
    TRY(body_approvals_of(rq->db, rq->arena, v.body.id, &v.approvals));
    TRY(document_of(rq->db, rq->arena, STR("body"), v.body.id, !v.officer, &v.documents));
    return req_page(rq, 200, &(struct page){.title = v.name, .section = "bodies", .wide = true},
                    VIEW(body), &v);
}

/* -- the form -- */

static enum err form_answer(struct request *rq, int status, struct body_form_page *v, int64_t id)
{
    const char *kinds[BODY_KIND_COUNT];

    for (int k = 0; k < BODY_KIND_COUNT; k++)
        kinds[k] = body_kind_word((enum body_kind)k);
    v->is_new = id == 0;
    v->kinds = body_word_choices(rq, "body_kind_", kinds, BODY_KIND_COUNT);
    v->action = id == 0 ? str_fmt(rq->arena, "/%.*s/bodies", STR_F(rq->scope.code))
                        : body_path(rq->arena, rq->scope.code, id);
    if (v->heading.n == 0)
        v->heading = say(rq, MSG_body_new);
    return req_page(rq, status, &(struct page){.title = v->heading, .section = "bodies"},
                    VIEW(body_form), v);
}

static struct str edit_heading(struct request *rq, const struct body *b)
{
    return msg_text(rq->arena, rq->lang, MSG_body_edit_title,
                    ARG_S("name", body_name(b, rq->lang)));
}

enum err body_new_get(struct request *rq)
{
    struct body_form_page v = {.kind = STR(""), .day = STR("")};
    struct str kind = req_query(rq, "kind");

    if (kind.p)
        v.kind = kind;
    return form_answer(rq, 200, &v, 0);
}

enum err body_edit_get(struct request *rq)
{
    struct body_form_page v = {0};
    struct body b;

    TRY(body_of_request(rq, &b));
    v.heading = edit_heading(rq, &b);
    v.version = b.version;
    v.n.created = b.created;
    v.day = day_iso(rq->arena, b.created.day);
    for (int l = 0; l < LANG_COUNT; l++) {
        v.n.name[l] = b.name[l];
        v.n.purpose[l] = b.purpose[l];
    }
    return form_answer(rq, 200, &v, b.id);
}

static void read_form(struct request *rq, struct body_form_page *v)
{
    v->n.name[LANG_KY] = req_field(rq, "name_ky");
    v->n.name[LANG_RU] = req_field(rq, "name_ru");
    v->n.name[LANG_EN] = req_field(rq, "name_en");
    v->n.purpose[LANG_KY] = req_field(rq, "purpose_ky");
    v->n.purpose[LANG_RU] = req_field(rq, "purpose_ru");
    v->n.purpose[LANG_EN] = req_field(rq, "purpose_en");
    v->n.created = (struct body_order){req_field(rq, "created_title"),
                                       req_field(rq, "created_number"), DAY_NONE};
    v->day = req_field(rq, "created_day");
    req_field_day(rq, "created_day", false, &v->n.created.day);
    if (str_to_i64(req_field(rq, "version"), &v->version) != OK)
        v->version = 0;
    v->n.version = v->version;
}

static enum err conflict_answer(struct request *rq, int64_t id)
{
    struct body b;

    TRY(body_find(rq->db, rq->arena, rq->scope.id, id, &b));
    const struct conflict_row rows[] = {
        {STR("name_ky"), say(rq, MSG_body_name_ky), b.name[LANG_KY]},
        {STR("name_ru"), say(rq, MSG_body_name_ru), b.name[LANG_RU]},
        {STR("name_en"), say(rq, MSG_body_name_en), b.name[LANG_EN]},
        {STR("purpose_ky"), say(rq, MSG_body_purpose_ky), b.purpose[LANG_KY]},
        {STR("purpose_ru"), say(rq, MSG_body_purpose_ru), b.purpose[LANG_RU]},
        {STR("purpose_en"), say(rq, MSG_body_purpose_en), b.purpose[LANG_EN]},
        {STR("created_title"), say(rq, MSG_body_order_title), b.created.title},
        {STR("created_number"), say(rq, MSG_body_order_number), b.created.number},
        {STR("created_day"), say(rq, MSG_body_order_day), day_iso(rq->arena, b.created.day)},
    };

    return req_conflict(rq, &(struct conflict){.title = body_name(&b, rq->lang),
                                               .path = body_path(rq->arena, rq->scope.code, id),
                                               .version = b.version,
                                               .n = sizeof rows / sizeof *rows,
                                               .rows = rows});
}

enum err body_new_post(struct request *rq)
{
    struct body_form_page v = {.kind = req_field(rq, "kind")};
    int64_t saved;

    read_form(rq, &v);
    if (body_kind_of(v.kind, &v.n.kind) != OK)
        fault_add(&rq->faults, STR("kind"), MSG_common_fault_not_choice);
    enum err e = body_save(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &saved);

    if (e == ERR_INVALID)
        return form_answer(rq, 422, &v, 0);
    TRY(e);
    return body_done(rq, saved, MSG_body_saved);
}

enum err body_edit_post(struct request *rq)
{
    struct body_form_page v = {0};
    int64_t saved;
    struct body b;

    TRY(body_of_request(rq, &b));
    v.heading = edit_heading(rq, &b);
    v.n.id = b.id;
    read_form(rq, &v);
    enum err e = body_save(rq->db, rq->arena, &rq->actor, &v.n, &rq->faults, &saved);

    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return conflict_answer(rq, b.id);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return form_answer(rq, e == ERR_INVALID ? 422 : 409, &v, b.id);
    TRY(e);
    return body_done(rq, saved, MSG_body_saved);
}

/* -- orders -- */

static enum err order_answer(struct request *rq, int status, const struct body *b, bool approving)
{
    struct body_order_page v = {.body = *b,
                                .approving = approving,
                                .order_title = STR(""),
                                .order_number = STR(""),
                                .order_day = STR("")};
    struct str name = body_name(b, rq->lang);

    v.heading = approving
                    ? msg_text(rq->arena, rq->lang, MSG_body_approve_title, ARG_S("name", name))
                    : msg_text(rq->arena, rq->lang, MSG_body_dissolve_title, ARG_S("name", name));
    v.button = say(rq, approving ? MSG_body_approve : MSG_body_dissolve);
    v.action = str_fmt(rq->arena, "%.*s/%s", STR_F(body_path(rq->arena, rq->scope.code, b->id)),
                       approving ? "approve" : "dissolve");
    if (approving)
        TRY(body_checklist_of(rq->db, rq->arena, rq->lang, b, clock_today(), &v.list));
    v.lead = !approving  ? say(rq, MSG_body_dissolve_says)
             : v.list.ok ? STR("")
                         : say(rq, MSG_body_approve_not_yet);
    if (status != 200) {
        v.order_title = req_field(rq, "order_title");
        v.order_number = req_field(rq, "order_number");
        v.order_day = req_field(rq, "order_day");
    }
    return req_page(rq, status, &(struct page){.title = v.heading, .section = "bodies"},
                    VIEW(body_order_form), &v);
}

static enum err order_get(struct request *rq, bool approving)
{
    struct body b;

    TRY(body_of_request(rq, &b));
    return order_answer(rq, 200, &b, approving);
}

/* The scan of the order, where one was chosen. */
static enum err attach_scan(struct request *rq, const struct body *b,
                            const struct body_order *order)
{
    struct req_file file = req_upload(rq, "scan");
    struct str title = order->title.n ? order->title : body_name(b, rq->lang);
    int64_t document;
    enum err e =
        document_add(rq->db, rq->arena, &rq->actor,
                     &(struct document_new){.owner_kind = STR("body"),
                                            .owner_id = b->id,
                                            .title = str_fmt(rq->arena, "%.*s № %.*s", STR_F(title),
                                                             STR_F(order->number)),
                                            .upload = {file.filename, file.bytes},
                                            .is_public = true,
                                            .kind = STR("order"),
                                            .field = STR("scan")},
                     &rq->faults, &document);

    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err order_post(struct request *rq, bool approving)
{
    struct body_step s = {
        .order = {req_field(rq, "order_title"), req_field(rq, "order_number"), DAY_NONE},
        .lang = rq->lang};
    struct body b;

    TRY(body_of_request(rq, &b));
    s.id = b.id;
    if (str_to_i64(req_field(rq, "version"), &s.version) != OK)
        s.version = 0;
    req_field_day(rq, "order_day", false, &s.order.day);
    enum err e = approving ? body_approve(rq->db, rq->arena, &rq->actor, &s, &rq->faults)
                           : body_dissolve(rq->db, rq->arena, &rq->actor, &s, &rq->faults);

    if (e == OK)
        e = attach_scan(rq, &b, &s.order);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return order_answer(rq, e == ERR_INVALID ? 422 : 409, &b, approving);
    TRY(e);
    return body_done(rq, b.id, approving ? MSG_body_approved : MSG_body_dissolved);
}

enum err body_approve_get(struct request *rq)
{
    return order_get(rq, true);
}

enum err body_approve_post(struct request *rq)
{
    return order_post(rq, true);
}

enum err body_dissolve_get(struct request *rq)
{
    return order_get(rq, false);
}

enum err body_dissolve_post(struct request *rq)
{
    return order_post(rq, false);
}
