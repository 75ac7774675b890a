/* See demo_bodies.h. */
#include "app/demo_bodies.h"

#include "body/body.h"
#include "charter/charter.h"
#include "people/people.h"

#define NOON (12 * 3600)

static void on(day_t day)
{
    clock_set(instant_of_day(day) + NOON);
}

static enum err add_member(const struct demo_bodies *d, int64_t body_id, enum body_side side,
                           struct node o)
{
    struct str login = node_str(o, "login");
    struct person p = {.id = 0};
    int64_t id;

    if (login.n)
        TRY(people_by_contact(d->db, d->a, login, &p));
    struct body_member m = {
        .body_id = body_id,
        .person_id = p.id,
        .name = node_str(o, "name"),
        .sex = str_eq(node_str(o, "sex"), STR("female")) ? COMP_SEX_FEMALE : COMP_SEX_MALE,
        .side = side,
        .consent = node_true(o, "consent"),
        .position = node_str(o, "position"),
        .from = clock_today(),
        .to = DAY_NONE,
        .order_number = STR(""),
        .order_day = DAY_NONE,
    };
    return body_member_save(d->db, d->a, d->secretary, &m, d->f, &id);
}

static enum err make_body(struct demo_bodies *d, struct node o)
{
    struct node members = node_of(o, "members");
    struct body_new n = {.name = {node_str(o, "ky"), node_str(o, "ru"), node_str(o, "en")},
                         .purpose = {STR(""), STR(""), STR("")},
                         .created = {STR(""), node_str(o, "order"), node_day(o, "day", d->today)}};
    struct body_step approval = {
        .order = {STR(""), node_str(o, "approved_order"), node_day(o, "approved_day", d->today)},
        .lang = LANG_KY};
    struct body body;
    enum body_side side;

    if (d->n == DEMO_BODIES_MOST)
        return ERR_BUG;
    TRY(body_kind_of(node_str(o, "kind"), &n.kind));
    TRY(body_side_of(node_str(o, "side"), &side));
    on(n.created.day);
    TRY(body_save(d->db, d->a, d->secretary, &n, d->f, &approval.id));
    for (size_t i = 0; i < node_count(members); i++)
        TRY(add_member(d, approval.id, side, node_item(members, i)));
    on(approval.order.day);
    TRY(body_find(d->db, d->a, d->secretary->place_id, approval.id, &body));
    approval.version = body.version;
    TRY(body_approve(d->db, d->a, d->head, &approval, d->f));
    d->v[d->n].key = node_str(o, "key");
    d->v[d->n++].id = approval.id;
    return OK;
}

enum err demo_bodies(struct demo_bodies *d, struct node list)
{
    for (size_t i = 0; i < node_count(list); i++)
        TRY(make_body(d, node_item(list, i)));
    return OK;
}

int64_t demo_body_id(const struct demo_bodies *d, struct str key)
{
    for (size_t i = 0; i < d->n; i++)
        if (str_eq(d->v[i].key, key))
            return d->v[i].id;
    return 0;
}

/* -- the charter -- */

static enum err set_rule(const struct demo_bodies *d, struct node charter, struct str key,
                         struct str value)
{
    day_t day = node_day(charter, "day", d->today);
    struct charter_override o = {
        .key = key,
        .value = value,
        .decision = {node_str(charter, "title"), node_str(charter, "number"), day},
        .valid_from = day,
        .valid_to = DAY_NONE};

    return charter_save(d->db, d->a, d->head, LANG_KY, &o, d->f);
}

enum err demo_charter(const struct demo_bodies *d, struct node charter)
{
    struct node rules = node_of(charter, "rules");

    if (!charter.json)
        return OK;
    on(node_day(charter, "day", d->today));
    for (size_t i = 0; i < node_count(rules); i++)
        TRY(set_rule(d, charter, node_str(node_item(rules, i), "key"),
                     node_str(node_item(rules, i), "value")));
    struct civil due = day_to_civil(node_day(charter, "report_in", d->today));
    return set_rule(d, charter, STR("accountability.report_by"),
                    str_fmt(d->a, "%02d-%02d", due.month, due.day));
}
