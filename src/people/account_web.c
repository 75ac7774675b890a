/* One's own page: data, password, sessions, roles, ending an acting. Rules: account.c, session.c.
 */
#include "people/people_views.h"
#include "people/people_web.h"

static struct str number(struct arena *a, int64_t n)
{
    return n ? str_fmt(a, "%lld", (long long)n) : STR("");
}

static enum err residence_name(struct request *rq, int64_t id, struct str *out)
{
    struct place p;
    enum err e = id ? place_by_id(rq->db, rq->arena, id, &p) : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? place_name(&p, rq->lang) : STR("");
    return OK;
}

static void data_form(struct request *rq, struct me_page *v, struct choices choices)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 7);
    bool again = rq->method == POST && req_has(rq, "version");
    size_t n = 0;
    struct choice *langs = arena_array(a, struct choice, LANG_COUNT);

    for (int lang = 0; lang < LANG_COUNT; lang++)
        langs[lang] = (struct choice){lang_code((enum lang)lang),
                                      msg_text(a, (enum lang)lang, MSG_people_lang_self)};
    fields[n++] = field_person_name(rq, again ? req_field(rq, "name") : v->person.name);
    fields[n++] = (struct field){.name = STR("lang"),
                                 .label = msg_text(a, rq->lang, MSG_people_lang),
                                 .value = again ? req_field(rq, "lang") : lang_code(v->person.lang),
                                 .choices = {langs, LANG_COUNT},
                                 .required = true};
    fields[n++] = field_residence(rq, again ? req_field(rq, "residence") : v->residence);
    if (choices.n)
        fields[n++] = field_residence_choice(rq, choices);
    fields[n++] =
        field_year(rq, again ? req_field(rq, "birth_year") : number(a, v->person.birth_year));
    if (people_settings()->document_key.n)
        fields[n++] = (struct field){.name = STR("document"),
                                     .label = msg_text(a, rq->lang, MSG_people_document),
                                     .hint = msg_text(a, rq->lang, MSG_people_document_hint),
                                     .value = again ? req_field(rq, "document") : STR(""),
                                     .max_chars = 40};
    v->data = (struct simple_form){.title = msg_text(a, rq->lang, MSG_people_my_data),
                                   .lead = STR(""),
                                   .action = STR("/me"),
                                   .button = msg_text(a, rq->lang, MSG_common_save),
                                   .fields = {fields, n},
                                   .version = number(a, v->person.version)};
}

static void password_form(struct request *rq, struct me_page *v)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 3);

    fields[0] =
        field_secret(rq, "current", MSG_people_password_current, MSG_COUNT, "current-password");
    fields[1] = field_secret(rq, "password", MSG_people_password_new, MSG_people_password_hint,
                             "new-password");
    fields[2] =
        field_secret(rq, "password_again", MSG_people_password_again, MSG_COUNT, "new-password");
    v->password = (struct simple_form){.title = msg_text(a, rq->lang, MSG_people_password_change),
                                       .lead = STR(""),
                                       .action = STR("/me/password"),
                                       .button = msg_text(a, rq->lang, MSG_people_password_change),
                                       .fields = {fields, 3},
                                       .version = STR("")};
}

static enum err me_page(struct request *rq, int status, struct choices choices)
{
    struct me_page v = {.acting_name = rq->viewer.acting_for ? rq->viewer.acting_name : STR("")};
    struct session_rows_rows rows;
    struct arena *a = rq->arena;

    TRY(people_by_id(rq->db, a, rq->viewer.person_id, &v.person));
    TRY(residence_name(rq, v.person.residence_id, &v.residence));
    TRY(people_roles(rq->db, a, v.person.id, &v.roles));
    TRY(session_rows(rq->db, a, &(struct session_rows_in){v.person.id}, &rows));
    struct session_line *lines = arena_array(a, struct session_line, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        lines[i] = (struct session_line){rows.v[i], rows.v[i].id == session_number(rq)};
    v.sessions = (struct session_lines){lines, rows.n};
    v.may_desk = (rq->viewer.caps_anywhere & CAP_BIT(CAP_DESK)) != 0;
    data_form(rq, &v, choices);
    password_form(rq, &v);
    return req_page(rq, status, &(struct page){.title = msg_text(a, rq->lang, MSG_people_me)},
                    VIEW(me_page), &v);
}

static enum err me_get(struct request *rq)
{
    return me_page(rq, 200, (struct choices){0});
}

/* While acting for somebody one's own account is not to be changed: the log would tell it of them.
 */
static enum err not_while_acting(struct request *rq)
{
    return rq->viewer.acting_for ? ERR_FORBIDDEN : OK;
}

static enum err me_conflict(struct request *rq)
{
    struct person p;
    struct str residence;
    struct arena *a = rq->arena;

    TRY(people_by_id(rq->db, a, rq->viewer.person_id, &p));
    TRY(residence_name(rq, p.residence_id, &residence));
    const struct conflict_row rows[] = {
        {STR("name"), msg_text(a, rq->lang, MSG_people_name), p.name},
        {STR("lang"), msg_text(a, rq->lang, MSG_people_lang), lang_code(p.lang)},
        {STR("residence"), msg_text(a, rq->lang, MSG_people_residence), residence},
        {STR("birth_year"), msg_text(a, rq->lang, MSG_people_birth_year), number(a, p.birth_year)},
    };
    return req_conflict(rq, &(struct conflict){.title = msg_text(a, rq->lang, MSG_people_my_data),
                                               .path = STR("/me"),
                                               .version = p.version,
                                               .n = sizeof rows / sizeof rows[0],
                                               .rows = rows});
}

static enum err me_post(struct request *rq)
{
    struct account_change c = {.name = req_field(rq, "name"),
                               .document = req_field(rq, "document")};
    struct str typed = req_field(rq, "residence"), was;
    struct choices choices = {0};
    struct person p;

    TRY(not_while_acting(rq));
    TRY(people_by_id(rq->db, rq->arena, rq->viewer.person_id, &p));
    TRY(residence_name(rq, p.residence_id, &was));
    req_field_i64(rq, "version", 1, INT64_MAX, &c.version);
    if (lang_of_code(req_field(rq, "lang"), &c.lang) != OK)
        fault_add(&rq->faults, STR("lang"), MSG_common_fault_not_choice);
    /* The name of one's own village, shown in the form, may be that of twenty others: unchanged
     * means the same. */
    if (str_eq(typed, was) && !req_field(rq, "residence_code").n)
        c.residence_id = p.residence_id;
    else
        TRY(form_residence(rq, &c.residence_id, &choices));
    form_year(rq, &c.birth_year);
    if (rq->faults.n)
        return me_page(rq, 422, choices);
    enum err e = account_update(rq->db, rq->arena, &rq->actor, p.id, &c, &rq->faults);
    if (e == ERR_INVALID)
        return me_page(rq, 422, choices);
    if (e == ERR_CONFLICT)
        return me_conflict(rq);
    TRY(e);
    return req_redirect_saying(rq, STR("/me"), MSG_common_saved);
}

struct changing {
    bool right;
    struct str was, hash;
};

static enum err password_prepare(struct request *rq)
{
    struct changing *x = arena_new(rq->arena, struct changing);
    struct person_by_id_row p;

    rq->prepared = x;
    TRY(person_by_id(rq->db, rq->arena, &(struct person_by_id_in){rq->viewer.person_id}, &p));
    x->was = p.password_hash;
    x->right = people_password_matches(rq->arena, x->was, req_secret(rq, "current"));
    if (!x->right) {
        fault_add(&rq->faults, STR("current"), MSG_people_fault_current);
        return OK;
    }
    return form_new_password(rq, p.name, p.email.p ? p.email : p.phone, &x->hash);
}

static enum err password_post(struct request *rq)
{
    const struct changing *x = rq->prepared;
    struct person_by_id_row p;
    struct str token;

    TRY(not_while_acting(rq));
    if (rq->faults.n)
        return me_page(rq, 422, (struct choices){0});
    TRY(person_by_id(rq->db, rq->arena, &(struct person_by_id_in){rq->viewer.person_id}, &p));
    if (!str_eq(p.password_hash, x->was))
        return ERR_CONFLICT;
    TRY(people_password_set(rq->db, rq->arena, &rq->actor, p.id, x->hash));
    TRY(session_start(rq->db, rq->arena, p.id, form_device(rq), &token));
    req_sign_in(rq, token, people_settings()->session_max_days * 86400);
    return req_redirect_saying(rq, STR("/me"), MSG_people_password_changed);
}

static enum err session_end_post(struct request *rq)
{
    int64_t id, n;

    TRY(req_path_id(rq, "id", &id));
    TRY(session_delete(rq->db, rq->arena, &(struct session_delete_in){id, rq->viewer.person_id},
                       &n));
    return n ? req_redirect_saying(rq, STR("/me"), MSG_people_session_ended) : ERR_NOT_FOUND;
}

static enum err sessions_end_post(struct request *rq)
{
    int64_t n;

    TRY(session_delete_all(
        rq->db, rq->arena,
        &(struct session_delete_all_in){rq->viewer.person_id, session_number(rq)}, &n));
    return req_redirect_saying(rq, STR("/me"), MSG_people_sessions_ended);
}

static enum err acting_end_post(struct request *rq)
{
    TRY(verify_act_end(rq->db, rq->arena, session_number(rq)));
    return req_redirect_saying(rq, STR("/me"), MSG_people_acting_ended);
}

const struct route people_account_routes[] = {
    {GET, "/me", me_get, .need = CAP_SIGNED_IN,
     .doc = "one's own page: data, password, sessions, roles"},
    {POST, "/me", me_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN,
     .doc = "change one's own data"},
    {POST, "/me/password", password_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN,
     .rate = RATE_LOGIN, .prepare = password_prepare, .doc = "change one's password"},
    {POST, "/me/sessions/:id/end", session_end_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN,
     .doc = "end one session"},
    {POST, "/me/sessions/end", sessions_end_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN,
     .doc = "sign out everywhere else"},
    {POST, "/me/acting/end", acting_end_post, .need = CAP_SIGNED_IN, .csrf = CSRF_TOKEN,
     .doc = "stop acting for somebody"},
    {0},
};
