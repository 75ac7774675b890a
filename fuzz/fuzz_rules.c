/* Any bytes as the value of any rule: what reads is written in one spelling that reads the same,
 * and can be shown. */
#include <stdlib.h>

#include "rules/rules.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n;
    const struct rule *rules = rules_shipped(&n);
    struct rule_value v, again;
    struct faults f;
    struct arena a;

    if (size == 0)
        return 0;
    arena_init(&a, 64 * MIB);
    faults_init(&f, &a);
    const struct rule *r = &rules[data[0] % n];
    struct str text = {(const char *)data + 1, size - 1};

    if (rules_parse(&a, LANG_KY, r, text, STR("value"), &f, &v) == OK) {
        struct str raw = rules_value_raw(&a, &v);

        must(f.n == 0 && rules_parse(&a, LANG_KY, r, raw, STR("value"), &f, &again) == OK);
        must(str_eq(raw, rules_value_raw(&a, &again)));
        must(str_utf8_valid(rules_value_text(&a, LANG_RU, r, &v)));
    } else {
        must(f.n == 1 && fault_text(&a, LANG_EN, f.first).n > 0);
    }
    arena_free(&a);
    return 0;
}
