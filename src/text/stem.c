/* Stems. See stem.h. A word is folded, its language decided, then either Snowball or the suffix
 * grammar has it. */
#include "text/stem.h"

#include <libstemmer.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "text/canon.h"
#include "text/decode.h"
#include "text/exceptions.h"
#include "text/fold.h"
#include "text/kyrgyz.h"
#include "text/letters.h"
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

/* How a Cyrillic letter is read where a word has no other characters; 0: by the long way. */
#define PLAIN_FROM    0x400
#define PLAIN_SIZE    0x100
#define PLAIN_CAPITAL 0x80

static uint8_t plain_letters[PLAIN_SIZE];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t snowball_key;

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

static bool is_capital(uint32_t cp)
{
    return (cp >= 0x400 && cp < 0x430) || cp == 0x4AE || cp == 0x4E8 || cp == 0x4A2;
}

static void start(void)
{
    pthread_key_create(&snowball_key, free_stemmer);
    for (uint32_t cp = PLAIN_FROM; cp < PLAIN_FROM + PLAIN_SIZE; cp++) {
        uint32_t folded = text_fold_letter(cp);
        if (folded >= 0x430 && folded < 0x450 && cp != 0x473 && cp != 0x4CA)
            plain_letters[cp - PLAIN_FROM] =
                (uint8_t)((folded - 0x430 + 1) | (is_capital(cp) ? PLAIN_CAPITAL : 0));
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

/* A word on its way: what it was cut to, and the suffixes that went. The text is written when the
 * letters are final. */
struct work {
    char p[TEXT_STEM_MAX];
    size_t n;
    uint8_t letters[KY_LETTERS_MAX]; /* as spelt, folded */
    int letters_n;                   /* 0: the text is not all а..я, or too long */
    struct ky_word word;             /* the same as pronounced */
    struct ky_chain chain;           /* the best of a word of chain_of letters; 0: not sought */
    int chain_of;
    enum stem_language language;
    int margin;           /* how Russian the word looked when it had margin_of letters */
    int margin_of;        /* 0: nobody has looked */
    struct str *suffixes; /* NULL: nobody asks */
    const char **names;
    size_t steps, steps_max;
    struct arena *arena;
};

/* Is it a loan with Kyrgyz endings rather than a Russian word? Where the chain is a strong one, or
 * where what it took off is what makes the word unlikely in Russian: "заводго". */
static bool is_inflected_loan(const struct work *w, int margin)
{
    const struct ky_chain *chain = &w->chain;

    if (margin < 12 * chain->score + 10 * (w->word.n - chain->n))
        return true;
    if (margin >= LOAN_MARGIN || chain->score < (margin < LOAN_MARGIN / 2 ? 3 : 4))
        return false;
    uint8_t letters[KY_LETTERS_MAX];
    struct ky_word root = ky_rest(&w->word, chain);
    int n = ky_letters(&root, letters);
    return text_russian_bits(w->letters, w->letters_n) - text_russian_bits(letters, n) >
           LOAN_ENDING;
}

/* Every step shortens the word: its length says whether it was looked at. */
static int margin_of(struct work *w)
{
    if (w->margin_of != w->letters_n)
        w->margin = text_russian_margin(w->letters, w->letters_n);
    w->margin_of = w->letters_n;
    return w->margin;
}

static const struct ky_chain *best_chain(struct work *w)
{
    if (w->chain_of != w->word.n)
        w->chain = ky_strip(&w->word, 0);
    w->chain_of = w->word.n;
    return &w->chain;
}

static enum stem_language language_of_word(struct work *w)
{
    int margin = margin_of(w);

    if (margin < -RUSSIAN_DOUBT || (margin <= RUSSIAN_WORD && ky_is_harmonic(&w->word)))
        return STEM_KYRGYZ;
    const struct ky_chain *chain = best_chain(w);
    if (margin <= RUSSIAN_WORD)
        return chain->steps ? STEM_KYRGYZ : STEM_RUSSIAN;
    return is_inflected_loan(w, margin) ? STEM_KYRGYZ : STEM_RUSSIAN;
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
        note(w, text, ky_utf8(&suffix, text), ky_suffix_name(chain->suffix[i]));
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
static struct ky_chain known_chain(struct work *w)
{
    for (int n = w->word.n; (n = exception_beginning(&w->word, n)) > 0;) {
        struct ky_chain chain = ky_strip(&w->word, n);
        if (chain.steps &&
            chain.score > 1) /* not by a lone voice suffix: "баштан" is "from the head" */
            return chain;
    }
    return *best_chain(w);
}

static void write_letters(struct work *w)
{
    w->letters_n = ky_letters(&w->word, w->letters);
}

static void write_text(struct work *w)
{
    w->n = ky_utf8_of_letters(w->letters, w->letters_n, w->p);
}

/* Rounds of chains until nothing changes, or an exception ends them: then true. */
static bool strip_rounds(struct work *w)
{
    bool verb = false;

    for (int round = 0; round < ROUNDS_MAX; round++) {
        const struct exception *x = exception_of(&w->word);
        if (x && (!x->verb || verb)) {
            if (x->base) {
                w->n = fold_letters(str_of(x->base), w->p, sizeof w->p);
                ky_word_of((struct str){w->p, w->n}, &w->word);
            }
            write_letters(w);
            return true;
        }
        /* What Kyrgyz endings stood behind is a Russian word: "агроном-дун" ends as "агронома"
         * does. */
        if (round && w->word.n >= RUSSIAN_LETTERS && language_of_word(w) == STEM_RUSSIAN)
            break;
        struct ky_chain chain = known_chain(w);
        if (!chain.steps)
            break;
        note_chain(w, &w->word, &chain);
        w->word = ky_rest(&w->word, &chain);
        write_letters(w);
        verb = chain.verb;
    }
    write_letters(w);
    return false;
}

/* The Kyrgyz way. */
static void stem_kyrgyz(struct work *w)
{
    int n = w->letters_n;

    if (!n)
        return;
    bool whole = strip_rounds(w);
    int margin = whole ? 0 : margin_of(w);
    bool russian = margin > RUSSIAN_STEM ? w->word.n >= RUSSIAN_LETTERS
                                         : margin >= -RUSSIAN_DOUBT && !ky_is_harmonic(&w->word);
    /* "автомобил-дин" has lost its soft sign; without it the rest looks like a Russian past tense.
     */
    int left = w->letters_n;
    bool bare = left < n && left > 1 && w->letters[left - 2] == I && w->letters[left - 1] == L;
    w->language = STEM_KYRGYZ;
    if (!whole && russian && !bare) {
        write_text(w);
        set_snowball(w);
        return;
    }
    ky_level(&w->word);
    write_letters(w);
    write_text(w);
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

/* Letters of a text that is all а..я; none of others. */
static void read_letters(struct work *w)
{
    struct str text = {w->p, w->n};
    int n = 0;

    w->letters_n = 0;
    for (size_t i = 0; i < text.n;) {
        uint32_t cp = decode_next(text, &i);
        if (cp < 0x430 || cp > 0x44F || n == KY_LETTERS_MAX)
            return;
        w->letters[n++] = (uint8_t)(cp - 0x430 + 1);
    }
    w->letters_n = ky_word_of_letters(w->letters, n, &w->word) ? n : 0;
}

static void fold_to(struct work *w, struct str word)
{
    w->n = fold_letters(word, w->p, sizeof w->p);
    read_letters(w);
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

/* Fills the work with the folded word and its language; codes have lost their endings. */
static void read_any(struct work *w, struct str word)
{
    struct arena a;

    arena_init(&a, 64 * KIB);
    word = prepare(&a, word);
    struct shape shape = shape_of(word);
    if (!stem_code(w, word, &shape)) {
        fold_to(w, word);
        w->language = shape.others || !shape.letters ? STEM_OTHER : STEM_KYRGYZ;
        /* Not from ө ү ң: a Russian keyboard must lead to the same stem. */
        if (w->language == STEM_KYRGYZ && w->letters_n && !exception_of(&w->word))
            w->language = language_of_word(w);
    }
    arena_free(&a);
}

/* The same for most words: Cyrillic letters alone, in one walk. False: not such a word. */
static bool read_plain(struct work *w, struct str word)
{
    const unsigned char *p = (const unsigned char *)word.p;
    size_t n = word.n / 2, capitals = 0;

    if (!n || word.n % 2 || n > KY_LETTERS_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned char first = p[2 * i], second = p[2 * i + 1];
        if (first < 0xD0 || first > 0xD3 || (second & 0xC0) != 0x80)
            return false;
        uint8_t letter = plain_letters[(first & 3u) << 6 | (second & 0x3Fu)];
        if (!letter)
            return false;
        capitals += letter & PLAIN_CAPITAL && capitals == i;
        w->letters[i] = letter & (uint8_t)~PLAIN_CAPITAL;
    }
    if ((capitals > 1 && capitals < n) || !ky_word_of_letters(w->letters, (int)n, &w->word))
        return false; /* "ГЭСтин" */
    w->letters_n = (int)n;
    w->language = exception_of(&w->word) ? STEM_KYRGYZ : language_of_word(w);
    if (w->language == STEM_RUSSIAN)
        write_text(w);
    return true;
}

/* `explain`: where to keep the suffixes that went; NULL: nobody asks. */
static void stem_work(struct work *w, struct str word, struct arena *explain)
{
    pthread_once(&once, start);
    w->n = w->steps = 0; /* the rest is not cleared: that would cost as much as folding */
    w->margin = w->margin_of = w->chain_of = w->letters_n = 0;
    w->steps_max = KY_STEPS_MAX * ROUNDS_MAX;
    w->arena = explain;
    w->suffixes = explain ? arena_array(explain, struct str, w->steps_max) : NULL;
    w->names = explain ? arena_array(explain, const char *, w->steps_max) : NULL;
    if (!read_plain(w, word))
        read_any(w, word);
    if (w->language == STEM_RUSSIAN)
        set_snowball(w);
    else if (w->language == STEM_KYRGYZ)
        stem_kyrgyz(w);
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
    struct work w;
    stem_work(&w, word, NULL);
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
    struct work w;

    stem_work(&w, word, NULL);
    return w.language;
}

struct stem_explanation text_stem_explain(struct arena *a, struct str word)
{
    struct work w;

    stem_work(&w, word, a);
    struct stem_explanation x = {.folded = text_fold(a, word),
                                 .stem = str_dup(a, (struct str){w.p, w.n}),
                                 .language = w.language,
                                 .steps = arena_array(a, struct stem_step, w.steps + 1),
                                 .n = w.steps};
    for (size_t i = 0; i < w.steps; i++)
        x.steps[i] = (struct stem_step){w.suffixes[i], w.names[i]};
    return x;
}
