/* What plans ask of their neighbours, in one place: bodies, issues, people, places, documents.
 *
 * Purpose: the rest of plan_*.c names no peer's structs, so that a change of theirs is met here. */
#ifndef ASHAR_PLAN_PLAN_PEERS_H
#define ASHAR_PLAN_PLAN_PEERS_H

#include "plan/plan_in.h"

struct plan_group { /* a working group */
    int64_t id;
    struct lang_str name;
    bool approved;
};
struct plan_groups {
    const struct plan_group *v;
    size_t n;
};
/* ERR_NOT_FOUND: no such working group in this municipality. */
MUST_USE enum err plan_group_get(struct db *db, struct arena *a, int64_t place_id, int64_t body_id,
                                 enum lang lang, struct plan_group *out);
/* Working groups for the engagement plan. */
MUST_USE enum err plan_group_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                  struct plan_groups *out);

struct plan_name { /* a choice in a form */
    int64_t id;
    struct lang_str name;
    bool chosen;
};
struct plan_names {
    const struct plan_name *v;
    size_t n;
};
/* Issues of the municipality that are open for a plan. */
MUST_USE enum err plan_issue_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                  struct plan_names *out);
/* "3. Title" of those with these ids, whatever their state, in one query; unknown ones are left
 * out. */
MUST_USE enum err plan_issue_names(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                   const int64_t *ids, size_t n, struct plan_names *out);
/* Bodies of the municipality that may answer for a measure. */
MUST_USE enum err plan_body_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                 struct plan_names *out);
/* People with duties in the municipality, who may be responsible for a measure. */
MUST_USE enum err plan_people_list(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                   struct plan_names *out);
/* Name of an account; "" for 0 and for nobody. */
MUST_USE enum err plan_person_name(struct db *db, struct arena *a, int64_t id, struct str *out);
/* Whether `id` is one of plan_village_list. */
MUST_USE enum err plan_village_is(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                  bool *is);
/* Villages of the municipality. */
MUST_USE enum err plan_village_list(struct db *db, struct arena *a, int64_t place_id,
                                    enum lang lang, struct plan_names *out);
/* Name of a village in a language; "" where unknown. */
MUST_USE enum err plan_village_name(struct db *db, struct arena *a, int64_t id, enum lang lang,
                                    struct str *out);

/* Attaches a public paper to the plan. No file chosen: OK and *document_id untouched. */
MUST_USE enum err plan_attach(struct plan_do *p, int64_t plan_id, struct str field,
                              struct str title, struct upload file, int64_t *document_id);

#endif
