/* Model of test/fixtures/tools/hostile.html: one value, printed in every context a view has. */
#ifndef ASHAR_TEST_HOSTILE_H
#define ASHAR_TEST_HOSTILE_H

#include "base/str.h"

struct hostile_rows {
    const struct str *v;
    size_t n;
};

struct hostile {
    struct str v;
    int64_t n;
    struct hostile_rows rows;
};

#endif
