/* A query as the words asked for, each with its other readings. Inner header of src/search.
 *
 * Every term must stand in a record; a term stands there when one of its forms does, or all words
 * of one of its expansions, or a word that begins with its prefix. Forms: the stem; what Latin
 * letters may stand for (latin.h); the word written together with its neighbour ("Ак Суу", "Ак-Суу"
 * and "Аксуу" find each other); the short name for it (abbreviations.h); the name or number of a
 * month. */
#ifndef ASHAR_SEARCH_TERMS_H
#define ASHAR_SEARCH_TERMS_H

#include "search/search.h"
#include "search/tokens.h"

enum {
    TERM_FORMS = 32,
    TERM_EXPANSIONS = 3,
    TERM_EXPANSION_WORDS = 8,
    TERM_GROWN = 32, /* words of the index that a beginning stands for */
};

struct term_words {
    struct str v[TERM_EXPANSION_WORDS];
    size_t n;
};

struct term {
    struct str word; /* as typed */
    size_t from, to; /* its bytes in the query */
    struct str forms[TERM_FORMS];
    size_t n;
    struct term_words expansions[TERM_EXPANSIONS];
    size_t expansion_n;
    struct str prefix; /* beginning of a token; absent: none */
    struct str grown[TERM_GROWN];
    size_t grown_n; /* words of the index with that beginning, see vocabulary_grow */
    bool stop;
};

struct terms {
    struct term v[SEARCH_TERMS];
    size_t n;
    enum search_verdict verdict;
    bool cut;
};

/* Reads a query. `open`: the last word may go on (it is read as a beginning too). */
void terms_read(struct arena *a, struct str words, bool open, struct terms *out);

/* One more form; one that is there already, and one too many, is left out. */
void term_add(struct arena *a, struct term *t, struct str form);

/* What else a match must satisfy. */
struct match_filter {
    struct str meta;     /* tokens of which each must stand, "a|b c": a or b, and c */
    int64_t staff_place; /* whose hidden records count too; 0 or less: nobody's */
    bool title;          /* words in titles only */
};
/* The whole as the engine writes it. Tokens are letters and digits: nothing of them needs
 * quoting. */
struct str terms_match(struct arena *a, enum db_engine engine, const struct terms *t,
                       const struct match_filter *f);

/* Whether a token is one of the term's; 2 a form, 1 a word of an expansion or from its beginning, 0
 * not. */
int term_fits(const struct term *t, struct str token);

#endif
