/* Any bytes as a connection: the verdict does not depend on how the bytes are cut, and what passes
 * has one framing. */
#include <stdlib.h>
#include <string.h>

#include "web/guard.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static enum guard_verdict feed(struct guard *g, const char *p, size_t n, size_t step)
{
    guard_init(g, &guard_defaults);
    for (size_t i = 0; i < n; i += step) {
        enum guard_verdict v = guard_feed(g, p + i, n - i < step ? n - i : step, 0);
        if (v != GUARD_PASS)
            return v;
    }
    return GUARD_PASS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *p = (const char *)data;
    struct guard whole, bytes, threes;
    enum guard_verdict v = feed(&whole, p, size, size ? size : 1);

    must(feed(&bytes, p, size, 1) == v && feed(&threes, p, size, 3) == v);
    must(bytes.heads == whole.heads && bytes.body_left == whole.body_left &&
         bytes.state == whole.state);
    must(guard_status(v) >= 200 && guard_status(v) <= 431);
    if (v == GUARD_PASS &&
        whole.heads == 0) /* one unfinished head: no byte that could be read in two ways */
        for (size_t i = 0; i < size; i++)
            must(p[i] != 0 && (p[i] != '\n' || (i > 0 && p[i - 1] == '\r')));
    return 0;
}
