/* Files people attach: scans of orders, minutes, evidence, documents of the municipality.
 *
 * Stored in the database (one backup, many copies of the program), once per content (SHA-256). The type is found from the
 * content; a file that lies about its type, or is none of the allowed ones, is refused. Served as attachment with nosniff,
 * never as HTML. PDF, JPEG, PNG, WebP, DOCX, XLSX, ODT, ODS, plain text and CSV are allowed. */
#ifndef ASHAR_DOCUMENT_DOCUMENT_H
#define ASHAR_DOCUMENT_DOCUMENT_H

#include "base/actor.h"
#include "db/db.h"
#include "i18n/fault.h"

struct upload { /* as it came through a form; borrowed */
    struct str filename;
    struct str bytes;
};

struct document {
    int64_t id, place_id;
    struct str title, filename, media_type, sha256_hex;
    int64_t size, added_at;
    bool is_public;
};

struct documents {
    const struct document *v;
    size_t n;
};

/* Stores the file and attaches it to (owner_kind "issue"|"plan"|"body"|"news"|"place"…, owner_id). `title` may be empty: the
 * file's name is taken. Refusals are faults on `field`. Empty upload (no file chosen) is ERR_NOT_FOUND without fault. */
struct document_new {
    struct str owner_kind;
    int64_t owner_id;
    struct str title;
    struct upload upload;
    bool is_public;
    struct str field;
};
MUST_USE enum err document_add(struct db *db, struct arena *a, const struct actor *who, const struct document_new *d,
                               struct faults *f, int64_t *id);
/* Those of one owner, newest first; only public ones where `public_only`. */
MUST_USE enum err document_of(struct db *db, struct arena *a, struct str owner_kind, int64_t owner_id, bool public_only,
                              struct documents *out);
/* Path of a document's page below the language: "/41706211805000/documents/12". */
struct str document_path(struct arena *a, struct str place_code, int64_t id);

#endif
