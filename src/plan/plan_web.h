/* Models of the plan's pages, and what the plan_web_*.c share. */
#ifndef ASHAR_PLAN_PLAN_WEB_H
#define ASHAR_PLAN_PLAN_WEB_H

#include "plan/plan_in.h"
#include "plan/plan_peers.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

/* Steps that do not lead on: closing, giving up, revising. */
static inline bool plan_step_is_aside(const struct state_rule *r)
{
    return r->reason;
}
/* Title of the form that makes a step. */
struct str plan_step_title(const struct out *o, struct str to);
/* Choices "once" "weekly" … named by messages PREFIX_CODE. */
struct choices plan_choices(struct request *rq, const char *prefix, const char *const *codes,
                            size_t n);
#define PLAN_CHOICES(rq, prefix, ...)                                                              \
    plan_choices((rq), (prefix), (const char *const[]){__VA_ARGS__},                               \
                 sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))
/* The same of records, by id. */
struct choices plan_name_choices(struct request *rq, const struct plan_names *names);

/* -- a plan -- */
struct plan_measure_view {
    int64_t id, version, origin_id;
    struct lang_str title, resources, result;
    struct str form, when, responsible;
    int64_t tasks, done, comments;
};
struct plan_part { /* a direction */
    struct str code, name;
    const struct plan_measure_view *v;
    size_t n;
    struct plan_count count;
};
struct plan_source_view {
    int64_t id;
    struct lang_str title;
    struct str kind, link, document; /* document: path below the language, "" none */
};
struct plan_sources_view {
    const struct plan_source_view *v;
    size_t n;
};
struct plan_step_view {
    struct str state, name, order, assembly, reason, document;
    day_t day;
};
struct plan_steps_view {
    const struct plan_step_view *v;
    size_t n;
};
struct plan_page {
    struct plan_get_row plan;
    struct lang_str title, goal, group;
    struct str state, order;
    struct plan_part parts[PLAN_DIRECTIONS];
    struct plan_count total;
    struct plan_names issues; /* of the plan, with links */
    struct plan_sources_view sources;
    struct plan_steps_view steps;
    struct plan_comment_tally_row comments;
    int64_t current_id, open_id; /* 0: none */
    bool current, discussing, editable, other_open;
};
/* Reads it for the reader: a draft is found only by those who work on it. */
MUST_USE enum err plan_page_load(struct request *rq, int64_t id, struct plan_page *out);
MUST_USE enum err plan_row_load(struct request *rq, int64_t id, struct plan_get_row *out);

struct plan_empty {
    bool may_start;
    int64_t open_id;
};

struct plan_version_view {
    int64_t id, number;
    bool has_previous;
    struct lang_str title;
    struct str state, state_name, order, reason;
    day_t from, to;
    int64_t measures;
};
struct plan_versions_view {
    const struct plan_version_view *v;
    size_t n;
};

/* -- differences -- */
struct plan_change_field {
    struct str name;
    struct lang_str before, after;
};
struct plan_change {
    enum { PLAN_ADDED, PLAN_REMOVED, PLAN_CHANGED } kind;
    struct lang_str title;
    struct str direction;
    const struct plan_change_field *v;
    size_t n;
};
struct plan_changes {
    const struct plan_change *v;
    size_t n;
};
struct plan_changes_page {
    int64_t id, number;
    bool first;
    struct str reason;
    struct plan_changes list;
};
/* Measures of two versions of a plan, matched by their origin. */
MUST_USE enum err plan_diff(struct db *db, struct arena *a, enum lang lang, int64_t old_id,
                            int64_t new_id, struct plan_changes *out);

/* -- a measure -- */
struct plan_task_view {
    int64_t id;
    day_t due, done;
    struct str status, status_name, tone, words, link, document, direction, responsible;
    struct lang_str measure;
};
struct plan_tasks_view {
    const struct plan_task_view *v;
    size_t n;
};
struct plan_past_view {
    struct lang_str title, resources, result;
    struct str form, when, responsible;
    int64_t until;
};
struct plan_pasts_view {
    const struct plan_past_view *v;
    size_t n;
};
struct plan_comment_view {
    int64_t id, version, measure_id, at, answered_at;
    struct lang_str measure;
    struct str author, words, channel, ground, verdict, verdict_name, tone, reason, changed;
    struct plan_answers_rows earlier; /* answers that were corrected, newest first */
    bool hidden, answered;
};
struct plan_comments_view {
    const struct plan_comment_view *v;
    size_t n;
};
struct plan_comment_form {
    int64_t plan_id, measure_id;
    struct str words, shown, author_name, channel;
    struct str village, measure; /* ids as typed */
    struct choices villages, measures, shown_choices, channels;
    bool officer; /* enters for somebody else */
    bool acting;  /* for somebody with an account: signs with their name and no other */
    bool may;     /* may comment */
};
struct plan_measure_page {
    int64_t plan_id;
    struct lang_str plan_title, body; /* body: that answers for it, "" none */
    struct str direction;
    int64_t body_id;
    struct plan_measure_view m;
    struct plan_names issues;
    struct issue_links origins; /* proposals that it came from */
    struct plan_tasks_view tasks;
    struct plan_pasts_view pasts;
    struct plan_comments_view comments;
    struct plan_comment_form form;
    bool discussing, editable;
};
struct plan_revised { /* a measure that changed since the plan is public */
    int64_t measure_id, at;
    struct lang_str title; /* before the change */
    bool removed;
};
struct plan_revised_list {
    const struct plan_revised *v;
    size_t n;
};
struct plan_discussion_page {
    struct plan_revised_list revised;
    int64_t plan_id;
    struct lang_str plan_title;
    struct str state;
    bool discussing;
    int64_t since; /* version of what is shown, for the stream */
    struct plan_comment_tally_row tally;
    struct plan_comments_view comments;
    struct plan_comment_form form;
};
struct plan_answer_page {
    int64_t plan_id;
    struct plan_comment_view c;
    struct plan_answers_rows earlier;
    struct str verdict, reason, changed, ground;
    struct choices verdicts;
};
MUST_USE enum err plan_comments_load(struct request *rq, int64_t plan_id, int64_t measure_id,
                                     struct plan_comments_view *out);
MUST_USE enum err plan_comment_form_load(struct request *rq, int64_t plan_id, int64_t measure_id,
                                         struct plan_comment_form *out);

/* -- a task -- */
struct plan_report_view {
    struct str outcome, words, link, document, correction;
    day_t day;
    int64_t at;
};
struct plan_reports_view {
    const struct plan_report_view *v;
    size_t n;
};
struct plan_task_page {
    struct plan_task_get_row t;
    struct plan_task_view view;
    day_t planned;
    struct plan_reports_view reports;
    struct str outcome, day, words, link, correction; /* as typed */
    struct choices outcomes;
    bool reportable;
};
/* Status of a task as readers see it, with its badge. */
void plan_task_status_view(struct request *rq, struct str state, day_t due, day_t done,
                           struct plan_task_view *v);
struct str plan_document_path(struct request *rq, struct opt_i64 id);

/* -- the editor -- */
struct plan_stage_view {
    struct str name, state; /* state: done now wait */
    const struct str *missing;
    size_t missing_count;
};
struct plan_editor_page {
    struct plan_page page;
    struct plan_stage_view stages[STAGE_COUNT];
    const struct state_rule *next[4];
    size_t next_count;
};
struct plan_header_page {
    int64_t id, version; /* 0: a new plan */
    struct plan_words title, goal;
    struct str from, to; /* as typed */
    struct str body;
    struct choices groups;
};
struct plan_issues_page {
    int64_t id, version;
    struct plan_names issues;
    struct plan_sources_view sources;
    struct str kind, title_ky, title_ru, link;
    struct choices kinds;
};
struct plan_measure_form_page {
    int64_t plan_id, id, version;
    struct plan_words title, result, funding;
    struct str direction, form, form_other, period, responsible, from, to;
    struct str person, body;
    struct choices directions, forms, periods, people, bodies;
    struct plan_names issues;
};
struct plan_step_page {
    int64_t id;
    struct lang_str plan_title;
    struct str to, title, lead;
    struct str day, number, place, present, reason, in_force_from; /* as typed */
    bool wants_day, wants_order, wants_assembly, wants_reason;
};

/* -- programmes -- */
struct programme_line {
    int64_t id, number, measures;
    struct lang_str title;
    struct str years;
    bool over, old;
};
struct programme_lines {
    const struct programme_line *v;
    size_t n;
};
struct programme_executor_view {
    struct lang_str abbr, name;
    bool by_agreement;
};
struct programme_executors_view {
    const struct programme_executor_view *v;
    size_t n;
};
struct programme_texts {
    const struct lang_str *v;
    size_t n;
};
struct programme_measure_view {
    int64_t id;
    struct lang_str title, result, funding;
    struct str no, deadline,
        other_day; /* other_day: where the languages give different days; else "" */
    struct programme_executors_view executors;
    struct programme_texts discrepancies, notes;
};
struct programme_node { /* a priority or a task, in the order of the tree */
    bool priority;
    struct str no;
    struct lang_str title;
    struct programme_texts discrepancies, wordings;
    const struct programme_measure_view *v;
    size_t n;
};
struct programme_office_option {
    int64_t id, measures;
    struct lang_str abbr, name;
    bool chosen;
};
struct programme_page {
    int64_t id, number, office_id;
    struct lang_str title, goal;
    struct str years, source;
    bool over;
    const struct programme_node *nodes;
    size_t node_count;
    const struct programme_office_option *offices;
    size_t office_count;
    struct programme_texts discrepancies, notes, risks;
    bool has_reporting;
    int64_t executors_day, total_day, shown; /* shown: measures after the filter */
    struct lang_str reporting_words;
};

/* -- shared by the handlers -- */
struct plan_do plan_do_of(struct request *rq);
/* 422 for ERR_INVALID, 409 for ERR_CONFLICT: what a form that breaks a rule is shown again with;
 * else 0. */
int plan_form_status(enum err e);
struct str plan_path(struct request *rq, int64_t id, const char *rest);
struct upload plan_upload(struct request *rq, const char *name);
struct str plan_id_text(struct request *rq, int64_t id); /* "" for 0 */
/* An id out of a select: 0 where nothing is chosen; what is no number is a fault. */
int64_t plan_id_field(struct request *rq, const char *name);
int64_t plan_version_field(struct request *rq);
/* Numbers of the ticked boxes; what is no number is a fault. */
size_t plan_ticked(struct request *rq, const char *name, int64_t **out);
/* A copy with `chosen` set on those among ids. */
struct plan_names plan_chosen(struct request *rq, const struct plan_names *all, const int64_t *ids,
                              size_t n);

/* handlers, for the table of routes */
enum err plan_current_get(struct request *rq), plan_show_get(struct request *rq),
    plan_versions_get(struct request *rq), plan_changes_get(struct request *rq),
    plan_measure_page_get(struct request *rq);
enum err plan_editor_get(struct request *rq), plan_new_get(struct request *rq),
    plan_new_post(struct request *rq);
enum err plan_header_get(struct request *rq), plan_header_post(struct request *rq);
enum err plan_issues_get(struct request *rq), plan_issues_post(struct request *rq);
enum err plan_source_post(struct request *rq), plan_source_remove_post(struct request *rq);
enum err plan_measure_new_get(struct request *rq), plan_measure_new_post(struct request *rq);
enum err plan_measure_edit_get(struct request *rq), plan_measure_edit_post(struct request *rq);
enum err plan_measure_remove_post(struct request *rq);
enum err plan_step_get(struct request *rq), plan_step_post(struct request *rq);
enum err plan_discussion_get(struct request *rq), plan_discussion_live_get(struct request *rq);
enum err plan_comment_post(struct request *rq);
enum err plan_comment_entered_post(struct request *rq);
enum err plan_answer_get(struct request *rq), plan_answer_post(struct request *rq),
    plan_hide_post(struct request *rq);
enum err plan_task_page_get(struct request *rq), plan_task_post(struct request *rq);
enum err plan_csv_get(struct request *rq), plan_tasks_csv_get(struct request *rq),
    plan_comments_csv_get(struct request *rq);
enum err plan_api_get(struct request *rq), plan_tasks_api_get(struct request *rq),
    plan_comments_api_get(struct request *rq);
enum err programmes_get(struct request *rq), programme_get(struct request *rq),
    programme_csv_get(struct request *rq);
enum err programmes_api_get(struct request *rq), programme_api_get(struct request *rq);

/* What the measure came from, whichever version of the plan it was told of. */
MUST_USE enum err plan_origins_of(struct request *rq, int64_t origin_id, struct issue_links *out);

#endif
