/* Figures of meetings as page, CSV, spreadsheet and JSON, of one municipality and of all. See
 * meeting_figures.h. */
#include "meeting/meeting_figures_web.h"

#include "base/json.h"
#include "doc/csv.h"
#include "doc/xlsx.h"
#include "meeting/meeting_figures_sql.h"
#include "meeting/meeting_hall_inside.h"
#include "meeting/meeting_views.h"

#define EXPORT_MAX (8 * MIB)

enum { YEARS_SHOWN = 10, BARS_MOST = 20 };

/* The columns of every form the figures take; names are those of the JSON. */
static const struct column {
    const char *name;
    size_t at;
    enum msg title;
} columns[] = {
    {"meetings", offsetof(struct meeting_figure, meetings), MSG_figures_meetings},
    {"participants", offsetof(struct meeting_figure, participants), MSG_figures_participants},
    {"women", offsetof(struct meeting_figure, women), MSG_figures_women},
    {"men", offsetof(struct meeting_figure, men), MSG_figures_men},
    {"proposals", offsetof(struct meeting_figure, proposals), MSG_figures_proposals},
    {"answered", offsetof(struct meeting_figure, answered), MSG_figures_answered},
    {"accepted", offsetof(struct meeting_figure, accepted), MSG_figures_accepted},
    {"partly", offsetof(struct meeting_figure, partly), MSG_figures_partly},
    {"rejected", offsetof(struct meeting_figure, rejected), MSG_figures_rejected},
    {"withdrawn", offsetof(struct meeting_figure, withdrawn), MSG_figures_withdrawn},
    {"late", offsetof(struct meeting_figure, late), MSG_figures_late},
    {"results_late", offsetof(struct meeting_figure, results_late), MSG_figures_results_late},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static int64_t value(const struct meeting_figure *f, size_t column)
{
    return *(const int64_t *)((const char *)f + columns[column].at);
}

static struct str say(struct request *rq, enum msg key)
{
    return msg_text(rq->arena, rq->lang, key);
}

static struct str number(struct request *rq, int64_t v)
{
    return str_fmt(rq->arena, "%lld", (long long)v);
}

/* -- reading what was asked -- */

static struct str group_asked(struct request *rq)
{
    struct str asked = req_query(rq, "group");

    for (int g = 0; g < MEETING_GROUP_COUNT; g++)
        if (str_eq(asked, str_of(meeting_group_word((enum meeting_group)g))))
            return asked;
    return STR("");
}

/* Of the nation: the year asked for, among those shown. */
static int year_asked(struct request *rq, int now)
{
    struct str asked = req_query(rq, "year");

    for (int y = now; y > now - YEARS_SHOWN; y--)
        if (str_eq(asked, number(rq, y)))
            return y;
    return now;
}

/* Both rise by place. */
static void name_places(struct request *rq, const struct figures_places_rows *places,
                        struct meeting_figures_row *v, size_t n)
{
    for (size_t i = 0, k = 0; i < n; i++) {
        while (k < places->n && places->v[k].id < v[i].line->place_id)
            k++;
        if (k == places->n || places->v[k].id != v[i].line->place_id)
            continue;
        const struct figures_places_row *r = &places->v[k];
        const struct str names[LANG_COUNT] = {
            [LANG_KY] = r->name_ky, [LANG_RU] = r->name_ru, [LANG_EN] = r->name_en};
        v[i].label = meeting_in_lang(names, rq->lang);
        v[i].path = str_fmt(rq->arena, "/%.*s/meetings/figures", STR_F(r->code));
    }
}

static enum err label_rows(struct request *rq, struct meeting_figures_page *p)
{
    size_t n = p->figures.lines.n;
    struct meeting_figures_row *v = arena_array(rq->arena, struct meeting_figures_row, n);
    struct figures_places_rows places;

    for (size_t i = 0; i < n; i++) {
        const struct meeting_figures_line *line = &p->figures.lines.v[i];
        v[i] = (struct meeting_figures_row){
            .line = line, .path = STR(""), .label = p->national ? STR("") : number(rq, line->year)};
    }
    if (p->national) {
        TRY(figures_places(rq->db, rq->arena, &places));
        name_places(rq, &places, v, n);
    }
    p->rows.v = v;
    p->rows.n = n;
    return OK;
}

static enum err figures_of(struct request *rq, struct meeting_figures_page *p)
{
    day_t today = clock_today();
    int now = day_to_civil(today).year, year = year_asked(rq, now);

    *p = (struct meeting_figures_page){.national = rq->scope.id == 0, .group = group_asked(rq)};
    p->year = number(rq, year);
    TRY(meeting_figures_read(
        rq->db, rq->arena,
        &(struct meeting_figures_query){.place_id = rq->scope.id,
                                        .from_year = p->national ? year : now - YEARS_SHOWN + 1,
                                        .to_year = p->national ? year : now,
                                        .group = p->group,
                                        .today = today},
        &p->figures));
    return label_rows(rq, p);
}

/* -- the page -- */

static void fill_choices(struct request *rq, struct meeting_figures_page *p)
{
    static const enum msg names[MEETING_GROUP_COUNT] = {
        [MEETING_ASSEMBLY] = MSG_figures_group_assembly,
        [MEETING_HEARING] = MSG_figures_group_hearing,
        [MEETING_KURULTAI] = MSG_figures_group_kurultai,
        [MEETING_SESSION] = MSG_figures_group_session,
        [MEETING_REPORT] = MSG_figures_group_report};
    struct choice *groups = arena_array(rq->arena, struct choice, MEETING_GROUP_COUNT),
                  *years = arena_array(rq->arena, struct choice, YEARS_SHOWN);
    int now = day_to_civil(clock_today()).year;

    for (int g = 0; g < MEETING_GROUP_COUNT; g++)
        groups[g] =
            (struct choice){str_of(meeting_group_word((enum meeting_group)g)), say(rq, names[g])};
    for (int i = 0; i < YEARS_SHOWN; i++)
        years[i] = (struct choice){number(rq, now - i), number(rq, now - i)};
    p->groups = (struct choices){groups, MEETING_GROUP_COUNT};
    p->years = (struct choices){years, YEARS_SHOWN};
}

/* A chart has room for the rows with most of what it shows; the table has all. */
static void chart_rows(struct request *rq, const struct meeting_figures_page *p, struct chart *c,
                       const size_t *at)
{
    size_t n = p->rows.n < BARS_MOST ? p->rows.n : BARS_MOST;
    struct chart_bar *bars = arena_array(rq->arena, struct chart_bar, n);

    for (size_t i = 0; i < n; i++) {
        const struct meeting_figures_row *r = &p->rows.v[p->national ? i : p->rows.n - n + i];
        bars[i].label = r->label;
        for (size_t s = 0; s < c->series_n; s++)
            bars[i].v[s] = *(const int64_t *)((const char *)&r->line->f + at[s]);
    }
    c->bars = bars;
    c->n = n;
}

static const struct str *series(struct request *rq, const enum msg *names, size_t n)
{
    struct str *v = arena_array(rq->arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        v[i] = say(rq, names[i]);
    return v;
}

static void draw_people(struct request *rq, struct meeting_figures_page *p)
{
    static const size_t at[] = {offsetof(struct meeting_figure, women),
                                offsetof(struct meeting_figure, men)};
    static const enum msg names[] = {MSG_figures_women, MSG_figures_men};
    const struct meeting_figure *t = &p->figures.total;

    p->people = (struct chart){.id = STR("figures-people"),
                               .title = say(rq, MSG_figures_participants),
                               .says = msg_text(rq->arena, rq->lang, MSG_figures_people_says,
                                                ARG_N("n", t->participants),
                                                ARG_N("women", t->women), ARG_N("men", t->men)),
                               .what = say(rq, p->national ? MSG_figures_place : MSG_figures_year),
                               .series = series(rq, names, 2),
                               .series_n = 2};
    chart_rows(rq, p, &p->people, at);
}

static void draw_proposals(struct request *rq, struct meeting_figures_page *p)
{
    static const size_t at[] = {
        offsetof(struct meeting_figure, accepted), offsetof(struct meeting_figure, rejected),
        offsetof(struct meeting_figure, partly), offsetof(struct meeting_figure, late)};
    static const enum msg names[] = {MSG_figures_accepted, MSG_figures_rejected,
                                     MSG_figures_partly};
    const struct meeting_figure *t = &p->figures.total;

    p->proposals = (struct chart){
        .id = STR("figures-proposals"),
        .title = say(rq, MSG_figures_answers),
        .says = msg_text(rq->arena, rq->lang, MSG_figures_proposals_says, ARG_N("n", t->proposals),
                         ARG_N("answered", t->answered), ARG_N("accepted", t->accepted)),
        .what = say(rq, p->national ? MSG_figures_place : MSG_figures_year),
        .series = series(rq, names, 3),
        .series_n = 3};
    chart_rows(rq, p, &p->proposals, at);
}

static void draw_ages(struct request *rq, struct meeting_figures_page *p)
{
    static const enum msg names[] = {MSG_figures_women, MSG_figures_men, MSG_figures_not_asked};
    size_t n = p->figures.ages.n;
    struct chart_bar *bars = arena_array(rq->arena, struct chart_bar, n);

    for (size_t i = 0; i < n; i++) {
        const struct meeting_age_figure *g = &p->figures.ages.v[i];
        bars[i] =
            (struct chart_bar){g->group.n ? meeting_age_group_text(rq->arena, rq->lang, g->group)
                                          : say(rq, MSG_figures_not_asked),
                               {g->women, g->men, g->unknown}};
    }
    p->ages = (struct chart){.id = STR("figures-ages"),
                             .title = say(rq, MSG_figures_ages),
                             .says = STR(""),
                             .what = say(rq, MSG_figures_age),
                             .series = series(rq, names, 3),
                             .series_n = 3,
                             .bars = bars,
                             .n = n};
}

static enum err page_get(struct request *rq)
{
    struct meeting_figures_page p;

    TRY(figures_of(rq, &p));
    fill_choices(rq, &p);
    p.base = p.national ? STR("/meetings/figures")
                        : str_fmt(rq->arena, "/%.*s/meetings/figures", STR_F(rq->scope.code));
    p.query = p.national
                  ? str_fmt(rq->arena, "?year=%.*s&group=%.*s", STR_F(p.year), STR_F(p.group))
                  : str_fmt(rq->arena, "?group=%.*s", STR_F(p.group));
    p.title = say(rq, p.national ? MSG_figures_title_nation : MSG_figures_title);
    draw_people(rq, &p);
    draw_proposals(rq, &p);
    draw_ages(rq, &p);
    return req_page(rq, 200, &(struct page){.title = p.title, .section = "meetings", .wide = true},
                    VIEW(meeting_figures), &p);
}

/* -- files -- */

static enum err csv_file_get(struct request *rq)
{
    struct meeting_figures_page p;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(figures_of(rq, &p));
    csv_out_init(&o, b, ',', true);
    csv_put_str(&o, p.national ? STR("place") : STR("year"));
    for (size_t c = 0; c < COLUMNS; c++)
        csv_put_str(&o, str_of(columns[c].name));
    csv_end_row(&o);
    for (size_t i = 0; i < p.rows.n; i++) {
        csv_put_str(&o, p.rows.v[i].label);
        for (size_t c = 0; c < COLUMNS; c++)
            csv_put_i64(&o, value(&p.rows.v[i].line->f, c));
        csv_end_row(&o);
    }
    if (buf_failed(b))
        return ERR_TOO_LARGE;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("meetings-figures.csv"));
}

static struct xlsx_sheet sheet_of_rows(struct request *rq, const struct meeting_figures_page *p)
{
    struct xlsx_column *head = arena_array(rq->arena, struct xlsx_column, COLUMNS + 1);
    struct xlsx_cell *cells = arena_array(rq->arena, struct xlsx_cell, (COLUMNS + 1) * p->rows.n);

    head[0] = (struct xlsx_column){say(rq, p->national ? MSG_figures_place : MSG_figures_year),
                                   XLSX_TEXT, 34};
    for (size_t c = 0; c < COLUMNS; c++)
        head[c + 1] = (struct xlsx_column){say(rq, columns[c].title), XLSX_NUMBER, 0};
    for (size_t i = 0; i < p->rows.n; i++) {
        struct xlsx_cell *row = cells + i * (COLUMNS + 1);
        row[0].text = p->rows.v[i].label;
        for (size_t c = 0; c < COLUMNS; c++)
            row[c + 1].number = value(&p->rows.v[i].line->f, c);
    }
    return (struct xlsx_sheet){say(rq, MSG_figures_sheet), head, COLUMNS + 1, cells, p->rows.n};
}

static struct xlsx_sheet sheet_of_ages(struct request *rq, const struct meeting_figures_page *p)
{
    enum { WIDTH = 4 };
    static const enum msg names[WIDTH] = {MSG_figures_age, MSG_figures_women, MSG_figures_men,
                                          MSG_figures_not_asked};
    size_t n = p->figures.ages.n;
    struct xlsx_column *head = arena_array(rq->arena, struct xlsx_column, WIDTH);
    struct xlsx_cell *cells = arena_array(rq->arena, struct xlsx_cell, WIDTH * n);

    for (size_t c = 0; c < WIDTH; c++)
        head[c] = (struct xlsx_column){say(rq, names[c]), c ? XLSX_NUMBER : XLSX_TEXT, 0};
    for (size_t i = 0; i < n; i++) {
        const struct meeting_age_figure *g = &p->figures.ages.v[i];
        struct xlsx_cell *row = cells + i * WIDTH;
        row[0].text = g->group.n ? meeting_age_group_text(rq->arena, rq->lang, g->group)
                                 : say(rq, MSG_figures_not_asked);
        row[1].number = g->women;
        row[2].number = g->men;
        row[3].number = g->unknown;
    }
    return (struct xlsx_sheet){say(rq, MSG_figures_ages_sheet), head, WIDTH, cells, n};
}

static enum err xlsx_file_get(struct request *rq)
{
    struct meeting_figures_page p;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);

    TRY(figures_of(rq, &p));
    struct xlsx_sheet sheets[] = {sheet_of_rows(rq, &p), sheet_of_ages(rq, &p)};
    TRY(xlsx_write(rq->arena,
                   &(struct xlsx_book){say(rq, MSG_figures_title), clock_now(), sheets, 2}, b));
    return req_bytes(rq, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     buf_str(b), STR("meetings-figures.xlsx"));
}

static enum err api_get(struct request *rq)
{
    struct meeting_figures_page p;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(figures_of(rq, &p));
    json_init(&j, b);
    json_object_begin(&j);
    if (p.national)
        json_field_str(&j, "year", p.year);
    json_field_str(&j, "group", p.group);
    json_key(&j, STR("rows"));
    json_array_begin(&j);
    for (size_t i = 0; i < p.rows.n; i++) {
        json_object_begin(&j);
        if (p.national)
            json_field_str(&j, "place", p.rows.v[i].label);
        else
            json_field_i64(&j, "year", p.rows.v[i].line->year);
        for (size_t c = 0; c < COLUMNS; c++) {
            json_key(&j, str_of(columns[c].name));
            json_i64(&j, value(&p.rows.v[i].line->f, c));
        }
        json_object_end(&j);
    }
    json_array_end(&j);
    json_key(&j, STR("ages"));
    json_array_begin(&j);
    for (size_t i = 0; i < p.figures.ages.n; i++) {
        const struct meeting_age_figure *g = &p.figures.ages.v[i];
        json_object_begin(&j);
        json_field_str(&j, "group", g->group);
        json_field_i64(&j, "women", g->women);
        json_field_i64(&j, "men", g->men);
        json_field_i64(&j, "not_asked", g->unknown);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

#define OF_PLACE  .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "group"
#define OF_NATION .need = CAP_PUBLIC, .cache = CACHE_NATION, .query = "group year"

const struct route meeting_figures_routes[] = {
    {GET, "/:place/meetings/figures", page_get, OF_PLACE,
     .doc = "meetings, people, proposals and answers by year"},
    {GET, "/:place/meetings/figures.csv", csv_file_get, OF_PLACE, .rate = RATE_HEAVY},
    {GET, "/:place/meetings/figures.xlsx", xlsx_file_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/meetings/figures", page_get, OF_NATION, .doc = "the same for every municipality"},
    {GET, "/meetings/figures.csv", csv_file_get, OF_NATION, .rate = RATE_HEAVY},
    {GET, "/meetings/figures.xlsx", xlsx_file_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/api/v1/places/:place/meetings/figures", api_get, OF_PLACE, .langless = true,
     .doc = "Meetings, participants, proposals and answers of a municipality by year"},
    {GET, "/api/v1/meetings/figures", api_get, OF_NATION, .langless = true,
     .doc = "The same figures of one year for every municipality"},
    {0},
};
