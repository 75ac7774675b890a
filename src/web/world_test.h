/* The small site that the tests of the dispatcher visit: one place, a merged one, forms, failures.
 */
#ifndef ASHAR_WEB_WORLD_TEST_H
#define ASHAR_WEB_WORLD_TEST_H

#include "test/http_fixture.h"

#define PLACE       "41706211805000"
#define WORLD(name) static void name(void **state)

extern int written, reads;  /* handlers that wrote, pages that were made */
extern size_t seen_prepare; /* bytes of the password that the slow step saw */
extern const struct route world_routes[];

struct http *world(void);

#endif
