/* Language codes. See lang.h. */
#include "base/lang.h"

static const struct str codes[LANG_COUNT] = {
    [LANG_KY] = STR_INIT("ky"),
    [LANG_RU] = STR_INIT("ru"),
    [LANG_EN] = STR_INIT("en"),
};

struct str lang_code(enum lang lang)
{
    return codes[lang];
}

enum err lang_of_code(struct str code, enum lang *out)
{
    if (code.n > 2 && code.p[2] != '-' && code.p[2] != '_')
        return ERR_NOT_FOUND;
    for (int i = 0; i < LANG_COUNT; i++) {
        if (code.n >= 2 && str_eq_nocase(str_sub(code, 0, 2), codes[i])) {
            *out = (enum lang)i;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}
