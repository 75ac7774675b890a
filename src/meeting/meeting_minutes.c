/* See meeting_minutes.h. */
#include "meeting/meeting_minutes.h"

#include "i18n/check.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_minutes_sql.h"
#include "text/dates.h"
#include "web/cap.h"

enum { WORDS_MIN = 20, NUMBER_MAX = 30, NAME_MIN = 2 };

/* -- reading -- */

static struct meeting_minutes of_row(const struct minutes_row_row *r)
{
    return (struct meeting_minutes){.id = r->id,
                                    .meeting_id = r->meeting_id,
                                    .version = r->version,
                                    .published_at = r->published_at.has ? r->published_at.v : 0,
                                    .edition = r->edition,
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

bool meeting_minutes_late(const struct meeting_minutes *m, day_t today)
{
    day_t came = m->published_at ? day_of_instant(m->published_at) : today;

    return m->due_on != DAY_NONE && came > m->due_on;
}

enum err meeting_minutes_due(struct db *db, struct arena *a, const struct meeting *m, day_t *out)
{
    *out = DAY_NONE;
    return meeting_words_have("held published", m->state)
               ? meeting_day_after(db, a, m, "minutes_after", out)
               : OK;
}

enum err meeting_minutes_before(struct db *db, struct arena *a, int64_t minutes_id,
                                struct meeting_minutes_past *out)
{
    struct minutes_past_rows rows;

    TRY(minutes_past(db, a, &(struct minutes_past_in){minutes_id}, &rows));
    struct meeting_minutes_was *v = arena_array(a, struct meeting_minutes_was, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct meeting_minutes_was){.version = rows.v[i].version,
                                            .edition = (int64_t)(rows.n - i),
                                            .replaced_at = rows.v[i].replaced_at,
                                            .words = rows.v[i].words,
                                            .reason = rows.v[i].reason,
                                            .chair = rows.v[i].chair,
                                            .secretary = rows.v[i].secretary,
                                            .signed_on = rows.v[i].signed_on};
    *out = (struct meeting_minutes_past){v, rows.n};
    return OK;
}

/* -- writing -- */

static struct str minutes_json(struct arena *a, const struct meeting_minutes *m, struct str reason)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "lang", lang_code(m->lang));
    json_field_str(&j, "state", m->state);
    json_field_str(&j, "number", m->number);
    json_field_str(&j, "words", m->words);
    json_field_str(&j, "chair", m->chair);
    json_field_str(&j, "secretary", m->secretary);
    json_field_str(&j, "signed_on", day_iso(a, m->signed_on));
    if (reason.n)
        json_field_str(&j, "reason", reason);
    json_object_end(&j);
    return buf_failed(b) ? STR_NONE : buf_str(b);
}

/* `before` NULL: the first draft. */
static enum err record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                       const struct meeting_minutes *before, const struct meeting_minutes *after,
                       struct str reason)
{
    struct str was = before ? minutes_json(a, before, STR("")) : STR_NONE;
    struct str is = minutes_json(a, after, reason);

    if (!is.p || (before && !was.p))
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

/* -- the number -- */

static enum err number_taken(struct db *db, struct arena *a, const struct meeting *m,
                             struct str number, struct minutes_number_taken_rows *out)
{
    int year = day_to_civil(m->day).year;

    return minutes_number_taken(
        db, a,
        &(struct minutes_number_taken_in){.place_id = m->place_id,
                                          .kind = str_of(m->kind->code),
                                          .from = day_from_civil((struct civil){year, 1, 1}),
                                          .to = day_from_civil((struct civil){year, 12, 31}),
                                          .number = number,
                                          .but = m->id},
        out);
}

/* The next of the year that no other meeting of the kind bears. */
static enum err next_number(struct db *db, struct arena *a, const struct meeting *m,
                            struct str *out)
{
    struct minutes_number_taken_rows taken;
    struct minutes_of_year_row row;
    int year = day_to_civil(m->day).year;

    TRY(minutes_of_year(db, a,
                        &(struct minutes_of_year_in){m->place_id, str_of(m->kind->code),
                                                     day_from_civil((struct civil){year, 1, 1}),
                                                     day_from_civil((struct civil){year, 12, 31})},
                        &row));
    for (int64_t n = row.n + 1;; n++) {
        struct str number = str_fmt(a, "%lld", (long long)n);
        TRY(number_taken(db, a, m, number, &taken));
        if (taken.n)
            continue;
        *out = number;
        return OK;
    }
}

/* Both languages bear one number, two meetings never the same. A draft in the other language
 * follows; signed minutes do not. */
static enum err settle_number(struct db *db, struct arena *a, const struct actor *who,
                              const struct meeting *m, struct meeting_minutes_new *n,
                              struct faults *f)
{
    struct minutes_number_taken_rows taken;
    struct meeting_minutes other;
    enum err e = meeting_minutes_find(db, a, m->id, n->lang == LANG_KY ? LANG_RU : LANG_KY, &other);
    int64_t changed;

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool there = e == OK;
    if (!n->number.n && there)
        n->number = other.number;
    if (!n->number.n && m->kind->minutes_numbered)
        TRY(next_number(db, a, m, &n->number));
    if (there && !str_eq(n->number, other.number)) {
        if (!str_eq(other.state, STR("draft")))
            fault_add(f, STR("number"), MSG_minutes_fault_number_other,
                      ARG_S("number", other.number));
        else
            TRY(minutes_renumber(
                db, a,
                &(struct minutes_renumber_in){other.id, n->number, clock_now(), who->person_id},
                &changed));
    }
    if (!n->number.n)
        return faults_err(f);
    TRY(number_taken(db, a, m, n->number, &taken));
    if (taken.n) {
        const struct minutes_number_taken_row *r = &taken.v[0];
        const struct str titles[LANG_COUNT] = {
            [LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en};
        fault_add(f, STR("number"), MSG_minutes_fault_number_taken, ARG_S("number", n->number),
                  ARG_S("meeting", meeting_in_lang(titles, n->lang)));
    }
    return faults_err(f);
}

/* -- drafting and correcting -- */

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting *m, const struct meeting_minutes_new *n)
{
    struct minutes_insert_row row;
    struct meeting_minutes after;
    day_t due;

    TRY(meeting_minutes_due(db, a, m, &due));
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
    return record(db, a, who, "meeting.minutes_draw", NULL, &after, STR(""));
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
    after.number = n->number;
    after.words = n->words;
    return record(db, a, who, "meeting.minutes_edit", was, &after, STR(""));
}

static enum err correct(struct db *db, struct arena *a, const struct actor *who,
                        const struct meeting_minutes *was, const struct meeting_minutes_new *n)
{
    struct meeting_minutes after;
    int64_t changed;

    TRY(minutes_correct(db, a,
                        &(struct minutes_correct_in){.id = was->id,
                                                     .version = n->version,
                                                     .number = n->number,
                                                     .words = n->words,
                                                     .chair = n->by.chair,
                                                     .secretary = n->by.secretary,
                                                     .signed_on = n->by.signed_on,
                                                     .now = clock_now(),
                                                     .by = who->person_id},
                        &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(minutes_keep(db, a,
                     &(struct minutes_keep_in){.id = was->id,
                                               .version = was->version,
                                               .words = was->words,
                                               .chair = was->chair,
                                               .secretary = was->secretary,
                                               .signed_on = was->signed_on,
                                               .reason = n->reason,
                                               .now = clock_now(),
                                               .by = who->person_id}));
    TRY(meeting_minutes_find(db, a, was->meeting_id, was->lang, &after));
    return record(db, a, who, "meeting.minutes_correct", was, &after, n->reason);
}

/* Signed by somebody, on a day that is not before `from` and not to come. */
static void check_signing(struct arena *a, struct faults *f, struct meeting_signing *d, day_t from)
{
    d->chair = check_text(f, "chair", d->chair.p ? d->chair : STR(""), NAME_MIN, MEETING_NAME_MAX);
    d->secretary = check_text(f, "secretary", d->secretary.p ? d->secretary : STR(""), NAME_MIN,
                              MEETING_NAME_MAX);
    if (fault_of(f, STR("signed_on")))
        return; /* no day could be read */
    if (d->signed_on == DAY_NONE)
        fault_add(f, STR("signed_on"), MSG_minutes_fault_signed_on);
    else if (d->signed_on < from || d->signed_on > clock_today())
        fault_add(f, STR("signed_on"), MSG_minutes_fault_signed_when,
                  ARG_S("from", text_date_short(a, LANG_KY, from)));
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
    n.words = check_text(f, "words", n.words, WORDS_MIN, MEETING_MINUTES_CHARS);
    n.number = check_text(f, "number", n.number.p ? n.number : STR(""), 0, NUMBER_MAX);
    TRY(faults_err(f));
    enum err e = meeting_minutes_find(db, a, m.id, n.lang, &was);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool there = e == OK, is_signed = there && !str_eq(was.state, STR("draft"));
    if (n.version != (there ? was.version : 0))
        return ERR_CONFLICT;
    if (is_signed) {
        n.reason = check_text(f, "reason", n.reason.p ? n.reason : STR(""), MEETING_REASON_MIN,
                              MEETING_REASON_MAX);
        check_signing(a, f, &n.by, was.signed_on);
    }
    TRY(faults_err(f));
    if (there && !n.number.n)
        n.number = was.number;
    TRY(settle_number(db, a, who, &m, &n, f));
    return is_signed ? correct(db, a, who, &was, &n)
           : there   ? update(db, a, who, &was, &n)
                     : insert(db, a, who, &m, &n);
}

/* -- signing and publishing -- */

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
    struct meeting_signing by = d->by;
    check_signing(a, f, &by, m.day);
    TRY(faults_err(f));
    TRY(minutes_sign(db, a,
                     &(struct minutes_sign_in){.id = was.id,
                                               .version = d->version,
                                               .chair = by.chair,
                                               .secretary = by.secretary,
                                               .signed_on = by.signed_on,
                                               .now = clock_now(),
                                               .by = who->person_id},
                     &changed));
    if (!changed)
        return ERR_CONFLICT;
    TRY(meeting_minutes_find(db, a, m.id, d->lang, &after));
    return record(db, a, who, "meeting.minutes_sign", &was, &after, STR(""));
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
    return record(db, a, who, "meeting.minutes_publish", &was, &after, STR(""));
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
        TRY(meeting_minutes_due(db, a, &m, &due));
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
