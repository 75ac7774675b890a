/* See meeting_minutes.h. */
#include "meeting/meeting_minutes.h"

#include "i18n/check.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes_sql.h"
#include "notify/notify.h"
#include "place/place.h"
#include "rules/rules.h"
#include "web/cap.h"

enum { WORDS_MIN = 20, WORDS_MAX = 100000, NUMBER_MAX = 30, RESULTS_MAX = 10000 };

/* -- reading -- */

static struct meeting_minutes of_row(const struct minutes_row_row *r)
{
    return (struct meeting_minutes){.id = r->id,
                                    .meeting_id = r->meeting_id,
                                    .version = r->version,
                                    .published_at = r->published_at.has ? r->published_at.v : 0,
                                    .lang = str_eq(r->lang, STR("ru")) ? LANG_RU : LANG_KY,
                                    .state = r->state,
                                    .number = r->number,
                                    .words = r->words,
                                    .chair = r->chair,
                                    .secretary = r->secretary,
                                    .signed_on = r->signed_on,
                                    .due_on = r->due_on};
}

enum err meeting_minutes_find(struct db *db, struct arena *a, int64_t meeting_id, enum lang lang,
                              struct meeting_minutes *out)
{
    struct minutes_row_row row;

    TRY(minutes_row(db, a, &(struct minutes_row_in){meeting_id, lang_code(lang)}, &row));
    *out = of_row(&row);
    return OK;
}

enum err meeting_minutes_public(struct db *db, struct arena *a, int64_t meeting_id, enum lang lang,
                                struct meeting_minutes *out)
{
    enum lang first = lang == LANG_RU ? LANG_RU : LANG_KY;
    enum lang order[] = {first, first == LANG_RU ? LANG_KY : LANG_RU};

    for (size_t i = 0; i < 2; i++) {
        struct meeting_minutes m;
        enum err e = meeting_minutes_find(db, a, meeting_id, order[i], &m);
        if (e == ERR_NOT_FOUND || (e == OK && !str_eq(m.state, STR("published"))))
            continue;
        TRY(e);
        *out = m;
        return OK;
    }
    return ERR_NOT_FOUND;
}

static bool late(day_t due, int64_t came_at, day_t today)
{
    return due != DAY_NONE && (came_at ? day_of_instant(came_at) : today) > due;
}

bool meeting_minutes_late(const struct meeting_minutes *m, day_t today)
{
    return late(m->due_on, m->published_at, today);
}

bool meeting_results_late(const struct meeting *m, day_t today)
{
    return late(m->results_due, m->published_at, today);
}

enum err meeting_minutes_before(struct db *db, struct arena *a, int64_t minutes_id,
                                struct meeting_minutes_past *out)
{
    struct minutes_past_rows rows;

    TRY(minutes_past(db, a, &(struct minutes_past_in){minutes_id}, &rows));
    struct meeting_minutes_was *v = arena_array(a, struct meeting_minutes_was, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct meeting_minutes_was){rows.v[i].version, rows.v[i].replaced_at,
                                            rows.v[i].words, rows.v[i].reason};
    *out = (struct meeting_minutes_past){v, rows.n};
    return OK;
}

/* -- writing -- */

static struct str minutes_json(struct arena *a, enum lang lang, struct str state, struct str number,
                               struct str words)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "lang", lang_code(lang));
    json_field_str(&j, "state", state);
    json_field_str(&j, "number", number);
    json_field_str(&j, "words", words);
    json_object_end(&j);
    return buf_failed(b) ? STR_NONE : buf_str(b);
}

static enum err record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                       const struct meeting_minutes *before, const struct meeting_minutes *after)
{
    struct str was =
        before ? minutes_json(a, before->lang, before->state, before->number, before->words)
               : STR_NONE;
    struct str is = minutes_json(a, after->lang, after->state, after->number, after->words);

    if (!is.p)
        return ERR_TOO_LARGE;
    return meeting_record(db, a, who, action, after->meeting_id, was, is, STR_NONE);
}

/* The meeting that minutes are written of: one that took place. */
static enum err meeting_over(struct db *db, struct arena *a, const struct actor *who, int64_t id,
                             struct faults *f, struct meeting *m)
{
    TRY(meeting_find(db, a, who->place_id, id, m));
    if (meeting_words_have("held published", m->state))
        return OK;
    fault_add(f, STR(""), MSG_minutes_fault_not_over);
    return ERR_CONFLICT;
}

static enum err days_after(struct db *db, struct arena *a, const struct meeting *m,
                           const char *rule, day_t *out)
{
    day_t closed = m->closed_at ? day_of_instant(m->closed_at) : m->day;
    int64_t days;
    enum err e = rules_i64(db, a, meeting_rule_key(a, m->kind, rule), m->place_id, closed, &days);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? closed + (day_t)days : DAY_NONE;
    return OK;
}

/* The number of the same minutes in the other language, else the next of the year. */
static enum err next_number(struct db *db, struct arena *a, const struct meeting *m, enum lang lang,
                            struct str *out)
{
    struct minutes_of_year_row row;
    struct meeting_minutes other;
    enum err e = meeting_minutes_find(db, a, m->id, lang == LANG_KY ? LANG_RU : LANG_KY, &other);

    if (e != ERR_NOT_FOUND) {
        if (e == OK)
            *out = other.number;
        return e;
    }
    int year = day_to_civil(m->day).year;

    TRY(minutes_of_year(db, a,
                        &(struct minutes_of_year_in){m->place_id, str_of(m->kind->code),
                                                     day_from_civil((struct civil){year, 1, 1}),
                                                     day_from_civil((struct civil){year, 12, 31})},
                        &row));
    *out = str_fmt(a, "%lld", (long long)row.n + 1);
    return OK;
}

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting *m, const struct meeting_minutes_new *n)
{
    struct minutes_insert_row row;
    struct meeting_minutes after;
    day_t due;

    TRY(days_after(db, a, m, "minutes_after", &due));
    TRY(minutes_insert(db, a,
                       &(struct minutes_insert_in){.meeting_id = m->id,
                                                   .lang = lang_code(n->lang),
                                                   .number = n->number,
                                                   .words = n->words,
                                                   .due_on = due,
                                                   .now = clock_now(),
                                                   .by = who->person_id},
                       &row));
    TRY(meeting_minutes_find(db, a, m->id, n->lang, &after));
    return record(db, a, who, "meeting.minutes_draw", NULL, &after);
}

static enum err update(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting_minutes *was, const struct meeting_minutes_new *n)
{
    struct meeting_minutes after = *was;
    int64_t changed;

    TRY(minutes_update(db, a,
                       &(struct minutes_update_in){.id = was->id,
                                                   .version = n->version,
                                                   .number = n->number,
                                                   .words = n->words,
                                                   .now = clock_now(),
                                                   .by = who->person_id},
                       &changed));
    if (!changed)
        return ERR_CONFLICT;
    if (!str_eq(was->state, STR("draft")))
        TRY(minutes_keep(db, a,
                         &(struct minutes_keep_in){.id = was->id,
                                                   .version = was->version,
                                                   .words = was->words,
                                                   .reason = n->reason,
                                                   .now = clock_now(),
                                                   .by = who->person_id}));
    after.number = n->number;
    after.words = n->words;
    return record(db, a, who, "meeting.minutes_edit", was, &after);
}

enum err meeting_minutes_save(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_minutes_new *given, struct faults *f)
{
    struct meeting_minutes_new n = *given;
    struct meeting_minutes was;
    struct meeting m;

    TRY(meeting_over(db, a, who, n.meeting_id, f, &m));
    if (n.lang != LANG_KY && n.lang != LANG_RU)
        fault_add(f, STR("lang"), MSG_minutes_fault_lang);
    n.words = check_text(f, "words", n.words, WORDS_MIN, WORDS_MAX);
    n.number = check_text(f, "number", n.number.p ? n.number : STR(""), 0, NUMBER_MAX);
    TRY(faults_err(f));
    enum err e = meeting_minutes_find(db, a, m.id, n.lang, &was);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if ((e == OK) != (n.version != 0))
        return ERR_CONFLICT;
    if (e == OK && !str_eq(was.state, STR("draft")))
        n.reason = check_text(f, "reason", n.reason.p ? n.reason : STR(""), MEETING_REASON_MIN,
                              MEETING_REASON_MAX);
    TRY(faults_err(f));
    if (!n.number.n && m.kind->minutes_numbered)
        TRY(next_number(db, a, &m, n.lang, &n.number));
    return e == OK ? update(db, a, who, &was, &n) : insert(db, a, who, &m, &n);
}

static enum err minutes_for(struct db *db, struct arena *a, const struct actor *who,
                            const struct meeting_minutes_do *d, const char *state, enum msg fault,
                            struct faults *f, struct meeting_minutes *out)
{
    struct meeting m;

    TRY(meeting_over(db, a, who, d->meeting_id, f, &m));
    TRY(meeting_minutes_find(db, a, m.id, d->lang, out));
    if (str_eq(out->state, str_of(state)))
        return OK;
    fault_add(f, STR(""), fault);
    return ERR_CONFLICT;
}

enum err meeting_minutes_sign(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_minutes_do *d, struct faults *f)
{
    struct meeting_minutes was, after;
    struct meeting m;
    int64_t changed;

    TRY(minutes_for(db, a, who, d, "draft", MSG_minutes_fault_not_draft, f, &was));
    TRY(meeting_find(db, a, who->place_id, d->meeting_id, &m));
    struct str chair = check_text(f, "chair", d->chair, 2, MEETING_NAME_MAX),
               secretary = check_text(f, "secretary", d->secretary, 2, MEETING_NAME_MAX);
    if (d->signed_on == DAY_NONE)
        fault_add(f, STR("signed_on"), MSG_minutes_fault_signed_on);
    else if (d->signed_on < m.day || d->signed_on > clock_today())
        fault_add(f, STR("signed_on"), MSG_minutes_fault_signed_when);
    TRY(faults_err(f));
    TRY(minutes_sign(db, a,
                     &(struct minutes_sign_in){.id = was.id,
                                               .version = d->version,
                                               .chair = chair,
                                               .secretary = secretary,
                                               .signed_on = d->signed_on,
                                               .now = clock_now(),
                                               .by = who->person_id},
                     &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(meeting_minutes_find(db, a, m.id, d->lang, &after));
    return record(db, a, who, "meeting.minutes_sign", &was, &after);
}

enum err meeting_minutes_publish(struct db *db, struct arena *a, const struct actor *who,
                                 const struct meeting_minutes_do *d, struct faults *f)
{
    struct meeting_minutes was, after;
    int64_t changed;

    TRY(minutes_for(db, a, who, d, "signed", MSG_minutes_fault_not_signed, f, &was));
    TRY(minutes_publish(db, a, &(struct minutes_publish_in){was.id, d->version, clock_now()},
                        &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(meeting_minutes_find(db, a, d->meeting_id, d->lang, &after));
    return record(db, a, who, "meeting.minutes_publish", &was, &after);
}

/* -- results -- */

enum err meeting_results_find(struct db *db, struct arena *a, int64_t meeting_id,
                              struct meeting_results *out)
{
    struct results_row_row r;

    TRY(results_row(db, a, &(struct results_row_in){meeting_id}, &r));
    *out = (struct meeting_results){{[LANG_KY] = r.ky, [LANG_RU] = r.ru, [LANG_EN] = r.en},
                                    r.published_at};
    return OK;
}

static enum err tell(struct db *db, struct arena *a, const struct meeting *m)
{
    struct place place;
    int64_t queued;

    TRY(place_by_id(db, a, m->place_id, &place));
    struct msg_arg args[] = {ARG_S("place", place_name(&place, LANG_KY)),
                             ARG_S("meeting", meeting_title(m, LANG_KY))};
    return notify_subscribers(
        db, a,
        &(struct notice){.place_id = m->place_id,
                         .topic = TOPIC_MEETINGS,
                         .subject = MSG_minutes_mail_subject,
                         .body = MSG_minutes_mail_body,
                         .args = args,
                         .arg_count = sizeof args / sizeof *args,
                         .path = str_cat(a, meeting_path(a, place.code, m->id), STR("/results"))},
        &queued);
}

static struct str results_json(struct arena *a, const struct str words[LANG_COUNT])
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "words_ky", words[LANG_KY]);
    json_field_str(&j, "words_ru", words[LANG_RU]);
    json_field_str(&j, "words_en", words[LANG_EN]);
    json_object_end(&j);
    return buf_str(b);
}

enum err meeting_results_give(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_results_new *n, struct faults *f)
{
    static const char *const fields[LANG_COUNT] = {
        [LANG_KY] = "words_ky", [LANG_RU] = "words_ru", [LANG_EN] = "words_en"};
    struct str words[LANG_COUNT];
    struct meeting_minutes minutes;
    struct meeting m;
    int64_t changed;
    bool some = false;

    TRY(meeting_find(db, a, who->place_id, n->meeting_id, &m));
    for (int l = 0; l < LANG_COUNT; l++) {
        words[l] = check_text(f, fields[l], n->words[l].p ? n->words[l] : STR(""), 0, RESULTS_MAX);
        some = some || words[l].n;
    }
    if (!some)
        fault_add(f, STR("words_ky"), MSG_minutes_fault_results);
    enum err e = meeting_minutes_public(db, a, m.id, LANG_KY, &minutes);
    if (e == ERR_NOT_FOUND)
        fault_add(f, STR(""), MSG_minutes_fault_first);
    else
        TRY(e);
    TRY(faults_err(f));
    TRY(results_publish(db, a, &(struct results_publish_in){m.id, n->version, clock_now()},
                        &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(results_put(db, a,
                    &(struct results_put_in){m.id, words[LANG_KY], words[LANG_RU], words[LANG_EN],
                                             clock_now(), who->person_id}));
    TRY(tell(db, a, &m));
    return meeting_record(db, a, who, "meeting.results", m.id, STR_NONE, results_json(a, words),
                          STR_NONE);
}

/* -- what is owed -- */

enum err meeting_minutes_owed(struct db *db, struct arena *a, const struct due_query *q,
                              struct dues *out)
{
    struct minutes_due_rows rows = {0};
    size_t n = 0;

    if (q->caps & CAP_BIT(CAP_MEETING))
        TRY(minutes_due(db, a, &(struct minutes_due_in){q->place_id}, &rows));
    struct due *v = arena_array(a, struct due, 2 * rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct minutes_due_row *r = &rows.v[i];
        const struct str titles[LANG_COUNT] = {
            [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
        struct str title = meeting_in_lang(titles, q->lang),
                   path = meeting_path(a, q->place_code, r->id);
        struct meeting m;

        TRY(meeting_find(db, a, q->place_id, r->id, &m));
        day_t due;
        TRY(days_after(db, a, &m, "minutes_after", &due));
        if (!r->minutes && due != DAY_NONE)
            v[n++] = (struct due){
                .on = due,
                .title = msg_text(a, q->lang, MSG_minutes_due, ARG_S("meeting", title)),
                .path = str_cat(a, path, STR("/minutes")),
                .rule_key = meeting_rule_key(a, m.kind, "minutes_after"),
                .warning = due > q->today};
        if (r->results_due != DAY_NONE)
            v[n++] = (struct due){
                .on = r->results_due,
                .title = msg_text(a, q->lang, MSG_minutes_results_due, ARG_S("meeting", title)),
                .path = str_cat(a, path, STR("/results")),
                .rule_key = meeting_rule_key(a, m.kind, "results_after"),
                .warning = r->results_due > q->today};
    }
    *out = (struct dues){v, n};
    return OK;
}
