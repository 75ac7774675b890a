/* Reading and adding people. See people.h. */
#include "audit/audit.h"
#include "people/people_inside.h"
#include "place/place.h"

static const struct str verification_names[VERIFICATION_COUNT] = {
    [VERIFIED_NONE] = STR_INIT("none"),
    [VERIFIED_CONTACT] = STR_INIT("contact"),
    [VERIFIED_IN_PERSON] = STR_INIT("in_person"),
    [VERIFIED_LIST] = STR_INIT("list"),
};

struct str verification_name(enum verification v)
{
    return verification_names[v];
}

enum verification verification_stored(struct str name)
{
    for (int v = VERIFICATION_COUNT - 1; v > 0; v--)
        if (str_eq(name, verification_names[v]))
            return (enum verification)v;
    return VERIFIED_NONE;
}

struct str verification_title(struct arena *a, enum lang lang, enum verification v)
{
    static const enum msg titles[VERIFICATION_COUNT] = {
        [VERIFIED_NONE] = MSG_people_verified_none,
        [VERIFIED_CONTACT] = MSG_people_verified_contact,
        [VERIFIED_IN_PERSON] = MSG_people_verified_in_person,
        [VERIFIED_LIST] = MSG_people_verified_list,
    };
    return msg_text(a, lang, titles[v]);
}

enum lang person_lang(struct str code)
{
    enum lang lang = LANG_KY;
    return lang_of_code(code, &lang) == OK ? lang : LANG_KY;
}

enum err people_by_id(struct db *db, struct arena *a, int64_t id, struct person *out)
{
    struct person_by_id_row row;

    TRY(person_by_id(db, a, &(struct person_by_id_in){id}, &row));
    *out = PERSON_OF_ROW(&row);
    return OK;
}

enum err people_by_contact(struct db *db, struct arena *a, struct str contact, struct person *out)
{
    struct person_by_contact_row row;
    struct str normal;

    if (contact_normal(a, contact, &normal) == CONTACT_NONE)
        return ERR_NOT_FOUND;
    TRY(person_by_contact(db, a, &(struct person_by_contact_in){normal}, &row));
    *out = PERSON_OF_ROW(&row);
    return OK;
}

enum err people_name(struct db *db, struct arena *a, int64_t id, struct str *out)
{
    struct person_by_id_row row;
    enum err e = id ? person_by_id(db, a, &(struct person_by_id_in){id}, &row) : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? row.name : STR("");
    return OK;
}

struct str person_json(struct arena *a, const struct person *p)
{
    struct buf *b = buf_new(a, 8 * KIB);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "name", p->name);
    json_field_str(&j, "email", p->email);
    json_field_str(&j, "phone", p->phone);
    if (p->birth_year)
        json_field_i64(&j, "birth_year", p->birth_year);
    if (p->residence_id)
        json_field_i64(&j, "residence_id", p->residence_id);
    json_object_end(&j);
    return buf_str(b);
}

/* A year in which somebody alive today may have been born. */
static void check_year(int64_t year, struct faults *f)
{
    int now = day_to_civil(clock_today()).year;

    if (year && (year < now - 125 || year > now))
        fault_add(f, STR("birth_year"), MSG_people_fault_year);
}

static enum err check_residence(struct db *db, struct arena *a, int64_t id, struct faults *f)
{
    struct place p;
    enum err e = id ? place_municipality_of(db, a, id, &p) : OK;

    if (e == ERR_NOT_FOUND) {
        fault_add(f, STR("residence"), MSG_people_fault_residence);
        return OK;
    }
    return e;
}

enum err people_add(struct db *db, struct arena *a, const struct actor *who,
                    const struct person_new *p, struct faults *f, int64_t *id)
{
    struct person_by_contact_row taken;
    struct person_insert_row row;
    struct str contact = STR_NONE, name = name_checked(a, p->name, f);
    enum contact_kind kind = contact_normal(a, p->contact, &contact);
    bool confirmed = p->password_hash.n > 0;

    if (p->contact.n && kind == CONTACT_NONE)
        fault_add(f, STR("contact"), MSG_people_fault_contact);
    check_year(p->birth_year, f);
    TRY(check_residence(db, a, p->residence_id, f));
    if (kind != CONTACT_NONE) {
        enum err e = person_by_contact(db, a, &(struct person_by_contact_in){contact}, &taken);
        if (e == OK)
            fault_add(f, STR("contact"), MSG_people_fault_contact_taken);
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    TRY(faults_err(f));
    TRY(person_insert(
        db, a,
        &(struct person_insert_in){
            .name = name,
            .name_key = name_key(a, name),
            .email = kind == CONTACT_EMAIL ? contact : STR_NONE,
            .phone = kind == CONTACT_PHONE ? contact : STR_NONE,
            .lang = lang_code(p->lang),
            .birth_year = p->birth_year ? SOME(p->birth_year) : NONE_I64,
            .residence_id = p->residence_id ? SOME(p->residence_id) : NONE_I64,
            .verification = verification_names[confirmed ? VERIFIED_CONTACT : VERIFIED_NONE],
            .verified_by = confirmed ? who->person_id : 0,
            .verified_at = confirmed ? SOME(clock_now()) : NONE_I64,
            .created_at = clock_now(),
            .created_by = who->person_id},
        &row));
    int64_t n;
    if (confirmed)
        TRY(person_set_password(db, a, &(struct person_set_password_in){row.id, p->password_hash},
                                &n));
    struct person made = {.name = name,
                          .email = kind == CONTACT_EMAIL ? contact : STR_NONE,
                          .phone = kind == CONTACT_PHONE ? contact : STR_NONE,
                          .birth_year = p->birth_year,
                          .residence_id = p->residence_id};
    TRY(audit_append(db, a, who,
                     &(struct audit_entry){.action = STR("person.add"),
                                           .subject = STR("person"),
                                           .subject_id = row.id,
                                           .personal = person_json(a, &made)}));
    *id = row.id;
    return OK;
}

enum err people_password_set(struct db *db, struct arena *a, const struct actor *who,
                             int64_t person_id, struct str hash)
{
    struct person p;
    int64_t n;

    TRY(people_by_id(db, a, person_id, &p));
    TRY(person_set_password(db, a, &(struct person_set_password_in){person_id, hash}, &n));
    TRY(session_delete_all(db, a, &(struct session_delete_all_in){person_id, 0}, &n));
    TRY(token_void(db, a, &(struct token_void_in){person_id, clock_now()}, &n));
    if (p.verification == VERIFIED_NONE)
        TRY(person_set_verification(
            db, a,
            &(struct person_set_verification_in){person_id, verification_names[VERIFIED_CONTACT],
                                                 who->person_id, clock_now()},
            &n));
    return audit_append(db, a, who,
                        &(struct audit_entry){.action = STR("person.password"),
                                              .subject = STR("person"),
                                              .subject_id = person_id});
}
