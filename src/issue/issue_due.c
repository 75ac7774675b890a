/* What the desk is told: issues whose information is to be refreshed, ahead of time and overdue. */
#include "issue/issue.h"

#include "i18n/i18n.h"
#include "issue/issue_inside.h"
#include "rules/rules.h"
#include "web/cap.h"

/* The largest number of days ahead that the rule warns. */
static enum err warn_days(struct db *db, struct arena *a, const struct due_query *q, int64_t *out)
{
    struct rule_items days;
    int64_t most = 0;

    TRY(rules_list(db, a, ISSUE_WARN_RULE, q->place_id, q->today, &days));
    for (size_t i = 0; i < days.n; i++)
        most = days.v[i].num > most ? days.v[i].num : most;
    *out = most;
    return OK;
}

/* The desk shows a warning from the first of the rule's days on, and again, as its own line would
 * say, from the next: one line, whose day moves nearer, serves both. */
enum err issue_due(struct db *db, struct arena *a, const struct due_query *q, struct dues *out)
{
    struct issues all = {0};
    int64_t ahead;
    size_t n = 0;

    if ((q->caps >> CAP_REGISTER & 1) == 0) {
        *out = (struct dues){0};
        return OK;
    }
    TRY(warn_days(db, a, q, &ahead));
    TRY(issue_list(db, a, q->place_id,
                   &(struct issue_filter){.state = STR("active"), .today = q->today}, &all));
    struct due *v = arena_array(a, struct due, all.n + 1);

    for (size_t i = 0; i < all.n; i++) {
        const struct issue *s = &all.v[i];

        if (s->fresh_until > q->today + ahead)
            continue;
        v[n++] = (struct due){
            .on = s->fresh_until,
            .title = msg_text(a, q->lang, MSG_issue_due, ARG_N("number", s->number),
                              ARG_S("title", issue_title(s, q->lang))),
            .path = issue_path(a, q->place_code, s->id),
            .rule_key = ISSUE_REFRESH_RULE,
            .warning = s->fresh_until >= q->today,
        };
    }
    if (all.n == 0)
        v[n++] = (struct due){
            .on = DAY_NONE,
            .title = msg_text(a, q->lang, MSG_issue_due_first),
            .path = str_fmt(a, "/%.*s/issues", STR_F(q->place_code)),
            .next_step = true,
        };
    *out = (struct dues){v, n};
    return OK;
}
