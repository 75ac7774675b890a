/* The page of days of rest, and the operator's form for movable ones. */
#include "charter/charter_web.h"

#include "charter/charter_views.h"

static enum err answer(struct request *rq, int status, struct holidays_page *v)
{
    v->may_set = req_may(rq, CAP_NATION);
    TRY(deadline_holidays(rq->db, rq->arena, rq->lang, v->year, &v->days));
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_charter_days_title),
                                   .section = "rules",
                                   .wide = true},
                    VIEW(holidays), v);
}

static int year_asked(struct request *rq)
{
    int64_t year;

    if (str_to_i64(req_query(rq, "year"), &year) != OK || year < 2004 || year > 2100)
        return day_to_civil(clock_today()).year;
    return (int)year;
}

enum err charter_days_get(struct request *rq)
{
    struct holidays_page v = {.year = year_asked(rq), .day = STR("")};

    return answer(rq, 200, &v);
}

static struct str days_path(struct request *rq, int year)
{
    return str_fmt(rq->arena, "/rules/holidays?year=%d", year);
}

enum err charter_days_post(struct request *rq)
{
    struct holidays_page v = {
        .year = year_asked(rq), .day = req_field(rq, "day"), .h = {.day = DAY_NONE}};

    v.h.working = req_has(rq, "working");
    v.h.name[LANG_KY] = req_field(rq, "name_ky");
    v.h.name[LANG_RU] = req_field(rq, "name_ru");
    v.h.name[LANG_EN] = req_field(rq, "name_en");
    v.h.decision = req_field(rq, "decision");
    req_field_day(rq, "day", false, &v.h.day);
    enum err e = charter_holiday_add(rq->db, rq->arena, &rq->actor, &v.h, &rq->faults);

    if (e == ERR_INVALID)
        return answer(rq, 422, &v);
    TRY(e);
    return req_redirect_saying(rq, days_path(rq, day_to_civil(v.h.day).year),
                               MSG_charter_days_added);
}

enum err charter_day_remove_post(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(charter_holiday_remove(rq->db, rq->arena, &rq->actor, id));
    return req_redirect_saying(rq, STR("/rules/holidays"), MSG_charter_days_removed);
}
