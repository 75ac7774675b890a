/* The desk's page. See desk.h. */
#include "desk/desk_web.h"

#include "desk/desk_views.h"
#include "people/people.h"

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
    struct desk_page model = {
        .place_name = rq->scope.name, .today = q.today, .person = rq->viewer.name};

    TRY(desk_read(rq->db, rq->arena, &q, &model.desk));
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_desk_title),
                                   .section = "desk",
                                   .wide = true},
                    VIEW(desk), &model);
}

/* Municipalities where the reader has a desk, each once. */
static struct desk_places desks_of(struct request *rq, const struct held_roles *roles)
{
    struct desk_place *v = arena_array(rq->arena, struct desk_place, roles->n);
    size_t n = 0;

    for (size_t i = 0; i < roles->n; i++) {
        const struct held_role *r = &roles->v[i];
        if (r->place_id == 0 || !(role_caps(r->role) & CAP_BIT(CAP_DESK)) ||
            (n && str_eq(v[n - 1].code, r->place_code)))
            continue;
        struct str name =
            r->place_name[rq->lang].n ? r->place_name[rq->lang] : r->place_name[LANG_KY];
        v[n++] = (struct desk_place){r->place_code, name, role_title(rq->arena, rq->lang, r->role)};
    }
    return (struct desk_places){v, n};
}

/* Whoever works in one municipality goes straight to its desk. */
static enum err choose_get(struct request *rq)
{
    struct held_roles roles;

    TRY(people_roles(rq->db, rq->arena, rq->viewer.person_id, &roles));
    struct desk_places places = desks_of(rq, &roles);
    if (places.n == 1)
        return req_redirect(rq, str_fmt(rq->arena, "/%.*s/desk", STR_F(places.v[0].code)));
    return req_page(rq, 200, &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_desk_title)},
                    VIEW(desk_choice), &places);
}

const struct route desk_routes[] = {
    {GET, "/desk", choose_get, .need = CAP_SIGNED_IN,
     .doc = "Choice of the municipality to work for"},
    {GET, "/:place/desk", desk_get, .need = CAP_DESK, .doc = "What is due in the municipality"},
    {0},
};
