/* Models and handlers of the pages of acts, functions, answers and checklists. */
#ifndef ASHAR_ACT_ACT_WEB_H
#define ASHAR_ACT_ACT_WEB_H

#include "act/act.h"
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
    struct str kind, field, next; /* next: "" or the address of older ones */
    bool may_edit;
};
struct act_form_page {
    struct str base, action;
    struct act act;
    struct str day, repealed_on;
    struct choices kinds, fields;
    struct faults *faults;
};
struct act_link_line {
    struct act_link link;
    struct str kind, text, href; /* href "": no page */
};
struct act_link_lines {
    const struct act_link_line *v;
    size_t n;
};
struct act_edition_page {
    struct str valid_from, note, words;
};
struct act_show_page {
    struct str base, title, kind, fields;
    struct act act;
    struct act_editions editions;
    struct act_articles articles;
    const struct act_edition *shown; /* NULL: no text yet */
    struct act_link_lines links;
    struct act_edition_page form;
    struct choices link_kinds;
    bool may_edit, may_link, standing;
};
struct act_function_line {
    struct act_function f;
    struct str kind, act, act_href;
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
    struct choices kinds, acts;
    struct str act_id, form_year;
    bool may_edit, editing;
};
struct act_question_line {
    struct act_question q;
    struct str state, act, act_href, href;
};
struct act_question_lines {
    const struct act_question_line *v;
    size_t n;
};
struct act_question_page {
    struct str base, title, next, typed;
    struct act_question_lines lines;
    bool may_ask, may_answer;
};
struct act_question_show {
    struct str base;
    struct act_question_line line;
    struct act_question form;
    struct str valid_from, valid_to, act_id;
    struct choices states, acts;
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
    int64_t at;
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
    struct choices verdicts;
    bool may_edit;
};

/* "" outside a municipality, "/CODE" in one. */
struct str act_base(struct request *rq);
/* Whether the reader keeps the registers of this place, or of the nation. */
bool act_may_edit(struct request *rq);
/* Message PREFIX_WORD in the reader's language; the word itself where there is none. */
struct str act_word(struct request *rq, const char *prefix, struct str word);
struct choices act_choices(struct request *rq, const char *prefix, const char *const *words);
/* The acts of the place and the nation as choices of a form. */
MUST_USE enum err act_act_choices(struct request *rq, struct choices *out);
int64_t act_query_i64(struct request *rq, const char *name);
/* "1 234,50" in som to tyiyn; a fault on the field where it is none. "" is 0. */
int64_t act_money(struct request *rq, const char *name);

enum err act_functions_get(struct request *rq), act_function_form_get(struct request *rq),
    act_function_post(struct request *rq);
enum err act_functions_csv_get(struct request *rq), act_functions_api_get(struct request *rq);
enum err act_questions_get(struct request *rq), act_question_get(struct request *rq),
    act_question_post(struct request *rq);
enum err act_answer_post(struct request *rq), act_questions_csv_get(struct request *rq),
    act_questions_api_get(struct request *rq);
enum err act_standards_get(struct request *rq), act_standards_post(struct request *rq),
    act_checklist_get(struct request *rq);
enum err act_checklist_post(struct request *rq), act_checklist_csv_get(struct request *rq),
    act_checklist_api_get(struct request *rq);

#endif
