/* What is put into the index and asked of it: tokens, the same on both engines.
 *
 * A token is a stem (text/stem.h) written with a-z, 0-9 and а-я alone: letters of other scripts
 * become xHEX, so that neither engine's own idea of letters and letter case plays a part. Inner
 * header of src/search. */
#ifndef ASHAR_SEARCH_TOKENS_H
#define ASHAR_SEARCH_TOKENS_H

#include "search/search.h"
#include "text/stem.h"

#define TOKEN_MAX 200 /* bytes; longer ones are cut */
#define TERM_FORMS                                                                                 \
    6 /* readings of one word: its stem, its beginning, what its Latin letters may stand for */

/* The token of a stem or of folded letters; its length, 0 for none. */
size_t token_of(struct str folded, char out[TOKEN_MAX]);

struct term {
    struct str forms[TERM_FORMS];
    size_t n;
    struct str prefix; /* beginning of a token; absent: none */
    struct str word;   /* as typed */
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

/* The match of all terms, and of the filters' tokens in `meta` (a blank between), as the engine
 * writes it. `title`: in titles only. */
struct str terms_match(struct arena *a, enum db_engine engine, const struct terms *t,
                       struct str meta, bool title);

/* Whether a token is one of the term's; 2 exactly, 1 from its beginning, 0 not. */
int term_fits(const struct term *t, struct str token);

/* Consonants of a token, doubled ones once: what survives most misspellings. */
struct str token_skeleton(struct arena *a, struct str token);

#endif
