/* A query as the words asked for, each with its other readings. Inner header of src/search.
 *
 * Every term (term.h) must stand in a record. Its forms: the stem; what Latin
 * letters may stand for (latin.h); the word written together with its neighbour ("Ак Суу", "Ак-Суу"
 * and "Аксуу" find each other); the short name for it (abbreviations.h); the name or number of a
 * month. */
#ifndef ASHAR_SEARCH_TERMS_H
#define ASHAR_SEARCH_TERMS_H

#include "search/term.h"

/* Reads a query. `open`: the last word may go on (it is read as a beginning too). */
void terms_read(struct arena *a, struct str words, bool open, struct terms *out);

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

#endif
