/* Beginning a write of the hall, and reading what is there. See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "body/body.h"
#include "rules/rules.h"

enum { MINUTE = 60 };

enum err meeting_hall_begin(struct meeting_hall *h, int64_t meeting_id)
{
    int64_t there;

    TRY(meeting_hall_lock(
        h->db, h->a, &(struct meeting_hall_lock_in){.place_id = h->who->place_id, .id = meeting_id},
        &there));
    return meeting_find(h->db, h->a, h->who->place_id, meeting_id, &h->m);
}

enum err meeting_hall_says(struct meeting_hall *h, const char *action, struct buf *after,
                           struct str personal)
{
    if (buf_failed(after))
        return ERR_NOMEM;
    return meeting_record(h->db, h->a, h->who, action, h->m.id, STR_NONE, buf_str(after), personal);
}

/* Minutes after the closing in which a device may still hand in what it kept; 0: none. */
static enum err late_minutes(struct meeting_hall *h, int64_t *out)
{
    enum err e = rules_i64(h->db, h->a, MEETING_RULE_LATE, h->who->place_id, clock_today(), out);

    if (e == ERR_NOT_FOUND) {
        *out = 0;
        return OK;
    }
    return e;
}

static enum err refuse_state(struct meeting_hall *h)
{
    fault_add(h->f, STR(""), MSG_meeting_hall_fault_state,
              ARG_S("state", meeting_state_name(h->a, h->lang, h->m.state)));
    return ERR_CONFLICT;
}

enum err meeting_hall_takes(struct meeting_hall *h, bool before_opening, bool *late)
{
    int64_t minutes;

    if (str_eq(h->m.state, STR("open"))) {
        *late = false;
        return OK;
    }
    if (before_opening && str_eq(h->m.state, STR("announced"))) {
        if (clock_today() < h->m.day) {
            fault_add(h->f, STR(""), MSG_meeting_hall_fault_before_day,
                      ARG_S("day", text_date(h->a, h->lang, h->m.day)));
            return ERR_CONFLICT;
        }
        *late = false;
        return OK;
    }
    if (!str_eq(h->m.state, STR("held")))
        return refuse_state(h);
    TRY(late_minutes(h, &minutes));
    if (clock_now() > h->m.closed_at + minutes * MINUTE) {
        struct fault *f =
            fault_add(h->f, STR(""), MSG_meeting_hall_fault_too_late, ARG_N("minutes", minutes));
        f->rule_key = MEETING_RULE_LATE;
        return ERR_CONFLICT;
    }
    *late = true;
    return OK;
}

bool meeting_joinable(const struct meeting *m, day_t today)
{
    return !str_eq(m->mode, STR("hall")) && m->day <= today &&
           (str_eq(m->state, STR("announced")) || str_eq(m->state, STR("open")));
}

/* -- the quorum and the majority, by rule -- */

static bool of_members(const struct meeting *m)
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
    if (of_members(m))
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

/* -- counts -- */

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
