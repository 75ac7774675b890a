/* Models of the pages of rules. Inside of charter/. */
#ifndef ASHAR_CHARTER_WEB_H
#define ASHAR_CHARTER_WEB_H

#include "charter/charter.h"
#include "document/document.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/request.h"

struct rule_row {
    const struct rule_described *rule;
    struct charter_bases bases;
    bool same_decision; /* as the row before */
};
struct rule_rows {
    const struct rule_row *v;
    size_t n;
};
struct rule_group {
    struct str key, name;
    const struct rule_row *v;
    size_t n;
    int64_t unset;
};
struct rule_groups {
    const struct rule_group *v;
    size_t n;
};
enum rules_only { RULES_ALL, RULES_OWN, RULES_UNSET, RULES_UNSURE, RULES_ONLY_COUNT };

struct rules_page {
    struct str place_name; /* "" on the page of the whole installation */
    struct rule_groups groups;
    struct rule_rows own;   /* set by the municipality, or for the whole installation */
    struct str base;        /* path below the language: "/rules" or "/CODE/rules" */
    struct str api;         /* path of the JSON */
    struct str words, only; /* the filter, as asked */
    struct choices choices;
    int64_t unset, total, found;
    bool filtered, open; /* open: everything unfolded, to print */
    bool may_set;
};

struct rule_page { /* one rule: form, history */
    struct rule_described now;
    struct charter_bases bases;
    struct rule_history past;
    struct charter_overrides spans;
    struct documents documents;
    struct str base, action;
    bool may_set;
    /* the form, as typed */
    struct charter_override o;
    struct str day, from, to;
    struct str expected;    /* how a value of this rule is typed */
    struct choices choices; /* of a CHOICE */
};

struct holidays_page {
    struct holidays days;
    int year;
    bool may_set;
    struct charter_holiday h;
    struct str day;
};

struct str charter_decision_text(const struct out *o, const struct rule_decision *d);

/* charter_web.c. In a municipality its charter may set a rule, outside of one the nation. */
bool charter_may_set(const struct request *rq);
struct str charter_base_path(struct request *rq);
MUST_USE enum err charter_bases_of(struct request *rq, const struct rule_described *d,
                                   struct charter_bases *out);
/* charter_all.c */
MUST_USE enum err charter_all_get(struct request *rq);
/* charter_days.c */
MUST_USE enum err charter_days_get(struct request *rq);
MUST_USE enum err charter_days_post(struct request *rq);
MUST_USE enum err charter_day_remove_post(struct request *rq);
/* charter_api.c */
MUST_USE enum err charter_csv_get(struct request *rq);
MUST_USE enum err charter_api_get(struct request *rq);

#endif
