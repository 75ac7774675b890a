/* Models of the search page. */
#ifndef ASHAR_SEARCH_SEARCH_WEB_H
#define ASHAR_SEARCH_SEARCH_WEB_H

#include "search/search.h"
#include "web/form_model.h"
#include "web/out.h"

struct search_line {
    const struct search_hit *hit;
    struct str kind, place; /* in the reader's language; place "" for the nation's */
};
struct search_lines {
    const struct search_line *v;
    size_t n;
};

struct search_choice { /* a facet's value as a link that narrows, or widens where it is chosen */
    struct str label, href; /* href: below the language */
    int64_t count;
    bool chosen;
};
struct search_choices {
    const struct search_choice *v;
    size_t n;
};

struct search_view {
    struct str words, action; /* action: path of this page below the language */
    struct search_page page;
    struct search_lines lines;
    struct search_choices kinds, places, years;
    struct str meant_href, older_href, newer_href, everywhere_href; /* "": none */
    struct str kind, year;                                          /* chosen: kept by the form */
    struct str says; /* why nothing was looked for; "" */
};

#endif
