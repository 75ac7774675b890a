/* Collation. See collate.h. */
#include "text/collate.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#define KEY_TEXT_MAX (64 * KIB)

static UCollator *collators[LANG_COUNT]; /* NULL where ICU's data are missing: bytes decide then */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_all(void)
{
    for (int i = 0; i < LANG_COUNT; i++) {
        UErrorCode e = U_ZERO_ERROR;
        char name[3] = {0};
        struct str code = lang_code((enum lang)i);
        memcpy(name, code.p, 2);
        collators[i] = ucol_open(name, &e);
        ucol_setAttribute(collators[i], UCOL_NUMERIC_COLLATION, UCOL_ON, &e);
        if (U_FAILURE(e)) {
            ucol_close(collators[i]);
            collators[i] = NULL;
        }
    }
}

static const UCollator *collator(enum lang lang)
{
    pthread_once(&once, open_all);
    return collators[lang];
}

static int32_t icu_length(struct str s)
{
    return s.n > INT32_MAX ? INT32_MAX : (int32_t)s.n;
}

int text_collate(enum lang lang, struct str x, struct str y)
{
    const UCollator *c = collator(lang);
    UErrorCode e = U_ZERO_ERROR;

    if (!x.p || !y.p)
        return (x.p != NULL) - (y.p != NULL);
    if (c) {
        int order = (int)ucol_strcollUTF8(c, x.p, icu_length(x), y.p, icu_length(y), &e);
        if (U_SUCCESS(e) && order)
            return order;
    }
    return str_cmp(x, y);
}

struct str text_collate_key(struct arena *a, enum lang lang, struct str s)
{
    const UCollator *c = collator(lang);
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = 0;

    if (!s.p || !c)
        return s;
    s = str_sub(s, 0, KEY_TEXT_MAX);
    UChar *wide = arena_alloc(a, (s.n + 1) * sizeof *wide);
    u_strFromUTF8WithSub(wide, (int32_t)s.n + 1, &n, s.p, (int32_t)s.n, 0xFFFD, NULL, &e);
    if (U_FAILURE(e))
        return s;
    int32_t size = ucol_getSortKey(c, wide, n, NULL, 0);
    uint8_t *key = arena_alloc(a, (size_t)size + 1);
    ucol_getSortKey(c, wide, n, key, size);
    return (struct str){(char *)key, size ? (size_t)size - 1 : 0}; /* ICU's key ends in a NUL */
}

static int compare(const void *x, const void *y, void *lang)
{
    return text_collate(*(enum lang *)lang, *(const struct str *)x, *(const struct str *)y);
}

void text_collate_sort(enum lang lang, struct str *items, size_t n)
{
    if (n > 1)
        qsort_r(items, n, sizeof *items, compare, &lang);
}

struct str text_collate_version(struct arena *a, enum lang lang)
{
    UVersionInfo v = {0};
    const UCollator *c = collator(lang);

    if (c)
        ucol_getVersion(c, v);
    return str_fmt(a, "%u.%u.%u.%u", v[0], v[1], v[2], v[3]);
}
