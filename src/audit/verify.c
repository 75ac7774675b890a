/* The proof that nothing was changed. See audit.h.
 *
 * One walk over all records by place and number, beside it the heads, the sealed days of each chain
 * and the heads somebody kept, each in the same order; then one walk over the sealed days. The
 * first thing that does not fit ends it. */
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/audit_sql.h"
#include "audit/chain.h"

enum { PAGE = 500 };

struct walk {
    struct db *db;
    struct arena *arena;
    struct arena *page; /* reset page by page */
    struct arena *days; /* the same for sealed days */
    struct audit_verdict *verdict;
    struct audit_head_rows_rows heads;
    size_t head_at; /* of heads: the first one not yet compared */
    /* the chain under way */
    bool open;
    int64_t place, seq, id, at;
    unsigned char hash[AUDIT_HASH];
    struct audit_place_heads_rows sealed; /* a page of its sealed heads */
    size_t sealed_at;
    const struct audit_known *known; /* sorted by place and number */
    size_t known_n, known_at;
};

static const char *const reasons[] = {
    [AUDIT_WHOLE] = "whole",
    [AUDIT_HASH_MISMATCH] = "the record was changed: its hash is another",
    [AUDIT_LINK_MISMATCH] = "the record does not continue the one before it",
    [AUDIT_GAP] = "the record is missing",
    [AUDIT_HEAD_MISMATCH] = "the head of the chain has another hash or time than its last record",
    [AUDIT_TAIL_MISSING] = "the record is missing at the end of the chain",
    [AUDIT_HEAD_MISSING] = "the chain goes on behind its head, or has none",
    [AUDIT_PERSONAL_MISMATCH] = "the personal part was changed",
    [AUDIT_DAY_MISMATCH] = "a published day says otherwise",
    [AUDIT_KNOWN_MISMATCH] = "the head that was kept says otherwise",
};

/* Records the first break. False, so that a check can end with it. */
static bool broken(struct walk *w, enum audit_fault fault, int64_t place, int64_t seq, int64_t id)
{
    struct audit_verdict *v = w->verdict;

    if (!v->whole)
        return false;
    v->whole = false;
    v->fault = fault;
    v->place_id = place;
    v->seq = seq;
    v->record_id = id;
    v->reason = str_of(reasons[fault]);
    return false;
}

/* -- a chain's sealed heads -- */

static enum err sealed_page(struct walk *w, int64_t after)
{
    arena_reset(w->days);
    TRY(audit_place_heads(w->db, w->days, &(struct audit_place_heads_in){w->place, after, PAGE},
                          &w->sealed));
    w->sealed_at = 0;
    return OK;
}

static const struct audit_place_heads_row *next_sealed(const struct walk *w)
{
    return w->sealed_at < w->sealed.n ? &w->sealed.v[w->sealed_at] : NULL;
}

/* The sealed heads that name the record just read must carry its hash; none may have been jumped
 * over. */
static enum err check_sealed(struct walk *w)
{
    const struct audit_place_heads_row *s;

    while ((s = next_sealed(w)) != NULL && s->seq <= w->seq) {
        if (s->seq < w->seq || s->hash.n != AUDIT_HASH ||
            memcmp(s->hash.p, w->hash, AUDIT_HASH) != 0) {
            broken(w, AUDIT_DAY_MISMATCH, w->place, s->seq, s->seq == w->seq ? w->id : 0);
            return OK;
        }
        day_t day = s->day;
        w->sealed_at++;
        if (w->sealed_at == w->sealed.n && w->sealed.n == PAGE)
            TRY(sealed_page(w, day));
    }
    return OK;
}

/* -- known heads -- */

static const struct audit_known *next_known(const struct walk *w)
{
    return w->known_at < w->known_n ? &w->known[w->known_at] : NULL;
}

static void check_known(struct walk *w)
{
    const struct audit_known *k;

    while ((k = next_known(w)) != NULL && k->place_id == w->place && k->seq <= w->seq) {
        if (k->seq < w->seq || memcmp(k->hash, w->hash, AUDIT_HASH) != 0) {
            broken(w, AUDIT_KNOWN_MISMATCH, w->place, k->seq, k->seq == w->seq ? w->id : 0);
            return;
        }
        w->known_at++;
    }
}

/* -- chains -- */

/* A head whose chain has no record at all. */
static void heads_without_records(struct walk *w, int64_t until, bool all)
{
    for (; w->head_at < w->heads.n; w->head_at++) {
        const struct audit_head_rows_row *h = &w->heads.v[w->head_at];
        if (!all && h->place_id >= until)
            return;
        broken(w, AUDIT_TAIL_MISSING, h->place_id, 1, 0);
    }
}

static void close_chain(struct walk *w)
{
    if (!w->open)
        return;
    w->open = false;
    const struct audit_head_rows_row *h = w->head_at < w->heads.n ? &w->heads.v[w->head_at] : NULL;
    if (!h || h->place_id != w->place || h->seq < w->seq) {
        broken(w, AUDIT_HEAD_MISSING, w->place, w->seq, w->id);
        return;
    }
    w->head_at++;
    if (h->seq > w->seq || next_sealed(w)) {
        broken(w, AUDIT_TAIL_MISSING, w->place, w->seq + 1, 0);
        return;
    }
    if (h->at != w->at || h->hash.n != AUDIT_HASH || memcmp(h->hash.p, w->hash, AUDIT_HASH) != 0) {
        broken(w, AUDIT_HEAD_MISMATCH, w->place, w->seq, w->id);
        return;
    }
    const struct audit_known *k = next_known(w);
    if (k && k->place_id == w->place)
        broken(w, AUDIT_TAIL_MISSING, w->place, w->seq + 1, 0);
}

/* A known head of a place without any record. */
static void known_without_records(struct walk *w, int64_t until, bool all)
{
    const struct audit_known *k = next_known(w);

    if (k && (all || k->place_id < until))
        broken(w, AUDIT_TAIL_MISSING, k->place_id, 1, 0);
}

static enum err open_chain(struct walk *w, int64_t place)
{
    heads_without_records(w, place, false);
    known_without_records(w, place, false);
    w->open = true;
    w->place = place;
    w->seq = 0;
    memset(w->hash, 0, sizeof w->hash);
    return sealed_page(w, INT64_MIN);
}

static bool personal_fits(struct walk *w, const struct audit_page_row *r)
{
    unsigned char digest[AUDIT_HASH];

    if (!r->personal.p) {
        w->verdict->erased += r->personal_digest.p != NULL;
        return true;
    }
    if (r->personal_digest.n != AUDIT_HASH || !r->salt.p)
        return false;
    chain_personal_digest(r->salt, r->personal, digest);
    return memcmp(digest, r->personal_digest.p, AUDIT_HASH) == 0;
}

static bool check_record(struct walk *w, const struct audit_page_row *r)
{
    unsigned char hash[AUDIT_HASH];
    const struct chain_record c = {.place_id = r->place_id,
                                   .seq = r->seq,
                                   .at = r->at,
                                   .person_id = r->person_id,
                                   .for_person_id = r->for_person_id,
                                   .action = r->action,
                                   .subject = r->subject,
                                   .subject_id = r->subject_id,
                                   .before = r->before_json,
                                   .after = r->after_json,
                                   .personal_digest = r->personal_digest};

    if (r->seq != w->seq + 1)
        return broken(w, AUDIT_GAP, r->place_id, w->seq + 1, 0);
    if (r->prev_hash.n != AUDIT_HASH || memcmp(r->prev_hash.p, w->hash, AUDIT_HASH) != 0)
        return broken(w, AUDIT_LINK_MISMATCH, r->place_id, r->seq, r->id);
    chain_record_hash(&c, w->hash, hash);
    if (r->hash.n != AUDIT_HASH || memcmp(r->hash.p, hash, AUDIT_HASH) != 0)
        return broken(w, AUDIT_HASH_MISMATCH, r->place_id, r->seq, r->id);
    if (!personal_fits(w, r))
        return broken(w, AUDIT_PERSONAL_MISMATCH, r->place_id, r->seq, r->id);
    w->seq = r->seq;
    w->id = r->id;
    w->at = r->at;
    memcpy(w->hash, hash, sizeof hash);
    w->verdict->checked++;
    return true;
}

/* A column holds what its type does not allow, which SQLite does not prevent: record by record up
 * to the first that cannot be read. It is the next one of the chain under way, or, where that one
 * has reached its head, the first of the next chain. */
static void unreadable(struct walk *w)
{
    size_t at = w->head_at;
    int64_t place = w->place, seq = w->seq + 1;

    if (w->open && at < w->heads.n && w->heads.v[at].place_id == place &&
        w->heads.v[at].seq == w->seq)
        at++;
    if (at < w->heads.n && w->heads.v[at].place_id != place) {
        place = w->heads.v[at].place_id;
        seq = 1;
    }
    broken(w, AUDIT_HASH_MISMATCH, place, seq, 0);
}

static enum err walk_records(struct walk *w)
{
    struct audit_page_in in = {.place_id = INT64_MIN, .seq = INT64_MIN, .most = PAGE};
    struct audit_page_rows rows;

    do {
        arena_reset(w->page);
        enum err e = audit_page(w->db, w->page, &in, &rows);
        if (e == ERR_BUG && in.most == 1) {
            unreadable(w);
            return OK;
        }
        if (e == ERR_BUG) {
            in.most = 1;
            rows.n = 1; /* of which nothing is taken: the loop goes on */
            continue;
        }
        TRY(e);
        for (size_t i = 0; i < rows.n; i++) {
            if (!w->open || rows.v[i].place_id != w->place) {
                close_chain(w);
                TRY(open_chain(w, rows.v[i].place_id));
            }
            if (!w->verdict->whole || !check_record(w, &rows.v[i]))
                return OK;
            TRY(check_sealed(w));
            check_known(w);
        }
        if (rows.n) {
            in.place_id = rows.v[rows.n - 1].place_id;
            in.seq = rows.v[rows.n - 1].seq;
        }
    } while (rows.n == (size_t)in.most && w->verdict->whole);
    close_chain(w);
    heads_without_records(w, 0, true);
    known_without_records(w, 0, true);
    return OK;
}

/* -- sealed days -- */

struct standing {
    int64_t place, seq;
    unsigned char hash[AUDIT_HASH];
};

struct standings { /* of every chain on the day under way, by place */
    struct standing *v;
    size_t n, size;
};

static void stand(struct walk *w, struct standings *s, const struct audit_day_changes_row *c)
{
    size_t at = 0;

    while (at < s->n && s->v[at].place < c->place_id)
        at++;
    if (at == s->n || s->v[at].place != c->place_id) {
        if (s->n == s->size) {
            size_t size = s->size ? s->size * 2 : 64;
            s->v = arena_grow(w->arena, s->v, s->n * sizeof *s->v, size * sizeof *s->v);
            s->size = size;
        }
        memmove(&s->v[at + 1], &s->v[at], (s->n - at) * sizeof *s->v);
        s->n++;
    }
    s->v[at].place = c->place_id;
    s->v[at].seq = c->seq;
    memcpy(s->v[at].hash, c->hash.p, AUDIT_HASH);
}

static enum err check_day(struct walk *w, struct standings *s,
                          const struct audit_days_after_row *day, unsigned char prev[AUDIT_HASH])
{
    struct audit_day_changes_rows changes;
    struct chain_day d;

    arena_reset(w->days);
    TRY(audit_day_changes(w->db, w->days, &(struct audit_day_changes_in){day->day}, &changes));
    for (size_t i = 0; i < changes.n; i++) {
        if (changes.v[i].hash.n != AUDIT_HASH) {
            broken(w, AUDIT_DAY_MISMATCH, changes.v[i].place_id, changes.v[i].seq, 0);
            return OK;
        }
        stand(w, s, &changes.v[i]);
    }
    bool fits = day->prev_hash.n == AUDIT_HASH && memcmp(day->prev_hash.p, prev, AUDIT_HASH) == 0 &&
                day->chains == (int64_t)s->n && day->hash.n == AUDIT_HASH;
    chain_day_start(&d, day->day, prev, (int64_t)s->n);
    for (size_t i = 0; i < s->n; i++)
        chain_day_add(&d, s->v[i].place, s->v[i].seq, s->v[i].hash);
    chain_day_end(&d, prev);
    if (!fits || memcmp(prev, day->hash.p, AUDIT_HASH) != 0)
        broken(w, AUDIT_DAY_MISMATCH, 0, 0, 0);
    return OK;
}

static enum err walk_days(struct walk *w)
{
    struct audit_days_after_in in = {.after = INT64_MIN, .most = PAGE};
    struct audit_days_after_rows rows;
    struct standings s = {0};
    unsigned char prev[AUDIT_HASH] = {0};

    do {
        arena_reset(w->page);
        TRY(audit_days_after(w->db, w->page, &in, &rows));
        for (size_t i = 0; i < rows.n && w->verdict->whole; i++)
            TRY(check_day(w, &s, &rows.v[i], prev));
        if (rows.n)
            in.after = rows.v[rows.n - 1].day;
    } while (rows.n == PAGE && w->verdict->whole);
    return OK;
}

/* -- the whole -- */

static int by_place_and_seq(const void *x, const void *y)
{
    const struct audit_known *a = x, *b = y;

    if (a->place_id != b->place_id)
        return a->place_id < b->place_id ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void free_arena(void *arg)
{
    arena_free(arg);
}

/* An arena that dies with `a` and lands where `a` lands. */
static struct arena *sub_arena(struct arena *a, size_t cap)
{
    struct arena_defer *d = arena_defer_reserve(a);
    struct arena *sub = arena_new(a, struct arena);

    arena_init(sub, cap);
    sub->pad = a->pad;
    arena_defer_set(d, free_arena, sub);
    return sub;
}

static enum err verify(struct walk *w)
{
    struct audit_day_orphans_rows orphans;
    enum err e = audit_head_rows(w->db, w->arena, &w->heads);

    if (e == ERR_BUG) { /* a head of another type than its column's */
        broken(w, AUDIT_HEAD_MISMATCH, 0, 0, 0);
        return OK;
    }
    TRY(e);
    TRY(walk_records(w));
    if (!w->verdict->whole)
        return OK;
    TRY(walk_days(w));
    TRY(audit_day_orphans(w->db, w->arena, &orphans));
    if (orphans.n)
        broken(w, AUDIT_DAY_MISMATCH, orphans.v[0].place_id, orphans.v[0].seq, 0);
    return OK;
}

enum err audit_verify_against(struct db *db, struct arena *a, const struct audit_known *known,
                              size_t n, struct audit_verdict *out)
{
    struct audit_verdict v = {.whole = true, .reason = str_of(reasons[AUDIT_WHOLE])};
    struct audit_known *sorted = arena_array(a, struct audit_known, n);
    struct walk w = {.db = db,
                     .arena = a,
                     .page = sub_arena(a, 512 * MIB),
                     .days = sub_arena(a, 64 * MIB),
                     .verdict = &v,
                     .known = sorted,
                     .known_n = n};
    bool own = !db_in_transaction(db);

    if (n) {
        memcpy(sorted, known, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_place_and_seq);
    }
    if (own)
        TRY(db_begin(db));
    enum err e = verify(&w);
    if (own)
        db_rollback(db); /* nothing was written: this only ends the snapshot */
    arena_free(w.page);
    arena_free(w.days);
    TRY(e);
    *out = v;
    return OK;
}

enum err audit_verify(struct db *db, struct arena *a, struct audit_verdict *out)
{
    return audit_verify_against(db, a, NULL, 0, out);
}
