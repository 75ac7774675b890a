/* Stems: what the forms of one word have in common, for search.
 *
 * Purpose: "кеңештердин", "кенеши" and "КЕҢЕШТЕ" are found by "кеңеш". A stem is folded (fold.h)
 * and need not be a word; it is compared, never shown, except by explain. Kyrgyz: suffix chains are
 * taken off from the right by a grammar of slots (suffixes.inc), where a suffix counts only when
 * its variant fits what stands before it: vowel harmony, and assimilation of its first consonant.
 * Of all chains the one with the most evidence wins. No dictionary; closed lists only of pronouns,
 * of roots of two letters and of nouns that lose a vowel. Works on folded letters, so that a
 * Russian keyboard changes nothing. Russian: the Snowball stemmer of libstemmer (BSD). Which
 * language is decided per word, from letters and letter sequences; a Kyrgyz word whose stem is a
 * Russian loan ends in the Snowball stem, so that "комиссиясынын" and "комиссии" meet. Other
 * scripts, numbers and codes stay as they are, without Kyrgyz endings behind them ("COVIDдин",
 * "2026га"). Deterministic and stateless; safe from any thread. */
#ifndef ASHAR_TEXT_STEM_H
#define ASHAR_TEXT_STEM_H

#include "base/buf.h"

#define TEXT_STEM_MAX 128 /* bytes; longer words are cut to fit before stemming */

enum stem_language { STEM_KYRGYZ, STEM_RUSSIAN, STEM_OTHER };

/* The stem of one word (a hyphenated one counts as one), written to `out`; returns its length, 0
 * for no letters or digits. Any bytes may come in. */
size_t text_stem_word(struct str word, char out[TEXT_STEM_MAX]);

/* The stem that the word has if it is Russian, whatever its letters say; for texts known to be in
 * Russian, where a short word may look Kyrgyz ("сада"). */
size_t text_stem_russian(struct str word, char out[TEXT_STEM_MAX]);

/* The same as text_stem_word in `a`. */
struct str text_stem(struct arena *a, struct str word);

/* Every word of a text replaced by its stem, one blank between: what a plain full-text index is fed
 * with. */
void text_stem_text(struct buf *out, struct str text);

/* The terms of a text one by one, for tokenizers. A hyphenated word gives itself, joined, and then
 * its parts, marked as standing at the same position: "үй-бүлө" is found by "үйбүлө", "үй-бүлө" and
 * "бүлө". */
struct text_terms {
    struct str text;
    size_t at;          /* bytes read */
    size_t part, until; /* a hyphenated word whose parts are still to come */
    char stem[TEXT_STEM_MAX];
};

struct text_term {
    struct str stem; /* inside the iterator: valid until the next call */
    size_t from, to; /* bytes of the word in the text */
    bool same_place; /* a part of the word before */
};

struct text_terms text_terms_of(struct str text);
bool text_term_next(struct text_terms *it, struct text_term *out);

enum stem_language text_stem_language(struct str word);

struct stem_step {
    struct str suffix; /* as folded, borrowed from the explanation's arena */
    const char *name;  /* English grammatical term: "plural" */
};

struct stem_explanation {
    struct str folded, stem;
    enum stem_language language;
    struct stem_step *steps; /* the outermost suffix first */
    size_t n;
};

struct stem_explanation text_stem_explain(struct arena *a, struct str word);

#endif
