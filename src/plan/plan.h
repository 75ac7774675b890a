/* Plans: how a municipality engages its people, step by step, and programmes of the nation, on one
 * engine.
 *
 * plan -> sections (directions; or priorities and tasks) -> measures -> dated tasks -> reports with
 * evidence. The engagement plan follows part 4 of the Standard Plan: drafted by an approved working
 * group from chosen issues and sources (4.6, 4.7), measures in three directions (4.8), discussed by
 * the community (4.9), approved by order (4.10), revised at most so often a year (4.11, rule
 * engagement_plan.max_revisions_per_year). Invariants: one plan in force and one being prepared per
 * municipality; every comment is answered, or hidden with a ground, before approval; what was
 * public is kept (measures, answers, reports have their past). Ownership: everything returned lives
 * in the arena of the call. Non-goals: the assembly itself (meeting), money (budget), evaluation of
 * results (monitor). */
#ifndef ASHAR_PLAN_PLAN_H
#define ASHAR_PLAN_PLAN_H

#include "base/actor.h"
#include "base/command.h"
#include "desk/due.h"
#include "i18n/fault.h"
#include "issue/issue.h"
#include "web/request.h"

/* A text in up to three languages; empty where not given. */
struct plan_words {
    struct str ky, ru, en;
};
/* The one for a reader: their language, else Russian for Kyrgyz, Kyrgyz for Russian, English last.
 */
struct lang_str plan_say(enum lang lang, struct plan_words w);
/* The same for rows that carry title_ky, title_ru, title_en. */
#define PLAN_SAY(lang, row, what)                                                                  \
    plan_say((lang), (struct plan_words){(row)->what##_ky, (row)->what##_ru, (row)->what##_en})
/* Inside a sentence, a heading of the browser, a table that is no page. */
#define PLAN_TEXT(lang, row, what) (PLAN_SAY(lang, row, what).text)

/* -- for the calendar feed, the printed board, the nation's table, the front page -- */

struct plan_event { /* one dated task */
    int64_t task_id, measure_id;
    day_t on;
    struct lang_str title;
    struct str direction, responsible; /* in the language asked for */
    struct str state;                  /* done | late | not_done | overdue | upcoming */
};
struct plan_events {
    const struct plan_event *v;
    size_t n;
};
/* Dated tasks of the plan in force, by day. n 0 where none is in force. */
MUST_USE enum err plan_calendar(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                                struct plan_events *out);

struct plan_count { /* tasks, up to today and to come */
    int64_t on_time, late, not_done, overdue, upcoming;
    int64_t total, done; /* done: on time and late */
};
enum plan_direction { PLAN_INFORM, PLAN_ENGAGE, PLAN_COLLECT, PLAN_DIRECTIONS };

struct plan_board_measure {
    int64_t id;
    enum plan_direction direction;
    struct lang_str title, result, resources;
    struct str form, when, responsible;
    int64_t tasks, done;
};
struct plan_board { /* what hangs on the board */
    int64_t plan_id;
    struct lang_str title;
    struct str state_name, order; /* order: "№ 12, 2026-жылдын 5-марты"; "" before approval */
    struct str direction_name[PLAN_DIRECTIONS];
    const struct plan_board_measure *v;
    size_t n;
    struct plan_count total, by[PLAN_DIRECTIONS];
};
/* The current public plan (see plan_current_id). ERR_NOT_FOUND: none is public. */
MUST_USE enum err plan_board(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                             struct plan_board *out);

struct plan_brief { /* for the municipality's front page */
    int64_t plan_id;
    struct lang_str title;
    struct str state, state_name;
    int64_t comments_waiting; /* while under discussion */
    struct plan_count count;
};
/* ERR_NOT_FOUND: none is public. */
MUST_USE enum err plan_brief(struct db *db, struct arena *a, int64_t place_id, enum lang lang,
                             struct plan_brief *out);

struct plan_nation_figure {
    int64_t place_id;
    struct str state; /* in_force approved discussed discussion draft closed; places without a plan
                         have no row */
    int64_t due, on_time, overdue; /* tasks of the plan in force: due up to `today`, of them done on
                                      time; open and past due */
};
struct plan_nation_figures_list {
    const struct plan_nation_figure *v; /* by place id */
    size_t n;
};
/* All municipalities in one query. */
MUST_USE enum err plan_nation_figures(struct db *db, struct arena *a, day_t today,
                                      struct plan_nation_figures_list *out);
/* Name of a state for readers: "in_force" -> "күчүндө". */
struct str plan_state_name(struct arena *a, enum lang lang, struct str state);

/* Measures of public plans that serve an issue: for issue_wire. */
issue_link_source plan_issue_links;

/* A measure that another record names, by its id in whatever version of the plan it was named: as
 * it stands in the current public plan, else (taken out since) where it was named. ERR_NOT_FOUND:
 * no such measure of that place, or never public. */
struct plan_measure_named {
    int64_t id, plan_id;
    int64_t origin_id; /* the same in every version: what is to be kept of it */
    struct lang_str title;
    struct str texts; /* result and resources in all languages: what may cite a legal act */
};
struct plan_measures_named {
    const struct plan_measure_named *v;
    size_t n;
};
MUST_USE enum err plan_measure_named(struct db *db, struct arena *a, int64_t place_id,
                                     int64_t measure_id, enum lang lang,
                                     struct plan_measure_named *out);
/* All of the current public plan; n 0 where none is public. */
MUST_USE enum err plan_measures_named(struct db *db, struct arena *a, int64_t place_id,
                                      enum lang lang, struct plan_measures_named *out);

/* A plan that another record names, by the id of any of its versions (0: the one the public sees):
 * the version the public sees now, else the last public one. ERR_NOT_FOUND: no such plan of that
 * place, or never public. */
struct plan_named {
    int64_t id;
    int64_t series_id; /* the same in every version: what is to be kept of it */
    bool current;      /* it is the one at /plan */
    struct lang_str title;
    struct str order; /* "№ 12, 2026-жылдын 5-марты"; "" before approval */
};
MUST_USE enum err plan_named(struct db *db, struct arena *a, int64_t place_id, int64_t plan_id,
                             enum lang lang, struct plan_named *out);

/* What a measure came from, as others know it: app wires who tells it, the measure's page shows it.
 * Paths are below the language. */
typedef enum err plan_origin_source(struct db *db, struct arena *a, enum lang lang,
                                    struct str place_code, int64_t measure_id,
                                    struct issue_links *out);
/* `sources` is borrowed for ever, ended by NULL. */
void plan_wire(plan_origin_source *const *sources);

/* Id of the plan the public sees: in force, else the most advanced public one. ERR_NOT_FOUND: none.
 */
MUST_USE enum err plan_current_id(struct db *db, struct arena *a, int64_t place_id, int64_t *id);

/* -- for search: what the public may read of programmes and of discussions, without who wrote it --
 */
struct plan_found {
    int64_t id, plan_id; /* of the measure or comment, and of what it belongs to */
    struct str no;       /* of a measure; "" */
    struct plan_words title, body;
    day_t on;
};
struct plan_founds {
    const struct plan_found *v;
    size_t n;
};
struct plan_ids {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err plan_programme_ids(struct db *db, struct arena *a, struct plan_ids *out);
/* The programme itself first, then its measures. ERR_NOT_FOUND: no such programme. */
MUST_USE enum err plan_programme_found(struct db *db, struct arena *a, int64_t id,
                                       struct plan_founds *out);
/* Comments on what the place ever put before the public, hidden ones too. */
MUST_USE enum err plan_comment_ids(struct db *db, struct arena *a, int64_t place_id,
                                   struct plan_ids *out);
/* One with its answer; title: what it is about. ERR_NOT_FOUND: gone, hidden, or of another place.
 */
MUST_USE enum err plan_comment_found(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                     struct plan_found *out);

/* -- wiring -- */
due_source plan_due;
extern const struct route plan_routes[];
extern const struct command plan_commands[];

/* Reads a programme's JSON and stores it as the nation's plan, all or nothing: see plan_import.h
 * for the form. *id: the plan made, or the one that was there with equal content (*fresh false). A
 * known key with other content is refused unless `new_version`. */
struct plan_import_result {
    int64_t id;
    bool fresh;
    int64_t priorities, tasks, measures, offices;
};
MUST_USE enum err plan_import(struct db *db, struct arena *a, const struct actor *who,
                              struct str json, bool new_version, struct faults *f,
                              struct plan_import_result *out);

#endif
