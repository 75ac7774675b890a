/* The municipality's register of documents, and every file that is attached anywhere. See
 * document.h. */
#include "document/document_web.h"

#include "base/json.h"
#include "doc/csv.h"
#include "document/document_views.h"
#include "document/sniff.h"
#include "rules/rules.h"
#include "text/numbers.h"

enum { PAGE_ITEMS = 50, EXPORT_ITEMS = 10000 };
#define EXPORT_MAX (16 * MIB)

static const struct {
    const char *name;
    enum msg title;
} kinds[] = {
    {"programme", MSG_document_kind_programme},
    {"report", MSG_document_kind_report},
    {"order", MSG_document_kind_order},
    {"other", MSG_document_kind_other},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct str kind_title(struct request *rq, struct str kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(kind, str_of(kinds[i].name)))
            return msg_text(rq->arena, rq->lang, kinds[i].title);
    return STR("");
}

static struct choices kind_choices(struct request *rq, bool with_all)
{
    struct choice *v = arena_array(rq->arena, struct choice, KINDS + 1);
    size_t n = 0;

    if (with_all)
        v[n++] = (struct choice){STR(""), msg_text(rq->arena, rq->lang, MSG_common_all)};
    for (size_t i = 0; i < KINDS; i++)
        v[n++] =
            (struct choice){str_of(kinds[i].name), msg_text(rq->arena, rq->lang, kinds[i].title)};
    return (struct choices){v, n};
}

static struct document_line line_of(struct request *rq, const struct document *d)
{
    return (struct document_line){*d, kind_title(rq, d->kind),
                                  text_bytes(rq->arena, rq->lang, d->size)};
}

/* -- the register -- */

static enum err list_get(struct request *rq)
{
    struct documents found;
    struct str before = req_query(rq, "before"), kind = req_query(rq, "kind");
    struct document_filter f = {.place_id = rq->scope.id,
                                .most = PAGE_ITEMS + 1,
                                .kind = kind_title(rq, kind).n ? kind : STR(""),
                                .public_only = !req_may(rq, CAP_DESK)};
    struct document_list_page model = {.kinds = kind_choices(rq, true), .kind = f.kind};

    if (before.p && str_to_i64(before, &f.before) != OK)
        f.before = 0;
    TRY(document_register(rq->db, rq->arena, &f, &found));
    if (found.n > PAGE_ITEMS) {
        found.n = PAGE_ITEMS;
        model.next = found.v[PAGE_ITEMS - 1].id;
    }
    struct document_line *v = arena_array(rq->arena, struct document_line, found.n);
    for (size_t i = 0; i < found.n; i++)
        v[i] = line_of(rq, &found.v[i]);
    model.lines = (struct document_lines){v, found.n};
    return req_page(rq, 200,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_document_title),
                                   .section = "documents"},
                    VIEW(document_list), &model);
}

static enum err public_ones(struct request *rq, struct documents *out)
{
    return document_register(rq->db, rq->arena,
                             &(struct document_filter){.place_id = rq->scope.id,
                                                       .most = EXPORT_ITEMS,
                                                       .public_only = true},
                             out);
}

static enum err register_csv_get(struct request *rq)
{
    static const char *const columns[] = {"id",     "title", "kind",      "type",  "size",
                                          "sha256", "added", "withdrawn", "reason"};
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct csv_out out;
    struct documents found;

    TRY(public_ones(rq, &found));
    csv_out_init(&out, b, ',', true);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_put_str(&out, str_of(columns[i]));
    csv_end_row(&out);
    for (size_t i = 0; i < found.n; i++) {
        const struct document *d = &found.v[i];
        csv_put_i64(&out, d->id);
        csv_put_str(&out, d->title);
        csv_put_str(&out, d->kind);
        csv_put_str(&out, d->media_type);
        csv_put_i64(&out, d->size);
        csv_put_str(&out, d->sha256_hex);
        csv_put_day(&out, day_of_instant(d->added_at));
        csv_put_day(&out, d->withdrawn_at ? day_of_instant(d->withdrawn_at) : DAY_NONE);
        csv_put_str(&out, d->withdrawn_reason);
        csv_end_row(&out);
    }
    if (buf_failed(b))
        return ERR_NOMEM;
    return req_bytes(rq, "text/csv; charset=utf-8", buf_str(b), STR("documents.csv"));
}

static void put_document(struct request *rq, struct json *j, const struct document *d)
{
    json_object_begin(j);
    json_field_i64(j, "id", d->id);
    json_field_str(j, "title", d->title);
    json_field_str(j, "kind", d->kind);
    json_field_str(j, "type", d->media_type);
    json_field_i64(j, "size", d->size);
    json_field_str(j, "sha256", d->sha256_hex);
    json_field_str(j, "added", instant_iso(rq->arena, d->added_at));
    if (d->withdrawn_at) {
        json_field_str(j, "withdrawn", instant_iso(rq->arena, d->withdrawn_at));
        json_field_str(j, "reason", d->withdrawn_reason);
    } else {
        json_field_str(j, "url",
                       req_url(rq, str_cat(rq->arena, STR("/ky"),
                                           document_file_path(rq->arena, rq->scope.code, d->id))));
    }
    json_object_end(j);
}

static enum err api_get(struct request *rq)
{
    struct buf *b = buf_new(rq->arena, EXPORT_MAX);
    struct documents found;
    struct json j;

    TRY(public_ones(rq, &found));
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "place", rq->scope.code);
    json_key(&j, STR("documents"));
    json_array_begin(&j);
    for (size_t i = 0; i < found.n; i++)
        put_document(rq, &j, &found.v[i]);
    json_array_end(&j);
    json_object_end(&j);
    return req_json(rq, 200, b);
}

/* -- one document -- */

/* What is not public does not exist for those without a duty there. */
static enum err read_document(struct request *rq, struct document *out)
{
    struct document d;
    int64_t id;

    TRY(req_path_id(rq, "id", &id));
    TRY(document_find(rq->db, rq->arena, rq->scope.id, id, &d));
    if (!d.is_public && !req_may(rq, CAP_DESK))
        return ERR_NOT_FOUND;
    *out = d;
    return OK;
}

static enum err show(struct request *rq, int status, const struct document *d, struct str reason)
{
    struct document_show_page model = {.line = line_of(rq, d),
                                       .file_path =
                                           document_file_path(rq->arena, rq->scope.code, d->id),
                                       .reason = reason,
                                       .may_open = !d->withdrawn_at};

    return req_page(rq, status, &(struct page){.title = d->title, .section = "documents"},
                    VIEW(document_show), &model);
}

static enum err show_get(struct request *rq)
{
    struct document d;

    TRY(read_document(rq, &d));
    return show(rq, d.withdrawn_at ? 410 : 200, &d, STR(""));
}

/* Pictures are shown by the browser in the sandbox that every answer of bytes has; everything else
 * is offered for saving. */
static enum err file_get(struct request *rq)
{
    struct document d;
    struct buf *bytes;

    TRY(read_document(rq, &d));
    if (d.withdrawn_at)
        return ERR_GONE;
    TRY(document_bytes(rq->db, rq->arena, &d, &bytes));
    enum file_type type = file_type_of_media(d.media_type);
    struct str media = type == FILE_TXT || type == FILE_CSV
                           ? str_fmt(rq->arena, "%.*s; charset=%s", STR_F(d.media_type),
                                     str_utf8_valid(buf_str(bytes)) ? "utf-8" : "windows-1251")
                           : d.media_type;
    enum err e = req_bytes(rq, str_cstr(rq->arena, media), buf_str(bytes),
                           file_type_inline(type) ? STR_NONE : d.filename);
    buf_free(bytes); /* the answer has its own copy; ten megabytes need not wait for the arena */
    return e;
}

/* -- adding and withdrawing -- */

static enum err file_max_mib(struct request *rq, int64_t *out)
{
    return rules_i64(rq->db, rq->arena, "document.max_size", rq->scope.id, clock_today(), out);
}

/* The same limit in bytes, which the browser checks before it sends. */
static enum err file_max_of(struct request *rq, int64_t *bytes)
{
    int64_t mib;

    TRY(file_max_mib(rq, &mib));
    *bytes = mib * (int64_t)MIB;
    return OK;
}

/* "PDF, JPEG, …: at most 10 MB", of this municipality's rule. */
static enum err file_hint_of(struct request *rq, struct str *out)
{
    struct str types = STR("");
    int64_t mib;

    TRY(file_max_mib(rq, &mib));
    for (int t = 0; t < FILE_ACCEPTED_COUNT; t++)
        types = str_fmt(rq->arena, "%.*s%s%s", STR_F(types), t ? ", " : "",
                        file_type_label((enum file_type)t));
    *out = msg_text(rq->arena, rq->lang, MSG_document_file_hint, ARG_S("types", types),
                    ARG_N("size", mib));
    return OK;
}

static enum err form_show(struct request *rq, int status, struct document_form_page *model)
{
    model->kinds = kind_choices(rq, false);
    TRY(file_hint_of(rq, &model->file_hint));
    TRY(file_max_of(rq, &model->file_max));
    return req_page(rq, status,
                    &(struct page){.title = msg_text(rq->arena, rq->lang, MSG_document_new_title),
                                   .section = "documents"},
                    VIEW(document_form), model);
}

static enum err new_get(struct request *rq)
{
    struct document_form_page model = {
        .title = STR(""), .kind = STR("programme"), .is_public = true};

    return form_show(rq, 200, &model);
}

static enum err new_post(struct request *rq)
{
    struct req_file file = req_upload(rq, "file");
    struct document_form_page model = {.title = req_field(rq, "title"),
                                       .kind = req_field(rq, "kind"),
                                       .is_public = req_has(rq, "public")};
    struct document_new d = {.owner_kind = STR("place"),
                             .owner_id = rq->scope.id,
                             .title = model.title,
                             .upload = {file.filename, file.bytes},
                             .is_public = model.is_public,
                             .field = STR("file"),
                             .kind = model.kind};
    int64_t id;

    enum err e = document_add(rq->db, rq->arena, &rq->actor, &d, &rq->faults, &id);
    if (e == ERR_NOT_FOUND) {
        fault_add(&rq->faults, STR("file"), MSG_common_fault_file_required);
        e = ERR_INVALID;
    }
    if (e == ERR_INVALID)
        return form_show(rq, 422, &model);
    TRY(e);
    return req_redirect_saying(rq, document_path(rq->arena, rq->scope.code, id),
                               MSG_document_flash_added);
}

static enum err withdraw_post(struct request *rq)
{
    struct document d;
    struct document_withdraw w = {.reason = req_field(rq, "reason")};

    TRY(read_document(rq, &d));
    w.id = d.id;
    req_field_i64(rq, "version", 1, INT64_MAX, &w.version);
    enum err e = document_withdraw(rq->db, rq->arena, &rq->actor, &w, &rq->faults);
    if (e == ERR_INVALID)
        return show(rq, 422, &d, w.reason);
    TRY(e);
    return req_redirect_saying(rq, document_path(rq->arena, rq->scope.code, d.id),
                               MSG_document_flash_withdrawn);
}

const struct route document_routes[] = {
    {GET, "/:place/documents", list_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "kind before", .doc = "Register of the municipality's documents"},
    {GET, "/:place/documents.csv", register_csv_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "", .doc = "The register as CSV"},
    {GET, "/api/v1/places/:place/documents", api_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .langless = true, .query = "",
     .doc = "The register: title, kind, type, size, SHA-256, address"},
    {GET, "/:place/documents/new", new_get, .need = CAP_REGISTER, .doc = "Form: add a document"},
    {POST, "/:place/documents", new_post, .need = CAP_REGISTER, .csrf = CSRF_TOKEN,
     .body_max = DOCUMENT_BODY_MAX, .rate = RATE_HEAVY, .doc = "Add a document"},
    {GET, "/:place/documents/:id", show_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE, .query = "",
     .doc = "One document"},
    {GET, "/:place/documents/:id/file", file_get, .need = CAP_PUBLIC, .cache = CACHE_PLACE,
     .query = "", .doc = "The file itself"},
    {POST, "/:place/documents/:id/withdraw", withdraw_post, .need = CAP_REGISTER,
     .csrf = CSRF_TOKEN, .doc = "Withdraw a document, with the reason"},
    {0},
};
