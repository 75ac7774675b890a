/* The inside of plans: what plan_*.c share with each other and peers do not see.
 *
 * Every function that writes takes a `struct plan_do`: the database, arena, writer, language (of
 * names inside refusals), duties and the list that collects all faults. They run inside the
 * caller's transaction; on any error the caller rolls back. ERR_CONFLICT with `f` empty: somebody
 * else changed the row first. */
#ifndef ASHAR_PLAN_PLAN_IN_H
#define ASHAR_PLAN_PLAN_IN_H

#include "base/json.h"
#include "document/document.h"
#include "plan/plan.h"
#include "plan/plan_discussion_sql.h"
#include "plan/plan_sql.h"
#include "plan/plan_task_sql.h"
#include "plan/plan_unfold.h"
#include "rules/state.h"

struct plan_do {
    struct db *db;
    struct arena *a;
    const struct actor *who;
    enum lang lang;
    uint64_t caps;
    struct faults *f;
};

#define PLAN_ENGAGEMENT      STR("engagement")
#define PLAN_PROGRAMME       STR("programme")
#define PLAN_RULE_REVISIONS  "engagement_plan.max_revisions_per_year"
#define PLAN_RULE_SHIFT      "engagement_plan.task.shift"
#define PLAN_RULE_WARN       "engagement_plan.task.warn_days"
#define PLAN_RULE_DISCUSSION "engagement_plan.discussion.min_days"

/* Lengths in characters, of the database's patience and the reader's. */
enum {
    PLAN_TITLE_MAX = 300,
    PLAN_TEXT_MAX = 2000,
    PLAN_SHORT_MAX = 120,
    PLAN_COMMENT_MAX = 4000,
    PLAN_ISSUES_MAX = 200
};

/* -- how a plan is said (plan_words.c; plan_say is in plan.h) -- */
extern const struct str plan_direction_code[PLAN_DIRECTIONS]; /* inform engage collect */
struct str plan_direction_name(struct arena *a, enum lang lang, struct str code);
/* PLAN_DIRECTIONS where the code is none. */
enum plan_direction plan_direction_of(struct str code);
struct str plan_period_text(struct arena *a, enum lang lang, struct str period, day_t from,
                            day_t to);
/* The vocabulary's name, or what was typed beside "other". */
struct str plan_form_text(enum lang lang, struct plan_words form, struct str other);
struct str plan_source_kind_name(struct arena *a, enum lang lang, struct str kind);
/* done late not_done overdue upcoming */
struct str plan_task_status(struct str state, day_t due, day_t done, day_t today);

/* -- states (plan_machine.c) -- */
extern const struct state_machine plan_machine;
/* Whether header, issues and measures may still change: draft, discussion, discussed. */
bool plan_editable(struct str state);
bool plan_public(struct str state); /* anything but a draft, kept or given up */

/* -- what every write shares (plan_hold.c) -- */
/* Reads the plan, holds its row, refuses another municipality's (ERR_NOT_FOUND). */
MUST_USE enum err plan_hold(struct plan_do *p, int64_t id, struct plan_get_row *out);
/* As plan_hold; ERR_CONFLICT with a fault where plan_editable is false. */
MUST_USE enum err plan_hold_editable(struct plan_do *p, int64_t id, struct plan_get_row *out);
/* Characters, not bytes; adds "too long"/"required" faults. */
void plan_need_text(struct plan_do *p, const char *field, struct str s, size_t min, size_t max);
/* One audit record of a plan. */
MUST_USE enum err plan_tell(struct plan_do *p, const char *action, const char *subject, int64_t id,
                            struct str before, struct str after, struct str personal);

/* -- the plan's own row (plan_header.c) -- */
struct plan_header {
    struct plan_words title, goal;
    day_t from, to;
    int64_t body_id; /* 0: none yet */
};
MUST_USE enum err plan_create(struct plan_do *p, const struct plan_header *h, int64_t *id);
MUST_USE enum err plan_edit_header(struct plan_do *p, int64_t id, int64_t version,
                                   const struct plan_header *h);
/* Replaces the chosen issues. */
MUST_USE enum err plan_choose_issues(struct plan_do *p, int64_t id, int64_t version,
                                     const int64_t *issues, size_t n);
struct plan_source_new {
    struct str kind;
    struct plan_words title;
    struct str link;
    struct upload file;
};
MUST_USE enum err plan_add_source(struct plan_do *p, int64_t id, const struct plan_source_new *s);
MUST_USE enum err plan_remove_source(struct plan_do *p, int64_t id, int64_t source_id);

/* -- measures (plan_measure.c) -- */
struct plan_measure_form {
    struct plan_words title, result, funding;
    struct str direction, form, form_other, period, responsible;
    day_t from, to;
    int64_t responsible_body, responsible_person;
    const int64_t *issues;
    size_t issue_count;
};
/* id 0: new. *out: its id. */
MUST_USE enum err plan_measure_save(struct plan_do *p, int64_t plan_id, int64_t id, int64_t version,
                                    const struct plan_measure_form *m, int64_t *out);
MUST_USE enum err plan_measure_remove(struct plan_do *p, int64_t plan_id, int64_t id,
                                      int64_t version);

/* -- what a step needs (plan_stage.c) -- */
enum plan_stage {
    STAGE_GROUP,      /* working group chosen and approved */
    STAGE_ISSUES,     /* issues and sources chosen */
    STAGE_MEASURES,   /* each direction has measures, none in the past */
    STAGE_DISCUSSION, /* published, every comment answered */
    STAGE_ASSEMBLY,   /* discussed at the assembly, minutes attached */
    STAGE_ORDER,      /* approved by order */
    STAGE_FORCE,
    STAGE_COUNT
};
/* Adds to p->f what a stage still lacks; nothing: it is complete. */
MUST_USE enum err plan_missing(struct plan_do *p, const struct plan_get_row *plan,
                               enum plan_stage stage);
/* "№ 12, 2026-жылдын 5-марты" of the order that approved it; "" before. */
MUST_USE enum err plan_order_line(struct db *db, struct arena *a, int64_t plan_id, enum lang lang,
                                  struct str *out);
/* Day of the latest step into `state`; ERR_NOT_FOUND: there was none. */
MUST_USE enum err plan_stepped_on(struct plan_do *p, int64_t plan_id, const char *state,
                                  day_t *out);

/* -- steps (plan_state.c) -- */
struct plan_facts { /* what a step is made with; what it does not use stays empty */
    day_t day;
    struct str number, place, reason;
    int64_t present;
    day_t in_force_from; /* approval: DAY_NONE, later; otherwise put in force by the same order */
    struct upload file;
};
MUST_USE enum err plan_publish(struct plan_do *p, int64_t id);
MUST_USE enum err plan_discussed(struct plan_do *p, int64_t id, const struct plan_facts *facts);
MUST_USE enum err plan_approve(struct plan_do *p, int64_t id, const struct plan_facts *facts);
MUST_USE enum err plan_put_in_force(struct plan_do *p, int64_t id, day_t day);
/* A copy in draft; the old one stays in force until the new one comes in force. */
MUST_USE enum err plan_revise(struct plan_do *p, int64_t id, struct str reason, int64_t *new_id);
MUST_USE enum err plan_close(struct plan_do *p, int64_t id, const struct plan_facts *facts);
/* Gives up a draft: it was never public and stays so. */
MUST_USE enum err plan_drop(struct plan_do *p, int64_t id, const struct plan_facts *facts);

/* -- discussion (plan_discuss.c) -- */
struct plan_comment_new {
    int64_t plan_id, measure_id; /* 0: on the whole plan */
    struct str channel;          /* online paper spoken */
    struct str shown;            /* name village */
    struct str author_name;
    int64_t village_id;
    struct str words;
};
MUST_USE enum err plan_comment(struct plan_do *p, const struct plan_comment_new *c, int64_t *id);
struct plan_answer_new {
    int64_t comment_id, version;
    struct str verdict, reason, changed;
};
MUST_USE enum err plan_answer(struct plan_do *p, const struct plan_answer_new *n);
MUST_USE enum err plan_comment_conceal(struct plan_do *p, int64_t comment_id, int64_t version,
                                       struct str ground);

/* -- tasks (plan_task.c) -- */
/* Makes the dated tasks of all measures from `since` on. */
MUST_USE enum err plan_unfold_tasks(struct plan_do *p, const struct plan_get_row *plan,
                                    day_t since);
struct plan_report_new {
    int64_t task_id,
        seen; /* seen: number of reports the writer saw, so that two do not overwrite each other */
    struct str outcome; /* done not_done */
    day_t day;
    struct str words, link, correction;
    struct upload file;
};
MUST_USE enum err plan_report(struct plan_do *p, const struct plan_report_new *r);
MUST_USE enum err plan_count_tasks(struct db *db, struct arena *a, const struct plan_get_row *plan,
                                   day_t today, struct plan_count *total,
                                   struct plan_count by[PLAN_DIRECTIONS]);

#endif
