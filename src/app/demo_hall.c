/* See demo_hall.h. */
#include "app/demo_hall.h"

#include "meeting/meeting_hall.h"
#include "rules/rules.h"

/* Every write of the hall begins by reading its meeting. */
static enum err begin(const struct demo_after *d, struct meeting_hall *h)
{
    *h = (struct meeting_hall){.db = d->db, .a = d->a, .who = d->who, .lang = LANG_KY, .f = d->f};
    return meeting_hall_begin(h, d->meeting_id);
}

static struct meeting_tally tally_of(struct node votes)
{
    return (struct meeting_tally){.in_favour = node_item_i64(votes, 0),
                                  .against = node_item_i64(votes, 1),
                                  .abstained = node_item_i64(votes, 2)};
}

/* -- the roll -- */

static enum err age_groups(const struct demo_after *d, struct meeting_age_groups *out)
{
    struct rule_items bounds;

    TRY(rules_list(d->db, d->a, "meeting.age_groups", d->who->place_id, clock_today(), &bounds));
    int64_t *v = arena_array(d->a, int64_t, bounds.n);
    for (size_t i = 0; i < bounds.n; i++)
        v[i] = bounds.v[i].num;
    *out = meeting_age_groups_of(d->a, v, bounds.n);
    return OK;
}

static enum err comes(const struct demo_after *d, struct meeting_attendee_new n)
{
    struct meeting_hall h;
    int64_t number;

    n.name = STR("");
    n.via = STR("sheet");
    n.sent.client_key = STR("");
    TRY(begin(d, &h));
    return meeting_register(&h, &n, &number);
}

static enum err counted(const struct demo_after *d, struct node roll)
{
    struct meeting_age_groups groups;

    TRY(age_groups(d, &groups));
    for (size_t i = 0; i < node_count(roll); i++) {
        struct node o = node_item(roll, i);
        TRY(comes(d, (struct meeting_attendee_new){
                         .sex = node_str(o, "sex"),
                         .age_group = meeting_age_group_at(&groups, node_i64(o, "age")),
                         .village = node_str(o, "village"),
                         .count = node_i64(o, "n")}));
    }
    return OK;
}

static bool among(struct node names, struct str name)
{
    for (size_t i = 0; i < node_count(names); i++)
        if (str_eq(node_item_str(names, i), name))
            return true;
    return false;
}

/* Delegates are asked sex and age too: every other one is a woman, one in three is young. */
static enum err seated(const struct demo_after *d, const struct meeting_seats *seats,
                       struct node absent)
{
    enum { YOUNG = 24, GROWN = 45, EVERY_YOUNG = 3 };
    struct meeting_age_groups groups;

    TRY(age_groups(d, &groups));
    for (size_t i = 0; i < seats->n; i++) {
        const struct meeting_seat *s = &seats->v[i];
        if (among(absent, s->name))
            continue;
        TRY(comes(d, (struct meeting_attendee_new){.member_id = seats->delegates ? 0 : s->id,
                                                   .delegate_id = seats->delegates ? s->id : 0,
                                                   .sex = i % 2 ? STR("f") : STR("m"),
                                                   .age_group = meeting_age_group_at(
                                                       &groups, i % EVERY_YOUNG ? GROWN : YOUNG),
                                                   .village = s->note,
                                                   .count = 1}));
    }
    return OK;
}

/* -- who presides, what was decided -- */

static enum err elect(const struct demo_after *d, const char *role, struct node hall)
{
    struct meeting_hall h;
    struct meeting_election e = {.role = str_of(role),
                                 .name = node_str(hall, role),
                                 .tally = tally_of(node_of(hall, "votes")),
                                 .sent = {STR("")}};

    TRY(begin(d, &h));
    return meeting_elect(&h, &e);
}

static enum err decide(const struct demo_after *d, struct node o)
{
    size_t item = (size_t)node_i64(o, "item");
    struct meeting_items items;
    struct meeting_hall h;
    int64_t vote;

    TRY(meeting_items_of(d->db, d->a, d->meeting_id, &items));
    if (item >= items.n)
        return ERR_BUG;
    TRY(begin(d, &h));
    TRY(meeting_item_step(&h, &(struct meeting_item_step){.id = items.v[item].id,
                                                          .version = items.v[item].version,
                                                          .to = STR("current"),
                                                          .decision = STR("")}));
    TRY(begin(d, &h));
    return meeting_vote_add(
        &h,
        &(struct meeting_vote_new){.item_id = items.v[item].id,
                                   .subject = STR(""),
                                   .decision = node_str(o, "text"),
                                   .tally = {.in_favour = node_i64(o, "for"),
                                             .against = node_i64(o, "against"),
                                             .abstained = node_i64(o, "abstained")},
                                   .carried = true,
                                   .sent = {STR("")}},
        &vote);
}

enum err demo_hall(const struct demo_after *d, struct node hall)
{
    struct node decisions = node_of(hall, "decisions");
    struct meeting_seats seats;
    struct meeting_hall h;

    TRY(begin(d, &h));
    TRY(meeting_seats_of(d->db, d->a, &h.m, LANG_KY, &seats));
    if (seats.n)
        TRY(seated(d, &seats, node_of(hall, "absent")));
    else
        TRY(counted(d, node_of(hall, "roll")));
    TRY(elect(d, "chair", hall));
    TRY(elect(d, "secretary", hall));
    TRY(begin(d, &h));
    TRY(meeting_open(&h, h.m.version, true));
    for (size_t i = 0; i < node_count(decisions); i++)
        TRY(decide(d, node_item(decisions, i)));
    TRY(begin(d, &h));
    clock_set(h.m.starts_at + h.m.minutes * 60);
    return meeting_close(&h, h.m.version);
}
