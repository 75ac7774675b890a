/* Models of the pages of answers and of the ledger. */
#ifndef ASHAR_MEETING_ANSWER_WEB_H
#define ASHAR_MEETING_ANSWER_WEB_H

#include "meeting/meeting_answer.h"
#include "web/out.h"

struct meeting_was_line {
    struct meeting_answer_was w;
    struct str answer, changed, path;
};
struct meeting_was_lines {
    const struct meeting_was_line *v;
    size_t n;
};
struct meeting_ledger_row {
    const struct meeting_ledger_line *l;
    struct str kind, answer, badge; /* answer: in words; badge: its class */
    struct str meeting, meeting_path, answer_path;
    struct str changed, changed_path;
    struct meeting_was_lines were;
    bool late, hidden, withdrawn, may_answer;
};
struct meeting_ledger_rows {
    const struct meeting_ledger_row *v;
    size_t n;
};
struct meeting_ledger_page {
    struct meeting_ledger_rows rows;
    struct meeting_ledger_totals totals;
    struct choices states;
    struct str state, title, base, next; /* next: path of the older ones, "" none */
    struct str meeting_path;             /* "" on the ledger of the place */
};
struct meeting_answer_page {
    struct meeting_ledger_row row;
    struct choices answers, links;
    struct str action, answer, reason, link, link_text;
    int64_t version;
    bool question;
};

#endif
