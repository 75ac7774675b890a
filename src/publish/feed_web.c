/* What other programs follow: the Atom feed of news, issues and meetings, the calendar of dated
 * measures and meetings. See publish.h. */
#include "publish/publish_web.h"

#include <stdlib.h>

#include "doc/atom.h"
#include "doc/calendar.h"
#include "meeting/meeting_before.h"
#include "text/markup.h"

#define FEED_ENTRIES    40
#define FEED_MAX        (2 * MIB)
#define CALENDAR_MAX    (4 * MIB)
#define SUMMARY_CHARS   400
#define ISSUES_MOST     500
#define NOON            43200 /* of a refreshing only the day is known */
#define SECONDS_PER_DAY 86400

static int newest_first(const void *x, const void *y)
{
    const struct atom_entry *a = x, *b = y;
    return (a->updated < b->updated) - (a->updated > b->updated);
}

static struct str absolute(struct request *rq, struct str path)
{
    return req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang_code(rq->lang)), STR_F(path)));
}

static enum err news_entries(struct request *rq, struct atom_entry *v, size_t *n)
{
    struct news_items items;

    TRY(news_list(rq->db, rq->arena, rq->scope.id, INT64_MAX, INT64_MAX, FEED_ENTRIES, &items));
    for (size_t i = 0; i < items.n; i++) {
        const struct news *item = &items.v[i];
        struct str url = absolute(
            rq, str_fmt(rq->arena, "/%.*s/news/%lld", STR_F(rq->scope.code), (long long)item->id));
        struct atom_entry *e = &v[(*n)++];
        *e = (struct atom_entry){.id = url,
                                 .url = url,
                                 .title = news_title(item, rq->lang),
                                 .updated = item->changed_at,
                                 .published = item->published_at};
        TRY(text_markup_plain(rq->arena, news_body(item, rq->lang), SUMMARY_CHARS, &e->summary));
    }
    return OK;
}

static enum err issue_entries(struct request *rq, struct atom_entry *v, size_t *n)
{
    struct issues issues;
    struct issue_filter filter = {.state = STR("active"), .today = clock_today()};

    TRY(issue_list(rq->db, rq->arena, rq->scope.id, &filter, &issues));
    for (size_t i = 0; i < issues.n && i < ISSUES_MOST; i++) {
        const struct issue *issue = &issues.v[i];
        struct str url = absolute(rq, issue_path(rq->arena, rq->scope.code, issue->id));
        if (issue->refreshed == DAY_NONE)
            continue;
        int64_t at = (int64_t)issue->refreshed * SECONDS_PER_DAY + NOON;
        v[(*n)++] = (struct atom_entry){
            .id = url,
            .url = url,
            .title = msg_text(rq->arena, rq->lang, MSG_publish_feed_issue,
                              ARG_S("title", issue_title(issue, rq->lang))),
            .summary = STR(""),
            .updated = at,
            .published = at,
        };
    }
    return OK;
}

enum err feed_get(struct request *rq)
{
    struct atom_entry *v =
        arena_array(rq->arena, struct atom_entry, 2 * FEED_ENTRIES + ISSUES_MOST);
    struct buf *b = buf_new(rq->arena, FEED_MAX);
    size_t n = 0, meetings = 0;

    TRY(news_entries(rq, v, &n));
    TRY(issue_entries(rq, v, &n));
    TRY(meeting_entries(rq, FEED_ENTRIES, v + n, &meetings));
    n += meetings;
    if (n)
        qsort(v, n, sizeof *v, newest_first);
    struct atom_head head = {
        .id = absolute(rq, str_fmt(rq->arena, "/%.*s/feed.atom", STR_F(rq->scope.code))),
        .page_url = absolute(rq, str_cat(rq->arena, STR("/"), rq->scope.code)),
        .title = rq->scope.name,
        .author = rq->scope.name,
        .updated = n ? v[0].updated : 0,
        .lang = rq->lang,
    };
    atom_begin(rq->arena, b, &head);
    for (size_t i = 0; i < n && i < FEED_ENTRIES; i++)
        atom_add(rq->arena, b, &v[i]);
    atom_end(b);
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "application/atom+xml; charset=utf-8", buf_str(b), STR(""));
}

enum err calendar_get(struct request *rq)
{
    struct plan_events events;
    struct buf *b = buf_new(rq->arena, CALENDAR_MAX);
    struct str root = req_url(rq, STR("/"));
    struct calendar_event *meetings;
    size_t meeting_count;

    TRY(plan_calendar(rq->db, rq->arena, rq->scope.id, rq->lang, &events));
    TRY(meeting_events(rq->db, rq->arena, rq->scope.id, rq->scope.code,
                       str_sub(root, 0, root.n - str_ends(root, STR("/"))), rq->lang, &meetings,
                       &meeting_count));
    struct calendar_event *v =
        arena_array(rq->arena, struct calendar_event, events.n + meeting_count);
    for (size_t i = 0; i < meeting_count; i++)
        v[events.n + i] = meetings[i];
    for (size_t i = 0; i < events.n; i++) {
        const struct plan_event *e = &events.v[i];
        v[i] = (struct calendar_event){
            .uid = str_fmt(rq->arena, "plan-task-%lld@%.*s.ashar", (long long)e->task_id,
                           STR_F(rq->scope.code)),
            .title = e->title.text,
            .description =
                str_fmt(rq->arena, "%.*s\n%.*s", STR_F(e->direction), STR_F(e->responsible)),
            .url = absolute(rq, str_fmt(rq->arena, "/%.*s/plan", STR_F(rq->scope.code))),
            .location = rq->scope.name,
            .day = e->on,
            .changed = (int64_t)e->on * SECONDS_PER_DAY,
            .cancelled = str_eq(e->state, STR("not_done")),
        };
    }
    TRY(calendar_write(rq->arena, b, rq->scope.name, rq->lang, v, events.n + meeting_count));
    return req_bytes(rq, "text/calendar; charset=utf-8", buf_str(b), STR("calendar.ics"));
}
