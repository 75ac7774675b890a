/* A term and its forms. See term.h. */
#include "search/term.h"

void term_add(struct arena *a, struct term *t, struct str form)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->forms[i], form))
            return;
    if (form.n && t->n < TERM_FORMS)
        t->forms[t->n++] = str_dup(a, form);
}

int term_fits(const struct term *t, struct str token)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->forms[i], token))
            return 2;
    for (size_t i = 0; i < t->expansion_n; i++)
        for (size_t k = 0; k < t->expansions[i].n; k++)
            if (str_eq(t->expansions[i].v[k], token))
                return 1;
    return t->prefix.n && str_starts(token, t->prefix) ? 1 : 0;
}
