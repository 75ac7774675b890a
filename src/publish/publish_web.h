/* Models of the municipality's front page, news and board pages. */
#ifndef ASHAR_PUBLISH_PUBLISH_WEB_H
#define ASHAR_PUBLISH_PUBLISH_WEB_H

#include "base/clock.h"
#include "issue/issue.h"
#include "meeting/meeting.h"
#include "plan/plan.h"
#include "publish/publish.h"
#include "text/dates.h"
#include "web/form_model.h"
#include "web/out.h"
#include "web/request.h"

extern const struct route publish_routes[];

/* Each file offers its handlers; publish_routes (publish_web.c) lists them all. */
enum err home_get(struct request *rq);
enum err news_list_get(struct request *rq);
enum err news_show_get(struct request *rq);
enum err news_form_get(struct request *rq);
enum err news_save_post(struct request *rq);
enum err news_withdraw_post(struct request *rq);
enum err news_csv_get(struct request *rq);
enum err news_api_get(struct request *rq);
enum err feed_get(struct request *rq);
enum err calendar_get(struct request *rq);
enum err board_get(struct request *rq);
enum err board_issues_get(struct request *rq);
enum err board_plan_get(struct request *rq);
enum err board_progress_get(struct request *rq);

struct news_line { /* one item as a reader sees it */
    int64_t id, published_at, changed_at;
    struct lang_str title, excerpt;
};
struct news_lines {
    const struct news_line *v;
    size_t n;
};
/* Titles and excerpts in the reader's language. */
MUST_USE enum err news_lines_of(struct request *rq, const struct news_items *items,
                                struct news_lines *out);

struct home_page {
    struct str name, above;
    struct issue_freshness issues;
    bool has_plan;
    struct plan_brief plan;
    struct plan_events next;  /* the next dated measures */
    struct meetings meetings; /* the next ones, announced or going on */
    struct news_lines news;
    bool discussing;  /* the plan may be commented on now */
    struct str speak; /* path of the next meeting that takes proposals; "" none */
    day_t speak_day;
    day_t today;
};

struct board_page {
    bool has_plan; /* a public one: without it there is no paper of it */
};

struct news_list_page {
    struct news_lines lines;
    bool more;
    int64_t next_at, next_id;
};

struct news_show_page {
    struct news news;
    struct str title;
    struct html body;
    bool edited;
};

struct news_form_page {
    struct news_new values;
    struct str action;                        /* "new", "12/edit" */
    const struct str *title_name, *body_name; /* by language */
    const enum msg *title_label, *body_label;
};

#endif
