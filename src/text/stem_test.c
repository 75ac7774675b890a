/* The stemmer: examples, invariants, and two lists: one that ships (data/ky/stem_pairs.tsv) and,
 * where it lies beside the source, the treebank's forms and lemmas, of which recall and precision
 * are asserted. */
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/stem.h"

static struct arena a;

static struct str stem(const char *word)
{
    return text_stem(&a, str_of(word));
}

static void kyrgyz_chains_come_off(void **state)
{
    (void)state;
    assert_str(stem("кеңештердин"), "кенеш");
    assert_str(stem("өкмөтүнүн"), "окмот");
    assert_str(stem("ОКМОТУНУН"), "окмот");
    assert_str(stem("бөлүмдөгүлөрдү"), "болум");
    assert_str(stem("барбайбыз"), "бар");
    assert_str(stem("коюлган"), "кой");
    assert_str(stem("мектебинде"), "мектеп");
}

static void keyboards_lead_to_one_stem(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"престиждүү", "престиждуу"},
                                           {"өкүлдөрүнүн", "окулдорунун"},
                                           {"чөлмөктөрдөгү", "чолмоктордогу"},
                                           {"Ёлкаңдын", "елкандын"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_str(stem(words[i][0]), str_cstr(&a, stem(words[i][1])));
}

static void a_suffix_must_fit_its_stem(void **state)
{
    (void)state;
    /* -га after a voiceless consonant, -лер after а: no such variants. */
    assert_false(str_eq(stem("ташга"), STR("таш")));
    assert_false(str_eq(stem("ташлер"), STR("таш")));
    assert_str(stem("ташка"), "таш");
    assert_str(stem("таштар"), "таш");
}

static void russian_goes_to_snowball(void **state)
{
    (void)state;
    assert_str(stem("самоуправления"), "самоуправлен");
    assert_str(stem("местного"), "местн");
    assert_int_equal(text_stem_language(STR("местного")), STEM_RUSSIAN);
    assert_int_equal(text_stem_language(STR("жергиликтүү")), STEM_KYRGYZ);
    assert_int_equal(text_stem_language(STR("committee")), STEM_OTHER);
}

static void codes_lose_kyrgyz_endings(void **state)
{
    (void)state;
    assert_str(stem("COVIDдин"), "covid");
    assert_str(stem("2026га"), "2026");
    assert_str(stem("ГЭСтин"), "гэс");
    assert_str(stem("№14"), "14");
}

static void odd_input_is_bounded(void **state)
{
    (void)state;
    static char big[1 << 20];
    char out[TEXT_STEM_MAX];
    memset(big, 'a', sizeof big);
    assert_true(text_stem_word((struct str){big, sizeof big}, out) <= TEXT_STEM_MAX);
    for (size_t i = 0; i + 1 < sizeof big; i += 2)
        memcpy(big + i, "\xd1\x83", 2);
    assert_true(text_stem_word((struct str){big, sizeof big}, out) <= TEXT_STEM_MAX);
    assert_int_equal(text_stem_word(STR("\xff\xfe\xed\xa0\x80"), out), 0);
    assert_int_equal(text_stem_word(STR_NONE, out), 0);
    assert_int_equal(text_stem_word(STR("-,."), out), 0);
    assert_str(text_stem(&a, STR("жана")), "жана");
}

static void explanation_names_the_chain(void **state)
{
    (void)state;
    struct stem_explanation x = text_stem_explain(&a, STR("кеңештердин"));
    assert_int_equal(x.n, 2);
    assert_str(x.steps[0].suffix, "дин");
    assert_string_equal(x.steps[0].name, "genitive");
    assert_str(x.steps[1].suffix, "тер");
    assert_string_equal(x.steps[1].name, "plural");
    assert_str(x.stem, "кенеш");
    assert_str(x.folded, "кенештердин");
}

static void terms_keep_their_places(void **state)
{
    (void)state;
    struct text_terms it = text_terms_of(STR("Үй-бүлөлөр 2026-жылы муници\u00adпал-\nдык"));
    struct text_term t;
    static const char *const want[] = {"уйбул", "уй", "була", "2026", "жыл", NULL};
    for (size_t i = 0; i < 6; i++) {
        assert_true(text_term_next(&it, &t));
        if (want[i])
            assert_str(t.stem, want[i]);
        else
            assert_true(str_eq(t.stem, stem("муниципал"))); /* the line end joined */
        assert_int_equal(t.same_place, i == 1 || i == 2);
    }
    while (text_term_next(&it, &t))
        assert_true(t.same_place);
    struct buf b;
    buf_init(&b, 1 * KIB);
    text_stem_text(&b, STR("Кеңештин чечими"));
    assert_str(buf_str(&b), "кенеш чечим");
    buf_free(&b);
}

static struct str file(const char *root, const char *path)
{
    struct buf *b = buf_new(&a, 8 * MIB);
    FILE *f = fopen(str_cstr(&a, str_fmt(&a, "%s/%s", root, path)), "rb");
    char *p;
    size_t n;

    if (!f)
        return STR_NONE;
    while ((p = buf_reserve(b, 65536)) && (n = fread(p, 1, 65536, f)) > 0)
        b->n += n;
    fclose(f);
    return buf_str(b);
}

static const char *source_root(void)
{
    const char *root = getenv("ASHAR_SOURCE");
    return root ? root : ".";
}

static void shipped_list_holds(void **state)
{
    (void)state;
    struct str rest = file(source_root(), "data/ky/stem_pairs.tsv"), line;
    int pairs = 0, met = 0, apart = 0, kept_apart = 0;

    assert_non_null(rest.p);
    while (str_cut(&rest, '\n', &line)) {
        struct str form, base;
        if (!line.n || str_starts(line, STR("#")) || !str_cut(&line, '\t', &form) ||
            !str_cut(&line, '\t', &base))
            continue;
        bool differ = str_eq(base, STR("≠"));
        if (differ)
            base = line;
        bool same = str_eq(text_stem(&a, form), text_stem(&a, base));
        if (same == differ)
            print_message("    %.*s: %.*s, %.*s: %.*s\n", STR_F(form), STR_F(text_stem(&a, form)),
                          STR_F(base), STR_F(text_stem(&a, base)));
        pairs += !differ;
        met += !differ && same;
        apart += differ;
        kept_apart += differ && !same;
    }
    print_message(
        "    forms that meet their word: %d of %d; different words kept apart: %d of %d\n", met,
        pairs, kept_apart, apart);
    assert_true(pairs >= 100 && apart >= 25);
    assert_true(met * 100 >= pairs * 95);
    assert_true(kept_apart * 100 >= apart * 95);
}

struct lemma {
    struct str text, stem;
};

static int by_text(const void *x, const void *y)
{
    return str_cmp(((const struct lemma *)x)->text, ((const struct lemma *)y)->text);
}

/* Share of pairs of different lemmas with one stem, in millionths. */
static int64_t pairs_sharing(struct lemma *l, size_t n)
{
    size_t kept = 0;
    int64_t sharing = 0;

    qsort(l, n, sizeof *l, by_text);
    for (size_t i = 0; i < n; i++)
        if (!kept || !str_eq(l[kept - 1].text, l[i].text))
            l[kept++] = l[i];
    for (size_t i = 0; i < kept; i++)
        for (size_t k = 0; k < i; k++)
            sharing += str_eq(l[i].stem, l[k].stem);
    return kept > 1 ? sharing * 2000000 / (int64_t)(kept * (kept - 1)) : 0;
}

static void treebank_recall_and_precision(void **state)
{
    (void)state;
    const char *shared = getenv("ASHAR_SHARED");
    struct str rest =
        file(shared ? shared : str_cstr(&a, str_fmt(&a, "%s/../shared", source_root())),
             "data/ky/lemma_pairs.tsv");
    struct lemma *lemmas = arena_array(&a, struct lemma, 16384);
    struct str line, form, lemma, pos;
    size_t n = 0;
    int64_t all = 0, found = 0, times;

    if (!rest.p) {
        print_message("    skipped: data/ky/lemma_pairs.tsv is share-alike and does not ship; set "
                      "ASHAR_SHARED\n");
        skip();
    }
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && n < 16384) {
        if (!str_cut(&line, '\t', &form) || !str_cut(&line, '\t', &lemma) ||
            !str_cut(&line, '\t', &pos) || str_to_i64(line, &times) != OK)
            continue;
        struct str s = text_stem(&a, lemma);
        if (!s.n)
            continue;
        all += times;
        found += str_eq(text_stem(&a, form), s) ? times : 0;
        lemmas[n++] = (struct lemma){lemma, s};
    }
    int64_t sharing = pairs_sharing(lemmas, n);
    print_message(
        "    recall %.2f %% of %lld forms; pairs of different lemmas sharing a stem %.4f %%\n",
        100.0 * (double)found / (double)all, (long long)all, (double)sharing / 10000);
    assert_true(found * 100 >= all * 95);
    assert_true(sharing <= 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kyrgyz_chains_come_off),
        cmocka_unit_test(keyboards_lead_to_one_stem),
        cmocka_unit_test(a_suffix_must_fit_its_stem),
        cmocka_unit_test(russian_goes_to_snowball),
        cmocka_unit_test(codes_lose_kyrgyz_endings),
        cmocka_unit_test(odd_input_is_bounded),
        cmocka_unit_test(explanation_names_the_chain),
        cmocka_unit_test(terms_keep_their_places),
        cmocka_unit_test(shipped_list_holds),
        cmocka_unit_test(treebank_recall_and_precision),
    };
    arena_init(&a, 1024 * MIB);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
