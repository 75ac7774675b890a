/* Letter statistics. See model.h. Tables are filled once, at first use, from the counts. */
#include "text/model.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define N        MODEL_LETTERS
#define PRIOR    4.0 /* how many sightings the shorter context is worth */
#define BITS_MAX 255

struct counts {
    uint32_t three[N][N][N];
};

static uint8_t bits[MODEL_COUNT][N][N][N];
static uint8_t vowel_bits[N][N];
/* Kyrgyz less Russian, of folded letters: side by side, since every stem asks for both. */
static int16_t margin_bits[MODEL_YO][MODEL_YO][MODEL_YO];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void);

uint8_t model_letter(uint32_t cp)
{
    if (cp >= 0x410 && cp < 0x430)
        cp += 0x20;
    if (cp >= 0x430 && cp < 0x450)
        return (uint8_t)(cp - 0x430 + 1);
    switch (cp) {
    case 0x451:
    case 0x401:
        return MODEL_YO;
    case 0x4E9:
    case 0x4E8:
        return MODEL_OE;
    case 0x4AF:
    case 0x4AE:
        return MODEL_UE;
    case 0x4A3:
    case 0x4A2:
        return MODEL_NG;
    default:
        return 0;
    }
}

uint32_t model_character(uint8_t letter)
{
    static const uint32_t extra[] = {0x451, 0x4E9, 0x4AF, 0x4A3};
    if (!letter || letter >= N)
        return '_';
    return letter < MODEL_YO ? 0x430u + letter - 1 : extra[letter - MODEL_YO];
}

bool model_is_vowel(uint8_t l)
{
    switch (l) {
    case 1:  /* а */
    case 6:  /* е */
    case 9:  /* и */
    case 15: /* о */
    case 20: /* у */
    case 28: /* ы */
    case 30: /* э */
    case 31: /* ю */
    case 32: /* я */
    case MODEL_YO:
    case MODEL_OE:
    case MODEL_UE:
        return true;
    default:
        return false;
    }
}

static uint8_t folded(uint8_t l)
{
    static const uint8_t plain[] = {6, 15, 20, 14}; /* ё е, ө о, ү у, ң н */
    return l < MODEL_YO ? l : plain[l - MODEL_YO];
}

struct group {
    uint32_t times;
    const char *trigrams; /* or pairs of vowels, or words */
};

#define T(times, trigrams) {times, trigrams},
#define V(times, pairs)
#define W(times, words)
static const struct group kyrgyz_groups[] = {
#include "text/model_ky.inc"
};

static const struct group russian_groups[] = {
#include "text/model_ru.inc"
};
#undef V
#define V(times, pairs) {times, pairs},
#undef T
#define T(times, trigrams)
static const struct group vowel_groups[] = {
#include "text/model_ky.inc"
};
#undef V
#undef W
#define V(times, pairs)
#define W(times, words) {times, words},

static const struct group word_groups[] = {
#include "text/model_ky.inc"
};
#undef T
#undef V
#undef W

/* Words in the order of their letters, with the sum of all before them: a prefix is a range. */
#define WORDS_MAX    8192
#define WORD_LETTERS 20

struct known {
    uint8_t letters[WORD_LETTERS]; /* 0 behind the last */
    double before;
    double times;
};

static struct known known[WORDS_MAX + 1];
static int known_n;
static double known_all;

static void load(struct counts *c, const struct group *groups, size_t n, bool fold)
{
    for (size_t g = 0; g < n; g++) {
        struct str s = str_of(groups[g].trigrams);
        for (size_t i = 0; i < s.n;) {
            uint8_t l[3];
            for (int k = 0; k < 3; k++) {
                l[k] = model_letter(str_utf8_next(s, &i));
                if (fold)
                    l[k] = folded(l[k]);
            }
            /* A group holds counts from `times` up to twice that. */
            c->three[l[0]][l[1]][l[2]] += groups[g].times + groups[g].times / 2;
        }
    }
}

static uint8_t to_bits(double p)
{
    double b = -log2(p) * MODEL_SCALE;
    return (uint8_t)(b < 0 ? 0 : b > BITS_MAX ? BITS_MAX : b + 0.5);
}

static void smooth(enum model m, const struct counts *c)
{
    static double one[N], two[N][N], given[N];
    double all = 0;

    memset(one, 0, sizeof one);
    memset(two, 0, sizeof two);
    memset(given, 0, sizeof given);
    for (int x = 0; x < N; x++)
        for (int y = 0; y < N; y++)
            for (int z = 0; z < N; z++) {
                double n = c->three[x][y][z];
                one[z] += n;
                two[y][z] += n;
                given[y] += n;
                all += n;
            }
    for (int x = 0; x < N; x++)
        for (int y = 0; y < N; y++) {
            double context = 0;
            for (int z = 0; z < N; z++)
                context += c->three[x][y][z];
            for (int z = 0; z < N; z++) {
                double p1 = (one[z] + 0.1) / (all + 0.1 * N);
                double p2 = (two[y][z] + PRIOR * p1) / (given[y] + PRIOR);
                bits[m][x][y][z] = to_bits((c->three[x][y][z] + PRIOR * p2) / (context + PRIOR));
            }
        }
}

static void count_vowels(void)
{
    double pair[N][N] = {{0}}, from[N] = {0};

    for (size_t g = 0; g < sizeof vowel_groups / sizeof vowel_groups[0]; g++) {
        struct str s = str_of(vowel_groups[g].trigrams);
        for (size_t i = 0; i < s.n;) {
            uint8_t u = model_letter(str_utf8_next(s, &i));
            uint8_t v = model_letter(str_utf8_next(s, &i));
            double n = vowel_groups[g].times * 1.5;
            pair[u][v] += n;
            from[u] += n;
        }
    }
    for (int u = 0; u < N; u++)
        for (int v = 0; v < N; v++)
            vowel_bits[u][v] = model_is_vowel((uint8_t)u) && model_is_vowel((uint8_t)v)
                                   ? to_bits((pair[u][v] + 0.3) / (from[u] + 0.3 * 12))
                                   : 0;
}

static int by_letters(const void *x, const void *y)
{
    return memcmp(x, y, WORD_LETTERS);
}

static void load_words(void)
{
    for (size_t g = 0; g < sizeof word_groups / sizeof word_groups[0]; g++) {
        struct str rest = str_of(word_groups[g].trigrams), word;
        while (str_cut(&rest, ' ', &word) && known_n < WORDS_MAX) {
            struct known *k = &known[known_n];
            int n = 0;
            for (size_t i = 0; i < word.n && n < WORD_LETTERS - 1;)
                k->letters[n++] = model_letter(str_utf8_next(word, &i));
            k->times = word_groups[g].times * 1.5;
            known_n += n > 1;
        }
    }
    qsort(known, (size_t)known_n, sizeof known[0], by_letters);
    for (int i = 0; i < known_n; i++) {
        known[i].before = known_all;
        known_all += known[i].times;
    }
    known[known_n].before = known_all;
}

/* The first word not before the n letters. */
static int lower_bound(const uint8_t *letters, int n)
{
    int low = 0, high = known_n;

    while (low < high) {
        int middle = (low + high) / 2;
        if (memcmp(known[middle].letters, letters, (size_t)n) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int model_beginning_bits(const uint8_t *letters, int n, bool whole)
{
    uint8_t key[WORD_LETTERS] = {0};

    pthread_once(&once, fill);
    if (n + 1 >= WORD_LETTERS)
        return MODEL_UNKNOWN;
    memcpy(key, letters, (size_t)n);
    int length = whole ? n + 1 : n, first = lower_bound(key, length);
    if (first == known_n || memcmp(known[first].letters, key, (size_t)length) != 0)
        return MODEL_UNKNOWN;
    key[length - 1]++;
    double times = known[lower_bound(key, length)].before - known[first].before;
    return (int)(-log2(times / (known_all * 1.5)) * MODEL_SCALE + 0.5);
}

static void fill(void)
{
    static struct counts c;

    load(&c, kyrgyz_groups, sizeof kyrgyz_groups / sizeof kyrgyz_groups[0], false);
    smooth(MODEL_KYRGYZ, &c);
    count_vowels();
    load_words();
    memset(&c, 0, sizeof c);
    load(&c, kyrgyz_groups, sizeof kyrgyz_groups / sizeof kyrgyz_groups[0], true);
    smooth(MODEL_FOLDED_KYRGYZ, &c);
    memset(&c, 0, sizeof c);
    load(&c, russian_groups, sizeof russian_groups / sizeof russian_groups[0], true);
    smooth(MODEL_RUSSIAN, &c);
    for (int x = 0; x < MODEL_YO; x++)
        for (int y = 0; y < MODEL_YO; y++)
            for (int z = 0; z < MODEL_YO; z++)
                margin_bits[x][y][z] =
                    (int16_t)(bits[MODEL_FOLDED_KYRGYZ][x][y][z] - bits[MODEL_RUSSIAN][x][y][z]);
}

int model_bits(enum model m, uint8_t a, uint8_t b, uint8_t c)
{
    pthread_once(&once, fill);
    return bits[m][a][b][c];
}

int model_vowel_bits(uint8_t u, uint8_t v)
{
    pthread_once(&once, fill);
    return vowel_bits[u][v];
}

int model_word_bits(enum model m, const uint8_t *letters, int n)
{
    int sum = 0;

    pthread_once(&once, fill);
    uint8_t a = 0, b = 0;
    for (int i = 0; i <= n; i++) {
        uint8_t c = i < n ? letters[i] : 0;
        if (m != MODEL_KYRGYZ)
            c = folded(c);
        sum += bits[m][a][b][c];
        a = b;
        b = c;
    }
    return sum;
}

int model_russian_margin(const uint8_t *letters, int n)
{
    int sum = 0;

    pthread_once(&once, fill);
    uint8_t a = 0, b = 0;
    for (int i = 0; i < n; i++) {
        uint8_t c = letters[i];
        sum += margin_bits[a][b][c];
        a = b;
        b = c;
    }
    return sum + margin_bits[a][b][0];
}
