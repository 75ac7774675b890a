/* An act's text: any bytes as a saved web page, its units, points, citations, and two halves
 * compared. */
#include "act/act.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct arena *a, struct str words)
{
    struct act_articles units;
    struct act_paras paras;

    act_articles_of(a, words, &units);
    for (size_t i = 0; i < units.n; i++) {
        /* What is linked to is there. */
        if (units.v[i].anchor.n && !act_has_anchor(a, words, units.v[i].anchor))
            __builtin_trap();
        act_paras_of(a, &units.v[i], &paras);
        (void)act_anchor_text(a, LANG_KY, units.v[i].anchor);
        if (i > 20)
            break;
    }
    (void)act_anchor_of(a, words, STR("4.3"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size}, point;
    struct act act = {.number = STR("12"), .code = STR("code"), .day = 18900};
    struct act_comparison all;
    struct arena a;

    if (size > 64 * KIB)
        return 0;
    arena_init(&a, 256 * MIB);
    struct str text = act_text_of_html(&a, s);
    if (str_utf8_valid(s) && !str_utf8_valid(text))
        __builtin_trap();
    (void)act_cites(&a, &act, s, &point);
    if (str_utf8_valid(s)) {
        look(&a, s);
        act_compare(&a, str_sub(s, 0, size / 2), str_sub(s, size / 2, size), &all);
    }
    arena_free(&a);
    return 0;
}
