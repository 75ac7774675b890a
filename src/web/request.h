/* A request and its answer, as handlers see them: no sockets, no library names.
 *
 * The route row has settled capability, CSRF token, body size, rate and transaction before the
 * handler runs. GET: `db` is a reader connection. POST: `db` is the writer, inside the request's
 * own savepoint; when the handler returns an error, or answers with status >= 400, everything it
 * wrote is rolled back; the answer leaves only after the commit. POST handlers may run again
 * (serialization retry): they keep no state but the request's arena. Every POST that succeeds
 * redirects. A form that breaks a rule is shown again with what was typed, status 422.
 *
 * A script that sends a form itself (fetch with `Accept: application/json`; the same body with csrf
 * and once) is answered in JSON: 200 {"location": "/ky/…"} where a browser would be redirected,
 * else a problem object (RFC 9457) with `errors` per field; on 403 for an old csrf with a fresh one
 * as `csrf`, to send it again with. The same once token has one effect and one answer for 31 days,
 * so an offline queue may send until it hears. Handlers do nothing for it. */
#ifndef ASHAR_WEB_REQUEST_H
#define ASHAR_WEB_REQUEST_H

#include "base/actor.h"
#include "base/buf.h"
#include "base/clock.h"
#include "i18n/fault.h"
#include "web/cap.h"

struct db;
struct response; /* web's inside */
struct form;     /* decoded fields and uploads */
struct out;

enum method { GET, POST }; /* HEAD is answered as GET without body */

struct viewer {
    int64_t person_id; /* 0: nobody signed in */
    struct str name;
    uint64_t caps; /* CAP_BITs in the municipality of this request, national ones included */
    uint64_t caps_anywhere; /* union over all municipalities */
    struct str session;     /* opaque id, for sign-out */
    int64_t acting_for; /* an officer acts for this person (without internet); 0: for themself. Goes
                           into the actor */
    struct str acting_name; /* of that person: a banner on every page names them, with a button to
                               end it */
};

struct scope { /* the municipality (or any unit) that :place names; id 0 where the route has none */
    int64_t id;
    struct str code, name; /* name in the request's language */
};

struct request {
    struct arena *arena;
    struct db *db;
    enum method method;
    struct str path;  /* decoded, without the language: "/41706211805000/issues/3" */
    struct str query; /* raw, after '?', or absent */
    enum lang lang;
    struct viewer viewer;
    struct scope scope;
    struct actor actor; /* from viewer and scope */
    struct faults faults;
    struct str address; /* of the client, as the trusted proxy tells it */
    struct form *form;
    struct response *response;
    void *app;      /* app's wiring; capabilities do not look inside */
    void *prepared; /* what route.prepare left for the handler */
};

/* -- what came in -- */
struct str req_param(const struct request *rq,
                     const char *name); /* path parameter ":name"; "" if none */
MUST_USE enum err req_path_id(const struct request *rq, const char *name,
                              int64_t *out); /* else ERR_NOT_FOUND */
struct str req_query(const struct request *rq,
                     const char *name); /* decoded query field; absent if none */
struct str req_field(const struct request *rq,
                     const char *name); /* form field, valid UTF-8, trimmed, NFC; "" if none */
size_t req_fields(const struct request *rq, const char *name,
                  struct str **out); /* repeated fields */
bool req_has(const struct request *rq, const char *name);
struct req_file {
    struct str filename, bytes; /* bytes.n 0 and filename "" where no file was chosen */
};
struct req_file req_upload(const struct request *rq, const char *name);
/* Typed fields: a missing or wrong value adds a fault on that field and leaves *out untouched. */
void req_field_i64(struct request *rq, const char *name, int64_t min, int64_t max, int64_t *out);
void req_field_day(struct request *rq, const char *name, bool required,
                   day_t *out); /* "" and not required: DAY_NONE */
void req_field_text(struct request *rq, const char *name, size_t min_chars, size_t max_chars,
                    struct str *out);
bool req_may(const struct request *rq, enum cap cap);
/* A password: the bytes as typed, valid UTF-8, neither trimmed nor made canonical. Read it by this
 * only. */
struct str req_secret(const struct request *rq, const char *name);
/* All files chosen in a field with `multiple`. */
size_t req_uploads(const struct request *rq, const char *name, struct req_file **out);
/* A request cookie's value; absent text where there is none. */
struct str req_cookie_value(const struct request *rq, const char *name);
/* "/ky/41…/issues/3" → "https://host/ky/41…/issues/3": for feeds, QR codes, mail. Base URL of the
 * configuration, else Host. */
struct str req_url(const struct request *rq, struct str path);
/* req_field normalises: canonical Kyrgyz letters and NFC (text/canon.h), line ends \n, no control
 * characters, trimmed. req_field_day reads 2026-11-21 and 21.11.2026. Faults:
 * MSG_common_fault_required, _not_number, _number_range, _not_day, _too_short, _too_long. On a
 * cached route req_query sees only the names that the row's `query` declares. */

/* -- what goes out: exactly one of these per request -- */
/* A page in the layout. `title` in the reader's language. status 200, 422 … */
struct page {
    struct str title;
    struct str description; /* for search engines and cards; may be absent */
    const char *section;    /* active entry of the municipality's navigation: "home" "issues" "plan"
                               "bodies" "documents" "news" "rules" */
    struct str feed;        /* path of the page's Atom feed, absent: none */
    bool wide;
    bool live;  /* has parts that follow a stream (web/live.h): where there is none, or no
                   JavaScript, the page asks itself again */
    bool queue; /* forms marked data-queue are kept on the device until they have arrived:
                   static/hall.js */
};
MUST_USE enum err req_page(struct request *rq, int status, const struct page *page,
                           void (*view)(struct out *, const void *), const void *model);
/* The generated function NAME_view as the generic one: req_page(rq, 200, &page, VIEW(issue_list),
 * &model). */
#define VIEW(name) ((void (*)(struct out *, const void *))(void (*)(void))name##_view)
/* 303 to a path below the language ("/41…/issues/3"); flash: said once on top of the next page, MSG
 * of the key or MSG_COUNT. */
MUST_USE enum err req_redirect(struct request *rq, struct str path);
MUST_USE enum err req_redirect_saying(struct request *rq, struct str path, enum msg flash);
/* Bytes with a type; filename set: as attachment. Public and cacheable where the route says so. */
MUST_USE enum err req_bytes(struct request *rq, const char *content_type, struct str bytes,
                            struct str filename);
/* JSON of the buffer. */
MUST_USE enum err req_json(struct request *rq, int status, const struct buf *json);
void req_header(struct request *rq, const char *name, struct str value);
void req_cookie(struct request *rq, const char *name, struct str value,
                int max_age); /* HttpOnly SameSite=Lax Secure-when-TLS */

/* -- signing in and out, for people/ -- */
/* Starts or ends the session in the reader's browser. `token` is what hooks.session will be given;
 * max_age in seconds. Forms of the same answer carry CSRF tokens of the new session. The anonymous
 * visitor's cookie is dropped with it. */
void req_sign_in(struct request *rq, struct str token, int max_age);
void req_sign_out(struct request *rq);

/* A form that was sent after the session had ended. web answers 401 with a sign-in form
 * (hooks.sign_in_view) that carries the lost form as hidden fields; the view prints them with {call
 * kept_fields(kept)} beside login and password. The handler of POST /login, once the person is
 * signed in, calls req_kept_form; where it gives true it answers with req_kept_page: "your text is
 * kept, send it", a button under the new session, nothing is sent by itself. Its row needs body_max
 * KEPT_BODY_MAX. When the password was wrong, it shows its form again with the same {call
 * kept_fields(kept)}. Files cannot be kept; the page says so. */
#define KEPT_BODY_MAX ((size_t)1024 * 1024)
struct kept_field {
    struct str name, value;
};
struct kept_form {
    struct str target; /* path with language that the form was sent to: always of this site */
    size_t n;
    const struct kept_field *v;
    bool lost_files; /* it had files */
    bool lost_text;  /* it was too large to keep */
};
bool req_kept_form(const struct request *rq, struct kept_form *out);
MUST_USE enum err req_kept_page(struct request *rq, const struct kept_form *kept);

/* -- two editors of one record -- */
/* ERR_CONFLICT of an edit form: 409, a page with theirs and yours field by field; nothing of the
 * form is lost. Its form sends the reader's version again with `version` set to theirs, i.e.
 * knowingly over theirs; the link goes to their version. */
struct conflict_row {
    struct str name;  /* of the form field */
    struct str label; /* in the reader's language */
    struct str theirs;
    struct str yours; /* as people read it, of choices and marks; absent: what the field holds */
};
struct conflict {
    struct str title; /* what was edited */
    struct str path;  /* below the language: where theirs can be read */
    int64_t version;  /* theirs */
    size_t n;
    const struct conflict_row *rows; /* every editable field; yours is read from the request */
};
MUST_USE enum err req_conflict(struct request *rq, const struct conflict *c);

/* -- routes -- */
/* What a POST takes where its row says nothing: far above the fields of any form, so that a text
 * over its limit comes back in its form with the fault at the field. Beyond it: 413. */
#define ROUTE_BODY_MAX ((size_t)1024 * 1024)
enum csrf {
    CSRF_UNSET = 0,
    CSRF_TOKEN,
    CSRF_EXEMPT /* API with its own proof; say why in the row's doc */
};
enum rate { RATE_READ = 0, RATE_WRITE, RATE_LOGIN, RATE_HEAVY, RATE_COUNT };
enum route_cache { CACHE_NO = 0, CACHE_PLACE, CACHE_NATION };

struct route {
    enum method method;
    const char
        *path; /* "/:place/issues/:id": below /:lang, or absolute "/api/v1/…" with langless set */
    enum err (*handle)(struct request *rq);
    enum cap need;
    enum csrf csrf;         /* POST: must be set */
    size_t body_max;        /* bytes; 0: ROUTE_BODY_MAX for POST */
    enum rate rate;         /* 0: by method */
    enum route_cache cache; /* anonymous GETs only */
    bool langless;
    bool merged_too; /* the place may have been merged: the row tells of that itself, instead of 410
                      */
    enum err (*prepare)(struct request *rq); /* slow work (password hashing, import parsing) before
                                                the transaction, on a worker with a reader
                                                connection; faults it adds are seen by handle */
    const char *doc;   /* English summary, for `ashar routes` and openapi.json */
    const char *query; /* names of the query fields the page reads, "page q state". A cached page
                          with other query fields: they are ignored where `query` is set, the page
                          is not cached where it is NULL */
};

/* Whether the row's `query` names it. */
bool query_declared(const struct route *r, struct str name);

#endif
