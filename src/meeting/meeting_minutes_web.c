/* Pages of minutes and results. See meeting_minutes.h. */
#include "meeting/meeting_minutes_web.h"

#include "meeting/meeting_answer.h"
#include "meeting/meeting_hall.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes_pages.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"

#define WORDS_BODY_MAX (2 * MIB)

/* -- minutes -- */

/* Language of the minutes meant by the form or the link, else the reader's. */
static enum lang lang_meant(struct request *rq, struct str word)
{
    return str_eq(word, STR("ru"))   ? LANG_RU
           : str_eq(word, STR("ky")) ? LANG_KY
           : rq->lang == LANG_RU     ? LANG_RU
                                     : LANG_KY;
}

/* Back to the minutes that were worked on, whatever language the reader has. */
static struct str minutes_path(struct request *rq, int64_t id, enum lang lang)
{
    return str_cat(rq->arena, meeting_below(rq, id, "/minutes?of="), lang_code(lang));
}

/* What this reader may see: officers the draft, everybody what is published. */
static enum err minutes_seen(struct request *rq, const struct meeting *m, enum lang first,
                             struct meeting_minutes *out)
{
    if (req_may(rq, CAP_MEETING)) {
        enum err e = meeting_minutes_find(rq->db, rq->arena, m->id, first, out);
        if (e != ERR_NOT_FOUND)
            return e;
        return meeting_minutes_find(rq->db, rq->arena, m->id, first == LANG_RU ? LANG_KY : LANG_RU,
                                    out);
    }
    return meeting_minutes_public(rq->db, rq->arena, m->id, first, out);
}

static enum err former(struct request *rq, struct meeting_minutes_page *p)
{
    struct meeting_minutes_past past;

    TRY(meeting_minutes_before(rq->db, rq->arena, p->m.id, &past));
    struct meeting_minutes_was_line *v =
        arena_array(rq->arena, struct meeting_minutes_was_line, past.n);
    for (size_t i = 0; i < past.n; i++) {
        v[i].w = &past.v[i];
        TRY(out_markup(rq->arena, past.v[i].words, &v[i].words));
    }
    p->were.v = v;
    p->were.n = past.n;
    return OK;
}

static enum err elected(struct request *rq, const struct meeting *m, struct meeting_minutes_page *p)
{
    struct meeting_officers officers;

    TRY(meeting_officers_of(rq->db, rq->arena, m->id, &officers));
    if (!p->chair.p)
        p->chair = meeting_officer_name(&officers, STR("chair"));
    if (!p->secretary.p)
        p->secretary = meeting_officer_name(&officers, STR("secretary"));
    if (!p->signed_on.p)
        p->signed_on = day_iso(rq->arena, clock_today());
    return OK;
}

static enum err see_other(struct request *rq, const struct meeting *m,
                          struct meeting_minutes_page *p)
{
    struct meeting_minutes other;
    enum lang lang = p->m.lang == LANG_RU ? LANG_KY : LANG_RU;
    enum err e = meeting_minutes_find(rq->db, rq->arena, m->id, lang, &other);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p->other_there = e == OK && (p->officer || str_eq(other.state, STR("published")));
    return OK;
}

static enum err minutes_answer(struct request *rq, int status, const struct meeting *m,
                               enum lang lang, struct meeting_minutes_page *p)
{
    enum err e = minutes_seen(rq, m, lang, &p->m);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p->there = e == OK;
    p->meeting = meeting_title(m, rq->lang);
    p->path = meeting_path(rq->arena, rq->scope.code, m->id);
    p->officer = req_may(rq, CAP_MEETING);
    p->may_start = p->officer && meeting_words_have("held published", m->state);
    TRY(meeting_minutes_due(rq->db, rq->arena, m, &p->due));
    p->late = p->due != DAY_NONE && clock_today() > p->due;
    if (p->there) {
        p->late = meeting_minutes_late(&p->m, clock_today());
        p->due = p->m.due_on;
        TRY(see_other(rq, m, p));
        p->lang_word = lang_code(p->m.lang);
        TRY(out_markup(rq->arena, p->m.words, &p->words));
        TRY(document_of(rq->db, rq->arena, STR("meeting"), m->id, true, &p->documents));
        TRY(former(rq, p));
        TRY(elected(rq, m, p));
    }
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_minutes_title), .section = "meetings"},
        VIEW(minutes), p);
}

static enum err minutes_get(struct request *rq)
{
    struct meeting_minutes_page p = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return minutes_answer(rq, 200, &m, lang_meant(rq, req_query(rq, "of")), &p);
}

static enum err minutes_pdf_get(struct request *rq)
{
    struct meeting_minutes minutes;
    struct documents docs;
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    TRY(minutes_seen(rq, &m, lang_meant(rq, req_query(rq, "of")), &minutes));
    TRY(document_of(rq->db, rq->arena, STR("meeting"), m.id, true, &docs));
    return meeting_minutes_pdf(rq, &m, &minutes, &docs);
}

static enum err form_answer(struct request *rq, int status, const struct meeting *m,
                            struct meeting_minutes_form *p, enum lang lang)
{
    struct str fresh;

    p->meeting = meeting_title(m, rq->lang);
    p->path = meeting_path(rq->arena, rq->scope.code, m->id);
    p->action = str_cat(rq->arena, p->path, STR("/minutes/edit"));
    p->lang_word = lang_code(lang);
    p->fresh = STR("");
    if (p->version) {
        TRY(meeting_minutes_draw(rq->db, rq->arena, m, lang, &fresh));
        p->fresh = str_eq(fresh, p->words) ? STR("") : fresh;
    }
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_minutes_title), .section = "meetings"},
        VIEW(minutes_form), p);
}

static enum err edit_get(struct request *rq)
{
    struct meeting_minutes_form p = {.number = STR(""), .reason = STR("")};
    struct meeting_minutes was;
    struct meeting m;
    enum lang lang = lang_meant(rq, req_query(rq, "of"));

    TRY(meeting_of_request(rq, &m));
    enum err e = meeting_minutes_find(rq->db, rq->arena, m.id, lang, &was);
    if (e == ERR_NOT_FOUND) {
        TRY(meeting_minutes_draw(rq->db, rq->arena, &m, lang, &p.words));
        return form_answer(rq, 200, &m, &p, lang);
    }
    TRY(e);
    p.number = was.number;
    p.words = was.words;
    p.version = was.version;
    p.after_signing = !str_eq(was.state, STR("draft"));
    p.chair = was.chair;
    p.secretary = was.secretary;
    p.signed_on = day_iso(rq->arena, clock_today());
    return form_answer(rq, 200, &m, &p, lang);
}

/* What was typed into "signed_on"; a day that cannot be read is a fault of that field already. */
static day_t day_typed(struct request *rq)
{
    day_t day = DAY_NONE;

    if (req_field(rq, "signed_on").n)
        req_field_day(rq, "signed_on", false, &day);
    return day;
}

static enum err edit_conflict(struct request *rq, const struct meeting *m, enum lang lang)
{
    struct meeting_minutes now;

    TRY(meeting_minutes_find(rq->db, rq->arena, m->id, lang, &now));
    struct conflict_row rows[] = {
        {STR("number"), meeting_say_here(rq, MSG_minutes_number_label), now.number},
        {STR("words"), meeting_say_here(rq, MSG_minutes_words), now.words},
        {STR("chair"), meeting_say_here(rq, MSG_minutes_chair), now.chair},
        {STR("secretary"), meeting_say_here(rq, MSG_minutes_secretary), now.secretary},
        {STR("signed_on"), meeting_say_here(rq, MSG_minutes_signed_on),
         day_iso(rq->arena, now.signed_on)},
        {STR("reason"), meeting_say_here(rq, MSG_minutes_reason), STR("")}};
    size_t n = sizeof rows / sizeof *rows;

    return req_conflict(rq, &(struct conflict){.title = meeting_say_here(rq, MSG_minutes_title),
                                               .path = minutes_path(rq, m->id, lang),
                                               .version = now.version,
                                               .n = str_eq(now.state, STR("draft")) ? 2 : n,
                                               .rows = rows});
}

static enum err edit_post(struct request *rq)
{
    struct meeting_minutes_form p = {0};
    struct meeting_minutes was;
    struct meeting m;
    enum lang lang = lang_meant(rq, req_field(rq, "of"));

    TRY(meeting_of_request(rq, &m));
    p.number = req_field(rq, "number");
    p.words = req_field(rq, "words");
    p.reason = req_field(rq, "reason");
    p.chair = req_field(rq, "chair");
    p.secretary = req_field(rq, "secretary");
    p.signed_on = req_field(rq, "signed_on");
    p.version = meeting_field_number(rq, "version");
    enum err found = meeting_minutes_find(rq->db, rq->arena, m.id, lang, &was);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    p.after_signing = found == OK && !str_eq(was.state, STR("draft"));
    enum err e = meeting_minutes_save(
        rq->db, rq->arena, &rq->actor,
        &(struct meeting_minutes_new){.meeting_id = m.id,
                                      .version = p.version,
                                      .lang = lang,
                                      .number = p.number,
                                      .words = p.words,
                                      .reason = p.reason,
                                      .by = {p.chair, p.secretary, day_typed(rq)}},
        &rq->faults);
    if (e == ERR_CONFLICT && faults_err(&rq->faults) == OK)
        return edit_conflict(rq, &m, lang);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return form_answer(rq, e == ERR_INVALID ? 422 : 409, &m, &p, lang);
    TRY(e);
    return req_redirect_saying(rq, minutes_path(rq, m.id, lang),
                               p.after_signing ? MSG_minutes_corrected : MSG_minutes_saved);
}

typedef enum err minutes_do(struct db *db, struct arena *a, const struct actor *who,
                            const struct meeting_minutes_do *d, struct faults *f);

static enum err step(struct request *rq, minutes_do *go, enum msg said)
{
    struct meeting_minutes_page p = {0};
    struct meeting m;
    enum lang lang = lang_meant(rq, req_field(rq, "of"));

    TRY(meeting_of_request(rq, &m));
    p.chair = req_field(rq, "chair");
    p.secretary = req_field(rq, "secretary");
    p.signed_on = req_field(rq, "signed_on");
    enum err e = go(rq->db, rq->arena, &rq->actor,
                    &(struct meeting_minutes_do){.meeting_id = m.id,
                                                 .version = meeting_field_number(rq, "version"),
                                                 .lang = lang,
                                                 .by = {p.chair, p.secretary, day_typed(rq)}},
                    &rq->faults);
    if (e == ERR_CONFLICT && faults_err(&rq->faults) == OK)
        fault_add(&rq->faults, STR(""), MSG_minutes_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return minutes_answer(rq, e == ERR_INVALID ? 422 : 409, &m, lang, &p);
    TRY(e);
    return req_redirect_saying(rq, minutes_path(rq, m.id, lang), said);
}

static enum err sign_post(struct request *rq)
{
    return step(rq, meeting_minutes_sign, MSG_minutes_signed);
}

static enum err publish_post(struct request *rq)
{
    return step(rq, meeting_minutes_publish, MSG_minutes_published);
}

/* -- results -- */

static enum err decisions_of(struct request *rq, const struct meeting *m,
                             struct meeting_results_page *p)
{
    struct meeting_items items;
    size_t n = 0;

    TRY(meeting_items_of(rq->db, rq->arena, m->id, &items));
    struct meeting_decision_line *v = arena_array(rq->arena, struct meeting_decision_line, items.n);
    for (size_t i = 0; i < items.n; i++)
        if (items.v[i].decision.n)
            v[n++] = (struct meeting_decision_line){lang_str(items.v[i].title, rq->lang),
                                                    items.v[i].decision};
    p->decisions.v = v;
    p->decisions.n = n;
    return OK;
}

static enum err results_former(struct request *rq, const struct meeting *m,
                               struct meeting_results_page *p)
{
    struct meeting_results_past past;

    TRY(meeting_results_before(rq->db, rq->arena, m->id, &past));
    struct meeting_results_was_line *v =
        arena_array(rq->arena, struct meeting_results_was_line, past.n);
    for (size_t i = 0; i < past.n; i++) {
        v[i].w = &past.v[i];
        TRY(out_markup(rq->arena, meeting_in_lang(past.v[i].words, rq->lang), &v[i].words));
    }
    p->were.v = v;
    p->were.n = past.n;
    return OK;
}

static enum err results_model(struct request *rq, const struct meeting *m,
                              struct meeting_results_page *p, struct str *words)
{
    struct meeting_results r;
    struct meeting_counts counts;
    struct meeting_ledger_totals totals;
    enum err e = meeting_results_find(rq->db, rq->arena, m->id, &r);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p->there = e == OK;
    p->meeting = meeting_title(m, rq->lang);
    p->path = meeting_path(rq->arena, rq->scope.code, m->id);
    p->version = m->version;
    p->due = m->results_due;
    p->late = meeting_results_late(m, clock_today());
    TRY(meeting_counts_of(rq->db, rq->arena, m->id, &counts));
    TRY(meeting_ledger_sum(rq->db, rq->arena, rq->scope.id, m->id, clock_today(), &totals));
    p->registered = counts.registered;
    p->women = counts.female;
    p->men = counts.male;
    p->proposals = totals.proposals;
    p->answered = totals.accepted + totals.partly + totals.rejected; /* of the proposals */
    p->accepted = totals.accepted;
    *words = STR("");
    if (p->there) {
        p->published_at = m->published_at;
        TRY(results_former(rq, m, p));
        *words = meeting_in_lang(r.words, rq->lang);
        TRY(out_markup(rq->arena, *words, &p->words));
    }
    return decisions_of(rq, m, p);
}

/* The form of a correction starts from what is published. */
static enum err words_now(struct request *rq, const struct meeting *m,
                          struct meeting_results_page *p)
{
    struct meeting_results r = {.words = {STR(""), STR(""), STR("")}};

    p->reason = STR("");
    if (p->there)
        TRY(meeting_results_find(rq->db, rq->arena, m->id, &r));
    for (int l = 0; l < LANG_COUNT; l++)
        p->words_typed[l] = r.words[l];
    return OK;
}

static enum err results_answer(struct request *rq, int status, const struct meeting *m,
                               struct meeting_results_page *p)
{
    struct meeting_minutes minutes;
    struct str words;

    TRY(results_model(rq, m, p, &words));
    p->officer = req_may(rq, CAP_MEETING);
    p->may_give = p->officer && str_eq(m->state, STR("held"));
    p->typing = status != 200;
    if (!p->typing)
        TRY(words_now(rq, m, p));
    enum err e =
        p->may_give ? meeting_minutes_public(rq->db, rq->arena, m->id, LANG_KY, &minutes) : OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p->no_minutes = e == ERR_NOT_FOUND;
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_results_title), .section = "meetings"},
        VIEW(meeting_results), p);
}

static enum err results_get(struct request *rq)
{
    struct meeting_results_page p = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return results_answer(rq, 200, &m, &p);
}

static enum err results_post(struct request *rq)
{
    static const char *const fields[LANG_COUNT] = {
        [LANG_KY] = "words_ky", [LANG_RU] = "words_ru", [LANG_EN] = "words_en"};
    struct meeting_results_page p = {0};
    struct meeting_results_new n = {.version = meeting_field_number(rq, "version")};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    n.meeting_id = m.id;
    for (int l = 0; l < LANG_COUNT; l++)
        n.words[l] = p.words_typed[l] = req_field(rq, fields[l]);
    n.reason = p.reason = req_field(rq, "reason");
    enum err e = meeting_results_give(rq->db, rq->arena, &rq->actor, &n, &rq->faults);
    if (e == ERR_CONFLICT && faults_err(&rq->faults) == OK)
        fault_add(&rq->faults, STR(""), MSG_minutes_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return results_answer(rq, e == ERR_INVALID ? 422 : 409, &m, &p);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/results"),
                               m.published_at ? MSG_results_corrected : MSG_results_given);
}

static enum err results_pdf_get(struct request *rq)
{
    struct meeting_results_page p = {0};
    struct meeting m;
    struct str words;

    TRY(meeting_of_request(rq, &m));
    TRY(results_model(rq, &m, &p, &words));
    if (!p.there)
        return ERR_NOT_FOUND;
    return meeting_results_pdf(
        rq, &m, str_eq(req_query(rq, "paper"), STR("a3")) ? PAPER_A3 : PAPER_A4, &p, words);
}

#define READABLE .need = CAP_PUBLIC, .cache = CACHE_PLACE
#define POSTED   .need = CAP_MEETING, .csrf = CSRF_TOKEN

const struct route meeting_minutes_routes[] = {
    {GET, "/:place/meetings/:id/minutes", minutes_get, READABLE, .query = "of",
     .doc = "minutes of a meeting"},
    {GET, "/:place/meetings/:id/minutes.pdf", minutes_pdf_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {GET, "/:place/meetings/:id/minutes/edit", edit_get, .need = CAP_MEETING},
    {POST, "/:place/meetings/:id/minutes/edit", edit_post, POSTED, .body_max = WORDS_BODY_MAX},
    {POST, "/:place/meetings/:id/minutes/sign", sign_post, POSTED},
    {POST, "/:place/meetings/:id/minutes/publish", publish_post, POSTED},
    {GET, "/:place/meetings/:id/results", results_get, READABLE, .doc = "what came of a meeting"},
    {POST, "/:place/meetings/:id/results", results_post, POSTED},
    {GET, "/:place/meetings/:id/results.pdf", results_pdf_get, .need = CAP_PUBLIC,
     .rate = RATE_HEAVY},
    {0},
};
