/* What other programs read of meetings: calendars, a feed, tables, the API. All of it is public on
 * the pages as well. */
#include "doc/atom.h"
#include "doc/calendar.h"
#include "doc/csv.h"
#include "meeting/meeting_before_inside.h"
#include "meeting/meeting_web.h"
#include "text/dates.h"
#include "text/markup.h"

#include <stdlib.h>

enum { FEED_ENTRIES = 40, SUMMARY_CHARS = 400 };
#define OUT_MAX (16 * MIB)

/* All public meetings, coming and past. */
static enum err all_of(struct db *db, struct arena *a, int64_t place_id, struct meetings *out)
{
    return meeting_list(db, a,
                        &(struct meeting_filter){.place_id = place_id,
                                                 .upcoming = true,
                                                 .past = true,
                                                 .kind = STR(""),
                                                 .today = clock_today()},
                        out);
}

static const struct meeting_notice_ends_row *ends_of(const struct meeting_notice_ends_rows *all,
                                                     int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].meeting_id == id)
            return &all->v[i];
    return NULL;
}

/* -- calendars -- */

static enum err event_of(struct arena *a, struct str code, struct str base_url, enum lang lang,
                         const struct meeting *m, const struct meeting_notice_ends_row *told,
                         struct calendar_event *out)
{
    struct str plain = STR(""), venue = meeting_venue(m, lang);
    struct str about = meeting_in_lang(m->about, lang);

    if (about.n)
        TRY(text_markup_plain(a, about, SUMMARY_CHARS, &plain));
    *out = (struct calendar_event){
        .uid = str_fmt(a, "meeting-%lld@%.*s.ashar", (long long)m->id, STR_F(code)),
        .title = meeting_title(m, lang),
        .description = plain,
        .url = str_fmt(a, "%.*s/%.*s%.*s", STR_F(base_url), STR_F(lang_code(lang)),
                       STR_F(meeting_path(a, code, m->id))),
        .location = venue.n ? venue : m->remote_url,
        .day = DAY_NONE,
        .starts = m->starts_at,
        .minutes = m->minutes,
        .changed = told ? told->at : m->starts_at,
        .sequence = told ? told->number - 1 : 0,
        .cancelled = str_eq(m->state, STR("cancelled"))};
    return OK;
}

enum err meeting_events(struct db *db, struct arena *a, int64_t place_id, struct str code,
                        struct str base_url, enum lang lang, struct calendar_event **v, size_t *n)
{
    struct meeting_notice_ends_rows ends;
    struct meetings all;

    TRY(all_of(db, a, place_id, &all));
    TRY(meeting_notice_ends(db, a, &(struct meeting_notice_ends_in){.place_id = place_id}, &ends));
    struct calendar_event *events = arena_array(a, struct calendar_event, all.n);
    for (size_t i = 0; i < all.n; i++)
        TRY(event_of(a, code, base_url, lang, &all.v[i], ends_of(&ends, all.v[i].id), &events[i]));
    *v = events;
    *n = all.n;
    return OK;
}

/* The address without its path: "https://ashar.kg". */
static struct str base_url(struct request *rq)
{
    struct str url = req_url(rq, STR("/"));
    return str_ends(url, STR("/")) ? str_sub(url, 0, url.n - 1) : url;
}

static enum err calendar(struct request *rq, const struct calendar_event *v, size_t n,
                         struct str filename)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);

    TRY(calendar_write(rq->arena, b,
                       str_fmt(rq->arena, "%.*s: %.*s", STR_F(rq->scope.name),
                               STR_F(meeting_say_here(rq, MSG_meeting_list_title))),
                       rq->lang, v, n));
    return req_bytes(rq, "text/calendar; charset=utf-8", buf_str(b), filename);
}

enum err meetings_ics_get(struct request *rq)
{
    struct calendar_event *v;
    size_t n;

    TRY(meeting_events(rq->db, rq->arena, rq->scope.id, rq->scope.code, base_url(rq), rq->lang, &v,
                       &n));
    return calendar(rq, v, n, STR("meetings.ics"));
}

enum err meeting_ics_get(struct request *rq)
{
    struct meeting_notice_ends_rows ends;
    struct calendar_event e;
    struct meeting m;

    TRY(meeting_of_request(rq, &m));
    TRY(meeting_notice_ends(rq->db, rq->arena,
                            &(struct meeting_notice_ends_in){.place_id = rq->scope.id}, &ends));
    TRY(event_of(rq->arena, rq->scope.code, base_url(rq), rq->lang, &m, ends_of(&ends, m.id), &e));
    return calendar(rq, &e, 1, STR("meeting.ics"));
}

/* -- a table -- */

enum err meetings_csv_get(struct request *rq)
{
    static const char *const titles[] = {
        "id",     "kind",      "topic",   "state",    "title_ky",  "title_ru", "title_en",
        "day",    "starts_at", "minutes", "venue_ky", "venue_ru",  "venue_en", "mode",
        "caller", "area",      "notices", "short_by", "emergency", "url"};
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct meeting_notice_ends_rows ends;
    struct meetings all;
    struct csv_out o;

    TRY(all_of(rq->db, rq->arena, rq->scope.id, &all));
    TRY(meeting_notice_ends(rq->db, rq->arena,
                            &(struct meeting_notice_ends_in){.place_id = rq->scope.id}, &ends));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, titles, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting *m = &all.v[i];
        const struct meeting_notice_ends_row *told = ends_of(&ends, m->id);

        csv_put_i64(&o, m->id);
        csv_put_str(&o, str_of(m->kind->code));
        csv_put_str(&o, m->topic);
        csv_put_str(&o, m->state);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, m->title[l]);
        csv_put_day(&o, m->day);
        csv_put_str(&o, text_time(rq->arena, m->starts_at));
        csv_put_i64(&o, m->minutes);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, m->venue[l]);
        csv_put_str(&o, m->mode);
        csv_put_str(&o, m->caller);
        csv_put_str(&o, m->area);
        csv_put_i64(&o, told ? told->number : 0);
        csv_put_i64(&o, told ? told->short_by : 0);
        csv_put_str(&o, m->emergency);
        csv_put_str(&o, req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)),
                                            STR_F(meeting_below(rq, m->id, "")))));
        csv_end_row(&o);
    }
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("meetings.csv"));
}

/* -- the feed: an entry for each meeting, at its last notice -- */

static int newest_first(const void *x, const void *y)
{
    const struct atom_entry *a = x, *b = y;
    return (a->updated < b->updated) - (a->updated > b->updated);
}

static struct str absolute(struct request *rq, struct str path)
{
    return req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)), STR_F(path)));
}

static struct atom_entry entry_of(struct request *rq, const struct meeting *m,
                                  const struct meeting_notice_ends_row *told)
{
    struct str url = absolute(rq, meeting_below(rq, m->id, ""));
    struct str title = meeting_title(m, rq->lang);

    if (str_eq(m->state, STR("cancelled")))
        title = msg_text(rq->arena, rq->lang, MSG_meeting_feed_cancelled, ARG_S("title", title));
    return (struct atom_entry){.id = url,
                               .url = url,
                               .title = title,
                               .summary =
                                   str_fmt(rq->arena, "%.*s. %.*s. %.*s",
                                           STR_F(meeting_kind_name(m->kind, rq->lang)),
                                           STR_F(text_datetime(rq->arena, rq->lang, m->starts_at)),
                                           STR_F(meeting_venue(m, rq->lang))),
                               .updated = told->at,
                               .published = told->first_at};
}

/* All of them, newest first. */
static enum err entries(struct request *rq, struct atom_entry **out, size_t *count)
{
    struct meeting_notice_ends_rows ends;
    struct meetings all;
    size_t n = 0;

    TRY(all_of(rq->db, rq->arena, rq->scope.id, &all));
    TRY(meeting_notice_ends(rq->db, rq->arena,
                            &(struct meeting_notice_ends_in){.place_id = rq->scope.id}, &ends));
    struct atom_entry *v = arena_array(rq->arena, struct atom_entry, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct meeting_notice_ends_row *told = ends_of(&ends, all.v[i].id);
        if (told)
            v[n++] = entry_of(rq, &all.v[i], told);
    }
    if (n)
        qsort(v, n, sizeof *v, newest_first);
    *out = v;
    *count = n;
    return OK;
}

enum err meeting_entries(struct request *rq, size_t most, struct atom_entry *v, size_t *n)
{
    struct atom_entry *all;
    size_t count;

    TRY(entries(rq, &all, &count));
    *n = count < most ? count : most;
    for (size_t i = 0; i < *n; i++)
        v[i] = all[i];
    return OK;
}

enum err meetings_atom_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct atom_entry *v;
    size_t n;

    TRY(entries(rq, &v, &n));
    struct atom_head head = {
        .id = absolute(rq, str_fmt(rq->arena, "/%.*s/meetings.atom", STR_F(rq->scope.code))),
        .page_url = absolute(rq, str_fmt(rq->arena, "/%.*s/meetings", STR_F(rq->scope.code))),
        .title = str_fmt(rq->arena, "%.*s: %.*s", STR_F(rq->scope.name),
                         STR_F(meeting_say_here(rq, MSG_meeting_list_title))),
        .author = rq->scope.name,
        .updated = n ? v[0].updated : 0,
        .lang = rq->lang,
    };
    atom_begin(rq->arena, b, &head);
    for (size_t i = 0; i < n && i < FEED_ENTRIES; i++)
        atom_add(rq->arena, b, &v[i]);
    atom_end(b);
    return buf_failed(b)
               ? ERR_NOMEM
               : req_bytes(rq, "application/atom+xml; charset=utf-8", buf_str(b), STR(""));
}
