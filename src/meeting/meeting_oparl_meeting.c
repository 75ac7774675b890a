/* Papers and meetings of OParl as JSON. See meeting_oparl.h. */
#include <stdlib.h>

#include "document/document.h"
#include "meeting/meeting_inside.h"
#include "meeting/meeting_oparl_json.h"

/* -- papers -- */

static const struct oparl_minutes_row *minutes_row(const struct oparl_world *w, int64_t id)
{
    for (size_t i = 0; i < w->minutes.n; i++)
        if (w->minutes.v[i].id == id)
            return &w->minutes.v[i];
    return NULL;
}

static enum lang lang_of_minutes(const struct oparl_minutes_row *x)
{
    return str_eq(x->lang, lang_code(LANG_RU)) ? LANG_RU : LANG_KY;
}

static struct str minutes_name(struct oparl_out *o, const struct oparl_minutes_row *x,
                               const struct oparl_meeting *m)
{
    return msg_text(o->w->rq->arena, o->w->rq->lang, MSG_oparl_minutes, ARG_S("number", x->number),
                    ARG_S("meeting", meeting_in_lang(m->title, o->w->rq->lang)));
}

/* Every meeting that it belongs to; of a paper, as embedded consultations. */
static enum err of_meetings(struct oparl_out *o, const struct oparl_stamp *s, bool consultations)
{
    struct oparl_world *w = o->w;
    size_t n = s->of == OPARL_DOCUMENT ? w->papers.n : 1;

    oparl_list_begin(o, consultations ? "consultation" : "meeting");
    for (size_t i = 0; i < n; i++) {
        struct oparl_stamp c = *s;
        if (s->of == OPARL_DOCUMENT && w->papers.v[i].id != s->id)
            continue;
        if (s->of == OPARL_DOCUMENT)
            c.meeting_id = w->papers.v[i].meeting_id;
        if (!oparl_meeting_of(w, c.meeting_id))
            continue;
        if (!consultations) {
            json_str(o->j, oparl_url_id(w, OPARL_MEETING, c.meeting_id));
            continue;
        }
        c.key = str_fmt(w->rq->arena, "%.*s-%lld", STR_F(s->key), (long long)c.meeting_id);
        TRY(oparl_inside(o, oparl_put_consultation, &c));
    }
    json_array_end(o->j);
    return OK;
}

/* Files that the program makes itself when they are asked for: their size is not known. */
static void made_file(struct oparl_out *o, struct str name, struct str filename, struct str path,
                      enum lang lang)
{
    oparl_text(o, "name", name);
    oparl_text(o, "fileName", filename);
    oparl_text(o, "mimeType", STR("application/pdf"));
    oparl_text(o, "accessUrl", oparl_page_url(o, lang, path));
    oparl_text(o, "downloadUrl", oparl_page_url(o, lang, path));
}

static void document_file(struct oparl_out *o, const struct oparl_papers_row *d)
{
    struct request *rq = o->w->rq;
    struct str file = document_file_path(rq->arena, o->w->place.code, d->id);

    oparl_text(o, "name", d->title);
    oparl_text(o, "fileName", d->filename);
    oparl_text(o, "mimeType", d->media_type);
    oparl_day(o, "date", day_of_instant(d->added_at));
    oparl_whole(o, "size", d->size);
    oparl_text(o, "accessUrl", oparl_page_url(o, rq->lang, file));
    oparl_text(o, "downloadUrl", oparl_page_url(o, rq->lang, file));
    oparl_text(o, "web",
               oparl_page_url(o, rq->lang, document_path(rq->arena, o->w->place.code, d->id)));
}

enum err oparl_put_file(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_minutes_row *x = s->of == OPARL_MINUTES ? minutes_row(o->w, s->id) : NULL;
    const struct oparl_papers_row *d = s->of == OPARL_DOCUMENT ? oparl_paper_of(o->w, s->id) : NULL;
    const struct oparl_meeting *m = oparl_meeting_of(o->w, s->meeting_id);
    struct str path = meeting_path(rq->arena, o->w->place.code, s->meeting_id);

    if (!m || (s->of == OPARL_DOCUMENT && !d))
        return ERR_NOT_FOUND;
    oparl_head(o, "File", oparl_url(o->w, OPARL_FILE, s->key));
    if (d) {
        document_file(o, d);
    } else if (x) {
        made_file(o, minutes_name(o, x, m), str_cat(rq->arena, s->key, STR(".pdf")),
                  str_fmt(rq->arena, "%.*s/minutes.pdf?of=%.*s", STR_F(path), STR_F(x->lang)),
                  lang_of_minutes(x));
        oparl_day(o, "date", x->signed_on);
    } else {
        made_file(o,
                  msg_text(rq->arena, rq->lang, MSG_oparl_invitation,
                           ARG_S("meeting", meeting_in_lang(m->title, rq->lang))),
                  str_cat(rq->arena, s->key, STR(".pdf")),
                  str_cat(rq->arena, path, STR("/invitation.pdf")), rq->lang);
    }
    if (!o->inside)
        TRY(of_meetings(o, s, false));
    if (!o->inside && s->of != OPARL_INVITATION)
        oparl_leads_back(o, "paper", oparl_url(o->w, OPARL_PAPER, s->key));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

static enum err paper_of_minutes(struct oparl_out *o, const struct oparl_minutes_row *x)
{
    struct request *rq = o->w->rq;
    const struct oparl_meeting *m = oparl_meeting_of(o->w, x->meeting_id);

    if (!m)
        return ERR_NOT_FOUND;
    oparl_text(o, "name", minutes_name(o, x, m));
    oparl_text(o, "reference", x->number);
    oparl_day(o, "date", x->signed_on);
    oparl_text(o, "paperType", msg_text(rq->arena, rq->lang, MSG_oparl_paper_minutes));
    oparl_text(o, "web",
               oparl_page_url(o, lang_of_minutes(x),
                              str_cat(rq->arena, meeting_path(rq->arena, o->w->place.code, m->id),
                                      STR("/minutes"))));
    return OK;
}

enum err oparl_put_paper(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_minutes_row *x = s->of == OPARL_MINUTES ? minutes_row(o->w, s->id) : NULL;
    const struct oparl_papers_row *d = oparl_paper_of(o->w, s->id);

    oparl_head(o, "Paper", oparl_url(o->w, OPARL_PAPER, s->key));
    oparl_text(o, "body", o->w->base);
    if (x) {
        TRY(paper_of_minutes(o, x));
    } else if (d) {
        oparl_text(o, "name", d->title);
        oparl_day(o, "date", day_of_instant(d->added_at));
        oparl_text(o, "paperType", oparl_say(o, "document_kind", d->kind));
        oparl_text(o, "web",
                   oparl_page_url(o, rq->lang, document_path(rq->arena, o->w->place.code, d->id)));
    } else {
        return ERR_NOT_FOUND;
    }
    json_key(o->j, STR("mainFile"));
    TRY(oparl_inside(o, oparl_put_file, s));
    TRY(of_meetings(o, s, true));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

/* The item of the meeting's agenda that the document is about; NULL: none is. */
static const struct oparl_items_row *item_about(const struct oparl_world *w, int64_t meeting_id,
                                                int64_t document_id)
{
    for (size_t i = 0; i < w->items.n; i++) {
        const struct oparl_items_row *r = &w->items.v[i];
        if (r->meeting_id == meeting_id && !r->dropped && r->link_id.has &&
            r->link_id.v == document_id && str_eq(r->link_kind, STR("document")))
            return r;
    }
    return NULL;
}

enum err oparl_put_consultation(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    struct str paper =
        str_sub(s->key, 0, s->key.n - str_fmt(rq->arena, "-%lld", (long long)s->meeting_id).n);
    const struct oparl_meeting *m = oparl_meeting_of(o->w, s->meeting_id);
    const struct oparl_items_row *about =
        s->of == OPARL_DOCUMENT ? item_about(o->w, s->meeting_id, s->id) : NULL;

    if (!m)
        return ERR_NOT_FOUND;
    oparl_head(o, "Consultation", oparl_url(o->w, OPARL_CONSULTATION, s->key));
    if (!o->inside)
        oparl_text(o, "paper", oparl_url(o->w, OPARL_PAPER, paper));
    if (about)
        oparl_text(o, "agendaItem", oparl_url_id(o->w, OPARL_ITEM, about->id));
    oparl_text(o, "meeting", oparl_url_id(o->w, OPARL_MEETING, m->id));
    if (m->body_id && oparl_body_row(o->w, m->body_id)) {
        oparl_list_begin(o, "organization");
        json_str(o->j, oparl_url_id(o->w, OPARL_ORGANIZATION, m->body_id));
        json_array_end(o->j);
    }
    oparl_text(o, "role", meeting_kind_name(m->kind, rq->lang));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

/* -- meetings -- */

/* What the last vote on an item came to: "Carried: for 15, against 1, abstained 2". */
static struct str result_of(struct oparl_out *o, int64_t item_id)
{
    const struct oparl_outcomes_row *last = NULL;

    for (size_t i = 0; i < o->w->outcomes.n; i++)
        if (o->w->outcomes.v[i].item_id == item_id)
            last = &o->w->outcomes.v[i];
    if (!last)
        return STR("");
    return msg_text(o->w->rq->arena, o->w->rq->lang,
                    str_eq(last->outcome, STR("carried")) ? MSG_meeting_vote_carried
                                                          : MSG_meeting_vote_lost,
                    ARG_N("in_favour", last->in_favour), ARG_N("against", last->against),
                    ARG_N("abstained", last->abstained));
}

/* Where the item is about one of the meeting's papers: that paper in that meeting. */
static void put_consultation_of(struct oparl_out *o, const struct oparl_items_row *it)
{
    const struct oparl_world *w = o->w;

    if (!it->link_id.has || !str_eq(it->link_kind, STR("document")))
        return;
    for (size_t i = 0; i < w->papers.n; i++)
        if (w->papers.v[i].id == it->link_id.v && w->papers.v[i].meeting_id == it->meeting_id &&
            !w->papers.v[i].withdrawn_at.has)
            oparl_text(o, "consultation",
                       oparl_url(w, OPARL_CONSULTATION,
                                 str_fmt(w->rq->arena, "%lld-%lld", (long long)it->link_id.v,
                                         (long long)it->meeting_id)));
}

static void put_item_of(struct oparl_out *o, const struct oparl_stamp *s,
                        const struct oparl_items_row *it, int64_t order)
{
    struct arena *a = o->w->rq->arena;
    const struct str title[LANG_COUNT] = {
        [LANG_KY] = it->title_ky, [LANG_RU] = it->title_ru, [LANG_EN] = it->title_en};

    oparl_head(o, "AgendaItem", oparl_url(o->w, OPARL_ITEM, s->key));
    if (!o->inside)
        oparl_text(o, "meeting", oparl_url_id(o->w, OPARL_MEETING, it->meeting_id));
    oparl_text(o, "number", str_fmt(a, "%lld", (long long)(order + 1)));
    oparl_whole(o, "order", order);
    oparl_text(o, "name", meeting_in_lang(title, o->w->rq->lang));
    oparl_flag(o, "public", true);
    put_consultation_of(o, it);
    oparl_text(o, "result", result_of(o, it->id));
    oparl_text(o, "resolutionText", it->decision);
    if (it->started_at.has)
        oparl_put_instant(o, "start", it->started_at.v);
    if (it->ended_at.has)
        oparl_put_instant(o, "end", it->ended_at.v);
    oparl_tail(o, s->created, s->modified);
}

static int by_position(const void *x, const void *y)
{
    const struct oparl_items_row *const *a = x, *const *b = y;

    if ((*a)->position != (*b)->position)
        return (*a)->position < (*b)->position ? -1 : 1;
    return ((*a)->id > (*b)->id) - ((*a)->id < (*b)->id);
}

/* Those of a meeting that stand; only_id 0: all, into an array. */
static enum err put_items(struct oparl_out *o, const struct oparl_stamp *meeting, int64_t only_id)
{
    const struct oparl_world *w = o->w;
    const struct oparl_items_row **v =
        arena_array(w->rq->arena, const struct oparl_items_row *, w->items.n);
    bool found = false;
    size_t n = 0;

    for (size_t i = 0; i < w->items.n; i++)
        if (w->items.v[i].meeting_id == meeting->meeting_id && !w->items.v[i].dropped)
            v[n++] = &w->items.v[i];
    if (n)
        qsort(v, n, sizeof *v, by_position);
    for (size_t i = 0; i < n; i++) {
        struct oparl_stamp s = *meeting;
        s.id = v[i]->id;
        s.key = str_fmt(w->rq->arena, "%lld", (long long)v[i]->id);
        if (only_id && only_id != s.id)
            continue;
        put_item_of(o, &s, v[i], (int64_t)i);
        found = true;
    }
    return only_id && !found ? ERR_NOT_FOUND : OK;
}

enum err oparl_put_item(struct oparl_out *o, const struct oparl_stamp *s)
{
    return put_items(o, s, s->id);
}

/* Standard words of the specification: called, and held once the minutes are out. */
static struct str state_word(const struct oparl_meeting *m)
{
    return str_eq(m->state, STR("published")) ? STR("durchgeführt") : STR("eingeladen");
}

/* Members of a body who were there and whose names are public by office. */
static void put_participants(struct oparl_out *o, const struct oparl_meeting *m)
{
    const struct oparl_present_rows *all = &o->w->present;
    bool any = false;

    if (!meeting_words_have("held published", m->state))
        return;
    for (size_t i = 0; i < all->n; i++) {
        const struct oparl_seat *seat =
            all->v[i].meeting_id == m->id ? oparl_seat_of(o->w, all->v[i].member_id) : NULL;
        if (!seat)
            continue;
        if (!any)
            oparl_list_begin(o, "participant");
        any = true;
        json_str(o->j, oparl_url_id(o->w, OPARL_PERSON, seat->person));
    }
    if (any)
        json_array_end(o->j);
}

static struct oparl_stamp minutes_stamp(struct oparl_out *o, const struct oparl_minutes_row *x)
{
    int64_t published = x->published_at.has ? x->published_at.v : 0;

    return (struct oparl_stamp){.key = str_fmt(o->w->rq->arena, "minutes-%lld", (long long)x->id),
                                .of = OPARL_MINUTES,
                                .id = x->id,
                                .meeting_id = x->meeting_id,
                                .created = published,
                                .modified = x->updated_at > published ? x->updated_at : published};
}

/* Invitation, minutes (the first is the record of results), everything else. */
static enum err put_files(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct oparl_world *w = o->w;
    const struct oparl_minutes_row *first = NULL;
    struct oparl_stamp f = *s;

    f.of = OPARL_INVITATION;
    f.key = str_fmt(w->rq->arena, "invitation-%lld", (long long)s->id);
    json_key(o->j, STR("invitation"));
    TRY(oparl_inside(o, oparl_put_file, &f));
    for (size_t i = 0; i < w->minutes.n && !first; i++)
        if (w->minutes.v[i].meeting_id == s->id)
            first = &w->minutes.v[i];
    if (first) {
        f = minutes_stamp(o, first);
        json_key(o->j, STR("resultsProtocol"));
        TRY(oparl_inside(o, oparl_put_file, &f));
    }
    oparl_list_begin(o, "auxiliaryFile");
    for (size_t i = 0; i < w->minutes.n; i++)
        if (w->minutes.v[i].meeting_id == s->id && &w->minutes.v[i] != first) {
            f = minutes_stamp(o, &w->minutes.v[i]);
            TRY(oparl_inside(o, oparl_put_file, &f));
        }
    for (size_t i = 0; i < w->papers.n; i++) {
        const struct oparl_papers_row *p = &w->papers.v[i];
        if (p->meeting_id != s->id || p->withdrawn_at.has)
            continue;
        f = (struct oparl_stamp){.key = str_fmt(w->rq->arena, "%lld", (long long)p->id),
                                 .of = OPARL_DOCUMENT,
                                 .id = p->id,
                                 .meeting_id = p->meeting_id,
                                 .created = p->added_at,
                                 .modified = p->added_at};
        TRY(oparl_inside(o, oparl_put_file, &f));
    }
    json_array_end(o->j);
    return OK;
}

enum err oparl_put_meeting(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_meeting *m = oparl_meeting_of(o->w, s->id);
    struct oparl_out items = {o->w, o->j, true};
    struct oparl_stamp place = *s;

    if (!m)
        return ERR_NOT_FOUND;
    oparl_head(o, "Meeting", oparl_url(o->w, OPARL_MEETING, s->key));
    oparl_text(o, "name", meeting_in_lang(m->title, rq->lang));
    oparl_text(o, "meetingState", state_word(m));
    oparl_flag(o, "cancelled", str_eq(m->state, STR("cancelled")));
    oparl_put_instant(o, "start", m->opened_at ? m->opened_at : m->starts_at);
    oparl_put_instant(o, "end", m->closed_at ? m->closed_at : m->starts_at + m->minutes * 60);
    if (meeting_in_lang(m->venue, rq->lang).n) {
        place.of = OPARL_INVITATION;
        place.key = str_fmt(rq->arena, "meeting-%lld", (long long)m->id);
        json_key(o->j, STR("location"));
        TRY(oparl_inside(o, oparl_put_location, &place));
    }
    if (m->body_id && oparl_body_row(o->w, m->body_id)) {
        oparl_list_begin(o, "organization");
        json_str(o->j, oparl_url_id(o->w, OPARL_ORGANIZATION, m->body_id));
        json_array_end(o->j);
    }
    put_participants(o, m);
    TRY(put_files(o, s));
    oparl_list_begin(o, "agendaItem");
    TRY(put_items(&items, s, 0));
    json_array_end(o->j);
    oparl_list_begin(o, "keyword");
    json_str(o->j, meeting_kind_name(m->kind, rq->lang));
    json_array_end(o->j);
    oparl_text(o, "web",
               oparl_page_url(o, rq->lang, meeting_path(rq->arena, o->w->place.code, m->id)));
    oparl_tail(o, s->created, s->modified);
    return OK;
}
