/* Sums of meetings, merged from three grouped queries. See meeting_figures.h. */
#include "meeting/meeting_figures.h"

#include <stdlib.h>

#include "meeting/meeting_figures_sql.h"
#include "meeting/meeting_hall_rules.h"

const char *meeting_group_word(enum meeting_group g)
{
    static const char *const words[MEETING_GROUP_COUNT] = {[MEETING_ASSEMBLY] = "assembly",
                                                           [MEETING_HEARING] = "hearing",
                                                           [MEETING_KURULTAI] = "kurultai",
                                                           [MEETING_SESSION] = "session",
                                                           [MEETING_REPORT] = "report"};
    return words[g];
}

/* A meeting that counts, and the line its sums go to. */
struct counted {
    int64_t id;
    size_t line;
};

struct reading {
    struct arena *a;
    const struct meeting_figures_query *q;
    struct counted *meetings;
    size_t n;
    struct meeting_figures_line *lines;
    size_t lines_n;
    struct meeting_age_figure *ages;
    size_t ages_n;
};

static bool wanted(const struct reading *r, struct str kind)
{
    const struct meeting_kind *k = meeting_kind_of(kind);

    return r->q->group.n == 0 || (k && str_eq(str_of(meeting_group_word(k->group)), r->q->group));
}

static size_t line_of(struct reading *r, int64_t place_id, int64_t year)
{
    bool by_year = r->q->place_id != 0;

    for (size_t i = r->lines_n; i-- > 0;)
        if (by_year ? r->lines[i].year == year : r->lines[i].place_id == place_id)
            return i;
    r->lines[r->lines_n] =
        (struct meeting_figures_line){.place_id = place_id, .year = by_year ? year : 0};
    return r->lines_n++;
}

static void add_meeting(struct reading *r, const struct figures_meetings_row *m)
{
    size_t line = line_of(r, m->place_id, day_to_civil(m->day).year);
    struct meeting_figure *f = &r->lines[line].f;

    r->meetings[r->n++] = (struct counted){m->id, line};
    f->meetings++;
    if (m->results_due != DAY_NONE) {
        day_t came = m->published_on.has ? day_of_instant(m->published_on.v) : r->q->today;
        f->results_late += came > m->results_due;
    }
}

static int by_id(const void *x, const void *y)
{
    int64_t a = ((const struct counted *)x)->id, b = ((const struct counted *)y)->id;
    return (a > b) - (a < b);
}

static struct meeting_figure *figure_of(struct reading *r, int64_t meeting_id)
{
    struct counted key = {.id = meeting_id},
                   *hit = bsearch(&key, r->meetings, r->n, sizeof key, by_id);
    return hit ? &r->lines[hit->line].f : NULL;
}

static struct meeting_age_figure *age_of(struct reading *r, struct str group)
{
    for (size_t i = 0; i < r->ages_n; i++)
        if (str_eq(r->ages[i].group, group))
            return &r->ages[i];
    r->ages[r->ages_n] = (struct meeting_age_figure){.group = group};
    return &r->ages[r->ages_n++];
}

static void add_people(struct reading *r, const struct figures_people_rows *rows)
{
    r->ages = arena_array(r->a, struct meeting_age_figure, rows->n);
    for (size_t i = 0; i < rows->n; i++) {
        const struct figures_people_row *p = &rows->v[i];
        struct meeting_figure *f = figure_of(r, p->meeting_id);
        if (!f)
            continue;
        struct meeting_age_figure *age = age_of(r, p->age_group);
        bool woman = str_eq(p->sex, STR("f")), man = str_eq(p->sex, STR("m"));
        f->participants += p->persons;
        *(woman ? &f->women : man ? &f->men : &(int64_t){0}) += p->persons;
        *(woman ? &age->women : man ? &age->men : &age->unknown) += p->persons;
    }
}

static void add_proposals(struct reading *r, const struct figures_proposals_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct figures_proposals_row *p = &rows->v[i];
        struct meeting_figure *f = figure_of(r, p->meeting_id);
        if (!f)
            continue;
        f->proposals += p->proposals;
        if (str_eq(p->state, STR("withdrawn"))) {
            f->withdrawn += p->proposals;
            continue;
        }
        f->late += p->late ? p->proposals : 0;
        f->answered += p->answer.n ? p->proposals : 0;
        f->accepted += str_eq(p->answer, STR("accepted")) ? p->proposals : 0;
        f->partly += str_eq(p->answer, STR("partly")) ? p->proposals : 0;
        f->rejected += str_eq(p->answer, STR("rejected")) ? p->proposals : 0;
    }
}

static int by_place_and_year(const void *x, const void *y)
{
    const struct meeting_figures_line *a = x, *b = y;

    if (a->place_id != b->place_id)
        return a->place_id < b->place_id ? -1 : 1;
    return (a->year > b->year) - (a->year < b->year);
}

/* Youngest first; what was not asked, or cannot be read, last. */
static int by_age(const void *x, const void *y)
{
    const struct meeting_age_figure *a = x, *b = y;
    int64_t from_a = INT64_MAX, from_b = INT64_MAX, to;

    if (!meeting_age_group_read(a->group, &from_a, &to))
        from_a = INT64_MAX;
    if (!meeting_age_group_read(b->group, &from_b, &to))
        from_b = INT64_MAX;
    return (from_a > from_b) - (from_a < from_b);
}

static void sum_up(const struct meeting_figures_line *v, size_t n, struct meeting_figure *t)
{
    for (size_t i = 0; i < n; i++) {
        const struct meeting_figure *f = &v[i].f;
        t->meetings += f->meetings;
        t->participants += f->participants;
        t->women += f->women;
        t->men += f->men;
        t->proposals += f->proposals;
        t->answered += f->answered;
        t->accepted += f->accepted;
        t->partly += f->partly;
        t->rejected += f->rejected;
        t->withdrawn += f->withdrawn;
        t->late += f->late;
        t->results_late += f->results_late;
    }
}

enum err meeting_figures_read(struct db *db, struct arena *a, const struct meeting_figures_query *q,
                              struct meeting_figures *out)
{
    struct reading r = {.a = a, .q = q};
    struct figures_meetings_rows meetings;
    struct figures_people_rows people;
    struct figures_proposals_rows proposals;
    day_t from = day_from_civil((struct civil){q->from_year, 1, 1}),
          to = day_from_civil((struct civil){q->to_year, 12, 31});
    int64_t all = q->place_id == 0;

    TRY(figures_meetings(db, a, &(struct figures_meetings_in){q->place_id, all, from, to},
                         &meetings));
    TRY(figures_people(db, a, &(struct figures_people_in){q->place_id, all, from, to}, &people));
    TRY(figures_proposals(
        db, a, &(struct figures_proposals_in){q->place_id, all, from, to, q->today}, &proposals));
    r.meetings = arena_array(a, struct counted, meetings.n);
    r.lines = arena_array(a, struct meeting_figures_line, meetings.n);
    for (size_t i = 0; i < meetings.n; i++)
        if (wanted(&r, meetings.v[i].kind))
            add_meeting(&r, &meetings.v[i]);
    add_people(&r, &people);
    add_proposals(&r, &proposals);
    qsort(r.lines, r.lines_n, sizeof *r.lines, by_place_and_year);
    qsort(r.ages, r.ages_n, sizeof *r.ages, by_age);
    *out = (struct meeting_figures){.lines = {r.lines, r.lines_n}, .ages = {r.ages, r.ages_n}};
    sum_up(r.lines, r.lines_n, &out->total);
    for (size_t i = 0; i < r.lines_n; i++)
        out->places += i == 0 || r.lines[i].place_id != r.lines[i - 1].place_id;
    return OK;
}
