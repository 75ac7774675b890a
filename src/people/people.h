/* People: accounts, signing in, what they may do where, and how sure we are who they are.
 *
 * An account belongs to a person with an e-mail address or a telephone number. A person without
 * internet has one too: an officer registers them and acts for them; both are recorded
 * (base/actor.h). Verification, rising: none, contact confirmed, confirmed in person by an officer,
 * found on a list of residents. Duties: a role in a municipality (or a national one) gives a set of
 * capabilities (roles.c); roles hold from day to day. Invariants: passwords exist as argon2id
 * hashes only, tokens and codes as BLAKE2b hashes only; a link or code works once; an answer never
 * tells whether somebody has an account; no role is granted above the granter's own; the last
 * administrator stays one; every change is in the audit log, personal data in its personal part
 * only. Non-goals: sending mail (hooks), counting requests per address (web), identity cards.
 * Ownership: everything returned lives in the arena. */
#ifndef ASHAR_PEOPLE_PEOPLE_H
#define ASHAR_PEOPLE_PEOPLE_H

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "i18n/fault.h"
#include "web/cap.h"

struct viewer;

/* -- configuration and wiring, once at start, before threads -- */
struct people_mail {
    struct str to; /* address */
    enum lang lang;
    struct str subject, body; /* plain text */
};
/* No source settles these figures: all are assumptions that the operator may change. */
struct people_settings {
    int session_idle_hours; /* 12 */
    int session_max_days;   /* 14 */
    int acting_minutes;     /* acting for somebody ends by itself: 30 */
    int password_chars;    /* least length: 10 (NIST SP 800-63B asks 8; the length is all we ask) */
    int confirm_hours;     /* a link to confirm an address: 48 */
    int reset_hours;       /* a link to choose a new password: 2 */
    int slip_days;         /* a code printed by an officer: 7 */
    int code_tries;        /* wrong codes before it is void: 5 */
    int tokens_per_hour;   /* links and codes for one person: 3 */
    int free_failures;     /* wrong passwords before an account waits: 5 */
    int lock_seconds;      /* first wait, doubling: 60 */
    int lock_most_seconds; /* longest wait: 900 */
    int argon_passes;      /* 2 */
    int argon_kib;         /* 19456 */
    bool match_by_name; /* name and year of birth on the list of residents suffice where it has no
                           document: true */
    struct str document_key; /* 16..64 secret bytes for numbers of documents; "": they are not kept
                                at all */
    /* Queues a mail in the caller's transaction (notify). NULL: nobody can be reached by mail. */
    enum err (*send_mail)(struct db *db, struct arena *a, const struct people_mail *mail);
};
struct people_settings people_settings_default(void);
void people_configure(const struct people_settings *s); /* copies; document_key's bytes must stay */
const struct people_settings *people_settings(void);

/* -- people -- */
enum verification {
    VERIFIED_NONE,
    VERIFIED_CONTACT,
    VERIFIED_IN_PERSON,
    VERIFIED_LIST,
    VERIFICATION_COUNT
};

struct person {
    int64_t id, version, created_at;
    struct str name;
    struct str email, phone; /* absent where there is none */
    enum lang lang;
    int64_t birth_year;   /* 0: not told */
    int64_t residence_id; /* unit, a village as a rule; 0: not told */
    enum verification verification;
    bool blocked;
    bool can_sign_in; /* has a password */
};
MUST_USE enum err people_by_id(struct db *db, struct arena *a, int64_t id, struct person *out);
/* E-mail or telephone as people type it. ERR_NOT_FOUND. For those who may know (CAP_PEOPLE,
 * CAP_VERIFY). */
MUST_USE enum err people_by_contact(struct db *db, struct arena *a, struct str contact,
                                    struct person *out);
/* The name to print beside what somebody wrote; "" for 0 and for nobody. */
MUST_USE enum err people_name(struct db *db, struct arena *a, int64_t id, struct str *out);
struct str verification_name(enum verification v); /* "in_person"; static */
struct str verification_title(struct arena *a, enum lang lang, enum verification v);

/* -- sessions, for app's wiring of web (hooks.session, hooks.caps) -- */
/* Who a token belongs to; nobody (person_id 0) where it is unknown, idle too long or too old. Fills
 * all of *v but caps and caps_anywhere. *touch: the caller should have people_session_touch run
 * soon (at most once in some minutes a session). */
MUST_USE enum err people_session_load(struct db *db, struct arena *a, struct str token,
                                      struct viewer *v, bool *touch);
MUST_USE enum err people_session_touch(struct db *db, struct arena *a, struct str token);
/* Duties in a place (0: outside any), national ones included. While acting for somebody: what that
 * person may do, and no more, so that an officer never approves as a resident. */
MUST_USE enum err people_caps(struct db *db, struct arena *a, int64_t place_id, struct viewer *v);
/* Removes what has expired; for a daily task. */
MUST_USE enum err people_sweep(struct db *db, struct arena *a);

/* -- roles -- */
enum role {
    ROLE_RESIDENT,
    ROLE_MEMBER,  /* of the working group */
    ROLE_MONITOR, /* of the joint monitoring group */
    ROLE_DEPUTY,
    ROLE_FINANCE,
    ROLE_SECRETARY,
    ROLE_CHAIR, /* of the council */
    ROLE_HEAD,
    ROLE_AUDITOR,
    ROLE_COORDINATOR,   /* national */
    ROLE_ADMINISTRATOR, /* national */
    ROLE_COUNT
};
struct str role_name(enum role r); /* "secretary"; static */
MUST_USE enum err role_of(struct str name, enum role *out);
struct str role_title(struct arena *a, enum lang lang, enum role r);
uint64_t role_caps(enum role r);
bool role_is_national(enum role r); /* granted for place 0 only */

struct held_role {
    int64_t id, person_id, place_id;
    struct str person;     /* name; of people_staff */
    struct str place_code; /* of people_roles; "" national */
    struct str place_name[LANG_COUNT];
    enum role role;
    day_t from, to; /* to: DAY_NONE open */
    struct str order_number;
};
struct held_roles {
    const struct held_role *v;
    size_t n;
};
MUST_USE enum err people_roles(struct db *db, struct arena *a, int64_t person_id,
                               struct held_roles *out); /* of today */
/* Who holds a role in a municipality (0: nationally), today or from a later day on. */
MUST_USE enum err people_staff(struct db *db, struct arena *a, int64_t place_id,
                               struct held_roles *out);

struct role_grant {
    int64_t person_id, place_id; /* place 0: national */
    enum role role;
    day_t from, to; /* from DAY_NONE: today */
    struct str order_number;
};
/* `who` 0: the operator's command, who may grant anything. Faults on "role", "from", "to",
 * "order_number", "person". */
MUST_USE enum err people_grant(struct db *db, struct arena *a, const struct actor *who,
                               const struct role_grant *g, struct faults *f, int64_t *id);
MUST_USE enum err people_take(struct db *db, struct arena *a, const struct actor *who,
                              int64_t role_id, struct faults *f);
MUST_USE enum err people_block(struct db *db, struct arena *a, const struct actor *who,
                               int64_t person_id, bool blocked, struct faults *f);

/* -- passwords: slow on purpose (some 20 ms), never on the writer's thread -- */
/* Faults on `field`: too short, too long, the name or the address itself. */
void people_password_check(struct str password, struct str name, struct str contact,
                           const char *field, struct faults *f);
MUST_USE enum err people_password_hash(struct arena *a, struct str password,
                                       struct str *hash); /* ERR_NOMEM */
bool people_password_matches(struct arena *a, struct str hash, struct str password);

/* -- making accounts -- */
struct person_new {
    struct str name, contact; /* e-mail or telephone as typed; "" none (without internet) */
    enum lang lang;
    int64_t birth_year;       /* 0: not told */
    int64_t residence_id;     /* 0: not told */
    struct str password_hash; /* absent: cannot sign in yet */
};
/* Inserts; the contact counts as confirmed where a password is given (operator's commands). Faults
 * on "name", "contact", "birth_year"; a contact that is taken is a fault here, so only for those
 * who may know. */
MUST_USE enum err people_add(struct db *db, struct arena *a, const struct actor *who,
                             const struct person_new *p, struct faults *f, int64_t *id);
/* For `ashar init`: an account with the administrator's role. ERR_CONFLICT where there is an
 * administrator already. */
MUST_USE enum err people_create_first_admin(struct db *db, struct arena *a,
                                            const struct person_new *p, struct faults *f,
                                            int64_t *id);
/* A new password by the operator; ends all sessions. */
MUST_USE enum err people_password_set(struct db *db, struct arena *a, const struct actor *who,
                                      int64_t person_id, struct str hash);

/* -- the list of residents -- */
/* CSV: name, birth_year, village (name or code), address, document. Replaces the municipality's
 * list, all or nothing; people of the municipality who match exactly one row rise to VERIFIED_LIST.
 */
struct residents_report {
    int64_t rows, matched;
    bool documents_dropped; /* the file has numbers of documents, but the installation has no key to
                               keep them with */
};
MUST_USE enum err people_import_residents(struct db *db, struct arena *a, const struct actor *who,
                                          int64_t place_id, struct str bytes, struct faults *f,
                                          struct residents_report *out);

#endif
