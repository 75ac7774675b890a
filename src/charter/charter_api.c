/* The rules as open data. */
#include "charter/charter_list.h"
#include "charter/charter_web.h"

enum { OUT_MAX = 4 * 1024 * 1024 };

enum err charter_csv_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct rules_described all;

    TRY(rules_describe_all(rq->db, rq->arena, rq->lang, rq->scope.id, clock_today(), &all));
    charter_put_csv(b, rq->arena, &all);
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("rules.csv"));
}

enum err charter_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, OUT_MAX);
    struct rules_described all;
    struct json j;

    TRY(rules_describe_all(rq->db, rq->arena, rq->lang, rq->scope.id, clock_today(), &all));
    json_init(&j, b);
    charter_put_json(&j, rq->arena, rq->scope.id ? rq->scope.code : STR(""), &all);
    return req_json(rq, 200, b);
}
