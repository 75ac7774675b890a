/* The whole program over the demonstration, without sockets and without threads: what
 * request_fault_test hurts.
 *
 * A world is built once for each engine, by the demonstration and by requests (struct
 * request_example with `story`), and then copied: every example starts from the same state, and
 * what one writes no other sees. The clock stands still at ten o'clock of the day the world was
 * made. */
#ifndef ASHAR_APP_FAULT_WORLD_TEST_H
#define ASHAR_APP_FAULT_WORLD_TEST_H

#include "app/request_examples_test.h"
#include "app/wiring.h"
#include "test/db_fixture.h"
#include "test/http_fixture.h"

enum { WORLD_LOGINS = 16, WORLD_KEPT = 8 };

struct world {
    struct arena arena; /* 64 MiB: the world's and its copies' */
    enum db_engine engine;
    struct config config;
    char *url;
    struct app app;
    struct http *w;
    struct db *observer; /* sees what is committed */
    struct world_login {
        const char *login;
        struct str token;
    } logins[WORLD_LOGINS];
    size_t login_n;
    struct world_kept {
        const char *name;
        struct str value;
    } kept[WORLD_KEPT]; /* what the story's answers showed: codes that are stored nowhere */
    size_t kept_n;
};

/* NULL where the engine cannot be had. Everything that fails fails the test. */
struct world *world_new(enum db_engine engine);
/* One more, in the state of `original` as it was when made; its logins and kept texts hold. */
struct world *world_copy(const struct world *original);
void world_free(struct world *s); /* NULL is allowed */

/* The example's request, ready to be sent as often as one likes: numbers looked up, the form read
 * from its page and filled in, the session and tokens of its reader. Borrows from the world and its
 * original. */
void world_request(struct world *s, const struct request_example *e, struct web_request *out);
/* Sends it with nothing going wrong; the status. */
int world_send(struct world *s, const struct request_example *e);

#endif
