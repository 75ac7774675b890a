/* Rules of the matter. See document.h; types are told in sniff.c. */
#include "document/document.h"

#include <sodium.h>
#include <string.h>

#include "audit/audit.h"
#include "document/document_sql.h"
#include "document/sniff.h"
#include "i18n/check.h"
#include "rules/rules.h"
#include "text/canon.h"

enum { TITLE_MAX = 300, FILENAME_CHARS = 120, REASON_MAX = 1000, PART = 512 * 1024, HEX = 65 };

static const char *const kinds[] = {"programme", "report", "order", "other"};

/* -- names -- */

static bool name_char_ok(uint32_t c)
{
    return c >= ' ' && c != 0x7f && !strchr("/\\:*?\"<>|", c < 128 ? (int)c : 'a') &&
           (c < 0x80 || c > 0x9f) && !(c >= 0x200b && c <= 0x200f) &&
           !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
}

/* A name that is safe to offer for saving anywhere: no folders, no control or direction characters,
 * no leading dots. The ending is kept where the name must be cut; where there is none, the type's
 * is added. */
static struct str clean_name(struct arena *a, struct str name, enum file_type type)
{
    size_t n = 0;
    bool has_ending;

    name = text_canon(a, name, NULL);
    char *p = arena_alloc(a, name.n * 4 + 1);
    for (size_t at = 0; at < name.n;) {
        uint32_t c = str_utf8_next(name, &at);
        if (name_char_ok(c))
            n += str_utf8_put(p + n, c);
    }
    struct str s = str_trim((struct str){p, n});
    while (s.n && (s.p[0] == '.' || s.p[0] == ' '))
        s = str_sub(s, 1, s.n);
    (void)file_type_of_name(s, &has_ending);
    size_t dot = s.n;
    while (has_ending && s.p[--dot] != '.')
        continue;
    struct str stem = str_utf8_head(str_sub(s, 0, dot), FILENAME_CHARS);
    struct str ending = has_ending ? str_sub(s, dot + 1, s.n) : str_of(file_type_ending(type));
    return str_fmt(a, "%.*s.%.*s", STR_F(stem.n ? stem : STR("document")), STR_F(ending));
}

/* -- checks -- */

static struct str accepted(struct arena *a)
{
    struct str list = STR("");

    for (int t = 0; t < FILE_ACCEPTED_COUNT; t++)
        list = str_fmt(a, "%.*s%s%s", STR_F(list), list.n ? ", " : "",
                       file_type_label((enum file_type)t));
    return list;
}

static enum err check_size(struct db *db, struct arena *a, int64_t place_id,
                           const struct document_new *d, struct faults *f)
{
    int64_t mib;

    TRY(rules_i64(db, a, "document.max_size", place_id, clock_today(), &mib));
    if (d->upload.bytes.n == 0) {
        fault_add(f, d->field, MSG_common_fault_file_empty);
    } else if (d->upload.bytes.n > (size_t)mib * MIB) {
        struct fault *fault = fault_add(f, d->field, MSG_document_fault_large, ARG_N("size", mib));
        if (fault)
            fault->rule_key = "document.max_size";
    }
    return OK;
}

/* The content decides; the name must not say otherwise. FILE_UNKNOWN where a fault was added. */
static enum file_type check_type(struct arena *a, const struct document_new *d, struct faults *f)
{
    bool has_ending;
    enum file_type found = sniff(d->upload.bytes);
    enum file_type claimed = file_type_of_name(d->upload.filename, &has_ending);

    if (d->upload.bytes.n == 0)
        return FILE_UNKNOWN; /* told already */
    if (found == FILE_OLE) {
        fault_add(f, d->field, MSG_document_fault_old_office);
    } else if (found == FILE_MACROS) {
        fault_add(f, d->field, MSG_document_fault_macros);
    } else if (found >= FILE_ACCEPTED_COUNT && claimed == FILE_UNKNOWN) {
        fault_add(f, d->field, MSG_common_fault_file_type, ARG_S("types", accepted(a)));
    } else if (found == FILE_UNKNOWN) {
        fault_add(f, d->field, MSG_document_fault_not_what_it_says,
                  ARG_S("says", str_of(file_type_label(claimed))));
    } else if (found == FILE_TXT && claimed == FILE_CSV) {
        return FILE_CSV;
    } else if (has_ending && claimed != found) {
        if (claimed == FILE_UNKNOWN) {
            fault_add(f, d->field, MSG_common_fault_file_type, ARG_S("types", accepted(a)));
        } else {
            fault_add(f, d->field, MSG_document_fault_lies,
                      ARG_S("says", str_of(file_type_label(claimed))),
                      ARG_S("is", str_of(file_type_label(found))));
        }
    } else {
        return found;
    }
    return FILE_UNKNOWN;
}

static bool kind_ok(struct str kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kind, str_of(kinds[i])))
            return true;
    return false;
}

/* -- storing -- */

static enum err store_content(struct db *db, struct arena *a, struct str bytes, struct str hex,
                              enum file_type type)
{
    int64_t added;

    TRY(document_content_add(
        db, a,
        &(struct document_content_add_in){hex, (int64_t)bytes.n, str_of(file_type_media(type))},
        &added));
    if (added == 0)
        return OK;
    for (size_t at = 0, n = 0; at < bytes.n; at += PART, n++)
        TRY(document_part_add(
            db, a, &(struct document_part_add_in){hex, (int64_t)n, str_sub(bytes, at, PART)}));
    return OK;
}

/* What the log keeps. Title and name of a document that is not public may name people: those go
 * into the personal part. */
static enum err log_added(struct db *db, struct arena *a, const struct actor *who,
                          const struct document_new *d, struct document_insert_in *row, int64_t id)
{
    struct buf *open = buf_new(a, 16 * KIB), *names = buf_new(a, 16 * KIB);
    struct json j;

    json_init(&j, names);
    json_object_begin(&j);
    json_field_str(&j, "title", row->title);
    json_field_str(&j, "filename", row->filename);
    json_object_end(&j);
    json_init(&j, open);
    json_object_begin(&j);
    json_field_str(&j, "owner_kind", d->owner_kind);
    json_field_i64(&j, "owner_id", d->owner_id);
    json_field_str(&j, "kind", row->kind);
    json_field_str(&j, "sha256", row->sha256);
    json_field_i64(&j, "size", (int64_t)d->upload.bytes.n);
    json_field_bool(&j, "public", d->is_public);
    if (d->is_public) {
        json_field_str(&j, "title", row->title);
        json_field_str(&j, "filename", row->filename);
    }
    json_object_end(&j);
    if (buf_failed(open) || buf_failed(names))
        return ERR_NOMEM;
    return audit_append(
        db, a, who,
        &(struct audit_entry){.action = STR("document.add"),
                              .subject = STR("document"),
                              .subject_id = id,
                              .after = buf_str(open),
                              .personal = d->is_public ? STR_NONE : buf_str(names)});
}

struct adding {
    struct arena *arena;
    const struct actor *who;
    const struct document_new *d;
    struct document_insert_in row;
    enum file_type type;
    int64_t id;
};

static enum err add(struct db *db, void *arg)
{
    struct adding *x = arg;
    struct document_insert_row inserted;
    int64_t linked;

    TRY(store_content(db, x->arena, x->d->upload.bytes, x->row.sha256, x->type));
    TRY(document_insert(db, x->arena, &x->row, &inserted));
    TRY(document_owner_add(
        db, x->arena,
        &(struct document_owner_add_in){x->d->owner_kind, x->d->owner_id, inserted.id}, &linked));
    TRY(log_added(db, x->arena, x->who, x->d, &x->row, inserted.id));
    x->id = inserted.id;
    return OK;
}

enum err document_add(struct db *db, struct arena *a, const struct actor *who,
                      const struct document_new *d, struct faults *f, int64_t *id)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char *hex = arena_alloc(a, HEX);
    struct str kind = d->kind.n ? d->kind : STR("other");

    if (d->upload.bytes.n == 0 && d->upload.filename.n == 0)
        return ERR_NOT_FOUND;
    TRY(check_size(db, a, who->place_id, d, f));
    bool page = d->html_as_text && sniff(d->upload.bytes) == FILE_HTML;
    enum file_type type = page ? FILE_TXT : check_type(a, d, f);
    struct str title = check_text(f, "title", d->title, 0, TITLE_MAX);
    if (!kind_ok(kind))
        fault_add(f, STR("kind"), MSG_common_fault_not_choice);
    TRY(faults_err(f));
    struct str name = clean_name(
        a, page ? str_cat(a, d->upload.filename, STR(".txt")) : d->upload.filename, type);
    crypto_hash_sha256(hash, (const unsigned char *)d->upload.bytes.p, d->upload.bytes.n);
    sodium_bin2hex(hex, HEX, hash, sizeof hash);
    struct adding x = {.arena = a,
                       .who = who,
                       .d = d,
                       .type = type,
                       .row = {.place_id = who->place_id,
                               .title = title.n ? title : name,
                               .filename = name,
                               .kind = kind,
                               .sha256 = str_of(hex),
                               .is_public = d->is_public,
                               .added_at = clock_now(),
                               .added_by = who->person_id}};
    TRY(db_atomically(db, add, &x));
    *id = x.id;
    return OK;
}

/* -- reading -- */

/* The three queries have the same columns, each with its own type. */
#define DOCUMENT_OF(r)                                                                             \
    ((struct document){.id = (r)->id,                                                              \
                       .place_id = (r)->place_id,                                                  \
                       .title = (r)->title,                                                        \
                       .filename = (r)->filename,                                                  \
                       .media_type = (r)->media_type,                                              \
                       .sha256_hex = (r)->sha256,                                                  \
                       .size = (r)->size,                                                          \
                       .added_at = (r)->added_at,                                                  \
                       .is_public = (r)->is_public,                                                \
                       .kind = (r)->kind,                                                          \
                       .type_label = file_type_label(file_type_of_media((r)->media_type)),         \
                       .added_by = (r)->added_by,                                                  \
                       .withdrawn_at = (r)->withdrawn_at.has ? (r)->withdrawn_at.v : 0,            \
                       .version = (r)->version,                                                    \
                       .withdrawn_reason = (r)->withdrawn_reason})

enum err document_of(struct db *db, struct arena *a, struct str owner_kind, int64_t owner_id,
                     bool public_only, struct documents *out)
{
    struct document_owned_rows rows;

    TRY(document_owned(db, a, &(struct document_owned_in){owner_kind, owner_id, public_only},
                       &rows));
    struct document *v = arena_array(a, struct document, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = DOCUMENT_OF(&rows.v[i]);
    *out = (struct documents){v, rows.n};
    return OK;
}

enum err document_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                       struct document *out)
{
    struct document_row_row row;

    TRY(document_row(db, a, &(struct document_row_in){place_id, id}, &row));
    *out = DOCUMENT_OF(&row);
    return OK;
}

enum err document_register(struct db *db, struct arena *a, const struct document_filter *f,
                           struct documents *out)
{
    struct document_listed_rows rows;

    TRY(document_listed(db, a,
                        &(struct document_listed_in){.place_id = f->place_id,
                                                     .before = f->before ? f->before : INT64_MAX,
                                                     .kind = f->kind.p ? f->kind : STR(""),
                                                     .public_only = f->public_only,
                                                     .most = f->most},
                        &rows));
    struct document *v = arena_array(a, struct document, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = DOCUMENT_OF(&rows.v[i]);
    *out = (struct documents){v, rows.n};
    return OK;
}

enum err document_ids(struct db *db, struct arena *a, int64_t place_id, int64_t before,
                      int64_t most, struct document_ids *out)
{
    struct document_numbers_rows rows;

    TRY(document_numbers(db, a,
                         &(struct document_numbers_in){.place_id = place_id,
                                                       .before = before ? before : INT64_MAX,
                                                       .most = most},
                         &rows));
    int64_t *v = arena_array(a, int64_t, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = rows.v[i].id;
    *out = (struct document_ids){v, rows.n};
    return OK;
}

static void reset_arena(void *arg)
{
    arena_free(arg);
}

enum err document_bytes(struct db *db, struct arena *a, const struct document *d, struct buf **out)
{
    struct buf *b = buf_new(a, (size_t)d->size);
    struct arena_defer *defer = arena_defer_reserve(a);
    struct arena *part = arena_new(a, struct arena);
    struct document_parts_rows rows;
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[HEX];

    arena_init(part, 4 * MIB);
    part->pad = a->pad;
    arena_defer_set(defer, reset_arena, part);
    for (int64_t n = 0; (int64_t)b->n < d->size; n++) {
        arena_reset(part);
        TRY(document_parts(db, part, &(struct document_parts_in){d->sha256_hex, n}, &rows));
        if (rows.n != 1)
            return ERR_BUG;
        buf_add(b, rows.v[0].body);
        if (buf_failed(b))
            return ERR_NOMEM;
    }
    arena_free(part);
    crypto_hash_sha256(hash, (const unsigned char *)b->p, b->n);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    if (!str_eq(str_of(hex), d->sha256_hex))
        return ERR_BUG;
    *out = b;
    return OK;
}

/* -- withdrawing -- */

struct withdrawing {
    struct arena *arena;
    const struct actor *who;
    struct document_withdraw_row_in row;
};

static enum err withdraw(struct db *db, void *arg)
{
    struct withdrawing *x = arg;
    struct buf *b = buf_new(x->arena, 16 * KIB);
    struct json j;
    int64_t changed;

    TRY(document_withdraw_row(db, x->arena, &x->row, &changed));
    if (changed == 0)
        return ERR_CONFLICT;
    json_init(&j, b);
    json_object_begin(&j);
    json_field_str(&j, "withdrawn_reason", x->row.reason);
    json_object_end(&j);
    if (buf_failed(b))
        return ERR_NOMEM;
    return audit_append(db, x->arena, x->who,
                        &(struct audit_entry){.action = STR("document.withdraw"),
                                              .subject = STR("document"),
                                              .subject_id = x->row.id,
                                              .after = buf_str(b)});
}

enum err document_withdraw(struct db *db, struct arena *a, const struct actor *who,
                           const struct document_withdraw *w, struct faults *f)
{
    struct document d;

    TRY(document_find(db, a, who->place_id, w->id, &d));
    struct str reason = check_text(f, "reason", w->reason, 3, REASON_MAX);
    TRY(faults_err(f));
    struct withdrawing x = {
        .arena = a, .who = who, .row = {who->place_id, w->id, w->version, clock_now(), reason}};
    return db_atomically(db, withdraw, &x);
}

struct str document_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/documents/%lld", STR_F(place_code), (long long)id);
}

struct str document_file_path(struct arena *a, struct str place_code, int64_t id)
{
    return str_fmt(a, "/%.*s/documents/%lld/file", STR_F(place_code), (long long)id);
}
