/* The desk's page. See desk.h. */
#include "desk/desk_web.h"

#include "desk/desk_views.h"

static enum err desk_get(struct request *rq)
{
    struct due_query q = {
        .place_id = rq->scope.id,
        .place_code = rq->scope.code,
        .person_id = rq->viewer.person_id,
        .caps = rq->viewer.caps,
        .today = clock_today(),
        .lang = rq->lang,
    };
    struct desk_page model = {.place_name = rq->scope.name, .today = q.today, .person = rq->viewer.name};

    TRY(desk_read(rq->db, rq->arena, &q, &model.desk));
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_desk_title), .section = "desk", .wide = true},
                    VIEW(desk), &model);
}

const struct route desk_routes[] = {
    {GET, "/:place/desk", desk_get, .need = CAP_DESK, .doc = "What is due in the municipality"},
    {0},
};
