/* Stop words and abbreviations. See lexicon.h.
 *
 * The tables live in memory of their own and not in an arena: they are made by whichever request
 * comes first and outlive it. */
#include "search/lexicon.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "search/abbreviations.h"
#include "search/stop_words.h"

#define STOPS_MOST ((size_t)500)
#define ROWS_MOST  ((size_t)200)
#define POOL       (32 * KIB)

/* An abbreviation and the words it stands for. Rows of one concept carry its number. */
struct row {
    int64_t concept;
    struct str name;
    struct term_words words;
};

static char pool[POOL];
static size_t pooled;
static struct str stops[STOPS_MOST];
static size_t stop_n;
static struct row rows[ROWS_MOST];
static size_t row_n;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Absent where there is no room: the build's lists are far below it, and a test says so. */
static struct str token(struct str word)
{
    char stem[TEXT_STEM_MAX], out[TOKEN_MAX];
    size_t n = token_of((struct str){stem, text_stem_word(word, stem)}, out);

    if (n == 0 || pooled + n > POOL)
        return STR_NONE;
    memcpy(pool + pooled, out, n);
    pooled += n;
    return (struct str){pool + pooled - n, n};
}

static int by_bytes(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static void fill_stops(void)
{
    struct str rest = search_stop_words, line;

    while (stop_n < STOPS_MOST && str_cut(&rest, '\n', &line)) {
        struct str t = line.n && line.p[0] != '#' ? token(str_trim(line)) : STR_NONE;
        if (t.p)
            stops[stop_n++] = t;
    }
    qsort(stops, stop_n, sizeof *stops, by_bytes);
}

static bool is_stop(struct str t)
{
    return bsearch(&t, stops, stop_n, sizeof *stops, by_bytes) != NULL;
}

/* Number of the concept, abbreviation, words, source. Words that queries leave out are left out
 * here. */
static bool read_row(struct str line, struct row *out)
{
    struct str concept, name, words, word;
    struct row r = {0};

    if (!str_cut(&line, '\t', &concept) || !str_cut(&line, '\t', &name) ||
        !str_cut(&line, '\t', &words) || str_to_i64(concept, &r.concept) != OK)
        return false;
    r.name = token(name);
    for (struct str rest = words; rest.n && str_cut(&rest, ' ', &word);) {
        struct str part;
        while (word.n && str_cut(&word, '-', &part)) { /* as queries are taken apart */
            struct str t = token(part);
            if (t.p && !is_stop(t) && r.words.n < TERM_EXPANSION_WORDS)
                r.words.v[r.words.n++] = t;
        }
    }
    *out = r;
    return r.name.p && r.words.n > 1;
}

static void fill(void)
{
    struct str rest = search_abbreviations, line;

    fill_stops();
    while (row_n < ROWS_MOST && str_cut(&rest, '\n', &line))
        if (line.n && line.p[0] != '#' && read_row(line, &rows[row_n]))
            row_n++;
}

bool lexicon_stop(struct str t)
{
    pthread_once(&once, fill);
    return is_stop(t);
}

/* -- terms -- */

static void add_concept(struct arena *a, struct term *t, int64_t concept)
{
    for (size_t i = 0; i < row_n; i++) {
        if (rows[i].concept != concept)
            continue;
        term_add(a, t, rows[i].name);
        if (t->expansion_n < TERM_EXPANSIONS)
            t->expansions[t->expansion_n++] = rows[i].words;
    }
}

/* Whether the words of a row stand in the query from term `at` on. */
static bool stands_at(const struct row *r, const struct terms *t, size_t at)
{
    if (at + r->words.n > t->n)
        return false;
    for (size_t i = 0; i < r->words.n; i++)
        if (!t->v[at + i].n || !str_eq(t->v[at + i].forms[0], r->words.v[i]))
            return false;
    return true;
}

static void add_names(struct arena *a, struct terms *t, size_t at, const struct row *r)
{
    for (size_t i = 0; i < row_n; i++)
        for (size_t k = 0; rows[i].concept == r->concept && k < r->words.n; k++)
            term_add(a, &t->v[at + k], rows[i].name);
}

void lexicon_expand(struct arena *a, struct terms *t)
{
    pthread_once(&once, fill);
    for (size_t i = 0; i < row_n; i++) {
        for (size_t at = 0; at < t->n; at++) {
            struct term *x = &t->v[at];
            if (x->n && !x->expansion_n && str_eq(x->forms[0], rows[i].name))
                add_concept(a, x, rows[i].concept);
            else if (stands_at(&rows[i], t, at))
                add_names(a, t, at, &rows[i]);
        }
    }
}
