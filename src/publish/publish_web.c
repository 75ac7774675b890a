/* The municipality's front page, and the table of this capability's routes. See publish.h. */
#include "publish/publish_web.h"

#include "place/place.h"
#include "publish/publish_views.h"

#define HOME_NEWS     5
#define HOME_EVENTS   5
#define HOME_MEETINGS 3

static bool is_ahead(const struct plan_event *e, day_t today)
{
    return e->on >= today &&
           (str_eq(e->state, STR("upcoming")) || str_eq(e->state, STR("overdue")));
}

static enum err next_events(struct request *rq, day_t today, struct plan_events *out)
{
    struct plan_events all;
    size_t n = 0;

    TRY(plan_calendar(rq->db, rq->arena, rq->scope.id, rq->lang, &all));
    struct plan_event *v = arena_array(rq->arena, struct plan_event, HOME_EVENTS);
    for (size_t i = 0; i < all.n && n < HOME_EVENTS; i++)
        if (is_ahead(&all.v[i], today))
            v[n++] = all.v[i];
    *out = (struct plan_events){v, n};
    return OK;
}

static struct str above_of(struct arena *a, enum lang lang, const struct places *path)
{
    struct buf *b = buf_new(a, 4 * KIB);
    for (size_t i = 0; i + 1 < path->n; i++) {
        if (i)
            buf_lit(b, ", ");
        buf_add(b, place_name(&path->v[i], lang));
    }
    return buf_str(b);
}

/* What a resident may do today, which the page begins with. */
static void what_to_do(struct request *rq, struct home_page *v)
{
    v->discussing = v->has_plan && str_eq(v->plan.state, STR("discussion"));
    v->speak = STR("");
    for (size_t i = 0; i < v->meetings.n && !v->speak.n; i++) {
        if (!meeting_takes_words(&v->meetings.v[i]))
            continue;
        v->speak = meeting_path(rq->arena, rq->scope.code, v->meetings.v[i].id);
        v->speak_day = day_of_instant(v->meetings.v[i].starts_at);
    }
}

enum err home_get(struct request *rq)
{
    struct place place;
    struct places path;
    struct news_items items;
    struct home_page model = {.name = rq->scope.name, .today = clock_today()};

    TRY(place_by_id(rq->db, rq->arena, rq->scope.id, &place));
    if (!place.is_municipality)
        return req_redirect(rq, str_cat(rq->arena, STR("/territory/"), rq->scope.code));
    TRY(place_path(rq->db, rq->arena, rq->scope.id, &path));
    model.above = above_of(rq->arena, rq->lang, &path);
    TRY(issue_freshness_of(rq->db, rq->arena, rq->scope.id, model.today, &model.issues));
    enum err e = plan_brief(rq->db, rq->arena, rq->scope.id, rq->lang, &model.plan);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    model.has_plan = e == OK;
    TRY(next_events(rq, model.today, &model.next));
    TRY(meeting_list(rq->db, rq->arena,
                     &(struct meeting_filter){.place_id = rq->scope.id,
                                              .upcoming = true,
                                              .kind = STR(""),
                                              .today = model.today,
                                              .most = HOME_MEETINGS},
                     &model.meetings));
    what_to_do(rq, &model);
    TRY(news_list(rq->db, rq->arena, rq->scope.id, INT64_MAX, INT64_MAX, HOME_NEWS, &items));
    TRY(news_lines_of(rq, &items, &model.news));
    return req_page(rq, 200,
                    &(struct page){
                        .title = rq->scope.name,
                        .description = msg_text(rq->arena, rq->lang, MSG_publish_home_lead),
                        .section = "home",
                        .feed = str_fmt(rq->arena, "/%.*s/feed.atom", STR_F(rq->scope.code)),
                        .wide = true,
                    },
                    VIEW(home), &model);
}

const struct route publish_routes[] = {
    {GET, "/:place", home_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/news", news_list_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "before id"},
    {GET, "/:place/news/new", news_form_get, .need = CAP_REGISTER},
    {POST, "/:place/news/new", news_save_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/:place/news/:id", news_show_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/news/:id/edit", news_form_get, .need = CAP_REGISTER},
    {POST, "/:place/news/:id/edit", news_save_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/news/:id/withdraw", news_withdraw_post, .need = CAP_REGISTER,
     .csrf = CSRF_TOKEN},
    {GET, "/:place/news.csv", news_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/api/v1/places/:place/news", news_api_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .langless = true, .doc = "News of a municipality, newest first"},
    {GET, "/:place/feed.atom", feed_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/calendar.ics", calendar_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/board", board_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/board/issues.pdf", board_issues_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY,
     .query = "paper"},
    {GET, "/:place/board/plan.pdf", board_plan_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY,
     .query = "paper"},
    {GET, "/:place/board/progress.pdf", board_progress_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY,
     .query = "paper"},
    {0},
};
