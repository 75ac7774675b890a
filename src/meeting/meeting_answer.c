/* See meeting_answer.h. */
#include "meeting/meeting_answer.h"

#include "i18n/check.h"
#include "issue/issue.h"
#include "meeting/meeting_answer_sql.h"
#include "meeting/meeting_inside.h"
#include "notify/notify.h"
#include "people/people.h"
#include "place/place.h"
#include "rules/rules.h"
#include "web/cap.h"

enum { ANSWER_MAX = 3000, DUE_MOST = 200 };

static struct opt_i64 or_none(int64_t v)
{
    return v ? SOME(v) : NONE_I64;
}

static int64_t or_zero(struct opt_i64 v)
{
    return v.has ? v.v : 0;
}

/* -- answering -- */

static struct str answer_json(struct arena *a, int64_t number, struct str answer, struct str reason,
                              const struct meeting_link *l)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "number", number);
    json_field_str(&j, "answer", answer);
    json_field_str(&j, "reason", reason);
    json_field_str(&j, "changed_kind", l->kind);
    json_field_i64(&j, "changed_id", l->id);
    json_field_str(&j, "changed_text", l->text);
    json_object_end(&j);
    return buf_str(b);
}

static bool takes_answer(const struct answer_word_row *w, const struct meeting *m)
{
    return meeting_words_have("proposal question", w->kind) &&
           meeting_words_have("open answered", w->state) &&
           meeting_words_have("announced open held published", m->state);
}

static enum err check(struct db *db, struct arena *a, const struct actor *who,
                      const struct answer_word_row *w, struct meeting_answer_new *n,
                      struct faults *f)
{
    bool question = str_eq(w->kind, STR("question"));
    const char *answers = question ? "answered" : "accepted partly rejected";

    if (!n->answer.n || !meeting_words_have(answers, n->answer))
        fault_add(f, STR("answer"), MSG_answer_fault_answer);
    n->reason = check_text(f, "reason", n->reason, MEETING_REASON_MIN, ANSWER_MAX);
    if (!meeting_words_have("accepted partly", n->answer)) {
        n->changed = (struct meeting_link){STR(""), 0, STR("")};
        return faults_err(f);
    }
    if (!n->changed.kind.n)
        fault_add(f, STR("link"), MSG_answer_fault_changed);
    TRY(meeting_link_check(db, a, who, n->lang, MEETING_CHANGED_WORDS, &n->changed, f));
    return faults_err(f);
}

static enum err keep_former(struct db *db, struct arena *a, const struct answer_word_row *w)
{
    if (w->answered_on == DAY_NONE)
        return OK;
    return answer_keep(db, a,
                       &(struct answer_keep_in){.word_id = w->id,
                                                .version = w->version,
                                                .answer = w->answer,
                                                .reason = w->answer_reason,
                                                .changed_kind = w->changed_kind,
                                                .changed_id = w->changed_id,
                                                .changed_text = w->changed_text,
                                                .answered_on = w->answered_on,
                                                .answered_by = or_zero(w->answered_by),
                                                .now = clock_now()});
}

static enum err tell_author(struct db *db, struct arena *a, const struct actor *who,
                            const struct answer_word_row *w, const struct meeting_answer_new *n)
{
    struct person author;
    struct place place;
    enum err e = w->person_id.has ? people_by_id(db, a, w->person_id.v, &author) : ERR_NOT_FOUND;

    if (e == ERR_NOT_FOUND || (e == OK && !author.email.n))
        return OK;
    TRY(e);
    TRY(place_by_id(db, a, who->place_id, &place));
    return notify_mail(
        db, a,
        &(struct mail_new){
            .place_id = place.id,
            .to = author.email,
            .lang = author.lang,
            .subject = msg_text(a, author.lang, MSG_answer_mail_subject),
            .body =
                msg_text(a, author.lang, MSG_answer_mail_body, ARG_S("text", w->text),
                         ARG_S("answer", meeting_word_text(a, author.lang, "answer", n->answer)),
                         ARG_S("reason", n->reason)),
            .path = str_fmt(a, "/%.*s%.*s/ledger", STR_F(lang_code(author.lang)),
                            STR_F(meeting_path(a, place.code, n->meeting_id))),
        });
}

enum err meeting_answer(struct db *db, struct arena *a, const struct actor *who,
                        const struct meeting_answer_new *given, struct faults *f)
{
    struct meeting_answer_new n = *given;
    struct answer_word_row w;
    struct meeting m;
    int64_t changed;

    TRY(meeting_find(db, a, who->place_id, n.meeting_id, &m));
    TRY(answer_word(db, a, &(struct answer_word_in){who->place_id, m.id, n.id}, &w));
    if (!takes_answer(&w, &m)) {
        fault_add(f, STR(""), MSG_answer_fault_state);
        return ERR_CONFLICT;
    }
    TRY(check(db, a, who, &w, &n, f));
    TRY(answer_set(db, a,
                   &(struct answer_set_in){.id = w.id,
                                           .version = n.version,
                                           .answer = n.answer,
                                           .reason = n.reason,
                                           .changed_kind = n.changed.kind,
                                           .changed_id = or_none(n.changed.id),
                                           .changed_text = n.changed.text,
                                           .today = clock_today(),
                                           .by = who->person_id},
                   &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(keep_former(db, a, &w));
    TRY(tell_author(db, a, who, &w, &n));
    struct meeting_link was = {w.changed_kind, or_zero(w.changed_id), w.changed_text};
    return meeting_record(db, a, who, "meeting.answer", m.id,
                          w.answer.n ? answer_json(a, w.number, w.answer, w.answer_reason, &was)
                                     : STR_NONE,
                          answer_json(a, w.number, n.answer, n.reason, &n.changed), STR_NONE);
}

enum err meeting_answers_before(struct db *db, struct arena *a, int64_t word_id,
                                struct meeting_answers_were *out)
{
    struct answer_past_rows rows;

    TRY(answer_past(db, a, &(struct answer_past_in){word_id}, &rows));
    struct meeting_answer_was *v = arena_array(a, struct meeting_answer_was, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct answer_past_row *r = &rows.v[i];
        v[i] =
            (struct meeting_answer_was){r->answer,
                                        r->reason,
                                        {r->changed_kind, or_zero(r->changed_id), r->changed_text},
                                        r->answered_on};
    }
    *out = (struct meeting_answers_were){v, rows.n};
    return OK;
}

/* -- the ledger -- */

static struct meeting_ledger_line line_of(const struct ledger_rows_row *r)
{
    bool gone = meeting_words_have("hidden withdrawn", r->state);

    return (struct meeting_ledger_line){
        .id = r->id,
        .number = r->number,
        .meeting_id = r->meeting_id,
        .said_at = r->said_at,
        .kind = r->kind,
        .text = gone ? STR("") : r->text,
        .author = r->author_public && !gone ? r->author : STR(""),
        .state = r->state,
        .hidden_reason = r->hidden_reason,
        .answer = r->answer,
        .reason = r->reason,
        .changed = {r->changed_kind, or_zero(r->changed_id), r->changed_text},
        .meeting_title =
            {[LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en},
        .meeting_day = r->meeting_day,
        .answered_on = r->answered_on,
        .due = r->answer_due};
}

enum err meeting_ledger_read(struct db *db, struct arena *a, const struct meeting_ledger_filter *f,
                             struct meeting_ledger *out)
{
    struct ledger_rows_rows rows;

    TRY(ledger_rows(db, a,
                    &(struct ledger_rows_in){.place_id = f->place_id,
                                             .meeting_id = f->meeting_id,
                                             .state = f->state.p ? f->state : STR(""),
                                             .before = f->before,
                                             .today = f->today,
                                             .most = f->most},
                    &rows));
    struct meeting_ledger_line *v = arena_array(a, struct meeting_ledger_line, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = line_of(&rows.v[i]);
    *out = (struct meeting_ledger){v, rows.n};
    return OK;
}

bool meeting_ledger_late(const struct meeting_ledger_line *l, day_t today)
{
    day_t answered = l->answered_on == DAY_NONE ? today : l->answered_on;

    return meeting_words_have("open answered", l->state) && l->due != DAY_NONE && answered > l->due;
}

enum err meeting_ledger_sum(struct db *db, struct arena *a, int64_t place_id, int64_t meeting_id,
                            day_t today, struct meeting_ledger_totals *out)
{
    struct ledger_totals_row r;

    TRY(ledger_totals(db, a, &(struct ledger_totals_in){place_id, meeting_id, today}, &r));
    *out = (struct meeting_ledger_totals){r.proposals, r.questions, r.answered, r.accepted,
                                          r.partly,    r.rejected,  r.waiting,  r.late};
    return OK;
}

/* -- what others show of it -- */

enum err meeting_answers_about(struct db *db, struct arena *a, enum lang lang,
                               struct str place_code, const struct meeting_link *thing,
                               struct issue_links *out)
{
    struct answers_that_changed_rows rows;
    struct place place;

    TRY(place_by_code(db, a, place_code, &place));
    TRY(answers_that_changed(
        db, a, &(struct answers_that_changed_in){place.id, thing->kind, thing->id}, &rows));
    struct issue_link *v = arena_array(a, struct issue_link, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct answers_that_changed_row *r = &rows.v[i];
        const struct str titles[LANG_COUNT] = {
            [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
        v[i] = (struct issue_link){
            .title = {msg_text(a, lang, MSG_answer_from_meeting, ARG_N("number", r->number),
                               ARG_S("meeting", meeting_in_lang(titles, lang))),
                      lang},
            .path =
                str_fmt(a, "%.*s/ledger#word-%lld",
                        STR_F(meeting_path(a, place_code, r->meeting_id)), (long long)r->number),
            .kind = msg_text(a, lang, MSG_answer_link_kind)};
    }
    *out = (struct issue_links){v, rows.n};
    return OK;
}

enum err meeting_issue_links(struct db *db, struct arena *a, enum lang lang, struct str place_code,
                             int64_t issue_id, struct issue_links *out)
{
    return meeting_answers_about(db, a, lang, place_code,
                                 &(struct meeting_link){STR("issue"), issue_id, STR("")}, out);
}

enum err meeting_measure_links(struct db *db, struct arena *a, enum lang lang,
                               struct str place_code, int64_t measure_id, struct issue_links *out)
{
    return meeting_answers_about(db, a, lang, place_code,
                                 &(struct meeting_link){STR("measure"), measure_id, STR("")}, out);
}

/* Told so many days ahead: the longest of rule meeting.warn_days. */
static enum err days_ahead(struct db *db, struct arena *a, const struct due_query *q, int64_t *out)
{
    struct rule_items days;
    enum err e = rules_list(db, a, "meeting.warn_days", q->place_id, q->today, &days);

    *out = 0;
    for (size_t i = 0; e == OK && i < days.n; i++)
        *out = days.v[i].num > *out ? days.v[i].num : *out;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err meeting_answers_due(struct db *db, struct arena *a, const struct due_query *q,
                             struct dues *out)
{
    struct answers_due_rows rows = {0};
    int64_t ahead;

    if (q->caps & CAP_BIT(CAP_ANSWER)) {
        TRY(days_ahead(db, a, q, &ahead));
        TRY(answers_due(db, a, &(struct answers_due_in){q->place_id, q->today + (day_t)ahead},
                        &rows));
    }
    size_t n = rows.n < DUE_MOST ? rows.n : DUE_MOST;
    struct due *v = arena_array(a, struct due, n);
    for (size_t i = 0; i < n; i++) {
        const struct answers_due_row *r = &rows.v[i];
        bool question = str_eq(r->kind, STR("question"));
        v[i] = (struct due){
            .on = r->answer_due,
            .title =
                msg_text(a, q->lang, question ? MSG_answer_due_question : MSG_answer_due_proposal,
                         ARG_N("number", r->number)),
            .path = str_fmt(a, "%.*s/words/%lld/answer",
                            STR_F(meeting_path(a, q->place_code, r->meeting_id)), (long long)r->id),
            .warning = r->answer_due > q->today};
    }
    *out = (struct dues){v, n};
    return OK;
}
