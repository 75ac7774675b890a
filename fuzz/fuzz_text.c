/* Any bytes as text: canonical form and folding are idempotent and valid UTF-8, stems and repair
 * are bounded and in range, markup never lets a tag of the writer through. */
#include <stdlib.h>
#include <string.h>

#include "text/canon.h"
#include "text/collate.h"
#include "text/fold.h"
#include "text/markup.h"
#include "text/names.h"
#include "text/repair.h"
#include "text/stem.h"
#include "text/translit.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void check_forms(struct arena *a, struct str s)
{
    struct str canon = text_canon(a, s, NULL), folded = text_fold(a, s);

    must(str_utf8_valid(canon) && text_canon_is(canon));
    must(str_utf8_valid(folded) && str_eq(text_fold(a, folded), folded));
    must(str_eq(text_fold(a, canon), folded));
    must(folded.n <= 3 * canon.n + 1);
    must(text_collate(LANG_KY, s, s) == 0);
    must(str_utf8_valid(text_initials(a, canon)));
}

static void check_slug(struct arena *a, struct str s)
{
    struct str slug = text_slug(a, LANG_KY, s, 40);

    must(slug.n <= 40 && (!slug.n || (slug.p[0] != '-' && slug.p[slug.n - 1] != '-')));
    for (size_t i = 0; i < slug.n; i++) {
        char c = slug.p[i];
        must((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
             (c == '-' && slug.p[i - 1] != '-'));
    }
}

static void check_terms(struct str s)
{
    struct text_terms it = text_terms_of(s);
    struct text_term t;
    size_t last = 0;
    char again[TEXT_STEM_MAX];

    while (text_term_next(&it, &t)) {
        must(t.stem.n && t.stem.n <= TEXT_STEM_MAX && str_utf8_valid(t.stem));
        must(t.from < t.to && t.to <= s.n && t.from >= (t.same_place ? 0 : last));
        last = t.same_place ? last : t.to;
        size_t n = text_stem_word(str_sub(s, t.from, t.to - t.from),
                                  again); /* the cache gives what was computed */
        must(n == t.stem.n && memcmp(again, t.stem.p, n) == 0);
    }
}

static void check_repair(struct arena *a, struct str s)
{
    struct repair_context context = {0};
    struct repairs r = text_repair(a, s, &context);
    size_t done = 0;

    for (size_t i = 0; i < r.n; i++) {
        struct repair *x = &r.items[i];
        must(x->from >= done && x->from < x->to && x->to <= s.n && x->n >= 1 &&
             x->n <= REPAIR_CANDIDATES);
        for (int k = 0; k < x->n; k++)
            must(str_utf8_valid(x->best[k].text) && x->best[k].confidence >= 1 &&
                 x->best[k].confidence <= 99);
        done = x->to;
    }
    text_repair_apply(a, s, r);
}

static void check_markup(struct arena *a, struct str s)
{
    struct str html, plain;

    if (text_markup_html(a, s, &html) != OK)
        return;
    must(str_utf8_valid(html));
    must(str_find(html, STR("<script"), 0) == SIZE_MAX &&
         str_find(html, STR("<img"), 0) == SIZE_MAX);
    must(str_find(html, STR("<iframe"), 0) == SIZE_MAX &&
         str_find(html, STR("href=\"javascript:"), 0) == SIZE_MAX);
    if (text_markup_plain(a, s, 50, &plain) == OK)
        must(str_utf8_length(plain) <= 51);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct str s = {(const char *)data, n};

    arena_init(&a, 512 * MIB);
    if (n) {
        check_forms(&a, s);
        check_slug(&a, s);
        check_terms(s);
        check_repair(&a, s);
        check_markup(&a, s);
    }
    arena_free(&a);
    return 0;
}
