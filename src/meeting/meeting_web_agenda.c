/* The officer's page of the agenda, and the steps of preparation. See meeting_before.h. */
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_link.h"
#include "meeting/meeting_views.h"
#include "meeting/meeting_web.h"

#define RULE_MOST "hearing.max_issues_recommended"

static const char *const link_words[] = {"budget", "act", "initiative", NULL};

static enum err agenda_answer(struct request *rq, int status, const struct meeting *m,
                              struct meeting_agenda_page *v)
{
    int64_t most = 0, standing = 0;

    v->line = meeting_line_of(rq, m);
    v->late = !str_eq(m->state, STR("preparing"));
    TRY(meeting_item_lines_of(rq, m->id, &v->items));
    TRY(meeting_link_choices(rq, link_words, m->id, &v->links));
    TRY(rules_describe(rq->db, rq->arena, rq->lang, RULE_MOST, rq->scope.id, clock_today(),
                       &v->most));
    for (size_t i = 0; i < v->items.n; i++)
        standing += !v->items.v[i].dropped;
    enum err e = rules_i64(rq->db, rq->arena, RULE_MOST, rq->scope.id, clock_today(), &most);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    v->too_many = e == OK && m->kind->group == MEETING_HEARING && standing > most;
    v->editing = v->form.id != 0;
    v->action = v->editing
                    ? str_fmt(rq->arena, "%.*s/%lld", STR_F(meeting_below(rq, m->id, "/agenda")),
                              (long long)v->form.id)
                    : meeting_below(rq, m->id, "/agenda");
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_agenda), .section = "meetings"},
        VIEW(meeting_agenda), v);
}

static struct meeting_agenda_page empty_page(void)
{
    struct meeting_agenda_page v = {.link = STR(""), .drop_reason = STR("")};

    v.form = (struct meeting_item_new){.about = STR(""),
                                       .speaker = STR(""),
                                       .link_kind = STR(""),
                                       .link_text = STR(""),
                                       .reason = STR("")};
    return v;
}

enum err meeting_agenda_get(struct request *rq)
{
    struct meeting_agenda_page v = empty_page();
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return agenda_answer(rq, 200, &m, &v);
}

static enum err item_of(struct request *rq, const struct meeting *m, struct meeting_item *out)
{
    struct meeting_items all;
    int64_t id;

    TRY(req_path_id(rq, "item_id", &id));
    TRY(meeting_items_of(rq->db, rq->arena, m->id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].id == id) {
            *out = all.v[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static struct str item_link(struct request *rq, const struct meeting_item *i)
{
    return meeting_link_value(rq->arena,
                              &(struct meeting_link){i->link_kind, i->link_id, i->link_text});
}

enum err meeting_agenda_item_get(struct request *rq)
{
    struct meeting_agenda_page v = empty_page();
    struct meeting_item i;
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    TRY(item_of(rq, &m, &i));
    v.form.id = i.id;
    v.form.version = i.version;
    for (int l = 0; l < LANG_COUNT; l++)
        v.form.title[l] = i.title[l];
    v.form.about = i.about;
    v.form.speaker = i.speaker;
    v.form.link_text = i.link_text;
    v.link = item_link(rq, &i);
    return agenda_answer(rq, 200, &m, &v);
}

static void read_item(struct request *rq, const struct meeting *m, struct meeting_agenda_page *v)
{
    struct meeting_link l = meeting_link_read(rq);

    v->link = req_field(rq, "link");
    v->form.link_kind = l.kind;
    v->form.link_id = l.id;
    v->form.meeting_id = m->id;
    v->form.lang = rq->lang;
    v->form.version = meeting_field_number(rq, "version");
    v->form.title[LANG_KY] = req_field(rq, "title_ky");
    v->form.title[LANG_RU] = req_field(rq, "title_ru");
    v->form.title[LANG_EN] = req_field(rq, "title_en");
    v->form.about = req_field(rq, "about");
    v->form.speaker = req_field(rq, "speaker");
    v->form.link_text = req_field(rq, "link_text");
    v->form.reason = req_field(rq, "reason");
}

static enum err item_save(struct request *rq, const struct meeting *m,
                          struct meeting_agenda_page *v)
{
    int64_t id;

    read_item(rq, m, v);
    enum err e = meeting_item_save(rq->db, rq->arena, &rq->actor, &v->form, &rq->faults, &id);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return agenda_answer(rq, e == ERR_INVALID ? 422 : 409, m, v);
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m->id, "/agenda"), MSG_meeting_item_saved);
}

enum err meeting_agenda_post(struct request *rq)
{
    struct meeting_agenda_page v = empty_page();
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    return item_save(rq, &m, &v);
}

/* Two who edit one item: theirs beside yours. */
static enum err item_conflict(struct request *rq, const struct meeting *m,
                              const struct meeting_item *i)
{
    const struct conflict_row rows[] = {
        {STR("title_ky"), meeting_say_here(rq, MSG_meeting_item_title_ky), i->title[LANG_KY]},
        {STR("title_ru"), meeting_say_here(rq, MSG_meeting_item_title_ru), i->title[LANG_RU]},
        {STR("title_en"), meeting_say_here(rq, MSG_meeting_item_title_en), i->title[LANG_EN]},
        {STR("about"), meeting_say_here(rq, MSG_meeting_item_about), i->about},
        {STR("speaker"), meeting_say_here(rq, MSG_meeting_speaker), i->speaker},
        {STR("link"), meeting_say_here(rq, MSG_meeting_item_link_kind), item_link(rq, i)},
        {STR("link_text"), meeting_say_here(rq, MSG_meeting_item_link_text), i->link_text},
    };

    return req_conflict(rq, &(struct conflict){.title = meeting_in_lang(i->title, rq->lang),
                                               .path = meeting_below(rq, m->id, "/agenda"),
                                               .version = i->version,
                                               .n = sizeof rows / sizeof *rows,
                                               .rows = rows});
}

enum err meeting_agenda_item_post(struct request *rq)
{
    struct meeting_agenda_page v = empty_page();
    struct meeting_item i;
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    TRY(item_of(rq, &m, &i));
    if (meeting_field_number(rq, "version") != i.version)
        return item_conflict(rq, &m, &i);
    v.form.id = i.id;
    return item_save(rq, &m, &v);
}

typedef enum err item_fn(struct db *db, struct arena *a, const struct actor *who,
                         const struct meeting_item_do *d, struct faults *f);

static enum err item_do(struct request *rq, item_fn *fn)
{
    struct meeting_agenda_page v = empty_page();
    struct meeting_item i;
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    TRY(item_of(rq, &m, &i));
    struct meeting_item_do d = {m.id, i.id, meeting_field_number(rq, "version"),
                                req_field(rq, "reason")};
    enum err e = fn(rq->db, rq->arena, &rq->actor, &d, &rq->faults);
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        fault_add(&rq->faults, STR(""), MSG_common_fault_changed);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        v.drop_id = i.id;
        v.drop_reason = d.reason;
        return agenda_answer(rq, e == ERR_INVALID ? 422 : 409, &m, &v);
    }
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/agenda"), MSG_meeting_item_saved);
}

enum err meeting_item_drop_post(struct request *rq)
{
    return item_do(rq, meeting_item_drop);
}

enum err meeting_item_raise_post(struct request *rq)
{
    return item_do(rq, meeting_item_raise);
}

/* -- steps of preparation -- */

static enum err steps_answer(struct request *rq, int status, const struct meeting *m,
                             struct meeting_steps_page *v)
{
    v->line = meeting_line_of(rq, m);
    v->may_edit =
        req_may(rq, CAP_MEETING) && meeting_words_have("preparing announced open", m->state);
    TRY(meeting_preps_of(rq->db, rq->arena, rq->lang, m, clock_today(), &v->steps));
    return req_page(
        rq, status,
        &(struct page){.title = meeting_say_here(rq, MSG_meeting_steps), .section = "meetings"},
        VIEW(meeting_steps), v);
}

enum err meeting_steps_get(struct request *rq)
{
    struct meeting_steps_page v = {.note = STR(""), .skipped = STR("")};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    v.done_on = day_iso(rq->arena, clock_today());
    return steps_answer(rq, 200, &m, &v);
}

/* A file chosen with the step hangs on the meeting, and the step names it. */
static enum err step_document(struct request *rq, const struct meeting *m, int64_t *id)
{
    struct req_file file = req_upload(rq, "file");
    enum err e = document_add(rq->db, rq->arena, &rq->actor,
                              &(struct document_new){.owner_kind = STR("meeting"),
                                                     .owner_id = m->id,
                                                     .title = STR(""),
                                                     .upload = {file.filename, file.bytes},
                                                     .is_public = true,
                                                     .field = STR("file")},
                              &rq->faults, id);

    return e == ERR_NOT_FOUND ? OK : e;
}

enum err meeting_step_post(struct request *rq)
{
    struct meeting_steps_page v = {0};
    struct meeting_prep_do d = {.done_on = DAY_NONE};
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    d.meeting_id = m.id;
    TRY(req_path_id(rq, "step_id", &d.step_id));
    v.done_on = req_field(rq, "done_on");
    req_field_day(rq, "done_on", false, &d.done_on);
    d.note = v.note = req_field(rq, "note");
    d.skipped = v.skipped = req_field(rq, "skipped");
    enum err e = step_document(rq, &m, &d.document_id);
    if (e == OK)
        e = meeting_prep_tick(rq->db, rq->arena, &rq->actor, &d, &rq->faults);
    if (e == ERR_INVALID) {
        v.open_id = d.step_id;
        return steps_answer(rq, 422, &m, &v);
    }
    TRY(e);
    return req_redirect_saying(rq, meeting_below(rq, m.id, "/steps"), MSG_meeting_step_saved);
}
