/* Forms of Kyrgyz words, made by the rules of the school grammar: what stems are measured with.
 *
 * Purpose: the lists that rules are written from say nothing of other words. This file turns a
 * dictionary form into all its inflected forms - number, possessor, case; tense, person, mood,
 * participle, converb, negation - by vowel harmony and assimilation, the other way round from
 * src/text/kyrgyz.c and sharing nothing with it: letters here are spelt as in print (ө ү ң), not
 * folded. Source: the nominal and verbal paradigms of descriptive grammars of Kyrgyz. The words
 * come from test/fixtures/text/lemmas.tsv (written by hand). Non-goals: derivation, compounds. */
#ifndef ASHAR_TEST_KYRGYZ_FORMS_H
#define ASHAR_TEST_KYRGYZ_FORMS_H

#include "base/str.h"

/* One form; `name` is what it is called in the templates: "plural possessive-3 ablative". */
typedef void kyrgyz_form_fn(void *ctx, struct str form, struct str name);

/* Every form of a noun, given in the nominative singular. Memory in `a`. */
void kyrgyz_noun_forms(struct arena *a, struct str lemma, kyrgyz_form_fn *take, void *ctx);

/* Every form of a verb, given as its bare root ("бар", "оку"). */
void kyrgyz_verb_forms(struct arena *a, struct str root, kyrgyz_form_fn *take, void *ctx);

/* The dictionary form of a verb, the verbal noun: "бар" gives "баруу", "кара" "кароо". */
struct str kyrgyz_verb_lemma(struct arena *a, struct str root);

#endif
