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

enum lang lang_with(const struct str texts[LANG_COUNT], enum lang asked)
{
    for (int l = 0; texts[asked].n == 0 && l < LANG_COUNT; l++)
        if (texts[l].n)
            return (enum lang)l;
    return asked;
}

struct str lang_text(const struct str texts[LANG_COUNT], enum lang asked)
{
    struct str s = texts[lang_with(texts, asked)];

    return s.n ? s : STR("");
}

struct lang_str lang_str(const struct str texts[LANG_COUNT], enum lang asked)
{
    return (struct lang_str){lang_text(texts, asked), lang_with(texts, asked)};
}
