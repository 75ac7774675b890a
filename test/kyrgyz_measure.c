/* See kyrgyz_measure.h. */
#include "test/kyrgyz_measure.h"

#include <stdio.h>

#include "test/kyrgyz_forms.h"
#include "text/stem.h"

#define LEMMAS_MAX 2048

struct run {
    struct arena *a;
    struct kyrgyz_measure m;
    struct str lemma, stem;
    struct str lemmas[LEMMAS_MAX], stems[LEMMAS_MAX];
    int verb;
    bool show;
};

static void take(void *ctx, struct str form, struct str name)
{
    struct run *r = ctx;
    struct str stem = text_stem(r->a, form);
    bool same = str_eq(stem, r->stem);

    r->m.forms[r->verb]++;
    r->m.met[r->verb] += same;
    if (!same && r->show)
        printf("%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", STR_F(r->lemma), STR_F(form), STR_F(name),
               STR_F(r->stem), STR_F(stem));
}

static void measure_word(struct run *r, struct str word)
{
    r->lemma = r->verb ? kyrgyz_verb_lemma(r->a, word) : word;
    r->stem = text_stem(r->a, r->lemma);
    if (r->verb)
        kyrgyz_verb_forms(r->a, word, take, r);
    else
        kyrgyz_noun_forms(r->a, word, take, r);
    if (r->m.lemmas < LEMMAS_MAX) {
        r->lemmas[r->m.lemmas] = r->lemma;
        r->stems[r->m.lemmas++] = r->stem;
    }
}

struct kyrgyz_measure kyrgyz_measure(struct arena *a, struct str list, char sign, bool show)
{
    struct run *r = arena_array(a, struct run, 1);
    struct str line, head, word;

    r->a = a;
    r->show = show;
    while (str_cut(&list, '\n', &line)) {
        if (!line.n || line.p[0] != sign || !str_cut(&line, '\t', &head))
            continue;
        r->verb = str_ends(head, STR("verb"));
        while (str_cut(&line, ' ', &word))
            if (word.n)
                measure_word(r, word);
    }
    int64_t n = r->m.lemmas, shared = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = 0; k < i; k++)
            shared += !str_eq(r->lemmas[i], r->lemmas[k]) && str_eq(r->stems[i], r->stems[k]);
    r->m.sharing = n > 1 ? shared * 2000000 / (n * (n - 1)) : 0;
    return r->m;
}
