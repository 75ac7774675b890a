/* What one copy of the program tells all copies: PostgreSQL's NOTIFY and LISTEN.
 *
 * Purpose: live pages (web/live.h) of every copy hear of a write in any. db_announce is part of the
 * transaction: it is delivered after the commit, in the order of commits, and not at all where the
 * transaction (or its savepoint) is rolled back. The listener has a connection and a thread of its
 * own; after a break it connects again and says that something may have been missed. SQLite has
 * nothing of the kind and needs none: one process serves the file. Non-goal: a queue; who does not
 * listen misses it. */
#ifndef ASHAR_DB_LISTENER_H
#define ASHAR_DB_LISTENER_H

#include "db/db.h"

#define DB_ANNOUNCE_MAX 7999 /* bytes of a payload: the server's limit */

struct db_listener;

struct db_listener_calls { /* on the listener's thread; must not block for long */
    void (*heard)(void *arg, struct str payload); /* valid UTF-8, as it was announced */
    void (*lost)(void *arg);                      /* listening again after a break */
    void *arg;
};

/* `channel`: a lower-case name. SQLite: OK, and *out is NULL. ERR_DB: no connection; ERR_NOMEM. */
MUST_USE enum err db_listener_start(const char *url, const char *channel,
                                    const struct db_listener_calls *calls,
                                    struct db_listener **out);
void db_listener_stop(struct db_listener *l); /* no call comes after it; NULL is allowed */

/* Inside a writer's transaction on PostgreSQL. ERR_TOO_LARGE above DB_ANNOUNCE_MAX; ERR_BUG on
 * SQLite. */
MUST_USE enum err db_announce(struct db *db, struct arena *a, const char *channel,
                              struct str payload);

#endif
