/* Signing in and out, registering, links and codes. Rules: sign.c, account.c, token.c.
 *
 * A failed sign-in answers 200 with its form: an answer of 400 and more would roll back the count
 * of failures. */
#include "people/people_web.h"

#include "people/people_views.h"

/* -- signing in -- */

static void login_fields(struct arena *a, enum lang lang, struct str contact, struct sign_page *v)
{
    v->login = (struct field){.name = STR("login"),
                              .label = msg_text(a, lang, MSG_people_contact),
                              .value = contact,
                              .autocomplete = STR("username"),
                              .max_chars = CONTACT_CHARS_MAX,
                              .required = true};
    v->password = (struct field){.name = STR("password"),
                                 .label = msg_text(a, lang, MSG_people_password),
                                 .value = STR(""),
                                 .type = STR("password"),
                                 .autocomplete = STR("current-password"),
                                 .required = true};
}

void people_sign_in_form(struct out *o, const struct kept_form *kept)
{
    struct sign_page v = {.next = STR(""), .has_kept = kept != NULL};

    if (kept)
        v.kept = *kept;
    login_fields(o->arena, o->lang, STR(""), &v);
    sign_form_view(o, &v);
}

static enum err login_page(struct request *rq, int status)
{
    struct sign_page v = {.next =
                              rq->method == POST ? req_field(rq, "next") : req_query(rq, "next")};

    if (!v.next.p)
        v.next = STR("");
    v.has_kept = rq->method == POST && req_kept_form(rq, &v.kept);
    login_fields(rq->arena, rq->lang, rq->method == POST ? req_field(rq, "login") : STR(""), &v);
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_people_sign_in)},
                    VIEW(sign_page), &v);
}

static enum err login_get(struct request *rq)
{
    return rq->viewer.person_id ? req_redirect(rq, STR("/me")) : login_page(rq, 200);
}

static enum err login_prepare(struct request *rq)
{
    struct sign_in *s = arena_new(rq->arena, struct sign_in);

    rq->prepared = s;
    if (!req_field(rq, "login").n)
        fault_add(&rq->faults, STR("login"), MSG_common_fault_required);
    if (!req_secret(rq, "password").n)
        fault_add(&rq->faults, STR("password"), MSG_common_fault_required);
    if (rq->faults.n)
        return OK;
    return sign_prepare(rq->db, rq->arena, req_field(rq, "login"), req_secret(rq, "password"), s);
}

static enum err locked(struct request *rq, const struct sign_in *s)
{
    fault_add(&rq->faults, STR("password"), MSG_people_fault_locked,
              ARG_N("n", (s->wait + 59) / 60));
    req_header(rq, "Retry-After", str_fmt(rq->arena, "%lld", (long long)s->wait));
    return login_page(rq, 429);
}

/* Below the language, as redirects want it: "/ky/me" is "/me". */
static struct str without_language(struct str path)
{
    enum lang lang;

    if (path.n >= 3 && path.p[0] == '/' && (path.n == 3 || path.p[3] == '/') &&
        lang_of_code(str_sub(path, 1, 2), &lang) == OK)
        return path.n > 4 ? str_sub(path, 3, path.n) : STR("/");
    return path;
}

/* A path of this site that signing in leads to: what was asked for, the desk of those who have one,
 * one's own page. */
static enum err after_login(struct request *rq, int64_t person_id)
{
    struct str next = without_language(req_field(rq, "next"));
    struct viewer v = {.person_id = person_id};
    struct kept_form kept;

    if (req_kept_form(rq, &kept))
        return req_kept_page(rq, &kept);
    if (next.n > 1 && next.n < 500 && next.p[0] == '/' && next.p[1] != '/' &&
        req_redirect(rq, next) == OK)
        return OK;
    TRY(people_caps(rq->db, rq->arena, 0, &v));
    return req_redirect(rq, v.caps_anywhere & CAP_BIT(CAP_DESK) ? STR("/desk") : STR("/me"));
}

static enum err login_post(struct request *rq)
{
    struct sign_in *s = rq->prepared;
    struct str token;
    int64_t n;

    if (rq->faults.n)
        return login_page(rq, 422);
    if (s->wait > 0)
        return locked(rq, s);
    enum err e = sign_finish(rq->db, rq->arena, req_field(rq, "login"), form_device(rq), s, &token);
    if (e == ERR_TOO_MANY)
        return locked(rq, s);
    if (e == ERR_LOGIN) {
        fault_add(&rq->faults, STR("password"), MSG_people_fault_wrong);
        return login_page(rq, 200);
    }
    TRY(e);
    if (rq->viewer.person_id) /* a new sign-in never goes on in an old session */
        TRY(session_delete(rq->db, rq->arena,
                           &(struct session_delete_in){session_number(rq), rq->viewer.person_id},
                           &n));
    req_sign_in(rq, token, people_settings()->session_max_days * 86400);
    return after_login(rq, s->person_id);
}

static enum err logout_post(struct request *rq)
{
    int64_t n;

    if (rq->viewer.person_id)
        TRY(session_delete(rq->db, rq->arena,
                           &(struct session_delete_in){session_number(rq), rq->viewer.person_id},
                           &n));
    req_sign_out(rq);
    return req_redirect_saying(rq, STR("/"), MSG_people_signed_out);
}

/* -- registering -- */

static enum err register_page(struct request *rq, int status, struct choices choices)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 6);
    size_t n = 0;

    fields[n++] = field_person_name(rq, req_field(rq, "name"));
    fields[n++] = (struct field){.name = STR("contact"),
                                 .label = msg_text(a, rq->lang, MSG_people_contact),
                                 .hint = msg_text(a, rq->lang, MSG_people_contact_hint),
                                 .value = req_field(rq, "contact"),
                                 .autocomplete = STR("email"),
                                 .max_chars = CONTACT_CHARS_MAX,
                                 .required = true};
    fields[n++] = field_residence(rq, req_field(rq, "residence"));
    if (choices.n)
        fields[n++] = field_residence_choice(rq, choices);
    fields[n++] = field_year(rq, req_field(rq, "birth_year"));
    struct simple_form v = {.title = msg_text(a, rq->lang, MSG_people_register),
                            .lead = msg_text(a, rq->lang, MSG_people_register_lead),
                            .action = STR("/register"),
                            .button = msg_text(a, rq->lang, MSG_people_register_button),
                            .fields = {fields, n},
                            .version = STR("")};
    return req_page(rq, status, &(struct page){.title = v.title}, VIEW(form_page), &v);
}

static enum err register_get(struct request *rq)
{
    return register_page(rq, 200, (struct choices){0});
}

static struct str link_base(struct request *rq)
{
    return req_url(rq, str_fmt(rq->arena, "/%.*s/enter/", STR_F(lang_code(rq->lang))));
}

static enum err register_post(struct request *rq)
{
    struct registration r = {.name = req_field(rq, "name"),
                             .contact = req_field(rq, "contact"),
                             .lang = rq->lang,
                             .link_base = link_base(rq),
                             .address = rq->address};
    struct choices choices;

    TRY(form_residence(rq, &r.residence_id, &choices));
    form_year(rq, &r.birth_year);
    struct faults *f = &rq->faults;
    if (f->n) { /* the account's own rules are told in the same answer */
        struct str normal;
        (void)name_checked(rq->arena, r.name, f);
        if (contact_normal(rq->arena, r.contact, &normal) == CONTACT_NONE)
            fault_add(f, STR("contact"),
                      r.contact.n ? MSG_people_fault_contact : MSG_common_fault_required);
        return register_page(rq, 422, choices);
    }
    enum err e = account_register(rq->db, rq->arena, &r, f);
    if (e == ERR_INVALID)
        return register_page(rq, 422, choices);
    TRY(e);
    return req_redirect(rq, STR("/register/sent"));
}

static enum err sent_get(struct request *rq)
{
    return told(rq, 200, MSG_people_sent_title, MSG_people_sent, STR("/enter"),
                MSG_people_enter_code);
}

static enum err forgot_page(struct request *rq, int status)
{
    struct arena *a = rq->arena;
    struct field *field = arena_array(a, struct field, 1);

    *field = (struct field){.name = STR("contact"),
                            .label = msg_text(a, rq->lang, MSG_people_contact),
                            .value = req_field(rq, "contact"),
                            .autocomplete = STR("email"),
                            .max_chars = CONTACT_CHARS_MAX,
                            .required = true};
    struct simple_form v = {.title = msg_text(a, rq->lang, MSG_people_forgot),
                            .lead = msg_text(a, rq->lang, MSG_people_forgot_lead),
                            .action = STR("/reset"),
                            .button = msg_text(a, rq->lang, MSG_people_forgot_button),
                            .fields = {field, 1},
                            .version = STR("")};
    return req_page(rq, status, &(struct page){.title = v.title}, VIEW(form_page), &v);
}

static enum err forgot_get(struct request *rq)
{
    return forgot_page(rq, 200);
}

static enum err forgot_post(struct request *rq)
{
    struct str normal, contact = req_field(rq, "contact");

    if (contact_normal(rq->arena, contact, &normal) == CONTACT_NONE) {
        fault_add(&rq->faults, STR("contact"),
                  contact.n ? MSG_people_fault_contact : MSG_common_fault_required);
        return forgot_page(rq, 422);
    }
    TRY(account_forgot(rq->db, rq->arena, contact, link_base(rq)));
    return req_redirect(rq, STR("/reset/sent"));
}

static enum err forgot_sent_get(struct request *rq)
{
    return told(rq, 200, MSG_people_forgot_sent_title, MSG_people_forgot_sent, STR("/enter"),
                MSG_people_enter_code);
}

/* -- by link, by code -- */

struct entering {
    enum err found; /* of the link */
    struct token_found token;
    struct str hash;
};

/* `lead` of a link; absent: the form asks for the code and whose it is. */
static enum err enter_page(struct request *rq, int status, struct str action, struct str lead)
{
    struct arena *a = rq->arena;
    struct field *fields = arena_array(a, struct field, 4);
    bool with_code = !lead.p;
    size_t n = 0;

    if (with_code) {
        fields[n++] = (struct field){.name = STR("contact"),
                                     .label = msg_text(a, rq->lang, MSG_people_contact),
                                     .value = req_field(rq, "contact"),
                                     .autocomplete = STR("username"),
                                     .max_chars = CONTACT_CHARS_MAX,
                                     .required = true};
        fields[n++] = (struct field){.name = STR("code"),
                                     .label = msg_text(a, rq->lang, MSG_people_code),
                                     .hint = msg_text(a, rq->lang, MSG_people_code_hint),
                                     .value = req_field(rq, "code"),
                                     .inputmode = STR("numeric"),
                                     .autocomplete = STR("one-time-code"),
                                     .max_chars = 20,
                                     .required = true};
    }
    fields[n++] = field_secret(rq, "password", MSG_people_password_new, MSG_people_password_hint,
                               "new-password");
    fields[n++] =
        field_secret(rq, "password_again", MSG_people_password_again, MSG_COUNT, "new-password");
    struct simple_form v = {.title = msg_text(a, rq->lang, MSG_people_enter),
                            .lead = with_code ? msg_text(a, rq->lang, MSG_people_enter_code_lead)
                                              : lead,
                            .action = action,
                            .button = msg_text(a, rq->lang, MSG_people_enter_button),
                            .fields = {fields, n},
                            .version = STR("")};
    return req_page(rq, status, &(struct page){.title = v.title}, VIEW(form_page), &v);
}

static struct str link_action(struct request *rq)
{
    return str_cat(rq->arena, STR("/enter/"), req_param(rq, "token"));
}

/* Why a mailed link opens nothing: a mail program cut it, it did its work already, it is too old.
 */
static enum err link_dead(struct request *rq, enum err e, bool used)
{
    if (e != ERR_NOT_FOUND && e != ERR_GONE)
        return e;
    if (e == ERR_GONE && used)
        return told(rq, 410, MSG_people_link_used_title, MSG_people_link_used, STR("/login"),
                    MSG_people_sign_in);
    return told(rq, e == ERR_GONE ? 410 : 404, MSG_people_link_dead_title,
                e == ERR_GONE ? MSG_people_link_old : MSG_people_link_unknown, STR("/reset"),
                MSG_people_link_new);
}

/* The link of one account opened in a browser where another is signed in: said before anything
 * changes. */
static struct str link_lead(struct request *rq, const struct token_found *t)
{
    if (!rq->viewer.person_id || rq->viewer.person_id == t->person_id)
        return msg_text(rq->arena, rq->lang, MSG_people_enter_lead, ARG_S("contact", t->contact));
    return msg_text(rq->arena, rq->lang, MSG_people_enter_other, ARG_S("name", rq->viewer.name),
                    ARG_S("contact", t->contact));
}

static enum err link_get(struct request *rq)
{
    struct token_found t;
    enum err e = token_of_link(rq->db, rq->arena, req_param(rq, "token"), &t);

    if (e != OK)
        return link_dead(rq, e, e == ERR_GONE && t.used);
    return enter_page(rq, 200, link_action(rq), link_lead(rq, &t));
}

static enum err link_prepare(struct request *rq)
{
    struct entering *x = arena_new(rq->arena, struct entering);
    enum err e = token_of_link(rq->db, rq->arena, req_param(rq, "token"), &x->token);
    struct person p;

    rq->prepared = x;
    x->found = e;
    if (e == ERR_NOT_FOUND || e == ERR_GONE)
        return OK;
    TRY(e);
    TRY(people_by_id(rq->db, rq->arena, x->token.person_id, &p));
    return form_new_password(rq, p.name, x->token.contact, &x->hash);
}

/* The password is set; whoever chose it is signed in. */
static enum err entered(struct request *rq, const struct entering *x, const struct token_found *t)
{
    struct str token;

    TRY(account_enter(rq->db, rq->arena, t, x->hash));
    TRY(session_start(rq->db, rq->arena, t->person_id, form_device(rq), &token));
    req_sign_in(rq, token, people_settings()->session_max_days * 86400);
    return req_redirect_saying(rq, STR("/me"), MSG_people_entered);
}

static enum err link_post(struct request *rq)
{
    const struct entering *x = rq->prepared;

    if (x->found != OK)
        return link_dead(rq, x->found, x->found == ERR_GONE && x->token.used);
    if (rq->faults.n)
        return enter_page(rq, 422, link_action(rq), link_lead(rq, &x->token));
    enum err e = entered(rq, x, &x->token);
    return e == ERR_NOT_FOUND ? link_dead(rq, ERR_GONE, true) : e; /* another request was faster */
}

static enum err code_get(struct request *rq)
{
    return enter_page(rq, 200, STR("/enter"), STR_NONE);
}

static enum err code_prepare(struct request *rq)
{
    struct entering *x = arena_new(rq->arena, struct entering);

    rq->prepared = x;
    if (!req_field(rq, "code").n)
        fault_add(&rq->faults, STR("code"), MSG_common_fault_required);
    return form_new_password(rq, STR(""), req_field(rq, "contact"), &x->hash);
}

static enum err code_post(struct request *rq)
{
    struct token_found t;
    struct str contact;
    bool matched = false;

    if (!rq->faults.n &&
        contact_normal(rq->arena, req_field(rq, "contact"), &contact) == CONTACT_NONE)
        fault_add(&rq->faults, STR("contact"), MSG_people_fault_contact);
    if (rq->faults.n)
        return enter_page(rq, 422, STR("/enter"), STR_NONE);
    TRY(token_of_code(rq->db, rq->arena, contact, req_field(rq, "code"), &matched, &t));
    enum err e = matched ? entered(rq, rq->prepared, &t) : ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND)
        return e;
    fault_add(&rq->faults, STR("code"), MSG_people_fault_code);
    return enter_page(rq, 200, STR("/enter"), STR_NONE); /* 200: the wrong code is counted */
}

const struct route people_routes[] = {
    {GET, "/login", login_get, .need = CAP_PUBLIC, .doc = "form to sign in"},
    {POST, "/login", login_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .body_max = KEPT_BODY_MAX,
     .rate = RATE_LOGIN, .prepare = login_prepare, .doc = "sign in"},
    {POST, "/logout", logout_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .doc = "sign out"},
    {GET, "/register", register_get, .need = CAP_PUBLIC, .doc = "form to make an account"},
    {POST, "/register", register_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN,
     .doc = "make an account: a link is mailed"},
    {GET, "/register/sent", sent_get, .need = CAP_PUBLIC, .doc = "what happens next"},
    {GET, "/reset", forgot_get, .need = CAP_PUBLIC, .doc = "form to ask for a new password"},
    {POST, "/reset", forgot_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN,
     .doc = "ask for a new password: a link is mailed"},
    {GET, "/reset/sent", forgot_sent_get, .need = CAP_PUBLIC, .doc = "what happens next"},
    {GET, "/enter", code_get, .need = CAP_PUBLIC,
     .doc = "form for a code from a mail or from an officer's slip"},
    {POST, "/enter", code_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN,
     .prepare = code_prepare, .doc = "choose a password with a code"},
    {GET, "/enter/:token", link_get, .need = CAP_PUBLIC, .rate = RATE_LOGIN,
     .doc = "form behind a mailed link"},
    {POST, "/enter/:token", link_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN,
     .prepare = link_prepare, .doc = "choose a password with a mailed link"},
    {0},
};
