/* Fields of forms as the shared views in web/form.html show them: label tied to the input, hint and
 * fault tied by aria-describedby, the value that was typed kept. Everywhere the same: {call
 * field_text(&(struct field){.name = STR("title"), .label = v->label, .value = v->title, .required
 * = true})} The fault is found by the field's name in the request's faults. */
#ifndef ASHAR_WEB_FORM_MODEL_H
#define ASHAR_WEB_FORM_MODEL_H

#include "web/out.h"

struct choice {
    struct str value, label;
};

struct choices {
    const struct choice *v;
    size_t n;
};
/* The label of a value; the value itself where it is none of them. */
struct str choice_label(const struct choices *c, struct str value);

struct field {
    struct str name;         /* also the id, with "f-" before it */
    struct str label, hint;  /* in the reader's language; hint may be absent */
    struct str condition;    /* when it is needed, where that hangs on another field: "if accepted";
                                shown instead of "optional" */
    struct str value;        /* what was typed, or stands in the record; days as 2026-11-21 */
    struct str type;         /* field_text: "text" (default) email tel url search number password */
    struct str autocomplete; /* "name" "email" "current-password" …; absent by default: browsers do
                                not give back on "Back" what was typed where it is "off" */
    struct str inputmode;    /* "numeric" "tel" "email"; default by type */
    struct str accept;       /* field_file: ".pdf,.docx" */
    struct choices choices;  /* field_select, field_radio */
    struct str placeholder_choice; /* field_select: first, empty choice; absent: none */
    int64_t rows;                  /* field_area: lines shown; 0: 5 */
    int64_t max_chars; /* 0: none. Never `maxlength`: that cuts a pasted text without a word. The
                          script says it at the field, the server with a fault */
    int64_t max_bytes; /* field_file: what the server takes of one file; 0: not said beforehand */
    bool required, checked, multiple, readonly, autofocus;
};

/* Ids: "f-NAME", "h-NAME" of the hint, "e-NAME" of the fault. */
struct str field_id(struct out *o, const struct field *f);
/* "h-title e-title" for aria-describedby: of what is shown; "" where nothing. */
struct str field_described(struct out *o, const struct field *f);

/* Rows of the list on top of a form: every fault, those of a field as a link to it. */
struct fault_line {
    struct str sentence, field; /* field "" : of the whole form */
    struct str label;           /* of the field, before a sentence that does not name it; or "" */
    struct str rule_key;        /* "" : none; else the rule it rests on */
    int64_t line, column;       /* of an imported file; 0: none */
};
struct fault_lines {
    const struct fault_line *v;
    size_t n;
};
struct fault_lines fault_lines(struct out *o);
size_t faults_more(const struct out *o); /* counted but not kept */
/* has_fault of the field; remembers its label for the list on top. A value longer than the field's
 * limit becomes a fault here where another fault kept the rules of the matter from finding it. */
bool field_fault(struct out *o, const struct field *f);

/* The list stands above the fields whose labels it names: inside req_page only its place is
 * remembered, and fault_rows_view fills it in when the page is whole. */
void fault_list_view(struct out *o);
void fault_rows_view(struct out *o);
void field_text_view(struct out *o, const struct field *f);
void field_area_view(struct out *o, const struct field *f);
void field_select_view(struct out *o, const struct field *f);
void field_radio_view(struct out *o, const struct field *f);
void field_check_view(struct out *o, const struct field *f);
void field_day_view(struct out *o, const struct field *f);
void field_file_view(struct out *o, const struct field *f);
void field_hidden_view(struct out *o, const struct field *f);
void submit_view(struct out *o, struct str label);

#endif
