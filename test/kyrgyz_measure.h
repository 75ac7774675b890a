/* How well text_stem does on whole paradigms of words it was not written from. Used by tests and by
 * bench_text. */
#ifndef ASHAR_TEST_KYRGYZ_MEASURE_H
#define ASHAR_TEST_KYRGYZ_MEASURE_H

#include "base/str.h"

struct kyrgyz_measure {
    int64_t lemmas;
    int64_t forms[2],
        met[2];      /* of nouns, of verbs: forms made, forms with the stem of their word */
    int64_t sharing; /* of a million pairs of different words, how many share a stem */
};

/* `list`: the text of test/fixtures/text/lemmas.tsv; `sign` chooses its lines: '+' or '-'. `show`:
 * each form that does not meet its word is printed. */
struct kyrgyz_measure kyrgyz_measure(struct arena *a, struct str list, char sign, bool show);

#endif
