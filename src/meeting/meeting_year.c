/* What a municipality owes its residents in a year: hearings on the mandatory topics, reports,
 * assemblies. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"

#include "body/body.h"
#include "rules/rules.h"

enum { MOST = 32 };

struct year {
    struct db *db;
    struct arena *a;
    enum lang lang;
    int64_t place_id;
    day_t on;                                       /* the day the rules are asked for */
    struct meeting_year_counts_rows counts, before; /* before: of the year before */
    day_t first_kept; /* of the meetings recorded here; DAY_NONE: none was */
    struct meeting_duty *v;
    size_t n;
};

/* The kind a topic belongs to: the first whose topics name it. */
static const struct meeting_kind *kind_of_topic(struct str topic)
{
    size_t n;
    const struct meeting_kind *k = meeting_kinds(&n);

    for (size_t i = 0; i < n; i++)
        if (!str_eq(str_of(k[i].topics), STR("*")) && meeting_words_have(k[i].topics, topic))
            return &k[i];
    return NULL;
}

typedef bool duty_counts(const struct meeting_year_counts_row *r, const struct meeting_duty *d);

static void count(const struct meeting_year_counts_rows *counts, duty_counts *fits,
                  struct meeting_duty *d)
{
    for (size_t i = 0; i < counts->n; i++)
        if (fits(&counts->v[i], d)) {
            d->held += counts->v[i].held;
            d->planned += counts->v[i].planned;
        }
}

static bool of_topic(const struct meeting_year_counts_row *r, const struct meeting_duty *d)
{
    const struct meeting_kind *k = meeting_kind_of(r->kind);
    return k && k->group == MEETING_HEARING && str_eq(r->topic, d->topic);
}

static bool of_kind(const struct meeting_year_counts_row *r, const struct meeting_duty *d)
{
    return str_eq(r->kind, d->kind);
}

static bool of_rules(const struct meeting_year_counts_row *r, const struct meeting_duty *d)
{
    const struct meeting_kind *k = meeting_kind_of(r->kind), *own = meeting_kind_of(d->kind);
    return k && own && str_eq(str_of(k->rules), str_of(own->rules));
}

static enum err mandatory_topics(struct year *y)
{
    struct rule_items topics;
    enum err e = rules_list(y->db, y->a, MEETING_RULE_TOPICS, y->place_id, y->on, &topics);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    for (size_t i = 0; i < topics.n && y->n < MOST; i++) {
        const struct meeting_kind *k = kind_of_topic(topics.v[i].name);
        /* A topic of a charter's own is heard at a public hearing. */
        struct str kind = k ? str_of(k->code) : STR("public_hearing");
        struct meeting_duty d = {.rule_key = MEETING_RULE_TOPICS,
                                 .kind = kind,
                                 .topic = topics.v[i].name,
                                 .needed = 1,
                                 .by = DAY_NONE,
                                 .overdue_since = DAY_NONE};

        d.what = msg_text(y->a, y->lang, MSG_meeting_duty_hearing,
                          ARG_S("topic", meeting_word_text(y->a, y->lang, "topic", d.topic)));
        count(&y->counts, of_topic, &d);
        y->v[y->n++] = d;
    }
    return OK;
}

/* The day of the year of `on` by which reports are to be given, by the rule of that day. */
static enum err report_by(const struct year *y, day_t on, day_t *out)
{
    struct rule_value v;
    enum err e = rules_value(y->db, y->a, MEETING_RULE_REPORT_BY, y->place_id, on, &v);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    *out = day_from_civil((struct civil){day_to_civil(on).year, (int)v.num, (int)v.den});
    return OK;
}

/* Whether whoever reports was there on a day: the head and the council always are; of other bodies
 * one that was created by then and not dissolved. */
static enum err was_there(const struct year *y, const struct meeting_kind *k, day_t on, bool *out)
{
    struct bodies bodies;

    *out = *k->body == '\0';
    if (*out)
        return OK;
    TRY(body_list(y->db, y->a, y->place_id, false, y->lang, &bodies));
    for (size_t i = 0; i < bodies.n; i++) {
        const struct body *b = &bodies.v[i];
        *out = *out || (str_eq(str_of(body_kind_word(b->kind)), str_of(k->body)) &&
                        b->created.day != DAY_NONE && b->created.day <= on);
    }
    return OK;
}

/* What the year before left owing. */
static enum err left_over(const struct year *y, const struct meeting_kind *k, const char *key,
                          struct meeting_duty *d)
{
    day_t last = day_from_civil((struct civil){day_to_civil(y->on).year - 1, 12, 31}),
          by = DAY_NONE;
    struct meeting_duty then = {.kind = d->kind};
    bool there;
    enum err e = rules_i64(y->db, y->a, key, y->place_id, last, &then.needed);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(report_by(y, last, &by));
    if (by == DAY_NONE || y->first_kept == DAY_NONE || y->first_kept > by)
        return OK;
    TRY(was_there(y, k, by, &there));
    count(&y->before, of_kind, &then);
    if (there && then.held + d->held < then.needed) {
        d->overdue = then.needed - then.held - d->held;
        d->overdue_since = by;
    }
    return OK;
}

static enum err of_number(struct year *y, const char *key, const char *kind, const char *topic,
                          bool by_rules)
{
    const struct meeting_kind *k = meeting_kind_of(str_of(kind));
    struct meeting_duty d = {.rule_key = key,
                             .kind = str_of(kind),
                             .topic = str_of(topic),
                             .by = DAY_NONE,
                             .overdue_since = DAY_NONE};
    enum err e = rules_i64(y->db, y->a, key, y->place_id, y->on, &d.needed);

    if (e == ERR_NOT_FOUND || !k || (e == OK && d.needed == 0))
        return OK;
    TRY(e);
    d.what = meeting_kind_name(k, y->lang);
    count(&y->counts, by_rules ? of_rules : of_kind, &d);
    if (k->group == MEETING_REPORT) {
        TRY(report_by(y, y->on, &d.by));
        TRY(left_over(y, k, key, &d));
    }
    y->v[y->n++] = d;
    return OK;
}

/* Whether the place has a body of that kind that is not dissolved. */
static enum err has_body(const struct year *y, const char *kind, bool *out)
{
    struct bodies bodies;

    *out = false;
    TRY(body_list(y->db, y->a, y->place_id, false, y->lang, &bodies));
    for (size_t i = 0; i < bodies.n; i++)
        *out = *out || str_eq(str_of(body_kind_word(bodies.v[i].kind)), str_of(kind));
    return OK;
}

/* Each kind of report: of a body only where there is such a body, by a rule of its own. */
static enum err reports(struct year *y)
{
    for (size_t i = 0; i < meeting_kinds_count && y->n < MOST; i++) {
        const struct meeting_kind *k = &meeting_kinds_table[i];
        const char *key = "accountability.reports_per_year";
        struct str rest = str_of(k->topics), topic = STR("");
        bool owed = true;

        if (k->group != MEETING_REPORT)
            continue;
        if (*k->body) {
            TRY(has_body(y, k->body, &owed));
            key = str_cstr(y->a, str_fmt(y->a, "accountability.%s_reports_per_year", k->body));
        }
        (void)str_cut(&rest, ' ', &topic);
        if (owed)
            TRY(of_number(y, key, k->code, str_cstr(y->a, topic), false));
    }
    return OK;
}

enum err meeting_year(struct db *db, struct arena *a, enum lang lang, int64_t place_id, int year,
                      struct meeting_duties *out)
{
    day_t first = day_from_civil((struct civil){year, 1, 1});
    day_t last = day_from_civil((struct civil){year, 12, 31});
    day_t first_before = day_from_civil((struct civil){year - 1, 1, 1});
    day_t today = clock_today();
    struct meeting_first_kept_row kept;
    struct year y = {.db = db, .a = a, .lang = lang, .place_id = place_id};

    y.on = today < first ? first : today > last ? last : today;
    y.v = arena_array(a, struct meeting_duty, MOST + 8);
    TRY(meeting_year_counts(
        db, a,
        &(struct meeting_year_counts_in){.place_id = place_id, .from_day = first, .to_day = last},
        &y.counts));
    TRY(meeting_year_counts(db, a,
                            &(struct meeting_year_counts_in){.place_id = place_id,
                                                             .from_day = first_before,
                                                             .to_day = first - 1},
                            &y.before));
    TRY(meeting_first_kept(db, a, &(struct meeting_first_kept_in){place_id}, &kept));
    y.first_kept = kept.day;
    TRY(mandatory_topics(&y));
    TRY(reports(&y));
    TRY(of_number(&y, "assembly.min_per_year", "assembly", "other", true));
    *out = (struct meeting_duties){y.v, y.n};
    return OK;
}
