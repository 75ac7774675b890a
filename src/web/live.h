/* Pages that change while people look at them: server-sent events (HTML standard, section 9.2).
 *
 * Purpose: a handler that changed something says so in one line, and everybody who has the page
 * open sees it within a second; a GET route answers with the stream in one line.
 *
 *     static enum err attend_post(struct request *rq) {              // inside the write's job
 *         ... write, audit_append ...
 *         TRY(req_publish(rq, STR("meeting/12"), &(struct live_event){0}));
 *         return req_redirect(rq, ...);
 *     }
 *     static enum err live_get(struct request *rq) {   // row: GET, CAP_PUBLIC, cache CACHE_NO
 *         return req_live(rq, STR("meeting/12"));
 *     }
 *     <section id="hall" aria-live="polite"
 * data-live="/{lang}/{place}/meetings/12/live?since={v->since}">
 *
 * `since` comes from req_live_version, read with the page. static/app.js does the rest: it follows
 * the stream, puts the fragment of a `message` into the section, asks the page again on `reload`
 * and takes the section with that id out of it, and polls where the stream is refused. Without
 * JavaScript the page asks itself again (struct page, member `live`).
 *
 * Paths of streams end in /live: the proxy (packaging/nginx) hands those on unbuffered.
 *
 * A topic belongs to the municipality of the request ("meeting/12" of two places are two). What is
 * published leaves after the commit, in the order of commits, and never where the job was rolled
 * back. The version of an event is the municipality's audit generation, so it survives restarts
 * and is the same in all copies of the program: a write that publishes must append to the log
 * before it ends (each does). A follower that comes back with Last-Event-ID gets what it missed,
 * or `reload` where that is not in memory any more.
 *
 * Several copies on one PostgreSQL tell each other by NOTIFY inside the write's transaction; what a
 * command of another process writes to a SQLite file is not told (the page is fresh when it is
 * asked again).
 *
 * Invariants: data are public, and rendered once per language, whoever follows; a slow follower
 * holds no memory but its place in the topic's short ring, and is told to reload, or dropped, when
 * that has moved past it. Limits: followers in all and per address (503 with Retry-After beyond),
 * topics 256, 32 events and 32 KiB each. Rejected: WebSocket (nothing comes back on it), a thread
 * or a queue per follower. Non-goals: personal content, delivery to who is not there. */
#ifndef ASHAR_WEB_LIVE_H
#define ASHAR_WEB_LIVE_H

#include "web/request.h"

#define LIVE_TOPIC_MAX 64   /* bytes of a topic: letters, digits, '/', '-', '_' */
#define LIVE_NAME_MAX  32   /* bytes of an event's name: letters, digits, '_' */
#define LIVE_DATA_MAX  2000 /* bytes in one language; longer: `reload` is sent in its place */
#define LIVE_PER_WRITE 8    /* events one request may publish */

struct live_event {
    struct str name;             /* "" or absent: "message"; not "reload" */
    struct str data[LANG_COUNT]; /* HTML of live_html, or JSON; a language that is absent gets the
                                    first that is there; none at all: followers get `reload` */
};

/* In a POST handler: to be told after the commit. Copies. ERR_BUG: a topic or name of other
 * letters, too long, more than LIVE_PER_WRITE, or a GET. Elsewhere than in a request: web_publish.
 */
MUST_USE enum err req_publish(struct request *rq, struct str topic, const struct live_event *e);

/* In a GET handler: the answer is the stream of the topic, from Last-Event-ID, else from the query
 * field `since`, else from now. ERR_BUSY (503) where the limits are reached. In process (tests) the
 * answer's body is what is there already. The row must have no cache. */
MUST_USE enum err req_live(struct request *rq, struct str topic);

/* For the page's `since`: the version of what this request reads. */
MUST_USE enum err req_live_version(struct request *rq, int64_t *out);

/* A view as HTML for an event, in that language, as a visitor without account sees it: in the
 * request's arena. A view with {csrf} is ERR_BUG. */
MUST_USE enum err live_html(struct request *rq, enum lang lang,
                            void (*view)(struct out *, const void *), const void *model,
                            struct str *out);

/* -- between copies of the program, for app -- */
struct web;
/* A payload of hooks.announce arrived from the database, our own too: to the followers here. A
 * payload that is none of ours is ignored with a line in the log. */
void web_announced(struct web *w, struct str payload);
/* Announcements may have been missed: everybody reloads. */
void web_announcements_lost(struct web *w);
/* Background tasks, after their own commit: an event of the topic for followers of this process. */
void web_publish(struct web *w, int64_t place_id, int64_t generation, struct str topic,
                 const struct live_event *e);

/* -- for web/server.c: a follower is a cursor -- */
struct live;
struct live_follower;
/* How a follower that has read everything is put to sleep (by live_read) and woken again (by the
 * announcer's thread); both under the hub's lock, so that no event falls between. */
void live_attach(struct live_follower *f, void (*sleep)(void *arg), void (*wake)(void *arg),
                 void *arg);
/* Copies what is there for the follower, at most n bytes. 0: nothing now; it sleeps where it is
 * attached. -1: over. */
ptrdiff_t live_read(struct live_follower *f, char *out, size_t n);
void live_leave(struct live_follower *f); /* NULL is allowed */
void live_stop(struct live *l);           /* every stream ends; nobody sleeps any more */

#endif
