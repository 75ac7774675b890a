/* Reading queries, and writing them for the engines. See terms.h. */
#include "search/terms.h"

#include <string.h>

#include "search/latin.h"
#include "search/lexicon.h"
#include "search/query_dates.h"
#include "text/fold.h"
#include "text/word.h"

#define PREFIX_LETTERS 3 /* fewer begin too many words */
#define KEYS_LETTERS   3 /* fewer mean too much when the keyboard is left on Latin */
#define MATCH_MAX      (512 * KIB)

static void add_word(struct arena *a, struct term *t, struct str word)
{
    char stem[TEXT_STEM_MAX], token[TOKEN_MAX];
    size_t n = text_stem_word(word, stem);

    term_add(a, t, (struct str){token, token_of((struct str){stem, n}, token)});
}

/* The word itself, by sound and by keys. */
static void add_readings(struct arena *a, struct term *t, struct str word)
{
    struct str folded = text_fold(a, word);
    char cyrillic[TEXT_STEM_MAX];

    add_word(a, t, word);
    if (!latin_word(folded))
        return;
    for (int reading = 0; reading < LATIN_READINGS; reading++) {
        size_t n = latin_by_sound(folded, reading, cyrillic);
        if (n)
            add_word(a, t, (struct str){cyrillic, n});
    }
    if (folded.n >= KEYS_LETTERS)
        add_word(a, t, latin_by_keys(a, folded));
}

/* -- the words of a query: one hyphenated is taken for its parts -- */

struct word {
    size_t from, to;
    struct str whole; /* the hyphenated word it is a part of; absent: none */
};
enum { WORDS_MOST = 3 * SEARCH_TERMS, PARTS_MOST = 6 };

struct reading {
    struct arena *a;
    struct str text;
    struct word v[WORDS_MOST];
    size_t n, seen, stops;
    bool cut;
};

static bool is_stop(struct str word)
{
    char stem[TEXT_STEM_MAX], token[TOKEN_MAX];
    size_t n = text_stem_word(word, stem);
    return lexicon_stop((struct str){token, token_of((struct str){stem, n}, token)});
}

/* A letter alone says nothing, a digit does ("№ 5"). */
static bool too_short(struct str word)
{
    size_t at = 0;
    return str_utf8_length(word) < 2 &&
           (word.n == 0 || text_class_of(str_utf8_next(word, &at)) != CLASS_DIGIT);
}

static void put_word(struct reading *r, size_t from, size_t to, struct str whole)
{
    if (r->n < WORDS_MOST)
        r->v[r->n++] = (struct word){from, to, whole};
    else
        r->cut = true;
}

static void put_words(struct reading *r, size_t from, size_t to, const struct text_term *parts,
                      size_t n)
{
    struct str whole = str_sub(r->text, from, to - from);
    bool apart = n > 1;

    for (size_t i = 0; i < n; i++) {
        struct str part = str_sub(r->text, parts[i].from, parts[i].to - parts[i].from);
        apart = apart && !too_short(part) && !is_stop(part);
    }
    for (size_t i = 0; apart && i < n; i++)
        put_word(r, parts[i].from, parts[i].to, whole);
    if (!apart)
        put_word(r, from, to, STR_NONE);
}

static void read_words(struct reading *r)
{
    struct text_terms it = text_terms_of(r->text);
    struct text_term next, parts[PARTS_MOST];
    size_t from = 0, to = 0, n = 0;

    while (text_term_next(&it, &next)) {
        if (next.same_place) {
            if (n < PARTS_MOST)
                parts[n++] = next;
            continue;
        }
        if (to)
            put_words(r, from, to, parts, n);
        from = next.from;
        to = next.to;
        n = 0;
    }
    if (to)
        put_words(r, from, to, parts, n);
}

static struct str text_of(const struct reading *r, const struct word *w)
{
    return str_sub(r->text, w->from, w->to - w->from);
}

/* The word written together with its neighbour. */
static void add_pair(struct reading *r, struct term *t, size_t first)
{
    if (first + 1 >= r->n || r->v[first].to + 1 != r->v[first + 1].from ||
        r->text.p[r->v[first].to] != ' ')
        return;
    struct str both = str_cat(r->a, text_of(r, &r->v[first]), text_of(r, &r->v[first + 1]));
    if (both.n <= TEXT_STEM_MAX)
        add_readings(r->a, t, both);
}

static struct term read_term(struct reading *r, size_t at)
{
    const struct word *w = &r->v[at];
    struct term t = {.word = text_of(r, w), .from = w->from, .to = w->to};

    add_readings(r->a, &t, t.word);
    t.stop = t.n && lexicon_stop(t.forms[0]);
    if (t.n == 0 || t.stop)
        return t;
    if (w->whole.p)
        add_readings(r->a, &t, w->whole);
    if (at > 0)
        add_pair(r, &t, at - 1);
    add_pair(r, &t, at);
    return t;
}

/* The beginning that the last word is read as: its letters as typed, without their ending taken
 * off. */
static void open_term(struct arena *a, struct term *t, struct str word)
{
    char token[TOKEN_MAX], cyrillic[TEXT_STEM_MAX];
    struct str folded = text_fold(a, word);
    size_t n = 0;

    if (latin_word(folded) && t->n > 1)
        n = latin_by_sound(folded, 0, cyrillic);
    if (n)
        folded = (struct str){cyrillic, n};
    struct str beginning = {token, token_of(folded, token)};
    if (str_utf8_length(beginning) >= PREFIX_LETTERS && (token[0] < '0' || token[0] > '9'))
        t->prefix = str_dup(a, beginning);
}

static enum search_verdict verdict_of(const struct terms *t, const struct reading *r)
{
    if (t->n)
        return SEARCH_OK;
    if (r->stops)
        return SEARCH_COMMON;
    return r->n ? SEARCH_SHORT : SEARCH_NO_WORDS;
}

static void take_terms(struct reading *r, struct terms *out)
{
    for (size_t i = 0; i < r->n; i++) {
        struct term t = read_term(r, i);
        r->stops += t.stop && str_utf8_length(t.word) > 1;
        if (t.n == 0 || t.stop || too_short(t.word))
            continue;
        if (out->n == SEARCH_TERMS) {
            r->cut = true;
            return;
        }
        out->v[out->n++] = t;
    }
}

void terms_read(struct arena *a, struct str words, bool open, struct terms *out)
{
    struct reading *r = arena_new(a, struct reading);

    *out = (struct terms){0};
    words = str_trim(words);
    if (words.n == 0 || str_utf8_length(words) > SEARCH_CHARS) {
        out->verdict = words.n ? SEARCH_TOO_LONG : SEARCH_EMPTY;
        return;
    }
    *r = (struct reading){.a = a, .text = words};
    read_words(r);
    take_terms(r, out);
    out->cut = r->cut;
    lexicon_expand(a, out);
    terms_date(a, words, out);
    if (open && out->n && out->v[out->n - 1].to == words.n) {
        struct term *last = &out->v[out->n - 1];
        open_term(a, last, last->word);
        if (!last->prefix.p && r->v[r->n - 1].whole.p)
            open_term(a, last, r->v[r->n - 1].whole);
    }
    out->verdict = verdict_of(out, r);
}

/* -- as the engines write it -- */

struct writing {
    struct buf *b;
    bool pg, first;
    const char *mark; /* before a word: on SQLite those of titles stand a second time, behind "=" */
};

static void put_token(struct writing *w, struct str token)
{
    if (w->pg)
        buf_printf(w->b, "'%.*s'", STR_F(token));
    else
        buf_printf(w->b, "\"%s%.*s\"", w->mark, STR_F(token));
}

static void put_or(struct writing *w)
{
    if (!w->first)
        buf_add(w->b, w->pg ? STR(" | ") : STR(" OR "));
    w->first = false;
}

static void put_and(struct writing *w)
{
    buf_add(w->b, w->pg ? STR(" & ") : STR(" AND "));
}

static void put_term(struct writing *w, const struct term *t)
{
    w->first = true;
    buf_lit(w->b, "(");
    for (size_t i = 0; i < t->n; i++) {
        put_or(w);
        put_token(w, t->forms[i]);
    }
    for (size_t i = 0; i < t->grown_n; i++) {
        put_or(w);
        put_token(w, t->grown[i]);
    }
    for (size_t i = 0; i < t->expansion_n; i++) {
        put_or(w);
        buf_lit(w->b, "(");
        for (size_t k = 0; k < t->expansions[i].n; k++) {
            if (k)
                put_and(w);
            put_token(w, t->expansions[i].v[k]);
        }
        buf_lit(w->b, ")");
    }
    buf_lit(w->b, ")");
}

static void put_meta(struct writing *w, struct str meta)
{
    struct str part, one;

    while (meta.n && str_cut(&meta, ' ', &part)) {
        put_and(w);
        w->first = true;
        buf_lit(w->b, "(");
        while (part.n && str_cut(&part, '|', &one)) {
            put_or(w);
            put_token(w, one);
        }
        buf_lit(w->b, ")");
    }
}

/* What is hidden carries @h, and @s with the place whose staff may see it. */
static void put_visible(struct writing *w, int64_t staff_place)
{
    bool staff = staff_place > 0;

    buf_add(w->b, w->pg ? STR(" & !('@h'") : STR(" NOT (\"@h\""));
    if (staff)
        buf_printf(w->b, w->pg ? " & !'@s%lld'" : " NOT \"@s%lld\"", (long long)staff_place);
    buf_lit(w->b, ")");
}

struct str terms_match(struct arena *a, enum db_engine engine, const struct terms *t,
                       const struct match_filter *f)
{
    struct writing w = {
        .b = buf_new(a, MATCH_MAX), .pg = engine == DB_POSTGRES, .mark = f->title ? "=" : ""};

    buf_lit(w.b, "((");
    for (size_t i = 0; i < t->n; i++) {
        if (i)
            put_and(&w);
        put_term(&w, &t->v[i]);
    }
    w.mark = "";
    put_meta(&w, f->meta);
    buf_lit(w.b, "))");
    put_visible(&w, f->staff_place);
    return buf_str(w.b);
}
