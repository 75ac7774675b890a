/* Accounts of the demonstration. See demo_people.h. */
#include "app/demo_people.h"

#include "people/people.h"
#include "place/place.h"

static enum err make(struct db *db, struct arena *a, struct node o, struct str hash,
                     struct faults *f)
{
    struct actor nobody = {0};
    struct person_new p = {
        .name = node_str(o, "name"),
        .contact = node_str(o, "login"),
        .lang = LANG_KY,
        .password_hash = hash,
    };
    struct role_grant grant = {.from = DAY_NONE, .to = DAY_NONE, .order_number = STR("")};
    struct place place;
    int64_t role_id;

    TRY(role_of(node_str(o, "role"), &grant.role));
    if (node_str(o, "place").n) {
        TRY(place_by_code(db, a, node_str(o, "place"), &place));
        grant.place_id = place.id;
        p.residence_id = place.id;
    }
    TRY(people_add(db, a, &nobody, &p, f, &grant.person_id));
    return people_grant(db, a, &nobody, &grant, f, &role_id);
}

enum err demo_people(struct db *db, struct arena *a, struct node root, struct faults *f)
{
    struct node list = node_of(root, "people");
    struct str hash;

    TRY(people_password_hash(a, node_str(root, "password"), &hash));
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make(db, a, node_item(list, i), hash, f));
    return OK;
}

enum err demo_person_actor(struct db *db, struct arena *a, struct str login, int64_t place_id,
                           struct actor *out)
{
    struct person p;

    TRY(people_by_contact(db, a, login, &p));
    *out = (struct actor){.person_id = p.id, .place_id = place_id};
    return OK;
}
