/* The public heads of the chains, and the auditor's table. See audit.h.
 *
 * These pages are not cached: a seal is no write of a municipality, so no generation tells of it.
 */
#include "audit/audit_web.h"

#include "audit/audit_sql.h"
#include "audit/audit_views.h"
#include "audit/chain.h"
#include "audit/words.h"
#include "base/json.h"
#include "doc/csv.h"

enum { DAYS_SHOWN = 30, DAYS_OF_API = 400, PAGE_ITEMS = 50, EXPORT_PAGE = 500 };
#define EXPORT_MAX (16 * MIB)

static audit_person_name *person_name;

void audit_wire(audit_person_name *name)
{
    person_name = name;
}

/* -- the auditor's table -- */

static int64_t query_i64(struct request *rq, const char *name)
{
    struct str s = req_query(rq, name);
    int64_t v;

    return s.p && str_to_i64(s, &v) == OK && v > 0 ? v : 0;
}

static struct str or_empty(struct str s)
{
    return s.p ? s : STR("");
}

static enum err name_of(struct request *rq, int64_t id, struct str *out)
{
    *out = STR("");
    return id && person_name ? person_name(rq->db, rq->arena, id, out) : OK;
}

static struct audit_changes changes_of(struct request *rq, struct str subject,
                                       const struct audit_differences *d)
{
    struct audit_change *v = arena_array(rq->arena, struct audit_change, d->n);

    for (size_t i = 0; i < d->n; i++) {
        const struct audit_difference *x = &d->v[i];
        v[i] = (struct audit_change){
            .name = x->name,
            .before = audit_value_words(rq->arena, rq->lang, subject, x->name, x->before),
            .after = audit_value_words(rq->arena, rq->lang, subject, x->name, x->after)};
        v[i].raw = !audit_field_words(rq->arena, rq->lang, subject, x->name, &v[i].name);
    }
    return (struct audit_changes){v, d->n};
}

static enum err line_of(struct request *rq, const struct audit_record *r, struct audit_line *out)
{
    struct audit_differences public = audit_differ(rq->arena, r->before, r->after);
    struct audit_differences personal = audit_differ(rq->arena, STR_NONE, r->personal);
    struct audit_line l = {.record = *r,
                           .changes = changes_of(rq, r->subject, &public),
                           .personal = changes_of(rq, r->subject, &personal)};

    TRY(name_of(rq, r->person_id, &l.who));
    TRY(name_of(rq, r->for_person_id, &l.whom));
    *out = l;
    return OK;
}

/* Letters, digits, '_' and '.': what a subject may be made of. Anything else finds nothing, and
 * needs no escaping below. */
static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'))
            return false;
    }
    return true;
}

static enum err fill_table(struct request *rq, struct audit_place_page *model)
{
    struct audit_records found;
    struct audit_filter f = {.place_id = rq->scope.id,
                             .subject = or_empty(req_query(rq, "subject")),
                             .subject_id = query_i64(rq, "subject_id"),
                             .person_id = query_i64(rq, "person"),
                             .day = DAY_NONE,
                             .before_seq = query_i64(rq, "before"),
                             .most = PAGE_ITEMS + 1};

    model->subject = f.subject;
    model->subject_id = or_empty(req_query(rq, "subject_id"));
    model->person = or_empty(req_query(rq, "person"));
    model->day = or_empty(req_query(rq, "day"));
    if (model->day.n && day_parse(model->day, &f.day) != OK)
        f.day = DAY_NONE;
    if (!plain(f.subject))
        return OK;
    TRY(audit_records_of(rq->db, rq->arena, &f, &found));
    if (found.n > PAGE_ITEMS) {
        found.n = PAGE_ITEMS;
        model->next = found.v[PAGE_ITEMS - 1].seq;
    }
    struct audit_line *v = arena_array(rq->arena, struct audit_line, found.n);
    for (size_t i = 0; i < found.n; i++)
        TRY(line_of(rq, &found.v[i], &v[i]));
    model->lines = (struct audit_lines){v, found.n};
    model->query = str_fmt(rq->arena, "subject=%.*s&subject_id=%lld&person=%lld&day=%.*s&",
                           STR_F(f.subject), (long long)f.subject_id, (long long)f.person_id,
                           STR_F(f.day == DAY_NONE ? STR("") : day_iso(rq->arena, f.day)));
    return OK;
}

/* -- pages -- */

static enum err heads_of(struct request *rq, int64_t days, struct audit_place_page *model)
{
    enum err e = audit_head_of(rq->db, rq->arena, rq->scope.id, &model->now);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    model->any = true;
    return audit_heads_of_place(rq->db, rq->arena, rq->scope.id, days, &model->days);
}

static enum err place_get(struct request *rq)
{
    struct audit_place_page model = {0};

    TRY(heads_of(rq, DAYS_SHOWN, &model));
    if (req_may(rq, CAP_AUDIT))
        TRY(fill_table(rq, &model));
    return req_page(
        rq, 200,
        &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_audit_title), .wide = true},
        VIEW(audit_place), &model);
}

static enum err nation_get(struct request *rq)
{
    struct audit_nation_page model = {0};

    TRY(audit_days(rq->db, rq->arena, DAYS_SHOWN, &model.days));
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_audit_nation_title),
                                   .wide = true},
                    VIEW(audit_nation), &model);
}

/* -- JSON and CSV -- */

static void put_head(struct request *rq, struct json *j, const struct audit_head *h)
{
    json_object_begin(j);
    if (h->day == DAY_NONE)
        json_field_str(j, "at", instant_iso(rq->arena, h->at));
    else
        json_field_str(j, "day", day_iso(rq->arena, h->day));
    json_field_i64(j, "seq", h->seq);
    json_field_str(j, "hash", h->hash);
    json_object_end(j);
}

static enum err heads_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct audit_place_page model = {0};
    struct json j;

    TRY(heads_of(rq, DAYS_OF_API, &model));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_field_i64(&j, "place_id", rq->scope.id);
    json_key(&j, STR("head"));
    if (model.any)
        put_head(rq, &j, &model.now);
    else
        json_none(&j);
    json_key(&j, STR("days"));
    json_array_begin(&j);
    for (size_t i = 0; i < model.days.n; i++)
        put_head(rq, &j, &model.days.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static void put_day(struct request *rq, struct json *j, const struct audit_day *d)
{
    json_field_str(j, "day", day_iso(rq->arena, d->day));
    json_field_i64(j, "chains", d->chains);
    json_field_str(j, "hash", d->hash);
    json_field_str(j, "prev_hash", d->prev_hash);
}

static enum err days_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct audit_days days;
    struct json j;

    TRY(audit_days(rq->db, rq->arena, DAYS_OF_API, &days));
    json_init(&j, b);
    json_object_begin(&j);
    json_key(&j, STR("days"));
    json_array_begin(&j);
    for (size_t i = 0; i < days.n; i++) {
        json_object_begin(&j);
        put_day(rq, &j, &days.v[i]);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static enum err day_api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct audit_days days;
    struct audit_heads heads;
    struct json j;
    day_t day;

    if (day_parse(req_param(rq, "day"), &day) != OK)
        return ERR_NOT_FOUND;
    TRY(audit_day_of(rq->db, rq->arena, day, &days));
    if (days.n == 0)
        return ERR_NOT_FOUND;
    TRY(audit_heads_of_day(rq->db, rq->arena, day, &heads));
    json_init(&j, b);
    json_object_begin(&j);
    put_day(rq, &j, &days.v[0]);
    json_key(&j, STR("heads"));
    json_array_begin(&j);
    for (size_t i = 0; i < heads.n; i++) {
        json_object_begin(&j);
        json_field_i64(&j, "place_id", heads.v[i].place_id);
        json_field_i64(&j, "seq", heads.v[i].seq);
        json_field_str(&j, "hash", heads.v[i].hash);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

static void put_hex(struct request *rq, struct csv_out *out, struct str hash)
{
    csv_put_str(out, hash.p ? chain_hex(rq->arena, hash) : STR(""));
}

static void put_record(struct request *rq, struct csv_out *out, const struct audit_page_row *r)
{
    csv_put_i64(out, r->seq);
    csv_put_i64(out, r->at);
    csv_put_i64(out, r->person_id);
    csv_put_i64(out, r->for_person_id);
    csv_put_str(out, r->action);
    csv_put_str(out, r->subject);
    csv_put_i64(out, r->subject_id);
    csv_put_str(out, r->before_json);
    csv_put_str(out, r->after_json);
    put_hex(rq, out, r->personal_digest);
    put_hex(rq, out, r->prev_hash);
    put_hex(rq, out, r->hash);
    csv_end_row(out);
}

/* The newest EXPORT_PAGE records behind `after`, every field that enters the hash: enough to repeat
 * the proof with another program. */
static enum err csv_of_records_get(struct request *rq)
{
    static const char *const columns[] = {
        "seq",        "at",          "person_id",  "for_person_id",   "action",    "subject",
        "subject_id", "before_json", "after_json", "personal_digest", "prev_hash", "hash"};
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct audit_page_rows rows;
    struct csv_out out;

    TRY(audit_page(rq->db, rq->arena,
                   &(struct audit_page_in){.place_id = rq->scope.id,
                                           .seq = query_i64(rq, "after"),
                                           .most = EXPORT_PAGE},
                   &rows));
    csv_out_init(&out, b, ',', true);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_put_str(&out, str_of(columns[i]));
    csv_end_row(&out);
    for (size_t i = 0; i < rows.n && rows.v[i].place_id == rq->scope.id; i++)
        put_record(rq, &out, &rows.v[i]);
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("audit.csv"));
}

const struct route audit_routes[] = {
    {GET, "/:place/audit", place_get, .need = CAP_PUBLIC,
     .doc = "The municipality's log: heads of the chain; for the auditor, the records"},
    {GET, "/:place/audit.csv", csv_of_records_get, .need = CAP_AUDIT, .rate = RATE_HEAVY,
     .doc = "500 records behind ?after=, every field that is hashed"},
    {GET, "/audit", nation_get, .need = CAP_PUBLIC, .doc = "Daily hash over all chains"},
    {GET, "/api/v1/places/:place/audit/heads", heads_api_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "Head of the municipality's chain now and as sealed on each day"},
    {GET, "/api/v1/audit/days", days_api_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "Daily hash over all chains"},
    {GET, "/api/v1/audit/days/:day", day_api_get, .need = CAP_PUBLIC, .langless = true,
     .doc = "One day's hash and the head of every chain it was made of"},
    {0},
};
