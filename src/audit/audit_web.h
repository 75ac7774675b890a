/* Models of the pages of the log. */
#ifndef ASHAR_AUDIT_AUDIT_WEB_H
#define ASHAR_AUDIT_AUDIT_WEB_H

#include "audit/audit.h"
#include "audit/differ.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

struct audit_change { /* one difference, as the forms would say it */
    struct str name, before, after;
    bool raw; /* name: as the log keeps it, since no form has a label for it */
};
struct audit_changes {
    const struct audit_change *v;
    size_t n;
};
struct audit_line {
    struct audit_record record;
    struct str who, whom; /* names; whom "" where for themself */
    struct audit_changes changes, personal;
};
struct audit_lines {
    const struct audit_line *v;
    size_t n;
};

struct audit_place_page {
    bool any; /* the place has records */
    struct audit_head now;
    struct audit_heads days;
    struct audit_lines lines;                    /* for CAP_AUDIT */
    struct str subject, subject_id, person, day; /* the filter as typed */
    struct str query;                            /* the filter again, for the next page */
    int64_t next;                                /* number to go on before; 0: that was all */
};

struct audit_nation_page {
    struct audit_days days;
};

#endif
