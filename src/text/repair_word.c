/* Readings of a damaged word. See repair_word.h. A beam search over positions of the word; an edge
 * takes one or two characters of it and gives as many letters. */
#include "text/repair_word.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>

#include "text/model.h"

#define BEAM      24
#define SIGN_BITS 14 /* a sign that stays a sign inside a word */

enum kind { KEYBOARD, SCAN, LEGACY, KINDS };

struct edge {
    const char *from_text, *to_text;
    int bits;
    enum kind kind;
    uint32_t from[2];
    uint8_t to[2];
    int n;
};

static struct edge edges[] = {
#define X(from, to, bits, kind) {from, to, bits, kind, {0}, {0}, 0},
#include "text/repair_edges.inc"
#undef X
};

#define EDGES (sizeof edges / sizeof edges[0])

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void compile(void)
{
    for (size_t i = 0; i < EDGES; i++) {
        struct edge *e = &edges[i];
        struct str from = str_of(e->from_text), to = str_of(e->to_text);
        size_t f = 0, t = 0;
        while (f < from.n) {
            e->from[e->n] = str_utf8_next(from, &f);
            e->to[e->n++] = model_letter(str_utf8_next(to, &t));
        }
    }
}

bool repair_is_sign(uint32_t cp)
{
    pthread_once(&once, compile);
    for (size_t i = 0; i < EDGES; i++)
        if (edges[i].from[0] == cp)
            return !model_letter(cp);
    return false;
}

struct symbol {
    uint32_t small;
    uint8_t letter; /* 0: a sign */
    bool capital;
};

struct path {
    uint8_t a, b, vowel, distance; /* the last two letters, the last vowel and how far back it is */
    uint8_t n, kinds;              /* letters so far; kinds of accident, bits */
    bool sign_kept;
    int bits, channel; /* all of it, and the accidents alone */
    uint8_t letters[READING_LETTERS];
};

struct beam {
    struct path paths[BEAM];
    int n;
};

static int letter_bits(const struct path *p, uint8_t letter)
{
    int bits = model_bits(MODEL_KYRGYZ, p->a, p->b, letter);

    /* Trigrams see the vowel before across one consonant; harmony reaches further. */
    if (letter && model_is_vowel(letter) && p->vowel && p->distance >= 1)
        bits += model_vowel_bits(p->vowel, letter) * (p->distance >= 2 ? 8 : 6) / 10;
    return bits;
}

static void add_letter(struct path *p, uint8_t letter)
{
    p->bits += letter_bits(p, letter);
    if (letter && p->n < READING_LETTERS)
        p->letters[p->n++] = letter;
    p->a = p->b;
    p->b = letter;
    if (letter && model_is_vowel(letter)) {
        p->vowel = letter;
        p->distance = 0;
    } else if (p->distance < 9) {
        p->distance++;
    }
}

static bool same_state(const struct path *x, const struct path *y)
{
    return x->a == y->a && x->b == y->b && x->vowel == y->vowel && x->kinds == y->kinds;
}

/* Keeps the beam sorted, best first. Of equal states only READINGS survive, since the rest of the
 * word will not tell them apart. */
static void push(struct beam *beam, const struct path *p)
{
    int same = 0, at = beam->n;

    for (int i = 0; i < beam->n; i++) {
        if (beam->paths[i].bits > p->bits && at == beam->n)
            at = i;
        if (same_state(&beam->paths[i], p) && beam->paths[i].bits <= p->bits && ++same == READINGS)
            return;
    }
    if (at == BEAM)
        return;
    int move = (beam->n < BEAM ? beam->n : BEAM - 1) - at;
    memmove(&beam->paths[at + 1], &beam->paths[at], (size_t)move * sizeof *p);
    beam->paths[at] = *p;
    beam->n += beam->n < BEAM;
}

static int kind_bits(const struct channel *c, enum kind kind)
{
    return kind == KEYBOARD ? c->keyboard : kind == SCAN ? c->scan : c->legacy;
}

static bool fits(const struct edge *e, const struct symbol *s, int left)
{
    return e->n <= left && s[0].small == e->from[0] && (e->n == 1 || s[1].small == e->from[1]);
}

static void extend(struct beam *beams, int i, const struct symbol *symbols, int n,
                   const struct channel *c)
{
    for (int k = 0; k < beams[i].n; k++) {
        const struct path *p = &beams[i].paths[k];
        struct path same = *p;
        if (symbols[i].letter) {
            add_letter(&same, symbols[i].letter);
            push(&beams[i + 1], &same);
        } else {
            same.bits += SIGN_BITS * MODEL_SCALE;
            same.sign_kept = true;
            add_letter(&same, 0);
            push(&beams[i + 1], &same);
        }
        for (size_t e = 0; e < EDGES; e++) {
            if (!fits(&edges[e], symbols + i, n - i))
                continue;
            struct path q = *p;
            int accident = edges[e].bits * MODEL_SCALE;
            if (!(q.kinds & 1u << edges[e].kind))
                accident += kind_bits(c, edges[e].kind) * MODEL_SCALE;
            q.bits += accident;
            q.channel += accident;
            q.kinds = (uint8_t)(q.kinds | 1u << edges[e].kind);
            for (int l = 0; l < edges[e].n; l++)
                add_letter(&q, edges[e].to[l]);
            push(&beams[i + edges[e].n], &q);
        }
    }
}

/* A word never seen is built of letters (one and a half bits to say so); others, or their
 * beginnings, were counted. The cheapest story of the same letters counts. `bits` by letters alone.
 */
static int with_known_words(const uint8_t *letters, int n, int bits)
{
    struct path p = {0};
    int best = bits + 3 * MODEL_SCALE / 2, whole = model_beginning_bits(letters, n, true);

    if (whole < MODEL_UNKNOWN && whole < best)
        best = whole;
    for (int i = 0; i < n; i++) {
        add_letter(&p, letters[i]);
        int beginning = i >= 2 ? model_beginning_bits(letters, i + 1, false) : MODEL_UNKNOWN;
        /* What the letters cost up to here is replaced by what the beginning costs. */
        if (beginning < MODEL_UNKNOWN && bits - p.bits + beginning + MODEL_SCALE < best)
            best = bits - p.bits + beginning + MODEL_SCALE;
    }
    return best;
}

/* Native words are all front or all back: a reading that puts ө or ү beside а or ы needs better
 * evidence. The vowel statistics see neighbours only, and loans have taught them doubt. */
static int disharmony_bits(const struct path *p)
{
    bool front = false, back = false;

    for (int i = 0; i < p->n; i++) {
        uint8_t l = p->letters[i];
        front |= l == MODEL_OE || l == MODEL_UE;
        back |= l == 1 || l == 28 || l == 32; /* а ы я */
    }
    return p->kinds && front && back ? 4 * MODEL_SCALE : 0;
}

/* "Your" and polite commands, -ңыз behind a vowel: readers and forms are full of them, the papers
 * that letters were counted in are not; and no other Kyrgyz ending is -ныз. */
static int polite_bits(const struct path *p)
{
    for (int i = 2; p->kinds && i + 2 < p->n; i++) {
        const uint8_t *l = p->letters + i;
        bool high = l[1] == 28 || l[1] == 9 || l[1] == 20 || l[1] == MODEL_UE; /* ы и у ү */
        if (l[0] != MODEL_NG || !model_is_vowel(l[-1]) || !high || l[2] != 8 /* з */)
            continue;
        uint8_t behind = i + 3 < p->n ? l[3] : 0;
        if (!behind || behind == 5 || behind == 4) /* д г: plural, case */
            return -10 * MODEL_SCALE;
    }
    return 0;
}

static int symbols_of(struct str word, struct symbol out[READING_LETTERS])
{
    int n = 0;

    for (size_t i = 0; i < word.n;) {
        uint32_t cp = str_utf8_next(word, &i);
        uint32_t small = (uint32_t)u_tolower((UChar32)cp);
        uint8_t letter = model_letter(cp);
        if (n == READING_LETTERS || (!letter && !repair_is_sign(small)))
            return 0;
        out[n++] = (struct symbol){small, letter, small != cp};
    }
    /* A sign has no case of its own: that of the letter before it, at the beginning that of the one
     * behind. */
    for (int i = 0; i < n; i++) {
        if (out[i].letter)
            continue;
        int next = i;
        while (next < n && !out[next].letter)
            next++;
        bool behind = next < n && out[next].capital;
        out[i].capital = i ? out[i - 1].capital && (behind || i > 1 || next == n) : behind;
        if (out[i].small == '+' || (i == 0 && out[i].small == '0'))
            out[i].capital = true;
    }
    return n;
}

static void write_reading(struct reading *r, const struct path *p, const struct symbol *symbols)
{
    r->n = 0;
    for (int i = 0; i < p->n; i++) {
        uint32_t cp = model_character(p->letters[i]);
        if (symbols[i].capital)
            cp = (uint32_t)u_toupper((UChar32)cp);
        r->n += str_utf8_put(r->text + r->n, cp);
    }
    r->bits = p->bits;
    r->changed = p->kinds != 0;
}

int repair_readings(struct str word, const struct channel *channel, struct reading out[READINGS],
                    int *same)
{
    struct symbol symbols[READING_LETTERS];
    struct beam beams[READING_LETTERS + 2];
    int found = 0;

    pthread_once(&once, compile);
    int n = symbols_of(word, symbols);
    if (n < 2)
        return 0;
    for (int i = 0; i <= n + 1; i++)
        beams[i].n = 0;
    push(&beams[0], &(struct path){0});
    for (int i = 0; i < n; i++)
        extend(beams, i, symbols, n, channel);
    /* As it stands: followed alone, since the beam may have dropped it. */
    struct path plain = {0};
    for (int i = 0; i < n; i++) {
        plain.bits += symbols[i].letter ? 0 : SIGN_BITS * MODEL_SCALE;
        add_letter(&plain, symbols[i].letter);
    }
    add_letter(&plain, 0);
    *same = plain.n == n ? with_known_words(plain.letters, n, plain.bits) : plain.bits;
    for (int k = 0; k < beams[n].n; k++) {
        struct path *p = &beams[n].paths[k];
        add_letter(p, 0);
        p->bits = p->channel + with_known_words(p->letters, p->n, p->bits - p->channel) +
                  disharmony_bits(p) + polite_bits(p);
    }
    while (found < READINGS) {
        struct path *best = NULL;
        for (int k = 0; k < beams[n].n; k++) {
            struct path *p = &beams[n].paths[k];
            if (p->bits >= 0 && !p->sign_kept && p->n == n && (!best || p->bits < best->bits))
                best = p;
        }
        if (!best)
            break;
        write_reading(&out[found++], best, symbols);
        best->bits = -1;
    }
    return found;
}
