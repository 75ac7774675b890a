/* Spellings that find something. See meant.h.
 *
 * Three ways: the keyboard left on Latin, the text repairer (scans, legacy fonts), and for each
 * word that finds nothing the nearest words of the index, by the letters to change
 * (Damerau-Levenshtein, optimal string alignment). What is offered has been asked for as this
 * reader first. */
#include "search/meant.h"

#include <string.h>

#include "search/hits.h"
#include "search/latin.h"
#include "text/fold.h"
#include "text/repair.h"

#define LIKE_MOST   400 /* words compared with a misspelt one, by beginning and again by skeleton */
#define HEAD        3   /* letters of it that are taken for right; of short words one less */
#define LETTERS_MAX 40
#define TRIED_MOST  4 /* near words that are asked for */

struct letters {
    uint32_t v[LETTERS_MAX];
    int n;
};

static struct letters letters_of(struct str s)
{
    struct letters l = {.n = 0};

    for (size_t at = 0; at < s.n && l.n < LETTERS_MAX;)
        l.v[l.n++] = str_utf8_next(s, &at);
    return l;
}

static int least(int x, int y)
{
    return x < y ? x : y;
}

static int distance(const struct letters *x, const struct letters *y)
{
    int d[3][LETTERS_MAX + 1];

    for (int j = 0; j <= y->n; j++)
        d[0][j] = j;
    for (int i = 1; i <= x->n; i++) {
        int *now = d[i % 3], *up = d[(i + 2) % 3], *above = d[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= y->n; j++) {
            int cost = x->v[i - 1] != y->v[j - 1];
            now[j] = least(least(up[j] + 1, now[j - 1] + 1), up[j - 1] + cost);
            if (i > 1 && j > 1 && x->v[i - 1] == y->v[j - 2] && x->v[i - 2] == y->v[j - 1])
                now[j] = least(now[j], above[j - 2] + 1);
        }
    }
    return d[x->n % 3][y->n];
}

struct near {
    struct str shown;
    int distance;
};

static void keep_near(struct near *v, size_t *n, struct near x)
{
    size_t i = *n;

    while (i > 0 && v[i - 1].distance > x.distance)
        i--;
    if (i >= TRIED_MOST)
        return;
    if (*n < TRIED_MOST)
        ++*n;
    memmove(v + i + 1, v + i, (*n - i - 1) * sizeof *v);
    v[i] = x;
}

/* How much of the beginning is taken for right. What has no vowels is an abbreviation: no skeleton
 * of it remains to be found by, and a letter of few is soon the wrong one. */
static size_t head_of(const struct letters *l)
{
    bool vowel = false;

    for (int i = 0; i < l->n; i++)
        vowel |= token_vowel(l->v[i]);
    if (l->n > HEAD + 1)
        return HEAD;
    return vowel ? HEAD - 1 : 1;
}

/* `typed`: the word before its ending was taken off, since what looked like one may be the mistake.
 */
static enum err near_words(struct db *db, struct arena *a, struct str token, struct str typed,
                           struct near *v, size_t *n)
{
    struct search_words_like_rows rows;
    struct letters asked = letters_of(token), whole = letters_of(typed);
    struct str low = str_utf8_head(token, head_of(&asked));
    int most = asked.n <= 4 ? 1 : asked.n <= 8 ? 2 : 3;

    TRY(search_words_like(db, a,
                          &(struct search_words_like_in){
                              low, str_cat(a, low, STR("\xf4\x8f\xbf\xbf")),
                              token_skeleton(a, token), asked.n - most, asked.n + most, LIKE_MOST},
                          &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct letters other = letters_of(rows.v[i].token);
        int gap = asked.n > other.n ? asked.n - other.n : other.n - asked.n;
        if (gap > most || str_eq(rows.v[i].token, token))
            continue;
        int d = least(distance(&asked, &other), distance(&whole, &other));
        if (d <= most)
            keep_near(v, n, (struct near){rows.v[i].shown, d});
    }
    return OK;
}

/* A term asked for alone. */
static enum err finds(struct db *db, struct arena *a, const struct search_query *q,
                      struct str words, bool *found)
{
    struct terms t;

    *found = false;
    terms_read(a, words, false, &t);
    return t.verdict == SEARCH_OK ? search_exists(db, a, q, &t, found) : OK;
}

static enum err nearest(struct db *db, struct arena *a, const struct search_query *q,
                        const struct term *t, struct str *out)
{
    struct near v[TRIED_MOST + 1];
    char typed[TOKEN_MAX];
    size_t n = 0, typed_n = token_of(text_fold(a, t->word), typed);
    bool found;

    for (size_t i = 0; i < t->n; i++)
        TRY(near_words(db, a, t->forms[i], (struct str){typed, typed_n}, v, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(finds(db, a, q, v[i].shown, &found));
        if (found) {
            *out = v[i].shown;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

static enum err repaired(struct db *db, struct arena *a, const struct search_query *q,
                         struct str *out)
{
    struct repairs r = text_repair(a, q->words, NULL);
    struct str line = text_repair_apply(a, q->words, r);
    bool found = false;

    if (r.n && !text_fold_eq(line, q->words))
        TRY(finds(db, a, q, line, &found));
    if (!found)
        return ERR_NOT_FOUND;
    *out = line;
    return OK;
}

/* The whole of it typed with the keyboard left on Latin: commas and brackets are letters there. */
static enum err by_keys(struct db *db, struct arena *a, const struct search_query *q,
                        struct str *out)
{
    bool found = false, letters = false;

    for (size_t i = 0; i < q->words.n; i++) {
        unsigned char c = (unsigned char)q->words.p[i];
        if (c >= 0x80)
            return ERR_NOT_FOUND;
        letters |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    struct str words = latin_by_keys(a, q->words);
    if (letters)
        TRY(finds(db, a, q, words, &found));
    if (!found)
        return ERR_NOT_FOUND;
    *out = words;
    return OK;
}

enum err meant(struct db *db, struct arena *a, const struct search_query *q, const struct terms *t,
               struct str *out)
{
    struct buf *b = buf_new(a, 4 * KIB);
    bool changed = false, found;
    enum err e = by_keys(db, a, q, out);

    if (e == ERR_NOT_FOUND)
        e = repaired(db, a, q, out);
    if (e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; i < t->n; i++) {
        struct str word = t->v[i].word;
        TRY(finds(db, a, q, word, &found));
        if (!found) {
            e = nearest(db, a, q, &t->v[i], &word);
            if (e != OK && e != ERR_NOT_FOUND)
                return e;
            changed |= e == OK;
        }
        if (i)
            buf_lit(b, " ");
        buf_add(b, word);
    }
    if (!changed || buf_failed(b))
        return OK;
    TRY(finds(db, a, q, buf_str(b), &found));
    if (found)
        *out = buf_str(b);
    return OK;
}
