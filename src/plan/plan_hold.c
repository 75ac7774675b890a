/* What every write of a plan begins and ends with: its row held for the writer, texts checked, one
 * audit record. */
#include "plan/plan_in.h"

#include "audit/audit.h"

enum err plan_hold(struct plan_do *p, int64_t id, struct plan_get_row *out)
{
    struct plan_get_row row;

    TRY(plan_lock(p->db, p->a, &(struct plan_lock_in){.id = id}));
    TRY(plan_get(p->db, p->a, &(struct plan_get_in){.id = id}, &row));
    if (!row.place_id.has || row.place_id.v != p->who->place_id)
        return ERR_NOT_FOUND;
    *out = row;
    return OK;
}

enum err plan_hold_editable(struct plan_do *p, int64_t id, struct plan_get_row *out)
{
    struct plan_get_row row;

    TRY(plan_hold(p, id, &row));
    if (!plan_editable(row.state)) {
        fault_add(p->f, STR("state"), MSG_plan_fault_not_editable,
                  ARG_S("state", plan_state_name(p->a, p->lang, row.state)));
        return ERR_CONFLICT;
    }
    *out = row;
    return OK;
}

void plan_need_text(struct plan_do *p, const char *field, struct str s, size_t min, size_t max)
{
    size_t n = str_utf8_length(s);

    if (n == 0 && min > 0)
        fault_add(p->f, str_of(field), MSG_common_fault_required);
    else if (n < min)
        fault_add(p->f, str_of(field), MSG_common_fault_too_short, ARG_N("n", (int64_t)min));
    else if (n > max)
        fault_add(p->f, str_of(field), MSG_common_fault_too_long, ARG_N("n", (int64_t)max));
}

enum err plan_tell(struct plan_do *p, const char *action, const char *subject, int64_t id,
                   struct str before, struct str after, struct str personal)
{
    return audit_append(p->db, p->a, p->who,
                        &(struct audit_entry){.action = str_of(action),
                                              .subject = str_of(subject),
                                              .subject_id = id,
                                              .before = before,
                                              .after = after,
                                              .personal = personal});
}
