/* Lists that ship with the program, as tokens: words too common to search for, and abbreviations.
 * Inner header of src/search. Read once, from data/search_stop_words.txt and
 * data/search_abbreviations.tsv. */
#ifndef ASHAR_SEARCH_LEXICON_H
#define ASHAR_SEARCH_LEXICON_H

#include "search/term.h"

bool lexicon_stop(struct str token);

/* Adds to each term that is an abbreviation the words it stands for and the abbreviations of other
 * languages for the same, and to terms that are such words, in their order, the abbreviations:
 * "ЖӨБ" and "жергиликтүү өз алдынча башкаруу" find each other. */
void lexicon_expand(struct arena *a, struct terms *t);

#endif
