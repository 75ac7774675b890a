/* Letter statistics for src/text: counts trigrams of letters in running text and prints
 * src/text/model_ky.inc or model_ru.inc.
 *
 *     text_model ky FILE... > src/text/model_ky.inc
 *     text_model ru FILE... > src/text/model_ru.inc
 *
 * Input: plain text, UTF-8. Words cut by a line end are joined. For ky a line counts when it has a
 * letter only Kyrgyz has, for ru when it has none and a Russian function word; so mixed files may
 * be given. Words with other signs inside or with the ё of a legacy font (ky: not behind о) are
 * left out. Of a file whose name ends in words.txt every line counts but those that begin with "#".
 * Output: the trigrams of words with a boundary sign "_" at both ends, then the pairs of vowels of
 * neighbouring syllables, and (ky) the words seen at least twice, each grouped by the number of
 * times seen (rounded down to a power of two), most frequent first. Numbers of occurrences are
 * facts about the texts, not the texts. Not part of the build: the results are kept in the
 * repository. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "text/canon.h"
#include "text/model.h"
#include "text/word.h"

#define SIDE           MODEL_LETTERS
#define WORDS_MAX      65536
#define WORD_BYTES     40
#define WORD_TIMES_MIN 2 /* rarer words say little and take room */

static uint32_t seen[SIDE][SIDE][SIDE];
static uint32_t vowels_seen[SIDE]
                           [SIDE]; /* vowels of neighbouring syllables, consonants between them */

struct counted {
    char text[WORD_BYTES];
    uint32_t times;
};

static struct counted words[WORDS_MAX];
static size_t words_n;

static void note_word(const uint8_t *letters, int n, uint32_t times)
{
    char text[WORD_BYTES + 4] = {0};
    size_t at = 0;

    for (int i = 1; i < n && at < WORD_BYTES - 2; i++)
        at += str_utf8_put(text + at, model_character(letters[i]));
    if (n < 3 || at >= WORD_BYTES - 2 || words_n == WORDS_MAX)
        return;
    memcpy(words[words_n].text, text, WORD_BYTES);
    words[words_n++].times = times;
}

static int by_text(const void *x, const void *y)
{
    return strcmp(((const struct counted *)x)->text, ((const struct counted *)y)->text);
}

static void merge_words(void)
{
    size_t n = 0;

    qsort(words, words_n, sizeof words[0], by_text);
    for (size_t i = 0; i < words_n; i++) {
        if (n && strcmp(words[n - 1].text, words[i].text) == 0)
            words[n - 1].times += words[i].times;
        else
            words[n++] = words[i];
    }
    words_n = n;
}

static void print_words(void)
{
    merge_words();
    for (uint32_t level = 1u << 20; level >= WORD_TIMES_MIN; level >>= 1) {
        int in_line = 0;
        for (size_t i = 0; i < words_n; i++) {
            if (words[i].times < level || words[i].times >= level * 2)
                continue;
            if (!in_line)
                printf("W(%u,\n", level);
            printf("%s%s ", in_line % 12 ? "" : in_line ? "\"\n  \"" : "  \"", words[i].text);
            in_line++;
        }
        if (in_line)
            printf("\")\n");
    }
}

static bool read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "text_model: %s: %s\n", path, strerror(errno));
        return false;
    }
    size_t n;
    char *p;
    while ((p = buf_reserve(out, 65536)) && (n = fread(p, 1, 65536, f)) > 0)
        out->n += n;
    fclose(f);
    return !buf_failed(out);
}

/* "муниципал-", line end, "дык": one word. */
static void join_cut_words(struct buf *text)
{
    size_t n = 0;

    for (size_t i = 0; i < text->n; i++) {
        size_t k = i + 1;
        while (k < text->n && strchr(" \r\n", text->p[k]))
            k++;
        bool cut = text->p[i] == '-' && i && (text->p[i - 1] & 0x80) && k < text->n &&
                   (text->p[k] & 0x80) && memchr(text->p + i, '\n', k - i);
        if (cut)
            i = k - 1;
        else
            text->p[n++] = text->p[i];
    }
    text->n = n;
}

static bool has_kyrgyz_letter(struct str s)
{
    for (size_t i = 0; i < s.n;)
        if (model_letter(str_utf8_next(s, &i)) >= MODEL_OE)
            return true;
    return false;
}

static bool has_russian_word(struct str line)
{
    static const char *const common[] = {
        "и",   "в",  "на", "по", "для", "с",   "не",      "что",      "или",           "от",
        "при", "из", "к",  "об", "их",  "как", "органов", "местного", "самоуправления"};
    struct str w;
    size_t at = 0;
    while (text_word_next(line, &at, &w))
        for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
            if (str_eq(w, str_of(common[i])))
                return true;
    return false;
}

static void count_vowels(const uint8_t *letters, int n)
{
    int last = 0;

    for (int i = 1; i < n; i++) {
        if (!model_is_vowel(letters[i]))
            continue;
        if (last && i - last > 1)
            vowels_seen[letters[last]][letters[i]]++;
        last = i;
    }
}

static void count_word(struct str word, bool kyrgyz, bool list)
{
    uint8_t letters[66] = {0};
    int n = 1;

    for (size_t i = 0; i < word.n;) {
        uint8_t l = model_letter(str_utf8_next(word, &i));
        bool after_o = letters[n - 1] ==
                       model_letter(0x43E); /* "боёк": native; elsewhere ё is a legacy font's ө */
        if (!l || n > 60 || (kyrgyz && !list && l == MODEL_YO && !after_o))
            return;
        letters[n++] = l;
    }
    for (int i = 1; i <= n; i++)
        seen[i > 1 ? letters[i - 2] : 0][letters[i - 1]][i < n ? letters[i] : 0]++;
    count_vowels(letters, n);
    if (kyrgyz)
        note_word(letters, n, list ? WORD_TIMES_MIN : 1);
}

static void count_line(struct str line, bool kyrgyz, bool list)
{
    struct str w;
    size_t at = 0;

    if (list     ? str_starts(line, STR("#"))
        : kyrgyz ? !has_kyrgyz_letter(line)
                 : has_kyrgyz_letter(line) || !has_russian_word(line))
        return;
    while (text_word_next(line, &at, &w)) {
        size_t from = (size_t)(w.p - line.p);
        char before = from ? line.p[from - 1] : ' ', after = at < line.n ? line.p[at] : '\n';
        if ((list || !strchr("=+\\/-^", before)) && !strchr("=+\\/^", after) &&
            !(after == '-' && at + 1 >= line.n))
            count_word(w, kyrgyz, list);
    }
}

static void print_letters(const int *letters, int n, int in_line)
{
    char tmp[4];

    printf("%s", in_line % 30 ? "" : in_line ? "\"\n  \"" : "  \"");
    for (int i = 0; i < n; i++)
        printf("%.*s", (int)str_utf8_put(tmp, model_character((uint8_t)letters[i])), tmp);
}

static void print_vowels(void)
{
    for (uint32_t level = 1u << 20; level; level >>= 1) {
        int in_line = 0;
        for (int a = 0; a < SIDE; a++)
            for (int b = 0; b < SIDE; b++) {
                if (vowels_seen[a][b] < level || vowels_seen[a][b] >= level * 2)
                    continue;
                if (!in_line)
                    printf("V(%u,\n", level);
                print_letters((int[]){a, b}, 2, in_line++);
            }
        if (in_line)
            printf("\")\n");
    }
}

static void print_counts(const char *language)
{
    printf("/* Generated by tools/text_model.c: letter trigrams of %s, by how often they were "
           "seen. */\n",
           language);
    for (uint32_t level = 1u << 20; level; level >>= 1) {
        int in_line = 0;
        for (int a = 0; a < SIDE; a++)
            for (int b = 0; b < SIDE; b++)
                for (int c = 0; c < SIDE; c++) {
                    if (seen[a][b][c] < level || seen[a][b][c] >= level * 2)
                        continue;
                    if (!in_line)
                        printf("T(%u,\n", level);
                    print_letters((int[]){a, b, c}, 3, in_line++);
                }
        if (in_line)
            printf("\")\n");
    }
}

int main(int argc, char **argv)
{
    struct arena a;
    struct buf text;
    bool kyrgyz = argc > 1 && strcmp(argv[1], "ky") == 0;

    if (argc < 3 || (!kyrgyz && strcmp(argv[1], "ru") != 0)) {
        fprintf(stderr, "usage: text_model ky|ru FILE...\n");
        return 64;
    }
    arena_init(&a, 256 * MIB);
    for (int i = 2; i < argc; i++) {
        buf_init(&text, 64 * MIB);
        if (!read_file(argv[i], &text))
            return 66;
        join_cut_words(&text);
        struct str rest = text_canon(&a, buf_str(&text), NULL), line;
        while (str_cut(&rest, '\n', &line))
            count_line(line, kyrgyz, str_ends(str_of(argv[i]), STR("words.txt")));
        buf_free(&text);
    }
    arena_free(&a);
    print_counts(kyrgyz ? "Kyrgyz" : "Russian");
    print_vowels();
    if (kyrgyz)
        print_words();
    return ferror(stdout) ? 74 : 0;
}
