/* How Russian a word looks. See russian.h. */
#include "text/russian.h"

#include <pthread.h>
#include <string.h>

#include "text/model.h"

#define RUSSIAN_ENDING 100 /* what an ending only Russian has is worth, bits times MODEL_SCALE */
#define ENDING_MAX     5
#define WORD_MIN       5 /* letters */
#define LETTERS        33

/* Endings that Russian has and Kyrgyz harmony does not allow, or only in surnames, which inflect
 * alike in both. */
static const char *const endings[] = {
    "ов",   "ев",   "ами",  "ями",  "ного", "ского", "щего", "ться", "тся",  "ость", "ости", "ение",
    "ения", "ание", "ания", "ский", "ская", "ское",  "ские", "ских", "ным",  "ных",  "ной",  "ные",
    "ная",  "ное",  "ную",  "щих",  "ия",   "ии",    "ию",   "ией",  "ссий", "ций",  "аний", "ений",
};

#define ENDINGS (sizeof endings / sizeof endings[0])

static struct {
    uint8_t letters[ENDING_MAX];
    int n;
} known[ENDINGS];
static uint64_t before_last[LETTERS]; /* which letters stand before the last one of an ending */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
    for (size_t k = 0; k < ENDINGS; k++) {
        struct str s = str_of(endings[k]);
        int n = 0;
        for (size_t i = 0; i < s.n && n < ENDING_MAX;)
            known[k].letters[n++] = model_letter(str_utf8_next(s, &i));
        known[k].n = n;
        before_last[known[k].letters[n - 1]] |= (uint64_t)1 << known[k].letters[n - 2];
    }
}

static bool has_russian_ending(const uint8_t *letters, int n)
{
    pthread_once(&once, fill);
    if (n < WORD_MIN || !(before_last[letters[n - 1]] >> letters[n - 2] & 1))
        return false;
    for (size_t k = 0; k < ENDINGS; k++)
        if (memcmp(letters + n - known[k].n, known[k].letters, (size_t)known[k].n) == 0)
            return true;
    return false;
}

int text_russian_bits(const uint8_t *letters, int n)
{
    return model_word_bits(MODEL_RUSSIAN, letters, n);
}

int text_russian_margin(const uint8_t *letters, int n)
{
    return model_russian_margin(letters, n) + (has_russian_ending(letters, n) ? RUSSIAN_ENDING : 0);
}
