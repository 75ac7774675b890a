/* A request and its answer, as handlers see them: no sockets, no library names.
 *
 * The route row has settled capability, CSRF token, body size, rate and transaction before the handler runs.
 * GET: `db` is a reader connection. POST: `db` is the writer, inside the request's own savepoint; when the handler returns
 * an error, or answers with status >= 400, everything it wrote is rolled back; the answer leaves only after the commit.
 * POST handlers may run again (serialization retry): they keep no state but the request's arena.
 * Every POST that succeeds redirects. A form that breaks a rule is shown again with what was typed, status 422. */
#ifndef ASHAR_WEB_REQUEST_H
#define ASHAR_WEB_REQUEST_H

#include "base/actor.h"
#include "base/buf.h"
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
    uint64_t caps;          /* CAP_BITs in the municipality of this request, national ones included */
    uint64_t caps_anywhere; /* union over all municipalities */
    struct str session;     /* opaque id, for sign-out */
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
    void *app; /* app's wiring; capabilities do not look inside */
    void *prepared; /* what route.prepare left for the handler */
};

/* -- what came in -- */
struct str req_param(const struct request *rq, const char *name);            /* path parameter ":name"; "" if none */
MUST_USE enum err req_path_id(const struct request *rq, const char *name, int64_t *out); /* else ERR_NOT_FOUND */
struct str req_query(const struct request *rq, const char *name);            /* decoded query field; absent if none */
struct str req_field(const struct request *rq, const char *name);            /* form field, valid UTF-8, trimmed, NFC; "" if none */
size_t req_fields(const struct request *rq, const char *name, struct str **out); /* repeated fields */
bool req_has(const struct request *rq, const char *name);
struct req_file {
    struct str filename, bytes; /* bytes.n 0 and filename "" where no file was chosen */
};
struct req_file req_upload(const struct request *rq, const char *name);
/* Typed fields: a missing or wrong value adds a fault on that field and leaves *out untouched. */
void req_field_i64(struct request *rq, const char *name, int64_t min, int64_t max, int64_t *out);
void req_field_day(struct request *rq, const char *name, bool required, day_t *out); /* "" and not required: DAY_NONE */
void req_field_text(struct request *rq, const char *name, size_t min_chars, size_t max_chars, struct str *out);
bool req_may(const struct request *rq, enum cap cap);

/* -- what goes out: exactly one of these per request -- */
/* A page in the layout. `title` in the reader's language. status 200, 422 … */
struct page {
    struct str title;
    struct str description; /* for search engines and cards; may be absent */
    const char *section;    /* active entry of the municipality's navigation: "home" "issues" "plan" "bodies" "documents" "news" "rules" */
    struct str feed;        /* path of the page's Atom feed, absent: none */
    bool wide;
};
MUST_USE enum err req_page(struct request *rq, int status, const struct page *page, void (*view)(struct out *, const void *),
                           const void *model);
/* 303 to a path below the language ("/41…/issues/3"); flash: said once on top of the next page, MSG of the key or MSG_COUNT. */
MUST_USE enum err req_redirect(struct request *rq, struct str path);
MUST_USE enum err req_redirect_saying(struct request *rq, struct str path, enum msg flash);
/* Bytes with a type; filename set: as attachment. Public and cacheable where the route says so. */
MUST_USE enum err req_bytes(struct request *rq, const char *content_type, struct str bytes, struct str filename);
/* JSON of the buffer. */
MUST_USE enum err req_json(struct request *rq, int status, const struct buf *json);
void req_header(struct request *rq, const char *name, struct str value);
void req_cookie(struct request *rq, const char *name, struct str value, int max_age); /* HttpOnly SameSite=Lax Secure-when-TLS */

/* -- routes -- */
enum csrf { CSRF_UNSET = 0, CSRF_TOKEN, CSRF_EXEMPT /* API with its own proof; say why in the row's doc */ };
enum rate { RATE_READ = 0, RATE_WRITE, RATE_LOGIN, RATE_HEAVY, RATE_COUNT };
enum route_cache { CACHE_NO = 0, CACHE_PLACE, CACHE_NATION };

struct route {
    enum method method;
    const char *path; /* "/:place/issues/:id": below /:lang, or absolute "/api/v1/…" with langless set */
    enum err (*handle)(struct request *rq);
    enum cap need;
    enum csrf csrf;          /* POST: must be set */
    size_t body_max;         /* bytes; 0: 64 KiB for POST */
    enum rate rate;          /* 0: by method */
    enum route_cache cache;  /* anonymous GETs only */
    bool langless;
    enum err (*prepare)(struct request *rq); /* slow work (password hashing, import parsing) before the transaction, on a
                                                worker with a reader connection; faults it adds are seen by handle */
    const char *doc;         /* English summary, for `ashar routes` and openapi.json */
};

#endif
