/* The hash-chained log of every write (DESIGN.md idea 4: nothing silently changes).
 *
 * A chain per municipality (place 0: the installation), so that two municipalities never wait for
 * each other. A record's hash covers its predecessor's hash and all its fields; personal data lie
 * beside it in their own table and enter the hash through a salted digest, so that they can be
 * shown to the auditor alone, and erased by law without breaking the chain. Written in the
 * transaction of the write it tells of: no write without record, no record without write.
 *
 * At the end of a day the heads of all chains are sealed: one hash over them, chained to the day
 * before, is published. Who kept a published head can prove later that nothing before it was
 * changed, taken out or cut off, even against somebody who holds the whole database (audit_verify
 * with `known`). The exact bytes that are hashed: docs/audit-format.md. Non-goal: hiding from the
 * operator; the log proves, it does not encrypt. */
#ifndef ASHAR_AUDIT_AUDIT_H
#define ASHAR_AUDIT_AUDIT_H

#include "audit/known.h"
#include "base/actor.h"
#include "base/json.h"
#include "db/db.h"
#include "web/request.h"

struct audit_entry {
    struct str action;  /* "issue.refresh": module.verb */
    struct str subject; /* "issue" */
    int64_t subject_id;
    struct str before;   /* JSON object or absent; no personal data */
    struct str after;    /* JSON object or absent; no personal data */
    struct str personal; /* JSON object with the personal part, or absent */
};

/* Appends to the chain of actor->place_id and raises that municipality's generation. Inside the
 * caller's transaction (ERR_BUG outside). The chain's head stays locked until that transaction
 * ends. */
MUST_USE enum err audit_append(struct db *db, struct arena *a, const struct actor *who,
                               const struct audit_entry *e);

/* -- generations, for the page cache -- */

/* Records of the place so far: grows with every write. 0: none yet. */
MUST_USE enum err audit_generation(struct db *db, struct arena *a, int64_t place_id, int64_t *out);

struct audit_generation {
    int64_t place_id, generation;
};
struct audit_generations {
    const struct audit_generation *v; /* by place_id */
    size_t n;
};
/* Of every place with a record of `since` or later (unix seconds; 0: all). For programs that share
 * a PostgreSQL and must hear of each other's writes: poll with the time of the last poll less a
 * minute, since transactions become visible after their clock. */
MUST_USE enum err audit_generations_since(struct db *db, struct arena *a, int64_t since,
                                          struct audit_generations *out);

/* -- heads, for the public -- */

struct audit_head {
    int64_t place_id;
    day_t day; /* DAY_NONE: the present one */
    int64_t seq;
    struct str hash; /* 64 hexadecimal digits */
    int64_t at;      /* of the last record, or of the seal */
};
struct audit_heads {
    const struct audit_head *v;
    size_t n;
};
/* The chain's present head; ERR_NOT_FOUND where the place has no record yet. */
MUST_USE enum err audit_head_of(struct db *db, struct arena *a, int64_t place_id,
                                struct audit_head *out);
/* The chain's head as sealed on each of the last `days` sealed days, newest first. */
MUST_USE enum err audit_heads_of_place(struct db *db, struct arena *a, int64_t place_id,
                                       int64_t days, struct audit_heads *out);
/* Every chain's head as sealed on that day, by place: what the day's hash is made of. */
MUST_USE enum err audit_heads_of_day(struct db *db, struct arena *a, day_t day,
                                     struct audit_heads *out);

struct audit_day {
    day_t day;
    int64_t chains, sealed_at;
    struct str hash, prev_hash; /* hexadecimal */
};
struct audit_days {
    const struct audit_day *v; /* newest first */
    size_t n;
};
MUST_USE enum err audit_days(struct db *db, struct arena *a, int64_t most, struct audit_days *out);
/* That day alone: one or none. */
MUST_USE enum err audit_day_of(struct db *db, struct arena *a, day_t day, struct audit_days *out);

/* Seals yesterday (the day before `today`) unless it is sealed, or nothing was ever written. In a
 * transaction of its own or the caller's. The background tasks call it every few minutes; a day on
 * which the program did not run has no seal of its own. */
MUST_USE enum err audit_seal(struct db *db, struct arena *a, day_t today, bool *sealed);

/* -- proof -- */

enum audit_fault {
    AUDIT_WHOLE = 0,
    AUDIT_HASH_MISMATCH, /* a field of the record was changed */
    AUDIT_LINK_MISMATCH, /* it does not continue its predecessor */
    AUDIT_GAP,           /* the record with the number `seq` is missing */
    AUDIT_HEAD_MISMATCH, /* the head says another hash than its record */
    AUDIT_TAIL_MISSING,  /* the head, a published day or a known head tells of later records than
                            there are */
    AUDIT_HEAD_MISSING,  /* records without a head, or behind it */
    AUDIT_PERSONAL_MISMATCH, /* the personal part does not fit its digest, or has none */
    AUDIT_DAY_MISMATCH,      /* a published day does not fit the chains */
    AUDIT_KNOWN_MISMATCH,    /* a head somebody kept does not fit the chain */
};

struct audit_verdict {
    int64_t checked; /* records */
    int64_t erased;  /* records whose personal part was erased: allowed */
    bool whole;
    enum audit_fault fault;
    int64_t place_id, seq,
        record_id;     /* the first broken record where not whole; record_id 0: it is not there */
    struct str reason; /* English: for the command and the log */
};
/* Checks every chain, by place and number, in bounded memory and one snapshot. *out is filled also
 * when a chain is broken (result OK, whole false). Best on a reader connection: on SQLite a
 * writer's transaction would stop all other writers. */
MUST_USE enum err audit_verify(struct db *db, struct arena *a, struct audit_verdict *out);

/* The same, and each known head must lie on its chain. */
MUST_USE enum err audit_verify_against(struct db *db, struct arena *a,
                                       const struct audit_known *known, size_t n,
                                       struct audit_verdict *out);

/* -- the records, for the auditor (CAP_AUDIT) -- */

struct audit_filter {
    int64_t place_id;
    struct str subject; /* "": any */
    int64_t subject_id; /* 0: any */
    int64_t person_id;  /* 0: any; matches who acted and for whom */
    day_t day;          /* DAY_NONE: any; the day in Bishkek */
    int64_t before_seq; /* records with a smaller number; 0: from the newest */
    int64_t most;       /* at most so many */
};
struct audit_record {
    int64_t id, place_id, seq, at, person_id, for_person_id;
    struct str action, subject;
    int64_t subject_id;
    struct str before, after; /* JSON or absent */
    struct str personal;      /* JSON; absent where there is none or it was erased */
    bool had_personal;
    struct str hash; /* hexadecimal */
};
struct audit_records {
    const struct audit_record *v; /* newest first */
    size_t n;
};
MUST_USE enum err audit_records_of(struct db *db, struct arena *a, const struct audit_filter *f,
                                   struct audit_records *out);

/* -- wiring -- */
/* Who a number is; "" for nobody. Told by app once, since people stand above the log; until then
 * numbers are shown. */
typedef enum err audit_person_name(struct db *db, struct arena *a, int64_t id, struct str *out);
void audit_wire(audit_person_name *name);

/* Told of every record in the transaction that wrote it, after it stands: what keeps copies in step
 * (search) needs no word from the capabilities. An error of it fails the write. One function, wired
 * once by app before the first write; NULL: nobody. */
typedef enum err audit_after(struct db *db, struct arena *a, const struct actor *who,
                             const struct audit_entry *e);
void audit_wire_after(audit_after *after);

extern const struct route audit_routes[];
extern const struct db_query *const audit_queries[];
extern const size_t audit_query_count;

#endif
