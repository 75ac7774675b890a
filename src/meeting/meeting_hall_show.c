/* What the pages of the hall show: numbers, agenda, votes, words, as readers may see them; and how
 * a change is told to those who follow. */
#include "meeting/meeting_hall_web.h"

#include "meeting/meeting_hall_inside.h"
#include "meeting/meeting_views.h"

enum { TITLE_SHOWN = 110, NAME_SHOWN = 60 };

static struct str cut(struct arena *a, struct str s, size_t chars)
{
    return str_utf8_length(s) <= chars ? s : str_cat(a, str_utf8_head(s, chars - 1), STR("…"));
}

/* -- choices -- */

enum err hall_ages(struct request *rq, const struct meeting *m, struct choices *out)
{
    struct meeting_age_groups g;

    TRY(meeting_age_groups_now(rq->db, rq->arena, m->place_id, m->day, &g));
    struct choice *v = arena_array(rq->arena, struct choice, g.n);
    for (size_t i = 0; i < g.n; i++)
        v[i] =
            (struct choice){g.v[i].code, meeting_age_group_text(rq->arena, rq->lang, g.v[i].code)};
    *out = (struct choices){v, g.n};
    return OK;
}

/* The value kept is the Kyrgyz name, so that officers of two languages count the same village. */
enum err hall_villages(struct request *rq, struct choices *out)
{
    struct meeting_hall_units_rows rows;

    TRY(meeting_hall_units(rq->db, rq->arena,
                           &(struct meeting_hall_units_in){.place_id = rq->scope.id}, &rows));
    struct choice *v = arena_array(rq->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct str names[] = {[LANG_KY] = rows.v[i].name_ky,
                                    [LANG_RU] = rows.v[i].name_ru,
                                    [LANG_EN] = rows.v[i].name_en};
        v[i] = (struct choice){meeting_in_lang(names, LANG_KY), meeting_in_lang(names, rq->lang)};
    }
    *out = (struct choices){v, rows.n};
    return OK;
}

struct str hall_village_said(const struct choices *villages, struct str kept)
{
    for (size_t i = 0; i < villages->n; i++)
        if (str_eq(villages->v[i].value, kept))
            return villages->v[i].label;
    return kept;
}

/* Where people came from, as the reader calls it. */
static enum err record_villages(struct request *rq, const struct meeting *m,
                                struct meeting_village_counts *out)
{
    struct meeting_village_counts counts;
    struct choices names;

    TRY(meeting_villages_of(rq->db, rq->arena, m->id, &counts));
    struct meeting_village_count *v =
        arena_array(rq->arena, struct meeting_village_count, counts.n);
    if (counts.n)
        TRY(hall_villages(rq, &names));
    for (size_t i = 0; i < counts.n; i++)
        v[i] = (struct meeting_village_count){hall_village_said(&names, counts.v[i].village),
                                              counts.v[i].n};
    *out = (struct meeting_village_counts){v, counts.n};
    return OK;
}

struct roll_line hall_roll_line(struct request *rq, const struct meeting_attendee *a)
{
    struct str parts[4];
    struct buf *b = buf_new(rq->arena, 4 * KIB);
    size_t n = 0;

    if (a->name.n)
        parts[n++] = a->name;
    if (a->sex.n)
        parts[n++] = meeting_say_here(rq, str_eq(a->sex, STR("f")) ? MSG_meeting_hall_woman
                                                                   : MSG_meeting_hall_man);
    if (a->age_group.n)
        parts[n++] = meeting_age_group_text(rq->arena, rq->lang, a->age_group);
    if (a->village.n)
        parts[n++] = a->village;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_lit(b, ", ");
        buf_add(b, parts[i]);
    }
    return (struct roll_line){*a, buf_str(b)};
}

/* -- now -- */

static void say_quorum(struct arena *a, enum lang lang, struct hall_now *v)
{
    const struct meeting_quorum *q = &v->quorum;

    switch (q->verdict) {
    case QUORUM_MET:
        v->quorum_says = msg_text(a, lang, MSG_meeting_hall_quorum_met,
                                  ARG_N("present", q->present), ARG_N("needed", q->needed));
        v->quorum_badge = STR("badge-ok");
        break;
    case QUORUM_SHORT:
        v->quorum_says =
            msg_text(a, lang, MSG_meeting_hall_quorum_short, ARG_N("needed", q->needed),
                     ARG_N("missing", q->needed - q->present));
        v->quorum_badge = STR("badge-warn");
        break;
    case QUORUM_NO_BASE:
        v->quorum_says = msg_text(a, lang, MSG_meeting_hall_quorum_no_base);
        v->quorum_badge = STR("badge-mute");
        break;
    case QUORUM_UNSET:
        v->quorum_says = msg_text(a, lang, MSG_meeting_hall_quorum_unset);
        v->quorum_badge = STR("badge-mute");
        break;
    }
}

static struct str say_vote(struct arena *a, enum lang lang, const struct meeting_vote *v)
{
    return msg_text(a, lang, MSG_meeting_hall_vote_numbers, ARG_N("in_favour", v->tally.in_favour),
                    ARG_N("against", v->tally.against), ARG_N("abstained", v->tally.abstained),
                    ARG_N("present", v->present));
}

/* "Water pipes — carried: for 6, against 0 …" */
static struct str last_vote(struct arena *a, enum lang lang, const struct meeting_items *items,
                            const struct meeting_vote *v)
{
    struct str subject = meeting_vote_subject(v, items, lang);
    bool carried = str_eq(v->outcome, STR("carried"));
    struct str how = msg_text(a, lang, carried ? MSG_meeting_hall_carried : MSG_meeting_hall_lost);

    return str_fmt(a, "%.*s — %.*s: %.*s", STR_F(cut(a, subject, TITLE_SHOWN)), STR_F(how),
                   STR_F(say_vote(a, lang, v)));
}

static enum err now_item(struct request *rq, enum lang lang, const struct meeting *m,
                         struct hall_now *v)
{
    struct meeting_items items;
    struct meeting_speakers speakers;
    struct meeting_votes votes;

    TRY(meeting_items_of(rq->db, rq->arena, m->id, &items));
    for (size_t i = 0; i < items.n; i++)
        if (str_eq(items.v[i].state, STR("current")))
            v->item = cut(rq->arena, meeting_in_lang(items.v[i].title, lang), TITLE_SHOWN);
    TRY(meeting_speakers_of(rq->db, rq->arena, m->id, true, &speakers));
    for (size_t i = 0; i < speakers.n; i++)
        if (speakers.v[i].began_at && !speakers.v[i].ended_at)
            v->speaker = speakers.v[i].name.n
                             ? cut(rq->arena, speakers.v[i].name, NAME_SHOWN)
                             : str_fmt(rq->arena, "№ %lld", (long long)speakers.v[i].number);
    TRY(meeting_votes_of(rq->db, rq->arena, m->id, &votes));
    for (size_t i = 0; i < votes.n; i++)
        if (!votes.v[i].voided)
            v->vote = last_vote(rq->arena, lang, &items, &votes.v[i]);
    return OK;
}

enum err hall_now_of(struct request *rq, enum lang lang, const struct meeting *m,
                     struct hall_now *out)
{
    struct hall_now v = {.state = meeting_state_name(rq->arena, lang, m->state),
                         .badge = meeting_line_of(rq, m).badge,
                         .item = STR(""),
                         .speaker = STR(""),
                         .vote = STR(""),
                         .counted = meeting_words_have(m->kind->roll, STR("sex"))};

    TRY(meeting_counts_of(rq->db, rq->arena, m->id, &v.counts));
    struct hall_age_line *ages = arena_array(rq->arena, struct hall_age_line, v.counts.n);
    for (size_t i = 0; i < v.counts.n; i++)
        if (v.counts.v[i].age_group.n)
            ages[v.ages.n++] = (struct hall_age_line){
                meeting_age_group_text(rq->arena, lang, v.counts.v[i].age_group),
                v.counts.v[i].female, v.counts.v[i].male};
    v.ages.v = ages;
    TRY(meeting_quorum_now(rq->db, rq->arena, m, v.counts.present, &v.quorum));
    say_quorum(rq->arena, lang, &v);
    TRY(now_item(rq, lang, m, &v));
    *out = v;
    return OK;
}

enum err hall_publish(struct request *rq, int64_t meeting_id, bool record)
{
    struct str topic = meeting_live_topic(rq->arena, meeting_id);
    struct live_event now = {.name = STR("")};
    struct meeting m;

    TRY(meeting_find(rq->db, rq->arena, rq->scope.id, meeting_id, &m));
    for (int i = 0; i < LANG_COUNT; i++) {
        struct hall_now v;
        TRY(hall_now_of(rq, (enum lang)i, &m, &v));
        TRY(live_html(rq, (enum lang)i, VIEW(hall_now), &v, &now.data[i]));
    }
    TRY(req_publish(rq, topic, &now));
    if (!record)
        return OK;
    struct live_event changed = {.name = STR("record")};
    for (int i = 0; i < LANG_COUNT; i++)
        changed.data[i] = STR("1");
    return req_publish(rq, topic, &changed);
}

/* -- the record -- */

static struct hall_vote_lines votes_on(struct request *rq, const struct meeting_votes *all,
                                       int64_t item_id, int64_t word_id, bool lost_items,
                                       bool voided)
{
    struct hall_vote_line *v = arena_array(rq->arena, struct hall_vote_line, all->n);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct meeting_vote *x = &all->v[i];
        bool about = lost_items ? str_eq(x->kind, STR("add_item")) && !x->item_id
                                : (item_id && x->item_id == item_id && !x->word_id) ||
                                      (word_id && x->word_id == word_id);
        if (!about || (x->voided && !voided))
            continue;
        v[n++] = (struct hall_vote_line){
            *x, STR(""), say_vote(rq->arena, rq->lang, x),
            x->voided                            ? STR("badge-mute")
            : str_eq(x->outcome, STR("carried")) ? STR("badge-ok")
                                                 : STR("badge-warn"),
            x->rule_key.n ? rules_path(rq->arena, rq->scope.code, str_cstr(rq->arena, x->rule_key))
                          : STR("")};
    }
    return (struct hall_vote_lines){v, n};
}

/* Votes on an item; a motion of another wording says which it was. */
static struct hall_vote_lines votes_on_item(struct request *rq, const struct meeting_votes *all,
                                            const struct meeting_item *item, bool voided)
{
    struct hall_vote_lines lines = votes_on(rq, all, item->id, 0, false, voided);
    struct hall_vote_line *v = arena_array(rq->arena, struct hall_vote_line, lines.n);

    for (size_t i = 0; i < lines.n; i++) {
        v[i] = lines.v[i];
        v[i].subject = v[i].v.subject;
        for (int k = 0; k < LANG_COUNT; k++)
            if (str_eq(item->title[k], v[i].v.subject))
                v[i].subject = STR("");
    }
    return (struct hall_vote_lines){v, lines.n};
}

static enum err record_items(struct request *rq, const struct meeting *m,
                             const struct meeting_votes *votes, bool public_only,
                             struct hall_items *out)
{
    struct meeting_items items;

    TRY(meeting_items_of(rq->db, rq->arena, m->id, &items));
    struct hall_item *v = arena_array(rq->arena, struct hall_item, items.n);
    for (size_t i = 0; i < items.n; i++) {
        struct str state = items.v[i].state;
        bool current = str_eq(state, STR("current"));
        v[i] =
            (struct hall_item){.i = items.v[i],
                               .title = lang_str(items.v[i].title, rq->lang),
                               .current = current,
                               .over = meeting_words_have("done dropped", state),
                               .state = meeting_word_text(rq->arena, rq->lang, "hall_state", state),
                               .badge = current                         ? STR("badge-info")
                                        : str_eq(state, STR("done"))    ? STR("badge-ok")
                                        : str_eq(state, STR("dropped")) ? STR("badge-bad")
                                                                        : STR("badge-mute"),
                               .votes = votes_on_item(rq, votes, &items.v[i], !public_only)};
    }
    *out = (struct hall_items){v, items.n};
    return OK;
}

static struct str author_shown(struct request *rq, const struct meeting_word *w, bool public_only)
{
    if (w->author.n && (!public_only || w->author_public))
        return w->author;
    return meeting_say_here(rq, MSG_meeting_hall_author_unnamed);
}

static enum err record_words(struct request *rq, const struct meeting *m,
                             const struct meeting_votes *votes, bool public_only,
                             struct hall_words *out)
{
    struct meeting_words words;
    size_t n = 0;

    TRY(meeting_words_of(rq->db, rq->arena,
                         &(struct meeting_word_filter){
                             .meeting_id = m->id, .kind = STR(""), .public_only = public_only},
                         &words));
    struct hall_word *v = arena_array(rq->arena, struct hall_word, words.n);
    for (size_t i = words.n; i-- > 0;) { /* latest first */
        const struct meeting_word *w = &words.v[i];
        if (str_eq(w->kind, STR("speech")) ||
            (public_only && meeting_words_have("waiting hidden withdrawn", w->state)))
            continue;
        v[n++] = (struct hall_word){
            .w = *w,
            .kind =
                meeting_say_here(rq, str_eq(w->kind, STR("question")) ? MSG_meeting_hall_question
                                                                      : MSG_meeting_hall_proposal),
            .author = author_shown(rq, w, public_only),
            .state = meeting_word_text(rq->arena, rq->lang, "hall_word", w->state),
            .votes = votes_on(rq, votes, 0, w->id, false, !public_only)};
    }
    *out = (struct hall_words){v, n};
    return OK;
}

static enum err record_speakers(struct request *rq, const struct meeting *m, bool public_only,
                                struct hall_speakers *out)
{
    struct meeting_speakers s;

    TRY(meeting_speakers_of(rq->db, rq->arena, m->id, public_only, &s));
    struct hall_speaker *v = arena_array(rq->arena, struct hall_speaker, s.n);
    for (size_t i = 0; i < s.n; i++)
        v[i] = (struct hall_speaker){
            .s = s.v[i],
            .name = s.v[i].name.n ? s.v[i].name
                                  : str_fmt(rq->arena, "№ %lld", (long long)s.v[i].number),
            .speaks = s.v[i].began_at && !s.v[i].ended_at,
            .spoke = s.v[i].ended_at != 0};
    *out = (struct hall_speakers){v, s.n};
    return OK;
}

static void say_opening(struct request *rq, struct hall_record *r)
{
    const struct meeting_opening *o = &r->opening;

    r->opening_says = r->opening_rule = STR("");
    if (!o->verdict.n)
        return;
    r->opening_says = str_eq(o->verdict, STR("met"))
                          ? msg_text(rq->arena, rq->lang, MSG_meeting_hall_opened_met,
                                     ARG_N("present", o->present), ARG_N("needed", o->needed))
                          : msg_text(rq->arena, rq->lang, MSG_meeting_hall_opened_confirmed,
                                     ARG_N("present", o->present), ARG_S("chair", r->chair));
    if (o->rule_key.n)
        r->opening_rule = rules_path(rq->arena, rq->scope.code, str_cstr(rq->arena, o->rule_key));
}

enum err hall_record_of(struct request *rq, const struct meeting *m, bool public_only,
                        struct hall_record *out)
{
    struct meeting_votes votes;
    struct hall_record r;

    TRY(meeting_votes_of(rq->db, rq->arena, m->id, &votes));
    TRY(meeting_officers_of(rq->db, rq->arena, m->id, &r.officers));
    r.chair = meeting_officer_name(&r.officers, STR("chair"));
    r.secretary = meeting_officer_name(&r.officers, STR("secretary"));
    TRY(meeting_opening_of(rq->db, rq->arena, m->id, &r.opening));
    say_opening(rq, &r);
    TRY(record_items(rq, m, &votes, public_only, &r.items));
    TRY(record_words(rq, m, &votes, public_only, &r.words));
    TRY(record_speakers(rq, m, public_only, &r.speakers));
    r.added = votes_on(rq, &votes, 0, 0, true, !public_only);
    TRY(record_villages(rq, m, &r.villages));
    *out = r;
    return OK;
}
