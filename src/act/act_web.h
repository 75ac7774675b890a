/* Models and handlers of the pages of acts, functions, answers and checklists. */
#ifndef ASHAR_ACT_ACT_WEB_H
#define ASHAR_ACT_ACT_WEB_H

#include "act/act.h"
#include "document/document.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

struct act_line {
    struct act act;
    struct str title, kind, href; /* in the reader's language; path below the language */
    bool national;
};
struct act_lines {
    const struct act_line *v;
    size_t n;
};
struct act_list_page {
    struct str base; /* "" or "/41…": what every path of these pages begins with */
    struct act_lines lines;
    struct choices kinds, fields;
    struct str kind, field, next, api; /* next: "" or the address of older ones */
    bool may_edit;
};
struct act_form_page {
    struct str base, action;
    struct act act;
    struct str day, repealed_on;
    struct choices kinds, fields;
};
struct act_link_line {
    struct act_link link;
    struct str kind;
    struct lang_str text;
    struct str href, article; /* href "": no page */
};
struct act_link_lines {
    const struct act_link_line *v;
    size_t n;
};
struct act_use_line {
    struct act_use use;
    struct str article;
};
struct act_use_lines {
    const struct act_use_line *v;
    size_t n;
};
struct act_unit_block { /* a unit of the text with its lines */
    struct act_article unit;
    struct act_paras paras;
};
struct act_unit_blocks {
    const struct act_unit_block *v;
    size_t n;
};
struct act_edition_form {
    struct str valid_from, note, words;
};
struct act_link_form {
    struct str article, kind, target, note;
};
struct act_show_page {
    struct str base, title, kind, fields;
    struct act act;
    struct act_editions editions;
    struct act_unit_blocks units;
    const struct act_edition *shown; /* NULL: no text yet */
    struct str asked_day;            /* as typed; "": today */
    bool too_early;                  /* the act had no text on the day asked for */
    struct act_link_lines links;
    struct act_use_lines uses;
    struct act_edition_form edition;
    struct act_link_form link;
    struct choices link_kinds, edition_choices;
    bool may_edit, may_link, standing;
};
struct act_compare_page {
    struct str base, title;
    int64_t id;
    struct act_edition from, to;
    struct act_comparison all;
};
struct act_history_line {
    struct act_version version;
    struct str what;
};
struct act_history_lines {
    const struct act_history_line *v;
    size_t n;
};
struct act_history_page {
    struct str base, title;
    int64_t id;
    struct act_history_lines lines;
};
struct act_news_line {
    int64_t at;
    struct str text, href;
};
struct act_news_lines {
    const struct act_news_line *v;
    size_t n;
};
struct act_news_page {
    struct str base;
    struct act_news_lines lines;
};
struct act_function_line {
    struct act_function f;
    struct str kind, act, title, act_href, article; /* act: short; title: of the act */
    int64_t gap;
};
struct act_function_lines {
    const struct act_function_line *v;
    size_t n;
};
struct act_function_page {
    struct str base, year, action, cost, received;
    struct act_function_lines lines;
    int64_t total_cost, total_received, total_gap;
    struct act_function form;
    struct choices kinds, acts, years;
    struct str act_id, form_year;
    bool may_edit, list, editing; /* list: the inventory, else a function's form */
};
struct act_question_line {
    struct act_question q;
    struct str text, state, field, act, act_href, href, article;
    bool holds;
};
struct act_question_lines {
    const struct act_question_line *v;
    size_t n;
};
struct act_question_page {
    struct str base, next, typed, address, field, rule;
    struct act_question_lines lines;
    struct choices fields;
    bool may_ask, may_answer, signed_in, mine;
};
struct act_question_show {
    struct str base;
    struct act_question_line line;
    struct act_question form;
    struct str valid_from, valid_to, act_id;
    struct choices states, acts, fields;
    struct html answer, steps;
    bool may_answer, answered;
};
struct act_standard_line {
    struct act_standard s;
    struct str title;
    int64_t percent, judged;
};
struct act_standard_lines {
    const struct act_standard_line *v;
    size_t n;
};
struct act_standards_page {
    struct str base, code;
    struct str title[LANG_COUNT];
    struct act_standard_lines lines;
    bool may_edit;
};
struct act_past { /* an earlier verdict */
    int64_t at, document_id;
    struct str name, evidence;
};
struct act_pasts {
    const struct act_past *v;
    size_t n;
};
struct act_point_line {
    struct act_point p;
    struct str title, verdict;
    struct act_pasts past; /* all but the latest */
    struct str typed_verdict, typed_evidence;
    bool open; /* its form was refused */
};
struct act_point_lines {
    const struct act_point_line *v;
    size_t n;
};
struct act_checklist_page {
    struct str base, title;
    int64_t id;
    struct act_points points;
    struct act_point_lines lines;
    struct act_years years;
    struct choices verdicts;
    bool may_edit;
};

/* "" outside a municipality, "/CODE" in one. */
struct str act_base(struct request *rq);
/* Path below the language of an act, read where the request is. */
struct str act_path_here(struct request *rq, int64_t id);
/* Whether the reader keeps the registers of this place, or of the nation. */
bool act_may_edit(struct request *rq);
/* Message PREFIX_WORD in the reader's language; the word itself where there is none. */
struct str act_word(struct request *rq, const char *prefix, struct str word);
struct choices act_choices(struct request *rq, const char *prefix, const char *const *words);
/* "Land; Health" of an act's codes. */
struct str act_fields_text(struct request *rq, struct str fields);
/* The acts of the place and the nation as choices of a form. */
MUST_USE enum err act_act_choices(struct request *rq, struct choices *out);
int64_t act_query_i64(struct request *rq, const char *name);
/* "1500000.50" of tyiyn: as forms and tables have it. */
struct str act_money_text(struct arena *a, int64_t tyiyn);
/* The act that the path names. */
MUST_USE enum err act_of(struct request *rq, struct act *out);

enum err acts_get(struct request *rq), acts_csv_get(struct request *rq),
    acts_api_get(struct request *rq), act_api_get(struct request *rq);
enum err act_form_get(struct request *rq), act_post(struct request *rq);
enum err act_get(struct request *rq), act_edition_prepare(struct request *rq),
    act_edition_post(struct request *rq), act_original_get(struct request *rq),
    act_compare_get(struct request *rq), act_history_get(struct request *rq);
enum err act_link_post(struct request *rq), act_unlink_post(struct request *rq);
enum err act_news_get(struct request *rq), act_feed_get(struct request *rq),
    act_news_api_get(struct request *rq);
enum err act_functions_get(struct request *rq), act_function_new_get(struct request *rq),
    act_functions_import_get(struct request *rq), act_function_form_get(struct request *rq),
    act_function_post(struct request *rq), act_function_end_post(struct request *rq),
    act_functions_import_post(struct request *rq), act_functions_pdf_get(struct request *rq);
enum err act_functions_csv_get(struct request *rq), act_functions_api_get(struct request *rq);
enum err act_questions_get(struct request *rq), act_question_get(struct request *rq),
    act_question_post(struct request *rq);
enum err act_answer_post(struct request *rq), act_questions_csv_get(struct request *rq),
    act_questions_api_get(struct request *rq);
enum err act_standards_get(struct request *rq), act_standards_post(struct request *rq),
    act_checklist_get(struct request *rq);
enum err act_checklist_post(struct request *rq), act_checklist_csv_get(struct request *rq),
    act_checklist_api_get(struct request *rq), act_standards_api_get(struct request *rq);

#endif
