/* Files people attach: scans of orders, minutes, evidence, documents of the municipality.
 *
 * Stored in the database (one backup, many copies of the program), once per content (SHA-256). The
 * type is found from the content; a file that lies about its type, or is none of the allowed ones,
 * is refused. Served as attachment with nosniff, never as HTML. PDF, JPEG, PNG, WebP, DOCX, XLSX,
 * ODT, ODS, plain text and CSV are allowed. Nothing is deleted: a document is withdrawn, its record
 * stays with the reason, and the audit log has its history. Non-goals: scanning for viruses,
 * reading what is inside. */
#ifndef ASHAR_DOCUMENT_DOCUMENT_H
#define ASHAR_DOCUMENT_DOCUMENT_H

#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"
#include "web/request.h"

struct upload { /* as it came through a form; borrowed */
    struct str filename;
    struct str bytes;
};

/* Most bytes a route that takes files should let in: the largest value that the rule
 * document.max_size may have, and the form around it. What the municipality allows is checked by
 * document_add. */
#define DOCUMENT_BODY_MAX ((size_t)26 * 1024 * 1024)
/* Of one file in it, for fields that say so before anything is sent. */
#define DOCUMENT_FILE_MAX ((int64_t)25 * 1024 * 1024)
/* For <input type=file accept="…">. */
#define DOCUMENT_ACCEPT ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.odt,.ods,.csv,.txt"

struct document {
    int64_t id, place_id;
    struct str title, filename, media_type, sha256_hex;
    int64_t size, added_at; /* bytes; unix seconds */
    bool is_public;
    struct str kind;                         /* "programme" "report" "order" "other" */
    const char *type_label;                  /* "PDF" */
    int64_t added_by, withdrawn_at, version; /* withdrawn_at 0: stands */
    struct str withdrawn_reason;
};

struct documents {
    const struct document *v;
    size_t n;
};

/* Stores the file and attaches it to (owner_kind "issue"|"plan"|"body"|"news"|"place"…, owner_id).
 * `title` may be empty: the file's name is taken. Refusals are faults on `field`. Empty upload (no
 * file chosen) is ERR_NOT_FOUND without fault. `kind` may be absent: other. Audited as
 * document.add. */
struct document_new {
    struct str owner_kind;
    int64_t owner_id;
    struct str title;
    struct upload upload;
    bool is_public;
    struct str field;
    struct str kind;
    bool html_as_text; /* a saved web page is kept too: as plain text, NAME.html.txt, served as such
                        */
};
MUST_USE enum err document_add(struct db *db, struct arena *a, const struct actor *who,
                               const struct document_new *d, struct faults *f, int64_t *id);
/* Those of one owner, newest first; only public ones where `public_only`. Withdrawn ones are left
 * out. */
MUST_USE enum err document_of(struct db *db, struct arena *a, struct str owner_kind,
                              int64_t owner_id, bool public_only, struct documents *out);
/* One of the municipality's, withdrawn or not. ERR_NOT_FOUND. */
MUST_USE enum err document_find(struct db *db, struct arena *a, int64_t place_id, int64_t id,
                                struct document *out);

/* The municipality's own register (owner_kind 'place'), newest first, withdrawn ones included;
 * those with a smaller id than `before` (0: from the newest), of that kind ("": any). */
struct document_filter {
    int64_t place_id, before, most;
    struct str kind;
    bool public_only;
};
MUST_USE enum err document_register(struct db *db, struct arena *a, const struct document_filter *f,
                                    struct documents *out);

/* Every document of the municipality, whatever it is attached to, withdrawn ones too: their numbers
 * below `before` (0: from the newest), newest first. */
struct document_ids {
    const int64_t *v;
    size_t n;
};
MUST_USE enum err document_ids(struct db *db, struct arena *a, int64_t place_id, int64_t before,
                               int64_t most, struct document_ids *out);

/* Takes it from the public: `reason` is shown instead. Faults: reason missing. ERR_CONFLICT:
 * version differs or withdrawn already. Audited as document.withdraw. */
struct document_withdraw {
    int64_t id, version;
    struct str reason;
};
MUST_USE enum err document_withdraw(struct db *db, struct arena *a, const struct actor *who,
                                    const struct document_withdraw *w, struct faults *f);

/* The file's bytes, on the heap of `out` (buf_new). ERR_BUG where they do not fit their hash. */
MUST_USE enum err document_bytes(struct db *db, struct arena *a, const struct document *d,
                                 struct buf **out);

/* Path of a document's page below the language: "/41706211805000/documents/12". */
struct str document_path(struct arena *a, struct str place_code, int64_t id);
/* Path of the file itself: "/41706211805000/documents/12/file". */
struct str document_file_path(struct arena *a, struct str place_code, int64_t id);

extern const struct route document_routes[];
extern const struct db_query *const document_queries[];
extern const size_t document_query_count;

#endif
