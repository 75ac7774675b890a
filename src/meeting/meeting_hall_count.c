/* How many are present, of which sex, age group and village; the quorum and the majority by the
 * rules. See meeting_hall.h; the arithmetic alone is meeting_hall_rules.h. */
#include "meeting/meeting_hall_inside.h"

#include "rules/rules.h"

/* -- age groups -- */

enum err meeting_age_groups_now(struct db *db, struct arena *a, int64_t place_id, day_t day,
                                struct meeting_age_groups *out)
{
    struct rule_items items = {0};
    enum err e = rules_list(db, a, MEETING_RULE_AGES, place_id, day, &items);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    int64_t *bounds = arena_array(a, int64_t, items.n);
    for (size_t i = 0; i < items.n; i++)
        bounds[i] = items.v[i].num;
    *out = meeting_age_groups_of(a, bounds, items.n);
    return OK;
}

struct str meeting_age_group_text(struct arena *a, enum lang lang, struct str code)
{
    int64_t from, to;

    if (!meeting_age_group_read(code, &from, &to))
        return code;
    if (to < 0)
        return msg_text(a, lang, MSG_meeting_hall_age_over, ARG_N("n", from));
    if (from == 0)
        return msg_text(a, lang, MSG_meeting_hall_age_under, ARG_N("n", to + 1));
    return msg_text(a, lang, MSG_meeting_hall_age_range, ARG_N("from", from), ARG_N("to", to));
}

/* -- counting -- */

static void count_row(struct meeting_counts *c, struct meeting_count_line *line,
                      const struct meeting_hall_counts_row *r)
{
    c->registered += r->registered;
    c->present += r->present;
    c->remote += r->remote;
    if (str_eq(r->sex, STR("f"))) {
        c->female += r->registered;
        line->female += r->registered;
    } else if (str_eq(r->sex, STR("m"))) {
        c->male += r->registered;
        line->male += r->registered;
    } else {
        line->unknown += r->registered;
    }
}

static int by_age(const void *x, const void *y)
{
    const struct meeting_count_line *a = x, *b = y;
    int64_t from_a = INT64_MAX, from_b = INT64_MAX, to;

    (void)meeting_age_group_read(a->age_group, &from_a, &to);
    (void)meeting_age_group_read(b->age_group, &from_b, &to);
    return from_a < from_b ? -1 : from_a > from_b;
}

enum err meeting_counts_of(struct db *db, struct arena *a, int64_t meeting_id,
                           struct meeting_counts *out)
{
    struct meeting_hall_counts_rows rows;
    struct meeting_counts c = {0};

    TRY(meeting_hall_counts(db, a, &(struct meeting_hall_counts_in){.meeting_id = meeting_id},
                            &rows));
    struct meeting_count_line *v = arena_array(a, struct meeting_count_line, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        size_t k = 0;
        while (k < c.n && !str_eq(v[k].age_group, rows.v[i].age_group))
            k++;
        if (k == c.n)
            v[c.n++].age_group = rows.v[i].age_group;
        count_row(&c, &v[k], &rows.v[i]);
    }
    qsort(v, c.n, sizeof *v, by_age);
    c.v = v;
    *out = c;
    return OK;
}

enum err meeting_villages_of(struct db *db, struct arena *a, int64_t meeting_id,
                             struct meeting_village_counts *out)
{
    struct meeting_hall_villages_rows rows;

    TRY(meeting_hall_villages(db, a, &(struct meeting_hall_villages_in){.meeting_id = meeting_id},
                              &rows));
    struct meeting_village_count *v = arena_array(a, struct meeting_village_count, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct meeting_village_count){rows.v[i].village, rows.v[i].n};
    *out = (struct meeting_village_counts){v, rows.n};
    return OK;
}

/* -- the quorum and the majority, by rule -- */

bool meeting_is_seated(const struct meeting *m)
{
    return meeting_words_have(m->kind->roll, STR("member")) ||
           meeting_words_have(m->kind->roll, STR("delegate"));
}

/* Members of the body, elected delegates; 0: not known. */
static enum err seats_count(struct db *db, struct arena *a, const struct meeting *m, int64_t *out)
{
    struct meeting_seats seats;

    if (m->base > 0) {
        *out = m->base;
        return OK;
    }
    TRY(meeting_seats_of(db, a, m, LANG_KY, &seats));
    *out = (int64_t)seats.n;
    return OK;
}

/* Of whom a share is taken: of a body its members, of a hall those invited. */
static enum err quorum_base(struct db *db, struct arena *a, const struct meeting *m, int64_t *out)
{
    if (meeting_is_seated(m))
        return seats_count(db, a, m, out);
    *out = m->invited > 0 ? m->invited : m->base;
    return OK;
}

enum err meeting_quorum_now(struct db *db, struct arena *a, const struct meeting *m,
                            int64_t present, struct meeting_quorum *out)
{
    const char *key = meeting_rule_key(a, m->kind, "quorum");
    struct meeting_quorum q = {.verdict = QUORUM_UNSET, .present = present};
    int64_t num, den, base;

    if (rules_find(str_of(key), m->day)) {
        enum err e = rules_fraction(db, a, key, m->place_id, m->day, &num, &den);
        if (e == OK) {
            TRY(quorum_base(db, a, m, &base));
            q = meeting_quorum_check(num, den, base, present);
        } else if (e != ERR_NOT_FOUND) {
            return e;
        }
    }
    q.rule_key = key;
    *out = q;
    return OK;
}

enum err meeting_hall_majority(struct meeting_hall *h, const struct meeting_counts *c,
                               int64_t in_favour, struct meeting_decided *out)
{
    struct meeting_decided d = {.rule_key = "", .method = STR("")};
    const char *key = meeting_rule_key(h->a, h->m.kind, "decision");
    int64_t all;

    if (rules_find(str_of(key), h->m.day)) {
        enum err e = rules_choice(h->db, h->a, key, h->m.place_id, h->m.day, &d.method);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        d.rule_key = key;
        if (e == OK) {
            TRY(seats_count(h->db, h->a, &h->m, &all));
            e = meeting_majority_of(d.method, c->present, c->registered, all, in_favour,
                                    &d.majority);
            d.by_rule = e == OK;
        }
    }
    *out = d;
    return OK;
}
