/* Tokens and queries. See tokens.h. */
#include "search/tokens.h"

#include <string.h>

#include "search/stop_words.h"
#include "text/fold.h"

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

/* -- Latin letters: the Cyrillic ones they may stand for, already folded (ө is о, ү у, ң н) -- */

struct latin_row {
    const char *latin;
    uint32_t letters[3];
};
/* Longer ones first. Sources: text/translit.h, and how people write Kyrgyz and Russian in messages.
 */
static const struct latin_row latin_rows[] = {
    {"shch", {0x449}}, {"sch", {0x449}},      {"sh", {0x448}}, {"ch", {0x447}}, {"zh", {0x436}},
    {"kh", {0x445}},   {"gh", {0x433}},       {"ts", {0x446}}, {"ya", {0x44F}}, {"yu", {0x44E}},
    {"yo", {0x435}},   {"ye", {0x435}},       {"ng", {0x43D}}, {"a", {0x430}},  {"b", {0x431}},
    {"c", {0x43A}},    {"d", {0x434}},        {"e", {0x435}},  {"f", {0x444}},  {"g", {0x433}},
    {"h", {0x445}},    {"i", {0x438}},        {"j", {0x436}},  {"k", {0x43A}},  {"l", {0x43B}},
    {"m", {0x43C}},    {"n", {0x43D}},        {"o", {0x43E}},  {"p", {0x43F}},  {"q", {0x43A}},
    {"r", {0x440}},    {"s", {0x441}},        {"t", {0x442}},  {"u", {0x443}},  {"v", {0x432}},
    {"w", {0x432}},    {"x", {0x43A, 0x441}}, {"y", {0x44B}},  {"z", {0x437}},
};

static bool vowel(uint32_t c)
{
    return c == 0x430 || c == 0x435 || c == 0x438 || c == 0x43E || c == 0x443 || c == 0x44B ||
           c == 0x44D || c == 0x44E || c == 0x44F;
}

/* `choice`: bit 0: "ng" is two letters (manga); bit 1: an "e" that begins the word is э. */
static size_t from_latin(struct str word, int choice, char out[TEXT_STEM_MAX])
{
    size_t n = 0, at = 0;
    uint32_t last = 0;

    while (at < word.n && n + 8 < TEXT_STEM_MAX) {
        const struct latin_row *row = NULL;
        for (size_t i = 0; i < sizeof latin_rows / sizeof *latin_rows && !row; i++)
            if (str_starts(str_sub(word, at, word.n), str_of(latin_rows[i].latin)))
                row = &latin_rows[i];
        if (!row)
            return 0;
        size_t length = strlen(row->latin);
        uint32_t c = row->letters[0];
        if (c == 0x44B && vowel(last)) /* y behind a vowel is й */
            c = 0x439;
        if (c == 0x435 && at == 0 && choice & 2)
            c = 0x44D;
        if (length == 2 && word.p[at] == 'n' && choice & 1)
            length = 1;
        n += str_utf8_put(out + n, c);
        if (row->letters[1])
            n += str_utf8_put(out + n, row->letters[1]);
        last = c;
        at += length;
    }
    return n;
}

static bool latin_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'a' || s.p[i] > 'z')
            return false;
    return s.n > 1;
}

static void add_form(struct arena *a, struct term *t, struct str form)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->forms[i], form))
            return;
    if (form.n && t->n < TERM_FORMS)
        t->forms[t->n++] = str_dup(a, form);
}

static void add_latin(struct arena *a, struct term *t, struct str folded)
{
    char word[TEXT_STEM_MAX], stem[TEXT_STEM_MAX], token[TOKEN_MAX];

    for (int choice = 0; choice < 4; choice++) {
        size_t n = from_latin(folded, choice, word);
        if (n == 0)
            continue;
        n = text_stem_word((struct str){word, n}, stem);
        add_form(a, t, (struct str){token, token_of((struct str){stem, n}, token)});
    }
}

static bool stop_word(struct str token)
{
    struct str rest = search_stop_words, line;
    char word[TOKEN_MAX], stem[TEXT_STEM_MAX];

    while (str_cut(&rest, '\n', &line)) {
        if (!line.n || line.p[0] == '#')
            continue;
        size_t n = text_stem_word(str_trim(line), stem);
        if (str_eq((struct str){word, token_of((struct str){stem, n}, word)}, token))
            return true;
    }
    return false;
}

static struct term read_term(struct arena *a, struct str stem, struct str word)
{
    struct term t = {.word = word};
    char token[TOKEN_MAX];
    struct str folded = text_fold(a, word);

    add_form(a, &t, (struct str){token, token_of(stem, token)});
    if (latin_word(folded))
        add_latin(a, &t, folded);
    if (t.n)
        t.stop = stop_word(t.forms[0]);
    return t;
}

/* The beginning that the last word is read as: its letters as typed, without their ending taken
 * off. Two letters begin too many. */
static void open_term(struct arena *a, struct term *t)
{
    char token[TOKEN_MAX], cyrillic[TEXT_STEM_MAX];
    struct str folded = text_fold(a, t->word);
    size_t n = 0;

    if (latin_word(folded) && t->n > 1)
        n = from_latin(folded, 0, cyrillic);
    if (n)
        folded = (struct str){cyrillic, n};
    struct str token_text = {token, token_of(folded, token)};
    if (str_utf8_length(token_text) >= 3)
        t->prefix = str_dup(a, token_text);
}

static enum search_verdict verdict_of(const struct terms *t, size_t seen, size_t stops)
{
    if (t->n)
        return SEARCH_OK;
    if (stops)
        return SEARCH_COMMON;
    return seen ? SEARCH_SHORT : SEARCH_NO_WORDS;
}

void terms_read(struct arena *a, struct str words, bool open, struct terms *out)
{
    size_t seen = 0, stops = 0, last = 0;
    struct text_term next;

    *out = (struct terms){0};
    words = str_trim(words);
    if (words.n == 0 || str_utf8_length(words) > SEARCH_CHARS) {
        out->verdict = words.n ? SEARCH_TOO_LONG : SEARCH_EMPTY;
        return;
    }
    for (struct text_terms it = text_terms_of(words); text_term_next(&it, &next);) {
        struct str word = str_sub(words, next.from, next.to - next.from);
        if (next.same_place) /* the whole of a hyphenated word is asked for, not its parts */
            continue;
        seen++;
        struct term t = read_term(a, next.stem, word);
        stops += t.stop && str_utf8_length(word) > 1;
        if (t.n == 0 || t.stop || str_utf8_length(word) < 2)
            continue;
        if (out->n == SEARCH_TERMS) {
            out->cut = true;
            break;
        }
        last = next.to;
        out->v[out->n++] = t;
    }
    if (open && out->n && last == words.n)
        open_term(a, &out->v[out->n - 1]);
    out->verdict = verdict_of(out, seen, stops);
}

/* -- as the engines write it; tokens are letters and digits, nothing of them needs quoting -- */

static void add_alternative(struct buf *b, bool pg, bool *first, struct str token, bool prefix)
{
    if (!*first)
        buf_add(b, pg ? STR(" | ") : STR(" OR "));
    *first = false;
    buf_printf(b, pg ? "'%.*s'%s" : "\"%.*s\"%s", STR_F(token), !prefix ? "" : pg ? ":*" : " *");
}

struct str terms_match(struct arena *a, enum db_engine engine, const struct terms *t,
                       struct str meta, bool title)
{
    bool pg = engine == DB_POSTGRES;
    struct buf *b = buf_new(a, 64 * KIB);
    struct str and = pg ? STR(" & ") : STR(" AND "), part;

    if (!pg && title)
        buf_lit(b, "{title meta} : (");
    for (size_t i = 0; i < t->n; i++) {
        bool first = true;
        if (i)
            buf_add(b, and);
        buf_lit(b, "(");
        for (size_t k = 0; k < t->v[i].n; k++)
            add_alternative(b, pg, &first, t->v[i].forms[k], false);
        if (t->v[i].prefix.n)
            add_alternative(b, pg, &first, t->v[i].prefix, true);
        buf_lit(b, ")");
    }
    for (struct str rest = meta; rest.n && str_cut(&rest, ' ', &part);) {
        bool first = true;
        struct str left = part, one;
        buf_add(b, and);
        buf_lit(b, "(");
        while (left.n && str_cut(&left, '|', &one))
            add_alternative(b, pg, &first, one, false);
        buf_lit(b, ")");
    }
    if (!pg && title)
        buf_lit(b, ")");
    return buf_str(b);
}

int term_fits(const struct term *t, struct str token)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->forms[i], token))
            return 2;
    return t->prefix.n && str_starts(token, t->prefix) ? 1 : 0;
}

struct str token_skeleton(struct arena *a, struct str token)
{
    struct buf *b = buf_new(a, KIB);
    uint32_t last = 0;

    for (size_t at = 0; at < token.n;) {
        char utf8[4];
        uint32_t c = str_utf8_next(token, &at);
        if (vowel(c) || c == 0x44C || c == 0x44A || c == last ||
            (c < 0x80 && memchr("aeiouy", (int)c, 6)))
            continue;
        buf_add(b, (struct str){utf8, str_utf8_put(utf8, c)});
        last = c;
    }
    return buf_str(b);
}
