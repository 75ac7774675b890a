/* The legal ground a municipality stands on: acts, the functions they give and what those cost,
 * answers to residents' questions, checklists of standards.
 *
 * Sources: the challenges report (120 acts in 11 fields of government lie on a staff of ten), the
 * programme's measures on the inventory of delegated powers (1.3.*), the journal's questions and
 * answers. Acts of the nation (place 0) are everybody's; a municipality adds its own. Invariants: a
 * text once entered stays, a newer one is another edition; verdicts are added, never changed; who
 * asked a question is never shown; every change is audited, of two editors the second is told.
 * Ownership: everything returned lives in the arena. Non-goals: the official register of acts
 * (cbd.minjust.gov.kg), legal advice. */
#ifndef ASHAR_ACT_ACT_H
#define ASHAR_ACT_ACT_H

#include "base/actor.h"
#include "base/clock.h"
#include "db/db.h"
#include "i18n/fault.h"
#include "web/request.h"

/* Words as stored; names for readers are messages act_kind_X, act_field_X, act_function_X,
 * act_state_X, act_verdict_X. */
extern const char *const act_kinds[];     /* "law" … ended by NULL */
extern const char *const act_fields[];    /* the 11 fields of government, ended by NULL */
extern const char *const act_functions[]; /* "own" "delegated" "duty", NULL */
extern const char *const act_verdicts[];  /* "met" "partly" "unmet" "na", NULL */

struct act {
    int64_t id, place_id, version; /* place_id 0: the nation's */
    struct str kind, number, issuer;
    day_t day;
    struct str title[LANG_COUNT]; /* at least one */
    struct str fields;            /* codes, a blank around each: " land health " */
    bool gives_own, gives_delegated, gives_duties;
    day_t repealed_on; /* DAY_NONE: in force */
    int64_t added_at, changed_at, editions;
};
struct acts {
    const struct act *v;
    size_t n;
};
struct str act_title(const struct act *a, enum lang lang);
/* "/41…/acts/12", "/acts/12" for the nation's read outside a municipality (code ""). */
struct str act_path(struct arena *a, struct str place_code, int64_t id);

/* One of the municipality's or the nation's. ERR_NOT_FOUND. */
MUST_USE enum err act_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                           struct act *out);
struct act_filter {
    int64_t place_id, before, most; /* before: ids smaller; 0: from the newest */
    struct str field, kind;         /* "": any */
};
MUST_USE enum err act_list(struct db *db, struct arena *a, const struct act_filter *f,
                           struct acts *out);
/* Ids of those the place itself keeps. */
struct act_ids {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err act_own(struct db *db, struct arena *a, int64_t place_id, struct act_ids *out);

/* A new act (id 0) or an edited one. Faults: number, day, title, kind, issuer missing or too long;
 * an act with this kind, number and day is there; repealed before its day. ERR_CONFLICT;
 * ERR_FORBIDDEN: the nation's act from within a municipality. */
MUST_USE enum err act_save(struct db *db, struct arena *a, const struct actor *who,
                           const struct act *n, struct faults *f, int64_t *id);

struct act_edition {
    int64_t id, number, at;
    day_t valid_from;
    struct str note, words;
};
struct act_editions {
    const struct act_edition *v; /* newest validity first */
    size_t n;
};
MUST_USE enum err act_editions_of(struct db *db, struct arena *a, int64_t act_id,
                                  struct act_editions *out);
/* The one that holds on a day; NULL: none. */
const struct act_edition *act_edition_on(const struct act_editions *all, day_t day);
struct act_edition_new {
    int64_t act_id, version;
    day_t valid_from;
    struct str note, words;
};
MUST_USE enum err act_add_edition(struct db *db, struct arena *a, const struct actor *who,
                                  const struct act_edition_new *e, struct faults *f, int64_t *id);

/* -- articles, recognised by how they are headed: "12-берене.", "Статья 12.", "Article 12." at the
 * beginning of a line -- */
struct act_article {
    struct str anchor; /* "a12", "a12-1": the part of a link behind '#'; "" for what stands before
                          the first article */
    struct str heading, words;
};
struct act_articles {
    const struct act_article *v;
    size_t n;
};
/* Pure; linear in the text. A number that comes twice gets "-2" and so on behind its anchor. */
void act_articles_of(struct arena *a, struct str words, struct act_articles *out);

/* -- links: what rests on an act -- */
struct act_link {
    int64_t id;
    struct str article, kind, target, note; /* kind: "act" "rule" "issue" "page" */
};
struct act_links {
    const struct act_link *v;
    size_t n;
};
MUST_USE enum err act_links_of(struct db *db, struct arena *a, int64_t place_id, int64_t act_id,
                               struct act_links *out);
struct act_used { /* an act that a thing rests on */
    int64_t act_id;
    struct str article;
    struct str title[LANG_COUNT];
};
struct act_uses {
    const struct act_used *v;
    size_t n;
};
/* The other way: the acts that an issue, a rule, a page rests on. */
MUST_USE enum err act_links_to(struct db *db, struct arena *a, int64_t place_id, struct str kind,
                               struct str target, struct act_uses *out);
struct act_link_new {
    int64_t act_id;
    struct str article, kind, target, note;
};
/* Faults: unknown kind, no such rule, act or article, a path that is none. */
MUST_USE enum err act_add_link(struct db *db, struct arena *a, const struct actor *who,
                               const struct act_link_new *l, struct faults *f);
MUST_USE enum err act_drop_link(struct db *db, struct arena *a, const struct actor *who,
                                int64_t act_id, int64_t link_id);

/* -- functions and delegated powers -- */
struct act_function {
    int64_t id, version, act_id, year, cost, received; /* money: tyiyn a year */
    struct str kind, title, article, delegated_by;
    struct str act_title[LANG_COUNT];
};
struct act_function_rows_t {
    const struct act_function *v;
    size_t n;
    int64_t cost, received,
        gap; /* of the delegated ones: gap = what they cost above the money received */
};
MUST_USE enum err act_functions_of(struct db *db, struct arena *a, int64_t place_id, int64_t year,
                                   struct act_function_rows_t *out);
MUST_USE enum err act_function_save(struct db *db, struct arena *a, const struct actor *who,
                                    const struct act_function *n, struct faults *f, int64_t *id);

/* -- questions and answers -- */
struct act_question {
    int64_t id, version, asked_at, answered_at, act_id;
    struct str state; /* "asked" "answered" "public" "declined" */
    struct str question, answer, steps, article, reason;
    struct str act_title[LANG_COUNT];
    day_t valid_from, valid_to;
    bool emergency;
};
struct act_questions {
    const struct act_question *v;
    size_t n;
};
MUST_USE enum err act_questions_of(struct db *db, struct arena *a, int64_t place_id,
                                   struct str state, int64_t before, int64_t most,
                                   struct act_questions *out);
/* asked_by: 0 or who asked, so that they may read their own before it is public. */
MUST_USE enum err act_question_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                    struct act_question *out, int64_t *asked_by);
MUST_USE enum err act_ask(struct db *db, struct arena *a, const struct actor *who,
                          struct str question, struct faults *f, int64_t *id);
/* state: "answered" (for who asked), "public", "declined" (with a reason). */
MUST_USE enum err act_answer(struct db *db, struct arena *a, const struct actor *who,
                             const struct act_question *q, struct faults *f);

/* -- checklists -- */
struct act_standard {
    int64_t id, points;
    struct str code;
    struct str title[LANG_COUNT];
};
struct act_standards {
    const struct act_standard *v;
    size_t n;
};
MUST_USE enum err act_standards_of(struct db *db, struct arena *a, int64_t place_id,
                                   struct act_standards *out);
struct act_point {
    int64_t id, at; /* at: of the verdict; 0: none */
    struct str number, verdict, evidence;
    struct str title[LANG_COUNT];
};
struct act_points {
    const struct act_point *v;
    size_t n;
    int64_t judged, met, partly, unmet, na;
    int64_t percent; /* met and half of partly, of those that apply; -1: nothing judged */
};
MUST_USE enum err act_points_of(struct db *db, struct arena *a, int64_t place_id,
                                int64_t standard_id, struct act_points *out);
struct act_verdict {
    int64_t at;
    struct str verdict, evidence;
};
struct act_verdict_list {
    const struct act_verdict *v; /* newest first */
    size_t n;
};
MUST_USE enum err act_verdicts_of(struct db *db, struct arena *a, int64_t place_id,
                                  int64_t point_id, struct act_verdict_list *out);
/* Faults: unknown verdict; "met" and "partly" without evidence. ERR_NOT_FOUND: no such point in the
 * standard. */
struct act_judging {
    int64_t standard_id, point_id;
    struct str verdict, evidence;
};
MUST_USE enum err act_judge(struct db *db, struct arena *a, const struct actor *who,
                            const struct act_judging *j, struct faults *f);
/* A standard from a table with heading number, title_ky, title_ru, title_en. All or nothing.
 * ERR_CONFLICT: the code is taken. */
struct act_standard_new {
    struct str code;
    struct str title[LANG_COUNT];
    struct str csv;
};
MUST_USE enum err act_standard_import(struct db *db, struct arena *a, const struct actor *who,
                                      const struct act_standard_new *n, struct faults *f,
                                      int64_t *id);
/* The shipped standard (European Charter of Local Self-Government), for `init` and `migrate`; there
 * already: nothing is done. */
MUST_USE enum err act_seed(struct db *db, struct arena *a);

extern const struct route act_routes[];
extern const struct db_query *const act_queries[];
extern const size_t act_query_count;

#endif
