/* Repair of a line. See repair.h. Here words are found, the line's language and the text's habits
 * weighed; what a word may have been is repair_word.c's. */
#include "text/repair.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "text/canon.h"
#include "text/fold.h"
#include "text/model.h"
#include "text/repair_word.h"
#include "text/word.h"

#define LINE_MAX_BYTES  MIB
#define LETTERS_MAX     64
#define CONTEXT_LETTERS 4000

/* A longest run of letters, digits and signs of the table. */
struct part {
    size_t from, to;
    struct str text; /* canonical */
    size_t cyrillic, capitals, latin, digits, signs, special, before_first;
    bool digits_first, digits_last, digit_run;
};

struct line {
    struct arena *a;
    struct str s;
    struct repair_context *context;
    struct channel channel;
    int doubt;        /* what a reading must win by, times MODEL_SCALE */
    int russian_bias; /* bits towards Russian, from the words around */
    bool russian;
    struct repair *items;
    size_t n, size;
};

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static bool is_part(uint32_t cp)
{
    enum text_class class = text_class_of(cp);
    return class == CLASS_CYRILLIC || class == CLASS_LATIN || class == CLASS_LETTER ||
           class == CLASS_DIGIT || class == CLASS_MARK || repair_is_sign(cp);
}

static struct part census(struct arena *a, struct str s, size_t from, size_t to)
{
    struct part p = {
        .from = from, .to = to, .text = text_canon(a, str_sub(s, from, to - from), NULL)};
    bool digit_before = false;

    for (size_t i = 0; i < p.text.n;) {
        bool first = i == 0;
        uint32_t cp = str_utf8_next(p.text, &i);
        enum text_class class = text_class_of(cp);
        uint8_t letter = model_letter(cp);
        bool digit = is_digit(cp);
        p.cyrillic += class == CLASS_CYRILLIC;
        p.capitals += class == CLASS_CYRILLIC && u_isupper((UChar32)cp);
        p.latin += class == CLASS_LATIN || class == CLASS_LETTER;
        p.special += letter >= MODEL_OE;
        p.signs += !letter && !digit && repair_is_sign(cp);
        p.digits += digit;
        p.digits_first |= digit && first;
        p.digits_last = digit;
        p.digit_run |= digit && digit_before;
        digit_before = digit;
    }
    return p;
}

static bool next_part(struct arena *a, struct str s, size_t *at, struct part *out)
{
    size_t i = *at, start = 0;
    bool inside = false;

    while (i < s.n) {
        size_t here = i;
        bool part = is_part(str_utf8_next(s, &i));
        if (part && !inside) {
            start = here;
            inside = true;
        } else if (!part && inside) {
            *out = census(a, s, start, here);
            *at = here;
            return true;
        }
    }
    *at = s.n;
    if (inside)
        *out = census(a, s, start, s.n);
    return inside;
}

static int letters_of(struct str word, uint8_t out[LETTERS_MAX])
{
    int n = 0;
    for (size_t i = 0; i < word.n && n < LETTERS_MAX;)
        out[n++] = model_letter(str_utf8_next(word, &i));
    return n;
}

static int bits_of(enum model m, struct str word)
{
    uint8_t letters[LETTERS_MAX];
    int n = letters_of(word, letters);
    return model_word_bits(m, letters, n);
}

static bool is_plain_word(const struct part *p)
{
    return p->cyrillic > 1 && !p->signs && !p->digits && !p->latin;
}

#define ADDRESS_MAX 256 /* bytes looked at to either side: no mail address is longer */

/* Mail and web addresses, file names: everything without blanks around a sign that only they have.
 */
static bool is_address(struct str s, const struct part *p)
{
    size_t from = p->from, to = p->to;

    while (from && p->from - from < ADDRESS_MAX && !strchr(" \t\n\r", s.p[from - 1]))
        from--;
    while (to < s.n && to - p->to < ADDRESS_MAX && !strchr(" \t\n\r", s.p[to]))
        to++;
    struct str chunk = str_sub(s, from, to - from);
    return str_find(chunk, STR("@"), 0) != SIZE_MAX || str_find(chunk, STR("://"), 0) != SIZE_MAX ||
           str_starts(chunk, STR("www.")) || str_find(chunk, STR("_"), 0) != SIZE_MAX;
}

/* The character before or behind a part, 0 at the ends. */
static uint32_t previous_of(struct str s, size_t at)
{
    size_t i = at;
    if (!at)
        return 0;
    do
        i--;
    while (i && ((unsigned char)s.p[i] & 0xC0) == 0x80);
    return str_utf8_next(s, &i);
}

static uint32_t next_of(struct str s, size_t at)
{
    return at < s.n ? str_utf8_next(s, &at) : 0;
}

/* Signs mean letters only between the right neighbours. */
static bool signs_fit(struct str w)
{
    for (size_t i = 0; i < w.n;) {
        size_t here = i;
        uint32_t cp = str_utf8_next(w, &i);
        uint32_t before = previous_of(w, here), after = next_of(w, i);
        bool capitals = u_isupper((UChar32)before) && u_isupper((UChar32)after);
        if (cp == '/' && (!capitals || w.n < 12)) /* "А/Б" */
            return false;
        if (cp == '+' && here && !capitals && !u_isupper((UChar32)before) && before != '+')
            return false;
    }
    return true;
}

/* Abbreviations of the field that lost their Ө. */
static bool is_abbreviation(struct str word)
{
    static const char *const known[] = {"ЖОБ", "ЖЁБ", "ЖЕБ", "ЖВБ",  "АКОБ", "АКЁБ",
                                        "ЁСИ", "ЁК",  "БЁУ", "ЕАОБ", "ЕАЁБ", "ЕАЕБ"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_starts(word, str_of(known[i])))
            return true;
    return false;
}

/* Abbreviations, with a Kyrgyz ending or without: no statistics of letters fit them. */
static bool is_code(const struct part *p)
{
    size_t i = 0, vowels = 0, capitals = 0;

    while (i < p->text.n) {
        uint32_t cp = str_utf8_next(p->text, &i);
        if (!u_isupper((UChar32)cp))
            break;
        capitals++;
    }
    for (i = 0; i < p->text.n;)
        vowels += model_is_vowel(model_letter(str_utf8_next(p->text, &i)));
    if (p->capitals == p->cyrillic)
        return p->cyrillic < 5 || !vowels;
    return capitals > 1;
}

/* Can the part be a damaged Kyrgyz word at all? */
static bool is_candidate(const struct line *l, const struct part *p)
{
    if (!p->cyrillic || p->cyrillic + p->signs + p->digits < 2 || p->latin)
        return false;
    if (is_code(p) && !p->signs && !p->digits && !is_abbreviation(p->text))
        return false;
    if (p->digits && (p->digit_run || (p->digits_first && p->cyrillic < 5 &&
                                       !(p->cyrillic == p->capitals && p->cyrillic > 1))))
        return false;
    if (p->digits && (p->cyrillic < 2 ||
                      (p->digits_last && p->cyrillic != p->capitals))) /* footnotes: "китеби3" */
        return false;
    return signs_fit(p->text) && !is_address(l->s, p);
}

static int clamp(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

/* How ready the channel is to have damaged this text. */
static struct channel channel_of(const struct repair_context *c)
{
    struct channel ch = {.keyboard = 5, .scan = 7, .legacy = 4};
    uint32_t rate =
        c->letters ? c->special * 1000 / c->letters : 0; /* in running Kyrgyz 60 to 90 */

    if (c->special && (rate >= 25 || c->letters < 40)) {
        ch.keyboard = 18;
        ch.scan = 14;
    } else if (c->special) {
        ch.keyboard = 8;
    } else {
        /* Each letter that might have been special and is not: a tenth of a bit. */
        ch.keyboard = clamp(5 - (int)(c->letters / 12), 1, 5);
    }
    if (c->scan && rate < 25)
        ch.scan = 3;
    if (c->legacy)
        ch.legacy = 1;
    return ch;
}

/* The first look: language of the line, habits of the text. */
static void survey(struct line *l)
{
    struct repair_context seen = {0};
    size_t at = 0, words = 0;
    struct part p;
    int margin = 0;

    while (next_part(l->a, l->s, &at, &p)) {
        seen.special += (uint32_t)p.special;
        seen.letters += (uint32_t)p.cyrillic;
        if (p.cyrillic > 1 && !p.latin && !p.digits) {
            seen.legacy += (uint32_t)(p.signs && signs_fit(p.text) &&
                                      str_find(p.text, STR("©"), 0) == SIZE_MAX);
            seen.scan += str_find(p.text, STR("©"), 0) != SIZE_MAX;
        }
        if (is_plain_word(&p)) {
            margin += bits_of(MODEL_FOLDED_KYRGYZ, p.text) - bits_of(MODEL_RUSSIAN, p.text);
            words++;
        }
    }
    l->russian = !seen.special && words >= 2 && margin > (int)words * 2 * MODEL_SCALE;
    l->russian_bias = clamp(margin / MODEL_SCALE / 3, -12, 25);
    if (!l->russian) {
        l->context->letters += seen.letters;
        l->context->special += seen.special;
        l->context->legacy += seen.legacy;
        l->context->scan += seen.scan;
    }
    l->channel = channel_of(l->context);
    /* A long line without any, in a text that has them, may be another writer's: each letter is a
     * fifth of a bit, since such texts come whole. */
    if (!seen.special && l->channel.keyboard > 4)
        l->channel.keyboard = clamp(l->channel.keyboard - (int)seen.letters / 5, 4, 18);
    if (l->context->letters > CONTEXT_LETTERS) { /* what was long ago counts less */
        l->context->letters /= 2;
        l->context->special /= 2;
    }
    l->doubt =
        l->context->letters < 60 && !l->context->legacy && !l->context->scan ? 2 * MODEL_SCALE : 0;
}

static struct repair *add(struct line *l, size_t from, size_t to)
{
    if (l->n == l->size) {
        size_t size = l->size ? 2 * l->size : 8;
        l->items = arena_grow(l->a, l->items, l->size * sizeof *l->items, size * sizeof *l->items);
        l->size = size;
    }
    l->items[l->n] = (struct repair){.from = from, .to = to};
    return &l->items[l->n++];
}

/* 100 / (1 + 2^-bits), by halves. */
static int confidence_of(int gain)
{
    static const int percent[] = {50, 67, 80, 89, 94, 97, 98};
    int bits = gain / MODEL_SCALE;
    return bits < 0 ? clamp(50 >> -bits, 1, 49) : bits > 6 ? 99 : percent[bits];
}

#define WORD_BEFORE 32 /* bytes in which "айыл" and its blanks stand */

/* A word that begins with what scanners make of a capital Ө: the government is written with one. */
static void capitalize_government(const struct line *l, const struct part *p, struct str *text)
{
    size_t i = 0, k = 0;
    uint32_t was = str_utf8_next(p->text, &i);
    size_t near = p->from < WORD_BEFORE ? p->from : WORD_BEFORE;
    struct str before = str_trim(str_sub(l->s, p->from - near, near));

    if (!str_starts(*text, STR("өкмөт")) || was == 0x43E || was == 0x435 || was == 0x451 ||
        str_ends(before, STR("йыл")))
        return;
    str_utf8_next(*text, &k);
    *text = str_cat(l->a, STR("Ө"), str_sub(*text, k, text->n));
}

static void suggest(struct line *l, const struct part *p, const struct reading *r, int n,
                    int reference)
{
    struct repair *x = NULL;

    for (int i = 0; i < n; i++) {
        int gain = reference - r[i].bits;
        if (!r[i].changed || (x && gain < -6 * MODEL_SCALE))
            continue;
        if (!x && gain <= l->doubt)
            return;
        if (!x)
            x = add(l, p->from, p->to);
        struct str text = str_dup(l->a, (struct str){r[i].text, r[i].n});
        capitalize_government(l, p, &text);
        x->best[x->n++] = (struct repair_candidate){text, confidence_of(gain)};
    }
}

/* Against what the best reading must win: the word as it stands, in Kyrgyz, and as it stands in
 * Russian. */
static int reference_of(const struct line *l, const struct part *p, int same)
{
    if (!is_plain_word(p) || p->special)
        return same;
    int russian = bits_of(MODEL_RUSSIAN, p->text) + (3 - l->russian_bias) * MODEL_SCALE;
    return russian < same ? russian : same;
}

static bool has_front_vowel(struct str word)
{
    for (size_t i = 0; i < word.n;) {
        uint32_t cp = text_fold_letter(str_utf8_next(word, &i));
        if (cp == 0x435 || cp == 0x438 || cp == 0x44D) /* е и э */
            return true;
    }
    return false;
}

/* May a keyboard or a scan have made `was` of the letter `is`? */
static bool is_damage_of(uint32_t was, uint32_t is)
{
    static const uint32_t oe[] = {0x43E, 0x435, 0x451, 0x432, 0x431, 0x44D, '0', 0xA9};

    was = (uint32_t)u_tolower((UChar32)was);
    for (size_t i = 0; is == 0x4E9 && i < sizeof oe / sizeof oe[0]; i++)
        if (was == oe[i])
            return true;
    return text_fold_letter(was) == text_fold_letter(is);
}

/* `word` with `want` for its damaged beginning, letter for letter, so that capitals stay;
 * STR_NONE: it is none. */
static struct str mended(struct arena *a, struct str word, struct str want)
{
    struct buf *out = buf_new(a, word.n + 64);
    size_t from = 0, to = 0;

    while (to < want.n) {
        if (from == word.n)
            return STR_NONE;
        uint32_t was = str_utf8_next(word, &from), is = str_utf8_next(want, &to);
        char tmp[4];
        if (!is_damage_of(was, is))
            return STR_NONE;
        is = u_isupper((UChar32)was) ? (uint32_t)u_toupper((UChar32)is) : is;
        buf_add(out, (struct str){tmp, str_utf8_put(tmp, is)});
    }
    buf_add(out, str_sub(word, from, word.n));
    return buf_str(out);
}

/* Names and pairs whose parts, alone, would be read otherwise; STR_NONE: it is none. */
static struct str compound(const struct line *l, const struct part *p)
{
    static const char *const pairs[][2] = {{"ысык", "көл"},   {"сон", "көл"},  {"чатыр", "көл"},
                                           {"сары", "өзөн"},  {"уй", "бүлө"},  {"жети", "өгүз"},
                                           {"тогуз", "торо"}, {"урп", "адат"}, {"азык", "түлүк"}};
    struct str head = str_sub(l->s, 0, p->from);

    if (!str_ends(head, STR("-")))
        return STR_NONE;
    head = text_fold(l->a, str_sub(head, head.n > 17 ? head.n - 17 : 0, head.n));
    head.n -= str_ends(head, STR("-"));
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (!str_ends(head, str_of(pairs[i][0])))
            continue;
        struct str whole = mended(l->a, p->text, str_of(pairs[i][1]));
        if (whole.p)
            return whole;
    }
    return STR_NONE;
}

/* Two vowels one behind the other of which only one has its dots or bar: "үчун", "отүү". Native
 * words never have both. */
static bool is_torn(struct str word)
{
    uint8_t before = 0;
    bool apart = false;

    for (size_t i = 0; i < word.n;) {
        uint8_t letter = model_letter(str_utf8_next(word, &i));
        if (!letter || !model_is_vowel(letter)) {
            apart = true;
            continue;
        }
        bool plain = letter == MODEL_O || letter == MODEL_U,
             plain_before = before == MODEL_O || before == MODEL_U,
             special = letter == MODEL_OE || letter == MODEL_UE,
             special_before = before == MODEL_OE || before == MODEL_UE;
        bool joint = !apart && letter == MODEL_OE; /* агро-өнөр */
        if (!joint && ((plain && special_before) || (special && plain_before)))
            return true;
        before = letter;
        apart = false;
    }
    return false;
}

/* How ready the channel is to have damaged this word. */
static struct channel channel_of_word(const struct line *l, const struct part *p)
{
    struct channel channel = l->channel;

    if (!has_front_vowel(p->text)) /* only harmony could have told */
        channel.keyboard += channel.keyboard > 3 ? 2 : 0;
    if (p->special && is_torn(p->text)) {
        channel.keyboard = clamp(channel.keyboard, 1, 4);
    } else if (p->special) { /* whoever typed it had the letters */
        channel.keyboard += 12;
        channel.scan += 4;
    }
    if (p->signs && l->context->legacy && !l->context->scan)
        channel.keyboard += 6; /* such a font has its о у н */
    return channel;
}

static void repair_part(struct line *l, const struct part *p)
{
    struct reading readings[READINGS];
    struct channel channel = channel_of_word(l, p);
    struct str text = p->text;
    int same = 0;

    if (!is_candidate(l, p) || (l->russian && !p->signs && !p->digits))
        goto canonical;
    struct str whole = l->channel.keyboard < 18 ? compound(l, p) : STR_NONE;
    if (whole.p && str_eq(whole, p->text)) /* Тогуз-Торо */
        goto canonical;
    if (whole.p) {
        text = whole;
        channel.keyboard = 2;
    }
    int n = repair_readings(text, &channel, readings, &same);
    size_t before = l->n;
    if (n)
        suggest(l, p, readings, n, reference_of(l, p, same));
    if (l->n > before)
        return;
canonical:
    if (!str_eq(text, str_sub(l->s, p->from, p->to - p->from))) {
        struct repair *x = add(l, p->from, p->to);
        x->best[x->n++] = (struct repair_candidate){text, str_eq(text, p->text) ? 99 : 90};
    }
}

static bool is_capital_letter(uint32_t cp)
{
    return text_class_of(cp) == CLASS_CYRILLIC && u_isupper((UChar32)cp);
}

/* "Ж 0Б", "Ж© Б", "Ж вБ": a blank inside an abbreviation, beside a sign that stands for Ө. */
static bool join_abbreviation(struct line *l, const struct part *p, size_t *at)
{
    struct part next;
    size_t behind = *at, k = 0, m = 0;

    if (p->cyrillic != 1 || p->capitals != 1 || p->to - p->from > 4 || l->s.n <= behind ||
        l->s.p[behind] != ' ')
        return false;
    if (!next_part(l->a, l->s, &behind, &next) || next.from != p->to + 1 || !next.capitals)
        return false;
    uint32_t first = str_utf8_next(next.text, &k);
    uint32_t second = next_of(next.text, k);
    bool sign_before = p->signs || p->digits;
    bool sign_first = (first == '0' || first == '9' || first == 0xA9 || first == 0x432) &&
                      is_capital_letter(second);
    if (!is_capital_letter(str_utf8_next(p->text, &m)) ||
        (!sign_first && !(sign_before && is_capital_letter(first))))
        return false;
    if (first == 0x432) /* a small в for a capital Ө */
        next.text = str_cat(l->a, STR("В"), str_sub(next.text, k, next.text.n));
    struct part both = census(l->a, str_cat(l->a, p->text, next.text), 0, p->text.n + next.text.n);
    struct reading readings[READINGS];
    struct channel channel = {4, 1, 4};
    int same = 0, n = repair_readings(both.text, &channel, readings, &same);
    both.from = p->from;
    both.to = next.to;
    size_t before = l->n;
    if (n)
        suggest(l, &both, readings, n, same + 8 * MODEL_SCALE);
    *at = behind;
    return l->n > before;
}

/* "03 алдынча", "©3 алдынча": өз before its commonest neighbour, where no letter is left to go by.
 */
static bool self_government(struct line *l, const struct part *p)
{
    struct str t = p->text;

    if (!str_eq(t, STR("03")) && !str_eq(t, STR("©3")) && !str_eq(t, STR("0з")))
        return false;
    struct str rest = str_trim(str_sub(l->s, p->to, l->s.n));
    if (!str_starts(rest, STR("алдынча")))
        return false;
    struct repair *x = add(l, p->from, p->to);
    x->best[x->n++] = (struct repair_candidate){STR("өз"), 97};
    return true;
}

struct repairs text_repair(struct arena *a, struct str s, struct repair_context *context)
{
    struct repair_context fresh = {0};
    struct line l = {
        .a = a, .s = str_sub(s, 0, LINE_MAX_BYTES), .context = context ? context : &fresh};
    size_t at = 0, again;
    struct part p;

    survey(&l);
    while (next_part(a, l.s, &at, &p)) {
        again = at;
        if (self_government(&l, &p))
            continue;
        if (join_abbreviation(&l, &p, &at))
            continue;
        at = again;
        repair_part(&l, &p);
    }
    return (struct repairs){l.items, l.n};
}

struct str text_repair_apply(struct arena *a, struct str line, struct repairs repairs)
{
    size_t n = line.n, at = 0, done = 0;

    if (!repairs.n)
        return line;
    for (size_t i = 0; i < repairs.n; i++)
        n += repairs.items[i].best[0].text.n;
    char *out = arena_alloc(a, n + 1);
    for (size_t i = 0; i < repairs.n; i++) {
        const struct repair *x = &repairs.items[i];
        memcpy(out + at, line.p + done, x->from - done);
        at += x->from - done;
        memcpy(out + at, x->best[0].text.p, x->best[0].text.n);
        at += x->best[0].text.n;
        done = x->to;
    }
    memcpy(out + at, line.p + done, line.n - done);
    return (struct str){out, at + line.n - done};
}
