/* Results of a meeting in plain words: given once, corrected with a reason. See meeting_minutes.h.
 */
#include "i18n/check.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes.h"
#include "meeting/meeting_minutes_sql.h"
#include "notify/notify.h"
#include "place/place.h"

enum { RESULTS_MAX = 10000 };

bool meeting_results_late(const struct meeting *m, day_t today)
{
    day_t came = m->published_at ? day_of_instant(m->published_at) : today;

    return m->results_due != DAY_NONE && came > m->results_due;
}

enum err meeting_results_find(struct db *db, struct arena *a, int64_t meeting_id,
                              struct meeting_results *out)
{
    struct results_row_row r;

    TRY(results_row(db, a, &(struct results_row_in){meeting_id}, &r));
    *out = (struct meeting_results){{[LANG_KY] = r.ky, [LANG_RU] = r.ru, [LANG_EN] = r.en},
                                    r.published_at};
    return OK;
}

enum err meeting_results_before(struct db *db, struct arena *a, int64_t meeting_id,
                                struct meeting_results_past *out)
{
    struct results_past_rows rows;

    TRY(results_past(db, a, &(struct results_past_in){meeting_id}, &rows));
    struct meeting_results_was *v = arena_array(a, struct meeting_results_was, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct results_past_row *r = &rows.v[i];
        v[i] = (struct meeting_results_was){
            .number = r->number,
            .published_at = r->published_at,
            .replaced_at = r->replaced_at,
            .words = {[LANG_KY] = r->ky, [LANG_RU] = r->ru, [LANG_EN] = r->en},
            .reason = r->reason};
    }
    *out = (struct meeting_results_past){v, rows.n};
    return OK;
}

/* Each reader's language, the names of place and meeting too. */
static enum err tell(struct db *db, struct arena *a, const struct meeting *m)
{
    struct place place;
    int64_t queued;

    TRY(place_by_id(db, a, m->place_id, &place));
    struct notice_words n = {.place_id = m->place_id,
                             .topic = TOPIC_MEETINGS,
                             .path =
                                 str_cat(a, meeting_path(a, place.code, m->id), STR("/results"))};
    for (int l = 0; l < LANG_COUNT; l++) {
        enum lang lang = (enum lang)l;
        n.subject[l] =
            msg_text(a, lang, MSG_minutes_mail_subject, ARG_S("place", place_name(&place, lang)));
        n.body[l] =
            msg_text(a, lang, MSG_minutes_mail_body, ARG_S("meeting", meeting_title(m, lang)));
    }
    return notify_subscribers_words(db, a, &n, &queued);
}

static struct str results_json(struct arena *a, const struct str words[LANG_COUNT],
                               struct str reason)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "words_ky", words[LANG_KY]);
    json_field_str(&j, "words_ru", words[LANG_RU]);
    json_field_str(&j, "words_en", words[LANG_EN]);
    if (reason.n)
        json_field_str(&j, "reason", reason);
    json_object_end(&j);
    return buf_failed(b) ? STR_NONE : buf_str(b);
}

/* The words cleaned, and whether they may be given: minutes are published, a correction has its
 * reason. */
static enum err check(struct db *db, struct arena *a, const struct meeting *m,
                      const struct meeting_results_new *n, struct meeting_results_new *clean,
                      struct faults *f)
{
    static const char *const fields[LANG_COUNT] = {
        [LANG_KY] = "words_ky", [LANG_RU] = "words_ru", [LANG_EN] = "words_en"};
    struct meeting_minutes minutes;
    bool some = false;

    *clean = *n;
    for (int l = 0; l < LANG_COUNT; l++) {
        clean->words[l] =
            check_text(f, fields[l], n->words[l].p ? n->words[l] : STR(""), 0, RESULTS_MAX);
        some = some || clean->words[l].n;
    }
    if (!some)
        fault_add(f, STR("words_ky"), MSG_minutes_fault_results);
    if (str_eq(m->state, STR("published")))
        clean->reason = check_text(f, "reason", n->reason.p ? n->reason : STR(""),
                                   MEETING_REASON_MIN, MEETING_REASON_MAX);
    else
        clean->reason = STR("");
    enum err e = meeting_minutes_public(db, a, m->id, LANG_KY, &minutes);
    if (e == ERR_NOT_FOUND)
        fault_add(f, STR(""), MSG_minutes_fault_first);
    else
        TRY(e);
    return faults_err(f);
}

static enum err put(struct db *db, struct arena *a, const struct actor *who,
                    const struct meeting_results_new *n)
{
    return results_put(db, a,
                       &(struct results_put_in){n->meeting_id, n->words[LANG_KY], n->words[LANG_RU],
                                                n->words[LANG_EN], clock_now(), who->person_id});
}

static enum err give(struct db *db, struct arena *a, const struct actor *who,
                     const struct meeting *m, const struct meeting_results_new *n)
{
    int64_t changed;
    struct str after = results_json(a, n->words, STR(""));

    if (!after.p)
        return ERR_TOO_LARGE;
    TRY(results_publish(db, a, &(struct results_publish_in){m->id, n->version, clock_now()},
                        &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(put(db, a, who, n));
    TRY(tell(db, a, m));
    return meeting_record(db, a, who, "meeting.results", m->id, STR_NONE, after, STR_NONE);
}

static enum err correct(struct db *db, struct arena *a, const struct actor *who,
                        const struct meeting *m, const struct meeting_results_new *n)
{
    struct meeting_results was;
    int64_t changed;

    TRY(meeting_results_find(db, a, m->id, &was));
    struct str before = results_json(a, was.words, STR("")),
               after = results_json(a, n->words, n->reason);
    if (!before.p || !after.p)
        return ERR_TOO_LARGE;
    TRY(results_touch(db, a, &(struct results_touch_in){m->id, n->version, clock_now()}, &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(results_keep(db, a,
                     &(struct results_keep_in){m->id, n->reason, clock_now(), who->person_id}));
    TRY(put(db, a, who, n));
    return meeting_record(db, a, who, "meeting.results_correct", m->id, before, after, STR_NONE);
}

enum err meeting_results_give(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting_results_new *n, struct faults *f)
{
    struct meeting_results_new clean;
    struct meeting m;

    TRY(meeting_find(db, a, who->place_id, n->meeting_id, &m));
    if (!meeting_words_have("held published", m.state)) {
        fault_add(f, STR(""), MSG_minutes_fault_results_not_over);
        return ERR_CONFLICT;
    }
    if (m.version != n->version)
        return ERR_CONFLICT;
    TRY(check(db, a, &m, n, &clean, f));
    return str_eq(m.state, STR("held")) ? give(db, a, who, &m, &clean)
                                        : correct(db, a, who, &m, &clean);
}
