/* Any bytes as a request target, behind the whole dispatcher with a table like the program's: every
 * answer is one of the known statuses and carries its policy; what matched has parameters of the
 * promised kind. */
#include <stdlib.h>
#include <string.h>

#include "web/exchange.h"

static void must(bool ok)
{
    if (!ok)
        abort();
}

static enum err echo_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, MIB);
    struct str id = req_param(rq, "id"), place = req_param(rq, "place");

    for (size_t i = 0; i < id.n; i++)
        must(id.p[i] >= '0' && id.p[i] <= '9');
    for (size_t i = 0; i < place.n; i++)
        must(place.p[i] >= '0' && place.p[i] <= '9');
    must(str_utf8_valid(rq->path) && str_starts(rq->path, STR("/")));
    buf_add(b, rq->path);
    return req_bytes(rq, "text/plain; charset=utf-8", buf_str(b), STR(""));
}

static const struct route routes[] = {
    {GET, "/", echo_get, .need = CAP_PUBLIC, .cache = CACHE_NATION},
    {GET, "/find", echo_get, .need = CAP_PUBLIC, .query = "q"},
    {GET, "/:place", echo_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE},
    {GET, "/:place/issues", echo_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "page q"},
    {GET, "/:place/issues/new", echo_get, .need = CAP_REGISTER},
    {GET, "/:place/issues/:id", echo_get, .need = CAP_PUBLIC},
    {GET, "/:place/issues/:id.csv", echo_get, .need = CAP_PUBLIC},
    {GET, "/:place/rules/:key", echo_get, .need = CAP_PUBLIC},
    {POST, "/:place/issues", echo_get, .need = CAP_REGISTER, .csrf = CSRF_TOKEN},
    {GET, "/api/v1/places/:code/issues", echo_get, .need = CAP_PUBLIC, .langless = true},
    {0},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct web *w;
    static struct web_worker *k;
    char why[256];
    struct web_config c = {.routes = (const struct route *const[]){routes},
                           .route_tables = 1,
                           .cache_bytes = MIB,
                           .key = STR("0123456789abcdef0123456789abcdef"),
                           .base_url = STR("http://localhost")};

    if (!w)
        must(web_new(&c, &w, why) == OK && (k = web_worker_new(w)) != NULL);
    struct web_request r = {.head = {.method = STR("GET"),
                                     .target = {(const char *)data, size},
                                     .peer = STR("127.0.0.1"),
                                     .host = STR("localhost")}};
    struct web_answer a;
    web_dispatch(w, k, &r, &a);
    must(a.status == 200 || a.status == 301 || a.status == 302 || a.status == 303 ||
         a.status == 400 || a.status == 404 || a.status == 405 || a.status == 413);
    must(web_answer_header(&a, "Content-Security-Policy").n > 0);
    struct str to = web_answer_header(&a, "Location");
    must(!to.p || (str_starts(to, STR("/")) && !str_starts(to, STR("//"))));
    for (size_t i = 0; i < to.n; i++)
        must((unsigned char)to.p[i] > ' ');
    web_answer_free(&a);
    return 0;
}
