/* Any bytes as a query and as a text for the index: tokens are letters and digits, what is asked of
 * the engines is balanced and bounded, and one word of many thousand letters takes no longer than
 * it is long. */
#include <stdlib.h>
#include <string.h>

#include "search/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONG (64 * KIB)

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_token(struct str t)
{
    must(t.n > 0 && t.n <= TOKEN_MAX && str_utf8_valid(t));
    for (size_t at = 0; at < t.n;) {
        uint32_t c = str_utf8_next(t, &at);
        must((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 0x430 && c <= 0x44F));
    }
}

static void check_text(struct str text)
{
    struct token t;

    for (struct tokens it = tokens_of(text); token_next(&it, &t);) {
        check_token(t.text);
        must(t.from < t.to && t.to <= text.n);
    }
}

static void check_match(struct str m)
{
    int depth = 0, quotes = 0;

    for (size_t i = 0; i < m.n; i++) {
        depth += (m.p[i] == '(') - (m.p[i] == ')');
        quotes += m.p[i] == '"' || m.p[i] == '\'';
        must(depth >= 0);
    }
    must(depth == 0 && quotes % 2 == 0);
}

static void check_query(struct str words)
{
    struct arena a;
    struct terms t;

    arena_init(&a, 64 * MIB);
    terms_read(&a, words, true, &t);
    must((t.verdict == SEARCH_OK) == (t.n > 0) && t.n <= SEARCH_TERMS);
    for (size_t i = 0; i < t.n; i++) {
        must(t.v[i].n > 0 && t.v[i].n <= TERM_FORMS);
        for (size_t k = 0; k < t.v[i].n; k++)
            check_token(t.v[i].forms[k]);
    }
    if (t.n) {
        const struct match_filter f = {.meta = STR("@p1|@p0 @kissue"), .staff_place = 1};
        check_match(terms_match(&a, DB_SQLITE, &t, &f));
        check_match(terms_match(&a, DB_POSTGRES, &t, &f));
    }
    arena_free(&a);
}

/* The bytes again and again, without a blank between: one word, as a rule. */
static void check_long(struct str piece)
{
    char *text = malloc(LONG);

    must(text != NULL);
    for (size_t n = 0; n < LONG; n += piece.n)
        memcpy(text + n, piece.p, piece.n < LONG - n ? piece.n : LONG - n);
    check_text((struct str){text, LONG});
    check_query((struct str){text, LONG});
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};

    check_query(s);
    check_text(s);
    if (size > 1 && data[0] == 'L' && size < 64)
        check_long(str_sub(s, 1, size));
    return 0;
}
