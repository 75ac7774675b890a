/* The suffix grammar. See kyrgyz.h and suffixes.inc. A depth-first search over the chains that fit,
 * right to left; words are short and each letter admits few suffixes, so that no pruning beyond the
 * slots is needed. */
#include "text/kyrgyz.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "text/letters.h"

enum { /* states: what has been taken off so far allows what next; bits */
       ENDING = 1,
       CASE = 2,
       POSS = 4,
       PLUR = 8,
       DER = 16,
       NEG = 32,
       VOICE = 64,
       MUST_P3 = 128,  /* only a possessive of the 3rd person can follow */
       MUST_P12 = 256, /* only one of the 1st or 2nd */
       COPULA = 512    /* only what can carry a copula */
};

#define NOM_CASE   (ENDING | CASE)
#define NOM_POSS   (ENDING | CASE | POSS)
#define NOM_PLUR   (ENDING | CASE | POSS | PLUR)
#define NOM_ALL    (ENDING | CASE | POSS | PLUR | DER)
#define NOM_DER    (ENDING | CASE | POSS | PLUR | DER)
#define NEG_VOICE  (NEG | VOICE)
#define UNFINISHED (MUST_P3 | MUST_P12 | COPULA)

enum {                     /* flags */
       AFTER_V = 1,        /* only after a vowel */
       AFTER_C = 2,        /* only after a consonant */
       SOFTENS = 4,        /* к п before it have become г б */
       VERB = 8,           /* what is left is a verb */
       RESTORE = 16,       /* a low vowel was contracted into it */
       LOOSE = 32,         /* р and й take either variant */
       AFTER_LA = 64,      /* only after the -ла -да -та that makes verbs */
       AFTER_LOW = 256,    /* only after а е о, unless four letters are left */
       STRICTLY_LOW = 128, /* only after а е о */
};

#define LOW  40 /* archiphonemes, capitals of the patterns */
#define HIGH 41
#define LDT  42
#define NDT  43
#define DT   44
#define GK   45
#define BP   46

#define PATTERN_MAX 10

/* Written voiced, often spoken voiceless at the end of loans: "активдер" and "активтер". */
static const uint64_t wavering = BITS(B) | BITS(V_) | BITS(G) | BITS(D) | BITS(ZH);

struct suffix {
    const char *pattern;
    uint16_t from, to;
    int8_t weight, least;
    uint16_t flags;
    const char *name;
    uint8_t p[PATTERN_MAX];
    int n;
    uint64_t last, second, third; /* what its last letters can be; all where it has none there */
};

static struct suffix suffixes[] = {
#define S(pattern, from, to, weight, least, flags, name)                                           \
    {pattern, from, to, weight, least, flags, name, {0}, 0, 0, 0, 0},
#include "text/suffixes.inc"
#undef S
};

#define SUFFIXES (sizeof suffixes / sizeof suffixes[0])

/* Suffixes that can stand at the end of a word, by its last letter and the one before it: few are
 * left to be compared. In the order of the table, which decides between equals. */
#define ENDS_MAX 4096
struct ending {
    uint64_t third;
    uint16_t from;
    uint8_t suffix;
};

static struct ending by_end[ENDS_MAX];
static uint16_t by_end_from[33][34]; /* until the next one's */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint8_t pattern_letter(uint32_t cp)
{
    switch (cp) {
    case 0x410: /* А */
        return LOW;
    case 0x42B: /* Ы */
        return HIGH;
    case 0x41B: /* Л */
        return LDT;
    case 0x41D: /* Н */
        return NDT;
    case 0x414: /* Д */
        return DT;
    case 0x413: /* Г */
        return GK;
    case 0x411: /* Б */
        return BP;
    default:
        return (uint8_t)(cp - 0x430 + 1);
    }
}

static uint64_t letters_of(uint8_t p)
{
    switch (p) {
    case LOW:
        return BITS(A) | BITS(E) | BITS(O);
    case HIGH:
        return BITS(Y) | BITS(I) | BITS(U);
    case LDT:
        return BITS(L) | BITS(D) | BITS(T);
    case NDT:
        return BITS(N) | BITS(D) | BITS(T);
    case DT:
        return BITS(D) | BITS(T);
    case GK:
        return BITS(G) | BITS(K);
    case BP:
        return BITS(B) | BITS(P);
    default:
        return BITS(p);
    }
}

static void compile(void)
{
    for (size_t i = 0; i < SUFFIXES; i++) {
        struct suffix *s = &suffixes[i];
        struct str p = str_of(s->pattern);
        for (size_t at = 0; at < p.n;)
            s->p[s->n++] = pattern_letter(str_utf8_next(p, &at));
        uint64_t last = letters_of(s->p[s->n - 1]);
        s->third = s->n > 2 ? letters_of(s->p[s->n - 3]) : ~(uint64_t)0;
        s->second = s->n > 1 ? letters_of(s->p[s->n - 2]) : ~(uint64_t)0;
        if (s->p[s->n - 1] == K) /* -лыгы: softened by a suffix behind it */
            last |= BITS(G);
        s->last = last;
    }
    uint16_t n = 0;
    for (int last = 1; last <= 32; last++) {
        for (int second = 1; second <= 32; second++) {
            by_end_from[last][second] = n;
            for (size_t i = 0; i < SUFFIXES && n < ENDS_MAX; i++)
                if (suffixes[i].last & BITS(last) && suffixes[i].second & BITS(second))
                    by_end[n++] = (struct ending){suffixes[i].third, suffixes[i].from, (uint8_t)i};
        }
        by_end_from[last][33] = n;
    }
    assert(n < ENDS_MAX);
}

/* The variants of a consonant after `before`. */
static uint64_t assimilation(uint8_t p, uint8_t before, bool loose)
{
    bool vowel = is_in(before, vowels), hard = is_in(before, voiceless),
         both = is_in(before, wavering);
    uint64_t voiced_form = p == GK ? BITS(G) : p == BP ? BITS(B) : BITS(D);
    uint64_t voiceless_form = p == GK ? BITS(K) : p == BP ? BITS(P) : BITS(T);

    if (hard)
        return voiceless_form;
    if (p == LDT && (vowel || before == R || before == J))
        return BITS(L) | (loose && !vowel ? BITS(D) : 0);
    if (p == NDT && vowel)
        return BITS(N);
    return voiced_form | (both ? voiceless_form : 0);
}

static uint8_t vowel_before(const uint8_t *w, int n)
{
    while (n > 0)
        if (is_in(w[--n], vowels))
            return w[n];
    return 0;
}

/* Does w end in the suffix that makes verbs of nouns: талкуу-ла, камсыз-да, баш-та? Names of
 * countries in -стан would look the same. */
static bool ends_in_la(const uint8_t *w, int n)
{
    if (n < 3 || !is_in(w[n - 1], BITS(A) | BITS(E) | BITS(O)))
        return false;
    uint8_t c = w[n - 2], before = w[n - 3];
    if (c == L)
        return (is_in(before, vowels) && n > 4) || before == R || before == J;
    if (c == T)
        return is_in(before, voiceless) && before != S_;
    return c == D && !is_in(before, vowels | voiceless);
}

/* The same with voice suffixes behind it: пландаш-тыр, модернизациялаш, финансылан-дыр. */
static bool is_made_verb(const uint8_t *w, int n)
{
    if (n > 5 && w[n - 1] == R && is_in(w[n - 2], BITS(Y) | BITS(I) | BITS(U)) &&
        is_in(w[n - 3], BITS(T) | BITS(D)))
        n -= 3;
    if (n > 3 && is_in(w[n - 1], BITS(SH) | BITS(N) | BITS(T) | BITS(L)))
        n--;
    return ends_in_la(w, n);
}

/* What a chain leaves, and how. */
struct left {
    bool verb, restored, softened;
};

/* Roots of two letters, folded: a closed list, since any two letters would fit. */
static bool is_short_root(const uint8_t *w, const struct left *left)
{
    static const uint8_t verbs[][2] = {
        {A, L},  {A, T},   {A, CH}, {A, SH}, {A, Z},  {A, K}, {A, S_}, {U, K},  {U, CH},
        {U, T},  {I, CH},  {O, T},  {O, S_}, {O, CH}, {O, L}, {O, P},  {E, T},  {EE, T},
        {EE, K}, {EE, S_}, {EE, R}, {O, K},  {U, R},  {I, Y}, {D, E},  {ZH, E}, {A, R}};
    static const uint8_t nouns[][2] = {
        {A, T},  {A, J},   {A, L},   {A, SH}, {A, K},  {A, R}, {EE, L}, {EE, T},
        {EE, R}, {EE, SH}, {EE, S_}, {EE, N}, {I, SH}, {I, T}, {I, Z},  {I, CH},
        {I, L},  {O, K},   {O, T},   {O, J},  {O, N},  {O, Z}, {O, SH}, {U, J},
        {U, CH}, {U, N},   {U, L},   {U, K},  {U, Z},  {U, R}, {O, R}};
    const uint8_t(*list)[2] = left->verb ? verbs : nouns;
    size_t n = left->verb ? sizeof verbs / 2 : sizeof nouns / 2;
    uint8_t last = !left->softened ? w[1] : w[1] == G ? K : w[1] == B ? P : w[1];

    for (size_t i = 0; i < n; i++)
        if (list[i][0] == w[0] && list[i][1] == last)
            return true;
    return false;
}

#define IMPOSSIBLE (-100)

/* Two consonants that can end a word: a sonorant and an obstruent, a sibilant and a stop, and what
 * loans brought. */
static bool is_coda(uint8_t first, uint8_t second)
{
    uint64_t sonorant = BITS(L) | BITS(N) | BITS(R) | BITS(M) | BITS(J) | BITS(V_) | BITS(SOFT);

    if (first == J)
        return is_in(second, voiceless);
    if ((first == R && second == V_) || (first == M && second == N)) /* резерв, гимн */
        return true;
    if (is_in(first, sonorant))
        return !is_in(second, BITS(L) | BITS(N) | BITS(R) | BITS(J) | BITS(B) | BITS(V_) | BITS(Z) |
                                  BITS(ZH));
    if (second == R)
        return is_in(first, BITS(T) | BITS(D) | BITS(B) | BITS(F));
    if (second == L) /* цикл, рубль */
        return is_in(first, BITS(K) | BITS(B));
    if (first == D && second == ZH) /* имидж */
        return true;
    if (is_in(first, BITS(S_) | BITS(H) | BITS(F)))
        return is_in(second, BITS(T) | BITS(K) | BITS(P));
    if (first == S_ && second == S_) /* процесс */
        return true;
    if (is_in(first, BITS(K) | BITS(P)))
        return is_in(second, BITS(T) | BITS(S_));
    return false;
}

/* Two consonants at the end of a root. Of the allowed ones native words have a sonorant or a
 * sibilant before a voiceless stop only; the others are of loans, which show it elsewhere too. */
static int coda_score(const uint8_t *w, int n, bool loan)
{
    uint8_t first = w[n - 2], last = w[n - 1];

    if (!is_coda(first, last))
        return -6;
    bool ing = n > 3 && w[n - 3] == I && first == N && last == G; /* рейтинг */
    if (loan || ing)
        return 0;
    if (is_in(first, BITS(L) | BITS(R)) && last == M)
        return -4;
    if (is_in(last, BITS(D) | BITS(G) | BITS(S_) | BITS(M)) &&
        is_in(first, BITS(L) | BITS(N) | BITS(R)))
        return -2;
    return n <= 4 && is_in(first, BITS(K) | BITS(P)) ? -2 : 0;
}

struct search {
    const uint8_t *w;
    uint8_t vowel[KY_LETTERS_MAX + 1],
        letter[KY_LETTERS_MAX + 1]; /* the last one before each place */
    int foreign_from;               /* beginnings of so many letters are of a loan */
    int only;                       /* letters that must be left; 0: any */
    bool restored;                  /* by the step last taken */
    struct ky_chain now, best;
};

static bool is_loan(const struct search *s, int n)
{
    return n >= s->foreign_from;
}

/* How much like a root the first n letters are. */
static int root_score(const struct search *s, int n, const struct left *left)
{
    const uint8_t *w = s->w;

    if (n < 2 || !s->vowel[n])
        return IMPOSSIBLE;
    if (n == 2)
        return is_short_root(w, left) || left->restored ? -1 : IMPOSSIBLE;
    bool loan = is_loan(s, n);
    if (left->verb && !left->restored && loan && !is_made_verb(w, n))
        return -4;
    if (!left->restored && !is_in(w[n - 1], vowels) && !is_in(w[n - 2], vowels))
        return coda_score(w, n, loan);
    bool is_long = is_in(w[1], vowels) && w[1] == w[2]; /* жуу, тоо: as good as two syllables */
    return n == 3 && !is_long ? -1 : 0;
}

/* How unlikely a noun is to end in -ч itself: "көрсөткүч", "өтүнүч", "кулач" do; before -чы stands
 * a word. */
static int ch_penalty(const uint8_t *w, int n)
{
    bool high = is_in(w[n - 2], BITS(Y) | BITS(I) | BITS(U));

    if (n > 4 && high && is_in(w[n - 3], BITS(G) | BITS(K) | BITS(N)))
        return 0;
    bool low = is_in(w[n - 2], BITS(A) | BITS(E) | BITS(O)) && w[n - 3] != w[n - 2];
    return n == 5 && low ? 1 : 4;
}

/* Joints between root and innermost suffix that are likelier cut elsewhere. w[n] is the suffix's
 * first letter. */
static int joint_penalty(const struct search *s, int n)
{
    const uint8_t *w = s->w;
    uint8_t last = w[n - 1], before = w[n - 2], next = w[n];
    bool high = is_in(last, BITS(Y) | BITS(I) | BITS(U)) && !is_in(before, vowels);

    /* -чы makes a noun of its own: "элчи" is not "элч" with a possessive. */
    if (n > 3 && last == CH && is_in(next, BITS(Y) | BITS(I) | BITS(U)) && !is_loan(s, n))
        return ch_penalty(w, n);
    /* A single у after а ы е и is no native vowel, but the -ус of loans: "статус-у", not
     * "стату-су". */
    if (last == U && high && next == S_ && !is_in(s->vowel[n - 1], BITS(O) | BITS(U)))
        return 4;
    /* Loans end in -он, not in -о: "чемпион-у", not "чемпио-ну". */
    if (last == O && next == N && is_loan(s, n))
        return 4;
    /* -ист makes trades: "юрист-и", not "юрис-ти"; but "офис-те". */
    if (n >= 4 && last == S_ && before == I && next == T && w[n + 1] == I)
        return 3;
    /* -инг: "рейтинг-и", not "рейтин-ги". */
    if (n >= 4 && last == N && before == I && next == G && w[n + 1] == I)
        return 3;
    /* -ект, -акт: "проект-и", not "проек-ти". */
    if (n > 3 && last == K && next == T && is_in(before, BITS(E) | BITS(A)) && is_loan(s, n))
        return 3;
    /* "кырк-ым", "банк-ым", not "кыр-кы-м". */
    if (n == 3 && next == K && is_in(last, BITS(R) | BITS(N) | BITS(L)) && is_in(w[n + 1], vowels))
        return 2;
    /* Passives of causatives: "кайрыл-уу", not "кайры-луу". */
    if (high && is_in(before, BITS(R) | BITS(T)) && next == L)
        return 3;
    return 0;
}

static bool matches(const struct suffix *s, const struct search *in, int n, bool softened)
{
    const uint8_t *w = in->w;
    int left = n - s->n;
    if (left < s->least)
        return false;
    uint8_t vowel = in->vowel[left], letter = in->letter[left];
    if (!vowel)
        return false;
    bool after_vowel = is_in(letter, vowels);
    if ((s->flags & AFTER_V && !after_vowel) || (s->flags & AFTER_C && after_vowel))
        return false;
    if ((s->flags & AFTER_LA && !ends_in_la(w, left)) ||
        (s->flags & STRICTLY_LOW && !is_in(w[left - 1], BITS(A) | BITS(E) | BITS(O))))
        return false;
    if (s->flags & AFTER_LOW && left < 4 && w[left - 1] != w[left - 2] && /* суу-м */
        !is_in(w[left - 1], BITS(A) | BITS(E) | BITS(O) | BITS(YA)))
        return false;
    for (int i = 0; i < s->n; i++) {
        uint8_t p = s->p[i], c = w[left + i];
        uint64_t fit;
        if (p == LOW || p == HIGH)
            fit = harmony(vowel, p == LOW);
        else if (p >= LDT)
            fit = assimilation(p, letter, s->flags & LOOSE);
        else if (i == s->n - 1 && softened)
            fit = p == K ? BITS(G) : p == P ? BITS(B) : BITS(p);
        else
            fit = BITS(p);
        if (!is_in(c, fit))
            return false;
        if (is_in(c, vowels))
            vowel = c;
    }
    return true;
}

static void accept(struct search *s, int n, bool softened, bool verb, int score)
{
    if (s->only && n != s->only)
        return;
    if (!s->only && score > s->best.score) { /* what follows only takes off */
        struct left left = {verb, s->restored, softened};
        score += root_score(s, n, &left);
        if (score > s->best.score)
            score -= joint_penalty(s, n);
    }
    if (score > s->best.score) {
        s->best = s->now;
        s->best.score = score;
        s->best.n = n;
        s->best.softened = softened;
        s->best.restored = s->restored;
        s->best.verb = verb;
    }
}

static void descend(struct search *s, int n, unsigned state, bool softened, bool verb, int score)
{
    if (s->now.steps && !(state & UNFINISHED))
        accept(s, n, softened, verb, score);
    if (s->now.steps == KY_STEPS_MAX || n < 3 || n <= s->only)
        return;
    const uint16_t *end_of = &by_end_from[s->w[n - 1]][s->w[n - 2]];
    for (int i = end_of[0]; i < end_of[1]; i++) {
        const struct ending *e = &by_end[i];
        if (!(e->from & state) || !is_in(s->w[n - 3], e->third) ||
            !matches(&suffixes[e->suffix], s, n, softened))
            continue;
        const struct suffix *x = &suffixes[e->suffix];
        int at = s->now.steps++;
        int left = n - x->n;
        uint8_t end = s->w[left - 1];
        s->now.cut[at] = (uint8_t)left;
        s->now.suffix[at] = e->suffix;
        s->restored = x->flags & RESTORE;
        descend(s, left, x->to, x->flags & SOFTENS && (end == G || end == B), x->flags & VERB,
                score + x->weight);
        s->now.steps = at;
        s->restored = false;
    }
}

struct ky_chain ky_strip(const struct ky_word *word, int only)
{
    struct search s;

    pthread_once(&once, compile);
    s.w = word->w;
    s.foreign_from = ky_foreign_from(word);
    s.only = only;
    s.restored = false;
    s.now = s.best = (struct ky_chain){.n = word->n};
    s.best.score = only ? IMPOSSIBLE : 0;
    s.vowel[0] = s.letter[0] = 0;
    for (int i = 0; i < word->n; i++) {
        uint8_t c = word->w[i];
        s.vowel[i + 1] = is_in(c, vowels) ? c : s.vowel[i];
        s.letter[i + 1] = c == SOFT || c == HARD ? s.letter[i] : c; /* signs do not sound */
    }
    descend(&s, word->n, ENDING, false, false, 0);
    return s.best;
}

const char *ky_suffix_name(uint8_t suffix)
{
    return suffixes[suffix].name;
}

struct ky_word ky_rest(const struct ky_word *word, const struct ky_chain *chain)
{
    struct ky_word out = *word;

    out.n = chain->n;
    if (chain->softened)
        ky_harden(&out);
    if (chain->restored) {
        uint8_t vowel = vowel_before(out.w, out.n);
        out.w[out.n++] = vowel == O ? O : vowel == E || vowel == I || vowel == EE ? E : A;
    }
    return out;
}
