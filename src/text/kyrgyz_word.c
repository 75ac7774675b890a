/* Kyrgyz words as folded letters: reading, writing, and what their shape tells. See kyrgyz.h. */
#include "text/kyrgyz.h"

#include "text/decode.h"
#include "text/letters.h"

/* Three consonants that end at `i`: "контракт", "инструмент", not "айттыр". */
static bool is_cluster(const uint8_t *w, int i)
{
    return i > 1 && !is_in(w[i], vowels) && !is_in(w[i - 1], vowels) && !is_in(w[i - 2], vowels) &&
           w[i] != w[i - 1] && w[i - 1] != w[i - 2] && w[i - 2] != J;
}

int ky_foreign_from(const struct ky_word *word)
{
    const uint8_t *w = word->w;
    const uint64_t anywhere =
        BITS(V_) | BITS(F) | BITS(H) | BITS(TS) | BITS(SHCH) | BITS(HARD) | BITS(SOFT);
    const uint64_t inside = anywhere | BITS(EE) | BITS(YU) | BITS(YA);

    if (is_in(w[0], anywhere))
        return 1;
    for (int i = 1; i < word->n; i++) {
        bool vowel = is_in(w[i], vowels), before = is_in(w[i - 1], vowels);
        if (i == 1 && w[0] == EE && w[1] == EE) /* ээ, ээрчи */
            continue;
        if (is_in(w[i], inside) || (vowel && before && w[i] != w[i - 1]) || is_cluster(w, i))
            return i + 1;
        if (i == 2 && !is_in(w[0], vowels) && !is_in(w[1], vowels))
            return 3;
    }
    return KY_LETTERS_MAX + 1;
}

bool ky_harden(struct ky_word *word)
{
    uint8_t *last = &word->w[word->n - 1];

    if ((*last != G && *last != B) || word->n < 2 || !is_in(last[-1], vowels))
        return false; /* only between vowels does a к become г: "тренинг-и" */
    bool loan_in_log =
        word->n > 2 && last[-1] == O && (last[-2] == L || last[-2] == G); /* диалог, педагог */
    bool loan = *last == G ? loan_in_log : ky_foreign_from(word) <= word->n; /* клуб */
    if (loan)
        return false;
    *last = *last == G ? K : P;
    return true;
}

void ky_level(struct ky_word *word)
{
    while (word->n > 2 && (word->w[word->n - 1] == SOFT || word->w[word->n - 1] == HARD))
        word->n--;
    if (word->n < 3)
        return;
    uint8_t *last = &word->w[word->n - 1];
    /* Folded, сүрө and сура have the same vowel before theirs: either may have been restored. */
    if (*last == O && last[-1] != U && last[-2] == U)
        *last = A;
    if (word->n >= 5 && is_in(*last, BITS(A) | BITS(E) | BITS(O)) && !is_in(last[-1], vowels) &&
        last[-1] != J)
        word->n--;
}

bool ky_word_of_letters(const uint8_t *letters, int n, struct ky_word *out)
{
    if (n < 1 || n > KY_LETTERS_MAX)
        return false;
    int to = 0;
    for (int i = 0; i < n; i++) {
        uint8_t letter = letters[i];
        if (to + 2 > KY_LETTERS_MAX)
            return false;
        if (letter == YA || letter == YU) {
            if (to && is_in(out->w[to - 1], vowels)) {
                out->w[to++] = J;
                letter = letter == YA ? A : U;
            }
        } else if (letter == E && to && out->w[to - 1] == O) {
            bool two_consonants =
                to > 1 && !is_in(out->w[0], vowels) && !is_in(out->w[1], vowels); /* проект */
            if (!two_consonants) {
                out->w[to++] = J; /* folded from ё: "коёт" is кой-от */
                letter = O;
            }
        }
        out->w[to++] = letter;
    }
    out->n = to;
    return true;
}

bool ky_word_of(struct str folded, struct ky_word *out)
{
    uint8_t letters[KY_LETTERS_MAX];
    int n = 0;

    for (size_t i = 0; i < folded.n;) {
        uint32_t cp = decode_next(folded, &i);
        if (cp < 0x430 || cp > 0x44F || n == KY_LETTERS_MAX)
            return false;
        letters[n++] = (uint8_t)(cp - 0x430 + 1);
    }
    return ky_word_of_letters(letters, n, out);
}

int ky_letters(const struct ky_word *word, uint8_t *out)
{
    int n = 0;

    for (int i = 0; i < word->n; i++) {
        uint8_t c = word->w[i];
        if (c == J && i && i + 1 < word->n) {
            uint8_t next = word->w[i + 1], before = word->w[i - 1];
            bool spelt =
                (next == A || next == U) ? is_in(before, vowels) : next == O && before == O;
            if (spelt) {
                c = next == A ? YA : next == U ? YU : E;
                i++;
            }
        }
        out[n++] = c;
    }
    return n;
}

size_t ky_utf8_of_letters(const uint8_t *letters, int n, char *out)
{
    for (int i = 0; i < n; i++) {
        uint32_t cp = 0x430u + letters[i] - 1;
        out[2 * i] = (char)(0xC0 | cp >> 6);
        out[2 * i + 1] = (char)(0x80 | (cp & 0x3F));
    }
    return 2 * (size_t)n;
}

size_t ky_utf8(const struct ky_word *word, char *out)
{
    uint8_t letters[KY_LETTERS_MAX];

    return ky_utf8_of_letters(letters, ky_letters(word, letters), out);
}

bool ky_is_harmonic(const struct ky_word *word)
{
    uint8_t last = 0, before = 0;

    for (int i = word->n - 1; i >= 0 && !before; i--) {
        uint8_t c = word->w[i];
        if (!is_in(c, vowels))
            continue;
        if (!last)
            last = c;
        else if (c != last || !is_in(word->w[i + 1], vowels))
            before = c;
    }
    uint8_t plain = last == EE ? E : last == YU ? U : last == YA ? A : last;
    return !before || is_in(plain, harmony(before, true) | harmony(before, false));
}
