/* Pages, files and feed of answers and of the ledger. See meeting_answer.h. */
#include "meeting/meeting_answer_web.h"

#include "base/json.h"
#include "doc/atom.h"
#include "doc/csv.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"
#include "web/live.h"

#define EXPORT_MAX (16 * MIB)

enum { PAGE_ROWS = 50, MEETING_ROWS = 1000, EXPORT_ROWS = 10000, FEED_ROWS = 50, TITLE_CHARS = 80 };

static const char *const states[] = {"waiting",  "late",     "accepted",  "partly",
                                     "rejected", "answered", "withdrawn", NULL};
static const char *const changed_words[] = {"budget", "decision", "act", "other", NULL};

/* -- rows -- */

static enum err shown(struct request *rq, const struct meeting_link *l, struct str *text,
                      struct str *path)
{
    struct meeting_link_shown s;

    TRY(meeting_link_show(rq->db, rq->arena, rq->lang, rq->scope.id, rq->scope.code, l, &s));
    *text = s.text;
    *path = s.path;
    return OK;
}

static struct str answer_name(struct request *rq, struct str answer)
{
    return answer.n ? meeting_word_text(rq->arena, rq->lang, "answer", answer) : STR("");
}

static struct str badge_of(struct str answer)
{
    return str_eq(answer, STR("rejected")) ? STR("badge-mute")
           : str_eq(answer, STR("partly")) ? STR("badge-info")
                                           : STR("badge-ok");
}

static enum err former(struct request *rq, int64_t word_id, struct meeting_was_lines *out)
{
    struct meeting_answers_were were;

    TRY(meeting_answers_before(rq->db, rq->arena, word_id, &were));
    struct meeting_was_line *v = arena_array(rq->arena, struct meeting_was_line, were.n);
    for (size_t i = 0; i < were.n; i++) {
        v[i].w = were.v[i];
        v[i].answer = answer_name(rq, were.v[i].answer);
        TRY(shown(rq, &were.v[i].changed, &v[i].changed, &v[i].path));
    }
    *out = (struct meeting_was_lines){v, were.n};
    return OK;
}

static enum err row_of(struct request *rq, const struct meeting_ledger_line *l,
                       struct meeting_ledger_row *r)
{
    *r = (struct meeting_ledger_row){
        .l = l,
        .kind = meeting_word_text(rq->arena, rq->lang, "word", l->kind),
        .answer = answer_name(rq, l->answer),
        .badge = badge_of(l->answer),
        .meeting = meeting_in_lang(l->meeting_title, rq->lang),
        .meeting_path = meeting_path(rq->arena, rq->scope.code, l->meeting_id),
        .late = meeting_ledger_late(l, clock_today()),
        .hidden = str_eq(l->state, STR("hidden")),
        .withdrawn = str_eq(l->state, STR("withdrawn"))};
    r->answer_path =
        str_fmt(rq->arena, "%.*s/words/%lld/answer", STR_F(r->meeting_path), (long long)l->id);
    r->may_answer = !r->hidden && !r->withdrawn && req_may(rq, CAP_ANSWER);
    TRY(shown(rq, &l->changed, &r->changed, &r->changed_path));
    /* Whoever was answered again is rare: the past is asked for only where there is an answer. */
    return l->answer.n ? former(rq, l->id, &r->were) : OK;
}

static enum err rows_of(struct request *rq, const struct meeting_ledger *ledger,
                        struct meeting_ledger_rows *out)
{
    struct meeting_ledger_row *v = arena_array(rq->arena, struct meeting_ledger_row, ledger->n);

    for (size_t i = 0; i < ledger->n; i++)
        TRY(row_of(rq, &ledger->v[i], &v[i]));
    *out = (struct meeting_ledger_rows){v, ledger->n};
    return OK;
}

/* -- the ledger -- */

static struct str state_asked(struct request *rq)
{
    struct str asked = req_query(rq, "state");

    for (size_t i = 0; states[i]; i++)
        if (str_eq(asked, str_of(states[i])))
            return asked;
    return STR("");
}

static enum err ledger_page(struct request *rq, int64_t meeting_id, struct meeting_ledger_page *p)
{
    struct meeting_ledger ledger;
    int64_t before = 0;
    int64_t most = meeting_id ? MEETING_ROWS : PAGE_ROWS;

    if (str_to_i64(req_query(rq, "before"), &before) != OK || before < 0)
        before = 0;
    p->state = state_asked(rq);
    p->states = meeting_choices(rq, "ledger_state", states);
    TRY(meeting_ledger_sum(rq->db, rq->arena, rq->scope.id, meeting_id, clock_today(), &p->totals));
    TRY(meeting_ledger_read(rq->db, rq->arena,
                            &(struct meeting_ledger_filter){.place_id = rq->scope.id,
                                                            .meeting_id = meeting_id,
                                                            .state = p->state,
                                                            .before = before,
                                                            .most = most + 1,
                                                            .today = clock_today()},
                            &ledger));
    p->next = STR("");
    if (ledger.n > (size_t)most) {
        ledger.n = (size_t)most;
        p->next = str_fmt(rq->arena, "%.*s?state=%.*s&before=%lld", STR_F(p->base), STR_F(p->state),
                          (long long)ledger.v[ledger.n - 1].id);
    }
    TRY(rows_of(rq, &ledger, &p->rows));
    return req_page(
        rq, 200,
        &(struct page){.title = p->title,
                       .section = "meetings",
                       .feed = str_fmt(rq->arena, "/%.*s/ledger.atom", STR_F(rq->scope.code))},
        VIEW(ledger), p);
}

static enum err place_ledger_get(struct request *rq)
{
    struct meeting_ledger_page p = {.title = meeting_say_here(rq, MSG_ledger_title),
                                    .base =
                                        str_fmt(rq->arena, "/%.*s/ledger", STR_F(rq->scope.code)),
                                    .meeting_path = STR("")};
    return ledger_page(rq, 0, &p);
}

static enum err meeting_ledger_get(struct request *rq)
{
    struct meeting_ledger_page p = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    p.meeting_path = meeting_path(rq->arena, rq->scope.code, m.id);
    p.base = str_cat(rq->arena, p.meeting_path, STR("/ledger"));
    p.title = msg_text(rq->arena, rq->lang, MSG_ledger_title_of,
                       ARG_S("meeting", meeting_title(&m, rq->lang)));
    return ledger_page(rq, m.id, &p);
}

static enum err all_of_place(struct request *rq, int64_t most, struct meeting_ledger *out)
{
    return meeting_ledger_read(
        rq->db, rq->arena,
        &(struct meeting_ledger_filter){
            .place_id = rq->scope.id, .state = STR(""), .most = most, .today = clock_today()},
        out);
}

/* -- answering -- */

static enum err word_of_request(struct request *rq, struct meeting *m,
                                struct meeting_ledger_line *out, int64_t *version)
{
    struct meeting_ledger ledger;
    struct meeting_words words;
    int64_t id;

    TRY(meeting_of_request(rq, m));
    TRY(req_path_id(rq, "word_id", &id));
    TRY(meeting_ledger_read(rq->db, rq->arena,
                            &(struct meeting_ledger_filter){.place_id = rq->scope.id,
                                                            .meeting_id = m->id,
                                                            .state = STR(""),
                                                            .before = id + 1,
                                                            .most = 1,
                                                            .today = clock_today()},
                            &ledger));
    TRY(meeting_words_of(rq->db, rq->arena,
                         &(struct meeting_word_filter){.meeting_id = m->id, .kind = STR("")},
                         &words));
    if (!ledger.n || ledger.v[0].id != id)
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < words.n; i++)
        if (words.v[i].id == id)
            *version = words.v[i].version;
    *out = ledger.v[0];
    return OK;
}

static enum err answer_page(struct request *rq, int status, struct meeting_answer_page *p,
                            const struct meeting_ledger_line *l)
{
    static const char *const answers[] = {"accepted", "partly", "rejected", NULL};

    TRY(row_of(rq, l, &p->row));
    p->question = str_eq(l->kind, STR("question"));
    p->answers = meeting_choices(rq, "answer", answers);
    p->action = p->row.answer_path;
    TRY(meeting_link_choices(rq, changed_words, 0, &p->links));
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_answer_title,
                                                     ARG_N("number", l->number)),
                                   .section = "meetings"},
                    VIEW(answer_form), p);
}

static enum err answer_get(struct request *rq)
{
    struct meeting_answer_page p = {0};
    struct meeting_ledger_line l;
    struct meeting m;

    TRY(word_of_request(rq, &m, &l, &p.version));
    p.answer = l.answer;
    p.reason = l.reason;
    TRY(meeting_link_now(rq->db, rq->arena, rq->lang, rq->scope.id, &l.changed));
    p.link = meeting_link_value(rq->arena, &l.changed);
    p.link_text = l.changed.text;
    return answer_page(rq, 200, &p, &l);
}

static enum err conflict(struct request *rq, const struct meeting_ledger_line *l, int64_t version)
{
    struct str shown_text, path;

    TRY(shown(rq, &l->changed, &shown_text, &path));
    struct conflict_row rows[] = {
        {STR("answer"), meeting_say_here(rq, MSG_answer_verdict), answer_name(rq, l->answer)},
        {STR("reason"), meeting_say_here(rq, MSG_answer_reason), l->reason},
        {STR("link"), meeting_say_here(rq, MSG_answer_changed), shown_text},
        {STR("link_text"), meeting_say_here(rq, MSG_answer_changed_text), l->changed.text}};
    struct str meeting = meeting_path(rq->arena, rq->scope.code, l->meeting_id);

    return req_conflict(rq,
                        &(struct conflict){.title = msg_text(rq->arena, rq->lang, MSG_answer_title,
                                                             ARG_N("number", l->number)),
                                           .path = str_fmt(rq->arena, "%.*s/ledger#word-%lld",
                                                           STR_F(meeting), (long long)l->number),
                                           .version = version,
                                           .n = sizeof rows / sizeof *rows,
                                           .rows = rows});
}

static enum err answer_post(struct request *rq)
{
    struct meeting_answer_page p = {0};
    struct meeting_ledger_line l;
    struct meeting m;
    int64_t version;

    TRY(word_of_request(rq, &m, &l, &version));
    struct meeting_answer_new n = {.meeting_id = m.id,
                                   .id = l.id,
                                   .version = meeting_field_number(rq, "version"),
                                   .answer = req_field(rq, "answer"),
                                   .reason = req_field(rq, "reason"),
                                   .changed = meeting_link_read(rq),
                                   .lang = rq->lang};
    p.answer = n.answer;
    p.reason = n.reason;
    p.version = n.version;
    p.link = req_field(rq, "link");
    p.link_text = req_field(rq, "link_text");
    enum err e = meeting_answer(rq->db, rq->arena, &rq->actor, &n, &rq->faults);
    if (e == ERR_CONFLICT && faults_err(&rq->faults) == OK)
        return conflict(rq, &l, version);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return answer_page(rq, e == ERR_INVALID ? 422 : 409, &p, &l);
    TRY(e);
    TRY(req_publish(rq, meeting_live_topic(rq->arena, m.id), &(struct live_event){0}));
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/ledger"), MSG_answer_saved);
}

/* -- data -- */

static enum err ledger_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",           "meeting_id",  "meeting_day",  "number",
                                       "kind",         "text",        "author",       "state",
                                       "answer",       "reason",      "changed_kind", "changed_id",
                                       "changed_text", "answered_on", "answer_due"};
    struct meeting_ledger ledger;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(all_of_place(rq, EXPORT_ROWS, &ledger));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < ledger.n; i++) {
        const struct meeting_ledger_line *l = &ledger.v[i];
        csv_put_i64(&o, l->id);
        csv_put_i64(&o, l->meeting_id);
        csv_put_day(&o, l->meeting_day);
        csv_put_i64(&o, l->number);
        const struct str texts[] = {l->kind,   l->text,   l->author,      l->state,
                                    l->answer, l->reason, l->changed.kind};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            csv_put_str(&o, texts[k]);
        csv_put_i64(&o, l->changed.id);
        csv_put_str(&o, l->changed.text);
        csv_put_day(&o, l->answered_on);
        csv_put_day(&o, l->due);
        csv_end_row(&o);
    }
    if (buf_failed(b))
        return ERR_TOO_LARGE;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("ledger.csv"));
}

static void json_line(struct json *j, struct arena *a, const struct meeting_ledger_line *l)
{
    json_object_begin(j);
    json_field_i64(j, "id", l->id);
    json_field_i64(j, "meeting", l->meeting_id);
    json_field_i64(j, "number", l->number);
    json_field_str(j, "kind", l->kind);
    json_field_str(j, "text", l->text);
    json_field_str(j, "author", l->author);
    json_field_str(j, "state", l->state);
    json_field_str(j, "answer", l->answer);
    json_field_str(j, "reason", l->reason);
    json_field_str(j, "changed_kind", l->changed.kind);
    json_field_i64(j, "changed_id", l->changed.id);
    json_field_str(j, "changed_text", l->changed.text);
    json_field_str(j, "answered_on", day_iso(a, l->answered_on));
    json_field_str(j, "answer_due", day_iso(a, l->due));
    json_object_end(j);
}

static enum err ledger_api_get(struct request *rq)
{
    struct meeting_ledger ledger;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(all_of_place(rq, EXPORT_ROWS, &ledger));
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < ledger.n; i++)
        json_line(&j, rq->arena, &ledger.v[i]);
    json_array_end(&j);
    return req_json(rq, 200, b);
}

static struct atom_entry entry_of(struct request *rq, const struct meeting_ledger_row *r)
{
    struct arena *a = rq->arena;
    struct str head = str_utf8_head(r->l->text, TITLE_CHARS);
    struct str url =
        req_url(rq, str_fmt(a, "/%.*s%.*s/ledger#word-%lld", STR_F(lang_code(rq->lang)),
                            STR_F(r->meeting_path), (long long)r->l->number));

    return (struct atom_entry){
        .id = url,
        .url = url,
        .title = str_fmt(a, "№ %lld. %.*s", (long long)r->l->number, STR_F(head)),
        .summary =
            r->answer.n ? str_fmt(a, "%.*s. %.*s", STR_F(r->answer), STR_F(r->l->reason)) : STR(""),
        .updated =
            r->l->answered_on == DAY_NONE ? r->l->said_at : instant_of_day(r->l->answered_on)};
}

static enum err ledger_atom_get(struct request *rq)
{
    struct meeting_ledger ledger;
    struct meeting_ledger_rows rows;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct str lang = lang_code(rq->lang), code = rq->scope.code;

    TRY(all_of_place(rq, FEED_ROWS, &ledger));
    TRY(rows_of(rq, &ledger, &rows));
    atom_begin(rq->arena, b,
               &(struct atom_head){.id = req_url(rq, str_fmt(rq->arena, "/%.*s/%.*s/ledger.atom",
                                                             STR_F(lang), STR_F(code))),
                                   .page_url = req_url(rq, str_fmt(rq->arena, "/%.*s/%.*s/ledger",
                                                                   STR_F(lang), STR_F(code))),
                                   .title = meeting_say_here(rq, MSG_ledger_title),
                                   .author = rq->scope.name,
                                   .lang = rq->lang,
                                   .updated = ledger.n ? entry_of(rq, &rows.v[0]).updated : 0});
    for (size_t i = 0; i < rows.n; i++) {
        struct atom_entry e = entry_of(rq, &rows.v[i]);
        atom_add(rq->arena, b, &e);
    }
    atom_end(b);
    return buf_failed(b)
               ? ERR_TOO_LARGE
               : req_bytes(rq, "application/atom+xml; charset=utf-8", buf_str(b), STR(""));
}

#define READABLE .need = CAP_PUBLIC, .cache = CACHE_PLACE

const struct route meeting_answer_routes[] = {
    {GET, "/:place/ledger", place_ledger_get, READABLE, .query = "state before",
     .doc = "proposals and questions, their answers and what changed"},
    {GET, "/:place/ledger.csv", ledger_csv_get, .need = CAP_PUBLIC, .rate = RATE_HEAVY},
    {GET, "/:place/ledger.atom", ledger_atom_get, READABLE},
    {GET, "/:place/meetings/:id/ledger", meeting_ledger_get, READABLE, .query = "state before"},
    {GET, "/:place/meetings/:id/words/:word_id/answer", answer_get, .need = CAP_ANSWER},
    {POST, "/:place/meetings/:id/words/:word_id/answer", answer_post, .need = CAP_ANSWER,
     .csrf = CSRF_TOKEN},
    {GET, "/api/v1/places/:place/ledger", ledger_api_get, READABLE, .langless = true,
     .doc = "Proposals and questions of meetings with their answers and what changed"},
    {0},
};
