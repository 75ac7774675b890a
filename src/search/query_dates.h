/* Dates in queries: "12.05.2026", "12-май", "12 мая 2026" and "5 May" find each other. Inner header
 * of src/search. Only the words around a date change; a number elsewhere stays what it is. */
#ifndef ASHAR_SEARCH_QUERY_DATES_H
#define ASHAR_SEARCH_QUERY_DATES_H

#include "search/term.h"

void terms_date(struct arena *a, struct str words, struct terms *t);

#endif
