/* Legal news as a page, a feed and open data. See act.h. The mailed digest: news.c. */
#include "act/act_views.h"
#include "act/act_web.h"
#include "act/inside.h"
#include "doc/atom.h"

#define NEWS_MOST 60

static struct str href_of(struct request *rq, const struct act_news *n)
{
    if (n->question_id)
        return str_fmt(rq->arena, "%.*s/answers/%lld", STR_F(act_base(rq)),
                       (long long)n->question_id);
    return act_path_here(rq, n->act_id);
}

static enum err news_of(struct request *rq, struct act_news_list *out)
{
    return act_news_of(rq->db, rq->arena, rq->scope.id, 0, NEWS_MOST, out);
}

enum err act_news_get(struct request *rq)
{
    struct act_news_list news;
    struct act_news_page v = {.base = act_base(rq)};

    TRY(news_of(rq, &news));
    struct act_news_line *lines = arena_array(rq->arena, struct act_news_line, news.n);
    for (size_t i = 0; i < news.n; i++)
        lines[i] = (struct act_news_line){
            news.v[i].at, act_news_text(rq->arena, rq->lang, &news.v[i]), href_of(rq, &news.v[i])};
    v.lines = (struct act_news_lines){lines, news.n};
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_act_digest),
                                   .section = "acts",
                                   .feed = str_cat(rq->arena, v.base, STR("/acts.atom"))},
                    VIEW(act_news), &v);
}

enum err act_feed_get(struct request *rq)
{
    struct act_news_list news;
    struct buf *b = buf_new(rq->arena, 2 * MIB);
    struct str lang = lang_code(rq->lang), base = act_base(rq);
    struct str title = msg_text(rq->arena, rq->lang, MSG_act_digest);

    TRY(news_of(rq, &news));
    atom_begin(rq->arena, b,
               &(struct atom_head){.id = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s/acts.atom",
                                                             STR_F(lang), STR_F(base))),
                                   .page_url = req_url(rq, str_fmt(rq->arena, "/%.*s%.*s/acts/news",
                                                                   STR_F(lang), STR_F(base))),
                                   .title = title,
                                   .author = rq->scope.id ? rq->scope.name : title,
                                   .updated = news.n ? news.v[0].at : 0,
                                   .lang = rq->lang});
    for (size_t i = 0; i < news.n; i++) {
        const struct act_news *n = &news.v[i];
        struct str url =
            req_url(rq, str_fmt(rq->arena, "/%.*s%.*s", STR_F(lang), STR_F(href_of(rq, n))));
        struct str text = act_news_text(rq->arena, rq->lang, n);
        atom_add(rq->arena, b,
                 &(struct atom_entry){
                     .id = str_fmt(rq->arena, "%.*s#news-%lld", STR_F(url), (long long)n->id),
                     .url = url,
                     .title = text,
                     .updated = n->at,
                     .published = n->at,
                     .summary = text});
    }
    atom_end(b);
    return buf_failed(b)
               ? ERR_NOMEM
               : req_bytes(rq, "application/atom+xml; charset=utf-8", buf_str(b), STR(""));
}

enum err act_news_api_get(struct request *rq)
{
    struct act_news_list news;
    struct buf *b = buf_new(rq->arena, 2 * MIB);
    struct json j;

    TRY(news_of(rq, &news));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("news"));
    json_array_begin(&j);
    for (size_t i = 0; i < news.n; i++) {
        json_object_begin(&j);
        json_field_i64(&j, "id", news.v[i].id);
        json_field_str(&j, "kind", news.v[i].kind);
        json_field_i64(&j, "act_id", news.v[i].act_id);
        json_field_i64(&j, "answer_id", news.v[i].question_id);
        json_field_str(&j, "at", instant_iso(rq->arena, news.v[i].at));
        json_field_str(&j, "text", act_news_text(rq->arena, rq->lang, &news.v[i]));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
