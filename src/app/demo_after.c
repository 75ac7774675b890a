/* See demo_after.h. */
#include "app/demo_after.h"

#include "meeting/meeting_answer.h"
#include "meeting/meeting_minutes.h"
#include "plan/plan.h"

#define NOON (12 * 3600)

static void on(const struct demo_after *d, struct node o, const char *member)
{
    clock_set(instant_of_day(node_day(o, member, d->today)) + NOON);
}

/* -- minutes -- */

static enum err one_language(const struct demo_after *d, struct node o, enum lang lang,
                             struct str number)
{
    struct meeting_minutes_do sign = {.meeting_id = d->meeting_id,
                                      .version = 1,
                                      .lang = lang,
                                      .by = {.chair = node_str(o, "chair"),
                                             .secretary = node_str(o, "secretary"),
                                             .signed_on = node_day(o, "signed", d->today)}};
    struct meeting_minutes_new n = {
        .meeting_id = d->meeting_id, .lang = lang, .number = number, .reason = STR("")};
    struct meeting m;

    on(d, o, "drawn");
    TRY(meeting_find(d->db, d->a, d->who->place_id, d->meeting_id, &m));
    TRY(meeting_minutes_draw(d->db, d->a, &m, lang, &n.words));
    TRY(meeting_minutes_save(d->db, d->a, d->who, &n, d->f));
    on(d, o, "signed");
    TRY(meeting_minutes_sign(d->db, d->a, d->who, &sign, d->f));
    sign.version = 2;
    on(d, o, "published");
    return meeting_minutes_publish(d->db, d->a, d->who, &sign, d->f);
}

/* In both languages under one number. */
static enum err minutes(const struct demo_after *d, struct node o)
{
    struct meeting_minutes ky;

    TRY(one_language(d, o, LANG_KY, STR("")));
    TRY(meeting_minutes_find(d->db, d->a, d->meeting_id, LANG_KY, &ky));
    return one_language(d, o, LANG_RU, ky.number);
}

/* -- answers -- */

/* "measure": its place on the board of the plan in force; else words. */
static enum err changed(const struct demo_after *d, struct node o, struct meeting_link *out)
{
    struct plan_board board;
    size_t at = (size_t)node_i64(o, "measure");

    *out = (struct meeting_link){node_str(o, "changed"), 0, node_str(o, "changed_text")};
    if (!str_eq(out->kind, STR("measure")))
        return OK;
    TRY(plan_board(d->db, d->a, d->who->place_id, LANG_KY, &board));
    if (at >= board.n)
        return ERR_BUG;
    out->id = board.v[at].id;
    return OK;
}

static enum err answer(const struct demo_after *d, struct node o)
{
    struct meeting_words words;
    struct meeting_answer_new n = {.meeting_id = d->meeting_id,
                                   .answer = node_str(o, "answer"),
                                   .reason = node_str(o, "reason"),
                                   .lang = LANG_KY};

    on(d, o, "day");
    TRY(meeting_words_of(
        d->db, d->a, &(struct meeting_word_filter){.meeting_id = d->meeting_id, .kind = STR("")},
        &words));
    for (size_t i = 0; i < words.n; i++)
        if (words.v[i].number == node_i64(o, "word")) {
            n.id = words.v[i].id;
            n.version = words.v[i].version;
        }
    TRY(changed(d, o, &n.changed));
    return meeting_answer(d->db, d->a, d->who, &n, d->f);
}

/* -- results -- */

static enum err results(const struct demo_after *d, struct node o)
{
    struct meeting_results_new n = {.meeting_id = d->meeting_id,
                                    .words = {[LANG_KY] = node_str(o, "ky"),
                                              [LANG_RU] = node_str(o, "ru"),
                                              [LANG_EN] = node_str(o, "en")}};
    struct meeting m;

    on(d, o, "day");
    TRY(meeting_find(d->db, d->a, d->who->place_id, d->meeting_id, &m));
    n.version = m.version;
    return meeting_results_give(d->db, d->a, d->who, &n, d->f);
}

enum err demo_after(const struct demo_after *d, struct node o)
{
    struct node answers = node_of(o, "answers");

    if (node_of(o, "protocol").json)
        TRY(minutes(d, node_of(o, "protocol")));
    for (size_t i = 0; i < node_count(answers); i++)
        TRY(answer(d, node_item(answers, i)));
    return node_of(o, "results").json ? results(d, node_of(o, "results")) : OK;
}
