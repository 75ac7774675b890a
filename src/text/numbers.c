/* Numbers. See numbers.h. Written here rather than asked of ICU: three languages, six rules, called
 * for every figure on every page. The tests compare plural categories and grouping with ICU's. */
#include "text/numbers.h"

#define NBSP "\xc2\xa0"

static uint64_t magnitude(int64_t n)
{
    return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

enum plural text_plural(enum lang lang, int64_t n)
{
    uint64_t m = magnitude(n);

    if (lang != LANG_RU)
        return m == 1 ? PLURAL_ONE : PLURAL_OTHER;
    if (m % 100 >= 11 && m % 100 <= 14)
        return PLURAL_MANY;
    if (m % 10 == 1)
        return PLURAL_ONE;
    return m % 10 >= 2 && m % 10 <= 4 ? PLURAL_FEW : PLURAL_MANY;
}

/* Digits of m, grouped, at the end of `room`, behind the sign. */
static struct str grouped(char room[64], enum lang lang, bool minus, uint64_t m)
{
    char *end = room + 64, *p = end;
    int digits = 0;

    do {
        if (digits && digits % 3 == 0) {
            if (lang == LANG_EN) {
                *--p = ',';
            } else {
                *--p = '\xa0';
                *--p = '\xc2';
            }
        }
        *--p = (char)('0' + m % 10);
        m /= 10;
        digits++;
    } while (m);
    if (minus)
        *--p = '-';
    return (struct str){p, (size_t)(end - p)};
}

struct str text_number(struct arena *a, enum lang lang, int64_t n)
{
    return text_decimal(a, lang, n, 0);
}

struct str text_decimal(struct arena *a, enum lang lang, int64_t v, int places)
{
    char whole[64], part[20];
    uint64_t m = magnitude(v);
    int k = places < 0 ? 0 : places > 18 ? 18 : places;

    for (int i = k - 1; i >= 0; i--) {
        part[i] = (char)('0' + m % 10);
        m /= 10;
    }
    struct str w = grouped(whole, lang, v < 0, m);
    return k ? str_fmt(a, "%.*s%s%.*s", STR_F(w), lang == LANG_EN ? "." : ",", k, part)
             : str_dup(a, w);
}

struct str text_money(struct arena *a, enum lang lang, int64_t tyiyn)
{
    struct str sum =
        tyiyn % 100 ? text_decimal(a, lang, tyiyn, 2) : text_decimal(a, lang, tyiyn / 100, 0);
    return str_fmt(a, lang == LANG_EN ? "%.*s" NBSP "som" : "%.*s" NBSP "сом", STR_F(sum));
}

struct str text_percent(struct arena *a, enum lang lang, int64_t v, int places)
{
    struct str n = text_decimal(a, lang, v, places);
    return str_fmt(a, lang == LANG_EN ? "%.*s%%" : "%.*s" NBSP "%%", STR_F(n));
}

static const char *english_ending(uint64_t m)
{
    if (m % 100 >= 11 && m % 100 <= 13)
        return "th";
    return m % 10 == 1 ? "st" : m % 10 == 2 ? "nd" : m % 10 == 3 ? "rd" : "th";
}

struct str text_ordinal(struct arena *a, enum lang lang, int64_t n)
{
    struct str digits = text_number(a, lang, n);

    switch (lang) {
    case LANG_KY:
        return str_fmt(a, "%.*s-", STR_F(digits));
    case LANG_RU:
        return str_fmt(a, "%.*s-й", STR_F(digits));
    default:
        return str_fmt(a, "%.*s%s", STR_F(digits), english_ending(magnitude(n)));
    }
}

struct str text_bytes(struct arena *a, enum lang lang, int64_t bytes)
{
    static const char *const cyrillic[] = {"байт", "КБ", "МБ", "ГБ", "ТБ"};
    static const char *const latin[] = {"bytes", "KB", "MB", "GB", "TB"};
    int unit = 0;
    int64_t size = bytes < 0 ? 0 : bytes, one = 1;

    while (size / one >= 1024 && unit < 4) {
        one *= 1024;
        unit++;
    }
    int64_t tenths = size / one * 10 + (size % one * 10 + one / 2) / one;
    struct str n =
        unit && tenths < 100 ? text_decimal(a, lang, tenths, 1) : text_number(a, lang, tenths / 10);
    return str_fmt(a, "%.*s" NBSP "%s", STR_F(n), lang == LANG_EN ? latin[unit] : cyrillic[unit]);
}
