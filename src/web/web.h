/* The web server's core: from a request to an answer, without sockets and without a database.
 *
 * Purpose: app wires it (struct web_hooks), web/server.h gives it sockets, tests call web_dispatch
 * in process. A request's path: rate limit → route → language → (page cache) → session, place,
 * duties → form, CSRF → prepare → handler (GET: with a reader; POST: as a job of the write queue,
 * in the request's own savepoint) → error table → headers. Threads: everything here may be called
 * from many threads, each with its own struct web_worker. Non-goals: TLS, HTTP/2 (nginx in front),
 * what a session or a place is (hooks). */
#ifndef ASHAR_WEB_WEB_H
#define ASHAR_WEB_WEB_H

#include "web/request.h"

struct web;
struct web_worker;

/* ---- what app gives ---- */

/* A write. app copies work, done, arg and shard into its queue's own record, for which `room` is
 * reserved. */
struct web_job {
    enum err (*work)(struct db *db,
                     void *arg); /* on a writer, inside its savepoint; may run again */
    void (*done)(void *arg,
                 enum err result); /* after the commit (or the failure); does not block */
    void *arg;
    uint32_t shard;
    _Alignas(max_align_t) unsigned char room[96];
};

struct web_place {
    struct scope scope;
    bool gone;                            /* merged: 410, with its successor where there is one */
    struct str successor_code, successor; /* code and name in the language; "" where unknown */
};

struct web_queue_figures {
    uint64_t jobs, batches, retries, failed;
    uint32_t waiting;
};

/* Legal acts that a page rests on: shown at its end. Paths below the language. */
struct web_ground {
    struct lang_str title;
    struct str point, path; /* point: "article 3", or "" */
};
struct web_grounds {
    const struct web_ground *v;
    size_t n;
};

struct kept_form;

/* Every function gets `app` first. Those marked (may be NULL) may be left out. */
struct web_hooks {
    void *app;
    /* A reader connection per worker; NULL readers are possible where nothing needs one (tests).
     * ERR_DB: 503. */
    enum err (*reader_open)(void *app, struct db **out);
    void (*reader_close)(void *app, struct db *db);
    /* Around the queries of one GET, so that they see one state of the data (may be NULL). */
    enum err (*read_begin)(void *app, struct db *db);
    void (*read_end)(void *app, struct db *db);
    /* Session token → who. An unknown or expired token: OK with person_id 0. */
    enum err (*session)(void *app, struct db *db, struct arena *a, struct str token,
                        struct viewer *out);
    /* Code → the unit, named in the language. ERR_NOT_FOUND; merged ones: OK with `gone`. */
    enum err (*place)(void *app, struct db *db, struct arena *a, struct str code, enum lang lang,
                      struct web_place *out);
    /* Duties of a signed-in viewer in this place (0: nowhere): fills v->caps and v->caps_anywhere.
     */
    enum err (*caps)(void *app, struct db *db, struct arena *a, int64_t place_id, struct viewer *v);
    /* Inside the write's transaction: takes the once token of a form. *fresh false: it was taken
     * before, *location is where the first submit led ("" where unknown). The table needs: token
     * primary key, location, taken_at. (may be NULL: replays run.) */
    enum err (*once_take)(void *app, struct db *db, struct arena *a, struct str token, bool *fresh,
                          struct str *location);
    enum err (*once_settle)(void *app, struct db *db, struct arena *a, struct str token,
                            struct str location);
    /* Hands the job to the write queue. ERR_BUSY where too much waits already: 503. */
    enum err (*submit)(void *app, struct web_job *job);
    /* The sign-in form inside the 401 page (may be NULL: web's own, fields "login" and "password"
     * to /:lang/login). */
    void (*sign_in_view)(struct out *o, const struct kept_form *kept);
    /* Of a page that is about to be shown to a GET; leaves *out where there are none (may be NULL).
     */
    enum err (*grounds)(void *app, const struct request *rq, struct web_grounds *out);
    /* /healthz: the database answers, *schema its version (may be NULL). */
    enum err (*ping)(void *app, struct db *db, int *schema);
    void (*queue_figures)(void *app, struct web_queue_figures *out); /* (may be NULL) */
    /* Whether another process wrote since this was last asked of this reader; asked at most once a
     * second a worker, then the whole page cache is stale (may be NULL). SQLite: pragma
     * data_version. */
    bool (*changed_outside)(void *app, struct db *db);
    /* For live pages (web/live.h). The place's generation as this connection sees it: grows with
     * each write (may be NULL: 0, tests). */
    enum err (*generation)(void *app, struct db *db, struct arena *a, int64_t place_id,
                           int64_t *out);
    /* Inside a write job: tells every copy of the program after the commit; each calls
     * web_announced (may be NULL: this process is alone). `payload`: below 8,000 bytes. */
    enum err (*announce)(void *app, struct db *db, struct arena *a, struct str payload);
};

/* A static file, as tools/embed makes them. `hashed` is the URL path ("/static/app.1f2e3d.css"),
 * `name` the file's. */
struct web_asset {
    const char *name, *hashed, *media_type;
    struct str identity, gzip, br; /* gzip, br: absent where not smaller */
};

/* Requests an hour and at once, per class: web/limit.c has the defaults. */
struct web_rate {
    uint32_t per_minute; /* refill */
    uint32_t burst;      /* size of the bucket */
};

struct web_config {
    const struct route *const *routes; /* tables, each ended by {0} */
    size_t route_tables;
    struct web_hooks hooks;
    struct str base_url; /* "https://ashar.example.kg" without slash; "": from the Host header */
    struct str version;  /* of the program */
    struct str key; /* 32 secret bytes; the same in every copy of the program, kept over restarts */
    struct str key_before; /* the key before it was changed: still accepted; or absent */
    bool trust_proxy; /* X-Forwarded-For and -Proto count when they come from loopback or a Unix
                         socket */
    bool secure; /* everything arrives over TLS at the proxy: Secure cookies, HSTS, whatever Proto
                    says */
    size_t cache_bytes; /* page cache; 0: none */
    size_t arena_bytes; /* a request's memory; 0: 8 MiB; bodies come on top */
    int rate_percent;   /* 100: as the table; 0: no limits (tests, benches) */
    const struct web_rate (
        *rates)[RATE_COUNT]; /* [0] per address, [1] per account; NULL: the defaults */
    int live_followers;      /* streams of live pages at most; 0: 3000 */
    int live_per_address;    /* of them from one address; 0: no limit of its own */
    int live_heartbeat_s;    /* a silent stream says so much; 0: 20 */
    int live_poll_s; /* how often a live page is asked again where there is no stream; 0: 20 */
    int csrf_hours;  /* a form may be sent that long after it was shown; 0: 24 */
    const struct web_asset *assets;
    size_t asset_count;
};

/* ERR_INVALID: *why (English) names the route row or setting. The config's texts must outlive the
 * web. */
MUST_USE enum err web_new(const struct web_config *c, struct web **out, char why[static 256]);
void web_free(struct web *w); /* NULL is allowed; no request may be running */

/* One per thread that runs requests; opens its reader on first use. */
struct web_worker *web_worker_new(struct web *w);
void web_worker_free(struct web_worker *k);

/* ---- requests and answers ---- */

/* Head of a request. Absent text where the header is absent. Borrowed until the answer. */
struct web_head {
    struct str method; /* as sent */
    struct str target; /* path and query, as sent */
    struct str host, cookie, content_type, accept, accept_language, accept_encoding, if_none_match;
    struct str forwarded_for, forwarded_proto, fetch_site, last_event_id;
    struct str peer; /* address of the socket's other end: "127.0.0.1", "2001:db8::1", "unix" */
};

struct web_request {
    struct web_head head;
    struct str body;
};

struct web_header {
    const char *name;
    struct str value;
};

#define WEB_HEADERS_MAX 32

struct web_answer {
    int status;
    size_t header_count;
    struct web_header headers[WEB_HEADERS_MAX];
    struct str body; /* for HEAD: what GET would send; the transport leaves it out */
    bool head_only;
    void *inside; /* owner of what is borrowed above */
};

/* Whole way, waiting for the write queue where there is a write. For tests and small transports. */
void web_dispatch(struct web *w, struct web_worker *k, const struct web_request *in,
                  struct web_answer *out);
void web_answer_free(struct web_answer *a);
struct str web_answer_header(const struct web_answer *a, const char *name); /* absent text: none */

/* ---- caches ---- */

/* After a commit that changed this municipality (0: something of the installation): its cached
 * pages are stale. Web calls it itself for what web_touch collected; others (CLI inside the server,
 * background tasks) call it after their commits. */
void web_raise(struct web *w, int64_t place_id);
void web_raise_all(struct web *w);
/* Inside a write job, on the writer's thread: this municipality will have changed, and be at this
 * generation, once the job is committed. Wired below audit_append. Outside a job of web: nothing
 * happens. */
void web_touch(int64_t place_id, int64_t generation);

/* ---- for `ashar routes`, openapi, /metrics ---- */
size_t web_route_count(const struct web *w);
const struct route *web_route(const struct web *w, size_t index);
const char *web_rate_name(enum rate r);
struct buf;
void web_metrics(struct web *w, struct buf *out); /* Prometheus text format 0.0.4 */

#endif
