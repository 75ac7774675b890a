/* Executive bodies of the demonstration. See demo_staff.h. */
#include "app/demo_staff.h"

#include "body/body.h"
#include "issue/issue.h"

static enum err answer_for(const struct demo_staff *d, const struct issues *all, int64_t member_id,
                           struct node o)
{
    struct node numbers = node_of(o, "issues");
    int64_t id;

    for (size_t k = 0; k < node_count(numbers); k++)
        for (size_t i = 0; i < all->n; i++) {
            const struct issue *s = &all->v[i];
            if (s->number != node_item_i64(numbers, k))
                continue;
            struct issue_new n = {.id = s->id,
                                  .version = s->version,
                                  .number = s->number,
                                  .basis = s->basis,
                                  .responsible = node_str(o, "position"),
                                  .responsible_id = member_id,
                                  .note = STR("")};
            for (int l = 0; l < LANG_COUNT; l++) {
                n.title[l] = s->title[l];
                n.text[l] = s->text[l];
            }
            TRY(issue_save(d->db, d->a, d->secretary, &n, d->f, &id));
        }
    return OK;
}

static enum err add_member(const struct demo_staff *d, int64_t body_id, struct node o, day_t from,
                           int64_t *id)
{
    struct body_member m = {
        .body_id = body_id,
        .name = node_str(o, "name"),
        .sex = str_eq(node_str(o, "sex"), STR("female")) ? COMP_SEX_FEMALE : COMP_SEX_MALE,
        .side = BODY_SIDE_EXECUTIVE,
        .position = node_str(o, "position"),
        .from = from,
        .to = DAY_NONE,
        .order_number = STR(""),
        .order_day = DAY_NONE,
    };
    return body_member_save(d->db, d->a, d->secretary, &m, d->f, id);
}

enum err demo_staff(const struct demo_staff *d, struct node staff)
{
    struct node members = node_of(staff, "members");
    day_t day = node_day(staff, "day", d->today);
    struct body_new n = {
        .kind = BODY_EXECUTIVE,
        .name = {node_str(staff, "ky"), node_str(staff, "ru"), node_str(staff, "en")},
        .purpose = {STR(""), STR(""), STR("")},
        .created = {STR(""), node_str(staff, "order"), day}};
    struct body_step approval = {.order = n.created, .lang = LANG_KY};
    struct issue_filter filter = {.state = STR("active"), .today = d->today};
    struct issues all;
    struct body body;

    if (!node_count(members))
        return OK;
    TRY(body_save(d->db, d->a, d->secretary, &n, d->f, &approval.id));
    TRY(issue_list(d->db, d->a, d->secretary->place_id, &filter, &all));
    for (size_t i = 0; i < node_count(members); i++) {
        int64_t id;
        TRY(add_member(d, approval.id, node_item(members, i), day, &id));
        TRY(answer_for(d, &all, id, node_item(members, i)));
    }
    TRY(body_find(d->db, d->a, d->secretary->place_id, approval.id, &body));
    approval.version = body.version;
    return body_approve(d->db, d->a, d->head, &approval, d->f);
}
