/* The hash-chained log of every write (DESIGN.md idea 4: nothing silently changes).
 *
 * A chain per municipality (place 0: the installation), so that two municipalities never wait for each other. A record's
 * hash covers its predecessor's hash and all its fields; personal data lie beside it in their own table and enter the hash
 * through a salted digest, so that they can be shown to the auditor alone, and erased by law without breaking the chain.
 * Written in the transaction of the write it tells of: no write without record, no record without write. */
#ifndef ASHAR_AUDIT_AUDIT_H
#define ASHAR_AUDIT_AUDIT_H

#include "base/actor.h"
#include "base/json.h"
#include "db/db.h"

struct audit_entry {
    struct str action;  /* "issue.refresh": module.verb */
    struct str subject; /* "issue" */
    int64_t subject_id;
    struct str before;   /* JSON object or absent; no personal data */
    struct str after;    /* JSON object or absent; no personal data */
    struct str personal; /* JSON object with the personal part, or absent */
};

/* Appends to the chain of actor->place_id and raises that municipality's generation. Inside the caller's transaction. */
MUST_USE enum err audit_append(struct db *db, struct arena *a, const struct actor *who, const struct audit_entry *e);

struct audit_verdict {
    int64_t checked;
    bool whole;
    int64_t place_id, seq, record_id; /* the first broken record where not whole */
    struct str reason;                /* English: for the command and the log */
};
/* Checks every chain. *out is filled also when a chain is broken (result OK, whole false). */
MUST_USE enum err audit_verify(struct db *db, struct arena *a, struct audit_verdict *out);

#endif
