/* Stems. See stem.h. A word is folded, its language decided, then either Snowball or the suffix
 * grammar has it. */
#include "text/stem.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "text/canon.h"
#include "text/decode.h"
#include "text/fold.h"
#include "text/kyrgyz.h"
#include "text/russian.h"
#include "text/word.h"

/* Bits (times MODEL_SCALE) by which a word must look more Russian than Kyrgyz. A whole word asks
 * for more: the endings of the two languages overlap, and a Kyrgyz ending on a loan must be found
 * first. */
#define RUSSIAN_WORD  60
#define RUSSIAN_STEM  30
#define RUSSIAN_DOUBT 250 /* a word less Russian than that is Kyrgyz though its vowels disagree */
#define LOAN_MARGIN                                                                                \
    200 /* more Russian words have no Kyrgyz endings that Russian ones do not have */
#define LOAN_ENDING     50 /* what endings must cost in Russian to be none of its own */
#define RUSSIAN_LETTERS 5  /* shorter stems are not cut again */
#define ROUNDS_MAX      6

struct exception {
    const char *form, *base; /* base NULL: stays whole */
    bool verb;               /* only where a verb's suffixes have come off */
    struct ky_word key;
};

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

/* Open addressing; the hash is built letter by letter, so that all beginnings of a word cost one
 * walk. */
#define TABLE_SIZE 1024
#define HASH_SEED  2166136261u

static const struct exception *exception_table[TABLE_SIZE];
/* How long the listed words are that begin with two letters, a bit each: most words need not be
 * looked up. Lists of words of less than 64 letters, all of two at least. */
static uint64_t lengths_by_start[33][33];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t snowball_key;

static uint32_t hash_letter(uint32_t h, uint8_t letter)
{
    return (h ^ letter) * 16777619u;
}

static const struct exception *exception_at(uint32_t hash, const uint8_t *w, int n)
{
    for (uint32_t i = hash ^ hash >> 15;; i++) {
        const struct exception *x = exception_table[i % TABLE_SIZE];
        if (!x || (x->key.n == n && memcmp(x->key.w, w, (size_t)n) == 0))
            return x;
    }
}

static uint32_t hash_word(const struct ky_word *w)
{
    uint32_t h = HASH_SEED;
    for (int i = 0; i < w->n; i++)
        h = hash_letter(h, w->w[i]);
    return h;
}

static uint64_t lengths_of(const struct ky_word *w)
{
    return w->n > 1 ? lengths_by_start[w->w[0]][w->w[1]] : 0;
}

static const struct exception *exception_of(const struct ky_word *w)
{
    return lengths_of(w) >> w->n & 1 ? exception_at(hash_word(w), w->w, w->n) : NULL;
}

/* Folds a word letter by letter, without an arena; false where it does not fit. */
static size_t fold_letters(struct str word, char *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < word.n && n + 4 <= max;) {
        uint32_t cp = decode_next(word, &i);
        cp = cp >= 0x430 && cp < 0x450 ? cp : text_fold_letter(cp);
        if (cp >= 0x80 && cp < 0x800) {
            out[n++] = (char)(0xC0 | cp >> 6);
            out[n++] = (char)(0x80 | (cp & 0x3F));
        } else if (cp) {
            n += str_utf8_put(out + n, cp);
        }
    }
    return n;
}

static void free_stemmer(void *s)
{
    sb_stemmer_delete(s);
}

static void start(void)
{
    pthread_key_create(&snowball_key, free_stemmer);
    for (size_t k = 0; k < EXCEPTIONS; k++) {
        struct exception *x = &exceptions[k];
        char text[TEXT_STEM_MAX];
        struct str folded = {text, fold_letters(str_of(x->form), text, sizeof text)};
        if (!ky_word_of(folded, &x->key) || exception_of(&x->key))
            continue; /* a word listed twice counts once */
        uint32_t h = hash_word(&x->key), i = h ^ h >> 15;
        while (exception_table[i % TABLE_SIZE])
            i++;
        exception_table[i % TABLE_SIZE] = x;
        lengths_by_start[x->key.w[0]][x->key.w[1]] |= (uint64_t)1 << x->key.n;
    }
}

/* Without a stemmer (no memory) the word stays whole. */
static size_t snowball(struct str folded, char out[TEXT_STEM_MAX])
{
    struct sb_stemmer *s = pthread_getspecific(snowball_key);
    if (!s) {
        s = sb_stemmer_new("russian", "UTF_8");
        pthread_setspecific(snowball_key, s);
    }
    const sb_symbol *p = s ? sb_stemmer_stem(s, (const sb_symbol *)folded.p, (int)folded.n) : NULL;
    size_t n = p ? (size_t)sb_stemmer_length(s) : folded.n;
    memmove(out, p ? (const char *)p : folded.p, n);
    return n;
}

/* Is it a loan with Kyrgyz endings rather than a Russian word? Where the chain is a strong one, or
 * where what it took off is what makes the word unlikely in Russian: "заводго". */
static bool is_inflected_loan(const struct ky_word *word, const struct ky_chain *chain, int margin,
                              struct str folded)
{
    if (margin < 12 * chain->score + 10 * (word->n - chain->n))
        return true;
    if (margin >= LOAN_MARGIN || chain->score < (margin < LOAN_MARGIN / 2 ? 3 : 4))
        return false;
    char text[2 * KY_LETTERS_MAX];
    struct ky_word root = ky_rest(word, chain);
    return text_russian_cost(folded, (struct str){text, ky_utf8(&root, text)}) > LOAN_ENDING;
}

/* A word on its way: what it was cut to, and the suffixes that went. */
struct work {
    char p[TEXT_STEM_MAX];
    size_t n;
    enum stem_language language;
    int margin;           /* how Russian the text looked when it had margin_n bytes */
    size_t margin_n;      /* 0: nobody has looked */
    struct str *suffixes; /* NULL: nobody asks */
    const char **names;
    size_t steps, steps_max;
    struct arena *arena;
};

/* Every step shortens the text: its length says whether it was looked at. */
static int margin_of(struct work *w)
{
    if (w->margin_n != w->n)
        w->margin = text_russian_margin((struct str){w->p, w->n});
    w->margin_n = w->n;
    return w->margin;
}

static enum stem_language language_of_word(struct work *w, const struct ky_word *word)
{
    struct str folded = {w->p, w->n};
    int margin = margin_of(w);

    if (margin < -RUSSIAN_DOUBT || (margin <= RUSSIAN_WORD && ky_is_harmonic(word)))
        return STEM_KYRGYZ;
    struct ky_chain chain = ky_strip(word, 0);
    if (margin <= RUSSIAN_WORD)
        return chain.steps ? STEM_KYRGYZ : STEM_RUSSIAN;
    return is_inflected_loan(word, &chain, margin, folded) ? STEM_KYRGYZ : STEM_RUSSIAN;
}

static void note(struct work *w, const char *p, size_t n, const char *name)
{
    if (!w->arena || w->steps == w->steps_max)
        return;
    w->suffixes[w->steps] = str_dup(w->arena, (struct str){p, n});
    w->names[w->steps++] = name;
}

static void note_chain(struct work *w, const struct ky_word *word, const struct ky_chain *chain)
{
    int end = word->n;

    for (int i = 0; i < chain->steps && w->arena; i++) {
        struct ky_word suffix = {.n = end - chain->cut[i]};
        char text[2 * KY_LETTERS_MAX];
        memcpy(suffix.w, word->w + chain->cut[i], (size_t)suffix.n);
        note(w, text, ky_utf8(&suffix, text), chain->name[i]);
        end = chain->cut[i];
    }
}

static void set_snowball(struct work *w)
{
    char before[TEXT_STEM_MAX];
    size_t n = w->n;

    memcpy(before, w->p, n);
    w->n = snowball((struct str){before, n}, w->p);
    if (w->n < n)
        note(w, before + w->n, n - w->n, "russian ending");
}

/* A chain that leaves a word of the list of exceptions wins over all others: the list is the better
 * evidence. The longest such beginning is tried first. */
static struct ky_chain known_chain(const struct ky_word *word)
{
    uint32_t hash[KY_LETTERS_MAX + 1];
    uint64_t lengths = lengths_of(word) & (((uint64_t)1 << word->n) - 8); /* 3 letters to n - 1 */

    if (!lengths)
        return ky_strip(word, 0);
    hash[0] = HASH_SEED;
    for (int i = 0; i < word->n; i++)
        hash[i + 1] = hash_letter(hash[i], word->w[i]);
    for (int n = word->n - 1; n >= 3; n--) {
        if (!(lengths >> n & 1))
            continue;
        const struct exception *x = exception_at(hash[n], word->w, n);
        if (!x) {
            struct ky_word head = {.n = n};
            memcpy(head.w, word->w, (size_t)n);
            if (!ky_harden(&head))
                continue;
            x = exception_at(hash_letter(hash[n - 1], head.w[n - 1]), head.w, n);
        }
        if (x && !x->base && !x->verb) {
            struct ky_chain chain = ky_strip(word, n);
            if (chain.steps &&
                chain.score > 1) /* not by a lone voice suffix: "баштан" is "from the head" */
                return chain;
        }
    }
    return ky_strip(word, 0);
}

/* The Kyrgyz way: rounds of chains until nothing changes or an exception ends them. */
static void stem_kyrgyz(struct work *w)
{
    struct ky_word word;
    bool whole = false, verb = false;
    size_t n = w->n;

    if (!ky_word_of((struct str){w->p, w->n}, &word))
        return;
    for (int round = 0; round < ROUNDS_MAX && !whole; round++) {
        const struct exception *x = exception_of(&word);
        if (x && x->verb && !verb)
            x = NULL;
        if (x && x->base) {
            w->n = fold_letters(str_of(x->base), w->p, sizeof w->p);
            ky_word_of((struct str){w->p, w->n}, &word);
        }
        whole = x != NULL;
        struct ky_chain chain = {0};
        /* What Kyrgyz endings stood behind is a Russian word: "агроном-дун" ends as "агронома"
         * does. */
        if (round && !whole && word.n >= RUSSIAN_LETTERS) {
            w->n = ky_utf8(&word, w->p);
            if (language_of_word(w, &word) == STEM_RUSSIAN)
                break;
        }
        if (!whole)
            chain = known_chain(&word);
        if (!chain.steps)
            break;
        note_chain(w, &word, &chain);
        word = ky_rest(&word, &chain);
        verb = chain.verb;
    }
    w->language = STEM_KYRGYZ;
    w->n = ky_utf8(&word, w->p);
    int margin = whole ? 0 : margin_of(w);
    bool russian = margin > RUSSIAN_STEM ? word.n >= RUSSIAN_LETTERS
                                         : margin >= -RUSSIAN_DOUBT && !ky_is_harmonic(&word);
    /* "автомобил-дин" has lost its soft sign; without it the rest looks like a Russian past tense.
     */
    bool bare = w->n < n && str_ends((struct str){w->p, w->n}, STR("ил"));
    if (!whole && russian && !bare) {
        set_snowball(w);
        return;
    }
    ky_level(&word);
    w->n = ky_utf8(&word, w->p);
}

/* Is a Cyrillic tail behind a code, number or abbreviation a Kyrgyz ending? It is tried on words of
 * all vowels. */
static bool is_ending(struct str tail)
{
    static const char *const carriers[] = {"таш", "таз", "таба", "тиш", "тез", "теме",
                                           "тош", "тоз", "томо", "туш", "туз"};
    char text[TEXT_STEM_MAX];

    for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; i++) {
        struct str c = str_of(carriers[i]);
        struct ky_word word;
        if (c.n + tail.n > sizeof text)
            return false;
        memcpy(text, c.p, c.n);
        memcpy(text + c.n, tail.p, tail.n);
        if (!ky_word_of((struct str){text, c.n + tail.n}, &word))
            return false;
        struct ky_chain chain = ky_strip(&word, 0);
        if (chain.steps && (size_t)chain.n * 2 == c.n && !chain.verb)
            return true;
    }
    return false;
}

struct shape {
    size_t letters;    /* Cyrillic */
    size_t others;     /* Latin, digits, other scripts */
    size_t cut;        /* bytes before a Cyrillic tail, 0: none */
    size_t capitals;   /* how many capitals the word begins with */
    size_t small_from; /* bytes before its first small letter */
};

static bool is_capital(uint32_t cp)
{
    return (cp >= 0x400 && cp < 0x430) || cp == 0x4AE || cp == 0x4E8 || cp == 0x4A2;
}

static struct shape shape_of(struct str word)
{
    struct shape s = {0};
    bool tail = false, capital = true;

    for (size_t i = 0; i < word.n;) {
        size_t here = i;
        uint32_t cp = decode_next(word, &i);
        enum text_class class = is_plain_cyrillic(cp) ? CLASS_CYRILLIC : text_class_of(cp);
        if (class == CLASS_CYRILLIC) {
            s.letters++;
            if (s.others && !tail)
                s.cut = here;
            tail = true;
            if (capital && is_capital(cp)) {
                s.capitals++;
            } else if (capital) {
                capital = false;
                s.small_from = here;
            }
        } else if (class != CLASS_MARK) {
            s.others += class != CLASS_OTHER;
            s.cut = 0;
            tail = false;
        }
    }
    return s;
}

static void fold_to(struct work *w, struct str word)
{
    w->n = fold_letters(word, w->p, sizeof w->p);
}

/* "COVIDдин", "2026га", "ГЭСтин": the part before the ending, if that is one. */
static bool stem_code(struct work *w, struct str word, const struct shape *s)
{
    char tail[TEXT_STEM_MAX];
    size_t cut = s->others ? s->cut : s->capitals > 1 && s->small_from ? s->small_from : 0;

    if (!cut || cut == word.n)
        return false;
    struct str rest = str_sub(word, cut, word.n);
    struct str ending = {tail, fold_letters(rest, tail, sizeof tail)};
    if (!is_ending(ending))
        return false;
    note(w, ending.p, ending.n, "ending");
    fold_to(w, str_sub(word, 0, cut));
    w->language = s->others ? STEM_OTHER : STEM_KYRGYZ;
    return true;
}

static enum stem_language language_of(struct work *w, const struct shape *s)
{
    struct ky_word word;

    if (s->others || !s->letters)
        return STEM_OTHER;
    /* Not from ө ү ң: a Russian keyboard must lead to the same stem. */
    if (!ky_word_of((struct str){w->p, w->n}, &word) || exception_of(&word))
        return STEM_KYRGYZ;
    return language_of_word(w, &word);
}

static void stem_into(struct work *w, struct str word)
{
    pthread_once(&once, start);
    struct shape shape = shape_of(word);
    w->language = STEM_OTHER;
    if (stem_code(w, word, &shape)) {
        if (w->language == STEM_KYRGYZ)
            stem_kyrgyz(w);
        return;
    }
    fold_to(w, word);
    w->language = language_of(w, &shape);
    if (w->language == STEM_RUSSIAN)
        set_snowball(w);
    else if (w->language == STEM_KYRGYZ)
        stem_kyrgyz(w);
}

/* Words of several scripts and with signs inside take the long way through text_fold; others are
 * folded letter by letter. Words too long are cut at a character. */
static struct str prepare(struct arena *a, struct str word)
{
    bool latin = false, cyrillic = false, odd = false;

    for (size_t i = 0; i < word.n && i < 4 * TEXT_STEM_MAX;) {
        uint32_t cp = decode_next(word, &i);
        enum text_class class = is_plain_cyrillic(cp) ? CLASS_CYRILLIC : text_class_of(cp);
        cyrillic |= class == CLASS_CYRILLIC;
        latin |= class == CLASS_LATIN || class == CLASS_LETTER;
        odd |= class == CLASS_MARK || class == CLASS_OTHER || cp == 0x473 || cp == 0x4CA ||
               cp >= 0x530;
    }
    if (odd || (latin && cyrillic)) {
        struct str canon = text_canon(a, str_utf8_head(word, 2 * TEXT_STEM_MAX), NULL);
        struct buf *kept = buf_new(a, 16 * TEXT_STEM_MAX);
        for (size_t i = 0; i < canon.n;) {
            size_t here = i;
            if (text_class_of(decode_next(canon, &i)) != CLASS_OTHER)
                buf_add(kept, str_sub(canon, here, i - here));
        }
        return buf_str(kept);
    }
    return word;
}

static struct work stem_work(struct arena *a, struct str word, bool explain)
{
    struct work w; /* its text is not cleared: that would cost as much as folding */

    w.n = w.margin_n = w.steps = 0;
    w.margin = 0;
    w.steps_max = KY_STEPS_MAX * ROUNDS_MAX;
    w.arena = NULL;
    w.suffixes = NULL;
    w.names = NULL;
    if (explain) {
        w.arena = a;
        w.suffixes = arena_array(a, struct str, w.steps_max);
        w.names = arena_array(a, const char *, w.steps_max);
    }
    stem_into(&w, prepare(a, word));
    return w;
}

/* Running text repeats its words: a small table per thread of what was stemmed last. */
#define CACHE_SLOTS 8192
#define CACHE_KEY   38
#define CACHE_STEM  24

struct slot {
    uint8_t key_n, stem_n;
    char key[CACHE_KEY], stem[CACHE_STEM];
};

_Static_assert(sizeof(struct slot) == 64, "a line of the processor's cache");

static pthread_key_t cache_key;
static pthread_once_t cache_once = PTHREAD_ONCE_INIT;

static void cache_start(void)
{
    pthread_key_create(&cache_key, free);
}

/* Two places for each word; the one used last comes first. */
static struct slot *slots_of(struct str word)
{
    pthread_once(&cache_once, cache_start);
    struct slot *table = pthread_getspecific(cache_key);
    if (!table) {
        table = aligned_alloc(sizeof *table, CACHE_SLOTS * sizeof *table);
        if (table)
            memset(table, 0, CACHE_SLOTS * sizeof *table);
        pthread_setspecific(cache_key, table);
        if (!table)
            return NULL;
    }
    uint64_t h = word.n, piece;
    size_t i = 0;
    for (; i + 8 <= word.n; i += 8) {
        memcpy(&piece, word.p + i, 8);
        h = (h ^ piece) * 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
    }
    piece = 0;
    memcpy(&piece, word.p + i, word.n - i);
    h = (h ^ piece) * 0x9E3779B97F4A7C15u;
    return &table[h >> 52 << 1]; /* 12 bits: the first of two neighbours */
}

_Static_assert(CACHE_SLOTS == 2 << 12, "the shift above");

static bool is_slot_of(const struct slot *slot, struct str word)
{
    return slot->key_n == word.n && memcmp(slot->key, word.p, word.n) == 0;
}

size_t text_stem_russian(struct str word, char out[TEXT_STEM_MAX])
{
    char folded[TEXT_STEM_MAX];

    pthread_once(&once, start);
    return snowball((struct str){folded, fold_letters(word, folded, sizeof folded)}, out);
}

size_t text_stem_word(struct str word, char out[TEXT_STEM_MAX])
{
    struct slot *slots = word.n && word.n <= CACHE_KEY ? slots_of(word) : NULL;

    if (slots && !is_slot_of(&slots[0], word) && is_slot_of(&slots[1], word)) {
        struct slot first = slots[0];
        slots[0] = slots[1];
        slots[1] = first;
    }
    if (slots && is_slot_of(&slots[0], word)) {
        memcpy(out, slots[0].stem, slots[0].stem_n);
        return slots[0].stem_n;
    }
    struct arena a;
    arena_init(&a, 64 * KIB);
    struct work w = stem_work(&a, word, false);
    arena_free(&a);
    memcpy(out, w.p, w.n);
    if (slots && w.n <= CACHE_STEM) {
        slots[1] = slots[0];
        slots[0].key_n = (uint8_t)word.n;
        slots[0].stem_n = (uint8_t)w.n;
        memcpy(slots[0].key, word.p, word.n);
        memcpy(slots[0].stem, w.p, w.n);
    }
    return w.n;
}

struct str text_stem(struct arena *a, struct str word)
{
    char out[TEXT_STEM_MAX];
    size_t n = text_stem_word(word, out);
    return str_dup(a, (struct str){out, n});
}

enum stem_language text_stem_language(struct str word)
{
    struct arena a;
    arena_init(&a, 64 * KIB);
    enum stem_language language = stem_work(&a, word, false).language;
    arena_free(&a);
    return language;
}

struct stem_explanation text_stem_explain(struct arena *a, struct str word)
{
    struct work w = stem_work(a, word, true);
    struct stem_explanation x = {.folded = text_fold(a, word),
                                 .stem = str_dup(a, (struct str){w.p, w.n}),
                                 .language = w.language,
                                 .steps = arena_array(a, struct stem_step, w.steps + 1),
                                 .n = w.steps};
    for (size_t i = 0; i < w.steps; i++)
        x.steps[i] = (struct stem_step){w.suffixes[i], w.names[i]};
    return x;
}
