/* Who follows which topic, and what each topic said last: inside of web. See live.h.
 *
 * Memory: a topic keeps its last events as the bytes that go out, once per language, whoever
 * follows; a follower is a cursor into that ring, so a slow one costs nothing but its cursor. The
 * announcer's thread wakes followers, so that a publisher pays one lock and one copy, whatever
 * their number. Lock order: hub, then the HTTP library's own. Threads: any. */
#ifndef ASHAR_WEB_LIVE_HUB_H
#define ASHAR_WEB_LIVE_HUB_H

#include "web/live.h"

#define LIVE_FOLLOWERS   3000 /* where the configuration says nothing */
#define LIVE_HEARTBEAT_S 20
#define LIVE_POLL_S      20
#define LIVE_TOPICS_MAX  256
#define LIVE_RING_EVENTS 32
#define LIVE_RING_BYTES  (32 * KIB)

struct live_limits {
    int followers;   /* at most, over all topics */
    int per_address; /* of them; 0: no limit of its own */
    int heartbeat_s; /* a silent stream says so much after that time, and finds dead ones */
};

struct live_wish {
    int64_t place_id;
    struct str topic;
    enum lang lang;
    uint64_t address; /* a hash of the follower's */
    int64_t now;      /* version of the database as the request reads it */
    int64_t since;    /* version that the follower has seen; -1: none, from now on */
};

/* NULL: no memory, no thread. */
struct live *live_new(const struct live_limits *l);
void live_free(struct live *l); /* NULL is allowed; every follower has left */

/* ERR_BUSY: a limit is reached. */
MUST_USE enum err live_join(struct live *l, const struct live_wish *wish,
                            struct live_follower **out);
/* To everybody who follows. A version that is not above the topic's last one is dropped, with a
 * line in the log. */
void live_deliver(struct live *l, int64_t place_id, int64_t version, struct str topic,
                  const struct live_event *e);
void live_lose_all(struct live *l); /* something may have been missed: everybody reloads */

struct live_figures {
    int followers, topics;
    uint64_t events, reloads, refused;
};
void live_figures(struct live *l, struct live_figures *out);

#endif
