/* Pages of the territory: the tree to browse, one unit, searching, correcting names. Rules:
 * place.h. */
#include "place/place_web.h"

#include "place/place_inside.h"
#include "place/place_views.h"

#define HITS_SHOWN 50

static const enum msg group_titles[PLACE_KIND_COUNT] = {
    [PLACE_OBLAST] = MSG_place_kinds_oblast,
    [PLACE_DISTRICT] = MSG_place_kinds_district,
    [PLACE_CITY_DISTRICT] = MSG_place_kinds_city_district,
    [PLACE_CITY] = MSG_place_kinds_city,
    [PLACE_AIMAK] = MSG_place_kinds_aimak,
    [PLACE_TOWN] = MSG_place_kinds_town,
    [PLACE_VILLAGE] = MSG_place_kinds_village,
};

static int64_t count_below(const struct place_counts_below_rows *counts, int64_t id)
{
    for (size_t i = 0; i < counts->n; i++)
        if (counts->v[i].parent_id == id)
            return counts->v[i].units;
    return 0;
}

/* The list is sorted by kind: a group a kind, of those that are open on the day, or of those that
 * are not. */
static struct unit_groups groups_of(struct arena *a, const struct places *list,
                                    const struct place_counts_below_rows *counts, day_t today,
                                    bool open)
{
    struct unit_group *groups = arena_array(a, struct unit_group, PLACE_KIND_COUNT);
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++) {
        const struct place *p = &list->v[i];
        if (place_is_open(p, today) != open)
            continue;
        if (n == 0 || groups[n - 1].title != group_titles[p->kind])
            groups[n++] = (struct unit_group){group_titles[p->kind],
                                              arena_array(a, struct unit_line, list->n), 0};
        struct unit_group *g = &groups[n - 1];
        g->v[g->n++] = (struct unit_line){*p, count_below(counts, p->id)};
    }
    return (struct unit_groups){groups, n};
}

static enum err index_get(struct request *rq)
{
    struct territory_index v = {.query = req_query(rq, "q")};
    struct place_counts_below_rows counts;
    struct places top;

    if (!v.query.p)
        v.query = STR("");
    v.query = str_utf8_head(str_trim(v.query), 100);
    v.searched = v.query.n > 0;
    if (v.searched)
        TRY(place_search(rq->db, rq->arena, rq->lang, v.query, HITS_SHOWN, &v.hits));
    TRY(place_children(rq->db, rq->arena, 0, rq->lang, &top));
    TRY(place_counts_below(rq->db, rq->arena, &(struct place_counts_below_in){clock_today()},
                           &counts));
    v.groups = groups_of(rq->arena, &top, &counts, clock_today(), true);
    return req_page(
        rq, 200, &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_place_territory_title)},
        VIEW(territory_index), &v);
}

static enum err unknown_page(struct request *rq, const struct place_answer *answer)
{
    struct territory_index v = {.query = req_param(rq, "unit"), .hits = answer->near};

    return req_page(rq, 404,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_place_unknown_title)},
                    VIEW(territory_unknown), &v);
}

static enum err unit_get(struct request *rq)
{
    struct arena *a = rq->arena;
    struct territory_unit v = {.is_open = true};
    struct place_answer answer;
    struct place_counts_below_rows counts;
    struct places below;
    day_t today = clock_today();

    TRY(place_resolve(rq->db, a, req_param(rq, "unit"), rq->lang, today, &answer));
    if (answer.verdict == PLACE_UNKNOWN)
        return unknown_page(rq, &answer);
    v.place = answer.place;
    v.successors = answer.successors;
    v.is_open = answer.verdict == PLACE_FOUND;
    v.label = place_label(&v.place, rq->lang);
    v.is_own = v.is_open && v.place.is_municipality;
    v.may_edit = req_may(rq, CAP_ADMIN);
    TRY(place_path(rq->db, a, v.place.id, &v.path));
    v.path.n--; /* itself is the heading */
    TRY(place_predecessors(rq->db, a, v.place.id, &v.predecessors));
    TRY(place_children(rq->db, a, v.place.id, rq->lang, &below));
    TRY(place_counts_below(rq->db, a, &(struct place_counts_below_in){today}, &counts));
    v.groups = groups_of(a, &below, &counts, today, true);
    v.ended = groups_of(a, &below, &counts, today, false);
    if (!v.place.is_municipality && v.is_open) {
        enum err e = place_municipality_of(rq->db, a, v.place.id, &v.municipality);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        v.has_municipality = e == OK;
    }
    /* A unit that ended keeps its page, with what it became: 200, since this is its record; its
     * site answers 410. */
    return req_page(rq, 200, &(struct page){.title = v.label.text}, VIEW(territory_unit), &v);
}

/* -- correcting -- */

static const char *const name_fields[LANG_COUNT] = {"name_ky", "name_ru", "name_en"};
static const enum msg name_labels[LANG_COUNT] = {MSG_place_name_in_ky, MSG_place_name_in_ru,
                                                 MSG_place_name_in_en};

static enum err edit_page(struct request *rq, int status, struct territory_edit *v)
{
    struct arena *a = rq->arena;

    for (int lang = 0; lang < LANG_COUNT; lang++)
        v->fields[lang] = (struct field){.name = str_of(name_fields[lang]),
                                         .label = msg_text(a, rq->lang, name_labels[lang]),
                                         .value = v->name[lang],
                                         .max_chars = 200};
    v->fields[LANG_COUNT] = (struct field){.name = STR("population"),
                                           .label = msg_text(a, rq->lang, MSG_place_population),
                                           .hint = msg_text(a, rq->lang, MSG_place_population_hint),
                                           .value = v->population,
                                           .inputmode = STR("numeric"),
                                           .max_chars = 12};
    v->title =
        msg_text(a, rq->lang, MSG_place_edit_title, ARG_S("name", place_name(&v->place, rq->lang)));
    v->path = str_fmt(a, "/territory/%.*s", STR_F(v->place.code));
    return req_page(rq, status, &(struct page){.title = v->title}, VIEW(territory_edit), v);
}

static struct str population_text(struct arena *a, int64_t n)
{
    return n < 0 ? STR("") : str_fmt(a, "%lld", (long long)n);
}

static enum err edit_get(struct request *rq)
{
    struct territory_edit v = {0};

    TRY(place_by_code(rq->db, rq->arena, req_param(rq, "unit"), &v.place));
    for (int lang = 0; lang < LANG_COUNT; lang++)
        v.name[lang] = v.place.name[lang];
    v.population = population_text(rq->arena, v.place.population);
    return edit_page(rq, 200, &v);
}

static enum err show_conflict(struct request *rq, const struct place *theirs)
{
    struct conflict_row rows[LANG_COUNT + 1];

    for (int lang = 0; lang < LANG_COUNT; lang++)
        rows[lang] = (struct conflict_row){str_of(name_fields[lang]),
                                           msg_text(rq->arena, rq->lang, name_labels[lang]),
                                           theirs->name[lang]};
    rows[LANG_COUNT] = (struct conflict_row){STR("population"),
                                             msg_text(rq->arena, rq->lang, MSG_place_population),
                                             population_text(rq->arena, theirs->population)};
    return req_conflict(
        rq, &(struct conflict){.title = place_name(theirs, rq->lang),
                               .path = str_fmt(rq->arena, "/territory/%.*s", STR_F(theirs->code)),
                               .version = theirs->version,
                               .n = LANG_COUNT + 1,
                               .rows = rows});
}

static enum err edit_post(struct request *rq)
{
    struct territory_edit v = {.population = req_field(rq, "population")};
    struct place_edit e = {.population = -1};

    TRY(place_by_code(rq->db, rq->arena, req_param(rq, "unit"), &v.place));
    e.id = v.place.id;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        e.name[lang] = v.name[lang] = req_field(rq, name_fields[lang]);
    req_field_i64(rq, "version", 1, INT64_MAX, &e.version);
    if (v.population.n)
        req_field_i64(rq, "population", 0, 20000000, &e.population);
    enum err result =
        rq->faults.n ? ERR_INVALID : place_edit(rq->db, rq->arena, &rq->actor, &e, &rq->faults);
    if (result == ERR_CONFLICT)
        return show_conflict(rq, &v.place);
    if (result == ERR_INVALID)
        return edit_page(rq, 422, &v);
    TRY(result);
    return req_redirect_saying(rq, str_fmt(rq->arena, "/territory/%.*s", STR_F(v.place.code)),
                               MSG_place_saved);
}

const struct route place_routes[] = {
    {GET, "/territory", index_get, .need = CAP_PUBLIC, .cache = CACHE_NATION, .query = "q",
     .doc = "the territory: oblasts and cities, search by name or code"},
    {GET, "/territory.csv", place_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY,
     .cache = CACHE_NATION, .query = "", .doc = "all units as CSV"},
    {GET, "/territory/:unit", unit_get, .need = CAP_PUBLIC, .cache = CACHE_NATION, .query = "",
     .doc = "one unit: where it lies, what lies in it, what it became"},
    {GET, "/territory/:unit/edit", edit_get, .need = CAP_ADMIN,
     .doc = "form to correct names and population of a unit"},
    {POST, "/territory/:unit/edit", edit_post, .need = CAP_ADMIN, .csrf = CSRF_TOKEN,
     .doc = "correct names and population of a unit"},
    {GET, "/api/v1/places", place_list_get, .need = CAP_PUBLIC, .langless = true,
     .cache = CACHE_NATION, .query = "q parent municipalities lang",
     .doc = "units: of the country, below ?parent=CODE, found by ?q=, or ?municipalities=1"},
    {GET, "/api/v1/places/:unit", place_item_get, .need = CAP_PUBLIC, .langless = true,
     .cache = CACHE_NATION, .query = "",
     .doc = "one unit with the way up to it and its successors"},
    {0},
};
