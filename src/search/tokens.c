/* Tokens. See tokens.h. */
#include "search/tokens.h"

#include <string.h>

#include "text/fold.h"

#define PAIR_MAX 48 /* bytes of both words: names of places are short */

static bool plain(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0x430 && c <= 0x44F);
}

static bool mark(uint32_t c)
{
    return c < 0x80 || c == 0xFFFD || (c >= 0x2010 && c <= 0x201F) || c == 0xA0 || c == 0xAD;
}

size_t token_of(struct str folded, char out[TOKEN_MAX])
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;

    for (size_t at = 0; at < folded.n;) {
        uint32_t c = str_utf8_next(folded, &at);
        if (n + 8 > TOKEN_MAX)
            break;
        if (plain(c)) {
            n += str_utf8_put(out + n, c);
        } else if (!mark(c)) {
            out[n++] = 'x';
            for (int shift = 20; shift >= 0; shift -= 4)
                if (c >> shift || shift == 0)
                    out[n++] = hex[c >> shift & 15];
        }
    }
    return n;
}

/* -- the tokens of a text -- */

/* Of the two languages here and of Latin. */
static bool capital(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0x400 && c <= 0x42F) || c == 0x4E8 || c == 0x4AE ||
           c == 0x4A2;
}

static bool begins_with_capital(struct str word)
{
    size_t at = 0;
    return word.n && capital(str_utf8_next(word, &at));
}

struct tokens tokens_of(struct str text)
{
    return (struct tokens){.text = text, .terms = text_terms_of(text), .pair_from = SIZE_MAX};
}

/* The token of two words written together; its length, 0 where they are too long or none. */
static size_t token_of_pair(struct str first, struct str second, char out[TOKEN_MAX])
{
    char both[PAIR_MAX], stem[TEXT_STEM_MAX];

    if (first.n + second.n > sizeof both)
        return 0;
    memcpy(both, first.p, first.n);
    memcpy(both + first.n, second.p, second.n);
    size_t n = text_stem_word((struct str){both, first.n + second.n}, stem);
    return token_of((struct str){stem, n}, out);
}

static bool next_to_each_other(struct str text, size_t from, size_t to)
{
    return to == from + 1 && text.p[from] == ' ';
}

/* Notes the word, and whether it makes a pair with the one before it. */
static void note_word(struct tokens *it, const struct text_term *t)
{
    struct str word = str_sub(it->text, t->from, t->to - t->from);
    bool named = begins_with_capital(word),
         pair = named && it->last_to && next_to_each_other(it->text, it->last_to, t->from) &&
                word.n + it->last_to - it->last_from <= PAIR_MAX;

    if (pair) {
        it->pair_from = it->last_from;
        it->pair_middle = it->last_to;
    }
    it->last_from = t->from;
    it->last_to = named ? t->to : 0;
}

static bool pair_next(struct tokens *it, struct token *out)
{
    size_t from = it->pair_from, middle = it->pair_middle, to = it->last_to;

    it->pair_from = SIZE_MAX;
    size_t n = token_of_pair(str_sub(it->text, from, middle - from),
                             str_sub(it->text, middle + 1, to - middle - 1), it->token);
    *out = (struct token){{it->token, n}, from, to, true};
    return n > 0;
}

bool token_next(struct tokens *it, struct token *out)
{
    struct text_term t;

    if (it->pair_from != SIZE_MAX && pair_next(it, out))
        return true;
    while (text_term_next(&it->terms, &t)) {
        size_t n = token_of(t.stem, it->token);
        if (!t.same_place)
            note_word(it, &t);
        if (n) {
            *out = (struct token){{it->token, n}, t.from, t.to, false};
            return true;
        }
        if (it->pair_from != SIZE_MAX && pair_next(it, out))
            return true;
    }
    return false;
}

/* -- for misspellings -- */

bool token_vowel(uint32_t c)
{
    return c == 0x430 || c == 0x435 || c == 0x438 || c == 0x43E || c == 0x443 || c == 0x44B ||
           c == 0x44D || c == 0x44E || c == 0x44F;
}

struct str token_skeleton(struct arena *a, struct str token)
{
    struct buf *b = buf_new(a, KIB);
    uint32_t last = 0;

    for (size_t at = 0; at < token.n;) {
        char utf8[4];
        uint32_t c = str_utf8_next(token, &at);
        if (token_vowel(c) || c == 0x44C || c == 0x44A || c == last ||
            (c < 0x80 && memchr("aeiouy", (int)c, 6)))
            continue;
        buf_add(b, (struct str){utf8, str_utf8_put(utf8, c)});
        last = c;
    }
    return buf_str(b);
}
