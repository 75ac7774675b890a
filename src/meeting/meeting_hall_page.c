/* Pages of the officer in the hall: the one page, the roll, a form alone, the printed sheet. */
#include "meeting/meeting_hall_web.h"

#include "doc/pdf.h"
#include "meeting/meeting_hall_inside.h"
#include "meeting/meeting_views.h"

enum { ROLL_LATEST = 6, ROLL_ALL = 20000, SHEET_LEAST = 30, SHEET_MOST = 600, SHEET_SPARE = 20 };

static enum err roll_lines(struct request *rq, const struct meeting *m, int64_t most,
                           struct roll_lines *out)
{
    struct meeting_roll roll;
    struct choices villages;

    TRY(meeting_roll_of(rq->db, rq->arena, m->id, most, &roll));
    TRY(hall_villages(rq, &villages));
    struct roll_line *v = arena_array(rq->arena, struct roll_line, roll.n);
    for (size_t i = 0; i < roll.n; i++) {
        struct meeting_attendee shown = roll.v[i];
        shown.village = hall_village_said(&villages, shown.village);
        v[i] = hall_roll_line(rq, &shown);
    }
    *out = (struct roll_lines){v, roll.n};
    return OK;
}

enum err hall_item_choices(struct request *rq, const struct meeting *m, struct choices *out)
{
    struct meeting_items items;
    size_t n = 0;

    TRY(meeting_items_of(rq->db, rq->arena, m->id, &items));
    struct choice *v = arena_array(rq->arena, struct choice, items.n);
    for (size_t i = 0; i < items.n; i++)
        if (!str_eq(items.v[i].state, STR("dropped")))
            v[n++] = (struct choice){str_fmt(rq->arena, "%lld", (long long)items.v[i].id),
                                     meeting_in_lang(items.v[i].title, rq->lang)};
    *out = (struct choices){v, n};
    return OK;
}

/* Proposals that may be voted on. */
static struct choices proposals(struct request *rq, const struct hall_words *words)
{
    struct choice *v = arena_array(rq->arena, struct choice, words->n);
    size_t n = 0;

    for (size_t i = words->n; i-- > 0;) {
        const struct meeting_word *w = &words->v[i].w;
        if (str_eq(w->kind, STR("proposal")) && meeting_words_have("open answered", w->state))
            v[n++] = (struct choice){str_fmt(rq->arena, "%lld", (long long)w->id),
                                     str_fmt(rq->arena, "№ %lld. %.*s", (long long)w->number,
                                             STR_F(str_utf8_head(w->text, 60)))};
    }
    return (struct choices){v, n};
}

static struct hall_words waiting(struct request *rq, const struct hall_words *words)
{
    struct hall_word *v = arena_array(rq->arena, struct hall_word, words->n);
    size_t n = 0;

    for (size_t i = words->n; i-- > 0;)
        if (str_eq(words->v[i].w.state, STR("waiting")))
            v[n++] = words->v[i];
    return (struct hall_words){v, n};
}

static void hall_may(struct hall_page *v, const struct meeting *m)
{
    bool announced = str_eq(m->state, STR("announced"));

    v->is_open = v->may_close = str_eq(m->state, STR("open"));
    v->before_day = announced && clock_today() < m->day;
    v->may_open = announced && !v->before_day;
    v->takes = v->is_open || v->may_open;
    v->confirm = v->now.quorum.verdict == QUORUM_UNSET || v->now.quorum.verdict == QUORUM_NO_BASE;
}

static enum err hall_rules(struct request *rq, const struct meeting *m, struct hall_page *v)
{
    const char *decision = meeting_rule_key(rq->arena, m->kind, "decision");
    struct str method;
    enum err e = rules_find(str_of(decision), m->day)
                     ? rules_choice(rq->db, rq->arena, decision, m->place_id, m->day, &method)
                     : ERR_NOT_FOUND;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    v->by_rule = e == OK;
    v->kind_rule_decision = v->by_rule ? rules_path(rq->arena, rq->scope.code, decision) : STR("");
    v->kind_rule_quorum = rules_path(rq->arena, rq->scope.code, v->now.quorum.rule_key);
    v->rule_late = rules_path(rq->arena, rq->scope.code, MEETING_RULE_LATE);
    return OK;
}

static enum err fill(struct request *rq, const struct meeting *m, struct hall_page *v)
{
    v->line = meeting_line_of(rq, m);
    v->path = meeting_path(rq->arena, rq->scope.code, m->id);
    v->who = str_fmt(rq->arena, "%lld", (long long)rq->viewer.person_id);
    v->village = req_query(rq, "village").p ? req_query(rq, "village") : STR("");
    v->members = meeting_words_have(m->kind->roll, STR("member"));
    v->delegates = meeting_words_have(m->kind->roll, STR("delegate"));
    v->named = v->members || v->delegates;
    v->counted = meeting_words_have(m->kind->roll, STR("sex"));
    v->asks_village = meeting_words_have(m->kind->roll, STR("village"));
    TRY(req_live_version(rq, &v->since));
    TRY(hall_now_of(rq, rq->lang, m, &v->now));
    TRY(hall_record_of(rq, m, false, &v->record));
    TRY(roll_lines(rq, m, ROLL_LATEST, &v->roll));
    TRY(hall_ages(rq, m, &v->ages));
    TRY(hall_villages(rq, &v->villages));
    TRY(hall_item_choices(rq, m, &v->items));
    TRY(meeting_seats_of(rq->db, rq->arena, m, rq->lang, &v->seats));
    v->waiting = waiting(rq, &v->record.words);
    v->proposals = proposals(rq, &v->record.words);
    hall_may(v, m);
    return hall_rules(rq, m, v);
}

enum err hall_get(struct request *rq)
{
    struct meeting m;
    struct hall_page v = {0};

    TRY(meeting_of_request(rq, &m));
    TRY(fill(rq, &m, &v));
    return req_page(rq, 200,
                    &(struct page){.title = meeting_say_here(rq, MSG_meeting_hall_title),
                                   .section = "meetings",
                                   .queue = true},
                    VIEW(meeting_hall), &v);
}

enum err hall_roll_get(struct request *rq)
{
    struct roll_page v = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    v.line = meeting_line_of(rq, &m);
    v.path = meeting_path(rq->arena, rq->scope.code, m.id);
    TRY(roll_lines(rq, &m, ROLL_ALL, &v.roll));
    return req_page(
        rq, 200,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_hall_roll), .section = "meetings"},
        VIEW(meeting_hall_roll), &v);
}

/* -- a form alone -- */

void hall_add(struct hall_form *form, enum hall_input input, const struct field *f)
{
    if (form->n < HALL_FORM_MAX)
        form->v[form->n++] = (struct hall_field){input, *f};
}

void hall_add_tally(struct request *rq, struct hall_form *form)
{
    static const struct {
        const char *name;
        enum msg label;
    } rows[] = {{"in_favour", MSG_meeting_hall_in_favour},
                {"against", MSG_meeting_hall_against},
                {"abstained", MSG_meeting_hall_abstained}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        hall_add(form, HALL_TEXT,
                 &(struct field){.name = str_of(rows[i].name),
                                 .label = meeting_say_here(rq, rows[i].label),
                                 .value = req_field(rq, rows[i].name),
                                 .inputmode = STR("numeric"),
                                 .required = true});
}

enum err hall_form_page(struct request *rq, int status, const struct hall_form *form)
{
    return req_page(rq, status, &(struct page){.title = form->title, .section = "meetings"},
                    VIEW(meeting_hall_form), form);
}

static struct choices sexes(struct request *rq)
{
    struct choice *v = arena_array(rq->arena, struct choice, 2);

    v[0] = (struct choice){STR("f"), meeting_say_here(rq, MSG_meeting_hall_woman)};
    v[1] = (struct choice){STR("m"), meeting_say_here(rq, MSG_meeting_hall_man)};
    return (struct choices){v, 2};
}

static struct str typed_or(struct request *rq, bool typed, const char *name, struct str stands)
{
    return typed ? req_field(rq, name) : stands;
}

enum err hall_line_form(struct request *rq, const struct meeting *m,
                        const struct meeting_attendee *line, bool typed, struct hall_form *out)
{
    struct str path = meeting_path(rq->arena, rq->scope.code, m->id);
    struct hall_form form = {.title = msg_text(rq->arena, rq->lang, MSG_meeting_hall_correct_line,
                                               ARG_N("number", line->number)),
                             .action = str_fmt(rq->arena, "%.*s/hall/roll/%lld/correct",
                                               STR_F(path), (long long)line->id),
                             .button = meeting_say_here(rq, MSG_common_save),
                             .back = str_fmt(rq->arena, "%.*s/hall/roll", STR_F(path))};
    struct field f;

    if (meeting_words_have(m->kind->roll, STR("member")) ||
        meeting_words_have(m->kind->roll, STR("delegate"))) {
        f = (struct field){.name = STR("name"),
                           .label = meeting_say_here(rq, MSG_common_name),
                           .value = typed_or(rq, typed, "name", line->name),
                           .readonly = line->member_id || line->delegate_id,
                           .required = true};
        hall_add(&form, HALL_TEXT, &f);
    }
    if (meeting_words_have(m->kind->roll, STR("sex"))) {
        f = (struct field){.name = STR("sex"),
                           .label = meeting_say_here(rq, MSG_meeting_hall_sex),
                           .value = typed_or(rq, typed, "sex", line->sex),
                           .choices = sexes(rq),
                           .required = true};
        hall_add(&form, HALL_SELECT, &f);
        f = (struct field){.name = STR("age_group"),
                           .label = meeting_say_here(rq, MSG_meeting_hall_age),
                           .value = typed_or(rq, typed, "age_group", line->age_group),
                           .required = true};
        TRY(hall_ages(rq, m, &f.choices));
        hall_add(&form, HALL_SELECT, &f);
        f = (struct field){.name = STR("village"),
                           .label = meeting_say_here(rq, MSG_meeting_hall_village),
                           .value = typed_or(rq, typed, "village", line->village),
                           .required = true};
        hall_add(&form, HALL_TEXT, &f);
    }
    f = (struct field){.name = STR("version"),
                       .value = typed_or(rq, typed, "version",
                                         str_fmt(rq->arena, "%lld", (long long)line->version))};
    hall_add(&form, HALL_HIDDEN, &f);
    *out = form;
    return OK;
}

enum err hall_line_get(struct request *rq)
{
    struct meeting_attendee line;
    struct hall_form form;
    struct meeting m;
    int64_t id;

    TRY(meeting_of_request(rq, &m));
    TRY(req_path_id(rq, "line", &id));
    TRY(meeting_attendee_find(rq->db, rq->arena, m.id, id, &line));
    if (line.voided)
        return ERR_NOT_FOUND;
    TRY(hall_line_form(rq, &m, &line, false, &form));
    return hall_form_page(rq, 200, &form);
}

/* -- the printed sheet -- */

struct sheet {
    struct pdf_column columns[16];
    size_t n, tick, ticks; /* columns to be ticked: from this one on, so many */
    struct str *cells;
    size_t rows;
};

static void add_column(struct sheet *s, struct str title, double share)
{
    s->columns[s->n++] = (struct pdf_column){.title = title, .share = share};
}

/* Only what the kind's registration asks, and a column to tick for each choice. */
static enum err sheet_columns(struct request *rq, const struct meeting *m, bool named,
                              struct sheet *s)
{
    enum { AGES_MOST = 8 };
    struct choices ages;

    add_column(s, STR("№"), 1);
    if (named)
        add_column(s, meeting_say_here(rq, MSG_common_name), 5);
    if (meeting_words_have(m->kind->roll, STR("sex"))) {
        TRY(hall_ages(rq, m, &ages));
        s->tick = s->n;
        add_column(s, meeting_say_here(rq, MSG_meeting_hall_woman), 1.5);
        add_column(s, meeting_say_here(rq, MSG_meeting_hall_man), 1.5);
        for (size_t i = 0; i < ages.n && i < AGES_MOST; i++)
            add_column(s, ages.v[i].label, 1.5);
        s->ticks = s->n - s->tick;
    }
    if (meeting_words_have(m->kind->roll, STR("village")))
        add_column(s, meeting_say_here(rq, MSG_meeting_hall_village), 4);
    if (named)
        add_column(s, meeting_say_here(rq, MSG_meeting_hall_signature), 2.5);
    return OK;
}

static size_t sheet_rows(struct request *rq, const struct meeting *m, size_t seats)
{
    int64_t asked;

    if (str_to_i64(req_query(rq, "lines").p ? req_query(rq, "lines") : STR(""), &asked) == OK &&
        asked > 0)
        return (size_t)(asked < SHEET_MOST ? asked : SHEET_MOST);
    if (seats)
        return seats;
    if (m->invited <= 0)
        return SHEET_LEAST;
    return (size_t)(m->invited < SHEET_MOST - SHEET_SPARE ? m->invited + SHEET_SPARE : SHEET_MOST);
}

static enum err sheet_table(struct request *rq, const struct meeting *m, struct sheet *s)
{
    struct meeting_seats seats;
    bool named = meeting_is_seated(m);

    TRY(meeting_seats_of(rq->db, rq->arena, m, rq->lang, &seats));
    TRY(sheet_columns(rq, m, named, s));
    s->rows = sheet_rows(rq, m, seats.n);
    s->cells = arena_array(rq->arena, struct str, s->rows * s->n);
    for (size_t i = 0; i < s->rows; i++) {
        for (size_t k = 0; k < s->n; k++)
            s->cells[i * s->n + k] =
                k >= s->tick && k < s->tick + s->ticks ? STR("\u25a1") : STR("");
        s->cells[i * s->n] = str_fmt(rq->arena, "%zu", i + 1);
        if (named && i < seats.n)
            s->cells[i * s->n + 1] = seats.v[i].name;
    }
    return OK;
}

enum err hall_sheet_pdf(struct request *rq)
{
    struct str path, title, when, venue;
    struct sheet s = {.n = 0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    path = meeting_path(rq->arena, rq->scope.code, m.id);
    title = meeting_say_here(rq, MSG_meeting_hall_sheet_title);
    when = text_datetime(rq->arena, rq->lang, m.starts_at);
    struct buf *b = buf_new(rq->arena, 8 * MIB);
    struct str url = str_fmt(rq->arena, "/%.*s%.*s/hall", STR_F(lang_code(rq->lang)), STR_F(path));
    struct pdf *p =
        pdf_new(rq->arena,
                &(struct pdf_setup){.paper = PAPER_A4,
                                    .lang = rq->lang,
                                    .title = title,
                                    .issuer = rq->scope.name,
                                    .footer = str_cat(rq->arena, meeting_title(&m, rq->lang),
                                                      str_cat(rq->arena, STR(" · "), when)),
                                    .page_of = msg_raw(rq->lang, MSG_meeting_hall_page_of),
                                    .qr_url = req_url(rq, url),
                                    .qr_caption = meeting_say_here(rq, MSG_meeting_hall_sheet_qr)},
                b);
    pdf_paragraph(p, meeting_title(&m, rq->lang));
    venue = meeting_venue(&m, rq->lang); /* from afar there is none */
    if (venue.n)
        venue = str_cat(rq->arena, STR(", "), venue);
    pdf_paragraph(p, str_cat(rq->arena, when, venue));
    if (meeting_words_have(m.kind->roll, STR("sex")))
        pdf_paragraph(p, meeting_say_here(rq, MSG_meeting_hall_sheet_says));
    TRY(sheet_table(rq, &m, &s));
    pdf_table(p, s.columns, s.n, s.cells, s.rows);
    pdf_signature(p, meeting_say_here(rq, MSG_meeting_hall_sheet_filled));
    TRY(pdf_finish(p));
    return req_bytes(rq, "application/pdf", buf_str(b),
                     str_fmt(rq->arena, "katto-%lld.pdf", (long long)m.id));
}
