/* News for readers and for whoever writes them. See publish.h. */
#include "publish/publish_web.h"

#include "base/clock.h"
#include "base/json.h"
#include "doc/csv.h"
#include "publish/publish_views.h"
#include "text/markup.h"

#define PAGE_ITEMS    20
#define EXCERPT_CHARS 220
#define EXPORT_ITEMS  1000
#define EXPORT_MAX    (16 * MIB)

enum err news_lines_of(struct request *rq, const struct news_items *items, struct news_lines *out)
{
    struct news_line *v = arena_array(rq->arena, struct news_line, items->n);

    for (size_t i = 0; i < items->n; i++) {
        const struct news *n = &items->v[i];
        v[i] = (struct news_line){n->id, n->published_at, n->changed_at,
                                  lang_str(n->title, rq->lang), lang_str(n->body, rq->lang)};
        TRY(text_markup_plain(rq->arena, v[i].excerpt.text, EXCERPT_CHARS, &v[i].excerpt.text));
    }
    *out = (struct news_lines){v, items->n};
    return OK;
}

static int64_t query_i64(struct request *rq, const char *name, int64_t otherwise)
{
    int64_t v = otherwise;
    struct str s = req_query(rq, name);
    if (!s.p || str_to_i64(s, &v) != OK)
        v = otherwise;
    return v;
}

enum err news_list_get(struct request *rq)
{
    struct news_items items;
    struct news_list_page model = {0};

    TRY(news_list(rq->db, rq->arena, rq->scope.id, query_i64(rq, "before", INT64_MAX),
                  query_i64(rq, "id", INT64_MAX), PAGE_ITEMS + 1, &items));
    if (items.n > PAGE_ITEMS) {
        items.n = PAGE_ITEMS;
        model.more = true;
        model.next_at = items.v[PAGE_ITEMS - 1].published_at;
        model.next_id = items.v[PAGE_ITEMS - 1].id;
    }
    TRY(news_lines_of(rq, &items, &model.lines));
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_publish_news_title,
                                         ARG_S("place", rq->scope.name)),
                       .section = "news",
                       .feed = str_fmt(rq->arena, "/%.*s/feed.atom", STR_F(rq->scope.code))},
        VIEW(news_list), &model);
}

static enum err read_news(struct request *rq, struct news *out)
{
    int64_t id;
    TRY(req_path_id(rq, "id", &id));
    return news_find(rq->db, rq->arena, rq->scope.id, id, out);
}

static enum err show(struct request *rq, int status, const struct news *n)
{
    struct news_show_page model = {.news = *n, .title = news_title(n, rq->lang)};

    model.edited = n->changed_at > n->published_at;
    if (!n->withdrawn)
        TRY(out_markup(rq->arena, news_body(n, rq->lang), &model.body));
    return req_page(rq, status, &(struct page){.title = model.title, .section = "news"},
                    VIEW(news_show), &model);
}

enum err news_show_get(struct request *rq)
{
    struct news n;
    TRY(read_news(rq, &n));
    return show(rq, n.withdrawn ? 410 : 200, &n);
}

/* Fields of the form, by language. */
static const struct str title_name[] = {STR_INIT("title_ky"), STR_INIT("title_ru"),
                                        STR_INIT("title_en")};
static const struct str body_name[] = {STR_INIT("body_ky"), STR_INIT("body_ru"),
                                       STR_INIT("body_en")};
static const enum msg title_label[] = {MSG_publish_title_ky, MSG_publish_title_ru,
                                       MSG_publish_title_en};
static const enum msg body_label[] = {MSG_publish_body_ky, MSG_publish_body_ru,
                                      MSG_publish_body_en};

static enum err form_show(struct request *rq, int status, struct news_form_page *model)
{
    model->title_name = title_name;
    model->body_name = body_name;
    model->title_label = title_label;
    model->body_label = body_label;
    model->action = model->values.id ? str_fmt(rq->arena, "%lld/edit", (long long)model->values.id)
                                     : STR("new");
    enum msg title = model->values.id ? MSG_publish_edit_title : MSG_publish_new_title;
    return req_page(
        rq, status,
        &(struct page){.title = msg_text(rq->arena, rq->lang, title), .section = "news"},
        VIEW(news_form), model);
}

enum err news_form_get(struct request *rq)
{
    struct news_form_page model = {0};
    struct news n;

    for (int l = 0; l < LANG_COUNT; l++)
        model.values.title[l] = model.values.body[l] = STR("");
    if (req_param(rq, "id").n) {
        TRY(read_news(rq, &n));
        if (n.withdrawn)
            return ERR_GONE;
        model.values.id = n.id;
        model.values.version = n.version;
        for (int l = 0; l < LANG_COUNT; l++) {
            model.values.title[l] = n.title[l];
            model.values.body[l] = n.body[l];
        }
    }
    return form_show(rq, 200, &model);
}

/* Another editor was first: theirs and yours side by side. */
static enum err conflict(struct request *rq, int64_t id)
{
    struct conflict_row *rows = arena_array(rq->arena, struct conflict_row, 2 * LANG_COUNT);
    struct news n;

    TRY(news_find(rq->db, rq->arena, rq->scope.id, id, &n));
    if (n.withdrawn)
        return ERR_GONE;
    for (int l = 0; l < LANG_COUNT; l++) {
        rows[2 * l] = (struct conflict_row){
            title_name[l], msg_text(rq->arena, rq->lang, title_label[l]), n.title[l]};
        rows[2 * l + 1] = (struct conflict_row){
            body_name[l], msg_text(rq->arena, rq->lang, body_label[l]), n.body[l]};
    }
    return req_conflict(
        rq, &(struct conflict){
                .title = news_title(&n, rq->lang),
                .path = str_fmt(rq->arena, "/%.*s/news/%lld", STR_F(rq->scope.code), (long long)id),
                .version = n.version,
                .n = 2 * LANG_COUNT,
                .rows = rows,
            });
}

enum err news_save_post(struct request *rq)
{
    struct news_form_page model = {.values = {.place_code = rq->scope.code}};
    struct news_new *n = &model.values;
    int64_t id = 0;

    if (req_param(rq, "id").n) {
        TRY(req_path_id(rq, "id", &n->id));
        req_field_i64(rq, "version", 1, INT64_MAX, &n->version);
    }
    n->title[LANG_KY] = req_field(rq, "title_ky");
    n->title[LANG_RU] = req_field(rq, "title_ru");
    n->title[LANG_EN] = req_field(rq, "title_en");
    n->body[LANG_KY] = req_field(rq, "body_ky");
    n->body[LANG_RU] = req_field(rq, "body_ru");
    n->body[LANG_EN] = req_field(rq, "body_en");
    enum err e = news_save(rq->db, rq->arena, &rq->actor, n, &rq->faults, &id);
    if (e == ERR_INVALID)
        return form_show(rq, 422, &model);
    if (e == ERR_CONFLICT)
        return conflict(rq, n->id);
    TRY(e);
    return req_redirect_saying(
        rq, str_fmt(rq->arena, "/%.*s/news/%lld", STR_F(rq->scope.code), (long long)id),
        MSG_publish_saved);
}

enum err news_withdraw_post(struct request *rq)
{
    struct news n;
    int64_t version = 0;

    TRY(read_news(rq, &n));
    req_field_i64(rq, "version", 1, INT64_MAX, &version);
    enum err e = news_withdraw(rq->db, rq->arena, &rq->actor, n.id, version,
                               req_field(rq, "reason"), &rq->faults);
    if (e == ERR_INVALID)
        return show(rq, 422, &n);
    if (e == ERR_CONFLICT && !n.withdrawn)
        return conflict(rq, n.id);
    TRY(e == ERR_CONFLICT ? OK : e); /* withdrawn already: that was asked for */
    return req_redirect_saying(rq, str_fmt(rq->arena, "/%.*s/news", STR_F(rq->scope.code)),
                               MSG_publish_withdrawn_done);
}

enum err news_csv_get(struct request *rq)
{
    static const char *const head[] = {"id",       "published", "changed", "title_ky", "title_ru",
                                       "title_en", "body_ky",   "body_ru", "body_en"};
    struct news_items items;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out o;

    TRY(news_list(rq->db, rq->arena, rq->scope.id, INT64_MAX, INT64_MAX, EXPORT_ITEMS, &items));
    csv_out_init(&o, b, ',', true);
    csv_put_head(&o, head, sizeof head / sizeof *head);
    for (size_t i = 0; i < items.n; i++) {
        const struct news *n = &items.v[i];
        csv_put_i64(&o, n->id);
        csv_put_str(&o, instant_iso(rq->arena, n->published_at));
        csv_put_str(&o, instant_iso(rq->arena, n->changed_at));
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, n->title[l]);
        for (int l = 0; l < LANG_COUNT; l++)
            csv_put_str(&o, n->body[l]);
        csv_end_row(&o);
    }
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("news.csv"));
}

static void json_texts(struct json *j, const struct str texts[LANG_COUNT])
{
    json_object_begin(j);
    for (int l = 0; l < LANG_COUNT; l++) {
        json_key(j, lang_code((enum lang)l));
        json_str(j, texts[l]);
    }
    json_object_end(j);
}

enum err news_api_get(struct request *rq)
{
    struct news_items items;
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct json j;

    TRY(news_list(rq->db, rq->arena, rq->scope.id, INT64_MAX, INT64_MAX, EXPORT_ITEMS, &items));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("news"));
    json_array_begin(&j);
    for (size_t i = 0; i < items.n; i++) {
        const struct news *n = &items.v[i];
        json_object_begin(&j);
        json_field_i64(&j, "id", n->id);
        json_field_i64(&j, "version", n->version);
        json_field_str(&j, "published", instant_iso(rq->arena, n->published_at));
        json_field_str(&j, "changed", instant_iso(rq->arena, n->changed_at));
        json_key(&j, STR("title"));
        json_texts(&j, n->title);
        json_key(&j, STR("body"));
        json_texts(&j, n->body);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}
