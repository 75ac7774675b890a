/* Where the capabilities meet: their due lists, the links between them, and what web needs to know
 * of them. Their routes and statements are tables.h.
 *
 * Adding a capability adds its lines here and there and edits no other one. */
#ifndef ASHAR_APP_WIRING_H
#define ASHAR_APP_WIRING_H

#include "app/config.h"
#include "app/outside.h"
#include "db/listener.h"
#include "db/queue.h"
#include "web/web.h"

struct app {
    const struct config *config;
    const char *db_url;
    struct db_queue *queue;
    struct web *web;
    struct str key;          /* of forms and cookies: 32 bytes, kept in the database */
    struct outside *outside; /* made and freed with the web */
    struct db_listener *listener;
};

/* Tells the capabilities of each other and of the settings. Once, before the first request.
 * `document_key` (32 bytes, must stay) keeps numbers of documents unreadable. */
void app_wire(const struct config *config, struct str document_key);
/* Only that the index follows every write: for commands that write. */
void app_wire_index(void);

/* The secret `name` of this installation, made on first use; 32 bytes. */
MUST_USE enum err app_secret(struct db *db, struct arena *a, struct str name, struct str *out);

/* The web of this app: routes, hooks, settings. app->queue may be set later. ERR_INVALID with *why.
 */
MUST_USE enum err app_web(struct app *app, char why[static 256]);
void app_web_free(struct app *app);
/* What other programs wrote since the last look makes their cached pages stale. web asks by itself
 * before a page is made; this is for a server whose pages all come out of the cache. */
MUST_USE enum err app_hear_outside(struct app *app, struct db *db);
/* Hears what other copies announce (PostgreSQL; else nothing): after app_web, before requests. */
MUST_USE enum err app_listen(struct app *app);

/* Forgets form tokens that no form, and no offline queue, brings back any more. */
MUST_USE enum err app_forget_forms(struct db *db, struct arena *a);

#endif
