/* What an officer does for people of the municipality: confirms them, gives them a code on paper,
 * acts for them. See people_inside.h. Everything here is refused for people who live elsewhere. */
#include "audit/audit.h"
#include "people/people_inside.h"
#include "place/place.h"

enum err verify_lives_here(struct db *db, struct arena *a, int64_t place_id, const struct person *p,
                           bool *here)
{
    struct place m;
    enum err e =
        p->residence_id ? place_municipality_of(db, a, p->residence_id, &m) : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *here = e == OK && m.id == place_id;
    return OK;
}

/* The person, if the officer may deal with them: active, of this municipality, not the officer. */
static enum err client(struct db *db, struct arena *a, const struct actor *who, int64_t person_id,
                       struct faults *f, struct person *out)
{
    bool here = false;

    TRY(people_by_id(db, a, person_id, out));
    TRY(verify_lives_here(db, a, who->place_id, out, &here));
    if (!here || out->blocked)
        return ERR_NOT_FOUND; /* not for this officer: nothing is told about them */
    if (person_id == who->person_id)
        fault_add(f, STR(""), MSG_people_fault_self);
    return faults_err(f);
}

static enum err log_deed(struct db *db, struct arena *a, const struct actor *who, struct str action,
                         int64_t person_id)
{
    return audit_append(
        db, a, who,
        &(struct audit_entry){.action = action, .subject = STR("person"), .subject_id = person_id});
}

enum err verify_in_person(struct db *db, struct arena *a, const struct actor *who,
                          int64_t person_id, struct faults *f)
{
    struct person p;
    int64_t n;

    TRY(client(db, a, who, person_id, f, &p));
    if (p.verification < VERIFIED_IN_PERSON)
        TRY(person_set_verification(
            db, a,
            &(struct person_set_verification_in){person_id, verification_name(VERIFIED_IN_PERSON),
                                                 who->person_id, clock_now()},
            &n));
    return log_deed(db, a, who, STR("person.verify"), person_id);
}

enum err verify_slip(struct db *db, struct arena *a, const struct actor *who, int64_t person_id,
                     struct faults *f, struct token_made *made)
{
    struct person p;

    TRY(client(db, a, who, person_id, f, &p));
    struct str contact = p.phone.n ? p.phone : p.email;
    if (!contact.n) {
        fault_add(f, STR("contact"), MSG_people_fault_no_contact);
        return ERR_INVALID;
    }
    enum err e = token_make(db, a, person_id, TOKEN_SLIP, contact, made);
    if (e == ERR_TOO_MANY) {
        fault_add(f, STR(""), MSG_people_fault_codes_many);
        return ERR_INVALID;
    }
    TRY(e);
    return log_deed(db, a, who, STR("person.slip"), person_id);
}

enum err verify_act_for(struct db *db, struct arena *a, const struct actor *who, int64_t session_id,
                        int64_t person_id, struct faults *f)
{
    struct person p;
    int64_t n, until = clock_now() + (int64_t)people_settings()->acting_minutes * 60;

    TRY(client(db, a, who, person_id, f, &p));
    TRY(session_act(db, a,
                    &(struct session_act_in){session_id, who->person_id, SOME(person_id),
                                             SOME(who->place_id), SOME(until)},
                    &n));
    if (n == 0)
        return ERR_LOGIN; /* the session ended a moment ago */
    struct actor both = *who;
    both.for_person_id = person_id;
    return log_deed(db, a, &both, STR("person.act_begin"), person_id);
}

enum err verify_act_end(struct db *db, struct arena *a, int64_t session_id)
{
    struct session_acting_row s;
    int64_t n;
    enum err e = session_acting(db, a, &(struct session_acting_in){session_id}, &s);

    if (e == ERR_NOT_FOUND || (e == OK && !s.acting_for.has))
        return OK;
    TRY(e);
    TRY(session_act(db, a,
                    &(struct session_act_in){session_id, s.person_id, NONE_I64, NONE_I64, NONE_I64},
                    &n));
    const struct actor both = {s.person_id, s.acting_for.v, s.acting_place.v};
    return log_deed(db, a, &both, STR("person.act_end"), s.acting_for.v);
}
