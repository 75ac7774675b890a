/* What the files of issue/ share. */
#ifndef ASHAR_ISSUE_INSIDE_H
#define ASHAR_ISSUE_INSIDE_H

#include "issue/issue.h"
#include "issue/issue_sql.h"
#include "rules/state.h"

#define ISSUE_REFRESH_RULE "engagement_plan.info.refresh_months"
#define ISSUE_WARN_RULE    "issue.freshness.warn_days"

enum {
    ISSUE_TITLE_MAX = 500,
    ISSUE_TEXT_MAX = 20000,
    ISSUE_BASIS_MAX = 500,
    ISSUE_OFFICE_MAX = 200,
    ISSUE_NOTE_MAX = 1000,
    ISSUE_NUMBER_MAX = 9999
};

extern const struct state_machine issue_states;

/* What a change was, as stored in issue_version.what. */
enum issue_what {
    ISSUE_CREATED,
    ISSUE_IMPORTED,
    ISSUE_CHARTER_SET,
    ISSUE_EDITED,
    ISSUE_REFRESHED,
    ISSUE_STATE,
    ISSUE_WHAT_COUNT
};

/* Cleans and checks what both the form and the import give; faults on the form's field names. */
struct issue_new issue_cleaned(const struct issue_new *n, struct faults *f);
/* Inserts a checked one; `refreshed` is today. */
MUST_USE enum err issue_put(struct db *db, struct arena *a, const struct actor *who,
                            enum issue_what what, const struct issue_new *c, int64_t *id);
/* The same title (folded) in a language that both have. */
bool issue_same_title(struct arena *a, const struct str x[LANG_COUNT],
                      const struct str y[LANG_COUNT]);
/* The issue that has this title already (folded, in any language), other than n itself; or NULL. */
const struct issue *issue_with_title(struct arena *a, const struct issues *all,
                                     const struct issue_new *n);
MUST_USE enum err issue_next_number(struct db *db, struct arena *a, int64_t place_id, int64_t *out);

#endif
