/* What the officer sends from the hall, and the routes of the hall. See meeting_hall.h.
 *
 * Every entry answers with a redirect to the hall's page; a refused one is shown alone with what
 * was typed. The device's queue (static/hall.js) sends the very same forms and hears in JSON. */
#include "meeting/meeting_hall_web.h"

#include "meeting/meeting_before.h"
#include "meeting/meeting_hall_inside.h"

struct entry { /* one POST of the hall */
    struct request *rq;
    struct meeting_hall h;
    struct hall_form form; /* to be shown again where it is refused */
    struct str path;       /* of the meeting */
};

static enum err begin(struct request *rq, struct entry *e)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    *e = (struct entry){
        .rq = rq,
        .h = {.db = rq->db, .a = rq->arena, .who = &rq->actor, .lang = rq->lang, .f = &rq->faults}};
    TRY(meeting_hall_begin(&e->h, id));
    e->path = meeting_path(rq->arena, rq->scope.code, id);
    return OK;
}

static void form_of(struct entry *e, enum msg title, const char *action, enum msg button)
{
    e->form.title = meeting_say_here(e->rq, title);
    e->form.action = str_cat(e->rq->arena, e->path, str_of(action));
    e->form.button = meeting_say_here(e->rq, button);
    e->form.back = str_cat(e->rq->arena, e->path, STR("/hall"));
}

static void add(struct entry *e, enum hall_input input, const char *name, enum msg label,
                bool required)
{
    hall_add(&e->form, input,
             &(struct field){.name = str_of(name),
                             .label = meeting_say_here(e->rq, label),
                             .value = req_field(e->rq, name),
                             .checked = input == HALL_CHECK && req_has(e->rq, name),
                             .required = required});
}

static void add_hidden(struct entry *e, const char *name)
{
    hall_add(&e->form, HALL_HIDDEN,
             &(struct field){.name = str_of(name), .value = req_field(e->rq, name)});
}

/* Somebody was faster, and the form has nothing to compare but itself. */
static enum err conflict(struct entry *e)
{
    return req_conflict(e->rq, &(struct conflict){.title = e->form.title,
                                                  .path = e->form.back,
                                                  .version = e->h.m.version,
                                                  .n = 0,
                                                  .rows = NULL});
}

/* How an entry ends: told to everybody, or shown again. `anchor`: where on the page. */
static enum err finish(struct entry *e, enum err r, const char *anchor, bool record)
{
    if (r == ERR_CONFLICT && e->rq->faults.n == 0)
        return conflict(e);
    if (r == ERR_INVALID || r == ERR_CONFLICT) {
        add_hidden(e, "client_key");
        return hall_form_page(e->rq, r == ERR_INVALID ? 422 : 409, &e->form);
    }
    TRY(r);
    TRY(hall_publish(e->rq, e->h.m.id, record));
    return req_redirect(e->rq, str_fmt(e->rq->arena, "%.*s/hall%s", STR_F(e->path), anchor));
}

static struct meeting_sent sent_of(struct request *rq)
{
    return (struct meeting_sent){req_field(rq, "client_key")};
}

/* A number that may be left empty. */
static int64_t number_of(struct request *rq, const char *name, int64_t most, int64_t empty)
{
    int64_t v = empty;

    if (req_field(rq, name).n)
        req_field_i64(rq, name, 0, most, &v);
    return v;
}

static struct meeting_tally tally_of(struct request *rq)
{
    return (struct meeting_tally){number_of(rq, "in_favour", HALL_VOTES_MAX, 0),
                                  number_of(rq, "against", HALL_VOTES_MAX, 0),
                                  number_of(rq, "abstained", HALL_VOTES_MAX, 0)};
}

/* -- the roll -- */

/* "f 18-28" of a large button; else the two fields of the form. */
static void read_who(struct request *rq, struct meeting_attendee_new *n)
{
    struct str rest = req_field(rq, "who"), sex;

    n->sex = req_field(rq, "sex");
    n->age_group = req_field(rq, "age_group");
    if (rest.n && str_cut(&rest, ' ', &sex)) {
        n->sex = sex;
        n->age_group = rest.p ? rest : STR("");
    }
}

static enum err register_form(struct entry *e, const struct meeting_attendee_new *n)
{
    struct field f = {.required = true};
    const char *roll = e->h.m.kind->roll;

    form_of(e, MSG_meeting_hall_register, "/hall/roll", MSG_meeting_hall_register_button);
    if (n->member_id || n->delegate_id) {
        add_hidden(e, "member");
        add_hidden(e, "delegate");
    } else if (meeting_words_have(roll, STR("member")) ||
               meeting_words_have(roll, STR("delegate"))) {
        add(e, HALL_TEXT, "name", MSG_common_name, true);
        add(e, HALL_CHECK, "namesake", MSG_meeting_hall_namesake, false);
    }
    if (meeting_words_have(roll, STR("sex"))) {
        f.name = STR("sex");
        f.label = meeting_say_here(e->rq, MSG_meeting_hall_sex);
        f.value = n->sex;
        struct choice *sexes = arena_array(e->rq->arena, struct choice, 2);
        sexes[0] = (struct choice){STR("f"), meeting_say_here(e->rq, MSG_meeting_hall_woman)};
        sexes[1] = (struct choice){STR("m"), meeting_say_here(e->rq, MSG_meeting_hall_man)};
        f.choices = (struct choices){sexes, 2};
        hall_add(&e->form, HALL_SELECT, &f);
        f.name = STR("age_group");
        f.label = meeting_say_here(e->rq, MSG_meeting_hall_age);
        f.value = n->age_group;
        TRY(hall_ages(e->rq, &e->h.m, &f.choices));
        hall_add(&e->form, HALL_SELECT, &f);
        f.name = STR("village");
        f.label = meeting_say_here(e->rq, MSG_meeting_hall_village);
        f.value = n->village;
        hall_add(&e->form, HALL_TEXT, &f);
        add(e, HALL_TEXT, "count", MSG_meeting_hall_count, false);
    }
    add(e, HALL_TEXT, "number", MSG_meeting_hall_line_number, false);
    return OK;
}

static enum err register_post(struct request *rq)
{
    enum { NUMBER_MOST = 100000 };
    struct entry e;
    int64_t number;

    TRY(begin(rq, &e));
    struct meeting_attendee_new n = {.village = req_field(rq, "village_other").n
                                                    ? req_field(rq, "village_other")
                                                    : req_field(rq, "village"),
                                     .name = req_field(rq, "name"),
                                     .member_id = number_of(rq, "member", INT64_MAX, 0),
                                     .delegate_id = number_of(rq, "delegate", INT64_MAX, 0),
                                     .number = number_of(rq, "number", NUMBER_MOST, 0),
                                     .count = number_of(rq, "count", NUMBER_MOST, 1),
                                     .namesake = req_has(rq, "namesake"),
                                     .sent = sent_of(rq)};
    n.via = n.number ? STR("sheet") : STR("hall");
    read_who(rq, &n);
    TRY(register_form(&e, &n));
    enum err r = meeting_register(&e.h, &n, &number);
    if (r != OK || !n.village.n)
        return finish(&e, r, "#roll", false);
    struct buf *b = buf_new(rq->arena, 4 * KIB); /* the next one is often from the same village */
    buf_lit(b, "?village=");
    url_encode(b, n.village);
    buf_lit(b, "#roll");
    return finish(&e, r, str_cstr(rq->arena, buf_str(b)), false);
}

/* Two secretaries: what the other one wrote is said (the fault), what was typed stays, and is saved
 * knowingly, over what is there now. */
static enum err two_versions(struct entry *e, int64_t version)
{
    for (size_t i = 0; i < e->form.n; i++)
        if (str_eq(e->form.v[i].f.name, STR("version")))
            e->form.v[i].f.value = str_fmt(e->rq->arena, "%lld", (long long)version);
    return hall_form_page(e->rq, 409, &e->form);
}

static enum err line_conflict(struct entry *e, const struct meeting_attendee *line)
{
    fault_add(&e->rq->faults, STR(""), MSG_meeting_hall_fault_changed,
              ARG_N("number", line->number), ARG_S("now", hall_roll_line(e->rq, line).says));
    return two_versions(e, line->version);
}

static enum err correct_post(struct request *rq)
{
    struct meeting_attendee_edit edit = {.sex = req_field(rq, "sex"),
                                         .age_group = req_field(rq, "age_group"),
                                         .village = req_field(rq, "village"),
                                         .name = req_field(rq, "name")};
    struct meeting_attendee line;
    struct entry e;

    TRY(begin(rq, &e));
    TRY(req_path_id(rq, "line", &edit.id));
    req_field_i64(rq, "version", 0, INT64_MAX, &edit.version);
    TRY(meeting_attendee_find(rq->db, rq->arena, e.h.m.id, edit.id, &line));
    TRY(hall_line_form(rq, &e.h.m, &line, true, &e.form));
    enum err r = meeting_attendee_correct(&e.h, &edit);
    if (r == ERR_CONFLICT && rq->faults.n == 0)
        return line_conflict(&e, &line);
    return finish(&e, r, "/roll", false);
}

static enum err leave_post(struct request *rq)
{
    struct entry e;
    int64_t line;

    TRY(begin(rq, &e));
    TRY(req_path_id(rq, "line", &line));
    form_of(&e, MSG_meeting_hall_roll,
            str_cstr(rq->arena, str_fmt(rq->arena, "/hall/roll/%lld/leave", (long long)line)),
            MSG_common_confirm);
    add_hidden(&e, "to");
    return finish(&e, meeting_attendee_leave(&e.h, line, !str_eq(req_field(rq, "to"), STR("back"))),
                  "#roll", false);
}

static enum err void_post(struct request *rq)
{
    struct entry e;
    int64_t line;

    TRY(begin(rq, &e));
    TRY(req_path_id(rq, "line", &line));
    form_of(&e, MSG_meeting_hall_void,
            str_cstr(rq->arena, str_fmt(rq->arena, "/hall/roll/%lld/void", (long long)line)),
            MSG_meeting_hall_void);
    add(&e, HALL_TEXT, "reason", MSG_common_reason, true);
    return finish(&e, meeting_attendee_void(&e.h, line, req_field(rq, "reason")), "#roll", false);
}

/* -- officers, opening, closing -- */

static enum err elect_post(struct request *rq)
{
    struct entry e;

    TRY(begin(rq, &e));
    struct meeting_election n = {.role = req_field(rq, "role"),
                                 .name = req_field(rq, "name"),
                                 .tally = tally_of(rq),
                                 .sent = sent_of(rq)};
    form_of(&e,
            str_eq(n.role, STR("secretary")) ? MSG_meeting_hall_elect_secretary
                                             : MSG_meeting_hall_elect_chair,
            "/hall/officers", MSG_common_save);
    add_hidden(&e, "role");
    add(&e, HALL_TEXT, "name", MSG_common_name, true);
    hall_add_tally(rq, &e.form);
    return finish(&e, meeting_elect(&e.h, &n), "#officers", true);
}

/* What is missing is done elsewhere on the hall's page: the fault leads there. */
static void put_right(struct entry *e, const char *field, enum msg label, const char *anchor)
{
    if (fault_of(&e->rq->faults, str_of(field)))
        hall_add(&e->form, HALL_LINK,
                 &(struct field){.name = str_of(field),
                                 .label = meeting_say_here(e->rq, label),
                                 .value = str_cat(e->rq->arena, e->form.back, str_of(anchor))});
}

static enum err open_post(struct request *rq)
{
    struct entry e;
    int64_t version = 0;

    TRY(begin(rq, &e));
    req_field_i64(rq, "version", 0, INT64_MAX, &version);
    form_of(&e, MSG_meeting_hall_open, "/hall/open", MSG_meeting_hall_open);
    add_hidden(&e, "version");
    enum err r = meeting_open(&e.h, version, req_has(rq, "confirmed"));
    /* Where a rule says how many are needed, nobody confirms otherwise. */
    if (fault_of(&rq->faults, STR("confirmed")) || req_has(rq, "confirmed"))
        add(&e, HALL_CHECK, "confirmed", MSG_meeting_hall_confirm, false);
    put_right(&e, "officers", MSG_meeting_hall_officers, "#officers");
    put_right(&e, "present", MSG_meeting_hall_registration, "#roll");
    return finish(&e, r, "#agenda", true);
}

static enum err close_post(struct request *rq)
{
    struct entry e;
    int64_t version = 0;

    TRY(begin(rq, &e));
    req_field_i64(rq, "version", 0, INT64_MAX, &version);
    form_of(&e, MSG_meeting_hall_close, "/hall/close", MSG_meeting_hall_close);
    add_hidden(&e, "version");
    return finish(&e, meeting_close(&e.h, version), "", true);
}

/* -- agenda and votes -- */

static enum err item_conflict(struct entry *e, int64_t id)
{
    struct meeting_items items;

    TRY(meeting_items_of(e->rq->db, e->rq->arena, e->h.m.id, &items));
    for (size_t i = 0; i < items.n; i++) {
        const struct meeting_item *it = &items.v[i];
        if (it->id != id)
            continue;
        fault_add(&e->rq->faults, STR(""), MSG_meeting_hall_fault_item_changed,
                  ARG_S("item", meeting_in_lang(it->title, e->rq->lang)),
                  ARG_S("now", it->decision.n ? it->decision
                                              : meeting_word_text(e->rq->arena, e->rq->lang,
                                                                  "hall_state", it->state)));
        return two_versions(e, it->version);
    }
    return ERR_NOT_FOUND;
}

static enum err item_post(struct request *rq)
{
    struct meeting_item_step s = {.to = req_field(rq, "to"), .decision = req_field(rq, "decision")};
    struct entry e;

    TRY(begin(rq, &e));
    TRY(req_path_id(rq, "item", &s.id));
    req_field_i64(rq, "version", 0, INT64_MAX, &s.version);
    form_of(&e, MSG_meeting_hall_item_done,
            str_cstr(rq->arena, str_fmt(rq->arena, "/hall/items/%lld", (long long)s.id)),
            MSG_common_save);
    add_hidden(&e, "version");
    add_hidden(&e, "to");
    add(&e, HALL_AREA, "decision", MSG_meeting_hall_decision, false);
    enum err r = meeting_item_step(&e.h, &s);
    if (r == ERR_CONFLICT && rq->faults.n == 0)
        return item_conflict(&e, s.id);
    return finish(&e, r, "#agenda", true);
}

static enum err item_add_post(struct request *rq)
{
    struct entry e;
    int64_t id;

    TRY(begin(rq, &e));
    struct meeting_item_added n = {.title = req_field(rq, "title"),
                                   .reason = req_field(rq, "reason"),
                                   .tally = tally_of(rq),
                                   .carried = str_eq(req_field(rq, "outcome"), STR("carried")),
                                   .sent = sent_of(rq)};
    form_of(&e, MSG_meeting_hall_item_add, "/hall/items", MSG_common_save);
    add(&e, HALL_TEXT, "title", MSG_meeting_hall_item_title, true);
    add(&e, HALL_TEXT, "reason", MSG_meeting_hall_item_reason, true);
    hall_add_tally(rq, &e.form);
    add_hidden(&e, "outcome");
    return finish(&e, meeting_item_add(&e.h, &n, &id), "#agenda", true);
}

static enum err vote_post(struct request *rq)
{
    struct field f = {.name = STR("item"), .required = true};
    struct entry e;
    int64_t id;

    TRY(begin(rq, &e));
    struct meeting_vote_new n = {.item_id = number_of(rq, "item", INT64_MAX, 0),
                                 .word_id = number_of(rq, "word", INT64_MAX, 0),
                                 .subject = req_field(rq, "subject"),
                                 .decision = req_field(rq, "decision"),
                                 .tally = tally_of(rq),
                                 .carried = str_eq(req_field(rq, "outcome"), STR("carried")),
                                 .sent = sent_of(rq)};
    form_of(&e, MSG_meeting_hall_vote, "/hall/votes", MSG_common_save);
    if (n.word_id) {
        add_hidden(&e, "word");
    } else {
        f.label = meeting_say_here(rq, MSG_meeting_hall_item);
        f.value = req_field(rq, "item");
        TRY(hall_item_choices(rq, &e.h.m, &f.choices));
        hall_add(&e.form, HALL_SELECT, &f);
    }
    add(&e, HALL_TEXT, "subject", MSG_meeting_hall_subject, false);
    hall_add_tally(rq, &e.form);
    add_hidden(&e, "outcome");
    add(&e, HALL_AREA, "decision", MSG_meeting_hall_decision, false);
    return finish(&e, meeting_vote_add(&e.h, &n, &id), "#agenda", true);
}

static enum err vote_void_post(struct request *rq)
{
    struct entry e;
    int64_t vote;

    TRY(begin(rq, &e));
    TRY(req_path_id(rq, "vote", &vote));
    form_of(&e, MSG_meeting_hall_vote_void,
            str_cstr(rq->arena, str_fmt(rq->arena, "/hall/votes/%lld/void", (long long)vote)),
            MSG_meeting_hall_void);
    add(&e, HALL_TEXT, "reason", MSG_common_reason, true);
    return finish(&e, meeting_vote_void(&e.h, vote, req_field(rq, "reason")), "#agenda", true);
}

/* -- words -- */

static enum err word_post(struct request *rq)
{
    struct field f = {.name = STR("item")};
    struct entry e;
    int64_t id;

    TRY(begin(rq, &e));
    struct meeting_word_new w = {.meeting_id = e.h.m.id,
                                 .item_id = number_of(rq, "item", INT64_MAX, 0),
                                 .kind = req_field(rq, "kind"),
                                 .via = req_has(rq, "slip") ? STR("slip") : STR("hall"),
                                 .text = req_field(rq, "text"),
                                 .author = req_field(rq, "author"),
                                 .client_key = req_field(rq, "client_key"),
                                 .author_public = req_has(rq, "author_public"),
                                 .lang = rq->lang};
    form_of(&e, MSG_meeting_hall_word, "/hall/words", MSG_common_save);
    add_hidden(&e, "kind");
    add(&e, HALL_TEXT, "author", MSG_meeting_hall_author, true);
    add(&e, HALL_AREA, "text", MSG_meeting_hall_text, true);
    f.label = meeting_say_here(rq, MSG_meeting_hall_about);
    f.value = req_field(rq, "item");
    f.placeholder_choice = meeting_say_here(rq, MSG_meeting_hall_about_whole);
    TRY(hall_item_choices(rq, &e.h.m, &f.choices));
    hall_add(&e.form, HALL_SELECT, &f);
    add(&e, HALL_CHECK, "author_public", MSG_meeting_hall_author_public, false);
    enum err r = faults_err(&rq->faults);
    if (r == OK)
        r = meeting_say(rq->db, rq->arena, &rq->actor, &w, &rq->faults, &id);
    return finish(&e, r, str_eq(w.kind, STR("speech")) ? "#floor" : "#words", true);
}

/* do: give end (of a wish to speak), answered (of a question), admit hide (of what waits). */
static enum err word_do_post(struct request *rq)
{
    struct str to = req_field(rq, "do");
    struct meeting_word_do d = {.reason = req_field(rq, "reason")};
    struct entry e;
    enum err r;

    TRY(begin(rq, &e));
    d.meeting_id = e.h.m.id;
    TRY(req_path_id(rq, "word", &d.id));
    form_of(&e, MSG_meeting_hall_word,
            str_cstr(rq->arena, str_fmt(rq->arena, "/hall/words/%lld", (long long)d.id)),
            MSG_common_save);
    add_hidden(&e, "do");
    if (meeting_words_have("admit hide", to) && to.n) {
        req_field_i64(rq, "version", 0, INT64_MAX, &d.version);
        add_hidden(&e, "version");
        if (str_eq(to, STR("hide")))
            add(&e, HALL_TEXT, "reason", MSG_common_reason, true);
        r = str_eq(to, STR("admit"))
                ? meeting_word_show(rq->db, rq->arena, &rq->actor, &d, &rq->faults)
                : meeting_word_hide(rq->db, rq->arena, &rq->actor, &d, &rq->faults);
        return finish(&e, r, "#waiting", true);
    }
    if (str_eq(to, STR("answered"))) {
        add(&e, HALL_AREA, "words", MSG_meeting_hall_answer, false);
        return finish(&e, meeting_answered_here(&e.h, d.id, req_field(rq, "words")), "#words",
                      true);
    }
    return finish(&e, meeting_floor(&e.h, d.id, to), "#floor", true);
}

#define OFFICER .need = CAP_MEETING
#define WRITES  .need = CAP_MEETING, .csrf = CSRF_TOKEN
#define PERSON  .need = CAP_COMMENT, .csrf = CSRF_TOKEN

const struct route meeting_hall_routes[] = {
    {GET, "/:place/meetings/:id/hall", hall_get, OFFICER},
    {GET, "/:place/meetings/:id/hall/roll", hall_roll_get, OFFICER},
    {GET, "/:place/meetings/:id/hall/roll/:line", hall_line_get, OFFICER},
    {GET, "/:place/meetings/:id/roll.pdf", hall_sheet_pdf, OFFICER, .rate = RATE_HEAVY,
     .query = "lines"},
    {POST, "/:place/meetings/:id/hall/roll", register_post, WRITES},
    {POST, "/:place/meetings/:id/hall/roll/:line/correct", correct_post, WRITES},
    {POST, "/:place/meetings/:id/hall/roll/:line/leave", leave_post, WRITES},
    {POST, "/:place/meetings/:id/hall/roll/:line/void", void_post, WRITES},
    {POST, "/:place/meetings/:id/hall/officers", elect_post, WRITES},
    {POST, "/:place/meetings/:id/hall/open", open_post, WRITES},
    {POST, "/:place/meetings/:id/hall/close", close_post, WRITES},
    {POST, "/:place/meetings/:id/hall/items", item_add_post, WRITES},
    {POST, "/:place/meetings/:id/hall/items/:item", item_post, WRITES},
    {POST, "/:place/meetings/:id/hall/votes", vote_post, WRITES},
    {POST, "/:place/meetings/:id/hall/votes/:vote/void", vote_void_post, WRITES},
    {POST, "/:place/meetings/:id/hall/words", word_post, WRITES},
    {POST, "/:place/meetings/:id/hall/words/:word", word_do_post, WRITES},
    {GET, "/:place/meetings/:id/live", hall_live_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "view"},
    {GET, "/:place/meetings/:id/events/live", hall_stream_get, .need = CAP_PUBLIC},
    {POST, "/:place/meetings/:id/live/join", hall_join_post, PERSON},
    {POST, "/:place/meetings/:id/live/away", hall_away_post, PERSON},
    {POST, "/:place/meetings/:id/live/words", hall_remote_word_post, PERSON},
    {0},
};
