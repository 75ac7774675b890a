/* Who speaks, and what is answered on the spot. Letting through what waits is moderation
 * (meeting_before.h). See meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

enum err meeting_speakers_of(struct db *db, struct arena *a, int64_t meeting_id, bool public_only,
                             struct meeting_speakers *out)
{
    struct meeting_hall_speakers_rows rows;

    TRY(meeting_hall_speakers(db, a, &(struct meeting_hall_speakers_in){.meeting_id = meeting_id},
                              &rows));
    struct meeting_speaker *v = arena_array(a, struct meeting_speaker, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct meeting_speaker){
            .word_id = rows.v[i].id,
            .number = rows.v[i].number,
            .began_at = meeting_or_zero(rows.v[i].began_at),
            .ended_at = meeting_or_zero(rows.v[i].ended_at),
            .name = public_only && !rows.v[i].author_public ? STR("") : rows.v[i].author,
            .text = rows.v[i].text};
    *out = (struct meeting_speakers){v, rows.n};
    return OK;
}

static enum err record(struct meeting_hall *h, const char *action, int64_t number, struct str state,
                       struct str words)
{
    struct json j;
    struct buf *b = meeting_json_begin(h, &j);

    json_field_i64(&j, "number", number);
    json_field_str(&j, "state", state);
    json_field_str(&j, "text", words);
    json_object_end(&j);
    return meeting_hall_says(h, action, b, STR_NONE);
}

static enum err word_of(struct meeting_hall *h, int64_t id, struct meeting_hall_word_row *out)
{
    return meeting_hall_word(h->db, h->a,
                             &(struct meeting_hall_word_in){.meeting_id = h->m.id, .id = id}, out);
}

enum err meeting_floor(struct meeting_hall *h, int64_t word_id, struct str to)
{
    struct meeting_hall_word_row word;
    int64_t changed;
    bool late, give = str_eq(to, STR("give"));

    TRY(word_of(h, word_id, &word));
    if (!str_eq(word.kind, STR("speech")) || !str_eq(word.state, STR("open")))
        return ERR_NOT_FOUND;
    TRY(meeting_hall_takes(h, false, &late));
    if (!give && !str_eq(to, STR("end")))
        fault_add(h->f, STR("to"), MSG_common_fault_not_choice);
    TRY(faults_err(h->f));
    TRY(meeting_floor_end(
        h->db, h->a, &(struct meeting_floor_end_in){.meeting_id = h->m.id, .now = clock_now()}));
    if (give)
        TRY(meeting_floor_begin(h->db, h->a,
                                &(struct meeting_floor_begin_in){
                                    .word_id = word_id, .meeting_id = h->m.id, .now = clock_now()},
                                &changed));
    return record(h, "meeting.floor", word.number, to, STR(""));
}

enum err meeting_answered_here(struct meeting_hall *h, int64_t word_id, struct str words)
{
    struct meeting_hall_word_row word;
    int64_t changed;
    bool late;

    TRY(word_of(h, word_id, &word));
    if (!str_eq(word.kind, STR("question")))
        return ERR_NOT_FOUND;
    TRY(meeting_hall_takes(h, false, &late));
    words = check_text(h->f, "words", words, 0, MEETING_WORD_MAX);
    TRY(faults_err(h->f));
    if (str_eq(word.state, STR("answered")))
        return OK;
    TRY(meeting_hall_word_said(
        h->db, h->a,
        &(struct meeting_hall_word_said_in){
            .id = word_id, .words = words, .today = clock_today(), .by = h->who->person_id},
        &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    return record(h, "meeting.answered_here", word.number, STR("answered"), words);
}
