/* Models of the document pages. */
#ifndef ASHAR_DOCUMENT_DOCUMENT_WEB_H
#define ASHAR_DOCUMENT_DOCUMENT_WEB_H

#include "document/document.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

struct document_line {
    struct document document;
    struct str kind, size; /* in the reader's language */
};

struct document_lines {
    const struct document_line *v;
    size_t n;
};

struct document_list_page {
    struct document_lines lines;
    struct choices kinds; /* with an empty one first */
    struct str kind;      /* chosen; "": all */
    int64_t next;         /* id to go on before; 0: that was all */
};

struct document_show_page {
    struct document_line line;
    struct str file_path, reason;
    bool may_open; /* neither withdrawn nor hidden from this reader */
};

struct document_form_page {
    struct choices kinds;
    struct str title, kind, file_hint;
    int64_t file_max; /* bytes, by the rule in force */
    bool is_public;
};

#endif
