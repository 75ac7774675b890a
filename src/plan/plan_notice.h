/* Telling people by mail what became of a plan and of what they wrote about it. Queued in the
 * step's own transaction. */
#ifndef ASHAR_PLAN_NOTICE_H
#define ASHAR_PLAN_NOTICE_H

#include "plan/plan_in.h"

/* Subscribers of the municipality's plan: it is up for discussion, or in force. */
MUST_USE enum err plan_notice_discussion(struct plan_do *p, const struct plan_get_row *plan);
MUST_USE enum err plan_notice_in_force(struct plan_do *p, const struct plan_get_row *plan);

/* Whoever wrote the comment with an account that has an e-mail address: the answer and its reason.
 */
MUST_USE enum err plan_notice_answer(struct plan_do *p, const struct plan_comment_get_row *comment,
                                     const struct plan_answer_new *answer);

#endif
