/* Reading meetings, their agenda and what was said. See meeting.h. */
#include "meeting/meeting_inside.h"

#include "audit/audit.h"
#include "web/cap.h"

static const struct state_rule steps[] = {
    {.from = "preparing", .to = "announced", .need = CAP_MEETING},
    {.from = "preparing", .to = "cancelled", .need = CAP_MEETING, .reason = true},
    {.from = "announced", .to = "cancelled", .need = CAP_MEETING, .reason = true},
    {.from = "announced", .to = "open", .need = CAP_MEETING},
    {.from = "open", .to = "cancelled", .need = CAP_MEETING, .reason = true},
    {.from = "open", .to = "held", .need = CAP_MEETING},
    {.from = "held", .to = "published", .need = CAP_MEETING},
};
const struct state_machine meeting_machine = {"meeting_state", steps, sizeof steps / sizeof *steps};

/* The rows of three queries have the same columns. A kind that an older or newer program stored and
 * this one does not know cannot be shown: ERR_BUG would take the list with it, so it is left out.
 */
#define MEETING_OF_ROW(r)                                                                          \
    ((struct meeting){                                                                             \
        .id = (r)->id,                                                                             \
        .place_id = (r)->place_id,                                                                 \
        .version = (r)->version,                                                                   \
        .kind = meeting_kind_of((r)->kind),                                                        \
        .topic = (r)->topic,                                                                       \
        .state = (r)->state,                                                                       \
        .caller = (r)->caller,                                                                     \
        .mode = (r)->mode,                                                                         \
        .emergency = (r)->emergency,                                                               \
        .emergency_act = (r)->emergency_act,                                                       \
        .title =                                                                                   \
            {[LANG_KY] = (r)->title_ky, [LANG_RU] = (r)->title_ru, [LANG_EN] = (r)->title_en},     \
        .about =                                                                                   \
            {[LANG_KY] = (r)->about_ky, [LANG_RU] = (r)->about_ru, [LANG_EN] = (r)->about_en},     \
        .venue =                                                                                   \
            {[LANG_KY] = (r)->venue_ky, [LANG_RU] = (r)->venue_ru, [LANG_EN] = (r)->venue_en},     \
        .request_id = (r)->request_id.has ? (r)->request_id.v : 0,                                 \
        .body_id = (r)->body_id.has ? (r)->body_id.v : 0,                                          \
        .area_place_id = (r)->area_place_id.has ? (r)->area_place_id.v : 0,                        \
        .area = (r)->area,                                                                         \
        .remote_url = (r)->remote_url,                                                             \
        .call_order = (r)->call_order,                                                             \
        .call_day = (r)->call_day,                                                                 \
        .day = (r)->day,                                                                           \
        .starts_at = (r)->starts_at,                                                               \
        .minutes = (r)->minutes,                                                                   \
        .invited = (r)->invited.has ? (r)->invited.v : 0,                                          \
        .base = (r)->base.has ? (r)->base.v : 0,                                                   \
        .opened_at = (r)->opened_at.has ? (r)->opened_at.v : 0,                                    \
        .closed_at = (r)->closed_at.has ? (r)->closed_at.v : 0,                                    \
        .published_at = (r)->published_at.has ? (r)->published_at.v : 0,                           \
        .results_due = (r)->results_due,                                                           \
    })

enum err meeting_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                      struct meeting *out)
{
    struct meeting_row_of_place_row row;

    TRY(meeting_row_of_place(
        db, a, &(struct meeting_row_of_place_in){.place_id = place_id, .id = id}, &row));
    struct meeting m = MEETING_OF_ROW(&row);
    if (!m.kind)
        return ERR_NOT_FOUND;
    *out = m;
    return OK;
}

static void keep(struct meeting *v, size_t *n, struct meeting m)
{
    if (m.kind)
        v[(*n)++] = m;
}

enum err meeting_list(struct db *db, struct arena *a, const struct meeting_filter *f,
                      struct meetings *out)
{
    struct meeting_rows_coming_rows coming = {0};
    struct meeting_rows_past_rows past = {0};
    int64_t most = f->most > 0 && f->most < MEETING_LIST_MOST ? f->most : MEETING_LIST_MOST;
    struct str kind = f->kind.p ? f->kind : STR("");
    size_t n = 0;

    if (f->upcoming)
        TRY(meeting_rows_coming(db, a,
                                &(struct meeting_rows_coming_in){.place_id = f->place_id,
                                                                 .kind = kind,
                                                                 .today = f->today,
                                                                 .preparing = f->with_preparing,
                                                                 .most = most},
                                &coming));
    if (f->past)
        TRY(meeting_rows_past(
            db, a,
            &(struct meeting_rows_past_in){
                .place_id = f->place_id, .kind = kind, .today = f->today, .most = most},
            &past));
    struct meeting *v = arena_array(a, struct meeting, coming.n + past.n);
    for (size_t i = 0; i < coming.n; i++)
        keep(v, &n, MEETING_OF_ROW(&coming.v[i]));
    for (size_t i = 0; i < past.n; i++)
        keep(v, &n, MEETING_OF_ROW(&past.v[i]));
    *out = (struct meetings){v, n};
    return OK;
}

struct str meeting_title(const struct meeting *m, enum lang lang)
{
    return meeting_in_lang(m->title, lang);
}

struct str meeting_venue(const struct meeting *m, enum lang lang)
{
    return meeting_in_lang(m->venue, lang);
}

struct str meeting_state_name(struct arena *a, enum lang lang, struct str state)
{
    return state_name(a, lang, &meeting_machine, state);
}

struct str meeting_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/meetings/%lld", STR_F(place_code), (long long)id);
}

struct str meeting_live_topic(struct arena *a, int64_t id)
{
    return str_fmt(a, "meeting/%lld", (long long)id);
}

/* One that was cancelled while it was still being prepared was never told to anybody; the reading
 * of lists leaves it out, and its page is found only by its number. */
bool meeting_is_public(const struct meeting *m)
{
    return !str_eq(m->state, STR("preparing"));
}

enum err meeting_items_of(struct db *db, struct arena *a, int64_t meeting_id,
                          struct meeting_items *out)
{
    struct meeting_item_rows_rows rows;

    TRY(meeting_item_rows(db, a, &(struct meeting_item_rows_in){.meeting_id = meeting_id}, &rows));
    struct meeting_item *v = arena_array(a, struct meeting_item, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_item_rows_row *r = &rows.v[i];

        v[i] = (struct meeting_item){
            .id = r->id,
            .meeting_id = r->meeting_id,
            .version = r->version,
            .position = r->position,
            .title = {[LANG_KY] = r->title_ky, [LANG_RU] = r->title_ru, [LANG_EN] = r->title_en},
            .about = r->about,
            .speaker = r->speaker,
            .link_kind = r->link_kind,
            .link_text = r->link_text,
            .reason = r->reason,
            .state = r->state,
            .decision = r->decision,
            .link_id = r->link_id.has ? r->link_id.v : 0,
            .in_hall = r->in_hall};
    }
    *out = (struct meeting_items){v, rows.n};
    return OK;
}

/* What the public may not read is taken out here, so that no page can forget it. */
static void for_public(struct meeting_word *w)
{
    bool gone = meeting_words_have("hidden withdrawn", w->state);

    if (gone)
        w->text = STR("");
    if (gone || !w->author_public)
        w->author = STR("");
    w->person_id = 0;
}

enum err meeting_words_of(struct db *db, struct arena *a, const struct meeting_word_filter *f,
                          struct meeting_words *out)
{
    struct meeting_word_rows_rows rows;
    size_t n = 0;

    TRY(meeting_word_rows(db, a,
                          &(struct meeting_word_rows_in){.meeting_id = f->meeting_id,
                                                         .kind = f->kind.p ? f->kind : STR("")},
                          &rows));
    struct meeting_word *v = arena_array(a, struct meeting_word, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct meeting_word_rows_row *r = &rows.v[i];

        if (f->public_only && str_eq(r->state, STR("waiting")))
            continue;
        v[n] = (struct meeting_word){.id = r->id,
                                     .meeting_id = r->meeting_id,
                                     .item_id = r->item_id.has ? r->item_id.v : 0,
                                     .version = r->version,
                                     .number = r->number,
                                     .kind = r->kind,
                                     .via = r->via,
                                     .text = r->text,
                                     .author = r->author,
                                     .state = r->state,
                                     .hidden_reason = r->hidden_reason,
                                     .author_public = r->author_public,
                                     .person_id = r->person_id.has ? r->person_id.v : 0,
                                     .said_at = r->said_at,
                                     .answer = r->answer,
                                     .answer_reason = r->answer_reason,
                                     .changed_kind = r->changed_kind,
                                     .changed_text = r->changed_text,
                                     .changed_id = r->changed_id.has ? r->changed_id.v : 0,
                                     .answered_on = r->answered_on,
                                     .answer_due = r->answer_due};
        if (f->public_only)
            for_public(&v[n]);
        n++;
    }
    *out = (struct meeting_words){v, n};
    return OK;
}

enum err meeting_record(struct db *db, struct arena *a, const struct actor *who, const char *action,
                        int64_t meeting_id, struct str before, struct str after,
                        struct str personal)
{
    return audit_append(db, a, who,
                        &(struct audit_entry){.action = str_of(action),
                                              .subject = STR("meeting"),
                                              .subject_id = meeting_id,
                                              .before = before,
                                              .after = after,
                                              .personal = personal});
}
