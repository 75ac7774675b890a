/* Models of the pages about people, and what their route files share. Inside of people. */
#ifndef ASHAR_PEOPLE_PEOPLE_WEB_H
#define ASHAR_PEOPLE_PEOPLE_WEB_H

#include "people/people_inside.h"
#include "place/place.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/pages.h"
#include "web/request.h"

/* Route tables: app lists people_routes, whose file joins the others'. */
extern const struct route people_routes[], people_account_routes[], people_staff_routes[],
    people_verify_routes[];
/* hooks.sign_in_view of web: the form inside the page "sign in, your text is kept". */
void people_sign_in_form(struct out *o, const struct kept_form *kept);

struct fields_shown {
    const struct field *v;
    size_t n;
};

struct sign_page {
    struct field login, password;
    struct str next;
    struct kept_form kept;
    bool has_kept;
};

struct simple_form {                        /* a heading, a lead, fields, one button */
    struct str title, lead, action, button; /* action below the language */
    struct fields_shown fields;
    struct str version; /* "" none */
};

struct told_page {
    struct str title, text, link, link_text; /* link below the language; "" none */
};

struct session_line {
    struct session_rows_row row;
    bool current;
};
struct session_lines {
    const struct session_line *v;
    size_t n;
};

struct me_page {
    struct person person;
    struct str residence;
    struct held_roles roles;
    struct session_lines sessions;
    struct simple_form data, password;
    struct str acting_name; /* "" not acting */
    bool may_desk;
};

struct staff_page {
    bool national, may_change;
    struct held_roles roles;
    struct simple_form grant, block; /* block: on the national page */
    struct str action;               /* "/4170…/people" or "/people" */
};

struct client_line {
    struct person_rows_of_place_row row;
    struct str village, contact; /* masked */
    enum verification verification;
};
struct client_lines {
    const struct client_line *v;
    size_t n;
};
struct level_line {
    enum verification level;
    int64_t people;
};
struct level_lines {
    struct level_line v[VERIFICATION_COUNT];
    size_t n;
};

struct verify_page {
    struct str query;
    struct client_lines clients;
    struct level_lines levels;
    struct simple_form add;
    int64_t listed;    /* rows of the residents' list */
    int64_t listed_at; /* 0: none */
    bool may_act;
};

struct slip_page {
    struct str name, contact, code, url;
    day_t until;
};

/* -- shared: people_form.c -- */
/* Reads "residence" (a name typed) and "residence_code" (chosen). *id 0: nothing typed. A fault
 * where nothing or more than one is meant; then *choices are to be offered as "residence_code". */
MUST_USE enum err form_residence(struct request *rq, int64_t *id, struct choices *choices);
void form_year(struct request *rq, int64_t *out);
/* Fields that registering, the account page and the verification desk have in common. */
struct field field_person_name(struct request *rq, struct str value);
struct field field_year(struct request *rq, struct str value);
struct field field_residence(struct request *rq, struct str value);
struct field field_residence_choice(struct request *rq, struct choices choices);
struct field field_secret(struct request *rq, const char *name, enum msg label, enum msg hint,
                          const char *autocomplete);
/* "password" and "password_again": checked and hashed, in prepare. STR_NONE and a fault where they
 * are not fit. */
MUST_USE enum err form_new_password(struct request *rq, struct str name, struct str contact,
                                    struct str *hash);
/* Browser and system out of no header: the address alone, shortened; what the list of sessions
 * shows. */
struct str form_device(struct request *rq);
MUST_USE enum err told(struct request *rq, int status, enum msg title, enum msg text,
                       struct str link, enum msg link_text);
/* The session's number out of viewer.session; 0: nobody. */
int64_t session_number(const struct request *rq);

#endif
