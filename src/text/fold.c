/* Folding. See fold.h. Letters below U+0600 go through a table filled once from ICU's simple case
 * folding. */
#include "text/fold.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "text/canon.h"
#include "text/word.h"

#define TABLE_SIZE  0x600
#define SOFT_HYPHEN 0xAD

static uint16_t table[TABLE_SIZE];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t kyrgyz(uint32_t cp)
{
    switch (cp) {
    case 0x4E9: /* ө */
    case 0x473: /* ѳ */
        return 0x43E;
    case 0x4AF: /* ү */
        return 0x443;
    case 0x4A3: /* ң */
    case 0x4CA: /* ӊ */
        return 0x43D;
    case 0x451: /* ё */
        return 0x435;
    default:
        return cp;
    }
}

static uint32_t without_accent(uint32_t cp)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&e);
    UChar parts[8];
    int32_t n = U_SUCCESS(e) ? unorm2_getDecomposition(nfd, (UChar32)cp, parts, 8, &e) : -1;

    return U_SUCCESS(e) && n > 0 && !U16_IS_SURROGATE(parts[0]) ? parts[0] : cp;
}

static uint32_t fold_slow(uint32_t cp)
{
    enum text_class class = text_class_of(cp);

    if (cp == SOFT_HYPHEN || class == CLASS_MARK)
        return 0;
    if (class == CLASS_LATIN && cp >= 0x80)
        cp = without_accent(cp);
    cp = (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
    return cp == 0x131 ? 'i' : kyrgyz(cp); /* dotless i, the Turkish one */
}

static void fill(void)
{
    for (uint32_t cp = 0; cp < TABLE_SIZE; cp++)
        table[cp] = (uint16_t)fold_slow(cp);
}

uint32_t text_fold_letter(uint32_t cp)
{
    pthread_once(&once, fill);
    return cp < TABLE_SIZE ? table[cp] : fold_slow(cp);
}

static bool is_hyphen(uint32_t cp)
{
    return cp == '-' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212;
}

static bool is_joining(uint32_t cp)
{
    return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static bool is_letter(uint32_t cp)
{
    enum text_class c = text_class_of(cp);
    return c == CLASS_CYRILLIC || c == CLASS_LATIN || c == CLASS_LETTER;
}

static bool is_blank(uint32_t cp)
{
    return u_isUWhiteSpace((UChar32)cp) || cp < 0x20 || cp == 0xFEFF || cp == 0x200B;
}

static uint32_t quote(uint32_t cp)
{
    switch (cp) {
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2BC:
    case '`':
        return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0xAB:
    case 0xBB:
        return '"';
    default:
        return cp;
    }
}

/* Where a hyphen at `at` joins, the offset of the letter it joins to, else 0. A line end may stand
 * between. */
static size_t joins_to(struct str s, size_t at)
{
    size_t i = at;
    bool line_end = false, gap = false;

    while (i < s.n) {
        size_t here = i;
        uint32_t cp = str_utf8_next(s, &i);
        if (is_letter(cp))
            return !gap || line_end ? here : 0;
        if (text_fold_letter(cp) && !is_blank(cp))
            return 0;
        gap |= is_blank(cp);
        line_end |= cp == '\n';
        if (here - at > 64) /* nobody breaks a word over a page */
            return 0;
    }
    return 0;
}

size_t text_fold_join(struct str s, size_t at)
{
    if (at >= s.n)
        return 0;
    uint32_t cp = str_utf8_next(s, &at);
    return is_joining(cp) || cp == SOFT_HYPHEN ? joins_to(s, at) : 0;
}

static struct str fold_once(struct arena *a, struct str s)
{
    uint32_t before = 0;
    bool blank = false;
    size_t n = 0;

    char *out = arena_alloc(a, s.n * 3 + 1);
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_utf8_next(s, &i);
        size_t to = is_joining(cp) && is_letter(before) ? joins_to(s, i) : 0;
        if (to) {
            i = to;
            continue;
        }
        /* A dash between letters parts them; as a bare "-" it would join them next time. */
        bool parting = is_hyphen(cp) && !is_joining(cp) && is_letter(before) && joins_to(s, i);
        if (is_blank(cp)) {
            blank = n > 0;
            before = ' ';
            continue;
        }
        uint32_t folded = is_hyphen(cp) ? '-' : text_fold_letter(quote(cp));
        if (!folded)
            continue;
        if (blank || parting)
            out[n++] = ' ';
        blank = parting;
        n += str_utf8_put(out + n, folded);
        before = cp;
    }
    return (struct str){out, n};
}

struct str text_fold(struct arena *a, struct str s)
{
    if (!s.p)
        return STR_NONE;
    struct str canon = text_canon(a, s, NULL);
    for (;;) {
        s = fold_once(a, canon);
        /* An accent taken off a Latin letter can leave a look-alike in a Cyrillic word: "Ã©" is "e"
         * now. Each round has fewer Latin letters, so this ends. */
        canon = text_canon(a, s, NULL);
        if (canon.p == s.p)
            return s;
    }
}

bool text_fold_eq(struct str x, struct str y)
{
    struct arena a;
    arena_init(&a, SIZE_MAX);
    bool same = str_eq(text_fold(&a, x), text_fold(&a, y));
    arena_free(&a);
    return same;
}
