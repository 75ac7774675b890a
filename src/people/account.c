/* Registering, confirming, a new password, one's own data. See people_inside.h. */
#include "audit/audit.h"
#include "people/people_inside.h"
#include "place/place.h"

static enum err send(struct db *db, struct arena *a, struct str to, enum lang lang,
                     enum msg subject, struct str body)
{
    const struct people_settings *s = people_settings();

    if (!s->send_mail)
        return OK;
    return s->send_mail(
        db, a,
        &(struct people_mail){
            .to = to, .lang = lang, .subject = msg_text(a, lang, subject), .body = body});
}

static struct str grouped(struct arena *a, struct str code)
{
    return str_fmt(a, "%.*s %.*s", STR_F(str_sub(code, 0, 4)), STR_F(str_sub(code, 4, 4)));
}

/* A link by mail; nothing where the person had enough of them this hour. */
static enum err mail_link(struct db *db, struct arena *a, const struct person_by_contact_row *p,
                          enum token_kind kind, struct str link_base)
{
    struct token_made made;
    enum lang lang = person_lang(p->lang);
    enum err e = token_make(db, a, p->id, kind, p->email, &made);
    bool reset = kind == TOKEN_RESET;

    if (e == ERR_TOO_MANY)
        return OK;
    TRY(e);
    struct str body = msg_text(
        a, lang, reset ? MSG_people_mail_reset : MSG_people_mail_confirm, ARG_S("name", p->name),
        ARG_S("link", str_cat(a, link_base, made.link_token)), ARG_S("code", grouped(a, made.code)),
        ARG_N("hours", reset ? people_settings()->reset_hours : people_settings()->confirm_hours));
    return send(db, a, p->email, lang,
                reset ? MSG_people_mail_reset_subject : MSG_people_mail_confirm_subject, body);
}

/* Somebody registers an address that has an account: its owner is told, the page says the same as
 * always. */
static enum err mail_known(struct db *db, struct arena *a, const struct person_by_contact_row *p,
                           struct str link_base)
{
    return mail_link(db, a, p, TOKEN_RESET, link_base);
}

static enum err insert_new(struct db *db, struct arena *a, const struct registration *r,
                           struct str name, struct str contact, bool email)
{
    struct person_insert_row row;

    TRY(person_insert(db, a,
                      &(struct person_insert_in){
                          .name = name,
                          .name_key = name_key(a, name),
                          .email = email ? contact : STR_NONE,
                          .phone = email ? STR_NONE : contact,
                          .lang = lang_code(r->lang),
                          .birth_year = r->birth_year ? SOME(r->birth_year) : NONE_I64,
                          .residence_id = r->residence_id ? SOME(r->residence_id) : NONE_I64,
                          .verification = verification_name(VERIFIED_NONE),
                          .created_at = clock_now()},
                      &row));
    struct person made = {.name = name,
                          .email = email ? contact : STR_NONE,
                          .phone = email ? STR_NONE : contact,
                          .birth_year = r->birth_year,
                          .residence_id = r->residence_id};
    return audit_append(db, a, &(struct actor){0},
                        &(struct audit_entry){.action = STR("person.register"),
                                              .subject = STR("person"),
                                              .subject_id = row.id,
                                              .personal = person_json(a, &made)});
}

enum err account_register(struct db *db, struct arena *a, const struct registration *r,
                          struct faults *f)
{
    struct person_by_contact_row p;
    struct place residence;
    struct str contact = STR("");
    struct str name = name_checked(a, r->name, f);
    enum contact_kind kind = contact_normal(a, r->contact, &contact);
    int now = day_to_civil(clock_today()).year;

    if (kind == CONTACT_NONE)
        fault_add(f, STR("contact"),
                  r->contact.n ? MSG_people_fault_contact : MSG_common_fault_required);
    if (r->birth_year && (r->birth_year < now - 125 || r->birth_year > now))
        fault_add(f, STR("birth_year"), MSG_people_fault_year);
    enum err e = r->residence_id ? place_municipality_of(db, a, r->residence_id, &residence) : OK;
    if (e == ERR_NOT_FOUND)
        fault_add(f, STR("residence"), MSG_people_fault_residence);
    else
        TRY(e);
    TRY(faults_err(f));
    e = person_by_contact(db, a, &(struct person_by_contact_in){contact}, &p);
    if (e == ERR_NOT_FOUND) {
        TRY(insert_new(db, a, r, name, contact, kind == CONTACT_EMAIL));
        TRY(person_by_contact(db, a, &(struct person_by_contact_in){contact}, &p));
    } else {
        TRY(e);
    }
    if (kind != CONTACT_EMAIL)
        return OK; /* an officer's slip confirms a telephone: no gateway for messages ships */
    return p.password_hash.n ? mail_known(db, a, &p, r->link_base)
                             : mail_link(db, a, &p, TOKEN_CONFIRM, r->link_base);
}

enum err account_forgot(struct db *db, struct arena *a, struct str contact, struct str link_base)
{
    struct person_by_contact_row p;
    struct str normal;

    if (contact_normal(a, contact, &normal) != CONTACT_EMAIL)
        return OK;
    enum err e = person_by_contact(db, a, &(struct person_by_contact_in){normal}, &p);
    if (e == ERR_NOT_FOUND || (e == OK && !str_eq(p.state, STR("active"))))
        return OK;
    TRY(e);
    return mail_link(db, a, &p, p.password_hash.n ? TOKEN_RESET : TOKEN_CONFIRM, link_base);
}

enum err account_enter(struct db *db, struct arena *a, const struct token_found *t, struct str hash)
{
    struct person p;
    int64_t n, now = clock_now();

    TRY(people_by_id(db, a, t->person_id, &p));
    if (p.blocked)
        return ERR_NOT_FOUND;
    TRY(token_use(db, a, &(struct token_use_in){t->id, now}, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(token_void(db, a, &(struct token_void_in){t->person_id, now}, &n));
    TRY(person_set_password(db, a, &(struct person_set_password_in){t->person_id, hash}, &n));
    TRY(session_delete_all(db, a, &(struct session_delete_all_in){t->person_id, 0}, &n));
    TRY(attempt_clear(db, a, &(struct attempt_clear_in){secret_hash(a, t->contact), now - 86400},
                      &n));
    if (p.verification == VERIFIED_NONE)
        TRY(person_set_verification(db, a,
                                    &(struct person_set_verification_in){
                                        t->person_id, verification_name(VERIFIED_CONTACT), 0, now},
                                    &n));
    const struct actor themself = {.person_id = t->person_id};
    return audit_append(db, a, &themself,
                        &(struct audit_entry){.action = p.can_sign_in ? STR("person.password")
                                                                      : STR("person.confirm"),
                                              .subject = STR("person"),
                                              .subject_id = t->person_id});
}

enum err account_update(struct db *db, struct arena *a, const struct actor *who, int64_t person_id,
                        const struct account_change *c, struct faults *f)
{
    struct person was, is;
    struct place residence;
    struct str name = name_checked(a, c->name, f);
    int now = day_to_civil(clock_today()).year;
    bool matched;
    int64_t n;

    TRY(people_by_id(db, a, person_id, &was));
    if (c->birth_year && (c->birth_year < now - 125 || c->birth_year > now))
        fault_add(f, STR("birth_year"), MSG_people_fault_year);
    enum err e = c->residence_id ? place_municipality_of(db, a, c->residence_id, &residence) : OK;
    if (e == ERR_NOT_FOUND)
        fault_add(f, STR("residence"), MSG_people_fault_residence);
    else
        TRY(e);
    TRY(faults_err(f));
    TRY(person_update(db, a,
                      &(struct person_update_in){
                          .id = person_id,
                          .version = c->version,
                          .name = name,
                          .name_key = name_key(a, name),
                          .lang = lang_code(c->lang),
                          .birth_year = c->birth_year ? SOME(c->birth_year) : NONE_I64,
                          .residence_id = c->residence_id ? SOME(c->residence_id) : NONE_I64},
                      &n));
    if (n == 0)
        return ERR_CONFLICT;
    /* What an officer or the list confirmed was this name at this place: another one has to be
     * confirmed anew. */
    bool other = was.residence_id != c->residence_id ||
                 !str_eq(name_key(a, was.name), name_key(a, name)) ||
                 was.birth_year != c->birth_year;
    if (other && was.verification > VERIFIED_CONTACT)
        TRY(person_set_verification(
            db, a,
            &(struct person_set_verification_in){
                person_id, verification_name(was.can_sign_in ? VERIFIED_CONTACT : VERIFIED_NONE), 0,
                clock_now()},
            &n));
    is = was;
    is.name = name;
    is.birth_year = c->birth_year;
    is.residence_id = c->residence_id;
    TRY(audit_append(
        db, a, who,
        &(struct audit_entry){.action = STR("person.edit"),
                              .subject = STR("person"),
                              .subject_id = person_id,
                              .personal = str_fmt(a, "{\"before\":%.*s,\"after\":%.*s}",
                                                  STR_F(person_json(a, &was)),
                                                  STR_F(person_json(a, &is)))}));
    return residents_match(db, a, who, person_id, c->document, &matched);
}
