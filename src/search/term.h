/* A word asked for, with its other readings. Inner header of src/search.
 *
 * A term stands in a record when one of its forms does, or all words of one of its expansions, or a
 * word that begins with its prefix. */
#ifndef ASHAR_SEARCH_TERM_H
#define ASHAR_SEARCH_TERM_H

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

/* One more form; one that is there already, and one too many, is left out. */
void term_add(struct arena *a, struct term *t, struct str form);

/* Whether a token is one of the term's; 2 a form, 1 a word of an expansion or from its beginning, 0
 * not. */
int term_fits(const struct term *t, struct str token);

#endif
