/* Requests in process: the routes of a capability behind the real dispatcher, without sockets.
 *
 *     struct http *w = http_new(f->db, (const struct route *const[]){issue_routes}, 1);
 *     http_place(w, (struct scope){.id = 7, .code = STR("41706211805000"), .name = STR("Ак-Суу")});
 *     http_sign_in(w, 3, CAP_BIT(CAP_DESK) | CAP_BIT(CAP_REGISTER));
 *     assert_int_equal(visit(w, POST, "/ky/41706211805000/issues", form(w, "title", "Таза суу",
 * "version", "0", NULL)), 303); assert_str(http_header(w, "Location"),
 * "/ky/41706211805000/issues/1"); assert_int_equal(visit(w, GET, "/ky/41706211805000/issues/1",
 * NULL), 200); assert_true(http_shows(w, "Таза суу")); http_free(w);
 *
 * Who visits and which places there are is what the test says (no session or place tables are
 * touched), unless hooks are replaced with http_hooks. GET and POST use the one connection given; a
 * POST runs in a savepoint of its own and is rolled back as in the server. visit() adds a valid
 * CSRF token and a fresh once token to every POST. Cookies that answers set are kept. */
#ifndef ASHAR_TEST_HTTP_FIXTURE_H
#define ASHAR_TEST_HTTP_FIXTURE_H

#include "test/check.h"
#include "web/web.h"

struct http;

/* Fails the test where the tables do not make a router. db may be NULL. Up to 40 tables. */
struct http *http_new(struct db *db, const struct route *const *tables, size_t n);
/* As http_new, with a configuration of the test's own: routes, hooks, key left empty are filled in.
 */
struct http *http_new_with(struct db *db, const struct web_config *config);
/* Over a web that the test made itself, with all its hooks; it outlives the fixture. Who visits is
 * then settled by the session cookie alone, places by the database. */
struct http *http_over(struct web *web);
void http_free(struct http *w);
struct web *http_web(struct http *w);

void http_place(struct http *w,
                struct scope place); /* a municipality that exists; texts must outlive w. Up to 8 */
void http_merged(struct http *w, struct scope place, struct str successor_code,
                 struct str successor);
void http_sign_in(struct http *w, int64_t person_id,
                  uint64_t caps);                /* these duties in every place; 0: nobody */
void http_name(struct http *w, struct str name); /* of the viewer; default "Айгүл" */
void http_acting_for(struct http *w, int64_t person_id, struct str name);

/* Status of the answer. `body`: NULL, or application/x-www-form-urlencoded from form(). */
int visit(struct http *w, enum method m, const char *path, const char *body);
/* Alternating names and values, NULL at the end; percent-encodes. Lives until http_free. */
const char *form(struct http *w, ...) __attribute__((sentinel));
/* multipart/form-data: the fields of `fields` (from form(), or NULL) and one file. */
int visit_upload(struct http *w, const char *path, const char *fields, const char *file_field,
                 const char *filename, struct str bytes);

/* Exactly this request: no token is added. The head's absent texts are filled with the fixture's
 * host, cookies and peer. */
int visit_raw(struct http *w, const struct web_request *r);
const char *http_token(struct http *w); /* a CSRF token that is valid now */
const char *http_once(struct http *w);  /* a fresh once token */
void http_cookie(struct http *w, const char *name,
                 const char *value);                          /* in the jar; NULL: taken out */
const char *http_cookie_of(struct http *w, const char *name); /* NULL: none */
struct str http_cookies(struct http *w); /* the jar as a Cookie header; absent: empty */
void http_language(struct http *w, const char *accept_language);
void http_encoding(struct http *w, const char *accept_encoding);
void http_address(struct http *w, const char *peer); /* default 127.0.0.1 */

/* What goes wrong in the next request alone, on the thread that visits; and how many allocations
 * and statements the last one made. */
struct http_faults {
    long allocation;                /* the n-th fails (base/arena.h); 0: none */
    long allocations_from;          /* all from the n-th on */
    long statement;                 /* the n-th fails (db/db.h) */
    void (*watch)(void);            /* or: none fails, this is called at each allocation */
    void (*watch_statements)(void); /* the same at each statement */
};
void http_faults(struct http *w, const struct http_faults *f);
void http_fail_at(struct http *w, long n); /* allocation alone */
long http_allocations(const struct http *w);
long http_statements(const struct http *w);
/* The connection that GETs read on, once one was made; NULL before. */
struct db *http_reader(const struct http *w);
/* The next request asks whether other processes wrote; else at most one a second does. */
void http_look_outside(struct http *w, bool now);

/* The last answer. */
int http_status(const struct http *w);
struct str http_body(const struct http *w);
struct str http_header(const struct http *w, const char *name); /* absent text: none */
bool http_shows(const struct http *w,
                const char *text); /* in the body, HTML entities as they are */
size_t http_count(const struct http *w, const char *text); /* how often */
struct arena *http_arena(struct http *w);

#endif
