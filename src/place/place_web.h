/* Models of the territory's pages. Inside of place; views read them. */
#ifndef ASHAR_PLACE_PLACE_WEB_H
#define ASHAR_PLACE_PLACE_WEB_H

#include "place/place.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/request.h"

struct unit_line {
    struct place place;
    int64_t below; /* open units directly below */
};
struct unit_group {
    enum msg title;
    struct unit_line *v;
    size_t n;
};
struct unit_groups {
    struct unit_group *v;
    size_t n;
};

struct territory_index {
    struct str query;
    bool searched;
    struct place_hits hits;
    struct unit_groups groups;
};

struct territory_unit {
    struct place place;
    struct lang_str label;
    struct str title;
    struct places path; /* above it */
    struct unit_groups groups, ended;
    bool is_open, is_own; /* is_own: it is a municipality with pages of its own */
    bool has_municipality;
    struct place municipality;
    struct places successors, predecessors;
    bool may_edit;
};

struct territory_edit {
    struct str title, path;
    struct place place;
    struct str name[LANG_COUNT], population; /* as typed */
    struct field fields[LANG_COUNT + 1];
};

extern const struct route place_routes[];

MUST_USE enum err place_list_get(struct request *rq); /* GET /api/v1/places */
MUST_USE enum err place_item_get(struct request *rq); /* GET /api/v1/places/:unit */
MUST_USE enum err place_csv_get(struct request *rq);  /* GET /territory.csv */

#endif
