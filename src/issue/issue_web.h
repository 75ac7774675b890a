/* Models of the register's pages. Inside of issue/. */
#ifndef ASHAR_ISSUE_WEB_H
#define ASHAR_ISSUE_WEB_H

#include "document/document.h"
#include "issue/issue.h"
#include "issue/issue_inside.h"
#include "rules/rules.h"
#include "text/dates.h"
#include "text/numbers.h"
#include "web/form_model.h"
#include "web/request.h"

#define ISSUE_IMPORT_FILE_MAX (5 * 1024 * 1024) /* bytes of a table of issues */

struct issue_list_page {
    struct str place_name;
    struct issues issues;
    struct issue_freshness fresh;
    struct rule_described rule;
    struct choices states;
    struct str state; /* filter as asked */
    bool stale_only, filtered;
    day_t today;
};

struct issue_step_choice {
    struct str to, label;
};
struct issue_step_choices {
    const struct issue_step_choice *v;
    size_t n;
};

struct issue_page {
    struct issue issue;
    struct str title, state_text,
        responsible_name; /* name: of the official who holds the office today; "" none */
    struct html text;
    bool fresh;
    struct rule_described rule;
    struct documents documents;
    struct issue_links links, basis;
    struct choices steps; /* of the state machine, for who may */
    /* what was typed in a form that was refused */
    struct str note, to, document_title;
};

struct issue_form_page {
    struct str heading, action; /* action: path below the language */
    struct issue_new n;
    struct str number; /* as typed */
    int64_t version;
    struct choices officials;
    struct str responsible_id;
    bool is_new;
};

struct issue_history_page {
    struct issue issue;
    struct str title;
    struct issue_versions versions;
};

struct issue_import_page {
    struct str columns;
    bool empty; /* the register holds nothing yet */
};

MUST_USE enum err issue_csv_get(struct request *rq);
MUST_USE enum err issue_api_list_get(struct request *rq);
MUST_USE enum err issue_api_item_get(struct request *rq);

#endif
