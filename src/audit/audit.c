/* Writing the log and reading it. See audit.h; the proof is in verify.c. */
#include "audit/audit.h"

#include <sodium.h>
#include <string.h>

#include "audit/audit_sql.h"
#include "audit/chain.h"
#include "web/web.h"

static const unsigned char zero[AUDIT_HASH];

static audit_after *told; /* set once, before threads */

void audit_wire_after(audit_after *after)
{
    told = after;
}

static struct str hash_str(const unsigned char *h)
{
    return (struct str){(const char *)h, AUDIT_HASH};
}

/* -- appending -- */

/* The head of a chain: what the next record follows. */
struct head {
    int64_t seq;
    unsigned char hash[AUDIT_HASH];
};

/* The head that this thread moved last: its row is ours until the transaction ends, so that the
 * next record of the batch need not ask for it. */
static _Thread_local struct {
    uint64_t epoch;
    int64_t place_id;
    struct head head;
} moved;

/* The head, locked until the transaction ends; a chain that begins gets one. */
static enum err lock_head(struct db *db, struct arena *a, int64_t place_id, struct head *out)
{
    struct audit_head_locked_rows rows;
    const struct audit_head_locked_in in = {.place_id = place_id};

    if (moved.epoch == db_epoch(db) && moved.place_id == place_id) {
        *out = moved.head;
        return OK;
    }
    TRY(audit_head_locked(db, a, &in, &rows));
    if (rows.n == 0) {
        TRY(audit_head_start(db, a,
                             &(struct audit_head_start_in){place_id, hash_str(zero), clock_now()}));
        TRY(audit_head_locked(db, a, &in, &rows));
    }
    if (rows.n != 1 || rows.v[0].hash.n != AUDIT_HASH)
        return ERR_BUG;
    out->seq = rows.v[0].seq;
    memcpy(out->hash, rows.v[0].hash.p, AUDIT_HASH);
    return OK;
}

static enum err move_head(struct db *db, struct arena *a, int64_t place_id, const struct head *to,
                          int64_t at)
{
    TRY(audit_head_move(db, a,
                        &(struct audit_head_move_in){place_id, to->seq, hash_str(to->hash), at}));
    moved.epoch = db_epoch(db);
    moved.place_id = place_id;
    moved.head = *to;
    return OK;
}

struct personal {
    unsigned char salt[32], digest[AUDIT_HASH];
};

static enum err insert(struct db *db, struct arena *a, const struct chain_record *r,
                       struct str prev, struct str hash)
{
    return audit_insert(db, a,
                        &(struct audit_insert_in){.place_id = r->place_id,
                                                  .seq = r->seq,
                                                  .at = r->at,
                                                  .person_id = r->person_id,
                                                  .for_person_id = r->for_person_id,
                                                  .action = r->action,
                                                  .subject = r->subject,
                                                  .subject_id = r->subject_id,
                                                  .before_json = r->before,
                                                  .after_json = r->after,
                                                  .personal_digest = r->personal_digest,
                                                  .prev_hash = prev,
                                                  .hash = hash});
}

enum err audit_append(struct db *db, struct arena *a, const struct actor *who,
                      const struct audit_entry *e)
{
    struct personal p;
    struct head prev, next;

    if (!db_in_transaction(db) || e->action.n == 0 || e->subject.n == 0)
        return ERR_BUG;
    if (e->personal.p) {
        randombytes_buf(p.salt, sizeof p.salt);
        chain_personal_digest((struct str){(const char *)p.salt, sizeof p.salt}, e->personal,
                              p.digest);
    }
    TRY(lock_head(db, a, who->place_id, &prev));
    next.seq = prev.seq + 1;
    struct chain_record r = {.place_id = who->place_id,
                             .seq = next.seq,
                             .at = clock_now(),
                             .person_id = who->person_id,
                             .for_person_id = who->for_person_id,
                             .action = e->action,
                             .subject = e->subject,
                             .subject_id = e->subject_id,
                             .before = e->before,
                             .after = e->after,
                             .personal_digest = e->personal.p ? hash_str(p.digest) : STR_NONE};
    chain_record_hash(&r, prev.hash, next.hash);
    TRY(insert(db, a, &r, hash_str(prev.hash), hash_str(next.hash)));
    if (e->personal.p)
        TRY(audit_personal_insert(db, a,
                                  &(struct audit_personal_insert_in){
                                      {(const char *)p.salt, sizeof p.salt}, e->personal}));
    TRY(move_head(db, a, r.place_id, &next, r.at));
    web_touch(r.place_id, r.seq); /* its cached pages, once this is committed */
    return told ? told(db, a, who, e) : OK;
}

/* -- generations and heads -- */

enum err audit_generation(struct db *db, struct arena *a, int64_t place_id, int64_t *out)
{
    struct audit_head_row_row row;
    enum err e = audit_head_row(db, a, &(struct audit_head_row_in){place_id}, &row);

    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == OK ? row.seq : 0;
    return OK;
}

enum err audit_generations_since(struct db *db, struct arena *a, int64_t since,
                                 struct audit_generations *out)
{
    struct audit_generation_rows_rows rows;

    TRY(audit_generation_rows(db, a, &(struct audit_generation_rows_in){since}, &rows));
    struct audit_generation *v = arena_array(a, struct audit_generation, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct audit_generation){rows.v[i].place_id, rows.v[i].generation};
    *out = (struct audit_generations){v, rows.n};
    return OK;
}

enum err audit_head_of(struct db *db, struct arena *a, int64_t place_id, struct audit_head *out)
{
    struct audit_head_row_row row;

    TRY(audit_head_row(db, a, &(struct audit_head_row_in){place_id}, &row));
    *out = (struct audit_head){place_id, DAY_NONE, row.seq, chain_hex(a, row.hash), row.at};
    return OK;
}

enum err audit_heads_of_place(struct db *db, struct arena *a, int64_t place_id, int64_t days,
                              struct audit_heads *out)
{
    struct audit_place_day_rows_rows rows;

    TRY(audit_place_day_rows(db, a, &(struct audit_place_day_rows_in){place_id, days}, &rows));
    struct audit_head *v = arena_array(a, struct audit_head, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct audit_head){place_id, rows.v[i].day, rows.v[i].seq,
                                   chain_hex(a, rows.v[i].hash), rows.v[i].sealed_at};
    *out = (struct audit_heads){v, rows.n};
    return OK;
}

enum err audit_heads_of_day(struct db *db, struct arena *a, day_t day, struct audit_heads *out)
{
    struct audit_day_head_rows_rows rows;

    TRY(audit_day_head_rows(db, a, &(struct audit_day_head_rows_in){day}, &rows));
    struct audit_head *v = arena_array(a, struct audit_head, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct audit_head){rows.v[i].place_id, day, rows.v[i].seq,
                                   chain_hex(a, rows.v[i].hash), 0};
    *out = (struct audit_heads){v, rows.n};
    return OK;
}

enum err audit_days(struct db *db, struct arena *a, int64_t most, struct audit_days *out)
{
    struct audit_day_rows_rows rows;

    TRY(audit_day_rows(db, a, &(struct audit_day_rows_in){most}, &rows));
    struct audit_day *v = arena_array(a, struct audit_day, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct audit_day){rows.v[i].day, rows.v[i].chains, rows.v[i].sealed_at,
                                  chain_hex(a, rows.v[i].hash), chain_hex(a, rows.v[i].prev_hash)};
    *out = (struct audit_days){v, rows.n};
    return OK;
}

enum err audit_day_of(struct db *db, struct arena *a, day_t day, struct audit_days *out)
{
    struct audit_day_one_rows rows;

    TRY(audit_day_one(db, a, &(struct audit_day_one_in){day}, &rows));
    struct audit_day *v = arena_array(a, struct audit_day, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct audit_day){rows.v[i].day, rows.v[i].chains, rows.v[i].sealed_at,
                                  chain_hex(a, rows.v[i].hash), chain_hex(a, rows.v[i].prev_hash)};
    *out = (struct audit_days){v, rows.n};
    return OK;
}

/* -- sealing a day -- */

struct sealing {
    struct arena *arena;
    day_t day;
    bool sealed;
};

/* Keeps the heads that differ from the last seal. Both lists are ordered by place. */
static enum err keep_changes(struct db *db, struct sealing *s,
                             const struct audit_head_rows_rows *now,
                             const struct audit_day_head_rows_rows *then)
{
    size_t at = 0;

    for (size_t i = 0; i < now->n; i++) {
        while (at < then->n && then->v[at].place_id < now->v[i].place_id)
            at++;
        bool same = at < then->n && then->v[at].place_id == now->v[i].place_id &&
                    then->v[at].seq == now->v[i].seq;
        if (!same)
            TRY(audit_day_heads_insert(
                db, s->arena,
                &(struct audit_day_heads_insert_in){s->day, now->v[i].place_id, now->v[i].seq,
                                                    now->v[i].hash}));
    }
    return OK;
}

static enum err seal(struct db *db, void *arg)
{
    struct sealing *s = arg;
    struct audit_day_last_rows last;
    struct audit_head_rows_rows now;
    struct audit_day_head_rows_rows then;
    struct chain_day d;
    unsigned char hash[AUDIT_HASH];
    int64_t inserted;

    TRY(audit_day_last(db, s->arena, &last));
    if (last.n && last.v[0].day >= s->day)
        return OK;
    TRY(audit_head_rows(db, s->arena, &now));
    if (now.n == 0)
        return OK;
    TRY(audit_day_head_rows(db, s->arena, &(struct audit_day_head_rows_in){s->day}, &then));
    const unsigned char *prev = last.n ? (const unsigned char *)last.v[0].hash.p : zero;
    chain_day_start(&d, s->day, prev, (int64_t)now.n);
    for (size_t i = 0; i < now.n; i++)
        chain_day_add(&d, now.v[i].place_id, now.v[i].seq, (const unsigned char *)now.v[i].hash.p);
    chain_day_end(&d, hash);
    TRY(audit_day_insert(db, s->arena,
                         &(struct audit_day_insert_in){s->day, (int64_t)now.n, hash_str(prev),
                                                       hash_str(hash), clock_now()},
                         &inserted));
    if (inserted == 0)
        return OK; /* another program sealed it meanwhile */
    TRY(keep_changes(db, s, &now, &then));
    s->sealed = true;
    return OK;
}

enum err audit_seal(struct db *db, struct arena *a, day_t today, bool *sealed)
{
    struct sealing s = {.arena = a, .day = today - 1};

    TRY(db_atomically(db, seal, &s));
    *sealed = s.sealed;
    return OK;
}

/* -- records -- */

enum err audit_records_of(struct db *db, struct arena *a, const struct audit_filter *f,
                          struct audit_records *out)
{
    struct audit_rows_rows rows;
    struct audit_rows_in in = {.place_id = f->place_id,
                               .subject = f->subject.p ? f->subject : STR(""),
                               .subject_id = f->subject_id,
                               .person_id = f->person_id,
                               .at_from = INT64_MIN,
                               .at_to = INT64_MAX,
                               .before_seq = f->before_seq ? f->before_seq : INT64_MAX,
                               .most = f->most};

    if (f->day != DAY_NONE) {
        in.at_from = instant_of_day(f->day);
        in.at_to = instant_of_day(f->day + 1);
    }
    TRY(audit_rows(db, a, &in, &rows));
    struct audit_record *v = arena_array(a, struct audit_record, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct audit_rows_row *r = &rows.v[i];
        v[i] = (struct audit_record){.id = r->id,
                                     .place_id = r->place_id,
                                     .seq = r->seq,
                                     .at = r->at,
                                     .person_id = r->person_id,
                                     .for_person_id = r->for_person_id,
                                     .action = r->action,
                                     .subject = r->subject,
                                     .subject_id = r->subject_id,
                                     .before = r->before_json,
                                     .after = r->after_json,
                                     .personal = r->personal,
                                     .had_personal = r->personal_digest.p != NULL,
                                     .hash = chain_hex(a, r->hash)};
    }
    *out = (struct audit_records){v, rows.n};
    return OK;
}
