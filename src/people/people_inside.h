/* Inside of people: what its files share. */
#ifndef ASHAR_PEOPLE_PEOPLE_INSIDE_H
#define ASHAR_PEOPLE_PEOPLE_INSIDE_H

#include "base/json.h"
#include "people/people.h"
#include "people/people_sql.h"

enum {
    TOKEN_BYTES = 32,
    HASH_BYTES = 32,
    CODE_DIGITS = 8,
    NAME_CHARS_MAX = 120,
    CONTACT_CHARS_MAX = 254
};

#define PERSON_OF_ROW(r)                                                                           \
    ((struct person){                                                                              \
        .id = (r)->id,                                                                             \
        .version = (r)->version,                                                                   \
        .created_at = (r)->created_at,                                                             \
        .name = (r)->name,                                                                         \
        .email = (r)->email,                                                                       \
        .phone = (r)->phone,                                                                       \
        .lang = person_lang((r)->lang),                                                            \
        .birth_year = (r)->birth_year.has ? (r)->birth_year.v : 0,                                 \
        .residence_id = (r)->residence_id.has ? (r)->residence_id.v : 0,                           \
        .verification = verification_stored((r)->verification),                                    \
        .blocked = str_eq((r)->state, STR("blocked")),                                             \
        .can_sign_in = (r)->password_hash.p != NULL,                                               \
    })
enum lang person_lang(struct str code);
enum verification verification_stored(struct str name);

/* -- contacts: contact.c -- */
enum contact_kind { CONTACT_NONE, CONTACT_EMAIL, CONTACT_PHONE };
/* Stored form: e-mail in small letters, telephone as +996… ("0555 12-34-56" gets the country's
 * code). CONTACT_NONE: neither. */
enum contact_kind contact_normal(struct arena *a, struct str typed, struct str *out);
/* "a…@mail.kg", "+996 … 56": enough to recognise, not to use. */
struct str contact_masked(struct arena *a, struct str contact);
/* Folded words of a name in alphabetical order: "Асанов Бакыт" and "бакыт асанов" are one. */
struct str name_key(struct arena *a, struct str name);
/* Canonical, one line. A fault where too short or too long, or without a letter. */
struct str name_checked(struct arena *a, struct str typed, struct faults *f);

/* -- secrets: secret.c -- */
struct str secret_token(struct arena *a);                   /* 43 characters, URL-safe */
struct str secret_code(struct arena *a);                    /* 8 digits */
struct str secret_hash(struct arena *a, struct str secret); /* 32 bytes */
struct str secret_code_hash(struct arena *a, struct str contact,
                            struct str code);                               /* digits only count */
struct str secret_keyed(struct arena *a, struct str key, struct str value); /* hexadecimal */

/* -- one-time links and codes: token.c -- */
enum token_kind { TOKEN_CONFIRM, TOKEN_RESET, TOKEN_SLIP };
struct token_made {
    struct str link_token; /* "" for slips */
    struct str code;       /* "12345678" */
    int64_t expires_at;
};
/* ERR_TOO_MANY: the person had enough of them in the last hour. */
MUST_USE enum err token_make(struct db *db, struct arena *a, int64_t person_id,
                             enum token_kind kind, struct str contact, struct token_made *out);
struct token_found {
    int64_t id, person_id;
    enum token_kind kind;
    struct str contact;
    bool used; /* with ERR_GONE: it did its work, else it grew too old */
};
/* ERR_NOT_FOUND: unknown. ERR_GONE: used or too old; then *out says which, and whose it was. */
MUST_USE enum err token_of_link(struct db *db, struct arena *a, struct str token,
                                struct token_found *out);
/* Counts a wrong code against every open one of the contact, in the caller's transaction. */
MUST_USE enum err token_of_code(struct db *db, struct arena *a, struct str contact, struct str code,
                                bool *matched, struct token_found *out);

/* -- accounts: account.c -- */
struct registration {
    struct str name, contact;
    enum lang lang;
    int64_t birth_year, residence_id;
    struct str link_base; /* "https://host/ky/enter/" */
    struct str address;
};
/* OK whether the contact is new or known; a mail goes out in either case. */
MUST_USE enum err account_register(struct db *db, struct arena *a, const struct registration *r,
                                   struct faults *f);
MUST_USE enum err account_forgot(struct db *db, struct arena *a, struct str contact,
                                 struct str link_base);
/* Uses the token: sets the password, confirms the contact, ends all sessions. */
MUST_USE enum err account_enter(struct db *db, struct arena *a, const struct token_found *t,
                                struct str hash);
struct account_change {
    int64_t version;
    struct str name;
    enum lang lang;
    int64_t birth_year, residence_id;
    struct str document; /* number, to be matched with the list of residents; "" none */
};
MUST_USE enum err account_update(struct db *db, struct arena *a, const struct actor *who,
                                 int64_t person_id, const struct account_change *c,
                                 struct faults *f);
/* Personal part of an audit record. */
struct str person_json(struct arena *a, const struct person *p);

/* -- signing in: sign.c -- */
struct sign_in {       /* what prepare found out, off the writer's thread */
    int64_t person_id; /* 0: nobody */
    struct str hash;   /* that the password matched */
    bool right;
    int64_t wait; /* seconds; > 0: locked */
};
MUST_USE enum err sign_prepare(struct db *db, struct arena *a, struct str contact,
                               struct str password, struct sign_in *out);
/* In the writer's transaction. ERR_TOO_MANY: locked (s->wait says how long). ERR_LOGIN: wrong; the
 * failure is counted and must be committed. OK: *token is the new session's. */
MUST_USE enum err sign_finish(struct db *db, struct arena *a, struct str contact, struct str device,
                              struct sign_in *s, struct str *token);
MUST_USE enum err session_start(struct db *db, struct arena *a, int64_t person_id,
                                struct str device, struct str *token);

/* -- verification: verify.c -- */
MUST_USE enum err verify_in_person(struct db *db, struct arena *a, const struct actor *who,
                                   int64_t person_id, struct faults *f);
/* A printed code for somebody who cannot be reached by mail. *made.code goes on paper and is
 * nowhere else. */
MUST_USE enum err verify_slip(struct db *db, struct arena *a, const struct actor *who,
                              int64_t person_id, struct faults *f, struct token_made *made);
MUST_USE enum err verify_act_for(struct db *db, struct arena *a, const struct actor *who,
                                 int64_t session_id, int64_t person_id, struct faults *f);
MUST_USE enum err verify_act_end(struct db *db, struct arena *a, int64_t session_id);
/* Whether the officer's municipality is the person's: personal data of others is none of their
 * business. */
MUST_USE enum err verify_lives_here(struct db *db, struct arena *a, int64_t place_id,
                                    const struct person *p, bool *here);
/* Raises the person where the list of their municipality has exactly one row like them. `document`:
 * as typed; "" none. */
MUST_USE enum err residents_match(struct db *db, struct arena *a, const struct actor *who,
                                  int64_t person_id, struct str document, bool *matched);

#endif
