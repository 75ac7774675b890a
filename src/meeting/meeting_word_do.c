/* What becomes of a word before it is answered: shown, hidden, withdrawn. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"

#include "i18n/check.h"
#include "rules/rules.h"

static struct str state_json(struct arena *a, int64_t number, struct str state, struct str reason)
{
    struct buf *b = buf_new(a, MEETING_JSON_MAX);
    struct json j;

    json_init(&j, b);
    json_object_begin(&j);
    json_field_i64(&j, "number", number);
    json_field_str(&j, "state", state);
    json_field_str(&j, "reason", reason);
    json_object_end(&j);
    return buf_str(b);
}

static enum err word_of(struct db *db, struct arena *a, const struct actor *who,
                        const struct meeting_word_do *d, struct meeting_word_row_row *out)
{
    struct meeting m;

    TRY(meeting_find(db, a, who->place_id, d->meeting_id, &m));
    return meeting_word_row(db, a, &(struct meeting_word_row_in){.meeting_id = m.id, .id = d->id},
                            out);
}

static enum err set(struct db *db, struct arena *a, const struct actor *who,
                    const struct meeting_word_do *d, const struct meeting_word_row_row *w,
                    struct str state, struct str reason)
{
    static const struct {
        struct str state;
        const char *action;
    } actions[] = {{STR_INIT("open"), "meeting.word_show"},
                   {STR_INIT("hidden"), "meeting.word_hide"},
                   {STR_INIT("withdrawn"), "meeting.word_withdraw"}};
    const char *action = "meeting.word";
    int64_t changed;

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (str_eq(state, actions[i].state))
            action = actions[i].action;
    TRY(meeting_word_set_state(
        db, a,
        &(struct meeting_word_set_state_in){
            .id = w->id, .version = d->version, .state = state, .hidden_reason = reason},
        &changed));
    if (!changed)
        return ERR_CONFLICT;
    return meeting_record(db, a, who, action, d->meeting_id,
                          state_json(a, w->number, w->state, STR("")),
                          state_json(a, w->number, state, reason), STR_NONE);
}

enum err meeting_word_withdraw(struct db *db, struct arena *a, const struct actor *who,
                               const struct meeting_word_do *d, bool officer, struct faults *f)
{
    struct meeting_word_row_row w;
    int64_t person = who->for_person_id ? who->for_person_id : who->person_id;

    TRY(word_of(db, a, who, d, &w));
    bool own = person && w.person_id.has && w.person_id.v == person;
    bool on_paper = meeting_words_have("slip hall", w.via);
    if (!own && !(officer && on_paper))
        return ERR_FORBIDDEN;
    if (w.answered_on != DAY_NONE || !meeting_words_have("waiting open", w.state)) {
        fault_add(f, STR(""), MSG_meeting_fault_word_settled);
        return ERR_CONFLICT;
    }
    struct str reason = check_text(f, "reason", d->reason.p ? d->reason : STR(""),
                                   own ? 0 : MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(f));
    return set(db, a, who, d, &w, STR("withdrawn"), reason);
}

enum err meeting_word_show(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_word_do *d, struct faults *f)
{
    struct meeting_word_row_row w;
    struct meeting m;

    TRY(word_of(db, a, who, d, &w));
    if (!meeting_words_have("waiting hidden", w.state)) {
        fault_add(f, STR(""), MSG_meeting_fault_word_settled);
        return ERR_CONFLICT;
    }
    TRY(set(db, a, who, d, &w, STR("open"), STR("")));
    TRY(meeting_find(db, a, who->place_id, d->meeting_id, &m));
    return meeting_words_have("held published", m.state) ? meeting_words_owe(db, a, &m) : OK;
}

enum err meeting_word_hide(struct db *db, struct arena *a, const struct actor *who,
                           const struct meeting_word_do *d, struct faults *f)
{
    struct meeting_word_row_row w;

    TRY(word_of(db, a, who, d, &w));
    if (!meeting_words_have("waiting open", w.state) || w.answered_on != DAY_NONE) {
        fault_add(f, STR(""), MSG_meeting_fault_word_settled);
        return ERR_CONFLICT;
    }
    struct str reason = check_text(f, "reason", d->reason, MEETING_REASON_MIN, MEETING_REASON_MAX);
    TRY(faults_err(f));
    return set(db, a, who, d, &w, STR("hidden"), reason);
}

enum err meeting_words_open_to_all(struct db *db, struct arena *a, int64_t place_id, bool *out)
{
    struct str how;
    enum err e = rules_choice(db, a, MEETING_RULE_ACCOUNTS, place_id, clock_today(), &how);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK && str_eq(how, STR("moderated"));
    return OK;
}
