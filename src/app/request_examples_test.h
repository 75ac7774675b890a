/* One request for each route of the program that is answered as the route means it: what
 * request_fault_test hurts, and the list that no new route is forgotten on.
 *
 * Texts may hold {name}: looked up in the database (request_lookups) or kept from an answer. */
#ifndef ASHAR_APP_REQUEST_EXAMPLES_TEST_H
#define ASHAR_APP_REQUEST_EXAMPLES_TEST_H

#include "web/request.h"

struct request_example {
    enum method method;
    const char *route;  /* as in the row of the table */
    const char *who;    /* login of the demonstration; NULL: nobody */
    const char *path;   /* with query */
    int status;         /* 0: 200 of a GET, 303 of a POST */
    const char *page;   /* POST: where its form is shown; NULL: on `path`; "-": no form, `fields` is
                           all */
    const char *fields; /* typed over what the form offers: "title_ky=Жаңы&day=2026-01-01" */
    const char *file;   /* field of an upload; `bytes` of a file of this name */
    const char *filename;
    const char *bytes;
    bool varies;                    /* two answers to the same request differ */
    const char *refusal;            /* what its own refusal says, where it has one: 503 */
    const char *first;              /* route of the POST example that must have happened before */
    const char *keep, *keep_behind; /* {keep}: what the answer shows behind these characters */
};

/* What makes the world that the examples need, in this order. */
extern const struct request_example request_story[];
extern const size_t request_story_count;
extern const struct request_example request_examples[];
extern const size_t request_example_count;

/* {name}: one text out of one statement; `behind`: what follows these characters in it, up to the
 * next that is no letter, digit, '-' or '_'. */
struct request_lookup {
    const char *name, *sql, *behind;
};
extern const struct request_lookup request_lookups[];
extern const size_t request_lookup_count;

#endif
