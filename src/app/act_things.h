/* The things of a municipality that may rest on a legal act: issues, bodies, meetings, plans, their
 * measures, rules, acts, and any page of the program. One table says for each kind what names it in
 * a link, which pages are its own, and in which of its texts it cites acts; so the act's page
 * (act_uses.c) and the thing's own page (act_grounds.c) cannot disagree.
 *
 * Non-goals: what an act's page finds by itself (rules, functions, answers, checklists: act.h);
 * what is linked by a row of another capability (agendas: act_uses.c). */
#ifndef ASHAR_APP_ACT_THINGS_H
#define ASHAR_APP_ACT_THINGS_H

#include "act/act.h"

enum { ACT_THING_SOURCES = 2 };
struct act_thing {
    struct lang_str title;
    struct str path;                       /* below the language */
    struct str key;                        /* what links to it are kept by; "": as they named it */
    struct str sources[ACT_THING_SOURCES]; /* texts that may cite acts; absent: none */
};
struct act_thing_list {
    const struct act_thing *v;
    size_t n;
};

struct act_thing_kind {
    const char *kind;         /* of links: "issue"; NULL: links to its page are of the page */
    enum msg name;            /* "Issue" */
    const char *const *pages; /* routes that are its page, the last parameter names it; or NULL */
    bool tells;               /* its page shows the acts itself, where the reader looks for them */
    /* One of them, by what a link calls it; NULL: nothing more is known than its page.
     * ERR_NOT_FOUND: no such, or not public. */
    enum err (*find)(struct db *db, struct arena *a, const struct act_use_query *q,
                     struct str target, struct act_thing *out);
    /* All of the place that may cite; NULL: they do not. */
    enum err (*all)(struct db *db, struct arena *a, const struct act_use_query *q,
                    struct act_thing_list *out);
};
extern const struct act_thing_kind act_thing_kinds[]; /* ended by a row without name */

/* Path without language, query, fragment and host, as links keep it: "https://h/ky/41…/plan#a" →
 * "/41…/plan". */
struct str act_thing_path(struct str address);
/* The kind whose page the path is, and what it calls it ("" where the page has no parameter);
 * NULL: of none. */
const struct act_thing_kind *act_thing_of_path(struct str path, struct str *target);
/* A page of the program: one of its GET routes below the language. */
bool act_thing_is_page(struct str path);

#endif
