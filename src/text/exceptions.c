/* The words of roots.inc. See exceptions.h. Open addressing; the hash is built letter by letter, so
 * that all beginnings of a word cost one walk. */
#include "text/exceptions.h"

#include <pthread.h>
#include <string.h>

#include "text/decode.h"
#include "text/fold.h"

#define TABLE_SIZE 1024
#define HASH_SEED  2166136261u

#define FORM_LETTERS 5 /* shorter forms have no endings of their own: "боло", "алар" */

static struct exception exceptions[] = {
#define WHOLE(word)      {word, NULL, false, {{0}, 0}},
#define VERB(word)       {word, NULL, true, {{0}, 0}},
#define FORM(form, base) {form, base, false, {{0}, 0}},
#include "text/roots.inc"
#undef WHOLE
#undef VERB
#undef FORM
};

#define EXCEPTIONS (sizeof exceptions / sizeof exceptions[0])

_Static_assert(EXCEPTIONS < TABLE_SIZE * 3 / 4, "the table has room");

static const struct exception *table[TABLE_SIZE];
/* How long the listed words are that begin with two letters, a bit each: most words need not be
 * looked up. Lists of words of less than 64 letters, all of two at least. */
static uint64_t lengths_by_start[33][33];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t hash_letter(uint32_t h, uint8_t letter)
{
    return (h ^ letter) * 16777619u;
}

static const struct exception *exception_at(uint32_t hash, const uint8_t *w, int n)
{
    for (uint32_t i = hash ^ hash >> 15;; i++) {
        const struct exception *x = table[i % TABLE_SIZE];
        if (!x || (x->key.n == n && memcmp(x->key.w, w, (size_t)n) == 0))
            return x;
    }
}

static uint32_t hash_letters(const uint8_t *w, int n)
{
    uint32_t h = HASH_SEED;
    for (int i = 0; i < n; i++)
        h = hash_letter(h, w[i]);
    return h;
}

static const struct exception *find(const struct ky_word *w)
{
    return exception_at(hash_letters(w->w, w->n), w->w, w->n);
}

static bool read_key(const char *form, struct ky_word *key)
{
    struct str s = str_of(form);
    uint8_t letters[KY_LETTERS_MAX];
    int n = 0;

    for (size_t i = 0; i < s.n && n < KY_LETTERS_MAX;) {
        uint32_t cp = text_fold_letter(decode_next(s, &i));
        if (cp < 0x430 || cp > 0x44F)
            return false;
        letters[n++] = (uint8_t)(cp - 0x430 + 1);
    }
    return ky_word_of_letters(letters, n, key);
}

static void start(void)
{
    for (size_t k = 0; k < EXCEPTIONS; k++) {
        struct exception *x = &exceptions[k];
        if (!read_key(x->form, &x->key) || find(&x->key))
            continue; /* a word listed twice counts once */
        uint32_t h = hash_letters(x->key.w, x->key.n), i = h ^ h >> 15;
        while (table[i % TABLE_SIZE])
            i++;
        table[i % TABLE_SIZE] = x;
        lengths_by_start[x->key.w[0]][x->key.w[1]] |= (uint64_t)1 << x->key.n;
    }
}

static uint64_t lengths_of(const struct ky_word *w)
{
    pthread_once(&once, start);
    return w->n > 1 ? lengths_by_start[w->w[0]][w->w[1]] : 0;
}

const struct exception *exception_of(const struct ky_word *w)
{
    return lengths_of(w) >> w->n & 1 ? find(w) : NULL;
}

int exception_beginning(const struct ky_word *word, int below)
{
    uint64_t lengths = lengths_of(word) & (((uint64_t)1 << below) - 1) & ~(uint64_t)7;
    uint32_t hash[KY_LETTERS_MAX + 1];

    hash[0] = HASH_SEED;
    for (int i = 0; lengths >> i > 1; i++)
        hash[i + 1] = hash_letter(hash[i], word->w[i]);
    while (lengths) {
        int n = 63 - __builtin_clzll(lengths);
        lengths &= ~((uint64_t)1 << n);
        const struct exception *x = exception_at(hash[n], word->w, n);
        if (!x) {
            struct ky_word head = *word;
            head.n = n;
            x = ky_harden(&head) ? find(&head) : NULL;
        }
        if (x && !x->verb && (!x->base || n >= FORM_LETTERS))
            return n;
    }
    return 0;
}
