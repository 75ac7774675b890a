/* Model of the desk's page. */
#ifndef ASHAR_DESK_DESK_WEB_H
#define ASHAR_DESK_DESK_WEB_H

#include "desk/desk.h"
#include "web/out.h"
#include "web/request.h"

extern const struct route desk_routes[];

struct desk_page {
    struct str place_name, person;
    day_t today;
    struct desk desk;
};

struct desk_place {
    struct str code, name, role;
};
struct desk_places { /* of one person, by municipality */
    const struct desk_place *v;
    size_t n;
};

#endif
