/* Mails about plans. See plan_notice.h. */
#include "plan/plan_notice.h"

#include "notify/notify.h"
#include "people/people.h"
#include "place/place.h"

static enum err tell_subscribers(struct plan_do *p, const struct plan_get_row *plan,
                                 enum msg subject, enum msg body)
{
    struct place place;
    int64_t queued;

    TRY(place_by_id(p->db, p->a, plan->place_id.v, &place));
    struct msg_arg args[] = {ARG_S("place", place_name(&place, LANG_KY)),
                             ARG_S("plan", PLAN_TEXT(LANG_KY, plan, title))};
    return notify_subscribers(
        p->db, p->a,
        &(struct notice){
            .place_id = place.id,
            .topic = TOPIC_PLAN,
            .subject = subject,
            .body = body,
            .args = args,
            .arg_count = sizeof args / sizeof *args,
            .path = str_fmt(p->a, "/%.*s/plan/%lld", STR_F(place.code), (long long)plan->id),
        },
        &queued);
}

enum err plan_notice_discussion(struct plan_do *p, const struct plan_get_row *plan)
{
    return tell_subscribers(p, plan, MSG_plan_mail_discussion_subject,
                            MSG_plan_mail_discussion_body);
}

enum err plan_notice_in_force(struct plan_do *p, const struct plan_get_row *plan)
{
    return tell_subscribers(p, plan, MSG_plan_mail_in_force_subject, MSG_plan_mail_in_force_body);
}

enum err plan_notice_answer(struct plan_do *p, const struct plan_comment_get_row *comment,
                            const struct plan_answer_new *answer)
{
    struct person author;
    struct place place;
    enum err e =
        comment->author_id ? people_by_id(p->db, p->a, comment->author_id, &author) : ERR_NOT_FOUND;

    /* An officer who entered a spoken comment is not its author. */
    if (e == ERR_NOT_FOUND ||
        (e == OK && (!author.email.n || !str_eq(comment->channel, STR("online")))))
        return OK;
    TRY(e);
    TRY(place_by_id(p->db, p->a, p->who->place_id, &place));
    return notify_mail(
        p->db, p->a,
        &(struct mail_new){
            .place_id = place.id,
            .to = author.email,
            .lang = author.lang,
            .subject = msg_text(p->a, author.lang, MSG_plan_mail_answer_subject),
            .body = msg_text(p->a, author.lang, MSG_plan_mail_answer_body,
                             ARG_S("comment", comment->words), ARG_S("reason", answer->reason)),
            .path = str_fmt(p->a, "/%.*s/%.*s/plan/%lld/discussion", STR_F(lang_code(author.lang)),
                            STR_F(place.code), (long long)comment->plan_id),
        });
}
