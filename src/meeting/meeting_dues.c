/* Days that the rules set once a meeting is over: of minutes and results, of the answers owed. One
 * place, so that what the hall promises, the desk asks and the public page calls late is one day.
 * See meeting_inside.h. */
#include "meeting/meeting_hall_sql.h"
#include "meeting/meeting_inside.h"

#include "rules/deadline.h"
#include "rules/rules.h"

enum err meeting_day_after(struct db *db, struct arena *a, const struct meeting *m,
                           const char *name, day_t *out)
{
    const char *key = meeting_rule_key(a, m->kind, name);
    const struct rule *rule = rules_find(str_of(key), m->day);
    int64_t n;

    if (!rule) {
        *out = DAY_NONE;
        return OK;
    }
    enum err e = rules_i64(db, a, key, m->place_id, m->day, &n);
    if (e == ERR_NOT_FOUND) {
        *out = DAY_NONE;
        return OK;
    }
    TRY(e);
    if (str_eq(str_of(rule->unit), STR("months")))
        return deadline_months(db, a, m->day, n, out);
    if (str_eq(str_of(rule->unit), STR("working_days")))
        return deadline_working_days(db, a, m->day, n, out);
    return deadline_calendar_days(db, a, m->day, n, out);
}

static enum err owe(struct db *db, struct arena *a, int64_t meeting_id, struct str kind, day_t due)
{
    int64_t n;

    if (due == DAY_NONE)
        return OK;
    return meeting_hall_words_due(
        db, a,
        &(struct meeting_hall_words_due_in){.meeting_id = meeting_id, .kind = kind, .due = due},
        &n);
}

/* A proposal is answered with the results, a question by a day of its own. */
enum err meeting_words_owe(struct db *db, struct arena *a, const struct meeting *m)
{
    day_t results, questions;

    TRY(meeting_day_after(db, a, m, "results_after", &results));
    TRY(meeting_day_after(db, a, m, "unanswered_questions", &questions));
    TRY(owe(db, a, m->id, STR("question"), questions == DAY_NONE ? results : questions));
    return owe(db, a, m->id, STR("proposal"), results);
}
