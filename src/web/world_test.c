/* The site of the dispatcher's tests. See world_test.h. */
#include "web/world_test.h"

#include <string.h>

#include "web/exchange.h"
#include "web/form_model.h"
#include "web/pages.h"

int written, reads;
size_t seen_prepare;

static void hello_view(struct out *o, const void *model)
{
    const struct str *s = model;
    buf_lit(o->b, "<h1>");
    out_text(o, *s);
    buf_lit(o->b, "</h1>");
}

static void form_page_view(struct out *o, const void *model)
{
    (void)model;
    fault_list_view(o);
    buf_lit(o->b, "<form>");
    out_csrf(o);
    buf_lit(o->b, "</form>");
}

static enum err say(struct request *rq, struct str what)
{
    reads++;
    return req_page(rq, 200, &(struct page){.title = what, .section = "issues"}, hello_view, &what);
}

static enum err home_get(struct request *rq)
{
    return say(rq, STR("front <page>"));
}

static enum err place_get(struct request *rq)
{
    return say(rq, rq->scope.name);
}

static enum err issue_get(struct request *rq)
{
    int64_t id;
    TRY(req_path_id(rq, "id", &id));
    return id == 404 ? ERR_NOT_FOUND
                     : say(rq, str_fmt(rq->arena, "issue %lld q=%.*s", (long long)id,
                                       STR_F(req_query(rq, "q"))));
}

static enum err new_get(struct request *rq)
{
    return req_page(rq, 200, &(struct page){.title = STR("new")}, form_page_view, NULL);
}

static enum err issue_post(struct request *rq)
{
    struct str title = STR("");
    int64_t n = 0;

    req_field_text(rq, "title", 3, 20, &title);
    if (req_has(rq, "n"))
        req_field_i64(rq, "n", 1, 10, &n);
    if (rq->faults.n)
        return req_page(rq, 422, &(struct page){.title = STR("new")}, form_page_view, NULL);
    written++;
    return req_redirect_saying(rq, str_fmt(rq->arena, "/41706211805000/issues/%d", written),
                               MSG_common_saved);
}

static enum err edit_post(struct request *rq)
{
    const struct conflict_row rows[] = {{STR("title"), STR("Title"), STR("theirs <b>")},
                                        {STR("text"), STR("Text"), STR("same")}};
    return req_conflict(rq, &(struct conflict){.title = STR("Edit"),
                                               .path = STR("/41706211805000/issues/1"),
                                               .version = 9,
                                               .n = 2,
                                               .rows = rows});
}

static enum err boom(struct request *rq)
{
    (void)rq;
    return ERR_DB;
}

static enum err greedy_get(struct request *rq)
{
    arena_alloc(rq->arena, 512 * MIB);
    return OK;
}

static enum err silent_get(struct request *rq)
{
    (void)rq;
    return OK;
}

static enum err json_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, KIB);
    buf_lit(b, "[1]");
    return req_json(rq, 200, b);
}

static enum err file_get(struct request *rq)
{
    return req_bytes(rq, "text/csv; charset=utf-8", STR("a,b\n1,2\n"), STR("тизме \"1\".csv"));
}

static enum err login_post(struct request *rq)
{
    struct kept_form kept;
    req_sign_in(rq, STR("fixture-session-0123456789"), 3600);
    rq->viewer.person_id = 3;
    rq->viewer.name = STR("Айгүл");
    if (req_kept_form(rq, &kept))
        return req_kept_page(rq, &kept);
    return req_redirect(rq, STR("/"));
}

/* As the log does for what concerns the whole installation: a rule, an act of the nation. */
static enum err nation_post(struct request *rq)
{
    web_touch(0, ++written);
    return req_redirect(rq, STR("/"));
}

static enum err slow_prepare(struct request *rq)
{
    seen_prepare = req_secret(rq, "password").n;
    if (seen_prepare < 8)
        fault_add(&rq->faults, STR("password"), MSG_common_fault_too_short, ARG_N("n", 8));
    return faults_err(&rq->faults);
}

static enum err slow_post(struct request *rq)
{
    if (rq->faults.n)
        return req_page(rq, 422, &(struct page){.title = STR("new")}, form_page_view, NULL);
    return req_redirect(rq, STR("/"));
}

static enum err upload_post(struct request *rq)
{
    struct req_file f = req_upload(rq, "scan");
    return req_redirect(rq, str_fmt(rq->arena, "/got-%.*s-%zu", STR_F(f.filename), f.bytes.n));
}

const struct route world_routes[] = {
    {GET, "/", home_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {GET, "/boom", boom, .need = CAP_PUBLIC},
    {POST, "/boom", boom, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN},
    {GET, "/greedy", greedy_get, .need = CAP_PUBLIC},
    {GET, "/silent", silent_get, .need = CAP_PUBLIC},
    {GET, "/me", home_get, .need = CAP_SIGNED_IN},
    {POST, "/login", login_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .rate = RATE_LOGIN,
     .body_max = KEPT_BODY_MAX},
    {POST, "/nation", nation_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN},
    {POST, "/slow", slow_post, .need = CAP_PUBLIC, .csrf = CSRF_TOKEN, .prepare = slow_prepare},
    {GET, "/:place", place_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues", place_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues/new", new_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues/:id", issue_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "q"},
    {POST, "/:place/issues", issue_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/issues/:id", edit_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {POST, "/:place/files", upload_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = 4096},
    {GET, "/:place/issues.csv", file_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/api/v1/places/:code/issues", json_get, .need = CAP_PUBLIC, .langless = true,
     .query = "page", .doc = "Issues"},
    {0},
};

struct http *world(void)
{
    struct http *w = http_new(NULL, (const struct route *const[]){world_routes}, 1);

    http_place(w, (struct scope){.id = 7, .code = STR(PLACE), .name = STR("Ак-Суу")});
    http_place(w, (struct scope){.id = 8, .code = STR("41706211806000"), .name = STR("Көк-Жар")});
    http_merged(w, (struct scope){.id = 9, .code = STR("41706211807000"), .name = STR("Эски")},
                STR(PLACE), STR("Ак-Суу"));
    written = reads = 0;
    return w;
}
