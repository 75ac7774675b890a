/* web's inside: one request on its way, and what the steps hand to each other. No capability
 * includes this.
 *
 * Lifetimes: an exchange owns its arena; the answer borrows from the exchange (or from a cache
 * entry that it holds). The exchange dies with web_answer_free, or when the transport says so
 * (exchange_free). Stages: head → (body) → run → [prepare] → [write] → answered. Each returns the
 * next one, so that a transport may put them on different threads; no two run at once. */
#ifndef ASHAR_WEB_EXCHANGE_H
#define ASHAR_WEB_EXCHANGE_H

#include <pthread.h>

#include "web/cache.h"
#include "web/form.h"
#include "web/limit.h"
#include "web/live_hub.h"
#include "web/metrics.h"
#include "web/out.h"
#include "web/router.h"
#include "web/web.h"

/* No inline script or style, nothing from other hosts, no framing: views could not break it even if
 * an escaper failed. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "             \
    "frame-ancestors 'none'; base-uri 'none'"

#define SESSION_COOKIE "ashar_session"
#define VISITOR_COOKIE                                                                             \
    "ashar_visitor" /* random, for the CSRF token of people who are not signed in */
#define FLASH_COOKIE "ashar_flash"
#define LANG_COOKIE  "ashar_lang"

#define PAGE_MAX       (16 * MIB) /* bytes of one answer that is built in memory */
#define PAGE_USUAL     (16 * KIB)
#define EXCHANGES_IDLE 32
#define IDLE_MEMORY    (256 * KIB) /* of arena or body that an idle exchange may keep */

struct web {
    struct web_config config;
    struct arena arena; /* what lives as long as the web */
    struct router *router;
    struct cache *cache;
    struct generations *generations;
    struct limiter *limiter;
    struct metrics *metrics;
    struct live *live;
    struct str openapi; /* the document, built at start */
    const struct route *tables[66];
    pthread_mutex_t idle_lock;
    struct exchange
        *idle[EXCHANGES_IDLE]; /* used ones, with a little memory each, for the next requests */
    size_t idle_n;
};

struct web_worker {
    struct web *web;
    struct db *reader;
    int64_t asked_outside_us;
};

enum answer_kind {
    ANSWER_NONE,
    ANSWER_PAGE,
    ANSWER_REDIRECT,
    ANSWER_BYTES,
    ANSWER_JSON,
    ANSWER_ASSET,
    ANSWER_STREAM
};

struct response {
    enum answer_kind kind;
    int status;
    struct buf body; /* heap, freed with the exchange */
    struct str content_type, location, disposition;
    size_t header_count;
    struct web_header headers[WEB_HEADERS_MAX];
    bool personal; /* not for the cache, not to be stored */
};

/* What a handler published, until its job is committed. */
struct live_said {
    struct live_said *next;
    struct str topic;
    struct live_event event;
};

enum stage { STAGE_BODY, STAGE_RUN, STAGE_PREPARE, STAGE_WRITE, STAGE_ANSWERED };

struct exchange {
    struct web *web;
    struct arena arena;
    struct web_head in;
    struct str body;
    int64_t started_us;
    struct request rq;
    struct request saved; /* before the first try of a write */
    struct response rs;
    struct form form;
    struct match match;
    struct str raw_path, path_and_query;
    struct str session_token, visitor_token, once;
    bool new_visitor, head_only, secure, api, reading;
    bool is_static, is_worker_asset;
    bool script; /* a POST of a script that wants JSON (fetch, an offline queue): see request.h */
    struct str asset_body; /* of the program itself: not copied */
    const char *allow;     /* methods that a 405 names; NULL: none */
    struct str saved_session;
    bool cross_site; /* the browser says so (Sec-Fetch-Site) */
    enum encoding answer_encoding;
    int csrf;        /* enum csrf_verdict */
    int retry_after; /* seconds, of a 429 */
    bool roll_back; /* the handler answered with status >= 400: its answer counts, its writes do not
                     */
    size_t body_max;
    struct web_place place;
    struct cache_key key;
    uint64_t before; /* the nation's generation before the first query */
    bool cacheable;
    struct cache_entry *hit;
    struct web_job job;
    struct web_answer answer;
    int64_t touched[8];
    size_t touched_n;
    bool touched_all;
    struct live_said *said;
    int64_t said_generation; /* of the place, as the log told in this job; -1: nothing was logged */
    struct live_follower *follower; /* ANSWER_STREAM: the transport takes it, or exchange_free */
    struct buf packed;              /* compressed body */
    /* the transport's, for answers that come from another thread */
    void (*ready)(void *arg);
    void *ready_arg;
};

struct exchange *exchange_new(struct web *w, const struct web_head *head); /* NULL: no memory */
void exchange_free(struct exchange *x);
void exchange_drop_idle(struct web *w);

enum stage exchange_head(
    struct exchange *x); /* STAGE_BODY (limit in x->body_max), STAGE_RUN or STAGE_ANSWERED */
/* `body` stays until the answer. A transport that saw more than body_max calls exchange_refuse(x,
 * ERR_TOO_LARGE). */
enum stage exchange_run(struct exchange *x,
                        struct web_worker *k); /* STAGE_ANSWERED, STAGE_PREPARE or STAGE_WRITE */
enum stage exchange_prepare(struct exchange *x,
                            struct web_worker *k); /* STAGE_ANSWERED or STAGE_WRITE */
/* Submits; when answered, x->ready(x->ready_arg) is called, perhaps before this returns, perhaps on
 * another thread. */
void exchange_write(struct exchange *x);
enum stage exchange_refuse(struct exchange *x, enum err e);
bool exchange_is_heavy(const struct exchange *x); /* better run beside the event loop */

/* ---- steps (admit.c, header.c, respond.c, refuse.c, layout.c, finish.c) ---- */
MUST_USE enum err admit_reader(struct exchange *x,
                               struct web_worker *k); /* session, place, duties */
void admit_end(struct exchange *x);                   /* ends the reader's snapshot */
MUST_USE enum err admit_form(struct exchange *x);     /* decode; x->csrf, x->once */
enum rate exchange_rate(const struct exchange *x);
void respond_error(struct exchange *x, enum err e);   /* fills x->rs */
void respond_problem(struct exchange *x, int status); /* JSON in place of the page that was made */
struct str exchange_token(struct exchange *x);        /* a fresh CSRF token of this reader */
void respond_resend(struct exchange *x);              /* the 403 of x->csrf, form kept */
void respond_redirect(struct exchange *x, int status, struct str location);
void respond_finish(struct exchange *x); /* x->rs → x->answer */
void respond_hit(struct exchange *x);
void respond_clear(struct response *rs);
MUST_USE enum err respond_layout(struct request *rq, int status, const struct page *page,
                                 struct str main, struct out *o);
void out_start(struct out *o, struct request *rq, struct buf *b);
struct exchange *exchange_of(const struct request *rq);
/* A day as it is typed: browsers send 2026-11-21; people without a date picker type 21.11.2026. */
MUST_USE enum err exchange_day_typed(struct str s, day_t *out);
struct str exchange_link(struct exchange *x, enum lang lang, struct str path); /* "/ky" + path */
void add_header(struct response *rs, const char *name, struct str value);
enum lang preferred_lang(struct str cookie, struct str accept_language);
int err_status(enum err e);
MUST_USE enum err head_read(struct exchange *x,
                            bool *answered);            /* address, language, route, rate, cache */
void respond_not_allowed(struct exchange *x);           /* 405 with x->allow */
bool static_paths(struct exchange *x, struct str path); /* /static/… and the like: answered */
extern const struct route web_routes[];                 /* /healthz /metrics /api/v1/openapi.json */
/* stale.c: web_touch collects for x on this thread (NULL: no longer); once the job is committed. */
void stale_collect(struct exchange *x);
void stale_raise(struct exchange *x);
/* live_request.c: inside the job, after its handler; and once the job is committed. */
MUST_USE enum err live_settle(struct exchange *x);
void live_committed(struct exchange *x);
struct live_payload {
    int64_t place_id, version;
    struct str topic;
    struct live_event event; /* borrows from the payload */
};
/* ERR_MALFORMED: not a payload of this form. */
MUST_USE enum err live_payload_read(struct str payload, struct live_payload *out);
void openapi_write(const struct web *w, struct buf *out);

#endif
