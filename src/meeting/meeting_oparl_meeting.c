/* Papers and meetings of OParl as JSON. See meeting_oparl.h. */
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
                               const struct meeting *m)
{
    return msg_text(o->w->rq->arena, o->w->rq->lang, MSG_oparl_minutes, ARG_S("number", x->number),
                    ARG_S("meeting", meeting_title(m, o->w->rq->lang)));
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
        if (!oparl_meeting_row(w, c.meeting_id))
            continue;
        if (!consultations) {
            json_str(o->j, oparl_url_id(w, OPARL_MEETING, c.meeting_id));
            continue;
        }
        c.key = str_fmt(w->rq->arena, "%.*s-%lld", STR_F(s->key), (long long)c.meeting_id);
        TRY(oparl_inside(o, OPARL_CONSULTATION, &c));
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

static enum err document_file(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    struct document d;

    TRY(document_find(rq->db, rq->arena, o->w->place.id, s->id, &d));
    struct str file = document_file_path(rq->arena, o->w->place.code, d.id);
    oparl_text(o, "name", d.title);
    oparl_text(o, "fileName", d.filename);
    oparl_text(o, "mimeType", d.media_type);
    oparl_day(o, "date", day_of_instant(d.added_at));
    oparl_whole(o, "size", d.size);
    oparl_text(o, "accessUrl", oparl_page_url(o, rq->lang, file));
    oparl_text(o, "downloadUrl", oparl_page_url(o, rq->lang, file));
    oparl_text(o, "web",
               oparl_page_url(o, rq->lang, document_path(rq->arena, o->w->place.code, d.id)));
    return OK;
}

enum err oparl_put_file(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_minutes_row *x = s->of == OPARL_MINUTES ? minutes_row(o->w, s->id) : NULL;
    struct str path = meeting_path(rq->arena, o->w->place.code, s->meeting_id);
    struct meeting m;

    TRY(meeting_find(rq->db, rq->arena, o->w->place.id, s->meeting_id, &m));
    oparl_head(o, "File", oparl_url(o->w, OPARL_FILE, s->key));
    if (s->of == OPARL_DOCUMENT) {
        TRY(document_file(o, s));
    } else if (x) {
        made_file(o, minutes_name(o, x, &m), str_cat(rq->arena, s->key, STR(".pdf")),
                  str_fmt(rq->arena, "%.*s/minutes.pdf?of=%.*s", STR_F(path), STR_F(x->lang)),
                  lang_of_minutes(x));
        oparl_day(o, "date", x->signed_on);
    } else {
        made_file(o,
                  msg_text(rq->arena, rq->lang, MSG_oparl_invitation,
                           ARG_S("meeting", meeting_title(&m, rq->lang))),
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

enum err oparl_put_paper(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_minutes_row *x = s->of == OPARL_MINUTES ? minutes_row(o->w, s->id) : NULL;
    struct document d;
    struct meeting m;

    oparl_head(o, "Paper", oparl_url(o->w, OPARL_PAPER, s->key));
    oparl_text(o, "body", o->w->base);
    if (x) {
        TRY(meeting_find(rq->db, rq->arena, o->w->place.id, s->meeting_id, &m));
        oparl_text(o, "name", minutes_name(o, x, &m));
        oparl_text(o, "reference", x->number);
        oparl_day(o, "date", x->signed_on);
        oparl_text(o, "paperType", msg_text(rq->arena, rq->lang, MSG_oparl_paper_minutes));
        oparl_text(
            o, "web",
            oparl_page_url(o, lang_of_minutes(x),
                           str_cat(rq->arena, meeting_path(rq->arena, o->w->place.code, m.id),
                                   STR("/minutes"))));
    } else {
        TRY(document_find(rq->db, rq->arena, o->w->place.id, s->id, &d));
        oparl_text(o, "name", d.title);
        oparl_day(o, "date", day_of_instant(d.added_at));
        oparl_text(o, "paperType", oparl_say(o, "document_kind", d.kind));
        oparl_text(o, "web",
                   oparl_page_url(o, rq->lang, document_path(rq->arena, o->w->place.code, d.id)));
    }
    json_key(o->j, STR("mainFile"));
    TRY(oparl_inside(o, OPARL_FILE, s));
    TRY(of_meetings(o, s, true));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

enum err oparl_put_consultation(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    struct str paper =
        str_sub(s->key, 0, s->key.n - str_fmt(rq->arena, "-%lld", (long long)s->meeting_id).n);
    struct meeting m;

    TRY(meeting_find(rq->db, rq->arena, o->w->place.id, s->meeting_id, &m));
    oparl_head(o, "Consultation", oparl_url(o->w, OPARL_CONSULTATION, s->key));
    if (!o->inside)
        oparl_text(o, "paper", oparl_url(o->w, OPARL_PAPER, paper));
    oparl_text(o, "meeting", oparl_url_id(o->w, OPARL_MEETING, m.id));
    if (m.body_id && oparl_body_row(o->w, m.body_id)) {
        oparl_list_begin(o, "organization");
        json_str(o->j, oparl_url_id(o->w, OPARL_ORGANIZATION, m.body_id));
        json_array_end(o->j);
    }
    oparl_text(o, "role", meeting_kind_name(m.kind, rq->lang));
    oparl_tail(o, s->created, s->modified);
    return OK;
}

/* -- meetings -- */

static void put_item_of(struct oparl_out *o, const struct oparl_stamp *s,
                        const struct meeting_item *it, int64_t order,
                        const struct oparl_item_times_row *t)
{
    struct arena *a = o->w->rq->arena;

    oparl_head(o, "AgendaItem", oparl_url(o->w, OPARL_ITEM, s->key));
    if (!o->inside)
        oparl_text(o, "meeting", oparl_url_id(o->w, OPARL_MEETING, it->meeting_id));
    oparl_text(o, "number", str_fmt(a, "%lld", (long long)(order + 1)));
    oparl_whole(o, "order", order);
    oparl_text(o, "name", meeting_in_lang(it->title, o->w->rq->lang));
    oparl_flag(o, "public", true);
    oparl_text(o, "resolutionText", it->decision);
    if (t && t->started_at.has)
        oparl_put_instant(o, "start", t->started_at.v);
    if (t && t->ended_at.has)
        oparl_put_instant(o, "end", t->ended_at.v);
    oparl_tail(o, s->created, s->modified);
}

/* Those of a meeting that stand; only_id 0: all, into an array. */
static enum err put_items(struct oparl_out *o, const struct oparl_stamp *meeting, int64_t only_id)
{
    struct request *rq = o->w->rq;
    struct oparl_item_times_rows times;
    struct meeting_items all;
    bool found = false;
    int64_t order = 0;

    TRY(meeting_items_of(rq->db, rq->arena, meeting->meeting_id, &all));
    TRY(oparl_item_times(rq->db, rq->arena, &(struct oparl_item_times_in){meeting->meeting_id},
                         &times));
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting_item *it = &all.v[i];
        struct oparl_stamp s = *meeting;
        if (str_eq(it->state, STR("dropped")))
            continue;
        s.id = it->id;
        s.key = str_fmt(rq->arena, "%lld", (long long)it->id);
        if (!only_id || only_id == it->id) {
            put_item_of(o, &s, it, order,
                        i < times.n && times.v[i].id == it->id ? &times.v[i] : NULL);
            found = true;
        }
        order++;
    }
    return only_id && !found ? ERR_NOT_FOUND : OK;
}

enum err oparl_put_item(struct oparl_out *o, const struct oparl_stamp *s)
{
    return put_items(o, s, s->id);
}

/* Standard words of the specification: called, and held once the minutes are out. */
static struct str state_word(const struct meeting *m)
{
    return str_eq(m->state, STR("published")) ? STR("durchgeführt") : STR("eingeladen");
}

/* Members of a body who were there and whose names are public by office. */
static enum err put_participants(struct oparl_out *o, const struct meeting *m)
{
    struct request *rq = o->w->rq;
    struct oparl_present_rows rows;

    if (!meeting_words_have("held published", m->state))
        return OK;
    TRY(oparl_present(rq->db, rq->arena, &(struct oparl_present_in){m->id}, &rows));
    if (rows.n == 0)
        return OK;
    oparl_list_begin(o, "participant");
    for (size_t i = 0; i < rows.n; i++) {
        const struct oparl_seat *seat =
            rows.v[i].member_id.has ? oparl_seat_of(o->w, rows.v[i].member_id.v) : NULL;
        if (seat)
            json_str(o->j, oparl_url_id(o->w, OPARL_PERSON, seat->person));
    }
    json_array_end(o->j);
    return OK;
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
    TRY(oparl_inside(o, OPARL_FILE, &f));
    for (size_t i = 0; i < w->minutes.n && !first; i++)
        if (w->minutes.v[i].meeting_id == s->id)
            first = &w->minutes.v[i];
    if (first) {
        f = minutes_stamp(o, first);
        json_key(o->j, STR("resultsProtocol"));
        TRY(oparl_inside(o, OPARL_FILE, &f));
    }
    oparl_list_begin(o, "auxiliaryFile");
    for (size_t i = 0; i < w->minutes.n; i++)
        if (w->minutes.v[i].meeting_id == s->id && &w->minutes.v[i] != first) {
            f = minutes_stamp(o, &w->minutes.v[i]);
            TRY(oparl_inside(o, OPARL_FILE, &f));
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
        TRY(oparl_inside(o, OPARL_FILE, &f));
    }
    json_array_end(o->j);
    return OK;
}

enum err oparl_put_meeting(struct oparl_out *o, const struct oparl_stamp *s)
{
    struct request *rq = o->w->rq;
    const struct oparl_meetings_row *row = oparl_meeting_row(o->w, s->id);
    struct oparl_out items = {o->w, o->j, true};
    struct oparl_stamp place = *s;
    struct meeting m;

    TRY(meeting_find(rq->db, rq->arena, o->w->place.id, s->id, &m));
    oparl_head(o, "Meeting", oparl_url(o->w, OPARL_MEETING, s->key));
    oparl_text(o, "name", meeting_title(&m, rq->lang));
    oparl_text(o, "meetingState", state_word(&m));
    oparl_flag(o, "cancelled", str_eq(m.state, STR("cancelled")));
    oparl_put_instant(o, "start", m.opened_at ? m.opened_at : m.starts_at);
    oparl_put_instant(o, "end", m.closed_at ? m.closed_at : m.starts_at + m.minutes * 60);
    if (row && row->venue) {
        place.of = OPARL_INVITATION;
        place.key = str_fmt(rq->arena, "meeting-%lld", (long long)m.id);
        json_key(o->j, STR("location"));
        TRY(oparl_inside(o, OPARL_LOCATION, &place));
    }
    if (m.body_id && oparl_body_row(o->w, m.body_id)) {
        oparl_list_begin(o, "organization");
        json_str(o->j, oparl_url_id(o->w, OPARL_ORGANIZATION, m.body_id));
        json_array_end(o->j);
    }
    TRY(put_participants(o, &m));
    TRY(put_files(o, s));
    oparl_list_begin(o, "agendaItem");
    TRY(put_items(&items, s, 0));
    json_array_end(o->j);
    oparl_list_begin(o, "keyword");
    json_str(o->j, meeting_kind_name(m.kind, rq->lang));
    json_array_end(o->j);
    oparl_text(o, "web",
               oparl_page_url(o, rq->lang, meeting_path(rq->arena, o->w->place.code, m.id)));
    oparl_tail(o, s->created, s->modified);
    return OK;
}
