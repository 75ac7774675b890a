/* Text that people write (CommonMark with tables, strike-through and bare links) as safe HTML, by
 * cmark-gfm.
 *
 * Purpose: descriptions, answers, minutes with a little structure, and no way to smuggle anything
 * in. Safety: raw HTML is shown as the text it is; links lead to http, https, mailto, tel or inside
 * the site, others lose their target; links carry rel="nofollow ugc noopener"; images become links,
 * so that no page calls a foreign host; headings start below the page's own: "# x" gives <h3>, and
 * none is deeper than <h6>. Bare addresses become links. Input: any bytes up to TEXT_MARKUP_MAX;
 * invalid UTF-8 becomes U+FFFD; nesting is bounded by cmark. The result is an HTML fragment for
 * struct html of web/, well-formed by construction. */
#ifndef ASHAR_TEXT_MARKUP_H
#define ASHAR_TEXT_MARKUP_H

#include "base/str.h"

#define TEXT_MARKUP_MAX (256 * KIB)

/* ERR_TOO_LARGE above the limit; ERR_NOMEM when the HTML would be above 16 times the limit. */
MUST_USE enum err text_markup_html(struct arena *a, struct str source, struct str *html);

/* The text alone, without signs of markup, one blank between words, at most `chars` characters and
 * then "…": for lists, feeds and search. ERR_TOO_LARGE as above. */
MUST_USE enum err text_markup_plain(struct arena *a, struct str source, size_t chars,
                                    struct str *plain);

#endif
