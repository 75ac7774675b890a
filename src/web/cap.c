/* Names of the duties. See cap.h. */
#include "web/cap.h"

#include <stddef.h>

const char *cap_name(enum cap c)
{
    static const char *const names[CAP_COUNT] = {
        [CAP_UNSET] = "unset",         [CAP_PUBLIC] = "public",
        [CAP_SIGNED_IN] = "signed_in", [CAP_COMMENT] = "comment",
        [CAP_DESK] = "desk",           [CAP_REGISTER] = "register",
        [CAP_MEETING] = "meeting",     [CAP_PLAN_DRAFT] = "plan_draft",
        [CAP_ANSWER] = "answer",       [CAP_REPORT] = "report",
        [CAP_APPROVE] = "approve",     [CAP_VERIFY] = "verify",
        [CAP_ACT_FOR] = "act_for",     [CAP_CHARTER] = "charter",
        [CAP_PEOPLE] = "people",       [CAP_MONITOR] = "monitor",
        [CAP_NATION] = "nation",       [CAP_AUDIT] = "audit",
        [CAP_ADMIN] = "admin",
    };
    return (unsigned)c < CAP_COUNT && names[c] ? names[c] : "?";
}
