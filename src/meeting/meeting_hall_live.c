/* The live page for residents, its stream, and taking part from afar. */
#include "meeting/meeting_hall_web.h"

#include "meeting/meeting_hall_inside.h"
#include "meeting/meeting_views.h"
#include "people/people.h"
#include "place/place.h"

static enum err my_place(struct request *rq, const struct meeting *m, struct live_page *v)
{
    struct meeting_hall_me_rows rows;
    struct meeting_age_groups ages;
    struct person me;
    struct place home;
    int64_t person = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;

    v->my_age = v->my_village = STR("");
    if (!person)
        return OK;
    v->signed_in = true;
    TRY(meeting_hall_me(rq->db, rq->arena,
                        &(struct meeting_hall_me_in){.meeting_id = m->id, .person_id = person},
                        &rows));
    v->joined = rows.n && !rows.v[0].left_at.has;
    v->my_number = rows.n ? rows.v[0].number : 0;
    enum err e = people_by_id(rq->db, rq->arena, person, &me);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(meeting_age_groups_now(rq->db, rq->arena, m->place_id, m->day, &ages));
    if (me.birth_year) {
        struct str mine = meeting_age_group_at(&ages, day_to_civil(m->day).year - me.birth_year);
        v->my_age = mine.p ? mine : STR("");
    }
    if (me.residence_id) {
        e = place_by_id(rq->db, rq->arena, me.residence_id, &home);
        if (e != OK && e != ERR_NOT_FOUND)
            return e;
        if (e == OK)
            v->my_village = meeting_in_lang(home.name, LANG_KY);
    }
    return OK;
}

static struct choices two(struct request *rq, const char *a, enum msg la, const char *b,
                          enum msg lb)
{
    struct choice *v = arena_array(rq->arena, struct choice, 2);

    v[0] = (struct choice){str_of(a), meeting_say_here(rq, la)};
    v[1] = (struct choice){str_of(b), meeting_say_here(rq, lb)};
    return (struct choices){v, 2};
}

static struct choices word_kinds(struct request *rq)
{
    struct choice *v = arena_array(rq->arena, struct choice, 3);

    v[0] = (struct choice){STR("question"), meeting_say_here(rq, MSG_meeting_hall_question)};
    v[1] = (struct choice){STR("proposal"), meeting_say_here(rq, MSG_meeting_hall_proposal)};
    v[2] = (struct choice){STR("speech"), meeting_say_here(rq, MSG_meeting_hall_wish)};
    return (struct choices){v, 3};
}

enum err hall_live_get(struct request *rq)
{
    struct live_page v = {0};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    v.line = meeting_line_of(rq, &m);
    v.screen = str_eq(req_query(rq, "view").p ? req_query(rq, "view") : STR(""), STR("screen"));
    v.over = meeting_words_have("held published cancelled", m.state);
    v.joinable = meeting_joinable(&m, clock_today());
    v.seated = meeting_is_seated(&m);
    TRY(req_live_version(rq, &v.since));
    TRY(hall_now_of(rq, rq->lang, &m, &v.now));
    TRY(hall_record_of(rq, &m, true, &v.record));
    if (v.joinable && rq->viewer.person_id) {
        TRY(my_place(rq, &m, &v));
        TRY(hall_ages(rq, &m, &v.ages));
        TRY(hall_villages(rq, &v.villages));
        TRY(hall_item_choices(rq, &m, &v.items));
        v.sexes = two(rq, "f", MSG_meeting_hall_woman, "m", MSG_meeting_hall_man);
        v.kinds = word_kinds(rq);
    }
    return req_page(rq, 200,
                    &(struct page){.title = v.line.title.text,
                                   .description = meeting_say_here(rq, MSG_meeting_hall_live_lead),
                                   .section = "meetings",
                                   .live = !v.over},
                    v.screen ? VIEW(meeting_screen) : VIEW(meeting_live), &v);
}

enum err hall_stream_get(struct request *rq)
{
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return req_live(rq, meeting_live_topic(rq->arena, m.id));
}

/* -- taking part -- */

static enum err begin(struct request *rq, struct meeting_hall *h)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    *h = (struct meeting_hall){
        .db = rq->db, .a = rq->arena, .who = &rq->actor, .lang = rq->lang, .f = &rq->faults};
    TRY(meeting_hall_begin(h, id));
    return meeting_is_public(&h->m) ? OK : ERR_NOT_FOUND;
}

static enum err not_joinable(struct request *rq, const struct meeting_hall *h)
{
    if (meeting_joinable(&h->m, clock_today()))
        return OK;
    fault_add(&rq->faults, STR(""), MSG_meeting_hall_fault_not_remote);
    return ERR_CONFLICT;
}

static struct str live_path(struct request *rq, const struct meeting *m)
{
    return str_cat(rq->arena, meeting_path(rq->arena, rq->scope.code, m->id), STR("/live"));
}

static enum err again(struct request *rq, struct meeting_hall *h, enum err e,
                      struct hall_form *form)
{
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    form->back = live_path(rq, &h->m);
    return hall_form_page(rq, e == ERR_INVALID ? 422 : 409, form);
}

static enum err join_form(struct request *rq, struct meeting_hall *h, struct hall_form *form)
{
    struct choices ages, villages;

    TRY(hall_ages(rq, &h->m, &ages));
    TRY(hall_villages(rq, &villages));
    *form = (struct hall_form){.title = meeting_say_here(rq, MSG_meeting_hall_join),
                               .action = str_cat(rq->arena, live_path(rq, &h->m), STR("/join")),
                               .button = meeting_say_here(rq, MSG_meeting_hall_join_button)};
    hall_add(
        form, HALL_SELECT,
        &(struct field){.name = STR("sex"),
                        .label = meeting_say_here(rq, MSG_meeting_hall_sex),
                        .value = req_field(rq, "sex"),
                        .choices = two(rq, "f", MSG_meeting_hall_woman, "m", MSG_meeting_hall_man),
                        .required = true});
    hall_add(form, HALL_SELECT,
             &(struct field){.name = STR("age_group"),
                             .label = meeting_say_here(rq, MSG_meeting_hall_age),
                             .value = req_field(rq, "age_group"),
                             .choices = ages,
                             .required = true});
    hall_add(form, villages.n ? HALL_SELECT : HALL_TEXT,
             &(struct field){.name = STR("village"),
                             .label = meeting_say_here(rq, MSG_meeting_hall_village),
                             .value = req_field(rq, "village"),
                             .choices = villages,
                             .required = true});
    return OK;
}

/* Counted like those in the hall; a deputy or delegate who takes part from afar is entered by the
 * secretary. */
enum err hall_join_post(struct request *rq)
{
    struct meeting_hall h;
    struct hall_form form;
    int64_t number;

    TRY(begin(rq, &h));
    struct meeting_attendee_new n = {
        .sex = req_field(rq, "sex"),
        .age_group = req_field(rq, "age_group"),
        .village = req_field(rq, "village"),
        .name = rq->viewer.acting_for ? rq->viewer.acting_name : rq->viewer.name,
        .person_id = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id,
        .via = STR("remote"),
        .count = 1,
        .namesake = true};
    enum err e = not_joinable(rq, &h);
    if (e == OK && meeting_is_seated(&h.m)) {
        fault_add(&rq->faults, STR(""), MSG_meeting_hall_fault_seats_only);
        e = ERR_CONFLICT;
    }
    if (e == OK)
        e = meeting_register(&h, &n, &number);
    if (e != OK) {
        TRY(join_form(rq, &h, &form));
        return again(rq, &h, e, &form);
    }
    TRY(hall_publish(rq, h.m.id, false));
    return req_redirect_saying(rq, live_path(rq, &h.m), MSG_meeting_hall_joined);
}

/* Their own line, taken from the account. */
static enum err my_line(struct request *rq, struct meeting_hall *h, struct meeting_attendee *out)
{
    struct meeting_roll roll;
    enum { ALL = 100000 };
    int64_t me = rq->viewer.acting_for ? rq->viewer.acting_for : rq->viewer.person_id;

    TRY(meeting_roll_of(rq->db, rq->arena, h->m.id, ALL, &roll));
    for (size_t i = 0; i < roll.n; i++)
        if (roll.v[i].person_id == me && !roll.v[i].voided) {
            *out = roll.v[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

enum err hall_away_post(struct request *rq)
{
    struct meeting_attendee line;
    struct meeting_hall h;

    TRY(begin(rq, &h));
    TRY(my_line(rq, &h, &line));
    TRY(meeting_attendee_leave(&h, line.id, line.left_at == 0));
    TRY(hall_publish(rq, h.m.id, false));
    return req_redirect(rq, live_path(rq, &h.m));
}

static enum err word_form(struct request *rq, struct meeting_hall *h, struct hall_form *form)
{
    struct choices items;

    TRY(hall_item_choices(rq, &h->m, &items));
    *form = (struct hall_form){.title = meeting_say_here(rq, MSG_meeting_hall_remote_word),
                               .action = str_cat(rq->arena, live_path(rq, &h->m), STR("/words")),
                               .button = meeting_say_here(rq, MSG_common_send)};
    hall_add(form, HALL_SELECT,
             &(struct field){.name = STR("kind"),
                             .label = meeting_say_here(rq, MSG_meeting_hall_what),
                             .value = req_field(rq, "kind"),
                             .choices = word_kinds(rq),
                             .required = true});
    hall_add(
        form, HALL_SELECT,
        &(struct field){.name = STR("item"),
                        .label = meeting_say_here(rq, MSG_meeting_hall_about),
                        .value = req_field(rq, "item"),
                        .choices = items,
                        .placeholder_choice = meeting_say_here(rq, MSG_meeting_hall_about_whole)});
    hall_add(form, HALL_AREA,
             &(struct field){.name = STR("text"),
                             .label = meeting_say_here(rq, MSG_meeting_hall_text),
                             .value = req_field(rq, "text"),
                             .max_chars = MEETING_WORD_MAX,
                             .required = true});
    hall_add(form, HALL_CHECK,
             &(struct field){.name = STR("author_public"),
                             .label = meeting_say_here(rq, MSG_meeting_hall_author_public),
                             .checked = req_has(rq, "author_public")});
    return OK;
}

static enum err must_have_joined(struct request *rq, struct meeting_hall *h)
{
    struct meeting_attendee line;
    enum err e = meeting_is_seated(&h->m) ? OK : my_line(rq, h, &line);

    if (e != ERR_NOT_FOUND)
        return e;
    fault_add(&rq->faults, STR(""), MSG_meeting_hall_fault_join_first);
    return ERR_CONFLICT;
}

/* From afar only by who has joined, where anybody may; it waits until the secretary lets it
 * through. */
enum err hall_remote_word_post(struct request *rq)
{
    struct meeting_hall h;
    struct hall_form form;
    int64_t item = 0, id;

    TRY(begin(rq, &h));
    enum err e = not_joinable(rq, &h);
    if (e == OK)
        e = must_have_joined(rq, &h);
    if (req_field(rq, "item").n && str_to_i64(req_field(rq, "item"), &item) != OK)
        item = -1;
    struct meeting_word_new w = {.meeting_id = h.m.id,
                                 .item_id = item,
                                 .kind = req_field(rq, "kind"),
                                 .via = STR("remote"),
                                 .text = req_field(rq, "text"),
                                 .author = rq->viewer.acting_for ? rq->viewer.acting_name
                                                                 : rq->viewer.name,
                                 .client_key = req_field(rq, "client_key"),
                                 .author_public = req_has(rq, "author_public"),
                                 .lang = rq->lang};
    if (e == OK)
        e = meeting_say(rq->db, rq->arena, &rq->actor, &w, &rq->faults, &id);
    if (e != OK) {
        TRY(word_form(rq, &h, &form));
        return again(rq, &h, e, &form);
    }
    TRY(hall_publish(rq, h.m.id, true));
    return req_redirect_saying(rq, live_path(rq, &h.m), MSG_meeting_hall_word_waits);
}
