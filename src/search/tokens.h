/* What is put into the index and asked of it: tokens, the same on both engines.
 *
 * A token is a stem (text/stem.h) written with a-z, 0-9 and а-я alone: letters of other scripts
 * become xHEX, so that neither engine's own idea of letters and letter case plays a part. Inner
 * header of src/search. */
#ifndef ASHAR_SEARCH_TOKENS_H
#define ASHAR_SEARCH_TOKENS_H

#include "base/buf.h"
#include "text/stem.h"

#define TOKEN_MAX 200 /* bytes; longer ones are cut */

/* The token of a stem or of folded letters; its length, 0 for none. */
size_t token_of(struct str folded, char out[TOKEN_MAX]);

/* The tokens of a text, in the order of its words. A hyphenated word gives itself, joined, and its
 * parts. Two short words that both begin with a capital letter and stand side by side give a third
 * token, of both written together: "Ак Суу" is found as "Аксуу" too. The text is borrowed. */
struct tokens {
    struct str text;
    struct text_terms terms;
    size_t last_from, last_to;     /* of the capitalised word before; last_to 0: none */
    size_t pair_from, pair_middle; /* a pair to be given next, up to last_to, and where its first
                                      word ends; SIZE_MAX: none */
    char token[TOKEN_MAX];
};
struct token {
    struct str text; /* inside the iterator: valid until the next call */
    size_t from, to; /* bytes of the word, or of the pair, in the text */
    bool pair;
};
struct tokens tokens_of(struct str text);
bool token_next(struct tokens *it, struct token *out);

/* а е и о у ы э ю я. */
bool token_vowel(uint32_t c);
/* Consonants of a token, doubled ones once: what survives most misspellings. */
struct str token_skeleton(struct arena *a, struct str token);

#endif
