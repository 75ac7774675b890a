/* Every function of src/text on what nobody means to write: every code point of every plane,
 * surrogates in UTF-8 (as CESU-8 has them), tokens of a mebibyte. Results are valid UTF-8, folding
 * twice changes nothing, memory stays within a multiple of the input: the arena's limit ends the
 * test otherwise. */
#include "test/check.h"

#include <string.h>

#include "base/buf.h"
#include "text/canon.h"
#include "text/collate.h"
#include "text/fold.h"
#include "text/markup.h"
#include "text/names.h"
#include "text/repair.h"
#include "text/stem.h"
#include "text/translit.h"

#define MEMORY_PER_BYTE 64

static void check_all(struct arena *a, struct str s)
{
    struct str canon = text_canon(a, s, NULL), folded = text_fold(a, s), plain;
    char stem[TEXT_STEM_MAX];

    assert_true(str_utf8_valid(canon) && str_utf8_valid(folded));
    assert_true(str_eq(text_canon(a, canon, NULL), canon));
    assert_true(str_eq(text_fold(a, folded), folded));
    assert_true(str_eq(text_fold(a, canon), folded));
    assert_true(text_stem_word(s, stem) <= TEXT_STEM_MAX);
    struct text_terms it = text_terms_of(s);
    struct text_term t;
    while (text_term_next(&it, &t))
        assert_true(t.stem.n && str_utf8_valid(t.stem) && t.to <= s.n);
    assert_true(str_utf8_valid(text_repair_apply(a, canon, text_repair(a, canon, NULL))));
    assert_int_equal(text_collate(LANG_KY, s, s), 0);
    assert_true(str_utf8_valid(text_initials(a, canon)));
    struct str slug = text_slug(a, LANG_KY, s, 60);
    assert_true(slug.n <= 60);
    for (size_t i = 0; i < slug.n; i++)
        assert_true((unsigned char)slug.p[i] < 0x80);
    if (text_markup_plain(a, canon, 20000, &plain) == OK)
        assert_true(str_utf8_valid(plain));
}

static void check_bounded(struct str s)
{
    struct arena a;

    arena_init(&a, 16 * MIB + MEMORY_PER_BYTE * s.n);
    check_all(&a, s);
    arena_free(&a);
}

/* Three bytes even for what is no character, as CESU-8 and careless programs write surrogates. */
static size_t put_raw(char *p, uint32_t cp)
{
    if (cp < 0xD800 || cp > 0xDFFF)
        return str_utf8_put(p, cp);
    p[0] = (char)(0xE0 | cp >> 12);
    p[1] = (char)(0x80 | (cp >> 6 & 0x3F));
    p[2] = (char)(0x80 | (cp & 0x3F));
    return 3;
}

static void every_plane(void **state)
{
    (void)state;
    static char text[4 * 1024 + 64];
    for (uint32_t from = 0; from < 0x110000; from += 1024) {
        size_t n = 0;
        for (uint32_t cp = from; cp < from + 1024; cp++)
            n += put_raw(text + n, cp);
        check_bounded((struct str){text, n});
    }
}

/* Each alone between Kyrgyz letters, where look-alikes, marks and signs are judged by neighbours:
 * the first two planes, and one in 61 of the others. */
static void every_character_in_a_word(void **state)
{
    (void)state;
    struct arena a;
    char word[32];

    arena_init(&a, 64 * MIB);
    for (uint32_t cp = 1; cp < 0x110000; cp += cp < 0x20000 ? 1 : 61) {
        size_t n = 0;
        memcpy(word, "кө", 4);
        n = 4 + put_raw(word + 4, cp);
        memcpy(word + n, "рүү", 6);
        struct str s = {word, n + 6}, folded = text_fold(&a, s);
        struct str canon = text_canon(&a, s, NULL);
        assert_true(str_utf8_valid(canon) && str_eq(text_fold(&a, folded), folded));
        assert_true(str_eq(text_fold(&a, canon), folded));
        char stem[TEXT_STEM_MAX];
        assert_true(str_utf8_valid((struct str){stem, text_stem_word(s, stem)}));
        arena_reset(&a);
    }
    arena_free(&a);
}

static void check_repeated(const char *piece, size_t size)
{
    size_t one = strlen(piece);
    struct buf b;

    buf_init(&b, 2 * MIB);
    for (size_t n = 0; n < size; n += one)
        buf_add(&b, (struct str){piece, one});
    check_bounded(buf_str(&b));
    buf_free(&b);
}

static void tokens_of_a_mebibyte(void **state)
{
    (void)state;
    static const char *const pieces[] = {"ө",       "a",  "7", "=", "кө-", "\xed\xa0\x80",
                                         "a\u0410", "лар"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        check_repeated(pieces[i], MIB);
}

static void long_runs_of_everything_else(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "-", " ",    "\n",     "\u00ad", "\u0301", "\u0306и",         "Ж 0Б ",
        "ё", "\xff", "\xd1",   "😀",      "ьш",     "\u0261",          "*",
        "[", "<b>",  "\u202e", "\ufeff", "0",      "ыныздардыкындагы"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        check_repeated(pieces[i], 64 * KIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_plane),
        cmocka_unit_test(every_character_in_a_word),
        cmocka_unit_test(tokens_of_a_mebibyte),
        cmocka_unit_test(long_runs_of_everything_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
