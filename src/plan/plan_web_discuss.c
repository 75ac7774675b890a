/* Discussion: the public ledger, comments of residents, answers, hiding. */
#include "plan/plan_web.h"

#include "plan/plan_views.h"
#include "web/live.h"

static struct str named(struct request *rq, const char *prefix, struct str code)
{
    enum msg key;

    if (code.n == 0 || !msg_find(str_fmt(rq->arena, "%s_%.*s", prefix, STR_F(code)), &key))
        return STR("");
    return msg_text(rq->arena, rq->lang, key);
}

static struct str tone_of(struct str verdict)
{
    return str_eq(verdict, STR("accepted")) ? STR("badge-ok")
           : str_eq(verdict, STR("partly")) ? STR("badge-warn")
                                            : STR("badge-mute");
}

/* By name, or by village alone, as the author chose. */
static enum err author_of(struct request *rq, struct str shown, struct str name,
                          struct opt_i64 village, struct str *out)
{
    struct str place = STR("");

    if (str_eq(shown, STR("name"))) {
        *out = name;
        return OK;
    }
    if (village.has)
        TRY(plan_village_name(rq->db, rq->arena, village.v, rq->lang, &place));
    *out = msg_text(rq->arena, rq->lang, MSG_plan_resident_of, ARG_S("village", place));
    return OK;
}

/* All but the one that stands. */
static enum err earlier_answers(struct request *rq, int64_t comment_id, int64_t answers,
                                struct plan_answers_rows *out)
{
    struct plan_answers_rows all;

    *out = (struct plan_answers_rows){NULL, 0};
    if (answers < 2)
        return OK;
    TRY(plan_answers(rq->db, rq->arena, &(struct plan_answers_in){.comment_id = comment_id}, &all));
    if (all.n > 1)
        *out = (struct plan_answers_rows){all.v + 1, all.n - 1};
    return OK;
}

enum err plan_comments_load(struct request *rq, int64_t plan_id, int64_t measure_id,
                            struct plan_comments_view *out)
{
    struct plan_comments_rows rows;

    TRY(plan_comments(rq->db, rq->arena,
                      &(struct plan_comments_in){.plan_id = plan_id, .measure_id = measure_id},
                      &rows));
    struct plan_comment_view *v = arena_array(rq->arena, struct plan_comment_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct plan_comments_row *c = &rows.v[i];
        bool hidden = c->hidden_at.has;
        v[i] = (struct plan_comment_view){
            .id = c->id,
            .version = c->version,
            .measure_id = c->measure_id.has ? c->measure_id.v : 0,
            .at = c->at,
            .measure = c->measure_id.has && measure_id == 0 ? PLAN_SAY(rq->lang, c, measure)
                                                            : (struct lang_str){STR(""), rq->lang},
            .words = hidden ? STR("") : c->words,
            .channel =
                str_eq(c->channel, STR("online")) ? STR("") : named(rq, "plan_channel", c->channel),
            .ground = c->hidden_ground,
            .verdict = c->verdict,
            .verdict_name = named(rq, "plan_verdict", c->verdict),
            .tone = tone_of(c->verdict),
            .reason = c->reason.p ? c->reason : STR(""),
            .changed = c->changed.p ? c->changed : STR(""),
            .hidden = hidden,
            .answered = c->answers > 0,
        };
        TRY(earlier_answers(rq, c->id, c->answers, &v[i].earlier));
        TRY(author_of(rq, c->shown, c->author_name, c->village_id, &v[i].author));
    }
    *out = (struct plan_comments_view){v, rows.n};
    return OK;
}

/* Who will stand as the author: whom the officer acts for, nobody yet, or the reader. */
static struct str whose(const struct request *rq, bool officer)
{
    if (rq->viewer.acting_for)
        return rq->viewer.acting_name;
    return officer || !rq->viewer.name.p ? STR("") : rq->viewer.name;
}

enum err plan_comment_form_load(struct request *rq, int64_t plan_id, int64_t measure_id,
                                struct plan_comment_form *out)
{
    struct plan_measures_rows measures;
    struct plan_names villages;
    bool officer = req_may(rq, CAP_ACT_FOR);

    struct plan_comment_form f = {.plan_id = plan_id,
                                  .measure_id = measure_id,
                                  .words = STR(""),
                                  .shown = STR("name"),
                                  .author_name = whose(rq, officer),
                                  .acting = rq->viewer.acting_for != 0,
                                  .channel = STR("paper"),
                                  .village = STR(""),
                                  .measure = STR(""),
                                  .officer = officer,
                                  .may = req_may(rq, CAP_COMMENT)};
    TRY(plan_village_list(rq->db, rq->arena, rq->scope.id, rq->lang, &villages));
    TRY(plan_measures(rq->db, rq->arena, &(struct plan_measures_in){.plan_id = plan_id},
                      &measures));
    struct choice *v = arena_array(rq->arena, struct choice, measures.n);
    for (size_t i = 0; i < measures.n; i++)
        v[i] = (struct choice){plan_id_text(rq, measures.v[i].id),
                               PLAN_TEXT(rq->lang, &measures.v[i], title)};
    f.measures = (struct choices){v, measures.n};
    f.villages = plan_name_choices(rq, &villages);
    f.shown_choices = PLAN_CHOICES(rq, "plan_comment_shown", "name", "village");
    f.channels = PLAN_CHOICES(rq, "plan_channel", "paper", "spoken");
    *out = f;
    return OK;
}

static enum err load_revised(struct request *rq, int64_t plan_id, struct plan_revised_list *out)
{
    struct plan_pasts_rows rows;

    TRY(plan_pasts(rq->db, rq->arena, &(struct plan_pasts_in){.plan_id = plan_id}, &rows));
    struct plan_revised *v = arena_array(rq->arena, struct plan_revised, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct plan_revised){.measure_id = rows.v[i].measure_id,
                                     .at = rows.v[i].changed_at,
                                     .title = PLAN_SAY(rq->lang, &rows.v[i], title),
                                     .removed = rows.v[i].removed};
    *out = (struct plan_revised_list){v, rows.n};
    return OK;
}

/* Who has the discussion open sees what comes. */
static struct str talk(struct request *rq, int64_t plan_id)
{
    return str_fmt(rq->arena, "plan/%lld", (long long)plan_id);
}

enum err plan_discussion_live_get(struct request *rq)
{
    struct plan_get_row plan;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(plan_row_load(rq, id, &plan));
    return plan_public(plan.state) ? req_live(rq, talk(rq, id)) : ERR_NOT_FOUND;
}

static enum err discussion_page(struct request *rq, int64_t id,
                                const struct plan_comment_form *typed, int status)
{
    struct plan_discussion_page p = {.plan_id = id};
    struct plan_get_row plan;

    TRY(plan_row_load(rq, id, &plan));
    if (!plan_public(plan.state))
        return ERR_NOT_FOUND;
    p.plan_title = PLAN_SAY(rq->lang, &plan, title);
    p.state = plan_state_name(rq->arena, rq->lang, plan.state);
    p.discussing = str_eq(plan.state, STR("discussion"));
    TRY(plan_comment_tally(rq->db, rq->arena, &(struct plan_comment_tally_in){.plan_id = id},
                           &p.tally));
    TRY(plan_comments_load(rq, id, 0, &p.comments));
    TRY(load_revised(rq, id, &p.revised));
    TRY(plan_comment_form_load(rq, id, 0, &p.form));
    TRY(req_live_version(rq, &p.since));
    if (typed) {
        p.form.words = typed->words;
        p.form.shown = typed->shown;
        p.form.author_name = typed->author_name;
        p.form.channel = typed->channel;
        p.form.village = typed->village;
        p.form.measure = typed->measure;
    }
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_discussion_title),
                       .section = "plan",
                       .live = true},
        VIEW(plan_discussion), &p);
}

enum err plan_discussion_get(struct request *rq)
{
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    return discussion_page(rq, id, NULL, 200);
}

static enum err take_comment(struct request *rq, struct str channel)
{
    struct plan_do d = plan_do_of(rq);
    int64_t id, comment_id;
    struct plan_comment_form typed = {.words = req_field(rq, "words"),
                                      .shown = req_field(rq, "shown"),
                                      .author_name = req_field(rq, "author_name"),
                                      .channel = channel,
                                      .village = req_field(rq, "village"),
                                      .measure = req_field(rq, "measure")};

    TRY(req_path_id(rq, "id", &id));
    enum err e = plan_comment(&d,
                              &(struct plan_comment_new){.plan_id = id,
                                                         .measure_id = plan_id_field(rq, "measure"),
                                                         .channel = channel,
                                                         .shown = typed.shown,
                                                         .author_name = typed.author_name,
                                                         .village_id = plan_id_field(rq, "village"),
                                                         .words = typed.words},
                              &comment_id);
    if (plan_form_status(e))
        return discussion_page(rq, id, &typed, plan_form_status(e));
    TRY(e);
    TRY(req_publish(rq, talk(rq, id), &(struct live_event){0}));
    struct str rest = req_has(rq, "here")
                          ? str_fmt(rq->arena, "/measures/%.*s", STR_F(typed.measure))
                          : STR("/discussion");
    return req_redirect_saying(rq, str_cat(rq->arena, plan_path(rq, id, ""), rest),
                               MSG_plan_comment_sent);
}

enum err plan_comment_post(struct request *rq)
{
    return take_comment(rq, STR("online"));
}

enum err plan_comment_entered_post(struct request *rq)
{
    struct str channel = req_field(rq, "channel");

    /* What is entered for somebody is never told as sent by themself. */
    return take_comment(rq, str_eq(channel, STR("online")) ? STR("") : channel);
}

/* -- answering -- */

static enum err answer_page(struct request *rq, int64_t comment_id, struct plan_answer_page *p,
                            int status)
{
    struct plan_comments_view all;
    struct plan_comment_get_row c;
    struct plan_get_row plan;

    TRY(plan_comment_get(rq->db, rq->arena, &(struct plan_comment_get_in){.id = comment_id}, &c));
    TRY(plan_row_load(rq, c.plan_id, &plan));
    p->plan_id = c.plan_id;
    TRY(plan_comments_load(rq, c.plan_id, 0, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].id == comment_id)
            p->c = all.v[i];
    p->c.words = c.words; /* who moderates sees what was hidden */
    TRY(plan_answers(rq->db, rq->arena, &(struct plan_answers_in){.comment_id = comment_id},
                     &p->earlier));
    p->verdicts = PLAN_CHOICES(rq, "plan_verdict", "accepted", "partly", "rejected");
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_plan_comment), .section = "plan"},
        VIEW(plan_answer), p);
}

enum err plan_answer_get(struct request *rq)
{
    struct plan_answer_page p = {.ground = STR("")};
    struct plan_comment_get_row c;
    int64_t id;

    TRY(req_path_id(rq, "comment_id", &id));
    TRY(plan_comment_get(rq->db, rq->arena, &(struct plan_comment_get_in){.id = id}, &c));
    p.verdict = c.verdict.p ? c.verdict : STR("");
    p.reason = c.reason.p ? c.reason : STR("");
    p.changed = c.changed.p ? c.changed : STR("");
    return answer_page(rq, id, &p, 200);
}

static enum err comment_conflict(struct request *rq, int64_t id)
{
    struct plan_comment_get_row c;

    TRY(plan_comment_get(rq->db, rq->arena, &(struct plan_comment_get_in){.id = id}, &c));
    const struct conflict_row rows[] = {
        {STR("verdict"), msg_text(rq->arena, rq->lang, MSG_plan_verdict),
         c.verdict.p ? c.verdict : STR("")},
        {STR("reason"), msg_text(rq->arena, rq->lang, MSG_plan_answer_reason),
         c.reason.p ? c.reason : STR("")},
        {STR("changed"), msg_text(rq->arena, rq->lang, MSG_plan_answer_changed),
         c.changed.p ? c.changed : STR("")},
    };
    return req_conflict(rq,
                        &(struct conflict){.title = msg_text(rq->arena, rq->lang, MSG_plan_comment),
                                           .path = plan_path(rq, c.plan_id, "/discussion"),
                                           .version = c.version,
                                           .n = sizeof rows / sizeof *rows,
                                           .rows = rows});
}

static enum err back_to_ledger(struct request *rq, int64_t comment_id, enum msg flash)
{
    struct plan_comment_get_row c;

    TRY(plan_comment_get(rq->db, rq->arena, &(struct plan_comment_get_in){.id = comment_id}, &c));
    TRY(req_publish(rq, talk(rq, c.plan_id), &(struct live_event){0}));
    return req_redirect_saying(rq, plan_path(rq, c.plan_id, "/discussion"), flash);
}

enum err plan_answer_post(struct request *rq)
{
    struct plan_answer_page p = {.verdict = req_field(rq, "verdict"),
                                 .reason = req_field(rq, "reason"),
                                 .changed = req_field(rq, "changed"),
                                 .ground = STR("")};
    struct plan_do d = plan_do_of(rq);
    int64_t id;

    TRY(req_path_id(rq, "comment_id", &id));
    enum err e = plan_answer(&d, &(struct plan_answer_new){.comment_id = id,
                                                           .version = plan_version_field(rq),
                                                           .verdict = p.verdict,
                                                           .reason = p.reason,
                                                           .changed = p.changed});
    if (e == ERR_CONFLICT && rq->faults.n == 0)
        return comment_conflict(rq, id);
    if (plan_form_status(e))
        return answer_page(rq, id, &p, plan_form_status(e));
    TRY(e);
    return back_to_ledger(rq, id, MSG_plan_answer_saved);
}

enum err plan_hide_post(struct request *rq)
{
    struct plan_answer_page p = {.verdict = STR(""),
                                 .reason = STR(""),
                                 .changed = STR(""),
                                 .ground = req_field(rq, "ground")};
    struct plan_do d = plan_do_of(rq);
    int64_t id;

    TRY(req_path_id(rq, "comment_id", &id));
    enum err e = plan_comment_conceal(&d, id, plan_version_field(rq), p.ground);
    if (plan_form_status(e))
        return answer_page(rq, id, &p, plan_form_status(e));
    TRY(e);
    return back_to_ledger(rq, id, MSG_plan_comment_hidden_done);
}
