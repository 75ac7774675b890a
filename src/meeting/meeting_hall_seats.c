/* Who has a seat: members of the body, delegates of the meeting, with who of them has come. See
 * meeting_hall.h. */
#include "meeting/meeting_hall_inside.h"

#include "body/body.h"

static enum err member_seats(struct db *db, struct arena *a, const struct meeting *m,
                             struct meeting_seat **v, size_t *n)
{
    struct body_members members = {0};

    if (m->body_id)
        TRY(body_members_of(db, a, m->body_id, false, &members));
    *v = arena_array(a, struct meeting_seat, members.n);
    for (size_t i = 0; i < members.n; i++)
        (*v)[i] = (struct meeting_seat){
            .id = members.v[i].id, .name = members.v[i].name, .note = members.v[i].position};
    *n = members.n;
    return OK;
}

static enum err delegate_seats(struct db *db, struct arena *a, const struct meeting *m,
                               enum lang lang, struct meeting_seat **v, size_t *n)
{
    struct meeting_delegate_rows_rows rows;
    struct meeting_hall_units_rows units;

    TRY(meeting_delegate_rows(db, a, &(struct meeting_delegate_rows_in){.meeting_id = m->id},
                              &rows));
    TRY(meeting_hall_units(db, a, &(struct meeting_hall_units_in){.place_id = m->place_id},
                           &units));
    *v = arena_array(a, struct meeting_seat, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        (*v)[i] =
            (struct meeting_seat){.id = rows.v[i].id, .name = rows.v[i].name, .note = STR("")};
        for (size_t k = 0; k < units.n; k++)
            if (units.v[k].id == rows.v[i].unit_id)
                (*v)[i].note = meeting_in_lang((const struct str[]){[LANG_KY] = units.v[k].name_ky,
                                                                    [LANG_RU] = units.v[k].name_ru,
                                                                    [LANG_EN] = units.v[k].name_en},
                                               lang);
    }
    *n = rows.n;
    return OK;
}

enum err meeting_seats_of(struct db *db, struct arena *a, const struct meeting *m, enum lang lang,
                          struct meeting_seats *out)
{
    struct meeting_attendee_rows_rows roll;
    struct meeting_seat *v = NULL;
    size_t n = 0;
    bool delegates = meeting_words_have(m->kind->roll, STR("delegate"));

    if (meeting_words_have(m->kind->roll, STR("member")))
        TRY(member_seats(db, a, m, &v, &n));
    else if (delegates)
        TRY(delegate_seats(db, a, m, lang, &v, &n));
    if (n)
        TRY(meeting_attendee_rows(
            db, a, &(struct meeting_attendee_rows_in){.meeting_id = m->id, .most = HALL_NUMBER_MAX},
            &roll));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < roll.n; k++) {
            const struct meeting_attendee_rows_row *r = &roll.v[k];
            if (meeting_or_zero(delegates ? r->delegate_id : r->member_id) != v[i].id ||
                r->voided_at.has)
                continue;
            v[i].attendee_id = r->id;
            v[i].version = r->version;
            v[i].number = r->number;
            v[i].gone = r->left_at.has;
        }
    *out = (struct meeting_seats){v, n, delegates};
    return OK;
}
