/* Romanization. See translit.h. */
#include "text/translit.h"

#include <string.h>
#include <unicode/uchar.h>

#include "text/canon.h"
#include "text/fold.h"

/* а..я in code-point order. */
static const char *const letters[32] = {
    "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"};

static const char *roman(enum lang lang, uint32_t small)
{
    switch (small) {
    case 0x436: /* ж */
        return lang == LANG_RU ? "zh" : "j";
    case 0x451: /* ё */
        return "yo";
    case 0x4A3: /* ң */
        return "ng";
    case 0x4E9: /* ө */
        return "o";
    case 0x4AF: /* ү */
        return "u";
    default:
        return small >= 0x430 && small < 0x450 ? letters[small - 0x430] : NULL;
    }
}

static bool is_capital_at(struct str s, size_t i)
{
    return i < s.n && u_isupper((UChar32)str_utf8_next(s, &i));
}

struct str text_translit(struct arena *a, enum lang lang, struct str s)
{
    if (!s.p)
        return STR_NONE;
    s = text_canon(a, s, NULL);
    char *out = arena_alloc(a, s.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_utf8_next(s, &i);
        uint32_t small = (uint32_t)u_tolower((UChar32)cp);
        const char *to = roman(lang, small);
        if (!to) {
            n += str_utf8_put(out + n, cp);
            continue;
        }
        for (size_t k = 0; to[k]; k++) {
            /* "Шабдан" is "Shabdan", "ШАБДАН" is "SHABDAN" */
            bool capital = small != cp && (k == 0 || is_capital_at(s, i));
            out[n++] = (char)(capital ? to[k] - 'a' + 'A' : to[k]);
        }
    }
    return (struct str){out, n};
}

struct str text_slug(struct arena *a, enum lang lang, struct str s, size_t max)
{
    struct str t = text_translit(a, lang, s);
    bool gap = false;
    size_t n = 0;

    if (!max)
        max = 80;
    char *out = arena_alloc(a, t.n + 1);
    for (size_t i = 0; i < t.n;) {
        uint32_t cp = text_fold_letter(str_utf8_next(t, &i));
        if (!cp || cp == '\'')
            continue;
        if (!(cp >= 'a' && cp <= 'z') && !(cp >= '0' && cp <= '9')) {
            gap = n > 0;
            continue;
        }
        if (gap)
            out[n++] = '-';
        gap = false;
        out[n++] = (char)cp;
    }
    if (n > max) {
        bool inside = out[max] != '-';
        n = max;
        char *hyphen = inside ? memrchr(out, '-', n) : NULL;
        if (hyphen)
            n = (size_t)(hyphen - out);
        while (n && out[n - 1] == '-')
            n--;
    }
    return (struct str){out, n};
}
