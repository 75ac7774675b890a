/* What people ask and propose, in advance and in the hall. See meeting.h.
 *
 * The name of who speaks is personal and goes into the log's personal part; the page shows it only
 * where its author wants that. */
#include "meeting/meeting_inside.h"

#include "i18n/check.h"

enum { TEXT_MIN = 5, NAME_MIN = 2, KEY_MAX = 80 };

static bool known(const char *words, struct str word)
{
    return meeting_words_have(words, word);
}

/* In advance while it is announced; in the hall while it is open. A slip or a word from the hall
 * may be entered after the hall is left: it is said when it was said, and the minutes want it. */
static bool takes_words(const struct meeting *m, struct str via)
{
    if (str_eq(m->state, STR("announced")) || str_eq(m->state, STR("open")))
        return true;
    return str_eq(m->state, STR("held")) && known("slip hall", via);
}

static enum err check_item(struct db *db, struct arena *a, const struct meeting_word_new *w,
                           struct faults *f)
{
    struct meeting_item_of_rows rows;

    if (w->item_id == 0)
        return OK;
    TRY(meeting_item_of(
        db, a, &(struct meeting_item_of_in){.meeting_id = w->meeting_id, .id = w->item_id}, &rows));
    if (rows.n == 0)
        fault_add(f, STR("item"), MSG_meeting_fault_no_item);
    else if (str_eq(rows.v[0].state, STR("dropped")))
        fault_add(f, STR("item"), MSG_meeting_fault_item_dropped);
    return OK;
}

static struct str word_json(struct arena *a, const struct meeting_word_new *w, int64_t number,
                            struct str state)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "number", number);
    json_field_i64(&j, "item", w->item_id);
    json_field_str(&j, "kind", w->kind);
    json_field_str(&j, "via", w->via);
    json_field_str(&j, "text", w->text);
    json_field_str(&j, "state", state);
    json_object_end(&j);
    return buf_str(b);
}

static struct str author_json(struct arena *a, const struct meeting_word_new *w)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "author", w->author);
    json_object_end(&j);
    return buf_str(b);
}

/* Who has no account waits until somebody has read it; so does what comes from afar while the hall
 * sits, since it is read out there. */
static struct str first_state(const struct actor *who, const struct meeting_word_new *w)
{
    bool unknown = who->person_id == 0 && str_eq(w->via, STR("online"));

    return unknown || str_eq(w->via, STR("remote")) ? STR("waiting") : STR("open");
}

static enum err insert(struct db *db, struct arena *a, const struct actor *who,
                       const struct meeting_word_new *w, int64_t *id)
{
    struct meeting_word_insert_row row;
    struct str state = first_state(who, w);
    bool own = known("online remote", w->via);
    int64_t author = own ? (who->for_person_id ? who->for_person_id : who->person_id) : 0;
    int64_t officer = own ? (who->for_person_id ? who->person_id : 0) : who->person_id;

    TRY(meeting_word_insert(
        db, a,
        &(struct meeting_word_insert_in){.place_id = who->place_id,
                                         .meeting_id = w->meeting_id,
                                         .item_id = w->item_id ? SOME(w->item_id) : NONE_I64,
                                         .kind = w->kind,
                                         .via = w->via,
                                         .text = w->text,
                                         .author = w->author,
                                         .author_public = w->author_public,
                                         .person_id = author ? SOME(author) : NONE_I64,
                                         .entered_by = officer ? SOME(officer) : NONE_I64,
                                         .state = state,
                                         .client_key = w->client_key,
                                         .said_at = clock_now()},
        &row));
    TRY(meeting_record(db, a, who, "meeting.say", w->meeting_id, STR_NONE,
                       word_json(a, w, row.number, state), author_json(a, w)));
    *id = row.id;
    return OK;
}

enum err meeting_say(struct db *db, struct arena *a, const struct actor *who,
                     const struct meeting_word_new *w, struct faults *f, int64_t *id)
{
    struct meeting_word_by_key_rows same;
    struct meeting_word_new c = *w;
    struct meeting m;

    TRY(meeting_find(db, a, who->place_id, w->meeting_id, &m));
    c.client_key =
        check_text(f, "client_key", w->client_key.p ? w->client_key : STR(""), 0, KEY_MAX);
    TRY(meeting_word_by_key(
        db, a, &(struct meeting_word_by_key_in){.meeting_id = m.id, .client_key = c.client_key},
        &same));
    if (same.n) { /* sent twice: the first stands */
        *id = same.v[0].id;
        return OK;
    }
    if (!known("proposal question speech", w->kind))
        fault_add(f, STR("kind"), MSG_meeting_fault_word_kind);
    if (!known("online slip hall remote", w->via))
        return ERR_BUG;
    c.text = check_text(f, "text", w->text, TEXT_MIN, MEETING_WORD_MAX);
    c.author = check_text(f, "author", w->author, NAME_MIN, MEETING_NAME_MAX);
    TRY(check_item(db, a, w, f));
    if (!takes_words(&m, w->via)) {
        fault_add(f, STR(""), MSG_meeting_fault_no_words,
                  ARG_S("state", meeting_state_name(a, w->lang, m.state)));
        return ERR_CONFLICT;
    }
    TRY(faults_err(f));
    TRY(insert(db, a, who, &c, id));
    return str_eq(m.state, STR("held")) ? meeting_words_owe(db, a, &m) : OK;
}
