/* Repair: the pairs that ship, what must be left alone, contexts, odd input. Correct texts beyond
 * the few lines here lie beside the source; where they do not, that test says so. */
#include "test/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/repair.h"

static struct arena a;

static struct str fixed(const char *line)
{
    struct str s = str_of(line);
    return text_repair_apply(&a, s, text_repair(&a, s, NULL));
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

static void each_kind_of_damage(void **state)
{
    (void)state;
    assert_str(fixed("жергиликтуу кенештердин чечими жонундо"),
               "жергиликтүү кеңештердин чечими жөнүндө");
    assert_str(fixed("енуктуруунун женунде"), "өнүктүрүүнүн жөнүндө");
    assert_str(fixed("м=мк=нч=л=г= жа\\ы"), "мүмкүнчүлүгү жаңы");
    assert_str(fixed("Республикасыньш Мамлекеггик"), "Республикасынын Мамлекеттик");
    assert_str(fixed("Ж 0Б органдары"), "ЖӨБ органдары");
    assert_str(fixed("Айыл окметунун"), "Айыл өкмөтүнүн");
    assert_str(fixed("кеӊeш"), "кеңеш");
}

/* Words neither the list of pairs nor the counted words contain. */
static void words_never_seen(void **state)
{
    (void)state;
    assert_str(fixed("кундузгу жылдыздар"), "күндүзгү жылдыздар");
    assert_str(fixed("тушунуктуу суйлоду"), "түшүнүктүү сүйлөдү");
    assert_str(fixed("бириктируучу кучтор"), "бириктирүүчү күчтөр");
    assert_str(fixed("эскертуулорду"), "эскертүүлөрдү");
    /* Half of the letters there: what harmony cannot bear is mended. */
    assert_str(fixed("милдеттүу кызматташуу үчун бүгун өтот"),
               "милдеттүү кызматташуу үчүн бүгүн өтөт");
    /* A legacy font spares its о: the text is not read as typed on a Russian keyboard. */
    assert_str(fixed("о\\доп-т=зёё жана эсептеш==лёрд="), "оңдоп-түзөө жана эсептешүүлөрдү");
    assert_str(fixed("Ысык-Квлдун облустук кенеши"), "Ысык-Көлдүн облустук кеңеши");
}

static void correct_text_is_left_alone(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Жергиликтүү кеңештин 2026-жылдын 5-июнундагы №14 токтому",
        "Жаңы көпүрө курулду, жолдор оңдолду.",
        "Айыл өкмөтү суроолорго жооп берди: суу качан болот?",
        "Окуучулар үчүн автобус каралган.",
        "Повестка дня: отчёт о работе комиссии по вопросам местного самоуправления",
        "Жители села обратились с просьбой отремонтировать дорогу и построить школу.",
        "Тел.: 0312 66-00-00, info@okmot.kg, https://okmot.kg/yu=1+2",
        "А/Б, 5+5=10, C:\\data\\file, 9-б класс, 0,5 га",
        "в о е и",
        "ОсОО «Нур-Строй», ИНН 01234567890123",
        "GPS, COVID-19дун, ISO 9001",
        "23-берененин 4-бөлүгүнүн 2-пунктуна, 20-ст. 3-п. 1-пп.",
        "БШК, УКМК, КМШ, ПРООН, СНиП 2.04.02-84*, ЖКнын № 2341-VI",
        "Тогуз-Торо району, Көк-Жаңгак шаары",
        "",
    };
    struct repair_context context = {0};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct str s = str_of(lines[i]);
        struct str out = text_repair_apply(&a, s, text_repair(&a, s, &context));
        if (!str_eq(out, s))
            fail_msg("\"%s\" became \"%.*s\"", lines[i], STR_F(out));
    }
}

static void the_text_so_far_decides(void **state)
{
    (void)state;
    struct repair_context typed = {.letters = 400, .special = 28}, russian = {.letters = 400};
    struct str word = STR("жаны");
    assert_int_equal(text_repair(&a, word, &typed).n, 0);
    struct repairs r = text_repair(&a, word, &russian);
    assert_int_equal(r.n, 1);
    assert_str(r.items[0].best[0].text, "жаңы");
    assert_in_range(r.items[0].best[0].confidence, 50, 99);
}

static void suggestions_are_in_order(void **state)
{
    (void)state;
    struct str s = STR("женунде кенештердин енуктуруу жергиликтуу");
    struct repairs r = text_repair(&a, s, NULL);
    assert_int_equal(r.n, 4);
    size_t done = 0;
    for (size_t i = 0; i < r.n; i++) {
        assert_true(r.items[i].from >= done && r.items[i].to > r.items[i].from &&
                    r.items[i].to <= s.n);
        done = r.items[i].to;
        for (int k = 1; k < r.items[i].n; k++)
            assert_true(r.items[i].best[k].confidence <= r.items[i].best[k - 1].confidence);
    }
}

static void shipped_pairs(void **state)
{
    (void)state;
    struct str rest = file(source_root(), "data/ky/repair_pairs.tsv"), line;
    int all = 0, right = 0;

    assert_non_null(rest.p);
    while (str_cut(&rest, '\n', &line)) {
        struct str damaged, want;
        if (!line.n || str_starts(line, STR("#")) || !str_cut(&line, '\t', &damaged) ||
            !str_cut(&line, '\t', &want))
            continue;
        struct str got = text_repair_apply(&a, damaged, text_repair(&a, damaged, NULL));
        all++;
        right += str_eq(got, want);
        if (!str_eq(got, want))
            print_message("    %.*s: %.*s, not %.*s\n", STR_F(damaged), STR_F(got), STR_F(want));
    }
    print_message("    first suggestion right: %d of %d\n", right, all);
    assert_true(all > 50 && right * 100 >= all * 85);
}

static bool is_damaged_line(struct str s)
{
    static const char *const signs[] = {"=", "+", "\\", "ё", "Ё", "©"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (str_find(s, str_of(signs[i]), 0) != SIZE_MAX)
            return true;
    return false;
}

static size_t blanks(struct str s)
{
    size_t n = 1;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == ' ';
    return n;
}

static void correct_documents_stay(void **state)
{
    (void)state;
    static const char *const names[] = {"000_d8f892d7db193f65.txt", "002_a46413f7e2ae555f.txt",
                                        "003_ad589389e7431144.txt"};
    const char *shared = getenv("ASHAR_SHARED");
    const char *root = shared ? shared : str_cstr(&a, str_fmt(&a, "%s/../shared", source_root()));
    size_t tokens = 0, changed = 0, lines = 0;

    for (size_t i = 0; i < 3; i++) {
        struct str rest = file(root, str_cstr(&a, str_fmt(&a, "sources/%s", names[i]))), line;
        struct repair_context context = {0};
        if (!rest.p) {
            print_message("    skipped: the documents do not ship; set ASHAR_SHARED\n");
            skip();
        }
        while (str_cut(&rest, '\n', &line)) {
            if (!line.n || is_damaged_line(line))
                continue;
            lines++;
            tokens += blanks(line);
            changed += text_repair(&a, line, &context).n;
        }
    }
    print_message("    %zu of %zu tokens in %zu correct lines changed\n", changed, tokens, lines);
    assert_true(lines > 1000 && changed * 1000 <= tokens * 2);
}

/* -- the program's own messages: written after the letters were counted, in both languages -- */

struct unseen {
    size_t words, damaged, right, changed;
};

static struct str without_kyrgyz_keys(struct str line)
{
    struct buf *b = buf_new(&a, 64 * KIB);
    for (size_t i = 0; i < line.n;) {
        static const uint32_t keys[][2] = {{0x4E9, 0x43E}, {0x4E8, 0x41E}, {0x4AF, 0x443},
                                           {0x4AE, 0x423}, {0x4A3, 0x43D}, {0x4A2, 0x41D}};
        uint32_t cp = str_utf8_next(line, &i);
        char utf8[4];
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            cp = cp == keys[k][0] ? keys[k][1] : cp;
        buf_add(b, (struct str){utf8, str_utf8_put(utf8, cp)});
    }
    return buf_str(b);
}

static void judge_line(struct str line, bool damage, struct repair_context contexts[2],
                       struct unseen *u)
{
    struct str typed = without_kyrgyz_keys(line);
    u->changed += text_repair(&a, line, &contexts[0]).n;
    if (!damage) {
        struct str rest = line, word;
        while (str_cut(&rest, ' ', &word))
            u->words++;
        return;
    }
    struct str got = text_repair_apply(&a, typed, text_repair(&a, typed, &contexts[1])), was, is,
               now;
    while (str_cut(&line, ' ', &was) && str_cut(&typed, ' ', &now) && str_cut(&got, ' ', &is)) {
        bool damaged = !str_eq(was, now);
        u->words++;
        u->damaged += damaged;
        u->right += damaged && str_eq(was, is);
    }
}

static struct unseen judge_messages(const char *lang, bool damage)
{
    char *dir = str_cstr(&a, str_fmt(&a, "%s/i18n/%s", source_root(), lang));
    DIR *d = opendir(dir);
    struct dirent *e;
    struct unseen u = {0};
    struct repair_context contexts[2] = {{0}, {0}};

    assert_non_null(d);
    while ((e = readdir(d))) {
        struct str rest = file(dir, e->d_name), line, head;
        while (str_cut(&rest, '\n', &line))
            if (str_starts(line, STR("msgstr")) && str_cut(&line, '"', &head) && line.n > 1)
                judge_line(str_sub(line, 0, line.n - 1), damage, contexts, &u);
    }
    closedir(d);
    return u;
}

static void messages_typed_on_a_russian_keyboard(void **state)
{
    (void)state;
    struct unseen ky = judge_messages("ky", true), ru = judge_messages("ru", false);

    print_message(
        "    first suggestion right: %zu of %zu damaged words; correct ones changed: %zu of "
        "%zu Kyrgyz, %zu of %zu Russian\n",
        ky.right, ky.damaged, ky.changed, ky.words, ru.changed, ru.words);
    assert_true(ky.damaged > 1000 && ky.right * 100 >= ky.damaged * 85);
    assert_true(ky.changed * 1000 <= ky.words * 2 && ru.changed * 1000 <= ru.words * 2);
}

static void odd_input_is_bounded(void **state)
{
    (void)state;
    size_t n = MIB;
    char *big = arena_alloc(&a, n);
    for (size_t i = 0; i + 1 < n; i += 2)
        memcpy(big + i, "\xd1\x83", 2);
    assert_int_equal(text_repair(&a, (struct str){big, n}, NULL).n, 0);
    memset(big, '=', n);
    assert_int_equal(text_repair(&a, (struct str){big, n}, NULL).n, 0);
    assert_int_equal(text_repair(&a, STR_NONE, NULL).n, 0);
    text_repair(&a, STR("\xff\xed\xa0\x80 женунде\xd0"), NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_damage),
        cmocka_unit_test(words_never_seen),
        cmocka_unit_test(correct_text_is_left_alone),
        cmocka_unit_test(the_text_so_far_decides),
        cmocka_unit_test(suggestions_are_in_order),
        cmocka_unit_test(shipped_pairs),
        cmocka_unit_test(correct_documents_stay),
        cmocka_unit_test(messages_typed_on_a_russian_keyboard),
        cmocka_unit_test(odd_input_is_bounded),
    };
    arena_init(&a, 1024 * MIB);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&a);
    return failed;
}
