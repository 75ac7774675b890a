/* Subscribing to a municipality by e-mail, confirming, ending. See notify.h.
 *
 * Opening a mailed link changes nothing: mail programs open links by themselves. A button does. */
#include "notify/notify_web.h"

#include "notify/notify_views.h"
#include "place/place.h"

static enum err subscribe_show(struct request *rq, int status, struct subscribe_page *model)
{
    model->address_label = msg_text(rq->arena, rq->lang, MSG_notify_address);
    model->address_hint = msg_text(rq->arena, rq->lang, MSG_notify_address_hint);
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_notify_subscribe_title,
                                         ARG_S("place", rq->scope.name)),
                       .section = "news"},
        VIEW(subscribe), model);
}

static enum err subscribe_get(struct request *rq)
{
    struct str asked = req_query(rq, "asked");
    struct subscribe_page model = {
        .place_name = rq->scope.name,
        .address = STR(""),
        .topics = TOPICS_ALL,
        .asked = asked.p != NULL,
    };
    return subscribe_show(rq, 200, &model);
}

static int64_t topics_of(const struct request *rq)
{
    static const struct {
        const char *field;
        enum topic topic;
    } rows[] = {{"topic_issues", TOPIC_ISSUES},
                {"topic_plan", TOPIC_PLAN},
                {"topic_news", TOPIC_NEWS},
                {"topic_meetings", TOPIC_MEETINGS},
                {"topic_law", TOPIC_LAW}};
    int64_t topics = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (req_has(rq, rows[i].field))
            topics |= rows[i].topic;
    return topics;
}

static enum err subscribe_post(struct request *rq)
{
    struct subscription_new s = {
        .place_code = rq->scope.code,
        .place_name = rq->scope.name,
        .address = req_field(rq, "address"),
        .topics = topics_of(rq),
        .lang = rq->lang,
    };
    enum err e = notify_subscribe(rq->db, rq->arena, &rq->actor, &s, &rq->faults);
    if (e == ERR_INVALID) {
        struct subscribe_page model = {
            .place_name = rq->scope.name, .address = s.address, .topics = s.topics};
        return subscribe_show(rq, 422, &model);
    }
    TRY(e);
    return req_redirect(rq, str_fmt(rq->arena, "/%.*s/subscribe?asked=1", STR_F(rq->scope.code)));
}

static enum err subscription_show(struct request *rq, int status, struct subscription_page *model)
{
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_notify_subscription_title)},
        VIEW(subscription), model);
}

static enum err subscription_get(struct request *rq)
{
    struct subscription_page model = {.token = req_param(rq, "token"), .place_name = STR("")};
    struct subscription_found found;
    struct place p;
    enum err e = notify_find(rq->db, rq->arena, model.token, &found);

    if (e == ERR_NOT_FOUND || e == ERR_GONE) {
        model.unknown = e == ERR_NOT_FOUND;
        model.ended = e == ERR_GONE;
        return subscription_show(rq, model.unknown ? 404 : 200, &model);
    }
    TRY(e);
    TRY(place_by_id(rq->db, rq->arena, found.place_id, &p));
    model.place_name = place_name(&p, rq->lang);
    model.confirmed = found.confirmed;
    return subscription_show(rq, 200, &model);
}

/* An unknown or ended link is answered in words, not as a bare 404: its reader came from a mail. */
static enum err after(struct request *rq, enum err e)
{
    if (e == ERR_NOT_FOUND || e == ERR_GONE) {
        struct subscription_page model = {.token = STR(""),
                                          .place_name = STR(""),
                                          .unknown = e == ERR_NOT_FOUND,
                                          .ended = e == ERR_GONE};
        return subscription_show(rq, e == ERR_GONE ? 410 : 404, &model);
    }
    TRY(e);
    return req_redirect(rq,
                        str_fmt(rq->arena, "/subscription/%.*s", STR_F(req_param(rq, "token"))));
}

static enum err confirm_post(struct request *rq)
{
    int64_t place_id;
    return after(rq, notify_confirm(rq->db, rq->arena, req_param(rq, "token"), &place_id));
}

static enum err end_post(struct request *rq)
{
    int64_t place_id;
    return after(rq, notify_unsubscribe(rq->db, rq->arena, req_param(rq, "token"), &place_id));
}

static enum err unsubscribe_get(struct request *rq)
{
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_notify_unsubscribe_title)},
        VIEW(unsubscribe_help), NULL);
}

const struct route notify_routes[] = {
    {GET, "/:place/subscribe", subscribe_get, .need = CAP_PUBLIC},
    {POST, "/:place/subscribe", subscribe_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN,
     .rate = RATE_LOGIN},
    {GET, "/subscription/:token", subscription_get, .need = CAP_PUBLIC},
    {POST, "/subscription/:token/confirm", confirm_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN},
    {POST, "/subscription/:token/end", end_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN},
    {GET, "/unsubscribe", unsubscribe_get, .need = CAP_PUBLIC},
    {0},
};
