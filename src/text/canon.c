/* Canonical form. See canon.h. Most texts are canonical: one scan decides that, and only the others
 * pay for ICU and for the word-wise pass. The pass runs twice, first to measure, so that the result
 * is one exact piece. */
#include "text/canon.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>

#include "text/word.h"

#define CANON_MAX (256 * MIB)

struct look {
    uint32_t from, to;
};

/* Letters that look the same. Capital Y is decided by its word. */
static const struct look looks[] = {
    {'a', 0x430},   {'c', 0x441},   {'e', 0x435},   {'o', 0x43E},   {'p', 0x440},   {'x', 0x445},
    {'y', 0x443},   {'A', 0x410},   {'B', 0x412},   {'C', 0x421},   {'E', 0x415},   {'H', 0x41D},
    {'K', 0x41A},   {'M', 0x41C},   {'O', 0x41E},   {'P', 0x420},   {'T', 0x422},   {'X', 0x425},
    {'Y', 0x4AE},   {0xEB, 0x451},  {0xCB, 0x401},  {0x391, 0x410}, {0x392, 0x412}, {0x395, 0x415},
    {0x397, 0x41D}, {0x39A, 0x41A}, {0x39C, 0x41C}, {0x39F, 0x41E}, {0x3A1, 0x420}, {0x3A4, 0x422},
    {0x3A7, 0x425}, {0x3BF, 0x43E}, {0x3C1, 0x440},
};

/* Other code points used for ө and ү, only inside Cyrillic words. */
static const struct look strays[] = {
    {0x3B3, 0x4AF}, {0x3A5, 0x4AE}, {0x275, 0x4E9}, {0x19F, 0x4E8}, {0x3B8, 0x4E9}, {0x398, 0x4E8},
};

/* Cyrillic code points that Kyrgyz fonts of old used, replaced wherever they stand. */
static const struct look variants[] = {
    {0x4CA, 0x4A3},
    {0x4C9, 0x4A2},
    {0x473, 0x4E9},
    {0x472, 0x4E8},
};

static uint32_t find(const struct look *t, size_t n, uint32_t cp)
{
    for (size_t i = 0; i < n; i++)
        if (t[i].from == cp)
            return t[i].to;
    return 0;
}

#define FIND(table, cp) find(table, sizeof(table) / sizeof(table)[0], cp)

/* Cyrillic letters whose glyph is a Latin letter's: they do not prove that a word is Cyrillic. */
static bool is_ambiguous(uint32_t cp)
{
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        if (looks[i].to == cp)
            return true;
    return cp == 0x423; /* У */
}

struct census {
    size_t cyrillic, proof, alike, foreign, back, small;
};

static bool is_back(uint32_t cp)
{
    switch (cp) {
    case 0x430: /* а */
    case 0x410:
    case 0x43E: /* о */
    case 0x41E:
    case 0x443: /* у */
    case 0x423:
    case 0x44B: /* ы */
    case 0x42B:
    case 'a':
    case 'A':
    case 'o':
    case 'O':
        return true;
    default:
        return false;
    }
}

static struct census count(struct str word)
{
    struct census c = {0};

    for (size_t i = 0; i < word.n;) {
        uint32_t cp = str_utf8_next(word, &i);
        switch (text_class_of(cp)) {
        case CLASS_CYRILLIC:
            c.cyrillic++;
            c.proof += !is_ambiguous(cp);
            c.small += cp >= 0x430 && cp < 0x460;
            break;
        case CLASS_LATIN:
        case CLASS_LETTER:
            if (FIND(looks, cp) || FIND(strays, cp))
                c.alike++;
            else
                c.foreign++;
            break;
        default:
            break;
        }
        c.back += is_back(cp);
    }
    return c;
}

static bool is_cyrillic_word(const struct census *c)
{
    return c->cyrillic && !c->foreign && (c->proof || c->cyrillic > c->alike);
}

struct sink {
    char *p; /* NULL: only measure */
    size_t n;
    struct text_canon_report report;
};

static void put(struct sink *out, uint32_t cp)
{
    char tmp[4];
    size_t len = str_utf8_put(tmp, cp);
    if (out->p)
        memcpy(out->p + out->n, tmp, len);
    out->n += len;
}

static uint32_t map_letter(uint32_t cp, const struct census *c, struct text_canon_report *r)
{
    uint32_t to = FIND(variants, cp);
    if (to) {
        r->variants++;
        return to;
    }
    if (!is_cyrillic_word(c) || !c->alike)
        return cp;
    to = FIND(strays, cp);
    if (to) {
        r->variants++;
        return to;
    }
    to = FIND(looks, cp);
    if (!to)
        return cp;
    r->lookalikes++;
    if (cp == 'Y' && c->back)
        return c->small ? 0x443 : 0x423;
    return cp == 'Y' && c->small ? 0x4AF : to;
}

static void put_word(struct sink *out, struct str word)
{
    struct census c = count(word);
    for (size_t i = 0; i < word.n;)
        put(out, map_letter(str_utf8_next(word, &i), &c, &out->report));
}

static void put_gap(struct sink *out, struct str gap)
{
    for (size_t i = 0; i < gap.n;)
        put(out, str_utf8_next(gap, &i));
}

static void pass(struct sink *out, struct str s)
{
    size_t at = 0, done = 0;
    struct str word;

    while (text_word_next(s, &at, &word)) {
        size_t start = (size_t)(word.p - s.p);
        put_gap(out, str_sub(s, done, start - done));
        put_word(out, word);
        done = at;
    }
    put_gap(out, str_sub(s, done, s.n));
}

/* Can NFC leave this character and its neighbours alone? Conservative: "no" only costs time. */
static bool is_composed(uint32_t cp)
{
    return cp < 0x300 || (cp >= 0x400 && cp < 0x483) || (cp >= 0x48A && cp < 0x530) ||
           (cp >= 0x2010 && cp < 0x2060) || cp == 0x2116;
}

struct scan {
    bool normalize, map;
    size_t invalid;
};

static struct scan scan(struct str s)
{
    struct scan found = {false, false, 0};
    bool latin = false, cyrillic = false;

    for (size_t i = 0; i < s.n;) {
        if ((unsigned char)s.p[i] < 0x80) {
            latin |= ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z');
            i++;
            continue;
        }
        size_t here = i;
        uint32_t cp = str_utf8_next(s, &i);
        found.invalid += cp == 0xFFFD && i == here + 1;
        found.map |= FIND(variants, cp) != 0;
        found.normalize |= !is_composed(cp);
        cyrillic |= cp >= 0x400 && cp < 0x530;
        latin |= cp < 0x400;
    }
    found.map |= (latin && cyrillic) || found.invalid;
    return found;
}

static void free_slot(void *slot)
{
    free(*(void **)slot);
}

static struct str from_utf16(struct arena *a, const UChar *wide, int32_t n)
{
    char *p = arena_alloc(a, (size_t)n * 3 + 1);
    size_t len = 0;

    for (int32_t i = 0; i < n;) {
        UChar32 cp;
        U16_NEXT(wide, i, n, cp);
        len += str_utf8_put(p + len, (uint32_t)cp);
    }
    return (struct str){p, len};
}

/* `s` itself where form C changes nothing, or where memory for ICU is not to be had. */
static struct str normalize(struct arena *a, struct str s)
{
    UErrorCode e = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&e);
    struct arena_defer *defer = arena_defer_reserve(a);
    void **slot = arena_zalloc(a, 1, sizeof *slot);
    struct str out = s;
    int32_t n = 0;

    arena_defer_set(defer, free_slot, slot);
    /* A UTF-8 byte gives at most one UTF-16 unit; form C grows UTF-16 by at most 3. */
    UChar *wide = *slot = malloc((s.n + 1) * 4 * sizeof *wide);
    if (!wide)
        return s;
    UChar *done = wide + s.n + 1;
    for (size_t i = 0; i < s.n;) {
        UChar32 cp = (UChar32)str_utf8_next(s, &i);
        U16_APPEND_UNSAFE(wide, n, cp);
    }
    int32_t m = unorm2_normalize(nfc, wide, n, done, (int32_t)(s.n + 1) * 3, &e);
    if (U_SUCCESS(e) && (m != n || memcmp(wide, done, (size_t)n * sizeof *wide) != 0))
        out = from_utf16(a, done, m);
    free(wide);
    *slot = NULL;
    return out;
}

struct str text_canon(struct arena *a, struct str s, struct text_canon_report *report)
{
    struct sink measure = {0}, out = {0};
    struct scan todo = {false, false, 0};
    struct str was = s;

    if (report)
        *report = (struct text_canon_report){0};
    if (s.n <= CANON_MAX)
        todo = scan(s);
    if (todo.normalize) {
        s = normalize(a, s);
        out.report.composed = s.p != was.p;
        todo.map = true;
    }
    if (todo.map) {
        pass(&measure, s);
        if (todo.invalid + measure.report.variants + measure.report.lookalikes) {
            out.p = arena_alloc(a, measure.n + 1);
            pass(&out, s);
            s = (struct str){out.p, out.n};
            if (todo.normalize) /* у before a breve composes, the y it was did not */
                s = normalize(a, s);
        }
    }
    if (report) {
        *report = out.report;
        report->invalid = todo.invalid;
    }
    return s;
}

bool text_canon_is(struct str s)
{
    struct arena a;
    arena_init(&a, SIZE_MAX);
    struct str c = text_canon(&a, s, NULL);
    bool same = c.p == s.p;
    arena_free(&a);
    return same;
}
