/* How Russian a word looks. See russian.h. */
#include "text/russian.h"

#include <string.h>

#include "text/decode.h"
#include "text/model.h"

#define RUSSIAN_ENDING 100 /* what an ending only Russian has is worth, bits times MODEL_SCALE */
#define LETTERS_MAX    128

/* Endings that Russian has and Kyrgyz harmony does not allow, or only in surnames, which inflect
 * alike in both. */
static bool has_russian_ending(struct str folded)
{
    static const struct str endings[] = {
        STR_INIT("ов"),    STR_INIT("ев"),   STR_INIT("ами"),  STR_INIT("ями"),  STR_INIT("ного"),
        STR_INIT("ского"), STR_INIT("щего"), STR_INIT("ться"), STR_INIT("тся"),  STR_INIT("ость"),
        STR_INIT("ости"),  STR_INIT("ение"), STR_INIT("ения"), STR_INIT("ание"), STR_INIT("ания"),
        STR_INIT("ский"),  STR_INIT("ская"), STR_INIT("ское"), STR_INIT("ские"), STR_INIT("ских"),
        STR_INIT("ным"),   STR_INIT("ных"),  STR_INIT("ной"),  STR_INIT("ные"),  STR_INIT("ная"),
        STR_INIT("ное"),   STR_INIT("ную"),  STR_INIT("щих"),  STR_INIT("ия"),   STR_INIT("ии"),
        STR_INIT("ию"),    STR_INIT("ией"),  STR_INIT("ссий"), STR_INIT("ций"),  STR_INIT("аний"),
        STR_INIT("ений"),
    };

    if (folded.n < 10)
        return false;
    const char *tail = folded.p + folded.n - 4;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (memcmp(tail, endings[i].p + endings[i].n - 4, 4) == 0 && str_ends(folded, endings[i]))
            return true;
    return false;
}

static int letters_of(struct str folded, uint8_t letters[LETTERS_MAX])
{
    int n = 0;

    for (size_t i = 0; i < folded.n && n < LETTERS_MAX;)
        letters[n++] = model_letter(decode_next(folded, &i));
    return n;
}

int text_russian_margin(struct str folded)
{
    uint8_t letters[LETTERS_MAX];
    int n = letters_of(folded, letters);

    return model_word_bits(MODEL_FOLDED_KYRGYZ, letters, n) -
           model_word_bits(MODEL_RUSSIAN, letters, n) +
           (has_russian_ending(folded) ? RUSSIAN_ENDING : 0);
}

int text_russian_cost(struct str folded, struct str root)
{
    uint8_t all[LETTERS_MAX], some[LETTERS_MAX];
    int n = letters_of(folded, all), k = letters_of(root, some);

    return model_word_bits(MODEL_RUSSIAN, all, n) - model_word_bits(MODEL_RUSSIAN, some, k);
}
