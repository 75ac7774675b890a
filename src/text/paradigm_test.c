/* Stems on words that no rule was written from: whole paradigms made by the school grammar
 * (test/kyrgyz_forms.h) of the words in test/fixtures/text/lemmas.tsv. ASHAR_SHOW_MISSES=1 prints
 * the forms that do not meet their word, of the part that rules may be written from. */
#include "test/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "test/kyrgyz_forms.h"
#include "test/kyrgyz_measure.h"
#include "text/stem.h"

static struct arena a;

static struct str lemmas(void)
{
    const char *root = getenv("ASHAR_SOURCE");
    struct buf *b = buf_new(&a, 1 * MIB);
    FILE *f = fopen(
        str_cstr(&a, str_fmt(&a, "%s/test/fixtures/text/lemmas.tsv", root ? root : ".")), "rb");
    char *p;
    size_t n;

    assert_non_null(f);
    while ((p = buf_reserve(b, 65536)) && (n = fread(p, 1, 65536, f)) > 0)
        b->n += n;
    fclose(f);
    return buf_str(b);
}

static void check_part(char sign, bool show)
{
    struct kyrgyz_measure m = kyrgyz_measure(&a, lemmas(), sign, show);

    print_message("    %c %lld words: nouns %.2f %% of %lld forms, verbs %.2f %% of %lld; pairs "
                  "sharing a stem %.4f %%\n",
                  sign, (long long)m.lemmas, 100.0 * (double)m.met[0] / (double)m.forms[0],
                  (long long)m.forms[0], 100.0 * (double)m.met[1] / (double)m.forms[1],
                  (long long)m.forms[1], (double)m.sharing / 10000);
    assert_true(m.lemmas >= 200);
    assert_true(m.met[0] * 100 >= m.forms[0] * 95);
    assert_true(m.met[1] * 100 >= m.forms[1] * 90);
    assert_true(m.sharing <= 30000);
}

static void words_rules_were_tried_on(void **state)
{
    (void)state;
    check_part('+', getenv("ASHAR_SHOW_MISSES") != NULL);
}

static void words_kept_apart(void **state)
{
    (void)state;
    check_part('-', false);
}

static struct str wanted;
static bool seen;

static void look(void *ctx, struct str form, struct str name)
{
    (void)ctx, (void)name;
    seen |= str_eq(form, wanted);
}

/* The generator itself against forms written by hand. */
static void paradigms_are_right(void **state)
{
    (void)state;
    static const char *const nouns[][2] = {
        {"көчө", "көчөлөрүбүздөн"}, {"китеп", "китебибизге"}, {"эмгек", "эмгегинен"},
        {"тоо", "тоосундагы"},      {"жаш", "жаштарга"},      {"роль", "ролдун"},
        {"бала", "баланы"},         {"кыз", "кызыма"},        {"үй", "үйүңүздөн"},
    };
    static const char *const verbs[][2] = {
        {"бар", "барбадыңыздар"}, {"кой", "коёт"},        {"тап", "таба"},
        {"тап", "таппайт"},       {"иште", "иштөөчүлөр"}, {"оку", "окубагандыктан"},
        {"көр", "көрүшкөн"},      {"көр", "көрчүмүн"},    {"кара", "караса"},
        {"жый", "жыямын"},        {"бил", "билүүсүндө"},  {"төлө", "төлөбөөсү"},
        {"тап", "таппоого"},
    };
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        seen = false;
        wanted = str_of(nouns[i][1]);
        kyrgyz_noun_forms(&a, str_of(nouns[i][0]), look, NULL);
        if (!seen)
            fail_msg("%s is no form of %s", nouns[i][1], nouns[i][0]);
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        seen = false;
        wanted = str_of(verbs[i][1]);
        kyrgyz_verb_forms(&a, str_of(verbs[i][0]), look, NULL);
        if (!seen)
            fail_msg("%s is no form of %s", verbs[i][1], verbs[i][0]);
    }
    assert_true(str_eq(kyrgyz_verb_lemma(&a, STR("кара")), STR("кароо")));
    assert_true(str_eq(kyrgyz_verb_lemma(&a, STR("иште")), STR("иштөө")));
    assert_true(str_eq(kyrgyz_verb_lemma(&a, STR("тап")), STR("табуу")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paradigms_are_right),
        cmocka_unit_test(words_rules_were_tried_on),
        cmocka_unit_test(words_kept_apart),
    };
    arena_init(&a, 1024 * MIB);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
