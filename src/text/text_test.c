/* Canonical form, folding, collation, transliteration, initials. */
#include "test/check.h"

#include <stdlib.h>
#include <string.h>

#include "text/canon.h"
#include "text/collate.h"
#include "text/fold.h"
#include "text/names.h"
#include "text/translit.h"
#include "text/word.h"

static struct arena a;

static struct str canon(const char *s)
{
    return text_canon(&a, str_of(s), NULL);
}

static struct str fold(const char *s)
{
    return text_fold(&a, str_of(s));
}

static void words_are_cut_at_punctuation(void **state)
{
    (void)state;
    struct str s = STR("  Ош, 2-айыл\xff«Бакай»"), w;
    size_t at = 0;
    static const char *const want[] = {"Ош", "2", "айыл", "Бакай"};
    for (size_t i = 0; i < 4; i++) {
        assert_true(text_word_next(s, &at, &w));
        assert_str(w, want[i]);
    }
    assert_false(text_word_next(s, &at, &w));
}

static void canon_merges_variants(void **state)
{
    (void)state;
    struct text_canon_report r;
    assert_str(canon("кеӊешке"), "кеңешке");
    assert_str(canon("ТҮЗҮҮДѲ"), "ТҮЗҮҮДӨ");
    assert_str(text_canon(&a, STR("ѳнγктγрγγ"), &r), "өнүктүрүү");
    assert_int_equal(r.variants, 5);
    assert_int_equal(r.lookalikes, 0);
    assert_false(r.composed);
    assert_str(canon("γ-нурлар γ"), "γ-нурлар γ");
    assert_str(canon("жɵнүндɵ"), "жөнүндө");
}

static void canon_replaces_lookalikes_in_cyrillic_words_only(void **state)
{
    (void)state;
    struct text_canon_report r;
    assert_str(text_canon(&a, STR("aйдoo"), &r), "айдоо");
    assert_int_equal(r.lookalikes, 3);
    assert_str(canon("Кыргызcтандын"), "Кыргызстандын");
    assert_str(canon("KP Жогорку"), "KP Жогорку");
    assert_str(canon("COVIDдин PDF-файл copy"), "COVIDдин PDF-файл copy");
    assert_str(canon("жYрYY КYЧ УЛYЧА"), "жүрүү КҮЧ УЛУЧА");
    /* One Cyrillic о in an English word is no Cyrillic word. */
    assert_str(canon("cоp"), "cоp");
}

static void canon_composes(void **state)
{
    (void)state;
    struct text_canon_report r;
    assert_str(text_canon(&a, STR("и\u0306 е\u0308"), &r), "й ё");
    assert_true(r.composed);
    /* Latin y before a breve becomes у, and only then composes. */
    assert_str(canon("бy\u0306д"), "бўд");
}

static void canon_makes_valid_utf8(void **state)
{
    (void)state;
    struct text_canon_report r;
    struct str c = text_canon(&a, STR("кеңеш\xed\xa0\x80 \xff"), &r);
    assert_true(str_utf8_valid(c));
    assert_int_equal(r.invalid, 4);
    assert_null(text_canon(&a, STR_NONE, NULL).p);
}

static void canon_leaves_canonical_text_in_place(void **state)
{
    (void)state;
    struct str s = STR(
        "Жергиликтүү кеңештин 2026-жылдын 5-июнундагы №14 токтому «Бюджет жөнүндө» – COVID, ё, щ.");
    assert_ptr_equal(text_canon(&a, s, NULL).p, s.p);
    assert_true(text_canon_is(s));
    assert_false(text_canon_is(STR("кеӊеш")));
}

static void fold_joins_keyboards(void **state)
{
    (void)state;
    assert_str(fold("Өкмөтүнүн"), "окмотунун");
    assert_str(fold("ОКМОТУНУН"), "окмотунун");
    assert_str(fold("кеңеш Ёлка"), "кенеш елка");
    assert_str(fold("майор Й"), "майор й");
    assert_str(fold("Café İstanbul ığ"), "cafe istanbul ig");
}

static void fold_joins_hyphens(void **state)
{
    (void)state;
    assert_str(fold("үй-бүлө"), "уйбуло");
    assert_str(fold("муници\u00adпал"), "муниципал");
    assert_str(fold("муниципал-\n  дык"), "муниципалдык");
    assert_str(fold("2026-жыл  —\tда\n"), "2026-жыл - да");
    assert_str(fold("ал- бул"), "ал- бул");
    assert_str(fold("ал—бул 2024–2028"), "ал - бул 2024-2028");
    assert_str(fold("«Ак» “Көл”"), "\"ак\" \"кол\"");
}

static void fold_is_idempotent(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "éбв-Éx", "а-\u0301б", "ӊ-\u00ad\u00adѳ",   "а\u00ad-б",      "н—с", "н—\u00adс",
        "н–\nс",  "ʼ-а",       "\xff-\xed\xa0\x80", "жYрҮ-\r\n\r\nү", "K-кү"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str once = fold(texts[i]);
        struct str twice = text_fold(&a, once);
        if (!str_eq(once, twice))
            fail_msg("%zu: \"%.*s\" folds to \"%.*s\"", i, STR_F(once), STR_F(twice));
        assert_true(str_utf8_valid(once));
    }
}

static void fold_eq_matches_names(void **state)
{
    (void)state;
    assert_true(text_fold_eq(STR(" Өмүров  Жеңиш"), STR("Омуров Жениш ")));
    assert_false(text_fold_eq(STR("Асанов"), STR("Асанова")));
}

static void random_bytes_stay_idempotent(void **state)
{
    (void)state;
    static const char *const parts[] = {"ө",          "ү", "a",      "e",      "Y",
                                        "y",          "и", "\u0306", "\u0308", "-",
                                        "\n",         " ", "\u00ad", "\xd1",   "\xed\xa0\x80",
                                        "γ",          "ѳ", "é",      "5",      "к",
                                        "\U0001F600", "İ", "ﬁ",      "Å"};
    srand(7);
    for (int round = 0; round < 3000; round++) {
        char text[128];
        size_t n = 0;
        for (int i = 0; i < 12; i++) {
            const char *p = parts[(size_t)rand() % (sizeof parts / sizeof parts[0])];
            memcpy(text + n, p, strlen(p));
            n += strlen(p);
        }
        struct str s = {text, n}, c = text_canon(&a, s, NULL), f = text_fold(&a, s);
        assert_true(str_utf8_valid(c));
        assert_true(text_canon_is(c));
        assert_true(str_eq(text_fold(&a, f), f));
        assert_true(str_eq(text_fold(&a, c), f));
        arena_reset(&a);
    }
}

static void collation_follows_the_alphabet(void **state)
{
    (void)state;
    static const char *const order[] = {"айыл",  "Ёлка",   "жол",  "Нарын", "ңңң",  "одуракай",
                                        "өкмөт", "Пишпек", "улуу", "үй",    "фонд", "10-айыл"};
    struct str items[12];
    for (size_t i = 0; i < 12; i++)
        items[i] = str_of(order[11 - i]);
    text_collate_sort(LANG_KY, items, 12);
    assert_str(items[0], "10-айыл");
    for (size_t i = 0; i < 11; i++)
        assert_str(items[i + 1], order[i]);
    assert_true(text_collate(LANG_KY, STR("2-айыл"), STR("10-айыл")) < 0);
    assert_true(text_collate(LANG_RU, STR("ежик"), STR("ёлка")) < 0);
    assert_true(text_collate(LANG_RU, STR("ёлка"), STR("жук")) < 0);
    assert_true(text_collate(LANG_EN, STR("apple"), STR("Banana")) < 0);
    assert_true(text_collate(LANG_KY, STR_NONE, STR("")) < 0);
    assert_int_equal(text_collate(LANG_KY, STR("үй"), STR("үй")), 0);
}

static void collation_keys_order_like_comparison(void **state)
{
    (void)state;
    static const char *const words[] = {"өкмөт", "окуу", "ОКУУ", "12-үй", "2-үй",
                                        "ёлка",  "ең",   "ень",  ""};
    for (size_t i = 0; i < 9; i++)
        for (size_t k = 0; k < 9; k++) {
            struct str x = str_of(words[i]), y = str_of(words[k]);
            int direct = text_collate(LANG_KY, x, y);
            int keyed = str_cmp(text_collate_key(&a, LANG_KY, x), text_collate_key(&a, LANG_KY, y));
            assert_int_equal((direct > 0) - (direct < 0), (keyed > 0) - (keyed < 0));
        }
}

static void romanization(void **state)
{
    (void)state;
    assert_str(text_translit(&a, LANG_KY, STR("Жеңишбек Өмүров")), "Jengishbek Omurov");
    assert_str(text_translit(&a, LANG_RU, STR("Жуков, Щукин, объезд")), "Zhukov, Shchukin, obezd");
    assert_str(text_translit(&a, LANG_KY, STR("ШАБДАН Шабдан")), "SHABDAN Shabdan");
    assert_str(text_slug(&a, LANG_KY, STR("Ысык-Көл: суу 2026!"), 0), "ysyk-kol-suu-2026");
    assert_str(text_slug(&a, LANG_KY, STR("—«»!"), 0), "");
    assert_str(text_slug(&a, LANG_RU, STR("Отчёт об исполнении"), 12), "otchyot-ob");
    assert_str(text_slug(&a, LANG_RU, STR("Достопримечательность"), 10), "dostoprime");
    assert_str(text_slug(&a, LANG_EN, STR("../..\\Café \xff.pdf"), 0), "cafe-pdf");
}

static void initials(void **state)
{
    (void)state;
    assert_str(text_initials(&a, STR("Асанов Бакыт Токтогулович")), "Б. Т. Асанов");
    assert_str(text_initials(&a, STR("Асан уулу Бакыт")), "Б. Асан уулу");
    assert_str(text_initials(&a, STR("Асанова Айгүл Токтогул кызы")), "А. Т. Асанова");
    assert_str(text_initials(&a, STR(" Ким  Анна-Мария")), "А.-М. Ким");
    assert_str(text_initials(&a, STR("Асанов Б.Т.")), "Б. Т. Асанов");
    assert_str(text_initials(&a, STR("Асанов өмүр")), "Ө. Асанов");
    assert_str(text_initials(&a, STR("Сократ")), "Сократ");
    assert_str(text_initials(&a, STR("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_at_punctuation),
        cmocka_unit_test(canon_merges_variants),
        cmocka_unit_test(canon_replaces_lookalikes_in_cyrillic_words_only),
        cmocka_unit_test(canon_composes),
        cmocka_unit_test(canon_makes_valid_utf8),
        cmocka_unit_test(canon_leaves_canonical_text_in_place),
        cmocka_unit_test(fold_joins_keyboards),
        cmocka_unit_test(fold_joins_hyphens),
        cmocka_unit_test(fold_is_idempotent),
        cmocka_unit_test(fold_eq_matches_names),
        cmocka_unit_test(random_bytes_stay_idempotent),
        cmocka_unit_test(collation_follows_the_alphabet),
        cmocka_unit_test(collation_keys_order_like_comparison),
        cmocka_unit_test(romanization),
        cmocka_unit_test(initials),
    };
    arena_init(&a, 256 * MIB);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
